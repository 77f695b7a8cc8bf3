//! From roles to a plan, with the place of every character of the source.
//!
//! Owns titles, texts, ids and the choice of the numbering. Never decides a role.

use std::ops::Range;

use crate::plan::{Head, Id, Measure, Numbering, Pillar, Plan, Task};
use crate::text::push_paragraph;

use super::chars::{is_blank, same_folded, trim};
use super::finding::Why;
use super::frame::{Frame, Tag};
use super::heading::cut;
use super::level::Level;
use super::lines::{Line, Paragraph};
use super::marker::Marker;
use super::outline::{Item, Role};

/// Where a part of the source went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The plan's title.
    PlanTitle,
    /// The preamble.
    Preamble,
    /// The number of a node, which the plan's numbering shows.
    Number(Id),
    /// The title of a pillar or a task.
    Title(Id),
    /// The 。 behind a title.
    Stop(Id),
    /// The text of a node.
    Text(Id),
    /// Not in the plan.
    LeftOut(Why),
}

/// A part of the source, at most one line long, and where it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the decoded source, in bytes.
    pub start: usize,
    /// Where it ends in the decoded source, in bytes.
    pub end: usize,
    /// Its line in the source, from 1.
    pub line: usize,
    /// Where its words went.
    pub place: Place,
}

impl Piece {
    /// Its words; none if they are looked for in another source.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.start..self.end).unwrap_or_default()
    }
}

/// A node while it grows.
struct Node {
    id: Id,
    /// Its number as the plan shows it.
    label: String,
    title: String,
    has_title: bool,
    paragraphs: Vec<String>,
}

impl Node {
    fn new(id: Id, label: String) -> Self {
        Self {
            id,
            label,
            title: String::new(),
            has_title: false,
            paragraphs: Vec::new(),
        }
    }

    fn text(&self) -> String {
        stored(&self.paragraphs)
    }
}

/// Pillars, their tasks, their measures.
struct PillarNode {
    node: Node,
    tasks: Vec<(Node, Vec<Node>)>,
}

struct Builder<'a> {
    source: &'a str,
    paragraphs: &'a [Paragraph<'a>],
    numbering: Numbering,
    pieces: Vec<Piece>,
    preamble: Vec<String>,
    pillars: Vec<PillarNode>,
    tasks: usize,
    plan_title: String,
}

/// The plan, and every part of the source with its place, in the order of the source.
pub fn build(
    source: &str,
    lines: &[Line<'_>],
    frame: &Frame,
    paragraphs: &[Paragraph<'_>],
    items: &[Item],
) -> (Plan, Vec<Piece>) {
    let numbering = choose_numbering(paragraphs, items);
    let mut builder = Builder {
        source,
        paragraphs,
        numbering,
        pieces: Vec::new(),
        preamble: Vec::new(),
        pillars: Vec::new(),
        tasks: 0,
        plan_title: frame.title.clone(),
    };
    builder.lines_around(lines, frame);
    for item in items {
        builder.item(item);
    }
    builder.finish(frame)
}

impl Builder<'_> {
    fn lines_around(&mut self, lines: &[Line<'_>], frame: &Frame) {
        for (line, tag) in lines.iter().zip(&frame.tags) {
            let mut piece = |start: usize, text: &str, place: Place| {
                // A line of nothing but `&nbsp;` has no words beside them.
                if text.is_empty() {
                    return;
                }
                self.pieces.push(Piece {
                    start,
                    end: start + text.len(),
                    line: line.number,
                    place,
                });
            };
            if let Some((start, entities)) = line.entities {
                piece(start, entities, Place::LeftOut(Why::Markup));
            }
            let start = line.start;
            match tag {
                Tag::Body => {}
                Tag::Out(why) => piece(start, line.text, Place::LeftOut(why.clone())),
                &Tag::Title(from, to) => {
                    let mut part = |from: usize, to: usize, place: Place| {
                        let text = &line.text[from..to];
                        let blanks = text.len() - text.trim_start_matches(is_blank).len();
                        if !trim(text).is_empty() {
                            piece(start + from + blanks, trim(text), place);
                        }
                    };
                    part(0, from, Place::LeftOut(Why::Markup));
                    part(from, to, Place::PlanTitle);
                    part(to, line.text.len(), Place::LeftOut(Why::Metadata));
                }
            }
        }
    }

    /// Notes where a part of a paragraph went; `place` is asked for each of its words' places.
    fn record(&mut self, paragraph: usize, range: Range<usize>, place: impl Fn(&str) -> Place) {
        if range.is_empty() {
            return;
        }
        let source = self.source;
        let places = self.paragraphs[paragraph].places(range);
        self.pieces.extend(places.map(|(range, line)| Piece {
            start: range.start,
            end: range.end,
            line,
            place: place(&source[range]),
        }));
    }

    fn item(&mut self, item: &Item) {
        match item.role {
            Role::Pillar | Role::Task | Role::Measure => self.node(item),
            Role::Text | Role::Above | Role::Closing => self.text(item),
        }
    }

    /// A pillar, a task or a measure with what stands on its own line.
    fn node(&mut self, item: &Item) {
        let paragraphs = self.paragraphs;
        let Some(marker) = item.marker else { return };
        let whole = &paragraphs[item.paragraph].text;
        let begin = item.range.start;
        let content = begin + marker.len.min(item.range.len());
        let id = self.open(item.role);
        self.record(item.paragraph, begin..begin + marker.markup, |_| {
            Place::LeftOut(Why::Markup)
        });
        let mut title = String::new();
        let label = begin + marker.markup..content;
        if self.keeps(&marker) {
            title.push_str(trim(&whole[label.clone()]));
            self.record(item.paragraph, label, |_| match item.role {
                Role::Measure => Place::Text(id.clone()),
                _ => Place::Title(id.clone()),
            });
        } else {
            let shown = self.current().map(|node| node.label.clone());
            let shown = shown.unwrap_or_default();
            self.record(item.paragraph, label, |written| {
                if same_folded(&shown, written) {
                    Place::Number(id.clone())
                } else {
                    let shown = trim(&shown).to_owned();
                    Place::LeftOut(Why::Number { shown })
                }
            });
        }
        if item.role == Role::Measure {
            self.record(item.paragraph, content..item.range.end, |_| {
                Place::Text(id.clone())
            });
            let text = format!("{title}{}", &whole[content..item.range.end]);
            if let Some(node) = self.current() {
                node.paragraphs.extend((!text.is_empty()).then_some(text));
            }
        } else {
            self.headed(item.paragraph, content..item.range.end, &marker, title, &id);
        }
    }

    /// Title, 。, and the text behind it.
    fn headed(
        &mut self,
        paragraph: usize,
        range: Range<usize>,
        marker: &Marker,
        label: String,
        id: &Id,
    ) {
        let content = &self.paragraphs[paragraph].text[range.clone()];
        let heading = cut(content, marker);
        let title = trim(&content[heading.title.clone()]).to_owned();
        let text = trim(&content[heading.text.clone()]).to_owned();
        let part = |part: Range<usize>| range.start + part.start..range.start + part.end;
        let markup = |_: &str| Place::LeftOut(Why::Markup);
        self.record(paragraph, part(heading.opening), markup);
        self.record(paragraph, part(heading.title), |_| Place::Title(id.clone()));
        self.record(paragraph, part(heading.closing), markup);
        self.record(paragraph, part(heading.stop), |_| Place::Stop(id.clone()));
        self.record(paragraph, part(heading.text), |_| Place::Text(id.clone()));
        if let Some(node) = self.current() {
            node.has_title = !title.is_empty();
            let gap =
                if label.is_empty() || title.is_empty() || !label.ends_with(|c: char| c.is_ascii())
                {
                    ""
                } else {
                    " "
                };
            node.title = if label.is_empty() {
                title
            } else {
                format!("{label}{gap}{title}")
            };
            node.paragraphs.extend((!text.is_empty()).then_some(text));
        }
    }

    /// A paragraph, or a marker below measures, which stays in the text.
    fn text(&mut self, item: &Item) {
        let whole = &self.paragraphs[item.paragraph].text;
        let mut begin = item.range.start;
        if let Some(Marker {
            level: Level::Heading(_),
            markup,
            ..
        }) = item.marker
        {
            self.record(item.paragraph, begin..begin + markup, |_| {
                Place::LeftOut(Why::Markup)
            });
            begin += markup;
        }
        // A marker alone on its line takes its title from the next one.
        let waits = item.marker.is_none() && !item.inline && item.role == Role::Text;
        if waits && self.untitled() {
            let marker = Marker::none();
            let label = self
                .current()
                .map(|node| std::mem::take(&mut node.title))
                .unwrap_or_default();
            if let Some(id) = self.current().map(|node| node.id.clone()) {
                self.headed(item.paragraph, begin..item.range.end, &marker, label, &id);
            }
            return;
        }
        let text = &whole[begin..item.range.end];
        let node = match item.role {
            Role::Closing => None,
            Role::Above => self.above(),
            _ => self.current(),
        };
        let (place, paragraphs) = match node {
            Some(node) => (Place::Text(node.id.clone()), &mut node.paragraphs),
            None => (Place::Preamble, &mut self.preamble),
        };
        match paragraphs.last_mut() {
            Some(last) if item.inline => last.push_str(text),
            _ => paragraphs.push(text.to_owned()),
        }
        self.record(item.paragraph, begin..item.range.end, |_| place.clone());
    }

    /// Makes a node; tasks without a pillar get one that is called like the plan.
    fn open(&mut self, role: Role) -> Id {
        if role == Role::Pillar || self.pillars.is_empty() {
            let index = self.pillars.len();
            let label = self.numbering.pillar(index);
            let mut node = Node::new(Id::imported_pillar(index + 1), label);
            if role != Role::Pillar {
                node.title.clone_from(&self.plan_title);
                node.has_title = true;
            }
            self.pillars.push(PillarNode {
                node,
                tasks: Vec::new(),
            });
        }
        let count = self.pillars.len();
        let Some(pillar) = self.pillars.last_mut() else {
            return Id::imported_pillar(count);
        };
        match (role, pillar.tasks.last_mut()) {
            (Role::Measure, Some((task, measures))) => {
                let id = Id::imported_measure(&task.id, measures.len() + 1);
                let label = self.numbering.measure(&task.label, measures.len());
                measures.push(Node::new(id.clone(), label));
                id
            }
            (Role::Task | Role::Measure, _) => {
                let label = self
                    .numbering
                    .task(count - 1, pillar.tasks.len(), self.tasks);
                self.tasks += 1;
                let id = Id::imported_task(self.tasks);
                pillar
                    .tasks
                    .push((Node::new(id.clone(), label), Vec::new()));
                id
            }
            _ => pillar.node.id.clone(),
        }
    }

    /// The node that was opened last.
    fn current(&mut self) -> Option<&mut Node> {
        let pillar = self.pillars.last_mut()?;
        Some(match pillar.tasks.last_mut() {
            Some((task, measures)) => measures.last_mut().unwrap_or(task),
            None => &mut pillar.node,
        })
    }

    /// The node above the one that was opened last.
    fn above(&mut self) -> Option<&mut Node> {
        let pillar = self.pillars.last_mut()?;
        Some(match pillar.tasks.last_mut() {
            Some((task, measures)) if !measures.is_empty() => task,
            _ => &mut pillar.node,
        })
    }

    fn untitled(&mut self) -> bool {
        let is_measure = self
            .pillars
            .last()
            .and_then(|pillar| pillar.tasks.last())
            .is_some_and(|(_, measures)| !measures.is_empty());
        !is_measure
            && self
                .current()
                .is_some_and(|node| !node.has_title && node.paragraphs.is_empty())
    }

    /// Whether the number stays in the title, because the plan's numbering cannot show it.
    fn keeps(&self, marker: &Marker) -> bool {
        self.numbering == Numbering::None && marker.number.is_some()
    }

    fn finish(mut self, frame: &Frame) -> (Plan, Vec<Piece>) {
        let head = Head {
            title: std::mem::take(&mut self.plan_title),
            issuer: frame.issuer.clone(),
            issued: frame.issued,
            period: super::dates::period_in(&frame.title),
            numbering: self.numbering,
            preamble: stored(&self.preamble),
        };
        let mut pillars = Vec::with_capacity(self.pillars.len());
        for pillar in self.pillars {
            let text = pillar.node.text();
            let mut made = Pillar::new(pillar.node.id, pillar.node.title);
            made.text = text;
            made.tasks.reserve_exact(pillar.tasks.len());
            for (node, measures) in pillar.tasks {
                let text = node.text();
                let mut task = Task::new(node.id, node.title);
                task.text = text;
                task.measures = measures
                    .into_iter()
                    .map(|measure| {
                        let text = measure.text();
                        Measure::new(measure.id, text)
                    })
                    .collect();
                made.tasks.push(task);
            }
            pillars.push(made);
        }
        self.pieces.sort_by_key(|piece| piece.start);
        (Plan { head, pillars }, self.pieces)
    }
}

/// Paragraphs as they are stored: one sentence a line, an empty line between paragraphs.
fn stored(paragraphs: &[String]) -> String {
    let mut text = String::new();
    for paragraph in paragraphs {
        push_paragraph(&mut text, paragraph);
    }
    text
}

/// The numbering that shows most of the source's numbers as they are.
fn choose_numbering(paragraphs: &[Paragraph<'_>], items: &[Item]) -> Numbering {
    let (mut pillar, mut in_pillar, mut in_plan) = (0_u32, 0_u32, 0_u32);
    let (mut pillars_right, mut through, mut restarting, mut numbered, mut all) = (0, 0, 0, 0, 0);
    let mut numbered_pillars = 0;
    let (mut decimal_tasks, mut han, mut word_pillars) = (0, 0, 0);
    for item in items {
        let Some(marker) = item.marker else { continue };
        let right = |expected: u32| usize::from(marker.number == Some(expected));
        match item.role {
            Role::Pillar => {
                pillar += 1;
                in_pillar = 0;
                pillars_right += right(pillar);
                numbered_pillars += usize::from(marker.number.is_some());
                word_pillars += usize::from(marker.inner == Level::Theme);
            }
            Role::Task => {
                in_pillar += 1;
                in_plan += 1;
                through += right(in_plan);
                restarting += right(in_pillar);
                decimal_tasks += usize::from(matches!(marker.inner, Level::Decimal(_)));
            }
            _ => continue,
        }
        all += 1;
        numbered += usize::from(marker.number.is_some());
        let text = &paragraphs[item.paragraph].text[item.range.clone()];
        han += usize::from(text.contains(super::chars::is_han));
    }
    let best = pillars_right + through.max(restarting);
    // In this order: what is not numbered gets no numbers, what cannot be shown is kept as it stands.
    if best * 2 < numbered || numbered * 4 < all || pillars_right * 2 < numbered_pillars {
        return Numbering::None;
    }
    if word_pillars > 0 && decimal_tasks == 0 && through.max(restarting) == 0 {
        return Numbering::None;
    }
    let chinese = han * 2 > all;
    if decimal_tasks > 0 || !chinese {
        return Numbering::Decimal;
    }
    if through >= restarting {
        Numbering::Official
    } else {
        Numbering::OfficialRestarting
    }
}
