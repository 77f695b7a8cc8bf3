//! What of the plan is on disk.
//!
//! "Saved" is said only of a text that the disk is known to hold: not while another save is under
//! way, and not after one that failed, since then nobody knows which text the file has.

use super::failure::Failure;
use crate::document::Stamp;

/// Which text is on disk, which is on its way there, and what went wrong last.
#[derive(Clone, Debug)]
pub struct Saving {
    on_disk: Stamp,
    under_way: Option<Stamp>,
    failure: Option<Failure>,
    /// What was made of the text on disk without anybody asking: nothing is lost if it goes.
    proposed: Option<Stamp>,
    /// The file was taken away, and what it held was not written again.
    is_gone: bool,
}

/// What the header says of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState<'m> {
    /// The file could not be read in full, so it is not written.
    ReadOnly,
    /// The file is still being checked and not edited until then.
    Checking,
    /// What is seen is what the file holds.
    Saved,
    /// A save is under way.
    Saving,
    /// The last save failed.
    NotSaved(&'m Failure),
    /// What is seen was made of what the file holds, and nobody has touched it yet.
    Proposed,
    /// There are edits, and no save of them is under way.
    Unsaved,
}

impl Saving {
    /// The text was just read.
    pub fn read(stamp: Stamp) -> Self {
        Self {
            on_disk: stamp,
            under_way: None,
            failure: None,
            proposed: None,
            is_gone: false,
        }
    }

    /// This text was made of what is on disk. It is written with the first edit.
    pub fn propose(&mut self, stamp: Stamp) {
        self.proposed = Some(stamp);
    }

    /// Whether it is a text that nobody has touched and that is not on disk.
    pub fn is_proposed(&self, stamp: Stamp) -> bool {
        self.proposed == Some(stamp) && self.under_way.is_none() && self.failure.is_none()
    }

    /// A save of this text was asked for.
    pub fn begin(&mut self, stamp: Stamp) {
        self.under_way = Some(stamp);
    }

    /// A save of this text ended. That of an older one says nothing of one still under way.
    pub fn end(&mut self, stamp: Stamp, outcome: Result<(), Failure>) {
        let is_latest = self.under_way == Some(stamp);
        if is_latest {
            self.under_way = None;
        }
        match outcome {
            Ok(()) => {
                self.on_disk = stamp;
                self.failure = None;
                self.is_gone = false;
            }
            Err(failure) if is_latest => self.failure = Some(failure),
            Err(_) => {}
        }
    }

    /// A save of this text was refused, because there is something on disk that nobody has seen. That is no
    /// failure yet: it will be merged.
    pub fn refuse(&mut self, stamp: Stamp) {
        if self.under_way == Some(stamp) {
            self.under_way = None;
        }
    }

    /// The file holds what it held before, after all.
    pub fn recover(&mut self) {
        self.failure = None;
        self.is_gone = false;
    }

    /// The file was taken away. It is written again with the next edit, or when somebody says so.
    pub fn lose(&mut self, failure: Failure) {
        self.fail(failure);
        self.is_gone = true;
    }

    /// Whether the file was taken away, and what it held was not written again.
    pub fn is_gone(&self) -> bool {
        self.is_gone
    }

    /// What is edited cannot be saved until somebody does something about it.
    pub fn fail(&mut self, failure: Failure) {
        self.under_way = None;
        self.failure = Some(failure.lasting());
    }

    /// Whether the disk is known to hold this text.
    pub fn holds(&self, stamp: Stamp) -> bool {
        self.on_disk == stamp && self.under_way.is_none() && self.failure.is_none()
    }

    /// Whether a save is under way.
    pub fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// What went wrong with the last save.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// What is to be said of this text.
    pub fn state(&self, stamp: Stamp) -> SaveState<'_> {
        match (&self.failure, self.under_way) {
            // A save that is tried again every second must not make the header flicker.
            (Some(failure), _) => SaveState::NotSaved(failure),
            (None, Some(_)) => SaveState::Saving,
            (None, None) if self.on_disk == stamp => SaveState::Saved,
            (None, None) if self.proposed == Some(stamp) => SaveState::Proposed,
            (None, None) => SaveState::Unsaved,
        }
    }
}
