//! The command line as a shell sees it: the real binary, in a folder and an environment of its own.

#![allow(clippy::unwrap_used)]

mod check;
mod finding;
mod importing;
mod making;
mod merge_driver;
mod note;
mod past;
mod reading;
#[path = "../repository/mod.rs"]
mod repository;
mod set;
mod shell;
mod textconv;
mod texts;
mod world;
