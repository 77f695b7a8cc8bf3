//! Brackets and quotes, and which two belong together.
//!
//! Owns the kinds of brackets and the search for the other half. Never knows what a sentence is.

use std::collections::VecDeque;

/// Which side of a pair a character is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Open,
    Close,
    /// The straight quote.
    Either,
}

/// The number of kinds that [`bracket`] tells apart.
const KINDS: usize = 11;

/// The kind of a bracket or quote, and its side. Half width and full width are one kind, because
/// people mix them: `(试行）`.
fn bracket(character: char) -> Option<(usize, Side)> {
    Some(match character {
        '《' => (0, Side::Open),
        '》' => (0, Side::Close),
        '〈' => (1, Side::Open),
        '〉' => (1, Side::Close),
        '（' | '(' => (2, Side::Open),
        '）' | ')' => (2, Side::Close),
        '【' => (3, Side::Open),
        '】' => (3, Side::Close),
        '［' | '[' => (4, Side::Open),
        '］' | ']' => (4, Side::Close),
        '〔' => (5, Side::Open),
        '〕' => (5, Side::Close),
        '「' => (6, Side::Open),
        '」' => (6, Side::Close),
        '『' => (7, Side::Open),
        '』' => (7, Side::Close),
        '“' => (8, Side::Open),
        '”' => (8, Side::Close),
        '‘' => (9, Side::Open),
        '’' => (9, Side::Close),
        '"' => (10, Side::Either),
        _ => return None,
    })
}

/// Whether a character is the closing half of a bracket or a quote; `"` is either half, and `’` is an
/// apostrophe as well.
pub fn is_closing(character: char) -> bool {
    matches!(bracket(character), Some((_, Side::Close)))
}

/// The first bracket, title mark or double quote of a paragraph that has no other half.
///
/// `’` and `"` are not asked for: one is an apostrophe, the other stands for inches and minutes.
pub fn unbalanced(paragraph: &str) -> Option<char> {
    let asked =
        |character: char| !matches!(character, '‘' | '’' | '"') && bracket(character).is_some();
    let brackets: Vec<char> = paragraph.chars().filter(|&c| asked(c)).collect();
    let partners = partners(&brackets, usize::MAX);
    let lonely = partners.iter().position(Option::is_none)?;
    Some(brackets[lonely])
}

/// Finds for each bracket and quote the one that belongs to it, at most `reach` characters away.
///
/// One that is left open inside a pair, or closed without being open, has none. Linear: a search
/// back over open ones closes them all, and starts only where it will find something.
pub(super) fn partners(characters: &[char], reach: usize) -> Vec<Option<usize>> {
    let mut partners = vec![None; characters.len()];
    let mut open: VecDeque<(usize, usize)> = VecDeque::new();
    let mut counts = [0_usize; KINDS];
    for (position, &character) in characters.iter().enumerate() {
        let Some((kind, side)) = bracket(character) else {
            continue;
        };
        while let Some(&(first, opener)) = open.front()
            && position - opener > reach
        {
            counts[first] -= 1;
            open.pop_front();
        }
        if side == Side::Open || (side == Side::Either && counts[kind] == 0) {
            open.push_back((kind, position));
            counts[kind] += 1;
        } else if counts[kind] > 0 {
            while let Some((last, opener)) = open.pop_back() {
                counts[last] -= 1;
                if last == kind {
                    partners[opener] = Some(position);
                    partners[position] = Some(opener);
                    break;
                }
            }
        }
    }
    partners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_without_its_other_half_is_found() {
        assert_eq!(unbalanced("甲（乙）“丙《丁》”"), None);
        assert_eq!(unbalanced("（甲)"), None);
        assert_eq!(unbalanced("50%(马站未开工"), Some('('));
        assert_eq!(unbalanced("甲）"), Some('）'));
        assert_eq!(unbalanced("（《甲）"), Some('《'));
        assert_eq!(unbalanced("it’s 5\" wide"), None);
    }

    #[test]
    fn halves_belong_together_within_reach_only() {
        let pairs = |text: &str, reach| {
            let characters: Vec<char> = text.chars().collect();
            partners(&characters, reach)
                .into_iter()
                .enumerate()
                .filter_map(|(at, partner)| Some((at, partner.filter(|&other| other > at)?)))
                .collect::<Vec<_>>()
        };
        assert_eq!(pairs("(a“b”)", 9), [(0, 5), (2, 4)]);
        assert_eq!(pairs("(a“b”)", 4), [(2, 4)]);
        assert_eq!(pairs("(“a)”", 9), [(0, 3)]);
    }
}
