//! One sentence a line.
//!
//! Owns where a sentence ends. Never changes a character of it: only blanks between sentences go.

use super::chars::{closes, closing_of, ends_sentence, is_blank, is_closing, is_wide, trim};

/// How far apart, in bytes, two halves of a bracket may stand and still be one: a bracket that was
/// never closed must not swallow the paragraph.
const REACH: usize = 900;

/// The byte offsets at which the sentences of one paragraph end.
///
/// A sentence ends after 。！？, after `! ?` behind a full-width character, and after `. ! ?` that a
/// blank and no small letter follows; never inside brackets or quotation marks. Closing marks belong
/// to the sentence before them. A quotation that ends in 。 ends the sentence if no comma follows.
pub fn ends(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let inside = matched(text);
    let mut spans = inside.iter().copied().peekable();
    // The end of the outermost pair that stands open.
    let mut open_until = 0;
    let mut previous = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        while let Some(&(start, end)) = spans.peek() {
            if start > at {
                break;
            }
            open_until = open_until.max(end);
            spans.next();
        }
        let after = at + c.len_utf8();
        let next = chars.peek().map(|&(_, next)| next);
        let is_end = if after < open_until {
            false
        } else if ends_sentence(c) {
            true
        } else if is_closing(c) && at > 0 {
            ends_sentence(previous) && matches!(c, '”' | '」' | '』') && !next.is_some_and(goes_on)
        } else if matches!(c, '!' | '?') && is_wide(previous) {
            true
        } else {
            matches!(c, '.' | '!' | '?')
                && next.is_some_and(is_blank)
                && previous.is_alphanumeric() | is_closing(previous)
                && starts_a_sentence(&text[after..])
        };
        previous = c;
        if is_end {
            let mut end = after;
            while let Some(&(_, next)) = chars.peek() {
                // Only what closes nothing that is open: `！！`, a stray `”`.
                if !(ends_sentence(next) || is_closing(next)) {
                    break;
                }
                end += next.len_utf8();
                previous = next;
                chars.next();
            }
            found.push(end);
        }
    }
    if found
        .last()
        .is_none_or(|&last| !trim(&text[last..]).is_empty())
    {
        found.push(text.len());
    }
    found
}

fn goes_on(c: char) -> bool {
    matches!(c, '，' | '、' | '；' | '：' | ',' | ';' | ':') || ends_sentence(c) || is_closing(c)
}

fn starts_a_sentence(rest: &str) -> bool {
    rest.trim_start_matches(is_blank)
        .chars()
        .next()
        .is_some_and(|c| !c.is_lowercase() && !c.is_ascii_punctuation())
}

/// The pairs of brackets and quotation marks that are closed within reach, outermost or not, by
/// start: each as the offsets of its opening mark and of the end of its closing mark.
fn matched(text: &str) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, c) in text.char_indices() {
        if closing_of(c).is_some() {
            open.push((at, c));
        } else if is_closing(c) || c == '’' {
            // A half that was forgotten inside is skipped; looking back a few places is enough.
            let place = open.iter().rev().take(8).position(|&(_, o)| closes(o, c));
            if let Some(place) = place {
                open.truncate(open.len() - place);
                if let Some((start, _)) = open.pop()
                    && at - start <= REACH
                {
                    pairs.push((start, at + c.len_utf8()));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The first opening or closing mark of a paragraph that has no other half.
pub fn unbalanced(text: &str) -> Option<char> {
    let mut open: Vec<char> = Vec::new();
    for c in text.chars() {
        if matches!(c, '《' | '（' | '(' | '“' | '〔' | '【') {
            open.push(c);
        } else if matches!(c, '》' | '）' | ')' | '”' | '〕' | '】') {
            match open.pop() {
                Some(mark) if closes(mark, c) => {}
                Some(mark) => return Some(mark),
                None => return Some(c),
            }
        }
    }
    open.first().copied()
}

/// Where the first sentence of a paragraph ends, in bytes; the whole length where there is but one.
pub fn first_end(text: &str) -> usize {
    ends(text).first().copied().unwrap_or(text.len())
}

/// The sentences of one paragraph, without the blanks around them.
pub fn sentences(paragraph: &str) -> Vec<&str> {
    let mut start = 0;
    ends(paragraph)
        .into_iter()
        .map(|end| trim(&paragraph[std::mem::replace(&mut start, end)..end]))
        .filter(|sentence| !sentence.is_empty())
        .collect()
}

/// Paragraphs as they are stored: one sentence a line, an empty line between paragraphs, no newline
/// at the end.
pub fn stored<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for paragraph in paragraphs {
        let before = text.len();
        for sentence in sentences(paragraph) {
            if !text.is_empty() {
                text.push_str(if text.len() == before { "\n\n" } else { "\n" });
            }
            text.push_str(sentence);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        stored([text]).replace('\n', "|")
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, lines) in [
            ("第一句。第二句！第三句？", "第一句。|第二句！|第三句？"),
            ("没有句号", "没有句号"),
            (
                "读《一。二》后说“好。”再走。完",
                "读《一。二》后说“好。”|再走。|完",
            ),
            ("他说“好。”，再走。完。", "他说“好。”，再走。|完。"),
            ("（甲。乙）丙。丁", "（甲。乙）丙。|丁"),
            ("增长3.5%。到2.0版", "增长3.5%。|到2.0版"),
            (
                "One. Two, e.g. this. \"Three.\" v1.2 is out.",
                "One.|Two, e.g. this. \"Three.\" v1.2 is out.",
            ),
            ("Done (all of it). Next", "Done (all of it).|Next"),
            ("未配对（甲。乙。", "未配对（甲。|乙。"),
            ("好！！”又。", "好！！”|又。"),
            ("", ""),
        ] {
            assert_eq!(split(text), lines, "{text}");
        }
    }

    #[test]
    fn paragraphs_are_kept_apart() {
        assert_eq!(stored(["甲。乙。", "", "丙。"]), "甲。\n乙。\n\n丙。");
    }

    #[test]
    fn a_mark_without_its_other_half_is_found() {
        assert_eq!(unbalanced("甲（乙）“丙《丁》”"), None);
        assert_eq!(unbalanced("50%(马站未开工"), Some('('));
        assert_eq!(unbalanced("甲）"), Some('）'));
    }
}
