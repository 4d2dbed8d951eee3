//! What the columns of a table hold, by their headers.

use super::findings::{Findings, shown};
use crate::model::{Severity, TermStatus};
use crate::text::LangTag;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Domain,
    Definition,
    /// A remark: on the concept, or on the term of a row that holds one.
    Note,
    ConceptNote,
    TermNote,
    Severity,
    Detect,
    Require,
    /// How the terms of the row are looked for, and whether they are names.
    Match,
    Case,
    Scope,
    ProperName,
    IsAcronym,
    /// The languages whose terms a source confirms; of a row with one term, whether one does.
    Confirmed,
    Unconfirmed,
    /// Terms of a language with a status; several are parted by `|`.
    Terms(LangTag, TermStatus),
    Acronym(LangTag),
    /// The single term of a row, its language and its status: tables with a row a term.
    Term,
    Lang,
    Status,
    PartOfSpeech,
    ConceptProperties,
    TermProperties,
    /// What the model has no place for, by its header.
    Property(Box<str>),
    Passed,
}

/// Names of languages that stand over columns instead of tags.
const NAMED: &[(&str, &str)] = &[
    ("arabic", "ar"),
    ("chinese", "zh"),
    ("czech", "cs"),
    ("danish", "da"),
    ("deutsch", "de"),
    ("dutch", "nl"),
    ("english", "en"),
    ("español", "es"),
    ("finnish", "fi"),
    ("français", "fr"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hungarian", "hu"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("русский", "ru"),
    ("العربية", "ar"),
    ("中文", "zh"),
];

/// Short headers that look like tags and are none.
const NO_TAGS: &[&str] =
    &["url", "uri", "ref", "src", "tgt", "tag", "key", "cat", "num", "row", "nr", "use", "see"];

/// Headers longer than this are none.
const LONGEST: usize = 100;

impl Column {
    /// What a header says. `single` is whether the table has a row a term.
    fn named(header: &str, single: bool) -> Self {
        let name = header.trim().trim_start_matches('#').trim();
        if name.is_empty() || name.len() > LONGEST {
            return Self::Passed;
        }
        let lower = name.to_lowercase().replace([' ', '-'], "_");
        match &*lower {
            "concept_id" | "id" | "concept" | "entry" | "entry_id" => return Self::Id,
            "domain" | "subject" | "subject_field" => return Self::Domain,
            "definition" => return Self::Definition,
            "note" | "notes" | "comment" | "comments" | "remark" => return Self::Note,
            "concept_note" => return Self::ConceptNote,
            "term_note" => return Self::TermNote,
            "severity" => return Self::Severity,
            "detect" => return Self::Detect,
            "require" | "required" => return Self::Require,
            "match" | "mode" => return Self::Match,
            "case" => return Self::Case,
            "scope" => return Self::Scope,
            "proper_name" => return Self::ProperName,
            "acronym" => return Self::IsAcronym,
            "confirmed" => return Self::Confirmed,
            "unconfirmed" => return Self::Unconfirmed,
            "term" => return Self::Term,
            "lang" | "language" => return Self::Lang,
            "status" | "term_status" => return Self::Status,
            "pos" | "part_of_speech" => return Self::PartOfSpeech,
            "concept_properties" => return Self::ConceptProperties,
            "term_properties" => return Self::TermProperties,
            _ => {}
        }
        let property = || Self::Property(name.into());
        if single {
            return property();
        }
        Self::of_language(&lower).unwrap_or_else(property)
    }

    /// `fr`, `french`, `acronym_fr`, `avoid_fr`, `pt_br`, `definition_fr`.
    fn of_language(lower: &str) -> Option<Self> {
        if let Some(lang) = language(lower) {
            return Some(Self::Terms(lang, TermStatus::Preferred));
        }
        let (kind, tag) = lower.split_once('_')?;
        let lang = language(tag)?;
        Some(match kind {
            "acronym" => Self::Acronym(lang),
            "term" => Self::Terms(lang, TermStatus::Preferred),
            "avoid" => Self::Terms(lang, TermStatus::Deprecated),
            "definition" | "note" | "source" => Self::Property(format!("{kind}@{lang}").into()),
            _ => Self::Terms(lang, TermStatus::parse(kind)?),
        })
    }
}

fn language(name: &str) -> Option<LangTag> {
    let known = NAMED.iter().find(|(named, _)| *named == name).map(|(_, tag)| *tag);
    if NO_TAGS.contains(&name) {
        return None;
    }
    let tag = LangTag::parse(known.unwrap_or(name)).ok()?;
    (tag.language().len() <= 3).then_some(tag)
}

/// The columns a header row names, with what the caller knows better. `columns` are headers or numbers
/// from 1 with the names to read them by.
pub(super) fn of_header(
    header: &[&str],
    columns: &[(String, String)],
    findings: &mut Findings<'_>,
) -> Vec<Column> {
    let mut names: Vec<&str> = header.to_vec();
    for (wanted, name) in columns {
        let same = |header: &&&str| header.trim().eq_ignore_ascii_case(wanted.trim());
        let at = header.iter().position(|header| same(&header)).or_else(|| {
            let number: usize = wanted.trim().parse().ok()?;
            (1..=header.len()).contains(&number).then(|| number - 1)
        });
        if let Some(at) = at {
            names[at] = name;
        } else {
            let message = format!("there is no column `{}`: see the first row", shown(wanted));
            findings.cell("glossary-header", Severity::Warning, (1, 1), message);
        }
    }
    let known: Vec<Column> = names.iter().map(|name| Column::named(name, false)).collect();
    let single = known.contains(&Column::Term) && known.contains(&Column::Lang);
    let mut found: Vec<Column> = names.iter().map(|name| Column::named(name, single)).collect();
    id_or_indonesian(&names, &mut found);
    twice(&found, header, findings);
    found
}

/// `id` beside `concept_id` is Indonesian.
fn id_or_indonesian(names: &[&str], columns: &mut [Column]) {
    if !names.iter().any(|name| name.trim().eq_ignore_ascii_case("concept_id")) {
        return;
    }
    for (name, column) in names.iter().zip(columns) {
        if let (Column::Id, Some(lang)) = (&*column, language("id"))
            && name.trim().eq_ignore_ascii_case("id")
        {
            *column = Column::Terms(lang, TermStatus::Preferred);
        }
    }
}

fn twice(columns: &[Column], header: &[&str], findings: &mut Findings<'_>) {
    for (at, column) in columns.iter().enumerate() {
        let several = matches!(column, Column::Passed | Column::Property(_) | Column::Terms(..));
        if !several && columns[..at].contains(column) {
            let message = format!(
                "the column `{}` says what another says: the later one counts",
                shown(header[at])
            );
            findings.cell("glossary-header", Severity::Warning, (1, at + 1), message);
        }
    }
}

/// Whether these columns hold terms at all: as a row a term, or as columns of languages.
pub(super) fn hold_terms(columns: &[Column]) -> bool {
    is_single(columns) || columns.iter().any(|column| matches!(column, Column::Terms(..)))
}

/// Whether the table has a row a term.
pub(super) fn is_single(columns: &[Column]) -> bool {
    columns.contains(&Column::Term) && columns.contains(&Column::Lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(header: &str) -> Column {
        Column::named(header, false)
    }

    #[test]
    fn headers_are_understood() {
        let lang = |tag| LangTag::parse(tag).unwrap();
        assert_eq!(one("pt_BR"), Column::Terms(lang("pt-BR"), TermStatus::Preferred));
        assert_eq!(one("French"), Column::Terms(lang("fr"), TermStatus::Preferred));
        assert_eq!(one("forbidden_zh"), Column::Terms(lang("zh"), TermStatus::Forbidden));
        assert_eq!(one("Acronym_ru"), Column::Acronym(lang("ru")));
        assert_eq!(one("definition_fr"), Column::Property("definition@fr".into()));
        assert_eq!(one("url"), Column::Property("url".into()));
        assert_eq!(one("customer id"), Column::Property("customer id".into()));
        assert_eq!(one("Concept ID"), Column::Id);
    }

    #[test]
    fn the_caller_knows_better() {
        let mut findings = Findings::new("t");
        let columns = [("Begriff".into(), "de".into()), ("2".into(), "definition".into())];
        let found = of_header(&["Begriff", "Text"], &columns, &mut findings);
        assert!(matches!(found[0], Column::Terms(..)));
        assert_eq!(found[1], Column::Definition);
        assert!(findings.told().is_empty());
    }
}
