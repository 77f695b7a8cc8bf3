//! Wrapped lines with roles: what every scrolled page is made of.

use super::pen::{Pen, narrow};
use super::theme::Role;
use std::ops::Range;

use crate::app::{Item, Scroll};
use crate::language::Language;
use crate::text::{
    Ambiguous, Layout, cut, excerpt, is_joined_by_blank, sanitize, sanitize_lines, width_of,
};
use ratatui::layout::Rect;

/// What everything on a page depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paper {
    pub ambiguous: Ambiguous,
    pub language: Language,
    /// Whether words that went and words that came need marks around them, as no colour tells them apart.
    pub needs_marks: bool,
}

impl Paper {
    pub fn width(self, text: &str) -> usize {
        width_of(text, self.ambiguous)
    }
}

/// Some words in one look. Sanitized.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub text: String,
    pub role: Role,
    /// It begins with a blank that is there for the ground alone.
    is_chip: bool,
    /// Which item of the page it belongs to, as an index.
    item: Option<usize>,
}

impl Piece {
    /// Own words, or words that are sanitized already.
    pub fn new(text: impl Into<String>, role: Role) -> Self {
        Self {
            text: text.into(),
            role,
            is_chip: false,
            item: None,
        }
    }

    /// Words, sanitized already, on a ground of their own with a blank at either side.
    pub fn chip(words: &str, role: Role) -> Self {
        Self {
            is_chip: true,
            ..Self::new(format!(" {words} "), role)
        }
    }

    /// The columns by which it begins before `column`, so that words stand under words: one for a chip, where
    /// that leaves a blank before it.
    fn ahead(&self, column: usize) -> usize {
        usize::from(self.is_chip && column >= 2)
    }

    /// Words from outside.
    pub fn outside(text: &str, role: Role) -> Self {
        Self::new(sanitize(text), role)
    }
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub indent: usize,
    pub pieces: Vec<Piece>,
}

/// Lines of a width.
#[derive(Clone, Debug)]
pub(super) struct Page {
    paper: Paper,
    width: usize,
    pub lines: Vec<Line>,
    /// What can be selected on it, in order.
    items: Vec<Item>,
    /// The item that lines are being put down for.
    current: Option<usize>,
}

impl Page {
    pub fn new(paper: Paper, width: u16) -> Self {
        Self {
            paper,
            width: width.into(),
            lines: Vec::new(),
            items: Vec::new(),
            current: None,
        }
    }

    /// What is put down by `make` belongs to an item.
    pub fn item(&mut self, item: Item, make: impl FnOnce(&mut Self)) {
        self.current = Some(self.items.len());
        self.items.push(item);
        make(self);
        self.current = None;
    }

    /// The lines that an item takes; none where it is not on the page.
    pub fn lines_of(&self, item: &Item) -> Option<Range<usize>> {
        let index = self.items.iter().position(|known| known == item);
        let has = |line: &&Line| line.pieces.iter().any(|piece| piece.item == index);
        let first = self.lines.iter().position(|line| has(&line));
        let count = |first: usize| self.lines[first..].iter().take_while(has).count();
        index.and(first).map(|first| first..first + count(first))
    }

    /// The item at a cell of the page; `column` is counted from its left edge.
    pub fn item_at(&self, line: usize, column: usize) -> Option<&Item> {
        let line = self.lines.get(line)?;
        let mut end = line.indent;
        let under = line.pieces.iter().find(|piece| {
            end += self.paper.width(&piece.text);
            column < end
        });
        // Behind the end of a line its last item is meant.
        let piece = under.or(line.pieces.last())?;
        self.items.get(piece.item?)
    }

    pub fn push(&mut self, mut line: Line) {
        for piece in &mut line.pieces {
            piece.item = piece.item.or(self.current);
        }
        self.lines.push(line);
    }

    pub fn language(&self) -> Language {
        self.paper.language
    }

    pub fn paper(&self) -> Paper {
        self.paper
    }

    /// The columns of a line.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The columns that a text takes.
    pub fn width_of(&self, text: &str) -> usize {
        self.paper.width(text)
    }

    /// An empty line, never two, and never at the top.
    pub fn blank(&mut self) {
        if self
            .lines
            .last()
            .is_some_and(|line| !line.pieces.is_empty())
        {
            self.lines.push(Line::default());
        }
    }

    /// Text of one or several lines from outside, wrapped.
    pub fn outside(&mut self, text: &str, role: Role, indent: usize) {
        self.text(&sanitize_lines(text), role, indent);
    }

    /// Words from outside, wrapped to at most so many lines, of which the last is cut where more would follow.
    pub fn outside_within(&mut self, text: &str, role: Role, most: usize) {
        let text = sanitize(text);
        let rows = Layout::new(self.width, self.paper.ambiguous).wrap(&text);
        for (index, row) in rows.iter().take(most).enumerate() {
            let words = if index + 1 == most && rows.len() > most {
                cut(&text[row.range.start..], self.width, self.paper.ambiguous)
            } else {
                row.drawn(&text).into()
            };
            self.pieces(vec![Piece::new(words, role)]);
        }
    }

    /// Own words, or words that are sanitized already, wrapped.
    pub fn text(&mut self, text: &str, role: Role, indent: usize) {
        self.hanging(&[], text, role, indent);
    }

    /// Wrapped text behind some words, with all later lines under its own beginning.
    ///
    /// `before` stands in the first `indent` columns; where it is wider, the text begins behind it.
    pub fn hanging(&mut self, before: &[Piece], text: &str, role: Role, indent: usize) {
        let head: usize = before
            .iter()
            .map(|piece| self.paper.width(&piece.text))
            .sum();
        // A narrow pane has no columns to give away.
        let indent = indent.min(self.width / 2);
        let first = if before.is_empty() {
            indent
        } else {
            head.max(indent)
        };
        if first + 2 > self.width && !before.is_empty() {
            self.pieces(before.to_vec());
            return self.hanging(&[], text, role, indent.min(2));
        }
        let layout = Layout::new(self.width, self.paper.ambiguous).indented(first, indent);
        for (index, row) in layout.wrap(text).iter().enumerate() {
            let mut line = Line {
                indent: row.indent,
                pieces: Vec::new(),
            };
            if index == 0 && !before.is_empty() {
                line.indent = 0;
                line.pieces.extend_from_slice(before);
                let gap = row.indent.saturating_sub(head);
                line.pieces.push(Piece::new(" ".repeat(gap), Role::Text));
            }
            line.pieces.push(Piece::new(row.drawn(text), role));
            self.push(line);
        }
    }

    /// A text of one sentence a line, joined to paragraphs and wrapped; each sentence is an item. Between
    /// paragraphs, and before the first, an empty line.
    pub fn sentences(&mut self, text: &str, role: Role) {
        let mut paragraph: Vec<(usize, Range<usize>)> = Vec::new();
        let mut joined = String::new();
        let mut before = "";
        for (index, line) in text.split('\n').map(str::trim).enumerate() {
            if line.is_empty() {
                self.paragraph(
                    &std::mem::take(&mut joined),
                    &std::mem::take(&mut paragraph),
                    role,
                );
                continue;
            }
            if !joined.is_empty() && is_joined_by_blank(before, line) {
                joined.push(' ');
            }
            let start = joined.len();
            joined.push_str(&sanitize(line));
            paragraph.push((index, start..joined.len()));
            before = line;
        }
        self.paragraph(&joined, &paragraph, role);
    }

    fn paragraph(&mut self, text: &str, sentences: &[(usize, Range<usize>)], role: Role) {
        if text.is_empty() {
            return;
        }
        self.blank();
        let first = self.items.len();
        let items = sentences.iter().map(|(line, _)| Item::Sentence(*line));
        self.items.extend(items);
        // Rows and sentences both go forward: which sentence a row begins in is known from the row above.
        let ends = sentences.iter().map(|(_, sentence)| sentence.end);
        let mut ends = ends.enumerate().peekable();
        for row in Layout::new(self.width, self.paper.ambiguous).wrap(text) {
            let mut line = Line {
                indent: row.indent,
                pieces: Vec::new(),
            };
            if row.too_wide {
                line.pieces.push(Piece::new(row.drawn(text), role));
                self.push(line);
                continue;
            }
            let mut at = row.range.start;
            while let Some(&(index, sentence_end)) = ends.peek() {
                let end = sentence_end.min(row.end);
                // A blank between two sentences goes with the second.
                if at < end {
                    let mut piece = Piece::new(&text[at..end], role);
                    piece.item = Some(first + index);
                    line.pieces.push(piece);
                    at = end;
                }
                if sentence_end > row.end {
                    break;
                }
                ends.next();
            }
            self.push(line);
        }
    }

    /// Pieces one behind the other with two blanks between, going on below the first where they do
    /// not fit. A piece that is wider than a line is wrapped, on lines of its own.
    pub fn flow(&mut self, indent: usize, pieces: impl IntoIterator<Item = Piece>) {
        let indent = indent.min(self.width / 2);
        let empty = Line {
            indent,
            pieces: Vec::new(),
        };
        let mut line = empty.clone();
        let mut used = indent;
        for piece in pieces {
            let width = self.paper.width(&piece.text);
            if indent + width > self.width {
                if !line.pieces.is_empty() {
                    let full = std::mem::replace(&mut line, empty.clone());
                    self.push(full);
                }
                self.text(&piece.text, piece.role, indent);
                used = indent;
                continue;
            }
            if !line.pieces.is_empty() {
                if used + 2 + width > self.width {
                    let full = std::mem::replace(&mut line, empty.clone());
                    self.push(full);
                    used = indent;
                } else {
                    line.pieces.push(Piece::new("  ", Role::Text));
                    used += 2;
                }
            }
            if line.pieces.is_empty() {
                // Words under words.
                line.indent = indent - piece.ahead(indent);
                used = line.indent;
            }
            used += width;
            line.pieces.push(piece);
        }
        if !line.pieces.is_empty() {
            self.push(line);
        }
    }

    /// A line of a file with carets under what is meant, not wrapped.
    pub fn excerpt(&mut self, line: &str, meant: Range<usize>, role: Role, indent: usize) {
        let columns = self.width.saturating_sub(indent);
        let shown = excerpt(line, meant, columns, self.paper.ambiguous);
        for text in [shown.line, shown.caret] {
            let pieces = vec![Piece::new(text, role)];
            self.push(Line { indent, pieces });
        }
    }

    /// A line as it is.
    pub fn pieces(&mut self, pieces: Vec<Piece>) {
        self.push(Line { indent: 0, pieces });
    }

    /// A label and a value, values standing under one another at column `column`.
    pub fn field(&mut self, label: &str, column: usize, value: &str, role: Role) {
        let label = [Piece::new(label, Role::Quiet)];
        self.hanging(&label, &sanitize(value), role, column);
    }

    /// A label and some pieces, going on below the first where they do not fit.
    pub fn field_of(&mut self, label: &str, column: usize, value: Vec<Piece>) {
        let column = column.min(self.width / 2);
        let mut pieces = vec![Piece::new(label, Role::Quiet)];
        let mut used = self.paper.width(label);
        let mut is_first = true;
        for piece in value {
            let width = self.paper.width(&piece.text);
            if !is_first && used + 1 + width > self.width {
                self.pieces(std::mem::take(&mut pieces));
                used = 0;
                is_first = true;
            }
            let gap = match column.saturating_sub(used) {
                _ if !is_first => 1,
                0 => usize::from(used > 0),
                gap => gap - piece.ahead(gap),
            };
            pieces.push(Piece::new(" ".repeat(gap), Role::Text));
            used += gap + width;
            pieces.push(piece);
            is_first = false;
        }
        self.pieces(pieces);
    }

    /// Draws the lines that the window shows.
    pub fn render(&self, top: usize, area: Rect, pen: &mut Pen<'_>) {
        self.render_with(None, top, area, pen);
    }

    /// Draws the lines that the window shows, with an item selected: its words stand out, and a bar runs
    /// along it in the column before the page, where there is one.
    pub fn render_with(&self, selected: Option<&Item>, top: usize, area: Rect, pen: &mut Pen<'_>) {
        let selected = selected.and_then(|item| self.items.iter().position(|one| one == item));
        for (line, y) in self.lines.iter().skip(top).zip(area.top()..area.bottom()) {
            let mut x = area.x + narrow(line.indent).min(area.width);
            let mut has_selected = false;
            for piece in &line.pieces {
                let is_selected = selected.is_some() && piece.item == selected;
                has_selected |= is_selected;
                let is_plain = matches!(piece.role, Role::Text | Role::Strong | Role::Quiet);
                let role = match piece.role {
                    // Chips keep their colours.
                    _ if is_selected && is_plain && !piece.text.trim().is_empty() => Role::Selected,
                    role => role,
                };
                // At the edge the blank of a chip stands in the margin, its words under other words.
                let ahead = u16::from(piece.is_chip && x == area.x && x > 0);
                let room = area.right().saturating_sub(x);
                x += pen.put(x - ahead, y, room, &piece.text, role);
            }
            if has_selected && area.x > 0 {
                let bar = Rect {
                    x: area.x - 1,
                    y,
                    width: 1,
                    height: 1,
                };
                pen.paint(bar, Role::Selected);
            }
        }
    }
}

/// A page that is made again only when what it depends on changed.
#[derive(Debug)]
pub(super) struct Cached<K> {
    made: Option<(K, Page)>,
}

impl<K> Default for Cached<K> {
    fn default() -> Self {
        Self { made: None }
    }
}

impl<K: PartialEq> Cached<K> {
    pub fn settle(&mut self, key: K, make: impl FnOnce() -> Page) -> &Page {
        let kept = self.made.take().filter(|(made, _)| *made == key);
        &self.made.insert(kept.unwrap_or_else(|| (key, make()))).1
    }

    pub fn page(&self) -> Option<&Page> {
        self.made.as_ref().map(|(_, page)| page)
    }

    pub fn length(&self) -> usize {
        self.page().map_or(0, |page| page.lines.len())
    }
}

/// A page in a window, with a line below that says how much is left where it does not fit.
pub(super) fn render_scrolled(
    page: &Page,
    selected: Option<&Item>,
    scroll: Scroll,
    area: Rect,
    hint: &str,
    pen: &mut Pen<'_>,
) {
    let text = Rect {
        height: narrow(scroll.rows()).min(area.height),
        ..area
    };
    page.render_with(selected, scroll.top(), text, pen);
    if scroll.has_more() && text.bottom() < area.bottom() {
        pen.put(area.x, text.bottom(), area.width, hint, Role::Quiet);
    }
}

/// How many lines of an area show a page of this length: a last one is kept for the hint where needed.
pub(super) fn rows_for(length: usize, height: u16) -> usize {
    let height = usize::from(height);
    if length > height && height > 1 {
        height - 1
    } else {
        height
    }
}
