//! What surrounds a command: language, time, terminal, the plan asked for.
//!
//! Owns the look at clock, environment and terminal; it is taken once, so that a command sees one moment.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, Local, NaiveDate, SubsecRound};

use crate::app::AmbiguousChoice;
use crate::language::Language;

/// The surroundings of one command.
#[derive(Debug)]
pub(super) struct Session {
    pub language: Language,
    /// `--lang`.
    pub asked_language: Option<Language>,
    /// `--plan`.
    pub plan: Option<PathBuf>,
    /// To the second.
    pub now: DateTime<FixedOffset>,
    /// The columns of the terminal that standard output is; none for a pipe or a file.
    pub columns: Option<usize>,
    pub colour: bool,
    /// `--ambiguous`; none to ask the terminal.
    pub ambiguous: Option<AmbiguousChoice>,
}

impl Session {
    pub fn new(
        language: Language,
        asked_language: Option<Language>,
        plan: Option<PathBuf>,
        ambiguous: Option<AmbiguousChoice>,
    ) -> Self {
        let columns = terminal_columns();
        Self {
            language,
            asked_language,
            plan,
            now: Local::now().fixed_offset().trunc_subsecs(0),
            columns,
            ambiguous,
            colour: columns.is_some() && wants_colour(),
        }
    }

    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// The words of the language of this session.
    pub fn pick<T>(&self, chinese: T, english: T) -> T {
        self.language.pick(chinese, english)
    }
}

/// The columns of the terminal that standard output is.
pub(super) fn terminal_columns() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let columns = crossterm::terminal::size().map_or(80, |(columns, _)| columns);
    // A terminal that does not know its size says 0.
    Some(if columns == 0 { 80 } else { columns.into() })
}

/// Source: <https://no-color.org>, and `TERM=dumb` for terminals without escape sequences.
fn wants_colour() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
