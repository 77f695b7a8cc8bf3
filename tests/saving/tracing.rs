//! Calls to the system that fail, or are the last, by `strace`: only where that is installed and may trace.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// A call to the system: the how manieth of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub name: String,
    pub number: usize,
    /// How the tracer wrote it.
    pub line: String,
}

/// What is done to a call.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// It is not made, and this is said instead.
    Fails(&'static str),
    /// The process dies before it.
    Kills,
}

impl fmt::Display for Fate {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fails(error) => write!(to, "error={error}"),
            Self::Kills => write!(to, "signal=KILL"),
        }
    }
}

/// Whether processes can be traced here. Says so where they cannot.
pub fn is_possible() -> bool {
    static IS_POSSIBLE: OnceLock<bool> = OnceLock::new();
    *IS_POSSIBLE.get_or_init(|| {
        let mut tracer = Command::new("strace");
        tracer.args(["-f", "-o", "/dev/null", "-e", "inject=none:error=EIO", "true"]);
        tracer.stdout(Stdio::null()).stderr(Stdio::null());
        let is_possible = tracer.status().is_ok_and(|status| status.success());
        if !is_possible {
            say("strace is missing or may not trace: calls fail in the tests of runtime::beside only");
        }
        is_possible
    })
}

/// Says something that the test harness does not hide.
pub fn say(words: &str) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// The command, traced: what is injected into its calls.
pub fn traced(command: &Command, inject: &[String], log: &Path) -> Command {
    let mut tracer = Command::new("strace");
    tracer.args(["-f", "-y", "-o"]).arg(log);
    for inject in inject {
        tracer.arg("-e").arg(format!("inject={inject}"));
    }
    tracer.arg(command.get_program()).args(command.get_args());
    tracer.env_clear();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            tracer.env(name, value);
        }
    }
    if let Some(folder) = command.get_current_dir() {
        tracer.current_dir(folder);
    }
    tracer
}

/// The calls of a command that are about files under a folder, from the first that locks one to the end.
pub fn calls(command: &Command, folder: &Path, log: &Path) -> Vec<Call> {
    let output = traced(command, &[], log).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = std::fs::read_to_string(log).unwrap();
    let folder = folder.to_str().unwrap();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    let mut locks = false;
    for line in text.lines() {
        // 1234  openat(AT_FDCWD</tmp>, "a.toml", …) = 3
        let call = line.split_once(' ').unwrap().1.trim_start();
        let Some((name, _)) = call.split_once('(') else {
            continue;
        };
        let number = numbers.entry(name.to_owned()).or_default();
        *number += 1;
        locks |= name == "flock";
        if locks && call.contains(folder) {
            found.push(Call {
                name: name.to_owned(),
                number: *number,
                line: call.to_owned(),
            });
        }
    }
    found
}

/// Runs a command with one call that meets its fate.
pub fn run_with(command: &Command, call: &Call, fate: Fate, log: &Path) -> Output {
    let inject = format!("{}:{fate}:when={}", call.name, call.number);
    traced(command, &[inject], log).output().unwrap()
}
