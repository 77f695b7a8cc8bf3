//! `set`: one line changes, or nothing does.

use std::fs;

use insta::assert_snapshot;
use planwalk::change::Operation;
use planwalk::document::Document;
use planwalk::plan::{Id, Status};

use crate::world::{PLAN, World, difference};

/// Runs `set` on the plan, and compares the lines that changed: from, to.
#[track_caller]
fn check(arguments: &str, from: &[&str], to: &[&str]) {
    let world = World::with(PLAN);
    world.run(&format!("set {arguments}")).good();
    let after = world.plan();
    let expected = (from.to_vec(), to.to_vec());
    assert_eq!(difference(PLAN, &after), expected, "{arguments}");
    assert_eq!(world.files(), ["plans/plan.toml"]);
}

#[track_caller]
fn refused(arguments: &str, code: i32) -> String {
    let world = World::with(PLAN);
    let err = world.run(&format!("set {arguments}")).bad(code);
    assert_eq!(world.plan(), PLAN, "{arguments}");
    err
}

#[test]
fn a_status_is_one_changed_line() {
    for status in ["at-risk", "3", "３", "有风险", "At-Risk"] {
        check(
            &format!("t01 status={status}"),
            &["status = \"on-track\""],
            &["status = \"at-risk\""],
        );
    }
    check(
        "t01-m1 status=closed",
        &["status = \"done\""],
        &["status = \"closed\""],
    );
    check(
        "三 状态＝已完成",
        &["status = \"off-track\""],
        &["status = \"done\""],
    );
}

#[test]
fn the_command_makes_the_same_bytes_as_the_key() {
    let world = World::with(PLAN);
    world.run("set t03 status=done").good();
    let mut document = Document::read(PLAN.into());
    let pressed = Operation::status(Id::new("t03").unwrap(), Status::Done);
    document.apply(&pressed, None).unwrap();
    assert_eq!(world.plan(), document.text());
}

#[test]
fn each_field_is_one_line() {
    check("1 progress=60%", &["progress = 40"], &["progress = 60"]);
    check("1 进度=", &["progress = 40"], &[]);
    check(
        "1 due=2021-12-1",
        &["due = 2999-12-31"],
        &["due = 2021-12-01"],
    );
    check("1 due=年底", &["due = 2999-12-31"], &["due = 2021-12-31"]);
    check("1 时限=8月底", &["due = 2999-12-31"], &["due = 2021-08-31"]);
    check("1 due=", &["due = 2999-12-31"], &[]);
    check(
        "1 lead=教研室",
        &["lead = \"办公室\""],
        &["lead = \"教研室\""],
    );
    check("p2 牵头=", &["lead = \"教研室\""], &[]);
    check(
        "2 title=转变作风",
        &["title = \"加强作风建设\" # 重点"],
        &["title = \"转变作风\" # 重点"],
    );
    check(
        "1 support=计财股、人事股,计财股",
        &["support = [\"人事股\"]"],
        &["support = [\"计财股\", \"人事股\"]"],
    );
    check(
        "1 support+=计财股",
        &["support = [\"人事股\"]"],
        &["support = [\"人事股\", \"计财股\"]"],
    );
    check(
        "3 actual:毛入学率=94.5%",
        &["actual = 93.2"],
        &["actual = 94.5"],
    );
    check("3 actual:1=", &["actual = 93.2"], &[]);
    check("3 实际值：升学率=56", &[], &["actual = 56"]);
    check(
        "1 text=一句。又一句。",
        &["落实“三会一课”制度。", "开展庆祝活动。"],
        &["一句。", "又一句。"],
    );
}

#[test]
fn several_assignments_are_one_save() {
    let world = World::with(PLAN);
    assert_snapshot!(world.run("set 1 status=done progress=100 due= support="));
    let plan = Document::read(world.plan().into_bytes()).plan();
    let task = &plan.pillars[0].tasks[0];
    assert_eq!(
        (task.status, task.progress, task.due),
        (Status::Done, Some(100), None)
    );
}

#[test]
fn all_or_nothing() {
    refused("1 status=done progress=101", 2);
    refused("1 status=done actual=5", 1);
    refused("p1 title=新标题 status=done", 1);
}

#[test]
fn a_refusal_says_why() {
    let world = World::with(PLAN);
    assert_snapshot!(world.transcript(&[
        "set p1 status=done",
        "set 9 status=done",
        "set 1 actual=5",
        "set 3 actual:x=5",
        "set t01-m1 text=",
    ]));
    assert_eq!(world.plan(), PLAN);
}

#[test]
fn a_wrong_command_line_says_what_can_be_written() {
    let world = World::with(PLAN);
    assert_snapshot!(world.transcript(&[
        "set 1 colour=red",
        "set 1 status=lost",
        "set 1 progress=most",
        "set 1 due=soon",
        "set 3 actual=5",
        "set 1 done",
        "set 1 status=1 状态=2",
        "set 1",
    ]));
    assert_eq!(world.plan(), PLAN);
    for arguments in [
        "1 title=",
        "1 progress=-1",
        "1 progress=256",
        "3 actual:1=inf",
        "1 due=2021-02-30",
        "1 lead+=x",
        "1 status:x=1",
    ] {
        refused(arguments, 2);
    }
}

#[test]
fn a_part_of_two_keys_is_neither() {
    for arguments in ["1 单位=办公室", "1 单位+=办公室", "p2 单位="] {
        let err = refused(arguments, 2);
        assert!(err.contains("“单位”可以指 2 项"), "{err}");
        assert!(
            err.contains("可以用：牵头单位（lead）、配合单位（support）"),
            "{err}"
        );
    }
    let world = World::with(PLAN).english();
    let err = world.run("set 1 单位=x").bad(2);
    assert!(err.contains("choose from: lead, support"), "{err}");
}

#[test]
fn one_target_by_two_names_is_given_twice() {
    let one_target = PLAN.replace(
        "\n[[pillar.task.target]]\nname = \"升学率\"\ngoal = \">= 55 %\"\n",
        "",
    );
    let world = World::with(&one_target);
    for (arguments, names) in [
        ("actual=5 actual:1=6", "actual 和 actual:1"),
        (
            "actual:1=5 实际值:毛入学率=6",
            "actual:1 和 actual:毛入学率",
        ),
        ("actual:毛入学率=5 actual=", "actual:毛入学率 和 actual"),
    ] {
        let err = world.run(&format!("set 3 {arguments}")).bad(2);
        assert!(err.contains("actual 写了两次"), "{err}");
        assert!(err.contains(&format!("{names} 是同一个指标")), "{err}");
        assert_eq!(world.plan(), one_target, "{arguments}");
    }
    // Two targets are two things.
    check(
        "3 actual:1= actual:2=56",
        &[
            "actual = 93.2",
            "",
            "[[pillar.task.target]]",
            "name = \"升学率\"",
            "goal = \">= 55 %\"",
        ],
        &[
            "",
            "[[pillar.task.target]]",
            "name = \"升学率\"",
            "goal = \">= 55 %\"",
            "actual = 56",
        ],
    );
}

#[test]
fn a_wrong_command_line_in_english() {
    let world = World::with(PLAN).english();
    assert_snapshot!(world.transcript(&[
        "set 1 colour=red",
        "set 1 status=lost",
        "set 1 progress=most",
        "set p1 status=done",
        "set 3 actual=5",
    ]));
}

#[test]
fn what_is_so_already_is_no_change() {
    let world = World::with(PLAN);
    assert_snapshot!(world.run("set 1 status=on-track"));
    assert_eq!(world.plan(), PLAN);
}

#[test]
fn a_dry_run_saves_nothing() {
    let world = World::with(PLAN);
    assert_snapshot!(world.run("set 1 status=done -n"));
    assert_eq!(world.plan(), PLAN);
}

#[test]
fn the_outcome_for_programs() {
    let world = World::with(PLAN);
    assert_snapshot!(world.run("set 1 status=done support= progress=40 --json"));
    let again = world.run("set 1 status=done --json").json();
    assert_eq!(again["saved"], false);
    assert_eq!(again["changed"].as_array().unwrap().len(), 0);
}

#[test]
fn line_ends_and_mark_at_the_beginning_stay() {
    let plan = format!("\u{feff}{}", PLAN.replace('\n', "\r\n"));
    let world = World::with(&plan);
    world.run("set 3 status=done").good();
    assert_eq!(world.plan(), plan.replace("off-track", "done"));
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let world = World::with(PLAN);
    let path = world.path().join("plans/plan.toml");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert_snapshot!(world.run("set 1 status=done"));
    assert_eq!(world.plan(), PLAN);
}

#[test]
fn a_broken_plan_is_not_changed() {
    let broken = PLAN.replace("\"off-track\"", "\"lost\"");
    let world = World::with(&broken);
    assert_snapshot!(world.run("set 1 status=done"));
    world.run("note 1 内容").bad(1);
    assert_eq!(world.plan(), broken);
}
