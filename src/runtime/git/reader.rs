//! Plans of revisions, and what came before one as far as it can be read.
//!
//! Owns what becomes of a revision that is broken, damaged or was not cloned: it says nothing of the plan, so
//! it is left out, and what stands on either side of it is compared. Keeps the last few documents.

use std::collections::VecDeque;

use super::Result;
use super::error::GitError;
use super::history::{Entry, Select};
use super::objects::{BlobId, Objects};
use super::repository::Repository;
use crate::document::{Document, Legible};
use crate::language::Language;

/// Why a revision says nothing.
#[derive(Debug)]
pub enum Unreadable {
    /// Its file has errors.
    Broken,
    /// Its file is not here, or is too large.
    Lost(GitError),
}

impl Unreadable {
    /// That it could not be read, and why.
    pub fn words(&self, language: Language) -> String {
        let why = match self {
            Self::Broken => language
                .pick("文件有错误", "the file has errors")
                .to_owned(),
            Self::Lost(error) => error.words(language),
        };
        language.pick(
            format!("没能读出：{why}"),
            format!("could not be read: {why}"),
        )
    }
}

/// The plan that a revision was made from.
#[derive(Debug)]
pub enum Before {
    /// That of its first parent, or the nearest one before that can be read.
    Plan(Document),
    /// There was none.
    Nothing,
    /// History was cut off here.
    CutOff,
    /// Nothing that came before can be read.
    Unread,
}

/// How bytes become a document.
type Open = fn(Vec<u8>) -> Document;

/// A reader of plans by their contents.
#[derive(Debug)]
pub struct Reader {
    repository: Repository,
    objects: Objects,
    open: Open,
    legible: Legible,
    kept: VecDeque<(BlobId, Document, bool)>,
    most: usize,
}

impl Reader {
    /// A reader that keeps so many documents, for who comes back to them.
    ///
    /// # Errors
    /// git could not be started.
    pub fn new(repository: Repository, most: usize, open: Open) -> Result<Self> {
        Ok(Self {
            objects: repository.objects()?,
            repository,
            open,
            legible: Legible::default(),
            kept: VecDeque::new(),
            most,
        })
    }

    /// Where it reads.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// The bytes of a content.
    ///
    /// # Errors
    /// As with [`Objects::read`].
    pub fn bytes(&mut self, blob: &BlobId) -> Result<Vec<u8>> {
        self.objects.read(blob)
    }

    /// Whether everything in a document can be read.
    pub fn is_whole(&mut self, document: &Document) -> bool {
        self.legible.is_whole(document)
    }

    /// A plan as far as it can be read, and whether that is all of it.
    ///
    /// # Errors
    /// As with [`Objects::read`].
    pub fn read(&mut self, blob: &BlobId) -> Result<(Document, bool)> {
        let known = self.kept.iter().position(|(known, ..)| known == blob);
        let kept = match known.and_then(|index| self.kept.remove(index)) {
            Some(kept) => kept,
            None => {
                let document = (self.open)(self.objects.read(blob)?);
                let is_whole = self.legible.is_whole(&document);
                (blob.clone(), document, is_whole)
            }
        };
        let answer = (kept.1.clone(), kept.2);
        self.kept.push_front(kept);
        self.kept.truncate(self.most);
        Ok(answer)
    }

    /// A plan, if all of it can be read.
    ///
    /// # Errors
    /// git failed.
    pub fn whole(&mut self, blob: &BlobId) -> Result<Result<Document, Unreadable>> {
        match self.read(blob) {
            Ok((document, true)) => Ok(Ok(document)),
            Ok((_, false)) => Ok(Err(Unreadable::Broken)),
            Err(error @ (GitError::Missing(_) | GitError::TooLarge)) => {
                Ok(Err(Unreadable::Lost(error)))
            }
            Err(error) => Err(error),
        }
    }

    /// The plan that a revision was made from. Goes back along the first parents until one can be read.
    ///
    /// # Errors
    /// git failed.
    pub fn before(&mut self, entry: &Entry) -> Result<Before> {
        if entry.is_cut {
            return Ok(Before::CutOff);
        }
        let Some(mut blob) = entry.first_before().cloned() else {
            return Ok(Before::Nothing);
        };
        if let Ok(document) = self.whole(&blob)? {
            return Ok(Before::Plan(document));
        }
        let path = entry.renamed_from.as_ref().unwrap_or(&entry.path);
        let select = Select {
            from: entry.parents.first().cloned(),
            path: Some(path.clone()),
            ..Select::default()
        };
        for older in self.repository.log(select)? {
            let older = older?;
            if older.after.as_ref() != Some(&blob) {
                continue;
            }
            if older.is_cut {
                return Ok(Before::CutOff);
            }
            let Some(before) = older.first_before() else {
                break;
            };
            if let Ok(document) = self.whole(before)? {
                return Ok(Before::Plan(document));
            }
            blob = before.clone();
        }
        Ok(Before::Unread)
    }
}
