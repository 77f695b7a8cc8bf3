//! Inline tables between brackets that come and go: `measure = [{ … }, { … }]`.
//!
//! Owns the commas, blanks, lines and comments between them. A comment on the line of an element, and those
//! on lines of their own directly above it, are about that element.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::edit::Splice;
use super::layout;
use crate::change::Refusal;

/// An element that is to go.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    /// What takes it out.
    pub splice: Splice,
    /// Itself.
    pub own: Range<usize>,
    /// Whether comments go with it.
    pub has_comment: bool,
    /// Whether nothing is left between the brackets, not even a comment: then the key goes.
    pub is_last: bool,
}

/// Takes the element at this index out.
///
/// # Errors
/// It has comments and shares its line with others.
pub(super) fn take(
    text: &str,
    list: &Spanned<DeValue<'_>>,
    index: usize,
) -> Result<Taken, Refusal> {
    let spans = spans_of(list)?;
    let own = spans.get(index).ok_or(Refusal::UneditableForm)?.clone();
    let opening = list.span().start + 1;
    let before = index
        .checked_sub(1)
        .map_or(opening, |before| spans[before].end);
    let closing = list.span().end - 1;
    let behind = spans.get(index + 1).map_or(closing, |next| next.start);
    let has_comment = |range: Range<usize>| text[range].contains('#');
    let (range, with_comment) = if has_comment(before..own.start) || has_comment(own.end..behind) {
        let range = own_lines(text, before, &own).ok_or(Refusal::UneditableForm)?;
        let commented = has_comment(range.start..own.start) || has_comment(own.end..range.end);
        (range, commented)
    } else if index > 0 {
        (before..own.end, false)
    } else {
        (own.start..behind, false)
    };
    let is_rest_empty = !has_comment(opening..range.start.max(opening))
        && !has_comment(range.end.min(closing)..closing);
    Ok(Taken {
        is_last: spans.len() == 1 && is_rest_empty,
        splice: Splice {
            range,
            text: String::new(),
        },
        own,
        has_comment: with_comment,
    })
}

/// The lines of an element that shares them with no other, from the comments directly above it. `before` is
/// where what stands before it ends.
fn own_lines(text: &str, before: usize, own: &Range<usize>) -> Option<Range<usize>> {
    let floor = layout::line_end(text, before);
    let start = layout::line_start(text, own.start);
    let end = layout::line_end(text, own.end);
    let behind = text[own.end..end].trim();
    let behind = behind.strip_prefix(',').unwrap_or(behind).trim_start();
    let is_alone = start >= floor && (behind.is_empty() || behind.starts_with('#'));
    is_alone.then(|| layout::comments_above(text, floor, own.start)..end)
}

fn spans_of(list: &Spanned<DeValue<'_>>) -> Result<Vec<Range<usize>>, Refusal> {
    let array = list.get_ref().as_array().ok_or(Refusal::UneditableForm)?;
    Ok(array.iter().map(Spanned::span).collect())
}

/// The splice that puts an element between brackets, so that it has this index, with the comma and blanks that stand between the others.
pub(super) fn put(
    text: &str,
    list: &Spanned<DeValue<'_>>,
    index: usize,
    own: &str,
) -> Result<Splice, Refusal> {
    let spans = spans_of(list)?;
    let opening = list.span().start + 1;
    let Some(first) = spans.first() else {
        let inside = opening..list.span().end - 1;
        if text[inside.clone()].contains('#') {
            return Err(Refusal::UneditableForm);
        }
        return Ok(Splice {
            range: inside,
            text: own.to_owned(),
        });
    };
    // Of the blanks between the others those that have no comment in them.
    let pairs = spans.iter().zip(spans.iter().skip(1));
    let mut seams = pairs.map(|(one, other)| &text[one.end..other.start]);
    let between = match seams.find(|seam| !seam.contains('#')) {
        Some(seam) => seam.to_owned(),
        None => match &text[opening..first.start] {
            blanks if blanks.trim().is_empty() && blanks.contains('\n') => format!(",{blanks}"),
            _ => ", ".to_owned(),
        },
    };
    let Some(before) = index.checked_sub(1) else {
        return Ok(put_first(text, opening, first, own, &between));
    };
    let at = spans.get(before).ok_or(Refusal::UneditableForm)?;
    // A comment on the line of an element is about that one.
    let line = &text[at.end..layout::line_end(text, at.end)];
    let behind = line.trim_start();
    let behind_comma = behind.strip_prefix(',');
    if !behind_comma.unwrap_or(behind).trim_start().starts_with('#') {
        return Ok(Splice {
            range: at.end..at.end,
            text: format!("{between}{own}"),
        });
    }
    let indent = layout::indent(text, at.start);
    let newline = layout::newline(line);
    let end = at.end + line.len();
    Ok(match behind_comma {
        Some(_) => Splice {
            range: end..end,
            text: format!("{indent}{own},{newline}"),
        },
        None => Splice {
            range: at.end..end,
            text: format!(",{line}{indent}{own}{newline}"),
        },
    })
}

/// Puts an element before the first one, and before the comments above that.
fn put_first(text: &str, opening: usize, first: &Range<usize>, own: &str, between: &str) -> Splice {
    if !text[opening..first.start].contains('#') {
        return Splice {
            range: first.start..first.start,
            text: format!("{own}{between}"),
        };
    }
    let line = &text[opening..layout::line_end(text, opening)];
    let indent = layout::indent(text, first.start);
    let at = opening + line.len();
    Splice {
        range: at..at,
        text: format!("{indent}{own},{}", layout::newline(line)),
    }
}
