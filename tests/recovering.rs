//! What an interrupted program leaves, and what is found of it, in a pseudo-terminal.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod pty;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use planwalk::journal::Remains;
use pty::Terminal;
use pty::real::{self, PLAN, folder};

fn started(folder: &Path) -> Terminal {
    real::started(folder, (100, 30))
}

/// Ends the program as the system does when there is no memory left.
fn killed(terminal: &mut Terminal) {
    terminal.signal("KILL");
    terminal.ended();
}

fn read(folder: &Path) -> String {
    fs::read_to_string(folder.join(PLAN)).unwrap()
}

fn journals(folder: &Path) -> Vec<PathBuf> {
    let folder = folder.join(".local/state/planwalk/journals");
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Waits until a journal comes to what is wanted: another process writes it, and nothing on its screen says so.
#[track_caller]
fn wait_for_journal(folder: &Path, is_so: impl Fn(&Remains) -> bool) {
    let start = Instant::now();
    loop {
        let found = journals(folder)
            .iter()
            .filter_map(|path| Remains::read(&fs::read(path).ok()?))
            .any(|remains| is_so(&remains));
        if found {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "no such journal");
        std::thread::yield_now();
    }
}

/// Runs the program without a terminal.
fn run(folder: &Path, arguments: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_planwalk"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(real::surroundings("zh_CN.UTF-8"))
        .env("HOME", folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

#[test]
fn a_note_being_typed_survives_a_kill() {
    let folder = folder();
    let mut terminal = started(folder.path());
    terminal.press("Down Down o");
    terminal.wait_for("记录");
    terminal.send("第一点已经落实，".as_bytes());
    terminal.wait_for("第一点已经落实");
    wait_for_journal(folder.path(), |remains| {
        let draft = remains.draft.as_ref();
        draft.is_some_and(|draft| draft.text.contains("落实"))
    });
    killed(&mut terminal);

    let (listed, _) = run(folder.path(), &["recover"]);
    assert!(
        listed.contains("没写完的进展：第一点已经落实，"),
        "{listed}"
    );
    let (printed, _) = run(folder.path(), &["recover", "1"]);
    assert_eq!(printed, "第一点已经落实，\n");

    let mut terminal = started(folder.path());
    terminal.wait_for("第一点已经落实，");
    terminal.wait_for("上次没写完的文字在这里");
    terminal.send("第二点也是。".as_bytes());
    terminal.press("Ctrl-S");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(read(folder.path()).contains("第一点已经落实，第二点也是。"));
    let (listed, said) = run(folder.path(), &["recover"]);
    assert_eq!(
        (listed.as_str(), said.contains("都已存盘")),
        ("", true),
        "{said}"
    );
}

/// Begins a note on the task that these keys lead to, and waits until the journal has it.
fn note_begun(folder: &Path, keys: &str, words: &str) -> Terminal {
    let mut terminal = started(folder);
    terminal.press(keys);
    terminal.press("o");
    terminal.wait_for("记录");
    terminal.send(words.as_bytes());
    wait_for_journal(folder, |remains| {
        let draft = remains.draft.as_ref();
        draft.is_some_and(|draft| draft.text.contains(words))
    });
    terminal
}

#[test]
fn of_two_notes_being_typed_one_opens_and_the_other_waits_for_the_next_start() {
    let folder = folder();
    let mut one = note_begun(folder.path(), "Down Down", "第一个窗口的话");
    let mut other = note_begun(folder.path(), "Down Down Down", "第二个窗口的话");
    killed(&mut one);
    killed(&mut other);
    for (round, words) in ["第二个窗口的话", "第一个窗口的话"].iter().enumerate() {
        let mut terminal = started(folder.path());
        terminal.wait_for_all(&[words, "上次没写完的文字在这里"]);
        if round == 0 {
            terminal.wait_for("另有 1 段");
            let (listed, _) = run(folder.path(), &["recover"]);
            assert!(listed.contains("第一个窗口的话"), "{listed}");
        }
        terminal.press("Ctrl-S");
        terminal.wait_for("已保存");
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        assert!(read(folder.path()).contains(words));
    }
    let (listed, _) = run(folder.path(), &["recover"]);
    assert_eq!(listed, "");
}

#[test]
fn what_was_saved_and_taken_back_outside_does_not_come_back_with_a_text_being_typed() {
    let folder = folder();
    let before = read(folder.path());
    let mut terminal = started(folder.path());
    terminal.press("Down Down 3");
    terminal.wait_for("已保存");
    wait_for_journal(folder.path(), |remains| !remains.is_unsaved());
    terminal.press("o");
    terminal.wait_for("记录");
    terminal.send("还没说完".as_bytes());
    wait_for_journal(folder.path(), |remains| {
        let draft = remains.draft.as_ref();
        draft.is_some_and(|draft| draft.text == "还没说完")
    });
    killed(&mut terminal);
    fs::write(folder.path().join(PLAN), &before).unwrap();

    let mut terminal = started(folder.path());
    terminal.wait_for_all(&["还没说完", "上次没写完的文字在这里"]);
    assert!(!terminal.text().contains("找回来了"));
    terminal.press("Esc");
    terminal.wait_for("是否保存所写内容");
    terminal.press("x");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(read(folder.path()), before, "byte for byte");
}

#[test]
fn edits_that_could_not_be_saved_survive_a_kill_and_are_merged() {
    let folder = folder();
    let path = folder.path().join(PLAN);
    let before = read(folder.path());
    let mut terminal = started(folder.path());
    // Read-only, which holds for root as well.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    terminal.press("Down Down 3");
    terminal.wait_for("未保存");
    wait_for_journal(folder.path(), Remains::is_unsaved);
    killed(&mut terminal);
    assert_eq!(read(folder.path()), before);

    // Somebody else goes on with the plan meanwhile.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    run(
        folder.path(),
        &["set", "t05", "status=done", "--plan", PLAN],
    );
    let (listed, _) = run(folder.path(), &["recover"]);
    assert!(listed.contains("1 处改动没有存盘"), "{listed}");

    let mut terminal = started(folder.path());
    terminal.wait_for("上次没存盘的 1 项改动找回来了");
    terminal.wait_for("已保存");
    let merged = read(folder.path());
    assert!(merged.contains("status = \"at-risk\"") && merged.contains("status = \"done\""));
    // What came back is one step.
    terminal.press("u");
    terminal.wait_for("找回上次没存盘的改动");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(!read(folder.path()).contains("at-risk"));
}

#[test]
fn steps_of_undo_survive_a_restart() {
    let folder = folder();
    let before = read(folder.path());
    let mut terminal = started(folder.path());
    terminal.press("Down Down 3");
    terminal.wait_for("有风险");
    terminal.press("4");
    terminal.wait_for("滞后");
    terminal.press("5 u");
    terminal.wait_for("已撤销");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    let left = read(folder.path());
    assert!(left.contains("off-track"));

    let mut terminal = started(folder.path());
    terminal.press("u");
    terminal.wait_for("有风险 改为 滞后");
    terminal.press("u");
    terminal.wait_for("改为 有风险");
    terminal.wait_for("已保存");
    assert_eq!(read(folder.path()), before, "byte for byte");
    terminal.send(b"\x12\x12\x12");
    terminal.wait_for("滞后 改为 已完成");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(read(folder.path()), left.replace("off-track", "done"));
    assert_eq!(journals(folder.path()).len(), 1, "one plan, one journal");
}

#[test]
fn steps_that_lead_to_another_file_are_forgotten() {
    let folder = folder();
    let mut terminal = started(folder.path());
    terminal.press("Down Down 3");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    run(
        folder.path(),
        &["set", "t05", "status=done", "--plan", PLAN],
    );

    let mut terminal = started(folder.path());
    terminal.press("u");
    terminal.wait_for("没有可撤销的");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(read(folder.path()).contains("at-risk"));
    assert!(journals(folder.path()).is_empty());
}

#[test]
fn another_program_that_runs_keeps_its_own_journal() {
    let folder = folder();
    let mut one = started(folder.path());
    one.press("Down Down o");
    one.wait_for("记录");
    one.send("还在写".as_bytes());
    wait_for_journal(folder.path(), |remains| remains.draft.is_some());
    let (_, said) = run(folder.path(), &["recover"]);
    assert!(said.contains("都已存盘"), "it is being written: {said}");
    let mut other = started(folder.path());
    other.press("q");
    assert_eq!(other.ended().exit_code(), 0);
    assert_eq!(journals(folder.path()).len(), 1);
    killed(&mut one);
    let (listed, _) = run(folder.path(), &["recover"]);
    assert!(listed.contains("还在写"), "{listed}");
}

#[test]
fn without_a_place_for_a_journal_the_plan_is_edited_and_that_is_said() {
    let folder = folder();
    fs::write(folder.path().join(".local"), "no folder").unwrap();
    let mut terminal = started(folder.path());
    terminal.press("Down Down 3");
    terminal.wait_for("没有备份");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(read(folder.path()).contains("at-risk"));
}

#[test]
fn what_is_typed_when_the_program_must_end_is_open_again_and_not_in_the_plan() {
    for end in ["TERM", "HUP", "closed"] {
        let folder = folder();
        let before = read(folder.path());
        let mut terminal = started(folder.path());
        terminal.press("Down Down o");
        terminal.wait_for("记录");
        terminal.send("还没说完".as_bytes());
        terminal.wait_for("还没说完");
        match end {
            "closed" => terminal.close_after("。"),
            signal => terminal.signal(signal),
        }
        terminal.ended();
        assert_eq!(read(folder.path()), before, "{end}");
        let (listed, _) = run(folder.path(), &["recover"]);
        assert!(listed.contains("没写完的进展：还没说完"), "{end}: {listed}");

        let mut terminal = started(folder.path());
        terminal.wait_for_all(&["还没说完", "上次没写完的文字在这里"]);
        terminal.press("Ctrl-S");
        terminal.wait_for("已保存");
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0, "{end}");
        assert!(read(folder.path()).contains("还没说完"), "{end}");
        let (listed, _) = run(folder.path(), &["recover"]);
        assert_eq!(listed, "", "{end}");
    }
}

#[test]
fn without_a_place_for_a_journal_what_is_typed_when_it_must_end_is_in_the_plan() {
    let folder = folder();
    fs::write(folder.path().join(".local"), "no folder").unwrap();
    let mut terminal = started(folder.path());
    terminal.press("Down Down o");
    terminal.wait_for("记录");
    terminal.send("还没说完".as_bytes());
    terminal.wait_for("还没说完");
    terminal.signal("TERM");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(read(folder.path()).contains("还没说完"));
}

#[test]
fn edits_that_cannot_be_saved_when_it_must_end_are_in_the_journal() {
    let folder = folder();
    let path = folder.path().join(PLAN);
    let mut terminal = started(folder.path());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    terminal.press("Down Down 3");
    terminal.wait_for("未保存");
    terminal.signal("TERM");
    assert_eq!(terminal.ended().exit_code(), 1);
    let said = terminal.text();
    assert!(said.contains("改动在日志里"), "{said}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let mut terminal = started(folder.path());
    terminal.wait_for_all(&["上次没存盘的 1 项改动找回来了", "已保存"]);
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(read(folder.path()).contains("at-risk"));
}

#[test]
fn what_is_recovered_is_shown_with_marks_and_written_byte_for_byte() {
    let folder = folder();
    let path = folder.path().join(PLAN);
    let with_escape = read(folder.path()) + "# \u{202e}x\n";
    fs::write(&path, &with_escape).unwrap();
    let mut terminal = started(folder.path());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    terminal.press("Down Down 3");
    terminal.wait_for("未保存");
    wait_for_journal(folder.path(), Remains::is_unsaved);
    killed(&mut terminal);
    let (printed, _) = run(folder.path(), &["recover", "1"]);
    assert!(printed.contains("# \\u{202e}x") && !printed.contains('\u{202e}'));
    run(folder.path(), &["recover", "1", "--to", "found.toml"]);
    let written = fs::read_to_string(folder.path().join("found.toml")).unwrap();
    let first = with_escape
        .lines()
        .filter(|line| !line.starts_with("status"));
    let second = written.lines().filter(|line| !line.starts_with("status"));
    assert!(first.eq(second));
    let (_, said) = run(folder.path(), &["recover", "1", "--to", "found.toml"]);
    assert!(said.contains("已有同名文件"), "{said}");
    run(folder.path(), &["recover", "1", "--delete"]);
    let (listed, _) = run(folder.path(), &["recover"]);
    assert_eq!(listed, "");
}
