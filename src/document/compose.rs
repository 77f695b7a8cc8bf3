//! Nodes as text in canonical form: keys in the order of the table, nothing that is not set.
//!
//! Owns what is written of a node, as tables under headers and as inline tables. A file that exists is
//! never composed again: only what comes new into it is.

use super::decode::FORMAT;
use super::form::{self, Quotes};
use super::keys::{self, Table};
use crate::change::New;
use crate::plan::{Head, Measure, Note, Pillar, Plan, Reference, Target, Task};

/// Writes a plan as a new file: canonical form, LF, one final newline.
pub fn compose(plan: &Plan) -> String {
    let mut file = Composer::new("");
    file.head(&plan.head);
    for pillar in &plan.pillars {
        file.written.push('\n');
        file.table(&keys::PILLAR, &pillar_fields(pillar));
        for task in &pillar.tasks {
            file.written.push('\n');
            file.table(&keys::TASK, &task_fields(task));
        }
    }
    file.written
}

/// The keys of one table and what they hold, in canonical order.
pub(super) type Fields = Vec<(&'static str, Value)>;

/// What a key holds, spelled as far as it does not depend on where it stands.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// On one line.
    Spelled(String),
    /// Long text.
    Text(String),
    /// Tables of their own.
    Tables(&'static Table, Vec<Fields>),
}

/// A node as a table under a header of its own, with those that belong to it, and a line end behind.
/// `indent` stands before every header and key.
pub(super) fn headed(table: &Table, fields: &Fields, indent: &str, newline: &str) -> String {
    let mut composer = Composer::new(indent);
    composer.table(table, fields);
    if newline == "\n" {
        composer.written
    } else {
        // What holds a line end on one line has it escaped.
        composer.written.replace('\n', newline)
    }
}

/// A node as an inline table, all on one line.
pub(super) fn inline(fields: &Fields) -> String {
    let pairs = fields.iter().map(|(key, value)| match value {
        Value::Spelled(value) => format!("{key} = {value}"),
        Value::Text(text) => {
            format!("{key} = {}", form::text_on_one_line(text, Quotes::Basic))
        }
        Value::Tables(_, tables) => {
            let tables: Vec<_> = tables.iter().map(inline).collect();
            format!("{key} = [{}]", tables.join(", "))
        }
    });
    format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
}

/// The keys of a new node. The tasks of a pillar are tables of its own.
pub(super) fn fields(node: &New) -> Fields {
    match node {
        New::Pillar(pillar) => {
            let mut fields = pillar_fields(pillar);
            let tasks = pillar.tasks.iter().map(task_fields);
            tables(&mut fields, "task", &keys::TASK, tasks.collect());
            fields
        }
        New::Task(task) => task_fields(task),
        New::Measure(measure) => measure_fields(measure),
    }
}

pub(super) fn pillar_fields(pillar: &Pillar) -> Fields {
    let mut fields = vec![line("id", pillar.id.as_str()), line("title", &pillar.title)];
    fields.extend(text("text", &pillar.text));
    fields.extend(some_line("lead", pillar.lead.as_deref()));
    fields
}

pub(super) fn task_fields(task: &Task) -> Fields {
    let mut fields = vec![
        line("id", task.id.as_str()),
        line("status", task.status.value()),
        line("title", &task.title),
    ];
    fields.extend(task.due.map(|day| spelled("due", form::date(day))));
    fields.extend(text("text", &task.text));
    fields.extend(some_line("lead", task.lead.as_deref()));
    if !task.support.is_empty() {
        fields.push(spelled("support", form::lines(&task.support)));
    }
    fields.extend(
        task.progress
            .map(|percent| spelled("progress", percent.to_string())),
    );
    let targets = task.targets.iter().map(target_fields);
    tables(&mut fields, "target", &keys::TARGET, targets.collect());
    let references = task.references.iter().map(reference_fields);
    tables(
        &mut fields,
        "reference",
        &keys::REFERENCE,
        references.collect(),
    );
    let measures = task.measures.iter().map(measure_fields);
    tables(&mut fields, "measure", &keys::MEASURE, measures.collect());
    let notes = task.notes.iter().map(note_fields);
    tables(&mut fields, "note", &keys::NOTE, notes.collect());
    fields
}

pub(super) fn target_fields(target: &Target) -> Fields {
    let mut fields = vec![
        line("name", &target.name),
        line("goal", &target.goal.to_string()),
    ];
    fields.extend(
        target
            .actual
            .map(|number| spelled("actual", form::number(number))),
    );
    fields
}

pub(super) fn reference_fields(reference: &Reference) -> Fields {
    let mut fields = vec![line("title", &reference.title)];
    fields.extend(some_line("number", reference.number.as_deref()));
    fields
}

fn measure_fields(measure: &Measure) -> Fields {
    let mut fields = vec![line("id", measure.id.as_str())];
    // A promise is usually one sentence: then it needs one line.
    if measure.text.contains('\n') {
        fields.extend(text("text", &measure.text));
    } else {
        fields.push(line("text", &measure.text));
    }
    fields.push(line("status", measure.status.value()));
    fields.extend(measure.due.map(|day| spelled("due", form::date(day))));
    fields.extend(some_line("lead", measure.lead.as_deref()));
    fields
}

pub(super) fn note_fields(note: &Note) -> Fields {
    vec![
        spelled("at", form::moment(note.at)),
        line("by", &note.by),
        line("kind", note.kind.value()),
        ("text", Value::Text(note.text.clone())),
    ]
}

fn spelled(key: &'static str, value: String) -> (&'static str, Value) {
    (key, Value::Spelled(value))
}

fn line(key: &'static str, text: &str) -> (&'static str, Value) {
    spelled(key, form::line(text, Quotes::Basic))
}

fn some_line(key: &'static str, text: Option<&str>) -> Option<(&'static str, Value)> {
    text.map(|text| line(key, text))
}

fn text(key: &'static str, text: &str) -> Option<(&'static str, Value)> {
    (!text.is_empty()).then(|| (key, Value::Text(text.to_owned())))
}

fn tables(fields: &mut Fields, key: &'static str, table: &'static Table, nodes: Vec<Fields>) {
    if !nodes.is_empty() {
        fields.push((key, Value::Tables(table, nodes)));
    }
}

struct Composer<'i> {
    written: String,
    indent: &'i str,
}

impl<'i> Composer<'i> {
    fn new(indent: &'i str) -> Self {
        Self {
            written: String::new(),
            indent,
        }
    }

    fn head(&mut self, head: &Head) {
        self.pair("format", &FORMAT.to_string());
        self.pair("title", &form::line(&head.title, Quotes::Basic));
        if let Some(issuer) = &head.issuer {
            self.pair("issuer", &form::line(issuer, Quotes::Basic));
        }
        if let Some(day) = head.issued {
            self.pair("issued", &form::date(day));
        }
        if let Some(period) = head.period {
            self.pair("period", &form::period(period));
        }
        self.pair(
            "numbering",
            &form::line(head.numbering.value(), Quotes::Basic),
        );
        if !head.preamble.is_empty() {
            self.written.push('\n');
            self.long_text("preamble", &head.preamble);
        }
    }

    fn table(&mut self, table: &Table, fields: &Fields) {
        for part in [self.indent, "[[", table.path, "]]\n"] {
            self.written.push_str(part);
        }
        for (key, value) in fields {
            match value {
                Value::Spelled(value) => self.pair(key, value),
                Value::Text(text) => self.long_text(key, text),
                Value::Tables(table, nodes) => {
                    for fields in nodes {
                        self.written.push('\n');
                        self.table(table, fields);
                    }
                }
            }
        }
    }

    fn pair(&mut self, key: &str, value: &str) {
        for part in [self.indent, key, " = ", value, "\n"] {
            self.written.push_str(part);
        }
    }

    fn long_text(&mut self, key: &str, text: &str) {
        let text = form::long_text(text, Quotes::MultiLineLiteral, "\n");
        self.pair(key, &text);
    }
}
