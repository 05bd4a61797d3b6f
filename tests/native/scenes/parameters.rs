//! Whatever the reader chooses, every scene runs to its end: each parameter at its least and at its
//! greatest, beyond them, and ten thousand sets at random.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use meanwhile::scenes::{self, Param, Scene, Settings};
use meanwhile::trace::{Lanes, Outcome, ThreadUse, Trace, What};
use oorandom::Rand64;

use crate::support::invariants::{
    folds_agree_with_the_oracle, segments_are_in_order, spans_add_up, spans_cover_lanes,
};

/// How many sets are drawn, of all scenes together.
const SETS: usize = 10_000;
/// Random sets have no greater counts and no more choices to make than this: the greatest are tested
/// one by one, and the wide runs are not the surprising ones.
const MOST: u32 = 40;
/// Where one parameter is at its end, the others are at their defaults, and no greater than this: ten
/// thousand tasks are as many for every other parameter.
const OTHERS: u32 = 500;
/// No run has more records.
const RECORDS: usize = 2_000_000;
/// Up to this many records each moment of a run is looked up on its own: slow, and obvious.
const LOOKED_UP: usize = 80;
/// A run that takes longer, in real time, is taken for one that never ends: a hundred times what the
/// longest takes.
const PATIENCE: Duration = Duration::from_mins(10);
/// The random sets are split over the threads of the test harness.
const SHARDS: usize = 4;

/// A scene's address: what a reader would open to see the run.
fn address(scene: &Scene, settings: &Settings) -> String {
    format!("{}?{}&seed={}", scene.id, settings.query(), settings.seed)
}

/// Runs all programs and says what is wrong with them, if anything is.
fn problems(scene: &Scene, settings: &Settings) -> Vec<String> {
    let checked = scene.programs.iter().enumerate().filter_map(|(number, program)| {
        let trace = scene.simulate(number, settings);
        let workers = usize::from(scene.workers(number, settings));
        let problem = of_run(&trace, RECORDS).and_then(|()| of_workers(&trace, workers)).err()?;
        Some(format!("{} ({}): {problem}", address(scene, settings), program.name))
    });
    checked.collect()
}

/// A scene says how many threads it needs, and no run has more.
fn of_workers(trace: &Trace, declared: usize) -> Result<(), String> {
    let started = ThreadUse::of(trace).workers().len();
    if started > declared {
        return Err(format!("it starts {started} threads, and its `workers` speak of {declared}"));
    }
    Ok(())
}

fn of_run(trace: &Trace, records: usize) -> Result<(), String> {
    if trace.len() > records {
        return Err(format!("it leaves {} records, and {records} must do", trace.len()));
    }
    if Lanes::of(trace).main_end().is_none() {
        return Err("its main task is not over, and never will be".to_owned());
    }
    for record in trace.records() {
        if let What::Finished { outcome: Outcome::Panicked } = record.what {
            return Err(format!("the task number {} panics at {} s", record.task.0, record.at));
        }
    }
    let now = trace.last();
    let mut checks =
        vec![spans_cover_lanes(trace, now), spans_add_up(trace, now), segments_are_in_order(trace, now)];
    if trace.len() <= LOOKED_UP {
        checks.push(folds_agree_with_the_oracle(trace));
    }
    checks.into_iter().collect::<Result<(), _>>().map_err(|error| error.to_string())
}

/// Checks these runs on a thread of its own, and fails with all that is wrong; also when one of
/// them does not end.
fn assert_all_end(runs: impl Iterator<Item = (&'static Scene, Settings)> + Send + 'static) {
    let (progress, at) = mpsc::channel();
    let thread = thread::spawn(move || {
        let mut wrong = Vec::new();
        for (scene, settings) in runs {
            let _ = progress.send(address(scene, &settings));
            wrong.extend(problems(scene, &settings));
        }
        wrong
    });
    let mut address = String::new();
    loop {
        match at.recv_timeout(PATIENCE) {
            Ok(next) => address = next,
            Err(RecvTimeoutError::Timeout) => panic!("{address} does not end"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let mut wrong = thread.join().unwrap_or_else(|_| panic!("{address} cannot be run"));
    let count = wrong.len();
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{count} runs are not as they should be:\n{}", wrong.join("\n"));
}

/// The counts whose defaults are great, but for one, and what stands in their place.
fn lowered(scene: &'static Scene, but: &'static Param) -> impl Iterator<Item = (&'static Param, u32)> {
    let great = |param: &&Param| param.unit.is_empty() && param.default > OTHERS.max(param.min);
    let others = scene.params.iter().filter(move |param| *param != but);
    others.filter(great).map(|param| (param, OTHERS.max(param.min)))
}

/// A scene's settings with some parameters at these values.
fn with(scene: &Scene, values: impl IntoIterator<Item = (&'static Param, u32)>) -> Settings {
    let mut settings = scene.defaults();
    for (param, value) in values {
        settings.set(param.name, &param.word(value)).unwrap();
    }
    settings
}

#[test]
fn each_parameter_at_its_ends_lets_every_scene_end() {
    assert_all_end(scenes::ALL.iter().flat_map(|scene| {
        scene.params.iter().flat_map(move |param| {
            // Of choices, all.
            let values = if param.choices.is_empty() {
                vec![param.min, param.max]
            } else {
                (param.min..=param.max).collect()
            };
            values
                .into_iter()
                .map(move |value| (scene, with(scene, lowered(scene, param).chain([(param, value)]))))
        })
    }));
}

#[test]
fn all_parameters_at_their_ends_let_every_scene_end() {
    assert_all_end(scenes::ALL.iter().flat_map(|scene| {
        let ends: [fn(&Param) -> u32; 2] = [|param| param.min, |param| param.max];
        ends.map(|end| (scene, with(scene, scene.params.iter().map(|param| (param, end(param))))))
    }));
}

/// The greatest value of a parameter in random sets.
fn most(param: &Param) -> u32 {
    let is_count = param.choices.is_empty() && param.unit.is_empty();
    if is_count { param.max.min(param.min.saturating_add(MOST)) } else { param.max }
}

/// A value within a parameter's range. The ends are where mistakes are; counts are mostly small.
fn any_value(param: &Param, random: &mut Rand64) -> u32 {
    let most = most(param);
    let up_to = |random: &mut Rand64, most: u32| {
        u32::try_from(random.rand_range(u64::from(param.min)..u64::from(most) + 1)).unwrap()
    };
    match random.rand_range(0..20) {
        0 | 1 => param.min,
        2 => most,
        _ if param.unit.is_empty() => {
            let below = up_to(random, most);
            up_to(random, below)
        }
        _ => up_to(random, most),
    }
}

fn any_settings(scene: &'static Scene, random: &mut Rand64) -> Settings {
    let values: Vec<_> = scene.params.iter().map(|param| (param, any_value(param, random))).collect();
    let mut settings = with(scene, values);
    settings.seed = random.rand_u64();
    settings
}

/// One of the shards: every scene has its sets, an equal number.
fn random_sets(shard: usize) {
    let scenes = scenes::ALL.iter().enumerate().filter(move |(place, _)| place % SHARDS == shard);
    let sets = SETS.div_ceil(scenes::ALL.len());
    assert_all_end(scenes.flat_map(move |(place, scene)| {
        let mut random = Rand64::new(place as u128);
        (0..sets).map(move |_| (scene, any_settings(scene, &mut random)))
    }));
}

#[test]
fn random_sets_let_every_scene_end_1() {
    random_sets(0);
}

#[test]
fn random_sets_let_every_scene_end_2() {
    random_sets(1);
}

#[test]
fn random_sets_let_every_scene_end_3() {
    random_sets(2);
}

#[test]
fn random_sets_let_every_scene_end_4() {
    random_sets(3);
}

#[test]
fn as_many_threads_as_it_says_are_started_by_every_scene() {
    for scene in scenes::ALL {
        let settings = scene.defaults();
        for (number, run) in scene.simulate_all(&settings).iter().enumerate() {
            let declared = usize::from(scene.workers(number, &settings));
            assert_eq!(ThreadUse::of(run).workers().len(), declared, "{}, {number}", scene.id);
        }
    }
}

/// What is no value of a parameter: beyond its ends, and no number at all.
fn beyond(param: &Param) -> Vec<String> {
    let mut texts =
        vec![String::new(), "-1".to_owned(), "NaN".to_owned(), "1e3".to_owned(), "soon".to_owned()];
    texts.extend(["4294967296", "99999999999999999999", "１"].map(str::to_owned));
    texts.push((u64::from(param.max) + 1).to_string());
    texts.extend(param.min.checked_sub(1).map(|below| below.to_string()));
    texts
}

#[test]
fn what_is_beyond_gives_a_sentence_and_changes_nothing() {
    for scene in scenes::ALL {
        for param in scene.params {
            for text in beyond(param) {
                let mut settings = scene.defaults();
                let problem = settings.set(param.name, &text).expect_err(&format!("{}={text}", param.name));
                let sentence = problem.to_string();
                let named = sentence.contains(&format!("“{}={text}”", param.name));
                assert!(named && sentence.ends_with(" is used instead."), "{}: {sentence}", scene.id);
                assert_eq!(
                    settings,
                    scene.defaults(),
                    "{}: {}={text} changed something",
                    scene.id,
                    param.name
                );
            }
        }
        let unknown = scene.defaults().set("nothing-of-the-kind", "1").expect_err(scene.id).to_string();
        assert_eq!(unknown, "“nothing-of-the-kind” is not a parameter of this scene; it is ignored.");
    }
}

mod what_is_wrong_is_named {
    use super::*;
    use meanwhile::runtime::{println, simulate, simulate_blocking, spawn};

    #[test]
    fn a_program_that_waits_for_ever() {
        let trace = simulate(std::future::pending::<()>());
        assert_eq!(of_run(&trace, 100).unwrap_err(), "its main task is not over, and never will be");
    }

    #[test]
    fn a_program_that_panics() {
        let trace = simulate(async {
            let _ = spawn("wrong", async { assert!(scenes::ALL.is_empty(), "on purpose") }).await;
        });
        assert_eq!(of_run(&trace, 100).unwrap_err(), "the task number 1 panics at 0.000000 s");
        let trace = simulate_blocking(|| assert!(scenes::ALL.is_empty(), "on purpose"));
        assert_eq!(of_run(&trace, 100).unwrap_err(), "the task number 0 panics at 0.000000 s");
    }

    #[test]
    fn a_program_that_never_stops_talking() {
        let trace = simulate_blocking(|| (0..=100).for_each(|_| println!("again")));
        assert!(of_run(&trace, 100).unwrap_err().starts_with("it leaves 105 records"));
    }

    #[test]
    fn random_values_are_in_range_and_reach_both_ends() {
        for scene in scenes::ALL {
            for param in scene.params {
                let mut random = Rand64::new(1);
                let values: Vec<_> = (0..500).map(|_| any_value(param, &mut random)).collect();
                assert!(values.iter().all(|value| (param.min..=param.max).contains(value)));
                assert!(values.contains(&param.min), "{}: {} is never at its least", scene.id, param.name);
                assert!(values.contains(&most(param)), "{}: {} is never at its most", scene.id, param.name);
            }
        }
    }
}
