//! Termbases read: leniently, what is off as findings, the rest kept.

mod cells;
mod columns;
mod findings;
mod jsonl;
mod omegat;
mod places;
mod rows;
mod table;
mod tbx;
mod utx;
mod xlsx;

use super::Termbase;
use super::format::{TermbaseFormat, is_container};
use crate::model::{Finding, Severity};

use crate::text::{LangTag, declared_encoding, decode_vec};
pub(super) use cells::escape;
use findings::Findings;
use std::io::{self, BufRead, Read as _};
pub(super) use tbx::{FACT, PROPERTY};

/// The bytes a termbase may have.
const LIMIT: u64 = 256 << 20;
/// The terms a termbase may have.
const MOST_TERMS: usize = 5_000_000;
/// The languages a termbase may have.
const MOST_LANGUAGES: usize = 500;
/// The bytes a term may have.
const LONGEST_TERM: usize = 10_000;

/// How a termbase is read.
#[derive(Debug, Clone, Default)]
pub struct ReadSettings {
    /// The format; without one, what the name and the first bytes speak for.
    pub format: Option<TermbaseFormat>,
    /// The languages of a file that does not say them, source first.
    pub languages: Vec<LangTag>,
    /// What columns of a table hold, where their headers don't say it: `(header or number, name)`, such
    /// as `("Begriff", "de")` or `("3", "definition")`.
    pub columns: Vec<(String, String)>,
}

/// Reads a termbase of any format. `name` is the file's, for findings.
///
/// # Errors
/// When the input can't be read, is over a limit (256 MiB, 5 million terms, 500 languages), or cannot be understood
/// at all: a damaged spreadsheet, an OmegaT glossary without `languages`.
pub fn read(
    input: &mut dyn BufRead,
    name: &str,
    settings: &ReadSettings,
) -> io::Result<(Termbase, Vec<Finding>)> {
    let mut bytes = Vec::new();
    input.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other("a glossary over 256 MiB is not read: split it"));
    }
    let mut findings = Findings::new(name);
    let wanted = settings.format.or_else(|| TermbaseFormat::by_extension(name));
    let termbase = if is_container(&bytes) || wanted == Some(TermbaseFormat::Xlsx) {
        xlsx::read(bytes, settings, &mut findings)?
    } else {
        let declared = declared_encoding(&bytes);
        let decoded = decode_vec(bytes, None, declared.as_deref());
        if decoded.malformed {
            let message = format!(
                "some bytes are not {}: they became U+FFFD; save the file as UTF-8",
                decoded.encoding
            );
            let at = places::position(&decoded.text, decoded.first_malformed.unwrap_or(0));
            findings.add("glossary-encoding", Severity::Warning, Some(at), message);
        }
        let text = decoded.text.as_str();
        let of_text = TermbaseFormat::of_text(text);
        // What a text plainly is counts more than its name; a table may start with anything.
        let format = match (settings.format, wanted) {
            (Some(format), _) => format,
            (None, Some(by_name)) if of_text == TermbaseFormat::Tsv => by_name,
            _ => of_text,
        };
        match format {
            TermbaseFormat::Tbx => tbx::read(text, &mut findings)?,
            TermbaseFormat::Jsonl => jsonl::read(text, &mut findings)?,
            TermbaseFormat::Utx => utx::read(text, settings, &mut findings)?,
            TermbaseFormat::Omegat => omegat::read(text, settings, &mut findings)?,
            _ => table::read(text, settings, &mut findings)?,
        }
    };
    let languages = termbase.languages().len();
    if languages > MOST_LANGUAGES {
        let message =
            format!("a glossary in {languages} languages is not read: is a column wrong?");
        return Err(io::Error::other(message));
    }
    Ok((termbase, findings.told()))
}

/// Whether a termbase has become too large.
fn within(terms: usize) -> io::Result<()> {
    if terms > MOST_TERMS {
        let message = format!("a glossary of over {MOST_TERMS} terms is not read: split it");
        return Err(io::Error::other(message));
    }
    Ok(())
}
