//! The configuration in a pseudo-terminal: what a person has set, and what comes of it. `HOME` is the folder
//! of each test, so that nobody's own configuration is read.

mod pty;

use std::fs;

use pty::{Setup, Terminal};

const PLAN: &str = "\
format = 1
title = \"下半年工作计划\"

[[pillar]]
id = \"p1\"
title = \"坚持党的领导\"

[[pillar.task]]
id = \"t01\"
status = \"on-track\"
title = \"强化思想政治引领\"
";

/// The person's own file, in the home folder.
const OWN: &str = ".config/planwalk/planwalk.toml";
/// The one that those who share the plan share.
const SHARED: &str = "planwalk.toml";

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        Self { folder }
    }

    fn start(&self, args: &[&str], env: &[(&str, &str)]) -> Terminal {
        let locale = [("LANG", "zh_CN.UTF-8")];
        let env = [&locale[..], env].concat();
        let setup = Setup {
            env: &env,
            ..Setup::new(self.folder.path(), args)
        };
        setup.start()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).expect("a file")
    }
}

#[test]
fn language_keys_and_name_are_those_of_the_file() {
    let own =
        "language = \"en\"\nname = \"Li Si\"\n[keys]\nstatus-done = [\"y\", \"5\"]\nnote = \"x\"\n";
    let folder = Folder::with(&[("plans/a.toml", PLAN), (OWN, own)]);
    let mut terminal = folder.start(&[], &[("USER", "zhangsan")]);
    terminal.wait_for("saved");
    assert!(!terminal.text().contains("已保存"));
    terminal.press("Down Down y");
    terminal.wait_for("done");
    terminal.press("x");
    terminal.wait_for("Note");
    terminal.press("招标已完成。 \x13");
    terminal.wait_for("Li Si");
    // The usual key of a command that has another one does nothing.
    terminal.press("o q");
    assert_eq!(terminal.ended().exit_code(), 0);
    let plan = folder.read("plans/a.toml");
    assert!(plan.contains("status = \"done\""), "{plan}");
    assert!(plan.contains("by = \"Li Si\""), "{plan}");
}

#[test]
fn the_own_file_wins_over_the_shared_one_and_the_command_line_over_both() {
    let folder = Folder::with(&[
        ("plans/a.toml", PLAN),
        (SHARED, "language = \"en\"\n[keys]\nquit = \"x\"\n"),
        ("mine.toml", "[keys]\nquit = \"y\"\n"),
    ]);
    let mine = [("PLANWALK_CONFIG", "mine.toml")];
    let mut terminal = folder.start(&["plans/a.toml"], &mine);
    terminal.wait_for("saved");
    terminal.press("x q y");
    assert_eq!(terminal.ended().exit_code(), 0);
    let mut terminal = folder.start(&["--lang", "zh"], &mine);
    terminal.wait_for("已保存");
    terminal.press("y");
    assert_eq!(terminal.ended().exit_code(), 0);
}

#[test]
fn what_is_wrong_is_told_and_the_defaults_hold() {
    let own = "language = en\nlook = \"sepia\"\n[keys]\nnote = \"q\"\n";
    let folder = Folder::with(&[("plans/a.toml", PLAN), (OWN, own)]);
    let mut terminal = folder.start(&[], &[]);
    terminal.wait_for("配置文件有 3 处问题，按 ! 查看");
    terminal.press("!");
    terminal.wait_for("第 4 行第 8 列：note（记录） 不能用 q：quit（退出） 在用");
    let text = terminal.text();
    for line in [
        OWN,
        "第 1 行第 12 列：文字要用引号括起来",
        "language = en",
        "           ^^",
        "写成：look = \"auto\"、\"dark\"、\"light\"、\"high-contrast\"",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    terminal.press("Esc");
    terminal.wait_for("已保存");
    // The note's own key, and the one that it cannot have.
    terminal.press("Down Down o");
    terminal.wait_for("F6 交办");
    terminal.press("Esc");
    terminal.wait_until("the walk", |screen| !screen.contents().contains("F6 交办"));
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}

#[test]
fn what_is_wrong_can_be_read_before_a_plan_is_open() {
    let folder = Folder::with(&[(SHARED, "nmae = \"Li Si\"\n")]);
    let missing = [("PLANWALK_CONFIG", "nowhere.toml")];
    let mut terminal = folder.start(&[], &missing);
    terminal.wait_for("配置文件有 2 处问题，按 ! 查看");
    terminal.press("!");
    terminal.wait_for("不认识 nmae");
    let text = terminal.text();
    assert!(text.contains("是不是想写 name？"), "{text}");
    assert!(text.contains("nowhere.toml"), "{text}");
    assert!(text.contains("没有这个文件或文件夹"), "{text}");
    terminal.press("q");
    terminal.wait_until("the list", |screen| !screen.contents().contains("nmae"));
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}
