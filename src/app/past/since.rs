//! What changed since a baseline: the last meeting, a day, a revision.
//!
//! Owns the comparison of what is seen with the baseline, which tasks it marks, and stepping through just
//! those. It is made off the keyboard's path; until a newer one is there, the last one stands.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Past;
use crate::app::message::Message;
use crate::app::walk::Walk;
use crate::change::diff::NodeDiff;
use crate::change::{CommitId, Diff, Revision};
use crate::document::{Document, Place, Stamp};
use crate::language::Language;
use crate::plan::Id;

/// What the plan is compared with, as somebody chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// The plan as it was committed by the end of the day of the last meeting.
    LastMeeting,
    /// The plan as it was committed by the end of a day.
    Day(NaiveDate),
    /// A revision of the list.
    Commit(CommitId),
    /// What git knows under a name. Outside text.
    Named(String),
}

impl Baseline {
    /// As it is typed.
    pub fn typed(&self, language: Language) -> String {
        match self {
            Self::LastMeeting => language.pick("上次会议", "last meeting").to_owned(),
            Self::Day(day) => day.to_string(),
            Self::Commit(commit) => commit.short().to_owned(),
            Self::Named(name) => name.clone(),
        }
    }

    /// What was typed, if it is no day.
    pub fn read(typed: &str) -> Self {
        let typed = typed.trim();
        let is_meeting = [Language::Chinese, Language::English]
            .iter()
            .any(|language| Self::LastMeeting.typed(*language) == typed);
        if is_meeting {
            Self::LastMeeting
        } else {
            Self::Named(typed.to_owned())
        }
    }
}

/// The tasks and pillars that changed, and what changed of them.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The changes.
    pub diff: Diff,
    /// The text that was compared with the baseline.
    stamp: Stamp,
    /// What is marked, by id.
    marks: HashMap<Id, SinceMark>,
    /// Where those that are marked stood in that text, in order.
    order: Vec<(Place, Id)>,
    /// How many tasks changed or are new, and how many are gone.
    tasks: usize,
    gone: usize,
}

/// How a row of the tree is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SinceMark {
    /// It was not there.
    New,
    /// It, or something that is part of it, is another.
    Changed,
}

impl Comparison {
    /// What changed up to this document. Linear in the changes, as long as nodes stand where they are looked for.
    pub fn new(diff: Diff, to: &Document) -> Self {
        let mut marks = HashMap::new();
        let mut order: Vec<(Place, Id)> = Vec::new();
        let mut gone = 0;
        let mut hint = None;
        for node in diff.nodes().filter(|node| !node.is_only_renumbered()) {
            let is_task = node.task.as_ref() == Some(&node.id);
            let id = node.task.as_ref().unwrap_or(&node.id);
            if node.is_removed() && (is_task || node.task.is_none()) {
                gone += usize::from(is_task);
                continue;
            }
            let mark = if node.is_added() && node.id == *id {
                SinceMark::New
            } else {
                SinceMark::Changed
            };
            if marks.contains_key(id) {
                continue;
            }
            // A measure that is gone can belong to a task that is gone.
            let Some(place) = to.find_near(id, hint) else {
                continue;
            };
            hint = Some(place);
            marks.insert(id.clone(), mark);
            order.push((place, id.clone()));
        }
        order.sort_by_key(|(place, _)| *place);
        let tasks = order.iter().filter(|(place, _)| place.task.is_some());
        Self {
            tasks: tasks.count(),
            stamp: to.stamp(),
            diff,
            marks,
            order,
            gone,
        }
    }

    /// How a node is marked.
    pub fn mark(&self, id: &Id) -> Option<SinceMark> {
        self.marks.get(id).copied()
    }

    /// What changed of a task and of its measures, or of a pillar itself.
    pub fn of<'c>(&'c self, id: &'c Id) -> impl Iterator<Item = &'c NodeDiff> {
        let nodes = self.diff.nodes();
        nodes.filter(move |node| node.task.as_ref().unwrap_or(&node.id) == id)
    }

    /// How many tasks changed or are new, and how many are gone.
    pub fn tasks(&self) -> (usize, usize) {
        (self.tasks, self.gone)
    }

    /// The text that was compared with the baseline.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// What is marked next behind a place, or before it.
    fn beside(&self, here: Option<Place>, forward: bool) -> Option<&(Place, Id)> {
        let Some(here) = here else {
            return self.order.first().filter(|_| forward);
        };
        if forward {
            let next = self.order.partition_point(|(place, _)| *place <= here);
            self.order.get(next)
        } else {
            let next = self.order.partition_point(|(place, _)| *place < here);
            self.order.get(next.checked_sub(1)?)
        }
    }
}

/// The baseline that was chosen, and what changed since.
#[derive(Clone, Debug)]
pub struct Since {
    /// As it was chosen.
    pub baseline: Baseline,
    /// The revision that it is.
    pub revision: Revision,
    pub(super) run: u32,
    /// The text that was asked about last.
    pub(super) asked: Option<Stamp>,
    comparison: Option<Arc<Comparison>>,
    /// Counts what was taken, so that a page knows whether it is still the one of this.
    edition: u32,
}

impl Since {
    pub(super) fn new(baseline: Baseline, revision: Revision, run: u32) -> Self {
        Self {
            baseline,
            revision,
            run,
            asked: None,
            comparison: None,
            edition: run,
        }
    }

    /// What changed; none until the first comparison is there.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_deref()
    }

    /// Another number whenever something else is known.
    pub fn edition(&self) -> u32 {
        self.edition
    }

    /// Since when, in words.
    pub fn words(&self, language: Language) -> String {
        let at = self.revision.at;
        match &self.baseline {
            Baseline::LastMeeting => language
                .pick("自上次会议以来", "since the last meeting")
                .to_owned(),
            Baseline::Day(day) => language.pick(format!("自 {day} 以来"), format!("since {day}")),
            Baseline::Commit(_) | Baseline::Named(_) => {
                let day = at.date_naive();
                language.pick(
                    format!("自 {day} 的版本以来"),
                    format!("since the revision of {day}"),
                )
            }
        }
    }

    pub(super) fn take(&mut self, run: u32, comparison: Arc<Comparison>) {
        if run == self.run {
            self.comparison = Some(comparison);
            self.edition = self.edition.wrapping_add(1 << 16);
        }
    }
}

impl Past {
    /// Takes the baseline that was asked for. Marks stay until there are new ones.
    pub(super) fn take_baseline(&mut self, baseline: Baseline, revision: Revision, run: u32) {
        let before = self.since.take();
        let is_same =
            |before: &Since| (&before.baseline, &before.revision) == (&baseline, &revision);
        self.since = Some(match before {
            Some(before) if is_same(&before) => before,
            before => Since {
                comparison: before.and_then(|before| before.comparison),
                ..Since::new(baseline, revision, run)
            },
        });
    }
}

impl Walk {
    /// Compares with nothing any more.
    pub(in crate::app) fn forget_baseline(&mut self) -> Message {
        self.past.resolving += 1;
        match self.past.since.take() {
            Some(_) => Message::NoLongerCompared,
            None => Message::NotCompared(String::new()),
        }
    }

    /// To the next of what changed since the baseline, or the one before.
    pub(in crate::app) fn step_change(&mut self, forward: bool) -> Option<Message> {
        let Some(since) = &self.past.since else {
            return Some(Message::NotCompared(String::new()));
        };
        let Some(comparison) = since.comparison.clone() else {
            return Some(Message::StillComparing);
        };
        let document = self.shown().clone();
        let mut here = self.place();
        loop {
            let Some((place, id)) = comparison.beside(here, forward) else {
                let is_none = comparison.order.is_empty();
                return Some(match (is_none, forward) {
                    (true, _) => Message::NothingChanged,
                    (false, true) => Message::LastChange,
                    (false, false) => Message::FirstChange,
                });
            };
            // Edited since, the text may have it elsewhere, or not at all.
            match document.find_near(id, Some(*place)) {
                Some(found) => {
                    self.select(found);
                    return None;
                }
                None => here = Some(*place),
            }
        }
    }
}
