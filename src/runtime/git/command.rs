//! How git is called, and what its failures mean.
//!
//! Owns the guards: a repository's own configuration cannot make planwalk run a hook, a file watcher, a
//! filter, a pager, an editor, an external diff or a transport while reading, and no argument is taken for
//! another.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use super::Result;
use super::error::{GitError, said};
use crate::runtime::children;

/// Variables that name places, which git takes relative to the folder it runs in, and that one is not ours.
const PLACES: [&str; 5] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
];

/// Variables that would run something, or make patterns of paths.
const REMOVED: [&str; 10] = [
    "GIT_EXTERNAL_DIFF",
    "GIT_PAGER",
    "GIT_PAGER_IN_USE",
    "GIT_EDITOR",
    "GIT_SEQUENCE_EDITOR",
    "GIT_ASKPASS",
    "GIT_DIFF_OPTS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// A variable that holds nothing, for keys that shall have no value.
const NOTHING: &str = "PLANWALK_NOTHING";

/// git, as it is called in one folder.
#[derive(Clone, Debug)]
pub(super) struct Git {
    folder: PathBuf,
    /// Variables that are set for every call.
    environment: Vec<(OsString, OsString)>,
}

impl Git {
    /// git in a folder, which need not be in a repository.
    pub fn in_folder(folder: &Path) -> Self {
        let mut environment = Vec::new();
        for name in PLACES {
            let Some(value) = env::var_os(name).filter(|value| !value.is_empty()) else {
                continue;
            };
            if let Ok(absolute) = std::path::absolute(&value) {
                environment.push((name.into(), absolute.into()));
            }
        }
        Self {
            folder: folder.to_owned(),
            environment,
        }
    }

    /// The same in another folder, the top of the work tree.
    pub fn at_top(mut self, root: &Path) -> Self {
        self.folder = root.to_owned();
        if env::var_os("GIT_DIR").is_some() {
            // Without it git would take any folder that it runs in for the top.
            let name = OsString::from("GIT_WORK_TREE");
            self.environment.retain(|(known, _)| *known != name);
            self.environment.push((name, root.into()));
        }
        self
    }

    /// Whether the environment says which repository is meant, wherever the plan lies.
    pub fn is_told_where() -> bool {
        env::var_os("GIT_DIR").is_some_and(|value| !value.is_empty())
    }

    /// git for reading only: no hook, no file watcher, no question, no lock, no pager, no path pattern, no
    /// transport, and messages that can be told apart.
    pub fn reading(&self) -> Command {
        let mut git = self.plain();
        git.args(["--no-pager", "--no-optional-locks"])
            .args(["-c", "core.fsmonitor=false"])
            .args(["-c", "core.hooksPath=/dev/null"])
            .args(["-c", "log.showSignature=false"])
            .env("LC_ALL", "C")
            .env("GIT_LITERAL_PATHSPECS", "1")
            // What a partial clone left out would be fetched, by programs of the repository's choice.
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .stdin(Stdio::null());
        git
    }

    /// The same for looking at files of the work tree: git converts them as the repository says, their line
    /// ends and their encoding, but starts none of its filters.
    ///
    /// # Errors
    /// git is not there, or failed.
    pub fn looking(&self) -> Result<Command> {
        let filters = [
            "config",
            "--null",
            "--name-only",
            "--get-regexp",
            "^filter\\.",
        ];
        let filters = self.ask(filters)?.unwrap_or_default();
        let mut git = self.reading();
        git.env(NOTHING, "");
        // A filter without a command leaves a file as it is. `-c` would end a key at the first `=`, which may
        // be one in the filter's name.
        for key in filters
            .split(|&byte| byte == 0)
            .filter(|key| !key.is_empty())
        {
            let mut option = OsString::from("--config-env=");
            option.push(words(key));
            option.push("=");
            option.push(NOTHING);
            git.arg(option);
        }
        Ok(git)
    }

    /// git for the writes that a person asked for: hooks and signing run, in the person's own language;
    /// nothing asks at the terminal, which is full of something else, and no editor opens.
    pub fn writing(&self) -> Command {
        let mut git = self.plain();
        git.arg("--no-pager")
            .env("GIT_EDITOR", ":")
            .env("SSH_ASKPASS_REQUIRE", "force")
            .stdin(Stdio::null());
        git
    }

    fn plain(&self) -> Command {
        let mut git = Command::new("git");
        git.current_dir(&self.folder);
        for name in REMOVED {
            git.env_remove(name);
        }
        for (name, value) in &self.environment {
            git.env(name, value);
        }
        git.env("GIT_TERMINAL_PROMPT", "0");
        git
    }

    /// What git answers to a question for which failing is an error.
    ///
    /// # Errors
    /// git is not there, or failed.
    pub fn read<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Result<Vec<u8>> {
        let output = run(self.reading().args(arguments))?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(said(&output.stderr))
        }
    }

    /// What git answers to a question that may have no answer.
    ///
    /// # Errors
    /// git is not there, or failed in another way than by having no answer, which is exit code 1.
    pub fn ask<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Option<Vec<u8>>> {
        let output = run(self.reading().args(arguments))?;
        match output.status.code() {
            Some(0) => Ok(Some(output.stdout)),
            Some(1) => Ok(None),
            _ => Err(said(&output.stderr)),
        }
    }
}

/// Runs git to its end.
///
/// # Errors
/// It could not be started.
pub(super) fn run(git: &mut Command) -> Result<Output> {
    git.stdout(Stdio::piped()).stderr(Stdio::piped());
    start(git)?.wait_with_output().map_err(GitError::System)
}

/// Starts git.
///
/// # Errors
/// It could not be started.
pub(super) fn start(git: &mut Command) -> Result<Child> {
    children::start(git).map_err(not_started)
}

/// Why git could not be started.
fn not_started(error: io::Error) -> GitError {
    match error.kind() {
        io::ErrorKind::NotFound => GitError::NotInstalled,
        _ => GitError::System(error),
    }
}

/// What git wrote, as an argument for git.
fn words(written: &[u8]) -> OsString {
    #[cfg(unix)]
    return std::os::unix::ffi::OsStringExt::from_vec(written.to_vec());
    #[cfg(not(unix))]
    String::from_utf8_lossy(written).into_owned().into()
}

/// One line of an answer, without its end.
pub(super) fn line(answer: &[u8]) -> String {
    let text = String::from_utf8_lossy(answer);
    text.strip_suffix('\n').unwrap_or(&text).to_owned()
}
