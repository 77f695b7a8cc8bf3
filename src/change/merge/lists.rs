//! The lists of a task, element by element: names, targets by their names, references by their titles, notes.
//!
//! Owns which elements of three lists are the same one. What one side added is there, what one side
//! removed is gone, what one side removed and the other one changed stays and collides.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use chrono::{DateTime, FixedOffset};

use super::fields::{Fields, three_ways};
use super::lines::merge_text;
use super::order::arrange;
use crate::plan::{Field, Note, Reference, Target, Value};

/// A list before, on our side, and on theirs.
type Three<'l, T> = [&'l [T]; 3];

/// Names: what is on both sides, or new on one.
pub(super) fn names(three: Three<'_, String>) -> Vec<String> {
    keyed(three, String::as_str, |[base, ours, theirs]| match base {
        None => ours.or(theirs).cloned(),
        Some(_) => ours.and(theirs).cloned(),
    })
}

/// Targets, by name.
pub(super) fn targets(fields: &mut Fields<'_>, three: Three<'_, Target>) -> Vec<Target> {
    keyed(
        three,
        |target| target.name.as_str(),
        |three| {
            element(
                fields,
                three,
                Field::Target,
                Value::Target,
                |base, ours, theirs| {
                    let goal_before = base.map_or(&ours.goal, |base| &base.goal);
                    let goal = match base {
                        None if ours.goal != theirs.goal => None,
                        _ => three_ways((goal_before, &ours.goal, &theirs.goal)),
                    }?;
                    let actual_before = base.and_then(|base| base.actual);
                    let actual = three_ways((&actual_before, &ours.actual, &theirs.actual))?;
                    Some(Target {
                        name: ours.name.clone(),
                        goal: goal.clone(),
                        actual: *actual,
                    })
                },
            )
        },
    )
}

/// References, by title.
pub(super) fn references(fields: &mut Fields<'_>, three: Three<'_, Reference>) -> Vec<Reference> {
    keyed(
        three,
        |reference| reference.title.as_str(),
        |three| {
            element(
                fields,
                three,
                Field::Reference,
                Value::Reference,
                |base, ours, theirs| {
                    let before = base.and_then(|base| base.number.clone());
                    let number = three_ways((&before, &ours.number, &theirs.number))?;
                    Some(Reference {
                        title: ours.title.clone(),
                        number: number.clone(),
                    })
                },
            )
        },
    )
}

/// What comes of one element.
fn element<T: Clone + PartialEq>(
    fields: &mut Fields<'_>,
    [base, ours, theirs]: [Option<&T>; 3],
    field: Field,
    value: fn(T) -> Value,
    inside: impl Fn(Option<&T>, &T, &T) -> Option<T>,
) -> Option<T> {
    let touched = match (ours, theirs) {
        (Some(kept), None) => Some((0, kept)),
        (None, Some(kept)) => Some((1, kept)),
        _ => None,
    };
    let is_touched = base.is_some()
        && touched.is_some_and(|(side, kept): (usize, &T)| {
            fields.touched[side].has(fields.node.as_ref(), &value(kept.clone()))
        });
    if let Some(merged) = three_ways((&base, &ours, &theirs)).filter(|_| !is_touched) {
        return merged.cloned();
    }
    let merged = ours.zip(theirs);
    let merged = merged.and_then(|(ours, theirs)| inside(base, ours, theirs));
    if merged.is_some() {
        return merged;
    }
    let as_value = |side: Option<&T>| side.cloned().map(value);
    fields.collide(field, [as_value(base), as_value(ours), as_value(theirs)]);
    ours.or(theirs).cloned()
}

/// Merges three lists whose elements are told apart by a name, and by how often it came before.
fn keyed<'l, T: Clone, K: Ord + Hash + Copy>(
    lists: Three<'l, T>,
    key: impl Fn(&'l T) -> K,
    mut merged: impl FnMut([Option<&'l T>; 3]) -> Option<T>,
) -> Vec<T> {
    let keys = lists.map(|list| numbered(list.iter().map(&key)));
    let [base, ours, theirs] = [0, 1, 2].map(|side: usize| {
        let elements = keys[side].iter().copied().zip(lists[side]);
        elements.collect::<HashMap<_, _>>()
    });
    let mut outcome = HashMap::new();
    for key in keys.iter().flatten() {
        let sides = [base.get(key), ours.get(key), theirs.get(key)];
        if !outcome.contains_key(key) {
            outcome.insert(*key, merged(sides.map(Option::<&&T>::copied)));
        }
    }
    let members = outcome.iter().filter(|(_, element)| element.is_some());
    let members: HashSet<_> = members.map(|(key, _)| *key).collect();
    let arranged = arrange(&members, &keys[0], &keys[1], &keys[2]);
    let order = arranged.order.iter();
    order.filter_map(|key| outcome.remove(key)?).collect()
}

/// Each key with how often it came before.
fn numbered<K: Eq + Hash + Copy>(keys: impl Iterator<Item = K>) -> Vec<(K, usize)> {
    let mut counts = HashMap::new();
    keys.map(|key| {
        let count: &mut usize = counts.entry(key).or_default();
        *count += 1;
        (key, *count)
    })
    .collect()
}

/// Which note it is: one of the base, or a new one, in time order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum NoteKey<'n> {
    Base(usize),
    New {
        at: DateTime<FixedOffset>,
        by: &'n str,
        text: &'n str,
        kind: &'static str,
        /// How often the same came before.
        count: usize,
    },
}

/// Notes. One is the same as before where it says the same, or else where the same person wrote it at the
/// same moment. What both sides added is there, in time order.
pub(super) fn notes(fields: &mut Fields<'_>, lists: Three<'_, Note>) -> Vec<Note> {
    let is_touched = fields
        .touched
        .iter()
        .any(|touched| touched.is_in(fields.node.as_ref()));
    if let Some(merged) = three_ways((&lists[0], &lists[1], &lists[2])).filter(|_| !is_touched) {
        return merged.to_vec();
    }
    let base = lists[0];
    let keys = lists.map(|list| note_keys(base, list));
    let [_, ours, theirs] = [0, 1, 2].map(|side: usize| {
        let notes = keys[side].iter().cloned().zip(lists[side]);
        notes.collect::<HashMap<_, _>>()
    });
    let mut outcome = HashMap::new();
    for key in keys.iter().flatten() {
        if outcome.contains_key(key) {
            continue;
        }
        let (our, their) = (ours.get(key).copied(), theirs.get(key).copied());
        let note = match key {
            NoteKey::Base(index) => {
                let three = [base.get(*index), our, their];
                element(fields, three, Field::Note, Value::Note, merged_note)
            }
            NoteKey::New { .. } => our.or(their).cloned(),
        };
        outcome.insert(key.clone(), note);
    }
    let members = outcome.iter().filter(|(_, note)| note.is_some());
    let members: HashSet<_> = members.map(|(key, _)| key.clone()).collect();
    let mut order = arrange(&members, &keys[0], &keys[1], &keys[2]).order;
    let is_new = |key: &NoteKey<'_>| matches!(key, NoteKey::New { .. });
    for run in order.chunk_by_mut(|one, other| is_new(one) && is_new(other)) {
        let is_of_one_side =
            |side: &HashMap<NoteKey<'_>, &Note>| run.iter().all(|key| side.contains_key(key));
        if !is_of_one_side(&ours) && !is_of_one_side(&theirs) {
            run.sort();
        }
    }
    let order = order.iter();
    order.filter_map(|key| outcome.remove(key)?).collect()
}

fn note_keys<'n>(base: &[Note], list: &'n [Note]) -> Vec<NoteKey<'n>> {
    // By moment and person, and in there in order.
    let mut left: HashMap<(DateTime<FixedOffset>, &str), Vec<usize>> = HashMap::new();
    for (index, note) in base.iter().enumerate() {
        left.entry((note.at, &note.by)).or_default().push(index);
    }
    let mut keys: Vec<Option<NoteKey<'_>>> = vec![None; list.len()];
    for is_exact in [true, false] {
        for (key, note) in keys.iter_mut().zip(list) {
            let Some(indices) = left.get_mut(&(note.at, note.by.as_str())) else {
                continue;
            };
            let is_it = |&index: &usize| !is_exact || base[index] == *note;
            if key.is_none()
                && let Some(place) = indices.iter().position(is_it)
            {
                *key = Some(NoteKey::Base(indices.remove(place)));
            }
        }
    }
    let mut counts: HashMap<NoteKey<'_>, usize> = HashMap::new();
    let keys = keys.into_iter().zip(list);
    keys.map(|(key, note)| {
        key.unwrap_or_else(|| {
            let new = |count| NoteKey::New {
                at: note.at,
                by: &note.by,
                text: &note.text,
                kind: note.kind.value(),
                count,
            };
            let count = counts.entry(new(0)).or_default();
            *count += 1;
            new(*count)
        })
    })
    .collect()
}

/// A note that both sides changed, if not in the same place.
fn merged_note(base: Option<&Note>, ours: &Note, theirs: &Note) -> Option<Note> {
    let base = base?;
    let text = merge_text(&base.text, &ours.text, &theirs.text);
    let says_something = !text.is_torn && !text.ours.trim().is_empty();
    Some(Note {
        at: ours.at,
        by: ours.by.clone(),
        kind: *three_ways((&base.kind, &ours.kind, &theirs.kind))?,
        text: says_something.then_some(text.ours)?,
    })
}
