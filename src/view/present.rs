//! One task for the room: where it stands in the plan, what it is, how it stands, who and until when;
//! then its text, numbers, measures, and the latest note. As large and calm as the terminal allows: one
//! column of lines that an eye can follow, empty space round it, nothing that moves.

use chrono::NaiveDate;
use ratatui::layout::Rect;

use super::page::{self, Cached, Page, Paper, Piece};
use super::pen::{Pen, narrow};
use super::sheet;
use super::theme::Role;
use super::words::{self, Word};
use crate::app::{Command, Context, Cursor, Model, Presenting, Since, Walk, notes_newest_first};
use crate::document::Stamp;
use crate::plan::{Lamp, Task};
use crate::text::join_lines;

/// Lines longer than so many columns are hard to follow from the back of a room: 32 Han characters.
const LONGEST_LINE: u16 = 64;

/// What a page depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    stamp: Stamp,
    cursor: Cursor,
    width: u16,
    is_low: bool,
    paper: Paper,
    today: NaiveDate,
    since: Option<u32>,
}

/// What is laid out of a task for the room.
#[derive(Debug, Default)]
pub(super) struct PresentView {
    /// Position and pillar.
    head: Rect,
    body: Rect,
    page: Cached<Key>,
}

impl PresentView {
    pub fn settle(
        &mut self,
        walk: &Walk,
        presenting: &mut Presenting,
        area: Rect,
        paper: Paper,
        today: NaiveDate,
    ) {
        let side = match area.width {
            0..=19 => 0,
            20..=69 => 1,
            width => (width.saturating_sub(LONGEST_LINE) / 2).max(3),
        };
        let inner = Rect {
            x: area.x + side,
            width: area.width - 2 * side,
            ..area
        };
        // A tall window has air above and below; a low one gives every row to the task.
        let head = match area.height {
            0..=5 => 0,
            6..=17 => 1,
            height => 2 + height / 12,
        };
        self.head = Rect {
            y: area.y + head.saturating_sub(1) / 2,
            height: head.min(1),
            ..inner
        };
        self.body = Rect {
            y: area.y + head,
            height: area.height - head,
            ..inner
        };
        let key = Key {
            stamp: walk.shown().stamp(),
            cursor: walk.tree.cursor(),
            width: inner.width,
            is_low: area.height < 18,
            paper,
            today,
            since: walk.past().since().map(Since::edition),
        };
        let length = self.page.settle(key, || make(walk, key)).lines.len();
        presenting
            .page
            .settle(page::rows_for(length, self.body.height), length);
        // A short task stands where eyes rest: above the middle.
        let spare = usize::from(self.body.height).saturating_sub(length);
        let above = narrow(spare / 4);
        self.head.y += above;
        self.body.y += above;
        self.body.height -= above;
    }

    pub fn render(&self, walk: &Walk, presenting: Presenting, model: &Model, pen: &mut Pen<'_>) {
        let language = model.language;
        let head = self.head;
        if head.height > 0 {
            let (number, total) = walk.position();
            let position = number.map_or_else(String::new, |number| format!("{number}/{total}"));
            let x = pen.put_right(head.right(), head.y, head.width, &position, Role::Strong);
            let pillar = walk.place().and_then(|place| {
                walk.label(crate::document::Place {
                    task: None,
                    ..place
                })
            });
            let pillar = crate::text::sanitize(&pillar.unwrap_or_default()).into_owned();
            let room = x.saturating_sub(head.x + 2);
            pen.put(head.x, head.y, room, &pillar, Role::Quiet);
        }
        if let Some(page) = self.page.page() {
            let scroll = presenting.page;
            let below = page
                .lines
                .len()
                .saturating_sub(scroll.top() + scroll.rows());
            let key = model
                .keymap
                .key_name(Context::Present, Command::PresentNext);
            let hint = words::lines_below(below, &key, language);
            page::render_scrolled(page, None, scroll, self.body, &hint, pen);
        }
    }
}

fn make(walk: &Walk, key: Key) -> Page {
    let mut page = Page::new(key.paper, key.width);
    let Some(place) = walk.place() else {
        return page;
    };
    let language = page.language();
    let title = walk.label(place).unwrap_or_default();
    if title.trim().is_empty() {
        page.text(Word::Untitled.words(language), Role::Strong, 0);
    } else {
        page.outside(&title, Role::Strong, 0);
    }
    let Some(task) = walk.shown().task(place) else {
        return page;
    };
    air(&mut page, key);
    let lamp = Lamp::of(&task, walk.shown().head().period, key.today);
    facts(&mut page, &task, lamp, key);
    sheet::since(&mut page, walk, &task.id);
    for paragraph in join_lines(&task.text) {
        air(&mut page, key);
        page.outside(&paragraph, Role::Text, 0);
    }
    for target in &task.targets {
        air(&mut page, key);
        sheet::target(&mut page, target);
    }
    sheet::measures(&mut page, walk.shown(), place, &task, key.today);
    if let Some((_, note)) = notes_newest_first(&task.notes).next() {
        page.blank();
        page.text(Word::LatestNote.words(language), Role::Strong, 0);
        sheet::note_lines(&mut page, note);
    }
    page
}

/// An empty line, where there are lines to spare.
fn air(page: &mut Page, key: Key) {
    if !key.is_low {
        page.blank();
    }
}

/// How it stands, who and until when: what the room looks for first.
fn facts(page: &mut Page, task: &Task, lamp: Option<Lamp>, key: Key) {
    let language = page.language();
    let mut chips = sheet::standing(task.status, lamp, language);
    if let Some(percent) = task.progress {
        chips.push(Piece::new(format!("{percent}%"), Role::Strong));
    }
    page.flow(0, chips);
    let unset = Word::Unset.words(language);
    let lead = task.lead.as_deref().unwrap_or(unset);
    let due = |due| words::due(due, task.status, key.today, language);
    let due = task.due.map_or_else(|| unset.to_owned(), due);
    let names = |word: Word, value: &str| {
        let word = word.words(language);
        Piece::outside(&format!("{word} {value}"), Role::Text)
    };
    let mut facts = vec![names(Word::Lead, lead)];
    if !task.support.is_empty() {
        facts.push(names(Word::Support, &words::names(&task.support, language)));
    }
    facts.push(names(Word::Due, &due));
    page.flow(0, facts);
}
