//! `planwalk help` and `--help`: what can be called, in both languages, wrapped by the rules of Chinese.
//!
//! clap's own help speaks English only and breaks lines at blanks only, so it is laid out here from clap's table.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};

use super::Answer;
use super::arguments::{self, Subcommand};
use super::page::measured;
use super::session::Session;
use crate::error::Result;
use crate::language::Language;
use crate::text::{Ambiguous, Layout};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "help",
    describe,
    run,
};

/// The columns of help in a pipe, and the most on a terminal.
const COLUMNS: usize = 100;

/// The widest left column, in columns of the screen; what is wider gets a line of its own.
const LEFT: usize = 30;

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick("显示一个命令的帮助", "Print the help of a command"))
        .arg(
            Arg::new("command")
                .value_name(language.pick("命令", "COMMAND"))
                .value_parser(PossibleValuesParser::new(arguments::names()))
                .hide_possible_values(true)
                .help(language.pick(
                    "命令；不写就是总的帮助",
                    "The command; without it the general help",
                )),
        )
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let name = arguments::text(matches, "command");
    Ok(Answer::of(text(name, session.language, session.columns)))
}

/// The help of a subcommand, or that of the program.
pub(super) fn text(name: Option<&str>, language: Language, columns: Option<usize>) -> String {
    let mut root = arguments::command(language);
    root.build();
    let command = name
        .and_then(|name| root.find_subcommand(name))
        .unwrap_or(&root);
    let columns = columns.map_or(COLUMNS, |columns| columns.min(COLUMNS));
    let mut sheet = Sheet {
        text: String::new(),
        language,
        columns,
    };
    sheet.command(command);
    sheet.text
}

struct Sheet {
    text: String,
    language: Language,
    columns: usize,
}

impl Sheet {
    fn command(&mut self, command: &Command) {
        if let Some(about) = command.get_long_about().or_else(|| command.get_about()) {
            for line in about.to_string().lines() {
                self.wrapped(0, line);
            }
        }
        let usage = self.language.pick("用法：", "Usage: ");
        self.text
            .push_str(&format!("\n{usage}{}\n", self.usage(command)));
        let subcommands = command
            .get_subcommands()
            .filter(|known| !known.is_hide_set());
        let subcommands = subcommands.map(|known| {
            let about = known.get_about().map(ToString::to_string);
            (known.get_name().to_owned(), about.unwrap_or_default())
        });
        self.section(
            self.language.pick("命令", "Commands"),
            subcommands.collect(),
        );
        let positionals = command.get_positionals().map(described).collect();
        self.section(self.language.pick("参数", "Arguments"), positionals);
        let (global, own): (Vec<&Arg>, Vec<&Arg>) = command
            .get_opts()
            .chain(command.get_arguments().filter(|arg| is_flag(arg)))
            .filter(|arg| !arg.is_hide_set())
            .partition(|arg| arg.is_global_set());
        self.section(
            self.language.pick("选项", "Options"),
            own.into_iter().map(described).collect(),
        );
        self.section(
            self.language.pick("通用选项", "Options of all commands"),
            global.into_iter().map(described).collect(),
        );
        if let Some(examples) = command.get_after_help() {
            self.heading(self.language.pick("示例", "Examples"));
            for line in examples.to_string().lines() {
                self.text.push_str(&format!("  {line}\n"));
            }
        }
    }

    fn usage(&self, command: &Command) -> String {
        let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
        let options = self.language.pick("选项", "OPTIONS");
        let mut usage = format!("{name} [{options}]");
        for positional in command.get_positionals() {
            usage.push(' ');
            usage.push_str(&placeholder(positional));
        }
        if command.has_subcommands() {
            usage.push_str(self.language.pick(" [命令]", " [COMMAND]"));
        }
        usage
    }

    fn heading(&mut self, heading: &str) {
        let colon = self.language.pick("：", ":");
        self.text.push_str(&format!("\n{heading}{colon}\n"));
    }

    /// Two columns: what is typed, and what it does.
    fn section(&mut self, heading: &str, rows: Vec<(String, String)>) {
        if rows.is_empty() {
            return;
        }
        self.heading(heading);
        let widths = rows.iter().map(|(left, _)| measured(left).1);
        let widest = widths.filter(|&width| width <= LEFT).max().unwrap_or(0);
        for (left, right) in rows {
            let width = measured(&left).1;
            self.text.push_str("  ");
            self.text.push_str(&left);
            if width > widest {
                self.text.push('\n');
                self.wrapped(widest + 4, &right);
            } else {
                self.text.push_str(&" ".repeat(widest - width + 2));
                let indent = self.text.len();
                self.wrapped(widest + 4, &right);
                // The first row stands behind what is typed: its indentation is there already.
                self.text.replace_range(indent..indent + widest + 4, "");
            }
        }
    }

    fn wrapped(&mut self, indent: usize, text: &str) {
        let columns = self.columns.max(indent + 20);
        let layout = Layout::new(columns, Ambiguous::Narrow).indented(indent, indent);
        for line in layout.wrap(text) {
            self.text.push_str(&" ".repeat(line.indent));
            self.text.push_str(line.drawn(text));
            self.text.push('\n');
        }
    }
}

fn is_flag(arg: &Arg) -> bool {
    !arg.is_positional() && !arg.get_action().takes_values()
}

fn described(arg: &Arg) -> (String, String) {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if arg.is_positional() {
        return (placeholder(arg), help);
    }
    let short = arg
        .get_short()
        .map_or("    ".to_owned(), |short| format!("-{short}, "));
    let long = arg.get_long().unwrap_or_default();
    let value = if arg.get_action().takes_values() {
        format!(" {}", placeholder(arg))
    } else {
        String::new()
    };
    (format!("{short}--{long}{value}"), help)
}

/// `<NAME>`, `[NAME]` where it can be left out, `...` where there can be several.
fn placeholder(arg: &Arg) -> String {
    let name = arg.get_value_names().and_then(<[_]>::first);
    let name = name.map_or_else(|| arg.get_id().to_string(), ToString::to_string);
    let several = arg
        .get_num_args()
        .is_some_and(|range| range.max_values() > 1);
    let dots = if several { "..." } else { "" };
    if arg.is_positional() && !arg.is_required_set() {
        format!("[{name}]{dots}")
    } else {
        format!("<{name}>{dots}")
    }
}
