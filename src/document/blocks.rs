//! The index of blocks: which bytes are which pillar or task, in order.
//!
//! Owns a persistent sequence: a clone shares all parts, and replacing, inserting or removing one block
//! copies one chunk and the lists of pointers above it. So a snapshot for undo, for the saver or for a
//! check costs next to nothing, and an edit of one task of 100,000 moves no other. Never looks into the
//! text.

use std::sync::Arc;

use super::source::Source;
use super::{NodeKey, Place};
use crate::plan::{Status, Tally};

/// Where the text of a block is.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// In the text as it was read.
    Base { start: u32, length: u32 },
    /// It was edited since.
    Own(Arc<str>),
}

impl Piece {
    pub fn base(range: std::ops::Range<usize>) -> Self {
        Self::Base {
            start: narrow(range.start),
            length: narrow(range.len()),
        }
    }

    /// In bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Base { length, .. } => *length as usize,
            Self::Own(text) => text.len(),
        }
    }

    /// A part of it, in bytes of the piece: of what was read nothing is copied.
    pub fn part(&self, range: std::ops::Range<usize>) -> Self {
        match self {
            Self::Base { start, .. } => {
                let start = *start as usize;
                Self::base(start + range.start..start + range.end)
            }
            Self::Own(text) => Self::Own(text.get(range).unwrap_or("").into()),
        }
    }

    pub const EMPTY: Self = Self::Base {
        start: 0,
        length: 0,
    };

    /// The text of the block, given the text as it was read.
    pub fn text<'t>(&'t self, base: &'t Source) -> &'t str {
        match self {
            Self::Base { start, length } => {
                let start = *start as usize;
                base.text(start..start + *length as usize)
            }
            Self::Own(text) => text,
        }
    }
}

/// Offsets take four bytes each: half a gigabyte of index less for a plan of four gigabytes, which is
/// more than [`super::LARGEST`] lets in.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A pillar's or a task's own block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub key: NodeKey,
    /// Of a task, as its block says.
    pub status: Status,
    /// Which ids the block may hold.
    pub ids: IdFilter,
    pub piece: Piece,
}

/// Says of most ids that a block does not hold them, so that few blocks are read in a search for one.
/// Three bits an id (Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct IdFilter(u64);

impl IdFilter {
    /// Of a block of which nothing is known.
    pub const ANY: Self = Self(u64::MAX);

    pub fn of<'i>(ids: impl IntoIterator<Item = &'i str>) -> Self {
        let mut filter = Self::default();
        for id in ids {
            filter.add(id.as_bytes());
        }
        filter
    }

    pub fn add(&mut self, id: &[u8]) {
        // FNV-1a: ids are a few bytes.
        let hash = id.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        for shift in [58, 52, 46] {
            self.0 |= 1 << ((hash >> shift) & 63);
        }
    }

    /// False where none of the ids is among those that the other one was made of.
    pub fn may_hold(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }
}

/// How many blocks share a chunk: few enough that copying one is a matter of a microsecond.
const CHUNK: usize = 128;

/// A pillar with its tasks.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub pillar: Block,
    pub tally: Tally,
    /// None is empty or longer than [`CHUNK`].
    chunks: Vec<Arc<Vec<Block>>>,
    /// How many tasks there are up to the end of each chunk.
    ends: Vec<usize>,
}

impl Section {
    pub fn new(pillar: Block) -> Self {
        Self {
            pillar,
            tally: Tally::default(),
            chunks: Vec::new(),
            ends: Vec::new(),
        }
    }

    pub fn push(&mut self, block: Block) {
        self.tally.add(block.status);
        match (self.chunks.last_mut(), self.ends.last_mut()) {
            (Some(chunk), Some(end)) if chunk.len() < CHUNK => {
                Arc::make_mut(chunk).push(block);
                *end += 1;
            }
            _ => {
                self.ends.push(self.len() + 1);
                self.chunks.push(Arc::new(vec![block]));
            }
        }
    }

    pub fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The chunk that holds a task, and the task's index in it.
    fn seat(&self, index: usize) -> (usize, usize) {
        let chunk = self.ends.partition_point(|&end| end <= index);
        let start = chunk.checked_sub(1).map_or(0, |before| self.ends[before]);
        (chunk, index - start)
    }

    pub fn get(&self, index: usize) -> Option<&Block> {
        let (chunk, seat) = self.seat(index);
        self.chunks.get(chunk)?.get(seat)
    }

    /// Changes the task at this index.
    pub fn change(&mut self, index: usize, change: impl FnOnce(&mut Block)) {
        let (chunk, seat) = self.seat(index);
        if let Some(chunk) = self.chunks.get_mut(chunk)
            && let Some(block) = Arc::make_mut(chunk).get_mut(seat)
        {
            self.tally.remove(block.status);
            change(block);
            self.tally.add(block.status);
        }
    }

    /// Puts a task before the one at this index, or behind all.
    pub fn insert(&mut self, index: usize, block: Block) {
        if index >= self.len() {
            return self.push(block);
        }
        self.tally.add(block.status);
        let (at, seat) = self.seat(index);
        let chunk = Arc::make_mut(&mut self.chunks[at]);
        chunk.insert(seat, block);
        if chunk.len() > CHUNK {
            let rest = chunk.split_off(CHUNK / 2);
            self.chunks.insert(at + 1, Arc::new(rest));
        }
        self.count_from(at);
    }

    /// Takes the task at this index out.
    pub fn remove(&mut self, index: usize) -> Option<Block> {
        let (at, seat) = self.seat(index);
        let chunk = self.chunks.get_mut(at).filter(|chunk| seat < chunk.len())?;
        let block = Arc::make_mut(chunk).remove(seat);
        // Neighbours that have become small share one chunk, so that the list of chunks stays short.
        let is_small = |chunk: &Arc<Vec<Block>>| chunk.len() <= CHUNK / 4;
        if self.chunks[at].is_empty() {
            self.chunks.remove(at);
        } else if at > 0 && is_small(&self.chunks[at]) && is_small(&self.chunks[at - 1]) {
            let rest = self.chunks.remove(at);
            Arc::make_mut(&mut self.chunks[at - 1]).extend(rest.iter().cloned());
        }
        self.count_from(at.saturating_sub(1));
        self.tally.remove(block.status);
        Some(block)
    }

    /// Counts the tasks again from this chunk on.
    fn count_from(&mut self, chunk: usize) {
        self.ends.truncate(chunk);
        let mut end = self.len();
        for chunk in &self.chunks[chunk.min(self.chunks.len())..] {
            end += chunk.len();
            self.ends.push(end);
        }
    }

    pub fn tasks(&self) -> impl Iterator<Item = &Block> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

/// All blocks in order.
#[derive(Clone, Debug)]
pub(super) struct Blocks {
    /// What stands above the first pillar.
    pub head: Piece,
    sections: Arc<Vec<Arc<Section>>>,
    /// Tasks before each pillar; one more entry than pillars.
    before: Arc<Vec<usize>>,
}

impl Blocks {
    pub fn new(head: Piece, sections: Vec<Section>) -> Self {
        let mut blocks = Self {
            head,
            sections: Arc::new(sections.into_iter().map(Arc::new).collect()),
            before: Arc::default(),
        };
        blocks.count_from(0);
        blocks
    }

    /// Counts the tasks before each pillar again, from this pillar on.
    fn count_from(&mut self, pillar: usize) {
        let before = Arc::make_mut(&mut self.before);
        before.truncate(pillar + 1);
        if before.is_empty() {
            before.push(0);
        }
        let mut total = before.last().copied().unwrap_or(0);
        for section in self.sections.iter().skip(before.len() - 1) {
            total += section.len();
            before.push(total);
        }
    }

    pub fn sections(&self) -> &[Arc<Section>] {
        &self.sections
    }

    pub fn tasks_before(&self, pillar: usize) -> usize {
        self.before
            .get(pillar)
            .or(self.before.last())
            .copied()
            .unwrap_or(0)
    }

    pub fn get(&self, place: Place) -> Option<&Block> {
        let section = self.sections.get(place.pillar)?;
        match place.task {
            Some(index) => section.get(index),
            None => Some(&section.pillar),
        }
    }

    /// Where a key stands: at the hint in the usual case, or beside it after its neighbour came or went;
    /// else by search.
    pub fn place(&self, key: NodeKey, hint: Place) -> Option<Place> {
        let is_there = |place: &Place| self.get(*place).is_some_and(|block| block.key == key);
        let beside = |step: isize| Place {
            task: hint.task.and_then(|task| task.checked_add_signed(step)),
            ..hint
        };
        [hint, beside(-1), beside(1)]
            .into_iter()
            .find(is_there)
            .or_else(|| {
                self.places()
                    .find_map(|(place, block)| (block.key == key).then_some(place))
            })
    }

    /// All places in order with their blocks.
    pub fn places(&self) -> impl Iterator<Item = (Place, &Block)> {
        (0..self.sections.len()).flat_map(|pillar| self.places_in(pillar))
    }

    /// The places in a pillar, its own first, with their blocks.
    pub fn places_in(&self, pillar: usize) -> impl Iterator<Item = (Place, &Block)> {
        self.sections
            .get(pillar)
            .into_iter()
            .flat_map(move |section| {
                let own = (Place { pillar, task: None }, &section.pillar);
                let tasks = section.tasks().enumerate();
                std::iter::once(own).chain(tasks.map(move |(task, block)| {
                    let task = Some(task);
                    (Place { pillar, task }, block)
                }))
            })
    }

    /// Changes the block at a place.
    pub fn change(&mut self, place: Place, change: impl FnOnce(&mut Block)) {
        let Some(section) = Arc::make_mut(&mut self.sections).get_mut(place.pillar) else {
            return;
        };
        let section = Arc::make_mut(section);
        match place.task {
            Some(index) => section.change(index, change),
            None => change(&mut section.pillar),
        }
    }

    /// Gives the nodes other keys, in order.
    pub fn rekey(&mut self, mut keys: impl Iterator<Item = NodeKey>) {
        for section in Arc::make_mut(&mut self.sections) {
            let section = Arc::make_mut(section);
            let chunks = section.chunks.iter_mut().map(Arc::make_mut);
            for block in std::iter::once(&mut section.pillar).chain(chunks.flatten()) {
                block.key = keys.next().unwrap_or(block.key);
            }
        }
    }

    /// Puts a task into a pillar, before the one at this index or behind all.
    pub fn insert_task(&mut self, pillar: usize, index: usize, block: Block) {
        if let Some(section) = Arc::make_mut(&mut self.sections).get_mut(pillar) {
            Arc::make_mut(section).insert(index, block);
            self.count_from(pillar);
        }
    }

    /// Takes a task out.
    pub fn remove_task(&mut self, pillar: usize, index: usize) -> Option<Block> {
        let section = Arc::make_mut(&mut self.sections).get_mut(pillar)?;
        let block = Arc::make_mut(section).remove(index)?;
        self.count_from(pillar);
        Some(block)
    }

    /// Puts a pillar with its tasks before the one at this index, or behind all.
    pub fn insert_section(&mut self, index: usize, section: Arc<Section>) {
        let index = index.min(self.sections.len());
        Arc::make_mut(&mut self.sections).insert(index, section);
        self.count_from(index);
    }

    /// Takes a pillar with its tasks out.
    pub fn remove_section(&mut self, index: usize) -> Option<Arc<Section>> {
        if index >= self.sections.len() {
            return None;
        }
        let section = Arc::make_mut(&mut self.sections).remove(index);
        self.count_from(index);
        Some(section)
    }

    /// The last block of a pillar: its last task, or itself.
    pub fn last_of(&self, pillar: usize) -> Place {
        let count = self.sections.get(pillar).map_or(0, |section| section.len());
        Place {
            pillar,
            task: count.checked_sub(1),
        }
    }

    /// The last block of all; none where there is only the head.
    pub fn last(&self) -> Option<Place> {
        Some(self.last_of(self.sections.len().checked_sub(1)?))
    }

    /// The block before a place; none where that is the head.
    pub fn before(&self, place: Place) -> Option<Place> {
        match place.task {
            Some(0) => Some(Place {
                task: None,
                ..place
            }),
            Some(task) => Some(Place {
                task: Some(task - 1),
                ..place
            }),
            None => Some(self.last_of(place.pillar.checked_sub(1)?)),
        }
    }

    /// How many bytes stand before a block; linear in the blocks before it.
    pub fn offset(&self, place: Option<Place>) -> usize {
        let Some(place) = place else { return 0 };
        let before = self.places().take_while(|(at, _)| *at != place);
        self.head.len() + before.map(|(_, block)| block.piece.len()).sum::<usize>()
    }

    /// All pieces in the order of the file.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        std::iter::once(&self.head).chain(self.places().map(|(_, block)| &block.piece))
    }
}
