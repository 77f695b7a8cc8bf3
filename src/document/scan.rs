//! The line scanner: finds the blocks of a plan without parsing it.
//!
//! Owns the recognition of headers, keys and values that run over lines, at the speed of a search for
//! line ends. It understands the form that planwalk writes and most of what people make of it. What it
//! does not understand it refuses, and the caller falls back to a whole parse; it must never
//! understand wrongly. That blocks can be decoded one by one rests on these facts of TOML, each of
//! which the scanner makes sure of:
//!
//! - `[[pillar.task]]` and everything under it belongs to the last `[[pillar]]`; so a block is a run of lines;
//! - no other table stands between or after pillars, so that no name is defined twice across blocks;
//! - no key of a block could define `pillar` or `task` in another way: none that is quoted.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use super::blocks::IdFilter;
use super::weight::MOST_TABLES;
use crate::plan::Status;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Pillar,
    Task,
}

/// One block that the scanner found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub level: Level,
    pub range: Range<usize>,
    /// Of a task: the value of its own `status`, if it is one that exists.
    pub status: Status,
    /// Of its id and those of its measures, and maybe more.
    pub ids: IdFilter,
}

/// The whole text, cut into blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scan {
    /// What stands above the first pillar.
    pub head: Range<usize>,
    /// Pillars and tasks in order; each ends where the next begins.
    pub blocks: Vec<Found>,
}

/// The text has a form that only a whole parse understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotUnderstood;

/// Cuts a text into blocks.
pub(super) fn scan(text: &str) -> Result<Scan, NotUnderstood> {
    let mut scanner = Scanner::new(text, Context::Head);
    while scanner.at < scanner.bytes.len() {
        scanner.line()?;
        if scanner.blocks.len() > MOST_TABLES {
            return Err(NotUnderstood);
        }
    }
    let end = text.len();
    let mut blocks = scanner.blocks;
    for index in 0..blocks.len() {
        let next = blocks.get(index + 1).map_or(end, |next| next.range.start);
        blocks[index].range.end = next;
    }
    Ok(Scan {
        head: 0..scanner.head_end.unwrap_or(end),
        blocks,
    })
}

/// Where names stand in a text that was cut into blocks before: the keys `lead` and `support` with their
/// values, and `measure` where it has measures inside. `has_head` says whether the text begins with what
/// stands above the first pillar; else it begins with a block.
pub(super) fn name_keys(text: &str, has_head: bool) -> Vec<Range<usize>> {
    let context = if has_head {
        Context::Head
    } else {
        Context::Pillar
    };
    let mut scanner = Scanner::new(text, context);
    scanner.names = Some(Vec::new());
    while scanner.at < scanner.bytes.len() && scanner.line().is_ok() {}
    scanner.names.unwrap_or_default()
}

/// Whose keys the following lines are. Those of the head come before those of pillars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum Context {
    Head,
    /// In a table of its own inside the head, such as `[meta]`.
    HeadTable,
    Pillar,
    /// In a table under the pillar that is no task.
    PillarTable,
    Task,
    /// In a table under the task.
    TaskTable,
}

struct Scanner<'t> {
    bytes: &'t [u8],
    /// Made once: making it takes longer than most searches.
    literal_end: memmem::Finder<'static>,
    at: usize,
    /// Where the run of comment lines directly above this line begins.
    comments: Option<usize>,
    context: Context,
    /// Whether the table under the task is a measure.
    is_measure: bool,
    head_end: Option<usize>,
    blocks: Vec<Found>,
    /// The keys that hold names, if they are looked for.
    names: Option<Vec<Range<usize>>>,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str, context: Context) -> Self {
        Self {
            bytes: text.as_bytes(),
            literal_end: memmem::Finder::new("'''"),
            at: 0,
            comments: None,
            context,
            is_measure: false,
            head_end: None,
            blocks: Vec::new(),
            names: None,
        }
    }

    fn line(&mut self) -> Result<(), NotUnderstood> {
        let line = self.at;
        self.skip_blanks();
        match self.bytes.get(self.at) {
            None => Ok(()),
            Some(b'\n') => {
                self.comments = None;
                self.at += 1;
                Ok(())
            }
            Some(b'\r') => {
                self.comments = None;
                self.skip_line();
                Ok(())
            }
            Some(b'#') => {
                self.comments.get_or_insert(line);
                self.skip_line();
                Ok(())
            }
            Some(b'[') => {
                // A comment directly above a header is about what the header begins.
                let start = self.comments.take().unwrap_or(line);
                self.header(start)
            }
            Some(_) => {
                self.comments = None;
                self.key_value()
            }
        }
    }

    fn header(&mut self, start: usize) -> Result<(), NotUnderstood> {
        let rest = &self.bytes[self.at..];
        // The usual headers, as they are written by planwalk, without looking at their parts.
        if rest.starts_with(b"[[pillar.task.") || rest.starts_with(b"[pillar.task.") {
            self.is_measure = rest.starts_with(b"[[pillar.task.measure]]");
            self.skip_line();
            return match self.context {
                Context::Task | Context::TaskTable => {
                    self.context = Context::TaskTable;
                    Ok(())
                }
                _ => Err(NotUnderstood),
            };
        }
        if rest.starts_with(b"[[pillar.task]]\n") && self.context >= Context::Pillar {
            self.begin(Level::Task, start);
            self.at += b"[[pillar.task]]\n".len();
            return Ok(());
        }
        let line_end = memchr(b'\n', rest).unwrap_or(rest.len());
        let header = Header::parse(&rest[..line_end]).ok_or(NotUnderstood)?;
        self.skip_line();
        let in_pillars = self.context >= Context::Pillar;
        match (header.path.as_slice(), header.is_array) {
            ([b"pillar"], true) => {
                self.head_end.get_or_insert(start);
                self.begin(Level::Pillar, start);
            }
            ([b"pillar", b"task"], true) if in_pillars => self.begin(Level::Task, start),
            ([b"pillar", b"task", _, ..], _)
                if matches!(self.context, Context::Task | Context::TaskTable) =>
            {
                self.context = Context::TaskTable;
                self.is_measure = header.path[2..] == [b"measure"];
            }
            // After a task it would belong to the pillar although it stands in the task's block.
            ([b"pillar", second, ..], _)
                if *second != b"task"
                    && matches!(self.context, Context::Pillar | Context::PillarTable) =>
            {
                self.context = Context::PillarTable;
            }
            ([first, ..], _) if *first != b"pillar" && !in_pillars => {
                self.context = Context::HeadTable;
            }
            _ => return Err(NotUnderstood),
        }
        Ok(())
    }

    fn begin(&mut self, level: Level, start: usize) {
        self.context = match level {
            Level::Pillar => Context::Pillar,
            Level::Task => Context::Task,
        };
        self.blocks.push(Found {
            level,
            range: start..start,
            status: Status::default(),
            ids: IdFilter::default(),
        });
    }

    fn key_value(&mut self) -> Result<(), NotUnderstood> {
        let key = self.bare_key();
        let start = key.start;
        let may_name = self.names.is_some() && self.may_name(&self.bytes[key.clone()]);
        // Quoted keys can spell any name; dotted ones can define a table.
        let forbidden: &[u8] = match self.context {
            Context::Head => b"pillar",
            Context::Pillar => b"task",
            _ => b"",
        };
        if key.is_empty() || self.bytes[key.clone()] == *forbidden {
            return Err(NotUnderstood);
        }
        let is_status = self.context == Context::Task && self.bytes[key.clone()] == *b"status";
        let is_id = self.bytes[key.clone()] == *b"id";
        // Measures in an inline form have their ids in there.
        let has_ids = self.context == Context::Task && self.bytes[key] == *b"measure";
        self.skip_blanks();
        let mut is_dotted = false;
        while self.bytes.get(self.at) == Some(&b'.') {
            is_dotted = true;
            self.at += 1;
            self.skip_blanks();
            if self.bare_key().is_empty() {
                return Err(NotUnderstood);
            }
            self.skip_blanks();
        }
        if self.bytes.get(self.at) != Some(&b'=') {
            return Err(NotUnderstood);
        }
        self.at += 1;
        self.skip_blanks();
        if is_status && !is_dotted {
            self.status()?;
        } else if is_id || has_ids {
            self.note_id(has_ids);
        }
        self.value()?;
        if let Some(names) = self.names.as_mut().filter(|_| may_name && !is_dotted) {
            names.push(start..self.at);
        }
        Ok(())
    }

    /// Whether a key says who leads or supports, here.
    fn may_name(&self, key: &[u8]) -> bool {
        match self.context {
            Context::Pillar => key == b"lead",
            Context::Task => key == b"lead" || key == b"support" || key == b"measure",
            Context::TaskTable => self.is_measure && key == b"lead",
            _ => false,
        }
    }

    /// Notes the status, and leaves the value to be skipped like any other.
    fn status(&mut self) -> Result<(), NotUnderstood> {
        let rest = &self.bytes[self.at..];
        let (Some(&quote), Some(text)) = (rest.first(), rest.get(1..)) else {
            return Ok(());
        };
        if quote != b'"' && quote != b'\'' {
            return Ok(());
        }
        let Some(end) = memchr2(quote, b'\n', text) else {
            return Ok(());
        };
        if text[..end].contains(&b'\\') || rest.starts_with(b"\"\"\"") || rest.starts_with(b"'''") {
            return Err(NotUnderstood);
        }
        if let Ok(value) = std::str::from_utf8(&text[..end])
            && let Some(status) = Status::of_value(value)
            && let Some(block) = self.blocks.last_mut()
        {
            block.status = status;
        }
        Ok(())
    }

    /// Notes an id, and leaves the value to be skipped like any other.
    fn note_id(&mut self, is_out_of_sight: bool) {
        let Some(block) = self.blocks.last_mut() else {
            return;
        };
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let text = match rest {
            [quote @ (b'"' | b'\''), text @ ..] => {
                memchr2(*quote, b'\n', text).map(|end| &text[..end])
            }
            _ => None,
        };
        // An id is never empty: what looks like that is the beginning of `"""`.
        let plain = text.filter(|text| !text.is_empty() && !text.contains(&b'\\'));
        match plain {
            Some(id) if !is_out_of_sight => block.ids.add(id),
            _ => block.ids = IdFilter::ANY,
        }
    }

    /// Skips a value and the rest of its last line.
    fn value(&mut self) -> Result<(), NotUnderstood> {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b"'''") || rest.starts_with(b"\"\"\"") {
            if !self.multi_line_string() {
                self.resume_at_header();
                return Ok(());
            }
        } else if matches!(rest.first(), Some(b'[' | b'{')) {
            self.brackets()?;
        }
        self.skip_line();
        Ok(())
    }

    /// Skips a multi-line string; false, and nothing skipped, where it has no end.
    fn multi_line_string(&mut self) -> bool {
        let quote = self.bytes[self.at];
        let body = self.at + 3;
        let end = if quote == b'\'' {
            self.literal_end
                .find(&self.bytes[body..])
                .map(|end| body + end)
        } else {
            self.end_of_escaped(body)
        };
        let Some(end) = end else { return false };
        self.at = end + 3;
        // Up to two quotes may stand directly before the three that end the string.
        for _ in 0..2 {
            if self.bytes.get(self.at) == Some(&quote) {
                self.at += 1;
            }
        }
        true
    }

    fn end_of_escaped(&self, mut at: usize) -> Option<usize> {
        loop {
            at += memchr2(b'"', b'\\', &self.bytes[at..])?;
            if self.bytes[at] == b'\\' {
                at += 2;
                if at > self.bytes.len() {
                    return None;
                }
            } else if self.bytes[at..].starts_with(b"\"\"\"") {
                return Some(at);
            } else {
                at += 1;
            }
        }
    }

    /// Takes a string without an end as ended before the next line that begins a pillar or a task, so
    /// that the rest of a broken file can be read.
    fn resume_at_header(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at = match memmem::find(rest, b"\n[[pillar") {
            Some(end) => self.at + end + 1,
            None => self.bytes.len(),
        };
    }

    /// Skips an array or an inline table, which may run over lines.
    fn brackets(&mut self) -> Result<(), NotUnderstood> {
        let mut depth = 0_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return Ok(());
                    }
                }
                b'#' => {
                    self.skip_line();
                    continue;
                }
                b'"' | b'\'' => {
                    self.string()?;
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        Err(NotUnderstood)
    }

    fn string(&mut self) -> Result<(), NotUnderstood> {
        let quote = self.bytes[self.at];
        if self.bytes[self.at..].starts_with(&[quote; 3]) {
            return if self.multi_line_string() {
                Ok(())
            } else {
                Err(NotUnderstood)
            };
        }
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\n' => return Err(NotUnderstood),
                b'\\' if quote == b'"' => self.at += 1,
                _ if byte == quote => return Ok(()),
                _ => {}
            }
        }
        Err(NotUnderstood)
    }

    fn bare_key(&mut self) -> Range<usize> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|&byte| is_bare(byte)) {
            self.at += 1;
        }
        start..self.at
    }

    fn skip_blanks(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        self.at = memchr(b'\n', rest).map_or(self.bytes.len(), |end| self.at + end + 1);
    }
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// A header of bare keys.
struct Header<'t> {
    path: Vec<&'t [u8]>,
    is_array: bool,
}

impl<'t> Header<'t> {
    fn parse(line: &'t [u8]) -> Option<Self> {
        let line = line.trim_ascii();
        let is_array = line.starts_with(b"[[");
        let (open, close): (&[u8], &[u8]) = if is_array {
            (b"[[", b"]]")
        } else {
            (b"[", b"]")
        };
        let inner = line.strip_prefix(open)?;
        let end = memmem::find(inner, close)?;
        let after = inner[end + close.len()..].trim_ascii_start();
        if !after.is_empty() && after[0] != b'#' {
            return None;
        }
        let path: Vec<_> = inner[..end]
            .split(|&byte| byte == b'.')
            .map(<[u8]>::trim_ascii)
            .collect();
        let is_plain = |key: &&[u8]| !key.is_empty() && key.iter().all(|&byte| is_bare(byte));
        path.iter().all(is_plain).then_some(Self { path, is_array })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks as they stand in the text: `P` or `T`, the status key, and the lines.
    fn blocks(text: &str) -> Vec<String> {
        let scan = scan(text).expect("understood");
        scan.blocks
            .iter()
            .map(|block| {
                let level = if block.level == Level::Pillar {
                    'P'
                } else {
                    'T'
                };
                format!(
                    "{level}{} {:?}",
                    block.status.key(),
                    &text[block.range.clone()]
                )
            })
            .collect()
    }

    #[test]
    fn blocks_begin_at_their_headers_and_the_comments_above() {
        assert_eq!(
            blocks(
                "title = 'x'\n# of the file\n\n# p\n[[pillar]]\nid='p1'\n\n  # t\n  [[pillar.task]]\nstatus = \"done\" # !\n[[pillar.task.note]]\nstatus = 'dropped'\n# end\n"
            ),
            [
                "P1 \"# p\\n[[pillar]]\\nid='p1'\\n\\n\"",
                "T5 \"  # t\\n  [[pillar.task]]\\nstatus = \\\"done\\\" # !\\n[[pillar.task.note]]\\nstatus = 'dropped'\\n# end\\n\"",
            ]
        );
    }

    #[test]
    fn what_looks_like_a_header_inside_a_value_is_none() {
        for value in [
            "'''\n[[pillar]]\n'''",
            "\"\"\"\n[[pillar]]\n\\\"\"\"\n[[pillar]]\"\"\"\"\"",
            "[ # ]\n\"]\",\n'''\n[[pillar]]''',\n]",
            "{ a = \"}\",\n b = [[1]] }",
        ] {
            let text = format!("[[pillar]]\nx = {value}\n[[pillar.task]]\n");
            assert_eq!(blocks(&text).len(), 2, "{value}");
        }
    }

    #[test]
    fn odd_forms_are_left_to_a_whole_parse() {
        for text in [
            "pillar = []\n",
            "pillar.x = 1\n",
            "\"pillar\" = 1\n",
            "[pillar]\n",
            "[[\"pillar\"]]\n",
            "[[pillar.task]]\n",
            "[[pillar]]\ntask = []\n",
            "[[pillar]]\n[pillar.task]\n",
            "[[pillar]]\n[meta]\n",
            "[[pillar]]\n[[pillar.task]]\n[pillar.x]\n",
            "[[pillar]]\n[[pillar.task]]\nstatus = \"on\\u002dtrack\"\n",
            "[[pillar]]\n[[pillar.task]]\nstatus = '''done'''\n",
            "[[pillar]]\nx = [\n",
        ] {
            assert_eq!(scan(text), Err(NotUnderstood), "{text}");
        }
    }

    #[test]
    fn a_string_without_end_does_not_swallow_what_follows() {
        let text = "[[pillar]]\ntext = '''\nabc\n[[pillar.task]]\nid = 't'\n";
        assert_eq!(blocks(text).len(), 2);
    }
}
