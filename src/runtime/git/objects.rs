//! Contents by their hashes.
//!
//! Owns one `git cat-file --batch` that is kept open, so that a thousand revisions cost one process. Nothing
//! of the repository's runs: no filter, no textconv.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::Result;
use super::command::{Git, start};
use super::error::GitError;
use crate::document::{Document, LARGEST};

/// The name of a content: its whole hash, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(String);

impl BlobId {
    /// Takes a whole hash: 40 or 64 hexadecimal digits in lower case, and not the one of zeros, which
    /// stands for nothing.
    pub fn new(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_whole = matches!(text.len(), 40 | 64) && text.bytes().all(is_digit);
        let is_null = text.bytes().all(|byte| byte == b'0');
        (is_whole && !is_null).then(|| Self(text.to_owned()))
    }

    /// The whole hash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A reader of contents. It ends its process when it is dropped.
#[derive(Debug)]
pub struct Objects {
    git: Git,
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    pub(super) fn open(git: &Git) -> Result<Self> {
        let mut reading = git.reading();
        reading
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = start(&mut reading)?;
        let broken = || GitError::System(io::ErrorKind::BrokenPipe.into());
        let questions = child.stdin.take().ok_or_else(broken)?;
        let answers = child.stdout.take().ok_or_else(broken)?;
        Ok(Self {
            git: git.clone(),
            child,
            questions,
            answers: BufReader::with_capacity(1 << 16, answers),
        })
    }

    /// The bytes of a content.
    ///
    /// # Errors
    /// It is not in the repository, is no file's, or is larger than a plan can be.
    pub fn read(&mut self, blob: &BlobId) -> Result<Vec<u8>> {
        self.ask(blob).map_err(GitError::System)?;
        let answer = self.answer(blob);
        match answer {
            // git ends where it meets a damaged object. Others may be sound.
            Err(GitError::System(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                *self = Self::open(&self.git)?;
                Err(GitError::Missing(blob.to_string()))
            }
            answer => answer,
        }
    }

    /// The same as a plan.
    ///
    /// # Errors
    /// As with [`Objects::read`].
    pub fn document(&mut self, blob: &BlobId) -> Result<Document> {
        self.read(blob).map(Document::read)
    }

    /// The same as a plan to look something up in: nothing is checked before somebody asks for it.
    ///
    /// # Errors
    /// As with [`Objects::read`].
    pub fn skim(&mut self, blob: &BlobId) -> Result<Document> {
        self.read(blob).map(Document::skim)
    }

    fn ask(&mut self, blob: &BlobId) -> io::Result<()> {
        self.questions.write_all(format!("{blob}\n").as_bytes())
    }

    fn answer(&mut self, blob: &BlobId) -> Result<Vec<u8>> {
        // `HASH blob SIZE`, the bytes, a line feed; or `HASH missing`.
        let mut header = String::new();
        let length = self.answers.read_line(&mut header);
        if length.map_err(GitError::System)? == 0 {
            return Err(GitError::System(io::ErrorKind::UnexpectedEof.into()));
        }
        let mut words = header.split_ascii_whitespace().skip(1);
        let (kind, size) = (words.next(), words.next());
        let size: Option<u64> = size.and_then(|size| size.parse().ok());
        let (Some(kind), Some(size)) = (kind, size) else {
            return Err(GitError::Missing(blob.to_string()));
        };
        let fits = usize::try_from(size).ok().filter(|&size| size < LARGEST);
        let Some(length) = fits.filter(|_| kind == "blob") else {
            io::copy(&mut self.answers.by_ref().take(size + 1), &mut io::sink())
                .map_err(GitError::System)?;
            return Err(if kind == "blob" {
                GitError::TooLarge
            } else {
                GitError::Missing(blob.to_string())
            });
        };
        let mut bytes = vec![0; length];
        let mut end = [0];
        self.answers
            .read_exact(&mut bytes)
            .and_then(|()| self.answers.read_exact(&mut end))
            .map_err(GitError::System)?;
        Ok(bytes)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
