//! What of a file is no line: the byte-order mark, how lines end, and whether the last one does.

use crate::document::{Document, layout};

/// The shape of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    has_bom: bool,
    newline: &'static str,
    is_closed: bool,
}

impl Shape {
    pub fn of(document: &Document) -> Self {
        let text = document.text();
        Self {
            has_bom: document.has_bom,
            newline: layout::newline(&text),
            is_closed: text.ends_with('\n'),
        }
    }

    /// Three ways, each part by itself. Of two things both sides can change one to, there is one only.
    pub fn merged([base, ours, theirs]: [Self; 3]) -> Self {
        fn three_ways<T: PartialEq>(base: T, ours: T, theirs: T) -> T {
            if ours == base { theirs } else { ours }
        }
        Self {
            has_bom: three_ways(base.has_bom, ours.has_bom, theirs.has_bom),
            newline: three_ways(base.newline, ours.newline, theirs.newline),
            is_closed: three_ways(base.is_closed, ours.is_closed, theirs.is_closed),
        }
    }

    /// The document in a shape in which it can be held against the two others line by line: closed, and with
    /// one line end where the three have different ones.
    pub fn plain(document: &Document, shapes: [Self; 3]) -> Document {
        let own = Self::of(document);
        let is_alike = shapes.iter().all(|shape| shape.newline == own.newline);
        if is_alike && own.is_closed {
            return document.clone();
        }
        let text = document.text();
        let mut text = if is_alike {
            text.into_owned()
        } else {
            text.replace("\r\n", "\n")
        };
        if !own.is_closed {
            text.push_str(if is_alike { own.newline } else { "\n" });
        }
        let mut plain = Document::of_text(text, document.has_bom);
        plain.check_and_settle();
        plain
    }

    /// A document with the same text in this shape, read anew.
    pub fn given_to(self, document: &Document) -> Document {
        let text = document.text();
        let mut text = if layout::newline(&text) == self.newline {
            text.into_owned()
        } else {
            let plain = text.replace("\r\n", "\n");
            plain.replace('\n', self.newline)
        };
        if !self.is_closed && text.ends_with('\n') {
            text.pop();
            if text.ends_with('\r') {
                text.pop();
            }
        }
        let mut shaped = Document::of_text(text, self.has_bom);
        shaped.check_and_settle();
        shaped
    }
}
