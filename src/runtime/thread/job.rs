//! [`Job`]: what another thread is to do, as data.

use std::ops::Range;
use std::time::Duration;

use thiserror::Error;

use super::squares::LIMIT;
use crate::runtime::plan::{Failure, Plan, Request};
use crate::trace::leb128::{read, write};
use crate::trace::{Micros, TraceError};

/// What another thread is to do, step by step. Its result is the sum of all squares that it
/// computed and of all bytes that it read.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    name: String,
    steps: Vec<Step>,
}

/// One thing after another.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Adds up the squares of a range of numbers.
    Squares(Range<u64>),
    /// Computes for a length of real time.
    Work(Micros),
    /// Holds its thread for a length of scene time.
    Sleep(Micros),
    /// Holds its thread until the whole response is there.
    Read(Request),
    /// Prints a line.
    Print(String),
    /// The thread ends here, and the job with it.
    Die,
}

impl Job {
    /// A job that does nothing yet, with the name of its lane.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), steps: Vec::new() }
    }

    /// Adds up the squares of a range of numbers: see [`squares`](super::squares()).
    ///
    /// # Panics
    ///
    /// Where the range goes beyond 2^42.
    #[must_use]
    pub fn squares(self, range: Range<u64>) -> Self {
        assert!(range.end <= LIMIT, "a range of numbers to be squared ends at 2^42 at the latest");
        self.then(Step::Squares(range))
    }

    /// Computes for a length of time, which no pace shortens.
    #[must_use]
    pub fn work(self, length: Duration) -> Self {
        self.then(Step::Work(length.into()))
    }

    /// Sleeps for a length of scene time. Nobody else can use the thread meanwhile.
    #[must_use]
    pub fn sleep(self, length: Duration) -> Self {
        self.then(Step::Sleep(length.into()))
    }

    /// Reads what is under a path below the network's base, such as `bytes/1000`, with a call that
    /// holds the thread. The job panics where that fails, or where there is nothing.
    #[must_use]
    pub fn read(self, path: impl Into<String>, plan: Plan) -> Self {
        self.then(Step::Read(Request { path: path.into(), plan }))
    }

    /// Prints a line.
    #[must_use]
    pub fn print(self, line: impl Into<String>) -> Self {
        self.then(Step::Print(line.into()))
    }

    /// Has the worker die here, as if the system had ended its process: the thread is lost, and the
    /// pool starts another when there is more to do.
    #[must_use]
    pub fn die(self) -> Self {
        self.then(Step::Die)
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// The name of its lane.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is to be done.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(crate) fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// The bytes of a message that carries it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_text(&mut bytes, &self.name);
        for step in &self.steps {
            match step {
                Step::Squares(Range { start, end }) => write_numbers(&mut bytes, &[0, *start, *end]),
                Step::Work(length) => write_numbers(&mut bytes, &[1, length.0]),
                Step::Sleep(length) => write_numbers(&mut bytes, &[2, length.0]),
                Step::Read(Request { path, plan }) => {
                    bytes.push(3);
                    write_text(&mut bytes, path);
                    write_plan(&mut bytes, plan);
                }
                Step::Print(line) => {
                    bytes.push(4);
                    write_text(&mut bytes, line);
                }
                Step::Die => bytes.push(5),
            }
        }
        bytes
    }

    /// Reads a message.
    ///
    /// # Errors
    ///
    /// When the bytes are not a whole job.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAJob> {
        let mut reader = Reader { bytes, position: 0 };
        let mut job = Self::new(reader.text()?);
        while reader.position < bytes.len() {
            let step = match reader.number()? {
                0 => {
                    let range = reader.number()?..reader.number()?;
                    Step::Squares(Some(range).filter(|range| range.end <= LIMIT).ok_or(NotAJob)?)
                }
                1 => Step::Work(Micros(reader.number()?)),
                2 => Step::Sleep(Micros(reader.number()?)),
                3 => Step::Read(Request { path: reader.text()?, plan: reader.plan()? }),
                4 => Step::Print(reader.text()?),
                5 => Step::Die,
                _ => return Err(NotAJob),
            };
            job.steps.push(step);
        }
        Ok(job)
    }
}

/// Bytes that are not a [`Job`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("these bytes are not a job for a worker")]
pub struct NotAJob;

impl From<TraceError> for NotAJob {
    fn from(_: TraceError) -> Self {
        Self
    }
}

fn write_numbers(bytes: &mut Vec<u8>, numbers: &[u64]) {
    for number in numbers {
        write(bytes, *number);
    }
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    write(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

fn write_plan(bytes: &mut Vec<u8>, plan: &Plan) {
    let failure = (1..).zip(Failure::ALL).find(|(_, kind)| Some(*kind) == plan.failure);
    let numbers = [
        plan.uplink.0,
        plan.think.0,
        plan.downlink.0,
        plan.size.map_or(0, |size| u64::from(size) + 1),
        plan.chunks.into(),
        plan.status.into(),
        failure.map_or(0, |(number, _)| number),
    ];
    write_numbers(bytes, &numbers);
}

struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Reader<'_> {
    fn number(&mut self) -> Result<u64, NotAJob> {
        Ok(read(self.bytes, &mut self.position)?)
    }

    fn small<T: TryFrom<u64>>(&mut self) -> Result<T, NotAJob> {
        T::try_from(self.number()?).map_err(|_| NotAJob)
    }

    fn text(&mut self) -> Result<String, NotAJob> {
        let length: usize = self.small()?;
        let end = self.position.checked_add(length).ok_or(NotAJob)?;
        let text = self.bytes.get(self.position..end).ok_or(NotAJob)?;
        self.position = end;
        String::from_utf8(text.to_vec()).map_err(|_| NotAJob)
    }

    fn plan(&mut self) -> Result<Plan, NotAJob> {
        let [uplink, think, downlink] = [self.number()?, self.number()?, self.number()?].map(Micros);
        let size = match self.number()?.checked_sub(1) {
            Some(size) => Some(u32::try_from(size).map_err(|_| NotAJob)?),
            None => None,
        };
        let (chunks, status) = (self.small()?, self.small()?);
        let failure = match self.small::<usize>()? {
            0 => None,
            number => Some(*Failure::ALL.get(number - 1).ok_or(NotAJob)?),
        };
        Ok(Plan { uplink, think, downlink, size, chunks, status, failure })
    }
}
