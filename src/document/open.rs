//! From a file's bytes to a document: encoding, index or whole parse, and the check of every block.
//!
//! Owns the order of these steps and the verdict over the whole. Never edits.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::blocks::{Block, Blocks, IdFilter, Piece, Section};
use super::decode::{Decoder, IdAt};
use super::problem::{Problem, ProblemKind};
use super::scan::{Level, NotUnderstood, Scan, scan};
use super::source::Source;
use super::{Condition, Document, Keys, Stamp, conflict};
use crate::plan::{Conflict, Id, Plan, Status};

/// Up to this size, in bytes, a document is checked while it is read: a few milliseconds.
const CHECKED_AT_ONCE: usize = 1 << 18;

/// Of a file that is no text, so many bytes are shown: none of them can be edited.
const SHOWN_AT_MOST: usize = 8 << 20;

impl Document {
    /// Reads a file's bytes. Never fails: what is wrong is in [`Document::problems`].
    ///
    /// Small documents are checked at once. Large ones come back [`Condition::Unchecked`], so that
    /// the first screen need not wait: give a clone to a thread, [`Document::check`] there, and hand
    /// the result to [`Document::settle`].
    pub fn read(bytes: Vec<u8>) -> Self {
        Self::skim(bytes).checked_if_small()
    }

    /// Reads a file's bytes to look something up: nothing is checked before somebody asks for it.
    pub fn skim(mut bytes: Vec<u8>) -> Self {
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
        // A mark takes three bytes where there was one that is no text.
        let begin = &bytes[..bytes.len().min(SHOWN_AT_MOST)];
        let mut document = Self::of_text(String::from_utf8_lossy(begin).into_owned(), has_bom);
        // The marks that stand for what is no text come after the first bad byte, so that it has the same
        // place in what is shown.
        let kind = if is_text(begin) {
            ProblemKind::NotUtf8(likely_encoding(begin))
        } else {
            ProblemKind::NotText
        };
        let problem = Problem::new(kind, valid..valid);
        document.settle(vec![problem]);
        document
    }

    pub(super) fn of_text(text: String, has_bom: bool) -> Self {
        let scanned = scan(&text);
        Self::of_source(Source::new(text.into_bytes()), scanned, has_bom).checked_if_small()
    }

    pub(super) fn checked_if_small(mut self) -> Self {
        if self.base.len() <= CHECKED_AT_ONCE || self.whole.is_some() {
            self.check_and_settle();
        }
        self
    }

    pub(super) fn of_source(
        base: Source,
        scanned: Result<Scan, NotUnderstood>,
        has_bom: bool,
    ) -> Self {
        let mut document = Self {
            base,
            has_bom,
            blocks: Blocks::new(Piece::EMPTY, Vec::new()),
            head: Arc::default(),
            conflicts: Arc::default(),
            whole: None,
            condition: Condition::Unchecked,
            problems: Arc::default(),
            stamp: Stamp::new(),
            keys: Keys::default(),
        };
        match scanned {
            Ok(scan) => document.index(scan),
            Err(NotUnderstood) => document.index_whole(),
        }
        document
    }

    /// Builds the index of the blocks that the scanner found.
    fn index(&mut self, found: Scan) {
        let mut sections: Vec<Section> = Vec::new();
        for found in found.blocks {
            let block = Block {
                key: self.keys.next(),
                status: found.status,
                ids: found.ids,
                piece: Piece::base(found.range),
            };
            match (found.level, sections.last_mut()) {
                (Level::Task, Some(section)) => section.push(block),
                _ => sections.push(Section::new(block)),
            }
        }
        let head = self.base.text(found.head.clone());
        let mut decoder = Decoder::default();
        self.head = Arc::new(decoder.head_block(head));
        self.conflicts = conflicts_of(decoder);
        self.blocks = Blocks::new(Piece::base(found.head), sections);
    }

    /// Reads the text as a whole, for the forms that the scanner does not understand.
    fn index_whole(&mut self) {
        let (plan, conflicts) = {
            let text = self.base.whole();
            let mut decoder = Decoder::default();
            let root = decoder.parse(text);
            let is_syntax = |problem: &Problem| matches!(problem.kind, ProblemKind::Syntax(_));
            let may_be_cut = !decoder.problems.is_empty() && decoder.problems.iter().all(is_syntax);
            let plan = decoder.plan(root.get_ref());
            // Behind an error the parser loses what is sound as well, as a rule.
            let pieces = may_be_cut.then(|| in_pieces(text));
            match pieces.filter(|(pieces, _)| pieces.tasks().count() > plan.tasks().count()) {
                Some((pieces, decoder)) => (pieces, conflicts_of(decoder)),
                None => (plan, conflicts_of(decoder)),
            }
        };
        let block_of = |status| Block {
            key: self.keys.next(),
            status,
            ids: IdFilter::ANY,
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
        self.conflicts = conflicts;
        self.whole = Some(Arc::new(plan));
    }

    /// Everything that is wrong or odd, in file order. Decodes every block: linear in the text.
    pub fn check(&self) -> Vec<Problem> {
        if self
            .problems
            .iter()
            .any(|problem| matches!(problem.kind, ProblemKind::NotUtf8(_) | ProblemKind::NotText))
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
        if !decoder.conflicts.is_empty() {
            let ids: HashSet<&Id> = decoder.ids.iter().map(|(id, _)| id).collect();
            problems.extend(conflict::of_nobody(&decoder.conflicts, |id| {
                ids.contains(id)
            }));
        }
        problems.extend(duplicates(decoder.ids));
        // Syntax first: what is no TOML at a place has no type or value to complain of either.
        let is_syntax = |problem: &Problem| matches!(problem.kind, ProblemKind::Syntax(_));
        problems.sort_by_key(|problem| (problem.span.start, !is_syntax(problem), problem.span.end));
        problems.dedup_by(|later, first| is_syntax(first) && later.span == first.span);
        problems
    }

    /// Checks a document that was not checked yet.
    pub fn check_and_settle(&mut self) {
        if self.condition == Condition::Unchecked {
            let problems = self.check();
            self.settle(problems);
        }
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
}

/// Reads a text with errors in it piece by piece, each from one header of a pillar or task to the next, so that an
/// error hides no more than its own piece.
fn in_pieces(text: &str) -> (Plan, Decoder) {
    let mut headers = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begin = line.trim_start();
        if begin.starts_with("[[pillar]]") || begin.starts_with("[[pillar.task]]") {
            headers.push((at, begin.starts_with("[[pillar]]")));
        }
        at += line.len();
    }
    let end_of = |index: usize| headers.get(index).map_or(text.len(), |(start, _)| *start);
    let mut decoder = Decoder::default();
    let mut plan = Plan {
        head: decoder.head_block(&text[..end_of(0)]),
        pillars: Vec::new(),
    };
    for (index, (start, is_pillar)) in headers.iter().enumerate() {
        let root = decoder.parse(&text[*start..end_of(index + 1)]);
        if *is_pillar {
            plan.pillars.extend(decoder.pillar_block(root.get_ref()));
        } else if let Some(pillar) = plan.pillars.last_mut() {
            pillar.tasks.extend(decoder.task_block(root.get_ref()));
        }
    }
    (plan, decoder)
}

fn conflicts_of(decoder: Decoder) -> Arc<[Conflict]> {
    let conflicts = decoder.conflicts.into_iter();
    conflicts.map(|(conflict, _)| conflict).collect()
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

/// Whether bytes that are not UTF-8 may be text all the same. Pictures, archives and programs are full of
/// zeros, which no other text than UTF-16 has; a PDF need not be.
fn is_text(bytes: &[u8]) -> bool {
    let is_utf16 = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    let has_zeros = memchr::memchr(0, bytes).is_some();
    (is_utf16 || !has_zeros) && !bytes.starts_with(b"%PDF")
}

/// The encoding in which bytes that are not UTF-8 would make sense.
fn likely_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, ..] => Some("UTF-16LE"),
        [0xFE, 0xFF, ..] => Some("UTF-16BE"),
        _ => {
            use encoding_rs::{DecoderResult, GB18030};
            let mut decoder = GB18030.new_decoder_without_bom_handling();
            let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len())?;
            let mut text = vec![0; most];
            // The bytes may be cut off in the middle of a character.
            let (result, ..) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, false);
            (result == DecoderResult::InputEmpty).then_some("GB18030")
        }
    }
}
