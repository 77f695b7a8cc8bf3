//! A line that is being written, as it is kept and as it is shown.
//!
//! Owns the way between the two: what is kept may hold characters that [`sanitize`] shows as marks
//! of several columns, and a caret stands before or behind such a mark. An edit is sanitized where
//! it is made, so that it costs the same in a long line as in a short one. Never judges characters:
//! that is `sanitize`'s part.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::boundary::is_boundary;
use super::sanitize::{is_plain, mark_grapheme, sanitize};

/// One line of text, kept and shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    kept: String,
    /// What is shown, if that is something else.
    marked: Option<Box<Marked>>,
}

/// What is shown of a text in which something has to be marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Marked {
    text: String,
    /// The graphemes that are shown as marks, ascending.
    marks: Vec<Mark>,
}

/// A grapheme that is shown as something else.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    kept: Range<usize>,
    shown: Range<usize>,
}

impl Shown {
    /// A line; it holds no line feed.
    pub fn new(kept: String) -> Self {
        let mut line = Self::default();
        line.replace(0..0, &kept);
        line
    }

    /// What is kept.
    pub fn kept(&self) -> &str {
        &self.kept
    }

    /// What is shown: sanitized.
    pub fn shown(&self) -> &str {
        match &self.marked {
            Some(marked) => &marked.text,
            None => &self.kept,
        }
    }

    /// Where a place between graphemes of what is kept lies in what is shown.
    pub fn to_shown(&self, kept: usize) -> usize {
        let Some(marked) = &self.marked else {
            return kept;
        };
        let before = marked.marks.partition_point(|mark| mark.kept.end <= kept);
        match marked.marks.get(before) {
            Some(mark) if mark.kept.start < kept => mark.shown.start,
            _ => match before.checked_sub(1).map(|last| &marked.marks[last]) {
                Some(mark) => mark.shown.end + (kept - mark.kept.end),
                None => kept,
            },
        }
    }

    /// Where a place in what is shown lies in what is kept; before the grapheme, if it lies inside
    /// its mark.
    pub fn to_kept(&self, shown: usize) -> usize {
        let Some(marked) = &self.marked else {
            return shown;
        };
        let before = marked.marks.partition_point(|mark| mark.shown.end <= shown);
        match marked.marks.get(before) {
            Some(mark) if mark.shown.start < shown => mark.kept.start,
            _ => match before.checked_sub(1).map(|last| &marked.marks[last]) {
                Some(mark) => mark.kept.end + (shown - mark.shown.end),
                None => shown,
            },
        }
    }

    /// Puts other text in the place of a part of what is kept. What is shown before the offset that
    /// is given back has not changed.
    pub fn replace(&mut self, range: Range<usize>, with: &str) -> usize {
        // Around the edit, from seam to seam: what is sanitized anew.
        let from = seam_before(&self.kept, range.start);
        let to = seam_behind(&self.kept, range.end);
        let shown = self.to_shown(from)..self.to_shown(to);
        let same = shown.start;
        self.kept.replace_range(range.clone(), with);
        let to = to - range.len() + with.len();
        let part = &self.kept[from..to];
        if let Some(marked) = &mut self.marked {
            marked.splice(shown, from, part, (range.len(), with.len()));
            if marked.marks.is_empty() {
                self.marked = None;
            }
        } else if let Cow::Owned(_) = sanitize(part) {
            let mut marked = Marked {
                text: [&self.kept[..from], &self.kept[to..]].concat(),
                marks: Vec::new(),
            };
            marked.splice(from..from, from, part, (0, 0));
            self.marked = Some(Box::new(marked));
        }
        same
    }

    /// Cuts off what is behind a place between characters and gives it as a line of its own, and
    /// the offset before which what is shown of this one has not changed.
    pub fn split_off(&mut self, kept: usize) -> (Self, usize) {
        let same = self.to_shown(seam_before(&self.kept, kept));
        let between = is_boundary(&self.kept, kept);
        let rest = self.kept.split_off(kept);
        if self.marked.is_none() && between {
            // What follows a character can only make it look like a mark, never unlike one.
            let rest = Self {
                kept: rest,
                marked: None,
            };
            return (rest, same);
        }
        *self = Self::new(std::mem::take(&mut self.kept));
        (Self::new(rest), same)
    }
}

impl Marked {
    /// Shows `part`, which is kept from byte `kept` on, in the place of what was shown at `old`. So
    /// many bytes were taken from what is kept and put into it; marks behind move along.
    fn splice(&mut self, old: Range<usize>, kept: usize, part: &str, (taken, put): (usize, usize)) {
        let mut text = String::with_capacity(part.len());
        let mut marks = Vec::new();
        for (start, grapheme) in part.grapheme_indices(true) {
            let begin = old.start + text.len();
            if let Some(mark) = mark_grapheme(part, start, grapheme) {
                text.push_str(&mark);
                marks.push(Mark {
                    kept: kept + start..kept + start + grapheme.len(),
                    shown: begin..old.start + text.len(),
                });
            } else {
                text.push_str(grapheme);
            }
        }
        let first = self
            .marks
            .partition_point(|mark| mark.shown.end <= old.start);
        let behind = self
            .marks
            .partition_point(|mark| mark.shown.start < old.end)
            .max(first);
        let move_kept = |offset: usize| offset + put - taken;
        let move_shown = |offset: usize| offset + text.len() - old.len();
        for mark in &mut self.marks[behind..] {
            mark.kept = move_kept(mark.kept.start)..move_kept(mark.kept.end);
            mark.shown = move_shown(mark.shown.start)..move_shown(mark.shown.end);
        }
        self.marks.splice(first..behind, marks);
        self.text.replace_range(old, &text);
    }
}

/// Whether the two sides of the place between these characters are sanitized the same apart and
/// together.
fn is_seam(before: char, after: char) -> bool {
    // The letters with which a mark begins are judged by what follows.
    is_plain(before) && is_plain(after) && !matches!(before, '\\' | '^' | 'u')
}

/// The last seam before `offset`, with both its characters there; the beginning if there is none.
fn seam_before(text: &str, offset: usize) -> usize {
    let mut place = offset;
    let mut after = None;
    for before in text[..offset].chars().rev() {
        if after.is_some_and(|after| is_seam(before, after)) {
            return place;
        }
        place -= before.len_utf8();
        after = Some(before);
    }
    0
}

/// The first seam behind `offset`, with both its characters there; the end if there is none.
fn seam_behind(text: &str, offset: usize) -> usize {
    let mut place = offset;
    let mut before = None;
    for after in text[offset..].chars() {
        if before.is_some_and(|before| is_seam(before, after)) {
            return place;
        }
        place += after.len_utf8();
        before = Some(after);
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_go_there_and_back() {
        let line = Shown::new("a\u{202e}教".to_owned());
        assert_eq!(line.shown(), "a\\u{202e}教");
        assert_eq!([0, 1, 4, 7].map(|kept| line.to_shown(kept)), [0, 1, 9, 12]);
        assert_eq!(
            [0, 1, 5, 9, 12].map(|shown| line.to_kept(shown)),
            [0, 1, 1, 4, 7]
        );
    }

    #[test]
    fn a_mark_comes_and_goes_with_what_is_written() {
        let mut line = Shown::new("甲乙^丙丁".to_owned());
        assert_eq!(line.shown(), "甲乙^丙丁");
        assert_eq!(line.replace(7..7, "A"), 6);
        assert_eq!(line.shown(), "甲乙\\u{5e}A丙丁");
        line.replace(7..8, "");
        assert_eq!(line, Shown::new("甲乙^丙丁".to_owned()));
    }

    fn any_line() -> impl Strategy<Value = String> {
        prop_oneof![
            "[教ab\\^AuU{}5\u{202e}\u{1b}\t\u{301}\u{200d}👍🇨\\\\]{0,14}",
            "[^\n\r]{0,8}",
        ]
    }

    proptest! {
        /// However it was written, a line is shown as `sanitize` shows it, and so are its parts.
        #[test]
        fn it_is_shown_as_sanitized(
            text in any_line(),
            edits in proptest::collection::vec((0_usize..20, 0_usize..4, any_line()), 0..6),
            split in 0_usize..30,
        ) {
            let mut line = Shown::new(text.clone());
            let mut text = text;
            for (start, length, with) in edits {
                let places: Vec<usize> =
                    text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect();
                let place = |index: usize| places[index.min(places.len() - 1)];
                let range = place(start)..place(start + length);
                let before = line.shown().to_owned();
                text.replace_range(range.clone(), &with);
                let same = line.replace(range, &with);
                prop_assert_eq!(line.kept(), &text);
                prop_assert_eq!(line.shown(), &sanitize(&text));
                prop_assert_eq!(&before[..same], &line.shown()[..same]);
                for (offset, _) in text.grapheme_indices(true).chain([(text.len(), "")]) {
                    let shown = line.to_shown(offset);
                    prop_assert_eq!(line.to_kept(shown), offset);
                    prop_assert!(line.shown().is_char_boundary(shown));
                    let (before, behind) = (&text[..offset], &line.shown()[..shown]);
                    // The last character may look like a mark only with what follows.
                    if !before.ends_with(['^', '\\', 'u']) {
                        prop_assert_eq!(&sanitize(before), behind);
                    }
                }
            }
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let at = places.get(split).copied().unwrap_or(text.len());
            let before = line.shown().to_owned();
            let (rest, same) = line.split_off(at);
            prop_assert_eq!(&before[..same], &line.shown()[..same]);
            prop_assert_eq!(line, Shown::new(text[..at].to_owned()));
            prop_assert_eq!(rest, Shown::new(text[at..].to_owned()));
        }
    }
}
