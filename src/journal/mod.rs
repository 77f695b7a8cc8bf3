//! What is not safe yet, written down as it happens, so that a crash takes at most its last second.
//!
//! Owns the form of a journal and what one comes to: the text that the disk held, the text as it was last, the
//! steps of undo between, and what was being typed. Every record is one line with a checksum of its own, so any
//! prefix of a journal, torn in the middle of a line too, comes to a state that somebody had. Never touches
//! a file, and never decides what becomes of what was found.
//!
//! | module | owns |
//! |---|---|
//! | `record` | one record, and its line |
//! | `remains` | what the records of a journal come to, and a journal that comes to the same |

mod record;
mod remains;

pub use record::{Draft, DraftKind, Line, Record, Step, Sum};
pub use remains::{Remains, Snapshot};
