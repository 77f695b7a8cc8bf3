//! Where the parts of a text stand: what belongs to a header, and what stands between one and the next.
//!
//! Owns the one answer to "whose line is this", for blocks and for the tables inside them: comment lines
//! directly above a header are about what it begins; those directly under the last value are about that;
//! blank lines, and comments between blank lines, belong to nobody and stay when a neighbour goes. Of
//! them, the blank lines directly above a header come and go with it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The text from one header to the next, in three parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'t> {
    /// What belongs to the header: its comments, keys, values.
    pub own: &'t str,
    /// A blank line and what stands behind it to the last comment.
    pub loose: &'t str,
    /// The blank lines at the end, which lead up to the next header.
    pub lead: &'t str,
    /// Whether the last line of `own` is a comment.
    pub is_own_closed_by_comment: bool,
}

impl<'t> Parts<'t> {
    /// Cuts a text; `last` is where its last value or header ends.
    pub fn of(text: &'t str, last: usize) -> Self {
        let mut own = line_end(text, last);
        let is_comment = |line: &str| line.trim_start_matches([' ', '\t']).starts_with('#');
        let line_at = |at: usize| &text[at..line_end(text, at)];
        let mut is_own_closed_by_comment = false;
        while own < text.len() && is_comment(line_at(own)) {
            own += line_at(own).len();
            is_own_closed_by_comment = true;
        }
        let (mut at, mut lead) = (own, own);
        while at < text.len() {
            let line = line_at(at);
            at += line.len();
            if is_comment(line) {
                lead = at;
            }
        }
        Self {
            own: &text[..own],
            loose: &text[own..lead],
            lead: &text[lead..],
            is_own_closed_by_comment,
        }
    }

    /// Cuts a text that can be parsed by itself, such as a block.
    pub fn of_block(text: &'t str) -> Option<Self> {
        let root = DeTable::parse(text).ok()?;
        Some(Self::of(text, Layout::of(text, root.get_ref()).last()))
    }

    /// What stands behind what belongs to the header.
    pub fn gap(&self) -> usize {
        self.loose.len() + self.lead.len()
    }

    /// Whether what stands before the blank lines at the end is a comment, which a header without blank
    /// lines above it would take for its own.
    pub fn is_closed_by_comment(&self) -> bool {
        !self.loose.is_empty() || self.is_own_closed_by_comment
    }
}

/// One step from a table to one in it: a key, and an index where it holds an array.
pub(super) type Step = (String, Option<usize>);

/// A header, and the text up to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stanza {
    /// From the comments directly above the header.
    pub range: Range<usize>,
    /// Where the header's bracket stands.
    pub header: usize,
    /// Which table the header begins.
    pub path: Vec<Step>,
    /// Where its last value ends, or the header itself.
    last: usize,
}

/// The headers of a text in order. The first stanza is what stands above the first header; it may be
/// empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub stanzas: Vec<Stanza>,
}

impl Layout {
    pub fn of(text: &str, root: &DeTable<'_>) -> Self {
        let mut found = Found::default();
        found.table(text, root, &mut Vec::new());
        let Found {
            mut headers,
            mut ends,
        } = found;
        // A header of several keys begins the tables before its last one too; its own has the longest path.
        headers.sort_by_key(|(at, path)| (*at, std::cmp::Reverse(path.len())));
        headers.dedup_by_key(|(at, _)| *at);
        ends.sort_unstable();
        let mut stanzas = vec![Stanza {
            range: 0..text.len(),
            header: 0,
            path: Vec::new(),
            last: 0,
        }];
        let mut end = 0;
        for (header, path) in headers {
            while let Some(&next) = ends.get(end).filter(|&&next| next <= header) {
                last_of(&mut stanzas).last = next;
                end += 1;
            }
            let before = last_of(&mut stanzas);
            let floor = match before.last {
                0 => 0,
                last => line_end(text, last),
            };
            let start = comments_above(text, floor, header);
            before.range.end = start;
            stanzas.push(Stanza {
                range: start..text.len(),
                header,
                path,
                last: header,
            });
        }
        last_of(&mut stanzas).last = ends.last().copied().unwrap_or(0);
        Self { stanzas }
    }

    /// Where the last value or header of all ends.
    pub fn last(&self) -> usize {
        self.stanzas.last().map_or(0, |stanza| stanza.last)
    }

    /// The text of a stanza, in its parts.
    pub fn parts<'t>(&self, text: &'t str, index: usize) -> Option<Parts<'t>> {
        let stanza = self.stanzas.get(index)?;
        let within = stanza.last.saturating_sub(stanza.range.start);
        Some(Parts::of(&text[stanza.range.clone()], within))
    }

    /// The stanzas of a table and of everything under it; none if others stand between them.
    pub fn under(&self, path: &[Step]) -> Option<Range<usize>> {
        let is_under = |stanza: &Stanza| stanza.path.starts_with(path);
        let start = self.stanzas.iter().position(is_under)?;
        let end = self.stanzas.iter().rposition(is_under)? + 1;
        self.stanzas[start..end]
            .iter()
            .all(is_under)
            .then_some(start..end)
    }
}

/// There is always one: what stands above the first header.
fn last_of(stanzas: &mut [Stanza]) -> &mut Stanza {
    let last = stanzas.len() - 1;
    &mut stanzas[last]
}

#[derive(Default)]
struct Found {
    headers: Vec<(usize, Vec<Step>)>,
    ends: Vec<usize>,
}

impl Found {
    fn table(&mut self, text: &str, table: &DeTable<'_>, path: &mut Vec<Step>) {
        for (key, value) in table {
            self.ends.push(key.span().end);
            let name = || key.get_ref().to_string();
            match value.get_ref() {
                DeValue::Table(_) => {
                    path.push((name(), None));
                    self.value(text, value, path);
                    path.pop();
                }
                DeValue::Array(elements) if is_headed(text, value) => {
                    for (index, element) in elements.iter().enumerate() {
                        path.push((name(), Some(index)));
                        self.value(text, element, path);
                        path.pop();
                    }
                }
                _ => self.ends.push(value.span().end),
            }
        }
    }

    fn value(&mut self, text: &str, value: &Spanned<DeValue<'_>>, path: &mut Vec<Step>) {
        let span = value.span();
        self.ends.push(span.end);
        if let DeValue::Table(table) = value.get_ref()
            && !text[span.clone()].starts_with('{')
        {
            if text[span.clone()].starts_with('[') {
                self.headers.push((span.start, path.clone()));
            }
            self.table(text, table, path);
        }
    }
}

/// Whether a value is a table, or tables, under headers of their own or of dotted keys: such a value's
/// span is a header or a key, not the whole of it.
pub(super) fn is_headed(text: &str, value: &Spanned<DeValue<'_>>) -> bool {
    let written = &text[value.span()];
    match value.get_ref() {
        DeValue::Table(_) => !written.starts_with('{'),
        // An array of tables spans its first header, and so does that first table.
        DeValue::Array(elements) => elements
            .iter()
            .next()
            .is_some_and(|first| first.get_ref().is_table() && first.span() == value.span()),
        _ => false,
    }
}

/// Where the comment lines directly above a place begin, or its own line; not before `floor`, which is a
/// line's begin.
pub(super) fn comments_above(text: &str, floor: usize, at: usize) -> usize {
    let mut start = line_start(text, at);
    while start > floor {
        let above = line_start(text, start - 1);
        let is_comment = text[above..start]
            .trim_start_matches([' ', '\t'])
            .starts_with('#');
        if above < floor || !is_comment {
            break;
        }
        start = above;
    }
    start
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Behind the end of the line that `at` is on.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// The blanks that the line of `at` begins with.
pub(super) fn indent(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The line end of a text, as its first line has it.
pub(super) fn newline(text: &str) -> &'static str {
    let first = text.find('\n').unwrap_or(0);
    if text[..first].ends_with('\r') {
        "\r\n"
    } else {
        "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_headers() {
        let text = "# top\ntitle = 'x'\n# inside\n\n# loose\n\n# p\n  [[pillar]]\nid = 'p'\nx.y = 1\n[pillar.a.b]\n[[pillar.task]] # t\nz = '''\n[[no]]\n# no'''\n# end\n\n\n";
        let root = DeTable::parse(text).expect("is a table");
        let layout = Layout::of(text, root.get_ref());
        let cut: Vec<_> = (0..layout.stanzas.len())
            .map(|index| {
                let parts = layout.parts(text, index).expect("is there");
                [parts.own, parts.loose, parts.lead]
            })
            .collect();
        assert_eq!(
            cut,
            [
                ["# top\ntitle = 'x'\n# inside\n", "\n# loose\n", "\n"],
                ["# p\n  [[pillar]]\nid = 'p'\nx.y = 1\n", "", ""],
                ["[pillar.a.b]\n", "", ""],
                [
                    "[[pillar.task]] # t\nz = '''\n[[no]]\n# no'''\n# end\n",
                    "",
                    "\n\n"
                ],
            ]
        );
        let pillar = [("pillar".to_owned(), Some(0))];
        assert_eq!(layout.under(&pillar), Some(1..4));
        let task = [pillar[0].clone(), ("task".to_owned(), Some(0))];
        assert_eq!(layout.under(&task), Some(3..4));
    }
}
