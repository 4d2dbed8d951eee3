//! Pairs of texts of a memory: a unit's text and its translation.

use crate::app::AppError;
use crate::model::Variant;
use crate::text::LangTag;
use crate::tm::store::{Entry, Store};

/// A text and its translation.
pub(super) type Pair = (String, String);

/// Of a unit's texts, the one that translates `source`: in the language that is wanted (in just that region,
/// if there is one), else the first in another language than it.
pub(super) fn translation<'v>(
    variants: &'v [Variant],
    source: &LangTag,
    wanted: Option<&LangTag>,
) -> Option<&'v Variant> {
    match wanted {
        Some(lang) => variants
            .iter()
            .find(|variant| variant.lang == *lang)
            .or_else(|| variants.iter().find(|variant| variant.lang.same_language(lang))),
        None => variants.iter().find(|variant| !variant.lang.same_language(source)),
    }
}

/// A unit's texts in two languages.
pub(super) fn pair(entry: &Entry, source: &LangTag, target: &LangTag) -> Option<Pair> {
    let variants = &entry.unit.variants;
    let first = variants.iter().find(|variant| variant.lang.same_language(source))?;
    let other = translation(variants, source, Some(target))?;
    Some((first.content.text.clone(), other.content.text.clone()))
}

/// Pairs from all over a memory, about `count` of them, always the same ones.
pub(super) fn sample(
    store: &dyn Store,
    source: &LangTag,
    target: &LangTag,
    count: u64,
) -> Result<Vec<Pair>, AppError> {
    // Numbers of units are no higher than that of the last change.
    let last = store.sequence()?;
    let step = last.div_ceil(count.max(1)).max(1);
    let mut pairs = Vec::new();
    let mut unit = 1;
    while unit <= last {
        if let Some(stored) = store.get(unit)? {
            pairs.extend(pair(&stored.entry, source, target));
        }
        unit += step;
    }
    Ok(pairs)
}
