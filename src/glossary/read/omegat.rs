//! OmegaT's glossaries: a line an entry, source, target and comment with tabs between.

use super::ReadSettings;
use super::findings::Findings;
use crate::glossary::Termbase;
use crate::model::{Concept, Position, Severity, Term, TermStatus};
use rustc_hash::FxHashMap;
use std::io;

/// Reads a glossary. Lines with the same source are one concept, as OmegaT shows them: the first target is
/// the preferred one.
pub(super) fn read(
    text: &str,
    settings: &ReadSettings,
    findings: &mut Findings<'_>,
) -> io::Result<Termbase> {
    let [source, target, ..] = &settings.languages[..] else {
        let message = "an OmegaT glossary does not say its languages: name them, the source first";
        return Err(io::Error::other(message));
    };
    let mut termbase = Termbase::default();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    let mut terms = 0;
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let number = number as u32 + 1;
        let mut cells = line.splitn(3, '\t').map(str::trim);
        let (from, to) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let note = cells.next().map(|note| note.replace('\t', " "));
        let too_long = from.len().max(to.len()) > super::LONGEST_TERM;
        if from.is_empty() || to.is_empty() || too_long {
            let message = "the line has no source and target with a tab between: it is left out";
            let place = Position { offset: 0, line: number, column: 1 };
            findings.add("glossary-row", Severity::Warning, Some(place), message.to_owned());
            continue;
        }
        let at = *known.entry(from).or_insert_with(|| {
            let first = Term { line: number, ..Term::new(from, source.clone()) };
            let concept = Concept { terms: vec![first], line: number, ..Concept::default() };
            termbase.concepts.push(concept);
            termbase.concepts.len() - 1
        });
        let concept = &mut termbase.concepts[at];
        let first = concept.terms.len() == 1;
        concept.terms.push(Term {
            status: if first { TermStatus::Preferred } else { TermStatus::Admitted },
            note: note.filter(|note| !note.is_empty()).map(Into::into),
            line: number,
            ..Term::new(to, target.clone())
        });
        terms += 2;
        super::within(terms)?;
    }
    Ok(termbase)
}

#[cfg(test)]
mod tests {
    use super::super::{ReadSettings, read};
    use crate::glossary::TermbaseFormat;
    use crate::model::TermStatus;
    use crate::text::LangTag;

    fn settings() -> ReadSettings {
        let languages = ["en", "fr"].map(|tag| LangTag::parse(tag).unwrap()).to_vec();
        let format = Some(TermbaseFormat::Omegat);
        ReadSettings { format, languages, ..ReadSettings::default() }
    }

    #[test]
    fn utf16_comments_and_repeated_sources_are_read() {
        let text = "# a remark\nferry\tbac\tinland\nferry\ttraversier\t\nbroken\n";
        let bytes: Vec<u8> =
            [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let (termbase, findings) = read(&mut &bytes[..], "g.txt", &settings()).unwrap();
        let terms = &termbase.concepts[0].terms;
        assert_eq!(terms.len(), 3);
        assert_eq!(
            (terms[1].status, terms[2].status),
            (TermStatus::Preferred, TermStatus::Admitted)
        );
        assert_eq!(terms[1].note.as_deref(), Some("inland"));
        assert_eq!(findings[0].position.unwrap().line, 4);
    }

    #[test]
    fn languages_must_be_said() {
        let settings = ReadSettings { languages: Vec::new(), ..settings() };
        assert!(read(&mut &b"a\tb\n"[..], "g.tab", &settings).is_err());
    }
}
