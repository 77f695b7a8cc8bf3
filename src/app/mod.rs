//! The pure application: what happens on a key, without a terminal.
//!
//! An [`Event`] comes in, [`update`] changes the [`Model`] and answers with [`Effect`]s, which are plain
//! data; `runtime` carries them out and hands their results back as events. Owns the command table,
//! from which keys, help and the footer come. Never draws, reads a clock, or touches a file.
//!
//! | module | owns |
//! |---|---|
//! | `key`, `pointer` | keys and their full-width twins; what a hand does with the mouse, and on what |
//! | `command`, `table`, `keymap` | what can be asked for, in words; where and by which keys; the lookup |
//! | `event`, `effect`, `failure` | what comes in, what goes out, what can go wrong outside |
//! | `configuration` | what a person sets once, from the text of a file |
//! | `model`, `look`, `random` | the whole state, and which context the keys are for |
//! | `walk`, `tree`, `item`, `mode` | the walk: selection, folds, marks, the side pane's items, what is being done |
//! | `editing`, `restructure`, `step` | what a gesture means for the plan, and what the step of undo says |
//! | `prompt`, `dates`, `writing`, `editor`, `field` | a line to type, a text to write |
//! | `palette` | the search for commands |
//! | `past` | earlier revisions: which there are, and looking at one |
//! | `conflicts` | the conflicts of a merge, settled one after the other |
//! | `remembering` | what goes into the journal of unsaved work, and what comes back of one |
//! | `moving`, `standing` | the file and its repository change underneath |
//! | `ending` | the end that nobody is asked about |
//! | `committing`, `told` | a commit from inside; what went wrong outside, whole |
//! | `start`, `scroll`, `list`, `saving` | before a plan is open; a scrolled page; a list; what is on disk |
//! | `save_as` | another place for what cannot be saved where it belongs |
//! | `message` | what the program answers to a gesture |
//! | `update`, `starting`, `walking`, `revising`, `typing`, `pointing` | where events become changes |

mod command;
mod committing;
mod configuration;
mod conflicts;
mod dates;
mod editing;
mod editor;
mod effect;
mod ending;
mod event;
mod failure;
mod field;
mod item;
mod key;
mod keymap;
mod list;
mod look;
mod message;
mod mode;
mod model;
mod moving;
mod palette;
mod past;
mod pointer;
mod pointing;
mod prompt;
mod random;
mod remembering;
mod restructure;
mod revising;
mod save_as;
mod saving;
mod scroll;
mod standing;
mod start;
mod starting;
mod step;
mod table;
mod told;
mod tree;
mod typing;
mod update;
mod walk;
mod walking;
mod writing;

pub use command::{Command, Topic};
pub use committing::Committing;
pub use configuration::{
    AmbiguousChoice, CONFIGURATION_NAME, Configuration, ConfigurationFile, ConfigurationProblem,
    Fault, KeysOf, LookChoice, Setting,
};
pub use conflicts::{Conflicts, label_of as conflict_label};
pub use dates::read_date;
pub use editor::Editor;
pub use effect::Effect;
pub use event::{Event, Found, Met, ToCommit};
pub use failure::Failure;
pub use field::Field;
pub use item::{Item, NoteKey, notes_newest_first};
pub use key::{Code, Key, NoSuchKey};
pub use keymap::{Bound, Clash, Conflict, Keymap, Override};
pub use list::List;
pub use look::{Ground, Look};
pub use message::{Message, Tone};
pub use mode::{Mode, Presenting};
pub use model::{Leaving, Model, Overlay, Stage};
pub use palette::{Offer, Palette};
pub use past::{
    Answer, Ask, Away, Baseline, Comparison, Listing, PaneView, Past, RevisionRow, Revisions,
    Shown, Since, SinceMark, TaskPast, TaskStep, Uncounted, Version,
};
pub use pointer::{Gesture, Hit, Pointer, Under};
pub use prompt::{Asks, Prompt, Proposal, Reading, Target};
pub use random::Random;
pub use remembering::{Remembered, Steps, Trace, back};
pub use save_as::SaveAs;
pub use saving::{SaveState, Saving};
pub use scroll::Scroll;
pub use standing::{News, Standing, Underway, Unmerged};
pub use start::{
    Entry, Form, FormKind, Imported, Listed, Menu, Remark, Review, SAMPLE_NAME, proposed_name,
};
pub use step::{Done, Step};
pub use table::Context;
pub use told::{Told, Topic as Telling};
pub use tree::{Cursor, Row, Tree};
pub use update::{greet, update};
pub use walk::{Focus, Walk, label_in as label_at};
pub use writing::{Purpose, Writing};

#[cfg(test)]
mod tests;
