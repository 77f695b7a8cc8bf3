//! Real repositories, made by real git, that hold nothing of this machine: for tests to read.
//!
//! `#[path = "../repository/mod.rs"] mod repository;` brings it into a test. Every commit is an hour after
//! the one before, from 2021-07-01 on, by the person and at the time that the test says, so hashes are the
//! same on every machine.

// Each test uses a part of it.
#![allow(dead_code)]

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;

use chrono::{DateTime, Duration, FixedOffset};
use planwalk::change::{CommitId, Edit, Operation};
use planwalk::document::Document;
use planwalk::plan::{Id, Note, NoteKind, Status};
use planwalk::runtime::git::Repository;
use tempfile::TempDir;

/// Where the real plan lies in a repository made by [`Repo::real`].
pub const REAL: &str = "plans/xinhuang-2021-h2.toml";

/// A work tree, and the clock that its commits go by.
pub struct Repo {
    folder: Rc<TempDir>,
    root: PathBuf,
    now: Cell<DateTime<FixedOffset>>,
    author: Cell<&'static str>,
}

impl Repo {
    /// A repository without a commit, on the branch `main`.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // macOS's temporary folder is behind a link.
        let home = folder.path().canonicalize().unwrap();
        fs::create_dir(home.join("home")).unwrap();
        let repo = Self::at(Rc::new(folder), home.join("work"));
        fs::create_dir(repo.root()).unwrap();
        repo.git(["init", "--quiet", "--initial-branch=main"]);
        repo.configure();
        repo
    }

    /// A repository whose first commit is the real plan.
    pub fn real() -> Self {
        let repo = Self::empty();
        let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join(REAL);
        repo.write(REAL, &fs::read_to_string(plan).unwrap());
        repo.commit("导入计划");
        repo
    }

    /// The real plan and `revisions - 1` scripted edits of it, a commit each.
    pub fn scripted(revisions: usize) -> Self {
        let repo = Self::real();
        for number in 1..revisions {
            let operation = edit(number, repo.now.get());
            let task = operation.node.as_str().to_owned();
            repo.edit(REAL, &[operation]);
            repo.commit(&format!("第{number}次修改：{task}"));
        }
        repo
    }

    fn at(folder: Rc<TempDir>, root: PathBuf) -> Self {
        Self {
            folder,
            root,
            now: Cell::new(DateTime::parse_from_rfc3339("2021-07-01T09:00:00+08:00").unwrap()),
            author: Cell::new("张三"),
        }
    }

    /// What in-process readers and writers find, whatever this machine's own configuration says.
    fn configure(&self) {
        for (key, value) in [
            ("user.name", "张三"),
            ("user.email", "zhangsan@example.org"),
            ("commit.gpgSign", "false"),
            ("core.autocrlf", "false"),
            ("core.attributesFile", "/dev/null"),
            ("core.excludesFile", "/dev/null"),
            ("merge.conflictStyle", "merge"),
            ("gc.auto", "0"),
        ] {
            self.git(["config", key, value]);
        }
    }

    /// Another work tree of the same test: a clone of this one.
    pub fn clone_as(&self, name: &str, options: &[&str]) -> Self {
        let clone = Self::at(Rc::clone(&self.folder), self.beside(name));
        let from = format!("file://{}", self.root.display());
        let mut arguments = vec!["clone", "--quiet"];
        arguments.extend(options);
        arguments.extend([from.as_str(), clone.root.to_str().unwrap()]);
        self.git(arguments);
        clone.now.set(self.now.get());
        clone.configure();
        clone
    }

    /// Another folder that is there already, as a work tree.
    pub fn in_folder(&self, root: PathBuf) -> Self {
        let other = Self::at(Rc::clone(&self.folder), root);
        other.now.set(self.now.get());
        other
    }

    /// The top of the work tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path beside the work tree, which goes when the test ends.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.root.parent().unwrap().join(name)
    }

    /// A path in the work tree.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Who makes the next commits.
    pub fn author(&self, name: &'static str) -> &Self {
        self.author.set(name);
        self
    }

    /// When the next commit is made, such as `2021-09-15T09:00:00+08:00`.
    pub fn at_time(&self, time: &str) -> &Self {
        self.now.set(DateTime::parse_from_rfc3339(time).unwrap());
        self
    }

    /// Commits everything that is in the work tree.
    pub fn commit(&self, subject: &str) -> CommitId {
        self.git(["add", "--all"]);
        self.git([
            "commit",
            "--quiet",
            "--allow-empty",
            "--cleanup=verbatim",
            "-m",
            subject,
        ]);
        self.head()
    }

    /// The commit that the head stands at.
    pub fn head(&self) -> CommitId {
        self.hash("HEAD")
    }

    /// The commit that git takes the words for.
    pub fn hash(&self, words: &str) -> CommitId {
        let commit = format!("{words}^{{commit}}");
        let hash = self.git(["rev-parse", "--verify", "--end-of-options", &commit]);
        CommitId::new(hash.trim()).unwrap()
    }

    /// Carries operations out on a plan file, by the one write path.
    pub fn edit(&self, path: &str, operations: &[Operation]) {
        let mut document = Document::read(self.read(path).into_bytes());
        for operation in operations {
            document.apply(operation, None).unwrap();
        }
        self.write(path, &document.text());
    }

    /// The repository as planwalk sees it, by way of a file in it.
    pub fn open(&self, path: &str) -> Repository {
        Repository::of(&self.path(path)).unwrap()
    }

    /// Runs git and returns what it printed; it has to succeed. The clock moves on by an hour.
    pub fn git<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> String {
        let arguments: Vec<&str> = arguments.into_iter().collect();
        let output = self.try_git(&arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {error}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs git, whatever comes of it.
    pub fn try_git(&self, arguments: &[&str]) -> Output {
        let mut git = Command::new("git");
        git.args(arguments);
        self.surround(&mut git).output().unwrap()
    }

    /// Gives a command the work tree and an environment that holds nothing of this machine.
    pub fn surround<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        if matches!(
            command.get_args().next().and_then(|word| word.to_str()),
            Some("commit" | "merge")
        ) {
            self.now.set(self.now.get() + Duration::hours(1));
        }
        let date = self.now.get().to_rfc3339();
        let author = self.author.get();
        let known = std::env::vars_os().filter(|(name, _)| {
            name.to_str()
                .is_none_or(|name| !name.starts_with("GIT_") && name != "EMAIL")
        });
        command
            .current_dir(&self.root)
            .env_clear()
            .envs(known)
            .env("HOME", self.beside("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_EDITOR", "true")
            .env("GIT_AUTHOR_NAME", author)
            .env("GIT_AUTHOR_EMAIL", "somebody@example.org")
            .env("GIT_COMMITTER_NAME", author)
            .env("GIT_COMMITTER_EMAIL", "somebody@example.org")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .env("LC_ALL", "C.UTF-8")
    }
}

/// An id, taken for one.
pub fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

/// The edit of one revision: statuses, progress, due dates, leads, notes and titles take turns over the
/// 21 tasks of the real plan, and each changes something.
pub fn edit(number: usize, now: DateTime<FixedOffset>) -> Operation {
    let task = id(&format!("t{:02}", number * 5 % 21 + 1));
    let edit = match number % 6 {
        0 => Edit::Title(format!("第{number}次改写的标题")),
        1 => Edit::Status(Status::ALL[(number / 6 + 1) % Status::ALL.len()]),
        2 => Edit::Progress(Some(u8::try_from(number % 101).unwrap())),
        3 => Edit::Due(Some(now.date_naive() + Duration::days(30))),
        4 => Edit::Lead(Some(format!("第{number}股室"))),
        _ => Edit::AddNote(Note {
            at: now,
            by: "张三".to_owned(),
            kind: NoteKind::Progress,
            text: format!("第{number}次记录。"),
        }),
    };
    Operation { node: task, edit }
}
