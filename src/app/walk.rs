//! The walk: one open plan, its tree, its side pane, its edits.
//!
//! Owns what a gesture means for the plan: which operation, which step of undo, what is to be saved.

use std::path::PathBuf;

use super::message::Message;
use super::saving::{SaveState, Saving};
use super::scroll::Scroll;
use super::tree::Tree;
use crate::change::{History, Operation};
use crate::document::{Condition, Document, NodeKey, Place};
use crate::language::Language;
use crate::plan::Status;

/// Which of the two panes the arrows go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The tree.
    Tree,
    /// The side pane.
    Pane,
}

/// One step of undo: which node it is about, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The node.
    pub node: NodeKey,
    /// Where it stood.
    pub place: Place,
    /// Its number and title, as people read them.
    pub label: String,
    /// The status before.
    pub from: Status,
    /// The status after.
    pub to: Status,
}

impl Step {
    /// What was done, in one sentence.
    pub fn words(&self, language: Language) -> String {
        let Self {
            label, from, to, ..
        } = self;
        let (from, to) = (from.word(language), to.word(language));
        // What changed comes first: a narrow screen cuts the end off.
        language.pick(
            format!("{from} 改为 {to}：{label}"),
            format!("{from} is now {to}: {label}"),
        )
    }
}

/// One open plan.
#[derive(Clone, Debug)]
pub struct Walk {
    path: PathBuf,
    document: Document,
    history: History<Document, Step>,
    saving: Saving,
    /// Folds and selection.
    pub tree: Tree,
    /// Where the arrows go.
    pub focus: Focus,
    /// The side pane's page.
    pub pane: Scroll,
}

impl Walk {
    /// A plan that was just read.
    pub fn new(path: PathBuf, document: Document) -> Self {
        Self {
            path,
            tree: Tree::new(&document),
            saving: Saving::read(document.stamp()),
            history: History::default(),
            document,
            focus: Focus::Tree,
            pane: Scroll::default(),
        }
    }

    /// The file.
    pub fn path(&self) -> &PathBuf {
        &self.path
    }

    /// The plan as it is now.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Where the selected node stands; none for the plan itself.
    pub fn place(&self) -> Option<Place> {
        self.tree.place(&self.document)
    }

    /// Which task is selected, counted from 1 through the whole plan, and of how many.
    pub fn position(&self) -> (Option<usize>, usize) {
        let document = &self.document;
        let number = self
            .place()
            .and_then(|place| Some(document.tasks_before(place.pillar) + place.task? + 1));
        (number, document.tasks_before(document.pillar_count()))
    }

    /// What is to be said of the file.
    pub fn save_state(&self) -> SaveState<'_> {
        match self.document.condition() {
            Condition::Unchecked => SaveState::Checking,
            Condition::Broken => SaveState::ReadOnly,
            Condition::Sound => self.saving.state(self.document.stamp()),
        }
    }

    /// Whether the disk is known to hold what is seen.
    pub fn is_saved(&self) -> bool {
        self.saving.holds(self.document.stamp())
    }

    /// Saves so far.
    pub fn saving(&self) -> &Saving {
        &self.saving
    }

    /// Saves so far, to note the beginning or the end of one.
    pub fn saving_mut(&mut self) -> &mut Saving {
        &mut self.saving
    }

    /// Takes the outcome of a check.
    pub fn settle_check(&mut self, problems: Vec<crate::document::Problem>) {
        self.document.settle(problems);
    }

    /// The number and title of the node at a place, as people read them.
    pub fn label(&self, place: Place) -> Option<String> {
        let title = match place.task {
            Some(_) => self.document.task(place)?.title,
            None => self.document.pillar(place.pillar)?.title,
        };
        Some(self.numbered(place, &title))
    }

    /// A title behind the number of the place where it stands.
    pub fn numbered(&self, place: Place, title: &str) -> String {
        let document = &self.document;
        let numbering = document.head().numbering;
        let number = match place.task {
            Some(task) => {
                let in_plan = document.tasks_before(place.pillar) + task;
                numbering.task(place.pillar, task, in_plan)
            }
            None => numbering.pillar(place.pillar),
        };
        number + title
    }

    /// Reports a status of the selected task.
    pub fn set_status(&mut self, to: Status) -> Message {
        let Some(place) = self.place() else {
            return Message::PlanHasNoStatus;
        };
        if place.task.is_none() {
            return Message::PillarHasNoStatus;
        }
        let (Some(node), Some(task)) = (self.document.key(place), self.document.task(place)) else {
            return Message::PlanHasNoStatus;
        };
        let label = self.numbered(place, &task.title);
        let before = self.document.clone();
        let operation = Operation::status(task.id, to);
        match self.document.apply(&operation, Some(place)) {
            Err(refusal) => Message::Refused(refusal),
            Ok(_) if self.document.stamp() == before.stamp() => Message::AlreadySo(to),
            Ok(place) => {
                let step = Step {
                    node,
                    place,
                    label,
                    from: task.status,
                    to,
                };
                self.history.record(before, step.clone());
                Message::Done(step)
            }
        }
    }

    /// Takes the last step back, and selects the node that it is about.
    pub fn undo(&mut self) -> Message {
        match self.history.undo(self.document.clone()) {
            Ok((before, step)) => {
                self.go_back_to(before, &step);
                Message::Undone(step)
            }
            Err(_) => Message::NothingToUndo,
        }
    }

    /// Does again what was undone last, and selects the node that it is about.
    pub fn redo(&mut self) -> Message {
        match self.history.redo(self.document.clone()) {
            Ok((after, step)) => {
                self.go_back_to(after, &step);
                Message::Redone(step)
            }
            Err(_) => Message::NothingToRedo,
        }
    }

    fn go_back_to(&mut self, document: Document, step: &Step) {
        self.document = document;
        self.tree.count(&self.document);
        if let Some(place) = self.document.place(step.node, step.place) {
            self.tree.select(&self.document, place);
        }
    }

    /// To the next task in the plan, or the one before, whatever is folded.
    pub fn step_task(&mut self, forward: bool) -> Option<Message> {
        let target = match (self.place(), forward) {
            (None, true) => self.first_task_from(0),
            (None, false) => None,
            (Some(place), true) => {
                let next = place.task.map_or(0, |task| task + 1);
                if next < self.document.task_count(place.pillar) {
                    Some(Place {
                        pillar: place.pillar,
                        task: Some(next),
                    })
                } else {
                    self.first_task_from(place.pillar + 1)
                }
            }
            (Some(place), false) => match place.task.and_then(|task| task.checked_sub(1)) {
                Some(task) => Some(Place {
                    pillar: place.pillar,
                    task: Some(task),
                }),
                None => self.last_task_before(place.pillar),
            },
        };
        match target {
            Some(place) => {
                self.tree.select(&self.document, place);
                None
            }
            None if forward => Some(Message::LastTask),
            None => Some(Message::FirstTask),
        }
    }

    fn first_task_from(&self, pillar: usize) -> Option<Place> {
        (pillar..self.document.pillar_count())
            .find(|&pillar| self.document.task_count(pillar) > 0)
            .map(|pillar| Place {
                pillar,
                task: Some(0),
            })
    }

    fn last_task_before(&self, pillar: usize) -> Option<Place> {
        (0..pillar).rev().find_map(|pillar| {
            let last = self.document.task_count(pillar).checked_sub(1)?;
            Some(Place {
                pillar,
                task: Some(last),
            })
        })
    }

    /// Left in the tree: closes an open pillar, otherwise goes to what is above.
    pub fn go_out(&mut self) {
        let Some(place) = self.place() else { return };
        if place.task.is_some() {
            let pillar = Place {
                pillar: place.pillar,
                task: None,
            };
            self.tree.select(&self.document, pillar);
        } else if self.tree.is_closed(&self.document, place.pillar) {
            self.tree.select_row(&self.document, 0);
        } else {
            self.tree.set_closed(&self.document, place.pillar, true);
        }
    }

    /// Right in the tree: opens a closed pillar, otherwise goes into the side pane.
    pub fn go_in(&mut self) {
        match self.place() {
            Some(Place { pillar, task: None }) if self.tree.is_closed(&self.document, pillar) => {
                self.tree.set_closed(&self.document, pillar, false);
            }
            _ => self.focus = Focus::Pane,
        }
    }

    /// Enter in the tree: a pillar opens or closes, anything else is read in the side pane.
    pub fn open(&mut self) {
        match self.place() {
            Some(Place { pillar, task: None }) => {
                let closed = self.tree.is_closed(&self.document, pillar);
                self.tree.set_closed(&self.document, pillar, !closed);
            }
            _ => self.focus = Focus::Pane,
        }
    }
}
