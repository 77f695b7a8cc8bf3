//! Changes told in lines, for terminals and screens: the clause of each, and where words changed, the words.

use std::borrow::Cow;

use super::End;
use super::entry::{self, Entry, entries};
use super::line::{Line, Role};
use super::words::{self, colon, named};
use crate::change::diff::NodeDiff;
use crate::change::wording::{self, Sentence};
use crate::change::{Change, Diff, New};
use crate::language::Language;
use crate::plan::{Field, Note, Status};
use crate::text::{Ambiguous, cut, join_lines};

/// The columns that the words of a measure take where they name it.
const NAME: usize = 40;

/// Columns by which what belongs to a line stands further in.
const STEP: usize = 2;

/// Everything that changed: which two ends, how much, then by pillar and task. `title` is the plan's, outside
/// text.
pub fn lines(diff: &Diff, title: &str, from: &End, to: &End, language: Language) -> Vec<Line> {
    let mut lines = vec![Line::of(0, Role::Strong, title)];
    for (word, end) in [
        (language.pick("从  ", "from  "), from),
        (language.pick("到  ", "to    "), to),
    ] {
        let line = Line::indented(STEP, STEP + 4);
        lines.push(line.with(Role::Plain, format!("{word}{}", end.words(language))));
    }
    lines.push(Line::of(STEP, Role::Plain, summary(diff, language)));
    lines.extend(by_pillar(diff, language));
    lines
}

/// How much changed, in one clause.
pub fn summary(diff: &Diff, language: Language) -> String {
    if diff.is_empty() {
        return language.pick("没有变化", "nothing changed").to_owned();
    }
    diff.counts().words(language)
}

/// Everything that changed, by pillar and task, with an empty line before each pillar.
pub fn by_pillar(diff: &Diff, language: Language) -> Vec<Line> {
    let mut lines = Vec::new();
    if !diff.plan.is_empty() {
        lines.push(Line::default());
        let heading = language.pick("计划本身", "the plan itself");
        lines.push(Line::of(0, Role::Strong, heading));
        lines.extend(told_of_plan(&diff.plan, STEP, language));
    }
    for group in &diff.groups {
        let entries = entries(group);
        if entries.is_empty() {
            continue;
        }
        lines.push(Line::default());
        lines.push(heading(&entry::name(&group.label), 0));
        for entry in entries {
            put_entry(&mut lines, &entry, language);
        }
    }
    if !diff.renumbered.is_empty() {
        lines.push(Line::default());
        let runs = diff.renumbered.iter().map(|run| run.words(language));
        lines.extend(runs.map(|words| Line::of(0, Role::Plain, words)));
    }
    lines
}

fn put_entry(lines: &mut Vec<Line>, entry: &Entry<'_>, language: Language) {
    let indent = if entry.is_pillar { 0 } else { STEP };
    if !entry.is_pillar {
        lines.push(heading(&entry::name(entry.label), indent));
    }
    lines.extend(told(entry.own, indent + STEP, language));
    for measure in &entry.measures {
        lines.push(heading(&name_of_measure(measure), indent + STEP));
        lines.extend(told(&measure.changes, indent + 2 * STEP, language));
    }
}

fn heading(name: &str, indent: usize) -> Line {
    Line::indented(indent, indent + STEP).with(Role::Strong, name)
}

/// What stands for a measure: its number and the beginning of its words. Outside text.
pub(super) fn name_of_measure(measure: &NodeDiff) -> String {
    let name = entry::name(measure.label());
    cut(&name, NAME, Ambiguous::Narrow).into_owned()
}

/// The lines that tell changes, indented by so many columns. That a number is another one is not told: what
/// came, went or moved says it.
pub fn told(changes: &[Change], indent: usize, language: Language) -> Vec<Line> {
    tell(changes, &Field::Text, indent, language)
}

/// The same for changes of the plan itself, whose text is its preamble.
pub fn told_of_plan(changes: &[Change], indent: usize, language: Language) -> Vec<Line> {
    tell(changes, &Field::Preamble, indent, language)
}

fn tell(changes: &[Change], text: &Field, indent: usize, language: Language) -> Vec<Line> {
    let mut telling = Telling {
        lines: Vec::new(),
        text: text.word(language),
        indent,
        language,
    };
    for change in changes {
        telling.change(change);
    }
    telling.lines
}

struct Telling {
    lines: Vec<Line>,
    /// The name of a text.
    text: Cow<'static, str>,
    indent: usize,
    language: Language,
}

impl Telling {
    /// A line so many columns further in, whose other rows stand further in again.
    fn put(&mut self, further: usize, line: impl FnOnce(Line) -> Line) {
        let indent = self.indent + further;
        self.lines.push(line(Line::indented(indent, indent + STEP)));
    }

    fn plain(&mut self, further: usize, text: &str) {
        self.put(further, |line| line.with(Role::Plain, text));
    }

    fn change(&mut self, change: &Change) {
        let language = self.language;
        let clause = change.words(language);
        match change {
            Change::Renumbered { .. } => {}
            Change::Status { to, .. } => {
                // The status that it has now is what the room looks for.
                let word = to.word(language);
                let start = clause.rfind(word).unwrap_or(clause.len());
                let (before, status) = clause.split_at(start);
                let role = Role::of_status(*to);
                self.put(0, |line| line.with(Role::Plain, before).with(role, status));
            }
            Change::Title { from, to } => {
                let name = named(&Field::Title, "", language);
                self.put(0, |line| {
                    line.with(Role::Plain, name)
                        .with_runs(&wording::of_line(from, to))
                });
            }
            Change::Text { from, to } => {
                let name = format!("{}{}", self.text, colon(language));
                self.plain(0, name.trim_end());
                self.sentences(from, to);
            }
            Change::NoteAdded { note, .. } | Change::NoteRemoved { note, .. } => {
                self.plain(0, &clause);
                self.note(note);
            }
            Change::NoteEdited { from, to, .. } => {
                self.plain(0, &clause);
                self.sentences(&from.text, &to.text);
            }
            Change::Added { node, .. } => {
                self.put(0, |line| line.with(Role::Good, clause));
                self.content(node);
            }
            Change::Removed { .. } => self.put(0, |line| line.with(Role::Warning, clause)),
            _ => self.plain(0, &clause),
        }
    }

    /// The sentences that changed, came and went, each on a line.
    fn sentences(&mut self, from: &str, to: &str) {
        for sentence in wording::compare(from, to) {
            match sentence {
                Sentence::Same(_) => {}
                Sentence::Changed(runs) => self.put(STEP, |line| line.with_runs(&runs)),
                Sentence::Gone(text) => self.put(STEP, |line| line.with(Role::Gone, text)),
                Sentence::New(text) => self.put(STEP, |line| line.with(Role::New, text)),
            }
        }
    }

    fn paragraphs(&mut self, text: &str) {
        for paragraph in join_lines(text) {
            self.plain(STEP, &paragraph);
        }
    }

    fn note(&mut self, note: &Note) {
        self.paragraphs(&note.text);
    }

    /// What a new node says, apart from its name.
    fn content(&mut self, node: &New) {
        let language = self.language;
        let facts = facts(node, language);
        if !facts.is_empty() {
            self.plain(STEP, &facts.join(language.pick("；", "; ")));
        }
        match node {
            New::Pillar(pillar) => self.paragraphs(&pillar.text),
            New::Measure(measure) => self.paragraphs(&measure.text),
            New::Task(task) => {
                self.paragraphs(&task.text);
                for note in &task.notes {
                    let signed = words::signed(note, language);
                    self.plain(STEP, &format!("{signed}{}", colon(language)));
                    self.note(note);
                }
            }
        }
    }
}

/// What is set of a node, each with its name.
pub(super) fn facts(node: &New, language: Language) -> Vec<String> {
    let mut facts = Vec::new();
    let mut put = |field, value: Option<String>| {
        let value = value.filter(|value| !value.is_empty());
        facts.extend(value.map(|value| named(&field, &value, language)));
    };
    let status =
        |status: Status| (status != Status::default()).then(|| status.word(language).to_owned());
    match node {
        New::Pillar(pillar) => put(Field::Lead, pillar.lead.clone()),
        New::Task(task) => {
            put(Field::Status, status(task.status));
            put(
                Field::Progress,
                task.progress.map(|percent| format!("{percent}%")),
            );
            put(Field::Due, words::day(task.due));
            put(Field::Lead, task.lead.clone());
            put(Field::Support, Some(words::names(&task.support, language)));
            for target in &task.targets {
                put(Field::Target, Some(words::target(target, language)));
            }
            for reference in &task.references {
                put(Field::Reference, Some(words::reference(reference)));
            }
        }
        New::Measure(measure) => {
            put(Field::Status, status(measure.status));
            put(Field::Due, words::day(measure.due));
            put(Field::Lead, measure.lead.clone());
        }
    }
    facts
}
