//! The open plan meets what came to its file from outside.
//!
//! Owns the merge of both, on a thread of its own, and the count of what changed. When it is done, and what
//! becomes of it, is for `app`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use super::commits::failure;
use super::git::{self, GitError, Repository};
use super::surroundings;
use super::workers::{guarded, spawn};
use crate::app::{Event, Failure, Met};
use crate::change::diff::Diff;
use crate::document::{Document, MergeFailure};
use crate::plan::Conflict;

/// Merges what is edited with what is on disk.
pub(super) fn meet(
    events: Sender<Event>,
    path: PathBuf,
    base: Document,
    ours: Document,
    theirs: Document,
) -> io::Result<()> {
    spawn(events, move || {
        let (own, other) = (ours.stamp(), theirs.stamp());
        let outcome = guarded(&path, || {
            let document = merged(&path, &base, &ours, theirs)?;
            let changes = count(&ours.diff(&document));
            Ok(Met { document, changes })
        });
        Event::Met {
            ours: own,
            theirs: other,
            outcome,
        }
    })
}

/// What is on disk where nothing was edited, else what both sides wrote.
pub(super) fn merged(
    path: &Path,
    base: &Document,
    ours: &Document,
    mut theirs: Document,
) -> Result<Document, Failure> {
    theirs.check_and_settle();
    if ours.stamp() == base.stamp() {
        return Ok(theirs);
    }
    let sign = |conflicts: &mut [Conflict]| sign_unsaved(path, conflicts, &theirs);
    Document::merge(base, ours, &theirs, &sign).map_err(|error| apart(path, &error))
}

/// What is not saved yet is of the person at the keyboard; what came to the file is of whoever committed it, if
/// it is committed.
fn sign_unsaved(path: &Path, conflicts: &mut [Conflict], theirs: &Document) {
    let own = git::user_name(path).or_else(surroundings::login_name);
    for conflict in conflicts.iter_mut() {
        conflict.ours.by.clone_from(&own);
    }
    let _ = Repository::of(path).and_then(|repository| {
        let Some(head) = repository.head()?.commit else {
            return Ok(());
        };
        repository.sign_theirs(&head, conflicts, &theirs.plan())
    });
}

/// Two texts that stay apart: neither is written over the other.
fn apart(path: &Path, error: &MergeFailure) -> Failure {
    Failure::new(path, |language| error.words(language)).lasting()
}

/// How many tasks changed; what changed of the plan itself, and every pillar, counts as one more.
pub(super) fn count(changes: &Diff) -> usize {
    let mut nodes: Vec<_> = changes
        .nodes()
        .map(|node| node.task.as_ref().unwrap_or(&node.id))
        .collect();
    nodes.dedup();
    nodes.len() + usize::from(!changes.plan.is_empty())
}

/// The plan that git's three versions of a file with its marks of a conflict come to. What somebody mended by
/// hand is left as it is.
pub(super) fn stages(events: Sender<Event>, path: PathBuf, document: Document) -> io::Result<()> {
    spawn(events, move || Event::StagesMerged {
        stamp: document.stamp(),
        outcome: guarded(&path, || from_stages(&path, &document)),
    })
}

fn from_stages(path: &Path, document: &Document) -> Result<Document, Failure> {
    let by_hand = |zh: &str, en: &str| {
        Failure::new(path, |language| {
            let next = language.pick(
                "请在文本编辑器中处理冲突标记，再重新打开",
                "settle the marks of the conflict in a text editor, then open it again",
            );
            let why = language.pick(zh, en);
            language.pick(format!("{why}。{next}"), format!("{why}: {next}"))
        })
    };
    let ask = || {
        let repository = match Repository::of(path) {
            // Somebody sent the file, or copied it: it is as if git kept nothing.
            Err(GitError::NoRepository) => return Ok(None),
            repository => repository?,
        };
        let Some(stages) = repository.stages()? else {
            return Ok(None);
        };
        let text = document.pieces().collect::<Vec<_>>().concat();
        let is_gits_own = repository.is_gits_own(&stages, &text)?;
        Ok(Some((stages, is_gits_own)))
    };
    let (stages, is_gits_own) = ask()
        .map_err(|error| failure(path, &error))?
        .ok_or_else(|| {
            by_hand(
                "文件里有冲突标记，但 git 没有留下各方的版本",
                "the file has marks of a conflict, and git keeps no versions of it",
            )
        })?;
    if !is_gits_own {
        return Err(by_hand(
            "文件里有冲突标记，并且已有人动手改过，所以没有改动它",
            "the file has marks of a conflict and was edited since, so it is left as it is",
        ));
    }
    let (Some(ours), Some(theirs)) = (&stages.ours, &stages.theirs) else {
        return Err(by_hand("一方删除了这份计划", "one side deleted this plan"));
    };
    let nothing = Document::read(Vec::new());
    let base = stages.base.as_ref().unwrap_or(&nothing);
    let sign = |conflicts: &mut [Conflict]| {
        let _ = Repository::of(path).and_then(|repository| {
            let merging = repository.merging(None)?;
            repository.sign(&merging, conflicts, [&ours.plan(), &theirs.plan()])
        });
    };
    Document::merge(base, ours, theirs, &sign).map_err(|error| {
        let words = |language| error.words(language);
        Failure::new(path, words)
    })
}
