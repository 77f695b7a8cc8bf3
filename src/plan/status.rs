//! Statuses, as people report them, and their roll-up.

use crate::language::Language;

/// What people report of a task or a measure, in the order of the keys 1 to 8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Not begun. Also what a task is of which nobody has reported anything.
    #[default]
    NotStarted,
    /// Going as planned.
    OnTrack,
    /// May miss its goal or its date.
    AtRisk,
    /// Is missing its goal or its date.
    OffTrack,
    /// Those who do it report it done.
    Done,
    /// Those who supervise it verified it and struck it off.
    Closed,
    /// Paused on purpose.
    OnHold,
    /// Given up on purpose.
    Dropped,
}

impl Status {
    /// All statuses, in the order of their keys.
    pub const ALL: [Self; 8] = [
        Self::NotStarted,
        Self::OnTrack,
        Self::AtRisk,
        Self::OffTrack,
        Self::Done,
        Self::Closed,
        Self::OnHold,
        Self::Dropped,
    ];

    /// From worst to best, open ones first: the order in which a roll-up picks.
    const WORST_FIRST: [Self; 8] = [
        Self::OffTrack,
        Self::AtRisk,
        Self::NotStarted,
        Self::OnTrack,
        Self::OnHold,
        Self::Done,
        Self::Closed,
        Self::Dropped,
    ];

    /// The value in the file.
    pub fn value(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::OnTrack => "on-track",
            Self::AtRisk => "at-risk",
            Self::OffTrack => "off-track",
            Self::Done => "done",
            Self::Closed => "closed",
            Self::OnHold => "on-hold",
            Self::Dropped => "dropped",
        }
    }

    /// The status with this value in the file.
    pub fn of_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.value() == value)
    }

    /// The key that sets it, `'1'` to `'8'`.
    pub fn key(self) -> char {
        char::from(b'1' + self as u8)
    }

    /// The status that a key sets.
    pub fn of_key(key: char) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }

    /// The word that people read.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::NotStarted => language.pick("未启动", "not started"),
            Self::OnTrack => language.pick("正常推进", "on track"),
            Self::AtRisk => language.pick("有风险", "at risk"),
            Self::OffTrack => language.pick("滞后", "off track"),
            Self::Done => language.pick("已完成", "done"),
            Self::Closed => language.pick("已销号", "closed"),
            Self::OnHold => language.pick("暂缓", "on hold"),
            Self::Dropped => language.pick("取消", "dropped"),
        }
    }

    /// Whether there is still work to be done: neither done, closed, paused nor dropped.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::NotStarted | Self::OnTrack | Self::AtRisk | Self::OffTrack
        )
    }
}

/// How many nodes have each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally([u32; 8]);

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, status: Status) {
        self.0[status as usize] += 1;
    }

    /// Counts one less. The status must have been counted before.
    pub fn remove(&mut self, status: Status) {
        self.0[status as usize] -= 1;
    }

    /// How many have this status.
    pub fn count(&self, status: Status) -> usize {
        self.0[status as usize] as usize
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.0.iter().map(|&count| count as usize).sum()
    }

    /// The status of the whole: the worst open one, else the worst of the others; nothing of nothing.
    pub fn roll_up(&self) -> Option<Status> {
        Status::WORST_FIRST
            .into_iter()
            .find(|&status| self.count(status) > 0)
    }

    /// The statuses that occur with their counts, worst first.
    pub fn worst_first(&self) -> impl Iterator<Item = (Status, usize)> + '_ {
        Status::WORST_FIRST
            .into_iter()
            .map(|status| (status, self.count(status)))
            .filter(|&(_, count)| count > 0)
    }

    /// Both counts together.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
        self
    }
}

impl FromIterator<Status> for Tally {
    fn from_iter<I: IntoIterator<Item = Status>>(statuses: I) -> Self {
        let mut tally = Self::default();
        for status in statuses {
            tally.add(status);
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_and_key_lead_back_to_the_status() {
        for status in Status::ALL {
            assert_eq!(Status::of_value(status.value()), Some(status));
            assert_eq!(Status::of_key(status.key()), Some(status));
        }
        assert_eq!(Status::of_value("On-Track"), None);
        assert_eq!(Status::of_key('0'), None);
        assert_eq!(Status::of_key('9'), None);
    }

    #[test]
    fn the_roll_up_is_the_worst_open_one() {
        use Status::*;
        let of = |statuses: &[Status]| statuses.iter().copied().collect::<Tally>().roll_up();
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[Done, OnTrack, Closed]), Some(OnTrack));
        assert_eq!(of(&[OnTrack, OffTrack, AtRisk]), Some(OffTrack));
        assert_eq!(of(&[OnTrack, NotStarted]), Some(NotStarted));
        assert_eq!(of(&[Done, OnHold]), Some(OnHold));
        assert_eq!(of(&[Closed, Dropped]), Some(Closed));
    }
}
