//! The threads that save, check and read, so that the keyboard never waits for a disk.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use super::files::{self, Durability, SaveError};
use super::keeper::Ticket;
use super::{editor, folder, git, importing, surroundings};
use crate::app::{Event, Failure, Found};
use crate::document::{Document, Problem, Stamp};
use crate::import::LARGEST;
use crate::language::Language;

/// The thread that writes the open plan.
pub(super) struct Saver {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

enum Job {
    /// This is the open plan, as it is on disk.
    Opened(PathBuf, Document),
    /// Write this, once the journal has it.
    Save(Document, Ticket),
    /// Look whether the file is as it was read or written last.
    Look,
}

impl Saver {
    /// # Errors
    /// The system gives no thread.
    pub fn start(events: Sender<Event>) -> io::Result<Self> {
        let (jobs, queue) = channel();
        let thread = thread::Builder::new()
            .name("saver".to_owned())
            .spawn(move || work(&queue, &events))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Says which plan is open, as it is on disk.
    pub fn opened(&self, path: PathBuf, document: Document) {
        self.give(Job::Opened(path, document));
    }

    /// Asks for a save, once the journal has what was told before it.
    pub fn save(&self, document: Document, ticket: Ticket) {
        self.give(Job::Save(document, ticket));
    }

    /// Asks for a look at the file.
    pub fn look(&self) {
        self.give(Job::Look);
    }

    /// Lets the thread be: a disk that does not answer must not hold the program. What it writes takes the
    /// plan's name only when it is whole.
    pub fn abandon(&mut self) {
        self.thread = None;
    }

    fn give(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            // The thread lives until `jobs` is dropped: it catches its panics.
            let _ = jobs.send(job);
        }
    }
}

/// Waits until what was asked for is written.
impl Drop for Saver {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work(queue: &Receiver<Job>, events: &Sender<Event>) {
    let mut open: Option<Open> = None;
    while let Ok(job) = queue.recv() {
        let mut wanted = None;
        let mut looks = false;
        // The newest request overtakes those that wait, but none for another plan.
        for job in std::iter::once(job).chain(queue.try_iter()) {
            match job {
                Job::Opened(path, document) => {
                    if !write(&mut open, wanted.take(), events) {
                        return;
                    }
                    open = Some(Open::new(path, document));
                    looks = false;
                }
                Job::Save(document, ticket) => wanted = Some((document, ticket)),
                Job::Look => looks = true,
            }
        }
        if !write(&mut open, wanted, events) {
            return;
        }
        if looks
            && let Some(open) = &open
            && events.send(open.look(None)).is_err()
        {
            return;
        }
    }
}

/// The open plan.
struct Open {
    path: PathBuf,
    /// What was read from its file last.
    read: Stamp,
    /// What its file holds, as far as is known: what was read or written last.
    base: Document,
}

impl Open {
    fn new(path: PathBuf, document: Document) -> Self {
        Self {
            path,
            read: document.stamp(),
            base: document,
        }
    }

    /// Looks what the file holds; `refused` is the text whose save is the reason for it.
    fn look(&self, refused: Option<Stamp>) -> Event {
        let found = match files::read(&self.path) {
            Ok(theirs) if theirs.pieces().flatten().eq(self.base.pieces().flatten()) => {
                Found::AsBefore
            }
            Ok(theirs) => Found::Other {
                base: self.base.clone(),
                theirs,
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Found::Gone,
            Err(error) => Found::Unreadable(system(&self.path, &error)),
        };
        Event::Looked {
            read: self.read,
            refused,
            found,
        }
    }
}

/// Writes what is wanted of the open plan, if anything is. False once nobody listens.
fn write(
    open: &mut Option<Open>,
    wanted: Option<(Document, Ticket)>,
    events: &Sender<Event>,
) -> bool {
    let (Some(open), Some((document, ticket))) = (open, wanted) else {
        return true;
    };
    ticket.wait();
    let stamp = document.stamp();
    let event = match save(&open.path, &mut open.base, document) {
        // What nobody has seen is looked at, and merged.
        Err(Unsaved::Changed) => open.look(Some(stamp)),
        Err(Unsaved::Failed(failure)) => Event::Saved {
            stamp,
            outcome: Err(failure),
        },
        Ok(()) => Event::Saved {
            stamp,
            outcome: Ok(()),
        },
    };
    events.send(event).is_ok()
}

/// Writes a document, which then is the base of the next save.
fn save(path: &Path, base: &mut Document, document: Document) -> Result<(), Unsaved> {
    let saved = guarded(path, || Ok(files::save(path, &document, base)));
    let saved = saved.map_err(Unsaved::Failed)?;
    match saved {
        Ok(durability) => {
            *base = document;
            match durability {
                Durability::Durable => Ok(()),
                // Written, and said to be unsure; writing it again would not make it surer.
                Durability::NotSure(error) => Err(Unsaved::Failed(system(path, &error).lasting())),
            }
        }
        Err(SaveError::ChangedOnDisk) => Err(Unsaved::Changed),
        Err(error) => Err(Unsaved::Failed(save_failure(path, &error))),
    }
}

/// Why the open plan was not written.
enum Unsaved {
    /// Its file is another one than the one that was seen.
    Changed,
    /// Something else.
    Failed(Failure),
}

pub(super) fn save_failure(path: &Path, error: &SaveError) -> Failure {
    let failure = Failure::new(path, |language| error.words(language));
    match error {
        SaveError::ChangedOnDisk | SaveError::AlreadyThere => failure.lasting(),
        SaveError::ReadOnly | SaveError::Busy | SaveError::System(_) => failure,
    }
}

fn system(path: &Path, error: &io::Error) -> Failure {
    Failure::new(path, |language| files::system_words(error, language))
}

/// A panic in a job is a bug, and must not take unsaved edits with it.
pub(super) fn guarded<T>(
    path: &Path,
    job: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|_| {
        Err(Failure::new(path, |language: Language| {
            language
                .pick("程序内部出错", "an error inside the program")
                .to_owned()
        }))
    })
}

/// Does a job in a thread of its own, and sends what it answers.
pub(super) fn spawn(
    events: Sender<Event>,
    job: impl FnOnce() -> Event + Send + 'static,
) -> io::Result<()> {
    thread::Builder::new()
        .name("worker".to_owned())
        .spawn(move || {
            // Nobody listens only if the program is ending.
            let _ = events.send(job());
        })?;
    Ok(())
}

/// Finds out who signs notes on a plan: git's `user.name`, else the login name.
pub(super) fn author(events: Sender<Event>, plan: PathBuf) -> io::Result<()> {
    thread::Builder::new()
        .name("author".to_owned())
        .spawn(move || {
            if let Some(name) = git::user_name(&plan).or_else(surroundings::login_name) {
                // Nobody listens only if the program is ending.
                let _ = events.send(Event::Author(name));
            }
        })?;
    Ok(())
}

/// Checks a large plan.
pub(super) fn check(events: Sender<Event>, document: Document) -> io::Result<()> {
    spawn(events, move || {
        let checked = catch_unwind(AssertUnwindSafe(|| document.check()));
        Event::Checked {
            stamp: document.stamp(),
            // A panic is a bug; the plan that it came of stays open for reading.
            problems: checked.unwrap_or_else(|_| vec![Problem::internal()]),
        }
    })
}

/// Reads a plan.
pub(super) fn open(events: Sender<Event>, path: PathBuf) -> io::Result<()> {
    spawn(events, move || {
        let outcome = guarded(&path, || {
            files::read(&path).map_err(|error| system(&path, &error))
        });
        Event::Opened { path, outcome }
    })
}

/// Writes a new file.
pub(super) fn create(events: Sender<Event>, path: PathBuf, text: String) -> io::Result<()> {
    spawn(events, move || {
        let outcome = guarded(&path, || {
            let document = Document::read(text.into_bytes());
            match files::create(&path, &document) {
                Ok(Durability::Durable | Durability::NotSure(_)) => Ok(()),
                Err(error) => Err(save_failure(&path, &error)),
            }
        });
        Event::Created { path, outcome }
    })
}

/// Writes a plan to another place, into a folder that is there: one that is made could be on the wrong disk.
pub(super) fn save_as(
    events: Sender<Event>,
    typed: &str,
    name: &Path,
    document: Document,
) -> io::Result<()> {
    let path = folder::place_for(typed, name, std::env::home_dir().as_deref());
    spawn(events, move || Event::SavedAs {
        stamp: document.stamp(),
        outcome: guarded(&path, || {
            let path = std::path::absolute(&path).map_err(|error| system(&path, &error))?;
            if let Some(folder) = path.parent() {
                std::fs::metadata(folder).map_err(|error| system(folder, &error))?;
            }
            match files::create(&path, &document) {
                Ok(Durability::Durable | Durability::NotSure(_)) => Ok(path),
                Err(error) => Err(save_failure(&path, &error)),
            }
        }),
    })
}

/// Lets a person edit a text in the editor of their choice, who has the terminal meanwhile.
pub(super) fn edit(events: Sender<Event>, text: String, suffix: &'static str) -> io::Result<()> {
    spawn(events, move || {
        let outcome = guarded(Path::new("editor"), || editor::edit(&text, suffix));
        Event::EditedOutside { outcome }
    })
}

/// Reads a document and makes a plan of it.
pub(super) fn import(events: Sender<Event>, typed: &Path) -> io::Result<()> {
    let home = std::env::home_dir();
    let candidates = folder::meant_by(&typed.to_string_lossy(), home.as_deref());
    let typed = typed.to_owned();
    let asked = typed.clone();
    spawn(events, move || {
        let path = candidates
            .into_iter()
            .find(|path| path.exists())
            .unwrap_or(typed);
        let outcome = guarded(&path, || {
            let bytes = files::bytes(&path, LARGEST).map_err(|error| system(&path, &error))?;
            importing::import(&path, &bytes)
        });
        Event::Imported {
            path: asked,
            outcome: outcome.map(Box::new),
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::change::Operation;
    use crate::plan::{Id, Status};

    const PLAN: &str = "title = '计划'\n[[pillar]]\nid = 'p1'\ntitle = '一'\n[[pillar.task]]\nid = 't1'\nstatus = 'on-track'\ntitle = '二'\n";

    fn written(path: &Path) -> Document {
        std::fs::write(path, PLAN).unwrap();
        files::read(path).unwrap()
    }

    fn reported(base: &Document, status: Status) -> Document {
        let mut document = base.clone();
        let operation = Operation::status(Id::new("t1").unwrap(), status);
        document.apply(&operation, None).unwrap();
        document
    }

    /// Gives the saver jobs that all wait already, and what it says when it has done them.
    fn done(waiting: Vec<Job>) -> Vec<Event> {
        let (jobs, queue) = channel();
        let (events, said) = channel();
        for job in waiting {
            assert!(jobs.send(job).is_ok());
        }
        drop(jobs);
        work(&queue, &events);
        said.try_iter().collect()
    }

    fn text(path: &Path) -> String {
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_save_that_waits_outlives_the_opening_of_another_plan() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a.toml", "b.toml"].map(|name| folder.path().join(name));
        let (first, second) = (written(&a), written(&b));
        let said = done(vec![
            Job::Opened(a.clone(), first.clone()),
            Job::Save(reported(&first, Status::AtRisk), Ticket::default()),
            Job::Save(reported(&first, Status::Done), Ticket::default()),
            Job::Opened(b.clone(), second.clone()),
            Job::Save(reported(&second, Status::Dropped), Ticket::default()),
        ]);
        assert_eq!(text(&a), PLAN.replace("on-track", Status::Done.value()));
        assert_eq!(text(&b), PLAN.replace("on-track", Status::Dropped.value()));
        assert_eq!(said.len(), 2, "the newest of each plan: {said:?}");
    }

    #[test]
    fn a_repository_says_who_signs() {
        let folder = tempfile::tempdir().unwrap();
        for words in [&["init", "-q"][..], &["config", "user.name", "王五"]] {
            let mut git = std::process::Command::new("git");
            let status = git.current_dir(folder.path()).args(words).status().unwrap();
            assert!(status.success());
        }
        let (events, said) = channel();
        author(events, folder.path().join("plan.toml")).unwrap();
        assert!(matches!(said.recv(), Ok(Event::Author(name)) if name == "王五"));
    }
}
