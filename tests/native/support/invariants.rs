//! What holds for every trace, and the one place that says how to check it.

use meanwhile::trace::{
    Lanes, Micros, Phase, Span, TaskId, ThreadSegment, ThreadState, ThreadUse, Totals, Trace,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError};

use super::oracle::Oracle;

/// What a check comes to.
pub type Check = Result<(), TestCaseError>;

/// So many random cases; nothing is written to the source tree when one fails.
pub fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// Each lane is covered from its spawning to its end, or to now, by spans that touch and are not
/// empty, but for polls that the clock could not see.
pub fn spans_cover_lanes(trace: &Trace, now: Micros) -> Check {
    for (place, lane) in Lanes::of(trace).as_slice().iter().enumerate() {
        prop_assert_eq!(lane.task.index(), place, "a lane is not in its place");
        let mut end = lane.spawned;
        for span in lane.spans(now) {
            prop_assert_eq!(span.start, end, "a gap or an overlap in {:?}: {:?}", lane.task, span);
            prop_assert!(span.end >= span.start, "backwards in {:?}: {:?}", lane.task, span);
            let open = lane.ended.is_none() && span.end == lane.end(now);
            let may_be_empty = span.phase == Phase::Running || open;
            prop_assert!(may_be_empty || span.end > span.start, "empty in {:?}: {:?}", lane.task, span);
            end = span.end;
        }
        prop_assert_eq!(end, lane.end(now), "{:?} is not covered to its end", lane.task);
    }
    Ok(())
}

/// A lane's phases add up to its life, all lanes' phases to the totals, and the thread's three
/// states to the wall time.
pub fn spans_add_up(trace: &Trace, now: Micros) -> Check {
    let lanes = Lanes::of(trace);
    let threads = ThreadUse::of(trace);
    let totals = Totals::at(&lanes, &threads, now);
    let spans: Vec<_> = lanes.as_slice().iter().flat_map(|lane| lane.spans(now)).collect();
    for phase in Phase::ALL {
        let sum: Micros = spans.iter().filter(|span| span.phase == phase).map(Span::length).sum();
        prop_assert_eq!(totals.phase(phase), sum, "{}", phase.label());
    }
    let lives: Micros = lanes.as_slice().iter().map(|lane| lane.end(now) - lane.spawned).sum();
    let phases: Micros = Phase::ALL.iter().map(|phase| totals.phase(*phase)).sum();
    prop_assert_eq!(phases, lives, "the phases are not the tasks' lives");
    prop_assert_eq!(totals.busy + totals.blocked + totals.idle, totals.wall, "the thread's states");
    let workers = threads.workers().iter().flat_map(|worker| worker.segments(now));
    let sum: Micros =
        workers.map(|segment| segment.end.min(totals.wall) - segment.start.min(totals.wall)).sum();
    prop_assert_eq!(totals.workers_busy + totals.workers_blocked, sum, "the workers' states");
    prop_assert_eq!(totals.wall, lanes.main_end().map_or(now, |(end, _)| end));
    Ok(())
}

/// The threads' segments are in order, do not overlap and are not empty; those of a worker lie
/// where there was one.
pub fn segments_are_in_order(trace: &Trace, now: Micros) -> Check {
    let threads = ThreadUse::of(trace);
    in_order(threads.segments(now), now)?;
    for worker in threads.workers() {
        in_order(worker.segments(now), now)?;
        let lives: Vec<_> = worker.lives(now).collect();
        prop_assert!(lives.iter().all(|(start, end)| start <= end && *end <= now), "{lives:?} by {now}");
        prop_assert!(lives.is_sorted_by(|one, next| one.1 <= next.0), "one after another: {lives:?}");
        for ThreadSegment { start, end, .. } in worker.segments(now) {
            // One that took another's place at once may have the same task.
            let here = lives.iter().map(|life| life.1.min(end) - life.0.max(start)).sum::<Micros>();
            prop_assert_eq!(here, end - start, "{} to {} is outside of {:?}", start, end, lives);
        }
    }
    Ok(())
}

fn in_order(segments: impl Iterator<Item = ThreadSegment>, now: Micros) -> Check {
    let mut end = Micros::ZERO;
    for segment in segments {
        prop_assert!(segment.start >= end, "overlap: {segment:?} begins before {end}");
        prop_assert!(segment.end > segment.start, "empty: {segment:?}");
        end = segment.end;
    }
    prop_assert!(end <= now, "a segment ends after {now}");
    Ok(())
}

/// At every moment the folds say what the oracle says.
pub fn folds_agree_with_the_oracle(trace: &Trace) -> Check {
    let oracle = Oracle::of(trace);
    let moments = oracle.moments();
    let now = *moments.last().unwrap();
    let lanes = Lanes::of(trace);
    let thread = ThreadUse::of(trace);
    for at in moments.iter().copied().filter(|at| *at < now) {
        for lane in lanes.as_slice() {
            let seen = lane.spans(now).find(|span| span.start <= at && at < span.end).map(|span| span.phase);
            prop_assert_eq!(seen, oracle.phase(lane.task, at), "{:?} at {}", lane.task, at);
        }
        let (state, task) = oracle.thread(at);
        let seen = at_moment(thread.segments(now), at);
        prop_assert_eq!(seen, task.map(|task| (state, task)), "the thread at {}", at);
        for (number, worker) in (1..=u8::MAX).zip(thread.workers()) {
            let (alive, state, task) = oracle.worker(number, at);
            prop_assert_eq!(worker.lives(now).any(|life| life.0 <= at && at < life.1), alive);
            let seen = at_moment(worker.segments(now), at);
            prop_assert_eq!(seen, task.map(|task| (state, task)), "thread {} at {}", number, at);
        }
    }
    Ok(())
}

fn at_moment(mut segments: impl Iterator<Item = ThreadSegment>, at: Micros) -> Option<(ThreadState, TaskId)> {
    let found = segments.find(|segment| segment.start <= at && at < segment.end);
    found.map(|segment| (segment.state, segment.task))
}
