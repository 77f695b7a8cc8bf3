//! Who said so, and when, on either side of a conflict, in all ways in which git brings two changes together.

use planwalk::change::{Edit, Operation};
use planwalk::document::Document;
use planwalk::plan::{Conflict, Side, Status};

use crate::repository::{REAL, Repo, id};

/// The real plan, with git set up for this build of planwalk.
fn set_up() -> Repo {
    let repo = Repo::real();
    let found = repo.open(REAL);
    found.carry_out(&found.setup().unwrap()).unwrap();
    let key = "merge.planwalk.driver";
    let value = repo.git(["config", key]);
    let at = value.find(" merge-driver").unwrap();
    let program = env!("CARGO_BIN_EXE_planwalk");
    let driver = format!("'{program}'{}", value[at..].trim_end());
    repo.git(["config", key, &driver]);
    repo.commit("设置");
    repo
}

fn status(task: &str, status: Status) -> Operation {
    Operation::status(id(task), status)
}

/// 李四 set t02 at risk on a branch and went on; 王五 set it done on the main line and went on.
fn two_people(repo: &Repo) {
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.author("李四").at_time("2021-09-01T09:00:00+08:00");
    repo.edit(REAL, &[status("t02", Status::AtRisk)]);
    repo.commit("旁支");
    repo.author("赵六");
    repo.edit(REAL, &[status("t05", Status::AtRisk)]);
    repo.commit("旁支又一次");
    repo.git(["checkout", "--quiet", "main"]);
    repo.author("王五").at_time("2021-09-02T09:00:00+08:00");
    repo.edit(REAL, &[status("t02", Status::Done)]);
    repo.commit("主干");
    repo.author("张三");
    repo.edit(REAL, &[status("t07", Status::Done)]);
    repo.commit("主干又一次");
}

fn only_conflict(repo: &Repo) -> Conflict {
    let document = Document::read(repo.read(REAL).into_bytes());
    let [conflict] = document.conflicts() else {
        panic!("{}", document.text());
    };
    conflict.clone()
}

fn signature(side: &Side) -> (Option<&str>, Option<String>) {
    let at = side.at.map(|at| at.format("%Y-%m-%d %H:%M").to_string());
    (side.by.as_deref(), at)
}

fn signed(by: &str, at: &str) -> (Option<String>, Option<String>) {
    (Some(by.to_owned()), Some(at.to_owned()))
}

#[track_caller]
fn assert_signed(side: &Side, expected: &(Option<String>, Option<String>)) {
    let (by, at) = signature(side);
    assert_eq!((by.map(str::to_owned), at), *expected);
}

#[test]
fn either_side_is_signed_by_the_commit_that_set_it_in_all_ways_of_merging() {
    let li = signed("李四", "2021-09-01 10:00");
    let wang = signed("王五", "2021-09-02 10:00");
    for (ways, ours, theirs) in [
        (&[&["merge", "side"][..]][..], &wang, &li),
        (&[&["cherry-pick", "side~1"]], &wang, &li),
        // The branch that is rebased onto is ours to git.
        (&[&["rebase", "side"]], &li, &wang),
        (
            &[
                &["checkout", "--quiet", "side"],
                &["pull", "--no-rebase", ".", "main"],
            ],
            &li,
            &wang,
        ),
    ] {
        let repo = set_up();
        two_people(&repo);
        let (last, before) = ways.split_last().unwrap();
        for way in before {
            repo.git(way.iter().copied());
        }
        let output = repo.try_git(last);
        assert!(!output.status.success(), "{last:?}");
        let conflict = only_conflict(&repo);
        assert_signed(&conflict.ours, ours);
        assert_signed(&conflict.theirs, theirs);
        assert_eq!(signature(&conflict.base), (None, None));
    }
}

#[test]
fn what_a_stash_brings_is_signed_on_the_side_that_is_committed() {
    let repo = set_up();
    repo.edit(REAL, &[status("t02", Status::AtRisk)]);
    repo.git(["stash", "--quiet"]);
    repo.author("王五").at_time("2021-09-02T09:00:00+08:00");
    repo.edit(REAL, &[status("t02", Status::Done)]);
    repo.commit("主干");
    assert!(!repo.try_git(&["stash", "pop"]).status.success());
    let conflict = only_conflict(&repo);
    assert_signed(&conflict.ours, &signed("王五", "2021-09-02 10:00"));
    assert_eq!(signature(&conflict.theirs), (None, None));
}

#[test]
fn a_revert_is_signed_by_whoever_set_what_it_goes_back_to() {
    let repo = set_up();
    repo.author("李四").at_time("2021-09-01T09:00:00+08:00");
    repo.edit(REAL, &[status("t02", Status::AtRisk)]);
    repo.commit("一");
    repo.author("赵六");
    repo.edit(REAL, &[status("t02", Status::OffTrack)]);
    repo.commit("二");
    repo.author("王五");
    repo.edit(REAL, &[status("t02", Status::Done)]);
    repo.commit("三");
    assert!(
        !repo
            .try_git(&["revert", "--no-edit", "HEAD~1"])
            .status
            .success()
    );
    let conflict = only_conflict(&repo);
    assert_signed(&conflict.ours, &signed("王五", "2021-09-01 12:00"));
    assert_signed(&conflict.theirs, &signed("李四", "2021-09-01 10:00"));
}

#[test]
fn a_plan_that_one_side_renamed_is_signed_on_both() {
    let repo = set_up();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.author("李四").at_time("2021-09-01T09:00:00+08:00");
    repo.edit(REAL, &[status("t02", Status::AtRisk)]);
    repo.git(["mv", REAL, "plans/renamed.toml"]);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.author("王五").at_time("2021-09-02T09:00:00+08:00");
    repo.edit(REAL, &[status("t02", Status::Done)]);
    repo.commit("主干");
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let text = repo.read("plans/renamed.toml");
    let document = Document::read(text.into_bytes());
    let [conflict] = document.conflicts() else {
        panic!("{}", document.text());
    };
    assert_signed(&conflict.ours, &signed("王五", "2021-09-02 10:00"));
    assert_signed(&conflict.theirs, &signed("李四", "2021-09-01 10:00"));
}

#[test]
fn every_kind_of_field_finds_its_commit_and_others_of_the_task_do_not_count() {
    let repo = Repo::real();
    let base = Document::read(repo.read(REAL).into_bytes());
    let edits = [
        ("李四", Edit::Title("李四的标题".to_owned())),
        ("王五", Edit::Text("王五的正文。".to_owned())),
        ("赵六", Edit::Lead(Some("赵六股".to_owned()))),
        ("孙七", Edit::Progress(Some(40))),
        (
            "周八",
            Edit::Due(chrono::NaiveDate::from_ymd_opt(2021, 12, 1)),
        ),
        ("吴九", Edit::Status(Status::Done)),
    ];
    let mut theirs = base.clone();
    let other = [
        Edit::Title("别的标题".to_owned()),
        Edit::Text("别的正文。".to_owned()),
        Edit::Lead(Some("别的股".to_owned())),
        Edit::Progress(Some(80)),
        Edit::Due(chrono::NaiveDate::from_ymd_opt(2021, 11, 1)),
        Edit::Status(Status::AtRisk),
    ];
    for edit in other {
        let operation = Operation {
            node: id("t02"),
            edit,
        };
        theirs.apply(&operation, None).unwrap();
    }
    for (who, edit) in edits {
        repo.author(who);
        let operation = Operation {
            node: id("t02"),
            edit,
        };
        repo.edit(REAL, &[operation]);
        repo.commit(who);
    }
    let ours = Document::read(repo.read(REAL).into_bytes());
    let found = repo.open(REAL);
    let merging = found.merging(None).unwrap();
    let merged = Document::merge(&base, &ours, &theirs, &|conflicts| {
        let plans = [&ours.plan(), &theirs.plan()];
        found.sign(&merging, conflicts, plans).unwrap();
    });
    let merged = merged.unwrap();
    let mut signed: Vec<String> = merged
        .conflicts()
        .iter()
        .map(|conflict| {
            let by = conflict.ours.by.as_deref().unwrap_or("—");
            format!("{} {by}", conflict.field.value())
        })
        .collect();
    signed.sort();
    assert_eq!(
        signed,
        [
            "due 周八",
            "lead 赵六",
            "progress 孙七",
            "status 吴九",
            "text 王五",
            "title 李四",
        ]
    );
}

#[test]
fn what_is_in_no_commit_has_no_signature() {
    let repo = Repo::real();
    let base = Document::read(repo.read(REAL).into_bytes());
    repo.edit(REAL, &[status("t02", Status::Done)]);
    let ours = Document::read(repo.read(REAL).into_bytes());
    let mut theirs = base.clone();
    theirs.apply(&status("t02", Status::AtRisk), None).unwrap();
    let found = repo.open(REAL);
    let merging = found.merging(Some("--output=x")).unwrap();
    let merged = Document::merge(&base, &ours, &theirs, &|conflicts| {
        let plans = [&ours.plan(), &theirs.plan()];
        found.sign(&merging, conflicts, plans).unwrap();
    });
    let merged = merged.unwrap();
    let [conflict] = merged.conflicts() else {
        panic!("{}", merged.text());
    };
    assert_eq!(signature(&conflict.ours), (None, None));
}
