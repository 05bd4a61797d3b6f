//! What the end-to-end tests are written with. In reading order:
//!
//! - [`site`]: the built site on a port of its own, with faults to switch on.
//! - [`browser`]: a Chromium with a fresh profile; everything ends when it is dropped.
//! - [`page`]: the playground in that browser: press *Run*, wait, read what is on it.
//! - [`peer`]: a server of posts that nobody here wrote.
//! - [`outside`]: what the browser asked of other hosts, which must be nothing.
//!
//! ```no_run
//! # async fn test() -> anyhow::Result<()> {
//! let site = e2e::Site::built()?;
//! let page = e2e::Browser::start().await?.open(&site, "#/scene/three-requests").await?;
//! let detail = page.run_scene().await?;
//! assert_eq!(detail["async"]["tasks"], 3);
//! page.expect_quiet().await
//! # }
//! ```

pub mod browser;
pub mod outside;
pub mod page;
pub mod peer;
pub mod site;

pub use browser::Browser;
pub use page::Page;
pub use peer::Peer;
pub use site::Site;
