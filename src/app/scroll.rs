//! A page of lines of which a window is seen.

/// How far a page is scrolled. Its measures come from the view, which lays the page out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    top: usize,
    rows: usize,
    length: usize,
}

impl Scroll {
    /// The first line that is seen.
    pub fn top(self) -> usize {
        self.top
    }

    /// How many lines are seen at once, at least one for a step to go anywhere.
    pub fn rows(self) -> usize {
        self.rows.max(1)
    }

    /// How many lines there are.
    pub fn length(self) -> usize {
        self.length
    }

    /// Whether there are lines below the window.
    pub fn has_more(self) -> bool {
        self.top + self.rows < self.length
    }

    /// One page without one line, so that the eye finds its place again.
    pub fn page(self) -> usize {
        self.rows.saturating_sub(1).max(1)
    }

    /// Takes new measures and keeps the window on the page.
    pub fn settle(&mut self, rows: usize, length: usize) {
        self.rows = rows;
        self.length = length;
        self.top = self.top.min(self.last_top());
    }

    /// Moves towards the end.
    pub fn down(&mut self, lines: usize) {
        self.top = self.top.saturating_add(lines).min(self.last_top());
    }

    /// Moves towards the beginning.
    pub fn up(&mut self, lines: usize) {
        self.top = self.top.saturating_sub(lines);
    }

    /// Moves so that these lines are seen, the first of them where not all fit.
    pub fn show(&mut self, lines: std::ops::Range<usize>) {
        if lines.end > self.top + self.rows {
            self.top = lines.end.saturating_sub(self.rows);
        }
        self.top = self.top.min(lines.start).min(self.last_top());
    }

    /// Goes to the beginning.
    pub fn to_start(&mut self) {
        self.top = 0;
    }

    /// Goes to the end.
    pub fn to_end(&mut self) {
        self.top = self.last_top();
    }

    fn last_top(self) -> usize {
        self.length.saturating_sub(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is done, the window stays on the page.
        #[test]
        fn the_window_stays_on_the_page(steps in prop::collection::vec((0_u8..5, 0_usize..50, 0_usize..50), 0..40)) {
            let mut scroll = Scroll::default();
            for (what, a, b) in steps {
                match what {
                    0 => scroll.settle(a, b),
                    1 => scroll.down(a),
                    2 => scroll.up(a),
                    3 => scroll.to_start(),
                    _ => scroll.to_end(),
                }
                prop_assert!(scroll.top() == 0 || scroll.top() + scroll.rows <= scroll.length());
            }
        }
    }
}
