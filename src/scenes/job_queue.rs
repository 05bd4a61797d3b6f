//! Eight jobs for two workers, one of which dies.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, Workers, programs, source};
use crate::runtime::thread::die;
use crate::runtime::{JoinError, Pool, blocking, join_all, println, spawn, squares};

/// How many thousands of numbers the jobs square, in turn.
const SIZES: [u64; 8] = [10_000, 25_000, 15_000, 20_000, 5_000, 30_000, 10_000, 15_000];

/// What has to be done, and whether the worker that does it first will die of it.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Order {
    number: u32,
    squares: u64,
    fatal: bool,
}

fn orders(settings: &Settings) -> impl Iterator<Item = Order> {
    let fatal = settings.get("fatal");
    let sizes = SIZES.into_iter().cycle().map(|size| size * 1_000);
    (1..=settings.get("n")).zip(sizes).map(move |(number, squares)| Order {
        number,
        squares,
        fatal: number == fatal,
    })
}

/// Does what has been ordered. Half done, the system ends the worker's process, if it is to be so.
pub(super) fn work_on(order: Order) -> u128 {
    let half = order.squares / 2;
    let sum = squares(0..half);
    if order.fatal {
        die();
    }
    sum + squares(half..order.squares)
}

impl Order {
    /// The name of its job.
    fn name(self) -> String {
        format!("work on {}", self.number)
    }

    /// Says what came of the job. Gives the order once more if it has to be handed in again.
    fn report(self, result: Result<u128, JoinError>) -> Option<Self> {
        let number = self.number;
        match result {
            Ok(sum) => println!("job {number}: {sum}"),
            Err(JoinError::Died) => {
                println!("job {number}: its worker died");
                return Some(Self { fatal: false, ..self });
            }
            Err(error) => println!("job {number}: {error}"),
        }
        None
    }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn until_done(mut order: Order, pool: Rc<Pool>) {
    // A result that never comes is the one thing a queue must not lose. The pool notices that a
    // worker is gone, and starts another; what the worker had is handed in again, and goes to the
    // end of the queue.
    while let Some(again) = order.report(pool.submit(&order.name(), work_on, order).await) {
        order = again;
    }
}

async fn run(settings: Settings) {
    let pool = Rc::new(Pool::new(settings.get("workers") as usize));
    let jobs = orders(&settings)
        .map(|order| spawn(&format!("job {}", order.number), until_done(order, Rc::clone(&pool))));
    join_all(jobs).await;
    println!("the queue is empty");
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn block(settings: &Settings) {
    let pool = blocking::Pool::new(settings.get("workers") as usize);
    let submit = |order: Order| pool.submit(&order.name(), work_on, order);
    let mut open: Vec<_> = orders(settings).collect();
    let mut handles: Vec<_> = open.iter().map(|order| submit(*order)).collect();

    // One thread waits for whichever comes next. It cannot do anything else meanwhile.
    while let Some(handle) = blocking::next_finished(&mut handles) {
        let place = open.iter().position(|order| order.name() == handle.name());
        let Some(order) = place.map(|place| open.swap_remove(place)) else { continue };
        if let Some(again) = order.report(handle.join()) {
            handles.push(submit(again));
            open.push(again);
        }
    }
    println!("the queue is empty");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

/// No more processes than there are jobs.
fn workers(settings: &Settings) -> u32 {
    settings.get("workers").min(settings.get("n"))
}

pub(super) const SCENE: Scene = Scene {
    id: "job-queue",
    title: "A queue of jobs",
    group: Group::Cpu,
    lesson: "Eight computations wait in a queue for two workers, and results come as they are ready, short ones \
             before long ones. In the middle of job 3 its worker dies, as processes do that the system ends for \
             want of memory. Nothing is lost but the half that was done: the job goes back to the end of the \
             queue, another worker is started, and in the end there are eight results. Systems that spread work \
             over many machines are built on this, so a job must do no harm when it is begun twice.",
    params: &[
        Param::count("n", "Jobs", 8, 1, 50),
        Param::count("workers", "Workers", 2, 1, 8),
        Param::count("fatal", "Fatal job (0: none)", 3, 0, 50),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: Some(Workers { of: &[workers, workers], apart: true }),
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "Both programs take equally long: others do the work. The blocking one spends that time waiting, and \
           the async one could do anything else.",
    differs: &[],
    rust: source!("job_queue.rs"),
    python: source!("job_queue.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Played, Side};
    use crate::trace::{Micros, Outcome};

    /// Which jobs have a result, in the order of the results.
    fn results(side: &Side) -> Vec<u32> {
        let lines = side.lines();
        let told = lines.iter().filter_map(|line| line.strip_prefix("job ")?.split_once(": "));
        let told = told.filter(|(_, what)| !what.contains("died"));
        told.map(|(number, sum)| (number.parse().unwrap(), sum.parse::<u128>().unwrap()).0).collect()
    }

    #[test]
    fn results_come_as_they_are_ready_and_that_of_the_dead_worker_last() {
        for side in [Played::new(&SCENE, "").run, Played::new(&SCENE, "").block] {
            assert_eq!(results(&side), [1, 2, 5, 4, 7, 6, 8, 3]);
            assert_eq!(side.time_of("job 3: its worker died"), 0.07);
            side.ends_at(0.3);
        }
    }

    #[test]
    fn the_job_is_taken_again_and_its_result_is_whole() {
        let [with, without] = ["", "fatal=0"].map(|query| Played::new(&SCENE, query));
        let sums = |side: &Side| {
            let mut lines = side.lines();
            lines.retain(|line| !line.contains("died"));
            lines.sort();
            lines
        };
        for side in [&with.run, &with.block, &without.block] {
            assert_eq!(sums(side), sums(&without.run));
        }
        assert_eq!(with.run.outcome_of("work on 3"), Outcome::Failed);
        assert_eq!((with.run.totals.failed, without.run.totals.failed), (1, 0));
        // Half of the job was done in vain.
        let [with, without] = [with, without].map(|played| played.run.totals.workers_busy);
        assert_eq!(with - without, Micros::from_secs(0.03));
    }

    #[test]
    fn two_at_a_time_whoever_dies() {
        for query in ["", "fatal=0", "fatal=1", "fatal=8", "n=1&fatal=1"] {
            let Played { run, block } = Played::new(&SCENE, query);
            for side in [&run, &block] {
                let busy = side.totals.workers_busy.secs();
                assert!(busy <= 2.0 * side.seconds(), "{query}");
                assert_eq!(side.lines().last().unwrap(), "the queue is empty");
            }
            assert_eq!(results(&run), results(&block), "{query}");
        }
    }

    #[test]
    fn more_workers_are_done_sooner() {
        let seconds = |workers| Played::new(&SCENE, &format!("fatal=0&workers={workers}")).run.seconds();
        assert_eq!([1, 2, 8].map(seconds), [0.52, 0.28, 0.12]);
    }
}
