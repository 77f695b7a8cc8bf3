//! Another place for what cannot be saved where it belongs.
//!
//! Owns what is asked and what becomes of the answer. What is kept elsewhere is a new file, never one that was
//! there: the plan's own file stays as it is, and the person leaves knowing where the edits are.

use std::path::PathBuf;

use super::command::Command;
use super::effect::Effect;
use super::failure::Failure;
use super::field::Field;
use super::message::Message;
use super::model::{Leaving, Model, Overlay};
use super::update::edit_field;
use crate::document::Stamp;

/// The question where to.
#[derive(Clone, Debug, PartialEq)]
pub struct SaveAs {
    /// The path as it is typed.
    pub field: Field,
    /// Whether it is being written; nothing is typed then.
    pub is_busy: bool,
}

/// Asks for another place: a file of the same name at home is proposed.
pub(super) fn ask(model: &mut Model) {
    let name = model.walk().and_then(|walk| walk.path().file_name());
    let name = name.map(|name| name.to_string_lossy().into_owned());
    model.overlay = Some(Overlay::SaveAs(Box::new(SaveAs {
        field: Field::new(&format!("~/{}", name.unwrap_or_default())),
        is_busy: false,
    })));
}

/// What a command does to the question.
pub(super) fn answer(model: &mut Model, given: Command) -> Vec<Effect> {
    let document = model.walk().map(|walk| walk.document().clone());
    let name = model.walk().and_then(|walk| walk.path().file_name());
    let name = name.map(PathBuf::from).unwrap_or_default();
    let Some(Overlay::SaveAs(save_as)) = &mut model.overlay else {
        return Vec::new();
    };
    match given {
        // A disk that does not answer holds nobody in the question.
        Command::Back => model.overlay = Some(Overlay::Leave),
        _ if save_as.is_busy => {}
        Command::Confirm if save_as.field.text().trim().is_empty() => {
            model.message = Some(Message::FillIn);
        }
        Command::Confirm => {
            save_as.is_busy = true;
            let typed = save_as.field.text().to_owned();
            return document
                .map(|document| Effect::SaveAs {
                    typed,
                    name,
                    document,
                })
                .into_iter()
                .collect();
        }
        _ => edit_field(&mut save_as.field, given),
    }
    Vec::new()
}

/// It was written elsewhere, or not.
pub(super) fn ended(
    model: &mut Model,
    stamp: Stamp,
    outcome: Result<PathBuf, Failure>,
) -> Vec<Effect> {
    let is_all = model
        .walk()
        .is_some_and(|walk| walk.document().stamp() == stamp);
    let path = match outcome {
        Ok(path) => path,
        Err(failure) => {
            if let Some(Overlay::SaveAs(save_as)) = &mut model.overlay {
                save_as.is_busy = false;
            }
            model.message = Some(Message::Failed(failure));
            return Vec::new();
        }
    };
    let is_asked = matches!(&model.overlay, Some(Overlay::SaveAs(save_as)) if save_as.is_busy);
    if is_asked && is_all {
        model.kept_at = Some(path);
        model.leaving = Leaving::Unsaved;
        return vec![Effect::Quit];
    }
    // Somebody went back meanwhile, or the plan moved on: it is there all the same.
    if is_asked {
        model.overlay = Some(Overlay::Leave);
    }
    model.message = Some(Message::Created(path));
    Vec::new()
}
