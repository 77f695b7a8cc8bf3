//! The comments of a text, and what each is about: the key or the header that it stands above, behind or under.
//!
//! Owns the way of a comment to its node. Reads texts in which everything is right, so it need not
//! find mistakes: only what stands in a string and is no comment for that reason.

use std::collections::HashMap;

/// A text, told apart.
#[derive(Debug, Default)]
pub(super) struct Comments<'t> {
    tables: Vec<Table<'t>>,
    lines: Vec<Line<'t>>,
    pub all: Vec<Comment<'t>>,
}

/// A table that has a header; the first is what stands above them all.
#[derive(Debug, Default)]
struct Table<'t> {
    path: Vec<&'t str>,
    /// What tells it from its like: an id, a moment, a name.
    name: &'t str,
    /// The table of its pillar and of its task.
    pillar: Option<usize>,
    task: Option<usize>,
}

/// A header or a key with its value, which may run over lines.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    /// Where its first line begins.
    start: usize,
    table: usize,
    /// None is the header.
    key: Option<&'t str>,
}

/// One comment, from its `#` to the end of the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment<'t> {
    pub text: &'t str,
    /// Which of the lines it is about.
    line: usize,
    /// Whether it stands between blank lines behind everything else, and so is about nothing.
    is_loose: bool,
}

/// What a comment is about, in words that hold in other texts too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot<'t> {
    /// The id of the pillar, task or measure; none is the plan.
    pub node: Option<&'t str>,
    /// The table in there, if it is not the node's own: its last name, what tells it from its like.
    pub table: Option<(&'t str, &'t str)>,
    /// None is the header.
    pub key: Option<&'t str>,
}

/// Where the lines begin that a comment can be about.
#[derive(Debug, Default)]
pub(super) struct Starts<'t> {
    lines: HashMap<Spot<'t>, usize>,
    /// The first key of each node.
    nodes: HashMap<Option<&'t str>, usize>,
}

impl<'t> Starts<'t> {
    /// Of two of one kind the first one is meant; where there is none, it is the node that is left.
    pub fn of(&self, spot: &Spot<'t>) -> Option<usize> {
        let line = self.lines.get(spot);
        line.or_else(|| self.nodes.get(&spot.node)).copied()
    }
}

impl<'t> Comments<'t> {
    pub fn of(text: &'t str) -> Self {
        let reader = Reader {
            text,
            at: 0,
            found: Self {
                tables: vec![Table::default()],
                ..Self::default()
            },
            waiting: Vec::new(),
        };
        reader.read()
    }

    /// What a comment is about; none where it is about nothing.
    pub fn spot(&self, comment: &Comment<'t>) -> Option<Spot<'t>> {
        (!comment.is_loose).then(|| self.near(comment))
    }

    /// The same, and where it is about nothing, what stands before it.
    pub fn near(&self, comment: &Comment<'t>) -> Spot<'t> {
        let line = self.lines.get(comment.line);
        line.map_or(Spot::default(), |line| self.spot_of(line))
    }

    fn spot_of(&self, line: &Line<'t>) -> Spot<'t> {
        let table = &self.tables[line.table];
        let name = |index: Option<usize>| index.map(|index| self.tables[index].name);
        let (node, is_own) = match table.path.as_slice() {
            ["pillar"] | ["pillar", "task"] | ["pillar", "task", "measure"] => {
                (Some(table.name), true)
            }
            ["pillar", "task", ..] => (name(table.task), false),
            ["pillar", ..] => (name(table.pillar), false),
            _ => (None, table.path.is_empty()),
        };
        let last = table.path.last().copied().unwrap_or_default();
        Spot {
            node,
            table: (!is_own).then_some((last, table.name)),
            key: line.key,
        }
    }

    /// The task that a comment stands in, the list in it, and which of its elements: if it stands in one that
    /// has a header.
    pub fn element(&self, comment: &Comment<'t>) -> Option<(&'t str, &'t str, usize)> {
        let line = self.lines.get(comment.line).filter(|_| !comment.is_loose)?;
        let table = &self.tables[line.table];
        let ["pillar", "task", list] = table.path.as_slice() else {
            return None;
        };
        let task = self.tables[table.task?].name;
        let is_like = |other: &&Table<'_>| other.task == table.task && other.path == table.path;
        let before = self.tables[..line.table].iter().filter(is_like).count();
        Some((task, list, before))
    }

    pub fn starts(&self) -> Starts<'t> {
        let mut starts = Starts::default();
        for line in &self.lines {
            let spot = self.spot_of(line);
            starts.lines.entry(spot).or_insert(line.start);
            if line.key.is_some() {
                starts.nodes.entry(spot.node).or_insert(line.start);
            }
        }
        starts
    }
}

/// A comment of which it is not known yet what follows it.
struct Waiting<'t> {
    text: &'t str,
    /// Whether it stands directly under what came before.
    is_under: bool,
    /// Whether only comments follow it so far.
    is_above: bool,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    found: Comments<'t>,
    waiting: Vec<Waiting<'t>>,
}

impl<'t> Reader<'t> {
    fn read(mut self) -> Comments<'t> {
        let mut is_under = false;
        while self.at < self.text.len() {
            let start = self.at;
            self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
            match self.byte() {
                None => break,
                Some(b'\n') => {
                    self.at += 1;
                    is_under = false;
                    for comment in &mut self.waiting {
                        comment.is_above = false;
                    }
                }
                Some(b'#') => {
                    let text = self.comment();
                    self.end_line();
                    self.waiting.push(Waiting {
                        text,
                        is_under: is_under && !self.found.lines.is_empty(),
                        is_above: true,
                    });
                }
                Some(b'[') => {
                    self.header(start);
                    is_under = true;
                }
                Some(_) => {
                    self.key(start);
                    is_under = true;
                }
            }
        }
        self.settle_waiting(false);
        self.found
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        while self.byte().is_some_and(&is_skipped) {
            self.at += 1;
        }
    }

    /// The comment that begins here, without the blanks behind it.
    fn comment(&mut self) -> &'t str {
        let start = self.at;
        self.skip(|byte| byte != b'\n');
        self.text[start..self.at].trim_end()
    }

    fn header(&mut self, start: usize) {
        let open = self.at;
        // A name can be quoted, and have brackets in it.
        while !matches!(self.byte(), None | Some(b']' | b'\n')) {
            self.step();
        }
        let names = self.text[open..self.at].trim_start_matches('[');
        let path: Vec<&str> = names.split('.').map(bare).collect();
        let index = self.found.tables.len();
        let above = self.found.tables.last();
        let (mut pillar, mut task) = above.map_or((None, None), |table| (table.pillar, table.task));
        match path.as_slice() {
            ["pillar"] => (pillar, task) = (Some(index), None),
            ["pillar", "task"] => task = Some(index),
            _ => {}
        }
        // What closes the table above is about that one, unless it stands directly above this header.
        self.settle_waiting(true);
        self.found.tables.push(Table {
            path,
            name: "",
            pillar,
            task,
        });
        self.found.lines.push(Line {
            start,
            table: index,
            key: None,
        });
        self.skip(|byte| byte == b']');
        self.value();
    }

    fn key(&mut self, start: usize) {
        let open = self.at;
        while !matches!(self.byte(), None | Some(b'=' | b'\n')) {
            self.step();
        }
        let key = bare(&self.text[open..self.at]);
        let table = self.found.tables.len() - 1;
        let line = self.found.lines.len();
        let waiting = std::mem::take(&mut self.waiting);
        self.found
            .all
            .extend(waiting.into_iter().map(|comment| Comment {
                text: comment.text,
                line,
                is_loose: false,
            }));
        self.found.lines.push(Line {
            start,
            table,
            key: Some(key),
        });
        self.at += usize::from(self.byte() == Some(b'='));
        let value = self.value();
        let table = &mut self.found.tables[table];
        let names = match table.path.last() {
            Some(&("pillar" | "task" | "measure")) => "id",
            Some(&"note") => "at",
            Some(&"target") => "name",
            Some(&"reference") => "title",
            _ => return,
        };
        if key == names {
            table.name = bare(value);
        }
    }

    /// Reads up to the end of the line, or of the lines where brackets or strings run over some. Gives what of
    /// it stands before a comment.
    fn value(&mut self) -> &'t str {
        let start = self.at;
        let mut end = None;
        let mut depth = 0_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'\n' if depth == 0 => break,
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                b'#' => {
                    end.get_or_insert(self.at);
                    let text = self.comment();
                    self.found.all.push(Comment {
                        text,
                        line: self.found.lines.len() - 1,
                        is_loose: false,
                    });
                    continue;
                }
                _ => {}
            }
            self.step();
        }
        let value = &self.text[start..end.unwrap_or(self.at)];
        self.end_line();
        value
    }

    fn end_line(&mut self) {
        self.at += usize::from(self.byte() == Some(b'\n'));
    }

    /// Goes on by one byte, or by one string.
    fn step(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let Some(&quote @ (b'"' | b'\'')) = rest.first() else {
            self.at += 1;
            return;
        };
        let is_long = rest.starts_with(&[quote; 3]);
        let closing: &[u8] = if is_long { &[quote; 3] } else { &[quote] };
        let mut at = closing.len();
        while at < rest.len() && !rest[at..].starts_with(closing) {
            at += if quote == b'"' && rest[at] == b'\\' {
                2
            } else {
                1
            };
        }
        at += closing.len();
        // Up to two quotes may stand directly before the three that end the string.
        while is_long && rest.get(at) == Some(&quote) {
            at += 1;
        }
        self.at = (self.at + at).min(self.text.len());
    }

    /// What has been waiting for a key that does not come: a header does, or the end.
    fn settle_waiting(&mut self, is_header_next: bool) {
        let next = self.found.lines.len();
        for comment in std::mem::take(&mut self.waiting) {
            let is_of_next = is_header_next && comment.is_above;
            self.found.all.push(Comment {
                text: comment.text,
                line: if is_of_next {
                    next
                } else {
                    next.saturating_sub(1)
                },
                is_loose: !is_of_next && !comment.is_under,
            });
        }
    }
}

/// A name or a text without blanks and quotes around it.
fn bare(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r##"# 计划的
title = "甲 # 不是" # 标题的

[[pillar]] # 板块的
id = "p1"

# 板块的结尾

# 任务的
[[ pillar . "task" ]]
id = 't1' # 编号的
text = '''
# 不是
''' # 文字的
support = [ "甲#", # 甲的
  # 乙的
  "乙",
]
# 配合的

[[pillar.task.note]]
# 记录的
at = 2021-09-15T09:40:00+08:00
text = """\"""#""" # 末

[[pillar.task.measure]]
id = "m1" # 举措的
# 举措的结尾

# 文件的结尾
"##;

    #[test]
    fn each_comment_is_about_something() {
        let comments = Comments::of(TEXT);
        let told: Vec<_> = comments
            .all
            .iter()
            .map(|comment| {
                let spot = comments.near(comment);
                let list = spot.table.map_or("", |(list, _)| list);
                let (node, key) = (spot.node.unwrap_or("-"), spot.key.unwrap_or("-"));
                format!("{} {node} {list} {key} {}", comment.text, comment.is_loose)
            })
            .collect();
        let expected = [
            "# 计划的 -  title false",
            "# 标题的 -  title false",
            "# 板块的 p1  - false",
            "# 板块的结尾 p1  id true",
            "# 任务的 t1  - false",
            "# 编号的 t1  id false",
            "# 文字的 t1  text false",
            "# 甲的 t1  support false",
            "# 乙的 t1  support false",
            "# 配合的 t1  support false",
            "# 记录的 t1 note at false",
            "# 末 t1 note text false",
            "# 举措的 m1  id false",
            "# 举措的结尾 m1  id false",
            "# 文件的结尾 m1  id true",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn an_element_is_counted_in_its_task() {
        let comments = Comments::of(TEXT);
        let elements: Vec<_> = comments
            .all
            .iter()
            .filter_map(|comment| comments.element(comment))
            .collect();
        let expected = [
            ("t1", "note", 0),
            ("t1", "note", 0),
            ("t1", "measure", 0),
            ("t1", "measure", 0),
        ];
        assert_eq!(elements, expected);
    }
}
