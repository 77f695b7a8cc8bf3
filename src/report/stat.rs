//! How much changed, by pillar and in total.

use super::entry::name;
use crate::change::Diff;
use crate::change::diff::Counts;
use crate::language::{Language, counted};

/// Counts in a table: a row for each pillar, and the columns of which any is not zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What each column counts.
    pub columns: Vec<&'static str>,
    /// The name of a pillar, or of the plan itself, and its counts. Outside text.
    pub rows: Vec<(String, Vec<usize>)>,
    /// The sum of each column.
    pub total: Vec<usize>,
}

/// What the columns are called, and what they count.
fn columns(counts: Counts, language: Language) -> [(&'static str, usize); 12] {
    let notes =
        counts.notes_added + counts.notes_edited + counts.notes_removed + counts.notes_reordered;
    [
        (language.pick("新增", "added"), counts.added.total()),
        (language.pick("删除", "deleted"), counts.removed.total()),
        (language.pick("移动", "moved"), counts.moved.total()),
        (language.pick("状态", "status"), counts.status),
        (language.pick("进度", "progress"), counts.progress),
        (language.pick("时限", "due"), counts.due),
        (language.pick("单位", "lead"), counts.lead + counts.support),
        (language.pick("指标", "target"), counts.targets),
        (language.pick("依据", "reference"), counts.references),
        (language.pick("文字", "text"), counts.titles + counts.texts),
        (language.pick("记录", "note"), notes),
        (language.pick("概况", "head"), counts.plan),
    ]
}

/// How much changed.
pub fn stat(diff: &Diff, language: Language) -> Stat {
    let mut parts = Vec::new();
    if !diff.plan.is_empty() {
        let own = Diff {
            plan: diff.plan.clone(),
            ..Diff::default()
        };
        parts.push((language.pick("计划本身", "the plan itself").to_owned(), own));
    }
    for group in &diff.groups {
        let own = Diff {
            groups: vec![group.clone()],
            ..Diff::default()
        };
        parts.push((name(&group.label), own));
    }
    let total = columns(diff.counts(), language);
    let told: Vec<usize> = (0..total.len())
        .filter(|&column| total[column].1 > 0)
        .collect();
    let counted = |counts: [(&'static str, usize); 12]| -> Vec<usize> {
        told.iter().map(|&column| counts[column].1).collect()
    };
    let rows = parts.into_iter().map(|(name, part)| {
        let counts = counted(columns(part.counts(), language));
        (name, counts)
    });
    Stat {
        rows: rows
            .filter(|(_, counts)| counts.iter().any(|&count| count > 0))
            .collect(),
        columns: told.iter().map(|&column| total[column].0).collect(),
        total: counted(total),
    }
}

/// That a plan is there that was none before, and how large it is.
pub fn plan_began(pillars: usize, tasks: usize, language: Language) -> String {
    let size = size_of_plan(pillars, tasks, language);
    language.pick(
        format!("建立计划：{size}"),
        format!("the plan began: {size}"),
    )
}

/// How many pillars and tasks there are.
pub fn size_of_plan(pillars: usize, tasks: usize, language: Language) -> String {
    language.pick(
        format!("{pillars} 个板块，{tasks} 项任务"),
        format!("{}, {}", counted(pillars, "pillar"), counted(tasks, "task")),
    )
}
