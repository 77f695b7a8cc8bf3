//! How many changes of each kind there are.

use super::{Change, Diff};
use crate::change::{Level, New};

/// How many changes of each kind there are, of tasks, measures and pillars alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of title, issuer, dates, numbering and preamble of the plan.
    pub plan: usize,
    /// Nodes that are new.
    pub added: PerLevel,
    /// Nodes that are gone.
    pub removed: PerLevel,
    /// Nodes that stand elsewhere.
    pub moved: PerLevel,
    /// Nodes with nothing but another number, because others came, went or moved.
    pub renumbered: usize,
    /// Another status.
    pub status: usize,
    /// Another progress.
    pub progress: usize,
    /// Another due date.
    pub due: usize,
    /// Others responsible.
    pub lead: usize,
    /// Others helping.
    pub support: usize,
    /// Tasks whose targets changed.
    pub targets: usize,
    /// Tasks whose references changed.
    pub references: usize,
    /// Another title.
    pub titles: usize,
    /// Other words in a text.
    pub texts: usize,
    /// Notes written.
    pub notes_added: usize,
    /// Notes in other words.
    pub notes_edited: usize,
    /// Notes deleted.
    pub notes_removed: usize,
    /// Tasks whose notes stand in another order.
    pub notes_reordered: usize,
}

/// A count by level. A measure counts only where its task did not come or go with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerLevel {
    /// Of pillars.
    pub pillars: usize,
    /// Of tasks.
    pub tasks: usize,
    /// Of measures.
    pub measures: usize,
}

impl PerLevel {
    fn count(&mut self, level: Level) {
        match level {
            Level::Pillar => self.pillars += 1,
            Level::Task => self.tasks += 1,
            Level::Measure => self.measures += 1,
        }
    }

    /// Of all levels.
    pub fn total(self) -> usize {
        self.pillars + self.tasks + self.measures
    }
}

impl Counts {
    /// Of all kinds; a node that only has another number is none.
    pub fn total(self) -> usize {
        let Self {
            plan,
            added,
            removed,
            moved,
            renumbered: _,
            status,
            progress,
            due,
            lead,
            support,
            targets,
            references,
            titles,
            texts,
            notes_added,
            notes_edited,
            notes_removed,
            notes_reordered,
        } = self;
        let total = [
            plan,
            added.total(),
            removed.total(),
            moved.total(),
            status,
            progress,
            due,
            lead,
            support,
            targets,
            references,
            titles,
            texts,
            notes_added,
            notes_edited,
            notes_removed,
            notes_reordered,
        ];
        total.iter().sum()
    }
}

impl Diff {
    /// How many changes of each kind there are.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            plan: self.plan.len(),
            ..Counts::default()
        };
        // The task that came, or went, last: its measures come directly behind it.
        let (mut came, mut went) = (None, None);
        for node in self.nodes() {
            counts.renumbered += usize::from(node.is_only_renumbered());
            for change in &node.changes {
                match change {
                    Change::Added { node: new, at } => {
                        if let New::Task(task) = new {
                            came = Some(&task.id);
                        }
                        if node.level != Level::Measure || at.parent.as_ref() != came {
                            counts.added.count(node.level);
                        }
                    }
                    Change::Removed { node: old, from } => {
                        if let New::Task(task) = old {
                            went = Some(&task.id);
                        }
                        if node.level != Level::Measure || from.parent.as_ref() != went {
                            counts.removed.count(node.level);
                        }
                    }
                    Change::Moved { .. } => counts.moved.count(node.level),
                    change => counts.count(change),
                }
            }
        }
        counts
    }
}

impl Counts {
    /// Counts a change of what a node says.
    fn count(&mut self, change: &Change) {
        let count = match change {
            Change::Status { .. } => &mut self.status,
            Change::Progress { .. } => &mut self.progress,
            Change::Due { .. } => &mut self.due,
            Change::Lead { .. } => &mut self.lead,
            Change::Support { .. } => &mut self.support,
            Change::Targets { .. } => &mut self.targets,
            Change::References { .. } => &mut self.references,
            Change::Title { .. } => &mut self.titles,
            Change::Text { .. } => &mut self.texts,
            Change::NoteAdded { .. } => &mut self.notes_added,
            Change::NoteEdited { .. } => &mut self.notes_edited,
            Change::NoteRemoved { .. } => &mut self.notes_removed,
            Change::NotesReordered => &mut self.notes_reordered,
            // Of the shape, which is counted by level, or of the plan.
            Change::Added { .. }
            | Change::Removed { .. }
            | Change::Moved { .. }
            | Change::Renumbered { .. }
            | Change::Issuer { .. }
            | Change::Issued { .. }
            | Change::Period { .. }
            | Change::Numbering { .. } => return,
        };
        *count += 1;
    }
}
