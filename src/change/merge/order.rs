//! Three orders of the same things: who put what where, and one order that has it all.
//!
//! Owns the places of siblings and of the elements of lists. What a side moved is what has to stand aside
//! for the rest to be in the order of the base; what it added it has placed too. A placed thing follows
//! what it followed on the side that placed it, wherever that has gone. Things that both sides placed
//! behind the same one stand in an order of their own, which does not depend on the side.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::change::diff::out_of_order;

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arranged<K> {
    /// All members, each once.
    pub order: Vec<K>,
    /// Those that the two sides put at different places; they are where we put them.
    pub torn: Vec<K>,
}

/// What follows a thing, and where it is.
struct Side<'k, K> {
    order: Vec<&'k K>,
    at: HashMap<&'k K, usize>,
    /// Those that it placed.
    placed: HashSet<&'k K>,
}

impl<'k, K: Eq + Hash> Side<'k, K> {
    fn new(members: &HashSet<K>, base: &HashMap<&'k K, usize>, side: &'k [K]) -> Self {
        let order: Vec<&K> = side.iter().filter(|key| members.contains(*key)).collect();
        let known: Vec<(&K, usize)> = order
            .iter()
            .filter_map(|&key| Some((key, *base.get(key)?)))
            .collect();
        let numbers: Vec<usize> = known.iter().map(|(_, at)| *at).collect();
        let moved = known.iter().zip(out_of_order(&numbers));
        let moved = moved.filter(|(_, moved)| *moved).map(|((key, _), _)| *key);
        let new = order.iter().copied().filter(|key| !base.contains_key(key));
        Self {
            placed: moved.chain(new).collect(),
            at: order
                .iter()
                .enumerate()
                .map(|(at, &key)| (key, at))
                .collect(),
            order,
        }
    }

    fn before(&self, key: &K) -> impl Iterator<Item = &'k K> {
        let end = self.at.get(key).copied().unwrap_or(0);
        self.order[..end].iter().rev().copied()
    }
}

/// Brings the members of three orders into one. Every member is in one side at least, and each key once in
/// an order.
pub(super) fn arrange<K: Ord + Hash + Clone>(
    members: &HashSet<K>,
    base: &[K],
    ours: &[K],
    theirs: &[K],
) -> Arranged<K> {
    let base: Vec<&K> = base.iter().filter(|key| members.contains(*key)).collect();
    let base_at: HashMap<&K, usize> = base
        .iter()
        .enumerate()
        .map(|(at, &key)| (key, at))
        .collect();
    let left = Side::new(members, &base_at, ours);
    let right = Side::new(members, &base_at, theirs);
    let is_placed = |key: &K| left.placed.contains(key) || right.placed.contains(key);
    let steady = |side: &Side<'_, K>, key: &K| -> Option<K> {
        side.before(key).find(|other| !is_placed(other)).cloned()
    };
    let mut torn = Vec::new();
    // Behind what each placed thing stands, and on which side that was said.
    let mut anchors: HashMap<&K, (Option<&K>, &Side<'_, K>)> = HashMap::new();
    let ours_first = left.order.iter().chain(&right.order);
    for &key in ours_first.filter(|key| is_placed(key)) {
        let (by_us, by_them) = (left.placed.contains(key), right.placed.contains(key));
        if anchors.contains_key(key) {
            continue;
        }
        let (our, their) = (left.before(key).next(), right.before(key).next());
        let side = match (by_us, by_them) {
            (true, true) if steady(&left, key) != steady(&right, key) => {
                torn.push(key.clone());
                &left
            }
            (true, true) if their < our => &right,
            (false, _) => &right,
            _ => &left,
        };
        anchors.insert(key, (side.before(key).next(), side));
    }
    let steadies: Vec<&K> = base.into_iter().filter(|key| !is_placed(key)).collect();
    let mut order = emitted(&steadies, &anchors);
    if order.len() < members.len() {
        // Each of two waits for the other: then they stand behind what nobody has moved.
        let out: HashSet<&K> = order.into_iter().collect();
        let waiting = anchors.iter_mut().filter(|(key, _)| !out.contains(**key));
        for (key, (anchor, side)) in waiting {
            *anchor = side.before(key).find(|other| !is_placed(other));
        }
        order = emitted(&steadies, &anchors);
    }
    Arranged {
        order: order.into_iter().cloned().collect(),
        torn,
    }
}

/// The steady ones, each with what follows it behind it.
fn emitted<'k, K: Ord + Hash>(
    steadies: &[&'k K],
    anchors: &HashMap<&'k K, (Option<&'k K>, &Side<'k, K>)>,
) -> Vec<&'k K> {
    let mut followers: HashMap<Option<&K>, Vec<&K>> = HashMap::new();
    for (&key, (anchor, _)) in anchors {
        followers.entry(*anchor).or_default().push(key);
    }
    for keys in followers.values_mut() {
        keys.sort_unstable_by(|one, other| -> Ordering { other.cmp(one) });
    }
    let mut order = Vec::with_capacity(steadies.len() + anchors.len());
    let mut waiting: Vec<&K> = Vec::new();
    let roots = std::iter::once(None).chain(steadies.iter().copied().map(Some));
    for root in roots {
        order.extend(root);
        waiting.extend(followers.get(&root).into_iter().flatten());
        while let Some(key) = waiting.pop() {
            order.push(key);
            waiting.extend(followers.get(&Some(key)).into_iter().flatten());
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn arranged(base: &str, ours: &str, theirs: &str) -> (String, String) {
        let keys = |text: &str| text.chars().collect::<Vec<char>>();
        let (base, ours, theirs) = (keys(base), keys(ours), keys(theirs));
        let members = members(&base, &ours, &theirs);
        let Arranged { order, torn } = arrange(&members, &base, &ours, &theirs);
        (order.into_iter().collect(), torn.into_iter().collect())
    }

    /// What is on both sides, or new on one.
    fn members(base: &[char], ours: &[char], theirs: &[char]) -> HashSet<char> {
        let all = ours.iter().chain(theirs).copied();
        all.filter(|key| {
            let count = usize::from(ours.contains(key)) + usize::from(theirs.contains(key));
            count == 2 || !base.contains(key)
        })
        .collect()
    }

    #[test]
    fn additions_at_one_place_stand_in_an_order_of_their_own() {
        assert_eq!(arranged("ab", "axyb", "apb").0, "apxyb");
        assert_eq!(arranged("ab", "apb", "axyb").0, "apxyb");
    }

    #[test]
    fn what_follows_a_moved_one_follows_it() {
        assert_eq!(arranged("abc", "axbc", "bca"), ("bcax".into(), "".into()));
    }

    #[test]
    fn moved_to_two_places_it_is_where_we_put_it() {
        assert_eq!(
            arranged("abcd", "bcad", "bcda"),
            ("bcad".into(), "a".into())
        );
        assert_eq!(
            arranged("abcd", "bcda", "bcad"),
            ("bcda".into(), "a".into())
        );
    }

    #[test]
    fn two_that_wait_for_each_other_are_both_there() {
        assert_eq!(arranged("xsyt", "syxt", "xyst").0.len(), 4);
    }

    fn order() -> impl Strategy<Value = Vec<char>> {
        let all: Vec<char> = ('a'..='j').collect();
        (Just(all).prop_shuffle(), 0..8_usize).prop_map(|(keys, count)| keys[..count].to_vec())
    }

    proptest! {
        #[test]
        fn one_side_alone_is_the_order(base in order(), side in order()) {
            for (ours, theirs) in [(&base, &side), (&side, &base), (&side, &side)] {
                let arranged = arrange(&members(&base, ours, theirs), &base, ours, theirs);
                prop_assert_eq!(&arranged.order, &side);
                prop_assert_eq!(&arranged.torn, &Vec::<char>::new());
            }
        }

        #[test]
        fn nothing_is_lost_and_swapping_sides_changes_only_what_is_torn(
            base in order(), ours in order(), theirs in order(),
        ) {
            let members = members(&base, &ours, &theirs);
            let one = arrange(&members, &base, &ours, &theirs);
            let other = arrange(&members, &base, &theirs, &ours);
            prop_assert_eq!(one.order.len(), members.len());
            prop_assert_eq!(one.order.iter().copied().collect::<HashSet<_>>(), members);
            let torn = |arranged: &Arranged<char>| arranged.torn.iter().copied().collect::<HashSet<_>>();
            prop_assert_eq!(torn(&one), torn(&other));
            if one.torn.is_empty() {
                prop_assert_eq!(one.order, other.order);
            }
        }
    }
}
