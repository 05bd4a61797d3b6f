//! The page.

#[cfg(target_arch = "wasm32")]
fn main() {
    meanwhile::browser::guard::install();
    meanwhile::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the page's program, for browsers: `cargo xtask serve` builds and serves it.");
}
