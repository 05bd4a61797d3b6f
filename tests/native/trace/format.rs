//! The bytes of the format. What is written here once must be readable for ever: a change of these
//! lines is a new version.

use std::num::NonZeroU8;
use std::panic::Location;

use meanwhile::trace::{
    Cause, Doing, Micros, On, Outcome, RequestId, RequestOutcome, SiteId, TaskId, TextId, Trace, TraceError,
    What,
};

const REQUEST: RequestId = RequestId(0);
const SITE: SiteId = SiteId(0);

/// A trace whose main task was spawned at 5, and how long its bytes are so far.
fn begun() -> (Trace, usize) {
    let mut trace = Trace::new();
    let name = trace.intern("main");
    let site = trace.locate(Location::caller());
    trace.push(Micros(5), TaskId::MAIN, What::Spawned { parent: None, name, site });
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
fn strings_and_places_are_defined_before_they_are_used() {
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
}

#[test]
fn each_kind_of_record_has_its_bytes() {
    let waiting = |on| What::Waiting { on, site: SITE };
    let woken = |by| What::Woken { by };
    let table: [(What, &[u8]); 39] = [
        (What::Spawned { parent: Some(TaskId::MAIN), name: TextId(0), site: SITE }, &[2, 7, 0, 1, 0, 0]),
        (What::PollStarted, &[3, 7, 0]),
        (What::PollEnded, &[4, 7, 0]),
        (woken(Cause::Unknown), &[5, 7, 0]),
        (woken(Cause::Timer), &[19, 7, 0, 0]),
        (woken(Cause::Shutdown), &[19, 7, 0, 1]),
        (woken(Cause::Spawned), &[19, 7, 0, 2]),
        (woken(Cause::Task(TaskId(2))), &[19, 7, 0, 19]),
        (woken(Cause::Ended(TaskId(16))), &[19, 7, 0, 0x84, 1]),
        (woken(Cause::Request(REQUEST)), &[19, 7, 0, 5]),
        (woken(Cause::Cancelled { by: TaskId::MAIN }), &[19, 7, 0, 6]),
        (waiting(On::Timer { until: Micros(312) }), &[6, 7, 0, 0, 0xac, 2, 0]),
        (waiting(On::Request(REQUEST)), &[6, 7, 0, 1, 0, 0]),
        (waiting(On::Task(TaskId(3))), &[6, 7, 0, 2, 3, 0]),
        (waiting(On::Permit(TextId(1))), &[6, 7, 0, 3, 1, 0]),
        (waiting(On::Lock(TextId(1))), &[6, 7, 0, 4, 1, 0]),
        (waiting(On::QueueSlot(TextId(1))), &[6, 7, 0, 5, 1, 0]),
        (waiting(On::QueueItem(TextId(1))), &[6, 7, 0, 6, 1, 0]),
        (waiting(On::Event(TextId(1))), &[6, 7, 0, 7, 1, 0]),
        (waiting(On::Other), &[6, 7, 0, 8, 0, 0]),
        (What::Blocked { on: On::Request(REQUEST), site: SITE }, &[7, 7, 0, 1, 0, 0]),
        (What::Unblocked, &[8, 7, 0]),
        (What::RequestStarted { request: REQUEST, url: TextId(1), uplink: None }, &[9, 7, 0, 0, 1, 0]),
        (
            What::RequestStarted { request: REQUEST, url: TextId(1), uplink: Some(Micros(4)) },
            &[9, 7, 0, 0, 1, 5],
        ),
        (What::RequestSent { request: REQUEST, ago: Micros(200) }, &[10, 7, 0, 0, 0xc8, 1]),
        (What::HeadersArrived { request: REQUEST, status: 404 }, &[11, 7, 0, 0, 0x94, 3]),
        (What::Chunk { request: REQUEST, bytes: 100 }, &[12, 7, 0, 0, 100]),
        (What::RequestFinished { request: REQUEST, outcome: RequestOutcome::Ok }, &[13, 7, 0, 0, 0]),
        (What::RequestFinished { request: REQUEST, outcome: RequestOutcome::Failed }, &[13, 7, 0, 0, 1]),
        (What::RequestFinished { request: REQUEST, outcome: RequestOutcome::Aborted }, &[13, 7, 0, 0, 2]),
        (What::Gauge { gauge: TextId(1), value: -3 }, &[14, 7, 0, 1, 5]),
        (What::Printed { text: TextId(1) }, &[15, 7, 0, 1]),
        (on_thread(1, 0, Doing::Running), &[18, 7, 0, 4, 0]),
        // What is waited for counts from when it happened: 312 − (12 − 10).
        (
            on_thread(2, 10, Doing::Blocked { on: On::Timer { until: Micros(312) } }),
            &[18, 7, 0, 9, 10, 0, 0xb6, 2],
        ),
        (on_thread(31, 300, Doing::Done), &[18, 7, 0, 126, 0xac, 2]),
        (on_thread(255, 0, Doing::Ended), &[18, 7, 0, 0xff, 7, 0]),
        (What::Finished { outcome: Outcome::Ok }, &[16, 7, 0, 0]),
        (What::Finished { outcome: Outcome::Cancelled }, &[16, 7, 0, 2]),
        (What::Finished { outcome: Outcome::Panicked }, &[16, 7, 0, 3]),
    ];
    for (what, bytes) in table {
        assert_eq!(bytes_of(7, what), bytes, "{what:?}");
    }
}

#[test]
fn a_record_at_the_time_of_the_one_before_carries_no_time() {
    assert_eq!(bytes_of(0, What::PollStarted), [0x83, 0]);
    assert_eq!(bytes_of(0, What::Finished { outcome: Outcome::Failed }), [0x90, 0, 1]);
}

#[test]
fn the_file_form_has_its_head() {
    let (trace, length) = begun();
    let file = trace.to_bytes();
    let (head, items) = file.split_at(18);
    assert_eq!(head[..14], *b"MEANWHILE\x01\x01\x00\x00\x00");
    assert_eq!(head[14..], adler2::adler32_slice(trace.bytes()).to_le_bytes());
    assert_eq!((items, items.len()), (trace.bytes(), length));
}

/// Items that are well formed, and speak of what is not there, or is there already.
#[test]
fn what_refers_to_nothing_is_refused() {
    let (main, request) = (&[2, 7, 0, 0, 0, 0], &[9, 7, 0, 0, 1, 0]);
    let refused = |items: &[&[u8]], error: TraceError| {
        let (mut trace, _) = begun();
        assert_eq!(trace.append(&items.concat()), Err(error), "{items:?}");
    };
    refused(&[main], TraceError::UnknownTask(0));
    refused(&[&[2, 7, 2, 1, 0, 0]], TraceError::UnknownTask(2));
    refused(&[&[2, 7, 1, 3, 0, 0]], TraceError::UnknownTask(2));
    refused(&[&[2, 7, 1, 1, 9, 0]], TraceError::UnknownText(9));
    refused(&[&[2, 7, 1, 1, 0, 9]], TraceError::UnknownSite(9));
    refused(&[&[3, 7, 1]], TraceError::UnknownTask(1));
    refused(&[&[9, 7, 0, 1, 1, 0]], TraceError::UnknownRequest(1));
    refused(&[&[9, 7, 0, 0, 9, 0]], TraceError::UnknownText(9));
    refused(&[request, request], TraceError::UnknownRequest(0));
    refused(&[&[12, 7, 0, 0, 100]], TraceError::UnknownRequest(0));
    refused(&[request, &[10, 7, 0, 1, 0]], TraceError::UnknownRequest(1));
    refused(&[&[6, 7, 0, 1, 0, 0]], TraceError::UnknownRequest(0));
    refused(&[&[6, 7, 0, 2, 5, 0]], TraceError::UnknownTask(5));
    refused(&[&[7, 7, 0, 8, 0, 9]], TraceError::UnknownSite(9));
    for kind in 3..8 {
        refused(&[&[6, 7, 0, kind, 9, 0]], TraceError::UnknownText(9));
    }
    refused(&[&[18, 7, 0, 5, 0, 2, 5]], TraceError::UnknownTask(5));
    refused(&[&[18, 7, 0, 5, 0, 1, 0]], TraceError::UnknownRequest(0));
    refused(&[&[14, 7, 0, 9, 0]], TraceError::UnknownText(9));
    refused(&[&[15, 7, 0, 9]], TraceError::UnknownText(9));
    refused(&[&[1, 9, 1]], TraceError::UnknownText(9));
}

/// Numbers that fit their bytes, and nothing else.
#[test]
fn a_number_out_of_its_range_is_refused() {
    let most = [[0xff; 9].as_slice(), &[1]].concat();
    let refused = |items: &[&[u8]]| {
        let (mut trace, _) = begun();
        assert_eq!(trace.append(&items.concat()), Err(TraceError::Number), "{items:?}");
    };
    refused(&[&[0], &most]);
    refused(&[&[3], &most, &[0]]);
    refused(&[&[3, 7], &most]);
    refused(&[&[11, 7, 0, 0], &[0x80, 0x80, 4]]);
    refused(&[&[6, 7, 0, 9, 0, 0]]);
    refused(&[&[16, 7, 0, 4]]);
    // There is no thread 0, and none beyond 255.
    refused(&[&[18, 7, 0, 0, 0]]);
    refused(&[&[18, 7, 0, 0x80, 8, 0]]);
    refused(&[&[9, 7, 0, 0, 1, 0, 13, 7, 0, 0, 3]]);
    let (mut trace, _) = begun();
    let far = [&[3], [0xfa, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff].as_slice(), &[1, 0]].concat();
    assert_eq!((trace.append(&far), trace.last()), (Ok(()), Micros(u64::MAX)), "the last time there is");
}
