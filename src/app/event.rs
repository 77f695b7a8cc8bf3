//! What comes in: keys, the clock, and the results of effects.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};

use super::failure::Failure;
use super::key::Key;
use super::past::Answer;
use super::pointer::{Pointer, Under};
use super::remembering::Remembered;
use super::standing::Standing;
use super::start::Imported;
use crate::change::diff::Diff;
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
    /// The open plan was written to another place, or not.
    SavedAs {
        /// Which text.
        stamp: Stamp,
        /// Where it is in full.
        outcome: Result<PathBuf, Failure>,
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
    /// Something moved in the folder or the repository of a plan.
    Stirred {
        /// The plan's file.
        path: PathBuf,
        /// Where the repository stands now; none where there is none, or where only the plan moved.
        standing: Option<Standing>,
    },
    /// It was looked whether the open plan's file is as it was read or written last.
    Looked {
        /// The text that was read last.
        read: Stamp,
        /// The text whose save was refused because the file is another one.
        refused: Option<Stamp>,
        /// What the file holds.
        found: Found,
    },
    /// What is edited and what came to the file from outside have been merged.
    Met {
        /// The text that was edited.
        ours: Stamp,
        /// The text that is on disk.
        theirs: Stamp,
        /// What came of it.
        outcome: Result<Met, Failure>,
    },
    /// git's three versions of a file with its marks of a conflict have been merged.
    StagesMerged {
        /// The text of the file.
        stamp: Stamp,
        /// The plan, or why the file is left as it is.
        outcome: Result<Document, Failure>,
    },
    /// Somebody begins to look what an earlier run of the program left of the open plan.
    Remembering,
    /// That look is over.
    Remembered {
        /// The plan's file.
        plan: PathBuf,
        /// What was left, if anything was.
        found: Option<Box<Remembered>>,
    },
    /// What is not saved yet cannot be written down besides.
    NoJournal(Failure),
    /// What is being typed when the program must end is in the journal, or there is no time left.
    Guarded {
        /// Whether the next start will find it.
        is_written: bool,
    },
    /// git was told that the conflicts are settled.
    AddedToGit {
        /// What came of it.
        outcome: Result<(), Failure>,
    },
    /// What there is to commit, of this text.
    CommitAsked {
        /// Which text.
        stamp: Stamp,
        /// What git and the text differ in.
        outcome: Result<ToCommit, Failure>,
    },
    /// A commit ended: with its short name, or with what git and its hooks said.
    Committed {
        /// What came of it.
        outcome: Result<String, Failure>,
    },
    /// Somebody outside asks to stop, as Ctrl-C does.
    Interrupt,
    /// The program must end now: what can be saved is saved first.
    Terminate,
}

/// What there is to commit.
#[derive(Clone, Debug, PartialEq)]
pub enum ToCommit {
    /// The last commit has the same text.
    Nothing,
    /// What changed since the last commit, or since there was no plan. Without changes the text alone is
    /// written otherwise.
    Changes(Box<Diff>),
}

/// What the open plan's file holds.
#[derive(Clone, Debug)]
pub enum Found {
    /// What was read or written last.
    AsBefore,
    /// There is no such file any more.
    Gone,
    /// Something else.
    Other {
        /// What was read or written last.
        base: Document,
        /// What it holds.
        theirs: Document,
    },
    /// It cannot be read.
    Unreadable(Failure),
}

/// The plan that came of a merge with what is on disk.
#[derive(Clone, Debug)]
pub struct Met {
    /// The plan.
    pub document: Document,
    /// How many tasks it differs in from the one that was seen; other changes count as one.
    pub changes: usize,
}
