//! A plan laid out by level, and which nodes of two plans are the same.

use std::collections::HashMap;
use std::ops::Range;

use super::Label;
use super::order::out_of_order;
use crate::change::{Level, New, Slot};
use crate::plan::{Id, Measure, Numbering, Pillar, Plan, Task};
use crate::text::join_lines;

pub(super) const LEVELS: [Level; 3] = [Level::Pillar, Level::Task, Level::Measure];

/// All nodes of a plan, each level in plan order, so that the children of a node are neighbours.
pub(super) struct Flat<'p> {
    pub numbering: Numbering,
    pub levels: [Vec<Node<'p>>; 3],
}

/// A node where it stands.
pub(super) struct Node<'p> {
    pub part: Part<'p>,
    /// The parent's index in the level above; 0 for a pillar.
    pub parent: usize,
    /// Its siblings and itself, in its level.
    pub siblings: Range<usize>,
    /// Its children in the level below.
    pub children: Range<usize>,
}

/// What a node is.
#[derive(Clone, Copy)]
pub(super) enum Part<'p> {
    Pillar(&'p Pillar),
    Task(&'p Task),
    Measure(&'p Measure),
}

impl<'p> Part<'p> {
    pub fn id(self) -> &'p Id {
        match self {
            Self::Pillar(pillar) => &pillar.id,
            Self::Task(task) => &task.id,
            Self::Measure(measure) => &measure.id,
        }
    }

    /// The node by itself, without what stands under it.
    pub fn alone(self) -> New {
        match self {
            Self::Pillar(pillar) => New::from(pillar.alone()),
            Self::Task(task) => New::from(task.alone()),
            Self::Measure(measure) => New::from(measure.clone()),
        }
    }
}

impl<'p> Flat<'p> {
    pub fn of(plan: &'p Plan) -> Self {
        let [mut pillars, mut tasks, mut measures] = [Vec::new(), Vec::new(), Vec::new()];
        for (p, pillar) in plan.pillars.iter().enumerate() {
            let first_task = tasks.len();
            let of_pillar = first_task..first_task + pillar.tasks.len();
            for task in &pillar.tasks {
                let first_measure = measures.len();
                let of_task = first_measure..first_measure + task.measures.len();
                measures.extend(task.measures.iter().map(|measure| Node {
                    part: Part::Measure(measure),
                    parent: tasks.len(),
                    siblings: of_task.clone(),
                    children: 0..0,
                }));
                tasks.push(Node {
                    part: Part::Task(task),
                    parent: p,
                    siblings: of_pillar.clone(),
                    children: of_task,
                });
            }
            pillars.push(Node {
                part: Part::Pillar(pillar),
                parent: 0,
                siblings: 0..plan.pillars.len(),
                children: of_pillar,
            });
        }
        Self {
            numbering: plan.head.numbering,
            levels: [pillars, tasks, measures],
        }
    }

    /// Where a node stands among its siblings.
    pub fn slot(&self, level: usize, index: usize) -> Slot {
        let node = &self.levels[level][index];
        let parent = level
            .checked_sub(1)
            .map(|above| &self.levels[above][node.parent]);
        let is_first = index == node.siblings.start;
        Slot {
            parent: parent.map(|parent| parent.part.id().clone()),
            after: (!is_first).then(|| self.levels[level][index - 1].part.id().clone()),
        }
    }

    /// The index of a node as its number counts: among its siblings, but a task in official numbering
    /// counts on through the plan.
    pub fn ordinal(&self, level: usize, index: usize) -> usize {
        if level == 1 && self.numbering == Numbering::Official {
            index
        } else {
            index - self.levels[level][index].siblings.start
        }
    }

    /// The number that people see.
    pub fn number(&self, level: usize, index: usize) -> String {
        let node = &self.levels[level][index];
        let among = index - node.siblings.start;
        match level {
            0 => self.numbering.pillar(index),
            1 => self.numbering.task(node.parent, among, index),
            _ => {
                let task = self.number(1, node.parent);
                self.numbering.measure(&task, among)
            }
        }
    }

    pub fn label(&self, level: usize, index: usize) -> Label {
        Label {
            number: self.number(level, index),
            title: match self.levels[level][index].part {
                Part::Pillar(pillar) => pillar.title.clone(),
                Part::Task(task) => task.title.clone(),
                Part::Measure(measure) => join_lines(&measure.text).join(" "),
            },
        }
    }

    /// Number and title of the task that a measure is part of.
    pub fn label_of_task(&self, level: usize, index: usize) -> Option<Label> {
        (level == 2).then(|| self.label(1, self.levels[level][index].parent))
    }

    /// The task that a node is, or is part of.
    pub fn task(&self, level: usize, index: usize) -> Option<Id> {
        let node = &self.levels[level][index];
        match level {
            0 => None,
            1 => Some(node.part.id().clone()),
            _ => Some(self.levels[1][node.parent].part.id().clone()),
        }
    }
}

/// Which node of the earlier plan is which of the later one, by level and index, either way.
pub(super) struct Pairs {
    /// Of the earlier plan's nodes the later ones.
    pub later: [Vec<Option<usize>>; 3],
    /// Of the later plan's nodes the earlier ones.
    pub earlier: [Vec<Option<usize>>; 3],
    /// The later plan's nodes that stand elsewhere than in the earlier one.
    pub is_moved: [Vec<bool>; 3],
}

impl Pairs {
    /// Pairs the nodes that have the same id at the same level. In a broken file the n-th of those that
    /// share an id is the n-th of the other side.
    pub fn of(before: &Flat<'_>, after: &Flat<'_>) -> Self {
        let empty = |flat: &Flat<'_>| [0, 1, 2].map(|level| vec![None; flat.levels[level].len()]);
        let mut pairs = Self {
            later: empty(before),
            earlier: empty(after),
            is_moved: [0, 1, 2].map(|level| vec![false; after.levels[level].len()]),
        };
        for level in 0..LEVELS.len() {
            pairs.pair(level, &before.levels[level], &after.levels[level]);
        }
        pairs.part_what_cannot_move(before, after);
        for level in 0..LEVELS.len() {
            pairs.find_moved(level, before, after);
        }
        pairs
    }

    fn pair(&mut self, level: usize, before: &[Node<'_>], after: &[Node<'_>]) {
        let same = before
            .iter()
            .zip(after)
            .take_while(|(old, new)| old.part.id() == new.part.id())
            .count();
        for index in 0..same {
            self.later[level][index] = Some(index);
            self.earlier[level][index] = Some(index);
        }
        let mut first: HashMap<&Id, usize> = HashMap::with_capacity(before.len() - same);
        // Of each the next one with the same id.
        let mut next: HashMap<usize, usize> = HashMap::new();
        for (index, node) in before.iter().enumerate().skip(same).rev() {
            if let Some(following) = first.insert(node.part.id(), index) {
                next.insert(index, following);
            }
        }
        for (index, node) in after.iter().enumerate().skip(same) {
            let id = node.part.id();
            if let Some(&earlier) = first.get(id) {
                match next.get(&earlier) {
                    Some(&following) => first.insert(id, following),
                    None => first.remove(id),
                };
                self.later[level][earlier] = Some(index);
                self.earlier[level][index] = Some(earlier);
            }
        }
    }

    /// A measure cannot be moved out of a task that becomes a pillar of the same id, or into a task that was
    /// a pillar: one would have to be there before the other has gone. It goes and comes.
    fn part_what_cannot_move(&mut self, before: &Flat<'_>, after: &Flat<'_>) {
        let alone = |flat: &Flat<'_>, partners: &[Vec<Option<usize>>; 3], level: usize| {
            flat.levels[level]
                .iter()
                .zip(&partners[level])
                .filter(|(_, partner)| partner.is_none())
                .map(|(node, _)| (node.part.id().clone(), level))
                .collect::<HashMap<Id, usize>>()
        };
        let pillars_gone = alone(before, &self.later, 0);
        let pillars_come = alone(after, &self.earlier, 0);
        if pillars_gone.is_empty() && pillars_come.is_empty() {
            return;
        }
        for later in 0..after.levels[2].len() {
            let Some(earlier) = self.earlier[2][later] else {
                continue;
            };
            let old = before.levels[2][earlier].parent;
            let new = after.levels[2][later].parent;
            let becomes_pillar = self.later[1][old].is_none()
                && pillars_come.contains_key(before.levels[1][old].part.id());
            let was_pillar = self.earlier[1][new].is_none()
                && pillars_gone.contains_key(after.levels[1][new].part.id());
            if becomes_pillar || was_pillar {
                self.earlier[2][later] = None;
                self.later[2][earlier] = None;
            }
        }
    }

    fn find_moved(&mut self, level: usize, before: &Flat<'_>, after: &Flat<'_>) {
        let nodes = &after.levels[level];
        let mut at = 0;
        while at < nodes.len() {
            let siblings = nodes[at].siblings.clone();
            at = siblings.end;
            let (mut stayed, mut numbers) = (Vec::new(), Vec::new());
            for index in siblings {
                let Some(earlier) = self.earlier[level][index] else {
                    continue;
                };
                if level == 0 || self.is_under_the_same(level, earlier, index, before, after) {
                    stayed.push(index);
                    numbers.push(earlier);
                } else {
                    self.is_moved[level][index] = true;
                }
            }
            for (index, is_moved) in stayed.into_iter().zip(out_of_order(&numbers)) {
                self.is_moved[level][index] = is_moved;
            }
        }
    }

    fn is_under_the_same(
        &self,
        level: usize,
        earlier: usize,
        later: usize,
        before: &Flat<'_>,
        after: &Flat<'_>,
    ) -> bool {
        let old = before.levels[level][earlier].parent;
        self.later[level - 1][old] == Some(after.levels[level][later].parent)
    }
}
