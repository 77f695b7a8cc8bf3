//! Output for people: lines of text, wrapped and coloured on a terminal, plain in a pipe.
//!
//! Owns the boundary that text from outside passes: every piece is sanitized as it is put in.

use std::borrow::Cow;

use super::session::Session;
use crate::report::{Line, Role};
use crate::text::{self, Ambiguous, Layout};

/// The widest lines of running text, in columns: longer ones are hard to read.
const WIDEST: usize = 100;

/// How a piece of text stands out. Never the only sign of anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    #[default]
    Plain,
    Strong,
    /// Something is wrong or late.
    Bad,
    /// Something wants attention.
    Warning,
    Good,
    /// Words that were there before. Without colour they stand between marks.
    Gone,
    /// Words that were not there before. Without colour they stand between marks.
    New,
}

impl Style {
    /// Select Graphic Rendition, by the 16 colours that people have set to their liking.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Bad => Some("1;31"),
            Self::Warning => Some("33"),
            Self::Good => Some("32"),
            // The stroke tells them apart for those to whom red and green are one.
            Self::Gone => Some("9;31"),
            Self::New => Some("4;32"),
        }
    }

    fn of_role(role: Role) -> Self {
        match role {
            Role::Plain => Self::Plain,
            Role::Strong => Self::Strong,
            Role::Bad => Self::Bad,
            Role::Warning => Self::Warning,
            Role::Good => Self::Good,
            Role::Gone => Self::Gone,
            Role::New => Self::New,
        }
    }
}

/// Text for standard output.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    colour: bool,
    columns: Option<usize>,
}

impl Page {
    pub fn new(session: &Session) -> Self {
        Self {
            text: String::new(),
            colour: session.colour,
            columns: session.columns,
        }
    }

    /// The columns of the terminal, if there is one.
    pub fn columns(&self) -> Option<usize> {
        self.columns
    }

    /// Adds to the line. A line break in the text is shown as a mark.
    pub fn put(&mut self, style: Style, text: &str) {
        self.put_safe(style, &text::sanitize(text));
    }

    /// Adds text that was sanitized already.
    pub fn put_safe(&mut self, style: Style, shown: &str) {
        match style.code().filter(|_| self.colour && !shown.is_empty()) {
            Some(code) => {
                for part in ["\x1b[", code, "m", shown, "\x1b[0m"] {
                    self.text.push_str(part);
                }
            }
            None => self.text.push_str(shown),
        }
    }

    /// Ends the line, without blanks at its end.
    pub fn end(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// A line of one piece.
    pub fn line(&mut self, text: &str) {
        self.put(Style::Plain, text);
        self.end();
    }

    /// An empty line, unless the page is empty or ends in one.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Text that is kept with one sentence a line, joined for reading: wrapped to the terminal, in a
    /// pipe one line a paragraph. `indent` in columns.
    pub fn paragraphs(&mut self, indent: usize, sentences: &str) {
        for (index, paragraph) in text::join_lines(sentences).iter().enumerate() {
            if index > 0 {
                self.end();
            }
            self.wrapped(Style::Plain, indent, indent, paragraph);
        }
    }

    /// One paragraph, the first line indented by `first` columns and the others by `rest`.
    pub fn wrapped(&mut self, style: Style, first: usize, rest: usize, paragraph: &str) {
        self.put_safe(Style::Plain, &" ".repeat(first));
        self.hanging(style, first, rest, paragraph);
    }

    /// Names and values under each other; long values are wrapped in their column.
    pub fn fields(&mut self, fields: &[(Cow<'static, str>, Style, String)]) {
        let width = fields.iter().map(|(name, ..)| measured(name).1).max();
        let indent = width.unwrap_or(0) + 2;
        for (name, style, value) in fields {
            self.put(Style::Plain, name);
            self.put_safe(Style::Plain, &" ".repeat(indent - measured(name).1));
            self.hanging(*style, indent, indent, value);
        }
    }

    /// A line of a report, wrapped. A line without pieces is an empty line.
    pub fn report_line(&mut self, line: &Line) {
        let mut shown = String::new();
        // Where each piece ends in what is shown.
        let mut pieces = Vec::new();
        for piece in &line.pieces {
            let text = text::sanitize(&piece.text);
            let (before, behind) = match self.colour {
                true => ("", ""),
                false => piece.role.marks(),
            };
            for part in [before, &text, behind] {
                shown.push_str(part);
            }
            pieces.push((shown.len(), Style::of_role(piece.role)));
        }
        let rows = match self.columns {
            Some(columns) => Layout::new(columns.min(WIDEST), Ambiguous::Narrow)
                .indented(line.first, line.rest)
                .wrap(&shown)
                .into_iter()
                .map(|row| (row.indent, row.range.start..row.end))
                .collect(),
            None => vec![(line.first, 0..shown.len())],
        };
        for (indent, row) in rows {
            self.put_safe(Style::Plain, &" ".repeat(indent));
            let mut start = 0;
            for &(end, style) in &pieces {
                let part = start.max(row.start)..end.min(row.end);
                if let Some(part) = shown.get(part) {
                    self.put_safe(style, part);
                }
                start = end;
            }
            self.end();
        }
    }

    /// A paragraph that goes on in a line of which `used` columns are taken.
    fn hanging(&mut self, style: Style, used: usize, indent: usize, paragraph: &str) {
        let shown = text::sanitize(paragraph);
        let Some(columns) = self.columns else {
            self.put_safe(style, &shown);
            self.end();
            return;
        };
        let layout = Layout::new(columns.min(WIDEST), Ambiguous::Narrow).indented(used, indent);
        for (index, line) in layout.wrap(&shown).iter().enumerate() {
            if index > 0 {
                self.put_safe(Style::Plain, &" ".repeat(line.indent));
            }
            self.put_safe(style, line.drawn(&shown));
            self.end();
        }
    }

    pub fn into_text(self) -> String {
        self.text
    }
}

/// Sanitized text and its columns.
pub(super) fn measured(text: &str) -> (Cow<'_, str>, usize) {
    let shown = text::sanitize(text);
    let columns = text::width_of(&shown, Ambiguous::Narrow);
    (shown, columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(columns: Option<usize>, colour: bool) -> Page {
        Page {
            text: String::new(),
            colour,
            columns,
        }
    }

    fn line() -> Line {
        Line::indented(2, 4)
            .with(Role::Plain, "落实")
            .with(Role::Gone, "三会\u{1b}[0m制度，")
            .with(Role::New, "主题党日制度")
            .with(Role::Plain, "。")
    }

    #[test]
    fn words_gone_and_new_are_told_apart_with_and_without_colour() {
        let mut plain = page(None, false);
        plain.report_line(&line());
        let expected = "  落实[-三会^[[0m制度，-]{+主题党日制度+}。\n";
        assert_eq!(plain.into_text(), expected);
        let mut colours = page(Some(80), true);
        colours.report_line(&line());
        let expected =
            "  落实\u{1b}[9;31m三会^[[0m制度，\u{1b}[0m\u{1b}[4;32m主题党日制度\u{1b}[0m。\n";
        assert_eq!(colours.into_text(), expected);
    }

    /// On any terminal the rows fit, begin with no stop, and say the same as on one line.
    #[test]
    fn a_line_of_a_report_is_wrapped_as_chinese_is() {
        for columns in 12..60 {
            let mut narrow = page(Some(columns), false);
            narrow.report_line(&line());
            let shown = narrow.into_text();
            for row in shown.lines() {
                assert!(
                    text::width_of(row, Ambiguous::Narrow) <= columns,
                    "{columns}: {row}"
                );
                assert!(
                    !row.trim_start().starts_with(['，', '。']),
                    "{columns}: {row}"
                );
            }
            let joined: String = shown.lines().map(str::trim_start).collect();
            assert_eq!(joined, "落实[-三会^[[0m制度，-]{+主题党日制度+}。");
        }
    }
}
