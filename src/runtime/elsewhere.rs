//! Keys elsewhere than on Unix.
//!
//! Owns what `input` and `tty` own there, as far as consoles that are no files allow: keys, pastes and sizes,
//! and no questions to the terminal.

use std::io::{self, Stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::decoder::Token;
use super::hang_up::HangUp;
use super::probe::{Begun, Late};
use crate::app::{Code, Event, Key};

/// How often it is looked whether the keyboard should be let go of.
const LOOK: Duration = Duration::from_millis(200);

/// The thread that waits for keys.
pub(super) struct Keyboard {
    is_stopped: Arc<AtomicBool>,
    thread: thread::JoinHandle<()>,
}

impl Keyboard {
    /// Waits for keys until told to stop.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn listen(
        events: Sender<Event>,
        hang_up: HangUp,
        _late: Late,
        _begun: Begun,
    ) -> io::Result<Self> {
        let is_stopped = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&is_stopped);
        let thread = thread::Builder::new()
            .name("keys".to_owned())
            .spawn(move || {
                while !told.load(Ordering::Relaxed) {
                    let event = match event::poll(LOOK)
                        .and_then(|is_there| is_there.then(event::read).transpose())
                    {
                        Ok(Some(event)) => translate(event),
                        Ok(None) => None,
                        Err(_) => return hang_up.tell(),
                    };
                    if let Some(event) = event
                        && events.send(event).is_err()
                    {
                        return;
                    }
                }
            })?;
        Ok(Self { is_stopped, thread })
    }

    /// Lets go of the terminal.
    pub fn let_go(self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
    }
}

/// What was typed while the terminal was asked.
pub(super) fn typed(_tokens: Vec<Token>, _events: &Sender<Event>) {}

/// Where frames go.
pub(super) fn output() -> io::Result<Stdout> {
    Ok(io::stdout())
}

/// There are no signals.
pub(super) fn signals(_events: Sender<Event>, _hang_up: HangUp) -> io::Result<()> {
    Ok(())
}

fn translate(event: event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) => translate_key(key).map(Event::Key),
        event::Event::Paste(text) => Some(Event::Paste(text)),
        event::Event::Resize(..) => Some(Event::Resize),
        _ => None,
    }
}

/// The key, unless it was let go or is none that a command can have.
fn translate_key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(character) => Code::Char(character),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    Some(Key {
        code,
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event.modifiers.contains(KeyModifiers::ALT),
    })
}
