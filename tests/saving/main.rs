//! Nothing gets lost: saves that fail, programs that die, disks that are full, files that change underneath, and
//! two that edit one plan.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

#[path = "../pty/mod.rs"]
mod pty;

mod calls;
mod dying;
mod outside;
mod place;
mod room;
mod together;
mod tracing;
