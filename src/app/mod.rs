//! The pure application: what happens on a key, without a terminal.
//!
//! An [`Event`] comes in, [`update`] changes the [`Model`] and answers with [`Effect`]s, which are plain
//! data; `runtime` carries them out and hands their results back as events. Owns the command table,
//! from which keys, help and the footer come. Never draws, reads a clock, or touches a file.
//!
//! | module | owns |
//! |---|---|
//! | `key` | keys, and the full-width twins that arrive in Chinese input mode |
//! | `command` | the one table of commands: contexts, keys, words |
//! | `pointer`, `look` | what a hand does with the mouse; the looks to choose from |
//! | `event`, `effect`, `failure` | what comes in, what goes out, what can go wrong outside |
//! | `model` | the whole state, and which context the keys are for |
//! | `walk`, `tree`, `saving` | the walk: selection and folds, edits and undo, what is on disk |
//! | `start`, `field`, `scroll` | choosing, importing and making a plan; an input line; a scrolled page |
//! | `editor` | a text of several lines being written |
//! | `message` | what the program answers to a gesture |
//! | `update` | the one place where events become changes |

mod command;
mod dates;
mod editor;
mod effect;
mod event;
mod failure;
mod field;
mod item;
mod key;
mod list;
mod look;
mod message;
mod model;
mod pointer;
mod prompt;
mod random;
mod saving;
mod scroll;
mod start;
mod tree;
mod update;
mod walk;

pub use command::{Binding, Command, Context, bindings, command_for, key_name};
pub use dates::read_date;
pub use editor::Editor;
pub use effect::Effect;
pub use event::Event;
pub use failure::Failure;
pub use field::Field;
pub use item::{Item, NoteKey, notes_newest_first};
pub use key::{Code, Key};
pub use list::List;
pub use look::Look;
pub use message::{Message, Tone};
pub use model::{Leaving, Model, Overlay, Stage};
pub use pointer::{Gesture, Pointer};
pub use prompt::{Asks, Prompt, Proposal, Reading, Target};
pub use random::Random;
pub use saving::{SaveState, Saving};
pub use scroll::Scroll;
pub use start::{
    Entry, Form, FormKind, Imported, Listed, Menu, Remark, Review, SAMPLE_NAME, proposed_name,
};
pub use tree::{Cursor, Row, Tree};
pub use update::update;
pub use walk::{Focus, Step, Walk};

#[cfg(test)]
mod tests;
