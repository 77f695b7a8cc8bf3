//! The command line: one file per subcommand, in the habits of the shell.
//!
//! Owns arguments, exit codes, what is printed, and which plan and which node a person means. Results go
//! to standard output, everything else to standard error. Holds no rule of the plan: commands ask
//! `document` and say what came of it. Nothing is printed before a command is through, so that a
//! reader who goes away early (`planwalk list | head`) never interrupts one.
//!
//! | module | owns |
//! |---|---|
//! | `arguments` | the one table of subcommands, options for all of them, reading arguments |
//! | `usage`, `help` | what was wrong with the arguments; help in both languages |
//! | `session`, `page`, `table`, `json` | surroundings; output for people; output for programs |
//! | `plan_file`, `address`, `outline` | which file, which node, which label is meant |
//! | `past` | which revision is meant, and the plan as of it |
//! | `assignment`, `dates` | `key=value` and dates as people type them |
//! | `safety` | signals and panics |

mod address;
mod arguments;
mod assignment;
mod blame;
mod check;
mod completions;
mod diff;
mod git_setup;
mod help;
mod import;
mod json;
mod list;
mod log;
mod man;
mod merge_driver;
mod new;
mod note;
mod open;
mod outline;
mod page;
mod past;
mod plan_file;
mod recover;
mod safety;
mod schema;
mod session;
mod set;
mod show;
mod table;
mod textconv;
mod usage;

use std::ffi::OsString;
use std::io::{self, Write};

use crate::error::{Error, Result};
use crate::language::Language;
use crate::runtime::{self, configuration, files};
use crate::text;

pub use safety::on_panic;

/// What a command has to say when it is through.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// For standard output, safe for a terminal.
    text: String,
    /// For standard error, a line or more each; raw.
    notices: Vec<String>,
    /// The exit code.
    code: u8,
}

impl Answer {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Adds something that is not the result.
    #[must_use]
    fn notice(mut self, notice: Option<String>) -> Self {
        self.notices.extend(notice);
        self
    }

    #[must_use]
    fn code(mut self, code: u8) -> Self {
        self.code = code;
        self
    }
}

/// Runs the program with its arguments, the first of which is its name, and gives the exit code:
/// 0, 1 (problems in the plan or the surroundings) or 2 (the command line was wrong); those of commands that git
/// calls are git's.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    safety::outlive_file_size_limit();
    let language = arguments::language(&arguments)
        .or_else(|| configuration::here().configuration.language)
        .unwrap_or_else(runtime::language);
    let is_merge_driver = arguments::is_merge_driver(&arguments);
    let answer = arguments::answer(arguments, language)
        .and_then(|answer| print(&answer.text, language).map(|()| answer));
    match answer {
        Ok(answer) => {
            for notice in &answer.notices {
                complain(notice);
            }
            answer.code
        }
        Err(error) => {
            complain(&sentence(&error, language));
            if is_merge_driver {
                merge_driver::FAILED
            } else {
                error.exit_code()
            }
        }
    }
}

/// An error as people read it: what, why, and what to do on a line of its own.
fn sentence(error: &Error, language: Language) -> String {
    let mut words = error.what().to_owned();
    if let Some(cause) = error.cause() {
        words.push_str(language.pick("：", ": "));
        words.push_str(cause);
    }
    if let Some(way_out) = error.way_out() {
        words.push('\n');
        words.push_str(way_out);
    }
    words
}

/// Writes to standard output. A reader who has seen enough is no error.
fn print(text: &str, language: Language) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let what = language.pick("结果没能写出", "the result could not be written");
            Err(Error::problem(what).because(files::system_words(&error, language)))
        }
        _ => Ok(()),
    }
}

/// Writes to standard error. Where that fails too, nobody is left to be told.
fn complain(words: &str) {
    let shown = text::sanitize_lines(words);
    let _ = writeln!(io::stderr().lock(), "planwalk: {shown}");
}
