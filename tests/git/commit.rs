//! A commit from inside: the plan's own files and nothing else, with hooks, and whole or not at all.

use std::fs;
use std::path::Path;

use planwalk::change::Operation;
use planwalk::language::Language;
use planwalk::plan::Status;
use planwalk::runtime::git::{GitError, Tracking};

use crate::repository::{REAL, Repo, id};

fn done(repo: &Repo, task: &str) {
    repo.edit(REAL, &[Operation::status(id(task), Status::Done)]);
}

/// The index, as git tells it.
fn staged(repo: &Repo) -> String {
    repo.git(["ls-files", "--stage"])
}

#[cfg(unix)]
fn hook(repo: &Repo, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = repo.path(&format!(".git/hooks/{name}"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn only_the_plan_is_committed_and_what_is_staged_stays_so() {
    let repo = Repo::real();
    repo.write("staged", "1\n");
    repo.write("changed", "1\n");
    repo.commit("别的");
    repo.write("staged", "2\n");
    repo.git(["add", "staged"]);
    repo.write("changed", "2\n");
    repo.write("untracked", "2\n");
    done(&repo, "t01");
    let before = repo.git(["status", "--short"]);
    assert_eq!(
        before,
        format!(" M changed\n M {REAL}\nM  staged\n?? untracked\n")
    );
    let found = repo.open(REAL);
    assert_eq!(found.own_changes().unwrap(), [repo.path(REAL)]);
    let message = "进展更新：状态 1 项\n\n# 一行\n（一）\n";
    let revision = found.commit(message, &[&repo.path(REAL)]).unwrap();
    assert_eq!(revision.commit, repo.head());
    assert_eq!(
        repo.git(["log", "-1", "--format=%B"]).trim_end(),
        message.trim_end()
    );
    let files = repo.git(["show", "--format=", "--name-only", "HEAD"]);
    assert_eq!(files.trim(), REAL);
    let after = repo.git(["status", "--short"]);
    assert_eq!(after, " M changed\nM  staged\n?? untracked\n");
    assert_eq!(found.own_changes().unwrap(), [] as [&Path; 0]);
}

#[test]
fn without_a_change_there_is_no_commit() {
    let repo = Repo::real();
    let head = repo.head();
    let error = repo
        .open(REAL)
        .commit("x", &[&repo.path(REAL)])
        .unwrap_err();
    assert!(matches!(error, GitError::NothingToCommit), "{error:?}");
    assert_eq!(repo.head(), head);
}

#[test]
fn new_files_are_committed_too() {
    let repo = Repo::empty();
    repo.write(REAL, "format = 1\n");
    let found = repo.open(REAL);
    found.commit("第一次", &[&repo.path(REAL)]).unwrap();
    assert_eq!(found.tracking().unwrap(), Tracking::Committed);
    let record = format!(
        "{}/meetings/2021-09-15.toml",
        REAL.trim_end_matches(".toml")
    );
    repo.write(&record, "format = 1\n");
    repo.write("untracked", "x");
    assert_eq!(found.own_changes().unwrap(), [repo.path(&record)]);
    found
        .commit("会议", &[&repo.path(REAL), &repo.path(&record)])
        .unwrap();
    assert_eq!(
        repo.git(["show", "--format=", "--name-only", "HEAD"])
            .trim(),
        record
    );
    assert_eq!(repo.git(["status", "--short"]), "?? untracked\n");
}

#[test]
fn a_path_like_a_pattern_means_itself() {
    let repo = Repo::empty();
    for path in ["计划 [*].toml", "计划 x.toml", ":(top)a.toml"] {
        repo.write(path, "1\n");
    }
    for path in ["计划 [*].toml", ":(top)a.toml"] {
        repo.open(path).commit("x", &[&repo.path(path)]).unwrap();
        let files = repo.git(["show", "--format=", "--name-only", "-z", "HEAD"]);
        assert_eq!(files.trim_end_matches('\0'), path);
    }
}

#[test]
#[cfg(unix)]
fn a_hook_that_refuses_is_told_whole_and_leaves_all_as_it_was() {
    let repo = Repo::real();
    let new = "plans/new.toml";
    repo.write(new, "format = 1\n");
    repo.write("staged", "1\n");
    repo.git(["add", "staged"]);
    done(&repo, "t01");
    hook(&repo, "pre-commit", "seq 1 3\necho 不行 >&2\nexit 1");
    let (index, status) = (staged(&repo), repo.git(["status", "--short"]));
    let found = repo.open(REAL);
    for files in [vec![repo.path(REAL)], vec![repo.path(REAL), repo.path(new)]] {
        let files: Vec<&Path> = files.iter().map(std::path::PathBuf::as_path).collect();
        let error = found.commit("x", &files).unwrap_err();
        let GitError::Rejected(said) = &error else {
            panic!("{error:?}");
        };
        for line in ["1", "2", "3", "不行"] {
            assert!(said.lines().any(|heard| heard == line), "{line} in {said}");
        }
        assert!(error.words(Language::Chinese).contains(said.as_str()));
        assert_eq!(
            (staged(&repo), repo.git(["status", "--short"])),
            (index.clone(), status.clone())
        );
    }
}

#[test]
#[cfg(unix)]
fn hooks_run_as_in_any_commit() {
    let repo = Repo::real();
    hook(&repo, "commit-msg", "echo 钩子 >> \"$1\"");
    // A pattern in a hook means what it means elsewhere.
    hook(
        &repo,
        "pre-commit",
        "git diff --cached --name-only -- '*.toml' > .git/seen",
    );
    done(&repo, "t01");
    repo.open(REAL).commit("标题", &[&repo.path(REAL)]).unwrap();
    assert_eq!(repo.git(["log", "-1", "--format=%B"]).trim(), "标题\n钩子");
    assert_eq!(repo.read(".git/seen").trim(), REAL);
}

#[test]
#[cfg(unix)]
fn signing_runs_and_its_failure_is_told() {
    let repo = Repo::real();
    let program = repo.beside("signer");
    fs::write(
        &program,
        "#!/bin/sh\ncat > /dev/null\necho 没有密钥 >&2\nexit 1\n",
    )
    .unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&program, mode).unwrap();
    repo.git(["config", "commit.gpgSign", "true"]);
    repo.git(["config", "gpg.program", program.to_str().unwrap()]);
    done(&repo, "t01");
    let head = repo.head();
    let error = repo
        .open(REAL)
        .commit("x", &[&repo.path(REAL)])
        .unwrap_err();
    assert!(
        error.words(Language::English).contains("没有密钥"),
        "{error:?}"
    );
    assert_eq!(repo.head(), head);
}

#[test]
fn a_lock_is_told_with_its_path_and_stays() {
    let repo = Repo::real();
    done(&repo, "t01");
    repo.write(".git/index.lock", "");
    let error = repo
        .open(REAL)
        .commit("x", &[&repo.path(REAL)])
        .unwrap_err();
    assert!(matches!(&error, GitError::Locked(lock) if *lock == repo.path(".git/index.lock")));
    assert!(repo.path(".git/index.lock").exists());
}

#[test]
fn a_merge_is_ended_by_one_commit_once_all_others_are_resolved() {
    let repo = Repo::real();
    repo.write("other", "1\n");
    repo.commit("别的");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    done(&repo, "t01");
    repo.write("other", "2\n");
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[Operation::status(id("t01"), Status::AtRisk)]);
    repo.write("other", "3\n");
    repo.commit("主干");
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let found = repo.open(REAL);
    assert_eq!(found.unresolved().unwrap(), ["other", REAL]);
    assert_eq!(found.other_side().unwrap(), Some(repo.hash("side")));
    repo.git(["checkout", "--quiet", "--theirs", REAL]);
    let error = found.commit("合并", &[&repo.path(REAL)]).unwrap_err();
    assert!(
        matches!(&error, GitError::Unresolved(paths) if *paths == ["other"]),
        "{error:?}"
    );
    assert_eq!(found.unresolved().unwrap(), ["other", REAL]);
    repo.write("other", "4\n");
    repo.git(["add", "other"]);
    let revision = found.commit("合并", &[&repo.path(REAL)]).unwrap();
    assert!(revision.is_merge);
    assert_eq!(repo.git(["status", "--short"]), "");
}

#[test]
fn in_the_middle_of_a_rebase_nothing_is_committed() {
    let repo = Repo::real();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    done(&repo, "t01");
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[Operation::status(id("t01"), Status::AtRisk)]);
    repo.commit("主干");
    assert!(!repo.try_git(&["rebase", "side"]).status.success());
    let found = repo.open(REAL);
    let head = repo.head();
    let error = found.commit("x", &[&repo.path(REAL)]).unwrap_err();
    assert!(matches!(error, GitError::InTheMiddle), "{error:?}");
    assert_eq!(repo.head(), head);
    // What can be done is to say that the file is as it shall be.
    repo.git(["checkout", "--quiet", "--ours", REAL]);
    found.add(&[&repo.path(REAL)]).unwrap();
    assert!(found.stages().unwrap().is_none());
}

#[test]
#[cfg(unix)]
fn looking_for_changes_starts_no_watcher_of_the_repository() {
    use std::os::unix::fs::PermissionsExt as _;

    let repo = Repo::real();
    let (watcher, trace) = (repo.beside("watcher"), repo.beside("trace"));
    let script = format!("#!/bin/sh\necho ran >> '{}'\n", trace.display());
    fs::write(&watcher, script).unwrap();
    fs::set_permissions(&watcher, fs::Permissions::from_mode(0o755)).unwrap();
    repo.git(["config", "core.fsmonitor", watcher.to_str().unwrap()]);
    repo.write(REAL, &repo.read(REAL).replace("教育", "教学"));

    let changed = repo.open(REAL).own_changes().unwrap();
    assert_eq!(changed.len(), 1);
    assert!(!trace.exists(), "the repository's own watcher ran");
    repo.git(["status", "--short"]);
    assert!(trace.exists(), "git itself would have started it");
}
