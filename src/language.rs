//! The two languages of the interface.
//!
//! Owns the choice only. Each layer keeps its own sentences beside the types they speak of, as an
//! exhaustive `match` over the kind and the language, so that the compiler misses none.

/// A language in which every sentence of the interface exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Chinese, simplified.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The language of a locale name such as `zh_CN.UTF-8`, `zh-Hans` or `en_GB`.
    ///
    /// Anything that is not Chinese is answered in English.
    pub fn of_locale(locale: &str) -> Self {
        let primary = locale.split(['_', '-', '.', '@']).next().unwrap_or("");
        if primary.eq_ignore_ascii_case("zh") {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// One of two texts: the Chinese one first, as everywhere.
    pub fn pick<T>(self, chinese: T, english: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// A number with its noun in English: `1 task`, `0 tasks`, `2 changes of the plan`. Chinese needs no such thing.
pub fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    let (head, rest) = noun.find(" of ").map_or((noun, ""), |of| noun.split_at(of));
    format!("{count} {head}{ending}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        for locale in ["zh", "zh_CN.UTF-8", "zh-Hans-CN", "ZH_TW"] {
            assert_eq!(Language::of_locale(locale), Language::Chinese, "{locale}");
        }
        for locale in ["en_US.UTF-8", "C", "", "zha", "de-AT"] {
            assert_eq!(Language::of_locale(locale), Language::English, "{locale}");
        }
    }

    #[test]
    fn one_thing_is_no_plural() {
        let said: Vec<_> = [0, 1, 2]
            .iter()
            .map(|&count| counted(count, "task"))
            .collect();
        assert_eq!(said, ["0 tasks", "1 task", "2 tasks"]);
    }
}
