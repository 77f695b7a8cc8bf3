//! What the records of a journal come to, and a journal that comes to the same.

use std::collections::VecDeque;

use super::record::{Draft, Record, Step, Sum};

/// So many bytes of earlier texts are kept: at some 30 kB a plan that is a thousand steps, at the size of a large
/// one a few.
const BUDGET: usize = 32 << 20;

/// A text, and the step beside it.
pub type Snapshot = (String, Step);

/// What a journal comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// The file that the plan lies in. Outside text.
    pub plan: String,
    /// Tells the journal from all others.
    pub id: String,
    /// The journals that are in this one.
    pub over: Vec<String>,
    /// What the disk held, as far as is known.
    pub disk: String,
    /// Texts that may have got to the disk since, without a word of it.
    pub saving: Vec<Sum>,
    /// The text as it was last.
    pub text: String,
    /// Texts before it, oldest first, each with the step that led away from it.
    pub past: VecDeque<Snapshot>,
    /// Texts that were undone, the nearest last, each with the step that leads to it.
    pub future: Vec<Snapshot>,
    /// What was being typed.
    pub draft: Option<Draft>,
    /// The bytes of [`Remains::past`].
    weight: usize,
}

impl Remains {
    /// Reads a journal as far as it is whole; none where not even its beginning is.
    pub fn read(journal: &[u8]) -> Option<Self> {
        let mut remains = Self::default();
        let mut is_begun = false;
        let mut has_text = false;
        for line in journal.split_inclusive(|&byte| byte == b'\n') {
            let record = line.strip_suffix(b"\n").and_then(Record::of_line);
            match record {
                Some(Record::Begin {
                    format,
                    plan,
                    id,
                    over,
                }) if !is_begun => {
                    if format != Record::FORMAT {
                        return None;
                    }
                    remains.plan = plan;
                    remains.id = id;
                    remains.over = over;
                    is_begun = true;
                }
                Some(record) if is_begun => {
                    has_text |= matches!(record, Record::Text { .. });
                    if remains.take(record).is_none() {
                        break;
                    }
                }
                // What comes behind something torn may belong to what was torn off.
                _ => break,
            }
        }
        has_text.then_some(remains)
    }

    /// The file that a journal is about, from its first line alone.
    pub fn plan_of(first_line: &[u8]) -> Option<String> {
        match Record::of_line(first_line.strip_suffix(b"\n")?)? {
            Record::Begin {
                format: Record::FORMAT,
                plan,
                ..
            } => Some(plan),
            _ => None,
        }
    }

    /// A text, what the disk holds, and what is being typed. There is nothing to undo.
    pub fn new(plan: String, disk: String, text: String, draft: Option<Draft>) -> Self {
        Self {
            plan,
            disk,
            text,
            draft,
            ..Self::default()
        }
    }

    /// The same with these steps around it, as far as there is room: those before, oldest first, and those that
    /// were undone, the nearest last.
    #[must_use]
    pub fn with_steps(
        mut self,
        past: impl IntoIterator<Item = Snapshot>,
        future: impl IntoIterator<Item = Snapshot>,
    ) -> Self {
        self.forget();
        for (text, step) in past {
            self.push(text, step);
        }
        self.future.extend(future);
        self
    }

    /// The same where these texts may have got to the disk.
    #[must_use]
    pub fn with_saving(mut self, saving: Vec<Sum>) -> Self {
        self.saving = saving;
        self
    }

    /// The same with the edits and steps of these journals.
    #[must_use]
    pub fn over(mut self, over: Vec<String>) -> Self {
        self.over = over;
        self
    }

    /// Whether the disk may hold another text than the last one.
    pub fn is_unsaved(&self) -> bool {
        let sum = Sum::of(&self.text);
        self.text != self.disk || self.saving.iter().any(|saving| *saving != sum)
    }

    /// Whether this is a text that the disk was known to hold, or that was about to be saved: then whatever the disk
    /// holds, nobody else has written it.
    pub fn may_have_saved(&self, text: &str) -> bool {
        self.disk == text || self.saving.contains(&Sum::of(text))
    }

    /// Whether this text came after the one that the disk was known to hold, so that a save may have got it there
    /// without a word. What came before was on the disk, or never will be: there it is somebody else's deed.
    pub fn came_after_disk(&self, text: &str) -> bool {
        let mut later = self.past.iter().rev().map(|(text, _)| text);
        let is_later = later
            .by_ref()
            .take_while(|past| **past != self.disk)
            .any(|past| past == text);
        // Where the text on disk is none of the past, nothing is known to come after it.
        is_later && self.past.iter().any(|(past, _)| *past == self.disk)
    }

    /// Takes a record; none where it does not fit, and nothing changed then.
    pub fn take(&mut self, record: Record) -> Option<()> {
        match record {
            Record::Begin { .. } => return None,
            Record::Text { text } => {
                self.hold(text.clone());
                self.text = text;
                self.forget();
            }
            Record::Edit {
                at,
                gone,
                new,
                step,
            } => {
                let text = spliced(&self.text, at, gone, &new)?;
                let before = std::mem::replace(&mut self.text, text);
                match step {
                    Some(step) => {
                        self.future.clear();
                        self.push(before, step);
                    }
                    None => self.forget(),
                }
            }
            Record::Undo => {
                let (text, step) = self.past.pop_back()?;
                self.weight -= text.len();
                let after = std::mem::replace(&mut self.text, text);
                self.future.push((after, step));
            }
            Record::Redo => {
                let (text, step) = self.future.pop()?;
                let before = std::mem::replace(&mut self.text, text);
                self.push(before, step);
            }
            Record::Saving { sum } => {
                if self.saving.last() != Some(&sum) {
                    self.saving.push(sum);
                }
            }
            Record::Saved => self.hold(self.text.clone()),
            Record::Disk { at, gone, new } => {
                let disk = spliced(&self.text, at, gone, &new)?;
                self.hold(disk);
            }
            Record::Draft { draft } => self.draft = draft,
        }
        Some(())
    }

    /// Notes that the disk is known to hold this text.
    fn hold(&mut self, text: String) {
        self.disk = text;
        self.saving.clear();
    }

    fn push(&mut self, text: String, step: Step) {
        self.weight += text.len();
        self.past.push_back((text, step));
        while self.weight > BUDGET
            && let Some((text, _)) = self.past.pop_front()
        {
            self.weight -= text.len();
        }
    }

    fn forget(&mut self) {
        self.past.clear();
        self.future.clear();
        self.weight = 0;
    }

    /// The shortest journal that comes to the same.
    pub fn journal(&self) -> String {
        let mut journal = Record::Begin {
            format: Record::FORMAT,
            plan: self.plan.clone(),
            id: self.id.clone(),
            over: self.over.clone(),
        }
        .line();
        let mut add = |record: Record| journal.push_str(&record.line());
        let first = self.past.front().map_or(&self.text, |(text, _)| text);
        add(Record::Text {
            text: first.clone(),
        });
        // All states in their order: those before, the present one, those that were undone.
        let later = self.past.iter().skip(1).map(|(text, _)| text);
        let later = later.chain((!self.past.is_empty()).then_some(&self.text));
        let undone = self.future.iter().rev();
        let later = later.chain(undone.clone().map(|(text, _)| text));
        let steps = self.past.iter().map(|(_, step)| step);
        let steps = steps.chain(undone.map(|(_, step)| step));
        let mut before = first;
        for (text, step) in later.zip(steps) {
            add(Record::edit(before, text, Some(step.clone())));
            before = text;
        }
        for _ in &self.future {
            add(Record::Undo);
        }
        add(Record::disk(&self.text, &self.disk));
        for &sum in &self.saving {
            add(Record::Saving { sum });
        }
        if let Some(draft) = &self.draft {
            let draft = Some(draft.clone());
            add(Record::Draft { draft });
        }
        journal
    }
}

impl Record {
    /// The edit from one text to another.
    pub fn edit(before: &str, after: &str, step: Option<Step>) -> Self {
        let (at, gone, new) = difference(before, after);
        Self::Edit {
            at,
            gone,
            new: new.to_owned(),
            step,
        }
    }

    /// That the disk holds another text, or the same.
    pub fn disk(text: &str, disk: &str) -> Self {
        let (at, gone, new) = difference(text, disk);
        if gone == 0 && new.is_empty() {
            return Self::Saved;
        }
        let new = new.to_owned();
        Self::Disk { at, gone, new }
    }
}

/// What two texts differ in: from where on, how much of the first, what instead. No character is divided.
fn difference<'t>(before: &str, after: &'t str) -> (usize, usize, &'t str) {
    let mut at = before
        .bytes()
        .zip(after.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    while !before.is_char_boundary(at) || !after.is_char_boundary(at) {
        at -= 1;
    }
    let (before, after) = (&before[at..], &after[at..]);
    let mut same = before
        .bytes()
        .rev()
        .zip(after.bytes().rev())
        .take_while(|(one, other)| one == other)
        .count();
    while !before.is_char_boundary(before.len() - same)
        || !after.is_char_boundary(after.len() - same)
    {
        same -= 1;
    }
    (at, before.len() - same, &after[..after.len() - same])
}

fn spliced(text: &str, at: usize, gone: usize, new: &str) -> Option<String> {
    let end = at.checked_add(gone)?;
    let (head, tail) = (text.get(..at)?, text.get(end..)?);
    Some([head, new, tail].concat())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::record::DraftKind;
    use super::*;
    use proptest::prelude::*;

    fn step(number: usize) -> Step {
        Step {
            node: Some(format!("t{number:02}")),
            label: format!("({number}) 任务"),
            zh: "已改".to_owned(),
            en: "changed".to_owned(),
            moves_rows: number.is_multiple_of(2),
        }
    }

    /// What somebody does.
    #[derive(Clone, Debug)]
    enum Deed {
        Edit(String),
        Replace(String),
        Undo,
        Redo,
        Save,
        BeginToSave,
        Type(Option<String>),
    }

    fn deeds() -> impl Strategy<Value = Vec<Deed>> {
        let text = "[一二a\n\"\\\\é]{0,12}";
        let deed = prop_oneof![
            4 => text.prop_map(Deed::Edit),
            1 => text.prop_map(Deed::Replace),
            2 => Just(Deed::Undo),
            1 => Just(Deed::Redo),
            2 => Just(Deed::Save),
            2 => Just(Deed::BeginToSave),
            2 => proptest::option::of(text).prop_map(Deed::Type),
        ];
        proptest::collection::vec(deed, 0..24)
    }

    /// The journal of a day, and what it came to after each of its lines.
    fn day(deeds: Vec<Deed>) -> (Vec<String>, Vec<Remains>) {
        let mut remains = Remains {
            plan: "plans/一.toml".to_owned(),
            id: "a1".to_owned(),
            over: vec!["b2".to_owned()],
            ..Remains::default()
        };
        let begin = Record::Begin {
            format: Record::FORMAT,
            plan: remains.plan.clone(),
            id: remains.id.clone(),
            over: remains.over.clone(),
        };
        let mut lines = vec![begin.line()];
        let mut states = Vec::new();
        let text = "第一句。\n".to_owned();
        let mut records = vec![Record::Text { text: text.clone() }];
        let mut now = text;
        let mut past: Vec<String> = Vec::new();
        let mut future: Vec<String> = Vec::new();
        for (number, deed) in deeds.into_iter().enumerate() {
            records.push(match deed {
                Deed::Edit(text) => {
                    future.clear();
                    past.push(now.clone());
                    let record = Record::edit(&now, &text, Some(step(number)));
                    now = text;
                    record
                }
                Deed::Replace(text) => {
                    past.clear();
                    future.clear();
                    let record = Record::edit(&now, &text, None);
                    now = text;
                    record
                }
                Deed::Undo => match past.pop() {
                    Some(before) => {
                        future.push(std::mem::replace(&mut now, before));
                        Record::Undo
                    }
                    None => continue,
                },
                Deed::Redo => match future.pop() {
                    Some(after) => {
                        past.push(std::mem::replace(&mut now, after));
                        Record::Redo
                    }
                    None => continue,
                },
                Deed::Save => Record::Saved,
                Deed::BeginToSave => Record::Saving { sum: Sum::of(&now) },
                Deed::Type(text) => Record::Draft {
                    draft: text.map(|text| Draft {
                        kind: DraftKind::Note("progress".to_owned()),
                        node: Some("t01".to_owned()),
                        label: "(一)".to_owned(),
                        base: None,
                        text,
                    }),
                },
            });
        }
        for record in records {
            lines.push(record.line());
            remains.take(record).unwrap();
            states.push(remains.clone());
        }
        assert_eq!(remains.text, now);
        assert_eq!(
            remains
                .past
                .iter()
                .map(|(text, _)| text)
                .collect::<Vec<_>>(),
            past.iter().collect::<Vec<_>>()
        );
        (lines, states)
    }

    proptest! {
        /// Wherever a journal is torn, it comes to what its whole lines say.
        #[test]
        fn any_prefix_comes_to_a_state_that_was(deeds in deeds(), cut: prop::sample::Index) {
            let (lines, states) = day(deeds);
            let journal = lines.concat();
            let cut = cut.index(journal.len() + 1);
            let whole = journal.as_bytes()[..cut].iter().filter(|&&byte| byte == b'\n').count();
            let expected = whole.checked_sub(2).map(|index| states[index].clone());
            prop_assert_eq!(Remains::read(&journal.as_bytes()[..cut]), expected);
        }

        /// One flipped byte is noticed: what stands before it counts.
        #[test]
        fn what_is_damaged_is_not_believed(
            deeds in deeds(), at: prop::sample::Index, flip in 1_u8..=255,
        ) {
            let (lines, states) = day(deeds);
            let mut journal = lines.concat().into_bytes();
            let at = at.index(journal.len());
            journal[at] ^= flip;
            let found = Remains::read(&journal);
            let is_known = found.is_none_or(|found| states.contains(&found));
            prop_assert!(is_known);
        }

        /// Written anew it comes to the same.
        #[test]
        fn the_shortest_journal_comes_to_the_same(deeds in deeds()) {
            let (_, states) = day(deeds);
            let remains = states.last().unwrap();
            let again = Remains::read(remains.journal().as_bytes());
            prop_assert_eq!(again.as_ref(), Some(remains));
        }

        #[test]
        fn a_difference_leads_from_one_text_to_the_other(before in "[一丁a]{0,8}", after in "[一丁a]{0,8}") {
            let (at, gone, new) = difference(&before, &after);
            prop_assert_eq!(spliced(&before, at, gone, new), Some(after.clone()));
        }
    }

    #[test]
    fn another_form_is_left_alone() {
        let begin = |format| Record::Begin {
            format,
            plan: "a".to_owned(),
            id: String::new(),
            over: Vec::new(),
        };
        let text = Record::Text {
            text: String::new(),
        };
        let journal = |format| begin(format).line() + &text.line();
        assert!(Remains::read(journal(1).as_bytes()).is_some());
        assert_eq!(Remains::read(journal(2).as_bytes()), None);
        assert_eq!(Remains::read(text.line().as_bytes()), None);
        assert_eq!(
            Remains::plan_of(begin(1).line().as_bytes()).as_deref(),
            Some("a")
        );
        assert_eq!(Remains::plan_of(begin(2).line().as_bytes()), None);
    }

    #[test]
    fn what_was_saved_and_what_was_before_it_came_not_after_the_disk() {
        let mut remains = Remains::default();
        for (number, text) in ["一", "二", "三", "四"].into_iter().enumerate() {
            let record = Record::edit(&remains.text, text, Some(step(number)));
            remains.take(record).unwrap();
            if text == "二" {
                remains.take(Record::Saved).unwrap();
            }
        }
        let after: Vec<bool> = ["", "一", "二", "三"]
            .map(|text| remains.came_after_disk(text))
            .to_vec();
        assert_eq!(after, [false, false, false, true]);
        remains.take(Record::Saved).unwrap();
        assert!(!remains.came_after_disk("三"));
    }

    #[test]
    fn the_oldest_texts_go_where_there_is_no_room() {
        let mut remains = Remains::default();
        let large = |number: usize| number.to_string() + &"x".repeat(BUDGET / 3);
        for number in 0..6 {
            let record = Record::edit(&remains.text, &large(number), Some(step(number)));
            remains.take(record).unwrap();
        }
        let kept: Vec<_> = remains.past.iter().map(|(text, _)| &text[..1]).collect();
        assert_eq!(kept, ["3", "4"]);
        assert_eq!(&remains.text[..1], "5");
    }
}
