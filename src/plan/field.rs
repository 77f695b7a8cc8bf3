//! The fields of a plan, by name.
//!
//! Owns the words for them, for everything that names one: screens, reports, commands, changes and conflicts.
//! What they hold is for `node`.

use std::borrow::Cow;

use crate::language::Language;

/// A field of a node or of the plan, or what else of one two people can change differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Of a task or a measure: [`super::Value::Status`].
    Status,
    /// Of a task: [`super::Value::Percent`].
    Progress,
    /// Of a task or a measure: [`super::Value::Day`].
    Due,
    /// Of any node: [`super::Value::Line`].
    Lead,
    /// Of a task: [`super::Value::Lines`].
    Support,
    /// Of the plan, a pillar or a task: [`super::Value::Line`].
    Title,
    /// Of any node: [`super::Value::Text`], the whole of it; where only one side changed a sentence, both values
    /// have that change.
    Text,
    /// Of the plan: [`super::Value::Text`], likewise.
    Preamble,
    /// One target of a task, by its name: [`super::Value::Target`].
    Target,
    /// One reference of a task, by its title: [`super::Value::Reference`].
    Reference,
    /// One note of a task: [`super::Value::Note`].
    Note,
    /// Where a node stands: [`super::Value::Seat`].
    Place,
    /// Whether a node is there at all: [`super::Value::Kept`] on the side that changed it or something under it,
    /// none on the side that removed it.
    Existence,
    /// Of the plan: [`super::Value::Line`].
    Issuer,
    /// Of the plan: [`super::Value::Day`].
    Issued,
    /// Of the plan: [`super::Value::Period`].
    Period,
    /// Of the plan: [`super::Value::Numbering`].
    Numbering,
    /// A key that planwalk does not know, by its name: [`super::Value::Raw`].
    Key(String),
}

impl Field {
    /// All but unknown keys.
    const ALL: [Self; 17] = [
        Self::Status,
        Self::Progress,
        Self::Due,
        Self::Lead,
        Self::Support,
        Self::Title,
        Self::Text,
        Self::Preamble,
        Self::Target,
        Self::Reference,
        Self::Note,
        Self::Place,
        Self::Existence,
        Self::Issuer,
        Self::Issued,
        Self::Period,
        Self::Numbering,
    ];

    /// The value in the file; of an unknown key `key`.
    pub fn value(&self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Progress => "progress",
            Self::Due => "due",
            Self::Lead => "lead",
            Self::Support => "support",
            Self::Title => "title",
            Self::Text => "text",
            Self::Preamble => "preamble",
            Self::Target => "target",
            Self::Reference => "reference",
            Self::Note => "note",
            Self::Place => "place",
            Self::Existence => "existence",
            Self::Issuer => "issuer",
            Self::Issued => "issued",
            Self::Period => "period",
            Self::Numbering => "numbering",
            Self::Key(_) => "key",
        }
    }

    /// The field with this value in the file; unknown keys have a name besides.
    pub fn of_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.value() == value)
    }

    /// All values in the file.
    pub fn values() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(Self::value).chain(["key"])
    }

    /// The word that people read, wherever the field is named. The name of an unknown key is outside text.
    pub fn word(&self, language: Language) -> Cow<'static, str> {
        let word = match self {
            Self::Status => language.pick("状态", "status"),
            Self::Progress => language.pick("进度", "progress"),
            Self::Due => language.pick("完成时限", "due"),
            Self::Lead => language.pick("牵头单位", "lead"),
            Self::Support => language.pick("配合单位", "support"),
            Self::Title => language.pick("标题", "title"),
            Self::Text => language.pick("正文", "text"),
            Self::Preamble => language.pick("前言", "preamble"),
            Self::Target => language.pick("指标", "target"),
            Self::Reference => language.pick("依据", "reference"),
            Self::Note => language.pick("记录", "note"),
            Self::Place => language.pick("位置", "place"),
            Self::Existence => language.pick("去留", "kept or removed"),
            Self::Issuer => language.pick("发布单位", "issuer"),
            Self::Issued => language.pick("发布日期", "issued"),
            Self::Period => language.pick("起止时间", "period"),
            Self::Numbering => language.pick("编号方式", "numbering"),
            Self::Key(name) => return Cow::Owned(format!("“{name}”")),
        };
        Cow::Borrowed(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_value() {
        for field in Field::ALL {
            assert_eq!(Field::of_value(field.value()), Some(field));
        }
        assert_eq!(Field::of_value("Status"), None);
        assert_eq!(Field::of_value("key"), None);
    }
}
