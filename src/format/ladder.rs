//! The ladder format of alignment tools: one bead a line, `[i,j]:[k]:score`, indices from 0.

use crate::model::{Bitext, Link};
use std::io::{self, Write};
use std::ops::Range;

/// Writes the beads between the first side and side `target` of a bitext. Each segment of both sides
/// comes once, in order.
///
/// # Errors
/// When `out` can't be written.
pub fn write(bitext: &Bitext, target: usize, out: &mut dyn Write) -> io::Result<()> {
    let filled = |link: &&Link| !link.ranges[0].is_empty() || !link.ranges[target].is_empty();
    for link in bitext.links.iter().filter(filled) {
        list(&link.ranges[0], out)?;
        out.write_all(b":")?;
        list(&link.ranges[target], out)?;
        writeln!(out, ":{:.4}", link.scores[target])?;
    }
    Ok(())
}

fn list(range: &Range<u32>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for index in range.clone() {
        let comma = if index == range.start { "" } else { "," };
        write!(out, "{comma}{index}")?;
    }
    out.write_all(b"]")
}
