//! Block to node: the values of a table, and what is wrong with them.
//!
//! Owns the meaning of every key. Always gives a node: what cannot be read is left at its default and
//! reported, so that a broken file can still be shown.

use std::ops::Range;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, Table};
use super::problem::{Choice, Expected, Problem, ProblemKind};
use super::weight::is_too_much;
use crate::plan::{
    Conflict, Goal, Head, Id, Measure, Note, NoteKind, Numbering, Period, Pillar, Plan, Reference,
    Status, Target, Task,
};

/// The newest format that this program knows.
pub(super) const FORMAT: i64 = 1;

/// An id, and where it stands in the text.
pub(super) type IdAt = (Id, usize);

/// Parses a text as far as it can be read. What is no TOML comes back as problems of the kind
/// [`ProblemKind::Syntax`], each where a person would mend it.
///
/// A text that would fill the memory is not parsed at all: see [`Problem`] of the kind
/// [`ProblemKind::TooMuch`].
pub fn parse(text: &str) -> (Spanned<DeTable<'_>>, Vec<Problem>) {
    if is_too_much(text) {
        let nothing = Spanned::new(0..0, DeTable::new());
        return (nothing, vec![Problem::new(ProblemKind::TooMuch, 0..0)]);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let problems = errors.into_iter().map(|error| {
        let mut span = error.span().unwrap_or(0..0);
        if error.message().contains("multi-line") {
            // It is noticed where the text ends, and mended where the quotes open.
            let before = text.get(..span.start).unwrap_or("");
            let opening = before.rfind("'''").max(before.rfind("\"\"\""));
            span = opening.map_or(span, |start| start..start + 3);
        }
        let mut message = error.message().to_owned();
        if message.contains("must be quoted") && span.is_empty() {
            // The parser takes nothing at all for a text without quotes.
            message = "missing value".to_owned();
        }
        Problem::new(ProblemKind::Syntax(message), span)
    });
    (table, problems.collect())
}

/// Reads tables into nodes and collects what is wrong.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// Where the text of the tables begins in the whole document.
    pub offset: usize,
    /// What was found so far, in the order found.
    pub problems: Vec<Problem>,
    /// All ids, for the search for duplicates.
    pub ids: Vec<IdAt>,
    /// The conflicts that the head has, and where each begins in the text.
    pub conflicts: Vec<(Conflict, usize)>,
}

/// A table with where it is, for complaints about what it lacks.
pub(super) struct At<'t, 'a> {
    pub table: &'t DeTable<'a>,
    pub span: Range<usize>,
    pub keys: &'static Table,
}

impl Decoder {
    /// Parses one block; syntax errors are reported and what can be read is given.
    pub fn parse<'t>(&mut self, text: &'t str) -> Spanned<DeTable<'t>> {
        let (table, errors) = parse(text);
        for error in errors {
            self.report(error.kind, error.span);
        }
        table
    }

    /// The head, from a text without pillars, or from a whole one.
    pub fn head(&mut self, root: &DeTable<'_>) -> Head {
        // A complaint about the head as a whole belongs at the beginning of the file.
        let at = At {
            table: root,
            span: 0..0,
            keys: &keys::HEAD,
        };
        self.unknown_keys(&at);
        if let Some((format, span)) = self.integer(&at, "format")
            && format > FORMAT
        {
            self.report(ProblemKind::NewerFormat(format), span);
        }
        let conflicts = self.tables(root, &keys::CONFLICT, "conflict");
        self.conflicts(&conflicts);
        Head {
            title: self.required_line(&at, "title"),
            issuer: self.line(&at, "issuer"),
            issued: self.date(&at, "issued"),
            period: self.period(&at),
            numbering: self
                .choice(&at, "numbering", Choice::Numbering, Numbering::of_value)
                .unwrap_or_default(),
            preamble: self.text(&at, "preamble"),
        }
    }

    /// The head of a text that is cut off before its first pillar.
    pub fn head_block(&mut self, text: &str) -> Head {
        let root = self.parse(text);
        self.head(root.get_ref())
    }

    /// The whole plan, from a whole text.
    pub fn plan(&mut self, root: &DeTable<'_>) -> Plan {
        let head = self.head(root);
        let pillars = self.tables(root, &keys::PILLAR, "pillar");
        let pillars = pillars
            .into_iter()
            .map(|at| {
                let mut pillar = self.pillar(&at);
                let tasks = self.tables(at.table, &keys::TASK, "task");
                pillar.tasks = tasks.iter().map(|at| self.task(at)).collect();
                pillar
            })
            .collect();
        Plan { head, pillars }
    }

    /// The pillar of a block, without tasks. A block that is cut short may have none.
    pub fn pillar_block(&mut self, root: &DeTable<'_>) -> Option<Pillar> {
        let pillars = self.tables(root, &keys::PILLAR, "pillar");
        pillars.first().map(|at| self.pillar(at))
    }

    /// The task of a block. A block that is cut short may have none.
    pub fn task_block(&mut self, root: &DeTable<'_>) -> Option<Task> {
        let pillar = root.get("pillar")?.get_ref().as_table()?;
        let tasks = self.tables(pillar, &keys::TASK, "task");
        tasks.first().map(|at| self.task(at))
    }

    fn pillar(&mut self, at: &At<'_, '_>) -> Pillar {
        self.unknown_keys(at);
        Pillar {
            id: self.id(at),
            title: self.required_line(at, "title"),
            text: self.text(at, "text"),
            lead: self.line(at, "lead"),
            tasks: Vec::new(),
        }
    }

    fn task(&mut self, at: &At<'_, '_>) -> Task {
        self.unknown_keys(at);
        Task {
            id: self.id(at),
            status: self.status(at),
            title: self.required_line(at, "title"),
            due: self.date(at, "due"),
            text: self.text(at, "text"),
            lead: self.line(at, "lead"),
            support: self.lines(at, "support"),
            progress: self.percent(at, "progress"),
            targets: self.list(at, &keys::TARGET, "target", Self::target),
            references: self.list(at, &keys::REFERENCE, "reference", Self::reference),
            measures: self.list(at, &keys::MEASURE, "measure", Self::measure),
            notes: self.list(at, &keys::NOTE, "note", Self::note),
        }
    }

    pub fn target(&mut self, at: &At<'_, '_>) -> Target {
        let goal = self.required_line(at, "goal");
        Target {
            name: self.required_line(at, "name"),
            goal: match goal.parse::<Goal>() {
                Ok(goal) => goal,
            },
            actual: self.number(at, "actual"),
        }
    }

    pub fn reference(&mut self, at: &At<'_, '_>) -> Reference {
        Reference {
            title: self.required_line(at, "title"),
            number: self.line(at, "number"),
        }
    }

    fn measure(&mut self, at: &At<'_, '_>) -> Measure {
        Measure {
            id: self.id(at),
            text: self.required_text(at, "text"),
            status: self.status(at),
            due: self.date(at, "due"),
            lead: self.line(at, "lead"),
        }
    }

    pub fn note(&mut self, at: &At<'_, '_>) -> Note {
        Note {
            at: self.moment(at, "at"),
            by: self.required_line(at, "by"),
            kind: self
                .choice(at, "kind", Choice::NoteKind, NoteKind::of_value)
                .unwrap_or_default(),
            text: self.required_text(at, "text"),
        }
    }

    fn list<T>(
        &mut self,
        at: &At<'_, '_>,
        keys: &'static Table,
        key: &str,
        read: fn(&mut Self, &At<'_, '_>) -> T,
    ) -> Vec<T> {
        let tables = self.tables(at.table, keys, key);
        tables
            .iter()
            .map(|at| {
                self.unknown_keys(at);
                read(self, at)
            })
            .collect()
    }

    /// The tables of an array of tables, whether it is written with headers or inline.
    fn tables<'t, 'a>(
        &mut self,
        parent: &'t DeTable<'a>,
        keys: &'static Table,
        key: &str,
    ) -> Vec<At<'t, 'a>> {
        let Some(value) = parent.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, Expected::Tables, value.span());
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(array.len());
        for element in array.iter() {
            match element.get_ref().as_table() {
                Some(table) => tables.push(At {
                    table,
                    span: element.span(),
                    keys,
                }),
                None => self.wrong_type(key, Expected::Tables, element.span()),
            }
        }
        tables
    }

    pub fn unknown_keys(&mut self, at: &At<'_, '_>) {
        for (key, _) in at.table {
            if at.keys.key(key.get_ref()).is_none() {
                self.report(
                    ProblemKind::UnknownKey(key.get_ref().to_string()),
                    key.span(),
                );
            }
        }
    }

    fn id(&mut self, at: &At<'_, '_>) -> Id {
        let Some((text, span)) = self.string(at, "id") else {
            if !at.table.contains_key("id") {
                self.report(ProblemKind::Missing { key: "id" }, at.span.clone());
            }
            return Id::placeholder();
        };
        match Id::new(text) {
            Ok(id) => {
                self.ids.push((id.clone(), self.offset + span.start));
                id
            }
            Err(_) => {
                self.report(ProblemKind::InvalidId, span);
                Id::placeholder()
            }
        }
    }

    fn status(&mut self, at: &At<'_, '_>) -> Status {
        self.choice(at, "status", Choice::Status, Status::of_value)
            .unwrap_or_default()
    }

    fn choice<T>(
        &mut self,
        at: &At<'_, '_>,
        key: &str,
        of: Choice,
        read: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let (value, span) = self.string(at, key)?;
        let choice = read(value);
        if choice.is_none() {
            self.report(
                ProblemKind::UnknownValue {
                    value: value.to_owned(),
                    of,
                },
                span,
            );
        }
        choice
    }

    fn required_line(&mut self, at: &At<'_, '_>, key: &'static str) -> String {
        let line = self.line(at, key).unwrap_or_default();
        self.demand(at, key, line)
    }

    fn required_text(&mut self, at: &At<'_, '_>, key: &'static str) -> String {
        let text = self.text(at, key);
        self.demand(at, key, text)
    }

    /// Reports a key that is not there, or says nothing.
    fn demand(&mut self, at: &At<'_, '_>, key: &'static str, value: String) -> String {
        match at.table.get(key) {
            None => self.report(ProblemKind::Missing { key }, at.span.clone()),
            Some(written) => {
                let text = written.get_ref().as_str();
                if text.is_some_and(|text| text.trim().is_empty()) {
                    self.report(ProblemKind::Empty { key }, written.span());
                }
            }
        }
        value
    }

    fn line(&mut self, at: &At<'_, '_>, key: &str) -> Option<String> {
        self.string(at, key).map(|(text, _)| text.to_owned())
    }

    /// Long text: line ends as in Unix, without the one that the closing quotes stand after.
    fn text(&mut self, at: &At<'_, '_>, key: &str) -> String {
        let Some((text, _)) = self.string(at, key) else {
            return String::new();
        };
        let mut text = if text.contains('\r') {
            text.replace("\r\n", "\n")
        } else {
            text.to_owned()
        };
        if text.ends_with('\n') {
            text.pop();
        }
        text
    }

    fn string<'t>(&mut self, at: &At<'t, '_>, key: &str) -> Option<(&'t str, Range<usize>)> {
        let value = at.table.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, Expected::Text, value.span());
        }
        Some((text?, value.span()))
    }

    fn lines(&mut self, at: &At<'_, '_>, key: &str) -> Vec<String> {
        let Some(value) = at.table.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, Expected::Texts, value.span());
            return Vec::new();
        };
        let mut lines = Vec::with_capacity(array.len());
        for element in array.iter() {
            match element.get_ref().as_str() {
                Some(text) => lines.push(text.to_owned()),
                None => self.wrong_type(key, Expected::Texts, element.span()),
            }
        }
        lines
    }

    fn integer(&mut self, at: &At<'_, '_>, key: &str) -> Option<(i64, Range<usize>)> {
        let value = at.table.get(key)?;
        let Some(integer) = value.get_ref().as_integer() else {
            self.wrong_type(key, Expected::Integer, value.span());
            return None;
        };
        let digits = integer.as_str().replace('_', "");
        match i64::from_str_radix(&digits, integer.radix()) {
            Ok(number) => Some((number, value.span())),
            Err(_) => {
                self.report(ProblemKind::OutOfRange, value.span());
                None
            }
        }
    }

    fn percent(&mut self, at: &At<'_, '_>, key: &str) -> Option<u8> {
        let (number, span) = self.integer(at, key)?;
        let percent = u8::try_from(number).ok().filter(|&percent| percent <= 100);
        if percent.is_none() {
            self.report(ProblemKind::OutOfRange, span);
        }
        percent
    }

    fn number(&mut self, at: &At<'_, '_>, key: &str) -> Option<f64> {
        let value = at.table.get(key)?;
        if value.get_ref().is_integer() {
            // Whole numbers of a plan are far below 2^53, where every one is exact.
            return self.integer(at, key).map(|(number, _)| number as f64);
        }
        let Some(float) = value.get_ref().as_float() else {
            self.wrong_type(key, Expected::Number, value.span());
            return None;
        };
        match float.as_str().replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Some(number),
            _ => {
                self.report(ProblemKind::OutOfRange, value.span());
                None
            }
        }
    }

    fn date(&mut self, at: &At<'_, '_>, key: &str) -> Option<NaiveDate> {
        let value = at.table.get(key)?;
        self.day(key, value)
    }

    fn day(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<NaiveDate> {
        let Some(toml::value::Datetime {
            date: Some(date),
            time: None,
            offset: None,
        }) = value.get_ref().as_datetime()
        else {
            self.wrong_type(key, Expected::Date, value.span());
            return None;
        };
        let day = calendar_day(*date);
        if day.is_none() {
            self.report(ProblemKind::BadDate, value.span());
        }
        day
    }

    fn period(&mut self, at: &At<'_, '_>) -> Option<Period> {
        let value = at.table.get("period")?;
        let table = value.get_ref().as_table();
        let ends = table.and_then(|table| Some((table.get("start")?, table.get("end")?)));
        let Some((start, end)) = ends else {
            self.wrong_type("period", Expected::Period, value.span());
            return None;
        };
        let start = self.day("start", start);
        let end = self.day("end", end);
        let period = Period {
            start: start?,
            end: end?,
        };
        if period.end < period.start {
            self.report(ProblemKind::BadDate, value.span());
            return None;
        }
        Some(period)
    }

    /// A note's time. Where it cannot be read it is the beginning of 1970, and reported.
    fn moment(&mut self, at: &At<'_, '_>, key: &'static str) -> DateTime<FixedOffset> {
        let Some(value) = at.table.get(key) else {
            self.report(ProblemKind::Missing { key }, at.span.clone());
            return DateTime::default();
        };
        let Some(toml::value::Datetime {
            date: Some(date),
            time: Some(time),
            offset: Some(offset),
        }) = value.get_ref().as_datetime()
        else {
            self.wrong_type(key, Expected::DateTime, value.span());
            return DateTime::default();
        };
        let moment = calendar_moment(*date, *time, *offset);
        if moment.is_none() {
            self.report(ProblemKind::BadDate, value.span());
        }
        moment.unwrap_or_default()
    }

    fn wrong_type(&mut self, key: &str, expected: Expected, span: Range<usize>) {
        self.report(
            ProblemKind::WrongType {
                key: key.to_owned(),
                expected,
            },
            span,
        );
    }

    /// Reports a problem at a span of the text that is being decoded.
    pub fn report(&mut self, kind: ProblemKind, span: Range<usize>) {
        let span = span.start + self.offset..span.end + self.offset;
        self.problems.push(Problem::new(kind, span));
    }
}

pub(super) fn calendar_day(date: toml::value::Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(
        i32::from(date.year),
        u32::from(date.month),
        u32::from(date.day),
    )
}

pub(super) fn calendar_moment(
    date: toml::value::Date,
    time: toml::value::Time,
    offset: toml::value::Offset,
) -> Option<DateTime<FixedOffset>> {
    let minutes = match offset {
        toml::value::Offset::Z => 0,
        toml::value::Offset::Custom { minutes } => i32::from(minutes),
    };
    let time = NaiveTime::from_hms_nano_opt(
        u32::from(time.hour),
        u32::from(time.minute),
        u32::from(time.second.unwrap_or(0)),
        time.nanosecond.unwrap_or(0),
    )?;
    calendar_day(date)?
        .and_time(time)
        .and_local_timezone(FixedOffset::east_opt(minutes * 60)?)
        .single()
}
