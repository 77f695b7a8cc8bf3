//! What stands above the pillars, edited: the plan's own fields, and conflicts that come and go.
//!
//! The same one write path as for nodes: a splice, decoded again, held against what was meant.

use std::sync::Arc;

use toml::de::DeTable;

use super::blocks::Piece;
use super::conflict;
use super::decode::Decoder;
use super::edit::{self, Site, Splice};
use super::elements::{Around, Element, List, Open};
use super::form;
use super::{Document, Problem, Stamp};
use crate::change::{HeadEdit, Refusal};
use crate::plan::{Conflict, Head};

/// What makes one field of a head say what another one says.
type Say = fn(&Site<'_, '_>, &Head, &Head) -> Result<Option<Splice>, Refusal>;

impl Document {
    /// Carries an edit of the plan's own fields out. One that says what the text says already changes
    /// nothing, the stamp included.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub fn apply_to_head(&mut self, edit: &HeadEdit) -> Result<(), Refusal> {
        let mut meant = Head::clone(&self.head);
        edit.apply(&mut meant)?;
        self.say_head(&meant)
    }

    /// Makes the head say what is meant.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub(super) fn say_head(&mut self, meant: &Head) -> Result<(), Refusal> {
        if let Some(refusal) = self.refusal() {
            return Err(refusal);
        }
        if *self.head == *meant {
            return Ok(());
        }
        let mut text = self.head_text();
        for say in FIELDS {
            let splice = {
                let root = DeTable::parse(&text).map_err(|_| Refusal::UneditableForm)?;
                say(&Site::root(&text, root.get_ref()), &self.head, meant)?
            };
            if let Some(splice) = splice {
                text = edit::spliced(&text, &splice);
            }
        }
        let conflicts = self.conflicts.to_vec();
        self.take_head(text, meant, &conflicts)
    }

    /// Writes a conflict into the head, behind those that are there.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub fn add_conflict(&mut self, conflict: &Conflict) -> Result<(), Refusal> {
        let text = self.head_text();
        let count = {
            let root = DeTable::parse(&text).map_err(|_| Refusal::UneditableForm)?;
            conflict::tables(root.get_ref()).len()
        };
        let mut open = Open::new(&text, self.around_head());
        let element = Element::of(conflict::fields(conflict));
        open.put(List::CONFLICTS, count, &element)?;
        let mut meant = self.conflicts.to_vec();
        meant.push(conflict.clone());
        let head = Arc::clone(&self.head);
        self.take_head(open.finish(), &head, &meant)
    }

    /// Takes the conflict at this index away.
    ///
    /// # Errors
    /// Nothing has changed, and the refusal says why.
    pub(super) fn take_conflict(&mut self, index: usize) -> Result<(), Refusal> {
        let text = self.head_text();
        let table = {
            let root = DeTable::parse(&text).map_err(|_| Refusal::UneditableForm)?;
            let tables = conflict::tables(root.get_ref());
            // Those that cannot be understood are tables as well.
            let understood = (0..tables.len()).filter(|&table| tables[table]);
            understood.clone().nth(index)
        };
        let table = table.ok_or(Refusal::NoSuchConflict)?;
        let mut open = Open::new(&text, self.around_head());
        open.take(List::CONFLICTS, table)?;
        let mut meant = self.conflicts.to_vec();
        meant.remove(index);
        let head = Arc::clone(&self.head);
        self.take_head(open.finish(), &head, &meant)
    }

    /// The text that has the head: what stands above the first pillar, or the whole.
    pub(super) fn head_text(&self) -> String {
        self.blocks.head.text(&self.base).to_owned()
    }

    fn around_head(&self) -> Around {
        Around {
            is_followed: self.whole.is_none() && self.pillar_count() > 0,
            ..self.around(None)
        }
    }

    /// Takes another text for the head, which must say what is meant.
    pub(super) fn take_head(
        &mut self,
        edited: String,
        head: &Head,
        conflicts: &[Conflict],
    ) -> Result<(), Refusal> {
        if self.whole.is_some() {
            let before = self.plan();
            let mut meant = before.clone();
            meant.head = head.clone();
            return self.take_text(edited, (&before, &meant), conflicts);
        }
        let mut decoder = Decoder::default();
        let got = decoder.head_block(&edited);
        let found = decoder.conflicts.iter().map(|(conflict, _)| conflict);
        if got != *head || !found.eq(conflicts) || decoder.problems.iter().any(Problem::is_error) {
            return Err(Refusal::UneditableForm);
        }
        self.move_hints(None, edited.len(), decoder.problems);
        self.blocks.head = Piece::Own(edited.into());
        self.head = Arc::new(got);
        self.conflicts = conflicts.into();
        self.stamp = Stamp::new();
        Ok(())
    }
}

const FIELDS: [Say; 6] = [
    |site, old, new| {
        if old.title == new.title {
            return Ok(None);
        }
        site.set("title", |quotes| form::line(&new.title, quotes))
    },
    |site, old, new| match &new.issuer {
        _ if old.issuer == new.issuer => Ok(None),
        Some(issuer) => site.set("issuer", |quotes| form::line(issuer, quotes)),
        None => site.clear("issuer"),
    },
    |site, old, new| match new.issued {
        _ if old.issued == new.issued => Ok(None),
        Some(day) => site.set("issued", |_| form::date(day)),
        None => site.clear("issued"),
    },
    |site, old, new| match new.period {
        _ if old.period == new.period => Ok(None),
        Some(period) => site.set("period", |_| form::period(period)),
        None => site.clear("period"),
    },
    |site, old, new| {
        if old.numbering == new.numbering {
            return Ok(None);
        }
        let value = new.numbering.value();
        site.set("numbering", |quotes| form::line(value, quotes))
    },
    |site, old, new| {
        if old.preamble == new.preamble {
            Ok(None)
        } else if new.preamble.is_empty() {
            site.clear("preamble")
        } else {
            site.set_text("preamble", &new.preamble)
        }
    },
];
