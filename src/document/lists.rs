//! The lists of a task whose elements have no id, made to say others: targets, references, notes.
//!
//! Owns which element becomes which: equal ones stay, alike ones are edited in place, so that comments
//! and unknown keys in them are kept; what is left comes and goes.

use super::Document;
use super::compose::{self, Fields};
use super::edit::{self, Site, Splice, Target as Node};
use super::elements::{Around, Element, List, Open};
use super::form;
use super::keys::{self, Table};
use crate::change::Refusal;
use crate::plan::{Id, Note, Reference, Target, Task};

/// An element of such a list.
pub(super) trait Listed: PartialEq {
    /// Its keys in the file.
    const TABLE: &'static Table;

    /// Whether both are the same thing, whatever else they say.
    fn is_like(&self, other: &Self) -> bool;

    /// As it is written anew.
    fn fields(&self) -> Fields;

    /// What makes the other of it.
    fn splices(&self, new: &Self, site: &Site<'_, '_>) -> Result<Vec<Splice>, Refusal>;
}

impl Listed for Target {
    const TABLE: &'static Table = &keys::TARGET;

    fn is_like(&self, other: &Self) -> bool {
        self.name == other.name
    }

    fn fields(&self) -> Fields {
        compose::target_fields(self)
    }

    fn splices(&self, new: &Self, site: &Site<'_, '_>) -> Result<Vec<Splice>, Refusal> {
        let mut splices = Vec::new();
        if self.goal != new.goal {
            let goal = new.goal.to_string();
            splices.extend(site.set("goal", |quotes| form::line(&goal, quotes))?);
        }
        if self.actual != new.actual {
            splices.extend(match new.actual {
                Some(number) => site.set("actual", |_| form::number(number))?,
                None => site.clear("actual")?,
            });
        }
        Ok(splices)
    }
}

impl Listed for Reference {
    const TABLE: &'static Table = &keys::REFERENCE;

    fn is_like(&self, other: &Self) -> bool {
        self.title == other.title
    }

    fn fields(&self) -> Fields {
        compose::reference_fields(self)
    }

    fn splices(&self, new: &Self, site: &Site<'_, '_>) -> Result<Vec<Splice>, Refusal> {
        let splice = match &new.number {
            _ if self.number == new.number => None,
            Some(number) => site.set("number", |quotes| form::line(number, quotes))?,
            None => site.clear("number")?,
        };
        Ok(splice.into_iter().collect())
    }
}

impl Listed for Note {
    const TABLE: &'static Table = &keys::NOTE;

    fn is_like(&self, other: &Self) -> bool {
        self.at == other.at && self.by == other.by
    }

    fn fields(&self) -> Fields {
        compose::note_fields(self)
    }

    fn splices(&self, new: &Self, site: &Site<'_, '_>) -> Result<Vec<Splice>, Refusal> {
        edit::note_splices(site, self, new)
    }
}

/// Makes the list of a task that is `old` in the text say `new`.
///
/// # Errors
/// The form is none that can be edited here.
pub(super) fn say<T: Listed>(
    text: &str,
    around: Around,
    task: Node<'_>,
    (old, new): (&[T], &[T]),
) -> Result<String, Refusal> {
    let list = List::of_task(task, T::TABLE);
    let pairs = pairs(old, new);
    let mut open = Open::new(text, around);
    // Which of the old ones stand there meanwhile; none where it is a new one.
    let mut there: Vec<Option<usize>> = (0..old.len()).map(Some).collect();
    for index in (0..old.len()).rev() {
        if !pairs.contains(&Some(index)) {
            open.take(list, index)?;
            there.remove(index);
        }
    }
    for (index, (pair, element)) in pairs.iter().zip(new).enumerate() {
        match pair {
            None => {
                open.put(list, index, &Element::of(element.fields()))?;
                there.insert(index, None);
            }
            Some(_) if there.get(index) == Some(pair) => {}
            Some(_) => {
                let found = there.iter().position(|other| other == pair);
                let from = found.ok_or(Refusal::UneditableForm)?;
                let element = open.take(list, from)?;
                open.put(list, index, &element)?;
                there.remove(from);
                there.insert(index, *pair);
            }
        }
    }
    let mut text = open.finish();
    for (index, (pair, new)) in pairs.iter().zip(new).enumerate() {
        if let Some(old) = pair
            .and_then(|index| old.get(index))
            .filter(|old| *old != new)
        {
            text = edit::edit_element(&text, task, T::TABLE, index, |site| old.splices(new, site))?;
        }
    }
    Ok(text)
}

/// For each of the new ones the index of the old one that it comes from.
fn pairs<T: Listed>(old: &[T], new: &[T]) -> Vec<Option<usize>> {
    let mut is_taken = vec![false; old.len()];
    let mut pairs = vec![None; new.len()];
    let passes: [fn(&T, &T) -> bool; 2] = [|old, new| old == new, T::is_like];
    for is_same in passes {
        for (pair, element) in pairs.iter_mut().zip(new) {
            if pair.is_some() {
                continue;
            }
            let found = (0..old.len()).find(|&at| !is_taken[at] && is_same(&old[at], element));
            if let Some(at) = found {
                is_taken[at] = true;
                *pair = Some(at);
            }
        }
    }
    pairs
}

impl Document {
    /// Makes a task have the targets, references and notes of another one that is otherwise the same.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub(super) fn say_lists(&mut self, id: &Id, meant: &Task) -> Result<(), Refusal> {
        let missing = || Refusal::NoSuchNode(id.clone());
        let place = self.find(id).ok_or_else(missing)?;
        let old = self.task(place).ok_or_else(missing)?;
        let node = self.target_of(id, place);
        let around = self.around(Some(place).filter(|_| self.whole.is_none()));
        let text = self.text_with(Some(place));
        let text = say(&text, around, node, (&old.targets, &meant.targets))?;
        let text = say(&text, around, node, (&old.references, &meant.references))?;
        let text = say(&text, around, node, (&old.notes, &meant.notes))?;
        if self.whole.is_none() {
            return self.put_task(place, text, meant);
        }
        let before = self.plan();
        let mut plan = before.clone();
        let task = place
            .task
            .and_then(|index| plan.pillars[place.pillar].tasks.get_mut(index));
        meant.clone_into(task.ok_or_else(missing)?);
        let conflicts = self.conflicts.to_vec();
        self.take_text(text, (&before, &plan), &conflicts)
    }
}
