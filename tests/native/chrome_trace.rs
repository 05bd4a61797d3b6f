//! Every scene in the format of Perfetto: the document keeps the format's rules, and says what the trace
//! says.

use meanwhile::scenes::{self, Scene};
use meanwhile::timeline::chrome::document;
use meanwhile::trace::moment::wakes;
use meanwhile::trace::{Gauges, How, Lanes, Phase, RecordedProgram, RunFile, ThreadUse, Totals, Trace};
use serde_json::{Value, json};

use crate::chrome::check;

fn run_of(scene: &Scene, traces: Vec<Trace>) -> RunFile {
    let programs = scene.programs.iter().zip(traces);
    let recorded = programs.map(|(program, trace)| RecordedProgram {
        program: program.clone(),
        how: How::Simulated,
        trace,
    });
    RunFile {
        scene: scene.id.to_owned(),
        query: String::new(),
        pace: scene.pace.0,
        level: 1,
        hidden: false,
        frozen: None,
        programs: recorded.collect(),
    }
}

fn simulated(scene: &Scene) -> RunFile {
    let settings = scene.defaults();
    run_of(scene, scene.simulate_all(&settings))
}

#[test]
fn every_scene_keeps_the_rules_and_says_what_its_trace_says() {
    for scene in scenes::ALL {
        let run = simulated(scene);
        let checked =
            check(&document(&run, scene.title)).unwrap_or_else(|problem| panic!("{}: {problem}", scene.id));
        let mut first_thread = run.programs.len() as u64 + 1;
        for (process, side) in (1_u64..).zip(&run.programs) {
            let events: Vec<_> = checked.events.iter().filter(|event| event["pid"] == process).collect();
            let count = |kind: &str| events.iter().filter(|event| event["ph"] == kind).count();
            let trace = &side.trace;
            let (lanes, threads) = (Lanes::of(trace), ThreadUse::of(trace));
            let totals = Totals::at(&lanes, &threads, trace.last());
            // The first number belongs to the run's own thread, the next ones to its workers.
            let others = first_thread + threads.workers().len() as u64;
            for phase in Phase::ALL {
                let spans = events.iter().filter(|event| {
                    event["ph"] == "X"
                        && event["name"] == phase.label()
                        && event["tid"].as_u64() > Some(others)
                });
                let sum: u64 = spans.filter_map(|event| event["dur"].as_u64()).sum();
                assert_eq!(sum, totals.phase(phase).0, "{}, {process}, {}", scene.id, phase.label());
            }
            assert_eq!((count("s"), count("f")), (wakes(trace).len(), wakes(trace).len()), "{}", scene.id);
            let values: usize = Gauges::of(trace).as_slice().iter().map(|gauge| gauge.values().len()).sum();
            assert_eq!(count("C"), values, "{}", scene.id);
            first_thread = others + 1 + u64::from(trace.tasks());
        }
    }
}

/// Who wakes whom in a queue, and the depth of the queue, are there to be seen.
#[test]
fn a_known_scene_has_its_arrows_and_counters() {
    let scene = scenes::find("producer-consumer").unwrap();
    let checked = check(&document(&simulated(scene), scene.title)).unwrap();
    let of_kind =
        |kind: &str| -> Vec<&Value> { checked.events.iter().filter(|event| event["ph"] == kind).collect() };
    for kind in ["s", "C", "i"] {
        assert!(of_kind(kind).len() > 4, "{kind}");
    }
    let names: Vec<_> = of_kind("M").iter().filter_map(|event| event["args"]["name"].as_str()).collect();
    assert_eq!(names[..4], ["Producer and consumer: async", "the thread", "main", "producer"]);
}

#[test]
fn nothing_is_a_document_too() {
    let scene = scenes::find("hello-sleep").unwrap();
    let checked = check(&document(&run_of(scene, vec![Trace::new(); 2]), "\"</script>\"")).unwrap();
    assert!(checked.events.iter().all(|event| event["ph"] == "M"));
}

/// The judge is judged: each document breaks one rule.
#[test]
fn what_breaks_a_rule_is_found() {
    let name =
        |kind: &str, tid: u32| json!({"ph": "M", "name": kind, "pid": 1, "tid": tid, "args": {"name": "x"}});
    let slice = |tid: u32, ts: u64, dur: u64| json!({"ph": "X", "name": "a", "cat": "task", "pid": 1, "tid": tid, "ts": ts, "dur": dur, "args": {}});
    let flow = |kind: &str, id: u32, tid: u32, ts: u64| json!({"ph": kind, "name": "w", "cat": "w", "id": id, "pid": 1, "tid": tid, "ts": ts});
    let said = |events: &[Value]| {
        let names = [name("process_name", 1), name("thread_name", 3), name("thread_name", 4)];
        let events: Vec<_> = names.iter().chain(events).collect();
        check(&json!({"traceEvents": events}).to_string()).err().unwrap_or_default()
    };
    let bound = |mut event: Value| {
        event["bp"] = "e".into();
        event
    };
    assert_eq!(said(&[slice(3, 0, 5), slice(4, 0, 9), flow("s", 1, 3, 2), bound(flow("f", 1, 4, 4))]), "");
    let wrong: [(&[Value], &str); 9] = [
        (&[json!({"ph": "Q"})], "no such phase type"),
        (&[json!({"ph": "X", "name": "a", "cat": "b", "pid": 1, "tid": 3, "ts": 1})], "no dur"),
        (&[slice(3, 5, 1), slice(3, 0, 1)], "run backwards"),
        (&[slice(9, 0, 1)], "no name"),
        (&[slice(3, 0, 5), slice(3, 2, 9)], "overlaps"),
        (&[slice(3, 0, 5), flow("s", 1, 3, 2)], "no end"),
        (&[slice(3, 0, 5), slice(4, 0, 5), flow("s", 1, 3, 2), flow("f", 1, 4, 3)], "ends wrongly"),
        (&[slice(3, 0, 1), flow("s", 1, 3, 2)], "touches nothing"),
        (
            &[json!({"ph": "C", "name": "a", "pid": 1, "tid": 3, "ts": 0, "args": {"value": "x"}})],
            "no numbers",
        ),
    ];
    for (events, problem) in wrong {
        assert!(said(events).contains(problem), "{:?} is not: {problem}", said(events));
    }
}
