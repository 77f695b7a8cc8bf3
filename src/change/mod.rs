//! Change: what a person meant, the steps that undo goes back, what differs between two plans, and
//! what comes of two people's changes.
//!
//! Owns the operation, its meaning on the typed plan, the history of snapshots, the diff and the merge. Never touches
//! text: `document` turns an operation into byte edits, and a property test holds both together.

pub mod diff;
#[cfg(test)]
pub(crate) mod generate;
mod head;
mod history;
pub mod merge;
mod operation;
mod revision;
mod structure;
pub mod wording;

pub use diff::{Change, Diff, diff};
pub use head::HeadEdit;
pub use history::History;
pub use operation::{Edit, Operation, Refusal};
pub use revision::{CommitId, Revision};
pub use structure::{Level, New, Slot};

pub(crate) use operation::last_note;
pub(crate) use structure::{Position, ids_of};
