//! The typed model of a plan: what people talk about in a review meeting.
//!
//! Owns the nodes, their identity, statuses, numbering, roll-up, targets, lamps, and what a conflict
//! says. Never reads TOML, a file or the clock: dates come in as arguments.

mod conflict;
mod days;
mod field;
mod goal;
mod id;
mod lamp;
mod node;
mod numbering;
mod status;

pub use conflict::{Conflict, Resolution, Seat, Side, Value, Way};
pub use days::Days;
pub use field::Field;
pub use goal::{Comparison, Goal};
pub use id::{Id, InvalidId};
pub use lamp::Lamp;
pub use node::{Head, Measure, Note, NoteKind, Period, Pillar, Plan, Reference, Target, Task};
pub use numbering::{Numbering, chinese_numeral};
pub use status::{Status, Tally};
