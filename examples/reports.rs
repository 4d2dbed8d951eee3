//! Writes a report in every format, from the samples of the tests:
//! `cargo run --example reports -- FOLDER`.

#[path = "../tests/report/samples.rs"]
mod samples;

use std::error::Error;
use std::fs::{self, File};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("name a folder to write to")?);
    fs::create_dir_all(&folder)?;
    samples::Samples::load().report(|report| {
        for output in targum::report::ALL {
            output.write(&report, &mut File::create(folder.join(output.name))?)?;
        }
        Ok(())
    })
}
