//! Lending the terminal, seen from both sides: this test program runs itself in a pseudo-terminal, and there
//! the session of the program with an effect to carry out at once.

#![allow(clippy::unwrap_used)]

use std::env;
use std::fs;
use std::io::{Read as _, Write};
use std::num::NonZero;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::{Options, Target, session};
use crate::app::{AmbiguousChoice, Effect};
use crate::language::Language;

/// Says to the inner program how often the text is to be repeated.
const TIMES: &str = "PLANWALK_TEST_TIMES";

/// Says to the inner program that it is it, and which plan to open.
const PLAN: &str = "PLANWALK_TEST_PLAN";

const DEADLINE: Duration = Duration::from_secs(60);

/// What runs in the pseudo-terminal. By itself it does nothing.
#[test]
#[ignore = "runs inside the other tests of this file"]
fn inside() {
    let Some(plan) = env::var_os(PLAN) else {
        return;
    };
    let options = Options {
        target: Target::Plan(PathBuf::from(plan)),
        language: Some(Language::Chinese),
        ambiguous: Some(AmbiguousChoice::Narrow),
        journals: None,
    };
    let times = env::var(TIMES).map_or(1, |times| times.parse().unwrap());
    let edit = Effect::EditOutside {
        text: "第一句。\n".repeat(times),
        suffix: ".txt",
    };
    session::open_and(options, vec![Effect::Mouse(true), edit]).unwrap();
}

struct Inner {
    folder: tempfile::TempDir,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    raw: Vec<u8>,
    emulator: vt100::Parser,
    _master: Box<dyn MasterPty + Send>,
}

impl Inner {
    /// Starts it with an editor that does this; the file is `$1`.
    fn start(editor: &str) -> Self {
        Self::run(editor, CommandBuilder::new(env::current_exe().unwrap()))
    }

    /// The same in a shell that controls jobs.
    fn start_in_shell(editor: &str) -> Self {
        let mut shell = CommandBuilder::new("sh");
        let program = env::current_exe().unwrap();
        let line = "set -m; \"$0\" \"$@\"; echo 停下; fg; echo 完了; read -r line";
        shell.args(["-c", line, program.to_str().unwrap()]);
        Self::run(editor, shell)
    }

    fn run(editor: &str, mut command: CommandBuilder) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("a.toml");
        fs::write(
            &plan,
            "title = '计划'\n[[pillar]]\nid = 'p1'\ntitle = '板块'\n",
        )
        .unwrap();
        let path = folder.path().join("my editor");
        fs::write(&path, format!("#!/bin/sh\n{editor}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let name = "runtime::tests::inside";
        command.args([name, "--exact", "--ignored", "--nocapture"]);
        command.cwd(folder.path());
        command.env(PLAN, &plan);
        command.env("VISUAL", format!("'{}'", path.display()));
        // What an editor leaves behind goes with the folder.
        command.env("TMPDIR", folder.path());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "zh_CN.UTF-8");
        command.env_remove("LC_ALL");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let cells = |count| NonZero::new(count).unwrap();
        Self {
            folder,
            child,
            keys: pair.master.take_writer().unwrap(),
            output,
            raw: Vec::new(),
            emulator: vt100::Parser::new(cells(24), cells(80), 0),
            _master: pair.master,
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the screen is as wanted.
    fn wait_for(&mut self, text: &str) {
        let end = Instant::now() + DEADLINE;
        while !self.emulator.screen().contents().contains(text) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("no {text:?}:\n{}", self.emulator.screen().contents());
            };
            self.emulator.process(&bytes);
            self.raw.extend_from_slice(&bytes);
        }
    }

    fn count(&self, sequence: &str) -> usize {
        let windows = self.raw.windows(sequence.len());
        windows.filter(|some| *some == sequence.as_bytes()).count()
    }

    fn is_raw_mode_on(&self) -> bool {
        let last = |sequence: &str| {
            self.raw
                .windows(sequence.len())
                .rposition(|some| some == sequence.as_bytes())
        };
        last("\u{1b}[?1049h") > last("\u{1b}[?1049l")
    }

    fn quit(&mut self) {
        self.press("q");
        assert!(self.child.wait().unwrap().success());
    }

    /// What is in a file of the folder that it runs in.
    fn file(&self, name: &str) -> String {
        read(self.folder.path(), name)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

const MOUSE_ON: &str = "\u{1b}[?1000h\u{1b}[?1002h\u{1b}[?1006h";
const MOUSE_OFF: &str = "\u{1b}[?1006l\u{1b}[?1002l\u{1b}[?1000l";

#[test]
fn an_editor_gets_the_terminal_and_gives_it_back() {
    let mut inner = Inner::start(
        "stty -a > settings; echo 编辑器; read -r line; echo \"$line\" >> \"$1\"; cp \"$1\" written",
    );
    inner.wait_for("编辑器");
    assert!(!inner.is_raw_mode_on());
    // Wished for with the editor, in one breath: it waits for the terminal.
    assert_eq!(inner.count(MOUSE_ON), 0);
    for off in [MOUSE_OFF, "\u{1b}[?2004l", "\u{1b}[?7h", "\u{1b}[?25h"] {
        assert_eq!(inner.count(off), 1, "{off:?}");
    }
    // None of these keys is the program's: `q` would end it, `j` and `3` would be written into the plan.
    inner.press("第二句。jj3q\r");
    inner.wait_for("计划概况");
    assert!(inner.is_raw_mode_on());
    assert_eq!(inner.count(MOUSE_ON), 1);
    // The keys are the program's again.
    inner.press("?");
    inner.wait_for("浏览");
    inner.press("\u{1b}");
    inner.wait_for("计划概况");
    inner.quit();
    assert_eq!(inner.file("written"), "第一句。\n第二句。jj3q\n");
    let settings = inner.file("settings");
    let settings: Vec<&str> = settings.split([' ', ';', '\n']).collect();
    assert!(settings.contains(&"icanon") && settings.contains(&"echo"));
}

#[test]
fn a_text_that_could_not_come_back_never_goes_out() {
    let mut command = CommandBuilder::new(env::current_exe().unwrap());
    command.env(TIMES, "100000");
    let mut inner = Inner::run("echo 编辑器; read -r line", command);
    inner.wait_for("超过 1 MB");
    assert_eq!(inner.count("\u{1b}[?1049l"), 0, "the terminal was not lent");
    inner.quit();
}

#[test]
fn ctrl_c_in_the_editor_is_the_editors() {
    let mut inner = Inner::start("echo 编辑器; read -r line");
    inner.wait_for("编辑器");
    inner.press("\u{3}");
    inner.wait_for("计划概况");
    inner.press("?");
    inner.wait_for("浏览");
    inner.press("\u{1b}");
    inner.wait_for("计划概况");
    inner.quit();
}

#[test]
fn after_the_editor_it_can_be_stopped_and_told_to_go_on() {
    let mut inner = Inner::start_in_shell("echo 编辑器; read -r line");
    inner.wait_for("编辑器");
    inner.press("\r");
    inner.wait_for("计划概况");
    // The screen that it left shows it still: a key shows that it is there again.
    inner.press("\u{1a}?");
    inner.wait_for("浏览");
    assert_eq!(inner.count("停下"), 1);
    assert_eq!(inner.count(MOUSE_ON), 2);
    assert_eq!(inner.count(MOUSE_OFF), 2);
    inner.press("\u{1b}");
    inner.wait_for("计划概况");
    inner.press("q");
    inner.wait_for("完了");
}

#[test]
fn stopped_together_with_the_editor_both_go_on() {
    // As editors do on Ctrl-Z: they stop the whole job. Not before what the program asks of git at its start is
    // answered: a process that is stopped between its fork and its program holds the thread that forked it
    // where no signal reaches it, and Linux never calls the job stopped.
    let quiet =
        "while [ \"$(cat /proc/$PPID/task/*/children 2>/dev/null | wc -w)\" -gt 1 ]; do :; done";
    let editor = format!("echo 编辑器; {quiet}; kill -STOP 0; echo 又来了; read -r line");
    let mut inner = Inner::start_in_shell(&editor);
    inner.wait_for("停下");
    assert!(!inner.is_raw_mode_on());
    inner.wait_for("又来了");
    inner.press("\r");
    inner.wait_for("计划概况");
    inner.press("?");
    inner.wait_for("浏览");
    inner.press("\u{1b}");
    inner.wait_for("计划概况");
    inner.press("q");
    inner.wait_for("完了");
}

#[test]
fn told_to_end_while_an_editor_runs_it_ends_and_leaves_the_terminal_alone() {
    let mut inner = Inner::start("echo 编辑器; read -r line; echo 还在");
    inner.wait_for("编辑器");
    let process = inner.child.process_id().unwrap().to_string();
    let status = std::process::Command::new("kill")
        .args(["-TERM", &process])
        .status();
    assert!(status.unwrap().success());
    assert!(inner.child.wait().unwrap().success());
    assert_eq!(inner.count("\u{1b}[?1049l"), 1);
}
