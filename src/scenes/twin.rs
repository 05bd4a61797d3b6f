//! The blocking programs alone.
//!
//! The worker looks a scene up here and nowhere else, so that its download has neither the async
//! programs nor the texts that only the page shows.

use super::ALL;
use super::params::{Param, Settings};
use super::scene::Scene;
use crate::trace::Outcome;

/// What of a scene it takes to run its blocking program.
#[derive(Clone, Copy)]
struct Twin {
    id: &'static str,
    params: &'static [Param],
    seed: u64,
    block: fn(&Settings) -> Outcome,
}

impl Twin {
    const fn of(scene: &Scene) -> Self {
        Self { id: scene.id, params: scene.params, seed: scene.seed, block: scene.block }
    }
}

static TWINS: [Twin; ALL.len()] = {
    let mut twins = [Twin::of(&ALL[0]); ALL.len()];
    let mut place = 1;
    while place < ALL.len() {
        twins[place] = Twin::of(&ALL[place]);
        place += 1;
    }
    twins
};

/// The blocking program of a scene, with the parameters of its address: `hundred-urls?n=20`.
/// Parameters that cannot be read are at their defaults; the page has told the reader.
///
/// # Errors
///
/// A sentence, when there is no such scene.
pub fn blocking_program(address: &str) -> Result<impl FnOnce() -> Outcome + use<>, String> {
    let (id, query) = address.split_once('?').unwrap_or((address, ""));
    let twin = TWINS.iter().find(|twin| twin.id == id).ok_or_else(|| format!("there is no scene “{id}”"))?;
    let settings = Settings::read(twin.params, twin.seed, query);
    Ok(move || (twin.block)(&settings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::simulate_blocking;
    use crate::scenes;
    use crate::trace::Trace;

    #[test]
    fn it_is_the_scenes_own_program_with_the_settings_of_the_address() {
        for query in ["", "n=5&latency=80&seed=9&jitter=40", "n=x&pace=2"] {
            let scene = scenes::find("hundred-urls").unwrap();
            let settings = scenes::Address::parse(scene, query).settings;
            let program = blocking_program(&format!("hundred-urls?{query}")).ok().unwrap();
            let lines = |trace: &Trace| trace.records().map(|record| record.at).collect::<Vec<_>>();
            assert_eq!(lines(&simulate_blocking(program)), lines(&scene.simulate_blocking(&settings)));
        }
        assert_eq!(blocking_program("nothing").err().unwrap(), "there is no scene “nothing”");
    }
}
