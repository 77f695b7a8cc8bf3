//! Which node stands where, and where a slot is, in a document with an index.
//!
//! Says the same as [`Slot::position`] says of a plan, without decoding the plan. Changes nothing.

use super::{Document, Place};
use crate::change::{Level, New, Position, Refusal, Slot};
use crate::plan::Id;

impl Document {
    /// Refuses a node that brings an id which is there already.
    pub(super) fn refuse_taken_ids(&self, new: &New) -> Result<(), Refusal> {
        if let Some(id) = new.repeated_id() {
            return Err(Refusal::IdTaken(id.clone()));
        }
        let is_taken = |id: &&Id| self.find(id).is_some();
        match new.ids().into_iter().find(is_taken) {
            Some(id) => Err(Refusal::IdTaken(id.clone())),
            None => Ok(()),
        }
    }

    /// What stands at a place: the pillar or task itself, or a measure of the task.
    pub(super) fn position_at(&self, id: &Id, place: Place) -> Result<Position, Refusal> {
        let Some(index) = place.task else {
            return Ok(Position::Pillar(place.pillar));
        };
        let missing = || Refusal::NoSuchNode(id.clone());
        let task = self.task(place).ok_or_else(missing)?;
        if task.id == *id {
            return Ok(Position::Task(place.pillar, index));
        }
        let measure = task.measures.iter().position(|measure| measure.id == *id);
        let measure = measure.ok_or_else(missing)?;
        Ok(Position::Measure(place.pillar, index, measure))
    }

    fn position(&self, id: &Id, hint: Option<Place>) -> Option<Position> {
        let place = self.find_near(id, hint)?;
        self.position_at(id, place).ok()
    }

    /// Where `node` comes to stand, counted without itself: `own` is where it stands, if it does. `hint`
    /// is where it stands or shall stand.
    pub(super) fn position_of_slot(
        &self,
        slot: &Slot,
        (level, node): (Level, &Id),
        own: Option<Position>,
        hint: Option<Place>,
    ) -> Result<Position, Refusal> {
        let parent = match slot.parent_for(level)? {
            None => None,
            Some(id) => {
                let near = hint.map(|hint| match level {
                    Level::Measure => hint,
                    _ => Place { task: None, ..hint },
                });
                let parent = self.position(id, near);
                Some(parent.ok_or_else(|| Refusal::NoSuchNode(id.clone()))?)
            }
        };
        match (level, parent) {
            (Level::Pillar, None) => {
                let index_of = |position| match position {
                    Position::Pillar(index) => Some(index),
                    _ => None,
                };
                let index = self.sibling_index(slot, node, own, hint, index_of)?;
                Ok(Position::Pillar(index))
            }
            (Level::Task, Some(Position::Pillar(pillar))) => {
                let index_of = |position| match position {
                    Position::Task(of, index) if of == pillar => Some(index),
                    _ => None,
                };
                let near = hint.filter(|hint| hint.pillar == pillar);
                let near = near.unwrap_or(Place { pillar, task: None });
                let index = self.sibling_index(slot, node, own, Some(near), index_of)?;
                Ok(Position::Task(pillar, index))
            }
            (Level::Measure, Some(Position::Task(pillar, index))) => {
                let task = self.task(Place {
                    pillar,
                    task: Some(index),
                });
                let measures = task.map_or_else(Vec::new, |task| task.measures);
                let siblings = measures.iter().map(|measure| &measure.id);
                let measure = slot.index(node, siblings)?;
                Ok(Position::Measure(pillar, index, measure))
            }
            _ => Err(Refusal::WrongLevel),
        }
    }

    /// What [`Slot::index`] says, of siblings that are searched for; `index_of` is the index of one, none
    /// for a node that is no sibling.
    fn sibling_index(
        &self,
        slot: &Slot,
        node: &Id,
        own: Option<Position>,
        hint: Option<Place>,
        index_of: impl Fn(Position) -> Option<usize>,
    ) -> Result<usize, Refusal> {
        let Some(after) = &slot.after else {
            return Ok(0);
        };
        let sibling = (after != node)
            .then(|| self.position(after, hint))
            .flatten()
            .and_then(&index_of);
        let sibling = sibling.ok_or_else(|| Refusal::NoSuchSibling(after.clone()))?;
        Ok(match own.and_then(index_of) {
            Some(own) if own < sibling => sibling,
            _ => sibling + 1,
        })
    }
}
