//! Counting the rows and columns of tables.

use crate::model::Place;

/// How many columns of a table are told apart.
const COLUMNS: usize = 1000;

/// The cells of one table as they come.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: u32,
    column: usize,
    /// For each column the first row in which no cell from above reaches into it.
    free_from: Vec<u32>,
    /// Whether the table is only layout: its cells are no cells.
    pub layout: bool,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(layout: bool) -> Self {
        Self { layout, ..Self::default() }
    }

    /// A new row.
    pub(super) fn row(&mut self) {
        self.rows = self.rows.saturating_add(1);
        self.column = 0;
    }

    /// A new cell that spans some columns and rows (0 rows: all that follow). Gives its place.
    pub(super) fn cell(&mut self, columns: usize, rows: u32) -> Place {
        self.rows = self.rows.max(1);
        let row = self.rows - 1;
        while self.free_from.get(self.column).is_some_and(|&free| free > row) {
            self.column += 1;
        }
        let column = self.column;
        let end = (column + columns.clamp(1, COLUMNS)).min(COLUMNS);
        if end > self.free_from.len() {
            self.free_from.resize(end, 0);
        }
        let until = if rows == 0 { u32::MAX } else { row.saturating_add(rows) };
        for free in self.free_from.get_mut(column..end).unwrap_or_default() {
            *free = until;
        }
        self.column = end.max(column + 1);
        Place::TableCell { row, column: column as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_span_push_others_aside() {
        let at = |place| match place {
            Place::TableCell { row, column } => (row, column),
            _ => unreachable!(),
        };
        let mut table = Table::default();
        table.row();
        assert_eq!(at(table.cell(1, 2)), (0, 0));
        assert_eq!(at(table.cell(2, 1)), (0, 1));
        assert_eq!(at(table.cell(1, 1)), (0, 3));
        table.row();
        assert_eq!(at(table.cell(1, 1)), (1, 1));
        table.row();
        assert_eq!(at(table.cell(usize::MAX, 0)), (2, 0));
    }
}
