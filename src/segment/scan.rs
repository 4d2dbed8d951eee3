//! The scan for places where a sentence may end.

use super::behind::is_emoji;
use super::block::{self, Block, REACH, STEP};
use super::rules::Rules;

/// What kind of end a mark makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `.` and the one-dot leader
    Stop,
    /// `…`
    Ellipsis,
    /// `?` and `!` in their ASCII and doubled forms.
    Query,
    /// Marks of Chinese and Japanese, which no space need follow.
    Wide,
    /// Marks that do nothing but end sentences: danda, Armenian and Ethiopic full stop.
    Plain,
    /// A language's own use of an ASCII mark: `;` in Greek, `:` in Armenian, a space in Thai.
    Own,
    /// A blank line.
    Line,
    /// An emoji.
    Emoji,
}

/// What mark a letter is.
pub(super) fn mark(c: char) -> Option<Mark> {
    Some(match c {
        '.' | '․' | '﹒' => Mark::Stop,
        '…' | '⋯' => Mark::Ellipsis,
        '!' | '?' | '‼' | '⁇' | '⁈' | '⁉' | '؟' | '\u{37E}' | '‽' | '⸮' => Mark::Query,
        '。' | '！' | '？' | '｡' | '．' | '﹖' | '﹗' => Mark::Wide,
        '।' | '॥' | '۔' | '։' | '።' | '፧' | '፨' | '။' | '។' | '៕' | '།' | '༎' | '܀' | '܁' | '᙮'
        | '᠃' | '᠉' | '꓿' | '꘎' | '꛳' | '꩝' | '꫰' | '꯫' | '෴' => Mark::Plain,
        _ => return None,
    })
}

/// The search for marks, a block after the other.
#[derive(Debug)]
pub(super) struct Search {
    /// Where the block starts.
    block: usize,
    /// The places in it that are left to be looked at.
    left: u64,
}

impl Search {
    pub(super) fn new(text: &str, rules: &Rules) -> Self {
        let mut search = Self { block: 0, left: 0 };
        search.read(text, 0, rules);
        search
    }

    /// Reads the block that starts at a place of the text.
    #[inline]
    fn read(&mut self, text: &str, from: usize, rules: &Rules) {
        let mut room = [0; REACH];
        let block = block::at(text.as_bytes(), from, &mut room);
        self.block = from;
        self.left = block::marks(block, rules.own_byte);
        if !block::is_ascii(block) {
            self.left |= wide_marks(block, rules);
        }
    }

    /// The next place from byte `from` on where a sentence may end, and the mark there. No place is asked for
    /// that lies before one asked for earlier.
    #[inline]
    pub(super) fn next(&mut self, text: &str, from: usize, rules: &Rules) -> Option<(usize, Mark)> {
        let bytes = text.as_bytes();
        let passed = from.saturating_sub(self.block);
        if passed < STEP {
            self.left &= u64::MAX << passed;
        } else if from < bytes.len() {
            self.read(text, from, rules);
        } else {
            return None;
        }
        loop {
            while self.left == 0 {
                let from = self.block + STEP;
                if from >= bytes.len() {
                    return None;
                }
                self.read(text, from, rules);
            }
            let at = self.block + self.left.trailing_zeros() as usize;
            let found = match bytes[at] {
                b'.' => Some(Mark::Stop),
                b'!' | b'?' => Some(Mark::Query),
                b'\n' => blank_line(bytes, at).then_some(Mark::Line),
                mark if mark.is_ascii() => Some(Mark::Own),
                _ => wide_mark(text, at, rules),
            };
            if let Some(found) = found {
                return Some((at, found));
            }
            self.left &= self.left - 1;
        }
    }
}

/// Where marks may start in a block that are not ASCII.
fn wide_marks(block: &Block, rules: &Rules) -> u64 {
    let own = rules.pairs.iter().fold(0, |own, pair| own | block::pair(block, *pair));
    if block::is_quiet(block) { own } else { own | block::wide(block) }
}

/// What mark starts at a byte that is not ASCII.
fn wide_mark(text: &str, at: usize, rules: &Rules) -> Option<Mark> {
    let c = letter(text, at)?;
    if rules.marks.contains(&c) {
        return Some(Mark::Own);
    }
    mark(c).or_else(|| is_emoji(c).then_some(Mark::Emoji))
}

/// The letter at a byte.
pub(super) fn letter(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Whether a line's end at `at` is followed by an empty line.
fn blank_line(bytes: &[u8], at: usize) -> bool {
    bytes[at + 1..].iter().take(16).find(|b| !matches!(b, b' ' | b'\t' | b'\r')) == Some(&b'\n')
}
