//! `planwalk merge-driver`: brings two people's changes of a plan together, for git.
//!
//! git calls it where `planwalk git-setup` has been here; nobody types it. Owns the exit code, which git reads: 0 for
//! clean and 1 for conflicts, with the outcome written in both cases; everything else is above 128 and nothing was
//! written, because git would take a lower one for a conflict and lose the other side without a word.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};

use super::Answer;
use super::arguments::Subcommand;
use super::session::Session;
use crate::document::Document;
use crate::error::Result;
use crate::language::{Language, counted};
use crate::plan::Conflict;
use crate::runtime::files;
use crate::runtime::git::Repository;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "merge-driver",
    describe,
    run,
};

/// Nothing was merged and nothing written: git leaves everything as it is, or merges by itself.
pub(super) const FAILED: u8 = 129;

/// The same, for a reason that should not be.
const PANICKED: u8 = 255;

const FILES: [&str; 3] = ["base", "ours", "theirs"];

fn describe(command: Command, language: Language) -> Command {
    let file = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .value_name(name.to_uppercase())
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::FilePath)
            .help(help)
    };
    let path = Arg::new("path")
        .long("path")
        .value_name(language.pick("路径", "PATH"))
        .allow_hyphen_values(true)
        .value_parser(value_parser!(PathBuf))
        .help(language.pick(
            "计划在仓库里的路径，用来报告",
            "The plan's path in the repository, to be named in messages",
        ));
    let label = Arg::new("label")
        .long("label")
        .value_name(language.pick("名称", "NAME"))
        .allow_hyphen_values(true)
        .help(language.pick(
            "git 对对方的称呼，用来查是谁改的",
            "What git calls the other side, to find out who changed what",
        ));
    command
        .about(language.pick(
            "按任务合并两个人对计划的修改，供 git 调用",
            "Merge two people's changes of a plan, for git",
        ))
        .arg(file(
            "base",
            language.pick("共同的旧版本", "The common earlier version"),
        ))
        .arg(file(
            "ours",
            language.pick(
                "我方的版本，合并结果写在这里",
                "Our version; the outcome is written over it",
            ),
        ))
        .arg(file("theirs", language.pick("对方的版本", "Their version")))
        .arg(path)
        .arg(label)
        .after_help("planwalk merge-driver %O %A %B --path %P --label %Y")
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let [base, ours, theirs] = FILES.map(|name| {
        let path = matches.get_one::<PathBuf>(name);
        path.cloned().unwrap_or_default()
    });
    let shown = matches.get_one::<PathBuf>("path").unwrap_or(&ours);
    let name = shown.display();
    let label = matches.get_one::<String>("label");
    let merging = Source {
        plan: matches.get_one::<PathBuf>("path"),
        label: label.map(String::as_str),
    };
    let merged = catch_unwind(AssertUnwindSafe(|| {
        merge([&base, &ours, &theirs], &merging, language)
    }));
    Ok(match merged {
        Ok(Ok(0)) => Answer::default(),
        Ok(Ok(count)) => {
            let words = language.pick(
                format!("{name} 有 {count} 处冲突，两边的内容都在计划里；请用 planwalk 打开，逐处处理后再 git add"),
                format!(
                    "{name} has {}; the plan holds both sides: settle them in planwalk, then git add it",
                    counted(count, "conflict")
                ),
            );
            Answer::default().notice(Some(words)).code(1)
        }
        Ok(Err(cause)) => {
            let words = language.pick(
                format!("没有合并 {name}：{cause}"),
                format!("{name} was not merged: {cause}"),
            );
            Answer::default().notice(Some(words)).code(FAILED)
        }
        // The hook has said what happened.
        Err(_) => Answer::default().code(PANICKED),
    })
}

/// Where the texts come from, as far as git says so.
struct Source<'a> {
    plan: Option<&'a PathBuf>,
    label: Option<&'a str>,
}

impl Source<'_> {
    /// Says who made either side say what it says. Nobody is told where that cannot be found out: names are
    /// worth having, and no reason to fail.
    fn sign(&self, conflicts: &mut [Conflict], ours: &Document, theirs: &Document) {
        let Some(plan) = self.plan else { return };
        let _ = Repository::of(plan).and_then(|repository| {
            let merging = repository.merging(self.label)?;
            repository.sign(&merging, conflicts, [&ours.plan(), &theirs.plan()])
        });
    }
}

/// Writes the outcome over our version, and gives how many conflicts it has that neither side had.
///
/// # Errors
/// Why nothing was written, in words.
fn merge(
    paths: [&Path; 3],
    source: &Source<'_>,
    language: Language,
) -> std::result::Result<usize, String> {
    let read = |path: &Path| {
        files::read(path).map_err(|error| {
            let colon = language.pick("：", ": ");
            let cause = files::system_words(&error, language);
            format!("{}{colon}{cause}", path.display())
        })
    };
    let (base, ours, theirs) = (read(paths[0])?, read(paths[1])?, read(paths[2])?);
    let sign = |conflicts: &mut [Conflict]| source.sign(conflicts, &ours, &theirs);
    let merged =
        Document::merge(&base, &ours, &theirs, &sign).map_err(|failure| failure.words(language))?;
    write(paths[1], &merged).map_err(|error| files::system_words(&error, language))?;
    let is_known = |conflict: &&Conflict| {
        let mut known = ours.conflicts().iter().chain(theirs.conflicts());
        known.any(|other| other.asks_the_same(conflict))
    };
    let count = merged.conflicts().len();
    Ok(count - merged.conflicts().iter().filter(is_known).count())
}

/// Whole or not at all. The file is git's own for the time of a merge: it needs no lock and no mode.
fn write(path: &Path, document: &Document) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    for piece in document.pieces() {
        file.write_all(piece)?;
    }
    file.persist(path)?;
    Ok(())
}
