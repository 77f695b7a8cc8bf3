//! Conflicts of earlier merges: which are left, and which both sides have settled since, perhaps differently.
//!
//! A base can hold conflicts: where one was committed, and where git makes a base up out of several. In the
//! meantime it says what one of the two sides said, which is no common past of them.

use crate::document::Document;
use crate::plan::{Conflict, Field, Side, Value};

/// Puts the base back to before those of its conflicts that both sides have settled, so that two ways of
/// settling one are not taken for a later change on one side. Gives those about a node that one side
/// removed and the other one kept.
pub(super) fn reopen(base: &mut Document, ours: &Document, theirs: &Document) -> Vec<Conflict> {
    let settled: Vec<Conflict> = base
        .conflicts()
        .iter()
        .filter(|conflict| !asks(ours, conflict) && !asks(theirs, conflict))
        .cloned()
        .collect();
    let mut reopened = Vec::new();
    for conflict in settled {
        if conflict.field != Field::Existence {
            // What is not there any more, or cannot be put back, is left as the base has it.
            let _ = base.put_back(&conflict);
            continue;
        }
        let sides = [ours, theirs].map(|side| {
            let id = conflict.node.as_ref();
            let is_there = id.is_some_and(|id| side.find(id).is_some());
            Side::of(is_there.then_some(Value::Kept))
        });
        let [ours, theirs] = sides;
        if ours != theirs && base.put_back(&conflict).is_ok() {
            reopened.push(Conflict {
                ours,
                theirs,
                ..conflict
            });
        }
    }
    reopened
}

/// The conflicts that neither side has settled.
pub(super) fn unsettled([base, ours, theirs]: &[Document; 3]) -> Vec<Conflict> {
    let ours_left = ours
        .conflicts()
        .iter()
        .filter(|conflict| asks(theirs, conflict) || !asks(base, conflict));
    let theirs_new = theirs
        .conflicts()
        .iter()
        .filter(|conflict| !asks(ours, conflict) && !asks(base, conflict));
    ours_left.chain(theirs_new).cloned().collect()
}

fn asks(document: &Document, conflict: &Conflict) -> bool {
    let mut known = document.conflicts().iter();
    known.any(|other| other.asks_the_same(conflict))
}
