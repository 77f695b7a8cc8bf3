//! Any bytes are read as a plan: `cargo +nightly fuzz run decode`. The law is in `tests/fuzzing/targets.rs`.

#![no_main]
#![allow(dead_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/fuzzing/targets.rs"]
mod targets;

fuzz_target!(|bytes: &[u8]| targets::decode(bytes));
