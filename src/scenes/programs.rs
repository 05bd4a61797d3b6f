//! The code of the scenes.
//!
//! Whoever runs a scene looks it up here and nowhere else, so that its download has none of the
//! texts that only the page shows; and the page, which shows them, has none of this.

use std::rc::Rc;

use futures::future::LocalBoxFuture;

use super::RUNNABLE;
use super::params::{Param, Settings};
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
}
