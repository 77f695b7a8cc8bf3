//! Histories with more than one base: each side has merged the other, and both went on.
//!
//! git makes a base up out of all of them, by the same driver, and what it makes up may hold conflicts.

use planwalk::change::{Operation, Slot};
use planwalk::document::{Document, MergeFailure, Version};
use planwalk::plan::{Conflict, Field, Resolution, Status, Task};

use crate::repository::{REAL, Repo, id};
use crate::sides::{Met, due, forget, note, set_up, sound, status};

/// Both sides merge what the other one has committed, settle what is in conflict, and go on.
struct Crossed {
    repo: Repo,
}

impl Crossed {
    /// Both sides have committed once and merged each other; each settles conflicts in its own way.
    fn new(ours: &[Operation], theirs: &[Operation], settled: [&Resolution; 2]) -> Self {
        let repo = set_up();
        repo.git(["checkout", "--quiet", "-b", "side"]);
        repo.edit(REAL, theirs);
        repo.commit("旁支");
        repo.git(["tag", "theirs"]);
        repo.git(["checkout", "--quiet", "main"]);
        repo.edit(REAL, ours);
        repo.commit("主干");
        repo.git(["tag", "ours"]);
        let crossed = Self { repo };
        crossed.merge_and_settle("main", "theirs", settled[0]);
        crossed.merge_and_settle("side", "ours", settled[1]);
        crossed
    }

    fn merge_and_settle(&self, branch: &str, other: &str, resolution: &Resolution) {
        let repo = &self.repo;
        repo.git(["checkout", "--quiet", branch]);
        let output = repo.try_git(&["merge", other, "-m", "合并"]);
        if !output.status.success() {
            let mut document = sound(&repo.read(REAL));
            let conflicts: Vec<Conflict> = document.conflicts().to_vec();
            assert_ne!(conflicts, []);
            for conflict in &conflicts {
                document.resolve(conflict, resolution).unwrap();
            }
            repo.write(REAL, &document.text());
            repo.commit("处理冲突");
        }
    }

    fn go_on(&self, branch: &str, operations: &[Operation]) {
        self.repo.git(["checkout", "--quiet", branch]);
        self.repo.edit(REAL, operations);
        self.repo.commit("继续");
    }

    fn meet(&self) -> Met {
        let repo = &self.repo;
        repo.git(["checkout", "--quiet", "main"]);
        let bases = repo.git(["merge-base", "--all", "main", "side"]);
        assert_eq!(bases.lines().count(), 2);
        let output = repo.try_git(&["merge", "side", "-m", "再合并"]);
        Met::read(repo, &output)
    }
}

const OURS: Resolution = Resolution::Ours;
const THEIRS: Resolution = Resolution::Theirs;

#[test]
fn what_was_merged_before_is_not_asked_again() {
    let ours = [
        note("t02", "办公室", "甲。"),
        status("t03", Status::OnTrack),
    ];
    let theirs = [note("t02", "人事股", "乙。"), due("t04", "2021-10-15")];
    let crossed = Crossed::new(&ours, &theirs, [&OURS, &OURS]);
    crossed.go_on("main", &[status("t03", Status::Done)]);
    crossed.go_on("side", &[note("t02", "财务股", "丙。")]);
    let met = crossed.meet().clean();
    assert_eq!(met.task("t03").status, Status::Done);
    assert_eq!(met.task("t04").due, Some("2021-10-15".parse().unwrap()));
    let notes = met.task("t02").notes.iter();
    let texts: Vec<&str> = notes.map(|note| note.text.as_str()).collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
}

/// Seen from before both sides, going back to how it was is no change at all.
#[test]
fn what_was_merged_and_then_taken_back_stays_taken_back() {
    let new = Task::new(id("k7f2"), "新任务");
    let ours = [
        status("t03", Status::OnTrack),
        Operation::insert(new, Slot::behind(id("p1"), id("t01"))),
    ];
    let crossed = Crossed::new(&ours, &[due("t04", "2021-10-15")], [&OURS, &OURS]);
    let back = [
        status("t03", Status::NotStarted),
        Operation::remove(id("k7f2")),
    ];
    crossed.go_on("main", &back);
    crossed.go_on("side", &[note("t02", "人事股", "乙。")]);
    let met = crossed.meet().clean();
    assert_eq!(met.task("t03").status, Status::NotStarted);
    assert_eq!(met.beside("t01"), ["t01", "t02", "t03", "t04"]);
    assert_eq!(met.task("t02").notes.len(), 1);
}

#[test]
fn a_new_difference_is_a_conflict() {
    let crossed = Crossed::new(
        &[status("t03", Status::OnTrack)],
        &[due("t04", "2021-10-15")],
        [&OURS, &OURS],
    );
    crossed.go_on("main", &[due("t04", "2021-11-15")]);
    crossed.go_on("side", &[due("t04", "2021-12-15")]);
    let met = crossed.meet().torn("t04", Field::Due);
    assert_eq!(met.task("t04").due, Some("2021-11-15".parse().unwrap()));
    assert!(met.text.contains("2021-12-15"));
    assert!(met.text.contains("2021-10-15"), "as it was merged before");
}

#[test]
fn a_conflict_that_both_settled_alike_is_settled() {
    let ours = [status("t02", Status::Done)];
    let theirs = [status("t02", Status::AtRisk)];
    // What is ours to one side is theirs to the other.
    let crossed = Crossed::new(&ours, &theirs, [&THEIRS, &OURS]);
    crossed.go_on("main", &[note("t02", "办公室", "甲。")]);
    crossed.go_on("side", &[due("t04", "2021-10-15")]);
    let met = crossed.meet().clean();
    assert_eq!(met.task("t02").status, Status::AtRisk);
    assert_eq!(met.task("t02").notes.len(), 1);
    assert_eq!(met.task("t04").due, Some("2021-10-15".parse().unwrap()));
}

/// The base that git makes up holds one of the two values, so that the other one would seem a later change.
#[test]
fn a_conflict_that_each_settled_in_its_own_way_is_one_again() {
    let ours = [status("t02", Status::Done)];
    let theirs = [status("t02", Status::AtRisk)];
    for settled in [[&OURS, &OURS], [&THEIRS, &THEIRS]] {
        let crossed = Crossed::new(&ours, &theirs, settled);
        let met = crossed.meet().torn("t02", Field::Status);
        for kept in ["at-risk", "done", "not-started"] {
            assert!(met.text.contains(&format!("{kept}\"")), "{kept}");
        }
    }
}

#[test]
fn a_task_that_one_removed_after_all_and_the_other_kept_is_asked_about_again() {
    let ours = [status("t02", Status::Done)];
    let theirs = [Operation::remove(id("t02"))];
    for settled in [[&OURS, &OURS], [&THEIRS, &THEIRS]] {
        let crossed = Crossed::new(&ours, &theirs, settled);
        let met = crossed.meet().torn("t02", Field::Existence);
        assert_eq!(met.task("t02").status, Status::Done);
    }
}

/// Two notes are a conflict to it already in the base, which then is no plan.
#[test]
fn plain_git_makes_a_base_up_that_nobody_can_read() {
    let ours = [note("t02", "办公室", "甲。")];
    let theirs = [note("t02", "人事股", "乙。")];
    let crossed = Crossed::new(&ours, &theirs, [&OURS, &OURS]);
    crossed.go_on("main", &[note("t02", "计财股", "丁。")]);
    crossed.go_on("side", &[note("t02", "财务股", "丙。")]);
    let repo = &crossed.repo;
    forget(repo);
    repo.git(["checkout", "--quiet", "main"]);
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let stages = repo.open(REAL).stages().unwrap().unwrap();
    let [base, ours, theirs] = [stages.base, stages.ours, stages.theirs].map(Option::unwrap);
    // In a base git makes its marks longer, so that they can be told from those of the merge itself.
    assert!(base.text().contains("\n<<<<<<<<< "));
    let failure = Document::merge(&base, &ours, &theirs, &|_| {}).unwrap_err();
    assert_eq!(failure, MergeFailure::Unreadable(Version::Base));
}
