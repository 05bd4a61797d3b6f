//! What is saved for other viewers of traces, one of them reads as it was meant: Chrome's own `DevTools`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use meanwhile::scenes;
use meanwhile::timeline::chrome;
use meanwhile::trace::{How, RecordedProgram, RunFile};
use serde_json::Value;
use tempfile::TempDir;
use xtask::{paths, setup::tools};

/// Tasks of each kind: with queues, with workers, with a hundred requests, cancelled ones, nested ones.
const SCENES: [&str; 5] = ["producer-consumer", "thread-offload", "hundred-urls", "monitor", "gil"];

/// By process and thread: its name, how many slices it has, and how long they are together.
type Threads = BTreeMap<String, (String, u64, u64)>;

fn document(id: &str) -> Result<String> {
    let scene = scenes::find(id).with_context(|| format!("there is no scene {id}"))?;
    let settings = scene.defaults();
    let programs = scene.programs.iter().zip(scene.simulate_all(&settings));
    let recorded = programs.map(|(program, trace)| RecordedProgram {
        program: program.clone(),
        how: How::Simulated,
        trace,
    });
    let run = RunFile {
        scene: id.to_owned(),
        query: settings.whole_query(),
        pace: scene.pace.0,
        level: 4,
        hidden: false,
        frozen: None,
        programs: recorded.collect(),
    };
    Ok(chrome::document(&run, scene.title))
}

/// What is written in a document.
fn written(document: &str) -> Result<Threads> {
    let document: Value = serde_json::from_str(document)?;
    let events = document["traceEvents"].as_array().context("no events")?;
    let mut threads = Threads::new();
    let key = |event: &Value| format!("{}/{}", event["pid"], event["tid"]);
    for event in events.iter().filter(|event| event["ph"] == "X") {
        let thread = threads.entry(key(event)).or_default();
        thread.1 += 1;
        thread.2 += event["dur"].as_u64().context("no length")?;
    }
    for event in events.iter().filter(|event| event["name"] == "thread_name") {
        if let Some(thread) = threads.get_mut(&key(event)) {
            event["args"]["name"].as_str().context("no name")?.clone_into(&mut thread.0);
        }
    }
    Ok(threads)
}

/// `DevTools` read in these documents, by name, what is written in them.
fn are_read_as_written<'a>(documents: impl IntoIterator<Item = (&'a str, Result<String>)>) -> Result<()> {
    let folder = TempDir::with_prefix("meanwhile-")?;
    let reader = Path::new(env!("CARGO_MANIFEST_DIR")).join("viewers/devtools.mjs");
    let mut node = Command::new("node");
    node.arg(reader).arg(tools::trace_engine());
    let mut expected = Vec::new();
    for (name, document) in documents {
        let (document, file) = (document?, folder.path().join(name));
        fs::write(&file, &document)?;
        node.arg(file);
        expected.push((name, written(&document)?));
    }
    let output = node.output().context("node is missing: run `cargo xtask test e2e`")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Vec<Threads> = serde_json::from_slice(&output.stdout)?;
    assert!(expected.iter().all(|(_, threads)| threads.len() > 3), "{expected:?}");
    for ((name, expected), read) in expected.into_iter().zip(read) {
        assert_eq!(read, expected, "{name}");
    }
    Ok(())
}

#[test]
fn devtools_read_the_threads_and_their_slices() -> Result<()> {
    are_read_as_written(SCENES.map(|id| (id, document(id))))
}

/// What the recorder for Python programs writes of a program of its tests.
fn recording(program: &str) -> Result<String> {
    let (folder, root) = (TempDir::with_prefix("meanwhile-")?, paths::root());
    let file = folder.path().join("recording.json");
    let mut python = Command::new("python3");
    python.arg("-B").arg(root.join("src/recorder")).arg("--output").arg(&file);
    let output = python.arg(root.join("tests/recorder/corpus").join(program)).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(fs::read_to_string(file)?)
}

#[test]
fn devtools_read_what_the_recorder_writes() -> Result<()> {
    let programs = ["streams.py", "pipeline.py", "blocking_step.py", "gather.py"];
    are_read_as_written(programs.map(|program| (program, recording(program))))
}
