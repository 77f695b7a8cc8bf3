//! The end that nobody is asked about: a signal, a terminal that is gone.
//!
//! Owns what becomes of what is being typed then. It stays a draft, in the journal, and the next start opens it again:
//! nobody has said it yet, so nobody else shall read it in the plan. Only where there is no journal it goes into the
//! plan, half as it is. Never ends before the one or the other is known, and never waits longer than the shell lets it.

use super::effect::Effect;
use super::model::{Leaving, Model, Overlay};
use super::typing;
use super::update::{has_unsaved, leave_when_saved, save};

/// The program must end now.
pub(super) fn terminate(model: &mut Model) -> Vec<Effect> {
    if model.leaving == Leaving::Anyway {
        // Asked a second time: a disk may never answer.
        model.leaving = Leaving::Unsaved;
        return vec![Effect::Quit];
    }
    let is_typing = model.walk().is_some_and(|walk| walk.draft().is_some());
    let is_unsaved = has_unsaved(model);
    if !is_typing && !is_unsaved {
        return vec![Effect::Quit];
    }
    model.leaving = Leaving::Anyway;
    model.is_guarding = is_typing;
    // What lay over it nobody sees any more, and keys that come late are for what is being typed. What is being written
    // to another place ends by itself.
    if !matches!(&model.overlay, Some(Overlay::SaveAs(save_as)) if save_as.is_busy) {
        model.overlay = None;
    }
    let mut effects: Vec<Effect> = is_typing.then_some(Effect::Guard).into_iter().collect();
    match model.walk() {
        // It is not written again unasked.
        Some(walk) if walk.saving().is_gone() => effects.extend(leave_when_saved(model)),
        Some(walk) if !walk.saving().is_under_way() && !walk.is_safe() => {
            effects.extend(save(model));
        }
        _ => {}
    }
    effects
}

/// What is being typed is in the journal, or there is none.
pub(super) fn guarded(model: &mut Model, is_written: bool) -> Vec<Effect> {
    if !std::mem::take(&mut model.is_guarding) {
        return Vec::new();
    }
    if !is_written {
        // What was begun is better half than lost.
        let kept = typing::keep_what_was_begun(model);
        if !kept.is_empty() {
            return kept;
        }
    }
    leave_when_saved(model)
}
