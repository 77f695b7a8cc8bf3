//! The laws of the merge, over plans that two people have edited, and single encounters.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::change::generate::{Picked, edited_by as edited, gesture, ids, plan};
use crate::change::{Edit, Operation, Slot, diff};
use crate::plan::*;

/// One sentence of a text put in another way, left out, or followed by a new one.
fn reworded(
    plan: &mut Plan,
    rewordings: &[(prop::sample::Index, prop::sample::Index, u8)],
    side: &str,
) {
    for (number, (task, sentence, how)) in rewordings.iter().enumerate() {
        let mut tasks: Vec<&mut Task> = plan
            .pillars
            .iter_mut()
            .flat_map(|pillar| &mut pillar.tasks)
            .collect();
        if tasks.is_empty() {
            return;
        }
        let task = task.index(tasks.len());
        let text = &mut tasks[task].text;
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let at = sentence.index(lines.len());
        let new = format!("{side}{number}。");
        match how % 3 {
            0 => lines[at] = new,
            1 => lines.insert(at + 1, new),
            _ => drop(lines.remove(at)),
        }
        *text = lines.join("\n");
    }
}

fn gestures() -> impl Strategy<Value = Vec<Picked>> {
    prop::collection::vec(gesture(), 0..6)
}

fn rewordings() -> impl Strategy<Value = Vec<(prop::sample::Index, prop::sample::Index, u8)>> {
    prop::collection::vec(
        any::<(prop::sample::Index, prop::sample::Index, u8)>(),
        0..3,
    )
}

/// A plan, and what two people made of it.
fn triple() -> impl Strategy<Value = (Plan, Plan, Plan)> {
    let sides = [(); 2].map(|()| (gestures(), rewordings(), prop::option::of(plan())));
    let [ours, theirs] = sides;
    (plan(), ours, theirs).prop_map(|(base, ours, theirs)| {
        let side = |(gestures, rewordings, head): (Vec<Picked>, Vec<_>, Option<Plan>), name| {
            let mut side = edited(&base, gestures, name);
            reworded(&mut side, &rewordings, name);
            if let Some(plan) = head {
                side.head.title = plan.head.title;
                side.head.preamble = format!("{}\n{name}。", side.head.preamble);
            }
            side
        };
        (base.clone(), side(ours, "a"), side(theirs, "b"))
    })
}

fn swapped(conflicts: Vec<Conflict>) -> Vec<String> {
    described(conflicts.into_iter().map(Conflict::swapped).collect())
}

/// In no order: where a torn node stands depends on the side.
fn described(conflicts: Vec<Conflict>) -> Vec<String> {
    let mut all: Vec<_> = conflicts
        .iter()
        .map(|conflict| format!("{conflict:?}"))
        .collect();
    all.sort();
    all
}

/// All that is written in the plan and in its conflicts; of long text each line.
fn words(plan: &Plan, conflicts: &[Conflict]) -> HashSet<String> {
    let mut words = Vec::new();
    let of_note = |note: &Note, words: &mut Vec<String>| {
        words.extend(note.text.split('\n').map(str::to_owned));
        words.push(note.by.clone());
    };
    let of_target =
        |target: &Target| format!("{} {} {:?}", target.name, target.goal, target.actual);
    let of_reference = |reference: &Reference| format!("{reference:?}");
    words.push(plan.head.title.clone());
    words.extend(plan.head.preamble.split('\n').map(str::to_owned));
    for pillar in &plan.pillars {
        words.push(pillar.title.clone());
        words.extend(pillar.text.split('\n').map(str::to_owned));
        words.extend(pillar.lead.clone());
        for task in &pillar.tasks {
            words.push(task.title.clone());
            words.extend(task.text.split('\n').map(str::to_owned));
            words.extend(task.lead.clone());
            words.extend(task.support.clone());
            words.extend(task.targets.iter().map(of_target));
            words.extend(task.references.iter().map(of_reference));
            task.notes.iter().for_each(|note| of_note(note, &mut words));
            for measure in &task.measures {
                words.extend(measure.text.split('\n').map(str::to_owned));
                words.extend(measure.lead.clone());
            }
        }
    }
    for conflict in conflicts {
        for side in [&conflict.ours, &conflict.theirs] {
            match &side.value {
                Some(Value::Line(line)) => words.push(line.clone()),
                Some(Value::Text(text)) => words.extend(text.split('\n').map(str::to_owned)),
                Some(Value::Note(note)) => of_note(note, &mut words),
                Some(Value::Target(target)) => words.push(of_target(target)),
                Some(Value::Reference(reference)) => words.push(of_reference(reference)),
                _ => {}
            }
        }
    }
    // An empty line says nothing.
    words.retain(|word| !word.is_empty());
    words.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn one_side_alone_is_taken((base, ours, _) in triple()) {
        for (our, their) in [(&base, &ours), (&ours, &base), (&ours, &ours)] {
            let merged = merge(&base, our, their).unwrap();
            prop_assert_eq!(&merged.plan, &ours);
            prop_assert_eq!(merged.conflicts, &[]);
        }
    }

    /// The same where the other side has changed something that has nothing to do with it.
    #[test]
    fn one_side_beside_a_title_is_taken((base, ours, _) in triple()) {
        let mut theirs = base.clone();
        theirs.head.issuer = Some("另一边".to_owned());
        let mut expected = ours.clone();
        expected.head.issuer.clone_from(&theirs.head.issuer);
        prop_assume!(ours.head.issuer == base.head.issuer);
        for (our, their) in [(&ours, &theirs), (&theirs, &ours)] {
            let merged = merge(&base, our, their).unwrap();
            prop_assert_eq!(&merged.plan, &expected);
            prop_assert_eq!(merged.conflicts, &[]);
        }
    }

    #[test]
    fn swapping_sides_swaps_the_labels((base, ours, theirs) in triple()) {
        let one = merge(&base, &ours, &theirs).unwrap();
        let other = merge(&base, &theirs, &ours).unwrap();
        if one.conflicts.is_empty() {
            prop_assert_eq!(&one.plan, &other.plan);
        }
        prop_assert_eq!(described(one.conflicts), swapped(other.conflicts));
    }

    /// What a conflict is about, each side has changed: so whoever made that change can be named. Places aside: which
    /// of two neighbours moved is told in one way only.
    #[test]
    fn a_conflict_is_about_what_both_sides_touched((base, ours, theirs) in triple()) {
        let (our, their) = (diff(&base, &ours), diff(&base, &theirs));
        for conflict in merge(&base, &ours, &theirs).unwrap().conflicts {
            if conflict.field != Field::Place {
                prop_assert!(our.touches(&conflict) && their.touches(&conflict), "{:?}", conflict);
            }
            prop_assert!(!diff(&base, &base).touches(&conflict));
        }
    }

    /// No note and no sentence that a side wrote is lost, nor a value: it is in the plan, or in a conflict.
    #[test]
    fn nothing_that_one_side_wrote_is_lost((base, ours, theirs) in triple()) {
        let merged = merge(&base, &ours, &theirs).unwrap();
        let known = words(&base, &[]);
        let there = words(&merged.plan, &merged.conflicts);
        for side in [&ours, &theirs] {
            for word in words(side, &[]).difference(&known) {
                prop_assert!(there.contains(word), "{word} is lost: {merged:#?}");
            }
        }
    }

    #[test]
    fn the_outcome_is_a_plan_with_ids_of_its_own((base, ours, theirs) in triple()) {
        let merged = merge(&base, &ours, &theirs).unwrap();
        let all = ids(&merged.plan);
        let unique: HashSet<_> = all.iter().collect();
        prop_assert_eq!(unique.len(), all.len());
        // It is in range: it can be carried out as operations.
        let change = diff(&Plan { head: base.head.clone(), ..Plan::default() }, &merged.plan);
        prop_assert_eq!(change.apply(&Plan { head: base.head, ..Plan::default() }), Ok(merged.plan.clone()));
        for operation in change.operations() {
            prop_assert!(operation.is_in_range(), "{:?}", operation);
        }
        for conflict in &merged.conflicts {
            if let Some(node) = &conflict.node {
                prop_assert!(all.contains(&node), "{:?}", conflict);
            }
            prop_assert!(conflict.ours.value != conflict.theirs.value, "{:?}", conflict);
        }
    }

    /// A field that one side alone changed is as that side has it, where its task is on both sides.
    #[test]
    fn a_field_that_one_side_touched_is_as_it_left_it((base, ours, theirs) in triple()) {
        let merged = merge(&base, &ours, &theirs).unwrap();
        for task in merged.plan.tasks() {
            let sides = [&base, &ours, &theirs].map(|plan| plan.task(&task.id));
            let [Some(before), Some(our), Some(their)] = sides else { continue };
            for (touched, other) in [(our, their), (their, our)] {
                if other.status == before.status {
                    prop_assert_eq!(task.status, touched.status);
                }
                if other.due == before.due {
                    prop_assert_eq!(task.due, touched.due);
                }
                if other.title == before.title {
                    prop_assert_eq!(&task.title, &touched.title);
                }
                if other.notes == before.notes {
                    prop_assert_eq!(&task.notes, &touched.notes);
                }
                if other.text == before.text {
                    prop_assert_eq!(&task.text, &touched.text);
                }
            }
        }
    }
}

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

/// Two pillars, `p1` with `a`, `b`, `c` and `p2` with `d`.
fn small() -> Plan {
    let task = |name: &str| {
        let mut task = Task::new(id(name), format!("任务{name}"));
        task.text = "一。\n二。\n三。".to_owned();
        task.notes = vec![note("09:00", "王", "旧。")];
        task
    };
    let mut one = Pillar::new(id("p1"), "板块一");
    one.tasks = ["a", "b", "c"].map(task).to_vec();
    let mut two = Pillar::new(id("p2"), "板块二");
    two.tasks = vec![task("d")];
    let head = Head {
        title: "计划".to_owned(),
        ..Head::default()
    };
    Plan {
        head,
        pillars: vec![one, two],
    }
}

fn note(time: &str, by: &str, text: &str) -> Note {
    Note {
        at: DateTime::parse_from_rfc3339(&format!("2021-09-15T{time}:00+08:00")).unwrap(),
        by: by.to_owned(),
        kind: NoteKind::Progress,
        text: text.to_owned(),
    }
}

fn edit(node: &str, edit: Edit) -> Operation {
    Operation {
        node: id(node),
        edit,
    }
}

/// What comes of two people's operations on the small plan.
fn met<const O: usize, const T: usize>(ours: [Operation; O], theirs: [Operation; T]) -> Merged {
    let side = |operations: &[Operation]| {
        let mut plan = small();
        for operation in operations {
            operation.apply(&mut plan).unwrap();
        }
        plan
    };
    merge(&small(), &side(&ours), &side(&theirs)).unwrap()
}

fn order(plan: &Plan) -> String {
    let pillars = plan.pillars.iter().map(|pillar| {
        let tasks: Vec<_> = pillar.tasks.iter().map(|task| task.id.as_str()).collect();
        format!("{}: {}", pillar.id, tasks.join(" "))
    });
    pillars.collect::<Vec<_>>().join("; ")
}

fn fields(merged: &Merged) -> Vec<(Option<&str>, &Field)> {
    let conflicts = merged.conflicts.iter();
    conflicts
        .map(|conflict| (conflict.node.as_ref().map(Id::as_str), &conflict.field))
        .collect()
}

#[test]
fn status_and_date_of_one_task_are_no_conflict() {
    let day = "2021-10-15".parse().unwrap();
    let merged = met(
        [Operation::status(id("a"), Status::Done)],
        [edit("a", Edit::Due(Some(day)))],
    );
    let task = merged.plan.task(&id("a")).unwrap();
    assert_eq!((task.status, task.due), (Status::Done, Some(day)));
    assert_eq!(merged.conflicts, &[]);
}

#[test]
fn a_status_set_differently_is_one_and_ours_stands() {
    let merged = met(
        [Operation::status(id("a"), Status::Done)],
        [Operation::status(id("a"), Status::AtRisk)],
    );
    assert_eq!(merged.plan.task(&id("a")).unwrap().status, Status::Done);
    let [conflict] = merged.conflicts.as_slice() else {
        panic!("{:?}", merged.conflicts)
    };
    let values = [&conflict.base, &conflict.ours, &conflict.theirs];
    let expected = [Status::NotStarted, Status::Done, Status::AtRisk];
    assert_eq!(
        values.map(|side| side.value.clone()),
        expected.map(|status| Some(Value::Status(status)))
    );
}

#[test]
fn two_notes_both_stay_in_time_order() {
    let (late, early) = (note("11:00", "李", "我方。"), note("10:00", "张", "对方。"));
    let merged = met(
        [edit("a", Edit::AddNote(late.clone()))],
        [edit("a", Edit::AddNote(early.clone()))],
    );
    let old = note("09:00", "王", "旧。");
    assert_eq!(
        merged.plan.task(&id("a")).unwrap().notes,
        [old, early, late]
    );
    assert_eq!(merged.conflicts, &[]);
}

#[test]
fn two_notes_of_one_minute_both_stay() {
    let notes = ["甲。", "乙。"].map(|text| note("10:00", "办公室", text));
    let [ours, theirs] = notes.map(|note| [edit("a", Edit::AddNote(note))]);
    let merged = met(ours, theirs);
    assert_eq!(merged.plan.task(&id("a")).unwrap().notes.len(), 3);
    assert_eq!(merged.conflicts, &[]);
}

#[test]
fn neighbouring_sentences_merge() {
    let text = |text: &str| [edit("a", Edit::Text(text.to_owned()))];
    let merged = met(text("一！\n二。\n三。"), text("一。\n二！\n三。"));
    assert_eq!(merged.plan.task(&id("a")).unwrap().text, "一！\n二！\n三。");
    assert_eq!(merged.conflicts, &[]);
    let merged = met(text("一！\n二。\n三。甲"), text("一。\n二！\n三。乙"));
    let value = |text: &str| Some(Value::Text(text.to_owned()));
    assert_eq!(merged.conflicts[0].ours.value, value("一！\n二！\n三。甲"));
    assert_eq!(
        merged.conflicts[0].theirs.value,
        value("一！\n二！\n三。乙")
    );
}

#[test]
fn a_task_removed_here_and_edited_there_stays_with_a_conflict() {
    let merged = met(
        [Operation::remove(id("a"))],
        [Operation::status(id("a"), Status::Done)],
    );
    assert_eq!(order(&merged.plan), "p1: a b c; p2: d");
    assert_eq!(fields(&merged), [(Some("a"), &Field::Existence)]);
    assert_eq!(merged.conflicts[0].ours.value, None);
    assert_eq!(merged.conflicts[0].theirs.value, Some(Value::Kept));
}

#[test]
fn a_pillar_removed_around_an_edited_task_stays_whole_with_one_conflict() {
    let merged = met(
        [Operation::status(id("b"), Status::Done)],
        [Operation::remove(id("p1"))],
    );
    assert_eq!(order(&merged.plan), "p1: a b c; p2: d");
    assert_eq!(fields(&merged), [(Some("p1"), &Field::Existence)]);
}

#[test]
fn a_task_that_went_elsewhere_before_its_pillar_was_removed_keeps_its_edits() {
    let merged = met(
        [Operation::status(id("b"), Status::Done)],
        [
            Operation::move_to(id("b"), Slot::behind(id("p2"), id("d"))),
            Operation::remove(id("p1")),
        ],
    );
    assert_eq!(order(&merged.plan), "p2: d b");
    assert_eq!(merged.plan.task(&id("b")).unwrap().status, Status::Done);
    assert_eq!(merged.conflicts, &[]);
}

#[test]
fn moved_to_two_places_it_stands_where_we_put_it() {
    let merged = met(
        [Operation::move_to(id("a"), Slot::first_in(id("p2")))],
        [Operation::move_to(id("a"), Slot::behind(id("p1"), id("c")))],
    );
    assert_eq!(order(&merged.plan), "p1: b c; p2: a d");
    assert_eq!(fields(&merged), []);
    let merged = met(
        [Operation::move_to(id("a"), Slot::behind(id("p2"), id("d")))],
        [Operation::move_to(id("a"), Slot::first_in(id("p2")))],
    );
    assert_eq!(order(&merged.plan), "p1: b c; p2: d a");
    assert_eq!(fields(&merged), [(Some("a"), &Field::Place)]);
}

#[test]
fn two_new_tasks_at_one_place_both_stand_there() {
    let insert = |name: &str| {
        let task = Task::new(id(name), name);
        [Operation::insert(task, Slot::behind(id("p1"), id("b")))]
    };
    for (ours, theirs) in [("x", "y"), ("y", "x")] {
        let merged = met(insert(ours), insert(theirs));
        assert_eq!(order(&merged.plan), "p1: a b x y c; p2: d");
        assert_eq!(merged.conflicts, &[]);
    }
}

#[test]
fn one_id_added_twice_is_one_node() {
    let insert = |title: &str, status| {
        let mut task = Task::new(id("x"), title);
        task.status = status;
        [Operation::insert(task, Slot::first_in(id("p2")))]
    };
    let merged = met(
        insert("新", Status::Done),
        insert("新的", Status::NotStarted),
    );
    assert_eq!(order(&merged.plan), "p1: a b c; p2: x d");
    assert_eq!(merged.plan.task(&id("x")).unwrap().status, Status::Done);
    assert_eq!(fields(&merged), [(Some("x"), &Field::Title)]);
}

#[test]
fn names_and_targets_merge_one_by_one() {
    let target = |name: &str, actual| Target {
        name: name.to_owned(),
        goal: ">= 94 %".parse().unwrap(),
        actual,
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let merged = met(
        [
            edit("a", Edit::Support(names(&["甲", "乙"]))),
            edit("a", Edit::Targets(vec![target("率", Some(90.0))])),
        ],
        [
            edit("a", Edit::Support(names(&["丙"]))),
            edit(
                "a",
                Edit::Targets(vec![target("率", None), target("数", None)]),
            ),
        ],
    );
    let task = merged.plan.task(&id("a")).unwrap();
    assert_eq!(task.support, names(&["丙", "甲", "乙"]) as Vec<String>);
    assert_eq!(task.targets, [target("率", Some(90.0)), target("数", None)]);
    assert_eq!(merged.conflicts, &[]);
}

#[test]
fn a_node_of_two_levels_is_not_merged() {
    let as_measure = {
        let mut plan = small();
        Operation::remove(id("a")).apply(&mut plan).unwrap();
        let measure = Measure::new(id("a"), "举措");
        let insert = Operation::insert(measure, Slot::first_in(id("b")));
        insert.apply(&mut plan).unwrap();
        plan
    };
    let mut ours = small();
    ours.pillars[0].tasks[0].status = Status::Done;
    let clash = merge(&small(), &ours, &as_measure);
    assert_eq!(clash, Err(Clash { id: id("a") }));
}
