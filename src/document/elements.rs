//! Tables of a list that come and go inside a text: measures and notes of a task, and pillars and tasks of
//! a text that has no index.
//!
//! Owns the choice of the form, and the tables under headers; `brackets` has the inline ones. What moves is
//! taken out with its bytes and put in as it is.

use std::ops::Range;

use toml::de::DeTable;

use super::brackets;
use super::compose::{self, Fields};
use super::edit::{Site, Splice, Target, spliced};
use super::keys::{self, Table};
use super::layout::{self, Layout, Step, is_headed};
use crate::change::{New, Position, Refusal};
use crate::plan::Note;

/// A list of tables in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct List<'i> {
    /// The pillar or task that has the list; none for the list of pillars.
    pub parent: Option<Target<'i>>,
    /// What it is a list of.
    pub table: &'static Table,
}

/// An element without a place.
#[derive(Clone, Debug)]
pub(super) enum Element {
    /// Under headers.
    Headed {
        /// The blank lines that lead up to it.
        lead: String,
        /// With a line end.
        own: String,
        is_closed_by_comment: bool,
    },
    /// `{ … }`.
    Inline(String),
    /// Between brackets, with comments of its own: it cannot be put elsewhere as it is.
    Bound,
    /// In whichever form it is needed.
    New(Fields),
}

/// What is to be known of the file that a text is part of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// The line end of the file.
    pub newline: &'static str,
    /// Whether a header follows the text.
    pub is_followed: bool,
}

/// A text while elements of it come and go: it ends with a line end meanwhile.
#[derive(Debug)]
pub(super) struct Open {
    text: String,
    around: Around,
    /// Whether it had no last line end; it will have none again.
    is_open: bool,
}

impl Open {
    /// Opens a text. It has its own line ends, if it has any.
    pub fn new(text: &str, mut around: Around) -> Self {
        if text.contains('\n') {
            around.newline = layout::newline(text);
        }
        let is_open = !text.is_empty() && !text.ends_with('\n');
        let end = if is_open { around.newline } else { "" };
        Self {
            text: format!("{text}{end}"),
            around,
            is_open,
        }
    }

    /// Takes an element out.
    ///
    /// # Errors
    /// The form is none that can be edited here.
    pub fn take(&mut self, list: List<'_>, index: usize) -> Result<Element, Refusal> {
        let (splice, element) = list.take(&self.text, index, self.around)?;
        self.text = spliced(&self.text, &splice);
        Ok(element)
    }

    /// Puts an element in, so that it has this index.
    ///
    /// # Errors
    /// The form of the list is another than that of the element, or none that can be edited here.
    pub fn put(&mut self, list: List<'_>, index: usize, element: &Element) -> Result<(), Refusal> {
        let splice = list.put(&self.text, index, element, self.around)?;
        self.text = spliced(&self.text, &splice);
        Ok(())
    }

    /// The text, with its last line end as it was.
    pub fn finish(mut self) -> String {
        if self.is_open && self.text.ends_with('\n') {
            self.text.pop();
            if self.text.ends_with('\r') {
                self.text.pop();
            }
        }
        self.text
    }
}

impl List<'static> {
    /// The measures in the block of a task.
    pub const MEASURES_OF_BLOCK: Self = Self {
        parent: Some(Target::BLOCK),
        table: &keys::MEASURE,
    };

    /// The conflicts of a merge, in the head or in a whole text.
    pub const CONFLICTS: Self = Self {
        parent: None,
        table: &keys::CONFLICT,
    };

    /// The notes of a task.
    pub fn notes_of(task: Target<'_>) -> List<'_> {
        List::of_task(task, &keys::NOTE)
    }

    /// A list of a task.
    pub fn of_task<'i>(task: Target<'i>, table: &'static Table) -> List<'i> {
        List {
            parent: Some(Target {
                measure: None,
                ..task
            }),
            table,
        }
    }

    /// The list in a whole text that holds a node, and the node's index in it.
    pub fn of(position: Position) -> (Self, usize) {
        let target = |pillar, task| {
            Some(Target {
                pillar: Some(pillar),
                task,
                measure: None,
            })
        };
        let (parent, table, index) = match position {
            Position::Pillar(index) => (None, &keys::PILLAR, index),
            Position::Task(pillar, index) => (target(pillar, None), &keys::TASK, index),
            Position::Measure(pillar, task, index) => {
                (target(pillar, Some(task)), &keys::MEASURE, index)
            }
        };
        (Self { parent, table }, index)
    }
}

impl List<'_> {
    /// The key that holds the list.
    fn key(&self) -> &'static str {
        self.table.name()
    }

    fn site<'t, 'a>(&self, text: &'t str, root: &'t DeTable<'a>) -> Result<Site<'t, 'a>, Refusal> {
        match self.parent {
            Some(target) => Site::find(text, root, target).ok_or(Refusal::UneditableForm),
            None => Ok(Site::root(text, root)),
        }
    }

    /// The path of the table that has the list.
    fn path(&self) -> Vec<Step> {
        let Some(target) = self.parent else {
            return Vec::new();
        };
        let mut path = vec![("pillar".to_owned(), target.pillar)];
        if let Some(task) = target.task {
            path.push(("task".to_owned(), Some(task)));
        }
        path
    }

    /// The splice that takes an element out of a text that ends with a line end.
    fn take(&self, text: &str, index: usize, around: Around) -> Result<(Splice, Element), Refusal> {
        let root = DeTable::parse(text).map_err(|_| Refusal::UneditableForm)?;
        let site = self.site(text, root.get_ref())?;
        let value = site.value(self.key()).ok_or(Refusal::UneditableForm)?;
        if is_headed(text, value) {
            let layout = Layout::of(text, root.get_ref());
            return self.take_headed(text, &layout, index, around);
        }
        let taken = brackets::take(text, value, index)?;
        let element = if taken.has_comment {
            Element::Bound
        } else {
            Element::Inline(text[taken.own].to_owned())
        };
        let splice = if taken.is_last {
            site.clear(self.key())?.ok_or(Refusal::UneditableForm)?
        } else {
            taken.splice
        };
        Ok((splice, element))
    }

    fn take_headed(
        &self,
        text: &str,
        layout: &Layout,
        index: usize,
        around: Around,
    ) -> Result<(Splice, Element), Refusal> {
        let stanzas = self.stanzas(layout, index)?;
        let above = layout.parts(text, stanzas.start - 1);
        let last = layout.parts(text, stanzas.end - 1);
        let (above, last) = above.zip(last).ok_or(Refusal::UneditableForm)?;
        let start = layout.stanzas[stanzas.start].range.start;
        let end = layout.stanzas[stanzas.end - 1].range.end - last.gap();
        let is_last = stanzas.end == layout.stanzas.len() && !around.is_followed;
        let keeps_lead = above.is_closed_by_comment() && last.gap() == 0 && !is_last;
        let from = if keeps_lead {
            start
        } else {
            start - above.lead.len()
        };
        let splice = Splice {
            range: from..end,
            text: String::new(),
        };
        let element = Element::Headed {
            lead: above.lead.to_owned(),
            own: text[start..end].to_owned(),
            is_closed_by_comment: last.is_own_closed_by_comment,
        };
        Ok((splice, element))
    }

    /// The stanzas of an element under headers.
    fn stanzas(&self, layout: &Layout, index: usize) -> Result<Range<usize>, Refusal> {
        let mut path = self.path();
        path.push((self.key().to_owned(), Some(index)));
        let stanzas = layout.under(&path).ok_or(Refusal::UneditableForm)?;
        // The first stanza stands above all headers.
        if stanzas.start == 0 {
            return Err(Refusal::UneditableForm);
        }
        Ok(stanzas)
    }

    /// The splice that puts an element into a text that ends with a line end.
    fn put(
        &self,
        text: &str,
        index: usize,
        element: &Element,
        around: Around,
    ) -> Result<Splice, Refusal> {
        let root = DeTable::parse(text).map_err(|_| Refusal::UneditableForm)?;
        let site = self.site(text, root.get_ref())?;
        match site.value(self.key()) {
            Some(value) if !is_headed(text, value) => {
                let own = element.inline()?;
                brackets::put(text, value, index, &own)
            }
            None if site.is_inline() || matches!(element, Element::Inline(_)) => {
                site.insert(self.key(), &format!("[{}]", element.inline()?))
            }
            value => {
                let layout = Layout::of(text, root.get_ref());
                let count = value
                    .and_then(|value| value.get_ref().as_array())
                    .map_or(0, |array| array.len());
                self.put_headed(text, &layout, (index, count), element, around)
            }
        }
    }

    fn put_headed(
        &self,
        text: &str,
        layout: &Layout,
        (index, count): (usize, usize),
        element: &Element,
        around: Around,
    ) -> Result<Splice, Refusal> {
        let newline = around.newline;
        // The stanza to stand behind.
        let anchor = if index > 0 {
            self.stanzas(layout, index - 1)?.end - 1
        } else if count > 0 {
            self.stanzas(layout, 0)?.start - 1
        } else {
            self.anchor_of_first(layout)?
        };
        // As its siblings are indented, or as the task that it hangs on.
        let like = match (index.checked_sub(1), self.parent.and_then(|node| node.task)) {
            (Some(before), _) => self.stanzas(layout, before)?.start,
            _ if count > 0 => self.stanzas(layout, 0)?.start,
            (_, Some(_)) => layout.under(&self.path()).map_or(0, |all| all.start),
            _ => 0,
        };
        let indent = match like {
            0 => "",
            like => layout::indent(text, layout.stanzas[like].header),
        };
        let (lead, own, is_closed_by_comment) = match element {
            Element::Headed {
                lead,
                own,
                is_closed_by_comment,
            } => (lead.clone(), own.clone(), *is_closed_by_comment),
            Element::New(fields) => (
                newline.to_owned(),
                compose::headed(self.table, fields, indent, newline),
                false,
            ),
            Element::Inline(_) | Element::Bound => return Err(Refusal::UneditableForm),
        };
        let parts = layout.parts(text, anchor).ok_or(Refusal::UneditableForm)?;
        let at = layout.stanzas[anchor].range.end - parts.gap();
        let is_last = anchor + 1 == layout.stanzas.len() && !around.is_followed;
        let lead = if lead.is_empty() && parts.is_own_closed_by_comment {
            newline.to_owned()
        } else {
            lead
        };
        let trail = if is_closed_by_comment && parts.gap() == 0 && !is_last {
            newline
        } else {
            ""
        };
        Ok(Splice {
            range: at..at,
            text: format!("{lead}{own}{trail}"),
        })
    }

    /// Where the first of a list goes: behind what the canonical order has before it, so that the lists
    /// behind it stay behind it.
    fn anchor_of_first(&self, layout: &Layout) -> Result<usize, Refusal> {
        let path = self.path();
        let all = match self.parent {
            Some(_) => layout.under(&path).ok_or(Refusal::UneditableForm)?,
            None => 0..layout.stanzas.len(),
        };
        let behind: Vec<&str> = match self.table.path {
            "conflict" => vec!["pillar"],
            "pillar.task.target" => vec!["reference", "measure", "note"],
            "pillar.task.reference" => vec!["measure", "note"],
            "pillar.task.measure" => vec!["note"],
            _ => Vec::new(),
        };
        let is_behind = |index: &usize| {
            let step = layout.stanzas[*index].path.get(path.len());
            step.is_some_and(|(key, _)| behind.contains(&key.as_str()))
        };
        Ok(all.clone().find(is_behind).unwrap_or(all.end) - 1)
    }
}

impl Element {
    /// One that is not in the text yet.
    pub fn new(node: &New) -> Self {
        Self::New(compose::fields(node))
    }

    /// A note that is not in the text yet.
    pub fn note(note: &Note) -> Self {
        Self::of(compose::note_fields(note))
    }

    /// Anything that is not in the text yet.
    pub fn of(fields: Fields) -> Self {
        Self::New(fields)
    }

    fn inline(&self) -> Result<String, Refusal> {
        match self {
            Self::Inline(own) => Ok(own.clone()),
            Self::New(fields) => Ok(compose::inline(fields)),
            Self::Headed { .. } | Self::Bound => Err(Refusal::UneditableForm),
        }
    }
}
