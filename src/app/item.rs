//! The items of the side pane: what can be selected there, in the order in which it is shown.
//!
//! Owns the list and its identities. What is done with an item is in `walk`; how it looks in `view`.

use chrono::{DateTime, FixedOffset};

use crate::plan::{Id, Note, Pillar, Task};

/// Something in the side pane that can be selected and edited.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    /// The title.
    Title,
    /// The reported status.
    Status,
    /// Who is responsible.
    Lead,
    /// Who helps.
    Support,
    /// The date that it is due.
    Due,
    /// Progress in percent.
    Progress,
    /// The target at this index, from 0: targets have no id.
    Target(usize),
    /// The line of the text at this index, from 0, which is a sentence.
    Sentence(usize),
    /// A measure.
    Measure(Id),
    /// A note.
    Note(NoteKey),
    /// On the screen of the history: the node at this index among those that changed, from 0.
    Changed(usize),
}

/// Which note of a task is meant. Notes have no id: time and author tell them apart, and of those that
/// share both, their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NoteKey {
    at: DateTime<FixedOffset>,
    by: String,
    /// How many before it, in file order, share time and author.
    nth: usize,
}

impl NoteKey {
    /// The key of the note at an index in file order.
    fn of(notes: &[Note], index: usize) -> Option<Self> {
        let note = notes.get(index)?;
        let same = |other: &&Note| other.at == note.at && other.by == note.by;
        Some(Self {
            at: note.at,
            by: note.by.clone(),
            nth: notes[..index].iter().filter(same).count(),
        })
    }

    /// The note that is meant, if it is still there.
    pub fn find<'n>(&self, notes: &'n [Note]) -> Option<&'n Note> {
        notes
            .iter()
            .filter(|note| note.at == self.at && note.by == self.by)
            .nth(self.nth)
    }
}

impl Item {
    /// The items of a task, as far as they are shown.
    pub fn of_task(task: &Task) -> Vec<Self> {
        let mut items = vec![Self::Title, Self::Status, Self::Lead];
        // What is not set is shown only where a reader would miss it.
        items.extend((!task.support.is_empty()).then_some(Self::Support));
        items.push(Self::Due);
        items.extend(task.progress.map(|_| Self::Progress));
        items.extend((0..task.targets.len()).map(Self::Target));
        items.extend(sentences(&task.text).map(Self::Sentence));
        items.extend(
            task.measures
                .iter()
                .map(|measure| Self::Measure(measure.id.clone())),
        );
        items.extend(notes_newest_first(&task.notes).map(|(key, _)| Self::Note(key)));
        items
    }

    /// The items of a pillar.
    pub fn of_pillar(pillar: &Pillar) -> Vec<Self> {
        let mut items = vec![Self::Title];
        items.extend(pillar.lead.as_ref().map(|_| Self::Lead));
        items.extend(sentences(&pillar.text).map(Self::Sentence));
        items
    }
}

/// The indices of the lines of a text that hold words.
fn sentences(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.split('\n')
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, _)| index)
}

/// The notes as they are shown: the newest first; of two at one time the one that stands later in the file.
pub fn notes_newest_first(notes: &[Note]) -> impl Iterator<Item = (NoteKey, &Note)> {
    let mut order: Vec<usize> = (0..notes.len()).rev().collect();
    order.sort_by_key(|&index| std::cmp::Reverse(notes[index].at));
    order
        .into_iter()
        .filter_map(|index| Some((NoteKey::of(notes, index)?, notes.get(index)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Measure, NoteKind};

    fn note(at: &str, by: &str, text: &str) -> Note {
        Note {
            at: DateTime::parse_from_rfc3339(at).expect("a time"),
            by: by.to_owned(),
            kind: NoteKind::Progress,
            text: text.to_owned(),
        }
    }

    #[test]
    fn items_come_in_the_order_of_the_pane() {
        let id = |text: &str| Id::new(text).expect("an id");
        let mut task = Task::new(id("t1"), "任务");
        task.text = "第一句。\n\n第二句。".to_owned();
        task.measures.push(Measure::new(id("t1-m1"), "办"));
        let items = Item::of_task(&task);
        let tail = &items[4..];
        assert_eq!(
            tail,
            [
                Item::Sentence(0),
                Item::Sentence(2),
                Item::Measure(id("t1-m1"))
            ]
        );
    }

    #[test]
    fn a_note_is_found_again_whatever_comes_and_goes() {
        let at = "2021-09-15T09:40:00+08:00";
        let mut notes = vec![
            note(at, "甲", "一"),
            note(at, "甲", "二"),
            note(at, "乙", "三"),
        ];
        let shown: Vec<_> = notes_newest_first(&notes)
            .map(|(key, note)| (key, note.text.clone()))
            .collect();
        let order: Vec<_> = shown.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(order, ["三", "二", "一"]);
        notes.insert(0, note("2021-09-16T09:40:00+08:00", "甲", "新"));
        for (key, text) in &shown {
            let found = key.find(&notes).map(|note| &note.text);
            assert_eq!(found, Some(text));
        }
        notes.clear();
        assert_eq!(shown[0].0.find(&notes), None);
    }
}
