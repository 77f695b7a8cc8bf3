//! Which plan is meant, reading it, and saving it.
//!
//! The rule: what `--plan` names, a file or a folder with one plan; else the one plan of the nearest
//! folder that has any. What counts as a plan is `runtime::folder`'s to say, as for the screens.

use std::io;
use std::path::{Path, PathBuf};

use super::session::Session;
use crate::document::{Condition, Document, Problem};
use crate::error::{Error, Result};
use crate::language::{Language, counted};
use crate::runtime::files::{self, Durability, SaveError, system_words};
use crate::runtime::folder;

/// A plan that was read, and the file it came from.
#[derive(Debug)]
pub(super) struct PlanFile {
    pub path: PathBuf,
    pub document: Document,
}

/// The plan that is meant.
///
/// # Errors
/// There is none, or there are several; the sentences say what to do.
pub(super) fn path(session: &Session) -> Result<PathBuf> {
    let found = match &session.plan {
        Some(folder) if folder.is_dir() => under(folder),
        Some(path) => return Ok(path.clone()),
        None => nearest(),
    };
    match found.as_slice() {
        [path] => Ok(path.clone()),
        [] => Err(none(session.plan.as_deref(), session.language)),
        several => Err(ambiguous(several, session.language)),
    }
}

/// All plans of the nearest folder that has any, by name.
pub(super) fn nearest() -> Vec<PathBuf> {
    under(&folder::nearest())
}

fn under(base: &Path) -> Vec<PathBuf> {
    let (_, plans) = folder::plans_under(base);
    plans.into_iter().map(|plan| plan.path).collect()
}

fn none(folder: Option<&Path>, language: Language) -> Error {
    let what = match folder.map(Path::display) {
        Some(folder) => language.pick(
            format!("{folder} 里没有计划"),
            format!("there is no plan in {folder}"),
        ),
        None => language.pick(
            "这里和上级文件夹里都没有计划（plans/*.toml）".to_owned(),
            "there is no plan (plans/*.toml) here or in a folder above".to_owned(),
        ),
    };
    Error::problem(what).next(language.pick(
        "新建一个：planwalk new 名称\n从文档导入：planwalk import 文件\n或者指定一个：planwalk --plan 路径",
        "make one: planwalk new NAME\nimport a document: planwalk import FILE\nor name one: planwalk --plan PATH",
    ))
}

fn ambiguous(plans: &[PathBuf], language: Language) -> Error {
    let count = plans.len();
    let what = language.pick(
        format!("这里有 {count} 个计划，请用 --plan 指定一个："),
        format!("there are {count} plans here; choose one with --plan:"),
    );
    let lines: Vec<_> = plans
        .iter()
        .map(|path| format!("  --plan {}", path.display()))
        .collect();
    Error::usage(what).next(lines.join("\n"))
}

impl PlanFile {
    /// Finds, reads and checks the plan that is meant.
    ///
    /// # Errors
    /// There is no such plan, or the system's.
    pub fn open(session: &Session) -> Result<Self> {
        Self::read(path(session)?, session.language)
    }

    /// Reads and checks a plan file, which may have problems.
    ///
    /// # Errors
    /// The system's.
    pub fn read(path: PathBuf, language: Language) -> Result<Self> {
        let mut document =
            files::read(&path).map_err(|error| unreadable(&path, &error, language))?;
        document.check_and_settle();
        Ok(Self { path, document })
    }

    /// The path as people read it. Sanitize it before it is shown.
    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// What has to be said where a plan is shown of which not everything could be read.
    pub fn incomplete(&self, language: Language) -> Option<String> {
        let errors = self
            .document
            .problems()
            .iter()
            .filter(|problem| problem.is_error());
        let count = errors.count();
        let name = self.name();
        (count > 0).then(|| {
            language.pick(
                format!("{name} 有 {count} 处错误，显示的可能不全；请运行 planwalk check"),
                format!(
                    "{name} has {}, so this may be incomplete; run planwalk check",
                    counted(count, "error")
                ),
            )
        })
    }

    /// Refuses to edit a plan of which not everything could be read.
    ///
    /// # Errors
    /// The first problem, and how to see all.
    pub fn must_be_sound(&self, language: Language) -> Result<()> {
        if self.document.condition() == Condition::Sound {
            return Ok(());
        }
        let what = language.pick(
            format!("{} 有错误，只能查看，没有修改", self.name()),
            format!("{} has errors; it was not changed", self.name()),
        );
        let first = self
            .document
            .problems()
            .iter()
            .find(|problem| problem.is_error());
        let mut error = Error::problem(what);
        if let Some(cause) = first.map(|problem: &Problem| problem.words(language)) {
            error = error.because(cause);
        }
        Err(error.next(language.pick(
            "请按 planwalk check 的提示改正",
            "mend what planwalk check reports",
        )))
    }

    /// Puts an edited document in the place of the one that was read. Gives what has to be said of a
    /// save that may not outlast a power cut.
    ///
    /// # Errors
    /// Why it was not saved. The file is as it was.
    pub fn save(&self, edited: &Document, language: Language) -> Result<Option<String>> {
        let saved = files::save(&self.path, edited, &self.document);
        outcome(saved, &self.path, language)
    }
}

fn unreadable(path: &Path, error: &io::Error, language: Language) -> Error {
    let name = path.display();
    let what = language.pick(
        format!("没能读取 {name}"),
        format!("{name} could not be read"),
    );
    Error::problem(what)
        .because(system_words(error, language))
        .next(language.pick(
            "请检查路径和权限；planwalk list 会找出附近的计划",
            "check the path and whether you may read it; planwalk list finds the plans nearby",
        ))
}

/// Writes a new plan. Gives what has to be said of a save that may not outlast a power cut.
///
/// # Errors
/// A file of this name is there, or the system's. Nothing was written.
pub(super) fn create(
    path: &Path,
    document: &Document,
    language: Language,
) -> Result<Option<String>> {
    outcome(files::create(path, document), path, language)
}

fn outcome(
    saved: std::result::Result<Durability, SaveError>,
    path: &Path,
    language: Language,
) -> Result<Option<String>> {
    let name = path.display();
    match saved {
        Ok(Durability::Durable) => Ok(None),
        Ok(Durability::NotSure(error)) => {
            let cause = system_words(&error, language);
            Ok(Some(language.pick(
                format!("{name} 已写好，但系统不能保证断电后还在：{cause}"),
                format!("{name} is written, but may not outlast a power cut: {cause}"),
            )))
        }
        Err(error) => {
            let what = language.pick(
                format!("没能保存 {name}"),
                format!("{name} could not be saved"),
            );
            let way_out = match &error {
                SaveError::ChangedOnDisk => Some(language.pick(
                    "请再运行一次：会在新的内容上修改",
                    "run the command again: it then starts from the new text",
                )),
                SaveError::AlreadyThere => Some(language.pick(
                    "请换一个名称，或用 --out 指定别的路径",
                    "choose another name, or another path with --out",
                )),
                SaveError::ReadOnly => Some(language.pick(
                    "要修改，请先去掉文件的只读属性",
                    "to change it, make the file writable first",
                )),
                SaveError::Busy | SaveError::System(_) => None,
            };
            let error = Error::problem(what).because(error.words(language));
            Err(match way_out {
                Some(way_out) => error.next(way_out),
                None => error,
            })
        }
    }
}
