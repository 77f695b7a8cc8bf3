//! A line of a report on its way to a terminal or a screen: pieces of text, each with its role.
//!
//! Owns the roles. Never wraps and never colours: whoever shows a line knows its columns and its looks.
//! Texts are outside text, which is sanitized where it is shown.

use std::fmt;

use crate::change::wording::Run;
use crate::plan::Status;

/// What a piece of a line is, for whoever chooses colours and marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Running text.
    #[default]
    Plain,
    /// A heading: the plan, a pillar, a task.
    Strong,
    /// Something is wrong or late.
    Bad,
    /// Something wants attention.
    Warning,
    /// Something is done.
    Good,
    /// Words that were there before and are gone. Never by colour alone.
    Gone,
    /// Words that are there now and were not before. Never by colour alone.
    New,
}

/// Some text of one role, without line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub role: Role,
    /// The words. Outside text.
    pub text: String,
}

/// One line, to be wrapped as a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The columns left free before its first row.
    pub first: usize,
    /// The columns left free before its other rows.
    pub rest: usize,
    /// What it says, piece by piece; empty for a line that only separates.
    pub pieces: Vec<Piece>,
}

impl Role {
    /// How a status stands out.
    pub fn of_status(status: Status) -> Self {
        match status {
            Status::OffTrack => Self::Bad,
            Status::AtRisk => Self::Warning,
            Status::Done | Status::Closed => Self::Good,
            Status::NotStarted | Status::OnTrack | Status::OnHold | Status::Dropped => Self::Plain,
        }
    }

    /// What stands around words where neither colour nor stroke can tell gone ones from new ones, as in
    /// `git diff --word-diff`. Empty for the other roles.
    pub fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::Gone => ("[-", "-]"),
            Self::New => ("{+", "+}"),
            _ => ("", ""),
        }
    }
}

impl Line {
    /// An empty line whose rows are indented by so many columns.
    pub fn indented(first: usize, rest: usize) -> Self {
        Self {
            first,
            rest,
            pieces: Vec::new(),
        }
    }

    /// A line of one piece.
    pub fn of(indent: usize, role: Role, text: impl Into<String>) -> Self {
        Self::indented(indent, indent).with(role, text)
    }

    /// The same with one more piece. An empty one adds nothing.
    #[must_use]
    pub fn with(mut self, role: Role, text: impl Into<String>) -> Self {
        self.put(role, text);
        self
    }

    /// The same with words of which some are gone and some are new.
    #[must_use]
    pub fn with_runs(mut self, runs: &[Run]) -> Self {
        for run in runs {
            match run {
                Run::Same(text) => self.put(Role::Plain, text),
                Run::Gone(text) => self.put(Role::Gone, text),
                Run::New(text) => self.put(Role::New, text),
            }
        }
        self
    }

    /// Adds a piece, unless it is empty.
    pub fn put(&mut self, role: Role, text: impl Into<String>) {
        let text = text.into();
        if text.is_empty() {
            return;
        }
        match self.pieces.last_mut().filter(|last| last.role == role) {
            Some(last) => last.text.push_str(&text),
            None => self.pieces.push(Piece { role, text }),
        }
    }

    /// Whether it only separates.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// In words alone, with marks around what is gone and what is new, without indentation.
impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Piece { role, text } in &self.pieces {
            let (before, behind) = role.marks();
            write!(out, "{before}{text}{behind}")?;
        }
        Ok(())
    }
}
