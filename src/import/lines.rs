//! Lines and paragraphs: hard wraps are undone here.
//!
//! Owns the way from the source to lines, to accepted markers, to paragraphs, and back from a part
//! of a paragraph to its places in the source. Never knows what a level means.

use std::borrow::Cow;
use std::ops::Range;

use super::chars::{ends_sentence, is_blank, is_wide, trim};
use super::level::{ByLevel, Level};
use super::marker::{Marker, Sure, lex};
use crate::text::{Ambiguous, is_closing, is_joined_by_blank, width_of};

/// A line with something on it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its number in the source, from 1.
    pub number: usize,
    /// Where `text` begins in the source, in bytes.
    pub start: usize,
    /// What a web page indented it with, `&nbsp;`, and where that begins in the source.
    pub entities: Option<(usize, &'a str)>,
    /// The columns before the text.
    pub indent: usize,
    /// What is on it, without the blanks around it.
    pub text: &'a str,
    /// Whether an empty line stands before it.
    pub after_blank: bool,
    /// The marker that it begins with.
    pub marker: Option<Marker>,
}

/// The lines of a source that have something on them. CR, LF, CRLF, form feed and the Unicode
/// separators end a line.
pub fn lines(source: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut after_blank = false;
    let mut start = 0;
    let mut number = 0;
    while start < source.len() {
        let rest = &source[start..];
        let (end, skip) = match rest.find([
            '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
        ]) {
            None => (rest.len(), 0),
            Some(end) if rest[end..].starts_with("\r\n") => (end, 2),
            Some(end) => (end, rest[end..].chars().next().map_or(1, char::len_utf8)),
        };
        number += 1;
        let whole = &rest[..end];
        let text = trim(whole);
        if text.is_empty() {
            after_blank = true;
        } else {
            let blanks = whole.len() - whole.trim_start_matches(is_blank).len();
            let bare = without_entities(text);
            let before = blanks + text.len() - bare.len();
            let entities = trim(&whole[blanks..before]);
            found.push(Line {
                number,
                start: start + before,
                entities: (!entities.is_empty()).then_some((start + blanks, entities)),
                indent: columns(&whole[..blanks])
                    + 3 * whole[..blanks].matches('\t').count()
                    + entities.matches(';').count(),
                text: bare,
                after_blank: std::mem::take(&mut after_blank),
                marker: None,
            });
        }
        start += end + skip;
    }
    found
}

/// A text without the blanks that a web page left at its beginning as `&nbsp;`.
fn without_entities(mut text: &str) -> &str {
    const ENTITIES: [&str; 6] = ["&nbsp;", "&sp;", "&ensp;", "&emsp;", "&#160;", "&#12288;"];
    while let Some(rest) = ENTITIES.iter().find_map(|entity| text.strip_prefix(entity)) {
        text = rest.trim_start_matches(is_blank);
    }
    text
}

/// The columns that a text takes on paper, where Chinese quotes and dashes are as wide as Han characters.
fn columns(text: &str) -> usize {
    width_of(text, Ambiguous::Wide)
}

/// Gives each line its marker: the sure ones, and the doubtful ones that continue a sequence.
pub fn mark(lines: &mut [Line<'_>]) {
    for line in &mut *lines {
        line.marker = lex(line.text, line.indent);
    }
    let mut next = following(lines);
    let mut last: ByLevel<Marker> = ByLevel::default();
    for line in &mut *lines {
        let Some(marker) = line.marker else { continue };
        let taken =
            marker.sure == Sure::Yes || continues(&marker, &last, next.pop().unwrap_or_default());
        if taken {
            last.insert(marker.inner, marker);
        } else {
            line.marker = None;
        }
    }
    // A level that occurs once and does not begin with one is a number in the text.
    let mut counts: ByLevel<(usize, bool)> = ByLevel::default();
    for marker in lines.iter().filter_map(|line| line.marker) {
        let entry = counts.or_default(marker.level);
        entry.0 += 1;
        entry.1 |= marker.number.is_none_or(|number| number == 1);
    }
    for line in lines {
        if let Some(marker) = line.marker
            && counts.get(marker.level) == Some(&(1, false))
            && marker.markup == 0
        {
            line.marker = None;
        }
    }
}

/// For each doubtful candidate, the last one first, the next candidate of the same level; for `1 Title`,
/// also `1.1` and `2 Title`.
fn following(lines: &[Line<'_>]) -> Vec<Option<Marker>> {
    let mut next = Vec::new();
    let mut seen: ByLevel<Marker> = ByLevel::default();
    for marker in lines.iter().rev().filter_map(|line| line.marker) {
        if marker.sure == Sure::InSequence {
            let below = seen.get(Level::Decimal(2)).filter(|decimal| {
                marker.inner == Level::Arabic && marker.number == Some(decimal.parent)
            });
            next.push(below.or_else(|| seen.get(marker.inner)).copied());
        }
        seen.insert(marker.inner, marker);
    }
    next
}

/// Whether a doubtful marker is the next one of its level, or the first of several.
fn continues(marker: &Marker, last: &ByLevel<Marker>, next: Option<Marker>) -> bool {
    let number = marker.number.unwrap_or(0);
    let same_parent = |other: &Marker| other.parent == marker.parent;
    let goes_on = last.get(marker.inner).is_some_and(|last| {
        same_parent(last) && last.number.is_some_and(|last| number == last + 1)
    });
    if goes_on {
        return true;
    }
    if let Level::Decimal(_) = marker.inner {
        // 1.1, 2.1: the first one below a number that is there, or the first of all.
        let under = last
            .get(Level::Arabic)
            .is_some_and(|above| above.number == Some(marker.parent % 1000));
        let follows = last
            .get(marker.inner)
            .map_or(marker.parent == 1, |last| marker.parent > last.parent);
        let deeper = marker.parent > 1000;
        return number == 1 && (under || follows || deeper);
    }
    number == 1
        && next.is_some_and(|next| {
            next.number == Some(2) || (next.inner != marker.inner && next.number == Some(1))
        })
}

/// Lines that belong together, joined.
#[derive(Clone, Debug)]
pub struct Paragraph<'a> {
    /// The text: nothing between Han characters, a space between Latin words.
    pub text: Cow<'a, str>,
    /// The marker that it begins with.
    pub marker: Option<Marker>,
    /// Whether an empty line stands before it.
    pub after_blank: bool,
    /// The columns before its first line.
    pub indent: usize,
    /// Its first line.
    first: Part,
    /// Its other lines, of which most paragraphs have none.
    others: Vec<Part>,
}

/// A line of a paragraph.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// Where it begins in the paragraph's text, in bytes.
    at: usize,
    /// Where it begins in the source, in bytes.
    start: usize,
    /// Its number in the source, from 1.
    number: usize,
}

impl<'a> Paragraph<'a> {
    fn new(line: &Line<'a>) -> Self {
        Self {
            text: Cow::Borrowed(line.text),
            marker: line.marker,
            after_blank: line.after_blank,
            indent: line.indent,
            first: Part {
                at: 0,
                start: line.start,
                number: line.number,
            },
            others: Vec::new(),
        }
    }

    fn append(&mut self, line: &Line<'_>) {
        let last = self.others.last().unwrap_or(&self.first).at;
        let blank = is_joined_by_blank(&self.text[last..], line.text);
        let text = self.text.to_mut();
        if blank {
            text.push(' ');
        }
        self.others.push(Part {
            at: text.len(),
            start: line.start,
            number: line.number,
        });
        text.push_str(line.text);
    }

    /// The number of the source line on which an offset of `text` stands.
    pub fn line_at(&self, at: usize) -> usize {
        self.part(self.part_at(at)).number
    }

    /// Which part holds an offset of `text`.
    fn part_at(&self, at: usize) -> usize {
        self.others.partition_point(|part| part.at <= at)
    }

    fn part(&self, place: usize) -> &Part {
        place
            .checked_sub(1)
            .map_or(&self.first, |other| &self.others[other])
    }

    /// The places in the source of a part of `text`, line by line, without the blanks around: bytes of the
    /// source, and the line's number.
    pub fn places(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, usize)> {
        let first = self.part_at(range.start);
        (first..=self.others.len())
            .map(move |place| {
                let end = self
                    .others
                    .get(place)
                    .map_or(self.text.len(), |next| next.at);
                (self.part(place), end)
            })
            .take_while(move |(part, _)| part.at < range.end)
            .filter_map(move |(part, end)| {
                let from = part.at.max(range.start);
                let text = &self.text[from..end.min(range.end)];
                let blanks = text.len() - text.trim_start_matches(is_blank).len();
                let len = trim(text).len();
                let start = part.start + from - part.at + blanks;
                (len > 0).then_some((start..start + len, part.number))
            })
    }
}

/// Joins lines to paragraphs.
pub fn paragraphs<'a>(lines: &[&Line<'a>]) -> Vec<Paragraph<'a>> {
    let margin = margin(lines);
    let mut found: Vec<Paragraph<'a>> = Vec::new();
    let mut bodies = Bodies::default();
    for (at, line) in lines.iter().enumerate() {
        let previous = at.checked_sub(1).map(|at| lines[at]);
        if let (Some(previous), Some(paragraph)) = (previous, found.last_mut())
            && line.marker.is_none()
            && bodies.go_on(paragraph, previous, line, margin)
        {
            paragraph.append(line);
            bodies.add(line.text);
        } else {
            found.push(Paragraph::new(line));
            bodies = Bodies::default();
            bodies.add(line.text);
        }
    }
    found
}

/// What is known of the paragraph that is being joined, kept so that joining stays linear.
#[derive(Default)]
struct Bodies {
    has_sentence: bool,
}

impl Bodies {
    fn add(&mut self, text: &str) {
        self.has_sentence |= text.contains(['。', '；']);
    }

    /// Whether `line` goes on where `previous` broke off.
    fn go_on(
        &self,
        paragraph: &Paragraph<'_>,
        previous: &Line<'_>,
        line: &Line<'_>,
        margin: Option<usize>,
    ) -> bool {
        let last = previous.text.chars().next_back().unwrap_or(' ');
        let first = line.text.chars().next().unwrap_or(' ');
        let midway = matches!(last, '，' | '、' | ',' | '“' | '《' | '（' | '〈');
        if line.after_blank {
            // A page that ended in the middle of a sentence.
            return matches!(last, '，' | '、') && self.has_sentence;
        }
        if matches!(
            paragraph.marker,
            Some(Marker {
                level: Level::Heading(_),
                ..
            })
        ) {
            return false;
        }
        if midway {
            return true;
        }
        // Paragraphs begin with an indentation; in a wrapped list the lines below are indented.
        let bullet = matches!(
            paragraph.marker,
            Some(Marker {
                level: Level::Bullet(_),
                ..
            })
        );
        if line.indent >= 2 && line.indent > previous.indent + 1 {
            return bullet;
        }
        if let Some(margin) = margin {
            let gap = usize::from(!is_wide(last) && !is_wide(first));
            // The right edge is ragged, except where a sentence ends and nothing may follow.
            let ragged = if ends_sentence(last) { 0 } else { 4 };
            let width = previous.indent + columns(previous.text);
            if width + gap + first_word(line.text) + ragged > margin {
                return true;
            }
        }
        if !is_wide(last) && !is_wide(first) {
            // Latin prose: the next line goes on unless the sentence has ended or a heading stands alone.
            return bullet || (first.is_lowercase() && last.is_alphanumeric());
        }
        self.has_sentence
            && !(ends_sentence(last) || is_closing(last) || matches!(last, '；' | '：' | ':' | ';'))
    }
}

/// The columns of what cannot be parted from the beginning of a line.
fn first_word(text: &str) -> usize {
    let mut width = 0;
    for (at, c) in text.char_indices().take(40) {
        let glued = matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？') || is_closing(c);
        if at > 0 && !glued && (is_wide(c) || is_blank(c)) {
            break;
        }
        width += if is_wide(c) { 2 } else { 1 };
    }
    width
}

/// The column at which lines were broken by hand, if they were: several lines of nearly that width
/// break off in the middle of a sentence.
fn margin(lines: &[&Line<'_>]) -> Option<usize> {
    let width = |line: &Line<'_>| line.indent + columns(line.text);
    let most = lines.iter().map(|line| width(line)).max()?;
    if !(28..=160).contains(&most) {
        return None;
    }
    let broken = lines
        .windows(2)
        .filter(|pair| {
            let [line, next] = pair else { return false };
            let last = line.text.chars().next_back().unwrap_or(' ');
            let slack = if is_wide(last) { 6 } else { 14 };
            width(line) + slack > most
                && next.marker.is_none()
                && !next.after_blank
                && !(ends_sentence(last) || matches!(last, '；' | '：' | ';' | ':' | '.'))
        })
        .count();
    (broken >= 3 && broken * 6 >= lines.len()).then_some(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(source: &str) -> Vec<String> {
        let mut lines = lines(source);
        mark(&mut lines);
        let lines: Vec<&Line<'_>> = lines.iter().collect();
        let paragraphs = paragraphs(&lines);
        for paragraph in &paragraphs {
            let places = paragraph.places(0..paragraph.text.len());
            let source: String = places.map(|(range, _)| &source[range]).collect();
            assert_eq!(source, paragraph.text.replace(' ', ""));
        }
        paragraphs
            .into_iter()
            .map(|paragraph| paragraph.text.into_owned())
            .collect()
    }

    #[test]
    fn all_line_ends_and_blanks_are_known() {
        let source = "\u{3000}\u{3000}甲\r\n\r\n\u{2002}乙\u{a0}\r丙\u{c}丁\u{2028}\u{200b}戊";
        let found: Vec<_> = lines(source)
            .into_iter()
            .map(|line| (line.number, line.text, line.after_blank))
            .collect();
        assert_eq!(
            found,
            [
                (1, "甲", false),
                (3, "乙", true),
                (4, "丙", false),
                (5, "丁", false),
                (6, "戊", false)
            ]
        );
    }

    #[test]
    fn a_sentence_that_was_broken_is_joined() {
        assert_eq!(
            joined("（一）加强领导。各单位要加强组织\n领导，\n确保落实。\n（二）甲。"),
            [
                "（一）加强领导。各单位要加强组织领导，确保落实。",
                "（二）甲。"
            ]
        );
        assert_eq!(
            joined("一、指导思想\n以新思想为指导。"),
            ["一、指导思想", "以新思想为指导。"]
        );
        assert_eq!(joined("甲。\n\n乙。\n丙。"), ["甲。", "乙。", "丙。"]);
    }

    #[test]
    fn lines_of_one_width_are_joined() {
        let text = "为全面落实各项工作部署推动重点任务落地见效特制定本计划请各单位认真组织实施并按月报送进展情况遇到问题及时报告办公室";
        let chars: Vec<char> = text.chars().collect();
        let source: Vec<String> = chars
            .chunks(15)
            .map(|chunk| chunk.iter().collect())
            .collect();
        assert_eq!(joined(&source.join("\n")), [text]);
    }

    #[test]
    fn a_doubtful_marker_needs_its_neighbours() {
        let seen = |source: &str| {
            let mut lines = lines(source);
            mark(&mut lines);
            lines
                .iter()
                .map(|line| u8::from(line.marker.is_some()))
                .collect::<Vec<_>>()
        };
        assert_eq!(seen("1切实开展\n2.甲\n3.乙"), [1, 1, 1]);
        assert_eq!(seen("10.甲\n11.121人才梯队项目。\n12.乙"), [1, 1, 1]);
        assert_eq!(seen("1. A\n1.1 B\n1.2 C\n2. D\n2.1 E"), [1; 5]);
        assert_eq!(seen("1 A\n1.1 B\n2 C\n2.1 D"), [1; 4]);
        assert_eq!(seen("5.1 is a version\nA. Smith\n3 apples"), [0; 3]);
    }
}
