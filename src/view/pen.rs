//! The one function that puts text into a buffer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::theme::{Role, Theme};
use crate::text::{Ambiguous, cut, width_of};

/// Draws into a buffer. Text is sanitized already.
pub(super) struct Pen<'b> {
    buffer: &'b mut Buffer,
    theme: &'b Theme,
    ambiguous: Ambiguous,
}

impl<'b> Pen<'b> {
    pub fn new(buffer: &'b mut Buffer, theme: &'b Theme, ambiguous: Ambiguous) -> Self {
        Self {
            buffer,
            theme,
            ambiguous,
        }
    }

    /// How the terminal draws characters of ambiguous width.
    pub fn ambiguous(&self) -> Ambiguous {
        self.ambiguous
    }

    /// The columns that a text takes.
    pub fn width(&self, text: &str) -> u16 {
        narrow(width_of(text, self.ambiguous))
    }

    /// Writes a line, cut where it does not fit into `width` columns, and gives the columns it took.
    pub fn put(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let width = width.min(area.right() - x);
        let text = cut(text, width.into(), self.ambiguous);
        let style = self.theme.style(role);
        let (end, _) = self
            .buffer
            .set_stringn(x, y, text, usize::from(width), style);
        end - x
    }

    /// Writes a line that ends at column `right`, which is not part of it. Gives where it begins.
    pub fn put_right(&mut self, right: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let x = right.saturating_sub(self.width(text).min(width));
        self.put(x, y, right - x, text, role);
        x
    }

    /// Gives a stretch of cells the look of a role, whatever stands in them.
    pub fn paint(&mut self, area: Rect, role: Role) {
        let area = area.intersection(self.buffer.area);
        self.buffer.set_style(area, self.theme.style(role));
    }
}

/// Columns and rows of a terminal are 16 bits; anything larger is off the screen anyway.
pub(super) fn narrow(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
