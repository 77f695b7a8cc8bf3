//! The text that is being written: paragraphs with their rows.
//!
//! Owns the places in it, the steps between them, and the one way in which it changes. Paragraphs
//! are kept apart, so that an edit costs what its paragraph costs, and of a long one what is near
//! the edit costs. Knows no caret and no window.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::{
    Layout, Line, Rows, Shown, boundary_after, boundary_at, boundary_before, grapheme_width,
    is_boundary, width_of, word_after, word_before,
};

/// A place between two characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub paragraph: usize,
    /// Bytes of what is kept of the paragraph.
    pub offset: usize,
}

/// A row of the layout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub paragraph: usize,
    pub row: usize,
}

/// What ends with a line feed, or with the text.
#[derive(Clone, Debug)]
struct Paragraph {
    line: Shown,
    rows: Rows,
}

/// Paragraphs, at least one.
#[derive(Clone, Debug)]
pub(super) struct Body {
    paragraphs: Vec<Paragraph>,
    layout: Layout,
    /// The length of the text.
    bytes: usize,
}

impl Body {
    /// A text whose lines end in `\n` only.
    pub fn new(text: &str, layout: Layout) -> Self {
        Self {
            paragraphs: text
                .split('\n')
                .map(|line| Paragraph::new(line, layout))
                .collect(),
            layout,
            bytes: text.len(),
        }
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.slice(Place::default(), self.end())
    }

    /// Its length in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What stands in the lines, one after the other.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.paragraphs
            .iter()
            .map(|paragraph| paragraph.line.kept())
    }

    /// The line of a place.
    pub fn line(&self, place: Place) -> &str {
        self.paragraphs[place.paragraph].line.kept()
    }

    /// The end of the text.
    pub fn end(&self) -> Place {
        let paragraph = self.paragraphs.len() - 1;
        Place {
            paragraph,
            offset: self.paragraphs[paragraph].line.kept().len(),
        }
    }

    fn slice(&self, start: Place, end: Place) -> String {
        let mut text = String::new();
        for paragraph in start.paragraph..=end.paragraph {
            let kept = self.paragraphs[paragraph].line.kept();
            let to = if paragraph == end.paragraph {
                end.offset
            } else {
                kept.len()
            };
            if paragraph == start.paragraph {
                text.push_str(&kept[start.offset..to]);
            } else {
                text.push('\n');
                text.push_str(&kept[..to]);
            }
        }
        text
    }

    /// Puts other text in the place of a part, and gives what was there. The text changes in no
    /// other way.
    pub fn replace(&mut self, range: Range<Place>, with: &str) -> String {
        let Range { start, end } = range;
        let removed = self.slice(start, end);
        self.bytes = self.bytes - removed.len() + with.len();
        if start.paragraph == end.paragraph && !with.contains('\n') {
            self.paragraphs[start.paragraph].replace(start.offset..end.offset, with);
            return removed;
        }
        let layout = self.layout;
        let tail = self.paragraphs[end.paragraph].split_off(end.offset);
        self.paragraphs.drain(start.paragraph + 1..=end.paragraph);
        let first = &mut self.paragraphs[start.paragraph];
        let rest = start.offset..first.line.kept().len();
        let mut lines = with.split('\n');
        first.replace(rest, lines.next().unwrap_or(""));
        let mut new: Vec<Paragraph> = lines.map(|line| Paragraph::new(line, layout)).collect();
        new.last_mut().unwrap_or(first).append(tail);
        let behind = start.paragraph + 1;
        self.paragraphs.splice(behind..behind, new);
        removed
    }

    /// Where a text that begins at `start` ends.
    pub fn end_of(start: Place, text: &str) -> Place {
        match text.rfind('\n') {
            None => Place {
                offset: start.offset + text.len(),
                ..start
            },
            Some(last) => Place {
                paragraph: start.paragraph + text.bytes().filter(|&byte| byte == b'\n').count(),
                offset: text.len() - last - 1,
            },
        }
    }
}

impl Paragraph {
    fn new(line: &str, layout: Layout) -> Self {
        Self {
            line: Shown::new(line.to_owned()),
            rows: Rows::new(layout),
        }
    }

    fn append(&mut self, tail: Shown) {
        let end = self.line.kept().len();
        if end == 0 {
            self.line = tail;
            self.rows.cut("", 0);
        } else {
            self.replace(end..end, tail.kept());
        }
    }

    fn replace(&mut self, range: Range<usize>, with: &str) {
        let same = self.line.replace(range, with);
        self.rows.cut(self.line.shown(), same);
    }

    fn split_off(&mut self, offset: usize) -> Shown {
        let (tail, same) = self.line.split_off(offset);
        self.rows.cut(self.line.shown(), same);
        tail
    }
}

// Steps: from a place between graphemes to another one.
impl Body {
    /// Whether a caret may stand here.
    pub fn is_boundary(&self, place: Place) -> bool {
        is_boundary(self.line(place), place.offset)
    }

    /// One grapheme, or the line feed, back.
    pub fn before(&self, place: Place) -> Option<Place> {
        self.back(place, boundary_before)
    }

    /// One grapheme, or the line feed, on.
    pub fn after(&self, place: Place) -> Option<Place> {
        self.on(place, boundary_after)
    }

    /// One word, or the line feed, back.
    pub fn word_before(&self, place: Place) -> Option<Place> {
        self.back(place, word_before)
    }

    /// One word, or the line feed, on.
    pub fn word_after(&self, place: Place) -> Option<Place> {
        self.on(place, word_after)
    }

    fn back(&self, place: Place, step: impl Fn(&str, usize) -> usize) -> Option<Place> {
        if place.offset > 0 {
            let offset = step(self.line(place), place.offset);
            return Some(Place { offset, ..place });
        }
        let paragraph = place.paragraph.checked_sub(1)?;
        let offset = self.paragraphs[paragraph].line.kept().len();
        Some(Place { paragraph, offset })
    }

    fn on(&self, place: Place, step: impl Fn(&str, usize) -> usize) -> Option<Place> {
        let line = self.line(place);
        if place.offset < line.len() {
            let offset = step(line, place.offset);
            return Some(Place { offset, ..place });
        }
        let paragraph = place.paragraph + 1;
        (paragraph < self.paragraphs.len()).then_some(Place {
            paragraph,
            offset: 0,
        })
    }
}

// Rows: where places are seen.
impl Body {
    /// Takes another layout. Paragraphs are laid out when somebody looks at them.
    pub fn set_layout(&mut self, layout: Layout) {
        self.layout = layout;
    }

    fn rows(&mut self, paragraph: usize) -> (&Shown, &mut Rows) {
        let layout = self.layout;
        let Paragraph { line, rows } = &mut self.paragraphs[paragraph];
        rows.set_layout(layout);
        (line, rows)
    }

    /// The row that shows a caret at this place.
    pub fn spot_of(&mut self, place: Place) -> Spot {
        let shown = self.to_shown(place);
        self.spot_at(place.paragraph, shown)
    }

    /// The row with a byte of what is shown of a paragraph.
    pub fn spot_at(&mut self, paragraph: usize, shown: usize) -> Spot {
        let (line, rows) = self.rows(paragraph);
        Spot {
            paragraph,
            row: rows.row_at(line.shown(), shown),
        }
    }

    /// Where a place lies in what is shown of its paragraph.
    pub fn to_shown(&self, place: Place) -> usize {
        self.paragraphs[place.paragraph].line.to_shown(place.offset)
    }

    /// The place that lies at a byte of what is shown of a paragraph.
    pub fn to_kept(&self, paragraph: usize, shown: usize) -> Place {
        let line = &self.paragraphs[paragraph].line;
        let offset = line.to_kept(shown.min(line.shown().len()));
        Place {
            paragraph,
            offset: boundary_at(line.kept(), offset),
        }
    }

    fn row(&mut self, spot: Spot) -> Option<Line> {
        let (line, rows) = self.rows(spot.paragraph);
        rows.row(line.shown(), spot.row).cloned()
    }

    /// Where a row begins in what is shown of its paragraph.
    pub fn start_of(&mut self, spot: Spot) -> usize {
        self.row(spot).map_or(0, |line| line.range.start)
    }

    /// The row above.
    pub fn above(&mut self, spot: Spot) -> Option<Spot> {
        if let Some(row) = spot.row.checked_sub(1) {
            return Some(Spot { row, ..spot });
        }
        let paragraph = spot.paragraph.checked_sub(1)?;
        let (line, rows) = self.rows(paragraph);
        let row = rows.count(line.shown()).saturating_sub(1);
        Some(Spot { paragraph, row })
    }

    /// The row below.
    pub fn below(&mut self, spot: Spot) -> Option<Spot> {
        let next = Spot {
            row: spot.row + 1,
            ..spot
        };
        if self.row(next).is_some() {
            return Some(next);
        }
        let paragraph = spot.paragraph + 1;
        (paragraph < self.paragraphs.len()).then_some(Spot { paragraph, row: 0 })
    }

    /// The row so many rows above, as far as there are.
    pub fn higher(&mut self, spot: Spot, rows: usize) -> Spot {
        let mut spot = spot;
        for _ in 0..rows {
            match self.above(spot) {
                Some(above) => spot = above,
                None => break,
            }
        }
        spot
    }

    /// This row and those below it, so many altogether, as far as there are.
    pub fn from(&mut self, spot: Spot, count: usize) -> Vec<Spot> {
        let mut spots = Vec::new();
        let mut next = (count > 0).then_some(spot);
        if count > 0 {
            // All rows of the paragraph at once: each beginning costs something.
            self.row(Spot {
                row: spot.row.saturating_add(count),
                ..spot
            });
        }
        while let Some(spot) = next {
            spots.push(spot);
            if spots.len() == count {
                break;
            }
            next = self.below(spot);
        }
        spots
    }

    /// How many rows of all paragraphs were laid out.
    #[cfg(test)]
    pub fn known_rows(&self) -> usize {
        let known = |paragraph: &Paragraph| paragraph.rows.known().len();
        self.paragraphs.iter().map(known).sum()
    }

    /// What is drawn on a row that was laid out and has not changed since.
    pub fn drawn(&self, spot: Spot) -> &str {
        let Some(Paragraph { line, rows }) = self.paragraphs.get(spot.paragraph) else {
            return "";
        };
        rows.known()
            .get(spot.row)
            .map_or("", |row| row.drawn(line.shown()))
    }

    /// The column of a place in the row that shows it, hanging blanks counted.
    pub fn column_of(&mut self, place: Place) -> usize {
        let spot = self.spot_of(place);
        let Some(row) = self.row(spot) else {
            return 0;
        };
        let shown = self.to_shown(place);
        let before = &self.paragraphs[place.paragraph].line.shown()[row.range.start..shown];
        if row.too_wide {
            return usize::from(!before.is_empty());
        }
        width_of(before, self.layout.ambiguous)
    }

    /// The place on a row in front of the grapheme in this column, or the last one on the row.
    ///
    /// Where a mark goes over several rows, the place before it, which may be above.
    pub fn place_at(&mut self, spot: Spot, column: usize) -> Place {
        let Some(row) = self.row(spot) else {
            return Place {
                paragraph: spot.paragraph,
                offset: 0,
            };
        };
        let is_last = self
            .row(Spot {
                row: spot.row + 1,
                ..spot
            })
            .is_none();
        let ambiguous = self.layout.ambiguous;
        let text = self.paragraphs[spot.paragraph].line.shown();
        let mut columns = 0;
        let mut last = row.range.start;
        for (start, grapheme) in text[row.range.start..row.end].grapheme_indices(true) {
            last = row.range.start + start;
            columns += grapheme_width(grapheme, ambiguous);
            if columns > column {
                return self.nearest(spot, last);
            }
        }
        let shown = if is_last {
            // Behind the blanks too that hang.
            row.range.end
        } else if row.end < row.range.end {
            row.end
        } else {
            // Behind it begins the next row.
            last
        };
        self.nearest(spot, shown)
    }

    /// The first place on a row; the one before it where the row shows the middle of a mark only.
    pub fn first_place(&mut self, spot: Spot) -> Place {
        let start = self.start_of(spot);
        self.nearest(spot, start)
    }

    /// The place at a byte of what is shown on a row: before the mark if it is inside of one, or
    /// behind it if only that is on this row.
    fn nearest(&mut self, spot: Spot, shown: usize) -> Place {
        let start = self.start_of(spot);
        let place = self.to_kept(spot.paragraph, shown);
        if self.to_shown(place) < start
            && let Some(next) = self.after(place)
            && self.spot_of(next) == spot
        {
            return next;
        }
        place
    }
}
