//! Many runs on one plan, each of which ends at any moment: what the next one finds.
//!
//! The thread, the save and the events take their turns as numbers say that look random and are the same in every
//! run, so that a kill falls between any two of them.

#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::fs;
use std::path::Path;

use super::*;
use crate::app::{Effect, Key, Leaving, Menu, Random, update};
use crate::language::Language;

/// What a run must find of the one before: no more and no less.
#[derive(Clone, Debug, Default, PartialEq)]
struct State {
    text: String,
    past: Vec<String>,
    future: Vec<String>,
    draft: Option<String>,
}

impl State {
    fn of(model: &Model) -> Self {
        let walk = model.walk().unwrap();
        let (past, future) = walk.steps();
        let texts = |steps: Steps| steps.iter().map(|(step, _)| open::text(step)).collect();
        Self {
            text: open::text(walk.document()),
            past: texts(past),
            future: texts(future),
            draft: walk.trace().draft.map(|draft| draft.text),
        }
    }
}

/// One run of the program, without a terminal and without threads.
struct Run<'r> {
    path: PathBuf,
    random: &'r mut Random,
    model: Model,
    keeper: Keeper,
    work: Work,
    jobs: Receiver<Job>,
    /// So many of them are done.
    done: u64,
    events: Receiver<Event>,
    sender: Sender<Event>,
    /// What is to be saved, once so many jobs are done.
    save: Option<(Document, u64)>,
    /// What was told with the job of this number.
    told: VecDeque<(u64, State)>,
    /// What a kill leaves, if what is typed is written.
    taken: State,
    /// What a kill leaves.
    left: State,
    has_quit: bool,
}

impl<'r> Run<'r> {
    /// Opens the plan, of which the run before has left this.
    fn new(folder: &Path, left: &State, random: &'r mut Random) -> Self {
        // A program that another test starts has the locks of all tests for the moment until it is itself.
        for entry in fs::read_dir(folder.join("journals")).into_iter().flatten() {
            fs::File::open(entry.unwrap().path())
                .unwrap()
                .lock()
                .unwrap();
        }
        let path = folder.join("plan.toml");
        let mut document = Document::read(fs::read(&path).unwrap());
        document.check_and_settle();
        let today = "2021-09-15".parse().unwrap();
        let menu = Menu::new(Vec::new());
        let mut model = Model::new(Language::Chinese, today, "plans".into(), menu);
        model.author = Some("张三".to_owned());
        model.open(path.clone(), document.clone());
        let (sender, events) = channel();
        let (jobs, queue) = channel();
        let mut keeper = Keeper::told_through(jobs);
        let work = Work::new(sender.clone(), Some(folder.join("journals")), &keeper);
        keeper.opened(path.clone(), document);
        update(&mut model, Event::Remembering);
        Self {
            path,
            random,
            model,
            keeper,
            work,
            jobs: queue,
            done: 0,
            events,
            sender,
            save: None,
            told: VecDeque::new(),
            taken: left.clone(),
            left: left.clone(),
            has_quit: false,
        }
    }

    /// As the loop does it.
    fn tell(&mut self, event: Event) {
        let effects = update(&mut self.model, event);
        self.keeper.observe(&self.model);
        self.told
            .push_back((self.keeper.given, State::of(&self.model)));
        for effect in effects {
            match effect {
                Effect::Save(document) => {
                    self.keeper.saving(&document);
                    self.save = Some((document, self.keeper.given));
                }
                Effect::Remember(_) => self.keeper.remember(),
                Effect::Forget { is_whole, .. } => self.keeper.forget(is_whole),
                Effect::Guard => self.keeper.guard(),
                Effect::Quit => self.has_quit = true,
                Effect::Look | Effect::Meet { .. } => panic!("nobody else writes the file"),
                _ => {}
            }
        }
    }

    fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.tell(Event::Key(key.parse::<Key>().unwrap()));
        }
    }

    /// The thread does what it was told next. Whether it was told anything.
    fn keep(&mut self) -> bool {
        let Ok(job) = self.jobs.try_recv() else {
            return false;
        };
        self.work.take(job);
        self.done += 1;
        while let Some((number, _)) = self.told.front()
            && *number <= self.done
        {
            self.taken = self.told.pop_front().unwrap().1;
        }
        self.note();
        true
    }

    fn write_draft(&mut self) -> bool {
        let Some(open) = &mut self.work.open else {
            return false;
        };
        let waits = !open.is_draft_written();
        open.write_draft(self.work.folder.as_deref()).unwrap();
        self.note();
        waits
    }

    fn note(&mut self) {
        let is_written = |open: &Open| open.is_draft_written();
        let draft = match self.work.open.as_ref().is_none_or(is_written) {
            true => self.taken.draft.clone(),
            false => self.left.draft.clone(),
        };
        let taken = self.taken.clone();
        self.left = State { draft, ..taken };
    }

    fn save(&mut self) -> bool {
        let Some((document, number)) = &self.save else {
            return false;
        };
        if self.done < *number {
            return false;
        }
        fs::write(&self.path, open::text(document)).unwrap();
        let stamp = document.stamp();
        let outcome = Ok(());
        self.sender.send(Event::Saved { stamp, outcome }).unwrap();
        self.save = None;
        true
    }

    fn hear(&mut self) -> bool {
        match self.events.try_recv() {
            Ok(event) => {
                assert!(!matches!(event, Event::NoJournal(_)), "{event:?}");
                self.tell(event);
                true
            }
            Err(_) => false,
        }
    }

    /// One of those who wait for their turn has it.
    fn turn(&mut self) {
        match self.random.bits() % 7 {
            0..3 => self.keep(),
            3 => self.write_draft(),
            4 => self.save(),
            _ => self.hear(),
        };
    }

    /// All have their turns until nobody waits.
    fn settle(&mut self) {
        while self.keep() || self.write_draft() || self.save() || self.hear() {}
    }

    fn is_writing(&mut self) -> bool {
        self.model.writing_mut().is_some()
    }

    /// Somebody does something.
    fn gesture(&mut self) {
        let writes = self.is_writing();
        match self.random.bits() % 10 {
            0 if writes => self.press("Ctrl-S"),
            1 if writes => self.press("Esc x"),
            _ if writes => self.tell(Event::Paste("又一句。".to_owned())),
            0..3 => self.press("u"),
            3 => self.press("Ctrl-R"),
            4 => {
                self.press("o");
                self.tell(Event::Paste("一句。".to_owned()));
            }
            5 => self.press("Down"),
            _ => {
                let key = (self.random.bits() % 8 + 1).to_string();
                self.press(&key);
            }
        }
    }

    /// Ends as somebody wants it, or as the system does.
    fn leave(&mut self, event: Event) {
        self.tell(event);
        // What is being written is asked about where somebody can be asked.
        if self.model.leaving == Leaving::No && !self.has_quit {
            self.press("x");
            self.tell(Event::Interrupt);
        }
        for _ in 0..self.random.bits() % 40 {
            self.turn();
        }
        self.settle();
        assert!(self.has_quit, "it ends");
        self.work.close();
    }

    /// The same, where nothing was left out: what is left then is all.
    fn end(mut self, event: Event) -> State {
        self.leave(event);
        let all = State::of(&self.model);
        assert_eq!(self.left, all);
        all
    }
}

const PLAN: &str = "\
format = 1
title = \"计划\"
numbering = \"official\"

[[pillar]]
id = \"p1\"
title = \"板块\"

[[pillar.task]]
id = \"t1\"
title = \"任务一\"

[[pillar.task]]
id = \"t2\"
title = \"任务二\"
";

/// Thirty runs; what each of them finds is what the one before had told the journal.
fn runs(seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plan.toml"), PLAN).unwrap();
    let mut random = Random::new(seed);
    let mut left = State {
        text: PLAN.to_owned(),
        ..State::default()
    };
    for round in 0..30 {
        let how = random.bits() % 4;
        let mut run = Run::new(folder.path(), &left, &mut random);
        let is_killed_early = how == 3 && run.random.bits().is_multiple_of(3);
        if is_killed_early {
            for _ in 0..run.random.bits() % 12 {
                run.turn();
            }
            left = run.left;
            continue;
        }
        run.settle();
        assert_eq!(State::of(&run.model), left, "seed {seed}, round {round}");
        if !run.is_writing() {
            run.press("Ctrl-Home Down Down");
        }
        for _ in 0..run.random.bits() % 12 {
            run.gesture();
            for _ in 0..run.random.bits() % 6 {
                run.turn();
            }
        }
        left = match how {
            0 => {
                if run.is_writing() && run.random.bits().is_multiple_of(2) {
                    run.press("Ctrl-S");
                }
                run.end(Event::Interrupt)
            }
            1 => run.end(Event::Terminate),
            _ => run.left,
        };
    }
    // The steps lead back to where the first run began.
    let mut run = Run::new(folder.path(), &left, &mut random);
    run.settle();
    assert_eq!(State::of(&run.model), left, "seed {seed}, at the end");
    if run.is_writing() {
        run.press("Esc x");
    }
    for _ in 0..left.past.len() {
        run.press("u");
    }
    assert_eq!(State::of(&run.model).text, PLAN, "seed {seed}");
}

#[test]
fn undo_leads_back_through_kills_and_quits_to_where_the_first_run_began() {
    for seed in 0..12 {
        runs(seed);
    }
}
