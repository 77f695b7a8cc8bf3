//! Changes for programs: the shape that `--json` prints, which stays as it is.
//!
//! Keys and values are those of the file (`status`, `on-track`), days and times are ISO 8601, and every key is
//! always there: `null`, `[]` or `""` where there is nothing.

use chrono::NaiveDate;
use serde::Serialize;

use super::End;
use crate::change::diff::{Group, Label, NodeDiff};
use crate::change::{Change, Diff, Level, New, Revision, Slot};
use crate::plan;

/// A comparison.
#[derive(Debug, Serialize)]
pub struct Comparison {
    from: EndShape,
    to: EndShape,
    /// Of the plan itself.
    plan: Vec<ChangeShape>,
    pillars: Vec<PillarShape>,
}

/// One end of a comparison: a revision or a file.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum EndShape {
    Revision(RevisionShape),
    File { path: String },
}

/// A revision, as every command prints it.
#[derive(Debug, Serialize)]
pub struct RevisionShape {
    commit: String,
    at: String,
    author: String,
    subject: String,
    merge: bool,
}

#[derive(Debug, Serialize)]
struct PillarShape {
    id: String,
    label: String,
    title: String,
    nodes: Vec<NodeShape>,
}

/// A pillar, task or measure that changed.
#[derive(Debug, Serialize)]
pub struct NodeShape {
    id: String,
    level: &'static str,
    /// The id of the task that it is, or is part of.
    task: Option<String>,
    before: Option<LabelShape>,
    after: Option<LabelShape>,
    changes: Vec<ChangeShape>,
}

#[derive(Debug, Serialize)]
struct LabelShape {
    label: String,
    title: String,
}

/// One change, told apart by `kind`.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ChangeShape {
    /// The node is new.
    Added {
        /// The node, without what stands under it.
        node: Node,
        /// Where it stands.
        at: SlotShape,
    },
    /// The node is gone.
    Removed {
        /// The node, without what stood under it.
        node: Node,
        /// Where it stood.
        from: SlotShape,
    },
    /// It stands elsewhere.
    Moved {
        /// Before.
        from: SlotShape,
        /// Now.
        to: SlotShape,
    },
    /// Its number is another one.
    Renumbered(Pair<String>),
    /// Its status.
    Status(Pair<&'static str>),
    /// Percent.
    Progress(Pair<Option<u8>>),
    /// A day.
    Due {
        /// Before.
        from: Option<String>,
        /// Now.
        to: Option<String>,
        /// By how many days it is later, negative for earlier; null where there is no day at one end.
        days: Option<i64>,
    },
    /// Who is responsible.
    Lead(Pair<Option<String>>),
    /// Who helps.
    Support(Pair<Vec<String>>),
    /// All targets.
    Targets(Pair<Vec<Target>>),
    /// All references.
    References(Pair<Vec<Reference>>),
    /// The title.
    Title(Pair<String>),
    /// The text; of the plan its preamble. One sentence a line.
    Text(Pair<String>),
    /// A note came.
    NoteAdded {
        /// The note.
        note: Note,
    },
    /// A note was changed.
    NoteEdited(Pair<Note>),
    /// A note went.
    NoteRemoved {
        /// The note.
        note: Note,
    },
    /// Notes that are there still stand in another order.
    NotesReordered,
    /// Who issues the plan.
    Issuer(Pair<Option<String>>),
    /// A day.
    Issued(Pair<Option<String>>),
    /// The time that the plan is for.
    Period(Pair<Option<Span>>),
    /// How numbers are shown.
    Numbering(Pair<&'static str>),
}

/// Before and now.
#[derive(Debug, Serialize)]
pub struct Pair<T> {
    from: T,
    to: T,
}

/// A place among siblings.
#[derive(Debug, Serialize)]
pub struct SlotShape {
    /// The id of the pillar or task that it is in; null for a pillar.
    parent: Option<String>,
    /// The id of the sibling in front; null for the first.
    after: Option<String>,
}

/// A span of days, both ends included.
#[derive(Debug, Serialize)]
pub struct Span {
    start: String,
    end: String,
}

/// A node by itself. Keys that its level does not have are left out.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Node {
    /// First level.
    Pillar {
        /// The title.
        title: String,
        /// One sentence a line.
        text: String,
        /// Who is responsible.
        lead: Option<String>,
    },
    /// Second level.
    Task {
        /// As reported.
        status: &'static str,
        /// The title.
        title: String,
        /// A day.
        due: Option<String>,
        /// One sentence a line.
        text: String,
        /// Who is responsible.
        lead: Option<String>,
        /// Who helps.
        support: Vec<String>,
        /// Percent.
        progress: Option<u8>,
        /// Numbers to reach.
        targets: Vec<Target>,
        /// Documents that are cited.
        references: Vec<Reference>,
        /// Oldest first, as in the file.
        notes: Vec<Note>,
    },
    /// Third level.
    Measure {
        /// One sentence a line.
        text: String,
        /// As reported.
        status: &'static str,
        /// A day.
        due: Option<String>,
        /// Who is responsible.
        lead: Option<String>,
    },
}

/// A number to reach.
#[derive(Debug, Serialize)]
pub struct Target {
    name: String,
    goal: String,
    actual: Option<f64>,
    met: Option<bool>,
}

/// A document that is cited.
#[derive(Debug, Serialize)]
pub struct Reference {
    title: String,
    number: Option<String>,
}

/// A note.
#[derive(Debug, Serialize)]
pub struct Note {
    at: String,
    by: String,
    kind: &'static str,
    text: String,
}

impl Comparison {
    /// What changed from one end to the other.
    pub fn new(diff: &Diff, from: &End, to: &End) -> Self {
        Self {
            from: EndShape::new(from),
            to: EndShape::new(to),
            plan: changes(&diff.plan),
            pillars: diff.groups.iter().map(PillarShape::new).collect(),
        }
    }
}

impl EndShape {
    fn new(end: &End) -> Self {
        match end {
            End::Revision(revision) => Self::Revision(RevisionShape::new(revision)),
            End::File(path) => Self::File { path: path.clone() },
        }
    }
}

impl RevisionShape {
    /// The shape of a revision.
    pub fn new(revision: &Revision) -> Self {
        Self {
            commit: revision.commit.to_string(),
            at: revision.at.to_rfc3339(),
            author: revision.author.clone(),
            subject: revision.subject.clone(),
            merge: revision.is_merge,
        }
    }
}

impl PillarShape {
    fn new(group: &Group) -> Self {
        let label = LabelShape::new(&group.label);
        Self {
            id: group.pillar.to_string(),
            label: label.label,
            title: label.title,
            nodes: group.nodes.iter().map(NodeShape::new).collect(),
        }
    }
}

impl NodeShape {
    /// The shape of a node that changed.
    pub fn new(node: &NodeDiff) -> Self {
        Self {
            id: node.id.to_string(),
            level: match node.level {
                Level::Pillar => "pillar",
                Level::Task => "task",
                Level::Measure => "measure",
            },
            task: node.task.as_ref().map(ToString::to_string),
            before: node.before.as_ref().map(LabelShape::new),
            after: node.after.as_ref().map(LabelShape::new),
            changes: changes(&node.changes),
        }
    }
}

impl LabelShape {
    fn new(label: &Label) -> Self {
        Self {
            label: label.number.trim_end().to_owned(),
            title: label.title.clone(),
        }
    }
}

/// The shapes of changes.
pub fn changes(changes: &[Change]) -> Vec<ChangeShape> {
    changes.iter().map(ChangeShape::new).collect()
}

fn pair<T: Clone, U>(from: &T, to: &T, shape: impl Fn(T) -> U) -> Pair<U> {
    Pair {
        from: shape(from.clone()),
        to: shape(to.clone()),
    }
}

fn day(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn all<T, U>(items: Vec<T>, shape: impl Fn(T) -> U) -> Vec<U> {
    items.into_iter().map(shape).collect()
}

impl ChangeShape {
    fn new(change: &Change) -> Self {
        match change {
            Change::Added { node, at } => Self::Added {
                node: Node::new(node.clone()),
                at: SlotShape::new(at),
            },
            Change::Removed { node, from } => Self::Removed {
                node: Node::new(node.clone()),
                from: SlotShape::new(from),
            },
            Change::Moved { from, to, .. } => Self::Moved {
                from: SlotShape::new(from),
                to: SlotShape::new(to),
            },
            Change::Renumbered { from, to } => {
                Self::Renumbered(pair(from, to, |number| number.trim_end().to_owned()))
            }
            Change::Status { from, to } => Self::Status(pair(from, to, plan::Status::value)),
            Change::Progress { from, to } => Self::Progress(pair(from, to, |percent| percent)),
            Change::Due { from, to } => Self::Due {
                from: day(*from),
                to: day(*to),
                days: from.zip(*to).map(|(from, to)| (to - from).num_days()),
            },
            Change::Lead { from, to } => Self::Lead(pair(from, to, |lead| lead)),
            Change::Support { from, to } => Self::Support(pair(from, to, |names| names)),
            Change::Targets { from, to } => {
                Self::Targets(pair(from, to, |targets| all(targets, Target::new)))
            }
            Change::References { from, to } => {
                Self::References(pair(from, to, |references| all(references, Reference::new)))
            }
            Change::Title { from, to } => Self::Title(pair(from, to, |title| title)),
            Change::Text { from, to } => Self::Text(pair(from, to, |text| text)),
            Change::NoteAdded { note, .. } => Self::NoteAdded {
                note: Note::new(note.clone()),
            },
            Change::NoteEdited { from, to, .. } => Self::NoteEdited(pair(from, to, Note::new)),
            Change::NoteRemoved { note, .. } => Self::NoteRemoved {
                note: Note::new(note.clone()),
            },
            Change::NotesReordered => Self::NotesReordered,
            Change::Issuer { from, to } => Self::Issuer(pair(from, to, |issuer| issuer)),
            Change::Issued { from, to } => Self::Issued(pair(from, to, day)),
            Change::Period { from, to } => {
                Self::Period(pair(from, to, |period| period.map(Span::new)))
            }
            Change::Numbering { from, to } => {
                Self::Numbering(pair(from, to, plan::Numbering::value))
            }
        }
    }
}

impl SlotShape {
    fn new(slot: &Slot) -> Self {
        Self {
            parent: slot.parent.as_ref().map(ToString::to_string),
            after: slot.after.as_ref().map(ToString::to_string),
        }
    }
}

impl Span {
    /// The shape of a period.
    pub fn new(period: plan::Period) -> Self {
        Self {
            start: period.start.to_string(),
            end: period.end.to_string(),
        }
    }
}

impl Node {
    fn new(node: New) -> Self {
        match node {
            New::Pillar(pillar) => Self::Pillar {
                title: pillar.title,
                text: pillar.text,
                lead: pillar.lead,
            },
            New::Task(task) => Self::Task {
                status: task.status.value(),
                title: task.title,
                due: day(task.due),
                text: task.text,
                lead: task.lead,
                support: task.support,
                progress: task.progress,
                targets: all(task.targets, Target::new),
                references: all(task.references, Reference::new),
                notes: all(task.notes, Note::new),
            },
            New::Measure(measure) => Self::Measure {
                text: measure.text,
                status: measure.status.value(),
                due: day(measure.due),
                lead: measure.lead,
            },
        }
    }
}

impl Target {
    /// The shape of a target.
    pub fn new(target: plan::Target) -> Self {
        Self {
            met: target
                .actual
                .and_then(|actual| target.goal.is_met_by(actual)),
            name: target.name,
            goal: target.goal.to_string(),
            actual: target.actual,
        }
    }
}

impl Reference {
    /// The shape of a reference.
    pub fn new(reference: plan::Reference) -> Self {
        Self {
            title: reference.title,
            number: reference.number,
        }
    }
}

impl Note {
    /// The shape of a note.
    pub fn new(note: plan::Note) -> Self {
        Self {
            at: note.at.to_rfc3339(),
            by: note.by,
            kind: note.kind.value(),
            text: note.text,
        }
    }
}
