//! Terms and the concepts they name.

use crate::model::{Finding, Position, Severity};
use crate::text::LangTag;
use std::io::{self, BufRead, Read as _};

/// Term pairs for the aligner: for each concept, the forms of it in source and target language.
#[derive(Debug, Clone, Default)]
pub struct TermPairs {
    /// `(source forms, target forms)`, one a concept.
    pub concepts: Vec<(Vec<String>, Vec<String>)>,
}

/// A termbase: the terms of each concept by language.
#[derive(Debug, Clone, Default)]
pub struct Termbase {
    /// The terms of each concept.
    pub concepts: Vec<Vec<(LangTag, String)>>,
}

/// The bytes a glossary may have.
const LIMIT: u64 = 256 << 20;

impl Termbase {
    /// Reads a tab-separated table: a header row, then a row a concept. Columns named by a language
    /// tag (`fr`) hold terms, those named `acronym_` and a tag further forms; others are passed over.
    /// A row with more cells than the header is a finding; its known cells are read all the same.
    ///
    /// # Errors
    /// When the input can't be read or is over 256 MiB.
    pub fn read_tsv(input: &mut dyn BufRead, name: &str) -> io::Result<(Self, Vec<Finding>)> {
        let mut bytes = Vec::new();
        input.take(LIMIT + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LIMIT {
            return Err(io::Error::other("a glossary over 256 MiB is not read: split it"));
        }
        let text = crate::text::decode(&bytes, None, None).text;
        let mut lines = text.lines();
        let header: Vec<Option<LangTag>> =
            lines.next().unwrap_or_default().split('\t').map(column_language).collect();
        let mut findings = Vec::new();
        let mut finding = |line: usize, message: String| {
            let position = Position { offset: 0, line: line as u32, column: 1 };
            let mut finding =
                Finding::new("glossary-table", Severity::Warning, message).at(position);
            finding.file = Some(name.to_owned());
            findings.push(finding);
        };
        if header.iter().flatten().count() < 2 {
            let message = "no two columns are named by a language tag: name them `en`, `fr`, … in the first row";
            finding(1, message.into());
        }
        let mut termbase = Self::default();
        for (line, row) in lines.enumerate().filter(|(_, row)| !row.trim().is_empty()) {
            let cells: Vec<&str> = row.split('\t').collect();
            if cells.len() > header.len() {
                let message =
                    format!("the row has {} cells, the header {}", cells.len(), header.len());
                finding(line + 2, message);
            }
            let named =
                header.iter().zip(&cells).filter_map(|(lang, cell)| Some((lang.as_ref()?, cell)));
            let filled = named.filter(|(_, cell)| !cell.trim().is_empty());
            let terms = filled.map(|(lang, cell)| (lang.clone(), cell.trim().to_owned()));
            let terms: Vec<(LangTag, String)> = terms.collect();
            if !terms.is_empty() {
                termbase.concepts.push(terms);
            }
        }
        Ok((termbase, findings))
    }

    /// The pairs for two languages (regions and scripts do not matter).
    pub fn pairs(&self, source: &LangTag, target: &LangTag) -> TermPairs {
        let forms = |concept: &[(LangTag, String)], lang: &LangTag| -> Vec<String> {
            concept.iter().filter(|(l, _)| l.same_language(lang)).map(|(_, t)| t.clone()).collect()
        };
        let both = self.concepts.iter().map(|c| (forms(c, source), forms(c, target)));
        TermPairs { concepts: both.filter(|(s, t)| !s.is_empty() && !t.is_empty()).collect() }
    }
}

fn column_language(name: &str) -> Option<LangTag> {
    let name = name.trim();
    let tag = name.strip_prefix("acronym_").unwrap_or(name);
    let tag = LangTag::parse(tag).ok()?;
    (tag.language().len() <= 3).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_leniently() {
        let table = "concept_id\ten\tfr\tacronym_en\nUN\tUnited Nations\tNations Unies\tUN\n\nX\ta\tb\tc\td\n";
        let (termbase, findings) = Termbase::read_tsv(&mut table.as_bytes(), "t.tsv").unwrap();
        let tags = (LangTag::parse("en-GB").unwrap(), LangTag::parse("fr").unwrap());
        let pairs = termbase.pairs(&tags.0, &tags.1).concepts;
        assert_eq!(pairs[0].0, ["United Nations", "UN"]);
        assert_eq!(pairs[0].1, ["Nations Unies"]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].position.unwrap().line, 4);
    }
}
