//! The journal of the open plan.
//!
//! Owns when a journal is made, written, written anew and deleted: it is made with the first thing that the disk does
//! not hold, and a new one is whole before the one before goes. One that could not be written on is tried anew with
//! whatever comes next, and with all that is not saved; until that one is whole the old one stays.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use super::Job;
use super::found::found;
use crate::app::{Event, Failure, Steps};
use crate::document::{Document, Stamp};
use crate::journal::{Draft, Record, Remains, Sum};
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
    /// The plan that was opened.
    first: Document,
    /// The plan as it is now, and as the journal has it.
    now: Document,
    /// The plan on disk.
    disk: Document,
    /// Texts that may have got there since.
    saving: Vec<Sum>,
    /// What is being typed.
    draft: Option<Draft>,
    /// Whether that is in the journal.
    is_draft_written: bool,
    /// The steps that the journal has: to undo, to do again.
    steps: (usize, usize),
    /// The journal, once there is something to write.
    journal: Option<Journal>,
    /// One that could not be written on.
    failed: Option<Journal>,
    /// What earlier runs left, and was not taken yet, or not deleted.
    pub left: Vec<Left>,
    /// So many texts that were being typed wait for the next start.
    others: usize,
    /// What earlier runs left was taken, if anything was: from here on no journal but this one is needed.
    has_taken: bool,
    /// That there is no journal was said.
    is_said: bool,
    /// The journal was begun again: the next change is to come with all steps.
    wants_whole: Arc<AtomicBool>,
}

struct Journal {
    id: String,
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
    pub fn new(path: PathBuf, document: Document, wants_whole: Arc<AtomicBool>) -> Self {
        Self {
            plan: journals::name_of(&path),
            path,
            first: document.clone(),
            now: document.clone(),
            disk: document,
            saving: Vec::new(),
            draft: None,
            is_draft_written: true,
            steps: (0, 0),
            journal: None,
            failed: None,
            left: Vec::new(),
            others: 0,
            has_taken: false,
            is_said: false,
            wants_whole,
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
            Job::Opened(..) | Job::Guard | Job::Together(_) => Ok(()),
            Job::Step(document, step) => self.edit(folder, document, |before, after| {
                Record::edit(before, after, Some(step))
            }),
            Job::Undo(document) => self.edit(folder, document, |_, _| Record::Undo),
            Job::Redo(document) => self.edit(folder, document, |_, _| Record::Redo),
            Job::Whole {
                document,
                past,
                future,
            } => self.write_whole(folder, document, past, future),
            Job::Saving(stamp) => self.saving(stamp),
            Job::Saved(stamp) => self.saved(folder, stamp),
            Job::Took(document) => self.took(folder, document),
            Job::Draft(draft) => {
                self.draft = draft;
                self.is_draft_written = false;
                Ok(())
            }
            Job::HasTaken => {
                self.has_taken = true;
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

    /// Whether there is a journal, and nothing went wrong with it.
    pub fn has_journal(&self) -> bool {
        self.journal.is_some()
    }

    /// Nothing of it is worth keeping but what is not on disk, what is typed, and steps of undo. Whether the journal
    /// has all of that.
    pub fn close(self) -> bool {
        let is_needed = self.is_needed();
        match (&self.journal, &self.failed) {
            (Some(journal), _) if !is_needed && self.steps == (0, 0) => {
                let _ = fs::remove_file(&journal.path);
            }
            // What it has is older than what the disk holds.
            (None, Some(failed)) if !is_needed => {
                let _ = fs::remove_file(&failed.path);
            }
            _ => {}
        }
        self.journal.is_some()
    }

    /// Whether there is something that the disk does not hold.
    fn is_needed(&self) -> bool {
        self.draft.is_some() || self.disk.stamp() != self.now.stamp()
    }

    /// A write that failed is said once, until one goes well. What the journal has so far stays.
    pub fn outcome(&mut self, result: io::Result<()>, events: &Sender<Event>) {
        let Err(error) = result else { return };
        self.failed = self.journal.take().or(self.failed.take());
        if !self.is_said {
            self.is_said = true;
            let words = |language| files::system_words(&error, language);
            // Nobody listens only if the program is ending.
            let _ = events.send(Event::NoJournal(Failure::new(&self.path, words)));
        }
    }

    /// Sees to it that what was written is on the disk.
    ///
    /// # Errors
    /// The system's.
    pub fn sync(&mut self) -> io::Result<()> {
        match &mut self.journal {
            // Most of what is told, such as every letter typed, writes nothing yet.
            Some(journal) if !journal.is_synced => {
                journal.is_synced = true;
                journal.file.sync_data()
            }
            _ => Ok(()),
        }
    }

    /// Begins a journal if there is none: with this plan, what the disk holds, and what is typed. Steps there are none
    /// in it yet.
    fn begin(&mut self, folder: Option<&Path>, plan: &Document) -> io::Result<()> {
        let (Some(folder), None) = (folder, &self.journal) else {
            return Ok(());
        };
        let remains = self.remains(plan);
        self.journal = Some(begun(folder, || remains)?);
        self.steps = (0, 0);
        self.is_draft_written = true;
        if self.is_said {
            // The steps before this are known elsewhere only.
            self.wants_whole.store(true, Ordering::Relaxed);
        }
        self.drop_failed()
    }

    /// The journal has everything: one that failed has what is older, and goes.
    fn drop_failed(&mut self) -> io::Result<()> {
        self.is_said = false;
        if self.failed.is_some() {
            self.sync()?;
        }
        match self.failed.take() {
            Some(failed) => fs::remove_file(failed.path),
            None => Ok(()),
        }
    }

    fn draft_record(&self) -> Record {
        let draft = self.draft.clone();
        Record::Draft { draft }
    }

    /// What a journal comes to that begins with this plan.
    fn remains(&self, plan: &Document) -> Remains {
        let draft = self.draft.clone();
        let remains = Remains::new(self.plan.clone(), text(&self.disk), text(plan), draft);
        let taken = self.left.iter().filter(|_| self.has_taken);
        let taken = taken.map(|left| &left.remains.id);
        let failed = self.failed.iter().map(|failed| &failed.id);
        let over = taken.chain(failed).cloned().collect();
        remains.with_saving(self.saving.clone()).over(over)
    }

    /// Writes a record, if there is a journal.
    fn append(&mut self, record: &Record) -> io::Result<()> {
        match &mut self.journal {
            Some(journal) => journal.append(&record.line()),
            None => Ok(()),
        }
    }

    fn edit(
        &mut self,
        folder: Option<&Path>,
        document: Document,
        record: impl FnOnce(&str, &str) -> Record,
    ) -> io::Result<()> {
        // Whatever becomes of the journal, the next one begins with this.
        let before = std::mem::replace(&mut self.now, document);
        self.begin(folder, &before)?;
        let (before, after) = (text(&before), text(&self.now));
        let mut record = record(&before, &after);
        // A journal that was begun again has none of the steps before.
        let (past, future) = self.steps;
        let has_none = match record {
            Record::Undo => past == 0,
            Record::Redo => future == 0,
            _ => false,
        };
        if has_none {
            record = Record::edit(&before, &after, None);
        }
        self.steps = match &record {
            Record::Undo => (past.saturating_sub(1), future + 1),
            Record::Redo => (past + 1, future.saturating_sub(1)),
            Record::Edit { step: Some(_), .. } => (past + 1, 0),
            _ => (0, 0),
        };
        // In one write.
        let ends_with = match std::mem::replace(&mut self.is_draft_written, true) {
            true => String::new(),
            false => self.draft_record().line(),
        };
        if let Some(journal) = &mut self.journal {
            journal.append(&(record.line() + &ends_with))?;
        }
        match (folder, &self.journal) {
            (Some(folder), Some(journal)) if journal.length > LONGEST => self.shorten(folder),
            _ => Ok(()),
        }
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
        self.renew(folder, || remains)
    }

    /// Writes another journal, and only then deletes the one before.
    fn renew(&mut self, folder: &Path, remains: impl FnOnce() -> Remains) -> io::Result<()> {
        let before = self.journal.as_ref().map(|journal| journal.id.clone());
        let remains = || {
            let mut remains = remains();
            remains.over.extend(before);
            remains
        };
        let mut journal = begun(folder, remains)?;
        // One that is long all the same is not shortened at every step.
        journal.length = 0;
        journal.is_synced = true;
        if let Err(error) = journal.file.sync_all() {
            let _ = fs::remove_file(&journal.path);
            return Err(error);
        }
        if let Some(before) = self.journal.replace(journal) {
            fs::remove_file(before.path)?;
        }
        self.drop_failed()
    }

    fn write_whole(
        &mut self,
        folder: Option<&Path>,
        document: Document,
        past: Steps,
        future: Steps,
    ) -> io::Result<()> {
        self.now = document;
        let Some(folder) = folder else {
            return Ok(());
        };
        let steps = (past.len(), future.len());
        let remains = self.remains(&self.now);
        let texts = |steps: Steps| {
            steps
                .into_iter()
                .map(|(document, step)| (text(&document), step))
        };
        self.renew(folder, || remains.with_steps(texts(past), texts(future)))?;
        self.steps = steps;
        self.is_draft_written = true;
        Ok(())
    }

    /// Before the file is written: after a kill its text must not pass for somebody else's.
    fn saving(&mut self, stamp: Stamp) -> io::Result<()> {
        let sum = Sum::of(&text(&self.now));
        // A save that failed is tried again and again.
        if stamp != self.now.stamp() || self.saving.last() == Some(&sum) {
            return Ok(());
        }
        self.saving.push(sum);
        self.append(&Record::Saving { sum })
    }

    fn saved(&mut self, folder: Option<&Path>, stamp: Stamp) -> io::Result<()> {
        // Of an older text it is not worth a record: a newer save follows.
        if stamp != self.now.stamp() {
            return Ok(());
        }
        self.saving.clear();
        self.disk = self.now.clone();
        self.append(&Record::Saved)?;
        self.outdate(folder)
    }

    fn took(&mut self, folder: Option<&Path>, document: Document) -> io::Result<()> {
        let on_disk = text(&document);
        self.saving.clear();
        self.disk = document;
        self.append(&Record::disk(&text(&self.now), &on_disk))?;
        self.outdate(folder)
    }

    /// What a journal that failed says of the disk is not so any more.
    fn outdate(&mut self, folder: Option<&Path>) -> io::Result<()> {
        if self.failed.is_none() {
            return Ok(());
        }
        if self.is_needed() {
            let now = self.now.clone();
            return self.begin(folder, &now);
        }
        self.drop_failed()
    }

    /// Writes down what is being typed, and whatever else is not saved where that failed before.
    ///
    /// # Errors
    /// The system's.
    pub fn write_draft(&mut self, folder: Option<&Path>) -> io::Result<()> {
        let is_written = std::mem::replace(&mut self.is_draft_written, true);
        if self.journal.is_some() {
            return match is_written {
                true => Ok(()),
                false => self.append(&self.draft_record()),
            };
        }
        if self.draft.is_none() && self.failed.is_none() {
            return Ok(());
        }
        let now = self.now.clone();
        self.begin(folder, &now)
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
            Ok((mut found, left)) => {
                self.left = left;
                if let Some(found) = &mut found {
                    // A later look does not find them any more.
                    self.others += found.others;
                    found.others = self.others;
                }
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
fn begun(folder: &Path, remains: impl FnOnce() -> Remains) -> io::Result<Journal> {
    let (path, file) = journals::create(folder)?;
    // The name is one that no other journal has or had.
    let id = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut journal = Journal {
        id: id.into_owned(),
        path,
        file,
        length: 0,
        is_synced: false,
    };
    // Where there is no place for a journal this is not worked out.
    let mut remains = remains();
    remains.id.clone_from(&journal.id);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::mpsc::channel;

    use super::*;
    use crate::journal::{DraftKind, Step};

    fn document(text: &str) -> Document {
        Document::read(text.as_bytes().to_vec())
    }

    fn step(text: &str) -> Job {
        let step = Step {
            node: None,
            label: String::new(),
            zh: "改".to_owned(),
            en: "changed".to_owned(),
            moves_rows: false,
        };
        Job::Step(document(text), step)
    }

    fn typed(text: &str) -> Job {
        Job::Draft(Some(Draft {
            kind: DraftKind::Commit,
            node: None,
            label: String::new(),
            base: None,
            text: text.to_owned(),
        }))
    }

    /// The open plan of a folder, and what was said.
    struct Told {
        base: tempfile::TempDir,
        open: Open,
        wants_whole: Arc<AtomicBool>,
        said: usize,
    }

    impl Told {
        fn new() -> Self {
            let base = tempfile::tempdir().unwrap();
            let wants_whole = Arc::default();
            let path = base.path().join("plan.toml");
            let open = Open::new(path, document("一"), Arc::clone(&wants_whole));
            Self {
                base,
                open,
                wants_whole,
                said: 0,
            }
        }

        fn folder(&self) -> PathBuf {
            self.base.path().join("journals")
        }

        fn tell(&mut self, job: Job) {
            let (events, queue) = channel();
            let folder = self.folder();
            let result = self.open.take(job, Some(&folder), &events);
            self.open.outcome(result, &events);
            let result = self.open.write_draft(Some(&folder));
            self.open.outcome(result, &events);
            self.said += queue.try_iter().count();
        }

        /// The next write fails, as on a disk that is full.
        fn fail(&mut self) {
            let journal = self.open.journal.as_mut().unwrap();
            journal.file = File::open(&journal.path).unwrap();
        }

        /// What the one journal that there is comes to.
        fn remains(&self) -> Remains {
            let entries = fs::read_dir(self.folder()).unwrap();
            let paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
            let [path] = &paths[..] else {
                panic!("{paths:?}");
            };
            Remains::read(&fs::read(path).unwrap()).unwrap()
        }
    }

    #[test]
    fn a_journal_that_could_not_be_begun_is_begun_with_all_that_is_not_saved() {
        let mut told = Told::new();
        fs::write(told.folder(), "no folder").unwrap();
        told.tell(step("二"));
        told.tell(step("三"));
        told.tell(typed("半"));
        assert_eq!(told.said, 1, "said once");
        fs::remove_file(told.folder()).unwrap();
        told.tell(typed("半句"));
        let remains = told.remains();
        assert_eq!((&*remains.disk, &*remains.text), ("一", "三"));
        assert_eq!(remains.draft.unwrap().text, "半句");
        assert!(told.wants_whole.load(Ordering::Relaxed), "its steps come");
    }

    #[test]
    fn a_journal_that_could_not_be_written_on_stays_until_the_next_one_is_whole() {
        let mut told = Told::new();
        told.tell(step("二"));
        told.fail();
        told.tell(step("三"));
        // What comes next begins another one.
        let remains = told.remains();
        assert_eq!((&*remains.disk, &*remains.text), ("一", "三"));
        told.fail();
        told.open.draft = None;
        let (events, _queue) = channel();
        let nowhere = told.base.path().join("plan.toml/no folder");
        let result = told.open.take(step("四"), Some(&nowhere), &events);
        told.open.outcome(result, &events);
        assert_eq!(told.remains().text, "三", "better than nothing");
        told.tell(step("五"));
        let remains = told.remains();
        assert_eq!((&*remains.disk, &*remains.text), ("一", "五"));
    }

    #[test]
    fn a_journal_that_failed_goes_with_the_save_of_what_it_has() {
        let mut told = Told::new();
        told.tell(step("二"));
        told.fail();
        let (events, _queue) = channel();
        let nowhere = told.base.path().join("plan.toml/no folder");
        let result = told.open.take(step("三"), Some(&nowhere), &events);
        told.open.outcome(result, &events);
        assert_eq!(told.remains().text, "二");
        let stamp = told.open.now.stamp();
        let result = told.open.take(Job::Saved(stamp), Some(&nowhere), &events);
        told.open.outcome(result, &events);
        // What it says of the disk would come back as an edit.
        assert_eq!(fs::read_dir(told.folder()).unwrap().count(), 0);
    }

    #[test]
    fn where_the_word_of_a_save_could_not_be_written_nothing_undone_comes_back() {
        let mut told = Told::new();
        told.tell(step("二"));
        told.fail();
        told.tell(Job::Saved(told.open.now.stamp()));
        told.tell(Job::Undo(document("一")));
        let remains = told.remains();
        assert_eq!((&*remains.disk, &*remains.text), ("二", "一"));
        told.tell(Job::Saved(told.open.now.stamp()));
        let folder = told.folder();
        told.open.close();
        let left = journals::left_behind(&folder, None);
        assert!(!left.iter().any(Left::is_needed), "{left:?}");
    }
}
