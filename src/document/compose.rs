//! A plan as a new file, in canonical form: keys in the order of the table, nothing that is not set.
//!
//! Only for files that do not exist yet. A file that exists is edited, never composed again.

use super::decode::FORMAT;
use super::form::{self, Quotes};
use super::keys::{self, Table};
use crate::plan::{Head, Measure, Pillar, Plan, Reference, Target, Task};

/// Writes a plan as a new file: canonical form, LF, one final newline.
pub fn compose(plan: &Plan) -> String {
    let mut file = Composer {
        written: String::new(),
    };
    file.head(&plan.head);
    for pillar in &plan.pillars {
        file.pillar(pillar);
        for task in &pillar.tasks {
            file.task(task);
        }
    }
    file.written
}

struct Composer {
    written: String,
}

impl Composer {
    fn head(&mut self, head: &Head) {
        self.pair("format", &FORMAT.to_string());
        self.line("title", &head.title);
        self.some_line("issuer", head.issuer.as_deref());
        self.some("issued", head.issued.map(form::date));
        self.some("period", head.period.map(form::period));
        self.line("numbering", head.numbering.value());
        if !head.preamble.is_empty() {
            self.written.push('\n');
        }
        self.text("preamble", &head.preamble);
    }

    fn pillar(&mut self, pillar: &Pillar) {
        self.header(&keys::PILLAR);
        self.line("id", pillar.id.as_str());
        self.line("title", &pillar.title);
        self.text("text", &pillar.text);
        self.some_line("lead", pillar.lead.as_deref());
    }

    fn task(&mut self, task: &Task) {
        self.header(&keys::TASK);
        self.line("id", task.id.as_str());
        self.line("status", task.status.value());
        self.line("title", &task.title);
        self.some("due", task.due.map(form::date));
        self.text("text", &task.text);
        self.some_line("lead", task.lead.as_deref());
        self.some(
            "support",
            (!task.support.is_empty()).then(|| form::lines(&task.support)),
        );
        self.some("progress", task.progress.map(|percent| percent.to_string()));
        for target in &task.targets {
            self.target(target);
        }
        for reference in &task.references {
            self.reference(reference);
        }
        for measure in &task.measures {
            self.measure(measure);
        }
        for note in &task.notes {
            self.header(&keys::NOTE);
            for (key, value) in form::note(note, "\n") {
                self.pair(key, &value);
            }
        }
    }

    fn target(&mut self, target: &Target) {
        self.header(&keys::TARGET);
        self.line("name", &target.name);
        self.line("goal", &target.goal.to_string());
        self.some("actual", target.actual.map(form::number));
    }

    fn reference(&mut self, reference: &Reference) {
        self.header(&keys::REFERENCE);
        self.line("title", &reference.title);
        self.some_line("number", reference.number.as_deref());
    }

    fn measure(&mut self, measure: &Measure) {
        self.header(&keys::MEASURE);
        self.line("id", measure.id.as_str());
        // A promise is usually one sentence: then it needs one line.
        if measure.text.contains('\n') {
            self.text("text", &measure.text);
        } else {
            self.line("text", &measure.text);
        }
        self.line("status", measure.status.value());
        self.some("due", measure.due.map(form::date));
        self.some_line("lead", measure.lead.as_deref());
    }

    fn header(&mut self, table: &Table) {
        self.written.push_str("\n[[");
        self.written.push_str(table.path);
        self.written.push_str("]]\n");
    }

    fn pair(&mut self, key: &str, value: &str) {
        for part in [key, " = ", value, "\n"] {
            self.written.push_str(part);
        }
    }

    fn line(&mut self, key: &str, text: &str) {
        self.pair(key, &form::line(text, Quotes::Basic));
    }

    fn some(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.pair(key, &value);
        }
    }

    fn some_line(&mut self, key: &str, text: Option<&str>) {
        self.some(key, text.map(|text| form::line(text, Quotes::Basic)));
    }

    fn text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.pair(key, &form::long_text(text, Quotes::MultiLineLiteral, "\n"));
        }
    }
}
