//! The service worker that answers for the local network, and the [`Level`] that follows.
//!
//! Interception can fail in silence, so nothing is believed but an answer that carries a token
//! asked for a moment ago.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

use super::clock::Epoch;
use super::error::BrowserError;
use super::events::Listener;
use super::fetch;
use super::level::Level;
use super::network::{REPORT, Report, Token};
use super::page;
use super::runner::ask_boot;

const STARTING: &str = "starting the service worker";

/// How long the service worker may take until it answers: many seconds on a machine that is very busy.
const LIMIT: Duration = Duration::from_secs(20);

/// How long it may take to wake up.
const WAKE_LIMIT: Duration = Duration::from_secs(2);

/// For how long after an answer it is certainly awake, in milliseconds.
const AWAKE: f64 = 10_000.0;

thread_local! {
    /// When it answered last, in milliseconds on the shared clock.
    static ANSWERED: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
}

/// What the page can do here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The level that was proved.
    pub level: Level,
    /// Why it is not a better one.
    pub why: Option<BrowserError>,
}

/// Starts the service worker and finds the level of this page. Takes up to some seconds where
/// something does not answer, and some tens of milliseconds where all is well.
pub async fn detect() -> Found {
    if super::clock::global::<JsValue>("Worker").is_err() {
        return Found { level: Level::Simulated, why: Some(BrowserError::Missing("Worker")) };
    }
    if page::is_opaque() {
        let reason = "the page has no origin of its own".to_owned();
        let why = BrowserError::Forbidden { what: "a service worker", reason };
        return Found { level: Level::Timers, why: Some(why) };
    }
    let Err(why) = within(LIMIT, start()).await else {
        return Found { level: Level::ServiceWorker, why: None };
    };
    let level = if has_files().await { Level::Files } else { Level::Timers };
    Found { level, why: Some(why) }
}

async fn within(
    limit: Duration,
    work: impl Future<Output = Result<(), BrowserError>>,
) -> Result<(), BrowserError> {
    let timer = TimeoutFuture::new(u32::try_from(limit.as_millis()).unwrap_or(u32::MAX));
    match select(std::pin::pin!(work), timer).await {
        Either::Left((result, _)) => result,
        Either::Right(_) => Err(BrowserError::TooSlow { what: STARTING, limit }),
    }
}

/// Has it registered, waits until this page is under control, and has it proved.
async fn start() -> Result<(), BrowserError> {
    let container = container()?;
    let changed = Changed::of(&container);
    let registration: ServiceWorkerRegistration = ask_boot(STARTING, "network").await?.unchecked_into();
    if container.controller().is_none() {
        // A page that was reloaded past all caches is not controlled by itself.
        if let Some(active) = registration.active() {
            let _ = active.post_message(&"claim".into());
        }
        changed.wait().await;
    }
    if probe().await.is_err() {
        // An old one may still be there that does not know how to answer.
        let changed = Changed::of(&container);
        let update = registration.update().map_err(BrowserError::during(STARTING))?;
        JsFuture::from(update).await.map_err(BrowserError::during(STARTING))?;
        if registration.installing().is_some() || registration.waiting().is_some() {
            changed.wait().await;
        }
        probe().await?;
    }
    Ok(())
}

/// Where pages are not secure, or have no origin, the container is missing or must not be touched.
fn container() -> Result<ServiceWorkerContainer, BrowserError> {
    const WHAT: &str = "service worker";
    let window = web_sys::window().ok_or(BrowserError::Missing("window"))?;
    let container = js_sys::Reflect::get(&window.navigator(), &"serviceWorker".into())
        .map_err(BrowserError::during(WHAT))?;
    if container.is_undefined() { Err(BrowserError::Missing(WHAT)) } else { Ok(container.unchecked_into()) }
}

/// The next change of the service worker that controls this page.
struct Changed {
    _listener: Listener,
    heard: oneshot::Receiver<()>,
}

impl Changed {
    fn of(container: &ServiceWorkerContainer) -> Self {
        let (tell, heard) = oneshot::channel();
        let tell = RefCell::new(Some(tell));
        let listener = Listener::new(container, "controllerchange", move |_| {
            if let Some(tell) = tell.take() {
                let _ = tell.send(());
            }
        });
        Self { _listener: listener, heard }
    }

    async fn wait(self) {
        let _ = self.heard.await;
    }
}

/// Has the service worker awake: browsers put one to sleep that had nothing to do for half a minute,
/// and waking it would take its time from the first requests. To be awaited just before a run.
pub async fn wake() {
    if Epoch::now().millis() - ANSWERED.get() < AWAKE {
        return;
    }
    // A run will tell better what is wrong.
    let _ = within(WAKE_LIMIT, probe()).await;
}

/// Queues a message for a thread that is held, under the word of its run.
pub(super) fn queue(token: &Token, message: &JsValue) {
    post(Array::of3(&"message".into(), &token.as_str().into(), message));
}

/// Sends a message, where a service worker controls this page.
pub(super) fn post(message: impl Into<JsValue>) {
    if let Some(controller) = container().ok().and_then(|container| container.controller()) {
        // Fails only for what cannot be copied.
        let _ = controller.post_message(&message.into());
    }
}

/// Asks for a file that exists, so that nobody complains if the service worker does not answer.
async fn probe() -> Result<(), BrowserError> {
    let token = Token::random();
    let reply = fetch::get(&format!("{}sw.js?token={}", page::site(), token.as_str())).await?;
    if reply.header(REPORT).and_then(|header| Report::read(&header, &token)).is_none() {
        let reason = "it does not answer this page's requests".to_owned();
        return Err(BrowserError::Failed { what: STARTING, reason });
    }
    ANSWERED.set(Epoch::now().millis());
    Ok(())
}

async fn has_files() -> bool {
    match fetch::get(&format!("{}data/posts/1.json", page::site())).await {
        Ok(reply) if reply.status() == 200 => {
            // A server may send its front page for whatever it does not have.
            reply.bytes().await.is_ok_and(|body| body.starts_with(b"{"))
        }
        _ => false,
    }
}
