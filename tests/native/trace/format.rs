//! The bytes of the format. What is written here once must be readable for ever: a change of these
//! lines is a new version.

use std::num::NonZeroU8;
use std::panic::Location;

use meanwhile::trace::{
    Cause, Doing, Micros, On, Outcome, RequestId, RequestOutcome, ResourceId, ResourceKind, SiteId, TaskId,
    TextId, Trace, TraceError, What,
};

const REQUEST: RequestId = RequestId(0);
const SITE: SiteId = SiteId(0);

/// A trace whose main task was spawned at 5, with a request and a lock, and how long its bytes are so far.
fn begun() -> (Trace, usize) {
    let mut trace = Trace::new();
    let name = trace.intern("main");
    let site = trace.locate(Location::caller());
    trace.push(Micros(5), TaskId::MAIN, What::Spawned { parent: None, name, site });
    trace.push(Micros(5), TaskId::MAIN, What::RequestStarted { request: REQUEST, url: name, uplink: None });
    trace.add_resource(ResourceKind::Lock, "gate", None);
    let length = trace.bytes().len();
    (trace, length)
}

fn on_thread(thread: u8, ago: u64, doing: Doing) -> What {
    What::OnThread { thread: NonZeroU8::new(thread).unwrap(), ago: Micros(ago), doing }
}

/// The bytes of a record of the main task, so long after the one before.
fn bytes_of(after: u64, what: What) -> Vec<u8> {
    let (mut trace, length) = begun();
    trace.push(Micros(5 + after), TaskId::MAIN, what);
    trace.bytes()[length..].to_vec()
}

#[test]
fn strings_places_and_resources_are_defined_before_they_are_used() {
    let mut trace = Trace::new();
    assert_eq!(trace.intern("main"), TextId(0));
    assert_eq!(trace.bytes(), b"\x00\x04main");
    let (site, line) = (trace.locate(Location::caller()), line!());
    let file = file!();
    assert_eq!((site, file.len(), line < 128), (SITE, 28, true), "this test counts on a short line and name");
    let place = [&[0, 28], file.as_bytes(), &[1, 1, u8::try_from(line).unwrap()]].concat();
    assert_eq!(trace.bytes()[6..], place);
    let before = trace.bytes().len();
    assert_eq!((trace.intern("main"), trace.intern(file)), (TextId(0), TextId(1)));
    assert_eq!(trace.bytes().len(), before, "a string is written once");
    let queue = [
        trace.add_resource(ResourceKind::Queue, "main", Some(3)),
        trace.add_resource(ResourceKind::Lock, "main", None),
    ];
    assert_eq!(queue, [ResourceId(0), ResourceId(1)], "two of one name are two");
    assert_eq!(trace.bytes()[before..], [2, 2, 0, 1, 3, 2, 0, 0, 0]);
}

#[test]
fn each_kind_of_record_has_its_bytes() {
    let waiting = |on| What::Waiting { on, site: SITE };
    let woken = |by| What::Woken { by };
    let gate = ResourceId(0);
    let table: Vec<(What, &[u8])> = vec![
        (
            What::Spawned { parent: Some(TaskId::MAIN), name: TextId(0), site: SITE },
            &[4, 7, 0, 0, 1, 0, 0, 0],
        ),
        (What::PollStarted, &[4, 7, 0, 1]),
        (What::PollEnded, &[4, 7, 0, 2]),
        (woken(Cause::Unknown), &[4, 7, 0, 3, 0]),
        (woken(Cause::Spawned), &[4, 7, 0, 3, 1]),
        (woken(Cause::Timer), &[4, 7, 0, 3, 2]),
        (woken(Cause::Task(TaskId(2))), &[4, 7, 0, 3, 3, 2]),
        (woken(Cause::Ended(TaskId(200))), &[4, 7, 0, 3, 4, 200, 1]),
        (woken(Cause::Request(REQUEST)), &[4, 7, 0, 3, 5, 0]),
        (woken(Cause::Cancelled { by: TaskId::MAIN }), &[4, 7, 0, 3, 6, 0]),
        (woken(Cause::Shutdown), &[4, 7, 0, 3, 7]),
        (waiting(On::Timer { until: Micros(312) }), &[4, 7, 0, 4, 0, 184, 2, 0]),
        (waiting(On::Request(REQUEST)), &[4, 7, 0, 4, 1, 0, 0]),
        (waiting(On::Task(TaskId(3))), &[4, 7, 0, 4, 2, 3, 0]),
        (waiting(On::Permit(gate)), &[4, 7, 0, 4, 3, 0, 0]),
        (waiting(On::Lock(gate)), &[4, 7, 0, 4, 4, 0, 0]),
        (waiting(On::QueueSlot(gate)), &[4, 7, 0, 4, 5, 0, 0]),
        (waiting(On::QueueItem(gate)), &[4, 7, 0, 4, 6, 0, 0]),
        (waiting(On::Event(gate)), &[4, 7, 0, 4, 7, 0, 0]),
        (waiting(On::Other), &[4, 7, 0, 4, 8, 0]),
        (What::Blocked { on: On::Request(REQUEST), site: SITE }, &[4, 7, 0, 5, 1, 0, 0]),
        (What::Unblocked, &[4, 7, 0, 6]),
        (What::RequestStarted { request: REQUEST, url: TextId(1), uplink: None }, &[4, 7, 0, 7, 0, 1, 0]),
        (
            What::RequestStarted { request: REQUEST, url: TextId(1), uplink: Some(Micros(4)) },
            &[4, 7, 0, 7, 0, 1, 1, 4],
        ),
        (What::RequestSent { request: REQUEST, ago: Micros(200) }, &[4, 7, 0, 8, 0, 200, 1]),
        (What::HeadersArrived { request: REQUEST, status: 404 }, &[4, 7, 0, 9, 0, 148, 3]),
        (What::Chunk { request: REQUEST, bytes: 100 }, &[4, 7, 0, 10, 0, 100]),
        (What::RequestFinished { request: REQUEST, outcome: RequestOutcome::Ok }, &[4, 7, 0, 11, 0, 0]),
        (What::RequestFinished { request: REQUEST, outcome: RequestOutcome::Failed }, &[4, 7, 0, 11, 0, 1]),
        (What::RequestFinished { request: REQUEST, outcome: RequestOutcome::Aborted }, &[4, 7, 0, 11, 0, 2]),
        (What::Gauge { gauge: TextId(1), value: -3 }, &[4, 7, 0, 12, 1, 5]),
        (What::Acquired { resource: gate, level: 1 }, &[4, 7, 0, 13, 0, 2]),
        (What::Released { resource: gate, level: 0 }, &[4, 7, 0, 14, 0, 0]),
        (What::Level { resource: gate, level: 7 }, &[4, 7, 0, 15, 0, 14]),
        (on_thread(1, 0, Doing::Running), &[4, 7, 0, 16, 1, 0, 0]),
        (on_thread(2, 10, Doing::Blocked { on: On::Lock(gate) }), &[4, 7, 0, 16, 2, 10, 1, 4, 0]),
        (on_thread(31, 300, Doing::Done), &[4, 7, 0, 16, 31, 172, 2, 2]),
        (on_thread(255, 0, Doing::Ended), &[4, 7, 0, 16, 255, 0, 3]),
        (What::NeverAwaited { name: TextId(1), site: SITE }, &[4, 7, 0, 17, 1, 0]),
        (What::Printed { text: TextId(1) }, &[4, 7, 0, 18, 1]),
        (What::Finished { outcome: Outcome::Ok }, &[4, 7, 0, 19, 0]),
        (What::Finished { outcome: Outcome::Failed }, &[4, 7, 0, 19, 1]),
        (What::Finished { outcome: Outcome::Cancelled }, &[4, 7, 0, 19, 2]),
        (What::Finished { outcome: Outcome::Panicked }, &[4, 7, 0, 19, 3]),
    ];
    for (what, bytes) in table {
        assert_eq!(bytes_of(7, what), bytes, "{what:?}");
    }
}

#[test]
fn a_record_at_the_time_of_the_one_before_carries_no_time() {
    assert_eq!(bytes_of(0, What::PollStarted), [3, 0, 1]);
    assert_eq!(bytes_of(7, What::PollStarted), [4, 7, 0, 1]);
}

#[test]
fn the_file_form_has_its_head() {
    let (trace, length) = begun();
    let file = trace.to_bytes();
    let (head, items) = file.split_at(18);
    assert_eq!(head[..14], *b"MEANWHILE\x02\x02\x00\x00\x00");
    assert_eq!(head[14..], adler2::adler32_slice(trace.bytes()).to_le_bytes());
    assert_eq!((items, items.len()), (trace.bytes(), length));
}

/// Records that are well formed, and speak of what is not there, or is there already.
#[test]
fn what_refers_to_nothing_is_refused() {
    let refused = |what: What, error: TraceError| {
        let (mut trace, _) = begun();
        assert_eq!(trace.append(&bytes_of(7, what)), Err(error), "{what:?}");
    };
    let waiting = |on| What::Waiting { on, site: SITE };
    refused(What::Spawned { parent: None, name: TextId(0), site: SITE }, TraceError::UnknownTask(0));
    refused(What::Woken { by: Cause::Ended(TaskId(1)) }, TraceError::UnknownTask(1));
    refused(What::Woken { by: Cause::Request(RequestId(1)) }, TraceError::UnknownRequest(1));
    let started =
        |request, url| What::RequestStarted { request: RequestId(request), url: TextId(url), uplink: None };
    refused(started(0, 0), TraceError::UnknownRequest(0));
    refused(started(2, 0), TraceError::UnknownRequest(2));
    refused(started(1, 9), TraceError::UnknownText(9));
    refused(What::Chunk { request: RequestId(1), bytes: 100 }, TraceError::UnknownRequest(1));
    refused(What::RequestSent { request: RequestId(1), ago: Micros(0) }, TraceError::UnknownRequest(1));
    refused(waiting(On::Request(RequestId(1))), TraceError::UnknownRequest(1));
    refused(waiting(On::Task(TaskId(5))), TraceError::UnknownTask(5));
    refused(What::Waiting { on: On::Other, site: SiteId(9) }, TraceError::UnknownSite(9));
    for on in [On::Permit, On::Lock, On::QueueSlot, On::QueueItem, On::Event] {
        refused(waiting(on(ResourceId(1))), TraceError::UnknownResource(1));
    }
    refused(on_thread(1, 0, Doing::Blocked { on: On::Task(TaskId(5)) }), TraceError::UnknownTask(5));
    refused(What::Gauge { gauge: TextId(9), value: 0 }, TraceError::UnknownText(9));
    refused(What::Acquired { resource: ResourceId(1), level: 1 }, TraceError::UnknownResource(1));
    refused(What::Released { resource: ResourceId(1), level: 1 }, TraceError::UnknownResource(1));
    refused(What::Level { resource: ResourceId(1), level: 1 }, TraceError::UnknownResource(1));
    refused(What::Printed { text: TextId(9) }, TraceError::UnknownText(9));
    let (mut trace, _) = begun();
    assert_eq!(trace.append(&[1, 9, 1]), Err(TraceError::UnknownText(9)), "a line of no file");
    assert_eq!(trace.append(&[2, 0, 9, 0]), Err(TraceError::UnknownText(9)), "a resource without a name");
}

/// Numbers that fit their bytes, and nothing else.
#[test]
fn what_cannot_be_read_is_refused() {
    let most = [[0xff; 9].as_slice(), &[1]].concat();
    let refused = |items: &[&[u8]]| {
        let (mut trace, _) = begun();
        assert_eq!(trace.append(&items.concat()), Err(TraceError::Item), "{items:?}");
    };
    refused(&[&[5]]);
    refused(&[&[3, 0, 99]]);
    refused(&[&[0, 1, 0xff]]);
    // A task's number has 32 bits, and times end somewhere.
    refused(&[&[3], &most, &[1]]);
    refused(&[&[4], &most, &[0, 1]]);
    let (mut trace, _) = begun();
    let far = [&[4], [0xfa, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff].as_slice(), &[1, 0, 1]].concat();
    assert_eq!((trace.append(&far), trace.last()), (Ok(()), Micros(u64::MAX)), "the last time there is");
}
