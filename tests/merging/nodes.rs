//! Tasks that come, go and move on two sides.

use planwalk::change::{Operation, Slot};
use planwalk::document::{Document, MergeFailure};
use planwalk::plan::{Field, Measure, Status, Task};
use planwalk::runtime::git::has_markers;

use crate::repository::{REAL, id};
use crate::sides::{due, met, plain, reworded, sides, status};

/// A new task behind the first one of the plan.
fn new_task(name: &str, title: &str) -> Operation {
    let task = Task::new(id(name), title);
    Operation::insert(task, Slot::behind(id("p1"), id("t01")))
}

fn moved(task: &str, pillar: &str, after: &str) -> Operation {
    Operation::move_to(id(task), Slot::behind(id(pillar), id(after)))
}

#[test]
fn two_new_tasks_at_one_place_both_stay() {
    let ours = [new_task("k7f2", "我方新任务")];
    let theirs = [new_task("m3q9", "对方新任务")];
    let one = met(&ours, &theirs).clean();
    assert_eq!(
        one.beside("t01"),
        ["t01", "k7f2", "m3q9", "t02", "t03", "t04"]
    );
    assert_eq!(one.task("m3q9").title, "对方新任务");
    // Whoever merges whom, the outcome is the same.
    assert_eq!(met(&theirs, &ours).clean().text, one.text);
    assert_eq!(plain(&ours, &theirs), None);
}

/// Ids are random, but people type some too.
#[test]
fn one_new_id_on_both_sides_is_one_task_and_asks_for_its_title() {
    let ours = [new_task("k7f2", "我方新任务")];
    let theirs = [new_task("k7f2", "对方新任务"), due("k7f2", "2021-10-15")];
    let met = met(&ours, &theirs).torn("k7f2", Field::Title);
    assert_eq!(met.task("k7f2").title, "我方新任务");
    assert_eq!(met.task("k7f2").due, Some("2021-10-15".parse().unwrap()));
    assert!(met.text.contains("对方新任务"));
}

#[test]
fn one_new_id_of_two_levels_is_left_to_git() {
    let measure = Measure::new(id("k7f2"), "对方新举措。");
    let theirs = Operation::insert(measure, Slot::first_in(id("t01")));
    let repo = sides(&[new_task("k7f2", "我方新任务")], &[theirs]);
    let output = repo.try_git(&["merge", "side", "-m", "合并"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("k7f2"), "{said}");
    // Line by line there is nothing to find fault with, but it is no plan: nobody may take it for merged.
    let text = repo.read(REAL);
    assert!(!has_markers(text.as_bytes()));
    assert_eq!(text.matches("id = \"k7f2\"").count(), 2);
    for kept in ["我方新任务", "对方新举措。"] {
        assert!(text.contains(kept), "{kept}");
    }
    assert!(!output.status.success());
    assert_eq!(repo.open(REAL).unresolved().unwrap(), [REAL]);
    let stages = repo.open(REAL).stages().unwrap().unwrap();
    let [base, ours, theirs] = [stages.base, stages.ours, stages.theirs].map(Option::unwrap);
    let failure = Document::merge(&base, &ours, &theirs, &|_| {}).unwrap_err();
    assert!(matches!(failure, MergeFailure::Clash(clash) if clash.id == id("k7f2")));
}

#[test]
fn a_move_meets_an_edit_in_one_task() {
    let ours = [moved("t02", "p3", "t10")];
    let theirs = [
        reworded("t02", 0, "对方的第一句。"),
        status("t02", Status::Done),
    ];
    for (ours, theirs) in [(&ours[..], &theirs[..]), (&theirs, &ours)] {
        let met = met(ours, theirs).clean();
        assert_eq!(met.beside("t02")[..2], ["t10", "t02"]);
        assert_eq!(met.task("t02").status, Status::Done);
        assert!(met.task("t02").text.starts_with("对方的第一句。\n"));
        assert_eq!(met.text.matches("id = \"t02\"").count(), 1);
        assert_eq!(plain(ours, theirs), None);
    }
}

#[test]
fn a_move_to_two_places_is_a_conflict_and_the_task_is_where_we_put_it() {
    let ours = [moved("t02", "p3", "t10")];
    let theirs = [moved("t02", "p2", "t05")];
    let one = met(&ours, &theirs).torn("t02", Field::Place);
    assert_eq!(one.beside("t02")[..2], ["t10", "t02"]);
    assert_eq!(one.text.matches("id = \"t02\"").count(), 1);
    let other = met(&theirs, &ours).torn("t02", Field::Place);
    assert_eq!(other.beside("t02")[..2], ["t05", "t02"]);
    // git alone has the task twice and finds nothing wrong with that.
    let text = plain(&ours, &theirs).unwrap();
    assert_eq!(text.matches("id = \"t02\"").count(), 2);
}

#[test]
fn an_edit_against_a_removal_keeps_the_task_and_asks() {
    let edited = [status("t02", Status::Done)];
    let removed = [Operation::remove(id("t02"))];
    for (ours, theirs) in [(&edited, &removed), (&removed, &edited)] {
        let met = met(ours, theirs).torn("t02", Field::Existence);
        assert_eq!(met.task("t02").status, Status::Done);
        assert_eq!(met.beside("t02"), ["t01", "t02", "t03", "t04"]);
        assert_eq!(plain(ours, theirs), None);
    }
}

#[test]
fn what_one_side_removed_and_the_other_left_alone_is_gone() {
    let removed = [Operation::remove(id("t02"))];
    let met = met(&removed, &[status("t03", Status::Done)]).clean();
    assert_eq!(met.beside("t01"), ["t01", "t03", "t04"]);
    assert_eq!(met.task("t03").status, Status::Done);
}
