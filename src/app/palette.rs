//! The search for commands: every command of the context beneath, by its words in both languages.
//!
//! Owns what is typed, what fits, and what is chosen. Commands, words and keys are those of the table.

use super::command::Command;
use super::field::Field;
use super::keymap::Keymap;
use super::list::List;
use super::table::Context;
use crate::language::Language;
use crate::search;

/// A command that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The command.
    pub command: Command,
    /// Its key, as it is shown.
    pub key: String,
    /// What it does, in the language of the interface, and behind it what else is searched.
    searched: String,
}

/// The search for commands.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    /// What is typed.
    pub field: Field,
    offers: Vec<Offer>,
    hits: Vec<search::Hit>,
    /// Which of those that fit is chosen, and which are seen.
    pub list: List,
}

impl Palette {
    /// All commands of a context, except those that only move the selection.
    pub fn new(keymap: &Keymap, context: Context, language: Language) -> Self {
        let mut offers: Vec<Offer> = Vec::new();
        let other = match language {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        };
        for bound in keymap.bindings(context) {
            let command = bound.command;
            if command.is_step() || offers.iter().any(|offer| offer.command == command) {
                continue;
            }
            let words = [
                command.help(language),
                command.name(language).to_owned(),
                command.help(other),
                command.name(other).to_owned(),
                command.id(),
            ];
            offers.push(Offer {
                command,
                key: keymap.key_name(context, command),
                searched: words.join("  "),
            });
        }
        let mut palette = Self {
            field: Field::default(),
            offers,
            hits: Vec::new(),
            list: List::new(0),
        };
        palette.typed();
        palette
    }

    /// After an edit of the field: which commands fit now.
    pub fn typed(&mut self) {
        let texts = self.offers.iter().map(|offer| offer.searched.as_str());
        self.hits = search::rank(self.field.text(), texts);
        self.list = List::new(self.hits.len());
    }

    /// The commands that fit, the best first, with the characters of their help that fit.
    pub fn fitting(&self) -> impl Iterator<Item = (&Offer, &[usize])> {
        self.hits.iter().filter_map(|hit| {
            let offer = self.offers.get(hit.index)?;
            Some((offer, hit.positions.as_slice()))
        })
    }

    /// The chosen command.
    pub fn chosen(&self) -> Option<Command> {
        let hit = self.hits.get(self.list.selected())?;
        Some(self.offers.get(hit.index)?.command)
    }
}

impl Command {
    /// Whether it only moves the selection, or makes no sense from a list of commands.
    fn is_step(self) -> bool {
        matches!(
            self,
            Self::Up
                | Self::Down
                | Self::Left
                | Self::Right
                | Self::First
                | Self::Last
                | Self::PageUp
                | Self::PageDown
                | Self::Open
                | Self::Palette
                | Self::Back
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str, language: Language) -> Vec<Command> {
        let mut palette = Palette::new(&Keymap::default(), Context::Tree, language);
        palette.field.insert(typed);
        palette.typed();
        palette.fitting().map(|(offer, _)| offer.command).collect()
    }

    #[test]
    fn commands_are_found_in_either_language_whatever_the_interface_speaks() {
        for language in [Language::Chinese, Language::English] {
            assert_eq!(found("投影", language)[0], Command::Present);
            assert_eq!(found("one task at a time", language)[0], Command::Present);
            assert_eq!(found("add-pillar", language)[0], Command::AddPillar);
        }
        assert_eq!(found("没有这个", Language::Chinese), []);
    }

    #[test]
    fn each_command_stands_there_once() {
        let all = found("", Language::Chinese);
        let mut seen = std::collections::HashSet::new();
        assert!(all.iter().all(|command| seen.insert(*command)));
        assert!(all.contains(&Command::Quit) && !all.contains(&Command::Up));
    }
}
