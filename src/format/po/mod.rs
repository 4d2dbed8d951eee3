//! Catalogues of GNU gettext (PO and POT), read and written as memories, and filled (`fill`).
//!
//! An entry is a unit, or one for each plural form; an entry without translation is a unit with the
//! source alone. Placeholders stay text. A broken entry is a finding, and reading goes on with the
//! next one.

mod entry;
mod fill;
mod header;
mod layout;
mod offer;
mod remark;
mod string;
mod wrap;
mod write;

use super::fill::{Filled, Filler};
use super::place::Places;
use super::source::Source;
use super::{
    Flow, Format, FormatError, Holds, Info, ReadOptions, Sink, Sniffed, UnitWriter, VariantPlace,
    WriteOptions,
};
use crate::model::{Content, Finding, Header, Property, Severity, Unit, Variant};
use crate::text::{LangTag, decode};
use entry::{Entries, Entry};
use fill::Filling;
use header::Said;
use offer::{base, of_form};
use std::borrow::Cow;
use std::io::{BufRead, Write};
use string::Quoted;

/// PO.
pub(super) struct Po;

/// The property of a memory that keeps the rule of a catalogue's plural forms.
const PLURAL_FORMS: &str = "x-po-plural-forms";

static INFO: Info = Info {
    name: "po",
    title: "gettext catalogue (PO, POT)",
    extensions: &["po", "pot"],
    holds: Holds::Memory,
    reads: true,
    writes: true,
};

impl Format for Po {
    fn info(&self) -> &'static Info {
        &INFO
    }

    /// Sure where the first line that is no comment begins an entry, and a `msgstr` follows.
    fn sniff(&self, head: &[u8]) -> Sniffed {
        let text = decode(head, None, declared(head).as_deref()).text;
        let mut lines = text.lines().map(str::trim_start);
        let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
        let begins = first.is_some_and(|line| {
            ["msgid", "msgctxt"].iter().any(|word| {
                line.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with('"'))
            })
        });
        match lines.any(|line| line.starts_with("msgstr")) {
            true if begins => Sniffed::Yes,
            _ if begins => Sniffed::Maybe,
            _ => Sniffed::No,
        }
    }

    fn declared_encoding(&self, bytes: &[u8]) -> Option<String> {
        declared(bytes)
    }

    fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains(['"', '\\', '\n', '\t']) {
            return text.into();
        }
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        escaped.replace('\n', "\\n").replace('\t', "\\t").into()
    }

    fn read(
        &self,
        input: &mut dyn BufRead,
        options: &ReadOptions,
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        let (text, findings) = Source::read(input, options, Some(declared))?.into_parts();
        let mut reader = Reader {
            text: &text,
            options,
            sink,
            places: Places::new(&text),
            languages: None,
            forms: None,
            unnamed: false,
            filling: None,
        };
        if findings.into_iter().try_for_each(|finding| reader.say(finding)).is_continue() {
            let _ = reader.all();
        }
        Ok(())
    }

    fn fill(
        &self,
        original: &[u8],
        options: &ReadOptions,
        filler: &mut Filler<'_>,
    ) -> Result<Filled, FormatError> {
        fill::fill(original, options, filler)
    }

    fn write<'w>(
        &self,
        header: &Header,
        options: &WriteOptions,
        out: Box<dyn Write + 'w>,
    ) -> Result<Box<dyn UnitWriter + 'w>, FormatError> {
        Ok(Box::new(write::Writer::new(header, options, out)))
    }
}

fn declared(bytes: &[u8]) -> Option<String> {
    header::charset(bytes)
}

struct Reader<'a, 'x, 'y> {
    text: &'a str,
    options: &'a ReadOptions,
    sink: &'a mut dyn Sink,
    places: Places<'a>,
    /// Source and target, once the header was read or found missing.
    languages: Option<(LangTag, Option<LangTag>)>,
    /// How many plural forms the header promises.
    forms: Option<u32>,
    /// Whether it was said that the target has no language.
    unnamed: bool,
    /// Where entries are offered to be filled.
    filling: Option<&'a mut Filling<'x, 'y>>,
}

impl Reader<'_, '_, '_> {
    fn all(&mut self) -> Flow {
        let mut entries = Entries::new(self.text, self.options.limits.unit);
        loop {
            let entry = entries.next_entry();
            entries.remarks.sort_by_key(|remark| remark.at);
            let start = entry.as_ref().and_then(|entry| Some(entry.as_ref().ok()?.layout.start));
            let damaged =
                entries.remarks.iter().any(|remark| start.is_some_and(|at| remark.at >= at));
            for remark in entries.remarks.drain(..) {
                let place = self.places.at(remark.at);
                self.say(Finding::new(remark.rule, remark.severity, remark.message).at(place))?;
            }
            let Some(entry) = entry else { break };
            match entry {
                Ok(entry) if entry.is_header() => self.header(&entry)?,
                Ok(entry) if self.filling.is_some() => self.offer(&entry, damaged)?,
                Ok(entry) => self.entry(entry)?,
                Err(broken) => self.sink.reject(self.text[broken].trim_end())?,
            }
        }
        self.begin(Said::default())
    }

    fn header(&mut self, entry: &Entry) -> Flow {
        let said = entry.strings.first().map(|(_, quoted)| Said::parse(&quoted.text));
        self.begin(said.unwrap_or_default())
    }

    /// Settles the languages and gives the header, if that was not done before.
    fn begin(&mut self, said: Said) -> Flow {
        if self.languages.is_some() {
            return Flow::Continue(());
        }
        let columns = &self.options.columns;
        let source = said.source.or_else(|| columns.first().cloned());
        let source = source.or_else(|| LangTag::parse("en").ok());
        let source = source.unwrap_or_else(LangTag::undetermined);
        let target = said.target.or_else(|| columns.get(1).cloned());
        self.forms = said.forms;
        self.languages = Some((source.clone(), target));
        let rule = said.rule.map(|rule| property(PLURAL_FORMS, rule));
        let props = rule.into_iter().collect();
        self.sink.header(Header { srclang: Some(source), props, ..Header::default() })
    }

    /// Gives the units of an entry.
    fn entry(&mut self, entry: Entry) -> Flow {
        self.begin(Said::default())?;
        let base = base(&entry);
        let Entry { id: Some(id), plural, mut strings, .. } = entry else {
            return Flow::Continue(());
        };
        let Some(plural) = plural else {
            return self.unit(base, &id, strings.drain(..).next().map(|(_, quoted)| quoted));
        };
        // A language without plural forms has one translation, and that is of the plural.
        let single = strings.len() == 1 && self.forms.is_none_or(|forms| forms == 1);
        strings.sort_by_key(|(form, _)| *form);
        for (form, quoted) in strings {
            // Without translation the singular and the plural are two units, not one a form.
            if form > 1 && quoted.text.is_empty() {
                continue;
            }
            let unit = of_form(&base, form);
            let source = if form == 0 && !single { &id } else { &plural };
            self.unit(unit, source, Some(quoted))?;
        }
        Flow::Continue(())
    }

    fn unit(&mut self, mut unit: Unit, source: &Quoted, target: Option<Quoted>) -> Flow {
        let Some((lang, translated)) = self.languages.clone() else { return Flow::Continue(()) };
        let mut places = [self.places.of(source.span), VariantPlace::default()];
        unit.variants.push(Variant::new(lang, Content::plain(source.text.as_str())));
        if let Some(target) = target.filter(|target| !target.text.is_empty()) {
            places[1] = self.places.of(target.span);
            if translated.is_none() && !self.unnamed {
                self.unnamed = true;
                let message = "the file does not say its language: write `Language:` in its header, \
                               or name source and target with --langs";
                let finding = Finding::new("po-language", Severity::Warning, message);
                self.say(finding.at(places[1].start))?;
            }
            let lang = translated.unwrap_or_else(LangTag::undetermined);
            unit.variants.push(Variant::new(lang, Content::plain(target.text)));
        }
        let count = unit.variants.len();
        self.sink.unit_at(unit, &places[..count])
    }

    fn say(&mut self, mut finding: Finding) -> Flow {
        finding.file = Some(&self.options.name).filter(|name| !name.is_empty()).cloned();
        self.sink.finding(finding)
    }
}

fn property(name: &str, value: impl Into<Box<str>>) -> Property {
    Property { name: name.into(), value: value.into(), lang: None }
}

#[cfg(test)]
mod tests;
