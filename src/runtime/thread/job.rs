//! [`Job`]: what another thread is to do: a call of a plain function, by its name.

use std::any::type_name;
use std::fmt;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A value that can be sent to another thread, which shares no memory with this one.
pub trait Portable: Serialize + DeserializeOwned + 'static {}

impl<T: Serialize + DeserializeOwned + 'static> Portable for T {}

/// A call, as it crosses to another thread. The program there has the same functions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The function, as [`JobFunction::name`] has it.
    pub function: String,
    /// Its argument, by postcard.
    pub argument: Vec<u8>,
}

type CallBytes = dyn Fn(&[u8]) -> postcard::Result<Vec<u8>>;

/// A function that can be called on another thread, with its types erased.
#[derive(Clone)]
pub struct JobFunction {
    name: &'static str,
    call: Rc<CallBytes>,
}

impl JobFunction {
    /// A plain function. A closure that captures something does not compile: what it captures would
    /// stay behind.
    pub fn new<F, A, R>(function: F) -> Self
    where
        F: Fn(A) -> R + 'static,
        A: Portable,
        R: Portable,
    {
        const { assert!(size_of::<F>() == 0, "a job is a function that captures nothing") };
        let call = move |argument: &[u8]| postcard::to_allocvec(&function(postcard::from_bytes(argument)?));
        Self { name: type_name::<F>(), call: Rc::new(call) }
    }

    /// Its path in this program, the same on every thread of it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Calls it with an argument as bytes, and gives its result as bytes.
    ///
    /// # Errors
    ///
    /// A sentence, when the bytes are no argument of this function.
    pub fn call(&self, argument: &[u8]) -> Result<Vec<u8>, String> {
        (self.call)(argument).map_err(|error| format!("{} could not be called: {error}", self.name))
    }
}

impl fmt::Debug for JobFunction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// What another thread is to do.
#[derive(Clone, Debug)]
pub struct Job {
    /// The function.
    pub function: JobFunction,
    /// Its argument, by postcard.
    pub argument: Vec<u8>,
}

impl Job {
    /// A call of a function.
    ///
    /// # Panics
    ///
    /// When the argument cannot be serialised.
    #[expect(clippy::needless_pass_by_value, reason = "what is sent away is no longer here")]
    pub(super) fn new<F, A, R>(function: F, argument: A) -> Self
    where
        F: Fn(A) -> R + 'static,
        A: Portable,
        R: Portable,
    {
        let argument = postcard::to_allocvec(&argument);
        let argument = argument.unwrap_or_else(|error| panic!("a job's argument cannot be sent: {error}"));
        Self { function: JobFunction::new(function), argument }
    }

    /// What of it crosses to another thread.
    #[must_use]
    pub fn into_call(self) -> Call {
        Call { function: self.function.name.to_owned(), argument: self.argument }
    }
}
