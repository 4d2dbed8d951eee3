//! Aligns files of one sentence a line together and writes a ladder for each two of them:
//! `joint FOLDER FILE FILE FILE...` writes `FOLDER/0-1`, `FOLDER/0-2`, `FOLDER/1-2`...
//! With `--pairwise` before the rest each is aligned to the first alone and joined, as a comparison.

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;
use targum::align::{AlignOptions, Sentence, align, jointly, links};
use targum::model::{Link, Place};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let pairwise = arguments.first().is_some_and(|first| first == "--pairwise");
    if pairwise {
        arguments.remove(0);
    }
    let [folder, files @ ..] = &arguments[..] else {
        return Err("joint [--pairwise] FOLDER FILE FILE...".into());
    };
    fs::create_dir_all(folder)?;
    let texts: Vec<String> = files.iter().map(fs::read_to_string).collect::<Result<_, _>>()?;
    let sentence = |text| Sentence { text, place: Place::Paragraph, block: 0 };
    let sides: Vec<Vec<Sentence<'_>>> =
        texts.iter().map(|text| text.lines().map(sentence).collect()).collect();
    let options = AlignOptions { structure: false, ..AlignOptions::default() };
    let begun = Instant::now();
    let links = if pairwise {
        let pair = |side: &Vec<Sentence<'_>>| align(&sides[0], side, &options, &|_| {});
        let beads = sides[1..].iter().map(pair).collect::<Result<Vec<_>, _>>()?;
        links(sides[0].len() as u32, &beads)
    } else {
        jointly(&sides, &|_, _| options.clone(), &|_| {})?
    };
    println!("{} links in {:.2} s", links.len(), begun.elapsed().as_secs_f64());
    for d in 0..sides.len() {
        for e in d + 1..sides.len() {
            fs::write(Path::new(folder).join(format!("{d}-{e}")), ladder(&links, d, e))?;
        }
    }
    Ok(())
}

/// The beads of two sides, `[0,1]:[2]:score` a line, the score that of the second.
fn ladder(links: &[Link], d: usize, e: usize) -> String {
    let mut ladder = String::new();
    for link in links {
        let (left, right) = (&link.ranges[d], &link.ranges[e]);
        if left.is_empty() && right.is_empty() {
            continue;
        }
        let list = |range: &std::ops::Range<u32>| {
            range.clone().map(|at| at.to_string()).collect::<Vec<_>>().join(",")
        };
        ladder += &format!("[{}]:[{}]:{:.4}\n", list(left), list(right), link.scores[e]);
    }
    ladder
}
