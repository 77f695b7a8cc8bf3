//! Three texts that say the same, line by line: what they differ in is form only.
//!
//! Owns what becomes of lines that both sides changed: both stay where the text then still says the same,
//! such as comments; else ours stay. Whether an unknown key or a comment got lost by that is for `unknown_keys` and
//! `keeping` to tell.

use std::collections::HashSet;

use super::comments::Comments;
use super::{MergeFailure, ids};
use crate::change::merge::{Stretch, merge_lines};
use crate::document::Document;
use crate::plan::Id;

/// Brings the form of two texts together, in ours. All three say the same plan. `had` are the
/// nodes that each had before it was made to: one that had a node not got the form of a new one, which is nobody's.
pub(super) fn merge(
    base: Option<&Document>,
    ours: &mut Document,
    theirs: &Document,
    had: &[HashSet<Id>; 3],
) -> Result<(), MergeFailure> {
    let is_in_one_piece = |document: &Document| document.whole.is_some();
    if base.is_some_and(is_in_one_piece) || is_in_one_piece(ours) || is_in_one_piece(theirs) {
        let three = texts(base, ours, theirs, |document| document.text().into_owned());
        let plan = ours.plan();
        let says = |text: &str| {
            let mut read = Document::of_text(text.to_owned(), false);
            read.check_and_settle();
            (read.condition() == super::Condition::Sound && read.plan() == plan).then_some(read)
        };
        // What we removed and they kept is as they wrote it in their text only.
        let is_theirs = |id: &&Id| had[2].contains(*id) && !had[1].contains(*id);
        let begins_with_theirs = ids(&plan).iter().any(|id| is_theirs(&id));
        *ours = in_one_piece(&three, begins_with_theirs, says).ok_or(MergeFailure::Form)?;
        return Ok(());
    }
    let head = texts(base, ours, theirs, Document::head_text);
    let says = |text: &str| {
        let mut read = ours.clone();
        let head = read.head().clone();
        read.take_head(text.to_owned(), &head, &[]).ok()?;
        Some(read)
    };
    if let Some(merged) = lines(&head, says).ok_or(MergeFailure::Form)? {
        *ours = merged;
    }
    for place in ours.all_places() {
        let id = ours.id_at(place).ok_or(MergeFailure::Form)?;
        let text_of = |document: &Document| document.text_with(Some(place));
        let three = match had.each_ref().map(|nodes| nodes.contains(&id)) {
            [_, true, true] => texts(base, ours, theirs, text_of),
            // What only one side has, or kept, is written as that one wrote it.
            [_, true, false] => continue,
            [_, false, _] => texts(Some(ours), ours, theirs, text_of),
        };
        let says = |text: &str| {
            let mut read = ours.clone();
            read.say_the_same(place, text.to_owned()).ok()?;
            Some(read)
        };
        if let Some(merged) = lines(&three, says).ok_or(MergeFailure::Form)? {
            *ours = merged;
        }
    }
    Ok(())
}

/// Whole texts, in ours or in theirs: one of the two may hold together what the other one tears. The one that
/// loses no comment goes before.
fn in_one_piece(
    [base, ours, theirs]: &[String; 3],
    begins_with_theirs: bool,
    says: impl Fn(&str) -> Option<Document>,
) -> Option<Document> {
    let old = comments(base);
    let keeps = |merged: &Document| {
        let text = merged.text();
        let kept = comments(&text);
        let mut written = comments(ours)
            .union(&comments(theirs))
            .copied()
            .collect::<Vec<_>>();
        written.retain(|comment| !old.contains(comment));
        written.iter().all(|comment| kept.contains(comment))
    };
    let mut ways = [[ours, theirs], [theirs, ours]];
    if begins_with_theirs {
        ways.reverse();
    }
    let mut merged = ways.into_iter().filter_map(|[own, other]| {
        let three = [base, own, other].map(String::clone);
        lines(&three, &says)?.or_else(|| says(own))
    });
    let first = merged.next()?;
    if keeps(&first) {
        return Some(first);
    }
    Some(merged.find(keeps).unwrap_or(first))
}

fn comments(text: &str) -> HashSet<&str> {
    let comments = Comments::of(text).all.into_iter();
    comments.map(|comment| comment.text).collect()
}

/// A part of each of the three; where there is no base, nothing.
fn texts(
    base: Option<&Document>,
    ours: &Document,
    theirs: &Document,
    part: impl Fn(&Document) -> String,
) -> [String; 3] {
    [
        base.map(&part).unwrap_or_default(),
        part(ours),
        part(theirs),
    ]
}

/// What comes of three texts: none if there is no text that says what they say, and nothing new where it
/// is ours.
#[allow(clippy::option_option, reason = "no outcome, no change, a change")]
fn lines<T>(
    [base, ours, theirs]: &[String; 3],
    says: impl Fn(&str) -> Option<T>,
) -> Option<Option<T>> {
    if ours == theirs || theirs == base {
        return Some(None);
    }
    if ours == base {
        return says(theirs).map(Some);
    }
    let [base, ours, theirs] =
        [base, ours, theirs].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let stretches = merge_lines(&base, &ours, &theirs);
    let mut parts: Vec<Vec<&str>> = Vec::with_capacity(stretches.len());
    let mut torn = Vec::new();
    for stretch in &stretches {
        match stretch {
            Stretch::Agreed(lines) => parts.push(lines.to_vec()),
            Stretch::Torn { ours, theirs, .. } => {
                torn.push((parts.len(), *theirs));
                parts.push(ours.to_vec());
            }
        }
    }
    let mut best = says(&parts.concat().concat());
    for (part, theirs) in torn {
        let own: HashSet<&str> = parts[part].iter().copied().collect();
        let new: Vec<&str> = theirs
            .iter()
            .copied()
            .filter(|line| !own.contains(line))
            .collect();
        let is_comment = |line: &&str| line.trim_start().starts_with('#');
        let comments: Vec<&str> = new
            .iter()
            .copied()
            .filter(|line| is_comment(line))
            .collect();
        for more in [new, comments] {
            if more.is_empty() {
                continue;
            }
            let mut tried = parts.clone();
            tried[part].extend(more);
            if let Some(read) = says(&tried.concat().concat()) {
                best = Some(read);
                parts = tried;
                break;
            }
        }
    }
    best.map(Some)
}
