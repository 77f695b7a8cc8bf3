//! Why git has no answer, in words.
//!
//! Owns the sentences and the ways out. They hold text from outside: sanitize them before they are shown.

use std::io;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::revisions::LAST_MEETING;
use crate::change::CommitId;
use crate::error::Error;
use crate::language::Language;
use crate::runtime::files::system_words;

/// Why git has no answer.
#[derive(Debug)]
pub enum GitError {
    /// There is no program `git`.
    NotInstalled,
    /// A call to the system failed.
    System(io::Error),
    /// The plan is in no repository.
    NoRepository,
    /// The repository has no work tree, or the path leads into git's own folder.
    Bare,
    /// The repository belongs to somebody else, and git does not trust it.
    Distrusted {
        /// What git said.
        said: String,
        /// The command by which git can be told to trust it, as git wrote it.
        command: Option<String>,
    },
    /// The path is no Unicode, or holds a line break: git cannot be asked about it in words.
    UnspeakablePath(PathBuf),
    /// The repository has no commit yet.
    Unborn,
    /// The plan is in no commit of this branch.
    Untracked,
    /// The revision begins with a dash, or is empty.
    Refused(String),
    /// git knows no such revision.
    Unknown {
        /// As it was written.
        revision: String,
        /// Whether the history is cut off, so that it may be beyond.
        is_shallow: bool,
    },
    /// Nothing was committed by the end of that day.
    NothingBy {
        /// The day.
        day: NaiveDate,
        /// Whether the history is cut off, so that it may be beyond.
        is_shallow: bool,
    },
    /// No meeting has a record from before today.
    NoMeeting,
    /// The two revisions have no common ancestor.
    NoCommonAncestor(String),
    /// The commit holds no plan of this name.
    NotThere {
        /// The commit.
        commit: CommitId,
        /// The path in it.
        path: String,
    },
    /// What the commit holds is larger than a plan can be.
    TooLarge,
    /// An object is not in the repository: it is damaged, or a partial clone.
    Missing(String),
    /// Another git is at work, or one died and left its lock behind.
    Locked(PathBuf),
    /// Nothing differs from the last commit.
    NothingToCommit,
    /// Files are in conflict still, so the merge cannot be ended.
    Unresolved(Vec<String>),
    /// A rebase, or a row of commits to pick, is under way: the next commit is git's to make.
    InTheMiddle,
    /// The commit was turned down, by a hook, by signing, or by git. All that was said.
    Rejected(String),
    /// What stands where the setup's file belongs is a link, a folder or a device: git reads none of these.
    NoFile(PathBuf),
    /// A file of the setup is not as it was left, so it is not written over.
    ChangedSince(PathBuf),
    /// git said something else. All of it.
    Failed(String),
}

/// What a message of git's, in the locale `C`, comes to.
pub(super) fn said(message: &[u8]) -> GitError {
    let text = String::from_utf8_lossy(message).trim().to_owned();
    if text.contains("detected dubious ownership") {
        let command = text
            .lines()
            .map(str::trim)
            .find(|line| line.starts_with("git config ") && line.contains("safe.directory"))
            .map(str::to_owned);
        return GitError::Distrusted {
            said: text,
            command,
        };
    }
    if text.contains("not a git repository") {
        return GitError::NoRepository;
    }
    if text.contains("must be run in a work tree") {
        return GitError::Bare;
    }
    if text.contains("does not have any commits yet") {
        return GitError::Unborn;
    }
    GitError::Failed(text)
}

impl GitError {
    /// Why, in one sentence; what git itself said is given whole.
    pub fn words(&self, language: Language) -> String {
        let fixed = match self {
            Self::System(error) => return system_words(error, language),
            Self::Failed(said) => {
                return language.pick(
                    format!("git 没有成功：{said}"),
                    format!("git failed: {said}"),
                );
            }
            Self::UnspeakablePath(path) => {
                let path = path.display();
                return language.pick(
                    format!("路径 {path} 里有换行或不是 UTF-8 的文字，不能交给 git"),
                    format!("the path {path} holds a line break or no UTF-8, so git cannot be asked about it"),
                );
            }
            Self::Refused(revision) => {
                return language.pick(
                    format!("“{revision}”不能当作版本：版本不能是空的，也不能以 - 开头"),
                    format!(
                        "“{revision}” is no revision: one is not empty and does not begin with -"
                    ),
                );
            }
            Self::Unknown { revision, .. } => {
                return language.pick(
                    format!("没有“{revision}”这个版本"),
                    format!("there is no revision “{revision}”"),
                );
            }
            Self::NothingBy { day, .. } => {
                return language.pick(
                    format!("到 {day} 为止还没有提交过"),
                    format!("nothing was committed by the end of {day}"),
                );
            }
            Self::NoCommonAncestor(range) => {
                return language.pick(
                    format!("“{range}”的两个版本没有共同的祖先"),
                    format!("the two revisions of “{range}” have no common ancestor"),
                );
            }
            Self::NotThere { commit, path } => {
                let commit = commit.short();
                return language.pick(
                    format!("版本 {commit} 里没有 {path}"),
                    format!("there is no {path} in revision {commit}"),
                );
            }
            Self::Locked(lock) => {
                let lock = lock.display();
                return language.pick(
                    format!("另一个 git 正在使用仓库（{lock}）"),
                    format!("another git is using the repository ({lock})"),
                );
            }
            Self::Unresolved(paths) => {
                let paths = paths.join(", ");
                return language.pick(
                    format!("还有文件没有解决冲突：{paths}"),
                    format!("files are in conflict still: {paths}"),
                );
            }
            Self::Rejected(said) => {
                return language.pick(
                    format!("没有提交成功：{said}"),
                    format!("the commit was turned down: {said}"),
                );
            }
            Self::NoFile(path) => {
                let path = path.display();
                return language.pick(
                    format!("{path} 不是普通文件（链接、文件夹或设备），git 不会读它"),
                    format!("{path} is a link, a folder or a device, which git does not read"),
                );
            }
            Self::ChangedSince(path) => {
                let path = path.display();
                return language.pick(
                    format!("{path} 刚刚被别的程序改过，没有覆盖"),
                    format!("another program has just changed {path}; it was not overwritten"),
                );
            }
            Self::Missing(object) => {
                return language.pick(
                    format!("仓库里缺少对象 {object}"),
                    format!("object {object} is missing from the repository"),
                );
            }
            Self::NotInstalled => language.pick("没有找到 git 程序", "there is no program git"),
            Self::NoRepository => language.pick(
                "这份计划不在 git 仓库里",
                "the plan is not in a git repository",
            ),
            Self::Bare => language.pick(
                "这里是 git 自己的文件夹或裸仓库，里面没有计划文件",
                "this is git's own folder or a bare repository, which holds no plan files",
            ),
            Self::Distrusted { .. } => language.pick(
                "git 不信任这个仓库：它属于另一个用户",
                "git does not trust this repository: it belongs to somebody else",
            ),
            Self::Unborn => language.pick("仓库里还没有提交", "the repository has no commit yet"),
            Self::Untracked => language.pick(
                "这份计划还没有提交过，所以没有历史",
                "the plan was never committed, so it has no history",
            ),
            Self::NoMeeting => language.pick(
                "今天以前没有会议记录文件",
                "there is no record of a meeting from before today",
            ),
            Self::NothingToCommit => {
                language.pick("没有改动，不需要提交", "nothing changed, there is nothing to commit")
            }
            Self::InTheMiddle => language.pick(
                "仓库正在变基或连续挑选提交，这时不能另外提交",
                "the repository is in the middle of a rebase or of picking several commits, so nothing else can be committed",
            ),
            Self::TooLarge => language.pick(
                "这个版本的文件太大，读不了",
                "the file of this revision is too large to be read",
            ),
        };
        fixed.to_owned()
    }

    /// What the reader can do about it, if there is something.
    pub fn way_out(&self, language: Language) -> Option<String> {
        let way_out = match self {
            Self::NotInstalled => language.pick(
                "请安装 git：https://git-scm.com",
                "install git: https://git-scm.com",
            ),
            Self::NoRepository => language.pick(
                "可以在计划所在的文件夹里运行 git init，再提交计划",
                "run `git init` in the plan's folder, then commit the plan",
            ),
            Self::Bare => language.pick(
                "请用 git clone 克隆一份，再打开里面的计划",
                "make a clone with `git clone` and open the plan in it",
            ),
            Self::Distrusted { command, said } => {
                return Some(match command {
                    Some(command) => language.pick(
                        format!("如果信任它，git 建议运行：{command}"),
                        format!("if you trust it, git suggests: {command}"),
                    ),
                    None => language.pick(format!("git 说：{said}"), format!("git says: {said}")),
                });
            }
            Self::UnspeakablePath(_) => language.pick("请换一个文件名", "choose another file name"),
            Self::Unborn | Self::Untracked => language.pick(
                "请先提交：git add 计划文件，再 git commit",
                "commit it first: `git add` the plan file, then `git commit`",
            ),
            Self::Refused(_) => language.pick(
                "这样名字的分支可以写成 refs/heads/名字",
                "a branch of such a name is written refs/heads/NAME",
            ),
            Self::Unknown {
                is_shallow: true, ..
            }
            | Self::NothingBy {
                is_shallow: true, ..
            } => language.pick(
                "这是浅克隆，更早的历史不在这里；可以运行 git fetch --unshallow",
                "this is a shallow clone, earlier history is not here; run `git fetch --unshallow`",
            ),
            Self::Unknown { .. } => {
                return Some(language.pick(
                    format!("可以写分支、标签、提交号、HEAD~3、日期 2021-09-15 或 {LAST_MEETING}"),
                    format!("write a branch, a tag, a hash, HEAD~3, a date such as 2021-09-15, or {LAST_MEETING}"),
                ));
            }
            Self::NoMeeting => language.pick(
                "可以改写日期，例如 2021-09-15",
                "write a date instead, such as 2021-09-15",
            ),
            Self::Missing(_) => language.pick(
                "仓库可能损坏（git fsck），或是部分克隆（git fetch --refetch --no-filter）",
                "the repository is damaged (`git fsck`) or a partial clone (`git fetch --refetch --no-filter`)",
            ),
            Self::Locked(_) => language.pick(
                "等它结束后再试；如果没有别的 git 在运行，可以删除这个文件",
                "try again when it is through; if no other git is running, delete that file",
            ),
            Self::Unresolved(_) => language.pick(
                "请先解决它们，再 git add",
                "resolve them first, then `git add` them",
            ),
            Self::InTheMiddle => language.pick(
                "请先 git add 计划文件，再运行 git status，按它的提示继续或放弃",
                "`git add` the plan file, then run `git status` and go on or give up as it says",
            ),
            Self::ChangedSince(_) => language.pick("请再试一次", "try again"),
            Self::NoFile(_) => language.pick(
                "请换成普通文件，或把它移走",
                "put a file in its place, or move it away",
            ),
            Self::NothingToCommit
            | Self::Rejected(_)
            | Self::NothingBy { .. }
            | Self::NoCommonAncestor(_)
            | Self::NotThere { .. }
            | Self::TooLarge
            | Self::System(_)
            | Self::Failed(_) => return None,
        };
        Some(way_out.to_owned())
    }

    /// Ready to be shown by a command.
    pub fn to_error(&self, language: Language) -> Error {
        let error = match self {
            Self::Refused(_) => Error::usage(self.words(language)),
            _ => Error::problem(self.words(language)),
        };
        match self.way_out(language) {
            Some(way_out) => error.next(way_out),
            None => error,
        }
    }
}
