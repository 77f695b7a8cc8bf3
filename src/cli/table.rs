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
    /// A table whose column at this index is cut to fit a terminal. In a pipe nothing is cut; longer
    /// cells push the rest of their own row.
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
            let cells = row.cells.iter().zip(&widths).enumerate();
            for (index, ((style, cell), &width)) in cells.take(end.map_or(0, |end| end + 1)) {
                if last == Some(index) {
                    page.put_safe(*style, cell);
                } else if width > 0 {
                    let cell = match cuts {
                        true => text::cut(cell, width, Ambiguous::Narrow),
                        false => cell.into(),
                    };
                    page.put_safe(*style, &cell);
                    let padding = width.saturating_sub(measured(&cell).1) + GAP;
                    page.put_safe(Style::Plain, &" ".repeat(padding));
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

    fn fit(&self, widths: &mut [usize], columns: Option<usize>) {
        let used = widths.iter().filter(|width| **width > 0);
        let total: usize = used
            .map(|width| width + GAP)
            .sum::<usize>()
            .saturating_sub(GAP);
        let Some(width) = self.flexible.and_then(|index| widths.get_mut(index)) else {
            return;
        };
        *width = match columns {
            Some(columns) => {
                let too_much = total.saturating_sub(columns);
                width.saturating_sub(too_much).max(NARROWEST.min(*width))
            }
            None => WIDEST.min(*width),
        };
    }
}
