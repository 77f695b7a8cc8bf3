//! An operation as byte edits of a text: where the value stands, or where it would go.
//!
//! Owns the finding of places and the keeping of form: comments, unknown keys, key order, blank lines,
//! line ends, quotes. Works on any text that holds the node, a single block or a whole file, and
//! writes nothing itself: it gives splices. Whether they came to what was meant is checked by the caller,
//! who decodes the outcome.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::form::{self, Quotes};
use super::keys::{self, Table};
use super::layout::{self, is_headed};
use crate::change::{Edit, Refusal};
use crate::plan::Note;

/// Bytes to replace, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    pub range: Range<usize>,
    pub text: String,
}

/// Which node in the text the edit is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'i> {
    /// Index among the pillars of the text; a block of a task by itself has none in sight.
    pub pillar: Option<usize>,
    /// Index among the tasks of that pillar.
    pub task: Option<usize>,
    /// The id of a measure of that task.
    pub measure: Option<&'i str>,
}

impl Target<'_> {
    /// The task in its own block.
    pub const BLOCK: Self = Self {
        pillar: None,
        task: Some(0),
        measure: None,
    };
}

/// Applies a splice to a text.
pub(super) fn spliced(text: &str, splice: &Splice) -> String {
    let mut edited = String::with_capacity(text.len() - splice.range.len() + splice.text.len());
    edited.push_str(&text[..splice.range.start]);
    edited.push_str(&splice.text);
    edited.push_str(&text[splice.range.end..]);
    edited
}

/// The splice that carries an edit of one value out; none where the text already says so.
///
/// # Errors
/// The text is broken, has no such node, or has it in a form that cannot be edited in place.
pub(super) fn splice(
    text: &str,
    target: Target<'_>,
    edit: &Edit,
) -> Result<Option<Splice>, Refusal> {
    let root = DeTable::parse(text).map_err(|_| Refusal::UneditableForm)?;
    let site = Site::find(text, root.get_ref(), target).ok_or(Refusal::UneditableForm)?;
    match edit {
        Edit::Status(status) => site.set("status", |quotes| form::line(status.value(), quotes)),
        Edit::Progress(Some(percent)) => site.set("progress", |_| percent.to_string()),
        Edit::Progress(None) => site.clear("progress"),
        Edit::Due(Some(day)) => site.set("due", |_| form::date(*day)),
        Edit::Due(None) => site.clear("due"),
        Edit::Lead(Some(lead)) => site.set("lead", |quotes| form::line(lead, quotes)),
        Edit::Lead(None) => site.clear("lead"),
        Edit::Title(title) => site.set("title", |quotes| form::line(title, quotes)),
        Edit::Support(names) if names.is_empty() && !site.has_comment_in("support") => {
            site.clear("support")
        }
        Edit::Support(names) => site.set_list("support", names),
        Edit::Text(words) if words.is_empty() => site.clear("text"),
        Edit::Text(words) => site.set_text("text", words),
        Edit::Actual { target, number } => {
            let element = site
                .element("target", *target)
                .ok_or(Refusal::NoSuchTarget)?;
            let site = site.within(element, &keys::TARGET)?;
            match number {
                Some(number) => site.set("actual", |_| form::number(*number)),
                None => site.clear("actual"),
            }
        }
        // Not of one value: see `replace_note` and `elements`.
        Edit::Targets(_)
        | Edit::References(_)
        | Edit::Notes(_)
        | Edit::AddNote(_)
        | Edit::ReplaceNote { .. }
        | Edit::RemoveNote(_)
        | Edit::Insert { .. }
        | Edit::Move(_)
        | Edit::Remove => Err(Refusal::UneditableForm),
    }
}

/// The splices that make another note of the note at this index, the last one first, so that each can be
/// made where it says. Only what differs is touched.
///
/// # Errors
/// As [`splice`].
pub(super) fn replace_note(
    text: &str,
    target: Target<'_>,
    index: usize,
    (old, new): (&Note, &Note),
) -> Result<Vec<Splice>, Refusal> {
    let root = DeTable::parse(text).map_err(|_| Refusal::UneditableForm)?;
    let task = Site::find(text, root.get_ref(), target).ok_or(Refusal::UneditableForm)?;
    let note = task.element("note", index).ok_or(Refusal::NoSuchNote)?;
    let mut splices = note_splices(&task.within(note, &keys::NOTE)?, old, new)?;
    splices.sort_by_key(|splice| std::cmp::Reverse(splice.range.start));
    Ok(splices)
}

/// Edits one element of a list of a task in its place.
///
/// # Errors
/// As [`splice`].
pub(super) fn edit_element(
    text: &str,
    task: Target<'_>,
    keys: &'static Table,
    index: usize,
    splices: impl Fn(&Site<'_, '_>) -> Result<Vec<Splice>, Refusal>,
) -> Result<String, Refusal> {
    let root = DeTable::parse(text).map_err(|_| Refusal::UneditableForm)?;
    let task = Site::find(text, root.get_ref(), task).ok_or(Refusal::UneditableForm)?;
    let element = task
        .element(keys.name(), index)
        .ok_or(Refusal::UneditableForm)?;
    let mut splices = splices(&task.within(element, keys)?)?;
    splices.sort_by_key(|splice| std::cmp::Reverse(splice.range.start));
    let edited = splices.iter();
    Ok(edited.fold(text.to_owned(), |text, splice| spliced(&text, splice)))
}

/// The splices that make another note of a note, in no order.
pub(super) fn note_splices(
    site: &Site<'_, '_>,
    old: &Note,
    new: &Note,
) -> Result<Vec<Splice>, Refusal> {
    let mut splices = Vec::new();
    if old.at != new.at || old.at.offset() != new.at.offset() {
        splices.extend(site.set("at", |_| form::moment(new.at))?);
    }
    if old.by != new.by {
        splices.extend(site.set("by", |quotes| form::line(&new.by, quotes))?);
    }
    if old.kind != new.kind {
        splices.extend(site.set("kind", |quotes| form::line(new.kind.value(), quotes))?);
    }
    if old.text != new.text {
        splices.extend(site.set_text("text", &new.text)?);
    }
    Ok(splices)
}

/// A table of the text, and everything needed to write into it.
pub(super) struct Site<'t, 'a> {
    text: &'t str,
    pub table: &'t DeTable<'a>,
    /// Its header, or the whole of it where it is written inline.
    span: Range<usize>,
    keys: &'static Table,
}

impl<'t, 'a> Site<'t, 'a> {
    /// The whole text.
    pub fn root(text: &'t str, root: &'t DeTable<'a>) -> Self {
        Self {
            text,
            table: root,
            span: 0..0,
            keys: &keys::HEAD,
        }
    }

    pub fn find(text: &'t str, root: &'t DeTable<'a>, target: Target<'_>) -> Option<Self> {
        let pillars = root.get("pillar")?.get_ref();
        // A block that holds a task by itself has an implied table in the place of its pillar.
        let (pillar, span) = match target.pillar {
            Some(index) => table_of(pillars.get(index)?)?,
            None => (pillars.as_table()?, 0..0),
        };
        let site = Self {
            text,
            table: pillar,
            span,
            keys: &keys::PILLAR,
        };
        let Some(index) = target.task else {
            return Some(site);
        };
        let site = site
            .within(site.element("task", index)?, &keys::TASK)
            .ok()?;
        let Some(id) = target.measure else {
            return Some(site);
        };
        let measures = site.table.get("measure")?.get_ref().as_array()?;
        let measure = measures.iter().find(|element| {
            let table = element.get_ref().as_table();
            table.and_then(|table| table.get("id")?.get_ref().as_str()) == Some(id)
        })?;
        site.within(measure, &keys::MEASURE).ok()
    }

    pub fn element(&self, key: &str, index: usize) -> Option<&'t Spanned<DeValue<'a>>> {
        self.table.get(key)?.get_ref().as_array()?.get(index)
    }

    pub fn within(
        &self,
        element: &'t Spanned<DeValue<'a>>,
        keys: &'static Table,
    ) -> Result<Self, Refusal> {
        let (table, span) = table_of(element).ok_or(Refusal::UneditableForm)?;
        Ok(Self {
            text: self.text,
            table,
            span,
            keys,
        })
    }

    /// Whether the table is written as `{ … }`.
    pub fn is_inline(&self) -> bool {
        self.text[self.span.clone()].starts_with('{')
    }

    pub fn value(&self, key: &str) -> Option<&'t Spanned<DeValue<'a>>> {
        self.table.get(key)
    }

    /// Puts a one-line value in the place of the old one, or on a line of its own where the canonical order
    /// wants it.
    pub fn set(
        &self,
        key: &str,
        write: impl Fn(Quotes) -> String,
    ) -> Result<Option<Splice>, Refusal> {
        let Some(value) = self.value(key) else {
            return self.insert(key, &write(Quotes::Basic)).map(Some);
        };
        let range = value.span();
        let quotes = Quotes::of(&self.text[range.clone()]).unwrap_or(Quotes::Basic);
        Ok(self.replace(range, write(quotes)))
    }

    pub fn set_text(&self, key: &str, words: &str) -> Result<Option<Splice>, Refusal> {
        let Some(value) = self.value(key) else {
            let newline = self.newline();
            return self
                .insert(
                    key,
                    &form::long_text(words, Quotes::MultiLineLiteral, newline),
                )
                .map(Some);
        };
        let range = value.span();
        let quotes = Quotes::of(&self.text[range.clone()]).ok_or(Refusal::UneditableForm)?;
        let is_one_line = matches!(quotes, Quotes::Basic | Quotes::Literal);
        // In an inline table, which an older TOML wants on one line, a text stays on it.
        let written = if is_one_line && (self.is_inline() || !words.contains('\n')) {
            form::text_on_one_line(words, quotes)
        } else {
            form::long_text(words, quotes, self.newline())
        };
        Ok(self.replace(range, written))
    }

    /// Puts a list in the place of the old one: only the elements that differ are touched, so that a list
    /// over several lines keeps its lines and comments.
    fn set_list(&self, key: &str, names: &[String]) -> Result<Option<Splice>, Refusal> {
        let Some(value) = self.value(key) else {
            return self.insert(key, &form::lines(names)).map(Some);
        };
        let old = value.get_ref().as_array().ok_or(Refusal::UneditableForm)?;
        let same = |(old, new): &(&Spanned<DeValue<'_>>, &String)| {
            old.get_ref().as_str() == Some(new.as_str())
        };
        let head = old.iter().zip(names).take_while(same).count();
        let most = old.len().min(names.len()) - head;
        let tail = old
            .iter()
            .rev()
            .zip(names.iter().rev())
            .take(most)
            .take_while(same)
            .count();
        let gone = head..old.len() - tail;
        let new: Vec<_> = names[head..names.len() - tail]
            .iter()
            .map(|name| form::line(name, Quotes::Basic))
            .collect();
        let new = new.join(", ");
        let span_of = |index: usize| old.get(index).map_or(0..0, Spanned::span);
        Ok(match (gone.is_empty(), new.is_empty()) {
            (true, true) => None,
            _ if old.is_empty() => {
                let start = value.span().start + 1;
                self.replace(start..start, new)
            }
            (true, false) if head > 0 => {
                let at = span_of(head - 1).end;
                self.replace(at..at, format!(", {new}"))
            }
            (true, false) => {
                let at = span_of(0).start;
                self.replace(at..at, format!("{new}, "))
            }
            (false, is_removal) => {
                let mut range = span_of(gone.start).start..span_of(gone.end - 1).end;
                if is_removal && gone.start > 0 {
                    range.start = span_of(gone.start - 1).end;
                } else if is_removal && gone.end < old.len() {
                    range.end = span_of(gone.end).start;
                } else if is_removal && self.text[range.end..].trim_start().starts_with(',') {
                    range.end += self.text[range.end..].find(',').unwrap_or(0) + 1;
                }
                if self.has_comment(range.clone(), old.iter().map(Spanned::span)) {
                    return Err(Refusal::UneditableForm);
                }
                self.replace(range, new)
            }
        })
    }

    /// Whether a list has a comment between its elements.
    fn has_comment_in(&self, key: &str) -> bool {
        let Some(value) = self.value(key) else {
            return false;
        };
        let elements = value.get_ref().as_array();
        let spans = elements
            .into_iter()
            .flat_map(|array| array.iter().map(Spanned::span));
        self.has_comment(value.span(), spans)
    }

    /// Whether a stretch of text has a comment outside of these values, which are in order.
    fn has_comment(&self, range: Range<usize>, values: impl Iterator<Item = Range<usize>>) -> bool {
        let mut at = range.start;
        for value in values.filter(|value| value.start >= range.start && value.end <= range.end) {
            if self.text[at..value.start].contains('#') {
                return true;
            }
            at = value.end;
        }
        self.text[at..range.end].contains('#')
    }

    fn replace(&self, range: Range<usize>, text: String) -> Option<Splice> {
        (self.text[range.clone()] != text).then_some(Splice { range, text })
    }

    /// A line for a key that is not there: behind the nearest key before it in canonical order.
    pub fn insert(&self, key: &str, value: &str) -> Result<Splice, Refusal> {
        if self.is_inline() {
            return self.insert_inline(key, value);
        }
        let anchor = self.keys.before(key).find_map(|before| {
            let value = self.value(before)?;
            // A table below has its own header and stands behind all keys; one made of dotted keys
            // has no place of its own.
            (!is_headed(self.text, value)).then(|| value.span())
        });
        let anchor = anchor.unwrap_or_else(|| self.span.clone());
        let at = self.line_end(anchor.end);
        let indent = self.indent(anchor.start);
        Ok(self.new_lines(at, &format!("{indent}{key} = {value}")))
    }

    pub fn insert_inline(&self, key: &str, value: &str) -> Result<Splice, Refusal> {
        if value.contains('\n') {
            return Err(Refusal::UneditableForm);
        }
        let last = self.table.values().map(|value| value.span().end).max();
        Ok(match last {
            Some(end) => Splice {
                range: end..end,
                text: format!(", {key} = {value}"),
            },
            None => Splice {
                range: self.span.clone(),
                text: format!("{{ {key} = {value} }}"),
            },
        })
    }

    /// Whole lines to go in at `at`, which is a line's end.
    fn new_lines(&self, at: usize, lines: &str) -> Splice {
        let newline = self.newline();
        // At the end of a file without a last line end, that stays so.
        let text = if at > 0 && !self.text[..at].ends_with('\n') {
            format!("{newline}{lines}")
        } else {
            format!("{lines}{newline}")
        };
        Splice {
            range: at..at,
            text,
        }
    }

    /// Takes a key away with its line; a comment behind it stays.
    pub fn clear(&self, key: &str) -> Result<Option<Splice>, Refusal> {
        let Some((name, value)) = self.table.get_key_value(key) else {
            return Ok(None);
        };
        if self.is_inline() {
            return self.clear_inline(name.span(), value.span()).map(Some);
        }
        let start = self.line_start(name.span().start);
        let indent = &self.text[start..name.span().start];
        let end = self.line_end(value.span().end);
        let rest = &self.text[value.span().end..end];
        if !indent.trim().is_empty() {
            return Err(Refusal::UneditableForm);
        }
        if rest.trim_start().starts_with('#') {
            let comment = end - rest.trim_start().len();
            return Ok(Some(Splice {
                range: start + indent.len()..comment,
                text: String::new(),
            }));
        }
        // The last line of a file without a last line end takes the end of the line before with it.
        let is_last = !self.text[..end].ends_with('\n');
        let start = if is_last {
            let above = self.text[..start]
                .strip_suffix('\n')
                .unwrap_or(&self.text[..start]);
            above.strip_suffix('\r').unwrap_or(above).len()
        } else {
            start
        };
        Ok(Some(Splice {
            range: start..end,
            text: String::new(),
        }))
    }

    fn clear_inline(&self, name: Range<usize>, value: Range<usize>) -> Result<Splice, Refusal> {
        let spans = self
            .table
            .iter()
            .map(|(key, value)| key.span().start..value.span().end);
        let others: Vec<_> = spans.filter(|span| span.start != name.start).collect();
        let before = others
            .iter()
            .map(|span| span.end)
            .filter(|&end| end <= name.start)
            .max();
        let after = others
            .iter()
            .map(|span| span.start)
            .filter(|&start| start >= value.end)
            .min();
        let range = match (before, after) {
            (Some(before), _) => before..value.end,
            (None, Some(after)) => name.start..after,
            (None, None) => name.start..value.end,
        };
        if self.text[range.clone()].contains(['#', '\n']) {
            return Err(Refusal::UneditableForm);
        }
        Ok(Splice {
            range,
            text: String::new(),
        })
    }

    fn line_start(&self, at: usize) -> usize {
        layout::line_start(self.text, at)
    }

    /// Behind the end of the line that `at` is on.
    fn line_end(&self, at: usize) -> usize {
        layout::line_end(self.text, at)
    }

    fn indent(&self, at: usize) -> &'t str {
        layout::indent(self.text, at)
    }

    fn newline(&self) -> &'static str {
        layout::newline(self.text)
    }
}

fn table_of<'t, 'a>(value: &'t Spanned<DeValue<'a>>) -> Option<(&'t DeTable<'a>, Range<usize>)> {
    Some((value.get_ref().as_table()?, value.span()))
}
