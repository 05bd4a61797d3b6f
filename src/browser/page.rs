//! The page's surroundings.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::Url;

/// The page's folder, with a slash at its end. Empty where there is no page.
#[must_use]
pub fn site() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let base = document.and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
    Url::new_with_base(".", &base).map(|url| url.href()).unwrap_or_default()
}

/// Whether the page has no origin of its own, as in a sandbox: then it has no service worker, no
/// storage, and its requests come from nowhere.
#[must_use]
pub fn is_opaque() -> bool {
    Reflect::get(&js_sys::global(), &JsValue::from_str("origin"))
        .is_ok_and(|origin| origin.as_string().as_deref() == Some("null"))
}
