//! Which node is meant: by its id, or by its number as people say it.
//!
//! `t05`, `5`, `五`, `(五)`, `（五）` are one task where tasks count on; `一、` is a pillar; `二(一)` a task where
//! they restart; `(五)1.` a measure. An id always wins over a number.

use crate::document::{Document, Place};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::plan::{Id, Measure, Pillar, Task};
use crate::text::half_width;

use super::outline;

/// A node that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub place: Place,
    pub node: Node,
}

/// The node itself, decoded.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Pillar(Pillar),
    Task(Task),
    /// A measure, by its index in its task.
    Measure(Task, usize),
}

impl Found {
    /// Its permanent name.
    pub fn id(&self) -> &Id {
        match &self.node {
            Node::Pillar(pillar) => &pillar.id,
            Node::Task(task) => &task.id,
            Node::Measure(task, index) => &task.measures[*index].id,
        }
    }

    /// The measure, if it is one.
    pub fn measure(&self) -> Option<&Measure> {
        match &self.node {
            Node::Measure(task, index) => task.measures.get(*index),
            _ => None,
        }
    }

    /// Its number and what it is called.
    pub fn name(&self, document: &Document) -> String {
        let label = outline::label(document, self.place);
        match &self.node {
            Node::Pillar(pillar) => format!("{label}{}", pillar.title),
            Node::Task(task) => format!("{label}{}", task.title),
            Node::Measure(task, index) => {
                let text = task.measures[*index].text.lines().next().unwrap_or("");
                let number = document.head().numbering.measure(&label, *index);
                format!("{label}{} · {number}{text}", task.title)
            }
        }
    }
}

/// Finds the node that a person means.
///
/// # Errors
/// There is none, or the number is that of several.
pub(super) fn find(document: &Document, said: &str, language: Language) -> Result<Found> {
    if let Some(found) = by_id(document, said) {
        return Ok(found);
    }
    let folded = fold(said);
    if let Some(found) = by_id(document, &folded) {
        return Ok(found);
    }
    let numbered = by_number(document, &folded);
    match numbered.as_slice() {
        [found] => Ok(found.clone()),
        [] => Err(unknown(said, language)),
        several => Err(ambiguous(document, said, several, language)),
    }
}

fn by_id(document: &Document, said: &str) -> Option<Found> {
    let id = Id::new(said).ok()?;
    let place = document.find(&id)?;
    found_at(document, place, |task| {
        task.measures.iter().position(|measure| measure.id == id)
    })
}

/// The node at a place; `measure` says which measure of the task is meant, if one is.
fn found_at(
    document: &Document,
    place: Place,
    measure: impl Fn(&Task) -> Option<usize>,
) -> Option<Found> {
    let node = match place.task {
        None => Node::Pillar(document.pillar(place.pillar)?),
        Some(_) => {
            let task = document.task(place)?;
            match measure(&task) {
                Some(index) => Node::Measure(task, index),
                None => Node::Task(task),
            }
        }
    };
    Some(Found { place, node })
}

/// All nodes that have this number. Compares spellings, so that each numbering has its own ways of
/// being said, and they are those that it shows.
fn by_number(document: &Document, folded: &str) -> Vec<Found> {
    let said = number_of(folded);
    if !said.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for pillar in 0..document.pillar_count() {
        let place = Place { pillar, task: None };
        let pillar_label = spelling(document, place);
        if pillar_label == said {
            found.extend(found_at(document, place, |_| None));
        }
        let bare_pillar = pillar_label.trim_end_matches('、');
        for task in 0..document.task_count(pillar) {
            let place = Place {
                pillar,
                task: Some(task),
            };
            let label = spelling(document, place);
            if label.is_empty() {
                continue;
            }
            let bare = label.trim_matches(['(', ')']);
            let mut ways = vec![label.clone(), bare.to_owned()];
            // Only behind brackets does a number not run into the pillar's.
            if label.starts_with('(') {
                ways.push(format!("{pillar_label}{label}"));
                ways.push(format!("{bare_pillar}{label}"));
            }
            if ways.contains(&said) {
                found.extend(found_at(document, place, |_| None));
            } else if let Some(index) = ways.iter().find_map(|way| measure_behind(&said, way)) {
                let measure = |task: &Task| (index < task.measures.len()).then_some(index);
                found.extend(
                    found_at(document, place, measure).filter(|found| found.measure().is_some()),
                );
            }
        }
    }
    found
}

/// The index of the measure that is said behind a task's number: `(5)1.`, `1.2.3`.
fn measure_behind(said: &str, task: &str) -> Option<usize> {
    let rest = said.strip_prefix(task)?;
    let number = match rest.strip_prefix('.') {
        Some(number) => number,
        None if task.ends_with(')') => rest,
        None => return None,
    };
    number.parse::<usize>().ok()?.checked_sub(1)
}

fn spelling(document: &Document, place: Place) -> String {
    number_of(&fold(&outline::label(document, place)))
}

/// Half width, without blanks, in small letters.
pub(super) fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(half_width)
        .flat_map(char::to_lowercase)
        .collect()
}

/// A spoken number with digits for Han numerals, without 第 in front, 项 or a dot behind.
fn number_of(folded: &str) -> String {
    let core = folded.strip_prefix('第').unwrap_or(folded);
    let core = core.trim_end_matches(['项', '条', '.']);
    let mut spelled = String::new();
    let mut numeral = String::new();
    for c in core.chars().chain(['\0']) {
        if is_numeral(c) {
            numeral.push(c);
            continue;
        }
        if !numeral.is_empty() {
            match chinese_number(&numeral) {
                Some(number) => spelled.push_str(&number.to_string()),
                None => spelled.push_str(&numeral),
            }
            numeral.clear();
        }
        if c != '\0' {
            spelled.push(c);
        }
    }
    spelled
}

const DIGITS: &str = "零一二三四五六七八九";

fn is_numeral(c: char) -> bool {
    DIGITS.contains(c) || matches!(c, '〇' | '两' | '十' | '百' | '千' | '万')
}

/// The number that a Han numeral says: 二十一, 一百零三. None for what is no numeral.
fn chinese_number(numeral: &str) -> Option<usize> {
    let (mut total, mut section, mut digit) = (0_usize, 0_usize, None);
    for c in numeral.chars() {
        let c = match c {
            '〇' => '零',
            '两' => '二',
            other => other,
        };
        if let Some(value) = DIGITS.chars().position(|known| known == c) {
            // Two digits in a row are no numeral, except behind 零.
            if digit.is_some_and(|digit| digit != 0) {
                return None;
            }
            digit = Some(value);
            continue;
        }
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => {
                total = (section + digit.take().unwrap_or(0)).checked_mul(10_000)?;
                section = 0;
                continue;
            }
            _ => return None,
        };
        section = section.checked_add(digit.take().unwrap_or(1) * unit)?;
    }
    total.checked_add(section)?.checked_add(digit.unwrap_or(0))
}

fn unknown(said: &str, language: Language) -> Error {
    Error::problem(language.pick(
        format!("计划里没有“{said}”"),
        format!("there is no “{said}” in the plan"),
    ))
    .next(language.pick(
        "planwalk list 列出全部编号和 id",
        "planwalk list shows all numbers and ids",
    ))
}

fn ambiguous(document: &Document, said: &str, several: &[Found], language: Language) -> Error {
    let lines: Vec<_> = several
        .iter()
        .map(|found| format!("  {}  {}", found.id(), found.name(document)))
        .collect();
    Error::usage(language.pick(
        format!("“{said}”有 {} 个，请用 id 指定：", several.len()),
        format!(
            "“{said}” is {} of them; choose one by its id:",
            several.len()
        ),
    ))
    .next(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::plan::{Numbering, chinese_numeral};

    /// Two pillars with two tasks each; the last task has two measures, the second task the id `3`.
    fn plan(numbering: &str) -> Document {
        let task = |id: &str| format!("[[pillar.task]]\nid = '{id}'\ntitle = '任务'\n");
        let measure = |id: &str| format!("[[pillar.task.measure]]\nid = '{id}'\ntext = '举措'\n");
        let text = [
            format!(
                "title = '计划'\nnumbering = '{numbering}'\n[[pillar]]\nid = 'p1'\ntitle = '甲'\n"
            ),
            task("t01"),
            task("t02"),
            "[[pillar]]\nid = 'p2'\ntitle = '乙'\n".to_owned(),
            task("t03"),
            task("t04"),
            measure("t04-m1"),
            measure("t04-m2"),
        ];
        Document::read(text.concat().into_bytes())
    }

    fn found(numbering: &str, said: &str) -> String {
        match find(&plan(numbering), said, Language::English) {
            Ok(found) => found.id().to_string(),
            Err(error) => error.what().to_owned(),
        }
    }

    #[test]
    fn a_task_is_found_by_its_number_as_people_say_it() {
        for said in [
            "t04",
            "T04",
            "ｔ０４",
            "4",
            "４",
            "(4)",
            "四",
            "(四)",
            "（四）",
            "第四项",
            "二、(四)",
            "二(四)",
        ] {
            assert_eq!(found("official", said), "t04", "{said}");
        }
        for said in ["2.2", "２．２", "2.2."] {
            assert_eq!(found("decimal", said), "t04", "{said}");
        }
        for said in ["二(二)", "二、（二）", "2(2)"] {
            assert_eq!(found("official-restarting", said), "t04", "{said}");
        }
    }

    #[test]
    fn pillars_and_measures_have_numbers_too() {
        assert_eq!(found("official", "二、"), "p2");
        assert_eq!(found("decimal", "2"), "p2");
        assert_eq!(found("official", "(四)2."), "t04-m2");
        assert_eq!(found("official", "4.2"), "t04-m2");
        assert_eq!(found("decimal", "2.2.2"), "t04-m2");
        assert_eq!(found("official", "t04-m1"), "t04-m1");
    }

    #[test]
    fn what_is_not_there_or_not_clear_is_said() {
        for said in [
            "5",
            "五",
            "(四)3.",
            "0",
            "",
            "、",
            "任务",
            "()",
            "四四",
            "99999999999999999999",
        ] {
            let nothing = format!("there is no “{said}” in the plan");
            assert_eq!(found("official", said), nothing);
            assert_eq!(found("none", said), nothing);
        }
        assert_eq!(
            found("official-restarting", "二"),
            "“二” is 2 of them; choose one by its id:"
        );
    }

    #[test]
    fn numerals_are_read_as_they_are_written() {
        for number in (1..1_200).chain([10_001, 12_010, 100_000]) {
            assert_eq!(chinese_number(&chinese_numeral(number)), Some(number));
        }
        assert_eq!(chinese_number("一二"), None);
    }

    proptest! {
        /// What `list` shows in front of a task leads back to it, with the pillar's number where tasks
        /// restart; in full width too.
        #[test]
        fn a_label_leads_back_to_its_task(counts in prop::collection::vec(0_usize..13, 1..12), numbering in 0..3_usize) {
            let numbering = Numbering::ALL[numbering];
            let mut text = format!("title = '计划'\nnumbering = '{}'\n", numbering.value());
            for (pillar, tasks) in counts.iter().enumerate() {
                text += &format!("[[pillar]]\nid = 'p{pillar}'\ntitle = '甲'\n");
                for task in 0..*tasks {
                    text += &format!("[[pillar.task]]\nid = 'x{pillar}_{task}'\ntitle = '任务'\n");
                }
            }
            let document = Document::read(text.into_bytes());
            for (pillar, tasks) in counts.iter().enumerate() {
                let above = outline::label(&document, Place { pillar, task: None });
                for task in (0..*tasks).map(Some) {
                    let label = outline::label(&document, Place { pillar, task });
                    let label = if numbering == Numbering::OfficialRestarting { above.clone() + &label } else { label };
                    for said in [label.clone(), label.replace('(', "（").replace(')', "）").replace('.', "．")] {
                        let found = find(&document, &said, Language::Chinese);
                        prop_assert_eq!(found.map(|found| found.place), Ok(Place { pillar, task }), "{}", said);
                    }
                }
            }
        }

        /// Whatever is typed, there is an answer.
        #[test]
        fn anything_can_be_said(said in "\\PC{0,12}|[(（一二十百万零0-9.、)）第项条]{0,9}") {
            let _ = find(&plan("official"), &said, Language::Chinese);
        }
    }
}
