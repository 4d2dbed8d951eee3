//! `targum segment`: the sentences of a document.

mod explain;

use super::lists::ListArguments;
use super::{Exit, Terminal};
use crate::app::files::Output;
use crate::app::read::{self, Request};
use crate::app::{AppError, SegmentationRules};
use crate::format::{Paragraphs, ReadOptions};
use crate::model::{Finding, Side};
use crate::segment;
use crate::segment::srx::{Engine, Srx};
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Cut documents into sentences.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum segment report.fr.docx
  targum segment --lang en --from text --paragraphs line < input.txt
  targum segment --to jsonl page.de.html | jq .text
  targum segment --explain report.en.docx              why each sentence ends, or goes on
  targum segment --explain --to jsonl report.en.docx   the same for programs
  targum segment --abbreviations our.txt report.en.docx
  targum segment --no-learn report.en.docx             each paragraph by itself
  targum segment --export-srx de -o german.srx

Lists add to the built-in ones, or take from them. The lines of a file:
  never: Abt e.g        never end a sentence
  numeric: fig          go before a number
  trailing: etc         end a sentence before a capital letter
  remove: no            are no abbreviations
  [fr]                  from here on for French only; [*] for all again
docs/segmentation.md has the other classes. A project keeps its lists in targum.toml:
  [segment]
  abbreviations = [\"our.txt\"]
  [segment.lists.en]
  never = [\"Abt\"]

Text output has one sentence a line and an empty line between blocks.")]
pub(crate) struct SegmentArguments {
    /// The documents; `-` or none is standard input.
    files: Vec<PathBuf>,
    /// The language; else it comes from the file's name, the document, or is detected.
    #[arg(short, long, value_name = "TAG")]
    lang: Option<LangTag>,
    /// The documents' format (see `targum formats`); else by extension, else by content.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The encoding, whatever the file says.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// How plain text is cut into paragraphs.
    #[arg(long, value_enum, default_value_t = CutParagraphs::Blank)]
    paragraphs: CutParagraphs,
    /// Cut by the rules of an SRX file (1.0 or 2.0) instead of the built-in ones.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["abbreviations", "explain"])]
    srx: Option<PathBuf>,
    #[command(flatten)]
    lists: ListArguments,
    /// Print each place where a sentence might end instead: the text around it, with `║` where the next
    /// sentence would start, whether the sentence ends there, and the rule or the entry of a list that says so.
    #[arg(long)]
    explain: bool,
    /// Run the SRX file as another tool does, where that differs from the standard.
    #[arg(long, value_enum, value_name = "TOOL", requires = "srx")]
    srx_compat: Option<Compat>,
    /// Write the built-in rules of a language as SRX 2.0 instead, for other tools. No document is read.
    #[arg(long, value_name = "LANG", conflicts_with_all = ["files", "srx"])]
    export_srx: Option<LangTag>,
    /// What to print.
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
}

/// Whose engine runs the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Compat {
    /// Each rule searches on from its last place; `rangeRule` is used; empty segments join the next.
    Okapi,
    /// All rule sets that match are merged in the file's order; patterns match without overlaps.
    Omegat,
    /// The library `segment` of LanguageTool: patterns match without overlaps, within a segment.
    Java,
}

impl From<Compat> for Engine {
    fn from(compat: Compat) -> Self {
        match compat {
            Compat::Okapi => Self::Okapi,
            Compat::Omegat => Self::Omegat,
            Compat::Java => Self::Java,
        }
    }
}

/// How plain text is cut into paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CutParagraphs {
    /// By empty lines; hard-wrapped lines are joined.
    Blank,
    /// Every line is one.
    Line,
}

impl From<CutParagraphs> for Paragraphs {
    fn from(cut: CutParagraphs) -> Self {
        match cut {
            CutParagraphs::Blank => Self::Blank,
            CutParagraphs::Line => Self::Line,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// One sentence a line, an empty line between blocks.
    Text,
    /// One JSON object a line, with places.
    Jsonl,
    /// Tab-separated: block, place, start, end (bytes of the block), text.
    Tsv,
}

/// The first line of a table.
const HEADER: &str = "file\tblock\tplace\tstart\tend\ttext";

pub(crate) fn run(arguments: &SegmentArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let mut out = Output::create(&arguments.output)?;
    if let Some(lang) = &arguments.export_srx {
        if !segment::has_rules(lang.language()) {
            terminal.say(&format!(
                "{lang} has no rules of its own: those that fit most languages are written"
            ));
        }
        out.write_all(Srx::built_in(lang.language()).to_xml().as_bytes())?;
        out.finish()?;
        return Ok(Exit::Clean);
    }
    let (mut rules, findings) = segmentation_rules(arguments.srx.as_deref())?;
    arguments.lists.add_to(&mut rules)?;
    rules = rules.run_as(arguments.srx_compat.map(Into::into));
    let mut exit = terminal.findings(&findings);
    let input = [PathBuf::from("-")];
    let files = if arguments.files.is_empty() { &input[..] } else { &arguments.files };
    if arguments.to == To::Tsv {
        let header = if arguments.explain { explain::HEADER } else { HEADER };
        writeln!(out, "{header}")?;
    }
    let mut first = true;
    for file in files {
        let request = Request {
            from: arguments.from.clone(),
            side: arguments.lang.clone(),
            options: ReadOptions {
                encoding: arguments.encoding.clone(),
                paragraphs: arguments.paragraphs.into(),
                ..ReadOptions::default()
            },
            ..Request::default()
        };
        let read = read::document(file, &request)?;
        if terminal.findings(&read.findings) == Exit::Findings {
            exit = Exit::Findings;
        }
        if arguments.lang.is_none() {
            terminal.say(&format!("{}: {}", read.document.name, read.chosen));
        }
        let (segmenter, findings) = rules.segmenter(&read.document, &read.chosen.lang)?;
        if terminal.findings(&findings) == Exit::Findings {
            exit = Exit::Findings;
        }
        if arguments.explain {
            explain::print(&read.document, &read.chosen.lang, &segmenter, arguments.to, &mut out)?;
            continue;
        }
        let side = read::segment(read.document, read.chosen.lang, Some(&segmenter));
        if terminal.findings(&rules.remarks(&segmenter)) == Exit::Findings {
            exit = Exit::Findings;
        }
        print(&side, arguments.to, &mut first, &mut out)?;
    }
    out.finish()?;
    Ok(exit)
}

/// The rules of an SRX file, or the built-in ones.
pub(super) fn segmentation_rules(
    srx: Option<&Path>,
) -> Result<(SegmentationRules, Vec<Finding>), AppError> {
    srx.map_or_else(|| Ok((SegmentationRules::default(), Vec::new())), SegmentationRules::load)
}

fn print(side: &Side, to: To, first: &mut bool, out: &mut impl Write) -> anyhow::Result<()> {
    let mut last_block = None;
    for (index, segment) in side.segments.iter().enumerate() {
        let text = side.text(index as u32);
        let block = &side.document.blocks[segment.block as usize];
        let (start, end) = (segment.span.start, segment.span.end);
        match to {
            To::Text => {
                if last_block.is_some_and(|last| last != segment.block)
                    || (last_block.is_none() && !*first)
                {
                    writeln!(out)?;
                }
                writeln!(out, "{}", one_line(text))?;
            }
            To::Tsv => {
                let name = &side.document.name;
                let place = block.place.name();
                writeln!(
                    out,
                    "{name}\t{}\t{place}\t{start}\t{end}\t{}",
                    segment.block,
                    one_line(text)
                )?;
            }
            To::Jsonl => {
                let line = serde_json::json!({
                    "file": side.document.name, "lang": side.lang, "block": segment.block,
                    "place": block.place.name(), "start": start, "end": end, "text": text,
                    "block_span": [block.span.start, block.span.end],
                });
                writeln!(out, "{line}")?;
            }
        }
        last_block = Some(segment.block);
        *first = false;
    }
    Ok(())
}

/// Tabs and line ends inside a sentence would break a listing of one sentence a line.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t', '\u{85}', '\u{2028}', '\u{2029}'], " ")
}
