//! The command line as a shell sees it: the real binary, in a folder and an environment of its own.

#![allow(clippy::unwrap_used)]

mod check;
mod finding;
mod importing;
mod making;
mod note;
mod reading;
mod set;
mod shell;
mod textconv;
mod texts;
mod world;
