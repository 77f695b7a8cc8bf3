//! What went wrong outside: files that are not there, are taken, or cannot be written.

use std::path::{Path, PathBuf};

use crate::language::Language;

/// A file, and what went wrong with it, in both languages: the language can change while it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file.
    pub path: PathBuf,
    /// Whether trying the same again is of no use until somebody does something about it.
    pub is_lasting: bool,
    chinese: String,
    english: String,
}

impl Failure {
    /// A failure of a file, in words.
    pub fn new(path: &Path, words: impl Fn(Language) -> String) -> Self {
        Self {
            path: path.to_owned(),
            is_lasting: false,
            chinese: words(Language::Chinese),
            english: words(Language::English),
        }
    }

    /// A failure of a file, in words, and what somebody can do about it, where there is something.
    pub fn with_way_out(
        path: &Path,
        words: impl Fn(Language) -> String,
        way_out: impl Fn(Language) -> Option<String>,
    ) -> Self {
        Self::new(path, |language| {
            let words = words(language);
            match way_out(language) {
                Some(way_out) => {
                    language.pick(format!("{words}。{way_out}"), format!("{words}; {way_out}"))
                }
                None => words,
            }
        })
    }

    /// The same, when trying again is of no use.
    #[must_use]
    pub fn lasting(mut self) -> Self {
        self.is_lasting = true;
        self
    }

    /// Why, for a reader who knows which file is meant. Holds outside text.
    pub fn reason(&self, language: Language) -> &str {
        language.pick(&self.chinese, &self.english)
    }

    /// Which file and why. Holds outside text.
    pub fn words(&self, language: Language) -> String {
        let path = self.path.display();
        let reason = self.reason(language);
        language.pick(format!("{path}：{reason}"), format!("{path}: {reason}"))
    }
}
