//! What planwalk reads from git and writes with it, over real repositories.

#![allow(clippy::unwrap_used)]

#[path = "../repository/mod.rs"]
mod repository;

mod commit;
mod conflict;
mod history;
mod places;
mod planted;
mod revisions;
mod setup;
mod signature;
mod watch;
