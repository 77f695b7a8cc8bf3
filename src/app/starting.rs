//! What commands do before a plan is open: in the list, in the forms, in the review of an import.

use super::command::Command;
use super::effect::Effect;
use super::message::Message;
use super::model::{Model, Stage};
use super::start::{Entry, Form, FormKind, SAMPLE, SAMPLE_NAME, new_plan, plan_path};
use super::update::{edit_field, scroll};

pub(super) fn in_menu(model: &mut Model, given: Command) -> Vec<Effect> {
    let list = &mut model.menu.list;
    match given {
        Command::Up => list.step(1, false),
        Command::Down => list.step(1, true),
        Command::PageUp => list.step(list.page(), false),
        Command::PageDown => list.step(list.page(), true),
        Command::First => list.select(0),
        Command::Last => list.select(usize::MAX),
        Command::Choose(number) if usize::from(number) <= list.count() => {
            list.select(usize::from(number) - 1);
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
    match model.menu.chosen() {
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

pub(super) fn in_form(model: &mut Model, given: Command) -> Vec<Effect> {
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

pub(super) fn in_review(model: &mut Model, given: Command) -> Vec<Effect> {
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
