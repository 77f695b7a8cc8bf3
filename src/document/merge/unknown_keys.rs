//! Keys that planwalk does not know, three ways: they are somebody's, and none may get lost.
//!
//! Those of nodes are merged key by key. Those in the tables of a list without names (notes, targets,
//! references) went by lines; here it is only proved that they are all there.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::MergeFailure;
use crate::document::edit::Site;
use crate::document::keys::{self, Table, Value as Kind};
use crate::document::layout::is_headed;
use crate::document::{Document, unknown};
use crate::plan::{Conflict, Field, Id, Side, Value};

/// The unknown keys of a document as they are written, by the node that has them; none is the plan itself.
#[derive(Debug, Default)]
pub(super) struct UnknownKeys {
    nodes: BTreeMap<Option<Id>, BTreeMap<String, String>>,
    /// Those in tables without a name: by their node, the list, key and value.
    nameless: BTreeSet<(Option<Id>, String, String, String)>,
}

impl Document {
    /// All unknown keys.
    pub(super) fn all_unknown_keys(&self) -> UnknownKeys {
        let mut found = UnknownKeys::default();
        let text = self.text_with(None);
        if let Ok(root) = DeTable::parse(&text) {
            found.of_table(&text, None, root.get_ref(), &keys::HEAD);
        }
        for place in self.all_places() {
            let Some(id) = self.id_at(place) else {
                continue;
            };
            let text = self.text_with(Some(place));
            let Ok(root) = DeTable::parse(&text) else {
                continue;
            };
            let table = if place.task.is_some() {
                &keys::TASK
            } else {
                &keys::PILLAR
            };
            let target = self.target_of(&id, place);
            if let Some(site) = Site::find(&text, root.get_ref(), target) {
                found.of_table(&text, Some(&id), site.table, table);
            }
        }
        found
    }

    /// Makes the unknown keys what comes of three, and gives those that both sides changed differently.
    pub(super) fn merge_unknown_keys(
        &mut self,
        [base, ours, theirs]: &[UnknownKeys; 3],
    ) -> Result<Vec<Conflict>, MergeFailure> {
        let nodes_now = super::ids(&self.plan());
        let present = self.all_unknown_keys();
        let mut conflicts = Vec::new();
        let nodes = [base, ours, theirs].map(|keys| keys.nodes.keys());
        let nodes: BTreeSet<&Option<Id>> = nodes.into_iter().flatten().collect();
        let none = BTreeMap::new();
        for node in nodes {
            let of = |keys: &'_ UnknownKeys| keys.nodes.get(node).cloned().unwrap_or_default();
            let (base, ours, theirs) = (of(base), of(ours), of(theirs));
            if node.as_ref().is_some_and(|id| !nodes_now.contains(id)) {
                // Somebody removed it, and what the other one wrote into it meanwhile is not known to anybody.
                if adds(&base, &ours) || adds(&base, &theirs) {
                    return Err(MergeFailure::Form);
                }
                continue;
            }
            let present = present.nodes.get(node).unwrap_or(&none);
            let names: BTreeSet<&String> = base
                .keys()
                .chain(ours.keys())
                .chain(theirs.keys())
                .collect();
            for name in names {
                let (base, our, their) = (base.get(name), ours.get(name), theirs.get(name));
                let wanted = if our == their || their == base {
                    our
                } else if our == base {
                    their
                } else {
                    let side = |raw: Option<&String>| Side::of(raw.cloned().map(Value::Raw));
                    conflicts.push(Conflict {
                        node: node.clone(),
                        field: Field::Key(name.clone()),
                        base: side(base),
                        ours: side(our),
                        theirs: side(their),
                    });
                    our
                };
                if present.get(name) != wanted {
                    self.say_key(node.as_ref(), name, wanted.map(String::as_str))?;
                }
            }
        }
        let now = self.all_unknown_keys();
        for side in [ours, theirs] {
            let mut new = side.nameless.difference(&base.nameless);
            if new.any(|key| !now.nameless.contains(key)) {
                return Err(MergeFailure::Form);
            }
        }
        Ok(conflicts)
    }
}

/// Whether a side has a key, or a value, that was not there before.
fn adds(base: &BTreeMap<String, String>, side: &BTreeMap<String, String>) -> bool {
    side.iter().any(|(name, raw)| base.get(name) != Some(raw))
}

impl UnknownKeys {
    /// The nodes in which there is a key, or a value, that was not there before.
    pub fn added_to<'k>(&'k self, base: &'k Self) -> impl Iterator<Item = &'k Id> {
        let none = BTreeMap::new();
        let own = self.nodes.iter().filter(move |(node, keys)| {
            let before = base.nodes.get(*node).unwrap_or(&none);
            adds(before, keys)
        });
        let nameless = self.nameless.difference(&base.nameless);
        let nodes = own.map(|(node, _)| node);
        nodes.chain(nameless.map(|key| &key.0)).flatten()
    }

    /// Those of the table of a node, and of what stands in it.
    fn of_table(&mut self, text: &str, node: Option<&Id>, table: &DeTable<'_>, known: &Table) {
        for (name, value) in table {
            let name = name.get_ref();
            let key = known.keys.iter().find(|key| *key.name == **name);
            match key.map(|key| key.value) {
                None => {
                    let keys = self.nodes.entry(node.cloned()).or_default();
                    leaves(text, &unknown::key(name), value, keys);
                }
                Some(Kind::Tables(inner)) => self.of_list(text, node, name, value, inner),
                Some(_) => {}
            }
        }
    }

    fn of_list(
        &mut self,
        text: &str,
        node: Option<&Id>,
        list: &str,
        value: &Spanned<DeValue<'_>>,
        known: &Table,
    ) {
        // Pillars and tasks have blocks, and come by themselves; conflicts are the program's own.
        if matches!(list, "pillar" | "task" | "conflict") {
            return;
        }
        let elements = value.get_ref().as_array();
        for element in elements.into_iter().flat_map(|array| array.iter()) {
            let Some(table) = element.get_ref().as_table() else {
                continue;
            };
            if list == "measure" {
                let id = table.get("id").and_then(|id| id.get_ref().as_str());
                if let Some(id) = id.and_then(|id| Id::new(id).ok()) {
                    self.of_table(text, Some(&id), table, known);
                }
                continue;
            }
            let mut keys = BTreeMap::new();
            for (name, value) in table {
                if known.keys.iter().all(|key| *key.name != **name.get_ref()) {
                    leaves(text, &unknown::key(name.get_ref()), value, &mut keys);
                }
            }
            self.nameless.extend(
                keys.into_iter()
                    .map(|(name, raw)| (node.cloned(), list.to_owned(), name, raw)),
            );
        }
    }
}

/// The values under a key as they are written, by the way to them.
fn leaves(
    text: &str,
    path: &str,
    value: &Spanned<DeValue<'_>>,
    found: &mut BTreeMap<String, String>,
) {
    match value.get_ref() {
        DeValue::Table(table) if is_headed(text, value) => {
            for (name, value) in table {
                let path = format!("{path}.{}", unknown::key(name.get_ref()));
                leaves(text, &path, value, found);
            }
        }
        DeValue::Array(list) if is_headed(text, value) => {
            for (index, element) in list.iter().enumerate() {
                let table = element.get_ref().as_table();
                for (name, value) in table.into_iter().flatten() {
                    let path = format!("{path}.{index}.{}", unknown::key(name.get_ref()));
                    leaves(text, &path, value, found);
                }
            }
        }
        _ => drop(found.insert(path.to_owned(), text[value.span()].to_owned())),
    }
}
