//! TOML that keeps its form: the source text, an index of its blocks, decoding and edits.
//!
//! The text is the truth. Over it stands an index of blocks, one a pillar or task; a block is
//! decoded by itself, when somebody asks for it. An operation becomes a splice in one block, which is
//! decoded again. Nothing else changes a plan. Never opens a file: bytes come in, pieces go out.

use std::borrow::Cow;

use crate::change::{Operation, Refusal};
use crate::plan::{Head, Id, Pillar, Plan, Status, Tally, Task};

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

/// A plan as text. Cheap to clone: a clone is a snapshot that shares all blocks that stay the same.
#[derive(Clone, Debug)]
pub struct Document {}

/// Which text a document holds: two snapshots of one document with equal stamps are the same, byte
/// for byte. Undo brings an earlier stamp back, so "saved" is a comparison of stamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp(u64);

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

impl Document {
    /// Reads a file's bytes. Never fails: what is wrong is in [`Document::problems`].
    ///
    /// Small documents are checked at once. Large ones come back [`Condition::Unchecked`], so that
    /// the first screen need not wait: give a clone to a thread, [`Document::check`] there, and hand
    /// the result to [`Document::settle`].
    pub fn read(_bytes: Vec<u8>) -> Self { unimplemented!() }
    /// Whether the document may be edited.
    pub fn condition(&self) -> Condition { unimplemented!() }
    /// Everything that is wrong or odd, in file order. Decodes every block: linear in the text.
    pub fn check(&self) -> Vec<Problem> { unimplemented!() }
    /// Takes the outcome of a check of this document or of an earlier snapshot of it.
    pub fn settle(&mut self, _problems: Vec<Problem>) { unimplemented!() }
    /// What the check found, once there was one.
    pub fn problems(&self) -> &[Problem] { unimplemented!() }
    /// Title, issuer, dates, preamble.
    pub fn head(&self) -> &Head { unimplemented!() }
    /// How many pillars there are.
    pub fn pillar_count(&self) -> usize { unimplemented!() }
    /// How many tasks there are in the pillar at this index; 0 where there is none.
    pub fn task_count(&self, _pillar: usize) -> usize { unimplemented!() }
    /// How many tasks there are in all pillars before this index.
    pub fn tasks_before(&self, _pillar: usize) -> usize { unimplemented!() }
    /// How many tasks of the pillar have each status. Constant time.
    pub fn tally(&self, _pillar: usize) -> Tally { unimplemented!() }
    /// The handle of the node at a place.
    pub fn key(&self, _place: Place) -> Option<NodeKey> { unimplemented!() }
    /// Where a node stands now; `hint` is where it stood last. Fast where the hint holds.
    pub fn place(&self, _key: NodeKey, _hint: Place) -> Option<Place> { unimplemented!() }
    /// The status of the task at a place. Constant time.
    pub fn status(&self, _place: Place) -> Option<Status> { unimplemented!() }
    /// The task at a place, decoded now (about 10 to 20 µs): keep it while it is needed.
    pub fn task(&self, _place: Place) -> Option<Task> { unimplemented!() }
    /// The pillar at an index, decoded now, without its tasks.
    pub fn pillar(&self, _index: usize) -> Option<Pillar> { unimplemented!() }
    /// The node with this id, searching the text: linear.
    pub fn find(&self, _id: &Id) -> Option<Place> { unimplemented!() }
    /// The whole plan, decoded: linear.
    pub fn plan(&self) -> Plan { unimplemented!() }
    /// Carries an operation out. `hint` is where the node stands, if the caller knows.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub fn apply(&mut self, _operation: &Operation, _hint: Option<Place>) -> Result<Place, Refusal> { unimplemented!() }
    /// Which text this is.
    pub fn stamp(&self) -> Stamp { unimplemented!() }
    /// The bytes of the file, in pieces that together are the whole.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> { std::iter::empty() }
    /// The whole text, without a byte-order mark.
    pub fn text(&self) -> Cow<'_, str> { unimplemented!() }
}

/// Something wrong or odd in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {}

impl Problem {
    /// Whether it keeps the file from being edited; otherwise it is a hint.
    pub fn is_error(&self) -> bool { unimplemented!() }
    /// What is wrong, in one sentence.
    pub fn words(&self, _language: crate::language::Language) -> String { unimplemented!() }
}

/// Writes a plan as a new file: the canonical form, LF, one final newline.
pub fn compose(_plan: &Plan) -> String { unimplemented!() }
