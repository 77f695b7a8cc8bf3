//! Where a line may break.
//!
//! Owns the rules of line breaking: the Unicode algorithm (UAX #14, strict, from `icu_segmenter`)
//! with what Chinese text of mixed widths needs on top. Never measures and never breaks: that is
//! the layout's part.
//!
//! The algorithm is not patched rule by rule. It is shown a stand-in: the same text, byte for byte
//! as long, in which a character that it would misjudge is replaced by one of the class that fits.
//! All its rules then hold around that place too.
//!
//! | in the text | where | stands for |
//! |---|---|---|
//! | `“` `‘` | beside Chinese | an opening bracket, as rule LB19a of Unicode 16 has it in effect |
//! | `”` `’` | beside Chinese | a closing bracket |
//! | `"` | beside Chinese | the one or the other, by turns |
//! | `,` `;` `:` | behind Chinese | a closing bracket, as their full-width forms are |
//! | `·` | everywhere | a character that glues both neighbours |
//! | `—` alone, `～` | everywhere | an end mark: never at the start of a line |
//! | `／` | everywhere | a character that glues both neighbours |
//!
//! The last three rows are GB/T 15834-2011, section 5.1, on the position of marks: interpuncts and
//! connecting marks never begin a line, a solidus neither begins nor ends one.

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use super::width::is_wide;

/// Strict: no line starts with a small kana or `々`, nor inside `……`; without the models
/// for Thai, Khmer, Lao and Burmese, which break between graphemes only where they must.
const SEGMENTER: LineSegmenterBorrowed<'static> = {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    LineSegmenter::new_for_non_complex_scripts(options)
};

/// How many bytes of a paragraph are looked at in one go, at the least.
const STRETCH: usize = 1024;

/// Where the lines of a paragraph may break, found stretch by stretch.
///
/// The rules look back, some of them far. They are begun anew only where that makes no difference:
/// see [`is_fresh`].
pub(super) struct Breaks<'a> {
    paragraph: &'a str,
    /// How many bytes a stretch has at the least.
    reach: usize,
    /// What is known ends here: at a fresh place or at the paragraph's end.
    known: usize,
    /// The number of `"` before that place is odd.
    quoted: bool,
    /// The places in the last stretch, ascending.
    offsets: Vec<usize>,
    /// The first of them that was not passed yet.
    next: usize,
    /// Room for a stand-in.
    seen: String,
}

impl<'a> Breaks<'a> {
    /// The places behind byte `start` of a paragraph, which has an odd number of `"` before it or
    /// not.
    ///
    /// A paragraph holds no line feed.
    pub fn behind(paragraph: &'a str, start: usize, quoted: bool) -> Self {
        Self::in_stretches(paragraph, start, quoted, STRETCH)
    }

    fn in_stretches(paragraph: &'a str, start: usize, quoted: bool, reach: usize) -> Self {
        let known = fresh_before(paragraph, start);
        Self {
            paragraph,
            reach,
            known,
            quoted: quoted ^ has_odd_quotes(&paragraph[known..start]),
            offsets: Vec::new(),
            next: 0,
            seen: String::new(),
        }
    }

    /// Whether a line may end and the next one begin at `offset`. Asked for with ascending offsets,
    /// which are not before the start.
    ///
    /// Blanks belong to the line before. The paragraph may break at its end, and not at its
    /// beginning.
    pub fn allow(&mut self, offset: usize) -> bool {
        loop {
            while let Some(&place) = self.offsets.get(self.next) {
                if place >= offset {
                    return place == offset;
                }
                self.next += 1;
            }
            // The place where a stretch ends is judged with that stretch.
            if self.known >= offset || self.known == self.paragraph.len() {
                return false;
            }
            self.read_on();
        }
    }

    /// Finds the places of the next stretch.
    fn read_on(&mut self) {
        let start = self.known;
        let end = fresh_behind(self.paragraph, start + self.reach);
        // What stands there is seen, so that the place itself is judged.
        let seen = self.paragraph[end..]
            .chars()
            .next()
            .map_or(end, |character| end + character.len_utf8());
        self.offsets.clear();
        self.next = 0;
        self.judge(start, &self.paragraph[start..seen], end);
        self.known = end;
    }

    /// Finds the places up to `end` in a part of the paragraph that begins at a fresh place, `start`.
    ///
    /// Between two steady characters one look tells; only what lies around the others is shown to the
    /// algorithm, from the steady one before to the second one behind.
    fn judge(&mut self, start: usize, part: &str, end: usize) {
        let mut characters = part.char_indices();
        let Some((_, mut before)) = characters.next() else {
            return;
        };
        let mut was_steady = is_steady(before);
        // What is not judged yet begins here, and whether that needs the algorithm.
        let mut from = 0;
        let mut is_plain = was_steady;
        for (at, after) in characters {
            let steady = is_steady(after);
            if was_steady && steady {
                if !is_plain {
                    self.ask(start + from, &part[from..at + after.len_utf8()], start + at);
                } else if !(is_letter(before) && is_letter(after)) {
                    self.offsets.push(start + at);
                }
                from = at;
                is_plain = true;
            } else if !steady {
                is_plain = false;
            }
            before = after;
            was_steady = steady;
        }
        if !is_plain {
            self.ask(start + from, &part[from..], end);
        }
        if end == self.paragraph.len() && self.offsets.last() != Some(&end) {
            self.offsets.push(end);
        }
    }

    /// Asks the algorithm for the places up to `end` in a part that begins at `start`.
    fn ask(&mut self, start: usize, part: &str, end: usize) {
        let stand_in = stand_in(part, &mut self.quoted, &mut self.seen);
        self.offsets.extend(
            SEGMENTER
                .segment_str(stand_in)
                .filter(|&offset| offset > 0)
                .map(|offset| start + offset)
                .take_while(|&offset| offset <= end),
        );
    }
}

/// The byte offsets in a paragraph where a line may end and the next one begin, ascending, the end of
/// the paragraph included, its beginning not.
#[cfg(test)]
pub(super) fn break_offsets(paragraph: &str) -> Vec<usize> {
    SEGMENTER
        .segment_str(stand_in(paragraph, &mut false, &mut String::new()))
        .filter(|&offset| offset > 0)
        .collect()
}

/// Whether the number of `"` in a text is odd.
pub(super) fn has_odd_quotes(text: &str) -> bool {
    text.bytes().filter(|&byte| byte == b'"').count() % 2 == 1
}

/// Whether the rules, begun anew between these two characters, judge all places behind as they
/// would have.
///
/// No rule looks back across a letter, a digit or a Han character that follows another one or a
/// blank; none that judges a place before them looks ahead further than to the second one.
fn is_fresh(before: char, after: char) -> bool {
    (before == ' ' || is_steady(before)) && is_steady(after)
}

/// Whether a character is of a class that all rules take for itself, whatever stands before it.
///
/// Between two of them a line may break, unless both are letters or digits.
fn is_steady(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}') || is_letter(character)
}

/// Whether a character is a steady one that holds together with its like.
fn is_letter(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | 'А'..='я')
}

/// The last fresh place that is not behind `offset`; the beginning of the paragraph if there is none.
///
/// Both its characters stand before `offset`, or behind it begins the second one.
pub(super) fn fresh_before(paragraph: &str, offset: usize) -> usize {
    let mut after = paragraph[offset..].chars().next();
    let mut place = offset;
    for before in paragraph[..offset].chars().rev() {
        if after.is_some_and(|after| is_fresh(before, after)) {
            return place;
        }
        place -= before.len_utf8();
        after = Some(before);
    }
    0
}

/// The first fresh place that is not before `offset`; the end of the paragraph if there is none.
fn fresh_behind(paragraph: &str, offset: usize) -> usize {
    let mut place = offset.min(paragraph.len());
    while !paragraph.is_char_boundary(place) {
        place += 1;
    }
    let mut before = None;
    for after in paragraph[place..].chars() {
        if before.is_some_and(|before| is_fresh(before, after)) {
            return place;
        }
        place += after.len_utf8();
        before = Some(after);
    }
    paragraph.len()
}

/// The characters that have a stand-in somewhere.
const MISJUDGED: [char; 12] = ['“', '”', '‘', '’', '"', ',', ';', ':', '·', '—', '～', '／'];

/// The text as the algorithm is to see it. Before it stands an odd number of `"`, or not, and
/// behind it as is said then.
fn stand_in<'t>(paragraph: &'t str, quoted: &mut bool, seen: &'t mut String) -> &'t str {
    seen.clear();
    let mut copied = 0;
    for (start, character) in paragraph.char_indices() {
        // Of the usual characters, one look tells most.
        if is_steady(character) || !MISJUDGED.contains(&character) {
            continue;
        }
        seen.push_str(&paragraph[copied..start]);
        copied = start + character.len_utf8();
        let before = paragraph[..start].chars().next_back();
        let after = paragraph[copied..].chars().next();
        let beside_chinese = before.is_some_and(is_wide) || after.is_some_and(is_wide);
        if character == '"' {
            *quoted = !*quoted;
        }
        seen.push(match character {
            '“' | '‘' if beside_chinese => '《',
            // An apostrophe: 局’s.
            '’' if after.is_some_and(|after| after.is_ascii_alphabetic()) => '’',
            '”' | '’' if beside_chinese => '》',
            '"' if beside_chinese => {
                if *quoted {
                    '{'
                } else {
                    '}'
                }
            }
            ',' | ';' | ':' if before.is_some_and(is_wide) => '}',
            '·' => '\u{a0}',
            '—' if before != Some('—') && after != Some('—') => '！',
            '～' => '！',
            '／' => '\u{202f}',
            other => other,
        });
    }
    if copied == 0 {
        return paragraph;
    }
    seen.push_str(&paragraph[copied..]);
    seen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text with a bar wherever a line may break.
    fn breaks(text: &str) -> String {
        let mut shown = String::new();
        let mut start = 0;
        for offset in break_offsets(text) {
            if start > 0 {
                shown.push('|');
            }
            shown.push_str(&text[start..offset]);
            start = offset;
        }
        shown
    }

    #[test]
    fn punctuation_stays_with_its_text() {
        assert_eq!(breaks("一、《二》(三)。四"), "一、|《二》|(三)。|四");
        assert_eq!(breaks("一……二——三"), "一……|二|——|三");
        assert_eq!(breaks("94%以上,25℃。"), "94%|以|上,|25℃。");
    }

    #[test]
    fn quotes_beside_chinese_are_brackets() {
        assert_eq!(breaks("以“四有”好"), "以|“四|有”|好");
        assert_eq!(breaks("是,“四有”,好"), "是,|“四|有”,|好");
        assert_eq!(breaks("“一”“二”(三)"), "“一”|“二”|(三)");
        assert_eq!(breaks("以\"四有\"好"), "以|\"四|有\"|好");
        assert_eq!(breaks("“A类”B类"), "“A|类”|B|类");
    }

    #[test]
    fn quotes_between_latin_letters_are_not() {
        assert_eq!(
            breaks("it’s a “good” one, 局’s"),
            "it’s |a |“good” |one, |局’s"
        );
    }

    #[test]
    fn half_width_punctuation_behind_chinese_acts_as_full_width() {
        assert_eq!(
            breaks("时间:2021-06-25 来源:局"),
            "时|间:|2021-06-25 |来|源:|局"
        );
        assert_eq!(breaks("工作,A类"), "工|作,|A|类");
    }

    #[test]
    fn joining_marks_do_not_begin_a_line() {
        assert_eq!(breaks("卡尔·马克思"), "卡|尔·马|克|思");
        assert_eq!(breaks("一—三，四～五"), "一—|三，|四～|五");
        assert_eq!(breaks("一／二"), "一／二");
    }

    /// Characters of all classes that the rules know, and of those that have a stand-in.
    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[教育ab19 \u{3000}\u{a0}\u{2002}“”‘’\"',;:.·—…～／/!?！？，。、()（）《》\\[\\]%￥$℃+=_\\-\u{ad}\u{2010}\u{301}\u{200d}\u{200b}\u{2060}\u{feff}👍🏽🇨🇳ぁあー々한글жЖก\u{e34}אक्ᄀ\u{fe0f}\u{fffc}\u{2028}\t]{0,40}",
            "[教a1 ,“”\"’%·]{0,40}",
            "\\PC{0,30}",
        ]
    }

    proptest! {
        /// Found stretch by stretch, from wherever a line begins, they are the same.
        #[test]
        fn stretches_make_no_difference(
            text in any_text(),
            start in 0_usize..40,
            reach in 0_usize..12,
        ) {
            let whole = break_offsets(&text);
            let start = text.char_indices().map(|(offset, _)| offset).nth(start).unwrap_or(0);
            let mut breaks = Breaks::in_stretches(&text, start, has_odd_quotes(&text[..start]), reach);
            for (offset, _) in text[start..].char_indices().chain([(text.len() - start, ' ')]) {
                let offset = start + offset;
                // The place where the work begins is of no interest.
                if offset > start {
                    prop_assert_eq!(breaks.allow(offset), whole.contains(&offset), "at {}", offset);
                }
            }
        }

        #[test]
        fn the_stand_in_has_the_same_shape(text in "[教a “”‘’\",;:·—～／。]{0,20}") {
            let mut room = String::new();
            let seen = stand_in(&text, &mut false, &mut room);
            let offsets = |text: &str| -> Vec<usize> {
                text.char_indices().map(|(offset, _)| offset).collect()
            };
            prop_assert_eq!(offsets(seen), offsets(&text));
        }
    }
}
