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
//! | `banner` | that the plan is not seen as it is now |
//! | `revisions`, `task_past` | the history; what became of a task |
//! | `changes` | what changed, on a page |
//! | `walk` | the walk: header, tree, side pane |
//! | `footer` | keys or the answer to the last gesture |
//! | `prompt`, `writing`, `editor`, `field` | a line to type, a text to write |
//! | `present` | one task for the room |
//! | `conflicts` | the conflicts of a merge |
//! | `overlay`, `palette`, `save_as` | help, problems, the question before leaving; the search for commands; where else to save |
//! | `start` | choosing, importing, making a plan |
//! | `words` | the words of the interface |

mod banner;
mod changes;
mod conflicts;
mod editor;
mod field;
mod footer;
mod overlay;
mod page;
mod palette;
mod pen;
mod present;
mod prompt;
mod revisions;
mod rows;
mod save_as;
mod sheet;
mod start;
mod task_past;
mod theme;
mod walk;
mod words;
mod writing;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::app::{Hit, Mode, Model, Overlay, Stage, Under, Walk};
use crate::text::Ambiguous;

pub use theme::{Colours, Role, Theme};

/// What is laid out for one terminal: sizes, and pages that cost something to make.
#[derive(Debug)]
pub struct Screen {
    theme: Theme,
    ambiguous: Ambiguous,
    foot: footer::Footer,
    body: Rect,
    banner: banner::Banner,
    walk: walk::WalkView,
    start: start::StartView,
    present: present::PresentView,
    revisions: revisions::RevisionsView,
    conflicts: conflicts::ConflictsView,
    overlay: overlay::OverlayView,
}

impl Screen {
    /// A screen with nothing laid out yet.
    pub fn new(theme: Theme, ambiguous: Ambiguous) -> Self {
        Self {
            theme,
            ambiguous,
            foot: footer::Footer::default(),
            body: Rect::ZERO,
            banner: banner::Banner::default(),
            walk: walk::WalkView::default(),
            start: start::StartView::default(),
            present: present::PresentView::default(),
            revisions: revisions::RevisionsView::default(),
            conflicts: conflicts::ConflictsView::default(),
            overlay: overlay::OverlayView::default(),
        }
    }

    /// Lays out what the next frame shows, and tells the model how much of it is seen.
    pub fn settle(&mut self, model: &mut Model, size: Size) {
        self.theme.set_look(model.look);
        let area = Rect::new(0, 0, size.width, size.height);
        let paper = page::Paper {
            ambiguous: self.ambiguous,
            language: model.language,
            needs_marks: self.theme.needs_marks(),
        };
        self.foot.settle(model, area, paper);
        self.body = Rect {
            height: area.height - self.foot.area().height,
            ..area
        };
        let away = model.walk().and_then(|walk| walk.past().away());
        // Lamps are those of the day that is looked at.
        let today = away.map_or(model.today, |away| away.revision.at.date_naive());
        let division = walk::Division {
            share: model.share,
            is_zoomed: model.is_zoomed,
        };
        let is_history = |walk: &&Walk| matches!(walk.mode, Mode::Revisions(_));
        let walk = model.walk().filter(|walk| !is_history(walk));
        let below = self.banner.settle(walk, model, self.body);
        let mut seen_share = None;
        let Model { stage, keymap, .. } = model;
        if let Stage::Walk(walk) = stage {
            if matches!(walk.mode, Mode::Conflicts) {
                self.conflicts.settle(walk, keymap, below, paper);
            } else if let Mode::Present(mut presenting) = walk.mode {
                self.present
                    .settle(walk, &mut presenting, below, paper, today);
                walk.mode = Mode::Present(presenting);
            } else if let Some(mut history) = walk.take_history() {
                self.revisions.settle(walk, &mut history, below, paper);
                walk.mode = Mode::Revisions(history);
            } else {
                self.walk.settle(walk, division, below, paper, today);
                seen_share = Some(self.walk.share());
            }
        } else {
            self.start.settle(model, self.body, paper);
        }
        if let Some(share) = seen_share {
            model.seen_share = share;
        }
        self.overlay.settle(model, self.body, paper);
    }

    /// Draws what was settled. Gives the place of the caret, where text is being written.
    pub fn render(&self, model: &Model, buffer: &mut Buffer) -> Option<Position> {
        buffer.reset();
        let mut pen = pen::Pen::new(buffer, &self.theme, self.ambiguous);
        if is_blank(model) {
            return None;
        }
        self.foot.render(&mut pen);
        if model.overlay.is_some() {
            return self.overlay.render(model, self.body, &mut pen);
        }
        if model.walk().is_some() {
            self.banner.render(&mut pen);
        }
        match &model.stage {
            Stage::Walk(walk) => match &walk.mode {
                Mode::Present(presenting) => {
                    self.present.render(walk, *presenting, model, &mut pen);
                    None
                }
                Mode::Revisions(history) => {
                    self.revisions.render(walk, history, model, &mut pen);
                    None
                }
                Mode::Conflicts => {
                    self.conflicts.render(walk, model, &mut pen);
                    None
                }
                _ => self.walk.render(walk, model, &mut pen),
            },
            Stage::Menu | Stage::Form(_) | Stage::Review(_) => {
                self.start.render(model, self.body, &mut pen)
            }
        }
    }
}

impl Screen {
    /// What a cell of the screen shows, as it was settled last.
    pub fn under(&self, model: &Model, column: u16, row: u16) -> Under {
        let at = Position { x: column, y: row };
        let width = self.body.width.max(1);
        let share = u32::from(column) * 100 / u32::from(width);
        let foot = self.foot.hit(column, row);
        let hit = match (&model.overlay, &model.stage) {
            _ if foot.is_some() => foot.unwrap_or_default(),
            (Some(_), _) => self.overlay.hit(model, at),
            (None, Stage::Menu) => self.start.hit(&model.menu, at),
            (None, Stage::Walk(walk)) => match &walk.mode {
                Mode::Present(_) => Hit::Page,
                Mode::Revisions(history) => self.revisions.hit(history, at),
                Mode::Conflicts => self.conflicts.hit(walk, at),
                _ => self.walk.hit(walk, at),
            },
            (None, Stage::Form(_) | Stage::Review(_)) => Hit::Nothing,
        };
        Under {
            hit,
            share: u16::try_from(share).unwrap_or(100),
        }
    }
}

/// Whether the room looks at nothing.
fn is_blank(model: &Model) -> bool {
    let mode = model.walk().map(|walk| &walk.mode);
    matches!(mode, Some(Mode::Present(presenting)) if presenting.is_blank)
}

/// What is scrolled of what lies over the screen, if that is a page.
fn scrolled(overlay: Option<&mut Overlay>) -> Option<&mut crate::app::Scroll> {
    match overlay {
        Some(Overlay::Help(scroll) | Overlay::Problems(scroll)) => Some(scroll),
        Some(Overlay::Told(told)) => Some(&mut told.scroll),
        Some(Overlay::Leave | Overlay::SaveAs(_) | Overlay::Palette(_)) | None => None,
    }
}

#[cfg(test)]
mod tests;
