//! The one layout engine: breaks text into lines of at most so many columns.
//!
//! Owns which bytes of a text stand on which row, for reading and for editing alike. Never draws and
//! keeps nothing: whoever lays the same text out again and again remembers the result, as
//! [`Rows`](super::Rows) does for a text that is being written.
//!
//! Takes time in proportion to the text. Text from outside is sanitized before it is laid out, so
//! that widths are known; with raw text nothing worse happens than a crooked row.

use std::ops::Range;

use super::break_rules::Breaks;
use super::graphemes::{Grapheme, Graphemes};
use super::width::{Ambiguous, CUT_MARK};

/// How text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Layout {
    /// The columns of a row, indentation included.
    pub width: usize,
    /// How the terminal draws characters of ambiguous width.
    pub ambiguous: Ambiguous,
    /// The columns left free at the first line of each paragraph.
    pub first_indent: usize,
    /// The columns left free at the others.
    pub rest_indent: usize,
}

/// One row of a text that was laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The bytes of the text that belong to this row. The rows' ranges follow one another without
    /// gaps and cover the text.
    pub range: Range<usize>,
    /// Where what is drawn ends: at `range.end`, or before the blanks that hang over the edge and
    /// the line break.
    pub end: usize,
    /// The columns left free at the beginning.
    pub indent: usize,
    /// The columns of what is drawn, without the indentation. `indent + columns` is at most the
    /// width of the layout.
    pub columns: usize,
    /// The one character of this row is wider than the row; [`Line::drawn`] gives a mark for it.
    pub too_wide: bool,
}

impl Line {
    /// What is drawn on this row, given the text that was laid out.
    pub fn drawn<'a>(&self, text: &'a str) -> &'a str {
        if self.too_wide {
            return CUT_MARK;
        }
        text.get(self.range.start..self.end).unwrap_or("")
    }
}

/// The row that shows the caret at byte `offset`, given the rows of a text.
///
/// A caret between two rows stands at the beginning of the second: what is typed there appears
/// there. Zero for a text without rows.
pub fn row_of(lines: &[Line], offset: usize) -> usize {
    lines
        .partition_point(|line| line.range.start <= offset)
        .saturating_sub(1)
}

impl Layout {
    /// Rows of `width` columns, without indentation.
    pub fn new(width: usize, ambiguous: Ambiguous) -> Self {
        Self {
            width,
            ambiguous,
            first_indent: 0,
            rest_indent: 0,
        }
    }

    /// The same with indentation, for the first line of each paragraph and for the others.
    #[must_use]
    pub fn indented(mut self, first: usize, rest: usize) -> Self {
        self.first_indent = first;
        self.rest_indent = rest;
        self
    }

    /// Breaks a text into rows.
    ///
    /// `\n` and `\r\n` end a paragraph. Lines break where Unicode and Chinese custom allow it;
    /// what has no such place and is too long for a row breaks between graphemes. Blanks at the end
    /// of a row hang: they take no columns. An empty text is one empty row; with no columns
    /// there are no rows. Where indentation would leave less than two columns, it gives way.
    pub fn wrap(&self, text: &str) -> Vec<Line> {
        let mut lines = Vec::new();
        if self.width == 0 {
            return lines;
        }
        let mut start = 0;
        for paragraph in text.split_inclusive('\n') {
            Flow::new(self, start, paragraph, &mut lines).lay_out(Goal::END);
            start += paragraph.len();
        }
        if text.is_empty() || text.ends_with('\n') {
            Flow::new(self, start, "", &mut lines).lay_out(Goal::END);
        }
        lines
    }

    /// The indentation of a line, so that at least two columns are left wherever the row has them.
    fn indent(&self, first: bool) -> usize {
        let wanted = if first {
            self.first_indent
        } else {
            self.rest_indent
        };
        wanted.min(self.width.saturating_sub(2))
    }
}

/// How much of a paragraph is to be laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    /// As many lines as there are to be in the end.
    pub lines: usize,
    /// The line that holds the byte at this offset of the paragraph.
    pub offset: usize,
}

impl Goal {
    /// All of it.
    const END: Self = Self {
        lines: usize::MAX,
        offset: usize::MAX,
    };
}

/// What must not be torn: the text from one place where a line may break to the next.
#[derive(Clone, Copy, Default)]
struct Piece {
    /// Its offset in the paragraph.
    start: usize,
    columns: usize,
    /// Its columns up to the last grapheme that does not hang.
    needed: usize,
    /// It has graphemes that do not hang.
    visible: bool,
}

/// One paragraph on its way into lines. Offsets are in the paragraph.
pub(super) struct Flow<'a> {
    layout: &'a Layout,
    /// The offset of the paragraph in the text.
    origin: usize,
    /// With the line break that ends it.
    whole: &'a str,
    /// Without.
    body: &'a str,
    lines: &'a mut Vec<Line>,
    /// The number of `"` before the first line that is still to be made is odd.
    quoted: bool,
    /// Where the current line begins, its indentation and columns so far, hanging blanks included.
    start: usize,
    indent: usize,
    columns: usize,
    /// Its columns up to the last character that does not hang.
    drawn_columns: usize,
}

impl<'a> Flow<'a> {
    /// A paragraph from its beginning.
    fn new(layout: &'a Layout, origin: usize, whole: &'a str, lines: &'a mut Vec<Line>) -> Self {
        let body = match whole.strip_suffix('\n') {
            Some(line) => line.strip_suffix('\r').unwrap_or(line),
            None => whole,
        };
        Self {
            layout,
            origin,
            whole,
            body,
            lines,
            quoted: false,
            start: 0,
            indent: layout.indent(true),
            columns: 0,
            drawn_columns: 0,
        }
    }

    /// A paragraph without line break, from behind its lines so far.
    ///
    /// The beginning of a line is all that the lines below it depend on, apart from the number of
    /// `"` before it: a piece that began on the line above and was torn goes on as one that
    /// begins here.
    pub fn resume(
        layout: &'a Layout,
        paragraph: &'a str,
        lines: &'a mut Vec<Line>,
        quoted: bool,
    ) -> Self {
        let start = lines.last().map_or(0, |line| line.range.end);
        Self {
            quoted,
            start,
            indent: layout.indent(start == 0),
            ..Self::new(layout, 0, paragraph, lines)
        }
    }

    /// Makes lines until the goal is reached, and says whether that is the end of the paragraph.
    pub fn lay_out(mut self, goal: Goal) -> bool {
        let mut piece = Piece {
            start: self.start,
            ..Piece::default()
        };
        // The piece is wider than a line, and what was read of it stands in lines already.
        let mut torn = false;
        let mut breaks = Breaks::behind(self.body, self.start, self.quoted);
        for grapheme in Graphemes::new(self.body, self.start, self.layout.ambiguous) {
            // A place inside a grapheme is none.
            if breaks.allow(grapheme.start) {
                if !torn {
                    self.place(piece, grapheme.start);
                }
                torn = false;
                piece = Piece {
                    start: grapheme.start,
                    ..Piece::default()
                };
                if self.is_reached(goal) {
                    return false;
                }
            }
            if torn {
                self.put(grapheme);
                if self.is_reached(goal) {
                    return false;
                }
                continue;
            }
            piece.columns += grapheme.columns;
            if !is_blank(grapheme.text) {
                piece.needed = piece.columns;
                piece.visible = true;
                if piece.needed > self.layout.width {
                    // How much wider it is makes no difference.
                    torn = true;
                    self.place(piece, grapheme.start + grapheme.text.len());
                }
            }
        }
        if !torn {
            self.place(piece, self.body.len());
        }
        self.end_line(self.whole.len());
        true
    }

    fn is_reached(&self, goal: Goal) -> bool {
        self.lines.len() >= goal.lines && self.start > goal.offset
    }

    /// Places a piece that ends at `end`: on this line, on a new one, or torn after all.
    fn place(&mut self, piece: Piece, end: usize) {
        if piece.needed > self.room() {
            // A row of blanks before what is torn anyway would be wasted.
            let torn = piece.needed > self.layout.width - self.layout.indent(false);
            if piece.start > self.start && !(torn && self.drawn_columns == 0) {
                self.end_line(piece.start);
            }
            if piece.needed > self.room() {
                let graphemes =
                    Graphemes::new(&self.body[..end], piece.start, self.layout.ambiguous);
                return graphemes.for_each(|grapheme| self.put(grapheme));
            }
        }
        if piece.visible {
            self.drawn_columns = self.columns + piece.needed;
        }
        self.columns += piece.columns;
    }

    /// Puts one grapheme on this line, or on a new one if it does not fit.
    fn put(&mut self, grapheme: Grapheme<'_>) {
        let blank = is_blank(grapheme.text);
        if grapheme.columns > self.room() && !blank && grapheme.start > self.start {
            self.end_line(grapheme.start);
        }
        self.columns += grapheme.columns;
        if !blank {
            self.drawn_columns = self.columns;
        }
    }

    fn room(&self) -> usize {
        (self.layout.width - self.indent).saturating_sub(self.columns)
    }

    /// Ends the current line at an offset in the paragraph and begins the next one there.
    fn end_line(&mut self, end: usize) {
        let drawn = self.body[self.start..end.min(self.body.len())].trim_end_matches(hangs);
        let too_wide = self.drawn_columns > self.layout.width - self.indent;
        self.lines.push(Line {
            range: self.origin + self.start..self.origin + end,
            end: self.origin + self.start + drawn.len(),
            indent: self.indent,
            columns: if too_wide { 1 } else { self.drawn_columns },
            too_wide,
        });
        self.start = end;
        self.indent = self.layout.indent(false);
        self.columns = 0;
        self.drawn_columns = 0;
    }
}

/// Whether a grapheme takes no columns at the end of a line.
fn is_blank(grapheme: &str) -> bool {
    match grapheme.as_bytes() {
        // Most text, told by its first byte: ASCII, and all that is above the blanks of Unicode.
        [b'!'..=b'~' | 0xe4.., ..] => false,
        _ => grapheme.chars().all(hangs),
    }
}

/// Whether a character takes no columns at the end of a line: blanks that a line may break behind.
fn hangs(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    use super::*;
    use crate::text::break_rules::break_offsets;
    use crate::text::{sanitize_lines, width_of};

    const PLAN: &str = include_str!("../../seeds/xinhuang-2021-h2.txt");

    fn rows_of<'a>(text: &'a str, layout: &Layout) -> Vec<&'a str> {
        layout
            .wrap(text)
            .iter()
            .map(|line| line.drawn(text))
            .collect()
    }

    /// The rows of a text, with a bar between them.
    fn wrap(text: &str, width: usize) -> String {
        rows_of(text, &Layout::new(width, Ambiguous::Narrow)).join("|")
    }

    #[test]
    fn chinese_breaks_anywhere_but_at_punctuation() {
        assert_eq!(wrap("强化思想政治引领。", 18), "强化思想政治引领。");
        assert_eq!(wrap("强化思想政治引领。", 17), "强化思想政治引|领。");
        assert_eq!(wrap("贯彻《中小学》要求", 6), "贯彻|《中小|学》要|求");
        assert_eq!(wrap("贯彻《中小学》要求", 8), "贯彻《中|小学》要|求");
    }

    #[test]
    fn latin_breaks_between_words_and_blanks_hang() {
        assert_eq!(wrap("a work plan", 6), "a work|plan");
        assert_eq!(wrap("a work   plan", 6), "a work|plan");
        assert_eq!(wrap("plan   ", 4), "plan");
        assert_eq!(wrap("  plan", 6), "  plan");
    }

    #[test]
    fn what_does_not_fit_breaks_between_graphemes() {
        assert_eq!(wrap("see https://a.b", 5), "see|https|://|a.b");
        assert_eq!(wrap("abcdefgh", 3), "abc|def|gh");
        assert_eq!(
            wrap("e\u{301}e\u{301}e\u{301}", 2),
            "e\u{301}e\u{301}|e\u{301}"
        );
        assert_eq!(wrap("“字。", 3), "“字|。");
        assert_eq!(wrap("  abcdef", 4), "  ab|cdef");
    }

    #[test]
    fn a_character_wider_than_the_row_gives_a_mark() {
        assert_eq!(wrap("a教b", 1), "a|⋯|b");
        assert_eq!(wrap("教 育", 1), "⋯|⋯");
        assert_eq!(wrap("教育", 0), "");
    }

    #[test]
    fn line_breaks_end_paragraphs() {
        assert_eq!(wrap("一\r\n\n二\n", 10), "一||二|");
        assert_eq!(wrap("", 10), "");
        assert_eq!(Layout::new(10, Ambiguous::Narrow).wrap("").len(), 1);
        assert_eq!(Layout::new(0, Ambiguous::Narrow).wrap("一"), []);
    }

    #[test]
    fn indentation_takes_columns_and_gives_way() {
        let layout = Layout::new(8, Ambiguous::Narrow).indented(4, 2);
        assert_eq!(
            rows_of("强化思想政治引领", &layout),
            ["强化", "思想政", "治引领"]
        );
        let indents: Vec<usize> = layout
            .wrap("强化思想\n政治引领")
            .iter()
            .map(|line| line.indent)
            .collect();
        assert_eq!(indents, [4, 2, 4, 2]);
        let narrow = Layout::new(3, Ambiguous::Narrow).indented(9, 9);
        assert_eq!(rows_of("强化", &narrow), ["强", "化"]);
    }

    #[test]
    fn ambiguous_characters_take_what_the_terminal_gives_them() {
        let text = "以“四有”为";
        assert_eq!(
            rows_of(text, &Layout::new(8, Ambiguous::Narrow)),
            ["以“四有”", "为"]
        );
        assert_eq!(
            rows_of(text, &Layout::new(8, Ambiguous::Wide)),
            ["以“四", "有”为"]
        );
    }

    #[test]
    fn a_caret_between_two_rows_belongs_to_the_second() {
        let lines = Layout::new(4, Ambiguous::Narrow).wrap("教育局\n");
        assert_eq!(lines.len(), 3);
        assert_eq!(
            [0, 5, 6, 9, 10, 99].map(|offset| row_of(&lines, offset)),
            [0, 0, 1, 1, 2, 2]
        );
        assert_eq!(row_of(&[], 0), 0);
    }

    #[test]
    fn the_real_plan_keeps_all_rules_at_all_widths() {
        let mut faults = Vec::new();
        for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
            for width in 20..=60 {
                let layout = Layout::new(width, ambiguous);
                for line in layout.wrap(PLAN) {
                    let row = line.drawn(PLAN);
                    let starts = row.starts_with([
                        ',', '.', ';', ':', '!', '?', ')', '%', '，', '、', '。', '；', '：', '！',
                        '？', '”', '’', '》', '）', '〕', '…', '·',
                    ]);
                    let ends = row.ends_with(['“', '‘', '《', '（', '(', '〔']);
                    if starts || ends || width_of(row, ambiguous) > width {
                        faults.push((width, ambiguous, row));
                    }
                }
            }
        }
        assert_eq!(faults, []);
    }

    #[test]
    fn the_real_plan_fills_its_rows() {
        // Rows that stay short by more than a character with a mark on either side, though the
        // paragraph goes on: only before what must not be torn.
        let mut torn_off = Vec::new();
        for width in 20..=60 {
            for pair in Layout::new(width, Ambiguous::Narrow).wrap(PLAN).windows(2) {
                let ended = PLAN[pair[0].range.clone()].ends_with('\n');
                if !ended && pair[0].columns + 5 < width {
                    torn_off.push(pair[1].drawn(PLAN).chars().take(6).collect::<String>());
                }
            }
        }
        torn_off.sort();
        torn_off.dedup();
        assert_eq!(torn_off, ["〔2020〕"]);
    }

    fn any_layout() -> impl Strategy<Value = Layout> {
        let ambiguous = prop_oneof![Just(Ambiguous::Narrow), Just(Ambiguous::Wide)];
        (0_usize..16, ambiguous, 0_usize..6, 0_usize..6).prop_map(
            |(width, ambiguous, first, rest)| Layout::new(width, ambiguous).indented(first, rest),
        )
    }

    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[教育，。、《》（）“”\"'’—…·～,.:;!?() a-c0-3%\u{301}👍\u{3000}\u{2002}\n]{0,60}",
            ".{0,30}".prop_map(|text| sanitize_lines(&text).into_owned()),
            "(\\PC|\n|\r\n|\t|\u{85}|\u{2028}){0,30}",
        ]
    }

    proptest! {
        #[test]
        fn rows_cover_the_text(text in any_text(), layout in any_layout()) {
            let lines = layout.wrap(&text);
            let mut end = 0;
            for line in &lines {
                prop_assert_eq!(line.range.start, end);
                end = line.range.end;
                prop_assert!(line.too_wide || line.end <= line.range.end);
                let dropped = &text[line.end..line.range.end];
                prop_assert!(dropped.chars().all(char::is_whitespace), "{dropped:?}");
            }
            prop_assert_eq!(end, if layout.width == 0 { 0 } else { text.len() });
        }

        #[test]
        fn no_row_is_wider_than_allowed(text in any_text(), layout in any_layout()) {
            for line in layout.wrap(&text) {
                prop_assert!(line.indent + line.columns <= layout.width);
                prop_assert_eq!(width_of(line.drawn(&text), layout.ambiguous), line.columns);
            }
        }

        #[test]
        fn rows_end_only_where_the_next_piece_does_not_fit(
            text in any_text(),
            layout in any_layout(),
        ) {
            let text = text.replace(['\n', '\r'], "");
            let graphemes: Vec<usize> = text
                .grapheme_indices(true)
                .map(|(start, grapheme)| start + grapheme.len())
                .collect();
            let breaks: Vec<usize> = break_offsets(&text)
                .into_iter()
                .filter(|offset| graphemes.contains(offset))
                .collect();
            for pair in layout.wrap(&text).windows(2) {
                let start = pair[1].range.start;
                let ends = if breaks.contains(&start) { &breaks } else { &graphemes };
                let next = ends.iter().find(|&&end| end > start).copied().unwrap_or(text.len());
                let longer = text[pair[0].range.start..next].trim_end_matches(hangs);
                prop_assert!(pair[0].indent + width_of(longer, layout.ambiguous) > layout.width);
            }
        }
    }
}
