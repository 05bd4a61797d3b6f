//! What an address says about a scene: parameters, and the names that every scene shares.

use super::params::{Pace, Problem, Settings};
use super::scene::Scene;
use crate::trace::ProgramKind;

/// A scene's address, read. What could not be read is at its default, and named in `problems`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The scene's parameters and the seed.
    pub settings: Settings,
    /// How many scene seconds pass in a real one.
    pub pace: Pace,
    /// The network: `local`, `public`, or a base URL. Not checked here.
    pub network: String,
    /// Whether the programs run on the page's own thread instead of workers.
    pub on_page: bool,
    /// A colour scheme that the address asks for.
    pub theme: Option<&'static str>,
    /// What was passed over, and why.
    pub problems: Vec<Problem>,
    scene_pace: Pace,
    scene_seed: u64,
}

/// The words for where programs run.
const WORKER: &str = "worker";
const PAGE: &str = "page";

const THEMES: [&str; 2] = ["light", "dark"];
/// Read elsewhere, or by later versions: known, so that no reader is told they are unknown.
const ELSEWHERE: [&str; 4] = ["t", "panels", "speed", "freeze"];

impl Address {
    /// Reads the query of an address, without `?`.
    #[must_use]
    pub fn parse(scene: &Scene, query: &str) -> Self {
        let mut address = Self {
            settings: scene.defaults(),
            pace: scene.pace,
            network: "local".to_owned(),
            on_page: false,
            theme: None,
            problems: Vec::new(),
            scene_pace: scene.pace,
            scene_seed: scene.seed,
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if let Err(problem) = address.set(&name, &value) {
                address.problems.push(problem);
            }
        }
        if address.on_page && !address.can_be_on_page(scene) {
            address.on_page = false;
            address.problems.push(not_a_choice("thread", PAGE, WORKER, WORKER));
        }
        address
    }

    /// Whether the page's own thread can run all programs: one that is held does not hear of others.
    #[must_use]
    pub fn can_be_on_page(&self, scene: &Scene) -> bool {
        let mut programs = scene.programs.iter().enumerate();
        programs.all(|(number, program)| {
            program.kind == ProgramKind::Async || scene.workers(number, &self.settings) == 0
        })
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        match name {
            "pace" => self.pace = Pace::parse(value, self.scene_pace)?,
            "seed" => self.settings.seed = self.parse_seed(value)?,
            "network" => value.clone_into(&mut self.network),
            "thread" => self.on_page = parse_thread(value)?,
            "theme" => self.theme = parse_theme(value)?,
            _ if ELSEWHERE.contains(&name) => {}
            _ => self.settings.set(name, value)?,
        }
        Ok(())
    }

    fn parse_seed(&self, value: &str) -> Result<u64, Problem> {
        value.parse().map_err(|_| Problem::NotANumber {
            name: "seed".to_owned(),
            value: value.to_owned(),
            used: self.scene_seed.to_string(),
        })
    }

    /// The query of this address, without `?`; what is at its default is left out.
    #[must_use]
    pub fn whole_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(self.query());
        if let Some(theme) = self.theme {
            query.append_pair("theme", theme);
        }
        query.finish()
    }

    /// The same without the colours, which are up to whoever reads it: all that a run depends on.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(self.settings.query());
        if self.settings.seed != self.scene_seed {
            query.append_pair("seed", &self.settings.seed.to_string());
        }
        if self.pace != self.scene_pace {
            query.append_pair("pace", &self.pace.to_string());
        }
        if self.network != "local" {
            query.append_pair("network", &self.network);
        }
        if self.on_page {
            query.append_pair("thread", PAGE);
        }
        query.finish()
    }
}

fn parse_theme(value: &str) -> Result<Option<&'static str>, Problem> {
    if value == "auto" {
        return Ok(None);
    }
    let theme = THEMES.into_iter().find(|theme| *theme == value);
    theme.map(Some).ok_or_else(|| not_a_choice("theme", value, "auto, light and dark", "auto"))
}

fn parse_thread(value: &str) -> Result<bool, Problem> {
    match value {
        WORKER => Ok(false),
        PAGE => Ok(true),
        _ => Err(not_a_choice("thread", value, "worker and page", WORKER)),
    }
}

fn not_a_choice(name: &str, value: &str, possible: &str, used: &str) -> Problem {
    let [name, value, possible, used] = [name, value, possible, used].map(str::to_owned);
    Problem::NotAChoice { name, value, possible, used }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenes;
    use proptest::prelude::*;

    fn parse(query: &str) -> Address {
        Address::parse(scenes::find("hundred-urls").unwrap(), query)
    }

    fn sentences(query: &str) -> Vec<String> {
        parse(query).problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_good_is_taken() {
        let address = parse("n=20&latency=300&seed=7&pace=2.5&network=public&theme=dark&t=1.5");
        assert_eq!(address.problems, []);
        assert_eq!(address.settings.get("n"), 20);
        assert_eq!(address.settings.millis("latency").as_millis(), 300);
        assert_eq!((address.settings.seed, address.pace), (7, Pace(2_500)));
        assert_eq!((address.network.as_str(), address.theme), ("public", Some("dark")));
    }

    #[test]
    fn what_is_bad_is_named_and_at_its_default() {
        assert_eq!(
            sentences("n=1000000000&latency=soon&pace=-1&seed=x&colour=red&theme=pink"),
            [
                "“n=1000000000” is out of its range of 1 to 1000; 100 is used instead.",
                "“latency=soon” is not a whole number; 500 ms is used instead.",
                "“pace=-1” is not a number with at most three decimals; 1 is used instead.",
                "“seed=x” is not a whole number; 1 is used instead.",
                "“colour” is not a parameter of this scene; it is ignored.",
                "“theme=pink” is none of auto, light and dark; auto is used instead.",
            ]
        );
        assert_eq!(parse("n=NaN").settings.get("n"), 100);
        assert_eq!(
            sentences("pace=20000"),
            ["“pace=20000” is out of its range of 0.1 to 10000; 1 is used instead."]
        );
        assert_eq!(sentences("pace=0.01").len(), 1);
    }

    #[test]
    fn programs_run_on_the_page_where_they_can() {
        let address = parse("thread=page&n=20");
        assert_eq!((address.on_page, address.query().as_str()), (true, "n=20&thread=page"));
        assert_eq!(parse("thread=worker").query(), "");
        assert_eq!(
            sentences("thread=moon"),
            ["“thread=moon” is none of worker and page; worker is used instead."]
        );
        // The blocking program of this one has threads of its own.
        let address = Address::parse(scenes::find("gil").unwrap(), "thread=page");
        assert_eq!((address.on_page, address.problems.len()), (false, 1));
    }

    #[test]
    fn defaults_leave_no_trace_in_the_query() {
        assert_eq!(parse("n=100&pace=1&seed=1&network=local&theme=auto").query(), "");
        assert_eq!(parse("n=20&pace=2").query(), "n=20&pace=2");
        let dark = parse("n=20&theme=dark");
        assert_eq!((dark.query().as_str(), dark.whole_query().as_str()), ("n=20", "n=20&theme=dark"));
    }

    proptest! {
        #[test]
        fn any_query_is_read_and_what_is_read_is_written_again(query in "[ -~]{0,60}|(n|latency|jitter|pace|seed)=[0-9.e-]{0,8}") {
            let address = parse(&query);
            let again = parse(&address.query());
            prop_assert_eq!(&again.problems, &[]);
            prop_assert_eq!(again.settings, address.settings);
            prop_assert_eq!(again.network, address.network);
        }
    }
}
