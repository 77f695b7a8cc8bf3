//! What a gesture means for the structure of the plan: adding, moving, deleting, sentence to measure.
//!
//! Owns where things come to stand. Moving a task past the end of its pillar brings it into the next
//! one, so that one pair of keys reaches every place. Deleting asks nobody: undo brings it back.

use super::editing::{Planned, edit};
use super::item::Item;
use super::message::Message;
use super::prompt::Target;
use super::step::{Done, Step};
use super::walk::Walk;
use crate::change::{Edit, Level, New, Operation, Slot};
use crate::document::{Document, Place};
use crate::plan::{Id, Measure, Pillar, Task};

/// The number and title of a place; nothing where nothing stands.
fn numbered(document: &Document, place: Place) -> String {
    super::walk::label_in(document, place).unwrap_or_default()
}

/// The step for what stands at this place now.
fn step_at(document: &Document, place: Place, what: Done) -> Option<Step> {
    Some(Step {
        node: Some(document.key(place)?),
        place,
        label: numbered(document, place),
        what,
    })
}

impl Walk {
    /// A new task: behind the target, or the first of a pillar.
    pub(super) fn add_task(&mut self, target: &Target, title: String) -> Message {
        let Some(pillar) = self.document().pillar(target.place.pillar) else {
            return Message::Unchanged;
        };
        let after = target.place.task.and_then(|_| self.task_id(target.place));
        let id = self.fresh_id('t');
        let slot = Slot {
            parent: Some(pillar.id),
            after,
        };
        self.insert(Task::new(id, title), slot)
    }

    /// A new pillar: behind the target's, or the first.
    pub(super) fn add_pillar(&mut self, target: Option<&Target>, title: String) -> Message {
        let after = target.and_then(|target| self.document().pillar(target.place.pillar));
        let id = self.fresh_id('p');
        let slot = Slot {
            parent: None,
            after: after.map(|pillar| pillar.id),
        };
        self.insert(Pillar::new(id, title), slot)
    }

    /// A new measure of the target's task, behind another or as the last.
    pub(super) fn add_measure(
        &mut self,
        target: &Target,
        after: Option<Id>,
        words: String,
    ) -> Message {
        let Some(task) = self.document().task(target.place) else {
            return Message::Unchanged;
        };
        let last = task.measures.last().map(|measure| measure.id.clone());
        let slot = Slot {
            parent: Some(task.id),
            after: after.or(last),
        };
        let id = self.fresh_id('m');
        let measure = Measure::new(id.clone(), crate::text::split_sentences(&words));
        let message = self.insert(measure, slot);
        if matches!(message, Message::Done(_)) {
            self.choose_item(Item::Measure(id));
        }
        message
    }

    fn insert(&mut self, new: impl Into<New>, slot: Slot) -> Message {
        let new = new.into();
        let level = new.level();
        let operation = Operation::insert(new, slot);
        self.perform(&[(operation, None)], |document, place| {
            step_at(document, place, Done::Added(level))
        })
    }

    /// Makes a measure of the sentence that is selected in the side pane: it leaves the text and
    /// becomes the last measure.
    pub fn make_measure(&mut self) -> Message {
        let (Some(target), Item::Sentence(line)) = (self.target(), self.item.clone()) else {
            return Message::SelectSentence;
        };
        let Some(task) = self.document().task(target.place) else {
            return Message::SelectSentence;
        };
        let lines: Vec<&str> = task.text.split('\n').collect();
        let Some(sentence) = lines.get(line).filter(|line| !line.trim().is_empty()) else {
            return Message::SelectSentence;
        };
        let id = self.fresh_id('m');
        let measure = Measure::new(id, sentence.trim());
        let slot = Slot {
            parent: Some(task.id.clone()),
            after: task.measures.last().map(|measure| measure.id.clone()),
        };
        let place = Some(target.place);
        let operations: [Planned; 2] = [
            (
                edit(&task.id, Edit::Text(without_line(&lines, line))),
                place,
            ),
            (Operation::insert(measure, slot), place),
        ];
        let items = self.items();
        let message = self.perform(&operations, |document, place| {
            step_at(document, place, Done::MadeMeasure)
        });
        if matches!(message, Message::Done(_)) {
            // The next sentence stands where this one stood: one key makes a measure of each.
            self.settle_item(&items);
        }
        message
    }

    /// One place up or down; past the end of a pillar into the next one.
    pub fn move_by(&mut self, forward: bool) -> Message {
        let Some(target) = self.target() else {
            return Message::NothingToMove;
        };
        let slot = match self.level_of(&target) {
            Level::Pillar => self.pillar_slot(target.place, forward),
            Level::Task => self.task_slot(target.place, forward),
            Level::Measure => self.measure_slot(&target, forward),
        };
        match slot {
            Some((slot, what)) => self.move_into(&target, slot, what),
            None if forward => Message::AtTheEnd,
            None => Message::AtTheStart,
        }
    }

    /// To the end of a pillar.
    pub fn move_to_pillar(&mut self, target: &Target, pillar: &Id) -> Message {
        let document = self.document();
        let at = (0..document.pillar_count())
            .find(|&at| document.pillar(at).is_some_and(|one| one.id == *pillar));
        let Some(at) = at.filter(|_| target.place.task.is_some()) else {
            return Message::NothingToMove;
        };
        let slot = Slot {
            parent: Some(pillar.clone()),
            after: self.last_task(at).filter(|last| *last != target.id),
        };
        if at == target.place.pillar {
            return self.move_into(target, slot, Done::Moved(Level::Task));
        }
        let name = numbered(
            self.document(),
            Place {
                pillar: at,
                task: None,
            },
        );
        self.move_into(target, slot, Done::MovedTo(name))
    }

    fn move_into(&mut self, target: &Target, slot: Slot, what: Done) -> Message {
        let operation = Operation::move_to(target.id.clone(), slot);
        // A number of its own has the pillar or task only, and that where it stands now.
        let label = (what == Done::Moved(Level::Measure)).then(|| self.label_of(target));
        let message = self.perform(&[(operation, Some(target.place))], |document, place| {
            let step = step_at(document, place, what)?;
            let label = label.unwrap_or_else(|| step.label.clone());
            Some(Step { label, ..step })
        });
        if let Message::Done(step) = &message {
            let place = step.place;
            self.select(place);
        }
        message
    }

    fn pillar_slot(&self, place: Place, forward: bool) -> Option<(Slot, Done)> {
        let index = neighbour(place.pillar, self.document().pillar_count(), forward)?;
        let after = slot_before(index).and_then(|at| Some(self.document().pillar(at)?.id));
        let slot = Slot {
            parent: None,
            after,
        };
        Some((slot, Done::Moved(Level::Pillar)))
    }

    fn task_slot(&self, place: Place, forward: bool) -> Option<(Slot, Done)> {
        let document = self.document();
        let own = place.task?;
        if let Some(index) = neighbour(own, document.task_count(place.pillar), forward) {
            let after = slot_before(index).and_then(|at| {
                self.task_id(Place {
                    task: Some(at),
                    ..place
                })
            });
            let slot = Slot {
                parent: Some(document.pillar(place.pillar)?.id),
                after,
            };
            return Some((slot, Done::Moved(Level::Task)));
        }
        let pillar = if forward {
            place.pillar + 1
        } else {
            place.pillar.checked_sub(1)?
        };
        let slot = Slot {
            parent: Some(document.pillar(pillar)?.id),
            after: if forward {
                None
            } else {
                self.last_task(pillar)
            },
        };
        let name = numbered(document, Place { pillar, task: None });
        Some((slot, Done::MovedTo(name)))
    }

    fn measure_slot(&self, target: &Target, forward: bool) -> Option<(Slot, Done)> {
        let task = self.document().task(target.place)?;
        let measures = &task.measures;
        let own = measures.iter().position(|one| one.id == target.id)?;
        let index = neighbour(own, measures.len(), forward)?;
        let after = slot_before(index).and_then(|at| Some(measures.get(at)?.id.clone()));
        let slot = Slot {
            parent: Some(task.id),
            after,
        };
        Some((slot, Done::Moved(Level::Measure)))
    }

    /// Deletes what is selected: a pillar with its tasks, a task, a measure.
    pub fn remove(&mut self) -> Message {
        let Some(target) = self.target() else {
            return Message::NothingToDelete;
        };
        let level = self.level_of(&target);
        let label = self.label_of(&target);
        let step = Step {
            node: Some(target.node),
            place: target.place,
            label,
            what: Done::Removed(level),
        };
        let items = self.items();
        let operation = Operation::remove(target.id);
        let message = self.perform(&[(operation, Some(target.place))], |_, _| Some(step));
        if matches!(message, Message::Done(_)) {
            self.select_near(target.place);
            self.settle_item(&items);
        }
        message
    }

    fn task_id(&self, place: Place) -> Option<Id> {
        Some(self.document().task(place)?.id)
    }

    fn last_task(&self, pillar: usize) -> Option<Id> {
        let last = self.document().task_count(pillar).checked_sub(1)?;
        self.task_id(Place {
            pillar,
            task: Some(last),
        })
    }
}

/// The gap that something at `own` moves into: with `count` siblings there are gaps before each and
/// behind the last, and the ones at either side of it are where it stands.
fn neighbour(own: usize, count: usize, forward: bool) -> Option<usize> {
    if forward {
        (own + 1 < count).then_some(own + 2)
    } else {
        own.checked_sub(1)
    }
}

/// The sibling before a gap.
fn slot_before(gap: usize) -> Option<usize> {
    gap.checked_sub(1)
}

/// A text without one of its lines; the paragraphs around it stay apart.
fn without_line(lines: &[&str], index: usize) -> String {
    let mut kept: Vec<&str> = lines.to_vec();
    kept.remove(index);
    // Where a paragraph of one sentence went, one empty line is enough.
    let is_empty = |at: usize| kept.get(at).is_none_or(|line| line.trim().is_empty());
    if index < kept.len() && is_empty(index) && (index == 0 || is_empty(index - 1)) {
        kept.remove(index);
    }
    kept.join("\n").trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_leaves_its_paragraph_whole() {
        let without = |text: &str, index| {
            let lines: Vec<&str> = text.split('\n').collect();
            without_line(&lines, index)
        };
        assert_eq!(without("一。\n二。\n三。", 1), "一。\n三。");
        assert_eq!(without("一。\n\n二。\n\n三。", 2), "一。\n\n三。");
        assert_eq!(without("一。\n\n二。", 0), "二。");
        assert_eq!(without("一。\n\n二。", 2), "一。");
        assert_eq!(without("一。", 0), "");
    }
}
