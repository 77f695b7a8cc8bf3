//! An operation carried out: found, spliced, decoded again, and held against what was meant.
//!
//! The one write path. Nothing else changes a document.

use std::sync::Arc;
use std::sync::atomic::Ordering;

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
        let (edited, status) = if place.task.is_some() {
            let mut meant = task_of(text, &mut decoder).ok_or(Refusal::UneditableForm)?;
            let measure = (meant.id != operation.node).then(|| operation.node.as_str());
            operation.apply_to_task(&mut meant)?;
            let target = edit::Target {
                pillar: None,
                task: Some(0),
                measure,
            };
            let Some(splice) = edit::splice(text, target, &operation.edit)? else {
                return Ok(());
            };
            let edited = edit::spliced(text, &splice);
            let got = task_of(&edited, &mut decoder).ok_or(Refusal::UneditableForm)?;
            if got != meant {
                return Err(Refusal::UneditableForm);
            }
            (edited, got.status)
        } else {
            let mut meant = pillar_of(text, &mut decoder).ok_or(Refusal::UneditableForm)?;
            operation.apply_to_pillar(&mut meant)?;
            let target = edit::Target {
                pillar: Some(0),
                task: None,
                measure: None,
            };
            let Some(splice) = edit::splice(text, target, &operation.edit)? else {
                return Ok(());
            };
            let edited = edit::spliced(text, &splice);
            if pillar_of(&edited, &mut decoder).as_ref() != Some(&meant) {
                return Err(Refusal::UneditableForm);
            }
            (edited, Status::default())
        };
        if decoder.problems.iter().any(Problem::is_error) {
            return Err(Refusal::UneditableForm);
        }
        self.blocks
            .replace(place, status, Piece::Own(edited.into()));
        self.renew_stamp();
        Ok(())
    }

    /// Edits the whole text and reads it again: slower, but with the same outcome.
    fn apply_to_whole(&mut self, operation: &Operation, place: Place) -> Result<(), Refusal> {
        let mut meant = self.plan();
        operation.apply(&mut meant)?;
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
        let edited = Self::of_text(edit::spliced(self.base.whole(), &splice), self.has_bom);
        if edited.condition != Condition::Sound || edited.plan() != meant {
            return Err(Refusal::UneditableForm);
        }
        let next_stamp = Arc::clone(&self.next_stamp);
        *self = Self {
            next_stamp,
            ..edited
        };
        self.renew_stamp();
        Ok(())
    }

    fn renew_stamp(&mut self) {
        self.stamp = Stamp(self.next_stamp.fetch_add(1, Ordering::Relaxed));
    }
}
