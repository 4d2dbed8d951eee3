//! CONTRIBUTING.md says how to run it.

#![no_main]

#[path = "../../tests/fuzz/tmx.rs"]
mod tmx;

libfuzzer_sys::fuzz_target!(|data: &[u8]| tmx::holds(data));
