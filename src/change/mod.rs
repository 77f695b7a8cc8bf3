//! Change: what a person meant, and the steps that undo goes back.
//!
//! Owns the operation, its meaning on the typed plan, and the history of snapshots. Never touches
//! text: `document` turns an operation into byte edits, and a property test holds both together.

mod history;
mod operation;
mod structure;

pub use history::History;
pub use operation::{Edit, Operation, Refusal};
pub use structure::{Level, New, Slot};

pub(crate) use operation::last_note;
pub(crate) use structure::{Position, ids_of};
