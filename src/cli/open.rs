//! `planwalk open`, and `planwalk` alone: the program for the meeting room; in a pipe the outline.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};

use super::arguments::{self, Subcommand};
use super::session::Session;
use super::{Answer, list, plan_file};
use crate::document::Condition;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::runtime::{self, Options, Target, files, folder, journals};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "open",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick(
            "打开计划，逐项过会（不写命令时也是这样）",
            "Open a plan and walk through it (also without any command)",
        ))
        .arg(
            Arg::new("path")
                .value_name(language.pick("计划", "PLAN"))
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .conflicts_with("plan")
                .help(language.pick("计划文件，和 --plan 一样", "The plan file, as with --plan")),
        )
        .arg(arguments::ambiguous_option(language))
        .after_help(language.pick(
            "planwalk open                        这个文件夹里的计划\nplanwalk open plans/2021-h2.toml     指定一个计划",
            "planwalk open                      the plan of this folder\nplanwalk open plans/2021-h2.toml   a plan by its path",
        ))
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let path = matches.get_one::<PathBuf>("path").or(session.plan.as_ref());
    let plan = path.cloned();
    let session = Session {
        ambiguous: arguments::ambiguous(matches).or(session.ambiguous),
        plan: plan.clone(),
        ..*session
    };
    shown(plan, &session)
}

/// `planwalk` without a command.
///
/// # Errors
/// There is no plan, or several; or the system's.
pub(super) fn without_arguments(session: &Session) -> Result<Answer> {
    shown(session.plan.clone(), session)
}

/// The screens on a terminal, the outline in a pipe.
fn shown(plan: Option<PathBuf>, session: &Session) -> Result<Answer> {
    if let Some(path) = &plan {
        must_be_no_document(path, session)?;
    }
    if session.columns.is_some() {
        return screens(plan, session);
    }
    let session = Session { plan, ..*session };
    list::outline(&plan_file::PlanFile::open(&session)?, &session)
}

/// A document that was not imported yet is told as such: what is wrong with it as a plan file helps nobody.
/// A file called `.toml` is meant as a plan, and so is any other that can be read as one.
fn must_be_no_document(path: &Path, session: &Session) -> Result<()> {
    let is_toml = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    if is_toml || !path.is_file() {
        return Ok(());
    }
    // What cannot be read at all is told by those who open it.
    let Ok(document) = files::read(path) else {
        return Ok(());
    };
    if document.condition() != Condition::Broken || document.pillar_count() > 0 {
        return Ok(());
    }
    let name = path.display();
    Err(Error::problem(session.pick(
        format!("{name} 是文档，还不是计划"),
        format!("{name} is a document and no plan yet"),
    ))
    .next(session.pick(
        format!("请先导入：planwalk import {name}"),
        format!("import it: planwalk import {name}"),
    )))
}

/// Opens the screens; without a path with the plans of the nearest folder that has any, to choose from
/// where there are several.
fn screens(path: Option<PathBuf>, session: &Session) -> Result<Answer> {
    let target = match path {
        Some(path) => Target::of(path),
        None => Target::Folder(folder::nearest()),
    };
    let said = runtime::open(Options {
        target,
        language: session.asked_language,
        ambiguous: session.ambiguous,
        journals: journals::folder(),
    })?;
    Ok(Answer::default().notice(said))
}
