//! Lines and columns of places in a text.

use std::cell::Cell;
use std::ops::Range;

/// The line starts of a text, to look up many places in it.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    /// Where every line begins whose number is a multiple of [`STEP`]: a text may have nothing but line ends.
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

/// From one line start that is kept to the next, in lines.
const STEP: usize = 64;

impl<'t> LineIndex<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(ends).step_by(STEP).collect(),
            last: Cell::new((0, 0)),
        }
    }

    /// The place of a span; one that crosses lines is cut at the end of its first line.
    pub fn locate(&self, span: &Range<usize>) -> Location<'t> {
        let start = self.boundary(span.start);
        let kept = self.starts.partition_point(|&line| line <= start) - 1;
        let (mut number, mut begin) = (kept * STEP, self.starts[kept]);
        for end in memchr::memchr_iter(b'\n', &self.text.as_bytes()[begin..start]) {
            number += 1;
            begin = self.starts[kept] + end + 1;
        }
        let end = memchr::memchr(b'\n', &self.text.as_bytes()[start..])
            .map_or(self.text.len(), |end| start + end);
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

    #[test]
    fn a_place_behind_many_lines_is_found() {
        for lines in [1, STEP - 1, STEP, STEP + 1, 3 * STEP] {
            let text = format!("{}abc\nd", "x\n".repeat(lines));
            let place = LineIndex::new(&text).locate(&(2 * lines + 1..2 * lines + 2));
            assert_eq!(
                (place.line, place.column, place.text),
                (lines + 1, 2, "abc")
            );
            assert_eq!(
                LineIndex::new(&text).locate(&(2 * lines..2 * lines)).line,
                lines + 1
            );
            assert_eq!(
                LineIndex::new(&text)
                    .locate(&(2 * lines - 1..2 * lines))
                    .line,
                lines
            );
        }
    }
}
