//! The rows of one paragraph that is being written: laid out as far as somebody looks, and kept.
//!
//! Owns what is known of a paragraph's layout between one edit and the next. Never lays out by
//! rules of its own: the rows are those of [`Layout::wrap`], some of them later than others.
//!
//! An edit leaves the rows before it as they are, apart from the two or three next to it. Those
//! below are forgotten and made anew when somebody looks at them, which costs what a window
//! costs and not what the paragraph costs; there is no paragraph in which the rows below
//! an edit would not fall in step again and then move with every character.
//!
//! In a long run without two letters, digits or Han characters side by side (a megabyte of dashes) there
//! is no place where the rules of line breaking could begin anew: there an edit costs what the run costs.

use super::break_rules::{fresh_before, has_odd_quotes};
use super::wrap::{Flow, Goal, Layout, Line, row_of};

/// The rows of a paragraph without line breaks. The text is passed in each time, and is the same
/// until [`Rows::cut`] says otherwise.
#[derive(Clone, Debug)]
pub struct Rows {
    layout: Layout,
    lines: Vec<Line>,
    /// For each line whether an odd number of `"` stands before it.
    quoted: Vec<bool>,
    /// The same for what comes behind the last line.
    next_quoted: bool,
    /// There are no more lines than these.
    complete: bool,
}

impl Rows {
    /// Rows of which nothing is known yet. A layout without columns gives none.
    pub fn new(layout: Layout) -> Self {
        Self {
            layout,
            lines: Vec::new(),
            quoted: Vec::new(),
            next_quoted: false,
            complete: layout.width == 0,
        }
    }

    /// Takes another layout; what was known of the rows goes if it differs.
    pub fn set_layout(&mut self, layout: Layout) {
        if layout != self.layout {
            *self = Self::new(layout);
        }
    }

    /// The rows known so far.
    pub fn known(&self) -> &[Line] {
        &self.lines
    }

    /// Whether the paragraph has no rows but those known.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// A row, counted from 0, if there are so many.
    pub fn row(&mut self, text: &str, index: usize) -> Option<&Line> {
        if index >= self.lines.len() {
            self.reach(
                text,
                Goal {
                    lines: index.saturating_add(1),
                    offset: 0,
                },
            );
        }
        self.lines.get(index)
    }

    /// The row that shows a caret at byte `offset`, as [`row_of`] says.
    pub fn row_at(&mut self, text: &str, offset: usize) -> usize {
        if self
            .lines
            .last()
            .is_none_or(|line| line.range.end <= offset)
        {
            self.reach(text, Goal { lines: 0, offset });
        }
        row_of(&self.lines, offset)
    }

    /// How many rows there are. Lays out all of them.
    pub fn count(&mut self, text: &str) -> usize {
        self.reach(
            text,
            Goal {
                lines: usize::MAX,
                offset: usize::MAX,
            },
        );
        self.lines.len()
    }

    /// Forgets the rows that a change of the text from byte `offset` on may change. `text` may be
    /// the one before the change or the one after it: up to there they are the same.
    pub fn cut(&mut self, text: &str, offset: usize) {
        // What is decided behind a fresh place may look at everything behind it, and at nothing
        // before; so the row with the last such place that was not touched may change. A row
        // ends where the next piece does not fit, and how wide that is shows in the one or two below.
        let steady = fresh_before(&text[..offset], offset);
        let kept = row_of(&self.lines, steady).saturating_sub(2);
        if let Some(&quoted) = self.quoted.get(kept) {
            self.next_quoted = quoted;
        }
        self.lines.truncate(kept);
        self.quoted.truncate(kept);
        self.complete = self.layout.width == 0;
    }

    fn reach(&mut self, text: &str, goal: Goal) {
        if self.complete {
            return;
        }
        let known = self.lines.len();
        self.complete =
            Flow::resume(&self.layout, text, &mut self.lines, self.next_quoted).lay_out(goal);
        for line in &self.lines[known..] {
            self.quoted.push(self.next_quoted);
            self.next_quoted ^= has_odd_quotes(&text[line.range.clone()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{Ambiguous, sanitize};

    #[test]
    fn only_what_is_asked_for_is_laid_out() {
        let text = "强化思想政治引领。".repeat(1000);
        let layout = Layout::new(20, Ambiguous::Narrow);
        let mut rows = Rows::new(layout);
        assert_eq!(rows.row_at(&text, 200), 6);
        assert!(rows.known().len() < 10 && !rows.is_complete());
        assert!(rows.row(&text, 40).is_some());
        assert!(rows.known().len() < 50);
        assert_eq!(rows.count(&text), layout.wrap(&text).len());
        assert_eq!(rows.row(&text, 5000), None);
        rows.cut(&text, 300);
        assert_eq!(rows.known().len(), 8);
    }

    #[test]
    fn an_empty_paragraph_is_one_row_and_no_columns_give_none() {
        let mut rows = Rows::new(Layout::new(9, Ambiguous::Narrow));
        assert_eq!((rows.row_at("", 0), rows.count("")), (0, 1));
        let mut none = Rows::new(Layout::new(0, Ambiguous::Narrow));
        assert_eq!((none.row_at("教", 0), none.count("教")), (0, 0));
    }

    fn any_line() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[教育，。、《》（）“”\"'’—…·～,.:;!?() a-c0-3%\u{301}👍\u{3000}\u{2002}🇨🇳]{0,40}",
            1 => "[a教]{0,40}",
            1 => "[教 (“\"]{0,40}",
            2 => ".{0,30}",
        ]
        .prop_map(|text| sanitize(&text).into_owned())
    }

    #[derive(Clone, Debug)]
    enum Step {
        /// Replace this part of the text, given in thousandths.
        Edit(usize, usize, String),
        Row(usize),
        At(usize),
        Resize(usize, Ambiguous),
    }

    fn any_ambiguous() -> impl Strategy<Value = Ambiguous> {
        prop_oneof![Just(Ambiguous::Narrow), Just(Ambiguous::Wide)]
    }

    fn any_step() -> impl Strategy<Value = Step> {
        let piece = prop_oneof![3 => "[教，。“\" a(\u{301}👍]{0,2}", 1 => any_line()]
            .prop_map(|text| sanitize(&text).into_owned());
        prop_oneof![
            4 => (0_usize..1001, 0_usize..200, piece)
                .prop_map(|(at, length, text)| Step::Edit(at, length, text)),
            2 => (0_usize..20).prop_map(Step::Row),
            2 => (0_usize..1001).prop_map(Step::At),
            1 => (0_usize..16, any_ambiguous())
                .prop_map(|(width, ambiguous)| Step::Resize(width, ambiguous)),
        ]
    }

    /// The character that begins at so many thousandths of the text.
    fn place(text: &str, thousandths: usize) -> usize {
        let offset = text.len() * thousandths.min(1000) / 1000;
        (0..=offset)
            .rev()
            .find(|&offset| text.is_char_boundary(offset))
            .unwrap_or(0)
    }

    proptest! {
        /// Whatever was edited and looked at before, rows are what a layout from scratch gives.
        #[test]
        fn rows_are_those_of_a_layout_from_scratch(
            text in any_line(),
            (width, ambiguous) in (1_usize..16, any_ambiguous()),
            (first, rest) in (0_usize..4, 0_usize..4),
            steps in proptest::collection::vec(any_step(), 0..12),
        ) {
            let mut text = text;
            let mut layout = Layout::new(width, ambiguous).indented(first, rest);
            let mut rows = Rows::new(layout);
            for step in steps {
                match step {
                    Step::Edit(at, length, piece) => {
                        let start = place(&text, at);
                        let end = place(&text, at + length);
                        let before = text.clone();
                        text.replace_range(start..end, &piece);
                        rows.cut(if length % 2 == 0 { &before } else { &text }, start);
                    }
                    Step::Row(index) => {
                        let expected = layout.wrap(&text).get(index).cloned();
                        prop_assert_eq!(rows.row(&text, index), expected.as_ref());
                    }
                    Step::At(at) => {
                        let offset = place(&text, at);
                        let expected = row_of(&layout.wrap(&text), offset);
                        prop_assert_eq!(rows.row_at(&text, offset), expected);
                    }
                    Step::Resize(width, ambiguous) => {
                        layout = Layout::new(width, ambiguous).indented(first, rest);
                        rows.set_layout(layout);
                    }
                }
                let expected = layout.wrap(&text);
                prop_assert_eq!(rows.known(), &expected[..rows.known().len()]);
                prop_assert!(!rows.is_complete() || rows.known().len() == expected.len());
            }
            rows.count(&text);
            let expected = layout.wrap(&text);
            prop_assert_eq!(rows.known(), &expected[..]);
        }
    }
}
