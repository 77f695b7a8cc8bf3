//! Plans written down as people write them.

use crate::document::form::{self, Quotes};
use crate::plan::*;

/// Small choices, taken from a list that proptest shrinks; always 0 when it is used up.
pub struct Choices<'c> {
    left: std::slice::Iter<'c, u8>,
}

impl<'c> Choices<'c> {
    pub fn new(choices: &'c [u8]) -> Self {
        Self {
            left: choices.iter(),
        }
    }

    fn one_of(&mut self, count: usize) -> usize {
        usize::from(self.left.next().copied().unwrap_or(0)) % count
    }

    fn sometimes(&mut self) -> bool {
        self.one_of(5) == 4
    }
}

/// Writes a plan as people write it: order, quotes, comments, blank lines, indentation, unknown keys and
/// inline tables as the choices have it. Every comment is of its own and says whose it is, `#c0@t01`; that
/// of a note, a target or a reference of `t01` is `t01/n`'s, and what stands loose inside it `t01/loose`'s.
pub fn written_by_hand(plan: &Plan, choices: &mut Choices<'_>) -> String {
    let mut hand = Hand {
        choices,
        text: String::new(),
        comments: 0,
        owner: "head".to_owned(),
        container: "plan".to_owned(),
    };
    hand.plan(plan);
    let mut text = hand.text;
    if hand.choices.sometimes() {
        text.truncate(text.trim_end().len());
    }
    if hand.choices.one_of(3) == 2 {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

struct Hand<'h, 'c> {
    choices: &'h mut Choices<'c>,
    text: String,
    comments: usize,
    /// Of the comments that come.
    owner: String,
    /// Of the loose comments that come.
    container: String,
}

type Pairs = Vec<(&'static str, String)>;

impl Hand<'_, '_> {
    fn plan(&mut self, plan: &Plan) {
        let head = &plan.head;
        let mut pairs = vec![
            ("title", self.line(&head.title)),
            ("format", "1".to_owned()),
        ];
        self.some(&mut pairs, "issuer", head.issuer.as_deref());
        pairs.extend(head.issued.map(|day| ("issued", form::date(day))));
        pairs.extend(head.period.map(|period| ("period", form::period(period))));
        pairs.push(("numbering", self.line(head.numbering.value())));
        self.long(&mut pairs, "preamble", &head.preamble);
        self.pairs(pairs, "");
        if self.choices.sometimes() {
            self.text.push_str("[meta]\ntitle = 'of the table'\n");
        }
        for pillar in &plan.pillars {
            self.pillar(pillar);
        }
        if self.choices.sometimes() {
            // Behind the pillars it sends the scanner to the whole parse.
            self.text.push_str("\n[extra]\nkey = 1\n");
        }
        if self.choices.sometimes() {
            self.container = "plan".to_owned();
            self.loose_comment();
        }
    }

    fn pillar(&mut self, pillar: &Pillar) {
        self.owner = pillar.id.to_string();
        self.container = "plan".to_owned();
        self.header("pillar");
        self.container = pillar.id.to_string();
        let mut pairs = vec![
            ("id", self.line(pillar.id.as_str())),
            ("title", self.line(&pillar.title)),
        ];
        self.long(&mut pairs, "text", &pillar.text);
        self.some(&mut pairs, "lead", pillar.lead.as_deref());
        let is_inline = self.choices.one_of(8) == 7 && !pillar.tasks.is_empty();
        if is_inline {
            let tasks: Vec<_> = pillar
                .tasks
                .iter()
                .map(|task| self.inline_task(task))
                .collect();
            pairs.push(("task", self.list(&tasks)));
        }
        let indent = self.indent();
        self.pairs(pairs, indent);
        if !is_inline {
            for task in &pillar.tasks {
                self.container = pillar.id.to_string();
                self.task(task);
            }
        }
    }

    fn task_pairs(&mut self, task: &Task, is_inline: bool) -> Pairs {
        let mut pairs = vec![
            ("id", self.line(task.id.as_str())),
            ("title", self.line(&task.title)),
        ];
        if task.status != Status::default() || self.choices.sometimes() {
            pairs.push(("status", self.line(task.status.value())));
        }
        pairs.extend(task.due.map(|day| ("due", form::date(day))));
        match is_inline {
            true if task.text.is_empty() => {}
            true => pairs.push(("text", form::text_on_one_line(&task.text, Quotes::Basic))),
            false => self.long(&mut pairs, "text", &task.text),
        }
        self.some(&mut pairs, "lead", task.lead.as_deref());
        if !task.support.is_empty() {
            let names: Vec<_> = task.support.iter().map(|name| self.line(name)).collect();
            let is_long = !is_inline && self.choices.sometimes();
            let comment = if is_long {
                self.comment()
            } else {
                String::new()
            };
            pairs.push((
                "support",
                match is_long {
                    true => format!("[{comment}\n  {},\n]", names.join(",\n  ")),
                    false => format!("[{}]", names.join(", ")),
                },
            ));
        }
        pairs.extend(
            task.progress
                .map(|percent| ("progress", percent.to_string())),
        );
        pairs
    }

    fn task(&mut self, task: &Task) {
        self.owner = task.id.to_string();
        self.header("pillar.task");
        self.container = task.id.to_string();
        let mut pairs = self.task_pairs(task, false);
        let are_targets_inline = self.choices.sometimes() && !task.targets.is_empty();
        let are_notes_inline = self.choices.sometimes() && !task.notes.is_empty();
        if are_targets_inline {
            pairs.push(("target", self.inline(&task.targets, Self::target_pairs)));
        }
        let are_measures_inline = self.choices.sometimes() && !task.measures.is_empty();
        if are_measures_inline {
            pairs.push(("measure", self.inline(&task.measures, Self::measure_pairs)));
        }
        if are_notes_inline {
            pairs.push(("note", self.inline(&task.notes, Self::note_pairs)));
        }
        let indent = self.indent();
        self.pairs(pairs, indent);
        let own = |_: &Target| format!("{}/n", task.id);
        if !are_targets_inline {
            self.blocks("pillar.task.target", &task.targets, own, Self::target_pairs);
        }
        if !are_measures_inline {
            let own = |measure: &Measure| measure.id.to_string();
            self.blocks(
                "pillar.task.measure",
                &task.measures,
                own,
                Self::measure_pairs,
            );
        }
        if self.choices.sometimes() {
            self.text
                .push_str("[pillar.task.custom]\nstatus = \"of the table\"\n");
        }
        if !are_notes_inline {
            let own = |_: &Note| format!("{}/n", task.id);
            self.blocks("pillar.task.note", &task.notes, own, Self::note_pairs);
        }
        let own = |_: &Reference| format!("{}/n", task.id);
        self.blocks(
            "pillar.task.reference",
            &task.references,
            own,
            Self::reference_pairs,
        );
    }

    fn inline_task(&mut self, task: &Task) -> String {
        let mut pairs = self.task_pairs(task, true);
        let lists = [
            (
                "target",
                task.targets.len(),
                self.inline(&task.targets, Self::target_pairs),
            ),
            (
                "reference",
                task.references.len(),
                self.inline(&task.references, Self::reference_pairs),
            ),
            (
                "measure",
                task.measures.len(),
                self.inline(&task.measures, Self::measure_pairs),
            ),
            (
                "note",
                task.notes.len(),
                self.inline(&task.notes, Self::note_pairs),
            ),
        ];
        for (key, count, list) in lists {
            if count > 0 {
                pairs.push((key, list));
            }
        }
        inline_table(pairs)
    }

    fn blocks<T>(
        &mut self,
        path: &str,
        nodes: &[T],
        owner: impl Fn(&T) -> String,
        pairs: fn(&mut Self, &T, bool) -> Pairs,
    ) {
        for node in nodes {
            self.owner = owner(node);
            self.header(path);
            let pairs = pairs(self, node, false);
            let indent = self.indent();
            self.pairs(pairs, indent);
        }
    }

    fn inline<T>(&mut self, nodes: &[T], pairs: fn(&mut Self, &T, bool) -> Pairs) -> String {
        let tables: Vec<_> = nodes
            .iter()
            .map(|node| inline_table(pairs(self, node, true)))
            .collect();
        self.list(&tables)
    }

    fn list(&mut self, elements: &[String]) -> String {
        match self.choices.one_of(3) {
            0 => format!("[{}]", elements.join(", ")),
            1 => format!("[{}]", elements.join(",\n  ")),
            _ => format!("[\n  {},\n]", elements.join(",\n  ")),
        }
    }

    fn target_pairs(&mut self, target: &Target, _: bool) -> Pairs {
        let mut pairs = vec![
            ("goal", self.line(&target.goal.to_string())),
            ("name", self.line(&target.name)),
        ];
        pairs.extend(target.actual.map(|number| ("actual", form::number(number))));
        pairs
    }

    fn reference_pairs(&mut self, reference: &Reference, _: bool) -> Pairs {
        let mut pairs = vec![("title", self.line(&reference.title))];
        self.some(&mut pairs, "number", reference.number.as_deref());
        pairs
    }

    fn measure_pairs(&mut self, measure: &Measure, is_inline: bool) -> Pairs {
        let mut pairs = vec![("id", self.line(measure.id.as_str()))];
        if is_inline {
            pairs.push(("text", form::text_on_one_line(&measure.text, Quotes::Basic)));
        } else {
            self.long(&mut pairs, "text", &measure.text);
        }
        pairs.push(("status", self.line(measure.status.value())));
        pairs.extend(measure.due.map(|day| ("due", form::date(day))));
        self.some(&mut pairs, "lead", measure.lead.as_deref());
        pairs
    }

    fn note_pairs(&mut self, note: &Note, is_inline: bool) -> Pairs {
        let mut pairs = vec![
            ("at", form::moment(note.at)),
            ("by", self.line(&note.by)),
            ("kind", self.line(note.kind.value())),
        ];
        if is_inline {
            pairs.push(("text", form::text_on_one_line(&note.text, Quotes::Basic)));
        } else {
            self.long(&mut pairs, "text", &note.text);
        }
        pairs
    }

    fn line(&mut self, text: &str) -> String {
        form::line(
            text,
            [Quotes::Basic, Quotes::Literal][self.choices.one_of(2)],
        )
    }

    fn some(&mut self, pairs: &mut Pairs, key: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            let line = self.line(text);
            pairs.push((key, line));
        }
    }

    fn long(&mut self, pairs: &mut Pairs, key: &'static str, text: &str) {
        let quotes = [Quotes::MultiLineLiteral, Quotes::MultiLineBasic][self.choices.one_of(2)];
        if !text.is_empty() {
            let written = match self.choices.sometimes() {
                true => form::text_on_one_line(text, Quotes::Basic),
                false => form::long_text(text, quotes, "\n"),
            };
            pairs.push((key, written));
        }
    }

    fn indent(&mut self) -> &'static str {
        ["", "", "  ", "\t"][self.choices.one_of(4)]
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("#c{}@{} 'x\" = [", self.comments - 1, self.owner)
    }

    fn loose_comment(&mut self) {
        let loose = format!("{}/loose", self.container);
        let owner = std::mem::replace(&mut self.owner, loose);
        let comment = self.comment();
        self.owner = owner;
        self.text.push_str(&format!("\n{comment}\n\n"));
    }

    fn header(&mut self, path: &str) {
        if self.choices.one_of(9) == 8 {
            self.loose_comment();
        }
        for _ in 0..self.choices.one_of(3) {
            self.text.push('\n');
        }
        if self.choices.sometimes() {
            let comment = self.comment();
            self.text.push_str(&format!("{comment}\n"));
        }
        let indent = self.indent();
        let path = match self.choices.one_of(24) {
            22 => path.replace('.', " . "),
            23 => format!("\"pillar\"{}", &path["pillar".len()..]),
            _ => path.to_owned(),
        };
        self.text.push_str(&format!("{indent}[[{path}]]"));
        self.line_end();
    }

    fn pairs(&mut self, mut pairs: Pairs, indent: &str) {
        if self.choices.sometimes() {
            pairs.push(("好 unknown", "{ a = [1, 2] }".to_owned()));
        }
        for place in (1..pairs.len()).rev() {
            if self.choices.sometimes() {
                pairs.swap(place, place - 1);
            }
        }
        for (key, value) in pairs {
            if self.choices.one_of(9) == 8 {
                let comment = self.comment();
                self.text.push_str(&format!("{indent}{comment}\n"));
            }
            let key = if key.is_ascii() && self.choices.one_of(30) != 29 {
                key.to_owned()
            } else {
                format!("\"{key}\"")
            };
            let equals = [" = ", "=", "   =\t"][self.choices.one_of(3)];
            self.text.push_str(&format!("{indent}{key}{equals}{value}"));
            self.line_end();
        }
        if self.choices.one_of(9) == 8 {
            // Closes what belongs to the header; without the blank line it would belong to the next.
            let comment = self.comment();
            self.text.push_str(&format!("{indent}{comment}\n\n"));
        }
    }

    fn line_end(&mut self) {
        if self.choices.sometimes() {
            let comment = self.comment();
            self.text.push_str(&format!("  {comment}"));
        }
        self.text.push('\n');
    }
}

fn inline_table(pairs: Pairs) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    format!("{{ {} }}", pairs.join(", "))
}
