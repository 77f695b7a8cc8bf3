//! How much of what the keeper was told is written.
//!
//! Owns the order of journal and file: a save begins once the journal has the step that it saves, so that a kill
//! between the two finds the step. A journal that does not come forward holds a save up once, and for a moment.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long a save waits for the journal.
const LIMIT: Duration = Duration::from_secs(1);

/// What both threads know of it.
#[derive(Clone, Debug, Default)]
pub(in crate::runtime) struct Progress {
    shared: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Debug, Default)]
struct State {
    /// So many things that were told are written, or cannot be.
    done: u64,
    /// Where it stood when somebody waited in vain.
    stuck_at: Option<u64>,
}

/// Something that was told; by default nothing, which is written already.
#[derive(Clone, Debug, Default)]
pub(in crate::runtime) struct Ticket {
    progress: Progress,
    number: u64,
}

impl Progress {
    /// The thing of this number, from 1.
    pub fn ticket(&self, number: u64) -> Ticket {
        let progress = self.clone();
        Ticket { progress, number }
    }

    /// One more is written, or cannot be.
    pub fn step(&self) {
        self.change(|state| state.done += 1);
    }

    /// There will be no more.
    pub fn end(&self) {
        self.change(|state| state.done = u64::MAX);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let (state, changed) = &*self.shared;
        // Nobody panics with the lock in hand.
        change(&mut state.lock().unwrap_or_else(PoisonError::into_inner));
        changed.notify_all();
    }
}

impl Ticket {
    /// Waits until it is written, or cannot be, or there is no waiting for it.
    pub fn wait(&self) {
        self.wait_at_most(LIMIT);
    }

    fn wait_at_most(&self, limit: Duration) {
        let (state, changed) = &*self.progress.shared;
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_open = |state: &mut State| {
            state.done < self.number && state.stuck_at.is_none_or(|at| state.done > at)
        };
        let waited = changed.wait_timeout_while(state, limit, is_open);
        let (mut state, outcome) = waited.unwrap_or_else(PoisonError::into_inner);
        if outcome.timed_out() {
            state.stuck_at = Some(state.done);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn what_was_told_is_waited_for_and_not_what_comes_later() {
        let progress = Progress::default();
        let ticket = progress.ticket(2);
        let waiting = thread::spawn(move || ticket.wait_at_most(Duration::MAX));
        progress.step();
        progress.step();
        assert!(waiting.join().is_ok());
        progress.end();
        progress.ticket(7).wait_at_most(Duration::MAX);
    }

    #[test]
    fn what_does_not_come_forward_is_waited_for_once() {
        let progress = Progress::default();
        progress.ticket(1).wait_at_most(Duration::ZERO);
        progress.ticket(2).wait_at_most(Duration::MAX);
        progress.step();
        progress.ticket(1).wait_at_most(Duration::MAX);
    }
}
