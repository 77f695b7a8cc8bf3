//! git as a program, with its arguments guarded.
//!
//! Owns how git is called: in somebody else's repository nothing of theirs runs because planwalk reads.

use std::path::Path;
use std::process::{Command, Stdio};

/// git's `user.name` as it holds for a plan file; none without git, or where it is not set.
pub fn user_name(plan: &Path) -> Option<String> {
    let folder = plan
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let output = reading(folder.unwrap_or(Path::new(".")))
        .args(["config", "--get", "user.name"])
        .output()
        .ok()?;
    let name = String::from_utf8(output.stdout).ok()?;
    let name = name.trim();
    (output.status.success() && !name.is_empty()).then(|| name.to_owned())
}

/// git in a folder, for reading only: no hook, no file watcher, no question, no lock, no path pattern.
fn reading(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .arg("--no-optional-locks")
        .args(["-c", "core.fsmonitor=false"])
        .args(["-c", "core.hooksPath=/dev/null"])
        .args(["-c", "log.showSignature=false"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_LITERAL_PATHSPECS", "1")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    git
}
