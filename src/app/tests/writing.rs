//! Notes and texts: written, kept, changed, thrown away; and one task for the room.

use super::*;
use crate::plan::{Note, NoteKind};

fn noted() -> Model {
    let mut model = model("= -p1 [t1:1] t2:1");
    model.author = Some("办公室".to_owned());
    let now = "2021-09-15T09:40:00+08:00";
    let now = chrono::DateTime::parse_from_rfc3339(now).expect("a time");
    update(&mut model, Event::Now(now));
    model
}

fn write(model: &mut Model, text: &str) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            press(model, "Enter");
        }
        for character in line.chars() {
            update(model, Event::Key(Key::char(character)));
        }
    }
}

fn notes(model: &Model) -> Vec<Note> {
    let walk = model.walk().expect("a walk");
    let task = walk.document().task(walk.place().expect("a place"));
    task.expect("a task").notes
}

fn said(model: &Model) -> String {
    let message = model.message.as_ref();
    message.map_or_else(String::new, |message| message.words(model.language))
}

#[test]
fn a_note_is_dated_signed_and_kept_in_sentences() {
    let mut model = noted();
    press(&mut model, "o");
    assert_eq!(model.context(), Context::Write);
    write(&mut model, "会议讨论了。请办公室跟进\n三天内");
    let asked = press(&mut model, "F6 Ctrl-S");
    assert_eq!(saves(&asked).len(), 1);
    let [note] = &notes(&model)[..] else {
        panic!("one note")
    };
    assert_eq!(note.text, "会议讨论了。\n请办公室跟进\n\n三天内");
    assert_eq!((note.by.as_str(), note.kind), ("办公室", NoteKind::Action));
    assert_eq!(note.at.to_rfc3339(), "2021-09-15T09:40:00+08:00");
    assert_eq!(said(&model), "已记交办：(一)t1");
    press(&mut model, "u");
    assert!(notes(&model).is_empty());
}

#[test]
fn every_way_of_keeping_keeps() {
    for keys in ["Ctrl-S", "Esc Enter", "Alt-Enter"] {
        let mut model = noted();
        press(&mut model, ";");
        update(&mut model, Event::Paste("会议。\r\n决定。".to_owned()));
        press(&mut model, keys);
        assert_eq!(notes(&model).len(), 1, "{keys}");
        assert_eq!(model.context(), Context::Tree, "{keys}");
    }
}

#[test]
fn nothing_that_was_typed_goes_without_a_question() {
    let mut model = noted();
    press(&mut model, "o Esc");
    assert_eq!(model.context(), Context::Tree, "nothing was typed");
    press(&mut model, "o");
    write(&mut model, "一");
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Draft);
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Write, "back to writing");
    assert!(!quits(&press(&mut model, "Ctrl-C")));
    assert_eq!(model.context(), Context::Draft);
    assert!(
        !quits(&update(&mut model, Event::Interrupt)),
        "nor from outside"
    );
    press(&mut model, "Del");
    assert_eq!(model.context(), Context::Tree);
    assert_eq!(said(&model), "已放弃所写内容");
    assert!(notes(&model).is_empty());
    press(&mut model, "o Ctrl-S");
    assert_eq!(said(&model), "还没有写内容");
}

#[test]
fn who_is_not_known_is_asked_and_the_note_waits() {
    let mut model = noted();
    model.author = None;
    press(&mut model, "o");
    write(&mut model, "一句话。");
    press(&mut model, "Ctrl-S");
    assert_eq!(model.context(), Context::Prompt);
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Write, "back to the note");
    press(&mut model, "Ctrl-S");
    write(&mut model, "小王");
    press(&mut model, "Enter");
    assert_eq!(notes(&model)[0].by, "小王");
    assert_eq!(model.author.as_deref(), Some("小王"));
    update(&mut model, Event::Author("git".to_owned()));
    assert_eq!(
        model.author.as_deref(),
        Some("小王"),
        "what somebody said counts"
    );
}

#[test]
fn own_notes_are_changed_and_deleted_and_those_of_others_are_not() {
    let mut model = noted();
    press(&mut model, "o");
    write(&mut model, "一。二。");
    // Title, status, lead, due, note.
    press(&mut model, "Ctrl-S Tab j j j j Enter");
    assert_eq!(model.context(), Context::Write);
    write(&mut model, "三。");
    press(&mut model, "F3 Ctrl-S");
    let [note] = &notes(&model)[..] else {
        panic!("one note")
    };
    assert_eq!(
        (note.text.as_str(), note.kind),
        ("一。\n二。\n三。", NoteKind::Issue)
    );
    assert_eq!(said(&model), "记录已修改：(一)t1");
    model.author = Some("督导室".to_owned());
    press(&mut model, "Enter");
    assert_eq!(said(&model), "这条是 办公室 记的，只能改自己的记录");
    press(&mut model, "Del");
    assert_eq!(notes(&model).len(), 1);
    model.author = Some("办公室".to_owned());
    press(&mut model, "Del");
    assert!(notes(&model).is_empty());
    assert_eq!(said(&model), "记录已删除：(一)t1");
    press(&mut model, "u u u");
    assert!(notes(&model).is_empty());
}

#[test]
fn a_kind_is_chosen_by_one_key_or_stepped() {
    let mut model = noted();
    press(&mut model, "o");
    let kind = |model: &mut Model| model.writing_mut().map(|writing| writing.kind);
    for (key, wanted) in [
        ("F2", NoteKind::Progress),
        ("F3", NoteKind::Issue),
        ("F4", NoteKind::Next),
        ("F5", NoteKind::Decision),
        ("F6", NoteKind::Action),
        ("Tab", NoteKind::Progress),
        ("Shift-Tab", NoteKind::Action),
    ] {
        press(&mut model, key);
        assert_eq!(kind(&mut model), Some(wanted), "{key}");
    }
}

#[test]
fn a_text_goes_out_to_an_editor_and_comes_back() {
    let mut model = noted();
    press(&mut model, "o");
    write(&mut model, "一。");
    let asked = press(&mut model, "Ctrl-O");
    assert!(matches!(&asked[..], [Effect::EditOutside { text, .. }] if text == "一。"));
    let outcome = Ok("一。\n二。\n".to_owned());
    update(&mut model, Event::EditedOutside { outcome });
    assert_eq!(
        model.context(),
        Context::Write,
        "it is shown before it is kept"
    );
    press(&mut model, "F7");
    let text = |model: &mut Model| model.writing_mut().map(|writing| writing.editor.text());
    assert_eq!(text(&mut model).as_deref(), Some("一。"), "one step");
    press(&mut model, "F8");
    let outcome = Err(failure());
    update(&mut model, Event::EditedOutside { outcome });
    assert_eq!(
        text(&mut model).as_deref(),
        Some("一。\n二。"),
        "a failure takes nothing"
    );
    assert!(matches!(model.message, Some(Message::Failed(_))));
}

#[test]
fn the_text_of_a_task_is_written_in_place() {
    let mut model = noted();
    let asked = press(&mut model, "E");
    assert!(matches!(&asked[..], [Effect::EditOutside { text, .. }] if text.is_empty()));
    let outcome = Ok("第一句。第二句。\n".to_owned());
    update(&mut model, Event::EditedOutside { outcome });
    press(&mut model, "Ctrl-S");
    let walk = model.walk().expect("a walk");
    let task = walk
        .document()
        .task(walk.place().expect("a place"))
        .expect("a task");
    assert_eq!(task.text, "第一句。\n第二句。");
}

#[test]
fn what_waits_for_a_signature_is_not_lost_by_leaving() {
    let mut model = noted();
    model.author = None;
    press(&mut model, "o");
    write(&mut model, "一句话。");
    press(&mut model, "Ctrl-S");
    assert!(!quits(&press(&mut model, "F10")));
    assert_eq!(model.context(), Context::Draft);
    press(&mut model, "Esc Ctrl-S");
    let asked = without_journal(&mut model);
    assert_eq!(saves(&asked).len(), 1);
    assert_eq!(notes(&model)[0].by, "未署名");
}

#[test]
fn leaving_from_the_help_over_a_note_asks_where_it_is_seen() {
    let mut model = noted();
    press(&mut model, "o");
    write(&mut model, "内容");
    press(&mut model, "F1 F10");
    assert_eq!(model.context(), Context::Draft);
    assert_eq!(model.overlay, None);
}

/// The end, where what is being typed cannot be written down.
fn without_journal(model: &mut Model) -> Vec<Effect> {
    let effects = update(model, Event::Terminate);
    assert!(matches!(&effects[..], [Effect::Guard]), "{effects:?}");
    update(model, Event::Guarded { is_written: false })
}

#[test]
fn where_there_is_no_journal_a_text_that_is_begun_goes_into_the_plan() {
    let mut model = noted();
    press(&mut model, "e");
    write(&mut model, "半句");
    assert_eq!(saves(&without_journal(&mut model)).len(), 1);
    let walk = model.walk().expect("a walk");
    let text = walk.document().text().into_owned();
    assert!(text.contains("半句"), "{text}");
}

#[test]
fn where_there_is_no_journal_a_note_that_is_begun_goes_into_the_plan() {
    let mut model = noted();
    press(&mut model, "o");
    write(&mut model, "半句");
    let asked = without_journal(&mut model);
    assert_eq!(saves(&asked).len(), 1);
    assert_eq!(notes(&model).len(), 1);
    // What was typed behind it is no command.
    assert!(press(&mut model, "3 Del").is_empty());
    let stamp = saves(&asked)[0];
    assert!(quits(&saved(&mut model, stamp)));
}

#[test]
fn what_is_being_typed_at_the_end_stays_a_draft_where_there_is_a_journal() {
    for (begins, over) in [
        ("o", ""),
        ("e", ""),
        ("o", "F1"),
        ("o", "Ctrl-P"),
        ("w", ""),
    ] {
        let keys = [begins, over].join(" ");
        let mut model = noted();
        press(&mut model, begins);
        write(&mut model, "半句");
        press(&mut model, over);
        let before = model.walk().expect("a walk").document().stamp();
        let effects = update(&mut model, Event::Terminate);
        assert!(
            matches!(&effects[..], [Effect::Guard]),
            "{keys}: {effects:?}"
        );
        // A letter that was typed before the end and comes behind it.
        write(&mut model, "话");
        assert!(quits(&update(
            &mut model,
            Event::Guarded { is_written: true }
        )));
        let walk = model.walk().expect("a walk");
        assert_eq!(walk.document().stamp(), before, "{keys}");
        let draft = walk.trace().draft.expect("a draft");
        assert!(draft.text.ends_with("半句话"), "{keys}: {draft:?}");
    }
}

#[test]
fn the_end_waits_for_the_save_and_for_the_journal_in_any_order() {
    let begun = || {
        let mut model = noted();
        let stamp = saves(&press(&mut model, "3"))[0];
        press(&mut model, "o");
        write(&mut model, "半句");
        let effects = update(&mut model, Event::Terminate);
        assert!(matches!(&effects[..], [Effect::Guard]), "{effects:?}");
        (model, stamp)
    };
    let written = || Event::Guarded { is_written: true };
    let (mut model, stamp) = begun();
    assert!(!quits(&saved(&mut model, stamp)));
    assert!(quits(&update(&mut model, written())));
    let (mut model, stamp) = begun();
    assert!(!quits(&update(&mut model, written())));
    assert!(quits(&saved(&mut model, stamp)));
    let (mut model, _) = begun();
    assert!(quits(&update(&mut model, Event::Terminate)), "asked twice");
    let (mut model, stamp) = begun();
    let asked = update(&mut model, Event::Guarded { is_written: false });
    assert_eq!(saves(&asked).len(), 1);
    assert!(
        !quits(&saved(&mut model, stamp)),
        "the note is to be saved, too"
    );
    assert!(update(&mut model, written()).is_empty(), "too late");
    assert!(quits(&saved(&mut model, saves(&asked)[0])));
}

#[test]
fn one_task_for_the_room_and_the_next() {
    let mut model = model("[=] -p1 t1:1 -p2 t2:1");
    press(&mut model, "F5");
    assert_eq!(model.context(), Context::Present);
    assert_eq!(draw(&model), "= -p1 [t1:1] -p2 t2:1");
    press(&mut model, "PgDn 5 PgDn");
    assert_eq!(said(&model), "已是最后一项任务");
    press(&mut model, "3 PgUp");
    assert_eq!(draw(&model), "= -p1 [t1:1] -p2 t2:3");
    press(&mut model, ".");
    let is_blank = |model: &Model| match model.walk().map(|walk| &walk.mode) {
        Some(Mode::Present(presenting)) => presenting.is_blank,
        _ => panic!("for the room"),
    };
    assert!(is_blank(&model));
    press(&mut model, "5");
    assert!(!is_blank(&model), "any key brings it back");
    assert_eq!(
        draw(&model),
        "= -p1 [t1:1] -p2 t2:3",
        "and does nothing else"
    );
    press(&mut model, "b ?");
    assert!(!is_blank(&model));
    assert_eq!(
        model.context(),
        Context::Present,
        "no help that nobody sees"
    );
    press(&mut model, "End u Home Esc");
    assert_eq!(model.context(), Context::Tree);
    assert_eq!(draw(&model), "= -p1 [t1:1] -p2 t2:5");
}

#[test]
fn for_the_room_the_task_that_is_seen_is_reported() {
    let mut model = model("= -p1 [t1:1] t2:1 t3:1");
    press(&mut model, "m m F5 3");
    assert_eq!(draw(&model), "= -p1 t1:1* t2:1* [t3:3]", "and no mark");
    press(&mut model, "Esc - Esc");
    let mut model = self::model("[=]");
    press(&mut model, "F5");
    assert_eq!(model.context(), Context::Tree);
    assert_eq!(said(&model), "计划里还没有任务");
}

#[test]
fn a_long_task_is_read_to_its_end_before_the_next() {
    let mut model = model("[=] -p1 t1:1 t2:1");
    press(&mut model, "F5");
    if let Some(Mode::Present(presenting)) = model.walk_mut().map(|walk| &mut walk.mode) {
        presenting.page.settle(5, 9);
    }
    press(&mut model, "PgDn");
    assert_eq!(draw(&model), "= -p1 [t1:1] t2:1");
    press(&mut model, "PgDn");
    assert_eq!(draw(&model), "= -p1 t1:1 [t2:1]");
}

#[test]
fn a_command_is_found_by_its_words() {
    let mut model = model("= -p1 [t1:1]");
    press(&mut model, "：");
    assert_eq!(model.context(), Context::Palette);
    write(&mut model, "已销号");
    press(&mut model, "Enter");
    assert_eq!(draw(&model), "= -p1 [t1:6]");
    press(&mut model, ":");
    write(&mut model, "没有这个");
    press(&mut model, "Enter");
    assert_eq!(said(&model), "没有这样的命令");
    press(&mut model, "Esc");
    assert_eq!(model.context(), Context::Tree);
    press(&mut model, "F5 : Esc");
    assert_eq!(model.context(), Context::Present, "back where it was");
}

#[test]
fn looks_mouse_zoom_and_divider_are_keys() {
    let mut model = model(TREE);
    press(&mut model, "~");
    assert_eq!(model.look, Look::Light);
    model.ground = Ground::Dark;
    for look in [Look::HighContrast, Look::Dark, Look::HighContrast] {
        press(&mut model, "~");
        assert_eq!(model.look, look, "dark ink is not for a dark ground");
    }
    assert!(matches!(
        &press(&mut model, "·")[..],
        [Effect::Mouse(false)]
    ));
    press(&mut model, "( z");
    assert_eq!(
        (model.share, model.is_zoomed),
        (None, false),
        "one pane only"
    );
    assert_eq!(said(&model), "窗口较窄，目录和正文轮流显示，按 Tab 切换");
    model.seen_share = Some(45);
    press(&mut model, "( z");
    assert_eq!((model.share, model.is_zoomed), (Some(40), true));
    model.seen_share = Some(78);
    press(&mut model, "）");
    assert_eq!(model.share, Some(80));
}
