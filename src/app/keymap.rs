//! The keymap: the table of commands, with the keys that a person has chosen instead.
//!
//! Owns the lookup from a key to a command and from a command to the key that is shown. Never knows
//! what a command does.

use super::command::Command;
use super::key::Key;
use super::table::{Context, TABLE};

/// One line of the table, with its keys as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// What is asked for.
    pub command: Command,
    /// Where it can be.
    pub contexts: &'static [Context],
    /// By which keys; the first is the one that is shown.
    pub keys: Vec<Key>,
    /// How soon it stands in the footer, from 1; 0 is never.
    pub rank: u8,
}

/// Which key gives which command, in every context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bounds: Vec<Bound>,
}

impl Default for Keymap {
    /// The keys of the table.
    fn default() -> Self {
        let bounds = TABLE.iter().map(|binding| Bound {
            command: binding.command,
            contexts: binding.contexts,
            keys: binding.keys.to_vec(),
            rank: binding.rank,
        });
        Self {
            bounds: bounds.collect(),
        }
    }
}

impl Keymap {
    /// The lines that hold in a context, in the order of the help.
    pub fn bindings(&self, context: Context) -> impl Iterator<Item = &Bound> {
        self.bounds
            .iter()
            .filter(move |bound| bound.contexts.contains(&context))
    }

    /// The command that a key gives in a context. Where characters are text, only the key itself counts;
    /// elsewhere its full-width twin does too.
    pub fn command_for(&self, context: Context, key: Key) -> Option<Command> {
        let key = if context.takes_text() {
            key
        } else {
            key.folded()
        };
        self.bindings(context)
            .find(|bound| bound.keys.contains(&key))
            .map(|bound| bound.command)
    }

    /// The key to show for a command in a context; empty where it has none there.
    pub fn key_name(&self, context: Context, command: Command) -> String {
        self.bindings(context)
            .find(|bound| bound.command == command)
            .and_then(|bound| bound.keys.first())
            .map_or_else(String::new, ToString::to_string)
    }
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::plan::Status;
    use std::collections::HashMap;

    #[test]
    fn no_key_has_two_commands_in_one_context() {
        for context in Context::ALL {
            let mut taken = HashMap::new();
            for binding in Keymap::default().bindings(context) {
                for &key in &binding.keys {
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
            for binding in Keymap::default().bindings(context) {
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
            for binding in Keymap::default().bindings(context) {
                for key in &binding.keys {
                    assert_eq!(key.typed(), None, "{key} in {context:?}");
                }
            }
        }
    }

    #[test]
    fn every_context_can_be_left_and_keys_are_written_folded() {
        for context in Context::ALL {
            assert!(
                Keymap::default()
                    .bindings(context)
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
        let keymap = Keymap::default();
        let full = |character| keymap.command_for(Context::Tree, Key::char(character));
        assert_eq!(full('？'), Some(Command::Help));
        assert_eq!(full('３'), Some(Command::SetStatus(Status::AtRisk)));
        assert_eq!(full('。'), Some(Command::NextTask));
        assert_eq!(full('，'), Some(Command::PreviousTask));
        assert_eq!(full('！'), Some(Command::Problems));
        assert_eq!(full('％'), None);
        let in_form = keymap.command_for(Context::Form, Key::char('？'));
        assert_eq!(in_form, None);
    }

    #[test]
    fn every_command_has_a_name_of_its_own() {
        let mut names = HashMap::new();
        for binding in TABLE {
            let command = binding.command;
            let before = names.insert(command.id(), command);
            assert!(before.is_none_or(|before| before == command), "{command:?}");
        }
    }
}
