//! What hosts and tests learn of a run that is over.

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::browser::level::Level;
use crate::browser::view::Detail;
use crate::scenes::{Address, Scene};
use crate::trace::program::first_of;
use crate::trace::{Program, ProgramKind, Totals};
use crate::ui::model::Model;

/// The detail of `meanwhile:finish`.
pub(super) fn report(scene: &Scene, address: &Address, model: &Model, level: Option<Level>) -> Detail {
    let level = level.unwrap_or(Level::Simulated);
    let pace = model.pace().unwrap_or(address.pace);
    let totals = |number| model.totals(number).unwrap_or_default();
    let about = |number| figures(&totals(number)).with("how", model.how(number, level, pace).word());
    // A seed may be beyond what a number of the host's can hold exactly.
    let seed = address.settings.seed;
    #[expect(clippy::cast_precision_loss, reason = "given as text where it would be lost")]
    let seed: JsValue = if seed < 1 << 53 { (seed as f64).into() } else { seed.to_string().into() };
    let programs = Array::new();
    for number in model.numbers() {
        let Program { name, kind } = model.program(number);
        let detail = about(number).with("name", &**name).with("kind", kind.word());
        programs.push(&detail.into());
    }
    let mut detail = Detail::default()
        .with("scene", scene.id)
        .with("seed", seed)
        .with("pace", pace.factor())
        .with("level", level.number())
        .with("programs", programs);
    // Hosts from the time when there were two programs look for these.
    let kinds = model.kinds();
    let [run, block] = [ProgramKind::Async, ProgramKind::Blocking].map(|kind| {
        let first = first_of(&kinds, kind);
        if let Some(number) = first {
            detail = std::mem::take(&mut detail).with(kind.word(), about(number));
        }
        first.map(|number| totals(number).wall.secs())
    });
    match run.zip(block) {
        Some((run, block)) => detail.with("ratio", block / run.max(1e-6)),
        None => detail,
    }
}

fn figures(totals: &Totals) -> Detail {
    Detail::default()
        .with("seconds", totals.wall.secs())
        .with("tasks", totals.tasks)
        .with("failed", totals.failed)
        .with("cancelled", totals.cancelled)
}
