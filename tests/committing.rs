//! A commit from inside, in a pseudo-terminal over a real repository: what is offered and written, what goes into
//! it and what does not, and what is said when git or a hook turns it down.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod pty;
mod repository;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use pty::{Terminal, real};
use repository::{REAL, Repo};

fn started(repo: &Repo, size: (u16, u16)) -> Terminal {
    real::started(repo.root(), size)
}

/// The program over a repository, with the first task done and that on disk.
fn edited(repo: &Repo, size: (u16, u16)) -> Terminal {
    let mut terminal = started(repo, size);
    terminal.press(". 5");
    terminal.wait_for("改为 已完成");
    terminal.press("Up");
    terminal.wait_for("已保存");
    terminal
}

/// Asks for a commit and waits for the message that is offered.
fn offered(terminal: &mut Terminal, key: &str) {
    terminal.press(key);
    terminal.wait_for("提交说明");
    terminal.wait_for(OFFERED);
}

fn ends(mut terminal: Terminal) {
    terminal.press("F10");
    assert_eq!(terminal.ended().exit_code(), 0);
}

fn script(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn hook(repo: &Repo, name: &str, text: &str) {
    script(&repo.path(&format!(".git/hooks/{name}")), text);
}

/// The last commit's message.
fn message(repo: &Repo) -> String {
    repo.git(["log", "-1", "--format=%B"]).trim_end().to_owned()
}

/// The files of the last commit.
fn files(repo: &Repo) -> String {
    repo.git(["show", "--format=", "--name-only", "HEAD"])
}

const WIDE: (u16, u16) = (100, 30);

/// What the message that is offered begins with.
const OFFERED: &str = "(一)强化思想政治引领：状态：";

#[test]
fn the_plans_own_files_are_committed_and_all_else_stays_as_it_was() {
    let repo = Repo::empty();
    repo.write(REAL, include_str!("../plans/xinhuang-2021-h2.toml"));
    for name in ["staged", "changed", "both"] {
        repo.write(name, "1\n");
    }
    repo.commit("导入计划");
    for name in ["staged", "both", "new"] {
        repo.write(name, "2\n");
    }
    repo.git(["add", "staged", "both", "new"]);
    repo.write("both", "3\n");
    repo.write("changed", "2\n");
    repo.write("untracked", "2\n");
    let record = "plans/xinhuang-2021-h2/meetings/2021-09-15.toml";
    repo.write(record, "format = 1\n");
    let others = ["--", "staged", "changed", "both", "new", "untracked"];
    let look = || {
        let of = |arguments: &[&'static str]| repo.git(arguments.iter().chain(&others).copied());
        (
            of(&["ls-files", "--stage"]),
            of(&["diff", "--cached"]),
            of(&["diff"]),
            of(&["status", "--short"]),
        )
    };
    let (before, first) = (look(), repo.head());
    assert_eq!(
        before.3,
        "MM both\n M changed\nA  new\nM  staged\n?? untracked\n"
    );

    let mut terminal = edited(&repo, WIDE);
    offered(&mut terminal, "Ctrl-End");
    // The caret is at the beginning, where the subject is.
    terminal.press("周报：");
    terminal.wait_for("周报：");
    terminal.press("Ctrl-S");
    terminal.wait_for("已提交");
    terminal.wait_for("：周报：");

    assert_eq!(repo.hash("HEAD^"), first);
    let said = message(&repo);
    assert!(said.starts_with("周报："), "{said}");
    assert!(said.contains(OFFERED), "{said}");
    assert_eq!(files(&repo), format!("{REAL}\n{record}\n"));
    let committed = repo.git(["show", &format!("HEAD:{REAL}")]);
    assert_eq!(committed, repo.read(REAL));
    assert_eq!(look(), before);
    ends(terminal);
}

#[test]
fn what_a_hook_says_is_shown_whole_and_nothing_is_lost() {
    let repo = Repo::real();
    repo.write("staged", "1\n");
    repo.git(["add", "staged"]);
    // More than a screen, with a sequence that would set the window's title.
    hook(
        &repo,
        "pre-commit",
        "printf '\\033]0;骗人\\007开头\\n'\nfor line in $(seq 1 60); do echo \"第${line}行 t$line\"; done\necho 结尾 >&2\nexit 1",
    );
    let (head, index) = (repo.head(), repo.git(["ls-files", "--stage"]));

    let mut terminal = edited(&repo, (80, 24));
    let saved = repo.read(REAL);
    offered(&mut terminal, "c");
    terminal.press("周报：");
    terminal.press("Ctrl-S");
    terminal.wait_for("没有提交");
    terminal.wait_for("^[]0;骗人^G开头");
    terminal.wait_for("第1行 t1");
    let mut seen = Vec::new();
    while !terminal.text().contains("结尾") {
        let before = terminal.text();
        seen.push(before.clone());
        terminal.press("PgDn");
        terminal.wait_until("further down", |screen| {
            pty::widths::meant(&screen.contents()) != before
        });
    }
    seen.push(terminal.text());
    let seen = seen.concat();
    for line in 1..=60 {
        assert!(seen.contains(&format!("第{line}行 t{line}")), "{line}");
    }
    let title = "\u{1b}]0;骗人".as_bytes();
    assert!(!terminal.raw().windows(title.len()).any(|raw| raw == title));

    assert_eq!(repo.head(), head);
    assert_eq!(repo.git(["ls-files", "--stage"]), index);
    assert_eq!(repo.read(REAL), saved);

    // Back to the message as it was written; once the hook agrees it goes.
    hook(&repo, "pre-commit", "exit 0");
    terminal.press("Esc");
    terminal.wait_for("提交说明");
    terminal.wait_for("周报：");
    terminal.press("Ctrl-S");
    terminal.wait_for("已提交");
    let said = message(&repo);
    assert!(said.starts_with("周报："), "{said}");
    assert_eq!(repo.git(["status", "--short"]), "A  staged\n");
    ends(terminal);
}

#[test]
fn hooks_run_and_what_they_add_to_the_message_stays() {
    let repo = Repo::real();
    hook(
        &repo,
        "pre-commit",
        "git diff --cached --name-only > .git/seen",
    );
    hook(&repo, "commit-msg", "echo 经办：钩子 >> \"$1\"");
    let mut terminal = edited(&repo, WIDE);
    offered(&mut terminal, "c");
    assert!(!repo.path(".git/seen").exists(), "nobody has said so yet");
    terminal.press("Ctrl-S");
    terminal.wait_for("已提交");
    assert_eq!(repo.read(".git/seen"), format!("{REAL}\n"));
    let said = message(&repo);
    assert!(said.ends_with("\n经办：钩子"), "{said}");
    ends(terminal);
}

#[test]
fn a_commit_is_signed_where_the_repository_wants_it() {
    let repo = Repo::real();
    let signer = repo.beside("signer");
    script(
        &signer,
        "cat > \"$0.signed\"\nprintf '\\n[GNUPG:] SIG_CREATED \\n' >&2\nprintf -- '-----BEGIN PGP SIGNATURE-----\\n\\n假的\\n-----END PGP SIGNATURE-----\\n'",
    );
    repo.git(["config", "commit.gpgSign", "true"]);
    repo.git(["config", "gpg.program", signer.to_str().unwrap()]);
    let mut terminal = edited(&repo, WIDE);
    offered(&mut terminal, "c");
    terminal.press("Ctrl-S");
    terminal.wait_for("已提交");
    let commit = repo.git(["cat-file", "commit", "HEAD"]);
    assert!(
        commit.contains("\ngpgsig -----BEGIN PGP SIGNATURE-----\n"),
        "{commit}"
    );
    let signed = fs::read_to_string(repo.beside("signer.signed")).unwrap();
    assert!(signed.contains(OFFERED), "{signed}");

    // Without a signature there is no commit, and the message waits.
    script(&signer, "cat > /dev/null\necho 没有密钥 >&2\nexit 1");
    let head = repo.head();
    terminal.press(". 3");
    terminal.wait_for("改为 有风险");
    offered(&mut terminal, "c");
    terminal.press("Ctrl-S");
    terminal.wait_for("没有提交");
    terminal.wait_for("没有密钥");
    assert_eq!(repo.head(), head);
    terminal.press("Esc");
    terminal.wait_for("提交说明");
    terminal.wait_for(OFFERED);
    terminal.press("Esc");
    terminal.wait_until("the walk", |screen| !screen.contents().contains("提交说明"));
    ends(terminal);
}

#[test]
fn leaving_waits_for_a_commit_that_a_hook_holds_up() {
    let repo = Repo::real();
    // A pipe that nobody writes to holds whoever reads it.
    let pipe = repo.beside("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    hook(
        &repo,
        "pre-commit",
        &format!("read -r _ < '{}'", pipe.display()),
    );
    let head = repo.head();
    let mut terminal = edited(&repo, WIDE);
    offered(&mut terminal, "c");
    terminal.press("Ctrl-S");
    terminal.wait_for("正在提交");
    terminal.press("q");
    terminal.wait_for("git 还没有做完，做完就退出");
    assert_eq!(repo.head(), head);
    fs::write(&pipe, "走\n").unwrap();
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(repo.hash("HEAD^"), head);
    assert_eq!(repo.git(["status", "--short"]), "");
}

#[test]
fn without_a_change_it_says_that_there_is_nothing() {
    let repo = Repo::real();
    repo.write("staged", "1\n");
    repo.git(["add", "staged"]);
    let head = repo.head();
    let mut terminal = started(&repo, WIDE);
    terminal.press("Ctrl-End");
    terminal.wait_for("没有改动，不用提交");
    assert!(!terminal.text().contains("提交说明"));
    // Edited, and edited back.
    terminal.press(". 5");
    terminal.wait_for("改为 已完成");
    terminal.press("u c");
    terminal.wait_for("没有改动，不用提交");
    assert_eq!(repo.head(), head);
    assert_eq!(repo.git(["status", "--short"]), "A  staged\n");
    ends(terminal);
}

#[test]
fn without_a_repository_it_says_why() {
    let folder = real::folder();
    let mut terminal = real::started(folder.path(), (80, 24));
    terminal.press("c");
    terminal.wait_for("没有提交");
    terminal.wait_for("这份计划不在 git 仓库里");
    terminal.press("Esc");
    terminal.wait_for("计划概况");
    ends(terminal);
}
