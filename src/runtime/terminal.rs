//! The terminal: raw mode, frames, and giving it back.
//!
//! A frame is one write, wrapped in synchronized output; a frame in which nothing changed is no write.
//! However the program ends, the terminal is given back as it was. While it is lent to another program,
//! nothing is written.

use std::io::{self, IsTerminal, Write};
use std::panic;
use std::thread;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, DisableLineWrap, EnableLineWrap,
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, queue};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use super::children;
use super::encoder::Encoder;
use super::input;
use super::probe::{self, Begun};
use crate::app::Model;
use crate::view::Screen;

/// Presses, releases, and movements with a button down; in decimal numbers, so that wide windows work. Not
/// all movements, which would wake the program up for nothing.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// A terminal that shows frames. Gives itself back when dropped.
pub(super) struct Terminal {
    out: Box<dyn Write>,
    encoder: Encoder,
    shown: Buffer,
    next: Buffer,
    caret: Option<Position>,
    /// What goes out with the next frame, before it.
    ahead: Vec<u8>,
    has_mouse: bool,
    is_lent: bool,
}

impl Terminal {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// There is none.
    pub fn enter() -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let area = area()?;
        let mut terminal = Self {
            out: Box::new(input::output()?),
            encoder: Encoder::new(),
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            caret: None,
            ahead: Vec::new(),
            has_mouse: false,
            is_lent: false,
        };
        terminal.take()?;
        Ok(terminal)
    }

    /// Raw mode, and what goes to the terminal before a frame.
    fn take(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        // A character that is wider than it should be is cut at the edge, and never breaks a row.
        queue!(
            self.ahead,
            EnterAlternateScreen,
            EnableBracketedPaste,
            DisableLineWrap,
            cursor::Hide,
            Clear(ClearType::All)
        )?;
        if self.has_mouse {
            self.ahead.extend_from_slice(MOUSE_ON);
        }
        self.caret = None;
        self.is_lent = false;
        Ok(())
    }

    /// Asks the terminal what it is, in the first row, before anything is shown.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn ask(&mut self, asks_width: bool) -> io::Result<Begun> {
        queue!(self.ahead, cursor::MoveTo(0, 0))?;
        self.ahead.extend(probe::questions(asks_width));
        let answers = probe::ask(&mut self.out, &self.ahead);
        self.ahead.clear();
        answers
    }

    /// Gives the terminal to the shell until the program is told to go on. If there is no shell that could tell it, as
    /// in a window that was opened for it alone, it goes on at once: the system passes the signal over then.
    ///
    /// The signal is for all that the shell began together, as from its own keyboard: a script that started the program
    /// would go on waiting for it, and the shell for the script.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn suspend(&mut self) -> io::Result<()> {
        self.lend();
        #[cfg(unix)]
        children::suspend_all()?;
        self.take_back()
    }

    /// Gives the terminal to another program.
    pub fn lend(&mut self) {
        self.is_lent = true;
        // What was to go out with a frame is done anew when it is taken back.
        self.ahead.clear();
        give_back();
    }

    /// Takes back what was lent: the next frame is drawn whole.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn take_back(&mut self) -> io::Result<()> {
        self.take()?;
        self.measure()
    }

    /// Whether another program has it.
    pub fn is_lent(&self) -> bool {
        self.is_lent
    }

    /// Lets the mouse be ours, or the terminal's own.
    pub fn set_mouse(&mut self, has_mouse: bool) {
        if self.has_mouse == has_mouse {
            return;
        }
        self.has_mouse = has_mouse;
        if !self.is_lent {
            let sequence = if has_mouse { MOUSE_ON } else { MOUSE_OFF };
            self.ahead.extend_from_slice(sequence);
        }
    }

    /// Takes the terminal's size, and forgets what it shows: the next frame is drawn whole.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn redraw(&mut self) -> io::Result<()> {
        if self.is_lent {
            // Taken back, it is drawn whole anyway.
            return Ok(());
        }
        queue!(self.ahead, Clear(ClearType::All))?;
        self.measure()
    }

    fn measure(&mut self) -> io::Result<()> {
        let area = area()?;
        self.shown = Buffer::empty(area);
        self.next = Buffer::empty(area);
        Ok(())
    }

    /// Shows the model as it is now, unless the terminal is lent.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn show(&mut self, model: &mut Model, screen: &mut Screen) -> io::Result<()> {
        if self.is_lent {
            return Ok(());
        }
        let Rect { width, height, .. } = self.next.area;
        screen.settle(model, Size { width, height });
        let caret = screen.render(model, &mut self.next);
        let drawn = self.encoder.encode(&self.shown, &self.next);
        if drawn.is_empty() && caret == self.caret && self.ahead.is_empty() {
            return Ok(());
        }
        let mut frame = Vec::with_capacity(self.ahead.len() + drawn.len() + 64);
        queue!(frame, BeginSynchronizedUpdate)?;
        frame.append(&mut self.ahead);
        if self.caret.is_some() && !drawn.is_empty() {
            // Or it would be seen running about where synchronized output is not known.
            queue!(frame, cursor::Hide)?;
        }
        frame.extend_from_slice(drawn);
        match caret {
            Some(at) => queue!(frame, cursor::MoveTo(at.x, at.y), cursor::Show)?,
            None if self.caret.is_some() => queue!(frame, cursor::Hide)?,
            None => {}
        }
        queue!(frame, EndSynchronizedUpdate)?;
        self.caret = caret;
        std::mem::swap(&mut self.shown, &mut self.next);
        self.out.write_all(&frame)?;
        self.out.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if !self.is_lent {
            give_back();
        }
    }
}

fn area() -> io::Result<Rect> {
    let (columns, rows) = crossterm::terminal::size()?;
    Ok(Rect::new(0, 0, columns, rows))
}

/// What was taken, in reverse. Nothing can be done about a terminal that is gone.
fn give_back() {
    let mut out = MOUSE_OFF.to_vec();
    let _ = queue!(
        out,
        EnableLineWrap,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let mut stdout = io::stdout().lock();
    let _ = stdout.write_all(&out);
    let _ = stdout.flush();
    let _ = disable_raw_mode();
}

/// Gives the terminal back before a panic is reported, so that the report can be read. A panic of a
/// worker is not reported here, in the middle of the screen: its job answers with a failure.
pub(super) fn give_back_on_panic() {
    let report = panic::take_hook();
    let main = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == main {
            give_back();
            report(info);
        }
    }));
}
