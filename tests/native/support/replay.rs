//! The state after some of the records, found the slow and obvious way.

use std::collections::BTreeMap;
use std::num::NonZeroU8;

use meanwhile::trace::moment::{Group, Job, JobState, Listed, Reason, Waiting};
use meanwhile::trace::{Doing, Micros, On, Outcome, Phase, Record, RequestId, SiteId, TaskId, What};

/// The records so far, each question answered by going through all of them again.
pub struct PlainReplay<'a> {
    pub whole: &'a [Record],
    pub count: usize,
}

impl PlainReplay<'_> {
    pub fn records(&self) -> &[Record] {
        &self.whole[..self.count]
    }

    /// The tasks that were spawned in turn.
    pub fn tasks(&self) -> Vec<TaskId> {
        let mut tasks = Vec::new();
        for record in self.records() {
            if matches!(record.what, What::Spawned { .. }) && record.task.index() == tasks.len() {
                tasks.push(record.task);
            }
        }
        tasks
    }

    /// A task's records from its spawning to its end, with their places.
    pub fn life(&self, task: TaskId) -> Vec<(usize, Record)> {
        // Its number is taken by the first spawning at which as many tasks are there.
        let spawned = (1..=self.count).find(|count| {
            let until = PlainReplay { whole: self.whole, count: *count };
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

    pub fn outcome(&self, task: TaskId) -> Option<Outcome> {
        match self.life(task).last()?.1.what {
            What::Finished { outcome } => Some(outcome),
            _ => None,
        }
    }

    /// Whether a task is ever known to have had another thread, and does not have the loop's own.
    pub fn is_job(&self, task: TaskId) -> bool {
        let is_one = self.whole.iter().any(|record| record.task == task && on_thread(record).is_some());
        is_one && !self.has_thread(task)
    }

    /// Whether a task has been on another thread by some position: from then on the loop polls it no more.
    fn is_away(&self, task: TaskId, before: usize) -> bool {
        self.life(task).iter().any(|(place, record)| *place < before && on_thread(record).is_some())
    }

    /// Whether a poll of a task begins at a position.
    fn polls(&self, place: usize, record: &Record) -> bool {
        record.what == What::PollStarted && !self.is_away(record.task, place)
    }

    pub fn job(&self, task: TaskId, at: Micros) -> Job {
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
    pub fn on_the_loop(&self) -> impl Iterator<Item = TaskId> {
        self.tasks().into_iter().filter(|task| self.outcome(*task).is_none() && !self.is_job(*task))
    }

    pub fn jobs(&self, at: Micros) -> Vec<Job> {
        let alive = self.tasks().into_iter().filter(|task| self.outcome(*task).is_none());
        let mut jobs: Vec<_> =
            alive.filter(|task| self.is_job(*task)).map(|task| self.job(task, at)).collect();
        jobs.sort_by_key(|job| (job.state, job.task));
        jobs
    }

    /// The task that has the thread, and the place where its poll began.
    pub fn polled(&self) -> Option<(TaskId, usize)> {
        let starts = self.tasks().into_iter().flat_map(|task| self.life(task));
        let last = starts.filter(|(place, record)| self.polls(*place, record)).map(|start| start.0).max()?;
        let task = self.whole[last].task;
        let left = |(place, record): &(usize, Record)| {
            let leaves = matches!(record.what, What::PollEnded | What::Finished { .. });
            *place > last && (leaves || on_thread(record).is_some())
        };
        (!self.life(task).iter().any(left)).then_some((task, last))
    }

    pub fn has_thread(&self, task: TaskId) -> bool {
        self.polled().is_some_and(|polled| polled.0 == task)
    }

    /// A task's records since its last poll began.
    pub fn since_poll(&self, task: TaskId) -> Vec<(usize, Record)> {
        let life = self.life(task);
        let poll = life.iter().rposition(|(place, record)| self.polls(*place, record));
        life[poll.unwrap_or(0)..].to_vec()
    }

    /// Where a task was woken that was not polled since.
    pub fn woken(&self, task: TaskId) -> Option<usize> {
        let spawned = self.life(task).first().map(|first| first.0);
        let mut records = self.since_poll(task).into_iter();
        let wakes = |(place, record): &(usize, Record)| {
            matches!(record.what, What::Woken { .. }) || Some(*place) == spawned
        };
        records.find(wakes).map(|(place, _)| place)
    }

    pub fn waits(&self, task: TaskId) -> Option<(usize, On, SiteId)> {
        self.since_poll(task).into_iter().rev().find_map(|(place, record)| match record.what {
            What::Waiting { on, site } => Some((place, on, site)),
            _ => None,
        })
    }

    /// The last line that a task named while it was alive; once it is polled again, that of its
    /// last wait.
    pub fn line(&self, task: TaskId) -> Option<SiteId> {
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
                What::PollStarted if self.is_alive(task, place) && !self.is_away(task, place) => {
                    line = wait.take().or(line);
                }
                What::Spawned { parent, site, .. } if parent == Some(task) && self.spawns(place) => {
                    let before = PlainReplay { whole: self.whole, count: place };
                    let alive = !before.life(task).is_empty() && before.outcome(task).is_none();
                    line = if alive { Some(site) } else { line };
                }
                _ => {}
            }
        }
        line
    }

    /// Whether a record is one of the task's life.
    pub fn is_alive(&self, task: TaskId, place: usize) -> bool {
        self.life(task).iter().any(|record| record.0 == place)
    }

    /// Whether a task comes to be at a place.
    pub fn spawns(&self, place: usize) -> bool {
        let tasks = |count| PlainReplay { whole: self.whole, count }.tasks().len();
        tasks(place + 1) > tasks(place)
    }

    /// What the polled task is blocked on.
    pub fn blocked(&self) -> Option<On> {
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

    pub fn request(&self, of: RequestId, at: Micros) -> Phase {
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
                What::HeadersArrived { request, .. } | What::RequestFinished { request, .. }
                    if request == of && started > of.0 =>
                {
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

    pub fn reason(&self, on: On, at: Micros) -> Reason {
        match on {
            On::Timer { .. } => Reason::Timer,
            On::Request(request) => Reason::Request(self.request(request, at)),
            On::Task(_) | On::Group(_) => Reason::Task,
            On::Permit(name) => Reason::Permit(name),
            On::Lock(name) => Reason::Lock(name),
            On::QueueSlot(name) => Reason::QueueSlot(name),
            On::QueueItem(name) => Reason::QueueItem(name),
            On::Event(name) => Reason::Event(name),
            On::Other => Reason::Other,
        }
    }

    /// The moment, but for who woke whom, and for how the ended ones ended.
    pub fn groups(&self, at: Micros) -> Vec<Group> {
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

    pub fn ready(&self) -> Vec<TaskId> {
        let alive = self.on_the_loop().filter(|task| !self.has_thread(*task));
        let mut ready: Vec<_> = alive.filter_map(|task| Some((self.woken(task)?, task))).collect();
        ready.sort_unstable();
        ready.into_iter().map(|(_, task)| task).collect()
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
