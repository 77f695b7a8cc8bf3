//! Documents that a text cites: 《…》 and 湘教督通〔2020〕1 号.
//!
//! Owns the reading of titles and numbers in one line. Never looks a document up.

use crate::import::chars::{is_blank, is_han, trim};
use crate::plan::Reference;

/// The longest title, in bytes: an opening 《 that is never closed must not run on.
const REACH: usize = 600;

/// The documents that a line cites, and the words of each.
pub fn references(line: &str) -> Vec<(Reference, &str)> {
    let mut found = Vec::new();
    let mut numbered_until = 0;
    let mut spans = titles(line).into_iter().peekable();
    let mut from = 0;
    loop {
        let span = spans.next();
        let until = span.map_or(line.len(), |(start, _)| start);
        // Numbers that stand alone, between the titles.
        let begin = from.max(numbered_until).min(until);
        found.extend(lone_numbers(&line[begin..until]));
        let Some((start, end)) = span else { break };
        let title = &line[start + '《'.len_utf8()..end - '》'.len_utf8()];
        let (number, after) = number_behind(&line[end..]);
        numbered_until = end + after;
        // 以下简称《办法》 only gives a document that was named a shorter name.
        let renamed = line[..start].ends_with("简称") || line[..start].ends_with("以下称");
        if !trim(title).is_empty() && !renamed {
            let reference = Reference {
                title: title.to_owned(),
                number: number.map(str::to_owned),
            };
            found.push((reference, &line[start..end + after]));
        }
        from = end;
    }
    found
}

/// The outermost 《…》, as byte offsets.
fn titles(line: &str) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (at, c) in line.char_indices() {
        if c == '《' {
            open.push(at);
        } else if c == '》'
            && let Some(start) = open.pop()
            && at - start <= REACH
        {
            pairs.push((start, at + c.len_utf8()));
        }
    }
    pairs.sort_unstable();
    let mut covered = 0;
    pairs.retain(|&(start, end)| {
        let outermost = start >= covered;
        if outermost {
            covered = end;
        }
        outermost
    });
    pairs
}

/// （湘教督通〔2020〕1 号） directly behind a title: the number, and the bytes up to the closing bracket.
fn number_behind(rest: &str) -> (Option<&str>, usize) {
    let trimmed = rest.trim_start_matches(is_blank);
    let Some(inner) = trimmed.strip_prefix(['（', '(']) else {
        return (None, 0);
    };
    let Some(close) = inner.find(['）', ')']).filter(|&close| close <= 120) else {
        return (None, 0);
    };
    let words = &inner[..close];
    let number = trim(words.split(['，', ',', '；']).next().unwrap_or(words));
    if !is_number(number) {
        return (None, 0);
    }
    let bracket = inner[close..].chars().next().map_or(0, char::len_utf8);
    let open = rest.len() - inner.len();
    (Some(number), open + close + bracket)
}

/// A year in brackets and a number before 号: 〔2020〕1 号, [2020]49號.
fn is_number(text: &str) -> bool {
    text.ends_with(['号', '號'])
        && text.contains(['〔', '[', '［', '【', '('])
        && text.chars().any(|c| c.is_ascii_digit())
}

/// Numbers without a title; what stands before the name of the office is cut off.
fn lone_numbers(text: &str) -> Vec<(Reference, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(['〔', '［', '[']).map(|at| from + at) {
        let bracket = text[at..].chars().next().map_or(1, char::len_utf8);
        let end = text[at..]
            .char_indices()
            .take(16)
            .find(|&(_, c)| matches!(c, '号' | '號'))
            .map(|(offset, c)| at + offset + c.len_utf8());
        let start = text[from..at]
            .char_indices()
            .rev()
            .take(14)
            .take_while(|&(_, c)| is_han(c) && !"照据由的按及和与于以将把对经在".contains(c))
            .last()
            .map(|(offset, _)| from + offset);
        from = at + bracket;
        if let (Some(start), Some(end)) = (start, end) {
            let number = &text[start..end];
            let inner = &text[at + bracket..end];
            let dated = inner
                .chars()
                .take(4)
                .all(|c| c.is_ascii_digit() || "〇○一二三四五六七八九".contains(c));
            if dated && is_number_of_office(inner) {
                let reference = Reference {
                    title: number.to_owned(),
                    number: None,
                };
                found.push((reference, number));
                from = end;
            }
        }
    }
    found
}

/// `2020〕1 号`: the year, the closing bracket, digits, 号.
fn is_number_of_office(inner: &str) -> bool {
    let Some(close) = inner.find(['〕', '］', ']']) else {
        return false;
    };
    let bracket = inner[close..].chars().next().map_or(1, char::len_utf8);
    let digits = trim(inner[close + bracket..].trim_end_matches(['号', '號']));
    let digits = digits.trim_start_matches('第');
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cited(line: &str) -> String {
        references(line)
            .into_iter()
            .map(|(reference, _)| match reference.number {
                Some(number) => format!("{} #{number}", reference.title),
                None => reference.title,
            })
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn documents_are_found_with_their_numbers() {
        for (line, found) in [
            ("落实《甲办法》、《乙》", "甲办法|乙"),
            ("《甲》《乙》《丙(试行)》。", "甲|乙|丙(试行)"),
            ("《关于印发〈甲办法〉的通知》", "关于印发〈甲办法〉的通知"),
            (
                "《关于转发《甲》的通知》和《乙》",
                "关于转发《甲》的通知|乙",
            ),
            (
                "《工作方案》(湘教督通〔2020〕1 号)、《乙》",
                "工作方案 #湘教督通〔2020〕1 号|乙",
            ),
            (
                "《通知》（国办发[2020]49號，以下简称《通知》）",
                "通知 #国办发[2020]49號",
            ),
            ("《通知》（试行）", "通知"),
            ("按照湘教发〔2020〕1号文件", "湘教发〔2020〕1号"),
            (
                "根据国发〔2019〕3号和国办发〔2018〕12号要求",
                "国发〔2019〕3号|国办发〔2018〕12号",
            ),
            ("坏《甲和《乙》", "乙"),
            ("乙》坏《", ""),
            ("见[1]和[2]", ""),
            ("《》", ""),
        ] {
            assert_eq!(cited(line), found, "{line}");
        }
    }
}
