//! The entries of a catalogue, line by line.

use super::layout::Layout;
use super::property;
use super::remark::Remark;
use super::string::{Lines, Quoted};
use crate::model::{Note, Property, Severity};
use std::ops::Range;

/// An entry.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) context: Option<Quoted>,
    pub(super) id: Option<Quoted>,
    pub(super) plural: Option<Quoted>,
    /// The translations with the numbers of their forms.
    pub(super) strings: Vec<(u32, Quoted)>,
    pub(super) notes: Vec<Note>,
    pub(super) props: Vec<Property>,
    pub(super) layout: Layout,
}

impl Entry {
    /// Whether its long lines are wrapped.
    pub(super) fn wraps(&self) -> bool {
        self.props.iter().all(|p| &*p.name != "x-po-flag" || &*p.value != "no-wrap")
    }

    /// Whether it is the one that describes the file.
    pub(super) fn is_header(&self) -> bool {
        self.context.is_none() && self.id.as_ref().is_some_and(|id| id.text.is_empty())
    }
}

/// Which string of an entry a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Context,
    Id,
    Plural,
    Translation(u32),
}

/// The most plural forms; no language has more than six.
pub(super) const MAX_FORMS: u32 = 100;
/// How many remarks an entry may have before the others are left out.
pub(super) const MAX_REMARKS: usize = 20;

/// Finds the entries of a text.
pub(super) struct Entries<'t> {
    text: &'t str,
    at: usize,
    limit: usize,
    /// What was off since the last entry.
    pub(super) remarks: Vec<Remark>,
    entry: Entry,
    /// Where the entry at hand begins and, so far, ends.
    range: Range<usize>,
    /// The string that is being read, and where its keyword stands.
    field: Option<(Field, usize)>,
    /// Where the line ends that was the last of it.
    field_end: usize,
    lines: Lines,
    /// Whether the entry can't be used.
    broken: bool,
    /// The domain of the entries that follow.
    domain: Option<String>,
    /// Whether the line before was no part of an entry.
    straying: bool,
}

impl<'t> Entries<'t> {
    pub(super) fn new(text: &'t str, limit: usize) -> Self {
        Self {
            text,
            at: 0,
            limit,
            remarks: Vec::new(),
            entry: Entry::default(),
            range: 0..0,
            field: None,
            field_end: 0,
            lines: Lines::default(),
            broken: false,
            domain: None,
            straying: false,
        }
    }

    /// The next entry, or the bytes of one that can't be used; `None` at the end.
    pub(super) fn next_entry(&mut self) -> Option<Result<Entry, Range<usize>>> {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let line = rest[..end].trim();
            let at = self.at + (rest[..end].len() - rest[..end].trim_start().len());
            // A line that begins an entry ends the one before, and is looked at again.
            if self.begins(line) && self.has_strings() {
                return Some(self.finish());
            }
            self.at += end;
            self.line(line, at);
        }
        self.has_strings().then(|| self.finish())
    }

    /// Whether the entry at hand has more than comments.
    fn has_strings(&self) -> bool {
        self.field.is_some() || self.entry.id.is_some() || self.entry.context.is_some()
    }

    /// Whether an entry that has its translation, or is one text already, ends before `line`.
    fn begins(&self, line: &str) -> bool {
        let translated = matches!(self.field, Some((Field::Translation(_), _)));
        match keyword(line) {
            Some((Ok(Field::Context), _)) => true,
            Some((Ok(Field::Id), _)) => !matches!(self.field, Some((Field::Context, _))),
            Some(_) => false,
            None => translated && (line.starts_with('#') || line.starts_with("domain")),
        }
    }

    fn line(&mut self, line: &str, at: usize) {
        let straying = std::mem::take(&mut self.straying);
        if let Some(comment) = line.strip_prefix('#') {
            self.comment(comment, at);
        } else if line.starts_with('"') {
            self.field_end = at + line.len();
            self.add(line, at);
        } else if let Some((field, rest)) = keyword(line) {
            self.keyword(field, at);
            self.field_end = at + line.len();
            self.touch(at, at + line.len());
            self.add(rest, at + line.len() - rest.len());
        } else if let Some(domain) = line.strip_prefix("domain") {
            self.domain = Some(domain.trim().trim_matches('"').to_owned());
        } else if !line.is_empty() {
            if !straying {
                let message = "this is no part of an entry and is left out";
                self.remark("po-line", Severity::Error, at, message);
            }
            self.straying = true;
        }
    }

    fn comment(&mut self, comment: &str, at: usize) {
        self.touch(at, at + 1 + comment.len());
        let note = |text: &str| Note { text: text.trim().into(), lang: None };
        match comment.chars().next() {
            // An entry that is no longer used, and what belongs to it.
            Some('~') if !self.has_strings() => {
                (self.entry, self.range) = (Entry::default(), 0..0);
            }
            Some('~') => {}
            Some('|') => self.entry.layout.previous.push(at..self.at),
            Some(':') => self.entry.props.push(property("x-po-reference", comment[1..].trim())),
            Some(sign @ (',' | '=')) => {
                if sign == ',' {
                    let line = at..at + 1 + comment.len();
                    self.entry.layout.flags.push((line, self.at));
                }
                let flags = comment[1..].split(',').map(str::trim).filter(|flag| !flag.is_empty());
                self.entry.props.extend(flags.map(|flag| property("x-po-flag", flag)));
            }
            Some('.') => self.entry.notes.push(note(&comment[1..])),
            _ if comment.trim().is_empty() => {}
            _ => self.entry.notes.push(note(comment)),
        }
    }

    fn keyword(&mut self, field: Result<Field, String>, at: usize) {
        self.close();
        match field {
            Ok(field) => {
                let entry = &self.entry;
                let taken = match field {
                    Field::Context => entry.context.is_some(),
                    Field::Id => entry.id.is_some(),
                    Field::Plural => entry.plural.is_some(),
                    Field::Translation(form) => {
                        entry.strings.iter().any(|(known, _)| *known == form)
                    }
                };
                if taken {
                    let message = "this entry has the same line twice: the first is used";
                    self.remark("po-entry", Severity::Error, at, message);
                }
                self.field = Some((field, at));
            }
            Err(message) => {
                self.remark("po-entry", Severity::Error, at, message);
                (self.field, self.broken) = (Some((Field::Translation(u32::MAX), at)), true);
            }
        }
    }

    /// Adds the strings of a line to the one at hand.
    fn add(&mut self, rest: &str, at: usize) {
        if self.field.is_none() {
            let message = "a string that belongs to no entry is left out";
            return self.remark("po-line", Severity::Error, at, message);
        }
        self.touch(at, at + rest.len());
        if self.lines.len() + rest.len() > self.limit {
            if !self.broken {
                let message = format!("the entry is longer than the limit of {} bytes", self.limit);
                self.remark("po-entry", Severity::Error, at, message);
            }
            self.broken = true;
            return;
        }
        self.lines.add(rest, at, &mut self.remarks);
    }

    /// Ends the string at hand.
    fn close(&mut self) {
        let Some((field, at)) = self.field.take() else { return };
        let quoted = std::mem::take(&mut self.lines).finish(at);
        let entry = &mut self.entry;
        if matches!(field, Field::Context | Field::Id)
            && entry.id.is_none()
            && entry.context.is_none()
        {
            entry.layout.head = at;
        }
        let place = match field {
            Field::Context => &mut entry.context,
            Field::Id => &mut entry.id,
            Field::Plural => &mut entry.plural,
            Field::Translation(form) => {
                if entry.strings.iter().all(|(known, _)| *known != form) {
                    entry.strings.push((form, quoted));
                    entry.layout.strings.push((form, at..self.field_end));
                }
                return;
            }
        };
        place.get_or_insert(quoted);
    }

    /// Ends the entry at hand.
    fn finish(&mut self) -> Result<Entry, Range<usize>> {
        self.close();
        let mut entry = std::mem::take(&mut self.entry);
        let range = std::mem::take(&mut self.range);
        entry.layout.start = range.start;
        let mut broken = std::mem::take(&mut self.broken);
        let what = match &entry.id {
            None => Some("the entry has no msgid and is left out"),
            Some(_) if entry.strings.is_empty() => Some("the entry has no msgstr and is left out"),
            Some(_) => None,
        };
        if let Some(what) = what.filter(|_| !broken) {
            self.remark("po-entry", Severity::Error, range.start, what);
            broken = true;
        }
        if broken {
            return Err(range);
        }
        entry.props.extend(self.domain.as_deref().map(|domain| property("x-po-domain", domain)));
        Ok(entry)
    }

    fn touch(&mut self, start: usize, end: usize) {
        if self.range.is_empty() {
            self.range.start = start;
        }
        self.range.end = end;
    }

    fn remark(
        &mut self,
        rule: &'static str,
        severity: Severity,
        at: usize,
        message: impl Into<String>,
    ) {
        if self.remarks.len() < MAX_REMARKS {
            self.remarks.push(Remark::new(rule, severity, at, message));
        }
    }
}

/// The keyword that a line begins with, and what stands behind it.
fn keyword(line: &str) -> Option<(Result<Field, String>, &str)> {
    let rest = line.strip_prefix("msg")?;
    let ends =
        |rest: &str| rest.is_empty() || rest.starts_with(|c: char| c == '"' || c.is_whitespace());
    for (word, field) in [("ctxt", Field::Context), ("id_plural", Field::Plural), ("id", Field::Id)]
    {
        if let Some(rest) = rest.strip_prefix(word).filter(|rest| ends(rest)) {
            return Some((Ok(field), rest));
        }
    }
    let rest = rest.strip_prefix("str")?;
    let Some(form) = rest.trim_start().strip_prefix('[') else {
        return ends(rest).then_some((Ok(Field::Translation(0)), rest));
    };
    let Some((form, rest)) = form.split_once(']') else {
        return Some((Err("the number of a plural form has no `]`".to_owned()), ""));
    };
    let number = form.trim().parse().ok().filter(|form| *form < MAX_FORMS);
    let field = number.map(Field::Translation);
    Some((
        field.ok_or_else(|| format!("`{}` is no plural form: write a number from 0", shown(form))),
        rest,
    ))
}

/// The beginning of a text for a message.
fn shown(text: &str) -> String {
    text.chars().take(20).filter(|c| !c.is_control()).collect()
}
