//! Translations into a catalogue: their strings, the flag of those that are fuzzy, and the text these were
//! made of.

use super::entry::Entry;
use super::{Reader, declared, wrap};
use crate::format::fill::{Fill, Filled, Filler, Proposal, Slot, TargetState, changed, refused};
use crate::format::place::Places;
use crate::format::source::Source;
use crate::format::splice::{Change, Encoded, Missing};
use crate::format::{Flow, FormatError, ReadOptions, Sink};
use crate::model::{Content, Finding};

/// Fills a file.
pub(super) fn fill(
    original: &[u8],
    options: &ReadOptions,
    filler: &mut Filler<'_>,
) -> Result<Filled, FormatError> {
    let source = Source::read(&mut &original[..], options, Some(declared))?;
    let (text, found) = source.into_parts();
    let label = declared(original);
    let encoded = Encoded::new(original, options.encoding.as_deref(), label.as_deref());
    let mut filling = Filling {
        text: &text,
        encoded: &encoded,
        filler,
        changes: Vec::new(),
        findings: Vec::new(),
        name: &options.name,
        slots: 0,
        filled: 0,
    };
    let mut said = Findings::default();
    let mut reader = Reader {
        text: &text,
        options,
        sink: &mut said,
        places: Places::new(&text),
        languages: None,
        forms: None,
        unnamed: false,
        filling: Some(&mut filling),
    };
    if found.into_iter().try_for_each(|finding| reader.say(finding)).is_continue() {
        let _ = reader.all();
    }
    let Filling { mut changes, findings, slots, filled, .. } = filling;
    changes.sort_by_key(|change| (change.range.start, change.range.end));
    let bytes = if changes.is_empty() {
        original.to_vec()
    } else {
        encoded.apply(&changes, Missing::Refused)?
    };
    let mut all = said.0;
    all.extend(findings);
    Ok(Filled { bytes, findings: all, slots, filled })
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Sink for Findings {
    fn finding(&mut self, finding: Finding) -> Flow {
        self.0.push(finding);
        Flow::Continue(())
    }
}

/// A file that is being filled.
pub(super) struct Filling<'a, 'f> {
    text: &'a str,
    encoded: &'a Encoded<'a>,
    filler: &'a mut Filler<'f>,
    changes: Vec<Change>,
    findings: Vec<Finding>,
    name: &'a str,
    slots: u64,
    filled: u64,
}

/// A form's translation as it will be written.
struct Taken {
    text: String,
    state: TargetState,
    /// The text it is a translation of, if another.
    previous: Option<String>,
}

impl Filling<'_, '_> {
    /// Whether an entry has bytes that are not of the file's encoding.
    pub(super) fn has_bad_bytes(&self, entry: &Entry) -> bool {
        let layout = &entry.layout;
        let end = layout.strings.iter().map(|(_, range)| range.end).max().unwrap_or(layout.head);
        let raw = self.text.get(layout.start..end).unwrap_or_default();
        self.encoded.is_malformed() && raw.contains('\u{FFFD}')
    }

    /// Offers the forms of an entry; it is filled where all of them have a translation then.
    pub(super) fn entry(&mut self, entry: &Entry, slots: &[Slot]) {
        let mut forms = Vec::with_capacity(slots.len());
        for slot in slots {
            self.slots += 1;
            let fill = (self.filler)(slot);
            forms.push(fill.and_then(|fill| self.accept(slot, fill)));
        }
        let given = forms.iter().flatten().count();
        let whole = slots
            .iter()
            .zip(&forms)
            .all(|(slot, form)| form.is_some() || slot.state > TargetState::Untranslated);
        let Some(first) = slots.first().filter(|_| given > 0) else { return };
        if !whole {
            let message = "some plural forms have no translation: none of them is filled";
            return self.say(refused(first, message));
        }
        self.filled += given as u64;
        let lowest = slots
            .iter()
            .zip(&forms)
            .map(|(slot, form)| form.as_ref().map_or(slot.state, |form| form.state));
        let fuzzy = lowest.min() < Some(TargetState::Translated);
        let eol = self.eol(entry.layout.head);
        self.strings(entry, &forms, eol);
        self.flag(entry, fuzzy, eol);
        self.previous(entry, &forms, fuzzy, eol);
    }

    /// The line end of the file at byte `at`.
    fn eol(&self, at: usize) -> &'static str {
        let line = self.text.get(at..).and_then(|rest| rest.split_inclusive('\n').next());
        if line.is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" }
    }

    fn strings(&mut self, entry: &Entry, forms: &[Option<Taken>], eol: &str) {
        let known = &entry.layout.strings;
        let end = known.iter().map(|(_, range)| range.end).max().unwrap_or(entry.layout.head);
        let wraps = entry.wraps();
        for (form, taken) in forms.iter().enumerate() {
            let Some(taken) = taken else { continue };
            let place = known.iter().find(|(number, _)| *number as usize == form);
            let keyword = if entry.plural.is_some() || place.is_none() {
                format!("msgstr[{form}]")
            } else {
                "msgstr".to_owned()
            };
            let write = if wraps { wrap::lines } else { wrap::unwrapped };
            let lines = write("", &keyword, &taken.text, eol);
            self.changes.push(match place {
                Some((_, range)) => Change { range: range.clone(), replacement: lines },
                None => Change { range: end..end, replacement: format!("{eol}{lines}") },
            });
        }
    }

    /// Sets the flag `fuzzy`, or takes it away. The other flags stay.
    fn flag(&mut self, entry: &Entry, fuzzy: bool, eol: &str) {
        let flags = &entry.layout.flags;
        let is_fuzzy = |line: &str| line[2..].split(',').any(|flag| flag.trim() == "fuzzy");
        let lines: Vec<(&str, _)> =
            flags.iter().map(|(range, next)| (&self.text[range.clone()], (range, next))).collect();
        let has = lines.iter().any(|(line, _)| is_fuzzy(line));
        if fuzzy && !has {
            self.changes.push(if let Some((_, (range, _))) = lines.first() {
                let at = range.start + 2;
                Change { range: at..at, replacement: " fuzzy,".to_owned() }
            } else {
                let at = entry.layout.above();
                Change { range: at..at, replacement: format!("#, fuzzy{eol}") }
            });
        } else if !fuzzy && has {
            for (line, (range, next)) in lines.into_iter().filter(|(line, _)| is_fuzzy(line)) {
                let kept: Vec<&str> =
                    line[2..].split(',').filter(|flag| flag.trim() != "fuzzy").collect();
                self.changes.push(if kept.iter().all(|flag| flag.trim().is_empty()) {
                    Change { range: range.start..*next, replacement: String::new() }
                } else {
                    Change { range: range.clone(), replacement: format!("#,{}", kept.join(",")) }
                });
            }
        }
    }

    /// The text that a fuzzy translation was made of, in place of what was said of that before.
    fn previous(&mut self, entry: &Entry, forms: &[Option<Taken>], fuzzy: bool, eol: &str) {
        for range in &entry.layout.previous {
            self.changes.push(Change { range: range.clone(), replacement: String::new() });
        }
        let text = |form: usize| forms.get(form)?.as_ref()?.previous.as_deref();
        let Some(first) = text(0).filter(|_| fuzzy) else { return };
        let write = if entry.wraps() { wrap::lines } else { wrap::unwrapped };
        let mut lines = write("#| ", "msgid", first, eol) + eol;
        if let Some(plural) = text(1) {
            lines += &(write("#| ", "msgid_plural", plural, eol) + eol);
        }
        let at = entry.layout.above();
        self.changes.push(Change { range: at..at, replacement: lines });
    }

    fn accept(&mut self, slot: &Slot, fill: Fill) -> Option<Taken> {
        let (proposal, state) = fill.target?;
        if proposal.target.text.is_empty() && proposal.target.codes.is_empty() {
            return None;
        }
        if slot.locked {
            self.say(refused(slot, "this entry is damaged and stays as it is"));
            return None;
        }
        let own = &slot.unit.variants.first()?.content.text;
        let (text, left) = written(&proposal, own);
        if left > 0 {
            let message = format!(
                "{left} codes of the translation are left out: the source has none like them"
            );
            self.say(changed(slot, message));
        }
        if let Some(c) = self.encoded.lacks(&text) {
            let message = format!(
                "the translation is left out: {c:?} is not in the file's encoding: convert the file to UTF-8"
            );
            self.say(refused(slot, message));
            return None;
        }
        let previous = proposal.source.as_ref().map(flat);
        let previous = previous.filter(|text| text != own && self.encoded.lacks(text).is_none());
        Some(Taken { text, state, previous })
    }

    fn say(&mut self, mut finding: Finding) {
        finding.file = Some(self.name).filter(|name| !name.is_empty()).map(str::to_owned);
        self.findings.push(finding);
    }
}

/// A translation as text: codes whose markup the source has as text too stand in it, and how many others
/// are left out.
fn written(proposal: &Proposal, own: &str) -> (String, usize) {
    let content = &proposal.target;
    let (mut out, mut from, mut left) = (String::new(), 0, 0);
    for code in &content.codes {
        out.push_str(content.text.get(from..code.at as usize).unwrap_or_default());
        from = code.at as usize;
        if !code.data.is_empty() && own.contains(&*code.data) {
            out.push_str(&code.data);
        } else {
            left += 1;
        }
    }
    out.push_str(content.text.get(from..).unwrap_or_default());
    (out, left)
}

/// A text with the markup of its codes.
pub(super) fn flat(content: &Content) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for code in &content.codes {
        out.push_str(content.text.get(from..code.at as usize).unwrap_or_default());
        from = code.at as usize;
        out.push_str(&code.data);
    }
    out + content.text.get(from..).unwrap_or_default()
}
