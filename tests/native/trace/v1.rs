//! Files of version 1: what was written once is read for ever, as what it is called today.

use std::num::NonZeroU8;

use meanwhile::trace::{
    Cause, Doing, Gauges, Micros, On, Outcome, Quantity, RequestId, RequestOutcome, ResourceId, ResourceKind,
    SiteId, TaskId, TextId, Trace, TraceError, What,
};

const REQUEST: RequestId = RequestId(0);
const SITE: SiteId = SiteId(0);

/// The strings `main` and `gate`, a line, tasks 0 to 16, and a request.
fn begun() -> (Vec<u8>, u32) {
    let mut items = b"\x00\x04main\x00\x04gate\x01\x00\x07".to_vec();
    items.extend([2, 5, 0, 0, 0, 0]);
    for task in 1..=16 {
        items.extend([0x82, task, 1, 0, 0]);
    }
    items.extend([0x89, 0, 0, 1, 0]);
    (items, 18)
}

/// A file of version 1 with these items.
fn file(count: u32, items: &[u8]) -> Vec<u8> {
    let sum = adler2::adler32_slice(items).to_le_bytes();
    [b"MEANWHILE\x01".as_slice(), &count.to_le_bytes(), &sum, items].concat()
}

/// What a file says that ends with these records.
fn read(count: u32, records: &[u8]) -> Result<Trace, TraceError> {
    let (items, begun) = begun();
    Trace::from_bytes(&file(begun + count, &[items.as_slice(), records].concat()))
}

fn on_thread(thread: u8, ago: u64, doing: Doing) -> What {
    What::OnThread { thread: NonZeroU8::new(thread).unwrap(), ago: Micros(ago), doing }
}

#[test]
fn each_kind_of_record_is_read() {
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
        (waiting(On::Permit(ResourceId(0))), &[6, 7, 0, 3, 1, 0]),
        (waiting(On::Lock(ResourceId(0))), &[6, 7, 0, 4, 1, 0]),
        (waiting(On::QueueSlot(ResourceId(0))), &[6, 7, 0, 5, 1, 0]),
        (waiting(On::QueueItem(ResourceId(0))), &[6, 7, 0, 6, 1, 0]),
        (waiting(On::Event(ResourceId(0))), &[6, 7, 0, 7, 1, 0]),
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
        // A task and a request are the next ones.
        let bytes: Vec<u8> = match what {
            What::Spawned { .. } => {
                bytes.iter().enumerate().map(|(place, byte)| if place == 2 { 17 } else { *byte }).collect()
            }
            What::RequestStarted { .. } => {
                bytes.iter().enumerate().map(|(place, byte)| if place == 3 { 1 } else { *byte }).collect()
            }
            _ => bytes.to_vec(),
        };
        let trace = read(1, &bytes).unwrap_or_else(|error| panic!("{what:?}: {error}"));
        let found = trace.records().last().unwrap();
        let expected = match what {
            What::RequestStarted { url, uplink, .. } => {
                What::RequestStarted { request: RequestId(1), url, uplink }
            }
            what => what,
        };
        assert_eq!((found.at, found.what), (Micros(12), expected));
    }
}

/// A quantity of the name of a lock said who had it.
#[test]
fn who_had_a_lock_is_known_from_its_quantity() {
    let waits = [0x86, 1, 4, 1, 0];
    let gauge = |task, value| [14, 7, task, 1, value];
    let trace = read(3, &[gauge(0, 2).as_slice(), &waits, &gauge(0, 0)].concat()).unwrap();
    let lock = ResourceId(0);
    assert_eq!((trace.name_of(lock), trace.resource(lock).unwrap().kind), ("gate", ResourceKind::Lock));
    let whats: Vec<_> = trace.records().skip(18).map(|record| record.what).collect();
    let waiting = What::Waiting { on: On::Lock(lock), site: SITE };
    let [acquired, released] =
        [What::Acquired { resource: lock, level: 1 }, What::Released { resource: lock, level: 0 }];
    assert_eq!(whats, [acquired, waiting, released]);
    let gauges = Gauges::of(&trace);
    assert_eq!(gauges.get(Quantity::Of(lock)).unwrap().values(), [(Micros(12), 1), (Micros(19), 0)]);
}

#[test]
fn a_quantity_that_nobody_waits_for_is_what_the_program_names() {
    let trace = read(1, &[14, 7, 0, 1, 5]).unwrap();
    let last = trace.records().last().unwrap();
    assert_eq!(last.what, What::Gauge { gauge: TextId(1), value: -3 });
}

#[test]
fn it_is_written_as_a_file_of_today() {
    let trace = read(1, &[6, 7, 0, 5, 1, 0]).unwrap();
    assert_eq!(Trace::from_bytes(&trace.to_bytes()), Ok(trace));
}

/// Items that are well formed, and speak of what is not there.
#[test]
fn what_refers_to_nothing_is_refused() {
    let refused = |record: &[u8], error: TraceError| assert_eq!(read(1, record), Err(error), "{record:?}");
    refused(&[3, 7, 17], TraceError::UnknownTask(17));
    refused(&[2, 7, 17, 1, 9, 0], TraceError::UnknownText(9));
    refused(&[12, 7, 0, 1, 100], TraceError::UnknownRequest(1));
    refused(&[7, 7, 0, 8, 0, 9], TraceError::UnknownSite(9));
    for kind in 3..8 {
        refused(&[6, 7, 0, kind, 9, 0], TraceError::UnknownText(9));
    }
    refused(&[14, 7, 0, 9, 0], TraceError::UnknownText(9));
}

#[test]
fn what_is_no_record_is_refused() {
    let most = [[0xff; 9].as_slice(), &[2]].concat();
    let refused = |parts: &[&[u8]]| assert_eq!(read(1, &parts.concat()), Err(TraceError::Item), "{parts:?}");
    refused(&[&[99, 1, 0]]);
    refused(&[&[3], &most, &[0]]);
    refused(&[&[11, 7, 0, 0], &[0x80, 0x80, 4]]);
    refused(&[&[6, 7, 0, 9, 0, 0]]);
    refused(&[&[16, 7, 0, 4]]);
    refused(&[&[0, 1, 0xff]]);
    // There is no thread 0, and none beyond 255.
    refused(&[&[18, 7, 0, 0, 0]]);
    refused(&[&[18, 7, 0, 0x80, 8, 0]]);
}
