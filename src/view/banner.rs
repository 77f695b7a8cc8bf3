//! What stands above everything else while the plan is not seen as it is now, or has conflicts to settle.

use ratatui::layout::Rect;

use super::pen::{Pen, narrow};
use super::theme::Role;
use crate::app::{Away, Baseline, Command, Context, Mode, Model, Since, Walk};
use crate::language::{Language, counted};
use crate::text::sanitize;

/// From this height on there is a row to spare, and from this one a second.
const LOWEST: u16 = 3;
const LOWEST_FOR_TWO: u16 = 6;

/// What is laid out above the walk.
#[derive(Debug, Default)]
pub(super) struct Banner {
    area: Rect,
    /// What each row says, and how it looks.
    rows: Vec<(String, Role)>,
}

impl Banner {
    /// Takes the rows that it needs, and gives what is left.
    pub fn settle(&mut self, walk: Option<&Walk>, model: &Model, body: Rect) -> Rect {
        let language = model.language;
        self.rows.clear();
        let room = match body.height {
            0..LOWEST => 0,
            LOWEST..LOWEST_FOR_TWO => 1,
            _ => 2,
        };
        let past = walk.map(Walk::past);
        let away = past.and_then(|past| Some((past.away()?, past.position())));
        let away = away.map(|(away, at)| (away_words(away, at, language), Role::Banner));
        let since = past.and_then(|past| past.since());
        let since = since.map(|since| (since_words(since, language), Role::SelectedElsewhere));
        let conflicts = walk.map_or(0, conflicts_to_tell);
        let conflicts = (conflicts > 0).then(|| {
            let key = model.keymap.key_name(Context::Tree, Command::Conflicts);
            let words = conflict_words(conflicts, &key, language);
            (words, Role::Banner)
        });
        let all = away.into_iter().chain(conflicts).chain(since);
        self.rows.extend(all.take(room));
        let height = narrow(self.rows.len());
        self.area = Rect { height, ..body };
        Rect {
            y: body.y + height,
            height: body.height - height,
            ..body
        }
    }

    pub fn render(&self, pen: &mut Pen<'_>) {
        for ((words, role), y) in self.rows.iter().zip(self.area.top()..) {
            let row = Rect {
                y,
                height: 1,
                ..self.area
            };
            pen.paint(row, *role);
            let room = row.width.saturating_sub(2);
            pen.put(row.x + 1, y, room, &sanitize(words), *role);
        }
    }
}

/// Since when changes are marked, and how many there are.
fn since_words(since: &Since, language: Language) -> String {
    let when = since.words(language);
    let Some(comparison) = since.comparison() else {
        let comparing = language.pick("正在比较⋯", "comparing ⋯");
        return language.pick(
            format!("{when}：{comparing}"),
            format!("{when}: {comparing}"),
        );
    };
    let (changed, gone) = comparison.tasks();
    let mut english = counted(changed, "task");
    english += " changed";
    let mut chinese = format!("{changed} 项有变化");
    if gone > 0 {
        chinese += &format!("，另删去 {gone} 项");
        english += &format!(", {gone} gone");
    }
    if changed + gone == 0 && comparison.diff.is_empty() {
        (chinese, english) = ("没有变化".to_owned(), "nothing changed".to_owned());
    }
    // Which revision that is, where what was chosen does not say it.
    let mut which = (String::new(), String::new());
    if since.baseline == Baseline::LastMeeting {
        let day = since.revision.at.date_naive();
        which = (format!("（{day} 的版本）"), format!(" (revision of {day})"));
    }
    // How many comes before what a narrow screen cuts off.
    language.pick(
        format!("{when} {chinese}{}", which.0),
        format!("{english} {when}{}", which.1),
    )
}

/// Which revision is looked at, and that it is only looked at. What matters most comes first: a narrow screen
/// cuts the end off.
fn away_words(away: &Away, position: Option<(usize, usize)>, language: Language) -> String {
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

/// How many conflicts are to be told of: none for the room, and none where they are seen.
fn conflicts_to_tell(walk: &Walk) -> usize {
    match walk.mode {
        Mode::Present(_) | Mode::Conflicts => 0,
        _ => walk.document().conflicts().len(),
    }
}

fn conflict_words(count: usize, key: &str, language: Language) -> String {
    let (chinese, english) = match key {
        "" => (String::new(), String::new()),
        key => (format!("，按 {key} 处理"), format!("; {key} settles them")),
    };
    language.pick(
        format!("合并后还有 {count} 处冲突{chinese}"),
        format!("{} of a merge left{english}", counted(count, "conflict")),
    )
}
