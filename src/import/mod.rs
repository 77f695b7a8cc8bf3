//! A document from outside becomes a proposal to review, and then a plan.
//!
//! Owns the reading of official documents, Markdown and plain text: bytes to text (`decode`, `html`), lines
//! and hard wraps (`lines`), markers (`marker`), what stands around a plan (`frame`), the outline
//! (`outline`), the plan (`build`), what the sentences promise (`propose`), and the check that nothing
//! disappeared (`check`). Never reads a file, never writes TOML, never corrects what a person wrote.

mod build;
mod chars;
mod check;
mod dates;
mod decode;
mod finding;
mod frame;
mod furniture;
mod heading;
mod html;
mod level;
mod lines;
mod marker;
mod numeral;
mod outline;
mod propose;

pub use build::{Piece, Place};
pub use check::{Mismatch, check};
pub use decode::{Decoded, LARGEST, decode};
pub use finding::{FileKind, LeftOut, Oddity, Refusal, Warning, Why};
pub use level::Level;
pub use propose::{Kind, Proposal, What};

use crate::plan::Plan;

/// What a person chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The level whose markers are tasks; chosen by itself where none is given.
    pub task_level: Option<Level>,
    /// Kinds of proposals that are not taken into the plan.
    pub drop_kinds: Vec<Kind>,
    /// Single proposals that are not taken, by their number, from 1.
    pub drop: Vec<usize>,
}

/// A document that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The plan, with all proposals that were not dropped. Every task is not started.
    pub plan: Plan,
    /// The encoding that was recognised: `UTF-8`, `gb18030`, `UTF-16LE`.
    pub encoding: &'static str,
    /// What is not in the plan, in the order of the source.
    pub left_out: Vec<LeftOut>,
    /// What the sentences promise: targets, quantities, dates, references, who is responsible.
    pub proposals: Vec<Proposal>,
    /// What is odd, in the order of the source.
    pub warnings: Vec<Warning>,
    /// Every part of the source and where it went, in the order of the source.
    pub pieces: Vec<Piece>,
}

impl Import {
    /// Calls a plan whose document has no title after its file: `name`, without folder and ending.
    ///
    /// Says whether it had to.
    pub fn name_if_untitled(&mut self, name: &str) -> bool {
        let is_untitled = self.plan.head.title.trim().is_empty();
        if is_untitled {
            self.plan.head.title = name.trim().to_owned();
        }
        is_untitled
    }
}

/// Reads a document.
///
/// # Errors
/// The bytes are no text, nothing is in them, they are too many, or no task is found.
pub fn import(bytes: &[u8], options: &Options) -> Result<Import, Refusal> {
    let decoded = decode(bytes)?;
    let source = decoded.text.as_str();
    let mut lines = lines::lines(source);
    if lines.is_empty() {
        return Err(Refusal::Empty);
    }
    lines::mark(&mut lines);
    let mut frame = frame::frame(&mut lines);
    let body: Vec<&lines::Line<'_>> = lines
        .iter()
        .zip(&frame.tags)
        .filter(|(_, tag)| **tag == frame::Tag::Body)
        .map(|(line, _)| line)
        .collect();
    let paragraphs = lines::paragraphs(&body);
    let (items, level_known) = outline::outline(&paragraphs, options.task_level);
    if items.len() > decode::MOST_LINES {
        return Err(Refusal::TooManyLines { lines: items.len() });
    }
    if !items.iter().any(|item| item.role == outline::Role::Task) {
        return Err(Refusal::NoTask);
    }
    let (mut plan, pieces) = build::build(source, &lines, &frame, &paragraphs, &items);
    let proposals = propose::propose(&mut plan, options);
    let left_out = pieces
        .iter()
        .filter_map(|piece| match &piece.place {
            Place::LeftOut(why) => Some(LeftOut {
                line: piece.line,
                text: piece.text(source).to_owned(),
                why: why.clone(),
            }),
            _ => None,
        })
        .collect();
    let mut warnings = std::mem::take(&mut frame.warnings);
    if decoded.unreadable > 0 {
        warnings.push(Warning {
            line: 1,
            kind: Oddity::Unreadable(decoded.unreadable),
        });
    }
    if let Some(level) = options.task_level.filter(|_| !level_known) {
        warnings.push(Warning {
            line: 1,
            kind: Oddity::NoSuchLevel(level),
        });
    }
    outline::odd(&items, &paragraphs, &mut warnings);
    warnings.sort_by_key(|warning| warning.line);
    Ok(Import {
        plan,
        encoding: decoded.encoding,
        left_out,
        proposals,
        warnings,
        pieces,
    })
}
