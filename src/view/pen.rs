//! The one function that puts text into a buffer.

use std::num::NonZero;

use ratatui::buffer::{Buffer, CellDiffOption, CellWidth as _};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation as _;

use super::theme::{Role, Theme};
use crate::text::{Ambiguous, cut, grapheme_width, is_safe, sanitize, width_of, with_twins};

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
        debug_assert!(is_safe(text), "drawn as it stands: {text:?}");
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let width = width.min(area.right() - x);
        let text = cut(text, width.into(), self.ambiguous);
        let style = self.theme.style(role);
        let end = match self.ambiguous {
            Ambiguous::Narrow => self.buffer.set_stringn(x, y, text, width.into(), style).0,
            Ambiguous::Substitute => {
                let text = with_twins(&text);
                self.buffer.set_stringn(x, y, text, width.into(), style).0
            }
            Ambiguous::Wide => self.put_wide(x, y, &text, style),
        };
        end - x
    }

    /// Writes a line from outside, with the characters at these indices underlined.
    pub fn put_marked(
        &mut self,
        x: u16,
        y: u16,
        width: u16,
        text: &str,
        marked: &[usize],
        role: Role,
    ) -> u16 {
        let mut at = x;
        let end = x.saturating_add(width);
        // What does not fit is cut as a whole line would be.
        let line = sanitize(text);
        if marked.is_empty()
            || self.width(&line) > width
            || line.chars().count() != text.chars().count()
        {
            return self.put(x, y, width, &line, role);
        }
        let mut index = 0;
        for grapheme in text.graphemes(true) {
            let characters = index..index + grapheme.chars().count();
            let is_marked = marked.iter().any(|mark| characters.contains(mark));
            index = characters.end;
            let columns = self.put(at, y, end - at, grapheme, role);
            if is_marked {
                let cells = Rect {
                    x: at,
                    y,
                    width: columns,
                    height: 1,
                };
                self.buffer
                    .set_style(cells, Style::new().add_modifier(Modifier::UNDERLINED));
            }
            at += columns;
        }
        at - x
    }

    /// Writes a text that fits, and claims the second column of characters of ambiguous width. Gives where it
    /// ends.
    fn put_wide(&mut self, mut x: u16, y: u16, text: &str, style: Style) -> u16 {
        for grapheme in text.graphemes(true) {
            let width = narrow(grapheme_width(grapheme, self.ambiguous));
            if width == 0 {
                continue;
            }
            let cell = &mut self.buffer[(x, y)];
            cell.set_symbol(grapheme).set_style(style);
            // What may have stood here before in this frame does not count.
            cell.set_diff_option(CellDiffOption::None);
            if width != cell.cell_width()
                && let Some(width) = NonZero::new(width)
            {
                cell.set_diff_option(CellDiffOption::ForcedWidth(width));
            }
            for hidden in x + 1..x + width {
                self.buffer[(hidden, y)].reset();
            }
            x += width;
        }
        x
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
