//! Ten thousand requests at once, and a server that has other plans.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::sync::Semaphore;
use crate::runtime::{Plan, gauge, join_all, println, spawn};

/// How long it takes to say no.
const REFUSAL: Duration = Duration::from_millis(10);

/// The server: it works on some requests at a time, has others wait in line, and answers 503 to
/// whoever comes when the line is full. It knows no clock; it counts who is there.
#[derive(Clone)]
struct Server {
    /// How many it works on at a time.
    workers: u32,
    /// How many may be there, at work or in line.
    room: u32,
    /// How long it works on one.
    work: Duration,
    there: Rc<Cell<u32>>,
}

impl Server {
    fn new(settings: &Settings) -> Self {
        Self {
            workers: settings.get("workers"),
            room: settings.get("room"),
            work: settings.millis("work"),
            there: Rc::default(),
        }
    }

    /// A request comes in. What it will be answered depends on who is there before it.
    fn enter(&self) -> Visit {
        let ahead = self.there.get();
        if ahead >= self.room {
            let plan = Plan { status: 503, ..Plan::taking(REFUSAL.into()) };
            return Visit { plan, place: None };
        }
        // Those ahead are worked on in rounds, so many at a time; then it is this one's round.
        let rounds = ahead / self.workers + 1;
        self.count(ahead + 1);
        Visit { plan: Plan::taking((self.work * rounds).into()), place: Some(Place(self.clone())) }
    }

    fn count(&self, there: u32) {
        self.there.set(there);
        gauge("at the server", there.into());
    }
}

/// What the server does with a request, and its place there, if it has one.
struct Visit {
    plan: Plan,
    place: Option<Place>,
}

/// A place at the server. It becomes free when the request is over.
struct Place(Server);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.count(self.0.there.get() - 1);
    }
}

fn path(number: u32) -> String {
    format!("posts/{}", (number - 1) % 100 + 1)
}

fn report(answers: usize, wanted: u32) {
    println!("{answers} answers, {} refused", wanted as usize - answers);
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch(number: u32, server: Server) -> Result<(), HttpError> {
    let Visit { plan, place } = server.enter();
    let response = http::get(path(number)).plan(plan).await?;
    response.error_for_status()?.bytes().await?;
    drop(place);
    Ok(())
}

async fn fetch_limited(number: u32, server: Server, limit: Semaphore) -> Result<(), HttpError> {
    let _permit = limit.acquire().await;
    fetch(number, server).await
}

async fn unlimited(settings: Settings) {
    let (n, server) = (settings.get("n"), Server::new(&settings));
    // Ten thousand tasks are no trouble for the program that spawns them: each is a few hundred
    // bytes in a queue. Whom they talk to is another matter.
    let tasks = (1..=n).map(|number| spawn(&format!("request {number}"), fetch(number, server.clone())));
    report(join_all(tasks).await.into_iter().flatten().flatten().count(), n);
}

async fn limited(settings: Settings) {
    let (n, server) = (settings.get("n"), Server::new(&settings));
    let limit = Semaphore::new("under way", settings.get("limit") as usize);
    let tasks = (1..=n).map(|number| {
        spawn(&format!("request {number}"), fetch_limited(number, server.clone(), limit.clone()))
    });
    report(join_all(tasks).await.into_iter().flatten().flatten().count(), n);
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "too-many",
    title: "Too many at once",
    group: Group::Limits,
    lesson: "Ten thousand requests go out in one moment, to a server that works on 200 at a time and has room \
             for 1,000: it takes the first thousand and refuses nine thousand. The program was as fast as it \
             can be, and most of its work is undone. Limited by a semaphore of 200, no request is \
             refused, none waits in the server's line, and all are done in the time that the server needs \
             anyway. Async makes it easy to start more than others can bear; the limit is your part.",
    params: &[
        Param::count("limit", "Limit", 200, 1, 10_000),
        Param::count("n", "Requests", 10_000, 1, 10_000),
        Param::count("workers", "Server works on", 200, 1, 1_000),
        Param::count("room", "Server has room for", 1_000, 1, 10_000),
        Param::millis("work", "Server's work", 200, 10, 2_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("unlimited"), Program::futures("limited")],
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "A blocking program would send one request at a time, overwhelm no server, and take more than half an \
           hour. In a browser, ten thousand requests cannot leave in one moment: some answers come before the \
           last have gone, so that fewer are refused.",
    differs: &[],
    rust: source!("too_many.rs"),
    python: source!("too_many.py"),
};

programs!(async unlimited, async limited);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::played;

    #[test]
    fn all_at_once_nine_of_ten_are_refused() {
        let run = played("unlimited", &SCENE, "");
        assert_eq!(run.lines(), ["1000 answers, 9000 refused"]);
        assert_eq!(run.most_requests_at_once(), 10_000);
        assert_eq!(run.most("at the server"), 1_000);
        // A thousand, 200 at a time.
        run.ends_at(1.0);
    }

    #[test]
    fn with_a_limit_none_is_refused() {
        let run = played("limited", &SCENE, "");
        assert_eq!(run.lines(), ["10000 answers, 0 refused"]);
        assert_eq!(run.most("at the server"), 200);
        run.ends_at(10.0);
    }

    #[test]
    fn a_limit_does_no_harm_until_the_room_is_full() {
        let small = "n=100&workers=2&room=10";
        for (limit, refused) in [(1, false), (2, false), (10, false), (11, true), (100, true)] {
            let run = played("limited", &SCENE, &format!("{small}&limit={limit}"));
            assert_eq!(run.lines() != ["100 answers, 0 refused"], refused, "{limit}");
            // More under way than the server works on makes nothing faster.
            if (2..=10).contains(&limit) {
                run.ends_at(10.0);
            }
        }
    }

    #[test]
    fn the_smallest_server() {
        let smallest = "n=3&workers=1&room=1&work=10&limit=1";
        assert_eq!(played("unlimited", &SCENE, smallest).lines(), ["1 answers, 2 refused"]);
        assert_eq!(played("limited", &SCENE, smallest).lines(), ["3 answers, 0 refused"]);
    }
}
