//! An operation carried out: found, spliced, decoded again, and held against what was meant.
//!
//! The one write path. Nothing else changes a document.

use super::blocks::Piece;
use super::decode::Decoder;
use super::{Condition, Document, Place, Problem, Stamp, edit, pillar_of, task_of};
use crate::change::{Operation, Refusal};
use crate::plan::Status;

impl Document {
    /// Carries an operation out and says where. `hint` is where the node stands, if the caller knows: it
    /// saves the search.
    ///
    /// An operation that says what the text says already changes nothing, the stamp included.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub fn apply(&mut self, operation: &Operation, hint: Option<Place>) -> Result<Place, Refusal> {
        match self.condition {
            Condition::Sound => {}
            Condition::Unchecked => return Err(Refusal::NotYetChecked),
            Condition::Broken => return Err(Refusal::ReadOnly),
        }
        if !operation.edit.is_in_range() {
            return Err(Refusal::BadValue);
        }
        let place = hint
            .filter(|&place| self.is_at(&operation.node, place))
            .or_else(|| self.find(&operation.node))
            .ok_or_else(|| Refusal::NoSuchNode(operation.node.clone()))?;
        if self.whole.is_some() {
            self.apply_to_whole(operation, place)?;
        } else {
            self.apply_to_block(operation, place)?;
        }
        Ok(place)
    }

    /// Edits one block, and decodes it again: what comes out must be what was meant.
    fn apply_to_block(&mut self, operation: &Operation, place: Place) -> Result<(), Refusal> {
        let text = match self.blocks.get(place) {
            Some(block) => block.piece.text(&self.base),
            None => return Err(Refusal::NoSuchNode(operation.node.clone())),
        };
        let mut decoder = Decoder::default();
        let target = edit::Target {
            // A block that holds a task by itself has no pillar in sight.
            pillar: place.task.is_none().then_some(0),
            task: place.task.map(|_| 0),
            measure: None,
        };
        let (splice, edited, status) = if place.task.is_some() {
            let before = task_of(text, &mut decoder).ok_or(Refusal::UneditableForm)?;
            let mut meant = before.clone();
            operation.apply_to_task(&mut meant)?;
            if meant == before {
                return Ok(());
            }
            let measure = (meant.id != operation.node).then(|| operation.node.as_str());
            let target = edit::Target { measure, ..target };
            let Some(splice) = edit::splice(text, target, &operation.edit)? else {
                return Ok(());
            };
            let edited = edit::spliced(text, &splice);
            let got = task_of(&edited, &mut decoder).ok_or(Refusal::UneditableForm)?;
            if got != meant {
                return Err(Refusal::UneditableForm);
            }
            (splice, edited, got.status)
        } else {
            let before = pillar_of(text, &mut decoder).ok_or(Refusal::UneditableForm)?;
            let mut meant = before.clone();
            operation.apply_to_pillar(&mut meant)?;
            if meant == before {
                return Ok(());
            }
            let Some(splice) = edit::splice(text, target, &operation.edit)? else {
                return Ok(());
            };
            let edited = edit::spliced(text, &splice);
            if pillar_of(&edited, &mut decoder).as_ref() != Some(&meant) {
                return Err(Refusal::UneditableForm);
            }
            (splice, edited, Status::default())
        };
        if decoder.problems.iter().any(Problem::is_error) {
            return Err(Refusal::UneditableForm);
        }
        self.move_hints(place, &splice);
        self.blocks
            .replace(place, status, Piece::Own(edited.into()));
        self.stamp = Stamp::new();
        Ok(())
    }

    /// Hints behind an edit keep pointing at what they are about. Most plans have none; then nothing is
    /// looked for.
    fn move_hints(&mut self, place: Place, splice: &edit::Splice) {
        if self.problems.is_empty() {
            return;
        }
        let before = self.blocks.places().take_while(|(at, _)| *at != place);
        let blocks: usize = before.map(|(_, block)| block.piece.len()).sum();
        let end = self.blocks.head.len() + blocks + splice.range.end;
        let moved = |offset: usize| offset + splice.text.len() - splice.range.len();
        let problems = self.problems.iter().cloned().map(|mut problem| {
            if problem.span.start >= end {
                problem.span = moved(problem.span.start)..moved(problem.span.end);
            }
            problem
        });
        self.problems = problems.collect();
    }

    /// Edits the whole text and reads it again: slower, but with the same outcome.
    fn apply_to_whole(&mut self, operation: &Operation, place: Place) -> Result<(), Refusal> {
        let before = self.plan();
        let mut meant = before.clone();
        operation.apply(&mut meant)?;
        if meant == before {
            return Ok(());
        }
        let is_measure = place
            .task
            .is_some_and(|task| meant.pillars[place.pillar].tasks[task].id != operation.node);
        let target = edit::Target {
            pillar: Some(place.pillar),
            task: place.task,
            measure: is_measure.then(|| operation.node.as_str()),
        };
        let Some(splice) = edit::splice(self.base.whole(), target, &operation.edit)? else {
            return Ok(());
        };
        let mut edited = Self::of_text(edit::spliced(self.base.whole(), &splice), self.has_bom);
        if edited.condition == Condition::Unchecked {
            // The edit has put the text into a form that the index understands.
            let problems = edited.check();
            edited.settle(problems);
        }
        if edited.condition != Condition::Sound || edited.plan() != meant {
            return Err(Refusal::UneditableForm);
        }
        *self = edited;
        Ok(())
    }
}
