//! A note or a text being written, at the top of the side pane, with the page that it is about below.
//!
//! At the foot of the text there is always room for the window of an input method, which opens under
//! the caret.

use ratatui::layout::{Position, Rect};

use super::editor;
use super::page::Paper;
use super::pen::{Pen, narrow};
use super::theme::Role;
use super::words::Word;
use crate::app::{Command, Context, Model, Purpose, Writing};
use crate::plan::NoteKind;
use crate::text::sanitize;

/// What is laid out of a text that is being written.
#[derive(Debug, Default)]
pub(super) struct WritingView {
    head: Rect,
    kinds: Vec<(NoteKind, Rect)>,
    text: Rect,
    rule: Rect,
}

impl WritingView {
    /// Takes what it needs of the pane, and gives what is left.
    pub fn settle(&mut self, writing: &mut Writing, pane: Rect, paper: Paper) -> Rect {
        let head = 1.min(pane.height);
        self.kinds.clear();
        let mut kinds = 0;
        if writing.is_note() {
            kinds = self.settle_kinds(pane, paper);
            // A low window has room for the text alone; the keys are in the help.
            if kinds + 3 > pane.height {
                self.kinds.clear();
                kinds = 0;
            }
        }
        let below = pane.height - head - kinds;
        // Two thirds to write, the rest to see what it is about; of few rows all.
        let text = if below < 6 { below } else { below * 2 / 3 };
        let rule = u16::from(below > text);
        self.head = Rect {
            height: head,
            ..pane
        };
        self.text = Rect {
            y: pane.y + head + kinds,
            height: text,
            ..pane
        };
        self.rule = Rect {
            y: self.text.bottom(),
            height: rule,
            ..pane
        };
        writing
            .editor
            .settle(self.text.width.into(), text.into(), paper.ambiguous);
        Rect {
            y: self.rule.bottom(),
            height: below - text - rule,
            ..pane
        }
    }

    /// The kinds, each with its key, on as many rows as they need. Gives the number of rows.
    fn settle_kinds(&mut self, pane: Rect, paper: Paper) -> u16 {
        let (mut x, mut y) = (pane.x, pane.y + 1);
        for kind in NoteKind::ALL {
            let width = narrow(paper.width(&kind_words(kind, paper))).min(pane.width);
            if x > pane.x && x + width > pane.right() {
                x = pane.x;
                y += 1;
            }
            let place = Rect {
                x,
                y,
                width,
                height: 1,
            };
            self.kinds.push((kind, place));
            x += width + 1;
        }
        y - pane.y
    }

    pub fn render(&self, writing: &Writing, model: &Model, pen: &mut Pen<'_>) -> Option<Position> {
        let language = model.language;
        let what = match writing.purpose {
            Purpose::NewNote | Purpose::OldNote(_) => Word::Note,
            Purpose::Text(_) => Word::TextOf,
            Purpose::Commit => Word::CommitMessage,
            Purpose::Conflict(_) => Word::OtherWords,
        };
        let (what, label) = (what.words(language), sanitize(&writing.label));
        let title = match writing.purpose {
            Purpose::Commit => what.to_owned(),
            _ => language.pick(format!("{what}：{label}"), format!("{what}: {label}")),
        };
        if self.head.height > 0 {
            let head = self.head;
            pen.put(head.x, head.y, head.width, &title, Role::Strong);
        }
        for (kind, place) in &self.kinds {
            let role = if *kind == writing.kind {
                Role::Selected
            } else {
                Role::Text
            };
            let key = model.keymap.key_name(Context::Write, Command::Kind(*kind));
            let words = format!(" {key} {} ", kind.word(language));
            pen.put(place.x, place.y, place.width, &words, role);
        }
        for y in self.rule.top()..self.rule.bottom() {
            let line = "╌".repeat(self.rule.width.into());
            pen.put(self.rule.x, y, self.rule.width, &line, Role::Quiet);
        }
        let caret = editor::render(&writing.editor, self.text, pen);
        caret.filter(|_| !writing.is_asking)
    }

    /// The cell of the text that lies under a cell of the screen.
    pub fn cell_at(&self, column: u16, row: u16) -> Option<(u16, u16)> {
        self.text
            .contains(Position { x: column, y: row })
            .then(|| (column - self.text.x, row - self.text.y))
    }

    /// The kind of note at a cell.
    pub fn kind_at(&self, column: u16, row: u16) -> Option<NoteKind> {
        let at = Position { x: column, y: row };
        let found = self.kinds.iter().find(|(_, place)| place.contains(at));
        found.map(|(kind, _)| *kind)
    }
}

/// The widest that a kind can be: with a key of three characters.
fn kind_words(kind: NoteKind, paper: Paper) -> String {
    format!(" F0 {} ", kind.word(paper.language))
}
