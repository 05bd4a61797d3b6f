//! What the published site has besides the page. In reading order:
//!
//! - [`drawing`]: each scene's pictures and its code in colours, natively in virtual time.
//! - [`pages`]: a static page a scene, with [`layout`]; [`embedding`]: the page for authors; [`recorder`]: the
//!   recorder and its page; [`oembed`], [`social`]: what unfolded links show.
//! - [`compress`]: copies for servers that send what lies ready; [`weight`]: what a visitor downloads, and how
//!   much that may be.
//!
//! The page itself, its programs and the commands are `xtask`.

pub mod code;
pub mod compress;
pub mod drawing;
pub mod embedding;
pub mod highlight;
pub mod layout;
pub mod oembed;
pub mod pages;
pub mod parallel;
pub mod public;
pub mod recorder;
pub mod scenes;
pub mod social;
pub mod weight;
