//! The project's commands: `cargo xtask serve|build|test|lint|bench`.

fn main() {}
