//! Every version that set-up pins, in one place.
//!
//! The crates' own versions stand in `Cargo.toml` and `Cargo.lock`, those of the Python packages in
//! `tests/e2e/books/requirements.txt`; these are the programs.

/// The bundler. 0.22 wants a newer compiler than the stable one this project is built with.
pub const TRUNK: &str = "0.21.14";

/// The glue generator: always the version of the `wasm-bindgen` crate in `Cargo.toml`.
pub const WASM_BINDGEN: &str = "0.2.129";

/// The size optimizer, as the npm package `binaryen` counts.
pub const BINARYEN: &str = "132.0.0";

/// What takes comments and blanks out of scripts and styles, as the npm package `esbuild` counts.
pub const ESBUILD: &str = "0.28.2";

/// The typeface of the pictures beside links, as the npm package `@expo-google-fonts/inter` counts.
pub const INTER: &str = "0.4.2";

/// The judge of the static pages' HTML, as the npm package counts. 11 wants a newer Node.js.
pub const HTML_VALIDATE: &str = "10.9.0";

/// The tests' server for posts that nobody here wrote; what `jsonplaceholder` itself runs.
/// The versions from 1.0 on cannot leave out the CORS headers.
pub const JSON_SERVER: &str = "0.17.4";

/// The judge of whether everybody can use the page, as the npm package `axe-core` counts.
pub const AXE: &str = "4.14.1";

/// The auditor of pages, as npm counts. 13 wants a newer Node.js than many have.
pub const LIGHTHOUSE: &str = "12.8.2";

/// What Chrome's `DevTools` read traces with, as the npm package `@paulirish/trace_engine` counts.
pub const TRACE_ENGINE: &str = "0.0.65";

/// What checks the declarations of the script for pages elsewhere, as the npm package counts.
pub const TYPESCRIPT: &str = "7.0.2";

/// The compile target of the page and of the worker.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Debian suites that carry recent compilers' sources, looked through in this order
/// where rustup cannot download the target.
pub const RUST_SRC_SUITES: &[&str] = &["trixie-backports", "forky", "sid"];

/// The Debian package of the server that the documented configuration is for.
pub const NGINX_PACKAGE: &str = "nginx";

/// Debian packages that the browser tests need.
pub const BROWSER_PACKAGES: &[&str] = &["chromium", "chromium-driver", "fonts-dejavu-core"];

/// The Debian package of the browser that the element is tried in besides.
pub const FIREFOX_PACKAGE: &str = "firefox-esr";
