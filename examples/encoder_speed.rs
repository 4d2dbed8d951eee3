//! Times the encoder on a file of lines, for `benches/peers/encoder.py`:
//! `encoder_speed WEIGHTS LINES [KERNEL]` prints the seconds to the first vector, and those of processor time for all lines.

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
    let begun = Instant::now();
    let file = WeightsFile::map(Path::new(weights))?;
    let muse = Muse::with_path(file.bytes(), path)?;
    muse.encode(&lines[..1])?;
    println!("first {:.4}", begun.elapsed().as_secs_f64());
    let start = processor_time(begun);
    let vectors = muse.encode(&lines)?;
    let seconds = processor_time(begun) - start;
    println!("all {seconds:.4} vectors {}", vectors.len() / muse.dim());
    Ok(())
}

/// Seconds of processor time so far, of all threads; where the system doesn't tell, those since the beginning.
fn processor_time(begun: Instant) -> f64 {
    let fields = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = fields.rsplit(')').next().unwrap_or_default().split_whitespace();
    // The 14th and 15th field of all, in hundredths of a second: the name in brackets is the second.
    let ticks: Vec<f64> = fields.skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    match ticks[..] {
        [user, system] => (user + system) / 100.0,
        _ => begun.elapsed().as_secs_f64(),
    }
}
