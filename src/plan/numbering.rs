//! The numbers that people see, derived from order.
//!
//! Source: GB/T 9704-2012, 7.3.3: the levels of an official document are 一、 （一） 1. （1）.

use crate::language::Language;

/// How the numbers of pillars, tasks and measures are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Numbering {
    /// 一、 (一) 1., tasks counting on through the whole plan.
    #[default]
    Official,
    /// 一、 (一) 1., tasks counting from one in each pillar.
    OfficialRestarting,
    /// 1, 1.1, 1.1.1.
    Decimal,
    /// No numbers.
    None,
}

impl Numbering {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Official,
        Self::OfficialRestarting,
        Self::Decimal,
        Self::None,
    ];

    /// The value in the file.
    pub fn value(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::OfficialRestarting => "official-restarting",
            Self::Decimal => "decimal",
            Self::None => "none",
        }
    }

    /// What people call it.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Official => language.pick("公文编号", "official"),
            Self::OfficialRestarting => {
                language.pick("公文编号（各板块另起）", "official, anew in each pillar")
            }
            Self::Decimal => language.pick("数字编号（1.1）", "decimal"),
            Self::None => language.pick("不编号", "none"),
        }
    }

    /// The numbering with this value in the file.
    pub fn of_value(value: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|numbering| numbering.value() == value)
    }

    /// The label of the pillar at `index`, from 0.
    pub fn pillar(self, index: usize) -> String {
        match self {
            Self::Official | Self::OfficialRestarting => {
                format!("{}、", chinese_numeral(index + 1))
            }
            Self::Decimal => format!("{} ", index + 1),
            Self::None => String::new(),
        }
    }

    /// The label of a task: its pillar's index, its index in the pillar and in the plan, all from 0.
    pub fn task(self, pillar: usize, in_pillar: usize, in_plan: usize) -> String {
        match self {
            Self::Official => format!("({})", chinese_numeral(in_plan + 1)),
            Self::OfficialRestarting => format!("({})", chinese_numeral(in_pillar + 1)),
            Self::Decimal => format!("{}.{} ", pillar + 1, in_pillar + 1),
            Self::None => String::new(),
        }
    }

    /// The label of the measure at `index` in its task, from 0; `task` is the task's label.
    pub fn measure(self, task: &str, index: usize) -> String {
        match self {
            Self::Official | Self::OfficialRestarting => format!("{}.", index + 1),
            Self::Decimal => format!("{}.{} ", task.trim_end(), index + 1),
            Self::None => String::new(),
        }
    }
}

/// A number in Han characters as official documents count: 一, 十, 二十一, 一百零三, 一千二百.
///
/// From 1 to 99,999,999; larger numbers, and zero, come in digits.
pub fn chinese_numeral(number: usize) -> String {
    if number == 0 || number >= 100_000_000 {
        return number.to_string();
    }
    let mut text = String::new();
    if number >= 10_000 {
        below_ten_thousand(number / 10_000, &mut text);
        text.push('万');
        let rest = number % 10_000;
        if rest > 0 && rest < 1_000 {
            text.push('零');
        }
    }
    if !number.is_multiple_of(10_000) {
        below_ten_thousand(number % 10_000, &mut text);
    }
    // 一十 is said 十, at the beginning only.
    match text.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => text,
    }
}

fn below_ten_thousand(number: usize, text: &mut String) {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let places = [
        (1_000, Some('千')),
        (100, Some('百')),
        (10, Some('十')),
        (1, None),
    ];
    let mut begun = false;
    let mut gap = false;
    for (place, unit) in places {
        let digit = number / place % 10;
        if digit == 0 {
            gap = begun;
            continue;
        }
        if gap {
            text.push('零');
        }
        text.push(DIGITS[digit]);
        text.extend(unit);
        begun = true;
        gap = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_those_of_documents() {
        for (number, text) in [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (21, "二十一"),
            (100, "一百"),
            (103, "一百零三"),
            (110, "一百一十"),
            (1_010, "一千零一十"),
            (1_200, "一千二百"),
            (10_001, "一万零一"),
            (12_010, "一万二千零一十"),
            (100_000, "十万"),
        ] {
            assert_eq!(chinese_numeral(number), text);
        }
    }

    #[test]
    fn labels_follow_the_numbering() {
        let labels = |numbering: Numbering| {
            let task = numbering.task(1, 0, 4);
            format!(
                "{}{task}{}",
                numbering.pillar(1),
                numbering.measure(&task, 2)
            )
        };
        assert_eq!(labels(Numbering::Official), "二、(五)3.");
        assert_eq!(labels(Numbering::OfficialRestarting), "二、(一)3.");
        assert_eq!(labels(Numbering::Decimal), "2 2.1 2.1.3 ");
        assert_eq!(labels(Numbering::None), "");
    }
}
