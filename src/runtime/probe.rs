//! What the terminal says of itself when it is asked: how wide it draws, and how light its ground is.
//!
//! Owns the questions and the wait for the answers, before anybody else reads the terminal. All questions go
//! out in one write and cost one round trip. The last is one that every terminal answers: with its answer the
//! others have come, or never will. The first frame waits for a moment only: over a slow line the answers are
//! taken when they come ([`Late`]). Keys that were pressed in the meantime are handed on.
//!
//! Source: ECMA-48 (cursor position), xterm's "Control Sequences" (OSC 11, primary device attributes).

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::decoder::{Answer, Decoder, Token};
#[cfg(unix)]
use super::tty::{Tty, Woken};

/// Characters of ambiguous width that work plans are full of. Several, because terminals take the width from
/// tables of their own, of fonts, of the system.
const SAMPLES: [&str; 6] = ["“", "…", "·", "—", "℃", "①"];

/// The longest that the first frame waits: more than any terminal on the same machine was seen to need.
const PATIENCE: Duration = Duration::from_millis(100);

/// What came back.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Whether any sample took two columns; none if the terminal did not say.
    pub is_wide: Option<bool>,
    /// Whether the ground is light; none if the terminal did not say.
    pub is_light: Option<bool>,
    /// What was typed meanwhile.
    pub typed: Vec<Token>,
    /// Whether the last question was answered.
    pub are_all: bool,
}

/// What has come so far, and the beginning of what has not come wholly.
#[derive(Debug, Default)]
pub(super) struct Begun {
    pub answers: Answers,
    pub decoder: Decoder,
}

/// Answers that came after the first frame.
pub(super) type Late = Arc<Mutex<Option<Answers>>>;

/// What is written to ask. The cursor's row is erased again.
pub(super) fn questions(asks_width: bool) -> Vec<u8> {
    let mut out = Vec::new();
    if asks_width {
        for sample in SAMPLES {
            out.push(b'\r');
            out.extend_from_slice(sample.as_bytes());
            out.extend_from_slice(b"\x1b[6n");
        }
        out.extend_from_slice(b"\r\x1b[K");
    }
    out.extend_from_slice(b"\x1b]11;?\x1b\\\x1b[c");
    out
}

/// Asks, and waits for the answers.
///
/// # Errors
/// The terminal is gone.
#[cfg(unix)]
pub(super) fn ask(out: &mut impl Write, questions: &[u8]) -> io::Result<Begun> {
    let tty = Tty::open()?;
    out.write_all(questions)?;
    out.flush()?;
    let mut begun = Begun::default();
    let end = Instant::now() + PATIENCE;
    let mut tokens = Vec::new();
    let mut buffer = [0; 1 << 10];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match tty.wait(None, Some(left))? {
            Woken::Bytes => {}
            // Whether it is gone is found out by those who wait for keys.
            Woken::TimeOut | Woken::Gone | Woken::ToldToStop => return Ok(begun),
        }
        let count = tty.read(&mut buffer)?;
        begun.decoder.feed(&buffer[..count], true, &mut tokens);
        for token in tokens.drain(..) {
            begun.answers.take(token);
        }
        if begun.answers.are_all || count == 0 {
            return Ok(begun);
        }
    }
}

/// Elsewhere than on Unix nothing is asked.
///
/// # Errors
/// The terminal is gone.
#[cfg(not(unix))]
pub(super) fn ask(out: &mut impl Write, _questions: &[u8]) -> io::Result<Begun> {
    out.flush()?;
    Ok(<_>::default())
}

impl Answers {
    /// Takes a token in.
    pub fn take(&mut self, token: Token) {
        match token {
            Token::Answer(Answer::Column(column)) => {
                let is_wide = self.is_wide.unwrap_or(false) || column >= 2;
                self.is_wide = Some(is_wide);
            }
            Token::Answer(Answer::Ground(channels)) => self.is_light = Some(is_light(channels)),
            Token::Answer(Answer::Attributes) => self.are_all = true,
            typed => self.typed.push(typed),
        }
    }
}

/// Whether a ground is nearer to white than to black, for the eye.
///
/// Source: the weights are those of luma in ITU-R BT.709.
fn is_light([red, green, blue]: [u16; 3]) -> bool {
    let luma = 0.2126 * f64::from(red) + 0.7152 * f64::from(green) + 0.0722 * f64::from(blue);
    luma > f64::from(u16::MAX) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Key;
    use crate::text::{Ambiguous, is_unsettled, width_of};

    #[test]
    fn samples_are_of_ambiguous_width() {
        for sample in SAMPLES {
            assert!(is_unsettled(sample), "{sample}");
            assert_eq!(width_of(sample, Ambiguous::Wide), 2, "{sample}");
        }
    }

    fn answered(bytes: &[u8]) -> Answers {
        let mut answers = Answers::default();
        let mut tokens = Vec::new();
        let mut decoder = Decoder::default();
        decoder.feed(bytes, false, &mut tokens);
        for token in tokens {
            answers.take(token);
        }
        answers
    }

    #[test]
    fn one_wide_sample_is_enough_and_no_answer_is_none() {
        assert_eq!(answered(b"\x1b[1;2R\x1b[1;2R").is_wide, Some(false));
        assert_eq!(answered(b"\x1b[1;2R\x1b[1;3R\x1b[1;2R").is_wide, Some(true));
        assert_eq!(answered(b"\x1b[?6c").is_wide, None);
        assert!(answered(b"\x1b[?6c").are_all);
        assert!(!answered(b"\x1b[1;2R").are_all);
    }

    #[test]
    fn keys_among_the_answers_are_kept() {
        let answers = answered(b"j\x1b[1;2R5\x1b[?6c");
        let keys = ['j', '5'].map(|key| Token::Key(Key::char(key)));
        assert_eq!(answers.typed, keys);
    }

    #[test]
    fn grounds_are_told_apart_as_eyes_do() {
        for (ground, is_light) in [
            (&b"\x1b]11;rgb:0000/0000/0000\x07"[..], false),
            (b"\x1b]11;rgb:ffff/ffff/ffff\x07", true),
            (b"\x1b]11;rgb:fdfd/f6f6/e3e3\x07", true),
            (b"\x1b]11;rgb:0000/2b2b/3636\x07", false),
            (b"\x1b]11;rgb:0000/0000/ffff\x07", false),
        ] {
            assert_eq!(answered(ground).is_light, Some(is_light));
        }
        assert_eq!(answered(b"\x1b[?6c").is_light, None);
    }
}
