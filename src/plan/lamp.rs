//! The lamp: what the dates say of a task, beside what people report of it.

use chrono::NaiveDate;

use super::{Period, Status, Task};
use crate::language::{Language, counted};

/// What is computed of an open task, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lamp {
    /// Its date has passed, by so many days.
    Overdue(i64),
    /// Its date is at most [`Lamp::SOON`] days away: today is 0.
    DueSoon(i64),
    /// 序时进度: its progress is so many points less than the share of the plan's time that is gone.
    Behind(u8),
}

impl Lamp {
    /// How many days ahead a date is called soon.
    pub const SOON: i64 = 14;

    /// The lamp of a task as of `today`; none for what is not open, or not late in any way.
    ///
    /// The time gone is counted from the start of `period` to the task's own date, or to the end of
    /// the period where it has none.
    pub fn of(task: &Task, period: Option<Period>, today: NaiveDate) -> Option<Self> {
        Self::of_parts(task.status, task.due, task.progress, period, today)
    }

    fn of_parts(
        status: Status,
        due: Option<NaiveDate>,
        progress: Option<u8>,
        period: Option<Period>,
        today: NaiveDate,
    ) -> Option<Self> {
        if !status.is_open() {
            return None;
        }
        if let Some(due) = due {
            let left = (due - today).num_days();
            if left < 0 {
                return Some(Self::Overdue(-left));
            }
            if left <= Self::SOON {
                return Some(Self::DueSoon(left));
            }
        }
        let period = period?;
        let end = due.unwrap_or(period.end);
        // Both the first and the last day count as working days.
        let whole = (end - period.start).num_days() + 1;
        let gone = ((today - period.start).num_days() + 1).clamp(0, whole.max(0));
        if whole <= 0 {
            return None;
        }
        let expected = gone * 100 / whole;
        let behind = expected - i64::from(progress?);
        u8::try_from(behind)
            .ok()
            .filter(|&points| points > 0)
            .map(Self::Behind)
    }

    /// The words that people read.
    pub fn words(self, language: Language) -> String {
        match self {
            Self::Overdue(days) => language.pick(
                format!("逾期{days}天"),
                format!("{} overdue", counted(days.unsigned_abs() as usize, "day")),
            ),
            Self::DueSoon(0) => language.pick("今日到期".into(), "due today".into()),
            Self::DueSoon(days) => language.pick(
                format!("{days}天后到期"),
                format!("due in {}", counted(days.unsigned_abs() as usize, "day")),
            ),
            Self::Behind(points) => language.pick(
                format!("欠进度{points}个百分点"),
                format!("{} behind", counted(points.into(), "point")),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn lamp(status: Status, due: Option<&str>, progress: Option<u8>, today: &str) -> Option<Lamp> {
        let period = Period {
            start: day("2021-07-01"),
            end: day("2021-12-31"),
        };
        Lamp::of_parts(status, due.map(day), progress, Some(period), day(today))
    }

    #[test]
    fn a_date_that_has_passed_wins_over_what_is_reported() {
        let due = Some("2021-09-30");
        assert_eq!(
            lamp(Status::OnTrack, due, Some(90), "2021-10-02"),
            Some(Lamp::Overdue(2))
        );
        assert_eq!(
            lamp(Status::OnTrack, due, Some(90), "2021-09-30"),
            Some(Lamp::DueSoon(0))
        );
        assert_eq!(lamp(Status::Done, due, Some(90), "2021-10-02"), None);
        assert_eq!(lamp(Status::OnTrack, due, Some(90), "2021-08-01"), None);
    }

    #[test]
    fn progress_is_held_against_the_time_gone() {
        assert_eq!(
            lamp(Status::OnTrack, None, Some(40), "2021-09-30"),
            Some(Lamp::Behind(10))
        );
        assert_eq!(lamp(Status::OnTrack, None, Some(50), "2021-09-30"), None);
        assert_eq!(lamp(Status::OnTrack, None, None, "2021-09-30"), None);
        assert_eq!(lamp(Status::OnTrack, None, Some(0), "2021-06-01"), None);
        assert_eq!(
            lamp(Status::OnTrack, None, Some(0), "2022-06-01"),
            Some(Lamp::Behind(100))
        );
    }
}
