//! The laws of the diff, over plans that share ids, and what it tells of single changes.

#![allow(clippy::unwrap_used)]

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::change::generate::{self, Picked, gesture, ids, operation};
use crate::change::{HeadEdit, Operation, Refusal};
use crate::plan::*;

/// Carries out what a diff says, one by one.
fn carried(diff: &Diff, plan: &Plan) -> Result<Plan, Refusal> {
    let mut plan = plan.clone();
    for edit in diff.head_edits() {
        edit.apply(&mut plan.head)?;
    }
    for operation in diff.operations() {
        operation.apply(&mut plan)?;
    }
    Ok(plan)
}

/// A plan with some gestures made, where they can be.
fn edited(plan: &Plan, gestures: Vec<Picked>) -> Plan {
    let mut edited = plan.clone();
    for picked in gestures {
        if let Some(operation) = operation(&edited, picked) {
            let _ = operation.apply(&mut edited);
        }
    }
    edited
}

fn gestures(most: usize) -> impl Strategy<Value = Vec<Picked>> {
    prop::collection::vec(gesture(), 0..most)
}

/// Gives the nodes of a plan these ids, in order, at whatever level they stand.
fn renamed(mut plan: Plan, names: &[usize]) -> Plan {
    let mut names = names
        .iter()
        .map(|name| Id::new(format!("n{name}")).unwrap());
    for pillar in &mut plan.pillars {
        pillar.id = names.next().unwrap();
        for task in &mut pillar.tasks {
            task.id = names.next().unwrap();
            for measure in &mut task.measures {
                measure.id = names.next().unwrap();
            }
        }
    }
    plan
}

/// More nodes than a generated plan has.
const MOST: usize = 48;

/// Two plans with their nodes from one pool of ids: nodes come, go, move anywhere and change their level.
fn shuffled() -> impl Strategy<Value = (Plan, Plan)> {
    let names = || Just((0..MOST).collect::<Vec<_>>()).prop_shuffle();
    (
        generate::plan(),
        names(),
        generate::plan(),
        names(),
        1..8_usize,
    )
        .prop_map(|(before, names, after, others, share)| {
            // The smaller the pool, the more ids are shared.
            let count = ids(&before).len().max(ids(&after).len()) + share;
            let within = |names: Vec<usize>| -> Vec<usize> {
                names.into_iter().filter(|&name| name < count).collect()
            };
            (
                renamed(before, &within(names)),
                renamed(after, &within(others)),
            )
        })
}

fn pair() -> impl Strategy<Value = (Plan, Plan)> {
    let neighbours = (generate::plan(), gestures(12)).prop_map(|(plan, gestures)| {
        let after = edited(&plan, gestures);
        (plan, after)
    });
    prop_oneof![neighbours, shuffled()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// What changed, made again on the earlier plan, is the later one: at once, and one by one.
    #[test]
    fn applied_to_the_earlier_plan_it_gives_the_later((before, after) in pair()) {
        let diff = diff(&before, &after);
        prop_assert_eq!(diff.apply(&before), Ok(after.clone()));
        prop_assert_eq!(carried(&diff, &before), Ok(after.clone()));
        prop_assert_eq!(diff.is_empty(), before == after);
    }

    /// A plan does not differ from itself.
    #[test]
    fn a_plan_does_not_differ_from_itself(plan in generate::plan()) {
        prop_assert_eq!(diff(&plan, &plan), Diff::default());
        prop_assert_eq!(diff(&plan, &plan).counts(), Counts::default());
    }

    /// A node is told of once, with its changes, and never without one; where its level is another one it went
    /// and came. Nothing stays untold.
    #[test]
    fn a_node_is_told_of_once((before, after) in pair()) {
        let diff = diff(&before, &after);
        let mut told: HashMap<&Id, Vec<&NodeDiff>> = HashMap::new();
        for node in diff.nodes() {
            prop_assert!(!node.changes.is_empty());
            told.entry(&node.id).or_default().push(node);
        }
        for (id, nodes) in &told {
            let has_gone = nodes.iter().filter(|node| node.is_removed()).count();
            let has_come = nodes.iter().filter(|node| node.is_added()).count();
            prop_assert!(nodes.len() == 1 || (has_gone == 1 && has_come == 1), "{id}");
        }
        let (was, is): (HashSet<_>, HashSet<_>) = (
            ids(&before).into_iter().collect(),
            ids(&after).into_iter().collect(),
        );
        for id in was.symmetric_difference(&is) {
            prop_assert!(told.contains_key(id), "{id}");
        }
    }

    /// The nodes come in the order of the later plan, those that are gone aside.
    #[test]
    fn nodes_are_told_in_the_later_order((before, after) in pair()) {
        let diff = diff(&before, &after);
        let order: HashMap<&Id, usize> = ids(&after).into_iter().zip(0..).collect();
        let there = diff.nodes().filter(|node| !node.is_removed());
        prop_assert!(there.map(|node| order[&node.id]).is_sorted());
        for group in &diff.groups {
            prop_assert!(!group.nodes.is_empty());
        }
    }

    /// One node taken to another place is one move, whatever it passes.
    #[test]
    fn one_move_is_told_as_one(
        count in 2..9_usize,
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
    ) {
        let before = row(count);
        let mut after = before.clone();
        let tasks = &mut after.pillars[0].tasks;
        let task = tasks.remove(from.index(count));
        let id = task.id.clone();
        tasks.insert(to.index(count), task);
        let diff = diff(&before, &after);
        let moved = diff.nodes().filter(|node| {
            node.changes.iter().any(|change| matches!(change, Change::Moved { .. }))
        });
        let moved: Vec<&Id> = moved.map(|node| &node.id).collect();
        // Of two neighbours that change places either one moved.
        let distance = from.index(count).abs_diff(to.index(count));
        match distance {
            0 => prop_assert!(moved.is_empty()),
            1 => prop_assert_eq!(moved.len(), 1),
            _ => prop_assert_eq!(moved, vec![&id]),
        }
        // The others between the two places have other numbers.
        let renumbered = diff.nodes().filter(|node| node.is_only_renumbered()).count();
        prop_assert_eq!(renumbered, distance);
    }

    /// A diff that is made for one plan says so where another one lacks what it is about.
    #[test]
    fn what_is_not_there_cannot_be_changed((before, after) in pair()) {
        let diff = diff(&before, &after);
        let is_about = diff.nodes().any(|node| !node.is_added() && !node.is_only_renumbered());
        if is_about {
            prop_assert!(diff.apply(&Plan::default()).is_err());
        }
    }
}

pub(super) fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

/// One pillar with so many tasks.
pub(super) fn row(count: usize) -> Plan {
    let mut pillar = Pillar::new(id("p1"), "板块");
    pillar.tasks = (1..=count)
        .map(|number| Task::new(Id::imported_task(number), format!("任务{number}")))
        .collect();
    Plan {
        pillars: vec![pillar],
        ..Plan::default()
    }
}

pub(super) fn label(number: &str, title: &str) -> Label {
    Label {
        number: number.into(),
        title: title.into(),
    }
}

fn only(diff: &Diff) -> &NodeDiff {
    let mut nodes = diff.nodes();
    let node = nodes.next().unwrap();
    assert!(nodes.next().is_none(), "{diff:?}");
    node
}

#[test]
fn a_task_that_was_moved_and_reworded_is_one_task() {
    let mut before = row(1);
    before.pillars.push(Pillar::new(id("p2"), "另一板块"));
    let mut after = before.clone();
    let mut task = after.pillars[0].tasks.remove(0);
    task.title = "另一说法".into();
    task.status = Status::OnTrack;
    after.pillars[1].tasks.push(task);
    let diff = diff(&before, &after);
    assert_eq!(diff.groups.len(), 1);
    assert_eq!(diff.groups[0].pillar, id("p2"));
    let node = only(&diff);
    assert_eq!(
        node.changes,
        [
            Change::Status {
                from: Status::NotStarted,
                to: Status::OnTrack
            },
            Change::Title {
                from: "任务1".into(),
                to: "另一说法".into()
            },
            Change::Moved {
                from: Slot::first_in(id("p1")),
                to: Slot::first_in(id("p2")),
                parents: Some(Box::new((label("一、", "板块"), label("二、", "另一板块")))),
            },
        ]
    );
    assert_eq!(diff.of_task(&id("t01")).count(), 1);
}

/// The task itself may have no change, and people do not know a measure by its number alone.
#[test]
fn a_measure_is_told_with_its_task() {
    let mut before = row(2);
    before.pillars[0].tasks[1]
        .measures
        .push(Measure::new(id("m"), "每月一课。"));
    let mut after = before.clone();
    after.pillars[0].tasks[1].measures[0].status = Status::Done;
    for (before, after) in [(&before, &after), (&after, &row(2)), (&row(2), &after)] {
        let diff = diff(before, after);
        let label = only(&diff).task_label.clone().unwrap();
        assert_eq!(
            (label.number.as_str(), label.title.as_str()),
            ("(二)", "任务2")
        );
    }
    let diff = diff(&row(2), &row(1));
    assert_eq!(only(&diff).task_label, None);
}

#[test]
fn what_is_gone_is_told_where_it_stood() {
    let before = row(4);
    let mut after = before.clone();
    let tasks = &mut after.pillars[0].tasks;
    tasks.remove(1);
    tasks[2].status = Status::Done;
    tasks[0].status = Status::Done;
    let diff = diff(&before, &after);
    let told: Vec<&str> = diff.nodes().map(|node| node.id.as_str()).collect();
    assert_eq!(told, ["t01", "t02", "t03", "t04"]);
    let labels = |node: &NodeDiff| {
        let number = |label: &Option<Label>| label.clone().map(|label| label.number);
        (number(&node.before), number(&node.after))
    };
    let labels: Vec<_> = diff.nodes().map(labels).collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(labels[1], (some("(二)"), None));
    assert_eq!(labels[3], (some("(四)"), some("(三)")));
    let counts = diff.counts();
    assert_eq!((counts.status, counts.renumbered), (2, 1));
    assert_eq!((counts.removed.tasks, counts.removed.total()), (1, 1));
}

/// A pillar becomes a task of another that was a task of it, and a measure changes with them.
#[test]
fn levels_can_change_crosswise() {
    let mut before = row(1);
    let inner = &mut before.pillars[0].tasks[0];
    inner.measures.push(Measure::new(id("m"), "举措"));
    let mut after = Plan::default();
    let mut pillar = Pillar::new(id("t01"), "成了板块");
    let mut task = Task::new(id("p1"), "成了任务");
    task.measures.push(Measure::new(id("m"), "举措"));
    pillar.tasks.push(task);
    after.pillars.push(pillar);
    let diff = diff(&before, &after);
    assert_eq!(carried(&diff, &before), Ok(after.clone()));
    assert_eq!(diff.apply(&before), Ok(after));
}

pub(super) fn note(minute: u32, text: &str) -> Note {
    let at = DateTime::parse_from_rfc3339(&format!("2021-09-15T09:{minute:02}:00+08:00"));
    Note {
        at: at.unwrap(),
        by: "张三".into(),
        kind: NoteKind::Progress,
        text: text.into(),
    }
}

/// What becomes of one task whose notes are these, and then those.
fn of_notes(before: &[Note], after: &[Note]) -> (Plan, Plan, Diff) {
    let mut plans = [row(1), row(1)];
    for (plan, notes) in plans.iter_mut().zip([before, after]) {
        plan.pillars[0].tasks[0].notes = notes.to_vec();
    }
    let [before, after] = plans;
    let diff = diff(&before, &after);
    (before, after, diff)
}

#[test]
fn notes_are_told_apart_by_moment_and_person() {
    let (first, second, third) = (note(1, "一"), note(2, "二"), note(3, "三"));
    let other = note(2, "二改");
    let (before, after, diff) = of_notes(
        &[first.clone(), second.clone()],
        &[other.clone(), third.clone()],
    );
    let expected = [
        Change::NoteEdited {
            index: 0,
            from: second,
            to: other,
        },
        Change::NoteAdded {
            index: 1,
            note: third,
        },
        Change::NoteRemoved {
            index: 0,
            note: first,
        },
    ];
    assert_eq!(only(&diff).changes, expected);
    assert_eq!(only(&diff).notes, None);
    assert_eq!(carried(&diff, &before), Ok(after));
}

#[test]
fn a_note_between_others_and_another_order_are_carried_out_as_a_whole() {
    let (first, second, third) = (note(1, "一"), note(2, "二"), note(3, "三"));
    let between = [first.clone(), second.clone(), third.clone()];
    let (before, after, diff) = of_notes(&[first.clone(), third.clone()], &between);
    let expected = [Change::NoteAdded {
        index: 1,
        note: second.clone(),
    }];
    assert_eq!(only(&diff).changes, expected);
    assert_eq!(only(&diff).notes.as_deref(), Some(&between[..]));
    assert_eq!(carried(&diff, &before), Ok(after));

    let (before, after, diff) = of_notes(&[first.clone(), second.clone()], &[second, first]);
    assert_eq!(only(&diff).changes, [Change::NotesReordered]);
    assert_eq!(carried(&diff, &before), Ok(after));
}

#[test]
fn only_the_numbers_reached_are_edited_where_the_goals_are_the_same() {
    let target = |goal: &str, actual| Target {
        name: "覆盖率".into(),
        goal: goal.parse().unwrap(),
        actual,
    };
    let edits = |from: Target, to: Target| {
        let mut plans = [row(1), row(1)];
        for (plan, target) in plans.iter_mut().zip([from, to]) {
            plan.pillars[0].tasks[0].targets = vec![target];
        }
        let edits = diff(&plans[0], &plans[1]).operations();
        edits
            .into_iter()
            .map(|operation| operation.edit)
            .collect::<Vec<_>>()
    };
    let (with, without) = (target(">= 94 %", Some(93.5)), target(">= 94 %", None));
    assert_eq!(
        edits(without, with.clone()),
        [crate::change::Edit::Actual {
            target: 0,
            number: Some(93.5)
        }]
    );
    let other = target(">= 95 %", Some(93.5));
    assert_eq!(
        edits(with, other.clone()),
        [crate::change::Edit::Targets(vec![other])]
    );
}

#[test]
fn the_head_is_told_and_carried_out_field_by_field() {
    let before = row(1);
    let mut after = before.clone();
    after.head = Head {
        title: "计划".into(),
        issuer: Some("教育局".into()),
        issued: NaiveDate::from_ymd_opt(2021, 6, 25),
        period: None,
        numbering: Numbering::Decimal,
        preamble: "一句。\n".into(),
    };
    let diff = diff(&before, &after);
    // Numbered in another way, no node has another number for itself.
    assert!(diff.groups.is_empty());
    assert_eq!(diff.counts().plan, 5);
    let head = diff.head_edits();
    assert_eq!(head[3], HeadEdit::Numbering(Numbering::Decimal));
    assert_eq!(carried(&diff, &before), Ok(after));
}

/// A file that was not read in full can have nodes that share an id: no panic, and nothing new where nothing
/// changed.
#[test]
fn nodes_that_share_an_id_are_told_apart_by_order() {
    let mut before = row(3);
    for task in &mut before.pillars[0].tasks {
        task.id = Id::placeholder();
    }
    let mut after = before.clone();
    assert!(diff(&before, &after).is_empty());
    after.pillars[0].tasks[1].status = Status::Done;
    let told = diff(&before, &after);
    assert_eq!(only(&told).label().title, "任务2");
    after.pillars[0].tasks.pop();
    assert_eq!(diff(&before, &after).counts().removed.tasks, 1);
}

#[test]
fn a_diff_is_refused_where_another_node_has_the_id() {
    let before = row(1);
    let after = row(2);
    let diff = diff(&before, &after);
    assert_eq!(diff.apply(&after), Err(Refusal::IdTaken(id("t02"))));
    let inserted: Vec<Operation> = diff.operations();
    assert_eq!(inserted.len(), 1);
}
