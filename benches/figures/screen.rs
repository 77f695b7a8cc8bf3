//! Key to frame: the gesture, the layout, the drawing, and the bytes for the terminal.

use std::cell::Cell;
use std::hint::black_box;
use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Instant;

use planwalk::app::{Code, Event, Key, Look, Menu, Model, update};
use planwalk::document::Document;
use planwalk::language::Language;
use planwalk::runtime::Encoder;
use planwalk::text::Ambiguous;
use planwalk::view::{Colours, Screen, Theme};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Stylize as _;
use ratatui::text::Line;

use super::harness::{Candidate, Effort, group, self_timed, timed};
use super::plans;

const SIZE: Size = Size {
    width: 120,
    height: 36,
};

/// Gestures, each with the key that goes one way and the one that goes back.
const GESTURES: [(&str, Code, Code); 6] = [
    ("move", Code::Down, Code::Up),
    ("page", Code::PageDown, Code::PageUp),
    ("fold and unfold all", Code::Char('<'), Code::Char('>')),
    ("scroll the side pane", Code::Char(' '), Code::Backspace),
    ("status", Code::Char('2'), Code::Char('3')),
    ("progress", Code::Char('+'), Code::Char('-')),
];

/// Notes to write in, in bytes.
const NOTES: [usize; 2] = [1_000, 1_000_000];

/// A terminal that only counts the bytes it gets.
#[derive(Clone, Default)]
struct Counter(Rc<Cell<usize>>);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A window on a plan, drawn into memory.
struct Window {
    size: Size,
    model: Model,
    screen: Screen,
    shown: Buffer,
    next: Buffer,
    encoder: Encoder,
}

impl Window {
    fn open(bytes: Vec<u8>) -> Self {
        Self::sized(bytes, SIZE)
    }

    fn sized(bytes: Vec<u8>, size: Size) -> Self {
        let today = "2021-10-15".parse().expect("is a date");
        let mut model = Model::new(
            Language::Chinese,
            today,
            PathBuf::new(),
            Menu::new(Vec::new()),
        );
        model.open(PathBuf::from("plan.toml"), Document::read(bytes));
        let area = Rect::new(0, 0, size.width, size.height);
        Self {
            size,
            model,
            screen: Screen::new(Theme::new(Colours::True, Look::Dark), Ambiguous::Narrow),
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            encoder: Encoder::new(),
        }
    }

    /// What the check in a thread would have said.
    fn checked(mut self) -> Self {
        if let Some(walk) = self.model.walk_mut() {
            let problems = walk.document().check();
            walk.settle_check(problems);
        }
        self.draw();
        self
    }

    fn press(&mut self, code: Code) -> usize {
        let effects = update(
            &mut self.model,
            Event::Key(Key {
                code,
                ctrl: false,
                alt: false,
            }),
        );
        // Handing the snapshot to the saver is the keyboard's last part in a save.
        black_box(effects);
        self.draw()
    }

    /// Begins a note of so many bytes, a sentence a line, with the caret in its middle.
    fn write(&mut self, bytes: usize) {
        const SENTENCE: &str = "会议听取了汇报，研究了下一步工作，请各单位按月报送进展。\n";
        // The selection may stand on a pillar, which has no notes.
        self.press(Code::Char('.'));
        self.press(Code::Char('o'));
        let text = SENTENCE.repeat(bytes / SENTENCE.len() + 1);
        update(&mut self.model, Event::Paste(text));
        for _ in 0..bytes / SENTENCE.len() / 2 {
            update(&mut self.model, Event::Key(Key::plain(Code::Up)));
        }
        self.draw();
    }

    /// The number of bytes for the terminal.
    fn draw(&mut self) -> usize {
        self.screen.settle(&mut self.model, self.size);
        self.screen.render(&self.model, &mut self.next);
        let written = self.encoder.encode(&self.shown, &self.next).len();
        std::mem::swap(&mut self.shown, &mut self.next);
        written
    }
}

pub fn run(effort: Effort) {
    for &tasks in effort.sizes {
        let bytes = plans::text(tasks).into_bytes();
        first_frame(effort, tasks, &bytes);
        keys(effort, tasks, bytes);
    }
    real_plan();
}

fn first_frame(effort: Effort, tasks: usize, bytes: &[u8]) {
    group(
        &format!("bytes to first frame in memory, {tasks} tasks"),
        effort,
        vec![
            timed("floor: minimal ratatui frame", minimal_frame),
            self_timed("planwalk", || {
                let bytes = bytes.to_vec();
                let start = Instant::now();
                let mut window = Window::open(bytes);
                window.draw();
                let time = start.elapsed();
                drop(window);
                time
            }),
        ],
    );
}

fn keys(effort: Effort, tasks: usize, bytes: Vec<u8>) {
    let window = Window::open(bytes).checked();
    let mut windows: Vec<Window> = Vec::new();
    for _ in 0..GESTURES.len() + NOTES.len() {
        let document = window.model.walk().expect("is open").document().clone();
        let mut copy = Window::open(Vec::new());
        copy.model.open(PathBuf::from("plan.toml"), document);
        copy.draw();
        // Into the middle of the plan, where there is something on all sides.
        for _ in 0..tasks.min(10) {
            copy.press(Code::Down);
        }
        windows.push(copy);
    }
    let mut frame = minimal_list();
    let mut selected = 0;
    let mut candidates: Vec<Candidate<'_>> =
        vec![timed("floor: minimal ratatui list, moved", || {
            selected = (selected + 1) % 30;
            frame(selected)
        })];
    let (writing, walking) = windows.split_at_mut(NOTES.len());
    for ((name, there, back), window) in GESTURES.into_iter().zip(walking.iter_mut()) {
        let mut turn = 0_usize;
        candidates.push(self_timed(name, move || {
            turn += 1;
            let code = if turn.is_multiple_of(2) { there } else { back };
            let start = Instant::now();
            window.press(code);
            start.elapsed()
        }));
    }
    for (bytes, window) in NOTES.into_iter().zip(writing) {
        window.write(bytes);
        candidates.push(self_timed(
            format!("a character in a note of {bytes} bytes"),
            move || {
                let start = Instant::now();
                window.press(Code::Char('字'));
                start.elapsed()
            },
        ));
    }
    group(&format!("key to frame, {tasks} tasks"), effort, candidates);
    let Some(moved) = windows.get_mut(NOTES.len()) else {
        return;
    };
    bytes_of_moves(&format!("{tasks} tasks, 120x36"), moved);
}

/// The bytes that a move of the selection writes: down through at most 200 rows, and up again.
fn bytes_of_moves(name: &str, window: &mut Window) {
    window.press(Code::Home);
    let mut written: Vec<usize> = Vec::new();
    for code in [Code::Down, Code::Up] {
        for _ in 0..200 {
            let bytes = window.press(code);
            if bytes == 0 {
                break;
            }
            written.push(bytes);
        }
    }
    written.sort_unstable();
    if let (Some(worst), Some(median)) = (written.last(), written.get(written.len() / 2)) {
        println!(
            "  a move of the selection, {name}: {median} bytes in the middle, {worst} at most, of {} moves",
            written.len()
        );
    }
}

/// The plan that stands in the repository.
fn real_plan() {
    println!();
    let bytes = include_bytes!("../../plans/xinhuang-2021-h2.toml");
    for (width, height) in [(120, 36), (80, 24)] {
        let mut window = Window::sized(bytes.to_vec(), Size { width, height }).checked();
        bytes_of_moves(&format!("the real plan, {width}x{height}"), &mut window);
    }
}

fn minimal_frame() {
    let mut frame = minimal_list();
    frame(0);
}

/// A list of Chinese lines in a terminal in memory, drawn with the line of this number selected.
fn minimal_list() -> impl FnMut(usize) {
    let area = Rect::new(0, 0, SIZE.width, SIZE.height);
    let options = ratatui::TerminalOptions {
        viewport: ratatui::Viewport::Fixed(area),
    };
    let backend = CrosstermBackend::new(Counter::default());
    let mut terminal = Terminal::with_options(backend, options).expect("memory is a terminal");
    move |selected| {
        let drawn = terminal.draw(|frame| {
            for (row, y) in (0..SIZE.height).enumerate() {
                let line = Line::from("强化思想政治引领，压实主体责任");
                let line = if row == selected {
                    line.reversed()
                } else {
                    line
                };
                frame.render_widget(line, Rect::new(0, y, SIZE.width, 1));
            }
        });
        black_box(drawn.expect("memory takes it").count);
    }
}
