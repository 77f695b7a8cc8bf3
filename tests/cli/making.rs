//! `new` and `schema`.

use chrono::{Datelike, Local};
use insta::assert_snapshot;

use crate::world::{PLAN, World};

#[test]
fn a_new_plan_is_sound_and_small() {
    let world = World::empty();
    let line = "new 2026-h2 --title 下半年计划 --issuer 教育局 --period 2026-07-01..2026-12-31";
    let ran = world.run(line);
    let text = world.read("plans/2026-h2.toml");
    let today = Local::now().date_naive().to_string();
    assert_snapshot!(format!("{ran}\n\n{}", text.replace(&today, "TODAY")));
    assert_eq!(world.files(), ["plans/2026-h2.toml"]);
    world.run("check").good();
    world.run("set 1 status=done").good();
}

#[test]
fn dates_come_from_the_clock() {
    let world = World::empty().english();
    world.run("new next").good();
    let text = world.read("plans/next.toml");
    let year = Local::now().year();
    assert!(
        text.contains(&format!("title = \"Work plan {year}\"")),
        "{text}"
    );
    assert!(
        text.contains(&format!("start = {year}-01-01, end = {year}-12-31")),
        "{text}"
    );
}

#[test]
fn a_plan_that_is_there_is_never_overwritten() {
    let world = World::with(PLAN);
    assert_snapshot!(world.transcript(&["new plan", "new x --out plans/plan.toml"]));
    assert_eq!(world.plan(), PLAN);
}

#[test]
fn the_file_name_is_ascii() {
    let world = World::empty();
    assert_snapshot!(world.run("new 2021年下半年计划"));
    for name in ["../x", "a/b", ".x", "-x", "a b", "计划", ""] {
        let ran = world.run_words(["new", "--", name]);
        assert_eq!(ran.code, 2, "{name}: {ran}");
    }
    world.run("new x --out 别处/计划.toml").good();
    assert_eq!(world.files(), ["别处/计划.toml"]);
}

#[test]
fn a_wrong_period_is_said() {
    let world = World::empty();
    for period in ["2026", "2026-12-31..2026-01-01", "x..y"] {
        assert!(
            world
                .run(&format!("new x --period {period}"))
                .bad(2)
                .contains("2026-07-01..2026-12-31")
        );
    }
    assert!(world.run("new x --plan y.toml").bad(2).contains("--out"));
    assert_eq!(world.files(), Vec::<String>::new());
}

#[test]
fn the_schema_is_that_of_the_library() {
    let printed = World::empty().run("schema").json();
    assert_eq!(printed, planwalk::document::schema());
}
