//! Lines and columns of places in a text.

use std::cell::Cell;
use std::ops::Range;

/// The line starts of a text, to look up many places in it.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Where was looked last, and how many characters of its line stand before it: problems come in
    /// order, and there may be many on one long line.
    last: Cell<(usize, usize)>,
}

/// A place as an editor counts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location<'t> {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The whole line, without its end.
    pub text: &'t str,
    /// The bytes of the line that are meant; may be empty, then it is a place between characters.
    pub range: Range<usize>,
}

impl<'t> LineIndex<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(ends).collect(),
            last: Cell::new((0, 0)),
        }
    }

    /// The place of a span; one that crosses lines is cut at the end of its first line.
    pub fn locate(&self, span: &Range<usize>) -> Location<'t> {
        let start = self.boundary(span.start);
        let number = self.starts.partition_point(|&line| line <= start) - 1;
        let begin = self.starts[number];
        let end = self
            .starts
            .get(number + 1)
            .map_or(self.text.len(), |&next| next - 1);
        let line = &self.text[begin..end];
        let line = line.strip_suffix('\r').unwrap_or(line);
        let from = (start - begin).min(line.len());
        let to = (self.boundary(span.end) - begin).clamp(from, line.len());
        Location {
            line: number + 1,
            column: self.characters_before(begin, begin + from) + 1,
            text: line,
            range: from..to,
        }
    }

    fn characters_before(&self, line: usize, offset: usize) -> usize {
        let (last, known) = self.last.get();
        let (start, known) = if (line..=offset).contains(&last) {
            (last, known)
        } else {
            (line, 0)
        };
        let count = known + self.text[start..offset].chars().count();
        self.last.set((offset, count));
        count
    }

    fn boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_characters() {
        let text = "一\r\nab 状态 = 3\n";
        let index = LineIndex::new(text);
        let start = text.find("状").expect("it is there");
        let place = index.locate(&(start..start + 6));
        assert_eq!(
            (place.line, place.column, place.text),
            (2, 4, "ab 状态 = 3")
        );
        assert_eq!(&place.text[place.range], "状态");
        assert_eq!(index.locate(&(text.len()..text.len() + 9)).line, 3);
        // In any order, and again.
        assert_eq!(index.locate(&(start + 3..start + 6)).column, 5);
        assert_eq!(index.locate(&(start..start + 6)).column, 4);
        assert_eq!(index.locate(&(1..2)).column, 1);
        assert_eq!(index.locate(&(3..4)).range, 3..3);
    }
}
