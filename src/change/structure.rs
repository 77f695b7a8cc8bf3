//! The shape of a plan: nodes that come, go and move, and what that means on the typed plan.
//!
//! Owns places among siblings and who may stand under whom. Never looks at text.

use std::collections::HashSet;

use super::{Edit, Refusal};
use crate::language::Language;
use crate::plan::{Id, Measure, Note, Pillar, Plan, Reference, Target, Task};

/// A node that is not in the plan yet, with everything that stands under it.
#[derive(Clone, Debug, PartialEq)]
pub enum New {
    /// First level.
    Pillar(Box<Pillar>),
    /// Second level.
    Task(Box<Task>),
    /// Third level.
    Measure(Box<Measure>),
}

/// A place among siblings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// The pillar for a task, the task for a measure, none for a pillar.
    pub parent: Option<Id>,
    /// The sibling to stand behind; none to be the first.
    pub after: Option<Id>,
}

/// A level of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// The first.
    Pillar,
    /// The second.
    Task,
    /// The third.
    Measure,
}

impl Level {
    /// The word for it.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Pillar => language.pick("板块", "pillar"),
            Self::Task => language.pick("任务", "task"),
            Self::Measure => language.pick("举措", "measure"),
        }
    }
}

/// Where a node stands in a plan, as indices from 0: pillar, task in it, measure in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    Pillar(usize),
    Task(usize, usize),
    Measure(usize, usize, usize),
}

impl From<Pillar> for New {
    fn from(pillar: Pillar) -> Self {
        Self::Pillar(Box::new(pillar))
    }
}

impl From<Task> for New {
    fn from(task: Task) -> Self {
        Self::Task(Box::new(task))
    }
}

impl From<Measure> for New {
    fn from(measure: Measure) -> Self {
        Self::Measure(Box::new(measure))
    }
}

impl New {
    /// Its permanent name.
    pub fn id(&self) -> &Id {
        match self {
            Self::Pillar(pillar) => &pillar.id,
            Self::Task(task) => &task.id,
            Self::Measure(measure) => &measure.id,
        }
    }

    /// The level that it belongs to.
    pub fn level(&self) -> Level {
        match self {
            Self::Pillar(_) => Level::Pillar,
            Self::Task(_) => Level::Task,
            Self::Measure(_) => Level::Measure,
        }
    }

    /// All ids that come with it, in order.
    pub(crate) fn ids(&self) -> Vec<&Id> {
        match self {
            Self::Pillar(pillar) => std::iter::once(&pillar.id)
                .chain(pillar.tasks.iter().flat_map(ids_of))
                .collect(),
            Self::Task(task) => ids_of(task).collect(),
            Self::Measure(measure) => vec![&measure.id],
        }
    }

    /// The first id that comes twice within it.
    pub(crate) fn repeated_id(&self) -> Option<&Id> {
        let mut seen = HashSet::new();
        self.ids().into_iter().find(|&id| !seen.insert(id))
    }

    /// Whether the file can hold all its values.
    pub(super) fn is_in_range(&self) -> bool {
        match self {
            Self::Pillar(pillar) => {
                is_pillar_in_range(pillar) && pillar.tasks.iter().all(is_task_in_range)
            }
            Self::Task(task) => is_task_in_range(task),
            Self::Measure(measure) => is_measure_in_range(measure),
        }
    }
}

/// The id of a task and those of its measures.
pub(crate) fn ids_of(task: &Task) -> impl Iterator<Item = &Id> {
    std::iter::once(&task.id).chain(task.measures.iter().map(|measure| &measure.id))
}

/// Whether a text is one that says something on one line.
pub(super) fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(['\n', '\r'])
}

/// Whether long text can be held: a carriage return would be told apart from a line end in one file
/// and not in another.
pub(super) fn is_text(text: &str) -> bool {
    !text.contains('\r')
}

/// Whether a note says something, and who wrote it.
pub(super) fn is_note_in_range(note: &Note) -> bool {
    is_name(&note.by) && !note.text.trim().is_empty() && is_text(&note.text)
}

/// Whether a target says what is to be reached.
pub(super) fn is_target_in_range(target: &Target) -> bool {
    says_something(&target.name)
        && says_something(&target.goal.to_string())
        && target.actual.is_none_or(f64::is_finite)
}

/// Whether a reference says what is cited.
pub(super) fn is_reference_in_range(reference: &Reference) -> bool {
    says_something(&reference.title)
}

fn says_something(text: &str) -> bool {
    !text.trim().is_empty()
}

fn is_lead_in_range(lead: Option<&str>) -> bool {
    lead.is_none_or(is_name)
}

fn is_pillar_in_range(pillar: &Pillar) -> bool {
    is_name(&pillar.title) && is_text(&pillar.text) && is_lead_in_range(pillar.lead.as_deref())
}

fn is_task_in_range(task: &Task) -> bool {
    is_name(&task.title)
        && is_text(&task.text)
        && is_lead_in_range(task.lead.as_deref())
        && task.support.iter().all(|name| is_name(name))
        && task.progress.is_none_or(|percent| percent <= 100)
        && task.targets.iter().all(is_target_in_range)
        && task.references.iter().all(is_reference_in_range)
        && task.measures.iter().all(is_measure_in_range)
        && task.notes.iter().all(is_note_in_range)
}

fn is_measure_in_range(measure: &Measure) -> bool {
    !measure.text.trim().is_empty()
        && is_text(&measure.text)
        && is_lead_in_range(measure.lead.as_deref())
}

impl Position {
    /// Where the node with this id stands.
    pub(crate) fn of(id: &Id, plan: &Plan) -> Option<Self> {
        for (p, pillar) in plan.pillars.iter().enumerate() {
            if pillar.id == *id {
                return Some(Self::Pillar(p));
            }
            for (t, task) in pillar.tasks.iter().enumerate() {
                if task.id == *id {
                    return Some(Self::Task(p, t));
                }
                let measure = task.measures.iter().position(|measure| measure.id == *id);
                if let Some(m) = measure {
                    return Some(Self::Measure(p, t, m));
                }
            }
        }
        None
    }

    pub(crate) fn level(self) -> Level {
        match self {
            Self::Pillar(_) => Level::Pillar,
            Self::Task(..) => Level::Task,
            Self::Measure(..) => Level::Measure,
        }
    }
}

impl Slot {
    /// The first place under a parent.
    pub fn first_in(parent: Id) -> Self {
        Self {
            parent: Some(parent),
            after: None,
        }
    }

    /// The place behind a sibling under a parent.
    pub fn behind(parent: Id, sibling: Id) -> Self {
        Self {
            parent: Some(parent),
            after: Some(sibling),
        }
    }

    /// The parent, where the level wants one.
    ///
    /// # Errors
    /// A pillar has none, and everything else has one.
    pub(crate) fn parent_for(&self, level: Level) -> Result<Option<&Id>, Refusal> {
        if (level == Level::Pillar) == self.parent.is_none() {
            Ok(self.parent.as_ref())
        } else {
            Err(Refusal::WrongLevel)
        }
    }

    /// The index that `node` would have among these siblings, of which it may be one already.
    ///
    /// # Errors
    /// The sibling to stand behind is not there.
    pub(crate) fn index<'i>(
        &self,
        node: &Id,
        mut siblings: impl Iterator<Item = &'i Id>,
    ) -> Result<usize, Refusal> {
        let Some(after) = &self.after else {
            return Ok(0);
        };
        if after == node {
            return Err(Refusal::NoSuchSibling(after.clone()));
        }
        let mut index = 0;
        siblings
            .find_map(|id| {
                index += usize::from(id != node);
                (id == after).then_some(index)
            })
            .ok_or_else(|| Refusal::NoSuchSibling(after.clone()))
    }

    /// Where `node` comes to stand, counted without itself.
    ///
    /// # Errors
    /// There is no such place in the plan, or not for a node of this level.
    pub(crate) fn position(
        &self,
        level: Level,
        node: &Id,
        plan: &Plan,
    ) -> Result<Position, Refusal> {
        let Some(parent) = self.parent_for(level)? else {
            let siblings = plan.pillars.iter().map(|pillar| &pillar.id);
            return Ok(Position::Pillar(self.index(node, siblings)?));
        };
        let parent =
            Position::of(parent, plan).ok_or_else(|| Refusal::NoSuchNode(parent.clone()))?;
        match (level, parent) {
            (Level::Task, Position::Pillar(p)) => {
                let siblings = plan.pillars[p].tasks.iter().map(|task| &task.id);
                Ok(Position::Task(p, self.index(node, siblings)?))
            }
            (Level::Measure, Position::Task(p, t)) => {
                let measures = &plan.pillars[p].tasks[t].measures;
                let siblings = measures.iter().map(|measure| &measure.id);
                Ok(Position::Measure(p, t, self.index(node, siblings)?))
            }
            _ => Err(Refusal::WrongLevel),
        }
    }
}

/// Carries an edit of the shape out. The plan is as it was where it is refused.
pub(super) fn apply(node: &Id, edit: &Edit, plan: &mut Plan) -> Result<(), Refusal> {
    match edit {
        Edit::Insert { node: new, at } => {
            if let Some(id) = new.repeated_id() {
                return Err(Refusal::IdTaken(id.clone()));
            }
            let taken = |id: &&Id| Position::of(id, plan).is_some();
            if let Some(id) = new.ids().into_iter().find(taken) {
                return Err(Refusal::IdTaken(id.clone()));
            }
            let to = at.position(new.level(), node, plan)?;
            put(plan, to, new.clone());
        }
        Edit::Move(to) => {
            let from = Position::of(node, plan).ok_or_else(|| Refusal::NoSuchNode(node.clone()))?;
            let to = to.position(from.level(), node, plan)?;
            let moved = take(plan, from);
            put(plan, to, moved);
        }
        Edit::Remove => {
            let from = Position::of(node, plan).ok_or_else(|| Refusal::NoSuchNode(node.clone()))?;
            take(plan, from);
        }
        _ => return Err(Refusal::NotOfThisNode),
    }
    Ok(())
}

fn take(plan: &mut Plan, from: Position) -> New {
    match from {
        Position::Pillar(p) => plan.pillars.remove(p).into(),
        Position::Task(p, t) => plan.pillars[p].tasks.remove(t).into(),
        Position::Measure(p, t, m) => plan.pillars[p].tasks[t].measures.remove(m).into(),
    }
}

fn put(plan: &mut Plan, to: Position, node: New) {
    match (to, node) {
        (Position::Pillar(p), New::Pillar(pillar)) => plan.pillars.insert(p, *pillar),
        (Position::Task(p, t), New::Task(task)) => plan.pillars[p].tasks.insert(t, *task),
        (Position::Measure(p, t, m), New::Measure(measure)) => {
            plan.pillars[p].tasks[t].measures.insert(m, *measure);
        }
        // A position is only ever made for a node of its level.
        _ => {}
    }
}
