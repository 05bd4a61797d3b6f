//! Jobs put together from steps, where a test is about pools and not about what is called.

use std::ops::Range;
use std::time::Duration;

use meanwhile::runtime::thread::die;
use meanwhile::runtime::{
    JoinHandle, Plan, Pool, blocking, http::HttpError, println, spawn_blocking, squares, work,
};
use meanwhile::trace::Micros;
use serde::{Deserialize, Serialize};

/// One thing that a job does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Step {
    Squares(Range<u64>),
    Work(Micros),
    Sleep(Micros),
    Read(String, Plan),
    Print(String),
    Die,
}

/// The function of all these jobs. Its result is the sum of all squares and of all bytes read.
pub fn perform(steps: Vec<Step>) -> u128 {
    let mut sum = 0;
    for step in steps {
        match step {
            Step::Squares(range) => sum += squares(range),
            Step::Work(length) => work(length.into()),
            Step::Sleep(length) => blocking::sleep(length.into()),
            Step::Read(path, plan) => match read(path, plan) {
                Ok(bytes) => sum += bytes.len() as u128,
                Err(error) => panic!("{error}"),
            },
            Step::Print(line) => println!("{line}"),
            Step::Die => die(),
        }
    }
    sum
}

fn read(path: String, plan: Plan) -> Result<Vec<u8>, HttpError> {
    Ok(blocking::get(path).plan(plan).send()?.error_for_status()?.into_bytes())
}

/// A name and steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub name: String,
    pub steps: Vec<Step>,
}

impl Job {
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), steps: Vec::new() }
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    pub fn squares(self, range: Range<u64>) -> Self {
        self.then(Step::Squares(range))
    }

    pub fn work(self, length: Duration) -> Self {
        self.then(Step::Work(length.into()))
    }

    pub fn sleep(self, length: Duration) -> Self {
        self.then(Step::Sleep(length.into()))
    }

    pub fn read(self, path: &str, plan: Plan) -> Self {
        self.then(Step::Read(path.to_owned(), plan))
    }

    pub fn print(self, line: impl Into<String>) -> Self {
        self.then(Step::Print(line.into()))
    }

    pub fn die(self) -> Self {
        self.then(Step::Die)
    }
}

/// Pools of both twins.
pub trait TakesJobs {
    type Handle;

    fn take(&self, job: Job) -> Self::Handle;
}

impl TakesJobs for Pool {
    type Handle = JoinHandle<u128>;

    #[track_caller]
    fn take(&self, Job { name, steps }: Job) -> JoinHandle<u128> {
        self.submit(&name, perform, steps)
    }
}

impl TakesJobs for blocking::Pool {
    type Handle = blocking::JoinHandle<u128>;

    #[track_caller]
    fn take(&self, Job { name, steps }: Job) -> blocking::JoinHandle<u128> {
        self.submit(&name, perform, steps)
    }
}

#[track_caller]
pub fn offload(Job { name, steps }: Job) -> JoinHandle<u128> {
    spawn_blocking(&name, perform, steps)
}
