//! The thread that writes down what is not safe yet, and finds what an earlier run wrote down.
//!
//! Owns what the thread is told, and when. What a plan that was just opened comes to with what was left of it is
//! found here, and taken by `app`; until it was taken nothing of it is deleted. The keyboard never waits: what is
//! typed goes to the thread at once, and to the disk within [`PAUSE`].
//!
//! | module | owns |
//! |---|---|
//! | `progress` | how much of what was told is written |
//! | `open` | the journal of the open plan: made, written, written anew, deleted |
//! | `found` | what was left of earlier runs comes to, with the plan as it is |

mod found;
mod open;
mod progress;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use open::Open;
use progress::Progress;
pub(super) use progress::Ticket;

use super::journals;
use crate::app::{Event, Model, Steps, Trace, Walk};
use crate::document::{Document, Stamp};
use crate::journal::{Draft, Step};

/// How long what is typed may wait for the next letter, so that a fast typist does not keep a disk busy. What a
/// crash takes is at most this and the time of a write.
const PAUSE: Duration = Duration::from_millis(300);

/// How long the end of the program waits for the journal: a disk that does not answer must not hold it.
const END: Duration = Duration::from_secs(5);

/// The thread, and what it was told last.
pub(super) struct Keeper {
    jobs: Option<Sender<Job>>,
    thread: Option<(JoinHandle<()>, Receiver<bool>)>,
    told: Option<(PathBuf, Trace)>,
    /// So many things were given to it.
    given: u64,
    progress: Progress,
    /// The next change is to be told with all steps.
    wants_whole: Arc<AtomicBool>,
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
    /// This text is about to be saved.
    Saving(Stamp),
    /// The disk holds this text.
    Saved(Stamp),
    /// The disk holds this text, which somebody else wrote.
    Took(Document),
    /// This is being typed. It is written with the next step, or within [`PAUSE`].
    Draft(Option<Draft>),
    /// This came of one event. A note that was kept is in the plan and no draft any more: no kill falls between.
    Together(Vec<Job>),
    /// The program must end: write down what is being typed, and say whether that was possible.
    Guard,
    /// What was left was taken by the plan that is told next, or there was nothing.
    HasTaken,
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
        let (end, ended) = channel();
        let mut keeper = Self::told_through(jobs);
        let work = Work::new(events, folder, &keeper);
        let thread = thread::Builder::new()
            .name("keeper".to_owned())
            .spawn(move || {
                // Nobody listens only if nobody waits any longer.
                let _ = end.send(work.run(&queue));
            })?;
        keeper.thread = Some((thread, ended));
        Ok(keeper)
    }

    fn told_through(jobs: Sender<Job>) -> Self {
        Self {
            jobs: Some(jobs),
            thread: None,
            told: None,
            given: 0,
            progress: Progress::default(),
            wants_whole: Arc::default(),
        }
    }

    /// Waits until what was told is written, or cannot be. Whether the journal has all that the disk does not hold.
    pub fn end(&mut self) -> bool {
        self.jobs = None;
        let Some((thread, ended)) = self.thread.take() else {
            return false;
        };
        match ended.recv_timeout(END) {
            Err(RecvTimeoutError::Timeout) => false,
            ended => {
                let _ = thread.join();
                ended.unwrap_or(false)
            }
        }
    }

    /// A text is about to be saved: how the save knows that the journal has it.
    pub fn saving(&mut self, document: &Document) -> Ticket {
        self.give(Job::Saving(document.stamp()));
        self.progress.ticket(self.given)
    }

    /// The program must end: what is being typed is written down, and an event says whether that was possible.
    pub fn guard(&mut self) {
        self.give(Job::Guard);
    }

    /// Another plan is the open one, as it is on disk.
    pub fn opened(&mut self, path: PathBuf, document: Document) {
        let trace = Trace {
            document: document.stamp(),
            past: 0,
            future: 0,
            is_saved: true,
            is_proposed: false,
            has_remembered: false,
            draft: None,
        };
        self.told = Some((path.clone(), trace));
        self.give(Job::Opened(path, document));
    }

    /// Somebody else's text on disk was seen.
    pub fn took(&mut self, document: Document) {
        self.give(Job::Took(document));
    }

    /// Looks once more what was left.
    pub fn remember(&mut self) {
        self.give(Job::Remember);
    }

    /// What was left was taken.
    pub fn forget(&mut self, is_whole: bool) {
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
        if now.draft != before.draft {
            jobs.push(Job::Draft(now.draft.clone()));
        }
        let has_taken = now.has_remembered && !before.has_remembered;
        if has_taken {
            jobs.push(Job::HasTaken);
        }
        let steps = |trace: &Trace| (trace.past, trace.future);
        if now.document != before.document || steps(&now) != steps(before) {
            let document = walk.document().clone();
            let steps = (
                now.past.wrapping_sub(before.past),
                now.future.wrapping_sub(before.future),
            );
            let last = walk.last_step();
            const ONE_LESS: usize = usize::MAX;
            jobs.push(match (steps, last) {
                // One step that came back looks like one that was done.
                _ if has_taken => whole(walk),
                // Of the text before the journal knows nothing yet.
                _ if before.is_proposed || self.wants_whole.swap(false, Ordering::Relaxed) => {
                    whole(walk)
                }
                ((ONE_LESS, 1), _) => Job::Undo(document),
                ((1, ONE_LESS), _) if before.future > 1 => Job::Redo(document),
                ((1, _), Some(step)) if now.future == 0 => Job::Step(document, step),
                _ => whole(walk),
            });
        }
        if now.is_saved && (!before.is_saved || now.document != before.document) {
            jobs.push(Job::Saved(now.document));
        }
        let path = path.clone();
        self.told = Some((path, now));
        self.give(Job::Together(jobs));
    }

    fn give(&mut self, job: Job) {
        self.given += 1;
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
        self.end();
    }
}

struct Work {
    events: Sender<Event>,
    folder: Option<PathBuf>,
    open: Option<Open>,
    progress: Progress,
    wants_whole: Arc<AtomicBool>,
}

/// However the thread ends, no save waits for it.
impl Drop for Work {
    fn drop(&mut self) {
        self.progress.end();
    }
}

impl Work {
    fn new(events: Sender<Event>, folder: Option<PathBuf>, keeper: &Keeper) -> Self {
        Self {
            events,
            folder,
            open: None,
            progress: keeper.progress.clone(),
            wants_whole: Arc::clone(&keeper.wants_whole),
        }
    }

    /// Whether the journal has all that the disk does not hold, when there is nothing more to write.
    fn run(mut self, queue: &Receiver<Job>) -> bool {
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
                let result = open.sync();
                open.outcome(result, &self.events);
            }
            if is_end {
                return self.close();
            }
        }
    }

    fn take(&mut self, job: Job) {
        self.carry_out(job);
        self.progress.step();
    }

    fn carry_out(&mut self, job: Job) {
        if let Job::Opened(path, document) = job {
            self.close();
            let mut open = Open::new(path, document, Arc::clone(&self.wants_whole));
            if let Some(folder) = &self.folder {
                open.left = journals::left_behind(folder, Some(&open.plan));
            }
            open.remember(&self.events);
            self.open = Some(open);
            return;
        }
        if let Job::Together(jobs) = job {
            for job in jobs {
                self.carry_out(job);
            }
            return;
        }
        if let Job::Guard = job {
            let is_written = self.guard();
            // Nobody listens only if the program is ending.
            let _ = self.events.send(Event::Guarded { is_written });
            return;
        }
        if let Some(open) = &mut self.open {
            let result = open.take(job, self.folder.as_deref(), &self.events);
            open.outcome(result, &self.events);
        }
    }

    /// Whether what is being typed is on the disk now.
    fn guard(&mut self) -> bool {
        let Some(open) = &mut self.open else {
            return false;
        };
        let result = open.write_draft(self.folder.as_deref());
        let result = result.and_then(|()| open.sync());
        open.outcome(result, &self.events);
        open.has_journal()
    }

    fn close(&mut self) -> bool {
        self.open.take().is_some_and(Open::close)
    }
}

#[cfg(test)]
mod tests;
