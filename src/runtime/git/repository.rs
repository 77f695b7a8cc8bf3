//! Where a plan lies in its repository, and how that one stands.
//!
//! Owns the way from a path to the repository that holds it, and the cheap look at its head. Never reads
//! the work tree.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::Result;
use super::command::{Git, line};
use super::error::GitError;
use super::objects::{BlobId, Objects};
use crate::change::CommitId;
use crate::document::Document;

/// The repository that holds a plan, found once.
#[derive(Clone, Debug)]
pub struct Repository {
    pub(super) git: Git,
    root: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    plan: PathBuf,
    path: String,
    is_shallow: bool,
}

/// How the repository stands at the moment. Two of them are equal as long as nothing moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Where it stands.
    pub place: Place,
    /// The commit it stands at; none where there is no commit yet.
    pub commit: Option<CommitId>,
    /// What was begun and not ended.
    pub underway: Option<Underway>,
}

/// Where a head stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a branch of this name, which may have no commit yet. Outside text.
    Branch(String),
    /// On a commit, on no branch.
    Detached,
}

/// What was begun and not ended: the next commit belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Underway {
    /// `git merge`
    Merge,
    /// `git rebase`, or `git am`
    Rebase,
    /// `git cherry-pick`
    CherryPick,
    /// `git revert`
    Revert,
}

/// Whether git knows the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracking {
    /// It was never added.
    Untracked,
    /// It was added, and is in no commit of this branch yet.
    Added,
    /// It is in the commit that the head stands at.
    Committed,
}

impl Repository {
    /// The repository that holds a plan file, which need not be there: through symbolic links, from any
    /// current folder.
    ///
    /// # Errors
    /// There is no git, no repository, one without files, or one that git does not trust.
    pub fn of(plan: &Path) -> Result<Self> {
        let plan = resolve(plan).map_err(GitError::System)?;
        let folder = nearest_folder(&plan);
        let folder = if Git::is_told_where() {
            std::env::current_dir().map_err(GitError::System)?
        } else {
            folder.to_owned()
        };
        let git = Git::in_folder(&folder);
        let answer = git.ask([
            "rev-parse",
            "--path-format=absolute",
            "--is-inside-work-tree",
            "--is-shallow-repository",
            "--absolute-git-dir",
            "--git-common-dir",
        ])?;
        let answer = line(&answer.ok_or(GitError::NoRepository)?);
        let lines: Vec<&str> = answer.split('\n').collect();
        let &[is_inside, is_shallow, git_dir, common_dir] = lines.as_slice() else {
            return Err(GitError::UnspeakablePath(plan));
        };
        if is_inside != "true" {
            return Err(GitError::Bare);
        }
        let root = line(&git.read(["rev-parse", "--path-format=absolute", "--show-toplevel"])?);
        let root = fs::canonicalize(root).map_err(GitError::System)?;
        let path = path_in(&plan, &root)?;
        Ok(Self {
            git: git.at_top(&root),
            root,
            git_dir: git_dir.into(),
            common_dir: common_dir.into(),
            plan,
            path,
            is_shallow: is_shallow == "true",
        })
    }

    /// The top of the work tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// git's own folder of this work tree.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// git's own folder that all work trees of the repository share.
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// The plan file on disk, with symbolic links followed.
    pub fn plan(&self) -> &Path {
        &self.plan
    }

    /// The plan's path in the repository, from its top, with `/` between the parts. Outside text.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the history was cut off when the repository was cloned.
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// How the repository stands now.
    ///
    /// # Errors
    /// git failed.
    pub fn head(&self) -> Result<Head> {
        let place = match self.git.ask(["symbolic-ref", "--quiet", "HEAD"])? {
            Some(name) => {
                let name = line(&name);
                let branch = name.strip_prefix("refs/heads/").unwrap_or(&name);
                Place::Branch(branch.to_owned())
            }
            None => Place::Detached,
        };
        Ok(Head {
            place,
            commit: self.commit_of("HEAD")?,
            underway: self.underway(),
        })
    }

    /// What was begun and not ended.
    pub fn underway(&self) -> Option<Underway> {
        let is_there = |name: &str| self.git_dir.join(name).exists();
        // A rebase that stops leaves the mark of a cherry-pick too.
        if is_there("rebase-merge") || is_there("rebase-apply") {
            Some(Underway::Rebase)
        } else if is_there("MERGE_HEAD") {
            Some(Underway::Merge)
        } else if is_there("CHERRY_PICK_HEAD") {
            Some(Underway::CherryPick)
        } else if is_there("REVERT_HEAD") {
            Some(Underway::Revert)
        } else {
            None
        }
    }

    /// Whether git knows the plan.
    ///
    /// # Errors
    /// git failed.
    pub fn tracking(&self) -> Result<Tracking> {
        if self.hash_of(&format!("HEAD:{}", self.path))?.is_some() {
            return Ok(Tracking::Committed);
        }
        // At stage 0, or at the others in a conflict.
        for stage in ["0", "2", "3"] {
            if self.hash_of(&format!(":{stage}:{}", self.path))?.is_some() {
                return Ok(Tracking::Added);
            }
        }
        Ok(Tracking::Untracked)
    }

    /// The hash of whatever git takes the words for; none where there is no such thing.
    pub(super) fn hash_of(&self, words: &str) -> Result<Option<String>> {
        if words.contains('\0') {
            return Ok(None);
        }
        let question = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            words,
        ];
        match self.git.ask(question) {
            Ok(answer) => Ok(answer.map(|hash| line(&hash))),
            // Some names that are none make it fail in earnest.
            Err(GitError::Failed(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Contents by their hashes, for as long as it is kept.
    ///
    /// # Errors
    /// git could not be started.
    pub fn objects(&self) -> Result<Objects> {
        Objects::open(&self.git)
    }

    /// The hash of the plan at a commit, and its path there: under a name that it had before, where it was
    /// renamed since.
    ///
    /// # Errors
    /// The commit has no such plan; git failed.
    pub fn blob_at(&self, commit: &CommitId) -> Result<(BlobId, String)> {
        if let Some(blob) = self.blob_of(commit, &self.path)? {
            return Ok((blob, self.path.clone()));
        }
        for path in self.earlier_paths()? {
            if let Some(blob) = self.blob_of(commit, &path)? {
                return Ok((blob, path));
            }
        }
        Err(GitError::NotThere {
            commit: commit.clone(),
            path: self.path.clone(),
        })
    }

    /// The hash of what a commit has at a path.
    ///
    /// # Errors
    /// git failed.
    pub fn blob_of(&self, commit: &CommitId, path: &str) -> Result<Option<BlobId>> {
        let hash = self.hash_of(&format!("{commit}:{path}"))?;
        Ok(hash.and_then(|hash| BlobId::new(&hash)))
    }

    /// The plan as of a commit, under whatever name it had.
    ///
    /// # Errors
    /// The commit has no such plan, it is too large; git failed.
    pub fn plan_at(&self, commit: &CommitId) -> Result<Document> {
        let (blob, _) = self.blob_at(commit)?;
        self.objects()?.document(&blob)
    }
}

/// The plan's path with symbolic links followed, as far as it is there.
pub(super) fn resolve(plan: &Path) -> std::io::Result<PathBuf> {
    let plan = std::path::absolute(plan)?;
    let mut rest: Vec<OsString> = Vec::new();
    let mut known = plan.as_path();
    loop {
        match fs::canonicalize(known) {
            Ok(mut found) => {
                found.extend(rest.iter().rev());
                return Ok(found);
            }
            Err(error) => match (known.parent(), known.file_name()) {
                (Some(parent), Some(name)) => {
                    rest.push(name.to_owned());
                    known = parent;
                }
                _ => return Err(error),
            },
        }
    }
}

/// The nearest folder above the plan that is there.
fn nearest_folder(plan: &Path) -> &Path {
    let mut folders = plan.ancestors().skip(1);
    folders.find(|folder| folder.is_dir()).unwrap_or(plan)
}

pub(super) fn path_in(plan: &Path, root: &Path) -> Result<String> {
    let inside = plan
        .strip_prefix(root)
        .map_err(|_| GitError::NoRepository)?;
    let parts: Option<Vec<&str>> = inside
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str().filter(|part| !part.contains('\n')),
            _ => None,
        })
        .collect();
    match parts {
        Some(parts) if !parts.is_empty() => Ok(parts.join("/")),
        _ => Err(GitError::UnspeakablePath(plan.to_owned())),
    }
}
