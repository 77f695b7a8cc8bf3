//! Where a line may break.
//!
//! Owns the rules of line breaking: the Unicode algorithm (UAX #14, strict, from `icu_segmenter`)
//! with what Chinese text of mixed widths needs on top. Never measures and never breaks: that is
//! the layout's part.
//!
//! The algorithm is not patched rule by rule. It is shown a stand-in: the same text, byte for byte
//! as long, in which a character that it would misjudge is replaced by one of the class that fits.
//! All its rules then hold around that place too.
//!
//! | in the text | where | stands for |
//! |---|---|---|
//! | `“` `‘` | beside Chinese | an opening bracket, as rule LB19a of Unicode 16 has it in effect |
//! | `”` `’` | beside Chinese | a closing bracket |
//! | `"` | beside Chinese | the one or the other, by turns |
//! | `,` `;` `:` | behind Chinese | a closing bracket, as their full-width forms are |
//! | `·` | everywhere | a character that glues both neighbours |
//! | `—` alone, `～` | everywhere | an end mark: never at the start of a line |
//! | `／` | everywhere | a character that glues both neighbours |
//!
//! The last three rows are GB/T 15834-2011, section 5.1, on the position of marks: interpuncts and
//! connecting marks never begin a line, a solidus neither begins nor ends one.

use std::borrow::Cow;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use super::width::is_wide;

/// Strict: no line starts with a small kana or `々`, nor inside `……`; without the models
/// for Thai, Khmer, Lao and Burmese, which break between graphemes only where they must.
const SEGMENTER: LineSegmenterBorrowed<'static> = {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    LineSegmenter::new_for_non_complex_scripts(options)
};

/// The byte offsets in a paragraph where a line may end and the next one begin, ascending, the end of
/// the paragraph included, its beginning not.
///
/// Blanks belong to the line before. A paragraph holds no line feed.
pub(super) fn break_offsets(paragraph: &str) -> Vec<usize> {
    let stand_in = stand_in(paragraph);
    SEGMENTER
        .segment_str(&stand_in)
        .filter(|&offset| offset > 0)
        .collect()
}

/// The text as the algorithm is to see it.
fn stand_in(paragraph: &str) -> Cow<'_, str> {
    if !paragraph.contains(['“', '”', '‘', '’', '"', ',', ';', ':', '·', '—', '～', '／'])
    {
        return Cow::Borrowed(paragraph);
    }
    let mut seen = String::with_capacity(paragraph.len());
    let mut before = None;
    let mut quoted = false;
    let mut characters = paragraph.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied();
        let beside_chinese = before.is_some_and(is_wide) || after.is_some_and(is_wide);
        if character == '"' {
            quoted = !quoted;
        }
        seen.push(match character {
            '“' | '‘' if beside_chinese => '《',
            // An apostrophe: 局’s.
            '’' if after.is_some_and(|after| after.is_ascii_alphabetic()) => '’',
            '”' | '’' if beside_chinese => '》',
            '"' if beside_chinese => {
                if quoted {
                    '{'
                } else {
                    '}'
                }
            }
            ',' | ';' | ':' if before.is_some_and(is_wide) => '}',
            '·' => '\u{a0}',
            '—' if before != Some('—') && after != Some('—') => '！',
            '～' => '！',
            '／' => '\u{202f}',
            other => other,
        });
        before = Some(character);
    }
    Cow::Owned(seen)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text with a bar wherever a line may break.
    fn breaks(text: &str) -> String {
        let mut shown = String::new();
        let mut start = 0;
        for offset in break_offsets(text) {
            if start > 0 {
                shown.push('|');
            }
            shown.push_str(&text[start..offset]);
            start = offset;
        }
        shown
    }

    #[test]
    fn punctuation_stays_with_its_text() {
        assert_eq!(breaks("一、《二》(三)。四"), "一、|《二》|(三)。|四");
        assert_eq!(breaks("一……二——三"), "一……|二|——|三");
        assert_eq!(breaks("94%以上,25℃。"), "94%|以|上,|25℃。");
    }

    #[test]
    fn quotes_beside_chinese_are_brackets() {
        assert_eq!(breaks("以“四有”好"), "以|“四|有”|好");
        assert_eq!(breaks("是,“四有”,好"), "是,|“四|有”,|好");
        assert_eq!(breaks("“一”“二”(三)"), "“一”|“二”|(三)");
        assert_eq!(breaks("以\"四有\"好"), "以|\"四|有\"|好");
        assert_eq!(breaks("“A类”B类"), "“A|类”|B|类");
    }

    #[test]
    fn quotes_between_latin_letters_are_not() {
        assert_eq!(
            breaks("it’s a “good” one, 局’s"),
            "it’s |a |“good” |one, |局’s"
        );
    }

    #[test]
    fn half_width_punctuation_behind_chinese_acts_as_full_width() {
        assert_eq!(
            breaks("时间:2021-06-25 来源:局"),
            "时|间:|2021-06-25 |来|源:|局"
        );
        assert_eq!(breaks("工作,A类"), "工|作,|A|类");
    }

    #[test]
    fn joining_marks_do_not_begin_a_line() {
        assert_eq!(breaks("卡尔·马克思"), "卡|尔·马|克|思");
        assert_eq!(breaks("一—三，四～五"), "一—|三，|四～|五");
        assert_eq!(breaks("一／二"), "一／二");
    }

    proptest! {
        #[test]
        fn the_stand_in_has_the_same_shape(text in "[教a “”‘’\",;:·—～／。]{0,20}") {
            let seen = stand_in(&text);
            let offsets = |text: &str| -> Vec<usize> {
                text.char_indices().map(|(offset, _)| offset).collect()
            };
            prop_assert_eq!(offsets(&seen), offsets(&text));
        }
    }
}
