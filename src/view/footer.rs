//! The foot of the screen: the keys that matter now, or the answer to the last gesture.

use ratatui::layout::Rect;

use super::page::{Page, Paper, Piece};
use super::pen::Pen;
use super::theme::Role;
use super::words::Word;
use crate::app::{Binding, Command, Context, Model, Tone, bindings, key_name};
use crate::language::Language;
use crate::text::sanitize;

/// What stands at the foot.
#[derive(Debug, Default)]
pub(super) struct Footer {
    area: Rect,
    page: Option<Page>,
}

/// An answer takes at most so many rows.
const TALLEST: u16 = 3;

impl Footer {
    pub fn settle(&mut self, model: &Model, area: Rect, paper: Paper) {
        let width = area.width.saturating_sub(2);
        let mut page = Page::new(paper, width);
        let mut tallest = TALLEST.min(area.height / 3);
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
                tallest = tallest.min(1);
                page.pieces(keys(model.context(), width.into(), paper));
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
fn keys(context: Context, width: usize, paper: Paper) -> Vec<Piece> {
    let language = paper.language;
    let mut wanted: Vec<&Binding> = bindings(context)
        .filter(|binding| binding.rank > 0)
        .collect();
    wanted.sort_by_key(|binding| binding.rank);
    let mut pieces = Vec::new();
    let mut used = 0;
    for binding in wanted {
        let (key, name) = key_and_name(context, binding, language);
        let gap = if used == 0 { 0 } else { 2 };
        let needed = gap + paper.width(&key) + 1 + paper.width(name);
        if used + needed > width {
            continue;
        }
        used += needed;
        pieces.push(Piece::new(" ".repeat(gap), Role::Text));
        pieces.push(Piece::new(key, Role::Key));
        pieces.push(Piece::new(format!(" {name}"), Role::Text));
    }
    pieces
}

fn key_and_name(context: Context, binding: &Binding, language: Language) -> (String, &'static str) {
    match binding.command {
        // Eight keys, one thing to know.
        Command::SetStatus(_) => ("1-8".to_owned(), Word::Status.words(language)),
        command => (key_name(context, command), command.name(language)),
    }
}
