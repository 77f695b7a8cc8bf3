//! Model to buffer: screens, theme, the words of the interface.
//!
//! [`Screen::settle`] lays out what the window needs and keeps it; [`Screen::render`] then only reads.
//! Owns sizes, places, colours and words. Never changes the plan, and never lets text from outside
//! into a buffer unsanitized: what comes from a file goes through `text::sanitize` where it enters
//! this folder.
//!
//! | module | owns |
//! |---|---|
//! | `theme` | roles and their colours |
//! | `pen` | the one function that puts text into a buffer |
//! | `page` | wrapped lines with roles, which every scrolled page is made of |
//! | `sheet` | what the side pane says of a plan, a pillar, a task |
//! | `rows` | the rows of the tree |
//! | `walk` | the walk: header, tree, side pane |
//! | `footer` | keys or the answer to the last gesture |
//! | `overlay` | help, problems, the question before leaving |
//! | `start` | choosing, importing, making a plan |
//! | `editor` | a text of several lines being written |
//! | `words` | the words of the interface |

#[allow(
    dead_code,
    reason = "the screens where notes are written come after their editor"
)]
mod editor;
mod footer;
mod overlay;
mod page;
mod pen;
mod rows;
mod sheet;
mod start;
mod theme;
mod walk;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::app::{Model, Overlay, Stage};
use crate::text::Ambiguous;

pub use theme::{Colours, Ground, Role, Theme};
pub use words::{days_left, size_of_plan};

/// What is laid out for one terminal: sizes, and pages that cost something to make.
#[derive(Debug)]
pub struct Screen {
    theme: Theme,
    ambiguous: Ambiguous,
    foot: footer::Footer,
    body: Rect,
    walk: walk::WalkView,
    start: start::StartView,
    overlay: page::Cached<overlay::Key>,
}

impl Screen {
    /// A screen with nothing laid out yet.
    pub fn new(theme: Theme, ambiguous: Ambiguous) -> Self {
        Self {
            theme,
            ambiguous,
            foot: footer::Footer::default(),
            body: Rect::ZERO,
            walk: walk::WalkView::default(),
            start: start::StartView::default(),
            overlay: page::Cached::default(),
        }
    }

    /// Lays out what the next frame shows, and tells the model how much of it is seen.
    pub fn settle(&mut self, model: &mut Model, size: Size) {
        self.theme.set_look(model.look);
        let area = Rect::new(0, 0, size.width, size.height);
        let paper = page::Paper {
            ambiguous: self.ambiguous,
            language: model.language,
        };
        self.foot.settle(model, area, paper);
        self.body = Rect {
            height: area.height - self.foot.area().height,
            ..area
        };
        let today = model.today;
        if let Some(walk) = model.walk_mut() {
            self.walk.settle(walk, self.body, paper, today);
        } else {
            self.start.settle(model, self.body, paper);
        }
        overlay::settle(&mut self.overlay, model, self.body, paper);
    }

    /// Draws what was settled. Gives the place of the caret, where text is being written.
    pub fn render(&self, model: &Model, buffer: &mut Buffer) -> Option<Position> {
        buffer.reset();
        let mut pen = pen::Pen::new(buffer, &self.theme, self.ambiguous);
        self.foot.render(&mut pen);
        if model.overlay.is_some() {
            overlay::render(&self.overlay, model, self.body, &mut pen);
            return None;
        }
        match &model.stage {
            Stage::Walk(walk) => {
                self.walk.render(walk, model.language, &mut pen);
                None
            }
            Stage::Menu | Stage::Form(_) | Stage::Review(_) => {
                self.start.render(model, self.body, &mut pen)
            }
        }
    }
}

/// What is scrolled of what lies over the screen, if that is a page.
fn scrolled(overlay: Option<&mut Overlay>) -> Option<&mut crate::app::Scroll> {
    match overlay {
        Some(Overlay::Help(scroll) | Overlay::Problems(scroll)) => Some(scroll),
        Some(Overlay::Leave) | None => None,
    }
}

#[cfg(test)]
mod tests;
