//! What stands above everything else while the plan is not seen as it is now.

use ratatui::layout::Rect;

use super::pen::Pen;
use super::theme::Role;
use crate::app::{Away, Walk};
use crate::language::Language;
use crate::text::sanitize;

/// From this height on there is a row to spare.
const LOWEST: u16 = 3;

/// What is laid out above the walk.
#[derive(Debug, Default)]
pub(super) struct Banner {
    area: Rect,
    words: String,
}

impl Banner {
    /// Takes the rows that it needs, and gives what is left.
    pub fn settle(&mut self, walk: Option<&Walk>, body: Rect, language: Language) -> Rect {
        let past = walk.map(Walk::past);
        let away = past.and_then(|past| Some((past.away()?, past.position())));
        let height = u16::from(away.is_some() && body.height >= LOWEST);
        self.area = Rect { height, ..body };
        self.words = away.map_or_else(String::new, |(away, position)| {
            sanitize(&words(away, position, language)).into_owned()
        });
        Rect {
            y: body.y + height,
            height: body.height - height,
            ..body
        }
    }

    pub fn render(&self, pen: &mut Pen<'_>) {
        let area = self.area;
        if area.height > 0 {
            pen.paint(area, Role::Banner);
            let room = area.width.saturating_sub(2);
            pen.put(area.x + 1, area.y, room, &self.words, Role::Banner);
        }
    }
}

/// Which revision is looked at, and that it is only looked at. What matters most comes first: a narrow screen
/// cuts the end off.
fn words(away: &Away, position: Option<(usize, usize)>, language: Language) -> String {
    let revision = &away.revision;
    let at = revision.at.format("%Y-%m-%d %H:%M");
    let which = position.map_or_else(String::new, |(number, total)| format!(" {number}/{total}"));
    language.pick(
        format!(
            "只读  版本{which}  {at}  {}  {}",
            revision.author, revision.subject
        ),
        format!(
            "READ-ONLY  revision{which}  {at}  {}  {}",
            revision.author, revision.subject
        ),
    )
}
