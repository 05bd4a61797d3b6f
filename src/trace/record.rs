//! The facts that a run records.

use std::fmt;
use std::num::NonZeroU8;
use std::ops::{Add, AddAssign, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A time or a length of time in whole microseconds. As a time: since the run began.
///
/// Where the producer's clock is coarser (browsers round to between 5 µs and 1 ms) the value is
/// as coarse; it is never refined afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Micros(pub u64);

impl Micros {
    /// The beginning of the run.
    pub const ZERO: Self = Self(0);

    /// Seconds, rounded to the nearest microsecond. Negative and non-finite values give zero.
    #[must_use]
    pub fn from_secs(seconds: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from f64 saturates, and max() takes NaN and negatives to zero"
        )]
        Self((seconds * 1e6).round().max(0.0) as u64)
    }

    /// Seconds.
    #[must_use]
    pub fn secs(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 µs, which is 285 years")]
        let micros = self.0 as f64;
        micros / 1e6
    }

    /// `self − other`, or zero where `other` is later.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Micros {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Micros {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Micros {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.saturating_sub(other)
    }
}

impl std::iter::Sum for Micros {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::ZERO, Add::add)
    }
}

impl From<Duration> for Micros {
    fn from(duration: Duration) -> Self {
        Self(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
    }
}

impl From<Micros> for Duration {
    fn from(micros: Micros) -> Self {
        Self::from_micros(micros.0)
    }
}

/// Seconds with six decimals, as in golden files.
impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

/// A task of the run, numbered from 0 in the order of spawning. 0 is the main task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaskId(pub u32);

impl TaskId {
    /// The task that the run began with.
    pub const MAIN: Self = Self(0);

    /// The number as an index into per-task tables.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A request of the run, numbered from 0 in the order of starting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u32);

/// An interned string of a trace: see [`Trace::text`](super::Trace::text).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextId(pub u32);

/// Something that tasks share and wait for: a lock, permits, a queue, an event. See
/// [`Trace::resource`](super::Trace::resource). Two of one name are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResourceId(pub u32);

/// Tasks that are awaited together: a gather, a task group. See [`Trace::group`](super::Trace::group).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupId(pub u32);

/// How tasks are awaited together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GroupKind {
    /// Until all are over, or one has failed: `gather`, `join_all`.
    Gather,
    /// Until the first is over, or the first has failed, or all are: `wait`.
    Wait,
    /// One after another, in the order of their ends: `as_completed`.
    AsCompleted,
    /// Until all are over; when one fails, the others are cancelled: `TaskGroup`.
    TaskGroup,
}

impl GroupKind {
    /// The word for it, in lower case.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Gather => "gather",
            Self::Wait => "wait",
            Self::AsCompleted => "as completed",
            Self::TaskGroup => "task group",
        }
    }
}

/// What a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResourceKind {
    /// One task at a time has it.
    Lock,
    /// So many tasks at a time have a permit.
    Semaphore,
    /// Items, with room for so many.
    Queue,
    /// A flag that is set or not.
    Event,
    /// A notification; its lock is a resource of its own.
    Condition,
}

/// What has a value over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// A quantity that the program names.
    Named(TextId),
    /// How much of a resource is taken: 1 for a lock that is held, the permits in use, the items in a
    /// queue, 1 for an event that is set.
    Of(ResourceId),
}

/// An interned source location of a trace: see [`Trace::site`](super::Trace::site).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SiteId(pub u32);

/// One fact: at this time, this task did this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// When, since the run began. Never earlier than the record before.
    pub at: Micros,
    /// Who.
    pub task: TaskId,
    /// What.
    pub what: What,
}

/// What a record says.
///
/// Sending, queued, running and the like are **not** recorded: [`lanes`](super::lanes) derives
/// them. A later producer of traces therefore has little to get right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The task came to be, ready for its first poll.
    Spawned {
        /// The task that spawned it; none for the main task.
        parent: Option<TaskId>,
        /// The name of its lane.
        name: TextId,
        /// The line that spawned it.
        site: SiteId,
    },
    /// The thread began to poll the task.
    PollStarted,
    /// The poll returned; the thread left the task.
    PollEnded,
    /// The task's waker was called: it is ready to be polled.
    Woken {
        /// Why.
        by: Cause,
    },
    /// The task, inside a poll, found that it must wait. It parks when the poll ends.
    Waiting {
        /// For what.
        on: On,
        /// The line that awaits.
        site: SiteId,
    },
    /// The task made a blocking call: it holds the thread and does nothing.
    Blocked {
        /// On what.
        on: On,
        /// The line that blocks.
        site: SiteId,
    },
    /// The blocking call returned.
    Unblocked,
    /// A request set out.
    RequestStarted {
        /// Its number.
        request: RequestId,
        /// Its address, without the plan.
        url: TextId,
        /// How long sending is planned to take, where the network follows a plan. Used to draw
        /// a request that is still under way; the measured time replaces it.
        uplink: Option<Micros>,
    },
    /// The request was wholly sent. Known only afterwards.
    RequestSent {
        /// Its number.
        request: RequestId,
        /// How long before this record sending had ended.
        ago: Micros,
    },
    /// The status line and the headers are here.
    HeadersArrived {
        /// Its number.
        request: RequestId,
        /// The HTTP status.
        status: u16,
    },
    /// A part of the body is here.
    Chunk {
        /// Its number.
        request: RequestId,
        /// How many bytes.
        bytes: u32,
    },
    /// The request is over.
    RequestFinished {
        /// Its number.
        request: RequestId,
        /// How it ended.
        outcome: RequestOutcome,
    },
    /// A quantity that the program names took a new value.
    Gauge {
        /// Its name.
        gauge: TextId,
        /// Its value from now on.
        value: i64,
    },
    /// The task has the lock, or a permit, from now on.
    Acquired {
        /// Of what.
        resource: ResourceId,
        /// How much of it is taken from now on.
        level: i64,
    },
    /// The task gives the lock or a permit back; another may have acquired it.
    Released {
        /// Of what.
        resource: ResourceId,
        /// How much of it is taken from now on.
        level: i64,
    },
    /// A queue has more or fewer items, or an event was set or cleared.
    Level {
        /// Which.
        resource: ResourceId,
        /// Its items; 1 for an event that is set, else 0.
        level: i64,
    },
    /// Something happened to the task on a thread other than the run's own, or to that thread.
    /// Known only afterwards.
    OnThread {
        /// Which thread: a worker of the run, from 1. One that has ended leaves its number to the
        /// next.
        thread: NonZeroU8,
        /// How long before this record it happened.
        ago: Micros,
        /// What happened.
        doing: Doing,
    },
    /// A future was dropped that nobody had ever awaited: its body never ran.
    NeverAwaited {
        /// The name of the function that made it.
        name: TextId,
        /// The line that called it.
        site: SiteId,
    },
    /// The program printed a line.
    Printed {
        /// The line, without its line feed.
        text: TextId,
    },
    /// The task is over. With an outcome that is a failure, it failed here; who learns of it is said by
    /// [`FailureRead`](Self::FailureRead).
    Finished {
        /// How it ended.
        outcome: Outcome,
    },
    /// The task asks another one to end. That is woken, unless it is ready already.
    CancelRequested {
        /// Which.
        of: TaskId,
    },
    /// The cancellation reaches the task, inside a poll: what it awaits is given up, and its clean-up runs.
    CancelDelivered,
    /// The task caught the cancellation and goes on. In Rust none can: its future is dropped.
    CancelRefused,
    /// The task learns here that another one has failed, by awaiting it.
    FailureRead {
        /// Which.
        of: TaskId,
    },
    /// The task will await several together; they join right after this.
    GroupFormed {
        /// The number of the group.
        group: GroupId,
        /// How they are awaited.
        kind: GroupKind,
        /// The line that awaits or opens the group.
        site: SiteId,
    },
    /// Tasks with successive numbers are awaited together with the others of a group.
    GroupJoined {
        /// The number of the group.
        group: GroupId,
        /// The first of them.
        first: TaskId,
        /// How many they are, from 1.
        count: u32,
    },
}

impl What {
    /// The quantity that has a new value from now on, and the value; none for most records.
    #[must_use]
    pub const fn quantity(self) -> Option<(Quantity, i64)> {
        match self {
            Self::Gauge { gauge, value } => Some((Quantity::Named(gauge), value)),
            Self::Acquired { resource, level }
            | Self::Released { resource, level }
            | Self::Level { resource, level } => Some((Quantity::Of(resource), level)),
            _ => None,
        }
    }

    /// The request that it is about; none for most records.
    #[must_use]
    pub const fn request(self) -> Option<RequestId> {
        match self {
            Self::RequestStarted { request, .. }
            | Self::RequestSent { request, .. }
            | Self::HeadersArrived { request, .. }
            | Self::Chunk { request, .. }
            | Self::RequestFinished { request, .. } => Some(request),
            _ => None,
        }
    }
}

/// Why a task became ready to be polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// Not known: something outside the run called the waker, or the trace is of a time when causes
    /// were not recorded.
    Unknown,
    /// It was spawned, as [`What::Spawned`] says. Never recorded as the cause of a wake.
    Spawned,
    /// A timer: the one that it waited for, or the limit on something else.
    Timer,
    /// This task, while it was polled; the task itself, where it only gave way.
    Task(TaskId),
    /// The end of this task, or of this job on another thread.
    Ended(TaskId),
    /// The network: an answer to this request, a part of it, or its failure.
    Request(RequestId),
    /// Another task, which cancels it.
    Cancelled {
        /// Which.
        by: TaskId,
    },
    /// The end of the main task, which cancels what that left behind.
    Shutdown,
}

/// What a task does from now on that runs on another thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    /// It computes. A thread that was not there before has been started for it.
    Running,
    /// It holds its thread and does nothing.
    Blocked {
        /// On what. [`On::Lock`] is a lock that all threads of a pool compute under.
        on: On,
    },
    /// It has left its thread, which is free. The run's own thread has yet to learn of it.
    Done,
    /// Its thread has ended, whatever the task was doing there.
    Ended,
}

/// What a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum On {
    /// A time.
    Timer {
        /// The deadline.
        until: Micros,
    },
    /// A response or the next part of its body.
    Request(RequestId),
    /// Another task's end.
    Task(TaskId),
    /// A permit of a semaphore.
    Permit(ResourceId),
    /// A lock.
    Lock(ResourceId),
    /// Room in a queue.
    QueueSlot(ResourceId),
    /// An item of a queue.
    QueueItem(ResourceId),
    /// An event, or the notification of a condition.
    Event(ResourceId),
    /// Something that does not say what it is.
    Other,
    /// Several tasks together.
    Group(GroupId),
}

impl On {
    /// The resource, if it is one.
    #[must_use]
    pub const fn resource(self) -> Option<ResourceId> {
        match self {
            Self::Permit(resource)
            | Self::Lock(resource)
            | Self::QueueSlot(resource)
            | Self::QueueItem(resource)
            | Self::Event(resource) => Some(resource),
            Self::Timer { .. } | Self::Request(_) | Self::Task(_) | Self::Group(_) | Self::Other => None,
        }
    }
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// It returned.
    Ok,
    /// It returned an error.
    Failed,
    /// It was dropped before it returned.
    Cancelled,
    /// It panicked.
    Panicked,
}

impl Outcome {
    /// Whether it is an error that a task should learn of: one that was returned, or a panic.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::Panicked)
    }

    /// The word for it, in lower case.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ok => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Panicked => "panicked",
        }
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RequestOutcome {
    /// The whole body arrived, whatever the status.
    Ok,
    /// The connection failed.
    Failed,
    /// The program gave it up.
    Aborted,
}
