//! A run's file comes back as it was, and damage to it is a typed error with a sentence, never a panic.

use meanwhile::runtime::sync::{Event, Mutex, Queue, Semaphore};
use meanwhile::runtime::{Plan, Pool, coroutine, http, join_all, println, simulate, sleep, spawn, timeout};
use meanwhile::scenes;
use meanwhile::timeline::chrome;
use meanwhile::trace::run_file::{MOST_BYTES, MOST_PROGRAMS, MOST_TASKS, VERSION};
use meanwhile::trace::{
    How, Lanes, Micros, Program, ProgramKind, RecordedProgram, RunFile, RunFileError, Trace, What,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::invariants::cases;
use crate::support::jobs::{Job, TakesJobs as _};
use crate::support::records::{hostile, plausible};
use crate::support::{at_ms, ms};

const MAGIC: &[u8] = b"MEANWHILE-RUN";
/// The length of what stands before the body.
const HEAD: usize = MAGIC.len() + 1 + 4 + 4;

fn programs(trace: impl Strategy<Value = Trace>) -> impl Strategy<Value = RecordedProgram> {
    let program = prop_oneof![
        select(&Program::PAIR[..]),
        "[a-zé-]{0,32}".prop_map(|name| Program { name: name.into(), kind: ProgramKind::Async })
    ];
    let recorded = (program, select(&How::ALL[..]), trace);
    recorded.prop_map(|(program, how, trace)| RecordedProgram { program, how, trace })
}

fn runs() -> impl Strategy<Value = RunFile> {
    let traces = || prop_oneof![plausible(), hostile()].prop_map(|sample| (*sample).clone());
    let words = (any::<String>(), any::<String>(), 1_u32.., 1_u8..=4, any::<bool>());
    let frozen = prop::option::of((0..u64::MAX).prop_map(Micros));
    let programs = prop::collection::vec(programs(traces()), 1..=4);
    (words, frozen, programs).prop_map(|(words, frozen, programs)| {
        let (scene, query, pace, level, hidden) = words;
        RunFile { scene, query, pace, level, hidden, frozen, programs }
    })
}

/// A file whose check sum is right, whatever its body is.
fn forged(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [MAGIC, &[VERSION], &length, &adler2::adler32_slice(body).to_le_bytes(), body].concat()
}

fn recorded(traces: Vec<Trace>, how: How) -> Vec<RecordedProgram> {
    let programs = Program::PAIR.iter().cloned().zip(traces);
    programs.map(|(program, trace)| RecordedProgram { program, how, trace }).collect()
}

fn small() -> RunFile {
    let scene = scenes::find("hello-sleep").unwrap();
    let settings = scene.defaults();
    let traces = scene.simulate_all(&settings);
    RunFile {
        scene: scene.id.to_owned(),
        query: "seed=3".to_owned(),
        pace: 1_000,
        level: 2,
        hidden: true,
        frozen: None,
        programs: recorded(traces, How::Scaled),
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn a_run_comes_back(run in runs()) {
        prop_assert_eq!(RunFile::from_bytes(&run.to_bytes().unwrap()), Ok(run));
    }

    #[test]
    fn a_file_that_was_cut_off_says_so(run in runs(), cut in any::<Index>()) {
        let file = run.to_bytes().unwrap();
        let length = cut.index(file.len());
        let expected = match length {
            0 => RunFileError::Empty,
            1..13 => RunFileError::NotARun,
            _ => RunFileError::Truncated,
        };
        prop_assert_eq!(RunFile::from_bytes(&file[..length]), Err(expected));
    }

    #[test]
    fn a_changed_byte_is_noticed(run in runs(), place in any::<Index>(), change in 1_u8..) {
        let mut file = run.to_bytes().unwrap();
        let place = place.index(file.len());
        file[place] ^= change;
        let read = RunFile::from_bytes(&file);
        match place {
            0..13 => prop_assert_eq!(read, Err(RunFileError::NotARun)),
            13 => prop_assert_eq!(read, Err(RunFileError::Version(file[13]))),
            14..18 => prop_assert!(matches!(read, Err(RunFileError::Truncated | RunFileError::TooMuch))),
            _ => prop_assert_eq!(read, Err(RunFileError::Checksum)),
        }
    }

    /// The damage that a check sum cannot find: somebody made a valid one afterwards. What is read after
    /// all can be shown and written.
    #[test]
    fn a_forged_file_is_harmless(
        run in runs(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        let mut body = run.to_bytes().unwrap()[HEAD..].to_vec();
        for (place, byte) in changes {
            let place = place.index(body.len());
            body[place] = byte;
        }
        if let Ok(read) = RunFile::from_bytes(&forged(&body)) {
            let _ = chrome::document(&read, "forged");
            prop_assert!(read.to_bytes().is_ok());
        }
    }

    #[test]
    fn garbage_is_refused(
        file in prop::collection::vec(any::<u8>(), 1..200),
        body in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        prop_assert_eq!(RunFile::from_bytes(&file), Err(RunFileError::NotARun));
        prop_assert!(RunFile::from_bytes(&forged(&body)).is_err());
    }

    #[test]
    fn what_follows_a_run_is_noticed(run in runs(), more in prop::collection::vec(any::<u8>(), 1..20)) {
        let file = [run.to_bytes().unwrap(), more].concat();
        prop_assert_eq!(RunFile::from_bytes(&file), Err(RunFileError::TooMuch));
    }
}

#[test]
fn every_scene_as_it_is_given_comes_back() {
    for scene in scenes::ALL {
        let settings = scene.defaults();
        let traces = scene.simulate_all(&settings);
        let programs = recorded(traces, How::Simulated);
        let run = RunFile { scene: scene.id.to_owned(), programs, ..small() };
        assert_eq!(RunFile::from_bytes(&run.to_bytes().unwrap()), Ok(run), "{}", scene.id);
    }
}

#[test]
fn each_kind_of_bad_file_has_its_sentence() {
    let said = |file: &[u8]| RunFile::from_bytes(file).unwrap_err().to_string();
    assert_eq!(said(&[]), "the file is empty");
    assert_eq!(said(b"\x89PNG"), "it is not a trace of Meanwhile");
    assert_eq!(said(&Trace::new().to_bytes()), "it is not a trace of Meanwhile");
    let mut later = small().to_bytes().unwrap();
    later[MAGIC.len()] = 9;
    assert_eq!(
        said(&later),
        "it has format version 9, and this page reads versions 1 to 2: reload the page, in case it is an old one"
    );
    assert_eq!(said(MAGIC), "it is cut off");
    assert_eq!(said(&forged(&[1])), "it is damaged: its description of the run makes no sense");
    assert_eq!(said(&vec![0; MOST_BYTES + 1]), "it has 9 MB, and a trace may have 8 MB at most");
    let wrong = |change: fn(&mut RunFile)| {
        let mut run = small();
        change(&mut run);
        said(&run.to_bytes().unwrap())
    };
    assert_eq!(wrong(|run| run.level = 5), "it is damaged: its description of the run makes no sense");
    assert_eq!(wrong(|run| run.pace = 0), "it is damaged: its description of the run makes no sense");
    let whole = small().to_bytes().unwrap();
    let mut body = whole[HEAD..].to_vec();
    *body.last_mut().unwrap() ^= 1;
    assert_eq!(said(&forged(&body)), "the trace is damaged: its check sum is wrong");
}

/// What would not be read is not written.
/// The number of programs is looked at before they are read.
#[test]
fn a_run_with_forty_programs_is_refused() {
    let said = |error: RunFileError| error.to_string();
    let sentence = "it has 40 programs, and a run may have 8 at most";
    let mut run = small();
    run.programs = vec![run.programs[0].clone(); 40];
    assert_eq!(run.to_bytes().map_err(said), Err(sentence.to_owned()));
    for count in [0, 1, MOST_PROGRAMS, 40] {
        run.programs.truncate(1);
        let whole = run.to_bytes().unwrap();
        let mut body = whole[HEAD..].to_vec();
        // Behind scene, query, pace, level and two flags; each text has its length before it.
        let at = 1 + run.scene.len() + 1 + run.query.len() + 2 + 1 + 1 + 1;
        assert_eq!(body[at], 1);
        body[at] = u8::try_from(count).unwrap();
        let read = RunFile::from_bytes(&forged(&body)).map(|run| run.programs.len()).map_err(said);
        let expected = match count {
            1 => Ok(1),
            40 => Err(sentence.to_owned()),
            _ => Err("it is damaged: its description of the run makes no sense".to_owned()),
        };
        assert_eq!(read, expected, "{count}");
    }
}

#[test]
fn a_run_that_is_too_large_is_refused() {
    let mut trace = Trace::new();
    let name = trace.intern("a task");
    let site = trace.locate(std::panic::Location::caller());
    for _ in 0..=MOST_TASKS {
        let task = trace.next_task();
        trace.push(Micros::ZERO, task, meanwhile::trace::What::Spawned { parent: None, name, site });
    }
    let mut run = small();
    run.programs[1].trace = trace;
    assert_eq!(run.to_bytes(), Err(RunFileError::TooManyTasks(MOST_TASKS + 1)));
    let mut trace = Trace::new();
    trace.intern(&"x".repeat(MOST_BYTES));
    run.programs[1].trace = trace;
    assert!(matches!(run.to_bytes(), Err(RunFileError::TooLong(_))));
}

/// A run file of format version 1, of [`every_kind`] and of a blocking program, kept as it was written.
const VERSION_1: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/run-version-1.bin"));

/// A program that has something of everything.
fn every_kind() -> Trace {
    simulate(async {
        let (lock, event) = (Mutex::new("lock", ()), Event::new("event"));
        let (queue, permits) = (Queue::new("queue", 1), Semaphore::new("permits", 1));
        let holders = ["first", "second"].map(|name| {
            let (lock, permits) = (lock.clone(), permits.clone());
            spawn(name, async move {
                let (_permit, _guard) = (permits.acquire().await, lock.lock().await);
                sleep(ms(60)).await;
            })
        });
        let (items, waited) = (queue.clone(), event.clone());
        let consumer = spawn("consumer", async move {
            waited.wait().await;
            while items.get().await < 3 {}
        });
        event.set();
        for item in 1..=3 {
            queue.put(item).await;
        }
        drop((join_all(holders).await, consumer.await));
        for path in ["posts/1", "nothing"] {
            let request = http::get(path).plan(Plan::taking(at_ms(30)));
            println!(
                "{}",
                spawn(path, async { request.await?.error_for_status()?.bytes().await }).await.is_ok()
            );
        }
        drop(timeout(ms(5), http::get("posts/2").plan(Plan::taking(at_ms(30)))).await);
        drop(Pool::new(1).take(Job::new("job").work(ms(5)).sleep(ms(5))).await);
        drop(coroutine("forgotten", async {}));
        let cancelled = spawn("cancelled", sleep(ms(1_000)));
        spawn("cut off", sleep(ms(1_000))).detach();
        sleep(ms(10)).await;
        drop(cancelled);
        meanwhile::runtime::blocking::sleep(ms(60));
    })
}

#[test]
fn a_file_of_version_1_still_opens() {
    let run = RunFile::from_bytes(VERSION_1).unwrap();
    assert_eq!(
        (run.scene.as_str(), run.query.as_str(), run.pace, run.level),
        ("hello-sleep", "seed=3", 1_000, 2)
    );
    assert_eq!((run.hidden, run.frozen, run.programs[0].how), (true, None, How::Scaled));
    let [old, blocking] = &run.programs[..] else { panic!("it has {} programs", run.programs.len()) };
    assert_eq!([&old.program, &blocking.program], [&Program::PAIR[0], &Program::PAIR[1]]);
    assert_eq!(blocking.trace.tasks(), small().programs[1].trace.tasks());
    let (trace, new) = (&old.trace, every_kind());
    let printed = |trace: &Trace| -> Vec<String> {
        let lines = trace.records().filter_map(|record| match record.what {
            What::Printed { text } => Some(trace.text(text).to_owned()),
            _ => None,
        });
        lines.collect()
    };
    assert_eq!((printed(trace), trace.last()), (printed(&new), new.last()));
    assert_eq!(printed(trace), ["true"; 2]);
    let (lanes, new_lanes) = (Lanes::of(trace), Lanes::of(&new));
    assert_eq!(lanes.as_slice().len(), new_lanes.as_slice().len());
    for (lane, same) in lanes.as_slice().iter().zip(new_lanes.as_slice()) {
        assert_eq!(trace.text(lane.name), new.text(same.name));
        assert_eq!((lane.spawned, lane.parent, lane.ended), (same.spawned, same.parent, same.ended));
        let spans = |lane: &meanwhile::trace::Lane| {
            lane.closed().iter().map(|span| (span.start, span.end, span.phase)).collect::<Vec<_>>()
        };
        assert_eq!(spans(lane), spans(same), "{}", trace.text(lane.name));
    }
}
