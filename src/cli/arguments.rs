//! The command line as one table: subcommands, the options of all of them, reading arguments.
//!
//! The texts are picked at run time, so that help, completions and the manual come in both languages from the same
//! table. Each subcommand describes its own arguments in its own file.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};

use super::session::{Session, terminal_columns};
use super::{
    Answer, blame, check, completions, diff, git_setup, help, import, list, log, man, merge_driver,
    new, note, open, recover, schema, set, show, textconv, usage,
};
use crate::app::AmbiguousChoice;
use crate::error::Result;
use crate::language::Language;

/// One subcommand.
pub(super) struct Subcommand {
    pub name: &'static str,
    /// Adds what it does, its arguments and examples.
    pub describe: fn(Command, Language) -> Command,
    pub run: fn(&ArgMatches, &Session) -> Result<Answer>,
}

/// All subcommands, in the order in which help shows them.
pub(super) static SUBCOMMANDS: [Subcommand; 19] = [
    open::SUBCOMMAND,
    list::SUBCOMMAND,
    show::SUBCOMMAND,
    set::SUBCOMMAND,
    note::SUBCOMMAND,
    diff::SUBCOMMAND,
    log::SUBCOMMAND,
    blame::SUBCOMMAND,
    check::SUBCOMMAND,
    new::SUBCOMMAND,
    import::SUBCOMMAND,
    git_setup::SUBCOMMAND,
    recover::SUBCOMMAND,
    schema::SUBCOMMAND,
    completions::SUBCOMMAND,
    man::SUBCOMMAND,
    help::SUBCOMMAND,
    textconv::SUBCOMMAND,
    merge_driver::SUBCOMMAND,
];

/// Those that git calls and nobody types: they are left out of lists and completions.
const PLUMBING: [&str; 2] = [textconv::SUBCOMMAND.name, merge_driver::SUBCOMMAND.name];

/// The names of all subcommands.
pub(super) fn names() -> impl Iterator<Item = PossibleValue> {
    SUBCOMMANDS
        .iter()
        .map(|Subcommand { name, .. }| PossibleValue::new(name).hide(PLUMBING.contains(name)))
}

/// The whole command line in a language.
pub(super) fn command(language: Language) -> Command {
    let about = language.pick(
        "把工作计划投到会议室里，逐项过一遍，随手记下状态和意见",
        "Walk a review meeting through a work plan",
    );
    let examples = language.pick(
        "planwalk                              打开这个文件夹里的计划\nplanwalk import 2021-h2.txt           把文档变成计划\nplanwalk list --open                  列出没有完成的任务\nplanwalk set 5 status=done            第五项任务已完成\nplanwalk note 5 招标已完成。          给第五项任务记一笔",
        "planwalk                        open the plan of this folder\nplanwalk import 2021-h2.txt     make a plan of a document\nplanwalk list --open            list the tasks that are not done\nplanwalk set 5 status=done      task 5 is done\nplanwalk note 5 Tender closed.  write a note on task 5",
    );
    let root = Command::new("planwalk")
        .version(env!("CARGO_PKG_VERSION"))
        .about(about)
        .after_help(examples)
        .disable_help_subcommand(true)
        .arg(
            flag("version", language.pick("显示版本", "Print the version"))
                .short('V')
                .action(ArgAction::Version),
        )
        .args(for_all(language))
        .arg(ambiguous_option(language));
    let subcommands = SUBCOMMANDS.iter().map(|subcommand| {
        let name = subcommand.name;
        let command = (subcommand.describe)(Command::new(name), language);
        bare(command.hide(PLUMBING.contains(&name)))
    });
    bare(root).subcommands(subcommands)
}

/// Without the help and version that clap adds, which speak English only.
fn bare(command: Command) -> Command {
    command.disable_help_flag(true).disable_version_flag(true)
}

fn for_all(language: Language) -> [Arg; 3] {
    let plan = Arg::new("plan")
        .long("plan")
        .value_name(language.pick("路径", "PATH"))
        .value_parser(value_parser!(PathBuf))
        .value_hint(ValueHint::FilePath)
        .help(language.pick(
            "计划文件；默认是当前或上级文件夹的 plans/ 里唯一的计划",
            "The plan file; by default the one plan in plans/, here or in a folder above",
        ));
    let lang = Arg::new("lang")
        .long("lang")
        .value_name(language.pick("语言", "LANGUAGE"))
        .value_parser(PossibleValuesParser::new(["zh", "en"]))
        .hide_possible_values(true)
        .help(language.pick(
            "zh 或 en；默认按配置文件，没有就跟随系统",
            "zh or en; by default that of planwalk.toml, else of the locale",
        ));
    let help = flag("help", language.pick("显示帮助", "Print help"))
        .short('h')
        .action(ArgAction::Help);
    [plan, lang, help].map(|arg| arg.global(true))
}

/// An option without a value, `--name`.
pub(super) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(help)
}

/// `--json`.
pub(super) fn json_flag(language: Language) -> Arg {
    flag(
        "json",
        language.pick("输出 JSON，供程序读取", "Print JSON for programs"),
    )
}

/// `--dry-run`.
pub(super) fn dry_run_flag(language: Language) -> Arg {
    flag(
        "dry-run",
        language.pick(
            "只显示结果，不保存",
            "Show what would come of it and save nothing",
        ),
    )
    .short('n')
}

/// `--ambiguous`, with and without the command `open`.
pub(super) fn ambiguous_option(language: Language) -> Arg {
    Arg::new("ambiguous")
        .long("ambiguous")
        .value_name(language.pick("宽度", "WIDTH"))
        .value_parser(PossibleValuesParser::new([
            "auto",
            "narrow",
            "wide",
            "substitute",
        ]))
        .hide_possible_values(true)
        .help(language.pick(
            "终端把 “ ” … — · 画成一列（narrow）还是两列（wide），或换成相近的字符（substitute）；默认 auto，启动时问终端",
            "Whether the terminal draws Chinese quotes and dashes in one column (narrow) or two (wide), or look-alikes are to be drawn (substitute); by default auto: it is asked",
        ))
}

/// What `--ambiguous` asks for.
pub(super) fn ambiguous(matches: &ArgMatches) -> Option<AmbiguousChoice> {
    match text(matches, "ambiguous")? {
        "narrow" => Some(AmbiguousChoice::Narrow),
        "wide" => Some(AmbiguousChoice::Wide),
        "substitute" => Some(AmbiguousChoice::Substitute),
        _ => Some(AmbiguousChoice::Auto),
    }
}

/// The texts given for an argument.
pub(super) fn texts<'m>(matches: &'m ArgMatches, name: &str) -> impl Iterator<Item = &'m str> {
    let values = matches.get_many::<String>(name);
    values.into_iter().flatten().map(String::as_str)
}

/// The text given for an argument.
pub(super) fn text<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m str> {
    texts(matches, name).next()
}

/// The language that `--lang` asks for, looked up before anything is parsed: what is wrong with the
/// rest has to be said in it.
pub(super) fn language(arguments: &[OsString]) -> Option<Language> {
    let arguments = arguments.iter().take_while(|argument| *argument != "--");
    let mut words = arguments.filter_map(|argument| argument.to_str());
    let mut asked = None;
    while let Some(word) = words.next() {
        let value = match word {
            "--lang" => words.next(),
            word => word.strip_prefix("--lang="),
        };
        asked = match value {
            Some("zh") => Some(Language::Chinese),
            Some("en") => Some(Language::English),
            _ => asked,
        };
    }
    asked
}

/// Where the first word stands that is neither an option nor an option's value.
fn first_word(arguments: &[OsString]) -> Option<usize> {
    let mut position = 1;
    while let Some(argument) = arguments.get(position) {
        match argument.as_encoded_bytes() {
            b"--plan" | b"--lang" | b"--ambiguous" => position += 2,
            bytes if bytes.starts_with(b"-") && bytes != b"-" => position += 1,
            _ => return Some(position),
        }
    }
    None
}

/// Whether git is to be told of a failure by an exit code that it does not take for a conflict.
pub(super) fn is_merge_driver(arguments: &[OsString]) -> bool {
    let word = first_word(arguments).and_then(|position| arguments[position].to_str());
    word == Some(merge_driver::SUBCOMMAND.name)
}

/// Reads the arguments and carries out what they ask for.
///
/// # Errors
/// Whatever keeps it from being carried out, ready to be shown.
pub(super) fn answer(mut arguments: Vec<OsString>, language: Language) -> Result<Answer> {
    let word = first_word(&arguments);
    // `planwalk plans/x.toml` opens it, as an editor would.
    if let Some(position) = word.filter(|&position| is_plan_path(&arguments[position])) {
        arguments.insert(position, "open".into());
    }
    let matches = match command(language).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => {
            let called = word.and_then(|position| arguments[position].to_str());
            let called = called.and_then(subcommand).map(|known| known.name);
            return match error.kind() {
                ErrorKind::DisplayHelp => {
                    Ok(Answer::of(help::text(called, language, terminal_columns())))
                }
                ErrorKind::DisplayVersion => Ok(Answer::of(format!(
                    "planwalk {}\n",
                    env!("CARGO_PKG_VERSION")
                ))),
                _ => Err(usage::error(&error, called, language)),
            };
        }
    };
    let plan = matches.get_one::<PathBuf>("plan").cloned();
    let session = Session::new(
        language,
        self::language(&arguments),
        plan,
        ambiguous(&matches),
    );
    match matches.subcommand() {
        Some((name, own)) => match subcommand(name) {
            Some(subcommand) => (subcommand.run)(own, &session),
            None => open::without_arguments(&session),
        },
        None => open::without_arguments(&session),
    }
}

fn subcommand(name: &str) -> Option<&'static Subcommand> {
    SUBCOMMANDS.iter().find(|known| known.name == name)
}

fn is_plan_path(word: &OsStr) -> bool {
    let bytes = word.as_encoded_bytes();
    bytes.ends_with(b".toml") || bytes.contains(&b'/')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// clap's own look at the table: clashing names, arguments that cannot be reached.
    #[test]
    fn the_table_is_sound_in_both_languages() {
        for language in [Language::Chinese, Language::English] {
            command(language).debug_assert();
        }
    }

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_language_asked_for_is_found_wherever_it_stands() {
        assert_eq!(
            language(&words("planwalk list --lang zh")),
            Some(Language::Chinese)
        );
        assert_eq!(
            language(&words("planwalk --lang=en lst")),
            Some(Language::English)
        );
        assert_eq!(language(&words("planwalk --lang xx")), None);
        assert_eq!(language(&words("planwalk note 5 -- --lang zh")), None);
    }

    #[test]
    fn the_first_word_is_no_option() {
        let word = |line: &str| first_word(&words(line)).map(|at| words(line)[at].clone());
        assert_eq!(
            word("planwalk --plan show list --json"),
            Some("list".into())
        );
        assert_eq!(word("planwalk --lang=zh -h set"), Some("set".into()));
        assert_eq!(word("planwalk --ambiguous wide list"), Some("list".into()));
        assert_eq!(word("planwalk --plan x"), None);
    }
}
