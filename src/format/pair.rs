//! The two languages of a memory that is written where there is place for a source and one target.

use super::WriteOptions;
use crate::model::{Header, Unit, Variant};
use crate::text::LangTag;

/// The languages, once they are settled.
#[derive(Debug)]
pub(super) struct Pair {
    wanted: Vec<LangTag>,
    source: Option<LangTag>,
    settled: Option<(LangTag, Option<LangTag>)>,
}

/// The texts of a unit in both languages.
pub(super) struct Texts<'u> {
    pub(super) source: &'u Variant,
    pub(super) target: Option<&'u Variant>,
    /// How many others it has.
    pub(super) others: usize,
}

impl Pair {
    pub(super) fn new(header: &Header, options: &WriteOptions) -> Self {
        Self { wanted: options.languages.clone(), source: header.srclang.clone(), settled: None }
    }

    /// The languages: by the options, by the header, by the first unit. The second is whether they were not
    /// settled before.
    pub(super) fn settle(&mut self, unit: Option<&Unit>) -> (&(LangTag, Option<LangTag>), bool) {
        let new = self.settled.is_none();
        let (wanted, source) = (&self.wanted, &self.source);
        let settled = self.settled.get_or_insert_with(|| {
            let variants = unit.map_or(&[][..], |unit| &unit.variants);
            let source = wanted.first().or(source.as_ref());
            let source = source.or(variants.first().map(|first| &first.lang)).cloned();
            let source = source.unwrap_or_else(LangTag::undetermined);
            let other = variants.iter().find(|variant| !variant.lang.same_language(&source));
            let other = other.or_else(|| variants.iter().find(|variant| variant.lang != source));
            let target = wanted.get(1).or(other.map(|other| &other.lang)).cloned();
            (source, target)
        });
        (settled, new)
    }

    /// The texts of a unit; `None` where it has no source.
    pub(super) fn texts<'u>(&self, unit: &'u Unit) -> Option<Texts<'u>> {
        let (from, to) = self.settled.as_ref()?;
        let source = unit.variant(from)?;
        let target = to.as_ref().and_then(|to| {
            let exact = unit.variants.iter().find(|variant| variant.lang == *to);
            let near = || unit.variants.iter().find(|variant| variant.lang.same_language(to));
            exact.or_else(near).filter(|target| !std::ptr::eq(*target, source))
        });
        let others = unit.variants.len() - 1 - usize::from(target.is_some());
        Some(Texts { source, target, others })
    }
}
