//! `planwalk list`: the outline, one line a task.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::address::{self, Node};
use super::arguments::{self, Subcommand, json_flag};
use super::page::{Page, Style};
use super::plan_file::PlanFile;
use super::session::Session;
use super::table::Table;
use super::{Answer, assignment, json, outline};
use crate::document::Place;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::plan::{Lamp, Pillar, Status, Tally, Task};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "list",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick(
            "列出大纲：编号、标题、状态、督办灯、牵头单位、时限",
            "List the outline: number, title, status, lamp, lead, due",
        ))
        .arg(
            Arg::new("pillar")
                .long("pillar")
                .value_name(language.pick("板块", "PILLAR"))
                .action(ArgAction::Append)
                .help(language.pick("只列这个板块：id，或编号如 二、", "This pillar only: its id, or its number")),
        )
        .arg(
            Arg::new("status")
                .long("status")
                .value_name(language.pick("状态", "STATUS"))
                .action(ArgAction::Append)
                .value_delimiter(',')
                .help(language.pick(
                    "只列这些状态：词、值或数字键，逗号分开",
                    "These statuses only: word, value or key, separated by commas",
                )),
        )
        .arg(arguments::flag(
            "open",
            language.pick("只列还没有完成的", "Only what is still to be done"),
        ))
        .arg(json_flag(language))
        .after_help(language.pick(
            "planwalk list --open\nplanwalk list --status 滞后,有风险\nplanwalk list --pillar 二、",
            "planwalk list --open\nplanwalk list --status off-track,at-risk\nplanwalk list --pillar p2",
        ))
}

/// Which tasks are asked for.
#[derive(Debug, Default)]
struct Filter {
    /// Indexes; empty means all.
    pillars: Vec<usize>,
    /// Empty means all.
    statuses: Vec<Status>,
    open: bool,
}

impl Filter {
    fn keeps_pillar(&self, index: usize) -> bool {
        self.pillars.is_empty() || self.pillars.contains(&index)
    }

    fn keeps(&self, task: &Task) -> bool {
        (self.statuses.is_empty() || self.statuses.contains(&task.status))
            && (!self.open || task.status.is_open())
    }

    /// Whether pillars without any task that is kept are of interest.
    fn is_of_tasks(&self) -> bool {
        self.open || !self.statuses.is_empty()
    }
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let statuses = arguments::texts(matches, "status")
        .map(|text| assignment::status(text, session.language))
        .collect::<Result<_>>()?;
    let plan = PlanFile::open(session)?;
    let pillars = arguments::texts(matches, "pillar")
        .map(|said| pillar(&plan, said, session.language))
        .collect::<Result<_>>()?;
    let filter = Filter {
        pillars,
        statuses,
        open: matches.get_flag("open"),
    };
    let text = if matches.get_flag("json") {
        as_json(&plan, &filter, session)?
    } else {
        as_text(&plan, &filter, session)
    };
    Ok(complete(Answer::of(text), &plan, session.language))
}

/// The outline of a plan for a pipe.
///
/// # Errors
/// None: what is broken in the plan is told in the answer.
pub(super) fn outline(plan: &PlanFile, session: &Session) -> Result<Answer> {
    let text = as_text(plan, &Filter::default(), session);
    Ok(complete(Answer::of(text), plan, session.language))
}

/// What is shown of a broken plan is not all: the exit code says so too.
pub(super) fn complete(answer: Answer, plan: &PlanFile, language: Language) -> Answer {
    match plan.incomplete(language) {
        Some(notice) => answer.notice(Some(notice)).code(1),
        None => answer,
    }
}

/// The index of a pillar. Here a number alone means a pillar, whatever tasks have it.
fn pillar(plan: &PlanFile, said: &str, language: Language) -> Result<usize> {
    let document = &plan.document;
    let folded = address::fold(said);
    let candidates = [
        said.to_owned(),
        format!("{}、", folded.trim_end_matches('、')),
    ];
    let found = candidates
        .iter()
        .filter_map(|said| address::find(document, said, language).ok())
        .find(|found| matches!(found.node, Node::Pillar(_)));
    found.map(|found| found.place.pillar).ok_or_else(|| {
        let labels = outline::pillars(document).map(|(index, pillar)| {
            let place = Place {
                pillar: index,
                task: None,
            };
            format!(
                "  {}  {}{}",
                pillar.id,
                outline::label(document, place),
                pillar.title
            )
        });
        let labels: Vec<_> = labels.collect();
        Error::problem(language.pick(
            format!("没有板块“{said}”，可以用："),
            format!("there is no pillar “{said}”; choose from:"),
        ))
        .next(labels.join("\n"))
    })
}

fn as_json(plan: &PlanFile, filter: &Filter, session: &Session) -> Result<String> {
    let document = &plan.document;
    let pillars = outline::pillars(document)
        .filter(|(index, _)| filter.keeps_pillar(*index))
        .map(|(index, pillar)| {
            json::Pillar::new(document, index, pillar, session.today(), |task| {
                filter.keeps(task)
            })
        })
        .collect();
    json::text(&json::Plan::new(&plan.path, document, pillars))
}

fn as_text(plan: &PlanFile, filter: &Filter, session: &Session) -> String {
    let document = &plan.document;
    let mut page = Page::new(session);
    let mut table = Table::flexible(1);
    let mut shown = 0_usize;
    for (index, pillar) in
        outline::pillars(document).filter(|(index, _)| filter.keeps_pillar(*index))
    {
        let tasks: Vec<_> = outline::tasks(document, index)
            .filter(|(_, task)| filter.keeps(task))
            .collect();
        if tasks.is_empty() && filter.is_of_tasks() {
            continue;
        }
        shown += tasks.len();
        let label = outline::label(
            document,
            Place {
                pillar: index,
                task: None,
            },
        );
        table.heading(pillar_row(&pillar, &label, &document.tally(index), session));
        for (place, task) in tasks {
            table.row(task_row(
                &task,
                &outline::label(document, place),
                plan,
                session,
            ));
        }
    }
    page.put(Style::Strong, &document.head().title);
    page.end();
    page.gap();
    table.put_on(&mut page);
    if shown == 0 && filter.is_of_tasks() {
        page.line(session.pick("没有符合条件的任务", "no task is like that"));
    }
    page.into_text()
}

fn pillar_row(
    pillar: &Pillar,
    label: &str,
    tally: &Tally,
    session: &Session,
) -> [(Style, String); 3] {
    [
        (Style::Plain, pillar.id.to_string()),
        (Style::Strong, format!("{label}{}", pillar.title)),
        (Style::Plain, tally_words(tally, session.language)),
    ]
}

/// The statuses that occur with their counts, the worst first: its first word is the roll-up.
pub(super) fn tally_words(tally: &Tally, language: Language) -> String {
    let counts: Vec<_> = tally
        .worst_first()
        .map(|(status, count)| format!("{} {count}", status.word(language)))
        .collect();
    counts.join(language.pick("、", ", "))
}

fn task_row(task: &Task, label: &str, plan: &PlanFile, session: &Session) -> [(Style, String); 6] {
    let lamp = Lamp::of(task, plan.document.head().period, session.today());
    let (lamp_style, lamp) = lamp_cell(lamp, session.language);
    [
        (Style::Plain, task.id.to_string()),
        (Style::Plain, format!("  {label}{}", task.title)),
        status_cell(task.status, session.language),
        (lamp_style, lamp),
        (Style::Plain, task.lead.clone().unwrap_or_default()),
        (
            Style::Plain,
            task.due.map(|due| due.to_string()).unwrap_or_default(),
        ),
    ]
}

pub(super) fn status_cell(status: Status, language: Language) -> (Style, String) {
    let style = match status {
        Status::OffTrack => Style::Bad,
        Status::AtRisk => Style::Warning,
        Status::Done | Status::Closed => Style::Good,
        Status::NotStarted | Status::OnTrack | Status::OnHold | Status::Dropped => Style::Plain,
    };
    (style, status.word(language).to_owned())
}

pub(super) fn lamp_cell(lamp: Option<Lamp>, language: Language) -> (Style, String) {
    let style = match lamp {
        Some(Lamp::Overdue(_)) => Style::Bad,
        Some(Lamp::DueSoon(_) | Lamp::Behind(_)) => Style::Warning,
        None => Style::Plain,
    };
    (
        style,
        lamp.map(|lamp| lamp.words(language)).unwrap_or_default(),
    )
}
