//! Numbers as markers write them: 二十一, １２, IV, and what OCR makes of them.
//!
//! Owns the reading of one number at the beginning of a text. Never knows what stands behind it.

use crate::text::half_width;

/// A number that was read, and how many bytes it took.
#[derive(Clone, Copy)]
pub struct Numeral {
    /// Its value.
    pub value: u32,
    /// Its length in bytes.
    pub len: usize,
    /// It is another character that looks like a numeral.
    pub odd: bool,
}

/// Arabic digits of either width, `most` of them at most; none if more follow, or if it is zero.
pub fn digits(text: &str, most: usize) -> Option<Numeral> {
    let (mut value, mut len, mut count) = (0_u32, 0, 0);
    for c in text.chars() {
        let Some(digit) = half_width(c).to_digit(10) else {
            break;
        };
        count += 1;
        if count > most {
            return None;
        }
        value = value * 10 + digit;
        len += c.len_utf8();
    }
    (value > 0).then_some(Numeral {
        value,
        len,
        odd: false,
    })
}

/// A numeral in Han characters: 一, 二十一, 一百零三, 二〇; nine characters at most.
pub fn numeral(text: &str) -> Option<Numeral> {
    let (mut total, mut section, mut digit) = (0_u32, 0_u32, 0_u32);
    let (mut len, mut count, mut odd, mut units) = (0, 0, false, false);
    for c in text.chars() {
        let unit = match c {
            '十' => Some(10),
            '百' => Some(100),
            '千' => Some(1_000),
            _ => None,
        };
        if let Some(unit) = unit {
            section += digit.max(u32::from(digit == 0)) * unit;
            digit = 0;
            units = true;
        } else if let Some((value, strange)) = han_digit(c) {
            odd |= strange;
            digit = if units { value } else { digit * 10 + value };
        } else {
            break;
        }
        count += 1;
        if count > 9 {
            return None;
        }
        len += c.len_utf8();
    }
    total += section + digit;
    // A dash is a numeral only when it stands alone.
    (total > 0 && !(odd && count > 1)).then_some(Numeral {
        value: total,
        len,
        odd,
    })
}

/// The value of a Han digit, and whether it is another character that looks like it.
pub fn han_digit(c: char) -> Option<(u32, bool)> {
    Some(match c {
        '〇' | '○' | '零' => (0, false),
        '一' | '壹' => (1, false),
        '二' | '贰' => (2, false),
        '三' | '叁' => (3, false),
        '四' | '肆' => (4, false),
        '五' | '伍' => (5, false),
        '六' | '陆' => (6, false),
        '七' | '柒' => (7, false),
        '八' | '捌' => (8, false),
        '九' | '玖' => (9, false),
        'ー' | '-' | '－' | '―' | '—' | '─' => (1, true),
        'ニ' => (2, true),
        'ハ' => (8, true),
        _ => return None,
    })
}

/// `IV`, up to twelve.
pub fn roman(word: &str) -> Option<u32> {
    const NUMERALS: [&str; 12] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
    ];
    let place = NUMERALS.iter().position(|&numeral| numeral == word)?;
    u32::try_from(place + 1).ok()
}
