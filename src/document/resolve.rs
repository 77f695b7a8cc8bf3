//! A conflict of a merge, settled: the node says what was chosen, and the conflict goes.
//!
//! Owns which operations a choice comes to. Carries them out on the one write path.

use std::sync::Arc;

use toml::de::DeTable;

use super::edit::{self, Site};
use super::form::{self, Quotes};
use super::{Document, Place};
use crate::change::{Edit, Operation, Position, Refusal, Slot, merge};
use crate::plan::{
    Conflict, Field, Head, Id, Note, Reference, Resolution, Seat, Status, Target, Task, Value,
};

impl Document {
    /// Settles a conflict: its node gets what was chosen, and the conflict leaves the file. A conflict about a
    /// node that is not there any more just goes. One gesture, so one undo step.
    ///
    /// Sentences of a text that were edited since the merge are kept where the choice leaves them alone; ours is what
    /// a field says now.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub fn resolve(&mut self, conflict: &Conflict, resolution: &Resolution) -> Result<(), Refusal> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        let found = self.conflicts.iter().position(|other| other == conflict);
        let index = found.ok_or(Refusal::NoSuchConflict)?;
        let mut settled = self.clone();
        settled.take_conflict(index)?;
        let is_there = |document: &Self, conflict: &Conflict| {
            let node = conflict.node.as_ref();
            node.is_none_or(|id| document.find(id).is_some())
        };
        if is_there(self, conflict) {
            settled.settle_value(conflict, resolution)?;
        }
        // Conflicts of what has just gone ask nothing any more.
        for index in (0..settled.conflicts.len()).rev() {
            let other = settled.conflicts[index].clone();
            if is_there(self, &other) && !is_there(&settled, &other) {
                settled.take_conflict(index)?;
            }
        }
        *self = settled;
        Ok(())
    }

    /// Puts at the place of a conflict what was there before both sides; the conflict stays.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub(super) fn put_back(&mut self, conflict: &Conflict) -> Result<(), Refusal> {
        let conflict = Conflict {
            theirs: conflict.base.clone(),
            ..conflict.clone()
        };
        self.settle_value(&conflict, &Resolution::Theirs)
    }

    fn settle_value(
        &mut self,
        conflict: &Conflict,
        resolution: &Resolution,
    ) -> Result<(), Refusal> {
        // The merge put ours there, and whoever changed that since meant it.
        let is_there = match conflict.field {
            Field::Target | Field::Reference | Field::Note => conflict.ours.value.is_some(),
            Field::Key(_) => true,
            _ => self.since_merge(conflict).is_some(),
        };
        if *resolution == Resolution::Ours && is_there {
            return Ok(());
        }
        let typed;
        let chosen = match resolution {
            Resolution::Ours => &conflict.ours.value,
            Resolution::Theirs => &conflict.theirs.value,
            Resolution::Edit(text) => {
                typed = typed_value(&conflict.field, text)?;
                &typed
            }
            Resolution::Both => return self.settle_both(conflict),
        };
        match &conflict.node {
            None => self.settle_head(conflict, chosen.as_ref(), resolution),
            Some(node) => self.settle_node(node, conflict, chosen.as_ref(), resolution),
        }
    }

    fn settle_node(
        &mut self,
        node: &Id,
        conflict: &Conflict,
        chosen: Option<&Value>,
        resolution: &Resolution,
    ) -> Result<(), Refusal> {
        let edit = match (&conflict.field, chosen) {
            (Field::Status, Some(Value::Status(status))) => Edit::Status(*status),
            (Field::Status, None) => Edit::Status(Status::default()),
            (Field::Progress, Some(Value::Percent(percent))) => Edit::Progress(Some(*percent)),
            (Field::Progress, None) => Edit::Progress(None),
            (Field::Due, Some(Value::Day(day))) => Edit::Due(Some(*day)),
            (Field::Due, None) => Edit::Due(None),
            (Field::Lead, Some(Value::Line(lead))) => Edit::Lead(Some(lead.clone())),
            (Field::Lead, None) => Edit::Lead(None),
            (Field::Support, Some(Value::Lines(names))) => Edit::Support(names.clone()),
            (Field::Support, None) => Edit::Support(Vec::new()),
            (Field::Title, Some(Value::Line(title))) => Edit::Title(title.clone()),
            (Field::Text, chosen) => {
                let text = text_of(chosen);
                let now = self.text_of_node(node)?;
                Edit::Text(since_merge(conflict, &now, &text, resolution))
            }
            (Field::Target | Field::Reference | Field::Note, chosen) => {
                let mut task = self.task_with(node)?;
                put_element(&mut task, conflict, chosen);
                return self.say_lists(node, &task);
            }
            (Field::Place, Some(Value::Seat(seat))) => {
                // The place that is ours the node has already, or it was moved since.
                if *resolution == Resolution::Ours {
                    return Ok(());
                }
                Edit::Move(self.slot_of(node, seat)?)
            }
            (Field::Existence, None) => Edit::Remove,
            (Field::Existence, Some(_)) => return Ok(()),
            (Field::Key(name), chosen) => return self.say_key(Some(node), name, raw_of(chosen)),
            _ => return Err(Refusal::BadValue),
        };
        let node = node.clone();
        self.apply(&Operation { node, edit }, None).map(drop)
    }

    fn settle_head(
        &mut self,
        conflict: &Conflict,
        chosen: Option<&Value>,
        resolution: &Resolution,
    ) -> Result<(), Refusal> {
        let mut head = Head::clone(&self.head);
        match (&conflict.field, chosen) {
            (Field::Title, Some(Value::Line(title))) => head.title.clone_from(title),
            (Field::Issuer, Some(Value::Line(issuer))) => head.issuer = Some(issuer.clone()),
            (Field::Issuer, None) => head.issuer = None,
            (Field::Issued, Some(Value::Day(day))) => head.issued = Some(*day),
            (Field::Issued, None) => head.issued = None,
            (Field::Period, Some(Value::Period(period))) => head.period = Some(*period),
            (Field::Period, None) => head.period = None,
            (Field::Numbering, Some(Value::Numbering(numbering))) => head.numbering = *numbering,
            (Field::Preamble, chosen) => {
                let text = text_of(chosen);
                head.preamble = since_merge(conflict, &head.preamble, &text, resolution);
            }
            (Field::Key(name), chosen) => return self.say_key(None, name, raw_of(chosen)),
            _ => return Err(Refusal::BadValue),
        }
        self.say_head(&head)
    }

    fn settle_both(&mut self, conflict: &Conflict) -> Result<(), Refusal> {
        let sides = (&conflict.ours.value, &conflict.theirs.value);
        match (&conflict.field, &conflict.node, sides) {
            (Field::Text | Field::Preamble, node, (ours, theirs)) => {
                let base = text_of(conflict.base.value.as_ref());
                let (ours, theirs) = (text_of(ours.as_ref()), text_of(theirs.as_ref()));
                let both = merge::merge_text(&base, &ours, &theirs).both;
                let chosen = (!both.is_empty()).then_some(Value::Text(both));
                match node {
                    Some(node) => {
                        self.settle_node(node, conflict, chosen.as_ref(), &Resolution::Both)
                    }
                    None => self.settle_head(conflict, chosen.as_ref(), &Resolution::Both),
                }
            }
            (
                Field::Support,
                Some(node),
                (Some(Value::Lines(ours)), Some(Value::Lines(theirs))),
            ) => {
                let now = self.since_merge(conflict);
                let mut names = match now {
                    Some(Some(Value::Lines(names))) => names,
                    _ => ours.clone(),
                };
                let more = theirs.iter().filter(|name| !names.contains(name));
                names.extend(more.cloned().collect::<Vec<_>>());
                let edit = Edit::Support(names);
                let node = node.clone();
                self.apply(&Operation { node, edit }, None).map(drop)
            }
            (Field::Note, Some(node), (Some(Value::Note(ours)), Some(Value::Note(theirs)))) => {
                let mut task = self.task_with(node)?;
                let ours_at = task.notes.iter().rposition(|note| note == ours);
                let at = ours_at.map_or(task.notes.len(), |at| at + 1);
                if !task.notes.contains(theirs) {
                    task.notes.insert(at, theirs.clone());
                }
                self.say_lists(node, &task)
            }
            _ => Err(Refusal::BadValue),
        }
    }

    fn task_with(&self, node: &Id) -> Result<Task, Refusal> {
        let place = self.find(node);
        let task = place.and_then(|place| self.task(place));
        task.ok_or_else(|| Refusal::NoSuchNode(node.clone()))
    }

    fn text_of_node(&self, node: &Id) -> Result<String, Refusal> {
        let missing = || Refusal::NoSuchNode(node.clone());
        let place = self.find(node).ok_or_else(missing)?;
        if let Some(task) = self.task(place) {
            return match task.measure(node) {
                Some(measure) => Ok(measure.text.clone()),
                None => Ok(task.text),
            };
        }
        let pillar = self.pillar(place.pillar).ok_or_else(missing)?;
        Ok(pillar.text)
    }

    /// The slot of a seat. Where the sibling is gone it is the end of the parent.
    fn slot_of(&self, node: &Id, seat: &Seat) -> Result<Slot, Refusal> {
        let plan = self.plan();
        let siblings: Vec<&Id> = match seat.parent.as_ref() {
            None => plan.pillars.iter().map(|pillar| &pillar.id).collect(),
            Some(parent) => match Position::of(parent, &plan) {
                Some(Position::Pillar(p)) => {
                    let tasks = plan.pillars[p].tasks.iter();
                    tasks.map(|task| &task.id).collect()
                }
                Some(Position::Task(p, t)) => {
                    let measures = plan.pillars[p].tasks[t].measures.iter();
                    measures.map(|measure| &measure.id).collect()
                }
                _ => return Err(Refusal::NoSuchNode(parent.clone())),
            },
        };
        let mut others = siblings.into_iter().filter(|id| *id != node);
        let after = match &seat.after {
            None => None,
            Some(after) => match others.clone().find(|id| *id == after) {
                Some(id) => Some(id.clone()),
                None => others.next_back().cloned(),
            },
        };
        Ok(Slot {
            parent: seat.parent.clone(),
            after,
        })
    }

    /// Gives an unknown key of a node, or of the plan, a value as it is written; none takes it away. `path`
    /// is written as a key is, `a.b` for one in a table of its own.
    pub(super) fn say_key(
        &mut self,
        node: Option<&Id>,
        path: &str,
        raw: Option<&str>,
    ) -> Result<(), Refusal> {
        let place = match node {
            Some(id) => Some(
                self.find(id)
                    .ok_or_else(|| Refusal::NoSuchNode(id.clone()))?,
            ),
            None => None,
        };
        let text = self.text_with(place);
        let splice = {
            let root = DeTable::parse(&text).map_err(|_| Refusal::UneditableForm)?;
            let site = match (node, place) {
                (Some(id), Some(place)) => {
                    let target = self.target_of(id, place);
                    Site::find(&text, root.get_ref(), target).ok_or(Refusal::UneditableForm)?
                }
                _ => Site::root(&text, root.get_ref()),
            };
            site.say_path(path, raw)?
        };
        let Some(splice) = splice else { return Ok(()) };
        let edited = edit::spliced(&text, &splice);
        match place {
            Some(place) if self.whole.is_none() => self.say_the_same(place, edited),
            _ => {
                let head = Arc::clone(&self.head);
                let conflicts = self.conflicts.to_vec();
                self.take_head(edited, &head, &conflicts)
            }
        }
    }

    /// The text that has a node, or the plan's own fields: a block, or the whole.
    pub(super) fn text_with(&self, place: Option<Place>) -> String {
        match place {
            Some(place) if self.whole.is_none() => self.text_at(place).to_owned(),
            _ => self.head_text(),
        }
    }

    pub(super) fn target_of<'i>(&self, id: &'i Id, place: Place) -> edit::Target<'i> {
        let is_whole = self.whole.is_some();
        let is_measure = self.task(place).is_some_and(|task| task.id != *id);
        let measure = is_measure.then(|| id.as_str());
        match (place.task, is_whole) {
            (Some(task), true) => edit::Target {
                pillar: Some(place.pillar),
                task: Some(task),
                measure,
            },
            (Some(_), false) => edit::Target {
                measure,
                ..edit::Target::BLOCK
            },
            (None, _) => edit::Target {
                pillar: Some(if is_whole { place.pillar } else { 0 }),
                task: None,
                measure: None,
            },
        }
    }
}

/// What was typed, as a value of the field.
fn typed_value(field: &Field, text: &str) -> Result<Option<Value>, Refusal> {
    let trimmed = text.trim();
    Ok(match field {
        Field::Text | Field::Preamble => (!text.is_empty()).then(|| Value::Text(text.to_owned())),
        Field::Key(_) => Some(Value::Raw(raw_value(trimmed))),
        Field::Title => Some(Value::Line(trimmed.to_owned())),
        _ if trimmed.is_empty() => None,
        Field::Lead | Field::Issuer => Some(Value::Line(trimmed.to_owned())),
        Field::Status => {
            let status = Status::of_value(trimmed).ok_or(Refusal::BadValue)?;
            Some(Value::Status(status))
        }
        Field::Progress => {
            let digits = trimmed.trim_end_matches(['%', '％']).trim_end();
            let percent = digits.parse().map_err(|_| Refusal::BadValue)?;
            Some(Value::Percent(percent))
        }
        Field::Due | Field::Issued => {
            let day = trimmed.parse().map_err(|_| Refusal::BadValue)?;
            Some(Value::Day(day))
        }
        _ => return Err(Refusal::BadValue),
    })
}

/// A value as it is written in the file: what is none becomes a text.
fn raw_value(text: &str) -> String {
    let written = format!("x = {text}");
    let is_one_value = DeTable::parse(&written)
        .is_ok_and(|root| root.get_ref().len() == 1 && !text.contains(['\n', '#']));
    if is_one_value {
        text.to_owned()
    } else {
        form::line(text, Quotes::Basic)
    }
}

fn raw_of(value: Option<&Value>) -> Option<&str> {
    match value {
        Some(Value::Raw(raw)) => Some(raw),
        _ => None,
    }
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// The chosen text, with what was edited since the merge.
fn since_merge(conflict: &Conflict, now: &str, chosen: &str, resolution: &Resolution) -> String {
    if matches!(resolution, Resolution::Edit(_)) {
        return chosen.to_owned();
    }
    let merged = text_of(conflict.ours.value.as_ref());
    if matches!(resolution, Resolution::Ours) {
        return now.to_owned();
    }
    merge::merge_text(&merged, now, chosen).theirs
}

/// Puts what was chosen in the place of what a list of the task has so far.
fn put_element(task: &mut Task, conflict: &Conflict, chosen: Option<&Value>) {
    let sides = [&conflict.ours, &conflict.theirs, &conflict.base];
    let values: Vec<&Value> = sides
        .iter()
        .filter_map(|side| side.value.as_ref())
        .collect();
    let is_known = |is_it: &dyn Fn(&Value) -> bool| values.iter().any(|value| is_it(value));
    match conflict.field {
        Field::Target => {
            let is_it = |other: &Target| {
                is_known(&|value| matches!(value, Value::Target(known) if known.name == other.name))
            };
            let chosen = chosen.and_then(|value| match value {
                Value::Target(target) => Some(target.clone()),
                _ => None,
            });
            put(&mut task.targets, is_it, chosen);
        }
        Field::Reference => {
            let is_it = |other: &Reference| {
                is_known(
                    &|value| matches!(value, Value::Reference(known) if known.title == other.title),
                )
            };
            let chosen = chosen.and_then(|value| match value {
                Value::Reference(reference) => Some(reference.clone()),
                _ => None,
            });
            put(&mut task.references, is_it, chosen);
        }
        _ => {
            let is_it = |other: &Note| {
                is_known(&|value| matches!(value, Value::Note(known) if known == other))
            };
            let chosen = chosen.and_then(|value| match value {
                Value::Note(note) => Some(note.clone()),
                _ => None,
            });
            put(&mut task.notes, is_it, chosen);
        }
    }
}

/// Puts a value in the place of the first that is meant, or behind all; nothing takes that one out.
fn put<T>(list: &mut Vec<T>, is_it: impl Fn(&T) -> bool, value: Option<T>) {
    match (list.iter().position(is_it), value) {
        (Some(at), Some(value)) => list[at] = value,
        (Some(at), None) => drop(list.remove(at)),
        (None, Some(value)) => list.push(value),
        (None, None) => {}
    }
}
