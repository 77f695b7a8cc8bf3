//! Text as people read it: sentences, joining, line breaking, display width, visible marks.
//!
//! Owns everything that is about characters and columns and knows nothing of plans. Pure: text in,
//! text or numbers out.
//!
//! The order of use on a screen: text from outside goes through [`sanitize`] first, what comes out
//! is measured ([`width_of`]), cut ([`cut`]) or broken into lines ([`Layout`]), and then drawn.

mod boundary;
mod brackets;
mod break_rules;
mod caret;
mod graphemes;
mod half_width;
mod rows;
mod sanitize;
mod sentences;
mod shown;
mod twins;
mod width;
mod wrap;

pub use boundary::{
    boundary_after, boundary_at, boundary_before, is_boundary, word_after, word_before,
};
pub use brackets::{is_closing, unbalanced};
pub use caret::{Excerpt, excerpt};
pub use half_width::half_width;
pub use rows::Rows;
pub(crate) use sanitize::is_safe;
pub use sanitize::{TAB, escape_json, sanitize, sanitize_lines};
pub use sentences::{
    first_sentence_end, is_joined_by_blank, join_lines, push_paragraph, split_sentences,
};
pub use shown::Shown;
pub use twins::with_twins;
pub use width::{Ambiguous, CUT_MARK, cut, grapheme_width, is_unsettled, width_of};
pub use wrap::{Layout, Line, row_of};
