//! Standing at another revision, and taking another document for the plan.
//!
//! Both keep by identity where somebody is: selection, folds, scroll, item. What is not there gives way to
//! what is nearest, and is selected again as soon as it is there again.

use super::{Answer, Ask, Away, Baseline, Wish};
use crate::app::failure::Failure;
use crate::app::message::Message;
use crate::app::mode::Mode;
use crate::app::prompt::Target;
use crate::app::tree::Cursor;
use crate::app::walk::Walk;
use crate::change::{CommitId, History, Revision};
use crate::document::{Document, NodeKey, Place};
use crate::plan::Id;

/// How far around a task that is not there its neighbours are tried.
const AROUND: usize = 8;

impl Walk {
    /// Whether another revision is looked at.
    pub fn is_away(&self) -> bool {
        self.past.away.is_some()
    }

    /// Earlier revisions, and which of them is looked at.
    pub fn past(&self) -> &super::Past {
        &self.past
    }

    /// Steps to an older revision, or to a newer one; behind the newest is the plan as it is now.
    pub(in crate::app) fn step_revision(&mut self, older: bool) -> (Option<Message>, Option<Ask>) {
        let first = self.first_back();
        let index_of = |commit: &CommitId| {
            let index = self.past.listing.index_of(commit);
            index.map_or(0, |index| (index + 1).saturating_sub(first))
        };
        let here = match (&self.past.wish, &self.past.away) {
            (Some(Wish::Back(steps)), _) => *steps,
            (Some(Wish::Loading(revision)), _) => index_of(&revision.commit),
            (None, Some(away)) => index_of(&away.revision.commit),
            (None, None) => 0,
        };
        let is_known = self.is_away() || self.past.wish.is_some();
        match (here, older) {
            (0, false) if !is_known => (Some(Message::Newest), None),
            (0 | 1, false) => (Some(self.come_back()), None),
            (steps, false) => {
                self.past.wish = Some(Wish::Back(steps - 1));
                self.grant()
            }
            (steps, true) => {
                self.past.wish = Some(Wish::Back(steps + 1));
                if is_known {
                    return self.grant();
                }
                // What was listed before may be out of date.
                (None, Some(self.list_revisions()))
            }
        }
    }

    /// Asks anew which revisions there are.
    pub(in crate::app) fn list_revisions(&mut self) -> Ask {
        self.past.listing.begin(self.document.clone())
    }

    /// The index of the first revision that is not the plan as it is now.
    fn first_back(&self) -> usize {
        usize::from(self.past.listing.is_newest(self.document.stamp()))
    }

    /// Goes where somebody wishes to stand, as far as it is known where that is.
    fn grant(&mut self) -> (Option<Message>, Option<Ask>) {
        let Some(Wish::Back(steps)) = self.past.wish else {
            return (None, None);
        };
        if self.past.listing.is_unanswered() {
            return (None, None);
        }
        let first = self.first_back();
        let listing = &self.past.listing;
        let revisions = listing.revisions();
        let index = (first + steps).saturating_sub(1);
        if index >= revisions.len() && listing.is_under_way() {
            return (None, None);
        }
        let away = self.past.away.as_ref().map(|away| &away.revision.commit);
        let last = revisions.len().checked_sub(1).filter(|&at| at >= first);
        let Some(found) = last.and_then(|last| revisions.get(index.min(last))) else {
            self.past.wish = None;
            let failure = listing.failure().cloned();
            return (Some(failure.map_or(Message::Oldest, Message::NoPast)), None);
        };
        if away == Some(&found.commit) {
            self.past.wish = None;
            let is_end = last.is_some_and(|last| index > last);
            return (is_end.then_some(Message::Oldest), None);
        }
        let revision = found.clone();
        let commit = revision.commit.clone();
        self.past.wish = Some(Wish::Loading(revision));
        (None, Some(Ask::Load(commit)))
    }

    /// Shows the plan as it is now again.
    pub(in crate::app) fn come_back(&mut self) -> Message {
        self.past.wish = None;
        let items = self.items();
        let Some(away) = self.past.away.take() else {
            return Message::CameBack;
        };
        let wanted = self.wanted(&away);
        self.marks = away.marks;
        let now = self.document.clone();
        self.carry(&away.document, &now, wanted);
        self.settle_item(&items);
        Message::CameBack
    }

    /// Wishes to stand at one of the listed revisions.
    pub(in crate::app) fn visit(&mut self, commit: CommitId) -> Option<Ask> {
        let away = self.past.away.as_ref().map(|away| &away.revision.commit);
        if away == Some(&commit) {
            self.past.wish = None;
            return None;
        }
        let revision = self.past.listing.of(&commit)?.clone();
        self.past.wish = Some(Wish::Loading(revision));
        Some(Ask::Load(commit))
    }

    /// What has to be asked again once the repository moved under the plan: a commit, a branch, a pull. What is
    /// seen stays until there is an answer.
    pub fn repository_moved(&mut self) -> Vec<Ask> {
        self.past.task.asked = None;
        let mut asks = Vec::new();
        if let Some(since) = &self.past.since {
            let baseline = since.baseline.clone();
            asks.push(self.compare_with(baseline));
        }
        if self.is_away() || matches!(self.mode, Mode::Revisions(_)) {
            asks.push(self.list_revisions());
        }
        asks
    }

    /// Asks which revision a baseline is.
    pub(in crate::app) fn compare_with(&mut self, baseline: Baseline) -> Ask {
        self.past.resolving += 1;
        Ask::Resolve {
            run: self.past.resolving,
            baseline,
        }
    }

    /// Takes what is known about the past. What nobody waits for comes to nothing.
    pub(in crate::app) fn take_answer(&mut self, answer: Answer) -> (Option<Message>, Option<Ask>) {
        match answer {
            Answer::Listed {
                run,
                found,
                same,
                end,
            } => {
                if !self.past.listing.take(run, found, same, end) {
                    return (None, None);
                }
                let listing = &self.past.listing;
                match &mut self.mode {
                    Mode::Revisions(revisions) => revisions.settle(listing, &self.document),
                    Mode::Prompt(prompt) => prompt.offer_revisions(listing.revisions()),
                    _ => {}
                }
                let (message, ask) = self.grant();
                // Of what was listed before it failed, the end is missing.
                let failure = self.past.listing.failure().cloned();
                let is_seen = matches!(self.mode, Mode::Revisions(_))
                    && !self.past.listing.revisions().is_empty();
                let failure = failure.filter(|_| is_seen).map(Message::NoPast);
                return (message.or(failure), ask);
            }
            Answer::Loaded { commit, outcome } => return self.arrive(&commit, outcome),
            Answer::Resolved {
                run,
                baseline,
                outcome,
            } if run == self.past.resolving => match outcome {
                Ok(revision) => self.past.take_baseline(baseline, revision, run),
                Err(failure) => return (Some(Message::NoPast(failure)), None),
            },
            Answer::Since { run, outcome } => match (&mut self.past.since, outcome) {
                (Some(since), Ok(comparison)) => since.take(run, comparison),
                (Some(since), Err(failure)) if since.run == run => {
                    return (Some(Message::NoPast(failure)), None);
                }
                _ => {}
            },
            Answer::Compared { run, outcome } => {
                if let Mode::Revisions(revisions) = &mut self.mode {
                    revisions.take(run, outcome);
                }
            }
            Answer::Counted { commit, counts } => {
                self.past.counts.insert(commit, counts);
            }
            Answer::Task { run, found, end } => self.past.task.take(run, found, end),
            Answer::Resolved { .. } => {}
        }
        (None, None)
    }

    fn arrive(
        &mut self,
        commit: &CommitId,
        outcome: Result<Document, Failure>,
    ) -> (Option<Message>, Option<Ask>) {
        let revision = match self.past.wish.take() {
            Some(Wish::Loading(revision)) if revision.commit == *commit => revision,
            wish => {
                self.past.wish = wish;
                return (None, None);
            }
        };
        // What is being typed is about the plan as it is now.
        if !matches!(self.mode, Mode::Browse | Mode::Present(_)) {
            return (None, None);
        }
        match outcome {
            Ok(document) => self.look_at(revision, document),
            Err(failure) => return (Some(Message::NoPast(failure)), None),
        }
        (None, None)
    }

    /// Shows the plan as of a revision.
    fn look_at(&mut self, revision: Revision, document: Document) {
        let (from, items) = (self.shown().clone(), self.items());
        let (wanted, marks) = match self.past.away.take() {
            Some(away) => (self.wanted(&away), away.marks),
            None => (None, std::mem::take(&mut self.marks)),
        };
        self.past.away = Some(Box::new(Away {
            revision,
            document: document.clone(),
            wanted: None,
            marks,
        }));
        let wanted = self.carry(&from, &document, wanted);
        if let Some(away) = &mut self.past.away {
            away.wanted = wanted;
        }
        self.settle_item(&items);
    }

    /// The node that somebody wants to see, if what stands in its place is still selected.
    fn wanted(&self, away: &Away) -> Option<Id> {
        let (id, instead) = away.wanted.as_ref()?;
        (key_of(self.tree.cursor()) == *instead).then(|| id.clone())
    }

    /// Selects in another document what is selected, or `wanted`. Gives that and what is selected in its place,
    /// where it is not there.
    fn carry(
        &mut self,
        from: &Document,
        to: &Document,
        wanted: Option<Id>,
    ) -> Option<(Id, Option<NodeKey>)> {
        let here = self.tree.place(from);
        let id = here.and_then(|place| from.id_at(place));
        let wanted = wanted.or_else(|| id.clone());
        let found = wanted.as_ref().and_then(|id| to.find_near(id, here));
        let place = found.or_else(|| here.and_then(|here| nearest(from, to, here)));
        self.tree = self.tree.carried(from, to, place);
        let now = self.tree.place(to).and_then(|place| to.id_at(place));
        if now != id {
            self.begin_pane();
        }
        let missing = wanted.filter(|_| found.is_none());
        missing.map(|wanted| (wanted, key_of(self.tree.cursor())))
    }

    /// Takes another document of the same plan for the one that is open, such as what somebody else wrote.
    ///
    /// Selection, folds, marks, scroll and item stay, by id; a text or a line that is being written stays with
    /// its node. Steps of undo go: they would take back what others did, unseen. What the disk holds is for
    /// the caller to say, through [`Walk::saving_mut`]. A revision that is looked at stays in sight.
    pub fn replace(&mut self, document: Document) {
        let items = self.items();
        let from = std::mem::replace(&mut self.document, document.clone());
        self.history = History::default();
        let marks = match &mut self.past.away {
            Some(away) => &mut away.marks,
            None => &mut self.marks,
        };
        *marks = marks
            .drain()
            .filter_map(|(key, hint)| {
                let place = from.place(key, hint)?;
                let place = document.find_near(&from.id_at(place)?, Some(place))?;
                Some((document.key(place)?, place))
            })
            .collect();
        if !self.is_away() {
            self.carry(&from, &document, None);
            self.settle_item(&items);
        }
        let waiting = self
            .waiting
            .as_mut()
            .and_then(|writing| writing.target.as_mut());
        let asked = match &mut self.mode {
            Mode::Prompt(prompt) => prompt.target.as_mut(),
            Mode::Write(writing) => writing.target.as_mut(),
            Mode::Browse | Mode::Conflicts | Mode::Present(_) | Mode::Revisions(_) => None,
        };
        for target in waiting.into_iter().chain(asked) {
            *target = moved(target, &document);
        }
    }
}

fn key_of(cursor: Cursor) -> Option<NodeKey> {
    match cursor {
        Cursor::Plan => None,
        Cursor::Node(key, _) => Some(key),
    }
}

/// The same node in another document. One that is gone stays as it was: what is done to it is refused.
fn moved(target: &Target, document: &Document) -> Target {
    let found = document.find_near(&target.id, Some(target.place));
    let (place, node) = match found.and_then(|place| Some((place, document.key(place)?))) {
        Some(found) => found,
        None => (target.place, target.node),
    };
    Target {
        id: target.id.clone(),
        node,
        place,
    }
}

/// What is nearest to a node that another document does not have: a neighbour, else its pillar, else what
/// stands in its place.
fn nearest(from: &Document, to: &Document, place: Place) -> Option<Place> {
    let beside = |task: usize| {
        let around =
            (1..=AROUND).flat_map(move |far| [task.checked_sub(far), task.checked_add(far)]);
        around.flatten().map(move |task| Place {
            task: Some(task),
            ..place
        })
    };
    let pillar = Place {
        task: None,
        ..place
    };
    let tried = place.task.into_iter().flat_map(beside).chain([pillar]);
    let found = tried
        .filter_map(|near| from.id_at(near))
        .find_map(|id| to.find_near(&id, Some(place)));
    found.or_else(|| {
        let last = to.pillar_count().checked_sub(1)?;
        Some(Place {
            pillar: place.pillar.min(last),
            task: None,
        })
    })
}
