//! The three stages of a plan in conflict.
//!
//! Owns reading them, and the question whether the file on disk is still what git wrote: if somebody began
//! to mend it by hand, their work is not thrown away. Never writes.

use std::fs;
use std::path::Path;

use super::Result;
use super::command::run;
use super::error::GitError;
use super::repository::Repository;
use crate::change::CommitId;
use crate::document::Document;

/// What git keeps of a file that it could not merge. A side that deleted the file has none.
#[derive(Clone, Debug)]
pub struct Stages {
    /// What both sides came from; none where both added the file.
    pub base: Option<Document>,
    /// The side that was there: in a rebase it is the branch that is rebased onto.
    pub ours: Option<Document>,
    /// The side that was brought in.
    pub theirs: Option<Document>,
}

/// How git writes a conflict down.
const STYLES: [&[&str]; 3] = [&[], &["--diff3"], &["--zdiff3"]];

/// How git compares lines: in a merge, and in `git merge-file` of before it could be told.
const WAYS: [&[&str]; 2] = [&["--diff-algorithm=histogram"], &[]];

impl Repository {
    /// The stages of the plan; none where it is in no conflict.
    ///
    /// # Errors
    /// git failed.
    pub fn stages(&self) -> Result<Option<Stages>> {
        let hash = |stage: u8| {
            let hash = self.hash_of(&format!(":{stage}:{}", self.path()))?;
            Ok(hash.and_then(|hash| super::BlobId::new(&hash)))
        };
        let blobs = [hash(1)?, hash(2)?, hash(3)?];
        if blobs.iter().all(Option::is_none) {
            return Ok(None);
        }
        let mut objects = self.objects()?;
        let mut read = |blob: &Option<super::BlobId>| {
            let blob = blob.as_ref();
            blob.map(|blob| objects.document(blob)).transpose()
        };
        let [base, ours, theirs] = &blobs;
        Ok(Some(Stages {
            base: read(base)?,
            ours: read(ours)?,
            theirs: read(theirs)?,
        }))
    }

    /// The commit that is being brought in: the other side of a merge, of a rebase, of a commit picked or
    /// reverted.
    ///
    /// # Errors
    /// git failed.
    pub fn other_side(&self) -> Result<Option<CommitId>> {
        for name in [
            "MERGE_HEAD",
            "REBASE_HEAD",
            "CHERRY_PICK_HEAD",
            "REVERT_HEAD",
        ] {
            if let Some(commit) = self.commit_of(name)? {
                return Ok(Some(commit));
            }
        }
        Ok(None)
    }

    /// Whether a text is what git itself made of the stages, names of the sides and line ends aside: then
    /// nothing of anybody's is lost when it is replaced.
    ///
    /// # Errors
    /// The system's; git failed.
    pub fn is_gits_own(&self, stages: &Stages, text: &[u8]) -> Result<bool> {
        let text = without_names(text);
        let (Some(ours), Some(theirs)) = (&stages.ours, &stages.theirs) else {
            // One side deleted it: git leaves the other's text.
            let left = stages.ours.iter().chain(&stages.theirs).next();
            return Ok(left.is_some_and(|left| without_names(&bytes(left)) == text));
        };
        let folder = tempfile::tempdir().map_err(GitError::System)?;
        let write = |name: &str, document: Option<&Document>| {
            let path = folder.path().join(name);
            fs::write(&path, document.map(bytes).unwrap_or_default()).map(|()| path)
        };
        let files = [
            write("ours", Some(ours)),
            write("base", stages.base.as_ref()),
            write("theirs", Some(theirs)),
        ];
        let [ours, base, theirs] = files;
        let files = [
            ours.map_err(GitError::System)?,
            base.map_err(GitError::System)?,
            theirs.map_err(GitError::System)?,
        ];
        for style in STYLES {
            for way in WAYS {
                if self.merged(style, way, &files)?.as_deref() == Some(&text) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// What git makes of three files; none where it does not know an option.
    fn merged(
        &self,
        style: &[&str],
        way: &[&str],
        files: &[impl AsRef<Path>],
    ) -> Result<Option<Vec<u8>>> {
        let mut git = self.git.reading();
        git.args([
            "-c",
            "merge.conflictStyle=merge",
            "merge-file",
            "-p",
            "--quiet",
        ])
        .args(style)
        .args(way)
        .arg("--")
        .args(files.iter().map(AsRef::as_ref));
        let output = run(&mut git)?;
        // The number of conflicts; what is above 127 is a failure.
        let is_done = output
            .status
            .code()
            .is_some_and(|code| (0..=127).contains(&code));
        Ok(is_done.then(|| without_names(&output.stdout)))
    }
}

/// The markers between which git puts the sides.
const MARKERS: [&[u8]; 3] = [b"<<<<<<<", b"|||||||", b">>>>>>>"];

/// Whether a text holds git's marks of a conflict, at the beginnings of lines and in their order.
pub fn has_markers(text: &[u8]) -> bool {
    let mut lines = text.split(|&byte| byte == b'\n');
    let mut comes = |marker: &[u8]| lines.any(|line| is_marker(line, marker));
    comes(b"<<<<<<<") && comes(b"=======") && comes(b">>>>>>>")
}

fn is_marker(line: &[u8], marker: &[u8]) -> bool {
    line.strip_prefix(marker)
        .is_some_and(|rest| matches!(rest, [] | [b' ' | b'\r', ..]))
}

/// The text with the same names for its sides, and the same line ends, as any other.
fn without_names(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        match MARKERS
            .iter()
            .find(|marker| is_marker(line.trim_ascii_end(), marker))
        {
            Some(marker) => {
                plain.extend_from_slice(marker);
                plain.push(b'\n');
            }
            None => match line.strip_suffix(b"\r\n") {
                Some(line) => {
                    plain.extend_from_slice(line);
                    plain.push(b'\n');
                }
                None => plain.extend_from_slice(line),
            },
        }
    }
    plain
}

fn bytes(document: &Document) -> Vec<u8> {
    document.pieces().collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_at_the_beginning_of_a_line_and_in_their_order() {
        for (text, expected) in [
            ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> side\n", true),
            (
                "<<<<<<< HEAD\r\nb\r\n=======\r\nc\r\n>>>>>>> side\r\n",
                true,
            ),
            ("<<<<<<<\n=======\n>>>>>>>", true),
            (">>>>>>> side\n=======\n<<<<<<< HEAD\n", false),
            ("x <<<<<<< HEAD\n=======\n>>>>>>> side\n", false),
            ("<<<<<<<< HEAD\n=======\n>>>>>>> side\n", false),
            ("", false),
        ] {
            assert_eq!(has_markers(text.as_bytes()), expected, "{text}");
        }
    }
}
