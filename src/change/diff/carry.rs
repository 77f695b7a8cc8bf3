//! Carrying a diff out: as operations one after another, or on a whole plan.
//!
//! Owns the order in which operations can be carried out: a node is only ever put where its parent is already,
//! and never while another node still has its id, which happens where one changed its level.

use std::collections::{HashMap, HashSet};

use super::{Change, Diff, NodeDiff, notes};
use crate::change::{Edit, HeadEdit, Level, New, Operation, Refusal, Slot, structure};
use crate::plan::{Id, Plan, Target};

impl Diff {
    /// The plan with these changes; on the plan that they were found from, the one that they lead to.
    ///
    /// # Errors
    /// Another plan may lack a node, a note or a place that they are about.
    pub fn apply(&self, plan: &Plan) -> Result<Plan, Refusal> {
        let mut plan = plan.clone();
        for edit in self.head_edits() {
            edit.put(&mut plan.head);
        }
        let mut fields: HashMap<Id, Vec<Operation>> = HashMap::new();
        for operation in self.field_operations() {
            let of_node = fields.entry(operation.node.clone()).or_default();
            of_node.push(operation);
        }
        let mut take = |id: &Id| fields.remove(id).unwrap_or_default();
        for pillar in &mut plan.pillars {
            for operation in take(&pillar.id) {
                operation.apply_to_pillar(pillar)?;
            }
            for task in &mut pillar.tasks {
                let mut operations = take(&task.id);
                operations.extend(task.measures.iter().flat_map(|measure| take(&measure.id)));
                for operation in operations {
                    operation.apply_to_task(task)?;
                }
            }
        }
        if let Some(missing) = fields.into_keys().min() {
            return Err(Refusal::NoSuchNode(missing));
        }
        for operation in self.shape_operations() {
            structure::apply(&operation.node, &operation.edit, &mut plan)?;
        }
        Ok(plan)
    }

    /// What changed of the plan itself, as edits of its head.
    pub fn head_edits(&self) -> Vec<HeadEdit> {
        self.plan.iter().filter_map(head_edit).collect()
    }

    /// What changed of its nodes, as operations that can be carried out one by one, in this order.
    pub fn operations(&self) -> Vec<Operation> {
        let mut operations = self.field_operations();
        operations.extend(self.shape_operations());
        operations
    }

    /// What nodes say, of those that are in both plans.
    fn field_operations(&self) -> Vec<Operation> {
        let of_node = |node: &NodeDiff| {
            let mut edits: Vec<Edit> = node.changes.iter().flat_map(field_edits).collect();
            match &node.notes {
                Some(all) => edits.push(Edit::Notes(all.clone())),
                None => edits.extend(notes::edits(&node.changes)),
            }
            let node = node.id.clone();
            edits.into_iter().map(move |edit| Operation {
                node: node.clone(),
                edit,
            })
        };
        self.nodes().flat_map(of_node).collect()
    }

    /// Which nodes there are, and where.
    fn shape_operations(&self) -> Vec<Operation> {
        let mut shape = Shape::of(self);
        shape.free_ids();
        shape.place();
        shape.remove();
        shape.place_late();
        shape.operations
    }
}

/// The changes of shape of a diff, and the operations so far.
#[derive(Default)]
struct Shape<'d> {
    added: [Vec<(&'d New, &'d Slot)>; 3],
    /// What comes or moves, in the later order.
    placed: [Vec<Placed<'d>>; 3],
    removed: [Vec<(&'d Id, &'d Slot)>; 3],
    /// Nodes whose id is another node's until that has gone, and what comes under them; with their places.
    late: HashMap<&'d Id, &'d Slot>,
    operations: Vec<Operation>,
}

#[derive(Clone, Copy)]
enum Placed<'d> {
    New(&'d New, &'d Slot),
    Moved(&'d Id, &'d Slot),
}

fn depth(level: Level) -> usize {
    match level {
        Level::Pillar => 0,
        Level::Task => 1,
        Level::Measure => 2,
    }
}

impl<'d> Shape<'d> {
    fn of(diff: &'d Diff) -> Self {
        let mut shape = Self::default();
        for node in diff.nodes() {
            let level = depth(node.level);
            for change in &node.changes {
                match change {
                    Change::Added { node: new, at } => {
                        shape.added[level].push((new, at));
                        shape.placed[level].push(Placed::New(new, at));
                    }
                    Change::Moved { to, .. } => {
                        shape.placed[level].push(Placed::Moved(&node.id, to));
                    }
                    Change::Removed { from, .. } => shape.removed[level].push((&node.id, from)),
                    _ => {}
                }
            }
        }
        shape
    }

    /// Takes out what has nothing under it that stays and whose id is needed: measures, and tasks that become
    /// pillars. What stays of other tasks and pillars has to find its place first.
    fn free_ids(&mut self) {
        let needed: [HashSet<&Id>; 3] =
            [0, 1, 2].map(|level| self.added[level].iter().map(|(new, _)| new.id()).collect());
        let gone = |level: usize| self.removed[level].iter().map(|&(id, _)| id);
        let (pillars, tasks): (HashSet<&Id>, HashSet<&Id>) = (gone(0).collect(), gone(1).collect());
        let is_needed = |id: &Id| needed.iter().any(|ids| ids.contains(id));
        let measures = self.removed[2].iter().filter(|&&(id, from)| {
            // It goes with its task otherwise.
            let goes_along = from
                .parent
                .as_ref()
                .is_some_and(|task| tasks.contains(task));
            !goes_along || is_needed(id)
        });
        let early = self.removed[1]
            .iter()
            .filter(|(id, _)| needed[0].contains(id));
        self.operations.extend(
            measures
                .chain(early)
                .map(|&(id, _)| Operation::remove(id.clone())),
        );
        self.removed[1].retain(|&(id, from)| {
            let goes_along = from
                .parent
                .as_ref()
                .is_some_and(|pillar| pillars.contains(pillar));
            !goes_along && !needed[0].contains(id)
        });
        for &(new, at) in &self.added[1] {
            if pillars.contains(new.id()) {
                self.late.insert(new.id(), at);
            }
        }
        for &(new, at) in &self.added[2] {
            let is_taken = pillars.contains(new.id()) || tasks.contains(new.id());
            let is_under_late = at
                .parent
                .as_ref()
                .is_some_and(|task| self.late.contains_key(task));
            if is_taken || is_under_late {
                self.late.insert(new.id(), at);
            }
        }
    }

    /// Puts everything in its place that does not have to wait, from the top, in the later order: what a
    /// node comes to stand behind has its place by then.
    fn place(&mut self) {
        for level in 0..self.placed.len() {
            for placed in self.placed[level].clone() {
                match placed {
                    Placed::New(new, _) if self.late.contains_key(new.id()) => {}
                    Placed::New(new, at) => {
                        let at = self.present(at);
                        self.operations.push(Operation::insert(new.clone(), at));
                    }
                    Placed::Moved(id, to) => {
                        let to = self.present(to);
                        self.operations.push(Operation::move_to(id.clone(), to));
                    }
                }
            }
        }
    }

    /// The place behind the nearest sibling that does not have to wait.
    fn present(&self, slot: &Slot) -> Slot {
        let mut after = slot.after.as_ref();
        while let Some(late) = after.and_then(|id| self.late.get(id)) {
            after = late.after.as_ref();
        }
        Slot {
            parent: slot.parent.clone(),
            after: after.cloned(),
        }
    }

    fn remove(&mut self) {
        let gone = self.removed[1].iter().chain(&self.removed[0]);
        self.operations
            .extend(gone.map(|&(id, _)| Operation::remove(id.clone())));
    }

    /// Puts in what had to wait. Behind whatever stands there by now: the later order holds.
    fn place_late(&mut self) {
        for &(new, at) in self.added[1].iter().chain(&self.added[2]) {
            if self.late.contains_key(new.id()) {
                self.operations
                    .push(Operation::insert(new.clone(), at.clone()));
            }
        }
    }
}

/// What a node says differently, its notes aside.
fn field_edits(change: &Change) -> Vec<Edit> {
    let edit = match change.clone() {
        Change::Status { to, .. } => Edit::Status(to),
        Change::Progress { to, .. } => Edit::Progress(to),
        Change::Due { to, .. } => Edit::Due(to),
        Change::Lead { to, .. } => Edit::Lead(to),
        Change::Support { to, .. } => Edit::Support(to),
        Change::Targets { from, to } => return target_edits(&from, to),
        Change::References { to, .. } => Edit::References(to),
        Change::Title { to, .. } => Edit::Title(to),
        Change::Text { to, .. } => Edit::Text(to),
        Change::Added { .. }
        | Change::Removed { .. }
        | Change::Moved { .. }
        | Change::Renumbered { .. }
        | Change::NoteAdded { .. }
        | Change::NoteEdited { .. }
        | Change::NoteRemoved { .. }
        | Change::NotesReordered
        | Change::Issuer { .. }
        | Change::Issued { .. }
        | Change::Period { .. }
        | Change::Numbering { .. } => return Vec::new(),
    };
    vec![edit]
}

/// Numbers that were reached one by one, where nothing else of the targets changed.
fn target_edits(from: &[Target], to: Vec<Target>) -> Vec<Edit> {
    let is_the_same = |(old, new): (&Target, &Target)| old.name == new.name && old.goal == new.goal;
    if from.len() != to.len() || !from.iter().zip(&to).all(is_the_same) {
        return vec![Edit::Targets(to)];
    }
    let numbers = from.iter().zip(to).enumerate();
    numbers
        .filter(|(_, (old, new))| old.actual != new.actual)
        .map(|(target, (_, new))| Edit::Actual {
            target,
            number: new.actual,
        })
        .collect()
}

fn head_edit(change: &Change) -> Option<HeadEdit> {
    Some(match change.clone() {
        Change::Title { to, .. } => HeadEdit::Title(to),
        Change::Issuer { to, .. } => HeadEdit::Issuer(to),
        Change::Issued { to, .. } => HeadEdit::Issued(to),
        Change::Period { to, .. } => HeadEdit::Period(to),
        Change::Numbering { to, .. } => HeadEdit::Numbering(to),
        Change::Text { to, .. } => HeadEdit::Preamble(to),
        _ => return None,
    })
}
