//! The clause that tells each change, and where words changed, the words.
//!
//! Titles and texts are told by what went and what came, sentence by sentence: those that stayed are left out.

use crate::change::{Change, Level};
use crate::language::Language;
use crate::plan::{Goal, Note, Period, Target};
use crate::report::{Line, Role};
use crate::text::join_lines;

/// Columns by which what belongs to a line stands further in.
const STEP: usize = 2;

/// The lines that tell changes, indented by so many columns. That a number is another one is not told: what
/// came, went or moved says it.
pub(super) fn told(changes: &[Change], indent: usize, language: Language) -> Vec<Line> {
    let mut telling = Telling {
        lines: Vec::new(),
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
    indent: usize,
    language: Language,
}

impl Telling {
    fn put(&mut self, further: usize, fill: impl FnOnce(Line) -> Line) {
        let indent = self.indent + further;
        self.lines.push(fill(Line::indented(indent, indent + STEP)));
    }

    fn plain(&mut self, words: &str) {
        self.put(0, |line| line.with(Role::Plain, words));
    }

    fn pick(&mut self, chinese: &str, english: &str) {
        let words = self.language.pick(chinese, english);
        self.plain(words);
    }

    /// A value that may not be set, before and now.
    fn value<T: ToString>(
        &mut self,
        name: (&str, &str),
        from: Option<&T>,
        to: Option<&T>,
        role: Role,
    ) {
        let language = self.language;
        let unset = language.pick("未定", "not set");
        let words = |value: Option<&T>| value.map_or_else(|| unset.to_owned(), T::to_string);
        let name = language.pick(name.0, name.1);
        let (from, to) = (words(from), words(to));
        let before = language.pick(
            format!("{name}：{from} 改为 "),
            format!("{name}: {from} to "),
        );
        self.put(0, |line| line.with(Role::Plain, before).with(role, to));
    }

    fn change(&mut self, change: &Change) {
        let language = self.language;
        match change {
            Change::Renumbered { .. } => {}
            Change::Added { node, .. } => {
                let level = node.level().word(language);
                self.pick(&format!("新增{level}"), &format!("{level} added"));
            }
            Change::Removed { node, .. } => {
                let level: &str = Level::word(node.level(), language);
                self.pick(&format!("删除{level}"), &format!("{level} deleted"));
            }
            Change::Moved { .. } => self.pick("移动位置", "moved"),
            Change::Status { from, to } => {
                let words = (from.word(language), to.word(language));
                let (from, now) = (Some(&words.0), Some(&words.1));
                self.value(("状态", "status"), from, now, Role::of_status(*to));
            }
            Change::Progress { from, to } => {
                let percent = |value: &Option<u8>| value.map(|percent| format!("{percent}%"));
                let (from, to) = (percent(from), percent(to));
                self.value(
                    ("进度", "progress"),
                    from.as_ref(),
                    to.as_ref(),
                    Role::Plain,
                );
            }
            Change::Due { from, to } => {
                self.value(("完成时限", "due"), from.as_ref(), to.as_ref(), Role::Plain);
                if let (Some(from), Some(to)) = (from, to) {
                    let days = (*to - *from).num_days();
                    let later = match days {
                        1.. => language
                            .pick(format!("，推迟 {days} 天"), format!(", {days} days later")),
                        _ => language.pick(
                            format!("，提前 {} 天", -days),
                            format!(", {} days earlier", -days),
                        ),
                    };
                    if let Some(line) = self.lines.last_mut() {
                        line.put(Role::Plain, later);
                    }
                }
            }
            Change::Lead { from, to } => {
                self.value(
                    ("牵头单位", "lead"),
                    from.as_ref(),
                    to.as_ref(),
                    Role::Plain,
                );
            }
            Change::Support { from, to } => {
                let names = |names: &[String]| names.join(language.pick("、", ", "));
                let names = |list: &Vec<String>| (!list.is_empty()).then(|| names(list));
                let (from, to) = (names(from), names(to));
                self.value(
                    ("配合单位", "support"),
                    from.as_ref(),
                    to.as_ref(),
                    Role::Plain,
                );
            }
            Change::Targets { from, to } => {
                self.pick("指标：", "targets:");
                let words = |targets: &[Target]| {
                    let lines: Vec<String> = targets.iter().map(target).collect();
                    lines.join("\n")
                };
                self.lines_of(&words(from), &words(to));
            }
            Change::References { from, to } => {
                self.pick("依据：", "references:");
                let words = |references: &[crate::plan::Reference]| {
                    let one = |reference: &crate::plan::Reference| {
                        let number = reference.number.as_deref().unwrap_or("");
                        format!("《{}》{number}", reference.title)
                    };
                    let lines: Vec<String> = references.iter().map(one).collect();
                    lines.join("\n")
                };
                self.lines_of(&words(from), &words(to));
            }
            Change::Title { from, to } => {
                let name = language.pick("标题：", "title: ");
                self.put(0, |line| changed(line.with(Role::Plain, name), from, to));
            }
            Change::Text { from, to } => {
                self.pick("文字：", "text:");
                self.lines_of(from, to);
            }
            Change::NoteAdded { note, .. } => self.note(("新记录", "note"), note),
            Change::NoteRemoved { note, .. } => self.note(("删去记录", "note deleted"), note),
            Change::NoteEdited { from, to, .. } => {
                let signed = signed(to, language);
                self.pick(
                    &format!("改记录 {signed}"),
                    &format!("note changed, {signed}"),
                );
                self.lines_of(&from.text, &to.text);
            }
            Change::NotesReordered => self.pick("记录次序已调整", "notes put in another order"),
            Change::Issuer { from, to } => {
                self.value(
                    ("发布单位", "issuer"),
                    from.as_ref(),
                    to.as_ref(),
                    Role::Plain,
                );
            }
            Change::Issued { from, to } => {
                self.value(
                    ("发布日期", "issued"),
                    from.as_ref(),
                    to.as_ref(),
                    Role::Plain,
                );
            }
            Change::Period { from, to } => {
                let words = |period: &Option<Period>| {
                    period.map(|Period { start, end }| {
                        language.pick(format!("{start} 至 {end}"), format!("{start} to {end}"))
                    })
                };
                let (from, to) = (words(from), words(to));
                self.value(
                    ("起止时间", "period"),
                    from.as_ref(),
                    to.as_ref(),
                    Role::Plain,
                );
            }
            Change::Numbering { .. } => self.pick("编号方式已改", "numbered in another way"),
        }
    }

    fn note(&mut self, name: (&str, &str), note: &Note) {
        let language = self.language;
        let (name, signed) = (language.pick(name.0, name.1), signed(note, language));
        self.plain(&language.pick(format!("{name} {signed}"), format!("{name}, {signed}")));
        for paragraph in join_lines(&note.text) {
            self.put(STEP, |line| line.with(Role::Plain, paragraph));
        }
    }

    /// The lines that went, came or changed.
    fn lines_of(&mut self, from: &str, to: &str) {
        let (old, new): (Vec<_>, Vec<_>) = (from.lines().collect(), to.lines().collect());
        for operation in similar::capture_diff_slices(similar::Algorithm::Patience, &old, &new) {
            let (gone, came) = (&old[operation.old_range()], &new[operation.new_range()]);
            if operation.tag() == similar::DiffTag::Equal {
                continue;
            }
            let pairs = gone.len().min(came.len());
            for (gone, came) in gone.iter().zip(came) {
                self.put(STEP, |line| changed(line, gone, came));
            }
            for line in gone[pairs..].iter().filter(|line| !line.is_empty()) {
                self.put(STEP, |put| put.with(Role::Gone, *line));
            }
            // Where there was nothing, all of it is new, and need not shout.
            let role = if from.is_empty() {
                Role::Plain
            } else {
                Role::New
            };
            for line in came[pairs..].iter().filter(|line| !line.is_empty()) {
                self.put(STEP, |put| put.with(role, *line));
            }
        }
    }
}

/// A line with what went and what came in the middle of what stayed.
fn changed(line: Line, from: &str, to: &str) -> Line {
    let same = |a: &str, b: &str| -> usize {
        let pairs = a.chars().zip(b.chars());
        pairs
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum()
    };
    let head = same(from, to);
    let (old, new) = (&from[head..], &to[head..]);
    let tail: usize = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    line.with(Role::Plain, &from[..head])
        .with(Role::Gone, &old[..old.len() - tail])
        .with(Role::New, &new[..new.len() - tail])
        .with(Role::Plain, &old[old.len() - tail..])
}

fn signed(note: &Note, language: Language) -> String {
    let at = note.at.format("%Y-%m-%d %H:%M");
    let (kind, by) = (note.kind.word(language), &note.by);
    language.pick(
        format!("{at} {by}（{kind}）"),
        format!("{at} {by} ({kind})"),
    )
}

fn target(target: &Target) -> String {
    let Target { name, goal, actual } = target;
    let actual = actual.map(|actual| format!("，{actual} {}", Goal::unit(goal)));
    format!("{name} {goal}{}", actual.unwrap_or_default())
}
