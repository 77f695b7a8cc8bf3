//! `planwalk log`: the revisions of the plan, or of one task, each with its changes in a line.

use std::collections::HashMap;

use clap::{Arg, ArgMatches, Command, value_parser};
use serde::Serialize;

use super::address;
use super::arguments::{self, Subcommand, json_flag};
use super::page::Page;
use super::plan_file::PlanFile;
use super::session::Session;
use super::{Answer, json, past};
use crate::change::diff::{Diff, NodeDiff};
use crate::document::Document;
use crate::error::Result;
use crate::language::Language;
use crate::plan::Id;
use crate::report::json::{ChangeShape, NodeShape, RevisionShape, changes};
use crate::report::size_of_plan;
use crate::report::{End, Line, Role, in_a_line, summary};
use crate::runtime::git::{BlobId, Entry, GitError, Objects, Select};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "log",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick(
            "列出计划或一项任务的历次版本，各改了什么",
            "List the revisions of the plan or of a task, and what each changed",
        ))
        .arg(
            Arg::new("node")
                .value_name(language.pick("任务", "TASK"))
                .help(language.pick(
                    "只列改动了这项任务的版本：id 或编号",
                    "Only revisions that changed this task: its id or number",
                )),
        )
        .arg(
            Arg::new("number")
                .long("number")
                .short('n')
                .value_name(language.pick("个数", "COUNT"))
                .value_parser(value_parser!(usize))
                .help(language.pick("最多列几个，从最新的起", "At most so many, the newest ones")),
        )
        .arg(json_flag(language))
        .after_help("planwalk log\nplanwalk log -n 5\nplanwalk log 5\nplanwalk log t05 --json")
}

/// The shape for programs.
#[derive(Debug, Serialize)]
struct Row {
    revision: RevisionShape,
    path: String,
    plan: Vec<ChangeShape>,
    nodes: Vec<NodeShape>,
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let failed = |error: GitError| error.to_error(language);
    let repository = past::repository(session)?;
    let task = match arguments::text(matches, "node") {
        Some(said) => Some(task(said, session)?),
        None => None,
    };
    let most = matches
        .get_one::<usize>("number")
        .copied()
        .unwrap_or(usize::MAX);
    let mut plans = Plans {
        objects: repository.objects().map_err(failed)?,
        known: HashMap::new(),
    };
    let (mut page, mut rows) = (Page::new(session), Vec::new());
    let is_json = matches.get_flag("json");
    let mut count = 0;
    for entry in repository.log(Select::default()).map_err(failed)? {
        if count == most {
            break;
        }
        let entry = entry.map_err(failed)?;
        let Some(diff) = plans.diff(&entry, task.as_ref()).map_err(failed)? else {
            continue;
        };
        let nodes: Vec<&NodeDiff> = match &task {
            Some(task) => diff.of_task(task).collect(),
            None => diff.nodes().collect(),
        };
        let mut told = nodes.iter().filter(|node| !node.is_only_renumbered());
        if task.is_some() && told.next().is_none() {
            continue;
        }
        count += 1;
        if is_json {
            rows.push(Row {
                revision: RevisionShape::new(&entry.revision),
                path: entry.path.clone(),
                plan: changes(if task.is_some() { &[] } else { &diff.plan }),
                nodes: nodes.iter().map(|node| NodeShape::new(node)).collect(),
            });
            continue;
        }
        let words = match &task {
            Some(_) => in_a_line(nodes.iter().flat_map(|node| &node.changes), language),
            None => words_of(&entry, &diff, &plans, language),
        };
        let revision = End::Revision(entry.revision).words(language);
        page.report_line(&Line::indented(0, 4).with(Role::Strong, revision));
        page.report_line(&Line::indented(4, 4).with(Role::Plain, words));
    }
    let text = if is_json {
        json::text(&rows)?
    } else {
        page.into_text()
    };
    let nothing = (count == 0 && most > 0).then(|| {
        language
            .pick("没有改动过它的版本", "no revision changed it")
            .to_owned()
    });
    Ok(Answer::of(text).notice(nothing))
}

/// The task that is meant. One that the plan does not have any more is known by its id.
fn task(said: &str, session: &Session) -> Result<Id> {
    let plan = PlanFile::open(session)?;
    match address::find(&plan.document, said, session.language) {
        Ok(found) => {
            let task = found
                .place
                .task
                .and_then(|_| plan.document.task(found.place));
            Ok(task.map_or_else(|| found.id().clone(), |task| task.id))
        }
        Err(error)
            if past::is_gone(&error) && said.starts_with(|c: char| c.is_ascii_lowercase()) =>
        {
            Id::new(said).map_err(|_| error)
        }
        Err(error) => Err(error),
    }
}

/// What a revision did to the plan, in one clause.
fn words_of(entry: &Entry, diff: &Diff, plans: &Plans, language: Language) -> String {
    let pick = |chinese: &str, english: &str| language.pick(chinese, english).to_owned();
    if entry.after.is_none() {
        return pick("删除计划文件", "the plan's file was deleted");
    }
    if entry.first_before().is_some() {
        let renamed = entry.renamed_from.as_ref().map(|from| {
            language.pick(
                format!("文件改名，原为 {from}"),
                format!("renamed from {from}"),
            )
        });
        let changed = (!diff.is_empty()).then(|| summary(diff, language));
        let told: Vec<String> = renamed.into_iter().chain(changed).collect();
        return if told.is_empty() {
            pick(
                "内容没有变化，只改了写法",
                "only the way it is written changed",
            )
        } else {
            told.join(language.pick("；", "; "))
        };
    }
    if entry.is_cut {
        return pick(
            "更早的历史不在这个浅克隆里",
            "earlier history is not in this shallow clone",
        );
    }
    let size = entry.after.as_ref().and_then(|blob| plans.known.get(blob));
    let size = size.map(|plan| {
        let pillars = plan.pillar_count();
        size_of_plan(pillars, plan.tasks_before(pillars), language)
    });
    let size = size.unwrap_or_default();
    language.pick(
        format!("建立计划：{size}"),
        format!("the plan began: {size}"),
    )
}

/// Plans by their contents: each is the later one of one revision and the earlier one of the next.
struct Plans {
    objects: Objects,
    known: HashMap<BlobId, Document>,
}

impl Plans {
    fn read(&mut self, blob: Option<&BlobId>) -> std::result::Result<(), GitError> {
        if let Some(blob) = blob.filter(|blob| !self.known.contains_key(blob)) {
            self.known.insert(blob.clone(), self.objects.skim(blob)?);
        }
        Ok(())
    }

    /// What a revision changed against its first parent; none where that is nothing of the task that is asked for.
    fn diff(
        &mut self,
        entry: &Entry,
        task: Option<&Id>,
    ) -> std::result::Result<Option<Diff>, GitError> {
        let (before, after) = (entry.first_before(), entry.after.as_ref());
        // What is older than both is not asked for again.
        self.known
            .retain(|blob, _| Some(blob) == before || Some(blob) == after);
        self.read(before)?;
        self.read(after)?;
        let document = |blob: Option<&BlobId>| {
            let known = blob.and_then(|blob| self.known.get(blob));
            known.cloned().unwrap_or_else(|| Document::skim(Vec::new()))
        };
        let (before, after) = (document(before), document(after));
        Ok(match task {
            Some(task) if before.has_same_task(task, &after) => None,
            _ => Some(before.diff(&after)),
        })
    }
}
