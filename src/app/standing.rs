//! Where a plan's repository stands, as far as the walk has to know.

use crate::change::CommitId;
use crate::language::Language;

/// Where a repository stands. Two are equal as long as nothing moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The branch; none on a commit without one. Outside text.
    pub branch: Option<String>,
    /// The commit; none where there is none yet.
    pub commit: Option<CommitId>,
    /// What was begun and not ended.
    pub underway: Option<Underway>,
    /// The conflict that git still has the plan down with.
    pub unmerged: Option<Unmerged>,
}

/// What git has down as a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmerged {
    /// What both sides have changed.
    Changed,
    /// The plan's file itself, which one side deleted and the other one changed.
    Deleted,
}

/// What git was told to do and has not ended: the next commit belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Underway {
    /// `git merge`
    Merge,
    /// `git rebase`
    Rebase,
    /// `git cherry-pick`
    CherryPick,
    /// `git revert`
    Revert,
}

impl Standing {
    /// Where it went from another standing: to another branch, or to a commit without one. Commits that come
    /// and go while git is at work are no news.
    pub fn news_since(&self, before: &Self) -> Option<News> {
        if self.underway.is_some() || self.branch == before.branch {
            return None;
        }
        match (&self.branch, &self.commit) {
            (Some(branch), _) => Some(News::Branch(branch.clone())),
            (None, Some(commit)) => Some(News::Commit(commit.short().to_owned())),
            (None, None) => None,
        }
    }
}

/// Where the repository went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// To another branch. Outside text.
    Branch(String),
    /// To a commit without a branch.
    Commit(String),
}

impl News {
    /// The clause.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Branch(branch) => language.pick(
                format!("分支已切换到 {branch}"),
                format!("the branch is {branch} now"),
            ),
            Self::Commit(commit) => language.pick(
                format!("已切换到提交 {commit}（不在分支上）"),
                format!("commit {commit} is checked out now, on no branch"),
            ),
        }
    }
}

impl Underway {
    /// How it goes on, as it is typed.
    pub fn next(self) -> &'static str {
        match self {
            Self::Merge => "git merge --continue",
            Self::Rebase => "git rebase --continue",
            Self::CherryPick => "git cherry-pick --continue",
            Self::Revert => "git revert --continue",
        }
    }
}
