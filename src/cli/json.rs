//! Output for programs: one shape for a plan, a pillar and a task, whatever command prints them.
//!
//! The keys are those of the file. Every key is always there: `null`, `[]` or `""` where there is nothing.
//! Beside them stand what is computed: `label`, `lamp`, and a pillar's `status` (its roll-up) and `tally`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use crate::document::{Document, Place};
use crate::error::{Error, Result};
use crate::plan::{self, Lamp, Tally};
use crate::report::json::{Note, Reference, Span, Target};
use crate::text;

use super::outline;

/// JSON on one line each value, ending in a line break. It may be read on a terminal, so what would command
/// one is escaped.
///
/// # Errors
/// A value that JSON cannot hold; no shape here has one.
pub(super) fn text(value: &impl Serialize) -> Result<String> {
    let mut written = serde_json::to_string_pretty(value)
        .map_err(|error| Error::problem("JSON").because(error))?;
    written.push('\n');
    Ok(match text::escape_json(&written) {
        Cow::Borrowed(_) => written,
        Cow::Owned(escaped) => escaped,
    })
}

#[derive(Debug, Serialize)]
pub(super) struct Plan {
    /// None where it is in no file.
    path: Option<String>,
    title: String,
    issuer: Option<String>,
    issued: Option<String>,
    period: Option<Span>,
    numbering: &'static str,
    preamble: String,
    tally: Counts,
    pillars: Vec<Pillar>,
}

#[derive(Debug, Serialize)]
pub(super) struct Pillar {
    id: String,
    label: String,
    title: String,
    text: String,
    lead: Option<String>,
    status: Option<&'static str>,
    tally: Counts,
    tasks: Vec<Task>,
}

#[derive(Debug, Serialize)]
pub(super) struct Task {
    id: String,
    label: String,
    status: &'static str,
    lamp: Option<LampShape>,
    title: String,
    due: Option<String>,
    text: String,
    lead: Option<String>,
    support: Vec<String>,
    progress: Option<u8>,
    targets: Vec<Target>,
    references: Vec<Reference>,
    measures: Vec<Measure>,
    notes: Vec<Note>,
}

/// What the dates say: `days` for overdue and due-soon, `points` for behind.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum LampShape {
    Overdue { days: i64 },
    DueSoon { days: i64 },
    Behind { points: u8 },
}

#[derive(Debug, Serialize)]
struct Measure {
    id: String,
    label: String,
    text: String,
    status: &'static str,
    due: Option<String>,
    lead: Option<String>,
}

/// How many tasks have each status; those that none has are left out.
type Counts = BTreeMap<&'static str, usize>;

fn counts(tally: &Tally) -> Counts {
    tally
        .worst_first()
        .map(|(status, count)| (status.value(), count))
        .collect()
}

fn date(date: Option<NaiveDate>) -> Option<String> {
    date.map(|date| date.to_string())
}

impl Plan {
    /// The head of a plan file, and these pillars.
    pub fn new(path: &Path, document: &Document, pillars: Vec<Pillar>) -> Self {
        Self {
            path: Some(path.display().to_string()),
            ..Self::unsaved(document, pillars)
        }
    }

    /// The head of a plan that is in no file, and these pillars.
    pub fn unsaved(document: &Document, pillars: Vec<Pillar>) -> Self {
        let head = document.head();
        let tally = (0..document.pillar_count())
            .map(|pillar| document.tally(pillar))
            .fold(Tally::default(), |sum, tally| sum.plus(&tally));
        Self {
            path: None,
            title: head.title.clone(),
            issuer: head.issuer.clone(),
            issued: date(head.issued),
            period: head.period.map(Span::new),
            numbering: head.numbering.value(),
            preamble: head.preamble.clone(),
            tally: counts(&tally),
            pillars,
        }
    }
}

impl Pillar {
    /// A pillar with those of its tasks that `keep` keeps.
    pub fn new(
        document: &Document,
        index: usize,
        pillar: plan::Pillar,
        today: NaiveDate,
        keep: impl Fn(&plan::Task) -> bool,
    ) -> Self {
        let place = Place {
            pillar: index,
            task: None,
        };
        let tally = document.tally(index);
        let tasks = outline::tasks(document, index)
            .filter(|(_, task)| keep(task))
            .map(|(place, task)| Task::new(document, place, task, today));
        Self {
            id: pillar.id.to_string(),
            label: outline::label(document, place).trim_end().to_owned(),
            title: pillar.title,
            text: pillar.text,
            lead: pillar.lead,
            status: tally.roll_up().map(plan::Status::value),
            tally: counts(&tally),
            tasks: tasks.collect(),
        }
    }
}

impl Task {
    pub fn new(document: &Document, place: Place, task: plan::Task, today: NaiveDate) -> Self {
        let label = outline::label(document, place);
        let lamp = Lamp::of(&task, document.head().period, today).map(|lamp| match lamp {
            Lamp::Overdue(days) => LampShape::Overdue { days },
            Lamp::DueSoon(days) => LampShape::DueSoon { days },
            Lamp::Behind(points) => LampShape::Behind { points },
        });
        let numbering = document.head().numbering;
        let measures = task.measures.into_iter().enumerate();
        Self {
            id: task.id.to_string(),
            status: task.status.value(),
            lamp,
            title: task.title,
            due: date(task.due),
            text: task.text,
            lead: task.lead,
            support: task.support,
            progress: task.progress,
            targets: task.targets.into_iter().map(Target::new).collect(),
            references: task.references.into_iter().map(Reference::new).collect(),
            measures: measures
                .map(|(index, measure)| Measure::new(numbering.measure(&label, index), measure))
                .collect(),
            notes: task.notes.into_iter().map(Note::new).collect(),
            label: label.trim_end().to_owned(),
        }
    }
}

impl Measure {
    fn new(label: String, measure: plan::Measure) -> Self {
        Self {
            id: measure.id.to_string(),
            label: label.trim_end().to_owned(),
            text: measure.text,
            status: measure.status.value(),
            due: date(measure.due),
            lead: measure.lead,
        }
    }
}
