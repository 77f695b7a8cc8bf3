//! Changes as people say them.
//!
//! Owns one clause a change, and the counts in a line. Everything that tells changes takes the clauses from
//! here. They hold outside text.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::NaiveDate;

use super::{Change, Counts, Label};
use crate::language::{Language, counted};
use crate::plan::{Field, Note, Period, Reference, Target};

/// How many days a date moved, as people say it: `推迟 15 天`, `15 days earlier`.
fn slipped(days: i64, language: Language) -> String {
    let count = days.unsigned_abs();
    let english = counted(usize::try_from(count).unwrap_or(usize::MAX), "day");
    if days > 0 {
        language.pick(format!("推迟 {count} 天"), format!("{english} later"))
    } else {
        language.pick(format!("提前 {count} 天"), format!("{english} earlier"))
    }
}

fn unset(language: Language) -> &'static str {
    language.pick("未定", "not set")
}

fn or_unset<T: ToString>(value: Option<&T>, language: Language) -> String {
    value.map_or_else(|| unset(language).to_owned(), T::to_string)
}

/// A name before the values before and now, `名称：前 改为 后`.
fn named(name: &str, from: &str, to: &str, language: Language) -> String {
    language.pick(
        format!("{name}：{from} 改为 {to}"),
        format!("{name}: {from} to {to}"),
    )
}

/// A name and the values before and now, `名称 前 改为 后`: for numbers and dates.
fn plain(name: &str, from: &str, to: &str, language: Language) -> String {
    language.pick(
        format!("{name} {from} 改为 {to}"),
        format!("{name} {from} to {to}"),
    )
}

impl Change {
    /// One clause of one line, without the texts that changed. Outside text.
    pub fn words(&self, language: Language) -> String {
        let say = |chinese: String, english: String| language.pick(chinese, english);
        match self {
            Self::Added { node, .. } => {
                let level = node.level().word(language);
                say(format!("新增{level}"), format!("{level} added"))
            }
            Self::Removed { node, .. } => {
                let level = node.level().word(language);
                say(format!("删除{level}"), format!("{level} deleted"))
            }
            Self::Moved { parents: None, .. } => say("移动位置".into(), "moved".into()),
            Self::Moved {
                parents: Some(parents),
                ..
            } => {
                let (from, to) = parents.as_ref();
                say(
                    format!("由“{from}”移到“{to}”"),
                    format!("moved from “{from}” to “{to}”"),
                )
            }
            Self::Renumbered { from, to } => plain(
                language.pick("编号", "number"),
                from.trim(),
                to.trim(),
                language,
            ),
            Self::Status { from, to } => {
                let (from, to) = (from.word(language), to.word(language));
                named(&Field::Status.word(language), from, to, language)
            }
            Self::Progress { from, to } => {
                let percent = |value: &Option<u8>| {
                    or_unset(
                        value.map(|percent| format!("{percent}%")).as_ref(),
                        language,
                    )
                };
                let name = Field::Progress.word(language);
                plain(&name, &percent(from), &percent(to), language)
            }
            Self::Due { from, to } => due(*from, *to, language),
            Self::Lead { from, to } => optional(&Field::Lead, from.as_ref(), to.as_ref(), language),
            Self::Support { from, to } => support(from, to, language),
            Self::Targets { from, to } => targets(from, to, language),
            Self::References { from, to } => references(from, to, language),
            Self::Title { from, .. } => say(
                format!("改名，原为“{from}”"),
                format!("renamed from “{from}”"),
            ),
            Self::Text { .. } => say("文字已修改".into(), "the text was changed".into()),
            Self::NoteAdded { note, .. } => {
                let kind = note.kind.word(language);
                let (day, by) = signature(note);
                say(
                    format!("已记{kind}（{day} {by}）"),
                    format!("noted ({kind}, {day} {by})"),
                )
            }
            Self::NoteEdited { to, .. } => {
                let (day, by) = signature(to);
                say(
                    format!("记录已修改（{day} {by}）"),
                    format!("a note was changed ({day} {by})"),
                )
            }
            Self::NoteRemoved { note, .. } => {
                let (day, by) = signature(note);
                say(
                    format!("记录已删除（{day} {by}）"),
                    format!("a note was deleted ({day} {by})"),
                )
            }
            Self::NotesReordered => {
                say("记录次序已调整".into(), "notes put in another order".into())
            }
            Self::Issuer { from, to } => {
                optional(&Field::Issuer, from.as_ref(), to.as_ref(), language)
            }
            Self::Issued { from, to } => {
                optional(&Field::Issued, from.as_ref(), to.as_ref(), language)
            }
            Self::Period { from, to } => {
                let words = |period: &Option<Period>| {
                    period.map(|Period { start, end }| {
                        // In English the change itself is told with “to”.
                        language.pick(format!("{start} 至 {end}"), format!("{start} – {end}"))
                    })
                };
                let (from, to) = (words(from), words(to));
                optional(&Field::Period, from.as_ref(), to.as_ref(), language)
            }
            Self::Numbering { from, to } => {
                let name = Field::Numbering.word(language);
                named(&name, from.words(language), to.words(language), language)
            }
        }
    }

    /// The clause for a change of the plan itself, which has a preamble where its nodes have texts.
    pub fn words_of_plan(&self, language: Language) -> String {
        match self {
            Self::Text { .. } => language
                .pick("前言已修改", "the preamble was changed")
                .to_owned(),
            Self::Title { from, .. } => language.pick(
                format!("计划改名，原为“{from}”"),
                format!("the plan was renamed from “{from}”"),
            ),
            change => change.words(language),
        }
    }

    /// By how many days a date that was set came to be later; negative where it is earlier.
    pub fn days_later(&self) -> Option<i64> {
        match self {
            Self::Due {
                from: Some(from),
                to: Some(to),
            } => Some((*to - *from).num_days()),
            _ => None,
        }
    }
}

fn signature(note: &Note) -> (NaiveDate, &str) {
    (note.at.date_naive(), &note.by)
}

fn due(from: Option<NaiveDate>, to: Option<NaiveDate>, language: Language) -> String {
    let name = Field::Due.word(language);
    match (from, to) {
        (Some(from), Some(to)) => {
            let slipped = slipped((to - from).num_days(), language);
            let change = plain(&name, &from.to_string(), &to.to_string(), language);
            language.pick(
                format!("{change}，{slipped}"),
                format!("{change}, {slipped}"),
            )
        }
        (None, Some(to)) => language.pick(format!("{name}定为 {to}"), format!("{name} {to}")),
        (from, None) => plain(
            &name,
            &or_unset(from.as_ref(), language),
            unset(language),
            language,
        ),
    }
}

/// A value that may not be set.
fn optional<T: ToString>(
    field: &Field,
    from: Option<&T>,
    to: Option<&T>,
    language: Language,
) -> String {
    let name = field.word(language);
    match (from, to) {
        (None, Some(to)) => {
            let to = to.to_string();
            language.pick(format!("{name}：{to}"), format!("{name}: {to}"))
        }
        _ => named(
            &name,
            &or_unset(from, language),
            &or_unset(to, language),
            language,
        ),
    }
}

/// Things of a list that another one lacks, each as often as it is there more often.
fn only_in<'t, T, K: Eq + Hash>(
    list: &'t [T],
    other: &'t [T],
    key: impl Fn(&'t T) -> K,
) -> Vec<&'t T> {
    let mut rest: HashMap<K, usize> = HashMap::new();
    for item in other {
        *rest.entry(key(item)).or_default() += 1;
    }
    let is_alone = |item: &&'t T| match rest.get_mut(&key(item)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    list.iter().filter(is_alone).collect()
}

fn support(from: &[String], to: &[String], language: Language) -> String {
    let name = Field::Support.word(language);
    let list = |names: Vec<&String>| {
        let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
        names.join(language.pick("、", ", "))
    };
    let (more, less) = (
        list(only_in(to, from, |name| name)),
        list(only_in(from, to, |name| name)),
    );
    let parts = [
        (more, language.pick("增加 ", "with ")),
        (less, language.pick("减少 ", "without ")),
    ];
    let parts = parts.into_iter().filter(|(names, _)| !names.is_empty());
    let parts: Vec<String> = parts
        .map(|(names, word)| format!("{word}{names}"))
        .collect();
    let what = if parts.is_empty() {
        let now = list(to.iter().collect());
        language.pick(format!("次序改为 {now}"), format!("now in the order {now}"))
    } else {
        parts.join(comma(language))
    };
    language.pick(format!("{name}：{what}"), format!("{name}: {what}"))
}

fn comma(language: Language) -> &'static str {
    language.pick("，", ", ")
}

/// What became of targets, which are told apart by their names.
fn targets(from: &[Target], to: &[Target], language: Language) -> String {
    let mut clauses = Vec::new();
    // Of those with one name the first is taken for the first.
    let mut rest: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, target) in from.iter().enumerate().rev() {
        rest.entry(&target.name).or_default().push(index);
    }
    let mut is_left = vec![true; from.len()];
    for target in to {
        let name = &target.name;
        let Some(index) = rest.get_mut(name.as_str()).and_then(Vec::pop) else {
            let goal = &target.goal;
            clauses.push(language.pick(
                format!("新增指标“{name}”{goal}"),
                format!("target added: {name} {goal}"),
            ));
            continue;
        };
        is_left[index] = false;
        let old = &from[index];
        if old.goal != target.goal {
            let (from, to) = (&old.goal, &target.goal);
            clauses.push(language.pick(
                format!("{name} 目标 {from} 改为 {to}"),
                format!("{name} goal {from} to {to}"),
            ));
        }
        if old.actual != target.actual {
            let from = old.actual.map(|actual| reached(actual, old));
            let to = target.actual.map(|actual| reached(actual, target));
            clauses.push(match (from, to) {
                (None, Some(to)) => {
                    language.pick(format!("{name} 实际 {to}"), format!("{name} now {to}"))
                }
                (from, to) => {
                    let (from, to) = (
                        or_unset(from.as_ref(), language),
                        or_unset(to.as_ref(), language),
                    );
                    language.pick(
                        format!("{name} 实际 {from} 改为 {to}"),
                        format!("{name} now {to}, was {from}"),
                    )
                }
            });
        }
    }
    let gone = from.iter().zip(is_left).filter(|(_, is_left)| *is_left);
    clauses.extend(gone.map(|(Target { name, .. }, _)| {
        language.pick(
            format!("删除指标“{name}”"),
            format!("target deleted: {name}"),
        )
    }));
    if clauses.is_empty() {
        clauses.push(
            language
                .pick("指标次序已调整", "targets put in another order")
                .to_owned(),
        );
    }
    clauses.join(comma(language))
}

/// A number that was reached, with the unit of the goal.
fn reached(number: f64, target: &Target) -> String {
    let unit = target.goal.unit();
    format!("{number} {unit}").trim_end().to_owned()
}

fn references(from: &[Reference], to: &[Reference], language: Language) -> String {
    let name = Field::Reference.word(language);
    let list = |references: Vec<&Reference>| {
        let references = references.into_iter().map(|Reference { title, number }| {
            format!("《{title}》{}", number.as_deref().unwrap_or_default())
        });
        references
            .collect::<Vec<_>>()
            .join(language.pick("、", ", "))
    };
    let whole = |reference: &'_ Reference| (reference.title.clone(), reference.number.clone());
    let (more, less) = (
        list(only_in(to, from, whole)),
        list(only_in(from, to, whole)),
    );
    let mut clauses = Vec::new();
    if !more.is_empty() {
        clauses.push(language.pick(format!("新增{name}{more}"), format!("{name} added: {more}")));
    }
    if !less.is_empty() {
        clauses.push(language.pick(
            format!("删除{name}{less}"),
            format!("{name} deleted: {less}"),
        ));
    }
    if clauses.is_empty() {
        clauses.push(
            language
                .pick("依据次序已调整", "references put in another order")
                .to_owned(),
        );
    }
    clauses.join(comma(language))
}

/// Number and title as they stand before a row: `(三)提高质量`. Outside text.
impl std::fmt::Display for Label {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}{}", self.number, self.title)
    }
}

impl Counts {
    /// All of them in a line, what matters most first: `状态 3 项，时限 1 项，新增 2 项，记录 4 条`.
    pub fn words(&self, language: Language) -> String {
        let texts = self.titles + self.texts;
        let notes_changed = self.notes_edited + self.notes_removed + self.notes_reordered;
        // The count, the word and the measure word in Chinese, the noun in English.
        let kinds = [
            (self.status, "状态", "项", "status change"),
            (self.progress, "进度", "项", "progress change"),
            (self.due, "时限", "项", "due date"),
            (self.lead, "牵头单位", "项", "lead"),
            (self.support, "配合单位", "项", "support change"),
            (self.targets, "指标", "项", "target change"),
            (self.added.total(), "新增", "项", "addition"),
            (self.removed.total(), "删除", "项", "deletion"),
            (self.moved.total(), "移动", "项", "move"),
            (texts, "文字", "处", "rewording"),
            (self.references, "依据", "项", "reference change"),
            (self.notes_added, "记录", "条", "note"),
            (notes_changed, "记录改动", "条", "note change"),
            (self.plan, "计划信息", "处", "change of the plan itself"),
        ];
        let told = kinds.into_iter().filter(|(count, ..)| *count > 0);
        let told: Vec<String> = told
            .map(|(count, word, unit, noun)| {
                language.pick(format!("{word} {count} {unit}"), counted(count, noun))
            })
            .collect();
        if !told.is_empty() {
            return told.join(comma(language));
        }
        match self.renumbered {
            0 => language.pick("没有变化", "no changes").to_owned(),
            count => language.pick(format!("编号 {count} 项"), counted(count, "number")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::diff::tests::{id, label, note, row};
    use crate::change::{Slot, diff};
    use crate::plan::{Goal, Numbering, Pillar, Plan, Status, Task};

    /// What is said in Chinese and in English.
    fn said(change: &Change) -> [String; 2] {
        [Language::Chinese, Language::English].map(|language| change.words(language))
    }

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().copied().map(String::from).collect()
    }

    fn target(name: &str, goal: &str, actual: Option<f64>) -> Target {
        let goal: Result<Goal, _> = goal.parse();
        Target {
            name: name.into(),
            goal: goal.expect("a goal"),
            actual,
        }
    }

    fn cited(title: &str, number: Option<&str>) -> Reference {
        Reference {
            title: title.into(),
            number: number.map(String::from),
        }
    }

    #[test]
    fn what_a_node_says_is_told_in_a_clause() {
        let (september, october) = (day("2021-09-30"), day("2021-10-15"));
        for (change, chinese, english) in [
            (
                Change::Status {
                    from: Status::NotStarted,
                    to: Status::OnTrack,
                },
                "状态：未启动 改为 正常推进",
                "status: not started to on track",
            ),
            (
                Change::Progress {
                    from: None,
                    to: Some(40),
                },
                "进度 未定 改为 40%",
                "progress not set to 40%",
            ),
            (
                Change::Due {
                    from: september,
                    to: october,
                },
                "完成时限 2021-09-30 改为 2021-10-15，推迟 15 天",
                "due 2021-09-30 to 2021-10-15, 15 days later",
            ),
            (
                Change::Due {
                    from: october,
                    to: day("2021-10-14"),
                },
                "完成时限 2021-10-15 改为 2021-10-14，提前 1 天",
                "due 2021-10-15 to 2021-10-14, 1 day earlier",
            ),
            (
                Change::Due {
                    from: None,
                    to: october,
                },
                "完成时限定为 2021-10-15",
                "due 2021-10-15",
            ),
            (
                Change::Due {
                    from: october,
                    to: None,
                },
                "完成时限 2021-10-15 改为 未定",
                "due 2021-10-15 to not set",
            ),
            (
                Change::Lead {
                    from: None,
                    to: Some("安全股".into()),
                },
                "牵头单位：安全股",
                "lead: 安全股",
            ),
            (
                Change::Lead {
                    from: Some("安全股".into()),
                    to: None,
                },
                "牵头单位：安全股 改为 未定",
                "lead: 安全股 to not set",
            ),
            (
                Change::Title {
                    from: "旧名".into(),
                    to: "新名".into(),
                },
                "改名，原为“旧名”",
                "renamed from “旧名”",
            ),
            (
                Change::NoteAdded {
                    index: 0,
                    note: note(1, "一"),
                },
                "已记进展（2021-09-15 张三）",
                "noted (progress, 2021-09-15 张三)",
            ),
        ] {
            assert_eq!(said(&change), [chinese, english]);
        }
    }

    #[test]
    fn who_helps_is_told_by_who_came_and_went() {
        for (from, to, chinese, english) in [
            (
                vec!["甲", "乙"],
                vec!["乙", "丙", "丁"],
                "配合单位：增加 丙、丁，减少 甲",
                "support: with 丙, 丁, without 甲",
            ),
            (
                vec!["甲"],
                vec!["甲", "甲"],
                "配合单位：增加 甲",
                "support: with 甲",
            ),
            (
                vec!["甲", "乙"],
                vec!["乙", "甲"],
                "配合单位：次序改为 乙、甲",
                "support: now in the order 乙, 甲",
            ),
        ] {
            let (from, to) = (names(&from), names(&to));
            assert_eq!(said(&Change::Support { from, to }), [chinese, english]);
        }
    }

    #[test]
    fn targets_and_references_are_told_one_by_one() {
        let change = Change::Targets {
            from: vec![
                target("入学率", ">= 94 %", None),
                target("覆盖率", ">= 50 %", Some(40.0)),
                target("校数", "6 所", None),
            ],
            to: vec![
                target("覆盖率", ">= 55 %", Some(48.5)),
                target("入学率", ">= 94 %", Some(93.2)),
                target("园数", "2 所", None),
            ],
        };
        let chinese = "覆盖率 目标 >= 50 % 改为 >= 55 %，覆盖率 实际 40 % 改为 48.5 %，入学率 实际 93.2 %，\
                       新增指标“园数”>= 2 所，删除指标“校数”";
        let english = "覆盖率 goal >= 50 % to >= 55 %, 覆盖率 now 48.5 %, was 40 %, 入学率 now 93.2 %, \
                       target added: 园数 >= 2 所, target deleted: 校数";
        assert_eq!(said(&change), [chinese, english]);
        let change = Change::References {
            from: vec![cited("办法", None)],
            to: vec![cited("办法", Some("〔2020〕1号"))],
        };
        let chinese = "新增依据《办法》〔2020〕1号，删除依据《办法》";
        assert_eq!(said(&change)[0], chinese);
    }

    #[test]
    fn a_move_to_another_parent_says_from_where() {
        let change = Change::Moved {
            from: Slot::first_in(id("p1")),
            to: Slot::first_in(id("p2")),
            parents: Some(Box::new((label("一、", "党建"), label("二、", "安全")))),
        };
        let expected = [
            "由“一、党建”移到“二、安全”",
            "moved from “一、党建” to “二、安全”",
        ];
        assert_eq!(said(&change), expected);
    }

    /// A task that comes first is one run through all pillars, and not a change for each.
    #[test]
    fn numbers_that_shifted_are_told_as_runs() {
        let mut before = row(3);
        let mut second = Pillar::new(id("p2"), "第二");
        second.tasks = vec![Task::new(id("x1"), "甲"), Task::new(id("x2"), "乙")];
        before.pillars.push(second);
        let mut after = before.clone();
        after.pillars[0].tasks.insert(1, Task::new(id("new"), "新"));
        let told = |before: &Plan, after: &Plan| {
            let runs = diff(before, after).renumbered;
            runs.iter()
                .map(|run| run.words(Language::Chinese))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told(&before, &after),
            ["编号顺延：(二)至(五) 变为 (三)至(六)"]
        );
        assert_eq!(
            told(&after, &before),
            ["编号前移：(三)至(六) 变为 (二)至(五)"]
        );
        after.pillars.insert(0, Pillar::new(id("p0"), "新"));
        assert_eq!(
            told(&before, &after),
            [
                "板块编号顺延：一至二 变为 二至三",
                "编号顺延：(二)至(五) 变为 (三)至(六)"
            ]
        );
        // Where tasks count from one in each pillar, only those behind the new one shift.
        for plan in [&mut before, &mut after] {
            plan.head.numbering = Numbering::OfficialRestarting;
        }
        let runs = told(&before, &after);
        assert_eq!(runs[1..], ["编号顺延：(二)至(三) 变为 (三)至(四)"]);
        let counts = diff(&before, &after).counts();
        assert_eq!((counts.renumbered, counts.added.total()), (4, 2));
    }

    #[test]
    fn counts_are_said_in_a_line() {
        let mut before = row(4);
        before.pillars[0].tasks[3].due = day("2021-09-30");
        let mut after = before.clone();
        let tasks = &mut after.pillars[0].tasks;
        tasks[0].status = Status::Done;
        tasks[1].status = Status::AtRisk;
        tasks[1].notes = vec![note(1, "一"), note(2, "二")];
        tasks[3].due = day("2021-10-15");
        tasks.insert(0, Task::new(id("new"), "新"));
        let counts = diff(&before, &after).counts();
        assert_eq!(
            counts.words(Language::Chinese),
            "状态 2 项，时限 1 项，新增 1 项，记录 2 条"
        );
        assert_eq!(
            counts.words(Language::English),
            "2 status changes, 1 due date, 1 addition, 2 notes"
        );
        assert_eq!(Counts::default().words(Language::Chinese), "没有变化");
    }
}
