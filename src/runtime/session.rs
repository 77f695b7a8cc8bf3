//! The loop: events in, effects out, a frame whenever something changed.

use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, FixedOffset, Local, NaiveTime, SubsecRound};

use super::configuration::{self, Found};
use super::hang_up::HangUp;
use super::historian::Historian;
use super::input::Keyboard;
use super::keeper::Keeper;
use super::probe::{Answers, Begun, Late};
use super::terminal::{self, Terminal};
use super::watching::{self, Watching};
use super::workers::{self, Saver};
use super::{Options, Target, commits, editor, files, folder, input, meeting, surroundings};
use crate::app::{
    AmbiguousChoice, Configuration, Effect, Event, Failure, Ground, Leaving, Listed, Look,
    LookChoice, Menu, Model, Random, greet, update,
};
use crate::document::{Condition, Document};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::text::Ambiguous;
use crate::view::{Screen, Theme};

/// How long after another program had the terminal an interrupt can still be one that was meant for it: it
/// goes to both, and comes here by a thread of its own. With the terminal in our hands Ctrl-C is a key.
const ECHO: Duration = Duration::from_millis(500);

/// What somebody wants of the screen, whatever the terminal says of itself.
struct Wishes {
    ambiguous: Option<Ambiguous>,
    look: Option<Look>,
}

impl Wishes {
    /// The command line first, then the configuration.
    fn new(asked: Option<AmbiguousChoice>, configuration: &Configuration) -> Self {
        let ambiguous = asked.or(configuration.ambiguous);
        Self {
            ambiguous: match ambiguous.unwrap_or(AmbiguousChoice::Auto) {
                AmbiguousChoice::Auto => None,
                AmbiguousChoice::Narrow => Some(Ambiguous::Narrow),
                AmbiguousChoice::Wide => Some(Ambiguous::Wide),
                AmbiguousChoice::Substitute => Some(Ambiguous::Substitute),
            },
            look: match configuration.look {
                Some(LookChoice::Is(look)) => Some(look),
                Some(LookChoice::Auto) | None => None,
            },
        }
    }
}

/// How long the end waits to hear whether what is being typed is in the journal. A system that shuts down kills a
/// few seconds after it has asked.
const GUARD: Duration = Duration::from_secs(2);

/// How long a failed save waits to be tried again: it is saved within a second of the moment from which it can be.
const RETRY: Duration = Duration::from_millis(500);

pub(super) fn open(options: Options) -> Result<Option<String>> {
    open_and(options, Vec::new())
}

/// Opens the screens and does something at once.
pub(super) fn open_and(options: Options, at_once: Vec<Effect>) -> Result<Option<String>> {
    surroundings::check_encoding()?;
    let found = configuration::of(&options.target);
    let language = options.language.or(found.configuration.language);
    let language = language.unwrap_or_else(surroundings::language);
    let wishes = Wishes::new(options.ambiguous, &found.configuration);
    let (events, queue) = channel();
    let (mut model, mut first) = model_for(options.target, language, found)?;
    first.extend(at_once);
    let no_terminal = |error: io::Error| no_terminal(&error, language);

    terminal::give_back_on_panic();
    // Before the terminal is taken: what ends the program from now on gives it back.
    let hang_up = HangUp::new(events.clone());
    input::signals(events.clone(), hang_up.clone()).map_err(no_terminal)?;
    let mut terminal = Terminal::enter().map_err(no_terminal)?;
    let mut begun = asked(&mut terminal, &wishes);
    let mut screen = screen_for(&begun.answers, &mut model, &wishes);
    input::typed(mem::take(&mut begun.answers.typed), &events);
    if begun.answers.are_all {
        begun.answers = Answers::default();
    }
    let shown = terminal.show(&mut model, &mut screen);

    let mut session = Session {
        saver: Saver::start(events.clone()).map_err(no_terminal)?,
        historian: Historian::new(events.clone()),
        keeper: Keeper::start(events.clone(), options.journals).map_err(no_terminal)?,
        watching: None,
        keyboard: None,
        late: Late::default(),
        taken_back: None,
        wishes,
        hang_up,
        events,
        terminal,
        screen,
    };
    session.listen(begun).map_err(no_terminal)?;
    if model.author.is_none() {
        let plan = model.walk().map_or(&model.folder, |walk| walk.path());
        workers::author(session.events.clone(), plan.clone()).map_err(no_terminal)?;
    }
    session.run(&mut model, &queue, first, shown);
    if model.leaving == Leaving::Unsaved {
        session.saver.abandon();
    }
    // Gives the terminal back before anything else is said, and waits for the saver.
    let is_in_journal = session.end();

    if model.leaving == Leaving::Anyway && model.walk().is_some_and(|walk| !walk.is_saved()) {
        return Err(edits_not_saved(&model, is_in_journal));
    }
    Ok(kept_elsewhere(&model))
}

/// The first state, and what is to be done at once.
fn model_for(target: Target, language: Language, found: Found) -> Result<(Model, Vec<Effect>)> {
    let today = Local::now().date_naive();
    let (folder, plans, wanted) = match target {
        Target::Folder(base) => {
            let (folder, plans) = folder::plans_under(&base);
            let wanted = only_one(&plans);
            (folder, plans, wanted)
        }
        // Nothing is looked for that is not asked for.
        Target::Plan(path) => (PathBuf::from("plans"), Vec::new(), Some(path)),
    };
    let mut model = Model::new(language, today, folder, Menu::new(plans));
    model.random = Random::new(surroundings::seed());
    model.configure(found.configuration, found.problems);
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
        effects.extend(greet(&mut model));
    }
    Ok((model, effects))
}

/// Asks the terminal what it is, if it understands questions.
fn asked(terminal: &mut Terminal, wishes: &Wishes) -> Begun {
    if !surroundings::can_be_asked() {
        return Begun::default();
    }
    // One that is gone says nothing; it will be noticed soon enough.
    terminal.ask(wishes.ambiguous.is_none()).unwrap_or_default()
}

/// A screen for this terminal, and the look that fits it unless one is wished for.
fn screen_for(answers: &Answers, model: &mut Model, wishes: &Wishes) -> Screen {
    model.ground = match answers.is_light.or_else(surroundings::is_light) {
        None => Ground::Unknown,
        Some(false) => Ground::Dark,
        Some(true) => Ground::Light,
    };
    let ambiguous = wishes.ambiguous.unwrap_or(match answers.is_wide {
        Some(true) => Ambiguous::Wide,
        Some(false) | None => Ambiguous::Narrow,
    });
    model.look = wishes.look.unwrap_or(match model.ground {
        Ground::Light => Look::Light,
        Ground::Dark | Ground::Unknown => Look::Dark,
    });
    let theme = Theme::new(surroundings::colours(), model.look).on(model.ground);
    Screen::new(theme, ambiguous)
}

fn only_one(plans: &[Listed]) -> Option<PathBuf> {
    match plans {
        [plan] => Some(plan.path.clone()),
        _ => None,
    }
}

struct Session {
    wishes: Wishes,
    late: Late,
    /// When another program gave the terminal back.
    taken_back: Option<Instant>,
    /// None while the terminal is lent.
    keyboard: Option<Keyboard>,
    terminal: Terminal,
    screen: Screen,
    saver: Saver,
    historian: Historian,
    keeper: Keeper,
    /// Of the open plan.
    watching: Option<Watching>,
    hang_up: HangUp,
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
            self.opened(path, document);
            update(model, Event::Remembering);
        }
        self.outcome(first_shown);
        let mouse = model.mouse.then_some(Effect::Mouse(true));
        for effect in first.into_iter().chain(mouse) {
            if self.carry_out(effect) == Next::Leave {
                return;
            }
        }
        // Since when a save waits to be tried again: keys that come meanwhile must not put it off.
        let mut failing: Option<Instant> = None;
        loop {
            failing = model
                .wants_retry()
                .then(|| failing.unwrap_or_else(Instant::now));
            let event = match queue.recv_timeout(wait(model, failing)) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) if model.is_guarding => {
                    Event::Guarded { is_written: false }
                }
                Err(RecvTimeoutError::Timeout) if failing.take().is_some() => Event::RetryDue,
                Err(RecvTimeoutError::Timeout) => Event::Now(now()),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            self.adapt(model);
            // Keys that came in the meantime are taken together, and drawn once.
            let waiting: Vec<Event> = queue.try_iter().collect();
            for event in [Event::Now(now()), event].into_iter().chain(waiting) {
                if !self.reaches(&event) {
                    continue;
                }
                let event = self.with_what_lies_there(model, event);
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
                    self.opened(path, document);
                    update(model, Event::Remembering);
                }
                self.keeper.observe(model);
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

    /// Gives the terminal back, and waits for what is being written. Whether the journal has what the disk does not.
    fn end(self) -> bool {
        let Self {
            terminal,
            saver,
            mut keeper,
            ..
        } = self;
        drop(terminal);
        drop(saver);
        keeper.end()
    }

    /// Another plan is the open one, as it is on disk.
    fn opened(&mut self, path: PathBuf, document: Document) {
        self.saver.opened(path.clone(), document.clone());
        self.keeper.opened(path.clone(), document);
        // The one before is watched no more.
        self.watching = None;
        match watching::watch(self.events.clone(), path) {
            Ok(watching) => self.watching = Some(watching),
            Err(error) => self.outcome(Err(error)),
        }
    }

    /// A gesture of the mouse is about what the last frame showed under it.
    fn with_what_lies_there(&self, model: &Model, event: Event) -> Event {
        match event {
            Event::Pointer { pointer, .. } => Event::Pointer {
                pointer,
                under: self.screen.under(model, pointer.column, pointer.row),
            },
            event => event,
        }
    }

    /// Draws by the answers of the terminal, if they have come only now.
    fn adapt(&mut self, model: &mut Model) {
        let late = self.late.lock();
        let answers = late.unwrap_or_else(PoisonError::into_inner).take();
        let Some(answers) = answers else { return };
        let look = model.look;
        self.screen = screen_for(&answers, model, &self.wishes);
        if answers.is_light.is_none() {
            model.look = look;
        }
    }

    /// Whether an event is the model's. One of those that the terminal sends to all its programs is not, while
    /// another one has it. The end of that one comes first of all.
    fn reaches(&mut self, event: &Event) -> bool {
        if !self.terminal.is_lent() {
            let is_echo = self.taken_back.is_some_and(|then| then.elapsed() < ECHO);
            return !(is_echo && matches!(event, Event::Interrupt));
        }
        if matches!(event, Event::EditedOutside { .. }) {
            let taken = self
                .terminal
                .take_back()
                .and_then(|()| self.listen(Begun::default()));
            self.outcome(taken);
            self.taken_back = Some(Instant::now());
        }
        !matches!(event, Event::Interrupt | Event::Resize)
    }

    /// Lets a person edit a text with another program, and goes on with what needs no terminal.
    fn edit_outside(&mut self, text: String, suffix: &'static str) {
        if self.terminal.is_lent() {
            return;
        }
        if let Err(failure) = editor::check_size(&text) {
            let outcome = Err(failure);
            let _ = self.events.send(Event::EditedOutside { outcome });
            return;
        }
        self.let_go();
        self.terminal.lend();
        if let Err(error) = workers::edit(self.events.clone(), text, suffix) {
            let words = |language| files::system_words(&error, language);
            let outcome = Err(Failure::new(Path::new("editor"), words));
            let _ = self.events.send(Event::EditedOutside { outcome });
        }
    }

    fn suspend(&mut self) -> io::Result<()> {
        if self.terminal.is_lent() {
            return Ok(());
        }
        self.let_go();
        self.terminal.suspend()?;
        self.listen(Begun::default())
    }

    /// Nobody here reads the terminal until [`Self::listen`].
    fn let_go(&mut self) {
        if let Some(keyboard) = self.keyboard.take() {
            keyboard.let_go();
        }
    }

    /// Listens to the keyboard again; what was begun to be read goes on.
    fn listen(&mut self, begun: Begun) -> io::Result<()> {
        let (events, hang_up) = (self.events.clone(), self.hang_up.clone());
        let keyboard = Keyboard::listen(events, hang_up, Arc::clone(&self.late), begun)?;
        self.keyboard = Some(keyboard);
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect) -> Next {
        let events = self.events.clone();
        let done = match effect {
            Effect::Save(document) => {
                let ticket = self.keeper.saving(&document);
                self.saver.save(document, ticket);
                Ok(())
            }
            Effect::Guard => {
                self.keeper.guard();
                Ok(())
            }
            Effect::Check(document) => workers::check(events, document),
            Effect::Open(path) => workers::open(events, path),
            Effect::Import(path) => workers::import(events, &path),
            Effect::Create { path, text } => workers::create(events, path, text),
            Effect::SaveAs {
                typed,
                name,
                document,
            } => workers::save_as(events, &typed, &name, document),
            Effect::EditOutside { text, suffix } => {
                self.edit_outside(text, suffix);
                Ok(())
            }
            Effect::Past { plan, ask } => self.historian.ask(plan, ask),
            Effect::Look => {
                self.saver.look();
                Ok(())
            }
            Effect::Remember(_) => {
                self.keeper.remember();
                Ok(())
            }
            Effect::Forget { is_whole, .. } => {
                self.keeper.forget(is_whole);
                Ok(())
            }
            Effect::Took { path, document } => {
                self.keeper.took(document.clone());
                self.saver.opened(path, document);
                Ok(())
            }
            Effect::Meet {
                path,
                base,
                ours,
                theirs,
            } => meeting::meet(events, path, base, ours, theirs),
            Effect::MergeStages { path, document } => meeting::stages(events, path, document),
            Effect::AskCommit { path, document } => commits::ask(events, path, document),
            Effect::Commit { path, message } => commits::commit(events, path, message),
            Effect::AddToGit(path) => commits::add(events, path),
            Effect::Mouse(is_ours) => {
                self.terminal.set_mouse(is_ours);
                Ok(())
            }
            Effect::Redraw => self.terminal.redraw(),
            Effect::Suspend => self.suspend(),
            Effect::Quit => return Next::Leave,
        };
        self.outcome(done);
        Next::GoOn
    }

    /// A terminal that is gone, or a system without threads, ends the program: saved first, as always.
    fn outcome(&self, outcome: io::Result<()>) {
        if outcome.is_err() {
            self.hang_up.tell();
        }
    }
}

/// How long nothing needs to be done if nothing happens.
fn wait(model: &Model, failing: Option<Instant>) -> Duration {
    if model.is_guarding {
        return GUARD;
    }
    if let Some(failing) = failing {
        return RETRY.saturating_sub(failing.elapsed());
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

/// Where the edits are that could not be saved where they belong.
fn kept_elsewhere(model: &Model) -> Option<String> {
    let (at, plan) = (model.kept_at.as_ref()?.display(), model.walk()?.path());
    let plan = plan.display();
    Some(model.language.pick(
        format!("改动已存到 {at}；{plan} 没有改"),
        format!("the edits are in {at}; {plan} was not changed"),
    ))
}

fn edits_not_saved(model: &Model, is_in_journal: bool) -> Error {
    let language = model.language;
    let error = Error::problem(language.pick(
        "程序被要求结束，有改动没有保存",
        "the program had to end with edits that could not be saved",
    ));
    let error = match model.walk().and_then(|walk| walk.saving().failure()) {
        Some(failure) => error.because(failure.words(language)),
        None => error,
    };
    match is_in_journal {
        true => error.next(language.pick(
            "改动在日志里，再打开这份计划就会找回来",
            "the edits are in the journal: open the plan again and they are back",
        )),
        false => error,
    }
}
