//! `planwalk schema`: the JSON Schema of the plan format.

use clap::{ArgMatches, Command};

use super::arguments::Subcommand;
use super::session::Session;
use super::{Answer, json};
use crate::document;
use crate::error::Result;
use crate::language::Language;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "schema",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick(
            "输出计划文件的 JSON Schema，供编辑器补全和检查",
            "Print the JSON Schema of plan files, for editors to complete and check with",
        ))
        .after_help("planwalk schema > planwalk.schema.json")
}

fn run(_: &ArgMatches, _: &Session) -> Result<Answer> {
    Ok(Answer::of(json::text(&document::schema())?))
}
