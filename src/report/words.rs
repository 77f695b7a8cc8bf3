//! The words for the fields of a plan, as reports name them.

use chrono::NaiveDate;

use crate::language::Language;
use crate::plan::{Note, Period, Reference, Target};

/// A field, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub(super) enum Field {
    Plan,
    Title,
    Issuer,
    Issued,
    Period,
    Numbering,
    Preamble,
    Status,
    Due,
    Lead,
    Support,
    Progress,
    Text,
    Target,
    Reference,
    Note,
}

impl Field {
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Plan => language.pick("计划", "plan"),
            Self::Title => language.pick("标题", "title"),
            Self::Issuer => language.pick("发布单位", "issuer"),
            Self::Issued => language.pick("发布日期", "issued"),
            Self::Period => language.pick("起止时间", "period"),
            Self::Numbering => language.pick("编号方式", "numbering"),
            Self::Preamble => language.pick("前言", "preamble"),
            Self::Status => language.pick("状态", "status"),
            Self::Due => language.pick("完成时限", "due"),
            Self::Lead => language.pick("牵头单位", "lead"),
            Self::Support => language.pick("配合单位", "support"),
            Self::Progress => language.pick("进度", "progress"),
            Self::Text => language.pick("正文", "text"),
            Self::Target => language.pick("指标", "target"),
            Self::Reference => language.pick("依据", "reference"),
            Self::Note => language.pick("记录", "note"),
        }
    }
}

/// What stands between a name and its value.
pub(super) fn colon(language: Language) -> &'static str {
    language.pick("：", ": ")
}

/// A value with its name in front.
pub(super) fn named(field: Field, value: &str, language: Language) -> String {
    format!("{}{}{value}", field.word(language), colon(language))
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
