//! The compact list of records.

use std::collections::HashMap;
use std::ops::Range;
use std::panic::Location;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::codec::{Item, TraceError};
use super::record::{
    Cause, Doing, GroupId, GroupKind, Micros, On, Quantity, Record, RequestId, ResourceId, ResourceKind,
    SiteId, TaskId, TextId, What,
};

/// A source location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Site {
    /// The file, as the compiler names it, with forward slashes.
    pub file: TextId,
    /// The line, from 1.
    pub line: u32,
}

/// Something that tasks share and wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// Its name. Others may have the same.
    pub name: TextId,
    /// How many have room in it: permits, or the items of a queue. None where that says nothing.
    pub capacity: Option<u32>,
}

/// Tasks that are awaited together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// How they are awaited.
    pub kind: GroupKind,
    /// The task that awaits them.
    pub task: TaskId,
    /// The line that awaits them or opens the group.
    pub site: SiteId,
    /// Their numbers, in stretches.
    pub members: Vec<Range<u32>>,
}

impl Group {
    /// How many tasks there are in it.
    #[must_use]
    pub fn count(&self) -> usize {
        self.members.iter().map(ExactSizeIterator::len).sum()
    }
}

/// A run's records, in the order in which they were made.
///
/// Held as bytes (about six a record, see [`codec`](super::codec)) and decoded on the way out: a run of ten
/// thousand tasks stays small, and a batch for another thread is a slice of it.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    bytes: Vec<u8>,
    texts: Vec<Rc<str>>,
    text_ids: HashMap<Rc<str>, TextId>,
    sites: Vec<Site>,
    site_ids: HashMap<Site, SiteId>,
    /// Locations of this program, by address, the last used first. Few, so a list is quickest.
    locations: Vec<(usize, SiteId)>,
    resources: Vec<Resource>,
    groups: Vec<Group>,
    records: usize,
    tasks: u32,
    requests: u32,
    last: Micros,
}

/// A place between two records of a trace, from which reading can go on when there are more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    offset: usize,
    last: Micros,
}

impl Trace {
    /// A trace without records.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many records there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.records
    }

    /// Whether there is no record.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// How many tasks were spawned.
    #[must_use]
    pub const fn tasks(&self) -> u32 {
        self.tasks
    }

    /// The time of the last record.
    #[must_use]
    pub const fn last(&self) -> Micros {
        self.last
    }

    /// What the records and the strings take, in bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// An interned string; empty for an id of another trace.
    #[must_use]
    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id.0 as usize).map_or("", |text| text)
    }

    /// As [`text`](Self::text), shared.
    #[must_use]
    pub fn shared_text(&self, id: TextId) -> Rc<str> {
        self.texts.get(id.0 as usize).cloned().unwrap_or_else(|| Rc::from(""))
    }

    /// An interned source location; none for an id of another trace.
    #[must_use]
    pub fn site(&self, id: SiteId) -> Option<Site> {
        self.sites.get(id.0 as usize).copied()
    }

    /// Where a location is, as `file:line` with the file's last part only.
    #[must_use]
    pub fn site_label(&self, id: SiteId) -> String {
        self.site(id).map_or_else(String::new, |site| {
            let file = self.text(site.file);
            let name = file.rsplit('/').next().unwrap_or(file);
            format!("{name}:{}", site.line)
        })
    }

    /// A resource; none for an id of another trace.
    #[must_use]
    pub fn resource(&self, id: ResourceId) -> Option<Resource> {
        self.resources.get(id.0 as usize).copied()
    }

    /// The name of a resource; empty for an id of another trace.
    #[must_use]
    pub fn name_of(&self, id: ResourceId) -> &str {
        self.resource(id).map_or("", |resource| self.text(resource.name))
    }

    /// The name of a quantity; empty for one of another trace.
    #[must_use]
    pub fn quantity_name(&self, quantity: Quantity) -> &str {
        match quantity {
            Quantity::Named(name) => self.text(name),
            Quantity::Of(resource) => self.name_of(resource),
        }
    }

    /// A group of tasks; none for an id of another trace.
    #[must_use]
    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.get(id.0 as usize)
    }

    /// The number of the next group.
    #[must_use]
    pub fn next_group(&self) -> GroupId {
        GroupId(index(self.groups.len()))
    }

    /// Adds a resource.
    pub fn add_resource(&mut self, kind: ResourceKind, name: &str, capacity: Option<u32>) -> ResourceId {
        let name = self.intern(name);
        let id = self.next_resource();
        let resource = Resource { kind, name, capacity };
        Item::Resource(resource).write(&mut self.bytes);
        self.resources.push(resource);
        id
    }

    /// The number of the next resource.
    #[must_use]
    pub fn next_resource(&self) -> ResourceId {
        ResourceId(index(self.resources.len()))
    }

    /// Interns a string.
    pub fn intern(&mut self, text: &str) -> TextId {
        if let Some(id) = self.text_ids.get(text) {
            return *id;
        }
        Item::Text(text).write(&mut self.bytes);
        self.define_text(text)
    }

    /// Interns a location of this program.
    pub fn locate(&mut self, location: &'static Location<'static>) -> SiteId {
        let address = std::ptr::from_ref(location).addr();
        if let Some(place) = self.locations.iter().position(|known| known.0 == address) {
            self.locations.swap(0, place);
            return self.locations[0].1;
        }
        let file = self.intern(&location.file().replace('\\', "/"));
        let id = self.intern_site(Site { file, line: location.line() });
        self.locations.push((address, id));
        id
    }

    fn intern_site(&mut self, site: Site) -> SiteId {
        if let Some(id) = self.site_ids.get(&site) {
            return *id;
        }
        Item::Site(site).write(&mut self.bytes);
        self.define_site(site)
    }

    /// Adds a record. A time before the last record's is taken as the last record's: clocks that
    /// are adjusted never make a trace run backwards.
    pub fn push(&mut self, at: Micros, task: TaskId, what: What) {
        let at = at.max(self.last);
        Item::record(at - self.last, task, what).write(&mut self.bytes);
        self.count(at, task, &what);
    }

    /// The number of the next task.
    #[must_use]
    pub const fn next_task(&self) -> TaskId {
        TaskId(self.tasks)
    }

    /// The number of the next request.
    #[must_use]
    pub const fn next_request(&self) -> RequestId {
        RequestId(self.requests)
    }

    /// All records, first to last.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        self.records_from(Cursor::default())
    }

    /// The records after a cursor that this trace gave.
    #[must_use]
    pub fn records_from(&self, cursor: Cursor) -> Records<'_> {
        let rest = self.bytes.get(cursor.offset..).unwrap_or_default();
        Records { rest, end: self.bytes.len(), last: cursor.last }
    }

    /// The place after the last record.
    #[must_use]
    pub const fn end(&self) -> Cursor {
        Cursor { offset: self.bytes.len(), last: self.last }
    }

    /// The bytes after a cursor, for [`append`](Self::append) elsewhere.
    #[must_use]
    pub fn batch(&self, from: Cursor) -> &[u8] {
        self.bytes.get(from.offset..).unwrap_or_default()
    }

    /// Adds a batch of the trace of which this one is a copy so far.
    ///
    /// # Errors
    ///
    /// When the bytes are not whole, valid records. What came before the fault has been added.
    pub fn append(&mut self, batch: &[u8]) -> Result<(), TraceError> {
        let mut rest = batch;
        while !rest.is_empty() {
            let (item, behind) = Item::read(rest)?;
            self.take(&item)?;
            self.bytes.extend_from_slice(&rest[..rest.len() - behind.len()]);
            rest = behind;
        }
        Ok(())
    }

    /// Adds an item from outside.
    ///
    /// # Errors
    ///
    /// When it refers to what is not there.
    pub(super) fn add(&mut self, item: &Item<'_>) -> Result<(), TraceError> {
        self.take(item)?;
        item.write(&mut self.bytes);
        Ok(())
    }

    /// Takes note of an item whose bytes are added, if it refers only to what is there.
    fn take(&mut self, item: &Item<'_>) -> Result<(), TraceError> {
        match *item {
            Item::Text(text) => {
                self.define_text(text);
            }
            Item::Site(site) => {
                self.check_text(site.file)?;
                self.define_site(site);
            }
            Item::Resource(resource) => {
                self.check_text(resource.name)?;
                self.resources.push(resource);
            }
            Item::Same(task, what) => self.take_record(Micros::ZERO, task, what)?,
            Item::After(after, task, what) => self.take_record(after, task, what)?,
        }
        Ok(())
    }

    fn take_record(&mut self, after: Micros, task: TaskId, what: What) -> Result<(), TraceError> {
        let at = Micros(self.last.0.checked_add(after.0).ok_or(TraceError::Item)?);
        self.check(&Record { at, task, what })?;
        self.count(at, task, &what);
        Ok(())
    }

    fn define_text(&mut self, text: &str) -> TextId {
        let id = TextId(index(self.texts.len()));
        let shared: Rc<str> = Rc::from(text);
        self.texts.push(Rc::clone(&shared));
        self.text_ids.insert(shared, id);
        id
    }

    fn define_site(&mut self, site: Site) -> SiteId {
        let id = SiteId(index(self.sites.len()));
        self.sites.push(site);
        self.site_ids.insert(site, id);
        id
    }

    fn count(&mut self, at: Micros, task: TaskId, what: &What) {
        self.last = at;
        self.records += 1;
        match what {
            What::Spawned { .. } => self.tasks += 1,
            What::RequestStarted { .. } => self.requests += 1,
            What::GroupFormed { kind, site, .. } => {
                self.groups.push(Group { kind: *kind, task, site: *site, members: Vec::new() });
            }
            What::GroupJoined { group, first, count } => {
                if let Some(group) = self.groups.get_mut(group.0 as usize) {
                    group.members.push(first.0..first.0.saturating_add(*count));
                }
            }
            _ => {}
        }
    }

    /// Whether a record from outside refers only to what this trace has.
    fn check(&self, record: &Record) -> Result<(), TraceError> {
        if let What::Spawned { parent, name, site } = record.what {
            if record.task != self.next_task() {
                return Err(TraceError::UnknownTask(record.task.0));
            }
            self.check_text(name)?;
            self.check_site(site)?;
            return parent.map_or(Ok(()), |parent| self.check_task(parent));
        }
        self.check_task(record.task)?;
        match record.what {
            What::Waiting { on, site } | What::Blocked { on, site } => {
                self.check_site(site)?;
                self.check_on(on)
            }
            What::OnThread { doing: Doing::Blocked { on }, .. } => self.check_on(on),
            What::RequestStarted { request, url, .. } => {
                if request != self.next_request() {
                    return Err(TraceError::UnknownRequest(request.0));
                }
                self.check_text(url)
            }
            What::RequestSent { request, .. }
            | What::HeadersArrived { request, .. }
            | What::Chunk { request, .. }
            | What::RequestFinished { request, .. } => self.check_request(request),
            What::Woken { by } => match by {
                Cause::Task(by) | Cause::Ended(by) | Cause::Cancelled { by } => self.check_task(by),
                Cause::Request(request) => self.check_request(request),
                Cause::Unknown | Cause::Spawned | Cause::Timer | Cause::Shutdown => Ok(()),
            },
            What::Gauge { gauge, .. } => self.check_text(gauge),
            What::Acquired { resource, .. }
            | What::Released { resource, .. }
            | What::Level { resource, .. } => self.check_resource(resource),
            What::Printed { text } => self.check_text(text),
            What::NeverAwaited { name, site } => {
                self.check_text(name)?;
                self.check_site(site)
            }
            What::CancelRequested { of } | What::FailureRead { of } => self.check_task(of),
            What::GroupFormed { group, site, .. } => {
                if group != self.next_group() {
                    return Err(TraceError::UnknownGroup(group.0));
                }
                self.check_site(site)
            }
            What::GroupJoined { group, first, count } => {
                self.check_group(group)?;
                match first.0.checked_add(count.saturating_sub(1)) {
                    Some(last) if count > 0 => self.check_task(TaskId(last)),
                    _ => Err(TraceError::Item),
                }
            }
            What::CancelDelivered
            | What::CancelRefused
            | What::Spawned { .. }
            | What::PollStarted
            | What::PollEnded
            | What::Unblocked
            | What::OnThread { .. }
            | What::Finished { .. } => Ok(()),
        }
    }

    fn check_on(&self, on: On) -> Result<(), TraceError> {
        match on {
            On::Request(request) => self.check_request(request),
            On::Task(task) => self.check_task(task),
            On::Group(group) => self.check_group(group),
            _ => on.resource().map_or(Ok(()), |resource| self.check_resource(resource)),
        }
    }

    fn check_task(&self, id: TaskId) -> Result<(), TraceError> {
        if id.0 < self.tasks { Ok(()) } else { Err(TraceError::UnknownTask(id.0)) }
    }

    fn check_group(&self, id: GroupId) -> Result<(), TraceError> {
        if id < self.next_group() { Ok(()) } else { Err(TraceError::UnknownGroup(id.0)) }
    }

    fn check_request(&self, id: RequestId) -> Result<(), TraceError> {
        if id.0 < self.requests { Ok(()) } else { Err(TraceError::UnknownRequest(id.0)) }
    }

    fn check_text(&self, id: TextId) -> Result<(), TraceError> {
        if (id.0 as usize) < self.texts.len() { Ok(()) } else { Err(TraceError::UnknownText(id.0)) }
    }

    fn check_resource(&self, id: ResourceId) -> Result<(), TraceError> {
        if (id.0 as usize) < self.resources.len() { Ok(()) } else { Err(TraceError::UnknownResource(id.0)) }
    }

    fn check_site(&self, id: SiteId) -> Result<(), TraceError> {
        if (id.0 as usize) < self.sites.len() { Ok(()) } else { Err(TraceError::UnknownSite(id.0)) }
    }
}

/// Two traces are equal when their records and their strings are.
impl PartialEq for Trace {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Trace {}

/// The records of a trace, in order.
#[derive(Debug)]
pub struct Records<'a> {
    /// The bytes of the records to come.
    rest: &'a [u8],
    /// Where they end.
    end: usize,
    last: Micros,
}

impl Records<'_> {
    /// The place after the record that was given last.
    #[must_use]
    pub const fn cursor(&self) -> Cursor {
        Cursor { offset: self.end - self.rest.len(), last: self.last }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            // A trace holds only what it wrote or checked itself, so an error cannot be met here;
            // if a bug made one, the records before it are still true.
            let (item, rest) = Item::read(self.rest).ok()?;
            self.rest = rest;
            let (after, task, what) = match item {
                Item::Same(task, what) => (Micros::ZERO, task, what),
                Item::After(after, task, what) => (after, task, what),
                Item::Text(_) | Item::Site(_) | Item::Resource(_) => continue,
            };
            self.last += after;
            return Some(Record { at: self.last, task, what });
        }
    }
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
