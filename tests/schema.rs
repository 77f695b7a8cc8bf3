//! The JSON Schema holds for plans as planwalk writes them, and not for broken ones.

#![allow(clippy::unwrap_used)]

use planwalk::document::schema;
use serde_json::{Value, json};

const PLAN: &str = r#"
format = 1
title = "计划"
issuer = "教育局"
issued = 2021-06-25
period = { start = 2021-07-01, end = 2021-12-31 }
numbering = "official"
preamble = "前言。"
unknown = { kept = true }

[[conflict]]
node = "t01"
field = "key"
key = "owner"
base = "1"
ours = "2"
ours-by = "张三"
ours-at = 2021-09-15T09:40:00+08:00
theirs = "3"
theirs-by = "李四"
theirs-at = 2021-09-15T09:41:00+08:00

[[pillar]]
id = "p1"
title = "板块"
text = "文字。"
lead = "办公室"

[[pillar.task]]
id = "t01"
status = "on-track"
title = "任务"
due = 2021-12-31
text = "一句。"
lead = "教研室"
support = ["办公室"]
progress = 40

[[pillar.task.target]]
name = "毛入学率"
goal = ">= 94 %"
actual = 93.2

[[pillar.task.reference]]
title = "办法"
number = "〔2020〕1 号"

[[pillar.task.measure]]
id = "t01-m1"
text = "举措。"
status = "done"
due = 2021-09-30
lead = "教研室"

[[pillar.task.note]]
at = 2021-09-15T09:40:00+08:00
by = "办公室"
kind = "progress"
text = "进展。"
"#;

/// A TOML value as an editor's schema checker sees it: dates are texts.
fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::Table(table) => table
            .iter()
            .map(|(key, value)| (key.clone(), json_of(value)))
            .collect(),
        toml::Value::Array(values) => values.iter().map(json_of).collect(),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(truth) => json!(truth),
    }
}

fn plan() -> Value {
    json_of(&toml::Value::Table(PLAN.parse().unwrap()))
}

fn is_valid(plan: &Value) -> bool {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema())
        .unwrap()
        .is_valid(plan)
}

#[test]
fn a_plan_with_every_key_is_valid_and_known() {
    assert!(jsonschema::meta::is_valid(&schema()));
    assert!(is_valid(&plan()));
    // Every key of the schema is one that the decoder takes, and `unknown` is the only one that it does not.
    let document = planwalk::document::Document::read(PLAN.as_bytes().to_vec());
    let unknown = document
        .problems()
        .iter()
        .filter(|problem| matches!(problem.kind, planwalk::document::ProblemKind::UnknownKey(_)));
    assert_eq!(unknown.count(), 1, "{:?}", document.problems());
    assert_eq!(document.conflicts().len(), 1);
    assert_eq!(every_key(&schema()), every_key_of_the_plan());
}

#[test]
fn what_the_decoder_refuses_the_schema_refuses() {
    type Wound = (&'static str, Value);
    let wounds: [Wound; 6] = [
        ("/title", json!(["计划"])),
        ("/issued", json!("25.6.2021")),
        ("/pillar/0/task/0/status", json!("on track")),
        ("/pillar/0/task/0/progress", json!(101)),
        ("/pillar/0/task/0/note/0/kind", json!("talk")),
        ("/pillar/0/id", json!(1)),
    ];
    for (pointer, value) in wounds {
        let mut plan = plan();
        *plan.pointer_mut(pointer).unwrap() = value;
        assert!(!is_valid(&plan), "{pointer}");
    }
}

/// `table.key` for each property, the head's without a table.
fn every_key(schema: &Value) -> Vec<String> {
    let mut keys = Vec::new();
    for (key, inner) in schema["properties"].as_object().unwrap() {
        keys.push(key.clone());
        let inner = if inner["items"].is_object() {
            &inner["items"]
        } else {
            inner
        };
        if inner["properties"].is_object() {
            keys.extend(
                every_key(inner)
                    .into_iter()
                    .map(|inner| format!("{key}.{inner}")),
            );
        }
    }
    keys.sort();
    keys
}

fn every_key_of_the_plan() -> Vec<String> {
    fn walk(value: &Value, path: &str, keys: &mut Vec<String>) {
        match value {
            Value::Object(table) => {
                for (key, value) in table {
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    keys.push(path.clone());
                    walk(value, &path, keys);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| walk(value, path, keys)),
            _ => {}
        }
    }
    let mut keys = Vec::new();
    walk(&plan(), "", &mut keys);
    keys.retain(|key| !key.starts_with("unknown"));
    keys.sort();
    keys
}
