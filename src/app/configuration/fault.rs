//! What is wrong in a configuration file, where, and what can be written there.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::ConfigurationFile;
use super::setting::Setting;
use crate::app::command::Command;
use crate::app::failure::Failure;
use crate::app::key::Key;
use crate::app::keymap::{Clash, Conflict};
use crate::document::{Problem, ProblemKind};
use crate::language::Language;

/// Something wrong in a configuration file. It has no effect; the rest of the file has.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigurationProblem {
    /// The file.
    pub file: Arc<ConfigurationFile>,
    /// Where in its text, in bytes; none for the file as a whole.
    pub span: Option<Range<usize>>,
    /// What it is.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The file is there and cannot be read.
    Unreadable(Failure),
    /// The file is not UTF-8.
    NotUtf8,
    /// It is no TOML there; in the words of the check of plans.
    Syntax(Problem),
    /// There is no such key; the nearest that there is, and all.
    UnknownKey {
        /// As written.
        key: String,
        /// The nearest known one, if one is near.
        nearest: Option<String>,
        /// What the table can hold.
        known: &'static [Setting],
    },
    /// The key cannot have this value.
    WrongValue(Setting),
    /// No command has this name.
    UnknownCommand {
        /// As written.
        id: String,
        /// The nearest known one, if one is near.
        nearest: Option<String>,
    },
    /// No key is called so.
    NoSuchKey {
        /// As written.
        name: String,
        /// The key that may be meant.
        meant: Option<Key>,
    },
    /// A terminal sends the same for two keys.
    SameKey {
        /// As written.
        key: Key,
        /// As what it arrives.
        sent: Key,
    },
    /// The keys of a command cannot be had.
    Conflict(Conflict),
}

impl ConfigurationProblem {
    /// A file that is there and cannot be read.
    pub fn unreadable(path: &Path, failure: Failure) -> Self {
        Self {
            file: Arc::new(ConfigurationFile {
                path: path.to_owned(),
                text: String::new(),
            }),
            span: None,
            fault: Fault::Unreadable(failure),
        }
    }

    /// What is wrong, in one sentence. Holds outside text.
    pub fn words(&self, language: Language) -> String {
        self.fault.words(language)
    }

    /// What to write instead, where that is not plain from the sentence. Holds outside text.
    pub fn way_out(&self, language: Language) -> Option<String> {
        self.fault.way_out(language)
    }
}

/// At most so many characters of a file stand in a sentence.
const QUOTED: usize = 40;

fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}⋯", &text[..end]),
        None => text.to_owned(),
    }
}

/// A command by the name that a file uses and the one that the screen shows.
fn called(command: Command, language: Language) -> String {
    let (id, name) = (command.id(), command.name(language));
    if id == name {
        return id;
    }
    language.pick(format!("{id}（{name}）"), format!("{id} ({name})"))
}

impl Fault {
    /// The name of a kind of fault for programs. Never changes.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::NotUtf8 => "not-utf8",
            Self::Syntax(_) => "syntax",
            Self::UnknownKey { .. } => "unknown-key",
            Self::WrongValue(_) => "unknown-value",
            Self::UnknownCommand { .. } => "unknown-command",
            Self::NoSuchKey { .. } => "unknown-key-name",
            Self::SameKey { .. } => "same-key",
            Self::Conflict(_) => "key-conflict",
        }
    }

    fn words(&self, language: Language) -> String {
        match self {
            Self::Unreadable(failure) => {
                let why = failure.reason(language);
                language.pick(
                    format!("读不了：{why}"),
                    format!("it cannot be read: {why}"),
                )
            }
            Self::NotUtf8 => ProblemKind::NotUtf8(None).words(language),
            // The hint for plans names a table of plans.
            Self::Syntax(problem) => problem.words(language).replace("[[pillar.task]]", "[keys]"),
            Self::UnknownKey { key, .. } => {
                let key = short(key);
                language.pick(format!("不认识 {key}"), format!("{key} is not known"))
            }
            Self::WrongValue(setting) => {
                let key = setting.key();
                language.pick(
                    format!("{key} 不能这样写"),
                    format!("{key} cannot have this value"),
                )
            }
            Self::UnknownCommand { id, .. } => {
                let id = short(id);
                language.pick(
                    format!("没有命令 {id}"),
                    format!("there is no command {id}"),
                )
            }
            Self::NoSuchKey { name, .. } => {
                let name = short(name);
                language.pick(
                    format!("没有叫 {name} 的键"),
                    format!("no key is called {name}"),
                )
            }
            Self::SameKey { key, sent } => language.pick(
                format!("在终端里 {key} 就是 {sent}"),
                format!("to a terminal {key} is {sent}"),
            ),
            Self::Conflict(Conflict { command, reason }) => {
                clash_words(*command, *reason, language)
            }
        }
    }

    fn way_out(&self, language: Language) -> Option<String> {
        Some(match self {
            Self::Unreadable(_) => return None,
            Self::NotUtf8 => return ProblemKind::NotUtf8(None).way_out(language),
            Self::Syntax(problem) => return problem.way_out(language),
            Self::UnknownKey {
                nearest: Some(known),
                ..
            } => language.pick(
                format!("是不是想写 {known}？"),
                format!("is {known} meant?"),
            ),
            Self::UnknownKey { known, .. } => {
                let keys: Vec<String> = known.iter().map(|setting| setting.key()).collect();
                language.pick(
                    format!("可以写：{}", keys.join("、")),
                    format!("choose from: {}", keys.join(", ")),
                )
            }
            Self::WrongValue(setting) => {
                let examples = setting.examples(language);
                language.pick(format!("写成：{examples}"), format!("write: {examples}"))
            }
            Self::UnknownCommand {
                nearest: Some(known),
                ..
            } => language.pick(
                format!("是不是想写 {known}？"),
                format!("is {known} meant?"),
            ),
            Self::UnknownCommand { .. } => language.pick(
                "命令名像 status-done、next-task、note".into(),
                "a command is called as in status-done, next-task, note".into(),
            ),
            Self::NoSuchKey {
                meant: Some(key), ..
            } => language.pick(
                format!("是不是想写 \"{key}\"？"),
                format!("is \"{key}\" meant?"),
            ),
            Self::NoSuchKey { .. } => language.pick(
                "键写成 \"5\"、\"x\"、\"F6\"、\"Ctrl-R\"、\"PgDn\"、\"Space\"、\"Shift-Tab\"".into(),
                "write keys as \"5\", \"x\", \"F6\", \"Ctrl-R\", \"PgDn\", \"Space\", \"Shift-Tab\""
                    .into(),
            ),
            Self::SameKey { .. } => {
                language.pick("请换一个键".into(), "choose another key".into())
            }
            Self::Conflict(Conflict { reason, .. }) => match reason {
                Clash::Taken { by, .. } => {
                    let by = by.id();
                    language.pick(
                        format!("请换一个键，或者在 [keys] 里给 {by} 另配键"),
                        format!("choose another key, or give {by} other keys in [keys]"),
                    )
                }
                Clash::TypesText(_) => language.pick(
                    "请用功能键，或者加 Ctrl，如 \"Ctrl-O\"".into(),
                    "use a function key, or Ctrl as in \"Ctrl-O\"".into(),
                ),
                Clash::NoWayOut => {
                    language.pick("请至少留一个键".into(), "give it one key at least".into())
                }
            },
        })
    }
}

fn clash_words(command: Command, reason: Clash, language: Language) -> String {
    let own = called(command, language);
    match reason {
        Clash::Taken { key, by } => {
            let by = called(by, language);
            language.pick(
                format!("{own} 不能用 {key}：{by} 在用"),
                format!("{own} cannot have {key}: {by} has it"),
            )
        }
        Clash::TypesText(key) => language.pick(
            format!("{own} 不能用 {key}：在写字的地方这是文字"),
            format!("{own} cannot have {key}: where it is given, that is text"),
        ),
        Clash::NoWayOut => language.pick(
            format!("{own} 不能没有键：有的画面只能靠它离开"),
            format!("{own} cannot be without a key: it is the way out"),
        ),
    }
}
