//! How far a date is from today, as people say it. Never reads the clock.

use chrono::NaiveDate;

use crate::language::{Language, counted};

/// The days from today to a date; negative where it has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(i64);

impl Days {
    /// The days from `today` to `date`.
    pub fn until(date: NaiveDate, today: NaiveDate) -> Self {
        Self((date - today).num_days())
    }

    /// What a date that is set leaves: `还有 3 天`, `3 days left`.
    pub fn left(self, language: Language) -> String {
        let days = self.count();
        match self.0 {
            0 => language.pick("今天".into(), "today".into()),
            1.. => language.pick(
                format!("还有 {days} 天"),
                format!("{} left", counted(days, "day")),
            ),
            _ => language.pick(
                format!("已过 {days} 天"),
                format!("{} ago", counted(days, "day")),
            ),
        }
    }

    /// Where a date that is being chosen lies: `还有 3 天`, `in 3 days`.
    pub fn ahead(self, language: Language) -> String {
        match (self.0, language) {
            (0, Language::Chinese) => "就是今天".into(),
            (1.., Language::English) => format!("in {}", counted(self.count(), "day")),
            _ => self.left(language),
        }
    }

    fn count(self) -> usize {
        usize::try_from(self.0.unsigned_abs()).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_in_both_languages() {
        let today = NaiveDate::from_ymd_opt(2021, 9, 30).expect("a day");
        let said = |days: i64, language| {
            let days = Days::until(today + chrono::TimeDelta::days(days), today);
            (days.left(language), days.ahead(language))
        };
        let (zh, en) = (Language::Chinese, Language::English);
        let both = |left: &str, ahead: &str| (left.to_owned(), ahead.to_owned());
        assert_eq!(said(0, zh), both("今天", "就是今天"));
        assert_eq!(said(0, en), both("today", "today"));
        assert_eq!(said(1, zh), both("还有 1 天", "还有 1 天"));
        assert_eq!(said(1, en), both("1 day left", "in 1 day"));
        assert_eq!(said(15, en), both("15 days left", "in 15 days"));
        assert_eq!(said(-2, zh), both("已过 2 天", "已过 2 天"));
        assert_eq!(said(-2, en), both("2 days ago", "2 days ago"));
    }
}
