//! The walk: header, tree, side pane, and what is being typed or written in its place.

use chrono::NaiveDate;
use ratatui::layout::{Position, Rect};

use super::page::{self, Cached, Paper, Piece};
use super::pen::{Pen, narrow};
use super::prompt::PromptView;
use super::rows::Rows;
use super::sheet;
use super::theme::Role;
use super::words::{self, Word};
use super::writing::WritingView;
use crate::app::{
    Command, Context, Cursor, Focus, Hit, Item, Mode, Model, PaneView, Row, SaveState, Since, Walk,
};
use crate::document::{Condition, LineIndex, Stamp};
use crate::language::{Language, counted};
use crate::plan::Tally;
use crate::text::{CUT_MARK, sanitize};

/// From this width on tree and side pane stand side by side.
const SIDE_BY_SIDE: u16 = 70;

/// The tree's share of the width, in percent, until somebody moves the divider; and its columns then.
const SHARE: u16 = 45;
const WIDEST_UNASKED: u16 = 60;

/// Neither pane is narrower than so many columns while both are shown.
const NARROWEST: u16 = 24;

/// What the side pane's page depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SheetKey {
    stamp: Stamp,
    cursor: Cursor,
    width: u16,
    paper: Paper,
    today: NaiveDate,
    /// What is known of the past: of the baseline, and of the task where that is shown.
    since: Option<u32>,
    history: Option<u32>,
}

/// What is laid out of a walk.
#[derive(Debug, Default)]
pub(super) struct WalkView {
    header: Rect,
    tree: Option<Rect>,
    divider: Option<Rect>,
    /// The whole side pane, and what of it is left for its page.
    pane: Option<Rect>,
    page: Rect,
    prompt: PromptView,
    writing: WritingView,
    rows: Rows,
    sheet: Cached<SheetKey>,
    /// Title, tally and first problem, which cost a pass over the plan.
    summary: Option<(Stamp, Condition, Summary)>,
    language: Language,
}

/// How the width is divided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Division {
    /// The tree's share, in percent, if somebody has said so.
    pub share: Option<u16>,
    /// Whether one pane has it all.
    pub is_zoomed: bool,
}

#[derive(Debug)]
struct Summary {
    title: String,
    tally: Tally,
    /// Line and problem.
    problem: Option<(usize, crate::document::Problem)>,
}

impl WalkView {
    pub fn settle(
        &mut self,
        walk: &mut Walk,
        division: Division,
        body: Rect,
        paper: Paper,
        today: NaiveDate,
    ) {
        self.language = paper.language;
        self.summarize(walk);
        let has_problem = walk.document().condition() == Condition::Broken && !walk.is_away();
        // A window of a few rows is for the plan, not for its frame.
        let header = match body.height {
            0..=3 => 0,
            4..=6 => 1,
            _ => 2 + u16::from(has_problem),
        };
        self.header = Rect {
            height: header,
            ..body
        };
        let panes = Rect {
            y: body.y + header,
            height: body.height - header,
            ..body
        };
        let is_typing = matches!(walk.mode, Mode::Prompt(_) | Mode::Write(_));
        let focus = if is_typing { Focus::Pane } else { walk.focus };
        self.divide(focus, division, panes);

        let document = walk.shown().clone();
        let tree_height = self.tree.map_or(panes.height, |tree| tree.height);
        walk.tree.settle(&document, tree_height.into());
        self.rows.settle(walk, today);

        if let Some(whole) = self.pane {
            let pane = match &mut walk.mode {
                Mode::Prompt(prompt) => self.prompt.settle(prompt, whole, paper),
                Mode::Write(writing) => self.writing.settle(writing, whole, paper),
                Mode::Browse | Mode::Conflicts | Mode::Present(_) | Mode::Revisions(_) => whole,
            };
            self.page = pane;
            let key = SheetKey {
                stamp: document.stamp(),
                cursor: walk.tree.cursor(),
                width: pane.width,
                paper,
                today,
                since: walk.past().since().map(Since::edition),
                history: (walk.pane_view == PaneView::History)
                    .then(|| walk.past().task().edition()),
            };
            let sheet = self
                .sheet
                .settle(key, || sheet::page(walk, pane.width, paper, today));
            let length = sheet.lines.len();
            walk.pane
                .settle(page::rows_for(length, pane.height), length);
            walk.item_lines = sheet.lines_of(&walk.item).unwrap_or(0..0);
            if std::mem::take(&mut walk.follows_item) {
                // The title is seen with the path above it.
                let start = match walk.item {
                    Item::Title => 0,
                    _ => walk.item_lines.start,
                };
                walk.pane.show(start..walk.item_lines.end);
            }
        }
    }

    /// Side by side where there is room, else one at a time.
    fn divide(&mut self, focus: Focus, division: Division, panes: Rect) {
        let is_divided = panes.width >= SIDE_BY_SIDE && !division.is_zoomed;
        (self.tree, self.divider, self.pane) = if is_divided {
            let of_width = |share: u16| {
                let columns = u32::from(panes.width) * u32::from(share) / 100;
                u16::try_from(columns).unwrap_or(panes.width)
            };
            // Nobody asked for a tree wider than its titles are.
            let wanted = division
                .share
                .map_or_else(|| of_width(SHARE).min(WIDEST_UNASKED), of_width);
            let width = wanted.clamp(NARROWEST, panes.width - NARROWEST - 3);
            let tree = Rect { width, ..panes };
            let divider = Rect {
                x: tree.right(),
                width: 2,
                ..panes
            };
            let pane = Rect {
                x: divider.right(),
                width: panes.width - width - 3,
                ..panes
            };
            (Some(tree), Some(divider), Some(pane))
        } else {
            match focus {
                Focus::Tree => (Some(panes), None, None),
                Focus::Pane => {
                    let margin = u16::from(panes.width >= 20);
                    let pane = Rect {
                        x: panes.x + margin,
                        width: panes.width - 2 * margin,
                        ..panes
                    };
                    (None, None, Some(pane))
                }
            }
        };
    }

    fn summarize(&mut self, walk: &Walk) {
        let document = walk.shown();
        let (stamp, condition) = (document.stamp(), document.condition());
        if self
            .summary
            .as_ref()
            .is_some_and(|(of, then, _)| (*of, *then) == (stamp, condition))
        {
            return;
        }
        let problem = document
            .problems()
            .iter()
            .find(|problem| problem.is_error())
            .map(|problem| {
                let text = document.text();
                let line = LineIndex::new(&text).locate(&problem.span).line;
                (line, problem.clone())
            });
        let summary = Summary {
            title: sanitize(&document.head().title).into_owned(),
            tally: sheet::tally_of(walk),
            problem,
        };
        self.summary = Some((stamp, condition, summary));
    }

    pub fn render(&self, walk: &Walk, model: &Model, pen: &mut Pen<'_>) -> Option<Position> {
        let language = model.language;
        self.header(walk, model, pen);
        if let Some(tree) = self.tree {
            self.rows.render(walk, tree, language, pen);
        }
        if let Some(divider) = self.divider {
            let role = match walk.focus {
                Focus::Tree => Role::Quiet,
                Focus::Pane => Role::Strong,
            };
            for y in divider.top()..divider.bottom() {
                pen.put(divider.x, y, 1, "╎", role);
            }
        }
        self.pane?;
        if let Some(page) = self.sheet.page() {
            let below = page
                .lines
                .len()
                .saturating_sub(walk.pane.top() + walk.pane.rows());
            // While somebody types, a blank is a blank.
            let key = model.keymap.key_name(model.context(), Command::TextDown);
            let hint = words::lines_below(below, &key, language);
            let has_items = walk.place().is_some() && walk.pane_view == PaneView::Sheet;
            let is_chosen = has_items && walk.focus == Focus::Pane;
            let selected = is_chosen.then_some(&walk.item);
            page::render_scrolled(page, selected, walk.pane, self.page, &hint, pen);
        }
        match &walk.mode {
            Mode::Prompt(prompt) => self.prompt.render(prompt, walk, model, pen),
            Mode::Write(writing) => self.writing.render(writing, model, pen),
            Mode::Browse | Mode::Conflicts | Mode::Present(_) | Mode::Revisions(_) => None,
        }
    }

    /// The tree's share of the width in percent, to the nearest; none while only one pane is seen.
    pub fn share(&self) -> Option<u16> {
        let (tree, pane) = (self.tree?, self.pane?);
        let whole = u32::from(pane.right() - tree.x).max(1);
        u16::try_from((u32::from(tree.width) * 100 + whole / 2) / whole).ok()
    }

    /// What a cell of the screen shows.
    pub fn hit(&self, walk: &Walk, at: Position) -> Hit {
        let inside = |area: Option<Rect>| area.filter(|area| area.contains(at));
        if let Some(tree) = inside(self.tree) {
            return tree_hit(walk, tree, at);
        }
        if inside(self.divider).is_some() {
            return Hit::Divider;
        }
        if inside(self.pane).is_none() {
            return Hit::Nothing;
        }
        let typed = match &walk.mode {
            Mode::Prompt(_) => self.prompt.hit(at),
            Mode::Write(_) => match self.writing.kind_at(at.x, at.y) {
                Some(kind) => Some(Hit::Kind(kind)),
                None => self
                    .writing
                    .cell_at(at.x, at.y)
                    .map(|(column, row)| Hit::Writing { column, row }),
            },
            Mode::Browse | Mode::Conflicts | Mode::Present(_) | Mode::Revisions(_) => None,
        };
        typed.unwrap_or_else(|| Hit::Pane(self.item_at(walk, at)))
    }

    fn item_at(&self, walk: &Walk, at: Position) -> Option<Item> {
        let row = usize::from(at.y.checked_sub(self.page.y)?);
        if !self.page.contains(at) || row >= walk.pane.rows() {
            return None;
        }
        let column = usize::from(at.x - self.page.x);
        let page = self.sheet.page()?;
        page.item_at(walk.pane.top() + row, column).cloned()
    }

    fn header(&self, walk: &Walk, model: &Model, pen: &mut Pen<'_>) {
        let area = self.header;
        let language = model.language;
        let Some((_, _, summary)) = &self.summary else {
            return;
        };
        // One column free at either side, so that it stands in line with the tree.
        let (left, right) = (area.x + 1, area.right().saturating_sub(1));
        let (number, total) = walk.position();
        let state = walk.save_state();
        let state_words = sanitize(&words::save_words(&state, language)).into_owned();
        let state_role = save_role(&state);
        // A chip has a blank at either side; without a colour it would only stand out of line.
        let state_words = match state_role {
            Role::Text => state_words,
            _ => format!(" {state_words} "),
        };
        let room = area.width.saturating_sub(2);
        match area.height {
            0 => {}
            1 => {
                let start = pen.put_right(right, area.y, room, &state_words, state_role);
                let room = start.saturating_sub(left + 1);
                pen.put(left, area.y, room, &summary.title, Role::Strong);
            }
            _ => {
                let mut position = match number {
                    Some(number) => format!("{number}/{total}"),
                    None => language.pick(format!("共 {total} 项"), counted(total, "task")),
                };
                let marked = walk.marks().len();
                if marked > 0 {
                    let word = Word::Marked.words(language);
                    let words =
                        language.pick(format!("{word} {marked} 项"), format!("{marked} {word}"));
                    position = format!("{words}  {position}");
                }
                let start = pen.put_right(right, area.y, room, &position, Role::Strong);
                let title = start.saturating_sub(left + 1);
                pen.put(left, area.y, title, &summary.title, Role::Strong);

                let y = area.y + 1;
                let start = pen.put_right(right, y, room, &state_words, state_role);
                let room = start.saturating_sub(left + 1);
                let mut x = left;
                for piece in tally_pieces(summary.tally, room, language, pen) {
                    let left = (left + room).saturating_sub(x);
                    if pen.width(&piece.text) > left {
                        pen.put(x, y, left, CUT_MARK, Role::Text);
                        break;
                    }
                    x += pen.put(x, y, left, &piece.text, piece.role) + 1;
                }
            }
        }
        if area.height > 2
            && let Some((line, problem)) = &summary.problem
        {
            let what = sanitize(&problem.words(language)).into_owned();
            let words = words::in_line(*line, &what, language);
            let key = model.keymap.key_name(Context::Tree, Command::Problems);
            let more = language.pick(format!("（{key} 看全部）"), format!(" ({key} shows all)"));
            let y = area.y + 2;
            let x = pen.put_right(right, y, room, &more, Role::Quiet);
            pen.put(left, y, x.saturating_sub(left), &words, Role::Alarm);
        }
    }
}

fn tree_hit(walk: &Walk, tree: Rect, at: Position) -> Hit {
    let row = walk.tree.top() + usize::from(at.y - tree.y);
    match walk.tree.at(row) {
        Some(Row::Node(place)) if place.task.is_none() && at.x <= tree.x + 2 => Hit::Fold(row),
        Some(_) => Hit::Row(row),
        None => Hit::Nothing,
    }
}

fn save_role(state: &SaveState<'_>) -> Role {
    match state {
        SaveState::Saved | SaveState::Saving | SaveState::Checking => Role::Text,
        SaveState::Unsaved | SaveState::Proposed | SaveState::ReadOnly => Role::Caution,
        SaveState::NotSaved(_) => Role::Alarm,
    }
}

/// The counts with words where they fit, else with glyphs alone.
fn tally_pieces(tally: Tally, room: u16, language: Language, pen: &Pen<'_>) -> Vec<Piece> {
    let pieces = |in_words: bool| -> Vec<Piece> {
        tally
            .worst_first()
            .map(|counted| sheet::count_chip(counted, in_words, language))
            .collect()
    };
    let full = pieces(true);
    let width: usize = full
        .iter()
        .map(|piece| usize::from(pen.width(&piece.text)) + 1)
        .sum();
    if narrow(width) <= room + 1 {
        full
    } else {
        pieces(false)
    }
}
