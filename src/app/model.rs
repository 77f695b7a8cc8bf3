//! The whole state of the application.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};

use super::command::Command;
use super::configuration::{Configuration, ConfigurationProblem, LookChoice};
use super::keymap::Keymap;
use super::look::{Ground, Look};
use super::message::Message;
use super::mode::Mode;
use super::palette::Palette;
use super::random::Random;
use super::save_as::SaveAs;
use super::scroll::Scroll;
use super::start::{Form, Menu, Review};
use super::table::Context;
use super::told::Told;
use super::walk::{Focus, Walk};
use super::writing::Writing;
use crate::document::Document;
use crate::language::Language;

/// Which screen is shown.
#[derive(Clone, Debug)]
pub enum Stage {
    /// The list to choose from: [`Model::menu`].
    Menu,
    /// Fields to fill in.
    Form(Form),
    /// What an import came to.
    Review(Review),
    /// An open plan.
    Walk(Box<Walk>),
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    /// The search for commands.
    Palette(Box<Palette>),
    /// The keys of the context beneath.
    Help(Scroll),
    /// What is wrong with the file.
    Problems(Scroll),
    /// What went wrong outside.
    Told(Box<Told>),
    /// Leave with unsaved edits?
    Leave,
    /// Where else to save.
    SaveAs(Box<SaveAs>),
}

/// How far leaving has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Nobody leaves.
    No,
    /// As soon as everything is saved; a failure asks.
    WhenSaved,
    /// As soon as the save under way has ended, whatever its outcome: nobody can be asked any more.
    Anyway,
    /// At once: somebody said so, or asked for the end a second time while a disk does not answer.
    Unsaved,
}

/// The whole state.
#[derive(Clone, Debug)]
pub struct Model {
    /// The language of the interface.
    pub language: Language,
    /// The time of the last events.
    pub now: DateTime<FixedOffset>,
    /// The day: that of `now`.
    pub today: NaiveDate,
    /// What the colours are made for.
    pub look: Look,
    /// How light the terminal's own ground is.
    pub ground: Ground,
    /// Which key gives which command.
    pub keymap: Keymap,
    /// Whether the mouse is the program's.
    pub mouse: bool,
    /// The tree's share of the width, in percent, once somebody has said so.
    pub share: Option<u16>,
    /// Its share as it was laid out last; none while only one pane is seen.
    pub seen_share: Option<u16>,
    /// Whether one pane has the whole width.
    pub is_zoomed: bool,
    /// Whether the divider follows the mouse.
    pub is_dividing: bool,
    /// Who signs notes, once that is known.
    pub author: Option<String>,
    /// What is wrong in the configuration, in the order in which it is listed.
    pub configuration_problems: Vec<ConfigurationProblem>,
    /// Where ids of new nodes come from.
    pub random: Random,
    /// The folder that plans are kept in, as people read it.
    pub folder: PathBuf,
    /// The list to choose from.
    pub menu: Menu,
    /// Which screen is shown.
    pub stage: Stage,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// The answer to the last gesture.
    pub message: Option<Message>,
    /// How far leaving has come.
    pub leaving: Leaving,
    /// Whether the end waits until what is being typed is known to be in the journal.
    pub is_guarding: bool,
    /// The new file that has what could not be saved where it belongs.
    pub kept_at: Option<PathBuf>,
    /// The file whose reading, importing or writing is waited for. A result that nobody waits for any
    /// more comes to nothing.
    pub awaited: Option<PathBuf>,
}

impl Model {
    /// The list to choose from. It is the start of the day until [`Event::Now`](super::Event::Now) says more.
    pub fn new(language: Language, today: NaiveDate, folder: PathBuf, menu: Menu) -> Self {
        Self {
            language,
            now: today.and_time(NaiveTime::MIN).and_utc().fixed_offset(),
            today,
            look: Look::default(),
            ground: Ground::Unknown,
            keymap: Keymap::default(),
            mouse: true,
            share: None,
            seen_share: None,
            is_zoomed: false,
            is_dividing: false,
            author: None,
            configuration_problems: Vec::new(),
            random: Random::new(0),
            folder,
            menu,
            stage: Stage::Menu,
            overlay: None,
            message: None,
            leaving: Leaving::No,
            is_guarding: false,
            kept_at: None,
            awaited: None,
        }
    }

    /// Takes what a person has set, and what was wrong with it, which is told at once. The language is taken
    /// by whoever makes the model: the command line may say another one.
    pub fn configure(&mut self, configuration: Configuration, problems: Vec<ConfigurationProblem>) {
        let (keymap, problems) = configuration.keymap(problems);
        if !problems.is_empty() {
            self.message = Some(Message::ConfigurationProblems {
                count: problems.len(),
                key: keymap.key_name(Context::Menu, Command::Problems),
            });
        }
        self.keymap = keymap;
        self.configuration_problems = problems;
        if let Some(LookChoice::Is(look)) = configuration.look {
            self.look = look;
        }
        self.mouse = configuration.mouse.unwrap_or(self.mouse);
        self.share = configuration.share.or(self.share);
        self.is_zoomed = configuration.is_zoomed.unwrap_or(self.is_zoomed);
        self.author = configuration.name.or(self.author.take());
    }

    /// Shows a plan that was just read.
    pub fn open(&mut self, path: PathBuf, document: Document) {
        let mut bits = || u64::from(self.random.bits());
        let seed = (bits() << 32) | bits();
        self.stage = Stage::Walk(Box::new(Walk::new(path, document, Random::new(seed))));
        self.overlay = None;
    }

    /// Shows something again, where the screen was blank for the room. Whether it was.
    pub(super) fn wake(&mut self) -> bool {
        match self.walk_mut().map(|walk| &mut walk.mode) {
            Some(Mode::Present(presenting)) => std::mem::take(&mut presenting.is_blank),
            _ => false,
        }
    }

    /// What is being written.
    pub fn writing_mut(&mut self) -> Option<&mut Writing> {
        match &mut self.walk_mut()?.mode {
            Mode::Write(writing) => Some(writing),
            _ => None,
        }
    }

    /// The open plan.
    pub fn walk(&self) -> Option<&Walk> {
        match &self.stage {
            Stage::Walk(walk) => Some(walk),
            _ => None,
        }
    }

    /// The open plan.
    pub fn walk_mut(&mut self) -> Option<&mut Walk> {
        match &mut self.stage {
            Stage::Walk(walk) => Some(walk),
            _ => None,
        }
    }

    /// Which part of the screen the keys go to.
    pub fn context(&self) -> Context {
        match &self.overlay {
            Some(Overlay::Palette(_)) => Context::Palette,
            Some(Overlay::Help(_) | Overlay::Problems(_) | Overlay::Told(_)) => Context::Page,
            Some(Overlay::Leave) => Context::Question,
            Some(Overlay::SaveAs(_)) => Context::SaveAs,
            None => self.context_beneath(),
        }
    }

    /// The context without what lies over the screen: what the help is about.
    pub fn context_beneath(&self) -> Context {
        match &self.stage {
            Stage::Menu => Context::Menu,
            Stage::Form(_) => Context::Form,
            Stage::Review(_) => Context::Review,
            Stage::Walk(walk) => match &walk.mode {
                Mode::Prompt(_) => Context::Prompt,
                Mode::Write(writing) if writing.is_asking => Context::Draft,
                Mode::Write(_) => Context::Write,
                Mode::Conflicts => Context::Conflicts,
                Mode::Present(_) => Context::Present,
                Mode::Revisions(revisions) if revisions.is_reading => Context::Changes,
                Mode::Revisions(_) => Context::History,
                Mode::Browse => match walk.focus {
                    Focus::Tree => Context::Tree,
                    Focus::Pane => Context::Pane,
                },
            },
        }
    }

    /// Whether a failed save waits to be tried again. The only state with a timer. What is held until it has met
    /// what is on disk does not wait for the time: it is saved when that is done.
    pub fn wants_retry(&self) -> bool {
        self.walk().is_some_and(|walk| {
            let failure = walk.saving().failure();
            let is_due = failure.is_some_and(|failure| !failure.is_lasting);
            is_due && !walk.saving().is_under_way() && !walk.is_held()
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::*;
    use crate::app::{Event, update};

    #[test]
    fn the_time_that_comes_in_is_the_time_and_the_day() {
        let today = "2021-09-15".parse().unwrap();
        let mut model = Model::new(
            Language::Chinese,
            today,
            "plans".into(),
            Menu::new(Vec::new()),
        );
        assert_eq!(model.now.date_naive(), today);
        let now = DateTime::parse_from_rfc3339("2021-09-16T00:00:01+08:00").unwrap();
        let effects = update(&mut model, Event::Now(now));
        assert!(effects.is_empty());
        assert_eq!(model.now, now);
        assert_eq!(model.today, "2021-09-16".parse().unwrap());
    }

    /// A model without a plan, set up by the text of a file.
    fn configured(text: &str) -> Model {
        let today = "2021-09-15".parse().unwrap();
        let menu = Menu::new(Vec::new());
        let mut model = Model::new(Language::Chinese, today, "plans".into(), menu);
        let (configuration, problems) = Configuration::read(Path::new("a.toml"), text.as_bytes());
        model.configure(configuration, problems);
        model
    }

    #[test]
    fn what_is_set_holds_and_what_is_not_stays() {
        let model = configured(
            "look = \"light\"\nmouse = false\nname = \"张三\"\n[layout]\ntree = 30\nzoom = true\n[keys]\nquit = \"F13\"\n",
        );
        assert_eq!((model.look, model.mouse), (Look::Light, false));
        assert_eq!((model.share, model.is_zoomed), (Some(30), true));
        assert_eq!(model.author.as_deref(), Some("张三"));
        let quit = model.keymap.key_name(Context::Menu, Command::Quit);
        assert_eq!((quit.as_str(), model.message), ("F13", None));
        let model = configured("");
        let before = configured("look = \"auto\"\n");
        assert_eq!(
            (model.look, before.look),
            (Look::default(), Look::default())
        );
        assert_eq!((model.share, model.mouse, model.author), (None, true, None));
    }

    #[test]
    fn what_is_wrong_is_told_and_listed_until_it_is_read() {
        let mut model = configured("mouse = 1\n[keys]\nproblems = \"F13\"\nquit = []\n");
        assert_eq!(model.configuration_problems.len(), 2);
        let words = model.message.as_ref().unwrap();
        assert_eq!(
            words.words(Language::English),
            "2 problems in the configuration; F13 lists them"
        );
        update(&mut model, Event::Key("F13".parse().unwrap()));
        assert_eq!(model.overlay, Some(Overlay::Problems(Scroll::default())));
        update(&mut model, Event::Key("Esc".parse().unwrap()));
        assert_eq!((&model.overlay, &model.message), (&None, &None));
        let mut model = configured("[keys]\nproblems = []\nquit = []\n");
        let words = model.message.take().unwrap();
        assert_eq!(words.words(Language::Chinese), "配置文件有 1 处问题");
        let mut model = configured("");
        update(&mut model, Event::Key("!".parse().unwrap()));
        assert_eq!(
            (model.overlay, model.message),
            (None, Some(Message::NoProblems))
        );
    }
}
