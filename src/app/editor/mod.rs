//! A text of several lines being written: notes and sentences, in front of a room.
//!
//! Owns the text, the caret, the window on them, and what can be undone. Lays out through the one
//! engine, [`text::Rows`](crate::text::Rows). The text is kept as it is, odd characters too; what
//! is shown is sanitized. Knows no keys, and never draws: [`Editor::settle`] makes the next frame
//! ready, [`Editor::window`] and [`Editor::caret`] give it.
//!
//! The caret stands between graphemes. Where a row ends because it is full, the place between it and
//! the next one belongs to the next one: what is typed there appears there. So the end of such a row
//! is before its last character, or before the blank that hangs there.
//!
//! A gesture costs what the window costs, however long the text is and whether it is one paragraph or
//! many. Jumping to the end of a long paragraph lays it out once. What can be undone is bounded, in
//! steps (1,000) and in bytes (16 MiB).

mod body;
mod history;
mod window;

use body::{Body, Place, Spot};
use history::{History, Run, Step};
use window::Window;

use crate::text::{Ambiguous, boundary_after, boundary_at};

/// A text of several lines being written.
#[derive(Clone, Debug)]
pub struct Editor {
    body: Body,
    caret: Place,
    /// The column that steps up and down aim at.
    goal: Option<usize>,
    window: Window,
    history: History,
    /// The text at the beginning.
    first: String,
}

impl Editor {
    /// An editor for a text, with the caret at its end. Line ends become `\n`; everything else is
    /// kept.
    pub fn new(text: &str) -> Self {
        let first = with_line_feeds(text);
        let window = Window::new();
        let body = Body::new(&first, window.layout(Ambiguous::Narrow));
        Self {
            caret: body.end(),
            body,
            goal: None,
            window,
            history: History::default(),
            first,
        }
    }

    /// What was written. Lines end in `\n`.
    pub fn text(&self) -> String {
        self.body.text()
    }

    /// Whether there is nothing, not even a line end.
    pub fn is_empty(&self) -> bool {
        self.body.bytes() == 0
    }

    /// Whether the text is another one than at the beginning.
    pub fn is_changed(&self) -> bool {
        self.body.bytes() != self.first.len() || !self.body.lines().eq(self.first.split('\n'))
    }

    /// Writes at the caret what was typed or pasted. Line ends are kept as `\n`, a tab becomes a
    /// blank, other control characters are left out.
    ///
    /// A single grapheme counts as typed and goes on with what was typed before it, as one step to
    /// undo; anything longer is a step of its own.
    pub fn insert(&mut self, text: &str) {
        let text = cleaned(text);
        let run = (boundary_after(&text, 0) == text.len() && text != "\n").then_some(Run::Typing);
        self.replace(self.caret, self.caret, &text, run);
    }

    /// Ends the line at the caret.
    pub fn new_line(&mut self) {
        self.insert("\n");
    }

    /// Puts another text in the place of this one, as one step to undo: what came back from an
    /// outside editor. The caret goes behind the part that differs.
    pub fn set_text(&mut self, text: &str) {
        let (old, new) = (self.text(), with_line_feeds(text));
        let same = common_prefix(&old, &new);
        let (old_rest, new_rest) = (&old[same..], &new[same..]);
        let behind = common_suffix(old_rest, new_rest);
        let removed = &old_rest[..old_rest.len() - behind];
        let start = Body::end_of(Place::default(), &old[..same]);
        let inserted = &new_rest[..new_rest.len() - behind];
        self.replace(start, Body::end_of(start, removed), inserted, None);
    }

    /// Deletes the grapheme before the caret, or the line end.
    pub fn delete_before(&mut self) {
        if let Some(start) = self.body.before(self.caret) {
            self.replace(start, self.caret, "", Some(Run::DeletingBefore));
        }
    }

    /// Deletes the grapheme behind the caret, or the line end.
    pub fn delete_after(&mut self) {
        if let Some(end) = self.body.after(self.caret) {
            self.replace(self.caret, end, "", Some(Run::DeletingAfter));
        }
    }

    /// Deletes the word before the caret with the blanks behind it, or the line end.
    pub fn delete_word_before(&mut self) {
        if let Some(start) = self.body.word_before(self.caret) {
            self.replace(start, self.caret, "", Some(Run::DeletingBefore));
        }
    }

    /// Deletes the word behind the caret with the blanks before it, or the line end.
    pub fn delete_word_after(&mut self) {
        if let Some(end) = self.body.word_after(self.caret) {
            self.replace(self.caret, end, "", Some(Run::DeletingAfter));
        }
    }

    /// Deletes what stands before the caret in its paragraph.
    pub fn delete_to_start(&mut self) {
        let start = Place {
            offset: 0,
            ..self.caret
        };
        self.replace(start, self.caret, "", None);
    }

    /// Moves the caret one grapheme left.
    pub fn left(&mut self) {
        self.go(self.body.before(self.caret));
    }

    /// Moves the caret one grapheme right.
    pub fn right(&mut self) {
        self.go(self.body.after(self.caret));
    }

    /// Moves the caret to the beginning of the word before it.
    pub fn word_left(&mut self) {
        self.go(self.body.word_before(self.caret));
    }

    /// Moves the caret to the end of the word behind it.
    pub fn word_right(&mut self) {
        self.go(self.body.word_after(self.caret));
    }

    /// Moves the caret one row up, as near as there is a place to the column where the way up or
    /// down began.
    pub fn up(&mut self) {
        self.climb(1);
    }

    /// Moves the caret one row down, in the same way.
    pub fn down(&mut self) {
        self.descend(1);
    }

    /// Moves the caret and the window one page up.
    pub fn page_up(&mut self) {
        let rows = self.window.page();
        self.window.scroll(&mut self.body, -(rows as isize));
        self.climb(rows);
    }

    /// Moves the caret and the window one page down.
    pub fn page_down(&mut self) {
        let rows = self.window.page();
        self.window.scroll(&mut self.body, rows as isize);
        self.descend(rows);
    }

    /// Moves the caret to the beginning of its row.
    pub fn row_start(&mut self) {
        let spot = self.body.spot_of(self.caret);
        let place = self.body.first_place(spot);
        self.go(Some(place));
    }

    /// Moves the caret to the last place of its row.
    pub fn row_end(&mut self) {
        let spot = self.body.spot_of(self.caret);
        let place = self.body.place_at(spot, usize::MAX);
        self.go(Some(place));
    }

    /// Moves the caret to the beginning of the text.
    pub fn text_start(&mut self) {
        self.go(Some(Place::default()));
    }

    /// Moves the caret to the end of the text.
    pub fn text_end(&mut self) {
        self.go(Some(self.body.end()));
    }

    /// Moves the caret to the end of a line, counted from 0; the last one at most.
    pub fn go_to_line(&mut self, line: usize) {
        let end = self.body.end();
        let mut place = Place {
            paragraph: line,
            offset: 0,
        };
        if line >= end.paragraph {
            place = end;
        } else {
            place.offset = self.body.line(place).len();
        }
        self.go(Some(place));
    }

    /// Moves the caret to the grapheme that is seen in a cell of the window, or to the end of that
    /// row or of the text.
    pub fn click(&mut self, column: usize, row: usize) {
        // The text may have changed since the last frame.
        self.window.scroll(&mut self.body, 0);
        let seen = self.window.seen();
        let Some(&spot) = seen.get(row).or(seen.last()) else {
            return;
        };
        let column = if row < seen.len() { column } else { usize::MAX };
        let place = self.body.place_at(spot, column);
        self.go(Some(place));
    }

    /// Scrolls by rows, downwards if positive. The caret comes along where it would leave the window.
    pub fn wheel(&mut self, rows: isize) {
        self.window.scroll(&mut self.body, rows);
        let seen = self.window.seen();
        let (Some(&first), Some(&last)) = (seen.first(), seen.last()) else {
            return;
        };
        let spot = self.body.spot_of(self.caret);
        let nearest = spot.clamp(first, last);
        if nearest != spot {
            self.go_to_row(nearest);
        }
    }

    /// Takes the last step back. Says whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.history.undo().cloned() else {
            return false;
        };
        let end = Body::end_of(step.start, &step.inserted);
        self.change(step.start, end, &step.removed);
        self.caret = step.before;
        true
    }

    /// Does again what was undone last. Says whether there was something.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.history.redo().cloned() else {
            return false;
        };
        let end = Body::end_of(step.start, &step.removed);
        self.change(step.start, end, &step.inserted);
        self.caret = step.after;
        true
    }

    /// Makes the next frame ready, for a window of this size in cells.
    pub fn settle(&mut self, width: usize, height: usize, ambiguous: Ambiguous) {
        self.window.set_size(width, height);
        self.body.set_layout(self.window.layout(ambiguous));
        self.window.settle(&mut self.body, self.caret);
    }

    /// The rows that are seen, sanitized. At most as many and as wide as the window.
    pub fn window(&self) -> impl ExactSizeIterator<Item = &str> {
        self.window.seen().iter().map(|&spot| self.body.drawn(spot))
    }

    /// Where the caret stands in the window: column and row, from 0. It is inside of every window
    /// that has cells; behind blanks that hang over the edge, it stands in the last column.
    pub fn caret(&self) -> (usize, usize) {
        self.window.caret()
    }

    /// Whether there are rows above the window.
    pub fn has_above(&self) -> bool {
        self.window.has_above()
    }

    /// Whether there are rows below the window.
    pub fn has_below(&self) -> bool {
        self.window.has_below()
    }

    /// Moves the caret, if there is where to.
    fn go(&mut self, place: Option<Place>) {
        if let Some(place) = place {
            self.caret = place;
        }
        self.goal = None;
        self.history.end_run();
    }

    fn goal(&mut self) -> usize {
        let body = &mut self.body;
        let caret = self.caret;
        *self.goal.get_or_insert_with(|| body.column_of(caret))
    }

    fn go_to_row(&mut self, spot: Spot) {
        let goal = self.goal();
        self.caret = self.body.place_at(spot, goal);
        self.history.end_run();
    }

    fn climb(&mut self, rows: usize) {
        // Measured before it is moved.
        self.goal();
        let spot = self.body.spot_of(self.caret);
        let higher = self.body.higher(spot, rows);
        self.go_to_row(higher);
    }

    fn descend(&mut self, rows: usize) {
        let goal = self.goal();
        let from = self.body.spot_of(self.caret);
        let spots = self.body.from(from, rows.saturating_add(1));
        self.history.end_run();
        let Some(&last) = spots.last() else {
            return;
        };
        // A row that shows the middle of a mark only has no place of its own: the next one that has.
        let mut next = (last > from).then_some(last);
        while let Some(spot) = next {
            let place = self.body.place_at(spot, goal);
            if self.body.spot_of(place) > from {
                self.caret = place;
                return;
            }
            next = self.body.below(spot);
        }
    }

    /// Puts other text in the place of a part, as an edit that can be undone.
    fn replace(&mut self, start: Place, end: Place, with: &str, run: Option<Run>) {
        if start == end && with.is_empty() {
            return;
        }
        let before = self.caret;
        let removed = self.change(start, end, with);
        self.caret = Body::end_of(start, with);
        if !self.body.is_boundary(self.caret) {
            let line = self.body.line(self.caret);
            self.caret.offset = if with.is_empty() {
                // What was deleted kept two neighbours apart that now are one grapheme.
                boundary_at(line, self.caret.offset)
            } else {
                // A combining mark joins what stood before it: the caret goes behind the whole.
                boundary_after(line, self.caret.offset)
            };
        }
        let step = Step {
            start,
            removed,
            inserted: with.to_owned(),
            before,
            after: self.caret,
        };
        self.history.record(step, run);
    }

    /// Changes the text and keeps the window where it is on it.
    fn change(&mut self, start: Place, end: Place, with: &str) -> String {
        self.goal = None;
        let top = self.window.top(&self.body);
        let removed = self.body.replace(start..end, with);
        if start < top {
            let new_end = Body::end_of(start, with);
            let top = if top <= end {
                start
            } else if top.paragraph == end.paragraph {
                Place {
                    paragraph: new_end.paragraph,
                    offset: new_end.offset + (top.offset - end.offset),
                }
            } else {
                Place {
                    paragraph: top.paragraph - end.paragraph + new_end.paragraph,
                    ..top
                }
            };
            self.window.set_top(&self.body, top);
        }
        removed
    }
}

/// The text with `\n` for every line end: `\r\n` and `\r` too.
fn with_line_feeds(text: &str) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}

/// What is written of a text that was typed or pasted.
fn cleaned(text: &str) -> String {
    with_line_feeds(text)
        .chars()
        .filter_map(|character| match character {
            // What word processors end a line with inside of a paragraph.
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            _ if character.is_control() => None,
            _ => Some(character),
        })
        .collect()
}

/// How many bytes two texts have in common at the beginning.
fn common_prefix(one: &str, other: &str) -> usize {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    same.map(|(character, _)| character.len_utf8()).sum()
}

/// How many bytes two texts have in common at the end.
fn common_suffix(one: &str, other: &str) -> usize {
    let pairs = one.chars().rev().zip(other.chars().rev());
    pairs
        .take_while(|(a, b)| a == b)
        .map(|(character, _)| character.len_utf8())
        .sum()
}

#[cfg(test)]
mod tests;
