//! Files of this site, as texts.

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
        let done = |texts: Result<Vec<String>, String>| {
            done(texts.map(|texts| {
                let mut texts = texts.into_iter();
                std::array::from_fn(|_| texts.next().unwrap_or_default())
            }));
        };
        spawn_local(load_all(names.into(), Rc::downgrade(&wanted), Box::new(done)));
        Self { _wanted: wanted }
    }
}

/// What is done with the texts of some files.
type Done = Box<dyn FnOnce(Result<Vec<String>, String>)>;

/// Compiled once, for any number of files.
async fn load_all(names: Vec<String>, still: Weak<()>, done: Done) {
    let (mut texts, mut failure) = (Vec::new(), None);
    for name in &names {
        match load(name).await {
            Ok(text) => texts.push(text),
            Err(error) => failure = failure.or(Some(format!("{name} could not be loaded: {error}."))),
        }
    }
    if still.upgrade().is_some() {
        done(failure.map_or(Ok(texts), Err));
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
