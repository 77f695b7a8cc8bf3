//! The program itself in a pseudo-terminal: first frame, memory, idleness, beside a minimal program.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use memchr::memmem;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::harness::{Effort, group, self_timed};
use super::plans;

/// What the minimal program shows.
const MINIMAL: &str = "minimal-frame";

/// How planwalk ends a frame: the end of a synchronized update.
const FRAME_END: &str = "\u{1b}[?2026l";

/// The argument with which this benchmark is the minimal program.
pub const BE_MINIMAL: &str = "--be-minimal";

/// Draws one frame and waits for a key: what any ratatui program has to do.
pub fn be_minimal() {
    let Ok(mut terminal) = ratatui::try_init() else {
        return;
    };
    let _ = terminal.draw(|frame| frame.render_widget(MINIMAL, frame.area()));
    let _ = crossterm::event::read();
    let _ = ratatui::try_restore();
}

type Keys = Arc<Mutex<Box<dyn Write + Send>>>;

/// What a terminal is asked, and what it answers: a narrow one, dark, at once.
const ANSWERS: [(&[u8], &[u8]); 3] = [
    (b"\x1b[6n", b"\x1b[1;2R"),
    (b"\x1b]11;?\x1b\\", b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
    (b"\x1b[c", b"\x1b[?62;22c"),
];

/// The answers to the questions in a piece of output, in their order. The program asks in one write, so that
/// no question is cut in two.
fn answers(output: &[u8]) -> Vec<u8> {
    let mut due = Vec::new();
    for at in 0..output.len() {
        for (question, answer) in ANSWERS {
            if output[at..].starts_with(question) {
                due.extend_from_slice(answer);
            }
        }
    }
    due
}

/// Whether the terminal answers what it is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Answers,
    SaysNothing,
}

/// A program that runs in a terminal of its own.
struct Session {
    child: Box<dyn Child + Send + Sync>,
    keys: Keys,
    output: Receiver<Vec<u8>>,
    shown: Vec<u8>,
    _terminal: Box<dyn MasterPty + Send>,
}

impl Session {
    fn start(program: &Path, arguments: &[&str], folder: &Path) -> Self {
        Self::start_in(Manner::Answers, program, arguments, folder)
    }

    fn start_in(manner: Manner, program: &Path, arguments: &[&str], folder: &Path) -> Self {
        let size = PtySize {
            rows: 36,
            cols: 120,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("there are terminals");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(folder);
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "zh_CN.UTF-8")] {
            command.env(name, value);
        }
        command.env_remove("NO_COLOR");
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        drop(pair.slave);
        let mut reader = pair
            .master
            .try_clone_reader()
            .expect("the terminal can be read");
        let keys = pair.master.take_writer().expect("the terminal takes keys");
        let keys: Keys = Arc::new(Mutex::new(keys));
        let answering = Arc::clone(&keys);
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let due = answers(&buffer[..count]);
                if manner == Manner::Answers && !due.is_empty() {
                    let mut keys = answering.lock().expect("nobody panicked");
                    // A program that is gone needs no answer.
                    let _ = keys.write_all(&due);
                }
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            keys,
            output,
            shown: Vec::new(),
            _terminal: pair.master,
        }
    }

    /// Waits until the program has written this text.
    fn until(&mut self, text: &str) {
        let finder = memmem::Finder::new(text);
        while finder.find(&self.shown).is_none() {
            match self.output.recv_timeout(Duration::from_secs(30)) {
                Ok(bytes) => self.shown.extend(bytes),
                Err(error) => {
                    panic!(
                        "no {text:?}: {error}\n{}",
                        String::from_utf8_lossy(&self.shown)
                    )
                }
            }
        }
    }

    /// Waits until nothing was written for a while.
    fn settle(&mut self) {
        while self.output.recv_timeout(Duration::from_millis(300)).is_ok() {}
    }

    fn end(mut self, key: &str) {
        self.shown.clear();
        let mut keys = self.keys.lock().expect("nobody panicked");
        let _ = keys.write_all(key.as_bytes());
        drop(keys);
        let _ = self.child.wait();
    }

    /// A figure of the system on the process, in the unit of `/proc`.
    fn status(&self, name: &str) -> Option<u64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.process_id()?)).ok()?;
        figure(&text, name)
    }

    /// How often any of its threads was woken.
    fn wakeups(&self) -> Option<u64> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.process_id()?)).ok()?;
        let of_task = |task: fs::DirEntry| {
            let text = fs::read_to_string(task.path().join("status")).ok()?;
            figure(&text, "voluntary_ctxt_switches")
        };
        Some(tasks.flatten().filter_map(of_task).sum())
    }
}

fn figure(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

pub fn run(effort: Effort, folder: &Path) {
    let program = Path::new(env!("CARGO_BIN_EXE_planwalk"));
    let minimal = std::env::current_exe().expect("this program has a path");
    for &tasks in effort.sizes.iter().rev() {
        let text = plans::text(tasks);
        let path = folder.join("plan.toml");
        fs::write(&path, &text).expect("the folder takes a file");
        let plan = path.to_str().expect("is text");
        first_frame(effort, tasks, program, &minimal, plan, folder);
        memory(tasks, text.len(), program, plan, folder);
    }
    // The last plan was the smallest: nothing of it is still being checked.
    idle(effort, program, folder);
}

fn first_frame(
    effort: Effort,
    tasks: usize,
    program: &Path,
    minimal: &Path,
    plan: &str,
    folder: &Path,
) {
    let medians = group(
        &format!("start to first frame, {tasks} tasks"),
        effort,
        vec![
            self_timed("floor: minimal ratatui program", || {
                let start = Instant::now();
                let mut session = Session::start(minimal, &[BE_MINIMAL], folder);
                session.until(MINIMAL);
                let time = start.elapsed();
                session.end("q");
                time
            }),
            self_timed("floor: reading the bytes", || {
                let start = Instant::now();
                std::hint::black_box(fs::read(plan).expect("is readable"));
                start.elapsed()
            }),
            self_timed("planwalk, asking the terminal", || {
                planwalk_frame(Manner::Answers, program, plan, folder)
            }),
            self_timed("planwalk, asking one that says nothing", || {
                planwalk_frame(Manner::SaysNothing, program, plan, folder)
            }),
        ],
    );
    if tasks == 100_000 {
        println!(
            "  aim: 2 x reading + 20 ms = {:.1} ms; planwalk less the minimal program: {:.1} ms",
            medians[1] * 2.0 + 20.0,
            medians[2] - medians[0]
        );
    }
}

fn planwalk_frame(manner: Manner, program: &Path, plan: &str, folder: &Path) -> Duration {
    let start = Instant::now();
    let mut session = Session::start_in(manner, program, &["open", plan], folder);
    session.until(FRAME_END);
    let time = start.elapsed();
    session.settle();
    session.end("q");
    time
}

fn memory(tasks: usize, bytes: usize, program: &Path, plan: &str, folder: &Path) {
    let mut session = Session::start(program, &["open", plan], folder);
    session.until(FRAME_END);
    session.settle();
    let source = bytes as f64 / 1024.0;
    if let (Some(now), Some(peak)) = (session.status("VmRSS"), session.status("VmHWM")) {
        println!(
            "  memory with {tasks} tasks: {now} kB resident, {peak} kB at most; source {source:.0} kB: {:.2} x",
            peak as f64 / source
        );
    }
    session.end("q");
}

fn idle(effort: Effort, program: &Path, folder: &Path) {
    let time = if effort.rounds.0 > 1 {
        Duration::from_secs(10)
    } else {
        Duration::from_secs(1)
    };
    let plan = folder.join("plan.toml");
    let mut session = Session::start(program, &["open", plan.to_str().expect("is text")], folder);
    session.until(FRAME_END);
    session.settle();
    let before = session.wakeups();
    let mut written = 0;
    let start = Instant::now();
    while let Ok(bytes) = session
        .output
        .recv_timeout(time.saturating_sub(start.elapsed()))
    {
        written += bytes.len();
    }
    let wakeups = session
        .wakeups()
        .zip(before)
        .map(|(after, before)| after - before);
    println!(
        "\nidle for {} s: {written} bytes written, {wakeups:?} wake-ups",
        time.as_secs()
    );
    session.end("q");
}
