//! What the page and the program that runs scenes say to each other.
//!
//! Small arrays of plain values: `[kind, …]`. To a worker the page says `hello`, to compare clocks,
//! and `job`; the worker says `ready`, once by itself and then to each `hello`, `batch` (bytes for
//! [`Trace::append`](crate::trace::Trace::append)), `finished` or `failed`. Before all that the page
//! hands over the program: see `static/worker-loader.js`. On the page's own thread the same orders,
//! and some more, are the argument of a function: see [`runner`](super::runner).

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};

use super::clock::Epoch;
use super::level::Level;
use super::network::{NetworkChoice, Token};
use super::run::RunConfig;
use crate::scenes::Variant;

/// Changes whenever the two sides would not understand each other: a page that has been open since
/// before the site was replaced may load the new worker.
pub const VERSION: u32 = 2;

/// What a worker is to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Which program with which parameters, as the worker's lookup reads it.
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
        /// The page's folder, with a slash at its end.
        site: String,
    },
    /// Run a program in virtual time, and give the whole trace.
    Simulate {
        /// Which program with which parameters.
        program: String,
        /// Which of its variants.
        variant: Variant,
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
    /// Say how much is held of the browser: tests ask, after all runs are over.
    Held,
}

impl Order {
    /// The message.
    #[must_use]
    pub fn write(&self) -> JsValue {
        let (program, config, epoch, site) = match self {
            Self::Hello => return Array::of1(&"hello".into()).into(),
            Self::Held => return Array::of1(&"held".into()).into(),
            Self::More { run } => return Array::of2(&"more".into(), &(*run).into()).into(),
            Self::Close { run } => return Array::of2(&"close".into(), &(*run).into()).into(),
            Self::Simulate { program, variant } => {
                return Array::of3(&"simulate".into(), &program.into(), &variant.word().into()).into();
            }
            Self::Work { job: Job { program, config, epoch }, site } => (program, config, epoch, site),
        };
        let parts: [JsValue; 8] = [
            "job".into(),
            program.into(),
            config.pace.into(),
            config.network.to_string().into(),
            config.level.number().into(),
            config.token.as_str().into(),
            epoch.millis().into(),
            site.into(),
        ];
        parts.into_iter().collect::<Array>().into()
    }

    /// None for what is no order.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        let text = |index| parts.get(index).as_string();
        let number = |index| parts.get(index).as_f64();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of runs")]
        let run = || number(1).map(|run| run as u32);
        match text(0)?.as_str() {
            "hello" => return Some(Self::Hello),
            "held" => return Some(Self::Held),
            "more" => return Some(Self::More { run: run()? }),
            "close" => return Some(Self::Close { run: run()? }),
            "simulate" => {
                let variant = text(2)?;
                let variant = Variant::ALL.into_iter().find(|known| known.word() == variant)?;
                return Some(Self::Simulate { program: text(1)?, variant });
            }
            "job" => {}
            _ => return None,
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 4")]
        let level = Level::from_number(number(4)? as u8)?;
        // The page has already checked the network's address.
        let network = match text(3)?.as_str() {
            "local" => NetworkChoice::Local,
            "public" => NetworkChoice::Public,
            base => NetworkChoice::Base(base.to_owned()),
        };
        let config = RunConfig { pace: number(2)?, network, level, token: Token::from(text(5)?) };
        let job = Job { program: text(1)?, config, epoch: Epoch::from_millis(number(6)?) };
        Some(Self::Work { job, site: text(7)? })
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
    /// More of the trace.
    Batch(Vec<u8>),
    /// The job is done, and the trace is whole.
    Finished,
    /// The worker is of no more use: a sentence.
    Failed(String),
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
            Self::Finished => Array::of1(&"finished".into()),
            Self::Failed(sentence) => Array::of2(&"failed".into(), &sentence.into()),
        };
        (message.into(), moved)
    }

    /// None for what is no report.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        match parts.get(0).as_string()?.as_str() {
            "ready" => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
                let version = parts.get(1).as_f64()? as u32;
                Some(Self::Ready { version, at: Epoch::from_millis(parts.get(2).as_f64()?) })
            }
            "batch" => Some(Self::Batch(Uint8Array::new(&parts.get(1)).to_vec())),
            "finished" => Some(Self::Finished),
            "failed" => Some(Self::Failed(parts.get(1).as_string()?)),
            _ => None,
        }
    }
}
