//! What the Trace Event Format asks of a document, as far as this program writes it.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

/// A document that keeps the rules, for further questions.
#[derive(Debug)]
pub struct Checked {
    /// Its events.
    pub events: Vec<Value>,
}

/// The kinds of events, each with the fields that it must have besides `ph`, and those that it may have.
const KINDS: [(&str, &[&str], &[&str]); 6] = [
    ("M", &["name", "pid", "tid", "args"], &["ts"]),
    ("X", &["name", "cat", "pid", "tid", "ts", "dur"], &["args"]),
    ("i", &["name", "pid", "tid", "ts", "s"], &["cat", "args"]),
    ("C", &["name", "pid", "ts", "args"], &["tid", "id", "cat"]),
    ("s", &["name", "cat", "id", "pid", "tid", "ts"], &["args"]),
    ("f", &["name", "cat", "id", "pid", "tid", "ts"], &["args", "bp"]),
];

type Lane = (u64, u64);
type Length = (u64, u64);

/// Reads a document, or says which rule it breaks.
pub fn check(document: &str) -> Result<Checked, String> {
    let document: Value = serde_json::from_str(document).map_err(|error| format!("not JSON: {error}"))?;
    if !["ms", "ns"].contains(&document["displayTimeUnit"].as_str().unwrap_or("ms")) {
        return Err("displayTimeUnit is neither ms nor ns".to_owned());
    }
    let events = document["traceEvents"].as_array().ok_or("there is no list of traceEvents")?.clone();
    for event in &events {
        check_fields(event).map_err(|problem| format!("{problem}: {event}"))?;
    }
    check_order(&events)?;
    check_names(&events)?;
    let slices = slices(&events);
    for (lane, slices) in &slices {
        check_nesting(slices).map_err(|problem| format!("{problem} in {lane:?}"))?;
    }
    check_flows(&events, &slices)?;
    Ok(Checked { events })
}

fn kind(event: &Value) -> &str {
    event["ph"].as_str().unwrap_or_default()
}

fn number(event: &Value, field: &str) -> u64 {
    event[field].as_u64().unwrap_or(u64::MAX)
}

fn lane(event: &Value) -> Lane {
    (number(event, "pid"), number(event, "tid"))
}

fn check_fields(event: &Value) -> Result<(), String> {
    let fields = event.as_object().ok_or("an event is no object")?;
    let known = KINDS.iter().find(|known| known.0 == kind(event));
    let (kind, must, may) = known.ok_or("there is no such phase type")?;
    for field in *must {
        fields.get(*field).ok_or_else(|| format!("{kind} has no {field}"))?;
    }
    let known = |name: &str| name == "ph" || must.contains(&name) || may.contains(&name);
    if let Some(unknown) = fields.keys().find(|name| !known(name)) {
        return Err(format!("{kind} has no field {unknown}"));
    }
    for field in ["pid", "tid", "ts", "dur", "id"] {
        if fields.get(field).is_some_and(|value| value.as_u64().is_none()) {
            return Err(format!("{field} is no whole number"));
        }
    }
    for field in ["name", "cat"] {
        if fields.get(field).is_some_and(|value| !value.is_string()) {
            return Err(format!("{field} is no text"));
        }
    }
    let empty = Map::new();
    let args = match fields.get("args") {
        None => &empty,
        Some(args) => args.as_object().ok_or("args is no object")?,
    };
    match *kind {
        "C" if args.is_empty() || !args.values().all(Value::is_number) => {
            Err("a counter's values are no numbers".to_owned())
        }
        "i" if !["g", "p", "t"].contains(&fields["s"].as_str().unwrap_or_default()) => {
            Err("an instant has no scope".to_owned())
        }
        "M" => check_metadata(fields["name"].as_str().unwrap_or_default(), args),
        _ => Ok(()),
    }
}

fn check_metadata(name: &str, args: &Map<String, Value>) -> Result<(), String> {
    let good = match name {
        "process_name" | "thread_name" => args.get("name").is_some_and(Value::is_string),
        "process_sort_index" | "thread_sort_index" => args.get("sort_index").is_some_and(Value::is_i64),
        _ => return Err("there is no such metadata".to_owned()),
    };
    if good { Ok(()) } else { Err("metadata without its value".to_owned()) }
}

/// Times never run backwards.
fn check_order(events: &[Value]) -> Result<(), String> {
    let times: Vec<_> =
        events.iter().filter(|event| kind(event) != "M").map(|event| number(event, "ts")).collect();
    if times.is_sorted() { Ok(()) } else { Err("times run backwards".to_owned()) }
}

/// Every process and every thread has one name, and a thread's number belongs to one process.
fn check_names(events: &[Value]) -> Result<(), String> {
    let (mut processes, mut threads) = (HashSet::new(), HashSet::new());
    for event in events.iter().filter(|event| kind(event) == "M") {
        let (pid, tid) = lane(event);
        let new = match event["name"].as_str() {
            Some("process_name") => processes.insert(pid),
            Some("thread_name") => threads.insert((pid, tid)),
            _ => true,
        };
        if !new {
            return Err(format!("{pid}/{tid} has two names"));
        }
    }
    let mut numbers = HashMap::new();
    for event in events.iter().filter(|event| kind(event) != "M") {
        let (pid, tid) = lane(event);
        if !processes.contains(&pid) || !threads.contains(&(pid, tid)) {
            return Err(format!("{pid}/{tid} has no name"));
        }
        if *numbers.entry(tid).or_insert(pid) != pid {
            return Err(format!("thread {tid} is in two processes"));
        }
    }
    Ok(())
}

fn slices(events: &[Value]) -> HashMap<Lane, Vec<Length>> {
    let mut slices: HashMap<Lane, Vec<Length>> = HashMap::new();
    for event in events.iter().filter(|event| kind(event) == "X") {
        let start = number(event, "ts");
        slices.entry(lane(event)).or_default().push((start, start + number(event, "dur")));
    }
    slices
}

/// Of two events of a thread, one lies in the other, or they do not touch but at their ends.
fn check_nesting(slices: &[Length]) -> Result<(), String> {
    let mut open: Vec<Length> = Vec::new();
    let mut sorted = slices.to_vec();
    sorted.sort_by_key(|slice| (slice.0, std::cmp::Reverse(slice.1)));
    for slice in sorted {
        while open.last().is_some_and(|outer| outer.1 <= slice.0) {
            open.pop();
        }
        if open.last().is_some_and(|outer| outer.1 < slice.1) {
            return Err(format!("{slice:?} overlaps {:?}", open.last()));
        }
        open.push(slice);
    }
    Ok(())
}

/// Each arrow begins once, ends once and not before, in another thread, and both its ends lie in an event.
fn check_flows(events: &[Value], slices: &HashMap<Lane, Vec<Length>>) -> Result<(), String> {
    let mut begun: HashMap<u64, (u64, Lane)> = HashMap::new();
    let mut ended = HashSet::new();
    for event in events.iter().filter(|event| ["s", "f"].contains(&kind(event))) {
        let (id, at, lane) = (number(event, "id"), number(event, "ts"), lane(event));
        let inside = |slice: &Length| slice.0 <= at && at <= slice.1;
        let before = |slices: &Vec<Length>| slices.partition_point(|slice| slice.0 <= at);
        if !slices.get(&lane).is_some_and(|slices| slices[..before(slices)].iter().rev().any(inside)) {
            return Err(format!("an arrow touches nothing: {event}"));
        }
        if kind(event) == "s" {
            if begun.insert(id, (at, lane)).is_some() {
                return Err(format!("arrow {id} begins twice"));
            }
        } else {
            let source = begun.get(&id).ok_or_else(|| format!("arrow {id} ends before it begins"))?;
            if event["bp"] != "e" || source.0 > at || source.1 == lane || !ended.insert(id) {
                return Err(format!("arrow {id} ends wrongly"));
            }
        }
    }
    if begun.len() == ended.len() { Ok(()) } else { Err("an arrow has no end".to_owned()) }
}
