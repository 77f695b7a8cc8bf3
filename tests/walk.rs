//! The walk in a pseudo-terminal: what a person presses and sees, and what is in the file.

mod pty;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use pty::{Setup, Terminal};

const PLAN: &str = "\
# 这一行是人写的,要留着
format = 1
title = \"下半年工作计划\"
period = { start = 2021-07-01, end = 2021-12-31 }

[[pillar]]
id = \"p1\"
title = \"坚持党的领导\"

[[pillar.task]]
id = \"t01\"
status = \"on-track\"   # 口头报告
title = \"强化思想政治引领\"
text = '''
第一句。
第二句。
'''

[[pillar.task]]
id = \"t02\"
status = \"not-started\"
title = \"夯实基层党建基础\"
\r\n[[pillar]]
id = \"p2\"
title = \"坚持德能并举\"
\"未知\" = 1
";

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn with(plans: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        if !plans.is_empty() {
            fs::create_dir(folder.path().join("plans")).expect("a folder");
        }
        for (name, text) in plans {
            fs::write(folder.path().join("plans").join(name), text).expect("a plan");
        }
        Self { folder }
    }

    fn start(&self, args: &[&str]) -> Terminal {
        Setup::new(self.folder.path(), args).start()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("plans").join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).expect("a plan")
    }
}

/// The lines that differ, as a comparison shows them.
fn changes(before: &str, after: &str) -> Vec<String> {
    let (old, new): (Vec<_>, Vec<_>) = (before.split('\n').collect(), after.split('\n').collect());
    assert_eq!(old.len(), new.len(), "lines came or went:\n{after}");
    let pairs = old.iter().zip(&new).filter(|(old, new)| old != new);
    pairs.map(|(old, new)| format!("-{old} +{new}")).collect()
}

#[test]
fn a_status_is_one_changed_line_and_undo_is_none() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("下半年工作计划");
    terminal.press("Down Down 3");
    terminal.wait_for("正常推进 改为 有风险");
    terminal.press("k");
    terminal.wait_until("saved", |screen| screen.contents().contains("已保存"));
    assert_eq!(
        changes(PLAN, &folder.read("a.toml")),
        ["-status = \"on-track\"   # 口头报告 +status = \"at-risk\"   # 口头报告"]
    );
    terminal.press("u");
    terminal.wait_for("已撤销");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(folder.read("a.toml"), PLAN, "byte for byte");
    let left: Vec<_> = fs::read_dir(folder.file("")).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing is left beside the plan: {left:?}");
}

#[test]
fn leaving_at_once_loses_nothing() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut terminal = folder.start(&["plans/a.toml"]);
    terminal.wait_for("强化思想政治引领");
    terminal.press("Down Down 5 Down 4 q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(changes(PLAN, &folder.read("a.toml")).len(), 2);
}

#[test]
fn one_of_several_plans_is_chosen() {
    let second = PLAN.replace("下半年", "上半年");
    let folder = Folder::with(&[("a.toml", PLAN), ("b.toml", &second)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("选一份计划");
    let text = terminal.text();
    assert!(text.contains("1 下半年工作计划") && text.contains("2 上半年工作计划"));
    terminal.press("2");
    terminal.wait_for("强化思想政治引领");
    assert!(terminal.text().contains("上半年工作计划"));
    terminal.press("Down Down 3 q");
    terminal.ended();
    assert_eq!(folder.read("a.toml"), PLAN);
    assert_eq!(changes(&second, &folder.read("b.toml")).len(), 1);
}

#[test]
fn without_a_plan_nothing_is_written_until_somebody_says_so() {
    let folder = Folder::with(&[]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("这里还没有计划");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert!(!folder.file("").exists());

    let mut terminal = folder.start(&[]);
    terminal.wait_for("新建计划");
    terminal.press("Down Down Down Enter");
    terminal.wait_until("a caret", |screen| !screen.hide_cursor());
    terminal.press("新学期计划");
    terminal.wait_for("新学期计划");
    terminal.press("Enter Enter");
    terminal.wait_for("计划概况");
    terminal.press("Down Down 2 q");
    terminal.ended();
    let files: Vec<_> = fs::read_dir(folder.file(""))
        .expect("the folder was made")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    let [file] = &files[..] else {
        panic!("{files:?}");
    };
    let text = fs::read_to_string(file).expect("a plan");
    assert!(text.contains("title = \"新学期计划\""), "{text}");
    assert!(text.contains("status = \"on-track\""), "{text}");
}

#[test]
fn the_sample_is_written_where_it_says_and_opened() {
    let folder = Folder::with(&[]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("xinhuang-2021-h2.toml");
    assert!(!folder.file("").exists());
    terminal.press("Enter");
    terminal.wait_for("共 21 项");
    let sample = include_str!("../plans/xinhuang-2021-h2.toml");
    assert_eq!(folder.read("xinhuang-2021-h2.toml"), sample);
    terminal.press(". . . . . 4");
    terminal.wait_for("紧盯师德师风建设");
    terminal.press("q");
    terminal.ended();
    let after = folder.read("xinhuang-2021-h2.toml");
    assert_eq!(
        changes(sample, &after),
        ["-status = \"not-started\" +status = \"off-track\""]
    );
}

#[test]
fn a_document_is_imported_reviewed_and_kept() {
    let folder = Folder::with(&[]);
    let source = include_str!("../seeds/xinhuang-2021-h2.txt");
    fs::write(folder.folder.path().join("下半年计划.txt"), source).expect("a document");
    let mut terminal = folder.start(&[]);
    terminal.wait_for("导入文件");
    terminal.press("2");
    terminal.wait_for("文件路径");
    terminal.press("“下半年计划.txt” Enter");
    terminal.wait_for("5 个板块，21 项任务");
    assert!(!folder.file("").exists(), "nothing is kept yet");
    terminal.press("Enter");
    terminal.wait_for("共 21 项");
    let text = folder.read("plan-2021-h2.toml");
    assert!(text.contains("title = \"紧盯师德师风建设\""));
}

#[test]
fn a_broken_plan_is_shown_and_not_touched() {
    let broken = PLAN.replace("\"not-started\"", "\"began\"");
    let folder = Folder::with(&[("a.toml", &broken)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("只读");
    assert!(terminal.text().contains("“began”"), "{}", terminal.text());
    assert!(terminal.text().contains("强化思想政治引领"));
    terminal.press("Down Down 3");
    terminal.wait_for("只能查看");
    terminal.press("！");
    terminal.wait_for("可以用");
    terminal.press("Esc");
    terminal.wait_for("计划概况");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(folder.read("a.toml"), broken);
}

#[test]
fn a_plan_that_somebody_else_changed_ends_with_what_both_wrote() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("强化思想政治引领");
    let theirs = PLAN.replace("第一句。", "别人改的一句。");
    fs::write(folder.file("a.toml"), &theirs).expect("a plan");
    terminal.press("Down Down 3");
    terminal.wait_for("有风险 1");
    terminal.wait_for("已保存");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    let text = folder.read("a.toml");
    assert!(text.contains("别人改的一句。"), "{text}");
    assert_eq!(changes(&theirs, &text).len(), 1);
}

#[test]
fn a_save_that_failed_is_tried_again() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("强化思想政治引领");
    let (plans, away) = (folder.file(""), folder.folder.path().join("away"));
    fs::rename(&plans, &away).expect("the folder goes, like a stick that was pulled out");
    terminal.press("Down Down 3");
    terminal.wait_for("未保存");
    fs::rename(&away, &plans).expect("it is back");
    terminal.wait_for("已保存");
    assert_eq!(changes(PLAN, &folder.read("a.toml")).len(), 1);
}

#[test]
fn the_screen_follows_the_window() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("╎");
    terminal.resize(40, 12);
    terminal.wait_until("one pane", |screen| {
        let text = screen.contents();
        !text.contains('╎') && text.contains("计划概况")
    });
    terminal.resize(120, 40);
    terminal.wait_for("╎");
}

#[test]
fn asked_to_end_it_saves_and_gives_the_terminal_back() {
    for signal in ["TERM", "HUP"] {
        let folder = Folder::with(&[("a.toml", PLAN)]);
        let mut terminal = folder.start(&[]);
        terminal.wait_for("强化思想政治引领");
        terminal.press("Down Down 3");
        terminal.wait_for("改为 有风险");
        terminal.signal(signal);
        terminal.ended();
        assert_eq!(changes(PLAN, &folder.read("a.toml")).len(), 1, "{signal}");
        let raw = terminal.raw();
        let has = |bytes: &[u8]| raw.windows(bytes.len()).any(|some| some == bytes);
        assert!(has(b"\x1b[?1049l"), "the screen is left");
        assert!(has(b"\x1b[?2004l"), "paste is as it was");
        assert!(has(b"\x1b[?25h"), "the cursor is back");
    }
}

#[test]
fn a_terminal_that_goes_away_ends_it_saved() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("强化思想政治引领");
    terminal.press("Down Down 3");
    terminal.wait_for("改为 有风险");
    terminal.close_after("k");
    terminal.ended();
    assert_eq!(changes(PLAN, &folder.read("a.toml")).len(), 1);
}

/// Shells that start the program, say so when they have the terminal back, and let it go on at Enter.
const SHELLS: [&str; 2] = [
    "set -m; \"$@\"; echo 回到命令行; read answer; fg",
    // By a script, which does something behind it.
    "set -m; /bin/sh -c '\"$@\"; exit $?' sh \"$@\"; echo 回到命令行; read answer; fg",
];

#[test]
fn suspended_it_gives_the_terminal_to_the_shell_and_goes_on_at_fg() {
    for (shell, keys) in SHELLS.into_iter().zip(["\u{1a}", ":suspend\r"]) {
        let folder = Folder::with(&[("a.toml", PLAN)]);
        let mut setup = Setup::new(folder.folder.path(), &[]);
        let through = ["/bin/sh", "-c", shell, "sh"];
        setup.through = &through;
        let mut terminal = setup.start();
        terminal.wait_for("强化思想政治引领");
        terminal.send(keys.as_bytes());
        terminal.wait_for("回到命令行");
        terminal.press("Enter");
        terminal.wait_for("强化思想政治引领");
        terminal.press("Down Down 3");
        terminal.wait_for("改为 有风险");
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
    }
}

#[test]
fn where_no_shell_could_tell_it_to_go_on_it_is_not_suspended() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("强化思想政治引领");
    terminal.send(b":suspend\r");
    // Typed meanwhile, it is not lost.
    terminal.press("Down Down 3");
    terminal.wait_for_bytes(b"\x1b[?1049l");
    terminal.wait_for("改为 有风险");
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
}

#[test]
fn it_is_still_when_nobody_does_anything() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    // Nobody has to be asked who signs: the thread that asks could end between two looks at the threads.
    let configuration = folder.folder.path().join("planwalk.toml");
    fs::write(configuration, "name = \"张三\"\n").expect("a file");
    let mut terminal = folder.start(&[]);
    terminal.wait_for("强化思想政治引领");
    terminal.press("Down Down 3 u");
    terminal.wait_for("已撤销");
    terminal.wait_for("已保存");
    // The watcher has seen our own save by then.
    terminal.bytes_written_during(Duration::from_millis(1_500));
    let before = wake_ups(terminal.process());
    let written = terminal.bytes_written_during(Duration::from_millis(2_500));
    let woken = wake_ups(terminal.process()) - before;
    assert_eq!(written, 0);
    assert!(woken <= 2, "woken {woken} times");
}

/// How often all threads of a process gave the processor back to wait for something.
fn wake_ups(process: u32) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).expect("it runs");
    tasks
        .map(|task| {
            let status = task.expect("a thread").path().join("status");
            let status = fs::read_to_string(status).expect("a status");
            let count = status
                .lines()
                .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))
                .expect("a count");
            count.trim().parse::<u64>().expect("a number")
        })
        .sum()
}

#[test]
fn the_first_frame_is_one_synchronized_update() {
    const BEGIN: &[u8] = b"\x1b[?2026h";
    const END: &[u8] = b"\x1b[?2026l";
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("强化思想政治引领");
    terminal.press("F10");
    terminal.ended();
    // Others may follow, with what the repository and the terminal answer later.
    let raw = terminal.raw();
    let places = |bytes: &[u8]| -> Vec<usize> {
        let windows = raw.windows(bytes.len()).enumerate();
        let found = windows.filter(|(_, some)| *some == bytes);
        found.map(|(at, _)| at).collect()
    };
    let (begun, ended) = (places(BEGIN), places(END));
    assert_eq!(begun.len(), ended.len(), "each is ended");
    let first = &raw[begun[0]..ended[0]];
    assert!(begun.get(1).is_none_or(|next| *next > ended[0]));
    let text = String::from_utf8_lossy(first);
    assert!(text.contains("强化思想政治引领"), "{text:?}");
}

#[test]
fn full_width_keys_do_the_same() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut terminal = folder.start(&[]);
    terminal.wait_for("强化思想政治引领");
    terminal.press("。 ５");
    terminal.wait_for("改为 已完成");
    terminal.press("？");
    terminal.wait_for("浏览");
}

#[test]
fn without_colours_the_selection_is_still_seen() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut setup = Setup::new(folder.folder.path(), &[]);
    setup.env = &[("LANG", "zh_CN.UTF-8"), ("NO_COLOR", "1")];
    let terminal = setup.start();
    terminal.wait_for("强化思想政治引领");
    terminal.wait_until("a reversed row", |screen| {
        (0..24).any(|y| screen.cell(y, 1).is_some_and(vt100::Cell::inverse))
    });
    let has_colour = |cell: &vt100::Cell| {
        cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default
    };
    terminal.wait_until("no colour", |screen| {
        (0..24).all(|y| (0..80).all(|x| !screen.cell(y, x).is_some_and(has_colour)))
    });
}

#[test]
fn a_locale_without_chinese_is_told_and_nothing_is_drawn() {
    let folder = Folder::with(&[("a.toml", PLAN)]);
    let mut setup = Setup::new(folder.folder.path(), &[]);
    setup.env = &[("LANG", "C")];
    let mut terminal = setup.start();
    terminal.wait_for("LC_ALL=zh_CN.UTF-8");
    assert_ne!(terminal.ended().exit_code(), 0);
    assert!(terminal.raw().is_ascii());
    assert!(!terminal.raw().windows(6).any(|some| some == b"[?1049"));
}

#[test]
fn a_plan_that_is_not_there_is_told_outside_the_screen() {
    let folder = Folder::with(&[]);
    let mut terminal = folder.start(&["nowhere.toml"]);
    terminal.wait_for("nowhere.toml");
    assert_eq!(terminal.ended().exit_code(), 1);
    assert!(!terminal.raw().windows(6).any(|some| some == b"[?1049"));
}
