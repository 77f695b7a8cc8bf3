//! Which changes are changes of one field: the question of who said what is on either side of a conflict.
//!
//! Owns how the fields of a conflict and the kinds of change belong together.

use super::{Change, Diff, NodeDiff};
use crate::plan::{Conflict, Field, Reference, Target, Value};

impl Diff {
    /// Whether what the conflict is about is different after these changes. Keys that planwalk does not
    /// know are none of the plan's: what changes of them is never told here.
    pub fn touches(&self, conflict: &Conflict) -> bool {
        let Some(node) = &conflict.node else {
            return self.plan.iter().any(|change| is_of(change, conflict));
        };
        if conflict.field == Field::Existence {
            // To change what stands under it is to want it kept.
            let mut groups = self.groups.iter();
            return groups.any(|group| group.pillar == *node)
                || self
                    .nodes()
                    .any(|other| other.id == *node || other.task.as_ref() == Some(node));
        }
        let said = |other: &NodeDiff| {
            let is_whole = other.is_added() || other.is_removed();
            is_whole || other.changes.iter().any(|change| is_of(change, conflict))
        };
        self.nodes().any(|other| other.id == *node && said(other))
    }
}

/// Whether a change of the conflict's node, or of the plan, is one of its field.
fn is_of(change: &Change, conflict: &Conflict) -> bool {
    match (change, &conflict.field) {
        (Change::Status { .. }, Field::Status)
        | (Change::Progress { .. }, Field::Progress)
        | (Change::Due { .. }, Field::Due)
        | (Change::Lead { .. }, Field::Lead)
        | (Change::Support { .. }, Field::Support)
        | (Change::Title { .. }, Field::Title)
        | (Change::Text { .. }, Field::Text | Field::Preamble)
        | (Change::Moved { .. }, Field::Place)
        | (Change::Issuer { .. }, Field::Issuer)
        | (Change::Issued { .. }, Field::Issued)
        | (Change::Period { .. }, Field::Period)
        | (Change::Numbering { .. }, Field::Numbering) => true,
        (Change::Targets { from, to }, Field::Target) => names(conflict).any(|name| {
            let named = |target: &&Target| target.name == name;
            from.iter().filter(named).ne(to.iter().filter(named))
        }),
        (Change::References { from, to }, Field::Reference) => names(conflict).any(|name| {
            let named = |reference: &&Reference| reference.title == name;
            from.iter().filter(named).ne(to.iter().filter(named))
        }),
        (
            Change::NoteAdded { note, .. }
            | Change::NoteRemoved { note, .. }
            | Change::NoteEdited { to: note, .. },
            Field::Note,
        ) => values(conflict).any(|value| match value {
            Value::Note(known) => known.at == note.at && known.by == note.by,
            _ => false,
        }),
        _ => false,
    }
}

/// What either side says, and what was there before.
fn values(conflict: &Conflict) -> impl Iterator<Item = &Value> {
    let sides = [&conflict.base, &conflict.ours, &conflict.theirs];
    sides.into_iter().filter_map(|side| side.value.as_ref())
}

/// By what name an element of a list is known.
fn names(conflict: &Conflict) -> impl Iterator<Item = &str> {
    values(conflict).filter_map(|value| match value {
        Value::Target(target) => Some(target.name.as_str()),
        Value::Reference(reference) => Some(reference.title.as_str()),
        _ => None,
    })
}
