//! `targum align`: documents and their translations to a memory.

use super::embed::EncoderArguments;
use super::lists::ListArguments;
use super::segment::{CutParagraphs, segmentation_rules};
use super::{Exit, Terminal, batch};
use crate::app::align::{self, Aligned, Job};
use crate::app::encoders::{self, Model};
use crate::app::files::{self, Output};
use crate::app::glossary;
use crate::app::read::Request;
use crate::app::tm::Memory;
use crate::app::tm::import::add_aligned;
use crate::app::units::{self, UnitOptions};
use crate::app::{AppError, Delimiter, Progress, SegmentationRules, clock};
use crate::encoder::Encoder;
use crate::format::{FormatError, ReadOptions, WriteOptions, ladder, side_by_side};
use crate::glossary::{ReadSettings, Termbase};
use crate::model::{Bitext, Finding, Header};
use crate::text::LangTag;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Align documents with their translations, all to the first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum align report.en.docx report.fr.docx -o report.tmx
  targum align en.txt fr.docx es.html ar.txt zh.txt ru.txt -o six.tmx
  targum align a.txt b.txt --lang en,fr --to html -o review.html
  targum align --segmented en.txt fr.txt --to ladder
  targum align --batch pairs.tsv
  targum align a.en.txt a.fr.txt --delimiter '* * *' --review-below 0.5 -o a.tmx

A document's language is taken from its name (report.fr.txt, fr/report.txt), then from --lang, then
from the document's own declaration, and is detected else. What was chosen is said.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct AlignArguments {
    /// The documents, the source first; `-` is standard input.
    #[arg(required_unless_present = "batch", num_args = 1..)]
    files: Vec<PathBuf>,
    /// The languages of the documents, in their order.
    #[arg(short, long, value_name = "TAG,…", value_delimiter = ',')]
    lang: Vec<LangTag>,
    /// The source's language, whatever its name says.
    #[arg(long, value_name = "TAG")]
    source_lang: Option<LangTag>,
    /// The translation's language, whatever its name says (one translation only).
    #[arg(long, value_name = "TAG")]
    target_lang: Option<LangTag>,
    /// Each line of the files is a segment as it is.
    #[arg(long, conflicts_with = "abbreviations")]
    segmented: bool,
    /// The documents' format (see `targum formats`); else by extension, else by content.
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The encoding, whatever the files say.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// How plain text is cut into paragraphs.
    #[arg(long, value_enum, default_value_t = CutParagraphs::Blank)]
    paragraphs: CutParagraphs,
    /// Cut sentences by the rules of an SRX file instead of the built-in ones.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["segmented", "abbreviations"])]
    srx: Option<PathBuf>,
    #[command(flatten)]
    lists: ListArguments,
    /// A glossary (TBX, TSV, CSV, XLSX, JSON lines, UTX, OmegaT) whose terms count as evidence. OmegaT's has
    /// the languages of --lang.
    #[arg(long, value_name = "FILE")]
    glossary: Option<PathBuf>,
    #[command(flatten)]
    encoder: EncoderArguments,
    /// Vectors that another encoder made: `.npy` beside its text (en.npy, en.txt), or JSON lines of `text` and `vector`.
    #[arg(long, value_name = "FILE,…", value_delimiter = ',', conflicts_with_all = ["model", "no_encoder"])]
    vectors: Vec<PathBuf>,
    /// What to write; else by the output's extension, else TMX.
    #[arg(long, value_enum)]
    to: Option<To>,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
    /// Put the units into a memory too (`targum tm`), which is made where there is none; with it, nothing is
    /// written to standard output.
    #[arg(long, value_name = "MEMORY")]
    into: Option<PathBuf>,
    /// The importer to please: strict, omegat, trados, memoq, phrase, smartling.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Leave out texts whose score is lower, 0–1.
    #[arg(long, default_value_t = 0.0, value_name = "SCORE", value_parser = score)]
    min_score: f32,
    /// Mark units under this score for a person to look at, 0–1: as the property `x-review` in TMX and JSON
    /// lines, by a bar in HTML. How many there are is said on standard error.
    #[arg(long, default_value_t = 0.0, value_name = "SCORE", value_parser = score)]
    review_below: f32,
    /// Exit with 1 where --review-below marked something.
    #[arg(long, requires = "review_below")]
    strict: bool,
    /// Blocks (lines with --segmented) that part the texts: a line as it stands, or a regular expression
    /// that matches it whole. The k-th of one text is aligned with the k-th of the other, and nothing
    /// over it; both must have as many. `heading` takes the headings, where both texts have as many.
    #[arg(long, value_name = "LINE")]
    delimiter: Option<String>,
    /// Link sentences off the path, too: where a translation moved a sentence, the one left over here is
    /// linked with the one left over there, if they surely belong together. TMX, tables and HTML show the
    /// pair at the place of the source sentence; its method is `crossing`; in a ladder it runs backwards.
    #[arg(long)]
    crossing: bool,
    /// Keep segments without a counterpart, as units of one language.
    #[arg(long)]
    keep_unpaired: bool,
    /// Leave out units whose texts all came before.
    #[arg(long)]
    drop_duplicates: bool,
    /// Write one file a language pair: NAME.en-fr.tmx for NAME.tmx.
    #[arg(long)]
    pairs: bool,
    /// The date to write, YYYYMMDDThhmmssZ; else SOURCE_DATE_EPOCH's, else none.
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Align many: a table of `FILE<TAB>FILE…<TAB>OUTPUT`, one job a line.
    #[arg(long, value_name = "LIST", conflicts_with_all = ["files", "output"])]
    batch: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Translation Memory eXchange.
    Tmx,
    /// A tab-separated table, a column a language.
    Tsv,
    /// A comma-separated table, a column a language.
    Csv,
    /// A spreadsheet, a column a language.
    Xlsx,
    /// One JSON object a unit, nothing lost.
    Jsonl,
    /// A page for reading side by side, coloured by score.
    Html,
    /// `[i,j]:[k]:score`, one bead a line (two documents only).
    Ladder,
}

pub(super) fn score(text: &str) -> Result<f32, String> {
    let score: Result<f32, _> = text.parse();
    score.ok().filter(|s| (0.0..=1.0).contains(s)).ok_or_else(|| "a score is 0 to 1".into())
}

pub(crate) fn run(arguments: &AlignArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let (termbase, mut findings) = termbase(arguments)?;
    let (mut rules, off) = segmentation_rules(arguments.srx.as_deref())?;
    arguments.lists.add_to(&mut rules)?;
    findings.extend(off);
    let exit = terminal.findings(&findings);
    let vectors = match &arguments.vectors[..] {
        [] => None,
        files => Some(encoders::vectors(files)?),
    };
    let model = if vectors.is_none() { arguments.encoder.find()? } else { None };
    let muse = model.as_ref().map(Model::encoder).transpose()?;
    let muse = muse.as_ref().map(|muse| muse as &dyn Encoder);
    let encoder = vectors.as_ref().map(|vectors| vectors as &dyn Encoder).or(muse);
    let into = arguments.into.as_deref().map(Memory::open_or_create).transpose()?.map(Mutex::new);
    let aids = Aids { termbase, rules, encoder, into };
    let done = match &arguments.batch {
        Some(list) => batch::run(list, arguments, &aids, terminal)?,
        None => one(arguments, &arguments.files, &arguments.output, &aids, terminal, terminal)?,
    };
    if let Some(memory) = aids.into {
        let memory = memory.into_inner().unwrap_or_else(PoisonError::into_inner);
        memory.bring_up_to_date(None, terminal)?;
    }
    Ok(if exit == Exit::Findings { exit } else { done })
}

fn termbase(arguments: &AlignArguments) -> Result<(Termbase, Vec<Finding>), AppError> {
    let Some(path) = &arguments.glossary else { return Ok((Termbase::default(), Vec::new())) };
    let both = [&arguments.source_lang, &arguments.target_lang].into_iter().flatten();
    let languages = arguments.lang.iter().chain(both).cloned().collect();
    glossary::load(path, &ReadSettings { languages, ..ReadSettings::default() })
}

/// What all jobs of a run are aligned with.
pub(super) struct Aids<'a> {
    termbase: Termbase,
    rules: SegmentationRules,
    encoder: Option<&'a dyn Encoder>,
    /// The memory that all units go into.
    into: Option<Mutex<Memory>>,
}

/// One job: aligns `files` and writes `output`.
pub(super) fn one(
    arguments: &AlignArguments,
    files: &[PathBuf],
    output: &Path,
    aids: &Aids<'_>,
    terminal: &Terminal,
    progress: &dyn Progress,
) -> anyhow::Result<Exit> {
    let to = target_format(arguments.to, output)?;
    let documents =
        files.iter().enumerate().map(|(index, path)| (path.clone(), request(arguments, index)));
    let job = Job {
        documents: documents.collect(),
        termbase: aids.termbase.clone(),
        rules: aids.rules.clone(),
        delimiter: arguments.delimiter.as_deref().map(Delimiter::parse),
        crossing: arguments.crossing,
    };
    if arguments.target_lang.is_some() && files.len() > 2 {
        anyhow::bail!("--target-lang is for one translation: name several with --lang");
    }
    let Aligned { bitext, languages, mut findings } = align::run(&job, aids.encoder, progress)?;
    for (side, chosen) in bitext.sides.iter().zip(&languages) {
        let segments = side.segments.len();
        terminal.say(&format!("{}: {chosen}, {segments} segments", side.document.name));
    }
    if let Some(memory) = &aids.into {
        let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
        keep(arguments, &bitext, &mut memory, terminal)?;
    }
    match to {
        _ if aids.into.is_some() && output == Path::new("-") => {}
        To::Ladder if bitext.sides.len() == 2 => {
            let mut out = Output::create(output)?;
            ladder::write(&bitext, 1, &mut out)?;
            out.finish()?;
        }
        To::Ladder => anyhow::bail!("a ladder holds two languages: give one translation"),
        To::Html => {
            let mut out = Output::create(output)?;
            side_by_side::write(&bitext, arguments.review_below, &mut out)?;
            out.finish()?;
        }
        To::Tmx | To::Tsv | To::Csv | To::Xlsx | To::Jsonl => {
            findings.extend(memory(arguments, &bitext, to, output, terminal)?);
        }
    }
    let exit = terminal.findings(&findings);
    let marked = review(arguments, &bitext, terminal);
    Ok(if marked && arguments.strict { Exit::Findings } else { exit })
}

/// Says how many pairs are under --review-below; whether there are any.
fn review(arguments: &AlignArguments, bitext: &Bitext, terminal: &Terminal) -> bool {
    let paired = bitext.links.iter().filter(|link| link.is_paired());
    let low = paired.clone().filter(|link| link.score() < arguments.review_below).count();
    if arguments.review_below > 0.0 {
        let (all, limit) = (paired.count(), arguments.review_below);
        terminal.say(&format!("{low} of {all} pairs are under {limit}: to be reviewed"));
    }
    low > 0
}

fn request(arguments: &AlignArguments, index: usize) -> Request {
    let side = if index == 0 { &arguments.source_lang } else { &arguments.target_lang };
    Request {
        from: arguments.from.clone(),
        side: side.clone(),
        listed: arguments.lang.get(index).cloned(),
        segmented: arguments.segmented,
        options: ReadOptions {
            encoding: arguments.encoding.clone(),
            paragraphs: arguments.paragraphs.into(),
            ..ReadOptions::default()
        },
    }
}

fn target_format(to: Option<To>, output: &Path) -> anyhow::Result<To> {
    let extension = output.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    match (to, extension.as_deref()) {
        (Some(to), _) => Ok(to),
        (None, None | Some("tmx")) => Ok(To::Tmx),
        (None, Some("tsv" | "tab")) => Ok(To::Tsv),
        (None, Some("csv")) => Ok(To::Csv),
        (None, Some("xlsx")) => Ok(To::Xlsx),
        (None, Some("jsonl" | "ndjson")) => Ok(To::Jsonl),
        (None, Some("html" | "htm")) => Ok(To::Html),
        (None, Some("ladder")) => Ok(To::Ladder),
        (None, Some(other)) => {
            anyhow::bail!("cannot tell from `.{other}` what to write: say it with --to")
        }
    }
}

/// Writes a memory, or one a pair.
fn memory(
    arguments: &AlignArguments,
    bitext: &Bitext,
    to: To,
    output: &Path,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Finding>> {
    if !arguments.pairs {
        return write(arguments, bitext, to, output, terminal);
    }
    if output == Path::new("-") {
        anyhow::bail!("--pairs writes several files: name the output with -o NAME.tmx");
    }
    let mut findings = Vec::new();
    for index in 1..bitext.sides.len() {
        let pair = pair(bitext, index);
        let (source, target) = (&pair.sides[0].lang, &pair.sides[1].lang);
        let stem = output.file_stem().and_then(|s| s.to_str()).unwrap_or("out");
        let extension = output.extension().and_then(|e| e.to_str()).unwrap_or("tmx");
        let path = output.with_file_name(format!("{stem}.{source}-{target}.{extension}"));
        findings.extend(write(arguments, &pair, to, &path, terminal)?);
    }
    Ok(findings)
}

/// The source and side `index` alone.
fn pair(bitext: &Bitext, index: usize) -> Bitext {
    let sides = vec![bitext.sides[0].clone(), bitext.sides[index].clone()];
    let mut links = bitext.links.clone();
    for link in &mut links {
        link.ranges = vec![link.ranges[0].clone(), link.ranges[index].clone()];
        link.scores = vec![link.scores[0], link.scores[index]];
    }
    links.retain(|link| link.ranges.iter().any(|range| !range.is_empty()));
    Bitext { sides, links }
}

/// Puts the units into a memory.
fn keep(
    arguments: &AlignArguments,
    bitext: &Bitext,
    memory: &mut Memory,
    terminal: &Terminal,
) -> Result<(), AppError> {
    let units = units::units(bitext, &unit_options(arguments));
    let source = bitext.sides.first().map(|side| &side.lang);
    let document = bitext.sides.first().map_or("", |side| &side.document.name);
    let added = add_aligned(memory, units, source, units::file_name(document))?;
    terminal.say(&format!("{}: {added} units added", memory.path().display()));
    Ok(())
}

fn unit_options(arguments: &AlignArguments) -> UnitOptions {
    UnitOptions {
        min_score: arguments.min_score,
        review_below: arguments.review_below,
        keep_unpaired: arguments.keep_unpaired,
        drop_duplicates: arguments.drop_duplicates,
    }
}

fn write(
    arguments: &AlignArguments,
    bitext: &Bitext,
    to: To,
    output: &Path,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Finding>> {
    let units = units::units(bitext, &unit_options(arguments));
    let languages: Vec<LangTag> = bitext.sides.iter().map(|side| side.lang.clone()).collect();
    let name = to.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let format = files::by_name(&name)?;
    let write = WriteOptions {
        languages: languages.clone(),
        profile: arguments.profile.clone(),
        date: arguments.date.clone().or_else(clock::epoch),
    };
    let header = Header { srclang: languages.first().cloned(), ..Header::default() };
    let mut out = Output::create(output)?;
    let error = |source: FormatError| AppError::format(output.display().to_string(), source);
    let mut writer = format.write(&header, &write, Box::new(&mut out)).map_err(error)?;
    for unit in &units {
        writer.unit(unit).map_err(error)?;
    }
    let findings = writer.finish().map_err(error)?;
    out.finish()?;
    terminal.say(&format!(
        "{}: {} units in {} languages",
        output.display(),
        units.len(),
        languages.len()
    ));
    Ok(findings)
}
