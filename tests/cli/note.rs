//! `note`: one inserted block, signed and dated.

use insta::assert_snapshot;

use crate::world::{PLAN, World, difference};

const SIGNED: &str = "--by 办公室 --at 2021-10-08T09:40:00+08:00";

#[track_caller]
fn inserted(world: &World) -> String {
    let after = world.plan();
    let (gone, come) = difference(PLAN, &after);
    assert!(gone.is_empty(), "{gone:?}");
    come.join("\n")
}

/// The value of a key in what was inserted.
fn value(world: &World, key: &str) -> String {
    let block = inserted(world);
    let start = format!("{key} = ");
    let line = block.lines().find_map(|line| line.strip_prefix(&start));
    line.unwrap_or_default().trim_matches('"').to_owned()
}

#[test]
fn a_note_is_one_inserted_block_with_a_sentence_a_line() {
    let world = World::with(PLAN);
    let ran = world.run(&format!(
        "note 3 {SIGNED} --kind 问题 招标完成。10月开工！ 其余照旧"
    ));
    assert_snapshot!(format!("{ran}\n\n{}", inserted(&world)));
}

#[test]
fn a_note_in_english() {
    let world = World::with(PLAN).english();
    assert_snapshot!(world.run(&format!(
        "note 3 {SIGNED} -k decision Tender closed. Work starts in October."
    )));
}

#[test]
fn the_text_comes_from_standard_input() {
    for line in ["note 3 -", "note 3"] {
        let world = World::with(PLAN);
        let ran = world.pipe(
            &format!("{line} {SIGNED}"),
            "第一句。第二句。\r\n\r\n另一段\n".as_bytes(),
        );
        ran.good();
        assert!(
            inserted(&world).contains("'''\n第一句。\n第二句。\n\n另一段\n'''"),
            "{line}"
        );
    }
}

#[test]
fn nothing_to_note_is_a_mistake() {
    let world = World::with(PLAN);
    world.pipe("note 3", b" \n").bad(2);
    assert!(
        world
            .run_words(["note", "3", " "])
            .bad(2)
            .contains("planwalk note 5")
    );
    assert!(world.pipe("note 3", b"\xff\xfe").bad(1).contains("UTF-8"));
    assert!(
        world
            .pipe("note 3", &vec![b'a'; (1 << 20) + 1])
            .bad(1)
            .contains("1 MB")
    );
    world.run("note 3 -k unsinn 内容").bad(2);
    world.run("note 3 --at gestern 内容").bad(2);
    world.run("note p1 内容").bad(1);
    world.run("note t01-m1 内容").bad(1);
    world.run("note 9 内容").bad(1);
    assert_eq!(world.plan(), PLAN);
}

#[test]
fn who_writes_is_asked_of_git_then_of_the_login() {
    let world = World::with(PLAN);
    world.run("note 3 内容").good();
    assert_eq!(value(&world, "by"), "zhangsan");

    let world = World::with(PLAN);
    world.write("gitconfig", "[user]\n\tname = 教研室\n");
    let config = world.path().join("gitconfig");
    let world = world.set("GIT_CONFIG_GLOBAL", config.to_str().unwrap());
    world.run("note 3 内容").good();
    assert_eq!(value(&world, "by"), "教研室");

    let world = World::with(PLAN).set("USER", "").set("LOGNAME", "");
    assert_snapshot!(world.run("note 3 内容"));
    world
        .run_words(["note", "3", "内容", "--by", "张\n三"])
        .bad(2);
    assert_eq!(world.plan(), PLAN);
}

/// Programs that a repository of somebody else's names are not run because a name is looked up in it.
#[cfg(unix)]
#[test]
fn asking_git_runs_nothing_of_the_repository() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::with(PLAN);
    let git = |arguments: &[&str]| {
        let status = world.command("git").args(arguments).status().unwrap();
        assert!(status.success(), "{arguments:?}");
    };
    git(&["init", "--quiet"]);
    git(&["config", "user.name", "人事股"]);
    let trap = world.path().join("trap");
    world.write("trap", "#!/bin/sh\ntouch sprung\n");
    std::fs::set_permissions(&trap, std::fs::Permissions::from_mode(0o755)).unwrap();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "alias.config",
    ] {
        git(&["config", key, trap.to_str().unwrap()]);
    }
    world.run("note 3 内容").good();
    assert_eq!(value(&world, "by"), "人事股");
    assert!(!world.files().iter().any(|file| file.ends_with("sprung")));
}

#[test]
fn the_time_is_now_to_the_second_with_its_offset() {
    let world = World::with(PLAN).set("TZ", "Asia/Shanghai");
    let before = chrono::Utc::now().timestamp();
    world.run("note 3 内容").good();
    let after = chrono::Utc::now().timestamp();
    let at = value(&world, "at");
    let time = chrono::DateTime::parse_from_rfc3339(&at).unwrap();
    assert!((before..=after).contains(&time.timestamp()), "{at}");
    assert_eq!(at.len(), "2021-09-15T09:40:00+08:00".len(), "{at}");
}

#[test]
fn the_outcome_for_programs() {
    let world = World::with(PLAN);
    assert_snapshot!(world.run(&format!("note 3 {SIGNED} --json 一句。两句。")));
}

#[test]
fn the_configuration_says_who_signs_unless_the_command_does() {
    let world = World::with(PLAN);
    world.write("planwalk.toml", "name = \"督查室\"\nlanguage = \"en\"\n");
    let ran = world.run("note 3 进展顺利。");
    assert!(ran.out.contains("saved"), "{ran}");
    assert_eq!(value(&world, "by"), "督查室");
    let world = World::with(PLAN);
    world.write("planwalk.toml", "name = \"督查室\"\nlanguage = \"en\"\n");
    let ran = world.run(&format!("note 3 --lang zh {SIGNED} 进展顺利。"));
    assert!(ran.out.contains("已保存"), "{ran}");
    assert_eq!(value(&world, "by"), "办公室");
}
