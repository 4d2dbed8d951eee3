//! What distances are measured over.

/// A sequence of symbols that can be gone through again and again.
pub trait Symbols: Copy {
    /// Calls `each` with every symbol in order, until it answers `false`.
    fn walk(self, each: impl FnMut(u32) -> bool);
}

impl Symbols for &[u32] {
    #[inline(always)]
    fn walk(self, mut each: impl FnMut(u32) -> bool) {
        for &symbol in self {
            if !each(symbol) {
                return;
            }
        }
    }
}

/// The code points of a text.
#[derive(Debug, Clone, Copy)]
pub struct CodePoints<'a>(pub &'a str);

impl Symbols for CodePoints<'_> {
    #[inline(always)]
    fn walk(self, mut each: impl FnMut(u32) -> bool) {
        for c in self.0.chars() {
            if !each(c.into()) {
                return;
            }
        }
    }
}

/// The code points of bytes that should be UTF-8. Where they are not, the symbols are arbitrary.
#[derive(Debug, Clone, Copy)]
pub struct Utf8<'a>(pub &'a [u8]);

impl Symbols for Utf8<'_> {
    #[inline(always)]
    fn walk(self, mut each: impl FnMut(u32) -> bool) {
        let mut bytes = self.0.iter();
        while let Some(&first) = bytes.next() {
            let mut symbol = u32::from(first);
            if first >= 0x80 {
                let more = match first {
                    0xF0.. => 3,
                    0xE0.. => 2,
                    _ => 1,
                };
                symbol &= 0x3F >> more;
                for _ in 0..more {
                    symbol = symbol << 6 | bytes.next().map_or(0, |&byte| u32::from(byte & 0x3F));
                }
            }
            if !each(symbol) {
                return;
            }
        }
    }
}
