//! Two people's changes of one plan, brought together by identity and field by field.
//!
//! Owns what collides and what does not. Never looks at a text file or at a repository.
//!
//! | module | owns |
//! |---|---|
//! | `nodes` | which nodes there are, where, and under whom |
//! | `order` | three orders of the same things |
//! | `fields`, `lists` | the fields of a node; its lists, element by element |
//! | `lines` | three texts, line by line |

mod fields;
mod lines;
mod lists;
mod nodes;
mod order;
#[cfg(test)]
mod tests;

pub use nodes::{Clash, Merged, merge};

pub(crate) use nodes::{Touched, merge_touched};

pub(crate) use lines::{Stretch, merge as merge_lines, merge_text};
