//! The strips above the lanes: what each thread did, and whether the page could draw.

use crate::trace::{Micros, TaskId, ThreadSegment, ThreadState};

use super::layout::{Drawing, Side, as_count};
use super::picture::{Mark, Rect};

/// The height of the run's own strip, in pixels.
const STRIP: f64 = 9.0;
/// The most room that another thread's strip has, gap included, in pixels.
const WORKER: f64 = 14.0;
/// The room of all of those together, in pixels.
const WORKERS: f64 = 96.0;

/// The heading of a track, whose run has so many threads besides its own: `Async: 1 thread and 3
/// workers`.
#[must_use]
pub fn heading(title: &str, workers: usize) -> String {
    match workers {
        0 => format!("{title}: 1 thread"),
        1 => format!("{title}: 1 thread and 1 worker"),
        _ => format!("{title}: 1 thread and {workers} workers"),
    }
}

/// Where the strips of a track are, the run's own thread first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Strips {
    top: f64,
    workers: usize,
    /// From one worker's strip to the next.
    apart: f64,
    /// Whether there is one of the page's frames below.
    page: bool,
}

impl Strips {
    /// Strips below a height, for as many workers, and for the page's frames.
    pub fn new(top: f64, workers: usize, page: bool) -> Self {
        Self { top, workers, apart: f64::min(WORKER, WORKERS / as_count(workers).max(1.0)), page }
    }

    /// The top and the height of that of the run's own thread, in pixels.
    pub const fn thread(&self) -> (f64, f64) {
        (self.top, STRIP)
    }

    /// Where the last one ends.
    pub fn bottom(&self) -> f64 {
        self.workers_bottom() + if self.page { WORKER } else { 0.0 }
    }

    fn workers_bottom(&self) -> f64 {
        self.top + STRIP + self.apart * as_count(self.workers)
    }

    fn of_page(&self) -> (f64, f64) {
        (self.workers_bottom() + WORKER - STRIP, STRIP)
    }

    fn of_worker(&self, place: usize) -> (f64, f64) {
        let height = self.apart * STRIP / WORKER;
        (self.top + STRIP + self.apart * as_count(place + 1) - height, height)
    }
}

impl Drawing<'_> {
    /// Writes the names of the strips, if there is room for them.
    pub(super) fn name_strips(&mut self, strips: &Strips) {
        self.name(0.0, strips.top + STRIP / 2.0, "thread", false);
        if strips.page {
            let (top, height) = strips.of_page();
            self.name(0.0, top + height / 2.0, "page frames", false);
        }
        if strips.apart >= WORKER {
            for place in 0..strips.workers {
                let (top, height) = strips.of_worker(place);
                self.name(0.0, top + height / 2.0, &format!("worker {}", place + 1), false);
            }
        }
    }

    /// Draws what each thread did.
    pub(super) fn strips(&mut self, side: &Side<'_>, strips: &Strips, ghost: bool) {
        let now = side.now;
        self.strip([(Micros::ZERO, now)], side.thread.segments(now), (strips.top, STRIP), ghost);
        for (place, worker) in side.thread.workers().iter().enumerate() {
            self.strip(worker.lives(now), worker.segments(now), strips.of_worker(place), ghost);
        }
        if let Some(heartbeat) = side.heartbeat.filter(|heartbeat| heartbeat.is_known()) {
            let gaps = heartbeat.gaps().iter().map(|(start, end)| ThreadSegment {
                start: *start,
                end: *end,
                state: ThreadState::Blocked,
                task: TaskId::MAIN,
            });
            self.strip([(Micros::ZERO, now)], gaps, strips.of_page(), ghost);
        }
    }

    /// Draws one strip: idle where there is a thread, but for the segments.
    fn strip(
        &mut self,
        lives: impl IntoIterator<Item = (Micros, Micros)>,
        segments: impl Iterator<Item = ThreadSegment>,
        (y, height): (f64, f64),
        ghost: bool,
    ) {
        for (start, end) in lives {
            let rect = self.rect(start, end, y, height);
            if rect.w > 0.0 {
                self.marks.push(Mark::Thread { rect, state: ThreadState::Idle, ghost });
            }
        }
        let mut last = f64::NEG_INFINITY;
        for segment in segments {
            if segment.end < self.scale.start || segment.start > self.scale.end {
                continue;
            }
            let mut rect: Rect = self.rect(segment.start, segment.end, y, height);
            // Many short polls inside one pixel are one mark; which of them it is cannot be seen.
            if rect.w < 0.5 {
                if rect.x < last + 0.5 {
                    continue;
                }
                rect.w = 0.5;
            }
            last = rect.x + rect.w;
            self.marks.push(Mark::Thread { rect, state: segment.state, ghost });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::runtime::{Pool, blocking, join_all, simulate, sleep, thread, work};
    use crate::timeline::{Role, Track, View, draw};
    use crate::trace::{Gauges, Lanes, ThreadUse, Trace};

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn works_and_dies(length: Duration) {
        work(length);
        thread::die();
    }

    fn works_and_sleeps((works, sleeps): (Duration, Duration)) {
        work(works);
        blocking::sleep(sleeps);
    }

    /// Two jobs on two workers, of which one dies.
    fn run() -> Trace {
        simulate(async {
            let pool = Pool::new(2);
            let dies = pool.submit("dies", works_and_dies, ms(25));
            let sleeps = pool.submit("sleeps", works_and_sleeps, (ms(50), ms(25)));
            let _ = join_all([dies, sleeps]).await;
            sleep(ms(25)).await;
        })
    }

    /// The texts, and the strips as state, left, top, width and height.
    type Drawn = (Vec<String>, Vec<(ThreadState, [f64; 4])>);

    fn drawn(trace: &Trace) -> Drawn {
        let (lanes, thread) = (Lanes::of(trace), ThreadUse::of(trace));
        let gauges = Gauges::default();
        let now = trace.last();
        let side = Side::over(trace, &lanes, &thread, &gauges);
        let half = Track { title: "Async".to_owned(), ghost: None, run: Some(side) };
        // A millisecond is four pixels wide.
        let view = View { end: now, width: 580.0, lanes_height: 100.0, ..View::default() };
        let (mut texts, mut strips) = (Vec::new(), Vec::new());
        for mark in draw(&[half], &view).marks {
            match mark {
                Mark::Text { text, role: Role::Name | Role::Title, .. } => texts.push(text),
                Mark::Thread { rect: Rect { x, y, w, h }, state, .. } => {
                    strips.push((state, [x, y, w, h].map(|pixels| (pixels * 1e3).round() / 1e3)));
                }
                _ => {}
            }
        }
        (texts, strips)
    }

    #[test]
    fn each_thread_has_a_strip_as_long_as_it_lives() {
        let (texts, strips) = drawn(&run());
        assert_eq!(texts[..4], ["Async: 1 thread and 2 workers", "thread", "worker 1", "worker 2"]);
        assert_eq!(
            strips,
            [
                (ThreadState::Idle, [116.0, 54.0, 400.0, 9.0]),
                (ThreadState::Idle, [116.0, 68.0, 100.0, 9.0]),
                (ThreadState::Busy, [116.0, 68.0, 100.0, 9.0]),
                (ThreadState::Idle, [116.0, 82.0, 400.0, 9.0]),
                (ThreadState::Busy, [116.0, 82.0, 200.0, 9.0]),
                (ThreadState::Blocked, [316.0, 82.0, 100.0, 9.0]),
            ]
        );
    }

    #[test]
    fn many_strips_are_thin_and_share_the_room() {
        let trace = simulate(async {
            let pool = Pool::new(48);
            join_all((0..48).map(|_| pool.submit("job", work, ms(100)))).await;
        });
        let (texts, strips) = drawn(&trace);
        assert_eq!(texts, ["Async: 1 thread and 48 workers", "thread"]);
        assert_eq!(strips[1], (ThreadState::Idle, [116.0, 63.714, 400.0, 1.286]));
        assert_eq!(strips.last(), Some(&(ThreadState::Busy, [116.0, 157.714, 400.0, 1.286])));
    }

    #[test]
    fn a_narrow_picture_has_a_short_heading() {
        let trace = run();
        let (lanes, thread, gauges) = (Lanes::of(&trace), ThreadUse::of(&trace), Gauges::default());
        let side = Side::over(&trace, &lanes, &thread, &gauges);
        let half = Track { title: "Free threaded (blocking)".to_owned(), ghost: None, run: Some(side) };
        let view = View { end: trace.last(), width: 320.0, lanes_height: 100.0, ..View::default() };
        let is_heading = |mark: &&Mark| matches!(mark, Mark::Text { text, role: Role::Title, .. } if text == "Free threaded (blocking): 3 threads");
        assert!(draw(&[half], &view).marks.iter().any(|mark| is_heading(&mark)));
    }

    #[test]
    fn headings_count_workers() {
        let of = |workers| heading("Blocking", workers);
        assert_eq!(of(0), "Blocking: 1 thread");
        assert_eq!(of(1), "Blocking: 1 thread and 1 worker");
        assert_eq!(of(3), "Blocking: 1 thread and 3 workers");
    }
}
