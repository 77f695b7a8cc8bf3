//! What the sentences of a plan promise: numbers to reach, dates, documents cited, who is responsible.
//!
//! Owns the collection of proposals and their way into the plan. Each is taken unless a person drops
//! it. The text always keeps the words: nothing is ever cut out of a sentence.

mod deadlines;
mod figures;
mod leads;
mod references;

use std::collections::HashSet;

use chrono::{Days, NaiveDate};

use super::Options;
use crate::language::Language;
use crate::plan::{Id, Period, Plan, Reference, Target};
use leads::Responsible;

/// Kinds of proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A share to reach, in percent.
    Target,
    /// A count to reach: 6所.
    Quantity,
    /// A date.
    Due,
    /// A document that is cited.
    Reference,
    /// Who is responsible and who helps.
    Lead,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A share to reach.
    Target(Target),
    /// A count to reach.
    Quantity(Target),
    /// The day by which it is to be done; of several, the last one becomes the task's date.
    Due(NaiveDate),
    /// A document that is cited.
    Reference(Reference),
    /// Who is responsible, and who helps.
    Lead {
        /// Who is responsible.
        lead: String,
        /// Who helps.
        support: Vec<String>,
    },
}

/// Something that a sentence promises, and where it would stand in the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Its number in this import, from 1, by which it can be dropped.
    pub number: usize,
    /// The task, the measure or the pillar it is for.
    pub node: Id,
    /// What it is.
    pub what: What,
    /// The words of the source that it came from.
    pub words: String,
    /// Whether it is in the plan.
    pub taken: bool,
}

impl What {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Target(_) => Kind::Target,
            Self::Quantity(_) => Kind::Quantity,
            Self::Due(_) => Kind::Due,
            Self::Reference(_) => Kind::Reference,
            Self::Lead { .. } => Kind::Lead,
        }
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Target,
        Self::Quantity,
        Self::Due,
        Self::Reference,
        Self::Lead,
    ];

    /// The word that people read.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Target => language.pick("指标", "target"),
            Self::Quantity => language.pick("数量指标", "quantity"),
            Self::Due => language.pick("完成时限", "due"),
            Self::Reference => language.pick("依据", "reference"),
            Self::Lead => language.pick("牵头单位", "lead"),
        }
    }
}

impl Proposal {
    /// What is proposed and from which words, in one line.
    pub fn words(&self, language: Language) -> String {
        let what = match &self.what {
            What::Target(target) | What::Quantity(target) => {
                format!("{} {}", target.name, target.goal)
            }
            What::Due(date) => date.to_string(),
            What::Reference(reference) => match &reference.number {
                Some(number) => format!("《{}》 {number}", reference.title),
                None => format!("《{}》", reference.title),
            },
            What::Lead { lead, support } if support.is_empty() => lead.clone(),
            What::Lead { lead, support } => language.pick(
                format!("{lead}；配合：{}", support.join("、")),
                format!("{lead}; support: {}", support.join(", ")),
            ),
        };
        let kind = self.what.kind().word(language);
        let Self {
            number,
            node,
            words,
            ..
        } = self;
        language.pick(
            format!("{number}. {node} {kind}：{what}（原文：{words}）"),
            format!("{number}. {node} {kind}: {what} (from: {words})"),
        )
    }
}

/// Reads the promises of a plan and writes those that are not dropped into it.
pub fn propose(plan: &mut Plan, options: &Options) -> Vec<Proposal> {
    let mut found = Collector {
        proposals: Vec::new(),
        period: plan.head.period.or(plan.head.issued.and_then(|issued| {
            // Without a period, a month is the next one after the date of issue.
            Some(Period {
                start: issued,
                end: issued.checked_add_days(Days::new(365))?,
            })
        })),
        first_leads: false,
    };
    for pillar in &plan.pillars {
        found.leads(&pillar.id, [pillar.text.as_str()]);
        for task in &pillar.tasks {
            let own = [task.title.as_str(), task.text.as_str()];
            found.leads(&task.id, own);
            found.dates(&task.id, own);
            let measures = task.measures.iter().map(|measure| measure.text.as_str());
            found.promises(&task.id, own.into_iter().chain(measures));
            for measure in &task.measures {
                found.leads(&measure.id, [measure.text.as_str()]);
                found.dates(&measure.id, [measure.text.as_str()]);
            }
        }
    }
    let mut proposals = found.proposals;
    let dropped: HashSet<usize> = options.drop.iter().copied().collect();
    for (place, proposal) in proposals.iter_mut().enumerate() {
        proposal.number = place + 1;
        proposal.taken = !dropped.contains(&proposal.number)
            && !options.drop_kinds.contains(&proposal.what.kind());
    }
    apply(plan, &proposals);
    proposals
}

struct Collector {
    proposals: Vec<Proposal>,
    period: Option<Period>,
    /// 列第一位者为牵头单位，下同 was read.
    first_leads: bool,
}

impl Collector {
    fn add(&mut self, node: &Id, what: What, words: &str) {
        self.proposals.push(Proposal {
            number: 0,
            node: node.clone(),
            what,
            words: words.to_owned(),
            taken: false,
        });
    }

    /// One proposal for a node: who is named first leads, who is named again helps.
    fn leads<'a>(&mut self, node: &Id, texts: impl IntoIterator<Item = &'a str>) {
        let mut all: Option<(Responsible, String)> = None;
        for line in texts.into_iter().flat_map(str::lines) {
            for (more, words) in leads::responsible(line, &mut self.first_leads) {
                match &mut all {
                    None => all = Some((more, words.to_owned())),
                    Some((first, said)) => {
                        first.join(more);
                        said.push(' ');
                        said.push_str(words);
                    }
                }
            }
        }
        if let Some((Responsible { lead, support }, words)) = all {
            self.add(node, What::Lead { lead, support }, &words);
        }
    }

    fn dates<'a>(&mut self, node: &Id, texts: impl IntoIterator<Item = &'a str>) {
        let mut year = None;
        let mut seen = HashSet::new();
        for line in texts.into_iter().flat_map(str::lines) {
            for (date, words) in deadlines::deadlines(line, self.period, &mut year) {
                if seen.insert(date) {
                    self.add(node, What::Due(date), words);
                }
            }
        }
    }

    fn promises<'a>(&mut self, node: &Id, texts: impl Iterator<Item = &'a str>) {
        let mut seen = HashSet::new();
        for line in texts.flat_map(str::lines) {
            for (target, share, words) in figures::figures(line) {
                let what = if share {
                    What::Target(target)
                } else {
                    What::Quantity(target)
                };
                self.add(node, what, words);
            }
            for (reference, words) in references::references(line) {
                if seen.insert(reference.title.clone()) {
                    self.add(node, What::Reference(reference), words);
                }
            }
        }
    }
}

/// Writes the proposals that are taken. Both come in the order of the plan, so one walk is enough.
fn apply(plan: &mut Plan, proposals: &[Proposal]) {
    let mut rest = proposals.iter().peekable();
    for pillar in &mut plan.pillars {
        while let Some(proposal) = rest.next_if(|proposal| proposal.node == pillar.id) {
            if let (true, What::Lead { lead, .. }) = (proposal.taken, &proposal.what) {
                pillar.lead = Some(lead.clone());
            }
        }
        for task in &mut pillar.tasks {
            while let Some(proposal) = rest.next_if(|proposal| proposal.node == task.id) {
                if !proposal.taken {
                    continue;
                }
                match &proposal.what {
                    What::Target(target) | What::Quantity(target) => {
                        task.targets.push(target.clone())
                    }
                    What::Due(date) => task.due = task.due.max(Some(*date)),
                    What::Reference(reference) => task.references.push(reference.clone()),
                    What::Lead { lead, support } => {
                        task.lead = Some(lead.clone());
                        task.support.clone_from(support);
                    }
                }
            }
            for measure in &mut task.measures {
                while let Some(proposal) = rest.next_if(|proposal| proposal.node == measure.id) {
                    match (&proposal.what, proposal.taken) {
                        (What::Due(date), true) => measure.due = measure.due.max(Some(*date)),
                        (What::Lead { lead, .. }, true) => measure.lead = Some(lead.clone()),
                        _ => {}
                    }
                }
            }
        }
    }
}
