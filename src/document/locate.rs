//! Lines and columns of places in a text.

use std::ops::Range;

/// The line starts of a text, to look up many places in it.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
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
            column: line[..from].chars().count() + 1,
            text: line,
            range: from..to,
        }
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
        assert_eq!(index.locate(&(1..2)).column, 1);
        assert_eq!(index.locate(&(3..4)).range, 3..3);
    }
}
