#![no_std]

pub use alloc::*;
