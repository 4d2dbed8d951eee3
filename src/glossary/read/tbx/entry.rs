//! An entry of a TBX file while it is read: data categories become what the model has for them, and
//! properties otherwise.

use super::super::findings::shown;
use super::super::{LONGEST_TERM, cells};
use crate::model::{CasePolicy, Concept, MatchMode, Severity, Term, TermStatus};
use crate::text::LangTag;
use rustc_hash::FxHashSet;

/// Reports something off: line, rule, severity, message.
type Report<'r> = dyn FnMut(u32, &'static str, Severity, String) + 'r;

/// What the writer puts before facts TBX-Basic has no category for, and before properties.
pub(in crate::glossary) const FACT: &str = "targum: ";
pub(in crate::glossary) const PROPERTY: &str = "targum property: ";

/// An entry so far.
#[derive(Default)]
pub(super) struct Entry {
    concept: Concept,
    lang: Option<LangTag>,
    term: Option<Section>,
    /// The terms that say no status, by their index.
    open: Vec<usize>,
    transaction: Option<Transaction>,
    off: Vec<(u32, &'static str, Severity, String)>,
}

/// What a term is beside the others, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Form {
    #[default]
    Full,
    /// A synonym, a variant, a short form.
    Minor,
    Acronym,
}

/// A term section so far.
#[derive(Default)]
struct Section {
    lang: Option<LangTag>,
    text: Box<str>,
    line: u32,
    status: Option<TermStatus>,
    form: Form,
    name: bool,
    unconfirmed: bool,
    part_of_speech: Option<Box<str>>,
    notes: Vec<Box<str>>,
    properties: Vec<(Box<str>, Box<str>)>,
    facts: Vec<(Box<str>, Box<str>)>,
}

/// Who did what to an entry, and when.
#[derive(Default)]
struct Transaction {
    what: String,
    date: String,
    who: String,
}

impl Entry {
    pub(super) fn begin(&mut self, id: Option<String>, line: u32) {
        *self = Self::default();
        self.concept.id = id.unwrap_or_default().into();
        self.concept.line = line;
    }

    pub(super) fn line(&self) -> u32 {
        self.concept.line
    }

    pub(super) fn begin_language(&mut self, lang: Option<LangTag>) {
        self.end_term();
        self.lang = lang;
    }

    pub(super) fn end_language(&mut self) {
        self.end_term();
        self.lang = None;
    }

    pub(super) fn begin_term(&mut self, lang: Option<LangTag>, line: u32) {
        self.end_term();
        self.term = Some(Section { lang, line, ..Section::default() });
    }

    /// A term starts: in its section, or where none was opened or one holds a term already, in another.
    pub(super) fn another_term(&mut self, lang: Option<LangTag>, line: u32) {
        if self.term.as_ref().is_none_or(|section| !section.text.is_empty()) {
            self.begin_term(None, line);
        }
        if let Some(section) = &mut self.term {
            section.line = line;
            section.lang = lang.or(section.lang.take());
        }
    }

    pub(super) fn term_text(&mut self, text: &str) {
        if let Some(section) = &mut self.term {
            section.text = text.into();
        }
    }

    /// Drops a term whose section was not read to its end.
    pub(super) fn abandon_term(&mut self) {
        self.term = None;
    }

    pub(super) fn begin_transaction(&mut self) {
        self.transaction = Some(Transaction::default());
    }

    /// Keeps a transaction as a property: `origination`, `2024-01-31 Ana`.
    pub(super) fn end_transaction(&mut self) {
        let Some(done) = self.transaction.take() else { return };
        let about = [done.date, done.who].join(" ");
        if !done.what.is_empty() {
            self.property(&done.what, about.trim());
        }
    }

    /// A data category with its value, and the target it points at.
    pub(super) fn field(&mut self, category: &str, value: &str, target: Option<&str>) {
        if let Some(transaction) = &mut self.transaction {
            match category {
                "date" => value.clone_into(&mut transaction.date),
                "transactionType" => value.clone_into(&mut transaction.what),
                "responsibility" => value.clone_into(&mut transaction.who),
                _ => {}
            }
            return;
        }
        // Of references the target counts, with the words shown for it behind.
        let pointed = target.map(|target| match value {
            "" => target.to_owned(),
            same if same == target => target.to_owned(),
            words => format!("{target} {words}"),
        });
        let value = pointed.as_deref().unwrap_or(value);
        if self.term.is_some() {
            self.term_field(category, value);
        } else if self.lang.is_some() {
            self.language_field(category, value);
        } else {
            self.concept_field(category, value);
        }
    }

    fn property(&mut self, name: &str, value: &str) {
        match (&mut self.term, &self.lang) {
            (Some(section), _) => section.properties.push((name.into(), value.into())),
            (None, Some(lang)) => {
                let name = format!("{name}@{lang}").into();
                self.concept.properties.push((name, value.into()));
            }
            (None, None) => self.concept.properties.push((name.into(), value.into())),
        }
    }

    fn concept_field(&mut self, category: &str, value: &str) {
        let concept = &mut self.concept;
        match category {
            "subjectField" if concept.domain.is_none() => concept.domain = Some(value.into()),
            "definition" if concept.definition.is_none() => {
                concept.definition = Some(value.into());
            }
            "note" => match fact(value) {
                None => concept.notes.push(value.into()),
                Some((true, name, value)) => concept.properties.push((name, value)),
                Some((false, name, value)) => self.concept_fact(&name, value),
            },
            _ => self.property(category, value),
        }
    }

    /// What the writer says of a concept where TBX-Basic cannot.
    fn concept_fact(&mut self, name: &str, value: Box<str>) {
        let concept = &mut self.concept;
        match (name, &*value) {
            ("id", _) => concept.id = value,
            ("severity", "info") => concept.severity = Some(Severity::Info),
            ("severity", "warning") => concept.severity = Some(Severity::Warning),
            ("severity", "error") => concept.severity = Some(Severity::Error),
            ("detect", "no") => concept.not_detected = true,
            ("require", "no") => concept.not_required = true,
            _ => concept.properties.push((name.into(), value)),
        }
    }

    fn language_field(&mut self, category: &str, value: &str) {
        match category {
            "definition" if self.concept.definition.is_none() => {
                self.concept.definition = Some(value.into());
            }
            "subjectField" if self.concept.domain.is_none() => {
                self.concept.domain = Some(value.into());
            }
            _ => self.property(category, value),
        }
    }

    fn term_field(&mut self, category: &str, value: &str) {
        if category == "definition" && self.concept.definition.is_none() {
            self.concept.definition = Some(value.into());
            return;
        }
        let Some(section) = &mut self.term else { return };
        let keep = |section: &mut Section| section.properties.push((category.into(), value.into()));
        match &*category.to_ascii_lowercase().replace(['-', '_', ' '], "") {
            "administrativestatus"
            | "normativeauthorization"
            | "status"
            | "termstatus"
            | "usagestatus" => {
                section.status = TermStatus::parse(value).or(section.status);
                section.unconfirmed |= value.to_ascii_lowercase().starts_with("propos");
                if TermStatus::parse(value).is_none() {
                    keep(section);
                    let message = format!(
                        "`{}` is no status this can use: write preferredTerm-admn-sts, admittedTerm-admn-sts, deprecatedTerm-admn-sts or supersededTerm-admn-sts",
                        shown(value)
                    );
                    self.off.push((section.line, "glossary-status", Severity::Warning, message));
                }
            }
            "termtype" => match value {
                "acronym" | "initialism" => section.form = Form::Acronym,
                "fullForm" | "entryTerm" => keep(section),
                _ => {
                    section.form = Form::Minor;
                    keep(section);
                }
            },
            "partofspeech" => {
                section.name = value.eq_ignore_ascii_case("propernoun");
                section.part_of_speech = Some(value.into());
            }
            // IATE: 1 is not verified, 6 to 10 are.
            "reliabilitycode" => {
                section.unconfirmed |= value.parse().is_ok_and(|code: u32| code < 6);
                keep(section);
            }
            "note" => match fact(value) {
                None => section.notes.push(value.into()),
                Some((true, name, value)) => section.properties.push((name, value)),
                Some((false, name, value)) => section.facts.push((name, value)),
            },
            _ => keep(section),
        }
    }

    pub(super) fn end_term(&mut self) {
        let Some(section) = self.term.take() else { return };
        let line = section.line;
        let Some(lang) = section.lang.clone().or_else(|| self.lang.clone()) else { return };
        let reason = match section.text.len() {
            0 => "the term is empty: it is left out",
            length if length > LONGEST_TERM => {
                "the term is longer than any: is it a text? it is left out"
            }
            _ => {
                if section.status.is_none() {
                    self.open.push(self.concept.terms.len());
                }
                self.concept.terms.push(section.term(lang));
                return;
            }
        };
        self.off.push((line, "glossary-empty", Severity::Warning, reason.to_owned()));
    }

    /// The whole concept. Of the terms of a language that say no status the first full form is the
    /// preferred one, if no other is.
    pub(super) fn finish(&mut self, report: &mut Report<'_>) -> Concept {
        self.end_term();
        for (line, rule, severity, message) in self.off.drain(..) {
            report(line, rule, severity, message);
        }
        let terms = &mut self.concept.terms;
        let mut settled: FxHashSet<LangTag> = FxHashSet::default();
        let mut open = self.open.iter().peekable();
        for (at, term) in terms.iter().enumerate() {
            let says = open.next_if_eq(&&at).is_none();
            if says && term.status == TermStatus::Preferred {
                settled.insert(term.lang.clone());
            }
        }
        for &at in &self.open {
            let term = &mut terms[at];
            let full = term.status == TermStatus::Preferred;
            if full && !settled.insert(term.lang.clone()) {
                term.status = TermStatus::Admitted;
            }
        }
        std::mem::take(&mut self.concept)
    }
}

/// `targum: match=exact`: whether it is a property, its name and its value.
fn fact(note: &str) -> Option<(bool, Box<str>, Box<str>)> {
    let (property, rest) = match note.strip_prefix(PROPERTY) {
        Some(rest) => (true, rest),
        None => (false, note.strip_prefix(FACT)?),
    };
    let (name, value) = rest.split_once('=')?;
    Some((property, cells::unescape(name).into(), value.into()))
}

impl Section {
    fn term(self, lang: LangTag) -> Term {
        let mut term = if self.form == Form::Acronym {
            Term::short_form(self.text, lang)
        } else {
            Term::new(self.text, lang)
        };
        // Without a status, short forms and variants stand behind the full form.
        let open =
            if self.form == Form::Full { TermStatus::Preferred } else { TermStatus::Admitted };
        term.status = self.status.unwrap_or(open);
        term.proper_name = self.name;
        term.unconfirmed = self.unconfirmed;
        term.part_of_speech = self.part_of_speech;
        term.properties = self.properties;
        term.line = self.line;
        if !self.notes.is_empty() {
            term.note = Some(self.notes.join("\n").into());
        }
        for (name, value) in self.facts {
            match &*name {
                "status" => term.status = TermStatus::parse(&value).unwrap_or(term.status),
                "match" => term.mode = MatchMode::parse(&value).unwrap_or(term.mode),
                "case" => term.case = CasePolicy::parse(&value).unwrap_or(term.case),
                "proper-name" => term.proper_name = &*value == "yes",
                "acronym" => term.acronym = &*value == "yes",
                "unconfirmed" => term.unconfirmed = &*value == "yes",
                "part-of-speech" => term.part_of_speech = Some(value),
                "scope" => {
                    term.scope = cells::items(&value, &['|']).into_iter().map(Into::into).collect();
                }
                _ => term.properties.push((name, value)),
            }
        }
        term
    }
}
