//! Figures: each measured beside its floor in the same run.

fn main() {}
