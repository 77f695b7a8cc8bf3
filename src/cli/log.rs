//! `planwalk log`: the revisions of the plan, or of one task, each with its changes in a line.
//!
//! A revision that cannot be read changed nothing that could be told: the one after it is compared with the nearest
//! one before that can be read.

use clap::{Arg, ArgMatches, Command, value_parser};
use serde::Serialize;

use super::address::{self, Node};
use super::arguments::{self, Subcommand, json_flag};
use super::page::Page;
use super::plan_file::PlanFile;
use super::session::Session;
use super::{Answer, json, past};
use crate::change::diff::{Diff, NodeDiff};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::plan::Id;
use crate::report::json::{ChangeShape, NodeShape, RevisionShape, changes};
use crate::report::{End, Line, Role, in_a_line, plan_began, summary};
use crate::runtime::git::{Before, Entry, GitError, Reader, Select, Unreadable};

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
    /// Why no changes are told, where that is so.
    untold: Option<&'static str>,
    plan: Vec<ChangeShape>,
    nodes: Vec<NodeShape>,
}

/// What is known of what a revision changed.
enum Told {
    Changes(Diff),
    /// The first revision: what it changed, and the plan.
    Beginning(Diff, Document),
    /// It cannot be read itself.
    Unreadable(Unreadable),
    /// Nothing that came before it can be read.
    AfterUnreadable,
    /// What came before it was not cloned.
    CutOff,
}

impl Told {
    fn diff(&self) -> Option<&Diff> {
        match self {
            Self::Changes(diff) | Self::Beginning(diff, _) => Some(diff),
            Self::Unreadable(_) | Self::AfterUnreadable | Self::CutOff => None,
        }
    }

    /// Why no changes are told, in a word for programs.
    fn untold(&self) -> Option<&'static str> {
        match self {
            Self::Changes(_) | Self::Beginning(..) => None,
            Self::Unreadable(_) => Some("unreadable"),
            Self::AfterUnreadable => Some("earlier-unreadable"),
            Self::CutOff => Some("shallow"),
        }
    }
}

/// So many documents are kept: each is the later one of one revision and the earlier one of the next.
const KEPT: usize = 3;

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let failed = |error: GitError| error.to_error(language);
    let repository = past::repository(session)?;
    let said = arguments::text(matches, "node");
    let mut task = said.map(|said| Wanted::find(said, session)).transpose()?;
    let most = matches
        .get_one::<usize>("number")
        .copied()
        .unwrap_or(usize::MAX);
    let log = repository.log(Select::default()).map_err(failed)?;
    let mut reader = Reader::new(repository, KEPT, Document::skim).map_err(failed)?;
    let (mut page, mut rows) = (Page::new(session), Vec::new());
    let is_json = matches.get_flag("json");
    let (mut count, mut left_out) = (0, past::LeftOut::default());
    for entry in log {
        if count == most {
            break;
        }
        let entry = entry.map_err(failed)?;
        let Some(told) = told(&entry, &mut task, &mut reader).map_err(failed)? else {
            continue;
        };
        let nodes: Vec<&NodeDiff> = match (told.diff(), &task) {
            (Some(diff), Some(task)) => diff.of_task(&task.id).collect(),
            (Some(diff), None) => diff.nodes().collect(),
            (None, _) => Vec::new(),
        };
        if let Told::Unreadable(why) = &told {
            left_out.add(why, language);
        }
        if task.is_some() {
            let is_told = match told {
                Told::Changes(_) | Told::Beginning(..) => {
                    nodes.iter().any(|node| !node.is_only_renumbered())
                }
                Told::Unreadable(_) => false,
                Told::AfterUnreadable | Told::CutOff => true,
            };
            if !is_told {
                continue;
            }
        }
        count += 1;
        if is_json {
            let diff = told.diff().filter(|_| task.is_none());
            rows.push(Row {
                revision: RevisionShape::new(&entry.revision),
                path: entry.path.clone(),
                untold: told.untold(),
                plan: changes(diff.map_or(&[], |diff| &diff.plan)),
                nodes: nodes.iter().map(|node| NodeShape::new(node)).collect(),
            });
            continue;
        }
        let words = match (&task, told.diff()) {
            (Some(_), Some(_)) => in_a_line(nodes.iter().flat_map(|node| &node.changes), language),
            _ => words_of(&entry, &told, language),
        };
        let revision = End::Revision(entry.revision).words(language);
        page.report_line(&Line::indented(0, 4).with(Role::Strong, revision));
        page.report_line(&Line::indented(4, 4).with(Role::Plain, words));
    }
    let is_nothing = count == 0 && most > 0;
    if is_nothing && let Some(unknown) = task.and_then(|task| task.unknown) {
        return Err(unknown);
    }
    let text = if is_json {
        json::text(&rows)?
    } else {
        page.into_text()
    };
    let nothing = is_nothing.then(|| {
        language
            .pick("没有改动过它的版本", "no revision changed it")
            .to_owned()
    });
    Ok(left_out.told(Answer::of(text).notice(nothing), language))
}

/// The task that is asked for.
struct Wanted {
    id: Id,
    /// What is wrong if no revision has it either; none once one has.
    unknown: Option<Error>,
}

impl Wanted {
    /// The task that is meant. One that the plan does not have any more is known by its id.
    fn find(said: &str, session: &Session) -> Result<Self> {
        let plan = PlanFile::open(session)?;
        let language = session.language;
        match address::find(&plan.document, said, language) {
            Ok(found) => match &found.node {
                Node::Pillar(pillar) => {
                    let what = language.pick(
                        format!("“{said}”是板块，只有任务有自己的历史"),
                        format!("“{said}” is a pillar, and only tasks have a history of their own"),
                    );
                    let id = &pillar.id;
                    Err(Error::usage(what).next(language.pick(
                        format!("planwalk list --pillar {id} 列出它的任务"),
                        format!("planwalk list --pillar {id} shows its tasks"),
                    )))
                }
                Node::Task(task) | Node::Measure(task, _) => Ok(Self {
                    id: task.id.clone(),
                    unknown: None,
                }),
            },
            Err(error)
                if past::is_gone(&error) && said.starts_with(|c: char| c.is_ascii_lowercase()) =>
            {
                let Ok(id) = Id::new(said) else {
                    return Err(error);
                };
                let what = language.pick(
                    format!("计划里没有“{said}”，读得出的版本里也没有这项任务"),
                    format!("there is no “{said}” in the plan, and no revision that can be read has such a task"),
                );
                let unknown = Some(Error::problem(what).next(language.pick(
                    "planwalk list 列出全部编号和 id",
                    "planwalk list shows all numbers and ids",
                )));
                Ok(Self { id, unknown })
            }
            Err(error) => Err(error),
        }
    }

    /// Looks for the task where it was not seen yet.
    fn look(&mut self, document: &Document) {
        if self.unknown.is_some() && self.is_in(document) {
            self.unknown = None;
        }
    }

    fn is_in(&self, document: &Document) -> bool {
        let place = document.find(&self.id).filter(|place| place.task.is_some());
        place.is_some_and(|place| document.id_at(place).as_ref() == Some(&self.id))
    }
}

/// What a revision changed; none where that is nothing of the task that is asked for.
fn told(
    entry: &Entry,
    task: &mut Option<Wanted>,
    reader: &mut Reader,
) -> std::result::Result<Option<Told>, GitError> {
    let nothing = || Document::skim(Vec::new());
    let after = match &entry.after {
        Some(blob) => match reader.whole(blob)? {
            Ok(document) => document,
            Err(why) => return Ok(Some(Told::Unreadable(why))),
        },
        None => nothing(),
    };
    let before = reader.before(entry)?;
    if let Some(task) = task {
        task.look(&after);
        if let Before::Plan(before) = &before {
            task.look(before);
        }
        let is_untouched = match &before {
            Before::Plan(before) => before.has_same_task(&task.id, &after),
            Before::Nothing | Before::CutOff | Before::Unread => !task.is_in(&after),
        };
        if is_untouched {
            return Ok(None);
        }
    }
    Ok(Some(match before {
        Before::Plan(before) => Told::Changes(before.diff(&after)),
        Before::Nothing => Told::Beginning(nothing().diff(&after), after),
        Before::CutOff => Told::CutOff,
        Before::Unread => Told::AfterUnreadable,
    }))
}

/// What a revision did to the plan, in one clause.
fn words_of(entry: &Entry, told: &Told, language: Language) -> String {
    let pick = |chinese: &str, english: &str| language.pick(chinese, english).to_owned();
    if entry.after.is_none() {
        return pick("删除计划文件", "the plan's file was deleted");
    }
    match told {
        Told::Changes(diff) => {
            let renamed = entry.renamed_from.as_ref().map(|from| {
                language.pick(
                    format!("文件改名，原为 {from}"),
                    format!("renamed from {from}"),
                )
            });
            let changed = (!diff.is_empty()).then(|| summary(diff, language));
            let told: Vec<String> = renamed.into_iter().chain(changed).collect();
            if told.is_empty() {
                pick(
                    "内容没有变化，只改了写法",
                    "only the way it is written changed",
                )
            } else {
                told.join(language.pick("；", "; "))
            }
        }
        Told::Beginning(_, plan) => {
            let pillars = plan.pillar_count();
            plan_began(pillars, plan.tasks_before(pillars), language)
        }
        Told::Unreadable(why) => why.words(language),
        Told::AfterUnreadable => pick(
            "更早的版本都没能读出，不知道改了什么",
            "no earlier revision could be read, so what it changed is not known",
        ),
        Told::CutOff => pick(
            "更早的历史不在这个浅克隆里",
            "earlier history is not in this shallow clone",
        ),
    }
}
