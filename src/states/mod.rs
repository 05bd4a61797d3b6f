//! State machines of what runs in the browser: an event and a state in, the next state and effects out.
//!
//! **Pure: nothing here touches the browser.** [`browser`](crate) has the edge that feeds events in and
//! carries effects out, so that every transition is tested natively, as a table.

pub mod session;
pub mod worker;
