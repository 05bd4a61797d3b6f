//! The runner: the program that runs scenes, beside the page's own and in workers.

#[cfg(target_arch = "wasm32")]
fn main() {
    meanwhile::browser::runner_entry::serve();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the program that runs scenes in browsers: `cargo xtask serve` builds and serves it.");
}
