//! `planwalk open`, and `planwalk` alone: the program for the meeting room.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};

use super::arguments::Subcommand;
use super::session::Session;
use super::{Answer, list, plan_file};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::runtime::{self, Options, Target, folder};

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
        .after_help(language.pick(
            "planwalk open                        这个文件夹里的计划\nplanwalk open plans/2021-h2.toml     指定一个计划",
            "planwalk open                      the plan of this folder\nplanwalk open plans/2021-h2.toml   a plan by its path",
        ))
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let path = matches.get_one::<PathBuf>("path").or(session.plan.as_ref());
    if session.columns.is_none() {
        let what = session.pick("标准输出不是终端，打不开", "standard output is no terminal");
        return Err(Error::problem(what).next(session.pick(
            "只看内容请用：planwalk list 或 planwalk show",
            "to read the plan use: planwalk list, planwalk show",
        )));
    }
    screens(path.cloned(), session)
}

/// `planwalk` without a command: the screens on a terminal, the outline in a pipe.
///
/// # Errors
/// There is no plan, or several; or the system's.
pub(super) fn without_arguments(session: &Session) -> Result<Answer> {
    if session.columns.is_none() {
        return list::outline(&plan_file::PlanFile::open(session)?, session);
    }
    screens(session.plan.clone(), session)
}

/// Opens the screens; without a path with the plans of the nearest folder that has any, to choose from
/// where there are several.
fn screens(path: Option<PathBuf>, session: &Session) -> Result<Answer> {
    let target = match path {
        Some(path) => Target::of(path),
        None => Target::Folder(folder::nearest()),
    };
    runtime::open(Options {
        target,
        language: session.language,
    })?;
    Ok(Answer::default())
}
