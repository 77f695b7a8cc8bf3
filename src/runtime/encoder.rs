//! From one frame to the next, in as few bytes as it takes.
//!
//! Owns which sequences change what a terminal shows into a frame. Pure: two buffers in, bytes out; never
//! knows a terminal. Every byte counts where a plan is shown through a slow line, and nearly all of them
//! should be text.
//!
//! A row is a row of tiles: a grapheme and the cells that it takes. A tile whose width terminals disagree
//! about ([`is_unsettled`]) gets all its cells cleared before it is drawn, and the cursor is placed anew
//! behind it, so that what follows stands where it should under either convention. Counts on:
//!
//! - characters that the terminal takes as two columns where it is laid out in one hide their neighbour,
//!   which is drawn again with them; layouts for such terminals give two columns
//!   ([`crate::text::Ambiguous::Wide`]);
//! - erasing leaves the terminal's own ground: only cells of that ground are erased, everything else is
//!   written as blanks, because not every terminal erases with the colour that is set.

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth as _};

use super::rendition::{Look, push_difference, push_number};
use super::shift::Shift;
use crate::text::is_unsettled;

/// Turns frames into bytes. Keeps room between frames, and nothing else.
#[derive(Debug, Default)]
pub struct Encoder {
    pencil: Pencil,
    /// Draws the same behind a move of rows.
    behind: Pencil,
    old: Vec<Tile>,
    new: Vec<Tile>,
}

/// A grapheme in a row.
#[derive(Clone, Copy, Debug)]
struct Tile {
    column: u16,
    width: u16,
    is_changed: bool,
    is_unsettled: bool,
    /// Of a new tile: something of two columns began in it before, or in what it hides.
    was_wide: bool,
}

impl Encoder {
    /// An encoder.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes that make a terminal that shows `old` show `new`; none where both look the same.
    ///
    /// They begin with a move of the cursor, wherever it is, count on no style being set, and leave none.
    /// Buffers of different sizes have nothing in common but what is in both; the caller clears the screen.
    pub fn encode(&mut self, old: &Buffer, new: &Buffer) -> &[u8] {
        draw(&mut self.pencil, old, new, &mut self.old, &mut self.new);
        if self.pencil.out.len() < SHIFTED_FROM || old.area != new.area {
            return &self.pencil.out;
        }
        let Some(shift) = Shift::find(old, new) else {
            return &self.pencil.out;
        };
        let moved = shift.of(old);
        draw(&mut self.behind, &moved, new, &mut self.old, &mut self.new);
        let mut before = Vec::new();
        shift.push(&mut before);
        if before.len() + self.behind.out.len() < self.pencil.out.len() {
            self.behind.out.splice(..0, before);
            std::mem::swap(&mut self.pencil, &mut self.behind);
        }
        &self.pencil.out
    }
}

/// Draws the rows that differ.
fn draw(
    pencil: &mut Pencil,
    old: &Buffer,
    new: &Buffer,
    olds: &mut Vec<Tile>,
    news: &mut Vec<Tile>,
) {
    pencil.start();
    for y in 0..new.area.height {
        let row = row(new, y);
        if y < old.area.height && self::row(old, y) == row {
            continue;
        }
        tile(row, news);
        let before = if y < old.area.height {
            self::row(old, y)
        } else {
            &[]
        };
        tile(before, olds);
        compare(before, olds, row, news);
        pencil.draw_row(y, row, news);
    }
    pencil.finish();
}

fn row(buffer: &Buffer, y: u16) -> &[Cell] {
    let width = usize::from(buffer.area.width);
    let start = usize::from(y) * width;
    &buffer.content[start..start + width]
}

fn tile(row: &[Cell], tiles: &mut Vec<Tile>) {
    tiles.clear();
    let mut column = 0;
    while let Some(cell) = row.get(column) {
        let symbol = cell.symbol();
        let (width, is_unsettled) = match cell.diff_option {
            CellDiffOption::ForcedWidth(width) => (width.get(), true),
            _ if symbol.len() <= 1 => (1, false),
            _ => (symbol.cell_width().max(1), is_unsettled(symbol)),
        };
        tiles.push(Tile {
            column: narrow(column),
            width,
            is_changed: true,
            is_unsettled,
            was_wide: false,
        });
        column += usize::from(width);
    }
}

/// Finds the tiles that have to be drawn.
fn compare(before: &[Cell], old: &[Tile], row: &[Cell], new: &mut [Tile]) {
    let mut olds = old.iter().peekable();
    // Up to this column, cells are hidden by what was drawn before them or is being drawn.
    let mut disturbed = 0;
    for tile in new {
        let mut same = false;
        while let Some(was) = olds.next_if(|was| was.column <= tile.column) {
            let at = usize::from(was.column);
            tile.was_wide |= was.width > 1;
            same = was.column == tile.column
                && was.width == tile.width
                && look_alike(&before[at], &row[at]);
            if !same && was.is_unsettled {
                disturbed = disturbed.max(was.column + was.width.max(2));
            }
        }
        let is_in_it =
            |next: &&Tile| next.width > 1 && next.column < tile.column.saturating_add(tile.width);
        tile.was_wide |= olds.peek().is_some_and(is_in_it);
        tile.is_changed = !same || tile.column < disturbed;
        if tile.is_changed && tile.is_unsettled {
            disturbed = disturbed.max(tile.column + tile.width.max(2));
        }
    }
}

/// Whether two cells cannot be told apart.
fn look_alike(one: &Cell, other: &Cell) -> bool {
    one.symbol() == other.symbol()
        && if is_blank(one) {
            Look::of(one).of_blank() == Look::of(other).of_blank()
        } else {
            Look::of(one) == Look::of(other)
        }
}

fn is_blank(cell: &Cell) -> bool {
    matches!(cell.symbol(), " " | "")
}

/// Where the terminal stands while a frame is written.
#[derive(Debug, Default)]
struct Pencil {
    out: Vec<u8>,
    look: Look,
    /// Where the cursor is, as far as is known.
    row: Option<u16>,
    column: Option<u16>,
    /// Ways to a place, to take the shortest.
    way: Vec<u8>,
    other_way: Vec<u8>,
}

/// From so many bytes on, it is looked whether rows have only moved.
const SHIFTED_FROM: usize = 900;

/// From so many blanks on, erasing them is shorter than writing them.
const ERASED_FROM: u16 = 6;

/// From so many on, also where the cursor must be moved behind them.
const JUMPED_FROM: u16 = 10;

impl Pencil {
    fn start(&mut self) {
        self.out.clear();
        self.look = Look::PLAIN;
        self.row = None;
        self.column = None;
    }

    fn finish(&mut self) {
        self.set(Look::PLAIN);
    }

    fn draw_row(&mut self, y: u16, row: &[Cell], tiles: &[Tile]) {
        let Some(last) = tiles.iter().rposition(|tile| tile.is_changed) else {
            return;
        };
        let can_be_erased = |tile: &Tile| {
            let cell = &row[usize::from(tile.column)];
            is_blank(cell) && Look::of(cell).can_be_erased()
        };
        let written = tiles.iter().rposition(|tile| !can_be_erased(tile));
        // Behind this tile there is nothing.
        let blank_from = written.map_or(0, |written| written + 1);
        let mut at = 0;
        while at <= last {
            let tile = tiles[at];
            if !tile.is_changed {
                at += 1;
                continue;
            }
            let wanted = narrow(last - at + 1);
            if at >= blank_from && wanted > 3 {
                self.go(y, tile.column, row, tiles, at);
                self.prepare_to_erase();
                self.out.extend_from_slice(b"\x1b[K");
                return;
            }
            // mlterm miscounts what it erases where there are wide characters, and leaves some of the stretch.
            let blanks = tiles[at..=last]
                .iter()
                .take_while(|tile| can_be_erased(tile) && !tile.was_wide)
                .count();
            // Those at the end that are blank already are left alone.
            let erased = tiles[at..at + blanks]
                .iter()
                .rposition(|tile| tile.is_changed)
                .map_or(0, |index| index + 1);
            let count = narrow(erased);
            let is_followed = tiles.get(at + erased).is_some_and(|next| next.is_changed);
            let enough = if is_followed {
                JUMPED_FROM
            } else {
                ERASED_FROM
            };
            self.go(y, tile.column, row, tiles, at);
            if count >= enough {
                self.prepare_to_erase();
                self.sequence(count, b'X');
                at += erased;
                continue;
            }
            self.draw(tile, row);
            at += 1;
        }
    }

    /// What is erased takes the ground that is set.
    fn prepare_to_erase(&mut self) {
        if !self.look.can_be_erased() {
            self.set(Look::PLAIN);
        }
    }

    fn draw(&mut self, tile: Tile, row: &[Cell]) {
        let cell = &row[usize::from(tile.column)];
        let columns = narrow(row.len());
        let end = tile.column.saturating_add(tile.width);
        let look = Look::of(cell);
        if is_blank(cell) || end > columns {
            // A character that hangs over the edge cannot be drawn.
            if look.of_blank() != self.look.of_blank() {
                self.set(look);
            }
            let room = usize::from(end.min(columns) - tile.column);
            self.out.extend(std::iter::repeat_n(b' ', room));
            self.column = (end < columns).then_some(end);
            return;
        }
        self.set(look);
        if tile.is_unsettled && tile.width > 1 {
            if look.can_be_erased() && !tile.was_wide {
                self.sequence(tile.width, b'X');
            } else {
                let room = usize::from(tile.width);
                self.out.extend(std::iter::repeat_n(b' ', room));
                self.sequence(tile.column + 1, b'G');
            }
        }
        self.out.extend_from_slice(cell.symbol().as_bytes());
        self.column = (end < columns && !tile.is_unsettled).then_some(end);
        if end >= columns && tile.is_unsettled {
            self.row = None;
        }
    }

    /// Moves the cursor to where tile `at` begins: by a sequence, or by writing again what lies between.
    fn go(&mut self, y: u16, x: u16, row: &[Cell], tiles: &[Tile], at: usize) {
        if self.row == Some(y) && self.column == Some(x) {
            return;
        }
        self.find_way(y, x);
        if self.row == Some(y)
            && let Some(from) = self.column
            && from < x
        {
            let passed = tiles[..at]
                .iter()
                .rev()
                .take_while(|tile| tile.column >= from)
                .count();
            let between = &tiles[at - passed..at];
            let fits = |tile: &Tile| {
                let cell = &row[usize::from(tile.column)];
                let look = Look::of(cell);
                !tile.is_unsettled
                    && (look == self.look
                        || is_blank(cell) && look.of_blank() == self.look.of_blank())
            };
            let length = |tile: &Tile| row[usize::from(tile.column)].symbol().len().max(1);
            if between.iter().all(fits)
                && between.iter().map(length).sum::<usize>() <= self.way.len()
            {
                for tile in between {
                    self.draw(*tile, row);
                }
                return;
            }
        }
        self.out.extend_from_slice(&self.way);
        self.row = Some(y);
        self.column = Some(x);
    }

    /// The shortest sequences to a place.
    fn find_way(&mut self, y: u16, x: u16) {
        self.way.clear();
        self.way.extend_from_slice(b"\x1b[");
        push_number(&mut self.way, y + 1);
        if x > 0 {
            self.way.push(b';');
            push_number(&mut self.way, x + 1);
        }
        self.way.push(b'H');
        let Some(row) = self.row else { return };
        if row == y {
            self.other_way.clear();
            push_column(&mut self.other_way, self.column, x);
            self.keep_shorter();
        } else if row < y {
            if let Some(column) = self.column {
                self.other_way.clear();
                push_sequence(&mut self.other_way, y - row, b'B');
                push_column(&mut self.other_way, Some(column), x);
                self.keep_shorter();
            }
            self.other_way.clear();
            self.other_way.push(b'\r');
            let lines = usize::from(y - row);
            self.other_way.extend(std::iter::repeat_n(b'\n', lines));
            push_column(&mut self.other_way, Some(0), x);
            self.keep_shorter();
        }
    }

    fn keep_shorter(&mut self) {
        if self.other_way.len() < self.way.len() {
            std::mem::swap(&mut self.way, &mut self.other_way);
        }
    }

    fn sequence(&mut self, number: u16, end: u8) {
        push_sequence(&mut self.out, number, end);
    }

    /// Changes the style, by what differs or from the beginning, whichever is shorter.
    fn set(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        let (step, anew) = (&mut self.way, &mut self.other_way);
        step.clear();
        push_difference(step, self.look, look);
        anew.clear();
        push_difference(anew, Look::PLAIN, look);
        self.out.extend_from_slice(b"\x1b[");
        // A reset alone is the empty parameter; with others it is `0;`.
        let reset = if anew.is_empty() { 0 } else { 2 };
        if step.len() <= anew.len() + reset {
            self.out.extend_from_slice(step);
        } else {
            if reset > 0 {
                self.out.extend_from_slice(b"0;");
            }
            self.out.extend_from_slice(anew);
        }
        self.out.push(b'm');
        self.look = look;
    }
}

/// The way along a row, from a column or from wherever the cursor is.
fn push_column(way: &mut Vec<u8>, from: Option<u16>, to: u16) {
    match from {
        Some(from) if from == to => {}
        _ if to == 0 => way.push(b'\r'),
        Some(from) if from > to && from - to <= 3 => {
            way.extend(std::iter::repeat_n(8, usize::from(from - to)));
        }
        // Never longer than the column's number, because it is smaller.
        Some(from) if from < to => push_sequence(way, to - from, b'C'),
        _ => push_sequence(way, to + 1, b'G'),
    }
}

fn push_sequence(out: &mut Vec<u8>, number: u16, end: u8) {
    out.extend_from_slice(b"\x1b[");
    // One is what is meant where nothing is said.
    if number != 1 {
        push_number(out, number);
    }
    out.push(end);
}

/// Columns of a terminal are 16 bits.
fn narrow(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
