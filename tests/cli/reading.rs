//! `list`, `show` and the outline in a pipe.

use insta::assert_snapshot;

use crate::world::{PLAN, World};

/// The number of days to a date changes daily.
fn without_days(text: &str) -> String {
    let is_days = |word: &str| word.len() > 4 && word.chars().all(|c| c.is_ascii_digit());
    text.split(' ')
        .map(|word| match word.strip_prefix('(') {
            Some(digits) if is_days(digits) => "(N",
            _ if is_days(word) => "N",
            _ => word,
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_outline_stands_in_columns() {
    assert_snapshot!(World::with(PLAN).run("list"));
}

#[test]
fn the_outline_in_english() {
    assert_snapshot!(World::with(PLAN).english().run("list"));
}

#[test]
fn without_arguments_a_pipe_gets_the_outline() {
    let world = World::with(PLAN);
    assert_eq!(world.run("").good(), world.run("list").good());
}

#[test]
fn the_outline_is_filtered() {
    let world = World::with(PLAN);
    let tasks = |line: &str| -> Vec<String> {
        let out = world.run(line).good();
        let ids = out.lines().filter_map(|line| line.split(' ').next());
        ids.filter(|id| id.starts_with('t'))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(tasks("list"), ["t01", "t02", "t03"]);
    assert_eq!(tasks("list --open"), ["t01", "t03"]);
    for status in ["off-track", "滞后", "4", "off_track", "Off-Track"] {
        assert_eq!(
            tasks(&format!("list --status {status}")),
            ["t03"],
            "{status}"
        );
    }
    assert_eq!(tasks("list --status done,滞后"), ["t02", "t03"]);
    assert_eq!(tasks("list --status done --status 4"), ["t02", "t03"]);
    for pillar in ["p2", "二、", "二", "2"] {
        assert_eq!(
            tasks(&format!("list --pillar {pillar}")),
            ["t03"],
            "{pillar}"
        );
    }
    assert_eq!(tasks("list --pillar p1 --open"), ["t01"]);
    assert_snapshot!(world.run("list --status dropped"));
    assert!(
        world
            .run("list --status lost")
            .bad(2)
            .contains("正常推进（on-track）")
    );
    assert!(
        world
            .run("list --pillar t01")
            .bad(1)
            .contains("p1  一、党的建设")
    );
}

#[test]
fn the_outline_for_programs() {
    assert_snapshot!(World::with(PLAN).run("list --json"));
    let open = World::with(PLAN).run("list --json --open").json();
    assert_eq!(open["pillars"][0]["tasks"].as_array().unwrap().len(), 1);
}

#[test]
fn a_task_in_full() {
    let world = World::with(PLAN);
    assert_snapshot!(without_days(&world.transcript(&["show t01", "show t03"])));
}

#[test]
fn a_task_in_full_in_english() {
    assert_snapshot!(without_days(
        &World::with(PLAN).english().run("show t01").to_string()
    ));
}

#[test]
fn a_pillar_and_the_head() {
    let world = World::with(PLAN);
    assert_snapshot!(world.transcript(&["show p1", "show", "show --lang en"]));
}

#[test]
fn a_task_is_named_by_id_or_number() {
    let world = World::with(PLAN);
    let by_id = world.run("show t03").good();
    for said in ["3", "三", "(三)", "（三）", "T03", "第三项"] {
        assert_eq!(world.run(&format!("show {said}")).good(), by_id, "{said}");
    }
    // A measure is shown in its task.
    assert_eq!(
        world.run("show t01-m1").good(),
        world.run("show t01").good()
    );
    assert_snapshot!(world.run("show 9"));
}

/// 11.1 is not the number of pillar 1 with 1.1 behind it.
#[test]
fn decimal_numbers_do_not_run_into_each_other() {
    let mut plan = String::from("format = 1\ntitle = \"计划\"\nnumbering = \"decimal\"\n");
    for number in 1..=12 {
        plan += &format!(
            "\n[[pillar]]\nid = \"p{number}\"\ntitle = \"板块\"\n\n[[pillar.task]]\nid = \"t{number}\"\ntitle = \"任务\"\n"
        );
    }
    let world = World::with(&plan);
    for (said, id) in [
        ("1.1", "t1"),
        ("11.1", "t11"),
        ("１１．１", "t11"),
        ("11", "p11"),
    ] {
        let shown = world.run(&format!("show {said} --json")).json();
        assert_eq!(shown["id"], id, "{said}");
    }
}

#[test]
fn a_task_for_programs_has_the_shape_of_the_outline() {
    let world = World::with(PLAN);
    let list = world.run("list --json").json();
    assert_eq!(
        world.run("show 3 --json").json(),
        list["pillars"][1]["tasks"][0]
    );
    assert_eq!(world.run("show p2 --json").json(), list["pillars"][1]);
    assert_eq!(world.run("show --json").json()["title"], list["title"]);
}

#[test]
fn a_date_that_has_passed_is_said() {
    let world = World::with(&PLAN.replace("2999-12-31", "2021-12-01"));
    assert!(world.run("list").good().contains("逾期"));
    assert!(world.run("show 1").good().contains("2021-12-01（已过 "));
}

#[test]
fn of_a_broken_plan_what_can_be_read_is_shown() {
    let world = World::with(&PLAN.replace("\"off-track\"", "\"lost\""));
    let ran = world.run("list");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("(三)提高教学质量"), "{ran}");
    assert!(ran.err.contains("planwalk check"), "{ran}");
}
