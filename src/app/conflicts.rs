//! The conflicts of a merge, settled one after the other.
//!
//! Owns the screen's state and what its keys mean. What a conflict is, and what settling one does to the file, is
//! for `plan` and `document`. Each one settled is one step of undo.

use std::ops::Range;

use chrono::NaiveDate;

use super::command::Command;
use super::dates::read_date;
use super::effect::Effect;
use super::failure::Failure;
use super::message::Message;
use super::mode::Mode;
use super::model::Model;
use super::scroll::Scroll;
use super::standing::Unmerged;
use super::step::{Done, Step};
use super::table::Context;
use super::walk::Walk;
use super::walking::finish;
use super::writing::Writing;
use crate::document::{Condition, Document, Place, Stamp};
use crate::plan::{Conflict, Field, Id, Period, Resolution, Way};

/// The list of conflicts.
#[derive(Clone, Debug, Default)]
pub struct Conflicts {
    /// Whether it is what somebody comes back to after writing.
    pub(super) is_open: bool,
    chosen: usize,
    /// The page.
    pub scroll: Scroll,
    /// Another one was chosen: the next frame shows it.
    pub follows: bool,
    /// The lines of the chosen one, as the view laid it out.
    pub lines: Range<usize>,
}

impl Conflicts {
    /// Which one is chosen, as an index.
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// Chooses one, the last at most.
    pub(super) fn choose(&mut self, index: usize, count: usize) {
        self.chosen = index.min(count.saturating_sub(1));
        self.follows = true;
    }

    /// One conflict further, or back; one that is longer than the window is scrolled through first.
    fn step(&mut self, forward: bool, count: usize) {
        let (top, bottom) = (self.scroll.top(), self.scroll.top() + self.scroll.rows());
        if forward && self.lines.end > bottom && self.lines.start < bottom {
            self.scroll.down(1);
        } else if !forward && self.lines.start < top && self.lines.end > top {
            self.scroll.up(1);
        } else if forward && self.chosen + 1 < count {
            self.choose(self.chosen + 1, count);
        } else if !forward && self.chosen > 0 {
            self.choose(self.chosen - 1, count);
        } else if forward {
            self.scroll.down(1);
        } else {
            self.scroll.up(1);
        }
    }
}

impl Walk {
    /// The conflict that is chosen.
    pub fn chosen_conflict(&self) -> Option<&Conflict> {
        self.document().conflicts().get(self.conflicts.chosen)
    }

    /// Shows the list.
    pub(super) fn open_conflicts(&mut self) {
        if self.is_away() {
            self.come_back();
        }
        let count = self.document().conflicts().len();
        self.conflicts.is_open = true;
        self.conflicts.choose(self.conflicts.chosen, count);
        self.mode = Mode::Conflicts;
    }

    /// The conflict that git still has the plan down with.
    pub fn unmerged(&self) -> Option<Unmerged> {
        self.standing.as_ref()?.unmerged
    }

    /// The writing of something else for a conflict that allows it.
    fn writing_for(&self, conflict: &Conflict) -> Option<Writing> {
        let document = self.document();
        let since = document.since_merge(conflict);
        let label = label_of(conflict, document);
        let can_be = conflict.ways().contains(&Way::Edit);
        can_be.then(|| Writing::conflict(conflict.clone(), since, label))
    }

    /// Opens the text again that was to settle the one conflict in this field of this node.
    pub(super) fn write_on_conflict(&mut self, node: Option<&Id>, field: &str) -> Option<Writing> {
        let conflicts = self.document().conflicts().iter().enumerate();
        let mut found = conflicts.filter(|(_, conflict)| {
            conflict.node.as_ref() == node && conflict.field.value() == field
        });
        let (Some((index, conflict)), None) = (found.next(), found.next()) else {
            return None;
        };
        let writing = self.writing_for(conflict)?;
        self.conflicts.chosen = index;
        self.open_conflicts();
        Some(writing)
    }

    /// Back to the walk.
    pub(super) fn close_conflicts(&mut self) {
        self.conflicts.is_open = false;
        if matches!(self.mode, Mode::Conflicts) {
            self.mode = Mode::Browse;
        }
    }

    /// What there is when nothing is being typed.
    pub(super) fn resting(&self) -> Mode {
        if self.conflicts.is_open {
            Mode::Conflicts
        } else {
            Mode::Browse
        }
    }

    /// Settles a conflict: one step of undo, or the reason why not.
    pub(super) fn settle_conflict(
        &mut self,
        conflict: &Conflict,
        resolution: &Resolution,
    ) -> Message {
        let before = self.document().clone();
        let mut settled = before.clone();
        if let Err(refusal) = settled.resolve(conflict, resolution) {
            return Message::Refused(refusal);
        }
        let place = place_of(conflict, &settled).or_else(|| place_of(conflict, &before));
        let place = place.unwrap_or(Place {
            pillar: 0,
            task: None,
        });
        let step = Step {
            node: settled.key(place).or_else(|| before.key(place)),
            place,
            label: label_of(conflict, &before),
            what: Done::Settled {
                field: conflict.field.clone(),
                way: way_of(resolution),
            },
        };
        let message = self.take(settled, before, step);
        let count = self.document().conflicts().len();
        self.conflicts.choose(self.conflicts.chosen, count);
        message
    }
}

/// Where the node of a conflict stands; none of the plan itself, and of a node that is gone.
fn place_of(conflict: &Conflict, document: &Document) -> Option<Place> {
    document.find(conflict.node.as_ref()?)
}

/// The number and title of the node of a conflict; of the plan its title. Outside text.
pub fn label_of(conflict: &Conflict, document: &Document) -> String {
    let Some(id) = &conflict.node else {
        return document.head().title.clone();
    };
    let Some(place) = document.find(id) else {
        return id.to_string();
    };
    let label = super::walk::label_in(document, place).unwrap_or_default();
    let task = document.task(place);
    match task.as_ref().and_then(|task| task.measure(id)) {
        Some(measure) => {
            let words = crate::text::join_lines(&measure.text).join(" ");
            format!("{label} / {words}")
        }
        None => label,
    }
}

fn way_of(resolution: &Resolution) -> Way {
    match resolution {
        Resolution::Ours => Way::Ours,
        Resolution::Theirs => Way::Theirs,
        Resolution::Both => Way::Both,
        Resolution::Edit(_) => Way::Edit,
    }
}

/// The command that opens the list, from the walk.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    if walk.document().conflicts().is_empty() && walk.unmerged().is_none() {
        model.message = Some(Message::NoConflicts);
        return Vec::new();
    }
    walk.open_conflicts();
    Vec::new()
}

/// What the keys mean while the list is shown.
pub(super) fn command(model: &mut Model, given: Command) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let count = walk.document().conflicts().len();
    let list = &mut walk.conflicts;
    let message = match given {
        Command::Back => {
            walk.close_conflicts();
            None
        }
        Command::Up => {
            list.step(false, count);
            None
        }
        Command::Down => {
            list.step(true, count);
            None
        }
        Command::PageUp => {
            list.scroll.up(list.scroll.page());
            None
        }
        Command::PageDown => {
            list.scroll.down(list.scroll.page());
            None
        }
        Command::First => {
            list.choose(0, count);
            None
        }
        Command::Last => {
            list.choose(usize::MAX, count);
            None
        }
        Command::TakeOurs => settle(walk, Resolution::Ours),
        Command::TakeTheirs => settle(walk, Resolution::Theirs),
        Command::TakeBoth => settle(walk, Resolution::Both),
        Command::TakeOther => write(walk),
        Command::AddToGit => return add_to_git(model),
        Command::Undo => Some(walk.undo()),
        Command::Redo => Some(walk.redo()),
        _ => None,
    };
    if let Some(walk) = model.walk_mut() {
        let count = walk.document().conflicts().len();
        if walk.conflicts.chosen >= count {
            walk.conflicts.choose(walk.conflicts.chosen, count);
        }
    }
    finish(model, message)
}

/// Settles the chosen one, if it can be settled so.
fn settle(walk: &mut Walk, resolution: Resolution) -> Option<Message> {
    let Some(conflict) = walk.chosen_conflict().cloned() else {
        return Some(Message::NoConflicts);
    };
    if !conflict.ways().contains(&way_of(&resolution)) {
        return Some(Message::NotSoSettled);
    }
    Some(walk.settle_conflict(&conflict, &resolution))
}

/// Writes something else for the chosen one.
fn write(walk: &mut Walk) -> Option<Message> {
    let Some(conflict) = walk.chosen_conflict() else {
        return Some(Message::NoConflicts);
    };
    let Some(writing) = walk.writing_for(conflict) else {
        return Some(Message::NotSoSettled);
    };
    walk.mode = Mode::Write(Box::new(writing));
    None
}

/// What was written for a conflict, as the document takes it: dates as people say them are read here.
pub(super) fn written(
    conflict: &Conflict,
    text: &str,
    period: Option<Period>,
    today: NaiveDate,
) -> Resolution {
    let text = text.trim();
    let day = match conflict.field {
        Field::Due | Field::Issued => read_date(text, period, today),
        _ => None,
    };
    Resolution::Edit(day.map_or_else(|| text.to_owned(), |day| day.to_string()))
}

/// Tells git that the conflicts are settled: saved first.
fn add_to_git(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let count = walk.document().conflicts().len();
    model.message = match (count, walk.unmerged()) {
        (0, None) => Some(Message::NothingToAdd),
        (0, Some(_)) => None,
        _ => Some(Message::ConflictsLeft(count)),
    };
    if model.message.is_some() {
        return Vec::new();
    }
    super::committing::add(model)
}

/// Says what a plan that has just become the open one has in store: conflicts, or git's marks of them.
pub(super) fn greet(model: &mut Model) -> Vec<Effect> {
    let key = model.keymap.key_name(Context::Tree, Command::Conflicts);
    let Some(walk) = model.walk() else {
        return Vec::new();
    };
    let document = walk.document();
    if document.condition() == Condition::Broken && has_marks(&document.text()) {
        return vec![Effect::MergeStages {
            path: walk.path().clone(),
            document: document.clone(),
        }];
    }
    let count = document.conflicts().len();
    if count > 0 && model.message.is_none() {
        model.message = Some(Message::HasConflicts(count, key));
    }
    Vec::new()
}

/// Whether git has left its marks of a conflict in a text.
fn has_marks(text: &str) -> bool {
    let begins = |mark: &str| text.lines().any(|line| line.starts_with(mark));
    begins("<<<<<<< ") && begins(">>>>>>> ")
}

/// git's three versions of a file with its marks have been merged, or it was not to be done.
pub(super) fn stages_merged(
    model: &mut Model,
    stamp: Stamp,
    outcome: Result<Document, Failure>,
) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    if walk.document().stamp() != stamp {
        return Vec::new();
    }
    match outcome {
        Ok(merged) => {
            let (count, seen) = (merged.conflicts().len(), merged.stamp());
            walk.replace(merged);
            walk.saving_mut().propose(seen);
            if matches!(walk.mode, Mode::Browse) {
                walk.open_conflicts();
            }
            model.message = Some(Message::FromStages(count));
        }
        Err(failure) => {
            walk.advice = Some(failure.clone());
            model.message = Some(Message::Failed(failure));
        }
    }
    Vec::new()
}
