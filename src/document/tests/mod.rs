//! The laws of the document layer, over files as planwalk writes them and as people write them.

#![allow(clippy::unwrap_used)]

mod carry;
mod conflicts;
mod generate;
mod laws;
mod merge;
mod problems;
mod shape;
mod suite;
mod walkthrough;
