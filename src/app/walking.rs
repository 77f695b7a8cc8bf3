//! What commands do in the walk: in the tree, in the side pane, for the room.

use super::command::Command;
use super::committing;
use super::conflicts;
use super::effect::Effect;
use super::item::Item;
use super::message::Message;
use super::mode::{Mode, Presenting};
use super::model::Model;
use super::past::{Ask, PaneView};
use super::prompt::{Asks, Prompt, Proposal, Target};
use super::table::Context;
use super::update::{save, scroll};
use super::walk::{Focus, Walk};
use super::writing::Writing;
use super::{revising, typing};
use crate::document::Place;

/// The largest share of the width that one pane can have, in percent.
pub(super) const MOST_SHARE: u16 = 80;

/// How much one key moves the divider, in percent of the width.
const SHARE_STEP: u16 = 5;

pub(super) fn in_walk(model: &mut Model, given: Command) -> Vec<Effect> {
    if matches!(
        model.context(),
        Context::Tree | Context::Pane | Context::Present
    ) && let Some(effects) = revising::in_the_past(model, given)
    {
        return effects;
    }
    match model.walk().map(|walk| &walk.mode) {
        Some(Mode::Browse) => browse(model, given),
        Some(Mode::Conflicts) => conflicts::command(model, given),
        Some(Mode::Present(_)) => present(model, given),
        Some(Mode::Prompt(_)) => typing::prompt(model, given),
        Some(Mode::Write(_)) => typing::write(model, given),
        Some(Mode::Revisions(_)) => revising::revisions(model, given),
        None => Vec::new(),
    }
}

/// Commands that stand for themselves wherever a plan is seen, in the walk and for the room.
fn report(walk: &mut Walk, given: Command) -> Option<Message> {
    Some(match given {
        Command::SetStatus(status) => walk.set_status(status),
        Command::ProgressUp => walk.step_progress(true),
        Command::ProgressDown => walk.step_progress(false),
        Command::Undo => walk.undo(),
        Command::Redo => walk.redo(),
        _ => return None,
    })
}

/// The effects for questions about the past of the open plan.
pub(super) fn asked(model: &Model, asks: impl IntoIterator<Item = Ask>) -> Vec<Effect> {
    let effect = |ask| {
        let plan = model.walk()?.path().clone();
        Some(Effect::Past { plan, ask })
    };
    asks.into_iter().filter_map(effect).collect()
}

fn browse(model: &mut Model, given: Command) -> Vec<Effect> {
    if matches!(
        given,
        Command::Delete | Command::EditItem | Command::EditText | Command::EditOutside
    ) && let Some(note) = model.walk().and_then(Walk::selected_note)
        && model.author.as_deref() != Some(note.by.as_str())
    {
        model.message = Some(Message::NotYourNote(note.by));
        return Vec::new();
    }
    // Refused before anything is typed, not after.
    if given.edits()
        && let Some(refusal) = model.walk().and_then(Walk::refusal)
    {
        model.message = Some(Message::Refused(refusal));
        return Vec::new();
    }
    match given {
        Command::Zoom => {
            if model.seen_share.is_none() && !model.is_zoomed {
                model.message = Some(Message::OnePane);
            } else {
                model.is_zoomed = !model.is_zoomed;
            }
            return Vec::new();
        }
        Command::DividerLeft | Command::DividerRight => {
            match model.seen_share {
                Some(seen) if given == Command::DividerLeft => {
                    let share = seen.saturating_sub(SHARE_STEP).max(100 - MOST_SHARE);
                    model.share = Some(share);
                }
                Some(seen) => model.share = Some((seen + SHARE_STEP).min(MOST_SHARE)),
                None => model.message = Some(Message::OnePane),
            }
            return Vec::new();
        }
        Command::EditOutside => return edit_outside(model),
        Command::Commit => return committing::begin(model),
        Command::Conflicts => return conflicts::open(model),
        _ => {}
    }
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let before = walk.tree.cursor();
    let message = match report(walk, given) {
        Some(message) => Some(message),
        None => go(walk, given),
    };
    walk.settle_selection(before);
    // What is typed is about the item: it stays in sight.
    walk.follows_item |= matches!(walk.mode, Mode::Prompt(_) | Mode::Write(_));
    finish(model, message)
}

/// Shows the answer, and saves what was edited.
pub(super) fn finish(model: &mut Model, message: Option<Message>) -> Vec<Effect> {
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

/// Commands that go somewhere or begin something.
fn go(walk: &mut Walk, given: Command) -> Option<Message> {
    match given {
        Command::NextTask => walk.step_task(true),
        Command::PreviousTask => walk.step_task(false),
        Command::NextPillar => walk.step_pillar(true),
        Command::PreviousPillar => walk.step_pillar(false),
        Command::FoldAll | Command::UnfoldAll => {
            let document = walk.shown().clone();
            walk.tree
                .set_all_closed(&document, given == Command::FoldAll);
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
        Command::Mark => {
            let message = walk.mark();
            if message.is_none() && walk.focus == Focus::Tree {
                // Marking goes on with the next row, as in every list of files.
                let document = walk.shown().clone();
                walk.tree.step(&document, 1);
            }
            message
        }
        Command::ClearMarks => {
            walk.clear_marks();
            None
        }
        Command::Present => {
            let is_task = |walk: &Walk| walk.place().is_some_and(|place| place.task.is_some());
            if !is_task(walk) {
                walk.step_task(true);
            }
            if !is_task(walk) {
                walk.step_task(false);
            }
            if !is_task(walk) {
                return Some(Message::NoTaskToShow);
            }
            walk.mode = Mode::Present(Presenting::default());
            None
        }
        Command::MoveUp => Some(walk.move_by(false)),
        Command::MoveDown => Some(walk.move_by(true)),
        Command::MakeMeasure => Some(walk.make_measure()),
        Command::Delete => Some(delete(walk)),
        Command::EditText if walk.selected_note().is_some() => edit_item(walk),
        Command::EditText => write_text(walk),
        Command::Due => ask_of_task(walk, Asks::Due),
        Command::Lead => ask(walk, Asks::Lead),
        Command::Support => ask_of_task(walk, Asks::Support),
        Command::Rename => rename(walk),
        Command::Add => add(walk),
        Command::AddPillar => ask(walk, Asks::NewPillar),
        Command::MoveTo => ask_of_task(walk, Asks::MoveTo),
        Command::Note => note(walk),
        Command::EditItem => edit_item(walk),
        _ => {
            match walk.focus {
                Focus::Tree => in_tree(walk, given),
                Focus::Pane => in_pane(walk, given),
            }
            None
        }
    }
}

fn in_tree(walk: &mut Walk, given: Command) {
    // Cheap: a document is a handle on shared blocks.
    let document = walk.shown().clone();
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
        Command::Up => walk.step_item(false),
        Command::Down => walk.step_item(true),
        Command::First | Command::Last => {
            let items = walk.items();
            let end = if given == Command::First {
                items.first()
            } else {
                items.last()
            };
            if let Some(item) = end.cloned() {
                walk.choose_item(item);
            }
            scroll(&mut walk.pane, given);
        }
        _ => scroll(&mut walk.pane, given),
    }
}

fn delete(walk: &mut Walk) -> Message {
    let is_in_tree = walk.focus == Focus::Tree;
    match (walk.target(), walk.selected_note()) {
        (Some(target), Some(note)) => {
            let items = walk.items();
            let message = walk.remove_note(&target, note);
            walk.settle_item(&items);
            message
        }
        _ if is_in_tree || walk.selected_measure().is_some() => walk.remove(),
        // In the side pane nothing else goes: a task must not go because its text was meant.
        _ => Message::NothingToDelete,
    }
}

/// Asks something of what is selected; of the plan itself only a new pillar.
fn ask(walk: &mut Walk, asks: Asks) -> Option<Message> {
    let target = match asks {
        // A measure has none of these: its task is meant.
        Asks::Support | Asks::Progress | Asks::MoveTo | Asks::Actual(_) | Asks::NewMeasure(_) => {
            task_target(walk).map(|(target, _)| target)
        }
        _ => walk.target(),
    };
    if target.is_none() && asks != Asks::NewPillar {
        return Some(Message::SelectNode);
    }
    let prompt = prompt(walk, asks, target);
    walk.mode = Mode::Prompt(Box::new(prompt));
    None
}

/// The line that is typed for a node, or for the plan, with what stands there and what can be chosen.
pub(super) fn prompt(walk: &Walk, asks: Asks, target: Option<Target>) -> Prompt {
    let label = target
        .as_ref()
        .map_or_else(String::new, |target| walk.label_of(target));
    let (typed, proposals) = match &target {
        Some(target) => (stands_there(walk, &asks, target), proposals(walk, &asks)),
        None => (String::new(), Vec::new()),
    };
    Prompt::new(asks, target, label, &typed, proposals)
}

fn ask_of_task(walk: &mut Walk, asks: Asks) -> Option<Message> {
    match walk.place() {
        Some(place) if place.task.is_some() => ask(walk, asks),
        _ => Some(Message::SelectTask),
    }
}

/// What stands in the plan already, as it is typed.
fn stands_there(walk: &Walk, asks: &Asks, target: &Target) -> String {
    let pillar = || walk.document().pillar(target.place.pillar);
    let task = walk.document().task(target.place);
    let measure = task.as_ref().and_then(|task| task.measure(&target.id));
    let typed = match (asks, &task, measure) {
        (Asks::Due, _, Some(measure)) => measure.due.map(|day| day.to_string()),
        (Asks::Due, Some(task), None) => task.due.map(|day| day.to_string()),
        (Asks::Lead, _, Some(measure)) => measure.lead.clone(),
        (Asks::Lead, Some(task), None) => task.lead.clone(),
        (Asks::Lead, None, _) => pillar().and_then(|pillar| pillar.lead),
        (Asks::Progress, Some(task), _) => task.progress.map(|percent| percent.to_string()),
        (Asks::Support, Some(task), _) => Some(task.support.join("、")),
        (&Asks::Actual(index), Some(task), _) => task
            .targets
            .get(index)
            .and_then(|target| target.actual)
            .map(|number| number.to_string()),
        (Asks::Words, _, Some(measure)) => Some(measure.text.clone()),
        (Asks::Title, Some(task), None) => Some(task.title.clone()),
        (Asks::Title, None, _) => pillar().map(|pillar| pillar.title),
        _ => None,
    };
    typed.unwrap_or_default()
}

/// What can be chosen instead of typed: names that are in the plan already, or its pillars.
fn proposals(walk: &Walk, asks: &Asks) -> Vec<Proposal> {
    let document = walk.document();
    match asks {
        Asks::Lead | Asks::Support => document
            .names()
            .into_iter()
            .map(|text| Proposal {
                text,
                pillar: None,
                baseline: None,
            })
            .collect(),
        Asks::MoveTo => (0..document.pillar_count())
            .filter_map(|pillar| {
                Some(Proposal {
                    text: walk.label(Place { pillar, task: None })?,
                    pillar: Some(document.pillar(pillar)?.id),
                    baseline: None,
                })
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn rename(walk: &mut Walk) -> Option<Message> {
    match walk.selected_measure() {
        // Several lines are no line to type.
        Some(_) if text_of(walk).is_some_and(|(_, text)| text.contains('\n')) => write_text(walk),
        Some(_) => ask(walk, Asks::Words),
        // What is selected in the side pane is meant, not the task around it.
        None if walk.focus == Focus::Pane && walk.selected_note().is_some() => edit_item(walk),
        None => ask(walk, Asks::Title),
    }
}

fn add(walk: &mut Walk) -> Option<Message> {
    if walk.focus == Focus::Pane && walk.place().is_some_and(|place| place.task.is_some()) {
        let after = walk.selected_measure().cloned();
        return ask_of_task(walk, Asks::NewMeasure(after));
    }
    match walk.place() {
        Some(_) => ask(walk, Asks::NewTask),
        None => ask(walk, Asks::NewPillar),
    }
}

fn note(walk: &mut Walk) -> Option<Message> {
    let Some((target, label)) = task_target(walk) else {
        return Some(Message::SelectTask);
    };
    walk.mode = Mode::Write(Box::new(Writing::note(target, label)));
    None
}

/// The selected task, also where one of its measures is selected.
fn task_target(walk: &Walk) -> Option<(Target, String)> {
    let target = walk.target()?;
    let task = walk.document().task(target.place)?;
    let label = walk.label(target.place)?;
    Some((
        Target {
            id: task.id,
            ..target
        },
        label,
    ))
}

/// The text that is meant in the side pane: that of the measure, else that of the task or pillar.
fn text_of(walk: &Walk) -> Option<(Target, String)> {
    let target = walk.target()?;
    let text = match walk.document().task(target.place) {
        Some(task) => {
            let measure = task.measure(&target.id);
            measure.map_or_else(|| task.text.clone(), |measure| measure.text.clone())
        }
        None => walk.document().pillar(target.place.pillar)?.text,
    };
    Some((target, text))
}

fn write_text(walk: &mut Walk) -> Option<Message> {
    let Some((target, text)) = text_of(walk) else {
        return Some(Message::SelectNode);
    };
    let label = walk.label_of(&target);
    let is_measure = walk.selected_measure() == Some(&target.id);
    let writing = Writing::text(target, label, &text, is_measure);
    walk.mode = Mode::Write(Box::new(writing));
    None
}

/// Edits the item of the side pane in the way that fits it.
fn edit_item(walk: &mut Walk) -> Option<Message> {
    match walk.item.clone() {
        // What became of a task is read and not edited.
        _ if walk.pane_view == PaneView::History => {
            walk.pane_view = PaneView::Sheet;
            walk.begin_pane();
            None
        }
        Item::Title => ask(walk, Asks::Title),
        Item::Status => Some(Message::NotEdited),
        Item::Lead => ask(walk, Asks::Lead),
        Item::Support => ask_of_task(walk, Asks::Support),
        Item::Due => ask_of_task(walk, Asks::Due),
        Item::Progress => ask_of_task(walk, Asks::Progress),
        Item::Target(index) => ask_of_task(walk, Asks::Actual(index)),
        Item::Sentence(line) => {
            let message = write_text(walk);
            if let Mode::Write(writing) = &mut walk.mode {
                writing.editor.go_to_line(line);
            }
            message
        }
        Item::Measure(_) => rename(walk),
        Item::Changed(_) => None,
        Item::Note(key) => {
            let (target, label) = task_target(walk)?;
            let note = key
                .find(&walk.document().task(target.place)?.notes)?
                .clone();
            walk.mode = Mode::Write(Box::new(Writing::old_note(target, label, note)));
            None
        }
    }
}

fn edit_outside(model: &mut Model) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let message = match walk.selected_note() {
        Some(_) => edit_item(walk),
        None => write_text(walk),
    };
    model.message = message;
    typing::hand_over(model)
}

fn present(model: &mut Model, given: Command) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let Mode::Present(presenting) = &mut walk.mode else {
        return Vec::new();
    };
    let before = walk.tree.cursor();
    let page = &mut presenting.page;
    let message = match given {
        Command::Back => {
            walk.mode = Mode::Browse;
            None
        }
        Command::Blank => {
            presenting.is_blank = true;
            None
        }
        Command::Up => {
            page.up(1);
            None
        }
        Command::Down => {
            page.down(1);
            None
        }
        // A long text is read to its end before the next task comes.
        Command::PresentNext if page.has_more() => {
            page.down(page.page());
            None
        }
        Command::PresentPrevious if page.top() > 0 => {
            page.up(page.page());
            None
        }
        Command::PresentNext => walk.step_task(true),
        Command::PresentPrevious => walk.step_task(false),
        Command::First => {
            walk.go_to_first_task();
            None
        }
        Command::Last => {
            walk.go_to_last_task();
            None
        }
        _ => report(walk, given),
    };
    if walk.tree.cursor() != before
        && let Mode::Present(presenting) = &mut walk.mode
    {
        presenting.page.to_start();
    }
    walk.settle_selection(before);
    finish(model, message)
}
