//! What the program answers to a gesture, in one line at the foot of the screen.

use std::path::PathBuf;

use super::failure::Failure;
use super::walk::Step;
use crate::change::Refusal;
use crate::language::Language;
use crate::plan::Status;

/// An answer. Parts that come from the plan are outside text: the view sanitizes the whole line.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A step was done.
    Done(Step),
    /// A step was undone.
    Undone(Step),
    /// A step was done again.
    Redone(Step),
    /// The task has this status already.
    AlreadySo(Status),
    /// A pillar's status is the roll-up of its tasks.
    PillarHasNoStatus,
    /// The plan's status is the roll-up of all tasks.
    PlanHasNoStatus,
    /// There is no step to undo.
    NothingToUndo,
    /// There is no step to redo.
    NothingToRedo,
    /// There is no task further on.
    LastTask,
    /// There is no task further back.
    FirstTask,
    /// The file has no problems.
    NoProblems,
    /// An edit was refused.
    Refused(Refusal),
    /// Something outside went wrong.
    Failed(Failure),
    /// A new file was written.
    Created(PathBuf),
    /// A field is empty that must not be.
    FillIn,
    /// A plan file cannot be called so.
    NoPlanName,
    /// Leaving waits for the save.
    SavingFirst,
}

/// How much attention a message wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It says what was done.
    Plain,
    /// It says why nothing was done.
    Caution,
    /// Something went wrong.
    Alarm,
}

impl Message {
    /// How much attention it wants.
    pub fn tone(&self) -> Tone {
        match self {
            Self::Done(_)
            | Self::Undone(_)
            | Self::Redone(_)
            | Self::Created(_)
            | Self::SavingFirst
            | Self::NoProblems => Tone::Plain,
            Self::Failed(_) => Tone::Alarm,
            _ => Tone::Caution,
        }
    }

    /// The sentence.
    pub fn words(&self, language: Language) -> String {
        let words = match self {
            Self::Done(step) => return step.words(language),
            Self::Undone(step) => {
                let words = step.words(language);
                return language.pick(format!("已撤销：{words}"), format!("undone: {words}"));
            }
            Self::Redone(step) => {
                let words = step.words(language);
                return language.pick(format!("已重做：{words}"), format!("done again: {words}"));
            }
            Self::AlreadySo(status) => {
                let word = status.word(language);
                return language.pick(format!("已经是“{word}”"), format!("it is {word} already"));
            }
            Self::Refused(refusal) => return refusal.words(language),
            Self::Failed(failure) => return failure.words(language),
            Self::Created(path) => {
                let path = path.display();
                return language.pick(format!("已新建 {path}"), format!("{path} was written"));
            }
            Self::PillarHasNoStatus => language.pick(
                "板块的状态由各项任务汇总，请在任务上设置",
                "a pillar's status sums up its tasks: set it on a task",
            ),
            Self::PlanHasNoStatus => language.pick(
                "请先选一项任务，再设状态",
                "select a task first, then set its status",
            ),
            Self::NothingToUndo => language.pick("没有可撤销的步骤", "nothing to undo"),
            Self::NothingToRedo => language.pick("没有可重做的步骤", "nothing to redo"),
            Self::LastTask => language.pick("已是最后一项任务", "this is the last task"),
            Self::FirstTask => language.pick("已是第一项任务", "this is the first task"),
            Self::NoProblems => language.pick("文件没有问题", "the file has no problems"),
            Self::NoPlanName => language.pick(
                "文件名只用英文字母、数字、- 和 _，存在计划文件夹里",
                "a file is named in letters, digits, - and _; it goes into the folder of plans",
            ),
            Self::FillIn => language.pick("请先填写这一格", "fill in this field first"),
            Self::SavingFirst => {
                language.pick("正在保存，存好就退出", "saving; leaves when it is done")
            }
        };
        words.to_owned()
    }
}
