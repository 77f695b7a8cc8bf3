//! A plan as readable lines, for programs that compare line by line: git shows two such texts where it
//! would show TOML (`textconv`).
//!
//! Each line says by itself what it is about, one sentence a line. Pillars and tasks begin at the margin and
//! everything else is indented, so that a task is found above whatever changed in it. The numbers that
//! people see are left out: one task inserted at the top would change the line of each task below it.

use super::words::{self, colon, named};
use crate::language::Language;
use crate::plan::{Conflict, Field, Head, Measure, Note, Pillar, Plan, Task};
use crate::text::sanitize;

const INDENT: &str = "    ";

/// The plan in lines, and the conflicts that a merge left in it, safe for a terminal, ending in a line break.
pub fn lines_of_plan(plan: &Plan, conflicts: &[Conflict], language: Language) -> String {
    let mut lines = Lines {
        text: String::new(),
        language,
    };
    lines.head(&plan.head);
    for conflict in conflicts {
        lines.conflict(conflict);
    }
    for pillar in &plan.pillars {
        lines.pillar(pillar);
        for task in &pillar.tasks {
            lines.task(task);
        }
    }
    lines.text
}

struct Lines {
    text: String,
    language: Language,
}

impl Lines {
    fn put(&mut self, indents: usize, line: &str) {
        self.text.push_str(&INDENT.repeat(indents));
        self.text.push_str(&sanitize(line));
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// A node, at the margin, after an empty line.
    fn heading(&mut self, words: &str, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let colon = colon(self.language);
        self.put(0, &format!("{words}{colon}{title}"));
    }

    fn field(&mut self, field: Field, value: Option<String>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.put(1, &named(&field, &value, self.language));
        }
    }

    /// Sentences below the name of what they are; nothing for an empty text.
    fn sentences(&mut self, indents: usize, text: &str) {
        for sentence in text.lines() {
            self.put(indents, sentence);
        }
    }

    fn text_of(&mut self, field: Field, text: &str) {
        if !text.trim().is_empty() {
            self.put(1, named(&field, "", self.language).trim_end());
            self.sentences(2, text);
        }
    }

    /// Sentences, the first of them behind the name of what they are.
    fn named_sentences(&mut self, name: &str, text: &str) {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        self.put(1, &format!("{name}{}{first}", colon(self.language)));
        self.sentences(2, rest);
    }

    fn head(&mut self, head: &Head) {
        let language = self.language;
        self.heading(words::plan(language), &head.title);
        self.field(Field::Issuer, head.issuer.clone());
        self.field(Field::Issued, words::day(head.issued));
        let period = head.period.map(|period| words::period(period, language));
        self.field(Field::Period, period);
        self.field(Field::Numbering, Some(head.numbering.value().to_owned()));
        self.text_of(Field::Preamble, &head.preamble);
    }

    /// Each side on a line of its own: which of them the plan keeps is not settled.
    fn conflict(&mut self, conflict: &Conflict) {
        let language = self.language;
        let node = conflict.node.as_ref().map(ToString::to_string);
        let node = node.unwrap_or_else(|| words::plan(language).to_owned());
        let name = language.pick("冲突", "conflict");
        let field = conflict.field.word(language);
        for (word, side) in [
            (language.pick("原来", "before"), &conflict.base),
            (language.pick("我方", "ours"), &conflict.ours),
            (language.pick("对方", "theirs"), &conflict.theirs),
        ] {
            let said = conflict.words_of(side, language);
            let said: Vec<&str> = said.lines().collect();
            let said = said.join(" ");
            self.put(
                1,
                &format!("{name} {node} {field} {word}{}{said}", colon(language)),
            );
        }
    }

    fn pillar(&mut self, pillar: &Pillar) {
        let word = self.language.pick("板块", "pillar");
        self.heading(&format!("{word} {}", pillar.id), &pillar.title);
        self.field(Field::Lead, pillar.lead.clone());
        self.text_of(Field::Text, &pillar.text);
    }

    fn task(&mut self, task: &Task) {
        let language = self.language;
        let word = language.pick("任务", "task");
        self.heading(&format!("{word} {}", task.id), &task.title);
        let status = task.status.word(language).to_owned();
        self.field(Field::Status, Some(status));
        self.field(
            Field::Progress,
            task.progress.map(|percent| format!("{percent}%")),
        );
        self.field(Field::Due, words::day(task.due));
        self.field(Field::Lead, task.lead.clone());
        self.field(Field::Support, Some(words::names(&task.support, language)));
        self.text_of(Field::Text, &task.text);
        for target in &task.targets {
            self.field(Field::Target, Some(words::target(target, language)));
        }
        for reference in &task.references {
            self.field(Field::Reference, Some(words::reference(reference)));
        }
        for measure in &task.measures {
            self.measure(measure);
        }
        for note in &task.notes {
            self.note(note);
        }
    }

    /// The facts of a measure say of which one they are: git shows them without the line above.
    fn measure(&mut self, measure: &Measure) {
        let language = self.language;
        let name = format!("{} {}", language.pick("举措", "measure"), measure.id);
        self.named_sentences(&name, &measure.text);
        let facts = [
            (
                Field::Status,
                Some(measure.status.word(language).to_owned()),
            ),
            (Field::Due, words::day(measure.due)),
            (Field::Lead, measure.lead.clone()),
        ];
        for (field, value) in facts {
            if let Some(value) = value {
                self.put(1, &format!("{name} {}", named(&field, &value, language)));
            }
        }
    }

    fn note(&mut self, note: &Note) {
        let signed = words::signed(note, self.language);
        let word = Field::Note.word(self.language);
        self.named_sentences(&format!("{word} {signed}"), &note.text);
    }
}
