//! Workers in virtual time: what each does next, in the order of time.
//!
//! All workers run at the same time, as if there were a processor for each, and starting one takes
//! no time. Only a global lock has them compute one at a time.
//!
//! There are no real threads behind them. A job's function is called at the moment in which its worker
//! begins it, and runs to its end at once on a [`ScriptHost`], which notes what it does and for how
//! long; those steps then take their time beside everything else. Two limits follow. A job sees nothing of what
//! happens elsewhere after it began, as a process does not. And under a global lock the clock that it
//! reads leaves out how long it waited for the lock.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::ops::Range;
use std::rc::Rc;

use super::call::{Log, perform};
use super::job::Job;
use super::squares;
use super::workers::{JobEvent, PoolPlan, ThreadEvent, Workers};
use crate::runtime::host::{BlockingAnswer, BlockingHost, NetworkError};
use crate::runtime::network;
use crate::runtime::plan::Request;
use crate::runtime::recorder::Recorder;
use crate::trace::{Micros, TaskId, Trace};

/// The most steps of a job: one that never ends would be run for ever.
const MOST_STEPS: usize = 1_000_000;

/// A pool of a [`VirtualHost`](crate::runtime::VirtualHost).
pub struct VirtualWorkers {
    clock: Rc<Cell<Micros>>,
    simulation: RefCell<Simulation>,
    ready: Box<dyn Fn()>,
}

impl VirtualWorkers {
    pub fn new(clock: Rc<Cell<Micros>>, plan: PoolPlan, ready: Box<dyn Fn()>) -> Rc<Self> {
        Rc::new(Self { clock, simulation: RefCell::new(Simulation::new(plan)), ready })
    }

    /// Whether anything has happened up to now that the pool has not heard of.
    pub fn has_news(&self) -> bool {
        let mut simulation = self.simulation.borrow_mut();
        simulation.advance(self.clock.get());
        !simulation.events.is_empty()
    }

    /// Has the pool ask for what happened.
    pub fn tell(&self) {
        (self.ready)();
    }

    /// When a worker goes on by itself.
    pub fn next(&self) -> Option<Micros> {
        self.simulation.borrow().calendar.peek().map(|Reverse((at, ..))| *at)
    }
}

impl Workers for VirtualWorkers {
    fn submit(&self, task: TaskId, job: Job) {
        self.simulation.borrow_mut().submit(self.clock.get(), task, job);
    }

    fn give_up(&self, task: TaskId) {
        let mut simulation = self.simulation.borrow_mut();
        simulation.advance(self.clock.get());
        simulation.queue.retain(|queued| queued.0 != task);
    }

    fn events(&self) -> Vec<ThreadEvent> {
        let mut simulation = self.simulation.borrow_mut();
        simulation.advance(self.clock.get());
        std::mem::take(&mut simulation.events)
    }
}

struct Simulation {
    queue: VecDeque<(TaskId, Job)>,
    slots: Vec<Slot>,
    lock: Option<Lock>,
    /// When which worker goes on; of one moment, in the order in which that was decided.
    calendar: BinaryHeap<Reverse<(Micros, u64, usize)>>,
    decided: u64,
    events: Vec<ThreadEvent>,
}

/// Room for one thread.
enum Slot {
    /// There is none yet, or it has died.
    Vacant,
    /// It has nothing to do.
    Idle,
    /// It has a job.
    Taken(Work),
}

/// A job on its way.
struct Work {
    task: TaskId,
    steps: VecDeque<Step>,
    pause: Pause,
}

/// One thing after another that a job does.
enum Step {
    /// Something that its pool hears of.
    Event(JobEvent),
    /// It computes.
    Compute(Micros),
    /// It holds its thread, and does nothing.
    Hold(Micros),
}

/// Until when a worker does nothing new.
enum Pause {
    /// A step is over.
    Over,
    /// So much of a computation is left, of which a part is under way.
    Computing { left: Micros, part: Micros },
}

/// The lock that all threads compute under.
struct Lock {
    interval: Micros,
    held: bool,
    waiting: VecDeque<usize>,
}

impl Simulation {
    fn new(plan: PoolPlan) -> Self {
        let lock =
            plan.global_lock().map(|interval| Lock { interval, held: false, waiting: VecDeque::new() });
        Self {
            queue: VecDeque::new(),
            slots: (0..plan.workers).map(|_| Slot::Vacant).collect(),
            lock,
            calendar: BinaryHeap::new(),
            decided: 0,
            events: Vec::new(),
        }
    }

    fn submit(&mut self, now: Micros, task: TaskId, job: Job) {
        self.advance(now);
        self.queue.push_back((task, job));
        self.assign(now);
    }

    /// Lets everything happen up to a time.
    fn advance(&mut self, now: Micros) {
        while self.calendar.peek().is_some_and(|Reverse((at, ..))| *at <= now)
            && let Some(Reverse((at, _, slot))) = self.calendar.pop()
        {
            self.go_on(slot, at);
        }
    }

    /// Gives jobs to threads: one that is idle, else a new one.
    fn assign(&mut self, at: Micros) {
        while !self.queue.is_empty() {
            let find = |wanted: fn(&Slot) -> bool| self.slots.iter().position(wanted);
            let idle = find(|slot| matches!(slot, Slot::Idle));
            let Some(slot) = idle.or_else(|| find(|slot| matches!(slot, Slot::Vacant))) else { return };
            let Some((task, job)) = self.queue.pop_front() else { return };
            self.slots[slot] = Slot::Taken(Work { task, steps: script(at, &job), pause: Pause::Over });
            self.happened(slot, at, JobEvent::Running);
            self.next_step(slot, at);
        }
    }

    /// A pause is over.
    fn go_on(&mut self, slot: usize, at: Micros) {
        let Some(work) = self.work(slot) else { return };
        match std::mem::replace(&mut work.pause, Pause::Over) {
            Pause::Computing { left, part: Micros::ZERO } => {
                work.pause = Pause::Computing { left, part: Micros::ZERO };
                self.happened(slot, at, JobEvent::Running);
                self.compute_part(slot, at);
            }
            Pause::Computing { left, part } if left > part => {
                work.pause = Pause::Computing { left: left - part, part: Micros::ZERO };
                let others_wait = self.lock.as_ref().is_some_and(|lock| !lock.waiting.is_empty());
                if others_wait {
                    self.unlock(at);
                    self.compute(slot, at);
                } else {
                    self.compute_part(slot, at);
                }
            }
            Pause::Computing { .. } => {
                self.unlock(at);
                self.next_step(slot, at);
            }
            Pause::Over => self.next_step(slot, at),
        }
    }

    /// Takes steps as long as they take no time.
    fn next_step(&mut self, slot: usize, at: Micros) {
        while let Some(work) = self.work(slot) {
            match work.steps.pop_front() {
                // What takes no time needs no lock.
                Some(Step::Compute(Micros::ZERO)) => {}
                Some(Step::Compute(left)) => {
                    work.pause = Pause::Computing { left, part: Micros::ZERO };
                    return self.compute(slot, at);
                }
                Some(Step::Hold(length)) => return self.pause(slot, at + length),
                Some(Step::Event(event)) if event.is_last() => return self.finish(slot, at, event),
                Some(Step::Event(event)) => self.happened(slot, at, event),
                None => return,
            }
        }
    }

    /// Computes what is left, as soon as the lock is there.
    fn compute(&mut self, slot: usize, at: Micros) {
        if let Some(lock) = &mut self.lock {
            if lock.held {
                lock.waiting.push_back(slot);
                return self.happened(slot, at, JobEvent::AwaitingLock);
            }
            lock.held = true;
        }
        self.happened(slot, at, JobEvent::Running);
        self.compute_part(slot, at);
    }

    /// Computes until the lock must be passed on, or to the end.
    fn compute_part(&mut self, slot: usize, at: Micros) {
        let most = self.lock.as_ref().map(|lock| lock.interval);
        let Some(Pause::Computing { left, part }) = self.work(slot).map(|work| &mut work.pause) else {
            return;
        };
        *part = most.map_or(*left, |most| most.min(*left));
        let until = at + *part;
        self.pause(slot, until);
    }

    /// Passes the lock on to the thread that has waited longest, and that goes on when all that is under way
    /// at this moment has come to a pause.
    fn unlock(&mut self, at: Micros) {
        let Some(lock) = &mut self.lock else { return };
        match lock.waiting.pop_front() {
            Some(slot) => self.pause(slot, at),
            None => lock.held = false,
        }
    }

    fn finish(&mut self, slot: usize, at: Micros, what: JobEvent) {
        let left = if what == JobEvent::Died { Slot::Vacant } else { Slot::Idle };
        self.happened(slot, at, what);
        self.slots[slot] = left;
        self.assign(at);
    }

    fn pause(&mut self, slot: usize, until: Micros) {
        self.decided += 1;
        self.calendar.push(Reverse((until, self.decided, slot)));
    }

    fn happened(&mut self, slot: usize, at: Micros, what: JobEvent) {
        if let (Some(task), Ok(worker)) = (self.work(slot).map(|work| work.task), u8::try_from(slot)) {
            self.events.push(ThreadEvent { worker, task, at, what });
        }
    }

    fn work(&mut self, slot: usize) -> Option<&mut Work> {
        match self.slots.get_mut(slot) {
            Some(Slot::Taken(work)) => Some(work),
            _ => None,
        }
    }
}

/// What a job does that begins at a time, to its end.
fn script(at: Micros, job: &Job) -> VecDeque<Step> {
    let host = Rc::new(ScriptHost { now: Cell::new(at), log: Log::default(), steps: RefCell::default() });
    let last = perform(Rc::clone(&host) as _, &job.function, &job.argument);
    let mut steps = host.steps.take();
    steps.push_back(Step::Event(last));
    steps
}

/// The thread that a job is called on: it takes no time, and notes what would.
struct ScriptHost {
    now: Cell<Micros>,
    log: Log,
    steps: RefCell<VecDeque<Step>>,
}

impl ScriptHost {
    fn pass(&self, length: Micros, step: fn(Micros) -> Step) {
        if let Some(recorder) = Recorder::current() {
            self.recorded(&recorder.trace());
        }
        self.now.set(self.now.get() + length);
        let mut steps = self.steps.borrow_mut();
        match (steps.back_mut(), step(length)) {
            (Some(Step::Hold(before)), Step::Hold(more)) => *before += more,
            (_, step) => steps.push_back(step),
        }
        let count = steps.len();
        drop(steps);
        assert!(count < MOST_STEPS, "a job may have a million steps in virtual time, and this one has more");
    }
}

impl BlockingHost for ScriptHost {
    fn now(&self) -> Micros {
        self.now.get()
    }

    fn block(&self, length: Micros) {
        self.pass(length, Step::Hold);
    }

    fn work(&self, length: Micros) {
        self.pass(length, Step::Compute);
    }

    fn squares(&self, range: Range<u64>) -> u128 {
        self.work(squares::cost(&range));
        squares::by_formula(&range)
    }

    fn fetch_blocking(
        &self,
        request: &Request,
        limit: Option<Micros>,
    ) -> Result<BlockingAnswer, NetworkError> {
        network::answer_blocking(self, request, limit, Ok)
    }

    /// That it runs again is left out: `compute` says so, and where it does not compute it takes no time.
    fn recorded(&self, trace: &Trace) {
        let events = self.log.events(trace).into_iter().map(|(_, event)| event);
        let steps = events.filter(|event| *event != JobEvent::Running).map(Step::Event);
        self.steps.borrow_mut().extend(steps);
    }
}
