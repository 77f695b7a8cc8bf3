//! The search for commands: a field, and the commands that fit, each with its key.

use ratatui::layout::{Position, Rect};

use super::field::render_field;
use super::pen::Pen;
use super::theme::Role;
use super::words::Word;
use crate::app::Palette;
use crate::language::Language;

/// Name, field, and an empty row.
const HEAD: u16 = 3;

/// What is laid out of the search for commands.
#[derive(Debug, Default)]
pub(super) struct PaletteView {
    head: Rect,
    list: Rect,
}

impl PaletteView {
    pub fn settle(&mut self, palette: &mut Palette, area: Rect) {
        let head = HEAD.min(area.height);
        self.head = Rect {
            height: head,
            ..area
        };
        self.list = Rect {
            y: area.y + head,
            height: area.height - head,
            ..area
        };
        palette.list.settle(self.list.height.into());
    }

    pub fn render(
        &self,
        palette: &Palette,
        language: Language,
        pen: &mut Pen<'_>,
    ) -> Option<Position> {
        let caret = render_field(
            Word::Commands.words(language),
            &palette.field,
            self.head,
            pen,
        );
        let list = self.list;
        if palette.list.count() == 0 && list.height > 0 {
            let words = Word::Nothing.words(language);
            pen.put(list.x, list.y, list.width, words, Role::Quiet);
        }
        let column = 12.min(list.width / 3);
        let rows = palette.fitting().enumerate().skip(palette.list.top());
        for ((index, (offer, hits)), y) in rows.zip(list.top()..list.bottom()) {
            let is_chosen = index == palette.list.selected();
            let role = if is_chosen {
                let line = Rect {
                    y,
                    height: 1,
                    ..list
                };
                pen.paint(line, Role::Selected);
                Role::Selected
            } else {
                Role::Text
            };
            let key = if is_chosen { Role::Selected } else { Role::Key };
            pen.put(list.x + 1, y, column.saturating_sub(1), &offer.key, key);
            let x = list.x + 1 + column;
            let room = list.right().saturating_sub(x);
            // What else was searched, behind the help, is not shown.
            let help = offer.command.help(language);
            let length = help.chars().count();
            let hits: Vec<usize> = hits.iter().copied().filter(|&at| at < length).collect();
            pen.put_marked(x, y, room, &help, &hits, role);
        }
        caret
    }

    /// The command at a cell, counted from the first that fits.
    pub fn choice_at(&self, palette: &Palette, column: u16, row: u16) -> Option<usize> {
        let at = Position { x: column, y: row };
        let index = palette.list.top() + usize::from(row.checked_sub(self.list.y)?);
        (self.list.contains(at) && index < palette.list.count()).then_some(index)
    }
}
