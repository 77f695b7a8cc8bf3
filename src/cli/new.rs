//! `planwalk new`: a small plan to begin with.

use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};

use super::arguments::{self, Subcommand};
use super::page::Page;
use super::session::Session;
use super::{Answer, plan_file};
use crate::app::read_date;
use crate::document::{Document, compose};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::plan::{Head, Id, Numbering, Period, Pillar, Plan, Task};
use crate::runtime::folder::PLANS;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "new",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick("新建一个计划：一个板块，一项任务", "Make a new plan: one pillar, one task"))
        .arg(
            Arg::new("name")
                .value_name(language.pick("名称", "NAME"))
                .required(true)
                .help(language.pick(
                    "文件名，用英文字母、数字和 -，如 2026-h2：写到 plans/2026-h2.toml",
                    "File name in letters, digits and -, such as 2026-h2: written to plans/2026-h2.toml",
                )),
        )
        .arg(
            Arg::new("title")
                .long("title")
                .value_name(language.pick("标题", "TITLE"))
                .help(language.pick("计划的标题；默认是“今年的工作计划”", "The title; by default \"Work plan\" and the year")),
        )
        .arg(
            Arg::new("issuer")
                .long("issuer")
                .value_name(language.pick("单位", "ISSUER"))
                .help(language.pick("发布单位", "Who issues the plan")),
        )
        .arg(
            Arg::new("period")
                .long("period")
                .value_name(language.pick("起..止", "FROM..TO"))
                .help(language.pick(
                    "计划起止时间，如 2026-07-01..2026-12-31；默认是今年",
                    "The time the plan is for, as in 2026-07-01..2026-12-31; by default this year",
                )),
        )
        .arg(out_option(language))
        .after_help(language.pick(
            "planwalk new 2026-h2 --title 2026年下半年工作计划 --period 2026-07-01..2026-12-31",
            "planwalk new 2026-h2 --title \"Second half of 2026\" --period 2026-07-01..2026-12-31",
        ))
}

/// `--out`.
pub(super) fn out_option(language: Language) -> Arg {
    Arg::new("out")
        .long("out")
        .short('o')
        .value_name(language.pick("路径", "PATH"))
        .value_parser(value_parser!(PathBuf))
        .value_hint(ValueHint::FilePath)
        .help(language.pick(
            "写到这个文件，不写到 plans/",
            "Write to this file and not into plans/",
        ))
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    must_not_name_a_plan(session)?;
    let name = arguments::text(matches, "name").unwrap_or_default();
    let path = match matches.get_one::<PathBuf>("out") {
        Some(path) => path.clone(),
        None => path_of_name(name, session.today(), language)?,
    };
    let period = match arguments::text(matches, "period") {
        Some(text) => period(text, session)?,
        None => this_year(session.today())?,
    };
    let year = session.today().year();
    let title = arguments::text(matches, "title")
        .map(str::trim)
        .filter(|title| !title.is_empty());
    let title = title.map_or_else(
        || session.pick(format!("{year}年工作计划"), format!("Work plan {year}")),
        str::to_owned,
    );
    let plan = plan(
        one_line(&title),
        arguments::text(matches, "issuer"),
        period,
        session,
    );
    let document = Document::read(compose(&plan).into_bytes());
    let notice = plan_file::create(&path, &document, language)?;
    let shown = path.display();
    let mut page = Page::new(session);
    page.line(&session.pick(format!("已新建 {shown}"), format!("made {shown}")));
    page.line(session.pick(
        "板块和任务请在文本编辑器里改名、添加；planwalk 打开它，planwalk check 检查它",
        "name and add pillars and tasks in a text editor; planwalk opens it, planwalk check checks it",
    ));
    Ok(Answer::of(page.into_text()).notice(notice))
}

/// A command that writes a new plan has no use for `--plan`, and the person who gave it meant something.
pub(super) fn must_not_name_a_plan(session: &Session) -> Result<()> {
    match session.plan {
        None => Ok(()),
        Some(_) => Err(Error::usage(session.pick(
            "这里不能用 --plan：要写一个新文件",
            "--plan cannot be used here: a new file is written",
        ))
        .next(session.pick("要指定写到哪里，请用 --out", "to say where to, use --out"))),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plan(title: String, issuer: Option<&str>, period: Period, session: &Session) -> Plan {
    let mut pillar = Pillar::new(
        Id::imported_pillar(1),
        session.pick("板块名称", "Name of the pillar"),
    );
    pillar.tasks.push(Task::new(
        Id::imported_task(1),
        session.pick("任务名称", "Name of the task"),
    ));
    Plan {
        head: Head {
            title,
            issuer: issuer.map(one_line).filter(|issuer| !issuer.is_empty()),
            issued: Some(session.today()),
            period: Some(period),
            numbering: session.pick(Numbering::Official, Numbering::Decimal),
            preamble: String::new(),
        },
        pillars: vec![pillar],
    }
}

fn this_year(today: NaiveDate) -> Result<Period> {
    let day = |month, day| NaiveDate::from_ymd_opt(today.year(), month, day);
    match (day(1, 1), day(12, 31)) {
        (Some(start), Some(end)) => Ok(Period { start, end }),
        _ => Err(Error::problem(today.to_string())),
    }
}

fn period(text: &str, session: &Session) -> Result<Period> {
    let ends = ["..", "~", "～", "至", "到"]
        .into_iter()
        .find_map(|between| text.split_once(between));
    let period = ends.and_then(|(start, end)| {
        let start = read_date(start, None, session.today())?;
        let end = read_date(end, None, start)?;
        (start <= end).then_some(Period { start, end })
    });
    period.ok_or_else(|| {
        Error::usage(session.pick(
            format!("--period 不能是“{text}”"),
            format!("--period cannot be “{text}”"),
        ))
        .next(session.pick(
            "写成 2026-07-01..2026-12-31，止不早于起",
            "write it as 2026-07-01..2026-12-31, the end not before the start",
        ))
    })
}

/// `plans/NAME.toml`. git shows other than ASCII names as escapes, so those are refused with a proposal.
///
/// # Errors
/// The name cannot be a file name.
fn path_of_name(name: &str, today: NaiveDate, language: Language) -> Result<PathBuf> {
    let stem = name.strip_suffix(".toml").unwrap_or(name);
    if is_name(stem) {
        return Ok(Path::new(PLANS).join(format!("{stem}.toml")));
    }
    let proposal = proposal(stem).unwrap_or_else(|| format!("plan-{}", today.year()));
    Err(Error::usage(language.pick(
        format!("文件名不能是“{name}”：只用英文字母、数字、- 和 _，git 才能照样显示"),
        format!("“{name}” cannot be the name: letters, digits, - and _ only, so that git shows it as it is"),
    ))
    .next(language.pick(
        format!("可以用：{proposal}；中文写在标题里：--title 标题"),
        format!("use for example: {proposal}; other words belong into the title: --title TITLE"),
    )))
}

fn is_name(stem: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    stem.starts_with(|c: char| c.is_ascii_alphanumeric())
        && stem.len() <= 64
        && stem.chars().all(fits)
}

/// A name made of what is ASCII in another; none where nothing is.
fn proposal(name: &str) -> Option<String> {
    // The halves of a year are what such names mostly hold.
    let name = name
        .replace("上半年", "-h1")
        .replace("下半年", "-h2")
        .to_ascii_lowercase();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let mut proposal = words.join("-");
    proposal.truncate(64);
    (!proposal.is_empty()).then_some(proposal)
}
