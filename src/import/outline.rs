//! The outline: which markers are pillars, tasks and measures.
//!
//! Owns the items (a marker and its content, or a paragraph without one), the splitting of lists
//! inside a paragraph, and the choice of the task level. Never writes a plan.

use std::ops::Range;

use super::chars::{is_blank, trim};
use super::finding::{Oddity, Warning};
use super::furniture::is_particulars;
use super::level::{ByLevel, Level};
use super::lines::Paragraph;
use super::marker::{Marker, Sure, lex};
use crate::text::{first_sentence_end, is_closing, unbalanced};

/// What an item becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// First level.
    Pillar,
    /// Second level.
    Task,
    /// Third level.
    Measure,
    /// Text of what stands above it.
    Text,
    /// Text of the level above: a paragraph that a list does not hold.
    Above,
    /// Text of the plan, behind its last task.
    Closing,
}

/// A marker with its content, or a paragraph without one.
#[derive(Clone, Debug)]
pub struct Item {
    /// Which paragraph it is in.
    pub paragraph: usize,
    /// Which part of the paragraph it is, marker included.
    pub range: Range<usize>,
    /// Its marker.
    pub marker: Option<Marker>,
    /// Whether it stands inside a paragraph.
    pub inline: bool,
    /// Whether it is a member of a list inside a paragraph, which divides no more than its task.
    listing: bool,
    /// What it becomes.
    pub role: Role,
}

impl Item {
    /// The marker of an item that divides the plan.
    fn structure(&self) -> Option<Marker> {
        self.marker.filter(|_| self.role != Role::Text)
    }
}

/// The items of a document with their roles. `wanted` is the level of tasks if a person chose it;
/// false comes back where no item has it.
pub fn outline(paragraphs: &[Paragraph<'_>], wanted: Option<Level>) -> (Vec<Item>, bool) {
    let mut items = items(paragraphs);
    dissolve(&mut items);
    let has = |level: Level| {
        items.iter().any(|item| {
            item.structure()
                .is_some_and(|marker| marker.level == level || marker.inner == level)
        })
    };
    let known = wanted.is_none_or(has);
    let rule = match wanted.filter(|_| known) {
        Some(level) => Rule::Level(
            items
                .iter()
                .filter_map(Item::structure)
                .find(|marker| marker.inner == level)
                .map_or(level, |marker| marker.level),
        ),
        None => Rule::Depth(task_depth(&items, paragraphs)),
    };
    assign(&mut items, paragraphs, rule);
    close(&mut items, paragraphs);
    (items, known)
}

fn items(paragraphs: &[Paragraph<'_>]) -> Vec<Item> {
    let mut items = Vec::new();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let mut start = 0;
        let mut marker = paragraph.marker;
        let mut inline = false;
        for (at, next) in splits(paragraph) {
            items.push(Item {
                paragraph: number,
                range: start..at,
                marker,
                inline,
                listing: inline && listing(paragraph, marker),
                role: Role::Closing,
            });
            (start, marker, inline) = (at, Some(next), true);
        }
        items.push(Item {
            paragraph: number,
            range: start..paragraph.text.len(),
            marker,
            inline,
            listing: inline && listing(paragraph, marker),
            role: Role::Closing,
        });
    }
    items
}

/// 一是 in the middle of a paragraph; where the paragraph begins with it, all its members are alike.
fn listing(paragraph: &Paragraph<'_>, marker: Option<Marker>) -> bool {
    marker.is_some_and(|marker| {
        let first = paragraph.marker.map(|first| first.level);
        marker.level.is_listing() && first != Some(marker.level)
    })
}

/// Markers inside a paragraph that begin or continue a sequence, each behind the end of a sentence or of a
/// clause: 一是…；二是…, or headings that all stand in one paragraph.
fn splits(paragraph: &Paragraph<'_>) -> Vec<(usize, Marker)> {
    let text = &paragraph.text;
    if !text.contains(['。', '；', '：', '！', '？', ';', ':', '）', ')']) {
        return Vec::new();
    }
    // Chains by level: the last number and the members that wait for a second one.
    let mut chains: ByLevel<(u32, Option<(usize, Marker)>)> = ByLevel::default();
    if let Some(marker) = paragraph.marker
        && let Some(number) = marker.number
    {
        chains.insert(marker.level, (number, None));
    }
    let mut found = Vec::new();
    let mut boundary = false;
    for (at, c) in text.char_indices() {
        if boundary && !is_blank(c) && !is_closing(c) {
            if let Some(marker) = lex(&text[at..], 0).filter(divides) {
                let number = marker.number.unwrap_or(0);
                match chains.get_mut(marker.level) {
                    Some((last, waiting)) if number == *last + 1 => {
                        *last = number;
                        found.extend(waiting.take());
                        found.push((at, marker));
                    }
                    _ if number == 1 => {
                        chains.insert(marker.level, (1, Some((at, marker))));
                    }
                    _ => {}
                }
            }
            boundary = false;
        }
        if matches!(c, '。' | '；' | '：' | '！' | '？' | ';') || (c == ':' && at > 0) {
            boundary = true;
        } else if !boundary && matches!(c, '）' | ')') {
            // （…负责） ends an item too.
            boundary = text[..at].ends_with(['责', '合']);
        }
    }
    found.sort_unstable_by_key(|&(at, _)| at);
    found
}

fn divides(marker: &Marker) -> bool {
    marker.sure == Sure::Yes
        && !marker.odd
        && marker.markup == 0
        && (marker.level.is_listing()
            || matches!(marker.level, Level::Han | Level::HanBracket | Level::Arabic))
}

/// Turns markers that divide nothing into text: headings without a number among numbered ones,
/// headings that stand alone under theirs, lists before the first heading.
fn dissolve(items: &mut [Item]) {
    let mut numbered: ByLevel<[usize; 2]> = ByLevel::default();
    for marker in items.iter().filter_map(|item| item.marker) {
        if let Level::Heading(_) = marker.level {
            numbered.or_default(marker.level)[usize::from(marker.number.is_some())] += 1;
        }
    }
    for item in items.iter_mut() {
        if let Some(marker) = item.marker
            && numbered
                .get(marker.level)
                .is_some_and(|count| count[1] >= 2)
            && marker.number.is_none()
        {
            item.role = Role::Text;
        }
    }
    let top = items
        .iter()
        .filter_map(Item::structure)
        .map(|marker| marker.level)
        .min();
    if let Some(top) = top.filter(|&top| top < Level::Arabic) {
        for item in items.iter_mut() {
            match item.structure() {
                Some(marker) if marker.level == top => break,
                Some(marker) if marker.level >= Level::Arabic => item.role = Role::Text,
                _ => {}
            }
        }
    }
    for level in numbered.levels() {
        lone_headings(items, level);
    }
}

fn lone_headings(items: &mut [Item], level: Level) {
    let (mut in_parent, mut most, mut above) = (0, 0, false);
    let mut orphan = false;
    for marker in items.iter().filter_map(Item::structure) {
        if marker.level < level {
            in_parent = 0;
            above = true;
        } else if marker.level == level {
            in_parent += 1;
            most = most.max(in_parent);
            orphan |= !above || marker.number.is_some();
        }
    }
    if most == 1 && !orphan {
        for item in items.iter_mut() {
            if item.structure().is_some_and(|marker| marker.level == level) {
                item.role = Role::Text;
            }
        }
    }
}

/// How deep each dividing item stands, from 0.
fn depths(items: &[Item]) -> Vec<Option<usize>> {
    let mut open: Vec<Level> = Vec::new();
    items
        .iter()
        .map(|item| {
            let marker = item.structure().filter(|_| !item.listing)?;
            while open.last().is_some_and(|&level| level >= marker.level) {
                open.pop();
            }
            open.push(marker.level);
            Some(open.len() - 1)
        })
        .collect()
}

/// Whether there is more to an item than its first sentence.
fn has_body(items: &[Item], at: usize, paragraphs: &[Paragraph<'_>]) -> bool {
    content(&items[at], paragraphs).contains('。')
        || runs_on(&items[at], paragraphs)
        || items
            .get(at + 1)
            .is_some_and(|next| next.structure().is_none())
}

/// What stands behind an item's marker on its own line.
fn content<'a>(item: &Item, paragraphs: &'a [Paragraph<'_>]) -> &'a str {
    let text = &paragraphs[item.paragraph].text[item.range.clone()];
    &text[item.marker.map_or(0, |marker| marker.len.min(text.len()))..]
}

/// Whether there is more than one sentence on an item's own line.
fn runs_on(item: &Item, paragraphs: &[Paragraph<'_>]) -> bool {
    let text = content(item, paragraphs);
    !trim(&text[first_sentence_end(text)..]).is_empty()
}

/// The depth of tasks.
///
/// Usually the second level. The first where most of its items carry their text themselves and have
/// nothing below; the third where chapters stand above headings that carry no text.
fn task_depth(items: &[Item], paragraphs: &[Paragraph<'_>]) -> usize {
    let depths = depths(items);
    let marked: Vec<(usize, usize)> = depths
        .iter()
        .enumerate()
        .filter_map(|(at, depth)| depth.map(|depth| (at, depth)))
        .collect();
    let count = |wanted: usize| marked.iter().filter(|&&(_, depth)| depth == wanted).count();
    let bodies = |wanted: usize, leaves: bool| {
        marked
            .iter()
            .enumerate()
            .filter(|&(place, &(at, depth))| {
                let leaf = marked.get(place + 1).is_none_or(|&(_, next)| next <= depth);
                depth == wanted && (leaf || !leaves) && has_body(items, at, paragraphs)
            })
            .count()
    };
    // Most items of the first level run into their text: they are tasks, some with measures.
    let running = marked
        .iter()
        .filter(|&&(at, depth)| depth == 0 && runs_on(&items[at], paragraphs))
        .count();
    if count(1) == 0 || bodies(0, true) > count(1) || running * 2 > count(0) {
        return 0;
    }
    let chapters = marked
        .iter()
        .filter(|&&(_, depth)| depth == 0)
        .all(|&(at, _)| {
            matches!(
                items[at].marker,
                Some(Marker {
                    level: Level::Part | Level::Chapter,
                    ..
                })
            )
        });
    if chapters && count(2) > 0 && bodies(1, false) * 4 < count(1) {
        return 2;
    }
    1
}

#[derive(Clone, Copy)]
enum Rule {
    /// Tasks are at this depth.
    Depth(usize),
    /// Tasks are at this level.
    Level(Level),
}

fn assign(items: &mut [Item], paragraphs: &[Paragraph<'_>], rule: Rule) {
    let mut open: Vec<(Level, Role)> = Vec::new();
    for item in items.iter_mut() {
        let Some(marker) = item.structure() else {
            let paragraph = &paragraphs[item.paragraph];
            let mut role = Role::Text;
            if item.marker.is_none() && paragraph.after_blank && paragraph.indent == 0 {
                // A list ends where a paragraph stands at the margin again.
                while open
                    .last()
                    .is_some_and(|(level, _)| matches!(level, Level::Bullet(_)))
                {
                    open.pop();
                    role = Role::Above;
                }
            }
            item.role = role;
            continue;
        };
        if item.listing {
            let task = open.iter().any(|&(_, role)| role == Role::Task);
            let measure = open
                .iter()
                .any(|&(level, role)| role == Role::Measure && level != marker.level);
            item.role = if task && !measure {
                Role::Measure
            } else {
                Role::Text
            };
            if item.role == Role::Measure
                && open.last().is_none_or(|&(level, _)| level < marker.level)
            {
                open.push((marker.level, Role::Measure));
            }
            continue;
        }
        while open.last().is_some_and(|&(level, _)| level >= marker.level) {
            open.pop();
        }
        let above = |wanted: Role| open.iter().any(|&(_, role)| role == wanted);
        item.role = match rule {
            Rule::Depth(depth) if open.len() < depth => Role::Pillar,
            Rule::Depth(depth) if open.len() == depth => Role::Task,
            Rule::Depth(depth) if open.len() == depth + 1 => Role::Measure,
            Rule::Depth(_) => Role::Text,
            Rule::Level(level) if marker.level < level => Role::Pillar,
            Rule::Level(_) if !above(Role::Task) => Role::Task,
            Rule::Level(_) if !above(Role::Measure) => Role::Measure,
            Rule::Level(_) => Role::Text,
        };
        open.push((marker.level, item.role));
    }
}

/// Paragraphs behind the last task belong to the plan: those that are more than any other task has.
fn close(items: &mut [Item], paragraphs: &[Paragraph<'_>]) {
    let nodes: Vec<usize> = (0..items.len())
        .filter(|&at| matches!(items[at].role, Role::Pillar | Role::Task | Role::Measure))
        .collect();
    let Some((&last, others)) = nodes.split_last() else {
        return;
    };
    if items[last].role == Role::Pillar {
        return;
    }
    for item in &mut items[last + 1..] {
        if item.role == Role::Above {
            item.role = Role::Closing;
        }
    }
    let followers = |at: usize, until: usize| {
        items[at + 1..until]
            .iter()
            .filter(|item| item.role == Role::Text && item.marker.is_none())
            .filter(|item| !is_particulars(&paragraphs[item.paragraph].text))
            .count()
    };
    let most = nodes
        .windows(2)
        .filter(|pair| items[pair[0]].role != Role::Pillar)
        .map(|pair| followers(pair[0], pair[1]))
        .max();
    // One task alone keeps what follows.
    let Some(most) = most.filter(|_| others.iter().any(|&at| items[at].role != Role::Pillar))
    else {
        return;
    };
    // A heading that stands alone needs its text from below, unless others stand alone as well.
    let alone = |at: usize| items[at].role == Role::Task && !runs_on(&items[at], paragraphs);
    let others_alone = nodes
        .windows(2)
        .any(|pair| alone(pair[0]) && pair[1] == pair[0] + 1);
    let mut allowed = most.max(usize::from(alone(last) && !others_alone));
    for item in &mut items[last + 1..] {
        let particulars = is_particulars(&paragraphs[item.paragraph].text);
        if item.role != Role::Text || particulars {
            continue;
        }
        if allowed > 0 {
            allowed -= usize::from(item.marker.is_none());
        } else if !item.inline {
            item.role = Role::Closing;
        }
    }
}

/// What is odd about the numbers and the paragraphs.
pub fn odd(items: &[Item], paragraphs: &[Paragraph<'_>], warnings: &mut Vec<Warning>) {
    let mut last: Vec<(Level, u32)> = Vec::new();
    // The last number of each level, wherever it stood: numbers may run on across their parents.
    let mut anywhere: ByLevel<u32> = ByLevel::default();
    for item in items {
        let paragraph = &paragraphs[item.paragraph];
        let line = paragraph.line_at(item.range.start);
        let mut warn = |kind| warnings.push(Warning { line, kind });
        match item.role {
            Role::Above => warn(Oddity::MovedText),
            Role::Closing if !item.inline => warn(Oddity::ClosingText),
            _ => {}
        }
        let Some(marker) = item.structure() else {
            continue;
        };
        let text = &paragraph.text[item.range.clone()];
        let label = text[marker.markup..marker.len].trim_end();
        if marker.odd {
            warn(Oddity::OddNumeral(label.to_owned()));
        }
        if marker.is_bare(text.trim_start()) && marker.len == marker.markup + label.len() {
            warn(Oddity::MissingDot(label.to_owned()));
        }
        while last.last().is_some_and(|&(level, _)| level > marker.level) {
            last.pop();
        }
        let Some(found) = marker.number else { continue };
        let before = last
            .last()
            .filter(|&&(level, _)| level == marker.level)
            .map(|&(_, number)| number);
        let running = anywhere.get(marker.level).map(|&number| number + 1);
        let expected = before.map_or(1, |before| before + 1);
        if found != expected && !(before.is_none() && running == Some(found)) && marker.parent == 0
        {
            warn(if found > expected {
                Oddity::Gap { expected, found }
            } else {
                Oddity::Repeat { expected, found }
            });
        }
        if before.is_some() {
            last.pop();
        }
        last.push((marker.level, found));
        anywhere.insert(marker.level, found);
    }
    for paragraph in paragraphs {
        let marker = paragraph.marker.map_or(0, |marker| marker.len);
        if let Some(mark) = unbalanced(&paragraph.text[marker..]) {
            warnings.push(Warning {
                line: paragraph.line_at(0),
                kind: Oddity::Unbalanced(mark),
            });
        }
    }
}
