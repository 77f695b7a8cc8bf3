//! What a gesture means for the plan: which operations, which one step of undo.
//!
//! Owns the edits of the walk. Every gesture is one transaction: all of its operations or none, and one
//! step that undo takes back. Never saves and never draws.

use super::item::Item;
use super::message::Message;
use super::mode::Mode;
use super::prompt::{Asks, Reading, Target};
use super::step::{Done, Step};
use super::walk::{Focus, Walk};
use crate::change::{Edit, Level, Operation, Refusal};
use crate::document::{Document, NodeKey, Place};
use crate::plan::{Id, Note, Status, Task};

/// How much one key changes progress, in points.
const PROGRESS_STEP: u8 = 5;

/// One operation of a transaction, with where its node stands, if that is known.
pub(super) type Planned = (Operation, Option<Place>);

pub(super) fn edit(node: &Id, edit: Edit) -> Operation {
    Operation {
        node: node.clone(),
        edit,
    }
}

impl Walk {
    /// The pillar or task that is selected, and in the side pane the measure. None while another revision is
    /// looked at: nothing is done to that.
    pub fn target(&self) -> Option<Target> {
        if self.is_away() {
            return None;
        }
        let place = self.place()?;
        let node = self.document().key(place)?;
        let id = match self.selected_measure() {
            Some(id) => id.clone(),
            None => self.document().id_at(place)?,
        };
        Some(Target { id, node, place })
    }

    /// The measure that is selected in the side pane. For the room a whole task is shown.
    pub fn selected_measure(&self) -> Option<&Id> {
        match &self.item {
            Item::Measure(id) if self.focus == Focus::Pane && !self.is_presenting() => Some(id),
            _ => None,
        }
    }

    fn is_presenting(&self) -> bool {
        matches!(self.mode, Mode::Present(_))
    }

    /// Carries all operations out, or none, and records one step.
    ///
    /// A step whose node is new cannot be known before: `step` is asked afterwards.
    pub(super) fn perform(
        &mut self,
        operations: &[Planned],
        step: impl FnOnce(&Document, Place) -> Option<Step>,
    ) -> Message {
        if self.is_away() {
            return Message::away();
        }
        let before = self.document().clone();
        let mut edited = before.clone();
        let mut place = None;
        for (operation, hint) in operations {
            match edited.apply(operation, *hint) {
                Ok(at) => place = place.or(Some(at)),
                Err(refusal) => return Message::Refused(refusal),
            }
        }
        if edited.stamp() == before.stamp() {
            return Message::Unchanged;
        }
        match place.and_then(|place| step(&edited, place)) {
            Some(step) => self.take(edited, before, step),
            // The place came from the document itself; without it there would be nothing to undo by.
            None => Message::Refused(Refusal::UneditableForm),
        }
    }

    /// The step for a node that stands where it stood before.
    pub(super) fn step_of(target: &Target, label: String, what: Done) -> Step {
        Step {
            node: Some(target.node),
            place: target.place,
            label,
            what,
        }
    }

    pub(super) fn one(&mut self, target: &Target, wanted: Edit, what: Done) -> Message {
        let label = self.label_of(target);
        let operation = edit(&target.id, wanted);
        let step = Self::step_of(target, label, what);
        self.perform(&[(operation, Some(target.place))], |_, _| Some(step))
    }

    /// The number and title of a pillar or task, or the words of a measure.
    pub fn label_of(&self, target: &Target) -> String {
        let task = self.document().task(target.place);
        let measure = task.as_ref().and_then(|task| task.measure(&target.id));
        match measure {
            Some(measure) => crate::text::join_lines(&measure.text).join(" "),
            None => self.label(target.place).unwrap_or_default(),
        }
    }

    /// Where the marked tasks stand, in the order of the plan; the selected one where none is marked, and for
    /// the room, which sees no marks, always that one.
    fn reported(&self) -> Vec<(NodeKey, Place)> {
        let mut places: Vec<_> = self
            .marks()
            .iter()
            .filter_map(|(&key, &hint)| Some((key, self.document().place(key, hint)?)))
            .collect();
        places.sort_by_key(|&(_, place)| place);
        if self.is_presenting() {
            places.clear();
        }
        if places.is_empty() {
            let place = self.place().filter(|place| place.task.is_some());
            let own = place.and_then(|place| Some((self.document().key(place)?, place)));
            places.extend(own);
        }
        places
    }

    /// Reports a status of the marked tasks, of the selected measure, or of the selected task.
    pub fn set_status(&mut self, to: Status) -> Message {
        if let (Some(_), Some(target)) = (self.selected_measure(), self.target()) {
            let from = self
                .document()
                .task(target.place)
                .and_then(|task| Some(task.measure(&target.id)?.status));
            return match from {
                Some(from) if from == to => Message::AlreadySo(to),
                Some(from) => self.one(&target, Edit::Status(to), Done::Status { from, to }),
                None => Message::Refused(Refusal::NoSuchNode(target.id)),
            };
        }
        let reported = self.reported();
        let change = |task: &Task| (task.status != to).then_some(Edit::Status(to));
        let message = self.report(&reported, change, |tasks| match tasks {
            [(from, _)] => Done::Status {
                from: from.status,
                to,
            },
            _ => Done::StatusOfMany {
                count: tasks.len(),
                to,
            },
        });
        match message {
            Message::Unchanged if reported.is_empty() => self.no_task_here(),
            Message::Unchanged => Message::AlreadySo(to),
            message => {
                // A mark that stayed would be reported again with the next task, unseen.
                if matches!(message, Message::Done(_)) && !self.is_presenting() {
                    self.clear_marks();
                }
                message
            }
        }
    }

    /// More or less progress for the marked tasks, or the selected one.
    pub fn step_progress(&mut self, up: bool) -> Message {
        let reported = self.reported();
        let next = |percent: Option<u8>| match (percent, up) {
            (None, true) => Some(PROGRESS_STEP),
            (Some(percent), true) => Some(percent.saturating_add(PROGRESS_STEP).min(100)),
            (None | Some(0), false) => None,
            (Some(percent), false) => Some(percent.saturating_sub(PROGRESS_STEP)),
        };
        let change = |task: &Task| {
            let to = next(task.progress);
            (to != task.progress).then_some(Edit::Progress(to))
        };
        let message = self.report(&reported, change, |tasks| match tasks {
            [(task, _)] => Done::Progress {
                from: task.progress,
                to: next(task.progress),
            },
            _ => Done::ProgressOfMany {
                count: tasks.len(),
                up,
            },
        });
        match message {
            Message::Unchanged if reported.is_empty() => self.no_task_here(),
            message => message,
        }
    }

    fn no_task_here(&self) -> Message {
        match self.place() {
            Some(_) => Message::PillarHasNoStatus,
            None => Message::PlanHasNoStatus,
        }
    }

    /// One gesture for several tasks: those that it changes become one step.
    fn report(
        &mut self,
        reported: &[(NodeKey, Place)],
        change: impl Fn(&Task) -> Option<Edit>,
        what: impl FnOnce(&[(Task, Target)]) -> Done,
    ) -> Message {
        let mut tasks = Vec::new();
        let mut operations = Vec::new();
        for &(node, place) in reported {
            let Some(task) = self.document().task(place) else {
                continue;
            };
            if let Some(wanted) = change(&task) {
                operations.push((edit(&task.id, wanted), Some(place)));
                let id = task.id.clone();
                tasks.push((task, Target { id, node, place }));
            }
        }
        let Some((first, target)) = tasks.first() else {
            return Message::Unchanged;
        };
        let label = match tasks.len() {
            1 => self.numbered(target.place, &first.title),
            _ => String::new(),
        };
        let step = Self::step_of(target, label, what(&tasks));
        self.perform(&operations, |_, _| Some(step))
    }

    /// Takes what was typed and read.
    pub fn answer(&mut self, asks: &Asks, target: &Target, reading: Reading) -> Message {
        let task = self.document().task(target.place);
        match (asks, reading) {
            (Asks::Due, reading) => {
                let to = match reading {
                    Reading::Day(day) => Some(day),
                    _ => None,
                };
                let from = task.as_ref().and_then(|task| {
                    let measure = task.measure(&target.id);
                    measure.map_or(task.due, |measure| measure.due)
                });
                self.one(target, Edit::Due(to), Done::Due { from, to })
            }
            (Asks::Progress, reading) => {
                let to = match reading {
                    // The reading is a whole number of at most 100.
                    Reading::Number(percent) => Some(percent as u8),
                    _ => None,
                };
                let from = task.and_then(|task| task.progress);
                self.one(target, Edit::Progress(to), Done::Progress { from, to })
            }
            (Asks::Lead, reading) => {
                let to = match reading {
                    Reading::Words(name) => Some(name),
                    _ => None,
                };
                self.one(target, Edit::Lead(to.clone()), Done::Lead(to))
            }
            (Asks::Support, reading) => {
                let names = match reading {
                    Reading::Names(names) => names,
                    _ => Vec::new(),
                };
                self.one(target, Edit::Support(names.clone()), Done::Support(names))
            }
            (&Asks::Actual(index), reading) => {
                let number = match reading {
                    Reading::Number(number) => Some(number),
                    _ => None,
                };
                let name = task.and_then(|task| Some(task.targets.get(index)?.name.clone()));
                let what = Done::Actual {
                    name: name.unwrap_or_default(),
                    to: number,
                };
                let wanted = Edit::Actual {
                    target: index,
                    number,
                };
                self.one(target, wanted, what)
            }
            (Asks::Words, Reading::Words(words)) => {
                self.reword(target, crate::text::split_sentences(&words))
            }
            (Asks::Title, Reading::Words(words)) => {
                let from = match target.place.task {
                    Some(_) => self.document().task(target.place).map(|task| task.title),
                    None => self
                        .document()
                        .pillar(target.place.pillar)
                        .map(|pillar| pillar.title),
                };
                let from = from.unwrap_or_default();
                self.one(target, Edit::Title(words), Done::Renamed(from))
            }
            (Asks::NewTask, Reading::Words(words)) => self.add_task(target, words),
            (Asks::NewPillar, Reading::Words(words)) => self.add_pillar(Some(target), words),
            (Asks::NewMeasure(after), Reading::Words(words)) => {
                self.add_measure(target, after.clone(), words)
            }
            _ => Message::Unchanged,
        }
    }

    /// Other words for a text or a measure, one sentence a line.
    pub fn reword(&mut self, target: &Target, text: String) -> Message {
        self.one(target, Edit::Text(text), Done::Reworded)
    }

    /// Adds a note to a task.
    pub fn add_note(&mut self, target: &Target, note: Note) -> Message {
        let kind = note.kind;
        self.one(target, Edit::AddNote(note), Done::Noted(kind))
    }

    /// Puts a note in the place of another.
    pub fn replace_note(&mut self, target: &Target, old: Note, new: Note) -> Message {
        self.one(target, Edit::ReplaceNote { old, new }, Done::NoteChanged)
    }

    /// Deletes a note.
    pub fn remove_note(&mut self, target: &Target, note: Note) -> Message {
        self.one(target, Edit::RemoveNote(note), Done::NoteRemoved)
    }

    /// The level of what is selected.
    pub fn level_of(&self, target: &Target) -> Level {
        match target.place.task {
            None => Level::Pillar,
            Some(_) if self.selected_measure() == Some(&target.id) => Level::Measure,
            Some(_) => Level::Task,
        }
    }
}
