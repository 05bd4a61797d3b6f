//! The chart of a scene whose point is a curve.

use std::rc::Rc;

use yew::prelude::*;

use super::model::Model;
use super::scene_view::SceneView;
use super::session::RunState;
use crate::browser::Runner;
use crate::scenes::{Address, Chart, Scene};
use crate::timeline::chart::{Plot, Point, Series};
use crate::timeline::label;
use crate::trace::{Lanes, ThreadUse, Totals, Trace};

/// How many runs a sweep is made of.
const SAMPLES: u32 = 8;

/// What a chart shows before anything ran: the same for the same address.
#[derive(Clone, Debug, PartialEq)]
struct Curve {
    chart: Chart,
    plot: Plot,
}

impl Curve {
    /// Computes the curve of a scene in virtual time; none for a scene without a chart, and where
    /// the simulation breaks (the page says so elsewhere).
    fn of(scene: &Scene, address: &Address, model: &Model, runner: &Runner) -> Option<Self> {
        let chart = crate::scenes::chart(scene.id)?;
        let lines = match chart {
            Chart::Sweep { param, least } => sweep(scene, address, param, least, runner)?,
            Chart::Pairs { x, y } => {
                model.simulation().runs.iter().map(|run| pairs(&run.trace, x, y)).collect()
            }
        };
        let series = scene.programs.iter().zip(lines).map(|(program, line)| Series {
            name: program.words(),
            class: program.kind.word(),
            line,
            dots: Vec::new(),
        });
        Some(Self { chart, plot: Plot { series: series.collect() } })
    }
}

/// The reader's own runs, as points beside the computed lines.
#[derive(Clone, Debug, Default, PartialEq)]
struct Dots {
    /// All parameters but the one along the axis: other values of these make another chart.
    others: String,
    /// Those of each program.
    points: Vec<Vec<Point>>,
}

impl Dots {
    /// With what a run that is over adds.
    fn with(&self, chart: Chart, address: &Address, model: &Model) -> Self {
        let others = others(chart, address);
        let mut points = if self.others == others { self.points.clone() } else { Vec::new() };
        points.resize(model.numbers().len(), Vec::new());
        for (number, points) in points.iter_mut().enumerate() {
            match chart {
                Chart::Sweep { param, .. } => {
                    let x = f64::from(address.settings.get(param));
                    points.extend(model.totals(number).map(|totals| (x, totals.wall.secs())));
                }
                Chart::Pairs { x, y } => *points = pairs(&model.shown(number).trace, x, y),
            }
        }
        Self { others, points }
    }

    /// The points of each program that belong to a chart.
    fn of(&self, chart: Chart, address: &Address) -> &[Vec<Point>] {
        if self.others == others(chart, address) { &self.points } else { &[] }
    }
}

fn others(chart: Chart, address: &Address) -> String {
    let query = address.query();
    let swept = match chart {
        Chart::Sweep { param, .. } => param,
        Chart::Pairs { .. } => "",
    };
    let others = query.split('&').filter(|pair| pair.split('=').next() != Some(swept));
    others.collect::<Vec<_>>().join("&")
}

/// The scene with one parameter at several values.
fn sweep(
    scene: &Scene,
    address: &Address,
    param: &str,
    least: u32,
    runner: &Runner,
) -> Option<Vec<Vec<Point>>> {
    let most = address.settings.get(param).max(least);
    let mut lines = vec![Vec::new(); scene.programs.len()];
    for sample in 0..=SAMPLES {
        let value = (most * sample / SAMPLES).max(1);
        let mut settings = address.settings.clone();
        settings.set(param, &value.to_string()).ok()?;
        let program = format!("{}?{}", scene.id, settings.query());
        for (number, line) in (0..).zip(&mut lines) {
            let trace = runner.simulate(&program, number).ok()?;
            let totals = Totals::at(&Lanes::of(&trace), &ThreadUse::of(&trace), trace.last());
            line.push((f64::from(value), totals.wall.secs()));
        }
    }
    Some(lines)
}

/// Each value of one quantity with the value of another that follows it.
fn pairs(trace: &Trace, x: &str, y: &str) -> Vec<Point> {
    let mut points = Vec::new();
    let mut at = None;
    for record in trace.records() {
        let Some((quantity, value)) = record.what.quantity() else { continue };
        #[expect(clippy::cast_precision_loss, reason = "counts, far below 2^53")]
        let value = value as f64;
        let name = trace.quantity_name(quantity);
        if name == x {
            at = Some(value);
        } else if name == y {
            points.extend(at.take().map(|at| (at, value)));
        }
    }
    points
}

/// The chart of a scene that has one, with a dot for each run that was finished since the page
/// was opened.
#[hook]
pub fn use_chart(view: &SceneView) -> Html {
    let (scene, address, session) = (view.scene, &view.address, &view.session);
    let model = Rc::as_ptr(&session.model) as usize;
    let curve = use_memo(model, |_| {
        let runner = session.runner.as_ref()?.as_ref().ok()?;
        Curve::of(scene, address, &session.model.borrow(), runner)
    });
    let dots = use_state(Dots::default);
    {
        let (dots, address, shown) = (dots.clone(), Rc::clone(address), Rc::clone(&session.model));
        use_effect_with((model, session.state.clone()), move |(_, state)| {
            if let (RunState::Finished, Some(chart)) = (state, crate::scenes::chart(scene.id)) {
                dots.set(dots.with(chart, &address, &shown.borrow()));
            }
        });
    }
    curve.as_ref().as_ref().map_or_else(Html::default, |curve| chart(curve, &dots, address))
}

/// The chart, with the reader's own runs as dots.
fn chart(curve: &Curve, dots: &Dots, address: &Address) -> Html {
    let mut plot = curve.plot.clone();
    for (series, dots) in plot.series.iter_mut().zip(dots.of(curve.chart, address)) {
        series.dots.clone_from(dots);
    }
    let (across, up) = match curve.chart {
        Chart::Sweep { param, .. } => (param, "seconds"),
        Chart::Pairs { x, y } => (x, y),
    };
    // Made of numbers and of our own words: nothing in it comes from outside.
    let picture = plot.svg(WIDTH, HEIGHT, &in_words(&plot, across, up));
    html! {
        <figure class="chart" aria-label="Chart">
            <figcaption><b>{ up }</b>{ format!(" over {across}. Lines are computed in virtual time; dots are your runs.") }</figcaption>
            { Html::from_html_unchecked(picture.into()) }
        </figure>
    }
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;

/// The ends of the lines, for those who do not see them.
fn in_words(plot: &Plot, across: &str, up: &str) -> String {
    let ends = plot.series.iter().filter_map(|Series { name, line, .. }| {
        let [from, to] = [line.first()?, line.last()?].map(|point| {
            format!("{} {up} at {} {across}", label::significant(point.1), label::significant(point.0))
        });
        Some(format!("{name}: from {from} to {to}. "))
    });
    ends.collect()
}
