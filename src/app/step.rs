//! One step of undo: which node it is about, and what became of it, in words.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::change::Level;
use crate::document::{NodeKey, Place};
use crate::language::{Language, counted};
use crate::plan::{Field, NoteKind, Status, Way};
use crate::text::{Ambiguous, cut};

/// The columns that a number and title take at most in an answer: it stands in a row below the plan, which
/// has them whole.
const LONGEST_TITLE: usize = 40;

fn short(title: &str) -> Cow<'_, str> {
    cut(title, LONGEST_TITLE, Ambiguous::Narrow)
}

/// One step of undo: which node it is about, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The node: a pillar, or a task for what is about a part of it; none for the plan itself.
    pub node: Option<NodeKey>,
    /// Where it stood.
    pub place: Place,
    /// Its number and title, as people read them. Outside text.
    pub label: String,
    /// What was done.
    pub what: Done,
}

/// What was done. Texts are outside text.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// A status was reported.
    Status {
        /// The status before.
        from: Status,
        /// The status after.
        to: Status,
    },
    /// A status was reported of several tasks.
    StatusOfMany {
        /// How many changed.
        count: usize,
        /// The status after.
        to: Status,
    },
    /// Progress was reported.
    Progress {
        /// In percent, before.
        from: Option<u8>,
        /// In percent, after.
        to: Option<u8>,
    },
    /// Progress was reported of so many tasks, up or down.
    ProgressOfMany {
        /// How many changed.
        count: usize,
        /// Whether it went up.
        up: bool,
    },
    /// The date was set or taken away.
    Due {
        /// Before.
        from: Option<NaiveDate>,
        /// After.
        to: Option<NaiveDate>,
    },
    /// Somebody else is responsible.
    Lead(Option<String>),
    /// Others help.
    Support(Vec<String>),
    /// A target's actual value.
    Actual {
        /// Of which target.
        name: String,
        /// The value.
        to: Option<f64>,
    },
    /// Another title. The one before.
    Renamed(String),
    /// Other words in the text.
    Reworded,
    /// A note was written.
    Noted(NoteKind),
    /// A note was changed.
    NoteChanged,
    /// A note was deleted.
    NoteRemoved,
    /// Something was added.
    Added(Level),
    /// Something was deleted.
    Removed(Level),
    /// Something was moved within its parent.
    Moved(Level),
    /// A task was moved to this pillar.
    MovedTo(String),
    /// A sentence became a measure.
    MadeMeasure,
    /// A step of an earlier run of the program, in the words that were kept of it.
    Told {
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
        /// Whether rows of the tree came, went or moved.
        moves_rows: bool,
    },
    /// A conflict of a merge was settled.
    Settled {
        /// What it was about.
        field: Field,
        /// How.
        way: Way,
    },
}

impl Step {
    /// What was done, in one sentence, with titles cut. What changed comes first: a narrow screen cuts the
    /// end off.
    pub fn words(&self, language: Language) -> String {
        let what = self.what.words(language);
        if self.label.trim().is_empty() {
            return what;
        }
        let label = short(&self.label);
        language.pick(format!("{what}：{label}"), format!("{what}: {label}"))
    }
}

impl Done {
    /// Whether rows of the tree came, went or moved.
    pub(super) fn moves_rows(&self) -> bool {
        matches!(
            self,
            Self::Told {
                moves_rows: true,
                ..
            } | Self::Added(Level::Pillar | Level::Task)
                | Self::Removed(Level::Pillar | Level::Task)
                | Self::Moved(Level::Pillar | Level::Task)
                | Self::MovedTo(_)
                | Self::Settled { .. }
        )
    }

    pub(super) fn words(&self, language: Language) -> String {
        let unset = language.pick("未定", "not set");
        let say = |chinese: String, english: String| language.pick(chinese, english);
        match self {
            Self::Status { from, to } => {
                let (from, to) = (from.word(language), to.word(language));
                say(format!("{from} 改为 {to}"), format!("{from} to {to}"))
            }
            Self::StatusOfMany { count, to } => {
                let (to, tasks) = (to.word(language), counted(*count, "task"));
                say(format!("{count} 项改为 {to}"), format!("{tasks} now {to}"))
            }
            Self::Progress { from, to } => {
                let percent = |value: &Option<u8>| {
                    value.map_or_else(|| unset.to_owned(), |percent| format!("{percent}%"))
                };
                let (from, to) = (percent(from), percent(to));
                say(
                    format!("进度 {from} 改为 {to}"),
                    format!("progress {from} to {to}"),
                )
            }
            Self::ProgressOfMany { count, up } => {
                let tasks = counted(*count, "task");
                let (chinese, english) = if *up {
                    ("增加", "up")
                } else {
                    ("减少", "down")
                };
                say(
                    format!("{count} 项进度{chinese}"),
                    format!("progress {english} for {tasks}"),
                )
            }
            Self::Due { from, to } => {
                let day = |value: &Option<NaiveDate>| {
                    value.map_or_else(|| unset.to_owned(), |day| day.to_string())
                };
                match from {
                    None => say(
                        format!("完成时限定为 {}", day(to)),
                        format!("due {}", day(to)),
                    ),
                    Some(_) => say(
                        format!("完成时限 {} 改为 {}", day(from), day(to)),
                        format!("due {} to {}", day(from), day(to)),
                    ),
                }
            }
            Self::Lead(lead) => {
                let lead = lead.as_deref().unwrap_or(unset);
                say(format!("牵头单位：{lead}"), format!("lead {lead}"))
            }
            Self::Support(names) if names.is_empty() => {
                say(format!("配合单位：{unset}"), format!("support {unset}"))
            }
            Self::Support(names) => say(
                format!("配合单位：{}", names.join("、")),
                format!("support {}", names.join(", ")),
            ),
            Self::Actual { name, to } => {
                let to = to.map_or_else(|| unset.to_owned(), |number| number.to_string());
                say(format!("{name} 实际 {to}"), format!("{name} now {to}"))
            }
            Self::Renamed(from) => {
                let from = short(from);
                say(
                    format!("改名，原为“{from}”"),
                    format!("renamed from “{from}”"),
                )
            }
            Self::Told { zh, en, .. } => say(zh.clone(), en.clone()),
            Self::Reworded => say("文字已修改".into(), "the text was changed".into()),
            Self::Noted(kind) => {
                let kind = kind.word(language);
                say(format!("已记{kind}"), format!("noted ({kind})"))
            }
            Self::NoteChanged => say("记录已修改".into(), "the note was changed".into()),
            Self::NoteRemoved => say("记录已删除".into(), "the note was deleted".into()),
            Self::Added(level) => {
                let level = level.word(language);
                say(format!("已新增{level}"), format!("{level} added"))
            }
            Self::Removed(level) => {
                let level = level.word(language);
                say(format!("已删除{level}"), format!("{level} deleted"))
            }
            Self::Moved(level) => {
                let level = level.word(language);
                say(format!("已移动{level}"), format!("{level} moved"))
            }
            Self::MovedTo(pillar) => {
                let pillar = short(pillar);
                say(format!("已移到 {pillar}"), format!("moved to {pillar}"))
            }
            Self::Settled { field, way } => {
                let (field, way) = (field.word(language), way.word(language));
                say(
                    format!("{field}冲突：{way}"),
                    format!("conflict of {field}: {way}"),
                )
            }
            Self::MadeMeasure => say(
                "句子已转为举措".into(),
                "the sentence is a measure now".into(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width_of;

    #[test]
    fn an_answer_stays_short_whatever_the_titles_are() {
        let document = crate::document::Document::read(
            b"format = 1\ntitle = 'a'\n[[pillar]]\nid = 'p1'\ntitle = 'b'\n".to_vec(),
        );
        let place = Place {
            pillar: 0,
            task: None,
        };
        let mut step = Step {
            node: document.key(place),
            place,
            label: "一、短".into(),
            what: Done::Reworded,
        };
        assert_eq!(step.words(Language::Chinese), "文字已修改：一、短");
        step.label = "一、长".repeat(100);
        let long = "原名很长".repeat(100);
        for what in [
            Done::Reworded,
            Done::Renamed(long.clone()),
            Done::MovedTo(long),
        ] {
            step.what = what;
            for language in [Language::Chinese, Language::English] {
                let words = step.words(language);
                assert!(words.contains("一、长一、长"), "{words}");
                assert!(words.ends_with(crate::text::CUT_MARK), "{words}");
                assert!(width_of(&words, Ambiguous::Narrow) <= 100, "{words}");
            }
        }
    }
}
