//! `key=value` as people type it, to an edit of a node.
//!
//! Owns the names of the keys and the spellings of values in both languages. What an edit means, and on which
//! nodes it can be done, is `change`'s.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::address::{Found, Node, fold};
use super::session::Session;
use crate::app::read_date;
use crate::change::Edit;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::plan::{Field, NoteKind, Status, Target};
use crate::text::{self, half_width};

/// What can be assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Status,
    Progress,
    Due,
    Lead,
    Support,
    Title,
    Text,
    Actual,
}

impl Key {
    pub const ALL: [Self; 8] = [
        Self::Status,
        Self::Progress,
        Self::Due,
        Self::Lead,
        Self::Support,
        Self::Title,
        Self::Text,
        Self::Actual,
    ];

    /// The key in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Progress => "progress",
            Self::Due => "due",
            Self::Lead => "lead",
            Self::Support => "support",
            Self::Title => "title",
            Self::Text => "text",
            Self::Actual => "actual",
        }
    }

    /// The word that people read.
    pub fn word(self, language: Language) -> Cow<'static, str> {
        let field = match self {
            Self::Status => Field::Status,
            Self::Progress => Field::Progress,
            Self::Due => Field::Due,
            Self::Lead => Field::Lead,
            Self::Support => Field::Support,
            Self::Title => Field::Title,
            Self::Text => Field::Text,
            // A part of a target, which has no name elsewhere.
            Self::Actual => return language.pick("实际值", "actual").into(),
        };
        field.word(language)
    }

    /// The keys that can be meant: the one with this name or this word, else all with this part of
    /// their word: 时限 is one, 单位 are two.
    fn meant_by(text: &str) -> Vec<Self> {
        let text = fold(text);
        let word = |key: &Self| key.word(Language::Chinese);
        let named = |key: &Self| key.name() == text || word(key) == text;
        if let Some(key) = Self::ALL.into_iter().find(named) {
            return vec![key];
        }
        let is_part = text.chars().count() >= 2;
        Self::ALL
            .into_iter()
            .filter(|key| is_part && word(key).contains(&text))
            .collect()
    }
}

/// One `key=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    pub key: Key,
    /// Of `actual:NAME=`: which target.
    target: Option<String>,
    /// `+=`: what is there stays.
    adds: bool,
    value: String,
}

/// What can be chosen, for an error.
fn choices<T>(all: &[T], of: impl Fn(&T) -> String, language: Language) -> String {
    let all: Vec<_> = all.iter().map(of).collect();
    let all = all.join(language.pick("、", ", "));
    language.pick(format!("可以用：{all}"), format!("choose from: {all}"))
}

/// A status by its value, its key or its word in either language.
///
/// # Errors
/// It is none; the error holds the choices.
pub(super) fn status(text: &str, language: Language) -> Result<Status> {
    let typed = fold(text).replace('_', "-");
    let is_meant = |status: &Status| {
        typed == status.value()
            || typed == status.key().to_string()
            || typed == status.word(Language::Chinese)
            || typed == fold(status.word(Language::English))
    };
    Status::ALL.into_iter().find(is_meant).ok_or_else(|| {
        let what = language.pick(
            format!("没有“{text}”这种状态"),
            format!("there is no status “{text}”"),
        );
        let choice = |status: &Status| match language {
            Language::Chinese => {
                format!(
                    "{} {}（{}）",
                    status.key(),
                    status.word(language),
                    status.value()
                )
            }
            Language::English => format!("{} {}", status.key(), status.value()),
        };
        Error::usage(what).next(choices(&Status::ALL, choice, language))
    })
}

/// The kind of a note by its value or its word in either language.
///
/// # Errors
/// It is none; the error holds the choices.
pub(super) fn note_kind(text: &str, language: Language) -> Result<NoteKind> {
    let typed = fold(text);
    let is_meant = |kind: &NoteKind| typed == kind.value() || typed == kind.word(Language::Chinese);
    NoteKind::ALL.into_iter().find(is_meant).ok_or_else(|| {
        let what = language.pick(
            format!("没有“{text}”这种记录"),
            format!("there is no note of the kind “{text}”"),
        );
        let choice = |kind: &NoteKind| match language {
            Language::Chinese => format!("{}（{}）", kind.word(language), kind.value()),
            Language::English => kind.value().to_owned(),
        };
        Error::usage(what).next(choices(&NoteKind::ALL, choice, language))
    })
}

/// Reads all assignments of a command.
///
/// # Errors
/// One cannot be read.
pub(super) fn parse_all<'t>(
    texts: impl Iterator<Item = &'t str>,
    language: Language,
) -> Result<Vec<Assignment>> {
    texts
        .map(|text| Assignment::parse(text, language))
        .collect()
}

/// The edits of a node that the assignments mean, in their order.
///
/// # Errors
/// A value is none that its key can have, or two assignments are of one thing. Only here is it known
/// that a target's name and its number are one target.
pub(super) fn edits(
    assignments: &[Assignment],
    found: &Found,
    document: &Document,
    session: &Session,
) -> Result<Vec<Edit>> {
    let language = session.language;
    let mut edits = Vec::with_capacity(assignments.len());
    for (index, assignment) in assignments.iter().enumerate() {
        let edit = assignment.edit(found, document, session)?;
        let earlier = assignments[..index].iter().zip(&edits);
        for (other, other_edit) in earlier {
            if other.key == assignment.key && target_of(other_edit) == target_of(&edit) {
                return Err(given_twice(assignment, other, language));
            }
        }
        edits.push(edit);
    }
    Ok(edits)
}

/// The index of the target that an edit is of.
fn target_of(edit: &Edit) -> Option<usize> {
    match edit {
        Edit::Actual { target, .. } => Some(*target),
        _ => None,
    }
}

fn given_twice(one: &Assignment, other: &Assignment, language: Language) -> Error {
    let word = one.key.name();
    let error = Error::usage(language.pick(
        format!("{word} 写了两次，不知道以哪个为准"),
        format!("{word} is given twice; which one counts?"),
    ));
    if one.target == other.target {
        return error;
    }
    let [one, other] = [other, one].map(|assignment| match &assignment.target {
        Some(target) => format!("{word}:{target}"),
        None => word.to_owned(),
    });
    error.next(language.pick(
        format!("{one} 和 {other} 是同一个指标"),
        format!("{one} and {other} are the same target"),
    ))
}

impl Assignment {
    fn parse(text: &str, language: Language) -> Result<Self> {
        let Some((left, value)) = text.split_once(['=', '＝']) else {
            return Err(Error::usage(language.pick(
                format!("“{text}”不是“键=值”"),
                format!("“{text}” is not KEY=VALUE"),
            ))
            .next(language.pick(
                "例如：planwalk set 5 status=done progress=100",
                "for example: planwalk set 5 status=done progress=100",
            )));
        };
        let (left, adds) = match left.strip_suffix(['+', '＋']) {
            Some(left) => (left, true),
            None => (left, false),
        };
        let (key, target) = match left.split_once([':', '：']) {
            Some((key, target)) => (key, Some(target.trim().to_owned())),
            None => (left, None),
        };
        let can_be =
            |key: Key| (target.is_none() || key == Key::Actual) && (!adds || key == Key::Support);
        let key = match Key::meant_by(key).as_slice() {
            [key] if can_be(*key) => *key,
            [] | [_] => return Err(unknown_key(left, language)),
            several => return Err(several_keys(key, several, language)),
        };
        Ok(Self {
            key,
            target,
            adds,
            value: value.trim().to_owned(),
        })
    }

    /// The edit of a node that this means.
    ///
    /// # Errors
    /// The value is none that the key can have.
    fn edit(&self, found: &Found, document: &Document, session: &Session) -> Result<Edit> {
        let language = session.language;
        let value = self.value.as_str();
        let unless_empty = || (!value.is_empty()).then(|| value.to_owned());
        Ok(match self.key {
            Key::Status => Edit::Status(status(value, language)?),
            Key::Progress if value.is_empty() => Edit::Progress(None),
            Key::Progress => Edit::Progress(Some(percent(value).ok_or_else(|| {
                self.bad(
                    language,
                    language.pick(
                        "进度是 0 到 100 的整数",
                        "progress is a whole number from 0 to 100",
                    ),
                )
            })?)),
            Key::Due if value.is_empty() => Edit::Due(None),
            Key::Due => {
                let day = read_date(value, document.head().period, session.today());
                Edit::Due(Some(day.ok_or_else(|| {
                    self.bad(
                        language,
                        language.pick(
                            "日期写成 2021-12-31、12-31、12月31日、8月底、月底或年底",
                            "write a date as 2021-12-31 or 12-31",
                        ),
                    )
                })?))
            }
            Key::Lead => Edit::Lead(unless_empty()),
            Key::Support => Edit::Support(self.support(found)),
            Key::Title if value.is_empty() => {
                return Err(self.bad(
                    language,
                    language.pick("标题不能是空的", "a title cannot be empty"),
                ));
            }
            Key::Title => Edit::Title(value.to_owned()),
            Key::Text => Edit::Text(text::split_sentences(&value.replace('\r', "\n"))),
            Key::Actual => self.actual(found, language)?,
        })
    }

    fn bad(&self, language: Language, way_out: &str) -> Error {
        let (key, value) = (self.key.name(), &self.value);
        let what = language.pick(
            format!("{key} 不能是“{value}”"),
            format!("{key} cannot be “{value}”"),
        );
        Error::usage(what).next(way_out)
    }

    fn support(&self, found: &Found) -> Vec<String> {
        let mut names = match &found.node {
            Node::Task(task) if self.adds => task.support.clone(),
            _ => Vec::new(),
        };
        for name in self
            .value
            .split([',', '，', '、', ';', '；'])
            .map(str::trim)
        {
            if !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    fn actual(&self, found: &Found, language: Language) -> Result<Edit> {
        let targets = match &found.node {
            Node::Task(task) => task.targets.as_slice(),
            _ => &[],
        };
        let index = self.target_index(targets, language)?;
        let typed: String = self.value.chars().map(half_width).collect();
        let unit = targets.get(index).map_or("", |target| target.goal.unit());
        let unit: String = unit.chars().map(half_width).collect();
        let digits = typed.strip_suffix(unit.as_str()).unwrap_or(&typed).trim();
        let number = match digits {
            "" => None,
            digits => Some(
                digits
                    .parse()
                    .ok()
                    .filter(|number: &f64| number.is_finite())
                    .ok_or_else(|| {
                        self.bad(
                            language,
                            language.pick(
                                "实际值是一个数，例如 93.2",
                                "an actual value is a number such as 93.2",
                            ),
                        )
                    })?,
            ),
        };
        Ok(Edit::Actual {
            target: index,
            number,
        })
    }

    /// Which target is meant: the only one, or the one named, or the one with this number from 1.
    fn target_index(&self, targets: &[Target], language: Language) -> Result<usize> {
        let Some(said) = &self.target else {
            return match targets {
                // Without a target the document refuses, which is the right word for it.
                [] | [_] => Ok(0),
                several => Err(which_target(several, language)),
            };
        };
        let by_name = targets.iter().position(|target| target.name == *said);
        let by_number = || {
            let number = fold(said).parse::<usize>().ok()?.checked_sub(1)?;
            (number < targets.len()).then_some(number)
        };
        by_name.or_else(by_number).ok_or_else(|| {
            let what = language.pick(
                format!("没有指标“{said}”"),
                format!("there is no target “{said}”"),
            );
            let error = Error::problem(what);
            match targets {
                [] => error,
                targets => error.next(target_choices(targets, language)),
            }
        })
    }

    /// What the field holds on a node, as JSON: `null` where it is not set or there is no such field.
    pub fn current(&self, found: &Found, edit: &Edit) -> Value {
        match (&found.node, self.key) {
            (Node::Pillar(pillar), Key::Lead) => json!(pillar.lead),
            (Node::Pillar(pillar), Key::Title) => json!(pillar.title),
            (Node::Pillar(pillar), Key::Text) => json!(pillar.text),
            (Node::Pillar(_), _) => Value::Null,
            (Node::Task(task), key) => match key {
                Key::Status => json!(task.status.value()),
                Key::Progress => json!(task.progress),
                Key::Due => json!(task.due.map(|due| due.to_string())),
                Key::Lead => json!(task.lead),
                Key::Support => json!(task.support),
                Key::Title => json!(task.title),
                Key::Text => json!(task.text),
                Key::Actual => match edit {
                    Edit::Actual { target, .. } => {
                        json!(task.targets.get(*target).and_then(|target| target.actual))
                    }
                    _ => Value::Null,
                },
            },
            (Node::Measure(task, index), key) => {
                let measure = &task.measures[*index];
                match key {
                    Key::Status => json!(measure.status.value()),
                    Key::Due => json!(measure.due.map(|due| due.to_string())),
                    Key::Lead => json!(measure.lead),
                    Key::Text => json!(measure.text),
                    _ => Value::Null,
                }
            }
        }
    }

    /// The key as people read it, with the target where one was named.
    pub fn word(&self, language: Language) -> String {
        let word = self.key.word(language);
        match &self.target {
            Some(target) => format!("{word}{}{target}", language.pick("：", ": ")),
            None => word.into_owned(),
        }
    }

    /// A value of [`Assignment::current`] as people read it.
    pub fn shown(&self, value: &Value, language: Language) -> String {
        let nothing = || language.pick("（空）", "(none)").to_owned();
        match value {
            Value::String(text) if text.is_empty() => nothing(),
            Value::String(text) if self.key == Key::Status => {
                let status = Status::of_value(text);
                status
                    .map_or(text.as_str(), |status| status.word(language))
                    .to_owned()
            }
            Value::String(text) => text::join_lines(text).join(" "),
            Value::Number(number) if self.key == Key::Progress => format!("{number}%"),
            Value::Number(number) => number
                .as_f64()
                .map_or_else(nothing, |number| number.to_string()),
            Value::Array(names) if !names.is_empty() => {
                let names: Vec<_> = names.iter().filter_map(Value::as_str).collect();
                names.join(language.pick("、", ", "))
            }
            _ => nothing(),
        }
    }
}

/// A key as an error offers it.
fn key_choice(key: &Key, language: Language) -> String {
    match language {
        Language::Chinese => format!("{}（{}）", key.word(language), key.name()),
        Language::English => key.name().to_owned(),
    }
}

fn unknown_key(said: &str, language: Language) -> Error {
    Error::usage(language.pick(
        format!("没有“{said}”这一项"),
        format!("there is no key “{said}”"),
    ))
    .next(choices(
        &Key::ALL,
        |key| key_choice(key, language),
        language,
    ))
}

fn several_keys(said: &str, several: &[Key], language: Language) -> Error {
    let count = several.len();
    Error::usage(language.pick(
        format!("“{said}”可以指 {count} 项，请写全"),
        format!("“{said}” can mean {count} keys; write the whole key"),
    ))
    .next(choices(several, |key| key_choice(key, language), language))
}

fn target_choices(targets: &[Target], language: Language) -> String {
    let choice = |target: &Target| format!("actual:{}=", target.name);
    choices(targets, choice, language)
}

fn which_target(targets: &[Target], language: Language) -> Error {
    let count = targets.len();
    Error::usage(language.pick(
        format!("这项任务有 {count} 个指标，请写明是哪一个"),
        format!("the task has {count} targets; say which one"),
    ))
    .next(target_choices(targets, language))
}

fn percent(text: &str) -> Option<u8> {
    let text: String = text.chars().map(half_width).collect();
    let digits = text.strip_suffix('%').unwrap_or(&text).trim();
    digits.parse().ok().filter(|percent| *percent <= 100)
}
