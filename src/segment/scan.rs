//! The scan for places where a sentence may end.

use super::behind::is_emoji;
use super::rules::Rules;

/// For each byte that starts a letter, which second bytes marks have that start with it, as bits: what
/// tells most letters from marks without decoding them. The danda is not among them: half the letters of
/// Devanagari share two bytes with it.
pub(super) type Seconds = [u64; 256];

/// The bytes of marks and emoji, for a language without marks of its own.
pub(super) const SECONDS: Seconds = {
    let starts: [(usize, &[u8]); 12] = [
        (0xCD, &[0xBE]),
        (0xD6, &[0x89]),
        (0xD8, &[0x9F]),
        (0xDB, &[0x94]),
        (0xDC, &[0x80, 0x81, 0x82]),
        (0xE0, &[0xB7, 0xBC]),
        (0xE1, &[0x81, 0x8D, 0x99, 0x9F, 0xA0]),
        (0xE2, &[0x80, 0x81, 0x8B, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0xAD, 0xB8]),
        (0xE3, &[0x80]),
        (0xEA, &[0x93, 0x98, 0x9B, 0xA9, 0xAB, 0xAF]),
        (0xEF, &[0xB9, 0xBC, 0xBD]),
        (0xF0, &[0x9F]),
    ];
    let mut table = [0; 256];
    let mut at = 0;
    while at < starts.len() {
        let (lead, seconds) = starts[at];
        let mut second = 0;
        while second < seconds.len() {
            table[lead] |= 1 << (seconds[second] & 0x3F);
            second += 1;
        }
        at += 1;
    }
    table
};

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

/// The search for marks. The next place of each kind is remembered, so that each byte is read once for
/// each kind, and most of them by the vector instructions of `memchr`.
#[derive(Debug)]
pub(super) struct Search {
    /// The next `.`, `!` or `?`.
    usual: usize,
    /// The next `;`, end of a line, or ASCII mark of the language.
    rare: usize,
    /// The next byte that may start a mark or an emoji and is not ASCII.
    wide: usize,
}

const NONE: usize = usize::MAX;

impl Search {
    pub(super) fn new(text: &str, rules: &Rules) -> Self {
        let mut search = Self { usual: NONE, rare: NONE, wide: NONE };
        search.find_usual(text.as_bytes(), 0);
        search.find_rare(text.as_bytes(), 0, rules);
        if !text.is_ascii() {
            search.find_wide(text, 0, rules);
        }
        search
    }

    fn find_usual(&mut self, bytes: &[u8], from: usize) {
        let found = memchr::memchr3(b'.', b'!', b'?', &bytes[from..]);
        self.usual = found.map_or(NONE, |place| from + place);
    }

    fn find_rare(&mut self, bytes: &[u8], from: usize, rules: &Rules) {
        let rest = &bytes[from..];
        let found = match rules.own_byte {
            b';' => memchr::memchr2(b';', b'\n', rest),
            own => memchr::memchr3(b';', b'\n', own, rest),
        };
        self.rare = found.map_or(NONE, |place| from + place);
    }

    fn find_wide(&mut self, text: &str, from: usize, rules: &Rules) {
        let bytes = text.as_bytes();
        let mut at = from;
        self.wide = NONE;
        while at < bytes.len() {
            let quiet = match bytes[at..].first_chunk::<REACH>() {
                Some(reach) => is_ascii(reach) || !rules.has_wide_marks && is_quiet(reach),
                None => false,
            };
            if quiet {
                at += STEP;
                continue;
            }
            let to = bytes.len().min(at + STEP);
            // Chinese and Japanese have pairs like those of marks everywhere.
            let dense = matches!(bytes[at], 0xE3..=0xEF);
            let danda = !dense && has_danda(bytes, at, to);
            if !dense && !danda && !has_pair(bytes, at, to, rules) {
                at = to;
                continue;
            }
            while at < to {
                let seconds = rules.seconds[bytes[at] as usize];
                let second = bytes.get(at + 1).map_or(0, |b| b & 0x3F);
                let suspect = seconds >> second & 1 != 0 && !is_near_miss(&bytes[at..])
                    || (dense || danda) && is_danda(&bytes[at..]);
                if suspect && wide_mark(text, at, rules).is_some() {
                    self.wide = at;
                    return;
                }
                at += match bytes[at] {
                    0..=0xBF => 1,
                    0xC0..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    _ => 4,
                };
            }
        }
    }

    /// The next place from byte `from` on where a sentence may end, and the mark there.
    pub(super) fn next(&mut self, text: &str, from: usize, rules: &Rules) -> Option<(usize, Mark)> {
        let bytes = text.as_bytes();
        let mut from = from;
        loop {
            if self.usual < from {
                self.find_usual(bytes, from);
            }
            if self.rare < from {
                self.find_rare(bytes, from, rules);
            }
            if self.wide < from {
                self.find_wide(text, from, rules);
            }
            let at = self.usual.min(self.rare).min(self.wide);
            if at == NONE {
                return None;
            }
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
            from = at + 1;
        }
    }
}

/// How many bytes are looked at together.
const STEP: usize = 64;

/// Those bytes, and the two behind them: a letter that starts at the last of them may need both.
const REACH: usize = STEP + 2;

/// Whether a stretch is ASCII.
fn is_ascii(reach: &[u8; REACH]) -> bool {
    reach[..STEP].iter().fold(0, |any, b| any | b) < 0x80
}

/// Whether no mark starts in a stretch, as far as a few comparisons tell that a processor makes for many
/// bytes at once: those of Latin, Greek, Cyrillic, Hebrew, Arabic, Indian and Thai letters tell it.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "what has no branch is done for many bytes at once"
)]
fn is_quiet(reach: &[u8; REACH]) -> bool {
    let mut loud = 0;
    for at in 0..STEP {
        let (lead, second, third) = (reach[at], reach[at + 1], reach[at + 2]);
        // Each comparison by itself and no branch: only so they are made together.
        let high = (lead >= 0xE1) & (lead != 0xE2);
        let two = (lead == 0xCD) | (lead == 0xDC) | (lead == 0xDB) & (second == 0x94);
        let arabic = (lead == 0xD8) & (second == 0x9F) | (lead == 0xD6) & (second == 0x89);
        let danda = (second == 0xA5) & (third & 0xFE == 0xA4);
        let india = (lead == 0xE0) & (danda | (second == 0xB7) | (second == 0xBC));
        // The quotes and dashes among `‼`, `…` and the like.
        let quote = (second == 0x80) & (third != 0xA4) & (third != 0xA6) & (third & 0xFE != 0xBC);
        loud |= u8::from(high | two | arabic | india | (lead == 0xE2) & !quote);
    }
    loud == 0
}

/// Whether a stretch has a pair of bytes that a mark starts with. The last pair may reach beyond it.
fn has_pair(bytes: &[u8], from: usize, to: usize, rules: &Rules) -> bool {
    let any = |any, pair: &[u8]| any | rules.seconds[pair[0] as usize] >> (pair[1] & 0x3F);
    let first = |any, b: &u8| any | rules.seconds[*b as usize];
    bytes[from..to].iter().fold(0, first) != 0
        && bytes[from..bytes.len().min(to + 1)].windows(2).fold(0, any) & 1 != 0
}

/// Whether a danda starts in a stretch.
fn has_danda(bytes: &[u8], from: usize, to: usize) -> bool {
    let reach = &bytes[from..bytes.len().min(to + 2)];
    reach.contains(&0xE0)
        && reach.contains(&0xA5)
        && reach.windows(3).fold(false, |any, three| any | is_danda(three))
}

/// Whether the danda or the double danda stands at the start.
fn is_danda(bytes: &[u8]) -> bool {
    let [first, second, third, ..] = bytes else { return false };
    u32::from_be_bytes([0, *first, *second, *third]) & 0xFF_FFFE == 0xE0_A5A4
}

/// Whether a letter is no mark though it shares two bytes with one, of the commonest of those: quotes and dashes, commas and brackets of Chinese.
fn is_near_miss(bytes: &[u8]) -> bool {
    match bytes {
        [0xE2, 0x80, third, ..] => !matches!(third, 0xA4 | 0xA6 | 0xBC | 0xBD),
        [0xE3, 0x80, third, ..] => *third != 0x82,
        _ => false,
    }
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
