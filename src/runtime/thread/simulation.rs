//! Workers in virtual time: what each does next, in the order of time.
//!
//! All workers run at the same time, as if there were a processor for each, and starting one takes
//! no time. Only a global lock makes them take turns.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::rc::Rc;

use super::job::{Job, Step};
use super::squares;
use super::workers::{JobEvent, PoolPlan, ThreadEvent, Workers};
use crate::runtime::host::BlockingHost as _;
use crate::runtime::http::HttpError;
use crate::runtime::plan::Request;
use crate::runtime::virtual_host::VirtualHost;
use crate::trace::{Micros, TaskId};

/// A pool of a [`VirtualHost`].
pub struct VirtualWorkers {
    clock: Rc<Cell<Micros>>,
    simulation: RefCell<Simulation>,
    ready: Box<dyn Fn()>,
}

impl VirtualWorkers {
    pub fn new(clock: Rc<Cell<Micros>>, plan: PoolPlan, ready: Box<dyn Fn()>) -> Rc<Self> {
        Rc::new(Self { clock, simulation: RefCell::new(Simulation::new(plan)), ready })
    }

    /// Whether anything has happened up to now that the pool was not told.
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
        simulation.queue.retain(|queued| queued.task != task);
    }

    fn events(&self) -> Vec<ThreadEvent> {
        let mut simulation = self.simulation.borrow_mut();
        simulation.advance(self.clock.get());
        std::mem::take(&mut simulation.events)
    }
}

struct Simulation {
    queue: VecDeque<Work>,
    places: Vec<Place>,
    lock: Option<Lock>,
    /// When which worker goes on; of one moment, in the order in which that was decided.
    calendar: BinaryHeap<Reverse<(Micros, u64, usize)>>,
    decided: u64,
    events: Vec<ThreadEvent>,
}

/// Room for one thread.
enum Place {
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
    value: u128,
    pause: Pause,
}

/// Until when a worker does nothing new.
enum Pause {
    /// A step is over.
    Over,
    /// So much of a computation is left, of which a part is under way.
    Computing { left: Micros, part: Micros },
    /// A response will have come in.
    Reading(Result<u32, String>),
}

/// The lock that everybody computes under.
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
            places: (0..plan.workers).map(|_| Place::Vacant).collect(),
            lock,
            calendar: BinaryHeap::new(),
            decided: 0,
            events: Vec::new(),
        }
    }

    fn submit(&mut self, now: Micros, task: TaskId, job: Job) {
        self.advance(now);
        let steps = job.into_steps().into();
        self.queue.push_back(Work { task, steps, value: 0, pause: Pause::Over });
        self.assign(now);
    }

    /// Lets everything happen up to a time.
    fn advance(&mut self, now: Micros) {
        while self.calendar.peek().is_some_and(|Reverse((at, ..))| *at <= now)
            && let Some(Reverse((at, _, place))) = self.calendar.pop()
        {
            self.go_on(place, at);
        }
    }

    /// Gives jobs to threads: one that is idle, else a new one.
    fn assign(&mut self, at: Micros) {
        while !self.queue.is_empty() {
            let find = |wanted: fn(&Place) -> bool| self.places.iter().position(wanted);
            let idle = find(|place| matches!(place, Place::Idle));
            let Some(place) = idle.or_else(|| find(|place| matches!(place, Place::Vacant))) else { return };
            let Some(work) = self.queue.pop_front() else { return };
            self.places[place] = Place::Taken(work);
            self.tell(place, at, JobEvent::Running);
            self.next_step(place, at);
        }
    }

    /// A pause is over.
    fn go_on(&mut self, place: usize, at: Micros) {
        let Some(work) = self.work(place) else { return };
        match std::mem::replace(&mut work.pause, Pause::Over) {
            Pause::Computing { left, part: Micros::ZERO } => {
                work.pause = Pause::Computing { left, part: Micros::ZERO };
                self.tell(place, at, JobEvent::Running);
                self.compute_part(place, at);
            }
            Pause::Computing { left, part } if left > part => {
                work.pause = Pause::Computing { left: left - part, part: Micros::ZERO };
                let others_wait = self.lock.as_ref().is_some_and(|lock| !lock.waiting.is_empty());
                if others_wait {
                    self.unlock(at);
                    self.compute(place, at);
                } else {
                    self.compute_part(place, at);
                }
            }
            Pause::Computing { .. } => {
                self.unlock(at);
                self.next_step(place, at);
            }
            Pause::Reading(Ok(bytes)) => {
                work.value += u128::from(bytes);
                self.tell(place, at, JobEvent::Read { bytes });
                self.next_step(place, at);
            }
            Pause::Reading(Err(message)) => self.finish(place, at, JobEvent::Done(Err(message))),
            Pause::Over => self.next_step(place, at),
        }
    }

    /// Takes steps as long as they take no time.
    fn next_step(&mut self, place: usize, at: Micros) {
        while let Some(work) = self.work(place) {
            match work.steps.pop_front() {
                Some(Step::Squares(range)) => {
                    work.value += squares::by_formula(&range);
                    work.steps.push_front(Step::Work(squares::cost(&range)));
                }
                // What takes no time needs no lock.
                Some(Step::Work(Micros::ZERO)) => {}
                Some(Step::Work(left)) => {
                    work.pause = Pause::Computing { left, part: Micros::ZERO };
                    return self.compute(place, at);
                }
                Some(Step::Sleep(length)) => {
                    let until = at + length;
                    self.tell(place, at, JobEvent::Sleeping { until });
                    return self.pause(place, until);
                }
                Some(Step::Read(request)) => {
                    let (took, result) = read(&request);
                    work.pause = Pause::Reading(result);
                    self.tell(place, at, JobEvent::Reading { path: request.path });
                    return self.pause(place, at + took);
                }
                Some(Step::Print(line)) => self.tell(place, at, JobEvent::Printed(line)),
                Some(Step::Die) => return self.finish(place, at, JobEvent::Died),
                None => {
                    let value = work.value;
                    return self.finish(place, at, JobEvent::Done(Ok(value)));
                }
            }
        }
    }

    /// Computes what is left, as soon as the lock is there.
    fn compute(&mut self, place: usize, at: Micros) {
        if let Some(lock) = &mut self.lock {
            if lock.held {
                lock.waiting.push_back(place);
                return self.tell(place, at, JobEvent::AwaitingLock);
            }
            lock.held = true;
        }
        self.tell(place, at, JobEvent::Running);
        self.compute_part(place, at);
    }

    /// Computes until the lock must be passed on, or to the end.
    fn compute_part(&mut self, place: usize, at: Micros) {
        let most = self.lock.as_ref().map(|lock| lock.interval);
        let Some(Pause::Computing { left, part }) = self.work(place).map(|work| &mut work.pause) else {
            return;
        };
        *part = most.map_or(*left, |most| most.min(*left));
        let until = at + *part;
        self.pause(place, until);
    }

    /// Passes the lock on to whoever has waited longest, and who goes on when all that is under way
    /// at this moment has come to a pause.
    fn unlock(&mut self, at: Micros) {
        let Some(lock) = &mut self.lock else { return };
        match lock.waiting.pop_front() {
            Some(place) => self.pause(place, at),
            None => lock.held = false,
        }
    }

    fn finish(&mut self, place: usize, at: Micros, what: JobEvent) {
        let left = if what == JobEvent::Died { Place::Vacant } else { Place::Idle };
        self.tell(place, at, what);
        self.places[place] = left;
        self.assign(at);
    }

    fn pause(&mut self, place: usize, until: Micros) {
        self.decided += 1;
        self.calendar.push(Reverse((until, self.decided, place)));
    }

    fn tell(&mut self, place: usize, at: Micros, what: JobEvent) {
        if let (Some(task), Ok(worker)) = (self.work(place).map(|work| work.task), u8::try_from(place)) {
            self.events.push(ThreadEvent { worker, task, at, what });
        }
    }

    fn work(&mut self, place: usize) -> Option<&mut Work> {
        match self.places.get_mut(place) {
            Some(Place::Taken(work)) => Some(work),
            _ => None,
        }
    }
}

/// How long a request holds its thread, and how many bytes it gives.
fn read(request: &Request) -> (Micros, Result<u32, String>) {
    let host = VirtualHost::new();
    let answer = host.fetch_blocking(request, None).map_err(HttpError::from);
    let body = answer.and_then(|answer| match answer.status {
        200..300 => Ok(u32::try_from(answer.body.len()).unwrap_or(u32::MAX)),
        status => Err(HttpError::Status { path: request.path.clone(), status }),
    });
    (host.now(), body.map_err(|error| error.to_string()))
}
