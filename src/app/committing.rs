//! A commit from inside: from the key to the answer.
//!
//! Owns how far it has come, and that nothing is lost on the way: what is edited is saved first, a message that
//! was written comes back when git refuses it, and leaving waits. What is committed, and how, is the shell's.

use super::effect::Effect;
use super::event::ToCommit;
use super::failure::Failure;
use super::message::Message;
use super::mode::Mode;
use super::model::{Leaving, Model, Overlay};
use super::told::{Told, Topic};
use super::update::{after_save, save};
use super::walk::Walk;
use super::writing::Writing;
use crate::document::Stamp;
use crate::report::commit_message;

/// How far a commit has come.
#[derive(Clone, Debug, Default)]
pub enum Committing {
    /// Nobody commits.
    #[default]
    No,
    /// It is being found out what there is to commit, of this text.
    Asked(Stamp),
    /// The message is written; what was edited is being saved.
    Held(Box<Writing>),
    /// git has it.
    UnderWay(Box<Writing>),
    /// git shall be told that conflicts are settled; what was edited is being saved.
    AddHeld,
    /// git is being told.
    Adding,
    /// git refused it, while somebody was writing something else: the message waits.
    Refused(Box<Writing>),
}

impl Committing {
    /// The message that was written and is in no commit yet.
    pub fn message(&self) -> Option<&Writing> {
        match self {
            Self::Held(writing) | Self::UnderWay(writing) | Self::Refused(writing) => Some(writing),
            Self::No | Self::Asked(_) | Self::AddHeld | Self::Adding => None,
        }
    }

    /// Whether leaving now would leave a commit behind that somebody has asked for.
    pub fn is_under_way(&self) -> bool {
        matches!(
            self,
            Self::Held(_) | Self::UnderWay(_) | Self::AddHeld | Self::Adding
        )
    }
}

/// The key: asks what there is to commit.
pub(super) fn begin(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    if let Some(refusal) = walk.refusal() {
        model.message = Some(Message::Refused(refusal));
        return Vec::new();
    }
    // The commit would end the merge, with what nobody has decided in it.
    let count = walk.document().conflicts().len();
    let is_merging = walk
        .standing
        .as_ref()
        .is_some_and(|standing| standing.unmerged.is_some() || standing.underway.is_some());
    if count > 0 && is_merging {
        model.message = Some(Message::ConflictsLeft(count));
        return Vec::new();
    }
    match &walk.committing {
        Committing::No | Committing::Asked(_) => {}
        Committing::Refused(_) => {
            back_to_message(walk);
            return Vec::new();
        }
        Committing::Held(_)
        | Committing::UnderWay(_)
        | Committing::AddHeld
        | Committing::Adding => {
            model.message = Some(Message::Committing);
            return Vec::new();
        }
    }
    let (path, document) = (walk.path().clone(), walk.document().clone());
    walk.committing = Committing::Asked(document.stamp());
    vec![Effect::AskCommit { path, document }]
}

/// The answer: a message to write, or that there is nothing.
pub(super) fn asked(
    model: &mut Model,
    stamp: Stamp,
    outcome: Result<ToCommit, Failure>,
) -> Vec<Effect> {
    let language = model.language;
    let is_free = model.overlay.is_none();
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    // Asked of another text, or somebody has gone on to do something else meanwhile.
    if !matches!(walk.committing, Committing::Asked(of) if of == stamp) {
        return Vec::new();
    }
    walk.committing = Committing::No;
    if !is_free || !matches!(walk.mode, Mode::Browse) {
        return Vec::new();
    }
    if outcome.is_ok() && walk.document().stamp() != stamp {
        // Edited since: the message shall tell of that, too.
        return begin(model);
    }
    match outcome {
        Ok(ToCommit::Nothing) => model.message = Some(Message::NothingToCommit),
        Ok(ToCommit::Changes(diff)) => {
            let message = commit_message(&diff, language);
            walk.mode = Mode::Write(Box::new(Writing::commit(&message)));
        }
        Err(failure) => tell(model, Topic::CommitFailed, failure),
    }
    Vec::new()
}

/// The message is written: what was edited is saved, then git gets it.
pub(super) fn keep(model: &mut Model, writing: Box<Writing>) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    walk.committing = Committing::Held(writing);
    if walk.is_saved() {
        return go_on(model);
    }
    model.message = Some(Message::SavingBeforeCommit);
    match model.walk() {
        Some(walk) if !walk.saving().is_under_way() => save(model),
        _ => Vec::new(),
    }
}

/// A save has ended. What waited for it goes to git, or the message comes back.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let is_merging = walk.is_held() && !walk.is_stuck();
    if walk.saving().is_under_way() || is_merging {
        return Vec::new();
    }
    match walk.committing {
        Committing::Held(_) => {}
        Committing::AddHeld => return go_on_adding(model),
        _ => return Vec::new(),
    }
    let Committing::Held(writing) = std::mem::take(&mut walk.committing) else {
        return Vec::new();
    };
    if !walk.is_saved() {
        let failure = walk.saving().failure().cloned();
        walk.committing = Committing::Refused(writing);
        bring_back(walk);
        if let Some(failure) = failure {
            model.message = Some(Message::Failed(failure));
        }
        return Vec::new();
    }
    let (path, message) = (walk.path().clone(), writing.editor.text());
    walk.committing = Committing::UnderWay(writing);
    model.message = Some(Message::Committing);
    vec![Effect::Commit { path, message }]
}

/// Tells git that the conflicts are settled: what was edited is saved first.
pub(super) fn add(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    if walk.committing.is_under_way() {
        return Vec::new();
    }
    walk.committing = Committing::AddHeld;
    if walk.is_saved() {
        return go_on(model);
    }
    match model.walk() {
        Some(walk) if !walk.saving().is_under_way() => save(model),
        _ => Vec::new(),
    }
}

fn go_on_adding(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    if !walk.is_saved() {
        walk.committing = Committing::No;
        let failure = walk.saving().failure().cloned();
        model.message = failure.map(Message::Failed);
        return Vec::new();
    }
    walk.committing = Committing::Adding;
    vec![Effect::AddToGit(walk.path().clone())]
}

/// git was told that the conflicts are settled, or did not take it.
pub(super) fn added(model: &mut Model, outcome: Result<(), Failure>) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    if !matches!(walk.committing, Committing::Adding) {
        return Vec::new();
    }
    walk.committing = Committing::No;
    match outcome {
        Ok(()) => {
            let standing = walk.standing.as_mut();
            let next = standing.and_then(|standing| {
                standing.unmerged = None;
                standing.underway
            });
            walk.close_conflicts();
            model.message = Some(Message::Added(next));
        }
        Err(failure) => tell(model, Topic::NotAdded, failure),
    }
    after_save(model)
}

/// git has answered: with the commit's short name, or with what went wrong.
pub(super) fn ended(model: &mut Model, outcome: Result<String, Failure>) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let Committing::UnderWay(writing) = std::mem::take(&mut walk.committing) else {
        return Vec::new();
    };
    match outcome {
        Ok(commit) => {
            let text = writing.editor.text();
            let subject = text.lines().find(|line| !line.trim().is_empty());
            model.message = Some(Message::Committed {
                commit,
                subject: subject.unwrap_or_default().trim().to_owned(),
            });
        }
        Err(failure) => {
            walk.committing = Committing::Refused(writing);
            bring_back(walk);
            // Nobody leaves without having seen it, unless nobody can see it any more.
            if model.leaving == Leaving::WhenSaved {
                model.leaving = Leaving::No;
            }
            tell(model, Topic::CommitFailed, failure);
        }
    }
    after_save(model)
}

/// Back to a message that git refused, where nothing else is being written.
fn bring_back(walk: &mut Walk) {
    if matches!(walk.mode, Mode::Browse) {
        back_to_message(walk);
    }
}

/// Back to a message that git refused, if there is one.
pub(super) fn back_to_message(walk: &mut Walk) {
    match std::mem::take(&mut walk.committing) {
        Committing::Refused(writing) => {
            walk.mode = Mode::Write(Box::new(Writing {
                is_asking: false,
                ..*writing
            }));
        }
        other => walk.committing = other,
    }
}

/// Shows what went wrong, whole.
pub(super) fn tell(model: &mut Model, topic: Topic, failure: Failure) {
    model.message = None;
    model.overlay = Some(Overlay::Told(Box::new(Told::new(topic, failure))));
}
