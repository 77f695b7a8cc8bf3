//! What the side pane says of a plan, a pillar, a task.
//!
//! One order for all: path, title, status and lamp, who and until when, numbers, text, what hangs on
//! it. Titles and texts are always whole here.

use chrono::NaiveDate;

use super::page::{Page, Paper, Piece};
use super::theme::{Role, glyph, lamp_role};
use super::words::{self, Word};
use super::{changes, task_past};
use crate::app::{Item, PaneView, Walk, notes_newest_first};
use crate::document::{Document, Place};
use crate::language::Language;
use crate::plan::{Id, Lamp, Measure, Note, Period, Pillar, Status, Tally, Target, Task};
use crate::text::{join_lines, sanitize};

/// The page for what is selected.
pub(super) fn page(walk: &Walk, width: u16, paper: Paper, today: NaiveDate) -> Page {
    let mut page = Page::new(paper, width);
    let document = walk.shown();
    let is_history = walk.pane_view == PaneView::History;
    match walk.place() {
        place if is_history => {
            let is_task = place.is_some_and(|place| place.task.is_some());
            match place.filter(|_| is_task) {
                Some(place) => {
                    let path = walk.label(pillar_of(place)).unwrap_or_default();
                    page.outside_within(&path, Role::Quiet, 2);
                    let title = walk.label(place).unwrap_or_default();
                    page.outside(&title, Role::Strong, 0);
                    task_past::history(&mut page, walk.past().task(), today);
                }
                None => page.text(Word::HistoryOfTasks.words(page.language()), Role::Quiet, 0),
            }
        }
        Some(place) if place.task.is_some() => {
            if let Some(task) = document.task(place) {
                let lamp = Lamp::of(&task, document.head().period, today);
                let heading = Heading {
                    path: walk.label(pillar_of(place)).unwrap_or_default(),
                    title: walk.label(place).unwrap_or_default(),
                };
                task_sheet(&mut page, &heading, &task, lamp, today, walk);
            }
        }
        Some(place) => {
            if let Some(pillar) = document.pillar(place.pillar) {
                let heading = Heading {
                    path: document.head().title.clone(),
                    title: walk.label(place).unwrap_or_default(),
                };
                pillar_sheet(
                    &mut page,
                    &heading,
                    &pillar,
                    document.tally(place.pillar),
                    walk,
                );
            }
        }
        None => plan_sheet(&mut page, walk),
    }
    page
}

fn pillar_of(place: Place) -> Place {
    Place {
        task: None,
        ..place
    }
}

struct Heading {
    path: String,
    title: String,
}

/// The path says where this is and has a page of its own: it takes no more than two rows.
fn heading(page: &mut Page, heading: &Heading) {
    if !heading.path.is_empty() {
        page.outside_within(&heading.path, Role::Quiet, 2);
    }
    page.item(Item::Title, |page| {
        if heading.title.trim().is_empty() {
            let untitled = Word::Untitled.words(page.language());
            page.text(untitled, Role::Quiet, 0);
        } else {
            page.outside(&heading.title, Role::Strong, 0);
        }
    });
}

/// Where values stand: behind the longest label of either language.
const COLUMN: usize = 10;

fn field(page: &mut Page, label: Word, value: &str, role: Role) {
    let language = page.language();
    page.field(label.words(language), COLUMN, value, role);
}

/// A status as a chip: glyph and word.
pub(super) fn chip(status: Status, language: Language) -> Piece {
    let words = format!("{} {}", glyph(status), status.word(language));
    of_status(status, &words)
}

/// How a task stands, as chips: its status, and its lamp if it has one.
pub(super) fn standing(status: Status, lamp: Option<Lamp>, language: Language) -> Vec<Piece> {
    let lamp = lamp.map(|lamp| Piece::chip(&lamp.words(language), lamp_role(lamp)));
    std::iter::once(chip(status, language))
        .chain(lamp)
        .collect()
}

/// How many have a status, as a chip, in words or with the glyph alone.
pub(super) fn count_chip(
    (status, count): (Status, usize),
    in_words: bool,
    language: Language,
) -> Piece {
    let glyph = glyph(status);
    let words = if in_words {
        format!("{glyph} {} {count}", status.word(language))
    } else {
        format!("{glyph} {count}")
    };
    of_status(status, &words)
}

/// Without a colour the blanks of a chip would only push it out of line.
pub(super) fn of_status(status: Status, words: &str) -> Piece {
    match status {
        Status::NotStarted => Piece::new(words, Role::Status(status)),
        _ => Piece::chip(words, Role::Status(status)),
    }
}

fn counts(tally: Tally, language: Language) -> Vec<Piece> {
    tally
        .worst_first()
        .map(|counted| count_chip(counted, true, language))
        .collect()
}

fn task_sheet(
    page: &mut Page,
    titles: &Heading,
    task: &Task,
    lamp: Option<Lamp>,
    today: NaiveDate,
    walk: &Walk,
) {
    let language = page.language();
    heading(page, titles);
    since(page, walk, &task.id);
    page.blank();
    let chips = standing(task.status, lamp, language);
    page.item(Item::Status, |page| {
        page.field_of(Word::Status.words(language), COLUMN, chips);
    });
    let unset = Word::Unset.words(language);
    page.item(Item::Lead, |page| {
        let lead = task.lead.as_deref().unwrap_or(unset);
        field(page, Word::Lead, lead, Role::Text);
    });
    if !task.support.is_empty() {
        page.item(Item::Support, |page| {
            let names = words::names(&task.support, language);
            field(page, Word::Support, &names, Role::Text);
        });
    }
    page.item(Item::Due, |page| {
        let due = |due| words::due(due, task.status, today, language);
        let due = task.due.map_or_else(|| unset.to_owned(), due);
        field(page, Word::Due, &due, Role::Text);
    });
    if let Some(percent) = task.progress {
        page.item(Item::Progress, |page| progress(page, percent));
    }
    for (index, one) in task.targets.iter().enumerate() {
        page.item(Item::Target(index), |page| target(page, one));
    }
    page.sentences(&task.text, Role::Text);
    if let Some(place) = walk.place() {
        measures(page, walk.shown(), place, task, today);
    }
    section(
        page,
        Word::References,
        &task.references,
        |page, _, reference| {
            let number = reference.number.as_deref().unwrap_or("");
            let words = format!("《{}》{number}", reference.title);
            page.outside(&words, Role::Text, 0);
        },
    );
    let notes: Vec<_> = notes_newest_first(&task.notes).collect();
    section(page, Word::Notes, &notes, |page, _, (key, note)| {
        page.item(Item::Note(key.clone()), |page| note_lines(page, note));
    });
}

/// What changed since the baseline, if one was chosen and something did.
pub(super) fn since(page: &mut Page, walk: &Walk, id: &Id) {
    let Some(since) = walk.past().since() else {
        return;
    };
    let Some(comparison) = since.comparison() else {
        return;
    };
    let nodes: Vec<_> = comparison
        .of(id)
        .filter(|node| !node.is_only_renumbered())
        .collect();
    if nodes.is_empty() {
        return;
    }
    page.blank();
    let words = since.words(page.language());
    page.outside(&words, Role::Strong, 0);
    for node in nodes {
        if node.id == *id {
            changes::unnamed(page, node);
        } else {
            changes::node(page, node);
        }
    }
}

fn progress(page: &mut Page, percent: u8) {
    let language = page.language();
    let label = Word::Progress.words(language);
    let mut value = vec![Piece::new(format!("{percent}%"), Role::Text)];
    // One cell for five points.
    let filled = usize::from(percent.min(100)) / 5;
    value.push(Piece::new(" ".repeat(filled), Role::Bar));
    value.push(Piece::new("╌".repeat(20 - filled), Role::Quiet));
    page.field_of(label, COLUMN, value);
}

pub(super) fn target(page: &mut Page, target: &Target) {
    let language = page.language();
    let label = Word::Target.words(language);
    let words = format!("{} {}", target.name, target.goal);
    page.field(label, COLUMN, &words, Role::Text);
    let Some(actual) = target.actual else { return };
    let unit = target.goal.unit();
    let words = Word::Actual.words(language);
    let mut value = vec![Piece::outside(
        format!("{words} {actual} {unit}").trim_end(),
        Role::Text,
    )];
    match target.goal.is_met_by(actual) {
        Some(true) => value.push(Piece::chip(Word::Met.words(language), Role::Good)),
        Some(false) => value.push(Piece::chip(Word::Missed.words(language), Role::Alarm)),
        None => {}
    }
    page.field_of("", COLUMN, value);
}

fn section<T>(
    page: &mut Page,
    title: Word,
    items: &[T],
    mut each: impl FnMut(&mut Page, usize, &T),
) {
    if items.is_empty() {
        return;
    }
    page.blank();
    let title = title.words(page.language());
    page.text(title, Role::Strong, 0);
    for (index, item) in items.iter().enumerate() {
        each(page, index, item);
    }
}

/// The measures of the task at a place: number, text, how each stands, until when, who.
pub(super) fn measures(
    page: &mut Page,
    document: &Document,
    place: Place,
    task: &Task,
    today: NaiveDate,
) {
    let numbering = document.head().numbering;
    let index = place.task.unwrap_or(0);
    let in_plan = document.tasks_before(place.pillar) + index;
    let label = numbering.task(place.pillar, index, in_plan);
    section(page, Word::Measures, &task.measures, |page, index, one| {
        let number = numbering.measure(&label, index);
        page.item(Item::Measure(one.id.clone()), |page| {
            measure_lines(page, &number, one, today);
        });
    });
}

fn measure_lines(page: &mut Page, number: &str, measure: &Measure, today: NaiveDate) {
    let language = page.language();
    let number = format!("{} ", number.trim_end());
    let indent = page.width_of(&number).max(3);
    for (index, paragraph) in join_lines(&measure.text).iter().enumerate() {
        let before = [Piece::new(number.clone(), Role::Text)];
        let before = if index == 0 { &before[..] } else { &[] };
        page.hanging(before, &sanitize(paragraph), Role::Text, indent);
    }
    let mut facts = vec![chip(measure.status, language)];
    if let Some(due) = measure.due {
        let due = words::due(due, measure.status, today, language);
        facts.push(Piece::new(due, Role::Quiet));
    }
    if let Some(lead) = &measure.lead {
        facts.push(Piece::outside(lead, Role::Quiet));
    }
    page.flow(indent, facts);
}

pub(super) fn note_lines(page: &mut Page, note: &Note) {
    let language = page.language();
    let at = note.at.format("%Y-%m-%d %H:%M").to_string();
    page.flow(
        0,
        [
            Piece::new(at, Role::Quiet),
            Piece::new(note.kind.word(language), Role::Strong),
            Piece::outside(&note.by, Role::Quiet),
        ],
    );
    for paragraph in join_lines(&note.text) {
        page.outside(&paragraph, Role::Text, 2);
    }
}

fn pillar_sheet(page: &mut Page, titles: &Heading, pillar: &Pillar, tally: Tally, walk: &Walk) {
    let language = page.language();
    heading(page, titles);
    since(page, walk, &pillar.id);
    page.blank();
    match tally.roll_up() {
        Some(worst) => {
            let chips = vec![chip(worst, language)];
            page.field_of(Word::Status.words(language), COLUMN, chips);
            tasks(page, tally);
        }
        None => field(
            page,
            Word::Tasks,
            Word::NoTasks.words(language),
            Role::Quiet,
        ),
    }
    if let Some(lead) = &pillar.lead {
        page.item(Item::Lead, |page| field(page, Word::Lead, lead, Role::Text));
    }
    page.sentences(&pillar.text, Role::Text);
}

fn tasks(page: &mut Page, tally: Tally) {
    let language = page.language();
    let total = tally.total();
    let mut value = vec![Piece::new(total.to_string(), Role::Text)];
    value.extend(counts(tally, language));
    page.field_of(Word::Tasks.words(language), COLUMN, value);
}

fn plan_sheet(page: &mut Page, walk: &Walk) {
    let language = page.language();
    let document = walk.shown();
    let head = document.head();
    heading(
        page,
        &Heading {
            path: String::new(),
            title: head.title.clone(),
        },
    );
    page.blank();
    if let Some(issuer) = &head.issuer {
        field(page, Word::Issuer, issuer, Role::Text);
    }
    if let Some(issued) = head.issued {
        field(page, Word::Issued, &issued.to_string(), Role::Text);
    }
    if let Some(Period { start, end }) = head.period {
        let words = language.pick(format!("{start} 至 {end}"), format!("{start} to {end}"));
        field(page, Word::Period, &words, Role::Text);
    }
    tasks(page, tally_of(walk));
    page.sentences(&head.preamble, Role::Text);
}

/// How many tasks of the whole plan have each status.
pub(super) fn tally_of(walk: &Walk) -> Tally {
    let document = walk.shown();
    (0..document.pillar_count()).fold(Tally::default(), |sum, pillar| {
        sum.plus(&document.tally(pillar))
    })
}
