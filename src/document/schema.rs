//! The JSON Schema of the format, made from the table of keys.

use serde_json::{Map, Value as Json, json};

use super::decode::FORMAT;
use super::keys::{HEAD, Table, Value};
use crate::plan::{Field, Id, NoteKind, Numbering, Status};

/// The JSON Schema of a plan file, draft 2020-12, for TOML editors to complete and check with.
///
/// Unknown keys are allowed, as planwalk keeps them.
pub fn schema() -> Json {
    let mut schema = table(&HEAD);
    let about = [
        (
            "$schema",
            json!("https://json-schema.org/draft/2020-12/schema"),
        ),
        ("title", json!("planwalk")),
        (
            "description",
            json!("工作计划 / a work plan, as planwalk reads and writes it"),
        ),
    ];
    for (key, value) in about {
        schema.insert(key.to_owned(), value);
    }
    Json::Object(schema)
}

fn table(table: &Table) -> Map<String, Json> {
    let properties: Map<_, _> = table
        .keys
        .iter()
        .map(|key| {
            let mut schema = value(key.value);
            schema.insert(
                "description".to_owned(),
                json!(format!("{} / {}", key.zh, key.en)),
            );
            (key.name.to_owned(), Json::Object(schema))
        })
        .collect();
    let required: Vec<_> = table
        .keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    object(json!({ "type": "object", "properties": properties, "required": required }))
}

fn value(value: Value) -> Map<String, Json> {
    // A number is also a date to TOML, but JSON has texts only; editors map dates to these formats.
    let date = json!({ "type": "string", "format": "date" });
    object(match value {
        Value::Format => json!({ "const": FORMAT }),
        Value::Id => json!({ "type": "string", "minLength": 1, "maxLength": Id::LONGEST }),
        Value::Line => json!({ "type": "string", "minLength": 1 }),
        Value::Text | Value::Goal => json!({ "type": "string" }),
        Value::Date => date,
        Value::DateTime => json!({ "type": "string", "format": "date-time" }),
        Value::Period => json!({
            "type": "object",
            "properties": { "start": date, "end": date },
            "required": ["start", "end"],
        }),
        Value::Percent => json!({ "type": "integer", "minimum": 0, "maximum": 100 }),
        Value::Number => json!({ "type": "number" }),
        Value::Status => json!({ "enum": Status::ALL.map(Status::value) }),
        Value::NoteKind => json!({ "enum": NoteKind::ALL.map(NoteKind::value) }),
        Value::Numbering => json!({ "enum": Numbering::ALL.map(Numbering::value) }),
        Value::Field => json!({ "enum": Field::values().collect::<Vec<_>>() }),
        Value::OfField => json!({}),
        Value::Lines => json!({ "type": "array", "items": { "type": "string" } }),
        Value::Tables(inner) => json!({ "type": "array", "items": table(inner) }),
    })
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(object) => object,
        _ => Map::new(),
    }
}
