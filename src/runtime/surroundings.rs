//! What the environment says of language, colours and encoding.

use std::env;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::error::{Error, Result};
use crate::language::Language;
use crate::view::Colours;

/// The language that the system is set to.
pub fn language() -> Language {
    Language::of_locale(&sys_locale::get_locale().unwrap_or_default())
}

/// The name that this person is logged in by.
pub fn login_name() -> Option<String> {
    let names = ["USER", "LOGNAME", "USERNAME"].into_iter();
    let names = names.filter_map(|name| env::var(name).ok());
    let mut names = names.map(|name| name.trim().to_owned());
    names.find(|name| !name.is_empty() && !name.contains(char::is_control))
}

/// Another number in every run: the standard library's maps are seeded so.
pub(super) fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// How many colours the terminal has, and whether they are wanted.
pub(super) fn colours() -> Colours {
    colours_of(|name| env::var(name).ok())
}

/// Whether the terminal understands questions.
pub(super) fn can_be_asked() -> bool {
    env::var_os("TERM").is_some_and(|term| !term.is_empty() && term != "dumb")
}

/// Whether the terminal's ground is light, where it was set down.
pub(super) fn is_light() -> Option<bool> {
    is_light_of(&env::var("COLORFGBG").ok()?)
}

/// `15;0` or `0;default;15`: the ground comes last, as one of the sixteen colours.
///
/// Source: rxvt(1).
fn is_light_of(colours: &str) -> Option<bool> {
    let ground: u8 = colours.rsplit(';').next()?.parse().ok()?;
    (ground < 16).then_some(ground == 7 || ground > 8)
}

fn colours_of(get: impl Fn(&str) -> Option<String>) -> Colours {
    // Any value but the empty one asks for no colour: https://no-color.org
    if get("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Colours::None;
    }
    let term = get("TERM").unwrap_or_default();
    match get("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => Colours::True,
        _ if term == "dumb" => Colours::None,
        _ if term.ends_with("-direct") => Colours::True,
        _ if term.contains("256color") => Colours::Many,
        _ => Colours::Sixteen,
    }
}

/// Whether the locale lets the terminal show Chinese.
///
/// # Errors
/// The locale is set, and to an encoding that is not UTF-8: everything but ASCII would be garbage. A
/// locale that is not set at all says nothing: it is so in containers whose terminal is fine.
pub(super) fn check_encoding() -> Result<()> {
    check_encoding_of(|name| env::var(name).ok())
}

fn check_encoding_of(get: impl Fn(&str) -> Option<String>) -> Result<()> {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(get)
        .find(|value| !value.is_empty());
    let Some(locale) = locale else { return Ok(()) };
    let lower = locale.to_ascii_lowercase();
    if lower.contains("utf-8") || lower.contains("utf8") {
        return Ok(());
    }
    // In ASCII: nothing else would arrive.
    Err(Error::usage(format!(
        "the locale `{}` is not UTF-8, so this terminal would show garbage instead of Chinese",
        locale.escape_default()
    ))
    .next("start it as: LC_ALL=zh_CN.UTF-8 planwalk (or LC_ALL=C.UTF-8 planwalk)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        |name| {
            let pair = pairs.iter().find(|(key, _)| *key == name);
            pair.map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn the_ground_is_the_last_of_the_colours() {
        for (colours, is_light) in [
            ("15;0", Some(false)),
            ("0;15", Some(true)),
            ("0;default;7", Some(true)),
            ("7;8", Some(false)),
            ("15;default", None),
            ("", None),
        ] {
            assert_eq!(is_light_of(colours), is_light, "{colours}");
        }
    }

    #[test]
    fn colours_follow_the_terminal() {
        for (pairs, colours) in [
            (&[("TERM", "xterm-256color")][..], Colours::Many),
            (
                &[("TERM", "xterm"), ("COLORTERM", "truecolor")],
                Colours::True,
            ),
            (&[("TERM", "xterm-direct")], Colours::True),
            (&[("TERM", "linux")], Colours::Sixteen),
            (&[("TERM", "dumb")], Colours::None),
            (
                &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")],
                Colours::None,
            ),
            (
                &[("NO_COLOR", ""), ("COLORTERM", "truecolor")],
                Colours::True,
            ),
            (&[], Colours::Sixteen),
        ] {
            assert_eq!(colours_of(env(pairs)), colours, "{pairs:?}");
        }
    }

    #[test]
    fn a_locale_that_cannot_show_chinese_is_refused() {
        for good in [
            &[("LANG", "zh_CN.UTF-8")][..],
            &[("LANG", "C"), ("LC_ALL", "C.utf8")],
            &[("LANG", ""), ("LC_ALL", "")],
            &[],
        ] {
            assert_eq!(check_encoding_of(env(good)), Ok(()), "{good:?}");
        }
        for bad in [
            &[("LANG", "C")][..],
            &[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "POSIX")],
            &[("LC_CTYPE", "zh_CN.GBK")],
        ] {
            let error = check_encoding_of(env(bad)).expect_err("not UTF-8");
            assert!(error.to_string().is_ascii());
        }
    }
}
