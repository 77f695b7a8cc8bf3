//! Goals of targets: a comparison, a number and a unit, as in `>= 94 %`.

use std::fmt;
use std::str::FromStr;

/// How the actual number is held against the goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `>=`, at least: what a plan means by 以上, and by a plain number.
    AtLeast,
    /// `<=`, at most.
    AtMost,
    /// `=`, exactly.
    Equal,
    /// `>`, more than.
    Above,
    /// `<`, less than.
    Below,
}

/// The number to reach.
///
/// What cannot be read as a comparison, a number and a unit is kept as words: people write goals
/// such as `全覆盖`, and those are goals too.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// A number to hold the actual one against.
    Number {
        /// How to compare.
        comparison: Comparison,
        /// The number: finite.
        number: f64,
        /// The unit, which may be empty: `%`, `所`.
        unit: String,
    },
    /// Words that no number can be held against.
    Words(String),
}

impl Goal {
    /// Whether `actual` reaches the goal; nothing can be said of words.
    pub fn is_met_by(&self, actual: f64) -> Option<bool> {
        match self {
            Self::Number {
                comparison, number, ..
            } => Some(match comparison {
                Comparison::AtLeast => actual >= *number,
                Comparison::AtMost => actual <= *number,
                Comparison::Equal => (actual - number).abs() < 1e-9,
                Comparison::Above => actual > *number,
                Comparison::Below => actual < *number,
            }),
            Self::Words(_) => None,
        }
    }

    /// The unit, empty where there is none.
    pub fn unit(&self) -> &str {
        match self {
            Self::Number { unit, .. } => unit,
            Self::Words(_) => "",
        }
    }
}

impl Comparison {
    const SIGNS: [(&'static str, Self); 7] = [
        (">=", Self::AtLeast),
        ("≥", Self::AtLeast),
        ("<=", Self::AtMost),
        ("≤", Self::AtMost),
        ("=", Self::Equal),
        (">", Self::Above),
        ("<", Self::Below),
    ];

    /// The sign, in ASCII.
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::Above => ">",
            Self::Below => "<",
        }
    }
}

impl FromStr for Goal {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let (comparison, rest) = Comparison::SIGNS
            .into_iter()
            .find_map(|(sign, comparison)| Some((comparison, trimmed.strip_prefix(sign)?)))
            .unwrap_or((Comparison::AtLeast, trimmed));
        let rest = rest.trim_start();
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | ',' | '，')))
            .unwrap_or(rest.len());
        let (number, unit) = rest.split_at(end);
        // 3/4, 3:1 and 5～10 are ratios and ranges: no one number to hold an actual one against.
        let is_more = unit
            .trim_start()
            .starts_with(['/', '／', ':', '：', '~', '～', '至', '—']);
        let Some(digits) = without_separators(number).filter(|_| !is_more) else {
            return Ok(Self::Words(text.to_owned()));
        };
        Ok(match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => Self::Number {
                comparison,
                number,
                unit: unit.trim().to_owned(),
            },
            _ => Self::Words(text.to_owned()),
        })
    }
}

/// The digits of a number that may be written in groups of three: `1,000`. None where a comma stands
/// elsewhere.
fn without_separators(number: &str) -> Option<String> {
    let number = number.replace('，', ",");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let mut rest = groups.clone();
    let is_grouped = rest.all(|group| group.len() == 3)
        && (groups.next().is_none() || (1..=3).contains(&first.trim_start_matches('-').len()));
    (is_grouped && !fraction.contains(',')).then(|| number.replace(',', ""))
}

/// As it is written in the file: `>= 94 %`.
impl fmt::Display for Goal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number {
                comparison,
                number,
                unit,
            } if unit.is_empty() => {
                write!(out, "{} {number}", comparison.sign())
            }
            Self::Number {
                comparison,
                number,
                unit,
            } => {
                write!(out, "{} {number} {unit}", comparison.sign())
            }
            Self::Words(words) => out.write_str(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goal(text: &str) -> Goal {
        match text.parse() {
            Ok(goal) => goal,
        }
    }

    #[test]
    fn a_goal_is_read_and_written() {
        for (text, written) in [
            (">= 94 %", ">= 94 %"),
            (">=94%", ">= 94 %"),
            ("≤ 0.5 个", "<= 0.5 个"),
            ("6所", ">= 6 所"),
            ("= 100", "= 100"),
            ("全覆盖", "全覆盖"),
            (">= ", ">= "),
            ("1.2.3 %", "1.2.3 %"),
            (">= 1,000 人", ">= 1000 人"),
            ("12，500.5万元", ">= 12500.5 万元"),
            ("1,00 人", "1,00 人"),
            ("3/4", "3/4"),
            ("师生比 3:1", "师生比 3:1"),
            ("3:1", "3:1"),
            ("5～10 个", "5～10 个"),
        ] {
            assert_eq!(goal(text).to_string(), written, "{text}");
            assert_eq!(goal(written), goal(text), "{text} is stable");
        }
    }

    #[test]
    fn the_actual_number_is_held_against_it() {
        assert_eq!(goal(">= 94 %").is_met_by(94.0), Some(true));
        assert_eq!(goal(">= 94 %").is_met_by(93.2), Some(false));
        assert_eq!(goal("< 3 起").is_met_by(3.0), Some(false));
        assert_eq!(goal("全覆盖").is_met_by(1.0), None);
    }
}
