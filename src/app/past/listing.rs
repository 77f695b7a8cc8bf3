//! Which revisions of the plan there are, as they are found.
//!
//! Asked anew, what was known gives way row by row: the rows that were found stand above those of the last
//! time that come after them. So a list that somebody reads never gets short and long again.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Ask;
use crate::app::failure::Failure;
use crate::change::{CommitId, Revision};
use crate::document::{Document, Stamp};

/// The revisions of the plan as far as they are known, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    run: u32,
    revisions: Vec<Revision>,
    /// How many of them were found by the last question; those behind are of an earlier one.
    found: usize,
    /// Where each commit stands among them.
    places: HashMap<CommitId, usize>,
    /// The text that the newest revision has, where that is known.
    newest: Option<Stamp>,
    state: State,
}

#[derive(Clone, Debug, Default)]
enum State {
    #[default]
    Unasked,
    /// All that is known is of an earlier question, if anything is.
    Asked,
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
        matches!(self.state, State::Ended)
    }

    /// Whether more may come.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, State::Asked | State::UnderWay)
    }

    /// Whether nothing was answered yet to the last question.
    pub fn is_unanswered(&self) -> bool {
        matches!(self.state, State::Unasked | State::Asked)
    }

    /// Why there are no more.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.state {
            State::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// Whether the newest revision is known to have this text.
    pub fn is_newest(&self, stamp: Stamp) -> bool {
        self.newest == Some(stamp)
    }

    /// Whether this text is no revision yet.
    pub fn lacks(&self, stamp: Stamp) -> bool {
        !self.revisions.is_empty() && !self.is_newest(stamp)
    }

    /// Where a commit stands, from 0.
    pub fn index_of(&self, commit: &CommitId) -> Option<usize> {
        self.places.get(commit).copied()
    }

    /// The revision of a commit.
    pub fn of(&self, commit: &CommitId) -> Option<&Revision> {
        self.revisions.get(self.index_of(commit)?)
    }

    /// Asks anew. What was known stays until it is found again, or something else in its place.
    pub(super) fn begin(&mut self, now: Document) -> Ask {
        self.run += 1;
        self.state = State::Asked;
        Ask::List { run: self.run, now }
    }

    /// Takes what was found. False where nobody waits for it.
    pub(super) fn take(
        &mut self,
        run: u32,
        found: Vec<Revision>,
        same: Option<Stamp>,
        end: Option<Result<(), Failure>>,
    ) -> bool {
        if run != self.run || !self.is_under_way() {
            return false;
        }
        if matches!(self.state, State::Asked) {
            self.found = 0;
            self.newest = None;
        }
        self.replace(found, end.is_some());
        self.newest = self.newest.or(same);
        self.state = match end {
            Some(Ok(())) => State::Ended,
            Some(Err(failure)) => State::Failed(failure),
            None => State::UnderWay,
        };
        true
    }

    /// Puts what was found behind what was found before. Of an earlier list, what comes after the last of it
    /// stays until the end; all of it, where the last is a new one.
    fn replace(&mut self, found: Vec<Revision>, is_end: bool) {
        let start = self.found;
        let end = start + found.len();
        let is_same = self.revisions.get(start..end) == Some(found.as_slice());
        if is_same {
            self.found = end;
        } else {
            let last = found.last().and_then(|last| self.index_of(&last.commit));
            let after = last.map_or(start, |index| (index + 1).max(start));
            let earlier = self.revisions.split_off(after);
            self.revisions.truncate(start);
            self.places.retain(|_, index| *index < start);
            self.append(found);
            self.found = self.revisions.len();
            self.append(earlier);
        }
        if is_end {
            for gone in self.revisions.drain(self.found..) {
                self.places.remove(&gone.commit);
            }
        }
    }

    /// Puts revisions behind the others. In another order, one of the earlier may have been found already.
    fn append(&mut self, revisions: Vec<Revision>) {
        for revision in revisions {
            if let Entry::Vacant(entry) = self.places.entry(revision.commit.clone()) {
                entry.insert(self.revisions.len());
                self.revisions.push(revision);
            }
        }
    }
}
