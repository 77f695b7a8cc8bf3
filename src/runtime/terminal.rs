//! The terminal: raw mode, frames, and giving it back.
//!
//! A frame is one write, wrapped in synchronized output; a frame in which nothing changed is no write.
//! However the program ends, the terminal is given back as it was.

use std::io::{self, IsTerminal, Stdout, Write};
use std::panic;
use std::thread;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue, style};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::app::Model;
use crate::view::Screen;

/// A terminal that shows frames. Gives itself back when dropped.
pub(super) struct Terminal {
    backend: CrosstermBackend<FrameWriter>,
    shown: Buffer,
    next: Buffer,
    caret: Option<Position>,
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
        let (columns, rows) = crossterm::terminal::size()?;
        let area = Rect::new(0, 0, columns, rows);
        let mut terminal = Self {
            backend: CrosstermBackend::new(FrameWriter::new()),
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            caret: None,
        };
        // The theme decides on colours. Left alone, NO_COLOR would wipe the selection too.
        style::force_color_output(true);
        terminal.take()?;
        Ok(terminal)
    }

    /// Raw mode, and what goes to the terminal before the first frame: with it, in one write.
    fn take(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        queue!(
            self.backend,
            EnterAlternateScreen,
            EnableBracketedPaste,
            cursor::Hide,
            Clear(ClearType::All)
        )?;
        self.shown.reset();
        self.caret = None;
        Ok(())
    }

    /// Gives the terminal to the shell until the program is told to go on.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        #[cfg(unix)]
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        self.take()?;
        self.measure()
    }

    /// Takes the terminal's size, and forgets what it shows: the next frame is drawn whole.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn redraw(&mut self) -> io::Result<()> {
        queue!(self.backend, Clear(ClearType::All))?;
        self.measure()
    }

    fn measure(&mut self) -> io::Result<()> {
        let (columns, rows) = crossterm::terminal::size()?;
        let area = Rect::new(0, 0, columns, rows);
        self.shown = Buffer::empty(area);
        self.next = Buffer::empty(area);
        Ok(())
    }

    /// Shows the model as it is now.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn show(&mut self, model: &mut Model, screen: &mut Screen) -> io::Result<()> {
        let Rect { width, height, .. } = self.next.area;
        screen.settle(model, Size { width, height });
        let caret = screen.render(model, &mut self.next);
        let changes = self.shown.diff(&self.next);
        if changes.is_empty() && caret == self.caret {
            return Backend::flush(&mut self.backend);
        }
        if self.caret.is_some() && !changes.is_empty() {
            // Or it would be seen running about where synchronized output is not known.
            queue!(self.backend, cursor::Hide)?;
        }
        if !changes.is_empty() {
            self.backend.draw(changes.into_iter())?;
        }
        match caret {
            Some(at) => queue!(self.backend, cursor::MoveTo(at.x, at.y), cursor::Show)?,
            None if self.caret.is_some() => queue!(self.backend, cursor::Hide)?,
            None => {}
        }
        self.caret = caret;
        std::mem::swap(&mut self.shown, &mut self.next);
        Backend::flush(&mut self.backend)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// What was taken, in reverse. Nothing can be done about a terminal that is gone.
fn give_back() {
    let _ = execute!(
        io::stdout(),
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
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

/// Collects a frame and writes it at once, as one synchronized update.
struct FrameWriter {
    frame: Vec<u8>,
    out: Stdout,
}

impl FrameWriter {
    fn new() -> Self {
        Self {
            frame: Vec::with_capacity(1 << 14),
            out: io::stdout(),
        }
    }
}

impl Write for FrameWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.frame.is_empty() {
            queue!(self.frame, BeginSynchronizedUpdate)?;
        }
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        queue!(self.frame, EndSynchronizedUpdate)?;
        let mut out = self.out.lock();
        let written = out.write_all(&self.frame).and_then(|()| out.flush());
        self.frame.clear();
        written
    }
}
