//! Reading version 1 of the format.
//!
//! An item is a tag byte, followed for records by the time since the last record (left out where it is
//! zero, which the tag's highest bit says), the task, and what the kind needs, each as a LEB128 number.
//! Locks, semaphores, queues and events were names; who had a lock was said by a quantity of that name.

use std::collections::HashMap;
use std::num::NonZeroU8;

use super::codec::{Item, TraceError};
use super::record::{
    Cause, Doing, Micros, On, Outcome, Quantity, RequestId, RequestOutcome, ResourceId, ResourceKind, SiteId,
    TaskId, TextId, What,
};
use super::store::{Resource, Site, Trace};

/// Adds the items of a file of version 1 to a trace, as what they are today.
///
/// # Errors
///
/// When they are not whole, valid items. What came before the fault has been added.
pub(super) fn read(items: &[u8], trace: &mut Trace) -> Result<(), TraceError> {
    let mut names = Names::of(items);
    let mut reader = Reader::new(items);
    while let Some(mut item) = reader.item(trace.last())? {
        if let Item::Same(_, what) | Item::After(_, _, what) = &mut item {
            names.replace(what, trace)?;
        }
        trace.add(&item)?;
    }
    Ok(())
}

/// The resources behind names.
struct Names {
    /// What tasks waited for under a name. A condition had two: its lock's is the one that counts.
    kinds: HashMap<TextId, ResourceKind>,
    known: HashMap<(TextId, ResourceKind), ResourceId>,
    levels: HashMap<ResourceId, i64>,
}

impl Names {
    fn of(items: &[u8]) -> Self {
        let mut kinds: HashMap<TextId, ResourceKind> = HashMap::new();
        let mut reader = Reader::new(items);
        // What is wrong with them is found when they are read again.
        while let Ok(Some(item)) = reader.item(Micros::ZERO) {
            let (Item::Same(_, mut what) | Item::After(_, _, mut what)) = item else { continue };
            if let Some((kind, name)) = waited_for(&mut what) {
                let before = kinds.entry(TextId(name.0)).or_insert(kind);
                if kind == ResourceKind::Lock {
                    *before = kind;
                }
            }
        }
        Self { kinds, known: HashMap::new(), levels: HashMap::new() }
    }

    /// Puts a resource where the record has the number of its name.
    fn replace(&mut self, what: &mut What, trace: &mut Trace) -> Result<(), TraceError> {
        if let Some((kind, name)) = waited_for(what) {
            *name = self.resource(TextId(name.0), kind, trace)?;
        }
        if let Some((Quantity::Named(name), level)) = what.quantity()
            && let Some(kind) = self.kinds.get(&name).copied()
        {
            let resource = self.resource(name, kind, trace)?;
            let before = self.levels.insert(resource, level).unwrap_or(0);
            *what = match kind {
                ResourceKind::Lock | ResourceKind::Semaphore if level > before => {
                    What::Acquired { resource, level }
                }
                ResourceKind::Lock | ResourceKind::Semaphore => What::Released { resource, level },
                _ => What::Level { resource, level },
            };
        }
        Ok(())
    }

    fn resource(
        &mut self,
        name: TextId,
        kind: ResourceKind,
        trace: &mut Trace,
    ) -> Result<ResourceId, TraceError> {
        if let Some(known) = self.known.get(&(name, kind)) {
            return Ok(*known);
        }
        let resource = trace.next_resource();
        trace.add(&Item::Resource(Resource { kind, name, capacity: None }))?;
        self.known.insert((name, kind), resource);
        Ok(resource)
    }
}

/// The resource that is waited for. It has the number of its name until it is replaced.
const fn waited_for(what: &mut What) -> Option<(ResourceKind, &mut ResourceId)> {
    let (What::Waiting { on, .. }
    | What::Blocked { on, .. }
    | What::OnThread { doing: Doing::Blocked { on }, .. }) = what
    else {
        return None;
    };
    Some(match on {
        On::Permit(resource) => (ResourceKind::Semaphore, resource),
        On::Lock(resource) => (ResourceKind::Lock, resource),
        On::QueueSlot(resource) | On::QueueItem(resource) => (ResourceKind::Queue, resource),
        On::Event(resource) => (ResourceKind::Event, resource),
        On::Timer { .. } | On::Request(_) | On::Task(_) | On::Group(_) | On::Other => return None,
    })
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

const fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Reads items; checks their form, not what they refer to.
#[derive(Clone, Debug)]
struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// The next item, or none at the end. `last` is the time of the record before.
    fn item(&mut self, last: Micros) -> Result<Option<Item<'a>>, TraceError> {
        let Some(&head) = self.bytes.get(self.position) else {
            return Ok(None);
        };
        self.position += 1;
        match head {
            tag::TEXT => Ok(Some(Item::Text(self.text()?))),
            tag::SITE => {
                let file = TextId(self.short()?);
                let line = self.short()?;
                Ok(Some(Item::Site(Site { file, line })))
            }
            _ => self.record(head, last).map(Some),
        }
    }

    fn record(&mut self, head: u8, last: Micros) -> Result<Item<'a>, TraceError> {
        let after = Micros(if head & tag::SAME_TIME == 0 { self.number()? } else { 0 });
        let task = TaskId(self.short()?);
        Ok(Item::record(after, task, self.what(head & !tag::SAME_TIME, last + after)?))
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
                status: u16::try_from(self.number()?).map_err(|_| TraceError::Item)?,
            },
            tag::CHUNK => What::Chunk { request: RequestId(self.short()?), bytes: self.short()? },
            tag::REQUEST_FINISHED => What::RequestFinished {
                request: RequestId(self.short()?),
                outcome: match self.byte()? {
                    0 => RequestOutcome::Ok,
                    1 => RequestOutcome::Failed,
                    2 => RequestOutcome::Aborted,
                    _ => return Err(TraceError::Item),
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
                    _ => return Err(TraceError::Item),
                },
            },
            _ => return Err(TraceError::Item),
        })
    }

    fn cause(&mut self) -> Result<Cause, TraceError> {
        let number = self.number()?;
        let id = u32::try_from(number >> 3).map_err(|_| TraceError::Item)?;
        Ok(match (number & 7, id) {
            (0, 0) => Cause::Timer,
            (1, 0) => Cause::Shutdown,
            (2, 0) => Cause::Spawned,
            (3, _) => Cause::Task(TaskId(id)),
            (4, _) => Cause::Ended(TaskId(id)),
            (5, _) => Cause::Request(RequestId(id)),
            (6, _) => Cause::Cancelled { by: TaskId(id) },
            _ => return Err(TraceError::Item),
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
        let thread = u8::try_from(number >> 2).ok().and_then(NonZeroU8::new).ok_or(TraceError::Item)?;
        Ok(What::OnThread { thread, ago, doing })
    }

    /// Resources have the numbers of their names.
    fn on(&mut self, at: Micros) -> Result<On, TraceError> {
        let kind = self.byte()?;
        Ok(match kind {
            0 => On::Timer { until: at + Micros(self.number()?) },
            1 => On::Request(RequestId(self.short()?)),
            2 => On::Task(TaskId(self.short()?)),
            3 => On::Permit(ResourceId(self.short()?)),
            4 => On::Lock(ResourceId(self.short()?)),
            5 => On::QueueSlot(ResourceId(self.short()?)),
            6 => On::QueueItem(ResourceId(self.short()?)),
            7 => On::Event(ResourceId(self.short()?)),
            8 => {
                self.number()?;
                On::Other
            }
            _ => return Err(TraceError::Item),
        })
    }

    fn text(&mut self) -> Result<&'a str, TraceError> {
        let length = usize::try_from(self.number()?).map_err(|_| TraceError::Item)?;
        let end = self.position.checked_add(length).ok_or(TraceError::Item)?;
        let bytes = self.bytes.get(self.position..end).ok_or(TraceError::Truncated)?;
        self.position = end;
        std::str::from_utf8(bytes).map_err(|_| TraceError::Item)
    }

    fn byte(&mut self) -> Result<u8, TraceError> {
        let byte = *self.bytes.get(self.position).ok_or(TraceError::Truncated)?;
        self.position += 1;
        Ok(byte)
    }

    fn short(&mut self) -> Result<u32, TraceError> {
        u32::try_from(self.number()?).map_err(|_| TraceError::Item)
    }

    fn number(&mut self) -> Result<u64, TraceError> {
        // Seven bits a byte, lowest first, as postcard has them.
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let (number, rest) = postcard::take_from_bytes(rest).map_err(|error| match error {
            postcard::Error::DeserializeUnexpectedEnd => TraceError::Truncated,
            _ => TraceError::Item,
        })?;
        self.position = self.bytes.len() - rest.len();
        Ok(number)
    }
}
