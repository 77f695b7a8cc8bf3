//! What two people changed differently, and how that is settled.
//!
//! Owns what a conflict says, in words too, and the ways out that it offers. Conflicts are found by
//! `change` and kept in the file by `document`.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::{Id, Note, Numbering, Period, Reference, Status, Target};
use crate::language::Language;

/// One field of one node that both sides changed, each in its own way. The plan has our value in the
/// meantime, so that it can be read and edited; what one side removed and the other one changed is
/// kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The node; none for the plan itself.
    pub node: Option<Id>,
    /// What of it.
    pub field: Field,
    /// As it was before both changes.
    pub base: Side,
    /// As it is on the side that was merged into.
    pub ours: Side,
    /// As it is on the other side.
    pub theirs: Side,
}

/// What one side says, and who said so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The value; none where it is not set, or gone.
    pub value: Option<Value>,
    /// Who set it, if that is known. Outside text.
    pub by: Option<String>,
    /// When, if that is known.
    pub at: Option<DateTime<FixedOffset>>,
}

/// What a conflict is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Of a task or a measure: [`Value::Status`].
    Status,
    /// Of a task: [`Value::Percent`].
    Progress,
    /// Of a task or a measure: [`Value::Day`].
    Due,
    /// Of any node: [`Value::Line`].
    Lead,
    /// Of a task: [`Value::Lines`].
    Support,
    /// Of the plan, a pillar or a task: [`Value::Line`].
    Title,
    /// Of any node: [`Value::Text`], the whole of it; where only one side changed a sentence, both values
    /// have that change.
    Text,
    /// Of the plan: [`Value::Text`], likewise.
    Preamble,
    /// One target of a task, by its name: [`Value::Target`].
    Target,
    /// One reference of a task, by its title: [`Value::Reference`].
    Reference,
    /// One note of a task: [`Value::Note`].
    Note,
    /// Where a node stands: [`Value::Seat`].
    Place,
    /// Whether a node is there at all: [`Value::Kept`] on the side that changed it or something under it,
    /// none on the side that removed it.
    Existence,
    /// Of the plan: [`Value::Line`].
    Issuer,
    /// Of the plan: [`Value::Day`].
    Issued,
    /// Of the plan: [`Value::Period`].
    Period,
    /// Of the plan: [`Value::Numbering`].
    Numbering,
    /// A key that planwalk does not know, by its name: [`Value::Raw`].
    Key(String),
}

/// What a side of a conflict can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A status.
    Status(Status),
    /// In percent, 0 to 100.
    Percent(u8),
    /// A day.
    Day(NaiveDate),
    /// One line.
    Line(String),
    /// Names.
    Lines(Vec<String>),
    /// Long text, one sentence a line; not empty.
    Text(String),
    /// A target.
    Target(Target),
    /// A reference.
    Reference(Reference),
    /// A note.
    Note(Note),
    /// A place among siblings.
    Seat(Seat),
    /// The node is there.
    Kept,
    /// The time that a plan is for.
    Period(Period),
    /// How numbers are shown.
    Numbering(Numbering),
    /// The value of an unknown key, as it is written.
    Raw(String),
}

/// A place among siblings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// The pillar of a task, the task of a measure, none for a pillar.
    pub parent: Option<Id>,
    /// The sibling that it stands behind; none where it is the first.
    pub after: Option<Id>,
}

/// How a conflict is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// As we have it.
    Ours,
    /// As they have it.
    Theirs,
    /// Both: of texts the sentences of both sides, of notes both notes, of names all of them.
    Both,
    /// In other words: what was typed.
    Edit(String),
}

/// A kind of [`Resolution`], to be offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// [`Resolution::Ours`].
    Ours,
    /// [`Resolution::Theirs`].
    Theirs,
    /// [`Resolution::Both`].
    Both,
    /// [`Resolution::Edit`].
    Edit,
}

impl Way {
    /// The word for it.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Ours => language.pick("用我方的", "ours"),
            Self::Theirs => language.pick("用对方的", "theirs"),
            Self::Both => language.pick("两边都要", "both"),
            Self::Edit => language.pick("另写", "edit"),
        }
    }
}

impl Conflict {
    /// The ways out that make sense here, in the order in which they are offered.
    pub fn ways(&self) -> Vec<Way> {
        let mut ways = vec![Way::Ours, Way::Theirs];
        let has_both = self.ours.value.is_some() && self.theirs.value.is_some();
        match self.field {
            Field::Text | Field::Preamble => ways.extend([Way::Both, Way::Edit]),
            Field::Support | Field::Note if has_both => ways.push(Way::Both),
            Field::Title | Field::Lead | Field::Issuer | Field::Key(_) => ways.push(Way::Edit),
            Field::Progress | Field::Due | Field::Issued => ways.push(Way::Edit),
            _ => {}
        }
        ways
    }

    /// What [`Way::Edit`] begins with: our value as it would be typed.
    pub fn draft(&self) -> String {
        match &self.ours.value {
            Some(Value::Percent(percent)) => percent.to_string(),
            Some(Value::Day(day)) => day.to_string(),
            Some(Value::Line(text) | Value::Text(text) | Value::Raw(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// Whether it asks the same question, whoever is known to have said what.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.node == other.node
            && self.field == other.field
            && self.base.value == other.base.value
            && self.ours.value == other.ours.value
            && self.theirs.value == other.theirs.value
    }

    /// The same, seen from the other side.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self {
            ours: self.theirs,
            theirs: self.ours,
            ..self
        }
    }

    /// What a side says, in words; nothing set is a word too. Outside text.
    pub fn words_of(&self, side: &Side, language: Language) -> String {
        match (&side.value, &self.field) {
            (Some(value), _) => value.words(language),
            (None, Field::Existence | Field::Note | Field::Target | Field::Reference) => {
                language.pick("已删除", "removed").to_owned()
            }
            (None, _) => language.pick("未设置", "not set").to_owned(),
        }
    }
}

impl Side {
    /// A side of which only the value is known.
    pub fn of(value: Option<Value>) -> Self {
        Self {
            value,
            by: None,
            at: None,
        }
    }
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

    /// The word that people read. The name of an unknown key is outside text.
    pub fn word(&self, language: Language) -> String {
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
            Self::Issued => language.pick("发布日期", "day of issue"),
            Self::Period => language.pick("计划时段", "period"),
            Self::Numbering => language.pick("编号方式", "numbering"),
            Self::Key(name) => return format!("“{name}”"),
        };
        word.to_owned()
    }
}

impl Value {
    /// As people read it. Outside text; long text keeps its line ends.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Status(status) => status.word(language).to_owned(),
            Self::Percent(percent) => format!("{percent}%"),
            Self::Day(day) => day.to_string(),
            Self::Line(text) | Self::Text(text) | Self::Raw(text) => text.clone(),
            Self::Lines(names) => names.join(language.pick("、", ", ")),
            Self::Target(target) => {
                let actual = target.actual.map(|number| {
                    language.pick(format!("，实际 {number}"), format!(", actual {number}"))
                });
                format!(
                    "{} {}{}",
                    target.name,
                    target.goal,
                    actual.unwrap_or_default()
                )
            }
            Self::Reference(reference) => {
                let number = reference.number.as_deref().unwrap_or_default();
                format!("《{}》{number}", reference.title)
            }
            Self::Note(note) => format!(
                "{} {} {}{}{}",
                note.at.format("%Y-%m-%d %H:%M"),
                note.by,
                note.kind.word(language),
                language.pick("：", ": "),
                note.text
            ),
            Self::Seat(seat) => seat.words(language),
            Self::Kept => language.pick("改过，保留", "changed and kept").to_owned(),
            Self::Period(period) => language.pick(
                format!("{} 至 {}", period.start, period.end),
                format!("{} to {}", period.start, period.end),
            ),
            Self::Numbering(numbering) => numbering.value().to_owned(),
        }
    }
}

impl Seat {
    fn words(&self, language: Language) -> String {
        let within = self
            .parent
            .as_ref()
            .map(|parent| language.pick(format!("“{parent}”里，"), format!("in “{parent}”, ")));
        let place = match &self.after {
            Some(after) => language.pick(format!("“{after}”之后"), format!("behind “{after}”")),
            None => language.pick("最前", "the first").to_owned(),
        };
        within.unwrap_or_default() + &place
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

    #[test]
    fn seen_from_the_other_side_twice_it_is_the_same() {
        let conflict = Conflict {
            node: None,
            field: Field::Title,
            base: Side::of(Some(Value::Line("一".to_owned()))),
            ours: Side::of(Some(Value::Line("二".to_owned()))),
            theirs: Side::of(None),
        };
        let swapped = conflict.clone().swapped();
        assert_eq!(swapped.theirs, conflict.ours);
        assert!(!swapped.asks_the_same(&conflict));
        assert_eq!(swapped.swapped(), conflict);
    }
}
