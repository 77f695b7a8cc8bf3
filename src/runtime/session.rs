//! The loop: events in, effects out, a frame whenever something changed.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use chrono::{DateTime, Days, FixedOffset, Local, NaiveTime, SubsecRound};

use super::terminal::{self, Terminal};
use super::workers::{self, Saver};
use super::{Options, Target, files, folder, input, surroundings};
use crate::app::{Effect, Event, Leaving, Listed, Menu, Model, update};
use crate::document::Condition;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::text::Ambiguous;
use crate::view::{Screen, Theme};

/// How long a failed save waits to be tried again.
const RETRY: Duration = Duration::from_secs(1);

pub(super) fn open(options: Options) -> Result<()> {
    surroundings::check_encoding()?;
    let language = options.language;
    let (events, queue) = channel();
    let (mut model, first) = model_for(options)?;
    let no_terminal = |error: io::Error| no_terminal(&error, language);

    terminal::give_back_on_panic();
    // Before the terminal is taken: what ends the program from now on gives it back.
    input::signals(events.clone()).map_err(no_terminal)?;
    let mut terminal = Terminal::enter().map_err(no_terminal)?;
    let mut screen = Screen::new(Theme::new(surroundings::colours(), model.look), Ambiguous::Narrow);
    let shown = terminal.show(&mut model, &mut screen);

    let mut session = Session {
        saver: Saver::start(events.clone()).map_err(no_terminal)?,
        events,
        terminal,
        screen,
    };
    input::keys(session.events.clone()).map_err(no_terminal)?;
    session.run(&mut model, &queue, first, shown);
    if model.leaving == Leaving::Unsaved {
        session.saver.abandon();
    }
    // Gives the terminal back before anything else is said, and waits for the saver.
    drop(session);

    if model.leaving == Leaving::Anyway && model.walk().is_some_and(|walk| !walk.is_saved()) {
        return Err(edits_lost(&model));
    }
    Ok(())
}

/// The first state, and what is to be done at once.
fn model_for(options: Options) -> Result<(Model, Vec<Effect>)> {
    let language = options.language;
    let today = Local::now().date_naive();
    let (folder, plans, wanted) = match options.target {
        Target::Folder(base) => {
            let (folder, plans) = folder::plans_under(&base);
            let wanted = only_one(&plans);
            (folder, plans, wanted)
        }
        // Nothing is looked for that is not asked for.
        Target::Plan(path) => (PathBuf::from("plans"), Vec::new(), Some(path)),
    };
    let mut model = Model::new(language, today, folder, Menu::new(plans));
    let mut effects = Vec::new();
    if let Some(path) = wanted {
        let document = files::read(&path).map_err(|error| {
            let words = language.pick("打不开", "cannot open");
            Error::problem(format!("{words} {}", path.display()))
                .because(files::system_words(&error, language))
        })?;
        if document.condition() == Condition::Unchecked {
            effects.push(Effect::Check(document.clone()));
        }
        model.open(path, document);
    }
    Ok((model, effects))
}

fn only_one(plans: &[Listed]) -> Option<PathBuf> {
    match plans {
        [plan] => Some(plan.path.clone()),
        _ => None,
    }
}

struct Session {
    terminal: Terminal,
    screen: Screen,
    saver: Saver,
    events: Sender<Event>,
}

/// Whether the loop goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Leave,
}

impl Session {
    fn run(
        &mut self,
        model: &mut Model,
        queue: &Receiver<Event>,
        first: Vec<Effect>,
        first_shown: io::Result<()>,
    ) {
        if let Some(walk) = model.walk() {
            let (path, document) = (walk.path().clone(), walk.document().clone());
            self.saver.opened(path, document);
        }
        self.outcome(first_shown);
        for effect in first {
            if self.carry_out(effect) == Next::Leave {
                return;
            }
        }
        loop {
            let event = match queue.recv_timeout(wait(model)) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) if model.wants_retry() => Event::RetryDue,
                Err(RecvTimeoutError::Timeout) => Event::Now(now()),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            // Keys that came in the meantime are taken together, and drawn once.
            let waiting: Vec<Event> = queue.try_iter().collect();
            for event in [Event::Now(now()), event].into_iter().chain(waiting) {
                let opened = match &event {
                    Event::Opened {
                        path,
                        outcome: Ok(document),
                    } => Some((path.clone(), document.clone())),
                    _ => None,
                };
                let effects = update(model, event);
                if let Some((path, document)) = opened
                    && model
                        .walk()
                        .is_some_and(|walk| walk.document().stamp() == document.stamp())
                {
                    self.saver.opened(path, document);
                }
                for effect in effects {
                    if self.carry_out(effect) == Next::Leave {
                        return;
                    }
                }
            }
            if model.leaving != Leaving::Anyway {
                let shown = self.terminal.show(model, &mut self.screen);
                self.outcome(shown);
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Next {
        let events = self.events.clone();
        let done = match effect {
            Effect::Save(document) => {
                self.saver.save(document);
                Ok(())
            }
            Effect::Check(document) => workers::check(events, document),
            Effect::Open(path) => workers::open(events, path),
            Effect::Import(path) => workers::import(events, &path),
            Effect::Create { path, text } => workers::create(events, path, text),
            Effect::EditOutside { .. } | Effect::Mouse(_) => Ok(()),
            Effect::Redraw => self.terminal.redraw(),
            Effect::Suspend => self.terminal.suspend(),
            Effect::Quit => return Next::Leave,
        };
        self.outcome(done);
        Next::GoOn
    }

    /// A terminal that is gone, or a system without threads, ends the program: saved first, as always.
    fn outcome(&self, outcome: io::Result<()>) {
        if outcome.is_err() {
            let _ = self.events.send(Event::Terminate);
        }
    }
}

/// How long nothing needs to be done if nothing happens.
fn wait(model: &Model) -> Duration {
    if model.wants_retry() {
        return RETRY;
    }
    let now = Local::now().naive_local();
    let midnight = now
        .date()
        .checked_add_days(Days::new(1))
        .map(|tomorrow| tomorrow.and_time(NaiveTime::MIN));
    let left = midnight.and_then(|midnight| (midnight - now).to_std().ok());
    // A little behind midnight rather than a little before it.
    left.unwrap_or(Duration::from_secs(3_600)) + Duration::from_secs(1)
}

/// To the second, which is as exact as people are.
fn now() -> DateTime<FixedOffset> {
    Local::now().fixed_offset().trunc_subsecs(0)
}

fn no_terminal(error: &io::Error, language: Language) -> Error {
    Error::problem(language.pick("这里没有可用的终端", "there is no terminal to draw on"))
        .because(match error.kind() {
            io::ErrorKind::Unsupported => language
                .pick(
                    "输出被转到了文件或管道",
                    "the output goes to a file or a pipe",
                )
                .to_owned(),
            _ => files::system_words(error, language),
        })
        .next(language.pick(
            "请在终端窗口里直接运行；在脚本里请用 planwalk 的子命令",
            "run it in a terminal window; in scripts use planwalk's subcommands",
        ))
}

fn edits_lost(model: &Model) -> Error {
    let language = model.language;
    let error = Error::problem(language.pick(
        "程序被要求结束，有改动没有保存",
        "the program had to end with edits that could not be saved",
    ));
    match model.walk().and_then(|walk| walk.saving().failure()) {
        Some(failure) => error.because(failure.words(language)),
        None => error,
    }
}
