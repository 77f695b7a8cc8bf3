//! A line to type: what is asked, the field, how it is read, what can be chosen instead.
//!
//! Stands at the top of the side pane, with the page that it is about below, so that the window of an
//! input method, which opens under the caret, covers neither the field nor the footer.

use ratatui::layout::{Position, Rect};

use super::field::render_in;
use super::page::Paper;
use super::pen::{Pen, narrow};
use super::theme::Role;
use crate::app::{Asks, Hit, Model, Prompt, Walk};
use crate::text::{Ambiguous, sanitize};

/// At most so many proposals are shown at once.
const MOST: usize = 6;

/// What is laid out of a prompt.
#[derive(Debug, Default)]
pub(super) struct PromptView {
    area: Rect,
    /// The first proposal that is shown.
    top: usize,
    /// How many are shown.
    shown: usize,
    ambiguous: Ambiguous,
}

impl PromptView {
    /// Takes what it needs of the pane, and gives what is left.
    pub fn settle(&mut self, prompt: &Prompt, pane: Rect, paper: Paper) -> Rect {
        self.ambiguous = paper.ambiguous;
        // Name, field, reading; then the proposals, and an empty row.
        let room = usize::from(pane.height.saturating_sub(4));
        self.shown = prompt.fitting().count().min(MOST).min(room);
        let selected = prompt.selected().unwrap_or(0);
        self.top = (selected + 1).saturating_sub(self.shown.max(1));
        let height = narrow(4 + self.shown).min(pane.height);
        self.area = Rect { height, ..pane };
        Rect {
            y: pane.y + height,
            height: pane.height - height,
            ..pane
        }
    }

    pub fn render(
        &self,
        prompt: &Prompt,
        walk: &Walk,
        model: &Model,
        pen: &mut Pen<'_>,
    ) -> Option<Position> {
        let area = self.area;
        let language = model.language;
        let question = prompt.question(language);
        let label = sanitize(&prompt.label);
        let name = if label.trim().is_empty() {
            question.to_owned()
        } else {
            language.pick(
                format!("{question}：{label}"),
                format!("{question}: {label}"),
            )
        };
        let role = if prompt.is_untouched {
            Role::Selected
        } else {
            Role::Field
        };
        let caret = render_in(&name, &prompt.field, role, area, pen);
        let row = |index: u16| Some(area.y + index).filter(|&y| y < area.bottom());
        let reading = prompt.reading(walk.document().head().period, model.today);
        if let (Some(y), Some(words)) = (row(2), reading.words(&prompt.asks, model.today, language))
        {
            // Only what is to come can be too late.
            let is_late = prompt.asks != Asks::Baseline && reading.is_past(model.today);
            let role = if reading.is_good() && !is_late {
                Role::Strong
            } else {
                Role::Caution
            };
            pen.put(area.x, y, area.width, &sanitize(&words), role);
        }
        let proposals = prompt.fitting().enumerate().skip(self.top).take(self.shown);
        for (index, (proposal, hit)) in proposals {
            let Some(y) = row(3 + narrow(index - self.top)) else {
                break;
            };
            let line = Rect {
                y,
                height: 1,
                ..area
            };
            let role = if prompt.selected() == Some(index) {
                pen.paint(line, Role::Selected);
                Role::Selected
            } else {
                Role::Text
            };
            let x = area.x + 2;
            let room = area.right().saturating_sub(x);
            pen.put_marked(x, y, room, &proposal.text, &hit.positions, role);
        }
        caret
    }

    /// What a cell shows: the field, or a proposal.
    pub fn hit(&self, at: Position) -> Option<Hit> {
        let row = usize::from(at.y.checked_sub(self.area.y)?);
        if !self.area.contains(at) {
            return None;
        }
        match row.checked_sub(3) {
            None if row == 1 => Some(Hit::Field {
                column: at.x - self.area.x,
                width: self.area.width,
                ambiguous: self.ambiguous,
            }),
            None => Some(Hit::Nothing),
            Some(index) if index < self.shown => Some(Hit::Choice(self.top + index)),
            Some(_) => Some(Hit::Nothing),
        }
    }
}
