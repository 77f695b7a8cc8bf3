//! The news that the terminal is gone.
//!
//! Several notice it: the signal, the thread that waits for keys, a frame that cannot be written. It is one
//! piece of news: told twice, it would be taken for somebody who asks a second time, and cannot wait for the
//! save.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use crate::app::Event;

/// Tells the loop once.
#[derive(Clone, Debug)]
pub(super) struct HangUp {
    events: Sender<Event>,
    is_told: Arc<AtomicBool>,
}

impl HangUp {
    pub fn new(events: Sender<Event>) -> Self {
        Self {
            events,
            is_told: Arc::default(),
        }
    }

    /// Says that the terminal is gone.
    pub fn tell(&self) {
        if !self.is_told.swap(true, Ordering::Relaxed) {
            // Nobody listens only if the program is ending already.
            let _ = self.events.send(Event::Terminate);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn whoever_notices_it_it_is_told_once() {
        let (events, queue) = channel();
        let hang_up = HangUp::new(events);
        let other = hang_up.clone();
        hang_up.tell();
        other.tell();
        assert_eq!(queue.try_iter().count(), 1);
    }
}
