//! Revisions for commands: which one is meant, and the plan as of it.

use super::Answer;
use super::plan_file::{self, PlanFile};
use super::session::Session;
use crate::change::Revision;
use crate::document::{Condition, Document};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::runtime::git::{GitError, Repository, Tracking, Unreadable};

/// The repository of the plan that is meant.
///
/// # Errors
/// There is no such plan, or no repository around it.
pub(super) fn repository(session: &Session) -> Result<Repository> {
    let path = plan_file::path(session)?;
    Repository::of(&path).map_err(|error| error.to_error(session.language))
}

/// Reads and checks a plan in full.
pub(super) fn checked(mut document: Document) -> Document {
    document.check_and_settle();
    document
}

/// The plan as of a revision.
///
/// # Errors
/// There was none then, it was never committed, or git failed.
pub(super) fn document_at(
    repository: &Repository,
    revision: &Revision,
    language: Language,
) -> Result<Document> {
    match repository.plan_at(&revision.commit) {
        Ok(document) => Ok(checked(document)),
        Err(GitError::NotThere { .. })
            if !matches!(repository.tracking(), Ok(Tracking::Committed)) =>
        {
            Err(GitError::Untracked.to_error(language))
        }
        Err(error @ GitError::NotThere { .. }) => {
            Err(error.to_error(language).next(language.pick(
                "那时可能还没有这份计划；planwalk log 列出它的全部版本",
                "the plan may not have been there yet; planwalk log lists its revisions",
            )))
        }
        Err(error) => Err(error.to_error(language)),
    }
}

/// The plan that is meant as it was at a revision that a person wrote, with the revision.
///
/// # Errors
/// There is no such plan, no repository, no such revision.
pub(super) fn plan_at(said: &str, session: &Session) -> Result<(PlanFile, Revision)> {
    let repository = repository(session)?;
    let revision = repository
        .resolve(said)
        .map_err(|error| error.to_error(session.language))?;
    let document = document_at(&repository, &revision, session.language)?;
    let path = plan_file::path(session)?;
    Ok((PlanFile { path, document }, revision))
}

/// What has to be said of a revision of which not everything could be read.
pub(super) fn incomplete(document: &Document, name: &str, language: Language) -> Option<String> {
    (document.condition() == Condition::Broken).then(|| {
        language.pick(
            format!("{name}：计划有错误，能读出的部分才算在内"),
            format!("{name}: the plan has errors; only what could be read counts"),
        )
    })
}

/// The revisions of a history that cannot be read: what is told of it is not all.
#[derive(Default)]
pub(super) struct LeftOut {
    count: usize,
    way_out: Option<String>,
}

impl LeftOut {
    /// Takes one more.
    pub fn add(&mut self, why: &Unreadable, language: Language) {
        self.count += 1;
        if let Unreadable::Lost(error) = why {
            self.way_out = error.way_out(language);
        }
    }

    /// Says so behind an answer, and by the exit code.
    pub fn told(self, answer: Answer, language: Language) -> Answer {
        let count = self.count;
        if count == 0 {
            return answer;
        }
        let notice = language.pick(
            format!("有 {count} 个版本没能读出，没有算在内"),
            match count {
                1 => "1 revision could not be read and does not count".to_owned(),
                _ => format!("{count} revisions could not be read and do not count"),
            },
        );
        let lines: Vec<String> = [notice].into_iter().chain(self.way_out).collect();
        answer.notice(Some(lines.join("\n"))).code(1)
    }
}

/// A task by its id where the plan does not have it any more.
pub(super) fn is_gone(error: &Error) -> bool {
    error.kind() == crate::error::Kind::Problem
}
