//! Which nodes there are after a merge, where, and under whom.
//!
//! What one side removed and the other one left alone is gone. What one side removed and the other one
//! changed stays as the other one has it, with everything that was removed along with it: one conflict, of
//! the topmost node that is concerned. Where a node stands among its siblings is no such change; under
//! whom it stands is.

use std::collections::{HashMap, HashSet};

use super::fields::Fields;
use super::order::arrange;
use crate::change::Level;
use crate::language::Language;
use crate::plan::{Conflict, Field, Id, Measure, Pillar, Plan, Seat, Side, Status, Task, Value};

/// What comes of a merge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// The plan, with our values where both sides changed something differently.
    pub plan: Plan,
    /// Those places, in plan order.
    pub conflicts: Vec<Conflict>,
}

/// What a side wrote that its plan does not say, such as comments. Of what the other side removed it stays, like
/// what was changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Touched {
    /// The nodes that it wrote into.
    pub nodes: HashSet<Id>,
    /// Targets, references and notes as this side has them, by their task.
    pub elements: HashMap<Id, Vec<Value>>,
}

impl Touched {
    fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.elements.is_empty()
    }

    /// Whether an element of this node is among it.
    pub(super) fn is_in(&self, node: Option<&Id>) -> bool {
        node.is_some_and(|id| self.elements.contains_key(id))
    }

    pub(super) fn has(&self, node: Option<&Id>, element: &Value) -> bool {
        let elements = node.and_then(|id| self.elements.get(id));
        elements.is_some_and(|elements| elements.contains(element))
    }
}

/// A node has become one of another level on one side, so that the two cannot be told to be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The node.
    pub id: Id,
}

impl Clash {
    /// The sentence that people read.
    pub fn words(&self, language: Language) -> String {
        let id = &self.id;
        language.pick(
            format!("“{id}”在两边不是同一级，不能自动合并"),
            format!("“{id}” is not of the same level on both sides, and cannot be merged"),
        )
    }
}

/// A node of one plan, where it stands.
#[derive(Clone, Copy)]
struct Entry<'p> {
    parent: Option<&'p Id>,
    node: Node<'p>,
}

#[derive(Clone, Copy)]
enum Node<'p> {
    Pillar(&'p Pillar),
    Task(&'p Task),
    Measure(&'p Measure),
}

impl Node<'_> {
    fn level(self) -> Level {
        match self {
            Self::Pillar(_) => Level::Pillar,
            Self::Task(_) => Level::Task,
            Self::Measure(_) => Level::Measure,
        }
    }

    /// Whether both say the same, whatever stands under them.
    fn says_the_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Pillar(one), Self::Pillar(other)) => {
                one.title == other.title && one.text == other.text && one.lead == other.lead
            }
            (Self::Task(one), Self::Task(other)) => {
                let is_same_list = one.targets == other.targets
                    && one.references == other.references
                    && one.notes == other.notes
                    && one.support == other.support;
                is_same_list
                    && one.status == other.status
                    && one.title == other.title
                    && one.due == other.due
                    && one.text == other.text
                    && one.lead == other.lead
                    && one.progress == other.progress
            }
            (Self::Measure(one), Self::Measure(other)) => one == other,
            _ => false,
        }
    }
}

/// A plan by identity.
struct Index<'p> {
    entries: HashMap<&'p Id, Entry<'p>>,
    /// The nodes under each node, and the pillars under none, in order.
    children: HashMap<Option<&'p Id>, Vec<&'p Id>>,
}

impl<'p> Index<'p> {
    fn of(plan: &'p Plan) -> Self {
        let mut index = Self {
            entries: HashMap::new(),
            children: HashMap::new(),
        };
        for pillar in &plan.pillars {
            index.add(&pillar.id, None, Node::Pillar(pillar));
            for task in &pillar.tasks {
                index.add(&task.id, Some(&pillar.id), Node::Task(task));
                for measure in &task.measures {
                    index.add(&measure.id, Some(&task.id), Node::Measure(measure));
                }
            }
        }
        index
    }

    fn add(&mut self, id: &'p Id, parent: Option<&'p Id>, node: Node<'p>) {
        self.entries.insert(id, Entry { parent, node });
        self.children.entry(parent).or_default().push(id);
    }

    fn get(&self, id: &Id) -> Option<Entry<'p>> {
        self.entries.get(id).copied()
    }

    fn under(&self, parent: Option<&'p Id>) -> &[&'p Id] {
        self.children.get(&parent).map_or(&[], Vec::as_slice)
    }

    fn seat(&self, id: &Id) -> Option<Value> {
        let parent = self.get(id)?.parent;
        let siblings = self.under(parent);
        let at = siblings.iter().position(|sibling| *sibling == id)?;
        let after = at.checked_sub(1).map(|before| siblings[before].clone());
        Some(Value::Seat(Seat {
            parent: parent.cloned(),
            after,
        }))
    }
}

/// Brings two changes of a plan together.
///
/// # Errors
/// A node is of different levels in the three plans.
pub fn merge(base: &Plan, ours: &Plan, theirs: &Plan) -> Result<Merged, Clash> {
    let nothing = Touched::default();
    merge_touched([base, ours, theirs], [&nothing; 2])
}

/// The same, with what our side and theirs touched beside that.
///
/// # Errors
/// A node is of different levels in the three plans.
pub(crate) fn merge_touched(
    [base, ours, theirs]: [&Plan; 3],
    touched: [&Touched; 2],
) -> Result<Merged, Clash> {
    let is_said = touched.iter().all(|touched| touched.is_empty());
    if let Some(plan) = super::fields::three_ways((base, ours, theirs)).filter(|_| is_said) {
        return Ok(Merged {
            plan: plan.clone(),
            conflicts: Vec::new(),
        });
    }
    let merge = Merge {
        base: Index::of(base),
        ours: Index::of(ours),
        theirs: Index::of(theirs),
        touched,
        parents: HashMap::new(),
        kept: HashSet::new(),
        conflicts: HashMap::new(),
    };
    merge.run(base, ours, theirs)
}

struct Merge<'p> {
    base: Index<'p>,
    ours: Index<'p>,
    theirs: Index<'p>,
    /// By our side and by theirs.
    touched: [&'p Touched; 2],
    /// The nodes that there are, and under whom they are.
    parents: HashMap<&'p Id, Option<&'p Id>>,
    /// Those of them that one side has removed.
    kept: HashSet<&'p Id>,
    /// By node; those of the plan itself under none.
    conflicts: HashMap<Option<&'p Id>, Vec<Conflict>>,
}

impl<'p> Merge<'p> {
    fn run(mut self, base: &'p Plan, ours: &'p Plan, theirs: &'p Plan) -> Result<Merged, Clash> {
        self.refuse_clashes(ours, theirs)?;
        let ids: Vec<&'p Id> = in_order(ours).chain(in_order(theirs)).collect();
        let doubtful = self.place(&ids);
        self.keep(&ids, &doubtful);
        let mut conflicts = Vec::new();
        let heads = (&base.head, &ours.head, &theirs.head);
        let mut fields = Fields {
            node: None,
            touched: self.touched,
            conflicts: &mut conflicts,
        };
        let head = fields.head(heads);
        let pillars = self.nodes_under(None);
        let pillars = pillars.into_iter().filter_map(|id| {
            let mut pillar = self.pillar(id)?;
            conflicts.extend(self.conflicts.remove(&Some(id)).into_iter().flatten());
            let tasks = self.nodes_under(Some(id)).into_iter();
            let tasks = tasks.filter_map(|id| {
                let mut task = self.task(id)?;
                conflicts.extend(self.conflicts.remove(&Some(id)).into_iter().flatten());
                let measures = self.nodes_under(Some(id)).into_iter();
                let measures = measures.filter_map(|id| {
                    let measure = self.measure(id)?;
                    conflicts.extend(self.conflicts.remove(&Some(id)).into_iter().flatten());
                    Some(measure)
                });
                task.measures = measures.collect();
                Some(task)
            });
            pillar.tasks = tasks.collect();
            Some(pillar)
        });
        let pillars = pillars.collect();
        Ok(Merged {
            plan: Plan { head, pillars },
            conflicts,
        })
    }

    fn refuse_clashes(&self, ours: &'p Plan, theirs: &'p Plan) -> Result<(), Clash> {
        for id in in_order(ours).chain(in_order(theirs)) {
            let indices = [&self.base, &self.ours, &self.theirs];
            let levels = indices.map(|index| index.get(id).map(|entry| entry.node.level()));
            let mut known = levels.iter().flatten();
            let first = known.next();
            if known.any(|level| Some(level) != first) {
                return Err(Clash { id: id.clone() });
            }
        }
        Ok(())
    }

    /// Says under whom the nodes are that both sides have, or one has anew. Gives those that one side removed.
    fn place(&mut self, ids: &[&'p Id]) -> HashMap<&'p Id, Entry<'p>> {
        let mut doubtful = HashMap::new();
        for &id in ids {
            let before = self.base.get(id).map(|entry| entry.parent);
            match (self.ours.get(id), self.theirs.get(id)) {
                (Some(our), Some(their)) => {
                    let is_moved_by_them_alone = before == Some(our.parent);
                    if self.parents.contains_key(id) {
                        continue;
                    }
                    let parent = if is_moved_by_them_alone {
                        their.parent
                    } else {
                        our.parent
                    };
                    let is_torn = our.parent != their.parent
                        && before != Some(our.parent)
                        && before != Some(their.parent);
                    if is_torn {
                        self.tear(id);
                    }
                    self.parents.insert(id, parent);
                }
                (Some(entry), None) | (None, Some(entry)) => {
                    if before.is_some() {
                        doubtful.insert(id, entry);
                    } else {
                        self.parents.insert(id, entry.parent);
                    }
                }
                (None, None) => {}
            }
        }
        doubtful
    }

    /// Two places for one node.
    fn tear(&mut self, id: &'p Id) {
        let sides = [&self.base, &self.ours, &self.theirs];
        let [base, ours, theirs] = sides.map(|index| Side::of(index.seat(id)));
        self.conflicts.entry(Some(id)).or_default().push(Conflict {
            node: Some(id.clone()),
            field: Field::Place,
            base,
            ours,
            theirs,
        });
    }

    /// Keeps of the nodes that one side removed those that the other one changed, what stands under them, and
    /// what has to be there for others to stand under.
    fn keep(&mut self, ids: &[&'p Id], doubtful: &HashMap<&'p Id, Entry<'p>>) {
        let levels = [Level::Measure, Level::Task, Level::Pillar];
        let of_level = |level: Level| -> Vec<(&'p Id, Entry<'p>)> {
            let of_level = doubtful
                .iter()
                .filter(|(_, entry)| entry.node.level() == level);
            of_level.map(|(id, entry)| (*id, *entry)).collect()
        };
        let mut needed: HashSet<&Id> = self.parents.values().copied().flatten().collect();
        for level in levels {
            for (id, entry) in of_level(level) {
                let is_ours = self.ours.get(id).is_some();
                let touched = self.touched[usize::from(!is_ours)];
                let is_changed = touched.nodes.contains(id)
                    || self.base.get(id).is_none_or(|before| {
                        before.parent != entry.parent || !before.node.says_the_same(entry.node)
                    });
                if is_changed || needed.contains(id) {
                    self.kept.insert(id);
                    needed.extend(entry.parent);
                }
            }
        }
        for level in levels.into_iter().rev() {
            for (id, entry) in of_level(level) {
                if entry
                    .parent
                    .is_some_and(|parent| self.kept.contains(parent))
                {
                    self.kept.insert(id);
                }
            }
        }
        for &id in ids {
            let Some(entry) = doubtful.get(id).filter(|_| self.kept.contains(id)) else {
                continue;
            };
            self.parents.insert(id, entry.parent);
            if entry
                .parent
                .is_some_and(|parent| self.kept.contains(parent))
            {
                continue;
            }
            let kept = |index: &Index<'_>| Side::of(index.get(id).map(|_| Value::Kept));
            let conflict = Conflict {
                node: Some(id.clone()),
                field: Field::Existence,
                base: Side::default(),
                ours: kept(&self.ours),
                theirs: kept(&self.theirs),
            };
            self.conflicts.entry(Some(id)).or_default().push(conflict);
        }
    }

    /// The nodes under a node, in order.
    fn nodes_under(&mut self, parent: Option<&'p Id>) -> Vec<&'p Id> {
        let sides = [&self.base, &self.ours, &self.theirs];
        let [base, ours, theirs] = sides.map(|index| index.under(parent).to_vec());
        let both = ours.iter().chain(&theirs).copied();
        let members = both.filter(|id| self.parents.get(id) == Some(&parent));
        let members: HashSet<&Id> = members.collect();
        let arranged = arrange(&members, &base, &ours, &theirs);
        for id in arranged.torn {
            self.tear(id);
        }
        arranged.order
    }

    fn pillar(&mut self, id: &'p Id) -> Option<Pillar> {
        let bare = |index: &Index<'p>| match index.get(id)?.node {
            Node::Pillar(pillar) => Some(pillar.alone()),
            _ => None,
        };
        let empty = || Pillar::new(id.clone(), "");
        let sides = [bare(&self.base), bare(&self.ours), bare(&self.theirs)];
        self.fields(id, sides, empty, |fields, three| fields.pillar(three))
    }

    fn task(&mut self, id: &'p Id) -> Option<Task> {
        let bare = |index: &Index<'p>| match index.get(id)?.node {
            Node::Task(task) => Some(task.alone()),
            _ => None,
        };
        let empty = || Task::new(id.clone(), "");
        let sides = [bare(&self.base), bare(&self.ours), bare(&self.theirs)];
        self.fields(id, sides, empty, |fields, three| fields.task(three))
    }

    fn measure(&mut self, id: &'p Id) -> Option<Measure> {
        let bare = |index: &Index<'p>| match index.get(id)?.node {
            Node::Measure(measure) => Some(measure.clone()),
            _ => None,
        };
        let empty = || Measure {
            status: Status::default(),
            ..Measure::new(id.clone(), "")
        };
        let sides = [bare(&self.base), bare(&self.ours), bare(&self.theirs)];
        self.fields(id, sides, empty, |fields, three| fields.measure(three))
    }

    /// What a node says: as the side that has it says, or merged. One that both added is merged as if it had
    /// been empty before.
    fn fields<T: PartialEq>(
        &mut self,
        id: &'p Id,
        [base, ours, theirs]: [Option<T>; 3],
        empty: impl Fn() -> T,
        merged: impl Fn(&mut Fields<'_>, (&T, &T, &T)) -> T,
    ) -> Option<T> {
        let (ours, theirs) = match (ours, theirs) {
            (Some(ours), Some(theirs)) => (ours, theirs),
            (one, other) => return one.or(other),
        };
        let base = base.unwrap_or_else(empty);
        let is_said = !self.touched.iter().any(|touched| touched.is_in(Some(id)));
        if ours == theirs || theirs == base && is_said {
            return Some(ours);
        }
        if ours == base && is_said {
            return Some(theirs);
        }
        let mut conflicts = Vec::new();
        let mut fields = Fields {
            node: Some(id.clone()),
            touched: self.touched,
            conflicts: &mut conflicts,
        };
        let node = merged(&mut fields, (&base, &ours, &theirs));
        self.conflicts
            .entry(Some(id))
            .or_default()
            .extend(conflicts);
        Some(node)
    }
}

/// All ids of a plan.
fn in_order(plan: &Plan) -> impl Iterator<Item = &Id> {
    plan.pillars.iter().flat_map(|pillar| {
        let tasks = pillar.tasks.iter().flat_map(crate::change::ids_of);
        std::iter::once(&pillar.id).chain(tasks)
    })
}
