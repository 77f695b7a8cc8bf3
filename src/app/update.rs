//! The one place where events become changes.

use super::command::Command;
use super::effect::Effect;
use super::event::Event;
use super::key::Key;
use super::message::Message;
use super::mode::Mode;
use super::model::{Leaving, Model, Overlay, Stage};
use super::palette::Palette;
use super::scroll::Scroll;
use super::start::{FormKind, Review};
use super::walk::Walk;
use super::{
    committing, conflicts, ending, moving, pointing, remembering, save_as, starting, typing,
    walking,
};
use crate::change::Refusal;
use crate::document::{Condition, Document};
use crate::language::Language;

/// Takes an event in. What is to be done outside comes back.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    let mut effects = respond(model, event);
    let demands = model.walk_mut().map(Walk::demands).unwrap_or_default();
    effects.extend(walking::asked(model, demands));
    effects.extend(moving::settle(model));
    effects.extend(remembering::settle(model));
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Open(path) | Effect::Import(path) | Effect::Create { path, .. } => Some(path),
        _ => None,
    });
    if let Some(path) = asked {
        model.awaited = Some(path.clone());
    }
    effects
}

fn respond(model: &mut Model, event: Event) -> Vec<Effect> {
    match event {
        // Nobody sees any more what a key does; one that was typed before the end belongs to what is being typed.
        Event::Key(_) | Event::Paste(_) | Event::Pointer { .. }
            if model.leaving == Leaving::Anyway && !model.context().takes_text() =>
        {
            Vec::new()
        }
        Event::Key(key) => on_key(model, key),
        Event::Paste(text) => {
            type_text(model, &text);
            Vec::new()
        }
        Event::Resize => vec![Effect::Redraw],
        Event::Now(now) => {
            model.now = now;
            model.today = now.date_naive();
            Vec::new()
        }
        Event::Pointer { pointer, under } => pointing::point(model, pointer, &under),
        Event::EditedOutside { outcome } => typing::edited_outside(model, outcome),
        Event::RetryDue => retry(model),
        Event::Saved { stamp, outcome } => {
            if let Some(walk) = model.walk_mut() {
                walk.saving_mut().end(stamp, outcome);
            }
            after_save(model)
        }
        Event::Checked { stamp, problems } => {
            if let Some(walk) = model.walk_mut()
                && walk.document().condition() == Condition::Unchecked
                && walk.document().stamp() == stamp
            {
                walk.settle_check(problems);
                return conflicts::greet(model);
            }
            Vec::new()
        }
        Event::Opened { path, .. } | Event::Created { path, .. } | Event::Imported { path, .. }
            if model.awaited.as_ref() != Some(&path) =>
        {
            Vec::new()
        }
        Event::Opened { path, outcome } => match outcome {
            Ok(document) => {
                model.awaited = None;
                let check = document.condition() == Condition::Unchecked;
                let mut effects: Vec<Effect> = check
                    .then(|| Effect::Check(document.clone()))
                    .into_iter()
                    .collect();
                model.open(path, document);
                effects.extend(conflicts::greet(model));
                effects
            }
            Err(failure) => {
                model.awaited = None;
                model.stage = Stage::Menu;
                model.message = Some(Message::Failed(failure));
                Vec::new()
            }
        },
        Event::Imported { outcome, .. } => {
            model.awaited = None;
            if let Stage::Form(form) = &mut model.stage
                && form.kind == FormKind::Import
                && form.busy
            {
                form.busy = false;
                match outcome {
                    Ok(imported) => {
                        let review = Review::new(imported, &model.folder, model.today);
                        model.stage = Stage::Review(review);
                        model.message = None;
                    }
                    Err(failure) => model.message = Some(Message::Failed(failure)),
                }
            }
            Vec::new()
        }
        Event::Created { path, outcome } => match outcome {
            Ok(()) => {
                model.message = Some(Message::Created(path.clone()));
                vec![Effect::Open(path)]
            }
            Err(failure) => {
                model.awaited = None;
                match &mut model.stage {
                    Stage::Form(form) => form.busy = false,
                    Stage::Review(review) => review.busy = false,
                    Stage::Menu | Stage::Walk(_) => {}
                }
                model.message = Some(Message::Failed(failure));
                Vec::new()
            }
        },
        Event::SavedAs { stamp, outcome } => save_as::ended(model, stamp, outcome),
        Event::Past { plan, answer } => {
            let Some(walk) = model.walk_mut().filter(|walk| *walk.path() == plan) else {
                return Vec::new();
            };
            let (message, ask) = walk.take_answer(answer);
            model.message = message.or(model.message.take());
            walking::asked(model, ask)
        }
        Event::Remembering => remembering::looking(model),
        Event::Remembered { plan, found } => {
            if model.walk().is_some_and(|walk| *walk.path() == plan) {
                return remembering::remembered(model, found);
            }
            Vec::new()
        }
        Event::NoJournal(failure) => {
            model.message = Some(Message::NoJournal(failure));
            Vec::new()
        }
        Event::Stirred { path, .. } if model.walk().is_none_or(|walk| *walk.path() != path) => {
            Vec::new()
        }
        Event::Stirred { standing, .. } => moving::stirred(model, standing),
        Event::Looked {
            read,
            refused,
            found,
        } => moving::looked(model, read, refused, found),
        Event::Met {
            ours,
            theirs,
            outcome,
        } => moving::met(model, ours, theirs, outcome),
        Event::StagesMerged { stamp, outcome } => conflicts::stages_merged(model, stamp, outcome),
        Event::AddedToGit { outcome } => committing::added(model, outcome),
        Event::CommitAsked { stamp, outcome } => committing::asked(model, stamp, outcome),
        Event::Committed { outcome } => committing::ended(model, outcome),
        Event::Author(name) => {
            model.author.get_or_insert(name);
            Vec::new()
        }
        Event::Interrupt => command(model, Command::Quit),
        Event::Terminate => ending::terminate(model),
        Event::Guarded { is_written } => ending::guarded(model, is_written),
    }
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    // Any key brings the screen back, and does nothing else: the speaker looks at the room.
    if model.wake() {
        return Vec::new();
    }
    let context = model.context();
    // An answer stands until the next gesture.
    model.message = None;
    match model.keymap.command_for(context, key) {
        Some(given) => command(model, given),
        None => {
            if let Some(character) = key.typed().filter(|_| context.takes_text()) {
                type_text(model, character.encode_utf8(&mut [0; 4]));
            }
            Vec::new()
        }
    }
}

fn type_text(model: &mut Model, text: &str) {
    if !model.context().takes_text() {
        return;
    }
    if let Some(Overlay::Palette(palette)) = &mut model.overlay {
        palette.field.insert(text);
        palette.typed();
        return;
    }
    if let Some(Overlay::SaveAs(save_as)) = &mut model.overlay {
        if !save_as.is_busy {
            save_as.field.insert(text);
        }
        return;
    }
    match &mut model.stage {
        Stage::Walk(walk) => match &mut walk.mode {
            Mode::Prompt(prompt) => prompt.insert(text),
            Mode::Write(writing) => writing.editor.insert(text),
            Mode::Browse | Mode::Conflicts | Mode::Present(_) | Mode::Revisions(_) => {}
        },
        Stage::Form(form) if !form.busy => {
            if let Some(field) = form.field_mut() {
                field.insert(text);
            }
        }
        Stage::Review(review) if !review.busy => review.file.insert(text),
        _ => {}
    }
}

pub(super) fn command(model: &mut Model, given: Command) -> Vec<Effect> {
    match given {
        Command::Quit => return quit(model),
        Command::RetrySave => {
            model.overlay = None;
            model.leaving = Leaving::WhenSaved;
            return save(model);
        }
        Command::SaveAs => {
            // Of a commit that is under way there is nothing to save.
            if model.walk().is_some_and(|walk| !walk.is_safe()) {
                save_as::ask(model);
            }
        }
        Command::LeaveUnsaved => {
            model.leaving = Leaving::Unsaved;
            return vec![Effect::Quit];
        }
        Command::Redraw => return vec![Effect::Redraw],
        Command::Suspend => return vec![Effect::Suspend],
        Command::SwitchLook => {
            model.look = model.look.next_on(model.ground);
            model.message = Some(Message::NewLook(model.look));
            // Some terminals draw bold anew over bold as something between.
            return vec![Effect::Redraw];
        }
        Command::SwitchMouse => {
            model.mouse = !model.mouse;
            model.message = Some(Message::MouseIs(model.mouse));
            return vec![Effect::Mouse(model.mouse)];
        }
        Command::Palette => {
            let palette = Palette::new(&model.keymap, model.context(), model.language);
            model.overlay = Some(Overlay::Palette(Box::new(palette)));
        }
        Command::SwitchLanguage => {
            model.language = match model.language {
                Language::Chinese => Language::English,
                Language::English => Language::Chinese,
            };
        }
        Command::Help => model.overlay = Some(Overlay::Help(Scroll::default())),
        Command::Problems => show_problems(model),
        _ => return command_in_place(model, given),
    }
    Vec::new()
}

/// Lists what is wrong with the plan's file and with the configuration, if anything is.
fn show_problems(model: &mut Model) {
    let document = model.walk().map(Walk::document);
    let is_plan_fine = document.is_none_or(|document| document.problems().is_empty());
    if !is_plan_fine || !model.configuration_problems.is_empty() {
        model.overlay = Some(Overlay::Problems(Scroll::default()));
        return;
    }
    model.message = Some(match document.map(Document::condition) {
        Some(Condition::Unchecked) => Message::Refused(Refusal::NotYetChecked),
        _ => Message::NoProblems,
    });
}

/// Commands whose meaning depends on what is on the screen.
fn command_in_place(model: &mut Model, given: Command) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Told(_) | Overlay::Help(_) | Overlay::Problems(_))
            if given == Command::Back =>
        {
            model.overlay = None;
            return Vec::new();
        }
        Some(Overlay::Told(told)) => {
            scroll(&mut told.scroll, given);
            return Vec::new();
        }
        Some(Overlay::Help(page) | Overlay::Problems(page)) => {
            scroll(page, given);
            return Vec::new();
        }
        Some(Overlay::Leave) => {
            if given == Command::Back {
                model.overlay = None;
                model.leaving = Leaving::No;
            }
            return Vec::new();
        }
        Some(Overlay::Palette(_)) => return in_palette(model, given),
        Some(Overlay::SaveAs(_)) => return save_as::answer(model, given),
        None => {}
    }
    match &mut model.stage {
        Stage::Menu => starting::in_menu(model, given),
        Stage::Form(_) => starting::in_form(model, given),
        Stage::Review(_) => starting::in_review(model, given),
        Stage::Walk(_) => walking::in_walk(model, given),
    }
}

fn in_palette(model: &mut Model, given: Command) -> Vec<Effect> {
    let Some(Overlay::Palette(palette)) = &mut model.overlay else {
        return Vec::new();
    };
    let list = &mut palette.list;
    match given {
        Command::Back => model.overlay = None,
        Command::Up => list.step(1, false),
        Command::Down => list.step(1, true),
        Command::PageUp => list.step(list.page(), false),
        Command::PageDown => list.step(list.page(), true),
        Command::Confirm => match palette.chosen() {
            Some(chosen) => {
                model.overlay = None;
                return command(model, chosen);
            }
            None => model.message = Some(Message::NoSuchCommand),
        },
        _ => {
            let before = palette.field.text().to_owned();
            edit_field(&mut palette.field, given);
            if palette.field.text() != before {
                palette.typed();
            }
        }
    }
    Vec::new()
}

pub(super) fn scroll(page: &mut Scroll, given: Command) {
    match given {
        Command::Up => page.up(1),
        Command::Down => page.down(1),
        Command::PageUp | Command::TextUp => page.up(page.page()),
        Command::PageDown | Command::TextDown => page.down(page.page()),
        Command::First => page.to_start(),
        Command::Last => page.to_end(),
        _ => {}
    }
}

/// What a command does to an input line.
pub(super) fn edit_field(field: &mut super::field::Field, given: Command) {
    match given {
        Command::CaretLeft => field.left(),
        Command::CaretRight => field.right(),
        Command::WordLeft => field.word_left(),
        Command::WordRight => field.word_right(),
        Command::CaretStart => field.home(),
        Command::CaretEnd => field.end(),
        Command::DeleteBefore => field.delete_before(),
        Command::DeleteAfter => field.delete_after(),
        Command::DeleteWord => field.delete_word_before(),
        Command::ClearField => field.clear(),
        _ => {}
    }
}

/// Asks for a save of the open plan as it is now.
pub(super) fn save(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    // What is on disk comes first. If that is stuck, somebody may have mended it.
    if walk.is_held() {
        return walk
            .is_stuck()
            .then_some(Effect::Look)
            .into_iter()
            .collect();
    }
    let document = walk.document().clone();
    walk.saving_mut().begin(document.stamp());
    vec![Effect::Save(document)]
}

fn retry(model: &mut Model) -> Vec<Effect> {
    if model.wants_retry() {
        save(model)
    } else {
        Vec::new()
    }
}

/// What waited for a save or a commit goes on.
pub(super) fn after_save(model: &mut Model) -> Vec<Effect> {
    let mut effects = committing::go_on(model);
    effects.extend(leave_when_saved(model));
    effects
}

pub(super) fn leave_when_saved(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk() else {
        return Vec::new();
    };
    let is_held = walk.is_held() && !walk.is_stuck();
    if walk.saving().is_under_way()
        || walk.committing.is_under_way()
        || is_held
        || model.is_guarding
    {
        return Vec::new();
    }
    let saved = walk.is_safe();
    match model.leaving {
        // What was asked about has got to the disk by itself.
        Leaving::No if saved && is_asked_about(model) => vec![Effect::Quit],
        Leaving::No => Vec::new(),
        Leaving::Anyway | Leaving::Unsaved => vec![Effect::Quit],
        Leaving::WhenSaved if saved => vec![Effect::Quit],
        Leaving::WhenSaved => {
            model.leaving = Leaving::No;
            model.message = None;
            // Who names another place already is not asked again.
            if !matches!(model.overlay, Some(Overlay::SaveAs(_))) {
                model.overlay = Some(Overlay::Leave);
            }
            Vec::new()
        }
    }
}

/// Whether the question before leaving is on the screen.
fn is_asked_about(model: &Model) -> bool {
    match &model.overlay {
        Some(Overlay::Leave) => true,
        Some(Overlay::SaveAs(save_as)) => !save_as.is_busy,
        _ => false,
    }
}

/// Whether leaving now would lose an edit, or leave a commit behind that was asked for. A plan that is not edited
/// has none.
pub(super) fn has_unsaved(model: &Model) -> bool {
    model
        .walk()
        .is_some_and(|walk| !walk.is_safe() || walk.committing.is_under_way())
}

fn quit(model: &mut Model) -> Vec<Effect> {
    // What is being written is asked about first, also what waits for a signature.
    if let Some(walk) = model.walk_mut() {
        typing::back_to_what_waits(walk);
    }
    if let Some(writing) = model.writing_mut()
        && writing.is_changed()
    {
        writing.is_asking = true;
        model.overlay = None;
        return Vec::new();
    }
    if !has_unsaved(model) {
        return vec![Effect::Quit];
    }
    // It is not written again unasked: whoever took it away may have meant it.
    let is_gone = model.walk().is_some_and(|walk| walk.saving().is_gone());
    if is_gone && !is_asked_about(model) {
        model.overlay = Some(Overlay::Leave);
        return Vec::new();
    }
    match model.leaving {
        // Asked a second time while a disk does not answer: it may never.
        Leaving::WhenSaved => {
            model.overlay = Some(Overlay::Leave);
            return Vec::new();
        }
        Leaving::No => model.leaving = Leaving::WhenSaved,
        Leaving::Anyway | Leaving::Unsaved => {}
    }
    let is_safe = model.walk().is_none_or(Walk::is_safe);
    model.message = Some(if is_safe {
        Message::GitFirst
    } else {
        Message::SavingFirst
    });
    // A failed save is tried once more before anybody is asked.
    match model.walk() {
        Some(walk) if !walk.saving().is_under_way() && !walk.is_safe() => save(model),
        _ => Vec::new(),
    }
}

/// What is to be done about a plan that was opened before the first event.
pub fn greet(model: &mut Model) -> Vec<Effect> {
    conflicts::greet(model)
}
