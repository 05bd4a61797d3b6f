//! The functions that programs have called on other threads.
//!
//! A thread gets the name of a function, and looks it up here. That no scene's function is missing is
//! tested: a job whose function is not found fails with a sentence.

use super::{
    concurrency_and_parallelism, cpu_on_the_loop, gil, job_queue, kitchen, process_pool, thread_offload,
};
use crate::runtime::thread::JobFunction;

/// All of them.
#[must_use]
pub fn all() -> Vec<JobFunction> {
    vec![
        JobFunction::new(concurrency_and_parallelism::compute_all),
        JobFunction::new(cpu_on_the_loop::sum_of_squares),
        JobFunction::new(gil::sum_of_squares),
        JobFunction::new(job_queue::work_on),
        JobFunction::new(kitchen::cook_and_watch),
        JobFunction::new(process_pool::sum_of_squares),
        JobFunction::new(thread_offload::read),
    ]
}

/// The function of this name.
///
/// # Errors
///
/// A sentence, when there is none.
pub fn find(name: &str) -> Result<JobFunction, String> {
    let found = all().into_iter().find(|function| function.name() == name);
    found.ok_or_else(|| format!("no function for other threads is called {name}"))
}
