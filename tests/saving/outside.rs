//! The file changes underneath in every way that it can, before, between and at the same time as edits: it is
//! noticed, the selection stays, nothing is overwritten that nobody has seen, and both are there in the end.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use crate::place::{PLAN, Place, with};
use crate::pty::Terminal;

/// What is edited here when the file changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    /// Nothing.
    Nothing,
    /// An edit that is on disk already.
    Saved,
    /// An edit whose key is read only after the file has changed.
    JustMade,
}

const OWN: [Own; 3] = [Own::Nothing, Own::Saved, Own::JustMade];

/// The program with the second task selected, and what its file holds.
fn begun(place: &Place, own: Own) -> Terminal {
    let mut terminal = place.open();
    terminal.press("Down Down Down");
    terminal.wait_for("2/3");
    match own {
        Own::Nothing => {}
        Own::Saved => {
            terminal.press("3");
            terminal.wait_for_all(&["改为 有风险", "已保存"]);
        }
        Own::JustMade => {
            terminal.signal("STOP");
            terminal.press("3");
        }
    }
    terminal
}

/// The plan as it is here with these edits.
fn text_of(own: Own) -> String {
    match own {
        Own::Nothing => PLAN.to_owned(),
        Own::Saved | Own::JustMade => edited(PLAN),
    }
}

/// A text of the plan with the edit that is made here.
fn edited(text: &str) -> String {
    with(text, "t02", "at-risk")
}

/// The file changes; what is wanted of it comes of what it would hold if nobody had changed it.
struct Change<'a> {
    name: &'a str,
    /// What somebody else does, given what the file holds.
    make: &'a dyn Fn(&Place, &str),
    /// What the file holds in the end, given what it would hold without that.
    wanted: &'a dyn Fn(&str) -> String,
    /// What is seen of it.
    seen: &'a str,
}

fn try_all(change: &Change<'_>) {
    for own in OWN {
        let place = Place::new();
        let mut terminal = begun(&place, own);
        (change.make)(&place, &place.read());
        if own == Own::JustMade {
            terminal.signal("CONT");
            terminal.wait_for("有风险 1");
        }
        terminal.wait_for(change.seen);
        terminal.wait_for_all(&["2/3", "已保存"]);
        // And it goes on from there.
        terminal.press("Up 4");
        terminal.wait_for_all(&["改为 滞后", "已保存"]);
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        let wanted = (change.wanted)(&with(&text_of(own), "t01", "off-track"));
        assert_eq!(place.read(), wanted, "{} {own:?}", change.name);
        assert!(
            place.beside().iter().all(|name| !name.starts_with('.')),
            "{} {own:?}",
            change.name
        );
    }
}

fn other_sentence(text: &str) -> String {
    text.replace("第一句。", "另一句。")
}

#[test]
fn content_is_appended() {
    let more = "\n[[pillar.task]]\nid = \"t04\"\nstatus = \"done\"\ntitle = \"别人加的\"\n";
    let append = |text: &str| format!("{text}{more}");
    for own in OWN {
        let place = Place::new();
        let mut terminal = begun(&place, own);
        place.write(&append(&place.read()));
        if own == Own::JustMade {
            terminal.signal("CONT");
        }
        terminal.wait_for_all(&["计划已被更新", "2/4", "已保存"]);
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        assert_eq!(place.read(), append(&text_of(own)), "{own:?}");
    }
}

#[test]
fn content_is_replaced_by_as_much_in_the_same_moment() {
    try_all(&Change {
        name: "same size and time",
        make: &|place, text| {
            let before = fs::metadata(place.plan()).unwrap();
            let other = other_sentence(text);
            assert_eq!(other.len() as u64, before.len());
            place.write(&other);
            let file = fs::File::options().write(true).open(place.plan()).unwrap();
            file.set_modified(before.modified().unwrap()).unwrap();
        },
        wanted: &other_sentence,
        seen: "计划已被更新",
    });
}

#[test]
fn the_mode_changes_and_is_kept() {
    for own in OWN {
        let place = Place::new();
        let mut terminal = begun(&place, own);
        fs::set_permissions(place.plan(), Permissions::from_mode(0o600)).unwrap();
        if own == Own::JustMade {
            terminal.signal("CONT");
        }
        terminal.press("Up 4");
        terminal.wait_for_all(&["改为 滞后", "已保存"]);
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        let mode = fs::metadata(place.plan()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{own:?}");
        assert_eq!(place.read().contains("at-risk"), own != Own::Nothing);
    }
}

#[test]
fn a_link_takes_the_place_of_the_file() {
    let target = |place: &Place| place.folder().join("moved.toml");
    try_all(&Change {
        name: "symbolic link",
        make: &|place, text| {
            fs::write(target(place), other_sentence(text)).unwrap();
            fs::remove_file(place.plan()).unwrap();
            symlink("../moved.toml", place.plan()).unwrap();
        },
        wanted: &other_sentence,
        seen: "计划已被更新",
    });
    // The link is still one, and where it leads has the text.
    let place = Place::new();
    let mut terminal = begun(&place, Own::Saved);
    fs::rename(place.plan(), target(&place)).unwrap();
    symlink("../moved.toml", place.plan()).unwrap();
    terminal.press("Up 4");
    terminal.wait_for_all(&["改为 滞后", "已保存"]);
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(place.plan().is_symlink());
    let text = fs::read_to_string(target(&place)).unwrap();
    assert_eq!(text, with(&edited(PLAN), "t01", "off-track"));
}

/// A second name of the file in another folder, by which it is written: nobody tells, so it is noticed when it
/// is saved.
#[test]
fn it_is_written_by_another_of_its_names() {
    for own in OWN {
        let place = Place::new();
        let other = place.folder().join("other.toml");
        fs::hard_link(place.plan(), &other).unwrap();
        let mut terminal = begun(&place, own);
        if own == Own::Saved {
            // The save gave the plan a file of its own.
            fs::remove_file(&other).unwrap();
            fs::hard_link(place.plan(), &other).unwrap();
        }
        fs::write(&other, other_sentence(&place.read())).unwrap();
        if own == Own::JustMade {
            terminal.signal("CONT");
        }
        terminal.press("Up 4");
        terminal.wait_for_all(&["滞后 1", "已保存"]);
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        let wanted = other_sentence(&with(&text_of(own), "t01", "off-track"));
        assert_eq!(place.read(), wanted, "{own:?}");
    }
}

#[test]
fn another_file_is_renamed_over_it() {
    try_all(&Change {
        name: "rename",
        make: &|place, text| {
            let beside = place.plans().join("a.toml~");
            fs::write(&beside, other_sentence(text)).unwrap();
            fs::rename(beside, place.plan()).unwrap();
        },
        wanted: &other_sentence,
        seen: "计划已被更新",
    });
}

#[test]
fn it_is_deleted_and_made_again() {
    try_all(&Change {
        name: "deleted and made again",
        make: &|place, text| {
            fs::remove_file(place.plan()).unwrap();
            place.write(&other_sentence(text));
        },
        wanted: &other_sentence,
        seen: "计划已被更新",
    });
}

#[test]
fn it_is_deleted() {
    for own in OWN {
        let place = Place::new();
        let mut terminal = begun(&place, own);
        fs::remove_file(place.plan()).unwrap();
        if own == Own::JustMade {
            // What was not saved yet is not lost with the file.
            terminal.signal("CONT");
            terminal.wait_for_all(&["有风险 1", "已保存"]);
        } else {
            terminal.wait_for_all(&["计划文件已不在磁盘上", "未保存：文件已不在"]);
            assert!(!place.plan().exists(), "nothing is written unasked");
        }
        terminal.press("Up 4");
        terminal.wait_for_all(&["改为 滞后", "已保存"]);
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        assert_eq!(place.read(), with(&text_of(own), "t01", "off-track"));
    }
}

fn git(folder: &Path, words: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=张三", "-c", "user.email=a@example.org"]);
    git.args(["-c", "core.autocrlf=false"]);
    let output = git.args(words).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{words:?}: {output:?}");
}

#[test]
fn git_checks_another_branch_out() {
    for own in OWN {
        let place = Place::new();
        let run = |words: &[&str]| git(place.folder(), words);
        run(&["init", "-q", "-b", "main"]);
        run(&["add", "plans"]);
        run(&["commit", "-qm", "计划"]);
        run(&["checkout", "-qb", "other"]);
        place.write(&other_sentence(PLAN));
        run(&["commit", "-qam", "另一句"]);
        run(&["checkout", "-q", "main"]);
        let mut terminal = begun(&place, own);
        match own {
            // git does not overwrite what is not committed; who forces it gives the edit up.
            Own::Saved => run(&["commit", "-qam", "有风险"]),
            Own::Nothing | Own::JustMade => {}
        }
        run(&["checkout", "-q", "other"]);
        if own == Own::JustMade {
            terminal.signal("CONT");
            terminal.wait_for("你的改动已合并进去");
        }
        terminal.wait_for_all(&["2/3", "已保存"]);
        terminal.press("Up");
        terminal.wait_for("另一句。");
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        let wanted = match own {
            Own::JustMade => edited(&other_sentence(PLAN)),
            Own::Nothing | Own::Saved => other_sentence(PLAN),
        };
        assert_eq!(place.read(), wanted, "{own:?}");
    }
}

#[test]
fn its_lines_end_otherwise() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    try_all(&Change {
        name: "CRLF",
        make: &|place, text| place.write(&crlf(text)),
        wanted: &crlf,
        seen: "计划内容没有变化",
    });
}

#[test]
fn it_gets_a_mark_of_its_encoding() {
    let marked = |text: &str| format!("\u{feff}{text}");
    try_all(&Change {
        name: "BOM",
        make: &|place, text| place.write(&marked(text)),
        wanted: &marked,
        seen: "计划内容没有变化",
    });
}

#[test]
fn it_is_emptied() {
    for own in OWN {
        let place = Place::new();
        let mut terminal = begun(&place, own);
        place.write("");
        if own == Own::JustMade {
            terminal.signal("CONT");
        }
        terminal.wait_for("文件被别的程序清空了");
        terminal.wait_for("2/3");
        // An edit now does not write over it either.
        terminal.press("Up 4");
        terminal.wait_for("✗  (一)强化思想政治引领");
        terminal.wait_for("清空了");
        assert_eq!(place.read(), "", "{own:?}");
        // Somebody does what the words say.
        fs::remove_file(place.plan()).unwrap();
        terminal.wait_for("已保存");
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        assert_eq!(
            place.read(),
            with(&text_of(own), "t01", "off-track"),
            "{own:?}"
        );
    }
}

#[test]
fn it_is_emptied_and_written_as_some_editors_do() {
    for own in OWN {
        let place = Place::new();
        let mut terminal = begun(&place, own);
        let text = place.read();
        place.write("");
        if own == Own::JustMade {
            terminal.signal("CONT");
        }
        terminal.wait_for("清空了");
        place.write(&other_sentence(&text));
        terminal.wait_for_all(&["计划已被更新", "2/3", "已保存"]);
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        assert_eq!(place.read(), other_sentence(&text_of(own)), "{own:?}");
    }
}

/// What cannot be read in full is not written over, and is taken once it is mended.
fn breaks(broken: impl Fn(&str) -> String, told: &str, advice: &str) {
    for own in OWN {
        let place = Place::new();
        let mut terminal = begun(&place, own);
        let text = place.read();
        let theirs = broken(&text);
        place.write(&theirs);
        if own == Own::JustMade {
            terminal.signal("CONT");
            terminal.wait_for("未保存：");
            terminal.wait_for("planwalk check");
            // One more edit does not write over it either.
            terminal.press("Up 4");
            terminal.wait_for("✗  (一)强化思想政治引领");
        } else {
            terminal.wait_for(told);
            terminal.press("Up 4");
            terminal.wait_for("只能查看");
            terminal.press("！");
            terminal.wait_for(advice);
            terminal.press("Esc");
        }
        assert_eq!(place.read(), theirs, "{own:?}");
        // Somebody mends it, and has changed something else.
        place.write(&other_sentence(&text));
        terminal.wait_for_all(&["计划已被更新", "已保存"]);
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        let wanted = match own {
            Own::JustMade => with(&edited(PLAN), "t01", "off-track"),
            Own::Saved => edited(PLAN),
            Own::Nothing => PLAN.to_owned(),
        };
        assert_eq!(place.read(), other_sentence(&wanted), "{own:?}");
    }
}

#[test]
fn it_is_no_toml_any_more() {
    breaks(
        |text| text.replace("title = \"坚持德能并举\"", "title = \"坚持"),
        "只读：文件有错误",
        "请在文本编辑器中改正",
    );
}

#[test]
fn it_has_marks_of_a_conflict() {
    breaks(
        |text| {
            let line = "title = \"坚持德能并举\"\n";
            let marked = format!("<<<<<<< HEAD\n{line}=======\ntitle = \"别的\"\n>>>>>>> other\n");
            text.replace(line, &marked)
        },
        "git 没有留下各方的版本",
        "冲突标记",
    );
}

/// Broken and then as it was: what waited is saved without another key.
#[test]
fn what_was_held_by_a_broken_file_is_saved_once_that_is_as_it_was() {
    for is_deleted in [false, true] {
        let place = Place::new();
        let mut terminal = begun(&place, Own::JustMade);
        place.write("title = \"");
        terminal.signal("CONT");
        terminal.wait_for("未保存：");
        if is_deleted {
            fs::remove_file(place.plan()).unwrap();
        } else {
            place.write(PLAN);
        }
        terminal.wait_for("已保存");
        assert_eq!(place.read(), edited(PLAN));
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
        assert_eq!(place.read(), edited(PLAN));
    }
}
