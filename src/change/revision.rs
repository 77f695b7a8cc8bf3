//! A revision: the plan as of a commit.
//!
//! Owns what is said of one. Where revisions come from is `runtime`'s to know.

use std::fmt;

use chrono::{DateTime, FixedOffset};

/// The name of a commit: its whole hash, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommitId(String);

/// What is known of a revision without reading the plan. Author and subject are outside text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The commit.
    pub commit: CommitId,
    /// When it was written: the author's date.
    pub at: DateTime<FixedOffset>,
    /// Who wrote it.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
    /// Whether it brings two lines of history together.
    pub is_merge: bool,
}

impl CommitId {
    /// Takes a whole hash: 40 or 64 hexadecimal digits in lower case.
    pub fn new(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_whole = matches!(text.len(), 40 | 64) && text.bytes().all(is_digit);
        is_whole.then(|| Self(text.to_owned()))
    }

    /// The whole hash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people read it: the first eight digits.
    pub fn short(&self) -> &str {
        &self.0[..8]
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_a_whole_hash_and_nothing_else() {
        let hash = "0123456789abcdef0123456789abcdef01234567";
        let commit = CommitId::new(hash).expect("a hash");
        assert_eq!((commit.as_str(), commit.short()), (hash, "01234567"));
        for no_hash in ["", "HEAD", "--output=x", &hash[1..], &hash.to_uppercase()] {
            assert_eq!(CommitId::new(no_hash), None, "{no_hash}");
        }
    }
}
