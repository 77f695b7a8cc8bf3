//! What two people changed of one task: what collides and what does not, beside what plain git does.

use planwalk::plan::{Field, Status};

use crate::repository::REAL;
use crate::sides::{due, met, note, plain, reworded, sides, status};

#[test]
fn two_notes_on_one_task_both_stay() {
    let ours = [note("t02", "办公室", "主干记录。")];
    let theirs = [note("t02", "人事股", "旁支记录。")];
    let met = met(&ours, &theirs).clean();
    let mut texts: Vec<&str> = met
        .task("t02")
        .notes
        .iter()
        .map(|note| note.text.as_str())
        .collect();
    texts.sort_unstable();
    assert_eq!(texts, ["主干记录。", "旁支记录。"]);
    assert_eq!(plain(&ours, &theirs), None);
}

#[test]
fn neighbouring_sentences_in_other_words_are_both_there() {
    let ours = [reworded("t02", 1, "我方的第二句。")];
    let theirs = [reworded("t02", 2, "对方的第三句。")];
    let met = met(&ours, &theirs).clean();
    let lines: Vec<&str> = met.task("t02").text.split('\n').collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[1..3], ["我方的第二句。", "对方的第三句。"]);
    assert_eq!(plain(&ours, &theirs), None);
}

#[test]
fn one_sentence_in_two_other_words_is_a_conflict_with_both() {
    let ours = [reworded("t02", 1, "我方的第二句。")];
    let theirs = [reworded("t02", 1, "对方的第二句。")];
    let met = met(&ours, &theirs).torn("t02", Field::Text);
    assert_eq!(
        met.task("t02").text.split('\n').nth(1),
        Some("我方的第二句。")
    );
    assert!(met.text.contains("对方的第二句。"), "{}", met.text);
    assert_eq!(plain(&ours, &theirs), None);
}

#[test]
fn a_status_beside_a_date_is_clean() {
    let ours = [status("t02", Status::Done)];
    let theirs = [due("t02", "2021-10-15")];
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let met = met(ours, theirs).clean();
        let task = met.task("t02");
        assert_eq!(task.status, Status::Done);
        assert_eq!(task.due, Some("2021-10-15".parse().unwrap()));
        // The title stands between the two, so that git alone can do it too: to the same bytes.
        assert_eq!(plain(ours, theirs), Some(met.text));
    }
}

#[test]
fn a_status_set_on_both_sides_is_a_conflict_in_a_valid_plan() {
    let ours = [status("t02", Status::Done)];
    let theirs = [status("t02", Status::AtRisk)];
    let met = met(&ours, &theirs).torn("t02", Field::Status);
    assert_eq!(met.task("t02").status, Status::Done);
    assert!(met.text.contains("at-risk"));
    assert_eq!(plain(&ours, &theirs), None);
}

#[test]
fn git_knows_of_the_conflict_until_it_is_added() {
    let repo = sides(
        &[status("t02", Status::Done)],
        &[status("t02", Status::AtRisk)],
    );
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    assert_eq!(repo.open(REAL).unresolved().unwrap(), [REAL]);
    assert!(!repo.try_git(&["commit", "-m", "合并"]).status.success());
    repo.git(["add", REAL]);
    assert_eq!(repo.open(REAL).unresolved().unwrap(), [""; 0]);
}
