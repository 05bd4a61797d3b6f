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
use crate::trace::{Outcome, Trace};

/// Both variants of a scene.
#[derive(Clone, Copy, Debug)]
pub struct Programs {
    /// The async variant, as a main task.
    pub run: fn(Settings) -> LocalBoxFuture<'static, Outcome>,
    /// The blocking variant.
    pub block: fn(&Settings) -> Outcome,
}

impl Programs {
    /// The trace of the async variant in virtual time.
    #[must_use]
    pub fn simulate(&self, settings: &Settings) -> Trace {
        let host = VirtualHost::new();
        let runtime = Runtime::new(Rc::clone(&host) as _, (self.run)(settings.clone()));
        host.run(&runtime, virtual_host::LIMIT);
        Trace::from(&runtime)
    }

    /// The trace of the blocking variant in virtual time.
    #[must_use]
    pub fn simulate_blocking(&self, settings: &Settings) -> Trace {
        blocking::run(VirtualHost::new(), || (self.block)(settings)).trace().clone()
    }
}

/// What of a scene it takes to run it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Runnable {
    id: &'static str,
    params: &'static [Param],
    seed: u64,
    programs: Programs,
}

impl Runnable {
    pub(super) const fn of(scene: &Scene, programs: Programs) -> Self {
        Self { id: scene.id, params: scene.params, seed: scene.seed, programs }
    }

    pub(super) const fn programs(&self) -> &Programs {
        &self.programs
    }
}

pub(super) fn find(id: &str) -> Option<&'static Runnable> {
    RUNNABLE.iter().find(|runnable| runnable.id == id)
}

/// The programs of a scene and its settings, from the scene's address: `hundred-urls?n=20`.
/// Parameters that cannot be read are at their defaults; the page has told the reader.
///
/// # Errors
///
/// A sentence, when there is no such scene.
pub fn program(address: &str) -> Result<(Programs, Settings), String> {
    let (id, query) = address.split_once('?').unwrap_or((address, ""));
    let runnable = find(id).ok_or_else(|| format!("there is no scene “{id}”"))?;
    Ok((runnable.programs, Settings::read(runnable.params, runnable.seed, query)))
}

/// The query of a scene's address with all its parameters and the seed, also those at their defaults, and
/// the network; the rest of an address is not about what is run.
///
/// # Errors
///
/// A sentence, when there is no such scene.
pub fn whole_query(id: &str, query: &str) -> Result<String, String> {
    let (_, settings) = program(&format!("{id}?{query}"))?;
    let mut whole = form_urlencoded::Serializer::new(settings.whole_query());
    whole.append_pair("seed", &settings.seed.to_string());
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|pair| KEPT.contains(&&*pair.0));
    Ok(whole.extend_pairs(kept).finish())
}

/// What of an address is no parameter, and still belongs to a run.
const KEPT: [&str; 3] = ["pace", "network", "thread"];

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
            let (programs, settings) = program(&format!("hundred-urls?{query}")).ok().unwrap();
            assert_eq!(settings, address);
            let lines = |trace: &Trace| trace.records().map(|record| record.at).collect::<Vec<_>>();
            let [run, block] = [scene.simulate(&address), scene.simulate_blocking(&address)];
            assert_eq!(lines(&programs.simulate(&settings)), lines(&run));
            assert_eq!(lines(&programs.simulate_blocking(&settings)), lines(&block));
        }
        assert_eq!(program("nothing").err().unwrap(), "there is no scene “nothing”");
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
        assert_eq!(check("nothing", ""), Err("there is no scene “nothing” here".to_owned()));
    }
}
