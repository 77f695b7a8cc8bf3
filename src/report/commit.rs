//! The message of a commit, written from what changed; and changes in one line.
//!
//! The subject sums up in at most [`SUBJECT`] columns; below it each task that changed has a line.

use super::entry::{Entry, entries, name};
use super::stat::plan_began;
use super::told::name_of_measure;
use crate::change::{Change, Diff};
use crate::language::Language;
use crate::text::{Ambiguous, cut, sanitize, width_of};

/// The columns that a subject takes at most.
const SUBJECT: usize = 50;

/// The message of a commit of these changes. It holds no characters that a terminal would obey.
pub fn commit_message(diff: &Diff, language: Language) -> String {
    if let Some(began) = began(diff, language) {
        return format!("{began}\n");
    }
    let mut lines = Vec::new();
    if !diff.plan.is_empty() {
        let heading = language.pick("计划", "plan");
        let changes = diff
            .plan
            .iter()
            .map(|change| change.words_of_plan(language));
        lines.push(said(heading, &changes.collect::<Vec<_>>(), language));
    }
    for group in &diff.groups {
        let entries = entries(group);
        lines.extend(entries.iter().map(|entry| line_of(entry, language)));
    }
    let subject = subject(diff, language);
    // What is all in the subject is not said twice.
    if lines.is_empty() || lines == [subject.as_str()] {
        return format!("{subject}\n");
    }
    format!("{subject}\n\n{}\n", lines.join("\n"))
}

/// The message for a plan that was none before.
fn began(diff: &Diff, language: Language) -> Option<String> {
    let is_new = diff
        .plan
        .iter()
        .any(|change| matches!(change, Change::Title { from, .. } if from.is_empty()));
    is_new.then(|| {
        let added = diff.counts().added;
        plan_began(added.pillars, added.tasks, language)
    })
}

/// Changes in one line, each in a clause. Outside text.
pub fn in_a_line<'c>(changes: impl IntoIterator<Item = &'c Change>, language: Language) -> String {
    let changes = changes.into_iter();
    let told = changes.filter(|change| !matches!(change, Change::Renumbered { .. }));
    let clauses: Vec<_> = told.map(|change| change.words(language)).collect();
    clauses.join(language.pick("；", "; "))
}

fn said(heading: &str, clauses: &[String], language: Language) -> String {
    let clauses = clauses.join(language.pick("；", "; "));
    let line = language.pick(
        format!("{heading}：{clauses}"),
        format!("{heading}: {clauses}"),
    );
    sanitize(&line).into_owned()
}

fn line_of(entry: &Entry<'_>, language: Language) -> String {
    let mut clauses = Vec::new();
    let own = in_a_line(entry.own, language);
    if !own.is_empty() {
        clauses.push(own);
    }
    for measure in &entry.measures {
        let name = name_of_measure(measure);
        let changes = in_a_line(&measure.changes, language);
        // That it came or went names it already.
        let is_told = measure.before.is_none() || measure.after.is_none();
        clauses.push(match is_told {
            true => language.pick(format!("“{name}”{changes}"), format!("“{name}”: {changes}")),
            false => language.pick(
                format!("举措“{name}”{changes}"),
                format!("measure “{name}” {changes}"),
            ),
        });
    }
    said(&name(entry.label), &clauses, language)
}

/// The task if there is only one that changed, else how much changed, as far as there is room.
fn subject(diff: &Diff, language: Language) -> String {
    let counts = diff.counts().words(language);
    let mut all = diff.groups.iter().flat_map(entries);
    let only = all
        .next()
        .filter(|_| all.next().is_none() && diff.plan.is_empty());
    let summed = |heading: &str| {
        language.pick(
            format!("{heading}：{counts}"),
            format!("{heading}: {counts}"),
        )
    };
    let fits = |subject: &String| width_of(subject, Ambiguous::Narrow) <= SUBJECT;
    let of_task = only.map(|entry| {
        let name = sanitize(&name(entry.label)).into_owned();
        let change = [in_a_line(entry.own, language), counts.clone()];
        let whole = change
            .into_iter()
            .filter(|change| entry.measures.is_empty() && !change.is_empty())
            .map(|change| said(&name, &[change], language))
            .find(fits);
        whole.unwrap_or_else(|| summed(&name))
    });
    let subject = of_task
        .filter(fits)
        .unwrap_or_else(|| summed(language.pick("进展更新", "Update")));
    // Kinds of change that have no room are left out, the last ones first.
    let (mut subject, more) = (subject, language.pick("等", " …"));
    let comma = language.pick("，", ", ");
    if fits(&subject) {
        return subject;
    }
    while let Some(end) = subject.rfind(comma) {
        subject.truncate(end);
        let shorter = format!("{subject}{more}");
        if fits(&shorter) {
            return shorter;
        }
    }
    cut(&subject, SUBJECT, Ambiguous::Narrow).into_owned()
}
