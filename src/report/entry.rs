//! What changed of one task, its measures with it: the unit in which people are told of changes.
//!
//! A node with nothing but another number is no entry: what came, went or moved says it.

use crate::change::Change;
use crate::change::Level;
use crate::change::diff::{Group, Label, NodeDiff};

/// What changed of a pillar itself, or of a task and its measures.
pub(super) struct Entry<'d> {
    /// Its number and title.
    pub label: &'d Label,
    /// Whether it is the pillar itself.
    pub is_pillar: bool,
    /// What changed of the pillar or task itself.
    pub own: &'d [Change],
    /// Its measures that changed.
    pub measures: Vec<&'d NodeDiff>,
}

/// What changed in a pillar, in plan order.
pub(super) fn entries(group: &Group) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    // The task of the last entry.
    let mut task = None;
    for node in group.nodes.iter().filter(|node| !node.is_only_renumbered()) {
        let is_measure = node.level == Level::Measure;
        if !is_measure || task != node.task.as_ref() {
            let label = node.task_label.as_ref().filter(|_| is_measure);
            entries.push(Entry {
                label: label.unwrap_or_else(|| node.label()),
                is_pillar: node.level == Level::Pillar,
                own: if is_measure { &[] } else { &node.changes },
                measures: Vec::new(),
            });
            task = node.task.as_ref();
        }
        if let Some(entry) = entries.last_mut().filter(|_| is_measure) {
            entry.measures.push(node);
        }
    }
    entries
}

/// A number and a title as they stand in front of each other. Outside text.
pub(super) fn name(label: &Label) -> String {
    format!("{}{}", label.number, label.title)
}
