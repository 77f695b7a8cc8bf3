//! The index of blocks: which bytes are which pillar or task, in order.
//!
//! Owns a persistent sequence: a clone shares all parts, and replacing one block copies one chunk and
//! the lists of pointers above it. So a snapshot for undo, for the saver or for a check costs next to
//! nothing, and an edit of one task of 100,000 moves no other. Never looks into the text.

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
    pub piece: Piece,
}

/// How many blocks share a chunk: few enough that copying one is a matter of a microsecond.
const CHUNK: usize = 128;

/// A pillar with its tasks.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub pillar: Block,
    pub tally: Tally,
    chunks: Vec<Arc<Vec<Block>>>,
    count: usize,
}

impl Section {
    pub fn new(pillar: Block) -> Self {
        Self {
            pillar,
            tally: Tally::default(),
            chunks: Vec::new(),
            count: 0,
        }
    }

    pub fn push(&mut self, block: Block) {
        self.tally.add(block.status);
        self.count += 1;
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => Arc::make_mut(chunk).push(block),
            _ => self.chunks.push(Arc::new(vec![block])),
        }
    }

    pub fn len(&self) -> usize {
        self.count
    }

    pub fn get(&self, index: usize) -> Option<&Block> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    fn replace(&mut self, index: usize, status: Status, piece: Piece) {
        if let Some(chunk) = self.chunks.get_mut(index / CHUNK)
            && let Some(block) = Arc::make_mut(chunk).get_mut(index % CHUNK)
        {
            self.tally.remove(block.status);
            self.tally.add(status);
            block.status = status;
            block.piece = piece;
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
        let mut before = vec![0];
        let mut total = 0;
        for section in &sections {
            total += section.len();
            before.push(total);
        }
        Self {
            head,
            sections: Arc::new(sections.into_iter().map(Arc::new).collect()),
            before: Arc::new(before),
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

    /// Where a key stands: at the hint in the usual case, else by search.
    pub fn place(&self, key: NodeKey, hint: Place) -> Option<Place> {
        if self.get(hint).is_some_and(|block| block.key == key) {
            return Some(hint);
        }
        self.places()
            .find_map(|(place, block)| (block.key == key).then_some(place))
    }

    /// All places in order with their blocks.
    pub fn places(&self) -> impl Iterator<Item = (Place, &Block)> {
        self.sections
            .iter()
            .enumerate()
            .flat_map(|(pillar, section)| {
                let own = (Place { pillar, task: None }, &section.pillar);
                let tasks = section.tasks().enumerate();
                std::iter::once(own).chain(tasks.map(move |(task, block)| {
                    (
                        Place {
                            pillar,
                            task: Some(task),
                        },
                        block,
                    )
                }))
            })
    }

    /// Puts an edited block in its place.
    pub fn replace(&mut self, place: Place, status: Status, piece: Piece) {
        let Some(section) = Arc::make_mut(&mut self.sections).get_mut(place.pillar) else {
            return;
        };
        let section = Arc::make_mut(section);
        match place.task {
            Some(index) => section.replace(index, status, piece),
            None => section.pillar.piece = piece,
        }
    }

    /// All pieces in the order of the file.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        std::iter::once(&self.head).chain(self.places().map(|(_, block)| &block.piece))
    }
}
