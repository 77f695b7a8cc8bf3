//! Keys, as the program understands them.
//!
//! Owns the fold of full-width twins: in Chinese input mode `?` arrives as `？` and `1` as `１`. Never
//! knows what a key does.

use std::fmt;
use std::str::FromStr;

use crate::text::half_width;

/// One key press. Shift shows in the character, or as [`Code::BackTab`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held. No command uses it: some terminals send `á` for Alt-a.
    pub alt: bool,
}

/// Which key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names on the keys say it")]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

impl Key {
    /// A key without Control and Alt.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// A character without Control and Alt.
    pub const fn char(character: char) -> Self {
        Self::plain(Code::Char(character))
    }

    /// A character with Control.
    pub const fn ctrl(character: char) -> Self {
        Self {
            code: Code::Char(character),
            ctrl: true,
            alt: false,
        }
    }

    /// The same key as the keyboard would send it without an input method, for looking up commands.
    #[must_use]
    pub fn folded(self) -> Self {
        match self.code {
            Code::Char(character) => {
                let character = keyboard_twin(character);
                let character = if self.ctrl {
                    character.to_ascii_lowercase()
                } else {
                    character
                };
                Self {
                    code: Code::Char(character),
                    ..self
                }
            }
            _ => self,
        }
    }

    /// The character that this key types into a field, as it came.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(character) if !self.ctrl && !self.alt && !character.is_control() => {
                Some(character)
            }
            _ => None,
        }
    }

    /// Whether an input method may swallow it: letters, also with Control.
    pub fn is_letter(self) -> bool {
        matches!(self.code, Code::Char(character) if character.is_alphabetic())
    }
}

/// The character that the same key types without an input method, by the layout of Chinese ones.
fn keyboard_twin(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => '/',
        '【' => '[',
        '】' => ']',
        '《' => '<',
        '》' => '>',
        '￥' => '$',
        '「' | '『' => '{',
        '」' | '』' => '}',
        '·' => '`',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        _ => half_width(character),
    }
}

/// As people read it in the footer and in the help: `Ctrl-R`, `PgDn`, `↑` is ambiguous in width, so `Up`.
impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            out.write_str("Ctrl-")?;
        }
        if self.alt {
            out.write_str("Alt-")?;
        }
        match self.code {
            Code::Char(' ') => out.write_str("Space"),
            Code::Char(character) if self.ctrl => write!(out, "{}", character.to_ascii_uppercase()),
            Code::Char(character) => write!(out, "{character}"),
            Code::Enter => out.write_str("Enter"),
            Code::Esc => out.write_str("Esc"),
            Code::Tab => out.write_str("Tab"),
            Code::BackTab => out.write_str("Shift-Tab"),
            Code::Backspace => out.write_str("Backspace"),
            Code::Delete => out.write_str("Del"),
            Code::Insert => out.write_str("Ins"),
            Code::Up => out.write_str("Up"),
            Code::Down => out.write_str("Down"),
            Code::Left => out.write_str("Left"),
            Code::Right => out.write_str("Right"),
            Code::Home => out.write_str("Home"),
            Code::End => out.write_str("End"),
            Code::PageUp => out.write_str("PgUp"),
            Code::PageDown => out.write_str("PgDn"),
            Code::F(number) => write!(out, "F{number}"),
        }
    }
}

/// A text is not the name of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchKey(pub String);

/// Reads what [`Key`] displays, so that scripts and tests can write keys down.
impl FromStr for Key {
    type Err = NoSuchKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (ctrl, rest) = match text.strip_prefix("Ctrl-") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (alt, rest) = match rest.strip_prefix("Alt-") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let mut characters = rest.chars();
        let code = match (characters.next(), characters.next()) {
            (Some(character), None) if ctrl => Code::Char(character.to_ascii_lowercase()),
            (Some(character), None) => Code::Char(character),
            _ => named(rest).ok_or_else(|| NoSuchKey(text.to_owned()))?,
        };
        Ok(Self { code, ctrl, alt })
    }
}

fn named(name: &str) -> Option<Code> {
    Some(match name {
        "Space" => Code::Char(' '),
        "Enter" => Code::Enter,
        "Esc" => Code::Esc,
        "Tab" => Code::Tab,
        "Shift-Tab" => Code::BackTab,
        "Backspace" => Code::Backspace,
        "Del" => Code::Delete,
        "Ins" => Code::Insert,
        "Up" => Code::Up,
        "Down" => Code::Down,
        "Left" => Code::Left,
        "Right" => Code::Right,
        "Home" => Code::Home,
        "End" => Code::End,
        "PgUp" => Code::PageUp,
        "PgDn" => Code::PageDown,
        _ => {
            let number: u8 = name.strip_prefix('F')?.parse().ok()?;
            (1..=24).contains(&number).then_some(Code::F(number))?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        text.parse().expect("a key")
    }

    #[test]
    fn what_is_displayed_is_read_back() {
        for text in [
            "j",
            "G",
            "?",
            "Space",
            "Ctrl-R",
            "Ctrl-C",
            "PgDn",
            "F10",
            "Esc",
            "Shift-Tab",
            "Del",
            "1",
        ] {
            assert_eq!(key(text).to_string(), text);
        }
        assert!("Hyper-x".parse::<Key>().is_err());
        assert!("F0".parse::<Key>().is_err());
    }

    #[test]
    fn full_width_twins_are_the_same_key() {
        for (full, half) in [
            ("？", "?"),
            ("，", ","),
            ("。", "."),
            ("：", ":"),
            ("１", "1"),
            ("！", "!"),
            ("ｊ", "j"),
            ("、", "/"),
            ("\u{3000}", "Space"),
        ] {
            assert_eq!(key(full).folded(), key(half), "{full}");
        }
        assert_eq!(key("德").folded(), key("德"));
        assert_eq!(key("？").typed(), Some('？'), "a field gets what was typed");
    }
}
