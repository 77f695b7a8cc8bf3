//! Nothing gets lost by a save, whatever the system does meanwhile.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod calls;
mod place;
mod tracing;
