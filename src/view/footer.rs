//! The foot of the screen: the keys that matter now, or the answer to the last gesture.

use ratatui::layout::Rect;

use super::page::{Page, Paper, Piece};
use super::pen::Pen;
use super::theme::Role;
use super::words::Word;
use crate::app::{
    Asks, Bound, Command, Context, Hit, Keymap, Mode, Model, PaneView, Purpose, Tone, Walk,
};
use crate::language::Language;
use crate::plan::{Status, Way};
use crate::text::sanitize;

/// What stands at the foot.
#[derive(Debug, Default)]
pub(super) struct Footer {
    area: Rect,
    page: Option<Page>,
    /// The commands whose keys are shown, with the columns that each takes.
    shown: Vec<(Command, std::ops::Range<usize>)>,
}

/// An answer takes at most so many rows.
const TALLEST: u16 = 3;

impl Footer {
    pub fn settle(&mut self, model: &Model, area: Rect, paper: Paper) {
        let width = area.width.saturating_sub(2);
        let mut page = Page::new(paper, width);
        let mut tallest = TALLEST.min(area.height / 3);
        self.shown.clear();
        match &model.message {
            Some(message) => {
                let role = match message.tone() {
                    Tone::Plain => Role::Strong,
                    Tone::Caution => Role::Caution,
                    Tone::Alarm => Role::Alarm,
                };
                page.text(&sanitize(&message.words(model.language)), role, 0);
            }
            None => {
                let is_asking = model.context() == Context::Draft;
                tallest = tallest.min(1 + u16::from(is_asking));
                if is_asking && tallest > 1 {
                    let title = if is_commit(model) {
                        Word::CommitTitle
                    } else {
                        Word::DraftTitle
                    };
                    let question = title.words(model.language);
                    page.text(question, Role::Caution, 0);
                }
                let (pieces, shown) = keys(model, width.into(), paper);
                page.pieces(pieces);
                self.shown = shown;
            }
        }
        // A window of one or two rows is for the plan alone.
        let height = tallest.min(super::pen::narrow(page.lines.len()));
        self.area = Rect {
            x: area.x,
            y: area.bottom() - height,
            width: area.width,
            height,
        };
        self.page = Some(page);
    }

    pub fn area(&self) -> Rect {
        self.area
    }

    /// What a cell of the screen shows.
    pub fn hit(&self, column: u16, row: u16) -> Option<Hit> {
        // Keys stand in the last row.
        if self.area.height == 0 || row + 1 != self.area.bottom() {
            return None;
        }
        let column = usize::from(column.checked_sub(self.area.x + 1)?);
        let found = self
            .shown
            .iter()
            .find(|(_, columns)| columns.contains(&column));
        found.map(|(command, _)| Hit::Command(*command))
    }

    pub fn render(&self, pen: &mut Pen<'_>) {
        if let Some(page) = &self.page {
            let inner = Rect {
                x: self.area.x + 1,
                width: self.area.width.saturating_sub(2),
                ..self.area
            };
            if self.area.width > 2 {
                page.render(0, inner, pen);
            }
        }
    }
}

/// Keys with their names, as many as fit, the most wanted first.
fn keys(
    model: &Model,
    width: usize,
    paper: Paper,
) -> (Vec<Piece>, Vec<(Command, std::ops::Range<usize>)>) {
    let (keymap, context, language) = (&model.keymap, model.context(), paper.language);
    let mut wanted: Vec<&Bound> = keymap
        .bindings(context)
        .filter(|binding| {
            let has_key = !binding.keys.is_empty();
            binding.rank > 0 && has_key && makes_sense(model, binding.command)
        })
        .collect();
    wanted.sort_by_key(|binding| binding.rank);
    let mut pieces = Vec::new();
    let mut shown = Vec::new();
    let mut used = 0;
    for binding in wanted {
        let (key, mut name) = key_and_name(keymap, context, binding, language);
        if binding.command == Command::Keep && is_commit(model) {
            name = Command::Commit.name(language);
        }
        let gap = if used == 0 { 0 } else { 2 };
        let needed = gap + paper.width(&key) + 1 + paper.width(name);
        if used + needed > width {
            continue;
        }
        // Eight keys are no place to click.
        if !matches!(binding.command, Command::SetStatus(_)) {
            shown.push((binding.command, used + gap..used + needed));
        }
        used += needed;
        pieces.push(Piece::new(" ".repeat(gap), Role::Text));
        pieces.push(Piece::new(key, Role::Key));
        pieces.push(Piece::new(format!(" {name}"), Role::Text));
    }
    (pieces, shown)
}

/// Whether the chosen conflict can be settled in this way.
fn can_be(walk: &Walk, way: Way) -> bool {
    let chosen = walk.chosen_conflict();
    chosen.is_some_and(|conflict| conflict.ways().contains(&way))
}

/// Whether what is being written is the message of a commit.
fn is_commit(model: &Model) -> bool {
    matches!(model.walk().map(|walk| &walk.mode), Some(Mode::Write(writing)) if writing.purpose == Purpose::Commit)
}

fn is_task(walk: &Walk) -> bool {
    walk.place().is_some_and(|place| place.task.is_some())
}

/// Whether a command does something at the moment, of those that often do not.
fn makes_sense(model: &Model, command: Command) -> bool {
    let Some(walk) = model.walk() else {
        return true;
    };
    match (command, &walk.mode) {
        (Command::SaveAs, _) => !walk.is_safe(),
        (Command::OlderRevision | Command::NewerRevision | Command::ComeBack, _) => walk.is_away(),
        (Command::NextChange, _) => walk.past().since().is_some(),
        _ if command.needs_the_present() && walk.is_away() => false,
        (Command::Complete, Mode::Prompt(prompt)) => {
            prompt.asks != Asks::MoveTo && prompt.fitting().next().is_some()
        }
        (Command::NextKind, Mode::Write(writing)) => writing.is_note(),
        (Command::TakeOurs, Mode::Conflicts) => can_be(walk, Way::Ours),
        (Command::TakeTheirs, Mode::Conflicts) => can_be(walk, Way::Theirs),
        (Command::TakeBoth, Mode::Conflicts) => can_be(walk, Way::Both),
        (Command::TakeOther, Mode::Conflicts) => can_be(walk, Way::Edit),
        (Command::AddToGit, Mode::Conflicts) => {
            walk.document().conflicts().is_empty() && walk.unmerged().is_some()
        }
        (_, Mode::Browse) if command.edits() && walk.refusal().is_some() => false,
        (Command::SetStatus(_), Mode::Browse) => is_task(walk) || !walk.marks().is_empty(),
        (Command::Note, Mode::Browse) => is_task(walk),
        (Command::EditItem, Mode::Browse) => {
            walk.place().is_some() && walk.pane_view == PaneView::Sheet
        }
        _ => true,
    }
}

fn key_and_name(
    keymap: &Keymap,
    context: Context,
    binding: &Bound,
    language: Language,
) -> (String, &'static str) {
    match binding.command {
        // Eight keys, one thing to know.
        Command::SetStatus(_) => (
            status_keys(keymap, context),
            language.pick("状态", "status"),
        ),
        command => (keymap.key_name(context, command), command.name(language)),
    }
}

/// The keys of the statuses, from the first to the last.
fn status_keys(keymap: &Keymap, context: Context) -> String {
    let keys: Vec<String> = Status::ALL
        .into_iter()
        .map(|status| keymap.key_name(context, Command::SetStatus(status)))
        .filter(|key| !key.is_empty())
        .collect();
    let are_usual = keys
        .iter()
        .map(String::as_str)
        .eq(["1", "2", "3", "4", "5", "6", "7", "8"]);
    match keys.as_slice() {
        _ if are_usual => "1-8".to_owned(),
        [] => String::new(),
        [only] => only.clone(),
        [first, .., last] => format!("{first}⋯{last}"),
    }
}
