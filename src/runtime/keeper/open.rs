//! The journal of the open plan.
//!
//! Owns when a journal is made, written, written anew and deleted: it is made with the first thing that the disk does
//! not hold, and a new one is whole before the one before goes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use super::Job;
use super::found::found;
use crate::app::{Event, Failure, Steps};
use crate::document::{Document, Stamp};
use crate::journal::{Draft, Record, Remains};
use crate::runtime::files;
use crate::runtime::journals::{self, Left};
use crate::runtime::workers::guarded;

/// A journal that is longer is written anew, with the steps only that there is room for.
const LONGEST: u64 = 64 << 20;

/// The open plan.
pub(super) struct Open {
    path: PathBuf,
    /// Its path as journals have it.
    pub plan: String,
    /// The text that was opened.
    first: String,
    /// The plan as it is now.
    now: Document,
    /// Its text, as the journal has it.
    text: String,
    /// The text on disk.
    disk: Document,
    /// What is being typed.
    draft: Option<Draft>,
    /// Whether that is in the journal.
    is_draft_written: bool,
    /// The steps that the journal has: to undo, to do again.
    steps: (usize, usize),
    /// The journal, once there is something to write.
    journal: Option<Journal>,
    /// What earlier runs left, and was not taken yet.
    pub left: Vec<Left>,
    /// That there is no journal was said.
    is_said: bool,
}

struct Journal {
    path: PathBuf,
    file: File,
    length: u64,
    /// Whether all of it is on the disk.
    is_synced: bool,
}

impl Journal {
    fn append(&mut self, text: &str) -> io::Result<()> {
        self.file.write_all(text.as_bytes())?;
        self.length += text.len() as u64;
        self.is_synced = false;
        Ok(())
    }
}

impl Open {
    pub fn new(path: PathBuf, document: Document) -> Self {
        let absolute = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        let text = text(&document);
        Self {
            plan: absolute.to_string_lossy().into_owned(),
            path,
            first: text.clone(),
            text,
            now: document.clone(),
            disk: document,
            draft: None,
            is_draft_written: true,
            steps: (0, 0),
            journal: None,
            left: Vec::new(),
            is_said: false,
        }
    }

    /// Takes what happened.
    ///
    /// # Errors
    /// The system's.
    pub fn take(
        &mut self,
        job: Job,
        folder: Option<&Path>,
        events: &Sender<Event>,
    ) -> io::Result<()> {
        match job {
            Job::Opened(..) => Ok(()),
            Job::Step(document, step) => {
                self.steps = (self.steps.0 + 1, 0);
                self.edit(folder, document, |before, after| {
                    Record::edit(before, after, Some(step))
                })
            }
            Job::Undo(document) => {
                self.steps = (self.steps.0.saturating_sub(1), self.steps.1 + 1);
                self.edit(folder, document, |_, _| Record::Undo)
            }
            Job::Redo(document) => {
                self.steps = (self.steps.0 + 1, self.steps.1.saturating_sub(1));
                self.edit(folder, document, |_, _| Record::Redo)
            }
            Job::Whole {
                document,
                past,
                future,
            } => self.write_whole(folder, document, past, future),
            Job::Saved(stamp) => self.saved(stamp),
            Job::Took(document) => self.took(document),
            Job::Draft(draft) => {
                self.draft = draft;
                self.is_draft_written = false;
                Ok(())
            }
            Job::Remember => {
                self.remember(events);
                Ok(())
            }
            Job::Forget { is_whole } => self.forget(folder, is_whole),
        }
    }

    /// Whether what is being typed is in the journal.
    pub fn is_draft_written(&self) -> bool {
        self.is_draft_written
    }

    /// Nothing of it is worth keeping but what is not on disk, what is typed, and steps of undo.
    pub fn close(self) {
        let Some(journal) = &self.journal else { return };
        if self.steps == (0, 0) && self.draft.is_none() && self.is_saved() {
            let _ = fs::remove_file(&journal.path);
        }
    }

    fn is_saved(&self) -> bool {
        self.disk.stamp() == self.now.stamp()
    }

    /// A write that failed is said once; the next one begins a new journal.
    pub fn outcome(&mut self, result: io::Result<()>, events: &Sender<Event>) {
        let Err(error) = result else { return };
        self.journal = None;
        if !self.is_said {
            self.is_said = true;
            let words = |language| files::system_words(&error, language);
            // Nobody listens only if the program is ending.
            let _ = events.send(Event::NoJournal(Failure::new(&self.path, words)));
        }
    }

    pub fn sync(&mut self, events: &Sender<Event>) {
        // Most of what is told, such as every letter typed, writes nothing yet.
        let result = match &mut self.journal {
            Some(journal) if !journal.is_synced => {
                journal.is_synced = true;
                journal.file.sync_data()
            }
            _ => Ok(()),
        };
        self.outcome(result, events);
    }

    /// The journal, made now if there is none.
    fn journal(&mut self, folder: Option<&Path>) -> io::Result<Option<&mut Journal>> {
        let Some(folder) = folder else {
            return Ok(None);
        };
        if self.journal.is_none() {
            let disk = text(&self.disk);
            let remains = Remains::new(self.plan.clone(), disk, self.text.clone(), None);
            self.journal = Some(begun(folder, &remains)?);
        }
        Ok(self.journal.as_mut())
    }

    fn edit(
        &mut self,
        folder: Option<&Path>,
        document: Document,
        record: impl FnOnce(&str, &str) -> Record,
    ) -> io::Result<()> {
        let had_steps = self.journal.is_some();
        // Begun with the text as it was before.
        let is_there = self.journal(folder)?.is_some();
        let after = text(&document);
        let mut record = record(&self.text, &after);
        // A journal that was begun again has none of the steps before.
        if !had_steps && matches!(record, Record::Undo | Record::Redo) {
            record = Record::edit(&self.text, &after, None);
            self.steps = (0, 0);
        }
        self.text = after;
        self.now = document;
        if is_there && let Some(journal) = &mut self.journal {
            journal.append(&record.line())?;
            if journal.length > LONGEST
                && let Some(folder) = folder
            {
                return self.shorten(folder);
            }
        }
        Ok(())
    }

    /// Writes the journal anew, with the steps only that there is room for.
    fn shorten(&mut self, folder: &Path) -> io::Result<()> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let Some(remains) = Remains::read(&fs::read(&journal.path)?) else {
            return Ok(());
        };
        self.steps = (remains.past.len(), remains.future.len());
        self.renew(folder, &remains)
    }

    /// Writes another journal, and only then deletes the one before.
    fn renew(&mut self, folder: &Path, remains: &Remains) -> io::Result<()> {
        let mut journal = begun(folder, remains)?;
        // One that is long all the same is not shortened at every step.
        journal.length = 0;
        journal.file.sync_all()?;
        if let Some(before) = self.journal.replace(journal) {
            fs::remove_file(before.path)?;
        }
        Ok(())
    }

    fn write_whole(
        &mut self,
        folder: Option<&Path>,
        document: Document,
        past: Steps,
        future: Steps,
    ) -> io::Result<()> {
        self.text = text(&document);
        self.now = document;
        self.steps = (past.len(), future.len());
        let Some(folder) = folder else {
            return Ok(());
        };
        let texts = |steps: Steps| {
            steps
                .into_iter()
                .map(|(document, step)| (text(&document), step))
        };
        let disk = text(&self.disk);
        let draft = self.draft.clone();
        let remains = Remains::new(self.plan.clone(), disk, self.text.clone(), draft);
        let remains = remains.with_steps(texts(past), texts(future));
        self.renew(folder, &remains)
    }

    fn saved(&mut self, stamp: Stamp) -> io::Result<()> {
        // Of an older text it is not worth a record: a newer save follows.
        if stamp != self.now.stamp() {
            return Ok(());
        }
        self.disk = self.now.clone();
        match &mut self.journal {
            Some(journal) => journal.append(&Record::Saved.line()),
            None => Ok(()),
        }
    }

    fn took(&mut self, document: Document) -> io::Result<()> {
        let on_disk = text(&document);
        self.disk = document;
        match &mut self.journal {
            Some(journal) => journal.append(&Record::disk(&self.text, &on_disk).line()),
            None => Ok(()),
        }
    }

    pub fn write_draft(&mut self, folder: Option<&Path>) -> io::Result<()> {
        self.is_draft_written = true;
        let draft = self.draft.clone();
        if draft.is_none() && self.journal.is_none() {
            return Ok(());
        }
        match self.journal(folder)? {
            Some(journal) => journal.append(&Record::Draft { draft }.line()),
            None => Ok(()),
        }
    }

    /// What was taken is in this journal now; then the one before can go.
    fn forget(&mut self, folder: Option<&Path>, is_whole: bool) -> io::Result<()> {
        if !self.is_draft_written {
            self.write_draft(folder)?;
        }
        if let Some(journal) = &self.journal {
            journal.file.sync_all()?;
        }
        for left in std::mem::take(&mut self.left) {
            if is_whole || left.remains.draft.is_none() {
                left.delete()?;
            } else {
                left.keep_draft()?;
            }
        }
        Ok(())
    }

    /// Looks what was left of the plan, and says so. What cannot be brought together with it is not held.
    pub fn remember(&mut self, events: &Sender<Event>) {
        let left = std::mem::take(&mut self.left);
        let looked = guarded(&self.path, || {
            Ok(found(&self.path, &self.first, &self.now, left))
        });
        let found = match looked {
            Ok((found, left)) => {
                self.left = left;
                found.map(Box::new)
            }
            // The journals stay where they are.
            Err(failure) => {
                let _ = events.send(Event::NoJournal(failure));
                None
            }
        };
        let plan = self.path.clone();
        // Nobody listens only if the program is ending.
        let _ = events.send(Event::Remembered { plan, found });
    }
}

/// A journal with what is known so far.
fn begun(folder: &Path, remains: &Remains) -> io::Result<Journal> {
    let (path, file) = journals::create(folder)?;
    let mut journal = Journal {
        path,
        file,
        length: 0,
        is_synced: false,
    };
    let text = remains.journal();
    if let Err(error) = journal.append(&text) {
        let _ = fs::remove_file(&journal.path);
        return Err(error);
    }
    Ok(journal)
}

pub(super) fn text(document: &Document) -> String {
    let bytes = document.pieces().collect::<Vec<_>>().concat();
    // What is no text is not edited, and so not written down.
    String::from_utf8_lossy(&bytes).into_owned()
}
