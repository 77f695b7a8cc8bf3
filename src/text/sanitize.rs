//! Visible marks for what would otherwise be invisible, or would command the terminal.
//!
//! Owns the one boundary that text from outside crosses on its way to a screen, to a command's
//! output or into an error message. Never changes what is stored: only what is shown.
//!
//! # What is marked
//!
//! | characters | shown as |
//! |---|---|
//! | control characters that have a caret form: `^@`, `^A` to `^Z`, `^[`, `^?` | `^[` |
//! | the other control characters; directional marks, overrides and isolates; zero-width characters, the zero-width joiner too; blank-looking fillers; tags; stray variation selectors; separators of lines and paragraphs; private use; noncharacters | `\u{202e}` |
//! | what would take no column of its own: a combining mark with nothing to stand on | `\u{301}` |
//! | a tab | four blanks ([`TAB`]) |
//! | the text itself where it looks like a mark: `^A`, `\u{` | `\u{5e}A`, `\u{5c}u{` |
//!
//! The last row makes it injective: two texts that differ look different (a tab and four blanks
//! alone look alike). A function that is injective cannot be idempotent as well, unless it
//! changes nothing: `f(f(x)) = f(x)` gives `f(x) = x`. So marks that are sanitized again are
//! marked as text that looks like a mark: still safe, but hard to read. Sanitize once, at the
//! boundary. The strongest law that is true: where nothing shows as a mark, sanitizing again changes
//! nothing; and whatever is sanitized twice is as safe as what was sanitized once.
//!
//! The joiner is marked inside emoji too, because terminals draw a joined emoji two columns wide or
//! eight: apart, each takes two everywhere. A variation selector stays where it means something:
//! one after a Han character, and the one that turns a symbol into an emoji. Private use is marked
//! because each font draws something else, mostly an empty box: bullets out of old Word documents.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::width::{Ambiguous, grapheme_width};

/// What a tab is shown as.
pub const TAB: &str = "    ";

/// How many characters of a grapheme may follow its first one unmarked.
///
/// Source: Unicode Standard Annex #15, the Stream-Safe Text Format, which allows 30. No script
/// needs more; a taller stack is an attack on the row above, or on the memory of a cell.
const STACK: usize = 30;

/// One line of text with everything dangerous or invisible as visible marks.
///
/// A line break inside is shown as a mark too: see [`sanitize_lines`] for text of several lines.
/// Text that needs no mark is borrowed; the usual text is passed through in one quick pass.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    let plain = plain_prefix(text);
    if plain == text.len() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    // Up to here the text is in `shown`, if anything had to be marked so far.
    let mut copied = 0;
    for (offset, grapheme) in text[plain..].grapheme_indices(true) {
        let start = plain + offset;
        if let Some(marked) = mark_grapheme(text, start, grapheme) {
            shown.push_str(&text[copied..start]);
            shown.push_str(&marked);
            copied = start + grapheme.len();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[copied..]);
    Cow::Owned(shown)
}

/// Text of several lines, each as [`sanitize`] shows it.
///
/// Lines end in `\n` or `\r\n` and are separated by `\n` in the result.
pub fn sanitize_lines(text: &str) -> Cow<'_, str> {
    if text
        .split('\n')
        .all(|line| plain_prefix(line) == line.len())
    {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line.strip_suffix('\r').unwrap_or(line), "\n"),
            None => (line, ""),
        };
        shown.push_str(&sanitize(line));
        shown.push_str(end);
    }
    Cow::Owned(shown)
}

/// Whether a text may be drawn as it stands: it was sanitized, or is our own. For the boundary to make sure.
pub(crate) fn is_safe(text: &str) -> bool {
    let is_selector =
        |character| matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    !text
        .chars()
        .any(|character| is_hidden(character) && !is_selector(character))
}

/// A JSON text in which everything that [`sanitize`] would mark is written as JSON's own escapes: safe on a
/// terminal, and to programs the same value.
///
/// Outside its strings JSON holds none of these characters, and inside them its own writer has escaped the
/// control characters below U+0020.
pub fn escape_json(json: &str) -> Cow<'_, str> {
    let mut escaped = String::new();
    let mut copied = 0;
    // How many characters without a column of their own stand on the last one that has one. Those at the
    // beginning of a string would stand on its quote.
    let mut stacked = STACK;
    for (start, character) in json.char_indices() {
        if is_plain(character) {
            stacked = if character == '"' { STACK } else { 0 };
            continue;
        }
        let floats = character.width() == Some(0);
        if !floats {
            stacked = 0;
        }
        let is_too_tall = floats && stacked >= STACK;
        stacked += usize::from(floats);
        if is_hidden(character) && character != '\n' || is_too_tall {
            escaped.push_str(&json[copied..start]);
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
            copied = start + character.len_utf8();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    escaped.push_str(&json[copied..]);
    Cow::Owned(escaped)
}

/// What is shown instead of the grapheme that starts at byte `start` of `text`, if something in it
/// has to be marked.
///
/// What follows it in `text` counts, because that decides whether a character looks like a mark.
pub(super) fn mark_grapheme(text: &str, start: usize, grapheme: &str) -> Option<String> {
    if grapheme == "\t" {
        return Some(TAB.to_owned());
    }
    let drawn = grapheme_width(grapheme, Ambiguous::Narrow) > 0;
    let mut shown: Option<String> = None;
    let mut previous = None;
    // Something was there that what takes no column can stand on.
    let mut based = false;
    for (index, (offset, character)) in grapheme.char_indices().enumerate() {
        let literal = looks_like_mark(&text[start + offset..]);
        let hidden = is_hidden(character) && !is_meaningful_selector(index, previous, character);
        based |= character.width().is_some_and(|columns| columns > 0);
        let floating = !drawn || !based;
        if literal || hidden || floating || index > STACK {
            let shown = shown.get_or_insert_with(|| grapheme[..offset].to_owned());
            match caret_letter(character) {
                Some(letter) => shown.extend(['^', letter]),
                None => shown.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
            }
        } else if let Some(shown) = &mut shown {
            shown.push(character);
        }
        previous = Some(character);
    }
    shown
}

/// The length in bytes of the beginning that certainly needs no mark: a grapheme boundary.
fn plain_prefix(text: &str) -> usize {
    let mut previous = 0;
    for (start, character) in text.char_indices() {
        if !is_plain(character) || looks_like_mark(&text[start..]) {
            // The character may belong to the grapheme of the one before.
            return previous;
        }
        previous = start;
    }
    text.len()
}

/// Whether a character is visible, takes columns, and begins a grapheme of its own: the usual ones.
pub(super) fn is_plain(character: char) -> bool {
    // The first two are most text by far.
    matches!(character, ' '..='~' | '\u{4e00}'..='\u{9fff}')
        || matches!(
            character,
            '\u{a1}'..='\u{ac}'
                | '\u{ae}'..='\u{2ff}'
                | '\u{2010}'..='\u{2027}'
                | '\u{3000}'..='\u{3029}'
                | '\u{3041}'..='\u{3096}'
                | '\u{30a0}'..='\u{30ff}'
                | '\u{3400}'..='\u{4dff}'
                | '\u{ff01}'..='\u{ff60}'
        )
}

/// Whether the text begins with what a mark begins with, so that it could be taken for one.
fn looks_like_mark(text: &str) -> bool {
    match text.as_bytes() {
        [b'\\', b'u', b'{', ..] => true,
        [b'^', next, ..] => matches!(next, b'@'..=b'[' | b'?'),
        _ => false,
    }
}

/// The letter of a control character's caret form.
///
/// Four control characters have none here, because theirs would make marks of `^_^` and `^^`, which
/// people write; a single `^` before a capital letter is rare enough.
fn caret_letter(character: char) -> Option<char> {
    match character {
        '\0'..='\u{1b}' => char::from_u32(u32::from(character) + u32::from('@')),
        '\u{7f}' => Some('?'),
        _ => None,
    }
}

/// Whether a character is invisible, commands the terminal, or is drawn differently everywhere.
///
/// Source: the properties Default_Ignorable_Code_Point and Bidi_Control of the Unicode Character
/// Database, its general categories Cc, Cf (those without a glyph), Zl, Zp and Co, its
/// noncharacters, and the characters whose glyph is blank though they are no white space.
fn is_hidden(character: char) -> bool {
    let code = u32::from(character);
    character.is_control()
        // The last two of every plane are noncharacters.
        || code & 0xfffe == 0xfffe
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{e000}'..='\u{f8ff}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffc}'
                | '\u{13430}'..='\u{1343f}'
                | '\u{16fe4}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d159}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
                | '\u{f0000}'..=char::MAX
        )
}

/// Whether a variation selector stands where it means something: straight after its base.
fn is_meaningful_selector(index: usize, previous: Option<char>, selector: char) -> bool {
    let (1, Some(base)) = (index, previous) else {
        return false;
    };
    match selector {
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => is_han(base),
        // Of the symbols of one column, those that Unicode lists become an emoji of two.
        '\u{fe0f}' => base.width() == Some(1) && String::from_iter([base, selector]).width() == 2,
        _ => false,
    }
}

/// Whether a character is a Han ideograph.
///
/// Source: the blocks of CJK Unified Ideographs, their extensions, and Compatibility Ideographs.
fn is_han(character: char) -> bool {
    matches!(
        character,
        '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}'
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use ratatui::{buffer::Buffer, layout::Rect, style::Style};

    use super::*;
    use crate::text::width_of;

    /// What a person sees: the cells of a row that the text was drawn into.
    fn drawn(text: &str) -> String {
        let width = u16::try_from(width_of(text, Ambiguous::Narrow)).unwrap();
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        buffer.set_string(0, 0, text, Style::new());
        let mut seen = String::new();
        let mut column = 0;
        while column < width {
            let symbol = buffer[(column, 0)].symbol();
            seen.push_str(symbol);
            column += u16::try_from(width_of(symbol, Ambiguous::Narrow)).unwrap();
        }
        seen
    }

    /// The text that was sanitized: the inverse, for texts without tabs.
    fn read_marks(shown: &str) -> String {
        let mut text = String::new();
        let mut rest = shown;
        while let Some(first) = rest.chars().next() {
            let second = rest.as_bytes().get(1).copied().unwrap_or(0);
            if let Some((code, after)) = rest
                .strip_prefix("\\u{")
                .and_then(|rest| rest.split_once('}'))
            {
                text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
                rest = after;
            } else if first == '^' && matches!(second, b'@'..=b'[' | b'?') {
                text.push(char::from(second ^ 0x40));
                rest = &rest[2..];
            } else {
                text.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        text
    }

    #[test]
    fn usual_text_is_borrowed() {
        for text in [
            "",
            "(一)强化思想政治引领。“四个自信”——94%以上…",
            "Plan 2021: naïve, 50 % (x^2, ^_^, C:\\users)",
            "中共中央\u{2002}国务院　〔2020〕1 号",
            "👍 한글 e\u{301}",
        ] {
            assert!(
                matches!(sanitize(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn control_characters_show_in_caret_form() {
        assert_eq!(sanitize("\u{1b}[31m红\0\u{7f}"), "^[[31m红^@^?");
        assert_eq!(sanitize("a\r\nb"), "a^M^Jb");
        assert_eq!(sanitize("\u{9b}31m\u{1f}"), "\\u{9b}31m\\u{1f}");
    }

    #[test]
    fn invisible_characters_show_their_number() {
        assert_eq!(sanitize("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(sanitize("教\u{200b}育\u{3164}"), "教\\u{200b}育\\u{3164}");
        assert_eq!(
            sanitize("\u{e0041}\u{feff}\u{2028}"),
            "\\u{e0041}\\u{feff}\\u{2028}"
        );
        assert_eq!(sanitize("\u{f0b7}要点\u{ffff}"), "\\u{f0b7}要点\\u{ffff}");
    }

    #[test]
    fn a_tab_shows_as_blanks() {
        assert_eq!(sanitize("教师\t3"), "教师    3");
    }

    #[test]
    fn text_that_looks_like_a_mark_is_told_apart() {
        assert_eq!(sanitize("^["), "\\u{5e}[");
        assert_eq!(sanitize("\\u{202e}"), "\\u{5c}u{202e}");
        assert_eq!(sanitize("^^\u{1b}"), "^^^[");
    }

    #[test]
    fn a_mark_with_nothing_to_stand_on_is_shown() {
        assert_eq!(sanitize("\u{301}a"), "\\u{301}a");
        assert_eq!(sanitize("\u{1b}\u{301}"), "^[\\u{301}");
        assert_eq!(sanitize("e\u{301}"), "e\u{301}");
        // The voicing mark takes a column, but not for the accent, once they are apart.
        assert_eq!(
            sanitize("\u{301}\u{200d}\u{ff9e}"),
            "\\u{301}\\u{200d}\u{ff9e}"
        );
    }

    #[test]
    fn variation_selectors_stay_where_they_mean_something() {
        assert_eq!(sanitize("\u{26a0}\u{fe0f}"), "\u{26a0}\u{fe0f}");
        assert_eq!(sanitize("葛\u{e0100}"), "葛\u{e0100}");
        assert_eq!(sanitize("葛\u{e0100}\u{e0101}"), "葛\u{e0100}\\u{e0101}");
        assert_eq!(sanitize("a\u{fe0f}教\u{fe0f}"), "a\\u{fe0f}教\\u{fe0f}");
        assert_eq!(sanitize("👩\u{200d}🏫"), "👩\\u{200d}🏫");
    }

    #[test]
    fn a_tall_stack_of_marks_is_cut_short() {
        let shown = sanitize(&format!("e{}", "\u{301}".repeat(40))).into_owned();
        assert!(shown.starts_with(&format!("e{}\\u{{301}}", "\u{301}".repeat(30))));
    }

    #[test]
    fn several_lines_stay_several_lines() {
        assert_eq!(sanitize_lines("一\r\n二\n\u{1b}三\r"), "一\n二\n^[三^M");
        assert_eq!(sanitize_lines("一\n\n"), "一\n\n");
        assert!(matches!(
            sanitize_lines("一\n\n二"),
            Cow::Borrowed("一\n\n二")
        ));
        assert_eq!(sanitize_lines(""), "");
    }

    #[test]
    fn every_character_is_seen() {
        for character in '\0'..=char::MAX {
            let text = character.to_string();
            let shown = sanitize(&text);
            assert_eq!(drawn(&shown), shown, "U+{:04X}", u32::from(character));
            assert!(!shown.is_empty());
            assert!(!shown.chars().any(is_hidden));
            assert!(character == '\t' || read_marks(&shown) == text);
        }
    }

    fn nasty_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("^"),
            Just("["),
            Just("A"),
            Just("\\"),
            Just("u{"),
            Just("5c}"),
            Just("教"),
            Just("\u{1b}"),
            Just("\u{1c}"),
            Just("\u{301}"),
            Just("\u{600}"),
            Just("\u{d4e}"),
            Just("\u{200d}"),
            Just("\u{fe0f}"),
            Just("👩"),
            Just("\u{26a0}"),
            Just("\u{e0100}"),
            Just("\u{1100}"),
            Just("\u{1161}"),
            Just("\u{ff9e}"),
            Just("\u{1f1e8}"),
            Just("\r"),
            Just("\n"),
            Just("\u{94d}"),
            Just("\u{915}"),
            Just("\u{202e}"),
            Just("\u{644}"),
            Just("\u{627}"),
        ];
        prop_oneof![
            proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()),
            "\\PC{0,12}",
            ".{0,12}",
        ]
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_confused(text in nasty_text()) {
            let text = text.replace('\t', " ");
            prop_assert_eq!(read_marks(&sanitize(&text)), text);
        }

        #[test]
        fn what_is_shown_is_what_is_drawn(text in nasty_text()) {
            let shown = sanitize(&text);
            prop_assert_eq!(drawn(&shown), shown);
        }

        #[test]
        fn marks_hold_nothing_that_needs_a_mark(text in nasty_text()) {
            let shown = sanitize(&text).into_owned();
            // Apart from the first character of a mark, sanitizing again changes nothing.
            let again = sanitize(&shown).replace("\\u{5c}u{", "\\u{").replace("\\u{5e}", "^");
            prop_assert_eq!(again, shown.replace("\\u{5e}", "^"));
        }

        #[test]
        fn what_shows_no_mark_is_left_alone(text in nasty_text()) {
            let text = text.replace(['^', '\\'], "");
            let shown = sanitize(&text).into_owned();
            prop_assert!(is_safe(&shown) && is_safe(&sanitize(&shown)));
            if !shown.contains(['^', '\\']) {
                prop_assert_eq!(sanitize(&shown), shown.as_str());
            }
        }

        #[test]
        fn json_is_the_same_value_in_escapes(text in nasty_text()) {
            let json = serde_json::to_string(&text).unwrap();
            let escaped = escape_json(&json);
            prop_assert!(is_safe(&escaped));
            prop_assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), text);
        }

        #[test]
        fn lines_are_sanitized_one_by_one(lines in proptest::collection::vec(nasty_text(), 1..4)) {
            let lines: Vec<String> = lines.iter().map(|line| line.replace(['\n', '\r'], "")).collect();
            let each: Vec<_> = lines.iter().map(|line| sanitize(line).into_owned()).collect();
            for end in ["\n", "\r\n"] {
                let text = lines.join(end);
                prop_assert_eq!(sanitize_lines(&text), each.join("\n"));
            }
        }
    }
}
