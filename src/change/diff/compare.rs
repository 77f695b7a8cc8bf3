//! Two plans, and what changed from the one to the other.

use super::flat::{Flat, LEVELS, Pairs, Part};
use super::runs::{runs, shift};
use super::{Change, Diff, Group, NodeDiff, notes};
use crate::plan::{Head, Measure, Note, Pillar, Plan, Task};

/// What changed from one plan to another. Linear in their size; n log n for siblings in another order.
///
/// In a plan that was not read in full, nodes may share an id: the n-th is then taken for the n-th of the other
/// plan, and the changes can be told, but not carried out.
pub fn diff(before: &Plan, after: &Plan) -> Diff {
    let (earlier, later) = (Flat::of(before), Flat::of(after));
    let pairs = Pairs::of(&earlier, &later);
    let gone = Gone::of(&earlier, &later, &pairs);
    let teller = Teller {
        before: &earlier,
        after: &later,
        pairs: &pairs,
        gone: &gone,
    };
    Diff {
        plan: of_heads(&before.head, &after.head),
        groups: teller.groups(),
        renumbered: runs(&earlier, &later, &pairs),
    }
}

/// Where the nodes that are gone are told, by level and as indices in the earlier plan, in order.
#[derive(Default)]
struct Gone {
    /// Behind which node of the later plan.
    behind: [Vec<(usize, usize)>; 3],
    /// Before the children of which node of the later plan; 0 for pillars.
    first: [Vec<(usize, usize)>; 3],
}

impl Gone {
    fn of(before: &Flat<'_>, after: &Flat<'_>, pairs: &Pairs) -> Self {
        let mut gone = Self::default();
        for level in 0..LEVELS.len() {
            // The later node that the ones gone stood behind, as long as the siblings are the same ones.
            let mut anchor = None;
            for (index, node) in before.levels[level].iter().enumerate() {
                if index == node.siblings.start {
                    anchor = None;
                }
                let parent = match level {
                    0 => Some(0),
                    _ => pairs.later[level - 1][node.parent],
                };
                // What was under a node that is gone is told with that.
                let Some(parent) = parent else { continue };
                match pairs.later[level][index] {
                    Some(later) if level == 0 || after.levels[level][later].parent == parent => {
                        anchor = Some(later);
                    }
                    Some(_) => {}
                    None => match anchor {
                        Some(later) => gone.behind[level].push((later, index)),
                        None => gone.first[level].push((parent, index)),
                    },
                }
            }
            // Stable: those at one place stay in order.
            gone.behind[level].sort_by_key(|&(later, _)| later);
            gone.first[level].sort_by_key(|&(parent, _)| parent);
        }
        gone
    }

    fn at(list: &[(usize, usize)], place: usize) -> impl Iterator<Item = usize> {
        let start = list.partition_point(|&(later, _)| later < place);
        list[start..]
            .iter()
            .take_while(move |&&(later, _)| later == place)
            .map(|&(_, index)| index)
    }

    fn behind(&self, level: usize, later: usize) -> impl Iterator<Item = usize> {
        Self::at(&self.behind[level], later)
    }

    fn first(&self, level: usize, parent: usize) -> impl Iterator<Item = usize> {
        Self::at(&self.first[level], parent)
    }
}

struct Teller<'t, 'p> {
    before: &'t Flat<'p>,
    after: &'t Flat<'p>,
    pairs: &'t Pairs,
    gone: &'t Gone,
}

impl Teller<'_, '_> {
    fn groups(&self) -> Vec<Group> {
        let mut groups = Vec::new();
        let gone = |groups: &mut Vec<Group>, index: usize| {
            let mut nodes = Vec::new();
            self.tell_gone(0, index, &mut nodes);
            groups.push(self.group(self.before, index, nodes));
        };
        for index in self.gone.first(0, 0) {
            gone(&mut groups, index);
        }
        for pillar in 0..self.after.levels[0].len() {
            let mut nodes = Vec::new();
            self.tell(0, pillar, &mut nodes);
            if !nodes.is_empty() {
                groups.push(self.group(self.after, pillar, nodes));
            }
            for index in self.gone.behind(0, pillar) {
                gone(&mut groups, index);
            }
        }
        groups
    }

    fn group(&self, plan: &Flat<'_>, pillar: usize, nodes: Vec<NodeDiff>) -> Group {
        Group {
            pillar: plan.levels[0][pillar].part.id().clone(),
            label: plan.label(0, pillar),
            nodes,
        }
    }

    /// Tells of a node of the later plan, and of what stands or stood under it.
    fn tell(&self, level: usize, index: usize, nodes: &mut Vec<NodeDiff>) {
        let node = &self.after.levels[level][index];
        nodes.extend(self.changed(level, index));
        let below = level + 1;
        if below == LEVELS.len() {
            return;
        }
        for earlier in self.gone.first(below, index) {
            self.tell_gone(below, earlier, nodes);
        }
        for child in node.children.clone() {
            self.tell(below, child, nodes);
            for earlier in self.gone.behind(below, child) {
                self.tell_gone(below, earlier, nodes);
            }
        }
    }

    /// Tells of a node of the earlier plan that is gone, and of what is gone with it.
    fn tell_gone(&self, level: usize, index: usize, nodes: &mut Vec<NodeDiff>) {
        let node = &self.before.levels[level][index];
        nodes.push(NodeDiff {
            id: node.part.id().clone(),
            level: LEVELS[level],
            task: self.before.task(level, index),
            task_label: self.before.label_of_task(level, index),
            before: Some(self.before.label(level, index)),
            after: None,
            changes: vec![Change::Removed {
                node: node.part.alone(),
                from: self.before.slot(level, index),
            }],
            notes: None,
        });
        for child in node.children.clone() {
            if self.pairs.later[level + 1][child].is_none() {
                self.tell_gone(level + 1, child, nodes);
            }
        }
    }

    /// What changed of a node of the later plan by itself.
    fn changed(&self, level: usize, index: usize) -> Option<NodeDiff> {
        let node = &self.after.levels[level][index];
        let earlier = self.pairs.earlier[level][index];
        let mut changes = Vec::new();
        let mut notes = None;
        match earlier {
            None => changes.push(Change::Added {
                node: node.part.alone(),
                at: self.after.slot(level, index),
            }),
            Some(earlier) => {
                let old = self.before.levels[level][earlier].part;
                notes = of_parts(old, node.part, &mut changes);
                self.place(level, earlier, index, &mut changes);
            }
        }
        (!changes.is_empty()).then(|| NodeDiff {
            id: node.part.id().clone(),
            level: LEVELS[level],
            task: self.after.task(level, index),
            task_label: self.after.label_of_task(level, index),
            before: earlier.map(|earlier| self.before.label(level, earlier)),
            after: Some(self.after.label(level, index)),
            changes,
            notes,
        })
    }

    /// What changed of where a node stands.
    fn place(&self, level: usize, earlier: usize, later: usize, changes: &mut Vec<Change>) {
        let (before, after) = (self.before, self.after);
        if self.pairs.is_moved[level][later] {
            let (from, to) = (before.slot(level, earlier), after.slot(level, later));
            let parents = (from.parent != to.parent).then(|| {
                let old = before.levels[level][earlier].parent;
                let new = after.levels[level][later].parent;
                Box::new((before.label(level - 1, old), after.label(level - 1, new)))
            });
            changes.push(Change::Moved { from, to, parents });
        } else if shift(level, later, (before, after), self.pairs).is_some() {
            changes.push(Change::Renumbered {
                from: before.number(level, earlier),
                to: after.number(level, later),
            });
        }
    }
}

/// Pushes a change where two values differ.
macro_rules! changed {
    ($changes:ident, $before:expr, $after:expr, $kind:ident) => {
        if $before != $after {
            $changes.push(Change::$kind {
                from: $before.clone(),
                to: $after.clone(),
            });
        }
    };
}

/// What the nodes say differently. Gives all later notes where single changes of notes do not lead there.
fn of_parts(before: Part<'_>, after: Part<'_>, changes: &mut Vec<Change>) -> Option<Vec<Note>> {
    match (before, after) {
        (Part::Pillar(before), Part::Pillar(after)) => of_pillars(before, after, changes),
        (Part::Task(before), Part::Task(after)) => return of_tasks(before, after, changes),
        (Part::Measure(before), Part::Measure(after)) => of_measures(before, after, changes),
        // Only nodes of one level are paired.
        _ => {}
    }
    None
}

fn of_pillars(before: &Pillar, after: &Pillar, changes: &mut Vec<Change>) {
    changed!(changes, before.lead, after.lead, Lead);
    changed!(changes, before.title, after.title, Title);
    changed!(changes, before.text, after.text, Text);
}

fn of_tasks(before: &Task, after: &Task, changes: &mut Vec<Change>) -> Option<Vec<Note>> {
    changed!(changes, before.status, after.status, Status);
    changed!(changes, before.progress, after.progress, Progress);
    changed!(changes, before.due, after.due, Due);
    changed!(changes, before.lead, after.lead, Lead);
    changed!(changes, before.support, after.support, Support);
    changed!(changes, before.targets, after.targets, Targets);
    changed!(changes, before.title, after.title, Title);
    changed!(changes, before.text, after.text, Text);
    changed!(changes, before.references, after.references, References);
    let mut of_notes = notes::compare(&before.notes, &after.notes);
    changes.append(&mut of_notes.changes);
    of_notes.all
}

fn of_measures(before: &Measure, after: &Measure, changes: &mut Vec<Change>) {
    changed!(changes, before.status, after.status, Status);
    changed!(changes, before.due, after.due, Due);
    changed!(changes, before.lead, after.lead, Lead);
    changed!(changes, before.text, after.text, Text);
}

fn of_heads(before: &Head, after: &Head) -> Vec<Change> {
    let mut changes = Vec::new();
    changed!(changes, before.title, after.title, Title);
    changed!(changes, before.issuer, after.issuer, Issuer);
    changed!(changes, before.issued, after.issued, Issued);
    changed!(changes, before.period, after.period, Period);
    changed!(changes, before.numbering, after.numbering, Numbering);
    changed!(changes, before.preamble, after.preamble, Text);
    changes
}
