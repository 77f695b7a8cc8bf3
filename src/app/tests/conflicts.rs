//! The conflicts of a merge: told, chosen, settled, written, taken back, and git told of it.

use super::*;
use crate::plan::{Field, Way};

const CONFLICTS: &str = "\
[[conflict]]
node = 't1'
field = 'status'
base = 'not-started'
ours = 'at-risk'
ours-by = '张三'
ours-at = 2021-09-14T09:00:00+08:00
theirs = 'off-track'
theirs-by = '李四'

[[conflict]]
node = 't2'
field = 'due'
base = 2021-09-30
ours = 2021-10-15
theirs = 2021-10-31

[[conflict]]
node = 't2'
field = 'support'
ours = ['人事股']
theirs = ['督导室']

";

fn text() -> String {
    let plan = plan_text("= -p1 t1:3 t2:1").replace(
        "title = \"t2\"\n",
        "title = \"t2\"\ndue = 2021-10-15\nsupport = ['人事股']\n",
    );
    let head = plan.find("[[pillar]]").expect("a pillar");
    let (head, pillars) = plan.split_at(head);
    format!("{head}{CONFLICTS}{pillars}")
}

fn opened() -> Model {
    let mut model = model(TREE);
    let (path, outcome) = (
        "plans/a.toml".into(),
        Ok(Document::read(text().into_bytes())),
    );
    model.awaited = Some("plans/a.toml".into());
    update(&mut model, Event::Opened { path, outcome });
    model
}

fn fields(model: &Model) -> Vec<String> {
    let walk = model.walk().expect("a walk");
    let conflicts = walk.document().conflicts().iter();
    let field = |conflict: &crate::plan::Conflict| conflict.field.value().to_owned();
    conflicts.map(field).collect()
}

fn said(model: &Model) -> String {
    let message = model.message.as_ref();
    message.map_or_else(String::new, |message| message.words(model.language))
}

fn task(model: &Model, task: usize) -> crate::plan::Task {
    let walk = model.walk().expect("a walk");
    let place = Place {
        pillar: 0,
        task: Some(task),
    };
    walk.document().task(place).expect("a task")
}

fn unmerged(model: &mut Model, is_unmerged: bool) {
    let standing = Some(Standing {
        branch: Some("main".to_owned()),
        underway: Some(Underway::Merge),
        unmerged: is_unmerged.then_some(Unmerged::Changed),
        ..Standing::default()
    });
    let path = "plans/a.toml".into();
    update(model, Event::Stirred { path, standing });
}

#[test]
fn a_plan_with_conflicts_says_so_and_can_be_used() {
    let mut model = opened();
    assert_eq!(
        said(&model),
        "合并后还有 3 处冲突没有处理，按 Ctrl-Home 逐条处理"
    );
    press(&mut model, "j j 5");
    assert_eq!(task(&model, 0).status, Status::Done);
    assert_eq!(fields(&model).len(), 3);
}

#[test]
fn each_is_settled_with_a_key_and_is_one_step() {
    let mut model = opened();
    press(&mut model, "Ctrl-Home");
    assert_eq!(model.context(), Context::Conflicts);
    assert_eq!(saves(&press(&mut model, "2")).len(), 1);
    assert_eq!(task(&model, 0).status, Status::OffTrack);
    assert_eq!(fields(&model), ["due", "support"]);
    assert_eq!(said(&model), "状态冲突：用对方的：(一)t1");
    press(&mut model, "Down 3");
    assert_eq!(task(&model, 1).support, ["人事股", "督导室"]);
    assert_eq!(fields(&model), ["due"]);
    press(&mut model, "1");
    assert_eq!(
        task(&model, 1).due.map(|day| day.to_string()).as_deref(),
        Some("2021-10-15")
    );
    assert_eq!(fields(&model).len(), 0);
    assert_eq!(
        model.context(),
        Context::Conflicts,
        "what is left to do is seen"
    );
    press(&mut model, "u u");
    assert_eq!(fields(&model), ["due", "support"]);
    press(&mut model, "F7");
    assert_eq!(fields(&model), ["status", "due", "support"]);
    let walk = model.walk().expect("a walk");
    assert_eq!(walk.document().text(), text(), "to the byte");
    press(&mut model, "F8 Esc");
    assert_eq!(fields(&model), ["due", "support"]);
    assert_eq!(model.context(), Context::Tree);
}

#[test]
fn something_else_can_be_written_and_dates_as_people_say_them() {
    let mut model = opened();
    press(&mut model, "Ctrl-Home Down Enter");
    assert_eq!(model.context(), Context::Write);
    press(&mut model, "Ctrl-U");
    type_in(&mut model, "月底");
    press(&mut model, "Ctrl-S");
    assert_eq!(model.context(), Context::Conflicts);
    assert_eq!(
        task(&model, 1).due.map(|day| day.to_string()).as_deref(),
        Some("2021-09-30")
    );
    assert_eq!(said(&model), "完成时限冲突：另写：(二)t2");
    press(&mut model, "u Enter Ctrl-U");
    type_in(&mut model, "快了");
    press(&mut model, "Ctrl-S");
    assert_eq!(
        model.context(),
        Context::Write,
        "nothing that was typed goes"
    );
    assert!(matches!(model.message, Some(Message::Refused(_))));
    press(&mut model, "Esc Del");
    assert_eq!(model.context(), Context::Conflicts);
    assert_eq!(fields(&model).len(), 3);
}

#[test]
fn what_is_not_offered_is_refused() {
    let mut model = opened();
    press(&mut model, "Ctrl-Home 3");
    assert_eq!(fields(&model).len(), 3);
    assert_eq!(model.message, Some(Message::NotSoSettled));
    press(&mut model, "Enter");
    assert_eq!(model.context(), Context::Conflicts);
}

#[test]
fn git_is_told_when_all_are_settled_and_saved() {
    let mut model = opened();
    unmerged(&mut model, true);
    let adds = |effects: &[Effect]| {
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::AddToGit(_)))
    };
    assert!(!adds(&press(&mut model, "Ctrl-Home +")));
    assert_eq!(said(&model), "还有 3 处冲突，请先处理完");
    let stamp = saves(&press(&mut model, "1 1 1"))[2];
    assert!(!adds(&press(&mut model, "+")), "it is not on disk yet");
    let effects = saved(&mut model, stamp);
    assert!(adds(&effects));
    assert!(!quits(&press(&mut model, "F10")), "leaving waits");
    let outcome = Ok(());
    let effects = update(&mut model, Event::AddedToGit { outcome });
    assert!(quits(&effects));
    assert_eq!(model.context(), Context::Tree);
    assert_eq!(
        said(&model),
        "已告诉 git 冲突处理好了（git add），接着在终端运行 git merge --continue"
    );
}

#[test]
fn git_that_does_not_take_it_is_shown() {
    let mut model = opened();
    unmerged(&mut model, true);
    let stamp = saves(&press(&mut model, "Ctrl-Home 1 1 1"))[2];
    saved(&mut model, stamp);
    press(&mut model, "+");
    let outcome = Err(failure());
    update(&mut model, Event::AddedToGit { outcome });
    assert!(matches!(model.overlay, Some(Overlay::Told(_))));
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Conflicts, "to try again");
}

#[test]
fn without_conflicts_there_is_nothing_to_see() {
    let mut model = model(TREE);
    press(&mut model, "Ctrl-Home");
    assert_eq!(said(&model), "没有合并冲突");
    unmerged(&mut model, true);
    press(&mut model, "C");
    assert_eq!(model.context(), Context::Conflicts, "git still waits");
}

const MARKED: &str = "title = '计划'\n<<<<<<< HEAD\n[[pillar]]\n=======\n>>>>>>> 甲\n";

/// A file with git's marks, and the question for git's three versions.
fn marked() -> (Model, Stamp) {
    let mut model = model(TREE);
    let document = Document::read(MARKED.as_bytes().to_vec());
    let stamp = document.stamp();
    model.awaited = Some("plans/a.toml".into());
    let (path, outcome) = ("plans/a.toml".into(), Ok(document));
    let effects = update(&mut model, Event::Opened { path, outcome });
    assert!(
        matches!(&effects[..], [Effect::MergeStages { document, .. }] if document.stamp() == stamp)
    );
    (model, stamp)
}

#[test]
fn a_file_with_gits_marks_opens_in_the_same_screen() {
    let (mut model, stamp) = marked();
    assert_eq!(state(&model), SaveState::ReadOnly);
    let outcome = Ok(Document::read(text().into_bytes()));
    let effects = update(&mut model, Event::StagesMerged { stamp, outcome });
    assert!(
        saves(&effects).is_empty(),
        "nobody has asked for it to be written"
    );
    assert_eq!(model.context(), Context::Conflicts);
    assert_eq!(state(&model), SaveState::Proposed);
    assert!(
        quits(&press(&mut model.clone(), "F10")),
        "and nothing is lost by leaving"
    );
    assert_eq!(saves(&press(&mut model, "1")).len(), 1);
    assert_eq!(state(&model), SaveState::Saving);
    press(&mut model, "u");
    assert_eq!(fields(&model).len(), 3);
}

#[test]
fn what_git_could_not_merge_and_planwalk_could_is_written_when_somebody_says_so() {
    let (mut model, stamp) = marked();
    unmerged(&mut model, true);
    let outcome = Ok(Document::read(plan_text(TREE).into_bytes()));
    update(&mut model, Event::StagesMerged { stamp, outcome });
    assert_eq!(model.context(), Context::Conflicts);
    let stamp = saves(&press(&mut model, "+"))[0];
    let effects = saved(&mut model, stamp);
    assert!(matches!(&effects[..], [Effect::AddToGit(_)]));
}

#[test]
fn a_file_that_was_edited_by_hand_is_left_as_it_is() {
    let (mut model, stamp) = marked();
    let outcome = Err(failure());
    update(&mut model, Event::StagesMerged { stamp, outcome });
    assert_eq!(state(&model), SaveState::ReadOnly);
    let walk = model.walk().expect("a walk");
    assert_eq!(walk.document().text(), MARKED);
    assert_eq!(walk.advice, Some(failure()));
    press(&mut model, "!");
    assert!(matches!(model.overlay, Some(Overlay::Problems(_))));
}

#[test]
fn a_proposal_that_nobody_touched_gives_way_to_what_is_on_disk() {
    let (mut model, stamp) = marked();
    let base = model.walk().expect("a walk").document().clone();
    let outcome = Ok(Document::read(text().into_bytes()));
    update(&mut model, Event::StagesMerged { stamp, outcome });
    let theirs = Document::read(plan_text("= -p1 t1:5").into_bytes());
    let event = Event::Looked {
        read: stamp,
        refused: None,
        found: Found::Other {
            base: base.clone(),
            theirs: theirs.clone(),
        },
    };
    let effects = update(&mut model, event);
    let [Effect::Meet { ours, .. }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(ours.stamp(), base.stamp(), "it was not edited");
    let event = Event::Met {
        ours: base.stamp(),
        theirs: theirs.stamp(),
        outcome: Ok(Met {
            document: theirs,
            changes: 1,
        }),
    };
    update(&mut model, event);
    assert_eq!(task(&model, 0).status, Status::Done);
    assert_eq!(state(&model), SaveState::Saved);
}

#[test]
fn a_merge_with_conflicts_shows_them() {
    let mut model = model("= -p1 [t1:1]");
    let base = model.walk().expect("a walk").document().clone();
    press(&mut model, "3");
    let ours = model.walk().expect("a walk").document().stamp();
    let theirs = Document::read(plan_text("= -p1 t1:4").into_bytes());
    let event = Event::Looked {
        read: base.stamp(),
        refused: None,
        found: Found::Other {
            base,
            theirs: theirs.clone(),
        },
    };
    update(&mut model, event);
    let event = Event::Met {
        ours,
        theirs: theirs.stamp(),
        outcome: Ok(Met {
            document: Document::read(text().into_bytes()),
            changes: 1,
        }),
    };
    update(&mut model, event);
    assert_eq!(model.context(), Context::Conflicts);
    assert_eq!(
        said(&model),
        "计划已被更新：1 项有变化，你的改动已合并进去，有 3 处冲突要处理"
    );
}

#[test]
fn a_step_says_what_was_settled_and_how() {
    let what = Done::Settled {
        field: Field::Status,
        way: Way::Both,
    };
    let step = Step {
        node: None,
        place: Place {
            pillar: 0,
            task: None,
        },
        label: "计划".to_owned(),
        what,
    };
    assert_eq!(step.words(Language::Chinese), "状态冲突：两边都要：计划");
}

#[test]
fn what_was_being_written_for_a_conflict_is_open_again() {
    let mut model = opened();
    press(&mut model, "Ctrl-Home Down Enter");
    update(&mut model, Event::Paste("，改到 11-15".to_owned()));
    let draft = model
        .walk()
        .expect("a walk")
        .trace()
        .draft
        .expect("a draft");

    let mut model = opened();
    let document = model.walk().expect("a walk").document().clone();
    let found = Remembered {
        with: document.stamp(),
        document,
        past: Vec::new(),
        future: Vec::new(),
        changes: 0,
        draft: Some(draft.clone()),
        others: 0,
        left: None,
    };
    let plan = "plans/a.toml".into();
    let found = Some(Box::new(found));
    update(&mut model, Event::Remembered { plan, found });
    let walk = model.walk().expect("a walk");
    assert_eq!(walk.trace().draft, Some(draft));
    press(&mut model, "Esc Del");
    assert_eq!(model.context(), Context::Conflicts, "where it was");
}

/// The commit would end the merge with what nobody has decided in it.
#[test]
fn a_merge_is_not_committed_before_all_is_settled() {
    let mut model = opened();
    unmerged(&mut model, true);
    press(&mut model, "Esc");
    let effects = press(&mut model, "Ctrl-End");
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::AskCommit { .. })),
        "{effects:?}"
    );
    assert_eq!(said(&model), "还有 3 处冲突，请先处理完");
}
