//! Dates as documents write them, and the time that a title names.
//!
//! Owns the reading of one date and of one period. Never decides whose date it is.

use chrono::{Datelike, Months, NaiveDate};

use super::chars::is_blank;
use super::numeral::{han_digit, numeral};
use crate::plan::Period;
use crate::text::half_width;

/// The last day of a month; none for a month that does not exist.
pub fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?
        .checked_add_months(Months::new(1))?
        .pred_opt()
}

fn years(first: i32, last: i32) -> Option<Period> {
    (first <= last).then_some(())?;
    Some(Period {
        start: NaiveDate::from_ymd_opt(first, 1, 1)?,
        end: NaiveDate::from_ymd_opt(last, 12, 31)?,
    })
}

fn months(year: i32, first: u32, last: u32) -> Option<Period> {
    Some(Period {
        start: NaiveDate::from_ymd_opt(year, first, 1)?,
        end: last_of_month(year, last)?,
    })
}

/// Half-width, without blanks except between Latin words and numbers, Han digits of a year as Arabic ones: for
/// reading dates only.
fn plain(text: &str) -> String {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let mut squeezed: Vec<char> = Vec::new();
    let mut apart = false;
    for c in text.chars().map(half_width) {
        if is_blank(c) {
            apart = true;
            continue;
        }
        if apart && latin(squeezed.last().copied()) && latin(Some(c)) {
            squeezed.push(' ');
        }
        apart = false;
        squeezed.push(c);
    }
    let digit = |c: char| match han_digit(c) {
        Some((value, false)) => char::from_digit(value, 10),
        _ => (c == 'Ο').then_some('0'),
    };
    // Only runs of four Han digits are a year: 二〇二一; 三 alone stays a word.
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < squeezed.len() {
        let run = squeezed[at..]
            .iter()
            .take(5)
            .take_while(|&&c| digit(c).is_some())
            .count();
        if run == 4 {
            out.extend(squeezed[at..at + 4].iter().filter_map(|&c| digit(c)));
            at += 4;
        } else {
            out.extend(&squeezed[at..=at]);
            at += 1;
        }
    }
    out
}

/// A number of up to `most` digits at the beginning, and the rest.
fn leading(text: &str, most: usize) -> Option<(u32, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    (len > 0 && len <= most).then_some(())?;
    Some((text[..len].parse().ok()?, &text[len..]))
}

/// A year from 1900 to 2199 at the beginning, and the rest.
fn leading_year(text: &str) -> Option<(i32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let year = digits
        .parse()
        .ok()
        .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
    (1900..2200).contains(&year).then_some((year, rest))
}

/// The first full date in a text: 2021年6月25日, 二〇二一年六月二十五日, 2021-06-25, `2020- 05- 21`, 2021.6.25,
/// and 2024327, which lost its 年月日, if it can be read in one way only.
pub fn date_in(text: &str) -> Option<NaiveDate> {
    let plain = plain(text);
    plain.char_indices().take(400).find_map(|(at, _)| {
        let before = plain[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        let (year, rest) = leading_year(&plain[at..])?;
        date_after_year(year, rest)
    })
}

/// A date in English that is all of a text: `12 January 2023`, `January 12, 2023`.
pub fn english_date_in(text: &str) -> Option<NaiveDate> {
    ["%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

fn date_after_year(year: i32, rest: &str) -> Option<NaiveDate> {
    if let Some(rest) = rest.strip_prefix('年') {
        let (month, rest) = leading(rest, 2).or_else(|| han_leading(rest))?;
        let rest = rest.strip_prefix('月')?;
        let (day, rest) = leading(rest, 2).or_else(|| han_leading(rest))?;
        rest.starts_with(['日', '号']).then_some(())?;
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    for separator in ['-', '/', '.', '—'] {
        if let Some(rest) = rest.strip_prefix(separator) {
            let (month, rest) = leading(rest, 2)?;
            let rest = rest.strip_prefix(separator)?;
            // 2021-06-2516:08: the blank before the time may be lost.
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let day = rest.get(..digits.min(2)).filter(|day| !day.is_empty())?;
            return NaiveDate::from_ymd_opt(year, month, day.parse().ok()?);
        }
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(2..=4).contains(&digits) {
        return None;
    }
    let run = &rest[..digits];
    let mut readings = (1..digits)
        .filter(|&cut| cut <= 2 && digits - cut <= 2)
        .filter_map(|cut| {
            let (month, day) = run.split_at(cut);
            if digits < 4 && (month.starts_with('0') || day.starts_with('0')) {
                return None;
            }
            NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
        });
    let only = readings.next()?;
    readings.next().is_none().then_some(only)
}

fn han_leading(text: &str) -> Option<(u32, &str)> {
    let found = numeral(text).filter(|found| !found.odd && found.value <= 31)?;
    let rest = &text[found.len..];
    rest.starts_with(['月', '日', '号'])
        .then_some((found.value, rest))
}

/// Whether a line is nothing but a date.
pub fn is_date_line(text: &str) -> bool {
    if text.len() > 80 {
        return false;
    }
    let bare = text.trim_matches(|c: char| is_blank(c) || matches!(c, '（' | '）' | '(' | ')'));
    let Some(last) = bare.chars().next_back() else {
        return false;
    };
    let ends = matches!(last, '日' | '号') || last.is_ascii_digit();
    let dated = bare.chars().all(|c| {
        half_width(c).is_ascii_digit()
            || is_blank(c)
            || "年月日号一二三四五六七八九十〇○零Ο-/.—".contains(c)
    });
    ends && dated && date_in(bare).is_some()
}

/// The time that a title names: 2021年下半年, 2021年度, 2021年第一季度, 2021年3月, 2020-2025, “十四五”, `H2 2021`.
pub fn period_in(title: &str) -> Option<Period> {
    let plain = plain(title);
    for (at, _) in plain.char_indices().take(300) {
        let before = &plain[..at];
        if before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        if let Some((year, rest)) = leading_year(&plain[at..]) {
            // `H2 2021`: the part of the year may stand before it.
            let found = named_part(before.trim_end(), year).or_else(|| after_year(year, rest));
            if found.is_some() {
                return found;
            }
        }
    }
    five_years(&plain)
}

fn named_part(before: &str, year: i32) -> Option<Period> {
    let part = before
        .get(before.len().checked_sub(2)?..)?
        .to_ascii_uppercase();
    match part.as_str() {
        "H1" => months(year, 1, 6),
        "H2" => months(year, 7, 12),
        "Q1" => months(year, 1, 3),
        "Q2" => months(year, 4, 6),
        "Q3" => months(year, 7, 9),
        "Q4" => months(year, 10, 12),
        _ => None,
    }
}

fn after_year(year: i32, rest: &str) -> Option<Period> {
    let tail = rest.strip_prefix('年').unwrap_or(rest).trim_start();
    for dash in ["--", "——", "-", "–", "—", "―", "~", "至", "到", "to"] {
        if let Some((last, after)) = tail.strip_prefix(dash).and_then(leading_year) {
            let school = after.starts_with("学年");
            return if school {
                school_year(year, last)
            } else {
                years(year, last)
            };
        }
    }
    if !rest.starts_with('年') {
        for (name, first, last) in [
            ("H1", 1, 6),
            ("H2", 7, 12),
            ("Q1", 1, 3),
            ("Q2", 4, 6),
            ("Q3", 7, 9),
            ("Q4", 10, 12),
        ] {
            if tail
                .get(..2)
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
            {
                return months(year, first, last);
            }
        }
        // A year between Latin words is a year; one in a document number, 〔2021〕, is none.
        let latin = tail.chars().next().is_none_or(|c| c.is_ascii_alphabetic());
        return if latin { years(year, year) } else { None };
    }
    let tail = tail.strip_prefix('度').unwrap_or(tail);
    const PARTS: [(&str, u32, u32); 12] = [
        ("上半年", 1, 6),
        ("下半年", 7, 12),
        ("第一季度", 1, 3),
        ("一季度", 1, 3),
        ("第二季度", 4, 6),
        ("二季度", 4, 6),
        ("第三季度", 7, 9),
        ("三季度", 7, 9),
        ("第四季度", 10, 12),
        ("四季度", 10, 12),
        ("1季度", 1, 3),
        ("前三季度", 1, 9),
    ];
    if let Some((_, first, last)) = PARTS.iter().find(|(name, _, _)| tail.starts_with(name)) {
        return months(year, *first, *last);
    }
    if let Some((month, rest)) = leading(tail, 2).or_else(|| han_leading(tail))
        && let Some(rest) = rest.strip_prefix(['月', '-', '—', '至'])
    {
        // 3月, 3月至5月, 3-5月; a date with a day names no period.
        let rest = rest.trim_start_matches(['份', '-', '—', '至', '到', '~']);
        if let Some((last, after)) = leading(rest, 2) {
            return if after.starts_with('月') {
                months(year, month, last)
            } else {
                None
            };
        }
        return months(year, month, month);
    }
    years(year, year)
}

fn school_year(first: i32, last: i32) -> Option<Period> {
    (first < last).then_some(())?;
    Some(Period {
        start: NaiveDate::from_ymd_opt(first, 9, 1)?,
        end: NaiveDate::from_ymd_opt(last, 8, 31)?,
    })
}

/// “十四五”: the five years of a five-year plan.
fn five_years(plain: &str) -> Option<Period> {
    let found = [
        ("十二五", 2011),
        ("十三五", 2016),
        ("十四五", 2021),
        ("十五五", 2026),
        ("十六五", 2031),
    ]
    .into_iter()
    .find(|(name, _)| plain.contains(name))?;
    years(found.1, found.1 + 4)
}

/// The first day, not before `period` begins, on which this month ends or this day comes.
pub fn in_period(period: Period, month: u32, day: Option<u32>) -> Option<NaiveDate> {
    let of_year = |year| match day {
        Some(day) => NaiveDate::from_ymd_opt(year, month, day),
        None => last_of_month(year, month),
    };
    let first = period.start.year();
    (first..=first + 1)
        .filter_map(of_year)
        .find(|&date| date >= period.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> String {
        date_in(text).map_or("-".into(), |date| date.to_string())
    }

    fn time(title: &str) -> String {
        period_in(title).map_or("-".into(), |period| {
            format!("{}..{}", period.start, period.end)
        })
    }

    #[test]
    fn dates_are_read_in_all_their_forms() {
        for (text, date) in [
            ("发布时间:2021-06-25 16:08", "2021-06-25"),
            ("2021年6月25日", "2021-06-25"),
            ("２０２１年６月２５日", "2021-06-25"),
            ("二〇二一年六月二十五日", "2021-06-25"),
            ("二○○四年十月八日", "2004-10-08"),
            ("2020- 05- 21 09: 01", "2020-05-21"),
            ("2021/6/5", "2021-06-05"),
            ("2024327", "2024-03-27"),
            ("20240327", "2024-03-27"),
            ("2024111", "-"),
            ("2021年13月1日", "-"),
            ("20XX年x月xx日", "-"),
            ("〔2020〕1号", "-"),
        ] {
            assert_eq!(day(text), date, "{text}");
        }
        for text in ["12 January 2023", "Jan 12, 2023"] {
            let date = english_date_in(text).map(|date| date.to_string());
            assert_eq!(date.as_deref(), Some("2023-01-12"), "{text}");
        }
        assert!(is_date_line("2019年1月12日 \u{a0}"));
        assert!(is_date_line("（2018年1月2日）"));
        assert!(!is_date_line("2019年1月12日前完成"));
    }

    #[test]
    fn the_title_names_its_time() {
        for (title, period) in [
            (
                "新晃侗族自治县教育局2021年下半年工作计划",
                "2021-07-01..2021-12-31",
            ),
            ("2021年上半年工作安排", "2021-01-01..2021-06-30"),
            ("2021年度重点工作", "2021-01-01..2021-12-31"),
            ("2021年工作要点", "2021-01-01..2021-12-31"),
            ("2024年第一季度工作计划", "2024-01-01..2024-03-31"),
            ("2024年2月份工作安排", "2024-02-01..2024-02-29"),
            ("2024年3-5月工作安排", "2024-03-01..2024-05-31"),
            ("二〇二四年工作计划", "2024-01-01..2024-12-31"),
            ("2021—2022学年工作计划", "2021-09-01..2022-08-31"),
            ("Strategic Plan for 2020-2025", "2020-01-01..2025-12-31"),
            ("Work plan H2 2021", "2021-07-01..2021-12-31"),
            ("Work plan 2021 Q3", "2021-07-01..2021-09-30"),
            ("“十四五”教育规划", "2021-01-01..2025-12-31"),
            ("教发〔2021〕3号", "-"),
            ("20XX年工作计划", "-"),
            ("政务新媒体健康有序发展的意见", "-"),
        ] {
            assert_eq!(time(title), period, "{title}");
        }
    }
}
