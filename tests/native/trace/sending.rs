//! When sending ended is planned first and measured afterwards; the picture follows.

use std::panic::Location;

use meanwhile::trace::{
    Cause, Lanes, Micros, On, Outcome, Phase, RequestId, RequestOutcome, SiteId, TaskId, Trace, What,
};

const MAIN: TaskId = TaskId::MAIN;
const REQUEST: RequestId = RequestId(0);

/// A trace whose main task has sent a request off at 100 and waits for it.
fn waiting(planned: Option<u64>) -> (Trace, SiteId) {
    let mut trace = Trace::new();
    let (name, url) = (trace.intern("main"), trace.intern("posts/1"));
    let site = trace.locate(Location::caller());
    for what in [
        What::Spawned { parent: None, name, site },
        What::PollStarted,
        What::RequestStarted { request: REQUEST, url, uplink: planned.map(Micros) },
        What::Waiting { on: On::Request(REQUEST), site },
        What::PollEnded,
    ] {
        trace.push(Micros(100), MAIN, what);
    }
    (trace, site)
}

/// Polls the task at a time; it does this, and waits for its request again.
fn poll(trace: &mut Trace, site: SiteId, at: u64, facts: &[What]) {
    let wait = What::Waiting { on: On::Request(REQUEST), site };
    for what in
        [&[What::Woken { by: Cause::Request(REQUEST) }, What::PollStarted], facts, &[wait, What::PollEnded]]
            .concat()
    {
        trace.push(Micros(at), MAIN, what);
    }
}

fn sent(ago: u64) -> What {
    What::RequestSent { request: REQUEST, ago: Micros(ago) }
}

const HEADERS: What = What::HeadersArrived { request: REQUEST, status: 200 };

/// What the task did from 100 on, without polls.
fn story(trace: &Trace, now: u64) -> Vec<(Phase, u64, u64)> {
    let lanes = Lanes::of(trace);
    let spans = lanes.as_slice()[0].spans(Micros(now));
    let spans = spans.filter(|span| span.phase != Phase::Running);
    spans.map(|span| (span.phase, span.start.0, span.end.0)).collect()
}

use Phase::{Receiving, Sending, Waiting};

#[test]
fn without_a_plan_it_is_sending_until_more_is_known() {
    let (mut trace, site) = waiting(None);
    assert_eq!(story(&trace, 500), [(Sending, 100, 500)]);
    poll(&mut trace, site, 600, &[sent(450), HEADERS]);
    assert_eq!(story(&trace, 650), [(Sending, 100, 150), (Waiting, 150, 600), (Receiving, 600, 650)]);
}

#[test]
fn a_plan_says_so_at_once() {
    let (trace, _) = waiting(Some(40));
    assert_eq!(story(&trace, 120), [(Sending, 100, 120)]);
    assert_eq!(story(&trace, 140), [(Sending, 100, 140)]);
    assert_eq!(story(&trace, 500), [(Sending, 100, 140), (Waiting, 140, 500)]);
}

#[test]
fn a_measured_time_stands_instead_of_the_plan() {
    for (ago, end) in [(480, 120), (460, 140), (400, 200), (0, 600)] {
        let (mut trace, site) = waiting(Some(40));
        poll(&mut trace, site, 600, &[sent(ago), HEADERS]);
        let mut expected = vec![(Sending, 100, end), (Waiting, end, 600), (Receiving, 600, 650)];
        expected.retain(|(_, start, end)| start < end);
        assert_eq!(story(&trace, 650), expected, "{ago} µs ago");
    }
}

/// The task is polled now and then while its request is on its way, for whatever reason.
#[test]
fn polls_in_between_change_nothing() {
    for (ago, end) in [(480, 120), (460, 140), (250, 350), (0, 600)] {
        let (mut trace, site) = waiting(Some(40));
        for at in [130, 300, 400] {
            poll(&mut trace, site, at, &[]);
        }
        assert_eq!(story(&trace, 500)[..2], [(Sending, 100, 130), (Sending, 130, 140)]);
        poll(&mut trace, site, 600, &[sent(ago), HEADERS]);
        for (phase, start, end_of_span) in story(&trace, 650) {
            let expected = match start {
                600.. => Receiving,
                _ if end_of_span <= end => Sending,
                _ => Waiting,
            };
            assert_eq!(phase, expected, "{start} to {end_of_span}, sent {ago} µs ago");
        }
    }
}

#[test]
fn a_time_before_the_request_leaves_no_sending() {
    let (mut trace, site) = waiting(Some(40));
    poll(&mut trace, site, 600, &[sent(599), HEADERS]);
    assert_eq!(story(&trace, 600)[..1], [(Waiting, 100, 600)]);
}

#[test]
fn a_request_that_is_never_answered_keeps_its_plan() {
    let (mut trace, _) = waiting(Some(40));
    let outcome = RequestOutcome::Aborted;
    for what in [
        What::Woken { by: Cause::Request(REQUEST) },
        What::PollStarted,
        What::RequestFinished { request: REQUEST, outcome },
        What::PollEnded,
        What::Finished { outcome: Outcome::Cancelled },
    ] {
        trace.push(Micros(3000), MAIN, what);
    }
    assert_eq!(story(&trace, 5000), [(Sending, 100, 140), (Waiting, 140, 3000)]);
}

#[test]
fn a_second_time_for_the_same_request_is_passed_over() {
    let (mut trace, site) = waiting(Some(40));
    poll(&mut trace, site, 600, &[sent(450)]);
    let before = story(&trace, 700);
    poll(&mut trace, site, 700, &[sent(690)]);
    assert_eq!(story(&trace, 700)[..before.len()], before);
}
