//! What the page and the program that runs scenes say to each other.
//!
//! To a worker the page says [`Order`]s, and it answers with [`Report`]s. Before all that the page hands
//! over the program: see `static/runner-loader.js`. On the page's own thread the same orders, and some
//! more, are the argument of a function: see [`runner`](super::runner).
//!
//! Both are packed by serde and postcard. What has to be understood by another version of the program, by
//! plain JavaScript, or is moved rather than copied, is a small array of plain values instead:
//! `["hello"]`, `["held"]`, `["ready", version, clock]`, `["failed", sentence]`, `["batch", bytes]`, and
//! what is said about files.
//!
//! A worker may also be a thread of a pool: it is told to [`Do`](Order::Do) a job and says what it
//! [`Did`](Report::Did). An async program has its pools in its own worker, joined by message ports to
//! threads that the page starts for it (`static/boot.js`); those of the blocking program, whose worker is
//! held, are in the page, which it sends [`PoolRequest`]s.

use js_sys::{Array, Uint8Array};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::File;

use super::clock::Epoch;
use super::network::Token;
use super::run::RunConfig;
use super::run_message::Save;
use crate::runtime::thread::{Call, PoolPlan, ThreadEvent};
use crate::trace::{Micros, TaskId};

/// Changes whenever the two sides would not understand each other: a page that has been open since
/// before the site was replaced may load the new program.
pub const VERSION: u32 = 10;

/// What a worker is to run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Which scene with which parameters, as in an address: `hundred-urls?n=20`.
    pub scene: String,
    /// What all programs of the scene run with.
    pub config: RunConfig,
    /// The moment of scene time 0.
    pub epoch: Epoch,
}

/// What the page says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// Say the time.
    Hello,
    /// Do this.
    Work {
        /// Which program of the scene, from 0. On the page's own thread it is an async one.
        number: u32,
        /// What.
        job: Job,
        /// The page's folder, with a slash at its end.
        site: String,
    },
    /// Call a function as a thread of a pool.
    Do {
        /// The run that the pool belongs to.
        job: Job,
        /// The page's folder, with a slash at its end.
        site: String,
        /// The number of the thread in its pool.
        worker: u8,
        /// The task.
        task: TaskId,
        /// The function.
        call: Call,
        /// What all threads of the pool compute under, if they do.
        lock: Option<GlobalLock>,
    },
    /// Run a program in virtual time, and give the whole trace.
    Simulate {
        /// Which scene with which parameters.
        scene: String,
        /// Which program of it, from 0.
        number: u32,
    },
    /// Run a blocking program on the page's own thread, and give the whole trace.
    Freeze {
        /// What.
        job: Job,
        /// Which program of the scene, from 0.
        number: u32,
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
        request: PoolRequest,
    },
    /// Make a file of a run, and hand it to the reader.
    #[serde(skip)]
    Save(Box<Save>),
    /// Read a run's file.
    #[serde(skip)]
    Load {
        /// The file that the reader chose.
        file: File,
    },
    /// Say how much is held of the browser: tests ask, after all runs are over.
    Held,
}

/// A lock of the service worker's that all threads of a pool compute under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlobalLock {
    /// No other pool's lock has the same.
    pub name: Token,
    /// For how long a thread keeps it, as long as others want it.
    pub interval: Micros,
}

/// What a blocking program wants of its pools.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolRequest {
    /// Which pool of the run, from 0.
    pub pool: u32,
    /// What.
    pub what: PoolAction,
}

/// What is wanted of a pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PoolAction {
    /// A thread is to do a job. A pool begins with its first job.
    Submit {
        /// How many threads the pool has.
        plan: PoolPlan,
        /// The task.
        task: TaskId,
        /// The function.
        call: Call,
    },
    /// A job is not wanted any more.
    GiveUp {
        /// The task.
        task: TaskId,
    },
    /// The threads of the pool may end.
    End,
}

impl Order {
    /// The message.
    #[must_use]
    pub fn write(&self) -> JsValue {
        match self {
            Self::Hello => Array::of1(&"hello".into()).into(),
            Self::Held => Array::of1(&"held".into()).into(),
            Self::Save(save) => Array::of2(&"save".into(), &save.write()).into(),
            Self::Load { file } => Array::of2(&"load".into(), file).into(),
            packed => pack(packed),
        }
    }

    /// None for what is no order.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Self> {
        let Some(parts) = message.dyn_ref::<Array>() else { return unpack(message) };
        Some(match parts.get(0).as_string()?.as_str() {
            "hello" => Self::Hello,
            "held" => Self::Held,
            "save" => Self::Save(Box::new(Save::read(&parts.get(1))?)),
            "load" => Self::Load { file: parts.get(1).dyn_into().ok()? },
            _ => return None,
        })
    }
}

/// Packs a message.
#[must_use]
pub fn pack(message: &impl Serialize) -> JsValue {
    // Fails only for what has no length before it is read.
    postcard::to_allocvec(message).map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes.as_slice()).into())
}

/// Unpacks what [`pack`] packed; none for anything else.
#[must_use]
pub fn unpack<T: DeserializeOwned>(message: &JsValue) -> Option<T> {
    postcard::from_bytes(&message.dyn_ref::<Uint8Array>()?.to_vec()).ok()
}

/// What a worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    Pool(PoolRequest),
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
                Array::of3(&"ready".into(), &(*version).into(), &at.millis().into()).into()
            }
            Self::Batch(bytes) => {
                let buffer = Uint8Array::from(bytes.as_slice()).buffer();
                moved.push(&buffer);
                Array::of2(&"batch".into(), &buffer).into()
            }
            Self::Failed(sentence) => Array::of2(&"failed".into(), &sentence.into()).into(),
            packed => pack(packed),
        };
        (message, moved)
    }

    /// None for what is no report.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Self> {
        let Some(parts) = message.dyn_ref::<Array>() else { return unpack(message) };
        let number = |index| parts.get(index).as_f64();
        Some(match parts.get(0).as_string()?.as_str() {
            "ready" => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
                let version = number(1)? as u32;
                Self::Ready { version, at: Epoch::from_millis(number(2)?) }
            }
            "batch" => Self::Batch(Uint8Array::new(&parts.get(1)).to_vec()),
            "failed" => Self::Failed(parts.get(1).as_string()?),
            _ => return None,
        })
    }
}
