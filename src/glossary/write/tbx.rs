//! TBX-Basic of version 3, data categories as attributes.
//!
//! What TBX-Basic has no category for stands in notes that start with `targum: ` or `targum property: `, so
//! that reading the file again gives the same termbase.

use super::properties::{self, Element, Level};
use super::{WriteSettings, with_terms};
use crate::glossary::Termbase;
use crate::glossary::read::{FACT, PROPERTY, escape};
use crate::model::{Concept, Finding, Severity, Term, TermStatus};
use crate::text::LangTag;
use crate::text::xml::is_legal;
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::{self, Write};

/// Writes elements, a line each.
pub(super) struct Xml<'o> {
    out: &'o mut dyn Write,
    buffer: String,
    /// Characters XML cannot hold.
    dropped: usize,
}

impl Xml<'_> {
    fn tag(&mut self, indent: usize, name: &str, attributes: &[(&str, &str)]) {
        self.buffer.clear();
        self.buffer.extend(std::iter::repeat_n("  ", indent));
        self.buffer.push('<');
        self.buffer.push_str(name);
        for (name, value) in attributes {
            self.buffer.push(' ');
            self.buffer.push_str(name);
            self.buffer.push_str("=\"");
            self.escape(value);
            self.buffer.push('"');
        }
        self.buffer.push('>');
    }

    pub(super) fn open(
        &mut self,
        indent: usize,
        name: &str,
        attributes: &[(&str, &str)],
    ) -> io::Result<()> {
        self.tag(indent, name, attributes);
        writeln!(self.out, "{}", self.buffer)
    }

    pub(super) fn close(&mut self, indent: usize, name: &str) -> io::Result<()> {
        writeln!(self.out, "{:indent$}</{name}>", "", indent = indent * 2)
    }

    pub(super) fn leaf(
        &mut self,
        indent: usize,
        name: &str,
        attributes: &[(&str, &str)],
        text: &str,
    ) -> io::Result<()> {
        self.tag(indent, name, attributes);
        self.escape(text);
        writeln!(self.out, "{}</{name}>", self.buffer)
    }

    /// A note that only targum reads.
    fn fact(&mut self, indent: usize, name: &str, value: &str) -> io::Result<()> {
        self.leaf(indent, "note", &[], &format!("{FACT}{name}={value}"))
    }

    fn property(&mut self, indent: usize, name: &str, value: &str) -> io::Result<()> {
        let name = escape(name, &['=']);
        self.leaf(indent, "note", &[], &format!("{PROPERTY}{name}={value}"))
    }

    /// Line ends and tabs as references: as they are they would be taken for layout.
    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.buffer.push_str("&amp;"),
                '<' => self.buffer.push_str("&lt;"),
                '>' => self.buffer.push_str("&gt;"),
                '"' => self.buffer.push_str("&quot;"),
                '\n' | '\r' | '\t' => self.buffer.push_str(&format!("&#{};", u32::from(c))),
                c if is_legal(c) => self.buffer.push(c),
                _ => self.dropped += 1,
            }
        }
    }
}

pub(super) fn write(
    termbase: &Termbase,
    settings: &WriteSettings,
    out: &mut dyn Write,
) -> io::Result<Vec<Finding>> {
    let (concepts, finding) = with_terms(termbase);
    let concepts: Vec<&Concept> = concepts.collect();
    let languages = termbase.languages();
    let main = languages.first().map_or("en", LangTag::as_str);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let mut xml = Xml { out, buffer: String::new(), dropped: 0 };
    let root = [
        ("xmlns", "urn:iso:std:iso:30042:ed-2"),
        ("type", "TBX-Basic"),
        ("style", "dca"),
        ("xml:lang", main),
    ];
    xml.open(0, "tbx", &root)?;
    xml.open(1, "tbxHeader", &[])?;
    xml.open(2, "fileDesc", &[])?;
    xml.open(3, "titleStmt", &[])?;
    xml.leaf(4, "title", &[], &settings.title)?;
    xml.close(3, "titleStmt")?;
    xml.open(3, "sourceDesc", &[])?;
    xml.leaf(4, "p", &[], "Written by targum")?;
    xml.close(3, "sourceDesc")?;
    xml.close(2, "fileDesc")?;
    xml.close(1, "tbxHeader")?;
    xml.open(1, "text", &[])?;
    xml.open(2, "body", &[])?;
    let ids = identifiers(&concepts);
    let known: FxHashSet<&str> = ids.iter().map(String::as_str).collect();
    for (concept, id) in concepts.iter().zip(&ids) {
        Entry { concept, id, known: &|id| known.contains(id) }.write(&mut xml)?;
    }
    xml.close(2, "body")?;
    xml.close(1, "text")?;
    xml.close(0, "tbx")?;
    let dropped = (xml.dropped > 0).then(|| {
        let message = format!("{} control characters are left out: XML has none", xml.dropped);
        Finding::new("glossary-xml", Severity::Warning, message)
    });
    Ok(finding.into_iter().chain(dropped).collect())
}

/// An identifier for each concept that XML takes and no other has; empty where the concept has none.
fn identifiers(concepts: &[&Concept]) -> Vec<String> {
    let mut taken: FxHashMap<String, usize> = FxHashMap::default();
    let sound: FxHashSet<&str> =
        concepts.iter().map(|concept| &*concept.id).filter(|id| is_name(id)).collect();
    let mut unique = |concept: &&Concept| -> String {
        let id = &*concept.id;
        if id.is_empty() {
            return String::new();
        }
        let base = if is_name(id) { id.to_owned() } else { named(id) };
        let first = !taken.contains_key(&base) && (base == id || !sound.contains(&*base));
        if first {
            taken.insert(base.clone(), 1);
            return base;
        }
        loop {
            let count = taken.entry(base.clone()).or_insert(1);
            *count += 1;
            let other = format!("{base}_{count}");
            if !taken.contains_key(&other) && !sound.contains(&*other) {
                taken.insert(other.clone(), 1);
                return other;
            }
        }
    };
    concepts.iter().map(&mut unique).collect()
}

/// Whether a text is a name as XML's identifiers are, of letters that every parser takes.
fn is_name(text: &str) -> bool {
    let start = text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    start && text.bytes().all(in_name)
}

fn in_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"_-.".contains(&b)
}

fn named(id: &str) -> String {
    let letters = id.chars().take(100);
    let name: String =
        letters.map(|c| if c.is_ascii() && in_name(c as u8) { c } else { '_' }).collect();
    format!("c-{name}")
}

/// A concept to write.
struct Entry<'c> {
    concept: &'c Concept,
    id: &'c str,
    known: &'c dyn Fn(&str) -> bool,
}

impl Entry<'_> {
    fn write(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let concept = self.concept;
        let id = [("id", self.id)];
        xml.open(3, "conceptEntry", if self.id.is_empty() { &[] } else { &id })?;
        if let Some(domain) = concept.domain.as_deref() {
            xml.leaf(4, "descrip", &[("type", "subjectField")], domain)?;
        }
        if let Some(definition) = concept.definition.as_deref() {
            group(xml, 4, definition)?;
        }
        let mut languages: Vec<&LangTag> = Vec::new();
        for term in &concept.terms {
            if !languages.contains(&&term.lang) {
                languages.push(&term.lang);
            }
        }
        let mut of_languages: Vec<(&LangTag, &str, &str)> = Vec::new();
        for (name, value) in &concept.properties {
            let parted = name.rsplit_once('@').and_then(|(name, tag)| {
                let lang = languages.iter().find(|lang| lang.as_str() == tag)?;
                self.at_language(name, value).then_some((*lang, name, &**value))
            });
            match parted {
                Some(parted) => of_languages.push(parted),
                None => self.property(xml, 4, Level::Concept, name, value)?,
            }
        }
        for note in &concept.notes {
            xml.leaf(4, "note", &[], note)?;
        }
        self.facts(xml)?;
        for lang in languages {
            xml.open(4, "langSec", &[("xml:lang", lang.as_str())])?;
            for (_, name, value) in of_languages.iter().filter(|(of, ..)| *of == lang) {
                match *name {
                    "definition" => group(xml, 5, value)?,
                    name => self.property(xml, 5, Level::Language, name, value)?,
                }
            }
            for term in concept.terms.iter().filter(|term| term.lang == *lang) {
                self.term(xml, term)?;
            }
            xml.close(4, "langSec")?;
        }
        xml.close(3, "conceptEntry")
    }

    /// Whether a property can be said in a language section, so that it is read from there again.
    fn at_language(&self, name: &str, value: &str) -> bool {
        match name {
            "definition" => self.concept.definition.is_some() && !value.is_empty(),
            _ => properties::element(name, value, Level::Language, self.known).is_some(),
        }
    }

    fn property(
        &self,
        xml: &mut Xml<'_>,
        indent: usize,
        level: Level,
        name: &str,
        value: &str,
    ) -> io::Result<()> {
        // The first of these would be read as the domain.
        let domain = name == "subjectField" && self.concept.domain.is_none();
        match properties::element(name, value, level, self.known).filter(|_| !domain) {
            Some(element) => properties::write(xml, indent, element, name, value),
            None => xml.property(indent, name, value),
        }
    }

    fn facts(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let concept = self.concept;
        if *concept.id != *self.id {
            xml.fact(4, "id", &concept.id)?;
        }
        if let Some(severity) = concept.severity {
            xml.fact(4, "severity", &severity.to_string())?;
        }
        if concept.not_detected {
            xml.fact(4, "detect", "no")?;
        }
        if concept.not_required {
            xml.fact(4, "require", "no")?;
        }
        Ok(())
    }

    fn term(&self, xml: &mut Xml<'_>, term: &Term) -> io::Result<()> {
        xml.open(5, "termSec", &[])?;
        xml.leaf(6, "term", &[], &term.text)?;
        let status = match term.status {
            TermStatus::Preferred => "preferredTerm-admn-sts",
            TermStatus::Admitted => "admittedTerm-admn-sts",
            TermStatus::Deprecated | TermStatus::Forbidden => "deprecatedTerm-admn-sts",
        };
        let element =
            |name: &str, value: &str| properties::element(name, value, Level::Term, self.known);
        let typed = term
            .properties
            .iter()
            .any(|(name, value)| &**name == "termType" && element(name, value).is_some());
        let acronym = term.acronym && !typed;
        let note =
            |xml: &mut Xml<'_>, kind, value| xml.leaf(6, "termNote", &[("type", kind)], value);
        if let Some(said) = term.part_of_speech.as_deref() {
            note(xml, "partOfSpeech", part_of_speech(said))?;
        }
        note(xml, "administrativeStatus", status)?;
        if acronym {
            note(xml, "termType", "acronym")?;
        }
        // The notes on the term stand before everything else.
        for first in [true, false] {
            for (name, value) in &term.properties {
                let is_note = element(name, value) == Some(Element::TermNote);
                if is_note == first {
                    self.property(xml, 6, Level::Term, name, value)?;
                }
            }
        }
        if let Some(said) = term.note.as_deref() {
            xml.leaf(6, "note", &[], said)?;
        }
        term_facts(xml, term, acronym)?;
        xml.close(5, "termSec")
    }
}

/// What the other elements of a term do not say.
fn term_facts(xml: &mut Xml<'_>, term: &Term, acronym: bool) -> io::Result<()> {
    let (text, lang) = (term.text.clone(), term.lang.clone());
    let read = if acronym { Term::short_form(text, lang) } else { Term::new(text, lang) };
    let said = |is: bool| if is { "yes" } else { "no" };
    if term.status == TermStatus::Forbidden {
        xml.fact(6, "status", term.status.name())?;
    }
    if term.mode != read.mode {
        xml.fact(6, "match", term.mode.name())?;
    }
    if term.case != read.case {
        xml.fact(6, "case", term.case.name())?;
    }
    if term.acronym != read.acronym {
        xml.fact(6, "acronym", said(term.acronym))?;
    }
    if term.proper_name {
        xml.fact(6, "proper-name", "yes")?;
    }
    if term.unconfirmed {
        xml.fact(6, "unconfirmed", "yes")?;
    }
    let known = term.part_of_speech.as_deref().filter(|said| part_of_speech(said) != *said);
    if let Some(said) = known {
        xml.fact(6, "part-of-speech", said)?;
    }
    if !term.scope.is_empty() {
        let scope: Vec<_> = term.scope.iter().map(|scope| escape(scope, &['|'])).collect();
        xml.fact(6, "scope", &scope.join(" | "))?;
    }
    Ok(())
}

/// The part of speech in the words of TBX-Basic.
fn part_of_speech(said: &str) -> &str {
    match said {
        "noun" | "verb" | "adjective" | "adverb" | "other" => said,
        "properNoun" => "noun",
        _ => "other",
    }
}

/// A definition: in a group, where every version of the schema takes it.
fn group(xml: &mut Xml<'_>, indent: usize, definition: &str) -> io::Result<()> {
    xml.open(indent, "descripGrp", &[])?;
    xml.leaf(indent + 1, "descrip", &[("type", "definition")], definition)?;
    xml.close(indent, "descripGrp")
}
