//! Translations into targets: what is offered, what is taken, and what each becomes in the file.

mod dialect;
mod new;
mod old;
mod state;

use super::codes::{Codes, Differences};
use super::segments::{Layout, Spots};
use super::{tag, walk};
use crate::format::fill::{Fill, Filled, Filler, Proposal, Slot, TargetState, changed, refused};
use crate::format::source::Source;
use crate::format::splice::{Change, Encoded, Missing};
use crate::format::{Flow, FormatError, ReadOptions, Sink};
use crate::model::{Content, Finding, Severity};
use crate::text::{Span, declared_encoding};
pub(super) use state::{is_locked, state};
use std::ops::Range;

/// Fills a file.
pub(super) fn fill(
    original: &[u8],
    options: &ReadOptions,
    filler: &mut Filler<'_>,
) -> Result<Filled, FormatError> {
    let source = Source::read(&mut &original[..], options, Some(declared_encoding))?;
    let (text, found) = source.into_parts();
    let label = declared_encoding(original);
    let encoded = Encoded::new(original, options.encoding.as_deref(), label.as_deref());
    let mut filling = Filling {
        text: &text,
        encoded: &encoded,
        filler,
        changes: Vec::new(),
        findings: Vec::new(),
        name: &options.name,
        named: None,
        slots: 0,
        filled: 0,
    };
    let mut said = Said::default();
    walk::read(&text, found, options, &mut said, Some(&mut filling))?;
    let Filling { mut changes, findings, slots, filled, .. } = filling;
    changes.sort_by_key(|change| (change.range.start, change.range.end));
    let bytes = if changes.is_empty() {
        original.to_vec()
    } else {
        encoded.apply(&changes, Missing::Reference)?
    };
    let mut all = said.0;
    all.extend(findings);
    Ok(Filled { bytes, findings: all, slots, filled })
}

#[derive(Default)]
struct Said(Vec<Finding>);

impl Sink for Said {
    fn finding(&mut self, finding: Finding) -> Flow {
        self.0.push(finding);
        Flow::Continue(())
    }
}

/// What the root of a file says of the elements in it.
#[derive(Debug, Default)]
pub(super) struct Root {
    /// The prefix of XLIFF's elements, with its colon.
    pub(super) prefix: String,
    /// The version, as written.
    pub(super) version: String,
    /// The prefix of memoQ's attributes, with its colon.
    pub(super) memoq: Option<String>,
    /// The prefix of Phrase's attributes, with its colon.
    pub(super) phrase: Option<String>,
}

/// A unit that is being filled.
pub(super) struct Around<'a> {
    pub(super) root: &'a Root,
    /// Its start tag.
    pub(super) tag: Span,
    /// Behind its end tag.
    pub(super) end: usize,
    pub(super) layout: &'a Layout,
    /// A tag that has to say the language of the targets: its place, and the attribute.
    pub(super) unnamed: Option<(Span, &'static str)>,
}

impl Around<'_> {
    /// Its bytes.
    fn whole(&self) -> Range<usize> {
        self.tag.start as usize..self.end
    }
}

/// A segment of it.
pub(super) struct Offered {
    pub(super) slot: Slot,
    pub(super) spots: Spots,
}

/// What goes into a segment, written.
#[derive(Default)]
struct Accepted {
    target: Option<Match>,
    proposals: Vec<Match>,
}

/// A translation, written.
struct Match {
    /// What it is a translation of.
    source: String,
    /// Whether that is another text than the segment's.
    other: bool,
    target: String,
    /// The same where it stands apart from the unit's other segments.
    apart: String,
    proposal: Proposal,
    state: TargetState,
}

/// A file that is being filled.
pub(super) struct Filling<'a, 'f> {
    text: &'a str,
    encoded: &'a Encoded<'a>,
    filler: &'a mut Filler<'f>,
    changes: Vec<Change>,
    findings: Vec<Finding>,
    name: &'a str,
    /// The last tag that was made to say the language.
    named: Option<Span>,
    slots: u64,
    filled: u64,
}

impl Filling<'_, '_> {
    /// Offers the segments of a unit.
    pub(super) fn unit(&mut self, around: &Around<'_>, offered: Vec<Offered>) {
        let mut segments = Vec::with_capacity(offered.len());
        let raw = self.text.get(around.whole()).unwrap_or_default();
        let damaged = self.encoded.is_malformed() && raw.contains('\u{FFFD}');
        for mut one in offered {
            self.slots += 1;
            one.slot.locked |= damaged;
            let fill = (self.filler)(&one.slot);
            let taken = fill.and_then(|fill| self.accept(around, &one, fill)).unwrap_or_default();
            self.filled += u64::from(taken.target.is_some());
            segments.push((one, taken));
        }
        if segments.iter().all(|(_, taken)| taken.target.is_none() && taken.proposals.is_empty()) {
            return;
        }
        let new = segments.iter().any(|(one, _)| one.spots.segment.is_some());
        let changes = if new {
            new::changes(self.text, around, &segments)
        } else {
            old::changes(self.text, around, &segments)
        };
        self.changes.extend(changes);
        self.name_language(around, &segments);
    }

    /// Says in the file what language its targets are in, once.
    fn name_language(&mut self, around: &Around<'_>, segments: &[(Offered, Accepted)]) {
        let lang = segments.iter().find_map(|(one, _)| one.slot.target.as_ref());
        let Some((tag, name)) = around.unnamed else { return };
        if self.named == Some(tag) {
            return;
        }
        self.named = Some(tag);
        let Some(lang) = lang else {
            let message = format!("the file does not say its target language ({name}): name it");
            if let Some((one, _)) = segments.first() {
                let finding = Finding::new("fill-language", Severity::Warning, message);
                self.say(finding.at(one.slot.place.start));
            }
            return;
        };
        let replacement = tag::with(&self.text[tag.range()], &[(name, Some(lang.as_str()))]);
        self.changes.push(Change { range: tag.range(), replacement });
    }

    /// What of a fill can be written.
    fn accept(&mut self, around: &Around<'_>, one: &Offered, fill: Fill) -> Option<Accepted> {
        let slot = &one.slot;
        if slot.locked {
            if fill.target.is_some() {
                self.say(refused(slot, "this segment is locked or damaged and stays as it is"));
            }
            return None;
        }
        let own = &slot.unit.variants.first()?.content;
        let points = one.spots.segment.is_some().then_some(around.root.prefix.as_str());
        let codes = Codes { text: self.text, source: own, raws: &one.spots.raws, points };
        let mut taken = Accepted::default();
        if let Some((proposal, state)) = fill.target
            && !proposal.target.text.trim().is_empty()
        {
            match self.written(&codes, one, proposal, state) {
                Ok((found, Differences { left, missing, subs })) => {
                    if subs > 0 {
                        let message =
                            format!("{subs} texts inside of codes stay in the source language");
                        self.say(changed(slot, message));
                    }
                    if left > 0 {
                        let message = format!(
                            "{left} codes of the translation are left out: the source has none like them"
                        );
                        self.say(changed(slot, message));
                    }
                    if missing > 0 {
                        let message =
                            format!("{missing} codes of the source are not in the translation");
                        self.say(changed(slot, message));
                    }
                    taken.target = Some(found);
                }
                Err(why) => self.say(refused(slot, format!("the translation is left out: {why}"))),
            }
        }
        for proposal in fill.proposals {
            let found = self.written(&codes, one, proposal, TargetState::Draft);
            taken.proposals.extend(found.ok().map(|(found, ..)| found));
        }
        Some(taken)
    }

    /// A proposal as it will be written, with how many codes are left out or missing.
    fn written(
        &self,
        codes: &Codes<'_>,
        one: &Offered,
        proposal: Proposal,
        state: TargetState,
    ) -> Result<(Match, Differences), String> {
        let written = codes.write(&proposal.target, false)?;
        let target = self.section(one, &proposal.target).unwrap_or(written.xml);
        let other = proposal.source.as_ref().is_some_and(|source| source != codes.source);
        let source = codes.write(proposal.source.as_ref().unwrap_or(codes.source), true)?.xml;
        let apart = codes.write(&proposal.target, true)?.xml;
        let found = Match { source, other, target, apart, proposal, state };
        Ok((found, written.differences))
    }

    /// A translation as a CDATA section, where the source is one.
    fn section(&self, one: &Offered, target: &Content) -> Option<String> {
        let raw = self.text.get(one.spots.source.inside.range())?.trim();
        let inside = raw.strip_prefix("<![CDATA[")?.strip_suffix("]]>")?;
        let plain =
            one.slot.unit.variants.first()?.content.codes.is_empty() && target.codes.is_empty();
        let simple = !inside.contains("]]>") && !target.text.contains("]]>");
        let same = plain && simple && !target.text.contains('\r');
        let held = self.encoded.lacks(&target.text).is_none();
        (same && held).then(|| format!("<![CDATA[{}]]>", target.text))
    }

    fn say(&mut self, mut finding: Finding) {
        finding.file = Some(self.name).filter(|name| !name.is_empty()).map(str::to_owned);
        self.findings.push(finding);
    }
}

/// Whether a text stands between line ends, which readers take for the layout of the file.
fn has_lines_around(text: &str) -> bool {
    let (lead, tail) = (text.len() - text.trim_ascii_start().len(), text.trim_ascii_end().len());
    text[..lead].contains('\n') && text.get(tail..).is_some_and(|end| end.contains('\n'))
}

/// The line end and white space before byte `at`, where nothing else stands before it in its line.
fn indent(text: &str, at: usize) -> &str {
    let before = &text[..at];
    let start = before.trim_end_matches([' ', '\t']).len();
    match before[..start].strip_suffix('\n') {
        Some(line) if line.ends_with('\r') => &before[start - 2..],
        Some(_) => &before[start - 1..],
        None => "",
    }
}
