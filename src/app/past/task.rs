//! The history of one task: what became of it, revision by revision.

use crate::app::failure::Failure;
use crate::change::Revision;
use crate::change::diff::NodeDiff;
use crate::document::{NodeKey, Stamp};
use crate::plan::{Id, Status};

/// What the side pane shows of what is selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaneView {
    /// What it says now.
    #[default]
    Sheet,
    /// What became of it.
    History,
}

/// What one revision did to a task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskStep {
    /// The revision; none for what is not committed yet.
    pub revision: Option<Revision>,
    /// What changed of the task itself and of its measures.
    pub nodes: Vec<NodeDiff>,
    /// The status after it; none where the task was gone.
    pub status: Option<Status>,
}

/// What became of the selected task, as far as it is known, the newest first.
#[derive(Clone, Debug, Default)]
pub struct TaskPast {
    pub(super) run: u32,
    /// Of which task.
    pub(super) task: Option<Id>,
    /// What was selected when it was asked, in which text, and what the plan was then.
    pub(super) asked: Option<(Stamp, Stamp, NodeKey)>,
    pub(super) is_unanswered: bool,
    pub(super) steps: Vec<TaskStep>,
    pub(super) is_whole: bool,
    pub(super) failure: Option<Failure>,
    /// Counts what was taken, so that a page knows whether it is still the one of this.
    pub(super) edition: u32,
}

impl TaskPast {
    /// Of which task it is.
    pub fn of(&self) -> Option<&Id> {
        self.task.as_ref()
    }

    /// The steps, the newest first.
    pub fn steps(&self) -> &[TaskStep] {
        &self.steps
    }

    /// Whether there are no more than these.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Why there are no more.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Another number whenever something else is known.
    pub fn edition(&self) -> u32 {
        self.edition
    }

    pub(super) fn take(
        &mut self,
        run: u32,
        found: Vec<TaskStep>,
        end: Option<Result<(), Failure>>,
    ) {
        if run != self.run || self.is_whole || self.failure.is_some() {
            return;
        }
        // What was known of the same task stayed until now.
        if std::mem::take(&mut self.is_unanswered) {
            self.steps.clear();
        }
        self.steps.extend(found);
        match end {
            Some(Ok(())) => self.is_whole = true,
            Some(Err(failure)) => self.failure = Some(failure),
            None => {}
        }
        self.edition += 1;
    }
}
