//! The threads that answer questions about the past of the open plan, so that the keyboard never waits for git.
//!
//! One thread answers, the newest question of each kind first, and what somebody waits for before what only
//! fills a column. A revision that cannot be read is compared with nothing, and what comes after it with the nearest one
//! before that can be read. Two more threads walk through histories, which can take as long as git pleases, and are told to
//! stop as soon as nobody wants to know. Nothing here writes.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread;

use super::git::{Before, BlobId, Entry, GitError, Reader, Repository, Select, Unreadable};
use super::workers::guarded;
use crate::app::{Answer, Ask, Baseline, Comparison, Event, Failure, TaskStep, Uncounted, Version};
use crate::change::diff::Counts;
use crate::change::{CommitId, Revision};
use crate::document::{Document, Stamp};
use crate::plan::Id;

/// The threads; none are there before the first question.
pub(super) struct Historian {
    events: Sender<Event>,
    jobs: Option<Sender<Job>>,
}

enum Job {
    Ask(PathBuf, Ask),
    /// More revisions were found, or the listing ended.
    Found(Found),
}

struct Found {
    plan: PathBuf,
    run: u32,
    entries: Vec<Entry>,
    end: Option<Result<(), Failure>>,
}

impl Historian {
    pub fn new(events: Sender<Event>) -> Self {
        Self { events, jobs: None }
    }

    /// Takes a question.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn ask(&mut self, plan: PathBuf, ask: Ask) -> io::Result<()> {
        let job = Job::Ask(plan, ask);
        let Some(jobs) = &self.jobs else {
            return self.start_with(job);
        };
        match jobs.send(job) {
            Ok(()) => Ok(()),
            Err(unsent) => self.start_with(unsent.0),
        }
    }

    fn start_with(&mut self, job: Job) -> io::Result<()> {
        let (jobs, queue) = channel();
        let (events, own) = (self.events.clone(), jobs.clone());
        thread::Builder::new()
            .name("historian".to_owned())
            .spawn(move || Work::new(events, own).run(&queue))?;
        // The thread has just begun to listen.
        let _ = jobs.send(job);
        self.jobs = Some(jobs);
        Ok(())
    }
}

/// Is dropped to tell a thread that nobody wants to know any more.
type Wanted = Arc<()>;

/// Held by the thread that is told.
type Waiting = Weak<()>;

/// Whether somebody still waits.
fn is_wanted(waiting: &Waiting) -> bool {
    waiting.strong_count() > 0
}

/// What is to be answered.
#[derive(Default)]
struct Questions {
    load: Option<CommitId>,
    resolve: Option<(u32, Baseline)>,
    since: Option<(u32, CommitId, Document)>,
    compare: Option<(u32, Version, Version)>,
    count: VecDeque<CommitId>,
}

/// So many documents are kept: those around the selected revision, and the baseline.
const KEPT: usize = 24;

struct Work {
    events: Sender<Event>,
    jobs: Sender<Job>,
    plan: PathBuf,
    questions: Questions,
    /// The listing that is under way, and the plan that it was asked with.
    listing: Option<(u32, Document, Wanted)>,
    is_first: bool,
    task: Option<Wanted>,
    reader: Option<Reader>,
    known: HashMap<CommitId, Entry>,
}

impl Work {
    fn new(events: Sender<Event>, jobs: Sender<Job>) -> Self {
        Self {
            events,
            jobs,
            plan: PathBuf::new(),
            questions: Questions::default(),
            listing: None,
            is_first: false,
            task: None,
            reader: None,
            known: HashMap::new(),
        }
    }

    /// Answers until nobody listens.
    fn run(mut self, queue: &Receiver<Job>) {
        loop {
            let waiting: Vec<Job> = queue.try_iter().collect();
            for job in waiting {
                self.take(job);
            }
            match self.next() {
                Some(answer) => {
                    if !self.say(answer) {
                        return;
                    }
                }
                None => match queue.recv() {
                    Ok(job) => self.take(job),
                    Err(_) => return,
                },
            }
        }
    }

    /// False once nobody listens.
    fn say(&self, answer: Answer) -> bool {
        let plan = self.plan.clone();
        self.events.send(Event::Past { plan, answer }).is_ok()
    }

    fn take(&mut self, job: Job) {
        match job {
            Job::Ask(plan, ask) => {
                if plan != self.plan {
                    let (events, jobs) = (self.events.clone(), self.jobs.clone());
                    *self = Self {
                        plan,
                        ..Self::new(events, jobs)
                    };
                }
                self.asked(ask);
            }
            Job::Found(found) => self.found(found),
        }
    }

    fn asked(&mut self, ask: Ask) {
        let questions = &mut self.questions;
        match ask {
            Ask::Load(commit) => questions.load = Some(commit),
            Ask::Resolve { run, baseline } => questions.resolve = Some((run, baseline)),
            Ask::Since { run, from, to } => questions.since = Some((run, from, to)),
            Ask::Compare { run, from, to } => questions.compare = Some((run, from, to)),
            Ask::Count(commits) => questions.count = commits.into(),
            Ask::List { run, now } => {
                let wanted = Wanted::default();
                let is_wanted = Arc::downgrade(&wanted);
                self.listing = Some((run, now, wanted));
                self.is_first = true;
                let (plan, jobs) = (self.plan.clone(), self.jobs.clone());
                self.walk("listing", move || list(&plan, run, &is_wanted, &jobs));
            }
            Ask::Task { run, task, now } => {
                let wanted = Wanted::default();
                let is_wanted = Arc::downgrade(&wanted);
                self.task = Some(wanted);
                let (plan, events) = (self.plan.clone(), self.events.clone());
                self.walk("task history", move || {
                    let say = |found, end| {
                        let answer = Answer::Task { run, found, end };
                        let plan = plan.clone();
                        self::is_wanted(&is_wanted)
                            && events.send(Event::Past { plan, answer }).is_ok()
                    };
                    let outcome = guarded(&plan, || {
                        history_of(&plan, &task, &now, &is_wanted, &say)
                            .map_err(|error| failure(&plan, &error))
                    });
                    say(Vec::new(), Some(outcome));
                });
            }
        }
    }

    /// Walks through a history in a thread of its own. Without one the question stays open.
    fn walk(&self, name: &str, job: impl FnOnce() + Send + 'static) {
        let _ = thread::Builder::new().name(name.to_owned()).spawn(job);
    }

    fn found(&mut self, found: Found) {
        let Some((run, now, _)) = &self.listing else {
            return;
        };
        if found.plan != self.plan || found.run != *run {
            return;
        }
        let (run, now) = (*run, now.clone());
        let mut same = None;
        if mem::take(&mut self.is_first) {
            let newest = found.entries.first().and_then(|entry| entry.after.clone());
            same = newest.and_then(|blob| self.same_as(&blob, &now));
        }
        let revisions = found.entries.iter().map(|entry| entry.revision.clone());
        let found_revisions = revisions.collect();
        let entries = found.entries.into_iter();
        self.known
            .extend(entries.map(|entry| (entry.revision.commit.clone(), entry)));
        self.say(Answer::Listed {
            run,
            found: found_revisions,
            same,
            end: found.end,
        });
    }

    /// The stamp of a document, if a content is its text.
    fn same_as(&mut self, blob: &BlobId, now: &Document) -> Option<Stamp> {
        let bytes = self.reader().ok()?.bytes(blob).ok()?;
        let mut rest = bytes.as_slice();
        for piece in now.pieces() {
            rest = rest.strip_prefix(piece)?;
        }
        rest.is_empty().then(|| now.stamp())
    }

    /// Answers one question: first what somebody waits for.
    fn next(&mut self) -> Option<Answer> {
        let plan = self.plan.clone();
        let questions = &mut self.questions;
        if let Some(commit) = questions.load.take() {
            let outcome = self.guarded(|work| work.document_at(&commit));
            return Some(Answer::Loaded { commit, outcome });
        }
        if let Some((run, baseline)) = questions.resolve.take() {
            let outcome = self.guarded(|work| work.resolve(&baseline));
            return Some(Answer::Resolved {
                run,
                baseline,
                outcome,
            });
        }
        if let Some((run, from, to)) = questions.since.take() {
            let outcome = self.guarded(|work| {
                let before = work.document_of(&Version::At(from))?;
                let to = work.document_of(&Version::Text(to))?;
                Ok(Arc::new(Comparison::new(before.diff(&to), &to)))
            });
            return Some(Answer::Since { run, outcome });
        }
        if let Some((run, from, to)) = questions.compare.take() {
            let outcome = self.guarded(|work| {
                let (from, to) = (work.document_of(&from)?, work.document_of(&to)?);
                Ok(Arc::new(from.diff(&to)))
            });
            return Some(Answer::Compared { run, outcome });
        }
        let commit = questions.count.pop_front()?;
        let counts = guarded(&plan, || {
            let to = self.document_of(&Version::At(commit.clone()));
            let from = self.document_of(&Version::Before(commit.clone()));
            let counted = |from: &Document, to: &Document| -> Counts { from.diff(to).counts() };
            Ok(match (from, to) {
                (Ok(from), Ok(to)) => Ok(counted(&from, &to)),
                (_, Err(Trouble::Unreadable(..))) => Err(Uncounted::Unreadable),
                _ => Err(Uncounted::Unknown),
            })
        });
        let counts = counts.unwrap_or(Err(Uncounted::Unknown));
        Some(Answer::Counted { commit, counts })
    }

    /// Does a part of the work. What fails is begun anew the next time: there may be a repository then.
    fn guarded<T>(
        &mut self,
        job: impl FnOnce(&mut Self) -> Result<T, Trouble>,
    ) -> Result<T, Failure> {
        let plan = self.plan.clone();
        let outcome = guarded(&plan, || job(self).map_err(|trouble| trouble.told(&plan)));
        if outcome.is_err() {
            self.reader = None;
        }
        outcome
    }

    fn reader(&mut self) -> Result<&mut Reader, GitError> {
        if self.reader.is_none() {
            let repository = Repository::of(&self.plan)?;
            self.reader = Some(Reader::new(repository, KEPT, Document::read)?);
        }
        self.reader.as_mut().ok_or(GitError::NoRepository)
    }

    fn resolve(&mut self, baseline: &Baseline) -> Result<Revision, Trouble> {
        let repository = self.reader()?.repository();
        Ok(match baseline {
            Baseline::LastMeeting => repository.resolve("@{last-meeting}")?,
            Baseline::Day(day) => repository.resolve(&day.to_string())?,
            Baseline::Named(name) => repository.resolve(name)?,
            Baseline::Commit(commit) => repository.revision(commit)?,
        })
    }

    /// One side of a comparison. What cannot be read in full is none.
    fn document_of(&mut self, version: &Version) -> Result<Document, Trouble> {
        match version {
            Version::Text(document) => match self.reader()?.is_whole(document) {
                true => Ok(document.clone()),
                false => Err(Trouble::Unreadable(Unreadable::Broken, None)),
            },
            Version::At(commit) => match self.blob_at(commit)? {
                Some(blob) => {
                    let read = self.reader()?.whole(&blob)?;
                    read.map_err(|why| Trouble::Unreadable(why, Some(commit.clone())))
                }
                None => Ok(Document::read(Vec::new())),
            },
            Version::Before(commit) => {
                let Some(entry) = self.known.get(commit).cloned() else {
                    return Ok(Document::read(Vec::new()));
                };
                match self.reader()?.before(&entry)? {
                    Before::Plan(document) => Ok(document),
                    // Nothing of it was there before.
                    Before::Nothing => Ok(Document::read(Vec::new())),
                    Before::CutOff => Err(Trouble::CutOff),
                    Before::Unread => Err(Trouble::Unread),
                }
            }
        }
    }

    /// A revision as far as it can be read.
    fn document_at(&mut self, commit: &CommitId) -> Result<Document, Trouble> {
        Ok(match self.blob_at(commit)? {
            Some(blob) => self.reader()?.read(&blob)?.0,
            None => Document::read(Vec::new()),
        })
    }

    /// The content as of a revision; none where the file was gone.
    fn blob_at(&mut self, commit: &CommitId) -> Result<Option<BlobId>, GitError> {
        match self.known.get(commit) {
            Some(entry) => Ok(entry.after.clone()),
            None => Ok(Some(self.reader()?.repository().blob_at(commit)?.0)),
        }
    }
}

/// Why a question has no answer.
enum Trouble {
    Git(GitError),
    /// What came before was not cloned.
    CutOff,
    /// Nothing that came before can be read.
    Unread,
    /// It is broken or not here; which revision, if it is one.
    Unreadable(Unreadable, Option<CommitId>),
}

impl Trouble {
    /// Ready to be shown.
    fn told(self, plan: &Path) -> Failure {
        let because = |chinese: &str, english: &str| {
            Failure::new(plan, |language| language.pick(chinese, english).to_owned())
        };
        match self {
            Self::Git(error) | Self::Unreadable(Unreadable::Lost(error), _) => {
                failure(plan, &error)
            }
            Self::CutOff => because(
                "再早的历史不在这里（浅克隆），无法比较",
                "what came before is not here (a shallow clone), so it cannot be compared",
            ),
            Self::Unread => because(
                "更早的版本都没能读出，无法比较",
                "no earlier revision could be read, so it cannot be compared",
            ),
            Self::Unreadable(why, commit) => Failure::new(plan, |language| {
                let why = why.words(language);
                match &commit {
                    Some(commit) => {
                        let commit = commit.short();
                        language.pick(
                            format!("版本 {commit} {why}"),
                            format!("revision {commit} {why}"),
                        )
                    }
                    None => language.pick(format!("这份计划{why}"), format!("this plan {why}")),
                }
            }),
        }
    }
}

impl From<GitError> for Trouble {
    fn from(error: GitError) -> Self {
        Self::Git(error)
    }
}

fn failure(plan: &Path, error: &GitError) -> Failure {
    let words = |language| error.words(language);
    Failure::with_way_out(plan, words, |language| error.way_out(language))
}

/// Sends the revisions of a plan as they are found: the first at once, later ones in growing groups.
fn list(plan: &Path, run: u32, wanted: &Waiting, jobs: &Sender<Job>) {
    let send = |entries, end| {
        let plan = plan.to_owned();
        let found = Found {
            plan,
            run,
            entries,
            end,
        };
        is_wanted(wanted) && jobs.send(Job::Found(found)).is_ok()
    };
    let outcome = guarded(plan, || {
        let failed = |error: GitError| failure(plan, &error);
        let log = Repository::of(plan).and_then(|repository| repository.log(Select::default()));
        let (mut entries, mut group) = (Vec::new(), 1);
        for entry in log.map_err(failed)? {
            entries.push(entry.map_err(failed)?);
            if entries.len() >= group {
                group = (group * 2).min(LARGEST_GROUP);
                if !send(mem::take(&mut entries), None) {
                    return Ok(());
                }
            }
        }
        send(entries, None);
        Ok(())
    });
    send(Vec::new(), Some(outcome));
}

/// So many revisions are sent together at most.
const LARGEST_GROUP: usize = 256;

/// What became of a task, revision by revision, the newest first; first what is not committed yet. `say` is told,
/// and answers whether somebody still wants to know.
fn history_of(
    plan: &Path,
    task: &Id,
    now: &Document,
    wanted: &Waiting,
    say: &impl Fn(Vec<TaskStep>, Option<Result<(), Failure>>) -> bool,
) -> Result<(), GitError> {
    let repository = Repository::of(plan)?;
    let log = repository.log(Select::default())?;
    let mut reader = Reader::new(repository, KEPT_BY_WALK, Document::skim)?;
    // What of the file as it is now cannot be read was not taken out of it.
    let mut is_first = reader.is_whole(now);
    for entry in log {
        let entry = entry?;
        let after = match &entry.after {
            None => Document::read(Vec::new()),
            Some(blob) => match reader.whole(blob)? {
                Ok(document) => document,
                Err(_) if is_wanted(wanted) => continue,
                Err(_) => return Ok(()),
            },
        };
        if mem::take(&mut is_first)
            && let Some(step) = step_of(None, task, &after, now)
            && !say(vec![step], None)
        {
            return Ok(());
        }
        let before = match reader.before(&entry)? {
            Before::Plan(document) => Some(document),
            Before::Nothing => Some(Document::read(Vec::new())),
            // It is not known, and is not nothing.
            Before::CutOff | Before::Unread => None,
        };
        let step = before.and_then(|before| step_of(Some(entry.revision), task, &before, &after));
        let goes_on = match step {
            Some(step) => say(vec![step], None),
            None => is_wanted(wanted),
        };
        if !goes_on {
            return Ok(());
        }
    }
    Ok(())
}

/// So many documents are kept on a walk: each is the later one of one revision and the earlier one of the next.
const KEPT_BY_WALK: usize = 3;

/// What one revision did to a task, if it did anything.
fn step_of(
    revision: Option<Revision>,
    task: &Id,
    before: &Document,
    after: &Document,
) -> Option<TaskStep> {
    if before.has_same_task(task, after) {
        return None;
    }
    let all = before.diff(after);
    let nodes = all.of_task(task).filter(|node| !node.is_only_renumbered());
    let nodes: Vec<_> = nodes.cloned().collect();
    // Another place alone may be that of others who came or went before it.
    (!nodes.is_empty()).then(|| TaskStep {
        revision,
        nodes,
        status: after.find(task).and_then(|place| after.status(place)),
    })
}
