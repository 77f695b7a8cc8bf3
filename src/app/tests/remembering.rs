//! What an earlier run left comes back: before anybody does anything, and never over what somebody types.

use super::*;
use crate::journal::{self, Draft, DraftKind, Line};

const BEFORE: &str = "[=] -p1 t1:1 t2:1";
const OLDER: &str = "[=] -p1 t1:2 t2:1";
const UNSAVED: &str = "[=] -p1 t1:1 t2:3";

fn read_again(drawing: &str, like: &Document) -> Document {
    Document::read(plan_text(drawing).into_bytes()).with_keys_of(like)
}

fn step(node: &str) -> journal::Step {
    journal::Step {
        node: Some(node.to_owned()),
        label: node.to_owned(),
        zh: "以前的一步".to_owned(),
        en: "an earlier step".to_owned(),
        moves_rows: false,
    }
}

/// Nothing but the plan as it is.
fn nothing(model: &Model) -> Remembered {
    let document = model.walk().expect("a walk").document().clone();
    Remembered {
        with: document.stamp(),
        document,
        past: Vec::new(),
        future: Vec::new(),
        changes: 0,
        draft: None,
        others: 0,
        left: None,
    }
}

fn unsaved(model: &Model) -> Remembered {
    let nothing = nothing(model);
    Remembered {
        document: read_again(UNSAVED, &nothing.document),
        past: vec![
            (read_again(OLDER, &nothing.document), step("t1")),
            (nothing.document.clone(), step("t2")),
        ],
        changes: 1,
        ..nothing
    }
}

fn draft(kind: DraftKind, node: &str, text: &str) -> Option<Draft> {
    Some(Draft {
        kind,
        node: (!node.is_empty()).then(|| node.to_owned()),
        label: node.to_owned(),
        base: None,
        text: text.to_owned(),
    })
}

fn found(model: &mut Model, found: Option<Remembered>) -> Vec<Effect> {
    let plan = "plans/a.toml".into();
    let found = found.map(Box::new);
    update(model, Event::Remembered { plan, found })
}

fn said(model: &Model) -> Option<String> {
    let message = model.message.as_ref()?;
    Some(message.words(model.language))
}

fn is_forgotten(effects: &[Effect]) -> Option<bool> {
    effects.iter().find_map(|effect| match effect {
        Effect::Forget { is_whole, .. } => Some(*is_whole),
        _ => None,
    })
}

fn is_saved(effects: &[Effect]) -> bool {
    let mut effects = effects.iter();
    effects.any(|effect| matches!(effect, Effect::Save(_)))
}

#[test]
fn edits_come_back_with_the_steps_before_them_and_are_saved() {
    let mut model = model(BEFORE);
    update(&mut model, Event::Remembering);
    let left = unsaved(&model);
    let effects = found(&mut model, Some(left));
    assert_eq!(draw(&model), UNSAVED);
    assert!(is_saved(&effects));
    assert_eq!(is_forgotten(&effects), Some(true));
    assert_eq!(
        said(&model).as_deref(),
        Some("上次没存盘的 1 项改动找回来了")
    );
    press(&mut model, "u");
    assert_eq!(draw(&model), "= -p1 t1:1 [t2:1]");
    assert_eq!(said(&model).as_deref(), Some("已撤销：以前的一步：t2"));
    press(&mut model, "u");
    assert_eq!(draw(&model), "= -p1 [t1:2] t2:1");
    press(&mut model, "Ctrl-R Ctrl-R");
    assert_eq!(draw(&model), "= -p1 t1:1 [t2:3]");
}

#[test]
fn steps_alone_come_back_without_a_word() {
    let mut model = model(BEFORE);
    let nothing = nothing(&model);
    let past = vec![(read_again(OLDER, &nothing.document), step("t1"))];
    let effects = found(&mut model, Some(Remembered { past, ..nothing }));
    assert_eq!((draw(&model).as_str(), said(&model)), (BEFORE, None));
    assert!(!is_saved(&effects));
    press(&mut model, "u");
    assert_eq!(draw(&model), "= -p1 [t1:2] t2:1");
}

#[test]
fn an_undo_waits_for_the_look() {
    let mut model = model(BEFORE);
    update(&mut model, Event::Remembering);
    press(&mut model, "u");
    assert_eq!(said(&model).as_deref(), Some("正在查找以前的步骤⋯"));
    let left = unsaved(&model);
    found(&mut model, Some(left));
    assert_eq!(draw(&model), "= -p1 t1:1 [t2:1]", "one step back");

    let mut model = super::model(BEFORE);
    update(&mut model, Event::Remembering);
    press(&mut model, "u");
    found(&mut model, None);
    assert_eq!(said(&model).as_deref(), Some("没有可撤销的步骤"));
    press(&mut model, "u");
    assert_eq!(said(&model).as_deref(), Some("没有可撤销的步骤"));
}

#[test]
fn whoever_was_faster_keeps_what_they_did() {
    let mut model = model(BEFORE);
    update(&mut model, Event::Remembering);
    let left = unsaved(&model);
    press(&mut model, "Down Down 5");
    let effects = found(&mut model, Some(left));
    assert!(matches!(&effects[..], [Effect::Remember(_)]), "{effects:?}");
    assert_eq!(draw(&model), "= -p1 [t1:5] t2:1");
    let now = nothing(&model);
    let document = read_again("[=] -p1 t1:5 t2:3", &now.document);
    let effects = found(
        &mut model,
        Some(Remembered {
            document,
            changes: 1,
            ..now
        }),
    );
    assert_eq!(is_forgotten(&effects), Some(true));
    assert_eq!(draw(&model), "= -p1 [t1:5] t2:3");
    press(&mut model, "u u");
    assert_eq!(draw(&model), "= -p1 [t1:1] t2:1", "both are steps");
}

#[test]
fn nothing_comes_while_somebody_types() {
    let mut model = model("= -p1 [t1:1] t2:1");
    let left = unsaved(&model);
    press(&mut model, "o");
    update(&mut model, Event::Paste("我在写".to_owned()));
    assert!(found(&mut model, Some(left)).is_empty());
    assert_eq!(draw(&model), "= -p1 [t1:1] t2:1");
    let effects = press(&mut model, "Esc x");
    assert_eq!(is_forgotten(&effects), Some(true));
    assert_eq!(draw(&model), "= -p1 [t1:1] t2:3");
}

#[test]
fn what_was_being_typed_is_open_again_in_its_place() {
    for (kind, node, text) in [
        (DraftKind::Note("issue".to_owned()), "t2", "还没写完"),
        (DraftKind::Text, "t2", "还没写完的正文。"),
        (DraftKind::Text, "p1", "板块的正文。"),
        (DraftKind::Commit, "", "周报\n\n没写完"),
    ] {
        let mut model = model(BEFORE);
        let nothing = nothing(&model);
        let draft = draft(kind.clone(), node, text);
        let effects = found(&mut model, Some(Remembered { draft, ..nothing }));
        let walk = model.walk().expect("a walk");
        let Mode::Write(writing) = &walk.mode else {
            panic!("{kind:?} is not open");
        };
        assert_eq!(writing.editor.text(), text);
        assert!(writing.is_changed(), "it would be thrown away unasked");
        assert_eq!(walk.trace().draft.map(|draft| draft.kind), Some(kind));
        assert_eq!(is_forgotten(&effects), Some(true));
        assert_eq!(
            said(&model).as_deref(),
            Some("上次没写完的文字在这里，接着写吧")
        );
    }
}

#[test]
fn a_text_that_was_changed_meanwhile_meets_what_was_being_typed() {
    // What writing began from, what is there now, what was typed, what both come to, and whether they conflict.
    for (base, typed, both, is_conflict) in [
        ("甲。\n乙。", "甲。\n丙。", "甲。\n丙。", true),
        ("甲二。", "甲二。\n乙。", "同事写的。\n乙。", false),
        (
            "同事写的。",
            "同事写的。我写的。",
            "同事写的。\n我写的。",
            false,
        ),
        ("旧话。", "旧话。", "同事写的。", false),
    ] {
        let mut model = model(BEFORE);
        model.author = Some("张三".to_owned());
        press(&mut model, "Down Down e");
        update(&mut model, Event::Paste("同事写的。".to_owned()));
        press(&mut model, "Ctrl-S");
        let text = |model: &Model| {
            let walk = model.walk().expect("a walk");
            walk.document().plan().pillars[0].tasks[0].text.clone()
        };
        assert_eq!(text(&model), "同事写的。");
        let nothing = nothing(&model);
        let draft = draft(DraftKind::Text, "t1", typed).map(|draft| Draft {
            base: Some(base.to_owned()),
            ..draft
        });
        found(
            &mut model,
            Some(Remembered {
                draft: draft.clone(),
                ..nothing
            }),
        );
        if base != typed {
            let again = model
                .walk()
                .expect("a walk")
                .trace()
                .draft
                .expect("it is open");
            assert_eq!(
                again.base.as_deref(),
                Some(base),
                "what it began from stays"
            );
        }
        press(&mut model, "Ctrl-S");
        assert_eq!(text(&model), both, "{typed}");
        let walk = model.walk().expect("a walk");
        assert_eq!(
            walk.document().conflicts().len() == 1,
            is_conflict,
            "{typed}"
        );
        assert_eq!(matches!(walk.mode, Mode::Conflicts), is_conflict, "{typed}");
    }
}

#[test]
fn a_note_that_was_changed_meanwhile_is_not_written_over_unseen() {
    let mut model = model("= -p1 [t1:1] t2:1");
    model.author = Some("张三".to_owned());
    press(&mut model, "o");
    update(&mut model, Event::Paste("同事改过的记录".to_owned()));
    press(&mut model, "Ctrl-S");
    let walk = model.walk().expect("a walk");
    let note = walk.document().plan().pillars[0].tasks[0].notes[0].clone();
    let nothing = nothing(&model);
    let kind = DraftKind::OldNote {
        at: note.at.to_rfc3339(),
        by: note.by.clone(),
        kind: note.kind.value().to_owned(),
    };
    let draft = draft(kind, "t1", "我改过的记录").map(|draft| Draft {
        base: Some("原来的记录".to_owned()),
        ..draft
    });
    found(&mut model, Some(Remembered { draft, ..nothing }));
    press(&mut model, "Ctrl-S");
    let text = model.walk().expect("a walk").document().text().into_owned();
    assert!(text.contains("同事改过的记录"), "{text}");
    assert!(text.contains("我改过的记录"), "{text}");
}

fn conflict(field: &str) -> DraftKind {
    let field = field.to_owned();
    DraftKind::Conflict { field }
}

/// The keys that open a line on the first task, what is typed, and what came of it.
const LINES: [(&str, &str, &str); 7] = [
    ("d", "9-30", "due = "),
    ("w", "新牵头", "lead = \"新牵头\""),
    ("s", "配合甲", "support = [\"配合甲\"]"),
    ("r", "新题", "title = \"t1新题\""),
    ("a", "新任务", "title = \"新任务\""),
    ("A", "新板块", "title = \"新板块\""),
    ("Tab a", "新举措", "新举措"),
];

#[test]
fn a_line_that_was_being_typed_is_open_again_and_can_be_taken() {
    for (keys, typed, written) in LINES {
        let begun = || super::model("= -p1 [t1:1] t2:1");
        let mut model = begun();
        press(&mut model, keys);
        let draft = |model: &Model| model.walk().expect("a walk").trace().draft;
        assert_eq!(draft(&model), None, "{keys}: nothing is typed yet");
        update(&mut model, Event::Paste(typed.to_owned()));
        let left = draft(&model).expect("it is being typed");
        assert!(matches!(left.kind, DraftKind::Line(_)), "{keys}");

        let mut model = begun();
        press(&mut model, "Down");
        let nothing = nothing(&model);
        let effects = found(
            &mut model,
            Some(Remembered {
                draft: Some(left.clone()),
                ..nothing
            }),
        );
        assert_eq!(is_forgotten(&effects), Some(true), "{keys}");
        assert_eq!(draft(&model), Some(left), "{keys}");
        press(&mut model, "Enter");
        let text = model.walk().expect("a walk").document().text();
        assert!(text.contains(written), "{keys}: {text}");
    }
}

#[test]
fn what_only_searches_is_no_text_that_would_be_lost() {
    let mut model = model("= -p1 [t1:1] -p2 t2:1");
    press(&mut model, "P");
    update(&mut model, Event::Paste("p".to_owned()));
    assert_eq!(model.context(), Context::Prompt);
    assert_eq!(model.walk().expect("a walk").trace().draft, None);
}

#[test]
fn what_has_no_place_any_more_stays_in_its_journal() {
    for (kind, node) in [
        (DraftKind::Note("issue".to_owned()), "gone"),
        (DraftKind::Note("issue".to_owned()), "p1"),
        (conflict("due"), "t1"),
        (DraftKind::Line(Line::Lead), "gone"),
        (DraftKind::Line(Line::Progress), "p1"),
        (DraftKind::Line(Line::Actual("入学率".to_owned())), "t1"),
    ] {
        let mut model = model(BEFORE);
        let nothing = nothing(&model);
        let draft = draft(kind, node, "还没写完");
        let effects = found(&mut model, Some(Remembered { draft, ..nothing }));
        assert_eq!(draw(&model), BEFORE);
        assert_eq!(is_forgotten(&effects), Some(false));
        let said = said(&model).expect("it is said");
        assert!(said.contains("planwalk recover"), "{said}");
    }
}

#[test]
fn a_trace_has_what_a_crash_would_take() {
    let mut model = model("= -p1 [t1:1] t2:1");
    let trace = |model: &Model| model.walk().expect("a walk").trace();
    let first = trace(&model);
    assert_eq!((first.past, first.future, first.is_saved), (0, 0, true));
    press(&mut model, "3 4 u");
    let now = trace(&model);
    assert_eq!((now.past, now.future, now.is_saved), (1, 1, false));
    assert_eq!(now.draft, None);
    press(&mut model, "o");
    assert_eq!(trace(&model).draft, None, "nothing is typed yet");
    update(&mut model, Event::Paste("记".to_owned()));
    let typed = trace(&model).draft.expect("it is being typed");
    assert_eq!(
        (typed.text.as_str(), typed.node.as_deref()),
        ("记", Some("t1"))
    );
    press(&mut model, "Esc x");
    assert_eq!(trace(&model).draft, None);
    let step = model.walk().expect("a walk").last_step().expect("a step");
    assert_eq!(step.node.as_deref(), Some("t1"));
    assert_eq!(
        (step.zh.as_str(), step.en.as_str()),
        ("未启动 改为 有风险", "not started to at risk")
    );
}
