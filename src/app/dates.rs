//! Dates as people type them: 2021-12-31, 12-31, 12月31日, 8月底, 月底, 年底, +2w, 下周五.
//!
//! Owns the reading only, for the prompt on the screen and for the command line alike. The day comes in
//! as a value.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::plan::Period;
use crate::text::half_width;

/// Reads a date. One without a year is the first of its kind from the start of the plan's period on, or
/// from today on where the plan has none. A week begins on Monday: 周五 is this week's, 下周五 the
/// next one's; `+3d`, `+2w`, `+1m` count days, weeks and months from today.
pub fn read_date(text: &str, period: Option<Period>, today: NaiveDate) -> Option<NaiveDate> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(half_width)
        .collect();
    let from = period.map_or(today, |period| period.start);
    match text.trim_end_matches('前') {
        "今天" | "今日" | "today" => Some(today),
        "明天" | "明日" | "tomorrow" => today.checked_add_days(Days::new(1)),
        "后天" => today.checked_add_days(Days::new(2)),
        "月底" | "本月底" | "month-end" => end_of_month(today.year(), today.month()),
        "年底" | "年末" | "year-end" => {
            next_from(from, |year| NaiveDate::from_ymd_opt(year, 12, 31))
        }
        text if text.starts_with('+') => later(&text[1..], today),
        text if week_day(text, today).is_some() => week_day(text, today),
        text => numbers(text).and_then(|numbers| of_numbers(&numbers, text, from)),
    }
}

/// A time from today on: `2w`, `10天`, `1个月`; a bare number is days.
fn later(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let count: u32 = digits.parse().ok()?;
    match text[digits.len()..].to_lowercase().as_str() {
        "" | "d" | "天" | "日" => today.checked_add_days(Days::new(count.into())),
        "w" | "周" | "星期" => today.checked_add_days(Days::new(u64::from(count) * 7)),
        "m" | "月" | "个月" => today.checked_add_months(Months::new(count)),
        _ => None,
    }
}

/// A day of this week or of the next.
fn week_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (weeks, name) = match text.strip_prefix('下') {
        Some(name) => (1, name),
        None => (0, text.strip_prefix('本').unwrap_or(text)),
    };
    let name = name
        .strip_prefix('周')
        .or_else(|| name.strip_prefix("星期"))?;
    let day = ["一", "二", "三", "四", "五", "六"]
        .iter()
        .position(|day| *day == name)
        .or_else(|| matches!(name, "日" | "天").then_some(6))?;
    let monday =
        today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
    let days = weeks * 7 + u64::try_from(day).ok()?;
    monday.checked_add_days(Days::new(days))
}

fn of_numbers(numbers: &[u32], text: &str, from: NaiveDate) -> Option<NaiveDate> {
    let is_month_end = text.ends_with("月底") || text.ends_with("月末");
    match *numbers {
        [month] if is_month_end => next_from(from, |year| end_of_month(year, month)),
        [year, month] if is_month_end => end_of_month(full_year(year)?, month),
        [month, day] => next_from(from, |year| NaiveDate::from_ymd_opt(year, month, day)),
        [year, month, day] => NaiveDate::from_ymd_opt(full_year(year)?, month, day),
        [digits] if text.len() == 8 => NaiveDate::from_ymd_opt(
            full_year(digits / 10_000)?,
            digits / 100 % 100,
            digits % 100,
        ),
        _ => None,
    }
}

/// The numbers of a date, if nothing else than numbers and what stands between them is in it.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let is_between =
        |c: char| matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '号' | '底' | '末');
    if !text.chars().all(|c| c.is_ascii_digit() || is_between(c)) {
        return None;
    }
    text.split(is_between)
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().ok())
        .collect()
}

/// A year of four digits: 21 could be a day.
fn full_year(year: u32) -> Option<i32> {
    (1_000..10_000)
        .contains(&year)
        .then(|| i32::try_from(year).ok())?
}

fn end_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    first.checked_add_months(Months::new(1))?.pred_opt()
}

/// The first such day that is not before `from`. Eight years hold a 29 February whatever the century.
fn next_from(from: NaiveDate, day: impl Fn(i32) -> Option<NaiveDate>) -> Option<NaiveDate> {
    (from.year()..=from.year() + 8)
        .filter_map(day)
        .find(|day| *day >= from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn in_plan(text: &str) -> Option<NaiveDate> {
        let period = Period {
            start: day("2021-07-01"),
            end: day("2021-12-31"),
        };
        read_date(text, Some(period), day("2021-10-08"))
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        for (text, date) in [
            ("2021-12-31", "2021-12-31"),
            ("2021/9/1", "2021-09-01"),
            ("2021.9.1", "2021-09-01"),
            ("20210901", "2021-09-01"),
            ("2021年9月1日", "2021-09-01"),
            ("２０２１年９月１日前", "2021-09-01"),
            ("12-31", "2021-12-31"),
            ("12月31日", "2021-12-31"),
            ("8月底", "2021-08-31"),
            ("2022年2月底前", "2022-02-28"),
            ("月底", "2021-10-31"),
            ("年底前", "2021-12-31"),
            ("明天", "2021-10-09"),
            // From today, a Friday, on.
            ("+3", "2021-10-11"),
            ("＋2w", "2021-10-22"),
            ("+10天", "2021-10-18"),
            ("+1个月", "2021-11-08"),
            ("周日", "2021-10-10"),
            ("下周五", "2021-10-15"),
            ("本星期一", "2021-10-04"),
            ("month-end", "2021-10-31"),
            // Not in the period: the next one after it.
            ("3-1", "2022-03-01"),
            ("2-29", "2024-02-29"),
        ] {
            assert_eq!(in_plan(text), Some(day(date)), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "2021-13-01",
            "2021-02-30",
            "13月底",
            "40%",
            "底",
            "21-9-1",
            "1-2-3-4",
            "soon",
            "+",
            "+2x",
            "+99999999999w",
            "下周八",
        ] {
            assert_eq!(in_plan(text), None, "{text}");
        }
    }

    #[test]
    fn without_a_period_the_year_is_counted_from_today() {
        let read = |text| read_date(text, None, day("2021-10-08"));
        assert_eq!(read("9-1"), Some(day("2022-09-01")));
        assert_eq!(read("12-1"), Some(day("2021-12-01")));
    }

    proptest! {
        /// A date as the file has it is that date, whatever the period; anything else is one or none.
        #[test]
        fn a_written_date_is_itself(days in 0_u64..3_000_000, noise in "[0-9年月日底/.+wm下周五-]{0,10}") {
            let date = day("1000-01-01") + Days::new(days);
            prop_assert_eq!(in_plan(&date.to_string()), Some(date));
            let _ = in_plan(&noise);
        }
    }
}
