//! The scan for places where a sentence may end, and for what closes behind the marks there.

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

fn letter(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Whether a line's end at `at` is followed by an empty line.
fn blank_line(bytes: &[u8], at: usize) -> bool {
    bytes[at + 1..].iter().take(16).find(|b| !matches!(b, b' ' | b'\t' | b'\r')) == Some(&b'\n')
}

pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}')
}

/// What may follow an emoji as a part of it.
fn joins_emoji(c: char) -> bool {
    is_emoji(c)
        || matches!(
            c,
            '\u{200D}' | '\u{FE0E}' | '\u{FE0F}' | '\u{20E3}' | '\u{E0020}'..='\u{E007F}'
        )
}

/// The end of an emoticon (`:-)`, `;)`, `:D`) that stands by itself.
fn emoticon_end(text: &str, from: usize) -> usize {
    let bytes = &text.as_bytes()[from..];
    if !matches!(bytes.first(), Some(b':' | b';' | b'=')) {
        return from;
    }
    let nose = usize::from(bytes.get(1) == Some(&b'-'));
    let mouth = bytes[1 + nose..].iter().take_while(|b| b")(DPp|*".contains(b)).count();
    let end = 1 + nose + mouth;
    let free = bytes.get(end).is_none_or(u8::is_ascii_whitespace);
    if mouth > 0 && mouth < 8 && free { from + end } else { from }
}

/// The end of a row of emoji, with spaces between them.
pub(super) fn emoji_end(text: &str, from: usize) -> usize {
    let mut end = emoticon_end(text, from);
    if end > from {
        return end;
    }
    loop {
        let next = skip(text, end, joins_emoji);
        if next == end {
            return end;
        }
        end = next;
        let spaced = end + usize::from(text.as_bytes().get(end) == Some(&b' '));
        if !letter(text, spaced).is_some_and(is_emoji) {
            return end;
        }
        end = spaced;
    }
}

/// The end of a row of marks that starts at `at`: `?!`, `...`, and `. . .` with its spaces.
pub(super) fn run_end(text: &str, at: usize) -> usize {
    let mut end = skip(text, at, |c| mark(c).is_some());
    let bytes = text.as_bytes();
    while bytes[end - 1] == b'.'
        && bytes.get(end) == Some(&b' ')
        && bytes.get(end + 1) == Some(&b'.')
    {
        // `. .5` goes on with a word, `. ...` with another ellipsis.
        if bytes.get(end + 2).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.') {
            break;
        }
        end = skip(text, end + 1, |c| c == '.');
    }
    end
}

fn skip(text: &str, from: usize, wanted: impl Fn(char) -> bool) -> usize {
    let rest = &text[from..];
    from + rest.find(|c| !wanted(c)).unwrap_or(rest.len())
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | ')'
            | ']'
            | '}'
            | '）'
            | '」'
            | '』'
            | '】'
            | '》'
            | '〉'
            | '〗'
            | '〕'
            | '›'
            | '＂'
            | '＇'
            | '］'
            | '｝'
            | '｣'
            | '\u{200F}'
            | '\u{200E}'
            | '\u{2069}'
    )
}

/// Whether a mark is a quote that some languages close with and others open with, or that does both.
fn either(c: char) -> bool {
    matches!(c, '“' | '‘' | '«' | '‹' | '„')
}

/// The end of what closes behind the marks that end at `from`: quotes and brackets, those that stand
/// off by a space, and references to notes.
pub(super) fn closers(text: &str, from: usize, quotes: &mut Quotes) -> usize {
    let mut end = from;
    loop {
        let next = skip(text, end, closes);
        if next == end {
            break;
        }
        // Marks may stand on both sides of the closing quote: `!”.`, `？」。`
        end = skip(text, next, |c| mark(c).is_some());
    }
    let rest = &text[end..];
    let mut ahead = rest.chars();
    if let Some(c) = ahead.next().filter(|c| either(*c)) {
        let behind = ahead.next();
        if behind.is_none_or(|b| b.is_whitespace() || mark(b).is_some() || matches!(b, ',' | ')')) {
            end += c.len_utf8();
        }
    }
    if let Some(off) = closer_off(text, end, quotes) {
        end = skip(text, off, |c| closes(c) || mark(c).is_some());
    }
    notes(text, end)
}

/// The end of a closing quote that stands off by a space: a guillemet or `''`, and a quote with space on
/// both sides that an earlier one opened.
fn closer_off(text: &str, from: usize, quotes: &mut Quotes) -> Option<usize> {
    let rest = &text[from..];
    let off = rest.trim_start_matches([' ', '\u{A0}', '\u{202F}', '\u{2009}']);
    let spaces = rest.len() - off.len();
    if spaces == 0 || spaces > 3 {
        return None;
    }
    let first = off.chars().next()?;
    let at = from + spaces;
    let behind = at + first.len_utf8();
    let free = |to: usize| {
        text[to..].chars().next().is_none_or(|c| c.is_whitespace() || ",.;:!?)".contains(c))
    };
    match first {
        '\'' if off.starts_with("''") && free(at + 2) => Some(at + 2),
        '»' | '›' | ')' | ']' | '}' | '”' | '’' if free(behind) => Some(behind),
        '`' if off.starts_with("``") && off[2..].starts_with(['.', ',', ';', ')']) => Some(at + 2),
        '"' if text[behind..].starts_with([',', '.', ';', ')']) => Some(behind),
        '"' if free(behind) => quotes.opened(text, at).then_some(behind),
        '“' if free(behind) => low_opened(text, at).then_some(behind),
        _ => None,
    }
}

/// Whether a quotation in `"` is open, as far as the text was read. A quote with a space on one side says
/// what it is; one with a space on both sides closes what is open. Each byte is read once.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    read: usize,
    open: bool,
}

impl Quotes {
    /// Whether a quotation is open at `at`.
    fn opened(&mut self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        while let Some(found) = memchr::memchr(b'"', &bytes[self.read.min(at)..at]) {
            let place = self.read + found;
            let free = |byte: Option<&u8>| {
                byte.is_none_or(|b| b.is_ascii_whitespace() || b"(-,.".contains(b))
            };
            let before = free(place.checked_sub(1).and_then(|p| bytes.get(p)));
            let behind = free(bytes.get(place + 1));
            self.open = if before == behind { !self.open } else { before };
            self.read = place + 1;
        }
        self.read = self.read.max(at);
        self.open
    }
}

/// Whether a `„` is open before a `“` at `at`, near enough.
fn low_opened(text: &str, at: usize) -> bool {
    const NEAR: usize = 400;
    let mut low = at.saturating_sub(NEAR);
    while !text.is_char_boundary(low) {
        low += 1;
    }
    let last = text[low..at].rfind(['„', '“']);
    last.is_some_and(|place| text[low + place..].starts_with('„'))
}

/// The end of references to notes that follow: `[12][13]`, also behind a space.
fn notes(text: &str, from: usize) -> usize {
    let mut end = from;
    loop {
        let rest = &text[end..];
        let Some(inner) = rest.strip_prefix('[').or_else(|| rest.strip_prefix(" [")) else {
            return end;
        };
        let opened = text.len() - inner.len();
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 3 || inner.as_bytes().get(digits) != Some(&b']') {
            return end;
        }
        end = opened + digits + 1;
    }
}

/// Marks that open what follows.
pub(super) fn opens(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '„'
            | '«'
            | '»'
            | '‘'
            | '‚'
            | '”'
            | '('
            | '['
            | '{'
            | '¿'
            | '¡'
            | '`'
            | '‹'
            | '›'
            | '「'
            | '『'
            | '《'
            | '（'
            | '【'
            | '*'
            | '_'
            | ' '
            | '\u{A0}'
            | '\u{202F}'
            | '-'
            | '–'
            | '—'
            | '―'
            | '\u{200E}'
            | '\u{200F}'
    )
}
