//! Where a title ends: the cut of one paragraph into title, 。 and text.
//!
//! Owns that cut, and the signs of emphasis around a title. Never moves a character.

use std::ops::Range;

use super::chars::trim;
use super::level::Level;
use super::marker::Marker;
use crate::text::first_sentence_end;

/// The parts of what stands behind a marker, in its order, as byte ranges; together they are the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// `**` before the title.
    pub opening: Range<usize>,
    /// The title.
    pub title: Range<usize>,
    /// `**` or `##` behind the title.
    pub closing: Range<usize>,
    /// The 。 that ends the title, which titles are stored without.
    pub stop: Range<usize>,
    /// What follows.
    pub text: Range<usize>,
}

/// Cuts what stands behind a marker.
///
/// The title is the first sentence; the first cell in a row of a table; what is set in bold, if that is
/// less.
pub fn cut(content: &str, marker: &Marker) -> Heading {
    let sentence = first_sentence_end(content);
    let sentence = content
        .find('\t')
        .map_or(sentence, |cell| cell.min(sentence));
    let heading = matches!(marker.level, Level::Heading(_));
    // `**一、标题**`: the signs before the number went with the marker.
    let begun = marker.markup == 2 && !heading && !matches!(marker.level, Level::Bullet(_));
    let opening = usize::from(!begun && content.starts_with("**")) * 2;
    let signs = if begun || opening > 0 {
        let inside = &content[opening..];
        let end = inside.find("**").or_else(|| inside.find("__"));
        end.map(|end| opening + end..opening + end + 2)
    } else if heading {
        let bare = trim(content.trim_end_matches('#')).len();
        (bare > 0 && bare < content.len()).then_some(bare..content.len())
    } else {
        None
    };
    match signs.filter(|signs| signs.start <= sentence) {
        Some(closing) => {
            // The 。 stands inside the signs or behind them.
            let title = opening..closing.start;
            let inside = content[title.clone()].ends_with('。');
            let behind = content[closing.end..].starts_with('。') && !inside;
            let stop = closing.end..closing.end + usize::from(behind) * '。'.len_utf8();
            Heading {
                opening: 0..opening,
                title,
                text: stop.end..content.len(),
                closing,
                stop,
            }
        }
        None => {
            let stop = usize::from(content[..sentence].ends_with('。')) * '。'.len_utf8();
            let title = sentence - stop;
            Heading {
                opening: 0..0,
                title: 0..title,
                closing: title..title,
                stop: title..sentence,
                text: sentence..content.len(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::marker::lex;

    /// Opening, title, closing, stop and text of a line with a marker.
    fn parts(line: &str) -> String {
        let marker = lex(line, 0).expect("a marker");
        let content = &line[marker.len..];
        let heading = cut(content, &marker);
        [
            heading.opening,
            heading.title,
            heading.closing,
            heading.stop,
            heading.text,
        ]
        .map(|part| &content[part])
        .join("|")
    }

    #[test]
    fn a_title_ends_with_its_first_sentence() {
        for (line, expected) in [
            ("(一)抓学习。每周一次。", "|抓学习||。|每周一次。"),
            ("一、抓学习", "|抓学习|||"),
            ("一、抓学习。 每周一次。", "|抓学习||。| 每周一次。"),
            ("一、想“怎么办？”的事。办", "|想“怎么办？”的事||。|办"),
            ("一、抓好！再抓。", "|抓好！|||再抓。"),
            ("一、“抓好。”再抓。", "|“抓好。”|||再抓。"),
            ("**一、抓学习。**每周一次。", "|抓学习。|**||每周一次。"),
            ("1. **抓学习**。每周一次。", "**|抓学习|**|。|每周一次。"),
            ("1. **抓学习。再抓。**", "|**抓学习||。|再抓。**"),
            ("## 一、抓学习 ##", "|抓学习| ##||"),
            ("1.\t抓学习\t每周", "|抓学习|||\t每周"),
            ("一、。", "|||。|"),
        ] {
            assert_eq!(parts(line), expected, "{line}");
        }
    }
}
