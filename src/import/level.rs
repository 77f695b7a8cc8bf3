//! The levels of a document, and values kept for each of them.
//!
//! Owns their order and their examples. Never reads a marker itself.
//!
//! Levels of official documents: GB/T 9704-2012, 7.3.3.

use super::chars::trim;
use super::marker::lex;

/// The levels of markers, from the highest to the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// `#` to `######`, with how many signs.
    Heading(u8),
    /// 第一部分
    Part,
    /// 第一章
    Chapter,
    /// 第一节
    Section,
    /// 第一条
    Article,
    /// `Goal 1:`, `Pillar 1`, 目标一：
    Theme,
    /// `II.`
    Roman,
    /// 一、
    Han,
    /// `Objective 1.1:`
    Objective,
    /// （一）
    HanBracket,
    /// `A.`
    Upper,
    /// `Action 1:`, 任务一：
    Action,
    /// `1.`
    Arabic,
    /// `1.1`, with how many numbers.
    Decimal(u8),
    /// （1）
    ArabicBracket,
    /// ①
    Circled,
    /// `(a)`
    Letter,
    /// `-`, with the depth of its indentation.
    Bullet(u8),
    /// 一是
    Clause,
}

impl Level {
    /// What a marker of this level looks like.
    pub fn example(self) -> String {
        match self {
            Self::Heading(signs) => "#".repeat(usize::from(signs)),
            Self::Part => "第一部分".into(),
            Self::Chapter => "第一章".into(),
            Self::Section => "第一节".into(),
            Self::Article => "第一条".into(),
            Self::Theme => "Goal 1".into(),
            Self::Roman => "I.".into(),
            Self::Han => "一、".into(),
            Self::Objective => "Objective 1".into(),
            Self::HanBracket => "（一）".into(),
            Self::Upper => "A.".into(),
            Self::Action => "Action 1".into(),
            Self::Arabic => "1.".into(),
            Self::Decimal(numbers) => {
                let ones = vec!["1"; usize::from(numbers)];
                ones.join(".")
            }
            Self::ArabicBracket => "（1）".into(),
            Self::Circled => "①".into(),
            Self::Letter => "(a)".into(),
            Self::Bullet(depth) => format!("{}-", "  ".repeat(usize::from(depth))),
            Self::Clause => "一是".into(),
        }
    }

    /// The level that such a text is a marker of: what a person types to name a level.
    pub fn of_example(text: &str) -> Option<Self> {
        let indent = text.len() - text.trim_start().len();
        let text = trim(text);
        if !text.is_empty() && text.chars().all(|c| c == '#') {
            return u8::try_from(text.len())
                .ok()
                .filter(|&n| n <= 6)
                .map(Self::Heading);
        }
        lex(&format!("{text} 文"), indent)
            .or_else(|| lex(&format!("{text}文"), indent))
            .or_else(|| lex(&format!("{text}: 文"), indent))
            .map(|marker| marker.level)
    }

    /// A level whose items are lists inside a paragraph and never headings.
    pub fn is_listing(self) -> bool {
        matches!(self, Self::ArabicBracket | Self::Circled | Self::Clause)
    }
}

/// A value for each level that occurs. Documents have a handful of levels, so that looking through them
/// costs less than hashing, for every line.
#[derive(Debug)]
pub struct ByLevel<T>(Vec<(Level, T)>);

impl<T> Default for ByLevel<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByLevel<T> {
    /// The value of a level.
    pub fn get(&self, level: Level) -> Option<&T> {
        self.0
            .iter()
            .find(|(known, _)| *known == level)
            .map(|(_, value)| value)
    }

    /// The value of a level, to be changed.
    pub fn get_mut(&mut self, level: Level) -> Option<&mut T> {
        self.0
            .iter_mut()
            .find(|(known, _)| *known == level)
            .map(|(_, value)| value)
    }

    /// Sets the value of a level.
    pub fn insert(&mut self, level: Level, value: T) {
        match self.get_mut(level) {
            Some(old) => *old = value,
            None => self.0.push((level, value)),
        }
    }

    /// The value of a level; of one that did not occur, what is nothing for `T`.
    pub fn or_default(&mut self, level: Level) -> &mut T
    where
        T: Default,
    {
        let place = match self.0.iter().position(|(known, _)| *known == level) {
            Some(place) => place,
            None => {
                self.0.push((level, T::default()));
                self.0.len() - 1
            }
        };
        &mut self.0[place].1
    }

    /// The levels that occur, the highest first.
    pub fn levels(&self) -> Vec<Level> {
        let mut levels: Vec<Level> = self.0.iter().map(|(level, _)| *level).collect();
        levels.sort_unstable();
        levels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_names_its_level() {
        for level in [
            Level::Heading(3),
            Level::Part,
            Level::Chapter,
            Level::Theme,
            Level::Han,
            Level::HanBracket,
            Level::Arabic,
            Level::Decimal(2),
            Level::ArabicBracket,
            Level::Circled,
            Level::Letter,
            Level::Bullet(0),
            Level::Clause,
        ] {
            assert_eq!(
                Level::of_example(&level.example()),
                Some(level),
                "{level:?}"
            );
        }
        assert_eq!(Level::of_example("甲"), None);
    }

    #[test]
    fn each_level_has_one_value() {
        let mut values = ByLevel::default();
        *values.or_default(Level::Han) += 1;
        *values.or_default(Level::Han) += 1;
        values.insert(Level::Bullet(1), 5);
        values.insert(Level::Bullet(1), 6);
        values.insert(Level::Heading(1), 7);
        assert_eq!(values.get(Level::Han), Some(&2));
        assert_eq!(values.get(Level::Bullet(1)), Some(&6));
        assert_eq!(values.get(Level::Bullet(0)), None);
        assert_eq!(
            values.levels(),
            [Level::Heading(1), Level::Han, Level::Bullet(1)]
        );
    }
}
