//! Ends that come at any moment, and surroundings in which nothing is as it should be.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use planwalk::app::Random;
use planwalk::language::Language;
use planwalk::plan::Status;

use crate::place::{PLAN, Place, with};
use crate::pty::{Setup, Terminal};
use crate::tracing::{self, Fate};

/// A number in the list of statuses, which is the key less one.
fn status_of(text: &str, task: &str) -> usize {
    let is_it = |status: &Status| with(text, task, status.value()) == text;
    Status::ALL.iter().position(is_it).unwrap()
}

#[test]
fn killed_while_it_saves_the_file_is_one_that_somebody_had() {
    let mut random = Random::new(0x5eed);
    let place = Place::new();
    let (mut kept, mut moved) = (0, 0);
    for round in 0..50 {
        let before = place.read();
        let mut terminal = place.open_as(&format!("home-{round}"));
        terminal.press("Down Down");
        // So many edits, of which nothing is seen, or that they are made, or that they are saved. The end comes
        // right behind the last, when that is being saved.
        let mut status = status_of(&before, "t01");
        let mut allowed = vec![before.clone()];
        for _ in 0..=random.bits() % 4 {
            status = (status + 1 + usize::try_from(random.bits() % 7).unwrap()) % 8;
            let given = Status::ALL[status];
            let words = format!("改为 {}", given.word(Language::Chinese));
            terminal.press(&(status + 1).to_string());
            let text = with(&before, "t01", given.value());
            match random.bits() % 4 {
                0 => allowed.push(text),
                1 | 2 => {
                    terminal.wait_for(&words);
                    allowed.push(text);
                }
                _ => {
                    terminal.wait_for_all(&[&words, "已保存"]);
                    // What was said to be saved is never taken back.
                    allowed = vec![text];
                }
            }
        }
        terminal.signal("KILL");
        terminal.ended();
        let after = place.read();
        assert!(allowed.contains(&after), "round {round}: {after}");
        kept += usize::from(after == before);
        moved += usize::from(after != before);
    }
    assert!(kept > 0 && moved > 0, "{kept} as before, {moved} saved");
    // What was left is gone with the next save.
    let other = (status_of(&place.read(), "t02") + 1) % 8;
    let set = place.set("t02", Status::ALL[other].value());
    assert!(set.status.success());
    assert_eq!(place.beside(), [""; 0]);
}

/// The interactive program, killed before each call of a save.
#[test]
fn killed_before_any_call_of_a_save_it_starts_again_with_old_or_new() {
    if !tracing::is_possible() {
        return;
    }
    // Those that only the thread that saves makes.
    for call in ["flock", "fchown", "fchmod", "fsync", "renameat"] {
        for number in 1..=2 {
            let place = Place::new();
            let inject = format!("inject={call}:{}:when={number}", Fate::Kills);
            let log = place.folder().join("log");
            let log = log.to_str().unwrap();
            let through = ["strace", "-D", "-f", "-o", log, "-e", &inject];
            let mut setup = Setup::new(place.folder(), &[]);
            setup.through = &through;
            setup.env = &[("LANG", "zh_CN.UTF-8"), ("PATH", "/usr/bin:/bin")];
            let mut terminal = setup.start();
            terminal.wait_for("强化思想政治引领");
            terminal.press("Down Down 3 4 q");
            let ended = terminal.ended();
            // The second edit may be saved together with the first.
            assert!(number > 1 || !ended.success(), "{call}: {ended:?}");
            let after = place.read();
            let allowed = ["on-track", "at-risk", "off-track"];
            assert!(
                allowed
                    .iter()
                    .any(|status| with(PLAN, "t01", status) == after),
                "{call} {number}: {after}"
            );
            let mut terminal = place.open_as("home");
            terminal.press("Down Down 5");
            terminal.wait_for_all(&["改为 已完成", "已保存"]);
            terminal.press("q");
            assert_eq!(terminal.ended().exit_code(), 0);
            assert_eq!(place.read(), with(PLAN, "t01", "done"));
            assert_eq!(place.beside(), [""; 0], "{call} {number}");
        }
    }
}

#[test]
fn stopped_and_told_to_end_it_saves_first() {
    for end in ["TERM", "HUP"] {
        let place = Place::new();
        let mut terminal = place.open();
        terminal.signal("STOP");
        // Typed while it stands still: it comes with the end, or is not read any more.
        terminal.press("Down Down 3");
        terminal.signal("CONT");
        terminal.wait_for("改为 有风险");
        terminal.signal("STOP");
        terminal.press("4");
        terminal.signal(end);
        terminal.signal("CONT");
        terminal.ended();
        let after = place.read();
        let seen = with(PLAN, "t01", "at-risk");
        assert!(
            after == seen || after == with(PLAN, "t01", "off-track"),
            "{after}"
        );
    }
}

#[test]
fn edits_that_cannot_be_saved_when_it_must_end_are_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let mut terminal = place.open();
    fs::set_permissions(place.plan(), fs::Permissions::from_mode(0o444)).unwrap();
    terminal.press("Down Down 3");
    terminal.wait_for("未保存：文件是只读的");
    terminal.signal("TERM");
    assert_eq!(terminal.ended().exit_code(), 1);
    let said = terminal.text();
    assert!(said.contains("有改动没有保存"), "{said}");
    assert!(said.contains("文件是只读的"), "{said}");
    assert_eq!(place.read(), PLAN);
}

#[test]
fn a_window_that_changes_its_size_all_the_time_loses_no_key() {
    let place = Place::new();
    let mut random = Random::new(0x512e);
    let mut terminal = place.open();
    terminal.press("Down Down");
    for round in 0..120 {
        let columns = u16::try_from(2 + random.bits() % 200).unwrap();
        let rows = u16::try_from(1 + random.bits() % 60).unwrap();
        terminal.resize(columns, rows);
        if round % 10 == 0 {
            terminal.press(&(1 + round / 10 % 8).to_string());
        }
    }
    terminal.press("5");
    terminal.resize(100, 30);
    terminal.wait_for_all(&["已完成", "已保存"]);
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(place.read(), with(PLAN, "t01", "done"));
}

#[test]
fn without_a_terminal_it_says_so_or_prints_and_changes_nothing() {
    let place = Place::new();
    // In a pipe the plan is printed.
    let mut command = place.command(&[]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains("夯实基层党建基础"), "{printed}");
    // Nobody reads it.
    let mut command = place.command(&["list"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let status = child.wait().unwrap();
    assert!(status.success() && status.signal().is_none(), "{status:?}");
    assert_eq!(place.read(), PLAN);
    assert_eq!(place.beside(), [""; 0]);
}

/// A terminal in a shell that gives the program something else to read.
fn through_shell(place: &Place, script: &str, env: &[(&str, &str)]) -> Terminal {
    let through = ["sh", "-c", script];
    let mut setup = Setup::new(place.folder(), &[]);
    setup.through = &through;
    setup.env = env;
    setup.start()
}

#[test]
fn input_that_is_at_its_end_does_not_make_it_lose_or_hang() {
    let place = Place::new();
    let env = [("LANG", "zh_CN.UTF-8"), ("PATH", "/usr/bin:/bin")];
    let mut terminal = through_shell(&place, "exec \"$0\" </dev/null", &env);
    // It reads the terminal itself.
    terminal.wait_for("强化思想政治引领");
    terminal.press("Down Down 3");
    terminal.wait_for("改为 有风险");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(place.read(), with(PLAN, "t01", "at-risk"));
}

#[test]
fn without_term_and_without_home_it_works() {
    let place = Place::new();
    let env = [("LANG", "zh_CN.UTF-8"), ("PATH", "/usr/bin:/bin")];
    let mut terminal = through_shell(&place, "unset TERM HOME; exec \"$0\"", &env);
    terminal.wait_for("强化思想政治引领");
    terminal.press("Down Down 3");
    terminal.wait_for_all(&["改为 有风险", "已保存"]);
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(place.read(), with(PLAN, "t01", "at-risk"));
}

#[test]
fn a_locale_that_says_nothing_takes_no_bytes_away() {
    let place = Place::new();
    let mut command = place.command(&["set", "t01", "status=done"]);
    command.env("LANG", "C").env_remove("HOME");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(place.read(), with(PLAN, "t01", "done"));
}

/// A clock that was moved back: everything on disk is from the future.
#[test]
fn files_from_the_future_are_saved_noticed_and_cleared_as_ever() {
    let place = Place::new();
    let future = SystemTime::now() + Duration::from_secs(10 * 365 * 86_400);
    let touch = |path: &std::path::Path| {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(future).unwrap();
    };
    let left = place.plans().join(".planwalk-a1B2c3.tmp");
    fs::write(&left, "half of it").unwrap();
    touch(&left);
    touch(&place.plan());
    let mut terminal = place.open();
    terminal.press("Down Down 3");
    terminal.wait_for_all(&["改为 有风险", "已保存"]);
    assert!(!left.exists());
    // Somebody else's edit, older than what was read by ten years.
    let theirs = with(&place.read(), "t02", "done");
    place.write(&theirs);
    terminal.wait_for("计划已被更新");
    terminal.press("4");
    terminal.wait_for("改为 滞后");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(place.read(), with(&theirs, "t01", "off-track"));
}
