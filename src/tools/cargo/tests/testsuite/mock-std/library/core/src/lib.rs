#![no_std]
#![feature(staged_api)]
#![stable(since = "1.0.0", feature = "dummy")]

#[stable(since = "1.0.0", feature = "dummy")]
pub use core::*;

#[stable(since = "1.0.0", feature = "dummy")]
pub fn custom_api() {
}
