//! The part of a text that is seen.
//!
//! Owns the size of the window, which row is its first, and where in it the caret stands. The
//! window follows the caret and stays on the text, as a [`Scroll`](crate::app::Scroll) does; how
//! many rows the text has is never asked for, because that would cost what the whole text costs.

use super::body::{Body, Place, Spot};
use crate::text::{Ambiguous, Layout};

/// A window on a text.
#[derive(Clone, Debug)]
pub(super) struct Window {
    width: usize,
    height: usize,
    /// The paragraph of the first row, and a byte on that row of what is shown of it.
    top: (usize, usize),
    /// The rows that are seen.
    seen: Vec<Spot>,
    has_below: bool,
    /// Column and row.
    caret: (usize, usize),
}

impl Window {
    /// A window of a usual size, until the view says which.
    pub fn new() -> Self {
        Self {
            width: 80,
            height: 24,
            top: (0, 0),
            seen: Vec::new(),
            has_below: false,
            caret: (0, 0),
        }
    }

    /// The layout for a window of this width.
    ///
    /// One column is kept free, for the caret behind the last character of a full row: the row is
    /// laid out one column narrower, by the same rules, so that nothing stands where it must not. A
    /// window of two columns has none to give away.
    pub fn layout(&self, ambiguous: Ambiguous) -> Layout {
        let width = if self.width > 2 {
            self.width - 1
        } else {
            self.width.max(1)
        };
        Layout::new(width, ambiguous)
    }

    pub fn set_size(&mut self, width: usize, height: usize) {
        self.width = width;
        self.height = height;
    }

    /// How far a page goes: one row less than is seen, so that the eye finds its place again.
    pub fn page(&self) -> usize {
        self.height.saturating_sub(1).max(1)
    }

    pub fn seen(&self) -> &[Spot] {
        &self.seen
    }

    pub fn caret(&self) -> (usize, usize) {
        self.caret
    }

    pub fn has_above(&self) -> bool {
        self.seen
            .first()
            .is_some_and(|&first| first > Spot::default())
    }

    pub fn has_below(&self) -> bool {
        self.has_below
    }

    /// The place of the first row, for an edit to move it.
    pub fn top(&self, body: &Body) -> Place {
        body.to_kept(self.top.0, self.top.1)
    }

    pub fn set_top(&mut self, body: &Body, place: Place) {
        self.top = (place.paragraph, body.to_shown(place));
    }

    /// Lays out what is seen, with the caret in it.
    pub fn settle(&mut self, body: &mut Body, caret: Place) {
        if self.is_empty() {
            self.show_nothing();
            self.caret = (0, 0);
            return;
        }
        let spot = body.spot_of(caret);
        let top = body.spot_at(self.top.0, self.top.1).min(spot);
        self.show(body, top);
        if self.seen.last().is_some_and(|&last| last < spot) {
            let top = body.higher(spot, self.height - 1);
            self.show(body, top);
        }
        let column = body.column_of(caret).min(self.width - 1);
        let row = self.seen.partition_point(|&seen| seen < spot);
        self.caret = (column, row);
    }

    /// Moves the window by rows, downwards if positive, as far as there is text.
    pub fn scroll(&mut self, body: &mut Body, rows: isize) {
        if self.is_empty() {
            return self.show_nothing();
        }
        let top = body.spot_at(self.top.0, self.top.1);
        let top = match usize::try_from(rows) {
            Ok(down) => *body
                .from(top, down.saturating_add(1))
                .last()
                .unwrap_or(&top),
            Err(_) => body.higher(top, rows.unsigned_abs()),
        };
        self.show(body, top);
    }

    /// Whether it has no cells.
    fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }

    fn show_nothing(&mut self) {
        self.seen.clear();
        self.has_below = false;
    }

    /// Puts a row at the top, as far as the end of the text allows that.
    fn show(&mut self, body: &mut Body, top: Spot) {
        self.seen = body.from(top, self.height);
        let missing = self.height - self.seen.len();
        if missing > 0 {
            let higher = body.higher(top, missing);
            if higher < top {
                self.seen = body.from(higher, self.height);
            }
        }
        if let Some(&first) = self.seen.first() {
            self.top = (first.paragraph, body.start_of(first));
        }
        self.has_below = self
            .seen
            .last()
            .is_some_and(|&last| body.below(last).is_some());
    }
}
