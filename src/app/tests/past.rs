//! Earlier revisions are looked at; everything else is about the plan as it is now.

use super::*;
use crate::change::{CommitId, Revision};

/// A commit by its number.
fn commit(number: usize) -> CommitId {
    CommitId::new(&format!("{number:040x}")).expect("a hash")
}

/// The revision with a number: the newest is 1.
pub(super) fn revision(number: usize) -> Revision {
    let days = u64::try_from(number).expect("a number");
    let day = today() - chrono::Days::new(days);
    let at = day.and_hms_opt(9, 0, 0).expect("a time").and_utc();
    Revision {
        commit: commit(number),
        at: at.fixed_offset(),
        author: format!("作者{number}"),
        subject: format!("版本{number}"),
        is_merge: false,
    }
}

pub(super) fn asks(effects: &[Effect]) -> Vec<&Ask> {
    let mut asks = Vec::new();
    for effect in effects {
        if let Effect::Past { ask, .. } = effect {
            asks.push(ask);
        }
    }
    asks
}

fn say(model: &mut Model, answer: Answer) -> Vec<Effect> {
    let plan = "plans/a.toml".into();
    update(model, Event::Past { plan, answer })
}

/// Answers what is asked until nothing is asked any more: the revisions hold these plans, the newest first.
fn tell(model: &mut Model, mut effects: Vec<Effect>, plans: &[&str]) {
    while !asks(&effects).is_empty() {
        let mut next = Vec::new();
        for ask in asks(&effects) {
            next.extend(say(model, answer(ask, plans)));
        }
        effects = next;
    }
}

fn answer(ask: &Ask, plans: &[&str]) -> Answer {
    match ask {
        Ask::List { run, now } => Answer::Listed {
            run: *run,
            found: (1..=plans.len()).map(revision).collect(),
            same: plans
                .first()
                .filter(|newest| plan_text(newest) == now.text())
                .map(|_| now.stamp()),
            end: Some(Ok(())),
        },
        Ask::Load(wanted) => {
            let index = (1..=plans.len()).position(|number| commit(number) == *wanted);
            let text = plan_text(plans[index.expect("a commit")]);
            Answer::Loaded {
                commit: wanted.clone(),
                outcome: Ok(Document::read(text.into_bytes())),
            }
        }
    }
}

/// Presses keys, and answers what they ask.
fn travel(model: &mut Model, keys: &str, plans: &[&str]) {
    for key in keys.split_whitespace() {
        let effects = press(model, key);
        tell(model, effects, plans);
    }
}

/// The plan that is shown, as [`draw`] draws the one that is now.
fn seen(model: &Model) -> String {
    let walk = model.walk().expect("a walk");
    let Some(away) = walk.past().away() else {
        return draw(model);
    };
    let mut looked = model.clone();
    let document = walk.shown().clone();
    let number = away.revision.subject.clone();
    if let Some(walk) = looked.walk_mut() {
        walk.document = document;
        walk.past = Past::default();
    }
    format!("{number} {}", draw(&looked))
}

#[track_caller]
fn check_travel(before: &str, plans: &[&str], keys: &str, after: &str) {
    let mut model = model(before);
    travel(&mut model, keys, plans);
    assert_eq!(seen(&model), after, "after {keys}");
}

const NOW: &str = "= -p1 t1:3 [t2:2] -p2 t3:1";
const PLANS: [&str; 3] = [
    "= -p1 t1:3 t2:2 -p2 t3:1",
    "= -p1 t1:1 t2:1 -p2 t3:1",
    "= -p1 t1:1 -p2 t3:1 t2:1",
];

#[test]
fn brackets_step_through_revisions_and_back() {
    // The newest revision is what is seen already.
    check_travel(NOW, &PLANS, "[", "版本2 = -p1 t1:1 [t2:1] -p2 t3:1");
    check_travel(NOW, &PLANS, "[ [", "版本3 = -p1 t1:1 -p2 t3:1 [t2:1]");
    check_travel(NOW, &PLANS, "[ [ [ [", "版本3 = -p1 t1:1 -p2 t3:1 [t2:1]");
    check_travel(NOW, &PLANS, "【 【 】", "版本2 = -p1 t1:1 [t2:1] -p2 t3:1");
    check_travel(NOW, &PLANS, "[ [ ] ]", NOW);
    check_travel(NOW, &PLANS, "]", NOW);
    for back in ["0", "Esc"] {
        check_travel(NOW, &PLANS, &format!("[ [ {back}"), NOW);
    }
    // Edited since, the newest revision is the first that differs.
    let edited = "= -p1 t1:3 [t2:5] -p2 t3:1";
    check_travel(edited, &PLANS, "[", "版本1 = -p1 t1:3 [t2:2] -p2 t3:1");
    check_travel(edited, &PLANS, "[ ]", edited);
}

#[test]
fn at_either_end_it_says_so() {
    for (keys, plans, words) in [
        ("]", &PLANS[..], "已是现在的计划"),
        ("0", &PLANS, "已是现在的计划"),
        ("[ [ [", &PLANS, "已是最早的版本"),
        ("[ 0", &PLANS, "已回到现在的计划"),
        ("[", &PLANS[..1], "已是最早的版本"),
        ("[", &[], "已是最早的版本"),
    ] {
        let mut model = model(NOW);
        travel(&mut model, keys, plans);
        let said = model.message.as_ref().map(|one| one.words(model.language));
        assert_eq!(said.as_deref(), Some(words), "{keys} {}", plans.len());
    }
}

#[test]
fn a_task_that_was_not_there_gives_way_and_comes_again() {
    let now = "= -p1 t1:1 t2:1 [t9:1] -p2 t3:1";
    let plans = ["= -p1 t1:1 t2:1 -p2 t3:1", "= -p1 t2:1 t1:1 t9:2 -p2 t3:1"];
    check_travel(now, &plans, "[", "版本1 = -p1 t1:1 [t2:1] -p2 t3:1");
    check_travel(now, &plans, "[ [", "版本2 = -p1 t2:1 t1:1 [t9:2] -p2 t3:1");
    check_travel(now, &plans, "[ 0", now);
    // Whoever goes elsewhere meanwhile stays there.
    check_travel(now, &plans, "[ k 0", "= -p1 [t1:1] t2:1 t9:1 -p2 t3:1");
    check_travel(now, &["= -p2 t3:1"], "[", "版本1 = [-p2] t3:1");
    check_travel(now, &["="], "[ 0", now);
}

#[test]
fn folds_marks_and_the_item_stay() {
    let now = "= +p1 t1:3 t2:2 -p2 [t3:1]";
    let plans = ["= -p2 t3:2 -p1 t1:1"];
    check_travel(now, &plans, "[", "版本1 = -p2 [t3:2] +p1 t1:1");
    check_travel(now, &plans, "[ 0", now);
    check_travel(now, &plans, "[ > 0", "= -p1 t1:3 t2:2 -p2 [t3:1]");
    // Marks are of the plan as it is now.
    let mut marked = model(now);
    travel(&mut marked, "* [", &plans);
    assert_eq!(seen(&marked), "版本1 = -p2 [t3:2] +p1 t1:1");
    travel(&mut marked, "m 0", &plans);
    assert_eq!(draw(&marked), "= +p1 t1:3 t2:2 -p2 [t3:1*]");
    let mut model = model(now);
    travel(&mut model, "Enter Down Down [", &plans);
    let item = |model: &Model| model.walk().map(|walk| walk.item.clone());
    assert_eq!(item(&model), Some(Item::Lead));
    assert_eq!(model.context(), Context::Pane);
}

#[test]
fn nothing_is_edited_saved_or_undone_while_another_revision_is_looked_at() {
    let every_edit = "1 3 8 + - F3 F4 & F2 \" | o Ins # % Ctrl-Up Ctrl-Down @ Del u F7 Ctrl-R F8 *";
    for place in ["", "Tab", "F5"] {
        // In the side pane Enter edits.
        let every_edit = format!("{every_edit} {}", if place == "Tab" { "Enter" } else { "" });
        let mut model = model(NOW);
        let saved = saves(&press(&mut model, "3"));
        let text = model.walk().map(|walk| walk.document().text().into_owned());
        travel(&mut model, &format!("[ {place}"), &PLANS);
        let before = seen(&model);
        for key in every_edit.split_whitespace() {
            let effects = press(&mut model, key);
            assert!(saves(&effects).is_empty(), "{place} {key}");
            let given = key.parse().expect("a key");
            let is_free = model.keymap.command_for(model.context(), given).is_none();
            let is_named = model.message == Some(Message::Away("0".to_owned()));
            assert!(is_named || is_free, "{place} {key}: {:?}", model.message);
            let walk = model.walk().expect("a walk");
            let is_looking = matches!(walk.mode, Mode::Browse | Mode::Present(_));
            assert!(is_looking && walk.is_away(), "{place} {key}");
        }
        travel(&mut model, "[ ]", &PLANS);
        assert_eq!(seen(&model), before);
        assert_eq!(state(&model), SaveState::Saving, "of the plan as it is now");
        super::saved(&mut model, saved[0]);
        assert_eq!(state(&model), SaveState::Saved);
        if place == "F5" {
            press(&mut model, "Esc");
        }
        travel(&mut model, "0", &PLANS);
        let now = model.walk().map(|walk| walk.document().text().into_owned());
        assert_eq!(now, text);
        assert_eq!(draw(&model), "= -p1 t1:3 [t2:3] -p2 t3:1");
        press(&mut model, "u");
        assert_eq!(draw(&model), NOW);
    }
}

#[test]
fn a_save_that_failed_is_tried_again_and_leaving_asks_for_the_plan_as_it_is_now() {
    let mut model = model(NOW);
    let asked = saves(&press(&mut model, "3"));
    travel(&mut model, "[", &PLANS);
    failed(&mut model, asked[0]);
    assert_eq!(state(&model), SaveState::NotSaved(&failure()));
    assert!(model.wants_retry());
    assert_eq!(saves(&update(&mut model, Event::RetryDue)), asked);
    failed(&mut model, asked[0]);
    assert_eq!(saves(&press(&mut model, "q")), asked);
    assert!(!quits(&failed(&mut model, asked[0])));
    assert_eq!(model.overlay, Some(Overlay::Leave));
    assert_eq!(saves(&press(&mut model, "Enter")), asked);
    assert!(quits(&saved(&mut model, asked[0])));
}

#[test]
fn what_is_pressed_meanwhile_is_the_newest_wish() {
    let mut model = model(NOW);
    let listing = press(&mut model, "[");
    assert!(
        asks(&press(&mut model, "[")).is_empty(),
        "nothing is known yet"
    );
    let Some(Ask::List { run, now }) = asks(&listing).first().copied() else {
        panic!("a listing is asked for: {listing:?}");
    };
    let (run, same) = (*run, Some(now.stamp()));
    let listed = |found: &[usize], end| Answer::Listed {
        run,
        found: found.iter().copied().map(revision).collect(),
        same,
        end,
    };
    // The second step is at a revision that is not listed yet.
    assert!(asks(&say(&mut model, listed(&[1, 2], None))).is_empty());
    let loading = say(&mut model, listed(&[3], Some(Ok(()))));
    assert!(matches!(asks(&loading)[..], [Ask::Load(wanted)] if *wanted == commit(3)));
    let other = press(&mut model, "]");
    assert!(matches!(asks(&other)[..], [Ask::Load(wanted)] if *wanted == commit(2)));
    // The answer to what is no longer wished for changes nothing on the screen.
    tell(&mut model, loading, &PLANS);
    assert_eq!(seen(&model), NOW);
    tell(&mut model, other, &PLANS);
    assert_eq!(seen(&model), "版本2 = -p1 t1:1 [t2:1] -p2 t3:1");
    // Likewise when somebody comes back before it is there.
    let late = press(&mut model, "[ 0");
    tell(&mut model, late, &PLANS);
    assert_eq!(seen(&model), NOW);
}

#[test]
fn what_is_being_typed_is_not_taken_away() {
    let mut model = model(NOW);
    let listing = press(&mut model, "[");
    press(&mut model, "F3");
    tell(&mut model, listing, &PLANS);
    assert_eq!(model.context(), Context::Prompt);
    press(&mut model, "1 0 - 3 1 Enter");
    let walk = model.walk().expect("a walk");
    assert!(!walk.is_away());
    let task = walk.document().task(walk.place().expect("a place"));
    assert_eq!(task.and_then(|task| task.due), "2021-10-31".parse().ok());
}

#[test]
fn a_history_that_cannot_be_read_says_why_and_the_plan_stays() {
    let mut model = model(NOW);
    let listing = press(&mut model, "[");
    let Some(Ask::List { run, .. }) = asks(&listing).first().copied() else {
        panic!("a listing is asked for");
    };
    let answer = Answer::Listed {
        run: *run,
        found: Vec::new(),
        same: None,
        end: Some(Err(failure())),
    };
    say(&mut model, answer);
    assert_eq!(model.message, Some(Message::Failed(failure())));
    assert_eq!(seen(&model), NOW);
    let loading = press(&mut model, "[");
    let effects = say(&mut model, answer_of(&loading));
    let Some(Ask::Load(wanted)) = asks(&effects).first().copied() else {
        panic!("a revision is asked for: {effects:?}");
    };
    let answer = Answer::Loaded {
        commit: wanted.clone(),
        outcome: Err(failure()),
    };
    say(&mut model, answer);
    assert_eq!(model.message, Some(Message::Failed(failure())));
    assert_eq!(seen(&model), NOW);
}

fn answer_of(effects: &[Effect]) -> Answer {
    answer(asks(effects).first().expect("a question"), &PLANS)
}

#[test]
fn an_answer_about_another_plan_comes_to_nothing() {
    let mut model = model(NOW);
    let listing = press(&mut model, "[");
    let answer = answer_of(&listing);
    let plan = "plans/b.toml".into();
    let effects = update(&mut model, Event::Past { plan, answer });
    assert!(asks(&effects).is_empty());
    assert_eq!(seen(&model), NOW);
}

/// What somebody else wrote is taken with everything in its place.
#[test]
fn another_document_for_the_plan_keeps_where_one_is() {
    let now = "= +p1 t1:3 t2:2 -p2 t3:1 [t4:1]";
    let other = "= -p2 t0:1 t4:2 t3:1 -p1 t2:2";
    let replaced = |model: &mut Model, text: &str| {
        let document = Document::read(plan_text(text).into_bytes());
        model.walk_mut().expect("a walk").replace(document);
    };
    let mut model = model(now);
    press(&mut model, "k * *");
    replaced(&mut model, other);
    assert_eq!(draw(&model), "= -p2 t0:1 [t4:2*] t3:1* +p1 t2:2");
    press(&mut model, "u");
    assert_eq!(model.message, Some(Message::NothingToUndo));

    // A line that is typed stays with its task, and one whose task is gone is refused and not lost.
    for (text, is_there) in [(other, true), ("= -p2 t3:1", false)] {
        let mut model = self::model(now);
        press(&mut model, "F3 1 0 - 3 1");
        replaced(&mut model, text);
        press(&mut model, "Enter");
        let walk = model.walk().expect("a walk");
        let due = |task: &str| {
            let id = crate::plan::Id::new(task).expect("an id");
            let place = walk.document().find(&id)?;
            walk.document().task(place)?.due
        };
        assert_eq!(due("t4").is_some(), is_there);
        assert_eq!(due("t3"), None);
        assert_eq!(matches!(walk.mode, Mode::Prompt(_)), !is_there);
    }

    // Under a revision that is looked at.
    let mut model = self::model(now);
    travel(&mut model, "* [", &["= -p1 t1:1 -p2 t4:1"]);
    replaced(&mut model, other);
    assert_eq!(seen(&model), "版本1 = +p1 t1:1 -p2 [t4:1]");
    travel(&mut model, "0", &[]);
    assert_eq!(draw(&model), "= -p2 t0:1 [t4:2*] t3:1 +p1 t2:2");
}
