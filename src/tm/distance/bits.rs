//! The columns of the matrix of distances as bits: row `i` of a column is one more (`plus`) or one less
//! (`minus`) than the row above.

use super::symbols::Symbols;

/// Columns between two looks whether the limit can still be kept.
const LOOK: u32 = 4;

/// A pattern of at most 64 symbols, `rows` of them, with a text of `len`; neither is empty.
#[inline(always)]
pub(super) fn single(
    text: impl Symbols,
    rows: u32,
    len: u32,
    most: u32,
    mask: impl Fn(u32) -> u64,
) -> Option<u32> {
    let (mut plus, mut minus) = (u64::MAX, 0u64);
    let (mut score, mut column) = (rows, 0u32);
    let last = rows - 1;
    text.walk(|symbol| {
        let equal = mask(symbol);
        let zero = (((equal & plus).wrapping_add(plus)) ^ plus) | equal | minus;
        let mut right_plus = minus | !(zero | plus);
        let mut right_minus = plus & zero;
        score = score + (right_plus >> last & 1) as u32 - (right_minus >> last & 1) as u32;
        right_plus = right_plus << 1 | 1;
        right_minus <<= 1;
        plus = right_minus | !(zero | right_plus);
        minus = right_plus & zero;
        column += 1;
        !column.is_multiple_of(LOOK) || {
            // Along the diagonal that ends in the last cell distances never fall.
            let row = (column + rows).saturating_sub(len).min(rows);
            let above = if row == 64 { u64::MAX } else { (1 << row) - 1 };
            column + (plus & above).count_ones() <= most + (minus & above).count_ones()
                || column + rows < len
        }
    });
    (column == len && score <= most).then_some(score)
}

/// 64 rows of a column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    plus: u64,
    minus: u64,
    /// The distance in the last row.
    score: u32,
}

impl Block {
    /// The next column. `above` is the step to the right in the row above the block (−1, 0 or 1); gives
    /// that of its last row (`last`, from 0).
    #[inline(always)]
    fn step(&mut self, equal: u64, above: i32, last: u32) -> i32 {
        let (plus, minus) = (self.plus, self.minus);
        let falls = u64::from(above < 0);
        let either = equal | minus;
        let equal = equal | falls;
        let zero = (((equal & plus).wrapping_add(plus)) ^ plus) | equal | minus;
        let mut right_plus = minus | !(zero | plus);
        let mut right_minus = plus & zero;
        let out = (right_plus >> last & 1) as i32 - (right_minus >> last & 1) as i32;
        right_plus = right_plus << 1 | u64::from(above > 0);
        right_minus = right_minus << 1 | falls;
        self.plus = right_minus | !(either | right_plus);
        self.minus = right_plus & either;
        self.score = self.score.wrapping_add_signed(out);
        out
    }
}

/// The cells that a distance of at most `most` can lead through: row less column from `low` to `high`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Band {
    rows: u32,
    len: u32,
    most: u32,
    low: i64,
    high: i64,
}

/// Distances whose band is no wider than a word, as it is when the limit is below the word's bits. The
/// word's first bit goes down a row with each column.
macro_rules! within_a_word {
    ($name:ident, $word:ty) => {
        /// The distance, if it is within the limit, which must be less than the bits of a word. `mask` gives
        /// the bits of a symbol's mask from a row on, counted from 0; the row may be before the first.
        #[inline(always)]
        pub(super) fn $name(
            self,
            text: impl Symbols,
            mask: impl Fn(u32, i64) -> $word,
        ) -> Option<u32> {
            const TOP: u32 = <$word>::BITS - 1;
            let end = self.rows as i32 - self.len as i32;
            // The bit of the diagonal that ends in the last cell, along which distances are followed.
            let diagonal = (i64::from(end) - self.low) as u32 & TOP;
            // Rows above the first are as if they were like it: they do not matter.
            let above = (1 - self.low) as u32;
            let (mut plus, mut minus) = (<$word>::MAX.checked_shl(above).unwrap_or(0), 0);
            let (mut score, mut column) = (end.max(0) as u32, 0u32);
            text.walk(|symbol| {
                let equal = mask(symbol, i64::from(column) + self.low);
                plus = plus >> 1 | 1 << TOP;
                minus >>= 1;
                let zero = (((equal & plus).wrapping_add(plus)) ^ plus) | equal | minus;
                let right_plus = (minus | !(zero | plus)) << 1 | 1;
                let right_minus = (plus & zero) << 1;
                plus = right_minus | !(zero | right_plus);
                minus = right_plus & zero;
                score += 1 - (zero >> diagonal & 1) as u32;
                column += 1;
                !column.is_multiple_of(LOOK) || score <= self.most
            });
            (column == self.len && score <= self.most).then_some(score)
        }
    };
}

impl Band {
    within_a_word!(within_u64, u64);
    within_a_word!(within_u128, u128);

    /// For a pattern of `rows` symbols and a text of `len`, which differ by no more than `most`.
    pub(super) fn new(rows: u32, len: u32, most: u32) -> Self {
        // A path that strays k off the diagonal and comes back to the last cell, `end` off it, costs at
        // least |k| + |end − k|.
        let end = i64::from(rows) - i64::from(len);
        let spare = (i64::from(most) - end.abs()) / 2;
        Self { rows, len, most, low: end.min(0) - spare, high: end.max(0) + spare }
    }

    /// The distance, if it is within the limit. Cells outside the band count as more than they are, which
    /// leaves those on a path within the limit exact.
    #[inline(always)]
    pub(super) fn distance<'m>(
        self,
        text: impl Symbols,
        blocks: &mut Vec<Block>,
        masks: impl Fn(u32) -> &'m [u64],
    ) -> Option<u32> {
        let count = (self.rows as usize).div_ceil(64);
        let bottom = (self.rows - 1) % 64;
        let last_row = |block: usize| if block + 1 == count { bottom } else { 63 };
        let block_of = |row: i64| (row.clamp(1, i64::from(self.rows)) as usize - 1) / 64;
        blocks.clear();
        let mut column = 0u32;
        text.walk(|symbol| {
            column += 1;
            let first = block_of(i64::from(column) + self.low);
            let last = block_of(i64::from(column) + self.high);
            while blocks.len() <= last {
                // A column may start a block late: in the column before, each row counts one more.
                let above = blocks.last().map_or(column - 1, |block| block.score);
                let score = above + last_row(blocks.len()) + 1;
                blocks.push(Block { plus: u64::MAX, minus: 0, score });
            }
            let masks = masks(symbol);
            let mut step = 1;
            for (number, (block, &equal)) in
                blocks.iter_mut().zip(masks).enumerate().take(last + 1).skip(first)
            {
                step = block.step(equal, step, last_row(number));
            }
            !column.is_multiple_of(LOOK) || self.hopeful(column, blocks)
        });
        let score = blocks.get(count - 1)?.score;
        (column == self.len && score <= self.most).then_some(score)
    }

    /// Whether the diagonal that ends in the last cell is still within the limit.
    fn hopeful(&self, column: u32, blocks: &[Block]) -> bool {
        let row = i64::from(column) + i64::from(self.rows) - i64::from(self.len);
        if row < 1 || row > i64::from(self.rows) {
            return true;
        }
        let (number, row) = ((row as usize - 1) / 64, (row as u32 - 1) % 64);
        let Some(block) = blocks.get(number) else { return true };
        let last = if (number as u32 + 1) * 64 > self.rows { (self.rows - 1) % 64 } else { 63 };
        let below =
            if row >= last { 0 } else { (u64::MAX << (row + 1)) & (u64::MAX >> (63 - last)) };
        let score = block.score + (block.minus & below).count_ones();
        score <= self.most + (block.plus & below).count_ones()
    }
}
