//! Words in small letters, as the lists are looked up by.

use super::context::INDIA;
use super::letters::may_have_case;

/// A word in lower case, without an allocation.
pub(super) struct Folded<'w> {
    /// The word itself, if it is in lower case.
    small: Option<&'w str>,
    bytes: [u8; 64],
    length: usize,
}

impl<'w> Folded<'w> {
    /// Folds a word; one that is too long becomes the empty string, which no list holds.
    pub(super) fn of(word: &'w str) -> Self {
        let mut folded = Self { small: None, bytes: [0; 64], length: 0 };
        if word.is_ascii() {
            if !word.bytes().any(|b| b.is_ascii_uppercase()) {
                folded.small = Some(word);
            } else if word.len() <= 64 {
                for (to, from) in folded.bytes.iter_mut().zip(word.bytes()) {
                    *to = from.to_ascii_lowercase();
                }
                folded.length = word.len();
            }
            return folded;
        }
        if folded.take_cyrillic(word.as_bytes()) {
            return folded;
        }
        if is_caseless(word) || word.chars().all(is_small) {
            folded.small = Some(word);
            return folded;
        }
        for c in word.chars() {
            let fits = match small(c) {
                Some(small) => folded.push(small),
                None => c.to_lowercase().all(|small| folded.push(small)),
            };
            if !fits {
                return Self { small: None, bytes: [0; 64], length: 0 };
            }
        }
        folded
    }

    /// Takes a word of Cyrillic letters only, of the usual ones; false if it is none.
    fn take_cyrillic(&mut self, word: &[u8]) -> bool {
        let (from, _) = word.as_chunks();
        let (to, _) = self.bytes.as_chunks_mut();
        if word.len() > 64 || !word.len().is_multiple_of(2) {
            return false;
        }
        for (to, from) in to.iter_mut().zip(from) {
            *to = match *from {
                [0xD0, 0xB0..=0xBF] | [0xD1, 0x80..=0x9F] => *from,
                [0xD0, second @ 0x90..=0x9F] => [0xD0, second + 0x20],
                [0xD0, second @ 0xA0..=0xAF] => [0xD1, second - 0x20],
                [0xD0, second @ 0x80..=0x8F] => [0xD1, second + 0x10],
                _ => return false,
            };
        }
        self.length = word.len();
        true
    }

    /// Adds a letter; false if there is no room for it.
    #[inline]
    fn push(&mut self, c: char) -> bool {
        // The dot that the fold of İ leaves behind is no letter of any list.
        if c == '\u{307}' {
            return true;
        }
        let c = if c == '’' { '\'' } else { c };
        let room = self.bytes.get_mut(self.length..self.length + c.len_utf8());
        room.is_some_and(|room| {
            self.length += c.encode_utf8(room).len();
            true
        })
    }

    pub(super) fn as_str(&self) -> &str {
        self.small.unwrap_or_else(|| std::str::from_utf8(self.as_bytes()).unwrap_or(""))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.small.map_or(&self.bytes[..self.length], str::as_bytes)
    }
}

/// Whether a word is of letters of India or Thailand, which have no case, and nothing else.
#[inline]
pub(super) fn is_caseless(word: &str) -> bool {
    word.bytes().all(|b| matches!(b, 0x80..=0xBF | INDIA))
}

/// Whether a fold leaves a character as it is, of the usual ones.
fn is_small(c: char) -> bool {
    match c {
        '\0'..='\x7F' => !c.is_ascii_uppercase(),
        'ß'..='ö' | 'ø'..='ÿ' | 'α'..='ω' | 'а'..='я' | 'ѐ'..='џ' => true,
        '’' => false,
        _ => !may_have_case(c) || c.is_lowercase(),
    }
}

/// The small letter of one, if it is but one; of the usual ones without a look at the tables of Unicode.
pub(super) fn small(c: char) -> Option<char> {
    let code = c as u32;
    match c {
        '\0'..='\x7F' => Some(c.to_ascii_lowercase()),
        'А'..='Я' | 'À'..='Ö' | 'Ø'..='Þ' => char::from_u32(code + 32),
        'Ѐ'..='Џ' => char::from_u32(code + 80),
        _ if is_small(c) => Some(c),
        _ => None,
    }
}
