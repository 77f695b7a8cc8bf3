//! Earlier revisions of the open plan: which there are, what changed, and which one is looked at.
//!
//! Owns what is known of the past and what is asked of it. What is looked at is never edited, saved or
//! undone: all of that is about the plan as it is now, which stays in the walk untouched. Never reads a
//! repository: questions go out and answers come back, and an answer that nobody waits for comes to nothing.
//!
//! | module | owns |
//! |---|---|
//! | `listing` | which revisions there are |
//! | `travel` | standing at another revision; another document for the plan |
//! | `since` | what changed since a baseline, and stepping through just that |
//! | `revisions` | the screen of the history |
//! | `task` | the history of one task |
//! | `demand` | what has to be asked, from what is seen |

mod demand;
mod listing;
mod revisions;
mod since;
mod task;
mod travel;

use std::collections::HashMap;
use std::sync::Arc;

use super::failure::Failure;
use crate::change::diff::Counts;
use crate::change::{CommitId, Diff, Revision};
use crate::document::{Document, NodeKey, Place, Stamp};
use crate::plan::Id;

pub use listing::Listing;
pub use revisions::{RevisionRow, Revisions, Shown};
pub use since::{Baseline, Comparison, Since, SinceMark};
pub use task::{PaneView, TaskPast, TaskStep};

/// One side of a comparison.
#[derive(Clone, Debug)]
pub enum Version {
    /// The plan as of a commit.
    At(CommitId),
    /// What a commit was made from: the plan as of its first parent, nothing where it is the first.
    Before(CommitId),
    /// A text that is open.
    Text(Document),
}

/// Two texts are the same if their stamps are.
impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::At(one), Self::At(other)) | (Self::Before(one), Self::Before(other)) => {
                one == other
            }
            (Self::Text(one), Self::Text(other)) => one.stamp() == other.stamp(),
            _ => false,
        }
    }
}

/// What is asked about the past of a plan. Of two questions of one kind the newer overtakes the older, and
/// `run` tells their answers apart.
#[derive(Clone, Debug)]
pub enum Ask {
    /// Which revisions there are, the newest first, as they are found.
    List {
        /// Which question.
        run: u32,
        /// The plan as it is now: whether it is the newest revision is said too.
        now: Document,
    },
    /// The plan as of a commit.
    Load(CommitId),
    /// Which revision is meant.
    Resolve {
        /// Which question.
        run: u32,
        /// As it was typed or chosen.
        baseline: Baseline,
    },
    /// What changed since a commit.
    Since {
        /// Which question.
        run: u32,
        /// The commit.
        from: CommitId,
        /// The plan that is seen.
        to: Document,
    },
    /// What changed between two revisions.
    Compare {
        /// Which question.
        run: u32,
        /// The earlier one.
        from: Version,
        /// The later one.
        to: Version,
    },
    /// How many changes each of these commits made, in this order.
    Count(Vec<CommitId>),
    /// What became of a task, the newest first, as it is found.
    Task {
        /// Which question.
        run: u32,
        /// The task.
        task: Id,
        /// The plan as it is now, for what is not committed yet.
        now: Document,
    },
}

/// What is known about the past of a plan.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Some more revisions.
    Listed {
        /// Of which question.
        run: u32,
        /// They follow those that were listed before.
        found: Vec<Revision>,
        /// The text that the newest one has, if that is the text that was asked with.
        same: Option<Stamp>,
        /// Whether that is all, or why no more are known.
        end: Option<Result<(), Failure>>,
    },
    /// The plan as of a commit.
    Loaded {
        /// The commit.
        commit: CommitId,
        /// The plan.
        outcome: Result<Document, Failure>,
    },
    /// Which revision is meant.
    Resolved {
        /// Of which question.
        run: u32,
        /// What was asked.
        baseline: Baseline,
        /// The revision.
        outcome: Result<Revision, Failure>,
    },
    /// What changed since the baseline.
    Since {
        /// Of which question.
        run: u32,
        /// The changes.
        outcome: Result<Arc<Comparison>, Failure>,
    },
    /// What changed between two revisions.
    Compared {
        /// Of which question.
        run: u32,
        /// The changes.
        outcome: Result<Arc<Diff>, Failure>,
    },
    /// How many changes a commit made.
    Counted {
        /// The commit.
        commit: CommitId,
        /// The changes, or why there is no telling.
        counts: Result<Counts, Uncounted>,
    },
    /// Some more of what became of a task.
    Task {
        /// Of which question.
        run: u32,
        /// They follow those that were told before.
        found: Vec<TaskStep>,
        /// Whether that is all, or why no more are known.
        end: Option<Result<(), Failure>>,
    },
}

/// Why nobody can tell how many changes a commit made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncounted {
    /// Its plan cannot be read: nothing was deleted in it.
    Unreadable,
    /// What came before it is not here, or git failed.
    Unknown,
}

/// A revision that is looked at.
#[derive(Clone, Debug)]
pub struct Away {
    /// Which.
    pub revision: Revision,
    document: Document,
    /// The node that somebody wants to see, and what is selected in its place, as it is not in this revision;
    /// none for the plan itself.
    wanted: Option<(Id, Option<NodeKey>)>,
    /// The marks of the plan as it is now.
    marks: HashMap<NodeKey, Place>,
}

/// Where somebody wants to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    /// So many steps back from the plan as it is now, which may not be listed yet.
    Back(usize),
    /// At this one, which was asked for. Whole, as the list may be read anew before the answer comes.
    Loading(Revision),
}

/// Earlier revisions, what changed, and which of them is looked at.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Which there are.
    pub listing: Listing,
    away: Option<Box<Away>>,
    wish: Option<Wish>,
    since: Option<Since>,
    /// The number of the question which baseline is meant.
    resolving: u32,
    counts: HashMap<CommitId, Result<Counts, Uncounted>>,
    /// Those whose counts were asked for last.
    counting: Vec<CommitId>,
    task: TaskPast,
}

impl Past {
    /// The revision that is looked at; none while the plan is seen as it is now.
    pub fn away(&self) -> Option<&Away> {
        self.away.as_deref()
    }

    /// The document that is looked at instead of the plan as it is now.
    pub fn document(&self) -> Option<&Document> {
        self.away.as_ref().map(|away| &away.document)
    }

    /// Which of how many revisions is looked at, counted from 1, the newest; the latter may grow.
    pub fn position(&self) -> Option<(usize, usize)> {
        let index = self
            .listing
            .index_of(&self.away.as_ref()?.revision.commit)?;
        Some((index + 1, self.listing.revisions().len()))
    }

    /// What changed since a baseline, if one was chosen.
    pub fn since(&self) -> Option<&Since> {
        self.since.as_ref()
    }

    /// How many changes a commit made, as far as that is known.
    pub fn counts(&self, commit: &CommitId) -> Option<&Counts> {
        self.counts.get(commit)?.as_ref().ok()
    }

    /// Whether the plan as of a commit cannot be read, as far as that is known.
    pub fn is_unreadable(&self, commit: &CommitId) -> bool {
        self.counts.get(commit) == Some(&Err(Uncounted::Unreadable))
    }

    /// What became of the selected task.
    pub fn task(&self) -> &TaskPast {
        &self.task
    }
}
