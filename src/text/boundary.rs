//! Where a caret may stand, and how far a step by word goes.
//!
//! Owns the boundaries of graphemes and words in a line that is being written. Looks only at the
//! neighbourhood of the caret, so that a step costs the same in a long line as in a short one. Never
//! changes the text.
//!
//! A word is a run of letters, digits and their marks, or a run of punctuation; blanks before it
//! belong to the step. Runs of Han characters have no blanks between their words: they are divided
//! with the dictionary of `icu_segmenter`, so that a step goes over 教育局 and not over one character
//! or a whole clause.
//!
//! The dictionary makes the program 3 MB larger, and costs nothing until it is asked.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

/// How many characters on either side of the caret are looked at for the words of a run.
///
/// Longer runs than a clause are not written by people; words near the far end may be divided
/// wrongly.
const REACH: usize = 64;

/// Whether a caret may stand at byte `offset`: between two graphemes, or at either end.
///
/// Not inside a character, and not behind the end.
pub fn is_boundary(text: &str, offset: usize) -> bool {
    text.is_char_boundary(offset)
        && GraphemeCursor::new(offset, text.len(), true)
            .is_boundary(text, 0)
            // The whole text is at hand, so that the cursor never asks for more of it.
            .unwrap_or(true)
}

/// The last boundary that is not behind `offset`.
pub fn boundary_at(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    if is_boundary(text, offset) {
        offset
    } else {
        boundary_before(text, offset)
    }
}

/// The last boundary before `offset`, which lies between two characters; 0 at the beginning.
pub fn boundary_before(text: &str, offset: usize) -> usize {
    GraphemeCursor::new(offset, text.len(), true)
        .prev_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(0)
}

/// The first boundary behind `offset`, which lies between two characters; the length of the text at
/// its end.
pub fn boundary_after(text: &str, offset: usize) -> usize {
    GraphemeCursor::new(offset, text.len(), true)
        .next_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(text.len())
}

/// Where the word before the boundary `offset` begins.
pub fn word_before(text: &str, offset: usize) -> usize {
    let end = text[..offset].trim_end().len();
    let Some(kind) = text[..end].chars().next_back().map(Kind::of) else {
        return 0;
    };
    let run = run_around(text, end, kind);
    let start = if kind == Kind::Han {
        divisions(&text[run.clone()])
            .map(|division| run.start + division)
            .take_while(|&division| division < end)
            .last()
            .unwrap_or(run.start)
    } else {
        run.start
    };
    boundary_at(text, start)
}

/// Where the word behind the boundary `offset` ends.
pub fn word_after(text: &str, offset: usize) -> usize {
    let start = text.len() - text[offset..].trim_start().len();
    let Some(kind) = text[start..].chars().next().map(Kind::of) else {
        return text.len();
    };
    let run = run_around(text, start, kind);
    let end = if kind == Kind::Han {
        divisions(&text[run.clone()])
            .map(|division| run.start + division)
            .find(|&division| division > start)
            .unwrap_or(run.end)
    } else {
        run.end
    };
    // A mark on the last character belongs to it.
    if is_boundary(text, end) {
        end
    } else {
        boundary_after(text, end)
    }
}

/// What words are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    Han,
    /// Letters and digits of all other scripts, with the low line.
    Letter,
    /// Everything else: punctuation, symbols, emoji.
    Mark,
}

impl Kind {
    fn of(character: char) -> Self {
        match character {
            // Kana and Han: the scripts of the dictionary.
            '\u{3005}'..='\u{3007}'
            | '\u{3041}'..='\u{309f}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}' => Self::Han,
            '_' => Self::Letter,
            _ if character.is_whitespace() => Self::Blank,
            _ if character.is_alphanumeric() => Self::Letter,
            _ => Self::Mark,
        }
    }
}

/// The run of one kind around an offset, as far as is looked at.
fn run_around(text: &str, offset: usize, kind: Kind) -> std::ops::Range<usize> {
    let belongs = |(index, character): &(usize, char)| {
        // A combining mark, a joiner and the like go with the character that they stand on.
        (kind != Kind::Han || *index < REACH)
            && (Kind::of(*character) == kind || !begins_grapheme(*character))
    };
    let before: usize = text[..offset]
        .chars()
        .rev()
        .enumerate()
        .take_while(belongs)
        .map(|(_, character)| character.len_utf8())
        .sum();
    let behind: usize = text[offset..]
        .chars()
        .enumerate()
        .take_while(belongs)
        .map(|(_, character)| character.len_utf8())
        .sum();
    offset - before..offset + behind
}

/// Whether a character by itself is seen as a grapheme of its own behind a letter.
fn begins_grapheme(character: char) -> bool {
    if character.is_ascii() {
        return true;
    }
    let mut pair = String::from("a");
    pair.push(character);
    pair.graphemes(true).count() == 2
}

/// The offsets between the words of a run, its end included.
fn divisions(run: &str) -> impl Iterator<Item = usize> {
    WordSegmenter::new_dictionary(WordBreakInvariantOptions::default())
        .segment_str(run)
        .filter(|&offset| offset > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text with a bar wherever a step to the right stops.
    fn steps_right(text: &str) -> String {
        let mut shown = String::new();
        let mut offset = 0;
        while offset < text.len() {
            let next = word_after(text, offset);
            shown.push_str(&text[offset..next]);
            shown.push('|');
            offset = next;
        }
        shown
    }

    fn steps_left(text: &str) -> String {
        let mut words = Vec::new();
        let mut offset = text.len();
        while offset > 0 {
            let next = word_before(text, offset);
            words.push(&text[next..offset]);
            offset = next;
        }
        words.reverse();
        words.join("|")
    }

    #[test]
    fn latin_goes_by_word_with_the_blanks_before_it() {
        assert_eq!(
            steps_right("a work  plan, v2_1."),
            "a| work|  plan|,| v2_1|.|"
        );
        assert_eq!(
            steps_left("a work  plan, v2_1."),
            "a |work  |plan|, |v2_1|."
        );
        assert_eq!(steps_right("nai\u{308}ve x"), "nai\u{308}ve| x|");
    }

    #[test]
    fn chinese_goes_by_word_of_the_dictionary() {
        assert_eq!(
            steps_right("县教育局加强学习,完善制度。"),
            "县|教育局|加强|学习|,|完善|制度|。|"
        );
        assert_eq!(
            steps_left("县教育局加强学习,完善制度。"),
            "县|教育局|加强|学习|,|完善|制度|。"
        );
        assert_eq!(steps_right("第3所A类学校"), "第|3|所|A|类|学校|");
    }

    #[test]
    fn the_ends_are_boundaries() {
        assert_eq!((boundary_before("", 0), boundary_after("", 0)), (0, 0));
        assert_eq!((word_before("  ", 2), word_after("  ", 0)), (0, 2));
        assert_eq!(boundary_at("a教", 2), 1);
        assert_eq!(boundary_at("ae\u{301}b", 2), 1);
        assert_eq!(boundary_at("教", 9), 3);
        assert!(!is_boundary("e\u{301}", 1) && !is_boundary("教", 1) && !is_boundary("", 1));
    }

    fn any_line() -> impl Strategy<Value = String> {
        prop_oneof![
            "[教育局 ab,。1\u{301}\u{200d}👍🇨🇳\u{e0100}]{0,20}",
            "\\PC{0,20}",
        ]
    }

    proptest! {
        /// Steps go from boundary to boundary, and always on.
        #[test]
        fn steps_end_between_graphemes(text in any_line()) {
            let boundaries: Vec<usize> = text
                .grapheme_indices(true)
                .map(|(start, _)| start)
                .chain([text.len()])
                .collect();
            for &offset in &boundaries {
                prop_assert!(is_boundary(&text, offset));
                for (step, on) in [
                    (boundary_before(&text, offset), offset == 0),
                    (word_before(&text, offset), offset == 0),
                ] {
                    prop_assert!(boundaries.contains(&step) && (step < offset || on));
                }
                for step in [boundary_after(&text, offset), word_after(&text, offset)] {
                    prop_assert!(boundaries.contains(&step));
                    prop_assert!(step > offset || offset == text.len());
                }
            }
        }
    }
}
