//! `planwalk man`: the manual pages, in roff.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use clap_mangen::Man;
use std::io::{self, Write};

use super::Answer;
use super::arguments::{self, Subcommand};
use super::session::Session;
use crate::error::{Error, Result};
use crate::language::Language;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "man",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick("输出手册页（roff）", "Print a manual page (roff)"))
        .arg(
            Arg::new("command")
                .value_name(language.pick("命令", "COMMAND"))
                .value_parser(PossibleValuesParser::new(arguments::names()))
                .hide_possible_values(true)
                .help(language.pick("命令；不写就是总的手册页", "The command; without it the page of the program")),
        )
        .after_help(
            "planwalk man > planwalk.1\nplanwalk man set > planwalk-set.1\nplanwalk man set | man -l -",
        )
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let mut root = arguments::command(session.language);
    root.build();
    let command = match arguments::text(matches, "command") {
        Some(name) => root.find_subcommand(name).cloned(),
        None => None,
    };
    let page = page(command.unwrap_or(root), session.language);
    page.map(Answer::of)
        .map_err(|error| Error::problem("roff").because(error))
}

/// The page, section by section, because the headings of the generator are English.
fn page(command: Command, language: Language) -> io::Result<String> {
    let heading = language.pick("选项", "OPTIONS");
    let command = command
        .mut_args(|arg| arg.help_heading(heading))
        .subcommand_help_heading(language.pick("命令", "COMMANDS"));
    let has_subcommands = command.has_subcommands();
    let has_examples = command.get_after_help().is_some();
    let page = Man::new(command)
        .source(format!("planwalk {}", env!("CARGO_PKG_VERSION")))
        .manual(language.pick("planwalk 手册", "planwalk manual"));
    let mut roff = Vec::new();
    page.render_title(&mut roff)?;
    let mut section = |name: (&str, &str), render: &dyn Fn(&mut dyn Write) -> io::Result<()>| {
        let mut text = Vec::new();
        render(&mut text)?;
        let text = String::from_utf8_lossy(&text);
        // The preamble of definitions stands in the title's part already.
        let body = text.split_once("\n.SH ").map_or("", |(_, body)| body);
        let body = body.split_once('\n').map_or("", |(_, body)| body);
        writeln!(
            roff,
            ".SH {}\n{}",
            language.pick(name.0, name.1),
            body.trim_end()
        )
    };
    section(("名称", "NAME"), &|out| page.render_name_section(out))?;
    section(("用法", "SYNOPSIS"), &|out| {
        page.render_synopsis_section(out)
    })?;
    section(("说明", "DESCRIPTION"), &|out| {
        page.render_description_section(out)
    })?;
    section((heading, heading), &|out| page.render_options_section(out))?;
    if has_subcommands {
        section(("命令", "COMMANDS"), &|out| {
            page.render_subcommands_section(out)
        })?;
    }
    if has_examples {
        let mut examples = Vec::new();
        page.render_extra_section(&mut examples)?;
        let examples = String::from_utf8_lossy(&examples).into_owned();
        section(("示例", "EXAMPLES"), &|out| {
            // Commands keep their lines.
            let (head, body) = examples
                .split_once("\n.SH EXTRA\n")
                .unwrap_or(("", &examples));
            writeln!(out, "{head}\n.SH EXTRA\n.nf\n{}\n.fi", body.trim_end())
        })?;
    }
    Ok(String::from_utf8_lossy(&roff).into_owned())
}
