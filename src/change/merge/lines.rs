//! Three texts, line by line: what one side changed is taken, what both changed is told apart.
//!
//! Owns the rule of what collides: the same line, or two insertions at one place. Neighbouring lines do
//! not. Knows nothing of what the lines say.

use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp};

/// A stretch of the outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stretch<'t, T> {
    /// As the base, or as the side that changed it, or as both changed it.
    Agreed(&'t [T]),
    /// Both changed it, each in its own way.
    Torn {
        base: &'t [T],
        ours: &'t [T],
        theirs: &'t [T],
    },
}

/// Lines that one side has in the place of some of the base.
#[derive(Clone, Debug)]
struct Hunk {
    base: Range<usize>,
    side: Range<usize>,
}

/// Merges three sequences of lines.
pub(crate) fn merge<'t, T: Eq + Hash + Ord>(
    base: &'t [T],
    ours: &'t [T],
    theirs: &'t [T],
) -> Vec<Stretch<'t, T>> {
    let (our_hunks, their_hunks) = (hunks(base, ours), hunks(base, theirs));
    let (mut left, mut right) = (our_hunks.as_slice(), their_hunks.as_slice());
    let mut stretches = Vec::new();
    let mut at = 0;
    loop {
        let order = |hunk: &Hunk| (hunk.base.start, hunk.base.end);
        let is_ours_first = match (left.first(), right.first()) {
            (None, None) => break,
            (Some(our), Some(their)) => order(our) <= order(their),
            (our, _) => our.is_some(),
        };
        let first = if is_ours_first { &left[0] } else { &right[0] };
        let mut range = first.base.clone();
        let (mut our_count, mut their_count) = (0, 0);
        // Each side's hunk that collides may reach further, to where the other side's next one begins.
        loop {
            let reach = |hunks: &[Hunk], count: usize, is_first: bool| {
                let next = hunks.get(count)?;
                let is_in = (is_first && count == 0) || collide(&range, &next.base);
                is_in.then(|| next.base.clone())
            };
            if let Some(next) = reach(left, our_count, is_ours_first) {
                our_count += 1;
                range = range.start.min(next.start)..range.end.max(next.end);
            } else if let Some(next) = reach(right, their_count, !is_ours_first) {
                their_count += 1;
                range = range.start.min(next.start)..range.end.max(next.end);
            } else {
                break;
            }
        }
        push(&mut stretches, &base[at..range.start]);
        let our_side = side_of(&left[..our_count], &range);
        let their_side = side_of(&right[..their_count], &range);
        match (our_side, their_side) {
            (Some(our), Some(their)) => {
                tear(
                    &mut stretches,
                    &base[range.clone()],
                    &ours[our],
                    &theirs[their],
                );
            }
            (Some(our), None) => push(&mut stretches, &ours[our]),
            (None, Some(their)) => push(&mut stretches, &theirs[their]),
            (None, None) => {}
        }
        at = range.end;
        left = &left[our_count..];
        right = &right[their_count..];
    }
    push(&mut stretches, &base[at..]);
    stretches
}

fn hunks<T: Eq + Hash + Ord>(base: &[T], side: &[T]) -> Vec<Hunk> {
    let head = base.iter().zip(side).take_while(|(a, b)| a == b).count();
    let most = base.len().min(side.len()) - head;
    let (from_end, to_end) = (base.iter().rev(), side.iter().rev());
    let tail = from_end
        .zip(to_end)
        .take(most)
        .take_while(|(a, b)| a == b)
        .count();
    let (middle, other) = (
        &base[head..base.len() - tail],
        &side[head..side.len() - tail],
    );
    // What is not equal is a hunk: the places of deletions and insertions cannot be relied on.
    let mut hunks = Vec::new();
    let (mut from, mut to) = (head, head);
    let mut gap = |base: Range<usize>, side: Range<usize>| {
        if base.len() == side.len() {
            // As many lines for as many: each for one.
            hunks.extend(base.zip(side).map(|(base, side)| Hunk {
                base: base..base + 1,
                side: side..side + 1,
            }));
        } else {
            hunks.push(Hunk { base, side });
        }
    };
    for operation in similar::capture_diff_slices(Algorithm::Myers, middle, other) {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = operation
        {
            gap(from..head + old_index, to..head + new_index);
            (from, to) = (head + old_index + len, head + new_index + len);
        }
    }
    gap(from..base.len() - tail, to..side.len() - tail);
    hunks
}

/// Whether two changes of the base are of the same lines, or insertions at one place.
fn collide(one: &Range<usize>, other: &Range<usize>) -> bool {
    if one.is_empty() && other.is_empty() {
        return one.start == other.start;
    }
    one.start < other.end && other.start < one.end
}

/// What a side has in the place of a stretch of the base that these hunks are in; none without hunks.
fn side_of(hunks: &[Hunk], range: &Range<usize>) -> Option<Range<usize>> {
    let (first, last) = (hunks.first()?, hunks.last()?);
    let start = first.side.start - (first.base.start - range.start);
    Some(start..last.side.end + (range.end - last.base.end))
}

fn push<'t, T>(stretches: &mut Vec<Stretch<'t, T>>, lines: &'t [T]) {
    if !lines.is_empty() {
        stretches.push(Stretch::Agreed(lines));
    }
}

/// What both sides begin and end with they agree on.
fn tear<'t, T: Eq>(
    stretches: &mut Vec<Stretch<'t, T>>,
    base: &'t [T],
    ours: &'t [T],
    theirs: &'t [T],
) {
    let head = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
    let most = ours.len().min(theirs.len()) - head;
    let ends = ours.iter().rev().zip(theirs.iter().rev());
    let tail = ends.take(most).take_while(|(a, b)| a == b).count();
    push(stretches, &ours[..head]);
    let (our, their) = (
        &ours[head..ours.len() - tail],
        &theirs[head..theirs.len() - tail],
    );
    if !our.is_empty() || !their.is_empty() {
        stretches.push(Stretch::Torn {
            base,
            ours: our,
            theirs: their,
        });
    }
    push(stretches, &ours[ours.len() - tail..]);
}

/// A long text after a merge, sentence by sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MergedText {
    /// With our sentences where both changed the same ones.
    pub ours: String,
    /// With theirs.
    pub theirs: String,
    /// With ours, and theirs behind them.
    pub both: String,
    /// Whether there is such a place.
    pub is_torn: bool,
}

/// Merges long texts, one sentence a line.
pub(crate) fn merge_text(base: &str, ours: &str, theirs: &str) -> MergedText {
    let lines = |text: &'_ str| -> Vec<String> {
        if text.is_empty() {
            return Vec::new();
        }
        text.split('\n').map(str::to_owned).collect()
    };
    let (base, ours, theirs) = (lines(base), lines(ours), lines(theirs));
    let (mut as_ours, mut as_theirs, mut as_both) = (Vec::new(), Vec::new(), Vec::new());
    let mut is_torn = false;
    for stretch in merge(&base, &ours, &theirs) {
        match stretch {
            Stretch::Agreed(lines) => {
                for all in [&mut as_ours, &mut as_theirs, &mut as_both] {
                    all.extend(lines.iter().map(String::as_str));
                }
            }
            Stretch::Torn { ours, theirs, .. } => {
                is_torn = true;
                as_ours.extend(ours.iter().map(String::as_str));
                as_theirs.extend(theirs.iter().map(String::as_str));
                as_both.extend(ours.iter().map(String::as_str));
                let new = theirs.iter().filter(|line| !ours.contains(line));
                as_both.extend(new.map(String::as_str));
            }
        }
    }
    MergedText {
        ours: as_ours.join("\n"),
        theirs: as_theirs.join("\n"),
        both: as_both.join("\n"),
        is_torn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn merged(base: &str, ours: &str, theirs: &str) -> MergedText {
        merge_text(base, ours, theirs)
    }

    #[test]
    fn neighbouring_sentences_do_not_collide() {
        let text = merged("一。\n二。\n三。", "一！\n二。\n三。", "一。\n二！\n三。");
        assert_eq!(
            (text.ours.as_str(), text.is_torn),
            ("一！\n二！\n三。", false)
        );
        let text = merged("一。\n二。", "一！\n二。", "一。\n新。\n二。");
        assert_eq!(
            (text.ours.as_str(), text.is_torn),
            ("一！\n新。\n二。", false)
        );
    }

    #[test]
    fn insertions_at_one_place_are_offered_both() {
        let text = merged("一。", "一。\n甲。", "一。\n乙。");
        assert!(text.is_torn);
        assert_eq!(
            [text.ours, text.theirs, text.both],
            ["一。\n甲。", "一。\n乙。", "一。\n甲。\n乙。"]
        );
    }

    #[test]
    fn what_one_side_removed_and_the_other_changed_is_torn() {
        let text = merged("一。\n二。", "一。", "一。\n二！");
        assert!(text.is_torn);
        assert_eq!([text.ours, text.theirs], ["一。", "一。\n二！"]);
    }

    fn lines() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(0..6_u8, 0..8)
    }

    /// The outcome with one side's lines where both changed.
    fn taken(stretches: &[Stretch<'_, u8>], is_ours: bool) -> Vec<u8> {
        let lines = stretches.iter().flat_map(|stretch| match stretch {
            Stretch::Agreed(lines) => *lines,
            Stretch::Torn { ours, .. } if is_ours => *ours,
            Stretch::Torn { theirs, .. } => *theirs,
        });
        lines.copied().collect()
    }

    proptest! {
        #[test]
        fn one_side_alone_is_taken(base in lines(), side in lines()) {
            for (ours, theirs) in [(&base, &side), (&side, &base), (&side, &side)] {
                let stretches = merge(&base, ours, theirs);
                prop_assert!(stretches.iter().all(|stretch| matches!(stretch, Stretch::Agreed(_))));
                prop_assert_eq!(&taken(&stretches, true), &side);
            }
        }

        #[test]
        fn swapping_sides_swaps_what_is_torn(base in lines(), ours in lines(), theirs in lines()) {
            let (one, other) = (merge(&base, &ours, &theirs), merge(&base, &theirs, &ours));
            prop_assert_eq!(taken(&one, true), taken(&other, false));
            prop_assert_eq!(taken(&one, false), taken(&other, true));
            // Lines that only one side has anew are in its outcome.
            for line in &ours {
                prop_assert!(base.contains(line) || taken(&one, true).contains(line));
            }
        }
    }
}
