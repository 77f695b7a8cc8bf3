//! Earlier revisions of the open plan: which there are, and which one is looked at.
//!
//! Owns what is known of the past and what is asked of it. What is looked at is never edited, saved or
//! undone: all of that is about the plan as it is now, which stays in the walk untouched. Never reads a
//! repository: questions go out and answers come back, and an answer that nobody waits for comes to nothing.

mod travel;

use super::failure::Failure;
use crate::change::{CommitId, Revision};
use crate::document::{Document, NodeKey, Place, Stamp};
use crate::plan::Id;

use std::collections::HashMap;

/// What is asked about the past of a plan. Of two equal kinds the newer overtakes the older.
#[derive(Clone, Debug)]
pub enum Ask {
    /// Which revisions there are, the newest first, as they are found.
    List {
        /// Tells the answers of this question from those of an earlier one.
        run: u32,
        /// The plan as it is now: whether it is the newest revision is said too.
        now: Document,
    },
    /// The plan as of a commit.
    Load(CommitId),
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
}

/// The revisions of the plan as far as they are known, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    run: u32,
    revisions: Vec<Revision>,
    /// The text that the newest revision has, where that is known.
    newest: Option<Stamp>,
    state: ListState,
}

#[derive(Clone, Debug, Default)]
enum ListState {
    #[default]
    Unasked,
    UnderWay,
    Ended,
    Failed(Failure),
}

impl Listing {
    /// The revisions, the newest first.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// Whether there are no more than these.
    pub fn is_whole(&self) -> bool {
        matches!(self.state, ListState::Ended)
    }

    /// Whether more may come.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, ListState::UnderWay)
    }

    /// Why there are no more.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.state {
            ListState::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// Whether the newest revision is known to have this text.
    pub fn is_newest(&self, stamp: Stamp) -> bool {
        self.newest == Some(stamp)
    }

    /// Where a commit stands, from 0.
    pub fn index_of(&self, commit: &CommitId) -> Option<usize> {
        let is_it = |revision: &Revision| revision.commit == *commit;
        self.revisions.iter().position(is_it)
    }

    /// Asks anew. What was known stays until the first answer.
    fn begin(&mut self, now: Document) -> Ask {
        self.run += 1;
        self.state = ListState::UnderWay;
        Ask::List { run: self.run, now }
    }

    /// Takes what was found. False where nobody asked.
    fn take(
        &mut self,
        run: u32,
        found: Vec<Revision>,
        same: Option<Stamp>,
        end: Option<Result<(), Failure>>,
        is_first: bool,
    ) -> bool {
        if run != self.run || !self.is_under_way() {
            return false;
        }
        if is_first {
            self.revisions.clear();
            self.newest = None;
        }
        self.revisions.extend(found);
        self.newest = self.newest.or(same);
        match end {
            Some(Ok(())) => self.state = ListState::Ended,
            Some(Err(failure)) => self.state = ListState::Failed(failure),
            None => {}
        }
        true
    }
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
    /// At this one, which was asked for.
    Loading(CommitId),
}

/// Earlier revisions, and which of them is looked at.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Which there are.
    pub listing: Listing,
    /// Whether the first answer to the last question is still to come.
    is_unanswered: bool,
    away: Option<Box<Away>>,
    wish: Option<Wish>,
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
        Some((index + 1, self.listing.revisions.len()))
    }
}
