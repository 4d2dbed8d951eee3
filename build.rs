//! Rebuilds when the encoder's weights change, which the assembler reads (`src/encoder/weights_file.rs`).

fn main() {
    println!("cargo::rerun-if-changed=models/muse-v3.bin");
    println!("cargo::rerun-if-changed=build.rs");
}
