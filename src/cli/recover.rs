//! `planwalk recover`: what a run of the program left that is nowhere else.
//!
//! Owns the list of it, printing one, and deleting one. Opening the plan brings most of it back by itself; this is for
//! what has no place any more, and for plans that are gone. Never writes over a file.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Local};
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};

use super::Answer;
use super::arguments::Subcommand;
use super::page::{Page, Style};
use super::session::Session;
use super::table::Table;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::journal::{Draft, DraftKind, Line};
use crate::language::{Language, counted};
use crate::plan::NoteKind;
use crate::runtime::files;
use crate::runtime::journals::{self, Left};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "recover",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    command
        .about(language.pick(
            "查看程序中断时没存盘的改动和没写完的文字",
            "Show edits and texts that were not saved when the program was interrupted",
        ))
        .arg(
            Arg::new("number")
                .value_name(language.pick("序号", "NUMBER"))
                .value_parser(value_parser!(usize))
                .help(language.pick(
                    "打印这一份：没存盘的计划全文，或没写完的文字",
                    "Print this one: the whole plan as it was not saved, or the text being typed",
                )),
        )
        .arg(
            Arg::new("typed")
                .long("typed")
                .requires("number")
                .action(ArgAction::SetTrue)
                .help(language.pick(
                    "只打印没写完的文字",
                    "Print only the text that was being typed",
                )),
        )
        .arg(
            Arg::new("to")
                .long("to")
                .value_name(language.pick("文件", "FILE"))
                .requires("number")
                .conflicts_with("typed")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .help(language.pick(
                    "把没存盘的计划原样写进这个新文件",
                    "Write the plan as it was not saved to this new file, byte for byte",
                )),
        )
        .arg(
            Arg::new("delete")
                .long("delete")
                .requires("number")
                .conflicts_with_all(["typed", "to"])
                .action(ArgAction::SetTrue)
                .help(language.pick("删除这一份", "Delete this one")),
        )
        .after_help(
            "planwalk recover\nplanwalk recover 1 --to plan.toml\nplanwalk recover 1 --typed\nplanwalk recover 1 --delete",
        )
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let folder = journals::folder();
    let left = folder
        .as_deref()
        .map(|folder| journals::left_behind(folder, None));
    let mut left = left.unwrap_or_default();
    let too_large = folder
        .as_deref()
        .map(journals::too_large)
        .unwrap_or_default();
    left.retain(Left::is_needed);
    let Some(&number) = matches.get_one::<usize>("number") else {
        let answer = list(&left, session);
        if too_large.is_empty() {
            return Ok(answer);
        }
        let paths: Vec<String> = too_large
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        let words = language.pick("日志太大，没有读：", "too large a journal, and not read: ");
        return Ok(answer.notice(Some(words.to_owned() + &paths.join(", "))));
    };
    let index = number.checked_sub(1).filter(|&index| index < left.len());
    let Some(index) = index else {
        let what = language.pick(
            format!("没有第 {number} 份"),
            format!("there is no number {number}"),
        );
        let next = language.pick(
            "不带序号运行 planwalk recover 可以看到全部",
            "planwalk recover without a number lists all of them",
        );
        return Err(Error::usage(what).next(next));
    };
    let chosen = left.swap_remove(index);
    if matches.get_flag("delete") {
        let plan = chosen.remains.plan.clone();
        chosen.delete().map_err(|error| {
            let what = language.pick("没能删除", "it was not deleted");
            Error::problem(what).because(files::system_words(&error, language))
        })?;
        let words = language.pick(format!("已删除：{plan}"), format!("deleted: {plan}"));
        return Ok(Answer::default().notice(Some(words)));
    }
    if let Some(path) = matches.get_one::<PathBuf>("to") {
        return write(&chosen, path, language);
    }
    Ok(print(&chosen, matches.get_flag("typed"), session))
}

/// All of them, the oldest first.
fn list(left: &[Left], session: &Session) -> Answer {
    let language = session.language;
    if left.is_empty() {
        let words = language.pick(
            "没有要找回的：都已存盘",
            "there is nothing to recover: everything was saved",
        );
        return Answer::default().notice(Some(words.to_owned()));
    }
    let mut page = Page::new(session);
    let mut table = Table::flexible(3);
    for (index, left) in left.iter().enumerate() {
        table.row([
            (Style::Strong, (index + 1).to_string()),
            (Style::Plain, when(left.at)),
            (Style::Plain, what(left, language)),
            (Style::Plain, left.remains.plan.clone()),
        ]);
    }
    table.put_on(&mut page);
    Answer::of(page.into_text())
}

/// When something was written last, in local time.
fn when(at: SystemTime) -> String {
    DateTime::<Local>::from(at)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

/// What there is to recover, in a line.
fn what(left: &Left, language: Language) -> String {
    let remains = &left.remains;
    let edits = remains.is_unsaved().then(|| {
        let read = |text: &str| Document::read(text.to_owned().into_bytes());
        let changes = read(&remains.disk).diff(&read(&remains.text));
        let count = changes.nodes().count().max(1);
        language.pick(
            format!("{count} 处改动没有存盘"),
            format!("{} not saved", counted(count, "change")),
        )
    });
    let typed = remains.draft.as_ref().map(|draft| {
        let kind = kind(draft, language);
        let first = draft.text.lines().next().unwrap_or_default();
        language.pick(
            format!("没写完的{kind}：{first}"),
            format!("unfinished {kind}: {first}"),
        )
    });
    let words: Vec<String> = edits.into_iter().chain(typed).collect();
    words.join(language.pick("；", "; "))
}

/// What a text was to be.
fn kind(draft: &Draft, language: Language) -> &'static str {
    match &draft.kind {
        DraftKind::Note(kind) | DraftKind::OldNote { kind, .. } => match NoteKind::of_value(kind) {
            Some(kind) => kind.word(language),
            None => language.pick("记录", "note"),
        },
        DraftKind::Text => language.pick("正文", "text"),
        DraftKind::Commit => language.pick("提交说明", "commit message"),
        DraftKind::Conflict { .. } => language.pick("冲突处理", "settling of a conflict"),
        DraftKind::Line(line) => self::line(line, language),
    }
}

/// What a line was to be.
fn line(line: &Line, language: Language) -> &'static str {
    match line {
        Line::Due => language.pick("完成时限", "due date"),
        Line::Progress => language.pick("进度", "progress"),
        Line::Lead => language.pick("牵头单位", "lead"),
        Line::Support => language.pick("配合单位", "support"),
        Line::Actual(_) => language.pick("实际值", "actual value"),
        Line::Title => language.pick("标题", "title"),
        Line::Words => language.pick("举措", "measure"),
        Line::NewTask => language.pick("新任务", "new task"),
        Line::NewPillar => language.pick("新板块", "new pillar"),
        Line::NewMeasure(_) => language.pick("新举措", "new measure"),
    }
}

/// Writes the plan as it was not saved, never over a file.
fn write(left: &Left, path: &Path, language: Language) -> Result<Answer> {
    let document = Document::read(left.remains.text.clone().into_bytes());
    files::create(path, &document).map_err(|error| {
        let words = language.pick("没能写入", "cannot write");
        Error::problem(format!("{words} {}", path.display())).because(error.words(language))
    })?;
    let path = path.display();
    let words = language.pick(format!("已写入 {path}"), format!("written: {path}"));
    Ok(Answer::default().notice(Some(words)))
}

/// One of them: the plan as a file would have it, unless only a text was being typed.
fn print(left: &Left, is_typed_only: bool, session: &Session) -> Answer {
    let language = session.language;
    let remains = &left.remains;
    let draft = remains.draft.as_ref();
    let mut page = Page::new(session);
    let mut put = |text: &str| {
        for line in text.lines() {
            page.line(line);
        }
    };
    if remains.is_unsaved() && !is_typed_only {
        put(&remains.text);
        let notice = draft.map(|_| {
            language
                .pick(
                    "还有没写完的文字：加 --typed 打印",
                    "there is a text that was being typed, too: print it with --typed",
                )
                .to_owned()
        });
        return Answer::of(page.into_text()).notice(notice);
    }
    let Some(draft) = draft else {
        let words = language.pick("没有没写完的文字", "nothing was being typed");
        return Answer::default().notice(Some(words.to_owned())).code(1);
    };
    put(&draft.text);
    let about = (!draft.label.is_empty()).then(|| {
        let kind = kind(draft, language);
        let label = &draft.label;
        language.pick(
            format!("{label}：没写完的{kind}"),
            format!("{label}: unfinished {kind}"),
        )
    });
    Answer::of(page.into_text()).notice(about)
}
