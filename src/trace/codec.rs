//! The bytes of a record, and the versioned file form.
//!
//! A trace is a run of *items*: strings and locations are defined where they are first used, so
//! that any prefix, and any batch after a prefix, can be read. An item is a tag byte, followed
//! for records by the time since the last record (left out where it is zero, which the tag's
//! highest bit says), the task, and what the kind needs, each as a LEB128 number.
//!
//! The file form is `MEANWHILE`, a version byte, the number of records, the Adler-32 sum of the
//! items (both little-endian `u32`), and the items.

use std::num::NonZeroU8;

use thiserror::Error;

use super::leb128::{self, write as write_number};
use super::record::{
    Cause, Doing, Micros, On, Outcome, Record, RequestId, RequestOutcome, SiteId, TaskId, TextId, What,
};
use super::store::{Site, Trace};

/// The version that this program writes and reads.
pub const VERSION: u8 = 1;

const MAGIC: &[u8] = b"MEANWHILE";

/// Why bytes are not a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TraceError {
    /// The bytes do not begin as a trace does.
    #[error("this is not a Meanwhile trace")]
    NotATrace,
    /// A version that this program does not know.
    #[error("this trace has format version {0}; this page reads version {VERSION}")]
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
    /// A kind of item that does not exist.
    #[error("the trace is damaged: {0} is no kind of record")]
    Tag(u8),
    /// A number out of its range.
    #[error("the trace is damaged: a number is out of range")]
    Number,
    /// A string that is not UTF-8.
    #[error("the trace is damaged: a string is not UTF-8")]
    Utf8,
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

    /// Reads the file form.
    ///
    /// # Errors
    ///
    /// When the bytes are not a whole, undamaged trace of a known version.
    pub fn from_bytes(file: &[u8]) -> Result<Self, TraceError> {
        let rest = file.strip_prefix(MAGIC).ok_or(TraceError::NotATrace)?;
        let (version, rest) = rest.split_first().ok_or(TraceError::Truncated)?;
        if *version != VERSION {
            return Err(TraceError::Version(*version));
        }
        let (count, rest) = rest.split_first_chunk::<4>().ok_or(TraceError::Truncated)?;
        let (sum, items) = rest.split_first_chunk::<4>().ok_or(TraceError::Truncated)?;
        let mut trace = Self::new();
        let read = trace.append(items);
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

/// Tags. Part of the format: a number never changes its meaning.
mod tag {
    pub const TEXT: u8 = 0;
    pub const SITE: u8 = 1;
    pub const SPAWNED: u8 = 2;
    pub const POLL_STARTED: u8 = 3;
    pub const POLL_ENDED: u8 = 4;
    /// Without a cause.
    pub const WOKEN: u8 = 5;
    pub const WAITING: u8 = 6;
    pub const BLOCKED: u8 = 7;
    pub const UNBLOCKED: u8 = 8;
    pub const REQUEST_STARTED: u8 = 9;
    pub const REQUEST_SENT: u8 = 10;
    pub const HEADERS_ARRIVED: u8 = 11;
    pub const CHUNK: u8 = 12;
    pub const REQUEST_FINISHED: u8 = 13;
    pub const GAUGE: u8 = 14;
    pub const PRINTED: u8 = 15;
    pub const FINISHED: u8 = 16;
    pub const NEVER_AWAITED: u8 = 17;
    pub const ON_THREAD: u8 = 18;
    pub const WOKEN_BY: u8 = 19;
    /// Set on a record at the same time as the one before, which then carries no time.
    pub const SAME_TIME: u8 = 0x80;
}

pub(super) fn write_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.push(tag::TEXT);
    write_number(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

pub(super) fn write_site(bytes: &mut Vec<u8>, site: Site) {
    bytes.push(tag::SITE);
    write_number(bytes, site.file.0.into());
    write_number(bytes, site.line.into());
}

pub(super) fn write_record(bytes: &mut Vec<u8>, last: Micros, record: &Record) {
    let delta = (record.at - last).0;
    let tag = tag_of(&record.what);
    if delta == 0 {
        bytes.push(tag | tag::SAME_TIME);
    } else {
        bytes.push(tag);
        write_number(bytes, delta);
    }
    write_number(bytes, record.task.0.into());
    write_what(bytes, record.at, &record.what);
}

const fn tag_of(what: &What) -> u8 {
    match what {
        What::Spawned { .. } => tag::SPAWNED,
        What::PollStarted => tag::POLL_STARTED,
        What::PollEnded => tag::POLL_ENDED,
        What::Woken { by: Cause::Unknown } => tag::WOKEN,
        What::Woken { .. } => tag::WOKEN_BY,
        What::Waiting { .. } => tag::WAITING,
        What::Blocked { .. } => tag::BLOCKED,
        What::Unblocked => tag::UNBLOCKED,
        What::RequestStarted { .. } => tag::REQUEST_STARTED,
        What::RequestSent { .. } => tag::REQUEST_SENT,
        What::HeadersArrived { .. } => tag::HEADERS_ARRIVED,
        What::Chunk { .. } => tag::CHUNK,
        What::RequestFinished { .. } => tag::REQUEST_FINISHED,
        What::Gauge { .. } => tag::GAUGE,
        What::Printed { .. } => tag::PRINTED,
        What::Finished { .. } => tag::FINISHED,
        What::NeverAwaited { .. } => tag::NEVER_AWAITED,
        What::OnThread { .. } => tag::ON_THREAD,
    }
}

fn write_what(bytes: &mut Vec<u8>, at: Micros, what: &What) {
    match *what {
        What::PollStarted | What::PollEnded | What::Unblocked => {}
        What::Woken { by } => write_cause(bytes, by),
        What::Spawned { parent, name, site } => {
            write_number(bytes, parent.map_or(0, |parent| u64::from(parent.0) + 1));
            write_number(bytes, name.0.into());
            write_number(bytes, site.0.into());
        }
        What::Waiting { on, site } | What::Blocked { on, site } => {
            write_on(bytes, at, on);
            write_number(bytes, site.0.into());
        }
        What::RequestStarted { request, url, uplink } => {
            write_number(bytes, request.0.into());
            write_number(bytes, url.0.into());
            write_number(bytes, uplink.map_or(0, |uplink| uplink.0.saturating_add(1)));
        }
        What::RequestSent { request, ago } => {
            write_number(bytes, request.0.into());
            write_number(bytes, ago.0);
        }
        What::HeadersArrived { request, status } => {
            write_number(bytes, request.0.into());
            write_number(bytes, status.into());
        }
        What::Chunk { request, bytes: size } => {
            write_number(bytes, request.0.into());
            write_number(bytes, size.into());
        }
        What::RequestFinished { request, outcome } => {
            write_number(bytes, request.0.into());
            bytes.push(match outcome {
                RequestOutcome::Ok => 0,
                RequestOutcome::Failed => 1,
                RequestOutcome::Aborted => 2,
            });
        }
        What::Gauge { gauge, value } => {
            write_number(bytes, gauge.0.into());
            write_number(bytes, zigzag(value));
        }
        What::Printed { text } => write_number(bytes, text.0.into()),
        What::NeverAwaited { name, site } => {
            write_number(bytes, name.0.into());
            write_number(bytes, site.0.into());
        }
        What::OnThread { thread, ago, doing } => {
            let kind = match doing {
                Doing::Running => 0,
                Doing::Blocked { .. } => 1,
                Doing::Done => 2,
                Doing::Ended => 3,
            };
            write_number(bytes, u64::from(thread.get()) << 2 | kind);
            write_number(bytes, ago.0);
            if let Doing::Blocked { on } = doing {
                write_on(bytes, at - ago, on);
            }
        }
        What::Finished { outcome } => bytes.push(match outcome {
            Outcome::Ok => 0,
            Outcome::Failed => 1,
            Outcome::Cancelled => 2,
            Outcome::Panicked => 3,
        }),
    }
}

/// One number: the kind, and above it whose it is.
fn write_cause(bytes: &mut Vec<u8>, cause: Cause) {
    let (kind, id) = match cause {
        // Its tag says it.
        Cause::Unknown => return,
        Cause::Timer => (0, 0),
        Cause::Shutdown => (1, 0),
        Cause::Spawned => (2, 0),
        Cause::Task(task) => (3, task.0),
        Cause::Ended(task) => (4, task.0),
        Cause::Request(request) => (5, request.0),
        Cause::Cancelled { by } => (6, by.0),
    };
    write_number(bytes, u64::from(id) << 3 | kind);
}

fn write_on(bytes: &mut Vec<u8>, at: Micros, on: On) {
    let (kind, number) = match on {
        On::Timer { until } => (0, (until - at).0),
        On::Request(request) => (1, request.0.into()),
        On::Task(task) => (2, task.0.into()),
        On::Permit(name) => (3, name.0.into()),
        On::Lock(name) => (4, name.0.into()),
        On::QueueSlot(name) => (5, name.0.into()),
        On::QueueItem(name) => (6, name.0.into()),
        On::Event(name) => (7, name.0.into()),
        On::Other => (8, 0),
    };
    bytes.push(kind);
    write_number(bytes, number);
}

/// Small numbers of either sign to small numbers.
const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

const fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// One item of the bytes.
#[derive(Debug)]
pub(super) enum Item<'a> {
    Text(&'a str),
    Site(Site),
    Record(Record),
}

/// Reads items; checks their form, not what they refer to.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// How many bytes were read.
    pub const fn position(&self) -> usize {
        self.position
    }

    /// The next item, or none at the end. `last` is the time of the record before.
    pub fn item(&mut self, last: Micros) -> Result<Option<Item<'a>>, TraceError> {
        let Some(&head) = self.bytes.get(self.position) else {
            return Ok(None);
        };
        self.position += 1;
        match head {
            tag::TEXT => self.text().map(|text| Some(Item::Text(text))),
            tag::SITE => {
                let file = TextId(self.short()?);
                let line = self.short()?;
                Ok(Some(Item::Site(Site { file, line })))
            }
            _ => self.record(head, last).map(|record| Some(Item::Record(record))),
        }
    }

    fn record(&mut self, head: u8, last: Micros) -> Result<Record, TraceError> {
        let delta = if head & tag::SAME_TIME == 0 { self.number()? } else { 0 };
        let at = Micros(last.0.checked_add(delta).ok_or(TraceError::Number)?);
        let task = TaskId(self.short()?);
        let what = self.what(head & !tag::SAME_TIME, at)?;
        Ok(Record { at, task, what })
    }

    fn what(&mut self, tag: u8, at: Micros) -> Result<What, TraceError> {
        Ok(match tag {
            tag::SPAWNED => What::Spawned {
                parent: self.short()?.checked_sub(1).map(TaskId),
                name: TextId(self.short()?),
                site: SiteId(self.short()?),
            },
            tag::POLL_STARTED => What::PollStarted,
            tag::POLL_ENDED => What::PollEnded,
            tag::WOKEN => What::Woken { by: Cause::Unknown },
            tag::WOKEN_BY => What::Woken { by: self.cause()? },
            tag::WAITING => What::Waiting { on: self.on(at)?, site: SiteId(self.short()?) },
            tag::BLOCKED => What::Blocked { on: self.on(at)?, site: SiteId(self.short()?) },
            tag::UNBLOCKED => What::Unblocked,
            tag::REQUEST_STARTED => What::RequestStarted {
                request: RequestId(self.short()?),
                url: TextId(self.short()?),
                uplink: self.number()?.checked_sub(1).map(Micros),
            },
            tag::REQUEST_SENT => {
                What::RequestSent { request: RequestId(self.short()?), ago: Micros(self.number()?) }
            }
            tag::HEADERS_ARRIVED => What::HeadersArrived {
                request: RequestId(self.short()?),
                status: u16::try_from(self.number()?).map_err(|_| TraceError::Number)?,
            },
            tag::CHUNK => What::Chunk { request: RequestId(self.short()?), bytes: self.short()? },
            tag::REQUEST_FINISHED => What::RequestFinished {
                request: RequestId(self.short()?),
                outcome: match self.byte()? {
                    0 => RequestOutcome::Ok,
                    1 => RequestOutcome::Failed,
                    2 => RequestOutcome::Aborted,
                    _ => return Err(TraceError::Number),
                },
            },
            tag::GAUGE => What::Gauge { gauge: TextId(self.short()?), value: unzigzag(self.number()?) },
            tag::PRINTED => What::Printed { text: TextId(self.short()?) },
            tag::NEVER_AWAITED => {
                What::NeverAwaited { name: TextId(self.short()?), site: SiteId(self.short()?) }
            }
            tag::ON_THREAD => self.on_thread(at)?,
            tag::FINISHED => What::Finished {
                outcome: match self.byte()? {
                    0 => Outcome::Ok,
                    1 => Outcome::Failed,
                    2 => Outcome::Cancelled,
                    3 => Outcome::Panicked,
                    _ => return Err(TraceError::Number),
                },
            },
            other => return Err(TraceError::Tag(other)),
        })
    }

    fn cause(&mut self) -> Result<Cause, TraceError> {
        let number = self.number()?;
        let id = u32::try_from(number >> 3).map_err(|_| TraceError::Number)?;
        Ok(match (number & 7, id) {
            (0, 0) => Cause::Timer,
            (1, 0) => Cause::Shutdown,
            (2, 0) => Cause::Spawned,
            (3, _) => Cause::Task(TaskId(id)),
            (4, _) => Cause::Ended(TaskId(id)),
            (5, _) => Cause::Request(RequestId(id)),
            (6, _) => Cause::Cancelled { by: TaskId(id) },
            _ => return Err(TraceError::Number),
        })
    }

    fn on_thread(&mut self, at: Micros) -> Result<What, TraceError> {
        let number = self.number()?;
        let ago = Micros(self.number()?);
        let doing = match number & 3 {
            0 => Doing::Running,
            1 => Doing::Blocked { on: self.on(at - ago)? },
            2 => Doing::Done,
            _ => Doing::Ended,
        };
        let thread = u8::try_from(number >> 2).ok().and_then(NonZeroU8::new).ok_or(TraceError::Number)?;
        Ok(What::OnThread { thread, ago, doing })
    }

    fn on(&mut self, at: Micros) -> Result<On, TraceError> {
        let kind = self.byte()?;
        Ok(match kind {
            0 => On::Timer { until: at + Micros(self.number()?) },
            1 => On::Request(RequestId(self.short()?)),
            2 => On::Task(TaskId(self.short()?)),
            3 => On::Permit(TextId(self.short()?)),
            4 => On::Lock(TextId(self.short()?)),
            5 => On::QueueSlot(TextId(self.short()?)),
            6 => On::QueueItem(TextId(self.short()?)),
            7 => On::Event(TextId(self.short()?)),
            8 => {
                self.number()?;
                On::Other
            }
            _ => return Err(TraceError::Number),
        })
    }

    fn text(&mut self) -> Result<&'a str, TraceError> {
        let length = usize::try_from(self.number()?).map_err(|_| TraceError::Number)?;
        let end = self.position.checked_add(length).ok_or(TraceError::Number)?;
        let bytes = self.bytes.get(self.position..end).ok_or(TraceError::Truncated)?;
        self.position = end;
        std::str::from_utf8(bytes).map_err(|_| TraceError::Utf8)
    }

    fn byte(&mut self) -> Result<u8, TraceError> {
        let byte = *self.bytes.get(self.position).ok_or(TraceError::Truncated)?;
        self.position += 1;
        Ok(byte)
    }

    fn short(&mut self) -> Result<u32, TraceError> {
        u32::try_from(self.number()?).map_err(|_| TraceError::Number)
    }

    fn number(&mut self) -> Result<u64, TraceError> {
        leb128::read(self.bytes, &mut self.position)
    }
}
