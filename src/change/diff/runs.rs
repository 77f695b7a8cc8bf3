//! Numbers that shifted, told as runs: a task that comes first is one run and not twenty numbers.

use super::Label;
use super::flat::{Flat, LEVELS, Pairs};
use crate::change::Level;
use crate::language::Language;
use crate::plan::{Id, Numbering};

/// Neighbours whose numbers shifted by as much. Each of them is told as renumbered by itself, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What they are.
    pub level: Level,
    /// Of measures the task that they are of, and its number and title.
    pub task: Option<(Id, Label)>,
    /// How many; at least one.
    pub count: usize,
    /// The number of the first one, before and now.
    pub first: (String, String),
    /// The number of the last one, before and now.
    pub last: (String, String),
    /// By how many places; negative where the numbers are smaller now. Never 0.
    pub by: isize,
}

impl Run {
    /// The run in one clause: `编号顺延：(四)至(二十一) 变为 (五)至(二十二)`. Outside text.
    pub fn words(&self, language: Language) -> String {
        let range = |first: &str, last: &str| {
            let (first, last) = (bare(first), bare(last));
            match self.count {
                1 => first.to_owned(),
                _ => language.pick(format!("{first}至{last}"), format!("{first} to {last}")),
            }
        };
        let before = range(&self.first.0, &self.last.0);
        let now = range(&self.first.1, &self.last.1);
        // A meeting speaks of tasks by their numbers: those need no word before them.
        let level = match self.level {
            Level::Task => "",
            level => level.word(Language::Chinese),
        };
        let shifted = if self.by > 0 { "顺延" } else { "前移" };
        let nouns = self.level.word(Language::English);
        let words = match language {
            Language::Chinese => format!("{level}编号{shifted}：{before} 变为 {now}"),
            Language::English => format!("{nouns} numbers: {before} now {now}"),
        };
        match &self.task {
            Some((_, label)) => format!("{label}{}{words}", language.pick("，", ", ")),
            None => words,
        }
    }
}

/// A number without what sets it off from a title.
fn bare(number: &str) -> &str {
    number.trim_end().trim_end_matches(['、', '.'])
}

/// How the numbers of a node count before and now, where they are others.
pub(super) fn shift(
    level: usize,
    later: usize,
    (before, after): (&Flat<'_>, &Flat<'_>),
    pairs: &Pairs,
) -> Option<(usize, usize)> {
    let is_numbered = before.numbering == after.numbering && after.numbering != Numbering::None;
    let earlier = pairs.earlier[level][later]?;
    if !is_numbered || pairs.is_moved[level][later] {
        return None;
    }
    let (from, to) = (before.ordinal(level, earlier), after.ordinal(level, later));
    (from != to).then_some((from, to))
}

/// All runs of two plans, by level.
pub(super) fn runs(before: &Flat<'_>, after: &Flat<'_>, pairs: &Pairs) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (level, kind) in LEVELS.into_iter().enumerate() {
        // What the next neighbour has to have to go on with the run.
        let mut next = None;
        for (index, node) in after.levels[level].iter().enumerate() {
            let Some((from, to)) = shift(level, index, (before, after), pairs) else {
                continue;
            };
            let counts_on = level == 1 && after.numbering == Numbering::Official;
            let scope = if counts_on { 0 } else { node.siblings.start };
            let earlier = pairs.earlier[level][index].unwrap_or_default();
            let numbers = (before.number(level, earlier), after.number(level, index));
            match runs.last_mut() {
                Some(run) if next == Some((scope, from, to)) => {
                    run.count += 1;
                    run.last = numbers;
                }
                _ => runs.push(Run {
                    level: kind,
                    task: (level == 2).then(|| {
                        let id = after.levels[1][node.parent].part.id();
                        (id.clone(), after.label(1, node.parent))
                    }),
                    count: 1,
                    first: numbers.clone(),
                    last: numbers,
                    by: to.cast_signed() - from.cast_signed(),
                }),
            }
            next = Some((scope, from + 1, to + 1));
        }
    }
    runs
}
