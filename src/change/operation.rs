//! What a person meant: one edit of one node, addressed by its id.

use chrono::NaiveDate;

use super::structure::{
    self, New, Slot, is_name, is_note_in_range, is_reference_in_range, is_target_in_range, is_text,
};
use crate::language::Language;
use crate::plan::{Id, Note, Pillar, Plan, Reference, Status, Target, Task};

/// One edit of one node.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The node that the edit is of: for an insertion the new one.
    pub node: Id,
    /// What becomes of it. A node that comes new is named here too.
    pub edit: Edit,
}

/// What becomes of a node. The doc of each says on which nodes it can be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Task or measure.
    Status(Status),
    /// Task; in percent, at most 100.
    Progress(Option<u8>),
    /// Task or measure.
    Due(Option<NaiveDate>),
    /// Pillar, task or measure.
    Lead(Option<String>),
    /// Task.
    Support(Vec<String>),
    /// Pillar or task.
    Title(String),
    /// Pillar, task or measure; one sentence a line. The text of a measure cannot be empty.
    Text(String),
    /// Task: the number reached of the target at this index.
    Actual {
        /// Index of the target in the task, from 0: targets have no id.
        target: usize,
        /// The number reached, finite.
        number: Option<f64>,
    },
    /// Task: all its targets from now on, in this order.
    Targets(Vec<Target>),
    /// Task: all its references from now on, in this order.
    References(Vec<Reference>),
    /// Task: all its notes from now on, in this order. For what adding, replacing and removing one by one does
    /// not lead to.
    Notes(Vec<Note>),
    /// Task: one more note, after those that are there.
    AddNote(Note),
    /// Task: one of its notes in other words. A note has no id: it is addressed by all that it says, and
    /// of equal ones the last is meant.
    ReplaceNote {
        /// As it is.
        old: Note,
        /// As it shall be.
        new: Note,
    },
    /// Task: one of its notes goes; of equal ones the last.
    RemoveNote(Note),
    /// Pillar, task or measure that is not in the plan yet.
    Insert {
        /// The new node.
        node: New,
        /// Where it comes to stand.
        at: Slot,
    },
    /// Pillar, task or measure: to another place under its parent, or under another parent.
    Move(Slot),
    /// Pillar, task or measure, with everything that stands under it.
    Remove,
}

/// Why an operation was not carried out. Nothing has changed then.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// No node has this id.
    NoSuchNode(Id),
    /// That kind of node has no such field.
    NotOfThisNode,
    /// The value is outside what the field can hold.
    BadValue,
    /// The task has no target at this index.
    NoSuchTarget,
    /// The task has no such note.
    NoSuchNote,
    /// The plan has no such conflict.
    NoSuchConflict,
    /// The id of a new node is in the plan already, or twice in what is new.
    IdTaken(Id),
    /// The node to stand behind is not there under that parent.
    NoSuchSibling(Id),
    /// A node of that level cannot stand there: pillars stand in the plan, tasks in pillars, measures in
    /// tasks.
    WrongLevel,
    /// The document was not read in full, so it is not written either.
    ReadOnly,
    /// The document is still being checked.
    NotYetChecked,
    /// The place is written in a form that cannot be edited in place.
    UneditableForm,
}

impl Refusal {
    /// The sentence that people read.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::NoSuchNode(id) => {
                language.pick(format!("计划里没有“{id}”"), format!("there is no “{id}” in the plan"))
            }
            Self::NotOfThisNode => language
                .pick("这一级没有这个字段", "this level of the plan has no such field")
                .to_owned(),
            Self::BadValue => language
                .pick("这个值超出了允许的范围", "the value is outside the allowed range")
                .to_owned(),
            Self::NoSuchTarget => {
                language.pick("这项任务没有这个指标", "the task has no such target").to_owned()
            }
            Self::NoSuchNote => {
                language.pick("这项任务没有这条记录", "the task has no such note").to_owned()
            }
            Self::NoSuchConflict => language
                .pick("这处合并冲突已经处理过了", "this merge conflict is settled already")
                .to_owned(),
            Self::IdTaken(id) => language.pick(
                format!("标识“{id}”已经有了，不能重复"),
                format!("the id “{id}” is taken"),
            ),
            Self::NoSuchSibling(id) => language.pick(
                format!("“{id}”不在那里，不能排在它后面"),
                format!("“{id}” is not there to stand behind"),
            ),
            Self::WrongLevel => language
                .pick(
                    "不能放在那一级：板块属于计划，任务属于板块，举措属于任务",
                    "it cannot stand at that level: pillars belong to the plan, tasks to pillars, measures to tasks",
                )
                .to_owned(),
            Self::ReadOnly => language
                .pick(
                    "文件有错误，只能查看；请先按 planwalk check 的提示改正",
                    "the file has errors and is open for reading only; mend what `planwalk check` reports",
                )
                .to_owned(),
            Self::NotYetChecked => language
                .pick("文件还在检查，请稍候再试", "the file is still being checked; try again in a moment")
                .to_owned(),
            Self::UneditableForm => language
                .pick(
                    "这一处的写法无法原位修改，请在文本编辑器中修改",
                    "this place is written in a form that cannot be edited here; use a text editor",
                )
                .to_owned(),
        }
    }
}

impl Operation {
    /// Sets the status of a task or a measure.
    pub fn status(node: Id, status: Status) -> Self {
        Self {
            node,
            edit: Edit::Status(status),
        }
    }

    /// Puts a new node in its place.
    pub fn insert(node: impl Into<New>, at: Slot) -> Self {
        let node = node.into();
        Self {
            node: node.id().clone(),
            edit: Edit::Insert { node, at },
        }
    }

    /// Moves a node to another place.
    pub fn move_to(node: Id, to: Slot) -> Self {
        Self {
            node,
            edit: Edit::Move(to),
        }
    }

    /// Takes a node out, with everything under it.
    pub fn remove(node: Id) -> Self {
        Self {
            node,
            edit: Edit::Remove,
        }
    }

    /// Whether the values can be held at all, whatever the plan.
    pub fn is_in_range(&self) -> bool {
        match &self.edit {
            Edit::Insert { node, .. } => *node.id() == self.node && node.is_in_range(),
            edit => edit.is_in_range(),
        }
    }

    /// What the operation means: the plan after it. The document's byte edits must come to the same.
    ///
    /// # Errors
    /// The plan is as it was, and the refusal says why.
    pub fn apply(&self, plan: &mut Plan) -> Result<(), Refusal> {
        if !self.is_in_range() {
            return Err(Refusal::BadValue);
        }
        if self.edit.is_of_shape() {
            return structure::apply(&self.node, &self.edit, plan);
        }
        for pillar in &mut plan.pillars {
            if pillar.id == self.node {
                return self.apply_to_pillar(pillar);
            }
            for task in &mut pillar.tasks {
                if task.id == self.node || task.measure(&self.node).is_some() {
                    return self.apply_to_task(task);
                }
            }
        }
        Err(Refusal::NoSuchNode(self.node.clone()))
    }

    /// What the operation means for the pillar that it is about.
    ///
    /// # Errors
    /// The pillar is as it was, and the refusal says why.
    pub fn apply_to_pillar(&self, pillar: &mut Pillar) -> Result<(), Refusal> {
        match self.edit.clone() {
            Edit::Lead(lead) => pillar.lead = lead,
            Edit::Title(title) => pillar.title = title,
            Edit::Text(text) => pillar.text = text,
            _ => return Err(Refusal::NotOfThisNode),
        }
        Ok(())
    }

    /// What the operation means for the task that it, or a measure of which it, is about.
    ///
    /// # Errors
    /// The task is as it was, and the refusal says why.
    pub fn apply_to_task(&self, task: &mut Task) -> Result<(), Refusal> {
        if task.id != self.node {
            let measure = task
                .measures
                .iter_mut()
                .find(|measure| measure.id == self.node);
            let measure = measure.ok_or_else(|| Refusal::NoSuchNode(self.node.clone()))?;
            match self.edit.clone() {
                Edit::Status(status) => measure.status = status,
                Edit::Due(due) => measure.due = due,
                Edit::Lead(lead) => measure.lead = lead,
                Edit::Text(text) if text.trim().is_empty() => return Err(Refusal::BadValue),
                Edit::Text(text) => measure.text = text,
                _ => return Err(Refusal::NotOfThisNode),
            }
            return Ok(());
        }
        match self.edit.clone() {
            Edit::Status(status) => task.status = status,
            Edit::Progress(progress) => task.progress = progress,
            Edit::Due(due) => task.due = due,
            Edit::Lead(lead) => task.lead = lead,
            Edit::Support(support) => task.support = support,
            Edit::Title(title) => task.title = title,
            Edit::Text(text) => task.text = text,
            Edit::Actual { target, number } => {
                task.targets
                    .get_mut(target)
                    .ok_or(Refusal::NoSuchTarget)?
                    .actual = number;
            }
            Edit::Targets(targets) => task.targets = targets,
            Edit::References(references) => task.references = references,
            edit @ (Edit::Notes(_)
            | Edit::AddNote(_)
            | Edit::ReplaceNote { .. }
            | Edit::RemoveNote(_)) => return apply_to_notes(&edit, &mut task.notes),
            Edit::Insert { .. } | Edit::Move(_) | Edit::Remove => {
                return Err(Refusal::NotOfThisNode);
            }
        }
        Ok(())
    }
}

/// The index of the note that is meant: the last of those that say the same.
///
/// # Errors
/// There is none.
pub(crate) fn last_note(task: &Task, note: &Note) -> Result<usize, Refusal> {
    last_of(&task.notes, note)
}

fn last_of(notes: &[Note], note: &Note) -> Result<usize, Refusal> {
    let found = notes.iter().rposition(|other| other == note);
    found.ok_or(Refusal::NoSuchNote)
}

/// What an edit of notes means for the notes of a task.
///
/// # Errors
/// The notes are as they were, and the refusal says why.
pub(super) fn apply_to_notes(edit: &Edit, notes: &mut Vec<Note>) -> Result<(), Refusal> {
    match edit {
        Edit::Notes(all) => notes.clone_from(all),
        Edit::AddNote(note) => notes.push(note.clone()),
        Edit::ReplaceNote { old, new } => {
            let index = last_of(notes, old)?;
            notes[index] = new.clone();
        }
        Edit::RemoveNote(note) => {
            notes.remove(last_of(notes, note)?);
        }
        _ => return Err(Refusal::NotOfThisNode),
    }
    Ok(())
}

impl Edit {
    /// Whether it changes which nodes there are, and where, rather than what one of them says.
    pub fn is_of_shape(&self) -> bool {
        matches!(self, Self::Insert { .. } | Self::Move(_) | Self::Remove)
    }

    /// Whether the value can be held at all, whatever the node.
    pub fn is_in_range(&self) -> bool {
        match self {
            Self::Progress(progress) => progress.is_none_or(|percent| percent <= 100),
            Self::Lead(lead) => lead.as_deref().is_none_or(is_name),
            Self::Support(names) => names.iter().all(|name| is_name(name)),
            Self::Title(title) => is_name(title),
            Self::Text(text) => is_text(text),
            Self::Actual { number, .. } => number.is_none_or(f64::is_finite),
            Self::Targets(targets) => targets.iter().all(is_target_in_range),
            Self::References(references) => references.iter().all(is_reference_in_range),
            Self::Notes(notes) => notes.iter().all(is_note_in_range),
            Self::AddNote(note) | Self::ReplaceNote { new: note, .. } => is_note_in_range(note),
            Self::Insert { node, .. } => node.is_in_range(),
            Self::Status(_) | Self::Due(_) | Self::RemoveNote(_) | Self::Move(_) | Self::Remove => {
                true
            }
        }
    }
}
