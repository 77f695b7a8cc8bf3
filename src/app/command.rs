//! The one table of commands: where each can be given, by which keys, in which words.
//!
//! The keymap, the footer and the help are made from it. A command's effect is in `update`.
//!
//! Every command that has a letter has a key that is none, because letters do not arrive while an
//! input method is on.

use super::key::{Code, Key};
use crate::language::Language;
use crate::plan::Status;

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// One line or entry up.
    Up,
    /// One line or entry down.
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
    /// Turn the side pane's page down, wherever the keys go.
    TextDown,
    /// Turn the side pane's page up.
    TextUp,
    /// Close all pillars.
    FoldAll,
    /// Open all pillars.
    UnfoldAll,
    /// Report a status.
    SetStatus(Status),
    /// Take the last step back.
    Undo,
    /// Do again what was undone.
    Redo,
    /// Show what is wrong with the file.
    Problems,
    /// Show the keys.
    Help,
    /// The other language.
    SwitchLanguage,
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
    /// The caret one character left.
    CaretLeft,
    /// The caret one character right.
    CaretRight,
    /// The caret to the start.
    CaretStart,
    /// The caret to the end.
    CaretEnd,
    /// Delete before the caret.
    DeleteBefore,
    /// Delete behind the caret.
    DeleteAfter,
    /// Empty the field.
    ClearField,
    /// Try to save again, then leave.
    RetrySave,
    /// Leave and lose what is not saved.
    LeaveUnsaved,
}

/// Which part of the screen the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// The tree of the walk.
    Tree,
    /// The side pane of the walk.
    Pane,
    /// A page over the screen: help, problems.
    Page,
    /// A list to choose from.
    Menu,
    /// Fields to fill in.
    Form,
    /// What an import came to, with a field for the file's name.
    Review,
    /// The question before leaving with unsaved edits.
    Question,
}

impl Context {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Tree,
        Self::Pane,
        Self::Page,
        Self::Menu,
        Self::Form,
        Self::Review,
        Self::Question,
    ];

    /// Whether characters are text here, and so no commands.
    pub fn takes_text(self) -> bool {
        matches!(self, Self::Form | Self::Review)
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What is asked for.
    pub command: Command,
    /// Where it can be.
    pub contexts: &'static [Context],
    /// By which keys; the first is the one that is shown.
    pub keys: &'static [Key],
    /// How soon it stands in the footer, from 1; 0 is never.
    pub rank: u8,
}

use Code::{
    BackTab, Backspace, Delete, Down, End, Enter, Esc, F, Home, Left, PageDown, PageUp, Right, Tab,
    Up,
};
use Context::{Form, Menu, Page, Pane, Question, Review, Tree};

const WALK: &[Context] = &[Tree, Pane];
const LISTS: &[Context] = &[Tree, Pane, Page, Menu];
const TEXT: &[Context] = &[Form, Review];

const fn key(code: Code) -> Key {
    Key::plain(code)
}

const fn on(
    command: Command,
    contexts: &'static [Context],
    keys: &'static [Key],
    rank: u8,
) -> Binding {
    Binding {
        command,
        contexts,
        keys,
        rank,
    }
}

const fn status(status: Status, keys: &'static [Key]) -> Binding {
    on(Command::SetStatus(status), WALK, keys, 0)
}

const fn choose(number: u8, keys: &'static [Key]) -> Binding {
    on(Command::Choose(number), &[Menu], keys, 0)
}

/// The table, in the order of the help.
const TABLE: &[Binding] = &[
    on(Command::Up, LISTS, &[key(Up), Key::char('k')], 0),
    on(Command::Down, LISTS, &[key(Down), Key::char('j')], 0),
    on(Command::Up, &[Review], &[key(Up)], 0),
    on(Command::Down, &[Review], &[key(Down)], 0),
    on(Command::Left, WALK, &[key(Left), Key::char('h')], 0),
    on(Command::Right, WALK, &[key(Right), Key::char('l')], 0),
    on(Command::First, LISTS, &[key(Home), Key::char('g')], 0),
    on(Command::Last, LISTS, &[key(End), Key::char('G')], 0),
    on(
        Command::PageUp,
        &[Tree, Pane, Page, Menu, Review],
        &[key(PageUp)],
        0,
    ),
    on(
        Command::PageDown,
        &[Tree, Pane, Page, Menu, Review],
        &[key(PageDown)],
        0,
    ),
    on(Command::Open, &[Tree], &[key(Enter)], 3),
    on(Command::Open, &[Menu], &[key(Enter)], 1),
    on(Command::SwitchPane, WALK, &[key(Tab), key(BackTab)], 5),
    on(
        Command::NextTask,
        WALK,
        &[Key::char('.'), Key::char('n')],
        6,
    ),
    on(
        Command::PreviousTask,
        WALK,
        &[Key::char(','), Key::char('p')],
        0,
    ),
    on(Command::TextDown, WALK, &[Key::char(' ')], 7),
    on(Command::TextUp, WALK, &[key(Backspace)], 0),
    on(Command::FoldAll, WALK, &[Key::char('-')], 0),
    on(
        Command::UnfoldAll,
        WALK,
        &[Key::char('+'), Key::char('=')],
        0,
    ),
    Binding {
        rank: 2,
        ..status(Status::NotStarted, &[Key::char('1')])
    },
    status(Status::OnTrack, &[Key::char('2')]),
    status(Status::AtRisk, &[Key::char('3')]),
    status(Status::OffTrack, &[Key::char('4')]),
    status(Status::Done, &[Key::char('5')]),
    status(Status::Closed, &[Key::char('6')]),
    status(Status::OnHold, &[Key::char('7')]),
    status(Status::Dropped, &[Key::char('8')]),
    choose(1, &[Key::char('1')]),
    choose(2, &[Key::char('2')]),
    choose(3, &[Key::char('3')]),
    choose(4, &[Key::char('4')]),
    choose(5, &[Key::char('5')]),
    choose(6, &[Key::char('6')]),
    choose(7, &[Key::char('7')]),
    choose(8, &[Key::char('8')]),
    choose(9, &[Key::char('9')]),
    on(Command::Undo, WALK, &[Key::char('u'), key(F(7))], 4),
    on(Command::Redo, WALK, &[Key::ctrl('r'), key(F(8))], 8),
    on(Command::Problems, WALK, &[Key::char('!')], 0),
    on(Command::Confirm, TEXT, &[key(Enter)], 1),
    on(Command::NextField, &[Form], &[key(Tab), key(Down)], 3),
    on(Command::PreviousField, &[Form], &[key(BackTab), key(Up)], 0),
    on(Command::CaretLeft, TEXT, &[key(Left)], 0),
    on(Command::CaretRight, TEXT, &[key(Right)], 0),
    on(Command::CaretStart, TEXT, &[key(Home)], 0),
    on(Command::CaretEnd, TEXT, &[key(End)], 0),
    on(Command::DeleteBefore, TEXT, &[key(Backspace)], 0),
    on(Command::DeleteAfter, TEXT, &[key(Delete)], 0),
    on(Command::ClearField, TEXT, &[Key::ctrl('u'), key(F(4))], 4),
    on(
        Command::RetrySave,
        &[Question],
        &[key(Enter), Key::char('r')],
        1,
    ),
    on(
        Command::LeaveUnsaved,
        &[Question],
        &[key(F(10)), Key::char('x'), Key::ctrl('c')],
        2,
    ),
    on(
        Command::Help,
        &[Tree, Pane, Menu],
        &[Key::char('?'), key(F(1))],
        1,
    ),
    on(Command::Help, TEXT, &[key(F(1))], 5),
    on(Command::Back, &[Pane], &[key(Esc), key(Enter)], 3),
    on(
        Command::Back,
        &[Page],
        &[
            key(Esc),
            key(Enter),
            Key::char('?'),
            key(F(1)),
            Key::char('q'),
        ],
        1,
    ),
    on(Command::Back, &[Form, Review, Question], &[key(Esc)], 2),
    on(
        Command::SwitchLanguage,
        &[Tree, Pane, Page, Menu],
        &[Key::char('L'), key(F(9))],
        10,
    ),
    on(
        Command::SwitchLanguage,
        &[Form, Review, Question],
        &[key(F(9))],
        0,
    ),
    on(
        Command::Redraw,
        &Context::ALL,
        &[Key::ctrl('l'), key(F(12))],
        0,
    ),
    on(
        Command::Suspend,
        &Context::ALL,
        &[Key::ctrl('z'), key(F(11))],
        0,
    ),
    on(
        Command::Quit,
        &[Tree, Pane, Menu],
        &[Key::char('q'), key(F(10)), Key::ctrl('c')],
        9,
    ),
    on(
        Command::Quit,
        &[Page, Form, Review],
        &[key(F(10)), Key::ctrl('c')],
        0,
    ),
];

/// The lines of the table that hold in a context, in the order of the help.
pub fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    TABLE
        .iter()
        .filter(move |binding| binding.contexts.contains(&context))
}

/// The command that a key gives in a context. Where characters are text, only the key itself counts;
/// elsewhere its full-width twin does too.
pub fn command_for(context: Context, key: Key) -> Option<Command> {
    let key = if context.takes_text() {
        key
    } else {
        key.folded()
    };
    bindings(context)
        .find(|binding| binding.keys.contains(&key))
        .map(|binding| binding.command)
}

/// The key to show for a command in a context; empty where it has none there.
pub fn key_name(context: Context, command: Command) -> String {
    bindings(context)
        .find(|binding| binding.command == command)
        .and_then(|binding| binding.keys.first())
        .map_or_else(String::new, ToString::to_string)
}

impl Command {
    /// One or two words, for the footer.
    pub fn name(self, language: Language) -> &'static str {
        match self {
            Self::Up => language.pick("上移", "up"),
            Self::Down => language.pick("下移", "down"),
            Self::Left => language.pick("收起", "close"),
            Self::Right => language.pick("展开", "open"),
            Self::First => language.pick("开头", "start"),
            Self::Last => language.pick("末尾", "end"),
            Self::PageUp => language.pick("上一页", "page up"),
            Self::PageDown => language.pick("下一页", "page down"),
            Self::Open => language.pick("打开", "open"),
            Self::SwitchPane => language.pick("换栏", "other pane"),
            Self::NextTask => language.pick("下一项", "next task"),
            Self::PreviousTask => language.pick("上一项", "task before"),
            Self::TextDown => language.pick("翻正文", "turn text"),
            Self::TextUp => language.pick("正文回翻", "text back"),
            Self::FoldAll => language.pick("全部收起", "close all"),
            Self::UnfoldAll => language.pick("全部展开", "open all"),
            Self::SetStatus(status) => status.word(language),
            Self::Undo => language.pick("撤销", "undo"),
            Self::Redo => language.pick("重做", "redo"),
            Self::Problems => language.pick("文件问题", "problems"),
            Self::Help => language.pick("帮助", "help"),
            Self::SwitchLanguage => language.pick("English", "中文"),
            Self::Redraw => language.pick("重画", "redraw"),
            Self::Suspend => language.pick("挂起", "suspend"),
            Self::Quit => language.pick("退出", "quit"),
            Self::Back => language.pick("返回", "back"),
            Self::Choose(_) => language.pick("选择", "choose"),
            Self::Confirm => language.pick("确定", "confirm"),
            Self::NextField => language.pick("下一格", "next field"),
            Self::PreviousField => language.pick("上一格", "field before"),
            Self::CaretLeft => language.pick("光标左移", "caret left"),
            Self::CaretRight => language.pick("光标右移", "caret right"),
            Self::CaretStart => language.pick("光标到头", "caret to start"),
            Self::CaretEnd => language.pick("光标到尾", "caret to end"),
            Self::DeleteBefore => language.pick("删前字", "delete before"),
            Self::DeleteAfter => language.pick("删后字", "delete behind"),
            Self::ClearField => language.pick("清空", "clear"),
            Self::RetrySave => language.pick("再存一次", "save again"),
            Self::LeaveUnsaved => language.pick("不保存，退出", "leave unsaved"),
        }
    }

    /// What it does, for the help.
    pub fn help(self, language: Language) -> String {
        let words = match self {
            Self::Up => language.pick("上移一行", "one line up"),
            Self::Down => language.pick("下移一行", "one line down"),
            Self::Left => language.pick(
                "收起板块；从正文回到目录",
                "close the pillar; back to the tree",
            ),
            Self::Right => language.pick("展开板块；进入正文", "open the pillar; into the text"),
            Self::First => language.pick("到开头", "to the start"),
            Self::Last => language.pick("到末尾", "to the end"),
            Self::PageUp => language.pick("上翻一页", "one page up"),
            Self::PageDown => language.pick("下翻一页", "one page down"),
            Self::Open => language.pick(
                "打开所选：板块开合，任务看正文",
                "open: fold a pillar, read a task",
            ),
            Self::SwitchPane => {
                language.pick("在目录和正文之间切换", "between the tree and the text")
            }
            Self::NextTask => language.pick(
                "下一项任务，不管板块是否收起",
                "next task, whatever is closed",
            ),
            Self::PreviousTask => language.pick("上一项任务", "task before"),
            Self::TextDown => language.pick("正文下翻一页", "turn the text one page down"),
            Self::TextUp => language.pick("正文上翻一页", "turn the text one page up"),
            Self::FoldAll => language.pick("收起所有板块", "close all pillars"),
            Self::UnfoldAll => language.pick("展开所有板块", "open all pillars"),
            Self::SetStatus(status) => {
                let word = status.word(language);
                return language.pick(format!("状态：{word}"), format!("status: {word}"));
            }
            Self::Undo => language.pick("撤销上一步", "undo the last step"),
            Self::Redo => language.pick("重做撤销的一步", "redo what was undone"),
            Self::Problems => {
                language.pick("列出计划文件的问题", "list what is wrong with the file")
            }
            Self::Help => language.pick("这页帮助", "this help"),
            Self::SwitchLanguage => language.pick("换成英文界面", "switch to Chinese"),
            Self::Redraw => language.pick("重画屏幕", "draw the screen again"),
            Self::Suspend => language.pick(
                "挂起，回到命令行（fg 返回）",
                "suspend to the shell (fg returns)",
            ),
            Self::Quit => {
                language.pick("退出（改动随时已保存）", "quit (edits are saved as you go)")
            }
            Self::Back => language.pick("返回", "back"),
            Self::Choose(_) => language.pick("按编号选择", "choose by number"),
            Self::Confirm => {
                language.pick("确定；跳到下一个空格", "confirm; to the next empty field")
            }
            Self::NextField => language.pick("下一格", "next field"),
            Self::PreviousField => language.pick("上一格", "field before"),
            Self::CaretLeft => language.pick("光标左移", "caret left"),
            Self::CaretRight => language.pick("光标右移", "caret right"),
            Self::CaretStart => language.pick("光标到行首", "caret to the start"),
            Self::CaretEnd => language.pick("光标到行尾", "caret to the end"),
            Self::DeleteBefore => language.pick("删除光标前的字", "delete before the caret"),
            Self::DeleteAfter => language.pick("删除光标后的字", "delete behind the caret"),
            Self::ClearField => language.pick("清空这一格", "clear the field"),
            Self::RetrySave => language.pick("再保存一次，然后退出", "save once more, then leave"),
            Self::LeaveUnsaved => language.pick("不保存，直接退出", "leave without saving"),
        };
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_key_has_two_commands_in_one_context() {
        for context in Context::ALL {
            let mut taken = HashMap::new();
            for binding in bindings(context) {
                for &key in binding.keys {
                    let before = taken.insert(key, binding.command);
                    assert_eq!(before, None, "{key} in {context:?}: {:?}", binding.command);
                }
            }
        }
    }

    #[test]
    fn every_command_has_words_in_both_languages() {
        for binding in TABLE {
            for language in [Language::Chinese, Language::English] {
                assert!(!binding.command.name(language).is_empty());
                assert!(!binding.command.help(language).is_empty());
            }
            let (zh, en) = (Language::Chinese, Language::English);
            assert_ne!(binding.command.name(zh), binding.command.name(en));
            assert_ne!(binding.command.help(zh), binding.command.help(en));
        }
    }

    #[test]
    fn every_command_has_a_key_that_is_no_letter() {
        for context in Context::ALL {
            let mut reachable: HashMap<Command, bool> = HashMap::new();
            for binding in bindings(context) {
                let plain = binding.keys.iter().any(|key| !key.is_letter());
                *reachable.entry(binding.command).or_default() |= plain;
            }
            for (command, plain) in reachable {
                assert!(plain, "{command:?} in {context:?}");
            }
        }
    }

    #[test]
    fn no_character_is_a_command_where_text_is_written() {
        for context in Context::ALL.into_iter().filter(|c| c.takes_text()) {
            for binding in bindings(context) {
                for key in binding.keys {
                    assert_eq!(key.typed(), None, "{key} in {context:?}");
                }
            }
        }
    }

    #[test]
    fn every_context_can_be_left_and_keys_are_written_folded() {
        for context in Context::ALL {
            assert!(
                bindings(context)
                    .any(|binding| matches!(binding.command, Command::Back | Command::Quit)),
                "{context:?}"
            );
        }
        for key in TABLE.iter().flat_map(|binding| binding.keys) {
            assert_eq!(key.folded(), *key);
        }
    }

    #[test]
    fn full_width_keys_give_the_same_commands() {
        let full = |character| command_for(Context::Tree, Key::char(character));
        assert_eq!(full('？'), Some(Command::Help));
        assert_eq!(full('３'), Some(Command::SetStatus(Status::AtRisk)));
        assert_eq!(full('。'), Some(Command::NextTask));
        assert_eq!(full('，'), Some(Command::PreviousTask));
        assert_eq!(full('！'), Some(Command::Problems));
        assert_eq!(command_for(Context::Form, Key::char('？')), None);
    }
}
