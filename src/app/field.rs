//! An input line: text and a caret.
//!
//! The caret stands between graphemes, and the view shows it as the terminal's own cursor, so that an
//! input method places its window there. Holds what was typed, unchanged; never folds widths.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// One line of text being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    /// A byte offset at a grapheme boundary.
    caret: usize,
}

impl Field {
    /// A field that holds `text`, with the caret behind it. Line ends and control characters go.
    pub fn new(text: &str) -> Self {
        let mut field = Self::default();
        field.insert(text);
        field
    }

    /// What was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the caret.
    pub fn before_caret(&self) -> &str {
        &self.text[..self.caret]
    }

    /// What stands behind the caret.
    pub fn after_caret(&self) -> &str {
        &self.text[self.caret..]
    }

    /// Writes at the caret. A line has no line ends, so they and other control characters are left out.
    pub fn insert(&mut self, text: &str) {
        let line: String = text.chars().filter(|c| !c.is_control()).collect();
        self.text.insert_str(self.caret, &line);
        self.caret += line.len();
        // A combining mark joins what stood before it: the caret goes behind the whole.
        if !self.is_boundary(self.caret) {
            self.caret = self.next_boundary();
        }
    }

    /// Deletes the grapheme before the caret.
    pub fn delete_before(&mut self) {
        let start = self.previous_boundary();
        self.text.replace_range(start..self.caret, "");
        self.caret = start;
        self.mend();
    }

    /// Deletes the grapheme behind the caret.
    pub fn delete_after(&mut self) {
        let end = self.next_boundary();
        self.text.replace_range(self.caret..end, "");
        self.mend();
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        self.text.clear();
        self.caret = 0;
    }

    /// Moves the caret one grapheme left.
    pub fn left(&mut self) {
        self.caret = self.previous_boundary();
    }

    /// Moves the caret one grapheme right.
    pub fn right(&mut self) {
        self.caret = self.next_boundary();
    }

    /// Moves the caret to the start.
    pub fn home(&mut self) {
        self.caret = 0;
    }

    /// Moves the caret to the end.
    pub fn end(&mut self) {
        self.caret = self.text.len();
    }

    /// What was deleted may have kept two neighbours apart that now are one grapheme.
    fn mend(&mut self) {
        if !self.is_boundary(self.caret) {
            self.caret = self.previous_boundary();
        }
    }

    fn is_boundary(&self, offset: usize) -> bool {
        GraphemeCursor::new(offset, self.text.len(), true)
            .is_boundary(&self.text, 0)
            .unwrap_or(true)
    }

    fn previous_boundary(&self) -> usize {
        let mut start = 0;
        for (offset, _) in self.text.grapheme_indices(true) {
            if offset >= self.caret {
                break;
            }
            start = offset;
        }
        start
    }

    fn next_boundary(&self) -> usize {
        self.text
            .grapheme_indices(true)
            .map(|(offset, _)| offset)
            .find(|&offset| offset > self.caret)
            .unwrap_or(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Before and after with the caret as `|`.
    fn check(before: &str, gesture: impl FnOnce(&mut Field), after: &str) {
        let (left, right) = before.split_once('|').expect("a caret");
        let mut field = Field {
            text: format!("{left}{right}"),
            caret: left.len(),
        };
        gesture(&mut field);
        assert_eq!(
            format!("{}|{}", field.before_caret(), field.after_caret()),
            after
        );
    }

    #[test]
    fn it_is_written_by_grapheme() {
        check("计|划", |f| f.insert("工作"), "计工作|划");
        check("计划|", Field::delete_before, "计|");
        check("|计划", Field::delete_before, "|计划");
        check("|e\u{301}划", Field::delete_after, "|划");
        check("计e\u{301}|", Field::left, "计|e\u{301}");
        check("|计划", Field::right, "计|划");
        check("计划|", Field::right, "计划|");
        check("计|划", Field::home, "|计划");
        check("计|划", Field::end, "计划|");
        check("e|x", |f| f.insert("\u{301}"), "e\u{301}|x");
        check("a|", |f| f.insert("b\nc\u{1b}[31m\td"), "abc[31md|");
    }

    proptest! {
        /// The caret is always between graphemes.
        #[test]
        fn the_caret_never_splits_a_grapheme(gestures in prop::collection::vec((0_u8..7, "\\PC{0,3}"), 0..30)) {
            let mut field = Field::default();
            for (what, text) in gestures {
                match what {
                    0 => field.left(),
                    1 => field.right(),
                    2 => field.delete_before(),
                    3 => field.delete_after(),
                    4 => field.home(),
                    5 => field.end(),
                    _ => field.insert(&text),
                }
                prop_assert!(field.is_boundary(field.caret));
            }
        }
    }
}
