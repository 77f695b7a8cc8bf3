//! The ways in which git merges: all of them leave a plan that can be read, with what both wrote.

use planwalk::change::Operation;
use planwalk::document::Document;
use planwalk::plan::{Field, Resolution, Status};
use planwalk::runtime::git::has_markers;

use crate::repository::{REAL, Repo, id};
use crate::sides::{Met, branch, due, note, set_up, sides, sound, status};

/// Two branches, each with a note of its own on one task: plain git conflicts.
fn two_notes() -> Repo {
    sides(
        &[note("t02", "办公室", "主干记录。")],
        &[note("t02", "人事股", "旁支记录。")],
    )
}

/// Two branches that set one status.
fn two_statuses() -> Repo {
    sides(
        &[status("t02", Status::Done)],
        &[status("t02", Status::AtRisk)],
    )
}

fn run(repo: &Repo, arguments: &[&str]) -> Met {
    Met::read(repo, &repo.try_git(arguments))
}

/// Settles everything that the plan asks as it has it, and tells git.
fn settle(repo: &Repo, resolution: &Resolution) {
    let mut document = sound(&repo.read(REAL));
    for conflict in document.conflicts().to_vec() {
        document.resolve(&conflict, resolution).unwrap();
    }
    repo.write(REAL, &document.text());
    repo.git(["add", REAL]);
}

#[test]
fn merge_rebase_and_cherry_pick_keep_both_notes() {
    for way in [
        &["merge", "-m", "合并", "side"][..],
        &["rebase", "side"],
        &["cherry-pick", "side"],
    ] {
        let met = run(&two_notes(), way).clean();
        assert_eq!(met.task("t02").notes.len(), 2, "{way:?}");
    }
}

#[test]
fn what_was_stashed_comes_back_into_a_plan_that_was_merged_meanwhile() {
    let repo = two_notes();
    repo.edit(REAL, &[status("t02", Status::Done)]);
    repo.git(["stash", "--quiet"]);
    repo.git(["merge", "--quiet", "-m", "合并", "side"]);
    let met = run(&repo, &["stash", "pop"]).clean();
    assert_eq!(met.task("t02").notes.len(), 2);
    assert_eq!(met.task("t02").status, Status::Done);
    assert_eq!(repo.git(["diff", "--name-only"]).trim(), REAL);
}

#[test]
fn a_merge_that_is_not_committed_yet_is_in_the_file_already() {
    let repo = two_notes();
    let before = repo.head();
    let met = run(&repo, &["merge", "--no-commit", "side"]).clean();
    assert_eq!(met.task("t02").notes.len(), 2);
    assert_eq!(repo.head(), before);
    repo.git(["commit", "--quiet", "-m", "合并"]);
    assert_eq!(repo.git(["show", &format!("HEAD:{REAL}")]), met.text);
}

#[test]
fn a_revert_takes_back_what_the_commit_brought_and_no_more() {
    let repo = set_up();
    let operations = [
        note("t02", "办公室", "写错了。"),
        status("t03", Status::Done),
    ];
    repo.edit(REAL, &operations);
    let wrong = repo.commit("写错");
    repo.edit(
        REAL,
        &[note("t02", "人事股", "没写错。"), due("t03", "2021-10-15")],
    );
    repo.commit("继续");
    let met = run(&repo, &["revert", "--no-edit", wrong.as_str()]).clean();
    let [left] = met.task("t02").notes.as_slice() else {
        panic!("{:?}", met.task("t02").notes)
    };
    assert_eq!(left.text, "没写错。");
    assert_eq!(met.task("t03").status, Status::NotStarted);
    assert_eq!(met.task("t03").due, "2021-10-15".parse().ok());
}

#[test]
fn a_revert_of_what_was_changed_again_is_a_conflict() {
    let repo = set_up();
    repo.edit(REAL, &[status("t02", Status::Done)]);
    let wrong = repo.commit("写错");
    repo.edit(REAL, &[status("t02", Status::Closed)]);
    repo.commit("继续");
    let met = run(&repo, &["revert", "--no-edit", wrong.as_str()]).torn("t02", Field::Status);
    assert_eq!(met.task("t02").status, Status::Closed);
}

/// git does not tell a driver what it was asked to prefer: nothing is preferred without a word.
#[test]
fn a_preferred_side_is_asked_about_all_the_same() {
    for side in ["ours", "theirs"] {
        let way = ["merge", "-m", "合并", "-X", side, "side"];
        let met = run(&two_statuses(), &way).torn("t02", Field::Status);
        assert_eq!(met.task("t02").status, Status::Done);
    }
}

/// The strategy takes our tree whole, and asks no driver.
#[test]
fn the_strategy_ours_leaves_our_plan() {
    let repo = two_statuses();
    let before = repo.read(REAL);
    let met = run(&repo, &["merge", "-m", "合并", "-s", "ours", "side"]).clean();
    assert_eq!(met.text, before);
}

/// `main` with a status, and two more branches with these changes.
fn three(side: &[Operation], third: &[Operation]) -> Repo {
    let repo = set_up();
    branch(&repo, side);
    repo.git(["checkout", "--quiet", "-b", "third"]);
    repo.edit(REAL, third);
    repo.commit("第三支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[status("t03", Status::Done)]);
    repo.commit("主干");
    repo
}

/// For more than two branches git asks no driver: what its lines can do is done.
#[test]
fn three_branches_at_once_are_one_plan_where_they_are_apart() {
    let repo = three(
        &[due("t03", "2021-10-15")],
        &[note("t10", "财务股", "第三支记录。")],
    );
    let met = run(&repo, &["merge", "-m", "合并", "side", "third"]).clean();
    assert_eq!(met.task("t03").status, Status::Done);
    assert_eq!(met.task("t03").due, "2021-10-15".parse().ok());
    assert_eq!(met.task("t10").notes.len(), 1);
    let parents = repo.git(["log", "-1", "--format=%P"]);
    assert_eq!(parents.split_whitespace().count(), 3);
}

#[test]
fn three_branches_that_meet_in_the_last_one_are_settled_from_the_stages() {
    let repo = three(
        &[note("t02", "人事股", "旁支记录。")],
        &[
            note("t02", "财务股", "第三支记录。"),
            status("t10", Status::Done),
        ],
    );
    assert!(!repo.try_git(&["merge", "side", "third"]).status.success());
    let text = repo.read(REAL);
    assert!(has_markers(text.as_bytes()));
    let found = repo.open(REAL);
    let stages = found.stages().unwrap().unwrap();
    assert!(found.is_gits_own(&stages, text.as_bytes()).unwrap());
    let [base, ours, theirs] = [stages.base, stages.ours, stages.theirs].map(Option::unwrap);
    let merged = Document::merge(&base, &ours, &theirs, &|_| {}).unwrap();
    assert_eq!(merged.conflicts(), []);
    for kept in ["旁支记录。", "第三支记录。"] {
        assert!(merged.text().contains(kept), "{kept}");
    }
    let plan = merged.plan();
    for task in ["t03", "t10"] {
        assert_eq!(plan.task(&id(task)).unwrap().status, Status::Done);
    }
}

#[test]
fn three_branches_that_meet_in_the_first_one_are_left_as_they_were() {
    let repo = three(
        &[status("t03", Status::AtRisk)],
        &[due("t10", "2021-10-15")],
    );
    let before = repo.read(REAL);
    let met = run(&repo, &["merge", "-m", "合并", "side", "third"]);
    assert!(!met.is_clean);
    assert_eq!(met.text, before);
    assert_eq!(repo.git(["status", "--porcelain"]), "");
}

#[test]
fn a_rebase_that_conflicts_twice_comes_to_its_end() {
    let repo = set_up();
    branch(
        &repo,
        &[status("t02", Status::AtRisk), status("t03", Status::AtRisk)],
    );
    for task in ["t02", "t03"] {
        repo.edit(REAL, &[status(task, Status::Done)]);
        repo.commit(task);
        repo.edit(REAL, &[note(task, "办公室", "完成。")]);
        repo.commit("记录");
    }

    // In a rebase ours is what it is brought onto.
    let first = run(&repo, &["rebase", "side"]).torn("t02", Field::Status);
    assert_eq!(first.task("t02").status, Status::AtRisk);
    settle(&repo, &Resolution::Theirs);
    let second = run(&repo, &["rebase", "--continue"]).torn("t03", Field::Status);
    assert_eq!(second.task("t02").status, Status::Done);
    assert_eq!(second.task("t02").notes.len(), 1);
    settle(&repo, &Resolution::Ours);

    let met = run(&repo, &["rebase", "--continue"]).clean();
    assert_eq!(met.task("t02").status, Status::Done);
    assert_eq!(met.task("t03").status, Status::AtRisk);
    assert_eq!(met.task("t03").notes.len(), 1);
    assert!(!repo.path(".git/rebase-merge").exists());
}

#[test]
fn a_rebase_that_is_given_up_leaves_everything_as_it_was() {
    let repo = two_statuses();
    let before = (repo.head(), repo.read(REAL));
    run(&repo, &["rebase", "side"]).torn("t02", Field::Status);
    repo.git(["rebase", "--abort"]);
    assert_eq!((repo.head(), repo.read(REAL)), before);
}

#[test]
fn a_conflict_committed_without_being_settled_is_asked_on_the_next_branch_too() {
    let repo = two_statuses();
    run(&repo, &["merge", "side"]).torn("t02", Field::Status);
    repo.commit("没有处理");
    repo.git(["checkout", "--quiet", "-b", "later"]);
    repo.edit(REAL, &[note("t02", "人事股", "旁支记录。")]);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[note("t02", "办公室", "主干记录。")]);
    repo.commit("主干");
    // The question is not of this merge: git has nothing to stop for, and the plan asks on.
    let met = run(&repo, &["merge", "-m", "合并", "later"]);
    assert!(met.is_clean);
    assert_eq!(met.asks, [("t02".to_owned(), Field::Status)]);
    assert_eq!(met.task("t02").notes.len(), 2);
}
