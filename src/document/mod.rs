//! TOML that keeps its form: the source text, an index of its blocks, decoding and edits.
//!
//! The text is the truth. Over it stands an index of blocks, one a pillar or task; a block is
//! decoded by itself, when somebody asks for it. An operation becomes a splice in one block, which is
//! decoded again. Nothing else changes a plan. Never opens a file: bytes come in, pieces go out.
//!
//! | module | owns |
//! |---|---|
//! | `keys` | the format as one table |
//! | `scan` | text to blocks, fast, for the usual form |
//! | `blocks` | the persistent sequence of blocks |
//! | `open` | bytes to document, and the check of every block |
//! | `decode`, `problem`, `locate` | block to node and what is wrong with it, where |
//! | `weight` | which text is too much to parse |
//! | `names` | who leads and who supports |
//! | `apply` | the one write path: what becomes of values |
//! | `structure` | the same for blocks that come, go and move |
//! | `edit` | operation to splice: values of a node |
//! | `elements`, `brackets` | the same for tables of a list, under headers and inline |
//! | `layout`, `form` | which line belongs to what; the spelling of values |
//! | `head`, `lists` | the same for the plan's own fields; for targets, references, notes |
//! | `conflict`, `resolve` | conflicts of a merge: their tables in the head; what settles one |
//! | `compare` | what changed from one document to another |
//! | `legible` | which of many revisions can be read in full |
//! | `merge` | two people's changes of one file, brought together |
//! | `compose`, `schema` | a new node or file; the JSON Schema |

mod apply;
mod blocks;
mod brackets;
mod compare;
mod compose;
mod conflict;
mod decode;
mod edit;
mod elements;
mod form;
mod head;
mod keys;
mod layout;
mod legible;
mod lists;
mod locate;
mod merge;
mod names;
mod open;
mod problem;
mod resolve;
mod scan;
mod schema;
mod since;
mod slots;
mod source;
mod structure;
mod unknown;
mod weight;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use blocks::{Block, Blocks, IdFilter, Piece};
use decode::Decoder;
use source::Source;

use crate::change::{Position, Refusal};
use crate::plan::{Conflict, Head, Id, Pillar, Plan, Status, Tally, Task};

pub use compose::compose;
pub use decode::parse;
pub use legible::Legible;
pub use locate::{LineIndex, Location};
pub use merge::{MergeFailure, Version};
pub use problem::{Choice, Expected, Problem, ProblemKind};
pub use schema::schema;

/// A handle on a pillar or a task that lives as long as its document and all snapshots of it: it
/// survives edits, undo and reordering. After another file was read, nodes are found by [`Id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeKey(u32);

/// Where a node stands at the moment. A place is a hint that goes stale; a [`NodeKey`] does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Index of the pillar, from 0.
    pub pillar: usize,
    /// Index of the task in its pillar, from 0; none for the pillar itself.
    pub task: Option<usize>,
}

impl Place {
    fn of(position: Position) -> Self {
        let (pillar, task) = match position {
            Position::Pillar(pillar) => (pillar, None),
            Position::Task(pillar, task) | Position::Measure(pillar, task, _) => {
                (pillar, Some(task))
            }
        };
        Self { pillar, task }
    }
}

/// Which text a document holds: documents with equal stamps are the same, byte for byte. Undo brings an
/// earlier stamp back, so "saved" is a comparison of stamps. No two documents that were read have the
/// same one, so that what is known of one is never taken for knowledge of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp(u64);

impl Stamp {
    /// One that was never given before in this process.
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Whether a document may be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Read as far as the first screen needs. Edits are refused until [`Document::settle`].
    Unchecked,
    /// Every block was read in full.
    Sound,
    /// Something could not be read: what can be is shown, nothing is edited or saved.
    Broken,
}

/// The largest file, in bytes. A plan of 100,000 tasks has 100 MB; what is larger is no plan, and would
/// only fill the memory. Offsets in the index take four bytes.
pub const LARGEST: usize = 256 << 20;

/// A plan as text. Cheap to clone: a clone is a snapshot that shares all blocks that stay the same.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text as it was read, without a byte-order mark.
    base: Source,
    has_bom: bool,
    blocks: Blocks,
    head: Arc<Head>,
    /// The conflicts of a merge that are not settled, in file order.
    conflicts: Arc<[Conflict]>,
    /// The plan, where the text has a form that the index does not understand. The head's piece is the
    /// whole text then, and those of the nodes are empty.
    whole: Option<Arc<Plan>>,
    condition: Condition,
    problems: Arc<[Problem]>,
    stamp: Stamp,
    keys: Keys,
}

/// Gives keys to nodes: one giver for a document and all snapshots of it, so that no two of their nodes
/// get the same one, whatever is undone in between.
#[derive(Clone, Debug, Default)]
struct Keys(Arc<AtomicU32>);

impl Keys {
    fn next(&self) -> NodeKey {
        NodeKey(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

impl Document {
    /// Whether the document may be edited.
    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// Why the document may not be edited, if that is so.
    pub fn refusal(&self) -> Option<Refusal> {
        match self.condition {
            Condition::Sound => None,
            Condition::Unchecked => Some(Refusal::NotYetChecked),
            Condition::Broken => Some(Refusal::ReadOnly),
        }
    }

    /// What the check found, once there was one, in file order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Title, issuer, dates, preamble.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The conflicts of a merge that are not settled, in file order.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// How many pillars there are.
    pub fn pillar_count(&self) -> usize {
        self.blocks.sections().len()
    }

    /// How many tasks there are in the pillar at this index; 0 where there is none.
    pub fn task_count(&self, pillar: usize) -> usize {
        self.blocks
            .sections()
            .get(pillar)
            .map_or(0, |section| section.len())
    }

    /// How many tasks there are in all pillars before this index.
    pub fn tasks_before(&self, pillar: usize) -> usize {
        self.blocks.tasks_before(pillar)
    }

    /// How many tasks of the pillar have each status. Constant time.
    pub fn tally(&self, pillar: usize) -> Tally {
        self.blocks
            .sections()
            .get(pillar)
            .map_or_else(Tally::default, |section| section.tally)
    }

    /// The handle of the node at a place.
    pub fn key(&self, place: Place) -> Option<NodeKey> {
        self.blocks.get(place).map(|block| block.key)
    }

    /// Where a node stands now; `hint` is where it stood last. Fast where the hint holds.
    pub fn place(&self, key: NodeKey, hint: Place) -> Option<Place> {
        self.blocks.place(key, hint)
    }

    /// The status of the task at a place, none for a pillar. Constant time.
    pub fn status(&self, place: Place) -> Option<Status> {
        place.task?;
        self.blocks.get(place).map(|block| block.status)
    }

    /// The task at a place, decoded now (about 10 to 20 µs): keep it while it is needed.
    pub fn task(&self, place: Place) -> Option<Task> {
        let index = place.task?;
        if let Some(plan) = &self.whole {
            return plan.pillars.get(place.pillar)?.tasks.get(index).cloned();
        }
        let text = self.blocks.get(place)?.piece.text(&self.base);
        task_of(text, &mut Decoder::default())
    }

    /// The pillar at an index, decoded now, without its tasks.
    pub fn pillar(&self, index: usize) -> Option<Pillar> {
        if let Some(plan) = &self.whole {
            return plan.pillars.get(index).map(Pillar::alone);
        }
        let text = self
            .blocks
            .sections()
            .get(index)?
            .pillar
            .piece
            .text(&self.base);
        pillar_of(text, &mut Decoder::default())
    }

    /// The id of the pillar or task at a place.
    pub fn id_at(&self, place: Place) -> Option<Id> {
        Some(match place.task {
            Some(_) => self.task(place)?.id,
            None => self.pillar(place.pillar)?.id,
        })
    }

    /// The node with this id, by search: linear in the index, not in the text. A measure is found where
    /// its task is.
    pub fn find(&self, id: &Id) -> Option<Place> {
        self.find_near(id, None)
    }

    /// The same, looking at the hint first, and in its pillar: fast where the node stands there or nearby.
    pub fn find_near(&self, id: &Id, hint: Option<Place>) -> Option<Place> {
        if let Some(plan) = &self.whole {
            return Some(Place::of(Position::of(id, plan)?));
        }
        if let Some(hint) = hint.filter(|&hint| self.is_at(id, hint)) {
            return Some(hint);
        }
        let finder = memchr::memmem::Finder::new(id.as_str());
        // In its block an id is spelled as it is, unless somebody wrote it with escapes.
        let mentions = |block: &Block| {
            let text = block.piece.text(&self.base).as_bytes();
            finder.find(text).is_some() || memchr::memchr(b'\\', text).is_some()
        };
        let wanted = IdFilter::of([id.as_str()]);
        let is_there = |(place, block): &(Place, &Block)| {
            self.may_hold(block, wanted) && mentions(block) && self.is_at(id, *place)
        };
        let nearby = hint
            .into_iter()
            .flat_map(|hint| self.blocks.places_in(hint.pillar));
        nearby
            .chain(self.blocks.places())
            .find(is_there)
            .map(|(place, _)| place)
    }

    /// Whether a block may hold an id. A broken text may have been cut into blocks at other places than
    /// decoding finds ids at.
    fn may_hold(&self, block: &Block, wanted: IdFilter) -> bool {
        self.condition != Condition::Sound || block.ids.may_hold(wanted)
    }

    /// Whether the node, or a measure of it, has this id.
    fn is_at(&self, id: &Id, place: Place) -> bool {
        let wanted = IdFilter::of([id.as_str()]);
        if !self
            .blocks
            .get(place)
            .is_some_and(|block| self.may_hold(block, wanted))
        {
            return false;
        }
        match place.task {
            Some(_) => self
                .task(place)
                .is_some_and(|task| task.id == *id || task.measure(id).is_some()),
            None => self
                .pillar(place.pillar)
                .is_some_and(|pillar| pillar.id == *id),
        }
    }

    /// The whole plan, decoded: linear.
    pub fn plan(&self) -> Plan {
        if let Some(plan) = &self.whole {
            return Plan::clone(plan);
        }
        let pillars = (0..self.pillar_count()).filter_map(|index| {
            let mut pillar = self.pillar(index)?;
            let places = (0..self.task_count(index)).map(|task| Place {
                pillar: index,
                task: Some(task),
            });
            pillar.tasks = places.filter_map(|place| self.task(place)).collect();
            Some(pillar)
        });
        Plan {
            head: Head::clone(&self.head),
            pillars: pillars.collect(),
        }
    }

    /// Which text this is.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// The bytes of the file, in pieces that together are the whole: as few as there are stretches of
    /// text that were not edited.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let bom: &[u8] = if self.has_bom { b"\xEF\xBB\xBF" } else { b"" };
        std::iter::once(bom)
            .chain(self.stretches().map(|stretch| match stretch {
                Stretch::Base(range) => &self.base.bytes()[range],
                Stretch::Own(text) => text.as_bytes(),
            }))
            .filter(|piece| !piece.is_empty())
    }

    /// The text in order: what was edited, and between it what stands together as it was read.
    fn stretches(&self) -> impl Iterator<Item = Stretch<'_>> {
        let is_filled = |piece: &&Piece| piece.len() > 0;
        let mut pieces = self.blocks.pieces().filter(is_filled).peekable();
        std::iter::from_fn(move || {
            Some(match pieces.next()? {
                Piece::Own(text) => Stretch::Own(text),
                Piece::Base { start, length } => {
                    let mut end = start + length;
                    while let Some(Piece::Base { start, length }) = pieces.next_if(
                        |piece| matches!(piece, Piece::Base { start, .. } if *start == end),
                    ) {
                        end = start + length;
                    }
                    Stretch::Base(*start as usize..end as usize)
                }
            })
        })
    }

    /// The whole text, without a byte-order mark.
    pub fn text(&self) -> Cow<'_, str> {
        let mut stretches = self.stretches();
        let first = stretches.next();
        if let (Some(Stretch::Base(range)), None) = (&first, stretches.next())
            && range.len() == self.base.len()
        {
            return Cow::Borrowed(self.base.whole());
        }
        let texts = self.stretches().map(|stretch| match stretch {
            Stretch::Base(range) => self.base.text(range),
            Stretch::Own(text) => text,
        });
        Cow::Owned(texts.collect())
    }
}

/// A part of the text.
enum Stretch<'t> {
    /// Bytes of the text as it was read.
    Base(std::ops::Range<usize>),
    /// Edited since.
    Own(&'t str),
}

fn task_of(text: &str, decoder: &mut Decoder) -> Option<Task> {
    let root = decoder.parse(text);
    decoder.task_block(root.get_ref())
}

fn pillar_of(text: &str, decoder: &mut Decoder) -> Option<Pillar> {
    let root = decoder.parse(text);
    decoder.pillar_block(root.get_ref())
}

#[cfg(test)]
mod tests;
