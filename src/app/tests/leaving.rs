//! Leaving with edits that cannot be saved where they belong.

use std::path::Path;

use super::*;
use crate::change::Operation;
use crate::document::Stamp;
use crate::plan::Id;

/// A plan with an edit that cannot be saved, and the question what to do.
fn asked() -> (Model, Stamp) {
    let mut model = model("= -p1 [t1:1]");
    let asked = saves(&press(&mut model, "3"));
    failed(&mut model, asked[0]);
    press(&mut model, "q");
    failed(&mut model, asked[0]);
    assert_eq!(model.overlay, Some(Overlay::Leave));
    (model, asked[0])
}

fn saved_as(model: &mut Model, stamp: Stamp, outcome: Result<&str, &str>) -> Vec<Effect> {
    let outcome = outcome.map(Into::into);
    let outcome = outcome.map_err(|why: &str| Failure::new(Path::new("b"), |_| why.to_owned()));
    update(model, Event::SavedAs { stamp, outcome })
}

#[test]
fn what_cannot_be_saved_can_go_elsewhere() {
    let (mut model, stamp) = asked();
    press(&mut model, "s");
    assert_eq!(model.context(), Context::SaveAs);
    press(&mut model, "Ctrl-U");
    assert!(press(&mut model, "Enter").is_empty());
    assert_eq!(model.message, Some(Message::FillIn));
    update(&mut model, Event::Paste("/b".to_owned()));
    let effects = press(&mut model, "Enter");
    let [
        Effect::SaveAs {
            typed, document, ..
        },
    ] = &effects[..]
    else {
        panic!("{effects:?}");
    };
    assert_eq!((typed.as_str(), document.stamp()), ("/b", stamp));
    assert!(
        press(&mut model, "x Enter").is_empty(),
        "it is being written"
    );
    assert!(!quits(&saved_as(&mut model, stamp, Err("已有同名文件"))));
    assert!(matches!(model.message, Some(Message::Failed(_))));
    assert_eq!(press(&mut model, "c Enter").len(), 1, "another name");
    assert!(quits(&saved_as(&mut model, stamp, Ok("/bc.toml"))));
    assert_eq!(model.kept_at, Some("/bc.toml".into()));
    assert_eq!(model.leaving, Leaving::Unsaved);
}

#[test]
fn what_went_elsewhere_too_late_is_told_and_the_question_stays() {
    // The plan went on meanwhile.
    let (mut model, stamp) = asked();
    press(&mut model, "F2 Enter");
    let walk = model.walk_mut().expect("it is so");
    let operation = Operation::status(Id::new("t1").expect("it is so"), Status::Done);
    let mut document = walk.document().clone();
    document.apply(&operation, None).expect("it is so");
    walk.replace(document);
    assert!(!quits(&saved_as(&mut model, stamp, Ok("/b.toml"))));
    assert_eq!(model.overlay, Some(Overlay::Leave));
    assert_eq!(model.message, Some(Message::Created("/b.toml".into())));
    // Somebody went back meanwhile.
    let (mut model, stamp) = asked();
    press(&mut model, "F2 Enter Esc Esc");
    assert!(!quits(&saved_as(&mut model, stamp, Ok("/b.toml"))));
    assert_eq!((&model.overlay, model.kept_at), (&None, None));
}

#[test]
fn what_gets_saved_while_it_is_asked_about_is_asked_about_no_more() {
    for keys in ["", "F2"] {
        let (mut model, stamp) = asked();
        press(&mut model, keys);
        assert_eq!(saves(&update(&mut model, Event::RetryDue)), [stamp]);
        assert!(!quits(&failed(&mut model, stamp)), "{keys}");
        update(&mut model, Event::RetryDue);
        assert!(quits(&saved(&mut model, stamp)), "{keys}");
    }
    // Nobody asked to leave.
    let (mut model, stamp) = asked();
    press(&mut model, "Esc");
    update(&mut model, Event::RetryDue);
    assert!(!quits(&saved(&mut model, stamp)));
}

#[test]
fn a_save_that_fails_late_takes_no_path_away() {
    let mut model = model("= -p1 [t1:1]");
    let asked = saves(&press(&mut model, "3"));
    press(&mut model, "q q F2 c");
    failed(&mut model, asked[0]);
    assert_eq!(model.context(), Context::SaveAs);
}
