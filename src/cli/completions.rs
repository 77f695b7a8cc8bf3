//! `planwalk completions`: a script for the shell.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, ValueEnum};
use clap_complete::{Shell, generate};

use super::Answer;
use super::arguments::{self, Subcommand};
use super::assignment::Key;
use super::session::Session;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::plan::{NoteKind, Status};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "completions",
    describe,
    run,
};

fn names() -> Vec<String> {
    Shell::value_variants()
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick("输出命令行补全脚本", "Print a completion script for a shell"))
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(PossibleValuesParser::new(names()))
                .hide_possible_values(true)
                .help(names().join(language.pick("、", ", "))),
        )
        .after_help(
            "planwalk completions bash > ~/.local/share/bash-completion/completions/planwalk\nplanwalk completions zsh > ~/.zfunc/_planwalk\nplanwalk completions fish > ~/.config/fish/completions/planwalk.fish",
        )
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let name = arguments::text(matches, "shell").unwrap_or_default();
    let shell = Shell::from_str(name, false)
        .map_err(|_| Error::usage(session.pick("没有这种 shell", "there is no such shell")))?;
    let mut command = with_values(arguments::command(session.language));
    let mut script = Vec::new();
    generate(shell, &mut command, "planwalk", &mut script);
    Ok(Answer::of(String::from_utf8_lossy(&script)))
}

/// The command line with the values that are worth completing. When arguments are read these are left
/// open, because they have more spellings than a shell should offer.
fn with_values(command: Command) -> Command {
    let statuses = Status::ALL.map(Status::value);
    let assignments: Vec<String> = statuses
        .iter()
        .map(|status| format!("status={status}"))
        .chain(Key::ALL[1..].iter().map(|key| format!("{}=", key.name())))
        .collect();
    let kinds = NoteKind::ALL.map(NoteKind::value);
    command
        .mut_subcommand("set", |set| {
            set.mut_arg("assignment", |arg| {
                arg.value_parser(PossibleValuesParser::new(assignments))
            })
        })
        .mut_subcommand("list", |list| {
            list.mut_arg("status", |arg| {
                arg.value_parser(PossibleValuesParser::new(statuses))
            })
        })
        .mut_subcommand("note", |note| {
            note.mut_arg("kind", |arg| {
                arg.value_parser(PossibleValuesParser::new(kinds))
            })
        })
}
