//! What changed from one plan to another: the one language of change.
//!
//! Owns the kinds of change. Nodes are told by identity: a task that was moved and reworded is one
//! task. Screens, reports, the command line, minutes, the commit message and the merge all consume this,
//! and nothing else speaks of change. Never reads a document or a repository.

mod carry;
mod compare;
mod count;
mod flat;
mod notes;
mod order;
mod runs;
#[cfg(test)]
mod tests;
mod touch;
mod words;

use chrono::NaiveDate;

pub use compare::diff;
pub use count::{Counts, PerLevel};
pub(in crate::change) use order::out_of_order;
pub use runs::Run;

use super::{Level, New, Slot};
use crate::plan::{Id, Note, Numbering, Period, Reference, Status, Target};

/// Everything that changed from one plan to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// Of the plan itself: title, issuer, dates, preamble ([`Change::Text`]).
    pub plan: Vec<Change>,
    /// Of its nodes, by pillar, in the order of the later plan; a pillar that was removed stands behind
    /// the one that it stood behind. Pillars in which nothing changed are not here.
    pub groups: Vec<Group>,
    /// What [`Change::Renumbered`] tells node by node, as runs for readers: pillars, then tasks, then measures.
    pub renumbered: Vec<Run>,
}

/// What changed in one pillar.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The pillar.
    pub pillar: Id,
    /// Its number and title, the later ones where it has any.
    pub label: Label,
    /// The pillar itself, if it changed, then its tasks, each followed by its measures, in the order of the
    /// later plan; what was removed stands behind what it stood behind. A task that went from one
    /// pillar to another is told once, where it is now.
    pub nodes: Vec<NodeDiff>,
}

/// What changed of one node. There is at least one change.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeDiff {
    /// The node.
    pub id: Id,
    /// What it is.
    pub level: Level,
    /// The task that it is, or is part of; none for a pillar.
    pub task: Option<Id>,
    /// Of a measure the number and title of its task, which may have no change of its own.
    pub task_label: Option<Label>,
    /// Its number and title before; none where it was added.
    pub before: Option<Label>,
    /// Its number and title now; none where it was removed.
    pub after: Option<Label>,
    /// What changed, in the order in which it is told.
    pub changes: Vec<Change>,
    /// All its notes as they are now, where carrying the changes of notes out one by one does not lead to
    /// their order: a note that came between others, or [`Change::NotesReordered`].
    pub notes: Option<Vec<Note>>,
}

impl Diff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.plan.is_empty() && self.groups.is_empty()
    }

    /// All nodes that changed, in order.
    pub fn nodes(&self) -> impl Iterator<Item = &NodeDiff> {
        self.groups.iter().flat_map(|group| &group.nodes)
    }

    /// What changed of a task and of its measures, in order. A measure that went from one task to another
    /// is the later one's.
    pub fn of_task(&self, id: &Id) -> impl Iterator<Item = &NodeDiff> {
        self.nodes()
            .filter(move |node| node.task.as_ref() == Some(id))
    }
}

impl NodeDiff {
    /// Its number and title: the later ones where it has any.
    pub fn label(&self) -> &Label {
        const NONE: &Label = &Label {
            number: String::new(),
            title: String::new(),
        };
        self.after.as_ref().or(self.before.as_ref()).unwrap_or(NONE)
    }

    /// Whether nothing but its number changed.
    pub fn is_only_renumbered(&self) -> bool {
        self.changes
            .iter()
            .all(|change| matches!(change, Change::Renumbered { .. }))
    }

    /// Whether it is new.
    pub fn is_added(&self) -> bool {
        self.before.is_none()
    }

    /// Whether it is gone.
    pub fn is_removed(&self) -> bool {
        self.after.is_none()
    }
}

/// Number and title as people read them. Outside text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Such as `(三)`; empty where the plan has no numbers.
    pub number: String,
    /// The title; of a measure its text, joined.
    pub title: String,
}

/// One change. Texts are outside text.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The node is new. A node that comes with others brings none of them: each is told by itself.
    Added {
        /// The node, without what stands under it.
        node: New,
        /// Where it stands in the later plan.
        at: Slot,
    },
    /// The node is gone. What stood under it is told by itself.
    Removed {
        /// The node, without what stood under it.
        node: New,
        /// Where it stood in the earlier plan.
        from: Slot,
    },
    /// The node stands elsewhere among its siblings, or under another parent. As few are told as moved as
    /// explain the order.
    Moved {
        /// Where it stood in the earlier plan.
        from: Slot,
        /// Where it stands in the later plan.
        to: Slot,
        /// Number and title of the parent before and now, where that is another one.
        parents: Option<Box<(Label, Label)>>,
    },
    /// Its number is another one, because others came, went or moved: not told of a node that moved itself,
    /// of one whose number is another only as far as its parent's is, or where the whole plan is numbered in
    /// another way.
    Renumbered {
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// Another status.
    Status {
        /// Before.
        from: Status,
        /// Now.
        to: Status,
    },
    /// Progress, in percent.
    Progress {
        /// Before.
        from: Option<u8>,
        /// Now.
        to: Option<u8>,
    },
    /// The day that it is due.
    Due {
        /// Before.
        from: Option<NaiveDate>,
        /// Now.
        to: Option<NaiveDate>,
    },
    /// Who is responsible.
    Lead {
        /// Before.
        from: Option<String>,
        /// Now.
        to: Option<String>,
    },
    /// Who helps.
    Support {
        /// Before.
        from: Vec<String>,
        /// Now.
        to: Vec<String>,
    },
    /// Numbers to reach, and those reached: all of them.
    Targets {
        /// Before.
        from: Vec<Target>,
        /// Now.
        to: Vec<Target>,
    },
    /// Documents that the text cites: all of them.
    References {
        /// Before.
        from: Vec<Reference>,
        /// Now.
        to: Vec<Reference>,
    },
    /// Another title.
    Title {
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// Other words in the text; of the plan, in its preamble. One sentence a line.
    Text {
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// A note was written.
    NoteAdded {
        /// Its index among the later notes.
        index: usize,
        /// The note.
        note: Note,
    },
    /// A note was changed: the same person's of the same moment.
    NoteEdited {
        /// Its index among the later notes.
        index: usize,
        /// Before.
        from: Note,
        /// Now.
        to: Note,
    },
    /// A note is gone.
    NoteRemoved {
        /// Its index among the earlier notes.
        index: usize,
        /// The note.
        note: Note,
    },
    /// Notes that are there still stand in another order: [`NodeDiff::notes`].
    NotesReordered,
    /// The plan's issuer.
    Issuer {
        /// Before.
        from: Option<String>,
        /// Now.
        to: Option<String>,
    },
    /// The day of issue.
    Issued {
        /// Before.
        from: Option<NaiveDate>,
        /// Now.
        to: Option<NaiveDate>,
    },
    /// The time that the plan is for.
    Period {
        /// Before.
        from: Option<Period>,
        /// Now.
        to: Option<Period>,
    },
    /// How numbers are shown.
    Numbering {
        /// Before.
        from: Numbering,
        /// Now.
        to: Numbering,
    },
}
