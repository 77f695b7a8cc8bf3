//! What lies over the screen: help, problems, the question before leaving.

use ratatui::layout::{Position, Rect};

use super::page::{self, Cached, Page, Paper, Piece};
use super::palette::PaletteView;
use super::pen::Pen;
use super::save_as::SaveAsView;
use super::sheet;
use super::theme::{Role, lamp_role};
use super::words::{self, Word};
use crate::app::{
    Bound, Command, ConfigurationProblem, Context, Failure, Hit, Keymap, Model, Overlay, Telling,
    Walk,
};
use crate::document::{Condition, LineIndex, Stamp};
use crate::language::Language;
use crate::plan::{Lamp, Status};
use crate::text::sanitize;

/// What a page depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    what: What,
    width: u16,
    paper: Paper,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    Help(Context),
    /// A check that settles finds problems in a text that stays the same.
    Problems(
        Option<(Stamp, Condition)>,
        Vec<ConfigurationProblem>,
        Option<Failure>,
    ),
    Leave(Option<String>, Word),
    Told(Telling, Failure),
}

/// Problems beyond these are counted, not listed: a page is for reading.
const LISTED: usize = 500;

/// What is laid out of what lies over the screen.
#[derive(Debug, Default)]
pub(super) struct OverlayView {
    page: Cached<Key>,
    palette: PaletteView,
    save_as: SaveAsView,
}

impl OverlayView {
    pub fn settle(&mut self, model: &mut Model, body: Rect, paper: Paper) {
        match &mut model.overlay {
            Some(Overlay::Palette(palette)) => self.palette.settle(palette, inner(body)),
            Some(Overlay::SaveAs(_)) => {
                let why = why_unsaved(model);
                self.save_as.settle(why.as_deref(), inner(body), paper);
            }
            _ => settle(&mut self.page, model, body, paper),
        }
    }

    pub fn render(&self, model: &Model, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        match &model.overlay {
            Some(Overlay::Palette(palette)) => self.palette.render(palette, model.language, pen),
            Some(Overlay::SaveAs(save_as)) => self.save_as.render(save_as, model.language, pen),
            _ => {
                render(&self.page, model, body, pen);
                None
            }
        }
    }

    /// What a cell of the screen shows.
    pub fn hit(&self, model: &Model, at: Position) -> Hit {
        match &model.overlay {
            Some(Overlay::Palette(palette)) => self
                .palette
                .choice_at(palette, at.x, at.y)
                .map_or(Hit::Nothing, Hit::Choice),
            _ => Hit::Page,
        }
    }
}

fn settle(cached: &mut Cached<Key>, model: &mut Model, body: Rect, paper: Paper) {
    let what = match &model.overlay {
        None | Some(Overlay::Palette(_) | Overlay::SaveAs(_)) => return,
        Some(Overlay::Help(_)) => What::Help(model.context_beneath()),
        Some(Overlay::Problems(_)) => {
            let document = model.walk().map(|walk| walk.document());
            What::Problems(
                document.map(|document| (document.stamp(), document.condition())),
                model.configuration_problems.clone(),
                model.walk().and_then(|walk| walk.advice.clone()),
            )
        }
        Some(Overlay::Leave) => {
            let is_saved = model.walk().is_none_or(|walk| walk.is_saved());
            // What is saved and still holds somebody back is a commit.
            let title = if is_saved {
                Word::LeaveCommitTitle
            } else {
                Word::LeaveTitle
            };
            What::Leave(why_unsaved(model), title)
        }
        Some(Overlay::Told(told)) => What::Told(told.topic, told.failure.clone()),
    };
    let area = inner(body);
    let key = Key {
        what: what.clone(),
        width: area.width,
        paper,
    };
    cached.settle(key, || {
        let mut page = Page::new(paper, area.width);
        match what {
            What::Help(context) => help(&mut page, &model.keymap, context),
            What::Problems(..) => {
                if let Some(walk) = model
                    .walk()
                    .filter(|walk| !walk.document().problems().is_empty())
                {
                    problems(&mut page, walk);
                }
                configuration_problems(&mut page, &model.configuration_problems);
            }
            What::Leave(why, title) => leave(&mut page, &model.keymap, why.as_deref(), title),
            What::Told(topic, failure) => told(&mut page, topic, &failure),
        }
        page
    });
    let length = cached.length();
    if let Some(scroll) = super::scrolled(model.overlay.as_mut()) {
        scroll.settle(page::rows_for(length, area.height), length);
    }
}

fn render(cached: &Cached<Key>, model: &Model, body: Rect, pen: &mut Pen<'_>) {
    let (Some(page), Some(overlay)) = (cached.page(), &model.overlay) else {
        return;
    };
    let area = inner(body);
    let scroll = match overlay {
        Overlay::Help(scroll) | Overlay::Problems(scroll) => Some(scroll),
        Overlay::Told(told) => Some(&told.scroll),
        Overlay::Leave | Overlay::SaveAs(_) | Overlay::Palette(_) => None,
    };
    match (overlay, scroll) {
        (_, Some(scroll)) => {
            let below = page
                .lines
                .len()
                .saturating_sub(scroll.top() + scroll.rows());
            let key = model.keymap.key_name(Context::Page, Command::PageDown);
            let hint = words::lines_below(below, &key, model.language);
            page::render_scrolled(page, None, *scroll, area, &hint, pen);
        }
        (Overlay::Leave, _) => page.render(0, area, pen),
        _ => {}
    }
}

/// A margin, where the window can afford one.
fn inner(body: Rect) -> Rect {
    let side = u16::from(body.width >= 20);
    let top = u16::from(body.height >= 20);
    Rect {
        x: body.x + side,
        y: body.y + top,
        width: body.width - 2 * side,
        height: body.height - top,
    }
}

fn help(page: &mut Page, keymap: &Keymap, context: Context) {
    let language = page.language();
    let column = (page.width() / 3).min(20);
    let mut topic = None;
    for binding in by_topic(keymap, context) {
        let about = binding.command.topic();
        if topic.replace(about) != Some(about) {
            page.blank();
            page.text(about.words(language), Role::Strong, 0);
        }
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        let keys = keys.join(" ");
        if let Command::SetStatus(status) = binding.command {
            let chip = sheet::chip(status, language);
            let gap = column.saturating_sub(page.width_of(&keys));
            let mut pieces = vec![
                Piece::new(keys, Role::Key),
                Piece::new(" ".repeat(gap), Role::Text),
                chip,
            ];
            if let Some(meaning) = meaning(status, language) {
                pieces.push(Piece::new(format!(" {meaning}"), Role::Quiet));
            }
            page.pieces(pieces);
            continue;
        }
        let before = [Piece::new(keys, Role::Key), Piece::new(" ", Role::Text)];
        page.hanging(&before, &binding.command.help(language), Role::Text, column);
    }
    if matches!(context, Context::Tree | Context::Pane) {
        page.blank();
        page.text(Word::Lamps.words(language), Role::Strong, 0);
        for lamp in [Lamp::Overdue(1), Lamp::DueSoon(1), Lamp::Behind(1)] {
            let before = [
                Piece::chip(words::lamp_word(lamp, language), lamp_role(lamp)),
                Piece::new(" ", Role::Text),
            ];
            page.hanging(
                &before,
                &words::lamp_meaning(lamp, language),
                Role::Text,
                column,
            );
        }
    }
}

/// The lines that hold in a context, those about one thing together, in the order of the table. Of a
/// command without a key there is nothing to learn here; the palette has it.
fn by_topic(keymap: &Keymap, context: Context) -> Vec<&Bound> {
    let bindings = keymap.bindings(context);
    let mut bindings: Vec<&Bound> = bindings.filter(|bound| !bound.keys.is_empty()).collect();
    let mut topics = Vec::new();
    for binding in &bindings {
        let topic = binding.command.topic();
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    let rank = |bound: &&Bound| {
        topics
            .iter()
            .position(|topic| *topic == bound.command.topic())
    };
    bindings.sort_by_key(rank);
    bindings
}

/// What the two kinds of done mean: they are easily taken for one another.
fn meaning(status: Status, language: Language) -> Option<&'static str> {
    match status {
        Status::Done => Some(language.pick("责任单位报告完成", "reported by those who do it")),
        Status::Closed => Some(language.pick("督办单位核实销号", "verified and struck off")),
        _ => None,
    }
}

fn problems(page: &mut Page, walk: &Walk) {
    let language = page.language();
    let document = walk.document();
    let has_error = document.problems().iter().any(|problem| problem.is_error());
    let title = if has_error {
        Word::ProblemsTitle
    } else {
        Word::HintsTitle
    };
    page.text(title.words(language), Role::Strong, 0);
    page.outside(&walk.path().to_string_lossy(), Role::Quiet, 0);
    if has_error {
        if let Some(advice) = &walk.advice {
            page.outside(advice.reason(language), Role::Alarm, 0);
        }
        page.text(Word::ProblemsWayOut.words(language), Role::Text, 0);
    }
    let text = document.text();
    let index = LineIndex::new(&text);
    for problem in document.problems().iter().take(LISTED) {
        page.blank();
        let place = index.locate(&problem.span);
        let words = words::in_line(place.line, &problem.words(language), language);
        page.outside(&words, Role::Strong, 0);
        let shown: String = place.text.chars().take(200).collect();
        page.text(&sanitize(shown.trim()), Role::Quiet, 2);
        way_out(page, problem.way_out(language));
    }
    more(page, document.problems().len());
}

/// What is wrong in the configuration, file by file, with the lines that are meant.
fn configuration_problems(page: &mut Page, problems: &[ConfigurationProblem]) {
    if problems.is_empty() {
        return;
    }
    let language = page.language();
    page.blank();
    page.text(Word::ConfigurationTitle.words(language), Role::Strong, 0);
    page.text(Word::ConfigurationWayOut.words(language), Role::Text, 0);
    let same_file = |a: &ConfigurationProblem, b: &ConfigurationProblem| a.file.path == b.file.path;
    for problems in problems.chunk_by(same_file) {
        let Some(first) = problems.first() else {
            continue;
        };
        page.blank();
        page.outside(&first.file.path.to_string_lossy(), Role::Quiet, 0);
        let index = LineIndex::new(&first.file.text);
        for problem in problems.iter().take(LISTED) {
            page.blank();
            let words = problem.words(language);
            let Some(span) = &problem.span else {
                page.outside(&words, Role::Strong, 0);
                way_out(page, problem.way_out(language));
                continue;
            };
            let place = index.locate(span);
            let words = words::in_column(place.line, place.column, &words, language);
            page.outside(&words, Role::Strong, 0);
            if !place.text.trim().is_empty() {
                page.excerpt(place.text, place.range, Role::Quiet, 2);
            }
            way_out(page, problem.way_out(language));
        }
        more(page, problems.len());
    }
}

fn way_out(page: &mut Page, way_out: Option<String>) {
    if let Some(way_out) = way_out {
        page.outside(&way_out, Role::Text, 2);
    }
}

/// How many are not listed.
fn more(page: &mut Page, count: usize) {
    let more = count.saturating_sub(LISTED);
    if more > 0 {
        page.blank();
        let words = page
            .language()
            .pick(format!("另有 {more} 处"), format!("and {more} more"));
        page.text(&words, Role::Text, 0);
    }
}

/// What went wrong outside, every line of it: what a hook says is what somebody has to read.
fn told(page: &mut Page, topic: Telling, failure: &Failure) {
    let language = page.language();
    page.text(topic.title(language), Role::Strong, 0);
    page.outside(&failure.path.to_string_lossy(), Role::Quiet, 0);
    page.blank();
    page.outside(failure.reason(language), Role::Alarm, 0);
    page.blank();
    page.text(topic.way_out(language), Role::Text, 0);
}

fn why_unsaved(model: &Model) -> Option<String> {
    let failure = model.walk()?.saving().failure()?;
    Some(failure.words(model.language))
}

fn leave(page: &mut Page, keymap: &Keymap, why: Option<&str>, title: Word) {
    let language = page.language();
    page.text(title.words(language), Role::Strong, 0);
    if let Some(why) = why {
        page.outside(why, Role::Alarm, 0);
    }
    page.blank();
    if title == Word::LeaveTitle {
        page.text(Word::LeaveText.words(language), Role::Text, 0);
        page.blank();
    }
    let save_as = (title == Word::LeaveTitle).then_some(Command::SaveAs);
    let commands = [Command::RetrySave]
        .into_iter()
        .chain(save_as)
        .chain([Command::LeaveUnsaved, Command::Back]);
    for command in commands {
        let key = keymap.key_name(Context::Question, command);
        let before = [Piece::new(key, Role::Key), Piece::new(" ", Role::Text)];
        page.hanging(&before, &command.help(language), Role::Text, 8);
    }
}
