//! What gestures of the mouse do: the same as keys, on what lies under it.

use super::command::Command;
use super::effect::Effect;
use super::message::Message;
use super::mode::Mode;
use super::model::{Model, Overlay, Stage};
use super::pointer::{Gesture, Hit, Pointer, Under};
use super::update::command;
use super::walk::Focus;
use super::walking::MOST_SHARE;

/// How many lines one notch of the wheel scrolls.
const NOTCH: usize = 3;

/// Carries a gesture out. While the mouse is the terminal's, none comes.
pub(super) fn point(model: &mut Model, pointer: Pointer, under: &Under) -> Vec<Effect> {
    let wakes = !matches!(pointer.gesture, Gesture::Drag | Gesture::Release);
    if wakes && model.wake() {
        return Vec::new();
    }
    match pointer.gesture {
        Gesture::Press | Gesture::DoublePress => {
            model.message = None;
            model.is_dividing = under.hit == Hit::Divider;
            press(model, &under.hit, pointer.gesture == Gesture::DoublePress)
        }
        Gesture::Drag if model.is_dividing => {
            model.share = Some(under.share.clamp(100 - MOST_SHARE, MOST_SHARE));
            Vec::new()
        }
        Gesture::Drag => Vec::new(),
        Gesture::Release => {
            model.is_dividing = false;
            Vec::new()
        }
        Gesture::WheelUp => wheel(model, &under.hit, false),
        Gesture::WheelDown => wheel(model, &under.hit, true),
    }
}

fn press(model: &mut Model, hit: &Hit, twice: bool) -> Vec<Effect> {
    if let Hit::Command(given) = hit {
        return command(model, *given);
    }
    if let (Some(Overlay::Palette(palette)), Hit::Choice(index)) = (&mut model.overlay, hit) {
        palette.list.select(*index);
        return command(model, Command::Confirm);
    }
    if model.overlay.is_some() {
        return Vec::new();
    }
    match &mut model.stage {
        Stage::Menu => match hit {
            Hit::Entry(index) => {
                model.menu.list.select(*index);
                if twice {
                    return command(model, Command::Open);
                }
                Vec::new()
            }
            _ => Vec::new(),
        },
        Stage::Form(_) | Stage::Review(_) => Vec::new(),
        Stage::Walk(_) => press_in_walk(model, hit, twice),
    }
}

fn press_in_walk(model: &mut Model, hit: &Hit, twice: bool) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    match (&mut walk.mode, hit) {
        (Mode::Present(_), Hit::Page) => return command(model, Command::PresentNext),
        (Mode::Prompt(prompt), Hit::Choice(index)) => {
            prompt.choose_at(*index);
            return command(model, Command::Confirm);
        }
        (
            Mode::Prompt(prompt),
            &Hit::Field {
                column,
                width,
                ambiguous,
            },
        ) => prompt.edit(
            |field| field.click(column.into(), width.into(), ambiguous),
            false,
        ),
        (Mode::Write(writing), Hit::Writing { column, row }) => {
            writing.editor.click((*column).into(), (*row).into());
        }
        (Mode::Conflicts, Hit::Choice(index)) => {
            let count = walk.document().conflicts().len();
            walk.conflicts.choose(*index, count);
        }
        (Mode::Write(writing), Hit::Kind(kind)) if writing.is_note() => writing.kind = *kind,
        (Mode::Revisions(revisions), &Hit::Revision(index)) => {
            revisions.is_reading = false;
            revisions.list.select(index);
            let now = walk.document.clone();
            revisions.follow(&walk.past.listing, &now);
            if twice {
                return command(model, Command::Open);
            }
        }
        (Mode::Revisions(revisions), &Hit::Change(index)) => {
            revisions.is_reading = true;
            revisions.choose(index);
            if twice {
                return command(model, Command::Open);
            }
        }
        (Mode::Browse, Hit::Row(row) | Hit::Fold(row)) => {
            let before = walk.tree.cursor();
            let document = walk.shown().clone();
            walk.focus = Focus::Tree;
            walk.tree.select_row(&document, *row);
            walk.settle_selection(before);
            if twice || matches!(hit, Hit::Fold(_)) {
                return command(model, Command::Open);
            }
        }
        (Mode::Prompt(_) | Mode::Write(_), Hit::Row(_) | Hit::Fold(_)) => {
            model.message = Some(Message::StillTyping);
        }
        (Mode::Browse, Hit::Pane(item)) => {
            walk.focus = Focus::Pane;
            if let Some(item) = item {
                walk.item = item.clone();
                if twice {
                    return command(model, Command::EditItem);
                }
            }
        }
        _ => {}
    }
    Vec::new()
}

fn wheel(model: &mut Model, hit: &Hit, down: bool) -> Vec<Effect> {
    let turn = |page: &mut super::scroll::Scroll| {
        if down {
            page.down(NOTCH);
        } else {
            page.up(NOTCH);
        }
    };
    match &mut model.overlay {
        Some(Overlay::Help(page) | Overlay::Problems(page)) => turn(page),
        Some(Overlay::Palette(palette)) => palette.list.step(1, down),
        Some(Overlay::Told(told)) => turn(&mut told.scroll),
        Some(Overlay::Leave | Overlay::SaveAs(_)) => {}
        None => match &mut model.stage {
            Stage::Menu => model.menu.list.step(1, down),
            Stage::Form(_) => {}
            Stage::Review(review) => turn(&mut review.page),
            Stage::Walk(walk) => match (&mut walk.mode, hit) {
                (Mode::Present(presenting), _) => turn(&mut presenting.page),
                (Mode::Conflicts, _) => turn(&mut walk.conflicts.scroll),
                (Mode::Write(writing), _) => {
                    let rows = isize::try_from(NOTCH).unwrap_or(1);
                    writing.editor.wheel(if down { rows } else { -rows });
                }
                (Mode::Prompt(prompt), Hit::Choice(_)) => prompt.choose(down),
                // While something is typed, the tree stays where that is about.
                (Mode::Browse, Hit::Row(_) | Hit::Fold(_)) => {
                    let before = walk.tree.cursor();
                    let document = walk.shown().clone();
                    walk.tree.scroll(&document, NOTCH, down);
                    walk.settle_selection(before);
                }
                (_, Hit::Row(_) | Hit::Fold(_)) => {}
                (Mode::Revisions(_), Hit::Revision(_)) => {
                    let given = if down { Command::Down } else { Command::Up };
                    return command(model, given);
                }
                (Mode::Revisions(revisions), _) => turn(&mut revisions.page),
                _ => turn(&mut walk.pane),
            },
        },
    }
    Vec::new()
}
