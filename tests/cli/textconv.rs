//! `textconv`: a plan as lines that git can compare.

use insta::assert_snapshot;

use crate::world::{PLAN, World, difference};

#[test]
fn a_plan_stands_in_lines_in_both_languages() {
    let world = World::with(PLAN);
    assert_snapshot!(
        "plan_in_lines",
        world.run("textconv plans/plan.toml").good()
    );
    assert_snapshot!(
        "plan_in_lines_in_english",
        world.english().run("textconv plans/plan.toml").good()
    );
}

/// What git sees of an edit is the line that says it, and the heading of its task stands at the margin above.
#[test]
fn an_edit_changes_the_lines_that_say_it() {
    let world = World::with(PLAN);
    let before = world.run("textconv plans/plan.toml").good();
    for (edit, gone, new) in [
        ("set t03 status=done", "    状态：滞后", "    状态：已完成"),
        (
            "set t01 due=2021-10-15",
            "    完成时限：2999-12-31",
            "    完成时限：2021-10-15",
        ),
    ] {
        world.write("plans/plan.toml", PLAN);
        world.run(edit).good();
        let after = world.run("textconv plans/plan.toml").good();
        let (old, now) = difference(&before, &after);
        assert_eq!(
            (old, now),
            (vec![gone.trim_end()], vec![new.trim_end()]),
            "{edit}"
        );
    }
}

/// A number would change with every task that is put in above.
#[test]
fn one_more_task_changes_no_other_line() {
    let world = World::with(PLAN);
    let before = world.run("textconv plans/plan.toml").good();
    let first = "[[pillar.task]]\n";
    let more = format!("{first}id = 'new'\ntitle = '新任务'\n\n{first}");
    world.write("plans/plan.toml", PLAN.replacen(first, &more, 1));
    let after = world.run("textconv plans/plan.toml").good();
    let (old, now) = difference(&before, &after);
    assert_eq!(old, [""; 0]);
    assert_eq!(now.len(), 3, "{now:?}");
}

#[test]
fn text_from_outside_gives_no_orders_to_the_terminal() {
    let world = World::with(&PLAN.replace("title = \"", "title = \"\\u001b[31m\\u202e"));
    let out = world.run("textconv plans/plan.toml").good();
    assert!(out.contains("^[[31m\\u{202e}"), "{out}");
    assert!(!out.contains(['\u{1b}', '\u{202e}']));
}

/// Otherwise a difference in what cannot be read would not be shown.
#[test]
fn a_broken_plan_is_printed_as_it_is_written() {
    let broken = format!("{PLAN}\nprogress = \u{7}oops\n");
    let world = World::with(&broken);
    let out = world.run("textconv plans/plan.toml").good();
    assert_eq!(out, broken.replace('\u{7}', "^G"));
    world.run("textconv plans/nothing.toml").bad(1);
}

#[test]
fn it_is_kept_out_of_sight() {
    let world = World::empty();
    for line in ["--help", "man"] {
        let out = world.run(line).good();
        assert!(!out.contains("textconv"), "{line}: {out}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let out = world.run(&format!("completions {shell}")).good();
        let lists = |line: &str| line.contains("textconv") && line.contains("schema completions");
        assert!(!out.lines().any(lists), "{shell}: {out}");
    }
    world.run("help textconv").good();
}
