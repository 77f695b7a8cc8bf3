//! `planwalk completions`: a script for the shell.
//!
//! Owns the script for bash. Those for the other shells are made by `clap_complete`; its script for bash is
//! not used, because it takes no notice of bash making three words of `status=done`, so that a value
//! completed there comes out as `status=status=done`, and offers options where an argument is due.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, ValueEnum, ValueHint};
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
    if shell == Shell::Bash {
        return Ok(Answer::of(bash(command)));
    }
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

/// What is the same in every script for bash, before the table of what can be written where.
///
/// `asked` says what the word under the cursor is: the value of an option or a key (its name), an option
/// (`-`), or an argument (how many stand before it). Bash makes a word of its own of `=`, unless the person
/// took it out of `COMP_WORDBREAKS`; both are met. An old bash (3.2) has no `compopt` and gets by without.
const BASH_HEAD: &str = r#"_planwalk() {
    local word=$2 command= last= key= before= place=0 asked said i
    for ((i = 1; i < COMP_CWORD; i++)); do
        said=${COMP_WORDS[i]}
        if [[ $said == = ]]; then
            key=$last
        elif [[ -n $key ]]; then
            key=
        elif [[ $said == -* ]]; then
            last=$said
            case "$command $said" in
            @takes@) key=$said ;;
            esac
        elif [[ -z $command ]]; then
            command=$said
        else
            last=$said
            place=$((place + 1))
        fi
    done
    if [[ ${COMP_WORDS[COMP_CWORD]} == = ]]; then
        key=$last
    elif [[ -z $key && $word == *=* ]]; then
        key=${word%%=*}
        before=$key=
        word=${word#*=}
    fi
    if [[ -n $key ]]; then
        asked=$key
    elif [[ $word == -* ]]; then
        asked=-
    else
        asked=$place
    fi
    local values= paths=
    case "$command $asked" in
"#;

const BASH_TAIL: &str = r#"    esac
    local IFS=$' \t\n'
    COMPREPLY=($(compgen -W "$values" -P "$before" -- "$word"))
    if [[ ${COMPREPLY[0]-} == *= ]]; then
        compopt -o nospace 2>/dev/null
    fi
    # A plan can stand where a command can: what is no command is a path.
    if [[ -n $paths || ( "$command $asked" == " 0" && -z ${COMPREPLY[0]-} ) ]]; then
        IFS=$'\n'
        if [[ -n $before ]] || ! compopt -o default 2>/dev/null; then
            COMPREPLY=($(compgen -f -P "$before" -- "$word"))
        fi
    fi
}

complete -F _planwalk planwalk
"#;

/// The script for bash.
fn bash(mut root: Command) -> String {
    root.build();
    let mut takes = Vec::new();
    let mut table = String::new();
    let commands: Vec<_> = root
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(Command::get_name)
        .collect();
    row(&mut table, "\" 0\"", &words(&commands));
    for command in std::iter::once(&root).chain(root.get_subcommands()) {
        // Before a command the word for it is empty.
        let name = match command.get_name() {
            "planwalk" => "",
            name => name,
        };
        let mut options = Vec::new();
        for arg in command.get_arguments().filter(|arg| !arg.is_positional()) {
            let long = arg.get_long().map(|long| format!("--{long}"));
            let short = arg.get_short().map(|short| format!("-{short}"));
            let spelled: Vec<_> = long.into_iter().chain(short).collect();
            if arg.get_action().takes_values() {
                let keys = spelled.iter().map(|option| format!("\"{name} {option}\""));
                let pattern = keys.collect::<Vec<_>>().join(" | ");
                row(&mut table, &pattern, &completed(arg));
                takes.push(pattern);
            }
            options.extend(spelled);
        }
        row(&mut table, &format!("\"{name} -\""), &words(&options));
        for (place, arg) in command.get_positionals().enumerate() {
            let is_several = arg
                .get_num_args()
                .is_some_and(|range| range.max_values() > 1);
            let pattern = if is_several {
                format!("\"{name} \"[{place}-9]*")
            } else {
                format!("\"{name} {place}\"")
            };
            row(&mut table, &pattern, &completed(arg));
        }
    }
    let statuses = Status::ALL.map(Status::value);
    row(&mut table, "\"set status\"", &words(&statuses));
    let head = BASH_HEAD.replace("@takes@", &takes.join(" | "));
    format!("{head}{table}{BASH_TAIL}")
}

/// A row of the table: what is done where the pattern fits. Where nothing is, there is no row.
fn row(table: &mut String, pattern: &str, done: &str) {
    if !done.is_empty() {
        table.push_str(&format!("    {pattern}) {done} ;;\n"));
    }
}

/// Words to choose from. All are plain ASCII without quotes.
fn words<W: AsRef<str>>(words: &[W]) -> String {
    let words: Vec<_> = words.iter().map(AsRef::as_ref).collect();
    format!("values=\"{}\"", words.join(" "))
}

/// What can be completed of an argument's value.
fn completed(arg: &Arg) -> String {
    if arg.get_value_hint() == ValueHint::FilePath {
        return "paths=yes".to_owned();
    }
    let mut values = arg.get_possible_values();
    values.retain(|value| !value.is_hide_set());
    // After the `=` the value is completed in a word of its own.
    let names = values.iter().map(|value| value.get_name());
    let mut values: Vec<_> = names
        .filter_map(|name| name.split_inclusive('=').next())
        .collect();
    values.dedup();
    if values.is_empty() {
        String::new()
    } else {
        words(&values)
    }
}
