//! What two people changed differently, and how that is settled.
//!
//! Owns what a conflict says, in words too, and the ways out that it offers. Conflicts are found by
//! `change` and kept in the file by `document`.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::{Field, Id, Note, Numbering, Period, Reference, Status, Target};
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
