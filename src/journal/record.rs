//! One record, and its line: a checksum, a blank, JSON.
//!
//! JSON, because a journal is what somebody opens in a text editor on the worst of days.

use serde::{Deserialize, Serialize};

/// Something that happened to a plan, or to what is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Record {
    /// The first record of every journal.
    Begin {
        /// The version of the form: [`Record::FORMAT`].
        format: u32,
        /// The file that the plan lies in.
        plan: String,
        /// Tells the journal from all others.
        #[serde(default)]
        id: String,
        /// The journals whose edits and steps are all in this one: should they still be there, they are of no use.
        #[serde(default)]
        over: Vec<String>,
    },
    /// The plan is this text, as the disk holds it. There is nothing to undo.
    Text {
        /// The whole text.
        text: String,
    },
    /// The plan is another text.
    Edit {
        /// Where, in bytes of the text before.
        at: usize,
        /// So many bytes went.
        gone: usize,
        /// What came instead.
        new: String,
        /// The step that undo takes back; none where there is nothing to undo any more.
        step: Option<Step>,
    },
    /// The last step was undone.
    Undo,
    /// The last step that was undone was done again.
    Redo,
    /// The text as it is now is about to be saved: from here on the disk may hold it.
    Saving {
        /// Which text.
        sum: Sum,
    },
    /// The disk holds the text as it is now.
    Saved,
    /// The disk holds the text as it is now, but for this.
    Disk {
        /// Where, in bytes of the text.
        at: usize,
        /// So many bytes are not there.
        gone: usize,
        /// What is there instead.
        new: String,
    },
    /// This is being typed; none when it was kept or thrown away.
    Draft {
        /// It.
        draft: Option<Draft>,
    },
}

/// Tells a text from others without having it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Its bytes.
    pub length: usize,
    /// Their checksum.
    pub crc: u32,
}

impl Sum {
    /// That of a text.
    pub fn of(text: &str) -> Self {
        Self {
            length: text.len(),
            crc: crc32fast::hash(text.as_bytes()),
        }
    }
}

/// What a step of undo was, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The id of the node that it is about; none for the plan itself.
    pub node: Option<String>,
    /// Number and title of the node.
    pub label: String,
    /// What was done, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Whether rows of the tree came, went or moved.
    pub moves_rows: bool,
}

/// A text that somebody has not finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it is to be.
    pub kind: DraftKind,
    /// The id of the node that it is about; none for the plan itself.
    pub node: Option<String>,
    /// Number and title of the node.
    pub label: String,
    /// The text that writing began from; none where it began from nothing.
    #[serde(default)]
    pub base: Option<String>,
    /// What was typed so far.
    pub text: String,
}

/// What a text is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DraftKind {
    /// A new note, of this kind.
    Note(String),
    /// Other words for a note.
    OldNote {
        /// When the note was written, in RFC 3339.
        at: String,
        /// By whom.
        by: String,
        /// Of what kind it is to be.
        kind: String,
    },
    /// Other words for the text of a node.
    Text,
    /// The message of a commit.
    Commit,
    /// The settling of a conflict of the node.
    Conflict {
        /// The field, as the file has it.
        field: String,
    },
    /// A line: a date, a title, a name.
    Line(Line),
}

/// What a line is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// The date that the node is due.
    Due,
    /// Its progress in percent.
    Progress,
    /// Who is responsible for it.
    Lead,
    /// Who helps.
    Support,
    /// The actual value of its target of this name.
    Actual(String),
    /// Its title.
    Title,
    /// Its words.
    Words,
    /// The title of a new task behind it or in it.
    NewTask,
    /// The title of a new pillar behind it.
    NewPillar,
    /// The words of a new measure of it, behind the one of this id.
    NewMeasure(Option<String>),
}

impl Record {
    /// The version of the form that this program writes, and the only one that it reads.
    pub const FORMAT: u32 = 1;

    /// The record as a line, with its end.
    pub fn line(&self) -> String {
        // Maps with keys that are no text could fail; there are none.
        let json = serde_json::to_string(self).unwrap_or_default();
        format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()))
    }

    /// Reads a line, without its end; none where it is not whole.
    pub fn of_line(line: &[u8]) -> Option<Self> {
        let (sum, json) = line.split_at_checked(8)?;
        let json = json.strip_prefix(b" ")?;
        let sum = u32::from_str_radix(std::str::from_utf8(sum).ok()?, 16).ok()?;
        let is_whole = crc32fast::hash(json) == sum;
        is_whole.then(|| serde_json::from_slice(json).ok())?
    }
}
