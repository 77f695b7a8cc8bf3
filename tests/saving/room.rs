//! The program on a disk that is full, that may not be written, that goes away: edits are kept, it is said why, and
//! they are saved without a key once that is possible.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::place::{PLAN, Place, with};
use crate::pty::{Setup, Terminal};
use crate::tracing;

const CHINESE: &[(&str, &str)] = &[("LANG", "zh_CN.UTF-8"), ("PATH", "/usr/bin:/bin:/usr/sbin")];
const ENGLISH: &[(&str, &str)] = &[("LANG", "en_US.UTF-8"), ("PATH", "/usr/bin:/bin:/usr/sbin")];

fn started(place: &Place, through: &[&str], env: &[(&str, &str)]) -> Terminal {
    let mut setup = Setup::new(place.folder(), &[]);
    setup.through = through;
    setup.env = env;
    let terminal = setup.start();
    terminal.wait_for("强化思想政治引领");
    terminal
}

/// Whether a disk of our own can be mounted. Says so where it cannot.
fn can_mount() -> bool {
    let mut command = Command::new("unshare");
    command.args(["-Urm", "mount", "-t", "tmpfs", "none", "/mnt"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let can = command.status().is_ok_and(|status| status.success());
    if !can {
        tracing::say("unshare may not mount here: no full and no read-only disk is tried");
    }
    can
}

/// A folder as a process sees it that has disks of its own.
fn seen_by(terminal: &Terminal, folder: PathBuf) -> PathBuf {
    let root = PathBuf::from(format!("/proc/{}/root", terminal.process()));
    root.join(folder.strip_prefix("/").unwrap())
}

#[test]
fn a_full_disk_is_told_and_what_was_edited_is_saved_once_there_is_room() {
    if !can_mount() {
        return;
    }
    let full = "cp plans/a.toml a.toml; mount -t tmpfs -o size=64k none plans; cp a.toml plans; \
                cat /dev/zero >plans/full 2>/dev/null; exec \"$0\"";
    for (env, unsaved, saved) in [
        (CHINESE, "未保存：磁盘已满", "已保存"),
        (ENGLISH, "not saved: the disk is full", "saved"),
    ] {
        let place = Place::new();
        let mut terminal = started(&place, &["unshare", "-Urm", "sh", "-c", full], env);
        let plans = seen_by(&terminal, place.plans());
        let read = || fs::read_to_string(plans.join("a.toml")).unwrap();
        terminal.press("Down Down 3");
        terminal.wait_for(unsaved);
        assert_eq!(read(), PLAN);
        // A second edit on top of the one that is not saved.
        terminal.press("Down 4");
        terminal.wait_for(unsaved);
        fs::remove_file(plans.join("full")).unwrap();
        terminal.wait_until(saved, |screen| {
            let text = screen.contents();
            !text.contains(unsaved) && text.contains(saved)
        });
        assert_eq!(
            read(),
            with(&with(PLAN, "t01", "at-risk"), "t02", "off-track")
        );
        assert_eq!(fs::read_dir(&plans).unwrap().count(), 1, "nothing is left");
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
    }
}

#[test]
fn a_disk_that_can_only_be_read_is_told_until_it_can_be_written() {
    if !can_mount() {
        return;
    }
    let place = Place::new();
    let bound = "mount --bind plans plans; mount -o remount,ro,bind plans; exec \"$0\"";
    let mut terminal = started(&place, &["unshare", "-Urm", "sh", "-c", bound], CHINESE);
    terminal.press("Down Down 3");
    terminal.wait_for("未保存：磁盘是只读的");
    assert_eq!(place.read(), PLAN);
    let mut command = Command::new("nsenter");
    command.args(["-t", &terminal.process().to_string(), "-U", "-m"]);
    command.args(["--preserve-credentials", "mount", "-o", "remount,rw,bind"]);
    assert!(command.arg(place.plans()).status().unwrap().success());
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(place.read(), with(PLAN, "t01", "at-risk"));
}

#[test]
fn whatever_the_system_refuses_is_told_and_tried_again() {
    if !tracing::is_possible() {
        return;
    }
    for (call, error, words) in [
        ("fsync", "EDQUOT", "磁盘配额已用完"),
        ("fsync", "ENOSPC", "磁盘已满"),
        ("renameat", "EACCES", "没有权限"),
        ("fchmod", "EIO", "error 5"),
    ] {
        let place = Place::new();
        let inject = format!("inject={call}:error={error}:when=1..2");
        let log = place.folder().join("log");
        let log = log.to_str().unwrap();
        let through = ["strace", "-D", "-f", "-o", log, "-e", &inject];
        let mut terminal = started(&place, &through, CHINESE);
        terminal.press("Down Down 3");
        terminal.wait_for("未保存：");
        assert!(terminal.text().contains(words), "{}", terminal.text());
        terminal.wait_for("已保存");
        assert_eq!(place.read(), with(PLAN, "t01", "at-risk"), "{call}");
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        assert_eq!(place.beside(), [""; 0], "{call}");
    }
}

#[test]
fn a_file_that_is_marked_as_read_only_is_told_until_it_may_be_written() {
    let place = Place::new();
    let mut terminal = started(&place, &[], CHINESE);
    fs::set_permissions(place.plan(), Permissions::from_mode(0o444)).unwrap();
    terminal.press("Down Down 3");
    terminal.wait_for("未保存：文件是只读的");
    assert_eq!(place.read(), PLAN);
    fs::set_permissions(place.plan(), Permissions::from_mode(0o644)).unwrap();
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(place.read(), with(PLAN, "t01", "at-risk"));
}

#[test]
fn a_folder_that_was_removed_and_made_again_gets_the_plan_back() {
    let place = Place::new();
    let mut terminal = started(&place, &[], CHINESE);
    fs::remove_dir_all(place.plans()).unwrap();
    terminal.press("Down Down 3");
    terminal.wait_for("未保存：没有这个文件或文件夹");
    fs::create_dir(place.plans()).unwrap();
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(place.read(), with(PLAN, "t01", "at-risk"));
}

/// A plan that cannot be saved, with an edit, and the question before leaving.
fn leaving(place: &Place, env: &[(&str, &str)], question: &str) -> Terminal {
    let mut terminal = started(place, &[], env);
    fs::set_permissions(place.plan(), Permissions::from_mode(0o444)).unwrap();
    terminal.press("Down Down 3 q");
    terminal.wait_for(question);
    terminal
}

#[test]
fn who_leaves_with_unsaved_edits_can_save_them_elsewhere() {
    for (env, question, taken, missing, told) in [
        (
            CHINESE,
            "有改动没有保存",
            "已有同名文件",
            "没有这个文件或文件夹",
            "改动已存到",
        ),
        (
            ENGLISH,
            "There are edits that are not saved",
            "a file of this name is there already",
            "no such file or folder",
            "the edits are in",
        ),
    ] {
        let place = Place::new();
        let other = place.folder().join("other.toml");
        fs::write(&other, "somebody's").unwrap();
        let mut terminal = leaving(&place, env, question);
        terminal.press("F2");
        terminal.wait_for("~/a.toml");
        terminal.press("Ctrl-U other.toml Enter");
        terminal.wait_for(taken);
        assert_eq!(fs::read_to_string(&other).unwrap(), "somebody's");
        // A folder that is not there is not made.
        terminal.press("Ctrl-U nowhere/b.toml Enter");
        terminal.wait_for(missing);
        assert!(!place.folder().join("nowhere").exists());
        terminal.press("Ctrl-U ~/kept Enter");
        assert_eq!(terminal.ended().exit_code(), 0);
        let kept = place.folder().join("kept.toml");
        assert_eq!(
            fs::read_to_string(kept).unwrap(),
            with(PLAN, "t01", "at-risk")
        );
        assert_eq!(place.read(), PLAN);
        let said = terminal.text();
        assert!(said.contains(told), "{said}");
        assert!(said.replace('\n', "").contains("kept.toml"), "{said}");
    }
}

#[test]
fn what_can_be_saved_after_all_while_that_is_asked_is_saved() {
    for keys in ["", "F2"] {
        let place = Place::new();
        let mut terminal = leaving(&place, CHINESE, "有改动没有保存");
        terminal.press(keys);
        fs::set_permissions(place.plan(), Permissions::from_mode(0o644)).unwrap();
        assert_eq!(terminal.ended().exit_code(), 0);
        assert_eq!(place.read(), with(PLAN, "t01", "at-risk"), "{keys}");
    }
}

#[test]
fn who_leaves_without_saving_has_been_told() {
    let place = Place::new();
    let mut terminal = leaving(&place, CHINESE, "有备份日志才能在下次打开时找回");
    terminal.press("F10");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(place.read(), PLAN);
    assert_eq!(place.beside(), [""; 0]);
}

/// Whoever belongs to the file's group keeps it, or the others of that group could not read it any more; and what a
/// group was allowed that cannot be kept, another one does not get. Only root can try that.
#[test]
fn a_group_keeps_the_plan_and_no_other_gets_it() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    for (groups, after) in [("4321", (4321, 0o660)), ("5555", (7000, 0o600))] {
        let place = Place::new();
        chown(place.plan(), Some(65534), Some(4321)).unwrap();
        fs::set_permissions(place.plan(), Permissions::from_mode(0o660)).unwrap();
        for folder in [&place.plans(), place.folder()] {
            fs::set_permissions(folder, Permissions::from_mode(0o777)).unwrap();
        }
        // Where anybody may run it.
        let program = place.folder().join("planwalk");
        fs::copy(env!("CARGO_BIN_EXE_planwalk"), &program).unwrap();
        let output = Command::new("setpriv")
            .args(["--reuid", "65534", "--regid", "7000", "--groups", groups])
            .arg(&program)
            .args(["--plan", "plans/a.toml", "set", "t01", "status=done"])
            .current_dir(place.folder())
            .env("HOME", place.folder())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(place.read(), with(PLAN, "t01", "done"));
        let found = fs::metadata(place.plan()).unwrap();
        assert_eq!((found.gid(), found.mode() & 0o777), after);
    }
}
