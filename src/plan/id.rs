//! The permanent name of a node.

use std::fmt;

/// The permanent name of a pillar, a task or a measure: unique in its plan, silent about position.
///
/// Never empty, at most [`Id::LONGEST`] bytes, of letters, digits, `-` and `_` in any script: an id
/// is typed on a command line, so it holds neither blanks nor quotes nor control characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(String);

/// Why a text is no id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidId;

impl Id {
    /// The longest id, in bytes.
    pub const LONGEST: usize = 64;

    /// Takes a text as an id.
    ///
    /// # Errors
    /// The text is empty, too long, or has a character that an id cannot have.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
        let text = text.into();
        let fits = !text.is_empty()
            && text.len() <= Self::LONGEST
            && text
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if fits { Ok(Self(text)) } else { Err(InvalidId) }
    }

    /// The id of the pillar that an import numbers `number`, from 1: `p1`.
    pub fn imported_pillar(number: usize) -> Self {
        Self(format!("p{number}"))
    }

    /// The id of the task that an import numbers `number`, from 1: `t01`.
    pub fn imported_task(number: usize) -> Self {
        Self(format!("t{number:02}"))
    }

    /// The id of the measure that an import numbers `number` within `task`, from 1: `t01-m1`.
    pub fn imported_measure(task: &Id, number: usize) -> Self {
        Self(format!("{}-m{number}", task.0))
    }

    /// A short id made of random bits, for what people add later: two people on two machines never
    /// make the same one. `prefix` tells a reader of the file what it names: `t`, `p`, `m`.
    ///
    /// 30 bits in six characters, so that even 1,000 additions collide with a chance of 1 in 2,000;
    /// the caller still asks the plan whether the id is free.
    pub fn random(prefix: char, bits: u32) -> Self {
        // No vowels, so no words; no 0, 1 and l, which fonts confuse.
        const LETTERS: &[u8; 32] = b"23456789bcdfghjkmnpqrstvwxzBCDFG";
        let letters = (0..6).map(|place| {
            let five_bits = (bits >> (5 * place)) & 31;
            char::from(LETTERS[five_bits as usize])
        });
        Self(std::iter::once(prefix).chain(letters).collect())
    }

    /// What stands where a file has no id that could be read. No id can be spelled like it.
    pub(crate) fn placeholder() -> Self {
        Self("?".to_owned())
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_word_in_any_script() {
        for good in ["t01", "t01-m1", "任务_3", "x"] {
            assert_eq!(Id::new(good).expect(good).as_str(), good);
        }
        for bad in [
            "",
            "a b",
            "a\"b",
            "a\u{1b}b",
            "a\u{202e}",
            "a.b",
            &"x".repeat(65),
        ] {
            assert_eq!(Id::new(bad), Err(InvalidId), "{bad:?}");
        }
    }

    #[test]
    fn random_ids_are_ids_and_differ_where_the_bits_do() {
        assert_ne!(Id::random('t', 1), Id::random('t', 2));
        assert!(Id::new(Id::random('t', u32::MAX).as_str()).is_ok());
        assert_eq!(Id::random('t', 0).as_str(), "t222222");
    }
}
