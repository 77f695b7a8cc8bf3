//! What stands around a plan: title, covering notice, addressee, signature, attachments, buttons of a
//! web page.
//!
//! Owns the decision which lines are title, which are left out and why, and what is learnt from
//! them. Never looks into the lines between the first and the last marker, page numbers aside.

use chrono::NaiveDate;

use super::chars::{is_blank, trim};
use super::dates::{date_in, english_date_in, is_date_line};
use super::finding::{Oddity, Warning, Why};
use super::furniture::{
    KEYS, Key, append, attachment, continues_title, is_addressee, is_colophon, is_document_number,
    is_name, is_page_number, is_residue, is_short, is_title, length, signed_line, spelled,
};
use super::level::Level;
use super::lines::Line;

/// What becomes of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Part of the preamble or of the plan.
    Body,
    /// Part of the title: from here to there, in bytes, with layout before and data about the document
    /// behind.
    Title(usize, usize),
    /// Left out.
    Out(Why),
}

/// The lines' tags and what was learnt.
#[derive(Debug, Default)]
pub struct Frame {
    /// One for each line.
    pub tags: Vec<Tag>,
    /// The title; empty where there is none.
    pub title: String,
    /// Who issued the plan.
    pub issuer: Option<String>,
    /// When it was issued.
    pub issued: Option<NaiveDate>,
    /// What is odd.
    pub warnings: Vec<Warning>,
}

/// Sorts the lines. A heading that is the title loses its marker.
pub fn frame(lines: &mut [Line<'_>]) -> Frame {
    let mut frame = Frame {
        tags: vec![Tag::Body; lines.len()],
        ..Frame::default()
    };
    for (line, tag) in lines.iter().zip(&mut frame.tags) {
        if is_page_number(line.text) {
            *tag = Tag::Out(Why::PageNumber);
        } else if line.text.is_empty() {
            *tag = Tag::Out(Why::Markup);
        }
    }
    let heading = title_heading(lines);
    if let Some(at) = heading {
        lines[at].marker = None;
    }
    let start = frame.attachments(lines);
    let start = frame.covering_notice(lines, start);
    let mut body = (start..lines.len())
        .filter(|&at| lines[at].marker.is_some() && frame.tags[at] == Tag::Body);
    // Without a marker at the beginning of a line, all of them may stand inside one paragraph.
    let first = body.next();
    let last = body.next_back().or(first).unwrap_or(start);
    let first = first.unwrap_or(lines.len());
    frame.tail(lines, last + 1);
    frame.head(lines, start, first, heading);
    frame
}

/// The heading that is the title of a Markdown document: the first marker, and the only one so high.
fn title_heading(lines: &[Line<'_>]) -> Option<usize> {
    let (at, level) = lines
        .iter()
        .enumerate()
        .find_map(|(at, line)| line.marker.map(|marker| (at, marker)))?;
    let Level::Heading(signs) = level.level else {
        return None;
    };
    let only = lines[at + 1..].iter().all(|line| {
        !matches!(line.marker.map(|marker| marker.level), Some(Level::Heading(other)) if other <= signs)
    });
    (only && level.number.is_none()).then_some(at)
}

impl Frame {
    fn out(&mut self, at: usize, why: Why) {
        if self.tags[at] == Tag::Body {
            self.tags[at] = Tag::Out(why);
        }
    }

    /// Lists of attachments, and attachments behind the signature. Answers where the plan begins: behind a
    /// covering notice whose attachment it is.
    fn attachments(&mut self, lines: &[Line<'_>]) -> usize {
        let mut start = 0;
        let mut at = 0;
        let mut signed = false;
        let mut marked = false;
        while at < lines.len() {
            let text = lines[at].text;
            signed |= is_date_line(text);
            let Some(bare) = attachment(text) else {
                marked |= lines[at].marker.is_some();
                at += 1;
                continue;
            };
            let first = at;
            at += 1;
            // The list below it: 2.…, 3.…
            while at < lines.len()
                && is_short(lines[at].text)
                && lines[at].marker.is_some_and(|m| m.inner == Level::Arabic)
                && !bare
            {
                at += 1;
            }
            if bare && !marked && start == 0 {
                for before in 0..first {
                    self.learn_signature(lines, before);
                    self.out(before, Why::CoveringNotice);
                }
                self.out(first, Why::Attachment);
                start = at;
            } else if bare && signed && marked {
                for rest in first..lines.len() {
                    self.out(rest, Why::Attachment);
                }
                self.warn(lines[first].number, Oddity::Attachment(lines.len() - first));
                return start;
            } else if !bare || at == lines.len() {
                for item in first..at {
                    self.out(item, Why::Attachment);
                }
            }
        }
        start
    }

    /// A notice that is signed and dated before the title comes.
    fn covering_notice(&mut self, lines: &[Line<'_>], start: usize) -> usize {
        let first = (start..lines.len())
            .find(|&at| lines[at].marker.is_some() && self.tags[at] == Tag::Body)
            .unwrap_or(lines.len());
        let Some(prose) = (start..first).find(|&at| lines[at].text.contains('。')) else {
            return start;
        };
        let Some(date) = (prose + 1..first)
            .rev()
            .find(|&at| is_date_line(lines[at].text))
        else {
            return start;
        };
        let rest =
            (date + 1..first).any(|at| self.tags[at] == Tag::Body && !is_colophon(lines[at].text));
        // A date in brackets under a title is no signature.
        let bracketed = lines[date].text.starts_with(['（', '(']);
        if !rest || bracketed {
            return start;
        }
        for at in start..=date {
            self.learn_signature(lines, at);
            self.out(at, Why::CoveringNotice);
        }
        date + 1
    }

    /// Takes issuer and date from a line that is a date, and the short line above it.
    fn learn_signature(&mut self, lines: &[Line<'_>], at: usize) {
        if is_date_line(lines[at].text) {
            self.issued = self.issued.or(date_in(lines[at].text));
            if let Some(above) = at.checked_sub(1).map(|above| lines[above].text)
                && is_name(above)
            {
                self.issuer.get_or_insert_with(|| spelled(above));
            }
        }
    }

    fn tail(&mut self, lines: &[Line<'_>], from: usize) {
        // Behind links to other pages come their titles.
        if let Some(links) = (from..lines.len()).find(|&at| {
            ["相关链接", "相关阅读", "相关文章", "相关新闻", "相关文件"]
                .iter()
                .any(|start| lines[at].text.starts_with(start))
        }) && lines[links..].iter().all(|line| is_short(line.text))
        {
            for at in links..lines.len() {
                self.out(at, Why::PageResidue);
            }
        }
        let mut at = lines.len();
        while at > from {
            at -= 1;
            let text = lines[at].text;
            if self.tags[at] != Tag::Body {
                continue;
            }
            if is_residue(text) {
                self.out(at, Why::PageResidue);
            } else if self.data(text).is_some() {
                self.out(at, Why::Metadata);
            } else if is_colophon(text) {
                self.out(at, Why::Colophon);
            } else if is_date_line(text) {
                self.learn_signature(lines, at);
                self.out(at, Why::Signature);
                while at > from && is_name(lines[at - 1].text) {
                    at -= 1;
                    self.out(at, Why::Signature);
                }
            } else if let Some(name) = signed_line(text) {
                self.issued = self.issued.or(date_in(text));
                self.issuer.get_or_insert(name);
                self.out(at, Why::Signature);
            } else {
                break;
            }
        }
    }

    fn head(&mut self, lines: &[Line<'_>], start: usize, first: usize, heading: Option<usize>) {
        let mut title: Option<usize> = None;
        let mut at = start;
        let mut greeted = false;
        while at < first {
            let line = &lines[at];
            let text = line.text;
            if self.tags[at] != Tag::Body {
                at += 1;
                continue;
            }
            if heading == Some(at) || (title.is_none() && heading.is_none() && is_title(text)) {
                if !is_letterhead(lines, at, first) {
                    title = Some(at);
                    at = self.take_title(lines, at, first, heading.is_some());
                    continue;
                }
                self.out(at, Why::Letterhead);
            } else if is_residue(text) {
                self.out(at, Why::PageResidue);
            } else if let Some(data) = self.data(text) {
                let name = trim(&text[..data]);
                if title.is_none() && heading.is_none() && is_title(name) {
                    // ××工作计划发布时间:2024-03-28: title and data on one line.
                    title = Some(at);
                    self.title = spelled(name);
                    self.tags[at] = Tag::Title(0, name.len());
                }
                self.out(at, Why::Metadata);
            } else if is_document_number(text) {
                self.out(at, Why::DocumentNumber);
            } else if is_colophon(text) {
                self.out(at, Why::Colophon);
            } else if title.is_some() && is_date_line(text) {
                self.issued = self.issued.or(date_in(text));
                self.out(at, Why::Metadata);
            } else if title.is_some() && !greeted && is_addressee(text) {
                greeted = true;
                self.out(at, Why::Addressee);
            } else if title.is_some() && self.title.contains(text) && is_name(text) {
                // The issuer under the title.
                self.issuer.get_or_insert_with(|| spelled(text));
                self.out(at, Why::Metadata);
            }
            at += 1;
        }
        if title.is_none() {
            let line = lines.get(start).map_or(1, |line| line.number);
            self.warn(line, Oddity::NoTitle);
        }
    }

    /// Takes the title from its first line on; answers where it ends.
    fn take_title(
        &mut self,
        lines: &[Line<'_>],
        from: usize,
        first: usize,
        heading: bool,
    ) -> usize {
        let mut at = from;
        let mut title = String::new();
        loop {
            let text = lines[at].text;
            let signs = if heading {
                text.len() - text.trim_start_matches('#').len()
            } else {
                0
            };
            let text = trim(&text[signs..]);
            append(&mut title, &spelled(text));
            self.tags[at] = Tag::Title(signs, lines[at].text.len());
            at += 1;
            let next = (at < first).then(|| &lines[at]);
            let more = next.is_some_and(|line| {
                !heading
                    && !line.after_blank
                    && at < from + 4
                    && self.tags[at] == Tag::Body
                    && continues_title(&title, line.text)
            });
            if !more {
                break;
            }
        }
        self.title = title;
        at
    }

    /// Reads a line such as `发布时间:2021-06-25 16:08 信息来源:新晃县教育局`. Answers where the data begin.
    fn data(&mut self, text: &str) -> Option<usize> {
        if text.len() > 600 || text.contains('。') {
            return None;
        }
        let mut keys: Vec<(usize, usize, Key)> = KEYS
            .iter()
            .filter_map(|&(name, key)| {
                let at = text.find(name)?;
                let rest = &text[at + name.len()..];
                let trimmed = rest.trim_start_matches(is_blank);
                let colon = trimmed.chars().next().filter(|c| matches!(c, ':' | '：'))?;
                let end = at + name.len() + rest.len() - trimmed.len() + colon.len_utf8();
                Some((at, end, key))
            })
            .collect();
        keys.sort_unstable_by_key(|&(at, _, _)| at);
        // The line begins with data, or with a title to which they were glued; 会议时间：… is neither.
        let &(begin, _, _) = keys.first().filter(|&&(at, _, _)| at <= 180)?;
        let before = &text[..begin];
        if !before.is_empty()
            && !before.ends_with(is_blank)
            && ["时间", "日期"]
                .iter()
                .any(|word| text[begin..].starts_with(word))
        {
            return None;
        }
        for (place, &(_, end, key)) in keys.iter().enumerate() {
            let until = keys
                .get(place + 1)
                .map_or(text.len(), |next| next.0.max(end));
            let value = trim(&text[end..until]);
            match key {
                Key::Date => {
                    self.issued = self
                        .issued
                        .or(date_in(value).or_else(|| english_date_in(value)))
                }
                Key::Issuer => {
                    if !value.is_empty() && value.chars().count() <= 40 && self.issuer.is_none() {
                        self.issuer = Some(spelled(value));
                    }
                }
                Key::Other => {}
            }
        }
        Some(begin)
    }

    fn warn(&mut self, line: usize, kind: Oddity) {
        self.warnings.push(Warning { line, kind });
    }
}

/// ××局文件 above the title.
fn is_letterhead(lines: &[Line<'_>], at: usize, first: usize) -> bool {
    let text = lines[at].text;
    text.ends_with("文件")
        && length(text) <= 24
        && lines[at + 1..first]
            .iter()
            .take(4)
            .any(|line| is_title(line.text) && !is_document_number(line.text))
}
