//! Values of fields as reports tell them. What a field is called is `plan`'s.

use chrono::NaiveDate;

use crate::language::Language;
use crate::plan::{Field, Note, Period, Reference, Target};

/// What stands between a name and its value.
pub(super) fn colon(language: Language) -> &'static str {
    language.pick("：", ": ")
}

/// A value with its name in front.
pub(super) fn named(field: &Field, value: &str, language: Language) -> String {
    format!("{}{}{value}", field.word(language), colon(language))
}

/// What the plan itself is called.
pub(super) fn plan(language: Language) -> &'static str {
    language.pick("计划", "plan")
}

/// Names, one behind the other. Outside text.
pub(super) fn names(names: &[String], language: Language) -> String {
    names.join(language.pick("、", ", "))
}

pub(super) fn period(period: Period, language: Language) -> String {
    let Period { start, end } = period;
    language.pick(format!("{start} 至 {end}"), format!("{start} to {end}"))
}

pub(super) fn day(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// A number to reach, and the one reached. Outside text.
pub(super) fn target(target: &Target, language: Language) -> String {
    let Target { name, goal, actual } = target;
    let unit = goal.unit();
    let actual = actual.map(|actual| {
        let number = format!("{actual} {unit}");
        let number = number.trim_end();
        language.pick(format!("，实际 {number}"), format!(", actual {number}"))
    });
    let actual = actual.unwrap_or_default();
    language.pick(
        format!("{name}，目标 {goal}{actual}"),
        format!("{name}, goal {goal}{actual}"),
    )
}

/// A document that is cited. Outside text.
pub(super) fn reference(reference: &Reference) -> String {
    let number = reference.number.as_deref().unwrap_or_default();
    format!("《{}》{number}", reference.title)
}

/// Who wrote a note, when, and what it is, to stand before its text. Outside text.
pub(super) fn signed(note: &Note, language: Language) -> String {
    let at = note.at.format("%Y-%m-%d %H:%M");
    let kind = note.kind.word(language);
    let by = &note.by;
    language.pick(
        format!("{at} {by}（{kind}）"),
        format!("{at} {by} ({kind})"),
    )
}
