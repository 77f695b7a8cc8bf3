//! What commands do while something is typed or written: in a prompt, in a text.

use super::command::Command;
use super::committing;
use super::conflicts;
use super::editor::Editor;
use super::effect::Effect;
use super::failure::Failure;
use super::message::Message;
use super::mode::Mode;
use super::model::Model;
use super::prompt::{Asks, Prompt, Reading};
use super::revising;
use super::update::edit_field;
use super::walk::Walk;
use super::walking::finish;
use super::writing::{Purpose, Writing};
use crate::plan::Conflict;

/// How the file of a text for an editor outside ends.
const SUFFIX: &str = ".txt";

pub(super) fn prompt(model: &mut Model, given: Command) -> Vec<Effect> {
    let today = model.today;
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let period = walk.document().head().period;
    let Mode::Prompt(prompt) = &mut walk.mode else {
        return Vec::new();
    };
    match given {
        Command::Back => leave_prompt(walk),
        Command::Up => prompt.choose(false),
        Command::Down => prompt.choose(true),
        Command::Complete => prompt.complete(),
        Command::Confirm if prompt.asks == Asks::Baseline => {
            let reading = prompt.reading(period, today);
            return revising::take_baseline(model, &reading);
        }
        Command::Confirm => {
            if prompt.chosen().is_some() && prompt.asks != Asks::MoveTo {
                prompt.complete();
                // Of several names there may be more to come.
                if prompt.asks == Asks::Support {
                    return Vec::new();
                }
            }
            let reading = prompt.reading(period, today);
            return confirm(model, reading);
        }
        _ => {
            let deletes = matches!(
                given,
                Command::DeleteBefore | Command::DeleteAfter | Command::DeleteWord
            );
            prompt.edit(|field| edit_field(field, given), deletes);
        }
    }
    Vec::new()
}

/// Back from a prompt: to the text that waits for a signature, or to the walk.
fn leave_prompt(walk: &mut Walk) {
    walk.mode = Mode::Browse;
    back_to_what_waits(walk);
}

/// To the text that waits for a signature, if there is one.
pub(super) fn back_to_what_waits(walk: &mut Walk) {
    if let Some(writing) = walk.waiting.take() {
        walk.mode = Mode::Write(writing);
    } else if matches!(walk.mode, Mode::Browse) {
        committing::back_to_message(walk);
    }
}

fn confirm(model: &mut Model, reading: Reading) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let Mode::Prompt(prompt) = &walk.mode else {
        return Vec::new();
    };
    let (asks, target, pillar) = (
        prompt.asks.clone(),
        prompt.target.clone(),
        prompt.chosen().and_then(|chosen| chosen.pillar.clone()),
    );
    let before = walk.tree.cursor();
    let message = match (&asks, target, &reading) {
        (Asks::MoveTo, Some(target), _) => match pillar {
            Some(pillar) => walk.move_to_pillar(&target, &pillar),
            None => Message::NoSuchChoice,
        },
        // The line below the field says why.
        _ if !reading.is_good() => {
            model.message = matches!(reading, Reading::Empty).then_some(Message::FillIn);
            return Vec::new();
        }
        (Asks::Author, _, Reading::Words(name)) => {
            let name = name.clone();
            leave_prompt(walk);
            model.author = Some(name);
            return keep(model);
        }
        (Asks::NewPillar, target, Reading::Words(words)) => {
            walk.add_pillar(target.as_ref(), words.clone())
        }
        (_, Some(target), _) => walk.answer(&asks, &target, reading),
        (_, None, _) => Message::SelectNode,
    };
    // A refusal leaves what was typed where it is.
    if !matches!(message, Message::Refused(_) | Message::NoSuchChoice) {
        walk.mode = Mode::Browse;
        walk.settle_selection(before);
    }
    finish(model, Some(message))
}

pub(super) fn write(model: &mut Model, given: Command) -> Vec<Effect> {
    match given {
        Command::Keep => return keep(model),
        Command::EditOutside => return hand_over(model),
        _ => {}
    }
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let Mode::Write(writing) = &mut walk.mode else {
        return Vec::new();
    };
    if writing.is_asking {
        match given {
            Command::Back => writing.is_asking = false,
            Command::Discard => {
                walk.mode = walk.resting();
                model.message = Some(Message::Discarded);
            }
            _ => {}
        }
        return Vec::new();
    }
    match given {
        Command::Back if writing.is_changed() => writing.is_asking = true,
        Command::Back => walk.mode = walk.resting(),
        Command::Kind(kind) if writing.is_note() => writing.kind = kind,
        Command::NextKind if writing.is_note() => writing.step_kind(true),
        Command::PreviousKind if writing.is_note() => writing.step_kind(false),
        _ => edit_text(&mut writing.editor, given),
    }
    Vec::new()
}

/// Keeps what is being written, or waits for a signature, and asks for its save.
pub(super) fn keep_what_was_begun(model: &mut Model) -> Vec<Effect> {
    if let Some(walk) = model.walk_mut() {
        back_to_what_waits(walk);
    }
    if !model
        .writing_mut()
        .is_some_and(|writing| writing.is_changed() && writing.purpose != Purpose::Commit)
    {
        // Nobody commits what nobody has read to its end.
        return Vec::new();
    }
    let unsigned = model.language.pick("未署名", "unsigned");
    model.author.get_or_insert_with(|| unsigned.to_owned());
    keep(model)
}

/// Keeps what was written. A note is signed; whoever is not known yet is asked.
fn keep(model: &mut Model) -> Vec<Effect> {
    let (now, author) = (model.now, model.author.clone());
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let writing = match std::mem::replace(&mut walk.mode, Mode::Browse) {
        Mode::Write(writing) => writing,
        other => {
            walk.mode = other;
            return Vec::new();
        }
    };
    if !writing.can_be_empty() && writing.editor.text().trim().is_empty() {
        walk.mode = Mode::Write(Box::new(Writing {
            is_asking: false,
            ..*writing
        }));
        model.message = Some(Message::NothingWritten);
        return Vec::new();
    }
    walk.mode = walk.resting();
    let by = match (&writing.purpose, author) {
        (Purpose::Commit, _) => return committing::keep(model, writing),
        (Purpose::Conflict(conflict), _) => {
            let conflict = conflict.clone();
            return keep_conflict(model, writing, &conflict);
        }
        (_, Some(author)) => author,
        (Purpose::NewNote, None) => {
            walk.waiting = Some(writing);
            let prompt = Prompt::new(Asks::Author, None, String::new(), "", Vec::new());
            walk.mode = Mode::Prompt(Box::new(prompt));
            return Vec::new();
        }
        (_, None) => String::new(),
    };
    let items = walk.items();
    let conflicts = walk.document().conflicts().len();
    let message = walk.keep(&writing, now, &by);
    let has_new_conflict = walk.document().conflicts().len() > conflicts;
    if matches!(message, Message::Refused(_)) {
        // Nothing that was typed goes.
        walk.mode = Mode::Write(Box::new(Writing {
            is_asking: false,
            ..*writing
        }));
    } else {
        walk.settle_item(&items);
    }
    if has_new_conflict && matches!(walk.mode, Mode::Browse) {
        walk.open_conflicts();
    }
    let mut effects = finish(model, Some(message));
    if has_new_conflict {
        // That is what has to be seen.
        model.message = None;
        effects.extend(conflicts::greet(model));
    }
    effects
}

/// Settles a conflict with what was written.
fn keep_conflict(model: &mut Model, writing: Box<Writing>, conflict: &Conflict) -> Vec<Effect> {
    let today = model.today;
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let period = walk.document().head().period;
    let resolution = conflicts::written(conflict, &writing.editor.text(), period, today);
    let message = walk.settle_conflict(conflict, &resolution);
    if matches!(message, Message::Refused(_)) {
        // Nothing that was typed goes.
        walk.mode = Mode::Write(Box::new(Writing {
            is_asking: false,
            ..*writing
        }));
    }
    finish(model, Some(message))
}

fn edit_text(editor: &mut Editor, given: Command) {
    match given {
        Command::NewLine => editor.new_line(),
        Command::Up => editor.up(),
        Command::Down => editor.down(),
        Command::PageUp => editor.page_up(),
        Command::PageDown => editor.page_down(),
        Command::CaretLeft => editor.left(),
        Command::CaretRight => editor.right(),
        Command::WordLeft => editor.word_left(),
        Command::WordRight => editor.word_right(),
        Command::CaretStart => editor.row_start(),
        Command::CaretEnd => editor.row_end(),
        Command::WholeStart => editor.text_start(),
        Command::WholeEnd => editor.text_end(),
        Command::DeleteBefore => editor.delete_before(),
        Command::DeleteAfter => editor.delete_after(),
        Command::DeleteWord => editor.delete_word_before(),
        Command::ClearField => editor.delete_to_start(),
        Command::Undo => {
            editor.undo();
        }
        Command::Redo => {
            editor.redo();
        }
        _ => {}
    }
}

/// Gives the text that is being written to the editor outside.
pub(super) fn hand_over(model: &mut Model) -> Vec<Effect> {
    match model.writing_mut() {
        Some(writing) => vec![Effect::EditOutside {
            text: writing.editor.text(),
            suffix: SUFFIX,
        }],
        None => Vec::new(),
    }
}

/// Takes what came back from the editor outside. It is shown and not kept yet.
pub(super) fn edited_outside(model: &mut Model, outcome: Result<String, Failure>) -> Vec<Effect> {
    match outcome {
        Ok(text) => {
            if let Some(writing) = model.writing_mut() {
                writing.editor.set_text(text.trim_end_matches(['\n', '\r']));
            }
        }
        Err(failure) => model.message = Some(Message::Failed(failure)),
    }
    Vec::new()
}
