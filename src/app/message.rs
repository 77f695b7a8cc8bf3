//! What the program answers to a gesture, in one line at the foot of the screen.

use std::path::PathBuf;

use super::failure::Failure;
use super::look::Look;
use super::standing::{News, Underway};
use super::step::Step;
use crate::change::Refusal;
use crate::language::{Language, counted};
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
    /// It is so already.
    Unchanged,
    /// A pillar's status is the roll-up of its tasks.
    PillarHasNoStatus,
    /// The plan's status is the roll-up of all tasks.
    PlanHasNoStatus,
    /// There is no step to undo.
    NothingToUndo,
    /// It is still being looked for what there is to undo.
    StillLooking,
    /// There is no step to redo.
    NothingToRedo,
    /// There is no task further on.
    LastTask,
    /// There is no task further back.
    FirstTask,
    /// There is no pillar further on.
    LastPillar,
    /// There is no pillar further back.
    FirstPillar,
    /// It cannot move further down.
    AtTheEnd,
    /// It cannot move further up.
    AtTheStart,
    /// The plan itself cannot move.
    NothingToMove,
    /// The plan itself cannot be deleted.
    NothingToDelete,
    /// A sentence must be selected in the side pane first.
    SelectSentence,
    /// A task must be selected first.
    SelectTask,
    /// A pillar or a task must be selected first.
    SelectNode,
    /// This item is edited in another way.
    NotEdited,
    /// The note is somebody else's.
    NotYourNote(String),
    /// Nothing was written.
    NothingWritten,
    /// What was written was thrown away.
    Discarded,
    /// What is being typed comes first.
    StillTyping,
    /// There is only one pane to be seen.
    OnePane,
    /// There is no task to show to the room.
    NoTaskToShow,
    /// No command fits what was typed.
    NoSuchCommand,
    /// No proposal fits what was typed.
    NoSuchChoice,
    /// The look was changed.
    NewLook(Look),
    /// Whether the mouse is the program's.
    MouseIs(bool),
    /// The file has no problems.
    NoProblems,
    /// The configuration has problems.
    ConfigurationProblems {
        /// How many.
        count: usize,
        /// The key that lists them, as it is shown; empty if there is none.
        key: String,
    },
    /// Another revision is looked at, which is not edited. The key that comes back, as it is shown; empty
    /// if there is none.
    Away(String),
    /// The plan is seen again as it is now.
    CameBack,
    /// No baseline was chosen yet. The key that chooses one, as it is shown; empty if there is none.
    NotCompared(String),
    /// Changes are not marked any more.
    NoLongerCompared,
    /// What changed is not known yet.
    StillComparing,
    /// Nothing changed since the baseline.
    NothingChanged,
    /// Nothing changed further on.
    LastChange,
    /// Nothing changed further back.
    FirstChange,
    /// What changed is not in the plan any more.
    NoLongerThere,
    /// What is asked of the past cannot be known.
    NoPast(Failure),
    /// There is no later revision.
    Newest,
    /// There is no earlier revision.
    Oldest,
    /// What an earlier run of the program could not save any more is back.
    Found {
        /// How many tasks are other than on disk.
        changes: usize,
        /// Whether what was being typed is open again.
        is_open: bool,
        /// Whether what was being typed has no place any more.
        is_left: bool,
        /// How many other texts were being typed, and wait.
        others: usize,
    },
    /// What is not saved yet cannot be written down besides.
    NoJournal(Failure),
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
    /// The repository is on another branch or commit.
    Moved(News),
    /// What came to the file from outside is in the plan now.
    Met {
        /// Where the repository went, if it did.
        news: Option<News>,
        /// How many tasks changed from what was seen.
        changes: usize,
        /// Whether there were edits that it was merged with.
        had_edits: bool,
        /// How many conflicts there are.
        conflicts: usize,
    },
    /// The file is gone. Where the repository went, if it did.
    Gone(Option<News>),
    /// The plan has conflicts that are not settled. The key that shows them; empty if there is none.
    HasConflicts(usize, String),
    /// The plan comes from git's three versions. How many conflicts are left.
    FromStages(usize),
    /// There are no conflicts.
    NoConflicts,
    /// This conflict cannot be settled in that way.
    NotSoSettled,
    /// Some conflicts have to be settled first.
    ConflictsLeft(usize),
    /// One side of a merge deleted the plan's file, which the other one changed.
    OneSideDeleted,
    /// git has no conflict down for this plan.
    NothingToAdd,
    /// git has the plan down as settled. How what was begun goes on, if anything was.
    Added(Option<Underway>),
    /// What was edited is saved before it is committed.
    SavingBeforeCommit,
    /// git is at work.
    Committing,
    /// A commit was made. The subject is outside text.
    Committed {
        /// Its short name.
        commit: String,
        /// The first line of its message.
        subject: String,
    },
    /// The last commit has it all.
    NothingToCommit,
    /// Leaving waits for the save.
    SavingFirst,
    /// All is saved, and leaving waits for git.
    GitFirst,
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
    /// Another revision is looked at, where nobody knows which key comes back.
    pub(super) fn away() -> Self {
        Self::Away(String::new())
    }

    /// How much attention it wants.
    pub fn tone(&self) -> Tone {
        match self {
            Self::Done(_)
            | Self::Undone(_)
            | Self::Redone(_)
            | Self::Created(_)
            | Self::SavingFirst
            | Self::GitFirst
            | Self::Moved(_)
            | Self::Added(_)
            | Self::NoConflicts
            | Self::Met { conflicts: 0, .. }
            | Self::SavingBeforeCommit
            | Self::Committing
            | Self::Committed { .. }
            | Self::NothingToCommit
            | Self::NewLook(_)
            | Self::MouseIs(_)
            | Self::Discarded
            | Self::CameBack
            | Self::NoLongerCompared
            | Self::NoProblems => Tone::Plain,
            Self::Failed(_) | Self::Gone(_) => Tone::Alarm,
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
            // Which file is meant goes without saying.
            Self::NoPast(failure) => return failure.reason(language).to_owned(),
            Self::Created(path) => {
                let path = path.display();
                return language.pick(format!("已新建 {path}"), format!("{path} was written"));
            }
            Self::NotYourNote(by) => {
                return language.pick(
                    format!("这条是 {by} 记的，只能改自己的记录"),
                    format!("{by} wrote this note; you can change your own only"),
                );
            }
            Self::Away(key) => {
                let (chinese, english) = match key.as_str() {
                    "" => (String::new(), String::new()),
                    key => (
                        format!("，按 {key} 回到现在"),
                        format!("; {key} comes back to the plan as it is now"),
                    ),
                };
                return language.pick(
                    format!("这是以前的版本，只能查看{chinese}"),
                    format!("this is an earlier revision, for reading only{english}"),
                );
            }
            Self::ConfigurationProblems { count, key } => {
                let problems = counted(*count, "problem");
                let list = match key.as_str() {
                    "" => String::new(),
                    key => language.pick(format!("，按 {key} 查看"), format!("; {key} lists them")),
                };
                return language.pick(
                    format!("配置文件有 {count} 处问题{list}"),
                    format!("{problems} in the configuration{list}"),
                );
            }
            Self::HasConflicts(count, key) => {
                let (chinese, english) = match key.as_str() {
                    "" => (String::new(), String::new()),
                    key => (
                        format!("，按 {key} 逐条处理"),
                        format!("; {key} settles them"),
                    ),
                };
                return language.pick(
                    format!("合并后还有 {count} 处冲突没有处理{chinese}"),
                    format!(
                        "{} of a merge to settle{english}",
                        counted(*count, "conflict")
                    ),
                );
            }
            Self::FromStages(0) => {
                return language
                    .pick(
                        "git 没能合并的地方已按任务逐项合并好，没有冲突；按 + 保存并告诉 git",
                        "what git could not merge is merged task by task, without conflicts; + saves it and tells git",
                    )
                    .to_owned();
            }
            Self::FromStages(count) => {
                return language.pick(
                    format!("git 没能合并的地方已按任务逐项合并，还有 {count} 处冲突要处理"),
                    format!(
                        "what git could not merge is merged task by task; {} to settle",
                        counted(*count, "conflict")
                    ),
                );
            }
            Self::ConflictsLeft(count) => {
                return language.pick(
                    format!("还有 {count} 处冲突，请先处理完"),
                    format!("{} to settle first", counted(*count, "conflict")),
                );
            }
            Self::Added(next) => {
                let words = language.pick(
                    "已告诉 git 冲突处理好了（git add）",
                    "git knows that it is settled (git add)",
                );
                let Some(next) = next.map(Underway::next) else {
                    return words.to_owned();
                };
                return language.pick(
                    format!("{words}，接着在终端运行 {next}"),
                    format!("{words}; go on in a terminal with {next}"),
                );
            }
            Self::Moved(news) => return news.words(language),
            Self::Gone(news) => {
                let gone = language.pick(
                    "计划文件已不在磁盘上，这里看到的是之前的内容，再改动就会重新写出文件",
                    "the plan's file is gone; this is what it held, and an edit will write it again",
                );
                return after_news(news.as_ref(), gone, language);
            }
            Self::Met {
                news,
                changes,
                had_edits,
                conflicts,
            } => {
                let mut words = match (changes, news) {
                    (0, _) => language
                        .pick("计划内容没有变化", "nothing in the plan has changed")
                        .to_owned(),
                    (count, Some(_)) => language.pick(
                        format!("计划有 {count} 项变化"),
                        format!("the plan has {}", counted(*count, "change")),
                    ),
                    (count, None) => language.pick(
                        format!("计划已被更新：{count} 项有变化"),
                        format!(
                            "the plan was changed from outside: {}",
                            counted(*count, "change")
                        ),
                    ),
                };
                if *had_edits {
                    words +=
                        language.pick("，你的改动已合并进去", "; your edits are merged with it");
                }
                if *conflicts > 0 {
                    words += &language.pick(
                        format!("，有 {conflicts} 处冲突要处理"),
                        format!("; {} to settle", counted(*conflicts, "conflict")),
                    );
                }
                return after_news(news.as_ref(), &words, language);
            }
            Self::Found {
                changes,
                is_open,
                is_left,
                others,
            } => return found_words(*changes, *is_open, *is_left, *others, language),
            Self::NoJournal(failure) => {
                let cause = failure.reason(language);
                return language.pick(
                    format!("没有备份，来不及存盘的改动会丢失：{cause}"),
                    format!("no journal: a crash loses unsaved edits ({cause})"),
                );
            }
            Self::Committed { commit, subject } => {
                return language.pick(
                    format!("已提交 {commit}：{subject}"),
                    format!("committed {commit}: {subject}"),
                );
            }
            Self::NewLook(look) => {
                let look = look.words(language);
                return language.pick(format!("配色：{look}"), format!("colours: {look}"));
            }
            Self::MouseIs(true) => language.pick(
                "鼠标由本程序使用：可以点选、滚动、拖动分隔",
                "the mouse selects, scrolls, and moves the divider",
            ),
            Self::MouseIs(false) => language.pick(
                "鼠标由终端使用：可以选字、复制",
                "the mouse is the terminal's: select and copy",
            ),
            Self::NotCompared(key) => {
                let (chinese, english) = match key.as_str() {
                    "" => (String::new(), String::new()),
                    key => (format!("，请按 {key}"), format!(" with {key}")),
                };
                return language.pick(
                    format!("请先选比较的起点{chinese}"),
                    format!("choose first since when{english}"),
                );
            }
            Self::NoLongerCompared => {
                language.pick("不再标出变化", "changes are not marked any more")
            }
            Self::StillComparing => language.pick("正在比较⋯", "comparing ⋯"),
            Self::NothingChanged => language.pick("没有变化", "nothing changed"),
            Self::LastChange => language.pick("已是最后一处变化", "this is the last change"),
            Self::FirstChange => language.pick("已是第一处变化", "this is the first change"),
            Self::NoLongerThere => language.pick(
                "现在的计划里已经没有这一项",
                "it is not in the plan any more",
            ),
            Self::CameBack => language.pick("已回到现在的计划", "this is the plan as it is now"),
            Self::Newest => {
                language.pick("已是现在的计划", "this is the plan as it is now already")
            }
            Self::Oldest => language.pick("已是最早的版本", "this is the oldest revision"),
            Self::Unchanged => language.pick("已经是这样", "it is so already"),
            Self::LastPillar => language.pick("已是最后一个板块", "this is the last pillar"),
            Self::FirstPillar => language.pick("已是第一个板块", "this is the first pillar"),
            Self::AtTheEnd => language.pick("已在最后", "it is the last already"),
            Self::AtTheStart => language.pick("已在最前", "it is the first already"),
            Self::NothingToMove => language.pick(
                "请先选一个板块或一项任务",
                "select a pillar or a task first",
            ),
            Self::NothingToDelete => language.pick(
                "请先选要删除的板块、任务、举措或记录",
                "select the pillar, task, measure or note to delete first",
            ),
            Self::SelectSentence => language.pick(
                "请先按 Tab 到正文，再用上下键选一句话",
                "go to the text with Tab and select a sentence first",
            ),
            Self::SelectTask => language.pick("请先选一项任务", "select a task first"),
            Self::SelectNode => language.pick(
                "请先选一个板块或一项任务",
                "select a pillar or a task first",
            ),
            Self::NotEdited => language.pick(
                "状态请按数字键 1 到 8",
                "the status is set with the keys 1 to 8",
            ),
            Self::NothingWritten => language.pick("还没有写内容", "nothing is written yet"),
            Self::Discarded => language.pick("已放弃所写内容", "what was written was thrown away"),
            Self::StillTyping => language.pick(
                "正在录入，先按 Enter 或 Esc 结束",
                "you are writing: finish with Enter or Esc first",
            ),
            Self::OnePane => language.pick(
                "窗口较窄，目录和正文轮流显示，按 Tab 切换",
                "the window is narrow: tree and text take turns, with Tab",
            ),
            Self::NoTaskToShow => language.pick("计划里还没有任务", "the plan has no tasks yet"),
            Self::NoSuchChoice => language.pick("没有这样的板块", "there is no such pillar"),
            Self::NoSuchCommand => language.pick("没有这样的命令", "there is no such command"),
            Self::PillarHasNoStatus => language.pick(
                "板块的状态由各项任务汇总，请在任务上设置",
                "a pillar's status sums up its tasks: set it on a task",
            ),
            Self::PlanHasNoStatus => language.pick(
                "请先选一项任务，再设状态",
                "select a task first, then set its status",
            ),
            Self::StillLooking => {
                language.pick("正在查找以前的步骤⋯", "looking for earlier steps ⋯")
            }
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
            Self::NoConflicts => language.pick("没有合并冲突", "there are no conflicts"),
            Self::NotSoSettled => language.pick(
                "这一处不能这样处理，请看屏幕下方的按键",
                "this one cannot be settled so; the keys are at the foot of the screen",
            ),
            Self::OneSideDeleted => language.pick(
                "合并时一方删除了这份计划，另一方改了它：按 Ctrl-Home 处理",
                "in the merge, one side deleted this plan and the other changed it: Ctrl-Home settles it",
            ),
            Self::NothingToAdd => language.pick(
                "git 那里没有等着处理的冲突",
                "git has no conflict down for this plan",
            ),
            Self::SavingBeforeCommit => {
                language.pick("正在保存，存好就提交", "saving; commits when it is done")
            }
            Self::Committing => language.pick("正在提交⋯", "committing ⋯"),
            Self::NothingToCommit => language.pick(
                "没有改动，不用提交",
                "nothing has changed since the last commit",
            ),
            Self::SavingFirst => {
                language.pick("正在保存，存好就退出", "saving; leaves when it is done")
            }
            Self::GitFirst => language.pick(
                "git 还没有做完，做完就退出",
                "git is at work; leaves when it is done",
            ),
        };
        words.to_owned()
    }
}

/// A clause behind where the repository went, if it did.
fn after_news(news: Option<&News>, clause: &str, language: Language) -> String {
    match news.map(|news| news.words(language)) {
        Some(news) => language.pick(format!("{news}，{clause}"), format!("{news}; {clause}")),
        None => clause.to_owned(),
    }
}

/// What is back of an earlier run, and where the rest is.
fn found_words(
    changes: usize,
    is_open: bool,
    is_left: bool,
    others: usize,
    language: Language,
) -> String {
    let edits = (changes > 0).then(|| {
        language.pick(
            format!("上次没存盘的 {changes} 项改动找回来了"),
            format!("{} not saved last time: back", counted(changes, "change")),
        )
    });
    let typed = if is_open {
        Some(language.pick(
            "上次没写完的文字在这里，接着写吧",
            "here is what was being typed last time",
        ))
    } else if is_left {
        Some(language.pick(
            "上次没写完的文字用 planwalk recover 查看",
            "see what was being typed last time with planwalk recover",
        ))
    } else {
        None
    };
    let typed = typed.map(str::to_owned);
    let others = (others > 0).then(|| {
        language.pick(
            format!("另有 {others} 段下次打开时接着写"),
            format!("{others} more for the next start"),
        )
    });
    let words: Vec<String> = edits.into_iter().chain(typed).chain(others).collect();
    words.join(language.pick("；", "; "))
}
