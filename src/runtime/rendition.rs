//! How cells look, and the parameters that lead from one look to another.
//!
//! Owns "select graphic rendition". Never knows what stands in a cell, or where.
//!
//! Source: ECMA-48, 8.3.117; the colours past the eight as xterm has them.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// How a cell looks, without what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    ink: Color,
    ground: Color,
    modifier: Modifier,
}

impl Default for Look {
    fn default() -> Self {
        Self::PLAIN
    }
}

impl Look {
    pub const PLAIN: Self = Self {
        ink: Color::Reset,
        ground: Color::Reset,
        modifier: Modifier::empty(),
    };

    pub fn of(cell: &Cell) -> Self {
        Self {
            ink: cell.fg,
            ground: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// As much of it as is seen where nothing is written.
    pub fn of_blank(self) -> Self {
        const SEEN: Modifier = Modifier::REVERSED
            .union(Modifier::UNDERLINED)
            .union(Modifier::CROSSED_OUT);
        if self.modifier.intersects(SEEN) {
            return self;
        }
        Self {
            ground: self.ground,
            ..Self::PLAIN
        }
    }

    pub fn can_be_erased(self) -> bool {
        self.of_blank() == Self::PLAIN
    }
}

/// The parameters of "select graphic rendition" that lead from one look to another.
///
/// Source: ECMA-48, 8.3.117; the colours past the eight as xterm has them.
pub(super) fn push_difference(out: &mut Vec<u8>, from: Look, to: Look) {
    const SWITCHES: [(Modifier, u16, u16); 9] = [
        (Modifier::BOLD, 1, 22),
        (Modifier::DIM, 2, 22),
        (Modifier::ITALIC, 3, 23),
        (Modifier::UNDERLINED, 4, 24),
        (Modifier::SLOW_BLINK, 5, 25),
        (Modifier::RAPID_BLINK, 6, 25),
        (Modifier::REVERSED, 7, 27),
        (Modifier::HIDDEN, 8, 28),
        (Modifier::CROSSED_OUT, 9, 29),
    ];
    // Some are switched off in pairs, and the other one must then be switched on again.
    let mut kept = from.modifier;
    let removed = from.modifier - to.modifier;
    let mut done = 0;
    for (modifier, _, off) in SWITCHES {
        if removed.contains(modifier) {
            if done != off {
                push_parameter(out, off);
                done = off;
            }
            for (also, _, its_off) in SWITCHES {
                if its_off == off {
                    kept.remove(also);
                }
            }
        }
    }
    for (modifier, on, _) in SWITCHES {
        if to.modifier.contains(modifier) && !kept.contains(modifier) {
            push_parameter(out, on);
        }
    }
    if from.ink != to.ink {
        push_colour(out, to.ink, 30);
    }
    if from.ground != to.ground {
        push_colour(out, to.ground, 40);
    }
}

/// The parameters of a colour: those of the ink begin at 30, those of the ground at 40.
fn push_colour(out: &mut Vec<u8>, colour: Color, base: u16) {
    let bright = base + 60;
    let named = match colour {
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => bright,
        Color::LightRed => bright + 1,
        Color::LightGreen => bright + 2,
        Color::LightYellow => bright + 3,
        Color::LightBlue => bright + 4,
        Color::LightMagenta => bright + 5,
        Color::LightCyan => bright + 6,
        Color::White => bright + 7,
        Color::Indexed(index) => {
            for parameter in [base + 8, 5, index.into()] {
                push_parameter(out, parameter);
            }
            return;
        }
        Color::Rgb(red, green, blue) => {
            for parameter in [base + 8, 2, red.into(), green.into(), blue.into()] {
                push_parameter(out, parameter);
            }
            return;
        }
    };
    push_parameter(out, named);
}

fn push_parameter(out: &mut Vec<u8>, parameter: u16) {
    if !out.is_empty() {
        out.push(b';');
    }
    push_number(out, parameter);
}

/// A number in digits.
pub(super) fn push_number(out: &mut Vec<u8>, number: u16) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(b'0' + u8::try_from(number % 10).unwrap_or_default());
}
