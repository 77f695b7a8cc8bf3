//! `planwalk set`: fields of one node, all or nothing, in one save.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;
use serde_json::Value;

use super::address::{self, Found, Node};
use super::arguments::{self, Subcommand, dry_run_flag, json_flag};
use super::assignment::{self, Assignment};
use super::page::{Page, Style};
use super::plan_file::PlanFile;
use super::session::Session;
use super::{Answer, json};
use crate::change::{Edit, Operation, Refusal};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::plan::Status;
use crate::text::{self, Ambiguous};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "set",
    describe,
    run,
};

/// The most columns of a value in what is told of a change; the whole is in the plan.
const VALUE_COLUMNS: usize = 60;

fn describe(command: Command, language: Language) -> Command {
    let statuses: Vec<_> = Status::ALL
        .iter()
        .map(|status| {
            let (key, value) = (status.key(), status.value());
            let word = status.word(language);
            language.pick(
                format!("  {key} {word} {value}"),
                format!("  {key} {value}"),
            )
        })
        .collect();
    let statuses = statuses.join("\n");
    let about = language.pick(
        "修改一项任务、举措或板块：状态、进度、时限、单位等",
        "Change a task, a measure or a pillar: status, progress, due date and so on",
    );
    let more = language.pick(
        format!("几处修改要么全部完成，要么一处也不改。\n\n状态有八种，可以写数字、词或值：\n{statuses}"),
        format!("Several changes are made all or none.\n\nThere are eight statuses, by key or value:\n{statuses}"),
    );
    command
        .about(about)
        .long_about(format!("{about}\n\n{more}"))
        .arg(
            Arg::new("node")
                .value_name(language.pick("任务", "NODE"))
                .required(true)
                .help(language.pick(
                    "任务、举措或板块：id（t05），或编号（5、五、(五)、二、）",
                    "A task, measure or pillar by its id (t05) or its number (5)",
                )),
        )
        .arg(
            Arg::new("assignment")
                .value_name(language.pick("键=值", "KEY=VALUE"))
                .required(true)
                .num_args(1..)
                .action(ArgAction::Append)
                .help(language.pick(
                    "键有 status progress due lead support title text actual，也可以写中文；值为空就是清除；support+=单位 是添加",
                    "Keys: status progress due lead support title text actual. An empty value clears; support+=NAME adds",
                )),
        )
        .arg(dry_run_flag(language))
        .arg(json_flag(language))
        .after_help(language.pick(
            "planwalk set t05 status=done progress=100\nplanwalk set 五 状态=有风险 时限=11月底\nplanwalk set 18 actual:毛入学率=93.2\nplanwalk set 5 lead=办公室 support=人事股、计财股",
            "planwalk set t05 status=done progress=100\nplanwalk set 5 status=at-risk due=11-30\nplanwalk set 18 actual:enrolment=93.2\nplanwalk set 5 lead=Office support=Staff,Budget",
        ))
}

/// What became of one field.
#[derive(Debug, Serialize)]
struct Changed {
    key: &'static str,
    from: Value,
    to: Value,
    #[serde(skip)]
    words: [String; 3],
}

/// The shape for programs.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    plan: String,
    node: &'a str,
    changed: Vec<Changed>,
    saved: bool,
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let assignments = assignment::parse_all(arguments::texts(matches, "assignment"), language)?;
    let plan = PlanFile::open(session)?;
    plan.must_be_sound(language)?;
    let said = arguments::text(matches, "node").unwrap_or_default();
    let found = address::find(&plan.document, said, language)?;
    let mut edited = plan.document.clone();
    let changed = apply_all(&assignments, &found, &mut edited, session)?;
    let is_changed = edited.stamp() != plan.document.stamp();
    let saves = is_changed && !matches.get_flag("dry-run");
    let notice = if saves {
        plan.save(&edited, language)?
    } else {
        None
    };
    let text = if matches.get_flag("json") {
        json::text(&Outcome {
            plan: plan.name(),
            node: found.id().as_str(),
            changed,
            saved: saves,
        })?
    } else {
        told(&found, &plan, &changed, saves, session)
    };
    Ok(Answer::of(text).notice(notice))
}

/// Carries all assignments out on `document`, which the caller throws away if one is refused.
fn apply_all(
    assignments: &[Assignment],
    found: &Found,
    document: &mut Document,
    session: &Session,
) -> Result<Vec<Changed>> {
    let language = session.language;
    let edits = assignment::edits(assignments, found, document, session)?;
    for edit in &edits {
        let operation = Operation {
            node: found.id().clone(),
            edit: edit.clone(),
        };
        document
            .apply(&operation, Some(found.place))
            .map_err(|refusal| refused(&refusal, edit, found, document, language))?;
    }
    let after = address::find(document, found.id().as_str(), language)?;
    let changed = assignments
        .iter()
        .zip(&edits)
        .filter_map(|(assignment, edit)| {
            let from = assignment.current(found, edit);
            let to = assignment.current(&after, edit);
            (from != to).then(|| Changed {
                key: assignment.key.name(),
                words: [
                    assignment.word(language),
                    assignment.shown(&from, language),
                    assignment.shown(&to, language),
                ],
                from,
                to,
            })
        });
    Ok(changed.collect())
}

/// Why an edit of a node was refused, and what to do.
pub(super) fn refused(
    refusal: &Refusal,
    edit: &Edit,
    found: &Found,
    document: &Document,
    language: Language,
) -> Error {
    let what = language.pick(
        format!("“{}”没有修改", found.name(document)),
        format!("“{}” was not changed", found.name(document)),
    );
    let error = Error::problem(what).because(refusal.words(language));
    match (refusal, edit, &found.node) {
        (Refusal::NotOfThisNode, Edit::Status(_), Node::Pillar(_)) => error.next(language.pick(
            "板块的状态由它的任务汇总得出，请改任务的状态",
            "a pillar's status is that of its tasks together: set those",
        )),
        _ => error,
    }
}

fn told(
    found: &Found,
    plan: &PlanFile,
    changed: &[Changed],
    saved: bool,
    session: &Session,
) -> String {
    let mut page = Page::new(session);
    page.put(Style::Strong, &found.name(&plan.document));
    page.end();
    let short = |text: &str| {
        text::cut(&text::sanitize(text), VALUE_COLUMNS, Ambiguous::Narrow).into_owned()
    };
    for Changed {
        words: [word, from, to],
        ..
    } in changed
    {
        page.line(&format!(
            "  {word}{}{} -> {}",
            session.pick("：", ": "),
            short(from),
            short(to)
        ));
    }
    let name = plan.name();
    page.line(&match (changed.is_empty(), saved) {
        (true, _) => session.pick(
            "本来就是这样，没有修改".to_owned(),
            "it is so already; nothing was changed".to_owned(),
        ),
        (false, true) => session.pick(format!("已保存 {name}"), format!("saved {name}")),
        (false, false) => session.pick(
            "这是试运行，没有保存".to_owned(),
            "this was a dry run; nothing was saved".to_owned(),
        ),
    });
    page.into_text()
}
