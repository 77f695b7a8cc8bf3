//! What commands do about earlier revisions: in the walk, for the room, on the screen of the history.

use super::command::Command;
use super::effect::Effect;
use super::message::Message;
use super::mode::Mode;
use super::model::Model;
use super::past::{Ask, Baseline, PaneView, RevisionRow, Revisions};
use super::prompt::{Asks, Prompt, Proposal, Reading};
use super::update::scroll;
use super::walk::{Focus, Walk};
use super::walking::asked;
use crate::change::CommitId;
use crate::language::Language;

/// Commands that are given in the walk and for the room alike. A revision is looked at and nothing else.
pub(super) fn in_the_past(model: &mut Model, given: Command) -> Option<Vec<Effect>> {
    let context = model.context();
    let key = |command| model.keymap.key_name(context, command);
    let (come_back, since) = (key(Command::ComeBack), key(Command::Since));
    let language = model.language;
    let walk = model.walk_mut()?;
    let given = match given {
        // The way out of everything else.
        Command::ClearMarks if walk.is_away() => Command::ComeBack,
        given => given,
    };
    let (message, ask) = match given {
        Command::OlderRevision => walk.step_revision(true),
        Command::NewerRevision => walk.step_revision(false),
        Command::ComeBack if walk.is_away() => (Some(walk.come_back()), None),
        Command::ComeBack => (Some(Message::Newest), None),
        Command::Revisions => (None, Some(walk.open_history())),
        Command::Since => (None, Some(walk.ask_baseline(language))),
        Command::NextChange | Command::PreviousChange => {
            let before = walk.tree.cursor();
            let message = match walk.step_change(given == Command::NextChange) {
                Some(Message::NotCompared(_)) => Some(Message::NotCompared(since)),
                message => message,
            };
            if walk.tree.cursor() != before
                && let Mode::Present(presenting) = &mut walk.mode
            {
                presenting.page.to_start();
            }
            walk.settle_selection(before);
            (message, None)
        }
        Command::TaskHistory => {
            walk.pane_view = match walk.pane_view {
                PaneView::Sheet => PaneView::History,
                PaneView::History => PaneView::Sheet,
            };
            walk.begin_pane();
            (None, None)
        }
        _ if walk.is_away() && given.needs_the_present() => (Some(Message::Away(come_back)), None),
        _ => return None,
    };
    model.message = message;
    Some(asked(model, ask))
}

impl Walk {
    /// Opens the screen of the history, at the revision that is looked at.
    pub(super) fn open_history(&mut self) -> Ask {
        let away = self.past().away();
        let commit: Option<CommitId> = away.map(|away| away.revision.commit.clone());
        self.mode = Mode::Revisions(Box::new(Revisions::new(commit)));
        let ask = self.list_revisions();
        let (listing, now) = (&self.past.listing, &self.document);
        if let Mode::Revisions(revisions) = &mut self.mode {
            revisions.settle(listing, now);
        }
        ask
    }
}

impl Walk {
    /// Asks since when changes are to be marked.
    fn ask_baseline(&mut self, language: Language) -> Ask {
        let last = Baseline::LastMeeting;
        let since = self.past().since().map(|since| &since.baseline);
        let typed = since.unwrap_or(&last).typed(language);
        let proposal = Proposal {
            text: last.typed(language),
            pillar: None,
            baseline: Some(last),
        };
        let (asks, label) = (Asks::Baseline, String::new());
        let mut prompt = Prompt::new(asks, None, label, &typed, vec![proposal]);
        prompt.offer_revisions(self.past().listing.revisions());
        self.mode = Mode::Prompt(Box::new(prompt));
        self.list_revisions()
    }
}

/// Takes the baseline that was typed or chosen.
pub(super) fn take_baseline(model: &mut Model, reading: &Reading) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let Mode::Prompt(prompt) = &walk.mode else {
        return Vec::new();
    };
    let chosen = prompt
        .chosen()
        .and_then(|proposal| proposal.baseline.clone());
    let baseline = match (chosen, reading) {
        (Some(chosen), _) => Some(chosen),
        (None, Reading::Nothing) => None,
        (None, Reading::Day(day)) => Some(Baseline::Day(*day)),
        (None, _) => Some(Baseline::read(prompt.field.text())),
    };
    walk.mode = Mode::Browse;
    let (message, ask) = match baseline {
        Some(baseline) => (None, Some(walk.compare_with(baseline))),
        None => (Some(walk.forget_baseline()), None),
    };
    model.message = message;
    asked(model, ask)
}

/// Commands on the screen of the history.
pub(super) fn revisions(model: &mut Model, given: Command) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let now = walk.document().clone();
    let Mode::Revisions(revisions) = &mut walk.mode else {
        return Vec::new();
    };
    match given {
        Command::Back if !revisions.is_reading => walk.mode = Mode::Browse,
        Command::Back | Command::Left => revisions.is_reading = false,
        Command::SwitchPane if revisions.is_reading => revisions.is_reading = false,
        Command::Open if revisions.is_reading => model.message = jump(walk),
        Command::SwitchPane | Command::Right | Command::Open => {
            revisions.is_reading = revisions.shown().is_some();
        }
        Command::Visit => {
            let commit = match revisions.selected() {
                Some(RevisionRow::Commit(commit)) => Some(commit.clone()),
                _ => None,
            };
            walk.mode = Mode::Browse;
            match commit {
                Some(commit) => {
                    let ask = walk.visit(commit);
                    return asked(model, ask);
                }
                None if walk.is_away() => model.message = Some(walk.come_back()),
                None => model.message = Some(Message::Newest),
            }
        }
        Command::Base => {
            let selected = revisions.selected().cloned();
            revisions.base = selected.filter(|row| revisions.base.as_ref() != Some(row));
        }
        _ if revisions.is_reading => read(revisions, given),
        _ => {
            let list = &mut revisions.list;
            match given {
                Command::Up => list.step(1, false),
                Command::Down => list.step(1, true),
                Command::PageUp => list.step(list.page(), false),
                Command::PageDown => list.step(list.page(), true),
                Command::First => list.select(0),
                Command::Last => list.select(usize::MAX),
                _ => return Vec::new(),
            }
            revisions.follow(&walk.past.listing, &now);
        }
    }
    Vec::new()
}

fn read(revisions: &mut Revisions, given: Command) {
    match given {
        Command::Up => revisions.step(false),
        Command::Down => revisions.step(true),
        Command::First => {
            revisions.choose(0);
            revisions.follows = false;
            revisions.page.to_start();
        }
        Command::Last => {
            revisions.choose(usize::MAX);
            revisions.follows = false;
            revisions.page.to_end();
        }
        _ => scroll(&mut revisions.page, given),
    }
}

/// From a change to its task in the plan as it is now.
fn jump(walk: &mut Walk) -> Option<Message> {
    let Mode::Revisions(revisions) = &walk.mode else {
        return None;
    };
    let node = revisions.chosen()?;
    let id = node.task.clone().unwrap_or_else(|| node.id.clone());
    let Some(place) = walk.document().find(&id) else {
        return Some(Message::NoLongerThere);
    };
    let message = walk.is_away().then(|| walk.come_back());
    walk.mode = Mode::Browse;
    walk.focus = Focus::Tree;
    let before = walk.tree.cursor();
    walk.select(place);
    walk.settle_selection(before);
    message
}
