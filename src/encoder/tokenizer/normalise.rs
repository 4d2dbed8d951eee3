//! The normalisation of SentencePiece (Kudo & Richardson 2018): a map of character sequences, spaces made one and
//! written as U+2581.

use super::trie::Trie;

/// The sign for a space.
pub(super) const SPACE: &[u8] = "\u{2581}".as_bytes();

/// What the normaliser may do with an ASCII character that another one follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// It stays.
    Kept,
    /// It is a space, and stays one.
    Space,
    /// The map or the symbols have to be asked.
    Asked,
}

/// Normalises texts.
#[derive(Debug)]
pub(super) struct Normaliser<'a> {
    map: Trie<'a>,
    /// What the values of the map are places in: strings with a NUL behind each.
    replacements: &'a [u8],
    classes: [Class; 128],
    /// Symbols that stay as they are.
    symbols: Vec<Vec<u8>>,
}

impl<'a> Normaliser<'a> {
    /// From a precompiled character map: the size of its double array (u32), the double array, the replacements.
    /// `None` if it isn't one.
    pub(super) fn new(charsmap: &'a [u8], symbols: Vec<Vec<u8>>) -> Option<Self> {
        let (size, rest) = charsmap.split_first_chunk()?;
        let (map, replacements) = rest.split_at_checked(u32::from_le_bytes(*size) as usize)?;
        let map = Trie::new(map)?;
        let classes = std::array::from_fn(|byte| class(map, byte as u8));
        Some(Self { map, replacements, classes, symbols })
    }

    /// Appends the normalised text to `out`: nothing for a text of nothing but spaces, else a space sign first.
    pub(super) fn normalise(&self, text: &str, out: &mut Vec<u8>) {
        let text = text.as_bytes();
        let start = out.len();
        out.extend_from_slice(SPACE);
        let (mut at, mut after_space) = (0, true);
        while let Some(&byte) = text.get(at) {
            match self.class(byte, text.get(at + 1)) {
                Class::Kept if !self.may_be_symbol(&text[at..]) => {
                    out.push(byte);
                    after_space = false;
                    at += 1;
                }
                Class::Space => {
                    if !after_space {
                        out.extend_from_slice(SPACE);
                    }
                    after_space = true;
                    at += 1;
                }
                _ => {
                    let (read, written) = self.prefix(&text[at..]);
                    append(written, &mut after_space, out);
                    at += read;
                }
            }
        }
        // A sign for a space that the text itself has at its end goes too, and so does the first one.
        while out.len() > start && out[start..].ends_with(SPACE) {
            out.truncate(out.len() - SPACE.len());
        }
    }

    #[inline]
    fn class(&self, byte: u8, next: Option<&u8>) -> Class {
        if next.is_some_and(|next| !next.is_ascii()) {
            return Class::Asked;
        }
        self.classes.get(usize::from(byte)).copied().unwrap_or(Class::Asked)
    }

    /// Whether a symbol may begin here, by the first two bytes.
    #[inline]
    fn may_be_symbol(&self, text: &[u8]) -> bool {
        let two = |bytes: &[u8]| [bytes.first().copied(), bytes.get(1).copied()];
        self.symbols.iter().any(|symbol| symbol[0] == text[0] && two(symbol) == two(text))
    }

    /// What the text begins with: its length, and what it becomes.
    fn prefix<'t>(&'t self, text: &'t [u8]) -> (usize, &'t [u8]) {
        let symbols = self.symbols.iter().filter(|symbol| text.starts_with(symbol));
        if let Some(symbol) = symbols.max_by_key(|symbol| symbol.len()) {
            return (symbol.len(), symbol);
        }
        if let Some((length, value)) = self.map.longest(text) {
            let from = self.replacements.get(value as usize..).unwrap_or_default();
            let end = from.iter().position(|byte| *byte == 0).unwrap_or(from.len());
            return (length, &from[..end]);
        }
        let next = text.iter().skip(1).position(|byte| byte & 0xC0 != 0x80);
        let length = next.map_or(text.len(), |next| next + 1);
        (length, &text[..length])
    }
}

/// Appends what characters became, with space signs for spaces and none behind another.
fn append(mut written: &[u8], after_space: &mut bool, out: &mut Vec<u8>) {
    while *after_space && let Some(rest) = written.strip_prefix(b" ") {
        written = rest;
    }
    for &byte in written {
        if byte == b' ' { out.extend_from_slice(SPACE) } else { out.push(byte) }
    }
    // What became nothing leaves no trace.
    *after_space = written.last().map_or(*after_space, |last| *last == b' ');
}

/// What the map says of an ASCII character, if another one follows it.
fn class(map: Trie<'_>, byte: u8) -> Class {
    let Some(node) = map.child(map.root(), byte) else {
        return if byte == b' ' { Class::Space } else { Class::Kept };
    };
    let leads_on = (1..128).any(|next| map.child(node, next).is_some());
    match (node.value, leads_on) {
        (None, false) if byte == b' ' => Class::Space,
        (None, false) => Class::Kept,
        _ => Class::Asked,
    }
}
