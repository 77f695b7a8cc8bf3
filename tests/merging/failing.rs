//! A driver that fails, and texts that it cannot read: git never takes that for merged, and all sides are left.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use planwalk::change::{Operation, Slot};
use planwalk::document::Document;
use planwalk::plan::Status;
use planwalk::runtime::git::has_markers;

use crate::repository::{REAL, Repo, id};
use crate::sides::{call_instead, due, note, set_up, sides, status, teach};

/// Two branches with a note each on one task, and more in other places.
fn apart() -> Repo {
    sides(
        &[
            note("t02", "办公室", "主干记录。"),
            status("t03", Status::Done),
        ],
        &[
            note("t02", "人事股", "旁支记录。"),
            due("t10", "2021-10-15"),
        ],
    )
}

/// Lets git call a script of these lines in planwalk's stead. `$3` is the file for the outcome.
fn call_script(repo: &Repo, lines: &str) {
    let path = repo.beside("driver");
    fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    call_instead(repo, &format!("'{}'", path.display()));
}

/// What a driver does that comes to a bad end having written nothing.
const ENDS: [&str; 7] = [
    "kill -KILL $$",
    "kill -SEGV $$",
    "kill -TERM $$",
    "exit 101",
    "exit 255",
    "exit 129",
    "exit 2",
];

/// git's own marks are in the file, and its stages are the three versions as they were committed.
fn left_to_git(repo: &Repo, output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    let text = repo.read(REAL);
    assert!(has_markers(text.as_bytes()), "{said}\n{text}");
    let found = repo.open(REAL);
    assert_eq!(found.unresolved().unwrap(), [REAL]);
    let stages = found.stages().unwrap().unwrap();
    assert!(found.is_gits_own(&stages, text.as_bytes()).unwrap());
    let shown = |commit: &str| repo.git(["show", &format!("{commit}:{REAL}")]);
    let [base, ours, theirs] = [stages.base, stages.ours, stages.theirs].map(Option::unwrap);
    assert_eq!(base.text(), shown("main~1"));
    assert_eq!(ours.text(), shown("main"));
    assert_eq!(theirs.text(), shown("side"));
}

#[test]
fn a_driver_that_comes_to_a_bad_end_leaves_everything_to_git() {
    for end in ENDS {
        let repo = apart();
        call_script(&repo, end);
        let output = repo.try_git(&["merge", "side"]);
        left_to_git(&repo, &output);
        let stages = repo.open(REAL).stages().unwrap().unwrap();
        let [base, ours, theirs] = [stages.base, stages.ours, stages.theirs].map(Option::unwrap);
        let merged = Document::merge(&base, &ours, &theirs, &|_| {}).unwrap();
        let plan = merged.plan();
        assert_eq!(plan.task(&id("t02")).unwrap().notes.len(), 2, "{end}");
    }
}

/// Lines that git puts together without a fault may be no plan: here a task would be there twice.
#[test]
fn what_a_failed_driver_did_not_look_at_is_no_success() {
    for end in ENDS {
        let moved = |pillar: &str, after: &str| {
            Operation::move_to(id("t02"), Slot::behind(id(pillar), id(after)))
        };
        let repo = sides(&[moved("p3", "t10")], &[moved("p2", "t05")]);
        call_script(&repo, end);
        let output = repo.try_git(&["merge", "side"]);
        assert!(!output.status.success(), "{end}");
        assert_eq!(repo.read(REAL).matches("id = \"t02\"").count(), 2);
        assert_eq!(repo.open(REAL).unresolved().unwrap(), [REAL]);
    }
}

#[test]
fn where_planwalk_is_not_there_git_merges_by_itself() {
    let repo = apart();
    call_instead(&repo, "/not/there/planwalk");
    let output = repo.try_git(&["merge", "side"]);
    left_to_git(&repo, &output);
    let repo = sides(&[status("t03", Status::Done)], &[due("t10", "2021-10-15")]);
    call_instead(&repo, "/not/there/planwalk");
    repo.git(["merge", "--quiet", "-m", "合并", "side"]);
    let text = repo.read(REAL);
    assert!(text.contains("status = \"done\"") && text.contains("due = 2021-10-15"));
}

#[test]
fn a_merge_with_a_failed_driver_can_be_given_up_and_done_again() {
    let repo = apart();
    let before = repo.read(REAL);
    let value = repo.git(["config", "merge.planwalk.driver"]);
    call_script(&repo, "kill -KILL $$");
    let output = repo.try_git(&["merge", "side"]);
    left_to_git(&repo, &output);
    repo.git(["merge", "--abort"]);
    assert_eq!(repo.read(REAL), before);
    repo.git(["config", "merge.planwalk.driver", value.trim_end()]);
    repo.git(["merge", "--quiet", "-m", "合并", "side"]);
    for kept in ["主干记录。", "旁支记录。"] {
        assert!(repo.read(REAL).contains(kept));
    }
}

/// Branches whose last commits are these bytes, from a common past.
fn written(base: &[u8], ours: &[u8], theirs: &[u8]) -> Repo {
    let repo = set_up();
    fs::write(repo.path(REAL), base).unwrap();
    repo.commit("起点");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    fs::write(repo.path(REAL), theirs).unwrap();
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    fs::write(repo.path(REAL), ours).unwrap();
    repo.commit("主干");
    repo
}

const BASE: &str =
    "format = 1\ntitle = \"计划\"\nissuer = \"局\"\n\n[[pillar]]\nid = \"p1\"\ntitle = \"板块\"\n";

fn titled(title: &str) -> Vec<u8> {
    BASE.replace("计划", title).into_bytes()
}

#[test]
fn what_is_no_plan_is_left_to_git() {
    let garbage = b"format = 1\ntitle = oops oops\n\xe8\xae".to_vec();
    let not_toml = b"format = 1\ntitle = oops oops\n".to_vec();
    for bad in [garbage, not_toml] {
        for at in 0..3 {
            let mut texts = [titled("计划"), titled("我方"), titled("对方")];
            texts[at].clone_from(&bad);
            let [base, ours, theirs] = &texts;
            let repo = written(base, ours, theirs);
            let output = repo.try_git(&["merge", "side"]);
            assert!(!output.status.success());
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(said.contains(REAL), "{said}");
            let bytes = fs::read(repo.path(REAL)).unwrap();
            assert!(has_markers(&bytes));
            let holds = |part: &[u8]| {
                part.is_empty() || bytes.windows(part.len()).any(|window| window == part)
            };
            for side in [ours, theirs] {
                for line in side.split_inclusive(|&byte| byte == b'\n') {
                    assert!(
                        holds(line.trim_ascii_end()),
                        "{}",
                        String::from_utf8_lossy(line)
                    );
                }
            }
            let name = |commit: &str| repo.git(["rev-parse", &format!("{commit}:{REAL}")]);
            assert_eq!(repo.git(["rev-parse", &format!(":2:{REAL}")]), name("main"));
            assert_eq!(repo.git(["rev-parse", &format!(":3:{REAL}")]), name("side"));
        }
    }
}

/// Lines alone would merge what the driver does not read.
#[test]
fn one_broken_side_is_never_merged_behind_anybodys_back() {
    let broken = [BASE, "\n[[pillar]]\nid = oops\n"].concat();
    let repo = written(BASE.as_bytes(), &titled("我方"), broken.as_bytes());
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let text = repo.read(REAL);
    assert!(text.contains("我方") && text.contains("id = oops"));
    assert_eq!(repo.open(REAL).unresolved().unwrap(), [REAL]);
}

#[test]
fn from_an_empty_base_both_sides_are_there() {
    let two = "\n[[pillar]]\nid = \"p2\"\ntitle = \"板块二\"\n";
    let repo = written(b"", BASE.as_bytes(), [BASE, two].concat().as_bytes());
    repo.git(["merge", "--quiet", "-m", "合并", "side"]);
    assert_eq!(repo.read(REAL), [BASE, two].concat());
    let repo = written(b"", &titled("我方"), &titled("对方"));
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let text = repo.read(REAL);
    assert!(text.contains("[[conflict]]") && text.contains("title = \"我方\""));
    assert!(text.contains("对方") && !has_markers(text.as_bytes()));
}

/// Both sides made a plan of one name: to the driver that is an empty base.
#[test]
fn two_new_plans_of_one_name_are_one_with_a_question() {
    let repo = Repo::empty();
    let other = "plans/新.toml";
    repo.write("plans/one.toml", BASE);
    teach(&repo, "plans/one.toml");
    repo.commit("设置");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    fs::write(repo.path(other), titled("对方")).unwrap();
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    fs::write(repo.path(other), titled("我方")).unwrap();
    repo.commit("主干");
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let text = repo.read(other);
    assert!(
        text.contains("[[conflict]]") && text.contains("title = \"我方\""),
        "{text}"
    );
    assert!(text.contains("对方") && !has_markers(text.as_bytes()));
    assert!(repo.open(other).stages().unwrap().unwrap().base.is_none());
}
