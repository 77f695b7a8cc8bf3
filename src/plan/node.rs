//! Plan, pillar, task and what hangs on a task.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::{Goal, Id, Numbering, Status, Tally};
use crate::language::Language;

/// One document: a head, and pillars in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What stands above the pillars.
    pub head: Head,
    /// First level.
    pub pillars: Vec<Pillar>,
}

/// Title, issuer, dates and preamble.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// The title.
    pub title: String,
    /// Who issued the plan.
    pub issuer: Option<String>,
    /// When it was issued.
    pub issued: Option<NaiveDate>,
    /// The time that the plan is for.
    pub period: Option<Period>,
    /// How numbers are shown.
    pub numbering: Numbering,
    /// What stands before the first pillar, one sentence a line, an empty line between paragraphs.
    pub preamble: String,
}

/// A span of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub start: NaiveDate,
    /// Last day, not before `start`.
    pub end: NaiveDate,
}

/// First level, 一、. Its status is never stored: see [`Pillar::tally`].
#[derive(Clone, Debug, PartialEq)]
pub struct Pillar {
    /// Permanent name.
    pub id: Id,
    /// The title, without its number.
    pub title: String,
    /// Text of its own, between its title and its first task; one sentence a line.
    pub text: String,
    /// Who is responsible.
    pub lead: Option<String>,
    /// Second level.
    pub tasks: Vec<Task>,
}

/// Second level, (一): the unit that a meeting walks through.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Permanent name.
    pub id: Id,
    /// As reported.
    pub status: Status,
    /// The title, without its number.
    pub title: String,
    /// The day it is due.
    pub due: Option<NaiveDate>,
    /// The text, one sentence a line.
    pub text: String,
    /// Who is responsible.
    pub lead: Option<String>,
    /// Who helps.
    pub support: Vec<String>,
    /// Progress as reported, in percent, 0 to 100.
    pub progress: Option<u8>,
    /// Numbers to reach.
    pub targets: Vec<Target>,
    /// Documents that the text cites.
    pub references: Vec<Reference>,
    /// Third level.
    pub measures: Vec<Measure>,
    /// Dated entries, in file order.
    pub notes: Vec<Note>,
}

/// A number to reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// What is counted or measured.
    pub name: String,
    /// The number to reach.
    pub goal: Goal,
    /// The number reached so far, in the goal's unit.
    pub actual: Option<f64>,
}

/// A document that the text cites: 《…》.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its title, without the brackets.
    pub title: String,
    /// Its number, such as `湘教督通〔2020〕1 号`.
    pub number: Option<String>,
}

/// Third level, 1.: one trackable commitment inside a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Permanent name.
    pub id: Id,
    /// What is promised, one sentence a line.
    pub text: String,
    /// As reported.
    pub status: Status,
    /// The day it is due.
    pub due: Option<NaiveDate>,
    /// Who is responsible.
    pub lead: Option<String>,
}

/// A dated, signed entry on a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When it was written.
    pub at: DateTime<FixedOffset>,
    /// Who wrote it.
    pub by: String,
    /// What it is.
    pub kind: NoteKind,
    /// What it says, one sentence a line.
    pub text: String,
}

/// What a note is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// What was done.
    #[default]
    Progress,
    /// What is in the way.
    Issue,
    /// What comes next.
    Next,
    /// What was decided.
    Decision,
    /// Who was told to do what.
    Action,
}

impl NoteKind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Progress,
        Self::Issue,
        Self::Next,
        Self::Decision,
        Self::Action,
    ];

    /// The value in the file.
    pub fn value(self) -> &'static str {
        match self {
            Self::Progress => "progress",
            Self::Issue => "issue",
            Self::Next => "next",
            Self::Decision => "decision",
            Self::Action => "action",
        }
    }

    /// The kind with this value in the file.
    pub fn of_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.value() == value)
    }

    /// The word that people read.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Progress => language.pick("进展", "progress"),
            Self::Issue => language.pick("问题", "issue"),
            Self::Next => language.pick("下一步", "next"),
            Self::Decision => language.pick("决定", "decision"),
            Self::Action => language.pick("交办", "action"),
        }
    }
}

impl Plan {
    /// All tasks in order, whatever their pillar.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.pillars.iter().flat_map(|pillar| &pillar.tasks)
    }

    /// The task with this id.
    pub fn task(&self, id: &Id) -> Option<&Task> {
        self.tasks().find(|task| task.id == *id)
    }

    /// How many tasks have each status.
    pub fn tally(&self) -> Tally {
        self.tasks().map(|task| task.status).collect()
    }
}

impl Pillar {
    /// A pillar with nothing but its name.
    pub fn new(id: Id, title: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            text: String::new(),
            lead: None,
            tasks: Vec::new(),
        }
    }

    /// What it says by itself, without what stands under it.
    #[must_use]
    pub fn alone(&self) -> Self {
        Self {
            id: self.id.clone(),
            title: self.title.clone(),
            text: self.text.clone(),
            lead: self.lead.clone(),
            tasks: Vec::new(),
        }
    }

    /// How many of its tasks have each status; its roll-up is the pillar's status.
    pub fn tally(&self) -> Tally {
        self.tasks.iter().map(|task| task.status).collect()
    }
}

impl Task {
    /// A task with nothing but its name.
    pub fn new(id: Id, title: impl Into<String>) -> Self {
        Self {
            id,
            status: Status::default(),
            title: title.into(),
            due: None,
            text: String::new(),
            lead: None,
            support: Vec::new(),
            progress: None,
            targets: Vec::new(),
            references: Vec::new(),
            measures: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// What it says by itself, without what stands under it.
    #[must_use]
    pub fn alone(&self) -> Self {
        Self {
            id: self.id.clone(),
            status: self.status,
            title: self.title.clone(),
            due: self.due,
            text: self.text.clone(),
            lead: self.lead.clone(),
            support: self.support.clone(),
            progress: self.progress,
            targets: self.targets.clone(),
            references: self.references.clone(),
            measures: Vec::new(),
            notes: self.notes.clone(),
        }
    }

    /// The measure with this id.
    pub fn measure(&self, id: &Id) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == *id)
    }
}

impl Measure {
    /// A measure with nothing but its text.
    pub fn new(id: Id, text: impl Into<String>) -> Self {
        Self {
            id,
            text: text.into(),
            status: Status::default(),
            due: None,
            lead: None,
        }
    }
}
