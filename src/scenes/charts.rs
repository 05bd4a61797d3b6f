//! Scenes whose point is a curve: what is to be drawn of them beside their lanes.

/// A curve for each program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart {
    /// How long each program takes as one parameter grows, all others as they are: in virtual time,
    /// with the reader's own runs as points.
    Sweep {
        /// The parameter's name in addresses.
        param: &'static str,
        /// The axis goes up to the reader's value, and at least to this one.
        least: u32,
    },
    /// Pairs of two quantities that one run records, the first before the second.
    Pairs {
        /// The quantity along the axis.
        x: &'static str,
        /// The quantity whose height is drawn.
        y: &'static str,
    },
}

const CHARTS: [(&str, Chart); 2] = [
    ("followers", Chart::Sweep { param: "n", least: 24 }),
    ("throughput", Chart::Pairs { x: "clients", y: "requests a second" }),
];

/// The chart of a scene, if it has one.
#[must_use]
pub fn chart(id: &str) -> Option<Chart> {
    CHARTS.iter().find(|known| known.0 == id).map(|known| known.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenes::find;

    #[test]
    fn every_chart_is_of_a_scene_that_has_what_it_draws() {
        for (id, chart) in CHARTS {
            let scene = find(id).unwrap_or_else(|| panic!("there is no scene {id}"));
            match chart {
                Chart::Sweep { param, .. } => {
                    assert!(scene.params.iter().any(|known| known.name == param), "{id} has no {param}");
                }
                Chart::Pairs { x, y } => {
                    for trace in scene.simulate_all(&scene.defaults()) {
                        let quantities = trace.records().filter_map(|record| record.what.quantity());
                        let names: Vec<_> =
                            quantities.map(|(of, _)| trace.quantity_name(of).to_owned()).collect();
                        let whole = names.len() >= 4 && names.chunks(2).all(|pair| *pair == [x, y]);
                        assert!(whole, "{id}: {names:?}");
                    }
                }
            }
        }
    }
}
