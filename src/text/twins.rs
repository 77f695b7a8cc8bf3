//! Twins of settled width, for terminals that nothing else helps.
//!
//! Owns the one table. A twin takes the columns that the layout gave the character in the narrow setting, in
//! every terminal; it says the same, less well.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;

use super::width::{Ambiguous, grapheme_width, is_unsettled};

/// The text with the twins of its unsettled graphemes. What has no twin stays.
pub fn with_twins(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.graphemes(true).any(is_unsettled) {
        return Cow::Borrowed(text);
    }
    let mut settled = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        push_twin(&mut settled, grapheme);
    }
    Cow::Owned(settled)
}

fn push_twin(settled: &mut String, grapheme: &str) {
    if !is_unsettled(grapheme) {
        settled.push_str(grapheme);
        return;
    }
    let mut characters = grapheme.chars();
    let (first, rest) = (characters.next(), characters.as_str());
    if rest.contains('\u{fe0f}') {
        // Without the selector it is a sign of one column, for certain; the second one stays empty.
        let bare: String = grapheme.chars().filter(|c| *c != '\u{fe0f}').collect();
        let width = grapheme_width(&bare, Ambiguous::Narrow);
        if is_unsettled(&bare) || width == 0 {
            push_twin_of_bare(settled, &bare, first);
        } else {
            settled.push_str(&bare);
        }
        let missing = grapheme_width(grapheme, Ambiguous::Narrow).saturating_sub(width.max(1));
        settled.extend(std::iter::repeat_n(' ', missing));
        return;
    }
    push_twin_of_bare(settled, grapheme, first);
}

fn push_twin_of_bare(settled: &mut String, grapheme: &str, first: Option<char>) {
    match first.and_then(twin) {
        Some(twin) if grapheme.chars().count() == 1 => settled.push(twin),
        _ => settled.push_str(grapheme),
    }
}

/// The twin of a character of ambiguous width: one column everywhere.
fn twin(character: char) -> Option<char> {
    let letter = |first: char, base: u8| {
        let offset = u32::from(character) - u32::from(first);
        u8::try_from(offset)
            .ok()
            .map(|offset| char::from(base + offset))
    };
    Some(match character {
        '“' | '”' | '″' => '"',
        '‘' | '’' | '′' => '\'',
        '…' | '‥' => '⋯',
        '—' | '―' | '–' | '─' | '━' | '‐' => '-',
        '·' | '‧' => '.',
        '×' => 'x',
        '÷' => '/',
        '±' => '+',
        '°' | '℃' | '℉' => '\'',
        '→' | '⇒' => '>',
        '←' => '<',
        '↑' => '^',
        '↓' => 'v',
        '│' | '┃' | '∣' | '‖' | '∥' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '╋' => '+',
        '●' | '◆' | '■' | '★' | '▲' | '▼' | '◎' | '※' | '☆' | '○' | '◇' | '□' | '△' | '▽' | '▶'
        | '◀' => '*',
        '§' => 'S',
        '№' => 'N',
        '①'..='⑨' => letter('①', b'1')?,
        '⑴'..='⑼' => letter('⑴', b'1')?,
        '⒈'..='⒐' => letter('⒈', b'1')?,
        '❶'..='❾' => letter('❶', b'1')?,
        'ⓐ'..='ⓩ' => letter('ⓐ', b'a')?,
        '⒜'..='⒵' => letter('⒜', b'a')?,
        'Ⅰ' | 'ⅰ' => 'I',
        'Ⅴ' | 'ⅴ' => 'V',
        'Ⅹ' | 'ⅹ' => 'X',
        '∶' => ':',
        '≤' | '≦' => '<',
        '≥' | '≧' => '>',
        '≠' => '#',
        '≈' | '≒' => '~',
        '√' => 'v',
        '∞' => '8',
        '∑' => 'E',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::width_of;

    #[test]
    fn quotes_dashes_and_numbers_have_twins() {
        assert_eq!(
            with_twins("“十四五”规划……4月—6月，‘三会一课’·①"),
            "\"十四五\"规划⋯⋯4月-6月，'三会一课'.1"
        );
        assert_eq!(with_twins("\u{26a0}\u{fe0f}注意"), "\u{26a0} 注意");
        assert_eq!(with_twins("教育局 2021"), "教育局 2021");
    }

    #[test]
    fn what_has_no_twin_stays() {
        assert_eq!(with_twins("α"), "α");
    }

    #[test]
    fn twins_are_settled_and_stand_for_what_is_not() {
        let mut count = 0;
        for character in (' '..=char::MAX).filter(|character| !character.is_control()) {
            if let Some(twin) = twin(character) {
                let (character, twin) = (character.to_string(), twin.to_string());
                assert!(!is_unsettled(&twin), "{twin}");
                assert_eq!(width_of(&twin, Ambiguous::Wide), 1, "{twin}");
                assert_eq!(width_of(&character, Ambiguous::Narrow), 1, "{character}");
                assert!(is_unsettled(&character), "{character}");
                count += 1;
            }
        }
        assert!(count > 100, "{count}");
    }

    proptest! {
        #[test]
        fn a_text_takes_the_columns_that_it_took(text in "[a-c “”…教。·①ⅣΑ⚠❤\u{fe0f}\u{301}👍]{0,20}") {
            let settled = with_twins(&text);
            prop_assert_eq!(
                width_of(&settled, Ambiguous::Narrow),
                width_of(&text, Ambiguous::Narrow),
                "{}", settled
            );
        }
    }
}
