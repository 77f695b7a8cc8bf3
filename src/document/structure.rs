//! Blocks that come, go and move: the part of the one write path that changes their order.
//!
//! Owns the seams: what of a text goes with a block, and what stays between its neighbours. The bytes of
//! a block that moves are not copied; only the ends of the blocks at the seams can change, and those are
//! decoded again and held against what they were.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::{Block, Blocks, IdFilter, Piece, Section};
use super::compose::{self, Fields};
use super::decode::Decoder;
use super::layout::Parts;
use super::source::Source;
use super::{Document, Keys, Place, Problem, keys, pillar_of, task_of};
use crate::change::{New, Position, Refusal, ids_of};
use crate::plan::{Pillar, Status, Task};

/// What an edit of the order did to the offsets of the text, so that hints can follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shift {
    /// Bytes that went, as offsets before it.
    pub cut: Range<usize>,
    /// Where bytes came, as an offset after the cut.
    pub at: usize,
    /// How many came.
    pub come: usize,
    /// Which of them are the last of those that went, counted from `at`; empty where they are new.
    pub moved: Range<usize>,
}

impl Shift {
    /// Where a place has come to; none where it went for good.
    fn of(&self, at: usize) -> Option<usize> {
        if self.cut.contains(&at) {
            let from_end = self.cut.end - at;
            let end = self.at + self.moved.end;
            return (from_end <= self.moved.len()).then(|| end - from_end);
        }
        let at = if at >= self.cut.end {
            at - self.cut.len()
        } else {
            at
        };
        Some(if at >= self.at { at + self.come } else { at })
    }
}

/// A pillar with its tasks, or a task, without a place.
enum Unit {
    Section(Arc<Section>),
    Task(Block),
}

/// A unit, and what of the text around it goes with it.
struct Cut {
    unit: Unit,
    /// The blank lines that led up to it.
    lead: String,
    is_closed_by_comment: bool,
}

/// The blocks while they are being changed: the document takes them when all went well.
struct Draft<'d> {
    base: &'d Source,
    blocks: Blocks,
    newline: &'static str,
    /// Whether there are hints that have to follow.
    has_hints: bool,
    shift: Shift,
    /// The last block, if it has no line end: it has one while the draft is made.
    open_end: Option<Piece>,
}

impl Document {
    /// Puts a new pillar or task in its place.
    pub(super) fn insert_block(&mut self, new: &New, to: Position) -> Result<(), Refusal> {
        let mut draft = self.draft()?;
        let unit = draft.new_unit(new, &self.keys)?;
        let cut = Cut {
            unit,
            lead: draft.newline.to_owned(),
            is_closed_by_comment: false,
        };
        draft.paste(cut, to, false)?;
        let (blocks, shift) = draft.finish();
        self.take(blocks, &[shift]);
        Ok(())
    }

    /// Moves a pillar or task; `to` is counted without it.
    pub(super) fn move_block(&mut self, from: Place, to: Position) -> Result<(), Refusal> {
        let mut draft = self.draft()?;
        let cut = draft.cut(from)?;
        draft.paste(cut, to, true)?;
        let (blocks, shift) = draft.finish();
        self.take(blocks, &[shift]);
        Ok(())
    }

    /// Takes a pillar or task out.
    pub(super) fn remove_block(&mut self, place: Place) -> Result<(), Refusal> {
        let mut draft = self.draft()?;
        draft.cut(place)?;
        let (blocks, shift) = draft.finish();
        self.take(blocks, &[shift]);
        Ok(())
    }

    /// The line end of the file, as its first line has it.
    pub(super) fn newline(&self) -> &'static str {
        let bytes = self.base.bytes();
        let end = memchr::memchr(b'\n', bytes).unwrap_or(0);
        if bytes[..end].ends_with(b"\r") {
            "\r\n"
        } else {
            "\n"
        }
    }

    fn draft(&self) -> Result<Draft<'_>, Refusal> {
        let mut draft = Draft {
            base: &self.base,
            blocks: self.blocks.clone(),
            newline: self.newline(),
            has_hints: !self.problems.is_empty(),
            shift: Shift::default(),
            open_end: None,
        };
        let last = draft.blocks.last();
        let text = draft.text(last);
        if !text.is_empty() && !text.ends_with('\n') {
            let closed = format!("{text}{}", draft.newline);
            draft.open_end = Some(draft.piece(last));
            draft.set(last, Piece::Own(closed.into()));
        }
        Ok(draft)
    }
}

impl Draft<'_> {
    fn piece(&self, spot: Option<Place>) -> Piece {
        let block = spot.map(|place| self.blocks.get(place).map(|block| block.piece.clone()));
        block
            .unwrap_or(Some(self.blocks.head.clone()))
            .unwrap_or(Piece::EMPTY)
    }

    /// The text of a block, or of the head.
    fn text(&self, spot: Option<Place>) -> String {
        self.piece(spot).text(self.base).to_owned()
    }

    fn set(&mut self, spot: Option<Place>, piece: Piece) {
        match spot {
            Some(place) => self.blocks.change(place, |block| block.piece = piece),
            None => self.blocks.head = piece,
        }
    }

    /// Gives a block other lines at its end. It must say what it said.
    fn replace(&mut self, spot: Option<Place>, old: &str, new: &str) -> Result<(), Refusal> {
        if old == new {
            return Ok(());
        }
        let is_same = match spot {
            Some(Place { task: Some(_), .. }) => meaning(old, task_of) == meaning(new, task_of),
            Some(_) => meaning(old, pillar_of) == meaning(new, pillar_of),
            None => {
                let head = |text: &str, decoder: &mut Decoder| Some(decoder.head_block(text));
                meaning(old, head) == meaning(new, head)
            }
        };
        if !is_same {
            return Err(Refusal::UneditableForm);
        }
        let piece = if old.starts_with(new) {
            self.piece(spot).part(0..new.len())
        } else {
            Piece::Own(new.into())
        };
        self.set(spot, piece);
        Ok(())
    }

    /// Takes a pillar or task out; its neighbours close up.
    fn cut(&mut self, place: Place) -> Result<Cut, Refusal> {
        let (before, end) = match place.task {
            Some(_) => (self.blocks.before(place), place),
            None => (self.blocks.before(place), self.blocks.last_of(place.pillar)),
        };
        let (above, own) = (self.text(before), self.text(Some(end)));
        let above_parts = Parts::of_block(&above).ok_or(Refusal::UneditableForm)?;
        let parts = Parts::of_block(&own).ok_or(Refusal::UneditableForm)?;
        let is_last = self.blocks.last() == Some(end);
        let keeps_lead = above_parts.is_closed_by_comment() && parts.gap() == 0 && !is_last;
        let kept = if keeps_lead {
            above.len()
        } else {
            above.len() - above_parts.lead.len()
        };
        if self.has_hints {
            let start = self.blocks.offset(before) + kept;
            let stop = self.blocks.offset(Some(end)) + parts.own.len();
            self.shift.cut = start..stop;
        }
        let joined = format!("{}{}", &above[..kept], &own[parts.own.len()..]);
        self.replace(Some(end), &own, parts.own)?;
        self.replace(before, &above, &joined)?;
        let unit = match place.task {
            Some(task) => self.blocks.remove_task(place.pillar, task).map(Unit::Task),
            None => self.blocks.remove_section(place.pillar).map(Unit::Section),
        };
        Ok(Cut {
            unit: unit.ok_or(Refusal::UneditableForm)?,
            lead: above_parts.lead.to_owned(),
            is_closed_by_comment: parts.is_own_closed_by_comment,
        })
    }

    /// Puts a pillar or task behind the block that stands before its place.
    fn paste(&mut self, cut: Cut, to: Position, is_move: bool) -> Result<(), Refusal> {
        let anchor = match to {
            Position::Pillar(0) => None,
            Position::Pillar(index) => Some(self.blocks.last_of(index - 1)),
            Position::Task(pillar, index) | Position::Measure(pillar, index, _) => Some(Place {
                pillar,
                task: index.checked_sub(1),
            }),
        };
        let is_last = self.blocks.last() == anchor;
        let above = self.text(anchor);
        let parts = Parts::of_block(&above).ok_or(Refusal::UneditableForm)?;
        let mut lead = cut.lead;
        if lead.is_empty() && parts.is_own_closed_by_comment {
            lead.push_str(self.newline);
        }
        let mut gap = above[parts.own.len()..].to_owned();
        if gap.is_empty() && cut.is_closed_by_comment && !is_last {
            gap.push_str(self.newline);
        }
        let length = match &cut.unit {
            Unit::Task(block) => block.piece.len(),
            Unit::Section(section) => {
                let tasks = section.tasks().map(|block| block.piece.len());
                section.pillar.piece.len() + tasks.sum::<usize>()
            }
        };
        if self.has_hints {
            let added = gap.len() - parts.gap();
            self.shift.at = self.blocks.offset(anchor) + parts.own.len();
            self.shift.come = lead.len() + length + added;
            self.shift.moved = if is_move {
                lead.len()..lead.len() + length
            } else {
                0..0
            };
        }
        let joined = format!("{}{lead}", parts.own);
        self.replace(anchor, &above, &joined)?;
        let end = match (cut.unit, to) {
            (Unit::Section(section), Position::Pillar(index)) => {
                self.blocks.insert_section(index, section);
                self.blocks.last_of(index)
            }
            (Unit::Task(block), Position::Task(pillar, index)) => {
                self.blocks.insert_task(pillar, index, block);
                Place {
                    pillar,
                    task: Some(index),
                }
            }
            _ => return Err(Refusal::WrongLevel),
        };
        let own = self.text(Some(end));
        self.replace(Some(end), &own, &format!("{own}{gap}"))
    }

    /// A file without a last line end stays one.
    fn finish(mut self) -> (Blocks, Shift) {
        if let Some(before) = self.open_end.take() {
            let last = self.blocks.last();
            let text = self.text(last);
            let open = text.strip_suffix('\n').unwrap_or(&text);
            let open = open.strip_suffix('\r').unwrap_or(open);
            let piece = if before.text(self.base) == open {
                before
            } else {
                self.piece(last).part(0..open.len())
            };
            self.set(last, piece);
        }
        (self.blocks, self.shift)
    }

    /// Composes a new pillar or task, and reads it back.
    fn new_unit(&self, new: &New, keys: &Keys) -> Result<Unit, Refusal> {
        match new {
            New::Task(task) => Ok(Unit::Task(self.new_task(task, keys, "")?)),
            New::Pillar(pillar) => {
                let gap = if pillar.tasks.is_empty() {
                    ""
                } else {
                    self.newline
                };
                let mut section = Section::new(self.new_pillar(pillar, keys, gap)?);
                for (index, task) in pillar.tasks.iter().enumerate() {
                    let is_last = index + 1 == pillar.tasks.len();
                    let gap = if is_last { "" } else { self.newline };
                    section.push(self.new_task(task, keys, gap)?);
                }
                Ok(Unit::Section(Arc::new(section)))
            }
            New::Measure(_) => Err(Refusal::WrongLevel),
        }
    }

    fn new_task(&self, task: &Task, keys: &Keys, gap: &str) -> Result<Block, Refusal> {
        let text = self.composed(&keys::TASK, &compose::task_fields(task), gap);
        let (read, is_clean) = meaning(&text, task_of);
        if !is_clean || read.as_ref() != Some(task) {
            return Err(Refusal::UneditableForm);
        }
        Ok(Block {
            key: keys.next(),
            status: task.status,
            ids: IdFilter::of(ids_of(task).map(crate::plan::Id::as_str)),
            piece: Piece::Own(text.into()),
        })
    }

    fn new_pillar(&self, pillar: &Pillar, keys: &Keys, gap: &str) -> Result<Block, Refusal> {
        let text = self.composed(&keys::PILLAR, &compose::pillar_fields(pillar), gap);
        let (read, is_clean) = meaning(&text, pillar_of);
        let is_meant = read.is_some_and(|read| {
            let parts = |pillar: &Pillar| {
                let Pillar {
                    id,
                    title,
                    text,
                    lead,
                    ..
                } = pillar.clone();
                (id, title, text, lead)
            };
            parts(&read) == parts(pillar)
        });
        if !is_clean || !is_meant {
            return Err(Refusal::UneditableForm);
        }
        Ok(Block {
            key: keys.next(),
            status: Status::default(),
            ids: IdFilter::of([pillar.id.as_str()]),
            piece: Piece::Own(text.into()),
        })
    }

    fn composed(&self, table: &keys::Table, fields: &Fields, gap: &str) -> String {
        compose::headed(table, fields, "", self.newline) + gap
    }
}

/// What a text says, and whether nothing is wrong with it.
fn meaning<T>(text: &str, read: impl Fn(&str, &mut Decoder) -> Option<T>) -> (Option<T>, bool) {
    let mut decoder = Decoder::default();
    let node = read(text, &mut decoder);
    (node, !decoder.problems.iter().any(Problem::is_error))
}

impl Document {
    /// Takes what an edit made of the blocks. Hints follow; those of what went are gone.
    pub(super) fn take(&mut self, blocks: Blocks, shifts: &[Shift]) {
        self.blocks = blocks;
        self.stamp = super::Stamp::new();
        if self.problems.is_empty() {
            return;
        }
        let mut problems = self.problems.to_vec();
        for shift in shifts {
            problems.retain_mut(|problem| {
                let length = problem.span.len();
                let start = shift.of(problem.span.start);
                problem.span = start.map_or(0..0, |start| start..start + length);
                start.is_some()
            });
        }
        problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
        self.problems = problems.into();
    }
}
