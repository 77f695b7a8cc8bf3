//! planwalk: walk a review meeting through a work plan.
//!
//! # The map
//!
//! A functional core in an imperative shell. Folders are layers; a layer imports only from layers
//! above it in this list, which `tests/architecture.rs` checks.
//!
//! | layer | owns |
//! |---|---|
//! | [`language`] | which of the two languages a sentence is in |
//! | [`error`] | kind, cause, what to do next |
//! | [`plan`] | the typed model: nodes, ids, statuses, numbering, roll-up. No TOML, no I/O |
//! | [`text`] | sentences, joining, line breaking, display width, visible marks for outside text |
//! | [`change`] | what a person meant ([`change::Operation`]), the steps of undo ([`change::History`]), what differs between two plans ([`change::Diff`]) |
//! | [`document`] | TOML that keeps its form: source text, index of blocks, decoding, edits |
//! | [`journal`] | what is not safe yet, written down as it happens, and what is left of it after a crash |
//! | [`import`] | a document from outside, to a proposal to review, to a plan |
//! | [`report`] | what changed, for people and for programs; a plan as lines |
//! | [`search`] | which of some texts a few typed characters mean |
//! | [`app`] | the pure application: event, action, command table, keymap, model, update, effect |
//! | [`view`] | model to buffer: screens, theme, the words of the interface |
//! | [`runtime`] | the shell: event loop, terminal, files, git, clock |
//! | [`cli`] | one file per subcommand |
//!
//! # Invariants
//!
//! - One write path. The source text is the truth: an operation becomes byte edits on it, the block
//!   that they touch is decoded again, and that is the plan people see.
//! - Undo goes back to an earlier snapshot, byte for byte. One gesture is one step.
//! - Nodes are addressed by identity, never by index.
//! - The core takes values and returns values. No clock, no environment, no file below `runtime`.
//! - Text from outside reaches a terminal only through [`text::sanitize`].
//!
//! Absent on purpose: an async runtime (a channel and a few threads do), `unsafe` code, a second
//! representation of the plan that could drift from the text.

#![forbid(unsafe_code)]

pub mod app;
pub mod change;
pub mod cli;
pub mod document;
pub mod error;
pub mod import;
pub mod journal;
pub mod language;
pub mod plan;
pub mod report;
pub mod runtime;
pub mod search;
pub mod text;
pub mod view;
