//! What the end-to-end tests are written with. In reading order:
//!
//! - [`site`]: the built site on a port of its own, with faults to switch on.
//! - [`browser`]: a Chromium with nothing of earlier tests in it; everything ends when it is dropped.
//! - [`page`]: the playground in that browser: press *Run*, wait, read what is on it.
//! - [`patience`]: how long tests wait; [`ports`]: where their servers listen; [`skip`](mod@skip): what
//!   may be missing.
//! - [`finish`]: what a run says of itself when it is over; [`judge`]: whether everybody can use the page.
//! - [`held`](mod@held): what the page holds of its browser.
//! - [`host`]: a page on another origin that embeds scenes; [`book`]: one that a builder of
//!   documentation made; [`firefox`]: another browser, for that.
//! - [`peer`]: a server of posts by other authors; [`network`]: one that fails as it is told.
//! - [`nginx`]: the real server with the documented configuration.
//! - [`outside`]: nothing is asked of other hosts; that is looked at when a browser is dropped, and that
//!   no error is on its console.
//!
//! ```no_run
//! # async fn test() -> anyhow::Result<()> {
//! let (_site, page) = e2e::open("#/scene/three-requests").await?;
//! assert_eq!(page.run_scene().await?.run().tasks, 3);
//! # Ok(())
//! # }
//! ```

pub mod book;
pub mod browser;
pub mod finish;
pub mod firefox;
pub mod held;
pub mod host;
pub mod judge;
pub mod network;
pub mod nginx;
pub mod outside;
pub mod page;
pub mod patience;
pub mod peer;
pub mod ports;
pub mod site;
#[path = "../../common/skip.rs"]
pub mod skip;

pub use book::{Book, Builder, BuiltBy};
pub use browser::Browser;
pub use finish::{Finish, How, Program, Side};
pub use firefox::Firefox;
pub use held::Held;
pub use host::Host;
pub use network::{Answer, Network};
pub use nginx::Nginx;
pub use page::{Finger, Page};
pub use patience::until;
pub use peer::Peer;
pub use site::{Site, dist};
pub use skip::skip;
pub use thirtyfour::Key;

/// The built site, and a page of it in a new browser. A scene's page knows its level.
///
/// # Errors
/// Where nothing was built, there is no browser, or the page does not start.
pub async fn open(route: &str) -> anyhow::Result<(Site, Page)> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, route).await?;
    if route.starts_with("#/scene/") {
        page.until_ready().await?;
    }
    Ok((site, page))
}
