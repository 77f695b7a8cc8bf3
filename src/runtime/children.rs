//! Programs that are started beside this one, and stopping all of them with it.
//!
//! Owns that no program is stopped between its fork and its first step: the thread that forks it waits for that where
//! no signal reaches it, and Linux does not call a job stopped, and tells no shell, as long as one of its threads waits
//! like that. Never knows what is started.

use std::io;
use std::process::{Child, Command};
use std::sync::{PoisonError, RwLock};

/// Read by those who start a program, written by who stops all.
static STARTING: RwLock<()> = RwLock::new(());

/// Starts a program.
///
/// # Errors
/// The system's.
pub(super) fn start(program: &mut Command) -> io::Result<Child> {
    let _starting = STARTING.read().unwrap_or_else(PoisonError::into_inner);
    // Comes back when the program runs, or could not be run.
    program.spawn()
}

/// Suspends this program and all that the shell began together with it, until the shell tells them to go on. If there
/// is no shell that could, the system passes the signal over.
///
/// # Errors
/// The system's.
#[cfg(unix)]
pub(super) fn suspend_all() -> io::Result<()> {
    let _stopping = STARTING.write().unwrap_or_else(PoisonError::into_inner);
    rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
    Ok(())
}
