//! The program in a pseudo-terminal: keys go in, a terminal emulator shows what comes out.
//!
//! The emulator answers what a terminal is asked, and can pose as one that draws wide, that is light, or that
//! says nothing.
//!
//! Nothing sleeps: every wait is for something seen on the screen or for an end, with a deadline.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod real;
pub mod widths;

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{
    Child, ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system,
};

use widths::{Drawn, Translator, meant};

/// Far more than anything here takes, also on a machine that does other work.
const DEADLINE: Duration = Duration::from_secs(60);

/// What clears the whole screen.
const CLEAR: &[u8] = b"\x1b[2J";

/// The running program and the terminal it runs in.
pub struct Terminal {
    seen: Arc<Seen>,
    keys: Keys,
    master: Option<Box<dyn MasterPty + Send>>,
    child: Option<Box<dyn Child + Send + Sync>>,
    killer: Box<dyn ChildKiller + Send + Sync>,
    has_ended: bool,
    process: u32,
}

struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

/// The way to the program's input; none once the window is closed.
type Keys = Arc<Mutex<Option<Box<dyn Write + Send>>>>;

struct State {
    emulator: vt100::Parser<Answers>,
    raw: Vec<u8>,
    /// How many times the program wrote.
    writes: usize,
    /// How many times it had the whole screen cleared.
    clears: usize,
    is_over: bool,
    /// The window is being closed: the reader lets go of it.
    is_closing: bool,
}

/// How a program is started.
pub struct Setup<'a> {
    pub folder: &'a Path,
    pub args: &'a [&'a str],
    /// The words of a command that starts the program in its own place; none for the program itself.
    pub through: &'a [&'a str],
    pub size: (u16, u16),
    pub env: &'a [(&'a str, &'a str)],
    pub pose: Pose,
}

/// What kind of terminal it is.
#[derive(Clone, Copy)]
pub struct Pose {
    pub drawn: Drawn,
    /// Its ground, if it tells.
    pub ground: Option<[u8; 3]>,
    /// Whether it answers at all.
    pub answers: bool,
}

impl Pose {
    pub const DARK: Self = Self {
        drawn: Drawn::Narrow,
        ground: Some([0, 0, 0]),
        answers: true,
    };
}

/// What the emulator is asked and has to answer.
struct Answers {
    pose: Pose,
    due: Vec<u8>,
}

impl vt100::Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        first: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        last: char,
    ) {
        match (first, parameters, last) {
            (None, [[6]], 'n') => {
                let (row, column) = screen.cursor_position();
                let answer = format!("\u{1b}[{};{}R", row + 1, column + 1);
                self.due.extend_from_slice(answer.as_bytes());
            }
            (None, [] | [[0]], 'c') => self.due.extend_from_slice(b"\x1b[?62;22c"),
            _ => {}
        }
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, parameters: &[&[u8]]) {
        if let ([b"11", b"?"], Some([red, green, blue])) = (parameters, self.pose.ground) {
            let answer = format!(
                "\u{1b}]11;rgb:{red:02x}{red:02x}/{green:02x}{green:02x}/{blue:02x}{blue:02x}\u{1b}\\"
            );
            self.due.extend_from_slice(answer.as_bytes());
        }
    }
}

impl<'a> Setup<'a> {
    /// 80x24, in Chinese.
    pub fn new(folder: &'a Path, args: &'a [&'a str]) -> Self {
        Self {
            folder,
            args,
            through: &[],
            size: (80, 24),
            env: &[("LANG", "zh_CN.UTF-8")],
            pose: Pose::DARK,
        }
    }

    pub fn start(&self) -> Terminal {
        let (columns, rows) = self.size;
        let pair = native_pty_system()
            .openpty(size(columns, rows))
            .expect("a pseudo-terminal");
        let program = [env!("CARGO_BIN_EXE_planwalk")];
        let mut words = self.through.iter().chain(&program);
        let mut command = CommandBuilder::new(words.next().expect("a program"));
        command.args(words);
        command.args(self.args);
        command.cwd(self.folder);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        // That of a repository's tests lies beside the work tree, which git looks through.
        let beside = self.folder.with_file_name("home");
        let has_own = self.folder.join(".git").exists() && beside.is_dir();
        command.env("HOME", if has_own { &beside } else { self.folder });
        for (name, value) in self.env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let seen = Arc::new(Seen {
            state: Mutex::new(State {
                emulator: vt100::Parser::new_with_callbacks(
                    cells(rows),
                    cells(columns),
                    0,
                    Answers {
                        pose: self.pose,
                        due: Vec::new(),
                    },
                ),
                raw: Vec::new(),
                writes: 0,
                clears: 0,
                is_over: false,
                is_closing: false,
            }),
            changed: Condvar::new(),
        });
        let mut output = pair.master.try_clone_reader().expect("its output");
        let keys: Keys = Arc::new(Mutex::new(Some(
            pair.master.take_writer().expect("its input"),
        )));
        let answering = Arc::clone(&keys);
        let pose = self.pose;
        let writer = Arc::clone(&seen);
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            let mut translator = Translator::new(pose.drawn);
            loop {
                let read = output.read(&mut buffer).unwrap_or(0);
                let mut state = writer.state.lock().expect("nobody panicked");
                let given = translator.given(&buffer[..read]);
                state.emulator.process(&given);
                let due = std::mem::take(&mut state.emulator.callbacks_mut().due);
                if pose.answers
                    && !due.is_empty()
                    && let Some(keys) = answering.lock().expect("nobody panicked").as_mut()
                {
                    // A program that is gone needs no answer.
                    let _ = keys.write_all(&due).and_then(|()| keys.flush());
                }
                // A sequence may come in two pieces.
                let unseen = state.raw.len().saturating_sub(CLEAR.len() - 1);
                state.raw.extend_from_slice(&buffer[..read]);
                let pieces = state.raw[unseen..].windows(CLEAR.len());
                state.clears += pieces.filter(|piece| *piece == CLEAR).count();
                state.writes += 1;
                state.is_over = read == 0 || state.is_closing;
                writer.changed.notify_all();
                if state.is_over {
                    return;
                }
            }
        });
        Terminal {
            seen,
            keys,
            master: Some(pair.master),
            killer: child.clone_killer(),
            has_ended: false,
            process: child.process_id().expect("it runs"),
            child: Some(child),
        }
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a terminal has cells")
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Terminal {
    /// Types keys: characters as they stand, and the names `Enter`, `Esc`, `Tab`, `Up`, `Down`, `Left`,
    /// `Right`, `PgDn`, `F10`, `Ctrl-C` …, with blanks between.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            let bytes: &[u8] = match key {
                "Enter" => b"\r",
                "Esc" => b"\x1b",
                "Tab" => b"\t",
                "Up" => b"\x1b[A",
                "Down" => b"\x1b[B",
                "Right" => b"\x1b[C",
                "Left" => b"\x1b[D",
                "PgUp" => b"\x1b[5~",
                "PgDn" => b"\x1b[6~",
                "Del" => b"\x1b[3~",
                "F2" => b"\x1bOQ",
                "F3" => b"\x1bOR",
                "F4" => b"\x1bOS",
                "F5" => b"\x1b[15~",
                "F6" => b"\x1b[17~",
                "F7" => b"\x1b[18~",
                "Ctrl-Down" => b"\x1b[1;5B",
                "Ctrl-Home" => b"\x1b[1;5H",
                "Ctrl-End" => b"\x1b[1;5F",
                "Ctrl-S" => b"\x13",
                "Ctrl-U" => b"\x15",
                "F10" => b"\x1b[21~",
                "Ctrl-C" => b"\x03",
                "Ctrl-Z" => b"\x1a",
                text => text.as_bytes(),
            };
            self.send(bytes);
        }
    }

    /// Sends bytes as they are to a program that may have ended: then nobody reads them.
    pub fn try_send(&mut self, bytes: &[u8]) {
        let mut keys = self.keys.lock().expect("nobody panicked");
        let keys = keys.as_mut().expect("the terminal is open");
        let _ = keys.write_all(bytes).and_then(|()| keys.flush());
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) {
        let mut keys = self.keys.lock().expect("nobody panicked");
        let keys = keys.as_mut().expect("the terminal is open");
        keys.write_all(bytes).expect("the program reads");
        keys.flush().expect("the program reads");
    }

    /// Waits until the screen is as wanted; fails with the screen after the deadline.
    #[track_caller]
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        self.wait(what, |state| is_so(state.emulator.screen()));
    }

    /// Waits until the text is on the screen.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen| meant(&screen.contents()).contains(text));
    }

    /// Waits until the program wrote this sequence, whatever the screen shows.
    #[track_caller]
    pub fn wait_for_bytes(&self, bytes: &[u8]) {
        self.wait("a sequence", |state| {
            state.raw.windows(bytes.len()).any(|some| some == bytes)
        });
    }

    #[track_caller]
    fn wait(&self, what: &str, is_so: impl Fn(&State) -> bool) {
        let state = self.seen.state.lock().expect("nobody panicked");
        let (state, timeout) = self
            .seen
            .changed
            .wait_timeout_while(state, DEADLINE, |state| !is_so(state) && !state.is_over)
            .expect("nobody panicked");
        assert!(
            is_so(&state),
            "waited for {what:?} ({}), saw:\n{}",
            if timeout.timed_out() {
                "too long"
            } else {
                "it ended"
            },
            meant(&state.emulator.screen().contents())
        );
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.seen.state.lock().expect("nobody panicked")
    }

    /// Waits until all that was typed before was handled, or until the program ended, which gives false. What clears
    /// the screen by itself, such as an editor that ends, may be taken for the end a little too soon.
    #[track_caller]
    pub fn is_through(&mut self) -> bool {
        let before = self.state().clears;
        // Ctrl-L, and before it a key that nothing is bound to: where the room sees nothing, any key does no more than
        // end that.
        self.try_send(b"\x1b[34~\x0c");
        self.wait("the screen drawn anew", |state| {
            state.is_over || state.clears > before
        });
        !self.state().is_over
    }

    /// Waits until all the texts are on the screen at once.
    #[track_caller]
    pub fn wait_for_all(&self, texts: &[&str]) {
        self.wait_until(&texts.join(" + "), |screen| {
            let shown = meant(&screen.contents());
            texts.iter().all(|text| shown.contains(text))
        });
    }

    /// Looks at the screen as it is now.
    pub fn look(&self, look: impl FnOnce(&vt100::Screen)) {
        let state = self.seen.state.lock().expect("nobody panicked");
        look(state.emulator.screen());
    }

    /// What the screen shows.
    pub fn text(&self) -> String {
        let state = self.seen.state.lock().expect("nobody panicked");
        meant(&state.emulator.screen().contents())
    }

    /// Everything the program wrote.
    pub fn raw(&self) -> Vec<u8> {
        let state = self.seen.state.lock().expect("nobody panicked");
        state.raw.clone()
    }

    /// Watches for a while and gives the number of bytes that the program wrote: the measurement of
    /// idleness is the one wait that is not for something.
    pub fn bytes_written_during(&self, time: Duration) -> usize {
        let state = self.seen.state.lock().expect("nobody panicked");
        let before = state.raw.len();
        let end = Instant::now() + time;
        let (state, _) = self
            .seen
            .changed
            .wait_timeout_while(state, time, |_| Instant::now() < end)
            .expect("nobody panicked");
        state.raw.len() - before
    }

    /// Changes the window's size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let mut state = self.seen.state.lock().expect("nobody panicked");
        state
            .emulator
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        drop(state);
        let master = self.master.as_ref().expect("the terminal is open");
        master.resize(size(columns, rows)).expect("another size");
    }

    /// The process.
    pub fn process(&self) -> u32 {
        self.process
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.process().to_string())
            .status()
            .expect("kill runs");
        assert!(status.success());
    }

    /// Closes the terminal, as a window manager does. The key is one that changes the screen: the
    /// thread that reads it has to wake up to let go.
    pub fn close_after(&mut self, key: &str) {
        let mut state = self.seen.state.lock().expect("nobody panicked");
        state.is_closing = true;
        drop(state);
        self.press(key);
        *self.keys.lock().expect("nobody panicked") = None;
        self.master = None;
    }

    /// Waits for the program's end.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        self.wait("the end", |state| state.is_over);
        let (sender, receiver) = channel();
        let mut child = self.child.take().expect("nobody waited before");
        thread::spawn(move || sender.send(child.wait()));
        let status = receiver.recv_timeout(DEADLINE).expect("it ends in time");
        self.has_ended = true;
        status.expect("an exit status")
    }
}

/// Nothing that a test started outlives it.
impl Drop for Terminal {
    fn drop(&mut self) {
        if !self.has_ended {
            let _ = self.killer.kill();
        }
    }
}
