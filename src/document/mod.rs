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
//! | `decode`, `problem`, `locate` | block to node and what is wrong with it, where |
//! | `edit`, `form` | operation to splice; the spelling of values |
//! | `compose`, `schema` | a new file; the JSON Schema |

mod blocks;
mod compose;
mod decode;
mod edit;
mod form;
mod keys;
mod locate;
mod problem;
mod scan;
mod schema;
mod source;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use blocks::{Block, Blocks, Piece, Section};
use decode::{Decoder, IdAt};
use scan::{Level, NotUnderstood, Scan, scan};
use source::Source;

use crate::change::{Operation, Refusal};
use crate::plan::{Head, Id, Pillar, Plan, Status, Tally, Task};

pub use compose::compose;
pub use locate::{LineIndex, Location};
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

/// The largest file, in bytes: offsets in the index take four bytes.
pub const LARGEST: usize = u32::MAX as usize;

/// Up to this size, in bytes, a document is checked while it is read: a few milliseconds.
const CHECKED_AT_ONCE: usize = 1 << 18;

/// A plan as text. Cheap to clone: a clone is a snapshot that shares all blocks that stay the same.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text as it was read, without a byte-order mark.
    base: Source,
    has_bom: bool,
    blocks: Blocks,
    head: Arc<Head>,
    /// The plan, where the text has a form that the index does not understand. The head's piece is the
    /// whole text then, and those of the nodes are empty.
    whole: Option<Arc<Plan>>,
    condition: Condition,
    problems: Arc<[Problem]>,
    stamp: Stamp,
    next_stamp: Arc<AtomicU64>,
}

impl Document {
    /// Reads a file's bytes. Never fails: what is wrong is in [`Document::problems`].
    ///
    /// Small documents are checked at once. Large ones come back [`Condition::Unchecked`], so that
    /// the first screen need not wait: give a clone to a thread, [`Document::check`] there, and hand
    /// the result to [`Document::settle`].
    pub fn read(mut bytes: Vec<u8>) -> Self {
        const BOM: &[u8] = b"\xEF\xBB\xBF";
        let has_bom = bytes.starts_with(BOM);
        if has_bom {
            bytes.drain(..BOM.len());
        }
        let scanned = match simdutf8::basic::from_utf8(&bytes) {
            Ok(text) => scan(text),
            Err(_) => return Self::not_utf8(&bytes, has_bom),
        };
        Self::of_source(Source::new(bytes), scanned, has_bom)
    }

    fn not_utf8(bytes: &[u8], has_bom: bool) -> Self {
        let valid = match std::str::from_utf8(bytes) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let mut document = Self::of_text(String::from_utf8_lossy(bytes).into_owned(), has_bom);
        // The marks that stand for what is no text come after the first bad byte, so that it has the same
        // place in what is shown.
        let problem = Problem::new(ProblemKind::NotUtf8(likely_encoding(bytes)), valid..valid);
        document.settle(vec![problem]);
        document
    }

    fn of_text(text: String, has_bom: bool) -> Self {
        let scanned = scan(&text);
        Self::of_source(Source::new(text.into_bytes()), scanned, has_bom)
    }

    fn of_source(base: Source, scanned: Result<Scan, NotUnderstood>, has_bom: bool) -> Self {
        let mut document = Self {
            base,
            has_bom,
            blocks: Blocks::new(Piece::EMPTY, Vec::new()),
            head: Arc::default(),
            whole: None,
            condition: Condition::Unchecked,
            problems: Arc::default(),
            stamp: Stamp(0),
            next_stamp: Arc::new(AtomicU64::new(1)),
        };
        match scanned {
            Ok(scan) => document.index(scan),
            Err(NotUnderstood) => document.index_whole(),
        }
        if document.base.len() <= CHECKED_AT_ONCE || document.whole.is_some() {
            let problems = document.check();
            document.settle(problems);
        }
        document
    }

    /// Builds the index of the blocks that the scanner found.
    fn index(&mut self, found: Scan) {
        let mut sections: Vec<Section> = Vec::new();
        for (key, block) in (0..).map(NodeKey).zip(found.blocks) {
            let piece = Piece::base(block.range);
            match (block.level, sections.last_mut()) {
                (Level::Task, Some(section)) => {
                    section.push(Block {
                        key,
                        status: block.status,
                        piece,
                    });
                }
                _ => sections.push(Section::new(Block {
                    key,
                    status: Status::default(),
                    piece,
                })),
            }
        }
        let head = self.base.text(found.head.clone());
        self.head = Arc::new(Decoder::default().head_block(head));
        self.blocks = Blocks::new(Piece::base(found.head), sections);
    }

    /// Reads the text as a whole, for the forms that the scanner does not understand.
    fn index_whole(&mut self) {
        let plan = {
            let mut decoder = Decoder::default();
            let root = decoder.parse(self.base.whole());
            decoder.plan(root.get_ref())
        };
        let mut keys = (0..).map(NodeKey);
        let mut block_of = |status| Block {
            key: keys.next().unwrap_or(NodeKey(u32::MAX)),
            status,
            piece: Piece::EMPTY,
        };
        let sections = plan
            .pillars
            .iter()
            .map(|pillar| {
                let mut section = Section::new(block_of(Status::default()));
                for task in &pillar.tasks {
                    section.push(block_of(task.status));
                }
                section
            })
            .collect();
        self.blocks = Blocks::new(Piece::base(0..self.base.len()), sections);
        self.head = Arc::new(plan.head.clone());
        self.whole = Some(Arc::new(plan));
    }

    /// Whether the document may be edited.
    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// What the check found, once there was one, in file order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Everything that is wrong or odd, in file order. Decodes every block: linear in the text.
    pub fn check(&self) -> Vec<Problem> {
        if self
            .problems
            .iter()
            .any(|problem| matches!(problem.kind, ProblemKind::NotUtf8(_)))
        {
            return self.problems.to_vec();
        }
        let mut decoder = Decoder::default();
        if self.whole.is_some() {
            let text = self.text();
            let root = decoder.parse(&text);
            decoder.plan(root.get_ref());
        } else {
            decoder.head_block(self.blocks.head.text(&self.base));
            decoder.offset += self.blocks.head.text(&self.base).len();
            for (place, block) in self.blocks.places() {
                let text = block.piece.text(&self.base);
                let root = decoder.parse(text);
                match place.task {
                    Some(_) => drop(decoder.task_block(root.get_ref())),
                    None => drop(decoder.pillar_block(root.get_ref())),
                }
                decoder.offset += text.len();
            }
        }
        let mut problems = decoder.problems;
        problems.extend(duplicates(decoder.ids));
        // Syntax first: what is no TOML at a place has no type or value to complain of either.
        let is_syntax = |problem: &Problem| matches!(problem.kind, ProblemKind::Syntax(_));
        problems.sort_by_key(|problem| (problem.span.start, !is_syntax(problem), problem.span.end));
        problems.dedup_by(|later, first| is_syntax(first) && later.span == first.span);
        problems
    }

    /// Takes the outcome of a check of this document or of an earlier snapshot of it.
    pub fn settle(&mut self, problems: Vec<Problem>) {
        self.condition = if problems.iter().any(Problem::is_error) {
            Condition::Broken
        } else {
            Condition::Sound
        };
        self.problems = problems.into();
    }

    /// Title, issuer, dates, preamble.
    pub fn head(&self) -> &Head {
        &self.head
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
            let Pillar {
                id,
                title,
                text,
                lead,
                ..
            } = plan.pillars.get(index)?.clone();
            return Some(Pillar {
                id,
                title,
                text,
                lead,
                tasks: Vec::new(),
            });
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

    /// The node with this id, searching the text: linear. A measure is found where its task is.
    pub fn find(&self, id: &Id) -> Option<Place> {
        let finder = memchr::memmem::Finder::new(id.as_str());
        // In its block an id is spelled as it is, unless somebody wrote it with escapes.
        let mentions = |block: &Block| {
            let text = block.piece.text(&self.base).as_bytes();
            finder.find(text).is_some() || memchr::memchr(b'\\', text).is_some()
        };
        self.blocks
            .places()
            .filter(|(_, block)| self.whole.is_some() || mentions(block))
            .map(|(place, _)| place)
            .find(|&place| self.is_at(id, place))
    }

    /// Whether the node, or a measure of it, has this id.
    fn is_at(&self, id: &Id, place: Place) -> bool {
        match place.task {
            Some(_) => self.task(place).is_some_and(|task| {
                task.id == *id || task.measures.iter().any(|measure| measure.id == *id)
            }),
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

    /// Carries an operation out and says where. `hint` is where the node stands, if the caller knows: it
    /// saves the search.
    ///
    /// An operation that says what the text says already changes nothing, the stamp included.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub fn apply(&mut self, operation: &Operation, hint: Option<Place>) -> Result<Place, Refusal> {
        match self.condition {
            Condition::Sound => {}
            Condition::Unchecked => return Err(Refusal::NotYetChecked),
            Condition::Broken => return Err(Refusal::ReadOnly),
        }
        if !operation.edit.is_in_range() {
            return Err(Refusal::BadValue);
        }
        let place = hint
            .filter(|&place| self.is_at(&operation.node, place))
            .or_else(|| self.find(&operation.node))
            .ok_or_else(|| Refusal::NoSuchNode(operation.node.clone()))?;
        if self.whole.is_some() {
            self.apply_to_whole(operation, place)?;
        } else {
            self.apply_to_block(operation, place)?;
        }
        Ok(place)
    }

    /// Edits one block, and decodes it again: what comes out must be what was meant.
    fn apply_to_block(&mut self, operation: &Operation, place: Place) -> Result<(), Refusal> {
        let text = match self.blocks.get(place) {
            Some(block) => block.piece.text(&self.base),
            None => return Err(Refusal::NoSuchNode(operation.node.clone())),
        };
        let mut decoder = Decoder::default();
        let (edited, status) = if place.task.is_some() {
            let mut meant = task_of(text, &mut decoder).ok_or(Refusal::UneditableForm)?;
            let measure = (meant.id != operation.node).then(|| operation.node.as_str());
            operation.apply_to_task(&mut meant)?;
            let target = edit::Target {
                pillar: None,
                task: Some(0),
                measure,
            };
            let Some(splice) = edit::splice(text, target, &operation.edit)? else {
                return Ok(());
            };
            let edited = edit::spliced(text, &splice);
            let got = task_of(&edited, &mut decoder).ok_or(Refusal::UneditableForm)?;
            if got != meant {
                return Err(Refusal::UneditableForm);
            }
            (edited, got.status)
        } else {
            let mut meant = pillar_of(text, &mut decoder).ok_or(Refusal::UneditableForm)?;
            operation.apply_to_pillar(&mut meant)?;
            let target = edit::Target {
                pillar: Some(0),
                task: None,
                measure: None,
            };
            let Some(splice) = edit::splice(text, target, &operation.edit)? else {
                return Ok(());
            };
            let edited = edit::spliced(text, &splice);
            if pillar_of(&edited, &mut decoder).as_ref() != Some(&meant) {
                return Err(Refusal::UneditableForm);
            }
            (edited, Status::default())
        };
        if decoder.problems.iter().any(Problem::is_error) {
            return Err(Refusal::UneditableForm);
        }
        self.blocks
            .replace(place, status, Piece::Own(edited.into()));
        self.renew_stamp();
        Ok(())
    }

    /// Edits the whole text and reads it again: slower, but with the same outcome.
    fn apply_to_whole(&mut self, operation: &Operation, place: Place) -> Result<(), Refusal> {
        let mut meant = self.plan();
        operation.apply(&mut meant)?;
        let is_measure = place
            .task
            .is_some_and(|task| meant.pillars[place.pillar].tasks[task].id != operation.node);
        let target = edit::Target {
            pillar: Some(place.pillar),
            task: place.task,
            measure: is_measure.then(|| operation.node.as_str()),
        };
        let Some(splice) = edit::splice(self.base.whole(), target, &operation.edit)? else {
            return Ok(());
        };
        let edited = Self::of_text(edit::spliced(self.base.whole(), &splice), self.has_bom);
        if edited.condition != Condition::Sound || edited.plan() != meant {
            return Err(Refusal::UneditableForm);
        }
        let next_stamp = Arc::clone(&self.next_stamp);
        *self = Self {
            next_stamp,
            ..edited
        };
        self.renew_stamp();
        Ok(())
    }

    fn renew_stamp(&mut self) {
        self.stamp = Stamp(self.next_stamp.fetch_add(1, Ordering::Relaxed));
    }

    /// Which text this is.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// The bytes of the file, in pieces that together are the whole: as few as there are stretches of
    /// text that were not edited.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let bom: &[u8] = if self.has_bom { b"\xEF\xBB\xBF" } else { b"" };
        let mut pieces = self.blocks.pieces().peekable();
        let texts = std::iter::from_fn(move || {
            Some(match pieces.next()? {
                Piece::Own(text) => text.as_bytes(),
                Piece::Base { start, length } => {
                    let mut end = start + length;
                    while let Some(Piece::Base { start, length }) = pieces.next_if(
                        |piece| matches!(piece, Piece::Base { start, .. } if *start == end),
                    ) {
                        end = start + length;
                    }
                    &self.base.bytes()[*start as usize..end as usize]
                }
            })
        });
        std::iter::once(bom)
            .chain(texts)
            .filter(|piece| !piece.is_empty())
    }

    /// The whole text, without a byte-order mark.
    pub fn text(&self) -> Cow<'_, str> {
        let is_as_read = |(_, block): (Place, &Block)| matches!(block.piece, Piece::Base { .. });
        if self.whole.is_some() || self.blocks.places().all(is_as_read) {
            return Cow::Borrowed(self.base.whole());
        }
        Cow::Owned(
            self.blocks
                .pieces()
                .map(|piece| piece.text(&self.base))
                .collect(),
        )
    }
}

fn task_of(text: &str, decoder: &mut Decoder) -> Option<Task> {
    let root = decoder.parse(text);
    decoder.task_block(root.get_ref())
}

fn pillar_of(text: &str, decoder: &mut Decoder) -> Option<Pillar> {
    let root = decoder.parse(text);
    decoder.pillar_block(root.get_ref())
}

/// A problem for every id that was used before in the file.
fn duplicates(ids: Vec<IdAt>) -> Vec<Problem> {
    let mut first: HashMap<Id, usize> = HashMap::with_capacity(ids.len());
    let mut problems = Vec::new();
    for (id, at) in ids {
        let length = id.as_str().len() + 2;
        let name = id.as_str().to_owned();
        if let Some(&earlier) = first.get(&id) {
            let kind = ProblemKind::DuplicateId {
                id: name,
                first: earlier,
            };
            problems.push(Problem::new(kind, at..at + length));
        } else {
            first.insert(id, at);
        }
    }
    problems
}

/// The encoding in which bytes that are not UTF-8 would make sense.
fn likely_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, ..] => Some("UTF-16LE"),
        [0xFE, 0xFF, ..] => Some("UTF-16BE"),
        _ => {
            let (_, has_errors) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
            (!has_errors).then_some("GB18030")
        }
    }
}

#[cfg(test)]
mod tests;
