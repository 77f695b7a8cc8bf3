//! Who said so, and when, on either side of a conflict.
//!
//! Owns the way from a side to the commit that gave a field its value there. What is in no commit has no
//! signature, and a history that cannot be read gives none: a merge never fails because of it. Never
//! writes.

use std::collections::HashMap;
use std::env;

use super::history::{Entry, Select};
use super::objects::{BlobId, Objects};
use super::repository::Repository;
use super::{GitError, Result};
use crate::change::{CommitId, diff};
use crate::plan::{Conflict, Plan, Side};

/// So many revisions of the plan are looked at on either side: what a side has that is older than this is
/// left without a name rather than to let somebody wait.
const LIMIT: usize = 300;

/// The two commits that a merge brings together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merging {
    /// The one that is there.
    pub ours: CommitId,
    /// The one that is brought in, where it is known.
    pub theirs: Option<CommitId>,
}

/// Which side of a conflict.
type SideOf = fn(&mut Conflict) -> &mut Side;

impl Repository {
    /// The two commits that git's merge driver is called for. `label` is what git calls the other side
    /// (`%Y`): the name of a branch, a commit with its subject, or `%Y` itself before git 2.44.
    ///
    /// # Errors
    /// There is no commit; git failed.
    pub fn merging(&self, label: Option<&str>) -> Result<Merging> {
        let ours = self.head()?.commit.ok_or(GitError::Unborn)?;
        let theirs = match self.named_by_git(&ours)? {
            Some(theirs) => Some(theirs),
            None => self.labelled(label.unwrap_or_default())?,
        };
        let theirs = match theirs {
            Some(theirs) => Some(theirs),
            None => self.other_side()?,
        };
        Ok(Merging { ours, theirs })
    }

    /// `git merge` names each commit that it brings in to the programs that it calls: `GITHEAD_<hash>`. Where
    /// there are several, it does not say whose turn it is.
    fn named_by_git(&self, ours: &CommitId) -> Result<Option<CommitId>> {
        let names = env::vars_os().filter_map(|(name, _)| {
            let name = name.into_string().ok()?;
            CommitId::new(name.strip_prefix("GITHEAD_")?)
        });
        let others: Vec<CommitId> = names.filter(|commit| commit != ours).collect();
        match others.as_slice() {
            [only] => self.commit_of(only.as_str()),
            _ => Ok(None),
        }
    }

    /// `side`, `1a2b3c4 (subject)`, `parent of 1a2b3c4 (subject)`.
    fn labelled(&self, label: &str) -> Result<Option<CommitId>> {
        let (label, parent) = match label.strip_prefix("parent of ") {
            Some(label) => (label, "^"),
            None => (label, ""),
        };
        // A subject may say anything; a name of git's has no blank.
        let word = label.split(' ').next().unwrap_or_default();
        if word.is_empty() || word.starts_with(['-', '%']) {
            return Ok(None);
        }
        self.commit_of(&format!("{word}{parent}"))
    }

    /// The commit that git takes the words for.
    pub(super) fn commit_of(&self, words: &str) -> Result<Option<CommitId>> {
        let hash = self.hash_of(&format!("{words}^{{commit}}"))?;
        Ok(hash.and_then(|hash| CommitId::new(&hash)))
    }

    /// Says of each conflict who gave either side its value, and when, as far as commits know.
    ///
    /// # Errors
    /// git failed. What was found until then is said.
    pub fn sign(
        &self,
        merging: &Merging,
        conflicts: &mut [Conflict],
        [ours, theirs]: [&Plan; 2],
    ) -> Result<()> {
        let mut search = Search::through(self)?;
        let own = &merging.ours;
        let other = merging.theirs.as_ref();
        let of_ours = search.side(conflicts, |at| &mut at.ours, ours, own, other);
        let Some(other) = other else { return of_ours };
        let of_theirs = search.side(conflicts, |at| &mut at.theirs, theirs, other, Some(own));
        of_ours.and(of_theirs)
    }

    /// The same of their side only, where what we have is in no commit.
    ///
    /// # Errors
    /// As with [`Repository::sign`].
    pub fn sign_theirs(
        &self,
        tip: &CommitId,
        conflicts: &mut [Conflict],
        theirs: &Plan,
    ) -> Result<()> {
        Search::through(self)?.side(conflicts, |at| &mut at.theirs, theirs, tip, None)
    }

    /// The plan's path at a commit, under the name that it has there where the other side renamed it.
    fn path_at(&self, commit: &CommitId, other: Option<&CommitId>) -> Result<String> {
        let own = self.path();
        if self.blob_of(commit, own)?.is_none()
            && let Some(other) = other
            && self.blob_of(other, own)?.is_some()
            && let Some((path, _)) = self.renamed(commit, other, own)?
        {
            return Ok(path);
        }
        Ok(own.to_owned())
    }
}

/// One look through history, which reads each content once.
struct Search<'r> {
    repository: &'r Repository,
    objects: Objects,
    plans: HashMap<BlobId, Plan>,
}

impl<'r> Search<'r> {
    fn through(repository: &'r Repository) -> Result<Self> {
        Ok(Self {
            repository,
            objects: repository.objects()?,
            plans: HashMap::new(),
        })
    }

    /// Signs one side: by the newest commit that changed the field to what the side has.
    fn side(
        &mut self,
        conflicts: &mut [Conflict],
        side: SideOf,
        plan: &Plan,
        tip: &CommitId,
        other: Option<&CommitId>,
    ) -> Result<()> {
        let path = self.repository.path_at(tip, other)?;
        let Some(blob) = self.repository.blob_of(tip, &path)? else {
            return Ok(());
        };
        let uncommitted = diff(self.plan(&blob)?, plan);
        let mut open: Vec<&mut Conflict> = conflicts
            .iter_mut()
            .filter(|conflict| !uncommitted.touches(conflict))
            .collect();
        // What both sides share is looked at too: a revert brings an old value back.
        let log = self.repository.log(Select {
            from: Some(tip.clone()),
            except: None,
            limit: Some(LIMIT),
            path: Some(path),
        })?;
        for entry in log {
            if open.is_empty() {
                break;
            }
            let Entry {
                revision,
                before,
                after: Some(after),
                ..
            } = entry?
            else {
                continue;
            };
            let after = self.plan(&after)?.clone();
            let mut changes = Vec::new();
            for blob in &before {
                let before = match blob {
                    Some(blob) => self.plan(blob)?,
                    None => &Plan::default(),
                };
                changes.push(diff(before, &after));
            }
            let later = diff(&after, plan);
            open.retain_mut(|conflict| {
                // A merge gives a field its value where it took it from no parent.
                let is_its = changes.iter().all(|diff| diff.touches(conflict));
                let is_here = is_its && !later.touches(conflict);
                if is_here {
                    let side = side(conflict);
                    side.by = Some(revision.author.clone());
                    side.at = Some(revision.at);
                }
                !is_here
            });
        }
        Ok(())
    }

    fn plan(&mut self, blob: &BlobId) -> Result<&Plan> {
        if !self.plans.contains_key(blob) {
            let plan = self.objects.document(blob)?.plan();
            self.plans.insert(blob.clone(), plan);
        }
        Ok(&self.plans[blob])
    }
}
