//! An analysis of leverage to bytes: a table, CSV, JSON, a spreadsheet, a page.

mod page;
mod sheet;

use super::letters::one_line;
use crate::tm::leverage::{Analysis, Leverage, Share};
use crate::tm::score::{Band, Percent};
use serde_json::{Value, json};
use std::io::{self, Write};

/// How an analysis is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeverageFormat {
    /// A table for people at a terminal.
    Table,
    /// Comma-separated values: a row a file and band.
    Csv,
    /// One JSON object.
    Json,
    /// A spreadsheet.
    Xlsx,
    /// A self-contained page.
    Html,
}

impl LeverageFormat {
    /// All, by the names the command line takes.
    pub const ALL: [(&'static str, Self); 5] = [
        ("table", Self::Table),
        ("csv", Self::Csv),
        ("json", Self::Json),
        ("xlsx", Self::Xlsx),
        ("html", Self::Html),
    ];

    /// The one of that name, or of a file's extension.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, format)| *format)
    }

    /// Writes an analysis. The same analysis gives the same bytes.
    ///
    /// # Errors
    /// When `out` can't be written.
    pub fn write(self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Table => table(analysis, out),
            Self::Csv => rows(analysis, out),
            Self::Json => writeln!(out, "{:#}", object(analysis)),
            Self::Xlsx => sheet::write(analysis, out),
            Self::Html => page::write(analysis, out),
        }
    }
}

/// The files, and all of them together where there are several.
fn parts(analysis: &Analysis) -> Vec<Leverage> {
    let mut parts = analysis.files.clone();
    if parts.len() != 1 {
        parts.push(analysis.total());
    }
    parts
}

/// Words as they are paid, to a tenth.
fn weighted(part: &Leverage, analysis: &Analysis) -> f64 {
    (part.weighted(&analysis.weights) as f64 / 100.0).round() / 10.0
}

/// How much of the words is in a band, in percent.
fn percent(share: Share, whole: Share) -> f64 {
    share.counts.words as f64 * 100.0 / whole.counts.words.max(1) as f64
}

fn table(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    for (at, part) in parts(analysis).iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", one_line(&part.name))?;
        writeln!(
            out,
            "  {:<14} {:>10} {:>10} {:>12} {:>8} {:>8}",
            "match", "segments", "words", "characters", "words %", "paid %"
        )?;
        let whole = part.total();
        let mut line = |name: &str, share: Share, paid: Option<Percent>| {
            let paid = paid.map_or_else(String::new, |paid| paid.to_string());
            let (segments, counts) = (share.segments, share.counts);
            let (words, characters) = (counts.words, counts.characters);
            let of_all = percent(share, whole);
            let line = format!(
                "  {name:<14} {segments:>10} {words:>10} {characters:>12} {of_all:>8.1} {paid:>8}"
            );
            writeln!(out, "{}", line.trim_end())
        };
        for band in Band::ALL {
            line(band.name(), part.of(band), Some(analysis.weights.of(band)))?;
        }
        line("all", whole, None)?;
        writeln!(out, "  {:<14} {:>21.1}", "weighted words", weighted(part, analysis))?;
    }
    Ok(())
}

fn rows(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record([
        "file",
        "match",
        "segments",
        "words",
        "characters",
        "characters without spaces",
        "paid percent",
        "weighted words",
    ])?;
    for part in parts(analysis) {
        for band in Band::ALL {
            let share = part.of(band);
            let paid = analysis.weights.weighted(band, share.counts.words) as f64 / 1000.0;
            rows.write_record([
                part.name.clone(),
                band.name().to_owned(),
                share.segments.to_string(),
                share.counts.words.to_string(),
                share.counts.characters.to_string(),
                share.counts.characters_without_spaces.to_string(),
                analysis.weights.of(band).to_string(),
                format!("{paid:.1}"),
            ])?;
        }
    }
    rows.flush()
}

fn object(analysis: &Analysis) -> Value {
    let part = |part: &Leverage| {
        let band = |band: Band| {
            let mut share = json!(part.of(band));
            share["match"] = json!(band);
            share["paid_percent"] = json!(analysis.weights.of(band));
            share
        };
        json!({
            "name": part.name,
            "bands": Band::ALL.map(band),
            "total": part.total(),
            "weighted_words": weighted(part, analysis),
        })
    };
    json!({
        "files": analysis.files.iter().map(part).collect::<Vec<_>>(),
        "total": part(&analysis.total()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tm::score::{Weights, count};

    fn analysis() -> Analysis {
        let mut file = Leverage::new("a \"b\".txt");
        file.add(Band::Exact, count("One two."));
        file.add(Band::New, count("Four five six."));
        let other = Leverage { name: "<c>".into(), ..file.clone() };
        Analysis { files: vec![file, other], weights: Weights::default() }
    }

    fn written(format: LeverageFormat) -> Vec<u8> {
        let mut out = Vec::new();
        format.write(&analysis(), &mut out).unwrap();
        out
    }

    #[test]
    fn every_format_has_every_band() {
        for format in [LeverageFormat::Table, LeverageFormat::Csv, LeverageFormat::Html] {
            let text = String::from_utf8(written(format)).unwrap();
            for band in Band::ALL {
                assert!(text.contains(band.name()), "{format:?} {}", band.name());
            }
        }
        let text = String::from_utf8(written(LeverageFormat::Html)).unwrap();
        assert!(text.contains("&lt;c&gt;") && !text.contains("<c>"));
        let text = String::from_utf8(written(LeverageFormat::Csv)).unwrap();
        assert!(text.contains("\"a \"\"b\"\".txt\",100 %,1,2,8,7,10,0.2"), "{text}");
        let json: Value = serde_json::from_slice(&written(LeverageFormat::Json)).unwrap();
        assert_eq!(json["total"]["total"]["words"], 10);
        assert_eq!(json["files"][0]["bands"][7]["match"], "new");
        assert_eq!(json["files"][0]["weighted_words"], 3.2);
    }

    #[test]
    fn the_same_analysis_gives_the_same_spreadsheet() {
        assert_eq!(written(LeverageFormat::Xlsx), written(LeverageFormat::Xlsx));
    }
}
