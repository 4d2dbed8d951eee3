//! Reads a TMX file into units and writes them again, and says how long each took. Written to nowhere,
//! so that the disk does not count. `benches/peers/tmx.py` compares the figures with lxml.
//!
//! `cargo run --release --example tmx_speed -- memory.tmx`

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::fs::File;
use std::io::BufReader;
use std::time::Instant;
use targum::format::tmx::Tmx;
use targum::format::{Flow, Format, FormatError, ReadOptions, Sink, WriteOptions};
use targum::model::{Finding, Header, Unit};

/// Counts units and letters, and keeps units where asked to.
#[derive(Default)]
struct Count {
    keep: bool,
    header: Header,
    kept: Vec<Unit>,
    units: u64,
    letters: u64,
    findings: u64,
}

impl Sink for Count {
    fn header(&mut self, header: Header) -> Flow {
        self.header = header;
        Flow::Continue(())
    }
    fn unit(&mut self, unit: Unit) -> Flow {
        self.units += 1;
        self.letters += unit.variants.iter().map(|v| v.content.text.len() as u64).sum::<u64>();
        if self.keep {
            self.kept.push(unit);
        }
        Flow::Continue(())
    }
    fn finding(&mut self, _: Finding) -> Flow {
        self.findings += 1;
        Flow::Continue(())
    }
}

fn main() -> Result<(), FormatError> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_default();
    let mut count =
        Count { keep: arguments.next().is_some_and(|a| a == "--write"), ..Count::default() };
    let start = Instant::now();
    Tmx.read(&mut BufReader::new(File::open(path)?), &ReadOptions::default(), &mut count)?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "read {seconds:.3} units {} bytes {} findings {}",
        count.units, count.letters, count.findings
    );
    if count.keep {
        let start = Instant::now();
        let out = Box::new(std::io::sink());
        let mut writer = Tmx.write(&count.header, &WriteOptions::default(), out)?;
        for unit in &count.kept {
            writer.unit(unit)?;
        }
        writer.finish()?;
        println!("write {:.3}", start.elapsed().as_secs_f64());
    }
    Ok(())
}
