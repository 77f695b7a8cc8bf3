//! The question where else to save.

use ratatui::layout::{Position, Rect};

use super::field::render_field;
use super::page::{Page, Paper};
use super::pen::{Pen, narrow};
use super::theme::Role;
use super::words::Word;
use crate::app::SaveAs;
use crate::language::Language;

/// What is laid out of the question.
#[derive(Debug, Default)]
pub(super) struct SaveAsView {
    page: Option<Page>,
    text: Rect,
    field: Rect,
}

impl SaveAsView {
    pub fn settle(&mut self, why: Option<&str>, area: Rect, paper: Paper) {
        let language = paper.language;
        let mut page = Page::new(paper, area.width);
        page.text(Word::SaveAsTitle.words(language), Role::Strong, 0);
        if let Some(why) = why {
            page.outside(why, Role::Alarm, 0);
        }
        page.blank();
        page.text(Word::SaveAsText.words(language), Role::Text, 0);
        page.blank();
        // The field comes first where there is no room for both.
        let field = 2.min(area.height);
        let text = narrow(page.lines.len()).min(area.height - field);
        self.text = Rect {
            height: text,
            ..area
        };
        self.field = Rect {
            y: area.y + text,
            height: field,
            ..area
        };
        self.page = Some(page);
    }

    pub fn render(
        &self,
        save_as: &SaveAs,
        language: Language,
        pen: &mut Pen<'_>,
    ) -> Option<Position> {
        if let Some(page) = &self.page {
            page.render(0, self.text, pen);
        }
        let label = if save_as.is_busy {
            Word::SavingAs
        } else {
            Word::SaveAsPrompt
        };
        let caret = render_field(label.words(language), &save_as.field, self.field, pen);
        caret.filter(|_| !save_as.is_busy)
    }
}
