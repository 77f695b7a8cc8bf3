//! The real plan: its source, the plan in the repository, and the importer that leads from one to the other.

#![allow(clippy::unwrap_used)]

use planwalk::document::{Condition, Document, compose};
use planwalk::import::{Options, check, decode, import};

const SEED: &[u8] = include_bytes!("../seeds/xinhuang-2021-h2.txt");
const PLAN: &str = include_str!("../plans/xinhuang-2021-h2.toml");

#[test]
fn the_plan_is_what_the_importer_makes_of_the_seed() {
    let import = import(SEED, &Options::default()).unwrap();
    let written = compose(&import.plan);
    assert!(written == PLAN, "import it again:\n{written}");
    assert_eq!(check(&decode(SEED).unwrap().text, &import), Ok(()));
}

#[test]
fn the_plan_is_sound_and_has_what_the_seed_has() {
    let document = Document::read(PLAN.as_bytes().to_vec());
    assert_eq!(document.problems(), []);
    assert_eq!(document.condition(), Condition::Sound);
    let plan = document.plan();
    let tasks: Vec<_> = plan
        .pillars
        .iter()
        .map(|pillar| pillar.tasks.len())
        .collect();
    assert_eq!(tasks, [4, 5, 4, 4, 4]);
    let sentences: usize = plan.tasks().map(|task| task.text.lines().count()).sum();
    assert_eq!(sentences, 95);
    assert_eq!(plan.head.issuer.as_deref(), Some("新晃县教育局"));
    assert_eq!(plan.head.issued.unwrap().to_string(), "2021-06-25");
}

#[test]
fn the_seed_is_the_document_as_it_was_published() {
    assert_eq!(SEED.len(), 11_700);
    assert_eq!(SEED.iter().filter(|&&byte| byte == b'\n').count(), 57);
    assert!(!SEED.ends_with(b"\n"), "the source has no final newline");
}
