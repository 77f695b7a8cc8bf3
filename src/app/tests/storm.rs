//! Random keys on the pure model: no panic, the text always decodes, undo to the start gives the first
//! bytes, and nothing of an earlier revision is ever saved.

use proptest::prelude::*;

use super::*;
use crate::document::Condition;

/// One question about the past is answered.
const ANSWER: &str = "an answer";

const KEYS: [&str; 74] = [
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

fn opened(seed: u64) -> Model {
    let menu = Menu::new(Vec::new());
    let mut model = Model::new(Language::Chinese, today(), "plans".into(), menu);
    model.random = Random::new(seed);
    model.author = Some("办公室".to_owned());
    let document = Document::read(first_text().as_bytes().to_vec());
    model.open("plans/a.toml".into(), document);
    model
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

fn press_one(model: &mut Model, key: &str, waiting: &mut Vec<Ask>) -> Vec<Effect> {
    let event = match key.parse::<Key>() {
        Ok(key) => Event::Key(key),
        Err(_) if key == ANSWER => {
            let Some(ask) = waiting.pop() else {
                return Vec::new();
            };
            Event::Past {
                plan: "plans/a.toml".into(),
                answer: answer(&ask),
            }
        }
        Err(_) => Event::Paste(key.to_owned()),
    };
    let effects = update(model, event);
    waiting.extend(past::asks(&effects).into_iter().cloned());
    effects
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
            counts: None,
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_pressed_the_plan_stays_whole(
        keys in prop::collection::vec(prop::sample::select(KEYS.to_vec()), 0..200),
        seed: u64,
    ) {
        let mut model = opened(seed);
        let mut waiting = Vec::new();
        for key in keys {
            for effect in press_one(&mut model, key, &mut waiting) {
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
        prop_assert!(walk.document().text() == first_text(), "{} steps back", steps);
        for _ in 0..steps {
            walk.redo();
        }
        prop_assert!(walk.document().text() == text, "{} steps forward", steps);
    }
}
