//! What a hand does with the mouse, in cells of the screen.
//!
//! Owns the raw gesture. Never says what lies under it: that is for whoever knows the layout.

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
