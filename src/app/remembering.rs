//! What of a walk goes into the journal, and what comes back of one after a crash or a restart.
//!
//! Owns when what was found is taken: before anybody does anything with the plan, and never over what somebody
//! is typing. What cannot be shown in its place any more is told of, and stays in its journal. How a journal is
//! written, and where, is for `journal` and `runtime`.

use chrono::DateTime;

use super::committing::Committing;
use super::effect::Effect;
use super::failure::Failure;
use super::message::Message;
use super::mode::Mode;
use super::model::{Leaving, Model};
use super::prompt::{Asks, Prompt, Target};
use super::step::{Done, Step};
use super::update::save;
use super::walk::Walk;
use super::walking;
use super::writing::{Purpose, Writing};
use crate::change::History;
use crate::document::{Condition, Document, Place, Stamp};
use crate::journal::{self, Draft, DraftKind, Line};
use crate::language::Language;
use crate::plan::{Id, Note, NoteKind};

/// How a walk stands, as far as a journal has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The plan.
    pub document: Stamp,
    /// How many steps can be undone.
    pub past: usize,
    /// How many can be done again.
    pub future: usize,
    /// Whether the disk holds it.
    pub is_saved: bool,
    /// Whether the program made it of what is on disk, and nobody has touched it.
    pub is_proposed: bool,
    /// Whether nothing is looked for any more that an earlier run left.
    pub has_remembered: bool,
    /// What is being typed.
    pub draft: Option<Draft>,
}

/// Plans, each with the step beside it.
pub type Steps = Vec<(Document, journal::Step)>;

/// What an earlier run of the program left of a plan.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// The text that it was brought together with: what the walk had then.
    pub with: Stamp,
    /// The plan that it comes to.
    pub document: Document,
    /// Plans before it, oldest first, each with the step that led away from it.
    pub past: Steps,
    /// Plans that were undone, the nearest last, each with the step that leads to it.
    pub future: Steps,
    /// How many tasks are other than on disk; other changes count as one.
    pub changes: usize,
    /// What was being typed.
    pub draft: Option<Draft>,
    /// How many other texts were being typed, each of which waits for a start of its own.
    pub others: usize,
    /// Why something stays where it is, for `planwalk recover`.
    pub left: Option<Failure>,
}

/// How far looking for what an earlier run left has come.
#[derive(Clone, Debug)]
pub(super) enum Remembering {
    /// Nothing was left, or nobody looks, or it was taken.
    No,
    /// Somebody looks. So many steps are to be taken back once that is over: they may be among what is found.
    Looking {
        /// How many.
        undos: usize,
    },
    /// This was left, and is taken as soon as nobody is doing anything that it would disturb.
    Found {
        /// It.
        found: Box<Remembered>,
        /// As with [`Remembering::Looking`].
        undos: usize,
    },
}

impl Remembering {
    /// Notes that a step is to be taken back that is not known yet; false where none will be found any more.
    pub fn waits_to_undo(&mut self) -> bool {
        match self {
            Self::No => false,
            Self::Looking { undos } | Self::Found { undos, .. } => {
                *undos += 1;
                true
            }
        }
    }
}

impl Walk {
    /// How the walk stands.
    pub fn trace(&self) -> Trace {
        let stamp = self.document().stamp();
        Trace {
            document: stamp,
            past: self.history.len(),
            future: self.history.future().len(),
            is_saved: self.saving().holds(stamp),
            is_proposed: !self.is_saved() && self.saving().is_proposed(stamp),
            has_remembered: matches!(self.remembering, Remembering::No),
            draft: self.draft(),
        }
    }

    /// The last step, as a journal has it.
    pub fn last_step(&self) -> Option<journal::Step> {
        let (before, step) = self.history.past().last()?;
        Some(told(step, &[self.document(), before]))
    }

    /// All steps, as a journal has them: those that can be undone, and those that can be done again.
    pub fn steps(&self) -> (Steps, Steps) {
        let of = |(document, step): &(Document, Step)| {
            let told = told(step, &[self.document(), document]);
            (document.clone(), told)
        };
        let past = self.history.past().iter().map(of).collect();
        (past, self.history.future().iter().map(of).collect())
    }

    /// What is being typed, and would be lost if the program ended now.
    pub fn draft(&self) -> Option<Draft> {
        if let Some(writing) = &self.waiting {
            return Some(of_writing(writing));
        }
        match &self.mode {
            Mode::Write(writing) if writing.is_changed() => Some(of_writing(writing)),
            Mode::Prompt(prompt) if prompt.is_changed() => self.of_prompt(prompt),
            _ => self.committing.message().map(of_writing),
        }
    }

    /// A line that is typed; none where it only searches among what there is.
    fn of_prompt(&self, prompt: &Prompt) -> Option<Draft> {
        let target = prompt.target.as_ref();
        let line = match &prompt.asks {
            Asks::Due => Line::Due,
            Asks::Progress => Line::Progress,
            Asks::Lead => Line::Lead,
            Asks::Support => Line::Support,
            Asks::Actual(index) => {
                let targets = self.document().task(target?.place)?.targets;
                Line::Actual(targets.into_iter().nth(*index)?.name)
            }
            Asks::Title => Line::Title,
            Asks::Words => Line::Words,
            Asks::NewTask => Line::NewTask,
            Asks::NewPillar => Line::NewPillar,
            Asks::NewMeasure(after) => Line::NewMeasure(after.as_ref().map(Id::to_string)),
            Asks::MoveTo | Asks::Author | Asks::Baseline => return None,
        };
        Some(Draft {
            kind: DraftKind::Line(line),
            node: target.map(|target| target.id.to_string()),
            label: prompt.label.clone(),
            base: None,
            text: prompt.field.text().to_owned(),
        })
    }

    /// Opens the line again that a draft was.
    fn type_on(&mut self, line: &Line, target: Option<Target>, text: &str) -> Option<()> {
        let place = target.as_ref().map(|target| target.place);
        let task = || self.document().task(place?);
        let asks = match line {
            Line::Due => Asks::Due,
            Line::Progress => Asks::Progress,
            Line::Lead => Asks::Lead,
            Line::Support => Asks::Support,
            Line::Actual(name) => {
                let mut targets = task()?.targets.into_iter();
                Asks::Actual(targets.position(|target| target.name == *name)?)
            }
            Line::Title => Asks::Title,
            Line::Words => Asks::Words,
            Line::NewTask => Asks::NewTask,
            Line::NewPillar => Asks::NewPillar,
            Line::NewMeasure(after) => {
                let after = after.as_deref().and_then(|after| Id::new(after).ok());
                // Behind one that is gone it is the last.
                let is_there = |after: &Id| Some(task()?.measure(after).is_some());
                Asks::NewMeasure(after.filter(|after| is_there(after) == Some(true)))
            }
        };
        let is_of_task = matches!(
            asks,
            Asks::Progress | Asks::Support | Asks::Actual(_) | Asks::NewMeasure(_)
        );
        if (target.is_none() && asks != Asks::NewPillar) || (is_of_task && task().is_none()) {
            return None;
        }
        let mut prompt = walking::prompt(self, asks, target);
        prompt.write(text);
        if let Some(place) = place {
            self.select(place);
        }
        self.mode = Mode::Prompt(Box::new(prompt));
        Some(())
    }

    /// Opens what was being typed again, where it still has a place.
    fn go_on_with(&mut self, draft: &Draft) -> Option<()> {
        let id = draft.node.as_deref().map(Id::new).transpose().ok()?;
        let mut writing = match &draft.kind {
            DraftKind::Commit if matches!(self.committing, Committing::No) => Writing::commit(""),
            DraftKind::Commit => return None,
            DraftKind::Conflict { field } => self.write_on_conflict(id.as_ref(), field)?,
            DraftKind::Line(line) => {
                let target = match id {
                    Some(id) => Some(self.target_of(id)?),
                    None => None,
                };
                return self.type_on(line, target, &draft.text);
            }
            kind => self.write_on(kind, id?, draft.base.as_deref())?,
        };
        writing.editor.set_text(&draft.text);
        self.mode = Mode::Write(Box::new(writing));
        Some(())
    }

    fn target_of(&self, id: Id) -> Option<Target> {
        let place = self.document().find(&id)?;
        let node = self.document().key(place)?;
        Some(Target { id, node, place })
    }

    /// The writing again that a note or a text of a node was. It goes on from the text that it began from, so that what
    /// was written there since is seen when it is kept.
    fn write_on(&mut self, kind: &DraftKind, id: Id, base: Option<&str>) -> Option<Writing> {
        let target = self.target_of(id)?;
        let place = target.place;
        let label = self.label_of(&target);
        let writing = match kind {
            DraftKind::Note(kind) => {
                place.task?;
                let mut writing = Writing::note(target, label);
                writing.kind = NoteKind::of_value(kind)?;
                writing
            }
            DraftKind::OldNote { at, by, kind } => {
                let at = DateTime::parse_from_rfc3339(at).ok()?;
                let notes = self.document().task(place)?.notes;
                let note = notes
                    .into_iter()
                    .find(|note| note.at == at && note.by == *by)?;
                let old = Note {
                    text: base.unwrap_or(&note.text).to_owned(),
                    ..note
                };
                let mut writing = Writing::old_note(target, label, old);
                writing.kind = NoteKind::of_value(kind)?;
                writing
            }
            DraftKind::Text => {
                let (text, is_measure) = self.text_of(&target)?;
                Writing::text(target, label, base.unwrap_or(&text), is_measure)
            }
            DraftKind::Commit | DraftKind::Conflict { .. } | DraftKind::Line(_) => return None,
        };
        self.select(place);
        Some(writing)
    }
}

fn of_writing(writing: &Writing) -> Draft {
    let target = writing.target.as_ref().map(|target| &target.id);
    let (kind, node, base) = match &writing.purpose {
        Purpose::NewNote => {
            let kind = writing.kind.value().to_owned();
            (DraftKind::Note(kind), target, None)
        }
        Purpose::OldNote(note) => {
            let kind = DraftKind::OldNote {
                at: note.at.to_rfc3339(),
                by: note.by.clone(),
                kind: writing.kind.value().to_owned(),
            };
            (kind, target, Some(note.text.clone()))
        }
        Purpose::Text(before) => (DraftKind::Text, target, Some(before.clone())),
        Purpose::Commit => (DraftKind::Commit, target, None),
        Purpose::Conflict(conflict) => {
            let field = conflict.field.value().to_owned();
            (DraftKind::Conflict { field }, conflict.node.as_ref(), None)
        }
    };
    Draft {
        kind,
        node: node.map(Id::to_string),
        label: writing.label.clone(),
        base,
        text: writing.editor.text(),
    }
}

/// A step in words. Its node is looked for in the plans around it: what was added is in one of them only.
fn told(step: &Step, around: &[&Document]) -> journal::Step {
    let id = step.node.and_then(|node| {
        around.iter().find_map(|document| {
            let place = document.place(node, step.place)?;
            document.id_at(place)
        })
    });
    journal::Step {
        node: id.map(|id| id.to_string()),
        label: step.label.clone(),
        zh: step.what.words(Language::Chinese),
        en: step.what.words(Language::English),
        moves_rows: step.what.moves_rows(),
    }
}

/// Where a step is told to be whose node is in no plan any more.
const FIRST: Place = Place {
    pillar: 0,
    task: None,
};

/// The step again, about the nodes of these plans.
fn retold(step: journal::Step, around: &[&Document]) -> Step {
    let id = step.node.and_then(|id| Id::new(&id).ok());
    let found = id.and_then(|id| {
        around.iter().find_map(|document| {
            let place = document.find(&id)?;
            Some((document.key(place)?, place))
        })
    });
    Step {
        node: found.map(|(key, _)| key),
        place: found.map_or(FIRST, |(_, place)| place),
        label: step.label,
        what: Done::Told {
            zh: step.zh,
            en: step.en,
            moves_rows: step.moves_rows,
        },
    }
}

/// Somebody begins to look for what an earlier run left.
pub(super) fn looking(model: &mut Model) -> Vec<Effect> {
    if let Some(walk) = model.walk_mut() {
        walk.remembering = Remembering::Looking { undos: 0 };
    }
    Vec::new()
}

/// The look is over.
pub(super) fn remembered(model: &mut Model, found: Option<Box<Remembered>>) -> Vec<Effect> {
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    let undos = match walk.remembering {
        Remembering::No => 0,
        Remembering::Looking { undos } | Remembering::Found { undos, .. } => undos,
    };
    match found {
        Some(found) => walk.remembering = Remembering::Found { found, undos },
        None => {
            walk.remembering = Remembering::No;
            if undos > 0 {
                model.message = Some(Message::NothingToUndo);
            }
        }
    }
    Vec::new()
}

/// Takes what was found, as soon as nobody is doing anything that it would disturb. Costs nothing where nothing
/// was found.
pub(super) fn settle(model: &mut Model) -> Vec<Effect> {
    if model.leaving != Leaving::No || model.overlay.is_some() {
        return Vec::new();
    }
    let Some(walk) = model.walk_mut() else {
        return Vec::new();
    };
    if !matches!(walk.remembering, Remembering::Found { .. }) {
        return Vec::new();
    }
    let is_free = matches!(walk.mode, Mode::Browse)
        && walk.waiting.is_none()
        && walk.moved.is_none()
        && !walk.is_away()
        && walk.document().condition() == Condition::Sound;
    if !is_free {
        return Vec::new();
    }
    let Remembering::Found { found, undos } =
        std::mem::replace(&mut walk.remembering, Remembering::No)
    else {
        return Vec::new();
    };
    let path = walk.path().clone();
    if walk.document().stamp() != found.with {
        walk.remembering = Remembering::Looking { undos };
        // Somebody was faster: once more, with what they did.
        return vec![Effect::Remember(path)];
    }
    let is_other = found.document.stamp() != found.with;
    let own = std::mem::take(&mut walk.history);
    let before = walk.document().clone();
    if is_other {
        walk.replace(found.document);
    }
    let had_own = !own.is_empty() || !own.future().is_empty();
    let now = walk.document();
    let mut past = with_places(found.past, now);
    past.extend(own.past().iter().cloned());
    let future = match (had_own, is_other) {
        (false, _) => with_places(found.future, now),
        (true, false) => own.future().to_vec(),
        (true, true) => {
            // Somebody has begun: what came back is the last of their steps.
            past.push((before, retold(back(), &[])));
            Vec::new()
        }
    };
    walk.history = History::restored(past, future);
    let draft = found.draft.as_ref();
    let is_open = draft.is_some_and(|draft| walk.go_on_with(draft).is_some());
    let is_left = draft.is_some() && !is_open;
    let mut message = (found.changes > 0 || draft.is_some()).then_some(Message::Found {
        changes: found.changes,
        is_open,
        is_left,
        others: found.others,
    });
    for _ in 0..undos {
        message = Some(walk.undo());
    }
    let is_other = is_other || undos > 0;
    let message = found.left.map(Message::Failed).or(message);
    if message.is_some() {
        model.message = message;
    }
    let mut effects = Vec::new();
    if is_other {
        effects.extend(save(model));
    }
    effects.push(Effect::Forget {
        plan: path,
        is_whole: !is_left,
    });
    effects
}

/// The step that brings back what was not saved.
pub fn back() -> journal::Step {
    journal::Step {
        node: None,
        label: String::new(),
        zh: "找回上次没存盘的改动".to_owned(),
        en: "brought back what was not saved last time".to_owned(),
        moves_rows: true,
    }
}

/// Steps about the nodes of the plans beside them.
fn with_places(steps: Steps, now: &Document) -> Vec<(Document, Step)> {
    steps
        .into_iter()
        .map(|(document, step)| {
            let step = retold(step, &[now, &document]);
            (document, step)
        })
        .collect()
}
