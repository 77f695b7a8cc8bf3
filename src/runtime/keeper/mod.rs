//! The thread that writes down what is not safe yet, and finds what an earlier run wrote down.
//!
//! Owns what the thread is told, and when. What a plan that was just opened comes to with what was left of it is
//! found here, and taken by `app`; until it was taken nothing of it is deleted. The keyboard never waits: what is
//! typed goes to the thread at once, and to the disk within [`PAUSE`].
//!
//! | module | owns |
//! |---|---|
//! | `open` | the journal of the open plan: made, written, written anew, deleted |
//! | `found` | what was left of earlier runs comes to, with the plan as it is |

mod found;
mod open;

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use open::Open;

use super::journals;
use crate::app::{Event, Model, Steps, Trace, Walk};
use crate::document::{Document, Stamp};
use crate::journal::{Draft, Step};

/// How long what is typed may wait for the next letter, so that a fast typist does not keep a disk busy. What a
/// crash takes is at most this and the time of a write.
const PAUSE: Duration = Duration::from_millis(300);

/// The thread, and what it was told last.
pub(super) struct Keeper {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    told: Option<(PathBuf, Trace)>,
}

enum Job {
    /// Another plan is open, as it is on disk.
    Opened(PathBuf, Document),
    /// A step was done.
    Step(Document, Step),
    /// The last step was undone.
    Undo(Document),
    /// It was done again.
    Redo(Document),
    /// The plan is another one, with these steps around it.
    Whole {
        document: Document,
        past: Steps,
        future: Steps,
    },
    /// The disk holds this text.
    Saved(Stamp),
    /// The disk holds this text, which somebody else wrote.
    Took(Document),
    /// This is being typed.
    Draft(Option<Draft>),
    /// Look once more what was left, with the plan as it is now.
    Remember,
    /// What was left was taken: all of it, or all but what was being typed.
    Forget { is_whole: bool },
}

impl Keeper {
    /// # Errors
    /// The system gives no thread.
    pub fn start(events: Sender<Event>, folder: Option<PathBuf>) -> io::Result<Self> {
        let (jobs, queue) = channel();
        let thread = thread::Builder::new()
            .name("keeper".to_owned())
            .spawn(move || Work::new(events, folder).run(&queue))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            told: None,
        })
    }

    /// Another plan is the open one, as it is on disk.
    pub fn opened(&mut self, path: PathBuf, document: Document) {
        let trace = Trace {
            document: document.stamp(),
            past: 0,
            future: 0,
            is_saved: true,
            is_proposed: false,
            draft: None,
        };
        self.told = Some((path.clone(), trace));
        self.give(Job::Opened(path, document));
    }

    /// Somebody else's text on disk was seen.
    pub fn took(&self, document: Document) {
        self.give(Job::Took(document));
    }

    /// Looks once more what was left.
    pub fn remember(&self) {
        self.give(Job::Remember);
    }

    /// What was left was taken.
    pub fn forget(&self, is_whole: bool) {
        self.give(Job::Forget { is_whole });
    }

    /// Tells what happened since it was told last. Costs nothing that grows with the plan.
    pub fn observe(&mut self, model: &Model) {
        let Some(walk) = model.walk() else { return };
        let Some((path, before)) = &self.told else {
            return;
        };
        if path != walk.path() {
            return;
        }
        let mut now = walk.trace();
        if now.is_proposed {
            // It is made again of what is on disk. Written down, it would pass for somebody's edits.
            now.document = before.document;
        }
        if now == *before {
            return;
        }
        let mut jobs = Vec::new();
        if now.document != before.document || now.past != before.past {
            let document = walk.document().clone();
            let steps = (
                now.past.wrapping_sub(before.past),
                now.future.wrapping_sub(before.future),
            );
            let last = walk.last_step();
            const ONE_LESS: usize = usize::MAX;
            jobs.push(match (steps, last) {
                // Of the text before the journal knows nothing yet.
                _ if before.is_proposed => whole(walk),
                ((ONE_LESS, 1), _) => Job::Undo(document),
                ((1, ONE_LESS), _) if before.future > 1 => Job::Redo(document),
                ((1, _), Some(step)) if now.future == 0 => Job::Step(document, step),
                _ => whole(walk),
            });
        }
        if now.is_saved && (!before.is_saved || now.document != before.document) {
            jobs.push(Job::Saved(now.document));
        }
        if now.draft != before.draft {
            jobs.push(Job::Draft(now.draft.clone()));
        }
        let path = path.clone();
        self.told = Some((path, now));
        for job in jobs {
            self.give(job);
        }
    }

    fn give(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            // The thread lives until `jobs` is dropped.
            let _ = jobs.send(job);
        }
    }
}

/// The plan as it is now, with all steps.
fn whole(walk: &Walk) -> Job {
    let (past, future) = walk.steps();
    Job::Whole {
        document: walk.document().clone(),
        past,
        future,
    }
}

/// Waits until what was told is written.
impl Drop for Keeper {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Work {
    events: Sender<Event>,
    folder: Option<PathBuf>,
    open: Option<Open>,
}

impl Work {
    fn new(events: Sender<Event>, folder: Option<PathBuf>) -> Self {
        Self {
            events,
            folder,
            open: None,
        }
    }

    fn run(mut self, queue: &Receiver<Job>) {
        let mut written = Instant::now();
        loop {
            let waits = self
                .open
                .as_ref()
                .is_some_and(|open| !open.is_draft_written());
            let job = if waits {
                queue.recv_timeout(PAUSE.saturating_sub(written.elapsed()))
            } else {
                queue.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            let is_end = matches!(job, Err(RecvTimeoutError::Disconnected));
            for job in job.into_iter().chain(queue.try_iter()) {
                self.take(job);
            }
            if let Some(open) = &mut self.open {
                if !open.is_draft_written() && (is_end || written.elapsed() >= PAUSE) {
                    let result = open.write_draft(self.folder.as_deref());
                    open.outcome(result, &self.events);
                    written = Instant::now();
                }
                open.sync(&self.events);
            }
            if is_end {
                self.close();
                return;
            }
        }
    }

    fn take(&mut self, job: Job) {
        if let Job::Opened(path, document) = job {
            self.close();
            let mut open = Open::new(path, document);
            if let Some(folder) = &self.folder {
                open.left = journals::left_behind(folder, Some(&open.plan));
            }
            open.remember(&self.events);
            self.open = Some(open);
            return;
        }
        if let Some(open) = &mut self.open {
            let result = open.take(job, self.folder.as_deref(), &self.events);
            open.outcome(result, &self.events);
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            open.close();
        }
    }
}
