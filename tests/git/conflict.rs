//! A plan in conflict: its stages, and whether the file on disk is still git's own.

use planwalk::change::Operation;
use planwalk::plan::Status;
use planwalk::runtime::git::has_markers;

use crate::repository::{REAL, Repo, edit, id};

/// Two sides that git cannot bring together, before the merge.
fn sides() -> Repo {
    let repo = Repo::real();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    change(&repo, Status::Done, 3);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    change(&repo, Status::AtRisk, 4);
    repo.commit("主干");
    repo
}

/// A status that the other side sets too, and edits elsewhere.
fn change(repo: &Repo, status: Status, number: usize) {
    let now = chrono::DateTime::parse_from_rfc3339("2021-09-15T09:40:00+08:00").unwrap();
    let operations = [Operation::status(id("t01"), status), edit(number, now)];
    repo.edit(REAL, &operations);
}

#[test]
fn a_plan_without_conflict_has_no_stages() {
    let repo = Repo::real();
    assert!(repo.open(REAL).stages().unwrap().is_none());
    assert!(!has_markers(repo.read(REAL).as_bytes()));
}

#[test]
fn the_stages_are_both_sides_and_what_they_came_from() {
    let repo = sides();
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let found = repo.open(REAL);
    let stages = found.stages().unwrap().unwrap();
    let shown = |commit: &str| repo.git(["show", &format!("{commit}:{REAL}")]);
    assert_eq!(stages.base.unwrap().text(), shown("main~1"));
    assert_eq!(stages.ours.unwrap().text(), shown("main"));
    assert_eq!(stages.theirs.unwrap().text(), shown("side"));
}

#[test]
fn what_git_wrote_is_told_from_what_a_hand_changed() {
    for style in ["merge", "diff3", "zdiff3"] {
        for command in [
            &["merge", "side"][..],
            &["rebase", "side"],
            &["cherry-pick", "side"],
        ] {
            let repo = sides();
            repo.git(["config", "merge.conflictStyle", style]);
            assert!(!repo.try_git(command).status.success());
            let found = repo.open(REAL);
            let stages = found.stages().unwrap().unwrap();
            let text = repo.read(REAL);
            assert!(has_markers(text.as_bytes()));
            assert!(
                found.is_gits_own(&stages, text.as_bytes()).unwrap(),
                "{style} {command:?}"
            );
            let crlf = text.replace('\n', "\r\n");
            assert!(found.is_gits_own(&stages, crlf.as_bytes()).unwrap());
            for edited in [
                text.replacen("title", "title ", 1),
                format!("{text}# 手写\n"),
                text.replace("=======\n", ""),
            ] {
                assert_ne!(edited, text);
                assert!(!found.is_gits_own(&stages, edited.as_bytes()).unwrap());
            }
        }
    }
}

#[test]
fn against_a_deletion_the_other_sides_text_is_gits_own() {
    let repo = sides();
    repo.git(["rm", "--quiet", REAL]);
    repo.commit("删除");
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let found = repo.open(REAL);
    let stages = found.stages().unwrap().unwrap();
    assert!(stages.ours.is_none() && stages.base.is_some());
    let text = repo.read(REAL);
    assert!(found.is_gits_own(&stages, text.as_bytes()).unwrap());
    assert!(!found.is_gits_own(&stages, b"").unwrap());
}

#[test]
fn two_plans_of_one_name_have_no_base() {
    let repo = Repo::empty();
    repo.commit("空");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.write(REAL, "format = 1\ntitle = \"一\"\n");
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.write(REAL, "format = 1\ntitle = \"二\"\n");
    repo.commit("主干");
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let found = repo.open(REAL);
    let stages = found.stages().unwrap().unwrap();
    assert!(stages.base.is_none());
    assert!(
        found
            .is_gits_own(&stages, repo.read(REAL).as_bytes())
            .unwrap()
    );
}
