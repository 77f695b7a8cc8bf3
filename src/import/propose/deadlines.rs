//! Dates by which something is to be done: 2019年6月底前, 9月30日前, 年底前, `by 30 June 2021`.
//!
//! Owns the reading of deadlines in one line. Never reads the clock: a month without a year takes the
//! plan's period.

use chrono::{Datelike, NaiveDate};

use crate::import::chars::is_blank;
use crate::import::dates::{in_period, last_of_month};
use crate::plan::Period;
use crate::text::half_width;

/// The deadlines of a line, and the words of each. `year` is the last year that was written, which a
/// month without one takes where the plan has no period.
pub fn deadlines<'a>(
    line: &'a str,
    period: Option<Period>,
    year: &mut Option<i32>,
) -> Vec<(NaiveDate, &'a str)> {
    let mut found = Vec::new();
    let mut quoted = 0_usize;
    let mut previous = ' ';
    let mut skip = 0;
    for (at, c) in line.char_indices() {
        if at < skip {
            previous = c;
            continue;
        }
        match c {
            '《' => quoted += 1,
            '》' => quoted = quoted.saturating_sub(1),
            _ => {}
        }
        let begins =
            half_width(c).is_ascii_digit() && !half_width(previous).is_ascii_alphanumeric();
        let named = matches!(c, '年' | '一' | '二' | '三' | '四' | '上')
            && !half_width(previous).is_ascii_alphanumeric();
        if (begins || named)
            && quoted == 0
            && let Some(day) = Written::read(&line[at..])
        {
            if let Some(written) = day.year {
                *year = Some(written);
            }
            let after = &line[at + day.len..];
            if day.is_deadline(&line[..at], after)
                && let Some(date) = day.resolve(period, *year)
            {
                let end = at + day.len + closing_words(after);
                found.push((date, &line[at..end]));
            }
            skip = at + day.len;
        } else if matches!(c, 'b' | 'B' | 'D')
            && !previous.is_alphanumeric()
            && let Some((date, len)) = english(&line[at..], period)
        {
            found.push((date, &line[at..at + len]));
            skip = at + len;
        }
        previous = c;
    }
    found
}

/// A date as written.
struct Written {
    year: Option<i32>,
    month: u32,
    day: Option<u32>,
    /// 底 or 末 stands behind.
    at_the_end: bool,
    len: usize,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        let mut cursor = Cursor { text, at: 0 };
        for (name, month) in [
            ("年底", 12),
            ("年末", 12),
            ("上半年", 6),
            ("一季度", 3),
            ("二季度", 6),
            ("三季度", 9),
            ("四季度", 12),
        ] {
            if cursor.eat(name) {
                let at_the_end = cursor.eat("底") || cursor.eat("末") || name.starts_with('年');
                return Some(Self {
                    year: None,
                    month,
                    day: None,
                    at_the_end,
                    len: cursor.at,
                });
            }
        }
        let (first, digits) = cursor.number()?;
        let mut year = None;
        let mut month = first;
        if digits == 4 {
            year = Some(
                i32::try_from(first)
                    .ok()
                    .filter(|year| (1900..2200).contains(year))?,
            );
            if cursor.eat("-") || cursor.eat(".") || cursor.eat("/") {
                let month = cursor.number()?.0;
                if !(cursor.eat("-") || cursor.eat(".") || cursor.eat("/")) {
                    return None;
                }
                let day = Some(cursor.number()?.0);
                return Some(Self {
                    year,
                    month,
                    day,
                    at_the_end: false,
                    len: cursor.at,
                });
            }
            if !cursor.eat("年") {
                return None;
            }
            if cursor.eat("底") || cursor.eat("末") {
                return Some(Self {
                    year,
                    month: 12,
                    day: None,
                    at_the_end: true,
                    len: cursor.at,
                });
            }
            for (name, month) in [
                ("上半年", 6),
                ("第一季度", 3),
                ("第二季度", 6),
                ("第三季度", 9),
                ("第四季度", 12),
            ] {
                if cursor.eat(name) {
                    let at_the_end = cursor.eat("底") || cursor.eat("末");
                    return Some(Self {
                        year,
                        month,
                        day: None,
                        at_the_end,
                        len: cursor.at,
                    });
                }
            }
            month = cursor.number()?.0;
        } else if digits > 2 {
            return None;
        }
        if !cursor.eat("月") {
            return None;
        }
        let before_day = cursor.at;
        let mut day = cursor.number().map(|(day, _)| day);
        if day.is_some() && !(cursor.eat("日") || cursor.eat("号")) {
            cursor.at = before_day;
            day = None;
        }
        let mut at_the_end = false;
        if day.is_none() {
            if cursor.eat("上旬") {
                day = Some(10);
            } else if cursor.eat("中旬") {
                day = Some(20);
            } else {
                cursor.eat("份");
                at_the_end = cursor.eat("底") || cursor.eat("末") || cursor.eat("下旬");
            }
        }
        Some(Self {
            year,
            month,
            day,
            at_the_end,
            len: cursor.at,
        })
    }

    /// Whether the words around say that it is a deadline and no report, no rule for every year.
    fn is_deadline(&self, before: &str, after: &str) -> bool {
        let before = before.trim_end_matches(is_blank);
        if [
            "每年", "每", "截至", "明", "次", "翌", "去", "上一", "自", "从", "-", "—", "–", "~",
            "～",
        ]
        .iter()
        .any(|word| before.ends_with(word))
        {
            return false;
        }
        let by = ["前", "之前", "以前", "止", "完成", "截止"]
            .iter()
            .any(|word| after.starts_with(word));
        let at = ["到", "至", "于", "在"]
            .iter()
            .any(|word| before.ends_with(word));
        let keyed = [
            "时限：",
            "时限:",
            "时间：",
            "时间:",
            "期限：",
            "期限:",
            "节点：",
            "节点:",
        ]
        .iter()
        .any(|word| before.ends_with(word));
        by || keyed || (self.at_the_end && at)
    }

    fn resolve(&self, period: Option<Period>, last_year: Option<i32>) -> Option<NaiveDate> {
        let of_year = |year| match self.day {
            Some(day) => NaiveDate::from_ymd_opt(year, self.month, day),
            None => last_of_month(year, self.month),
        };
        match (self.year, period) {
            (Some(year), _) => of_year(year),
            (None, Some(period)) => match last_year {
                // 2019年6月底前…；9月底前: the year goes on.
                Some(year) if year > period.end.year() => of_year(year),
                _ => in_period(period, self.month, self.day),
            },
            (None, None) => of_year(last_year?),
        }
    }
}

/// How many bytes of 前, 之前, 前完成 belong to the words.
fn closing_words(after: &str) -> usize {
    ["前完成", "之前", "以前", "前", "止", "完成"]
        .iter()
        .find(|word| after.starts_with(**word))
        .map_or(0, |word| word.len())
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        let blanks: usize = rest
            .chars()
            .take(2)
            .take_while(|&c| c == ' ')
            .map(char::len_utf8)
            .sum();
        self.at += blanks;
    }

    fn eat(&mut self, word: &str) -> bool {
        let before = self.at;
        self.blanks();
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            return true;
        }
        self.at = before;
        false
    }

    /// Up to four digits of either width.
    fn number(&mut self) -> Option<(u32, usize)> {
        let before = self.at;
        self.blanks();
        let (mut value, mut count) = (0, 0);
        for c in self.text[self.at..].chars() {
            let Some(digit) = half_width(c).to_digit(10) else {
                break;
            };
            count += 1;
            if count > 4 {
                break;
            }
            value = value * 10 + digit;
            self.at += c.len_utf8();
        }
        if (1..=4).contains(&count) {
            return Some((value, count));
        }
        self.at = before;
        None
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// `by 30 June 2021`, `by June 30, 2021`, `by the end of 2021`, `by 2021-06-30`, `by Q3 2021`, `Due: …`.
fn english(text: &str, period: Option<Period>) -> Option<(NaiveDate, usize)> {
    let rest = ["by ", "By ", "before ", "Before ", "Due: ", "Deadline: "]
        .iter()
        .find_map(|word| text.strip_prefix(word))?;
    let start = text.len() - rest.len();
    let head: String = rest.chars().take(40).collect();
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in head.split_inclusive([' ', ',', '.', ';']) {
        at += word.len();
        let bare = word.trim_end_matches([' ', ',', '.', ';', ')']);
        if !bare.is_empty() {
            words.push((at - word.len() + bare.len(), bare));
        }
    }
    let (mut year, mut month, mut day, mut quarter, mut used, mut end_of) =
        (None, None, None, None, 0, false);
    for (end, word) in words {
        let lower = word.to_ascii_lowercase();
        if matches!(lower.as_str(), "the" | "of") && used == 0 || lower == "of" {
            continue;
        } else if lower == "end" {
            end_of = true;
        } else if let Some(place) = MONTHS
            .iter()
            .position(|name| lower.starts_with(name) && lower.is_ascii())
        {
            month = Some(u32::try_from(place + 1).ok()?);
        } else if let Some(place) = ["q1", "q2", "q3", "q4"]
            .iter()
            .position(|name| lower == *name)
        {
            quarter = Some(u32::try_from(place + 1).ok()?);
        } else if word.len() == 10
            && let Ok(date) = word.parse::<NaiveDate>()
        {
            return Some((date, start + end));
        } else if word.len() == 4
            && let Ok(value) = word.parse::<i32>()
        {
            year = Some(value);
        } else if let Ok(value) = lower
            .trim_end_matches(['s', 't', 'n', 'd', 'r', 'h'])
            .parse::<u32>()
        {
            day = Some(value);
        } else {
            break;
        }
        used = end;
        if year.is_some() {
            break;
        }
    }
    let month = month
        .or(quarter.map(|quarter| quarter * 3))
        .or((end_of && year.is_some()).then_some(12))?;
    let written = Written {
        year,
        month,
        day,
        at_the_end: false,
        len: 0,
    };
    Some((written.resolve(period, None)?, start + used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(line: &str) -> String {
        let day = |text: &str| text.parse().expect("a date");
        let period = Period {
            start: day("2021-07-01"),
            end: day("2021-12-31"),
        };
        deadlines(line, Some(period), &mut None)
            .into_iter()
            .map(|(date, words)| format!("{date} {words}"))
            .collect::<Vec<_>>()
            .join("; ")
    }

    #[test]
    fn deadlines_are_found() {
        for (line, found) in [
            ("8月底前完成摸底。", "2021-08-31 8月底前完成"),
            ("年底前建成", "2021-12-31 年底前"),
            ("于2019年4月底前完成", "2019-04-30 2019年4月底前完成"),
            ("9月30日前报送", "2021-09-30 9月30日前"),
            ("３月１０日前", "2022-03-10 ３月１０日前"),
            (
                "2021年底前；2022年6月底前",
                "2021-12-31 2021年底前; 2022-06-30 2022年6月底前",
            ),
            (
                "原则上2019年6月底前；9月底前",
                "2019-06-30 2019年6月底前; 2021-09-30 9月底前",
            ),
            ("到10月底，建成", "2021-10-31 10月底"),
            ("完成时限：2021年9月", "2021-09-30 2021年9月"),
            ("三季度末前完成", "2021-09-30 三季度末前完成"),
            ("10月中旬前", "2021-10-20 10月中旬前"),
            ("2021-11-30前", "2021-11-30 2021-11-30前"),
            (
                "ready by 30 September 2021.",
                "2021-09-30 by 30 September 2021",
            ),
            ("done by the end of 2021", "2021-12-31 by the end of 2021"),
            ("Due: Q3 2021", "2021-09-30 Due: Q3 2021"),
        ] {
            assert_eq!(due(line), found, "{line}");
        }
    }

    #[test]
    fn other_dates_are_none() {
        for line in [
            "每年2月底前报送",
            "截至10月31日",
            "2021年",
            "6个月",
            "自9月1日起",
            "13月底前",
            "x月xx日前",
            "20XX年底前",
            "2月30日前",
            "《2021年6月底前通知》",
            "明年底前",
            "by hand",
            "前",
            "9月",
        ] {
            assert_eq!(due(line), "", "{line}");
        }
    }
}
