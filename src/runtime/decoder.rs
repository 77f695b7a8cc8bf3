//! From the bytes that a terminal sends to keys, pastes, gestures, and answers to what it was asked.
//!
//! Pure: bytes in, tokens out. An own one, because an answer that comes too late over a slow line has to be
//! known as one: taken apart into keys, `11;rgb:…` would set statuses. Whatever is a sequence and is not known
//! is left out as a whole, for the same reason.
//!
//! Source: ECMA-48 for the shape of sequences; xterm's "Control Sequences" for keys, mouse and answers; the
//! consoles of Linux and rxvt for their function keys.

use std::mem;

use crate::app::{Code, Key};

/// What came from the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Key(Key),
    Paste(String),
    Mouse(Mouse),
    Answer(Answer),
}

/// An answer to something that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Where the cursor is: the column, from 0.
    Column(u16),
    /// The colour of the ground, in 16 bits a channel.
    Ground([u16; 3]),
    /// What kind of terminal it is. Every terminal answers this, if it answers anything.
    Attributes,
}

/// A movement of the mouse, in cells from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mouse {
    pub movement: Movement,
    pub column: u16,
    pub row: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Movement {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";

/// A control string is given up at this length: no terminal answers at such length.
const LONGEST_STRING: usize = 1 << 12;

/// Takes bytes in as they come, and keeps what is not whole yet.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pending: Vec<u8>,
    /// A paste whose end has not come yet.
    paste: Option<Vec<u8>>,
}

/// What the beginning of some bytes is.
enum Step {
    /// So many bytes, which mean this, if anything.
    Done(usize, Option<Token>),
    /// A paste begins behind so many bytes.
    PasteBegins(usize),
    /// More bytes are needed.
    More,
}

impl Decoder {
    /// Takes bytes in. `more` says that others wait already, so that an Escape at the end is no key yet.
    pub fn feed(&mut self, bytes: &[u8], more: bool, tokens: &mut Vec<Token>) {
        self.pending.extend_from_slice(bytes);
        let pending = mem::take(&mut self.pending);
        let mut rest = pending.as_slice();
        while !rest.is_empty() {
            if let Some(paste) = &mut self.paste {
                match paste_end(rest) {
                    Some(end) => {
                        paste.extend_from_slice(&rest[..end]);
                        let text = String::from_utf8_lossy(paste).into_owned();
                        tokens.push(Token::Paste(text));
                        self.paste = None;
                        rest = &rest[end + PASTE_END.len()..];
                        continue;
                    }
                    None => {
                        let kept = rest.len() - tail_of_paste_end(rest);
                        paste.extend_from_slice(&rest[..kept]);
                        rest = &rest[kept..];
                        break;
                    }
                }
            }
            match step(rest) {
                Step::Done(length, token) => {
                    tokens.extend(token);
                    rest = &rest[length..];
                }
                Step::PasteBegins(length) => {
                    self.paste = Some(Vec::new());
                    rest = &rest[length..];
                }
                Step::More if rest == [ESC] && !more => {
                    tokens.push(Token::Key(Key::plain(Code::Esc)));
                    rest = &[];
                }
                Step::More => break,
            }
        }
        self.pending = rest.to_vec();
    }

    /// Whether what is pending may be all there is, so that [`Self::give_up`] is due if nothing follows soon. A
    /// control string always ends, however slow the line.
    pub fn may_be_whole(&self) -> bool {
        let is_string = matches!(self.pending.as_slice(), [ESC, b']' | b'P', _, ..]);
        self.paste.is_none() && !self.pending.is_empty() && !is_string
    }

    /// Nothing followed: what is pending is a key with Alt, or nothing.
    pub fn give_up(&mut self, tokens: &mut Vec<Token>) {
        match mem::take(&mut self.pending).as_slice() {
            [ESC] => tokens.push(Token::Key(Key::plain(Code::Esc))),
            [ESC, character] => tokens.extend(with_alt(Key::char(char::from(*character)))),
            _ => {}
        }
    }
}

fn paste_end(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(PASTE_END.len())
        .position(|some| some == PASTE_END)
}

/// How many bytes at the end may be the beginning of the end of a paste.
fn tail_of_paste_end(bytes: &[u8]) -> usize {
    let longest = bytes.len().min(PASTE_END.len() - 1);
    (1..=longest)
        .rev()
        .find(|&length| bytes.ends_with(&PASTE_END[..length]))
        .unwrap_or(0)
}

/// Takes the first key, sequence or answer off bytes that are not empty.
fn step(bytes: &[u8]) -> Step {
    match bytes {
        [ESC] => Step::More,
        [ESC, b'[', rest @ ..] => control_sequence(rest),
        [ESC, b'O', rest @ ..] => match rest {
            [] => Step::More,
            [end, ..] => Step::Done(3, code_of_letter(*end).map(plain)),
        },
        [ESC, b']' | b'P', rest @ ..] => control_string(rest),
        // The second may begin a sequence of its own.
        [ESC, ESC, ..] => Step::Done(1, Some(plain(Code::Esc))),
        [ESC, rest @ ..] => match step(rest) {
            Step::Done(length, Some(Token::Key(key))) => Step::Done(length + 1, with_alt(key)),
            Step::Done(length, _) | Step::PasteBegins(length) => Step::Done(length + 1, None),
            Step::More => Step::More,
        },
        [first, ..] => match first {
            0x00 => control(b' '),
            b'\r' => Step::Done(1, Some(plain(Code::Enter))),
            b'\t' => Step::Done(1, Some(plain(Code::Tab))),
            0x7f => Step::Done(1, Some(plain(Code::Backspace))),
            0x01..=0x1a => control(first - 1 + b'a'),
            0x1c..=0x1f => control(first - 0x1c + b'4'),
            _ => character(bytes),
        },
        [] => Step::More,
    }
}

fn plain(code: Code) -> Token {
    Token::Key(Key::plain(code))
}

fn control(character: u8) -> Step {
    Step::Done(1, Some(Token::Key(Key::ctrl(char::from(character)))))
}

fn with_alt(key: Key) -> Option<Token> {
    Some(Token::Key(Key { alt: true, ..key }))
}

/// A character of UTF-8. What is none is left out byte by byte.
fn character(bytes: &[u8]) -> Step {
    let start = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => {
            std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(error) => {
            return match error.error_len() {
                Some(length) => Step::Done(length, None),
                None => Step::More,
            };
        }
    };
    match valid.chars().next() {
        Some(first) => Step::Done(first.len_utf8(), Some(plain(Code::Char(first)))),
        None => Step::More,
    }
}

/// What follows `ESC [`.
fn control_sequence(rest: &[u8]) -> Step {
    match rest {
        // The console of Linux: F1 to F5.
        [b'[', key, ..] => {
            let token = match key {
                b'A'..=b'E' => Some(plain(Code::F(key - b'A' + 1))),
                _ => None,
            };
            return Step::Done(4, token);
        }
        [b'['] => return Step::More,
        [b'M', button, column, row, ..] => {
            let from_space = |byte: &u8| u16::from(byte.saturating_sub(b' '));
            let button = from_space(button);
            let is_release = button & 0b11 == 3 && button < 64;
            let place = [from_space(column), from_space(row)];
            return Step::Done(6, mouse(button & !0b11, place, is_release, button));
        }
        [b'M', ..] => return Step::More,
        _ => {}
    }
    let is_inside = |byte: &u8| matches!(byte, 0x20..=0x3f);
    let Some(end) = rest.iter().position(|byte| !is_inside(byte)) else {
        return Step::More;
    };
    // With `ESC [` before it and its last byte.
    let length = end + 3;
    match rest[end] {
        b'~' if &rest[..end] == b"200" => Step::PasteBegins(length),
        last @ 0x40..=0x7e => Step::Done(length, meaning(&rest[..end], last)),
        // Broken off: what follows is something else.
        _ => Step::Done(length - 1, None),
    }
}

/// What a control sequence means, by its parameters and its last byte.
fn meaning(parameters: &[u8], last: u8) -> Option<Token> {
    if let Some(numbers) = parameters.strip_prefix(b"<") {
        let [button, column, row] = numbers_of(numbers)[..] else {
            return None;
        };
        let pressed = button & 0b11;
        return match last {
            b'M' => mouse(button & !0b11, [column, row], false, pressed),
            b'm' => mouse(button & !0b11, [column, row], true, pressed),
            _ => None,
        };
    }
    if parameters.starts_with(b"?") {
        return (last == b'c').then_some(Token::Answer(Answer::Attributes));
    }
    let numbers = numbers_of(parameters);
    let number = numbers.first().copied().unwrap_or(0);
    let key = match last {
        // Never a key: F3 with Shift would be one column in the first row.
        b'R' => {
            let column = numbers.get(1)?;
            return Some(Token::Answer(Answer::Column(column.saturating_sub(1))));
        }
        b'Z' => Code::BackTab,
        b'~' => code_of_number(number)?,
        // A terminal that was set up to send keys as code points.
        b'u' => match number {
            13 => Code::Enter,
            27 => Code::Esc,
            9 => Code::Tab,
            127 => Code::Backspace,
            _ => Code::Char(char::from_u32(number.into()).filter(|key| !key.is_control())?),
        },
        _ => code_of_letter(last)?,
    };
    // One more than the sum of Shift 1, Alt 2, Control 4.
    let held = numbers.get(1).map_or(0, |held| held.saturating_sub(1));
    let code = match key {
        Code::Tab if held & 1 != 0 => Code::BackTab,
        code => code,
    };
    Some(Token::Key(Key {
        code,
        ctrl: held & 4 != 0,
        alt: held & 2 != 0,
    }))
}

fn numbers_of(parameters: &[u8]) -> Vec<u16> {
    let text = std::str::from_utf8(parameters).unwrap_or_default();
    // Behind a colon stands what nobody asked for.
    let number = |part: &str| {
        let digits = part.split(':').next().unwrap_or_default();
        digits.parse().unwrap_or(0)
    };
    text.split(';').map(number).collect()
}

fn code_of_letter(letter: u8) -> Option<Code> {
    Some(match letter {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        b'M' => Code::Enter,
        b'P'..=b'S' => Code::F(letter - b'P' + 1),
        _ => return None,
    })
}

fn code_of_number(number: u16) -> Option<Code> {
    let function = |first: u8, from: u16| {
        let offset = u8::try_from(number - from).unwrap_or_default();
        Code::F(first + offset)
    };
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => function(1, 11),
        17..=21 => function(6, 17),
        23..=26 => function(11, 23),
        28..=29 => function(15, 28),
        31..=34 => function(17, 31),
        _ => return None,
    })
}

/// A movement of the mouse. `kind` has the wheel's bit and that of moving; Shift, Alt and Control do not count.
fn mouse(kind: u16, place: [u16; 2], is_release: bool, button: u16) -> Option<Token> {
    const MOVING: u16 = 32;
    const WHEEL: u16 = 64;
    const OTHER: u16 = 128;
    let button = button & 0b11;
    let movement = match (kind & WHEEL != 0, kind & MOVING != 0, button) {
        _ if kind & OTHER != 0 => return None,
        (true, _, 0) => Movement::WheelUp,
        (true, _, 1) => Movement::WheelDown,
        (true, ..) => return None,
        (false, _, 0 | 3) if is_release => Movement::Release,
        (false, true, 0) => Movement::Drag,
        (false, false, 0) => Movement::Press,
        _ => return None,
    };
    let [column, row] = place.map(|from_one| from_one.saturating_sub(1));
    Some(Token::Mouse(Mouse {
        movement,
        column,
        row,
    }))
}

/// What follows `ESC ]` or `ESC P`, up to its end.
fn control_string(rest: &[u8]) -> Step {
    let mut position = 0;
    while let Some(&byte) = rest.get(position) {
        let end = match (byte, rest.get(position + 1)) {
            (0x07, _) => position + 1,
            (ESC, Some(b'\\')) => position + 2,
            (ESC, None) => return Step::More,
            // Broken off by another sequence, or by a key.
            (ESC, Some(_)) => return Step::Done(position + 2, None),
            _ => {
                position += 1;
                continue;
            }
        };
        let token = ground(&rest[..position]).map(Token::Answer);
        return Step::Done(end + 2, token);
    }
    if rest.len() > LONGEST_STRING {
        Step::Done(rest.len() + 2, None)
    } else {
        Step::More
    }
}

/// `11;rgb:ffff/ffff/dddd`, with one to four digits a channel.
///
/// Source: XParseColor(3), which xterm answers by.
fn ground(string: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(string).ok()?.strip_prefix("11;")?;
    let channels = text
        .strip_prefix("rgb:")
        .or_else(|| text.strip_prefix("rgba:"))?;
    let mut parts = channels.split('/');
    let mut channel = || {
        let digits = parts.next()?;
        let most = match digits.len() {
            1..=4 => (1_u32 << (4 * digits.len())) - 1,
            _ => return None,
        };
        let value = u32::from_str_radix(digits, 16).ok()?;
        u16::try_from(value * 0xffff / most).ok()
    };
    Some(Answer::Ground([channel()?, channel()?, channel()?]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(bytes: &[u8]) -> Vec<Token> {
        let mut decoder = Decoder::default();
        let mut tokens = Vec::new();
        decoder.feed(bytes, false, &mut tokens);
        decoder.give_up(&mut tokens);
        tokens
    }

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let key = |token| match token {
            Token::Key(key) => key,
            other => panic!("{other:?} is no key"),
        };
        decoded(bytes).into_iter().map(key).collect()
    }

    fn key(name: &str) -> Key {
        name.parse().expect("a key")
    }

    #[test]
    fn keys_are_known_in_all_their_spellings() {
        for (bytes, name) in [
            (&b"j"[..], "j"),
            ("师".as_bytes(), "师"),
            ("？".as_bytes(), "？"),
            (b"\r", "Enter"),
            (b"\t", "Tab"),
            (b"\x1b[Z", "Shift-Tab"),
            (b"\x7f", "Backspace"),
            (b"\x1b", "Esc"),
            (b"\x12", "Ctrl-r"),
            (b"\x1b[A", "Up"),
            (b"\x1bOB", "Down"),
            (b"\x1b[1;5C", "Ctrl-Right"),
            (b"\x1b[1;3D", "Alt-Left"),
            (b"\x1b[H", "Home"),
            (b"\x1b[1~", "Home"),
            (b"\x1b[7~", "Home"),
            (b"\x1b[F", "End"),
            (b"\x1b[2~", "Ins"),
            (b"\x1b[3~", "Del"),
            (b"\x1b[5~", "PgUp"),
            (b"\x1b[6~", "PgDn"),
            (b"\x1bOP", "F1"),
            (b"\x1b[[A", "F1"),
            (b"\x1b[11~", "F1"),
            (b"\x1b[15~", "F5"),
            (b"\x1b[17~", "F6"),
            (b"\x1b[21~", "F10"),
            (b"\x1b[24~", "F12"),
            (b"\x1bj", "Alt-j"),
            (b"\x1b[", "Alt-["),
            (b"\x1b[106;5u", "Ctrl-j"),
        ] {
            assert_eq!(keys(bytes), [key(name)], "{name}: {}", bytes.escape_ascii());
        }
    }

    #[test]
    fn keys_that_come_together_are_told_apart() {
        assert_eq!(
            keys("j\u{1b}[B5。\u{1b}\u{1b}[A".as_bytes()),
            ["j", "Down", "5", "。", "Esc", "Up"].map(key)
        );
    }

    #[test]
    fn an_escape_is_a_key_only_where_nothing_follows() {
        let mut decoder = Decoder::default();
        let mut tokens = Vec::new();
        decoder.feed(b"\x1b", true, &mut tokens);
        assert_eq!(tokens, []);
        assert!(decoder.may_be_whole());
        decoder.feed(b"[A", false, &mut tokens);
        assert_eq!(tokens, [Token::Key(Key::plain(Code::Up))]);
        assert!(!decoder.may_be_whole());
    }

    #[test]
    fn pasted_text_is_one_piece_whatever_is_in_it() {
        let text = "第一句。\r\u{1b}[A\u{1b}]x第二句。\u{1b}[20";
        let bytes = format!("a\u{1b}[200~{text}\u{1b}[201~b");
        assert_eq!(
            decoded(bytes.as_bytes()),
            [
                Token::Key(key("a")),
                Token::Paste(text.to_owned()),
                Token::Key(key("b"))
            ]
        );
    }

    #[test]
    fn answers_are_no_keys_even_when_they_come_late() {
        assert_eq!(
            decoded(b"x\x1b[1;3R\x1b]11;rgb:1e1e/2020/ffff\x1b\\\x1b[?64;1;22cy"),
            [
                Token::Key(key("x")),
                Token::Answer(Answer::Column(2)),
                Token::Answer(Answer::Ground([0x1e1e, 0x2020, 0xffff])),
                Token::Answer(Answer::Attributes),
                Token::Key(key("y")),
            ]
        );
        assert_eq!(
            decoded(b"\x1b]11;rgba:f/0f/000/ffff\x07"),
            [Token::Answer(Answer::Ground([0xffff, 0x0f0f, 0]))]
        );
        for unknown in [
            &b"\x1b]4;1;rgb:0000/0000/0000\x07"[..],
            b"\x1bP>|xterm(390)\x1b\\",
            b"\x1b[?2026;2$y",
            b"\x1b[I",
            b"\x1b[>41;390;0c",
        ] {
            assert_eq!(decoded(unknown), [], "{}", unknown.escape_ascii());
        }
    }

    #[test]
    fn a_slow_answer_is_waited_for_and_alt_with_a_bracket_is_a_key() {
        let mut decoder = Decoder::default();
        let mut tokens = Vec::new();
        decoder.feed(b"\x1b]11;rgb:", false, &mut tokens);
        assert!(!decoder.may_be_whole());
        decoder.feed(b"0/0/0\x07", false, &mut tokens);
        assert_eq!(tokens, [Token::Answer(Answer::Ground([0, 0, 0]))]);
        decoder.feed(b"\x1b]", false, &mut tokens);
        assert!(decoder.may_be_whole());
        decoder.give_up(&mut tokens);
        assert_eq!(tokens.last(), Some(&Token::Key(key("Alt-]"))));
    }

    #[test]
    fn the_mouse_is_understood_in_both_spellings() {
        let movement = |bytes: &[u8]| match decoded(bytes)[..] {
            [Token::Mouse(mouse)] => Some((mouse.movement, mouse.column, mouse.row)),
            [] => None,
            ref other => panic!("{other:?}"),
        };
        assert_eq!(movement(b"\x1b[<0;41;3M"), Some((Movement::Press, 40, 2)));
        assert_eq!(
            movement(b"\x1b[<0;300;3m"),
            Some((Movement::Release, 299, 2))
        );
        assert_eq!(movement(b"\x1b[<32;1;1M"), Some((Movement::Drag, 0, 0)));
        assert_eq!(movement(b"\x1b[<64;1;1M"), Some((Movement::WheelUp, 0, 0)));
        assert_eq!(
            movement(b"\x1b[<65;1;1M"),
            Some((Movement::WheelDown, 0, 0))
        );
        // Control held; the other buttons; a movement without one.
        assert_eq!(movement(b"\x1b[<16;1;1M"), Some((Movement::Press, 0, 0)));
        for other in [&b"\x1b[<2;1;1M"[..], b"\x1b[<35;1;1M", b"\x1b[<2;1;1m"] {
            assert_eq!(movement(other), None, "{}", other.escape_ascii());
        }
        assert_eq!(movement(b"\x1b[M !!"), Some((Movement::Press, 0, 0)));
        assert_eq!(movement(b"\x1b[M#\"!"), Some((Movement::Release, 1, 0)));
        assert_eq!(movement(b"\x1b[M`!!"), Some((Movement::WheelUp, 0, 0)));
    }

    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            proptest::sample::select(vec![
                &b"\x1b"[..],
                b"\x1b[",
                b"\x1b[A",
                b"\x1b]11;rgb:1/2/3\x07",
                b"\x1b[200~",
                b"\x1b[201~",
                b"\x1b[<0;4;5M",
                b"\x1b[M !!",
                b"\x1b[1;3R",
                b"\x1bO",
                "教".as_bytes(),
                b"\xff",
                b"\xe6\x95",
            ])
            .prop_map(<[u8]>::to_vec),
            proptest::collection::vec(any::<u8>(), 0..4),
        ];
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        /// A slow line cuts anywhere; what comes out is the same.
        #[test]
        fn it_does_not_matter_where_the_bytes_are_cut(bytes in pieces(), cuts in proptest::collection::vec(0_usize..40, 0..4)) {
            let whole = decoded(&bytes);
            let mut decoder = Decoder::default();
            let mut tokens = Vec::new();
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < bytes.len()).collect();
            cuts.sort_unstable();
            let mut from = 0;
            for cut in cuts {
                decoder.feed(&bytes[from..cut], true, &mut tokens);
                from = cut;
            }
            decoder.feed(&bytes[from..], false, &mut tokens);
            decoder.give_up(&mut tokens);
            prop_assert_eq!(tokens, whole);
        }
    }
}
