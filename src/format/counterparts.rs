//! Which codes of a source a translation has, and translations of other segments with a segment's own codes.

use crate::model::{Code, CodeKind, Content};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::hash::Hash;

/// What codes have in common that may stand for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Opens,
    Closes,
    Alone,
    Highlight,
}

fn class(kind: CodeKind) -> Class {
    match kind {
        CodeKind::Open | CodeKind::IsolatedOpen => Class::Opens,
        CodeKind::Close | CodeKind::IsolatedClose => Class::Closes,
        CodeKind::Standalone | CodeKind::Unknown => Class::Alone,
        CodeKind::HighlightStart | CodeKind::HighlightEnd => Class::Highlight,
    }
}

/// The codes of a source that have something in common, in order.
type Queues<K> = FxHashMap<K, VecDeque<usize>>;

fn queues<'c, K: Hash + Eq>(source: &'c [Code], key: impl Fn(&'c Code) -> Option<K>) -> Queues<K> {
    let mut found = Queues::<K>::default();
    for (index, code) in source.iter().enumerate() {
        if let Some(key) = key(code) {
            found.entry(key).or_default().push_back(index);
        }
    }
    found
}

/// The first of them that is not taken.
fn first<K: Hash + Eq>(queues: &mut Queues<K>, key: &K, used: &[bool]) -> Option<usize> {
    let queue = queues.get_mut(key)?;
    while let Some(index) = queue.pop_front() {
        if !used[index] {
            return Some(index);
        }
    }
    None
}

/// For each code of a translation the index of its code in the source: that with the same number, the end
/// of the same pair, or with the same markup. Each is taken once; of a pair both ends or none.
pub(super) fn counterparts(source: &[Code], target: &[Code]) -> Vec<Option<usize>> {
    matched(source, target, &[By::Number, By::Markup])
}

/// What makes two codes the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Number,
    Markup,
    /// Their place among those of their class.
    Order,
}

fn matched(source: &[Code], target: &[Code], rounds: &[By]) -> Vec<Option<usize>> {
    let mut used = vec![false; source.len()];
    let mut found: Vec<Option<usize>> = vec![None; target.len()];
    let mut numbered = queues(source, |code| Some((class(code.kind), code.matching?)));
    let mut alike = queues(source, |code| Some((class(code.kind), &*code.data)));
    let mut ordered = queues(source, |code| Some((class(code.kind), code.pair.is_some())));
    let mut ends = queues(source, |code| code.pair.filter(|_| class(code.kind) == Class::Closes));
    for by in rounds {
        // The code that opens each pair, as far as it was met.
        let mut opened: FxHashMap<u32, usize> = FxHashMap::default();
        for (at, code) in target.iter().enumerate() {
            let class = class(code.kind);
            let opening = code.pair.filter(|_| class == Class::Closes);
            let opening = opening.and_then(|pair| opened.get(&pair).copied());
            if class == Class::Opens {
                opened.extend(code.pair.map(|pair| (pair, at)));
            }
            if found[at].is_some() || class == Class::Highlight {
                continue;
            }
            found[at] = match opening {
                // What closes a pair goes with what opens it.
                Some(opening) => found[opening]
                    .and_then(|open| source[open].pair)
                    .and_then(|pair| first(&mut ends, &pair, &used)),
                None => match by {
                    By::Number => code
                        .matching
                        .and_then(|number| first(&mut numbered, &(class, number), &used)),
                    By::Markup => first(&mut alike, &(class, &*code.data), &used),
                    By::Order => first(&mut ordered, &(class, code.pair.is_some()), &used),
                },
            };
            if let Some(index) = found[at] {
                used[index] = true;
            }
        }
    }
    let unused = source.iter().zip(&used).filter(|(_, used)| !**used);
    let torn: FxHashSet<u32> = unused.filter_map(|(code, _)| code.pair).collect();
    let whole = |index: &usize| source[*index].pair.is_none_or(|pair| !torn.contains(&pair));
    found.into_iter().map(|index| index.filter(whole)).collect()
}

/// A memory's translation with the codes of the segment it is for. `source` is what the memory has it as a
/// translation of. Its codes are those of the segment, `own`, that have the same markup, else, where there are
/// as many of a kind, that stand at the same place in order. A code that the segment has none for keeps its markup and
/// loses its number.
#[must_use]
pub fn adopt(own: &Content, source: &Content, target: &Content) -> Content {
    let of_source = counterparts(&source.codes, &target.codes);
    let of_own = matched(&own.codes, &source.codes, &[By::Markup, By::Order]);
    let mut adopted = target.clone();
    let highest = own.codes.iter().filter_map(|code| code.pair).max();
    let mut free = highest.map_or(0, |highest| highest.saturating_add(1));
    let mut renumbered: FxHashMap<u32, u32> = FxHashMap::default();
    for (code, found) in adopted.codes.iter_mut().zip(of_source) {
        let Some(known) = found.and_then(|index| of_own[index]).and_then(|at| own.codes.get(at))
        else {
            code.matching = None;
            code.pair = code.pair.map(|pair| {
                *renumbered.entry(pair).or_insert_with(|| {
                    free = free.saturating_add(1);
                    free - 1
                })
            });
            continue;
        };
        let at = code.at;
        code.clone_from(known);
        code.at = at;
    }
    adopted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(kind: CodeKind, pair: Option<u32>, matching: Option<u32>, data: &str) -> Code {
        let mut code = Code::new(0, kind, data);
        (code.pair, code.matching) = (pair, matching);
        code
    }

    #[test]
    fn codes_are_matched_by_number_then_by_pair_then_by_markup() {
        use CodeKind::{Close, Open, Standalone};
        let source = [
            code(Open, Some(1), Some(1), "<b>"),
            code(Close, Some(1), None, "</b>"),
            code(Standalone, None, Some(2), "{a}"),
            code(Standalone, None, Some(3), "{b}"),
        ];
        let same = [
            code(Standalone, None, Some(3), "{b}"),
            code(Open, Some(7), Some(1), "<b>"),
            code(Close, Some(7), None, "</b>"),
        ];
        assert_eq!(counterparts(&source, &same), [Some(3), Some(0), Some(1)]);
        let unnumbered = [
            code(Standalone, None, None, "{b}"),
            code(Open, Some(1), None, "<b>"),
            code(Close, Some(1), None, "</b>"),
            code(Standalone, None, None, "{b}"),
        ];
        assert_eq!(counterparts(&source, &unnumbered), [Some(3), Some(0), Some(1), None]);
        let half = [code(Open, Some(1), Some(1), "<b>"), code(Open, Some(2), Some(1), "<b>")];
        assert_eq!(counterparts(&source, &half), [None, None]);
    }

    /// The segment's own placeholders have other numbers than the memory's, and another tag.
    #[test]
    fn a_translation_takes_the_codes_of_the_segment() {
        use CodeKind::{Close, Open, Standalone};
        let content = |codes: Vec<Code>| Content { text: String::new(), codes };
        let own = content(vec![
            code(Standalone, None, Some(1), "%d"),
            code(Open, Some(2), Some(2), "<strong>"),
            code(Close, Some(2), None, "</strong>"),
            code(Standalone, None, Some(3), "%s"),
        ]);
        let source = content(vec![
            code(Standalone, None, Some(9), "%d"),
            code(Open, Some(1), Some(1), "<b>"),
            code(Close, Some(1), None, "</b>"),
            code(Standalone, None, Some(3), "%s"),
        ]);
        let target = content(vec![
            code(Open, Some(1), Some(1), "<b>"),
            code(Standalone, None, Some(3), "%s"),
            code(Close, Some(1), None, "</b>"),
            code(Standalone, None, Some(9), "%d"),
            code(Standalone, None, Some(1), "%x"),
        ]);
        let adopted = adopt(&own, &source, &target);
        let data: Vec<_> = adopted.codes.iter().map(|code| (&*code.data, code.matching)).collect();
        let wanted = [
            ("<strong>", Some(2)),
            ("%s", Some(3)),
            ("</strong>", None),
            ("%d", Some(1)),
            ("%x", None),
        ];
        assert_eq!(data, wanted);
        assert_eq!(adopted.codes[0].pair, adopted.codes[2].pair);
        let found = counterparts(&own.codes, &adopted.codes);
        assert_eq!(found, [Some(1), Some(3), Some(2), Some(0), None]);
    }
}
