//! Labels and walks: what stands where in a plan, and the number that people see.

use crate::document::{Document, Place};
use crate::plan::{Pillar, Task};

/// The label of the pillar or task at a place.
pub(super) fn label(document: &Document, place: Place) -> String {
    let numbering = document.head().numbering;
    match place.task {
        None => numbering.pillar(place.pillar),
        Some(task) => {
            let in_plan = document.tasks_before(place.pillar) + task;
            numbering.task(place.pillar, task, in_plan)
        }
    }
}

/// The pillars with their indexes, without their tasks.
pub(super) fn pillars(document: &Document) -> impl Iterator<Item = (usize, Pillar)> + '_ {
    (0..document.pillar_count()).filter_map(|index| Some((index, document.pillar(index)?)))
}

/// The tasks of a pillar with their places.
pub(super) fn tasks(
    document: &Document,
    pillar: usize,
) -> impl Iterator<Item = (Place, Task)> + '_ {
    let places = (0..document.task_count(pillar)).map(move |task| Place {
        pillar,
        task: Some(task),
    });
    places.filter_map(|place| Some((place, document.task(place)?)))
}
