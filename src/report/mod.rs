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
//! | `words` | the names of fields |
//! | `lines_of_plan` | a plan line by line, for git to compare |
//! | `json` | the shape for programs |

mod end;
pub mod json;
mod line;
mod lines_of_plan;
mod words;

pub use end::End;
pub use line::{Line, Piece, Role};
pub use lines_of_plan::lines_of_plan;
