//! Writing a memory as a catalogue: an entry a unit; units of plural forms that follow one another are one
//! entry, as they were when they were read.

use super::PLURAL_FORMS;
use super::fill::flat;
use super::header::written;
use super::wrap::{lines, unwrapped};
use crate::format::pair::{Pair, Texts};
use crate::format::{FormatError, UnitWriter, WriteOptions};
use crate::model::{Finding, Header, Severity, Unit, Variant};
use rustc_hash::FxHashSet;
use std::io::Write;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes gathered before they are handed to the file.
const BUFFER: usize = 128 << 10;

/// What could not be written, with what is said of it.
const LOSSES: [&str; 5] = [
    "units without a text in the source language are left out",
    "a catalogue has one target language: texts in further languages are left out",
    "a catalogue has no place for properties and dates: they are left out",
    "inline codes are written as text: they read back as text",
    "a catalogue has each text once in a context: further translations of a text are left out",
];
const NO_SOURCE: usize = 0;
const LANGUAGES: usize = 1;
const PROPERTIES: usize = 2;
const CODES: usize = 3;
const TWICE: usize = 4;

/// Writes a memory.
pub(super) struct Writer<'w> {
    out: Box<dyn Write + 'w>,
    buffer: String,
    pair: Pair,
    date: Option<String>,
    /// The rule of the plural forms.
    rule: Option<Box<str>>,
    /// Hashes of the keys written so far.
    keys: FxHashSet<u64>,
    /// The forms of one entry that have come so far: their units' common id.
    forms: Vec<Form>,
    entry: String,
    lost: [u64; LOSSES.len()],
}

/// A unit as a part of an entry.
struct Form {
    source: String,
    target: String,
    context: Option<String>,
    /// The comments above it.
    head: String,
    /// Whether it is one of several.
    plural: bool,
    /// Whether its long lines are wrapped.
    wraps: bool,
}

impl<'w> Writer<'w> {
    pub(super) fn new(header: &Header, options: &WriteOptions, out: Box<dyn Write + 'w>) -> Self {
        Self {
            out,
            buffer: String::new(),
            pair: Pair::new(header, options),
            date: options.date.clone(),
            rule: header.props.iter().find(|p| &*p.name == PLURAL_FORMS).map(|p| p.value.clone()),
            keys: FxHashSet::default(),
            forms: Vec::new(),
            entry: String::new(),
            lost: [0; LOSSES.len()],
        }
    }

    /// The header, once the languages are settled.
    fn begin(&mut self, unit: Option<&Unit>) {
        let ((source, target), true) = self.pair.settle(unit) else { return };
        let mut header = String::from("Project-Id-Version: \n");
        if let Some(date) = &self.date {
            // `YYYYMMDDThhmmssZ`
            if let (Some(day), Some(time)) = (date.get(..8), date.get(9..13)) {
                let (year, rest) = day.split_at(4);
                let (month, day) = rest.split_at(2);
                let (hour, minute) = time.split_at(2);
                header += &format!("PO-Revision-Date: {year}-{month}-{day} {hour}:{minute}+0000\n");
            }
        }
        if let Some(target) = target {
            header += &format!("Language: {}\n", written(target));
        }
        header += "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n";
        header += "Content-Transfer-Encoding: 8bit\n";
        if let Some(rule) = self.rule.as_ref().filter(|rule| !rule.contains(['\n', '\r'])) {
            header += &format!("Plural-Forms: {rule}\n");
        }
        header += &format!("X-Source-Language: {}\nX-Generator: targum\n", written(source));
        self.buffer += "msgid \"\"\n";
        self.buffer += &lines("", "msgstr", &header, "\n");
        self.buffer.push('\n');
    }

    fn lose(&mut self, loss: usize, count: usize) {
        self.lost[loss] += count as u64;
    }

    /// A unit's texts and comments.
    fn form(&mut self, unit: &Unit, source: &Variant, target: Option<&Variant>) -> Form {
        let (mut head, mut own, mut flags) = (String::new(), 0, Vec::new());
        let (mut context, mut references, mut plural) = (None, String::new(), false);
        let all = unit.notes.iter().chain(&source.notes);
        for note in all.chain(target.map_or(&[][..], |target| &target.notes)) {
            for line in note.text.lines().filter(|line| !line.trim().is_empty()) {
                head += &format!("# {}\n", line.trim());
            }
        }
        for prop in &unit.props {
            own += 1;
            let value = prop.value.replace(['\n', '\r'], " ");
            match &*prop.name {
                "x-po-reference" => references += &format!("#: {value}\n"),
                "x-po-flag" => flags.push(value),
                "x-po-context" => context = Some(prop.value.to_string()),
                "x-po-plural" => plural = true,
                _ => own -= 1,
            }
        }
        let wraps = flags.iter().all(|flag| flag != "no-wrap");
        head += &references;
        if !flags.is_empty() {
            head += &format!("#, {}\n", flags.join(", "));
        }
        let sides = [Some(source), target];
        let sides = sides.into_iter().flatten();
        let more: usize = sides.map(|side| side.props.len() + side.attributes.len()).sum();
        self.lose(PROPERTIES, unit.props.len() - own + unit.attributes.len() + more);
        let codes = source.content.codes.len() + target.map_or(0, |t| t.content.codes.len());
        self.lose(CODES, codes);
        Form {
            source: flat(&source.content),
            target: target.map(|target| flat(&target.content)).unwrap_or_default(),
            context,
            head,
            plural,
            wraps,
        }
    }

    /// Writes the entry whose forms have come.
    fn end(&mut self) {
        let forms = std::mem::take(&mut self.forms);
        let Some(first) = forms.first() else { return };
        let key = format!("{}\u{4}{}", first.context.as_deref().unwrap_or("\u{4}"), first.source);
        if !self.keys.insert(xxh3_64(key.as_bytes())) {
            return self.lose(TWICE, forms.len());
        }
        self.buffer.push('\n');
        self.buffer.push_str(&first.head);
        let mut line = |keyword: &str, text: &str| {
            let write = if first.wraps { lines } else { unwrapped };
            self.buffer += &write("", keyword, text, "\n");
            self.buffer.push('\n');
        };
        if let Some(context) = &first.context {
            line("msgctxt", context);
        }
        line("msgid", &first.source);
        match forms.get(1) {
            Some(second) => {
                line("msgid_plural", &second.source);
                for (number, form) in forms.iter().enumerate() {
                    line(&format!("msgstr[{number}]"), &form.target);
                }
            }
            None => line("msgstr", &first.target),
        }
    }

    fn flush_if(&mut self, full: usize) -> Result<(), FormatError> {
        if self.buffer.len() >= full {
            self.out.write_all(self.buffer.as_bytes())?;
            self.buffer.clear();
        }
        Ok(())
    }
}

impl UnitWriter for Writer<'_> {
    fn unit(&mut self, unit: &Unit) -> Result<(), FormatError> {
        self.begin(Some(unit));
        let Some(Texts { source, target, others }) = self.pair.texts(unit) else {
            self.lose(NO_SOURCE, 1);
            return Ok(());
        };
        self.lose(LANGUAGES, others);
        let form = self.form(unit, source, target);
        // The empty text without context is the header's.
        if form.source.is_empty() && form.context.is_none() {
            self.lose(NO_SOURCE, 1);
            return Ok(());
        }
        let (entry, number) =
            unit.id.as_deref().and_then(|id| id.rsplit_once('/')).unwrap_or(("", ""));
        let follows = form.plural && entry == self.entry && number == self.forms.len().to_string();
        if !follows || self.forms.is_empty() {
            self.end();
            self.entry =
                if form.plural && number == "0" { entry.to_owned() } else { String::new() };
        }
        self.forms.push(form);
        self.flush_if(BUFFER)
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Finding>, FormatError> {
        self.begin(None);
        self.end();
        self.flush_if(0)?;
        self.out.flush()?;
        let lost = LOSSES.iter().zip(self.lost).enumerate().filter(|(_, (_, count))| *count > 0);
        let told = lost.map(|(at, (what, count))| {
            let severity = if at == PROPERTIES { Severity::Info } else { Severity::Warning };
            Finding::new("po-lost", severity, format!("{what} ({count})"))
        });
        Ok(told.collect())
    }
}

#[cfg(test)]
mod tests;
