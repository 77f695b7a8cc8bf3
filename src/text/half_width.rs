//! Full-width forms as half-width ones: `１`, `Ａ`, `，` are `1`, `A`, `,`.
//!
//! Owns the fold of single characters, for comparing only: what people wrote is never changed by it.

/// The half-width form of a full-width form (U+FF01 to U+FF5E), which stand in the order of ASCII; any other
/// character is itself.
pub fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_forms_have_their_twins_in_ascii() {
        let folded: String = "１％，：？ａＺ～。教a".chars().map(half_width).collect();
        assert_eq!(folded, "1%,:?aZ~。教a");
    }
}
