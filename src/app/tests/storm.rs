//! Random keys on the pure model, with a repository and another writer that are played: no panic, the text always
//! decodes, undo to the start gives the first bytes, nothing of an earlier revision is ever saved, nothing that
//! another writer wrote is written over unseen, and in the end the file has what is edited.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;
use crate::change::{Edit, Operation};
use crate::document::Condition;
use crate::journal;
use crate::plan::Id;

/// One question to the repository is answered, or a merge is done.
const ANSWER: &str = "<answer>";

/// The disk has done what it was asked for first.
const DISK: &str = "<disk>";

/// Somebody else writes the file.
const OUTSIDE: &str = "<outside>";

/// Keys, and rows of keys that lead somewhere which chance alone seldom finds.
const KEYS: [&str; 104] = [
    "Esc Esc Ctrl-Home 1",
    "Esc Esc Ctrl-Home 2",
    "Esc Esc Ctrl-Home 2 Down 1 Down 3",
    "Esc Esc C 1 1 1 1 1 1 + <disk> <disk> <answer>",
    "Esc Esc C e x Ctrl-S",
    "Esc Esc n 4 <disk>",
    "Esc Esc c <answer> Ctrl-S <disk> <answer>",
    "Esc Esc $ <answer> <answer> Down Enter",
    "v",
    "H",
    "S",
    "c",
    "C",
    "a",
    "4",
    "Ctrl-End",
    "Ctrl-End",
    "Ctrl-Home",
    "Ctrl-Home",
    "Ctrl-S",
    DISK,
    DISK,
    DISK,
    DISK,
    OUTSIDE,
    OUTSIDE,
    ANSWER,
    ANSWER,
    ANSWER,
    ANSWER,
    "$",
    "9",
    "0",
    "'",
    "Ctrl-Right",
    "2021-09-01",
    "[",
    "[",
    "]",
    "0",
    ANSWER,
    ANSWER,
    "Up",
    "Down",
    "Left",
    "Right",
    "Home",
    "End",
    "PgUp",
    "PgDn",
    "Enter",
    "Tab",
    "Shift-Tab",
    ".",
    ",",
    "{",
    "}",
    "Space",
    "Backspace",
    "<",
    ">",
    "F6",
    "(",
    ")",
    "F5",
    "1",
    "2",
    "3",
    "5",
    "8",
    "*",
    "Esc",
    "+",
    "-",
    "o",
    "F3",
    "F4",
    "&",
    "F2",
    "|",
    "Ins",
    "#",
    "%",
    "Ctrl-Up",
    "Ctrl-Down",
    "@",
    "Del",
    "u",
    "Ctrl-R",
    "b",
    ":",
    "?",
    "L",
    "~",
    "`",
    "F1",
    "Ctrl-S",
    "Ctrl-U",
    "Ctrl-W",
    "Ctrl-Left",
    "9-30",
    "学习",
    "、",
    "x",
];

fn first_text() -> &'static str {
    include_str!("../../../plans/xinhuang-2021-h2.toml")
}

fn path() -> std::path::PathBuf {
    "plans/a.toml".into()
}

fn edited(document: &Document, task: &str, edit: Edit) -> Document {
    let node = Id::new(task).expect("an id");
    let mut edited = document.clone();
    edited
        .apply(&Operation { node, edit }, None)
        .expect("it can be edited");
    edited
}

/// The plan with conflicts of a status, a title and a text that two people changed differently.
fn conflicting() -> Document {
    let base = Document::read(first_text().as_bytes().to_vec());
    let side = |status, words: &str| {
        let one = edited(&base, "t01", Edit::Status(status));
        let one = edited(&one, "t02", Edit::Title(words.to_owned()));
        edited(&one, "t03", Edit::Text(format!("{words}。\n")))
    };
    let (ours, theirs) = (side(Status::Done, "我方"), side(Status::OffTrack, "对方"));
    let merged = Document::merge(&base, &ours, &theirs, &|_| {}).expect("they can be merged");
    assert_eq!(merged.conflicts().len(), 3);
    merged
}

/// What lies around the model: the file, whoever else writes it, and the repository.
struct World {
    /// What the file holds.
    disk: Document,
    /// What the saver has read or written last.
    base: Document,
    /// What it has read last.
    read: Stamp,
    /// What the saver shall do, in order.
    saver: VecDeque<Effect>,
    /// What others shall do, in any order.
    others: Vec<Effect>,
    /// The text that undo leads back to.
    first: String,
    /// How many things were done: some of them fail.
    count: usize,
}

fn opened(seed: u64) -> (Model, World) {
    let menu = Menu::new(Vec::new());
    let mut model = Model::new(Language::Chinese, today(), "plans".into(), menu);
    model.random = Random::new(seed);
    model.author = Some("办公室".to_owned());
    let document = match seed % 2 {
        0 => Document::read(first_text().as_bytes().to_vec()),
        _ => conflicting(),
    };
    model.open(path(), document.clone());
    let mut world = World {
        base: document.clone(),
        read: document.stamp(),
        first: document.text().into_owned(),
        disk: document,
        saver: VecDeque::new(),
        others: Vec::new(),
        count: 0,
    };
    if seed.is_multiple_of(3) {
        // An earlier run left something, and it is being looked for.
        update(&mut model, Event::Remembering);
        world.others.push(Effect::Remember(path()));
    }
    (model, world)
}

/// What an earlier run left: a step, an edit that was not saved, a note that was being typed.
fn remembered(model: &Model) -> Option<Box<Remembered>> {
    let now = model.walk()?.document();
    // They may be gone, or be so already.
    let edited = |task: &str, edit| {
        let node = Id::new(task).ok()?;
        let mut edited = now.clone();
        edited.apply(&Operation { node, edit }, None).ok()?;
        Some(edited)
    };
    let before = edited("t04", Edit::Title("更早的标题".to_owned()))?;
    let step = journal::Step {
        node: Some("t04".to_owned()),
        label: "(四)".to_owned(),
        zh: "改名".to_owned(),
        en: "renamed".to_owned(),
        moves_rows: false,
    };
    let unsaved = edited("t05", Edit::Lead(Some("没存盘的单位".to_owned())))?;
    Some(Box::new(Remembered {
        with: now.stamp(),
        document: unsaved,
        past: vec![(before, step.clone()), (now.clone(), step)],
        future: Vec::new(),
        changes: 1,
        draft: Some(journal::Draft {
            kind: journal::DraftKind::Note("issue".to_owned()),
            node: Some("t06".to_owned()),
            label: "(六)".to_owned(),
            base: None,
            text: "没写完".to_owned(),
        }),
        others: 0,
        left: None,
    }))
}

impl World {
    /// Something happens to the model, and what it wants of the world is put down.
    fn tell(&mut self, model: &mut Model, event: Event) -> Vec<Effect> {
        let effects = update(model, event);
        for effect in &effects {
            match effect {
                Effect::Forget { .. } => {
                    let walk = model.walk().expect("a walk");
                    // All of the steps may have been taken back at once.
                    let first = walk.history.past().first();
                    let first = first.map_or(walk.document(), |(document, _)| document);
                    self.first = first.text().into_owned();
                }
                Effect::Save(_) | Effect::Look => self.saver.push_back(effect.clone()),
                Effect::Took { .. } => {
                    self.saver.push_back(effect.clone());
                    let walk = model.walk().expect("a walk");
                    self.first = walk.document().text().into_owned();
                }
                _ => self.others.push(effect.clone()),
            }
        }
        effects
    }

    /// Every fourth thing does not come off.
    fn outcome<T>(&mut self, good: T) -> Result<T, Failure> {
        self.count += 1;
        match self.count % 4 {
            0 => Err(failure()),
            _ => Ok(good),
        }
    }

    /// Somebody else writes a status, a title, a note or a text of one of three tasks.
    fn written_outside(&mut self, model: &mut Model) -> Vec<Effect> {
        self.count += 1;
        let words = format!("外面第{}次", self.count);
        let edit = match self.count % 4 {
            0 => Edit::Status(Status::ALL[self.count / 4 % 8]),
            1 => Edit::Title(words),
            2 => Edit::Progress(u8::try_from(self.count % 101).ok()),
            _ => Edit::Text(format!("{words}。\n")),
        };
        let task = ["t01", "t02", "t03"][self.count / 4 % 3];
        let node = Id::new(task).expect("an id");
        let mut written = self.disk.clone();
        // It may be gone, or be so already.
        if written.apply(&Operation { node, edit }, None).is_err() {
            return Vec::new();
        }
        self.disk = Document::read(written.text().into_owned().into_bytes());
        let standing = (self.count.is_multiple_of(2)).then(|| Standing {
            branch: Some(format!("分支{}", self.count % 3)),
            underway: Some(Underway::Merge),
            unmerged: (self.count.is_multiple_of(4)).then_some(Unmerged::Changed),
            ..Standing::default()
        });
        let path = path();
        self.tell(model, Event::Stirred { path, standing })
    }

    fn found(&self, refused: Option<Stamp>) -> Event {
        let is_as_before = self.disk.text() == self.base.text();
        Event::Looked {
            read: self.read,
            refused,
            found: if is_as_before {
                Found::AsBefore
            } else {
                Found::Other {
                    base: self.base.clone(),
                    theirs: self.disk.clone(),
                }
            },
        }
    }

    /// The saver does what it was asked for first.
    fn served(&mut self, model: &mut Model) -> Vec<Effect> {
        // The newest request overtakes those that wait, but none for another base.
        let waiting = self.saver.iter();
        let before = waiting.take_while(|effect| !matches!(effect, Effect::Took { .. }));
        let newest = before
            .enumerate()
            .filter(|(_, effect)| matches!(effect, Effect::Save(_)))
            .map(|(index, _)| index)
            .last();
        if let Some(newest) = newest {
            let save = self.saver.remove(newest);
            let mut index = 0;
            self.saver.retain(|effect| {
                index += 1;
                index > newest || !matches!(effect, Effect::Save(_))
            });
            if let Some(save) = save {
                self.saver.push_front(save);
            }
        }
        let event = match self.saver.pop_front() {
            Some(Effect::Save(document)) => {
                let stamp = document.stamp();
                let outcome = self.outcome(());
                if outcome.is_ok() && self.disk.text() != self.base.text() {
                    self.found(Some(stamp))
                } else {
                    if outcome.is_ok() {
                        self.disk = document.clone();
                        self.base = document;
                    }
                    Event::Saved { stamp, outcome }
                }
            }
            Some(Effect::Took { document, .. }) => {
                self.read = document.stamp();
                self.base = document;
                return Vec::new();
            }
            Some(_) => self.found(None),
            None => return Vec::new(),
        };
        self.tell(model, event)
    }

    /// Somebody else answers what was asked last.
    fn answered(&mut self, model: &mut Model) -> Vec<Effect> {
        let Some(effect) = self.others.pop() else {
            return Vec::new();
        };
        let event = match effect {
            Effect::Past { plan, ask } => Event::Past {
                plan,
                answer: answer(&ask),
            },
            Effect::Meet {
                base, ours, theirs, ..
            } => {
                let merged = Document::merge(&base, &ours, &theirs, &|_| {});
                let merged = merged.map_err(|_| failure()).and_then(|document| {
                    self.outcome(Met {
                        document,
                        changes: 1,
                    })
                });
                Event::Met {
                    ours: ours.stamp(),
                    theirs: theirs.stamp(),
                    outcome: merged,
                }
            }
            Effect::AskCommit { document, .. } => {
                let changes = since(&document);
                Event::CommitAsked {
                    stamp: document.stamp(),
                    outcome: self.outcome(ToCommit::Changes(Box::new(changes))),
                }
            }
            Effect::Remember(plan) => Event::Remembered {
                plan,
                found: remembered(model),
            },
            Effect::Commit { .. } => Event::Committed {
                outcome: self.outcome("0a1b2c3d".to_owned()),
            },
            Effect::AddToGit(_) => Event::AddedToGit {
                outcome: self.outcome(()),
            },
            _ => return Vec::new(),
        };
        self.tell(model, event)
    }

    fn press(&mut self, model: &mut Model, key: &str) -> Vec<Effect> {
        match key {
            ANSWER => self.answered(model),
            DISK => self.served(model),
            OUTSIDE => self.written_outside(model),
            _ => {
                let event = match key.parse::<Key>() {
                    Ok(key) => Event::Key(key),
                    Err(_) => Event::Paste(key.to_owned()),
                };
                self.tell(model, event)
            }
        }
    }

    /// All that was asked for is done, and what did not come off is tried again.
    fn settle(&mut self, model: &mut Model) {
        for _ in 0..1_000 {
            if !self.saver.is_empty() {
                self.served(model);
            } else if !self.others.is_empty() {
                self.answered(model);
            } else if model.wants_retry() {
                self.tell(model, Event::RetryDue);
            } else {
                return;
            }
        }
        panic!("it asks for ever: {:?}", model.message);
    }
}

/// What stands in every earlier revision and in nothing else.
const PAST: &str = "# an earlier revision\n";

/// The plan of three revisions: with a task less, with pillars that changed places, and without anything.
fn revisions() -> [String; 3] {
    let now = first_text();
    let tasks: Vec<&str> = now.split("[[pillar.task]]").collect();
    let pillars: Vec<&str> = now.split("[[pillar]]").collect();
    let less = [&tasks[..3], &tasks[4..]].concat().join("[[pillar.task]]");
    let other = [pillars[0], pillars[2], pillars[1], pillars[3]].join("[[pillar]]");
    let head = pillars[0].to_owned();
    [less, other, head].map(|text| text + PAST)
}

fn answer(ask: &Ask) -> Answer {
    match ask {
        Ask::List { run, .. } => Answer::Listed {
            run: *run,
            found: (1..=3).map(past::revision).collect(),
            same: None,
            end: Some(Ok(())),
        },
        Ask::Load(wanted) => {
            let index = (1..=3).position(|number| past::revision(number).commit == *wanted);
            let text = revisions()[index.expect("a revision")].clone();
            Answer::Loaded {
                commit: wanted.clone(),
                outcome: Ok(Document::read(text.into_bytes())),
            }
        }
        Ask::Resolve { run, baseline } => Answer::Resolved {
            run: *run,
            baseline: baseline.clone(),
            outcome: Ok(past::revision(2)),
        },
        Ask::Since { run, to, .. } => Answer::Since {
            run: *run,
            outcome: Ok(Comparison::new(since(to), to).into()),
        },
        Ask::Compare { run, .. } => Answer::Compared {
            run: *run,
            outcome: Ok(since(&Document::read(first_text().as_bytes().to_vec())).into()),
        },
        Ask::Count(commits) => Answer::Counted {
            commit: commits[0].clone(),
            counts: Err(Uncounted::Unknown),
        },
        Ask::Task { run, .. } => Answer::Task {
            run: *run,
            found: Vec::new(),
            end: Some(Ok(())),
        },
    }
}

/// What changed since the second of the revisions.
fn since(to: &Document) -> crate::change::Diff {
    let from = Document::read(revisions()[1].clone().into_bytes());
    crate::change::diff::diff(&from.plan(), &to.plan())
}

/// So many times rows of keys are drawn: 50,000 and more in all. `PLANWALK_STORM=6000` in a release build makes it a
/// million.
fn cases() -> u32 {
    let wanted = std::env::var("PLANWALK_STORM").ok();
    wanted.and_then(|wanted| wanted.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn whatever_is_pressed_the_plan_stays_whole(
        keys in prop::collection::vec(prop::sample::select(KEYS.to_vec()), 150..200),
        seed: u64,
    ) {
        let (mut model, mut world) = opened(seed);
        for key in keys.iter().flat_map(|keys| keys.split_whitespace()) {
            for effect in world.press(&mut model, key) {
                if let Effect::Save(document) = effect {
                    prop_assert!(!document.text().contains(PAST), "{}", key);
                }
            }
            if let Some(walk) = model.walk() {
                prop_assert_eq!(walk.document().condition(), Condition::Sound);
                prop_assert!(!walk.document().text().contains(PAST), "{}", key);
                prop_assert_eq!(walk.is_away(), walk.shown().text().contains(PAST));
            }
        }
        world.settle(&mut model);
        if let Some(walk) = model.walk() {
            let is_apart = walk.is_held() || walk.saving().failure().is_some();
            prop_assert!(is_apart || walk.document().text() == world.disk.text());
        }
        let Some(walk) = model.walk_mut() else {
            return Ok(());
        };
        walk.come_back();
        let text = walk.document().text().into_owned();
        let again = Document::read(text.clone().into_bytes());
        prop_assert_eq!(again.condition(), Condition::Sound, "{}", text);
        prop_assert!(again.plan() == walk.document().plan(), "{}", text);
        let mut steps = 0;
        while matches!(walk.undo(), Message::Undone(_)) {
            steps += 1;
        }
        prop_assert!(walk.document().text() == world.first, "{} steps back", steps);
        for _ in 0..steps {
            walk.redo();
        }
        prop_assert!(walk.document().text() == text, "{} steps forward", steps);
    }
}
