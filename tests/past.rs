//! Earlier revisions in a pseudo-terminal, over a real repository: looked at, compared, gone back from; and
//! what is saved afterwards is the plan as it is now.

#![allow(clippy::unwrap_used)]

mod pty;
mod repository;

use planwalk::change::Operation;
use planwalk::plan::Status;

use pty::{Setup, Terminal, real};
use repository::{REAL, Repo, id};

fn started(repo: &Repo, size: (u16, u16)) -> Terminal {
    real::started(repo.root(), size)
}

const WIDE: (u16, u16) = (100, 30);

#[test]
fn an_earlier_revision_is_looked_at_and_never_saved() {
    let repo = Repo::scripted(4);
    let (text, head) = (repo.read(REAL), repo.head());
    let mut terminal = started(&repo, WIDE);
    terminal.press("Down Down [");
    terminal.wait_for("只读  版本 2/4");
    terminal.wait_for("第2次修改：t11");
    terminal.press("[ [");
    terminal.wait_for("只读  版本 4/4");
    terminal.wait_for("导入计划");
    terminal.press("5");
    terminal.wait_for("这是以前的版本，只能查看，按 0 回到现在");
    terminal.press("u ]");
    terminal.wait_for("只读  版本 3/4");
    terminal.press("0");
    terminal.wait_for("已回到现在的计划");
    assert_eq!(repo.read(REAL), text);
    terminal.press("5");
    terminal.wait_for("改为 已完成");
    terminal.press("[");
    // Edited since, the newest revision is the first that differs.
    terminal.wait_for("只读  版本 1/4");
    // Left from there, the plan as it is now is what is on disk.
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    let saved = repo.read(REAL);
    let changed: Vec<_> = text
        .lines()
        .zip(saved.lines())
        .filter(|(a, b)| a != b)
        .collect();
    assert_eq!(changed, [("status = \"not-started\"", "status = \"done\"")]);
    assert_eq!(text.lines().count(), saved.lines().count());
    assert_eq!(repo.head(), head);
    assert_eq!(repo.git(["diff", "--cached", "--name-only"]), "");
}

#[test]
fn the_history_leads_from_a_revision_to_a_task() {
    let repo = Repo::scripted(4);
    let mut terminal = started(&repo, WIDE);
    terminal.press("$");
    terminal.wait_for("版本历史");
    terminal.wait_for("导入计划");
    terminal.wait_until("counts", |screen| {
        screen.contents().matches("1 处").count() >= 3
    });
    terminal.press("Down");
    terminal.wait_for("(十一)");
    terminal.press("Enter Enter");
    terminal.wait_for("11/21");
    // To the tree at the first revision, in which that task is the one selected.
    terminal.press("$");
    terminal.wait_for("导入计划");
    terminal.press("G");
    terminal.wait_for("4/4");
    terminal.press("$");
    terminal.wait_for("只读  版本 4/4");
    terminal.wait_for("11/21");
    terminal.press("Esc");
    terminal.wait_for("已回到现在的计划");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}

#[test]
fn what_changed_since_a_revision_is_marked() {
    let repo = Repo::scripted(4);
    let mut terminal = started(&repo, WIDE);
    terminal.press("9");
    terminal.wait_for("标出何时以来的变化");
    terminal.press("HEAD~2 Enter");
    terminal.wait_for("2 项有变化");
    terminal.send(b"\x1b[1;5C");
    terminal.wait_for("11/21");
    terminal.wait_for("的版本以来");
    terminal.send(b"\x1b[1;5C");
    terminal.wait_for("16/21");
    terminal.press("3");
    terminal.wait_for("2 项有变化");
    terminal.press("Up 3");
    terminal.wait_for("3 项有变化");
    // The task's own history beside it.
    terminal.press("Down '");
    terminal.wait_for("第3次修改：t16");
    terminal.wait_for("还没有提交的改动");
    terminal.press("9");
    terminal.wait_for("标出何时以来的变化");
    terminal.press("Del Enter");
    terminal.wait_for("不再标出变化");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}

/// Through sizes that no person would choose, and back.
#[test]
fn the_screens_of_the_past_survive_any_size() {
    let repo = Repo::scripted(4);
    let mut terminal = started(&repo, (80, 24));
    for (there, seen, back) in [
        ("[", "只读  版本 2/4", "0"),
        ("$", "版本历史", "Esc"),
        ("9", "标出何时以来的变化", "Esc"),
        ("Down Down '", "来历", "'"),
    ] {
        terminal.press(there);
        terminal.wait_for(seen);
        for (columns, rows) in [(1, 1), (500, 200), (40, 12), (80, 24)] {
            terminal.resize(columns, rows);
        }
        terminal.wait_for(seen);
        terminal.press(back);
        // A frame that is being drawn anew has neither.
        terminal.wait_until("back", |screen| {
            let seen_now = screen.contents();
            !seen_now.contains(seen) && seen_now.contains("教育局2021年下半年")
        });
    }
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}

#[test]
fn without_a_history_it_says_why() {
    let repo = Repo::empty();
    let plan = include_str!("../plans/xinhuang-2021-h2.toml");
    repo.write(REAL, plan);
    let mut terminal = started(&repo, WIDE);
    terminal.press("[");
    terminal.wait_for("仓库里还没有提交");
    terminal.press("$");
    terminal.wait_for("版本历史");
    terminal.wait_for("请先提交");
    terminal.press("Esc");
    terminal.wait_for("计划概况");
    repo.commit("印发");
    terminal.press("[");
    terminal.wait_for("已是最早的版本");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}

#[test]
fn without_a_repository_it_says_why() {
    let folder = real::folder();
    let mut terminal = real::started(folder.path(), WIDE);
    terminal.press("$");
    terminal.wait_for("版本历史");
    terminal.wait_for("这份计划不在 git 仓库里");
    terminal.press("Esc q");
}

#[test]
fn a_plan_that_was_renamed_has_its_earlier_revisions() {
    let repo = Repo::scripted(3);
    repo.git(["mv", REAL, "plans/other.toml"]);
    repo.commit("改文件名");
    let mut setup = Setup::new(repo.root(), &["--plan", "plans/other.toml"]);
    let env = real::surroundings("zh_CN.UTF-8");
    setup.env = &env;
    let mut terminal = setup.start();
    terminal.wait_for("计划概况");
    terminal.press("[ [ [");
    terminal.wait_for("只读  版本 4/4");
    terminal.wait_for("导入计划");
    terminal.press("0 $");
    terminal.wait_for("改文件名");
    terminal.wait_for("0 处");
    terminal.press("q q");
    assert_eq!(terminal.ended().exit_code(), 0);
}

#[test]
fn where_history_was_cut_off_nothing_is_made_up() {
    let repo = Repo::scripted(5).clone_as("shallow", &["--depth=2"]);
    let mut terminal = started(&repo, WIDE);
    terminal.press("$");
    terminal.wait_for("1/2");
    terminal.wait_for("第4次修改");
    terminal.wait_for("(二十一)");
    terminal.press("Down");
    terminal.wait_for("浅克隆");
    terminal.press("q q");
    assert_eq!(terminal.ended().exit_code(), 0);
}

/// Conflict markers that were committed, and repaired later: nothing was deleted, nothing was added.
#[test]
fn a_revision_that_cannot_be_read_deletes_nothing() {
    let repo = Repo::scripted(3);
    let sound = repo.read(REAL);
    let broken = sound.replacen("id = \"t02\"\n", "id = \"t02\"\n<<<<<<< HEAD\n", 1);
    assert_ne!(broken, sound);
    repo.write(REAL, &broken);
    repo.commit("带着标记提交");
    repo.write(REAL, &sound);
    repo.edit(REAL, &[Operation::status(id("t21"), Status::AtRisk)]);
    repo.commit("修复");
    for (locale, [unreadable, reason, once]) in [
        ("zh_CN.UTF-8", ["没能读出", "没能读出：文件有错误", "1 处"]),
        (
            "en_US.UTF-8",
            ["unreadable", "could not be read: the file has", "1 change"],
        ),
    ] {
        let mut terminal = real::begun(repo.root(), locale, WIDE);
        terminal.wait_for("教育局2021年下半年");
        terminal.press("$");
        terminal.wait_for("1/5");
        terminal.wait_for(unreadable);
        terminal.wait_for("(二十一)");
        terminal.wait_until("counts", |screen| {
            screen.contents().matches(once).count() >= 3
        });
        terminal.press("Down");
        terminal.wait_for(reason);
        terminal.press("q");
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
    }
}
