//! The line that an error message speaks of, and `^^^^` under the place that is meant.
//!
//! Owns the alignment of the two: by columns on the screen, not by bytes or characters, so that it
//! is right behind Chinese too. Takes the source line as it is in the file and gives what may
//! be printed as it is: sanitized, and never wider than asked, however long the line.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::boundary::boundary_at;
use super::sanitize::mark_grapheme;
use super::width::{Ambiguous, CUT_MARK, cut, width_of};

/// Two lines to print one under the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The source line, or a window around the place, with [`CUT_MARK`] where something is left out.
    pub line: String,
    /// Blanks, then at least one `^` under each column that is meant.
    pub caret: String,
}

/// Shows the bytes `range` of a source line in at most `max_width` columns.
///
/// A range that is empty, or lies behind the line's end, gets one caret where it is. A range that
/// cuts a character in two means the whole character. Both lines are empty without columns. Looks
/// only at as much of the line as can be shown.
pub fn excerpt(
    source_line: &str,
    range: Range<usize>,
    max_width: usize,
    ambiguous: Ambiguous,
) -> Excerpt {
    if max_width == 0 {
        return Excerpt {
            line: String::new(),
            caret: String::new(),
        };
    }
    // One end of line only: a file may have a million of them in a row, and as many mistakes.
    let text = source_line.strip_suffix('\n').unwrap_or(source_line);
    let text = text.strip_suffix('\r').unwrap_or(text);
    let start = boundary_at(text, range.start);
    let piece = |(at, grapheme): (usize, &'_ str)| {
        let shown = match mark_grapheme(text, at, grapheme) {
            Some(marked) => Cow::Owned(marked),
            None => Cow::Borrowed(&text[at..at + grapheme.len()]),
        };
        Piece {
            columns: width_of(&shown, ambiguous),
            shown,
            meant: at >= start && at < range.end,
        }
    };
    let before = Side::collect(
        text[..start].grapheme_indices(true).rev().map(piece),
        max_width,
    );
    let behind = Side::collect(
        text[start..]
            .grapheme_indices(true)
            .map(|(offset, grapheme)| piece((start + offset, grapheme))),
        max_width,
    );

    // What is meant comes first, and stands in the middle if both sides have to be cut. If it is too
    // long itself, a third of the row still shows what stands before it: the key, mostly.
    let meant: usize = behind
        .pieces
        .iter()
        .filter(|piece| piece.meant)
        .map(|piece| piece.columns)
        .sum();
    let spare = max_width - behind.wanted(max_width).clamp(1, max_width);
    let middle = if meant + 2 <= max_width {
        (max_width - meant.max(1)) / 2
    } else {
        max_width / 3
    };
    let left = before.window(before.wanted(max_width).min(spare.max(middle)), ambiguous);
    let column: usize = left.iter().map(|piece| piece.columns).sum();
    let right = behind.window(max_width - column, ambiguous);
    let carets: usize = right
        .iter()
        .filter(|piece| piece.meant)
        .map(|piece| piece.columns)
        .sum();

    let pieces = left.iter().rev().chain(&right);
    Excerpt {
        line: pieces.map(|piece| piece.shown.as_ref()).collect(),
        caret: " ".repeat(column) + &"^".repeat(carets.max(1)),
    }
}

/// A grapheme as it is shown.
#[derive(Clone)]
struct Piece<'a> {
    shown: Cow<'a, str>,
    columns: usize,
    /// A caret stands under it.
    meant: bool,
}

/// What stands on one side of the place, nearest first.
struct Side<'a> {
    pieces: Vec<Piece<'a>>,
    columns: usize,
    /// The first piece that did not fit.
    more: Option<Piece<'a>>,
}

impl<'a> Side<'a> {
    /// Takes what fits into a row.
    fn collect(pieces: impl Iterator<Item = Piece<'a>>, max_width: usize) -> Self {
        let mut side = Self {
            pieces: Vec::new(),
            columns: 0,
            more: None,
        };
        for piece in pieces {
            if side.columns + piece.columns > max_width {
                side.more = Some(piece);
                break;
            }
            side.columns += piece.columns;
            side.pieces.push(piece);
        }
        side
    }

    /// The columns that this side could fill.
    fn wanted(&self, max_width: usize) -> usize {
        if self.more.is_some() {
            max_width
        } else {
            self.columns
        }
    }

    /// As much as fits into `columns`, with a mark at the far end if that is not all.
    fn window(&self, columns: usize, ambiguous: Ambiguous) -> Vec<Piece<'a>> {
        if self.more.is_none() && self.columns <= columns {
            return self.pieces.clone();
        }
        let mut window = Vec::new();
        if columns == 0 {
            return window;
        }
        let mut room = columns - 1;
        for piece in self.pieces.iter().chain(&self.more) {
            if piece.columns <= room {
                room -= piece.columns;
                window.push(piece.clone());
                continue;
            }
            // A long mark alone is shown in part; otherwise the cut comes before the piece.
            let shown = if window.is_empty() && piece.meant {
                cut(&piece.shown, columns, ambiguous).into_owned()
            } else {
                CUT_MARK.to_owned()
            };
            window.push(Piece {
                columns: width_of(&shown, ambiguous),
                shown: Cow::Owned(shown),
                meant: piece.meant,
            });
            break;
        }
        window
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::sanitize;

    /// Both lines, the bytes between two bars being meant.
    fn show(marked: &str, max_width: usize) -> String {
        let parts: Vec<&str> = marked.split('|').collect();
        let start = parts[0].len();
        let range = start..start + parts[1].len();
        let shown = excerpt(&parts.concat(), range, max_width, Ambiguous::Narrow);
        format!("{}\n{}", shown.line, shown.caret)
    }

    #[test]
    fn carets_stand_under_latin_and_chinese() {
        assert_eq!(
            show("status = |\"on-trakc\"|", 40),
            "status = \"on-trakc\"\n         ^^^^^^^^^^"
        );
        assert_eq!(
            show("title = \"教育局|工作|计划\"", 40),
            "title = \"教育局工作计划\"\n               ^^^^"
        );
    }

    #[test]
    fn a_place_without_width_gets_one_caret() {
        assert_eq!(show("title = ||", 40), "title = \n        ^");
        assert_eq!(show("||教", 40), "教\n^");
        assert_eq!(show("||", 40), "\n^");
        let behind = excerpt("a\r\n", 99..120, 40, Ambiguous::Narrow);
        assert_eq!((behind.line.as_str(), behind.caret.as_str()), ("a", " ^"));
    }

    #[test]
    fn what_is_marked_keeps_its_place() {
        assert_eq!(
            show("a\u{202e}\t|b\u{1b}|c", 40),
            "a\\u{202e}    b^[c\n             ^^^"
        );
    }

    #[test]
    fn a_range_inside_a_character_means_the_character() {
        let inside = excerpt("a教b", 2..3, 40, Ambiguous::Narrow);
        assert_eq!(
            (inside.line.as_str(), inside.caret.as_str()),
            ("a教b", " ^^")
        );
    }

    #[test]
    fn characters_of_ambiguous_width_move_the_carets() {
        let wide = excerpt("“四有”x", 12..13, 40, Ambiguous::Wide);
        assert_eq!(wide.caret, "        ^");
    }

    #[test]
    fn a_long_line_is_cut_to_a_window() {
        let long = "x".repeat(500_000);
        assert_eq!(
            show(&format!("{long}|教育|{long}"), 14),
            "⋯xxxx教育xxxx⋯\n     ^^^^"
        );
        assert_eq!(show(&format!("|教育|{long}"), 10), "教育xxxxx⋯\n^^^^");
        assert_eq!(show(&format!("{long}|教育|"), 10), "⋯xxxxx教育\n      ^^^^");
        assert_eq!(show(&format!("{long}||"), 10), "⋯xxxxxxxx\n         ^");
        assert_eq!(
            show(&format!("key = |{long}|"), 10),
            "⋯= xxxxxx⋯\n   ^^^^^^^"
        );
        assert_eq!(show("a|\u{202e}|b", 5), "a\\u{⋯\n ^^^^");
    }

    #[test]
    fn no_columns_give_nothing() {
        assert_eq!(show("a|b|c", 0), "\n");
        assert_eq!(show("a|教|c", 1), "⋯\n^");
    }

    fn any_line() -> impl Strategy<Value = String> {
        prop_oneof!["[a教“\t\u{301}\u{202e}👍]{0,30}", "\\PC{0,20}", ".{0,20}"]
    }

    fn any_width() -> impl Strategy<Value = Ambiguous> {
        prop_oneof![Just(Ambiguous::Narrow), Just(Ambiguous::Wide)]
    }

    proptest! {
        #[test]
        fn both_lines_keep_within_the_width(
            line in any_line(),
            (start, length) in (0_usize..60, 0_usize..60),
            max_width in 0_usize..24,
            ambiguous in any_width(),
        ) {
            let shown = excerpt(&line, start..start + length, max_width, ambiguous);
            prop_assert!(width_of(&shown.line, ambiguous) <= max_width, "{shown:?}");
            prop_assert!(shown.caret.len() <= max_width, "{shown:?}");
            prop_assert_eq!(shown.caret.contains('^'), max_width > 0);
        }

        #[test]
        fn with_room_enough_the_whole_line_is_shown(
            parts in ("[ab教，“]{0,9}", "[ab教，“\u{202e}\t]{1,9}", "[ab教，“]{0,9}"),
            ambiguous in any_width(),
        ) {
            let (before, meant, behind) = parts;
            let line = format!("{before}{meant}{behind}");
            let range = before.len()..before.len() + meant.len();
            let shown = excerpt(&line, range, 400, ambiguous);
            prop_assert_eq!(shown.line, sanitize(&line));
            let columns = [before, meant].map(|part| width_of(&sanitize(&part), ambiguous));
            prop_assert_eq!(shown.caret, " ".repeat(columns[0]) + &"^".repeat(columns[1]));
        }

        #[test]
        fn a_window_shows_what_is_meant_above_the_carets(
            parts in ("[ab教]{0,30}", "[教育]{1,3}", "[ab教]{0,30}"),
            max_width in 9_usize..20,
        ) {
            let (before, meant, behind) = parts;
            let line = format!("{before}{meant}{behind}");
            let range = before.len()..before.len() + meant.len();
            let shown = excerpt(&line, range, max_width, Ambiguous::Narrow);
            let column = shown.caret.find('^').unwrap_or(0);
            let above = shown.line.grapheme_indices(true).find(|(at, _)| {
                width_of(&shown.line[..*at], Ambiguous::Narrow) == column
            });
            let at = above.map_or(shown.line.len(), |(at, _)| at);
            prop_assert!(shown.line[at..].starts_with(&meant), "{shown:?}");
            prop_assert_eq!(shown.caret.len() - column, width_of(&meant, Ambiguous::Narrow));
        }
    }
}
