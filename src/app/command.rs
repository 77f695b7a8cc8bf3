//! Commands: what a person can ask for, each with the name that a configuration uses and its words.
//!
//! Where a command can be given and by which keys is in `table`; what it does is in `update`.

use std::collections::HashSet;

use super::table::TABLE;
use crate::language::Language;
use crate::plan::{NoteKind, Status};

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// One line, entry or item up.
    Up,
    /// One line, entry or item down.
    Down,
    /// Close the fold, or go to what is above; out of the side pane.
    Left,
    /// Open the fold, or go into it; into the side pane.
    Right,
    /// To the beginning.
    First,
    /// To the end.
    Last,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// Open what is selected.
    Open,
    /// To the other pane.
    SwitchPane,
    /// The next task, whatever is folded.
    NextTask,
    /// The task before, whatever is folded.
    PreviousTask,
    /// The next pillar.
    NextPillar,
    /// The pillar before, or the beginning of this one.
    PreviousPillar,
    /// Turn the side pane's page down, wherever the keys go.
    TextDown,
    /// Turn the side pane's page up.
    TextUp,
    /// Close all pillars.
    FoldAll,
    /// Open all pillars.
    UnfoldAll,
    /// Give the whole width to one pane, or divide it again.
    Zoom,
    /// Move the divider to the left.
    DividerLeft,
    /// Move the divider to the right.
    DividerRight,
    /// Report a status.
    SetStatus(Status),
    /// Mark the task, or all tasks of the pillar, for what is done to several.
    Mark,
    /// Take all marks away.
    ClearMarks,
    /// More progress.
    ProgressUp,
    /// Less progress.
    ProgressDown,
    /// Type the date that it is due.
    Due,
    /// Type who is responsible.
    Lead,
    /// Type who helps.
    Support,
    /// Write a note.
    Note,
    /// Change the item of the side pane.
    EditItem,
    /// Write in the editor of the system.
    EditOutside,
    /// Write the text of the task or pillar, or the words of the measure.
    EditText,
    /// Type another title.
    Rename,
    /// Add a task, in the side pane a measure.
    Add,
    /// Add a pillar.
    AddPillar,
    /// Make a measure of the sentence.
    MakeMeasure,
    /// One place up, into the pillar before at its beginning.
    MoveUp,
    /// One place down, into the next pillar at its end.
    MoveDown,
    /// Choose the pillar to move to.
    MoveTo,
    /// Delete it.
    Delete,
    /// Take the last step back.
    Undo,
    /// Do again what was undone.
    Redo,
    /// The tree at an older revision.
    OlderRevision,
    /// The tree at a newer revision; behind the newest, the plan as it is now.
    NewerRevision,
    /// The plan as it is now.
    ComeBack,
    /// The plan's history: revisions, and what changed.
    Revisions,
    /// The tree at the selected revision.
    Visit,
    /// Compare the others with the selected revision.
    Base,
    /// Choose since when changes are marked.
    Since,
    /// The next of what changed since then.
    NextChange,
    /// What changed before it.
    PreviousChange,
    /// What became of the task, or what it says now.
    TaskHistory,
    /// Commit the plan.
    Commit,
    /// Show the conflicts of a merge.
    Conflicts,
    /// Settle a conflict as we have it.
    TakeOurs,
    /// Settle a conflict as they have it.
    TakeTheirs,
    /// Settle a conflict with both.
    TakeBoth,
    /// Settle a conflict with something else.
    TakeOther,
    /// Tell git that all conflicts are settled.
    AddToGit,
    /// One task for the whole room.
    Present,
    /// For the room: further on, to the next task at the end of one.
    PresentNext,
    /// For the room: back, to the task before at the beginning of one.
    PresentPrevious,
    /// Nothing on the screen, until the next key.
    Blank,
    /// Search the commands.
    Palette,
    /// Show what is wrong with the plan's file and with the configuration.
    Problems,
    /// Show the keys.
    Help,
    /// The other language.
    SwitchLanguage,
    /// Another look: dark, light, high contrast.
    SwitchLook,
    /// Whether the mouse belongs to the program or to the terminal.
    SwitchMouse,
    /// Draw everything again.
    Redraw,
    /// Stop the program until the shell's `fg`.
    Suspend,
    /// Leave the program.
    Quit,
    /// Close what lies over the screen, or go back a screen.
    Back,
    /// Choose the entry with this number, from 1.
    Choose(u8),
    /// Take what was written.
    Confirm,
    /// To the next field.
    NextField,
    /// To the field before.
    PreviousField,
    /// Put the chosen proposal into the field.
    Complete,
    /// The caret one character left.
    CaretLeft,
    /// The caret one character right.
    CaretRight,
    /// The caret one word left.
    WordLeft,
    /// The caret one word right.
    WordRight,
    /// The caret to the start of the line.
    CaretStart,
    /// The caret to the end of the line.
    CaretEnd,
    /// The caret to the start of the text.
    WholeStart,
    /// The caret to the end of the text.
    WholeEnd,
    /// A new line.
    NewLine,
    /// Delete before the caret.
    DeleteBefore,
    /// Delete behind the caret.
    DeleteAfter,
    /// Delete the word before the caret.
    DeleteWord,
    /// Empty the field; in a text, delete to the start of the line.
    ClearField,
    /// Keep what was written in the editor.
    Keep,
    /// Throw away what was written in the editor.
    Discard,
    /// What kind of note it is.
    Kind(NoteKind),
    /// The next kind of note.
    NextKind,
    /// The kind of note before.
    PreviousKind,
    /// Try to save again, then leave.
    RetrySave,
    /// Save to another place, then leave.
    SaveAs,
    /// Leave and lose what is not saved.
    LeaveUnsaved,
}

/// What commands are about: the headings of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Going somewhere.
    Go,
    /// Reporting: status, progress, dates, names, notes.
    Report,
    /// Changing what the plan says.
    Change,
    /// Earlier revisions, and what changed.
    Past,
    /// Choosing an entry.
    Choose,
    /// Writing.
    Write,
    /// The program itself.
    Program,
}

impl Topic {
    /// The heading.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Go => language.pick("浏览", "Moving around"),
            Self::Report => language.pick("填报", "Reporting"),
            Self::Change => language.pick("编辑计划", "Editing the plan"),
            Self::Past => language.pick("版本和变化", "Revisions and changes"),
            Self::Choose => language.pick("选择", "Choosing"),
            Self::Write => language.pick("录入", "Writing"),
            Self::Program => language.pick("程序", "The program"),
        }
    }
}

/// What is said of a command.
struct Words {
    /// In a configuration file.
    id: &'static str,
    /// One or two words, for the footer.
    name: (&'static str, &'static str),
    /// What it does, for the help.
    help: (&'static str, &'static str),
}

const fn say(
    id: &'static str,
    name: (&'static str, &'static str),
    help: (&'static str, &'static str),
) -> Words {
    Words { id, name, help }
}

impl Command {
    /// Its name in a configuration file.
    pub fn id(self) -> String {
        match self {
            Self::SetStatus(status) => format!("status-{}", status.value()),
            Self::Choose(number) => format!("choose-{number}"),
            Self::Kind(kind) => format!("kind-{}", kind.value()),
            _ => self.words().id.to_owned(),
        }
    }

    /// What it is about.
    pub fn topic(self) -> Topic {
        match self {
            Self::Up
            | Self::Down
            | Self::Left
            | Self::Right
            | Self::First
            | Self::Last
            | Self::PageUp
            | Self::PageDown
            | Self::Open
            | Self::SwitchPane
            | Self::NextTask
            | Self::PreviousTask
            | Self::NextPillar
            | Self::PreviousPillar
            | Self::TextDown
            | Self::TextUp
            | Self::FoldAll
            | Self::UnfoldAll
            | Self::Zoom
            | Self::DividerLeft
            | Self::DividerRight
            | Self::Present
            | Self::PresentNext
            | Self::PresentPrevious
            | Self::Blank => Topic::Go,
            Self::SetStatus(_)
            | Self::Mark
            | Self::ClearMarks
            | Self::ProgressUp
            | Self::ProgressDown
            | Self::Due
            | Self::Lead
            | Self::Support
            | Self::Note => Topic::Report,
            Self::EditItem
            | Self::EditOutside
            | Self::EditText
            | Self::Rename
            | Self::Add
            | Self::AddPillar
            | Self::MakeMeasure
            | Self::MoveUp
            | Self::MoveDown
            | Self::MoveTo
            | Self::Delete
            | Self::TakeOurs
            | Self::TakeTheirs
            | Self::TakeBoth
            | Self::TakeOther
            | Self::Undo
            | Self::Redo => Topic::Change,
            Self::OlderRevision
            | Self::NewerRevision
            | Self::ComeBack
            | Self::Revisions
            | Self::Visit
            | Self::Base
            | Self::Since
            | Self::NextChange
            | Self::PreviousChange
            | Self::TaskHistory => Topic::Past,
            Self::Choose(_) => Topic::Choose,
            Self::Confirm
            | Self::NextField
            | Self::PreviousField
            | Self::Complete
            | Self::CaretLeft
            | Self::CaretRight
            | Self::WordLeft
            | Self::WordRight
            | Self::CaretStart
            | Self::CaretEnd
            | Self::WholeStart
            | Self::WholeEnd
            | Self::NewLine
            | Self::DeleteBefore
            | Self::DeleteAfter
            | Self::DeleteWord
            | Self::ClearField
            | Self::Keep
            | Self::Discard
            | Self::Kind(_)
            | Self::NextKind
            | Self::PreviousKind => Topic::Write,
            Self::Palette
            | Self::Problems
            | Self::Help
            | Self::SwitchLanguage
            | Self::SwitchLook
            | Self::SwitchMouse
            | Self::Redraw
            | Self::Suspend
            | Self::Commit
            | Self::Conflicts
            | Self::AddToGit
            | Self::Quit
            | Self::Back
            | Self::RetrySave
            | Self::SaveAs
            | Self::LeaveUnsaved => Topic::Program,
        }
    }

    /// The command with this name in a configuration file.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::all().find(|command| command.id() == id)
    }

    /// All commands that can be given, in the order of the help.
    pub fn all() -> impl Iterator<Item = Self> {
        let mut seen = HashSet::new();
        let commands = TABLE.iter().map(|binding| binding.command);
        commands.filter(move |command| seen.insert(*command))
    }

    /// Whether it edits the plan, now or by what is typed next. Undo and redo do not need to be told apart.
    pub fn edits(self) -> bool {
        match self.topic() {
            Topic::Report => !matches!(self, Self::Mark | Self::ClearMarks),
            Topic::Change => !matches!(self, Self::Undo | Self::Redo),
            _ => false,
        }
    }

    /// Whether it is about the plan as it is now, so that it means nothing while another revision is looked at.
    pub fn needs_the_present(self) -> bool {
        self.edits() || matches!(self, Self::Mark | Self::Undo | Self::Redo | Self::Commit)
    }

    /// One or two words, for the footer.
    pub fn name(self, language: Language) -> &'static str {
        match self {
            Self::SetStatus(status) => status.word(language),
            Self::Kind(kind) => kind.word(language),
            _ => {
                let (chinese, english) = self.words().name;
                language.pick(chinese, english)
            }
        }
    }

    /// What it does, for the help.
    pub fn help(self, language: Language) -> String {
        match self {
            Self::SetStatus(status) => {
                let word = status.word(language);
                language.pick(format!("状态：{word}"), format!("status: {word}"))
            }
            Self::Kind(kind) => {
                let word = kind.word(language);
                language.pick(format!("记录类别：{word}"), format!("kind of note: {word}"))
            }
            _ => {
                let (chinese, english) = self.words().help;
                language.pick(chinese, english).to_owned()
            }
        }
    }

    #[rustfmt::skip]
    fn words(self) -> Words {
        match self {
            Self::Up => say("up", ("上移", "up"), ("上移一行", "one line up")),
            Self::Down => say("down", ("下移", "down"), ("下移一行", "one line down")),
            Self::Left => say("left", ("收起", "fold"), ("收起板块；从正文回到目录", "fold the pillar; back to the tree")),
            Self::Right => say("right", ("展开", "unfold"), ("展开板块；进入正文", "unfold the pillar; into the text")),
            Self::First => say("first", ("开头", "start"), ("到开头", "to the start")),
            Self::Last => say("last", ("末尾", "end"), ("到末尾", "to the end")),
            Self::PageUp => say("page-up", ("上一页", "page up"), ("上翻一页", "one page up")),
            Self::PageDown => say("page-down", ("下一页", "page down"), ("下翻一页", "one page down")),
            Self::Open => say("open", ("打开", "open"), ("打开所选：板块开合，任务看正文", "open: fold a pillar, read a task")),
            Self::SwitchPane => say("switch-pane", ("切换", "other pane"), ("在目录和正文之间切换", "between the tree and the text")),
            Self::NextTask => say("next-task", ("下一项", "next task"), ("下一项任务，不管板块是否收起", "next task, also in folded pillars")),
            Self::PreviousTask => say("previous-task", ("上一项", "previous task"), ("上一项任务", "previous task")),
            Self::NextPillar => say("next-pillar", ("下一板块", "next pillar"), ("到下一个板块", "to the next pillar")),
            Self::PreviousPillar => say("previous-pillar", ("上一板块", "previous pillar"), ("到上一个板块", "to the previous pillar")),
            Self::TextDown => say("text-down", ("翻正文", "page text"), ("正文下翻一页", "page the text down")),
            Self::TextUp => say("text-up", ("正文回翻", "text back"), ("正文上翻一页", "page the text up")),
            Self::FoldAll => say("fold-all", ("全部收起", "fold all"), ("收起所有板块", "fold all pillars")),
            Self::UnfoldAll => say("unfold-all", ("全部展开", "unfold all"), ("展开所有板块", "unfold all pillars")),
            Self::Zoom => say("zoom", ("放大一栏", "one pane"), ("只看这一栏，再按恢复", "this pane alone, and both again")),
            Self::DividerLeft => say("divider-left", ("分隔左移", "divider left"), ("目录窄一点", "a narrower tree")),
            Self::DividerRight => say("divider-right", ("分隔右移", "divider right"), ("目录宽一点", "a wider tree")),
            Self::Mark => say("mark", ("标记", "mark"), ("标记任务，一起改状态；在板块上标记全部", "mark tasks, to report on several at once; on a pillar all of them")),
            Self::ClearMarks => say("clear-marks", ("清除标记", "clear marks"), ("清除所有标记", "take all marks away")),
            Self::ProgressUp => say("progress-up", ("进度加", "progress up"), ("进度加 5%", "5% more progress")),
            Self::ProgressDown => say("progress-down", ("进度减", "progress down"), ("进度减 5%", "5% less progress")),
            Self::Due => say("due", ("时限", "due date"), ("填写完成时限，如 9-30、+2w、月底", "type the due date: 9-30, +2w, month-end")),
            Self::Lead => say("lead", ("牵头单位", "lead"), ("填写牵头单位", "type who is responsible")),
            Self::Support => say("support", ("配合单位", "support"), ("填写配合单位，用顿号分开", "type who helps, with commas between")),
            Self::Note => say("note", ("记录", "note"), ("写一条记录：进展、问题、下一步、决定、交办", "write a note: progress, issue, next step, decision, action")),
            Self::EditItem => say("edit-item", ("修改", "edit"), ("修改所选的这一条", "edit the selected item")),
            Self::EditOutside => say("edit-outside", ("外部编辑", "editor"), ("用系统编辑器（$VISUAL、$EDITOR）修改文字", "write in your own editor ($VISUAL, $EDITOR)")),
            Self::EditText => say("edit-text", ("写正文", "text"), ("修改任务或板块的正文、举措的内容", "write the text of a task or pillar, or a measure")),
            Self::Rename => say("rename", ("改名", "rename"), ("改板块、任务的标题，举措的内容", "another title for a pillar or task, other words for a measure")),
            Self::Add => say("add", ("新增", "add"), ("在所选之后加一项任务；在正文栏里加一条举措", "add a task after the selected one; in the text a measure")),
            Self::AddPillar => say("add-pillar", ("新增板块", "add pillar"), ("在所选板块之后加一个板块", "add a pillar after the selected one")),
            Self::MakeMeasure => say("make-measure", ("转为举措", "to measure"), ("把所选的句子转为举措", "make a measure of the selected sentence")),
            Self::MoveUp => say("move-up", ("上移一位", "move up"), ("上移一位，到头就进上一个板块", "one place up, at the beginning into the previous pillar")),
            Self::MoveDown => say("move-down", ("下移一位", "move down"), ("下移一位，到头就进下一个板块", "one place down, at the end into the next pillar")),
            Self::MoveTo => say("move-to", ("移到", "move to"), ("选一个板块，把任务移过去", "choose the pillar that the task moves to")),
            Self::Delete => say("delete", ("删除", "delete"), ("删除所选，可以撤销", "delete the selected one; undo brings it back")),
            Self::Undo => say("undo", ("撤销", "undo"), ("撤销上一步", "undo the last step")),
            Self::Redo => say("redo", ("重做", "redo"), ("重做撤销的一步", "redo what was undone")),
            Self::OlderRevision => say("older-revision", ("较早版本", "older"), ("看较早的版本（只读）", "an older revision of the plan, for reading")),
            Self::NewerRevision => say("newer-revision", ("较新版本", "newer"), ("看较新的版本，直到现在", "a newer revision, up to the plan as it is now")),
            Self::ComeBack => say("come-back", ("回到现在", "come back"), ("回到现在的计划", "come back to the plan as it is now")),
            Self::Revisions => say("revisions", ("版本", "revisions"), ("版本历史：每个版本改了什么", "the plan's history: what each revision changed")),
            Self::Visit => say("visit", ("看此版", "visit"), ("在目录里看所选的版本（只读）", "the tree at the selected revision, for reading")),
            Self::Base => say("base", ("比较起点", "base"), ("以所选版本为起点比较，再按取消", "compare with the selected revision, and no longer")),
            Self::Since => say("since", ("变化起点", "since"), ("选比较的起点（上次会议、日期、版本），标出此后的变化", "mark what changed since the last meeting, a date or a revision")),
            Self::NextChange => say("next-change", ("下一变化", "next change"), ("到下一处变化", "to the next change")),
            Self::PreviousChange => say("previous-change", ("上一变化", "previous change"), ("到上一处变化", "to the change before")),
            Self::TaskHistory => say("task-history", ("来历", "history"), ("正文栏换看任务的来历：状态和每次变化，再按恢复", "what became of the task, instead of its text, and back")),
            Self::Present => say("present", ("演示", "present"), ("全屏演示（投影用），一次一项任务", "one task at a time, for the room")),
            Self::PresentNext => say("present-next", ("下一项", "next"), ("下一页，读完就到下一项任务", "further on, and at the end to the next task")),
            Self::PresentPrevious => say("present-previous", ("上一项", "back"), ("上一页，到头就回上一项任务", "back, and at the beginning to the previous task")),
            Self::Blank => say("blank", ("黑屏", "blank"), ("黑屏，再按恢复", "a blank screen, and back")),
            Self::Palette => say("palette", ("命令", "commands"), ("查找所有命令", "search all commands")),
            Self::Problems => say("problems", ("文件问题", "problems"), ("列出计划文件和配置文件的问题", "list what is wrong with the plan's file and the configuration")),
            Self::Help => say("help", ("帮助", "help"), ("这页帮助", "this help")),
            Self::SwitchLanguage => say("switch-language", ("English", "中文"), ("换成英文界面", "switch to Chinese")),
            Self::SwitchLook => say("switch-look", ("配色", "colours"), ("换配色：深色、浅色、高对比", "dark, light or high contrast")),
            Self::SwitchMouse => say("switch-mouse", ("鼠标", "mouse"), ("鼠标由本程序或由终端使用（后者可以选字复制）", "mouse for planwalk, or for the terminal (to select and copy)")),
            Self::Redraw => say("redraw", ("重画", "redraw"), ("重画屏幕", "draw the screen again")),
            Self::Suspend => say("suspend", ("挂起", "suspend"), ("挂起，回到命令行（fg 返回）", "suspend to the shell (fg returns)")),
            Self::Conflicts => say("conflicts", ("合并冲突", "conflicts"), ("处理合并冲突：两边改得不一样的地方", "settle the conflicts of a merge: what both sides changed differently")),
            Self::TakeOurs => say("take-ours", ("我方", "ours"), ("用我方的", "as we have it")),
            Self::TakeTheirs => say("take-theirs", ("对方", "theirs"), ("用对方的", "as they have it")),
            Self::TakeBoth => say("take-both", ("两边都要", "both"), ("两边都要", "both of them")),
            Self::TakeOther => say("take-other", ("另写", "write"), ("都不用，另写", "neither: write something else")),
            Self::AddToGit => say("git-add", ("git add", "add to git"), ("冲突都处理好了，告诉 git（git add）", "all conflicts are settled: tell git (git add)")),
            Self::Commit => say("commit", ("提交", "commit"), ("提交这份计划（git commit），说明按改动写好，可以再改", "commit the plan (git commit); the message is written from the changes, and yours to edit")),
            Self::Quit => say("quit", ("退出", "quit"), ("退出（改动随时已保存）", "quit (edits are saved as you go)")),
            Self::Back => say("back", ("返回", "back"), ("返回", "back")),
            Self::Confirm => say("confirm", ("确定", "confirm"), ("确定；还有空格就跳到下一格", "confirm; to the next empty field")),
            Self::NextField => say("next-field", ("下一格", "next field"), ("下一格", "next field")),
            Self::PreviousField => say("previous-field", ("上一格", "previous field"), ("上一格", "previous field")),
            Self::Complete => say("complete", ("填入", "accept"), ("把所选的候选填进来", "accept the chosen proposal")),
            Self::CaretLeft => say("caret-left", ("光标左移", "caret left"), ("光标左移", "caret left")),
            Self::CaretRight => say("caret-right", ("光标右移", "caret right"), ("光标右移", "caret right")),
            Self::WordLeft => say("word-left", ("左移一词", "word left"), ("光标左移一词", "caret one word left")),
            Self::WordRight => say("word-right", ("右移一词", "word right"), ("光标右移一词", "caret one word right")),
            Self::CaretStart => say("caret-start", ("光标到头", "caret to start"), ("光标到行首", "caret to the start of the line")),
            Self::CaretEnd => say("caret-end", ("光标到尾", "caret to end"), ("光标到行尾", "caret to the end of the line")),
            Self::WholeStart => say("whole-start", ("到全文头", "text start"), ("光标到全文开头", "caret to the start of the text")),
            Self::WholeEnd => say("whole-end", ("到全文尾", "text end"), ("光标到全文末尾", "caret to the end of the text")),
            Self::NewLine => say("new-line", ("换行", "new line"), ("换行", "a new line")),
            Self::DeleteBefore => say("delete-before", ("删前字", "delete before"), ("删除光标前的字", "delete before the caret")),
            Self::DeleteAfter => say("delete-after", ("删后字", "delete behind"), ("删除光标后的字", "delete behind the caret")),
            Self::DeleteWord => say("delete-word", ("删前词", "delete word"), ("删除光标前的词", "delete the word before the caret")),
            Self::ClearField => say("clear-field", ("清空", "clear"), ("清空这一格；在文字里删到行首", "clear the field; in a text delete to the start of the line")),
            Self::Keep => say("keep", ("保存", "keep"), ("保存，回到计划", "keep it and go back to the plan")),
            Self::Discard => say("discard", ("放弃", "discard"), ("放弃刚写的内容", "throw away what was written")),
            Self::NextKind => say("next-kind", ("下一类", "next kind"), ("换成下一类记录", "the next kind of note")),
            Self::PreviousKind => say("previous-kind", ("上一类", "previous kind"), ("换成上一类记录", "the previous kind of note")),
            Self::RetrySave => say("retry-save", ("再存一次", "save again"), ("再保存一次，然后退出", "save once more, then leave")),
            Self::SaveAs => say("save-as", ("存到别处", "save elsewhere"), ("存到别处，然后退出", "save to another place, then leave")),
            Self::LeaveUnsaved => say("leave-unsaved", ("不保存，退出", "leave unsaved"), ("不保存，直接退出", "leave without saving")),
            // These three say what they hold.
            Self::SetStatus(_) => say("status", ("状态", "status"), ("状态", "status")),
            Self::Choose(_) => say("choose", ("选择", "choose"), ("按编号选择", "choose by number")),
            Self::Kind(_) => say("kind", ("类别", "kind"), ("记录类别", "kind of note")),
        }
    }
}
