//! The threads that wait for keys and for signals.
//!
//! They only translate and pass on. Signals have a thread of their own, because they come whether or not
//! keys are waited for. The keyboard can be let go of at any moment, for a program that gets the terminal.

use std::fs::File;
use std::io;
use std::mem;
use std::os::fd::AsFd as _;
use std::sync::PoisonError;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use super::decoder::{Mouse, Movement, Token};
use super::hang_up::HangUp;
use super::probe::{Begun, Late};
use super::tty::{Tty, Woken};
use crate::app::{Event, Gesture, Pointer, Under};

/// How soon the rest of a sequence follows its beginning, on any line that a person can work on.
const REST: Duration = Duration::from_millis(50);

/// How soon a second press must follow the first to be a double one.
const DOUBLE: Duration = Duration::from_millis(400);

/// The thread that waits for keys.
pub(super) struct Keyboard {
    /// Letting go of it wakes the thread up.
    stop: io::PipeWriter,
    thread: thread::JoinHandle<()>,
}

impl Keyboard {
    /// Waits for keys until told to stop, or until the terminal is gone, which ends the program as a hang-up
    /// does. What was begun to be read goes on. Answers that come late are left in `late`, and everything is
    /// drawn again.
    ///
    /// # Errors
    /// There is no terminal, or the system gives no thread.
    pub fn listen(
        events: Sender<Event>,
        hang_up: HangUp,
        late: Late,
        begun: Begun,
    ) -> io::Result<Self> {
        let tty = Tty::open()?;
        let (stopped, stop) = io::pipe()?;
        let thread = thread::Builder::new()
            .name("keys".to_owned())
            .spawn(move || {
                if matches!(
                    read(&tty, &stopped, &events, &late, begun),
                    Ok(Woken::Gone) | Err(_)
                ) {
                    hang_up.tell();
                }
            })?;
        Ok(Self { stop, thread })
    }

    /// Lets go of the terminal: what is typed from now on is read by whoever has it.
    pub fn let_go(self) {
        drop(self.stop);
        // It panics nowhere; and if it did, it would not read any more either.
        let _ = self.thread.join();
    }
}

fn read(
    tty: &Tty,
    stopped: &io::PipeReader,
    events: &Sender<Event>,
    late: &Late,
    begun: Begun,
) -> io::Result<Woken> {
    let Begun {
        mut answers,
        mut decoder,
    } = begun;
    let mut clicks = Clicks::default();
    let mut tokens = Vec::new();
    let mut buffer = [0; 1 << 12];
    loop {
        let time = decoder.may_be_whole().then_some(REST);
        match tty.wait(Some(stopped), time)? {
            Woken::Bytes => {
                let count = tty.read(&mut buffer)?;
                if count == 0 {
                    return Ok(Woken::Gone);
                }
                decoder.feed(&buffer[..count], count == buffer.len(), &mut tokens);
            }
            Woken::TimeOut => decoder.give_up(&mut tokens),
            ended => return Ok(ended),
        }
        let now = Instant::now();
        for token in tokens.drain(..) {
            let event = match token {
                Token::Answer(_) => {
                    answers.take(token);
                    if !answers.are_all {
                        continue;
                    }
                    let all = mem::take(&mut answers);
                    // Nobody panics with the lock in hand.
                    *late.lock().unwrap_or_else(PoisonError::into_inner) = Some(all);
                    Event::Resize
                }
                token => match clicks.event(token, now) {
                    Some(event) => event,
                    None => continue,
                },
            };
            if events.send(event).is_err() {
                return Ok(Woken::ToldToStop);
            }
        }
    }
}

/// What was typed while the terminal was asked.
pub(super) fn typed(tokens: Vec<Token>, events: &Sender<Event>) {
    let mut clicks = Clicks::default();
    let now = Instant::now();
    for event in tokens
        .into_iter()
        .filter_map(|token| clicks.event(token, now))
    {
        // Whoever holds the sender listens, too.
        let _ = events.send(event);
    }
}

/// Where frames go: past the buffer of standard output, which would cut a frame behind its last line.
///
/// # Errors
/// The system's.
pub(super) fn output() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Finds presses that are the second of two.
#[derive(Debug, Default)]
struct Clicks {
    first: Option<(Instant, u16, u16)>,
}

impl Clicks {
    /// What a token means; an answer means nothing to the model.
    fn event(&mut self, token: Token, now: Instant) -> Option<Event> {
        match token {
            Token::Key(key) => Some(Event::Key(key)),
            Token::Paste(text) => Some(Event::Paste(text)),
            Token::Mouse(mouse) => Some(Event::Pointer {
                pointer: self.pointer(mouse, now),
                // Whoever laid the screen out says what lies there.
                under: Under::default(),
            }),
            Token::Answer(_) => None,
        }
    }

    fn pointer(&mut self, mouse: Mouse, now: Instant) -> Pointer {
        let Mouse {
            movement,
            column,
            row,
        } = mouse;
        let gesture = match movement {
            Movement::Press => {
                let is_second = self.first.take().is_some_and(|(then, x, y)| {
                    (x, y) == (column, row) && now.duration_since(then) <= DOUBLE
                });
                if is_second {
                    Gesture::DoublePress
                } else {
                    self.first = Some((now, column, row));
                    Gesture::Press
                }
            }
            Movement::Drag => Gesture::Drag,
            Movement::Release => Gesture::Release,
            Movement::WheelUp => Gesture::WheelUp,
            Movement::WheelDown => Gesture::WheelDown,
        };
        Pointer {
            gesture,
            column,
            row,
        }
    }
}

/// Waits for the signals that ask the program to end, or tell it of another size.
pub(super) fn signals(events: Sender<Event>, hang_up: HangUp) -> io::Result<()> {
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
                    SIGHUP => {
                        hang_up.tell();
                        continue;
                    }
                    _ => Event::Terminate,
                };
                if events.send(event).is_err() {
                    return;
                }
            }
        })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Code, Key};

    fn gestures(presses: &[(u64, u16)]) -> Vec<Gesture> {
        let mut clicks = Clicks::default();
        let start = Instant::now();
        let gesture = |&(after, column): &(u64, u16)| {
            let mouse = Mouse {
                movement: Movement::Press,
                column,
                row: 3,
            };
            clicks
                .pointer(mouse, start + Duration::from_millis(after))
                .gesture
        };
        presses.iter().map(gesture).collect()
    }

    #[test]
    fn two_presses_on_a_cell_soon_after_one_another_are_a_double_one() {
        use Gesture::{DoublePress, Press};
        assert_eq!(gestures(&[(0, 5), (300, 5)]), [Press, DoublePress]);
        assert_eq!(gestures(&[(0, 5), (500, 5)]), [Press, Press]);
        assert_eq!(gestures(&[(0, 5), (300, 6)]), [Press, Press]);
        assert_eq!(
            gestures(&[(0, 5), (100, 5), (200, 5), (300, 5)]),
            [Press, DoublePress, Press, DoublePress]
        );
    }

    #[test]
    fn an_answer_is_nothing_to_the_model() {
        let mut clicks = Clicks::default();
        let now = Instant::now();
        let answer = Token::Answer(super::super::decoder::Answer::Column(2));
        assert!(clicks.event(answer, now).is_none());
        let key = Token::Key(Key::plain(Code::Up));
        assert!(matches!(clicks.event(key, now), Some(Event::Key(_))));
    }
}
