//! What a hand does with the mouse, in cells of the screen, and what can lie there.
//!
//! Owns the words for both. Which cell shows what is known to the view, which laid it out: it is asked
//! before the gesture comes in.

use super::command::Command;
use super::item::Item;
use crate::plan::NoteKind;
use crate::text::Ambiguous;

/// A gesture at a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// What was done.
    pub gesture: Gesture,
    /// The column, from 0. It can lie beyond the screen while a window shrinks.
    pub column: u16,
    /// The row, from 0; likewise.
    pub row: u16,
}

/// What was done, always with the main button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// The button went down.
    Press,
    /// It went down a second time on the same cell, soon after the first. The first was a [`Self::Press`];
    /// a third is one again.
    DoublePress,
    /// The mouse moved with the button down.
    Drag,
    /// The button came up.
    Release,
    /// One notch of the wheel away from the hand: what is above comes into sight.
    WheelUp,
    /// One notch of the wheel towards the hand.
    WheelDown,
}

/// What lies under the mouse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Under {
    /// What it is.
    pub hit: Hit,
    /// The column's share of the width, in percent.
    pub share: u16,
}

/// What a cell of the screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Hit {
    /// Nothing that answers.
    #[default]
    Nothing,
    /// A row of the tree, counted from the first of all.
    Row(usize),
    /// The mark in front of a pillar that opens and closes it, in this row of the tree.
    Fold(usize),
    /// The side pane, and the item that stands there.
    Pane(Option<Item>),
    /// The line between tree and side pane.
    Divider,
    /// A cell of the text being written, from its window's corner.
    Writing {
        /// The column, from 0.
        column: u16,
        /// The row, from 0.
        row: u16,
    },
    /// A cell of the line being typed, from its beginning.
    Field {
        /// The column, from 0.
        column: u16,
        /// How many columns the line has.
        width: u16,
        /// How its characters were laid out.
        ambiguous: Ambiguous,
    },
    /// A kind of note that can be chosen.
    Kind(NoteKind),
    /// A proposal of the prompt or a command of the palette, counted from the first that fits.
    Choice(usize),
    /// A row of the list of revisions, counted from the first of all.
    Revision(usize),
    /// A node that changed, counted from the first of them.
    Change(usize),
    /// An entry of the list of plans.
    Entry(usize),
    /// A key in the footer.
    Command(Command),
    /// The page that lies over the screen, or the one for the room.
    Page,
}
