//! Search: which of some texts a person means by a few typed characters.
//!
//! Owns the ranking and the positions to highlight. Widths are folded before comparing, so that what an
//! input method typed finds what a keyboard would. Never reads a plan: texts come in, indices go out.

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

/// A text that fits what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its index among the texts.
    pub index: usize,
    /// The characters that fit, as indices of characters, ascending.
    pub positions: Vec<usize>,
}

/// The texts that fit what was typed, the best first; of equals the earlier. Nothing typed fits all.
pub fn rank<'t>(typed: &str, texts: impl IntoIterator<Item = &'t str>) -> Vec<Hit> {
    let typed = folded(typed.trim());
    let texts = texts.into_iter().enumerate();
    if typed.is_empty() {
        return texts
            .map(|(index, _)| Hit {
                index,
                positions: Vec::new(),
            })
            .collect();
    }
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut found: Vec<(i64, Hit)> = texts
        .filter_map(|(index, text)| {
            let (score, positions) = matcher.fuzzy_indices(&folded(text), &typed)?;
            Some((score, Hit { index, positions }))
        })
        .collect();
    found.sort_by_key(|(score, hit)| (std::cmp::Reverse(*score), hit.index));
    found.into_iter().map(|(_, hit)| hit).collect()
}

/// Full-width forms as half-width ones, character by character, so that positions stay.
fn folded(text: &str) -> String {
    text.chars().map(crate::text::half_width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 4] = ["办公室", "教研室", "人事股", "Office of Teaching"];

    fn found(typed: &str) -> Vec<&'static str> {
        rank(typed, TEXTS)
            .iter()
            .map(|hit| TEXTS[hit.index])
            .collect()
    }

    #[test]
    fn nothing_typed_finds_all_in_order() {
        assert_eq!(found(" "), TEXTS);
    }

    #[test]
    fn characters_are_found_in_order_whatever_stands_between() {
        assert_eq!(found("室"), ["办公室", "教研室"]);
        assert_eq!(found("教室"), ["教研室"]);
        assert_eq!(found("teach"), ["Office of Teaching"]);
        assert_eq!(found("股人"), [""; 0]);
    }

    #[test]
    fn widths_are_folded_and_positions_are_of_characters() {
        let hits = rank("ｏｔ", TEXTS);
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].positions, [7, 10]);
        assert_eq!(rank("研", TEXTS)[0].positions, [1]);
    }
}
