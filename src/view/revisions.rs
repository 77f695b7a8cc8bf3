//! The screen of the history: revisions on the left, what changed on the right; in narrow windows by turns.

use ratatui::layout::{Position, Rect};

use super::changes;
use super::page::{self, Cached, Page, Paper};
use super::pen::Pen;
use super::theme::Role;
use super::words::{self, Word};
use crate::app::{Command, Context, Hit, Item, Model, Past, RevisionRow, Revisions, Shown, Walk};
use crate::change::Revision;
use crate::document::Stamp;
use crate::language::Language;
use crate::text::sanitize;

/// From this width on the two sides stand beside one another.
const SIDE_BY_SIDE: u16 = 70;

/// The list's share of the width, in percent, and its columns at most.
const SHARE: u16 = 45;
const WIDEST: u16 = 60;

/// A revision takes two rows: when and who, and what for.
const ROWS: u16 = 2;

/// What the page depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    edition: u32,
    stamp: Stamp,
    width: u16,
    paper: Paper,
}

/// What is laid out of the history.
#[derive(Debug, Default)]
pub(super) struct RevisionsView {
    header: Rect,
    list: Option<Rect>,
    divider: Option<Rect>,
    changes: Option<Rect>,
    page: Cached<Key>,
}

impl RevisionsView {
    pub fn settle(&mut self, walk: &Walk, revisions: &mut Revisions, body: Rect, paper: Paper) {
        let height = match body.height {
            0..=3 => 0,
            _ => 1,
        };
        self.header = Rect { height, ..body };
        let below = Rect {
            y: body.y + height,
            height: body.height - height,
            ..body
        };
        self.divide(revisions, below);
        let rows = self.list.unwrap_or(below).height / ROWS;
        revisions.list.settle(rows.into());
        let Some(area) = self.changes else { return };
        let key = Key {
            edition: revisions.edition(),
            stamp: walk.document().stamp(),
            width: area.width,
            paper,
        };
        let page = self.page.settle(key, || {
            let mut page = Page::new(paper, area.width);
            if let Some(shown) = revisions.shown() {
                changed(&mut page, walk.past(), shown);
            }
            page
        });
        let length = page.lines.len();
        revisions
            .page
            .settle(page::rows_for(length, area.height), length);
        let chosen = Item::Changed(revisions.chosen);
        revisions.lines = page.lines_of(&chosen).unwrap_or(0..0);
        if std::mem::take(&mut revisions.follows) {
            // The first is seen with what stands above it.
            let start = match revisions.chosen {
                0 => 0,
                _ => revisions.lines.start,
            };
            revisions.page.show(start..revisions.lines.end);
        }
    }

    fn divide(&mut self, revisions: &Revisions, below: Rect) {
        (self.list, self.divider, self.changes) = (None, None, None);
        if below.width >= SIDE_BY_SIDE {
            let width = (below.width * SHARE / 100).min(WIDEST);
            self.list = Some(Rect { width, ..below });
            self.divider = Some(Rect {
                x: below.x + width,
                width: 2,
                ..below
            });
            self.changes = Some(Rect {
                x: below.x + width + 2,
                width: below.width - width - 3,
                ..below
            });
        } else if revisions.is_reading {
            let margin = u16::from(below.width >= 20);
            self.changes = Some(Rect {
                x: below.x + margin,
                width: below.width - 2 * margin,
                ..below
            });
        } else {
            self.list = Some(below);
        }
    }

    pub fn render(&self, walk: &Walk, revisions: &Revisions, model: &Model, pen: &mut Pen<'_>) {
        let language = model.language;
        self.header(walk, revisions, language, pen);
        if let Some(list) = self.list {
            self.rows(walk, revisions, list, language, pen);
        }
        if let Some(divider) = self.divider {
            let role = match revisions.is_reading {
                false => Role::Quiet,
                true => Role::Strong,
            };
            for y in divider.top()..divider.bottom() {
                pen.put(divider.x, y, 1, "╎", role);
            }
        }
        let (Some(area), Some(page)) = (self.changes, self.page.page()) else {
            return;
        };
        let scroll = revisions.page;
        let below = page
            .lines
            .len()
            .saturating_sub(scroll.top() + scroll.rows());
        let key = model.keymap.key_name(Context::Changes, Command::PageDown);
        let hint = words::lines_below(below, &key, language);
        let chosen = Item::Changed(revisions.chosen);
        let chosen = revisions.is_reading.then_some(&chosen);
        page::render_scrolled(page, chosen, scroll, area, &hint, pen);
    }

    fn header(&self, walk: &Walk, revisions: &Revisions, language: Language, pen: &mut Pen<'_>) {
        let area = self.header;
        if area.height == 0 {
            return;
        }
        let listing = &walk.past().listing;
        let room = area.width.saturating_sub(2);
        let mut right = area.right().saturating_sub(1);
        let count = revisions.list.count();
        if count > 0 {
            let more = if listing.is_under_way() { "+" } else { "" };
            let position = format!("{}/{count}{more}", revisions.list.selected() + 1);
            right = pen.put_right(right, area.y, room, &position, Role::Strong);
        }
        let name = Word::Revisions.words(language);
        let title = sanitize(&walk.document().head().title);
        let title = language.pick(format!("{name}：{title}"), format!("{name}: {title}"));
        let room = right.saturating_sub(area.x + 2);
        pen.put(area.x + 1, area.y, room, &title, Role::Strong);
    }

    fn rows(
        &self,
        walk: &Walk,
        revisions: &Revisions,
        area: Rect,
        language: Language,
        pen: &mut Pen<'_>,
    ) {
        let past = walk.past();
        if revisions.list.count() == 0 {
            nothing(past, area, language, pen);
            return;
        }
        let first = revisions.list.top();
        let tops = (area.top()..area.bottom()).step_by(ROWS.into());
        for (index, y) in (first..revisions.list.count()).zip(tops) {
            let Some(row) = Revisions::row(&past.listing, walk.document(), index) else {
                break;
            };
            let place = Rect {
                y,
                height: ROWS.min(area.bottom() - y),
                ..area
            };
            let is_selected = revisions.selected() == Some(&row);
            let role = match revisions.is_reading {
                _ if !is_selected => Role::Text,
                false => Role::Selected,
                true => Role::SelectedElsewhere,
            };
            if is_selected {
                pen.paint(place, role);
            }
            if revisions.base.as_ref() == Some(&row) {
                pen.put(place.x, y, 1, "*", role);
            }
            one(past, &row, place, role, language, pen);
        }
    }

    /// What a cell of the screen shows.
    pub fn hit(&self, revisions: &Revisions, at: Position) -> Hit {
        if let Some(list) = self.list.filter(|list| list.contains(at)) {
            let index = revisions.list.top() + usize::from((at.y - list.y) / ROWS);
            return match index < revisions.list.count() {
                true => Hit::Revision(index),
                false => Hit::Nothing,
            };
        }
        let (Some(area), Some(page)) = (self.changes, self.page.page()) else {
            return Hit::Nothing;
        };
        if !area.contains(at) {
            return Hit::Nothing;
        }
        let row = usize::from(at.y - area.y);
        let line = revisions.page.top() + row;
        match page.item_at(line, usize::from(at.x - area.x)) {
            Some(&Item::Changed(index)) if row < revisions.page.rows() => Hit::Change(index),
            _ => Hit::Page,
        }
    }
}

/// One revision: when, who, how much, and what for.
fn one(
    past: &Past,
    row: &RevisionRow,
    place: Rect,
    role: Role,
    language: Language,
    pen: &mut Pen<'_>,
) {
    let (left, room) = (place.x + 1, place.width.saturating_sub(2));
    let RevisionRow::Commit(commit) = row else {
        let strong = if role == Role::Text {
            Role::Strong
        } else {
            role
        };
        pen.put(left, place.y, room, Word::FileNow.words(language), strong);
        if place.height > 1 {
            let words = Word::NotCommitted.words(language);
            let room = room.saturating_sub(2);
            pen.put(left + 2, place.y + 1, room, words, role);
        }
        return;
    };
    let Some(revision) = past.listing.of(commit) else {
        return;
    };
    let mut right = place.right().saturating_sub(1);
    let words = match past.counts(commit) {
        Some(counts) => Some(changes::total(counts, language)),
        None if past.is_unreadable(commit) => Some(Word::Unreadable.words(language).to_owned()),
        None => None,
    };
    if let Some(words) = words {
        right = pen
            .put_right(right, place.y, room, &words, role)
            .saturating_sub(1);
    }
    let who = sanitize(&revision.author);
    let words = format!("{}  {who}", revision.at.format("%Y-%m-%d %H:%M"));
    pen.put(left, place.y, right.saturating_sub(left), &words, role);
    if place.height > 1 {
        let subject = sanitize(&revision.subject);
        let room = room.saturating_sub(2);
        pen.put(left + 2, place.y + 1, room, &subject, quiet(role));
    }
}

fn quiet(role: Role) -> Role {
    match role {
        Role::Text => Role::Quiet,
        role => role,
    }
}

/// Where there are no revisions: why.
fn nothing(past: &Past, area: Rect, language: Language, pen: &mut Pen<'_>) {
    let paper = Paper {
        ambiguous: pen.ambiguous(),
        language,
        needs_marks: false,
    };
    let inner = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    let mut page = Page::new(paper, inner.width);
    match past.listing.failure() {
        Some(failure) => page.outside(failure.reason(language), Role::Text, 0),
        None if past.listing.is_under_way() => {
            page.text(Word::Reading.words(language), Role::Quiet, 0);
        }
        None => page.text(Word::NoRevisions.words(language), Role::Text, 0),
    }
    page.render(0, inner, pen);
}

/// What is compared, and what changed.
fn changed(page: &mut Page, past: &Past, shown: &Shown) {
    let language = page.language();
    let of = |row: &RevisionRow| match row {
        RevisionRow::Commit(commit) => past.listing.of(commit),
        RevisionRow::Now => None,
    };
    match of(&shown.row) {
        Some(revision) => {
            page.outside(&revision.subject, Role::Strong, 0);
            page.outside(&when_and_who(revision), Role::Quiet, 0);
        }
        None => page.text(Word::FileNow.words(language), Role::Strong, 0),
    }
    if let Some(base) = &shown.base {
        let base = of(base).map_or_else(|| Word::FileNow.words(language).to_owned(), when_and_who);
        let words = language.pick(
            format!("与它比较：{base}"),
            format!("compared with: {base}"),
        );
        page.outside(&words, Role::Strong, 0);
    }
    match &shown.outcome {
        Ok(diff) => {
            if !diff.is_empty() {
                page.text(&diff.counts().words(language), Role::Text, 0);
            }
            page.blank();
            changes::by_pillar(page, diff);
        }
        Err(failure) => {
            page.blank();
            page.outside(failure.reason(language), Role::Alarm, 0);
        }
    }
}

/// When a revision was written, and by whom. Outside text.
pub(super) fn when_and_who(revision: &Revision) -> String {
    let at = revision.at.format("%Y-%m-%d %H:%M");
    format!("{at}  {}", revision.author)
}
