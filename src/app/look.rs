//! The looks that a person can choose from, and the grounds that they are for.
//!
//! Owns their names and words, and which fits where. Colours are the business of the view.

use crate::language::Language;

/// How light the terminal's own ground is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ground {
    /// It did not say.
    #[default]
    Unknown,
    /// Nearer to black.
    Dark,
    /// Nearer to white.
    Light,
}

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

    /// The next one that can be read on this ground; the first behind the last.
    #[must_use]
    pub fn next_on(self, ground: Ground) -> Self {
        let mut looks = Self::ALL.into_iter().cycle();
        looks.find(|look| *look == self);
        looks.find(|look| look.fits(ground)).unwrap_or(self)
    }

    /// Whether it can be read on this ground; on one that is not known, a person has to look.
    pub fn fits(self, ground: Ground) -> bool {
        match (self, ground) {
            (Self::Dark, Ground::Light) | (Self::Light, Ground::Dark) => false,
            (Self::HighContrast, _) | (_, Ground::Unknown) => true,
            (Self::Dark, Ground::Dark) | (Self::Light, Ground::Light) => true,
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

    /// The looks that a key goes through, until one comes again.
    fn looks_from(look: Look, ground: Ground) -> Vec<Look> {
        let mut looks = Vec::new();
        let mut next = look.next_on(ground);
        while !looks.contains(&next) {
            looks.push(next);
            next = next.next_on(ground);
        }
        looks
    }

    #[test]
    fn going_on_comes_by_every_look_where_the_ground_is_not_known() {
        let looks = looks_from(Look::HighContrast, Ground::Unknown);
        assert_eq!(looks, Look::ALL);
    }

    #[test]
    fn going_on_comes_by_the_looks_that_fit_the_ground() {
        for (ground, fitting) in [
            (Ground::Dark, [Look::Dark, Look::HighContrast]),
            (Ground::Light, [Look::Light, Look::HighContrast]),
        ] {
            assert_eq!(looks_from(Look::HighContrast, ground), fitting);
            // Somebody may have set one that does not fit: it is left, and does not come again.
            for look in Look::ALL.into_iter().filter(|look| !look.fits(ground)) {
                let looks = looks_from(look, ground);
                assert_eq!(looks.len(), 2);
                assert!(!looks.contains(&look), "{look:?} on {ground:?}");
            }
        }
    }

    #[test]
    fn a_name_leads_back_to_its_look() {
        for look in Look::ALL {
            assert_eq!(Look::of_name(look.name()), Some(look));
        }
        assert_eq!(Look::of_name("sepia"), None);
    }
}
