//! The state at a moment is what a plain replay of all records up to it gives.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::collections::BTreeMap;
use std::num::NonZeroU8;

use common::invariants::{Check, cases};
use common::oracle::Oracle;
use common::records::{hostile, plausible, wild};
use meanwhile::runtime::{join_all, simulate, sleep, spawn};
use meanwhile::trace::moment::{Group, Job, JobState, LineUse, Listed, Reason, Running, TaskState, Waiting};
use meanwhile::trace::{
    Doing, Micros, Moment, Moments, On, Outcome, Phase, Record, RequestId, SiteId, Snapshot, TaskId, Trace,
    What,
};
use proptest::prelude::*;

/// So many tasks are listed in the tests where all are wanted.
const ALL: usize = usize::MAX;

/// The records so far, each question answered by going through all of them again.
struct Replay<'a> {
    whole: &'a [Record],
    count: usize,
}

impl Replay<'_> {
    fn records(&self) -> &[Record] {
        &self.whole[..self.count]
    }

    /// The tasks that were spawned in turn.
    fn tasks(&self) -> Vec<TaskId> {
        let mut tasks = Vec::new();
        for record in self.records() {
            if matches!(record.what, What::Spawned { .. }) && record.task.index() == tasks.len() {
                tasks.push(record.task);
            }
        }
        tasks
    }

    /// A task's records from its spawning to its end, with their places.
    fn life(&self, task: TaskId) -> Vec<(usize, Record)> {
        // Its number is taken by the first spawning at which as many tasks are there.
        let spawned = (1..=self.count).find(|count| {
            let until = Replay { whole: self.whole, count: *count };
            until.tasks().len() > task.index()
        });
        let Some(spawned) = spawned else { return Vec::new() };
        let own = (spawned - 1..self.count).map(|place| (place, self.whole[place]));
        let mut own = own.filter(|(_, record)| record.task == task);
        let mut life = Vec::new();
        for (place, record) in &mut own {
            life.push((place, record));
            if matches!(record.what, What::Finished { .. }) {
                break;
            }
        }
        life
    }

    fn outcome(&self, task: TaskId) -> Option<Outcome> {
        match self.life(task).last()?.1.what {
            What::Finished { outcome } => Some(outcome),
            _ => None,
        }
    }

    /// Whether a task is ever known to have had another thread, and does not have the loop's own.
    fn is_job(&self, task: TaskId) -> bool {
        let is_one = self.whole.iter().any(|record| record.task == task && on_thread(record).is_some());
        is_one && !self.has_thread(task)
    }

    fn job(&self, task: TaskId, at: Micros) -> Job {
        let turns = self.whole.iter().filter(|record| record.task == task).filter_map(on_thread);
        let (mut known, mut seen) = (Micros::ZERO, None);
        for (since, thread, doing) in turns {
            known = known.max(since);
            seen = if known <= at { Some((thread, doing)) } else { seen };
        }
        let (state, blocked) = match seen {
            None => (JobState::Queued, None),
            Some((thread, Doing::Running)) => (JobState::OnThread { thread }, None),
            Some((thread, Doing::Blocked { on })) => (JobState::OnThread { thread }, Some(on)),
            Some(_) => (JobState::Done, None),
        };
        Job { task, state, blocked }
    }

    /// The tasks that are not over and are no jobs for other threads.
    fn on_the_loop(&self) -> impl Iterator<Item = TaskId> {
        self.tasks().into_iter().filter(|task| self.outcome(*task).is_none() && !self.is_job(*task))
    }

    fn jobs(&self, at: Micros) -> Vec<Job> {
        let alive = self.tasks().into_iter().filter(|task| self.outcome(*task).is_none());
        let mut jobs: Vec<_> =
            alive.filter(|task| self.is_job(*task)).map(|task| self.job(task, at)).collect();
        jobs.sort_by_key(|job| (job.state, job.task));
        jobs
    }

    /// The task that has the thread, and the place where its poll began.
    fn polled(&self) -> Option<(TaskId, usize)> {
        let starts = self.tasks().into_iter().flat_map(|task| self.life(task));
        let last =
            starts.filter(|(_, record)| record.what == What::PollStarted).map(|start| start.0).max()?;
        let task = self.whole[last].task;
        let left = |(place, record): &(usize, Record)| {
            *place > last && matches!(record.what, What::PollEnded | What::Finished { .. })
        };
        (!self.life(task).iter().any(left)).then_some((task, last))
    }

    fn has_thread(&self, task: TaskId) -> bool {
        self.polled().is_some_and(|polled| polled.0 == task)
    }

    /// A task's records since its last poll began.
    fn since_poll(&self, task: TaskId) -> Vec<(usize, Record)> {
        let life = self.life(task);
        let poll = life.iter().rposition(|(_, record)| record.what == What::PollStarted);
        life[poll.unwrap_or(0)..].to_vec()
    }

    /// Where a task was woken that was not polled since.
    fn woken(&self, task: TaskId) -> Option<usize> {
        let spawned = self.life(task).first().map(|first| first.0);
        let mut records = self.since_poll(task).into_iter();
        let wakes = |(place, record): &(usize, Record)| record.what == What::Woken || Some(*place) == spawned;
        records.find(wakes).map(|(place, _)| place)
    }

    fn waits(&self, task: TaskId) -> Option<(usize, On, SiteId)> {
        self.since_poll(task).into_iter().rev().find_map(|(place, record)| match record.what {
            What::Waiting { on, site } => Some((place, on, site)),
            _ => None,
        })
    }

    /// The last line that a task named while it was alive; once it is polled again, that of its
    /// last wait.
    fn line(&self, task: TaskId) -> Option<SiteId> {
        if let Some((.., site)) = self.waits(task).filter(|_| !self.has_thread(task)) {
            return Some(site);
        }
        let first = self.life(task).first()?.0;
        let (mut line, mut wait) = (None, None);
        for place in first..self.count {
            match self.whole[place].what {
                What::Waiting { site, .. } if self.is_alive(task, place) => {
                    (wait, line) = (Some(site), Some(site));
                }
                What::Blocked { site, .. } if self.is_alive(task, place) => line = Some(site),
                What::PollStarted if self.is_alive(task, place) => line = wait.take().or(line),
                What::Spawned { parent, site, .. } if parent == Some(task) && self.spawns(place) => {
                    let before = Replay { whole: self.whole, count: place };
                    let alive = !before.life(task).is_empty() && before.outcome(task).is_none();
                    line = if alive { Some(site) } else { line };
                }
                _ => {}
            }
        }
        line
    }

    /// Whether a record is one of the task's life.
    fn is_alive(&self, task: TaskId, place: usize) -> bool {
        self.life(task).iter().any(|record| record.0 == place)
    }

    /// Whether a task comes to be at a place.
    fn spawns(&self, place: usize) -> bool {
        let tasks = |count| Replay { whole: self.whole, count }.tasks().len();
        tasks(place + 1) > tasks(place)
    }

    /// What the polled task is blocked on.
    fn blocked(&self) -> Option<On> {
        let (task, start) = self.polled()?;
        let mut blocked = None;
        for (_, record) in self.life(task).into_iter().filter(|(place, _)| *place > start) {
            match record.what {
                What::Blocked { on, .. } => blocked = Some(on),
                What::Unblocked => blocked = None,
                _ => {}
            }
        }
        blocked
    }

    fn request(&self, of: RequestId, at: Micros) -> Phase {
        let mut started = 0;
        let (mut planned, mut sent, mut headers) = (None, None, None);
        for (place, record) in self.whole.iter().enumerate() {
            match record.what {
                What::RequestStarted { request, uplink, .. } if request == RequestId(started) => {
                    started += 1;
                    if request == of {
                        planned = uplink.map(|uplink| record.at + uplink);
                    }
                }
                What::RequestSent { request, ago } if request == of && started > of.0 => {
                    sent = sent.or(Some(record.at - ago).filter(|_| headers.is_none()));
                }
                What::HeadersArrived { request, .. } if request == of && started > of.0 => {
                    headers = headers.or(Some(place));
                }
                _ => {}
            }
        }
        if started <= of.0 || headers.is_some_and(|place| place < self.count) {
            return Phase::Receiving;
        }
        let sent = sent.or(planned).is_some_and(|sent| sent <= at);
        if sent { Phase::Waiting } else { Phase::Sending }
    }

    fn reason(&self, on: On, at: Micros) -> Reason {
        match on {
            On::Timer { .. } => Reason::Timer,
            On::Request(request) => Reason::Request(self.request(request, at)),
            On::Task(_) => Reason::Task,
            On::Permit(name) => Reason::Permit(name),
            On::Lock(name) => Reason::Lock(name),
            On::QueueSlot(name) => Reason::QueueSlot(name),
            On::QueueItem(name) => Reason::QueueItem(name),
            On::Event(name) => Reason::Event(name),
            On::Other => Reason::Other,
        }
    }

    /// The moment, but for who woke whom, and for how the ended ones ended.
    fn groups(&self, at: Micros) -> Vec<Group> {
        let mut groups: BTreeMap<Reason, Vec<_>> = BTreeMap::new();
        for task in self.on_the_loop() {
            if self.has_thread(task) || self.woken(task).is_some() {
                continue;
            }
            let waits = self.waits(task);
            let on = waits.map_or(On::Other, |waits| waits.1);
            let until = if let On::Timer { until } = on { until } else { Micros::ZERO };
            let key = (until, waits.map(|waits| waits.0));
            let waiting = Waiting { task, on, line: waits.map(|waits| waits.2) };
            groups.entry(self.reason(on, at)).or_default().push((key, waiting));
        }
        let listed = |mut tasks: Vec<(_, Waiting)>| {
            tasks.sort_by_key(|task| task.0);
            Listed { count: tasks.len(), first: tasks.into_iter().map(|task| task.1).collect() }
        };
        groups.into_iter().map(|(reason, tasks)| Group { reason, tasks: listed(tasks) }).collect()
    }

    fn ready(&self) -> Vec<TaskId> {
        let alive = self.on_the_loop().filter(|task| !self.has_thread(*task));
        let mut ready: Vec<_> = alive.filter_map(|task| Some((self.woken(task)?, task))).collect();
        ready.sort_unstable();
        ready.into_iter().map(|(_, task)| task).collect()
    }

    fn agrees(&self, snapshot: &Snapshot<'_>, at: Micros) -> Check {
        let moment = snapshot.moment(ALL);
        let tasks = self.tasks();
        prop_assert_eq!(snapshot.records(), self.count);
        prop_assert_eq!(moment.spawned, tasks.len());
        let running =
            self.polled().map(|(task, _)| Running { task, line: self.line(task), blocked: self.blocked() });
        prop_assert_eq!(moment.running, running);
        let queue: Vec<_> = moment.ready.first.iter().map(|ready| ready.task).collect();
        prop_assert_eq!(queue, self.ready());
        prop_assert_eq!(&moment.waiting, &self.groups(at));
        prop_assert_eq!(&moment.jobs.first, &self.jobs(at));
        for outcome in [Outcome::Ok, Outcome::Failed, Outcome::Cancelled, Outcome::Panicked] {
            let ended = tasks.iter().filter(|task| self.outcome(**task) == Some(outcome)).count();
            prop_assert_eq!(moment.done.of(outcome) as usize, ended, "{:?}", outcome);
        }
        let mut gauges = BTreeMap::new();
        for record in self.records() {
            if let What::Gauge { gauge, value } = record.what {
                gauges.insert(gauge, value);
            }
        }
        prop_assert_eq!(&moment.gauges, &gauges.into_iter().collect::<Vec<_>>());
        for task in tasks {
            prop_assert_eq!(snapshot.line(task), self.line(task), "the line of {:?}", task);
        }
        counts_add_up(snapshot, &moment)
    }
}

/// Since when, and on which thread, a record says that its task did something.
fn on_thread(record: &Record) -> Option<(Micros, NonZeroU8, Doing)> {
    match record.what {
        What::OnThread { thread, ago, doing } if doing != Doing::Ended => {
            Some((record.at - ago, thread, doing))
        }
        _ => None,
    }
}

/// Each task is in one place, and each that is alive and knows its line is counted there.
fn counts_add_up(snapshot: &Snapshot<'_>, moment: &Moment) -> Check {
    let waiting: usize = moment.waiting.iter().map(|group| group.tasks.count).sum();
    let running = usize::from(moment.running.is_some());
    let places = running + moment.ready.count + waiting + moment.jobs.count + moment.done.all() as usize;
    prop_assert_eq!(places, moment.spawned);
    let tasks = (0..).map(TaskId).take(moment.spawned);
    let elsewhere = |task| matches!(snapshot.task(task), Some(TaskState::Over(_) | TaskState::Job { .. }));
    let alive = tasks.filter(|task| !elsewhere(*task));
    let mut lines: BTreeMap<SiteId, LineUse> = BTreeMap::new();
    for task in alive {
        let Some(site) = snapshot.line(task) else { continue };
        let line = lines.entry(site).or_insert(LineUse { site, running: None, ready: 0, waiting: 0 });
        match snapshot.task(task).unwrap() {
            TaskState::Running { .. } => line.running = Some(task),
            TaskState::Ready(_) => line.ready += 1,
            TaskState::Waiting(_) => line.waiting += 1,
            TaskState::Over(_) | TaskState::Job { .. } => unreachable!("they are left out"),
        }
    }
    prop_assert_eq!(snapshot.lines(), lines.into_values().collect::<Vec<_>>());
    Ok(())
}

fn is_a_plain_replay(trace: &Trace, spacing: usize) -> Check {
    let mut moments = Moments::with_spacing(spacing);
    moments.catch_up(trace);
    let whole: Vec<_> = trace.records().collect();
    prop_assert_eq!(moments.records(), whole.len());
    for count in 0..=whole.len() {
        let at = count.checked_sub(1).map_or(Micros::ZERO, |last| whole[last].at);
        Replay { whole: &whole, count }.agrees(&moments.snapshot(trace, count, at), at)?;
    }
    let [all, more] = [ALL, whole.len()].map(|count| moments.snapshot(trace, count, trace.last()));
    prop_assert_eq!(all.moment(3), more.moment(3));
    Ok(())
}

/// What a lane would call it.
fn phase(snapshot: &Snapshot<'_>, task: TaskId) -> Option<Phase> {
    Some(match snapshot.task(task)? {
        TaskState::Running { blocked: Some(On::Request(request)) }
        | TaskState::Waiting(On::Request(request)) => snapshot.request(request),
        TaskState::Waiting(On::Timer { .. }) => Phase::Sleeping,
        TaskState::Waiting(_) | TaskState::Job { blocked: Some(On::Lock(_)), .. } => Phase::Awaiting,
        TaskState::Running { blocked: Some(_) } | TaskState::Job { blocked: Some(_), .. } => Phase::Blocked,
        TaskState::Running { .. } | TaskState::Job { state: JobState::OnThread { .. }, .. } => Phase::Running,
        TaskState::Ready(_) | TaskState::Job { .. } => Phase::Queued,
        TaskState::Over(_) => return None,
    })
}

fn spacings() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![1_usize, 2, 5, 16, 1_000])
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn a_plausible_moment_is_a_plain_replay(trace in plausible(), spacing in spacings()) {
        is_a_plain_replay(&trace, spacing)?;
    }

    #[test]
    fn a_hostile_moment_is_a_plain_replay(trace in hostile(), spacing in spacings()) {
        is_a_plain_replay(&trace, spacing)?;
    }

    #[test]
    fn a_wild_moment_is_a_plain_replay(trace in wild(), spacing in spacings()) {
        is_a_plain_replay(&trace, spacing)?;
    }

    #[test]
    fn a_moment_says_what_the_lanes_show(trace in plausible(), spacing in spacings()) {
        let mut moments = Moments::with_spacing(spacing);
        moments.catch_up(&trace);
        let oracle = Oracle::of(&trace);
        for at in oracle.moments() {
            let snapshot = moments.snapshot(&trace, moments.records_until(&trace, at), at);
            for task in (0..trace.tasks()).map(TaskId) {
                prop_assert_eq!(phase(&snapshot, task), oracle.phase(task, at), "{:?} at {}", task, at);
            }
        }
    }

    #[test]
    fn a_list_is_cut_and_its_count_is_not(trace in hostile(), most in 0_usize..5) {
        let moments = Moments::of(&trace);
        for count in 0..=trace.len() {
            let snapshot = moments.snapshot(&trace, count, trace.last());
            let (cut, all) = (snapshot.moment(most), snapshot.moment(ALL));
            prop_assert_eq!(cut.ready, first(&all.ready, most));
            prop_assert_eq!(cut.jobs, first(&all.jobs, most));
            prop_assert_eq!(cut.waiting.len(), all.waiting.len());
            for (cut, all) in cut.waiting.iter().zip(&all.waiting) {
                prop_assert_eq!((cut.reason, &cut.tasks), (all.reason, &first(&all.tasks, most)));
            }
        }
    }

    #[test]
    fn an_index_grows_with_its_trace(trace in hostile(), sizes in prop::collection::vec(1_usize..20, 1..9)) {
        let mut moments = Moments::with_spacing(3);
        let mut copy = Trace::new();
        let mut sizes = sizes.into_iter().cycle();
        while copy.len() < trace.len() {
            let mut more = trace.records_from(copy.end());
            more.by_ref().take(sizes.next().unwrap()).for_each(drop);
            let rest = trace.batch(more.cursor()).len();
            let batch = trace.batch(copy.end());
            copy.append(&batch[..batch.len() - rest]).unwrap();
            moments.catch_up(&copy);
        }
        let whole = Moments::of(&trace);
        for count in 0..=trace.len() {
            let [grown, whole] = [&moments, &whole].map(|moments| moments.snapshot(&trace, count, trace.last()));
            prop_assert_eq!(grown.moment(ALL), whole.moment(ALL));
        }
    }
}

fn first<T: Clone>(list: &Listed<T>, most: usize) -> Listed<T> {
    Listed { count: list.count, first: list.first.iter().take(most).cloned().collect() }
}

/// A thousand tasks that sleep a hundred times each.
fn crowd() -> Trace {
    simulate(async {
        let task = |number: u64| async move {
            for _ in 0..100 {
                sleep(common::ms(1 + number % 7)).await;
            }
        };
        join_all((0..1_000).map(|number| spawn("task", task(number)))).await;
    })
}

/// The work of a lookup is bounded by the distance of two checkpoints, and that of all checkpoints
/// by the trace.
#[test]
fn a_lookup_reads_few_records() {
    let trace = crowd();
    let moments = Moments::of(&trace);
    assert!(trace.len() > 300_000 && trace.tasks() == 1_001, "{} records", trace.len());
    for count in (0..=trace.len()).step_by(97) {
        let snapshot = moments.snapshot(&trace, count, Micros::ZERO);
        // At least 512, and not before there are as many records as tasks.
        assert!(snapshot.replayed() < 1_001, "{} for {count}", snapshot.replayed());
        assert_eq!(snapshot.records(), count);
    }
    assert_eq!(moments.snapshot(&trace, trace.len(), trace.last()).replayed(), 0);
}

#[test]
fn an_empty_trace_has_one_moment() {
    let (trace, moments) = (Trace::new(), Moments::default());
    let moment = moments.snapshot(&trace, 7, Micros(9)).moment(30);
    assert_eq!((moment.spawned, moment.running, moment.ready.count), (0, None, 0));
    assert_eq!((moment.waiting, moment.done.all(), moment.gauges), (vec![], 0, vec![]));
}

/// Another trace's index gives answers that mean nothing, and no panic.
#[test]
fn an_index_of_another_trace_does_no_harm() {
    let (trace, moments) = (Trace::new(), Moments::of(&crowd()));
    for count in [0, 1, 700, 40_000] {
        let _ = moments.snapshot(&trace, count, Micros::ZERO).moment(30);
        let _ = (moments.time_of(&trace, count), moments.records_until(&trace, Micros(5)));
    }
}
