//! Frames as a terminal shows them: whatever was there before, what it shows is what the frame says.

#[path = "pty/widths.rs"]
mod widths;

use std::num::NonZero;

use planwalk::runtime::Encoder;
use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth as _};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr as _;
use widths::{Drawn, Translator, meant};

const AREA: Rect = Rect::new(0, 0, 24, 5);

/// Text at a place, in a style.
#[derive(Clone, Debug)]
struct Stroke {
    x: u16,
    y: u16,
    graphemes: Vec<&'static str>,
    style: Style,
}

fn colour() -> impl Strategy<Value = Option<Color>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(Color::Reset)),
        1 => Just(Some(Color::Rgb(0xe6, 0x9f, 0))),
        1 => Just(Some(Color::Rgb(0, 158, 115))),
        1 => Just(Some(Color::Indexed(243))),
        1 => Just(Some(Color::Black)),
        1 => Just(Some(Color::LightYellow)),
        1 => Just(Some(Color::Gray)),
    ]
}

fn style() -> impl Strategy<Value = Style> {
    let modifiers = vec![
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::ITALIC,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
    ];
    let modifiers = proptest::sample::subsequence(modifiers, 0..=3).prop_map(|mut modifiers| {
        // The emulator knows one of the two only.
        if modifiers.contains(&Modifier::BOLD) {
            modifiers.retain(|modifier| *modifier != Modifier::DIM);
        }
        modifiers
    });
    (colour(), colour(), modifiers).prop_map(|(fg, bg, modifiers)| {
        let mut style = Style::new();
        (style.fg, style.bg) = (fg, bg);
        modifiers.into_iter().fold(style, Style::add_modifier)
    })
}

fn stroke() -> impl Strategy<Value = Stroke> {
    let grapheme = prop_oneof![
        4 => Just(" "),
        2 => proptest::sample::select(vec!["a", "7", ".", "✓", "e\u{301}"]),
        4 => proptest::sample::select(vec!["教", "育", "。", "》", "👍"]),
        3 => proptest::sample::select(vec!["“", "”", "…", "—", "·", "①", "℃"]),
    ];
    let graphemes = prop_oneof![
        3 => proptest::collection::vec(grapheme, 1..14),
        1 => (1_usize..24).prop_map(|count| vec![" "; count]),
    ];
    (0..AREA.width, 0..AREA.height, graphemes, style()).prop_map(|(x, y, graphemes, style)| {
        Stroke {
            x,
            y,
            graphemes,
            style,
        }
    })
}

fn strokes() -> impl Strategy<Value = Vec<Stroke>> {
    proptest::collection::vec(stroke(), 0..12)
}

/// Draws as the program does: cells behind a wide character are empty, a character that would be cut is gone,
/// and where ambiguous characters are wide they claim their second column.
fn buffer(strokes: &[Stroke], laid_out: Drawn) -> Buffer {
    drawn_into(Buffer::empty(AREA), strokes, laid_out)
}

fn drawn_into(mut buffer: Buffer, strokes: &[Stroke], laid_out: Drawn) -> Buffer {
    let columns = buffer.area.width;
    for stroke in strokes {
        let mut x = stroke.x;
        for grapheme in &stroke.graphemes {
            let natural = grapheme.cell_width();
            let wide = laid_out == Drawn::Wide && grapheme.width_cjk() > grapheme.width();
            let width = if wide { 2 } else { natural };
            if x + width > columns {
                break;
            }
            for taken in x..x + width {
                free(&mut buffer, taken, stroke.y);
            }
            let cell = &mut buffer[(x, stroke.y)];
            cell.set_symbol(grapheme).set_style(stroke.style);
            if wide {
                let width = NonZero::new(width).expect("two");
                cell.set_diff_option(CellDiffOption::ForcedWidth(width));
            }
            x += width;
        }
    }
    buffer
}

/// Empties a cell, and the character that reaches into it.
fn free(buffer: &mut Buffer, x: u16, y: u16) {
    for start in x.saturating_sub(1)..=x {
        if start == x || buffer[(start, y)].cell_width() > 1 {
            buffer[(start, y)].reset();
        }
    }
}

fn emulator(area: Rect) -> vt100::Parser {
    let rows = NonZero::new(area.height).expect("rows");
    vt100::Parser::new(rows, NonZero::new(area.width).expect("columns"), 0)
}

fn colour_of(colour: Color) -> vt100::Color {
    match colour {
        Color::Reset => vt100::Color::Default,
        Color::Black => vt100::Color::Idx(0),
        Color::Gray => vt100::Color::Idx(7),
        Color::LightYellow => vt100::Color::Idx(11),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        other => panic!("{other} is not drawn here"),
    }
}

fn is_as_drawn(shown: &vt100::Cell, cell: &Cell) -> bool {
    let is_blank = cell.symbol() == " ";
    let has = |modifier| cell.modifier.contains(modifier);
    let shows_ink = !is_blank
        || cell
            .modifier
            .intersects(Modifier::REVERSED | Modifier::UNDERLINED);
    let text = meant(shown.contents());
    (text == cell.symbol() || is_blank && text.is_empty())
        && shown.bgcolor() == colour_of(cell.bg)
        && shown.underline() == has(Modifier::UNDERLINED)
        && shown.inverse() == has(Modifier::REVERSED)
        && (!shows_ink
            || shown.fgcolor() == colour_of(cell.fg)
                && shown.bold() == has(Modifier::BOLD)
                && shown.dim() == has(Modifier::DIM)
                && shown.italic() == has(Modifier::ITALIC))
}

/// Checks each grapheme where the buffer has it.
fn differences(screen: &vt100::Screen, buffer: &Buffer) -> Vec<String> {
    let mut wrong = Vec::new();
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            let shown = screen.cell(y, x).expect("a cell");
            if !is_as_drawn(shown, cell) {
                wrong.push(format!("{x},{y}: {cell:?} is shown as {shown:?}"));
            }
            let end = x + cell.cell_width().max(1);
            // The terminal may have drawn it in one column: then there is nothing behind it, in the same colours.
            for hidden in x + 1..end {
                let shown = screen.cell(y, hidden).expect("a cell");
                let mut blank = cell.clone();
                blank.set_symbol(" ");
                if !shown.is_wide_continuation() && !is_as_drawn(shown, &blank) {
                    wrong.push(format!("{hidden},{y}: behind {cell:?} there is {shown:?}"));
                }
            }
            x = end;
        }
    }
    wrong
}

/// Where some columns are erased, and how many.
fn erasures(bytes: &[u8]) -> Vec<(usize, u16)> {
    let mut erasures = Vec::new();
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == 0x1b) {
        let digits = bytes[at + 2..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        let end = at + 2 + digits.count();
        if bytes.get(end) == Some(&b'X') {
            let count = std::str::from_utf8(&bytes[at + 2..end]).expect("digits");
            erasures.push((at, count.parse().unwrap_or(1)));
        }
    }
    erasures
}

/// Whether a terminal could miscount the columns from its cursor on.
fn nothing_wide_is_erased(screen: &vt100::Screen, count: u16) {
    let (row, column) = screen.cursor_position();
    for column in column..column + count {
        let cell = screen.cell(row, column).expect("a cell");
        let is_wide = cell.is_wide() || cell.is_wide_continuation();
        assert!(!is_wide, "{column},{row}: {cell:?}");
    }
}

/// Shows frames one after the other and checks each.
fn shows(frames: &[Buffer], drawn: Drawn) {
    shown_and(frames, drawn, |_, _| {});
}

/// The same, and looks at each sequence that erases some columns, before it is carried out.
fn shown_and(frames: &[Buffer], drawn: Drawn, look: impl Fn(&vt100::Screen, u16)) {
    let mut encoder = Encoder::new();
    let area = frames.first().map_or(AREA, |frame| frame.area);
    let mut emulator = emulator(area);
    let mut translator = Translator::new(drawn);
    let mut shown = Buffer::empty(area);
    for frame in frames {
        let bytes = encoder.encode(&shown, frame).to_vec();
        let mut from = 0;
        for (at, count) in erasures(&bytes) {
            emulator.process(&translator.given(&bytes[from..at]));
            look(emulator.screen(), count);
            from = at;
        }
        emulator.process(&translator.given(&bytes[from..]));
        let wrong = differences(emulator.screen(), frame);
        assert!(
            wrong.is_empty(),
            "{}\n{}",
            wrong.join("\n"),
            bytes.escape_ascii()
        );
        let again = encoder.encode(frame, frame);
        assert!(again.is_empty(), "an unchanged frame is no bytes");
        shown = frame.clone();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_narrow_terminal_shows_the_frame(frames in proptest::collection::vec(strokes(), 1..4)) {
        let frames: Vec<Buffer> = frames.iter().map(|strokes| buffer(strokes, Drawn::Narrow)).collect();
        shows(&frames, Drawn::Narrow);
    }

    /// Laid out for wide characters, a frame is right however wide the terminal then draws them.
    #[test]
    fn a_wide_layout_is_right_in_any_terminal(
        frames in proptest::collection::vec(strokes(), 1..4),
        drawn in prop_oneof![Just(Drawn::Narrow), Just(Drawn::Wide)],
    ) {
        let frames: Vec<Buffer> = frames.iter().map(|strokes| buffer(strokes, Drawn::Wide)).collect();
        shows(&frames, drawn);
    }

    /// Laid out narrow in a terminal that is wide after all, nothing is shifted: every character of settled
    /// width stands where it should.
    #[test]
    fn a_narrow_layout_never_shifts_in_a_wide_terminal(
        frames in proptest::collection::vec(strokes(), 1..4),
    ) {
        let mut encoder = Encoder::new();
        let mut emulator = emulator(AREA);
        let mut translator = Translator::new(Drawn::Wide);
        let mut shown = Buffer::empty(AREA);
        for strokes in &frames {
            let mut frame = buffer(strokes, Drawn::Narrow);
            // What stands in the last column has no room to be wider.
            for y in 0..AREA.height {
                if frame[(AREA.width - 1, y)].symbol().width_cjk() > 1 {
                    frame[(AREA.width - 1, y)].reset();
                }
            }
            let bytes = encoder.encode(&shown, &frame).to_vec();
            emulator.process(&translator.given(&bytes));
            for y in 0..AREA.height {
                let mut x = 0;
                while x < AREA.width {
                    let cell = &frame[(x, y)];
                    if cell.symbol().width_cjk() == cell.symbol().width() {
                        let seen = emulator.screen().cell(y, x).expect("a cell");
                        prop_assert!(is_as_drawn(seen, cell), "{x},{y}: {cell:?} is {seen:?}");
                    }
                    x += cell.cell_width().max(1);
                }
            }
            shown = frame;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A list that scrolls beside a text that changes, between a head and a foot.
    #[test]
    fn what_scrolls_is_shown_too(
        list in proptest::collection::vec(stroke(), 40),
        sides in proptest::collection::vec(stroke(), 6),
        offsets in proptest::collection::vec(0_usize..24, 2..6),
        drawn in prop_oneof![Just(Drawn::Narrow), Just(Drawn::Wide)],
    ) {
        let mut offset = 0;
        let frames: Vec<Buffer> = offsets
            .iter()
            .enumerate()
            .map(|(turn, far)| {
                // Mostly by a few rows, sometimes far.
                offset = if *far < 8 { (offset + far).saturating_sub(4) } else { *far };
                let mut strokes = vec![sides[turn].clone()];
                for (y, stroke) in (1..15).zip(&list[offset..]) {
                    let mut stroke = stroke.clone();
                    stroke.graphemes = stroke.graphemes.repeat(3);
                    (stroke.x, stroke.y) = (0, y);
                    strokes.push(stroke);
                }
                strokes.extend(sides.iter().cycle().skip(turn).take(3).map(|side| Stroke {
                    x: 40,
                    y: side.y * 3,
                    ..side.clone()
                }));
                drawn_into(Buffer::empty(Rect::new(0, 0, 60, 16)), &strokes, drawn)
            })
            .collect();
        shows(&frames, drawn);
    }
}

fn line(text: &str, style: Style) -> Buffer {
    let mut buffer = Buffer::empty(AREA);
    buffer.set_string(0, 0, text, style);
    buffer
}

fn bytes(old: &Buffer, new: &Buffer) -> String {
    let mut encoder = Encoder::new();
    let bytes = encoder.encode(old, new).to_vec();
    String::from_utf8(bytes)
        .expect("text")
        .replace('\u{1b}', "^")
}

#[test]
fn text_is_written_without_moves_and_the_rest_of_a_row_is_erased() {
    let plain = Style::new();
    let empty = line("", plain);
    assert_eq!(bytes(&empty, &line("教育局", plain)), "^[1H教育局");
    let old = line("教育局的计划", plain);
    assert_eq!(bytes(&old, &line("教育", plain)), "^[1;5H^[K");
    assert_eq!(bytes(&old, &line("教育局的规划", plain)), "^[1;9H规");
    let reversed = plain.add_modifier(Modifier::REVERSED);
    assert_eq!(bytes(&empty, &line("教育", reversed)), "^[1H^[7m教育^[m");
}

#[test]
fn a_short_gap_is_written_again_and_a_long_one_is_jumped_over() {
    let plain = Style::new();
    let old = line("a-b 教育局的 c", plain);
    assert_eq!(bytes(&old, &line("x-y 教育局的 c", plain)), "^[1Hx-y");
    assert_eq!(bytes(&old, &line("a-y 教育局的 z", plain)), "^[1;3Hy^[10Cz");
}

/// A window on a list.
fn scrolled(list: &[Stroke], offset: usize) -> Buffer {
    let strokes = (1..15).zip(&list[offset..]).map(|(y, stroke)| {
        let graphemes = stroke.graphemes.repeat(3);
        Stroke {
            x: 0,
            y,
            graphemes,
            ..stroke.clone()
        }
    });
    let strokes: Vec<Stroke> = strokes.collect();
    drawn_into(
        Buffer::empty(Rect::new(0, 0, 60, 16)),
        &strokes,
        Drawn::Wide,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Terminals disagree about what happens then.
    #[test]
    fn nothing_wide_is_ever_erased_by_columns(
        frames in proptest::collection::vec(strokes(), 2..5),
        list in proptest::collection::vec(stroke(), 20),
        offsets in proptest::collection::vec(0_usize..5, 2..5),
    ) {
        let frames: Vec<Buffer> = frames.iter().map(|strokes| buffer(strokes, Drawn::Wide)).collect();
        shown_and(&frames, Drawn::Wide, nothing_wide_is_erased);
        let frames: Vec<Buffer> = offsets.iter().map(|offset| scrolled(&list, *offset)).collect();
        shown_and(&frames, Drawn::Wide, nothing_wide_is_erased);
    }
}

/// mlterm miscounts columns that it erases: of wide characters it leaves some.
#[test]
fn what_was_wide_is_written_over_and_what_was_narrow_is_erased() {
    let plain = Style::new();
    let new = line("                x", plain);
    assert_eq!(
        bytes(&line("教育局的计划    x", plain), &new),
        "^[1H            "
    );
    assert_eq!(bytes(&line("abcdefghijkl    x", plain), &new), "^[1H^[12X");
}

#[test]
fn an_emoji_of_two_widths_does_not_shift_what_follows() {
    let frame = line("\u{26a0}\u{fe0f}教育", Style::new());
    assert_eq!(
        bytes(&line("", Style::new()), &frame),
        "^[1H^[2X\u{26a0}\u{fe0f}^[3G教育"
    );
}

#[test]
fn an_ambiguous_character_gets_both_its_cells_and_the_cursor_is_placed_behind_it() {
    let strokes = |style| {
        [Stroke {
            x: 0,
            y: 0,
            graphemes: vec!["“", "教", "”"],
            style,
        }]
    };
    let empty = Buffer::empty(AREA);
    let plain = buffer(&strokes(Style::new()), Drawn::Wide);
    assert_eq!(bytes(&empty, &plain), "^[1H^[2X“^[3G教^[2X”");
    // A ground of another colour cannot be erased to everywhere.
    let reversed = buffer(&strokes(Style::new().reversed()), Drawn::Wide);
    assert_eq!(bytes(&empty, &reversed), "^[1H^[7m  ^[G“^[3G教  ^[5G”^[m");
}

#[test]
fn what_is_switched_off_in_pairs_is_switched_on_again() {
    let colour = Style::new().fg(Color::Rgb(230, 159, 0));
    let mut frame = line("ab", colour.add_modifier(Modifier::BOLD));
    frame[(0, 0)].set_style(colour.add_modifier(Modifier::DIM));
    assert_eq!(
        bytes(&line("", Style::new()), &frame),
        "^[1H^[1;2;38;2;230;159;0ma^[22;1mb^[m"
    );
}
