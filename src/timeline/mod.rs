//! From a trace to a picture: axis, lanes, bars, labels; as shapes that anybody can paint.
//!
//! Read in this order:
//!
//! 1. [`label`]: how times and numbers are written.
//! 2. [`scale`]: from time to pixels, and where the ticks are.
//! 3. [`picture`]: the shapes.
//! 4. [`layout`]: from traces to shapes; few lanes as rows, many as a density, in the order of the
//!    tasks' tree, of which parts may be folded ([`outline`]); above them a strip for
//!    each of the [`threads`] and for the page's own [`heartbeat`], below them one for each of the
//!    [`gauges`]; and what the reader has picked out, the [`emphasis`].
//! 5. [`palette`]: the colours, out of the one file of design tokens.
//! 6. [`svg`], [`text`]: the picture as a document, a trace as lines of characters; [`chrome`]: a run in
//!    the format of other trace viewers, which is [`json`].
//! 7. [`chart`]: curves, for the scenes whose point is one.
//! 8. [`playback`]: which moment is shown; [`words`]: what a lane does at it; [`gesture`]: what a
//!    reader's fingers want; [`travel`]: what is seen to move between two moments.
//! 9. [`code`]: the lines of the programs, and which of them tasks are at.
//!
//! `guess`: what a reader guesses before a run, and how far off that was.
//!
//! **Everything here is a pure function.** The page paints the same shapes on a canvas.

pub mod chart;
pub mod chrome;
pub mod code;
pub mod density;
pub mod emphasis;
pub mod gauges;
pub mod gesture;
pub mod guess;
pub mod heartbeat;
pub mod json;
pub mod label;
pub mod layout;
pub mod outline;
pub mod palette;
pub mod picture;
pub mod playback;
mod plot;
mod rows;
pub mod scale;
pub mod svg;
pub mod text;
pub mod threads;
pub mod travel;
pub mod words;

pub use emphasis::Arrow;
pub use heartbeat::Heartbeat;
pub use layout::{Side, Track, View, draw};
pub use outline::{Fold, Folds, Outline};
pub use palette::{Palette, Theme};
pub use picture::{Anchor, LaneId, Mark, Picture, Rect, Role, Row, Stroke};
pub use scale::Scale;
pub use threads::heading;
