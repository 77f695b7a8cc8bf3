//! The mouse does what keys do.

use super::*;

fn point(model: &mut Model, gesture: Gesture, hit: Hit, share: u16) -> Vec<Effect> {
    let pointer = Pointer {
        gesture,
        column: 0,
        row: 0,
    };
    let under = Under { hit, share };
    update(model, Event::Pointer { pointer, under })
}

fn press_on(model: &mut Model, hit: Hit) -> Vec<Effect> {
    point(model, Gesture::Press, hit, 0)
}

#[test]
fn a_row_is_selected_and_its_fold_opens_and_closes() {
    let mut model = model(TREE);
    press_on(&mut model, Hit::Row(2));
    assert_eq!(draw(&model), "= -p1 [t1:1] t2:2 -p2 t3:1");
    press_on(&mut model, Hit::Fold(1));
    assert_eq!(draw(&model), "= [+p1] t1:1 t2:2 -p2 t3:1");
    press_on(&mut model, Hit::Fold(1));
    assert_eq!(draw(&model), "= [-p1] t1:1 t2:2 -p2 t3:1");
    point(&mut model, Gesture::DoublePress, Hit::Row(3), 0);
    assert_eq!(model.context(), Context::Pane, "a task is opened");
    press_on(&mut model, Hit::Row(99));
    assert_eq!(draw(&model), "= -p1 t1:1 t2:2 -p2 [t3:1]");
}

#[test]
fn an_item_is_selected_and_edited() {
    let mut model = model("= -p1 [t1:1]");
    press_on(&mut model, Hit::Pane(Some(Item::Due)));
    assert_eq!(model.context(), Context::Pane);
    assert_eq!(model.walk().map(|walk| walk.item.clone()), Some(Item::Due));
    point(
        &mut model,
        Gesture::DoublePress,
        Hit::Pane(Some(Item::Due)),
        0,
    );
    assert_eq!(model.context(), Context::Prompt);
    press_on(&mut model, Hit::Row(0));
    assert_eq!(
        model.context(),
        Context::Prompt,
        "what is typed is not lost by a click"
    );
    assert_eq!(model.message, Some(Message::StillTyping));
}

#[test]
fn the_divider_follows_the_hand() {
    let mut model = model(TREE);
    point(&mut model, Gesture::Drag, Hit::Nothing, 60);
    assert_eq!(model.share, None, "it was not taken");
    press_on(&mut model, Hit::Divider);
    point(&mut model, Gesture::Drag, Hit::Nothing, 60);
    assert_eq!(model.share, Some(60));
    point(&mut model, Gesture::Drag, Hit::Nothing, 99);
    assert_eq!(model.share, Some(80));
    point(&mut model, Gesture::Release, Hit::Nothing, 99);
    point(&mut model, Gesture::Drag, Hit::Nothing, 30);
    assert_eq!(model.share, Some(80));
}

#[test]
fn the_wheel_scrolls_what_lies_under_it() {
    let mut model = model("[=] -p1 t1:1 t2:1 t3:1 t4:1 t5:1 t6:1 t7:1");
    point(&mut model, Gesture::WheelDown, Hit::Row(0), 0);
    let top = |model: &Model| model.walk().map(|walk| walk.tree.top());
    assert_eq!(top(&model), Some(3));
    assert_eq!(
        draw(&model),
        "= -p1 t1:1 [t2:1] t3:1 t4:1 t5:1 t6:1 t7:1",
        "the selection stays in the window"
    );
    if let Some(walk) = model.walk_mut() {
        walk.pane.settle(5, 20);
    }
    point(&mut model, Gesture::WheelDown, Hit::Pane(None), 0);
    point(&mut model, Gesture::WheelDown, Hit::Pane(None), 0);
    point(&mut model, Gesture::WheelUp, Hit::Pane(None), 0);
    assert_eq!(model.walk().map(|walk| walk.pane.top()), Some(3));
}

#[test]
fn keys_in_the_footer_and_choices_are_pressed() {
    let mut model = model("= -p1 [t1:1] -p2 t2:1");
    press_on(&mut model, Hit::Command(Command::Help));
    assert_eq!(model.context(), Context::Page);
    press(&mut model, "Esc @");
    press_on(&mut model, Hit::Choice(1));
    assert_eq!(draw(&model), "= -p1 -p2 t2:1 [t1:1]");
    press(&mut model, "o");
    press_on(&mut model, Hit::Kind(crate::plan::NoteKind::Decision));
    let kind = model.writing_mut().map(|writing| writing.kind);
    assert_eq!(kind, Some(crate::plan::NoteKind::Decision));
    let mut model = at_start(&["a", "b"]);
    press_on(&mut model, Hit::Entry(1));
    assert_eq!(model.menu.list.selected(), 1);
    let asked = point(&mut model, Gesture::DoublePress, Hit::Entry(1), 0);
    assert!(matches!(&asked[..], [Effect::Open(path)] if path.ends_with("b.toml")));
}

#[test]
fn while_something_is_typed_the_tree_stays() {
    let mut model = model("= -p1 [t1:1] t2:1 t3:1 t4:1 t5:1 t6:1");
    press(&mut model, "d");
    point(&mut model, Gesture::WheelDown, Hit::Row(3), 0);
    point(&mut model, Gesture::WheelDown, Hit::Row(3), 0);
    assert_eq!(draw(&model), "= -p1 [t1:1] t2:1 t3:1 t4:1 t5:1 t6:1");
}

#[test]
fn revisions_and_changes_are_chosen_by_hand() {
    let mut model = model(past::NOW);
    past::travel(&mut model, "$", &past::PLANS);
    let effects = press_on(&mut model, Hit::Revision(1));
    past::tell(&mut model, effects, &past::PLANS);
    assert_eq!(past::rows(&model), "1:2 [2:0] 3:0");
    let effects = press_on(&mut model, Hit::Revision(0));
    past::tell(&mut model, effects, &past::PLANS);
    point(&mut model, Gesture::DoublePress, Hit::Revision(0), 0);
    assert_eq!(model.context(), Context::Changes);
    press_on(&mut model, Hit::Change(1));
    assert_eq!(past::changed(&model), "t1 [t2]");
    point(&mut model, Gesture::DoublePress, Hit::Change(0), 0);
    assert_eq!(draw(&model), "= -p1 [t1:3] t2:2 -p2 t3:1");
}
