//! A commit from inside: asked for, written, saved first, refused, waited for.

use super::*;
use crate::change::diff::diff;

/// One status changed.
fn changes() -> ToCommit {
    let plan = |drawing: &str| Document::read(plan_text(drawing).into_bytes()).plan();
    let changes = diff(&plan("= -p1 t1:1"), &plan("= -p1 t1:3"));
    ToCommit::Changes(Box::new(changes))
}

fn asks(effects: &[Effect]) -> Option<Stamp> {
    effects.iter().find_map(|effect| match effect {
        Effect::AskCommit { document, .. } => Some(document.stamp()),
        _ => None,
    })
}

fn commits(effects: &[Effect]) -> Option<&str> {
    effects.iter().find_map(|effect| match effect {
        Effect::Commit { message, .. } => Some(message.as_str()),
        _ => None,
    })
}

fn answered(model: &mut Model, stamp: Stamp, outcome: Result<ToCommit, Failure>) -> Vec<Effect> {
    update(model, Event::CommitAsked { stamp, outcome })
}

fn refusal() -> Failure {
    Failure::new(std::path::Path::new("plans/a.toml"), |language| {
        language
            .pick("钩子不同意\n第二行", "the hook says no\nthe second line")
            .to_owned()
    })
}

/// A message is being written; the edit before it is on disk.
fn writing() -> Model {
    let mut model = model("= -p1 [t1:1]");
    let stamp = saves(&press(&mut model, "3"))[0];
    saved(&mut model, stamp);
    let asked = asks(&press(&mut model, "Ctrl-End")).expect("it is asked what there is");
    assert_eq!(asked, stamp);
    answered(&mut model, asked, Ok(changes()));
    assert_eq!(model.context(), Context::Write);
    model
}

fn written(model: &Model) -> String {
    match model.walk().map(|walk| &walk.mode) {
        Some(Mode::Write(writing)) => writing.editor.text(),
        other => panic!("a message: {other:?}"),
    }
}

#[track_caller]
fn says(model: &Model, words: &str) {
    let said = model.message.as_ref();
    assert_eq!(
        said.map(|message| message.words(Language::Chinese)),
        Some(words.to_owned())
    );
}

#[test]
fn a_message_is_proposed_and_can_be_written_over() {
    let mut model = writing();
    assert!(written(&model).contains("状态"), "{}", written(&model));
    // At the beginning, where the subject is.
    type_in(&mut model, "周报：");
    let message = written(&model);
    assert!(message.starts_with("周报："), "{message}");
    let effects = press(&mut model, "Ctrl-S");
    assert_eq!(commits(&effects), Some(message.as_str()));
    assert_eq!(model.context(), Context::Tree);
    says(&model, "正在提交⋯");
    let outcome = Ok("0a1b2c3d".to_owned());
    update(&mut model, Event::Committed { outcome });
    let subject = message.lines().next().expect("a subject");
    says(&model, &format!("已提交 0a1b2c3d：{subject}"));
    assert_eq!(draw(&model), "= -p1 [t1:3]");
}

#[test]
fn where_nothing_differs_nothing_is_written() {
    let mut model = model("= -p1 [t1:1]");
    let stamp = asks(&press(&mut model, "c")).expect("asked");
    answered(&mut model, stamp, Ok(ToCommit::Nothing));
    assert_eq!(model.context(), Context::Tree);
    says(&model, "没有改动，不用提交");
}

#[test]
fn an_untouched_message_goes_without_a_question_and_another_does_not() {
    let mut model = writing();
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Tree);
    let mut model = writing();
    type_in(&mut model, "周报");
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Draft);
    assert!(commits(&press(&mut model.clone(), "Enter")).is_some());
    press(&mut model, "Del");
    assert_eq!(model.context(), Context::Tree);
}

#[test]
fn an_empty_message_is_none() {
    let mut model = writing();
    press(&mut model, "Ctrl-End Ctrl-U");
    while !written(&model).is_empty() {
        press(&mut model, "Backspace");
    }
    assert_eq!(commits(&press(&mut model, "Ctrl-S")), None);
    says(&model, "还没有写内容");
}

#[test]
fn what_was_edited_is_saved_before_it_is_committed() {
    let mut model = model("= -p1 [t1:1]");
    let stamp = saves(&press(&mut model, "3"))[0];
    // The save is still under way, and somebody writes the message meanwhile.
    let asked = asks(&press(&mut model, "c")).expect("asked");
    answered(&mut model, asked, Ok(changes()));
    let effects = press(&mut model, "Ctrl-S");
    assert_eq!((commits(&effects), saves(&effects)), (None, vec![]));
    says(&model, "正在保存，存好就提交");
    assert!(commits(&saved(&mut model, stamp)).is_some());
}

#[test]
fn a_save_that_fails_gives_the_message_back() {
    let mut model = model("= -p1 [t1:1]");
    let stamp = saves(&press(&mut model, "3"))[0];
    let asked = asks(&press(&mut model, "Ctrl-End")).expect("asked");
    answered(&mut model, asked, Ok(changes()));
    type_in(&mut model, "周报");
    let message = written(&model);
    failed(&mut model, stamp);
    // One more try first.
    let effects = press(&mut model, "Ctrl-S");
    assert_eq!((commits(&effects), saves(&effects)), (None, vec![stamp]));
    assert_eq!(commits(&failed(&mut model, stamp)), None);
    assert_eq!(written(&model), message);
    assert!(matches!(model.message, Some(Message::Failed(_))));
}

#[test]
fn a_refusal_is_shown_whole_and_takes_nothing() {
    let mut model = writing();
    type_in(&mut model, "周报：");
    let message = written(&model);
    press(&mut model, "Ctrl-S");
    let outcome = Err(refusal());
    update(&mut model, Event::Committed { outcome });
    let Some(Overlay::Told(told)) = &model.overlay else {
        panic!("{:?}", model.overlay);
    };
    assert_eq!(told.failure, refusal());
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Write);
    assert_eq!(written(&model), message);
    assert_eq!(commits(&press(&mut model, "Ctrl-S")), Some(&*message));
}

#[test]
fn a_refusal_does_not_take_away_what_is_being_typed() {
    let mut model = writing();
    type_in(&mut model, "周报：");
    let message = written(&model);
    press(&mut model, "Ctrl-S F2");
    type_in(&mut model, "新");
    let outcome = Err(refusal());
    update(&mut model, Event::Committed { outcome });
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Prompt);
    press(&mut model, "Esc");
    assert_eq!(written(&model), message, "behind the prompt it is there");
}

#[test]
fn leaving_waits_for_the_commit() {
    let mut model = writing();
    press(&mut model, "Ctrl-S");
    assert!(!quits(&press(&mut model, "q")));
    says(&model, "git 还没有做完，做完就退出");
    let outcome = Ok("0a1b2c3d".to_owned());
    assert!(quits(&update(&mut model, Event::Committed { outcome })));

    let mut model = writing();
    press(&mut model, "Ctrl-S q");
    let outcome = Err(refusal());
    assert!(!quits(&update(&mut model, Event::Committed { outcome })));
    assert!(
        matches!(model.overlay, Some(Overlay::Told(_))),
        "nobody leaves without having seen it"
    );

    let mut model = writing();
    press(&mut model, "Ctrl-S q q");
    assert_eq!(model.overlay, Some(Overlay::Leave), "a hook may never end");
    assert!(quits(&press(&mut model, "F10")));
}

#[test]
fn the_end_commits_nothing_that_nobody_has_kept() {
    let mut model = writing();
    type_in(&mut model, "周报");
    update(&mut model, Event::Terminate);
    let draft = model.walk().expect("a walk").trace().draft;
    assert!(draft.is_some_and(|draft| draft.text.contains("周报")));
    for is_written in [true, false] {
        let effects = update(&mut model.clone(), Event::Guarded { is_written });
        assert!(quits(&effects) && commits(&effects).is_none());
    }
}

#[test]
fn what_was_edited_meanwhile_is_asked_for_again() {
    let mut model = model("= -p1 [t1:1] t2:1");
    let first = asks(&press(&mut model, "Ctrl-End")).expect("asked");
    press(&mut model, "3");
    let effects = answered(&mut model, first, Ok(ToCommit::Nothing));
    let now = model.walk().expect("a walk").document().stamp();
    assert_eq!(asks(&effects), Some(now));
    answered(&mut model, now, Ok(changes()));
    assert_eq!(model.context(), Context::Write);
}

#[test]
fn an_answer_does_not_break_into_something_else() {
    for keys in ["F2", "o", "?", ":"] {
        let mut model = model("= -p1 [t1:1]");
        let stamp = asks(&press(&mut model, "Ctrl-End")).expect("asked");
        press(&mut model, keys);
        let before = model.context();
        answered(&mut model, stamp, Ok(changes()));
        assert_eq!(model.context(), before, "{keys}");
    }
}
