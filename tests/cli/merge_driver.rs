//! `merge-driver`: what git reads of it, its exit code and the file.

use crate::world::{PLAN, World};

const LINE: &str = "merge-driver base.toml ours.toml theirs.toml --path plans/plan.toml";

fn world(base: &str, ours: &str, theirs: &str) -> World {
    let world = World::empty();
    for (name, text) in [("base", base), ("ours", ours), ("theirs", theirs)] {
        world.write(&format!("{name}.toml"), text);
    }
    world
}

#[test]
fn changes_beside_each_other_are_clean() {
    let ours = PLAN.replace("due = 2999-12-31", "due = 2999-11-30");
    let theirs = PLAN.replace("status = \"on-track\"", "status = \"at-risk\"");
    let world = world(PLAN, &ours, &theirs);
    assert_eq!(world.run(LINE).good(), "");
    let expected = ours.replace("status = \"on-track\"", "status = \"at-risk\"");
    assert_eq!(world.read("ours.toml"), expected);
    assert_eq!(world.files(), ["base.toml", "ours.toml", "theirs.toml"]);
}

#[test]
fn a_conflict_is_told_and_kept_in_a_valid_plan() {
    let ours = PLAN.replace("status = \"on-track\"", "status = \"done\"");
    let theirs = PLAN.replace("status = \"on-track\"", "status = \"at-risk\"");
    let world = world(PLAN, &ours, &theirs);
    let said = world.run(LINE).bad(1);
    assert!(said.contains("plans/plan.toml 有 1 处冲突"), "{said}");
    let text = world.read("ours.toml");
    for kept in ["[[conflict]]", "at-risk", "status = \"done\""] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    let checked = world.run("check --plan ours.toml");
    assert_eq!(checked.code, 0, "{checked}");
    assert!(checked.to_string().contains("1 处合并冲突"), "{checked}");
}

/// An exit code up to 128 would be a conflict to git, and their side would be lost.
#[test]
fn a_failure_is_no_conflict_and_writes_nothing() {
    for at in 0..3 {
        let mut texts = [
            PLAN.to_owned(),
            format!("{PLAN}# o\n"),
            format!("{PLAN}# t\n"),
        ];
        texts[at].push_str("progress = oops\n");
        let [base, ours, theirs] = &texts;
        let world = world(base, ours, theirs);
        let said = world.run(LINE).bad(129);
        assert!(said.contains("没有合并 plans/plan.toml"), "{said}");
        assert_eq!(world.read("ours.toml"), *ours);
    }
    let world = world(PLAN, PLAN, PLAN);
    world
        .run("merge-driver base.toml ours.toml gone.toml")
        .bad(129);
    world.run("merge-driver base.toml ours.toml").bad(129);
    world.run("merge-driver --oops").bad(129);
    assert_eq!(world.read("ours.toml"), PLAN);
}

#[test]
fn it_is_kept_out_of_sight() {
    let world = World::empty();
    let out = world.run("man").good();
    assert!(!out.contains("planwalk-merge-driver"), "{out}");
    world.run("help merge-driver").good();
}
