//! What holds for every file and every sequence of edits.

use proptest::prelude::*;

use super::generate::{Choices, edit, operation, plan, written_by_hand};
use crate::change::{Edit, Refusal};
use crate::document::scan::NotUnderstood;
use crate::document::source::Source;
use crate::document::*;

fn read(text: &str) -> Document {
    Document::read(text.as_bytes().to_vec())
}

/// The same text, without the index.
fn read_whole(text: &str) -> Document {
    let source = Source::new(text.as_bytes().to_vec());
    Document::of_source(source, Err(NotUnderstood), false)
}

fn bytes(document: &Document) -> Vec<u8> {
    document.pieces().flatten().copied().collect()
}

fn comments(text: &str) -> Vec<&str> {
    text.split('#')
        .skip(1)
        .filter(|rest| rest.starts_with('c'))
        .map(|rest| &rest[..rest.find(' ').unwrap()])
        .collect()
}

/// The lines that were replaced, and those that came instead.
fn changed_lines<'t>(old: &'t str, new: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let (old, new): (Vec<_>, Vec<_>) = (
        old.split_inclusive('\n').collect(),
        new.split_inclusive('\n').collect(),
    );
    let head = old
        .iter()
        .zip(&new)
        .take_while(|(old, new)| old == new)
        .count();
    let most = old.len().min(new.len()) - head;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(most)
        .take_while(|(old, new)| old == new)
        .count();
    (
        old[head..old.len() - tail].to_vec(),
        new[head..new.len() - tail].to_vec(),
    )
}

/// How many lines an edit of one line may touch: the line, or the one before it that has no end yet.
fn is_one_line(old: &str, new: &str) -> bool {
    let (gone, come) = changed_lines(old, new);
    let has_no_end = |lines: &[&str]| lines.last().is_some_and(|line| !line.ends_with('\n'));
    let most = if has_no_end(&gone) || has_no_end(&come) {
        2
    } else {
        1
    };
    gone.len() <= most && come.len() <= most
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    #[test]
    fn a_composed_plan_reads_back(plan in plan()) {
        let document = read(&compose(&plan));
        prop_assert_eq!(document.problems(), &[]);
        prop_assert_eq!(document.condition(), Condition::Sound);
        prop_assert_eq!(document.plan(), plan);
    }

    #[test]
    fn what_people_write_reads_back(
        plan in plan(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
        has_bom: bool,
    ) {
        let text = written_by_hand(&plan, &mut Choices::new(&choices));
        let mut file = if has_bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        file.extend(text.as_bytes());
        let document = Document::read(file.clone());
        prop_assert_eq!(document.condition(), Condition::Sound, "{}", text);
        prop_assert_eq!(document.plan(), plan, "{}", text);
        prop_assert_eq!(document.text(), text.as_str());
        prop_assert_eq!(bytes(&document), file);
    }

    /// With the index and without it a text is the same plan with the same problems.
    #[test]
    fn the_index_and_the_whole_parse_agree(
        plan in plan(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
        // Anything put anywhere: most of it breaks the text, some of it changes its meaning.
        wounds in prop::collection::vec((any::<prop::sample::Index>(), "[\\[\\]'\"=#. \n\\\\]{1,3}|\\[\\[pillar\\]\\]\n|\nstatus = 'done'\n|'''|\"task\" = 1\n|\n\\[pillar.x\\]\n"), 0..2),
    ) {
        let mut text = written_by_hand(&plan, &mut Choices::new(&choices));
        for (place, wound) in wounds {
            let mut at = place.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text.insert_str(at, &wound);
        }
        let (indexed, whole) = (read(&text), read_whole(&text));
        let has_syntax_error = |document: &Document| {
            document.problems().iter().any(|problem| matches!(problem.kind, ProblemKind::Syntax(_)))
        };
        prop_assert_eq!(has_syntax_error(&indexed), has_syntax_error(&whole), "{}", text);
        if !has_syntax_error(&whole) {
            prop_assert_eq!(indexed.plan(), whole.plan(), "{}", &text);
            prop_assert_eq!(indexed.problems(), whole.problems(), "{}", &text);
            for pillar in 0..whole.pillar_count() {
                prop_assert_eq!(indexed.tally(pillar), whole.tally(pillar), "{}", &text);
            }
        }
    }

    /// Any sequence of edits decodes to what was meant, touches only the lines that it is about, keeps
    /// every comment, and goes back to the first bytes.
    #[test]
    fn edits_do_what_is_meant_and_nothing_else(
        plan in plan(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
        edits in prop::collection::vec(edit(), 1..6),
    ) {
        let text = written_by_hand(&plan, &mut Choices::new(&choices));
        let mut document = read(&text);
        let mut meant = plan;
        let mut steps = vec![(document.clone(), text.clone())];
        for (pick, edit) in edits {
            let Some(operation) = operation(&meant, pick, edit) else { continue };
            let (before, stamp) = (document.text().into_owned(), document.stamp());
            let old_meaning = meant.clone();
            match document.apply(&operation, None) {
                Ok(_) => operation.apply(&mut meant).unwrap(),
                Err(refusal) => {
                    // A form that cannot be edited is refused; a meaning that cannot be is refused by both.
                    let is_meaningless = operation.apply(&mut meant.clone()) == Err(refusal.clone());
                    prop_assert!(is_meaningless || refusal == Refusal::UneditableForm, "{:?}\n{}", refusal, before);
                    prop_assert_eq!(document.text(), before.as_str());
                    continue;
                }
            }
            let after = document.text().into_owned();
            prop_assert_eq!(&document.plan(), &meant, "{:?}\n{}\n{}", operation, before, after);
            prop_assert_eq!(before == after, stamp == document.stamp());
            // What says the same already is not written in another way.
            prop_assert_eq!(old_meaning == meant, before == after, "{:?}\n{}", operation, before);
            prop_assert_eq!(comments(&after), comments(&before), "{:?}\n{}\n{}", operation, before, after);
            if matches!(operation.edit, Edit::Status(_) | Edit::Progress(_) | Edit::Due(_) | Edit::Lead(_) | Edit::Title(_) | Edit::Actual { .. }) {
                prop_assert!(is_one_line(&before, &after), "{:?}\n{}\n{}", operation, before, after);
            }
            let again = read(&after);
            prop_assert_eq!(again.condition(), Condition::Sound);
            prop_assert_eq!(&again.plan(), &meant);
            for pillar in 0..again.pillar_count() {
                prop_assert_eq!(again.tally(pillar), document.tally(pillar));
            }
            steps.push((document.clone(), after));
        }
        for (snapshot, text) in steps.into_iter().rev() {
            prop_assert_eq!(bytes(&snapshot), text.as_bytes());
        }
    }

    #[test]
    fn any_bytes_give_a_document(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let document = Document::read(bytes);
        document.plan();
    }

    #[test]
    fn anything_like_a_plan_gives_a_document(
        text in "(\\[\\[pillar(\\.task(\\.note)?)?\\]\\]\n|\\[pillar\\]|id *= *|status = |text = |'''|\"\"\"|\"|'|\\[|\\]|\\{|\\}|\\\\|#|\n|一|2021-02-30|1e999|0x){0,24}"
    ) {
        let (indexed, whole) = (read(&text), read_whole(&text));
        prop_assert_eq!(indexed.condition(), whole.condition(), "{}", text);
    }
}

#[test]
fn an_uneditable_form_is_the_exception() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    // The laws above let a refusal pass; this one counts how rare it is, with a fixed seed.
    let mut runner = TestRunner::deterministic();
    let inputs = (plan(), prop::collection::vec(any::<u8>(), 0..200), edit());
    let (mut refused, mut done) = (0, 0);
    for _ in 0..400 {
        let (plan, choices, (pick, edit)) = inputs.new_tree(&mut runner).unwrap().current();
        let Some(operation) = operation(&plan, pick, edit) else {
            continue;
        };
        let mut document = read(&written_by_hand(&plan, &mut Choices::new(&choices)));
        match document.apply(&operation, None) {
            Err(Refusal::UneditableForm) => refused += 1,
            _ => done += 1,
        }
    }
    assert!(refused * 50 < done, "{refused} refused, {done} not");
}
