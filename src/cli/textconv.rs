//! `planwalk textconv`: a plan as readable lines, for git to compare.
//!
//! git calls it where `planwalk git-setup` has been here; nobody types it. A file that cannot be read in full is
//! printed as it is written: what git then shows is true, if not pretty.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};

use super::Answer;
use super::arguments::Subcommand;
use super::plan_file::PlanFile;
use super::session::Session;
use crate::document::Condition;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::report;
use crate::text;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "textconv",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick(
            "把计划打印成逐行的文字，供 git 比较",
            "Print a plan as lines of text, for git to compare",
        ))
        .arg(
            Arg::new("file")
                .value_name(language.pick("文件", "FILE"))
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .help(language.pick("计划文件", "The plan file")),
        )
        .after_help("git diff\ngit log -p plans/2021-h2.toml\ngit diff --no-textconv")
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let path = matches.get_one::<PathBuf>("file").cloned();
    let path = path.ok_or_else(|| Error::usage(language.pick("缺少文件", "FILE is missing")))?;
    let plan = PlanFile::read(path, language)?;
    let text = match plan.document.condition() {
        Condition::Sound => {
            report::lines_of_plan(&plan.document.plan(), plan.document.conflicts(), language)
        }
        Condition::Unchecked | Condition::Broken => {
            text::sanitize_lines(&plan.document.text()).into_owned()
        }
    };
    Ok(Answer::of(text))
}
