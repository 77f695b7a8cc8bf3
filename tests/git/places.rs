//! A plan file in every kind of place: each has the right answer or a clear sentence.

use std::fs;
use std::path::Path;

use planwalk::language::Language;
use planwalk::runtime::git::{GitError, Head, Place, Repository, Select, Tracking, Underway};

use crate::repository::{REAL, Repo};

fn words(error: &GitError) -> String {
    error.to_error(Language::Chinese).to_string()
}

fn branch(name: &str) -> Place {
    Place::Branch(name.to_owned())
}

#[test]
fn a_plan_is_found_at_its_path_from_the_top() {
    let repo = Repo::real();
    let found = repo.open(REAL);
    assert_eq!((found.root(), found.path()), (repo.root(), REAL));
    assert_eq!(found.git_dir(), repo.path(".git"));
    assert_eq!(found.tracking().unwrap(), Tracking::Committed);
    let head = Head {
        place: branch("main"),
        commit: Some(repo.head()),
        underway: None,
    };
    assert_eq!(found.head().unwrap(), head);
    assert!(!found.is_shallow());
}

#[test]
#[cfg(unix)]
fn a_link_leads_to_the_repository_of_the_file_itself() {
    let repo = Repo::real();
    let link = repo.beside("link.toml");
    std::os::unix::fs::symlink(repo.path(REAL), &link).unwrap();
    let found = Repository::of(&link).unwrap();
    assert_eq!((found.root(), found.path()), (repo.root(), REAL));
    let folder = repo.beside("folder");
    std::os::unix::fs::symlink(repo.path("plans"), &folder).unwrap();
    let found = Repository::of(&folder.join("not-there-yet.toml")).unwrap();
    assert_eq!(found.path(), "plans/not-there-yet.toml");
}

#[test]
fn blanks_and_chinese_in_a_path_are_no_trouble() {
    let repo = Repo::empty();
    let path = "计划 一/二 三 [*].toml";
    repo.write(path, "format = 1\ntitle = \"一\"\n");
    let first = repo.commit("一");
    repo.write(path, "format = 1\ntitle = \"二\"\n");
    repo.commit("二");
    let found = repo.open(path);
    assert_eq!(found.path(), path);
    assert_eq!(found.log(Select::default()).unwrap().count(), 2);
    assert_eq!(found.plan_at(&first).unwrap().head().title, "一");
}

#[test]
#[cfg(unix)]
fn a_path_that_is_no_text_is_refused_in_words() {
    use std::os::unix::ffi::OsStrExt;
    let repo = Repo::empty();
    for name in [&b"\xB9\xA4.toml"[..], b"a\nb.toml"] {
        let error = Repository::of(&repo.root().join(std::ffi::OsStr::from_bytes(name)));
        assert!(
            matches!(error, Err(GitError::UnspeakablePath(_))),
            "{error:?}"
        );
    }
}

#[test]
fn without_a_repository_the_sentence_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let error = Repository::of(&folder.path().join("plan.toml")).unwrap_err();
    assert!(matches!(error, GitError::NoRepository), "{error:?}");
    insta::assert_snapshot!(words(&error), @r"
    这份计划不在 git 仓库里
    可以在计划所在的文件夹里运行 git init，再提交计划
    ");
}

#[test]
fn without_a_commit_nothing_is_tracked_and_history_says_so() {
    let repo = Repo::empty();
    repo.write(REAL, "format = 1\n");
    let found = repo.open(REAL);
    let head = found.head().unwrap();
    assert_eq!((head.place, head.commit), (branch("main"), None));
    assert_eq!(found.tracking().unwrap(), Tracking::Untracked);
    let log: Vec<_> = found.log(Select::default()).unwrap().collect();
    assert!(matches!(log.as_slice(), [Err(GitError::Unborn)]), "{log:?}");
    assert!(matches!(found.resolve("HEAD"), Err(GitError::Unborn)));
    assert!(matches!(found.resolve("2021-09-15"), Err(GitError::Unborn)));
}

#[test]
fn an_untracked_plan_has_no_history_and_says_so() {
    let repo = Repo::real();
    let path = "plans/new.toml";
    repo.write(path, "format = 1\n");
    let found = repo.open(path);
    assert_eq!(found.tracking().unwrap(), Tracking::Untracked);
    let log: Vec<_> = found.log(Select::default()).unwrap().collect();
    assert!(
        matches!(log.as_slice(), [Err(GitError::Untracked)]),
        "{log:?}"
    );
    repo.git(["add", path]);
    assert_eq!(found.tracking().unwrap(), Tracking::Added);
    let error = found.plan_at(&repo.head()).unwrap_err();
    assert!(matches!(error, GitError::NotThere { .. }), "{error:?}");
    repo.commit("新计划");
    assert_eq!(found.tracking().unwrap(), Tracking::Committed);
    assert_eq!(found.log(Select::default()).unwrap().count(), 1);
}

#[test]
fn a_detached_head_is_told_from_a_branch() {
    let repo = Repo::scripted(3);
    repo.git(["checkout", "--quiet", "--detach", "HEAD~1"]);
    let found = repo.open(REAL);
    let head = found.head().unwrap();
    assert_eq!(head.place, Place::Detached);
    assert_eq!(head.commit, Some(repo.head()));
    assert_eq!(found.log(Select::default()).unwrap().count(), 2);
}

#[test]
fn what_was_begun_and_not_ended_is_known() {
    let repo = Repo::real();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.write("a.txt", "side\n");
    let side = repo.commit("side");
    repo.git(["checkout", "--quiet", "main"]);
    repo.write("a.txt", "main\n");
    repo.commit("main");
    let found = repo.open(REAL);
    for (begin, end, expected) in [
        (
            &["merge", "side"][..],
            &["merge", "--abort"][..],
            Underway::Merge,
        ),
        (
            &["rebase", "side"],
            &["rebase", "--abort"],
            Underway::Rebase,
        ),
        (
            &["cherry-pick", side.as_str()],
            &["cherry-pick", "--abort"],
            Underway::CherryPick,
        ),
        (
            &["revert", side.as_str()],
            &["revert", "--abort"],
            Underway::Revert,
        ),
    ] {
        assert_eq!(found.underway(), None);
        assert!(!repo.try_git(begin).status.success(), "{begin:?}");
        assert_eq!(found.underway(), Some(expected), "{begin:?}");
        repo.git(end.iter().copied());
    }
}

#[test]
fn a_shallow_clone_says_where_its_history_is_cut_off() {
    let repo = Repo::scripted(6);
    let shallow = repo.clone_as("shallow", &["--depth=3"]);
    let found = shallow.open(REAL);
    assert!(found.is_shallow());
    let log: Vec<_> = found
        .log(Select::default())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let cuts: Vec<bool> = log.iter().map(|entry| entry.is_cut).collect();
    assert_eq!(cuts, [false, false, true]);
    for beyond in ["HEAD~4", "2021-06-29"] {
        let error = found.resolve(beyond).unwrap_err();
        assert!(words(&error).contains("git fetch --unshallow"), "{error:?}");
    }
    let whole = repo.open(REAL).log(Select::default()).unwrap();
    assert!(whole.map(Result::unwrap).all(|entry| !entry.is_cut));
}

#[test]
fn a_second_work_tree_has_its_own_head_and_the_same_history() {
    let repo = Repo::scripted(3);
    let other = repo.beside("other");
    repo.git([
        "worktree",
        "add",
        "--quiet",
        "-b",
        "second",
        other.to_str().unwrap(),
    ]);
    let found = Repository::of(&other.join(REAL)).unwrap();
    assert_eq!((found.root(), found.path()), (other.as_path(), REAL));
    assert_eq!(found.head().unwrap().place, branch("second"));
    assert_eq!(found.common_dir(), repo.path(".git"));
    assert_ne!(found.git_dir(), found.common_dir());
    assert_eq!(found.log(Select::default()).unwrap().count(), 3);
}

#[test]
fn a_plan_in_a_submodule_has_the_submodules_history() {
    let inner = Repo::scripted(2);
    let outer = inner.in_folder(inner.beside("outer"));
    fs::create_dir(outer.root()).unwrap();
    outer.git(["init", "--quiet", "--initial-branch=trunk"]);
    let from = inner.root().to_str().unwrap();
    outer.git([
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        from,
        "sub",
    ]);
    let found = Repository::of(&outer.path("sub").join(REAL)).unwrap();
    assert_eq!(
        (found.root(), found.path()),
        (outer.path("sub").as_path(), REAL)
    );
    assert_eq!(found.head().unwrap().place, branch("main"));
    assert_eq!(found.log(Select::default()).unwrap().count(), 2);
}

#[test]
fn a_bare_repository_holds_no_plan_files() {
    let repo = Repo::real();
    let bare = repo.beside("bare.git");
    repo.git(["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    for inside in [bare.join("plan.toml"), repo.path(".git/plan.toml")] {
        let error = Repository::of(&inside).unwrap_err();
        assert!(matches!(error, GitError::Bare), "{error:?}");
    }
}

#[test]
fn a_repository_that_git_does_not_trust_is_told_with_gits_own_way_out() {
    // Only root can make a repository of somebody else's.
    let repo = Repo::real();
    let owner = ["chown", "-R", "12345"];
    let mut chown = std::process::Command::new(owner[0]);
    let given = chown.args(&owner[1..]).arg(repo.root()).output();
    if !given.is_ok_and(|output| output.status.success()) {
        return;
    }
    let error = Repository::of(&repo.path(REAL)).unwrap_err();
    let GitError::Distrusted { command, .. } = &error else {
        panic!("{error:?}");
    };
    let expected = format!(
        "git config --global --add safe.directory {}",
        repo.root().display()
    );
    assert_eq!(command.as_deref(), Some(expected.as_str()));
    assert!(words(&error).contains(&expected));
}

#[test]
fn a_folder_that_is_not_there_is_looked_for_above() {
    let repo = Repo::real();
    let found = Repository::of(&repo.path("a/b/c.toml")).unwrap();
    assert_eq!(found.path(), "a/b/c.toml");
    assert_eq!(found.root(), repo.root());
    assert!(!Path::new("a/b").exists());
}
