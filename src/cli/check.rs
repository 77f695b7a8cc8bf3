//! `planwalk check`: everything that is wrong or odd in plans, with the place and the way out.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use serde::Serialize;

use super::arguments::{Subcommand, json_flag};
use super::page::{Page, Style};
use super::plan_file::{self, PlanFile};
use super::session::Session;
use super::{Answer, json, sentence};
use crate::app::ConfigurationProblem;
use crate::document::{LineIndex, Location, Problem, ProblemKind};
use crate::error::{Error, Result};
use crate::language::{Language, counted};
use crate::report::size_of_plan;
use crate::runtime::configuration;
use crate::text::{self, Ambiguous};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "check",
    describe,
    run,
};

/// Columns of an excerpt in a pipe.
const COLUMNS: usize = 100;

/// So many problems of a file are listed for people, who mend the first ones first.
const LISTED: usize = 1_000;

/// The same for programs.
const LISTED_FOR_PROGRAMS: usize = 10_000;

/// Columns before an excerpt.
const INDENT: usize = 4;

fn describe(command: Command, language: Language) -> Command {
    let about = language.pick(
        "检查计划文件：每处问题的位置、原因和改法",
        "Check plan files: where each problem is, what it is, what to do",
    );
    command
        .about(about)
        .long_about(language.pick(
            "检查计划文件：每处问题的位置、原因和改法。\n\n有错误时退出码是 1，这样的文件只能查看；只有提示（如不认识的键，会原样保留）时是 0。",
            "Check plan files: where each problem is, what it is, what to do.\n\nThe exit code is 1 if there are errors, which make a file readable only; it is 0 if there are hints alone, such as unknown keys, which are kept.",
        ))
        .arg(
            Arg::new("path")
                .value_name(language.pick("计划", "PLAN"))
                .num_args(1..)
                .action(ArgAction::Append)
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .help(language.pick(
                    "计划文件；不写就是 --plan，或 plans/ 里的全部计划和配置文件",
                    "Plan files; by default --plan, or all plans in plans/ and the configuration",
                )),
        )
        .arg(json_flag(language))
        .after_help("planwalk check\nplanwalk check plans/*.toml --json")
}

/// The shape for programs.
#[derive(Debug, Serialize)]
struct Report {
    errors: usize,
    hints: usize,
    plans: Vec<PlanReport>,
    /// The configuration files in which something is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    configuration: Vec<ConfigurationReport>,
}

#[derive(Debug, Serialize)]
struct ConfigurationReport {
    path: String,
    problems: Vec<ProblemReport>,
}

#[derive(Debug, Serialize)]
struct PlanReport {
    path: String,
    errors: usize,
    hints: usize,
    problems: Vec<ProblemReport>,
    /// How many problems there are that are not listed.
    #[serde(skip_serializing_if = "is_zero")]
    not_listed: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[derive(Debug, Serialize)]
struct ProblemReport {
    severity: &'static str,
    kind: &'static str,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
    message: String,
    way_out: Option<String>,
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let mut report = Report {
        errors: 0,
        hints: 0,
        plans: Vec::new(),
        configuration: Vec::new(),
    };
    let mut page = Page::new(session);
    let mut unreadable = Vec::new();
    for path in paths(matches, session)? {
        let plan = match PlanFile::read(path, language) {
            Ok(plan) => plan,
            Err(error) => {
                unreadable.push(sentence(&error, language));
                continue;
            }
        };
        put_problems(&mut page, &plan, language);
        let plan = PlanReport::new(&plan, language);
        report.errors += plan.errors;
        report.hints += plan.hints;
        report.plans.push(plan);
    }
    if report.plans.len() > 1 {
        page.gap();
        let count = report.plans.len();
        let counts = counts(report.errors, report.hints, language);
        page.line(&language.pick(
            format!("共 {count} 个计划：{counts}"),
            format!("{}: {counts}", counted(count, "plan")),
        ));
    }
    // Who names a plan asks about that plan.
    if session.plan.is_none() && !matches.contains_id("path") {
        report.configuration = configuration_reports(&mut page, language);
        let files = report.configuration.iter();
        report.errors += files.map(|file| file.problems.len()).sum::<usize>();
    }
    let code = u8::from(report.errors > 0 || !unreadable.is_empty());
    let text = if matches.get_flag("json") {
        json::text(&report)?
    } else {
        page.into_text()
    };
    Ok(Answer {
        text,
        notices: unreadable,
        code,
    })
}

/// The plans to check. Unlike other commands this one is as well with several: it takes all.
fn paths(matches: &ArgMatches, session: &Session) -> Result<Vec<PathBuf>> {
    let named: Vec<PathBuf> = matches
        .get_many("path")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    if !named.is_empty() {
        if session.plan.is_some() {
            return Err(Error::usage(session.pick(
                "--plan 和计划文件只能写一样",
                "give plan files or --plan, not both",
            )));
        }
        return Ok(named);
    }
    if session.plan.is_none() {
        let all = plan_file::nearest();
        if !all.is_empty() {
            return Ok(all);
        }
    }
    Ok(vec![plan_file::path(session)?])
}

/// One problem: where, how bad, what; then the line with the place marked.
fn put_problem(
    page: &mut Page,
    name: &str,
    place: &Location<'_>,
    (style, severity, words): (Style, &str, &str),
    language: Language,
) {
    page.put(
        Style::Strong,
        &format!("{name}:{}:{}", place.line, place.column),
    );
    let colon = language.pick("：", ": ");
    page.put(Style::Plain, colon);
    page.put(style, severity);
    page.put(Style::Plain, colon);
    page.put(Style::Plain, words);
    page.end();
    put_excerpt(page, place, style);
}

/// Everything about one plan, and how it stands.
fn put_problems(page: &mut Page, plan: &PlanFile, language: Language) {
    let text = plan.document.text();
    let lines = LineIndex::new(&text);
    let name = plan.name();
    let problems = plan.document.problems();
    for problem in listed(problems, LISTED) {
        page.gap();
        let place = lines.locate(&problem.span);
        let style = if problem.is_error() {
            Style::Bad
        } else {
            Style::Warning
        };
        let severity = severity_word(problem.is_error(), language);
        let words = problem.words(language);
        put_problem(page, &name, &place, (style, severity, &words), language);
        if let ProblemKind::DuplicateId { first, .. } = &problem.kind {
            let first = lines.locate(&(*first..*first));
            let place = format!("{name}:{}:{}", first.line, first.column);
            page.line(&language.pick(
                format!("    前一个在 {place}"),
                format!("    the one before is at {place}"),
            ));
        }
        if let Some(way_out) = problem.way_out(language) {
            page.wrapped(Style::Plain, INDENT, INDENT, &way_out);
        }
    }
    page.gap();
    let more = problems.len().saturating_sub(LISTED);
    if more > 0 {
        page.line(&language.pick(
            format!("另有 {more} 处没有列出"),
            format!("not listed: {more} more"),
        ));
    }
    let (errors, hints) = count(problems);
    let outcome = if errors + hints == 0 {
        let document = &plan.document;
        let pillars = document.pillar_count();
        let tasks = document.tasks_before(pillars);
        let size = size_of_plan(pillars, tasks, language);
        language.pick(
            format!("没有问题（{size}）"),
            format!("no problems ({size})"),
        )
    } else {
        counts(errors, hints, language)
    };
    page.line(&format!("{name}{}{outcome}", language.pick("：", ": ")));
}

/// As many problems as there is room for, in file order. Where not all can be, errors come before hints.
fn listed(problems: &[Problem], room: usize) -> impl Iterator<Item = &Problem> {
    let errors = problems.iter().filter(|problem| problem.is_error());
    let mut errors_left = errors.count().min(room);
    let mut hints_left = room - errors_left;
    problems.iter().filter(move |problem| {
        let left = if problem.is_error() {
            &mut errors_left
        } else {
            &mut hints_left
        };
        let has_room = *left > 0;
        *left = left.saturating_sub(1);
        has_room
    })
}

/// What is wrong in the configuration that holds here.
fn configuration_reports(page: &mut Page, language: Language) -> Vec<ConfigurationReport> {
    let found = configuration::here();
    let (_, problems) = found.configuration.keymap(found.problems);
    let is_same = |a: &ConfigurationProblem, b: &ConfigurationProblem| a.file.path == b.file.path;
    let reports = problems.chunk_by(is_same).filter_map(|problems| {
        let file = &problems.first()?.file;
        let lines = LineIndex::new(&file.text);
        let path = file.path.display().to_string();
        let problems = problems.iter().map(|problem| {
            let place = lines.locate(&problem.span.clone().unwrap_or_default());
            let (message, way_out) = (problem.words(language), problem.way_out(language));
            let words = (Style::Bad, severity_word(true, language), message.as_str());
            page.gap();
            put_problem(page, &path, &place, words, language);
            if let Some(way_out) = &way_out {
                page.wrapped(Style::Plain, INDENT, INDENT, way_out);
            }
            ProblemReport {
                severity: "error",
                kind: problem.fault.kind(),
                line: place.line,
                column: place.column,
                message,
                way_out,
            }
        });
        let problems: Vec<ProblemReport> = problems.collect();
        page.gap();
        let counts = counts(problems.len(), 0, language);
        page.line(&format!("{path}{}{counts}", language.pick("：", ": ")));
        Some(ConfigurationReport { path, problems })
    });
    reports.collect()
}

fn put_excerpt(page: &mut Page, place: &Location<'_>, style: Style) {
    let columns = page.columns().unwrap_or(COLUMNS).saturating_sub(INDENT);
    let excerpt = text::excerpt(place.text, place.range.clone(), columns, Ambiguous::Narrow);
    if excerpt.line.trim().is_empty() {
        return;
    }
    let indent = " ".repeat(INDENT);
    page.put_safe(Style::Plain, &format!("{indent}{}", excerpt.line));
    page.end();
    page.put_safe(Style::Plain, &indent);
    page.put_safe(style, &excerpt.caret);
    page.end();
}

fn severity_word(is_error: bool, language: Language) -> &'static str {
    if is_error {
        language.pick("错误", "error")
    } else {
        language.pick("提示", "hint")
    }
}

/// Errors and hints.
fn count(problems: &[Problem]) -> (usize, usize) {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    (errors, problems.len() - errors)
}

fn counts(errors: usize, hints: usize, language: Language) -> String {
    language.pick(
        format!("{errors} 个错误，{hints} 个提示"),
        format!("errors: {errors}, hints: {hints}"),
    )
}

impl PlanReport {
    fn new(plan: &PlanFile, language: Language) -> Self {
        let text = plan.document.text();
        let lines = LineIndex::new(&text);
        let problems = plan.document.problems();
        let (errors, hints) = count(problems);
        Self {
            path: plan.name(),
            errors,
            hints,
            not_listed: problems.len().saturating_sub(LISTED_FOR_PROGRAMS),
            problems: listed(problems, LISTED_FOR_PROGRAMS)
                .map(|problem| {
                    let place = lines.locate(&problem.span);
                    ProblemReport {
                        severity: if problem.is_error() { "error" } else { "hint" },
                        kind: kind(&problem.kind),
                        line: place.line,
                        column: place.column,
                        message: problem.words(language),
                        way_out: problem.way_out(language),
                    }
                })
                .collect(),
        }
    }
}

/// The name of a kind of problem for programs. Never changes.
fn kind(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Syntax(_) => "syntax",
        ProblemKind::NotUtf8(_) => "not-utf8",
        ProblemKind::NotText => "not-text",
        ProblemKind::NewerFormat(_) => "newer-format",
        ProblemKind::WrongType { .. } => "wrong-type",
        ProblemKind::Missing { .. } => "missing",
        ProblemKind::Empty { .. } => "empty",
        ProblemKind::TooMuch => "too-much",
        ProblemKind::Unchecked => "unchecked",
        ProblemKind::UnknownValue { .. } => "unknown-value",
        ProblemKind::InvalidId => "invalid-id",
        ProblemKind::DuplicateId { .. } => "duplicate-id",
        ProblemKind::BadDate => "bad-date",
        ProblemKind::OutOfRange => "out-of-range",
        ProblemKind::UnknownKey(_) => "unknown-key",
        ProblemKind::UnsettledConflicts(_) => "unsettled-conflicts",
        ProblemKind::OddConflict => "odd-conflict",
        ProblemKind::ConflictOfNobody(_) => "conflict-of-nobody",
    }
}
