//! The file and its repository change underneath: reloaded, merged, held, told.

use super::*;
use crate::change::CommitId;

fn read_again(drawing: &str) -> Document {
    Document::read(plan_text(drawing).into_bytes())
}

fn document(model: &Model) -> Document {
    model.walk().expect("a walk").document().clone()
}

/// The text that was read from the file last.
fn read(model: &Model) -> Stamp {
    model.walk().expect("a walk").read
}

fn stir(model: &mut Model, standing: Option<Standing>) -> Vec<Effect> {
    let path = "plans/a.toml".into();
    update(model, Event::Stirred { path, standing })
}

fn look(model: &mut Model, found: Found) -> Vec<Effect> {
    let (read, refused) = (read(model), None);
    update(
        model,
        Event::Looked {
            read,
            refused,
            found,
        },
    )
}

fn other(base: &Document, theirs: &Document) -> Found {
    Found::Other {
        base: base.clone(),
        theirs: theirs.clone(),
    }
}

/// The texts that shall be merged: base, ours, theirs.
fn meets(effects: &[Effect]) -> Option<[Stamp; 3]> {
    effects.iter().find_map(|effect| match effect {
        Effect::Meet {
            base, ours, theirs, ..
        } => Some([base, ours, theirs].map(Document::stamp)),
        _ => None,
    })
}

fn took(effects: &[Effect]) -> Option<Stamp> {
    effects.iter().find_map(|effect| match effect {
        Effect::Took { document, .. } => Some(document.stamp()),
        _ => None,
    })
}

fn looks(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Look))
}

fn met(model: &mut Model, [_, ours, theirs]: [Stamp; 3], merged: &Document) -> Vec<Effect> {
    let met = Met {
        document: merged.clone(),
        changes: 2,
    };
    let outcome = Ok(met);
    update(
        model,
        Event::Met {
            ours,
            theirs,
            outcome,
        },
    )
}

fn cannot_meet(model: &mut Model, [_, ours, theirs]: [Stamp; 3]) -> Vec<Effect> {
    let outcome = Err(failure());
    update(
        model,
        Event::Met {
            ours,
            theirs,
            outcome,
        },
    )
}

fn said(model: &Model) -> String {
    let message = model.message.as_ref();
    message.map_or_else(String::new, |message| message.words(model.language))
}

fn on(branch: &str) -> Option<Standing> {
    Some(Standing {
        branch: Some(branch.to_owned()),
        ..Standing::default()
    })
}

#[test]
fn a_plan_that_nobody_edited_is_read_again_and_stands_where_it_stood() {
    let mut model = model("= -p1 t1:1 +p2 t2:1 -p3 [t3:1]");
    let base = document(&model);
    assert!(looks(&stir(&mut model, None)));
    let theirs = read_again("= -p0 -p1 t1:5 +p2 t2:1 -p3 t9:1 t3:2");
    let wanted = meets(&look(&mut model, other(&base, &theirs))).expect("a merge");
    assert_eq!(wanted, [&base, &base, &theirs].map(Document::stamp));
    let effects = met(&mut model, wanted, &theirs);
    assert_eq!(draw(&model), "= -p0 -p1 t1:5 +p2 t2:1 -p3 t9:1 [t3:2]");
    assert_eq!(said(&model), "计划已被更新：2 项有变化");
    assert_eq!(took(&effects), Some(theirs.stamp()));
    assert!(saves(&effects).is_empty(), "it is on disk already");
    assert_eq!(state(&model), SaveState::Saved);
    press(&mut model, "u");
    assert_eq!(
        said(&model),
        "没有可撤销的步骤",
        "not back into another text"
    );
}

#[test]
fn what_is_edited_is_merged_and_then_saved() {
    let mut model = model("= -p1 [t1:1] t2:1");
    let base = document(&model);
    press(&mut model, "3");
    let theirs = read_again("= -p1 t1:1 t2:5");
    let wanted = meets(&look(&mut model, other(&base, &theirs))).expect("a merge");
    let merged = read_again("= -p1 t1:3 t2:5");
    let effects = met(&mut model, wanted, &merged);
    assert_eq!(draw(&model), "= -p1 [t1:3] t2:5");
    // First it is said what was seen, then it may be replaced.
    let [Effect::Took { document, .. }, Effect::Save(saved)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(document.stamp(), theirs.stamp());
    assert_eq!(saved.stamp(), merged.stamp());
    assert_eq!(said(&model), "计划已被更新：2 项有变化，你的改动已合并进去");
    let stamp = merged.stamp();
    self::saved(&mut model, stamp);
    assert_eq!(state(&model), SaveState::Saved);
}

#[test]
fn nothing_is_saved_over_what_was_not_merged_yet() {
    let mut model = model("= -p1 [t1:1] t2:1");
    let base = document(&model);
    let first = saves(&press(&mut model, "3"));
    let theirs = read_again("= -p1 t1:1 t2:5");
    let wanted = meets(&look(&mut model, other(&base, &theirs))).expect("a merge");
    // Edited while it is merged: held, and merged once more with that.
    let effects = press(&mut model, "4");
    assert!(saves(&effects).is_empty() && meets(&effects).is_none());
    assert_eq!(
        saves(&failed(&mut model, first[0])),
        [],
        "an older save is no reason to leave or to try again"
    );
    let ours = document(&model);
    let again = meets(&met(&mut model, wanted, &read_again("= -p1 t1:3 t2:5")));
    assert_eq!(again, Some([&base, &ours, &theirs].map(Document::stamp)));
    assert_eq!(draw(&model), "= -p1 [t1:4] t2:1", "not yet");
    let merged = read_again("= -p1 t1:4 t2:5");
    let effects = met(&mut model, again.expect("a merge"), &merged);
    assert_eq!(saves(&effects), [merged.stamp()]);
    assert_eq!(draw(&model), "= -p1 [t1:4] t2:5");
}

#[test]
fn a_refused_save_is_merged_and_is_no_failure() {
    let mut model = model("= -p1 [t1:1]");
    let base = document(&model);
    let ours = saves(&press(&mut model, "3"))[0];
    let theirs = read_again("= -p1 t1:1 t2:5");
    let read = read(&model);
    let event = Event::Looked {
        read,
        refused: Some(ours),
        found: other(&base, &theirs),
    };
    let wanted = meets(&update(&mut model, event)).expect("a merge");
    assert_eq!(state(&model), SaveState::Unsaved);
    let merged = read_again("= -p1 t1:3 t2:5");
    let effects = met(&mut model, wanted, &merged);
    assert_eq!(saves(&effects), [merged.stamp()]);
    // What the disk says of the time before comes to nothing.
    let late = Event::Looked {
        read,
        refused: None,
        found: other(&base, &theirs),
    };
    assert!(update(&mut model, late).is_empty());
}

#[test]
fn while_something_is_typed_the_plan_stays_and_then_both_meet() {
    for (keys, more) in [("F2", "Esc"), ("o", "Esc"), ("F2 新 Enter", "")] {
        let mut model = model("= -p1 [t1:1]");
        let base = document(&model);
        let theirs = read_again("= -p1 t1:5");
        press(&mut model, keys.trim_end_matches(" Enter"));
        assert_eq!(meets(&look(&mut model, other(&base, &theirs))), None);
        let rest = if more.is_empty() { "Enter" } else { more };
        let wanted = meets(&press(&mut model, rest)).expect("a merge");
        assert_eq!(wanted[1], document(&model).stamp());
    }
    // Begun while it is being merged.
    let mut model = model("= -p1 [t1:1]");
    let base = document(&model);
    let theirs = read_again("= -p1 t1:5");
    let wanted = meets(&look(&mut model, other(&base, &theirs))).expect("a merge");
    press(&mut model, "o");
    assert!(met(&mut model, wanted, &theirs).is_empty());
    assert_eq!(draw(&model), "= -p1 [t1:1]");
    assert_eq!(meets(&press(&mut model, "Esc")), Some(wanted));
}

#[test]
fn what_cannot_be_merged_is_said_and_nothing_is_lost() {
    let mut model = model("= -p1 [t1:1]");
    let base = document(&model);
    press(&mut model, "3");
    let theirs = Document::read(b"<<<<<<< HEAD\n".to_vec());
    let wanted = meets(&look(&mut model, other(&base, &theirs))).expect("a merge");
    cannot_meet(&mut model, wanted);
    assert_eq!(draw(&model), "= -p1 [t1:3]");
    assert_eq!(state(&model), SaveState::NotSaved(&failure().lasting()));
    assert!(!model.wants_retry());
    // The next edit looks again instead of writing.
    let effects = press(&mut model, "4");
    assert!(saves(&effects).is_empty() && looks(&effects));
    // One more look before anybody is asked.
    assert!(looks(&press(&mut model, "q")));
    let wanted = meets(&look(&mut model, other(&base, &theirs))).expect("a merge");
    assert!(!quits(&cannot_meet(&mut model, wanted)));
    assert_eq!(model.overlay, Some(Overlay::Leave));
    assert!(looks(&press(&mut model, "Enter")), "somebody has mended it");
    let theirs = read_again("= -p1 t1:1 t2:1");
    let wanted = meets(&look(&mut model, other(&base, &theirs))).expect("a merge");
    let merged = read_again("= -p1 t1:4 t2:1");
    let stamp = saves(&met(&mut model, wanted, &merged))[0];
    assert!(quits(&saved(&mut model, stamp)));
}

#[test]
fn leaving_waits_until_both_have_met() {
    for keys in ["q", "F2 Ctrl-C"] {
        let mut model = model("= -p1 [t1:1]");
        let base = document(&model);
        press(&mut model, "3");
        let theirs = read_again("= -p1 t1:1 t2:1");
        let event = Event::Looked {
            read: read(&model),
            refused: Some(document(&model).stamp()),
            found: other(&base, &theirs),
        };
        let mut effects = update(&mut model, event);
        effects.extend(press(&mut model, keys));
        assert!(!quits(&effects), "{keys}");
        let wanted = meets(&effects).expect("a merge");
        let merged = read_again("= -p1 t1:3 t2:1");
        let mut effects = met(&mut model, wanted, &merged);
        if let Some(wanted) = meets(&effects) {
            effects = met(&mut model, wanted, &merged);
        }
        let stamp = saves(&effects)[0];
        assert!(quits(&saved(&mut model, stamp)), "{keys}");
    }
}

#[test]
fn the_branch_is_said_with_what_it_means_for_the_plan() {
    let mut model = model("= -p1 [t1:1]");
    assert!(looks(&stir(&mut model, on("main"))));
    assert_eq!(model.message, None, "that is where it stands");
    stir(&mut model, on("试行"));
    assert_eq!(said(&model), "分支已切换到 试行");
    let base = document(&model);
    let theirs = read_again("= -p1 t1:5");
    let wanted = meets(&look(&mut model, other(&base, &theirs))).expect("a merge");
    met(&mut model, wanted, &theirs);
    assert_eq!(said(&model), "分支已切换到 试行，计划有 2 项变化");
    // A branch that has the same plan.
    stir(&mut model, on("main"));
    look(&mut model, Found::AsBefore);
    assert_eq!(said(&model), "分支已切换到 main");
    let base = document(&model);
    let wanted = meets(&look(&mut model, other(&base, &theirs))).expect("a merge");
    met(&mut model, wanted, &theirs);
    assert_eq!(said(&model), "计划已被更新：2 项有变化");
}

#[test]
fn commits_that_come_and_go_while_git_is_at_work_are_no_news() {
    let commit = CommitId::new(&"0a1b2c3d".repeat(5)).expect("a hash");
    let mut model = model("= -p1 [t1:1]");
    stir(&mut model, on("main"));
    let away = Standing {
        commit: Some(commit),
        underway: Some(Underway::Rebase),
        ..Standing::default()
    };
    stir(&mut model, Some(away.clone()));
    assert_eq!(model.message, None);
    let underway = None;
    stir(&mut model, Some(Standing { underway, ..away }));
    assert_eq!(model.message, None, "it was said while it was so");
}

#[test]
fn a_file_that_is_gone_is_said_and_the_plan_stays() {
    let mut model = model("= -p1 [t1:1]");
    stir(&mut model, on("main"));
    stir(&mut model, on("旧"));
    look(&mut model, Found::Gone);
    assert!(said(&model).starts_with("分支已切换到 旧，计划文件已不在"));
    assert_eq!(draw(&model), "= -p1 [t1:1]");
    assert_eq!(saves(&press(&mut model, "3")).len(), 1);
}

#[test]
fn a_file_that_is_gone_is_not_called_saved_and_leaving_asks() {
    let mut model = model("= -p1 [t1:1]");
    look(&mut model, Found::Gone);
    assert!(matches!(state(&model), SaveState::NotSaved(failure)
        if failure.reason(Language::Chinese) == "文件已不在"));
    assert!(!model.wants_retry(), "nothing is written unasked");
    assert!(press(&mut model, "q").is_empty());
    assert_eq!(model.overlay, Some(Overlay::Leave));
    // Somebody wants it to be written again.
    let stamp = document(&model).stamp();
    assert_eq!(saves(&press(&mut model, "Enter")), [stamp]);
    assert!(quits(&saved(&mut model, stamp)));

    // It came back by itself, as after a checkout of another branch and back.
    let mut model = self::model("= -p1 [t1:1]");
    look(&mut model, Found::Gone);
    look(&mut model, Found::AsBefore);
    assert_eq!(state(&model), SaveState::Saved);
    assert!(quits(&press(&mut model, "q")));

    // Nobody can be asked.
    let mut model = self::model("= -p1 [t1:1]");
    look(&mut model, Found::Gone);
    let effects = update(&mut model, Event::Terminate);
    assert!(quits(&effects) && saves(&effects).is_empty(), "{effects:?}");
}

#[test]
fn a_commit_waits_until_both_have_met() {
    let mut model = model("= -p1 [t1:1]");
    let base = document(&model);
    let theirs = read_again("= -p1 t1:1 t2:1");
    press(&mut model, "3");
    let walk = model.walk_mut().expect("a walk");
    walk.mode = Mode::Write(Box::new(Writing::commit("周报")));
    assert!(look(&mut model, other(&base, &theirs)).is_empty());
    let effects = press(&mut model, "Ctrl-S");
    let wanted = meets(&effects).expect("a merge");
    assert_eq!(effects.len(), 1, "neither saved nor committed: {effects:?}");
    let merged = read_again("= -p1 t1:3 t2:1");
    let stamp = saves(&met(&mut model, wanted, &merged))[0];
    let effects = saved(&mut model, stamp);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Commit { .. }))
    );
}

#[test]
fn no_timer_runs_while_what_came_waits_for_somebody_who_types() {
    let mut model = model("= -p1 [t1:1]");
    let base = document(&model);
    let stamp = saves(&press(&mut model, "3"))[0];
    failed(&mut model, stamp);
    assert!(model.wants_retry());
    assert_eq!(
        saves(&press(&mut model, "F2")),
        [stamp],
        "the gesture tries too"
    );
    failed(&mut model, stamp);
    assert!(model.wants_retry(), "it can be saved while somebody types");
    look(&mut model, other(&base, &read_again("= -p1 t1:1 t2:1")));
    assert!(!model.wants_retry(), "it could do nothing");
    assert!(saves(&update(&mut model, Event::RetryDue)).is_empty());
    // Written back as it was before: there is nothing to wait for any more.
    assert_eq!(saves(&look(&mut model, Found::AsBefore)), [stamp]);
}

#[test]
fn a_file_that_was_emptied_is_no_plan_and_is_not_written_over() {
    let mut model = model("= -p1 t1:1 [t2:1]");
    let base = document(&model);
    let empty = Document::read(b"\n".to_vec());
    assert!(meets(&look(&mut model, other(&base, &empty))).is_none());
    assert!(said(&model).contains("清空"), "{}", said(&model));
    assert_eq!(document(&model).stamp(), base.stamp());
    assert!(matches!(state(&model), SaveState::NotSaved(_)));
    // An edit is kept, and looks again.
    let effects = press(&mut model, "3");
    assert!(saves(&effects).is_empty() && looks(&effects));
    assert!(!model.wants_retry(), "somebody has to do something");
    let edited = document(&model).stamp();
    // Leaving asks.
    press(&mut model, "q");
    look(&mut model, other(&base, &empty));
    assert_eq!(model.overlay, Some(Overlay::Leave));
    press(&mut model, "Esc");
    // Gone, as was said: what is seen is written.
    assert_eq!(saves(&look(&mut model, Found::Gone)), [edited]);
    assert!(!quits(&saved(&mut model, edited)));
    assert_eq!(state(&model), SaveState::Saved);
}

#[test]
fn what_was_emptied_and_is_as_before_needs_no_save() {
    let mut model = model("= -p1 [t1:1]");
    let base = document(&model);
    let empty = Document::read(Vec::new());
    look(&mut model, other(&base, &empty));
    assert!(look(&mut model, Found::AsBefore).is_empty());
    assert_eq!(
        (state(&model), said(&model).as_str()),
        (SaveState::Saved, "")
    );
}

#[test]
fn a_refused_save_whose_look_fails_is_tried_again() {
    let mut model = model("= -p1 [t1:1]");
    let stamp = saves(&press(&mut model, "3"))[0];
    let read = read(&model);
    let (refused, found) = (Some(stamp), Found::Unreadable(failure()));
    update(
        &mut model,
        Event::Looked {
            read,
            refused,
            found,
        },
    );
    assert!(model.wants_retry());
    assert_eq!(saves(&update(&mut model, Event::RetryDue)), [stamp]);
}
