//! The one place where events become changes.

use super::command::{Command, command_for};
use super::effect::Effect;
use super::event::Event;
use super::key::Key;
use super::message::Message;
use super::model::{Leaving, Model, Overlay, Stage};
use super::scroll::Scroll;
use super::start::{Entry, Form, FormKind, Review, SAMPLE, SAMPLE_NAME, new_plan, plan_path};
use super::walk::{Focus, Walk};
use crate::document::Condition;
use crate::language::Language;

/// Takes an event in. What is to be done outside comes back.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    let effects = respond(model, event);
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
        Event::Pointer(_) | Event::EditedOutside { .. } => Vec::new(),
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
                let effects = check.then(|| Effect::Check(document.clone()));
                model.open(path, document);
                effects.into_iter().collect()
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
        Event::Interrupt => command(model, Command::Quit),
        Event::Terminate => terminate(model),
    }
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let context = model.context();
    // An answer stands until the next gesture.
    model.message = None;
    match command_for(context, key) {
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
    match &mut model.stage {
        Stage::Form(form) if !form.busy => {
            if let Some(field) = form.field_mut() {
                field.insert(text);
            }
        }
        Stage::Review(review) if !review.busy => review.file.insert(text),
        _ => {}
    }
}

fn command(model: &mut Model, given: Command) -> Vec<Effect> {
    match given {
        Command::Quit => return quit(model),
        Command::RetrySave => {
            model.overlay = None;
            model.leaving = Leaving::WhenSaved;
            return save(model);
        }
        Command::LeaveUnsaved => {
            model.leaving = Leaving::Unsaved;
            return vec![Effect::Quit];
        }
        Command::Redraw => return vec![Effect::Redraw],
        Command::Suspend => return vec![Effect::Suspend],
        Command::SwitchLanguage => {
            model.language = match model.language {
                Language::Chinese => Language::English,
                Language::English => Language::Chinese,
            };
        }
        Command::Help => model.overlay = Some(Overlay::Help(Scroll::default())),
        Command::Problems => match model.walk() {
            Some(walk) if walk.document().problems().is_empty() => {
                model.message = Some(match walk.document().condition() {
                    Condition::Unchecked => Message::Refused(crate::change::Refusal::NotYetChecked),
                    _ => Message::NoProblems,
                });
            }
            _ => model.overlay = Some(Overlay::Problems(Scroll::default())),
        },
        _ => return command_in_place(model, given),
    }
    Vec::new()
}

/// Commands whose meaning depends on what is on the screen.
fn command_in_place(model: &mut Model, given: Command) -> Vec<Effect> {
    match &mut model.overlay {
        Some(Overlay::Help(page) | Overlay::Problems(page)) => {
            if given == Command::Back {
                model.overlay = None;
            } else {
                scroll(page, given);
            }
            return Vec::new();
        }
        Some(Overlay::Leave) => {
            if given == Command::Back {
                model.overlay = None;
                model.leaving = Leaving::No;
            }
            return Vec::new();
        }
        None => {}
    }
    match &mut model.stage {
        Stage::Menu => in_menu(model, given),
        Stage::Form(_) => in_form(model, given),
        Stage::Review(_) => in_review(model, given),
        Stage::Walk(_) => in_walk(model, given),
    }
}

fn scroll(page: &mut Scroll, given: Command) {
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

fn in_menu(model: &mut Model, given: Command) -> Vec<Effect> {
    let menu = &mut model.menu;
    let (selected, page) = (menu.selected(), menu.height().saturating_sub(1).max(1));
    match given {
        Command::Up => menu.select(selected.saturating_sub(1)),
        Command::Down => menu.select(selected + 1),
        Command::PageUp => menu.select(selected.saturating_sub(page)),
        Command::PageDown => menu.select(selected + page),
        Command::First => menu.select(0),
        Command::Last => menu.select(usize::MAX),
        Command::Choose(number) if usize::from(number) <= menu.entries().len() => {
            menu.select(usize::from(number) - 1);
            return choose(model);
        }
        Command::Open => return choose(model),
        _ => {}
    }
    Vec::new()
}

fn choose(model: &mut Model) -> Vec<Effect> {
    if model.awaited.is_some() {
        // The first choice counts: a key pressed twice opens one plan.
        return Vec::new();
    }
    match model.menu.entries().get(model.menu.selected()) {
        Some(Entry::Plan(listed)) => vec![Effect::Open(listed.path.clone())],
        Some(Entry::Sample) => vec![Effect::Create {
            path: model.folder.join(SAMPLE_NAME),
            text: SAMPLE.to_owned(),
        }],
        Some(Entry::Import) => {
            model.stage = Stage::Form(Form::import());
            Vec::new()
        }
        Some(Entry::New) => {
            model.stage = Stage::Form(Form::new_plan(&model.folder, model.today));
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn in_form(model: &mut Model, given: Command) -> Vec<Effect> {
    if given == Command::Back {
        model.stage = Stage::Menu;
        model.awaited = None;
        return Vec::new();
    }
    let Stage::Form(form) = &mut model.stage else {
        return Vec::new();
    };
    if form.busy {
        return Vec::new();
    }
    match given {
        Command::NextField => form.step(true),
        Command::PreviousField => form.step(false),
        Command::Confirm => return confirm_form(model),
        _ => {
            if let Some(field) = form.field_mut() {
                edit_field(field, given);
            }
        }
    }
    Vec::new()
}

fn confirm_form(model: &mut Model) -> Vec<Effect> {
    let Stage::Form(form) = &mut model.stage else {
        return Vec::new();
    };
    if let Some(empty) = form.first_empty() {
        // Enter behind the title goes on to the file's name; on an empty field it says what is missing.
        if empty == form.focus {
            model.message = Some(Message::FillIn);
        }
        form.focus = empty;
        return Vec::new();
    }
    if form.focus + 1 < form.fields.len() {
        form.focus += 1;
        return Vec::new();
    }
    let path = match (form.kind, form.fields.as_slice()) {
        (FormKind::New, [_, file]) => match plan_path(&model.folder, file.text()) {
            None => {
                model.message = Some(Message::NoPlanName);
                return Vec::new();
            }
            path => path,
        },
        _ => None,
    };
    form.busy = true;
    match (path, form.fields.as_slice()) {
        (Some(path), [title, ..]) => vec![Effect::Create {
            path,
            text: new_plan(title.text(), model.today, model.language),
        }],
        (_, fields) => fields
            .first()
            .map(|field| Effect::Import(field.text().trim().into()))
            .into_iter()
            .collect(),
    }
}

fn in_review(model: &mut Model, given: Command) -> Vec<Effect> {
    let Stage::Review(review) = &mut model.stage else {
        return Vec::new();
    };
    match given {
        Command::Back => {
            model.stage = Stage::Form(Form::import());
            model.awaited = None;
        }
        _ if review.busy => {}
        Command::Confirm if review.file.text().trim().is_empty() => {
            model.message = Some(Message::FillIn);
        }
        Command::Confirm => match plan_path(&model.folder, review.file.text()) {
            Some(path) => {
                review.busy = true;
                let text = crate::document::compose(&review.imported.plan);
                return vec![Effect::Create { path, text }];
            }
            None => model.message = Some(Message::NoPlanName),
        },
        Command::Up | Command::Down | Command::PageUp | Command::PageDown => {
            scroll(&mut review.page, given);
        }
        _ => edit_field(&mut review.file, given),
    }
    Vec::new()
}

fn edit_field(field: &mut super::field::Field, given: Command) {
    match given {
        Command::CaretLeft => field.left(),
        Command::CaretRight => field.right(),
        Command::CaretStart => field.home(),
        Command::CaretEnd => field.end(),
        Command::DeleteBefore => field.delete_before(),
        Command::DeleteAfter => field.delete_after(),
        Command::ClearField => field.clear(),
        _ => {}
    }
}

fn in_walk(model: &mut Model, given: Command) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let before = walk.tree.cursor();
    let message = match given {
        Command::SetStatus(status) => Some(walk.set_status(status)),
        Command::Undo => Some(walk.undo()),
        Command::Redo => Some(walk.redo()),
        Command::NextTask => walk.step_task(true),
        Command::PreviousTask => walk.step_task(false),
        Command::FoldAll => {
            fold_all(walk, true);
            None
        }
        Command::UnfoldAll => {
            fold_all(walk, false);
            None
        }
        Command::TextDown => {
            walk.pane.down(walk.pane.page());
            None
        }
        Command::TextUp => {
            walk.pane.up(walk.pane.page());
            None
        }
        Command::SwitchPane => {
            walk.focus = match walk.focus {
                Focus::Tree => Focus::Pane,
                Focus::Pane => Focus::Tree,
            };
            None
        }
        _ => {
            match walk.focus {
                Focus::Tree => in_tree(walk, given),
                Focus::Pane => in_pane(walk, given),
            }
            None
        }
    };
    if walk.tree.cursor() != before {
        walk.pane.to_start();
    }
    let is_edit = matches!(
        message,
        Some(Message::Done(_) | Message::Undone(_) | Message::Redone(_))
    );
    model.message = message;
    if is_edit || model.wants_retry() {
        return save(model);
    }
    Vec::new()
}

fn fold_all(walk: &mut Walk, closed: bool) {
    let document = walk.document().clone();
    walk.tree.set_all_closed(&document, closed);
}

fn in_tree(walk: &mut Walk, given: Command) {
    // Cheap: a document is a handle on shared blocks.
    let document = walk.document().clone();
    let tree = &mut walk.tree;
    let page = isize::try_from(tree.height().saturating_sub(1).max(1)).unwrap_or(isize::MAX);
    match given {
        Command::Up => tree.step(&document, -1),
        Command::Down => tree.step(&document, 1),
        Command::PageUp => tree.step(&document, -page),
        Command::PageDown => tree.step(&document, page),
        Command::First => tree.select_row(&document, 0),
        Command::Last => tree.select_row(&document, usize::MAX),
        Command::Left => walk.go_out(),
        Command::Right => walk.go_in(),
        Command::Open => walk.open(),
        _ => {}
    }
}

fn in_pane(walk: &mut Walk, given: Command) {
    match given {
        Command::Left | Command::Back => walk.focus = Focus::Tree,
        _ => scroll(&mut walk.pane, given),
    }
}

/// Asks for a save of the open plan as it is now.
fn save(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
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

fn after_save(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk() else {
        return Vec::new();
    };
    if walk.saving().is_under_way() {
        return Vec::new();
    }
    let saved = walk.is_saved();
    match model.leaving {
        Leaving::No => Vec::new(),
        Leaving::Anyway | Leaving::Unsaved => vec![Effect::Quit],
        Leaving::WhenSaved if saved => vec![Effect::Quit],
        Leaving::WhenSaved => {
            model.leaving = Leaving::No;
            model.message = None;
            model.overlay = Some(Overlay::Leave);
            Vec::new()
        }
    }
}

/// Whether leaving now would lose an edit. A plan that is not edited has none.
fn has_unsaved(model: &Model) -> bool {
    model.walk().is_some_and(|walk| !walk.is_saved())
}

fn quit(model: &mut Model) -> Vec<Effect> {
    if !has_unsaved(model) {
        return vec![Effect::Quit];
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
    model.message = Some(Message::SavingFirst);
    // A failed save is tried once more before anybody is asked.
    match model.walk() {
        Some(walk) if !walk.saving().is_under_way() => save(model),
        _ => Vec::new(),
    }
}

fn terminate(model: &mut Model) -> Vec<Effect> {
    if !has_unsaved(model) {
        return vec![Effect::Quit];
    }
    if model.leaving == Leaving::Anyway {
        model.leaving = Leaving::Unsaved;
        return vec![Effect::Quit];
    }
    model.leaving = Leaving::Anyway;
    match model.walk() {
        Some(walk) if !walk.saving().is_under_way() => save(model),
        _ => Vec::new(),
    }
}
