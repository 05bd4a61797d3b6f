//! What the page and the program that runs scenes say to each other.
//!
//! Small arrays of plain values: `[kind, …]`. To a worker the page says `hello`, to compare clocks,
//! `warm`, to have threads ready for pools, and `job`; the worker says `ready`, once by itself and then to
//! each `hello`, `warmed`, `batch` (bytes for [`Trace::append`](crate::trace::Trace::append)), `finished`
//! or `failed`. Before all that the page hands over the program: see `static/runner-loader.js`. On the
//! page's own thread the same orders, and some more, are the argument of a function: see
//! [`runner`](super::runner).
//!
//! A worker may also be a thread of a pool: it is told `do` and says what it `did`. An async program has
//! its pools in its own worker, joined by message ports to threads that the page starts for it
//! (`static/boot.js`); those of the blocking program, whose worker is held, are in the page, and it sends
//! what it wants of them as `pool`.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::File;

use super::clock::Epoch;
use super::level::Level;
use super::network::{NetworkChoice, Token};
use super::run::RunConfig;
use super::run_message::Save;
use crate::runtime::thread::{JobEvent, PoolPlan, ThreadEvent};
use crate::scenes::Variant;
use crate::trace::{Micros, TaskId};

/// Changes whenever the two sides would not understand each other: a page that has been open since
/// before the site was replaced may load the new program.
pub const VERSION: u32 = 7;

/// What a worker is to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Which program with which parameters, as the program's lookup reads it.
    pub program: String,
    /// What both variants run with.
    pub config: RunConfig,
    /// The moment of scene time 0.
    pub epoch: Epoch,
}

/// What the page says.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Say the time.
    Hello,
    /// Do this.
    Work {
        /// What.
        job: Job,
        /// Which of the program's variants. On the page's own thread it is the async one.
        variant: Variant,
        /// The page's folder, with a slash at its end.
        site: String,
    },
    /// Do this as a thread of a pool.
    Do {
        /// The run that the pool belongs to.
        job: Job,
        /// The page's folder, with a slash at its end.
        site: String,
        /// The number of the thread in its pool.
        worker: u8,
        /// The task.
        task: TaskId,
        /// What it is to do, as [`Job::to_bytes`](crate::runtime::thread::Job::to_bytes) has it.
        steps: Vec<u8>,
        /// The lock that all threads of the pool compute under, and for how long each.
        lock: Option<(String, Micros)>,
    },
    /// Run a program in virtual time, and give the whole trace.
    Simulate {
        /// Which program with which parameters.
        program: String,
        /// Which of its variants.
        variant: Variant,
    },
    /// Run the blocking variant of a program on the page's own thread, and give the whole trace.
    Freeze {
        /// What.
        job: Job,
    },
    /// Say what went wrong in an async run.
    Judge {
        /// Its trace, as bytes.
        trace: Vec<u8>,
    },
    /// Give the critical path of a run.
    Path {
        /// Its trace, as bytes.
        trace: Vec<u8>,
    },
    /// Give what a run recorded since the last time.
    More {
        /// The run's number.
        run: u32,
    },
    /// Stop a run.
    Close {
        /// The run's number.
        run: u32,
    },
    /// Have threads ready for pools, or end those that are, if nothing runs.
    Warm {
        /// How many; none to end them.
        threads: u32,
    },
    /// Keep pools for the blocking program of a run, until `run` is closed. The answer is its number.
    Open {
        /// The run.
        job: Job,
    },
    /// Something that the blocking program wants of a pool.
    Pool {
        /// The number that `Open` gave.
        run: u32,
        /// What.
        wish: Wish,
    },
    /// Make a file of a run, and hand it to the reader.
    Save(Box<Save>),
    /// Read a run's file.
    Load {
        /// The file that the reader chose.
        file: File,
    },
    /// Say how much is held of the browser: tests ask, after all runs are over.
    Held,
}

/// What a blocking program wants of its pools.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// A thread of this pool is to do a job. A pool begins with its first job.
    Submit {
        /// Which pool of the run, from 0.
        pool: u32,
        /// How many threads it has.
        plan: PoolPlan,
        /// The task.
        task: TaskId,
        /// As bytes.
        steps: Vec<u8>,
    },
    /// A job is not wanted any more.
    GiveUp {
        /// Which pool.
        pool: u32,
        /// The task.
        task: TaskId,
    },
    /// The threads of a pool may end.
    Drop {
        /// Which pool.
        pool: u32,
    },
}

/// Numbers of JavaScript that count something.
fn count(parts: &Array, index: u32) -> Option<u32> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    parts.get(index).as_f64().map(|number| number as u32)
}

/// Times of JavaScript, in microseconds: exact for centuries.
fn micros(parts: &Array, index: u32) -> Option<Micros> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from f64 saturates")]
    parts.get(index).as_f64().map(|number| Micros(number as u64))
}

fn number(time: Micros) -> JsValue {
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 µs, which is 285 years")]
    JsValue::from_f64(time.0 as f64)
}

fn bytes(parts: &Array, index: u32) -> Vec<u8> {
    Uint8Array::new(&parts.get(index)).to_vec()
}

fn write_job(parts: &Array, Job { program, config, epoch }: &Job, site: &str) {
    let values: [JsValue; 7] = [
        program.into(),
        config.pace.into(),
        config.network.to_string().into(),
        config.level.number().into(),
        config.token.as_str().into(),
        epoch.millis().into(),
        site.into(),
    ];
    for value in &values {
        parts.push(value);
    }
}

/// The job and the page's folder, from the second part on.
fn read_job(parts: &Array) -> Option<(Job, String)> {
    let text = |index| parts.get(index).as_string();
    let level = Level::from_number(u8::try_from(count(parts, 4)?).ok()?)?;
    // The page has already checked the network's address.
    let network = match text(3)?.as_str() {
        "local" => NetworkChoice::Local,
        "public" => NetworkChoice::Public,
        base => NetworkChoice::Base(base.to_owned()),
    };
    let config = RunConfig { pace: parts.get(2).as_f64()?, network, level, token: Token::from(text(5)?) };
    let epoch = Epoch::from_millis(parts.get(6).as_f64()?);
    Some((Job { program: text(1)?, config, epoch }, text(7)?))
}

fn variant(word: &str) -> Option<Variant> {
    Variant::ALL.into_iter().find(|known| known.word() == word)
}

impl Order {
    /// The message.
    #[must_use]
    pub fn write(&self) -> JsValue {
        let parts = Array::of1(&self.kind().into());
        let push = |value: JsValue| {
            parts.push(&value);
        };
        match self {
            Self::Hello | Self::Held => {}
            Self::Save(save) => push(save.write().into()),
            Self::Load { file } => push(file.into()),
            Self::More { run } | Self::Close { run } => push((*run).into()),
            Self::Warm { threads } => push((*threads).into()),
            Self::Simulate { program, variant } => {
                push(program.into());
                push(variant.word().into());
            }
            Self::Judge { trace } | Self::Path { trace } => push(Uint8Array::from(trace.as_slice()).into()),
            Self::Work { job, variant, site } => {
                write_job(&parts, job, site);
                push(variant.word().into());
            }
            Self::Open { job } | Self::Freeze { job } => write_job(&parts, job, ""),
            Self::Do { job, site, worker, task, steps, lock } => {
                write_job(&parts, job, site);
                push((*worker).into());
                push(task.0.into());
                push(Uint8Array::from(steps.as_slice()).into());
                if let Some((name, interval)) = lock {
                    push(name.into());
                    push(number(*interval));
                }
            }
            Self::Pool { run, wish } => {
                push((*run).into());
                push(wish.write());
            }
        }
        parts.into()
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::Held => "held",
            Self::Save(_) => "save",
            Self::Load { .. } => "load",
            Self::More { .. } => "more",
            Self::Close { .. } => "close",
            Self::Warm { .. } => "warm",
            Self::Simulate { .. } => "simulate",
            Self::Judge { .. } => "judge",
            Self::Path { .. } => "path",
            Self::Work { .. } => "job",
            Self::Open { .. } => "open",
            Self::Freeze { .. } => "freeze",
            Self::Do { .. } => "do",
            Self::Pool { .. } => "pool",
        }
    }

    /// None for what is no order.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        let text = |index| parts.get(index).as_string();
        let run = || count(parts, 1);
        Some(match text(0)?.as_str() {
            "hello" => Self::Hello,
            "held" => Self::Held,
            "save" => Self::Save(Box::new(Save::read(&parts.get(1))?)),
            "load" => Self::Load { file: parts.get(1).dyn_into().ok()? },
            "more" => Self::More { run: run()? },
            "close" => Self::Close { run: run()? },
            "warm" => Self::Warm { threads: run()? },
            "simulate" => Self::Simulate { program: text(1)?, variant: variant(&text(2)?)? },
            "judge" => Self::Judge { trace: bytes(parts, 1) },
            "path" => Self::Path { trace: bytes(parts, 1) },
            "job" => {
                let (job, site) = read_job(parts)?;
                Self::Work { job, variant: variant(&text(8)?)?, site }
            }
            "freeze" => Self::Freeze { job: read_job(parts)?.0 },
            "open" => Self::Open { job: read_job(parts)?.0 },
            "do" => {
                let (job, site) = read_job(parts)?;
                let worker = u8::try_from(count(parts, 8)?).ok()?;
                let lock = text(11).and_then(|name| Some((name, micros(parts, 12)?)));
                Self::Do { job, site, worker, task: TaskId(count(parts, 9)?), steps: bytes(parts, 10), lock }
            }
            "pool" => Self::Pool { run: run()?, wish: Wish::read(&parts.get(2))? },
            _ => return None,
        })
    }
}

/// Packs an answer.
#[must_use]
pub fn pack(answer: &impl Serialize) -> JsValue {
    // Fails only for what has no length before it is read.
    postcard::to_allocvec(answer).map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes.as_slice()).into())
}

/// Unpacks what [`pack`] packed; none for anything else.
#[must_use]
pub fn unpack<T: DeserializeOwned>(answer: &JsValue) -> Option<T> {
    postcard::from_bytes(&answer.dyn_ref::<Uint8Array>()?.to_vec()).ok()
}

impl Wish {
    /// As a part of a message.
    #[must_use]
    pub fn write(&self) -> JsValue {
        let values: Vec<JsValue> = match self {
            Self::Submit { pool, plan, task, steps } => vec![
                (*pool).into(),
                task.0.into(),
                Uint8Array::from(steps.as_slice()).into(),
                plan.workers.into(),
                plan.global_lock().map_or(JsValue::NULL, number),
            ],
            Self::GiveUp { pool, task } => vec![(*pool).into(), task.0.into()],
            Self::Drop { pool } => vec![(*pool).into()],
        };
        values.into_iter().collect::<Array>().into()
    }

    /// None for what is no wish.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        let pool = count(parts, 0)?;
        let task = || count(parts, 1).map(TaskId);
        Some(match parts.length() {
            1 => Self::Drop { pool },
            2 => Self::GiveUp { pool, task: task()? },
            _ => {
                let workers = u8::try_from(count(parts, 3)?).ok().filter(|workers| *workers > 0)?;
                let plan = PoolPlan::new(workers.into()).with_global_lock(micros(parts, 4));
                Self::Submit { pool, plan, task: task()?, steps: bytes(parts, 2) }
            }
        })
    }
}

/// What a worker says.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// The program is loaded.
    Ready {
        /// Its [`VERSION`].
        version: u32,
        /// What its clock says.
        at: Epoch,
    },
    /// The threads that were asked for are there, or cannot be had.
    Warmed,
    /// More of the trace.
    Batch(Vec<u8>),
    /// The job is done, and the trace is whole.
    Finished,
    /// The worker is of no more use: a sentence.
    Failed(String),
    /// The blocking program wants something of a pool.
    Pool(Wish),
    /// A thread of a pool did something.
    Did(ThreadEvent),
}

impl Report {
    /// The message, and what is to be moved rather than copied.
    #[must_use]
    pub fn write(&self) -> (JsValue, Array) {
        let moved = Array::new();
        let message = match self {
            Self::Ready { version, at } => {
                Array::of3(&"ready".into(), &(*version).into(), &at.millis().into())
            }
            Self::Batch(bytes) => {
                let buffer = Uint8Array::from(bytes.as_slice()).buffer();
                moved.push(&buffer);
                Array::of2(&"batch".into(), &buffer)
            }
            Self::Warmed => Array::of1(&"warmed".into()),
            Self::Finished => Array::of1(&"finished".into()),
            Self::Failed(sentence) => Array::of2(&"failed".into(), &sentence.into()),
            Self::Pool(wish) => Array::of2(&"pool".into(), &wish.write()),
            Self::Did(event) => write_event(event),
        };
        (message.into(), moved)
    }

    /// None for what is no report.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        match parts.get(0).as_string()?.as_str() {
            "ready" => {
                let at = Epoch::from_millis(parts.get(2).as_f64()?);
                Some(Self::Ready { version: count(parts, 1)?, at })
            }
            "batch" => Some(Self::Batch(bytes(parts, 1))),
            "warmed" => Some(Self::Warmed),
            "finished" => Some(Self::Finished),
            "failed" => Some(Self::Failed(parts.get(1).as_string()?)),
            "pool" => Some(Self::Pool(Wish::read(&parts.get(1))?)),
            "did" => Some(Self::Did(read_event(parts)?)),
            _ => None,
        }
    }
}

/// `["did", worker, task, at, what, …]`. Only numbers and texts: some of these go through JSON.
fn write_event(ThreadEvent { worker, task, at, what }: &ThreadEvent) -> Array {
    let (kind, detail): (_, JsValue) = match what {
        JobEvent::Running => ("running", JsValue::NULL),
        JobEvent::AwaitingLock => ("awaiting", JsValue::NULL),
        JobEvent::Sleeping { until } => ("sleeping", number(*until)),
        JobEvent::Reading { path } => ("reading", path.into()),
        JobEvent::Read { bytes } => ("read", (*bytes).into()),
        JobEvent::Printed(line) => ("printed", line.into()),
        // More digits than a number of JavaScript's has.
        JobEvent::Done(Ok(value)) => ("done", value.to_string().into()),
        JobEvent::Done(Err(sentence)) => ("broke", sentence.into()),
        JobEvent::Died => ("died", JsValue::NULL),
    };
    let parts: [JsValue; 6] =
        ["did".into(), (*worker).into(), task.0.into(), number(*at), kind.into(), detail];
    parts.into_iter().collect()
}

fn read_event(parts: &Array) -> Option<ThreadEvent> {
    let text = || parts.get(5).as_string();
    let what = match parts.get(4).as_string()?.as_str() {
        "running" => JobEvent::Running,
        "awaiting" => JobEvent::AwaitingLock,
        "sleeping" => JobEvent::Sleeping { until: micros(parts, 5)? },
        "reading" => JobEvent::Reading { path: text()? },
        "read" => JobEvent::Read { bytes: count(parts, 5)? },
        "printed" => JobEvent::Printed(text()?),
        "done" => JobEvent::Done(Ok(text()?.parse().ok()?)),
        "broke" => JobEvent::Done(Err(text()?)),
        "died" => JobEvent::Died,
        _ => return None,
    };
    let worker = u8::try_from(count(parts, 1)?).ok()?;
    Some(ThreadEvent { worker, task: TaskId(count(parts, 2)?), at: micros(parts, 3)?, what })
}
