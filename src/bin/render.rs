//! A scene in virtual time, without a browser.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    meanwhile::render::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
