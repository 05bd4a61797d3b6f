//! Meanwhile: a browser playground that shows what asynchronous programming does.
pub mod runtime;
pub mod trace;
