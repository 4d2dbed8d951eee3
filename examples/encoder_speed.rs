//! Times the encoder on a file of lines, for `benches/peers/encoder.py`:
//! `encoder_speed WEIGHTS LINES [KERNEL]` prints the seconds to the first vector, and those for all lines.

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;
use targum::encoder::{Encoder, Muse, WeightsFile, muse};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [weights, lines, kernel @ ..] = &arguments[..] else {
        return Err("encoder_speed WEIGHTS LINES [KERNEL]".into());
    };
    let text = std::fs::read_to_string(lines)?;
    let lines: Vec<&str> = text.lines().collect();
    let path = match kernel {
        [] => muse::Path::detect(),
        [name, ..] => muse::Path::named(name).ok_or("this processor has no such kernel")?,
    };
    let start = Instant::now();
    let file = WeightsFile::map(Path::new(weights))?;
    let muse = Muse::with_path(file.bytes(), path)?;
    muse.encode(&lines[..1])?;
    println!("first {:.4}", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let vectors = muse.encode(&lines)?;
    println!("all {:.4} vectors {}", start.elapsed().as_secs_f64(), vectors.len() / muse.dim());
    Ok(())
}
