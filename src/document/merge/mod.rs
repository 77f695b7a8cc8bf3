//! Two people's changes of one file brought together, in a text that keeps what both wrote.
//!
//! What the outcome says is `change::merge`'s to know. Here the three texts are made to say it, by
//! operations; what they still differ in then is form only, such as comments and keys that planwalk does
//! not know, and that merges by lines. A text is taken only if it says exactly what was meant. Never reads
//! a repository.
//!
//! | module | owns |
//! |---|---|
//! | `comments` | the comments of a text, and what each is about |
//! | `earlier` | conflicts of earlier merges, settled and not |
//! | `form` | three texts that say the same, line by line |
//! | `keeping` | the proof that no comment got lost |
//! | `shape` | line ends, byte-order mark, the end of the file |
//! | `unknown_keys` | keys that planwalk does not know, three ways |

mod comments;
mod earlier;
mod form;
mod keeping;
mod shape;
mod unknown_keys;

use std::collections::HashSet;

use shape::Shape;

use super::{Condition, Document, Place};
use crate::change::merge::{Clash, Merged, merge_touched};
use crate::change::{Refusal, diff, ids_of};
use crate::language::Language;
use crate::plan::{Conflict, Id, Plan};

/// One of the three texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Before both changes.
    Base,
    /// Ours.
    Ours,
    /// Theirs.
    Theirs,
}

/// Why two changes were not brought together. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeFailure {
    /// Not everything in this text could be read.
    Unreadable(Version),
    /// The plans contradict each other.
    Clash(Clash),
    /// They are written in forms that cannot be brought together without losing something.
    Form,
}

impl MergeFailure {
    /// The sentence that people read.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Unreadable(version) => {
                let version = match version {
                    Version::Base => language.pick("共同的旧版本", "the common earlier version"),
                    Version::Ours => language.pick("我方的版本", "our version"),
                    Version::Theirs => language.pick("对方的版本", "their version"),
                };
                language.pick(
                    format!("{version}有错误，没有合并；请先按 planwalk check 的提示改正"),
                    format!("{version} has errors, so nothing was merged; mend what `planwalk check` reports"),
                )
            }
            Self::Clash(clash) => clash.words(language),
            Self::Form => language
                .pick(
                    "两边的写法无法自动合并，请在文本编辑器中合并",
                    "the two are written in forms that cannot be merged automatically; use a text editor",
                )
                .to_owned(),
        }
    }
}

impl From<Refusal> for MergeFailure {
    fn from(_: Refusal) -> Self {
        Self::Form
    }
}

impl Document {
    /// Brings two changes of a file together. Where both changed the same thing differently the outcome has
    /// ours, and a conflict in its head; `sign` may say who set either side of those that are new, and when. It
    /// is called once, and only if there are any.
    ///
    /// A base without any text stands for a file that both sides made. A text that is the same on two sides is the outcome byte for byte. Nodes keep their keys in ours.
    ///
    /// # Errors
    /// Nothing that one side wrote may be lost: where that cannot be promised, the failure says why.
    pub fn merge(
        base: &Self,
        ours: &Self,
        theirs: &Self,
        sign: &dyn Fn(&mut [Conflict]),
    ) -> Result<Self, MergeFailure> {
        let (ours, theirs) = (
            ours.checked(Version::Ours)?,
            theirs.checked(Version::Theirs)?,
        );
        // Both sides made the file: there is nothing in common, and that is no error.
        let is_new = base.text().trim().is_empty();
        let mut base = if is_new {
            base.clone()
        } else {
            base.checked(Version::Base)?
        };
        if ours.is_same_text(&theirs) || theirs.is_same_text(&base) {
            return Ok(ours);
        }
        if ours.is_same_text(&base) {
            return Ok(theirs);
        }
        let reopened = earlier::reopen(&mut base, &ours, &theirs);
        let shapes = [if is_new { &ours } else { &base }, &ours, &theirs].map(Shape::of);
        let shape = Shape::merged(shapes);
        let mut texts = [&base, &ours, &theirs].map(|document| Shape::plain(document, shapes));
        let plans = [base.plan(), ours.plan(), theirs.plan()];
        let unknown = texts.each_ref().map(Self::all_unknown_keys);
        let unsettled = earlier::unsettled(&texts);
        for text in texts.iter_mut().skip(usize::from(is_new)) {
            text.forget_conflicts()?;
        }
        let written = texts.each_ref().map(|text| text.text().into_owned());
        let touched = [1, 2].map(|side| {
            let keyed = unknown[side].added_to(&unknown[0]);
            keeping::touched(&written[0], &written[side], &plans[side], keyed)
        });
        let Merged { plan, conflicts } =
            merge_touched([&plans[0], &plans[1], &plans[2]], touched.each_ref())
                .map_err(MergeFailure::Clash)?;
        for text in texts.iter_mut().skip(usize::from(is_new)) {
            text.carry(&plan)?;
        }
        let [base_text, mut merged, their_text] = texts;
        let base_text = (!is_new).then_some(base_text);
        let had = plans.each_ref().map(ids);
        form::merge(base_text.as_ref(), &mut merged, &their_text, &had)?;
        let keys = merged.merge_unknown_keys(&unknown)?;
        keeping::keep(&mut merged, &written, &plans)?;

        let mut merged = shape.given_to(&merged);
        if merged.condition != Condition::Sound || merged.plan() != plan {
            return Err(MergeFailure::Form);
        }
        merged.take_keys(&ours, &plans[1], &plan);
        for conflict in unsettled {
            merged.add_conflict(&conflict)?;
        }
        let reopened = reopened.into_iter().filter(|conflict| {
            let node = conflict.node.as_ref();
            node.is_some_and(|id| merged.find(id).is_some())
        });
        let new = conflicts.into_iter().chain(reopened).chain(keys);
        let mut new: Vec<Conflict> = new.collect();
        new.retain(|conflict| {
            let mut known = merged.conflicts().iter();
            !known.any(|other| other.asks_the_same(conflict))
        });
        if !new.is_empty() {
            sign(&mut new);
        }
        for conflict in new {
            merged.add_conflict(&conflict)?;
        }
        Ok(merged)
    }

    /// A document that was checked and read in full.
    fn checked(&self, version: Version) -> Result<Self, MergeFailure> {
        let mut document = self.clone();
        document.check_and_settle();
        match document.condition {
            Condition::Sound => Ok(document),
            Condition::Unchecked | Condition::Broken => Err(MergeFailure::Unreadable(version)),
        }
    }

    fn is_same_text(&self, other: &Self) -> bool {
        self.has_bom == other.has_bom && self.text() == other.text()
    }

    fn forget_conflicts(&mut self) -> Result<(), Refusal> {
        while !self.conflicts.is_empty() {
            self.take_conflict(0)?;
        }
        Ok(())
    }

    /// Makes the text say another plan.
    fn carry(&mut self, plan: &Plan) -> Result<(), Refusal> {
        let diff = diff(&self.plan(), plan);
        for edit in diff.head_edits() {
            self.apply_to_head(&edit)?;
        }
        for operation in diff.operations() {
            self.apply(&operation, None)?;
        }
        if self.plan() == *plan {
            Ok(())
        } else {
            Err(Refusal::UneditableForm)
        }
    }

    /// The places of all blocks.
    fn all_places(&self) -> Vec<Place> {
        self.blocks.places().map(|(place, _)| place).collect()
    }
}

/// All nodes of a plan.
fn ids(plan: &Plan) -> HashSet<Id> {
    let pillars = plan.pillars.iter().map(|pillar| &pillar.id);
    let nodes = pillars.chain(plan.tasks().flat_map(ids_of));
    nodes.cloned().collect()
}
