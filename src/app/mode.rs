//! What is being done in the walk, and what it needs to remember.

use super::past::Revisions;
use super::prompt::Prompt;
use super::scroll::Scroll;
use super::writing::Writing;

/// What is being done in the walk.
#[derive(Clone, Debug)]
pub enum Mode {
    /// Walking through the plan.
    Browse,
    /// Typing a line.
    Prompt(Box<Prompt>),
    /// Writing a note or a text.
    Write(Box<Writing>),
    /// Settling the conflicts of a merge: [`Walk::conflicts`](super::Walk::conflicts).
    Conflicts,
    /// Showing one task to the room.
    Present(Presenting),
    /// Going through the plan's history.
    Revisions(Box<Revisions>),
}

/// How one task is shown to the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presenting {
    /// Whether nothing is shown, so that the room looks at the speaker.
    pub is_blank: bool,
    /// The page, where a task has more to say than fits.
    pub page: Scroll,
}
