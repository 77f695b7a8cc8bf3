//! A note or a text being written, and what becomes of it.
//!
//! Owns the purpose and the way out: nothing that was typed goes without a question. The text itself is
//! the editor's.

use std::collections::HashSet;

use super::editing::edit;
use super::editor::Editor;
use super::message::Message;
use super::prompt::Target;
use super::step::Done;
use super::walk::Walk;
use crate::change::{Edit, Refusal};
use crate::document::Document;
use crate::plan::{Conflict, Field, Note, NoteKind, Value};
use crate::text::{join_lines, split_sentences};
use chrono::{DateTime, FixedOffset};

/// What is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A new note on a task.
    NewNote,
    /// Other words for a note.
    OldNote(Note),
    /// The text of a pillar or a task, or the words of a measure: what it was before.
    Text(String),
    /// The message of a commit.
    Commit,
    /// Something else than either side of a conflict says.
    Conflict(Box<Conflict>),
}

/// A note or a text being written.
#[derive(Clone, Debug)]
pub struct Writing {
    /// What is written.
    pub purpose: Purpose,
    /// Of which node; a commit is of the whole plan.
    pub target: Option<Target>,
    /// What the node is called. Outside text.
    pub label: String,
    /// The text.
    pub editor: Editor,
    /// What kind of note it is.
    pub kind: NoteKind,
    /// Whether it is the words of a measure.
    pub is_measure: bool,
    /// Whether it is being asked what becomes of it.
    pub is_asking: bool,
}

impl Writing {
    /// A new note.
    pub fn note(target: Target, label: String) -> Self {
        Self {
            purpose: Purpose::NewNote,
            target: Some(target),
            label,
            editor: Editor::new(""),
            kind: NoteKind::default(),
            is_measure: false,
            is_asking: false,
        }
    }

    /// Other words for a note.
    pub fn old_note(target: Target, label: String, note: Note) -> Self {
        Self {
            kind: note.kind,
            editor: Editor::new(&readable(&note.text)),
            purpose: Purpose::OldNote(note),
            target: Some(target),
            label,
            is_measure: false,
            is_asking: false,
        }
    }

    /// Other words for a text.
    pub fn text(target: Target, label: String, text: &str, is_measure: bool) -> Self {
        Self {
            purpose: Purpose::Text(text.to_owned()),
            target: Some(target),
            label,
            editor: Editor::new(text),
            kind: NoteKind::default(),
            is_measure,
            is_asking: false,
        }
    }

    /// The message of a commit, as it is proposed.
    pub fn commit(message: &str) -> Self {
        let mut editor = Editor::new(message);
        // Where the subject is.
        editor.text_start();
        Self {
            purpose: Purpose::Commit,
            target: None,
            label: String::new(),
            editor,
            kind: NoteKind::default(),
            is_measure: false,
            is_asking: false,
        }
    }

    /// Something else than either side of a conflict says, beginning with ours: with what there is now, if that was
    /// changed since.
    pub fn conflict(conflict: Conflict, since: Option<Option<Value>>, label: String) -> Self {
        let mut now = conflict.clone();
        if let Some(value) = since {
            now.ours.value = value;
        }
        Self {
            editor: Editor::new(&now.draft()),
            purpose: Purpose::Conflict(Box::new(conflict)),
            target: None,
            label,
            kind: NoteKind::default(),
            is_measure: false,
            is_asking: false,
        }
    }

    /// Whether it is a note, which has a kind.
    pub fn is_note(&self) -> bool {
        matches!(self.purpose, Purpose::NewNote | Purpose::OldNote(_))
    }

    /// Whether it can be left empty: the text of a pillar or a task can, a measure and a note cannot.
    pub fn can_be_empty(&self) -> bool {
        match &self.purpose {
            Purpose::Text(_) => !self.is_measure,
            // Left empty it is not set.
            Purpose::Conflict(conflict) => conflict.field != Field::Title,
            _ => false,
        }
    }

    /// Whether something would be lost by throwing it away.
    pub fn is_changed(&self) -> bool {
        match &self.purpose {
            Purpose::NewNote => !self.editor.text().trim().is_empty(),
            Purpose::OldNote(note) => self.editor.is_changed() || note.kind != self.kind,
            Purpose::Text(_) | Purpose::Commit | Purpose::Conflict(_) => self.editor.is_changed(),
        }
    }

    /// The next kind of note, or the one before, round the ends.
    pub fn step_kind(&mut self, forward: bool) {
        let all = NoteKind::ALL;
        let own = all.iter().position(|kind| *kind == self.kind).unwrap_or(0);
        let step = if forward { 1 } else { all.len() - 1 };
        self.kind = all[(own + step) % all.len()];
    }
}

/// A stored note as it is written in the editor: a paragraph a line, as it was typed.
fn readable(text: &str) -> String {
    join_lines(text).join("\n")
}

/// A note as it is stored: every line that was typed is a paragraph, every sentence a line.
fn stored(written: &str) -> String {
    split_sentences(&written.replace('\n', "\n\n"))
}

/// A text as it is stored, with a sentence a line. Lines that stood there before stay as they are, so that
/// rewording one sentence changes one line.
fn reworded(before: &str, written: &str) -> String {
    let kept: HashSet<&str> = before.split('\n').collect();
    let lines: Vec<String> = written
        .trim_end()
        .split('\n')
        .map(|line| {
            if kept.contains(line) {
                line.to_owned()
            } else {
                split_sentences(line)
            }
        })
        .collect();
    lines.join("\n")
}

impl Walk {
    /// Keeps what was written: one step, or the reason why not.
    pub(super) fn keep(
        &mut self,
        writing: &Writing,
        at: DateTime<FixedOffset>,
        by: &str,
    ) -> Message {
        let written = writing.editor.text();
        let Some(target) = &writing.target else {
            return Message::SelectNode;
        };
        match &writing.purpose {
            Purpose::Commit | Purpose::Conflict(_) => Message::SelectNode,
            Purpose::NewNote => {
                let note = Note {
                    at,
                    by: by.to_owned(),
                    kind: writing.kind,
                    text: stored(&written),
                };
                self.add_note(target, note)
            }
            Purpose::OldNote(old) => {
                let new = Note {
                    kind: writing.kind,
                    text: stored(&written),
                    ..old.clone()
                };
                let edit = Edit::ReplaceNote {
                    old: old.clone(),
                    new,
                };
                let was_changed = self.note_since(target, old);
                let back = was_changed.map(|now| Edit::ReplaceNote {
                    old: now,
                    new: old.clone(),
                });
                self.meet(target, back, edit, Done::NoteChanged, by)
            }
            Purpose::Text(before) => {
                let text = reworded(before, &written);
                let now = self.text_of(target).map(|(text, _)| text);
                let was_changed = now.is_some_and(|now| now != *before);
                let back = was_changed.then(|| Edit::Text(before.clone()));
                self.meet(target, back, Edit::Text(text), Done::Reworded, by)
            }
        }
    }
}

/// What was changed since the writing of it began. While the program runs the plan stands still under who writes; a
/// writing that an earlier run began may find another plan.
impl Walk {
    /// The text of a pillar or a task, or the words of a measure, and whether it is that.
    pub(super) fn text_of(&self, target: &Target) -> Option<(String, bool)> {
        let place = target.place;
        let Some(task) = self.document().task(place) else {
            return Some((self.document().pillar(place.pillar)?.text, false));
        };
        Some(match task.measure(&target.id) {
            Some(measure) => (measure.text.clone(), true),
            None => (task.text, false),
        })
    }

    /// The note as it is now; none where it is as it was, or gone.
    fn note_since(&self, target: &Target, old: &Note) -> Option<Note> {
        let notes = self.document().task(target.place)?.notes;
        let is_same = |note: &&Note| note.at == old.at && note.by == old.by;
        let mut same = notes.iter().filter(is_same);
        let first = same.next()?;
        let is_there = first == old || same.any(|note| note == old);
        (!is_there).then(|| first.clone())
    }

    /// One step with this edit. Where somebody else has changed the same since, `back` leads to what it was, and both
    /// changes are brought together as if theirs had come to the file while this was written.
    fn meet(
        &mut self,
        target: &Target,
        back: Option<Edit>,
        wanted: Edit,
        what: Done,
        by: &str,
    ) -> Message {
        let Some(back) = back else {
            return self.one(target, wanted, what);
        };
        if self.is_away() {
            return Message::away();
        }
        let theirs = self.document().clone();
        let edited = |document: &Document, wanted: Edit| {
            let mut document = document.clone();
            let operation = edit(&target.id, wanted);
            document.apply(&operation, Some(target.place))?;
            Ok(document)
        };
        let both = edited(&theirs, back).and_then(|base| {
            let ours = edited(&base, wanted)?;
            let sign = |conflicts: &mut [Conflict]| {
                for conflict in conflicts {
                    conflict.ours.by = (!by.is_empty()).then(|| by.to_owned());
                }
            };
            Document::merge(&base, &ours, &theirs, &sign).map_err(|_| Refusal::UneditableForm)
        });
        match both {
            Ok(both) if both.stamp() == theirs.stamp() => Message::Unchanged,
            Ok(both) => {
                let step = Self::step_of(target, self.label_of(target), what);
                self.take(both, theirs, step)
            }
            Err(refusal) => Message::Refused(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_keeps_its_lines_and_has_a_sentence_a_line() {
        let written = "一。二。\n三";
        let text = stored(written);
        assert_eq!(text, "一。\n二。\n\n三");
        assert_eq!(readable(&text), written);
        assert_eq!(stored(&readable(&text)), text);
    }

    #[test]
    fn rewording_a_sentence_changes_its_line() {
        // The second line has two sentences because somebody wrote it so.
        let before = "一。\n二。三。\n\n四。";
        assert_eq!(reworded(before, before), before);
        assert_eq!(
            reworded(before, "新。一。\n二。三。\n\n四。\n"),
            "新。\n一。\n二。三。\n\n四。"
        );
    }
}
