//! A whole meeting in a pseudo-terminal: what the one at the keyboard presses, what the room sees, and
//! what is in the file afterwards.

mod pty;

use std::fs;

use pty::{Setup, Terminal};

const PLAN: &str = include_str!("../plans/xinhuang-2021-h2.toml");
const NAME: &str = "plans/xinhuang-2021-h2.toml";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("plans")).expect("a folder");
    fs::write(folder.path().join(NAME), PLAN).expect("a plan");
    // Known from the start: who the system says is writing comes a moment later.
    fs::write(folder.path().join("planwalk.toml"), "name = '小王'\n").expect("a configuration");
    folder
}

fn started(folder: &tempfile::TempDir) -> Terminal {
    let terminal = Setup::new(folder.path(), &[]).start();
    terminal.wait_for("计划概况");
    terminal
}

/// The lines that went and came, each group of neighbours as one.
fn changes(folder: &tempfile::TempDir) -> Vec<String> {
    let after = fs::read_to_string(folder.path().join(NAME)).expect("a plan");
    let (old, new): (Vec<_>, Vec<_>) = (PLAN.lines().collect(), after.lines().collect());
    // Longest common subsequence by lines: both are a few hundred.
    let mut longest = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for (i, line) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            longest[i][j] = if line == other {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut changes = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j < new.len() && (i == old.len() || longest[i][j + 1] > longest[i + 1][j]) {
            changes.push(format!("+{}", new[j]));
            j += 1;
        } else {
            changes.push(format!("-{}", old[i]));
            i += 1;
        }
    }
    changes
}

#[test]
fn a_meeting_from_the_first_key_to_the_last() {
    let folder = folder();
    let mut terminal = started(&folder);
    // Two tasks are marked and reported together.
    terminal.press("Down Down * *");
    terminal.wait_for("已标记 2 项");
    terminal.press("2");
    terminal.wait_for("2 项改为 正常推进");
    terminal.press("Esc");
    terminal.wait_for("3/21");
    // A date as people say it, read before it is taken.
    terminal.press("F3 9月底");
    terminal.wait_for("= 2021-09-30 周四");
    terminal.press("Enter");
    terminal.wait_for("完成时限定为 2021-09-30");
    // A note: typed, and a part of it pasted.
    terminal.press("o");
    terminal.wait_until("a caret", |screen| !screen.hide_cursor());
    terminal.press("会议研究了意识形态责任清单。");
    terminal.send("\x1b[200~请办公室牵头，\r十月底前报结果。\x1b[201~".as_bytes());
    terminal.wait_for("十月底前报结果");
    terminal.press("F6 Ctrl-S");
    terminal.wait_for("已记交办");
    // One slip, taken back.
    terminal.press("4");
    terminal.wait_for("改为 滞后");
    terminal.press("F7");
    terminal.wait_for("已撤销");
    // For the room.
    terminal.press("F5");
    terminal.wait_until("one task", |screen| {
        let text = screen.contents();
        text.contains("最近记录") && !text.contains("计划概况")
    });
    terminal.press("b");
    terminal.wait_until("nothing", |screen| screen.contents().trim().is_empty());
    terminal.press("b PgDn 5");
    terminal.wait_for("改为 已完成");
    // Escape and a key in one read would be Alt and that key.
    terminal.press("Esc");
    terminal.wait_for("计划概况");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    let changes = changes(&folder);
    let at = changes
        .iter()
        .position(|line| line.starts_with("+at = "))
        .expect("a time");
    let mut without_time = changes.clone();
    without_time.remove(at);
    assert_eq!(
        without_time,
        [
            "-status = \"not-started\"",
            "+status = \"on-track\"",
            "-status = \"not-started\"",
            "+status = \"on-track\"",
            "+due = 2021-09-30",
            "+[[pillar.task.note]]",
            "+by = \"小王\"",
            "+kind = \"action\"",
            "+text = '''",
            "+会议研究了意识形态责任清单。",
            "+请办公室牵头，",
            "+",
            "+十月底前报结果。",
            "+'''",
            "+",
            "-status = \"not-started\"",
            "+status = \"done\"",
        ]
    );
}

#[test]
fn tasks_are_added_moved_and_deleted_and_all_of_it_is_taken_back() {
    let folder = folder();
    let mut terminal = started(&folder);
    terminal.press("Down Down a 临时任务 Enter");
    terminal.wait_for("已新增任务：(二)临时任务");
    terminal.press("Ctrl-Down Ctrl-Down Ctrl-Down");
    terminal.wait_until("at the end", |screen| {
        screen.contents().contains("已移动任务：(五)临时任务")
    });
    terminal.press("Ctrl-Down");
    terminal.wait_for("已移到 二、坚持德能并举");
    terminal.press("Up Up Del");
    terminal.wait_for("已删除任务：(四)");
    terminal.wait_for("已保存");
    terminal.press("F7 F7 F7 F7 F7 F7");
    terminal.wait_for("已撤销：已新增任务");
    terminal.press("F7");
    terminal.wait_for("没有可撤销的步骤");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    let after = fs::read_to_string(folder.path().join(NAME)).expect("a plan");
    assert!(after == PLAN, "byte for byte");
}

#[test]
fn a_note_that_is_being_written_is_asked_about_before_the_end() {
    let folder = folder();
    let mut terminal = started(&folder);
    terminal.press("Down Down o 半句话");
    terminal.wait_for("半句话");
    terminal.signal("INT");
    terminal.wait_for("是否保存所写内容");
    terminal.press("Enter q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(changes(&folder).contains(&"+半句话".to_owned()));
}

/// Through sizes that no person would choose, and back to where this is seen.
fn resize_and_back(terminal: &mut Terminal, seen: &str) {
    for (columns, rows) in [(1, 1), (500, 200), (40, 12)] {
        terminal.resize(columns, rows);
    }
    terminal.resize(80, 24);
    terminal.wait_until(seen, |screen| {
        is_whole(screen) && screen.contents().contains(seen)
    });
}

/// Whether a frame of 24 rows is there to its last row: not one of another size, nor half of one.
fn is_whole(screen: &vt100::Screen) -> bool {
    !screen.contents_between(23, 0, 23, 80).trim().is_empty()
}

#[test]
fn every_screen_survives_any_size() {
    let folder = folder();
    let mut terminal = started(&folder);
    // The keys that lead to a screen, what is seen there at 80x24, and the keys back.
    let steps: [(&str, &str, &[&str]); 8] = [
        ("Down Down", "(一)强化思想政治引领", &[]),
        ("Tab", "Enter 修改", &["Esc"]),
        ("F3", "Enter 确定", &["Esc"]),
        ("o", "Ctrl-S 保存", &["Esc"]),
        ("Down", "2/21", &[]),
        (":", "查找命令", &["Esc"]),
        ("?", "浏览", &["Esc"]),
        ("F5", "PgDn 下一项", &["Esc"]),
    ];
    for (there, seen, back) in steps {
        terminal.press(there);
        terminal.wait_for(seen);
        resize_and_back(&mut terminal, seen);
        for key in back {
            terminal.press(key);
            // Escape and the next key in one read would be Alt and that key.
            terminal.wait_until("back", |screen| {
                is_whole(screen) && !screen.contents().contains(seen)
            });
        }
    }
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(changes(&folder), [""; 0]);
}

#[test]
fn the_screens_before_a_plan_survive_any_size_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut terminal = Setup::new(folder.path(), &[]).start();
    for (there, seen, back) in [
        ("Down", "导入文件", ""),
        ("Enter", "文件路径", "Esc"),
        ("Down Enter", "文件名", "Esc"),
    ] {
        terminal.press(there);
        terminal.wait_for(seen);
        resize_and_back(&mut terminal, seen);
        if !back.is_empty() {
            terminal.press(back);
            terminal.wait_for("这里还没有计划");
        }
    }
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}

#[test]
fn the_mouse_selects_folds_scrolls_and_moves_the_divider() {
    let folder = folder();
    let mut terminal = started(&folder);
    let press =
        |column: u16, row: u16| format!("\x1b[<0;{};{}M\x1b[<0;{0};{1}m", column + 1, row + 1);
    terminal.send(press(10, 5).as_bytes());
    terminal.wait_for("2/21");
    terminal.send(press(1, 3).as_bytes());
    terminal.wait_until("closed", |screen| !screen.contents().contains("(一)强化"));
    terminal.send(press(1, 3).as_bytes());
    terminal.wait_for("(一)强化");
    // The divider is taken at its column and let go further right.
    let divider = |screen: &vt100::Screen| {
        let row = screen.contents_between(10, 0, 10, 79);
        row.find('╎').map(|at| row[..at].chars().count())
    };
    let mut before = None;
    terminal.look(|screen| before = divider(screen));
    terminal.send(b"\x1b[<0;37;11M\x1b[<32;50;11M\x1b[<0;50;11m");
    terminal.wait_until("a wider tree", |screen| divider(screen) > before);
    terminal.send(b"\x1b[<65;10;10M\x1b[<65;10;10M");
    terminal.wait_until("scrolled", |screen| !screen.contents().contains("计划概况"));
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}
