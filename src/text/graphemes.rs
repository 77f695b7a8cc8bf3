//! A text as graphemes with their widths, at the pace of its characters where they are usual ones.
//!
//! Owns the short way around the tables of Unicode: nearly all characters of a plan are Han, Latin
//! letters, digits and punctuation, each of which is a grapheme of its own beside another such.
//! Never judges what is unusual: that goes to `unicode-segmentation` and `grapheme_width`.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

use super::sanitize::is_plain;
use super::width::{Ambiguous, grapheme_width};

/// A grapheme where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grapheme<'a> {
    /// Its offset in bytes.
    pub start: usize,
    pub text: &'a str,
    pub columns: usize,
}

/// The graphemes of a text, one after the other.
pub(super) struct Graphemes<'a> {
    text: &'a str,
    /// Where the next one begins.
    at: usize,
    /// The character there, and whether it is plain.
    character: Option<char>,
    is_plain: bool,
    ambiguous: Ambiguous,
}

impl<'a> Graphemes<'a> {
    /// The graphemes of `text` from byte `start`, which begins one.
    pub fn new(text: &'a str, start: usize, ambiguous: Ambiguous) -> Self {
        let mut graphemes = Self {
            text,
            at: 0,
            character: None,
            is_plain: false,
            ambiguous,
        };
        graphemes.go_to(start, text[start..].chars().next());
        graphemes
    }

    fn go_to(&mut self, at: usize, character: Option<char>) {
        self.at = at;
        self.character = character;
        self.is_plain = character.is_none_or(is_plain);
    }
}

impl<'a> Iterator for Graphemes<'a> {
    type Item = Grapheme<'a>;

    fn next(&mut self) -> Option<Grapheme<'a>> {
        let character = self.character?;
        let start = self.at;
        let end = start + character.len_utf8();
        let next = self.text[end..].chars().next();
        let was_plain = self.is_plain;
        self.go_to(end, next);
        if was_plain && self.is_plain {
            return Some(Grapheme {
                start,
                text: &self.text[start..end],
                columns: plain_width(character, self.ambiguous),
            });
        }
        let text = self.text[start..].graphemes(true).next()?;
        let end = start + text.len();
        self.go_to(end, self.text[end..].chars().next());
        Some(Grapheme {
            start,
            text,
            columns: grapheme_width(text, self.ambiguous),
        })
    }
}

/// The columns of a plain character.
fn plain_width(character: char, ambiguous: Ambiguous) -> usize {
    match character {
        ' '..='~' => 1,
        '\u{3001}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}' => 2,
        _ => match ambiguous {
            Ambiguous::Narrow | Ambiguous::Substitute => character.width().unwrap_or(0),
            Ambiguous::Wide => character.width_cjk().unwrap_or(0),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_characters_are_as_wide_as_their_graphemes() {
        for character in ('\0'..=char::MAX).filter(|&character| is_plain(character)) {
            for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                assert_eq!(
                    plain_width(character, ambiguous),
                    grapheme_width(&character.to_string(), ambiguous),
                    "U+{:04X}",
                    u32::from(character)
                );
            }
        }
    }

    /// What stands before a grapheme counts for nothing, so that plain characters can be taken
    /// singly: each with each.
    #[test]
    fn plain_characters_stand_for_themselves_beside_each_other() {
        let plain: Vec<char> = ('\0'..=char::MAX)
            .filter(|&character| is_plain(character))
            // Of tens of thousands of Han characters, which are all of one class, a few.
            .filter(|character| !('\u{4e20}'..='\u{9ff0}').contains(character))
            .filter(|character| !('\u{3410}'..='\u{4db0}').contains(character))
            .collect();
        for &first in &plain {
            // The classes of what follows are few: it is enough to step through.
            for &second in plain.iter().step_by(7) {
                let pair = String::from_iter([first, second]);
                assert_eq!(pair.graphemes(true).count(), 2, "{pair:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn they_are_those_of_unicode(
            text in prop_oneof![
                "[教a ，\"\u{301}\u{200d}👍🇨🇳\u{e0100}\u{fe0f}\r\n\t]{0,20}",
                "\\PC{0,20}",
            ],
        ) {
            for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                let expected: Vec<Grapheme<'_>> = text
                    .grapheme_indices(true)
                    .map(|(start, text)| Grapheme {
                        start,
                        text,
                        columns: grapheme_width(text, ambiguous),
                    })
                    .collect();
                for (index, grapheme) in expected.iter().enumerate() {
                    let from: Vec<_> = Graphemes::new(&text, grapheme.start, ambiguous).collect();
                    prop_assert_eq!(&from, &expected[index..]);
                }
            }
        }
    }
}
