//! `planwalk import`: a document from outside becomes a plan file, and everything that came of it is said.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use serde::Serialize;

use super::arguments::{self, Subcommand, dry_run_flag, flag, json_flag};
use super::new::{must_not_name_a_plan, out_option};
use super::page::{Page, Style};
use super::session::Session;
use super::table::Table;
use super::{Answer, json, outline, plan_file, show};
use crate::app::proposed_name;
use crate::document::{Condition, Document, Place, compose};
use crate::error::{Error, Result};
use crate::import::{Import, Kind, LARGEST, Level, Options, Refusal, import};
use crate::language::Language;
use crate::runtime::files::{self, system_words};
use crate::runtime::folder::PLANS;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "import",
    describe,
    run,
};

/// The flags that leave a kind of proposals out of the plan.
const KINDS: [(&str, Kind); 5] = [
    ("no-targets", Kind::Target),
    ("no-quantities", Kind::Quantity),
    ("no-due", Kind::Due),
    ("no-references", Kind::Reference),
    ("no-leads", Kind::Lead),
];

fn flag_words(kind: Kind, language: Language) -> &'static str {
    match kind {
        Kind::Target => language.pick(
            "不要从文字中识别出的指标",
            "Leave out targets read from the text",
        ),
        Kind::Quantity => language.pick("不要数量指标（6所）", "Leave out counts to reach"),
        Kind::Due => language.pick("不要完成时限", "Leave out dates"),
        Kind::Reference => language.pick("不要依据（书名号里的文件）", "Leave out documents cited"),
        Kind::Lead => language.pick("不要牵头和配合单位", "Leave out who is responsible"),
    }
}

fn describe(command: Command, language: Language) -> Command {
    let about = language.pick(
        "把文档（文本、Markdown、网页）变成计划",
        "Make a plan of a document (text, Markdown, web page)",
    );
    let more = language.pick(
        "文字原样保留，一句一行。指标、时限、依据、牵头单位从文字中识别出来，不要的可以去掉。没有收入计划的内容会逐条列出。已有的计划不会被覆盖。",
        "The words are kept as they stand, one sentence a line. Targets, dates, references and leads are read from the text and can be left out. What is not in the plan is listed. A plan that is there is never overwritten.",
    );
    let kinds = KINDS.map(|(name, kind)| flag(name, flag_words(kind, language)));
    command
        .about(about)
        .long_about(format!("{about}\n\n{more}"))
        .arg(
            Arg::new("file")
                .value_name(language.pick("文件", "FILE"))
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::FilePath)
                .help(language.pick("要导入的文档；- 是标准输入", "The document; - is standard input")),
        )
        .arg(out_option(language))
        .arg(dry_run_flag(language))
        .arg(
            Arg::new("task-level")
                .long("task-level")
                .value_name(language.pick("编号", "MARK"))
                .help(language.pick(
                    "哪一级编号是任务，照样子写：一、 或 (一) 或 1. 或 ##；默认自动判断",
                    "Which numbers are tasks, by example: 1. or 1.1 or (a) or ##; by default chosen by itself",
                )),
        )
        .args(kinds)
        .arg(
            Arg::new("drop")
                .long("drop")
                .value_name(language.pick("序号", "NUMBER"))
                .action(ArgAction::Append)
                .value_delimiter(',')
                .help(language.pick(
                    "去掉识别出的这几条，用列出的序号，逗号分开",
                    "Leave out these findings, by the numbers that are listed, separated by commas",
                )),
        )
        .arg(json_flag(language))
        .after_help(language.pick(
            "planwalk import 2021-h2.txt                       写到 plans/2021-h2.toml\nplanwalk import 方案.txt --out plans/2021-h2.toml\nplanwalk import 2021-h2.txt -n --task-level '(一)' 只看结果",
            "planwalk import 2021-h2.txt                     written to plans/2021-h2.toml\nplanwalk import draft.md --out plans/2021-h2.toml\nplanwalk import draft.md -n --task-level 1.1    only see what would come of it",
        ))
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    must_not_name_a_plan(session)?;
    let options = options(matches, language)?;
    let file = matches
        .get_one::<PathBuf>("file")
        .cloned()
        .unwrap_or_default();
    let mut imported = read(&file, language).and_then(|bytes| {
        import(&bytes, &options).map_err(|refusal| refused(&file, &refusal, language))
    })?;
    must_be_listed(&options.drop, imported.proposals.len(), language)?;
    imported.name_if_untitled(&file.file_stem().unwrap_or_default().to_string_lossy());
    let document = Document::read(compose(&imported.plan).into_bytes());
    if document.condition() == Condition::Broken {
        let what = language.pick(
            "导入的结果写不成计划",
            "no plan file can be written of this document",
        );
        let problem = document
            .problems()
            .iter()
            .find(|problem| problem.is_error());
        let cause = problem.map(|problem| problem.words(language));
        return Err(Error::problem(what).because(cause.unwrap_or_default()));
    }
    let is_dry = matches.get_flag("dry-run");
    let out = matches.get_one::<PathBuf>("out").cloned();
    let (path, notice) = if is_dry {
        (None, None)
    } else {
        let path = match out {
            Some(path) => path,
            None => destination(&file, &imported, session),
        };
        must_be_free(&path, language)?;
        let notice = plan_file::create(&path, &document, language)?;
        (Some(path), notice)
    };
    let text = if matches.get_flag("json") {
        json::text(&Outcome::new(
            &imported,
            &document,
            path.as_deref(),
            session,
        ))?
    } else {
        told(&imported, &document, path.as_deref(), session)
    };
    Ok(Answer::of(text).notice(notice))
}

fn options(matches: &ArgMatches, language: Language) -> Result<Options> {
    let task_level = match arguments::text(matches, "task-level") {
        None => None,
        Some(text) => Some(level(text, language)?),
    };
    let drop = arguments::texts(matches, "drop").map(|text| {
        text.trim().parse().map_err(|_| {
            Error::usage(language.pick(
                format!("--drop 要写序号，不能是“{text}”"),
                format!("--drop takes numbers and not “{text}”"),
            ))
        })
    });
    let dropped = KINDS.iter().filter(|(name, _)| matches.get_flag(name));
    Ok(Options {
        task_level,
        drop_kinds: dropped.map(|(_, kind)| *kind).collect(),
        drop: drop.collect::<Result<_>>()?,
    })
}

/// The level that `--task-level` names. Digits alone are no example of a number but somebody's count of
/// levels, and there is nothing that they would count.
fn level(text: &str, language: Language) -> Result<Level> {
    let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
    let is_count = text.trim().chars().all(is_digit);
    let level = Level::of_example(text).filter(|_| !is_count);
    level.ok_or_else(|| {
        Error::usage(language.pick(
            format!("--task-level 不能是“{text}”：这不像是编号"),
            format!(
                "--task-level cannot be “{text}”: this does not look like a number of a heading"
            ),
        ))
        .next(language.pick(
            "照文档里的样子写，括号和 # 要放在引号里，例如：一、 '(一)' 1. 1.1 ① 第一章 '#'",
            "write one as it stands in the document, brackets and # in quotes, for example: 1. 1.1 '(a)' '#'",
        ))
    })
}

/// A number that is not in the list of findings is a slip: what was meant would stay in the plan.
fn must_be_listed(numbers: &[usize], count: usize, language: Language) -> Result<()> {
    let Some(number) = numbers.iter().find(|number| !(1..=count).contains(number)) else {
        return Ok(());
    };
    let error = Error::usage(language.pick(
        format!("没有第 {number} 条，--drop 去不掉"),
        format!("there is no finding {number} to drop"),
    ));
    Err(error.next(match count {
        0 => language
            .pick(
                "从这份文档的文字中没有识别出什么",
                "nothing was read from the text of this document",
            )
            .to_owned(),
        1 => language.pick(
            "只识别出 1 条：--drop 1".to_owned(),
            "there is one only: --drop 1".to_owned(),
        ),
        count => language.pick(
            format!("序号是 1 到 {count}；加上 --dry-run、去掉 --drop，可以看到列表"),
            format!("they are numbered 1 to {count}; --dry-run without --drop lists them"),
        ),
    }))
}

fn is_standard_input(file: &Path) -> bool {
    file == Path::new("-")
}

fn read(file: &Path, language: Language) -> Result<Vec<u8>> {
    let read = || -> io::Result<std::result::Result<Vec<u8>, usize>> {
        let mut bytes = Vec::new();
        let most = LARGEST as u64 + 1;
        if is_standard_input(file) {
            io::stdin().lock().take(most).read_to_end(&mut bytes)?;
        } else {
            let (file, length) = files::open(file)?;
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            if length > LARGEST {
                return Ok(Err(length));
            }
            file.take(most).read_to_end(&mut bytes)?;
        }
        Ok(Ok(bytes))
    };
    match read() {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(bytes)) => Err(refused(file, &Refusal::TooLarge { bytes }, language)),
        Err(error) => {
            let name = file.display();
            let what = language.pick(
                format!("没能读取 {name}"),
                format!("{name} could not be read"),
            );
            Err(Error::problem(what)
                .because(system_words(&error, language))
                .next(language.pick(
                    "请检查路径；要从管道读入，请用 - 代替文件名",
                    "check the path; to read what a pipe says, write - for the file",
                )))
        }
    }
}

fn refused(file: &Path, refusal: &Refusal, language: Language) -> Error {
    let name = if is_standard_input(file) {
        language.pick("标准输入", "standard input").to_owned()
    } else {
        file.display().to_string()
    };
    let what = language.pick(
        format!("没能导入 {name}"),
        format!("{name} could not be imported"),
    );
    Error::problem(what)
        .because(refusal.words(language))
        .next(refusal.way_out(language))
}

/// Where the plan goes without `--out`: into `plans/`, under the name that the screens propose too.
fn destination(file: &Path, imported: &Import, session: &Session) -> PathBuf {
    let name = proposed_name(file, &imported.plan.head, session.today());
    Path::new(PLANS).join(format!("{name}.toml"))
}

/// A plan that is there holds statuses and notes: an import never replaces it.
fn must_be_free(path: &Path, language: Language) -> Result<()> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    let name = path.display();
    let what = language.pick(
        format!("已有 {name}，没有覆盖：其中的状态和记录会丢失"),
        format!("{name} is there and was not overwritten: its statuses and notes would be lost"),
    );
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let free = (2..1_000)
        .map(|number| path.with_file_name(format!("{stem}-{number}.toml")))
        .find(|path| path.symlink_metadata().is_err());
    let error = Error::problem(what);
    Err(match free {
        Some(free) => error.next(language.pick(
            format!("可以写到别处：--out {}", free.display()),
            format!("write it elsewhere: --out {}", free.display()),
        )),
        None => error,
    })
}

/// The shape for programs.
#[derive(Debug, Serialize)]
struct Outcome {
    /// Where the plan was written; `null` in a dry run.
    written: Option<String>,
    encoding: &'static str,
    plan: json::Plan,
    proposals: Vec<Finding>,
    warnings: Vec<Remark>,
    left_out: Vec<Left>,
}

#[derive(Debug, Serialize)]
struct Finding {
    number: usize,
    node: String,
    kind: &'static str,
    /// The words of the document.
    from: String,
    /// Whether it is in the plan.
    taken: bool,
}

#[derive(Debug, Serialize)]
struct Remark {
    line: usize,
    message: String,
}

#[derive(Debug, Serialize)]
struct Left {
    line: usize,
    text: String,
    why: String,
    /// Whether it is only a change of form, such as a number that the plan shows in its own way.
    routine: bool,
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Target => "target",
        Kind::Quantity => "quantity",
        Kind::Due => "due",
        Kind::Reference => "reference",
        Kind::Lead => "lead",
    }
}

impl Outcome {
    fn new(imported: &Import, document: &Document, path: Option<&Path>, session: &Session) -> Self {
        let language = session.language;
        let pillars = outline::pillars(document).map(|(index, pillar)| {
            json::Pillar::new(document, index, pillar, session.today(), |_| true)
        });
        let pillars = pillars.collect();
        Self {
            written: path.map(|path| path.display().to_string()),
            encoding: imported.encoding,
            plan: match path {
                Some(path) => json::Plan::new(path, document, pillars),
                None => json::Plan::unsaved(document, pillars),
            },
            proposals: imported
                .proposals
                .iter()
                .map(|proposal| Finding {
                    number: proposal.number,
                    node: proposal.node.to_string(),
                    kind: kind_name(proposal.what.kind()),
                    from: proposal.words.clone(),
                    taken: proposal.taken,
                })
                .collect(),
            warnings: imported
                .warnings
                .iter()
                .map(|warning| Remark {
                    line: warning.line,
                    message: warning.kind.words(language),
                })
                .collect(),
            left_out: imported
                .left_out
                .iter()
                .map(|left| Left {
                    line: left.line,
                    text: left.text.clone(),
                    why: left.why.words(language),
                    routine: left.why.is_routine(),
                })
                .collect(),
        }
    }
}

fn told(imported: &Import, document: &Document, path: Option<&Path>, session: &Session) -> String {
    let language = session.language;
    let mut page = Page::new(session);
    show::put_head(&mut page, document, session);
    page.gap();
    put_outline(&mut page, document, language);
    let proposals = imported.proposals.iter().map(|proposal| {
        let words = proposal.words(language);
        if proposal.taken {
            words
        } else {
            format!("{words}{}", language.pick("——已去掉", " -- left out"))
        }
    });
    let heading = language.pick(
        "从文字中识别出（不要的用 --drop 序号 去掉）",
        "Read from the text (leave out with --drop NUMBER)",
    );
    put_list(&mut page, heading, Style::Plain, proposals);
    let warnings = imported
        .warnings
        .iter()
        .map(|warning| warning.words(language));
    put_list(
        &mut page,
        language.pick("请核对", "Please check"),
        Style::Warning,
        warnings,
    );
    let left_out = imported
        .left_out
        .iter()
        .filter(|left| !left.why.is_routine());
    let mut left_out: Vec<_> = left_out.map(|left| left.words(language)).collect();
    let routine = imported.left_out.len() - left_out.len();
    if routine > 0 {
        left_out.push(language.pick(
            format!("另有编号和排版符号 {routine} 处，计划中用统一的编号显示（--json 逐条列出）"),
            format!("numbers and signs of layout: {routine}; the plan has its own way for them (--json lists them)"),
        ));
    }
    let heading = language.pick("没有收入计划", "Not in the plan");
    put_list(&mut page, heading, Style::Plain, left_out.into_iter());
    page.gap();
    page.line(&match path {
        Some(path) => {
            let (path, encoding) = (path.display(), imported.encoding);
            language.pick(
                format!("已写好 {path}（原文编码 {encoding}）"),
                format!("written: {path} (the document is in {encoding})"),
            )
        }
        None => language
            .pick(
                "这是试运行，没有保存",
                "this was a dry run; nothing was saved",
            )
            .to_owned(),
    });
    page.into_text()
}

fn put_outline(page: &mut Page, document: &Document, language: Language) {
    let mut table = Table::flexible(1);
    for (index, pillar) in outline::pillars(document) {
        let place = Place {
            pillar: index,
            task: None,
        };
        let count = document.task_count(index);
        table.heading([
            (Style::Plain, pillar.id.to_string()),
            (
                Style::Strong,
                format!("{}{}", outline::label(document, place), pillar.title),
            ),
            (
                Style::Plain,
                language.pick(format!("{count} 项任务"), format!("tasks: {count}")),
            ),
        ]);
        for (place, task) in outline::tasks(document, index) {
            let measures = task.measures.len();
            let measures = match measures {
                0 => String::new(),
                count => language.pick(format!("{count} 项举措"), format!("measures: {count}")),
            };
            table.row([
                (Style::Plain, task.id.to_string()),
                (
                    Style::Plain,
                    format!("  {}{}", outline::label(document, place), task.title),
                ),
                (Style::Plain, measures),
            ]);
        }
    }
    table.put_on(page);
}

/// A heading and its lines, if there are any.
fn put_list(page: &mut Page, heading: &str, style: Style, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    page.gap();
    page.put(Style::Strong, heading);
    page.end();
    for line in lines {
        // A paragraph of the document may stand on several lines.
        let line = line.replace(['\n', '\r'], " ");
        page.wrapped(style, 2, 4, &line);
    }
}
