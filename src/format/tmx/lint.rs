//! Checks of whole units, beyond what reading needs.

use super::read::read;
use super::remarks::Remark;
use super::rules::{
    CODES_DIFFER, EMPTY, MARGINS, NO_SOURCE, ONE_LANGUAGE, ONLY_CODES, REPLACED, Rule, SAME_ID,
    SAME_LANGUAGE, SAME_UNIT, UNTRANSLATED,
};
use super::unit::Place;
use crate::format::{Flow, FormatError, ReadOptions, Sink};
use crate::model::{CodeKind, Content, Finding, Unit, Variant};
use crate::text::LangTag;
use rustc_hash::FxHashSet;
use std::io::BufRead;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Checks a TMX file: what reading finds, the DTD of version 1.4, and what makes a memory sound. Only
/// [`Sink::finding`] is called, in the order of places. Repetitions are found by 64-bit hashes, eight
/// bytes and a little a unit.
///
/// # Errors
/// When the file can't be read, or is no TMX at all.
pub fn lint(
    input: &mut dyn BufRead,
    options: &ReadOptions,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    read(input, options, &mut Findings(sink), true)
}

/// Lets findings through and nothing else.
struct Findings<'a>(&'a mut dyn Sink);

impl Sink for Findings<'_> {
    fn finding(&mut self, finding: Finding) -> Flow {
        self.0.finding(finding)
    }
}

/// Checks unit by unit.
#[derive(Debug, Default)]
pub(super) struct Checker {
    /// The header's source language.
    pub(super) srclang: Option<LangTag>,
    ids: FxHashSet<u64>,
    units: FxHashSet<u64>,
}

impl Checker {
    /// Checks a unit whose variants stand at `places`.
    pub(super) fn check(&mut self, unit: &Unit, places: &[Place], remarks: &mut Vec<Remark>) {
        let mut say = |rule: &'static Rule, at: usize, message: String| {
            remarks.push(Remark { rule, at, message, more: 0 });
        };
        let place = |index: usize| places.get(index).map_or(0, |place| place.at);
        if let Some(id) = &unit.id
            && !self.ids.insert(xxh3_64(id.as_bytes()))
        {
            say(SAME_ID, 0, format!("tuid=\"{id}\" was used before"));
        }
        if !self.units.insert(fingerprint(unit)) {
            say(SAME_UNIT, 0, "the same unit came before".into());
        }
        let variants = &unit.variants;
        let mut languages = FxHashSet::default();
        for (index, variant) in variants.iter().enumerate() {
            let at = place(index);
            if !languages.insert(&variant.lang) {
                say(SAME_LANGUAGE, at, format!("a second variant in {}", variant.lang));
            }
            alone(variant, |rule, message| say(rule, at, message));
        }
        if variants.iter().all(|variant| variant.lang == variants[0].lang) {
            say(ONE_LANGUAGE, 0, "the unit has one language only".into());
        }
        let Some(source) = self.source(unit, &mut say) else { return };
        let original = &variants[source];
        for (index, variant) in variants.iter().enumerate().filter(|(index, _)| *index != source) {
            beside(original, variant, |rule, message| say(rule, place(index), message));
        }
    }

    /// The variant the others are translations of: in the language that the unit or the header names,
    /// else the first.
    fn source(
        &self,
        unit: &Unit,
        say: &mut impl FnMut(&'static Rule, usize, String),
    ) -> Option<usize> {
        let own = unit.attributes.iter().find(|(name, _)| &**name == "srclang");
        let named = match own {
            Some((_, value)) => LangTag::parse(value).ok(),
            None => self.srclang.clone(),
        };
        let Some(wanted) = named else { return (!unit.variants.is_empty()).then_some(0) };
        let exact = unit.variants.iter().position(|variant| variant.lang == wanted);
        let near = || unit.variants.iter().position(|variant| variant.lang.same_language(&wanted));
        if exact.is_none() {
            say(
                NO_SOURCE,
                0,
                match near().map(|index| &unit.variants[index].lang) {
                    Some(lang) => {
                        format!("no variant in the source language {wanted}, only in {lang}")
                    }
                    None => format!("no variant in the source language {wanted}"),
                },
            );
        }
        exact.or_else(near)
    }
}

/// What can be said of a variant by itself.
fn alone(variant: &Variant, mut say: impl FnMut(&'static Rule, String)) {
    let Content { text, codes } = &variant.content;
    if text.trim().is_empty() {
        let (rule, what) =
            if codes.is_empty() { (EMPTY, "empty") } else { (ONLY_CODES, "codes only") };
        say(rule, format!("the segment in {} is {what}", variant.lang));
    }
    if text.contains('\u{FFFD}') {
        say(REPLACED, format!("U+FFFD in the segment in {}: letters were lost", variant.lang));
    }
}

/// What can be said of a translation beside its source.
fn beside(source: &Variant, variant: &Variant, mut say: impl FnMut(&'static Rule, String)) {
    let (from, to) = (&source.content, &variant.content);
    if from.text.trim().is_empty() || to.text.trim().is_empty() {
        return;
    }
    let margins =
        |text: &str| (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    if margins(&from.text) != margins(&to.text) {
        let lang = &variant.lang;
        say(MARGINS, format!("white space at the ends differs between {} and {lang}", source.lang));
    }
    if from.text == to.text && !source.lang.same_language(&variant.lang) {
        say(
            UNTRANSLATED,
            format!("the segment in {} is the same in {}", source.lang, variant.lang),
        );
    }
    if codes(from) != codes(to) {
        say(
            CODES_DIFFER,
            format!("the codes in {} are not those in {}", variant.lang, source.lang),
        );
    }
}

/// The codes of a segment without their order: how many there are and how they are matched.
/// Highlights are not markup and don't count.
fn codes(content: &Content) -> Vec<Option<u32>> {
    let counts =
        |kind| !matches!(kind, CodeKind::Close | CodeKind::HighlightStart | CodeKind::HighlightEnd);
    let mut found: Vec<_> =
        content.codes.iter().filter(|code| counts(code.kind)).map(|code| code.matching).collect();
    found.sort_unstable();
    found
}

/// A hash of a unit's languages, texts and codes.
fn fingerprint(unit: &Unit) -> u64 {
    unit.variants.iter().fold(0, |seed, variant| {
        let seed = xxh3_64_with_seed(variant.lang.as_str().as_bytes(), seed);
        let seed = xxh3_64_with_seed(variant.content.text.as_bytes(), seed);
        variant.content.codes.iter().fold(seed, |seed, code| {
            let seed = xxh3_64_with_seed(code.data.as_bytes(), seed);
            xxh3_64_with_seed(&code.at.to_le_bytes(), seed)
        })
    })
}
