//! Who leads and who supports, in the whole plan: what is offered where such a name is asked for.
//!
//! Owns the search for the names in the text, which decodes no task. Never edits.

use std::collections::HashMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::scan::name_keys;
use super::{Document, Stretch};
use crate::plan::Plan;

impl Document {
    /// The names that stand as lead or support of pillars, tasks and measures, the most frequent first,
    /// equally frequent ones by their characters. One pass over the text: linear, about as fast as finding
    /// the blocks.
    pub fn names(&self) -> Vec<String> {
        let mut counts = Counts::default();
        if let Some(plan) = &self.whole {
            counts.add_plan(plan);
            return counts.into_names();
        }
        for (index, stretch) in self.stretches().enumerate() {
            let text = match stretch {
                Stretch::Base(range) => self.base.text(range),
                Stretch::Own(text) => text,
            };
            for range in name_keys(text, index == 0) {
                counts.add_pair(&text[range]);
            }
        }
        counts.into_names()
    }
}

/// How often each name was found.
#[derive(Default)]
struct Counts {
    found: HashMap<String, usize>,
}

impl Counts {
    fn add(&mut self, name: &str) {
        if name.trim().is_empty() {
            return;
        }
        match self.found.get_mut(name) {
            Some(count) => *count += 1,
            None => {
                self.found.insert(name.to_owned(), 1);
            }
        }
    }

    fn add_plan(&mut self, plan: &Plan) {
        for pillar in &plan.pillars {
            self.add(pillar.lead.as_deref().unwrap_or_default());
            for task in &pillar.tasks {
                let measures = task.measures.iter().flat_map(|measure| &measure.lead);
                for name in task.lead.iter().chain(&task.support).chain(measures) {
                    self.add(name);
                }
            }
        }
    }

    /// Adds the names of a key with its value: a name, names, or measures with leads.
    fn add_pair(&mut self, pair: &str) {
        let value = pair.find('=').map_or("", |at| pair[at + 1..].trim_start());
        if let Some(name) = plain_name(value) {
            self.add(name);
        } else if let Some(names) = plain_names(value) {
            names.for_each(|name| self.add(name));
        } else if let Ok(table) = DeTable::parse(pair) {
            table
                .get_ref()
                .values()
                .for_each(|value| self.add_value(value));
        }
    }

    fn add_value(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::String(name) => self.add(name),
            DeValue::Array(elements) => elements.iter().for_each(|value| self.add_value(value)),
            DeValue::Table(measure) => {
                if let Some(lead) = measure.get("lead") {
                    self.add_value(lead);
                }
            }
            _ => {}
        }
    }

    fn into_names(self) -> Vec<String> {
        let mut names: Vec<_> = self.found.into_iter().collect();
        names.sort_by(|(one, ones), (other, others)| others.cmp(ones).then(one.cmp(other)));
        names.into_iter().map(|(name, _)| name).collect()
    }
}

/// A name between quotes, without escapes: nearly every one.
fn plain_name(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = value[1..].split(quote).next()?;
    // An empty one may be the beginning of three quotes.
    let is_plain = !name.is_empty() && !name.contains(['\\', '\n']);
    is_plain.then_some(name)
}

/// Names in a list, all between double quotes and without escapes or comments: then every second part of
/// what the quotes cut is a name.
fn plain_names(value: &str) -> Option<impl Iterator<Item = &str>> {
    let list = value.strip_prefix('[')?;
    let is_plain = !list.contains(['\\', '\'', '#', '{']) && !list.contains("\"\"\"");
    is_plain.then(|| list.split('"').skip(1).step_by(2))
}
