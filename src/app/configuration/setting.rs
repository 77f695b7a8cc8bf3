//! The keys of the file, and what can be written behind each.

use super::{AmbiguousChoice, LookChoice};
use crate::app::command::Command;
use crate::app::key::Key;
use crate::app::look::Look;
use crate::app::table::TABLE;
use crate::language::Language;

/// The narrowest and the widest tree, in percent of the width.
pub(super) const SHARES: std::ops::RangeInclusive<u16> = 20..=80;

/// The longest name that signs notes, in characters.
pub(super) const LONGEST_NAME: usize = 100;

/// A key of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `language`.
    Language,
    /// `look`.
    Look,
    /// `name`.
    Name,
    /// `ambiguous`.
    Ambiguous,
    /// `mouse`.
    Mouse,
    /// `[layout]`.
    Layout,
    /// `tree` in `[layout]`.
    Tree,
    /// `zoom` in `[layout]`.
    Zoom,
    /// `[keys]`.
    Keys,
    /// A command in `[keys]`.
    KeysOf(Command),
}

impl Setting {
    /// The keys outside tables, and the tables.
    pub(super) const TOP: [Self; 7] = [
        Self::Language,
        Self::Look,
        Self::Name,
        Self::Ambiguous,
        Self::Mouse,
        Self::Layout,
        Self::Keys,
    ];

    /// The keys of `[layout]`.
    pub(super) const LAYOUT: [Self; 2] = [Self::Tree, Self::Zoom];

    /// Its name in the file.
    pub fn key(self) -> String {
        match self {
            Self::Language => "language",
            Self::Look => "look",
            Self::Name => "name",
            Self::Ambiguous => "ambiguous",
            Self::Mouse => "mouse",
            Self::Layout => "layout",
            Self::Tree => "tree",
            Self::Zoom => "zoom",
            Self::Keys => "keys",
            Self::KeysOf(command) => return command.id(),
        }
        .to_owned()
    }

    /// What can be written.
    pub(super) fn examples(self, language: Language) -> String {
        let or = language.pick("、", ", ");
        match self {
            Self::Language => language.pick(
                "language = \"zh\"（中文）或 \"en\"（英文）".into(),
                "language = \"zh\" (Chinese) or \"en\" (English)".into(),
            ),
            Self::Look => {
                let names = LOOKS.iter().map(|(name, _)| format!("\"{name}\""));
                format!("look = {}", names.collect::<Vec<_>>().join(or))
            }
            Self::Name => language.pick(
                format!("name = \"张三\"，一行，最多 {LONGEST_NAME} 字"),
                format!("name = \"Zhang San\", one line of at most {LONGEST_NAME} characters"),
            ),
            Self::Ambiguous => {
                let names = WIDTHS.iter().map(|(name, _)| format!("\"{name}\""));
                format!("ambiguous = {}", names.collect::<Vec<_>>().join(or))
            }
            Self::Mouse | Self::Zoom => {
                let key = self.key();
                language.pick(
                    format!("{key} = true 或 false，不加引号"),
                    format!("{key} = true or false, without quotes"),
                )
            }
            Self::Tree => {
                let (narrowest, widest) = (SHARES.start(), SHARES.end());
                language.pick(
                    format!("tree = 45，目录占宽度的百分之几，{narrowest} 到 {widest} 的整数"),
                    format!(
                        "tree = 45, the tree's percent of the width, from {narrowest} to {widest}"
                    ),
                )
            }
            Self::Layout => language.pick(
                "一行 [layout]，下面写 tree = 45、zoom = false".into(),
                "a line [layout], and below it tree = 45, zoom = false".into(),
            ),
            Self::Keys => language.pick(
                "一行 [keys]，下面写 status-done = [\"5\", \"y\"]".into(),
                "a line [keys], and below it status-done = [\"5\", \"y\"]".into(),
            ),
            Self::KeysOf(command) => {
                let names = usual_keys(command).into_iter();
                let names = names.map(|key| format!("{:?}", key.to_string()));
                let names = names.collect::<Vec<_>>().join(", ");
                format!("{} = [{names}]", command.id())
            }
        }
    }
}

/// The keys that a command has of itself, everywhere if there are such: an example that shows the form and
/// clashes with nothing.
fn usual_keys(command: Command) -> Vec<Key> {
    let lines = || TABLE.iter().filter(|binding| binding.command == command);
    let first = lines().next().map_or(&[][..], |binding| binding.keys);
    let is_everywhere = |key: &&Key| lines().all(|binding| binding.keys.contains(key));
    let everywhere: Vec<Key> = first.iter().filter(is_everywhere).copied().collect();
    if everywhere.is_empty() {
        first.to_vec()
    } else {
        everywhere
    }
}

/// The languages by their names.
pub(super) const LANGUAGES: [(&str, Language); 2] =
    [("zh", Language::Chinese), ("en", Language::English)];

/// The looks by their names.
pub(super) const LOOKS: [(&str, LookChoice); 4] = [
    ("auto", LookChoice::Auto),
    ("dark", LookChoice::Is(Look::Dark)),
    ("light", LookChoice::Is(Look::Light)),
    ("high-contrast", LookChoice::Is(Look::HighContrast)),
];

/// The widths by their names.
pub(super) const WIDTHS: [(&str, AmbiguousChoice); 4] = [
    ("auto", AmbiguousChoice::Auto),
    ("narrow", AmbiguousChoice::Narrow),
    ("wide", AmbiguousChoice::Wide),
    ("substitute", AmbiguousChoice::Substitute),
];
