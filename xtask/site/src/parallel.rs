//! The same work for many things, on all processors.

use std::sync::Mutex;
use std::thread;

use anyhow::{Result, bail};

/// Does the work for each thing, in the order of the list as far as there is one.
///
/// # Errors
/// The first of those that the work had.
pub fn each<T: Send>(things: Vec<T>, work: impl Fn(T) -> Result<()> + Sync) -> Result<()> {
    let left = Mutex::new(things.into_iter());
    let next = || left.lock().ok()?.next();
    let worker = || -> Result<()> {
        while let Some(thing) = next() {
            work(thing)?;
        }
        Ok(())
    };
    let count = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..count).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            let Ok(done) = worker.join() else { bail!("a thread of the build panicked") };
            done?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn every_thing_has_its_turn_once() {
        let sum = AtomicU32::new(0);
        each((1..=100).collect(), |thing: u32| {
            sum.fetch_add(thing, Ordering::Relaxed);
            Ok(())
        })
        .unwrap();
        assert_eq!(sum.into_inner(), 5050);
    }

    #[test]
    fn an_error_of_one_is_the_error_of_all() {
        let outcome = each(vec![1, 2, 3], |thing| if thing == 3 { bail!("no") } else { Ok(()) });
        assert_eq!(outcome.unwrap_err().to_string(), "no");
    }
}
