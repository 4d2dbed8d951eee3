//! From words to write in a block's text to edits of the part it was read from.

use crate::model::{Origin, Stretch};
use crate::text::is_cjk;
use std::ops::Range;

/// The edits that write `replacement` over `range` of a block's `text`: bytes of the part, in order and
/// none over another, each with its new words, not yet escaped. As little as may be is touched: the
/// words that differ. Markup between them stays; where it stands inside of words that are replaced as a
/// whole, the new ones go before it. No edits where nothing differs.
///
/// `None` where the part does not hold the text that is to change: words an element stands for, a space
/// that is the part's markup.
pub fn edits(
    origin: &Origin,
    text: &str,
    range: Range<usize>,
    replacement: &str,
) -> Option<Vec<(Range<usize>, String)>> {
    text.get(range.clone())?;
    let fix = Fix { origin, text, range };
    let hunk = fix.trimmed(&Hunk { at: fix.range.clone(), new: replacement.to_owned() });
    let hunks = if hunk.is_nothing() {
        Vec::new()
    } else if hunk.at.is_empty() || fix.only_stretch(&hunk.at).is_some() {
        vec![hunk]
    } else {
        fix.by_words(fix.whole_words(hunk, &fix.range))
    };
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    for hunk in hunks {
        let hunk = fix.trimmed(&hunk);
        if !hunk.is_nothing() {
            found.extend(fix.placed(hunk)?);
        }
    }
    found.is_sorted_by(|a, b| a.0.end <= b.0.start).then_some(found)
}

/// A change of the block's text.
#[derive(Debug, Clone)]
struct Hunk {
    at: Range<usize>,
    new: String,
}

impl Hunk {
    fn is_nothing(&self) -> bool {
        self.at.is_empty() && self.new.is_empty()
    }
}

struct Fix<'a> {
    origin: &'a Origin,
    text: &'a str,
    range: Range<usize>,
}

/// How many words are compared one with each other; more are replaced as one.
const WORDS: usize = 500;

impl Fix<'_> {
    /// A change without the letters that stay at either end.
    fn trimmed(&self, hunk: &Hunk) -> Hunk {
        let (old, new) = (&self.text[hunk.at.clone()], hunk.new.as_str());
        let same = |(a, b): &(char, char)| a == b;
        let front = old.chars().zip(new.chars()).take_while(same);
        let front: usize = front.map(|(c, _)| c.len_utf8()).sum();
        let back = old[front..].chars().rev().zip(new[front..].chars().rev()).take_while(same);
        let back: usize = back.map(|(c, _)| c.len_utf8()).sum();
        Hunk {
            at: hunk.at.start + front..hunk.at.end - back,
            new: new[front..new.len() - back].to_owned(),
        }
    }

    /// The stretch that holds all of `at` letter for letter.
    fn only_stretch(&self, at: &Range<usize>) -> Option<&Stretch> {
        let [stretch] = self.origin.touched(at) else { return None };
        let text = stretch.text.range();
        (stretch.verbatim && text.start <= at.start && at.end <= text.end).then_some(stretch)
    }

    /// A change that begins or ends inside of a word, with the whole word as far as `within` goes.
    fn whole_words(&self, mut hunk: Hunk, within: &Range<usize>) -> Hunk {
        let is_word = |c: Option<char>| c.is_some_and(is_word);
        let before = &self.text[within.start.min(hunk.at.start)..hunk.at.start];
        let behind = &self.text[hunk.at.end..within.end.max(hunk.at.end)];
        let old = &self.text[hunk.at.clone()];
        let starts = [old.chars().next(), hunk.new.chars().next()];
        let ends = [old.chars().next_back(), hunk.new.chars().next_back()];
        // Where nothing is taken or given, what follows shows whether a word goes on.
        let inside = |ends: [Option<char>; 2], beyond: Option<char>| {
            ends.into_iter().any(|end| is_word(end.or(beyond)))
        };
        let (last, next) = (before.chars().next_back(), behind.chars().next());
        if is_word(last) && inside(starts, next) {
            let word = before.len() - before.trim_end_matches(self::is_word).len();
            hunk.new.insert_str(0, &before[before.len() - word..]);
            hunk.at.start -= word;
        }
        if is_word(next) && inside(ends, last) {
            let word = behind.len() - behind.trim_start_matches(self::is_word).len();
            hunk.new.push_str(&behind[..word]);
            hunk.at.end += word;
        }
        hunk
    }

    /// A change over several stretches as changes of the words in it that differ, so that the others
    /// keep their markup.
    fn by_words(&self, hunk: Hunk) -> Vec<Hunk> {
        let (old, new) = (tokens(&self.text[hunk.at.clone()]), tokens(&hunk.new));
        if old.len().max(new.len()) > WORDS {
            return vec![hunk];
        }
        let weights: Vec<u32> = old.iter().map(|token| self.weight(token, hunk.at.start)).collect();
        let kept = kept(&old, &new, &weights);
        let place = |index: usize| old.get(index).map_or(hunk.at.end, |one| hunk.at.start + one.0);
        let (mut hunks, mut a, mut b) = (Vec::new(), 0, 0);
        for (to_a, to_b) in kept.into_iter().chain([(old.len(), new.len())]) {
            let words: String = new[b..to_b].iter().map(|token| token.1).collect();
            if to_a > a || to_b > b {
                hunks.push(Hunk { at: place(a)..place(to_a), new: words });
            }
            (a, b) = (to_a + 1, to_b + 1);
        }
        hunks
    }

    /// How much it is worth that a token stays: most where it can't be changed, much for a word.
    fn weight(&self, (at, token): &Token<'_>, start: usize) -> u32 {
        let at = start + at..start + at + token.len();
        if !self.covers(&at) {
            1_000_000
        } else if self.only_stretch(&at).is_none() {
            3
        } else if token.starts_with(char::is_whitespace) {
            1
        } else {
            2 + token.len().min(20) as u32
        }
    }

    /// Whether the part holds all of `at`.
    fn covers(&self, at: &Range<usize>) -> bool {
        let mut known = at.start;
        for stretch in self.origin.touched(at) {
            if stretch.text.start as usize > known {
                return false;
            }
            known = known.max(stretch.text.end as usize);
        }
        known >= at.end
    }

    /// The edits of one change.
    fn placed(&self, hunk: Hunk) -> Option<Vec<(Range<usize>, String)>> {
        let hunk = self.best_shift(hunk);
        if hunk.at.is_empty() {
            let hunk = match self.anchor(hunk.at.start)? {
                (stretch, _) if stretch.verbatim => self.whole_words(hunk, &self.inside(stretch)),
                _ => hunk,
            };
            if hunk.at.is_empty() {
                let (_, at) = self.anchor(hunk.at.start)?;
                return Some(vec![(at..at, hunk.new)]);
            }
            return self.written(&hunk);
        }
        let hunk = match self.only_stretch(&hunk.at) {
            Some(stretch) => self.whole_words(hunk, &self.inside(stretch)),
            None => self.with_whole_references(hunk),
        };
        self.written(&hunk)
    }

    /// The words go where the first letter they replace stands, the other letters away.
    fn written(&self, hunk: &Hunk) -> Option<Vec<(Range<usize>, String)>> {
        if !self.covers(&hunk.at) {
            return None;
        }
        let mut new = Some(hunk.new.clone());
        let places = self.origin.of(&hunk.at).into_iter();
        Some(places.map(|place| (place, new.take().unwrap_or_default())).collect())
    }

    /// The bytes of the text that are both the stretch's and the fix's.
    fn inside(&self, stretch: &Stretch) -> Range<usize> {
        let text = stretch.text.range();
        text.start.max(self.range.start)..text.end.min(self.range.end)
    }

    /// A change that takes a part of what is written as one takes it all.
    fn with_whole_references(&self, mut hunk: Hunk) -> Hunk {
        let touched = self.origin.touched(&hunk.at);
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else { return hunk };
        let (start, end) = (first.text.start as usize, last.text.end as usize);
        if !first.verbatim && start < hunk.at.start {
            hunk.new.insert_str(0, &self.text[start..hunk.at.start]);
            hunk.at.start = start;
        }
        if !last.verbatim && end > hunk.at.end {
            hunk.new.push_str(&self.text[hunk.at.end..end]);
            hunk.at.end = end;
        }
        hunk
    }

    /// Where in the part something is written that goes in at byte `at` of the text, and the stretch that
    /// grows by it: the one before, unless the fix begins here.
    fn anchor(&self, at: usize) -> Option<(&Stretch, usize)> {
        let around = at.saturating_sub(1)..at + 1;
        let touched = || self.origin.touched(&around).iter().filter(|one| !one.text.is_empty());
        if let Some(one) =
            touched().find(|one| (one.text.start as usize) < at && at < one.text.end as usize)
        {
            let inside = one.source.start as usize + at - one.text.start as usize;
            return one.verbatim.then_some((one, inside));
        }
        let before = touched().rfind(|one| one.text.end as usize == at);
        let before = before.map(|one| (one, one.source.end as usize));
        let behind = touched().find(|one| one.text.start as usize == at);
        let behind = behind.map(|one| (one, one.source.start as usize));
        if at > self.range.start { before.or(behind) } else { behind.or(before) }
    }

    /// Of the places where letters can go in or away with the same result, the best one: no word is cut,
    /// little markup is touched, a word goes with the space before it.
    fn best_shift(&self, hunk: Hunk) -> Hunk {
        if !hunk.at.is_empty() && !hunk.new.is_empty() {
            return hunk;
        }
        let mut shifted = hunk.clone();
        let (mut best, mut cost) = (hunk, usize::MAX);
        // It ends where the letters before and the last ones of what moves differ.
        for _ in 0..WORDS {
            let now = self.cost(&shifted);
            if now < cost {
                (best, cost) = (shifted.clone(), now);
            }
            let last = self.text[self.range.start.min(shifted.at.start)..shifted.at.start]
                .chars()
                .next_back();
            let moved =
                if shifted.new.is_empty() { &self.text[shifted.at.clone()] } else { &shifted.new };
            let Some(last) = last.filter(|last| moved.ends_with(*last)) else { break };
            if shifted.new.pop().is_some() {
                shifted.new.insert(0, last);
            }
            shifted.at = shifted.at.start - last.len_utf8()..shifted.at.end - last.len_utf8();
        }
        best
    }

    fn cost(&self, hunk: &Hunk) -> usize {
        let moved = if hunk.new.is_empty() { &self.text[hunk.at.clone()] } else { &hunk.new };
        let before = self.text[..hunk.at.start].chars().next_back();
        let behind = self.text[hunk.at.end..].chars().next();
        let joined = |a: Option<char>, b: Option<char>| {
            a.zip(b).is_some_and(|(a, b)| is_word(a) && is_word(b))
        };
        let cuts =
            joined(before, moved.chars().next()) || joined(moved.chars().next_back(), behind);
        let places = if hunk.at.is_empty() {
            let around = hunk.at.start.saturating_sub(1)..hunk.at.end + 1;
            self.origin.of(&around).len()
        } else if self.covers(&hunk.at) {
            self.origin.of(&hunk.at).len()
        } else {
            WORDS
        };
        let spaced = moved.starts_with(char::is_whitespace);
        usize::from(cuts) * 4 * WORDS + places * 2 + usize::from(!spaced)
    }
}

/// The tokens that two texts share in order, as pairs of their indices: those that together weigh most.
fn kept(old: &[Token<'_>], new: &[Token<'_>], weights: &[u32]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut best = vec![0_u32; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            let skip = best[(a + 1) * width + b].max(best[a * width + b + 1]);
            let same = old[a].1 == new[b].1;
            let take = if same { best[(a + 1) * width + b + 1] + weights[a] } else { 0 };
            best[a * width + b] = skip.max(take);
        }
    }
    let (mut found, mut a, mut b) = (Vec::new(), 0, 0);
    while a < old.len() && b < new.len() {
        let here = best[a * width + b];
        if old[a].1 == new[b].1 && here == best[(a + 1) * width + b + 1] + weights[a] {
            found.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if here == best[(a + 1) * width + b] {
            a += 1;
        } else {
            b += 1;
        }
    }
    found
}

/// Whether a letter or digit makes one word with those beside it.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_cjk(c)
}

/// A word, or a character that is in none, and its place.
type Token<'t> = (usize, &'t str);

/// The tokens of a text.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let word = rest.len() - rest.trim_start_matches(is_word).len();
        let length = word.max(first.len_utf8());
        found.push((at, &rest[..length]));
        at += length;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    /// A block of HTML-like markup, whose `text` it is with a fix of `from`: the markup after it.
    fn fixed(markup: &str, from: &str, to: &str) -> Option<String> {
        let (mut text, mut origin, mut at) = (String::new(), Origin::default(), 0);
        while at < markup.len() {
            let rest = &markup[at..];
            let tag = rest.find('>').map_or(rest.len(), |end| end + 1);
            let (word, length, mapped) = match rest.as_bytes()[0] {
                b'<' if rest.starts_with("<x>") => (" ", tag, false),
                b'<' => ("", tag, false),
                b'\n' => (" ", rest.len() - rest.trim_start().len(), true),
                b'&' if rest.starts_with("&eacute;") => ("é", 8, true),
                b'~' => ("", 2, true),
                _ => {
                    let end = rest.find(['<', '\n', '&', '~']).unwrap_or(rest.len());
                    let start = text.len();
                    text.push_str(&rest[..end]);
                    origin.push(Span::new(start, text.len()), Span::new(at, at + end));
                    at += end;
                    continue;
                }
            };
            let start = text.len();
            text.push_str(word);
            if mapped {
                origin.push_other(Span::new(start, text.len()), Span::new(at, at + length));
            }
            at += length;
        }
        let start = text.find(from).expect("the words to fix");
        let edits = edits(&origin, &text, start..start + from.len(), to)?;
        let mut out = markup.to_owned();
        for (range, new) in edits.into_iter().rev() {
            out.replace_range(range, &new);
        }
        Some(out)
    }

    #[test]
    fn markup_stays_and_little_is_touched() {
        for (markup, from, to, wanted) in [
            ("the Joint Valetta Plan", "Valetta", "Valletta", "the Joint Valletta Plan"),
            ("the Val<b>etta</b> Plan", "Valetta", "Valletta", "the Vall<b>etta</b> Plan"),
            ("The <i/>fer<i/>ry sails", "ferry", "boat", "The <i/>boat<i/> sails"),
            ("The fer<i/>ry sails", "ferry", "ferries", "The fer<i/>ries sails"),
            (
                "UN Convention on <b>Transnational Organised</b> Crime",
                "Convention on Transnational Organised Crime",
                "Convention against Transnational Organized Crime",
                "UN Convention against <b>Transnational Organized</b> Crime",
            ),
            ("<b>Action</b> Plan", "Action Plan", "Joint Action Plan", "<b>Joint Action</b> Plan"),
            (
                "Valletta <b>Action</b>",
                "Valletta Action",
                "Valletta Joint Action",
                "Valletta Joint <b>Action</b>",
            ),
            (
                "the <b>Joint Action</b> Plan",
                "Joint Action Plan",
                "Joint Plan",
                "the <b>Joint</b> Plan",
            ),
            ("Valletta\n Joint Plan", "Valletta Joint", "Joint Valletta", "Joint Valletta Plan"),
            ("Valletta<x>Joint", "Valletta Joint", "Joint Valletta", "Joint<x>Valletta"),
            ("Valletta\nJiont Plan", "Valletta Jiont", "Valletta Joint", "Valletta\nJoint Plan"),
            ("r&eacute;publiqe", "républiqe", "république", "r&eacute;publique"),
            ("rap&eacute;", "rapé", "rapports", "rapports"),
            ("the inter~\nnat", "inter", "inner", "the inner~\nnat"),
            ("联合国<b>大会</b>", "联合国大会", "联合国会议", "联合国<b>会议</b>"),
            ("the UN", "the UN", "the UN", "the UN"),
            ("the  <b>UN", "UN", "United Nations", "the  <b>United Nations"),
        ] {
            assert_eq!(fixed(markup, from, to).as_deref(), Some(wanted), "{markup}");
        }
        assert_eq!(fixed("Valletta<x>Joint", "Valletta Joint", "Valletta"), None);
    }

    #[test]
    fn what_does_not_fit_gives_none() {
        let origin = Origin::verbatim(3, 0);
        assert_eq!(edits(&origin, "été", 0..1, "x"), None);
        assert_eq!(edits(&origin, "ab", 1..9, "x"), None);
        assert_eq!(edits(&Origin::default(), "abc", 0..3, "x"), None);
        assert_eq!(edits(&origin, "abc", 3..3, "x"), Some(vec![(3..3, "x".to_owned())]));
    }
}
