//! What changed, on a page: reports' lines with looks, wrapped.
//!
//! What a change is called is the report's to say. Words that went are struck through, words that came are
//! underlined; where neither is sure to be seen, marks stand around them.

use super::page::{Line, Page, Piece};
use super::theme::Role;
use super::words::Word;
use crate::app::{Item, Revisions};
use crate::change::diff::{Counts, NodeDiff};
use crate::change::{Diff, Level};
use crate::language::{Language, counted};
use crate::plan::Status;
use crate::report::{self, Line as Told};
use crate::text::{Ambiguous, Layout, cut, sanitize};

/// All changes by pillar; each node that changed is an item, in order.
pub(super) fn by_pillar(page: &mut Page, diff: &Diff) {
    let language = page.language();
    if diff.is_empty() {
        page.text(Word::NoChanges.words(language), Role::Quiet, 0);
        return;
    }
    put_all(page, &report::told_of_plan(&diff.plan, 0, language));
    let (mut index, mut more) = (0, 0);
    for group in &diff.groups {
        let nodes: Vec<_> = group
            .nodes
            .iter()
            .filter(|node| !node.is_only_renumbered())
            .collect();
        if nodes.is_empty() {
            continue;
        }
        if index < Revisions::MOST {
            page.blank();
        }
        let own = nodes.iter().any(|node| node.level == Level::Pillar);
        if !own && index < Revisions::MOST {
            let label = format!("{}{}", group.label.number, group.label.title);
            page.outside_within(&label, Role::Quiet, 2);
        }
        let mut task = None;
        for one in nodes {
            if index >= Revisions::MOST {
                more += 1;
                continue;
            }
            // A measure is told under its task, which may have no change of its own.
            let heading = one.task_label.as_ref().filter(|_| one.task != task);
            task.clone_from(&one.task);
            page.item(Item::Changed(index), |page| {
                if let Some(label) = heading {
                    let name = format!("{}{}", label.number, label.title);
                    put(page, &Told::of(0, report::Role::Strong, name));
                }
                node(page, one);
            });
            index += 1;
        }
    }
    for (index, run) in diff.renumbered.iter().take(Revisions::MOST).enumerate() {
        if index == 0 {
            page.blank();
        }
        page.outside(&run.words(language), Role::Text, 0);
    }
    if more > 0 {
        page.blank();
        let words = language.pick(
            format!("另有 {more} 项没有列出"),
            format!("and {more} more, not listed here"),
        );
        page.text(&words, Role::Quiet, 0);
    }
}

/// The columns that the words of a measure take where they name it.
const LONGEST_NAME: usize = 40;

/// A node by its name, and what changed of it.
pub(super) fn node(page: &mut Page, node: &NodeDiff) {
    let indent = match node.level {
        Level::Pillar | Level::Task => 0,
        Level::Measure => 2,
    };
    let label = node.label();
    // A sign for what came and what went.
    let sign = match (&node.before, &node.after) {
        (None, _) => "+ ",
        (_, None) => "- ",
        _ => "",
    };
    let title = match node.level {
        Level::Measure => cut(&label.title, LONGEST_NAME, Ambiguous::Narrow),
        Level::Pillar | Level::Task => label.title.as_str().into(),
    };
    let name = format!("{sign}{}{title}", label.number);
    let line = Told::indented(indent, indent + 2);
    put(page, &line.with(report::Role::Strong, name));
    put_all(
        page,
        &report::told(&node.changes, indent + 2, page.language()),
    );
}

/// What changed of a node, whose name stands there already.
pub(super) fn unnamed(page: &mut Page, node: &NodeDiff) {
    put_all(page, &report::told(&node.changes, 0, page.language()));
}

fn put_all(page: &mut Page, lines: &[Told]) {
    for line in lines {
        put(page, line);
    }
}

/// A line of a report.
pub(super) fn put(page: &mut Page, line: &Told) {
    put_behind(page, &[], line);
}

/// A line of a report behind some words, which stand in the columns that it leaves free; where they are wider, it
/// begins behind them.
pub(super) fn put_behind(page: &mut Page, before: &[Piece], line: &Told) {
    let head: usize = before.iter().map(|piece| page.width_of(&piece.text)).sum();
    if head + 2 > page.width() && !before.is_empty() {
        page.pieces(before.to_vec());
        return put(page, line);
    }
    let has_marks = page.paper().needs_marks;
    let mut text = String::new();
    // Where each look ends.
    let mut ends = Vec::new();
    for piece in &line.pieces {
        let (before, behind) = match has_marks {
            true => piece.role.marks(),
            false => ("", ""),
        };
        text += before;
        text += &sanitize(&piece.text);
        text += behind;
        ends.push((text.len(), look(piece.role)));
    }
    let most = page.width() / 2;
    let layout = Layout::new(page.width(), page.paper().ambiguous)
        .indented(line.first.min(most).max(head), line.rest.min(most));
    for (index, row) in layout.wrap(&text).into_iter().enumerate() {
        let mut shown = Line {
            indent: row.indent,
            pieces: Vec::new(),
        };
        if index == 0 && !before.is_empty() {
            shown.indent = 0;
            shown.pieces.extend_from_slice(before);
            let gap = row.indent.saturating_sub(head);
            shown.pieces.push(Piece::new(" ".repeat(gap), Role::Text));
        }
        let first = ends.partition_point(|(end, _)| *end <= row.range.start);
        if row.too_wide {
            let role = ends.get(first).map_or(Role::Text, |(_, role)| *role);
            shown.pieces.push(Piece::new(row.drawn(&text), role));
            page.push(shown);
            continue;
        }
        let mut at = row.range.start;
        for (end, role) in &ends[first..] {
            if at >= row.end {
                break;
            }
            let end = (*end).min(row.end);
            shown.pieces.push(Piece::new(&text[at..end], *role));
            at = end;
        }
        page.push(shown);
    }
}

fn look(role: report::Role) -> Role {
    match role {
        report::Role::Plain => Role::Text,
        report::Role::Strong => Role::Strong,
        report::Role::Bad => Role::Status(Status::OffTrack),
        report::Role::Warning => Role::Status(Status::AtRisk),
        report::Role::Good => Role::Status(Status::Done),
        report::Role::Gone => Role::Gone,
        report::Role::New => Role::New,
    }
}

/// How many changes there are in all, in two or three words.
pub(super) fn total(counts: &Counts, language: Language) -> String {
    let total = counts.total();
    language.pick(format!("{total} 处"), counted(total, "change"))
}
