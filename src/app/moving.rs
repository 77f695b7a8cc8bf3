//! The file changes underneath: a checkout, a pull, a rebase, another editor.
//!
//! Owns what becomes of a plan that is open meanwhile. What is on disk is never written over before it was
//! merged, and what was edited is never thrown away: until both have met, saves are held. Nothing is taken while
//! something is being typed about the plan as it was.

use std::path::Path;

use super::conflicts::greet;
use super::effect::Effect;
use super::event::{Found, Met};
use super::failure::Failure;
use super::message::Message;
use super::mode::Mode;
use super::model::{Leaving, Model};
use super::saving::Saving;
use super::standing::{Standing, Unmerged};
use super::update::{after_save, save};
use super::walk::Walk;
use crate::document::{Condition, Document, Stamp};

/// What came to the file from outside and is not in the walk yet.
#[derive(Clone, Debug)]
pub struct Moved {
    /// What the file held before.
    base: Document,
    /// What it holds.
    theirs: Document,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// It is time to merge, as soon as nobody types.
    Waiting,
    /// It is being merged with this text.
    Merging(Stamp),
    /// It cannot be merged as it is. The next look may find something else.
    Stuck,
}

impl Moved {
    fn is_stuck(&self) -> bool {
        matches!(self.state, State::Stuck)
    }
}

impl Walk {
    /// Whether saves wait until what is on disk was merged.
    pub(super) fn is_held(&self) -> bool {
        self.moved.is_some()
    }

    /// Whether what is on disk cannot be merged as it is.
    pub(super) fn is_stuck(&self) -> bool {
        self.moved.as_deref().is_some_and(Moved::is_stuck)
    }

    /// What somebody has edited; what nobody has touched counts as what is on disk.
    fn edited(&self, base: &Document) -> Document {
        let document = self.document();
        if self.saving().is_proposed(document.stamp()) {
            base.clone()
        } else {
            document.clone()
        }
    }

    /// Whether something is being typed that is about the plan as it is.
    fn is_typing(&self) -> bool {
        matches!(self.mode, Mode::Prompt(_) | Mode::Write(_)) || self.waiting.is_some()
    }
}

/// Something moved in the repository or the folder: where it stands now, if that is known.
pub(super) fn stirred(model: &mut Model, standing: Option<Standing>) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let mut message = None;
    let mut asks = Vec::new();
    if let Some(standing) = standing {
        if walk.standing.is_some() {
            asks = walk.repository_moved();
        }
        if let Some(before) = &walk.standing
            && let Some(news) = standing.news_since(before)
        {
            message = Some(Message::Moved(news.clone()));
            walk.news = Some(news);
        }
        let before = walk.unmerged();
        if standing.unmerged == Some(Unmerged::Deleted) && before != Some(Unmerged::Deleted) {
            message = Some(Message::OneSideDeleted);
        }
        walk.standing = Some(standing);
    }
    let plan = walk.path().clone();
    if message.is_some() {
        model.message = message;
    }
    let about = asks.into_iter().map(|ask| Effect::Past {
        plan: plan.clone(),
        ask,
    });
    std::iter::once(Effect::Look).chain(about).collect()
}

/// What a look at the file came to. `read` is the text that was read last when it was taken, and `refused` the
/// text whose save was the reason for it.
pub(super) fn looked(
    model: &mut Model,
    read: Stamp,
    refused: Option<Stamp>,
    found: Found,
) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    // It is about a base that is none any more: another look follows, or has come already.
    if walk.read != read {
        return Vec::new();
    }
    if let (Some(stamp), Found::Unreadable(failure)) = (refused, &found) {
        // It is tried again: nothing else would.
        walk.saving_mut().end(stamp, Err(failure.clone()));
    } else if let Some(stamp) = refused {
        walk.saving_mut().refuse(stamp);
    }
    // What was held while the file could not be merged goes on by itself once that is mended.
    let was_held = walk.moved.is_some();
    if walk.saving().is_gone() && !matches!(found, Found::Gone | Found::Unreadable(_)) {
        walk.saving_mut().recover();
    }
    match found {
        Found::AsBefore => {
            walk.news = None;
            walk.moved = None;
            if was_held {
                walk.saving_mut().recover();
                model.message = None;
            }
            if refused.is_some() || (was_held && !is_saved(model)) {
                return save(model);
            }
        }
        Found::Gone => {
            let news = walk.news.take();
            walk.moved = None;
            let is_held_back = was_held && !walk.is_saved();
            model.message = Some(Message::Gone(news));
            if refused.is_some() || is_held_back {
                return save(model);
            }
            // Nobody else has it now, and the screen must not call it saved.
            if let Some(walk) = model.walk_mut()
                && walk.is_saved()
                && walk.document().condition() != Condition::Broken
            {
                let failure = gone(walk.path());
                walk.saving_mut().lose(failure);
            }
        }
        Found::Other { base, theirs } if is_emptied(&base, &theirs) => {
            let failure = emptied(walk.path());
            walk.saving_mut().fail(failure.clone());
            walk.moved = Some(Box::new(Moved {
                base,
                theirs,
                state: State::Stuck,
            }));
            model.message = Some(Message::Failed(failure));
            return after_save(model);
        }
        Found::Other { base, theirs } => {
            let state = State::Waiting;
            walk.moved = Some(Box::new(Moved {
                base,
                theirs,
                state,
            }));
        }
        Found::Unreadable(failure) => {
            model.message = Some(Message::Failed(failure));
            return after_save(model);
        }
    }
    Vec::new()
}

fn is_saved(model: &Model) -> bool {
    model.walk().is_none_or(Walk::is_saved)
}

/// Whether nothing is left of a plan. Nobody means that: it is a program that is about to write, or that died
/// before it did.
fn is_emptied(base: &Document, theirs: &Document) -> bool {
    let is_blank = |document: &Document| {
        let mut bytes = document.pieces().flatten();
        bytes.all(u8::is_ascii_whitespace)
    };
    is_blank(theirs) && !is_blank(base)
}

fn gone(path: &Path) -> Failure {
    Failure::new(path, |language| {
        let words = language.pick("文件已不在", "the file is gone");
        words.to_owned()
    })
}

fn emptied(path: &Path) -> Failure {
    Failure::new(path, |language| {
        language
            .pick(
                "文件被别的程序清空了，没有覆盖它；删除这个空文件，这里的内容就会写回去",
                "another program has emptied the file, and it was not overwritten; delete it, and what is seen here is written again",
            )
            .to_owned()
    })
}

/// Asks for the merge that waits, unless somebody types. Costs nothing where none waits.
pub(super) fn settle(model: &mut Model) -> Option<Effect> {
    let is_leaving = model.leaving != Leaving::No;
    let walk = model.walk_mut()?;
    let (is_typing, path) = (walk.is_typing(), walk.path().clone());
    let ours = walk.edited(&walk.moved.as_deref()?.base);
    let moved = walk.moved.as_mut()?;
    // Who leaves has been asked about what is being typed.
    if !matches!(moved.state, State::Waiting) || (is_typing && !is_leaving) {
        return None;
    }
    moved.state = State::Merging(ours.stamp());
    Some(Effect::Meet {
        path,
        base: moved.base.clone(),
        ours,
        theirs: moved.theirs.clone(),
    })
}

/// The plan and what is on disk have been merged.
pub(super) fn met(
    model: &mut Model,
    ours: Stamp,
    theirs: Stamp,
    outcome: Result<Met, Failure>,
) -> Vec<Effect> {
    let is_leaving = model.leaving != Leaving::No;
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let is_typing = walk.is_typing();
    let Some(base) = walk.moved.as_deref().map(|moved| &moved.base) else {
        return Vec::new();
    };
    let now = walk.edited(base).stamp();
    let Some(moved) = &mut walk.moved else {
        return Vec::new();
    };
    let is_awaited = matches!(moved.state, State::Merging(of) if of == ours);
    if !is_awaited || moved.theirs.stamp() != theirs {
        return Vec::new();
    }
    // Edited or begun to be edited meanwhile: once more, with that.
    if now != ours || (is_typing && !is_leaving) {
        moved.state = State::Waiting;
        return Vec::new();
    }
    match outcome {
        Ok(met) => take(model, met),
        Err(failure) => {
            moved.state = State::Stuck;
            walk.saving_mut().fail(failure.clone());
            model.message = Some(Message::Failed(failure));
            after_save(model)
        }
    }
}

/// The merged plan becomes the open one.
fn take(model: &mut Model, met: Met) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let Some(moved) = walk.moved.take() else {
        return Vec::new();
    };
    let Moved { base, theirs, .. } = *moved;
    let had_edits = walk.edited(&base).stamp() != base.stamp();
    let news = walk.news.take();
    let (path, merged) = (walk.path().clone(), met.document);
    let (on_disk, seen) = (theirs.stamp(), merged.stamp());
    let conflicts = merged.conflicts().len();
    if walk.is_typing() {
        // Who leaves was asked already; what was begun is about another plan now.
        walk.mode = Mode::Browse;
    }
    walk.replace(merged);
    walk.read = on_disk;
    walk.advice = None;
    if conflicts > 0 && matches!(walk.mode, Mode::Browse) {
        walk.open_conflicts();
    }
    *walk.saving_mut() = Saving::read(on_disk);
    model.message = Some(Message::Met {
        news,
        changes: met.changes,
        had_edits,
        conflicts,
    });
    let mut effects = vec![Effect::Took {
        path,
        document: theirs,
    }];
    if seen == on_disk {
        // What came to the file since it was read was seen by a look that was about the text before.
        effects.push(Effect::Look);
        effects.extend(after_save(model));
    } else {
        effects.extend(save(model));
    }
    effects.extend(greet(model));
    effects
}
