//! CONTRIBUTING.md says how to run it.

#![no_main]

#[path = "../../tests/fuzz/segment.rs"]
mod segment;

libfuzzer_sys::fuzz_target!(|data: &[u8]| segment::rejoins(data));
