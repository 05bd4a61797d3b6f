//! All scenes: their parts, their parameters, their texts and their Python programs.

mod golden;
mod jobs;
mod lines;
mod pairing;
mod parameters;
mod parts;
mod python;
mod python_judge;
