//! What a person sets once: language, look, name, layout, keys.
//!
//! Owns the meaning of `planwalk.toml` and of two of them, the person's own and the repository's. Never
//! opens a file: text comes in. What is wrong in a file is told and has no effect; everything else
//! in it counts.
//!
//! | module | owns |
//! |---|---|
//! | `setting` | the keys of the file, and what can be written behind each |
//! | `decode` | text to values and what is wrong |
//! | `fault` | what is wrong, where, in words |
//! | `nearest` | what a misspelt word was meant to be |

mod decode;
mod fault;
mod nearest;
mod setting;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::command::Command;
use super::key::Key;
use super::keymap::{Clash, Keymap, Override};
use super::look::Look;
use crate::language::Language;

pub use fault::{ConfigurationProblem, Fault};
pub use setting::Setting;

/// The name of a configuration file, wherever it lies.
pub const CONFIGURATION_NAME: &str = "planwalk.toml";

/// What a file or two say; what they do not say is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configuration {
    /// The language of the interface.
    pub language: Option<Language>,
    /// What the colours are made for.
    pub look: Option<LookChoice>,
    /// Who signs notes: one line, not empty.
    pub name: Option<String>,
    /// How wide the terminal draws characters of ambiguous width.
    pub ambiguous: Option<AmbiguousChoice>,
    /// Whether the mouse is the program's.
    pub mouse: Option<bool>,
    /// The tree's share of the width, in percent, 20 to 80.
    pub share: Option<u16>,
    /// Whether one pane has the whole width.
    pub is_zoomed: Option<bool>,
    /// Keys for commands, no command twice; of two that want one key the first gets it.
    pub keys: Vec<KeysOf>,
}

/// A look, or the one that fits the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookChoice {
    /// As the terminal's ground asks for.
    Auto,
    /// This one.
    Is(Look),
}

/// How wide the terminal draws characters of ambiguous width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmbiguousChoice {
    /// As the terminal says.
    Auto,
    /// One column.
    Narrow,
    /// Two columns.
    Wide,
    /// Nobody knows: other characters are shown in their place.
    Substitute,
}

/// Keys for a command, and where a file says so.
#[derive(Clone, Debug, PartialEq)]
pub struct KeysOf {
    /// The command.
    pub command: Command,
    /// Its keys, the one that is shown first; empty if it is to have none.
    pub keys: Vec<Key>,
    file: Arc<ConfigurationFile>,
    span: Range<usize>,
    /// Where each of the keys stands.
    spans: Vec<Range<usize>>,
}

impl KeysOf {
    /// Where a person looks for what keeps the keys from being had.
    fn place_of(&self, reason: Clash) -> Range<usize> {
        let key = match reason {
            Clash::Taken { key, .. } | Clash::TypesText(key) => key,
            Clash::NoWayOut => return self.span.clone(),
        };
        let index = self.keys.iter().position(|own| *own == key);
        let span = index.and_then(|index| self.spans.get(index));
        span.unwrap_or(&self.span).clone()
    }
}

/// A configuration file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What is in it, without a byte-order mark; empty if it could not be read.
    pub text: String,
}

impl Configuration {
    /// Reads a file. What it does not say, or says wrongly, is none; what is wrong comes in the order of the
    /// lines.
    pub fn read(path: &Path, bytes: &[u8]) -> (Self, Vec<ConfigurationProblem>) {
        decode::read(path, bytes)
    }

    /// What holds where this file and another one below it say something: field by field and command by
    /// command this one, else the other.
    #[must_use]
    pub fn over(mut self, below: Self) -> Self {
        let commands: Vec<Command> = self.keys.iter().map(|own| own.command).collect();
        let others = below.keys.into_iter();
        self.keys
            .extend(others.filter(|other| !commands.contains(&other.command)));
        Self {
            language: self.language.or(below.language),
            look: self.look.or(below.look),
            name: self.name.or(below.name),
            ambiguous: self.ambiguous.or(below.ambiguous),
            mouse: self.mouse.or(below.mouse),
            share: self.share.or(below.share),
            is_zoomed: self.is_zoomed.or(below.is_zoomed),
            keys: self.keys,
        }
    }

    /// The keymap with the keys that can be had, and everything that is wrong: what was found in reading, and why
    /// keys cannot be had, file by file and in the order of the lines.
    pub fn keymap(
        &self,
        mut problems: Vec<ConfigurationProblem>,
    ) -> (Keymap, Vec<ConfigurationProblem>) {
        let overrides: Vec<Override> = self
            .keys
            .iter()
            .map(|own| (own.command, own.keys.clone()))
            .collect();
        let (keymap, conflicts) = Keymap::with(&overrides);
        problems.extend(conflicts.into_iter().filter_map(|conflict| {
            let own = self
                .keys
                .iter()
                .find(|own| own.command == conflict.command)?;
            Some(ConfigurationProblem {
                file: Arc::clone(&own.file),
                span: Some(own.place_of(conflict.reason)),
                fault: Fault::Conflict(conflict),
            })
        }));
        let mut files: Vec<PathBuf> = Vec::new();
        for problem in &problems {
            if !files.contains(&problem.file.path) {
                files.push(problem.file.path.clone());
            }
        }
        problems.sort_by_key(|problem| {
            let file = files.iter().position(|path| *path == problem.file.path);
            (file, problem.span.as_ref().map(|span| span.start))
        });
        (keymap, problems)
    }
}

#[cfg(test)]
mod tests;
