//! Which value is replaced by what.

use super::find::{Finder, Found};
use super::kind::Kind;
use super::rewrite::Replacement;
use rustc_hash::{FxHashMap, FxHashSet};

/// A value and what stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// What it is.
    pub kind: Kind,
    /// What stands for it.
    pub placeholder: String,
    /// The value, as it is written first.
    pub value: String,
    /// How often it stands somewhere.
    pub count: u64,
}

/// The values of a memory.
pub(super) struct Plan<'n> {
    finder: Finder<'n>,
    /// In the order they come; placeholders are given at the end.
    values: Vec<Replaced>,
    places: FxHashMap<(Kind, String), usize>,
    /// Numbers of placeholders that stand in the memory already, and so stay what they are.
    taken: FxHashSet<(Kind, u64)>,
}

impl<'n> Plan<'n> {
    pub(super) fn new(finder: Finder<'n>) -> Self {
        let (places, taken) = (FxHashMap::default(), FxHashSet::default());
        Self { finder, values: Vec::new(), places, taken }
    }

    /// Notes the values of a text. Gives whether there are any.
    pub(super) fn note(&mut self, text: &str) -> bool {
        let mut any = false;
        for Found { range, kind, key } in self.finder.find(text) {
            let value = &text[range];
            if let Some(number) = kind.number_of(value) {
                self.taken.insert((kind, number));
                continue;
            }
            any = true;
            let values = &mut self.values;
            let at = *self.places.entry((kind, key)).or_insert_with(|| {
                let (placeholder, value) = (String::new(), value.to_owned());
                values.push(Replaced { kind, placeholder, value, count: 0 });
                values.len() - 1
            });
            values[at].count += 1;
        }
        any
    }

    /// Gives every value its placeholder: those of a kind are numbered in the order they came.
    pub(super) fn number(&mut self) {
        let mut last: FxHashMap<Kind, u64> = FxHashMap::default();
        for value in &mut self.values {
            let number = last.entry(value.kind).or_default();
            *number += 1;
            while self.taken.contains(&(value.kind, *number)) {
                *number += 1;
            }
            value.placeholder = value.kind.placeholder(*number);
        }
    }

    /// The values, in the order they came.
    pub(super) fn values(&self) -> &[Replaced] {
        &self.values
    }

    /// What is to be replaced in a text.
    pub(super) fn replacements(&self, text: &str) -> Vec<Replacement> {
        let found = self.finder.find(text).into_iter();
        let replacement = |Found { range, kind, key }: Found| {
            let at = self.places.get(&(kind, key))?;
            if kind.number_of(&text[range.clone()]).is_some() {
                return None;
            }
            Some(Replacement { range, text: self.values[*at].placeholder.clone() })
        };
        found.filter_map(replacement).collect()
    }
}
