//! Text to values, and what is wrong.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{ConfigurationProblem, Fault};
use super::nearest::{meant_key, nearest, sent_for};
use super::setting::{LANGUAGES, LONGEST_NAME, LOOKS, SHARES, Setting, WIDTHS};
use super::{Configuration, ConfigurationFile, KeysOf};
use crate::app::command::Command;
use crate::app::key::{Code, Key};
use crate::document::{LineIndex, parse};

/// Reads a file.
pub(super) fn read(path: &Path, bytes: &[u8]) -> (Configuration, Vec<ConfigurationProblem>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (text, is_text) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(_) => ("", false),
    };
    let file = Arc::new(ConfigurationFile {
        path: path.to_owned(),
        text: text.to_owned(),
    });
    let mut decoder = Decoder {
        lines: LineIndex::new(text),
        broken: HashSet::new(),
        configuration: Configuration::default(),
        problems: Vec::new(),
        file: &file,
    };
    if !is_text {
        decoder.problems.push(ConfigurationProblem {
            file: Arc::clone(&file),
            span: None,
            fault: Fault::NotUtf8,
        });
    }
    let (root, errors) = parse(text);
    for error in errors {
        let line = decoder.lines.locate(&error.span).line;
        decoder.broken.insert(line);
        let span = error.span.clone();
        decoder.report(Fault::Syntax(error), span);
    }
    decoder.root(root.get_ref());
    let (configuration, mut problems) = (decoder.configuration, decoder.problems);
    problems.sort_by_key(|problem| problem.span.as_ref().map(|span| span.start));
    (configuration, problems)
}

struct Decoder<'t> {
    lines: LineIndex<'t>,
    /// The lines that are no TOML. What the parser makes of them is nobody's wish.
    broken: HashSet<usize>,
    configuration: Configuration,
    problems: Vec<ConfigurationProblem>,
    file: &'t Arc<ConfigurationFile>,
}

/// A key with its value.
type Written<'t, 'a> = (
    &'t Spanned<std::borrow::Cow<'a, str>>,
    &'t Spanned<DeValue<'a>>,
);

impl Decoder<'_> {
    fn report(&mut self, fault: Fault, span: Range<usize>) {
        self.problems.push(ConfigurationProblem {
            file: Arc::clone(self.file),
            span: Some(span),
            fault,
        });
    }

    fn wrong(&mut self, setting: Setting, value: &Spanned<DeValue<'_>>) {
        self.report(Fault::WrongValue(setting), value.span());
    }

    /// The entries of a table that stand on lines that are TOML, in the order of the file.
    fn entries<'t, 'a>(&self, table: &'t DeTable<'a>) -> Vec<Written<'t, 'a>> {
        let is_sound = |span: Range<usize>| !self.broken.contains(&self.lines.locate(&span).line);
        let mut entries: Vec<Written<'t, 'a>> = table
            .iter()
            .filter(|(key, value)| is_sound(key.span()) && is_sound(value.span()))
            .collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
    }

    fn root(&mut self, root: &DeTable<'_>) {
        for (key, value) in self.entries(root) {
            let Some(setting) = self.known(key, &Setting::TOP) else {
                continue;
            };
            match setting {
                Setting::Layout => self.layout(value),
                Setting::Keys => self.keys(value),
                _ => self.value(setting, value),
            }
        }
    }

    /// Which of the known keys a key is.
    fn known(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        known: &'static [Setting],
    ) -> Option<Setting> {
        let written: &str = key.get_ref();
        let found = known.iter().find(|setting| setting.key() == written);
        if found.is_none() {
            let fault = Fault::UnknownKey {
                key: written.to_owned(),
                nearest: nearest(written, known.iter().map(|setting| setting.key())),
                known,
            };
            self.report(fault, key.span());
        }
        found.copied()
    }

    fn layout(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.wrong(Setting::Layout, value);
        };
        for (key, value) in self.entries(table) {
            if let Some(setting) = self.known(key, &Setting::LAYOUT) {
                self.value(setting, value);
            }
        }
    }

    fn value(&mut self, setting: Setting, value: &Spanned<DeValue<'_>>) {
        let read = value.get_ref();
        let own = &mut self.configuration;
        let is_good = match setting {
            Setting::Language => take(&mut own.language, one_of(read, &LANGUAGES)),
            Setting::Look => take(&mut own.look, one_of(read, &LOOKS)),
            Setting::Ambiguous => take(&mut own.ambiguous, one_of(read, &WIDTHS)),
            Setting::Name => take(&mut own.name, name(read)),
            Setting::Mouse => take(&mut own.mouse, read.as_bool()),
            Setting::Zoom => take(&mut own.is_zoomed, read.as_bool()),
            Setting::Tree => take(&mut own.share, share(read)),
            Setting::Layout | Setting::Keys | Setting::KeysOf(_) => false,
        };
        if !is_good {
            self.wrong(setting, value);
        }
    }

    fn keys(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.wrong(Setting::Keys, value);
        };
        for (key, value) in self.entries(table) {
            let id: &str = key.get_ref();
            let Some(command) = Command::of_id(id) else {
                let fault = Fault::UnknownCommand {
                    id: id.to_owned(),
                    nearest: nearest(id, Command::all().map(Command::id)),
                };
                self.report(fault, key.span());
                continue;
            };
            // A command with a key that is wrong keeps its own, and every wrong one is told.
            if let Some(keys) = self.keys_of(command, value) {
                let (keys, spans) = keys.into_iter().unzip();
                self.configuration.keys.push(KeysOf {
                    command,
                    keys,
                    file: Arc::clone(self.file),
                    span: key.span().start..value.span().end,
                    spans,
                });
            }
        }
    }

    fn keys_of(
        &mut self,
        command: Command,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Vec<(Key, Range<usize>)>> {
        let listed: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(listed) => listed.iter().collect(),
            _ => vec![value],
        };
        let mut keys = Some(Vec::new());
        for value in listed {
            let read = match value.get_ref().as_str() {
                Some(name) => read_key(name),
                None => Err(Fault::WrongValue(Setting::KeysOf(command))),
            };
            match read {
                Ok(key) => {
                    if let Some(keys) = &mut keys {
                        keys.push((key, value.span()));
                    }
                }
                Err(fault) => {
                    self.report(fault, value.span());
                    keys = None;
                }
            }
        }
        keys
    }
}

/// Takes a value, if there is one.
fn take<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    *field = value;
    field.is_some()
}

fn one_of<T: Copy>(value: &DeValue<'_>, known: &[(&str, T)]) -> Option<T> {
    let written = value.as_str()?;
    let found = known.iter().find(|(name, _)| *name == written);
    found.map(|(_, value)| *value)
}

/// Who signs notes: one line that says something.
fn name(value: &DeValue<'_>) -> Option<String> {
    let name = value.as_str()?.trim();
    let is_name = !name.is_empty()
        && !name.contains(char::is_control)
        && name.chars().nth(LONGEST_NAME).is_none();
    is_name.then(|| name.to_owned())
}

fn share(value: &DeValue<'_>) -> Option<u16> {
    let DeValue::Integer(number) = value else {
        return None;
    };
    let number = u16::from_str_radix(number.as_str(), number.radix()).ok()?;
    SHARES.contains(&number).then_some(number)
}

fn read_key(written: &str) -> Result<Key, Fault> {
    let unknown = || Fault::NoSuchKey {
        name: written.to_owned(),
        meant: meant_key(written),
    };
    let key = written.parse::<Key>().map_err(|_| unknown())?.folded();
    if matches!(key.code, Code::Char(character) if character.is_control()) {
        return Err(unknown());
    }
    match sent_for(key) {
        Some(sent) => Err(Fault::SameKey { key, sent }),
        None => Ok(key),
    }
}
