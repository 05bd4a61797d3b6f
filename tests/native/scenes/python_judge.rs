//! The judge of the Python files can be trusted: its generator and its network are the runtime's, its
//! clock passes when it should, and a difference is noticed and named.

use std::time::Duration;

use meanwhile::runtime::http::{self, HttpError};
use meanwhile::runtime::{
    Failure, NetworkError, Plan, Pool, Random, blocking, join_all, println, simulate, simulate_blocking,
    spawn, squares, timeout,
};
use meanwhile::scenes::Difference;
use meanwhile::trace::Micros;

use crate::support::cpython::version;
use crate::support::jobs::{Job, TakesJobs as _};
use crate::support::ms;
use crate::support::python::{self, File, Line, compare, printed};

/// What a program of `tests/python/programs` printed; none where there is no `CPython`.
fn played(program: &str) -> Option<File> {
    version(&format!("playing {program} with CPython"))?;
    python::run(&[format!("tests/python/programs/{program}.py")]).pop()
}

fn texts(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

/// The bits of a number, as Python's `float.hex` writes them.
fn hex(number: f64) -> String {
    let bits = number.to_bits();
    let exponent = i64::try_from(bits >> 52).unwrap() - 1023;
    format!("0x1.{:013x}p{exponent:+}", bits & ((1 << 52) - 1))
}

#[test]
fn the_same_seed_gives_the_same_draws() {
    let Some(file) = played("draws") else { return };
    let mut ours = Vec::new();
    for seed in [0, 1, 7, u64::MAX] {
        let mut random = Random::new(seed);
        for _ in 0..20 {
            ours.push(format!("{seed} {}", hex(random.share())));
            ours.push(format!("{seed} {}", Micros::from(random.between(ms(100), ms(400))).0));
        }
    }
    assert_eq!(texts(&file.run().lines), ours);
    assert_eq!(texts(&file.block().lines), [hex(Random::new(1).share())]);
}

#[test]
fn its_clock_passes_by_sleeping_and_spinning_and_not_by_looking() {
    let Some(file) = played("clock") else { return };
    let times: Vec<_> = file.block().lines.iter().map(|line| line.at.to_string()).collect();
    assert_eq!(texts(&file.block().lines), times, "what the program measures is not the time of printing");
    let mut due = vec!["0.000000", "0.100000", "0.300000", "0.400000", "0.600000", "0.700000", "0.900000"];
    due.extend(["1.200000"; 6]);
    due.push("1.200005");
    assert_eq!(times, due);
    let run: Vec<_> = file.run().lines.iter().map(ToString::to_string).collect();
    let due = [
        "“worked” at 0.150000 s",
        "“slept, held the thread” at 0.250000 s",
        // Due at 0.1 s, and only now there is a turn for it.
        "“tick 0” at 0.250000 s",
        "“tick 1” at 0.350000 s",
        "“tick 2” at 0.450000 s",
    ];
    assert_eq!(run, due);
}

/// Lines with their times in milliseconds, to the microsecond.
fn timed(lines: &[Line]) -> Vec<String> {
    assert!(lines.iter().all(|line| line.at.0 % 1_000 == 0), "{lines:?}");
    lines.iter().map(|line| format!("{} {}", line.at.0 / 1_000, line.text)).collect()
}

#[test]
fn threads_and_processes_run_beside_each_other_and_beside_the_loop() {
    let Some(file) = played("threads") else { return };
    let run = "0 thread begins|100 tick 0|200 tick 1|250 thread ends|250 thread|250 a begins|250 b begins\
               |300 tick 2|400 tick 3|450 a ends|450 c begins|550 b ends|650 c ends|650 ['a', 'b', 'c']\
               |750 on purpose|850 broken|850 broken";
    assert_eq!(timed(&file.run().lines), run.split('|').collect::<Vec<_>>());
    let block = "0 started|0 a begins|0 b begins|200 b ends|300 a ends|300 joined\
                 |300 c begins|300 d begins|400 d ends|400 e begins|500 e ends|600 c ends|600 c d e\
                 |600 f begins|600 g begins|700 g ends|700 got g|800 f ends|800 got f\
                 |800 put 1|800 put 2|800 put 3|900 took 1|900 put None|1000 took 2|1000 put None|1100 took 3\
                 |1100 0 [False, False]|1600 nothing came|1850 over";
    assert_eq!(timed(&file.block().lines), block.split('|').collect::<Vec<_>>());
    let error = file.block().error.clone().unwrap();
    assert!(error.contains("every thread waits, and nothing will ever wake one"), "{error}");
}

#[test]
fn threads_that_compute_have_one_lock_and_processes_one_each() {
    let Some(file) = played("global_lock") else { return };
    let run = "50 a is done|55 b is done|60 c is done|80 d is done|80 e is done|80 f is done";
    assert_eq!(timed(&file.run().lines), run.split('|').collect::<Vec<_>>());
    let block =
        "50 a is done|55 b is done|60 c is done|80 a is done|80 b is done|80 c is done|100 main is done";
    assert_eq!(timed(&file.block().lines), block.split('|').collect::<Vec<_>>());
}

#[test]
fn its_squares_cost_what_the_runtimes_do_and_other_sums_nothing() {
    let Some(file) = played("squares") else { return };
    assert_eq!((&file.run().error, &file.block().error), (&None, &None));
    let ours = simulate(async {
        for range in [0..10_000_000, 5_000_000..15_000_000, 7..7] {
            println!("{}", squares(range));
        }
        // The threads of one process share its lock.
        let pool = Pool::new(2).global_lock(ms(5));
        let jobs = [5_000_000, 2_000_001]
            .map(|end| pool.take(Job::new("job").squares(0..end).print(squares_below(end).to_string())));
        join_all(jobs).await;
    });
    assert_eq!(compare("squares", &printed(&ours), &file.run().lines, &[]).complaints, [""; 0]);
    let due = "0 6 15 [1, 2]|0 999000|0 29|0 120|0 0 14 0|1 5208302083375001";
    assert_eq!(timed(&file.block().lines), due.split('|').collect::<Vec<_>>());
}

/// By the formula, which takes no virtual time.
fn squares_below(end: u64) -> u128 {
    let end = u128::from(end);
    (end - 1) * end * (2 * end - 1) / 6
}

/// The plans of `exchanges.py`.
fn plans() -> Vec<(&'static str, Plan)> {
    let taking = |micros| Plan::taking(Micros(micros));
    let tenth = || taking(100_000);
    vec![
        ("posts/7", taking(500_000)),
        ("posts/100", taking(13)),
        ("posts/101", Plan { status: 500, ..tenth() }),
        ("posts/0", Plan::default()),
        ("users/1000", tenth()),
        ("users/1001", tenth()),
        ("posts/1", Plan { status: 503, ..tenth() }),
        ("posts/1", Plan { status: 204, failure: Some(Failure::Reset), ..tenth() }),
        ("bytes/25", Plan { chunks: 3, ..tenth() }),
        ("bytes/0", Plan { chunks: 3, ..tenth() }),
        ("bytes/10", Plan { failure: Some(Failure::Refused), ..tenth() }),
        ("bytes/100", Plan { chunks: 7, failure: Some(Failure::Reset), ..tenth() }),
        ("somewhere", Plan { size: Some(12), chunks: 5, ..tenth() }),
    ]
}

fn said(path: &str, status: &str, body: &[u8]) {
    println!("/{path} {status} {} {}", body.len(), String::from_utf8_lossy(&body[..body.len().min(48)]));
}

fn failed(path: &str, error: &HttpError) {
    match error {
        HttpError::Network(NetworkError::Refused { .. }) => println!("/{path} refused"),
        HttpError::Network(NetworkError::Reset { .. }) => println!("/{path} reset"),
        HttpError::Network(NetworkError::TimedOut { .. }) => println!("/{path} timed out"),
        other => panic!("{other}"),
    }
}

async fn get(path: &str, plan: Plan) {
    let exchange = async {
        let response = http::get(path).plan(plan).await?;
        let status = response.status().to_string();
        said(path, &status, &response.bytes().await?);
        Ok(())
    };
    exchange.await.unwrap_or_else(|error| failed(path, &error));
}

async fn stream(path: &str, plan: Plan) {
    let exchange = async {
        let mut response = http::get(path).plan(plan).await?;
        println!("/{path} {}", response.status());
        while let Some(part) = response.chunk().await? {
            said(path, "part", &part);
        }
        println!("/{path} over");
        Ok(())
    };
    exchange.await.unwrap_or_else(|error| failed(path, &error));
}

async fn limited() {
    for plan in
        [Plan { failure: Some(Failure::Hang), ..Plan::default() }, Plan::taking(Micros::from_secs(10.0))]
    {
        if timeout(Duration::from_secs(3), get("posts/1", plan)).await.is_err() {
            println!("late");
        }
    }
}

#[test]
fn its_network_answers_as_the_runtimes_does() {
    let Some(file) = played("exchanges") else { return };
    let ours = simulate(async {
        for (path, plan) in plans() {
            get(path, plan).await;
        }
        for (path, plan) in plans() {
            stream(path, plan).await;
        }
        join_all(plans().into_iter().map(|(path, plan)| spawn("get", get(path, plan)))).await;
        join_all(plans().into_iter().map(|(path, plan)| spawn("stream", stream(path, plan)))).await;
        limited().await;
    });
    assert_eq!(file.run().error, None);
    assert_eq!(compare("exchanges", &printed(&ours), &file.run().lines, &[]).complaints, [""; 0]);
}

#[test]
fn its_network_holds_the_thread_as_the_runtimes_does() {
    let Some(file) = played("exchanges") else { return };
    let ours = simulate_blocking(|| {
        let hang = Plan { failure: Some(Failure::Hang), ..Plan::default() };
        let late = Plan::taking(Micros::from_secs(10.0));
        for (path, plan) in plans().into_iter().chain([("posts/1", hang), ("posts/1", late)]) {
            match blocking::get(path).plan(plan).timeout(Duration::from_secs(3)).send() {
                Ok(response) => said(path, &response.status().to_string(), &response.clone().into_bytes()),
                Err(error) => failed(path, &error),
            }
        }
    });
    assert_eq!(file.block().error, None);
    assert_eq!(compare("exchanges", &printed(&ours), &file.block().lines, &[]).complaints, [""; 0]);
}

fn lines(all: &[(u64, &str)]) -> Vec<Line> {
    all.iter().map(|(at, text)| Line { at: Micros(*at), text: (*text).to_owned() }).collect()
}

#[test]
fn a_difference_is_named_with_both_texts_and_times() {
    let rust = lines(&[(0, "begins"), (1_000_000, "ends")]);
    let python = lines(&[(0, "begins"), (1_000_001, "ends"), (2_000_000, "again")]);
    let comparison = compare("a scene", &rust, &python, &[]);
    assert_eq!((comparison.lines, comparison.same), (2, 1));
    assert_eq!(
        comparison.complaints,
        [
            "a scene, line 2: Rust prints “ends” at 1.000000 s, and Python “ends” at 1.000001 s.",
            "a scene: Python prints 1 lines more than Rust; the first is “again” at 2.000000 s.",
        ]
    );
    let silent = compare("a scene", &rust, &[], &[]);
    assert_eq!(
        silent.complaints[1],
        "a scene, line 2: Rust prints “ends” at 1.000000 s, and Python nothing."
    );
}

#[test]
fn many_differences_are_counted() {
    let rust = lines(&[(1, "a"); 10]);
    let comparison = compare("a scene", &rust, &lines(&[(2, "a"); 10]), &[]);
    assert_eq!(comparison.complaints.len(), 4);
    assert_eq!(comparison.complaints[3], "a scene: 7 lines more differ.");
}

#[test]
fn a_line_that_differs_for_a_reason_is_excused_and_nothing_else() {
    let entry = |line| Difference { program: "async", line, reason: "the weather" };
    let rust = lines(&[(0, "begins"), (1, "here"), (2, "ends")]);
    let there = lines(&[(0, "begins"), (1, "there"), (2, "ends")]);
    let left_out = lines(&[(0, "begins"), (2, "ends")]);
    for python in [&there, &left_out] {
        let comparison = compare("a scene", &rust, python, &[entry("here")]);
        assert_eq!((comparison.same, comparison.complaints.len()), (2, 0));
    }
    let idle = compare("a scene", &rust, &rust, &[entry("here")]);
    assert_eq!(
        idle.complaints,
        ["a scene: `differs` names “here”, but no line of this text differs; take the entry away."]
    );
}
