//! How much memory the parser would take for a text, before it takes it.
//!
//! Owns the limit. The parser keeps a token and an event for what may be a single byte, and a table or an
//! error for what may be four: 100 MB of `=` take 20 GB. Plans are far from that.

use std::collections::HashSet;

use toml_parser::lexer::{Token, TokenKind};
use toml_parser::parser::{EventReceiver, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ErrorSink, ParseError, Source};

/// Shorter texts, in bytes, never take more than some 60 MB, and are not looked at.
const HARMLESS: usize = 1 << 18;

/// Longer ones are not parsed, whatever they say: so long is no task, and no plan in one piece.
const LONGEST: usize = 32 << 20;

/// So many tables are no plan.
pub(super) const MOST_TABLES: usize = 250_000;

/// How deep brackets may stand in brackets, which is the parser's own limit.
const DEEPEST: u32 = 80;

/// In bytes of memory. A task with 100,000 notes stays below it, and so does a plan of 10,000 tasks in a
/// form that has to be parsed as a whole.
const MOST: usize = 256 << 20;

/// A token and the event that becomes of it.
const TOKEN: usize = 48;

/// A key and its value.
const ENTRY: usize = 90;

/// The first of a table, which has room for eleven at once.
const FIRST_ENTRY: usize = 1000;

/// A complaint, with its words, and the problem that becomes of it.
const ERROR: usize = 350;

/// Whether a text is so long and so dense that parsing it would fill the memory.
pub(super) fn is_too_much(text: &str) -> bool {
    if text.len() <= HARMLESS {
        return false;
    }
    if text.len() > LONGEST {
        return true;
    }
    let source = Source::new(text);
    let mut memory = characters(text);
    let mut headers = Headers::new(text);
    for token in source.lex() {
        if memory > MOST || headers.count > MOST_TABLES {
            return true;
        }
        memory += TOKEN + headers.entries(token);
    }
    let tokens = source.lex().into_vec();
    let mut errors = Count(0);
    let mut nobody = Nobody;
    let mut receiver = ValidateWhitespace::new(&mut nobody, source);
    let mut receiver = RecursionGuard::new(&mut receiver, DEEPEST);
    parse_document(&tokens, &mut receiver, &mut errors);
    memory + errors.0 * ERROR > MOST
}

/// What single characters can cost: a control character or an escape may be an error each.
fn characters(text: &str) -> usize {
    let mut before = 0;
    let mut odd = 0;
    for byte in text.bytes() {
        // The line feed takes back what the carriage return before it was held to cost.
        odd -= usize::from(before == b'\r' && byte == b'\n');
        odd += usize::from(matches!(byte, 0..=8 | 11..=31 | 127 | b'\\'));
        before = byte;
    }
    odd * ERROR
}

/// What tables cost: where a table is named, and where it gets its first key.
struct Headers<'t> {
    text: &'t str,
    /// All headers so far: the tables on the way to one that comes again are there.
    seen: HashSet<&'t str>,
    count: usize,
    /// Where the header of this line begins, if it has one.
    header: Option<usize>,
    is_line_start: bool,
    is_empty: bool,
}

impl<'t> Headers<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            seen: HashSet::new(),
            count: 0,
            header: None,
            is_line_start: true,
            is_empty: true,
        }
    }

    fn entries(&mut self, token: Token) -> usize {
        let at = token.span().start();
        let is_line_start = self.is_line_start;
        if token.kind() != TokenKind::Whitespace {
            self.is_line_start = token.kind() == TokenKind::Newline;
        }
        match token.kind() {
            TokenKind::LeftSquareBracket if is_line_start => {
                self.header = Some(at);
                self.count += 1;
                self.is_empty = true;
                ENTRY
            }
            TokenKind::Newline => {
                let header = self.header.take().and_then(|from| self.text.get(from..at));
                match header.filter(|header| self.seen.insert(header)) {
                    Some(header) => {
                        memchr::memchr_iter(b'.', header.as_bytes()).count() * FIRST_ENTRY
                    }
                    None => 0,
                }
            }
            TokenKind::Dot if self.header.is_none() => FIRST_ENTRY,
            TokenKind::LeftCurlyBracket => FIRST_ENTRY,
            TokenKind::Equals if self.is_empty => {
                self.is_empty = false;
                FIRST_ENTRY
            }
            TokenKind::LeftSquareBracket if self.header.is_some() => 0,
            TokenKind::Equals | TokenKind::LeftSquareBracket => ENTRY,
            // An element of a list is no mistake; one of the wrong type is.
            TokenKind::Comma => 2 * ENTRY,
            _ => 0,
        }
    }
}

/// Hears of errors and keeps none.
struct Count(usize);

impl ErrorSink for Count {
    fn report_error(&mut self, _: ParseError) {
        self.0 += 1;
    }
}

/// Hears of what the parser finds and keeps nothing.
struct Nobody;

impl EventReceiver for Nobody {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each would take gigabytes at a hundred times its length.
    #[test]
    fn dense_texts_are_too_much() {
        for (piece, count) in [
            ("=", 1_000_000),
            ("[", 6_000_000),
            ("\n", 6_000_000),
            ("\r", 1_000_000),
            ("\u{1}", 1_000_000),
            ("a=1\n", 1_200_000),
            ("[a]\n", 1_200_000),
            ("a.b=1\n", 200_000),
            ("x = \"\\q\\q\\q\\q\\q\\q\\q\\q\"\n", 100_000),
        ] {
            assert!(is_too_much(&piece.repeat(count)), "{piece:?}");
        }
        let inline = format!("x = [{}]", "{a=1},".repeat(300_000));
        assert!(is_too_much(&inline));
        let headers: String = (0..300_000)
            .map(|number| format!("[a{number}.b]\n"))
            .collect();
        assert!(is_too_much(&headers));
    }

    #[test]
    fn long_texts_are_not() {
        let prose = format!(
            "text = '''\n{}'''\n",
            "落实“三会一课”制度，a b c.\r\n".repeat(500_000)
        );
        assert!(!is_too_much(&prose));
        let note = "[[pillar.task.note]]\nat=2021-09-15T09:40:00+08:00\nby=\"x\"\nkind=\"issue\"\ntext=\"x\"\n";
        assert!(!is_too_much(&note.repeat(100_000)));
        let support = format!("support = [{}]", "\"教研室\", ".repeat(200_000));
        assert!(!is_too_much(&support));
    }
}
