//! What was left of earlier runs comes to, with the plan as it is.
//!
//! Owns the choice: steps go on where the text that they lead to is the one on disk, or was never written; else what was
//! not saved is merged with what the disk holds, and if that is not possible it stays where it is. Deletes only what
//! is of no use to anybody.
//!
//! The promise, however often and at whatever moment the program is ended by quit, signal or kill: what the journal was
//! told last is found again, text, steps and draft, since the file never holds what the journal does not. Undo leads
//! back, text by text, to where the first of the runs began that took up what the one before had left; redo leads as
//! far as it did. It ends earlier where the oldest texts had no room any more, where somebody else has changed the
//! file since (what was not saved is one step then), and where there was no journal for a while. It may end earlier where
//! somebody made edits in the first moments of a run, before the steps of the ones before were found: the text is there
//! all the same, merged, and the steps begin with a later run.

use std::collections::{HashSet, VecDeque};
use std::path::Path;

use super::open::text;
use crate::app::{Failure, Remembered, Steps, back};
use crate::document::{Condition, Document};
use crate::journal::{Draft, Remains, Snapshot};
use crate::runtime::journals::Left;
use crate::runtime::meeting::{self, count};

/// What was left comes to, together with the plan as it is, and the journals that it was taken from. `first` is the plan
/// that the running program has opened: its own steps go back to that.
pub(super) fn found(
    path: &Path,
    first: &Document,
    with: &Document,
    left: Vec<Left>,
) -> (Option<Remembered>, Vec<Left>) {
    // As a rule: nothing is worked out of a plan of any size.
    if left.is_empty() {
        return (None, left);
    }
    let (first, mut now) = (text(first), text(with));
    let mut document = with.clone();
    let mut failure = None;
    let has_own_steps = first != now;
    let mut chain = Chain::to(&first);
    let (mut typed_only, mut taken, mut idle) = (Vec::new(), Vec::new(), Vec::new());
    let (outdated, left) = outdated(left);
    for left in outdated {
        // What is typed was told behind the steps, and may not have got into the newer one any more.
        if left.remains.draft.is_some() {
            typed_only.push(left);
        } else {
            let _ = left.delete();
        }
    }
    for left in left {
        let remains = &left.remains;
        let is_known = remains.text == now;
        // What the disk holds may be newer than what the journal knows of it.
        let was_it = || remains.came_after_disk(&now);
        let is_needed = left.is_needed();
        if is_known || (is_needed && (remains.may_have_saved(&now) || was_it())) {
            if !has_own_steps {
                chain.go_on(remains);
            }
            if !is_known {
                document = read(&remains.text, &document);
                now.clone_from(&remains.text);
            }
        } else if remains.is_unsaved() {
            let base = Document::read(remains.disk.clone().into_bytes());
            let ours = Document::read(remains.text.clone().into_bytes());
            match meeting::merged(path, &base, &ours, document.clone()) {
                Ok(merged) => {
                    document = merged;
                    let before = std::mem::replace(&mut now, text(&document));
                    if !has_own_steps {
                        chain.push(before, &now);
                    }
                }
                Err(reason) => {
                    failure = Some(stays(path, &reason));
                    continue;
                }
            }
        }
        let left = match is_known && left.remains.is_unsaved() {
            true => match left.learn(&now) {
                Ok(left) => left,
                // It is taken as it is, and stays until then.
                Err(_) => continue,
            },
            false => left,
        };
        match is_known || is_needed {
            true => taken.push(left),
            false => idle.push(left),
        }
    }
    taken.extend(chain.begin_with(idle, &taken));
    typed_only.extend(taken);
    let (taken, draft, others) = what_opens(typed_only);
    let found = Remembered {
        with: with.stamp(),
        past: chain.past(&document),
        future: chain.future(&document),
        changes: count(&with.diff(&document)),
        document,
        draft,
        others,
        left: failure,
    };
    let is_anything = found.document.stamp() != found.with
        || !found.past.is_empty()
        || !found.future.is_empty()
        || found.draft.is_some()
        || found.left.is_some();
    (is_anything.then_some(found), taken)
}

/// Journals whose edits and steps are all in another one, and the others.
fn outdated(left: Vec<Left>) -> (Vec<Left>, Vec<Left>) {
    let over = left.iter().flat_map(|left| left.remains.over.clone());
    let over: HashSet<String> = over.collect();
    left.into_iter()
        .partition(|left| !left.remains.id.is_empty() && over.contains(&left.remains.id))
}

/// The journals that were taken, the text that opens, which was typed last, and how many others wait: each of those
/// has a journal of its own, which nobody holds, for the next start.
fn what_opens(left: Vec<Left>) -> (Vec<Left>, Option<Draft>, usize) {
    let with_draft = left.iter().filter(|left| left.remains.draft.is_some());
    // What took a journal up went on with what was being typed in it.
    let gone_on: HashSet<String> = with_draft
        .flat_map(|left| left.remains.over.clone())
        .collect();
    let mut opens: Option<Draft> = None;
    let mut others: Vec<Draft> = Vec::new();
    let mut taken = Vec::new();
    for left in left.into_iter().rev() {
        let remains = &left.remains;
        let Some(draft) = remains.draft.clone() else {
            taken.push(left);
            continue;
        };
        // A kill between the writing of a journal of its own and the end of the other leaves it in both.
        let is_known = opens.as_ref() == Some(&draft) || others.contains(&draft);
        if gone_on.contains(&remains.id) || is_known {
            taken.push(left);
        } else if opens.is_none() {
            opens = Some(draft);
            taken.push(left);
        } else {
            others.push(draft);
            let is_alone =
                !remains.is_unsaved() && remains.past.is_empty() && remains.future.is_empty();
            // What cannot be parted stays as it is.
            if !is_alone && let Ok(left) = left.without_draft() {
                taken.push(left);
            }
        }
    }
    taken.reverse();
    (taken, opens, others.len())
}

/// The steps that lead to a text.
struct Chain {
    past: VecDeque<Snapshot>,
    future: Vec<Snapshot>,
    text: String,
}

impl Chain {
    fn to(text: &str) -> Self {
        Self {
            past: VecDeque::new(),
            future: Vec::new(),
            text: text.to_owned(),
        }
    }

    /// Goes on to what a journal comes to. A run that did not take the steps before its own has only those.
    fn go_on(&mut self, remains: &Remains) {
        let goes_on = oldest(remains) == self.text;
        if goes_on && remains.past.is_empty() && remains.future.is_empty() {
            return;
        }
        if !goes_on {
            self.past.clear();
        }
        self.past.extend(remains.past.iter().cloned());
        self.future.clone_from(&remains.future);
        self.text.clone_from(&remains.text);
    }

    /// One more step, which brought back what was not saved.
    fn push(&mut self, before: String, now: &str) {
        self.past.push_back((before, back()));
        self.future.clear();
        now.clone_into(&mut self.text);
    }

    /// Puts the steps in front that lead to the first text, and gives the journals back that they came from. Journals
    /// that lead nowhere are of no use to anybody, and go.
    fn begin_with(&mut self, mut idle: Vec<Left>, taken: &[Left]) -> Vec<Left> {
        let mut used = Vec::new();
        let mut tried: Vec<&Left> = taken.iter().collect();
        loop {
            let first = self.past.front().map_or(&self.text, |(text, _)| text);
            let leads = |left: &Left| left.remains.text == *first && !left.remains.past.is_empty();
            let (left, own) = if let Some(index) = idle.iter().rposition(leads) {
                (None, Some(idle.remove(index)))
            } else if let Some(index) = tried.iter().rposition(|left| leads(left)) {
                (Some(tried.remove(index)), None)
            } else {
                break;
            };
            let Some(remains) = left.or(own.as_ref()).map(|left| &left.remains) else {
                break;
            };
            let already = self.past.iter().take(remains.past.len());
            // The journal whose steps are there already leads to them, too.
            if !already.eq(&remains.past) {
                for snapshot in remains.past.iter().rev() {
                    self.past.push_front(snapshot.clone());
                }
            }
            used.extend(own);
        }
        for left in idle {
            let _ = left.delete();
        }
        used
    }

    fn past(&self, to: &Document) -> Steps {
        let mut past = documents(self.past.iter().rev(), to);
        past.reverse();
        past
    }

    fn future(&self, from: &Document) -> Steps {
        let mut future = documents(self.future.iter().rev(), from);
        future.reverse();
        future
    }
}

/// The first text that undo leads back to.
fn oldest(remains: &Remains) -> &str {
    remains.past.front().map_or(&remains.text, |(text, _)| text)
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
