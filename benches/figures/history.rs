//! History: one task through many revisions, and the first rows of a long one, beside git itself.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use planwalk::runtime::git::{Repository, Select};

use super::harness::{Effort, group, timed};
use super::plans;

/// The plan's path in the repository.
const PLAN: &str = "plan.toml";

/// Rows of the first screen.
const ROWS: usize = 20;

pub fn run(effort: Effort, folder: &Path) {
    let is_smoke = effort.rounds.1 == 1;
    let (few, many) = if is_smoke { (20, 50) } else { (1_000, 5_000) };
    let repository = repository(&folder.join("task"), few);
    let program = env!("CARGO_BIN_EXE_planwalk");
    let plan = repository.join(PLAN);
    group(
        &format!("one task through {few} revisions, as programs"),
        effort,
        vec![
            timed("floor: git log -p of the file", || {
                output(git(&repository).args(["log", "-p", "--no-color", "--", PLAN]))
            }),
            timed("planwalk log TASK", || {
                let mut command = Command::new(program);
                output(command.args(["log", "t05", "--plan"]).arg(&plan))
            }),
            timed("planwalk log, all tasks", || {
                let mut command = Command::new(program);
                output(command.args(["log", "--plan"]).arg(&plan))
            }),
            timed("planwalk blame", || {
                let mut command = Command::new(program);
                output(command.args(["blame", "--plan"]).arg(&plan))
            }),
        ],
    );
    let repository = self::repository(&folder.join("rows"), many);
    let plan = repository.join(PLAN);
    group(
        &format!("the first {ROWS} rows of {many} commits"),
        effort,
        vec![
            timed("floor: git log -20 of the file", || {
                output(git(&repository).args([
                    "log",
                    "-20",
                    "--format=%H%x00%aN%x00%aI%x00%s",
                    "--",
                    PLAN,
                ]))
            }),
            timed("the repository found, and 20 revisions read", || {
                let repository = Repository::of(&plan).expect("a repository");
                let log = repository.log(Select::default()).expect("a history");
                let rows: Vec<_> = log
                    .take(ROWS)
                    .map(|entry| entry.expect("a revision"))
                    .collect();
                assert_eq!(rows.len(), ROWS);
                rows
            }),
            timed("all revisions read", || {
                let repository = Repository::of(&plan).expect("a repository");
                let log = repository.log(Select::default()).expect("a history");
                let rows: Vec<_> = log.map(|entry| entry.expect("a revision")).collect();
                assert_eq!(rows.len(), many);
                rows
            }),
        ],
    );
}

fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    git
}

fn output(command: &mut Command) -> Vec<u8> {
    let output = command.stdin(Stdio::null()).output().expect("runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// A repository with a plan of 21 tasks, of which each commit reports on one.
fn repository(folder: &Path, commits: usize) -> PathBuf {
    std::fs::create_dir(folder).expect("there is room for temporary files");
    output(git(folder).args(["init", "--quiet", "--initial-branch=main"]));
    let mut import = git(folder)
        .args(["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("git runs");
    let mut stream = import.stdin.take().expect("is piped");
    let mut text = plans::text(21);
    for commit in 0..commits {
        let header = format!("id = \"t{:02}\"\nstatus = \"", commit % 21 + 1);
        let at = text.find(&header).expect("a task") + header.len();
        let end = at + text[at..].find('"').expect("a status");
        let statuses = ["on-hold", "dropped", "at-risk", "done", "off-track"];
        text.replace_range(at..end, statuses[commit / 21 % statuses.len()]);
        let time = 1_625_000_000 + commit * 3_600;
        let subject = format!("第{commit}次更新");
        write!(
            stream,
            "commit refs/heads/main\ncommitter 张三 <a@example.org> {time} +0800\ndata {}\n{subject}\nM 100644 inline {PLAN}\ndata {}\n{text}\n",
            subject.len(),
            text.len()
        )
        .expect("git listens");
    }
    drop(stream);
    assert!(import.wait().expect("git ends").success());
    output(git(folder).args(["reset", "--quiet", "--hard"]));
    folder.to_owned()
}
