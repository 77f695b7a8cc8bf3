//! Word that the plan or its branch moved in another terminal.

use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use planwalk::change::Operation;
use planwalk::plan::Status;
use planwalk::runtime::git::{Moved, Watcher, watch};

use crate::repository::{REAL, Repo, id};

/// Long enough for any machine; what comes is not waited for so long.
const EVER: Duration = Duration::from_secs(30);

fn watched(repo: &Repo) -> (Watcher, Receiver<Moved>) {
    let (tell, told) = mpsc::channel();
    let watcher = watch(&repo.path(REAL), Some(&repo.open(REAL)), move |moved| {
        let _ = tell.send(moved);
    });
    (watcher.unwrap(), told)
}

/// Waits until both kinds of word that are expected have come.
fn wait(told: &Receiver<Moved>, plan: bool, repository: bool) {
    let mut seen = Moved::default();
    while (plan && !seen.plan) || (repository && !seen.repository) {
        let moved = told.recv_timeout(EVER).expect("word comes");
        seen.plan |= moved.plan;
        seen.repository |= moved.repository;
    }
}

fn side(repo: &Repo) {
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(REAL, &[Operation::status(id("t01"), Status::Done)]);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
}

#[test]
fn a_checkout_moves_head_and_plan() {
    let repo = Repo::real();
    side(&repo);
    let (_watcher, told) = watched(&repo);
    repo.git(["checkout", "--quiet", "side"]);
    wait(&told, true, true);
    repo.git(["checkout", "--quiet", "main"]);
    wait(&told, true, true);
}

#[test]
fn a_commit_a_branch_and_a_merge_are_told() {
    let repo = Repo::real();
    side(&repo);
    repo.edit(REAL, &[Operation::status(id("t01"), Status::AtRisk)]);
    let (_watcher, told) = watched(&repo);
    repo.commit("主干");
    wait(&told, false, true);
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    wait(&told, true, true);
    repo.git(["merge", "--abort"]);
    wait(&told, true, true);
    repo.git(["pack-refs", "--all"]);
    wait(&told, false, true);
}

#[test]
fn a_save_by_another_program_is_told_again_and_again() {
    let repo = Repo::real();
    let (_watcher, told) = watched(&repo);
    for status in [Status::Done, Status::AtRisk, Status::OnTrack] {
        // As editors and planwalk do it: another file takes the name.
        let text = repo.read(REAL);
        repo.write("plans/.new", &text);
        repo.edit("plans/.new", &[Operation::status(id("t01"), status)]);
        std::fs::rename(repo.path("plans/.new"), repo.path(REAL)).unwrap();
        wait(&told, true, false);
    }
}

#[test]
fn a_folder_that_went_and_came_is_watched_on() {
    let repo = Repo::empty();
    repo.commit("空");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.write(REAL, "format = 1\n");
    repo.commit("计划");
    let (_watcher, told) = watched(&repo);
    repo.git(["checkout", "--quiet", "main"]);
    wait(&told, true, true);
    assert!(!repo.path("plans").exists());
    repo.git(["checkout", "--quiet", "side"]);
    wait(&told, false, true);
    repo.write(REAL, "format = 1\ntitle = \"x\"\n");
    wait(&told, true, false);
}

#[test]
fn a_second_work_tree_hears_of_its_own_head_and_of_shared_branches() {
    let repo = Repo::real();
    let other = repo.in_folder(repo.beside("other"));
    repo.git([
        "worktree",
        "add",
        "--quiet",
        "-b",
        "second",
        other.root().to_str().unwrap(),
    ]);
    let (_watcher, told) = watched(&other);
    other.git(["checkout", "--quiet", "--detach"]);
    wait(&told, false, true);
    repo.git(["branch", "third"]);
    wait(&told, false, true);
}

#[test]
fn reading_is_no_movement() {
    let repo = Repo::scripted(3);
    let found = repo.open(REAL);
    let (_watcher, told) = watched(&repo);
    for _ in 0..3 {
        repo.read(REAL);
        found.head().unwrap();
        found.tracking().unwrap();
        found.resolve("HEAD~1").unwrap();
        found.log(Default::default()).unwrap().for_each(drop);
        found.plan_at(&repo.head()).unwrap();
    }
    repo.write("elsewhere", "x");
    repo.write("plans/other.toml", "x");
    // The first word that comes is of what is done now, and of nothing before.
    repo.write(REAL, "format = 1\n");
    let moved = told.recv_timeout(EVER).unwrap();
    assert_eq!(
        moved,
        Moved {
            plan: true,
            repository: false
        }
    );
}
