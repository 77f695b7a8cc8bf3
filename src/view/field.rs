//! One line to write on, with its name above it.

use ratatui::layout::{Position, Rect};

use super::pen::{Pen, narrow};
use super::theme::Role;
use crate::app::Field;

/// A field with its name above it. Gives the place of its caret.
pub(super) fn render_field(
    label: &str,
    field: &Field,
    area: Rect,
    pen: &mut Pen<'_>,
) -> Option<Position> {
    render_in(label, field, Role::Field, area, pen)
}

/// The same, with what stands there in the look of a role.
pub(super) fn render_in(
    label: &str,
    field: &Field,
    role: Role,
    area: Rect,
    pen: &mut Pen<'_>,
) -> Option<Position> {
    let y = match area.height {
        0 => return None,
        1 => area.y,
        _ => {
            pen.put(area.x, area.y, area.width, label, Role::Quiet);
            area.y + 1
        }
    };
    let line = Rect {
        y,
        height: 1,
        ..area
    };
    pen.paint(line, Role::Field);
    let (row, column) = field.window(area.width.into(), pen.ambiguous());
    pen.put(area.x, y, area.width, &row, role);
    let last = area.width.checked_sub(1)?;
    let x = area.x + narrow(column).min(last);
    Some(Position { x, y })
}
