//! A text that is being written, in its window.
//!
//! Owns how it is drawn, and where the terminal's own cursor goes: input methods open their window
//! there. That window covers the row below, so the caller leaves a row free between the editor and
//! the last row of the terminal. Never lays out: [`Editor::settle`] did, for the same area.

use ratatui::layout::{Position, Rect};

use super::pen::{Pen, narrow};
use super::theme::Role;
use crate::app::Editor;

/// Stand in the window's last column where there is more above and below.
const ABOVE: &str = "▴";
const BELOW: &str = "▾";

/// Draws the window of an editor that was settled for this area, and gives the place of the caret;
/// none where there is no cell for it.
pub(super) fn render(editor: &Editor, area: Rect, pen: &mut Pen<'_>) -> Option<Position> {
    for (y, row) in (area.y..area.bottom()).zip(editor.window()) {
        pen.put(area.x, y, area.width, row, Role::Text);
    }
    let last = Position {
        x: area.right().checked_sub(1)?,
        y: area.bottom().checked_sub(1)?,
    };
    if area.is_empty() {
        return None;
    }
    let (column, row) = editor.caret();
    let caret = Position {
        x: area.x.saturating_add(narrow(column)).min(last.x),
        y: area.y.saturating_add(narrow(row)).min(last.y),
    };
    // The last column is free in all rows, apart from the caret; narrow windows use it for the text.
    if area.width > 2 {
        for (more, y, mark) in [
            (editor.has_above(), area.y, ABOVE),
            (editor.has_below(), last.y, BELOW),
        ] {
            if more && caret != (Position { x: last.x, y }) {
                pen.put(last.x, y, 1, mark, Role::Quiet);
            }
        }
    }
    Some(caret)
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::{Buffer, CellDiffOption};
    use unicode_width::UnicodeWidthStr as _;

    use super::super::theme::{Colours, Theme};
    use super::*;
    use crate::app::Look;
    use crate::text::{Ambiguous, is_unsettled, width_of};

    const NOTE: &str = "已完成两轮培训,覆盖“四有”好教师128人。\n\n下一步:请督导室跟进 two schools,\u{202e}\u{1b}[31m九月底前报办公室。\n一\n二\n三";

    /// An area inside of a larger buffer, as rows, with the caret's place below.
    fn drawn(editor: &mut Editor, width: u16, height: u16, ambiguous: Ambiguous) -> String {
        let area = Rect::new(2, 1, width, height);
        let mut buffer = Buffer::empty(Rect::new(0, 0, width + 4, height + 2));
        let theme = Theme::new(Colours::True, Look::Dark);
        editor.settle(width.into(), height.into(), ambiguous);
        let caret = render(editor, area, &mut Pen::new(&mut buffer, &theme, ambiguous));
        let mut rows = Vec::new();
        for y in 0..buffer.area.height {
            let mut row = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                assert!(!symbol.contains(char::is_control));
                // A character can claim more cells than it has by itself.
                let columns = match buffer[(x, y)].diff_option {
                    CellDiffOption::ForcedWidth(width) => width.get(),
                    _ => u16::try_from(symbol.width()).expect("narrow").max(1),
                };
                let inside = area.contains(Position { x, y }) && x + columns <= area.right();
                assert!(inside || symbol == " ", "{symbol} at {x},{y}");
                row.push_str(symbol);
                x += columns;
            }
            rows.push(row.trim_end().to_owned());
        }
        rows.push(match caret {
            Some(Position { x, y }) => {
                assert!(area.contains(Position { x, y }));
                format!("caret at {x},{y}")
            }
            None => "no caret".to_owned(),
        });
        rows.join("\n")
    }

    #[test]
    fn a_note_in_its_window() {
        let mut editor = Editor::new(NOTE);
        editor.text_start();
        let top = drawn(&mut editor, 31, 5, Ambiguous::Narrow);
        editor.page_down();
        let middle = drawn(&mut editor, 31, 5, Ambiguous::Narrow);
        editor.text_end();
        let end = drawn(&mut editor, 31, 5, Ambiguous::Narrow);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("editor", [top, middle, end].join("\n---\n"));
        });
    }

    #[test]
    fn a_note_where_ambiguous_characters_are_wide() {
        let mut editor = Editor::new("以“四有”为标准");
        assert_eq!(
            drawn(&mut editor, 11, 3, Ambiguous::Wide),
            "\n  以“四有”\n  为标准\n\n\ncaret at 8,2"
        );
        assert_eq!(
            drawn(&mut editor, 11, 3, Ambiguous::Narrow),
            "\n  以“四有”为\n  标准\n\n\ncaret at 6,2"
        );
    }

    #[test]
    fn the_caret_stands_on_the_free_column_and_hides_the_hint() {
        let mut editor = Editor::new("一二三四五\n六\n七");
        editor.text_start();
        editor.row_end();
        assert_eq!(
            drawn(&mut editor, 11, 1, Ambiguous::Narrow),
            "\n  一二三四五\n\ncaret at 12,1"
        );
        editor.left();
        assert_eq!(
            drawn(&mut editor, 11, 1, Ambiguous::Narrow),
            "\n  一二三四五▾\n\ncaret at 10,1"
        );
    }

    #[test]
    fn no_size_panics() {
        for width in 0..12 {
            for height in 0..8 {
                for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                    let mut editor = Editor::new(NOTE);
                    let shown = drawn(&mut editor, width, height, ambiguous);
                    let none = width == 0 || height == 0;
                    assert_eq!(shown.ends_with("no caret"), none, "{shown}");
                }
            }
        }
    }

    #[test]
    fn hints_take_one_column_everywhere() {
        for hint in [ABOVE, BELOW] {
            assert_eq!(width_of(hint, Ambiguous::Wide), 1);
            assert!(!is_unsettled(hint));
        }
    }
}
