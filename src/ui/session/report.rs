//! What hosts and tests learn of a run that is over.

use wasm_bindgen::JsValue;

use crate::browser::level::Level;
use crate::browser::view::Detail;
use crate::scenes::{Address, Scene, Variant};
use crate::trace::Totals;
use crate::ui::model::Model;

/// The detail of `meanwhile:finish`.
pub(super) fn report(scene: &Scene, address: &Address, model: &Model, level: Option<Level>) -> Detail {
    let level = level.unwrap_or(Level::Simulated);
    let pace = model.pace().unwrap_or(address.pace);
    let side = |variant| {
        let totals = model.totals(variant).unwrap_or_default();
        Detail::default()
            .with("seconds", totals.wall.secs())
            .with("tasks", totals.tasks)
            .with("failed", totals.failed)
            .with("cancelled", totals.cancelled)
            .with("how", model.how(variant, level, pace).word())
    };
    let seconds = |variant| model.totals(variant).map_or(0.0, |totals: Totals| totals.wall.secs());
    // A seed may be beyond what a number of the host's can hold exactly.
    let seed = address.settings.seed;
    #[expect(clippy::cast_precision_loss, reason = "given as text where it would be lost")]
    let seed: JsValue = if seed < 1 << 53 { (seed as f64).into() } else { seed.to_string().into() };
    Detail::default()
        .with("scene", scene.id)
        .with("seed", seed)
        .with("pace", pace.factor())
        .with("level", level.number())
        .with("async", side(Variant::Async))
        .with("blocking", side(Variant::Blocking))
        .with("ratio", seconds(Variant::Blocking) / seconds(Variant::Async).max(1e-6))
}
