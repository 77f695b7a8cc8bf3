//! The walk: header, tree, side pane.

use chrono::NaiveDate;
use ratatui::layout::Rect;

use super::page::{self, Cached, Paper, Piece};
use super::pen::{Pen, narrow};
use super::rows::Rows;
use super::sheet;
use super::theme::Role;
use super::words;
use crate::app::{Command, Context, Cursor, Focus, SaveState, Walk, key_name};
use crate::document::{Condition, LineIndex, Stamp};
use crate::language::{Language, counted};
use crate::plan::Tally;
use crate::text::{CUT_MARK, sanitize};

/// From this width on tree and side pane stand side by side.
const SIDE_BY_SIDE: u16 = 70;

/// What the side pane's page depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SheetKey {
    stamp: Stamp,
    cursor: Cursor,
    width: u16,
    paper: Paper,
    today: NaiveDate,
}

/// What is laid out of a walk.
#[derive(Debug, Default)]
pub(super) struct WalkView {
    header: Rect,
    tree: Option<Rect>,
    divider: Option<Rect>,
    pane: Option<Rect>,
    rows: Rows,
    sheet: Cached<SheetKey>,
    /// Title, tally and first problem, which cost a pass over the plan.
    summary: Option<(Stamp, Condition, Summary)>,
    language: Language,
}

#[derive(Debug)]
struct Summary {
    title: String,
    tally: Tally,
    /// Line and problem.
    problem: Option<(usize, crate::document::Problem)>,
}

impl WalkView {
    pub fn settle(&mut self, walk: &mut Walk, body: Rect, paper: Paper, today: NaiveDate) {
        self.language = paper.language;
        self.summarize(walk);
        let has_problem = walk.document().condition() == Condition::Broken;
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
        self.divide(walk.focus, panes);

        let document = walk.document().clone();
        let tree_height = self.tree.map_or(panes.height, |tree| tree.height);
        walk.tree.settle(&document, tree_height.into());
        self.rows.settle(walk, today);

        if let Some(pane) = self.pane {
            let key = SheetKey {
                stamp: document.stamp(),
                cursor: walk.tree.cursor(),
                width: pane.width,
                paper,
                today,
            };
            let sheet = self
                .sheet
                .settle(key, || sheet::page(walk, pane.width, paper, today));
            let length = sheet.lines.len();
            walk.pane
                .settle(page::rows_for(length, pane.height), length);
        }
    }

    /// Side by side where there is room, else one at a time.
    fn divide(&mut self, focus: Focus, panes: Rect) {
        (self.tree, self.divider, self.pane) = if panes.width >= SIDE_BY_SIDE {
            let width = (panes.width * 9 / 20).min(60);
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
        let document = walk.document();
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

    pub fn render(&self, walk: &Walk, language: Language, pen: &mut Pen<'_>) {
        self.header(walk, language, pen);
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
        if let (Some(pane), Some(page)) = (self.pane, self.sheet.page()) {
            let below = page
                .lines
                .len()
                .saturating_sub(walk.pane.top() + walk.pane.rows());
            let hint =
                words::lines_below(below, &key_name(Context::Tree, Command::TextDown), language);
            page::render_scrolled(page, walk.pane, pane, &hint, pen);
        }
    }

    fn header(&self, walk: &Walk, language: Language, pen: &mut Pen<'_>) {
        let area = self.header;
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
                let position = match number {
                    Some(number) => format!("{number}/{total}"),
                    None => language.pick(format!("共 {total} 项"), counted(total, "task")),
                };
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
            let key = key_name(Context::Tree, Command::Problems);
            let more = language.pick(format!("（{key} 看全部）"), format!(" ({key} shows all)"));
            let y = area.y + 2;
            let x = pen.put_right(right, y, room, &more, Role::Quiet);
            pen.put(left, y, x.saturating_sub(left), &words, Role::Alarm);
        }
    }
}

fn save_role(state: &SaveState<'_>) -> Role {
    match state {
        SaveState::Saved | SaveState::Saving | SaveState::Checking => Role::Text,
        SaveState::Unsaved | SaveState::ReadOnly => Role::Caution,
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
