//! Errors as a person reads them: what went wrong, why, and what to do next.
//!
//! Owns the shape of an error and its exit code. Never holds a terminal's escape codes: text from
//! outside is passed through `text::sanitize` by whoever prints it.

use std::fmt;

/// Whose fault it is, which decides the exit code of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The plan or the document has problems, or the thing asked for is not there: exit code 1.
    Problem,
    /// The command line was wrong: exit code 2.
    Usage,
    /// The same as a problem, of a command whose exit code 1 is an answer: exit code 128, as git's.
    Fatal,
}

/// An error that is ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    what: String,
    cause: Option<String>,
    next: Option<String>,
}

impl Error {
    /// An error in the plan, the document or the surroundings.
    pub fn problem(what: impl Into<String>) -> Self {
        Self {
            kind: Kind::Problem,
            what: what.into(),
            cause: None,
            next: None,
        }
    }

    /// An error in how the program was called.
    pub fn usage(what: impl Into<String>) -> Self {
        Self {
            kind: Kind::Usage,
            what: what.into(),
            cause: None,
            next: None,
        }
    }

    /// A problem of a command whose exit code 1 is an answer.
    #[must_use]
    pub fn fatal(mut self) -> Self {
        if self.kind == Kind::Problem {
            self.kind = Kind::Fatal;
        }
        self
    }

    /// Says why it happened.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// Says what the reader can do about it.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Whose fault it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What went wrong, in one sentence.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Why, if it is known.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// What to do next, if there is something.
    pub fn way_out(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// The exit code of a command that ends with this error.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Problem => 1,
            Kind::Usage => 2,
            Kind::Fatal => 128,
        }
    }
}

/// What and why on one line, what to do on the next.
impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.what)?;
        if let Some(cause) = &self.cause {
            write!(out, ": {cause}")?;
        }
        if let Some(next) = &self.next {
            write!(out, "\n{next}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// A result whose error is ready to be shown.
pub type Result<T, E = Error> = std::result::Result<T, E>;
