//! Two people's changes of one plan, brought together by identity and field by field.
//!
//! Owns what collides and what does not. Never looks at text files or at a repository.

mod lines;

pub(crate) use lines::merge_text;
