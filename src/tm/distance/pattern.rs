//! A prepared sequence: for each symbol, the rows where it stands, as bits.

use super::bits::{Band, Block, single};
use super::symbols::Symbols;

/// Symbols below are looked up in a table: ASCII, or the commonest tokens.
const DIRECT: usize = 128;
/// Rows of a block.
const ROWS: usize = 64;
/// Words around a mask, so that a part of it may reach out.
const MARGIN: usize = 2;
/// No symbol.
const FREE: u32 = u32::MAX;

/// The sequence that others are compared with. It can be filled again and keeps its memory.
#[derive(Debug, Clone, Default)]
pub struct Pattern {
    len: u32,
    blocks: usize,
    /// The row of masks of each symbol below [`DIRECT`]; 0 is the row of those that do not occur.
    direct: Vec<u32>,
    /// Open addressing: symbol and row.
    others: Vec<(u32, u32)>,
    /// Masks, `blocks` a symbol, with [`MARGIN`] words of zeros before and behind.
    masks: Vec<u64>,
}

/// Memory for comparisons with patterns of more than 64 symbols.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    blocks: Vec<Block>,
}

impl Pattern {
    /// A pattern of these symbols.
    pub fn new(symbols: &[u32]) -> Self {
        let mut pattern = Self::default();
        pattern.fill(symbols);
        pattern
    }

    /// Makes this the pattern of other symbols. `u32::MAX` is no symbol: it never matches.
    pub fn fill(&mut self, symbols: &[u32]) {
        self.len = symbols.len() as u32;
        self.blocks = symbols.len().div_ceil(ROWS).max(1);
        self.direct.clear();
        self.direct.resize(DIRECT, 0);
        self.others.clear();
        let far = symbols.iter().filter(|&&symbol| symbol as usize >= DIRECT).count();
        self.others.resize((far * 2).next_power_of_two().max(2), (FREE, 0));
        self.masks.clear();
        self.masks.resize(self.stride(), 0);
        let stride = self.stride();
        for (at, &symbol) in symbols.iter().enumerate() {
            if symbol == FREE {
                continue;
            }
            let row = self.row_for(symbol);
            self.masks[row * stride + MARGIN + at / ROWS] |= 1 << (at % ROWS);
        }
    }

    /// The number of symbols.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether it has no symbols.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn stride(&self) -> usize {
        self.blocks + 2 * MARGIN
    }

    /// The row of a symbol, made if it is new.
    fn row_for(&mut self, symbol: u32) -> usize {
        let stride = self.stride();
        let next = (self.masks.len() / stride) as u32;
        let row = if (symbol as usize) < DIRECT {
            &mut self.direct[symbol as usize]
        } else {
            let at = slot(&self.others, symbol);
            self.others[at].0 = symbol;
            &mut self.others[at].1
        };
        if *row == 0 {
            *row = next;
            self.masks.resize(self.masks.len() + stride, 0);
        }
        *row as usize
    }

    /// The first mask of a symbol's row.
    #[inline(always)]
    fn row(&self, symbol: u32) -> usize {
        let row = match self.direct.get(symbol as usize) {
            Some(&row) => row,
            None if self.others.is_empty() => 0,
            None => self.others[slot(&self.others, symbol)].1,
        };
        row as usize * self.stride()
    }

    /// The distance to `text`, which has `len` symbols, if it is at most `most`.
    #[inline(never)]
    pub fn distance(
        &self,
        text: impl Symbols,
        len: u32,
        most: u32,
        work: &mut Workspace,
    ) -> Option<u32> {
        if self.len.abs_diff(len) > most {
            return None;
        }
        if self.len == 0 || len == 0 {
            return Some(self.len.max(len));
        }
        let most = most.min(self.len.max(len));
        if self.blocks == 1 {
            return single(text, self.len, len, most, |symbol| {
                self.masks[self.row(symbol) + MARGIN]
            });
        }
        self.banded(text, len, most, work)
    }

    /// The same for patterns of several blocks and texts that are no further from them in length.
    #[inline(never)]
    fn banded(&self, text: impl Symbols, len: u32, most: u32, work: &mut Workspace) -> Option<u32> {
        let band = Band::new(self.len, len, most);
        // The bits of a mask from row `from` on, which may lie before the first.
        let word = |symbol: u32, from: i64| {
            let at = ((MARGIN * ROWS) as i64 + from) as usize;
            let word = (self.row(symbol) + at / ROWS).min(self.masks.len() - MARGIN - 1);
            (&self.masks[word..=word + MARGIN], at as u32 % 64)
        };
        if most < u64::BITS {
            return band.within_u64(text, |symbol, from| {
                let (words, shift) = word(symbol, from);
                words[0] >> shift | words[1] << 1 << (63 - shift)
            });
        }
        if most < u128::BITS {
            return band.within_u128(text, |symbol, from| {
                let (words, shift) = word(symbol, from);
                let low = words[0] >> shift | words[1] << 1 << (63 - shift);
                let high = words[1] >> shift | words[2] << 1 << (63 - shift);
                u128::from(high) << 64 | u128::from(low)
            });
        }
        band.distance(text, &mut work.blocks, |symbol| {
            let from = self.row(symbol) + MARGIN;
            &self.masks[from..from + self.blocks]
        })
    }
}

/// Where a symbol is or would be.
#[inline(always)]
fn slot(table: &[(u32, u32)], symbol: u32) -> usize {
    let last = table.len() - 1;
    let mut at = (symbol.wrapping_mul(0x9E37_79B1) >> 15) as usize & last;
    while table[at].0 != symbol && table[at].0 != FREE {
        at = (at + 1) & last;
    }
    at
}
