//! What a diff says, carried out on a text.

use proptest::prelude::*;

use super::generate::{Choices, written_by_hand};
use crate::change::generate::{Picked, gesture, operation, plan};
use crate::change::{HeadEdit, Refusal, diff};
use crate::document::*;

fn read(text: &str) -> Document {
    Document::read(text.as_bytes().to_vec())
}

/// A plan with some gestures made, where they can be.
pub(super) fn edited(plan: &Plan, gestures: Vec<Picked>) -> Plan {
    let mut edited = plan.clone();
    for picked in gestures {
        if let Some(operation) = operation(&edited, picked) {
            let _ = operation.apply(&mut edited);
        }
    }
    edited
}

fn comments(text: &str) -> usize {
    text.matches("#c").count()
}

/// Makes the text say another plan.
fn carry(document: &mut Document, later: &Plan) -> Result<(), Refusal> {
    let diff = diff(&document.plan(), later);
    for edit in diff.head_edits() {
        document.apply_to_head(&edit)?;
    }
    for operation in diff.operations() {
        document.apply(&operation, None)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// The text says the later plan then, and one that is not removed from keeps its comments.
    #[test]
    fn a_diff_carried_out_on_a_text_gives_the_later_plan(
        plan in plan(),
        head in other_head(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
        gestures in prop::collection::vec(gesture(), 0..8),
    ) {
        let text = written_by_hand(&plan, &mut Choices::new(&choices));
        let mut document = read(&text);
        let mut later = edited(&plan, gestures);
        if let Some(head) = head {
            later.head = head;
        }
        let outcome = carry(&mut document, &later);
        prop_assert!(matches!(outcome, Ok(()) | Err(Refusal::UneditableForm)), "{:?}", outcome);
        if outcome.is_ok() {
            prop_assert_eq!(document.plan(), later);
            let again = read(&document.text());
            prop_assert_eq!(again.condition(), Condition::Sound);
            prop_assert_eq!(again.plan(), document.plan());
        }
    }

    /// Whatever the form of either text, and however much of them is the same.
    #[test]
    fn the_diff_of_two_texts_is_that_of_their_plans(
        plan in plan(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
        other_choices in prop::collection::vec(any::<u8>(), 0..200),
        gestures in prop::collection::vec(gesture(), 0..8),
    ) {
        let before = read(&written_by_hand(&plan, &mut Choices::new(&choices)));
        let later = edited(&plan, gestures);
        let after = read(&written_by_hand(&later, &mut Choices::new(&other_choices)));
        let mut carried = before.clone();
        for after in [Some(&after), carry(&mut carried, &later).ok().map(|()| &carried)] {
            let Some(after) = after else { continue };
            prop_assert_eq!(before.diff(after), diff(&before.plan(), &after.plan()));
            for task in plan.tasks() {
                let seat = |document: &Document| {
                    let place = document.find(&task.id)?;
                    let pillar = document.pillar(place.pillar)?.id;
                    Some((pillar, place.task, document.task(place)))
                };
                let is_same = seat(&before) == seat(after);
                prop_assert_eq!(before.has_same_task(&task.id, after), is_same);
            }
        }
    }

    /// The head alone: nothing else changes, and no comment goes.
    #[test]
    fn an_edit_of_the_head_leaves_the_rest_as_it_is(
        plan in plan(),
        other in plan(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let text = written_by_hand(&plan, &mut Choices::new(&choices));
        let mut document = read(&text);
        let mut later = plan;
        later.head = other.head;
        let outcome = carry(&mut document, &later);
        prop_assert_eq!(outcome, Ok(()), "{}", text);
        prop_assert_eq!(document.plan(), later);
        prop_assert_eq!(comments(&document.text()), comments(&text));
        let before = read(&text);
        if before.whole.is_none() && document.whole.is_none() {
            let start = before.blocks.head.len();
            prop_assert_eq!(&document.text()[document.blocks.head.len()..], &text[start..]);
        }
    }
}

fn other_head() -> impl Strategy<Value = Option<Head>> {
    prop::option::of(plan().prop_map(|plan| plan.head))
}

#[test]
fn an_edit_of_the_head_touches_its_line() {
    let before = "# 计划\ntitle = '甲' # 暂定\nperiod = { start = 2021-07-01, end = 2021-12-31 }\n[meta]\na = 1\n";
    let mut document = read(before);
    for edit in [
        HeadEdit::Title("乙".to_owned()),
        HeadEdit::Issuer(Some("局".to_owned())),
        HeadEdit::Period(None),
        HeadEdit::Preamble("一。\n二。".to_owned()),
    ] {
        document.apply_to_head(&edit).unwrap();
    }
    let after = "# 计划\ntitle = '乙' # 暂定\nissuer = \"局\"\npreamble = '''\n一。\n二。\n'''\n[meta]\na = 1\n";
    assert_eq!(document.text(), after);
    // Out of range, or no change: the same bytes.
    let stamp = document.stamp();
    let empty = HeadEdit::Title(" ".to_owned());
    assert_eq!(document.apply_to_head(&empty), Err(Refusal::BadValue));
    document.apply_to_head(&HeadEdit::Period(None)).unwrap();
    assert_eq!(document.stamp(), stamp);
}
