//! How values are written: strings, numbers, times.
//!
//! Owns the spelling only; where it goes is `edit`'s business for a text that exists and `compose`'s for
//! a new one. Every spelling decodes to the value it was made of.

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};

use crate::plan::Period;

/// How a string was quoted before, so that it is quoted the same way again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    Basic,
    Literal,
    MultiLineBasic,
    MultiLineLiteral,
}

impl Quotes {
    /// The quotes of a value as written; none where it is no string.
    pub fn of(value: &str) -> Option<Self> {
        let multi_line = |quotes| value.starts_with(quotes);
        if multi_line("'''") {
            Some(Self::MultiLineLiteral)
        } else if multi_line("\"\"\"") {
            Some(Self::MultiLineBasic)
        } else if value.starts_with('\'') {
            Some(Self::Literal)
        } else if value.starts_with('"') {
            Some(Self::Basic)
        } else {
            None
        }
    }
}

/// A text on one line, in the quotes given if they can hold it.
pub(super) fn line(text: &str, quotes: Quotes) -> String {
    let is_literal = matches!(quotes, Quotes::Literal | Quotes::MultiLineLiteral);
    if is_literal && !text.contains('\'') && !text.chars().any(needs_escape) {
        return format!("'{text}'");
    }
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    escape(text, &mut written);
    written.push('"');
    written
}

/// Long text, one sentence a line between triple quotes, which stand on lines of their own.
///
/// `text` is as decoding gives it: without the line end before the closing quotes. `newline` is
/// the line end of the file.
pub(super) fn long_text(text: &str, quotes: Quotes, newline: &str) -> String {
    let is_literal = quotes != Quotes::MultiLineBasic
        && !text.contains("'''")
        && !text.chars().any(|c| c != '\n' && needs_escape(c));
    let marks = if is_literal { "'''" } else { "\"\"\"" };
    let mut written = String::with_capacity(text.len() + 16);
    written.push_str(marks);
    written.push_str(newline);
    for line in text.split('\n') {
        if is_literal {
            written.push_str(line);
        } else {
            escape(line, &mut written);
        }
        written.push_str(newline);
    }
    written.push_str(marks);
    written
}

/// Long text on one line, for places that have no more.
pub(super) fn text_on_one_line(text: &str, quotes: Quotes) -> String {
    // Decoding takes a last line end for the one that closing quotes stand after.
    if text.ends_with('\n') {
        line(&format!("{text}\n"), quotes)
    } else {
        line(text, quotes)
    }
}

/// Characters that TOML wants escaped in a basic string, and DEL and C1 controls, which would be
/// invisible to a person who edits the file.
fn needs_escape(c: char) -> bool {
    c != '\t' && c.is_control()
}

fn escape(text: &str, written: &mut String) {
    use std::fmt::Write as _;
    for c in text.chars() {
        match c {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            c if needs_escape(c) => {
                // Writing to a string cannot fail.
                let _ = write!(written, "\\u{:04X}", u32::from(c));
            }
            c => written.push(c),
        }
    }
}

pub(super) fn lines(texts: &[String]) -> String {
    let written: Vec<_> = texts.iter().map(|text| line(text, Quotes::Basic)).collect();
    format!("[{}]", written.join(", "))
}

pub(super) fn date(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

pub(super) fn moment(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

pub(super) fn period(period: Period) -> String {
    format!(
        "{{ start = {}, end = {} }}",
        date(period.start),
        date(period.end)
    )
}

/// A number as short as it goes: `6`, `93.2`.
pub(super) fn number(number: f64) -> String {
    // Display of a float never uses an exponent, and gives a whole number without a point, which is an
    // integer for TOML; beyond its range the point has to stay.
    if number.fract() == 0.0 && number.abs() >= 9e18 {
        format!("{number}.0")
    } else {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(value: &str) -> toml::Value {
        let text = format!("x = {value}");
        let table: toml::Table = text.parse().expect(&text);
        table["x"].clone()
    }

    #[test]
    fn long_text_stands_in_literal_quotes_while_it_can() {
        let write = |text| long_text(text, Quotes::MultiLineLiteral, "\n");
        assert_eq!(write("一。\n二。"), "'''\n一。\n二。\n'''");
        assert_eq!(write("a'''b\\"), "\"\"\"\na'''b\\\\\n\"\"\"");
        assert_eq!(write("\u{1b}[31m"), "\"\"\"\n\\u001B[31m\n\"\"\"");
        assert_eq!(
            long_text("一", Quotes::MultiLineBasic, "\r\n"),
            "\"\"\"\r\n一\r\n\"\"\""
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(6.0), "6");
        assert_eq!(number(93.2), "93.2");
        for extreme in [f64::MAX, f64::MIN_POSITIVE, 1e19, -9.3e18] {
            assert_eq!(read(&number(extreme)).as_float(), Some(extreme));
        }
    }

    proptest! {
        #[test]
        fn a_line_reads_back(text in any::<String>(), literal: bool) {
            let quotes = if literal { Quotes::Literal } else { Quotes::Basic };
            let value = read(&line(&text, quotes));
            prop_assert_eq!(value.as_str(), Some(text.as_str()));
        }

        #[test]
        fn long_text_reads_back(text in "[一a'\"\\\\\n\t\u{7}\u{85} 。]{0,40}", literal: bool) {
            let quotes = if literal { Quotes::MultiLineLiteral } else { Quotes::MultiLineBasic };
            let value = read(&long_text(&text, quotes, "\n"));
            let with_last_end = format!("{text}\n");
            prop_assert_eq!(value.as_str(), Some(with_last_end.as_str()));
        }
    }
}
