//! The rows of the tree.
//!
//! Only the rows in the window are decoded, and kept until the plan changes.

use std::collections::HashMap;

use chrono::NaiveDate;
use ratatui::layout::Rect;

use super::pen::{Pen, narrow};
use super::theme::{Role, glyph, lamp_role};
use super::words::{self, Word};
use crate::app::{Focus, Row, SinceMark, Walk};
use crate::document::{NodeKey, Place, Stamp};
use crate::language::Language;
use crate::plan::{Lamp, Status};
use crate::text::sanitize;

/// At most so many rows are kept: some windows full.
const KEPT: usize = 2_048;

/// Rows that were decoded, of one state of the plan.
#[derive(Debug, Default)]
pub(super) struct Rows {
    of: Option<(Stamp, NaiveDate, Option<u32>)>,
    labels: HashMap<NodeKey, Label>,
}

/// What a row says of a node. Sanitized.
#[derive(Debug)]
struct Label {
    text: String,
    lamp: Option<Lamp>,
    /// How it changed since the baseline.
    mark: Option<SinceMark>,
}

/// From this width on a row has room for the status in words.
const WIDE: u16 = 50;

impl Rows {
    /// Decodes what the window shows.
    pub fn settle(&mut self, walk: &Walk, today: NaiveDate) {
        let document = walk.shown();
        let since = walk.past().since();
        let comparison = since.and_then(|since| since.comparison());
        let of = Some((document.stamp(), today, since.map(|since| since.edition())));
        if self.of != of || self.labels.len() > KEPT {
            self.of = of;
            self.labels.clear();
        }
        for row in window(walk) {
            let Some(Row::Node(place)) = walk.tree.at(row) else {
                continue;
            };
            let Some(key) = document.key(place) else {
                continue;
            };
            self.labels.entry(key).or_insert_with(|| {
                let task = document.task(place);
                let (label, id) = match &task {
                    Some(task) => (
                        Some(walk.numbered(place, &task.title)),
                        Some(task.id.clone()),
                    ),
                    None => {
                        let pillar = document.pillar(place.pillar);
                        (walk.label(place), pillar.map(|pillar| pillar.id))
                    }
                };
                Label {
                    mark: id.and_then(|id| comparison?.mark(&id)),
                    text: sanitize(&label.unwrap_or_default()).into_owned(),
                    lamp: task.and_then(|task| Lamp::of(&task, document.head().period, today)),
                }
            });
        }
    }

    pub fn render(&self, walk: &Walk, area: Rect, language: Language, pen: &mut Pen<'_>) {
        let selected = walk.tree.row(walk.shown());
        for (row, y) in window(walk).zip(area.top()..area.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..area
            };
            let role = match walk.focus {
                _ if row != selected => Role::Text,
                Focus::Tree => Role::Selected,
                Focus::Pane => Role::SelectedElsewhere,
            };
            if row == selected {
                pen.paint(line, role);
            }
            // What changed has a column of its own.
            let (column, line) = match walk.past().since() {
                None => (None, line),
                Some(_) => {
                    let taken = SINCE.min(line.width);
                    let rest = Rect {
                        x: line.x + taken,
                        width: line.width - taken,
                        ..line
                    };
                    (Some(line), rest)
                }
            };
            if let (Some(column), Some(Row::Node(place))) = (column, walk.tree.at(row)) {
                let key = walk.shown().key(place);
                let mark = key.and_then(|key| self.labels.get(&key)?.mark);
                let strong = if role == Role::Text {
                    Role::Strong
                } else {
                    role
                };
                pen.put(column.x + 1, column.y, 1, mark_glyph(mark), strong);
            }
            match walk.tree.at(row) {
                Some(Row::Plan) => plan_row(line, role, language, pen),
                Some(Row::Node(place)) => self.node_row(walk, place, line, role, language, pen),
                None => {}
            }
        }
    }

    fn node_row(
        &self,
        walk: &Walk,
        place: Place,
        line: Rect,
        role: Role,
        language: Language,
        pen: &mut Pen<'_>,
    ) {
        let document = walk.shown();
        // The column of what changed does not take the words away.
        let taken = walk.past().since().map_or(0, |_| SINCE);
        let is_wide = line.width + taken >= WIDE;
        let label = document.key(place).and_then(|key| self.labels.get(&key));
        let text = match label {
            Some(label) if !label.text.trim().is_empty() => label.text.as_str(),
            _ => Word::Untitled.words(language),
        };
        let y = line.y;
        match document.status(place) {
            Some(status) => {
                let is_marked = document
                    .key(place)
                    .is_some_and(|key| walk.marks().contains_key(&key));
                if is_marked {
                    pen.put(line.x, y, 1, MARK, role);
                }
                let mut right = line.right();
                if is_wide {
                    let words = format!(" {} {} ", glyph(status), status.word(language));
                    // Chips begin under one another.
                    right = right.saturating_sub(narrow(widest_chip(language)));
                    pen.put(
                        right,
                        y,
                        line.right() - right,
                        &words,
                        status_role(status, role),
                    );
                    right = right.saturating_sub(1);
                } else {
                    let glyph = format!(" {} ", glyph(status));
                    pen.put(line.x + 1, y, 3, &glyph, status_role(status, role));
                }
                if let Some(lamp) = label.and_then(|label| label.lamp) {
                    let words = format!(" {} ", words::lamp_word(lamp, language));
                    right = pen.put_right(right, y, line.width / 2, &words, lamp_role(lamp));
                    right = right.saturating_sub(1);
                }
                let x = line.x + 5;
                pen.put(x, y, right.saturating_sub(x), text, role);
            }
            None => {
                let closed = walk.tree.is_closed(document, place.pillar);
                pen.put(line.x + 1, y, 1, if closed { "▸" } else { "▾" }, role);
                let mut right = line.right();
                let tally = document.tally(place.pillar);
                if let Some(worst) = tally.roll_up() {
                    let count = tally.count(worst);
                    let role = status_role(worst, role);
                    if is_wide {
                        let words = format!(" {} {} {count} ", glyph(worst), worst.word(language));
                        right = right.saturating_sub(narrow(widest_chip(language)));
                        pen.put(right, y, line.right() - right, &words, role);
                    } else {
                        let words = format!(" {} {count} ", glyph(worst));
                        right = pen.put_right(right, y, line.width, &words, role);
                    }
                    right = right.saturating_sub(1);
                }
                let x = line.x + 3;
                let role = if role == Role::Text {
                    Role::Strong
                } else {
                    role
                };
                pen.put(x, y, right.saturating_sub(x), text, role);
            }
        }
    }
}

/// The columns of the marks of what changed.
const SINCE: u16 = 2;

fn mark_glyph(mark: Option<SinceMark>) -> &'static str {
    match mark {
        Some(SinceMark::New) => "+",
        Some(SinceMark::Changed) => "▪",
        None => " ",
    }
}

/// In front of a marked task: the key that marks it.
const MARK: &str = "*";

/// A status that has no colour of its own takes the look of the row.
fn status_role(status: Status, row: Role) -> Role {
    if status == Status::NotStarted {
        row
    } else {
        Role::Status(status)
    }
}

/// The columns of the longest chip with a count of up to two digits.
fn widest_chip(language: Language) -> usize {
    language.pick(8 + 4 + 3, 11 + 4 + 3)
}

fn plan_row(line: Rect, role: Role, language: Language, pen: &mut Pen<'_>) {
    // Its title stands above, in the header.
    let words = Word::AboutPlan.words(language);
    let role = if role == Role::Text {
        Role::Strong
    } else {
        role
    };
    let x = line.x + 1;
    pen.put(x, line.y, line.right().saturating_sub(x), words, role);
}

/// The rows that the window shows.
fn window(walk: &Walk) -> std::ops::Range<usize> {
    let top = walk.tree.top();
    top..(top + walk.tree.height()).min(walk.tree.row_count())
}
