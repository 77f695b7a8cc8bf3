//! Two people, each with a clone, who pull from each other: after each round both have everything.

use planwalk::change::{Edit, Operation, Slot};
use planwalk::document::Document;
use planwalk::plan::{Plan, Status, Task};
use planwalk::runtime::git::has_markers;

use crate::repository::{REAL, Repo, id};
use crate::sides::{due, edit, forget, note, reworded, set_up, sound, status, teach};

/// Two clones with the driver, of one history.
fn two() -> (Repo, Repo) {
    let one = set_up();
    let other = one.clone_as("other", &[]);
    teach(&other, REAL);
    assert_eq!(one.git(["status", "--porcelain"]), "");
    assert_eq!(other.git(["status", "--porcelain"]), "");
    (one, other)
}

fn commit(repo: &Repo, operations: &[Operation]) {
    repo.edit(REAL, operations);
    repo.commit("修改");
}

fn pull(repo: &Repo, from: &Repo) -> bool {
    let from = format!("file://{}", from.root().display());
    let arguments = ["pull", "--quiet", "--no-rebase", "--no-edit", &from, "main"];
    repo.try_git(&arguments).status.success()
}

/// Both have the same bytes, and planwalk finds no fault with them.
fn agreed(one: &Repo, other: &Repo) -> Plan {
    assert_eq!(one.read(REAL), other.read(REAL));
    for repo in [one, other] {
        let mut check = std::process::Command::new(env!("CARGO_BIN_EXE_planwalk"));
        check.args(["check", "--plan", REAL]);
        let output = repo.surround(&mut check).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    let document = sound(&one.read(REAL));
    assert_eq!(document.conflicts(), []);
    document.plan()
}

fn words(plan: &Plan, task: &str) -> Vec<String> {
    let notes = plan.task(&id(task)).unwrap().notes.iter();
    notes.map(|note| note.text.clone()).collect()
}

fn order(plan: &Plan, pillar: usize) -> Vec<&str> {
    let tasks = plan.pillars[pillar].tasks.iter();
    tasks.map(|task| task.id.as_str()).collect()
}

fn new_task(name: &str, title: &str) -> Operation {
    let task = Task::new(id(name), title);
    Operation::insert(task, Slot::behind(id("p1"), id("t01")))
}

#[test]
fn after_each_round_both_have_what_both_wrote() {
    let (one, other) = two();

    // Notes on one task, a status beside a date of another one.
    commit(
        &one,
        &[note("t02", "办公室", "甲一。"), status("t03", Status::Done)],
    );
    commit(
        &other,
        &[note("t02", "人事股", "乙一。"), due("t03", "2021-10-15")],
    );
    assert!(pull(&one, &other) && pull(&other, &one));
    let plan = agreed(&one, &other);
    assert_eq!(words(&plan, "t02").len(), 2);
    let task = plan.task(&id("t03")).unwrap();
    assert_eq!(
        (task.status, task.due),
        (Status::Done, "2021-10-15".parse().ok())
    );

    // A move against other words, merged by the other one this time; several commits on one side.
    let away = Operation::move_to(id("t05"), Slot::behind(id("p3"), id("t10")));
    commit(&one, &[away]);
    commit(&one, &[note("t02", "办公室", "甲二。")]);
    commit(
        &other,
        &[
            reworded("t05", 1, "乙改的一句。"),
            status("t05", Status::AtRisk),
        ],
    );
    assert!(pull(&other, &one) && pull(&one, &other));
    let plan = agreed(&one, &other);
    assert_eq!(order(&plan, 2)[..2], ["t10", "t05"]);
    let task = plan.task(&id("t05")).unwrap();
    assert_eq!(task.status, Status::AtRisk);
    assert_eq!(task.text.split('\n').nth(1), Some("乙改的一句。"));

    // New tasks at one place.
    commit(&one, &[new_task("k7f2", "甲的新任务")]);
    commit(
        &other,
        &[
            new_task("m3q9", "乙的新任务"),
            edit("t01", Edit::Progress(Some(40))),
        ],
    );
    assert!(pull(&one, &other) && pull(&other, &one));
    let plan = agreed(&one, &other);
    assert_eq!(
        order(&plan, 0),
        ["t01", "k7f2", "m3q9", "t02", "t03", "t04"]
    );

    // Both pull before either has what the other one makes of it: the histories cross.
    commit(
        &one,
        &[
            note("k7f2", "办公室", "甲三。"),
            status("t03", Status::Closed),
        ],
    );
    commit(
        &other,
        &[
            note("k7f2", "人事股", "乙三。"),
            Operation::remove(id("m3q9")),
        ],
    );
    one.git(["branch", "mine"]);
    other.git(["branch", "mine"]);
    for (repo, from) in [(&one, &other), (&other, &one)] {
        let from = format!("file://{}", from.root().display());
        repo.git(["pull", "--quiet", "--no-rebase", "--no-edit", &from, "mine"]);
    }
    assert_ne!(one.head(), other.head());
    agreed(&one, &other);
    commit(
        &one,
        &[
            note("t02", "办公室", "甲四。"),
            status("t03", Status::OnHold),
        ],
    );
    commit(&other, &[note("t02", "人事股", "乙四。")]);
    assert!(pull(&one, &other) && pull(&other, &one));
    assert_eq!(one.head(), other.head());
    let plan = agreed(&one, &other);
    assert_eq!(words(&plan, "t02").len(), 5);
    assert_eq!(words(&plan, "k7f2").len(), 2);
    assert_eq!(plan.task(&id("t03")).unwrap().status, Status::OnHold);
    assert_eq!(order(&plan, 0), ["t01", "k7f2", "t02", "t03", "t04"]);
    assert_eq!(plan.task(&id("t01")).unwrap().progress, Some(40));
}

#[test]
fn without_the_driver_the_stages_come_to_the_same() {
    let ours = [note("t02", "办公室", "甲。"), status("t03", Status::Done)];
    let theirs = [note("t02", "人事股", "乙。"), due("t03", "2021-10-15")];
    let (one, other) = two();
    commit(&one, &ours);
    commit(&other, &theirs);
    for repo in [&one, &other] {
        forget(repo);
    }

    assert!(!pull(&one, &other));
    let text = one.read(REAL);
    assert!(has_markers(text.as_bytes()));
    let found = one.open(REAL);
    let stages = found.stages().unwrap().unwrap();
    assert!(found.is_gits_own(&stages, text.as_bytes()).unwrap());
    let [base, ours, theirs] = [stages.base, stages.ours, stages.theirs].map(Option::unwrap);
    let merged = Document::merge(&base, &ours, &theirs, &|_| {}).unwrap();
    one.write(REAL, &merged.text());
    one.commit("处理冲突");

    assert!(pull(&other, &one));
    let plan = agreed(&one, &other);
    assert_eq!(words(&plan, "t02").len(), 2);
    let task = plan.task(&id("t03")).unwrap();
    assert_eq!(
        (task.status, task.due),
        (Status::Done, "2021-10-15".parse().ok())
    );
}
