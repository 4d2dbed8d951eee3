//! Termbases as tables: a header row, then a row a concept (a column a language) or a row a term.

use super::ReadSettings;
use super::columns::{self, Column};
use super::findings::Findings;
use super::places::Places;
use super::rows::Rows;
use crate::glossary::Termbase;
use crate::model::{Severity, TermStatus};
use std::io;

/// Reads a table. The separator is the one the header row has more of: tab, semicolon or comma. A table
/// without a header that names languages is read by the caller's.
pub(super) fn read(
    text: &str,
    settings: &ReadSettings,
    findings: &mut Findings<'_>,
) -> io::Result<Termbase> {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: u8| memchr::memchr_iter(separator, head.as_bytes()).count();
    let separator = *b"\t;,".iter().rev().max_by_key(|s| count(**s)).unwrap_or(&b'\t');
    let mut source = csv::ReaderBuilder::new()
        .delimiter(separator)
        .quoting(separator != b'\t')
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut places = Places::new(text);
    let (mut rows, mut findings) = (None, Some(findings));
    while source.read_record(&mut record).map_err(|error| io::Error::other(error.to_string()))? {
        // The reader's own count of lines stands before the empty ones it passes over.
        let start = record.position().map_or(0, |at| at.byte() as usize).min(text.len());
        let empty = text.as_bytes()[start..].iter().take_while(|b| matches!(b, b'\n' | b'\r'));
        let line = places.of(start + empty.count()).line;
        let cells: Vec<&str> = record.iter().collect();
        if let Some(findings) = findings.take() {
            let (columns, is_header) = header(&cells, settings, findings);
            let rows = rows.insert(Rows::new(columns, findings));
            if is_header {
                continue;
            }
            rows.row(&cells, line)?;
        } else if let Some(rows) = &mut rows {
            rows.row(&cells, line)?;
        }
    }
    if let Some(findings) = findings {
        let message = "the file is empty: a glossary has a header row and rows of terms";
        findings.add("glossary-header", Severity::Error, None, message.to_owned());
    }
    Ok(rows.map(Rows::done).unwrap_or_default())
}

/// The columns by the first row, and whether it is a header: without one they are those of the caller's
/// languages.
pub(super) fn header(
    cells: &[&str],
    settings: &ReadSettings,
    findings: &mut Findings<'_>,
) -> (Vec<Column>, bool) {
    let columns = columns::of_header(cells, &settings.columns, findings);
    if columns::hold_terms(&columns) {
        return (columns, true);
    }
    if settings.languages.is_empty() {
        let message = "no column is named by a language tag: name them `en`, `fr`, … in the first row, or `term` and `lang`, or say what columns hold (`--columns`)";
        findings.cell("glossary-header", Severity::Error, (1, 1), message.to_owned());
        return (columns, true);
    }
    let langs = settings.languages.iter();
    let mut columns: Vec<Column> =
        langs.map(|lang| Column::Terms(lang.clone(), TermStatus::Preferred)).collect();
    columns.push(Column::Note);
    (columns, false)
}

#[cfg(test)]
mod tests {
    use super::super::{ReadSettings, read};
    use super::*;
    use crate::model::{Finding, MatchMode};
    use crate::text::LangTag;

    fn table(table: &str) -> (Termbase, Vec<Finding>) {
        read(&mut table.as_bytes(), "t.tsv", &ReadSettings::default()).unwrap()
    }

    #[test]
    fn a_table_is_read_leniently() {
        let rows = "concept_id\ten\tfr\tacronym_en\nUN\tUnited Nations\tNations Unies\tUN\n\nX\ta\tb\tc\td\n";
        let (termbase, findings) = table(rows);
        let tags = (LangTag::parse("en-GB").unwrap(), LangTag::parse("fr").unwrap());
        let pairs = termbase.pairs(&tags.0, &tags.1).concepts;
        assert_eq!(pairs[0].0, ["United Nations", "UN"]);
        assert_eq!(pairs[0].1, ["Nations Unies"]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].position.unwrap().line, 4);
    }

    #[test]
    fn a_row_a_term_is_gathered_into_concepts() {
        let rows = "concept_id,lang,term,status\n1,en,flow,preferred\n1,en,flux,forbidden\n2,fr,flot,nice\n";
        let (termbase, findings) = table(rows);
        assert_eq!(termbase.concepts.len(), 2);
        assert_eq!(termbase.concepts[0].terms[1].status, TermStatus::Forbidden);
        assert_eq!(findings[0].position.unwrap().column, 4);
    }

    #[test]
    fn what_sources_confirm_and_remarks_are_kept_apart() {
        let rows = "concept_id\ten\tfr\tru\tavoid_en\tmatch\tconfirmed\n\
            C\tMigration Compact\tPacte\tДоговор\tCompact(short)|compacts(admitted in speech)|Pact (other)\tinflect (en plural)\ten fr(short form)\n";
        let (termbase, findings) = table(rows);
        assert!(findings.is_empty(), "{findings:?}");
        let terms = &termbase.concepts[0].terms;
        let unsure: Vec<bool> = terms.iter().map(|term| term.unconfirmed).collect();
        assert_eq!(unsure, [false, false, true, false, false, false]);
        assert_eq!((&*terms[3].text, terms[3].note.as_deref()), ("Compact", Some("short")));
        assert_eq!(terms[4].status, TermStatus::Admitted);
        assert_eq!(&*terms[5].text, "Pact");
        assert_eq!(termbase.concepts[0].properties[0].0, "match".into());
    }

    #[test]
    fn settings_of_a_row_hold_for_its_terms() {
        let rows = "en;match;case;scope;detect;require\nab+|c;regex;exact;law, press;no;no\n";
        let concept = &table(rows).0.concepts[0];
        assert_eq!(concept.terms.len(), 1);
        assert_eq!(concept.terms[0].mode, MatchMode::Regex);
        assert_eq!(concept.terms[0].scope.len(), 2);
        assert!(concept.not_detected && concept.not_required);
    }

    #[test]
    fn a_wrong_header_is_an_error() {
        assert_eq!(table("quantity,price\n1,2\n").1[0].severity, Severity::Error);
        assert_eq!(table("").1[0].rule, "glossary-header");
    }
}
