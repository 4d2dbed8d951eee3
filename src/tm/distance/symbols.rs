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
