//! Any bytes are imported or refused: `cargo +nightly fuzz run import`. The law is in `tests/fuzzing/targets.rs`.

#![no_main]
#![allow(dead_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/fuzzing/targets.rs"]
mod targets;

fuzz_target!(|bytes: &[u8]| targets::import(bytes));
