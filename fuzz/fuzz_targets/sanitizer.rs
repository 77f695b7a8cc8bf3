//! Any text is shown safely: `cargo +nightly fuzz run sanitizer`. The law is in `tests/fuzzing/targets.rs`.

#![no_main]
#![allow(dead_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/fuzzing/targets.rs"]
mod targets;

fuzz_target!(|bytes: &[u8]| targets::sanitizer(bytes));
