//! git brings two people's changes of a plan together by the merge driver, in real repositories.

#![allow(clippy::unwrap_used)]

mod repository;

use planwalk::change::{Edit, Operation};
use planwalk::plan::{Note, NoteKind, Status};
use repository::{REAL, Repo, id};

/// The real plan, with git set up for this build of planwalk.
fn set_up() -> Repo {
    let repo = Repo::real();
    let found = repo.open(REAL);
    let setup = found.setup().unwrap();
    found.carry_out(&setup).unwrap();
    let key = "merge.planwalk.driver";
    let value = repo.git(["config", key]);
    let at = value.find(" merge-driver").unwrap();
    let program = env!("CARGO_BIN_EXE_planwalk");
    repo.git([
        "config",
        key,
        &format!("'{program}'{}", value[at..].trim_end()),
    ]);
    repo.commit("设置");
    repo
}

fn note(text: &str) -> Operation {
    let note = Note {
        at: chrono::DateTime::parse_from_rfc3339("2021-09-15T09:00:00+08:00").unwrap(),
        by: text.to_owned(),
        kind: NoteKind::Progress,
        text: text.to_owned(),
    };
    Operation {
        node: id("t02"),
        edit: Edit::AddNote(note),
    }
}

/// Two branches, each with a note of its own on one task: plain git conflicts.
fn two_notes() -> Repo {
    let repo = set_up();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(REAL, &[note("旁支记录。")]);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[note("主干记录。")]);
    repo.commit("主干");
    repo
}

#[test]
fn two_notes_on_one_task_are_clean_in_all_ways_of_merging() {
    for way in [
        &["merge", "--quiet", "-m", "合并", "side"][..],
        &["rebase", "--quiet", "side"],
        &["cherry-pick", "side"],
    ] {
        let repo = two_notes();
        repo.git(way.iter().copied());
        let text = repo.read(REAL);
        for kept in ["旁支记录。", "主干记录。"] {
            assert!(text.contains(kept), "{way:?}: {kept}");
        }
        assert!(!text.contains("<<<<<<<"), "{way:?}");
    }
    let repo = two_notes();
    repo.edit(REAL, &[Operation::status(id("t03"), Status::Done)]);
    repo.git(["stash", "--quiet"]);
    repo.git(["merge", "--quiet", "-m", "合并", "side"]);
    repo.git(["stash", "pop", "--quiet"]);
    assert!(repo.read(REAL).contains("旁支记录。"));
    assert_eq!(repo.git(["diff", "--name-only"]).trim(), REAL);
}

#[test]
fn a_status_set_on_both_sides_is_a_conflict_in_a_valid_plan() {
    let repo = set_up();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(REAL, &[Operation::status(id("t02"), Status::AtRisk)]);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[Operation::status(id("t02"), Status::Done)]);
    repo.commit("主干");
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let text = repo.read(REAL);
    assert!(
        text.contains("[[conflict]]") && text.contains("at-risk"),
        "{text}"
    );
    assert!(!text.contains("<<<<<<<"));
    assert_eq!(repo.open(REAL).unresolved().unwrap(), [REAL]);
}
