//! `planwalk diff`: what changed from one revision to another, or to the file.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use super::arguments::{self, Subcommand, flag, json_flag};
use super::page::{Page, Style};
use super::plan_file::{self, PlanFile};
use super::session::Session;
use super::table::Table;
use super::{Answer, json, past};
use crate::change::Diff;
use crate::document::{Condition, Document};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::report::{self, End, Stat};
use crate::runtime::git::{Range, Repository};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "diff",
    describe,
    run,
};

/// The exit code where something changed.
const DIFFERS: u8 = 1;

/// The exit code where it cannot be told, as git's.
const FAILED: u8 = 128;

fn describe(command: Command, language: Language) -> Command {
    let about = language.pick(
        "比较两个版本：改了哪些状态、时限、文字，加了哪些记录",
        "Compare two revisions: what changed, task by task",
    );
    command
        .about(about)
        .long_about(language.pick(
            "比较两个版本：改了哪些状态、时限、文字，加了哪些记录。\n\n不写版本，就是最近一次提交和现在的文件比。写一个版本，就是它和现在的文件比；写“甲..乙”，就是甲和乙比；再写一个文件，就是和这个文件比；写两个文件，就是这两个文件比。版本可以是 git 认得的任何写法，也可以是日期（当天结束时的计划），或 @{last-meeting}（上次会议后的计划）。\n\n退出码：0 没有变化，1 有变化，2 命令写得不对，128 没能比较。",
            "Compare two revisions: what changed, task by task.\n\nWithout a revision the last commit is compared with the file as it is now. One revision is compared with the file, \"A..B\" compares two revisions. With a file, that one is the plan; two files are compared with each other. A revision is whatever git takes, a date (the plan by the end of that day), or @{last-meeting} (the plan after the last meeting).\n\nThe exit code is 0 if nothing changed, 1 if something did, 2 if the command line was wrong, 128 if it cannot be told.",
        ))
        .arg(
            Arg::new("revision")
                .value_name(language.pick("版本", "REVISION"))
                .num_args(1..)
                .action(ArgAction::Append)
                .value_hint(ValueHint::FilePath)
                .help(language.pick(
                    "版本、“版本..版本”、版本和文件，或两个文件；默认 HEAD",
                    "A revision, \"REV..REV\", a revision and a file, or two files; by default HEAD",
                )),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name(language.pick("格式", "FORMAT"))
                .value_parser(PossibleValuesParser::new(["text", "md"]))
                .hide_possible_values(true)
                .help(language.pick(
                    "text，或 md：可以贴进文件的修订说明",
                    "text, or md: revision notes to paste into a document",
                )),
        )
        .arg(
            flag(
                "stat",
                language.pick("只显示各板块改了多少", "Only how much changed in each pillar"),
            )
            .conflicts_with_all(["format", "json"]),
        )
        .arg(json_flag(language).conflicts_with("format"))
        .after_help(language.pick(
            "planwalk diff\nplanwalk diff 2021-09-15\nplanwalk diff @{last-meeting} --format md\nplanwalk diff HEAD~3..HEAD --stat\nplanwalk diff 旧计划.toml 新计划.toml",
            "planwalk diff\nplanwalk diff 2021-09-15\nplanwalk diff @{last-meeting} --format md\nplanwalk diff HEAD~3..HEAD --stat\nplanwalk diff old.toml new.toml",
        ))
}

/// One end, read.
struct Side {
    document: Document,
    end: End,
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    // 1 says that something changed, so what went wrong must say something else.
    let (from, to) = sides(matches, session).map_err(Error::fatal)?;
    let diff = from.document.diff(&to.document);
    let title = to.document.head().title.clone();
    let text = if matches.get_flag("json") {
        json::text(&report::json::Comparison::new(&diff, &from.end, &to.end))?
    } else if matches.get_flag("stat") {
        stat(&diff, session)
    } else if arguments::text(matches, "format") == Some("md") {
        report::markdown(&diff, &title, &from.end, &to.end, language)
    } else if diff.is_empty() {
        String::new()
    } else {
        let mut page = Page::new(session);
        for line in report::lines(&diff, &title, &from.end, &to.end, language) {
            page.report_line(&line);
        }
        page.into_text()
    };
    let mut answer = Answer::of(text).code(if diff.is_empty() { 0 } else { DIFFERS });
    for side in [from, to] {
        if side.document.condition() == Condition::Broken {
            let name = side.end.words(language);
            let notice = past::incomplete(&side.document, &name, language);
            answer = answer.notice(notice).code(FAILED);
        }
    }
    Ok(answer)
}

fn sides(matches: &ArgMatches, session: &Session) -> Result<(Side, Side)> {
    let language = session.language;
    let said: Vec<&str> = arguments::texts(matches, "revision").collect();
    let pair = match said.as_slice() {
        [] => return against_file("HEAD", &plan_file::path(session)?, language),
        // A file is its own last commit's successor, whatever the plan of the folder is.
        [one] if is_file(one) => return against_file("HEAD", Path::new(one), language),
        [one] => match Range::parse(one) {
            Some(range) => range,
            None => return against_file(one, &plan_file::path(session)?, language),
        },
        // Where only the second is not there, that one is meant to be a file, too.
        [one, other] if is_file(one) && (is_file(other) || other.ends_with(".toml")) => {
            return Ok((file(one.into(), language)?, file(other.into(), language)?));
        }
        [one, other] if is_file(other) => return against_file(one, Path::new(other), language),
        [one, other] => Range {
            from: (*one).to_owned(),
            to: (*other).to_owned(),
            is_from_common: false,
        },
        [_, _, more, ..] => {
            return Err(Error::usage(language.pick(
                format!("“{more}”是多出来的：最多比较两个版本"),
                format!("“{more}” is one too many: two revisions are compared at most"),
            )));
        }
    };
    let repository = past::repository(session)?;
    let (from, to) = repository
        .resolve_range(&pair)
        .map_err(|error| error.to_error(language))?;
    let at = |revision| side_at(&repository, revision, language);
    Ok((at(from)?, at(to)?))
}

fn is_file(said: &str) -> bool {
    Path::new(said).is_file()
}

fn file(path: PathBuf, language: Language) -> Result<Side> {
    let plan = PlanFile::read(path, language)?;
    Ok(Side {
        end: End::File(plan.name()),
        document: plan.document,
    })
}

fn side_at(
    repository: &Repository,
    revision: crate::change::Revision,
    language: Language,
) -> Result<Side> {
    Ok(Side {
        document: past::document_at(repository, &revision, language)?,
        end: End::Revision(revision),
    })
}

/// A revision, and the file as it is now.
fn against_file(said: &str, plan: &Path, language: Language) -> Result<(Side, Side)> {
    let repository = Repository::of(plan).map_err(|error| error.to_error(language))?;
    let revision = repository
        .resolve(said)
        .map_err(|error| error.to_error(language))?;
    let from = side_at(&repository, revision, language)?;
    Ok((from, file(plan.to_owned(), language)?))
}

fn stat(diff: &Diff, session: &Session) -> String {
    let Stat {
        columns,
        rows,
        total,
    } = report::stat(diff, session.language);
    if rows.is_empty() {
        return String::new();
    }
    let mut page = Page::new(session);
    let mut table = Table::flexible(0);
    let row = |style, name: String, cells: Vec<String>| {
        let cells = cells.into_iter().map(move |cell| (style, cell));
        std::iter::once((style, name)).chain(cells)
    };
    let heading = columns.iter().map(ToString::to_string).collect();
    table.row(row(
        Style::Strong,
        session.pick("板块", "pillar").to_owned(),
        heading,
    ));
    let shown = |counts: &[usize]| -> Vec<String> {
        let shown = |count: &usize| match count {
            0 => "-".to_owned(),
            count => count.to_string(),
        };
        counts.iter().map(shown).collect()
    };
    for (name, counts) in rows {
        table.row(row(Style::Plain, name, shown(&counts)));
    }
    let name = session.pick("合计", "total").to_owned();
    table.row(row(Style::Strong, name, shown(&total)));
    table.put_on(&mut page);
    page.into_text()
}
