//! Ports for the servers of tests that run side by side.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::{Context, Result};

/// Ports that the system gives to no connection of its own.
const FIRST: u16 = 12_000;
const LAST: u16 = 31_999;

/// Listens on a port of this machine that this process has not used before and will not use again: where
/// a test's server has gone, the server of another test never takes its place.
///
/// # Errors
/// Where no port is left.
pub fn listen() -> Result<TcpListener> {
    static USED: AtomicU16 = AtomicU16::new(0);
    let count = LAST - FIRST + 1;
    // Processes that run at the same time begin at different ones.
    let start = u16::try_from(std::process::id() * 701 % u32::from(count))?;
    let tries =
        std::iter::repeat_with(|| USED.fetch_add(1, Ordering::Relaxed)).take_while(|used| *used < count);
    let mut ports = tries.map(|used| FIRST + (start + used) % count);
    ports.find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()).context("no port is left")
}

/// A port as those of [`listen`], for a server that is another process.
///
/// # Errors
/// As [`listen`].
pub fn free() -> Result<u16> {
    Ok(listen()?.local_addr()?.port())
}
