#![feature(panic_unwind, panic_runtime)]
#![panic_runtime]
#![no_std]

extern crate panic_unwind;
