//! Threads in the page for the blocking programs of workers, which are held and cannot have any of their
//! own: the other end of [`pool_proxy`](super::pool_proxy).

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::page;
use super::pool::Threads;
use super::protocol::{Job, PoolAction, PoolRequest, pack};
use super::service_worker;
use crate::runtime::thread::{PoolPlan, Workers as _};

thread_local! {
    static OPEN: RefCell<Vec<PoolServer>> = const { RefCell::new(Vec::new()) };
}

/// The pools of a blocking program that a worker runs.
struct PoolServer {
    number: u32,
    job: Job,
    /// By number; none for a pool that has ended.
    pools: Vec<Option<Rc<Threads>>>,
}

/// Begins to keep pools for a run, under a number of the page's.
pub(super) fn open(number: u32, job: Job) {
    OPEN.with_borrow_mut(|open| open.push(PoolServer { number, job, pools: Vec::new() }));
}

/// Ends all threads of a run.
pub(super) fn close(number: u32) {
    let closed = OPEN.with_borrow_mut(|open| {
        let index = open.iter().position(|server| server.number == number);
        index.map(|index| open.swap_remove(index))
    });
    drop(closed);
}

/// Whether no run has pools here.
pub(super) fn is_empty() -> bool {
    OPEN.with_borrow(Vec::is_empty)
}

/// Does what a blocking program wants of a pool.
pub(super) fn serve(run: u32, PoolRequest { pool: number, what }: PoolRequest) {
    let ended = OPEN.with_borrow_mut(|open| {
        let server = open.iter_mut().find(|server| server.number == run)?;
        let index = number as usize;
        if server.pools.len() <= index {
            server.pools.resize(index + 1, None);
        }
        match what {
            PoolAction::Submit { plan, task, call } => {
                let job = server.job.clone();
                let pool = server.pools[index].get_or_insert_with(|| start(plan, job, number));
                pool.submit_call(task, call);
                None
            }
            PoolAction::GiveUp { task } => {
                if let Some(pool) = &server.pools[index] {
                    pool.give_up(task);
                }
                None
            }
            PoolAction::End => server.pools[index].take(),
        }
    });
    drop(ended);
}

/// A pool whose events go to the service worker's queue.
fn start(plan: PoolPlan, job: Job, number: u32) -> Rc<Threads> {
    let token = job.config.token.clone();
    let slot: Rc<RefCell<Weak<Threads>>> = Rc::default();
    let of = Rc::clone(&slot);
    let ready = move || {
        let Some(pool) = of.borrow().upgrade() else { return };
        for event in pool.events() {
            service_worker::queue(&token, &pack(&(number, event)));
        }
    };
    let pool = Threads::new(plan, job, page::site(), Box::new(ready));
    slot.replace(Rc::downgrade(&pool));
    pool
}
