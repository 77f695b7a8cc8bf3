//! The text as it was read, kept once and shared by all snapshots.

use std::ops::Range;
use std::sync::Arc;

/// The bytes of a text, known to be UTF-8.
///
/// They stay the vector that the file was read into: a `str` behind an `Arc` would cost a copy of
/// the whole plan, and a `String` a second validation at a tenth of the speed. As the crate has no unsafe
/// code, a slice is validated again where it is taken; for a block that is a matter of nanoseconds.
#[derive(Clone, Debug)]
pub(super) struct Source(Arc<Vec<u8>>);

impl Source {
    /// Takes bytes that were found to be UTF-8.
    pub fn new(bytes: Vec<u8>) -> Self {
        debug_assert!(std::str::from_utf8(&bytes).is_ok());
        Self(Arc::new(bytes))
    }

    /// A part of the text. Empty, if ever the range were none of the text's own.
    pub fn text(&self, range: Range<usize>) -> &str {
        let bytes = self.0.get(range).unwrap_or(&[]);
        simdutf8::basic::from_utf8(bytes).unwrap_or("")
    }

    /// The whole text.
    pub fn whole(&self) -> &str {
        self.text(0..self.len())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// In bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}
