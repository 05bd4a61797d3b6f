//! What the end-to-end tests are written with. In reading order:
//!
//! - [`site`]: the built site on a port of its own, with faults to switch on.
//! - [`browser`]: a Chromium with a fresh profile; everything ends when it is dropped.
//! - [`page`]: the playground in that browser: press *Run*, wait, read what is on it.
//! - [`finish`]: what a run says of itself when it is over; [`judge`]: whether everybody can use the page.
//! - [`held`](mod@held): what the page holds of its browser.
//! - [`host`]: somebody's page on another origin, that embeds scenes; [`book`]: one that a builder of
//!   documentation made; [`firefox`]: another browser, for that.
//! - [`peer`]: a server of posts that nobody here wrote; [`network`]: one that fails as it is told.
//! - [`nginx`]: the real server with the documented configuration.
//! - [`quiet`], [`outside`]: no error on the console, and nothing asked of other hosts: looked at
//!   whenever a browser ends.
//!
//! ```no_run
//! # async fn test() -> anyhow::Result<()> {
//! let site = e2e::Site::built()?;
//! let page = e2e::Browser::start().await?.open(&site, "#/scene/three-requests").await?;
//! assert_eq!(page.run_scene().await?.run.tasks, 3);
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
pub mod peer;
pub mod quiet;
pub mod site;

pub use book::{Book, Builder};
pub use browser::Browser;
pub use finish::{Finish, How, Side};
pub use firefox::Firefox;
pub use held::Held;
pub use host::Host;
pub use network::{Answer, Network};
pub use nginx::Nginx;
pub use page::Page;
pub use peer::Peer;
pub use site::{Site, dist};
pub use thirtyfour::Key;
