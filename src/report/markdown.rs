//! A note of revision (修订说明) in Markdown, to paste into a document.
//!
//! Each task is a paragraph, as such notes are written. What changed inside a sentence is told by both sentences,
//! the new words of the later one in bold. Outside text is sanitized and escaped here.

use super::End;
use super::entry::{Entry, entries, name};
use super::told::{facts, name_of_measure, summary};
use super::words::{self, colon};
use crate::change::wording::{self, Run, Sentence};
use crate::change::{Change, Diff, New};
use crate::language::Language;
use crate::plan::Note;
use crate::text::{join_lines, sanitize};

/// The note of revision, ending in a line break.
pub fn markdown(diff: &Diff, title: &str, from: &End, to: &End, language: Language) -> String {
    let mut page = Page {
        text: String::new(),
        language,
    };
    let heading = language.pick("修订说明", "Revision notes");
    page.paragraph(&format!("# {}{}{heading}", escaped(title), colon(language)));
    for (word, end) in [
        (language.pick("原版本", "From"), from),
        (language.pick("新版本", "To"), to),
    ] {
        let end = escaped(&end.words(language));
        page.text
            .push_str(&format!("- {word}{}{end}\n", colon(language)));
    }
    let total = language.pick("合计", "In total");
    let summary = escaped(&summary(diff, language));
    page.paragraph(&format!("- {total}{}{summary}", colon(language)));
    if !diff.plan.is_empty() {
        page.paragraph(language.pick("## 计划本身", "## The plan itself"));
        let clauses = page.clauses(&diff.plan, true);
        page.sentence(&clauses);
    }
    for group in &diff.groups {
        let entries = entries(group);
        if !entries.is_empty() {
            page.paragraph(&format!("## {}", escaped(&name(&group.label))));
            for entry in &entries {
                page.entry(entry);
            }
        }
    }
    if !diff.renumbered.is_empty() {
        let runs = diff
            .renumbered
            .iter()
            .map(|run| escaped(&run.words(language)));
        page.sentence(&runs.collect::<Vec<_>>());
    }
    page.text.truncate(page.text.trim_end().len());
    page.text.push('\n');
    page.text
}

struct Page {
    text: String,
    language: Language,
}

impl Page {
    fn paragraph(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str("\n\n");
    }

    /// Clauses as one paragraph with a full stop.
    fn sentence(&mut self, clauses: &[String]) {
        let (comma, stop) = self.language.pick(("；", "。"), ("; ", "."));
        let mut text = clauses.join(comma);
        if !text.ends_with(['。', '.', '”']) {
            text.push_str(stop);
        }
        self.paragraph(&text);
    }

    fn entry(&mut self, entry: &Entry<'_>) {
        let language = self.language;
        let mut clauses = self.clauses(entry.own, false);
        for measure in &entry.measures {
            let name = escaped(&name_of_measure(measure));
            let changes = self
                .clauses(&measure.changes, false)
                .join(language.pick("，", ", "));
            clauses.push(language.pick(
                format!("举措“{name}”{changes}"),
                format!("measure “{name}” {changes}"),
            ));
        }
        if !entry.is_pillar
            && let Some(first) = clauses.first_mut()
        {
            let name = escaped(&name(entry.label));
            *first = format!("**{name}**{}{first}", colon(language));
        }
        self.sentence(&clauses);
    }

    fn clauses(&self, changes: &[Change], is_of_plan: bool) -> Vec<String> {
        let mut clauses = Vec::new();
        for change in changes {
            if !matches!(change, Change::Renumbered { .. }) {
                self.clause(change, is_of_plan, &mut clauses);
            }
        }
        clauses
    }

    fn clause(&self, change: &Change, is_of_plan: bool, clauses: &mut Vec<String>) {
        let language = self.language;
        let words = if is_of_plan {
            change.words_of_plan(language)
        } else {
            change.words(language)
        };
        let mut clause = escaped(&words);
        let quoted = |text: &str| language.pick(format!("：“{text}”"), format!(": “{text}”"));
        match change {
            Change::Text { from, to } => {
                clauses.push(clause);
                self.sentences(from, to, clauses);
                return;
            }
            Change::NoteEdited { from, to, .. } => {
                clauses.push(clause);
                self.sentences(&from.text, &to.text, clauses);
                return;
            }
            Change::NoteAdded { note, .. } | Change::NoteRemoved { note, .. } => {
                clause.push_str(&quoted(&whole(&note.text)));
            }
            Change::Added { node, .. } => {
                clauses.push(clause);
                clauses.extend(facts(node, language).iter().map(|fact| escaped(fact)));
                let (text, notes): (&str, &[Note]) = match node {
                    New::Pillar(pillar) => (&pillar.text, &[]),
                    New::Task(task) => (&task.text, &task.notes),
                    New::Measure(measure) => (&measure.text, &[]),
                };
                let name = language.pick("正文", "text");
                if !text.trim().is_empty() {
                    clauses.push(format!("{name}{}", quoted(&whole(text))));
                }
                for note in notes {
                    let signed = escaped(&words::signed(note, language));
                    clauses.push(format!("{signed}{}", quoted(&whole(&note.text))));
                }
                return;
            }
            _ => {}
        }
        clauses.push(clause);
    }

    fn sentences(&self, from: &str, to: &str, clauses: &mut Vec<String>) {
        let language = self.language;
        let say = |chinese: String, english: String| language.pick(chinese, english);
        for sentence in wording::compare(from, to) {
            match sentence {
                Sentence::Same(_) => {}
                Sentence::Changed(runs) => {
                    let (old, new) = (before(&runs), after(&runs));
                    clauses.push(say(
                        format!("“{old}”改为“{new}”"),
                        format!("“{old}” now reads “{new}”"),
                    ));
                }
                Sentence::Gone(text) if text.trim().is_empty() => {}
                Sentence::New(text) if text.trim().is_empty() => {}
                Sentence::Gone(text) => {
                    let text = escaped(&text);
                    clauses.push(say(format!("删去“{text}”"), format!("deleted: “{text}”")));
                }
                Sentence::New(text) => {
                    let text = escaped(&text);
                    clauses.push(say(format!("增加“{text}”"), format!("added: “{text}”")));
                }
            }
        }
    }
}

/// A text of one sentence a line, joined to be quoted.
fn whole(text: &str) -> String {
    escaped(&join_lines(text).join(" "))
}

fn before(runs: &[Run]) -> String {
    let kept = runs.iter().filter(|run| !matches!(run, Run::New(_)));
    kept.map(|run| escaped(run.text())).collect()
}

fn after(runs: &[Run]) -> String {
    let kept = runs.iter().filter(|run| !matches!(run, Run::Gone(_)));
    kept.map(|run| match run {
        Run::New(text) => bold(text),
        run => escaped(run.text()),
    })
    .collect()
}

/// Words in bold. Punctuation at their ends stays outside: beside it the asterisks would not count as marks.
fn bold(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric();
    let (Some(start), Some(end)) = (text.find(is_word), text.rfind(is_word)) else {
        return escaped(text);
    };
    let end = end + text[end..].chars().next().map_or(0, char::len_utf8);
    let (head, word, tail) = (&text[..start], &text[start..end], &text[end..]);
    format!("{}**{}**{}", escaped(head), escaped(word), escaped(tail))
}

/// Text that is nothing but text in Markdown, safe for a terminal.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in sanitize(text).chars() {
        if matches!(
            character,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '{'
                | '}'
                | '<'
                | '>'
                | '&'
                | '~'
                | '|'
                | '#'
                | '$'
                | '^'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
