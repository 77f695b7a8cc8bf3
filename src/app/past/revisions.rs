//! The screen of the history: revisions on the left, what changed on the right.

use std::ops::Range;
use std::sync::Arc;

use super::{Ask, Listing, Past, Version};
use crate::app::failure::Failure;
use crate::app::list::List;
use crate::app::mode::Mode;
use crate::app::scroll::Scroll;
use crate::app::walk::Walk;
use crate::change::diff::NodeDiff;
use crate::change::{CommitId, Diff};
use crate::document::Document;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionRow {
    /// The file as it is now, where that is no revision yet.
    Now,
    /// A revision.
    Commit(CommitId),
}

/// What is compared, and what came of it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The revision that was marked to compare with; none for the one before.
    pub base: Option<RevisionRow>,
    /// The row that was selected.
    pub row: RevisionRow,
    /// What changed.
    pub outcome: Result<Arc<Diff>, Failure>,
}

/// The screen of the history.
#[derive(Clone, Debug)]
pub struct Revisions {
    /// Which revision is selected.
    pub list: List,
    /// The row that is selected, which stays it whatever comes before it, once somebody chose it: until then
    /// the first is.
    selected: Option<RevisionRow>,
    is_chosen: bool,
    /// What the selected one is compared with, instead of the one before.
    pub base: Option<RevisionRow>,
    /// Whether the keys go to the changes.
    pub is_reading: bool,
    /// The page of changes.
    pub page: Scroll,
    /// Which of the changed nodes is selected, from 0.
    pub chosen: usize,
    /// It was moved to: the next frame shows it.
    pub follows: bool,
    /// Its lines on the page, as the view laid it out.
    pub lines: Range<usize>,
    run: u32,
    /// What was asked last: base, row, and the two sides.
    asked: Option<(Version, Version)>,
    shown: Option<Shown>,
    /// Counts what was taken, so that a page knows whether it is still the one of this.
    edition: u32,
}

impl Revisions {
    /// The screen with this revision selected, the first row where there is none.
    pub(in crate::app) fn new(selected: Option<CommitId>) -> Self {
        Self {
            list: List::new(0),
            is_chosen: selected.is_some(),
            selected: selected.map(RevisionRow::Commit),
            base: None,
            is_reading: false,
            page: Scroll::default(),
            chosen: 0,
            follows: false,
            lines: 0..0,
            run: 0,
            asked: None,
            shown: None,
            edition: 0,
        }
    }

    /// What is compared, and what came of it: the last that is known.
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// Another number whenever something else is shown.
    pub fn edition(&self) -> u32 {
        self.edition
    }

    /// How many rows there are.
    fn count(listing: &Listing, now: &Document) -> usize {
        listing.revisions().len() + usize::from(listing.lacks(now.stamp()))
    }

    /// The row at an index, from 0.
    pub fn row(listing: &Listing, now: &Document, index: usize) -> Option<RevisionRow> {
        let first = usize::from(listing.lacks(now.stamp()));
        let Some(index) = index.checked_sub(first) else {
            return Some(RevisionRow::Now);
        };
        let revision = listing.revisions().get(index)?;
        Some(RevisionRow::Commit(revision.commit.clone()))
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&RevisionRow> {
        self.selected.as_ref()
    }

    /// Takes the rows that there are now. The selected one stays selected.
    pub(in crate::app) fn settle(&mut self, listing: &Listing, now: &Document) {
        let first = usize::from(listing.lacks(now.stamp()));
        let index = match &self.selected {
            Some(RevisionRow::Commit(commit)) => listing.index_of(commit).map(|at| at + first),
            Some(RevisionRow::Now) if first == 1 => Some(0),
            _ => None,
        };
        let index = if self.is_chosen { index } else { Some(0) };
        self.list.set_count(Self::count(listing, now));
        match index {
            Some(index) => self.list.select(index),
            // It may still be found.
            None if listing.is_under_way() => return,
            None => {}
        }
        self.selected = Self::row(listing, now, self.list.selected());
    }

    /// After somebody moved in the list: what is selected now.
    pub(in crate::app) fn follow(&mut self, listing: &Listing, now: &Document) {
        self.is_chosen = true;
        self.selected = Self::row(listing, now, self.list.selected());
    }

    /// The two sides that are to be compared, the earlier one first.
    fn sides(&self, listing: &Listing, now: &Document) -> Option<(Version, Version)> {
        let row = self.selected.as_ref()?;
        let version = |row: &RevisionRow| match row {
            RevisionRow::Now => Version::Text(now.clone()),
            RevisionRow::Commit(commit) => Version::At(commit.clone()),
        };
        // The smaller, the newer.
        let age = |row: &RevisionRow| match row {
            RevisionRow::Now => Some(0),
            RevisionRow::Commit(commit) => Some(listing.index_of(commit)? + 1),
        };
        if let Some(base) = self.base.as_ref().filter(|base| *base != row) {
            return Some(if age(base)? < age(row)? {
                (version(row), version(base))
            } else {
                (version(base), version(row))
            });
        }
        let before = match row {
            RevisionRow::Now => Version::At(listing.revisions().first()?.commit.clone()),
            RevisionRow::Commit(commit) => Version::Before(commit.clone()),
        };
        Some((before, version(row)))
    }

    /// What has to be asked for what is selected.
    pub(super) fn demand(&mut self, listing: &Listing, now: &Document) -> Option<Ask> {
        let sides = self.sides(listing, now)?;
        if self.asked.as_ref() == Some(&sides) {
            return None;
        }
        self.asked = Some(sides.clone());
        self.run += 1;
        let (from, to) = sides;
        let run = self.run;
        Some(Ask::Compare { run, from, to })
    }

    pub(super) fn take(&mut self, run: u32, outcome: Result<Arc<Diff>, Failure>) {
        let Some(row) = self.selected.clone().filter(|_| run == self.run) else {
            return;
        };
        let base = self.base.clone().filter(|base| *base != row);
        self.shown = Some(Shown { base, row, outcome });
        self.edition += 1;
        self.chosen = 0;
        self.page.to_start();
        let has_any = self.nodes().next().is_some();
        self.is_reading &= has_any;
    }

    /// So many nodes that changed are listed at most: a page is for reading.
    pub const MOST: usize = 500;

    /// The nodes that are listed, in order; what only has another number is not told one by one.
    pub fn nodes(&self) -> impl Iterator<Item = &NodeDiff> {
        let diff = self
            .shown
            .as_ref()
            .and_then(|shown| shown.outcome.as_ref().ok());
        let nodes = diff.into_iter().flat_map(|diff| diff.nodes());
        let told = nodes.filter(|node| !node.is_only_renumbered());
        told.take(Self::MOST)
    }

    /// The chosen one.
    pub fn chosen(&self) -> Option<&NodeDiff> {
        self.nodes().nth(self.chosen)
    }

    /// To the next node that changed, or the one before. One that is longer than the window is first scrolled
    /// through.
    pub(in crate::app) fn step(&mut self, forward: bool) {
        let (top, bottom) = (self.page.top(), self.page.top() + self.page.rows());
        if forward && self.lines.end > bottom && self.lines.start < bottom {
            return self.page.down(1);
        }
        if !forward && self.lines.start < top && self.lines.end > top {
            return self.page.up(1);
        }
        let last = self.nodes().count().saturating_sub(1);
        let next = if forward {
            (self.chosen + 1).min(last)
        } else {
            self.chosen.saturating_sub(1)
        };
        if next != self.chosen {
            self.choose(next);
        } else if forward {
            self.page.down(1);
        } else {
            self.page.up(1);
        }
    }

    /// Chooses one of the nodes that changed.
    pub(in crate::app) fn choose(&mut self, index: usize) {
        self.chosen = index.min(self.nodes().count().saturating_sub(1));
        self.follows = true;
    }
}

impl Walk {
    /// Lends the screen of the history, if that is what is shown, to whoever lays it out. It is put back as the
    /// mode.
    pub(crate) fn take_history(&mut self) -> Option<Box<Revisions>> {
        match std::mem::replace(&mut self.mode, Mode::Browse) {
            Mode::Revisions(history) => Some(history),
            mode => {
                self.mode = mode;
                None
            }
        }
    }
}

/// How many rows around the first that is seen are counted at most before the window's height is known.
const AHEAD: usize = 40;

impl Past {
    /// The commits whose counts are missing, those that are seen first.
    pub(super) fn uncounted(&self, list: List, now: &Document) -> Vec<CommitId> {
        let first = usize::from(self.listing.lacks(now.stamp()));
        let seen = self
            .listing
            .revisions()
            .iter()
            .skip(list.top().saturating_sub(first));
        let missing = seen.take(AHEAD).map(|revision| &revision.commit);
        missing
            .filter(|commit| !self.counts.contains_key(commit))
            .cloned()
            .collect()
    }
}
