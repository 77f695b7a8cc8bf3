//! What became of a task: its status over time as a strip, and every change with its date.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::changes;
use super::page::{Page, Piece};
use super::revisions::when_and_who;
use super::sheet;
use super::theme::{Role, glyph};
use super::words::Word;
use crate::app::{TaskPast, TaskStep};
use crate::change::Level;
use crate::plan::Status;

/// The page below the title.
pub(super) fn history(page: &mut Page, past: &TaskPast, today: NaiveDate) {
    let language = page.language();
    page.blank();
    if let Some(failure) = past.failure() {
        page.outside(failure.reason(language), Role::Text, 0);
        return;
    }
    if past.steps().is_empty() {
        let word = if past.is_whole() {
            Word::NoTaskHistory
        } else {
            Word::Reading
        };
        page.text(word.words(language), Role::Quiet, 0);
        return;
    }
    page.text(Word::History.words(language), Role::Strong, 0);
    strip(page, past.steps(), today);
    for step in past.steps() {
        page.blank();
        heading(page, step);
        for node in &step.nodes {
            match node.level {
                Level::Measure => changes::node(page, node),
                Level::Pillar | Level::Task => changes::unnamed(page, node),
            }
        }
    }
    if !past.is_whole() {
        page.blank();
        page.text(Word::Reading.words(language), Role::Quiet, 0);
    }
}

fn heading(page: &mut Page, step: &TaskStep) {
    let language = page.language();
    match &step.revision {
        Some(revision) => {
            page.outside(&when_and_who(revision), Role::Strong, 0);
            page.outside(&revision.subject, Role::Quiet, 0);
        }
        None => page.text(Word::NotCommitted.words(language), Role::Strong, 0),
    }
}

/// A stretch of time with one status.
struct Stretch {
    from: DateTime<FixedOffset>,
    status: Option<Status>,
}

/// Columns of the strip at most: longer ones are no easier to read.
const LONGEST: usize = 60;

/// The statuses over time: a cell for as much time as every other, at least one for each; below, when each began.
fn strip(page: &mut Page, steps: &[TaskStep], today: NaiveDate) {
    let mut stretches: Vec<Stretch> = Vec::new();
    for step in steps.iter().rev() {
        let Some(revision) = &step.revision else {
            continue;
        };
        if stretches
            .last()
            .is_none_or(|last| last.status != step.status)
        {
            stretches.push(Stretch {
                from: revision.at,
                status: step.status,
            });
        }
    }
    // What is not committed has no date but today.
    if let Some(now) = steps.first().filter(|step| step.revision.is_none())
        && stretches
            .last()
            .is_none_or(|last| last.status != now.status)
        && let Some(from) = today.and_hms_opt(0, 0, 0)
    {
        stretches.push(Stretch {
            from: from.and_utc().fixed_offset(),
            status: now.status,
        });
    }
    let Some(first) = stretches.first() else {
        return;
    };
    let day = |stretch: &Stretch| stretch.from.date_naive();
    let whole = (today - day(first)).num_days().max(1);
    let columns = page.width().min(LONGEST);
    let spare = columns.saturating_sub(stretches.len());
    let mut cells = Vec::new();
    for (index, stretch) in stretches.iter().enumerate() {
        let end = stretches.get(index + 1).map_or(today, day);
        let days = usize::try_from((end - day(stretch)).num_days()).unwrap_or(0);
        let share = days * spare / usize::try_from(whole).unwrap_or(1);
        let (glyph, role) = look(stretch.status);
        cells.push(Piece::new(glyph.repeat(share.min(spare) + 1), role));
    }
    // More statuses than columns: those of late.
    let skipped = cells.len().saturating_sub(columns);
    page.pieces(cells.split_off(skipped));
    let language = page.language();
    let words = stretches.iter().skip(skipped).map(|stretch| {
        let day = day(stretch);
        match stretch.status {
            Some(status) => {
                let words = format!("{} {} {day}", glyph(status), status.word(language));
                sheet::of_status(status, &words)
            }
            None => {
                let gone = Word::Gone.words(language);
                Piece::new(format!("{gone} {day}"), Role::Quiet)
            }
        }
    });
    page.flow(0, words);
}

fn look(status: Option<Status>) -> (&'static str, Role) {
    match status {
        Some(status) => (glyph(status), Role::Status(status)),
        None => ("⋯", Role::Quiet),
    }
}
