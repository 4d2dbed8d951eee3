//! `cargo fuzz run segment ../tests/fuzz-corpus/segment`, on a stable toolchain with `RUSTC_BOOTSTRAP=1`.

#![no_main]

#[path = "../../tests/fuzz/segment.rs"]
mod segment;

libfuzzer_sys::fuzz_target!(|data: &[u8]| segment::rejoins(data));
