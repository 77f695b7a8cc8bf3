//! Reports: what changed from one plan to another, for people and for programs.
//!
//! Owns the words around the changes and the forms that they come in. What a change is, and the clause that tells
//! it, is `change`'s to say. Never reads a plan or a repository, and never colours: whoever shows a
//! [`Line`] gives its roles their looks.
//!
//! | module | owns |
//! |---|---|
//! | `end` | the two ends of a comparison, in words |
//! | `line` | pieces of text with roles |
//! | `entry` | what changed of one task, its measures with it |
//! | `told` | changes in lines, for terminals and screens |
//! | `commit` | the message of a commit |
//! | `markdown` | a note of revision to paste into a document |
//! | `stat` | how much changed, by pillar |
//! | `words` | the names of fields |
//! | `lines_of_plan` | a plan line by line, for git to compare |
//! | `json` | the shape for programs |

mod commit;
mod end;
mod entry;
pub mod json;
mod line;
mod lines_of_plan;
mod markdown;
mod stat;
mod told;
mod words;

pub use commit::{commit_message, in_a_line};
pub use end::End;
pub use line::{Line, Piece, Role};
pub use lines_of_plan::lines_of_plan;
pub use markdown::markdown;
pub use stat::{Stat, plan_began, size_of_plan, stat};
pub use told::{by_pillar, lines, summary, told, told_of_plan};

#[cfg(test)]
mod tests;
