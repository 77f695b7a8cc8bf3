//! The threads that wait for keys and for signals.
//!
//! They only translate and pass on. Signals have a thread of their own, because waiting for keys does
//! not return when the terminal is gone.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::{Code, Event, Key};

/// Waits for keys until the terminal is gone, which ends the program as a hang-up does.
pub(super) fn keys(events: Sender<Event>) -> io::Result<()> {
    thread::Builder::new()
        .name("keys".to_owned())
        .spawn(move || {
            loop {
                match event::read() {
                    Ok(read) => {
                        if let Some(event) = translate(read)
                            && events.send(event).is_err()
                        {
                            return;
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(_) => {
                        // Nobody listens only if the program is ending already.
                        let _ = events.send(Event::Terminate);
                        return;
                    }
                }
            }
        })?;
    Ok(())
}

fn translate(event: event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) => translate_key(key).map(Event::Key),
        event::Event::Paste(text) => Some(Event::Paste(text)),
        // The signal tells of it, from the first frame on; crossterm only once it waits for keys.
        #[cfg(unix)]
        event::Event::Resize(..) => None,
        #[cfg(not(unix))]
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

/// Waits for the signals that ask the program to end, or tell it of another size.
#[cfg(unix)]
pub(super) fn signals(events: Sender<Event>) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH, SIGXFSZ};
    use signal_hook::iterator::Signals;

    // With a handler, a file that grows too large is an error of one write, not the program's death.
    signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default())?;
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGWINCH])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                let event = match signal {
                    SIGINT => Event::Interrupt,
                    SIGWINCH => Event::Resize,
                    _ => Event::Terminate,
                };
                if events.send(event).is_err() {
                    return;
                }
            }
        })?;
    Ok(())
}

/// Elsewhere than on Unix there are none.
#[cfg(not(unix))]
pub(super) fn signals(_events: Sender<Event>) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_when_pressed_and_not_when_let_go() {
        let mut event = KeyEvent::new(KeyCode::Char('R'), KeyModifiers::CONTROL);
        let key = translate_key(event).expect("a key");
        assert_eq!(key.folded(), Key::ctrl('r'));
        event.kind = KeyEventKind::Repeat;
        assert!(translate_key(event).is_some());
        event.kind = KeyEventKind::Release;
        assert_eq!(translate_key(event), None);
        let tab = KeyEvent::new(KeyCode::Tab, KeyModifiers::SHIFT);
        assert_eq!(translate_key(tab), Some(Key::plain(Code::BackTab)));
    }
}
