//! Sums over a run.

use super::lanes::{Lanes, Phase};
use super::record::{Micros, Outcome};
use super::thread::{ThreadSegment, ThreadState, ThreadUse};

/// What a run, or the part of it that is over, comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// From the beginning to the end of the main task, or to now while it lives.
    pub wall: Micros,
    /// How long the run's own thread computed.
    pub busy: Micros,
    /// How long the run's own thread was held in blocking calls.
    pub blocked: Micros,
    /// How long the run's own thread was free.
    pub idle: Micros,
    /// How many other threads there were, those that took another's place not counted.
    pub workers: usize,
    /// How long the other threads computed, all together. More than `wall` where they did so at
    /// the same time.
    pub workers_busy: Micros,
    /// How long the other threads were held in blocking calls, all together.
    pub workers_blocked: Micros,
    /// How many tasks there were, without the main one.
    pub tasks: u32,
    /// How many of them returned an error or panicked.
    pub failed: u32,
    /// How many of them were cancelled.
    pub cancelled: u32,
    /// How many requests were started.
    pub requests: u32,
    /// How many requests failed or were given up.
    pub failed_requests: u32,
    /// How many body bytes arrived.
    pub received: u64,
    phases: [Micros; Phase::ALL.len()],
}

impl Totals {
    /// The sums up to `now`.
    #[must_use]
    pub fn at(lanes: &Lanes, threads: &ThreadUse, now: Micros) -> Self {
        let wall = lanes.main_end().map_or(now, |(end, _)| end);
        let workers = threads.workers();
        let mut totals = Self { wall, workers: workers.len(), ..Self::default() };
        sum_up(threads.segments(now), wall, &mut totals.busy, &mut totals.blocked);
        for worker in workers {
            sum_up(worker.segments(now), wall, &mut totals.workers_busy, &mut totals.workers_blocked);
        }
        totals.idle = wall - totals.busy - totals.blocked;
        for lane in lanes.as_slice() {
            totals.requests += lane.requests;
            totals.failed_requests += lane.failed_requests;
            totals.received += lane.received;
            for span in lane.spans(now) {
                totals.phases[span.phase.index()] += span.length();
            }
            if lane.parent.is_none() {
                continue;
            }
            totals.tasks += 1;
            match lane.ended {
                Some((_, Outcome::Failed | Outcome::Panicked)) => totals.failed += 1,
                Some((_, Outcome::Cancelled)) => totals.cancelled += 1,
                _ => {}
            }
        }
        totals
    }

    /// How long all tasks together were in a phase. More than `wall` where they overlap.
    #[must_use]
    pub const fn phase(&self, phase: Phase) -> Micros {
        self.phases[phase.index()]
    }

    /// The share of the time in which the thread computed, from 0 to 1.
    #[must_use]
    pub fn busy_share(&self) -> f64 {
        if self.wall == Micros::ZERO { 0.0 } else { self.busy.secs() / self.wall.secs() }
    }

    /// Requests a second over the whole run; none where nothing was requested or no time passed.
    #[must_use]
    pub fn requests_per_second(&self) -> Option<f64> {
        (self.requests > 0 && self.wall > Micros::ZERO).then(|| f64::from(self.requests) / self.wall.secs())
    }
}

/// Adds up what a thread did until the end of the run.
fn sum_up(
    segments: impl Iterator<Item = ThreadSegment>,
    wall: Micros,
    busy: &mut Micros,
    blocked: &mut Micros,
) {
    for segment in segments {
        let length = segment.end.min(wall) - segment.start.min(wall);
        match segment.state {
            ThreadState::Busy => *busy += length,
            ThreadState::Blocked => *blocked += length,
            ThreadState::Idle => {}
        }
    }
}
