//! The tree: which pillars are closed, what is selected, which rows are in the window.
//!
//! There is no list of rows. The rows before each pillar are counted once a fold changes, and a row is
//! found by looking them up, so that moving costs the same at 21 tasks and at 100,000.

use std::collections::HashSet;

use crate::document::{Document, NodeKey, Place};
use crate::plan::Id;

/// A row of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The plan itself: the first row.
    Plan,
    /// A pillar or a task.
    Node(Place),
}

/// What is selected, by identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// The plan itself.
    Plan,
    /// A pillar or a task, and where it stood last.
    Node(NodeKey, Place),
}

/// Folds, selection and window.
#[derive(Clone, Debug)]
pub struct Tree {
    closed: HashSet<NodeKey>,
    /// The row of each pillar, and behind them the number of all rows.
    starts: Vec<usize>,
    cursor: Cursor,
    top: usize,
    height: usize,
}

impl Tree {
    /// All pillars open, the plan selected.
    pub fn new(document: &Document) -> Self {
        let mut tree = Self {
            closed: HashSet::new(),
            starts: Vec::new(),
            cursor: Cursor::Plan,
            top: 0,
            height: 1,
        };
        tree.count(document);
        tree
    }

    /// The same folds and the same window over another document of the same plan, by identity. What stood
    /// at `selected` before stands in the same row of the window.
    pub fn carried(&self, from: &Document, to: &Document, selected: Option<Place>) -> Self {
        let mut tree = Self {
            closed: HashSet::new(),
            cursor: Cursor::Plan,
            ..self.clone()
        };
        let id = |document: &Document, pillar| Some(document.pillar(pillar)?.id);
        let closed = (0..from.pillar_count()).filter(|&pillar| self.is_closed(from, pillar));
        let closed: HashSet<Id> = closed.filter_map(|pillar| id(from, pillar)).collect();
        if !closed.is_empty() {
            let is_closed = |pillar: &usize| id(to, *pillar).is_some_and(|id| closed.contains(&id));
            let keys = (0..to.pillar_count()).filter(is_closed);
            tree.closed = keys.filter_map(|at| to.key(pillar_place(at))).collect();
        }
        tree.count(to);
        if let Some(place) = selected {
            tree.select(to, place);
        }
        let below = self.row(from).saturating_sub(self.top);
        tree.top = tree.row(to).saturating_sub(below);
        tree.settle(to, self.height);
        tree
    }

    /// Counts rows anew: after a fold, or when nodes came, went or moved.
    pub fn count(&mut self, document: &Document) {
        let pillars = document.pillar_count();
        let mut row = 1;
        self.starts.clear();
        self.starts.reserve(pillars + 1);
        for pillar in 0..pillars {
            self.starts.push(row);
            row += 1;
            if !self.is_closed(document, pillar) {
                row += document.task_count(pillar);
            }
        }
        self.starts.push(row);
    }

    /// How many rows there are, closed ones left out.
    pub fn row_count(&self) -> usize {
        self.starts.last().copied().unwrap_or(1)
    }

    /// Whether the pillar at this index is closed.
    pub fn is_closed(&self, document: &Document, pillar: usize) -> bool {
        !self.closed.is_empty()
            && document
                .key(pillar_place(pillar))
                .is_some_and(|key| self.closed.contains(&key))
    }

    /// What stands in a row.
    pub fn at(&self, row: usize) -> Option<Row> {
        if row >= self.row_count() {
            return None;
        }
        let Some(pillar) = self
            .starts
            .partition_point(|&start| start <= row)
            .checked_sub(1)
        else {
            return Some(Row::Plan);
        };
        let task = (row - self.starts[pillar]).checked_sub(1);
        Some(Row::Node(Place { pillar, task }))
    }

    /// The row of a place; that of its pillar where it is closed.
    pub fn row_of(&self, place: Place) -> usize {
        let Some(&start) = self.starts.get(place.pillar) else {
            return 0;
        };
        let end = self
            .starts
            .get(place.pillar + 1)
            .copied()
            .unwrap_or(start + 1);
        let row = start + place.task.map_or(0, |task| task + 1);
        if row < end { row } else { start }
    }

    /// What is selected.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Where the selected node stands now; none for the plan.
    pub fn place(&self, document: &Document) -> Option<Place> {
        match self.cursor {
            Cursor::Plan => None,
            Cursor::Node(key, hint) => document.place(key, hint),
        }
    }

    /// The row of the selection.
    pub fn row(&self, document: &Document) -> usize {
        self.place(document).map_or(0, |place| self.row_of(place))
    }

    /// Selects what stands at a place, and opens its pillar if it is in a closed one.
    pub fn select(&mut self, document: &Document, place: Place) {
        if let Some(key) = document.key(place) {
            self.cursor = Cursor::Node(key, place);
            if place.task.is_some() && self.is_closed(document, place.pillar) {
                self.set_closed(document, place.pillar, false);
            }
        }
    }

    /// Selects what stands at a place, else the last task before it, else its pillar or the last one.
    pub fn select_near(&mut self, document: &Document, place: Place) {
        let Some(last) = document.pillar_count().checked_sub(1) else {
            self.cursor = Cursor::Plan;
            return;
        };
        let pillar = place.pillar.min(last);
        let task = match document.task_count(pillar).checked_sub(1) {
            Some(last) if pillar == place.pillar => place.task.map(|task| task.min(last)),
            _ => None,
        };
        self.select(document, Place { pillar, task });
    }

    /// Selects what stands in a row, the last one at most.
    pub fn select_row(&mut self, document: &Document, row: usize) {
        match self.at(row.min(self.row_count() - 1)) {
            Some(Row::Node(place)) => self.select(document, place),
            _ => self.cursor = Cursor::Plan,
        }
    }

    /// Moves the selection by rows; negative is up. Stops at both ends.
    pub fn step(&mut self, document: &Document, rows: isize) {
        let row = self.row(document).saturating_add_signed(rows);
        self.select_row(document, row);
    }

    /// Moves the window by rows; a selection that would leave it goes along at its edge.
    pub fn scroll(&mut self, document: &Document, rows: usize, down: bool) {
        let last = self.row_count().saturating_sub(self.height);
        self.top = if down {
            (self.top + rows).min(last)
        } else {
            self.top.saturating_sub(rows)
        };
        let row = self.row(document);
        let seen = row.clamp(self.top, self.top + self.height - 1);
        if seen != row {
            self.select_row(document, seen);
        }
    }

    /// Closes or opens a pillar. A selection inside goes to the pillar.
    pub fn set_closed(&mut self, document: &Document, pillar: usize, closed: bool) {
        let Some(key) = document.key(pillar_place(pillar)) else {
            return;
        };
        let changed = if closed {
            self.closed.insert(key)
        } else {
            self.closed.remove(&key)
        };
        if changed {
            self.count(document);
            self.leave_closed(document);
        }
    }

    /// Closes or opens all pillars.
    pub fn set_all_closed(&mut self, document: &Document, closed: bool) {
        self.closed.clear();
        if closed {
            let keys = (0..document.pillar_count())
                .filter_map(|pillar| document.key(pillar_place(pillar)));
            self.closed.extend(keys);
        }
        self.count(document);
        self.leave_closed(document);
    }

    /// The selection is never on a row that is not there.
    fn leave_closed(&mut self, document: &Document) {
        if let Some(place) = self.place(document)
            && place.task.is_some()
            && self.is_closed(document, place.pillar)
        {
            self.select(document, pillar_place(place.pillar));
        }
    }

    /// How many rows the window has, at least one.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The first row in the window.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Takes the window's height and moves it so that the selection is in it.
    pub fn settle(&mut self, document: &Document, height: usize) {
        self.height = height.max(1);
        let row = self.row(document);
        self.top = self
            .top
            .min(row)
            .max((row + 1).saturating_sub(self.height))
            .min(self.row_count().saturating_sub(self.height));
    }
}

fn pillar_place(pillar: usize) -> Place {
    Place { pillar, task: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn document(tasks: &[usize]) -> Document {
        let mut text = String::from("format = 1\ntitle = \"计划\"\n");
        for (pillar, &count) in tasks.iter().enumerate() {
            text += &format!("[[pillar]]\nid = \"p{pillar}\"\ntitle = \"板块\"\n");
            for task in 0..count {
                text += &format!(
                    "[[pillar.task]]\nid = \"t{pillar}-{task}\"\nstatus = \"done\"\ntitle = \"任务\"\n"
                );
            }
        }
        Document::read(text.into_bytes())
    }

    #[derive(Clone, Debug)]
    enum Gesture {
        Step(isize),
        Close(usize, bool),
        CloseAll(bool),
        Settle(usize),
    }

    fn gesture() -> impl Strategy<Value = Gesture> {
        prop_oneof![
            (-12_isize..12).prop_map(Gesture::Step),
            (0_usize..6, any::<bool>()).prop_map(|(pillar, closed)| Gesture::Close(pillar, closed)),
            any::<bool>().prop_map(Gesture::CloseAll),
            (0_usize..9).prop_map(Gesture::Settle),
        ]
    }

    proptest! {
        /// The arithmetic agrees with a list of all rows, and the selection is always seen.
        #[test]
        fn rows_are_those_of_the_flat_list(
            tasks in prop::collection::vec(0_usize..5, 0..6),
            gestures in prop::collection::vec(gesture(), 0..30),
        ) {
            let document = document(&tasks);
            let mut tree = Tree::new(&document);
            for gesture in gestures {
                match gesture {
                    Gesture::Step(rows) => tree.step(&document, rows),
                    Gesture::Close(pillar, closed) => tree.set_closed(&document, pillar, closed),
                    Gesture::CloseAll(closed) => tree.set_all_closed(&document, closed),
                    Gesture::Settle(height) => tree.settle(&document, height),
                }
                let mut flat = vec![Row::Plan];
                for (pillar, &count) in tasks.iter().enumerate() {
                    flat.push(Row::Node(pillar_place(pillar)));
                    if !tree.is_closed(&document, pillar) {
                        flat.extend((0..count).map(|task| Row::Node(Place { pillar, task: Some(task) })));
                    }
                }
                let rows: Vec<Row> = (0..tree.row_count()).filter_map(|row| tree.at(row)).collect();
                prop_assert_eq!(&rows, &flat);
                prop_assert_eq!(tree.at(tree.row_count()), None);
                for (row, what) in flat.iter().enumerate() {
                    if let Row::Node(place) = what {
                        prop_assert_eq!(tree.row_of(*place), row);
                    }
                }
                let selected = match tree.place(&document) {
                    Some(place) => Row::Node(place),
                    None => Row::Plan,
                };
                prop_assert_eq!(flat[tree.row(&document)], selected);
                let (height, row) = (tree.height(), tree.row(&document));
                tree.settle(&document, height);
                prop_assert!(tree.top() <= row && row < tree.top() + height);
            }
        }
    }
}
