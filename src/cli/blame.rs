//! `planwalk blame`: for each task who set its status, and when.
//!
//! A merge takes the status of a task from a parent that has it; what no parent has the merge set itself. A revision
//! that cannot be read set nothing: the search goes on behind it.

use std::collections::HashMap;

use clap::{Arg, ArgMatches, Command};
use serde::Serialize;

use super::address;
use super::arguments::{self, Subcommand, json_flag};
use super::list::status_cell;
use super::page::{Page, Style};
use super::plan_file::PlanFile;
use super::session::Session;
use super::table::Table;
use super::{Answer, json, list, outline, past};
use crate::change::Revision;
use crate::document::Document;
use crate::error::Result;
use crate::language::Language;
use crate::plan::{Id, Status, Task};
use crate::report::json::RevisionShape;
use crate::runtime::git::{BlobId, Entry, GitError, Reader, Repository, Select, Unreadable};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "blame",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick(
            "列出每项任务的状态是谁、什么时候定的",
            "List who set the status of each task, and when",
        ))
        .arg(
            Arg::new("node")
                .value_name(language.pick("任务", "TASK"))
                .help(language.pick(
                    "只列这项任务：id 或编号",
                    "This task only: its id or number",
                )),
        )
        .arg(json_flag(language))
        .after_help("planwalk blame\nplanwalk blame 5\nplanwalk blame --json")
}

/// The shape for programs.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    label: String,
    title: String,
    status: &'static str,
    /// Null where it is not committed yet, or history does not go back far enough.
    revision: Option<RevisionShape>,
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let plan = PlanFile::open(session)?;
    let document = &plan.document;
    let only = match arguments::text(matches, "node") {
        Some(said) => Some(address::find(document, said, language)?.place),
        None => None,
    };
    let repository = past::repository(session)?;
    let tasks = (0..document.pillar_count()).flat_map(|pillar| outline::tasks(document, pillar));
    let tasks = tasks.filter(|(place, _)| {
        only.is_none_or(|only| {
            only.pillar == place.pillar && (only.task.is_none() || only.task == place.task)
        })
    });
    let tasks: Vec<_> = tasks.collect();
    let setters = Setters::find(repository, tasks.iter().map(|(_, task)| task), language)
        .map_err(|error| error.to_error(language))?;
    if matches.get_flag("json") {
        let rows = tasks.into_iter().map(|(place, task)| Row {
            label: outline::label(document, place).trim_end().to_owned(),
            revision: setters.of(&task.id).map(RevisionShape::new),
            id: task.id.to_string(),
            title: task.title,
            status: task.status.value(),
        });
        let answer = Answer::of(json::text(&rows.collect::<Vec<_>>())?);
        return Ok(setters.left_out.told(answer, language));
    }
    let mut page = Page::new(session);
    let mut table = Table::flexible(1);
    for (place, task) in &tasks {
        let (at, who) = words(&setters, &task.id, language);
        let label = outline::label(document, *place);
        table.row([
            (Style::Plain, task.id.to_string()),
            (Style::Plain, format!("{label}{}", task.title)),
            status_cell(task.status, language),
            (Style::Plain, at),
            (Style::Plain, who),
        ]);
    }
    table.put_on(&mut page);
    let answer = list::complete(Answer::of(page.into_text()), &plan, language);
    Ok(setters.left_out.told(answer, language))
}

fn words(setters: &Setters, task: &Id, language: Language) -> (String, String) {
    match setters.known.get(task) {
        Some(Setter::Revision(revision)) => {
            let day = revision.at.format("%Y-%m-%d").to_string();
            (
                day,
                format!("{}  {}", revision.author, revision.commit.short()),
            )
        }
        Some(Setter::Beyond) => {
            let words = language.pick("更早，不在这个浅克隆里", "earlier than this shallow clone");
            (words.to_owned(), String::new())
        }
        None => (
            language.pick("还没有提交", "not committed yet").to_owned(),
            String::new(),
        ),
    }
}

enum Setter {
    Revision(Revision),
    /// History was cut off before it.
    Beyond,
}

struct Setters {
    known: HashMap<Id, Setter>,
    left_out: past::LeftOut,
}

/// A task and the status that is looked for, with the earliest revision so far that has it.
type Search = (Id, Status, Option<Revision>);

/// The statuses of a content, if it can be read.
type Statuses = std::result::Result<HashMap<Id, Status>, Unreadable>;

impl Setters {
    fn of(&self, task: &Id) -> Option<&Revision> {
        match self.known.get(task)? {
            Setter::Revision(revision) => Some(revision),
            Setter::Beyond => None,
        }
    }

    /// Goes back through history, each task along the contents that have its status, until one does not.
    fn find<'t>(
        repository: Repository,
        tasks: impl Iterator<Item = &'t Task>,
        language: Language,
    ) -> std::result::Result<Self, GitError> {
        let log = repository.log(Select::default())?;
        let mut reader = Reader::new(repository, 1, Document::read)?;
        let mut statuses: HashMap<BlobId, Statuses> = HashMap::new();
        let mut wanted: HashMap<BlobId, Vec<Search>> = HashMap::new();
        let start = tasks.map(|task| (task.id.clone(), task.status, None));
        let mut start: Vec<Search> = start.collect();
        let mut found = Self {
            known: HashMap::new(),
            left_out: past::LeftOut::default(),
        };
        let mut open = start.len();
        for entry in log {
            let Entry {
                revision,
                before,
                after,
                is_cut,
                ..
            } = entry?;
            let Some(after) = after else { continue };
            for blob in before.iter().flatten().chain([&after]) {
                if !statuses.contains_key(blob) {
                    let read = reader.whole(blob)?;
                    statuses.insert(blob.clone(), read.map(|plan| statuses_of(&plan)));
                }
            }
            let may_have = |blob: &BlobId, (task, status, _): &Search| match &statuses[blob] {
                Ok(known) => known.get(task) == Some(status),
                Err(_) => true,
            };
            // The newest revision: what the file has otherwise is not committed.
            for search in std::mem::take(&mut start) {
                if may_have(&after, &search) {
                    wanted.entry(after.clone()).or_default().push(search);
                } else {
                    open -= 1;
                }
            }
            if let Err(why) = &statuses[&after] {
                found.left_out.add(why, language);
            }
            for mut search in wanted.remove(&after).unwrap_or_default() {
                if statuses[&after].is_ok() {
                    search.2 = Some(revision.clone());
                }
                let mut parents: Vec<&BlobId> = before.iter().flatten().collect();
                // One that is known to have it before one that may.
                parents.sort_by_key(|blob| statuses[*blob].is_err());
                if let Some(parent) = parents.iter().find(|blob| may_have(blob, &search)) {
                    wanted.entry((*parent).clone()).or_default().push(search);
                    continue;
                }
                open -= 1;
                let (task, _, earliest) = search;
                let setter = match earliest {
                    _ if is_cut && parents.is_empty() => Some(Setter::Beyond),
                    earliest => earliest.map(Setter::Revision),
                };
                found.known.extend(setter.map(|setter| (task, setter)));
            }
            if open == 0 {
                break;
            }
        }
        Ok(found)
    }
}

fn statuses_of(document: &Document) -> HashMap<Id, Status> {
    let plan = document.plan();
    let of_plan = plan.tasks().map(|task| (task.id.clone(), task.status));
    of_plan.collect()
}
