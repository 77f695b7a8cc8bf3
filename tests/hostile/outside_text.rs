//! Text from outside, wherever it can come from, is shown as marks by every command.

use std::fs;

use crate::assert_safe;
use crate::repository::Repo;
use crate::world::{Ran, World};

/// An escape sequence, a C1 control, an override, an isolate, what takes no column, what looks blank, a tag,
/// and a tall stack of marks.
fn hostile() -> String {
    format!(
        "甲\u{1b}[31m\u{9b}2J\u{202e}\u{2066}\u{200b}\u{3164}\u{e0041}\u{7f}e{}",
        "\u{301}".repeat(40)
    )
}

/// The same as it may stand in a TOML text, or on a command line.
fn in_toml() -> String {
    hostile()
        .replace('\u{1b}', "\\u001b")
        .replace('\u{7f}', "\\u007f")
}

/// A plan in which everything that can be said says it.
fn plan(status: &str) -> String {
    r#"title = "HOSTILE"
issuer = "HOSTILE"
preamble = "HOSTILE"
"HOSTILE" = 1

[[conflict]]
node = "t1"
field = "lead"
ours = "HOSTILE"
theirs = "HOSTILE 2"
theirs-by = "HOSTILE"

[[pillar]]
id = "p1"
title = "HOSTILE"
text = "HOSTILE"
lead = "HOSTILE"

[[pillar.task]]
id = "t1"
status = "STATUS"
title = "HOSTILE"
text = "HOSTILE"
lead = "HOSTILE"
support = ["HOSTILE"]

[[pillar.task.target]]
name = "HOSTILE"
goal = "HOSTILE"

[[pillar.task.reference]]
title = "HOSTILE"
number = "HOSTILE"

[[pillar.task.measure]]
id = "t1-m1"
text = "HOSTILE"

[[pillar.task.note]]
at = 2021-09-15T09:40:00+08:00
by = "HOSTILE"
kind = "issue"
text = "HOSTILE"
"#
    .replace("HOSTILE", &in_toml())
    .replace("STATUS", status)
}

/// A plan in which nearly everything is wrong, in hostile words.
fn broken() -> String {
    r#"title = 1
"HOSTILE" = "HOSTILE"
numbering = "HOSTILE"

[[pillar]]
id = "HOSTILE"
title = "HOSTILE"

[[pillar.task]]
id = "HOSTILE"
status = "HOSTILE"
title = HOSTILE
due = "HOSTILE"
"#
    .replace("HOSTILE", &in_toml())
}

/// Commands that read a plan; `HOSTILE` is hostile in each.
const READING: [&str; 22] = [
    "list",
    "list --json",
    "list --pillar HOSTILE",
    "list --status HOSTILE",
    "show p1",
    "show t1",
    "show t1 --json",
    "show HOSTILE",
    "show t1 --at HOSTILE",
    "check",
    "check --json",
    "open",
    "textconv plans/plan.toml",
    "set t1 status=HOSTILE",
    "set t1 HOSTILE=1",
    "set HOSTILE status=done",
    "set -n t1 title=HOSTILE",
    "set -n --json t1 title=HOSTILE",
    "note HOSTILE x",
    "HOSTILE",
    "--HOSTILE",
    "completions HOSTILE",
];

/// Commands about files of that name, which are not there.
const NAMING: [&str; 7] = [
    "check HOSTILE",
    "import HOSTILE",
    "textconv HOSTILE",
    "open HOSTILE",
    "--plan HOSTILE list",
    "merge-driver HOSTILE HOSTILE HOSTILE",
    "import -n file.txt --drop HOSTILE",
];

/// Commands that ask git.
const ASKING: [&str; 12] = [
    "diff",
    "diff --json",
    "diff --stat",
    "diff --format md",
    "diff HEAD~1",
    "diff HOSTILE",
    "log",
    "log t1",
    "log --json",
    "blame t1",
    "blame t1 --json",
    "show t1 --at HEAD~1",
];

/// Runs a command in both languages; its output is checked, and given back.
#[track_caller]
fn run(world: &World, line: &str) -> Vec<Ran> {
    let both = ["zh", "en"].map(|lang| {
        let words = ["--lang", lang].into_iter().chain(line.split(' '));
        let words: Vec<String> = words
            .map(|word| word.replace("HOSTILE", &hostile()))
            .collect();
        let ran = world.run_words(words.iter().map(String::as_str));
        assert_safe(&ran, line);
        ran
    });
    both.into()
}

#[test]
fn plans_are_shown_with_marks() {
    for plan in [plan("on-track"), broken()] {
        let world = World::with(&plan);
        for line in READING {
            run(&world, line);
        }
    }
    // It is shown, and not merely left out.
    let world = World::with(&plan("on-track"));
    for ran in run(&world, "show t1") {
        assert!(
            ran.out.contains("甲^[[31m\\u{9b}2J\\u{202e}\\u{2066}"),
            "{ran}"
        );
    }
}

#[test]
fn json_says_the_same_in_escapes() {
    let world = World::with(&plan("on-track"));
    for ran in run(&world, "show t1 --json") {
        let task: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(task["title"], hostile());
    }
}

#[test]
fn names_are_shown_with_marks() {
    let world = World::empty();
    world.write("file.txt", "一、党的建设\n(一)抓实基层党建。\n");
    for line in NAMING {
        for ran in run(&world, line) {
            assert!(ran.code != 0 && !ran.err.is_empty(), "{line}: {ran}");
        }
    }
    // And where there are such files.
    let name = hostile();
    world.write(&format!("{name}.txt"), "一、党的建设\n(一)抓实基层党建。\n");
    world.write(&format!("plans/{name}.toml"), plan("on-track"));
    for line in [
        "list",
        "check",
        "open",
        "import -n HOSTILE.txt",
        "import HOSTILE.txt",
        "check plans/HOSTILE.toml",
    ] {
        run(&world, line);
    }
    world.write("plans/other.toml", plan("on-track"));
    for line in [
        "list",
        "check",
        "check --json",
        "new HOSTILE",
        "new x --title HOSTILE",
    ] {
        run(&world, line);
    }
}

#[test]
fn an_import_is_shown_with_marks() {
    let world = World::empty();
    let hostile = hostile().replace('\u{1b}', "\u{1b}\u{1b}");
    let text = format!(
        "{hostile}计划\n一、{hostile}\n(一){hostile}。{hostile}毛入学率94%以上，{hostile}8月底前完成《{hostile}》。\n附件{hostile}\n"
    );
    world.write("file.txt", &text);
    world.write(
        "page.html",
        format!("<html><title>{hostile}</title><p>{text}</p></html>"),
    );
    for line in [
        "import -n file.txt",
        "import -n --json file.txt",
        "import -n page.html",
        "import file.txt",
    ] {
        run(&world, line);
    }
    for line in ["list", "show 1", "textconv plans/file.toml"] {
        run(&world, line);
    }
}

#[test]
fn what_git_says_is_shown_with_marks() {
    let repo = Repo::empty();
    let world = World::empty();
    fs::remove_dir(world.path()).unwrap();
    fs::rename(repo.root(), world.path()).unwrap();
    let name = hostile().replace(['\u{1b}', '\u{7f}', '['], "");
    let git = |words: &[&str]| {
        let mut git = world.command("git");
        git.args(["-c", "commit.gpgSign=false"]).args(words);
        git.env("GIT_AUTHOR_NAME", hostile())
            .env("GIT_COMMITTER_NAME", hostile());
        git.env("GIT_AUTHOR_DATE", "2021-07-01T09:00:00+0800");
        let output = git.output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
    };
    for (status, title) in [("on-track", "甲"), ("done", "乙"), ("at-risk", "丙")] {
        world.write("plans/plan.toml", plan(status).replace("甲", title));
        git(&["add", "plans/plan.toml"]);
        git(&["commit", "--quiet", "-m", &hostile()]);
    }
    git(&["branch", "-m", &name]);
    git(&["tag", &format!("{name}标")]);
    for line in ASKING {
        for ran in run(&world, line) {
            assert_eq!(
                ran.code != 0 && ran.out.is_empty(),
                line.contains("HOSTILE"),
                "{line}: {ran}"
            );
        }
    }
    for line in [
        format!("diff {name}"),
        format!("show t1 --at {name}标"),
        format!("diff {name}没有"),
    ] {
        run(&world, &line);
    }
    // What git itself complains of, in its own words.
    fs::write(
        world.path().join(".git/HEAD"),
        format!("ref: refs/heads/{name}无\n"),
    )
    .unwrap();
    for line in ASKING.into_iter().chain(["git-setup --dry-run"]) {
        run(&world, line);
    }
    fs::write(
        world.path().join(".git/config"),
        format!("[core]\n\t{} = \u{202e}\n", hostile()),
    )
    .unwrap();
    for line in ASKING {
        for ran in run(&world, line) {
            assert!(ran.code != 0, "{line}: {ran}");
        }
    }
}

/// Both sides of a merge, and the names that git gives them.
#[test]
fn a_merge_is_told_with_marks() {
    let world = World::empty();
    world.write("base.toml", plan("on-track"));
    world.write("ours.toml", plan("done"));
    world.write("theirs.toml", plan("at-risk"));
    for ran in run(
        &world,
        "merge-driver base.toml ours.toml theirs.toml --path HOSTILE.toml --label HOSTILE",
    ) {
        assert!(ran.code < 2 && ran.out.is_empty(), "{ran}");
    }
    world.write("theirs.toml", broken());
    run(
        &world,
        "merge-driver base.toml ours.toml theirs.toml --path HOSTILE.toml",
    );
}
