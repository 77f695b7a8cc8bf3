//! Small facts about characters that the whole importer shares.
//!
//! Owns what counts as blank, as Han and as wide, and forms for comparing. Brackets, sentences and columns
//! are those of `text`. Never looks at lines.

use crate::text::half_width;

/// Whether a character leaves no mark: white space, and what has no width at all.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{180e}' | '\u{ad}'
        )
}

/// A text without the blanks at its ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// A Han character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇' | '○')
}

/// A character of the full-width kind, beside which no blank is written.
pub fn is_wide(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{2014}' | '\u{2018}'..='\u{201d}' | '\u{2026}' | '\u{3000}'..='\u{30ff}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether a sentence ends at this character, whatever follows.
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？')
}

/// A text with half-width forms and without blanks: for comparing only.
pub fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|&c| !is_blank(c)).map(half_width)
}

/// Whether two texts are the same but for blanks and full-width forms.
pub fn same_folded(one: &str, other: &str) -> bool {
    folded(one).eq(folded(other))
}
