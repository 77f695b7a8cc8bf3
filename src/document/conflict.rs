//! Conflicts of a merge in the file: `[[conflict]]` tables above the first pillar.
//!
//! Owns their reading and spelling. They are notes that the program leaves for itself: one that cannot be
//! understood is a hint, never an error.

use chrono::{DateTime, FixedOffset};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::compose::{self, Fields, Value as Written};
use super::decode::{At, Decoder, calendar_day, calendar_moment};
use super::form::{self, Quotes};
use super::keys::{self, Table};
use super::problem::{Problem, ProblemKind};
use crate::plan::{Conflict, Field, Id, Numbering, Period, Seat, Side, Status, Value};

/// What a kept node is called in the file.
const KEPT: &str = "kept";

impl Decoder {
    /// Reads the conflicts of the head.
    pub fn conflicts(&mut self, tables: &[At<'_, '_>]) {
        let mut unsettled = None;
        for at in tables {
            self.unknown_keys(at);
            unsettled.get_or_insert(at.span.clone());
            match conflict(at) {
                Some(conflict) => self.conflicts.push((conflict, self.offset + at.span.start)),
                None => self.report(ProblemKind::OddConflict, at.span.clone()),
            }
        }
        if let Some(span) = unsettled {
            self.report(ProblemKind::UnsettledConflicts(tables.len()), span);
        }
    }
}

/// A hint for every conflict about a node that is not there.
pub(super) fn of_nobody(
    conflicts: &[(Conflict, usize)],
    mut is_there: impl FnMut(&Id) -> bool,
) -> Vec<Problem> {
    let about = conflicts
        .iter()
        .filter_map(|(conflict, at)| Some((conflict.node.as_ref()?, *at)));
    about
        .filter(|(id, _)| !is_there(id))
        .map(|(id, at)| {
            let span = at..at + "[[conflict]]".len();
            Problem::new(ProblemKind::ConflictOfNobody(id.to_string()), span)
        })
        .collect()
}

fn conflict(at: &At<'_, '_>) -> Option<Conflict> {
    let text = |key: &str| Some(at.table.get(key)?.get_ref().as_str()?.to_owned());
    let moment = |key: &str| moment(at.table.get(key)?.get_ref());
    let field = match text("field")?.as_str() {
        "key" => Field::Key(text("key")?),
        value => Field::of_value(value)?,
    };
    let node = match at.table.get("node") {
        Some(node) => Some(Id::new(node.get_ref().as_str()?).ok()?),
        None => None,
    };
    let side = |key: &str| {
        let value = match at.table.get(key) {
            Some(written) => Some(value(&field, written)?),
            None => None,
        };
        Some(Side {
            value,
            by: text(&format!("{key}-by")),
            at: moment(&format!("{key}-at")),
        })
    };
    let (base, ours, theirs) = (side("base")?, side("ours")?, side("theirs")?);
    Some(Conflict {
        node,
        field,
        base,
        ours,
        theirs,
    })
}

/// The value of a field; none where the field cannot have it.
fn value(field: &Field, written: &Spanned<DeValue<'_>>) -> Option<Value> {
    let found = written.get_ref();
    let text = || found.as_str().map(str::to_owned);
    Some(match field {
        Field::Status => Value::Status(Status::of_value(found.as_str()?)?),
        Field::Progress => {
            let integer = found.as_integer()?;
            let digits = integer.as_str().replace('_', "");
            let percent = u8::from_str_radix(&digits, integer.radix()).ok()?;
            Value::Percent(Some(percent).filter(|percent| *percent <= 100)?)
        }
        Field::Due | Field::Issued => Value::Day(day(found)?),
        Field::Lead | Field::Title | Field::Issuer => Value::Line(text()?),
        Field::Support => {
            let names = found.as_array()?.iter();
            let names = names.map(|name| name.get_ref().as_str().map(str::to_owned));
            Value::Lines(names.collect::<Option<_>>()?)
        }
        Field::Text | Field::Preamble => {
            let text = text()?.replace("\r\n", "\n");
            let text = text.strip_suffix('\n').unwrap_or(&text);
            Value::Text(Some(text).filter(|text| !text.is_empty())?.to_owned())
        }
        Field::Target => Value::Target(clean(written, &keys::TARGET, Decoder::target)?),
        Field::Reference => Value::Reference(clean(written, &keys::REFERENCE, Decoder::reference)?),
        Field::Note => Value::Note(clean(written, &keys::NOTE, Decoder::note)?),
        Field::Place => {
            let table = found.as_table()?;
            let id = |key: &str| match table.get(key) {
                Some(id) => Id::new(id.get_ref().as_str()?).ok().map(Some),
                None => Some(None),
            };
            Value::Seat(Seat {
                parent: id("in")?,
                after: id("after")?,
            })
        }
        Field::Existence => {
            (found.as_str()? == KEPT).then_some(())?;
            Value::Kept
        }
        Field::Period => {
            let table = found.as_table()?;
            let end = |key: &str| day(table.get(key)?.get_ref());
            let (start, end) = (end("start")?, end("end")?);
            Value::Period(Some(Period { start, end }).filter(|_| start <= end)?)
        }
        Field::Numbering => Value::Numbering(Numbering::of_value(found.as_str()?)?),
        Field::Key(_) => Value::Raw(text()?),
    })
}

/// What a table says, if nothing is wrong with it.
fn clean<T>(
    written: &Spanned<DeValue<'_>>,
    keys: &'static Table,
    read: fn(&mut Decoder, &At<'_, '_>) -> T,
) -> Option<T> {
    let at = At {
        table: written.get_ref().as_table()?,
        span: written.span(),
        keys,
    };
    let mut decoder = Decoder::default();
    let value = read(&mut decoder, &at);
    decoder.problems.is_empty().then_some(value)
}

fn day(value: &DeValue<'_>) -> Option<chrono::NaiveDate> {
    let written = value.as_datetime()?;
    let is_day = written.time.is_none() && written.offset.is_none();
    calendar_day(written.date.filter(|_| is_day)?)
}

fn moment(value: &DeValue<'_>) -> Option<DateTime<FixedOffset>> {
    let written = value.as_datetime()?;
    calendar_moment(written.date?, written.time?, written.offset?)
}

/// The keys of a conflict.
pub(super) fn fields(conflict: &Conflict) -> Fields {
    let line = |text: &str| Written::Spelled(form::line(text, Quotes::Basic));
    let mut fields = Fields::new();
    fields.extend(conflict.node.as_ref().map(|id| ("node", line(id.as_str()))));
    fields.push(("field", line(conflict.field.value())));
    if let Field::Key(name) = &conflict.field {
        fields.push(("key", line(name)));
    }
    let sides = [
        (["base", "", ""], &conflict.base),
        (["ours", "ours-by", "ours-at"], &conflict.ours),
        (["theirs", "theirs-by", "theirs-at"], &conflict.theirs),
    ];
    for ([value, by, at], side) in sides {
        fields.extend(side.value.as_ref().map(|found| (value, written(found))));
        if !by.is_empty() {
            fields.extend(side.by.as_deref().map(|name| (by, line(name))));
            fields.extend(
                side.at
                    .map(|moment| (at, Written::Spelled(form::moment(moment)))),
            );
        }
    }
    fields
}

fn written(value: &Value) -> Written {
    let line = |text: &str| form::line(text, Quotes::Basic);
    let table = |fields: Fields| compose::inline(&fields);
    Written::Spelled(match value {
        Value::Status(status) => line(status.value()),
        Value::Percent(percent) => percent.to_string(),
        Value::Day(day) => form::date(*day),
        Value::Line(text) | Value::Raw(text) => line(text),
        Value::Lines(names) => form::lines(names),
        Value::Text(text) => return Written::Text(text.clone()),
        Value::Target(target) => table(compose::target_fields(target)),
        Value::Reference(reference) => table(compose::reference_fields(reference)),
        Value::Note(note) => table(compose::note_fields(note)),
        Value::Seat(seat) => {
            let id = |key, id: &Option<Id>| {
                let id = id.as_ref();
                id.map(|id| (key, Written::Spelled(line(id.as_str()))))
            };
            let ids = [id("in", &seat.parent), id("after", &seat.after)];
            table(ids.into_iter().flatten().collect())
        }
        Value::Kept => line(KEPT),
        Value::Period(period) => form::period(*period),
        Value::Numbering(numbering) => line(numbering.value()),
    })
}

/// The conflict tables of a head in order: whether each can be understood.
pub(super) fn tables(root: &DeTable<'_>) -> Vec<bool> {
    let tables = root.get("conflict").map(Spanned::get_ref);
    let tables = tables.and_then(DeValue::as_array).into_iter();
    let tables = tables.flat_map(|tables| tables.iter());
    tables
        .filter_map(|element| {
            let at = At {
                table: element.get_ref().as_table()?,
                span: element.span(),
                keys: &keys::CONFLICT,
            };
            Some(conflict(&at).is_some())
        })
        .collect()
}
