//! The bytes of a trace, and the versioned file form.
//!
//! A trace is a run of [`Item`]s as [postcard] writes them. Strings, source locations and resources are
//! defined where they are first used, so that any prefix, and any batch after a prefix, can be read. Times
//! are differences to the record before.
//!
//! The file form is `MEANWHILE`, a version byte, the number of records, the Adler-32 sum of the
//! items (both little-endian `u32`), and the items. Version 1, whose items were written by hand, is
//! [read](super::v1) and no longer written.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::record::{Micros, TaskId, What};
use super::store::{Resource, Site, Trace};
use super::v1;

/// The version that this program writes.
pub const VERSION: u8 = 2;

const MAGIC: &[u8] = b"MEANWHILE";

/// Why bytes are not a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TraceError {
    /// The bytes do not begin as a trace does.
    #[error("this is not a Meanwhile trace")]
    NotATrace,
    /// A version that this program does not know.
    #[error("this trace has format version {0}; this page reads versions 1 to {VERSION}")]
    Version(u8),
    /// The bytes end too soon.
    #[error("the trace is cut off")]
    Truncated,
    /// The bytes were changed since they were written.
    #[error("the trace is damaged: its check sum is wrong")]
    Checksum,
    /// There are more or fewer records than the head says.
    #[error("the trace is damaged: it holds {found} records and promises {promised}")]
    Count {
        /// How many there are.
        found: u32,
        /// How many there should be.
        promised: u32,
    },
    /// Bytes that are no record, string, location or resource.
    #[error("the trace is damaged: a part of it cannot be read")]
    Item,
    /// A task that was not spawned, or was spawned out of turn.
    #[error("the trace is damaged: it speaks of a task {0} that does not exist")]
    UnknownTask(u32),
    /// A request that was not started, or was started out of turn.
    #[error("the trace is damaged: it speaks of a request {0} that does not exist")]
    UnknownRequest(u32),
    /// A string that was not defined.
    #[error("the trace is damaged: it speaks of a string {0} that does not exist")]
    UnknownText(u32),
    /// A location that was not defined.
    #[error("the trace is damaged: it speaks of a source line {0} that does not exist")]
    UnknownSite(u32),
    /// A resource that was not defined.
    #[error("the trace is damaged: it speaks of a lock, queue or event {0} that does not exist")]
    UnknownResource(u32),
    /// A group that was not formed.
    #[error("the trace is damaged: it speaks of a group {0} that does not exist")]
    UnknownGroup(u32),
}

impl From<postcard::Error> for TraceError {
    fn from(error: postcard::Error) -> Self {
        match error {
            postcard::Error::DeserializeUnexpectedEnd => Self::Truncated,
            _ => Self::Item,
        }
    }
}

/// One item of the bytes. Part of the format: kinds are only ever added at the end, here and in all that
/// these hold.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Item<'a> {
    /// The next string.
    Text(&'a str),
    /// The next source location.
    Site(Site),
    /// The next resource.
    Resource(Resource),
    /// A record at the time of the one before.
    Same(TaskId, What),
    /// A record so long after the one before.
    After(Micros, TaskId, What),
}

impl<'a> Item<'a> {
    /// A record, `after` the one before.
    pub const fn record(after: Micros, task: TaskId, what: What) -> Self {
        if after.0 == 0 { Item::Same(task, what) } else { Item::After(after, task, what) }
    }

    /// Adds it to bytes.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        // Fails only for a writer that is full.
        if let Ok(longer) = postcard::to_extend(self, std::mem::take(bytes)) {
            *bytes = longer;
        }
    }

    /// The first item of some bytes, and the bytes behind it.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn read(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), TraceError> {
        Ok(postcard::take_from_bytes(bytes)?)
    }
}

impl Trace {
    /// The file form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let items = self.bytes();
        let mut file = Vec::with_capacity(MAGIC.len() + 9 + items.len());
        file.extend_from_slice(MAGIC);
        file.push(VERSION);
        file.extend_from_slice(&u32::try_from(self.len()).unwrap_or(u32::MAX).to_le_bytes());
        file.extend_from_slice(&adler2::adler32_slice(items).to_le_bytes());
        file.extend_from_slice(items);
        file
    }

    /// Reads the file form, of this version or of one before it.
    ///
    /// # Errors
    ///
    /// When the bytes are not a whole, undamaged trace of a known version.
    pub fn from_bytes(file: &[u8]) -> Result<Self, TraceError> {
        let rest = file.strip_prefix(MAGIC).ok_or(TraceError::NotATrace)?;
        let (version, rest) = rest.split_first().ok_or(TraceError::Truncated)?;
        if !(1..=VERSION).contains(version) {
            return Err(TraceError::Version(*version));
        }
        let (count, rest) = rest.split_first_chunk::<4>().ok_or(TraceError::Truncated)?;
        let (sum, items) = rest.split_first_chunk::<4>().ok_or(TraceError::Truncated)?;
        let mut trace = Self::new();
        let read = if *version == 1 { v1::read(items, &mut trace) } else { trace.append(items) };
        let promised = u32::from_le_bytes(*count);
        let found = u32::try_from(trace.len()).unwrap_or(u32::MAX);
        // A file that merely stops early is the likelier and the more helpful explanation.
        if read == Err(TraceError::Truncated) || (read.is_ok() && found < promised) {
            return Err(TraceError::Truncated);
        }
        if adler2::adler32_slice(items) != u32::from_le_bytes(*sum) {
            return Err(TraceError::Checksum);
        }
        read?;
        if found != promised {
            return Err(TraceError::Count { found, promised });
        }
        Ok(trace)
    }
}
