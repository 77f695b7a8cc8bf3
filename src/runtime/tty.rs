//! The terminal as a place where bytes come from.
//!
//! Owns waiting: for bytes, for a word to stop, for the end of the terminal, without a timer.

use std::fs::File;
use std::io::{self, IsTerminal as _, PipeReader};
use std::os::fd::{AsFd as _, OwnedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// The keyboard's side of the terminal.
pub(super) struct Tty {
    input: OwnedFd,
}

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Woken {
    /// There are bytes.
    Bytes,
    /// Whoever holds the other end of the pipe let go of it.
    ToldToStop,
    /// Nothing came in time.
    TimeOut,
    /// The terminal is gone.
    Gone,
}

impl Tty {
    /// Standard input if that is the terminal, else the terminal that the process belongs to.
    ///
    /// # Errors
    /// It belongs to none.
    pub fn open() -> io::Result<Self> {
        let stdin = io::stdin();
        let input = if stdin.is_terminal() {
            stdin.as_fd().try_clone_to_owned()?
        } else {
            File::open("/dev/tty")?.into()
        };
        Ok(Self { input })
    }

    /// Waits for bytes; for as long as it takes if no time is given.
    ///
    /// # Errors
    /// The system's.
    pub fn wait(&self, stop: Option<&PipeReader>, time: Option<Duration>) -> io::Result<Woken> {
        let time = time
            .map(Timespec::try_from)
            .transpose()
            .map_err(io::Error::other)?;
        loop {
            let mut awaited = vec![PollFd::new(&self.input, PollFlags::IN)];
            awaited.extend(stop.map(|stop| PollFd::new(stop, PollFlags::IN)));
            match poll(&mut awaited, time.as_ref()) {
                // A signal; its own thread sees to it.
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
                Ok(0) => return Ok(Woken::TimeOut),
                Ok(_) => {}
            }
            let seen: Vec<PollFlags> = awaited.iter().map(PollFd::revents).collect();
            let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
            return Ok(match seen[..] {
                [_, stop] if !stop.is_empty() => Woken::ToldToStop,
                // What was typed before the end has no reader any more.
                [input, ..] if input.intersects(gone) => Woken::Gone,
                _ => Woken::Bytes,
            });
        }
    }

    /// Reads what is there. No bytes mean that the terminal is gone.
    ///
    /// # Errors
    /// The system's.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match rustix::io::read(&self.input, &mut *buffer) {
                Err(rustix::io::Errno::INTR) => {}
                read => return Ok(read?),
            }
        }
    }
}
