//! `planwalk show`: one task in full, a pillar, or the head of the plan.

use std::borrow::Cow;

use clap::{Arg, ArgMatches, Command};

use super::address::{self, Found, Node};
use super::arguments::{self, Subcommand, json_flag};
use super::page::{Page, Style};
use super::plan_file::PlanFile;
use super::session::Session;
use super::table::Table;
use super::{Answer, json, list, note, outline, past};
use crate::document::{Document, Place};
use crate::error::Result;
use crate::language::Language;
use crate::plan::{Days, Field, Lamp, Measure, Period, Pillar, Reference, Tally, Target, Task};
use crate::report::End;
use crate::report::size_of_plan;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "show",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick(
            "显示一项任务的全部内容；不指定任务时显示计划的概况",
            "Show a task in full; without a task the head of the plan",
        ))
        .arg(
            Arg::new("node")
                .value_name(language.pick("任务", "TASK"))
                .help(language.pick(
                    "任务或板块：id（t05），或编号（5、五、(五)、二、）",
                    "A task or pillar by its id (t05) or its number (5)",
                )),
        )
        .arg(
            Arg::new("at")
                .long("at")
                .value_name(language.pick("版本", "REVISION"))
                .help(language.pick(
                    "当时的样子：git 的版本、日期 2021-09-15，或 @{last-meeting}",
                    "As it was then: a revision of git's, a date such as 2021-09-15, or @{last-meeting}",
                )),
        )
        .arg(json_flag(language))
        .after_help("planwalk show\nplanwalk show 5\nplanwalk show t05 --json\nplanwalk show 5 --at 2021-09-15")
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let (plan, revision) = match arguments::text(matches, "at") {
        Some(said) => {
            past::plan_at(said, session).map(|(plan, revision)| (plan, Some(revision)))?
        }
        None => (PlanFile::open(session)?, None),
    };
    let document = &plan.document;
    let is_json = matches.get_flag("json");
    let text = match arguments::text(matches, "node") {
        None if is_json => json::text(&json::Plan::new(&plan.path, document, Vec::new()))?,
        None => head(document, session),
        Some(said) => {
            let found = address::find(document, said, session.language)?;
            if is_json {
                as_json(found, document, session)?
            } else {
                as_text(&found, document, session)
            }
        }
    };
    let Some(revision) = revision else {
        return Ok(list::complete(Answer::of(text), &plan, session.language));
    };
    let name = End::Revision(revision).words(session.language);
    let notice = past::incomplete(document, &name, session.language);
    let code = u8::from(notice.is_some());
    // A sheet of long ago must not be taken for that of today.
    let text = match is_json {
        true => text,
        false => {
            let mut page = Page::new(session);
            let heading = session.pick("版本", "revision");
            page.wrapped(Style::Plain, 0, 0, &format!("{heading} {name}"));
            format!("{}\n{text}", page.into_text())
        }
    };
    Ok(Answer::of(text).notice(notice).code(code))
}

fn as_json(found: Found, document: &Document, session: &Session) -> Result<String> {
    let today = session.today();
    match found.node {
        Node::Pillar(pillar) => json::text(&json::Pillar::new(
            document,
            found.place.pillar,
            pillar,
            today,
            |_| true,
        )),
        Node::Task(task) | Node::Measure(task, _) => {
            json::text(&json::Task::new(document, found.place, task, today))
        }
    }
}

fn as_text(found: &Found, document: &Document, session: &Session) -> String {
    match &found.node {
        Node::Pillar(pillar) => pillar_page(pillar, found.place, document, session),
        Node::Task(task) | Node::Measure(task, _) => {
            task_page(task, found.place, document, session)
        }
    }
}

/// Names and values under each other; those without a value are left out.
struct Fields {
    rows: Vec<(Cow<'static, str>, Style, String)>,
    language: Language,
}

impl Fields {
    fn new(language: Language) -> Self {
        Self {
            rows: Vec::new(),
            language,
        }
    }

    fn put(&mut self, name: impl Into<Cow<'static, str>>, value: (Style, String)) {
        if !value.1.is_empty() {
            self.rows.push((name.into(), value.0, value.1));
        }
    }

    fn plain(&mut self, name: impl Into<Cow<'static, str>>, value: Option<String>) {
        self.put(name, (Style::Plain, value.unwrap_or_default()));
    }

    /// A field under the name that it has everywhere.
    fn field(&mut self, field: &Field, value: Option<String>) {
        self.plain(field.word(self.language), value);
    }
}

fn head(document: &Document, session: &Session) -> String {
    let mut page = Page::new(session);
    put_head(&mut page, document, session);
    put_text(&mut page, &document.head().preamble);
    page.into_text()
}

/// Title, issuer, dates, how much there is.
pub(super) fn put_head(page: &mut Page, document: &Document, session: &Session) {
    let head = document.head();
    page.wrapped(Style::Strong, 0, 0, &head.title);
    page.gap();
    let mut fields = Fields::new(session.language);
    fields.field(&Field::Issuer, head.issuer.clone());
    fields.field(&Field::Issued, head.issued.map(|day| day.to_string()));
    fields.field(
        &Field::Period,
        head.period
            .map(|period| period_words(period, session.language)),
    );
    let pillars = document.pillar_count();
    let tasks = document.tasks_before(pillars);
    let size = size_of_plan(pillars, tasks, session.language);
    fields.plain(session.language.pick("内容", "content"), Some(size));
    let tally = (0..pillars).fold(Tally::default(), |sum, pillar| {
        sum.plus(&document.tally(pillar))
    });
    fields.field(
        &Field::Status,
        Some(list::tally_words(&tally, session.language)),
    );
    page.fields(&fields.rows);
}

fn period_words(period: Period, language: Language) -> String {
    let Period { start, end } = period;
    language.pick(format!("{start} 至 {end}"), format!("{start} to {end}"))
}

fn pillar_page(pillar: &Pillar, place: Place, document: &Document, session: &Session) -> String {
    let mut page = Page::new(session);
    let label = outline::label(document, place);
    page.wrapped(Style::Strong, 0, 0, &format!("{label}{}", pillar.title));
    page.gap();
    let mut fields = Fields::new(session.language);
    fields.plain(
        session.language.pick("标识", "id"),
        Some(pillar.id.to_string()),
    );
    let tally = document.tally(place.pillar);
    fields.field(
        &Field::Status,
        Some(list::tally_words(&tally, session.language)),
    );
    fields.field(&Field::Lead, pillar.lead.clone());
    page.fields(&fields.rows);
    put_text(&mut page, &pillar.text);
    page.gap();
    let mut tasks = Table::flexible(1);
    for (place, task) in outline::tasks(document, place.pillar) {
        tasks.row([
            (Style::Plain, task.id.to_string()),
            (
                Style::Plain,
                format!("{}{}", outline::label(document, place), task.title),
            ),
            list::status_cell(task.status, session.language),
        ]);
    }
    tasks.put_on(&mut page);
    page.into_text()
}

fn task_page(task: &Task, place: Place, document: &Document, session: &Session) -> String {
    let language = session.language;
    let mut page = Page::new(session);
    let label = outline::label(document, place);
    if let Some(pillar) = document.pillar(place.pillar) {
        let above = Place {
            task: None,
            ..place
        };
        let above = format!("{}{}", outline::label(document, above), pillar.title);
        page.wrapped(Style::Plain, 0, 0, &above);
    }
    page.wrapped(Style::Strong, 0, 0, &format!("{label}{}", task.title));
    page.gap();
    page.fields(&fields(task, document, session).rows);
    put_text(&mut page, &task.text);
    if !task.targets.is_empty() {
        heading(&mut page, language.pick("指标", "Targets"));
        let mut table = Table::default();
        for target in &task.targets {
            table.row(target_row(target, language));
        }
        table.put_on(&mut page);
    }
    if !task.measures.is_empty() {
        heading(&mut page, language.pick("举措", "Measures"));
        for (index, measure) in task.measures.iter().enumerate() {
            let number = document.head().numbering.measure(&label, index);
            put_measure(&mut page, &number, measure, language);
        }
    }
    if !task.references.is_empty() {
        heading(&mut page, language.pick("依据", "References"));
        for reference in &task.references {
            page.wrapped(Style::Plain, 2, 4, &reference_words(reference));
        }
    }
    if !task.notes.is_empty() {
        heading(&mut page, language.pick("记录", "Notes"));
        let mut notes: Vec<_> = task.notes.iter().collect();
        // Newest first; of two at one time the later one in the file.
        notes.reverse();
        notes.sort_by_key(|note| std::cmp::Reverse(note.at));
        for note in notes {
            note::put_note(&mut page, note, language);
        }
    }
    page.into_text()
}

fn fields(task: &Task, document: &Document, session: &Session) -> Fields {
    let language = session.language;
    let mut fields = Fields::new(session.language);
    fields.plain(
        session.language.pick("标识", "id"),
        Some(task.id.to_string()),
    );
    fields.put(
        Field::Status.word(language),
        list::status_cell(task.status, language),
    );
    let lamp = Lamp::of(task, document.head().period, session.today());
    fields.put(
        language.pick("督办灯", "lamp"),
        list::lamp_cell(lamp, language),
    );
    fields.field(&Field::Lead, task.lead.clone());
    fields.field(
        &Field::Support,
        Some(task.support.join(language.pick("、", ", "))),
    );
    let due = task.due.map(|due| {
        let words = Days::until(due, session.today()).left(language);
        language.pick(format!("{due}（{words}）"), format!("{due} ({words})"))
    });
    fields.field(&Field::Due, due);
    fields.field(
        &Field::Progress,
        task.progress.map(|percent| format!("{percent}%")),
    );
    fields
}

fn heading(page: &mut Page, words: &str) {
    page.gap();
    page.put(Style::Strong, words);
    page.end();
}

fn put_text(page: &mut Page, sentences: &str) {
    if !sentences.is_empty() {
        page.gap();
        page.paragraphs(0, sentences);
    }
}

fn target_row(target: &Target, language: Language) -> [(Style, String); 4] {
    let actual = target.actual.map(|actual| {
        let unit = target.goal.unit();
        language.pick(
            format!("实际 {actual} {unit}"),
            format!("actual {actual} {unit}"),
        )
    });
    let met = target
        .actual
        .and_then(|actual| target.goal.is_met_by(actual));
    let met = match met {
        Some(true) => (Style::Good, language.pick("达标", "met")),
        Some(false) => (Style::Bad, language.pick("未达标", "not met")),
        None => (Style::Plain, ""),
    };
    [
        (Style::Plain, format!("  {}", target.name)),
        (
            Style::Plain,
            format!("{} {}", language.pick("目标", "goal"), target.goal),
        ),
        (
            Style::Plain,
            actual.unwrap_or_default().trim_end().to_owned(),
        ),
        (met.0, met.1.to_owned()),
    ]
}

fn put_measure(page: &mut Page, number: &str, measure: &Measure, language: Language) {
    let words = crate::text::join_lines(&measure.text).join(" ");
    page.wrapped(Style::Plain, 2, 4, &format!("{number}{words}"));
    let mut facts = vec![
        measure.id.to_string(),
        measure.status.word(language).to_owned(),
    ];
    facts.extend(measure.lead.clone());
    facts.extend(measure.due.map(|due| due.to_string()));
    page.line(&format!("    {}", facts.join("  ")));
}

fn reference_words(reference: &Reference) -> String {
    let number = reference.number.as_deref().unwrap_or_default();
    format!("《{}》{number}", reference.title)
}
