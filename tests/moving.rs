//! What comes to an open plan from outside, and what goes from it into a commit, in a pseudo-terminal over a
//! real repository.

#![allow(clippy::unwrap_used)]

mod pty;
mod repository;

use planwalk::change::{Edit, Operation};
use planwalk::plan::Status;
use pty::{Terminal, real};
use repository::{REAL, Repo, id};

const SIZE: (u16, u16) = (100, 30);

fn started(repo: &Repo) -> Terminal {
    real::started(repo.root(), SIZE)
}

/// The program, whatever it shows first.
fn begun(repo: &Repo) -> Terminal {
    real::begun(repo.root(), "zh_CN.UTF-8", SIZE)
}

fn status(task: &str, status: Status) -> Operation {
    Operation {
        node: id(task),
        edit: Edit::Status(status),
    }
}

/// The real plan on `main`, and a branch 试行 on which the second task is done.
fn branched() -> Repo {
    let repo = Repo::real();
    repo.git(["checkout", "--quiet", "-b", "试行"]);
    repo.edit(REAL, &[status("t02", Status::Done)]);
    repo.commit("试行：第二项完成");
    repo.git(["checkout", "--quiet", "main"]);
    repo
}

#[test]
fn another_branch_is_read_again_and_the_selection_stays() {
    let repo = branched();
    let mut terminal = started(&repo);
    terminal.press(". . . .");
    terminal.wait_for("4/21");
    // The first look has been answered once the history has: both ask the same git.
    terminal.press("$");
    terminal.wait_for("1/1");
    terminal.press("Esc");
    terminal.wait_for("计划概况");
    repo.git(["checkout", "--quiet", "试行"]);
    terminal.wait_for("试行");
    terminal.wait_for("4/21");
    terminal.press("Up Up q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(repo.git(["status", "--short"]), "");
}

#[test]
fn what_is_written_outside_and_what_is_edited_are_both_kept() {
    let repo = branched();
    let mut terminal = started(&repo);
    terminal.press("Down Down 3");
    terminal.wait_for("已保存");
    repo.edit(REAL, &[status("t05", Status::Done)]);
    terminal.wait_for("计划已被更新");
    terminal.press("Down 4");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    let told: Vec<String> = repo
        .git(["diff", "--unified=0", "--no-textconv"])
        .lines()
        .filter(|line| line.starts_with("+status"))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        told,
        [
            "+status = \"at-risk\"",
            "+status = \"off-track\"",
            "+status = \"done\""
        ]
    );
}

/// A file that is marked as one not to be written is not written by anybody, not even by root.
#[cfg(unix)]
#[test]
fn what_could_not_be_saved_meets_what_is_written_outside() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let repo = branched();
    let before = repo.read(REAL);
    let plan = repo.path(REAL);
    let mut terminal = started(&repo);
    terminal.press("Down Down 3");
    terminal.wait_for("已保存");
    let saved = repo.read(REAL);
    fs::set_permissions(&plan, Permissions::from_mode(0o444)).unwrap();
    terminal.press("Down 4");
    terminal.wait_for("未保存：");
    assert_eq!(repo.read(REAL), saved);

    // Another writer puts a file of the same kind in its place, as editors do.
    let mut theirs = planwalk::document::Document::read(saved.into_bytes());
    theirs.apply(&status("t05", Status::Done), None).unwrap();
    let beside = plan.with_extension("new");
    fs::write(&beside, theirs.text().as_bytes()).unwrap();
    fs::set_permissions(&beside, Permissions::from_mode(0o444)).unwrap();
    fs::rename(&beside, &plan).unwrap();
    terminal.wait_for("计划已被更新：1 项有变化，你的改动已合并进去");
    terminal.wait_for("未保存：");
    assert_eq!(repo.read(REAL), theirs.text());

    // Once it may be written, what both did gets there by itself.
    fs::set_permissions(&plan, Permissions::from_mode(0o644)).unwrap();
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    let after = repo.read(REAL);
    let changed: Vec<_> = before
        .lines()
        .zip(after.lines())
        .enumerate()
        .filter(|(_, (old, new))| old != new)
        .map(|(line, (_, new))| (line, new))
        .collect();
    assert_eq!(
        changed.iter().map(|(_, new)| *new).collect::<Vec<_>>(),
        [
            "status = \"at-risk\"",
            "status = \"off-track\"",
            "status = \"done\""
        ],
        "{changed:?}"
    );
    assert_eq!(before.lines().count(), after.lines().count());
}

#[test]
fn a_file_with_marks_of_a_conflict_is_settled_by_keys_and_added() {
    let repo = branched();
    repo.edit(REAL, &[status("t02", Status::AtRisk)]);
    repo.commit("第二项有风险");
    assert!(!repo.try_git(&["merge", "试行"]).status.success());
    assert!(repo.read(REAL).contains("<<<<<<< "));
    let mut terminal = begun(&repo);
    terminal.wait_for("对方");
    terminal.wait_for("已完成");
    terminal.press("2");
    terminal.wait_for("git add");
    terminal.press("+");
    terminal.wait_for("已告诉 git");
    terminal.wait_for("git merge --continue");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(!repo.read(REAL).contains("<<<<<<< "));
    assert_eq!(repo.git(["ls-files", "--unmerged"]), "");
}

/// What the program made of the marks is nobody's edit: only what a person does with it is kept for later.
#[test]
fn a_file_with_marks_that_was_only_looked_at_leaves_nothing_behind() {
    let repo = branched();
    repo.edit(REAL, &[status("t02", Status::AtRisk)]);
    repo.commit("第二项有风险");
    assert!(!repo.try_git(&["merge", "试行"]).status.success());
    let text = repo.read(REAL);
    let journals = repo.beside("home").join(".local/state/planwalk/journals");
    let count = || std::fs::read_dir(&journals).map_or(0, Iterator::count);

    let mut terminal = begun(&repo);
    terminal.wait_for("还有 1 处冲突");
    terminal.press("Esc");
    terminal.wait_for("尚未写入文件");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!((count(), repo.read(REAL)), (0, text));

    let mut terminal = begun(&repo);
    terminal.wait_for("还有 1 处冲突");
    terminal.press("2");
    terminal.wait_for("git add");
    terminal.press("Esc");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(count(), 1);

    // The step leads back to what the program had made of it.
    let mut terminal = begun(&repo);
    terminal.wait_for("计划概况");
    terminal.press("u");
    terminal.wait_for("合并后还有 1 处冲突");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(repo.read(REAL).contains("[[conflict]]"));
}

#[test]
fn a_plan_that_one_side_deleted_is_told_and_kept_only_when_somebody_says_so() {
    let repo = branched();
    repo.git(["rm", "--quiet", REAL]);
    repo.commit("删除计划");
    assert!(!repo.try_git(&["merge", "试行"]).status.success());
    let mut terminal = started(&repo);
    terminal.wait_for("一方删除了这份计划");
    terminal.send(b"\x1b[1;5H");
    terminal.wait_for("保留这份计划");
    terminal.press("+");
    terminal.wait_for("已告诉 git");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(repo.git(["ls-files", "--unmerged"]), "");
}

#[test]
fn a_file_with_marks_that_was_edited_since_is_left_as_it_is() {
    let repo = branched();
    repo.edit(REAL, &[status("t02", Status::AtRisk)]);
    repo.commit("第二项有风险");
    assert!(!repo.try_git(&["merge", "试行"]).status.success());
    let text = format!("# 正在处理\n{}", repo.read(REAL));
    repo.write(REAL, &text);
    let mut terminal = begun(&repo);
    terminal.wait_for("已有人动手改过");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(repo.read(REAL), text);
}
