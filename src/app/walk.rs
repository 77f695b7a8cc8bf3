//! The walk: one open plan, its tree, its side pane, its steps of undo.
//!
//! Owns where somebody is in the plan. What a gesture means for the plan is in `editing` and
//! `restructure`.

use std::collections::HashMap;
use std::path::PathBuf;

use super::committing::Committing;
use super::conflicts::Conflicts;
use super::failure::Failure;
use super::item::Item;
use super::message::Message;
use super::mode::Mode;
use super::moving::Moved;
use super::past::{PaneView, Past};
use super::random::Random;
use super::remembering::Remembering;
use super::saving::{SaveState, Saving};
use super::scroll::Scroll;
use super::standing::{News, Standing};
use super::step::Step;
use super::tree::{Cursor, Tree};
use super::writing::Writing;
use crate::change::{History, Refusal};
use crate::document::{Condition, Document, NodeKey, Place, Stamp};
use crate::plan::{Id, Note};

/// Which of the two panes the arrows go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The tree.
    Tree,
    /// The side pane.
    Pane,
}

/// One open plan.
#[derive(Clone, Debug)]
pub struct Walk {
    path: PathBuf,
    pub(super) document: Document,
    pub(super) history: History<Document, Step>,
    saving: Saving,
    /// Folds and selection.
    pub tree: Tree,
    /// Where the arrows go.
    pub focus: Focus,
    /// What the side pane shows of what is selected.
    pub pane_view: PaneView,
    /// The side pane's page.
    pub pane: Scroll,
    /// What is selected in the side pane.
    pub item: Item,
    /// The selected item was moved to: the next frame shows it.
    pub follows_item: bool,
    /// The lines of the selected item on the side pane's page, as the view laid it out.
    pub item_lines: std::ops::Range<usize>,
    /// What is being done: walking, typing, writing, presenting.
    pub mode: Mode,
    /// A note that waits until it is known who signs it.
    pub(super) waiting: Option<Box<Writing>>,
    /// Why a file with git's marks of a conflict was left as it is.
    pub advice: Option<Failure>,
    /// The list of conflicts.
    pub conflicts: Conflicts,
    /// Where the repository stands, once that is known.
    pub standing: Option<Standing>,
    /// Where it went, until it is known what that means for the plan.
    pub(super) news: Option<News>,
    /// What came to the file from outside and is not taken yet.
    pub(super) moved: Option<Box<Moved>>,
    /// What was found of an earlier run and is not taken yet.
    pub(super) remembering: Remembering,
    /// The text that was read from the file last.
    pub(super) read: Stamp,
    /// How far a commit has come.
    pub committing: Committing,
    /// Marked tasks, and where they stood last.
    pub(super) marks: HashMap<NodeKey, Place>,
    /// Earlier revisions, and which of them is looked at.
    pub(super) past: Past,
    random: Random,
}

impl Walk {
    /// A plan that was just read.
    pub fn new(path: PathBuf, document: Document, random: Random) -> Self {
        let read = document.stamp();
        Self {
            path,
            tree: Tree::new(&document),
            saving: Saving::read(document.stamp()),
            history: History::default(),
            document,
            focus: Focus::Tree,
            pane_view: PaneView::Sheet,
            pane: Scroll::default(),
            item: Item::Title,
            follows_item: false,
            item_lines: 0..0,
            mode: Mode::Browse,
            waiting: None,
            advice: None,
            conflicts: Conflicts::default(),
            standing: None,
            news: None,
            moved: None,
            remembering: Remembering::No,
            read,
            committing: Committing::No,
            marks: HashMap::new(),
            past: Past::default(),
            random,
        }
    }

    /// The file.
    pub fn path(&self) -> &PathBuf {
        &self.path
    }

    /// The plan as it is now: what is edited and saved, whatever revision is looked at.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What tree and side pane show: the plan as it is now, or an earlier revision of it.
    pub fn shown(&self) -> &Document {
        self.past.document().unwrap_or(&self.document)
    }

    /// Where the selected node stands; none for the plan itself.
    pub fn place(&self) -> Option<Place> {
        self.tree.place(self.shown())
    }

    /// Which task is selected, counted from 1 through the whole plan, and of how many.
    pub fn position(&self) -> (Option<usize>, usize) {
        let document = self.shown();
        let number = self
            .place()
            .and_then(|place| Some(document.tasks_before(place.pillar) + place.task? + 1));
        (number, document.tasks_before(document.pillar_count()))
    }

    /// What is to be said of the file.
    pub fn save_state(&self) -> SaveState<'_> {
        match self.document.condition() {
            Condition::Unchecked => SaveState::Checking,
            Condition::Broken => SaveState::ReadOnly,
            Condition::Sound => self.saving.state(self.document.stamp()),
        }
    }

    /// Whether the disk is known to hold what is seen.
    pub fn is_saved(&self) -> bool {
        self.saving.holds(self.document.stamp())
    }

    /// Whether nothing that somebody did would be lost now.
    pub fn is_safe(&self) -> bool {
        let stamp = self.document.stamp();
        self.saving.holds(stamp) || self.saving.is_proposed(stamp)
    }

    /// Saves so far.
    pub fn saving(&self) -> &Saving {
        &self.saving
    }

    /// Saves so far, to note the beginning or the end of one.
    pub fn saving_mut(&mut self) -> &mut Saving {
        &mut self.saving
    }

    /// Takes the outcome of a check.
    pub fn settle_check(&mut self, problems: Vec<crate::document::Problem>) {
        self.document.settle(problems);
    }

    /// The number and title of the node at a place, as people read them.
    pub fn label(&self, place: Place) -> Option<String> {
        label_in(self.shown(), place)
    }

    /// A title behind the number of the place where it stands.
    pub fn numbered(&self, place: Place, title: &str) -> String {
        numbered_in(self.shown(), place, title)
    }

    /// Takes a document that was edited, and records the step.
    pub(super) fn take(&mut self, edited: Document, before: Document, step: Step) -> Message {
        self.document = edited;
        self.history.record(before, step.clone());
        if step.what.moves_rows() {
            self.tree.count(&self.document);
            self.settle_marks();
            if !matches!(step.what, super::step::Done::Removed(_)) {
                self.tree.select(&self.document, step.place);
            }
        }
        Message::Done(step)
    }

    /// An id that is not in the plan yet.
    pub(super) fn fresh_id(&mut self, prefix: char) -> Id {
        loop {
            let id = Id::random(prefix, self.random.bits());
            if self.document.find(&id).is_none() {
                return id;
            }
        }
    }

    /// The marked tasks, each with where it stood last.
    pub fn marks(&self) -> &HashMap<NodeKey, Place> {
        &self.marks
    }

    /// Marks the selected task, or takes its mark away; on a pillar all of its tasks.
    pub fn mark(&mut self) -> Option<Message> {
        if self.is_away() {
            return Some(Message::away());
        }
        let Some(place) = self.place() else {
            return Some(Message::PlanHasNoStatus);
        };
        let places: Vec<Place> = match place.task {
            Some(_) => vec![place],
            None => (0..self.document.task_count(place.pillar))
                .map(|task| Place {
                    task: Some(task),
                    ..place
                })
                .collect(),
        };
        let keys: Vec<_> = places
            .into_iter()
            .filter_map(|place| Some((self.document.key(place)?, place)))
            .collect();
        if keys.iter().all(|(key, _)| self.marks.contains_key(key)) {
            for (key, _) in &keys {
                self.marks.remove(key);
            }
        } else {
            self.marks.extend(keys);
        }
        None
    }

    /// The marks of tasks that are gone go, too.
    pub(super) fn settle_marks(&mut self) {
        let document = &self.document;
        self.marks = self
            .marks
            .drain()
            .filter_map(|(key, hint)| Some((key, document.place(key, hint)?)))
            .collect();
    }

    /// Takes all marks away.
    pub fn clear_marks(&mut self) {
        self.marks.clear();
    }

    /// Why nothing can be edited, if that is so.
    pub fn refusal(&self) -> Option<Refusal> {
        self.document.refusal()
    }

    /// Selects what stands at a place. The item is left as it is; [`settle_item`](Self::settle_item) mends it.
    pub fn select(&mut self, place: Place) {
        let document = self.shown().clone();
        self.tree.select(&document, place);
    }

    /// Selects what stands at a place now, or what is nearest to it.
    pub fn select_near(&mut self, place: Place) {
        let document = self.shown().clone();
        self.tree.select_near(&document, place);
    }

    /// The items of what is selected.
    pub fn items(&self) -> Vec<Item> {
        if self.pane_view == PaneView::History {
            return Vec::new();
        }
        match self.place() {
            Some(place) if place.task.is_some() => {
                let task = self.shown().task(place);
                task.map_or_else(Vec::new, |task| Item::of_task(&task))
            }
            Some(place) => {
                let pillar = self.shown().pillar(place.pillar);
                pillar.map_or_else(Vec::new, |pillar| Item::of_pillar(&pillar))
            }
            None => Vec::new(),
        }
    }

    /// Selects an item of the side pane.
    pub fn choose_item(&mut self, item: Item) {
        self.item = item;
        self.follows_item = true;
    }

    /// After an edit: an item that went gives way to the one that stands in its place now, if that is of its
    /// kind, else to the one before, else to the title. `before` are the items before the edit.
    pub fn settle_item(&mut self, before: &[Item]) {
        let items = self.items();
        if items.contains(&self.item) {
            return;
        }
        let place = before.iter().position(|item| *item == self.item);
        let is_of_its_kind =
            |item: &&Item| std::mem::discriminant(*item) == std::mem::discriminant(&self.item);
        let next = place.and_then(|place| {
            let here = items.get(place).filter(is_of_its_kind);
            here.or_else(|| items.get(place.checked_sub(1)?).filter(is_of_its_kind))
        });
        self.item = next.cloned().unwrap_or(Item::Title);
        self.follows_item = true;
    }

    /// To the next item of the side pane, or the one before. An item that is longer than the window is
    /// first scrolled through.
    pub fn step_item(&mut self, forward: bool) {
        let items = self.items();
        let Some(own) = items.iter().position(|item| *item == self.item) else {
            match items.into_iter().next() {
                Some(first) => self.choose_item(first),
                None if forward => self.pane.down(1),
                None => self.pane.up(1),
            }
            return;
        };
        let bottom = self.pane.top() + self.pane.rows();
        if forward && self.item_lines.end > bottom && self.item_lines.start < bottom {
            self.pane.down(1);
        } else if !forward
            && self.item_lines.start < self.pane.top()
            && self.item_lines.end > self.pane.top()
        {
            self.pane.up(1);
        } else {
            let next = if forward {
                (own + 1).min(items.len() - 1)
            } else {
                own.saturating_sub(1)
            };
            if next == own {
                // Beyond the last item there may be more to read.
                if forward {
                    self.pane.down(1);
                } else {
                    self.pane.up(1);
                }
            } else if let Some(item) = items.into_iter().nth(next) {
                self.choose_item(item);
            }
        }
    }

    /// Takes the last step back, and selects the node that it is about.
    pub fn undo(&mut self) -> Message {
        if self.is_away() {
            return Message::away();
        }
        match self.history.undo(self.document.clone()) {
            Ok((before, step)) => {
                self.go_back_to(before, &step);
                Message::Undone(step)
            }
            Err(_) if self.remembering.waits_to_undo() => Message::StillLooking,
            Err(_) => Message::NothingToUndo,
        }
    }

    /// Does again what was undone last, and selects the node that it is about.
    pub fn redo(&mut self) -> Message {
        if self.is_away() {
            return Message::away();
        }
        match self.history.redo(self.document.clone()) {
            Ok((after, step)) => {
                self.go_back_to(after, &step);
                Message::Redone(step)
            }
            Err(_) => Message::NothingToRedo,
        }
    }

    fn go_back_to(&mut self, document: Document, step: &Step) {
        let items = self.items();
        let is_here = matches!(self.tree.cursor(), Cursor::Node(key, _) if Some(key) == step.node);
        self.document = document;
        if step.what.moves_rows() {
            self.tree.count(&self.document);
            self.settle_marks();
        }
        let node = step.node;
        match node.and_then(|node| self.document.place(node, step.place)) {
            Some(place) => self.tree.select(&self.document, place),
            // What was added is gone again.
            None => self.tree.select_near(&self.document, step.place),
        }
        self.settle_item(&items);
        // What came back is what somebody wants to see.
        let came = self.items().into_iter().find(|item| !items.contains(item));
        if let Some(came) = came.filter(|_| self.focus == Focus::Pane && is_here) {
            self.choose_item(came);
        }
    }

    /// To the next task in the plan, or the one before, whatever is folded.
    pub fn step_task(&mut self, forward: bool) -> Option<Message> {
        let target = match (self.place(), forward) {
            (None, true) => self.first_task_from(0),
            (None, false) => None,
            (Some(place), true) => {
                let next = place.task.map_or(0, |task| task + 1);
                if next < self.shown().task_count(place.pillar) {
                    Some(Place {
                        pillar: place.pillar,
                        task: Some(next),
                    })
                } else {
                    self.first_task_from(place.pillar + 1)
                }
            }
            (Some(place), false) => match place.task.and_then(|task| task.checked_sub(1)) {
                Some(task) => Some(Place {
                    pillar: place.pillar,
                    task: Some(task),
                }),
                None => self.last_task_before(place.pillar),
            },
        };
        match target {
            Some(place) => {
                self.select(place);
                None
            }
            None if forward => Some(Message::LastTask),
            None => Some(Message::FirstTask),
        }
    }

    /// To the first task of the plan.
    pub fn go_to_first_task(&mut self) {
        if let Some(place) = self.first_task_from(0) {
            self.select(place);
        }
    }

    /// To the last task of the plan.
    pub fn go_to_last_task(&mut self) {
        if let Some(place) = self.last_task_before(self.shown().pillar_count()) {
            self.select(place);
        }
    }

    /// The note that is selected in the side pane.
    pub fn selected_note(&self) -> Option<Note> {
        let Item::Note(key) = &self.item else {
            return None;
        };
        if self.focus != Focus::Pane {
            return None;
        }
        let task = self.shown().task(self.place()?)?;
        key.find(&task.notes).cloned()
    }

    /// To the next pillar, or to the beginning of this one and then to the one before.
    pub fn step_pillar(&mut self, forward: bool) -> Option<Message> {
        let pillar = match (self.place(), forward) {
            (None, true) => Some(0),
            (None, false) => None,
            (Some(place), true) => Some(place.pillar + 1),
            (Some(place), false) if place.task.is_some() => Some(place.pillar),
            (Some(place), false) => place.pillar.checked_sub(1),
        };
        match pillar.filter(|&pillar| pillar < self.shown().pillar_count()) {
            Some(pillar) => {
                self.select(Place { pillar, task: None });
                None
            }
            None if forward => Some(Message::LastPillar),
            None => Some(Message::FirstPillar),
        }
    }

    /// Whether the selection moved; then the side pane begins at its beginning.
    pub(super) fn settle_selection(&mut self, before: Cursor) {
        let key = |cursor: Cursor| match cursor {
            Cursor::Plan => None,
            Cursor::Node(key, _) => Some(key),
        };
        if key(self.tree.cursor()) != key(before) {
            self.begin_pane();
        }
    }

    /// The side pane begins at its beginning.
    pub(super) fn begin_pane(&mut self) {
        self.pane.to_start();
        self.item = Item::Title;
    }

    fn first_task_from(&self, pillar: usize) -> Option<Place> {
        (pillar..self.shown().pillar_count())
            .find(|&pillar| self.shown().task_count(pillar) > 0)
            .map(|pillar| Place {
                pillar,
                task: Some(0),
            })
    }

    fn last_task_before(&self, pillar: usize) -> Option<Place> {
        (0..pillar).rev().find_map(|pillar| {
            let last = self.shown().task_count(pillar).checked_sub(1)?;
            Some(Place {
                pillar,
                task: Some(last),
            })
        })
    }

    /// Left in the tree: closes an open pillar, otherwise goes to what is above.
    pub fn go_out(&mut self) {
        let Some(place) = self.place() else { return };
        let document = self.shown().clone();
        if place.task.is_some() {
            let pillar = Place {
                pillar: place.pillar,
                task: None,
            };
            self.select(pillar);
        } else if self.tree.is_closed(&document, place.pillar) {
            self.tree.select_row(&document, 0);
        } else {
            self.tree.set_closed(&document, place.pillar, true);
        }
    }

    /// Right in the tree: opens a closed pillar, otherwise goes into the side pane.
    pub fn go_in(&mut self) {
        let document = self.shown().clone();
        match self.place() {
            Some(Place { pillar, task: None }) if self.tree.is_closed(&document, pillar) => {
                self.tree.set_closed(&document, pillar, false);
            }
            _ => self.focus = Focus::Pane,
        }
    }

    /// Enter in the tree: a pillar opens or closes, anything else is read in the side pane.
    pub fn open(&mut self) {
        let document = self.shown().clone();
        match self.place() {
            Some(Place { pillar, task: None }) => {
                let closed = self.tree.is_closed(&document, pillar);
                self.tree.set_closed(&document, pillar, !closed);
            }
            _ => self.focus = Focus::Pane,
        }
    }
}

/// The number and title of the node at a place of a document.
pub fn label_in(document: &Document, place: Place) -> Option<String> {
    let title = match place.task {
        Some(_) => document.task(place)?.title,
        None => document.pillar(place.pillar)?.title,
    };
    Some(numbered_in(document, place, &title))
}

fn numbered_in(document: &Document, place: Place, title: &str) -> String {
    let numbering = document.head().numbering;
    let number = match place.task {
        Some(task) => {
            let in_plan = document.tasks_before(place.pillar) + task;
            numbering.task(place.pillar, task, in_plan)
        }
        None => numbering.pillar(place.pillar),
    };
    number + title
}
