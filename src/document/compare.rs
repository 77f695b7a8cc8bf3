//! What changed from one document to another.
//!
//! Says exactly what [`diff`] says of the two plans. Most of two revisions of a file is the same text: a
//! block that both have is decoded once.

use std::collections::HashMap;

use super::{Document, Place};
use crate::change::{Diff, diff};
use crate::plan::{Id, Pillar, Plan, Task};

/// So many bytes of a block tell it from most others.
const KEY: usize = 40;

impl Document {
    /// What changed from this document to a later one.
    pub fn diff(&self, later: &Self) -> Diff {
        let before = self.plan();
        let after = later.plan_beside(self, &before);
        diff(&before, &after)
    }

    /// The whole plan, of which the blocks are not decoded again that another document has too.
    fn plan_beside(&self, other: &Self, others: &Plan) -> Plan {
        if self.whole.is_some() || other.whole.is_some() {
            return self.plan();
        }
        // The id is in the first lines of a block, as a rule. Where it is not, the block is decoded.
        let key = |text: &'_ str| -> [u8; KEY] {
            let mut key = [0; KEY];
            let length = text.len().min(KEY);
            key[..length].copy_from_slice(&text.as_bytes()[..length]);
            key
        };
        let mut known = HashMap::new();
        for (place, block) in other.blocks.places() {
            let text = block.piece.text(&other.base);
            let task = place
                .task
                .and_then(|task| others.pillars.get(place.pillar)?.tasks.get(task));
            if let Some(task) = task {
                known.insert(key(text), (text, task));
            }
        }
        let pillars = (0..self.pillar_count()).filter_map(|index| {
            let tasks = (0..self.task_count(index)).filter_map(|task| {
                let place = Place {
                    pillar: index,
                    task: Some(task),
                };
                let text = self.text_at(place);
                match known.get(&key(text)) {
                    Some((same, task)) if *same == text => Some(Task::clone(task)),
                    _ => self.task(place),
                }
            });
            let tasks = tasks.collect();
            Some(Pillar {
                tasks,
                ..self.pillar(index)?
            })
        });
        Plan {
            pillars: pillars.collect(),
            head: self.head().clone(),
        }
    }

    /// Whether a task says the same in a later document, and stands in the same place. Of most revisions that
    /// is told without decoding it.
    pub fn has_same_task(&self, task: &Id, later: &Self) -> bool {
        let (before, after) = (self.find(task), later.find(task));
        let (Some(old), Some(new)) = (before, after) else {
            return before == after;
        };
        let is_same_text = self.whole.is_none()
            && later.whole.is_none()
            && self.text_at(old) == later.text_at(new);
        let pillar = |document: &Self, place: Place| {
            document.id_at(Place {
                task: None,
                ..place
            })
        };
        old.task == new.task
            && (is_same_text || self.task(old) == later.task(new))
            && pillar(self, old) == pillar(later, new)
    }
}
