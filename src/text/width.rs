//! How many columns a text takes on a terminal.
//!
//! Owns the widths of characters, and cutting a text to a width. It agrees cell by cell with where
//! ratatui places graphemes, so that what is measured here is what is drawn. Never decides which
//! setting of [`Ambiguous`] a terminal needs: whoever asks the terminal passes the answer in.
//!
//! Source: Unicode Standard Annex #11 (East Asian Width), as the `unicode-width` crate reads it.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What stands at the end of a text that was cut: one column on every terminal.
///
/// Not `…`, which is of ambiguous width.
pub const CUT_MARK: &str = "⋯";

/// How wide the terminal draws characters of ambiguous width: `“ ” ‘ ’ … — · ℃ ─ ● → ①`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ambiguous {
    /// One column, as ratatui takes it and most terminals do.
    #[default]
    Narrow,
    /// Two columns, as terminals with a Chinese font may do.
    Wide,
    /// Unknown, and differing from one to the other: laid out as one column, and drawn as twins of settled
    /// width ([`with_twins`](super::with_twins)).
    Substitute,
}

/// The columns that a text takes, from 0.
///
/// It is the sum over its graphemes, because each grapheme gets cells of its own. Control
/// characters count nothing, because nothing is drawn for them; they should not be here at all
/// after [`sanitize`](super::sanitize).
pub fn width_of(text: &str, ambiguous: Ambiguous) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| !byte.is_ascii_control()).count();
    }
    text.graphemes(true)
        .map(|grapheme| grapheme_width(grapheme, ambiguous))
        .sum()
}

/// The columns that one grapheme takes, from 0.
pub fn grapheme_width(grapheme: &str, ambiguous: Ambiguous) -> usize {
    // The whole of a cluster with a control character in it is left out when it is drawn.
    if grapheme.contains(char::is_control) {
        return 0;
    }
    if grapheme.len() == 1 {
        return 1;
    }
    let width = match ambiguous {
        Ambiguous::Narrow | Ambiguous::Substitute => grapheme.width(),
        Ambiguous::Wide => grapheme.width_cjk(),
    };
    // ratatui adds a column for each half-width voicing mark of Japanese; so must we, to agree.
    let sound_marks = grapheme
        .chars()
        .filter(|mark| matches!(mark, '\u{ff9e}' | '\u{ff9f}'))
        .count();
    width + sound_marks
}

/// Whether a character is of full width by itself: Han, kana, full-width forms, emoji.
pub(super) fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

/// Whether terminals disagree about the width of this grapheme.
///
/// Such a grapheme has to be drawn with its cells cleared first and the next one placed
/// explicitly, or the rest of the row shifts: characters of ambiguous width, and those that a
/// variation selector turns into an emoji.
pub fn is_unsettled(grapheme: &str) -> bool {
    grapheme.contains('\u{fe0f}')
        || grapheme_width(grapheme, Ambiguous::Narrow) != grapheme_width(grapheme, Ambiguous::Wide)
}

/// The text, or as much of it as fits into `max_columns` with [`CUT_MARK`] behind it.
///
/// Cuts between graphemes only, so that never half a character is shown; the result may be one
/// column narrower than allowed. No columns give an empty text.
pub fn cut(text: &str, max_columns: usize, ambiguous: Ambiguous) -> Cow<'_, str> {
    // No grapheme takes more columns than bytes, so that a short text fits unmeasured.
    if text.len() <= max_columns {
        return Cow::Borrowed(text);
    }
    let mut columns = 0;
    // Where the text ends if the mark must follow.
    let mut kept = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        let width = grapheme_width(grapheme, ambiguous);
        if columns + width > max_columns {
            return match max_columns {
                0 => Cow::Borrowed(""),
                _ => Cow::Owned(format!("{}{CUT_MARK}", &text[..kept])),
            };
        }
        columns += width;
        if columns < max_columns {
            kept = start + grapheme.len();
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use ratatui::buffer::CellWidth as _;

    use super::*;

    fn narrow(text: &str) -> usize {
        width_of(text, Ambiguous::Narrow)
    }

    fn wide(text: &str) -> usize {
        width_of(text, Ambiguous::Wide)
    }

    fn cut_narrow(text: &str, columns: usize) -> String {
        cut(text, columns, Ambiguous::Narrow).into_owned()
    }

    #[test]
    fn han_and_full_width_forms_take_two_columns() {
        assert_eq!(narrow("教育局"), 6);
        assert_eq!(narrow("，。、《》（）"), 14);
        assert_eq!(narrow("ＡＢ　"), 6);
        assert_eq!(narrow("Plan 2021"), 9);
    }

    #[test]
    fn combining_marks_take_none_and_emoji_two() {
        assert_eq!(narrow("e\u{301}"), 1);
        assert_eq!(narrow("👍"), 2);
        assert_eq!(narrow("\u{26a0}\u{fe0f}"), 2);
    }

    #[test]
    fn characters_of_ambiguous_width_follow_the_setting() {
        for text in ["“", "”", "‘", "’", "…", "—", "·", "①"] {
            assert_eq!((narrow(text), wide(text)), (1, 2), "{text}");
            assert!(is_unsettled(text), "{text}");
        }
        assert_eq!(wide("教a。"), 5);
        assert!(!is_unsettled("教"));
        assert!(is_unsettled("\u{26a0}\u{fe0f}"));
    }

    #[test]
    fn a_half_width_voicing_mark_is_counted_twice_as_ratatui_does() {
        // Two would be right, and is what ratatui means: `unicode-width` 0.2.3 has begun to count
        // the mark too. What matters is that both agree where the next cell is.
        assert_eq!(narrow("ｶﾞ"), 3);
        assert_eq!("ｶﾞ".cell_width(), 3);
    }

    #[test]
    fn the_cut_mark_takes_one_column_everywhere() {
        assert_eq!((narrow(CUT_MARK), wide(CUT_MARK)), (1, 1));
    }

    #[test]
    fn every_character_is_as_wide_as_ratatui_draws_it() {
        for character in (' '..=char::MAX).filter(|character| !character.is_control()) {
            let text = character.to_string();
            assert_eq!(
                narrow(&text),
                usize::from(text.cell_width()),
                "U+{:04X}",
                u32::from(character)
            );
            // What `cut` counts on.
            assert!(wide(&text) <= text.len());
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut_narrow("教育局", 6), "教育局");
        assert_eq!(cut_narrow("教育局", 5), "教育⋯");
        assert_eq!(cut_narrow("教育局", 4), "教⋯");
        assert_eq!(cut_narrow("教育局", 1), "⋯");
        assert_eq!(cut_narrow("教育局", 0), "");
        assert_eq!(cut_narrow("", 0), "");
        assert_eq!(cut_narrow("abcdef", 4), "abc⋯");
        assert_eq!(cut_narrow("abe\u{301}f", 3), "ab⋯");
        assert_eq!(cut("“四”", 4, Ambiguous::Narrow), "“四”");
        assert_eq!(cut("“四”", 4, Ambiguous::Wide), "“⋯");
    }

    fn any_width() -> impl Strategy<Value = Ambiguous> {
        prop_oneof![Just(Ambiguous::Narrow), Just(Ambiguous::Wide)]
    }

    fn mixed_text() -> impl Strategy<Value = String> {
        prop_oneof!["[a-c “”…教育。\u{301}👍ﾞ]{0,20}", ".{0,20}"]
    }

    proptest! {
        #[test]
        fn widths_sum_over_graphemes(text in mixed_text(), ambiguous in any_width()) {
            let sum: usize = text
                .graphemes(true)
                .map(|grapheme| grapheme_width(grapheme, ambiguous))
                .sum();
            prop_assert_eq!(width_of(&text, ambiguous), sum);
        }

        #[test]
        fn a_cut_text_fits_and_begins_as_the_text_does(
            text in mixed_text(),
            columns in 0_usize..30,
            ambiguous in any_width(),
        ) {
            let shown = cut(&text, columns, ambiguous);
            prop_assert!(width_of(&shown, ambiguous) <= columns);
            if width_of(&text, ambiguous) <= columns {
                prop_assert_eq!(shown.as_ref(), &text);
            } else {
                let kept = shown.strip_suffix(CUT_MARK).unwrap_or(&shown);
                prop_assert!(text.starts_with(kept));
                // Nothing was given away: the next grapheme would not have left room for the mark.
                let next = text[kept.len()..].graphemes(true).next().unwrap_or("");
                let room = width_of(kept, ambiguous) + grapheme_width(next, ambiguous) + 1;
                prop_assert!(columns == 0 || room > columns);
            }
        }
    }
}
