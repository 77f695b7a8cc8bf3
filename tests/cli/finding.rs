//! Which plan is meant.

use insta::assert_snapshot;

use crate::world::{PLAN, Ran, World};

fn run_below(world: &World, folder: &str, line: &str) -> Ran {
    let mut command = world.command(env!("CARGO_BIN_EXE_planwalk"));
    command.current_dir(world.path().join(folder));
    Ran::of(command.args(line.split_whitespace()))
}

#[test]
fn none() {
    assert_snapshot!(World::empty().transcript(&["list", "--lang en"]));
}

#[test]
fn several() {
    let world = World::with(PLAN);
    world.write("plans/other.toml", PLAN);
    assert_snapshot!(world.transcript(&["", "list --lang en"]));
    world.run("list --plan plans/other.toml").good();
    world.run("--plan plans/other.toml list").good();
}

#[test]
fn what_is_not_a_plan_does_not_count() {
    let world = World::with(PLAN);
    world.write("plans/.hidden.toml", "");
    world.write("plans/notes.md", "");
    world.write("plans/plan/meetings/2021-09-15.toml", "");
    world.write("Cargo.toml", "");
    world.run("list").good();
}

#[test]
fn a_plan_above_is_found_and_named_from_here() {
    let world = World::with(PLAN);
    world.write("docs/deep/x.txt", "");
    let out = run_below(&world, "docs/deep", "set 1 status=done").good();
    assert!(out.contains("../../plans/plan.toml"), "{out}");
    assert!(
        world
            .plan()
            .contains("status = \"done\"\ntitle = \"抓实基层党建\"")
    );
    // The nearest one counts.
    world.write(
        "docs/plans/near.toml",
        PLAN.replace("2021年下半年", "近处的"),
    );
    let out = run_below(&world, "docs/deep", "list").good();
    assert!(out.starts_with("近处的工作计划"), "{out}");
}

#[test]
fn a_folder_stands_for_the_plan_in_it() {
    let world = World::with(PLAN);
    world.run("list --plan plans").good();
    world.run("list --plan ./").good();
    world.write("empty/x.txt", "");
    assert!(
        world
            .run("list --plan empty")
            .bad(1)
            .contains("empty 里没有计划")
    );
}

#[test]
fn what_is_a_plan_does_not_depend_on_the_case_of_its_ending() {
    let world = World::empty();
    world.write("plans/plan.TOML", PLAN);
    world.run("list").good();
    world.run("list --plan .").good();
    world.write("plans/other.toml", PLAN);
    let err = world.run("list").bad(2);
    assert!(err.contains("plans/plan.TOML"), "{err}");
}

#[test]
fn beside_other_toml_files_a_plan_is_known_by_its_title() {
    let world = World::empty();
    world.write("Cargo.toml", "[package]\nname = \"x\"\n");
    assert!(world.run("list").bad(1).contains("没有计划"));
    assert!(world.run("list --plan .").bad(1).contains("没有计划"));
    world.write("plan.toml", PLAN);
    world.write("below/x.txt", "");
    for line in ["list", "list --plan .", "--plan ./"] {
        let out = world.run(line).good();
        assert!(out.starts_with("2021年下半年工作计划"), "{out}");
    }
    let out = world.run("set 1 status=done").good();
    assert!(out.contains("已保存 plan.toml"), "{out}");
    // From below only folders named plans are looked into.
    run_below(&world, "below", "list").bad(1);
}

#[test]
fn a_path_that_leads_nowhere() {
    assert_snapshot!(World::with(PLAN).run("list --plan nowhere.toml"));
}
