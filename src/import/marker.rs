//! Markers: what stands at the beginning of a line and says at which level of the document it is.
//!
//! Owns the recognition of one marker in one text. Never knows what stands on other lines: whether a
//! doubtful marker is one is decided by `outline`, which knows the sequence.

use super::chars::{is_blank, is_han, trim};
use super::level::Level;
use super::numeral::{Numeral, digits, numeral, roman};
use crate::text::half_width;

/// How sure it is that this is a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    /// By its form alone.
    Yes,
    /// Only as the next in a sequence: `1切实`, `1 Title`, `2.5`, `I.`, `A.`.
    InSequence,
}

/// A marker at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Its level.
    pub level: Level,
    /// The level of its number where a heading has one: `## 一、`.
    pub inner: Level,
    /// Its number; bullets and plain headings have none.
    pub number: Option<u32>,
    /// For `1.2`: the numbers before the last one, folded into one figure.
    pub parent: u32,
    /// How many bytes of layout stand before the number: `## `.
    pub markup: usize,
    /// How many bytes stand before the content.
    pub len: usize,
    /// How sure it is.
    pub sure: Sure,
    /// Its numeral is another character that looks like one: ニ、.
    pub odd: bool,
}

impl Marker {
    fn new(level: Level, number: Option<u32>, len: usize) -> Self {
        Self {
            level,
            inner: level,
            number,
            parent: 0,
            markup: 0,
            len,
            sure: Sure::Yes,
            odd: false,
        }
    }

    /// No marker at all: for content that stands by itself.
    pub fn none() -> Self {
        Self::new(Level::Clause, None, 0)
    }

    fn doubtful(mut self) -> Self {
        self.sure = Sure::InSequence;
        self
    }

    /// Whether its number stands without a dot or a bracket.
    pub fn is_bare(&self, text: &str) -> bool {
        self.inner == Level::Arabic
            && text[self.markup..self.len]
                .chars()
                .all(|c| half_width(c).is_ascii_digit())
    }
}

/// The marker at the beginning of a text that is indented by `indent` columns.
pub fn lex(text: &str, indent: usize) -> Option<Marker> {
    let first = text.chars().next()?;
    let mut marker = match first {
        '#' => heading(text)?,
        '-' | '*' | '+' | '•' | '·' | '●' | '■' | '◆' | '▪' | '–' => {
            emphasised(text).or_else(|| bullet(text, first, indent))?
        }
        '_' => emphasised(text)?,
        _ => number(text)?,
    };
    let content = &text[marker.len..];
    marker.len += content.len() - content.trim_start_matches(is_blank).len();
    Some(marker)
}

fn heading(text: &str) -> Option<Marker> {
    let signs = text.bytes().take_while(|&b| b == b'#').count();
    let rest = &text[signs..];
    if signs > 6 || !rest.starts_with(is_blank) {
        return None;
    }
    let markup = text.len() - rest.trim_start_matches(is_blank).len();
    let level = Level::Heading(u8::try_from(signs).ok()?);
    let mut marker = Marker::new(level, None, markup);
    marker.markup = markup;
    if let Some(inner) = number(&text[markup..])
        && (inner.sure == Sure::Yes
            || matches!(inner.level, Level::Decimal(_))
            || inner.is_bare(&text[markup..]))
    {
        marker.inner = inner.level;
        marker.number = inner.number;
        marker.parent = inner.parent;
        marker.odd = inner.odd;
        marker.len += inner.len;
    }
    Some(marker)
}

/// `**一、标题**`: the signs go with the marker.
fn emphasised(text: &str) -> Option<Marker> {
    let signs = ["**", "__"]
        .into_iter()
        .find(|s| text.starts_with(s))?
        .len();
    let mut marker = number(&text[signs..]).filter(|marker| marker.sure == Sure::Yes)?;
    marker.markup = signs;
    marker.len += signs;
    Some(marker)
}

fn bullet(text: &str, first: char, indent: usize) -> Option<Marker> {
    let len = first.len_utf8();
    let rest = &text[len..];
    let dot = matches!(first, '•' | '●' | '■' | '◆' | '▪');
    // OCR writes 一、 as a dash.
    if first == '-' && rest.starts_with('、') {
        return number(text);
    }
    if !(dot || rest.starts_with(is_blank)) || trim(rest).is_empty() {
        return None;
    }
    let depth = u8::try_from((indent / 2).min(8)).unwrap_or(8);
    let mut marker = Marker::new(Level::Bullet(depth), None, len);
    let item = rest.trim_start_matches(is_blank);
    // A task list of Markdown: `- [ ] `. Whether it is ticked says nothing of a new plan.
    let box_len = ["[ ] ", "[x] ", "[X] "]
        .iter()
        .find(|b| item.starts_with(**b))
        .map_or(0, |b| b.len());
    marker.markup = len + rest.len() - item.len() + box_len;
    marker.len = marker.markup;
    Some(marker)
}

fn number(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    match first {
        '第' => ordinal(text),
        '（' | '(' => bracketed(text),
        '①'..='⑳' => single(text, Level::Circled, '①'),
        '㈠'..='㈩' => single(text, Level::HanBracket, '㈠'),
        '⑴'..='⒇' => single(text, Level::ArabicBracket, '⑴'),
        '⒈'..='⒛' => single(text, Level::Arabic, '⒈'),
        _ if half_width(first).is_ascii_digit() => arabic(text),
        _ if first.is_ascii_alphabetic() => word(text).or_else(|| letters(text)),
        _ => han(text).or_else(|| word(text)),
    }
}

fn single(text: &str, level: Level, one: char) -> Option<Marker> {
    let first = text.chars().next()?;
    let number = u32::from(first) - u32::from(one) + 1;
    Some(Marker::new(level, Some(number), first.len_utf8()))
}

/// 第一章, 第二部分, 第三条.
fn ordinal(text: &str) -> Option<Marker> {
    const UNITS: [(&str, Level); 7] = [
        ("部分", Level::Part),
        ("编", Level::Part),
        ("篇", Level::Part),
        ("章", Level::Chapter),
        ("节", Level::Section),
        ("条", Level::Article),
        ("项", Level::Article),
    ];
    let start = '第'.len_utf8();
    let numeral = numeral(&text[start..]).or_else(|| digits(&text[start..], 3))?;
    let end = start + numeral.len;
    let (unit, level) = UNITS
        .into_iter()
        .find(|(unit, _)| text[end..].starts_with(unit))?;
    let end = end + unit.len();
    let rest = &text[end..];
    let separator = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '：' | ':' | '、' | '.' | '．'))
        .map_or(0, char::len_utf8);
    let apart = rest.is_empty() || separator > 0 || rest.starts_with(is_blank);
    // 第一部分 stands directly before its title where the line is a heading; 第一节课 is none.
    let heads = matches!(level, Level::Part | Level::Chapter)
        && rest.len() <= 120
        && !rest.contains(['。', '，', ','])
        && !rest.starts_with(['的', '程', '是', '为', '中']);
    (apart || heads).then(|| Marker::new(level, Some(numeral.value), end + separator))
}

/// （一）, (1), (a), (-).
fn bracketed(text: &str) -> Option<Marker> {
    let open = text.chars().next()?.len_utf8();
    let inner = &text[open..];
    let start = open + inner.len() - inner.trim_start_matches(is_blank).len();
    let rest = &text[start..];
    let (level, numeral) = if let Some(numeral) = numeral(rest) {
        (Level::HanBracket, numeral)
    } else if let Some(numeral) = digits(rest, 3) {
        (Level::ArabicBracket, numeral)
    } else {
        let letter = rest.chars().next().filter(char::is_ascii_lowercase)?;
        let value = u32::from(letter) - u32::from('a') + 1;
        (
            Level::Letter,
            Numeral {
                value,
                len: 1,
                odd: false,
            },
        )
    };
    let rest = &rest[numeral.len..];
    let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
    let close = rest[blanks..]
        .chars()
        .next()
        .filter(|c| matches!(c, '）' | ')'))?;
    let mut end = start + numeral.len + blanks + close.len_utf8();
    if let Some(extra) = text[end..]
        .chars()
        .next()
        .filter(|c| matches!(c, '、' | '．'))
    {
        end += extra.len_utf8();
    }
    let mut marker = Marker::new(level, Some(numeral.value), end);
    marker.odd = numeral.odd;
    Some(marker)
}

/// 一、 and 一是.
fn han(text: &str) -> Option<Marker> {
    let numeral = numeral(text)?;
    let rest = &text[numeral.len..];
    if rest.starts_with('是') && !numeral.odd && numeral.value <= 20 {
        let len = numeral.len + '是'.len_utf8();
        return Some(Marker::new(Level::Clause, Some(numeral.value), len));
    }
    let rest_trimmed = rest.trim_start_matches(is_blank);
    let separator = rest_trimmed
        .chars()
        .next()
        .filter(|c| matches!(c, '、' | '．' | '.' | '､'))?;
    let len = numeral.len + rest.len() - rest_trimmed.len() + separator.len_utf8();
    let content = &text[len..];
    // 二、三季度: two numbers of a list, the second one more than the first.
    if super::numeral::numeral(content).is_some_and(|next| next.value == numeral.value + 1) {
        return None;
    }
    let mut marker = Marker::new(Level::Han, Some(numeral.value), len);
    marker.odd = numeral.odd;
    Some(marker)
}

/// What a bare number may not stand before: then it is a quantity, not a marker.
const COUNTERS: &str = "年月日号个所名项次条家户人万亿千百元%％倍度吨米公里亩座台件套批届周天时分秒岁级类种期至到-—－~～以余多第";

/// `1.`, `1、`, `1)`, `1.1`, `11.121人才`, `1切实`.
fn arabic(text: &str) -> Option<Marker> {
    let one = digits(text, 3)?;
    let rest = &text[one.len..];
    let gap = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
    let separator = rest[gap..].chars().next();
    let after = |c: char| &rest[gap + c.len_utf8()..];
    let end = |c: char| one.len + gap + c.len_utf8();
    match separator {
        Some(c @ ('.' | '．')) => {
            if let Some(marker) = decimal(text, one) {
                return Some(marker);
            }
            let content = after(c);
            match digits(content, 9) {
                // 11.121人才: item 11, if the sequence says so; 2.5亿: a number.
                Some(number) if number.len < 3 => None,
                Some(_) => Some(Marker::new(Level::Arabic, Some(one.value), end(c)).doubtful()),
                None => Some(Marker::new(Level::Arabic, Some(one.value), end(c))),
            }
        }
        Some(c @ ('、' | '､')) => {
            let next = digits(after(c), 3);
            let listing = next.is_some_and(|next| next.value == one.value + 1);
            (!listing).then(|| Marker::new(Level::Arabic, Some(one.value), end(c)))
        }
        Some(c @ (')' | '）')) => Some(Marker::new(Level::ArabicBracket, Some(one.value), end(c))),
        Some(c) if gap > 0 || c == '\t' || is_blank(c) => {
            let content = trim(rest).chars().next()?;
            (content.is_alphabetic() && !COUNTERS.contains(content))
                .then(|| Marker::new(Level::Arabic, Some(one.value), one.len).doubtful())
        }
        Some(c) => (is_han(c) && !COUNTERS.contains(c))
            .then(|| Marker::new(Level::Arabic, Some(one.value), one.len).doubtful()),
        None => None,
    }
}

/// `1.2`, `1.2.3`: two to four numbers, and then no unit.
fn decimal(text: &str, first: Numeral) -> Option<Marker> {
    let (mut len, mut last, mut parent, mut count) = (first.len, first.value, 0_u32, 1_u8);
    while let Some(dot) = text[len..]
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | '．'))
    {
        let Some(next) = digits(&text[len + dot.len_utf8()..], 2) else {
            break;
        };
        count += 1;
        if count > 4 {
            return None;
        }
        parent = parent * 1000 + last;
        last = next.value;
        len += dot.len_utf8() + next.len;
    }
    if count < 2 || text[len..].starts_with(|c: char| half_width(c).is_ascii_digit()) {
        return None;
    }
    let rest = &text[len..];
    let close = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | '．' | '、' | ':' | '：'));
    let content = trim(&rest[close.map_or(0, char::len_utf8)..]);
    if content.starts_with(|c: char| COUNTERS.contains(c) && !c.is_ascii_punctuation())
        || rest.starts_with(['%', '％', '-', '—', '~', '～'])
    {
        return None;
    }
    let mut marker = Marker::new(
        Level::Decimal(count),
        Some(last),
        len + close.map_or(0, char::len_utf8),
    );
    marker.parent = parent;
    Some(marker.doubtful())
}

/// `II.`, `A.`, `b)`.
fn letters(text: &str) -> Option<Marker> {
    let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text.get(..len)?;
    let separator = text[len..]
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | ')' | '、' | '．'))?;
    let end = len + separator.len_utf8();
    if len > 5 || (separator == '.' && !text[end..].starts_with(is_blank)) {
        return None;
    }
    let letter = word.chars().next()?;
    let marker = if len == 1 && letter.is_ascii_lowercase() {
        Marker::new(
            Level::Letter,
            Some(u32::from(letter) - u32::from('a') + 1),
            end,
        )
    } else if let Some(value) = roman(word).filter(|_| len > 1 || letter == 'I') {
        Marker::new(Level::Roman, Some(value), end)
    } else if len == 1 {
        Marker::new(
            Level::Upper,
            Some(u32::from(letter) - u32::from('A') + 1),
            end,
        )
    } else {
        return None;
    };
    Some(marker.doubtful())
}

/// `Goal 1:`, `Objective 1.2 -`, 任务一：.
fn word(text: &str) -> Option<Marker> {
    const WORDS: [(&str, Level); 26] = [
        ("goal", Level::Theme),
        ("pillar", Level::Theme),
        ("theme", Level::Theme),
        ("priority", Level::Theme),
        ("part", Level::Theme),
        ("chapter", Level::Theme),
        ("section", Level::Theme),
        ("workstream", Level::Theme),
        ("目标", Level::Theme),
        ("板块", Level::Theme),
        ("objective", Level::Objective),
        ("strategy", Level::Objective),
        ("initiative", Level::Objective),
        ("outcome", Level::Objective),
        ("phase", Level::Objective),
        ("action", Level::Action),
        ("task", Level::Action),
        ("measure", Level::Action),
        ("step", Level::Action),
        ("activity", Level::Action),
        ("任务", Level::Action),
        ("重点任务", Level::Action),
        ("工程", Level::Action),
        ("行动", Level::Action),
        ("措施", Level::Action),
        ("举措", Level::Action),
    ];
    let (name, level) = WORDS.into_iter().find(|(name, _)| {
        text.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    let latin = name.is_ascii();
    let rest = &text[name.len()..];
    if latin && !rest.starts_with(is_blank) {
        return None;
    }
    let start = text.len() - rest.trim_start_matches(is_blank).len();
    let mut last = digits(&text[start..], 3).or_else(|| numeral(&text[start..]))?;
    let (mut end, mut parent) = (start + last.len, 0);
    while text[end..].starts_with('.') {
        let Some(next) = digits(&text[end + 1..], 2) else {
            break;
        };
        parent = parent * 1000 + last.value;
        last = next;
        end += 1 + last.len;
        if parent > 1_000_000 {
            return None;
        }
    }
    let close = text[end..].chars().next();
    let separator = close
        .filter(|c| matches!(c, ':' | '：' | '.' | '、' | ')'))
        .map_or(0, char::len_utf8);
    let rest = &text[end + separator..];
    let dash = rest.trim_start_matches(is_blank);
    let dash_len = if separator == 0 && dash.starts_with(['-', '–', '—']) {
        rest.len() - dash.len() + dash.chars().next().map_or(0, char::len_utf8)
    } else {
        0
    };
    let apart = separator > 0 || dash_len > 0 || trim(rest).is_empty();
    // `Part 2 of the plan` is prose; `Goal 1 Build` is a heading only if it begins like one.
    let heads = latin && dash.starts_with(char::is_uppercase) && rest.starts_with(is_blank);
    let mut marker = Marker::new(level, Some(last.value), end + separator + dash_len);
    marker.parent = parent;
    (apart || heads).then_some(marker)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Level, number and content of a line; `?` before a doubtful one.
    fn seen(text: &str) -> String {
        match lex(text, 0) {
            None => "-".into(),
            Some(marker) => {
                let doubt = if marker.sure == Sure::Yes { "" } else { "?" };
                let number = marker.number.map_or(String::new(), |n| format!(" {n}"));
                format!("{doubt}{:?}{number} {}", marker.level, &text[marker.len..])
            }
        }
    }

    #[test]
    fn markers_of_all_levels_are_seen() {
        insta::assert_snapshot!(
            [
                "一、总体要求", "二十一、甲", "一．甲", "一、三大工程", "（一）甲", "(二十一)甲", "（ 三 ） 甲", "㈡甲",
                "1.甲", "1、 甲", "1． 甲", "１.甲", "１２、甲", "（1）甲", "(2)甲", "3)甲", "④甲", "⑵甲", "⒊甲",
                "第一章　总　则", "第二部分 甲", "第三部分甲乙", "第一节 甲", "第十条 甲", "一是甲",
                "ー、甲", "ニ、甲", "(-)甲", "11.121人才梯队", "1切实开展", "1\t甲", "1.1 甲", "1.2.3甲",
                "# Plan", "## 一、甲", "## GOAL 1: Build", "### 1.2 Task", "- item", "* item", "•甲", "**二、甲**",
                "Goal 1: Build", "Pillar 2 Grow", "Objective 1.2 – Do", "任务一：甲", "(a) Do", "II. Do", "A. Do", "b) Do",
            ]
            .map(|text| format!("{text} => {}", seen(text)))
            .join("\n")
            .replace('\t', "|"),
            @"
            一、总体要求 => Han 1 总体要求
            二十一、甲 => Han 21 甲
            一．甲 => Han 1 甲
            一、三大工程 => Han 1 三大工程
            （一）甲 => HanBracket 1 甲
            (二十一)甲 => HanBracket 21 甲
            （ 三 ） 甲 => HanBracket 3 甲
            ㈡甲 => HanBracket 2 甲
            1.甲 => Arabic 1 甲
            1、 甲 => Arabic 1 甲
            1． 甲 => Arabic 1 甲
            １.甲 => Arabic 1 甲
            １２、甲 => Arabic 12 甲
            （1）甲 => ArabicBracket 1 甲
            (2)甲 => ArabicBracket 2 甲
            3)甲 => ArabicBracket 3 甲
            ④甲 => Circled 4 甲
            ⑵甲 => ArabicBracket 2 甲
            ⒊甲 => Arabic 3 甲
            第一章　总　则 => Chapter 1 总　则
            第二部分 甲 => Part 2 甲
            第三部分甲乙 => Part 3 甲乙
            第一节 甲 => Section 1 甲
            第十条 甲 => Article 10 甲
            一是甲 => Clause 1 甲
            ー、甲 => Han 1 甲
            ニ、甲 => Han 2 甲
            (-)甲 => HanBracket 1 甲
            11.121人才梯队 => ?Arabic 11 121人才梯队
            1切实开展 => ?Arabic 1 切实开展
            1|甲 => ?Arabic 1 甲
            1.1 甲 => ?Decimal(2) 1 甲
            1.2.3甲 => ?Decimal(3) 3 甲
            # Plan => Heading(1) Plan
            ## 一、甲 => Heading(2) 1 甲
            ## GOAL 1: Build => Heading(2) 1 Build
            ### 1.2 Task => Heading(3) 2 Task
            - item => Bullet(0) item
            * item => Bullet(0) item
            •甲 => Bullet(0) 甲
            **二、甲** => Han 2 甲**
            Goal 1: Build => Theme 1 Build
            Pillar 2 Grow => Theme 2 Grow
            Objective 1.2 – Do => Objective 2 Do
            任务一：甲 => Action 1 甲
            (a) Do => Letter 1 Do
            II. Do => ?Roman 2 Do
            A. Do => ?Upper 1 Do
            b) Do => ?Letter 2 Do
            "
        );
    }

    #[test]
    fn what_only_looks_like_a_marker_is_none() {
        for text in [
            "（2018年1月2日）",
            "（试行）",
            "（此件公开发布）",
            "二、三季度收入",
            "一、二年级",
            "十四五时期",
            "一校一品",
            "2021年",
            "94.5%以上",
            "3.5亿元",
            "1、2号楼",
            "6个月",
            "10个百分点",
            "1月底前",
            "第一节课",
            "第24届",
            "#标题",
            "-",
            "--",
            "——甲",
            "etc. and",
            "Part 2 of it",
            "e.g. this",
            "2018.12.31",
            "",
            "（",
            "一",
            "1",
            "09:33",
            "12-15",
            "规(guī)劃",
            "**粗体**",
        ] {
            assert_eq!(seen(text), "-", "{text}");
        }
    }
}
