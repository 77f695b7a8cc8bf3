//! What a person meant: one edit of one node, addressed by its id.

use chrono::NaiveDate;

use crate::language::Language;
use crate::plan::{Id, Note, Pillar, Plan, Status, Task};

/// One edit of one node.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The node that the edit is of.
    pub node: Id,
    /// What becomes of it.
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
    /// Task: one more note, after those that are there.
    AddNote(Note),
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

    /// What the operation means: the plan after it. The document's byte edits must come to the same.
    ///
    /// # Errors
    /// The plan is as it was, and the refusal says why.
    pub fn apply(&self, plan: &mut Plan) -> Result<(), Refusal> {
        if !self.edit.is_in_range() {
            return Err(Refusal::BadValue);
        }
        for pillar in &mut plan.pillars {
            if pillar.id == self.node {
                return self.apply_to_pillar(pillar);
            }
            for task in &mut pillar.tasks {
                if task.id == self.node || task.measures.iter().any(|m| m.id == self.node) {
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
            Edit::AddNote(note) => task.notes.push(note),
        }
        Ok(())
    }
}

impl Edit {
    /// Whether the value can be held at all, whatever the node.
    pub fn is_in_range(&self) -> bool {
        // A carriage return would be told apart from a line end in one file and not in another.
        let is_text = |text: &str| !text.contains('\r');
        let is_name = |text: &str| !text.trim().is_empty() && !text.contains(['\n', '\r']);
        match self {
            Self::Progress(progress) => progress.is_none_or(|percent| percent <= 100),
            Self::Lead(lead) => lead.as_deref().is_none_or(is_name),
            Self::Support(names) => names.iter().all(|name| is_name(name)),
            Self::Title(title) => is_name(title),
            Self::Text(text) => is_text(text),
            Self::Actual { number, .. } => number.is_none_or(f64::is_finite),
            Self::AddNote(note) => {
                is_name(&note.by) && !note.text.trim().is_empty() && is_text(&note.text)
            }
            Self::Status(_) | Self::Due(_) => true,
        }
    }
}
