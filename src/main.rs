//! The program: arguments, panic hook, exit code.

fn main() {}
