//! Looking at a moment of a recorded run, and moving from one to another.

mod folds;
mod moment;
mod path;
mod reducer;
mod search;
mod steps;
mod woken;
