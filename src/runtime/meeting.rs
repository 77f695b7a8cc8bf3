//! The open plan meets what came to its file from outside.
//!
//! Owns the merge of both, on a thread of its own, and the count of what changed. When it is done, and what
//! becomes of it, is for `app`.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::Sender;

use super::files::SaveError;
use super::workers::{guarded, save_failure, spawn};
use crate::app::{Event, Failure, Met};
use crate::change::diff::{Diff, diff};
use crate::document::{Condition, Document};

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
            let changes = count(&diff(&ours.plan(), &document.plan()));
            Ok(Met { document, changes })
        });
        Event::Met {
            ours: own,
            theirs: other,
            outcome,
        }
    })
}

/// What is on disk where nothing was edited. What was edited stays apart from it: then neither is written over
/// the other.
fn merged(
    path: &std::path::Path,
    base: &Document,
    ours: &Document,
    mut theirs: Document,
) -> Result<Document, Failure> {
    if theirs.condition() == Condition::Unchecked {
        let problems = theirs.check();
        theirs.settle(problems);
    }
    if ours.stamp() == base.stamp() {
        return Ok(theirs);
    }
    Err(save_failure(path, &SaveError::ChangedOnDisk))
}

/// How many tasks changed; what changed of the plan itself, and every pillar, counts as one more.
fn count(changes: &Diff) -> usize {
    let mut nodes: Vec<_> = changes
        .nodes()
        .map(|node| node.task.as_ref().unwrap_or(&node.id))
        .collect();
    nodes.dedup();
    nodes.len() + usize::from(!changes.plan.is_empty())
}

/// A file with git's marks of a conflict, which is left as it is: says what to do.
pub(super) fn stages(events: Sender<Event>, path: PathBuf, document: &Document) -> io::Result<()> {
    let stamp = document.stamp();
    spawn(events, move || {
        let outcome = Err(Failure::new(&path, |language| {
            language
                .pick(
                    "文件里有 git 的冲突标记，请在文本编辑器中处理，再重新打开",
                    "the file has git's marks of a conflict: settle them in a text editor, then open it again",
                )
                .to_owned()
        }));
        Event::StagesMerged { stamp, outcome }
    })
}
