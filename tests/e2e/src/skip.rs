//! What a machine may lack without a test failing there.

/// Says in a line that something was not tested, and why.
///
/// # Panics
/// Where `CI` is `true`: there everything has to be tested.
pub fn skip(what: &str, why: &str) {
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{what} cannot be tested: {why}");
    eprintln!("skipped: {what}: {why}");
}
