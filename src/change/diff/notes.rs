//! What became of the notes of a task.
//!
//! Owns how notes, which have no id, are told apart: one that says the same is the same; else the one of
//! the same moment and person is it in other words.

use std::collections::HashMap;
use std::hash::Hash;

use super::Change;
use super::order::out_of_order;
use crate::change::Edit;
use crate::change::operation::apply_to_notes;
use crate::plan::Note;

/// What became of notes.
pub(super) struct NotesDiff {
    /// By note: changed and written ones in the later order, then those that are gone.
    pub changes: Vec<Change>,
    /// All of them as they are now, where carrying the changes out one by one does not lead to that.
    pub all: Option<Vec<Note>>,
}

/// Compares the notes of a task. Linear in their number.
pub(super) fn compare(before: &[Note], after: &[Note]) -> NotesDiff {
    let mut diff = NotesDiff {
        changes: Vec::new(),
        all: None,
    };
    if before == after {
        return diff;
    }
    let partners = partners(before, after);
    let mut is_left = vec![true; before.len()];
    for (index, (note, &partner)) in after.iter().zip(&partners).enumerate() {
        let Some(earlier) = partner else {
            let note = note.clone();
            diff.changes.push(Change::NoteAdded { index, note });
            continue;
        };
        is_left[earlier] = false;
        if before[earlier] != *note {
            diff.changes.push(Change::NoteEdited {
                index,
                from: before[earlier].clone(),
                to: note.clone(),
            });
        }
    }
    for (index, note) in before
        .iter()
        .enumerate()
        .filter(|&(index, _)| is_left[index])
    {
        let note = note.clone();
        diff.changes.push(Change::NoteRemoved { index, note });
    }
    let kept: Vec<usize> = partners.iter().copied().flatten().collect();
    if out_of_order(&kept).contains(&true) {
        diff.changes.push(Change::NotesReordered);
    }
    let mut notes = before.to_vec();
    let carried = edits(&diff.changes)
        .iter()
        .try_for_each(|edit| apply_to_notes(edit, &mut notes));
    if carried.is_err() || notes != after {
        diff.all = Some(after.to_vec());
    }
    diff
}

/// The edits that carry changes of notes out one by one: what goes goes first, so that an equal note that
/// comes is not taken for it.
pub(super) fn edits(changes: &[Change]) -> Vec<Edit> {
    let removed = changes.iter().filter_map(|change| match change {
        Change::NoteRemoved { note, .. } => Some(Edit::RemoveNote(note.clone())),
        _ => None,
    });
    let edited = changes.iter().filter_map(|change| match change {
        Change::NoteEdited { from, to, .. } => Some(Edit::ReplaceNote {
            old: from.clone(),
            new: to.clone(),
        }),
        _ => None,
    });
    let added = changes.iter().filter_map(|change| match change {
        Change::NoteAdded { note, .. } => Some(Edit::AddNote(note.clone())),
        _ => None,
    });
    removed.chain(edited).chain(added).collect()
}

/// For each later note the index of the earlier one that it is.
fn partners(before: &[Note], after: &[Note]) -> Vec<Option<usize>> {
    let mut pairing = Pairing {
        before,
        after,
        is_taken: vec![false; before.len()],
        partners: vec![None; after.len()],
    };
    let same = before.iter().zip(after).take_while(|(old, new)| old == new);
    for index in 0..same.count() {
        pairing.pair(index, index);
    }
    pairing.by(|note| (note.at, &note.by, note.kind, &note.text));
    pairing.by(|note| (note.at, &note.by, note.kind));
    pairing.by(|note| (note.at, &note.by));
    pairing.partners
}

struct Pairing<'n> {
    before: &'n [Note],
    after: &'n [Note],
    is_taken: Vec<bool>,
    partners: Vec<Option<usize>>,
}

impl<'n> Pairing<'n> {
    fn pair(&mut self, earlier: usize, later: usize) {
        self.is_taken[earlier] = true;
        self.partners[later] = Some(earlier);
    }

    /// Pairs what is left and agrees in this, the first with the first.
    fn by<K: Eq + Hash>(&mut self, key: impl Fn(&'n Note) -> K) {
        let mut first: HashMap<K, usize> = HashMap::new();
        // Of each the next one with the same key.
        let mut next = vec![None; self.before.len()];
        for (index, note) in self.before.iter().enumerate().rev() {
            if !self.is_taken[index] {
                next[index] = first.insert(key(note), index);
            }
        }
        if first.is_empty() {
            return;
        }
        for (later, note) in self.after.iter().enumerate() {
            if self.partners[later].is_some() {
                continue;
            }
            let key = key(note);
            if let Some(&earlier) = first.get(&key) {
                match next[earlier] {
                    Some(index) => first.insert(key, index),
                    None => first.remove(&key),
                };
                self.pair(earlier, later);
            }
        }
    }
}
