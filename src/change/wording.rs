//! Which words changed: sentence by sentence, and inside a sentence by characters.
//!
//! Owns the comparison of two texts of one sentence a line. Han is compared by characters, Latin by whole words.
//! What has little in common is told as gone and new, whole: marks all over a sentence help nobody.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Below this likeness two sentences are told as two.
const LEAST_LIKENESS: f32 = 0.5;

/// Sentences longer than this, in pieces, are told whole: comparing them takes the square of it at worst.
const LONGEST: usize = 4_000;

/// A sentence, as it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sentence {
    /// It is as it was.
    Same(String),
    /// Other words in it.
    Changed(Vec<Run>),
    /// It is gone.
    Gone(String),
    /// It is new.
    New(String),
}

/// Some characters of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// They are as they were.
    Same(String),
    /// They are gone.
    Gone(String),
    /// They are new.
    New(String),
}

impl Run {
    /// The characters.
    pub fn text(&self) -> &str {
        match self {
            Self::Same(text) | Self::Gone(text) | Self::New(text) => text,
        }
    }
}

/// Two texts of one sentence a line.
pub fn compare(before: &str, after: &str) -> Vec<Sentence> {
    let old: Vec<&str> = before.lines().collect();
    let new: Vec<&str> = after.lines().collect();
    let mut sentences = Vec::new();
    for operation in capture_diff_slices(Algorithm::Patience, &old, &new) {
        let (gone, come) = (&old[operation.old_range()], &new[operation.new_range()]);
        if matches!(operation, DiffOp::Equal { .. }) {
            sentences.extend(gone.iter().map(|text| Sentence::Same((*text).to_owned())));
            continue;
        }
        // Sentences are paired in order as long as they are alike.
        let mut come = come.iter().peekable();
        for old in gone {
            match come.peek().and_then(|new| alike(old, new)) {
                Some(runs) => {
                    come.next();
                    sentences.push(Sentence::Changed(runs));
                }
                None => sentences.push(Sentence::Gone((*old).to_owned())),
            }
        }
        sentences.extend(come.map(|text| Sentence::New((*text).to_owned())));
    }
    sentences
}

/// Two titles, or other texts of one line.
pub fn of_line(before: &str, after: &str) -> Vec<Run> {
    alike(before, after).unwrap_or_else(|| {
        let runs = [Run::Gone(before.to_owned()), Run::New(after.to_owned())];
        runs.into_iter()
            .filter(|run| !run.text().is_empty())
            .collect()
    })
}

/// What changed inside a sentence; none where too little stayed.
fn alike(before: &str, after: &str) -> Option<Vec<Run>> {
    let (old, new) = (pieces(before), pieces(after));
    if old.len().max(new.len()) > LONGEST {
        return None;
    }
    let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut runs = Vec::new();
    let mut same = 0;
    for operation in operations {
        let gone = old[operation.old_range()].concat();
        let come = new[operation.new_range()].concat();
        if matches!(operation, DiffOp::Equal { .. }) {
            same += gone.len();
            runs.push(Run::Same(gone));
            continue;
        }
        runs.extend((!gone.is_empty()).then_some(Run::Gone(gone)));
        runs.extend((!come.is_empty()).then_some(Run::New(come)));
    }
    #[allow(clippy::cast_precision_loss, reason = "a share needs no more")]
    let likeness = 2.0 * same as f32 / (before.len() + after.len()).max(1) as f32;
    (likeness >= LEAST_LIKENESS).then_some(runs)
}

/// The pieces that change as a whole: Latin words and numbers, and any other character by itself.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (offset, character) in text.char_indices() {
        let is_of_word = character.is_ascii_alphanumeric();
        if offset > start && !(in_word && is_of_word) {
            pieces.push(&text[start..offset]);
            start = offset;
        }
        in_word = is_of_word;
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn characters_are_marked_inside_a_sentence_and_words_as_a_whole() {
        let changed = compare(
            "第一句。\n入学率达到94%以上。\n第三句。",
            "第一句。\n入学率达到95%以上。\n新的一句话。",
        );
        assert_eq!(
            changed,
            [
                Sentence::Same("第一句。".into()),
                Sentence::Changed(vec![
                    Run::Same("入学率达到".into()),
                    Run::Gone("94".into()),
                    Run::New("95".into()),
                    Run::Same("%以上。".into()),
                ]),
                Sentence::Gone("第三句。".into()),
                Sentence::New("新的一句话。".into()),
            ]
        );
    }

    proptest! {
        /// Nothing is lost and nothing is made up.
        #[test]
        fn both_texts_can_be_read_out_of_it(before in "[一二三a1。\n]{0,40}", after in "[一二三a1。\n]{0,40}") {
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for sentence in compare(&before, &after) {
                match sentence {
                    Sentence::Same(text) => {
                        old.push(text.clone());
                        new.push(text);
                    }
                    Sentence::Gone(text) => old.push(text),
                    Sentence::New(text) => new.push(text),
                    Sentence::Changed(runs) => {
                        let side = |keep: fn(&Run) -> bool| -> String {
                            runs.iter().filter(|run| keep(run)).map(Run::text).collect()
                        };
                        old.push(side(|run| !matches!(run, Run::New(_))));
                        new.push(side(|run| !matches!(run, Run::Gone(_))));
                    }
                }
            }
            prop_assert_eq!(old, before.lines().collect::<Vec<_>>());
            prop_assert_eq!(new, after.lines().collect::<Vec<_>>());
        }
    }
}
