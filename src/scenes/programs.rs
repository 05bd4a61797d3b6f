//! The code of the scenes.
//!
//! Whoever runs a scene looks it up here and nowhere else, so that its download has none of the
//! texts that only the page shows; and the page, which shows them, has none of this.

use std::rc::Rc;

use futures::future::LocalBoxFuture;

use super::RUNNABLE;
use super::params::{Pace, Param, Problem, Settings};
use super::scene::Scene;
use crate::runtime::{Runtime, VirtualHost, blocking, virtual_host};
use crate::trace::run_file::MOST_PROGRAMS;
use crate::trace::{Outcome, ProgramKind, Trace};

/// The code of one program of a scene.
#[derive(Clone, Copy, Debug)]
pub enum Code {
    /// Of an async program: its main task.
    Async(fn(Settings) -> LocalBoxFuture<'static, Outcome>),
    /// Of a blocking program.
    Blocking(fn(&Settings) -> Outcome),
}

impl Code {
    /// The trace of the program in virtual time.
    #[must_use]
    pub fn simulate(&self, settings: &Settings) -> Trace {
        match self {
            Self::Async(run) => {
                let host = VirtualHost::new();
                let runtime = Runtime::new(Rc::clone(&host) as _, run(settings.clone()));
                host.run(&runtime, virtual_host::LIMIT);
                Trace::from(&runtime)
            }
            Self::Blocking(block) => blocking::run(VirtualHost::new(), || block(settings)).trace().clone(),
        }
    }

    const fn is(&self, kind: ProgramKind) -> bool {
        matches!(
            (self, kind),
            (Self::Async(_), ProgramKind::Async) | (Self::Blocking(_), ProgramKind::Blocking)
        )
    }
}

/// What of a scene it takes to run it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Runnable {
    id: &'static str,
    params: &'static [Param],
    seed: u64,
    code: &'static [Code],
}

impl Runnable {
    /// Does not compile where a scene's words and its code do not fit: each program has its code, of its
    /// kind, and its count of threads.
    pub(super) const fn of(scene: &Scene, code: &'static [Code]) -> Self {
        let mut number = 0;
        while number < code.len() {
            assert!(code[number].is(scene.programs[number].kind), "a program's code is of another kind");
            number += 1;
        }
        assert!(0 < number && number == scene.programs.len() && number <= MOST_PROGRAMS);
        if let Some(workers) = scene.workers {
            assert!(workers.of.len() == number, "each program has its count of threads");
        }
        Self { id: scene.id, params: scene.params, seed: scene.seed, code }
    }

    pub(super) const fn code(&self) -> &'static [Code] {
        self.code
    }
}

pub(super) fn find(id: &str) -> Option<&'static Runnable> {
    RUNNABLE.iter().find(|runnable| runnable.id == id)
}

/// The program of this number of a scene and the scene's settings, from the scene's address:
/// `hundred-urls?n=20`. Parameters that cannot be read are at their defaults; the page has told the reader.
///
/// # Errors
///
/// A sentence, when there is no such scene, or no such program.
pub fn program(address: &str, number: usize) -> Result<(Code, Settings), String> {
    let (runnable, settings) = runnable(address)?;
    let code = runnable.code.get(number);
    let code = code.ok_or_else(|| format!("the scene “{}” has no program {number}", runnable.id))?;
    Ok((*code, settings))
}

fn runnable(address: &str) -> Result<(&'static Runnable, Settings), String> {
    let (id, query) = address.split_once('?').unwrap_or((address, ""));
    let runnable = find(id).ok_or_else(|| format!("there is no scene “{id}”"))?;
    Ok((runnable, Settings::read(runnable.params, runnable.seed, query)))
}

/// The query of a scene's address with all its parameters and the seed, also those at their defaults, and
/// the network; the rest of an address is not about what is run.
///
/// # Errors
///
/// A sentence, when there is no such scene.
pub fn whole_query(id: &str, query: &str) -> Result<String, String> {
    let (_, settings) = runnable(&format!("{id}?{query}"))?;
    let mut whole = form_urlencoded::Serializer::new(settings.whole_query());
    whole.append_pair("seed", &settings.seed.to_string());
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|pair| KEPT.contains(&&*pair.0));
    Ok(whole.extend_pairs(kept).finish())
}

/// What of an address is no parameter, and still belongs to a run.
const KEPT: [&str; 3] = ["pace", "network", "thread"];

/// Parameters that scenes had before they showed their programs side by side, which files of runs still
/// name.
const FORMER: [(&str, &str); 10] = [
    ("forgotten-await", "call"),
    ("blocked-loop", "sleep"),
    ("cooperation", "task-a"),
    ("gather-errors", "errors"),
    ("too-many", "way"),
    ("stream-download", "way"),
    ("gil", "lock"),
    ("kitchen", "cooks"),
    ("cpu-on-the-loop", "where"),
    ("thread-offload", "where"),
];

/// Looks whether there is a scene, and whether it takes everything that a query says.
///
/// # Errors
///
/// A sentence without a full stop, when there is no such scene, or when it does not.
pub fn check(id: &str, query: &str) -> Result<(), String> {
    let runnable = find(id).ok_or_else(|| format!("there is no scene “{id}” here"))?;
    let mut settings = Settings::defaults(runnable.params, runnable.seed);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let taken = match &*name {
            "network" => Ok(()),
            former if FORMER.contains(&(id, former)) => Ok(()),
            "pace" => Pace::parse(&value, Pace::ONE).map(drop),
            "seed" => value.parse::<u64>().map(drop).map_err(|_| Problem::NotANumber {
                name: name.to_string(),
                value: value.to_string(),
                used: runnable.seed.to_string(),
            }),
            _ => settings.set(&name, &value),
        };
        taken.map_err(|problem| problem.reason())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenes;
    use crate::trace::Trace;

    #[test]
    fn they_are_the_scenes_own_with_the_settings_of_the_address() {
        for query in ["", "n=5&latency=80&seed=9&jitter=40", "n=x&pace=2"] {
            let scene = scenes::find("hundred-urls").unwrap();
            let address = scenes::Address::parse(scene, query).settings;
            let lines = |trace: &Trace| trace.records().map(|record| record.at).collect::<Vec<_>>();
            for (number, trace) in scene.simulate_all(&address).iter().enumerate() {
                let (code, settings) = program(&format!("hundred-urls?{query}"), number).ok().unwrap();
                assert_eq!(settings, address);
                assert_eq!(lines(&code.simulate(&settings)), lines(trace));
            }
        }
        assert_eq!(program("nothing", 0).err().unwrap(), "there is no scene “nothing”");
        assert_eq!(program("chess", 2).err().unwrap(), "the scene “chess” has no program 2");
    }
    #[test]
    fn a_whole_query_names_everything_and_is_taken() {
        for scene in scenes::ALL {
            let query = whole_query(scene.id, "pace=2&theme=dark&t=1").ok().unwrap();
            assert_eq!(check(scene.id, &query), Ok(()), "{query}");
            assert!(query.ends_with(&format!("seed={}&pace=2", scene.seed)), "{query}");
            assert_eq!(query.matches('=').count(), scene.params.len() + 2, "{query}");
        }
    }

    #[test]
    fn what_a_scene_does_not_take_is_named() {
        let said = |query| check("hundred-urls", query).err().unwrap_or_default();
        assert_eq!(said("n=20&seed=18446744073709551615&pace=0.5&network=public"), "");
        assert_eq!(said("n=1000000000"), "“n=1000000000” is out of its range of 1 to 1000");
        assert_eq!(said("n=many"), "“n=many” is not a whole number");
        assert_eq!(said("colour=red"), "“colour” is not a parameter of this scene");
        assert_eq!(said("pace=0"), "“pace=0” is out of its range of 0.1 to 10000");
        assert_eq!(said("seed=x"), "“seed=x” is not a whole number");
        assert_eq!(check("blocked-loop", "sleep=awaited&length=10"), Ok(()), "an older file says it");
        assert_eq!(check("nothing", ""), Err("there is no scene “nothing” here".to_owned()));
    }
}
