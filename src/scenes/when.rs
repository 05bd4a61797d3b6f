//! Which way for which problem: the decisions behind the catalogue, as a table.

/// A problem, and the way that fits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Its name in addresses: kebab-case, never changed.
    pub id: &'static str,
    /// What the reader has to do.
    pub task: &'static str,
    /// What to do it with.
    pub approach: &'static str,
    /// Why, in two or three sentences.
    pub why: &'static str,
    /// When that is wrong.
    pub unless: &'static str,
    /// The scenes that show it, by id.
    pub scenes: &'static [&'static str],
}

/// All situations, in the order of the page.
pub const SITUATIONS: [Situation; 6] = [
    Situation {
        id: "many-requests",
        task: "Many requests to other services",
        approach: "Async",
        why: "Nearly all of the time is waiting, and waiting overlaps: a thousand requests that are under way \
              cost a thousand small tasks, not a thousand threads. Put a limit on how many there are at once; \
              the other side has one too.",
        unless: "there are only a handful, and nobody waits for them.",
        scenes: &["hundred-urls", "semaphore", "rate-limit"],
    },
    Situation {
        id: "sockets-and-streams",
        task: "Many open sockets or streams",
        approach: "Async",
        why: "A chat, a proxy or a feed holds thousands of connections that are quiet most of the time. A task \
              that waits for the next piece costs next to nothing, and a bounded queue between the stages holds \
              back whoever is too fast.",
        unless: "each connection has much to compute; then hand the computing on.",
        scenes: &["stream-download", "producer-consumer", "pipeline"],
    },
    Situation {
        id: "few-operations",
        task: "A few operations, one after another",
        approach: "Plain blocking code",
        why: "A script that reads a file, asks one service and writes a result gains nothing from an event \
              loop: each step needs the one before. Blocking code is shorter, its errors are easier to read, \
              and every library works with it.",
        unless: "it becomes part of a server, where one blocking call holds up everybody else.",
        scenes: &["fetch-then-process", "cpu-and-wait"],
    },
    Situation {
        id: "heavy-computation",
        task: "Heavy computation",
        approach: "Processes, or threads where they run in parallel",
        why: "Computing does not wait, so there is nothing to overlap: only more cores help. In CPython threads \
              share one lock for the interpreter, so it takes processes; in Rust threads will do.",
        unless: "the work is so short that handing it over costs more than doing it.",
        scenes: &["process-pool", "gil", "cpu-on-the-loop"],
    },
    Situation {
        id: "library-without-async",
        task: "A library that only blocks",
        approach: "Threads, beside the event loop",
        why: "A blocking call on the event loop stops every task of the program. In a thread of its own it \
              stops nobody, and the task that wants its result awaits it like any other.",
        unless: "there is an async library for the same: one thread a call has its limits.",
        scenes: &["thread-offload", "blocked-loop"],
    },
    Situation {
        id: "distribution",
        task: "Jobs for more than one machine",
        approach: "Workers and a queue",
        why: "Jobs that must survive a crash belong into a queue that outlives the program. Workers take them, \
              as many as there are machines, and a job whose worker died is taken again.",
        unless: "losing a job does no harm; then a pool in one process is simpler.",
        scenes: &["job-queue", "worker-pool"],
    },
];

/// The situation with this id.
#[must_use]
pub fn situation(id: &str) -> Option<&'static Situation> {
    SITUATIONS.iter().find(|known| known.id == id)
}
