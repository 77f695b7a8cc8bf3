//! `planwalk man`: the manual pages, in roff.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};
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

/// The first lines: how an apostrophe is written, and the title. The generator leaves out the day, which
/// nobody knows here, so that everything behind it would move to the wrong place.
fn title(name: &str, language: Language) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let manual = language.pick("planwalk 手册", "planwalk manual");
    format!(
        ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n.TH {name} 1 \"\" \"planwalk {version}\" \"{manual}\"\n"
    )
}

/// How a command is called, with the values of its options, which the generator leaves out.
fn synopsis(command: &Command, language: Language) -> Roff {
    let name = command
        .get_bin_name()
        .unwrap_or_else(|| command.get_name())
        .to_owned();
    let mut line = vec![bold(name)];
    let (positionals, options): (Vec<&Arg>, Vec<&Arg>) =
        command.get_arguments().partition(|arg| arg.is_positional());
    for arg in options.into_iter().chain(positionals) {
        line.push(roman(" "));
        line.extend(called(arg));
    }
    if command.has_subcommands() {
        let name = language.pick("命令", "COMMAND");
        line.extend([roman(" ["), italic(name), roman("]")]);
    }
    let mut roff = Roff::new();
    // The heading is only a mark of where the text begins.
    roff.control("SH", ["-"]).text(line);
    roff
}

/// An argument in a synopsis: brackets where it can be left out, dots where there can be several.
fn called(arg: &Arg) -> Vec<Inline> {
    let value = arg.get_value_names().and_then(<[_]>::first);
    let value = value.map_or_else(|| arg.get_id().to_string(), ToString::to_string);
    let mut line = Vec::new();
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    for option in short.into_iter().chain(long) {
        if !line.is_empty() {
            line.push(roman("|"));
        }
        line.push(bold(option));
    }
    if arg.is_positional() {
        line.push(italic(value));
    } else if arg.get_action().takes_values() {
        line.extend([roman(" "), italic(value)]);
    }
    if !arg.is_required_set() {
        line.insert(0, roman("["));
        line.push(roman("]"));
    }
    let is_several = arg
        .get_num_args()
        .is_some_and(|range| range.max_values() > 1);
    if is_several || matches!(arg.get_action(), ArgAction::Append) && !arg.is_positional() {
        line.push(roman("..."));
    }
    line
}

/// What the exit codes mean, which are the same for all commands but for the comparison.
fn exit_status(name: &str, language: Language) -> Roff {
    let compared = [
        ("0", language.pick("没有变化。", "Nothing changed.")),
        ("1", language.pick("有变化。", "Something changed.")),
        (
            "2",
            language.pick("命令写得不对。", "The command line was wrong."),
        ),
        (
            "128",
            language.pick("没能比较。", "It cannot be told whether something changed."),
        ),
    ];
    let others = [
        ("0", language.pick("成功。", "Success.")),
        (
            "1",
            language.pick(
                "计划有错误，或者没有做成：例如没有这个文件、没能保存。",
                "The plan has errors, or it could not be done: there is no such file, or it could not be saved.",
            ),
        ),
        (
            "2",
            language.pick(
                "命令写得不对，什么也没有改。",
                "The command line was wrong; nothing was changed.",
            ),
        ),
    ];
    let codes = match name {
        "planwalk-diff" => &compared[..],
        _ => &others[..],
    };
    let mut roff = Roff::new();
    roff.control("SH", ["-"]);
    for &(code, meaning) in codes {
        roff.control("TP", []);
        roff.text([bold(code)]).text([roman(meaning)]);
    }
    roff
}

/// The page, section by section, because the headings of the generator are English.
fn page(command: Command, language: Language) -> io::Result<String> {
    let heading = language.pick("选项", "OPTIONS");
    let command = command
        .mut_args(|arg| arg.help_heading(heading))
        .subcommand_help_heading(language.pick("命令", "COMMANDS"));
    let has_subcommands = command.has_subcommands();
    let has_examples = command.get_after_help().is_some();
    let synopsis = synopsis(&command, language);
    let name = command.get_display_name().unwrap_or("planwalk").to_owned();
    let mut roff = title(&name, language).into_bytes();
    let page = Man::new(command);
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
    section(("用法", "SYNOPSIS"), &|out| synopsis.to_writer(out))?;
    section(("说明", "DESCRIPTION"), &|out| {
        page.render_description_section(out)
    })?;
    section((heading, heading), &|out| page.render_options_section(out))?;
    if has_subcommands {
        section(("命令", "COMMANDS"), &|out| {
            page.render_subcommands_section(out)
        })?;
    }
    section(("退出码", "EXIT STATUS"), &|out| {
        exit_status(&name, language).to_writer(out)
    })?;
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
