//! The keymap: the table of commands, with the keys that a person has chosen instead.
//!
//! Owns the lookup from a key to a command and from a command to the key that is shown. Never knows
//! what a command does.

use std::collections::{HashMap, HashSet};

use super::command::Command;
use super::key::Key;
use super::table::{Binding, Context, TABLE};

/// One line of the table, with its keys as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// What is asked for.
    pub command: Command,
    /// Where it can be.
    pub contexts: Vec<Context>,
    /// By which keys; the first is the one that is shown. Empty where a person wants none.
    pub keys: Vec<Key>,
    /// How soon it stands in the footer, from 1; 0 is never.
    pub rank: u8,
}

/// Which key gives which command, in every context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bounds: Vec<Bound>,
}

/// The keys that a person wants for a command, in place of those of the table.
pub type Override = (Command, Vec<Key>);

/// Why the keys that a person wants for a command cannot be had. The command keeps those of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The command.
    pub command: Command,
    /// Why.
    pub reason: Clash,
}

/// What keeps keys from being given to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// The key gives another command in one of the command's contexts.
    Taken {
        /// The key.
        key: Key,
        /// The other command.
        by: Command,
    },
    /// The key types a character, and the command is one for where text is written.
    TypesText(Key),
    /// Without a key for this command there is a place that nothing leads out of.
    NoWayOut,
}

impl Default for Keymap {
    /// The keys of the table.
    fn default() -> Self {
        Self::of(&[])
    }
}

impl Keymap {
    /// The table with other keys, and which of those cannot be had. Of a command that stands in `overrides` more
    /// than once the first counts, and of two commands that want one key the first gets it.
    ///
    /// The keys of a command are replaced wherever the table has it, with one exception: where text is
    /// written, a character is text, so that only the other keys count there; if none is left, those of the
    /// table do. An override counts as a whole or not at all: with one key that is taken it is refused, and
    /// the command has the keys of the table again, which may make another override clash.
    pub fn with(overrides: &[Override]) -> (Self, Vec<Conflict>) {
        let mut wanted: Vec<Override> = Vec::new();
        let mut conflicts = Vec::new();
        let mut commands = HashSet::new();
        for (command, keys) in overrides {
            if !commands.insert(*command) {
                continue;
            }
            let mut seen = HashSet::new();
            let keys = keys.iter().map(|key| key.folded());
            let keys: Vec<Key> = keys.filter(|key| seen.insert(*key)).collect();
            match impossible(*command, &keys) {
                Some(reason) => conflicts.push(Conflict {
                    command: *command,
                    reason,
                }),
                None => wanted.push((*command, keys)),
            }
        }
        loop {
            let keymap = Self::of(&wanted);
            // Each turn refuses one override, and without any there is no clash.
            match keymap.clash(&wanted) {
                Some((refused, conflict)) => {
                    wanted.remove(refused);
                    conflicts.push(conflict);
                }
                None => return (keymap, conflicts),
            }
        }
    }

    fn of(overrides: &[Override]) -> Self {
        let bounds = TABLE.iter().flat_map(|binding| {
            let wanted = overrides
                .iter()
                .find(|(command, _)| *command == binding.command);
            match wanted {
                Some((_, keys)) => rebound(binding, keys),
                None => vec![bound(
                    binding,
                    binding.contexts.to_vec(),
                    binding.keys.to_vec(),
                )],
            }
        });
        Self {
            bounds: bounds.collect(),
        }
    }

    /// An override to refuse, by its index, because one of its keys gives two commands in one context: first
    /// those that take a key of the table, then the later of two that want the same.
    fn clash(&self, overrides: &[Override]) -> Option<(usize, Conflict)> {
        let rank = |command: Command| overrides.iter().position(|(known, _)| *known == command);
        let mut between_two = None;
        for context in Context::ALL.into_iter().filter(|_| !overrides.is_empty()) {
            let mut taken: HashMap<Key, Command> = HashMap::new();
            for bound in self.bindings(context) {
                for &key in &bound.keys {
                    let other = *taken.entry(key).or_insert(bound.command);
                    if other == bound.command {
                        continue;
                    }
                    let refused = |command, by| Conflict {
                        command,
                        reason: Clash::Taken { key, by },
                    };
                    match (rank(other), rank(bound.command)) {
                        (Some(index), None) => return Some((index, refused(other, bound.command))),
                        (None, Some(index)) => return Some((index, refused(bound.command, other))),
                        (Some(first), Some(second)) if first < second => {
                            between_two.get_or_insert((second, refused(bound.command, other)));
                        }
                        (Some(first), Some(_)) => {
                            between_two.get_or_insert((first, refused(other, bound.command)));
                        }
                        // The table has no such two.
                        (None, None) => {}
                    }
                }
            }
        }
        between_two
    }

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

fn bound(binding: &Binding, contexts: Vec<Context>, keys: Vec<Key>) -> Bound {
    Bound {
        command: binding.command,
        contexts,
        keys,
        rank: binding.rank,
    }
}

/// A line of the table with other keys: where text is written, with those of them that type nothing.
fn rebound(binding: &Binding, keys: &[Key]) -> Vec<Bound> {
    let all = binding.contexts.iter().copied();
    let (texts, others): (Vec<_>, Vec<_>) = all.partition(|context| context.takes_text());
    let mut silent: Vec<Key> = keys
        .iter()
        .copied()
        .filter(|key| key.typed().is_none())
        .collect();
    if silent.is_empty() && !keys.is_empty() {
        silent = binding.keys.to_vec();
    }
    let lines = [(others, keys.to_vec()), (texts, silent)];
    let lines = lines
        .into_iter()
        .filter(|(contexts, _)| !contexts.is_empty());
    lines
        .map(|(contexts, keys)| bound(binding, contexts, keys))
        .collect()
}

/// What keeps a command from having these keys, whatever the others have.
fn impossible(command: Command, keys: &[Key]) -> Option<Clash> {
    if keys.is_empty() && matches!(command, Command::Back | Command::Quit) {
        return Some(Clash::NoWayOut);
    }
    let mut contexts = TABLE
        .iter()
        .filter(|binding| binding.command == command)
        .flat_map(|binding| binding.contexts);
    if contexts.all(|context| context.takes_text()) {
        let typing = keys.iter().find(|key| key.typed().is_some());
        return typing.map(|key| Clash::TypesText(*key));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::plan::Status;
    use proptest::collection::vec;
    use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};
    use proptest::sample::select;

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
        assert_eq!(full('％'), Some(Command::MakeMeasure));
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

    fn keys(names: &str) -> Vec<Key> {
        let keys = names
            .split_whitespace()
            .map(|name| name.parse().expect("a key"));
        keys.collect()
    }

    #[test]
    fn a_command_has_its_new_keys_wherever_it_was() {
        let done = Command::SetStatus(Status::Done);
        let (keymap, conflicts) = Keymap::with(&[(done, keys("F13 é"))]);
        assert_eq!(conflicts, []);
        for context in [Context::Tree, Context::Pane, Context::Present] {
            assert_eq!(keymap.command_for(context, Key::char('é')), Some(done));
            assert_eq!(keymap.command_for(context, Key::char('5')), None);
            assert_eq!(keymap.key_name(context, done), "F13");
        }
        // Elsewhere the keys are what they were.
        let menu = keymap.command_for(Context::Menu, Key::char('5'));
        assert_eq!(menu, Some(Command::Choose(5)));
    }

    #[test]
    fn where_text_is_written_a_character_stays_text() {
        let (keymap, conflicts) = Keymap::with(&[(Command::Quit, keys("é Ctrl-Q"))]);
        assert_eq!(conflicts, []);
        let quits =
            |context, name: &str| keymap.command_for(context, keys(name)[0]) == Some(Command::Quit);
        assert!(quits(Context::Tree, "é") && quits(Context::Tree, "Ctrl-Q"));
        assert!(!quits(Context::Form, "é") && quits(Context::Form, "Ctrl-Q"));
        assert!(!quits(Context::Form, "F10"));
        let (keymap, conflicts) = Keymap::with(&[(Command::Quit, keys("é"))]);
        assert_eq!(conflicts, []);
        let quits =
            |context, name: &str| keymap.command_for(context, keys(name)[0]) == Some(Command::Quit);
        assert!(quits(Context::Tree, "é") && !quits(Context::Tree, "F10"));
        assert!(!quits(Context::Form, "é") && quits(Context::Form, "F10"));
    }

    #[test]
    fn keys_that_others_have_are_refused_unless_they_give_them_up() {
        let taken = |command, key: &str, by| Conflict {
            command,
            reason: Clash::Taken {
                key: keys(key)[0],
                by,
            },
        };
        let (keymap, conflicts) = Keymap::with(&[(Command::Note, keys("F13 u"))]);
        assert_eq!(conflicts, [taken(Command::Note, "u", Command::Undo)]);
        assert_eq!(keymap, Keymap::default());
        // Two that change places.
        let swap = [
            (Command::Note, keys("u")),
            (Command::Undo, keys("o Ctrl-Z")),
        ];
        let (keymap, conflicts) = Keymap::with(&swap);
        assert_eq!(
            conflicts,
            [
                taken(Command::Undo, "Ctrl-Z", Command::Suspend),
                taken(Command::Note, "u", Command::Undo)
            ]
        );
        assert_eq!(keymap, Keymap::default());
        let swap = [(Command::Note, keys("u")), (Command::Undo, keys("o F5"))];
        let (_, conflicts) = Keymap::with(&swap);
        assert_eq!(
            conflicts,
            [
                taken(Command::Undo, "F5", Command::Present),
                taken(Command::Note, "u", Command::Undo)
            ]
        );
        let swap = [(Command::Note, keys("u")), (Command::Undo, keys("o"))];
        let (keymap, conflicts) = Keymap::with(&swap);
        assert_eq!(conflicts, []);
        let given = |name: &str| keymap.command_for(Context::Tree, keys(name)[0]);
        assert_eq!(
            (given("u"), given("o"), given("F7")),
            (Some(Command::Note), Some(Command::Undo), None)
        );
        // Of two that want the same the first gets it.
        let (keymap, conflicts) =
            Keymap::with(&[(Command::Due, keys("F13")), (Command::Lead, keys("F13"))]);
        assert_eq!(conflicts, [taken(Command::Lead, "F13", Command::Due)]);
        assert_eq!(keymap.key_name(Context::Tree, Command::Lead), "F4");
    }

    #[test]
    fn a_way_out_stays_and_other_commands_can_be_without_a_key() {
        let without = |command| Keymap::with(&[(command, Vec::new())]);
        for command in [Command::Back, Command::Quit] {
            let reason = Clash::NoWayOut;
            assert_eq!(
                without(command),
                (Keymap::default(), vec![Conflict { command, reason }])
            );
        }
        let (keymap, conflicts) = without(Command::Mark);
        assert_eq!(conflicts, []);
        assert_eq!(keymap.command_for(Context::Tree, Key::char('m')), None);
        let typing = Keymap::with(&[(Command::Confirm, keys("F6 x"))]);
        let reason = Clash::TypesText(Key::char('x'));
        assert_eq!(
            typing.1,
            [Conflict {
                command: Command::Confirm,
                reason
            }]
        );
    }

    /// Any keys, of those that tables know and others, for any commands.
    fn overrides() -> impl Strategy<Value = Vec<Override>> {
        let commands: Vec<Command> = Command::all().collect();
        let known = TABLE.iter().flat_map(|binding| binding.keys).copied();
        let others = keys("x z Z ？ １ F6 F13 Ctrl-A Ctrl-Enter Alt-x Space");
        let all: Vec<Key> = known.chain(others).collect();
        let some = vec(select(all), 0..4);
        vec((select(commands), some), 0..12)
    }

    proptest! {
        #[test]
        fn whatever_is_wished_no_key_has_two_commands_and_every_context_can_be_left(overrides in overrides()) {
            let (keymap, conflicts) = Keymap::with(&overrides);
            for context in Context::ALL {
                let mut taken = HashMap::new();
                let mut ways_out = 0;
                for bound in keymap.bindings(context) {
                    for &key in &bound.keys {
                        prop_assert_eq!(taken.insert(key, bound.command), None, "{} in {:?}", key, context);
                        prop_assert!(!context.takes_text() || key.typed().is_none(), "{} in {:?}", key, context);
                        prop_assert_eq!(keymap.command_for(context, key), Some(bound.command));
                        ways_out += usize::from(matches!(bound.command, Command::Back | Command::Quit));
                    }
                }
                prop_assert!(ways_out > 0, "{:?}", context);
            }
            // What is refused has the keys of the table, and what is not has its own.
            for (index, (command, wanted)) in overrides.iter().enumerate() {
                if overrides[..index].iter().any(|(before, _)| before == command) {
                    continue;
                }
                let is_refused = conflicts.iter().any(|conflict| conflict.command == *command);
                let default = Keymap::default();
                for context in Context::ALL {
                    let has = |keymap: &Keymap| {
                        let bound = keymap.bindings(context).find(|bound| bound.command == *command);
                        bound.map(|bound| bound.keys.clone())
                    };
                    let Some(now) = has(&keymap) else { continue };
                    if is_refused {
                        prop_assert_eq!(Some(now), has(&default));
                    } else if !context.takes_text() {
                        prop_assert!(wanted.iter().all(|key| now.contains(&key.folded())));
                    }
                }
            }
        }
    }
}
