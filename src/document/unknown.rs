//! Keys that planwalk does not know: their values, as people wrote them.
//!
//! Owns their addresses: a key as TOML writes it, `a.b` for one in a table of its own, `a.2` for the third
//! element of a list of tables.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::edit::{Site, Splice};
use super::form::{self, Quotes};
use super::keys::Table;
use crate::change::Refusal;

type Written<'t, 'a> = &'t Spanned<DeValue<'a>>;

/// A table that planwalk does not know.
static UNKNOWN: Table = Table {
    path: "",
    keys: &[],
};

impl<'t, 'a> Site<'t, 'a> {
    /// The splice that gives an unknown key a value as it is written; none takes it away.
    ///
    /// # Errors
    /// There is no such table, or its form is none that can be edited here.
    pub fn say_path(&self, path: &str, raw: Option<&str>) -> Result<Option<Splice>, Refusal> {
        let written = format!("{path} = 0");
        let root = DeTable::parse(&written).map_err(|_| Refusal::UneditableForm)?;
        let mut steps = root.get_ref();
        let mut table = None;
        loop {
            let (key, inner) = steps.iter().next().ok_or(Refusal::UneditableForm)?;
            let DeValue::Table(next) = inner.get_ref() else {
                let name = key.get_ref();
                return match table {
                    None => self.say(name, raw),
                    Some(table) => self.within(table, &UNKNOWN)?.say(name, raw),
                };
            };
            table = Some(
                self.step(table, key.get_ref())
                    .ok_or(Refusal::UneditableForm)?,
            );
            steps = next;
        }
    }

    /// What a step leads to.
    fn step(&self, from: Option<Written<'t, 'a>>, name: &str) -> Option<Written<'t, 'a>> {
        match from.map(Spanned::get_ref) {
            None => self.value(name),
            Some(DeValue::Table(table)) => table.get(name),
            Some(DeValue::Array(list)) => list.get(name.parse::<usize>().ok()?),
            Some(_) => None,
        }
    }

    fn say(&self, name: &str, raw: Option<&str>) -> Result<Option<Splice>, Refusal> {
        match (self.value(name), raw) {
            (_, None) => self.clear(name),
            (Some(_), Some(raw)) => self.set(name, |_| raw.to_owned()),
            (None, Some(raw)) => self.insert(&key(name), raw).map(Some),
        }
    }
}

/// A key as it is written.
pub(super) fn key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare {
        name.to_owned()
    } else {
        form::line(name, Quotes::Basic)
    }
}
