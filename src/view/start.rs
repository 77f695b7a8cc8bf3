//! Choosing, importing, making a plan.

use ratatui::layout::{Position, Rect};

use super::field::render_field;
use super::page::{self, Cached, Page, Paper};
use super::pen::Pen;
use super::theme::Role;
use super::words::{self, Word};
use crate::app::{
    Command, Context, Entry, Form, FormKind, Hit, Keymap, Menu, Model, Remark, Review, Stage,
};
use crate::language::Language;
use crate::plan::Plan;
use crate::report;
use crate::text::sanitize;

/// What is laid out before a plan is open.
#[derive(Debug, Default)]
pub(super) struct StartView {
    intro: Cached<(Paper, u16, bool)>,
    review: Cached<(Paper, u16, std::path::PathBuf)>,
    list: Rect,
    detail: Rect,
    detail_page: Cached<(Paper, u16, Entry)>,
}

/// The rows that a field takes: its name, the line, and a free one below.
const FIELD: u16 = 3;

impl StartView {
    pub fn settle(&mut self, model: &mut Model, body: Rect, paper: Paper) {
        let area = inner(body);
        match &mut model.stage {
            Stage::Menu => self.settle_menu(model, area, paper),
            Stage::Review(review) => {
                let key = (paper, area.width, review.imported.source.clone());
                let length = self
                    .review
                    .settle(key, || review_page(review, area.width, paper))
                    .lines
                    .len();
                let height = area.height.saturating_sub(FIELD);
                review.page.settle(page::rows_for(length, height), length);
            }
            Stage::Form(_) | Stage::Walk(_) => {}
        }
    }

    fn settle_menu(&mut self, model: &mut Model, area: Rect, paper: Paper) {
        let menu = &mut model.menu;
        let has_plans = menu.has_plans();
        let intro = self.intro.settle((paper, area.width, has_plans), || {
            let mut page = Page::new(paper, area.width);
            page.text("planwalk", Role::Strong, 0);
            let words = if has_plans {
                Word::Choose
            } else {
                Word::NoPlans
            };
            page.text(words.words(paper.language), Role::Text, 0);
            page.blank();
            page
        });
        let intro = super::pen::narrow(intro.lines.len()).min(area.height / 3);
        let count = super::pen::narrow(menu.entries().len());
        let list = count.min(area.height - intro);
        self.list = Rect {
            y: area.y + intro,
            height: list,
            ..area
        };
        menu.list.settle(list.into());
        let used = intro + list + 1;
        self.detail = Rect {
            y: area.y + used.min(area.height),
            height: area.height.saturating_sub(used),
            ..area
        };
        if let Some(entry) = menu.chosen() {
            let folder = &model.folder;
            self.detail_page
                .settle((paper, area.width, entry.clone()), || {
                    detail(entry, folder, area.width, paper)
                });
        }
    }

    pub fn render(&self, model: &Model, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let area = inner(body);
        match &model.stage {
            Stage::Menu => {
                self.render_menu(&model.menu, area, model.language, pen);
                None
            }
            Stage::Form(form) => render_form(form, area, model.language, pen),
            Stage::Review(review) => {
                self.render_review(review, &model.keymap, area, model.language, pen)
            }
            Stage::Walk(_) => None,
        }
    }

    /// What a cell of the screen shows.
    pub fn hit(&self, menu: &Menu, at: Position) -> Hit {
        let index = menu.list.top() + usize::from(at.y.saturating_sub(self.list.y));
        if self.list.contains(at) && index < menu.entries().len() {
            Hit::Entry(index)
        } else {
            Hit::Nothing
        }
    }

    fn render_menu(&self, menu: &Menu, area: Rect, language: Language, pen: &mut Pen<'_>) {
        if let Some(intro) = self.intro.page() {
            let head = Rect {
                height: self.list.y - area.y,
                ..area
            };
            intro.render(0, head, pen);
        }
        let shown = menu.entries().iter().enumerate().skip(menu.list.top());
        for ((index, entry), y) in shown.zip(self.list.top()..self.list.bottom()) {
            let role = if index == menu.list.selected() {
                let line = Rect {
                    y,
                    height: 1,
                    ..self.list
                };
                pen.paint(line, Role::Selected);
                Role::Selected
            } else {
                Role::Text
            };
            // Nine digits, so nine numbers.
            let number = if index < 9 {
                format!(" {} ", index + 1)
            } else {
                "   ".to_owned()
            };
            let mut x = self.list.x;
            x += pen.put(x, y, self.list.width, &number, role);
            let room = self.list.right().saturating_sub(x);
            pen.put(x, y, room, &entry_title(entry, language), role);
        }
        if let Some(page) = self.detail_page.page() {
            page.render(0, self.detail, pen);
        }
    }

    fn render_review(
        &self,
        review: &Review,
        keymap: &Keymap,
        area: Rect,
        language: Language,
        pen: &mut Pen<'_>,
    ) -> Option<Position> {
        let caret = render_field(Word::KeepWhere.words(language), &review.file, area, pen);
        if let Some(page) = self.review.page() {
            let below_field = Rect {
                y: area.y + FIELD.min(area.height),
                height: area.height.saturating_sub(FIELD),
                ..area
            };
            let below = page
                .lines
                .len()
                .saturating_sub(review.page.top() + review.page.rows());
            let hint = words::lines_below(
                below,
                &keymap.key_name(Context::Review, Command::PageDown),
                language,
            );
            page::render_scrolled(page, None, review.page, below_field, &hint, pen);
        }
        caret.filter(|_| !review.busy)
    }
}

/// A margin, where the window can afford one.
fn inner(body: Rect) -> Rect {
    let side = if body.width >= 60 {
        3
    } else {
        u16::from(body.width >= 20)
    };
    let top = u16::from(body.height >= 16);
    Rect {
        x: body.x + side,
        y: body.y + top,
        width: body.width - 2 * side,
        height: body.height - top,
    }
}

fn entry_title(entry: &Entry, language: Language) -> String {
    match entry {
        Entry::Plan(listed) => {
            let name = listed
                .path
                .file_name()
                .map(|name| name.to_string_lossy())
                .unwrap_or_default();
            if listed.title.trim().is_empty() {
                sanitize(&name).into_owned()
            } else {
                sanitize(&listed.title).into_owned()
            }
        }
        Entry::Sample => Word::Sample.words(language).to_owned(),
        Entry::Import => Word::Import.words(language).to_owned(),
        Entry::New => Word::New.words(language).to_owned(),
    }
}

fn detail(entry: &Entry, folder: &std::path::Path, width: u16, paper: Paper) -> Page {
    let language = paper.language;
    let mut page = Page::new(paper, width);
    match entry {
        Entry::Plan(listed) => page.outside(&listed.path.to_string_lossy(), Role::Quiet, 0),
        Entry::Sample => {
            page.text(Word::SampleDetail.words(language), Role::Quiet, 0);
            let path = folder.join(crate::app::SAMPLE_NAME);
            page.outside(&path.to_string_lossy(), Role::Quiet, 0);
        }
        Entry::Import => page.text(Word::ImportDetail.words(language), Role::Quiet, 0),
        Entry::New => page.text(Word::NewDetail.words(language), Role::Quiet, 0),
    }
    page
}

fn render_form(form: &Form, area: Rect, language: Language, pen: &mut Pen<'_>) -> Option<Position> {
    let (title, labels) = match form.kind {
        FormKind::Import => (Word::Import, &[Word::ImportPrompt][..]),
        FormKind::New => (Word::New, &[Word::NewTitle, Word::FileName][..]),
    };
    // A low window has no room for the heading: the fields say what is wanted.
    let heading = if area.height > FIELD * 2 + 2 { 2 } else { 0 };
    if heading > 0 {
        pen.put(
            area.x,
            area.y,
            area.width,
            title.words(language),
            Role::Strong,
        );
    }
    let mut caret = None;
    let mut y = area.y + heading;
    for (index, (label, field)) in labels.iter().zip(&form.fields).enumerate() {
        let place = Rect {
            y,
            height: area.bottom().saturating_sub(y).min(FIELD),
            ..area
        };
        let at = render_field(label.words(language), field, place, pen);
        if index == form.focus {
            caret = at;
        }
        y = place.bottom();
    }
    if form.busy {
        let words = Word::Importing.words(language);
        if y < area.bottom() {
            pen.put(area.x, y, area.width, words, Role::Text);
        }
        return None;
    }
    caret
}

fn review_page(review: &Review, width: u16, paper: Paper) -> Page {
    let language = paper.language;
    let imported = &review.imported;
    let plan = &imported.plan;
    let mut page = Page::new(paper, width);
    page.outside(&plan.head.title, Role::Strong, 0);
    page.outside(&imported.source.to_string_lossy(), Role::Quiet, 0);
    let size = report::size_of_plan(plan.pillars.len(), plan.tasks().count(), language);
    page.text(&size, Role::Text, 0);
    remarks(&mut page, Word::Warnings, &imported.warnings);
    remarks(&mut page, Word::LeftOut, &imported.left_out);
    outline(&mut page, plan);
    remarks(&mut page, Word::Found, &imported.found);
    page
}

/// What became a pillar and what a task: the first thing to hold against the document.
fn outline(page: &mut Page, plan: &Plan) {
    let mut tasks = 0;
    for (index, pillar) in plan.pillars.iter().enumerate() {
        page.blank();
        let label = format!("{}{}", plan.head.numbering.pillar(index), pillar.title);
        page.outside(&label, Role::Strong, 0);
        for (in_pillar, task) in pillar.tasks.iter().enumerate() {
            let number = plan.head.numbering.task(index, in_pillar, tasks);
            page.outside(&format!("{number}{}", task.title), Role::Text, 2);
            tasks += 1;
        }
    }
}

fn remarks(page: &mut Page, title: Word, remarks: &[Remark]) {
    if remarks.is_empty() {
        return;
    }
    page.blank();
    let (title, count) = (title.words(page.language()), remarks.len());
    let heading = page
        .language()
        .pick(format!("{title}（{count}）"), format!("{title} ({count})"));
    page.text(&heading, Role::Strong, 0);
    for remark in remarks {
        remark_lines(page, remark);
    }
}

fn remark_lines(page: &mut Page, remark: &Remark) {
    let language = page.language();
    let words = language.pick(&remark.chinese, &remark.english);
    let words = match remark.line {
        Some(line) => words::in_line(line, words, language),
        None => words.clone(),
    };
    page.outside(&words, Role::Text, 2);
    if !remark.quote.is_empty() {
        let quote: String = remark.quote.chars().take(200).collect();
        page.text(&sanitize(&quote), Role::Quiet, 4);
    }
}
