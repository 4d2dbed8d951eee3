//! An account of a score: what differs, and what each difference costs.

use super::Percent;
use super::difference::{Change, CodeChange, Difference, Mark, WordForm, difference};
use super::edit::{Interner, distance};
use super::measure::Measure;
use super::pieces::{PieceKind, pieces};
use super::profiles::omegat;
use crate::model::Content;
use crate::text::Span;
use crate::tm::tokens::{Folding, each_stem, each_token, is_space, is_word};
use crate::words::{Stemming, digit_value};
use serde::Serialize;
use std::fmt;

/// What kind of difference an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// A number has another value, or is written otherwise.
    Number,
    /// Only capitals differ.
    Case,
    /// Only marks differ.
    Punctuation,
    /// Only white space differs.
    Space,
    /// A word has another form.
    Form,
    /// A word stands for another.
    Replaced,
    /// Words the match's source lacks.
    Added,
    /// Words only the match's source has.
    Removed,
    /// A code the match lacks.
    MissingCode,
    /// A code only the match has.
    ExtraCode,
    /// A code at another place.
    MovedCode,
}

impl ItemKind {
    /// What it is called in a line for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Case => "case",
            Self::Punctuation => "punctuation",
            Self::Space => "space",
            Self::Form => "form",
            Self::Replaced => "replaced",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::MissingCode => "missing code",
            Self::ExtraCode => "extra code",
            Self::MovedCode => "moved code",
        }
    }
}

/// A difference and its cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// What it takes off, in percent points.
    pub cost: Percent,
    /// Its bytes in the looked-up text; empty for what only the match has.
    pub query: Span,
    /// Its bytes in the match's source; empty for what only the looked-up text has.
    pub source: Span,
    /// What the match's source has there: text, or a code's markup.
    pub from: Box<str>,
    /// What the looked-up text has there.
    pub to: Box<str>,
}

/// An account of a score. The costs of the items add up to 100 less the score, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The measure.
    pub measure: Measure,
    /// The score before penalties: the likeness, rounded down to a tenth.
    pub score: Percent,
    /// The differences in the order of the text, then the codes.
    pub items: Vec<Item>,
}

/// Explains what a match scores by a measure, and returns the differences it rests on.
///
/// What is lost is shared out over the differences by what each would cost the measure by itself: edits
/// of code points, of tokens or of stems in it. What the measure does not see (capitals, where it works
/// in lower case; codes, but for OmegaT and SYSTRAN) costs nothing, unless nothing else differs: then
/// the tenth that keeps a match from being exact is its cost.
pub fn explain(
    query: &Content,
    source: &Content,
    measure: Measure,
    stemming: &Stemming,
) -> (Explanation, Difference) {
    let difference = difference(query, source);
    let exact = difference.is_empty();
    let similarity = if exact { 1.0 } else { measure.similarity(query, source, stemming) };
    let score = Percent::from_similarity(similarity, exact);
    let mut items: Vec<Item> =
        difference.changes().map(|mark| text_item(mark, query, source)).collect();
    items.extend(difference.codes.iter().map(|change| code_item(*change, query, source)));
    let weights: Vec<u64> = items.iter().map(|item| weight(item, measure, stemming)).collect();
    share_out(Percent::WHOLE.less(score), &weights, &mut items);
    (Explanation { measure, score, items }, difference)
}

fn text_item(mark: &Mark, query: &Content, source: &Content) -> Item {
    let to = &query.text[mark.query.range()];
    let from = &source.text[mark.source.range()];
    let kind = match mark.change {
        Change::Replaced | Change::Equal => replaced_kind(from, to),
        Change::Inserted => alone_kind(to).unwrap_or(ItemKind::Added),
        Change::Deleted => alone_kind(from).unwrap_or(ItemKind::Removed),
    };
    Item {
        kind,
        cost: Percent::ZERO,
        query: mark.query,
        source: mark.source,
        from: from.into(),
        to: to.into(),
    }
}

/// The kind of a stretch only one side has; `None` for words.
fn alone_kind(text: &str) -> Option<ItemKind> {
    if text.chars().all(is_space) {
        return Some(ItemKind::Space);
    }
    let solid = || text.chars().filter(|c| !is_space(*c));
    if solid().all(|c| !is_word(c)) {
        return Some(ItemKind::Punctuation);
    }
    let number = |c: char| digit_value(c).is_some() || !is_word(c);
    solid().all(number).then_some(ItemKind::Number)
}

fn replaced_kind(from: &str, to: &str) -> ItemKind {
    match (alone_kind(from), alone_kind(to)) {
        (Some(one), Some(other)) if one == other => one,
        _ if from.to_lowercase() == to.to_lowercase() => ItemKind::Case,
        _ if WordForm::new(from).is_form_of(&WordForm::new(to)) => ItemKind::Form,
        _ => ItemKind::Replaced,
    }
}

fn code_item(change: CodeChange, query: &Content, source: &Content) -> Item {
    let (kind, mine, theirs) = match change {
        CodeChange::Missing { query } => (ItemKind::MissingCode, Some(query), None),
        CodeChange::Extra { source } => (ItemKind::ExtraCode, None, Some(source)),
        CodeChange::Moved { query, source } => (ItemKind::MovedCode, Some(query), Some(source)),
    };
    let of = |content: &Content, at: Option<usize>| match at.and_then(|at| content.codes.get(at)) {
        Some(code) => (Span { start: code.at, end: code.at }, code.data.clone()),
        None => (Span::default(), Box::default()),
    };
    let ((query, to), (source, from)) = (of(query, mine), of(source, theirs));
    Item { kind, cost: Percent::ZERO, query, source, from, to }
}

/// What a difference costs a measure by itself, in its own edits (for SYSTRAN in hundredths of a word).
fn weight(item: &Item, measure: Measure, stemming: &Stemming) -> u64 {
    let code =
        matches!(item.kind, ItemKind::MissingCode | ItemKind::ExtraCode | ItemKind::MovedCode);
    if code {
        return match measure {
            Measure::Omegat => 1,
            Measure::Systran => 10,
            _ => 0,
        };
    }
    let longer = |count: &dyn Fn(&str) -> usize| count(&item.from).max(count(&item.to)) as u64;
    match measure {
        Measure::Characters | Measure::Amagama => {
            let codes = |text: &str| text.chars().map(u32::from).collect::<Vec<u32>>();
            distance(&codes(&item.from), &codes(&item.to)) as u64
        }
        Measure::Words => edits(item, |text, each| {
            each_token(text, &mut Folding::default(), |token, _| each(token));
        }),
        Measure::Stems => {
            edits(item, |text, each| each_stem(text, stemming, &mut Folding::default(), each))
        }
        Measure::Omegat if item.kind == ItemKind::Case => 0,
        Measure::Omegat => longer(&omegat::length),
        Measure::Systran => match item.kind {
            ItemKind::Number => 20,
            ItemKind::Case => 10,
            _ => {
                100 * longer(&|text| {
                    pieces(text).iter().filter(|piece| piece.kind != PieceKind::Space).count()
                })
            }
        },
    }
}

/// The edits between the two sides of an item, over what `tokens` gives.
fn edits(item: &Item, tokens: impl Fn(&str, &mut dyn FnMut(&str))) -> u64 {
    let mut interner = Interner::default();
    let mut ids = |text: &str| {
        let mut ids = Vec::new();
        tokens(text, &mut |token| ids.push(interner.id(token)));
        ids
    };
    let (from, to) = (ids(&item.from), ids(&item.to));
    distance(&from, &to) as u64
}

/// Shares `lost` out by weight, to the tenth, so that nothing is left over: each item has its share
/// rounded down, and the tenths that remain go to the greatest remainders, the first ones first.
fn share_out(lost: Percent, weights: &[u64], items: &mut [Item]) {
    let even = vec![1; weights.len()];
    let weights = if weights.iter().all(|weight| *weight == 0) { &even } else { weights };
    let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if whole == 0 {
        return;
    }
    let share = |weight: u64| u128::from(lost.tenths()) * u128::from(weight);
    let mut left = lost.tenths();
    let mut remainders = Vec::with_capacity(items.len());
    for (at, (item, weight)) in items.iter_mut().zip(weights).enumerate() {
        let tenths = (share(*weight) / whole) as u16;
        item.cost = Percent::of_tenths(tenths);
        left -= tenths;
        remainders.push((share(*weight) % whole, at));
    }
    remainders.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    for (_, at) in remainders.into_iter().take(usize::from(left)) {
        items[at].cost = items[at].cost.plus(Percent::of_tenths(1));
    }
}

/// One line for people: `87.5 %: number 12 → 15 −12.5`.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.score)?;
        for (at, item) in self.items.iter().enumerate() {
            f.write_str(if at == 0 { ": " } else { "; " })?;
            write!(f, "{item}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        // White space and line ends would not be seen, or break the line.
        let clean = |text: &str| {
            let space = self.kind == ItemKind::Space;
            let text = if space { text } else { text.trim() };
            text.escape_debug().to_string().replace("\\'", "'").replace("\\\"", "\"")
        };
        let (from, to) = (clean(&self.from), clean(&self.to));
        let quoted = |text: &str| match self.kind {
            ItemKind::Number => text.to_owned(),
            _ => format!("“{text}”"),
        };
        match (from.is_empty(), to.is_empty()) {
            (false, false) if self.kind == ItemKind::MovedCode => write!(f, " {}", quoted(&to))?,
            (false, false) => write!(f, " {} → {}", quoted(&from), quoted(&to))?,
            (false, true) => write!(f, " {} →", quoted(&from))?,
            (true, false) => write!(f, " → {}", quoted(&to))?,
            (true, true) => {}
        }
        write!(f, " −{}", self.cost)
    }
}

#[cfg(test)]
mod tests;
