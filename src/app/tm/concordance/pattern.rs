//! What a concordance looks for, found in a text with its places.

use super::words::{Word, words};
use crate::app::AppError;
use crate::text::Span;
use crate::tm::store::{ConcordanceQuery, Term};
use regex::{Regex, RegexBuilder};
use unicode_normalization::UnicodeNormalization as _;

/// The most words that a `*` between Chinese or Japanese characters stands for.
const WIDEST: usize = 8;

/// What is looked for.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    /// Words and phrases.
    Words(Phrases),
    /// Matches of an expression.
    Regex(Regex),
}

/// Phrases, all of which a text must have.
#[derive(Debug, Clone)]
pub(super) struct Phrases {
    all: Vec<Phrase>,
    /// All of them one behind the other, if the user did not say what belongs together.
    together: Option<Phrase>,
    /// Whether letters must be as they are written.
    case: bool,
}

/// Words one behind the other.
#[derive(Debug, Clone)]
struct Phrase {
    /// As the user wrote it.
    text: Box<str>,
    parts: Vec<Part>,
    /// Whether the memory's table of words can find it.
    served: bool,
    /// Letters that a text must have, if it is of ASCII.
    sieve: Option<Regex>,
}

#[derive(Debug, Clone)]
enum Part {
    /// A word with `*` and `?` in it: folded, and as it was written.
    Word { folded: Box<str>, written: Box<str> },
    /// Any one word.
    Any,
    /// Any few words, or none.
    Few,
}

/// What was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matched {
    /// Where, in order, without overlaps.
    pub(super) marks: Vec<Span>,
    /// Whether the whole query stands there as it was written.
    pub(super) whole: bool,
}

impl Pattern {
    /// Reads an expression.
    pub(super) fn regex(text: &str, case: bool) -> Result<Self, AppError> {
        let regex = RegexBuilder::new(text).case_insensitive(!case).build();
        let regex = regex.map_err(|error| AppError::request(error.to_string()))?;
        Ok(Self::Regex(regex))
    }

    /// Reads words, `"phrases"`, `begin*`, `*end`, `mid*dle`, `colo?r`.
    pub(super) fn words(text: &str, case: bool) -> Result<Self, AppError> {
        let mut phrases = Vec::new();
        let mut quoted = false;
        for (index, part) in text.split('"').enumerate() {
            if index % 2 == 1 {
                quoted = true;
                phrases.extend(Phrase::parse(part));
            } else {
                phrases.extend(part.split_whitespace().filter_map(Phrase::parse));
            }
        }
        if phrases.is_empty() {
            return Err(AppError::request("say a word to look for"));
        }
        let together = (!quoted && phrases.len() > 1).then(|| Phrase {
            text: text.into(),
            parts: phrases.iter().flat_map(|phrase| phrase.parts.iter().cloned()).collect(),
            served: false,
            sieve: None,
        });
        Ok(Self::Words(Phrases { all: phrases, together, case }))
    }

    /// The part of it that the memory's table of words can find, if there is any.
    pub(super) fn served(&self) -> Option<ConcordanceQuery> {
        let Self::Words(words) = self else { return None };
        let served = words.all.iter().filter(|phrase| phrase.served);
        let terms: Vec<Term> = served
            .map(|phrase| match phrase.text.strip_suffix('*') {
                Some(bare) => Term::Prefix(bare.into()),
                None => Term::Phrase(phrase.text.clone()),
            })
            .collect();
        (!terms.is_empty()).then_some(ConcordanceQuery { terms })
    }

    /// Where a text has it.
    pub(super) fn find(&self, text: &str) -> Option<Matched> {
        match self {
            Self::Regex(regex) => {
                let found = regex.find_iter(text).filter(|found| !found.is_empty());
                let marks: Vec<Span> =
                    found.map(|found| Span::new(found.start(), found.end())).collect();
                (!marks.is_empty()).then_some(Matched { marks, whole: true })
            }
            Self::Words(phrases) => phrases.find(text),
        }
    }
}

impl Phrases {
    fn find(&self, text: &str) -> Option<Matched> {
        if text.is_ascii() {
            // Most texts are told without looking at their words.
            let mut sieves = self.all.iter().filter_map(|phrase| phrase.sieve.as_ref());
            if !sieves.all(|sieve| sieve.is_match(text)) {
                return None;
            }
        }
        let words = words(text);
        let mut marks = Vec::new();
        for phrase in &self.all {
            let before = marks.len();
            phrase.find_all(text, &words, self.case, &mut marks);
            if marks.len() == before {
                return None;
            }
        }
        let whole = self.together.as_ref().is_none_or(|together| {
            let mut found = Vec::new();
            together.find_all(text, &words, self.case, &mut found);
            !found.is_empty()
        });
        marks.sort_unstable();
        let mut apart: Vec<Span> = Vec::with_capacity(marks.len());
        for mark in marks {
            match apart.last_mut() {
                Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
                _ => apart.push(mark),
            }
        }
        Some(Matched { marks: apart, whole })
    }
}

impl Phrase {
    /// Reads words that stand one behind the other; `None` where there is none.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut parts = Vec::new();
        for written in text.split_whitespace() {
            read_word(written, &mut parts);
        }
        let is_word = |part: &Part| match part {
            Part::Word { folded, .. } => folded.chars().any(char::is_alphanumeric),
            _ => false,
        };
        let first = parts.iter().position(is_word)?;
        let last = parts.iter().rposition(is_word)?;
        parts.truncate(last + 1);
        parts.drain(..first);
        let plain = text.strip_suffix('*').unwrap_or(text);
        let served = !plain.contains('*') && !has_wildcard(plain);
        let sieve = sieve(&parts);
        Some(Self { text: text.into(), parts, served, sieve })
    }

    fn find_all(&self, text: &str, words: &[Word], case: bool, marks: &mut Vec<Span>) {
        let mut at = 0;
        while at < words.len() {
            match matches_from(&self.parts, text, &words[at..], case) {
                Some(count) if count > 0 => {
                    marks.push(Span {
                        start: words[at].span.start,
                        end: words[at + count - 1].span.end,
                    });
                    at += count;
                }
                _ => at += 1,
            }
        }
    }
}

/// The most letters of a part that stand together, as an expression.
fn sieve(parts: &[Part]) -> Option<Regex> {
    let folded = parts.iter().filter_map(|part| match part {
        Part::Word { folded, .. } => Some(folded),
        _ => None,
    });
    let letters =
        folded.flat_map(|folded| folded.split(['*', '?'])).max_by_key(|part| part.len())?;
    let plain = letters.len() > 1 && letters.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let expression = RegexBuilder::new(letters).case_insensitive(true).unicode(false).build();
    expression.ok().filter(|_| plain)
}

/// How many words the parts match from the first word on.
fn matches_from(parts: &[Part], text: &str, words: &[Word], case: bool) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(0) };
    match part {
        Part::Few => {
            let most = WIDEST.min(words.len());
            let mut counts = (0..=most).filter_map(|skipped| {
                matches_from(rest, text, &words[skipped..], case).map(|count| skipped + count)
            });
            counts.next()
        }
        Part::Any => Some(1 + matches_from(rest, text, words.get(1..)?, case)?),
        Part::Word { folded, written } => {
            let (word, behind) = words.split_first()?;
            let same = glob(folded, &word.folded)
                && (!case || {
                    let real: String = text[word.span.range()].nfc().collect();
                    glob(written, &real)
                });
            same.then(|| matches_from(rest, text, behind, case))?.map(|count| count + 1)
        }
    }
}

/// A question mark at the end of a word is what it is elsewhere.
fn has_wildcard(text: &str) -> bool {
    text.split_whitespace().any(|word| word.contains('*') || word.trim_matches('?').contains('?'))
}

/// The parts of a written word: pieces between marks, with the wildcards in them.
fn read_word(written: &str, parts: &mut Vec<Part>) {
    let written = written.trim_matches('?');
    // Whether what was read last goes on in the next piece: a word, or a wildcard.
    let mut open = false;
    let mut rest = written;
    while !rest.is_empty() {
        let end = rest.find(['*', '?']).unwrap_or(rest.len());
        let (section, behind) = rest.split_at(end);
        read_section(section, &mut open, parts);
        let mut signs = behind.chars();
        if let Some(sign) = signs.next() {
            wildcard(sign, section.is_empty() || ends_word(section), &mut open, parts);
        }
        rest = signs.as_str();
    }
}

/// Adds the words of a section without wildcards; the first one may belong to what is open.
fn read_section(section: &str, open: &mut bool, parts: &mut Vec<Part>) {
    for (at, word) in words(section).into_iter().enumerate() {
        let written: String = section[word.span.range()].nfc().collect();
        let joins = at == 0 && *open && word.span.start == 0 && !word.is_character();
        match parts.last_mut() {
            Some(Part::Word { folded, written: before }) if joins => {
                *folded = format!("{folded}{}", word.folded).into();
                *before = format!("{before}{written}").into();
            }
            _ => parts.push(Part::Word { folded: word.folded, written: written.into() }),
        }
    }
    if !section.is_empty() {
        *open = ends_word(section);
    }
}

/// Whether a wildcard behind a section belongs to its last word.
fn ends_word(section: &str) -> bool {
    let last = words(section).pop();
    last.is_some_and(|word| word.span.end as usize == section.len() && !word.is_character())
}

fn wildcard(sign: char, in_word: bool, open: &mut bool, parts: &mut Vec<Part>) {
    match parts.last_mut() {
        Some(Part::Word { folded, written }) if *open && in_word => {
            *folded = format!("{folded}{sign}").into();
            *written = format!("{written}{sign}").into();
        }
        // Between characters that stand alone.
        Some(Part::Word { .. }) if !*open => {
            parts.push(if sign == '?' { Part::Any } else { Part::Few });
        }
        _ => {
            let sign: Box<str> = sign.to_string().into();
            parts.push(Part::Word { folded: sign.clone(), written: sign });
            *open = true;
        }
    }
}

/// Whether a word is what a pattern with `*` (any letters) and `?` (any one) says.
fn glob(pattern: &str, word: &str) -> bool {
    let (mut pattern, mut word) = (pattern.chars(), word.chars());
    // Behind the last star, and the letters it has not yet taken.
    let mut star: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let (before, mut ahead) = (word.clone(), pattern.clone());
        match (ahead.next(), word.next()) {
            (Some('*'), _) => {
                star = Some((ahead.clone(), before.clone()));
                (pattern, word) = (ahead, before);
            }
            (None, None) => return true,
            (Some(sign), Some(letter)) if sign == '?' || sign == letter => pattern = ahead,
            _ => {
                let Some((behind, taken)) = &mut star else { return false };
                if taken.next().is_none() {
                    return false;
                }
                (pattern, word) = (behind.clone(), taken.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOTHING: [&str; 0] = [];

    fn found(query: &str, text: &str) -> Vec<String> {
        marked(&Pattern::words(query, false).expect("a query"), text)
    }

    fn marked(pattern: &Pattern, text: &str) -> Vec<String> {
        let marks = pattern.find(text).map(|matched| matched.marks).unwrap_or_default();
        marks.iter().map(|mark| text[mark.range()].to_owned()).collect()
    }

    #[test]
    fn words_phrases_and_wildcards_are_found() {
        let text = "The Security Council's résolutions, colour of resolution 1,540.";
        assert_eq!(found("council THE", text), ["The", "Council"]);
        assert_eq!(found("\"security council\"", text), ["Security Council"]);
        assert_eq!(found("\"council security\"", text), NOTHING);
        assert_eq!(found("resol*", text), ["résolutions", "resolution"]);
        assert_eq!(found("res*ions", text), ["résolutions"]);
        assert_eq!(found("*tion", text), ["resolution"]);
        assert_eq!(found("col?ur", text), ["colour"]);
        assert_eq!(found("colou?r", text), NOTHING);
        assert_eq!(found("\"the * council\"", text), ["The Security Council"]);
        assert_eq!(found("council's?", text), ["Council's"]);
        assert_eq!(found("1,540", text), ["1,540"]);
        assert_eq!(found("colou*r", text), ["colour"]);
        assert!(Pattern::words("… ** ?", false).is_err());
    }

    #[test]
    fn characters_are_words() {
        let text = "各会员国应当执行";
        assert_eq!(found("会员国", text), ["会员国"]);
        assert_eq!(found("会*应", text), ["会员国应"]);
        assert_eq!(found("会?国", text), ["会员国"]);
        assert_eq!(found("会国", text), NOTHING);
        assert_eq!(found("ประเทศ", "รัฐประเทศสมาชิก"), ["ประเทศ"]);
    }

    #[test]
    fn case_counts_if_asked() {
        let cased =
            |query: &str, text: &str| marked(&Pattern::words(query, true).expect("a query"), text);
        assert_eq!(cased("Etat", "un État, l'Etat"), ["Etat"]);
        assert_eq!(cased("ét*t", "un État, été, était"), ["était"]);
        let regex = Pattern::regex(r"\bco\w+", false).expect("an expression");
        assert_eq!(marked(&regex, "The Council's costs"), ["Council", "costs"]);
        let regex = Pattern::regex(r"x*", true).expect("an expression");
        assert_eq!(marked(&regex, "The Council"), NOTHING);
    }

    #[test]
    fn plain_texts_are_sieved() {
        assert_eq!(found("ess*ial, k", "ESSENTIAL: k"), ["ESSENTIAL", "k"]);
        assert_eq!(found("don't", "I DON'T"), ["DON'T"]);
        assert_eq!(found("été", "ete"), ["ete"]);
        assert_eq!(found("ete", "été"), ["été"]);
        assert_eq!(found("a\u{212A}b", "akb"), ["akb"]);
    }

    #[test]
    fn whole_queries_are_told_apart() {
        let pattern = Pattern::words("member states", false).expect("a query");
        let whole = |text: &str| pattern.find(text).map(|matched| matched.whole);
        assert_eq!(whole("All Member States"), Some(true));
        assert_eq!(whole("States and member bodies"), Some(false));
        assert_eq!(whole("All members"), None);
    }

    #[test]
    fn the_table_serves_what_it_can() {
        let served = |query: &str| Pattern::words(query, false).expect("a query").served();
        let terms = |query: &str| served(query).map(|query| query.terms.len());
        assert_eq!(terms("a \"b c\" d*"), Some(3));
        assert_eq!(terms("a b*c"), Some(1));
        assert_eq!(terms("*c"), None);
        assert_eq!(terms("why?"), Some(1));
    }

    proptest! {
        #[test]
        fn globs_are_those_of_a_regex(pattern in "[ab*?]{0,7}", word in "[ab]{0,7}") {
            let regex = pattern.replace('*', ".*").replace('?', ".");
            let regex = Regex::new(&format!("^{regex}$")).expect("an expression");
            prop_assert_eq!(glob(&pattern, &word), regex.is_match(&word));
        }
    }
}
