//! Rows that move up or down as they are.
//!
//! Owns finding them between two frames, and the sequences that make a terminal move them: where a list scrolls,
//! a dozen bytes stand for a screen of text. Only whole rows move; what else stands in them is drawn again.

use std::ops::RangeInclusive;

use ratatui::buffer::{Buffer, Cell};

/// A move of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    /// The rows that take part, those that are left empty among them.
    rows: RangeInclusive<u16>,
    /// By how many rows they move up; down if it is negative.
    up: i32,
}

/// The farthest move that is looked for: a notch of the wheel.
const FARTHEST: i32 = 3;

/// So many more cells must be right after a move than before it, to be worth a closer look.
const WORTH: i32 = 60;

impl Shift {
    /// The move that makes the most cells right. Both buffers have one size.
    pub fn find(old: &Buffer, new: &Buffer) -> Option<Self> {
        let height = i32::from(new.area.height);
        let mut best: Option<(i32, Self)> = None;
        for up in (-FARTHEST..=FARTHEST).filter(|up| *up != 0) {
            // The best run of rows, by what each wins or loses.
            let (mut sum, mut start) = (0_i32, 0);
            for y in 0..height {
                let gain = match row(old, y + up) {
                    Some(moved) => agreement(moved, row(new, y)) - agreement_there(old, new, y),
                    None => i32::MIN / 2,
                };
                if sum <= 0 {
                    (sum, start) = (0, y);
                }
                sum = sum.saturating_add(gain);
                if sum >= WORTH && best.as_ref().is_none_or(|(most, _)| sum > *most) {
                    let first = start.min(start + up);
                    let last = y.max(y + up);
                    if let (Ok(first), Ok(last)) = (u16::try_from(first), u16::try_from(last)) {
                        let rows = first..=last;
                        best = Some((sum, Self { rows, up }));
                    }
                }
            }
        }
        best.map(|(_, shift)| shift)
    }

    /// What a terminal shows that showed `old`, after the move.
    pub fn of(&self, old: &Buffer) -> Buffer {
        let mut moved = old.clone();
        let width = usize::from(old.area.width);
        for y in self.rows.clone() {
            let to = usize::from(y) * width;
            let from = i32::from(y) + self.up;
            let is_inside = u16::try_from(from).is_ok_and(|from| self.rows.contains(&from));
            match row(old, from).filter(|_| is_inside) {
                Some(cells) => moved.content[to..to + width].clone_from_slice(cells),
                None => moved.content[to..to + width].fill(Cell::EMPTY),
            }
        }
        moved
    }

    /// The sequences: a scrolling region, and at its edge as many line feeds as needed. They leave the cursor
    /// at home, and count on no style being set.
    ///
    /// Not "scroll up" and "scroll down", which the console of Linux does not know.
    pub fn push(&self, out: &mut Vec<u8>) {
        let (first, last) = (self.rows.start() + 1, self.rows.end() + 1);
        let lines = usize::try_from(self.up.unsigned_abs()).unwrap_or_default();
        let (edge, line): (u16, &[u8]) = if self.up > 0 {
            (last, b"\n")
        } else {
            (first, b"\x1bM")
        };
        out.extend_from_slice(format!("\x1b[{first};{last}r\x1b[{edge}H").as_bytes());
        out.extend_from_slice(&line.repeat(lines));
        out.extend_from_slice(b"\x1b[r");
    }
}

fn row(buffer: &Buffer, y: i32) -> Option<&[Cell]> {
    let y = u16::try_from(y).ok().filter(|y| *y < buffer.area.height)?;
    let width = usize::from(buffer.area.width);
    let start = usize::from(y) * width;
    Some(&buffer.content[start..start + width])
}

/// How many cells with something in them are the same. Blank ones cost next to nothing.
fn agreement(one: &[Cell], other: Option<&[Cell]>) -> i32 {
    let pairs = one.iter().zip(other.unwrap_or_default());
    let same = pairs.filter(|(one, other)| one.symbol() != " " && one == other);
    i32::try_from(same.count()).unwrap_or(i32::MAX)
}

fn agreement_there(old: &Buffer, new: &Buffer, y: i32) -> i32 {
    row(old, y).map_or(0, |there| agreement(there, row(new, y)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &[&str]) -> Buffer {
        Buffer::with_lines(rows.iter().map(|row| format!("{row:<40}")))
    }

    fn lines() -> Vec<String> {
        (0..10)
            .map(|number| number.to_string().repeat(30))
            .collect()
    }

    fn scrolled_by(by: usize) -> Buffer {
        let lines = lines();
        let mut rows: Vec<&str> = vec!["a head"];
        rows.extend(lines[by..by + 6].iter().map(String::as_str));
        rows.push("a foot");
        page(&rows)
    }

    #[test]
    fn a_list_that_scrolls_between_a_head_and_a_foot_is_found() {
        let (old, new) = (scrolled_by(1), scrolled_by(2));
        let shift = Shift::find(&old, &new).expect("it scrolled");
        assert_eq!(shift, Shift { rows: 1..=6, up: 1 });
        let moved = shift.of(&old);
        for y in [0, 1, 2, 3, 4, 5, 7] {
            assert_eq!(row(&moved, y), row(&new, y), "row {y}");
        }
        let mut out = Vec::new();
        shift.push(&mut out);
        assert_eq!(out, b"\x1b[2;7r\x1b[7H\n\x1b[r");
    }

    #[test]
    fn down_and_farther_too() {
        let shift = Shift::find(&scrolled_by(4), &scrolled_by(1)).expect("it scrolled");
        assert_eq!(
            shift,
            Shift {
                rows: 1..=6,
                up: -3
            }
        );
        let mut out = Vec::new();
        shift.push(&mut out);
        assert_eq!(out, b"\x1b[2;7r\x1b[2H\x1bM\x1bM\x1bM\x1b[r");
    }

    #[test]
    fn what_did_not_scroll_is_left_alone() {
        assert_eq!(Shift::find(&scrolled_by(1), &scrolled_by(1)), None);
        assert_eq!(Shift::find(&page(&["a"; 8]), &scrolled_by(1)), None);
    }
}
