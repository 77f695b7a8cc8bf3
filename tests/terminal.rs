//! The program in terminals of several kinds: what they draw is what was laid out, whatever they are asked
//! and however they answer.

mod pty;

use std::fs;
use std::time::{Duration, Instant};

use planwalk::app::{Code, Event, Key, Look, Menu, Model, update};
use planwalk::document::Document;
use planwalk::language::Language;
use planwalk::text::{Ambiguous, with_twins};
use planwalk::view::{Colours, Screen, Theme};
use pty::widths::{Drawn, meant};
use pty::{Pose, Setup, Terminal};
use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::layout::{Rect, Size};

const PLAN: &str = include_str!("../plans/xinhuang-2021-h2.toml");
const NAME: &str = "plans/a.toml";

const WIDE: Pose = Pose {
    drawn: Drawn::Wide,
    ..Pose::DARK
};

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("plans")).expect("a folder");
    fs::write(folder.path().join(NAME), PLAN).expect("a plan");
    folder
}

fn start(folder: &tempfile::TempDir, args: &[&str], size: (u16, u16), pose: Pose) -> Terminal {
    let mut setup = Setup::new(folder.path(), args);
    (setup.size, setup.pose) = (size, pose);
    setup.start()
}

/// What the program should show: the same gestures, drawn into memory.
struct Expected {
    model: Model,
    screen: Screen,
    buffer: Buffer,
}

impl Expected {
    fn new((width, height): (u16, u16), ambiguous: Ambiguous) -> Self {
        let today = chrono::Local::now().date_naive();
        let menu = Menu::new(Vec::new());
        let mut model = Model::new(Language::Chinese, today, "plans".into(), menu);
        let document = Document::read(PLAN.as_bytes().to_vec());
        model.open(NAME.into(), document);
        let mut expected = Self {
            model,
            screen: Screen::new(Theme::new(Colours::Many, Look::Dark), ambiguous),
            buffer: Buffer::empty(Rect::new(0, 0, width, height)),
        };
        expected.draw();
        expected
    }

    fn press(&mut self, code: Code) {
        update(&mut self.model, Event::Key(Key::plain(code)));
        self.draw();
    }

    fn draw(&mut self) {
        let Rect { width, height, .. } = self.buffer.area;
        self.screen.settle(&mut self.model, Size { width, height });
        self.screen.render(&self.model, &mut self.buffer);
    }

    /// Whether every character stands where it was laid out, and nothing else is there.
    fn is_shown(&self, screen: &vt100::Screen) -> bool {
        let area = self.buffer.area;
        (0..area.height).all(|y| {
            let mut x = 0;
            let mut is_shown = true;
            while x < area.width {
                let cell = &self.buffer[(x, y)];
                let seen = meant(screen.cell(y, x).expect("a cell").contents());
                let seen = if seen.is_empty() { " " } else { &seen };
                is_shown &= seen == cell.symbol();
                x += cell.cell_width().max(1);
            }
            is_shown
        })
    }

    fn text(&self) -> String {
        let symbols = self.buffer.content.iter().map(|cell| cell.symbol());
        symbols.collect()
    }
}

/// Goes through the whole plan and compares every frame. Gives all that was shown.
fn walks_through(args: &[&str], size: (u16, u16), pose: Pose, ambiguous: Ambiguous) -> String {
    let folder = folder();
    let args: Vec<&str> = args.iter().copied().chain([NAME]).collect();
    let mut terminal = start(&folder, &args, size, pose);
    let mut expected = Expected::new(size, ambiguous);
    let mut seen = String::new();
    let keys: [(&str, &[u8], Code); 3] = [
        ("down", b"j", Code::Char('j')),
        ("on in the text", b" ", Code::Char(' ')),
        ("help", b"?", Code::Char('?')),
    ];
    terminal.wait_until("the first frame", |screen| expected.is_shown(screen));
    for row in 0..26 {
        for (name, bytes, code) in &keys[..if row == 25 { 3 } else { 2 }] {
            terminal.send(bytes);
            expected.press(*code);
            terminal.wait_until(&format!("{name} in row {row}"), |screen| {
                expected.is_shown(screen)
            });
            seen.push_str(&expected.text());
        }
    }
    seen
}

#[test]
fn a_terminal_that_draws_wide_loses_nothing_and_shifts_nothing() {
    for size in [(120, 36), (80, 24), (60, 18)] {
        let seen = walks_through(&["open"], size, WIDE, Ambiguous::Wide);
        for quote in ["“", "”"] {
            assert!(seen.contains(quote), "{quote}");
        }
    }
}

#[test]
fn a_terminal_that_draws_narrow_shows_what_was_laid_out() {
    for size in [(120, 36), (80, 24), (60, 18)] {
        let seen = walks_through(&["open"], size, Pose::DARK, Ambiguous::Narrow);
        assert!(seen.contains('“'));
    }
}

#[test]
fn a_wide_layout_is_right_in_a_narrow_terminal_too() {
    let args = ["open", "--ambiguous=wide"];
    walks_through(&args, (80, 24), Pose::DARK, Ambiguous::Wide);
}

#[test]
fn twins_are_right_however_a_terminal_draws() {
    for pose in [Pose::DARK, WIDE] {
        // Before the command, too.
        let args = ["--ambiguous", "substitute", "open"];
        let seen = walks_through(&args, (80, 24), pose, Ambiguous::Substitute);
        assert!(seen.contains('"'));
        assert_eq!(with_twins(&seen), seen, "nothing unsettled is drawn");
    }
}

#[test]
fn a_terminal_that_says_nothing_costs_a_moment_and_no_key() {
    let folder = folder();
    let silent = Pose {
        answers: false,
        ..Pose::DARK
    };
    let start = Instant::now();
    let mut terminal = start_at_once(&folder, silent);
    // Typed while it is being asked.
    terminal.send(b"..4");
    terminal.wait_for("改为 滞后");
    let time = start.elapsed();
    assert!(time < Duration::from_secs(5), "{time:?}");
    // The answers come after all, as over a slow line: no key is in them.
    terminal.send(LATE_ANSWERS);
    terminal.press("。");
    terminal.wait_until("the next task", |screen| {
        !screen.contents().contains("改为 滞后")
    });
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    let text = fs::read_to_string(folder.path().join(NAME)).expect("a plan");
    let changed = |(old, new): &(&str, &str)| old != new;
    let changes: Vec<_> = PLAN.lines().zip(text.lines()).filter(changed).collect();
    assert_eq!(
        changes,
        [("status = \"not-started\"", "status = \"off-track\"")]
    );
}

const LATE_ANSWERS: &[u8] = b"\x1b[1;3R\x1b]11;rgb:1111/2222/3333\x1b\\\x1b[?62;22c";

#[test]
fn answers_that_come_after_the_first_frame_count() {
    let folder = folder();
    let slow = Pose {
        answers: false,
        ..WIDE
    };
    let mut terminal = start_at_once(&folder, slow);
    terminal.wait_for("计划概况");
    terminal.send(LATE_ANSWERS);
    let mut expected = Expected::new((80, 24), Ambiguous::Wide);
    terminal.wait_until("laid out wide", |screen| expected.is_shown(screen));
    terminal.press("Down");
    expected.press(Code::Down);
    terminal.wait_until("the next row", |screen| expected.is_shown(screen));
}

fn start_at_once(folder: &tempfile::TempDir, pose: Pose) -> Terminal {
    start(folder, &[], (80, 24), pose)
}

#[test]
fn a_key_that_comes_in_pieces_is_one_key() {
    let folder = folder();
    let mut terminal = start_at_once(&folder, Pose::DARK);
    let mut expected = Expected::new((80, 24), Ambiguous::Narrow);
    terminal.wait_until("the plan", |screen| expected.is_shown(screen));
    terminal.send(b"\x1b[");
    terminal.send(b"B");
    expected.press(Code::Down);
    terminal.wait_until("one row down", |screen| expected.is_shown(screen));
}

/// The inks that are used on the screen.
fn inks(terminal: &Terminal) -> Vec<vt100::Color> {
    let mut inks = Vec::new();
    terminal.wait_until("the plan", |screen| {
        let cells = (0..24).flat_map(|y| (0..80).map(move |x| (y, x)));
        let cells = cells.filter_map(|(y, x)| screen.cell(y, x));
        screen.contents().contains("计划概况")
            && cells
                .filter(|cell| cell.has_contents())
                .any(|cell| cell.fgcolor() != vt100::Color::Default)
    });
    terminal.look(|screen| {
        for y in 0..24 {
            for x in 0..80 {
                let ink = screen.cell(y, x).expect("a cell").fgcolor();
                if !inks.contains(&ink) {
                    inks.push(ink);
                }
            }
        }
    });
    inks
}

#[test]
fn what_steps_back_has_the_grey_of_the_ground() {
    let dark = vt100::Color::Idx(248);
    let light = vt100::Color::Idx(240);
    let either = vt100::Color::Idx(243);
    for (ground, expected) in [
        (Some([0x1e, 0x1e, 0x1e]), dark),
        (Some([0xfd, 0xf6, 0xe3]), light),
        (None, either),
    ] {
        let folder = folder();
        let pose = Pose {
            ground,
            ..Pose::DARK
        };
        let inks = inks(&start_at_once(&folder, pose));
        assert!(inks.contains(&expected), "{ground:?}: {inks:?}");
    }
}

#[test]
fn what_was_switched_on_is_switched_off_at_the_end() {
    let folder = folder();
    let mut terminal = start_at_once(&folder, Pose::DARK);
    terminal.wait_for("计划概况");
    terminal.press("q");
    terminal.ended();
    let raw = terminal.raw();
    let last = |bytes: &[u8]| raw.windows(bytes.len()).rposition(|some| some == bytes);
    for (on, off) in [
        ("\x1b[?1049h", "\x1b[?1049l"),
        ("\x1b[?2004h", "\x1b[?2004l"),
        ("\x1b[?7l", "\x1b[?7h"),
        ("\x1b[?25l", "\x1b[?25h"),
    ] {
        let (on_at, off_at) = (last(on.as_bytes()), last(off.as_bytes()));
        assert!(on_at.is_some() && on_at < off_at, "{off:?}");
    }
    for off in ["\x1b[?1000l", "\x1b[?1002l", "\x1b[?1006l"] {
        assert!(last(off.as_bytes()).is_some(), "{off:?}");
    }
}
