//! Random keys on the pure model: no panic, the text always decodes, undo to the start gives the first
//! bytes.

use proptest::prelude::*;

use super::*;
use crate::document::Condition;

const KEYS: [&str; 62] = [
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

fn press_one(model: &mut Model, key: &str) {
    match key.parse::<Key>() {
        Ok(key) => {
            update(model, Event::Key(key));
        }
        Err(_) => {
            update(model, Event::Paste(key.to_owned()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_pressed_the_plan_stays_whole(
        keys in prop::collection::vec(prop::sample::select(KEYS.to_vec()), 0..200),
        seed: u64,
    ) {
        let mut model = opened(seed);
        for key in keys {
            press_one(&mut model, key);
            if let Some(walk) = model.walk() {
                prop_assert_eq!(walk.document().condition(), Condition::Sound);
            }
        }
        let Some(walk) = model.walk_mut() else {
            return Ok(());
        };
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
