//! The words of a language's lists, all in one table: one look-up says everything that is known of a word.
//!
//! Most words that are looked up are in no list. A byte made of each word's hash tells that of nearly all of
//! them, and those bytes fit the nearest cache; words of up to 15 bytes are compared as two numbers.

use super::cyrillic;
use super::eight::{HIGH, each};
use super::explain::Class;
use super::fold::{Folded, is_caseless};
use rustc_hash::FxHashMap;

/// What the lists say of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(align(4))]
pub(super) struct Entry {
    /// As an abbreviation.
    pub(super) any: Option<Class>,
    /// As an abbreviation that only a capitalised word is.
    pub(super) capital: Option<Class>,
    /// What else it is, as bits.
    kinds: u8,
}

/// What a word may be besides an abbreviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Month = 1,
    /// It usually starts a sentence.
    Starter = 2,
    /// A verb of speech.
    Speech = 4,
    /// The name of a letter, as initials are written in scripts of syllables.
    Initial = 8,
}

impl Entry {
    /// What kind of abbreviation the word is, with a capital letter or without.
    #[inline]
    pub(super) fn class(self, capital: bool) -> Option<Class> {
        if capital { self.capital.or(self.any) } else { self.any }
    }

    #[inline]
    pub(super) fn is(self, kind: Kind) -> bool {
        self.kinds & kind as u8 != 0
    }

    /// Whether it is an abbreviation, capitalised or not, or an initial.
    #[inline]
    pub(super) fn is_listed(self) -> bool {
        self.any.is_some() || self.capital.is_some() || self.is(Kind::Initial)
    }

    /// Makes it an abbreviation, or one with a capital letter.
    pub(super) fn set_class(&mut self, class: Class, capital: bool) {
        *(if capital { &mut self.capital } else { &mut self.any }) = Some(class);
    }

    pub(super) fn set(&mut self, kind: Kind) {
        self.kinds |= kind as u8;
    }
}

/// A word of up to 15 bytes in small letters, and its length, as two numbers.
type Key = (u64, u64);

/// Words in small letters, and what is known of them.
#[derive(Debug, Clone)]
pub(super) struct Lexicon {
    /// For each slot a byte of the hash of the word in it; 0 for none. There are at least four times as many
    /// slots as words.
    marks: Vec<u8>,
    slots: Vec<(Key, Entry)>,
    count: usize,
    /// The words that are too long for a slot.
    long: FxHashMap<Box<[u8]>, Entry>,
    /// The longest of them, in bytes.
    longest: usize,
    /// Bits of how they start: most long words start like none of them.
    starts: [u64; 16],
}

impl Default for Lexicon {
    fn default() -> Self {
        let (marks, slots) = (vec![0; 64], vec![Default::default(); 64]);
        Self { marks, slots, count: 0, long: FxHashMap::default(), longest: 0, starts: [0; 16] }
    }
}

impl Lexicon {
    /// What is known of a word, in whatever letters it is written.
    #[inline]
    pub(super) fn entry(&self, word: &str) -> Entry {
        let key = match key(word.as_bytes()) {
            Some(key) if is_ascii(key) => Some(small(key)),
            Some(key) => small_cyrillic(key),
            None if self.may_start(word.as_bytes()) => None,
            None => return Entry::default(),
        };
        key.map_or_else(|| self.entry_folded(word), |key| self.find(key))
    }

    /// Whether a long word starts like one that is known, as far as a bit tells.
    #[inline]
    fn may_start(&self, word: &[u8]) -> bool {
        let start = word.first_chunk().map(|eight| u64::from_le_bytes(*eight));
        let small = start.and_then(|start| {
            if is_ascii((start, 0)) { Some(small((start, 0)).0) } else { cyrillic::small(start, 8) }
        });
        small.is_none_or(|small| {
            let (at, bit) = start_bit(small);
            self.starts[at] & bit != 0
        })
    }

    // Apart from `entry`, whose usual words need none of its room.
    #[inline(never)]
    fn entry_folded(&self, word: &str) -> Entry {
        if is_caseless(word) {
            return self.entry_small(word.as_bytes());
        }
        self.entry_small(Folded::of(word).as_bytes())
    }

    /// What is known of a word in small letters.
    #[inline]
    fn entry_small(&self, word: &[u8]) -> Entry {
        match key(word) {
            Some(key) => self.find(key),
            None if word.len() > self.longest => Entry::default(),
            None => self.long.get(word).copied().unwrap_or_default(),
        }
    }

    #[inline]
    fn find(&self, key: Key) -> Entry {
        match self.place(key) {
            Ok(slot) => self.slots[slot].1,
            Err(_) => Entry::default(),
        }
    }

    /// The slot of a word, or the free one it would have.
    #[inline]
    fn place(&self, key: Key) -> Result<usize, usize> {
        let (mut slot, mark) = hash(key);
        loop {
            slot &= self.marks.len() - 1;
            match self.marks[slot] {
                0 => return Err(slot),
                known if known == mark && self.slots[slot].0 == key => return Ok(slot),
                _ => slot += 1,
            }
        }
    }

    /// Changes what is known of a word; nothing is until then. A word that is too long to be folded is none.
    pub(super) fn note(&mut self, word: &str, note: impl FnOnce(&mut Entry)) {
        let folded = Folded::of(word);
        let word = folded.as_str();
        if word.is_empty() {
            return;
        }
        let Some(key) = key(word.as_bytes()) else {
            self.longest = self.longest.max(word.len());
            if let Some(eight) = word.as_bytes().first_chunk() {
                let (at, bit) = start_bit(u64::from_le_bytes(*eight));
                self.starts[at] |= bit;
            }
            return note(self.long.entry(word.as_bytes().into()).or_default());
        };
        if self.count * 4 >= self.marks.len() {
            self.grow();
        }
        let slot = self.place(key).unwrap_or_else(|free| {
            self.marks[free] = hash(key).1;
            self.slots[free] = (key, Entry::default());
            self.count += 1;
            free
        });
        note(&mut self.slots[slot].1);
    }

    fn grow(&mut self) {
        let size = self.marks.len() * 4;
        let old = std::mem::replace(&mut self.slots, vec![Default::default(); size]);
        let used = std::mem::replace(&mut self.marks, vec![0; size]);
        for (slot, _) in old.into_iter().zip(used).filter(|(_, mark)| *mark != 0) {
            if let Err(free) = self.place(slot.0) {
                self.marks[free] = hash(slot.0).1;
                self.slots[free] = slot;
            }
        }
    }

    /// The words for which `wanted` says so, in order.
    pub(super) fn words(&self, wanted: impl Fn(Entry) -> bool) -> Vec<String> {
        let used = self.slots.iter().zip(&self.marks).filter(|(_, mark)| **mark != 0);
        let short = used.filter(|((_, entry), _)| wanted(*entry)).map(|((key, _), _)| text(*key));
        let long = self.long.iter().filter(|(_, entry)| wanted(**entry));
        let mut words: Vec<String> =
            short.chain(long.map(|(word, _)| String::from_utf8_lossy(word).into_owned())).collect();
        words.sort_unstable();
        words
    }
}

/// The key of a word of up to 15 bytes.
#[inline]
fn key(word: &[u8]) -> Option<Key> {
    let length = word.len();
    let number = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |b| u64::from_le_bytes(*b));
    let half = |bytes: Option<&[u8; 4]>| bytes.map_or(0, |b| u64::from(u32::from_le_bytes(*b)));
    // The two ends of a word overlap where it is short.
    let (first, last) = match length {
        0 => (0, 0),
        1..=3 => {
            let byte = |at: usize| u64::from(word[at]) << (8 * at);
            (byte(0) | byte(length / 2) | byte(length - 1), 0)
        }
        4..=7 => (half(word.first_chunk()) | half(word.last_chunk()) << (8 * (length - 4)), 0),
        8 => (number(word.first_chunk()), 0),
        9..=15 => (number(word.first_chunk()), number(word.last_chunk()) >> (8 * (16 - length))),
        _ => return None,
    };
    Some((first, last | (length as u64) << 56))
}

#[inline]
fn is_ascii((first, last): Key) -> bool {
    (first | last) & HIGH == 0
}

/// The key of an ASCII word in small letters.
#[inline]
fn small((first, last): Key) -> Key {
    let fold = |eight: u64| {
        // The high bit of each byte: from `A` on, and not beyond `Z`.
        let capital = (eight + each(0x80 - b'A')) & !(eight + each(0x7F - b'Z')) & HIGH;
        eight | capital >> 2
    };
    // A short word has its length alone in the second number.
    (fold(first), if last << 8 == 0 { last } else { fold(last) })
}

/// The key of a word of Cyrillic letters in small ones.
#[inline]
fn small_cyrillic((first, last): Key) -> Option<Key> {
    const LENGTH: u64 = 0xFF << 56;
    let length = (last >> 56) as usize;
    let start = cyrillic::small(first, length.min(8))?;
    if length <= 8 {
        return Some((start, last));
    }
    let end = cyrillic::small(last & !LENGTH, length - 8)?;
    Some((start, end | last & LENGTH))
}

/// Where a word's slot would be, and the byte that marks it.
#[inline]
fn hash((first, last): Key) -> (usize, u8) {
    let mixed = (first ^ last.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = mixed ^ mixed >> 32;
    ((mixed >> 8) as usize, mixed as u8 | 1)
}

/// Where the bit of a start of eight bytes is, in small letters.
#[inline]
fn start_bit(start: u64) -> (usize, u64) {
    let mixed = hash((start, 0)).0;
    (mixed >> 6 & 15, 1 << (mixed & 63))
}

/// The word of a key.
fn text((first, last): Key) -> String {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&first.to_le_bytes());
    bytes[8..].copy_from_slice(&last.to_le_bytes());
    String::from_utf8_lossy(&bytes[..usize::from(bytes[15])]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_length_are_found_and_no_others() {
        let mut lexicon = Lexicon::default();
        let words: Vec<String> =
            (1..40).map(|length| "abcdefghij".repeat(4)[..length].into()).collect();
        for word in &words {
            lexicon.note(word, |entry| entry.set(Kind::Month));
        }
        for word in &words {
            assert!(lexicon.entry(&word.to_uppercase()).is(Kind::Month), "{word}");
            assert_eq!(lexicon.entry(&format!("{word}\0")), Entry::default());
            assert_eq!(lexicon.entry(&format!("é{word}")), Entry::default());
        }
        assert_eq!(lexicon.words(|entry| entry.is(Kind::Month)), words);
        assert!(lexicon.words(|entry| entry.is(Kind::Starter)).is_empty());
    }
}
