//! The two ends of a comparison, in words.

use crate::change::Revision;
use crate::language::Language;

/// One end of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The plan as of a commit.
    Revision(Revision),
    /// The file as it is now, by its path. Outside text.
    File(String),
}

impl End {
    /// Which one it is. Outside text.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Revision(revision) => {
                let Revision {
                    author, subject, ..
                } = revision;
                let day = day_and_time(revision);
                let commit = revision.commit.short();
                language.pick(
                    format!("{day} {author}：{subject}（{commit}）"),
                    format!("{day} {author}: {subject} ({commit})"),
                )
            }
            Self::File(path) => language.pick(
                format!("现在的文件 {path}"),
                format!("the file as it is now, {path}"),
            ),
        }
    }
}

/// When a revision was written, by the clock of its author.
pub(super) fn day_and_time(revision: &Revision) -> String {
    revision.at.format("%Y-%m-%d %H:%M").to_string()
}
