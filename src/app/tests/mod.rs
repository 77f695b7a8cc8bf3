//! Before, keys, after.
//!
//! A tree is drawn on one line: `=` the plan, `-p1` an open pillar, `+p1` a closed one, `t1:3` a task
//! with the key of its status, `t1:3*` a marked one, `[…]` round what is selected. Tasks of closed pillars
//! are drawn too.

mod committing;
mod conflicts;
mod editing;
mod leaving;
mod moving;
mod past;
mod pointing;
mod remembering;
mod storm;
mod writing;

use chrono::NaiveDate;

use super::*;
use crate::document::{Document, Place, Stamp};
use crate::language::Language;
use crate::plan::Status;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 9, 15).expect("a day")
}

fn plan_text(drawing: &str) -> String {
    let mut text = String::from("format = 1\ntitle = \"计划\"\n");
    for word in drawing.split_whitespace() {
        let word = word.trim_matches(['[', ']']).trim_end_matches('*');
        match word.split_once(':') {
            Some((id, key)) => {
                let status = Status::of_key(key.parse().expect("a digit")).expect("a status");
                let value = status.value();
                text += &format!(
                    "[[pillar.task]]\nid = \"{id}\"\nstatus = \"{value}\"\ntitle = \"{id}\"\n"
                );
            }
            None if word == "=" => {}
            None => {
                let id = word.trim_start_matches(['-', '+']);
                text += &format!("[[pillar]]\nid = \"{id}\"\ntitle = \"{id}\"\n");
            }
        }
    }
    text
}

fn model(drawing: &str) -> Model {
    let menu = Menu::new(Vec::new());
    let mut model = Model::new(Language::Chinese, today(), "plans".into(), menu);
    let document = Document::read(plan_text(drawing).into_bytes());
    model.open("plans/a.toml".into(), document.clone());
    let walk = model.walk_mut().expect("a walk");
    walk.tree.settle(&document, 4);
    let (mut pillar, mut task) = (0, None);
    let mut closed = Vec::new();
    for word in drawing.split_whitespace() {
        let bare = word.trim_matches(['[', ']']);
        if bare.starts_with(['-', '+']) {
            pillar = usize::from(task.is_some()) * (pillar + 1);
            task = Some(None);
            if bare.starts_with('+') {
                closed.push(pillar);
            }
        } else if bare != "=" {
            let before = task.flatten();
            task = Some(Some(before.map_or(0, |index: usize| index + 1)));
        }
        if word.starts_with('[') && bare != "=" {
            let task = task.flatten();
            walk.tree.select(&document, Place { pillar, task });
        }
    }
    for pillar in closed {
        walk.tree.set_closed(&document, pillar, true);
    }
    model
}

fn draw(model: &Model) -> String {
    let walk = model.walk().expect("a walk");
    let document = walk.document();
    let selected = walk.place();
    let selected_mark = |place: Option<Place>, word: String| {
        if place == selected {
            format!("[{word}]")
        } else {
            word
        }
    };
    let mut words = vec![selected_mark(None, "=".to_owned())];
    for (pillar, one) in document.plan().pillars.iter().enumerate() {
        let fold = if walk.tree.is_closed(document, pillar) {
            '+'
        } else {
            '-'
        };
        let place = Place { pillar, task: None };
        words.push(selected_mark(Some(place), format!("{fold}{}", one.id)));
        for (index, task) in one.tasks.iter().enumerate() {
            let place = Place {
                pillar,
                task: Some(index),
            };
            let is_marked = document
                .key(place)
                .is_some_and(|key| walk.marks().contains_key(&key));
            let mark = if is_marked { "*" } else { "" };
            let task = format!("{}:{}{mark}", task.id, task.status.key());
            words.push(selected_mark(Some(place), task));
        }
    }
    words.join(" ")
}

fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in keys.split_whitespace() {
        let key: Key = key.parse().expect("a key");
        effects.extend(update(model, Event::Key(key)));
    }
    effects
}

#[track_caller]
fn check(before: &str, keys: &str, after: &str) {
    let mut model = model(before);
    assert_eq!(draw(&model), before, "the drawing of what was before");
    press(&mut model, keys);
    assert_eq!(draw(&model), after, "after {keys}");
}

#[track_caller]
fn answer(before: &str, keys: &str, words: &str) {
    let mut model = model(before);
    press(&mut model, keys);
    let said = model.message.map(|message| message.words(model.language));
    assert_eq!(said.as_deref(), Some(words));
}

const TREE: &str = "[=] -p1 t1:1 t2:2 -p2 t3:1";

#[test]
fn arrows_and_letters_walk_the_tree() {
    check(TREE, "j", "= [-p1] t1:1 t2:2 -p2 t3:1");
    check(TREE, "Down Down Down Up", "= -p1 [t1:1] t2:2 -p2 t3:1");
    check(TREE, "k", TREE);
    check(TREE, "G", "= -p1 t1:1 t2:2 -p2 [t3:1]");
    check(TREE, "End j j", "= -p1 t1:1 t2:2 -p2 [t3:1]");
    check(TREE, "G g", TREE);
    check(TREE, "PgDn", "= -p1 t1:1 [t2:2] -p2 t3:1");
    check(TREE, "PgDn PgUp", TREE);
    check(TREE, "ｊ", "= [-p1] t1:1 t2:2 -p2 t3:1");
}

#[test]
fn pillars_open_and_close() {
    check("= [-p1] t1:1 t2:2", "Enter", "= [+p1] t1:1 t2:2");
    check("= [+p1] t1:1 t2:2", "Enter", "= [-p1] t1:1 t2:2");
    check("= [+p1] t1:1 -p2 t2:2", "j", "= +p1 t1:1 [-p2] t2:2");
    check("= -p1 t1:1 [t2:2]", "Left", "= [-p1] t1:1 t2:2");
    check("= -p1 t1:1 [t2:2]", "h h", "= [+p1] t1:1 t2:2");
    check("= [+p1] t1:1", "h", "[=] +p1 t1:1");
    check("= [+p1] t1:1", "l", "= [-p1] t1:1");
    check("= -p1 [t1:1] -p2 t2:1", "<", "= [+p1] t1:1 +p2 t2:1");
    check("= [+p1] t1:1 +p2 t2:1", "》", "= [-p1] t1:1 -p2 t2:1");
}

#[test]
fn the_next_task_is_found_behind_folds() {
    check(TREE, "n", "= -p1 [t1:1] t2:2 -p2 t3:1");
    check("= -p1 [t1:1] +p2 t2:1", ".", "= -p1 t1:1 -p2 [t2:1]");
    check(
        "= -p1 t1:1 -p2 -p3 [t2:1]",
        "p",
        "= -p1 [t1:1] -p2 -p3 t2:1",
    );
    check("= -p1 t1:1 [-p2] t2:1", "，", "= -p1 [t1:1] -p2 t2:1");
    check("= -p1 t1:1 [-p2] t2:1", "。", "= -p1 t1:1 -p2 [t2:1]");
    answer("= -p1 [t1:1]", "n", "已是最后一项任务");
    answer("= -p1 [t1:1]", "p", "已是第一项任务");
}

#[test]
fn digits_report_a_status() {
    check(TREE, "j j 3", "= -p1 [t1:3] t2:2 -p2 t3:1");
    check("= -p1 [t1:1]", "８", "= -p1 [t1:8]");
    check("= -p1 [t1:1]", "Tab 5", "= -p1 [t1:5]");
    check("= -p1 [t1:1]", "9 0", "= -p1 [t1:1]");
    answer("= -p1 [t1:1]", "3", "未启动 改为 有风险：(一)t1");
    answer("= -p1 [t1:1]", "1", "已经是“未启动”");
    answer(
        "= [-p1] t1:1",
        "3",
        "板块的状态由各项任务汇总，请在任务上设置",
    );
    answer(TREE, "3", "请先选一项任务，再设状态");
}

#[test]
fn undo_goes_back_step_by_step_and_selects_what_it_is_about() {
    check("= -p1 [t1:1] t2:1", "3 4 u", "= -p1 [t1:3] t2:1");
    check("= -p1 [t1:1] t2:1", "3 4 u u", "= -p1 [t1:1] t2:1");
    check("= -p1 [t1:1] t2:1", "3 j 4 g F7", "= -p1 t1:3 [t2:1]");
    check("= -p1 [t1:1] t2:1", "3 g u Ctrl-R", "= -p1 [t1:3] t2:1");
    check("= -p1 [t1:1] t2:1", "3 u 4 F8", "= -p1 [t1:4] t2:1");
    check("= -p1 [t1:1] -p2 t2:1", "3 < u", "= -p1 [t1:1] +p2 t2:1");
    answer(TREE, "u", "没有可撤销的步骤");
    answer(TREE, "Ctrl-R", "没有可重做的步骤");
    answer("= -p1 [t1:1]", "3 u", "已撤销：未启动 改为 有风险：(一)t1");
    answer("= -p1 [t1:1]", "1 u", "没有可撤销的步骤");
}

#[test]
fn an_answer_stands_until_the_next_key() {
    let mut model = model("= -p1 [t1:1]");
    press(&mut model, "3");
    assert!(model.message.is_some());
    press(&mut model, "k");
    assert_eq!(model.message, None);
}

#[test]
fn the_side_pane_takes_the_arrows_and_gives_them_back() {
    let mut model = model("= -p1 [t1:1] t2:1");
    press(&mut model, "Enter");
    assert_eq!(model.context(), Context::Pane);
    if let Some(walk) = model.walk_mut() {
        walk.pane.settle(5, 20);
    }
    press(&mut model, "j PgDn");
    let top = |model: &Model| model.walk().map(|walk| walk.pane.top());
    assert_eq!(top(&model), Some(4), "arrows go from item to item");
    let item = |model: &Model| model.walk().map(|walk| walk.item.clone());
    assert_eq!(item(&model), Some(Item::Status));
    press(&mut model, "n");
    assert_eq!(draw(&model), "= -p1 t1:1 [t2:1]");
    assert_eq!(top(&model), Some(0), "another task begins at its beginning");
    assert_eq!(model.context(), Context::Pane);
    press(&mut model, "Esc Space");
    assert_eq!(model.context(), Context::Tree);
    assert_eq!(top(&model), Some(4), "Space turns the text from the tree");
}

#[test]
fn help_lies_over_the_screen_and_nothing_reaches_beneath() {
    let mut model = model("= -p1 [t1:1]");
    press(&mut model, "? 3 j");
    assert!(matches!(model.overlay, Some(Overlay::Help(_))));
    press(&mut model, "Esc");
    assert_eq!(model.overlay, None);
    assert_eq!(draw(&model), "= -p1 [t1:1]");
    press(&mut model, "L F1");
    assert_eq!(model.language, Language::English);
    assert!(matches!(model.overlay, Some(Overlay::Help(_))));
}

fn saves(effects: &[Effect]) -> Vec<Stamp> {
    let stamp = |effect: &Effect| match effect {
        Effect::Save(document) => Some(document.stamp()),
        _ => None,
    };
    effects.iter().filter_map(stamp).collect()
}

fn quits(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Quit))
}

fn failure() -> Failure {
    Failure::new(std::path::Path::new("plans/a.toml"), |language| {
        language.pick("磁盘已满", "the disk is full").to_owned()
    })
}

fn saved(model: &mut Model, stamp: Stamp) -> Vec<Effect> {
    let outcome = Ok(());
    update(model, Event::Saved { stamp, outcome })
}

fn failed(model: &mut Model, stamp: Stamp) -> Vec<Effect> {
    let outcome = Err(failure());
    update(model, Event::Saved { stamp, outcome })
}

fn state(model: &Model) -> SaveState<'_> {
    model.walk().expect("a walk").save_state()
}

#[test]
fn every_step_is_saved_at_once() {
    let mut model = model("= -p1 [t1:1]");
    let original = model.walk().expect("a walk").document().stamp();
    assert_eq!(state(&model), SaveState::Saved);
    let asked = saves(&press(&mut model, "3 1 1 k j"));
    assert_eq!(
        asked.len(),
        2,
        "moving, and saying what is so already, saves nothing"
    );
    assert_eq!(state(&model), SaveState::Saving);
    saved(&mut model, asked[0]);
    assert_eq!(state(&model), SaveState::Saving, "a newer one is under way");
    saved(&mut model, asked[1]);
    assert_eq!(state(&model), SaveState::Saved);
    let undone = saves(&press(&mut model, "u u"));
    assert_eq!(
        undone.last(),
        Some(&original),
        "the old text has to get to the disk again"
    );
    assert_eq!(state(&model), SaveState::Saving);
}

#[test]
fn a_failed_save_is_said_and_tried_again_and_loses_nothing() {
    let mut model = model("= -p1 [t1:1]");
    let asked = saves(&press(&mut model, "3"));
    failed(&mut model, asked[0]);
    assert_eq!(state(&model), SaveState::NotSaved(&failure()));
    assert_eq!(draw(&model), "= -p1 [t1:3]");
    assert!(model.wants_retry());
    assert_eq!(saves(&update(&mut model, Event::RetryDue)), asked);
    assert!(!model.wants_retry(), "not while one is under way");
    assert_eq!(
        state(&model),
        SaveState::NotSaved(&failure()),
        "it is not saved yet"
    );
    failed(&mut model, asked[0]);
    assert_eq!(
        saves(&press(&mut model, "k")),
        asked,
        "the next gesture tries too"
    );
    saved(&mut model, asked[0]);
    assert_eq!(state(&model), SaveState::Saved);
    assert_eq!(saves(&update(&mut model, Event::RetryDue)), []);
}

#[test]
fn the_failure_of_an_older_save_says_nothing_of_a_newer_one() {
    let mut model = model("= -p1 [t1:1]");
    let asked = saves(&press(&mut model, "3 4"));
    failed(&mut model, asked[0]);
    assert_eq!(state(&model), SaveState::Saving);
    saved(&mut model, asked[1]);
    assert_eq!(state(&model), SaveState::Saved);
}

#[test]
fn leaving_waits_for_the_save() {
    for key in ["q", "F10", "Ctrl-C"] {
        let mut model = model("= -p1 [t1:1]");
        let asked = saves(&press(&mut model, "3"));
        assert!(!quits(&press(&mut model, key)), "{key}");
        assert!(quits(&saved(&mut model, asked[0])), "{key}");
    }
    assert!(quits(&press(&mut model(TREE), "q")), "nothing to wait for");
    assert!(quits(&update(&mut model(TREE), Event::Interrupt)));
}

#[test]
fn leaving_with_unsaved_edits_asks() {
    let mut model = model("= -p1 [t1:1]");
    let asked = saves(&press(&mut model, "3"));
    failed(&mut model, asked[0]);
    assert_eq!(saves(&press(&mut model, "q")), asked, "one more try");
    assert!(!quits(&failed(&mut model, asked[0])));
    assert_eq!(model.overlay, Some(Overlay::Leave));
    press(&mut model, "Esc");
    assert_eq!((&model.overlay, model.leaving), (&None, Leaving::No));
    press(&mut model, "q");
    failed(&mut model, asked[0]);
    assert_eq!(saves(&press(&mut model, "Enter")), asked);
    assert!(quits(&saved(&mut model, asked[0])));
}

#[test]
fn leaving_unsaved_is_possible() {
    let mut model = model("= -p1 [t1:1]");
    let asked = saves(&press(&mut model, "3"));
    failed(&mut model, asked[0]);
    press(&mut model, "q");
    failed(&mut model, asked[0]);
    assert!(quits(&press(&mut model, "x")));
}

#[test]
fn a_disk_that_does_not_answer_holds_nobody_back() {
    let mut model = model("= -p1 [t1:1]");
    let asked = saves(&press(&mut model, "3"));
    press(&mut model, "q q");
    assert_eq!(model.overlay, Some(Overlay::Leave));
    assert!(quits(&press(&mut model.clone(), "F10")));
    assert!(
        quits(&saved(&mut model, asked[0])),
        "or it answers after all"
    );

    let mut model = self::model("= -p1 [t1:1]");
    press(&mut model, "3");
    assert!(!quits(&update(&mut model, Event::Terminate)));
    assert!(quits(&update(&mut model, Event::Terminate)));
}

#[test]
fn the_end_saves_first_and_asks_nobody() {
    assert!(quits(&update(&mut model(TREE), Event::Terminate)));
    let mut model = model("= -p1 [t1:1]");
    let asked = saves(&press(&mut model, "3"));
    assert!(!quits(&update(&mut model, Event::Terminate)));
    assert!(quits(&saved(&mut model, asked[0])));

    let mut model = self::model("= -p1 [t1:1]");
    let asked = saves(&press(&mut model, "3"));
    failed(&mut model, asked[0]);
    assert_eq!(saves(&update(&mut model, Event::Terminate)), asked);
    assert!(quits(&failed(&mut model, asked[0])));
}

#[test]
fn a_broken_plan_is_read_only_and_can_be_left() {
    let mut model = model(TREE);
    let broken = plan_text("-p1 t1:1").replace("not-started", "began");
    model.open("plans/a.toml".into(), Document::read(broken.into_bytes()));
    assert_eq!(state(&model), SaveState::ReadOnly);
    assert!(saves(&press(&mut model, "j j 3")).is_empty());
    assert!(model.message.is_some());
    press(&mut model, "！");
    assert!(matches!(model.overlay, Some(Overlay::Problems(_))));
    press(&mut model, "Esc");
    assert!(quits(&press(&mut model, "q")));
}

#[test]
fn a_large_plan_is_read_at_once_and_edited_when_it_is_checked() {
    let tasks: Vec<String> = (0..5_000).map(|number| format!("t{number}:1")).collect();
    let text = plan_text(&format!("-p1 {}", tasks.join(" ")));
    let document = Document::read(text.into_bytes());
    let (path, stamp) = ("plans/a.toml".into(), document.stamp());
    let problems = document.check();
    let mut model = at_start(&["a"]);
    press(&mut model, "1");
    let outcome = Ok(document);
    let effects = update(&mut model, Event::Opened { path, outcome });
    assert!(matches!(&effects[..], [Effect::Check(_)]));
    assert_eq!(state(&model), SaveState::Checking);
    assert!(saves(&press(&mut model, "n 3")).is_empty());
    let refusal = crate::change::Refusal::NotYetChecked;
    assert_eq!(model.message, Some(Message::Refused(refusal)));
    update(&mut model, Event::Checked { stamp, problems });
    assert_eq!(state(&model), SaveState::Saved);
    assert_eq!(saves(&press(&mut model, "3")).len(), 1);
}

fn at_start(plans: &[&str]) -> Model {
    let listed = |name: &&str| Listed {
        path: format!("plans/{name}.toml").into(),
        title: String::new(),
    };
    let menu = Menu::new(plans.iter().map(listed).collect());
    Model::new(Language::Chinese, today(), "plans".into(), menu)
}

fn type_in(model: &mut Model, text: &str) {
    for character in text.chars() {
        update(model, Event::Key(Key::char(character)));
    }
}

#[test]
fn a_plan_is_chosen_by_arrows_or_digits() {
    for keys in ["Down Enter", "2", "２", "G k k Enter"] {
        let effects = press(&mut at_start(&["a", "b"]), keys);
        assert!(
            matches!(&effects[..], [Effect::Open(path)] if path.ends_with("b.toml")),
            "{keys}: {effects:?}"
        );
    }
    assert!(press(&mut at_start(&["a", "b"]), "9").is_empty());
}

#[test]
fn the_sample_is_written_only_when_it_is_chosen() {
    let mut model = at_start(&[]);
    let effects = press(&mut model, "Enter");
    let [Effect::Create { path, text }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert!(path.starts_with("plans"));
    let document = Document::read(text.clone().into_bytes());
    assert_eq!((document.problems(), document.pillar_count()), (&[][..], 5));
    let effects = update(
        &mut model,
        Event::Created {
            path: path.clone(),
            outcome: Ok(()),
        },
    );
    assert!(matches!(&effects[..], [Effect::Open(opened)] if opened == path));
}

#[test]
fn a_new_plan_needs_a_title_and_a_file() {
    let mut model = at_start(&[]);
    press(&mut model, "3 Enter");
    assert_eq!(model.message, Some(Message::FillIn));
    type_in(&mut model, "学年？计划q");
    assert!(
        press(&mut model, "Enter").is_empty(),
        "on to the file's name"
    );
    let effects = press(&mut model, "Enter");
    let [Effect::Create { path, text }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(path, std::path::Path::new("plans/plan-2021.toml"));
    assert!(text.contains("title = \"学年？计划q\""));
    type_in(&mut model, "x");
    let outcome = Err(failure());
    let path = path.clone();
    update(&mut model, Event::Created { path, outcome });
    let Stage::Form(form) = &model.stage else {
        panic!("{:?}", model.stage);
    };
    assert!(!form.busy, "the form is there to be mended");
    assert_eq!(
        form.fields[0].text(),
        "学年？计划q",
        "nothing is typed while it works"
    );
    assert_eq!(model.message, Some(Message::Failed(failure())));
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Menu);
}

#[test]
fn an_import_is_reviewed_before_it_is_kept() {
    let mut model = at_start(&[]);
    press(&mut model, "2");
    update(&mut model, Event::Paste("文件/计划.txt\n".into()));
    let effects = press(&mut model, "Enter");
    assert!(matches!(&effects[..], [Effect::Import(path)] if path.ends_with("计划.txt")));
    let imported = Imported {
        source: "文件/计划.txt".into(),
        plan: Document::read(plan_text(TREE).into_bytes()).plan(),
        found: Vec::new(),
        left_out: Vec::new(),
        warnings: Vec::new(),
    };
    let path = model.awaited.clone().expect("an import is waited for");
    update(
        &mut model,
        Event::Imported {
            path,
            outcome: Ok(Box::new(imported)),
        },
    );
    assert_eq!(model.context(), Context::Review);
    press(&mut model, "Ctrl-U");
    type_in(&mut model, "新");
    assert!(press(&mut model, "Enter").is_empty());
    assert_eq!(model.message, Some(Message::NoPlanName));
    press(&mut model, "Ctrl-U");
    // The folder need not be typed: a plan that stood elsewhere would not be found again.
    type_in(&mut model, "new");
    let effects = press(&mut model, "Enter");
    let [Effect::Create { path, text }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(path, std::path::Path::new("plans/new.toml"));
    assert!(text.contains("id = \"t3\""));
}

#[test]
fn an_import_that_was_left_alone_comes_to_nothing() {
    let mut model = at_start(&[]);
    press(&mut model, "2 a Enter Esc");
    update(
        &mut model,
        Event::Imported {
            path: "a".into(),
            outcome: Err(failure()),
        },
    );
    assert_eq!(model.context(), Context::Menu);
    assert_eq!(model.message, None);
}

fn opened(model: &mut Model, name: &str, outcome: Result<Document, Failure>) -> Vec<Effect> {
    let path = format!("plans/{name}.toml").into();
    update(model, Event::Opened { path, outcome })
}

#[test]
fn a_plan_that_is_chosen_twice_is_opened_once() {
    let mut model = at_start(&["a", "b"]);
    assert_eq!(press(&mut model, "1 2 Enter").len(), 1);
    let read = || Document::read(plan_text(TREE).into_bytes());
    // Nobody has asked for this one.
    opened(&mut model, "b", Ok(read()));
    assert!(model.walk().is_none());
    opened(&mut model, "a", Ok(read()));
    assert!(model.walk().is_some());
}

#[test]
fn a_late_answer_never_takes_an_edited_plan_away() {
    let mut model = at_start(&["a", "b"]);
    press(&mut model, "1");
    opened(
        &mut model,
        "a",
        Ok(Document::read(plan_text(TREE).into_bytes())),
    );
    press(&mut model, "j j 3");
    let stamp = model.walk().expect("is open").document().stamp();
    opened(&mut model, "b", Err(failure()));
    opened(&mut model, "a", Err(failure()));
    opened(
        &mut model,
        "b",
        Ok(Document::read(plan_text(TREE).into_bytes())),
    );
    assert_eq!(model.walk().expect("is open").document().stamp(), stamp);
}
