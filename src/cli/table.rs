//! Rows whose cells stand under each other, by display width.

use super::page::{Page, Style, measured};
use crate::text::{self, Ambiguous};

/// Blanks between two columns.
const GAP: usize = 2;

/// The narrowest that the flexible column becomes, in columns of the screen.
const NARROWEST: usize = 12;

/// The widest that the flexible column is padded to in a pipe: titles of a hundred columns would push
/// the rest out of sight of all the others.
const WIDEST: usize = 60;

/// Rows of cells. Columns without any text take no room; the last cell of a row is not padded.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Row>,
    /// The column that is cut where the terminal is too narrow.
    flexible: Option<usize>,
}

#[derive(Debug)]
struct Row {
    cells: Vec<(Style, String)>,
    /// Its last cell runs on over the columns to its right.
    runs_on: bool,
}

impl Table {
    /// A table each of whose rows stays on one line of a terminal: the column at this index is cut
    /// first, then those at the right. In a pipe nothing is cut; longer cells push the rest of their
    /// own row.
    pub fn flexible(column: usize) -> Self {
        Self {
            rows: Vec::new(),
            flexible: Some(column),
        }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = (Style, String)>) {
        self.add(cells, false);
    }

    /// A row whose last cell makes its column no wider: it runs on over those to its right.
    pub fn heading(&mut self, cells: impl IntoIterator<Item = (Style, String)>) {
        self.add(cells, true);
    }

    fn add(&mut self, cells: impl IntoIterator<Item = (Style, String)>, runs_on: bool) {
        let shown = |(style, cell): (Style, String)| (style, text::sanitize(&cell).into_owned());
        let cells = cells.into_iter().map(shown).collect();
        self.rows.push(Row { cells, runs_on });
    }

    pub fn put_on(&self, page: &mut Page) {
        let mut widths = self.widths();
        self.fit(&mut widths, page.columns());
        let cuts = page.columns().is_some();
        for row in &self.rows {
            let end = row.cells.iter().rposition(|(_, cell)| !cell.is_empty());
            let last = end.filter(|_| row.runs_on);
            let mut used = 0;
            let cells = row.cells.iter().zip(&widths).enumerate();
            for (index, ((style, cell), &width)) in cells.take(end.map_or(0, |end| end + 1)) {
                if last == Some(index) {
                    let cell = match page.columns() {
                        Some(columns) => {
                            text::cut(cell, columns.saturating_sub(used), Ambiguous::Narrow)
                        }
                        None => cell.into(),
                    };
                    page.put_safe(*style, &cell);
                } else if width > 0 {
                    let cell = match cuts {
                        true => text::cut(cell, width, Ambiguous::Narrow),
                        false => cell.into(),
                    };
                    page.put_safe(*style, &cell);
                    let padding = width.saturating_sub(measured(&cell).1) + GAP;
                    page.put_safe(Style::Plain, &" ".repeat(padding));
                    used += width + GAP;
                }
            }
            page.end();
        }
    }

    /// The columns of the widest cell of each column of the table.
    fn widths(&self) -> Vec<usize> {
        let count = self
            .rows
            .iter()
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0);
        let mut widths = vec![0; count];
        for row in &self.rows {
            let cells = row.cells.len() - usize::from(row.runs_on).min(row.cells.len());
            for (width, (_, cell)) in widths.iter_mut().zip(&row.cells[..cells]) {
                *width = measured(cell).1.max(*width);
            }
        }
        widths
    }

    /// Makes the columns fit a terminal: first the flexible one gives way, then those at the right.
    /// A table without a flexible column is text to be read whole, and stays as it is.
    fn fit(&self, widths: &mut [usize], columns: Option<usize>) {
        let ahead = |widths: &[usize]| -> usize {
            let used = widths.iter().filter(|width| **width > 0);
            used.map(|width| width + GAP).sum()
        };
        let mut total = ahead(widths).saturating_sub(GAP);
        if let Some(columns) = columns {
            // What runs on makes no column wider, but a third of the line is kept for it.
            for row in self.rows.iter().filter(|row| row.runs_on) {
                if let Some(((_, last), before)) = row.cells.split_last() {
                    let last = measured(last).1.min(columns / 3);
                    total = total.max(ahead(&widths[..before.len()]) + last);
                }
            }
        }
        let Some(width) = self.flexible.and_then(|index| widths.get_mut(index)) else {
            return;
        };
        let Some(columns) = columns else {
            *width = WIDEST.min(*width);
            return;
        };
        let too_much = total.saturating_sub(columns);
        *width = width.saturating_sub(too_much).max(NARROWEST.min(*width));
        let mut room = columns;
        for width in widths.iter_mut().filter(|width| **width > 0) {
            *width = room.min(*width);
            room = room.saturating_sub(*width + GAP);
        }
    }
}
