//! What was left of earlier runs comes to, with the plan as it is.
//!
//! Owns the choice: steps go on where the text that they lead to is the one on disk, or was never written; else what was
//! not saved is merged with what the disk holds, and if that is not possible it stays where it is. Deletes only what
//! is of no use to anybody.

use std::path::Path;

use super::open::text;
use crate::app::{Failure, Remembered, Steps, back};
use crate::document::{Condition, Document};
use crate::journal::Snapshot;
use crate::runtime::journals::Left;
use crate::runtime::meeting::{self, count};

/// What was left comes to, together with the plan as it is, and the journals that it was taken from.
pub(super) fn found(
    path: &Path,
    with: &Document,
    left: Vec<Left>,
) -> (Option<Remembered>, Vec<Left>) {
    let mut found = Remembered {
        with: with.stamp(),
        document: with.clone(),
        past: Steps::new(),
        future: Steps::new(),
        changes: 0,
        draft: None,
        left: None,
    };
    let mut taken = Vec::new();
    let mut now = text(with);
    for left in left {
        let remains = &left.remains;
        let is_known = remains.text == now;
        if !is_known && !left.is_needed() {
            // The file was changed since: its steps lead nowhere.
            let _ = left.delete();
            continue;
        }
        let is_continued = is_known || remains.disk == now;
        if is_continued {
            if !is_known {
                found.document = read(&remains.text, &found.document);
                now.clone_from(&remains.text);
            }
            let past = remains.past.iter().rev();
            found.past = documents(past, &found.document);
            found.past.reverse();
            let future = remains.future.iter().rev();
            found.future = documents(future, &found.document);
            found.future.reverse();
        } else if remains.is_unsaved() {
            let base = Document::read(remains.disk.clone().into_bytes());
            let ours = Document::read(remains.text.clone().into_bytes());
            match meeting::merged(path, &base, &ours, found.document.clone()) {
                Ok(merged) => {
                    let before = std::mem::replace(&mut found.document, merged);
                    now = text(&found.document);
                    found.future.clear();
                    found.past.push((before, back()));
                }
                Err(failure) => {
                    found.left = Some(stays(path, &failure));
                    continue;
                }
            }
        }
        if let Some(draft) = &left.remains.draft {
            found.draft = Some(draft.clone());
        }
        taken.push(left);
    }
    found.changes = count(&with.diff(&found.document));
    let is_anything = found.document.stamp() != with.stamp()
        || !found.past.is_empty()
        || !found.future.is_empty()
        || found.draft.is_some()
        || found.left.is_some();
    (is_anything.then_some(found), taken)
}

/// A text as a plan, whose nodes are those of another one.
fn read(text: &str, like: &Document) -> Document {
    let mut document = Document::read(text.to_owned().into_bytes());
    document.check_and_settle();
    document.with_keys_of(like)
}

/// The plans of these texts, the nearest first, as far as they can be edited.
fn documents<'s>(steps: impl Iterator<Item = &'s Snapshot>, from: &Document) -> Steps {
    let mut like = from.clone();
    let mut found = Steps::new();
    for (text, step) in steps {
        let document = read(text, &like);
        if document.condition() != Condition::Sound {
            break;
        }
        like = document.clone();
        found.push((document, step.clone()));
    }
    found
}

/// Why something stays where it is, and the way to it.
fn stays(path: &Path, failure: &Failure) -> Failure {
    Failure::new(path, |language| {
        let reason = failure.reason(language);
        language.pick(
            format!("上次没存盘的改动还在日志里，用 planwalk recover 查看；没有合并：{reason}"),
            format!("what was not saved last time is still in its journal: see `planwalk recover`; it was not merged: {reason}"),
        )
    })
}
