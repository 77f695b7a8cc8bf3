//! Word that the plan or its branch moved: a checkout, a pull, a rebase, a commit in another terminal.
//!
//! Owns which folders are watched, and what in them says something. The system tells of changes: nothing
//! wakes up while nothing happens. What has changed is for the listener to read; several changes in a row
//! are one word.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::repository::Repository;

/// Quiet for so long, and the row of changes is over: a checkout writes many files.
const QUIET: Duration = Duration::from_millis(60);

/// A row that does not end is told of in between.
const LONGEST: Duration = Duration::from_millis(600);

/// What moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// The plan file was written, replaced, created or removed; perhaps by this program itself.
    pub plan: bool,
    /// The head, a branch or a tag, the index, or a merge that was begun or ended; perhaps nothing of it
    /// is other than before.
    pub repository: bool,
}

impl Moved {
    fn and(self, other: Self) -> Self {
        Self {
            plan: self.plan || other.plan,
            repository: self.repository || other.repository,
        }
    }
}

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    words: Sender<Word>,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.words.send(Word::End);
    }
}

/// What the thread hears.
enum Word {
    /// From the system.
    Happened(notify::Result<Event>),
    /// Nobody listens any more.
    End,
}

/// Calls `tell`, on a thread of its own, whenever the plan file or its repository moved. Without a
/// repository only the plan is watched.
///
/// # Errors
/// The system watches no more folders, or not this one: the words are the system's.
pub fn watch(
    plan: &Path,
    repository: Option<&Repository>,
    tell: impl Fn(Moved) + Send + 'static,
) -> std::io::Result<Watcher> {
    let plan = repository.map_or(plan, Repository::plan);
    let plan = std::fs::canonicalize(plan).unwrap_or_else(|_| plan.to_owned());
    let place = Place {
        folder: plan.parent().unwrap_or(Path::new("/")).to_owned(),
        plan,
        git_dir: repository.map(|repository| repository.git_dir().to_owned()),
        common_dir: repository.map(|repository| repository.common_dir().to_owned()),
    };
    let (words, heard) = mpsc::channel();
    let happened = words.clone();
    let mut watcher = notify::recommended_watcher(move |event| {
        let _ = happened.send(Word::Happened(event));
    })
    .map_err(system)?;
    place.watch(&mut watcher)?;
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || listen(&heard, &mut watcher, &place, &tell))?;
    Ok(Watcher { words })
}

fn system(error: notify::Error) -> std::io::Error {
    match error.kind {
        notify::ErrorKind::Io(error) => error,
        _ => std::io::Error::other(error),
    }
}

/// Hears until the end; the watcher lives as long.
fn listen(
    words: &Receiver<Word>,
    watcher: &mut RecommendedWatcher,
    place: &Place,
    tell: &dyn Fn(Moved),
) {
    while let Ok(Word::Happened(event)) = words.recv() {
        let mut moved = place.moved(&event);
        if moved == Moved::default() {
            continue;
        }
        let begun = Instant::now();
        while begun.elapsed() < LONGEST {
            match words.recv_timeout(QUIET) {
                Ok(Word::Happened(event)) => moved = moved.and(place.moved(&event)),
                Ok(Word::End) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        // A checkout may have taken the plan's folder away and made it anew: a folder that is gone is
        // watched no more.
        place.watch_again(watcher);
        tell(moved);
    }
}

/// Where to look.
struct Place {
    plan: PathBuf,
    folder: PathBuf,
    git_dir: Option<PathBuf>,
    common_dir: Option<PathBuf>,
}

impl Place {
    /// The folder is watched and not the file, which every save replaces by another.
    fn watch(&self, watcher: &mut RecommendedWatcher) -> std::io::Result<()> {
        let mut watch = |path: &Path, mode| watcher.watch(path, mode).map_err(system);
        if self.folder.is_dir() {
            watch(&self.folder, RecursiveMode::NonRecursive)?;
        }
        let git_dirs = self.git_dir.iter().chain(&self.common_dir);
        for folder in git_dirs {
            watch(folder, RecursiveMode::NonRecursive)?;
        }
        for name in ["refs", "reftable"] {
            let folder = self.common_dir.as_ref().map(|folder| folder.join(name));
            if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
                watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    fn watch_again(&self, watcher: &mut RecommendedWatcher) {
        let _ = watcher.unwatch(&self.folder);
        if self.folder.is_dir() {
            let _ = watcher.watch(&self.folder, RecursiveMode::NonRecursive);
        }
    }

    /// What an event is about.
    fn moved(&self, event: &notify::Result<Event>) -> Moved {
        let all = Moved {
            plan: true,
            repository: self.git_dir.is_some(),
        };
        let Ok(event) = event else {
            // The system lost count: anything may have moved.
            return all;
        };
        if event.need_rescan() {
            return all;
        }
        let is_nothing = matches!(
            event.kind,
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
        );
        if is_nothing {
            return Moved::default();
        }
        let moved = event.paths.iter().map(|path| self.moved_by(path));
        moved.fold(Moved::default(), Moved::and)
    }

    fn moved_by(&self, path: &Path) -> Moved {
        let plan = path == self.plan || path == self.folder;
        Moved {
            plan,
            repository: self.is_of_repository(path),
        }
    }

    /// Whether the path is one of those that say where the repository stands.
    fn is_of_repository(&self, path: &Path) -> bool {
        // Locks come and go, and what they were for follows.
        if path
            .extension()
            .is_some_and(|extension| extension == "lock")
        {
            return false;
        }
        let git_dirs = self.git_dir.iter().chain(&self.common_dir);
        let mut inside = git_dirs.filter_map(|folder| path.strip_prefix(folder).ok());
        inside.any(|path| {
            let first = path.components().next();
            let first = first.and_then(|part| part.as_os_str().to_str());
            matches!(
                first,
                Some("refs" | "reftable" | "packed-refs" | "index" | "HEAD")
                    | Some("MERGE_HEAD" | "CHERRY_PICK_HEAD" | "REVERT_HEAD" | "REBASE_HEAD")
                    | Some("rebase-merge" | "rebase-apply")
            )
        })
    }
}
