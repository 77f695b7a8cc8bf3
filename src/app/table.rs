//! The one table of commands: where each can be given, and by which keys.
//!
//! The keymap, the palette, the footer and the help are made from it. Every command has a key that is
//! no letter in every context where it can be given, because letters do not arrive while an input
//! method is on; `Ctrl` with a letter counts as a letter.

use super::command::Command;
use super::key::{Code, Key};
use crate::plan::{NoteKind, Status};

/// Which part of the screen the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// The tree of the walk.
    Tree,
    /// The side pane of the walk.
    Pane,
    /// One task for the room.
    Present,
    /// The list of revisions.
    History,
    /// What changed between two revisions.
    Changes,
    /// A line to type in the walk: a date, a name, a title.
    Prompt,
    /// A note or a text being written.
    Write,
    /// The conflicts of a merge.
    Conflicts,
    /// The question what becomes of a text that was being written.
    Draft,
    /// The search for commands.
    Palette,
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
    /// The question where else to save.
    SaveAs,
}

impl Context {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Tree,
        Self::Pane,
        Self::Present,
        Self::History,
        Self::Changes,
        Self::Prompt,
        Self::Write,
        Self::Conflicts,
        Self::Draft,
        Self::Palette,
        Self::Page,
        Self::Menu,
        Self::Form,
        Self::Review,
        Self::Question,
        Self::SaveAs,
    ];

    /// Whether characters are text here, and so no commands.
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Form | Self::Review | Self::Prompt | Self::Write | Self::Palette | Self::SaveAs
        )
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
    BackTab, Backspace, Delete, Down, End, Enter, Esc, F, Home, Insert, Left, PageDown, PageUp,
    Right, Tab, Up,
};
use Context::{
    Changes, Conflicts, Draft, Form, History, Menu, Page, Palette, Pane, Present, Prompt, Question,
    Review, SaveAs, Tree, Write,
};

const WALK: &[Context] = &[Tree, Pane];
const REPORT: &[Context] = &[Tree, Pane, Present];
const LISTS: &[Context] = &[Tree, Pane, Present, History, Changes, Page, Menu];
/// Where one side is gone to from the other.
const SIDES: &[Context] = &[Tree, Pane, History, Changes];
const LINES: &[Context] = &[Form, Review, Prompt, Palette, SaveAs];
const TEXTS: &[Context] = &[Form, Review, Prompt, Palette, SaveAs, Write];
/// Where a word or two that are typed choose among entries.
const PICK: &[Context] = &[Prompt, Palette];

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
    on(Command::SetStatus(status), REPORT, keys, 0)
}

const fn choose(number: u8, keys: &'static [Key]) -> Binding {
    on(Command::Choose(number), &[Menu], keys, 0)
}

const fn kind(kind: NoteKind, keys: &'static [Key]) -> Binding {
    on(Command::Kind(kind), &[Write], keys, 0)
}

/// The table, in the order of the help.
#[rustfmt::skip]
pub(super) const TABLE: &[Binding] = &[
    // To go somewhere.
    on(Command::Up, LISTS, &[key(Up), Key::char('k')], 0),
    on(Command::Down, LISTS, &[key(Down), Key::char('j')], 0),
    on(Command::Up, &[Review, Prompt, Palette, Write], &[key(Up)], 0),
    on(Command::Down, &[Review, Prompt, Palette, Write], &[key(Down)], 0),
    on(Command::Left, SIDES, &[key(Left), Key::char('h')], 0),
    on(Command::Right, SIDES, &[key(Right), Key::char('l')], 0),
    on(Command::First, LISTS, &[key(Home), Key::char('g')], 0),
    on(Command::Last, LISTS, &[key(End), Key::char('G')], 0),
    on(Command::PageUp, &[Tree, Pane, History, Changes, Page, Menu, Review, Palette, Write], &[key(PageUp)], 0),
    on(Command::PageDown, &[Tree, Pane, History, Changes, Page, Menu, Review, Palette, Write], &[key(PageDown)], 0),
    on(Command::PresentNext, &[Present], &[key(PageDown), key(Right), Key::char(' '), Key::char('n'), key(Enter)], 1),
    on(Command::PresentPrevious, &[Present], &[key(PageUp), key(Left), key(Backspace), Key::char('p')], 3),
    on(Command::Open, &[Tree], &[key(Enter)], 3),
    on(Command::Open, &[Menu, History, Changes], &[key(Enter)], 1),
    on(Command::SwitchPane, SIDES, &[key(Tab), key(BackTab)], 10),
    on(Command::NextTask, WALK, &[Key::char('.'), Key::char('n')], 9),
    on(Command::PreviousTask, WALK, &[Key::char(','), Key::char('p')], 0),
    on(Command::NextPillar, WALK, &[Key::char('}')], 0),
    on(Command::PreviousPillar, WALK, &[Key::char('{')], 0),
    on(Command::TextDown, WALK, &[Key::char(' ')], 11),
    on(Command::TextUp, WALK, &[key(Backspace)], 0),
    on(Command::FoldAll, WALK, &[Key::char('<')], 0),
    on(Command::UnfoldAll, WALK, &[Key::char('>')], 0),
    on(Command::Zoom, WALK, &[key(F(6)), Key::char('z')], 0),
    on(Command::DividerLeft, WALK, &[Key::char('(')], 0),
    on(Command::DividerRight, WALK, &[Key::char(')')], 0),
    on(Command::Present, &[Tree, Pane], &[key(F(5))], 8),

    // To report.
    on(Command::SetStatus(Status::NotStarted), WALK, &[Key::char('1')], 2),
    on(Command::SetStatus(Status::NotStarted), &[Present], &[Key::char('1')], 6),
    status(Status::OnTrack, &[Key::char('2')]),
    status(Status::AtRisk, &[Key::char('3')]),
    status(Status::OffTrack, &[Key::char('4')]),
    status(Status::Done, &[Key::char('5')]),
    status(Status::Closed, &[Key::char('6')]),
    status(Status::OnHold, &[Key::char('7')]),
    status(Status::Dropped, &[Key::char('8')]),
    on(Command::Mark, WALK, &[Key::char('*'), Key::char('m')], 0),
    on(Command::ClearMarks, &[Tree], &[key(Esc)], 0),
    on(Command::ProgressUp, REPORT, &[Key::char('+'), Key::char('=')], 0),
    on(Command::ProgressDown, REPORT, &[Key::char('-')], 0),
    on(Command::Note, WALK, &[Key::char('o'), Key::char(';')], 4),
    on(Command::Due, WALK, &[key(F(3)), Key::char('d')], 0),
    on(Command::Lead, WALK, &[key(F(4)), Key::char('w')], 0),
    on(Command::Support, WALK, &[Key::char('&'), Key::char('s')], 0),

    // To change the plan.
    on(Command::EditItem, &[Pane], &[key(Enter)], 1),
    on(Command::Rename, WALK, &[key(F(2)), Key::char('r')], 0),
    on(Command::EditText, WALK, &[Key::char('"'), Key::char('e')], 0),
    on(Command::EditOutside, WALK, &[Key::char('|'), Key::char('E')], 0),
    on(Command::Add, WALK, &[key(Insert), Key::char('a')], 0),
    on(Command::AddPillar, WALK, &[Key::char('#'), Key::char('A')], 0),
    on(Command::MakeMeasure, WALK, &[Key::char('%'), Key::char('M')], 0),
    on(Command::MoveUp, WALK, &[Key { ctrl: true, ..key(Up) }, Key::char('K')], 0),
    on(Command::MoveDown, WALK, &[Key { ctrl: true, ..key(Down) }, Key::char('J')], 0),
    on(Command::MoveTo, WALK, &[Key::char('@'), Key::char('P')], 0),
    on(Command::Delete, WALK, &[key(Delete)], 0),
    on(Command::Undo, REPORT, &[Key::char('u'), key(F(7))], 5),
    on(Command::Redo, REPORT, &[Key::ctrl('r'), key(F(8))], 0),

    // Earlier revisions.
    on(Command::OlderRevision, REPORT, &[Key::char('[')], 2),
    on(Command::NewerRevision, REPORT, &[Key::char(']')], 2),
    on(Command::ComeBack, REPORT, &[Key::char('0')], 1),
    on(Command::Revisions, WALK, &[Key::char('$'), Key::char('v')], 0),
    on(Command::Visit, &[History, Changes], &[Key::char('$'), Key::char('v')], 3),
    on(Command::Base, &[History, Changes], &[Key::char('*'), Key::char('m')], 4),
    on(Command::Since, WALK, &[Key::char('9'), Key::char('S')], 0),
    on(Command::NextChange, REPORT, &[Key { ctrl: true, ..key(Right) }], 2),
    on(Command::PreviousChange, REPORT, &[Key { ctrl: true, ..key(Left) }], 0),
    on(Command::TaskHistory, WALK, &[Key::char('\''), Key::char('H')], 0),
    // To record.
    on(Command::Commit, WALK, &[Key { ctrl: true, ..key(End) }, Key::char('c')], 0),
    on(Command::Conflicts, WALK, &[Key { ctrl: true, ..key(Home) }, Key::char('C')], 0),
    on(Command::TakeOurs, &[Conflicts], &[Key::char('1')], 1),
    on(Command::TakeTheirs, &[Conflicts], &[Key::char('2')], 2),
    on(Command::TakeBoth, &[Conflicts], &[Key::char('3')], 3),
    on(Command::TakeOther, &[Conflicts], &[key(Enter), Key::char('4'), Key::char('e')], 4),
    on(Command::AddToGit, &[Conflicts], &[Key::char('+'), Key::char('a')], 5),
    on(Command::Up, &[Conflicts], &[key(Up), Key::char('k'), Key::char(',')], 0),
    on(Command::Down, &[Conflicts], &[key(Down), Key::char('j'), Key::char('.')], 0),
    on(Command::First, &[Conflicts], &[key(Home), Key::char('g')], 0),
    on(Command::Last, &[Conflicts], &[key(End), Key::char('G')], 0),
    on(Command::PageUp, &[Conflicts], &[key(PageUp), key(Backspace)], 0),
    on(Command::PageDown, &[Conflicts], &[key(PageDown), Key::char(' ')], 0),
    on(Command::Undo, &[Conflicts], &[key(F(7)), Key::char('u')], 7),
    on(Command::Redo, &[Conflicts], &[key(F(8)), Key::ctrl('r')], 0),
    on(Command::Back, &[Conflicts], &[key(Esc), Key::char('q')], 6),

    // For the room.
    // Clickers send one or the other.
    on(Command::Blank, &[Present], &[Key::char('b'), Key::char('.')], 4),

    // Entries.
    choose(1, &[Key::char('1')]),
    choose(2, &[Key::char('2')]),
    choose(3, &[Key::char('3')]),
    choose(4, &[Key::char('4')]),
    choose(5, &[Key::char('5')]),
    choose(6, &[Key::char('6')]),
    choose(7, &[Key::char('7')]),
    choose(8, &[Key::char('8')]),
    choose(9, &[Key::char('9')]),

    // To write.
    kind(NoteKind::Progress, &[key(F(2))]),
    kind(NoteKind::Issue, &[key(F(3))]),
    kind(NoteKind::Next, &[key(F(4))]),
    kind(NoteKind::Decision, &[key(F(5))]),
    kind(NoteKind::Action, &[key(F(6))]),
    on(Command::NextKind, &[Write], &[key(Tab)], 3),
    on(Command::PreviousKind, &[Write], &[key(BackTab)], 0),
    on(Command::Keep, &[Write], &[Key::ctrl('s'), Key { alt: true, ..key(Enter) }], 1),
    on(Command::Keep, &[Draft], &[key(Enter)], 1),
    on(Command::Discard, &[Draft], &[key(Delete), Key::char('x')], 2),
    on(Command::NewLine, &[Write], &[key(Enter)], 0),
    on(Command::Confirm, LINES, &[key(Enter)], 1),
    on(Command::Complete, &[Prompt], &[key(Tab)], 3),
    on(Command::NextField, &[Form], &[key(Tab), key(Down)], 3),
    on(Command::PreviousField, &[Form], &[key(BackTab), key(Up)], 0),
    on(Command::CaretLeft, TEXTS, &[key(Left)], 0),
    on(Command::CaretRight, TEXTS, &[key(Right)], 0),
    on(Command::WordLeft, TEXTS, &[Key { ctrl: true, ..key(Left) }], 0),
    on(Command::WordRight, TEXTS, &[Key { ctrl: true, ..key(Right) }], 0),
    on(Command::CaretStart, TEXTS, &[key(Home)], 0),
    on(Command::CaretEnd, TEXTS, &[key(End)], 0),
    on(Command::WholeStart, &[Write], &[Key { ctrl: true, ..key(Home) }], 0),
    on(Command::WholeEnd, &[Write], &[Key { ctrl: true, ..key(End) }], 0),
    on(Command::DeleteBefore, TEXTS, &[key(Backspace)], 0),
    on(Command::DeleteAfter, TEXTS, &[key(Delete)], 0),
    on(Command::DeleteWord, TEXTS, &[Key { ctrl: true, ..key(Backspace) }, Key::ctrl('w')], 0),
    on(Command::ClearField, &[Form, Review, SaveAs], &[Key::ctrl('u'), key(F(4))], 4),
    // Not the key that opens a prompt: pressed twice, it must not empty what it was opened for.
    on(Command::ClearField, PICK, &[Key::ctrl('u'), Key { ctrl: true, ..key(Delete) }], 0),
    on(Command::ClearField, &[Write], &[Key::ctrl('u'), Key { ctrl: true, ..key(Delete) }], 0),
    on(Command::Undo, &[Write], &[Key::ctrl('z'), key(F(7))], 0),
    on(Command::Redo, &[Write], &[Key::ctrl('y'), key(F(8))], 0),
    on(Command::EditOutside, &[Write], &[Key::ctrl('o'), key(F(11))], 0),

    // To leave.
    on(Command::RetrySave, &[Question], &[key(Enter), Key::char('r')], 1),
    on(Command::SaveAs, &[Question], &[key(F(2)), Key::char('s')], 2),
    on(Command::LeaveUnsaved, &[Question], &[key(F(10)), Key::char('x'), Key::ctrl('c')], 3),
    on(Command::Back, &[Pane], &[key(Esc)], 3),
    on(Command::Back, &[Present], &[key(Esc), key(F(5)), Key::char('q')], 2),
    on(Command::Back, &[History, Changes], &[key(Esc), Key::char('q')], 2),
    on(Command::Back, &[Page], &[key(Esc), key(Enter), Key::char('?'), key(F(1)), Key::char('q')], 1),
    on(Command::Back, &[Form, Review, Prompt, Palette, Draft], &[key(Esc)], 2),
    on(Command::Back, &[SaveAs], &[key(Esc), Key::ctrl('c')], 2),
    on(Command::Back, &[Question], &[key(Esc)], 4),
    on(Command::Back, &[Write], &[key(Esc), Key::ctrl('c')], 2),

    // Everywhere.
    on(Command::Help, &[Conflicts], &[Key::char('?'), key(F(1))], 8),
    on(Command::Help, &[Tree, Pane, Menu], &[Key::char('?'), key(F(1))], 1),
    on(Command::Help, &[Present, History, Changes], &[Key::char('?'), key(F(1))], 5),
    on(Command::Help, &[Draft], &[key(F(1))], 0),
    on(Command::Help, &[Form, Review, Prompt, Palette, Write], &[key(F(1))], 5),
    on(Command::Palette, &[Tree, Pane, Present, History, Changes], &[Key::char(':'), Key::ctrl('p')], 6),
    on(Command::Problems, &[Tree, Pane, Menu], &[Key::char('!')], 0),
    on(Command::SwitchLanguage, &[Tree, Pane, Conflicts, History, Changes, Page, Menu, Present], &[Key::char('L'), key(F(9))], 12),
    on(Command::SwitchLanguage, &[Form, Review, Question, SaveAs, Prompt, Write, Draft, Palette], &[key(F(9))], 0),
    on(Command::SwitchLook, &[Tree, Pane, Present, Conflicts, History, Changes, Menu], &[Key::char('~'), Key::char('T')], 0),
    on(Command::SwitchMouse, &[Tree, Pane, Present, Conflicts, History, Changes, Menu], &[Key::char('`'), Key::char('X')], 0),
    on(Command::Redraw, &Context::ALL, &[Key::ctrl('l'), key(F(12))], 0),
    on(Command::Suspend, &[Tree, Pane, Present, Conflicts, History, Changes, Prompt, Draft, Palette, Page, Menu, Form, Review, Question, SaveAs], &[Key::ctrl('z'), key(F(11))], 0),
    on(Command::Quit, &[Tree, Pane, Menu], &[Key::char('q'), key(F(10)), Key::ctrl('c')], 7),
    on(Command::Quit, &[Page, Form, Review, Present, Conflicts, History, Changes, Prompt, Palette], &[key(F(10)), Key::ctrl('c')], 0),
    on(Command::Palette, &[Conflicts], &[Key::char(':'), Key::ctrl('p')], 0),
];
