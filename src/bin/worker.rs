//! The blocking worker.

#[cfg(target_arch = "wasm32")]
fn main() {
    meanwhile::browser::worker_entry::serve(|job| {
        let (programs, settings) = meanwhile::scenes::program(&job.program)?;
        Ok(Box::new(move || (programs.block)(&settings)))
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!(
        "This is the blocking worker's program, for browsers: `cargo xtask serve` builds and serves it."
    );
}
