//! A commit from inside, and git told of settled conflicts, on threads of their own.
//!
//! Owns what there is to commit: what the open plan and the last commit differ in. How git is called is for
//! `git`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use super::git::{GitError, Repository, Tracking};
use super::workers::{guarded, spawn};
use crate::app::{Event, Failure, ToCommit};
use crate::document::Document;

/// Finds out what a commit of the open plan would hold.
pub(super) fn ask(events: Sender<Event>, path: PathBuf, document: Document) -> io::Result<()> {
    spawn(events, move || {
        let stamp = document.stamp();
        let outcome = guarded(&path, || {
            to_commit(&path, &document).map_err(|error| failure(&path, &error))
        });
        Event::CommitAsked { stamp, outcome }
    })
}

fn to_commit(path: &Path, document: &Document) -> Result<ToCommit, GitError> {
    let repository = Repository::of(path)?;
    let before = match (repository.tracking()?, repository.head()?.commit) {
        (Tracking::Committed, Some(commit)) => Some(repository.plan_at(&commit)?),
        _ => None,
    };
    let is_same = |before: &Document| before.pieces().flatten().eq(document.pieces().flatten());
    // A merge is ended by a commit, whatever it brought.
    if before.as_ref().is_some_and(is_same) && repository.underway().is_none() {
        let mut others = repository.own_changes()?;
        others.retain(|file| file != repository.plan());
        if others.is_empty() {
            return Ok(ToCommit::Nothing);
        }
    }
    let before = before.unwrap_or_else(|| Document::read(Vec::new()));
    let changes = before.diff(document);
    Ok(ToCommit::Changes(Box::new(changes)))
}

/// Commits the plan's own files as they are on disk.
pub(super) fn commit(events: Sender<Event>, path: PathBuf, message: String) -> io::Result<()> {
    spawn(events, move || {
        let outcome = guarded(&path, || {
            committed(&path, &message).map_err(|error| failure(&path, &error))
        });
        Event::Committed { outcome }
    })
}

fn committed(path: &Path, message: &str) -> Result<String, GitError> {
    let repository = Repository::of(path)?;
    let mut files = repository.own_changes()?;
    if files.is_empty() {
        // A merge may have to be ended that left the plan as it was; else git says that nothing changed.
        files.push(repository.plan().to_owned());
    }
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let revision = repository.commit(message, &files)?;
    Ok(revision.commit.short().to_owned())
}

/// Tells git that the conflicts in the plan are settled.
pub(super) fn add(events: Sender<Event>, path: PathBuf) -> io::Result<()> {
    spawn(events, move || {
        let add = || Repository::of(&path)?.add(&[&path]);
        let outcome = guarded(&path, || add().map_err(|error| failure(&path, &error)));
        Event::AddedToGit { outcome }
    })
}

/// What git said, and what somebody can do about it.
pub(super) fn failure(path: &Path, error: &GitError) -> Failure {
    Failure::new(path, |language| match error.way_out(language) {
        Some(way_out) => format!("{}\n{way_out}", error.words(language)),
        None => error.words(language),
    })
}
