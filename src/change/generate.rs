//! Plans and operations at random, for the laws of every layer above.

#![allow(clippy::unwrap_used)]

use chrono::{DateTime, FixedOffset, NaiveDate};
use proptest::prelude::*;

use super::{Edit, New, Operation, Slot};
use crate::plan::*;

fn name() -> impl Strategy<Value = String> {
    "[一二教育局aZ“”()·\"'\\\\ \u{202e}]{0,6}[股室x]"
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "([一二，a “”\"'\\\\\\[\\]#]{0,8}。\n?){0,3}",
        1 => "[\\[\\]p'\"\n =#\u{7}]{0,12}",
    ]
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (2019..2030_i32, 1..=366_u32).prop_filter_map("no such day", |(year, day)| {
        NaiveDate::from_yo_opt(year, day)
    })
}

fn moment() -> impl Strategy<Value = DateTime<FixedOffset>> {
    (0..2_000_000_000_i64, -14 * 4..=14 * 4_i32).prop_map(|(seconds, quarters)| {
        let offset = FixedOffset::east_opt(quarters * 900).unwrap();
        DateTime::from_timestamp(seconds, 0)
            .unwrap()
            .with_timezone(&offset)
    })
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-1000..1000_i32).prop_map(f64::from),
        (-1000..1000_i32).prop_map(|n| f64::from(n) / 8.0)
    ]
}

fn status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.to_vec())
}

fn note() -> impl Strategy<Value = Note> {
    let kind = prop::sample::select(NoteKind::ALL.to_vec());
    (moment(), name(), kind, text()).prop_map(|(at, by, kind, text)| Note {
        at,
        by,
        kind,
        text: format!("记{text}"),
    })
}

fn target() -> impl Strategy<Value = Target> {
    let goal = prop_oneof![
        Just(">= 94 %"),
        Just("<= 3 起"),
        Just("= 6"),
        Just("全覆盖")
    ];
    (name(), goal, prop::option::of(number())).prop_map(|(name, goal, actual)| Target {
        name,
        goal: goal.parse().unwrap(),
        actual,
    })
}

fn references() -> impl Strategy<Value = Vec<Reference>> {
    let reference = (name(), prop::option::of(name()));
    let reference = reference.prop_map(|(title, number)| Reference { title, number });
    prop::collection::vec(reference, 0..3)
}

fn measure() -> impl Strategy<Value = Measure> {
    (
        text(),
        status(),
        prop::option::of(day()),
        prop::option::of(name()),
    )
        .prop_map(|(text, status, due, lead)| Measure {
            id: Id::placeholder(),
            text: format!("办{text}"),
            status,
            due,
            lead,
        })
}

fn task() -> impl Strategy<Value = Task> {
    let words = (
        name(),
        text(),
        prop::option::of(name()),
        prop::collection::vec(name(), 0..3),
    );
    let states = (
        status(),
        prop::option::of(day()),
        prop::option::of(0..=100_u8),
    );
    let lists = (
        prop::collection::vec(target(), 0..2),
        prop::collection::vec((name(), prop::option::of(name())), 0..2),
        prop::collection::vec(measure(), 0..3),
        prop::collection::vec(note(), 0..3),
    );
    (words, states, lists).prop_map(
        |(
            (title, text, lead, support),
            (status, due, progress),
            (targets, cited, measures, notes),
        )| {
            Task {
                id: Id::placeholder(),
                status,
                title,
                due,
                text,
                lead,
                support,
                progress,
                targets,
                references: cited
                    .into_iter()
                    .map(|(title, number)| Reference { title, number })
                    .collect(),
                measures,
                notes,
            }
        },
    )
}

/// A plan of at most three pillars with at most four tasks each, ids as after an import.
pub fn plan() -> impl Strategy<Value = Plan> {
    let numbering = prop::sample::select(Numbering::ALL.to_vec());
    let head = (
        name(),
        prop::option::of(name()),
        prop::option::of(day()),
        numbering,
        text(),
    )
        .prop_map(|(title, issuer, issued, numbering, preamble)| Head {
            title,
            issuer,
            issued,
            period: issued.map(|day| Period {
                start: day,
                end: day + chrono::Days::new(183),
            }),
            numbering,
            preamble,
        });
    let pillar = (
        name(),
        text(),
        prop::option::of(name()),
        prop::collection::vec(task(), 0..4),
    );
    (head, prop::collection::vec(pillar, 0..3)).prop_map(|(head, pillars)| {
        let mut number = 0;
        let pillars =
            pillars
                .into_iter()
                .enumerate()
                .map(|(index, (title, text, lead, mut tasks))| {
                    for task in &mut tasks {
                        number += 1;
                        task.id = Id::imported_task(number);
                        for (index, measure) in task.measures.iter_mut().enumerate() {
                            measure.id = Id::imported_measure(&task.id, index + 1);
                        }
                    }
                    Pillar {
                        id: Id::imported_pillar(index + 1),
                        title,
                        text,
                        lead,
                        tasks,
                    }
                });
        Plan {
            head,
            pillars: pillars.collect(),
        }
    })
}

/// What a person does, before it is said to which node of a plan.
#[derive(Clone, Debug)]
pub enum Gesture {
    Says(Edit),
    ReplaceNote(Note),
    RemoveNote,
    Insert(New),
    Move,
    Remove,
}

/// Any gesture, and what chooses the nodes that it is about among those of the plan.
pub type Picked = (Gesture, [prop::sample::Index; 4]);

pub fn gesture() -> impl Strategy<Value = Picked> {
    let gesture = prop_oneof![
        10 => says().prop_map(Gesture::Says),
        6 => shape(),
    ];
    (gesture, any::<[prop::sample::Index; 4]>())
}

/// Only what changes which nodes there are, and where.
pub fn shape() -> impl Strategy<Value = Gesture> {
    let pillar = (
        name(),
        text(),
        prop::option::of(name()),
        prop::collection::vec(task(), 0..3),
    )
        .prop_map(|(title, text, lead, tasks)| Pillar {
            id: Id::placeholder(),
            title,
            text,
            lead,
            tasks,
        });
    prop_oneof![
        2 => note().prop_map(Gesture::ReplaceNote),
        2 => Just(Gesture::RemoveNote),
        1 => pillar.prop_map(|node| Gesture::Insert(node.into())),
        2 => task().prop_map(|node| Gesture::Insert(node.into())),
        2 => measure().prop_map(|node| Gesture::Insert(node.into())),
        5 => Just(Gesture::Move),
        2 => Just(Gesture::Remove),
    ]
}

fn says() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => status().prop_map(Edit::Status),
        2 => prop::option::of(0..=101_u8).prop_map(Edit::Progress),
        2 => prop::option::of(day()).prop_map(Edit::Due),
        2 => prop::option::of(name()).prop_map(Edit::Lead),
        2 => prop::collection::vec(name(), 0..3).prop_map(Edit::Support),
        1 => name().prop_map(Edit::Title),
        1 => text().prop_map(Edit::Text),
        1 => (0..2_usize, prop::option::of(number()))
            .prop_map(|(target, number)| Edit::Actual { target, number }),
        2 => note().prop_map(Edit::AddNote),
        1 => prop::collection::vec(target(), 0..3).prop_map(Edit::Targets),
        1 => references().prop_map(Edit::References),
        1 => prop::collection::vec(note(), 0..3).prop_map(Edit::Notes),
    ]
}

/// All ids of a plan, in file order.
pub fn ids(plan: &Plan) -> Vec<&Id> {
    let mut ids = Vec::new();
    for pillar in &plan.pillars {
        ids.push(&pillar.id);
        for task in &pillar.tasks {
            ids.push(&task.id);
            ids.extend(task.measures.iter().map(|measure| &measure.id));
        }
    }
    ids
}

/// The operation on the nodes that were picked. Now and then it is one that has to be refused.
pub fn operation(plan: &Plan, (gesture, picks): Picked) -> Option<Operation> {
    let ids = ids(plan);
    let pick = |index: usize| (!ids.is_empty()).then(|| (*picks[index].get(&ids)).clone());
    Some(match gesture {
        Gesture::Says(edit) => Operation {
            node: pick(0)?,
            edit,
        },
        Gesture::ReplaceNote(new) => {
            let (node, old) = noted(plan, picks[0], picks[1])?;
            Operation {
                node,
                edit: Edit::ReplaceNote { old, new },
            }
        }
        Gesture::RemoveNote => {
            let (node, note) = noted(plan, picks[0], picks[1])?;
            Operation {
                node,
                edit: Edit::RemoveNote(note),
            }
        }
        Gesture::Insert(mut node) => {
            let number = picks[3].index(1 << 30);
            let id = match pick(0).filter(|_| number % 16 == 0) {
                Some(taken) => taken,
                None => Id::random('n', u32::try_from(number).unwrap()),
            };
            name_node(&mut node, &id);
            let level = match node {
                New::Pillar(_) => 0,
                New::Task(_) => 1,
                New::Measure(_) => 2,
            };
            Operation::insert(node, slot(plan, level, [picks[1], picks[2]]))
        }
        Gesture::Move => {
            let node = pick(0)?;
            let level = level_of(plan, &node);
            Operation::move_to(node, slot(plan, level, [picks[1], picks[2]]))
        }
        Gesture::Remove => Operation::remove(pick(0)?),
    })
}

fn name_node(node: &mut New, id: &Id) {
    let name_task = |task: &mut Task, id: Id| {
        for (index, measure) in task.measures.iter_mut().enumerate() {
            measure.id = Id::imported_measure(&id, index + 1);
        }
        task.id = id;
    };
    match node {
        New::Pillar(pillar) => {
            pillar.id = id.clone();
            for (index, task) in pillar.tasks.iter_mut().enumerate() {
                name_task(task, Id::new(format!("{id}-t{index}")).unwrap());
            }
        }
        New::Task(task) => name_task(task, id.clone()),
        New::Measure(measure) => measure.id = id.clone(),
    }
}

fn noted(plan: &Plan, node: prop::sample::Index, note: prop::sample::Index) -> Option<(Id, Note)> {
    let tasks: Vec<&Task> = plan.tasks().filter(|task| !task.notes.is_empty()).collect();
    let task = *tasks.get(node.index(tasks.len().max(1)))?;
    Some((task.id.clone(), note.get(&task.notes).clone()))
}

fn level_of(plan: &Plan, id: &Id) -> usize {
    if plan.pillars.iter().any(|pillar| pillar.id == *id) {
        0
    } else if plan.task(id).is_some() {
        1
    } else {
        2
    }
}

/// A place for a node of this level; one in 16 is none.
fn slot(plan: &Plan, level: usize, [parent, after]: [prop::sample::Index; 2]) -> Slot {
    let ids = ids(plan);
    let is_wrong = |pick: prop::sample::Index| pick.index(16) == 15;
    let parents: Vec<&Id> = ids
        .iter()
        .copied()
        .filter(|id| level_of(plan, id) + 1 == level || is_wrong(parent))
        .collect();
    let parent = (!parents.is_empty()).then(|| (*parent.get(&parents)).clone());
    let siblings: Vec<&Id> = ids
        .into_iter()
        .filter(|id| {
            is_wrong(after)
                || match level {
                    0 => level_of(plan, id) == 0,
                    1 => plan.pillars.iter().any(|pillar| {
                        Some(&pillar.id) == parent.as_ref()
                            && pillar.tasks.iter().any(|task| task.id == **id)
                    }),
                    _ => plan.tasks().any(|task| {
                        Some(&task.id) == parent.as_ref()
                            && task.measures.iter().any(|measure| measure.id == **id)
                    }),
                }
        })
        .collect();
    let chosen = after.index(siblings.len() + 1);
    Slot {
        parent,
        after: siblings.get(chosen).map(|id| (*id).clone()),
    }
}

/// A plan with some gestures made, where they can be. New ids tell the sides apart.
pub fn edited_by(plan: &Plan, gestures: Vec<Picked>, side: &str) -> Plan {
    let mut edited = plan.clone();
    for picked in gestures {
        let Some(mut operation) = operation(&edited, picked) else {
            continue;
        };
        if let Edit::Insert { node, .. } = &mut operation.edit {
            let id = Id::new(format!("{}{side}", node.id())).unwrap();
            let inner = |task: &mut Task, id: &Id| {
                for (index, measure) in task.measures.iter_mut().enumerate() {
                    measure.id = Id::imported_measure(id, index + 1);
                }
                task.id = id.clone();
            };
            match node {
                New::Pillar(pillar) => {
                    for (index, task) in pillar.tasks.iter_mut().enumerate() {
                        inner(task, &Id::new(format!("{id}-t{index}")).unwrap());
                    }
                    pillar.id = id.clone();
                }
                New::Task(task) => inner(task, &id),
                New::Measure(measure) => measure.id = id.clone(),
            }
            operation.node = id;
        }
        let _ = operation.apply(&mut edited);
    }
    edited
}
