//! What was changed after a merge in a field that still has a conflict: the later word stands.

use super::Document;
use crate::plan::{Conflict, Field, Id, Status, Value};

impl Document {
    /// What the field of a conflict says now, where somebody has changed it since the merge put ours there. Long
    /// texts, which are merged with what was chosen, lists, places and unknown keys aside.
    pub fn since_merge(&self, conflict: &Conflict) -> Option<Option<Value>> {
        let now = match &conflict.node {
            Some(node) => self.now_in_node(node, &conflict.field)?,
            None => self.now_in_head(&conflict.field)?,
        };
        // A task whose status is not written has not been started.
        let not_set = Value::Status(Status::default());
        let ours = conflict.ours.value.as_ref();
        let is_same = if conflict.field == Field::Status {
            now.as_ref().unwrap_or(&not_set) == ours.unwrap_or(&not_set)
        } else {
            now.as_ref() == ours
        };
        (!is_same).then_some(now)
    }

    fn now_in_node(&self, node: &Id, field: &Field) -> Option<Option<Value>> {
        let place = self.find(node)?;
        let line = |line: &Option<String>| line.clone().map(Value::Line);
        let Some(task) = self.task(place) else {
            let pillar = self.pillar(place.pillar)?;
            return match field {
                Field::Title => Some(Some(Value::Line(pillar.title))),
                Field::Lead => Some(line(&pillar.lead)),
                _ => None,
            };
        };
        if let Some(measure) = task.measure(node) {
            return match field {
                Field::Status => Some(Some(Value::Status(measure.status))),
                Field::Due => Some(measure.due.map(Value::Day)),
                Field::Lead => Some(line(&measure.lead)),
                _ => None,
            };
        }
        match field {
            Field::Status => Some(Some(Value::Status(task.status))),
            Field::Title => Some(Some(Value::Line(task.title))),
            Field::Due => Some(task.due.map(Value::Day)),
            Field::Lead => Some(line(&task.lead)),
            Field::Progress => Some(task.progress.map(Value::Percent)),
            Field::Support => {
                let names = (!task.support.is_empty()).then_some(task.support);
                Some(names.map(Value::Lines))
            }
            _ => None,
        }
    }

    fn now_in_head(&self, field: &Field) -> Option<Option<Value>> {
        let head = self.head();
        match field {
            Field::Title => Some(Some(Value::Line(head.title.clone()))),
            Field::Issuer => Some(head.issuer.clone().map(Value::Line)),
            Field::Issued => Some(head.issued.map(Value::Day)),
            Field::Period => Some(head.period.map(Value::Period)),
            Field::Numbering => Some(Some(Value::Numbering(head.numbering))),
            _ => None,
        }
    }
}
