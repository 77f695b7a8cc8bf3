//! The words of the interface. Commands, messages, statuses and lamps have theirs beside their types.

use chrono::NaiveDate;

use crate::app::SaveState;
use crate::language::{Language, counted};
use crate::plan::{Days, Lamp, Status};

/// A fixed word or sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub(super) enum Word {
    Lead,
    Support,
    Due,
    Progress,
    Target,
    Actual,
    Met,
    Missed,
    Status,
    Measures,
    References,
    Notes,
    Note,
    TextOf,
    Marked,
    Commands,
    Nothing,
    DraftTitle,
    CommitMessage,
    OtherWords,
    ConflictsIntro,
    AllSettled,
    OneSideDeleted,
    KeepDeleted,
    DeleteByHand,
    Ours,
    Theirs,
    Base,
    SinceMerge,
    KeptHere,
    RemovedHere,
    CommitTitle,
    LatestNote,
    Unset,
    Issuer,
    Issued,
    Period,
    Tasks,
    NoTasks,
    Untitled,
    AboutPlan,
    Lamps,
    ProblemsTitle,
    ProblemsWayOut,
    HintsTitle,
    ConfigurationTitle,
    ConfigurationWayOut,
    LeaveTitle,
    LeaveCommitTitle,
    LeaveText,
    SaveAsTitle,
    SaveAsText,
    SaveAsPrompt,
    SavingAs,
    Choose,
    NoPlans,
    Sample,
    SampleDetail,
    Import,
    ImportDetail,
    ImportPrompt,
    Importing,
    New,
    NewDetail,
    NewTitle,
    FileName,
    KeepWhere,
    Found,
    LeftOut,
    Warnings,
    Revisions,
    FileNow,
    NotCommitted,
    NoRevisions,
    NoChanges,
    Reading,
    Unreadable,
    NoTaskHistory,
    HistoryOfTasks,
    Gone,
    History,
}

impl Word {
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Lead => language.pick("牵头单位", "Lead"),
            Self::Support => language.pick("配合单位", "Support"),
            Self::Due => language.pick("完成时限", "Due"),
            Self::Progress => language.pick("进度", "Progress"),
            Self::Target => language.pick("指标", "Target"),
            Self::Actual => language.pick("实际", "now"),
            Self::Met => language.pick("✓ 达标", "✓ met"),
            Self::Missed => language.pick("✗ 未达标", "✗ not met"),
            Self::Status => language.pick("状态", "Status"),
            Self::Measures => language.pick("举措", "Measures"),
            Self::References => language.pick("依据", "References"),
            Self::Notes => language.pick("记录", "Notes"),
            Self::Note => language.pick("记录", "Note"),
            Self::TextOf => language.pick("正文", "Text"),
            Self::Marked => language.pick("已标记", "marked"),
            Self::Commands => language.pick("查找命令", "Search commands"),
            Self::Nothing => language.pick("没有这样的命令", "no such command"),
            Self::OtherWords => language.pick("另写", "Something else"),
            Self::ConflictsIntro => language.pick(
                "两边改得不一样。现在用的是我方的内容，计划可以照常使用。",
                "Both sides changed these, each in its own way. The plan has ours in the meantime.",
            ),
            Self::AllSettled => language.pick("冲突已全部处理", "All conflicts are settled"),
            Self::OneSideDeleted => language.pick(
                "合并时一方删除了这份计划，另一方改了它",
                "One side of the merge deleted this plan, the other one changed it",
            ),
            Self::KeepDeleted => language.pick(
                "保留这份计划，告诉 git（git add）",
                "keep the plan: tell git (git add)",
            ),
            Self::DeleteByHand => language.pick(
                "要删除它，就退出，在终端里运行 git rm 和文件名",
                "To delete it, leave and run git rm with its name in a terminal",
            ),
            Self::Ours => language.pick("我方", "ours"),
            Self::Theirs => language.pick("对方", "theirs"),
            Self::Base => language.pick("原来", "before"),
            Self::SinceMerge => language.pick("合并后改成这样", "changed to this since the merge"),
            Self::KeptHere => language.pick("改过，保留", "changed it: keep it"),
            Self::RemovedHere => language.pick("删除", "removed it: remove it"),
            Self::CommitMessage => language.pick("提交说明：第一行是标题", "Commit message: the first line is the subject"),
            Self::CommitTitle => language.pick("提交说明改过了，是否提交？", "You changed the message. Commit it?"),
            Self::DraftTitle => language.pick("是否保存所写内容？", "Keep what you wrote?"),
            Self::LatestNote => language.pick("最近记录", "Latest note"),
            Self::Unset => language.pick("未定", "not set"),
            Self::Issuer => language.pick("发布单位", "Issuer"),
            Self::Issued => language.pick("发布日期", "Issued"),
            Self::Period => language.pick("起止时间", "Period"),
            Self::Tasks => language.pick("任务", "Tasks"),
            Self::NoTasks => language.pick("还没有任务", "no tasks yet"),
            Self::Untitled => language.pick("（无标题）", "(untitled)"),
            Self::AboutPlan => language.pick("计划概况", "About the plan"),
            Self::Lamps => language.pick("督办灯：由日期和进度算出", "Lamps: computed from dates and progress"),
            Self::ProblemsTitle => language.pick("文件有错误，只能查看", "The file has errors: read-only"),
            Self::ProblemsWayOut => language.pick(
                "请在文本编辑器中改正，再重新打开。命令 planwalk check 会指出每一处。",
                "Fix them in a text editor, then open the plan again. `planwalk check` points to each of them.",
            ),
            Self::HintsTitle => language.pick("文件可以使用，另有提示", "The file is sound, with hints"),
            Self::ConfigurationTitle => {
                language.pick("配置文件有问题", "The configuration has problems")
            }
            Self::ConfigurationWayOut => language.pick(
                "写错的不起作用，其余照常。改好后重新打开程序。",
                "What is wrong has no effect, the rest has. Mend it and start again.",
            ),
            Self::LeaveTitle => language.pick("有改动没有保存", "There are edits that are not saved"),
            Self::LeaveCommitTitle => language.pick(
                "提交还没有结束",
                "The commit is still under way",
            ),
            Self::LeaveText => language.pick(
                "没有保存的改动，有备份日志才能在下次打开时找回。",
                "Edits not saved stay in the journal, if any, for the next start.",
            ),
            Self::SaveAsTitle => language.pick("存到别处", "Save to another place"),
            Self::SaveAsText => language.pick(
                "写下文件或文件夹的路径。只会新建文件，不会覆盖已有的文件；原来的计划文件保持原样。",
                "Type the path of a file or of a folder. A new file is written, and none that is there is replaced. The plan's own file stays as it is.",
            ),
            Self::SaveAsPrompt => language.pick("存到哪里", "Where to"),
            Self::SavingAs => language.pick("正在保存⋯", "saving ⋯"),
            Self::Choose => language.pick("选一份计划", "Choose a plan"),
            Self::NoPlans => language.pick(
                "这里还没有计划。怎样开始？",
                "There is no plan here yet. How do you want to begin?",
            ),
            Self::Sample => language.pick("打开样例计划", "Open the sample plan"),
            Self::SampleDetail => language.pick(
                "一份真实的半年工作计划：5个板块，21项任务。回车后写入：",
                "A real plan for half a year: 5 pillars, 21 tasks, in Chinese. Enter writes it to:",
            ),
            Self::Import => language.pick("导入文件", "Import a document"),
            Self::ImportDetail => language.pick(
                "把文本、Markdown 或网页文件变成计划，先看结果，再决定存到哪里。",
                "Make a plan of a text, Markdown or HTML file. You see the result before it is kept.",
            ),
            Self::ImportPrompt => language.pick("文件路径", "Path of the document"),
            Self::Importing => language.pick("正在读取⋯", "reading ⋯"),
            Self::New => language.pick("新建计划", "New plan"),
            Self::NewDetail => language.pick(
                "写下标题和文件名，从一个板块、一项任务开始。",
                "Give it a title and a file name, and begin with one pillar and one task.",
            ),
            Self::NewTitle => language.pick("标题", "Title"),
            Self::FileName => language.pick("文件名（用字母和数字）", "File name (letters and digits)"),
            Self::KeepWhere => language.pick("存为", "Keep it as"),
            Self::Found => language.pick("从文字中识别出", "Found in the text"),
            Self::LeftOut => language.pick("没有收入计划", "Left out"),
            Self::Revisions => language.pick("版本历史", "Revisions"),
            Self::FileNow => language.pick("现在的文件", "The file as it is now"),
            Self::NotCommitted => language.pick("还没有提交的改动", "changes not committed yet"),
            Self::NoRevisions => language.pick("还没有版本", "there are no revisions yet"),
            Self::NoChanges => language.pick("没有变化", "nothing changed"),
            Self::Reading => language.pick("正在读取⋯", "reading ⋯"),
            Self::Unreadable => language.pick("没能读出", "unreadable"),
            Self::NoTaskHistory => language.pick(
                "版本历史里没有这项任务的变化",
                "no revision changed this task",
            ),
            Self::HistoryOfTasks => language.pick(
                "选一项任务，看它的来历",
                "select a task to see what became of it",
            ),
            Self::Gone => language.pick("已不在计划", "not in the plan"),
            Self::History => language.pick("来历", "History"),
            Self::Warnings => language.pick("请核对", "Please check"),
        }
    }
}

/// How many lines are below the window, and the key that shows them, if there is one.
pub(super) fn lines_below(lines: usize, key: &str, language: Language) -> String {
    if key.is_empty() {
        return language.pick(
            format!("⋮ 下面还有 {lines} 行"),
            format!("⋮ {} below", counted(lines, "line")),
        );
    }
    language.pick(
        format!("⋮ 下面还有 {lines} 行（{key}）"),
        format!("⋮ {} below ({key})", counted(lines, "line")),
    )
}

/// A date that something is due, with what is left until then as long as it is open.
pub(super) fn due(due: NaiveDate, status: Status, today: NaiveDate, language: Language) -> String {
    if !status.is_open() {
        return due.to_string();
    }
    let left = Days::until(due, today).left(language);
    language.pick(format!("{due}，{left}"), format!("{due}, {left}"))
}

/// Who helps, one name behind the other. Outside text.
pub(super) fn names(names: &[String], language: Language) -> String {
    names.join(language.pick("、", ", "))
}

/// One word for a lamp, for the tree.
pub(super) fn lamp_word(lamp: Lamp, language: Language) -> &'static str {
    match lamp {
        Lamp::Overdue(_) => language.pick("逾期", "overdue"),
        Lamp::DueSoon(_) => language.pick("临期", "due soon"),
        Lamp::Behind(_) => language.pick("欠进度", "behind"),
    }
}

/// What a lamp means, for the help.
pub(super) fn lamp_meaning(lamp: Lamp, language: Language) -> String {
    match lamp {
        Lamp::Overdue(_) => language.pick(
            "时限已过，任务还没完成".into(),
            "the date has passed and the task is open".into(),
        ),
        Lamp::DueSoon(_) => language.pick(
            format!("{} 天内到期", Lamp::SOON),
            format!("due within {} days", Lamp::SOON),
        ),
        Lamp::Behind(_) => language.pick(
            "进度落后于时间（序时进度）".into(),
            "less progress than time gone".into(),
        ),
    }
}

/// What the header says of the file.
pub(super) fn save_words(state: &SaveState<'_>, language: Language) -> String {
    match state {
        SaveState::ReadOnly => language
            .pick("只读：文件有错误", "read-only: errors in the file")
            .into(),
        SaveState::Checking => language.pick("正在检查⋯", "checking ⋯").into(),
        SaveState::Saved => language.pick("已保存", "saved").into(),
        SaveState::Saving => language.pick("正在保存⋯", "saving ⋯").into(),
        SaveState::Proposed => language.pick("尚未写入文件", "not written yet").into(),
        SaveState::Unsaved => language.pick("未保存", "not saved").into(),
        SaveState::NotSaved(failure) => {
            let reason = failure.reason(language);
            language.pick(format!("未保存：{reason}"), format!("not saved: {reason}"))
        }
    }
}

/// The line of the file that a problem is in, with the problem.
pub(super) fn in_line(line: usize, what: &str, language: Language) -> String {
    language.pick(
        format!("第 {line} 行：{what}"),
        format!("line {line}: {what}"),
    )
}

/// The place in a file that a problem is at, with the problem.
pub(super) fn in_column(line: usize, column: usize, what: &str, language: Language) -> String {
    language.pick(
        format!("第 {line} 行第 {column} 列：{what}"),
        format!("line {line}, column {column}: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Field;

    /// On a page a name begins a line, so that in English it begins with a capital; else it is the same word.
    #[test]
    fn fields_are_called_as_everywhere() {
        for (word, field) in [
            (Word::Lead, Field::Lead),
            (Word::Support, Field::Support),
            (Word::Due, Field::Due),
            (Word::Progress, Field::Progress),
            (Word::Target, Field::Target),
            (Word::Status, Field::Status),
            (Word::Note, Field::Note),
            (Word::TextOf, Field::Text),
            (Word::Issuer, Field::Issuer),
            (Word::Issued, Field::Issued),
            (Word::Period, Field::Period),
        ] {
            for language in [Language::Chinese, Language::English] {
                let words = word.words(language);
                assert_eq!(words.to_lowercase(), field.word(language));
            }
        }
    }
}
