//! Nothing gets in: files that are no plans, and text that would command the terminal, through the real binary.

#![allow(clippy::unwrap_used)]

mod files;
mod outside_text;
#[path = "../repository/mod.rs"]
mod repository;
#[allow(dead_code)]
#[path = "../cli/world.rs"]
mod world;

use world::Ran;

/// Characters that command a terminal, hide, or turn the order of the text around them.
fn is_dangerous(character: char) -> bool {
    let code = u32::from(character);
    character.is_control() && character != '\n'
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}'
        )
        || matches!(code, 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xe000..=0xf8ff)
        || matches!(code, 0xe0000..=0xe0fff)
}

/// Nothing that came out is dangerous, and nobody saw the program break.
#[track_caller]
fn assert_safe(ran: &Ran, what: &str) {
    for text in [&ran.out, &ran.err] {
        if let Some(raw) = text.chars().find(|&character| is_dangerous(character)) {
            panic!("{what}: U+{:04X} in {text:?}", u32::from(raw));
        }
        let mut stack = 0;
        for character in text.chars() {
            stack = if ('\u{300}'..='\u{36f}').contains(&character) {
                stack + 1
            } else {
                0
            };
            assert!(stack <= 30, "{what}: a tall stack of marks in {text:?}");
        }
    }
    // The last two are those of commands that git calls. None is a signal, or a panic.
    assert!(matches!(ran.code, 0 | 1 | 2 | 128 | 129), "{what}: {ran:?}");
    let broken = ["程序内部出错", "inside the program", "panicked"];
    assert!(
        !broken.iter().any(|words| ran.err.contains(words)),
        "{what}: {ran:?}"
    );
}
