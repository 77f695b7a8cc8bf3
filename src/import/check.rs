//! The check of an import against its source: nothing disappeared, nothing was made up.
//!
//! Owns the two laws that every import keeps. Never mends anything.

use std::collections::{HashMap, HashSet};

use super::build::{Piece, Place};
use super::chars::{folded, is_blank};
use super::{Import, chars};
use crate::plan::Plan;

/// Where an import does not say what its source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// These words of the source have no place.
    Lost(String),
    /// The piece that goes to this place does not stand in the source, or overlaps the one before.
    Moved(String),
    /// What the plan says in one place is not what the source says there.
    Differs {
        /// The place.
        place: String,
        /// What the source says, without blanks.
        source: String,
        /// What the plan says, without blanks.
        plan: String,
    },
}

/// Checks an import against the text it was made from.
///
/// Marker, title, 。 and body of every node, read together, are the words of the source: every
/// character but blanks is in exactly one place, in the order of the source, and every place of the
/// plan holds exactly the characters that went there. A number counts as shown where the plan's
/// label is the same but for the width of its signs.
///
/// # Errors
/// The first place where that is not so.
pub fn check(source: &str, import: &Import) -> Result<(), Mismatch> {
    let mut at = 0;
    for piece in &import.pieces {
        let (Some(between), false) = (source.get(at..piece.start), piece.text(source).is_empty())
        else {
            return Err(Mismatch::Moved(key(&piece.place)));
        };
        if between.chars().any(|c| !is_blank(c)) {
            return Err(Mismatch::Lost(between.to_owned()));
        }
        at = piece.end;
    }
    let rest = source.get(at..).unwrap_or("?");
    if rest.chars().any(|c| !is_blank(c)) {
        return Err(Mismatch::Lost(rest.to_owned()));
    }
    compare(source, &import.pieces, &import.plan)
}

fn compare(source: &str, pieces: &[Piece], plan: &Plan) -> Result<(), Mismatch> {
    let mut said: HashMap<String, String> = HashMap::new();
    for piece in pieces {
        let words = piece.text(source);
        let (key, text) = match &piece.place {
            Place::LeftOut(_) => continue,
            Place::Number(id) => (format!("number {id}"), folded(words).collect()),
            Place::Stop(_) if words == "。" => continue,
            place => (key(place), squeezed(words)),
        };
        said.entry(key).or_default().push_str(&text);
    }
    let told: HashSet<String> = said.keys().cloned().collect();
    let mut expect = |key: String, plan: String| {
        let source = said.remove(&key).unwrap_or_default();
        if source == plan {
            Ok(())
        } else {
            Err(Mismatch::Differs {
                place: key,
                source,
                plan,
            })
        }
    };
    let mut labels = Vec::new();
    expect(key(&Place::PlanTitle), squeezed(&plan.head.title))?;
    expect(key(&Place::Preamble), squeezed(&plan.head.preamble))?;
    let numbering = plan.head.numbering;
    let mut in_plan = 0;
    for (index, pillar) in plan.pillars.iter().enumerate() {
        labels.push((pillar.id.clone(), numbering.pillar(index)));
        expect(key(&Place::Text(pillar.id.clone())), squeezed(&pillar.text))?;
        let title = key(&Place::Title(pillar.id.clone()));
        // A pillar that was made for tasks without one is called like the plan.
        let is_made = !told.contains(&title) && pillar.title == plan.head.title;
        if !is_made {
            expect(title, squeezed(&pillar.title))?;
        }
        for (in_pillar, task) in pillar.tasks.iter().enumerate() {
            let label = numbering.task(index, in_pillar, in_plan);
            in_plan += 1;
            expect(key(&Place::Title(task.id.clone())), squeezed(&task.title))?;
            expect(key(&Place::Text(task.id.clone())), squeezed(&task.text))?;
            for (place, measure) in task.measures.iter().enumerate() {
                labels.push((measure.id.clone(), numbering.measure(&label, place)));
                expect(
                    key(&Place::Text(measure.id.clone())),
                    squeezed(&measure.text),
                )?;
            }
            labels.push((task.id.clone(), label));
        }
    }
    for (id, label) in labels {
        let key = format!("number {id}");
        if said.contains_key(&key) {
            let source = said.remove(&key).unwrap_or_default();
            let plan: String = folded(&label).collect();
            if source != plan {
                return Err(Mismatch::Differs {
                    place: key,
                    source,
                    plan,
                });
            }
        }
    }
    match said.into_iter().next() {
        Some((place, source)) => Err(Mismatch::Differs {
            place,
            source,
            plan: String::new(),
        }),
        None => Ok(()),
    }
}

fn key(place: &Place) -> String {
    match place {
        Place::PlanTitle => "title of the plan".into(),
        Place::Preamble => "preamble".into(),
        Place::Number(id) => format!("number {id}"),
        Place::Title(id) => format!("title {id}"),
        Place::Stop(id) => format!("stop {id}"),
        Place::Text(id) => format!("text {id}"),
        Place::LeftOut(_) => "left out".into(),
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|&c| !chars::is_blank(c)).collect()
}
