//! Word for the open plan when its file or its repository moved.
//!
//! Owns the thread that watches one plan, and how a repository stands in the words of `app`. What becomes of the
//! plan then is for `app`. The thread sleeps until the system has something to tell.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::git::{self, GitError, Place, Repository, Underway};
use crate::app::{Event, Standing, Underway as Begun, Unmerged};

/// Watches a plan until it is dropped.
pub(super) struct Watching {
    /// Is never sent anything: the thread waits for its end.
    _end: Sender<()>,
}

/// Begins to watch a plan, and tells where its repository stands.
pub(super) fn watch(events: Sender<Event>, path: PathBuf) -> io::Result<Watching> {
    let (end, ended) = channel();
    thread::Builder::new()
        .name("watching".to_owned())
        .spawn(move || {
            let repository = Repository::of(&path).ok().map(Arc::new);
            let stirred = {
                let (repository, path) = (repository.clone(), path.clone());
                move |reads: bool| {
                    let repository = repository.as_deref().filter(|_| reads);
                    // Nobody listens only if the program is ending.
                    let _ = events.send(Event::Stirred {
                        path: path.clone(),
                        standing: repository.and_then(|repository| standing(repository).ok()),
                    });
                }
            };
            let tell = {
                let stirred = stirred.clone();
                move |moved: git::Moved| stirred(moved.repository)
            };
            // Where the system watches nothing, a save and the end still look at the file.
            let watcher = git::watch(&path, repository.as_deref(), tell);
            // Once it is watched, so that nothing in between goes unseen.
            stirred(true);
            let _ = ended.recv();
            drop(watcher);
        })?;
    Ok(Watching { _end: end })
}

/// How a repository stands now.
fn standing(repository: &Repository) -> Result<Standing, GitError> {
    let head = repository.head()?;
    Ok(Standing {
        branch: match head.place {
            Place::Branch(name) => Some(name),
            Place::Detached => None,
        },
        commit: head.commit,
        underway: head.underway.map(|underway| match underway {
            Underway::Merge => Begun::Merge,
            Underway::Rebase => Begun::Rebase,
            Underway::CherryPick => Begun::CherryPick,
            Underway::Revert => Begun::Revert,
        }),
        unmerged: repository.stages()?.map(|stages| {
            let is_one_gone = stages.ours.is_none() != stages.theirs.is_none();
            match stages.base.is_some() && is_one_gone {
                true => Unmerged::Deleted,
                false => Unmerged::Changed,
            }
        }),
    })
}
