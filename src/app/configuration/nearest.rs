//! What a misspelt word was meant to be.

use crate::app::key::{Code, Key};

/// The known word that is nearest to a written one, if it is near: a third of it may be wrong.
pub(super) fn nearest<K: AsRef<str>>(
    written: &str,
    known: impl IntoIterator<Item = K>,
) -> Option<String> {
    let written: String = written.chars().take(40).collect();
    let written = written.to_ascii_lowercase().replace('_', "-");
    known
        .into_iter()
        .map(|word| {
            let distance = strsim::damerau_levenshtein(&written, word.as_ref());
            (distance, word)
        })
        .filter(|(distance, word)| distance * 3 <= word.as_ref().len().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word.as_ref().to_owned())
}

/// The key that is meant by a name that other programs use: `ctrl+r`, `C-r`, `PageDown`, `Shift-a`.
pub(super) fn meant_key(written: &str) -> Option<Key> {
    let mut rest = written.trim();
    let mut key = Key::plain(Code::Esc);
    let mut shift = false;
    while let Some((modifier, behind)) = rest
        .split_once(['-', '+'])
        .filter(|(_, behind)| !behind.is_empty())
    {
        match modifier.to_ascii_lowercase().as_str() {
            "ctrl" | "control" | "c" => key.ctrl = true,
            "alt" | "meta" | "m" => key.alt = true,
            "shift" | "s" => shift = true,
            _ => return None,
        }
        rest = behind;
    }
    let one = rest
        .chars()
        .next()
        .filter(|one| rest.len() == one.len_utf8());
    key.code = match one {
        Some(one) if shift => Code::Char(one.to_ascii_uppercase()),
        Some(one) => Code::Char(one),
        None => match rest.to_ascii_lowercase().as_str() {
            "tab" if shift => Code::BackTab,
            "pageup" => Code::PageUp,
            "pagedown" => Code::PageDown,
            "escape" => Code::Esc,
            "return" => Code::Enter,
            "delete" => Code::Delete,
            "insert" => Code::Insert,
            "backtab" => Code::BackTab,
            lower => {
                let is_same = |name: &&&str| name.to_ascii_lowercase() == lower;
                let name = NAMES.iter().find(is_same)?;
                name.parse::<Key>().ok()?.code
            }
        },
    };
    let key = key.folded();
    // What is proposed can be written.
    (key.to_string().parse() == Ok(key)).then_some(key)
}

/// The names on keys, as [`Key`] is displayed.
const NAMES: [&str; 27] = [
    "Space",
    "Enter",
    "Esc",
    "Tab",
    "Backspace",
    "Del",
    "Ins",
    "Up",
    "Down",
    "Left",
    "Right",
    "Home",
    "End",
    "PgUp",
    "PgDn",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
];

/// The key that a terminal sends for another one: they are the same byte.
pub(super) fn sent_for(key: Key) -> Option<Key> {
    let same = match key.code {
        Code::Char('i') => Code::Tab,
        Code::Char('m') => Code::Enter,
        Code::Char('[') => Code::Esc,
        _ => return None,
    };
    (key.ctrl && !key.alt).then_some(Key::plain(same))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_seen_and_another_word_is_none() {
        let known = ["language", "look", "name", "status-done"];
        for (written, meant) in [
            ("langauge", Some("language")),
            ("Look", Some("look")),
            ("status_done", Some("status-done")),
            ("nme", Some("name")),
            ("theme", None),
            ("语言", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, known).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn names_of_other_programs_are_understood() {
        for (written, meant) in [
            ("ctrl+r", Some("Ctrl-R")),
            ("C-r", Some("Ctrl-R")),
            ("Shift-a", Some("A")),
            ("shift+tab", Some("Shift-Tab")),
            ("PageDown", Some("PgDn")),
            ("escape", Some("Esc")),
            ("f6", Some("F6")),
            ("Ctrl+Enter", Some("Ctrl-Enter")),
            ("Hyper-x", None),
            ("", None),
            ("ab", None),
        ] {
            let key = meant_key(written).map(|key| key.to_string());
            assert_eq!(key.as_deref(), meant, "{written}");
        }
    }
}
