//! An emulator that draws characters of ambiguous width in one column, or in two.
//!
//! The emulator goes by the narrow widths only. To pose as a wide terminal it is given a stand-in for each
//! such character, from a plane of Han characters that no text here uses, and what it shows is translated back.

use unicode_width::UnicodeWidthChar as _;

/// The plane of the stand-ins: all of it takes two columns, and none of it has a character in use here.
const STAND_INS: u32 = 0x3_0000;

/// How wide characters of ambiguous width are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    Narrow,
    Wide,
}

/// What goes to the emulator, and back.
pub struct Translator {
    drawn: Drawn,
    /// The beginning of a character whose end was not read yet.
    pending: Vec<u8>,
}

impl Translator {
    pub fn new(drawn: Drawn) -> Self {
        Self {
            drawn,
            pending: Vec::new(),
        }
    }

    /// What the emulator is given for these bytes.
    pub fn given(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.pending.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.pending) {
            Ok(_) => self.pending.len(),
            Err(error) => {
                assert_eq!(error.error_len(), None, "only text is written");
                error.valid_up_to()
            }
        };
        let rest = self.pending.split_off(whole);
        let text = String::from_utf8(std::mem::replace(&mut self.pending, rest)).expect("text");
        if self.drawn == Drawn::Narrow {
            return text.into_bytes();
        }
        text.chars().map(stand_in).collect::<String>().into_bytes()
    }
}

fn stand_in(character: char) -> char {
    if character.width() == Some(1) && character.width_cjk() == Some(2) {
        char::from_u32(STAND_INS + u32::from(character)).expect("a character of the plane")
    } else {
        character
    }
}

/// The text that stand-ins stand for.
pub fn meant(shown: &str) -> String {
    let meant = |character: char| {
        let code = u32::from(character);
        match code.checked_sub(STAND_INS) {
            Some(code @ 0..=0xffff) => char::from_u32(code).expect("it came from a character"),
            _ => character,
        }
    };
    shown.chars().map(meant).collect()
}
