//! The fields of one node, three ways.
//!
//! Owns which fields collide and what stands in the plan meanwhile: our value.

use super::lines::merge_text;
use super::lists;
use super::nodes::Touched;
use crate::plan::{Conflict, Field, Head, Id, Measure, Pillar, Side, Status, Task, Value};

/// Merges the fields of one node and keeps what collides.
#[derive(Debug)]
pub(super) struct Fields<'c> {
    pub node: Option<Id>,
    /// By our side and by theirs.
    pub touched: [&'c Touched; 2],
    pub conflicts: &'c mut Vec<Conflict>,
}

/// A value before, on our side, and on theirs.
pub(super) type Three<'v, T> = (&'v T, &'v T, &'v T);

impl Fields<'_> {
    pub fn collide(&mut self, field: Field, [base, ours, theirs]: [Option<Value>; 3]) {
        self.conflicts.push(Conflict {
            node: self.node.clone(),
            field,
            base: Side::of(base),
            ours: Side::of(ours),
            theirs: Side::of(theirs),
        });
    }

    /// A value that is taken whole from the side that changed it.
    fn whole<T: PartialEq + Clone>(
        &mut self,
        field: Field,
        (base, ours, theirs): Three<'_, T>,
        value: fn(&T) -> Option<Value>,
    ) -> T {
        match three_ways((base, ours, theirs)) {
            Some(merged) => merged.clone(),
            None => {
                self.collide(field, [value(base), value(ours), value(theirs)]);
                ours.clone()
            }
        }
    }

    fn text(&mut self, field: Field, three: Three<'_, String>, must_say_something: bool) -> String {
        let (base, ours, theirs) = three;
        if let Some(merged) = three_ways(three) {
            return merged.clone();
        }
        let merged = merge_text(base, ours, theirs);
        let is_empty = merged.ours.trim().is_empty() || merged.theirs.trim().is_empty();
        let [our, their] = if must_say_something && is_empty {
            [ours.clone(), theirs.clone()]
        } else if merged.is_torn {
            [merged.ours, merged.theirs]
        } else {
            return merged.ours;
        };
        self.collide(field, [text(base), text(&our), text(&their)]);
        our
    }

    /// What stands above the pillars.
    pub fn head(&mut self, (base, ours, theirs): Three<'_, Head>) -> Head {
        let issuer = (&base.issuer, &ours.issuer, &theirs.issuer);
        let issued = (&base.issued, &ours.issued, &theirs.issued);
        let period = (&base.period, &ours.period, &theirs.period);
        let numbering = (&base.numbering, &ours.numbering, &theirs.numbering);
        let preamble = (&base.preamble, &ours.preamble, &theirs.preamble);
        Head {
            title: self.whole(
                Field::Title,
                (&base.title, &ours.title, &theirs.title),
                line,
            ),
            issuer: self.whole(Field::Issuer, issuer, some_line),
            issued: self.whole(Field::Issued, issued, |day| day.map(Value::Day)),
            period: self.whole(Field::Period, period, |period| period.map(Value::Period)),
            numbering: self.whole(Field::Numbering, numbering, |numbering| {
                Some(Value::Numbering(*numbering))
            }),
            preamble: self.text(Field::Preamble, preamble, false),
        }
    }

    /// A pillar without its tasks.
    pub fn pillar(&mut self, (base, ours, theirs): Three<'_, Pillar>) -> Pillar {
        Pillar {
            id: ours.id.clone(),
            title: self.whole(
                Field::Title,
                (&base.title, &ours.title, &theirs.title),
                line,
            ),
            text: self.text(Field::Text, (&base.text, &ours.text, &theirs.text), false),
            lead: self.whole(
                Field::Lead,
                (&base.lead, &ours.lead, &theirs.lead),
                some_line,
            ),
            tasks: Vec::new(),
        }
    }

    /// A task without its measures.
    pub fn task(&mut self, (base, ours, theirs): Three<'_, Task>) -> Task {
        let status = (&base.status, &ours.status, &theirs.status);
        let progress = (&base.progress, &ours.progress, &theirs.progress);
        let support = [&base.support, &ours.support, &theirs.support];
        Task {
            id: ours.id.clone(),
            status: self.whole(Field::Status, status, some_status),
            title: self.whole(
                Field::Title,
                (&base.title, &ours.title, &theirs.title),
                line,
            ),
            due: self.whole(Field::Due, (&base.due, &ours.due, &theirs.due), some_day),
            text: self.text(Field::Text, (&base.text, &ours.text, &theirs.text), false),
            lead: self.whole(
                Field::Lead,
                (&base.lead, &ours.lead, &theirs.lead),
                some_line,
            ),
            support: lists::names(support.map(Vec::as_slice)),
            progress: self.whole(Field::Progress, progress, |percent| {
                percent.map(Value::Percent)
            }),
            targets: lists::targets(self, [&base.targets, &ours.targets, &theirs.targets]),
            references: lists::references(
                self,
                [&base.references, &ours.references, &theirs.references],
            ),
            measures: Vec::new(),
            notes: lists::notes(self, [&base.notes, &ours.notes, &theirs.notes]),
        }
    }

    /// A measure.
    pub fn measure(&mut self, (base, ours, theirs): Three<'_, Measure>) -> Measure {
        let status = (&base.status, &ours.status, &theirs.status);
        Measure {
            id: ours.id.clone(),
            text: self.text(Field::Text, (&base.text, &ours.text, &theirs.text), true),
            status: self.whole(Field::Status, status, some_status),
            due: self.whole(Field::Due, (&base.due, &ours.due, &theirs.due), some_day),
            lead: self.whole(
                Field::Lead,
                (&base.lead, &ours.lead, &theirs.lead),
                some_line,
            ),
        }
    }
}

/// What comes of a value that one side changed at most, or both alike; none where both did, differently.
pub(super) fn three_ways<'v, T: PartialEq>((base, ours, theirs): Three<'v, T>) -> Option<&'v T> {
    if ours == theirs || theirs == base {
        Some(ours)
    } else if ours == base {
        Some(theirs)
    } else {
        None
    }
}

// As `Fields::whole` hands it over.
#[allow(clippy::ptr_arg)]
fn line(text: &String) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Line(text.clone()))
}

fn some_line(text: &Option<String>) -> Option<Value> {
    text.clone().map(Value::Line)
}

fn some_day(day: &Option<chrono::NaiveDate>) -> Option<Value> {
    day.map(Value::Day)
}

// The fields of a node are all taken by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn some_status(status: &Status) -> Option<Value> {
    Some(Value::Status(*status))
}

fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}
