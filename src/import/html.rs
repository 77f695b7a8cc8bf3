//! The text of a web page: what a browser would show, one block a line.
//!
//! Owns tags and entities, no more than a plan needs. Never runs, loads or follows anything.

/// The longest tag, in bytes: a `<` that is never closed is a sign of the text.
const LONGEST_TAG: usize = 20_000;

/// Whether a text is a page or a part of one: it begins with a tag and closes some.
pub fn is_page(text: &str) -> bool {
    let text = text.trim_start();
    let mut chars = text.chars();
    chars.next() == Some('<')
        && chars
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '!' | '?'))
        && memchr::memmem::find(text.as_bytes(), b"</").is_some()
}

/// The text of a page. Blocks stand on lines of their own, cells are parted by tabs.
pub fn text_of(page: &str) -> String {
    let mut out = String::with_capacity(page.len() / 2);
    let mut cell = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'<', b'&', &page.as_bytes()[at..]) {
        push_text(&mut out, &page[at..at + found]);
        at += found;
        let rest = &page[at..];
        at += if rest.starts_with('<') {
            tag(rest, &mut out, &mut cell)
        } else {
            entity(rest, &mut out)
        };
    }
    push_text(&mut out, &page[at..]);
    out
}

/// Line breaks in the source of a page are blanks; beside Chinese they are nothing, so they go with the
/// blanks around them where a line has only them.
fn push_text(out: &mut String, text: &str) {
    for (place, line) in text.split('\n').enumerate() {
        let mut line = line.trim_matches(['\r', '\t']);
        if out.is_empty() || out.ends_with(['\n', '\t']) {
            line = line.trim_start_matches(' ');
        }
        if place > 0 && !out.ends_with(['\n', ' ']) && !line.trim().is_empty() && line.is_ascii() {
            out.push(' ');
        }
        out.push_str(line);
    }
}

/// Takes one tag; answers its length in bytes. `cell` is where the text of the last cell begins.
fn tag(rest: &str, out: &mut String, cell: &mut usize) -> usize {
    if rest.starts_with("<!--") {
        let end = memchr::memmem::find(rest.as_bytes(), b"-->");
        return end.map_or(rest.len(), |end| end + 3);
    }
    let inner = rest[1..].trim_start_matches('/');
    let looks = inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?'));
    let window = &rest.as_bytes()[..rest.len().min(LONGEST_TAG)];
    let Some(end) = memchr::memchr(b'>', window).filter(|_| looks) else {
        out.push('<');
        return 1;
    };
    let len = inner
        .bytes()
        .take_while(u8::is_ascii_alphanumeric)
        .count()
        .min(12);
    let name = inner[..len].to_ascii_lowercase();
    match name.as_str() {
        "script" | "style" | "title" if !rest.starts_with("</") => {
            // What stands inside is never shown on the page; unclosed, it swallows the rest.
            let behind = &rest[end + 1..];
            let close = behind.match_indices("</").find(|&(at, _)| {
                let found = behind.as_bytes()[at + 2..].get(..name.len());
                found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            });
            return end + 1 + close.map_or(behind.len(), |(at, _)| at);
        }
        "td" | "th" if rest.starts_with("</") => {
            // A paragraph that ends with its cell does not end the row.
            let text = out[*cell..].trim_end_matches(['\n', ' ']).len();
            out.truncate(*cell + text);
        }
        "td" | "th" => {
            if !out.ends_with(['\n', '\t']) && !out.is_empty() {
                out.push('\t');
            }
            *cell = out.len();
        }
        "p" | "div" | "br" | "tr" | "li" | "ul" | "ol" | "table" | "tbody" | "section"
        | "article" | "header" | "footer" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
        | "blockquote" | "hr" | "pre"
            if name == "br" || !out.ends_with(['\n', '\t']) =>
        {
            out.push('\n');
        }
        _ => {}
    }
    end + 1
}

/// Takes one entity; answers its length in bytes. What is none stays as it stands.
fn entity(rest: &str, out: &mut String) -> usize {
    const NAMES: [(&str, char); 17] = [
        ("nbsp", '\u{a0}'),
        ("ensp", '\u{2002}'),
        ("emsp", '\u{2003}'),
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("hellip", '…'),
        ("middot", '·'),
        ("times", '×'),
    ];
    let end = rest.bytes().take(12).position(|b| b == b';');
    let found = end.and_then(|end| {
        let name = &rest[1..end];
        let c = if let Some(number) = name.strip_prefix('#') {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|&c| c != '\0')?
        } else {
            NAMES.iter().find(|(known, _)| *known == name)?.1
        };
        Some((c, end + 1))
    });
    match found {
        Some((c, len)) => {
            out.push(c);
            len
        }
        None => {
            out.push('&');
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(page: &str) -> Vec<String> {
        text_of(page)
            .lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }

    #[test]
    fn a_page_is_read_as_a_browser_shows_it() {
        assert!(is_page("<!DOCTYPE html><html><p>甲</p></html>"));
        assert!(!is_page("一、<甲></乙>") && !is_page("<5 人"));
        assert_eq!(
            lines(
                "<style>p{}</style><p>一、<b>甲</b>&nbsp;乙<br>丙 &lt; 丁&#x3002;</p><!-- <p>无</p> --><div>戊</div>"
            ),
            ["一、甲\u{a0}乙", "丙 < 丁。", "戊"]
        );
        assert_eq!(
            lines("<table><tr><td><p>1</p></td><td>甲</td></tr><tr><td>2</td></tr></table>"),
            ["1\t甲", "2"]
        );
        assert_eq!(
            lines("<p>甲 < 乙 & 丙 &foo; &#0;</p"),
            ["甲 < 乙 & 丙 &foo; &#0;</p"]
        );
    }
}
