//! From a byte offset to line and column, computed only when something is shown to a person.

/// A place for people: both numbers start at 1, the column counts Unicode characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

/// Where the lines of a text start.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the lines of `text` (LF and CRLF end a line).
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        Self { starts }
    }

    /// The place of byte `offset` in `text`, which must be the text the index was made from.
    pub fn locate(&self, text: &str, offset: usize) -> LineColumn {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start as usize <= offset) - 1;
        let column = text[self.starts[line] as usize..offset].chars().count();
        LineColumn { line: line as u32 + 1, column: column as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "añb\r\nциф\n";
        let index = LineIndex::new(text);
        assert_eq!(index.locate(text, 3), LineColumn { line: 1, column: 3 });
        assert_eq!(index.locate(text, 8), LineColumn { line: 2, column: 2 });
        assert_eq!(index.locate(text, 99), LineColumn { line: 3, column: 1 });
    }
}
