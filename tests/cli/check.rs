//! `check`: each problem with its place, a caret under it, and the way out.

use insta::assert_snapshot;
use planwalk::text::{Ambiguous, width_of};

use crate::world::{PLAN, World};

const BROKEN: &str = r#"title = "计划"
"期限" = "年底"

[[pillar]]
id = "p1"
title = "一"

[[pillar.task]]
id = "t1"
status = "正在做"
title = '标题' # 说明
progress = 140
due = "年底"

[[pillar.task]]
id = "t1"
title = "二"
lead = 教研室
"#;

#[test]
fn a_sound_plan() {
    assert_snapshot!(World::with(PLAN).transcript(&["check", "check --lang en"]));
}

#[test]
fn every_problem_is_shown_at_its_place() {
    assert_snapshot!(World::with(BROKEN).transcript(&["check", "check --lang en"]));
}

#[test]
fn the_caret_stands_under_chinese() {
    let out = World::with("title = '计划'\n[[pillar]]\nid = 'p1'\ntitle = '一' \"多余\"\n")
        .run("check")
        .out;
    let lines: Vec<_> = out.lines().collect();
    let line = lines.iter().position(|line| line.contains("多余")).unwrap();
    let (source, caret) = (lines[line], lines[line + 1]);
    let columns = |text: &str| width_of(text, Ambiguous::Narrow);
    let before = columns(source.split('"').next().unwrap());
    assert_eq!(caret.find('^'), Some(before), "{out}");
}

#[test]
fn hints_alone_are_no_failure() {
    let world = World::with(&PLAN.replace("issuer =", "\"发布\" = 1\nissuer ="));
    let ran = world.run("check");
    assert_eq!(ran.code, 0, "{ran}");
    assert_snapshot!(ran);
}

#[test]
fn the_report_for_programs() {
    let ran = World::with(BROKEN).run("check --json");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert_snapshot!(ran.out);
}

#[test]
fn several_plans_are_all_checked() {
    let world = World::with(PLAN);
    world.write("plans/other.toml", BROKEN);
    world.write("plans/plan/meetings/2021-09-15.toml", "kein = ]");
    let ran = world.run("check");
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.ends_with("共 2 个计划：5 个错误，1 个提示\n"),
        "{ran}"
    );
    world.run("check plans/plan.toml").good();
    world.run("check --plan plans/plan.toml").good();
    world
        .run("check plans/plan.toml --plan plans/plan.toml")
        .bad(2);
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_others() {
    let world = World::with(PLAN);
    let ran = world.run("check nowhere.toml plans/plan.toml");
    assert_snapshot!(ran);
}

#[test]
fn bytes_that_are_no_text() {
    let world = World::empty();
    world.write("plans/plan.toml", b"title = '\xbc\xc6\xbb\xae'\n");
    assert_snapshot!(world.run("check"));
}

#[test]
fn a_long_line_is_cut_and_nothing_reaches_the_terminal_raw() {
    let world = World::with(&format!(
        "title = '计划'\n[[pillar]]\nid = 'p1'\ntitle = {} \u{202e}x\n",
        "长".repeat(100_000)
    ));
    let out = world.run("check").out;
    assert!(out.len() < 2_000, "{}", out.len());
    let world = World::with("title = '计划'\n'\u{202e}\u{9b}31m' = 1\n");
    let out = world.run("check").out;
    assert!(out.contains("\\u{202e}"), "{out}");
    assert!(!out.contains(['\u{202e}', '\u{9b}']), "{out:?}");
}

#[test]
fn the_configuration_is_checked_with_all_plans_and_not_with_one() {
    let world = World::with(PLAN);
    world.write("planwalk.toml", "look = \"sepia\"\n[keys]\nnote = \"q\"\n");
    let ran = world.run("check");
    assert_eq!(ran.code, 1);
    let here = std::fs::canonicalize(world.path()).unwrap();
    let shown = |text: &str| text.replace(here.to_str().unwrap(), "");
    let english = world.run("check --lang en");
    assert_snapshot!(format!("{}\n\n{}", shown(&ran.out), shown(&english.out)));
    assert_snapshot!(shown(&world.run("check --json").out));
    world.run("check plans/plan.toml").good();
    world.run("check --plan plans/plan.toml").good();
}
