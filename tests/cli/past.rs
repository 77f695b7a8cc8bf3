//! `diff`, `log`, `blame` and `show --at` over real repositories.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use planwalk::change::{Edit, Operation};
use planwalk::plan::{Note, NoteKind, Status};

use crate::repository::{Repo, id};
use crate::world::{PLAN, Ran};

const FILE: &str = "plans/plan.toml";

/// Runs planwalk in a work tree; in Chinese, east of Greenwich.
fn run_in(repo: &Repo, words: &[&str], locale: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planwalk"));
    repo.surround(&mut command)
        .env("LC_ALL", locale)
        .env("TZ", "UTC-8")
        .args(words);
    Ran::of(&mut command)
}

fn run(repo: &Repo, line: &str) -> Ran {
    run_in(repo, &line.split(' ').collect::<Vec<_>>(), "zh_CN.UTF-8")
}

fn english(repo: &Repo, line: &str) -> Ran {
    run_in(repo, &line.split(' ').collect::<Vec<_>>(), "en_US.UTF-8")
}

fn operation(node: &str, edit: Edit) -> Operation {
    Operation {
        node: id(node),
        edit,
    }
}

/// Three revisions: the plan, a meeting in September, another person in October.
fn history() -> Repo {
    let repo = Repo::empty();
    repo.write(FILE, PLAN);
    repo.commit("建立计划");
    let note = Note {
        at: "2021-09-15T10:00:00+08:00".parse().unwrap(),
        by: "教研室".into(),
        kind: NoteKind::Decision,
        text: "十月底前完成。\n".into(),
    };
    let text = "落实“三会一课”和主题党日制度。\n开展庆祝活动。\n";
    repo.edit(
        FILE,
        &[
            operation("t03", Edit::Status(Status::AtRisk)),
            operation("t03", Edit::Due("2021-10-31".parse().ok())),
            operation("t03", Edit::AddNote(note)),
            operation("t01", Edit::Text(text.into())),
        ],
    );
    repo.at_time("2021-09-15T09:00:00+08:00");
    repo.commit("9月调度会");
    repo.edit(
        FILE,
        &[
            operation("t01", Edit::Status(Status::Done)),
            operation("t01-m1", Edit::Status(Status::Closed)),
        ],
    );
    repo.at_time("2021-10-15T09:00:00+08:00")
        .author("李\u{1b}[31m四");
    repo.commit("10月\u{202e}更新");
    repo
}

#[test]
fn what_changed_since_is_told_by_pillar_and_task() {
    let repo = history();
    assert_snapshot!("diff", run(&repo, "diff HEAD~2"));
    assert_snapshot!("diff_in_english", english(&repo, "diff HEAD~2"));
    assert_snapshot!("diff_md", run(&repo, "diff HEAD~2 --format md"));
    assert_snapshot!("diff_stat", run(&repo, "diff HEAD~2 --stat"));
    assert_snapshot!("diff_json", run(&repo, "diff HEAD~1 --json"));
}

#[test]
fn the_exit_code_says_whether_something_changed() {
    let repo = history();
    assert_eq!(run(&repo, "diff").good(), "");
    assert_eq!(run(&repo, "diff --stat").good(), "");
    assert_eq!(run(&repo, "diff HEAD~1").code, 1);
    assert_eq!(run(&repo, "diff HEAD..HEAD").code, 0);
    repo.edit(FILE, &[operation("t02", Edit::Status(Status::AtRisk))]);
    assert_eq!(run(&repo, "diff").code, 1);
    assert_eq!(run(&repo, "diff HEAD..HEAD").code, 0);
    // What could not be compared is neither.
    run(&repo, "diff nothing").bad(128);
    run(&repo, "diff a b c").bad(2);
    run(&repo, "diff --nothing").bad(2);
    run_in(&repo, &["diff", "--", "--output=x"], "C").bad(2);
    repo.write(FILE, "title = [");
    let broken = run(&repo, "diff");
    assert_eq!(broken.code, 128);
    assert!(!broken.err.is_empty());
}

#[test]
fn an_end_is_written_in_many_ways() {
    let repo = history();
    let whole = run(&repo, "diff HEAD~2..HEAD --json").out;
    assert_eq!(run(&repo, "diff HEAD~2 HEAD --json").out, whole);
    assert_eq!(run(&repo, "diff 2021-07-31..main --json").out, whole);
    let meeting = run(&repo, "diff 2021-09-15 --json");
    assert_eq!(meeting.out, run(&repo, "diff HEAD~1 --json").out);
    fs::create_dir_all(repo.path("plans/plan/meetings")).unwrap();
    repo.write("plans/plan/meetings/2021-09-15.toml", "");
    assert_eq!(run(&repo, "diff @{last-meeting} --json").out, meeting.out);
    // Two files need no repository.
    repo.write("old.toml", PLAN);
    let files = run(&repo, "diff old.toml plans/plan.toml --stat");
    assert_eq!(files.out, run(&repo, "diff HEAD~2 --stat").out);
}

/// A person writes the file where they mean it.
#[test]
fn a_file_is_the_plan_that_is_compared() {
    let repo = history();
    let since = run(&repo, "diff HEAD~2");
    assert_eq!(since.code, 1);
    assert_eq!(run(&repo, &format!("diff HEAD~2 {FILE}")).out, since.out);
    assert_eq!(run(&repo, &format!("diff {FILE}")).good(), "");
    // Of two plans it says which one.
    repo.write("plans/other.toml", PLAN);
    run(&repo, "diff HEAD~2").bad(2);
    assert_eq!(run(&repo, &format!("diff HEAD~2 {FILE}")).out, since.out);
    run(&repo, "diff HEAD plans/other.toml").bad(128);
}

#[test]
fn history_is_told_a_line_a_revision() {
    let repo = history();
    assert_snapshot!("log", run(&repo, "log"));
    assert_snapshot!("log_in_english", english(&repo, "log"));
    assert_snapshot!("log_of_a_task", run(&repo, "log 3"));
    assert_eq!(
        run(&repo, "log t01").good(),
        run(&repo, "log t01-m1").good()
    );
    assert_eq!(run(&repo, "log -n 1").good().lines().count(), 2);
    let rows = run(&repo, "log t01 --json").json();
    assert_eq!(rows.as_array().unwrap().len(), 3);
    assert_eq!(rows[0]["nodes"][0]["changes"][0]["to"], "done");
    let gone = repo.read(FILE).replace("id = \"t02\"", "id = \"t99\"");
    repo.write(FILE, &gone);
    // A task that is there no more is known by its id.
    assert_eq!(run(&repo, "log t02").good().lines().count(), 2);
    run(&repo, "log 九").bad(1);
}

#[test]
fn who_set_a_status_is_found_along_the_line_that_has_it() {
    let repo = history();
    assert_snapshot!("blame", run(&repo, "blame"));
    repo.edit(FILE, &[operation("t02", Edit::Status(Status::AtRisk))]);
    assert!(run(&repo, "blame t02").good().contains("还没有提交"));
    assert!(
        english(&repo, "blame t02")
            .good()
            .contains("not committed yet")
    );
    let rows = run(&repo, "blame --json").json();
    assert_eq!(rows[1]["revision"], serde_json::Value::Null);
    assert_eq!(rows[2]["revision"]["subject"], "9月调度会");
}

/// The merge itself set nothing: each status is its author's.
#[test]
fn a_merge_sets_what_no_parent_has_and_nothing_else() {
    let repo = history();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(FILE, &[operation("t02", Edit::Status(Status::OnHold))]);
    repo.author("王五").commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(FILE, &[operation("t03", Edit::Status(Status::Done))]);
    repo.author("赵六").commit("主干");
    repo.author("合并者")
        .git(["merge", "--quiet", "--no-edit", "side"]);
    let rows = run(&repo, "blame --json").json();
    assert_eq!(rows[1]["revision"]["author"], "王五");
    assert_eq!(rows[2]["revision"]["author"], "赵六");
}

/// Markers of git's that were committed, and the same repaired by another person, who also changes something.
fn repaired() -> Repo {
    let repo = history();
    let sound = repo.read(FILE);
    let broken = sound.replacen(
        "id = \"t02\"\n",
        "id = \"t02\"\n<<<<<<< HEAD\n=======\n>>>>>>> side\n",
        1,
    );
    assert_ne!(broken, sound);
    repo.write(FILE, &broken);
    repo.author("粗心的人").commit("带着标记提交");
    repo.write(FILE, &sound);
    repo.edit(FILE, &[operation("t02", Edit::Status(Status::AtRisk))]);
    repo.author("修复的人").commit("修复");
    repo
}

/// Nothing was deleted in it, and nothing added after it.
#[test]
fn a_revision_that_cannot_be_read_is_told_as_that() {
    let repo = repaired();
    assert_snapshot!("log_unreadable", run(&repo, "log -n 3"));
    assert_snapshot!("log_unreadable_in_english", english(&repo, "log -n 3"));
    assert_snapshot!("log_unreadable_of_a_task", run(&repo, "log t02"));
    assert_snapshot!(
        "log_unreadable_of_a_task_in_english",
        english(&repo, "log t03")
    );
    assert_snapshot!("blame_unreadable", run(&repo, "blame"));
    let ran = run(&repo, "log --json");
    assert_eq!(ran.code, 1);
    let rows: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(rows[0]["untold"], serde_json::Value::Null);
    assert_eq!(rows[0]["nodes"].as_array().unwrap().len(), 1);
    assert_eq!(rows[1]["untold"], "unreadable");
    assert_eq!(rows[1]["nodes"].as_array().unwrap().len(), 0);
    // Repaired but not committed, or broken as of the last commit: the same.
    repo.git(["reset", "--quiet", "--hard", "HEAD~1"]);
    repo.git(["checkout", "--quiet", "HEAD~1", "--", FILE]);
    let blame = run(&repo, "blame");
    assert_eq!(blame.code, 1);
    assert!(blame.out.contains("9月调度会") || blame.out.contains("张三"));
    assert!(!blame.out.contains("粗心的人"), "{blame}");
    assert!(!blame.out.contains("还没有提交"), "{blame}");
}

/// A status that a revision set which cannot be read is that of the first one that can.
#[test]
fn what_nobody_can_read_is_not_set_there() {
    let repo = repaired();
    let rows = run(&repo, "blame --json").out;
    let rows: serde_json::Value = serde_json::from_str(&rows).unwrap();
    assert_eq!(rows[0]["revision"]["subject"], "10月\u{202e}更新");
    assert_eq!(rows[1]["revision"]["author"], "修复的人");
    assert_eq!(rows[2]["revision"]["subject"], "9月调度会");
}

/// A partial clone without its origin, a damaged disk.
#[test]
fn one_content_that_is_not_here_does_not_hide_the_others() {
    let repo = history();
    let blob = repo.git(["rev-parse", &format!("HEAD~1:{FILE}")]);
    let blob = blob.trim();
    let object = repo.path(&format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
    let mut told = String::new();
    let bytes = fs::read(&object).unwrap();
    for damage in [
        None,
        Some(&b"no object"[..]),
        Some(&bytes[..bytes.len() / 2]),
    ] {
        let _ = fs::remove_file(&object);
        if let Some(bytes) = damage {
            fs::write(&object, bytes).unwrap();
        }
        for ran in [
            run(&repo, "log"),
            english(&repo, "log"),
            run(&repo, "log t03"),
            run(&repo, "blame"),
        ] {
            let ran = ran.to_string().replace(blob, "OBJECT");
            told.push_str(&format!("{ran}\n\n"));
        }
    }
    assert_snapshot!("log_lost", told);
}

#[test]
fn where_history_was_cut_off_no_task_begins() {
    let repo = history().clone_as("shallow", &["--depth=2"]);
    assert_snapshot!("log_shallow", run(&repo, "log t03"));
    assert_snapshot!("log_shallow_in_english", english(&repo, "log t03"));
    for line in ["log --json", "log t03 --json"] {
        let rows = run(&repo, line).json();
        let last = rows.as_array().unwrap().last().unwrap();
        assert_eq!(last["untold"], "shallow", "{line}");
        assert_eq!(last["nodes"].as_array().unwrap().len(), 0, "{line}");
    }
}

#[test]
fn a_history_is_that_of_a_task() {
    let repo = history();
    let mut told = String::new();
    for line in ["log nosuch", "log p1", "log 一、", "log nosuch --json"] {
        for ran in [run(&repo, line), english(&repo, line)] {
            assert_eq!(ran.out, "", "{line}");
            told.push_str(&format!("{line}\n{ran}\n\n"));
        }
    }
    assert_snapshot!("log_of_no_task", told);
}

#[test]
fn a_task_is_shown_as_it_was() {
    let repo = history();
    let then = run(&repo, "show t03 --at HEAD~1").good();
    assert!(
        then.starts_with("版本 2021-09-15 10:00 张三：9月调度会"),
        "{then}"
    );
    assert!(then.contains("有风险"), "{then}");
    let first = run(&repo, "show t03 --at 2021-07-31 --json").json();
    assert_eq!(first["status"], "off-track");
    run(&repo, "show t03 --at nothing").bad(1);
}

#[test]
fn what_stands_in_the_way_is_said_with_a_way_out() {
    let mut told = String::new();
    let mut tell = |name: &str, repo: &Repo, line: &str| {
        for ran in [run(repo, line), english(repo, line)] {
            assert_eq!(ran.out, "", "{name}");
            told.push_str(&format!("{name}: {line}\n{ran}\n\n"));
        }
    };
    let unborn = Repo::empty();
    unborn.write(FILE, PLAN);
    tell("unborn", &unborn, "diff");
    tell("unborn", &unborn, "log");
    let untracked = Repo::empty();
    untracked.write("other", "");
    untracked.commit("别的");
    untracked.write(FILE, PLAN);
    tell("untracked", &untracked, "diff");
    tell("untracked", &untracked, "log");
    let late = Repo::empty();
    late.write("other", "");
    late.commit("别的");
    late.write(FILE, PLAN);
    late.commit("计划");
    tell("too early", &late, "show --at HEAD~1");
    tell("before everything", &late, "diff 2001-01-01");
    tell("unknown", &late, "diff nothing");
    tell("no meeting", &late, "diff @{last-meeting}");
    let outside = late.in_folder(late.beside("outside"));
    outside.write(FILE, PLAN);
    tell("no repository", &outside, "diff");
    tell("no repository", &outside, "blame");
    assert_snapshot!("ways_out", told);
}

#[test]
fn names_and_subjects_give_no_orders() {
    let repo = history();
    for line in [
        "diff HEAD~2..HEAD",
        "diff HEAD~2..HEAD --format md",
        "log",
        "blame",
        "show t01 --at HEAD",
    ] {
        let ran = run(&repo, line);
        assert!(
            !ran.out.contains(['\u{1b}', '\u{202e}']),
            "{line}: {}",
            ran.out
        );
        assert!(ran.out.contains('四'), "{line}: {}", ran.out);
    }
}

#[test]
fn git_is_set_up_only_when_it_is_said_and_undone_without_a_trace() {
    let repo = history();
    let configuration = repo.read(".git/config");
    let dry = run(&repo, "git-setup --dry-run").good();
    for line in [
        "+ plans/*.toml diff=planwalk merge=planwalk",
        "+ merge.planwalk.driver = ",
        "+ diff.planwalk.textconv = ",
    ] {
        assert!(dry.contains(line), "{dry}");
    }
    // Nobody is there to be asked.
    run(&repo, "git-setup").bad(2);
    assert_eq!(repo.read(".git/config"), configuration);
    assert!(!repo.path(".gitattributes").exists());
    let done = run(&repo, "git-setup --yes").good();
    assert!(done.contains("已设置好"), "{done}");
    assert!(
        english(&repo, "git-setup")
            .good()
            .contains("nothing to change")
    );
    let undone = run(&repo, "git-setup --undo -y").good();
    assert!(undone.contains("- plans/*.toml diff=planwalk"), "{undone}");
    assert_eq!(repo.read(".git/config"), configuration);
    assert!(!repo.path(".gitattributes").exists());
}

/// git itself then speaks of plans, and keeps to the plain patch where it is asked to.
#[test]
fn a_setup_that_does_not_count_is_no_success() {
    let repo = history();
    repo.write("plans/.gitattributes", "*.toml -merge\n");
    let done = english(&repo, "git-setup --yes");
    assert_eq!(done.code, 1);
    assert!(done.out.contains("set up."), "{}", done.out);
    assert!(
        done.err
            .contains("but git has merge: unset for plans/plan.toml"),
        "{}",
        done.err
    );
    let again = run(&repo, "git-setup --yes");
    assert_eq!(again.code, 1);
    assert!(
        again.err.contains("git 的属性 merge 是 unset"),
        "{}",
        again.err
    );
    run(&repo, "git-setup --undo --yes").good();
}

#[test]
fn two_files_of_which_one_is_not_there() {
    let repo = history();
    let ran = english(&repo, "diff plans/plan.toml plans/none.toml");
    assert_eq!(ran.code, 128);
    assert!(ran.err.contains("plans/none.toml"), "{}", ran.err);
    assert!(!ran.err.contains("revision"), "{}", ran.err);
}

#[test]
fn git_shows_changes_in_words_once_it_is_set_up() {
    let repo = history();
    run(&repo, "git-setup --yes").good();
    repo.edit(FILE, &[operation("t02", Edit::Status(Status::AtRisk))]);
    let diff = repo.git(["diff", "--", FILE]);
    assert!(diff.contains("t02"), "{diff}");
    assert!(
        diff.contains("\n-    status: done\n+    status: at risk\n"),
        "{diff}"
    );
    let plain = repo.git(["diff", "--no-textconv", "--", FILE]);
    assert!(plain.contains("+status = \"at-risk\""), "{plain}");
}
