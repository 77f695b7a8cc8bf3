//! Before a plan is open: choosing one, importing a document, making a new plan.

use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use super::field::Field;
use super::list::List;
use super::scroll::Scroll;
use crate::document::compose;
use crate::language::Language;
use crate::plan::{Head, Id, Period, Pillar, Plan, Task};

/// The plan that is carried in the program: the real one that planwalk was built for.
pub(super) const SAMPLE: &str = include_str!("../../plans/xinhuang-2021-h2.toml");

/// The name that the sample gets in the folder of plans.
pub const SAMPLE_NAME: &str = "xinhuang-2021-h2.toml";

/// A plan in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The file.
    pub path: PathBuf,
    /// Its title, if the beginning of the file says one. Outside text.
    pub title: String,
}

/// One entry to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Open a plan.
    Plan(Listed),
    /// Write the sample plan into the folder and open it.
    Sample,
    /// Import a document.
    Import,
    /// Make a new plan.
    New,
}

/// The list to choose from: plans, if there are any, and the ways to get one.
#[derive(Clone, Debug)]
pub struct Menu {
    entries: Vec<Entry>,
    /// Which one is chosen, and which are seen.
    pub list: List,
}

impl Menu {
    /// Plans first. The sample is offered where there is no plan yet.
    pub fn new(plans: Vec<Listed>) -> Self {
        let is_empty = plans.is_empty();
        let mut entries: Vec<Entry> = plans.into_iter().map(Entry::Plan).collect();
        if is_empty {
            entries.push(Entry::Sample);
        }
        entries.extend([Entry::Import, Entry::New]);
        Self {
            list: List::new(entries.len()),
            entries,
        }
    }

    /// What there is to choose from: never empty.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether there is a plan among the entries.
    pub fn has_plans(&self) -> bool {
        matches!(self.entries.first(), Some(Entry::Plan(_)))
    }

    /// The chosen entry.
    pub fn chosen(&self) -> Option<&Entry> {
        self.entries.get(self.list.selected())
    }
}

/// Which form is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// The path of a document.
    Import,
    /// Title and file of a new plan.
    New,
}

/// Fields to fill in.
#[derive(Clone, Debug)]
pub struct Form {
    /// Which form.
    pub kind: FormKind,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The field with the caret.
    pub focus: usize,
    /// Whether an effect works on it; nothing is typed then.
    pub busy: bool,
}

impl Form {
    /// The form that asks for the document to import.
    pub fn import() -> Self {
        Self {
            kind: FormKind::Import,
            fields: vec![Field::default()],
            focus: 0,
            busy: false,
        }
    }

    /// The form that asks for the title and the file of a new plan.
    pub fn new_plan(folder: &Path, today: NaiveDate) -> Self {
        let file = folder.join(dated_name(today));
        Self {
            kind: FormKind::New,
            fields: vec![Field::default(), Field::new(&file.to_string_lossy())],
            focus: 0,
            busy: false,
        }
    }

    /// The field with the caret.
    pub fn field_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.focus)
    }

    /// To another field, round the ends.
    pub fn step(&mut self, forward: bool) {
        let count = self.fields.len();
        self.focus = (self.focus + if forward { 1 } else { count - 1 }) % count;
    }

    /// The first field that is empty.
    pub fn first_empty(&self) -> Option<usize> {
        self.fields
            .iter()
            .position(|field| field.text().trim().is_empty())
    }
}

/// What an import came to, in the importer's own words.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The document.
    pub source: PathBuf,
    /// The plan that was made of it.
    pub plan: Plan,
    /// What was found in the sentences: targets, dates, references, units.
    pub found: Vec<Remark>,
    /// What was left out.
    pub left_out: Vec<Remark>,
    /// What looks odd.
    pub warnings: Vec<Remark>,
}

/// A sentence about a line of the imported document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The line, from 1.
    pub line: Option<usize>,
    /// The sentence in Chinese.
    pub chinese: String,
    /// The sentence in English.
    pub english: String,
    /// The words of the document that it is about. Outside text.
    pub quote: String,
}

/// What an import came to, and the question where to keep it.
#[derive(Clone, Debug)]
pub struct Review {
    /// What came of it.
    pub imported: Box<Imported>,
    /// Where to keep it.
    pub file: Field,
    /// The page that says what came of it.
    pub page: Scroll,
    /// Whether the file is being written.
    pub busy: bool,
}

impl Review {
    /// The question, with a name proposed.
    pub fn new(imported: Box<Imported>, folder: &Path, today: NaiveDate) -> Self {
        let name = proposed_name(&imported.source, &imported.plan.head, today);
        let file = folder.join(name);
        Self {
            file: Field::new(&file.to_string_lossy()),
            imported,
            page: Scroll::default(),
            busy: false,
        }
    }
}

/// The name, without its ending, that is proposed for the plan of a document: the document's own in small
/// letters, or one made of the time that the plan is for, of the day it was issued, or of today.
///
/// Names are ASCII: git shows others as octal escapes.
pub fn proposed_name(source: &Path, head: &Head, today: NaiveDate) -> String {
    let stem = source
        .file_stem()
        .map(|stem| stem.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    if is_plan_name(&stem) {
        return stem;
    }
    match head.period {
        Some(Period { start, end }) => match (start.month(), end.month()) {
            (1, 6) => format!("plan-{}-h1", start.year()),
            (7, 12) => format!("plan-{}-h2", start.year()),
            (1, 12) => format!("plan-{}", start.year()),
            (month, _) => format!("plan-{}-{month:02}", start.year()),
        },
        None => dated_name(head.issued.unwrap_or(today)),
    }
}

fn dated_name(today: NaiveDate) -> String {
    format!("plan-{}", today.year())
}

/// The file that a typed name means: in the folder of plans, with `.toml` behind it. Blanks around it, the
/// folder and the ending may be typed or not. None for what is no name of a plan file.
pub fn plan_path(folder: &Path, typed: &str) -> Option<PathBuf> {
    let typed = Path::new(typed.trim());
    let name = typed.strip_prefix(folder).unwrap_or(typed).to_str()?;
    let has_ending = name.to_ascii_lowercase().ends_with(".toml");
    let stem = &name[..name.len() - if has_ending { ".toml".len() } else { 0 }];
    is_plan_name(stem).then(|| folder.join(format!("{stem}.toml")))
}

/// Whether a plan file may be called so, without its ending: in ASCII, because git shows others as
/// octal escapes, and without blanks and signs that a shell takes for its own.
pub fn is_plan_name(stem: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    stem.len() <= 64
        && stem.starts_with(|c: char| c.is_ascii_alphanumeric())
        && stem.chars().all(fits)
}

/// The text of a new plan: one pillar with one task, to show where things go.
pub fn new_plan(title: &str, today: NaiveDate, language: Language) -> String {
    let year = today.year();
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let mut pillar = Pillar::new(
        Id::imported_pillar(1),
        language.pick("第一个板块", "First pillar"),
    );
    let task = Task::new(
        Id::imported_task(1),
        language.pick("第一项任务", "First task"),
    );
    pillar.tasks.push(task);
    compose(&Plan {
        head: Head {
            title: title.trim().to_owned(),
            period: day(1, 1)
                .zip(day(12, 31))
                .map(|(start, end)| Period { start, end }),
            ..Head::default()
        },
        pillars: vec![pillar],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Condition, Document};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, 9, 15).expect("a day")
    }

    fn name_of(source: &str, period: Option<(u32, u32)>) -> String {
        let period = period.map(|(from, to)| Period {
            start: NaiveDate::from_ymd_opt(2020, from, 1).expect("a day"),
            end: NaiveDate::from_ymd_opt(2020, to, 28).expect("a day"),
        });
        let head = Head {
            period,
            ..Head::default()
        };
        proposed_name(Path::new(source), &head, today())
    }

    #[test]
    fn names_are_proposed_in_ascii() {
        assert_eq!(
            name_of("seeds/Xinhuang-2021-h2.txt", None),
            "xinhuang-2021-h2"
        );
        assert_eq!(name_of("计划.txt", Some((7, 12))), "plan-2020-h2");
        assert_eq!(name_of("计划 a.txt", Some((1, 12))), "plan-2020");
        assert_eq!(name_of("计划.txt", Some((4, 6))), "plan-2020-04");
        assert_eq!(name_of(".txt", None), "plan-2021");
        let head = Head {
            issued: NaiveDate::from_ymd_opt(2019, 1, 2),
            ..Head::default()
        };
        assert_eq!(
            proposed_name(Path::new("计划.txt"), &head, today()),
            "plan-2019"
        );
    }

    #[test]
    fn a_path_gets_its_ending_once() {
        let means = |typed| plan_path(Path::new("plans"), typed);
        for typed in [" plans/a ", "a", "a.TOML", "plans/a.toml"] {
            assert_eq!(means(typed), Some(PathBuf::from("plans/a.toml")), "{typed}");
        }
        for typed in [
            "",
            "新",
            "../a",
            "/etc/a",
            "plans/b/a",
            "a b",
            "-a",
            ".toml",
        ] {
            assert_eq!(means(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_new_plan_is_sound() {
        for language in [Language::Chinese, Language::English] {
            let text = new_plan(" 学年“计划”\\ ", today(), language);
            let document = Document::read(text.into_bytes());
            assert_eq!(document.condition(), Condition::Sound);
            assert_eq!(document.problems(), []);
            assert_eq!(document.head().title, "学年“计划”\\");
            assert_eq!(document.task_count(0), 1);
        }
    }
}
