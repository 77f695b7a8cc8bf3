//! `planwalk note`: a dated, signed entry on a task.

use std::io::{self, IsTerminal, Read};

use chrono::{DateTime, FixedOffset};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;

use super::arguments::{self, Subcommand, json_flag};
use super::page::{Page, Style};
use super::plan_file::PlanFile;
use super::session::Session;
use super::{Answer, address, assignment, json, set};
use crate::change::{Edit, Operation};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::plan::{Note, NoteKind};
use crate::report;
use crate::runtime::{Target, configuration, files, git, login_name};
use crate::text;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "note",
    describe,
    run,
};

/// The longest note from standard input, in bytes: far more than anybody says of a task.
const LONGEST: u64 = 1 << 20;

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick("给任务记一笔：进展、问题、下一步、决定、交办", "Write a note on a task: progress, issue, next, decision, action"))
        .arg(
            Arg::new("node")
                .value_name(language.pick("任务", "TASK"))
                .required(true)
                .help(language.pick("任务：id（t05），或编号（5、五、(五)）", "A task by its id (t05) or its number (5)")),
        )
        .arg(
            Arg::new("text")
                .value_name(language.pick("内容", "TEXT"))
                .num_args(1..)
                .action(ArgAction::Append)
                .help(language.pick(
                    "记什么；写 - 或不写时从标准输入读取",
                    "What to note; with - or without any it is read from standard input",
                )),
        )
        .arg(
            Arg::new("kind")
                .long("kind")
                .short('k')
                .value_name(language.pick("种类", "KIND"))
                .help(language.pick(
                    "进展 progress（默认）、问题 issue、下一步 next、决定 decision、交办 action",
                    "progress (the default), issue, next, decision, action",
                )),
        )
        .arg(
            Arg::new("by")
                .long("by")
                .value_name(language.pick("姓名", "NAME"))
                .help(language.pick(
                    "谁记的；默认是配置文件的 name，再是 git 的 user.name、登录名",
                    "Who writes it; by default name of planwalk.toml, then git's user.name, then the login name",
                )),
        )
        .arg(
            Arg::new("at")
                .long("at")
                .value_name(language.pick("时间", "TIME"))
                .help(language.pick("时间，如 2021-09-15T09:40:00+08:00；默认是现在", "When, as in 2021-09-15T09:40:00+08:00; by default now")),
        )
        .arg(json_flag(language))
        .after_help(language.pick(
            "planwalk note 5 招标已完成，10月开工。\nplanwalk note t05 --kind 问题 资金没有到位\npbpaste | planwalk note 5 -",
            "planwalk note 5 Tender closed. Work starts in October.\nplanwalk note t05 --kind issue \"No budget yet\"\npbpaste | planwalk note 5 -",
        ))
}

/// The shape for programs.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    plan: String,
    node: &'a str,
    note: report::json::Note,
    saved: bool,
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let kind = match arguments::text(matches, "kind") {
        Some(text) => assignment::note_kind(text, language)?,
        None => NoteKind::default(),
    };
    let at = match arguments::text(matches, "at") {
        Some(text) => time(text, language)?,
        None => session.now,
    };
    let plan = PlanFile::open(session)?;
    plan.must_be_sound(language)?;
    let said = arguments::text(matches, "node").unwrap_or_default();
    let found = address::find(&plan.document, said, language)?;
    // Asked for late: what is wrong with the rest is known before anybody types a note.
    let by = author(arguments::text(matches, "by"), &plan, language)?;
    let text = what_is_noted(arguments::texts(matches, "text").collect(), language)?;
    let note = Note { at, by, kind, text };
    let edit = Edit::AddNote(note.clone());
    let operation = Operation {
        node: found.id().clone(),
        edit: edit.clone(),
    };
    let mut edited = plan.document.clone();
    edited
        .apply(&operation, Some(found.place))
        .map_err(|refusal| set::refused(&refusal, &edit, &found, &plan.document, language))?;
    let notice = plan.save(&edited, language)?;
    let text = if matches.get_flag("json") {
        json::text(&Outcome {
            plan: plan.name(),
            node: found.id().as_str(),
            note: report::json::Note::new(note),
            saved: true,
        })?
    } else {
        let mut page = Page::new(session);
        page.put(Style::Strong, &found.name(&plan.document));
        page.end();
        put_note(&mut page, &note, language);
        let name = plan.name();
        page.line(&session.pick(format!("已保存 {name}"), format!("saved {name}")));
        page.into_text()
    };
    Ok(Answer::of(text).notice(notice))
}

/// A note as people read it: when, who, what kind; then what it says.
pub(super) fn put_note(page: &mut Page, note: &Note, language: Language) {
    let at = note.at.format("%Y-%m-%d %H:%M");
    page.line(&format!(
        "  {at}  {}  {}",
        note.kind.word(language),
        note.by
    ));
    page.paragraphs(4, &note.text);
}

fn time(text: &str, language: Language) -> Result<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).map_err(|_| {
        Error::usage(language.pick(
            format!("--at 不能是“{text}”"),
            format!("--at cannot be “{text}”"),
        ))
        .next(language.pick(
            "时间写成 2021-09-15T09:40:00+08:00",
            "write a time as 2021-09-15T09:40:00+08:00",
        ))
    })
}

/// Who writes the note.
fn author(by: Option<&str>, plan: &PlanFile, language: Language) -> Result<String> {
    let configured = || {
        let target = Target::Plan(plan.path.clone());
        configuration::of(&target).configuration.name
    };
    let name = by
        .map(str::to_owned)
        .or_else(configured)
        .or_else(|| git::user_name(&plan.path))
        .or_else(login_name)
        .map(|name| name.trim().to_owned());
    name.filter(|name| !name.is_empty() && !name.contains(['\n', '\r']))
        .ok_or_else(|| {
            Error::usage(language.pick("不知道是谁记的", "nobody is known to sign the note")).next(
                language.pick(
                    "请加上 --by 姓名，或设置 git config user.name",
                    "add --by NAME, or set git config user.name",
                ),
            )
        })
}

/// The words of a note, one sentence a line.
fn what_is_noted(words: Vec<&str>, language: Language) -> Result<String> {
    let from_input = match words.as_slice() {
        [] => !io::stdin().is_terminal(),
        words => *words == ["-"],
    };
    let typed = if from_input {
        standard_input(language)?
    } else {
        words.join(" ")
    };
    let text = text::split_sentences(&typed.replace('\r', "\n"));
    if text.is_empty() {
        return Err(
            Error::usage(language.pick("没有写记什么", "there is nothing to note")).next(
                language.pick(
                    "例如：planwalk note 5 招标已完成。",
                    "for example: planwalk note 5 Tender closed.",
                ),
            ),
        );
    }
    Ok(text)
}

fn standard_input(language: Language) -> Result<String> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes);
    let unreadable =
        || Error::problem(language.pick("标准输入没能读取", "standard input could not be read"));
    read.map_err(|error| unreadable().because(files::system_words(&error, language)))?;
    if bytes.len() as u64 > LONGEST {
        return Err(unreadable().because(language.pick("超过 1 MB", "it is more than 1 MB")));
    }
    String::from_utf8(bytes)
        .map_err(|_| unreadable().because(language.pick("不是 UTF-8 编码", "it is not UTF-8")))
}
