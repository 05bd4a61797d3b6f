//! Files of this site, as texts.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use wasm_bindgen_futures::spawn_local;

use super::error::BrowserError;
use super::fetch;
use super::page;

/// Texts on their way. Dropping it gives them up.
#[must_use = "dropping it gives the files up"]
pub struct Loading {
    _wanted: Rc<()>,
}

impl Loading {
    /// Loads files by their addresses below the site's, and calls `done` with their texts, in
    /// this order, or with a sentence that says why one is not to be had.
    pub fn start<const N: usize>(
        names: [String; N],
        done: impl FnOnce(Result<[String; N], String>) + 'static,
    ) -> Self {
        let wanted = Rc::new(());
        let still = Rc::downgrade(&wanted);
        let done = Cell::new(Some(done));
        spawn_local(async move {
            let mut texts = [const { String::new() }; N];
            let mut failure = None;
            for (name, text) in names.iter().zip(&mut texts) {
                match load(name).await {
                    Ok(loaded) => *text = loaded,
                    Err(error) => failure = failure.or(Some(format!("{name} could not be loaded: {error}."))),
                }
            }
            if let (Some(_), Some(done)) = (Weak::upgrade(&still), done.take()) {
                done(failure.map_or(Ok(texts), Err));
            }
        });
        Self { _wanted: wanted }
    }
}

async fn load(name: &str) -> Result<String, BrowserError> {
    let reply = fetch::file(&format!("{}{name}", page::site())).await?;
    if reply.status() != 200 {
        let reason = format!("the server answered with status {}", reply.status());
        return Err(BrowserError::Failed { what: "the request", reason });
    }
    Ok(String::from_utf8_lossy(&reply.bytes().await?).into_owned())
}
