//! The `worker` program.

#[cfg(target_arch = "wasm32")]
fn main() {
    js_sys::global();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
