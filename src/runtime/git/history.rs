//! The revisions of a plan, streamed, renames followed.
//!
//! Owns what `git log` is asked and how its answer is read: fields and raw changes between NULs, which no
//! name, subject or path can forge. A merge is a revision of the plan where it agrees with none of its
//! parents; a side line that a merge threw away is none of its history, as in `git log -- FILE`. Unlike
//! `git log --follow`, which keeps one name for the whole walk, a rename is followed on the line where it
//! happened. A copy is a plan of its own.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Seek};
use std::process::{Child, ChildStdout, Stdio};

use chrono::DateTime;

use super::Result;
use super::command::{line, start};
use super::error::{GitError, said};
use super::objects::BlobId;
use super::repository::{Repository, Tracking};
use crate::change::{CommitId, Revision};

/// Hash, parents, author, date, subject, each ended by a NUL; the last one by git.
pub(super) const FORMAT: &str = "--format=%H%x00%P%x00%aN%x00%aI%x00%s";

/// Which revisions.
#[derive(Clone, Debug, Default)]
pub struct Select {
    /// The newest; none for the commit that the head stands at.
    pub from: Option<CommitId>,
    /// Not those that belong to this one's history, itself included.
    pub except: Option<CommitId>,
    /// At most so many.
    pub limit: Option<usize>,
    /// The plan's path at the newest, where it is known; else it is looked for.
    pub path: Option<String>,
}

/// One revision of the plan, and what it did to the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The revision.
    pub revision: Revision,
    /// The commits that it came from.
    pub parents: Vec<CommitId>,
    /// The plan's path as of this revision. Outside text.
    pub path: String,
    /// What each parent holds, in their order, under whatever name; none where it holds no such plan.
    pub before: Vec<Option<BlobId>>,
    /// What this revision holds; none where the plan was deleted.
    pub after: Option<BlobId>,
    /// The name that the plan had before, where this revision renamed it. Outside text.
    pub renamed_from: Option<String>,
    /// History was cut off here when the repository was cloned: what came before is not known.
    pub is_cut: bool,
}

impl Entry {
    /// What the first parent holds: what people mean by "before".
    pub fn first_before(&self) -> Option<&BlobId> {
        self.before.first().and_then(Option::as_ref)
    }
}

/// Revisions, newest first, as git finds them. Dropping it ends git.
#[derive(Debug)]
pub struct Log {
    repository: Repository,
    select: Select,
    stream: Option<Stream>,
    /// Names that the plan had, and the commits from which they are to be walked.
    pending: Vec<(String, Vec<CommitId>)>,
    seen: HashSet<(CommitId, String)>,
    cuts: HashSet<String>,
    count: usize,
}

impl Repository {
    /// The plan's revisions, newest first. The first come before git is through.
    ///
    /// Where there are none, the iterator's one item says why.
    ///
    /// # Errors
    /// git could not be started; the commit to begin at has no such plan.
    pub fn log(&self, select: Select) -> Result<Log> {
        let path = match (&select.path, &select.from) {
            (Some(path), _) => path.clone(),
            (None, Some(commit)) => self.blob_at(commit)?.1,
            (None, None) => self.path().to_owned(),
        };
        let from: Vec<CommitId> = select.from.iter().cloned().collect();
        let stream = Stream::open(self, &path, &from, select.except.as_ref())?;
        Ok(Log {
            stream: Some(stream),
            pending: Vec::new(),
            seen: HashSet::new(),
            cuts: self.cuts(),
            count: 0,
            repository: self.clone(),
            select,
        })
    }

    /// The names that the plan had before its present one, newest first.
    ///
    /// # Errors
    /// git failed.
    pub(super) fn earlier_paths(&self) -> Result<Vec<String>> {
        let mut paths = Vec::new();
        for entry in self.log(Select::default())? {
            match entry {
                Ok(entry) => paths.extend(entry.renamed_from),
                Err(GitError::Untracked | GitError::Unborn) => {}
                Err(error) => return Err(error),
            }
        }
        paths.dedup();
        Ok(paths)
    }

    /// The commits before which history was cut off.
    fn cuts(&self) -> HashSet<String> {
        if !self.is_shallow() {
            return HashSet::new();
        }
        let list = fs::read_to_string(self.common_dir().join("shallow")).unwrap_or_default();
        list.lines().map(str::to_owned).collect()
    }

    /// The name and content that a parent had of what a commit has newly at a path, if it was renamed.
    pub(super) fn renamed(
        &self,
        parent: &CommitId,
        commit: &CommitId,
        path: &str,
    ) -> Result<Option<(String, Option<BlobId>)>> {
        let answer = self.git.read([
            "diff-tree",
            "-r",
            "-z",
            "--raw",
            "--no-abbrev",
            "--no-ext-diff",
            "--no-textconv",
            "-O/dev/null",
            "-M",
            "--diff-filter=R",
            parent.as_str(),
            commit.as_str(),
            "--",
        ])?;
        let mut tokens = answer.split(|&byte| byte == 0);
        while let (Some(change), Some(from), Some(to)) =
            (tokens.next(), tokens.next(), tokens.next())
        {
            if to == path.as_bytes() {
                let change = String::from_utf8_lossy(change);
                let before = change.split(' ').nth(2).and_then(BlobId::new);
                // A name that is no text cannot be asked for.
                let from = String::from_utf8(from.to_vec()).ok();
                return Ok(from.map(|from| (from, before)));
            }
        }
        Ok(None)
    }

    /// Why the plan has no history.
    fn why_none(&self, select: &Select) -> GitError {
        if let Some(commit) = &select.from {
            return GitError::NotThere {
                commit: commit.clone(),
                path: self.path().to_owned(),
            };
        }
        match (self.head(), self.tracking()) {
            (Err(error), _) | (_, Err(error)) => error,
            (Ok(head), _) if head.commit.is_none() => GitError::Unborn,
            (_, Ok(Tracking::Untracked | Tracking::Added | Tracking::Committed)) => {
                GitError::Untracked
            }
        }
    }
}

impl Log {
    /// Looks for the other name that something new had at its parents, and remembers to walk on there.
    fn follow(&mut self, entry: &mut Entry) -> Result<()> {
        if entry.after.is_none() || entry.is_cut {
            return Ok(());
        }
        for (index, parent) in entry.parents.iter().enumerate() {
            if entry.before.get(index).is_none_or(Option::is_some) {
                continue;
            }
            let commit = &entry.revision.commit;
            let found = self.repository.renamed(parent, commit, &entry.path)?;
            let Some((path, before)) = found else {
                continue;
            };
            entry.before[index] = before;
            entry.renamed_from = Some(path.clone());
            match self.pending.iter_mut().find(|(known, _)| *known == path) {
                Some((_, starts)) => starts.push(parent.clone()),
                None => self.pending.push((path, vec![parent.clone()])),
            }
        }
        Ok(())
    }

    fn step(&mut self) -> Result<Option<Entry>> {
        loop {
            let Some(stream) = &mut self.stream else {
                return Ok(None);
            };
            let Some(mut entry) = stream.next_entry()? else {
                self.stream = None;
                if let Some((path, starts)) = self.pending.pop() {
                    let except = self.select.except.as_ref();
                    self.stream = Some(Stream::open(&self.repository, &path, &starts, except)?);
                } else if self.count == 0 && self.select.except.is_none() {
                    return Err(self.repository.why_none(&self.select));
                }
                continue;
            };
            if entry.before.is_empty() {
                // Shown for its place in the history only.
                continue;
            }
            let known = (entry.revision.commit.clone(), entry.path.clone());
            if !self.seen.insert(known) {
                continue;
            }
            entry.is_cut =
                entry.parents.is_empty() && self.cuts.contains(entry.revision.commit.as_str());
            self.follow(&mut entry)?;
            return Ok(Some(entry));
        }
    }
}

impl Iterator for Log {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.select.limit.is_some_and(|limit| self.count >= limit) {
            self.stream = None;
            return None;
        }
        match self.step() {
            Ok(entry) => {
                self.count += 1;
                entry.map(Ok)
            }
            Err(error) => {
                self.stream = None;
                self.pending.clear();
                Some(Err(error))
            }
        }
    }
}

/// One `git log` of one name.
#[derive(Debug)]
pub(super) struct Stream {
    child: Child,
    answers: BufReader<ChildStdout>,
    complaints: fs::File,
    path: String,
    /// The hash of the next commit, where it was read already.
    next: Option<Vec<u8>>,
}

impl Stream {
    /// Walks from some commits, or from the head, back.
    pub fn open(
        repository: &Repository,
        path: &str,
        from: &[CommitId],
        except: Option<&CommitId>,
    ) -> Result<Self> {
        Self::with(repository, path, from, except, &[])
    }

    /// The same with more options.
    pub fn with(
        repository: &Repository,
        path: &str,
        from: &[CommitId],
        except: Option<&CommitId>,
        options: &[&str],
    ) -> Result<Self> {
        // A file, because nobody reads it while git writes.
        let complaints = tempfile::tempfile().map_err(GitError::System)?;
        let mut git = repository.git.reading();
        git.args(["-c", "log.showRoot=true", "log"])
            .args([
                "-z",
                "--raw",
                "-c",
                "--no-abbrev",
                "--no-renames",
                "--no-follow",
            ])
            .args(["--no-show-signature", "--no-ext-diff", "--no-textconv"])
            .args(["--no-color", "--no-decorate", "--no-notes", "-O/dev/null"])
            .args(["--encoding=UTF-8", FORMAT])
            .args(options);
        if from.is_empty() {
            git.arg("HEAD");
        }
        git.args(from.iter().map(CommitId::as_str))
            .args(except.map(|commit| format!("^{commit}")))
            .args(["--", path]);
        git.stdout(Stdio::piped())
            .stderr(complaints.try_clone().map_err(GitError::System)?);
        let mut child = start(&mut git)?;
        let answers = child.stdout.take().map(BufReader::new);
        let answers =
            answers.ok_or_else(|| GitError::System(std::io::ErrorKind::BrokenPipe.into()))?;
        Ok(Self {
            child,
            answers,
            complaints,
            path: path.to_owned(),
            next: None,
        })
    }

    /// The next commit. One that changed nothing has an empty `before`.
    pub fn next_entry(&mut self) -> Result<Option<Entry>> {
        let hash = match self.next.take() {
            Some(hash) => hash,
            None => match self.token()? {
                Some(hash) => hash,
                None => return self.end().map(|()| None),
            },
        };
        let mut fields = [const { Vec::new() }; 4];
        for field in &mut fields {
            *field = self.token()?.unwrap_or_default();
        }
        let [parents, author, at, subject] = fields;
        let (revision, parents) = revision_of(&hash, &parents, &author, &at, &subject)?;
        let mut entry = Entry {
            revision,
            parents,
            path: self.path.clone(),
            before: Vec::new(),
            after: None,
            renamed_from: None,
            is_cut: false,
        };
        while let Some(token) = self.token()? {
            let token = token.strip_prefix(b"\n").unwrap_or(&token);
            if token.is_empty() {
                continue;
            }
            if token[0] != b':' {
                self.next = Some(token.to_vec());
                break;
            }
            let change = String::from_utf8_lossy(token);
            let path = self.token()?;
            if path.as_deref() == Some(self.path.as_bytes()) {
                (entry.before, entry.after) = blobs_of(&change);
            }
        }
        Ok(Some(entry))
    }

    fn token(&mut self) -> Result<Option<Vec<u8>>> {
        let mut token = Vec::new();
        self.answers
            .read_until(0, &mut token)
            .map_err(GitError::System)?;
        if token.pop_if(|byte| *byte == 0).is_none() && token.is_empty() {
            return Ok(None);
        }
        Ok(Some(token))
    }

    /// git is through: was it content?
    fn end(&mut self) -> Result<()> {
        if self.child.wait().map_err(GitError::System)?.success() {
            return Ok(());
        }
        let mut message = Vec::new();
        let read = self
            .complaints
            .rewind()
            .and_then(|()| self.complaints.read_to_end(&mut message));
        read.map_err(GitError::System)?;
        match said(&message) {
            // HEAD is no revision as long as there is no commit.
            GitError::Failed(text) if text.contains("bad revision 'HEAD'") => Err(GitError::Unborn),
            error => Err(error),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The fields of [`FORMAT`], read.
pub(super) fn revision_of(
    hash: &[u8],
    parents: &[u8],
    author: &[u8],
    at: &[u8],
    subject: &[u8],
) -> Result<(Revision, Vec<CommitId>)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let hash = text(hash);
    let commit = CommitId::new(&hash).ok_or(GitError::Missing(hash))?;
    let parents: Vec<CommitId> = text(parents).split(' ').filter_map(CommitId::new).collect();
    let revision = Revision {
        commit,
        // A date that no calendar has is shown as the first that computers count from.
        at: DateTime::parse_from_rfc3339(&text(at)).unwrap_or_default(),
        author: text(author),
        subject: line(subject),
        is_merge: parents.len() > 1,
    };
    Ok((revision, parents))
}

/// `:MODE MODE HASH HASH S`, or of a merge of n parents n colons, n + 1 modes, n + 1 hashes.
fn blobs_of(change: &str) -> (Vec<Option<BlobId>>, Option<BlobId>) {
    let parents = change.bytes().take_while(|&byte| byte == b':').count();
    let words: Vec<&str> = change.split(' ').collect();
    let hashes = words.get(parents + 1..2 * parents + 2).unwrap_or(&[]);
    let mut blobs: Vec<Option<BlobId>> = hashes.iter().map(|hash| BlobId::new(hash)).collect();
    let after = blobs.pop().flatten();
    (blobs, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_change_names_what_each_parent_held() {
        let (zero, one, two) = ("0".repeat(40), "1".repeat(40), "2".repeat(40));
        let (before, after) = blobs_of(&format!(":100644 100644 {one} {two} M"));
        assert_eq!(
            (before, after),
            (vec![BlobId::new(&one)], BlobId::new(&two))
        );
        let merge = format!("::000000 100644 100644 {zero} {one} {two} AM");
        let (before, after) = blobs_of(&merge);
        assert_eq!(before, [None, BlobId::new(&one)]);
        assert_eq!(after, BlobId::new(&two));
    }
}
