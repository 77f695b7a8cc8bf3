//! Which documents can be read in full, of many that have most of their text in common.
//!
//! Says of a document whether something in it could not be read. A revision is mostly the text of the one
//! before: a block that was found sound once is not decoded again.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::decode::Decoder;
use super::problem::{Problem, ProblemKind};
use super::{Condition, Document};

/// The blocks that were found sound, by their hashes.
#[derive(Debug, Default)]
pub struct Legible {
    sound: HashSet<u64>,
}

impl Legible {
    /// Whether everything in a document can be read. What is said of one that cannot be is not true of the plan:
    /// tasks are not deleted because the lines above them are no TOML.
    pub fn is_whole(&mut self, document: &Document) -> bool {
        if document.condition != Condition::Unchecked {
            return !document.problems.iter().any(hides);
        }
        if document.whole.is_some() {
            return !document.check().iter().any(hides);
        }
        let mut decoder = Decoder::default();
        decoder.head_block(document.blocks.head.text(&document.base));
        if decoder.problems.iter().any(hides) {
            return false;
        }
        for (place, block) in document.blocks.places() {
            let text = block.piece.text(&document.base);
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            let hash = hasher.finish();
            if self.sound.contains(&hash) {
                continue;
            }
            decoder.problems.clear();
            let root = decoder.parse(text);
            match place.task {
                Some(_) => drop(decoder.task_block(root.get_ref())),
                None => drop(decoder.pillar_block(root.get_ref())),
            }
            if decoder.problems.iter().any(hides) {
                return false;
            }
            self.sound.insert(hash);
        }
        true
    }
}

/// Whether a problem hides what stands there. Both nodes of an id that was given twice can be read.
fn hides(problem: &Problem) -> bool {
    problem.is_error() && !matches!(problem.kind, ProblemKind::DuplicateId { .. })
}
