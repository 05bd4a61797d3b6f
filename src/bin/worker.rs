//! The blocking worker.

#[cfg(target_arch = "wasm32")]
fn main() {
    meanwhile::browser::worker_entry::serve(|job| {
        let (id, query) = job.program.split_once('?').unwrap_or((&job.program, ""));
        let scene = meanwhile::scenes::find(id).ok_or_else(|| format!("there is no scene “{id}”"))?;
        let settings = meanwhile::scenes::Address::parse(scene, query).settings;
        Ok(Box::new(move || (scene.block)(&settings)))
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!(
        "This is the blocking worker's program, for browsers: `cargo xtask serve` builds and serves it."
    );
}
