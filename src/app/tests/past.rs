//! Earlier revisions are looked at; everything else is about the plan as it is now.

use super::*;
use crate::change::diff::diff;
use crate::change::{CommitId, Diff, Revision};

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
pub(super) fn tell(model: &mut Model, mut effects: Vec<Effect>, plans: &[&str]) {
    while !asks(&effects).is_empty() {
        let mut next = Vec::new();
        for answer in asks(&effects)
            .into_iter()
            .flat_map(|ask| answers(ask, plans))
        {
            next.extend(say(model, answer));
        }
        effects = next;
    }
}

/// The plan of a commit; an empty one where there is none.
fn plan_of(commit: &CommitId, plans: &[&str], before: usize) -> Document {
    let index = (1..=plans.len()).position(|number| self::commit(number) == *commit);
    let text = plans
        .get(index.expect("a commit") + before)
        .map(|plan| plan_text(plan));
    Document::read(text.unwrap_or_default().into_bytes())
}

fn document_of(version: &Version, plans: &[&str]) -> Document {
    match version {
        Version::At(commit) => plan_of(commit, plans, 0),
        Version::Before(commit) => plan_of(commit, plans, 1),
        Version::Text(document) => document.clone(),
    }
}

fn between(from: &Document, to: &Document) -> Diff {
    diff(&from.plan(), &to.plan())
}

fn answer(ask: &Ask, plans: &[&str]) -> Answer {
    answers(ask, plans).remove(0)
}

fn answers(ask: &Ask, plans: &[&str]) -> Vec<Answer> {
    vec![match ask {
        Ask::List { run, now } => Answer::Listed {
            run: *run,
            found: (1..=plans.len()).map(revision).collect(),
            same: plans
                .first()
                .filter(|newest| plan_text(newest) == now.text())
                .map(|_| now.stamp()),
            end: Some(Ok(())),
        },
        Ask::Load(wanted) => Answer::Loaded {
            commit: wanted.clone(),
            outcome: Ok(plan_of(wanted, plans, 0)),
        },
        Ask::Resolve { run, baseline } => Answer::Resolved {
            run: *run,
            baseline: baseline.clone(),
            outcome: match baseline {
                Baseline::Named(_) => Err(failure()),
                Baseline::Commit(wanted) => Ok((1..=plans.len())
                    .map(revision)
                    .find(|one| one.commit == *wanted)
                    .expect("a revision")),
                // The last meeting was before the newest revision.
                Baseline::LastMeeting => Ok(revision(2)),
                Baseline::Day(_) => Ok(revision(plans.len())),
            },
        },
        Ask::Since { run, from, to } => {
            let changes = between(&plan_of(from, plans, 0), to);
            Answer::Since {
                run: *run,
                outcome: Ok(Comparison::new(changes, to).into()),
            }
        }
        Ask::Compare { run, from, to } => {
            let changes = between(&document_of(from, plans), &document_of(to, plans));
            Answer::Compared {
                run: *run,
                outcome: Ok(changes.into()),
            }
        }
        Ask::Count(commits) => {
            let counted = |wanted: &CommitId| Answer::Counted {
                commit: wanted.clone(),
                counts: Ok(
                    between(&plan_of(wanted, plans, 1), &plan_of(wanted, plans, 0)).counts(),
                ),
            };
            return commits.iter().map(counted).collect();
        }
        Ask::Task { run, task, now } => {
            let commits = (1..=plans.len()).map(|number| Some(revision(number)));
            let steps = std::iter::once(None).chain(commits).enumerate();
            let found = steps.filter_map(|(number, revision)| {
                let plan = |index: usize| match (number + index).checked_sub(1) {
                    None => now.clone(),
                    Some(at) => {
                        let text = plans.get(at).map(|plan| plan_text(plan));
                        Document::read(text.unwrap_or_default().into_bytes())
                    }
                };
                let changes = between(&plan(1), &plan(0));
                let nodes: Vec<_> = changes.of_task(task).cloned().collect();
                let after = plan(0);
                (!nodes.is_empty()).then(|| TaskStep {
                    status: after.find(task).and_then(|place| after.status(place)),
                    revision,
                    nodes,
                })
            });
            Answer::Task {
                run: *run,
                found: found.collect(),
                end: Some(Ok(())),
            }
        }
    }]
}

/// Presses keys, and answers what they ask.
pub(super) fn travel(model: &mut Model, keys: &str, plans: &[&str]) {
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

pub(super) const NOW: &str = "= -p1 t1:3 [t2:2] -p2 t3:1";
pub(super) const PLANS: [&str; 3] = [
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
    assert_eq!(model.message, Some(Message::NoPast(failure())));
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
    assert_eq!(model.message, Some(Message::NoPast(failure())));
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

/// The rows of the history: `now`, or the number of the revision with the number of changes it made, the selected
/// one in brackets, the one that is compared with behind a star.
pub(super) fn rows(model: &Model) -> String {
    let walk = model.walk().expect("a walk");
    let Mode::Revisions(screen) = &walk.mode else {
        panic!("the screen of the history: {:?}", walk.mode);
    };
    let word = |row: &RevisionRow| match row {
        RevisionRow::Now => "now".to_owned(),
        RevisionRow::Commit(commit) => {
            let number = (1..100).find(|number| self::commit(*number) == *commit);
            let counts = walk.past().counts(commit);
            let status = counts.map_or_else(|| "?".to_owned(), |one| one.status.to_string());
            format!("{}:{status}", number.expect("a number"))
        }
    };
    let one = |index| {
        let row = Revisions::row(&walk.past().listing, walk.document(), index).expect("a row");
        let star = if screen.base.as_ref() == Some(&row) {
            "*"
        } else {
            ""
        };
        let word = format!("{star}{}", word(&row));
        if screen.selected() == Some(&row) {
            format!("[{word}]")
        } else {
            word
        }
    };
    let rows: Vec<String> = (0..screen.list.count()).map(one).collect();
    rows.join(" ")
}

/// What the history shows of what changed: ids, and which is chosen while the keys go there.
pub(super) fn changed(model: &Model) -> String {
    let walk = model.walk().expect("a walk");
    let Mode::Revisions(screen) = &walk.mode else {
        panic!("the screen of the history: {:?}", walk.mode);
    };
    let ids = screen.nodes().enumerate().map(|(index, node)| {
        if screen.is_reading && index == screen.chosen {
            format!("[{}]", node.id)
        } else {
            node.id.to_string()
        }
    });
    ids.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_history_lists_revisions_and_says_what_each_changed() {
    let mut model = model(NOW);
    travel(&mut model, "$", &PLANS);
    assert_eq!(model.context(), Context::History);
    assert_eq!(rows(&model), "[1:2] 2:0 3:0");
    assert_eq!(changed(&model), "t1 t2");
    travel(&mut model, "j", &PLANS);
    assert_eq!(
        (rows(&model).as_str(), changed(&model).as_str()),
        ("1:2 [2:0] 3:0", "t2")
    );
    travel(&mut model, "End", &PLANS);
    assert_eq!(rows(&model), "1:2 2:0 [3:0]");
    assert_eq!(
        changed(&model),
        "p1 t1 p2 t3 t2",
        "all of it came with the first"
    );
    travel(&mut model, "Esc", &PLANS);
    assert_eq!(draw(&model), NOW);
    // What is not committed yet stands above.
    let mut model = self::model("= -p1 t1:3 [t2:5] -p2 t3:1");
    travel(&mut model, "v", &PLANS);
    assert_eq!(
        (rows(&model).as_str(), changed(&model).as_str()),
        ("[now] 1:2 2:0 3:0", "t2")
    );
}

#[test]
fn any_two_revisions_are_compared() {
    let mut model = model("= -p1 t1:3 [t2:5] -p2 t3:1");
    travel(&mut model, "$ End * Home", &PLANS);
    assert_eq!(rows(&model), "[now] 1:2 2:0 *3:0");
    assert_eq!(changed(&model), "t1 t2");
    let between = |model: &Model| {
        let Some(Mode::Revisions(screen)) = model.walk().map(|walk| &walk.mode) else {
            return None;
        };
        let node = screen.nodes().next()?;
        node.changes.first().cloned()
    };
    let later = Some(crate::change::Change::Status {
        from: Status::NotStarted,
        to: Status::AtRisk,
    });
    assert_eq!(between(&model), later);
    // Whichever is marked: what changed is told forwards.
    travel(&mut model, "m End", &PLANS);
    assert_eq!(rows(&model), "*now 1:2 2:0 [3:0]");
    assert_eq!(between(&model), later);
    // Marked once more, each is compared with the one before again.
    travel(&mut model, "Home * Down", &PLANS);
    assert_eq!(rows(&model), "now [1:2] 2:0 3:0");
    assert_eq!(changed(&model), "t1 t2");
}

#[test]
fn a_change_leads_to_its_task_and_a_revision_to_the_tree() {
    let mut model = model("= -p1 [t1:3] t2:2 +p2 t3:1");
    travel(&mut model, "$ Enter", &PLANS);
    assert_eq!(
        (model.context(), changed(&model).as_str()),
        (Context::Changes, "[t1] t2")
    );
    travel(&mut model, "Down Enter", &PLANS);
    assert_eq!(draw(&model), "= -p1 t1:3 [t2:2] +p2 t3:1");
    travel(&mut model, "$ Down $", &PLANS);
    assert_eq!(seen(&model), "版本2 = -p1 t1:1 [t2:1] +p2 t3:1");
    travel(&mut model, "$", &PLANS);
    assert_eq!(
        rows(&model),
        "1:2 [2:0] 3:0",
        "the one that is looked at is selected"
    );
    travel(&mut model, "End Enter End Enter", &PLANS);
    assert_eq!(
        draw(&model),
        "= -p1 t1:3 [t2:2] +p2 t3:1",
        "jumping comes back"
    );
    // What is gone cannot be gone to.
    let mut model = self::model("= -p1 [t1:3]");
    travel(&mut model, "$ Down Enter", &PLANS);
    assert_eq!(changed(&model), "[t1] t2");
    travel(&mut model, "Down Enter", &PLANS);
    assert_eq!(model.message, Some(Message::NoLongerThere));
    assert_eq!(model.context(), Context::Changes);
    travel(&mut model, "Esc Esc", &PLANS);
    assert_eq!(model.context(), Context::Tree);
}

#[test]
fn revisions_stream_in_under_the_selected_one() {
    let mut model = model(NOW);
    let listing = press(&mut model, "$");
    let Some(Ask::List { run, now }) = asks(&listing).first().copied() else {
        panic!("a listing is asked for");
    };
    let (run, same) = (*run, Some(now.stamp()));
    let listed = |found: &[usize], end| Answer::Listed {
        run,
        found: found.iter().copied().map(revision).collect(),
        same,
        end,
    };
    let first = say(&mut model, listed(&[1, 2], None));
    assert_eq!(rows(&model), "[1:?] 2:?");
    assert!(
        matches!(&asks(&first)[..], [Ask::Compare { .. }, Ask::Count(wanted)] if wanted.len() == 2)
    );
    press(&mut model, "j");
    let more = say(&mut model, listed(&[3], Some(Ok(()))));
    assert_eq!(rows(&model), "1:? [2:?] 3:?");
    assert!(matches!(&asks(&more)[..], [Ask::Count(wanted)] if wanted.contains(&commit(3))));
    // An older comparison is not shown under another revision.
    tell(&mut model, first, &PLANS);
    assert_eq!(changed(&model), "");
    assert!(asks(&press(&mut model, "Tab")).is_empty());
    assert_eq!(
        model.context(),
        Context::History,
        "there is nothing to read yet"
    );
}

/// What the program is told of a list that is asked for anew.
fn list_again(
    model: &mut Model,
) -> impl Fn(&[usize], Option<Result<(), Failure>>) -> Answer + use<> {
    let asked = model.walk_mut().expect("a walk").repository_moved();
    let Some(Ask::List { run, now }) = asked.last() else {
        panic!("a listing is asked for: {asked:?}");
    };
    let (run, same) = (*run, Some(now.stamp()));
    move |found, end| Answer::Listed {
        run,
        found: found.iter().copied().map(revision).collect(),
        same,
        end,
    }
}

#[test]
fn a_list_that_is_read_again_never_gets_short() {
    let mut model = model(NOW);
    travel(&mut model, "$ G", &PLANS);
    assert_eq!(rows(&model), "1:2 2:0 [3:0]");
    let listed = list_again(&mut model);
    for (found, end, after) in [
        // Somebody committed once more.
        (&[6, 1][..], None, "6:? 1:2 2:0 [3:0]"),
        (&[2], None, "6:? 1:2 2:0 [3:0]"),
        (&[3], Some(Ok(())), "6:? 1:2 2:0 [3:0]"),
    ] {
        say(&mut model, listed(found, end));
        assert_eq!(rows(&model), after);
    }
    // Somebody took one of them away, and wrote another history.
    let listed = list_again(&mut model);
    say(&mut model, listed(&[9, 2], None));
    assert_eq!(rows(&model), "9:? 2:0 [3:0]");
    say(&mut model, listed(&[8], None));
    assert_eq!(rows(&model), "9:? 2:0 8:? [3:0]");
    say(&mut model, listed(&[2], Some(Ok(()))));
    assert_eq!(rows(&model), "9:? 2:0 [8:?]", "it is gone");
    // In another order.
    let listed = list_again(&mut model);
    say(&mut model, listed(&[2, 8], None));
    assert_eq!(rows(&model), "2:0 [8:?]");
    say(&mut model, listed(&[9], Some(Ok(()))));
    assert_eq!(rows(&model), "2:0 [8:?] 9:?");
}

#[test]
fn somebody_gets_where_they_wanted_while_the_list_is_read_again() {
    let mut model = model(NOW);
    travel(&mut model, "$ G", &PLANS);
    let listed = list_again(&mut model);
    let wanted = press(&mut model, "$");
    say(&mut model, listed(&[7], None));
    tell(&mut model, wanted, &PLANS);
    let past = model.walk().expect("a walk").past();
    let away = past.away().map(|away| away.revision.commit.clone());
    assert_eq!(away, Some(commit(3)));
}

/// The plan with `+` in front of what is new and `~` in front of what changed since the baseline.
fn since(model: &Model) -> String {
    let walk = model.walk().expect("a walk");
    let comparison = walk.past().since().and_then(Since::comparison);
    let Some(comparison) = comparison else {
        return "-".to_owned();
    };
    let mut words = Vec::new();
    for pillar in walk.shown().plan().pillars {
        for id in std::iter::once(&pillar.id).chain(pillar.tasks.iter().map(|task| &task.id)) {
            let mark = match comparison.mark(id) {
                Some(SinceMark::New) => "+",
                Some(SinceMark::Changed) => "~",
                None => "",
            };
            words.push(format!("{mark}{id}"));
        }
    }
    words.join(" ")
}

#[test]
fn what_changed_since_the_last_meeting_is_marked_and_stepped_through() {
    let mut model = model("[=] -p1 t1:3 t2:2 t9:1 +p2 t3:1 t4:1");
    let plans = [PLANS[0], PLANS[1], PLANS[2]];
    travel(&mut model, "9 Enter", &plans);
    assert_eq!(since(&model), "p1 ~t1 ~t2 +t9 p2 t3 +t4");
    let comparison = model
        .walk()
        .and_then(|walk| walk.past().since()?.comparison());
    assert_eq!(comparison.map(Comparison::tasks), Some((4, 0)));
    for after in [
        "= -p1 [t1:3] t2:2 t9:1 +p2 t3:1 t4:1",
        "= -p1 t1:3 [t2:2] t9:1 +p2 t3:1 t4:1",
        "= -p1 t1:3 t2:2 [t9:1] +p2 t3:1 t4:1",
        "= -p1 t1:3 t2:2 t9:1 -p2 t3:1 [t4:1]",
    ] {
        press(&mut model, "Ctrl-Right");
        assert_eq!(draw(&model), after);
    }
    press(&mut model, "Ctrl-Right");
    assert_eq!(model.message, Some(Message::LastChange));
    press(&mut model, "k Ctrl-Left");
    assert_eq!(draw(&model), "= -p1 t1:3 t2:2 [t9:1] -p2 t3:1 t4:1");
    press(&mut model, "Home Ctrl-Left");
    assert_eq!(model.message, Some(Message::FirstChange));
    // For the room, too.
    press(&mut model, "j j F5 Ctrl-Right");
    assert_eq!(draw(&model), "= -p1 t1:3 [t2:2] t9:1 -p2 t3:1 t4:1");
}

#[test]
fn marks_follow_the_edits_and_the_revision_that_is_looked_at() {
    let mut model = model("= -p1 t1:3 t2:2 -p2 [t3:1]");
    travel(&mut model, "9 2 0 2 1 - 9 - 1 Enter", &PLANS);
    assert_eq!(since(&model), "p1 ~t1 ~t2 p2 t3");
    travel(&mut model, "5", &PLANS);
    assert_eq!(since(&model), "p1 ~t1 ~t2 p2 ~t3");
    travel(&mut model, "u", &PLANS);
    assert_eq!(since(&model), "p1 ~t1 ~t2 p2 t3");
    travel(&mut model, "[", &PLANS);
    assert_eq!(since(&model), "p1 t1 ~t2 p2 t3");
    travel(&mut model, "[", &PLANS);
    assert_eq!(since(&model), "p1 t1 p2 t3 t2");
}

#[test]
fn a_baseline_is_chosen_from_the_revisions_and_taken_away() {
    let mut model = model(NOW);
    press(&mut model, "Ctrl-Right");
    assert_eq!(model.message, Some(Message::NotCompared("9".to_owned())));
    travel(&mut model, "9 Down Down Enter", &PLANS);
    let baseline = |model: &Model| {
        let since = model.walk().and_then(|walk| walk.past().since());
        since.map(|since| since.baseline.clone())
    };
    assert_eq!(baseline(&model), Some(Baseline::Commit(commit(1))));
    press(&mut model, "Ctrl-Right");
    assert_eq!(model.message, Some(Message::NothingChanged));
    // A name that git does not know changes nothing.
    travel(&mut model, "9 n o Enter", &PLANS);
    assert_eq!(model.message, Some(Message::NoPast(failure())));
    assert_eq!(baseline(&model), Some(Baseline::Commit(commit(1))));
    travel(&mut model, "9 Del Enter", &PLANS);
    assert_eq!(
        (baseline(&model), &model.message),
        (None, &Some(Message::NoLongerCompared))
    );
    travel(&mut model, "9 Del Enter", &PLANS);
    assert_eq!(baseline(&model), None);
}

#[test]
fn the_side_pane_shows_what_became_of_the_task() {
    let mut model = model("= -p1 t1:3 [t2:5] -p2 t3:1");
    let steps = |model: &Model| -> Vec<(Option<String>, Option<Status>)> {
        let past = model.walk().expect("a walk").past().task();
        let step = |step: &TaskStep| {
            let subject = step.revision.as_ref().map(|one| one.subject.clone());
            (subject, step.status)
        };
        past.steps().iter().map(step).collect()
    };
    travel(&mut model, "'", &PLANS);
    let of = |number: usize, status| (Some(format!("版本{number}")), Some(status));
    assert_eq!(
        steps(&model),
        [
            (None, Some(Status::Done)),
            of(1, Status::OnTrack),
            of(2, Status::NotStarted),
            of(3, Status::NotStarted),
        ]
    );
    travel(&mut model, "k", &PLANS);
    assert_eq!(
        steps(&model),
        [of(1, Status::AtRisk), of(3, Status::NotStarted)]
    );
    // Read and scrolled, and nothing in it is edited.
    if let Some(walk) = model.walk_mut() {
        walk.pane.settle(5, 20);
    }
    travel(&mut model, "Tab j j", &PLANS);
    assert_eq!(model.walk().map(|walk| walk.pane.top()), Some(2));
    travel(&mut model, "Enter", &PLANS);
    let view = |model: &Model| model.walk().map(|walk| walk.pane_view);
    assert_eq!(
        (view(&model), model.context()),
        (Some(PaneView::Sheet), Context::Pane)
    );
    assert!(
        asks(&press(&mut model, "j k")).is_empty(),
        "nobody looks at it"
    );
}

#[test]
fn a_repository_that_moves_is_asked_again_and_what_is_seen_stays_until_then() {
    let mut model = model("= -p1 t1:3 [t2:5] -p2 t3:1");
    travel(&mut model, "9 Enter ' $ j", &PLANS);
    assert_eq!(rows(&model), "now [1:2] 2:0 3:0");
    // Somebody commits what is in the file.
    let after = ["= -p1 t1:3 t2:5 -p2 t3:1", PLANS[1], PLANS[2]];
    let asked = model.walk_mut().expect("a walk").repository_moved();
    let seen = (rows(&model), since(&model), changed(&model));
    let effects: Vec<_> = asked
        .into_iter()
        .map(|ask| Effect::Past {
            plan: "plans/a.toml".into(),
            ask,
        })
        .collect();
    assert_eq!(seen, (rows(&model), since(&model), changed(&model)));
    tell(&mut model, effects, &after);
    assert_eq!(
        rows(&model),
        "[1:2] 2:0 3:0",
        "the file is the newest revision now"
    );
    assert_eq!(since(&model), "p1 ~t1 ~t2 p2 t3");
    travel(&mut model, "Esc", &after);
    let past = model.walk().expect("a walk").past().task();
    let first = past.steps().first().and_then(|step| step.revision.clone());
    assert_eq!(first, Some(revision(1)));
}
