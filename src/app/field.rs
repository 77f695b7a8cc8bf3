//! An input line: text and a caret.
//!
//! The caret stands between graphemes, and the view shows it as the terminal's own cursor, so that
//! an input method places its window there. Holds what was typed, unchanged; never folds widths. A
//! line that is longer than its place is seen around the caret: [`Field::window`] says how.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::{
    Ambiguous, CUT_MARK, Shown, boundary_after, boundary_at, boundary_before, cut, grapheme_width,
    is_boundary, width_of, word_after, word_before,
};

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

    /// Puts another text in the place of this one, as [`Field::new`] takes it.
    pub fn set_text(&mut self, text: &str) {
        *self = Self::new(text);
    }

    /// Writes at the caret. A line has no line ends, so they and other control characters are left
    /// out.
    pub fn insert(&mut self, text: &str) {
        let line: String = text.chars().filter(|c| !c.is_control()).collect();
        self.text.insert_str(self.caret, &line);
        self.caret += line.len();
        // A combining mark joins what stood before it: the caret goes behind the whole.
        if !is_boundary(&self.text, self.caret) {
            self.right();
        }
    }

    /// Deletes the grapheme before the caret.
    pub fn delete_before(&mut self) {
        self.delete_from(boundary_before(&self.text, self.caret));
    }

    /// Deletes the grapheme behind the caret.
    pub fn delete_after(&mut self) {
        self.delete_to(boundary_after(&self.text, self.caret));
    }

    /// Deletes the word before the caret with the blanks behind it.
    pub fn delete_word_before(&mut self) {
        self.delete_from(word_before(&self.text, self.caret));
    }

    /// Deletes the word behind the caret with the blanks before it.
    pub fn delete_word_after(&mut self) {
        self.delete_to(word_after(&self.text, self.caret));
    }

    /// Deletes what stands before the caret.
    pub fn delete_to_start(&mut self) {
        self.delete_from(0);
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        self.text.clear();
        self.caret = 0;
    }

    /// Moves the caret one grapheme left.
    pub fn left(&mut self) {
        self.caret = boundary_before(&self.text, self.caret);
    }

    /// Moves the caret one grapheme right.
    pub fn right(&mut self) {
        self.caret = boundary_after(&self.text, self.caret);
    }

    /// Moves the caret to the beginning of the word before it.
    pub fn word_left(&mut self) {
        self.caret = word_before(&self.text, self.caret);
    }

    /// Moves the caret to the end of the word behind it.
    pub fn word_right(&mut self) {
        self.caret = word_after(&self.text, self.caret);
    }

    /// Moves the caret to the start.
    pub fn home(&mut self) {
        self.caret = 0;
    }

    /// Moves the caret to the end.
    pub fn end(&mut self) {
        self.caret = self.text.len();
    }

    /// What is seen in a place of so many columns: a row, sanitized, and the column of the caret on
    /// it.
    ///
    /// One column is left for the caret behind the last character. Where the caret is further
    /// right than that, the row begins with [`CUT_MARK`]. No columns give an empty row.
    pub fn window(&self, width: usize, ambiguous: Ambiguous) -> (String, usize) {
        let line = Shown::new(self.text.clone());
        let first = self.first_seen(&line, width, ambiguous);
        let caret = line.to_shown(self.caret);
        let mark = if first > 0 { CUT_MARK } else { "" };
        let row = format!("{mark}{}", &line.shown()[first..]);
        let column = width_of(mark, ambiguous) + width_of(&line.shown()[first..caret], ambiguous);
        (
            cut(&row, width, ambiguous).into_owned(),
            column.min(width.saturating_sub(1)),
        )
    }

    /// Moves the caret to the grapheme in a column of [`Field::window`], counted from 0, or behind
    /// the last one.
    pub fn click(&mut self, column: usize, width: usize, ambiguous: Ambiguous) {
        let line = Shown::new(self.text.clone());
        let first = self.first_seen(&line, width, ambiguous);
        let mut columns = if first > 0 { 1 } else { 0 };
        let mut shown = first;
        for grapheme in line.shown()[first..].graphemes(true) {
            columns += grapheme_width(grapheme, ambiguous);
            if columns > column {
                break;
            }
            shown += grapheme.len();
        }
        self.caret = boundary_at(&self.text, line.to_kept(shown));
    }

    /// The first byte that is seen of the line as it is shown.
    fn first_seen(&self, line: &Shown, width: usize, ambiguous: Ambiguous) -> usize {
        let before = &line.shown()[..line.to_shown(self.caret)];
        let room = width.saturating_sub(1);
        if width_of(before, ambiguous) <= room {
            return 0;
        }
        let mut first = before.len();
        let mut columns = width_of(CUT_MARK, ambiguous);
        for (start, grapheme) in before.grapheme_indices(true).rev() {
            columns += grapheme_width(grapheme, ambiguous);
            if columns > room {
                break;
            }
            first = start;
        }
        first
    }

    fn delete_from(&mut self, start: usize) {
        self.text.replace_range(start..self.caret, "");
        self.caret = start;
        self.mend();
    }

    fn delete_to(&mut self, end: usize) {
        self.text.replace_range(self.caret..end, "");
        self.mend();
    }

    /// What was deleted may have kept two neighbours apart that now are one grapheme.
    fn mend(&mut self) {
        self.caret = boundary_at(&self.text, self.caret);
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

    #[test]
    fn words_are_gone_over_and_deleted() {
        check("加强教育局|工作", Field::word_left, "加强|教育局工作");
        check("加强|教育局工作", Field::word_right, "加强教育局|工作");
        check("a plan |b", Field::delete_word_before, "a |b");
        check("加强|教育局工作", Field::delete_word_after, "加强|工作");
        check("加强|教育局", Field::delete_to_start, "|教育局");
        check("|计划", Field::word_left, "|计划");
        check("计划|", Field::word_right, "计划|");
        check("计|划", |f| f.set_text("a\nb"), "ab|");
    }

    fn window(marked: &str, width: usize) -> (String, usize) {
        let (left, right) = marked.split_once('|').expect("a caret");
        let field = Field {
            text: format!("{left}{right}"),
            caret: left.len(),
        };
        field.window(width, Ambiguous::Narrow)
    }

    #[test]
    fn a_long_line_is_seen_around_its_caret() {
        assert_eq!(window("计划|", 5), ("计划".to_owned(), 4));
        assert_eq!(window("工作计划|", 8), ("⋯作计划".to_owned(), 7));
        assert_eq!(window("工作计|划和总结", 8), ("工作计⋯".to_owned(), 6));
        assert_eq!(window("年度工作计|划和总结", 8), ("⋯工作计⋯".to_owned(), 7));
        assert_eq!(window("a\u{202e}|b", 12), ("a\\u{202e}b".to_owned(), 9));
        assert_eq!(window("计划|", 1), ("⋯".to_owned(), 0));
        assert_eq!(window("计划|", 0), (String::new(), 0));
    }

    #[test]
    fn a_click_goes_to_what_is_seen_there() {
        for (column, after) in [
            (0, "年度工|作计划"),
            (1, "年度工|作计划"),
            (3, "年度工作|计划"),
            (4, "年度工作|计划"),
            (99, "年度工作计划|"),
        ] {
            check(
                "年度工作计划|",
                |f| f.click(column, 8, Ambiguous::Narrow),
                after,
            );
        }
        check(
            "a\u{202e}b|",
            |f| f.click(5, 20, Ambiguous::Narrow),
            "a|\u{202e}b",
        );
    }

    proptest! {
        /// The caret is always between graphemes.
        #[test]
        fn the_caret_never_splits_a_grapheme(gestures in prop::collection::vec((0_u8..12, "\\PC{0,3}"), 0..30)) {
            let mut field = Field::default();
            for (what, text) in gestures {
                match what {
                    0 => field.left(),
                    1 => field.right(),
                    2 => field.delete_before(),
                    3 => field.delete_after(),
                    4 => field.home(),
                    5 => field.end(),
                    6 => field.word_left(),
                    7 => field.word_right(),
                    8 => field.delete_word_before(),
                    9 => field.delete_word_after(),
                    10 => field.click(text.len() * 3, 9, Ambiguous::Narrow),
                    _ => field.insert(&text),
                }
                prop_assert!(is_boundary(&field.text, field.caret));
                for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                    let (row, column) = field.window(9, ambiguous);
                    prop_assert!(width_of(&row, ambiguous) <= 9 && column < 9);
                }
            }
        }
    }
}
