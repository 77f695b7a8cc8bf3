//! The looks that a person can choose from.
//!
//! Owns their names and words. Colours are the business of the view.

use crate::language::Language;

/// What the colours are made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Look {
    /// A dark ground.
    #[default]
    Dark,
    /// A light ground.
    Light,
    /// A weak projector in a bright room: no grey, nothing thin.
    HighContrast,
}

impl Look {
    /// All, in the order in which a key goes through them.
    pub const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::HighContrast];

    /// The next one; the first behind the last.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::HighContrast,
            Self::HighContrast => Self::Dark,
        }
    }

    /// The name in files and on the command line, which stays what it is.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
        }
    }

    /// The look of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|look| look.name() == name)
    }

    /// The name on the screen.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::Dark => language.pick("深色", "dark"),
            Self::Light => language.pick("浅色", "light"),
            Self::HighContrast => language.pick("高对比度", "high contrast"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_on_comes_by_every_look_and_back() {
        let mut look = Look::default();
        for expected in Look::ALL {
            assert_eq!(look, expected);
            look = look.next();
        }
        assert_eq!(look, Look::default());
    }

    #[test]
    fn a_name_leads_back_to_its_look() {
        for look in Look::ALL {
            assert_eq!(Look::of_name(look.name()), Some(look));
        }
        assert_eq!(Look::of_name("sepia"), None);
    }
}
