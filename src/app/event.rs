//! What comes in: keys, the clock, and the results of effects.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};

use super::failure::Failure;
use super::key::Key;
use super::past::Answer;
use super::pointer::{Pointer, Under};
use super::start::Imported;
use crate::document::{Document, Problem, Stamp};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// Something was done with the mouse.
    Pointer {
        /// What was done, and at which cell.
        pointer: Pointer,
        /// What lies there.
        under: Under,
    },
    /// Who the system says is writing.
    Author(String),
    /// The terminal has another size, or was drawn over: the next frame is drawn whole.
    Resize,
    /// The time: before the events that happened since, and at every change of the day.
    Now(DateTime<FixedOffset>),
    /// The time to try a failed save again has come.
    RetryDue,
    /// A save of this text ended.
    Saved {
        /// Which text.
        stamp: Stamp,
        /// Whether it is on disk.
        outcome: Result<(), Failure>,
    },
    /// A check of this text ended.
    Checked {
        /// Which text.
        stamp: Stamp,
        /// What it found.
        problems: Vec<Problem>,
    },
    /// A plan was read.
    Opened {
        /// The file.
        path: PathBuf,
        /// What is in it.
        outcome: Result<Document, Failure>,
    },
    /// A document was imported, or not.
    Imported {
        /// The path as it was typed.
        path: PathBuf,
        /// What came of it.
        outcome: Result<Box<Imported>, Failure>,
    },
    /// A new file was written, or not.
    Created {
        /// The file.
        path: PathBuf,
        /// Whether it is on disk.
        outcome: Result<(), Failure>,
    },
    /// The person left the editor, or there was none.
    EditedOutside {
        /// The text as it was left. Of a failure: the file that still holds what was written, or the editor.
        outcome: Result<String, Failure>,
    },
    /// What the repository says about earlier revisions.
    Past {
        /// The plan's file.
        plan: PathBuf,
        /// What it says.
        answer: Answer,
    },
    /// Somebody outside asks to stop, as Ctrl-C does.
    Interrupt,
    /// The program must end now: what can be saved is saved first.
    Terminate,
}
