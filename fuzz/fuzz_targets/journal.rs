//! Any journal is read as far as it is whole: `cargo +nightly fuzz run journal`. The law is in `tests/fuzzing/targets.rs`.

#![no_main]
#![allow(dead_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/fuzzing/targets.rs"]
mod targets;

fuzz_target!(|bytes: &[u8]| targets::journal(bytes));
