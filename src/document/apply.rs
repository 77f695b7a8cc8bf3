//! An operation carried out: found, spliced, decoded again, and held against what was meant.
//!
//! The one write path. Nothing else changes a document. What changes inside one block, or in a text without
//! index, is done here; blocks that come, go and move are `structure`'s.

use std::collections::HashMap;

use super::blocks::{IdFilter, Piece};
use super::decode::Decoder;
use super::edit::{self, Target};
use super::elements::{Around, Element, List, Open};
use super::{Condition, Document, NodeKey, Place, Problem, Stamp, lists, pillar_of, task_of};
use crate::change::{Edit, New, Operation, Position, Refusal, ids_of, last_note};
use crate::plan::{Conflict, Id, Measure, Plan, Task};

impl Document {
    /// Carries an operation out and says where its node stands now, or stood if it went; a measure is
    /// where its task is. `hint` is where the node stands, or where a new one shall stand, if the caller
    /// knows: it saves the search.
    ///
    /// An operation that says what the text says already changes nothing, the stamp included.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub fn apply(&mut self, operation: &Operation, hint: Option<Place>) -> Result<Place, Refusal> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        if !operation.is_in_range() {
            return Err(Refusal::BadValue);
        }
        if self.whole.is_some() {
            return self.apply_to_whole(operation);
        }
        if let Edit::Insert { node, at } = &operation.edit {
            self.refuse_taken_ids(node)?;
            let to = self.position_of_slot(at, (node.level(), &operation.node), None, hint)?;
            match (to, node) {
                (Position::Measure(_, _, index), New::Measure(measure)) => {
                    let element = Element::new(node);
                    self.put_measure(Place::of(to), index, measure, &element)?;
                }
                _ => self.insert_block(node, to)?,
            }
            return Ok(Place::of(to));
        }
        let place = self
            .find_near(&operation.node, hint)
            .ok_or_else(|| Refusal::NoSuchNode(operation.node.clone()))?;
        if !operation.edit.is_of_shape() {
            match place.task {
                Some(_) => self.edit_task(operation, place)?,
                None => self.edit_pillar(operation, place)?,
            }
            return Ok(place);
        }
        let from = self.position_at(&operation.node, place)?;
        let Edit::Move(slot) = &operation.edit else {
            match from {
                Position::Measure(_, _, index) => drop(self.take_measure(place, index)?),
                _ => self.remove_block(place)?,
            }
            return Ok(place);
        };
        let to = self.position_of_slot(
            slot,
            (from.level(), &operation.node),
            Some(from),
            Some(place),
        )?;
        if from == to {
            return Ok(place);
        }
        match (from, to) {
            (Position::Measure(_, _, index), Position::Measure(_, _, new)) => {
                // Both tasks change, or none does.
                let mut moved = self.clone();
                let (measure, element) = moved.take_measure(place, index)?;
                moved.put_measure(Place::of(to), new, &measure, &element)?;
                *self = moved;
            }
            _ => self.move_block(place, to)?,
        }
        Ok(Place::of(to))
    }

    /// Changes what a pillar says.
    fn edit_pillar(&mut self, operation: &Operation, place: Place) -> Result<(), Refusal> {
        let text = self.text_at(place);
        let before = pillar_of(text, &mut Decoder::default()).ok_or(Refusal::UneditableForm)?;
        let mut meant = before.clone();
        operation.apply_to_pillar(&mut meant)?;
        if meant == before {
            return Ok(());
        }
        let target = Target {
            pillar: Some(0),
            task: None,
            measure: None,
        };
        let splice = edit::splice(text, target, &operation.edit)?.ok_or(Refusal::UneditableForm)?;
        let edited = edit::spliced(text, &splice);
        let mut decoder = Decoder::default();
        let got = pillar_of(&edited, &mut decoder);
        self.accept(place, edited, decoder, got.as_ref() == Some(&meant))
    }

    /// Changes what a task, or a measure of it, says.
    fn edit_task(&mut self, operation: &Operation, place: Place) -> Result<(), Refusal> {
        let text = self.text_at(place);
        let before = task_of(text, &mut Decoder::default()).ok_or(Refusal::UneditableForm)?;
        let mut meant = before.clone();
        operation.apply_to_task(&mut meant)?;
        if meant == before {
            return Ok(());
        }
        let measure = (meant.id != operation.node).then(|| operation.node.as_str());
        let target = Target {
            measure,
            ..Target::BLOCK
        };
        let edited = edited(
            text,
            self.around(Some(place)),
            target,
            &operation.edit,
            &before,
        )?;
        self.put_task(place, edited, &meant)
    }

    fn take_measure(&mut self, place: Place, index: usize) -> Result<(Measure, Element), Refusal> {
        let text = self.text_at(place);
        let mut meant = task_of(text, &mut Decoder::default()).ok_or(Refusal::UneditableForm)?;
        let measure = meant.measures.remove(index);
        let mut open = Open::new(text, self.around(Some(place)));
        let element = open.take(List::MEASURES_OF_BLOCK, index)?;
        let edited = open.finish();
        self.put_task(place, edited, &meant)?;
        Ok((measure, element))
    }

    fn put_measure(
        &mut self,
        place: Place,
        index: usize,
        measure: &Measure,
        element: &Element,
    ) -> Result<(), Refusal> {
        let text = self.text_at(place);
        let mut meant = task_of(text, &mut Decoder::default()).ok_or(Refusal::UneditableForm)?;
        meant.measures.insert(index, measure.clone());
        let mut open = Open::new(text, self.around(Some(place)));
        open.put(List::MEASURES_OF_BLOCK, index, element)?;
        let edited = open.finish();
        self.put_task(place, edited, &meant)
    }

    /// Gives a task another text, which must say what is meant.
    pub(super) fn put_task(
        &mut self,
        place: Place,
        edited: String,
        meant: &Task,
    ) -> Result<(), Refusal> {
        let mut decoder = Decoder::default();
        let got = task_of(&edited, &mut decoder);
        self.accept(place, edited, decoder, got.as_ref() == Some(meant))?;
        self.blocks.change(place, |block| {
            block.status = meant.status;
            block.ids = IdFilter::of(ids_of(meant).map(Id::as_str));
        });
        Ok(())
    }

    /// Gives a block another text that says the same.
    pub(super) fn say_the_same(&mut self, place: Place, edited: String) -> Result<(), Refusal> {
        let text = self.text_at(place);
        if place.task.is_some() {
            let meant = task_of(text, &mut Decoder::default()).ok_or(Refusal::UneditableForm)?;
            return self.put_task(place, edited, &meant);
        }
        let meant = pillar_of(text, &mut Decoder::default()).ok_or(Refusal::UneditableForm)?;
        let mut decoder = Decoder::default();
        let got = pillar_of(&edited, &mut decoder);
        self.accept(place, edited, decoder, got.as_ref() == Some(&meant))
    }

    /// Takes the new text of a block, and what its decoding found, if it is what was meant.
    fn accept(
        &mut self,
        place: Place,
        edited: String,
        decoder: Decoder,
        is_meant: bool,
    ) -> Result<(), Refusal> {
        if !is_meant || decoder.problems.iter().any(Problem::is_error) {
            return Err(Refusal::UneditableForm);
        }
        self.move_hints(Some(place), edited.len(), decoder.problems);
        self.blocks
            .change(place, |block| block.piece = Piece::Own(edited.into()));
        self.stamp = Stamp::new();
        Ok(())
    }

    /// The hints of an edited block are those of its decoding; those behind it keep pointing at what they
    /// are about. `place` is none for the head. Most plans have none; then nothing is looked for.
    pub(super) fn move_hints(&mut self, place: Option<Place>, length: usize, own: Vec<Problem>) {
        if self.problems.is_empty() && own.is_empty() {
            return;
        }
        let start = self.blocks.offset(place);
        let old = match place {
            Some(place) => self.text_at(place).len(),
            None => self.blocks.head.len(),
        };
        let end = start + old;
        let shifted = |mut problem: Problem, from: usize, to: usize| {
            problem.span = problem.span.start - from + to..problem.span.end - from + to;
            problem
        };
        let all = self.problems.iter().cloned();
        let before = all.clone().filter(|problem| problem.span.start < start);
        let behind = all
            .filter(|problem| problem.span.start >= end)
            .map(|problem| shifted(problem, end, start + length));
        let mut own: Vec<_> = own
            .into_iter()
            .map(|problem| shifted(problem, 0, start))
            .collect();
        own.sort_by_key(|problem| (problem.span.start, problem.span.end));
        self.problems = before.chain(own).chain(behind).collect();
    }

    pub(super) fn text_at(&self, place: Place) -> &str {
        self.blocks
            .get(place)
            .map_or("", |block| block.piece.text(&self.base))
    }

    /// What stands around a block, or around the whole text.
    pub(super) fn around(&self, place: Option<Place>) -> Around {
        Around {
            newline: self.newline(),
            is_followed: place.is_some() && self.blocks.last() != place,
        }
    }

    /// Edits the whole text and reads it again: slower, but with the same outcome.
    fn apply_to_whole(&mut self, operation: &Operation) -> Result<Place, Refusal> {
        let before = self.plan();
        let mut meant = before.clone();
        operation.apply(&mut meant)?;
        let from = Position::of(&operation.node, &before);
        let to = Position::of(&operation.node, &meant);
        let place = to.or(from).map(Place::of);
        let place = place.ok_or_else(|| Refusal::NoSuchNode(operation.node.clone()))?;
        if meant == before {
            return Ok(place);
        }
        let text = self.base.whole();
        let edited = if operation.edit.is_of_shape() {
            let mut open = Open::new(text, self.around(None));
            let element = match (&operation.edit, from) {
                (Edit::Insert { node, .. }, _) => Some(Element::new(node)),
                (_, Some(from)) => {
                    let (list, index) = List::of(from);
                    Some(open.take(list, index)?)
                }
                _ => None,
            };
            if let (Some(to), Some(element)) = (to, element) {
                let (list, index) = List::of(to);
                open.put(list, index, &element)?;
            }
            open.finish()
        } else {
            let task = place
                .task
                .map(|index| &before.pillars[place.pillar].tasks[index]);
            let measure = task.filter(|task| task.id != operation.node);
            let target = Target {
                pillar: Some(place.pillar),
                task: place.task,
                measure: measure.map(|_| operation.node.as_str()),
            };
            // A pillar has no notes to look up.
            let nobody = Task::new(operation.node.clone(), "");
            let task = task.unwrap_or(&nobody);
            edited(text, self.around(None), target, &operation.edit, task)?
        };
        let conflicts = self.conflicts.to_vec();
        self.take_text(edited, (&before, &meant), &conflicts)?;
        Ok(place)
    }

    /// Takes another whole text, which must say what is meant. Nodes keep their keys.
    pub(super) fn take_text(
        &mut self,
        edited: String,
        (before, meant): (&Plan, &Plan),
        conflicts: &[Conflict],
    ) -> Result<(), Refusal> {
        let mut edited = Self::of_text(edited, self.has_bom);
        // The edit may have put the text into a form that the index understands.
        edited.check_and_settle();
        let is_meant = edited.plan() == *meant && edited.conflicts() == conflicts;
        if edited.condition != Condition::Sound || !is_meant {
            return Err(Refusal::UneditableForm);
        }
        edited.take_keys(self, before, meant);
        *self = edited;
        Ok(())
    }

    /// The same text, whose nodes are those of another document as far as they have the same ids.
    #[must_use]
    pub fn with_keys_of(mut self, other: &Self) -> Self {
        let (before, now) = (other.plan(), self.plan());
        self.take_keys(other, &before, &now);
        self
    }

    /// Gives the nodes the keys that they had in the document before.
    pub(super) fn take_keys(&mut self, old: &Self, before: &Plan, now: &Plan) {
        let keys = old.blocks.places().map(|(_, block)| block.key);
        let known: HashMap<&Id, NodeKey> = ids_in_order(before).zip(keys).collect();
        self.keys = old.keys.clone();
        let keys = ids_in_order(now).map(|id| {
            let key = known.get(id).copied();
            key.unwrap_or_else(|| self.keys.next())
        });
        self.blocks.rekey(keys);
    }
}

/// The ids of pillars and tasks, in the order of their blocks.
fn ids_in_order(plan: &Plan) -> impl Iterator<Item = &Id> {
    plan.pillars.iter().flat_map(|pillar| {
        std::iter::once(&pillar.id).chain(pillar.tasks.iter().map(|task| &task.id))
    })
}

/// A text with an edit of what a node says carried out. `task` is what the task of the target says so far.
fn edited(
    text: &str,
    around: Around,
    target: Target<'_>,
    edit: &Edit,
    task: &Task,
) -> Result<String, Refusal> {
    match edit {
        Edit::ReplaceNote { old, new } => {
            let index = last_note(task, old)?;
            let splices = edit::replace_note(text, target, index, (old, new))?;
            Ok(splices
                .iter()
                .fold(text.to_owned(), |text, splice| edit::spliced(&text, splice)))
        }
        Edit::RemoveNote(note) => {
            let mut open = Open::new(text, around);
            open.take(List::notes_of(target), last_note(task, note)?)?;
            Ok(open.finish())
        }
        Edit::AddNote(note) => {
            let mut open = Open::new(text, around);
            let end = task.notes.len();
            open.put(List::notes_of(target), end, &Element::note(note))?;
            Ok(open.finish())
        }
        Edit::Targets(new) => lists::say(text, around, target, (&task.targets, new)),
        Edit::References(new) => lists::say(text, around, target, (&task.references, new)),
        Edit::Notes(new) => lists::say(text, around, target, (&task.notes, new)),
        edit => {
            let splice = edit::splice(text, target, edit)?.ok_or(Refusal::UneditableForm)?;
            Ok(edit::spliced(text, &splice))
        }
    }
}
