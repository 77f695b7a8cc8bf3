//! The plan's own files, into a commit.
//!
//! Owns the one commit that a person asks for. Here, and only here, hooks, filters and signing run. Whatever
//! else is staged stays as it was; a failure leaves everything as it was, and is told whole.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::Result;
use super::command::{run, start};
use super::error::GitError;
use super::repository::{Repository, Underway, path_in, resolve};
use crate::change::Revision;

impl Repository {
    /// Commits these files as they are on disk, and nothing else that is staged or changed. Returns when the
    /// commit would outlast a power cut.
    ///
    /// While a merge is under way git makes one commit of all that it brought: then everything else must be
    /// resolved already. Lines of the message that begin with `#` are kept.
    ///
    /// # Errors
    /// Nothing changed; others are in conflict; a rebase is under way; a hook, signing or git turned it down.
    pub fn commit(&self, message: &str, files: &[&Path]) -> Result<Revision> {
        let paths: Vec<String> = files
            .iter()
            .map(|file| path_in(&resolve(file).map_err(GitError::System)?, self.root()))
            .collect::<Result<_>>()?;
        let is_merging = match self.underway() {
            Some(Underway::Rebase) => return Err(GitError::InTheMiddle),
            Some(_) if self.git_dir().join("sequencer").exists() => {
                return Err(GitError::InTheMiddle);
            }
            underway => underway.is_some(),
        };
        if is_merging {
            self.add_resolved(files, &paths)?;
            self.commit_with(message, &[])?;
        } else {
            // As the commit itself will read them, through the filters that the repository has.
            if !self.differs(&paths, &mut self.git.reading())? {
                return Err(GitError::NothingToCommit);
            }
            self.commit_only(message, &paths)?;
        }
        self.sync();
        let head = self.head()?.commit.ok_or(GitError::Unborn)?;
        self.revision(&head)
    }

    /// Tells git that these files are as they shall be: `git add`.
    ///
    /// # Errors
    /// git failed.
    pub fn add(&self, files: &[&Path]) -> Result<()> {
        let mut git = self.git.writing();
        git.args(["add", "--"]);
        for file in files {
            let file = resolve(file).map_err(GitError::System)?;
            git.arg(only(&path_in(&file, self.root())?));
        }
        let output = run(&mut git)?;
        self.accepted(&output)
    }

    /// The paths that are in conflict. Outside text.
    ///
    /// # Errors
    /// git failed.
    pub fn unresolved(&self) -> Result<Vec<String>> {
        let answer = self.git.read(["ls-files", "--unmerged", "-z"])?;
        // `MODE HASH STAGE<tab>PATH`, once a stage.
        let mut paths: Vec<String> = answer
            .split(|&byte| byte == 0)
            .filter_map(|entry| {
                let tab = entry.iter().position(|&byte| byte == b'\t')?;
                Some(String::from_utf8_lossy(&entry[tab + 1..]).into_owned())
            })
            .collect();
        paths.dedup();
        Ok(paths)
    }

    fn add_resolved(&self, files: &[&Path], paths: &[String]) -> Result<()> {
        let mut others = self.unresolved()?;
        others.retain(|path| !paths.contains(path));
        if others.is_empty() {
            self.add(files)
        } else {
            Err(GitError::Unresolved(others))
        }
    }

    fn commit_only(&self, message: &str, paths: &[String]) -> Result<()> {
        // git commits what it knows: new files are announced first, and forgotten again on failure.
        let mut announced = Vec::new();
        for path in paths {
            if self.hash_of(&format!(":0:{path}"))?.is_none() {
                announced.push(path.clone());
            }
        }
        if !announced.is_empty() {
            let mut git = self.git.writing();
            git.args(["add", "--intent-to-add", "--"]);
            let output = run(git.args(announced.iter().map(|path| only(path))))?;
            self.accepted(&output)?;
        }
        let committed = self.commit_with(message, paths);
        if committed.is_err() && !announced.is_empty() {
            let mut git = self.git.writing();
            git.args(["update-index", "--force-remove", "--"]);
            let _ = run(git.args(&announced));
        }
        committed
    }

    fn commit_with(&self, message: &str, paths: &[String]) -> Result<()> {
        let mut git = self.git.writing();
        git.args(["-c", "core.fsync=all", "commit", "--quiet", "--file=-"])
            .arg("--cleanup=whitespace");
        if !paths.is_empty() {
            git.args(["--only", "--"])
                .args(paths.iter().map(|path| only(path)));
        }
        git.stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = start(&mut git)?;
        if let Some(mut stdin) = child.stdin.take() {
            // Shorter than a pipe; git reads it after the hooks, or never.
            let message = message.to_owned();
            std::thread::spawn(move || {
                let _ = stdin.write_all(message.as_bytes());
            });
        }
        let output = child.wait_with_output().map_err(GitError::System)?;
        self.accepted(&output)
    }

    /// Whether git knows these files in other words than they are on disk, or not at all.
    fn differs(&self, paths: &[String], git: &mut Command) -> Result<bool> {
        for path in paths {
            if self.hash_of(&format!("HEAD:{path}"))?.is_none() {
                return Ok(true);
            }
        }
        git.args([
            "diff",
            "--quiet",
            "--no-ext-diff",
            "--no-textconv",
            "HEAD",
            "--",
        ])
        .args(paths);
        let output = run(git)?;
        match output.status.code() {
            Some(0) => Ok(false),
            Some(1) => Ok(true),
            _ => self.accepted(&output).map(|()| true),
        }
    }

    fn accepted(&self, output: &Output) -> Result<()> {
        if output.status.success() {
            return Ok(());
        }
        let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
        if said.contains("index.lock") {
            let lock = self.git_dir().join("index.lock");
            if lock.exists() {
                return Err(GitError::Locked(lock));
            }
        }
        // A hook writes where it likes.
        said.push_str(&String::from_utf8_lossy(&output.stdout));
        Err(GitError::Rejected(said.trim().to_owned()))
    }

    /// Sends what git wrote to the disk. That it could not be is no reason to call the commit a failure.
    fn sync(&self) {
        #[cfg(target_os = "linux")]
        if let Ok(folder) = std::fs::File::open(self.common_dir()) {
            let _ = rustix::fs::syncfs(folder);
        }
    }
}

/// One path, and no pattern, for commands that hooks may run under: a variable would change what they mean.
fn only(path: &str) -> String {
    format!(":(top,literal){path}")
}

impl Repository {
    /// The plan file and the records of its meetings that git does not know in their present words: what
    /// a commit from inside is made of.
    ///
    /// Nobody has said yet that there shall be a commit: the repository's filters do not run. Where a file goes
    /// through one that git has not seen it through since it was written, it counts as changed; the commit,
    /// which runs them, finds then that there is nothing to do.
    ///
    /// # Errors
    /// git failed.
    pub fn own_changes(&self) -> Result<Vec<PathBuf>> {
        let meetings = self.plan().with_extension("").join("meetings");
        let mut files = vec![self.plan().to_owned()];
        if let Ok(entries) = std::fs::read_dir(meetings) {
            let records = entries.flatten().map(|entry| entry.path());
            files.extend(records.filter(|path| path.extension().is_some_and(|ext| ext == "toml")));
        }
        files.sort();
        let mut changed = Vec::new();
        for file in files {
            let path = path_in(&file, self.root())?;
            if self.differs(&[path], &mut self.git.looking()?)? {
                changed.push(file);
            }
        }
        Ok(changed)
    }
}
