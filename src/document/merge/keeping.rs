//! The proof that no comment got lost between two sides, and what becomes of those that did.
//!
//! Two comments behind one value, or one behind a value that the other side changed, have no place in one line:
//! what of them is missing in the outcome gets a line of its own, above what it is about.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::comments::{Comments, Spot};
use super::{MergeFailure, ids};
use crate::change::merge::Touched;
use crate::document::{Condition, Document, layout};
use crate::plan::{Id, Plan, Value};

/// How often each comment stands in each of some texts, by what it is about.
type Counts<'t, const TEXTS: usize> = BTreeMap<(Option<&'t str>, &'t str), Spots<'t, TEXTS>>;

/// Of one comment in one node.
type Spots<'t, const TEXTS: usize> = HashMap<Option<Spot<'t>>, [usize; TEXTS]>;

fn counts<'t, const TEXTS: usize>(texts: [&Comments<'t>; TEXTS]) -> Counts<'t, TEXTS> {
    let mut counts = Counts::new();
    for (index, text) in texts.into_iter().enumerate() {
        for comment in &text.all {
            let spot = text.spot(comment);
            let node = spot.and_then(|spot| spot.node);
            let spots: &mut Spots<'_, TEXTS> = counts.entry((node, comment.text)).or_default();
            spots.entry(spot).or_insert([0; TEXTS])[index] += 1;
        }
    }
    counts
}

/// What a side wrote into nodes, and into elements of lists, that the plan does not say: comments that were not
/// there before, and unknown keys. Who removes such a node meanwhile has not seen them.
pub(super) fn touched<'i>(
    base: &str,
    side: &str,
    plan: &Plan,
    keyed: impl Iterator<Item = &'i Id>,
) -> Touched {
    let (base, side) = (Comments::of(base), Comments::of(side));
    let counts = counts([&base, &side]);
    let mut touched = Touched::default();
    touched.nodes.extend(keyed.cloned());
    let mut new = HashSet::new();
    for ((node, text), spots) in &counts {
        if total(spots, 1) <= total(spots, 0) {
            continue;
        }
        touched.nodes.extend(node.and_then(|id| Id::new(id).ok()));
        let grown = spots.iter().filter(|(_, [base, side])| side > base);
        new.extend(grown.map(|(spot, _)| (*spot, *text)));
    }
    for comment in &side.all {
        if !new.contains(&(side.spot(comment), comment.text)) {
            continue;
        }
        let Some((id, list, index)) = side.element(comment) else {
            continue;
        };
        let Some(task) = Id::new(id).ok().and_then(|id| plan.task(&id)) else {
            continue;
        };
        let value = match list {
            "note" => task.notes.get(index).cloned().map(Value::Note),
            "target" => task.targets.get(index).cloned().map(Value::Target),
            "reference" => task.references.get(index).cloned().map(Value::Reference),
            // A measure is a node, and told so already.
            _ => None,
        };
        let Some(value) = value else { continue };
        let elements = touched.elements.entry(task.id.clone()).or_default();
        elements.push(value);
    }
    touched
}

/// Puts comments of either side that are not in the outcome back. `sides` are the three texts, before they were made
/// to say the same, and `plans` what they said.
///
/// # Errors
/// One of them cannot be put anywhere.
pub(super) fn keep(
    merged: &mut Document,
    sides: &[String; 3],
    plans: &[Plan; 3],
) -> Result<(), MergeFailure> {
    let proof = Proof {
        sides: sides.each_ref().map(|text| Comments::of(text)),
        nodes: plans.each_ref().map(ids),
        nodes_now: ids(&merged.plan()),
    };
    let text = merged.text();
    let now = Comments::of(&text);
    let missing = proof.missing(&now);
    if missing.is_empty() {
        return Ok(());
    }
    let starts = now.starts();
    let mut lines: Vec<(usize, &str)> = missing
        .into_iter()
        .map(|(comment, spot)| (starts.of(&spot).unwrap_or(text.len()), comment))
        .collect();
    lines.sort_by_key(|(start, _)| *start);
    let newline = layout::newline(&text);
    let mut more = String::with_capacity(text.len());
    let mut end = 0;
    for (start, comment) in lines {
        more.push_str(&text[end..start]);
        more.push_str(layout::indent(&text, start));
        more.push_str(comment);
        more.push_str(newline);
        end = start;
    }
    more.push_str(&text[end..]);
    let mut read = Document::of_text(more, merged.has_bom);
    read.check_and_settle();
    let is_meant = read.condition() == Condition::Sound && read.plan() == merged.plan();
    if !is_meant || !proof.missing(&Comments::of(&read.text())).is_empty() {
        return Err(MergeFailure::Form);
    }
    *merged = read;
    Ok(())
}

/// The three texts that went into a merge.
struct Proof<'t> {
    sides: [Comments<'t>; 3],
    /// Which nodes each of them has.
    nodes: [HashSet<Id>; 3],
    /// Those of the outcome.
    nodes_now: HashSet<Id>,
}

impl<'t> Proof<'t> {
    /// What has to be put in: the comment, and what it is about.
    fn missing(&self, now: &Comments<'t>) -> Vec<(&'t str, Spot<'t>)> {
        let [base, ours, theirs] = &self.sides;
        let counts = counts([base, ours, theirs, now]);
        // A comment that is another node's now is not lost.
        let mut left: HashMap<&str, usize> = HashMap::new();
        let mut surplus: HashMap<&str, usize> = HashMap::new();
        let mut missing_of = HashMap::new();
        for (key, spots) in &counts {
            let there = total(spots, 3);
            let due = self.due(key.0, spots);
            missing_of.insert(*key, due.saturating_sub(there));
            *left.entry(key.1).or_default() += due;
            *surplus.entry(key.1).or_default() += there;
        }
        for (text, left) in &mut left {
            *left = left.saturating_sub(surplus[text]);
        }
        let mut missing = Vec::new();
        // First where it is missing, then wherever a side has it.
        for is_exact in [true, false] {
            for side in [ours, theirs] {
                for comment in &side.all {
                    let spot = side.spot(comment);
                    let key = (spot.and_then(|spot| spot.node), comment.text);
                    let (Some(count), Some(left)) =
                        (missing_of.get_mut(&key), left.get_mut(comment.text))
                    else {
                        continue;
                    };
                    if *count == 0 || *left == 0 {
                        continue;
                    }
                    let is_it = |spot: &[usize; 4]| three_ways(spot[0], spot[1], spot[2]) > spot[3];
                    if !is_exact || counts[&key].get(&spot).is_some_and(is_it) {
                        missing.push((comment.text, side.near(comment)));
                        *count -= 1;
                        *left -= 1;
                    }
                }
            }
        }
        missing
    }

    /// How often a comment has to stand in a node now.
    fn due(&self, node: Option<&str>, spots: &Spots<'_, 4>) -> usize {
        let (base, ours, theirs) = (total(spots, 0), total(spots, 1), total(spots, 2));
        let id = node.and_then(|node| Id::new(node).ok());
        let [_, has_ours, has_theirs] = match &id {
            Some(id) if self.nodes.iter().any(|nodes| nodes.contains(id)) => {
                if !self.nodes_now.contains(id) {
                    return 0;
                }
                self.nodes.each_ref().map(|nodes| nodes.contains(id))
            }
            // The plan itself, or an id that is written in a way that is not understood here.
            _ => [true; 3],
        };
        match (has_ours, has_theirs) {
            (true, false) => ours,
            (false, true) => theirs,
            _ => {
                let least = three_ways(base, ours, theirs);
                let most = (ours + theirs).saturating_sub(base).max(least);
                let ways = spots
                    .values()
                    .map(|spot| three_ways(spot[0], spot[1], spot[2]));
                ways.sum::<usize>().clamp(least, most)
            }
        }
    }
}

fn total<const TEXTS: usize>(spots: &Spots<'_, TEXTS>, text: usize) -> usize {
    spots.values().map(|spot| spot[text]).sum()
}

/// How often something has to be there. What both sides wrote may be one and the same.
fn three_ways(base: usize, ours: usize, theirs: usize) -> usize {
    if ours > base && theirs > base {
        ours.max(theirs)
    } else if ours < base && theirs < base {
        ours.min(theirs)
    } else {
        (ours + theirs).saturating_sub(base)
    }
}
