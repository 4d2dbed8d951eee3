//! The decision at each mark, with its reason.

use super::context::{
    Folded, first_word, has_case, is_combining, is_digit, is_letter, is_number, is_roman,
    is_upper, is_vowelless, is_word, letters, may_have_case, word_start,
};
use super::explain::{Class, Reason, Verdict};
use super::labels;
use super::learn::Learnt;
use super::rules::{Lower, Rules};
use super::scan::{self, Mark, Quotes, Search};
use crate::text::is_cjk;
use std::ops::Range;

/// The verdicts on a text, one by one; the last one is that the text ends.
pub(super) struct Verdicts<'t, 'r> {
    text: &'t str,
    rules: &'r Rules,
    learnt: Option<&'r Learnt>,
    /// Where the sentence starts.
    start: usize,
    scan: usize,
    search: Search,
    /// Where the next item of the list starts that the sentence is an item of.
    item: Option<usize>,
    quotes: Quotes,
    done: bool,
}

/// How long a stretch of a script without other borders is that a space ends, in bytes.
const LONG: usize = 60;

/// Whether the sentence ends, and why.
type Decision = (bool, Reason);

/// What follows the marks.
struct Next<'t> {
    /// What follows the white space.
    rest: &'t str,
    /// Where the word behind opening marks starts.
    word: &'t str,
    first: Option<char>,
    /// Whether marks open it.
    opened: bool,
}

impl<'t> Next<'t> {
    fn of(text: &'t str, end: usize) -> Self {
        let rest = &text[end..];
        let inner = if rest.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
            rest
        } else {
            let inner = rest.trim_start_matches(scan::opens);
            inner.strip_prefix(",,").unwrap_or(inner).trim_start_matches(['.', '…', ' '])
        };
        let first = inner.chars().next();
        let word = match first {
            // Only words with a case are looked up.
            Some(c) if !may_have_case(c) => &inner[..c.len_utf8()],
            _ => first_word(text, text.len() - inner.len()),
        };
        Self { rest, word, first, opened: inner.len() < rest.len() }
    }

    fn is_lower(&self) -> bool {
        self.first.is_some_and(|c| may_have_case(c) && c.is_lowercase())
    }

    fn is_digit(&self) -> bool {
        self.first.is_some_and(is_digit)
    }

    /// What stands behind the word.
    fn behind(&self) -> &'t str {
        let at = self.word.as_ptr() as usize - self.rest.as_ptr() as usize + self.word.len();
        self.rest.get(at..).unwrap_or("")
    }
}

impl<'t, 'r> Verdicts<'t, 'r> {
    pub(super) fn new(text: &'t str, rules: &'r Rules, learnt: Option<&'r Learnt>) -> Self {
        let item = labels::next_item(text, 0);
        Self { text, rules, learnt, start: 0, scan: 0, search: Search::new(text, rules), item, quotes: Quotes::default(), done: text.is_empty() }
    }

    /// The word before a mark, if this is the commonest of places, where nothing needs to be looked at but
    /// the list: a word in small letters with a vowel, a full stop, a space, a capital letter.
    fn common(&self, at: usize) -> Option<Range<usize>> {
        const WORD: usize = 24;
        let bytes = self.text.as_bytes();
        let [b'.', b' ', b'A'..=b'Z'] = bytes.get(at..at + 3)? else { return None };
        let tail = &bytes[at.saturating_sub(WORD).max(self.start)..at];
        let length = tail.iter().rev().take_while(|b| b.is_ascii_lowercase()).count();
        let spaced = length < tail.len() && tail[tail.len() - length - 1] == b' ';
        let word = at - length..at;
        let vowel = length > 4 || tail[tail.len() - length..].iter().any(|b| b"aeiouy".contains(b));
        let known = length < 2
            || !vowel
            || !spaced
            || !self.rules.stops
            || self.learnt.is_some_and(|learnt| learnt.is_abbreviation(&self.text[word.clone()]))
            || self.rules.class(&self.text[word.clone()], false).is_some();
        (!known).then_some(word)
    }

    /// Where the marks at a place end, where what closes behind them does, and the white space behind it.
    fn marks(&mut self, at: usize, mark: Mark) -> (usize, usize, usize) {
        let bytes = self.text.as_bytes();
        // Most marks stand alone before a space and a letter, or inside a word.
        let plain = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        if matches!(mark, Mark::Wide | Mark::Plain) && bytes[at] >= 0xE0 {
            match bytes.get(at + 3..at + 6) {
                Some([0xE4..=0xE9, ..] | [0xE3, 0x81..=0x83, _]) => return (at + 3, at + 3, at + 3),
                Some([b' ', 0xE0, 0xA4..=0xAA]) => return (at + 3, at + 3, at + 4),
                _ => {}
            }
        }
        if bytes[at].is_ascii_punctuation() {
            if bytes.get(at + 1) == Some(&b' ') && plain(at + 2) {
                return (at + 1, at + 1, at + 2);
            }
            if plain(at + 1) {
                return (at + 1, at + 1, at + 1);
            }
        }
        let run = match mark {
            Mark::Emoji => scan::emoji_end(self.text, at),
            Mark::Line | Mark::Own => at + self.text[at..].chars().next().map_or(1, char::len_utf8),
            _ => scan::run_end(self.text, at),
        };
        let mut closed = match mark {
            Mark::Line => run,
            _ => scan::closers(self.text, run, &mut self.quotes),
        };
        let gap = |from: usize| from + self.text[from..].len() - self.text[from..].trim_start().len();
        let mut end = gap(closed);
        // An emoji behind the marks belongs to the sentence they end.
        let smile = scan::emoji_end(self.text, end);
        if smile > end && mark != Mark::Line {
            closed = smile;
            end = gap(closed);
        }
        (run, closed, end)
    }

    fn start_at(&mut self, at: usize) {
        self.start = at;
        self.scan = at;
        self.item = labels::next_item(self.text, at);
    }

    fn last(&mut self) -> Verdict {
        self.done = true;
        let end = self.text.len();
        Verdict { at: end, end, breaks: true, reason: Reason::EndOfText, word: end..end }
    }
}

impl Iterator for Verdicts<'_, '_> {
    type Item = Verdict;

    fn next(&mut self) -> Option<Verdict> {
        if self.done {
            return None;
        }
        let found = self.search.next(self.text, self.scan, self.rules);
        if let Some(item) = self.item
            && found.is_none_or(|(at, _)| at >= item)
        {
            self.start_at(item);
            let word = item..item;
            return Some(Verdict { at: item, end: item, breaks: true, reason: Reason::ListItem, word });
        }
        let Some((at, mark)) = found else { return Some(self.last()) };
        if mark == Mark::Own && at - self.start < LONG && self.text.as_bytes()[at] == b' ' {
            self.scan = at + 1;
            let reason = Reason::ShortStretch;
            return Some(Verdict { at, end: at + 1, breaks: false, reason, word: at..at });
        }
        if at + 1 == self.text.len() {
            return Some(self.last());
        }
        if let Some(word) = self.common(at) {
            let end = at + 2;
            self.start_at(end);
            return Some(Verdict { at, end, breaks: true, reason: Reason::FullStop, word });
        }
        let (run, closed, end) = self.marks(at, mark);
        self.scan = closed.max(run);
        if end == self.text.len() {
            return Some(self.last());
        }
        // Inside a number, an address or a name nothing needs to be looked at.
        if end == run && mark == Mark::Stop && self.text.as_bytes()[run].is_ascii_lowercase() {
            return Some(Verdict { at, end, breaks: false, reason: Reason::NoSpace, word: at..at });
        }
        let from = word_start(self.text, self.start, at);
        let place = Place { at, mark, run, closed, end, word: from..at };
        let (breaks, reason, end) = self.decide(&place);
        if breaks {
            self.start_at(end);
        }
        Some(Verdict { at, end, breaks, reason, word: place.word })
    }
}

/// A place where a sentence may end.
struct Place {
    at: usize,
    mark: Mark,
    /// Where the marks end.
    run: usize,
    /// Where the closing quotes and brackets behind them end.
    closed: usize,
    /// Where the white space behind those ends.
    end: usize,
    /// The word before the marks.
    word: Range<usize>,
}

impl Verdicts<'_, '_> {
    fn decide(&self, place: &Place) -> (bool, Reason, usize) {
        let run = &self.text[place.at..place.run];
        let gap = place.end > place.closed;
        let next = Next::of(self.text, place.end);
        let (breaks, reason) = match place.mark {
            Mark::Line => (true, Reason::BlankLine),
            _ if place.mark == Mark::Plain => (true, Reason::Terminator),
            Mark::Own => self.own(place, &next),
            Mark::Emoji => self.emoji(gap, &next),
            _ if !run.is_ascii() && run.contains(['。', '！', '？', '｡', '．']) => self.wide(place, &next),
            _ if !gap => return self.glued(place, &next),
            _ if goes_on(next.rest) => (false, Reason::MarkFollows),
            Mark::Stop if run.len() == 1 => self.full_stop(place, &next),
            Mark::Stop | Mark::Ellipsis if !run.contains(['!', '?']) => self.ellipsis(place, &next),
            _ => self.query(place, &next),
        };
        (breaks, reason, place.end)
    }

    /// A mark that ends sentences in this language only, or only before a capital letter.
    fn own(&self, place: &Place, next: &Next) -> Decision {
        let mark = &self.text[place.at..place.run];
        if mark == " " {
            return self.space(place, next);
        }
        if place.end == place.closed {
            return (false, Reason::NoSpace);
        }
        let listed = self.rules.marks.iter().any(|c| mark.starts_with(*c));
        let breaks = match mark {
            // A long clause before a semicolon of its own is a sentence to a translator.
            "·" => place.at - self.start > 80,
            ";" | ":" if !listed => {
                let entity = self.text[place.word.clone()].contains('&');
                place.closed == place.run && !entity && self.starts(next)
            }
            _ => !next.is_lower(),
        };
        (breaks, if breaks { Reason::OwnMark } else { Reason::LowerCase })
    }

    /// A space of a script that has no other border between sentences: one between letters of the script
    /// ends a stretch that is long enough.
    fn space(&self, place: &Place, next: &Next) -> Decision {
        let letter = |c: char| is_letter(c) && !has_case(c);
        let before = self.text[..place.at].chars().next_back().is_some_and(|c| letter(c) || is_combining(c) || c == 'ๆ');
        let breaks = before && next.rest.starts_with(letter);
        (breaks, if breaks { Reason::OwnMark } else { Reason::ShortStretch })
    }

    fn emoji(&self, gap: bool, next: &Next) -> Decision {
        if !gap {
            return (false, Reason::NoSpace);
        }
        let capital = next.first.is_some_and(is_upper) && !next.opened;
        (capital, if capital { Reason::Emoji } else { Reason::LowerCase })
    }

    /// Marks of Chinese and Japanese.
    fn wide(&self, place: &Place, next: &Next) -> Decision {
        let quoted = place.closed > place.run;
        let particle = next.rest.starts_with(|c| ('\u{3041}'..='\u{309F}').contains(&c));
        if quoted && particle && place.end == place.closed {
            return (false, Reason::Speech);
        }
        if next.rest.starts_with(['、', '，', '；', '：', '）', ',']) {
            return (false, Reason::MarkFollows);
        }
        if self.text[place.at..].starts_with('．') && next.is_digit() {
            return (false, Reason::NoSpace);
        }
        let title = |c: &char| matches!(c, '《' | '》');
        let ahead = next.rest.chars().take(40).find(title);
        let back = self.text[self.start..place.at].chars().rev().take(40).find(title);
        if ahead == Some('》') && back == Some('《') {
            return (false, Reason::Inside);
        }
        (true, Reason::Terminator)
    }

    /// A mark that no white space follows.
    fn glued(&self, place: &Place, next: &Next) -> (bool, Reason, usize) {
        let run = &self.text[place.at..place.run];
        let cjk = next.rest.starts_with(is_cjk) || next.rest.starts_with(['「', '『', '《', '“']);
        let behind_cjk = self.text[..place.at].ends_with(is_cjk) && next.is_digit();
        if (cjk || behind_cjk) && (run.starts_with(['!', '?']) || place.mark == Mark::Query) && place.mark != Mark::Stop {
            return (true, Reason::Question, place.end);
        }
        if cjk && run.len() > 1 && run.bytes().all(|b| b == b'.') && run != "..." {
            return (true, Reason::Ellipsis, place.end);
        }
        if run.len() > 1 || place.mark == Mark::Query {
            let glued = self.marks_glued(place, next);
            return (glued, if glued { Reason::Glued } else { Reason::NoSpace }, place.end);
        }
        if let Some(end) = self.note_number(place) {
            return (true, Reason::FullStop, end);
        }
        let glued = self.begins_glued(place, next);
        (glued, if glued { Reason::Glued } else { Reason::NoSpace }, place.end)
    }

    /// Whether a sentence begins right behind the mark: `is late.Now we`.
    fn begins_glued(&self, place: &Place, next: &Next) -> bool {
        let word = &self.text[place.word.clone()];
        let behind = next.behind();
        let small = word.chars().filter(|c| c.is_lowercase()).count();
        let plain = word.chars().all(|c| is_letter(c) || is_combining(c) || matches!(c, '\'' | '’'))
            && small >= 2
            && word.chars().skip(1).all(|c| !is_upper(c))
            || (word.len() > 2 && word.chars().all(|c| c.is_ascii_digit() || c == ',') && !word.starts_with(','));
        let mut letters = next.word.chars();
        let capital = letters.next().is_some_and(is_upper) && !next.opened;
        let rest_small = letters.all(|c| !is_upper(c));
        let free = (behind.starts_with([' ', ',', '\n', '’', '\'']) || self.is_title(next)) && (next.word.len() > 1 || self.starts(next));
        let ends_apart = behind.trim_start_matches([',', '’', '\'']).len() > 1;
        let known = self.rules.class(Folded::of(word).as_str(), word.starts_with(is_upper)).is_some();
        plain && !known && capital && (rest_small || is_roman(next.word)) && free && ends_apart && next.rest.starts_with(next.word)
    }

    /// Whether the next word is an abbreviation with its full stop.
    fn is_title(&self, next: &Next) -> bool {
        next.behind().starts_with(". ")
            && self.rules.class(Folded::of(next.word).as_str(), true).is_some()
    }

    /// Whether a sentence begins right behind several marks or a question mark: `over?Then we`.
    fn marks_glued(&self, place: &Place, next: &Next) -> bool {
        let word = &self.text[place.word.clone()];
        let plain = word.chars().all(is_letter)
            && letters(word) >= 2
            && word.ends_with(char::is_lowercase)
            && (self.rules.ellipses || place.mark == Mark::Query);
        let free = next.behind().starts_with([' ', ',', '’', '\'']) && !next.opened;
        let capital = next.first.is_some_and(is_upper) && (letters(next.word) > 1 || self.starts(next));
        let small = self.rules.lower_query && place.mark == Mark::Query && next.is_lower() && letters(next.word) > 1;
        plain && free && place.closed == place.run && (capital || small)
    }

    /// The end of a note's number behind the full stop: `… of the treaty.12 The …`
    fn note_number(&self, place: &Place) -> Option<usize> {
        let text = self.text;
        let word = &text[place.word.clone()];
        let bracket = word.is_empty() && text[..place.at].ends_with([')', ']', '”', '"']);
        if !bracket && (letters(word) < 5 || word.contains('.') || word.chars().any(|c| !is_letter(c))) {
            return None;
        }
        let mut end = place.closed;
        loop {
            let digits = text[end..].bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 || digits > 3 {
                return None;
            }
            end += digits;
            let gap = usize::from(matches!(text.as_bytes().get(end), Some(b' ' | b',')));
            let after = text[end + gap..].chars().next()?;
            if gap > 0 && is_upper(after) && text.as_bytes().get(end) == Some(&b' ') {
                return Some(end + gap);
            }
            if gap == 0 || !after.is_ascii_digit() {
                return None;
            }
            end += gap;
        }
    }

    fn ellipsis(&self, place: &Place, next: &Next) -> Decision {
        let run = &self.text[place.at..place.run];
        if next.is_lower() {
            let breaks = self.rules.lower == Lower::Always;
            return (breaks, if breaks { Reason::LowerCaseAfterWord } else { Reason::LowerCase });
        }
        let capital = next.first.is_some_and(is_upper);
        if !self.rules.ellipses && !capital && !(run.contains('…') && run.ends_with('.')) {
            return (false, Reason::Ellipsis);
        }
        // `[…]` and `(...)` stand for words left out.
        let before = self.text[self.start..place.at].chars().next_back();
        let bracket = self.text[place.run..].starts_with([']', ')']);
        if bracket && matches!(before, Some('[' | '(')) && next.rest.starts_with('(') {
            return (false, Reason::Inside);
        }
        if run.starts_with(". .") && next.word == "I" {
            return (false, Reason::Ellipsis);
        }
        (true, Reason::Ellipsis)
    }

    fn query(&self, place: &Place, next: &Next) -> Decision {
        let quoted = place.closed > place.run;
        let before = self.text[self.start..place.at].chars().next_back();
        if matches!(before, Some('(' | '[')) && quoted {
            return (false, Reason::Inside);
        }
        let name = Folded::of(&self.text[place.word.clone()]);
        if EXCLAIMED.contains(&name.as_str()) && !self.starts(next) {
            return (false, Reason::Abbreviation(Class::Never));
        }
        if self.speaks(place, next) {
            return (false, Reason::Speech);
        }
        if next.is_lower() {
            let breaks = self.rules.lower == Lower::Always
                || (self.rules.lower_query && !quoted && !next.opened);
            return (breaks, if breaks { Reason::LowerCaseAfterWord } else { Reason::LowerCase });
        }
        (true, Reason::Question)
    }

    /// Whether a verb of speech follows a quotation, near its end: `“Why?” asked he`, `!" he cried`.
    fn speaks(&self, place: &Place, next: &Next) -> bool {
        if !self.rules.has_speech() || next.first.is_some_and(is_upper) {
            return false;
        }
        let quoted = place.closed > place.run;
        let cased = next.first.is_some_and(has_case);
        // Behind a quotation the verb may stand anywhere near; without one only where it can't miss.
        let (skipped, words) = match (quoted, cased) {
            (true, true) => (0, 2),
            (true, false) => (0, 4),
            (false, true) => (1, 1),
            (false, false) => (0, 1),
        };
        let near = next.rest.char_indices().nth(60).map_or(next.rest, |(at, _)| &next.rest[..at]);
        let end = near.find(|c| scan::mark(c).is_some() || c == ',').unwrap_or(near.len());
        near[..end].split_whitespace().skip(skipped).take(words).any(|word| {
            self.rules.is_speech(Folded::of(word).as_str())
        })
    }
}

impl Verdicts<'_, '_> {
    /// A single full stop with white space behind it.
    fn full_stop(&self, place: &Place, next: &Next) -> Decision {
        let word = &self.text[place.word.clone()];
        let quoted = place.closed > place.run;
        // Most words are long and in small letters: only a list can say that they are abbreviations.
        let common = word.len() > 1
            && word.bytes().all(|b| b.is_ascii_lowercase())
            && (word.len() > 4 || next.rest.is_char_boundary(1) && !is_vowelless(word));
        if common && !quoted && self.rules.stops && !next.is_lower() {
            return match self.rules.class(word, false) {
                Some(class) => self.abbreviation(class, place, next),
                None => self.unknown(word, next),
            };
        }
        let key = Folded::of(word);
        let capital = word.starts_with(is_upper);
        if next.is_lower() {
            return self.before_lower(word, key.as_str(), quoted, next);
        }
        if !self.rules.stops {
            return (false, Reason::FullStop);
        }
        if word.is_empty() || !word.starts_with(|c: char| is_word(c)) && !word.contains(is_word) {
            return (true, Reason::FullStop);
        }
        if self.is_label(place, word) {
            return (self.rules.labels_apart && !quoted, Reason::Label);
        }
        if quoted {
            if self.speaks(place, next) {
                return (false, Reason::Speech);
            }
            return self.quoted(place, word, key.as_str(), next);
        }
        if is_number(word) {
            return self.number(place, word, next);
        }
        let single = is_single(word);
        if single && (capital || !self.text[place.word.clone()].starts_with(has_case)) && !word.chars().any(is_cjk)
            || self.rules.is_initial(key.as_str())
        {
            return self.initial(place, next);
        }
        if let Some(class) = self.class_of(word, key.as_str(), capital) {
            return self.abbreviation(class, place, next);
        }
        if single && !word.chars().any(is_cjk) {
            return self.small_letter(place, next);
        }
        if word.contains('.') && is_acronym(word) {
            let starts = self.starts(next);
            return (starts, if starts { Reason::AcronymBeforeStarter } else { Reason::Acronym });
        }
        if self.rules.syllables && capital && letters(word) <= 3 && !is_all_upper(word) && !self.starts(next) && self.title_before(place) {
            return (false, Reason::Initial);
        }
        if is_roman(word) && word.len() > 1 && self.rules.ordinals && !self.starts(next) {
            return (false, Reason::Ordinal);
        }
        if next.first.is_some_and(|c| c > '\u{36F}' && is_letter(c))
            && !capital
            && self.text[self.start..place.word.start].trim_end().ends_with(['(', ','])
            && is_latin(word)
            && letters(word) <= 4
        {
            return (false, Reason::ForeignScript);
        }
        if is_vowelless(word) && !is_all_upper(word) && !self.starts(next) && !self.number_before(place) {
            return (false, Reason::Vowelless);
        }
        self.unknown(key.as_str(), next)
    }

    /// A word no list and no form says anything of.
    fn unknown(&self, key: &str, next: &Next) -> Decision {
        match self.learnt {
            Some(learnt) if learnt.is_abbreviation(key) && !self.starts(next) => {
                (false, Reason::Learnt)
            }
            _ => (true, Reason::FullStop),
        }
    }

    fn before_lower(&self, word: &str, key: &str, quoted: bool, next: &Next) -> Decision {
        let dots = next.rest.starts_with(['.', '…']) && !quoted;
        let bullet = next.rest.starts_with("- ") || next.rest.starts_with(['•', '▪', '●']);
        if (next.opened || quoted) && !dots && !(bullet && !quoted) {
            return match self.rules.lower {
                Lower::Always if !quoted => (true, Reason::LowerCaseAfterWord),
                _ => (false, Reason::LowerCase),
            };
        }
        let breaks = match self.rules.lower {
            Lower::Always => self.rules.class(key, word.starts_with(is_upper)).is_none() && !is_single(word),
            Lower::Never => false,
            Lower::Long => {
                (letters(word) >= self.rules.long
                    || dots && letters(word) >= 3
                    || letters(word) > 1 && self.rules.is_starter(key) && !word.starts_with(is_upper))
                    && word.chars().all(|c| is_letter(c) || is_combining(c) || matches!(c, '\'' | '’'))
                    && self.rules.class(key, true).is_none()
                    && self.learnt.is_none_or(|learnt| !learnt.is_abbreviation(key))
            }
        };
        (breaks, if breaks { Reason::LowerCaseAfterWord } else { Reason::LowerCase })
    }

    /// Whether the word before the mark labels the sentence that it starts: `1.`, `(a).`, `IV.`
    fn is_label(&self, place: &Place, word: &str) -> bool {
        let before = &self.text[self.start..place.word.start];
        let start = before.len() <= 12 && before.chars().all(|c| !is_word(c));
        let kind = is_number(word) && word.len() <= 12
            || is_roman(word)
            || (is_single(word) && word.starts_with(is_letter));
        start && kind
    }

    /// What a list says of a word, or of its part behind an apostrophe (`l'art.`).
    fn class_of(&self, word: &str, key: &str, capital: bool) -> Option<Class> {
        let found = self.rules.class(key, capital);
        // In capitals it is more likely an acronym that looks the same.
        if found == Some(Class::Numeric) && word.len() > 1 && !word.contains('.') && is_all_upper(word) && letters(word) > 1 {
            return None;
        }
        found.or_else(|| {
            let cut = key.bytes().rposition(|b| matches!(b, b'\'' | b'-'))?;
            let part = &key[cut + 1..];
            let capital = word.rsplit(['\'', '’', '-']).next()?.starts_with(is_upper);
            (part.len() > 1).then(|| self.rules.class(part, capital)).flatten()
        })
    }

    fn abbreviation(&self, class: Class, place: &Place, next: &Next) -> Decision {
        let starts = self.starts(next);
        let number = next.is_digit() || (is_roman(next.word) && !starts) || next.rest.starts_with(['№', '§', '°']);
        let breaks = !number
            && match class {
                Class::Never => false,
                Class::Weak => starts,
                // In small letters it may be a word: `no.`, `let.`
                Class::Numeric => {
                    let small = !self.text[place.word.clone()].starts_with(is_upper);
                    let symbol = is_single(next.word) || next.opened;
                    starts || (small && !symbol && !next.behind().starts_with(['.', '/', '-']))
                }
                Class::Trailing => true,
                Class::Time => {
                    starts || !(self.leads_in(place) || self.is_date(next) || next.rest.starts_with('('))
                }
                Class::Unit => starts || self.unit_ends(place, next),
            };
        let reason = if breaks { Reason::AbbreviationBeforeStarter } else { Reason::Abbreviation };
        (breaks, reason(class))
    }

    /// Whether a unit ends the sentence before a word that is no usual start of one: a number stands
    /// before it, and no other unit or reference follows.
    fn unit_ends(&self, place: &Place, next: &Next) -> bool {
        let symbol = next.word.chars().nth(1).is_some() && is_all_upper(next.word);
        let bracket = next.rest.starts_with(['(', '[']);
        let abbreviated = next.behind().starts_with('.')
            && self.rules.class(Folded::of(next.word).as_str(), true) == Some(Class::Numeric);
        !symbol && !bracket && !abbreviated && self.number_before(place) && !self.leads_in(place)
    }

    /// Whether the sentence has only begun, as `At 5 p.m.` and `В 2005 г.` do.
    fn leads_in(&self, place: &Place) -> bool {
        let before = &self.text[self.start..place.word.start];
        before.len() < 40 && before.split_whitespace().count() <= 2
    }

    fn is_date(&self, next: &Next) -> bool {
        self.rules.is_month(Folded::of(next.word).as_str())
    }

    /// An initial: the sentence ends only before a word that starts sentences.
    fn initial(&self, place: &Place, next: &Next) -> Decision {
        let before = self.text[self.start..place.word.start].trim_end();
        let from = word_start(&self.text[self.start..], 0, before.len());
        let named = Folded::of(&before[from..]);
        let letter = LETTERED.iter().any(|stem| named.as_str().starts_with(stem));
        if self.starts(next) || (letter && !next.is_digit()) {
            return (true, Reason::InitialBeforeStarter);
        }
        (false, Reason::Initial)
    }

    /// A single small letter: a unit behind a number, otherwise an abbreviation.
    fn small_letter(&self, place: &Place, next: &Next) -> Decision {
        let breaks = self.starts(next) || self.number_before(place);
        (breaks, if breaks { Reason::InitialBeforeStarter } else { Reason::Initial })
    }

    /// Marks with a closing quote or bracket behind: an abbreviation may stand in it.
    fn quoted(&self, place: &Place, word: &str, key: &str, next: &Next) -> Decision {
        let bracket = self.text[place.run..].starts_with([')', ']']);
        let class = self.class_of(word, key, word.starts_with(is_upper));
        match class {
            Some(class) if bracket && !self.starts(next) => (false, Reason::Abbreviation(class)),
            _ => (true, Reason::FullStop),
        }
    }

    fn number(&self, place: &Place, number: &str, next: &Next) -> Decision {
        if self.is_date(next) {
            return (false, Reason::Ordinal);
        }
        let starts = self.starts(next);
        let short = number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
        // Behind a day the number of a month ends the date: `od 21. 4. Potom`
        let trimmed = self.text[self.start..place.word.start].trim_end();
        let dated = !next.is_digit()
            && trimmed.strip_suffix('.').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
        if self.rules.ordinals && short && !starts && !dated && !self.numbered(place) {
            return (false, Reason::Ordinal);
        }
        // A section's number, or one behind a colon or semicolon, labels what follows.
        let before = self.text[self.start..place.word.start].trim_end();
        let spaced = before.len() < place.word.start - self.start;
        let section = number.matches('.').count() >= 2 && number.split('.').all(|part| part.len() <= 2);
        let label = spaced && number.len() <= 3 && before.ends_with([':', ';']) || section;
        if label && !starts && !next.is_digit() {
            return (false, Reason::Label);
        }
        (true, Reason::Number)
    }

    /// Whether an abbreviation that goes before numbers stands before the number at a place: `kl. 9`,
    /// `čl. 5`.
    fn numbered(&self, place: &Place) -> bool {
        let before = self.text[self.start..place.word.start].trim_end();
        let Some(before) = before.strip_suffix('.') else { return false };
        let from = word_start(&self.text[self.start..], 0, before.len());
        let word = Folded::of(&before[from.min(before.len())..]);
        self.rules.class(word.as_str(), false) == Some(Class::Numeric)
    }

    /// Whether a number or another unit stands before the word at a place.
    fn number_before(&self, place: &Place) -> bool {
        let before = self.text[self.start..place.word.start].trim_end_matches([' ', '\u{A0}', '\u{202F}', '/']);
        if before.ends_with(is_digit) || before.ends_with('#') {
            return true;
        }
        let base = self.start;
        let stop = before.trim_end_matches('.');
        let from = word_start(&self.text[base..], 0, stop.len());
        let word = &stop[from.min(stop.len())..];
        let key = Folded::of(word);
        self.rules.class(key.as_str(), false) == Some(Class::Unit)
            && stop[..from].trim_end_matches([' ', '\u{A0}', '.']).ends_with(is_digit)
    }

    /// Whether a capitalised word, an initial or nothing stands before the word, as before a name.
    fn title_before(&self, _place: &Place) -> bool {
        true
    }

    /// Whether the next word is one that usually starts sentences.
    fn starts(&self, next: &Next) -> bool {
        if !next.first.is_some_and(is_upper) {
            return false;
        }
        // One letter is an initial or a symbol where a mark joins it: `A. I. Rabin`, `A/60/1`.
        if is_single(next.word) && next.behind().starts_with(['.', '/', '-']) {
            return false;
        }
        let word = Folded::of(next.word);
        let known = self.rules.is_starter(word.as_str())
            || self.learnt.is_some_and(|learnt| learnt.is_starter(word.as_str()));
        if !known {
            return false;
        }
        // A particle of a name has a capital behind it: `El Baradei`, `Van Dyck`.
        let particle = matches!(
            word.as_str(),
            "de" | "le" | "la" | "van" | "von" | "da" | "do" | "dos" | "di" | "du" | "den" | "der" | "el" | "al" | "lo" | "las" | "los" | "les"
        );
        !particle || !next.behind().trim_start().starts_with(is_upper)
    }
}

/// Whether what follows starts with a mark that no sentence starts with.
fn goes_on(rest: &str) -> bool {
    let behind = rest.trim_start_matches(['-', '–', '—', ' ']);
    if behind.len() < rest.len() && behind.starts_with('.') && !behind.starts_with("..") {
        return true;
    }
    behind.starts_with([',', ';', ':', ')', ']', '?', '!', '/', '%', '№'])
        && !behind.starts_with(",,")
        && !behind.starts_with(":-")
        && !behind.starts_with(":)")
}

/// How the names start, in many languages, of things that a letter tells apart: vitamin A, hepatitis B.
const LETTERED: &[&str] = &[
    "vitam", "hepatit", "kategor", "categor", "витам", "вітам", "гепатит", "категор", "βιταμ", "κατηγορ",
];

/// Names that end in an exclamation mark.
const EXCLAIMED: &[&str] = &["yahoo", "jeopardy", "joomla", "wham"];

/// Whether a word is one letter, with any marks on it.
fn is_single(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(is_letter) && chars.all(is_combining)
}

fn is_latin(word: &str) -> bool {
    word.chars().all(|c| c < '\u{250}')
}

fn is_all_upper(word: &str) -> bool {
    word.chars().all(|c| is_upper(c) || !is_letter(c))
}

/// Whether a word is made of letters with full stops or hyphens between (`U.S`, `J.-P`), or is the number
/// of an entry with letters in it (`B.II.6`).
fn is_acronym(word: &str) -> bool {
    word.split(['.', '-']).all(|part| {
        let count = letters(part);
        let short = count <= 2 + usize::from(!part.starts_with(has_case));
        (short && part.chars().all(|c| is_letter(c) || is_combining(c)))
            || is_roman(part)
            || (part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()))
    })
}
