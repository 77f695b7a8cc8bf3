//! What was done to a text, step by step, there and back.
//!
//! Owns which edits are one step: a run of typing up to the next word or clause, a run of
//! deletions in one direction, and each other edit by itself. Never touches the text.

use std::collections::VecDeque;

use super::body::{Body, Place};

/// How many steps can be undone.
pub(super) const MOST_STEPS: usize = 1_000;

/// How many bytes of text the steps may hold together. The last one is kept whatever it holds.
pub(super) const MOST_BYTES: usize = 16 << 20;

/// One edit, there and back.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub start: Place,
    pub removed: String,
    pub inserted: String,
    /// Where the caret was before and after.
    pub before: Place,
    pub after: Place,
}

impl Step {
    fn bytes(&self) -> usize {
        self.removed.len() + self.inserted.len()
    }
}

/// What goes on from one edit to the next, so that they are one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    Typing,
    DeletingBefore,
    DeletingAfter,
}

/// The steps of one text.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    /// What the last step is, if it can go on.
    run: Option<Run>,
    /// What the steps in `done` hold.
    bytes: usize,
}

impl History {
    /// The next edit is a step of its own: the caret was moved.
    pub fn end_run(&mut self) {
        self.run = None;
    }

    /// Takes an edit that was made.
    pub fn record(&mut self, step: Step, run: Option<Run>) {
        self.undone.clear();
        self.bytes += step.bytes();
        let goes_on = std::mem::replace(&mut self.run, run) == run;
        match (run, self.done.back_mut()) {
            (Some(run), Some(last)) if goes_on && run.joins(last, &step) => {
                last.inserted.push_str(&step.inserted);
                if run == Run::DeletingBefore {
                    last.start = step.start;
                    last.removed.insert_str(0, &step.removed);
                } else {
                    last.removed.push_str(&step.removed);
                }
                last.after = step.after;
            }
            _ => self.done.push_back(step),
        }
        while self.done.len() > 1 && (self.done.len() > MOST_STEPS || self.bytes > MOST_BYTES) {
            let oldest = self.done.pop_front();
            self.bytes -= oldest.map_or(0, |step| step.bytes());
        }
    }

    /// The step to take back, which can be done again then.
    pub fn undo(&mut self) -> Option<&Step> {
        self.run = None;
        let step = self.done.pop_back()?;
        self.bytes -= step.bytes();
        self.undone.push(step);
        self.undone.last()
    }

    /// The step to do again.
    pub fn redo(&mut self) -> Option<&Step> {
        self.run = None;
        let step = self.undone.pop()?;
        self.bytes += step.bytes();
        self.done.push_back(step);
        self.done.back()
    }
}

impl Run {
    /// Whether an edit goes on where the last one was, and with the same word or clause.
    fn joins(self, last: &Step, next: &Step) -> bool {
        match self {
            Self::Typing => {
                let ended = last
                    .inserted
                    .ends_with(|last: char| !last.is_alphanumeric());
                let begins = next.inserted.starts_with(char::is_alphanumeric);
                next.start == Body::end_of(last.start, &last.inserted) && !(ended && begins)
            }
            Self::DeletingBefore => Body::end_of(next.start, &next.removed) == last.start,
            Self::DeletingAfter => next.start == last.start,
        }
    }
}
