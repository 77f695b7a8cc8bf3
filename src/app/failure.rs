//! What can go wrong outside: files that are not there, are taken, or cannot be written.

use std::path::{Path, PathBuf};

use crate::language::Language;

/// A file, and what went wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file.
    pub path: PathBuf,
    /// What went wrong.
    pub trouble: Trouble,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such file.
    NotFound,
    /// The folder is not there.
    NoFolder,
    /// It is a folder.
    IsFolder,
    /// There is such a file already.
    AlreadyThere,
    /// The system does not let this user do it.
    NotAllowed,
    /// The disk is full, or a quota is used up.
    DiskFull,
    /// The disk can only be read.
    ReadOnlyDisk,
    /// Somebody else changed the file after it was read.
    ChangedOnDisk,
    /// Another planwalk is writing it.
    Locked,
    /// It is larger than what can be read.
    TooLarge,
    /// It is no document that can be imported; a ready sentence in both languages.
    NotImportable {
        /// In Chinese.
        chinese: String,
        /// In English.
        english: String,
    },
    /// Anything else, in the system's words.
    Other(String),
}

impl Failure {
    /// A failure of a file.
    pub fn new(path: &Path, trouble: Trouble) -> Self {
        Self {
            path: path.to_owned(),
            trouble,
        }
    }

    /// Why, in a few words; a reader knows which file is meant.
    pub fn reason(&self, language: Language) -> String {
        let words = match &self.trouble {
            Trouble::NotFound => language.pick("没有这个文件", "there is no such file"),
            Trouble::NoFolder => language.pick("没有这个文件夹", "there is no such folder"),
            Trouble::IsFolder => {
                language.pick("这是文件夹，不是文件", "this is a folder, not a file")
            }
            Trouble::AlreadyThere => language.pick(
                "已经有同名文件，请换个名字",
                "there is such a file already; choose another name",
            ),
            Trouble::NotAllowed => language.pick("没有权限", "not allowed"),
            Trouble::DiskFull => language.pick("磁盘已满", "the disk is full"),
            Trouble::ReadOnlyDisk => language.pick("磁盘只读", "the disk is read-only"),
            Trouble::ChangedOnDisk => {
                language.pick("文件被别人改过", "somebody else changed the file")
            }
            Trouble::Locked => {
                language.pick("另一个 planwalk 正在写", "another planwalk is writing it")
            }
            Trouble::TooLarge => language.pick("文件太大", "the file is too large"),
            Trouble::NotImportable { chinese, english } => language.pick(chinese, english),
            Trouble::Other(words) => words,
        };
        words.to_owned()
    }

    /// Which file and why.
    pub fn words(&self, language: Language) -> String {
        let path = self.path.display();
        let reason = self.reason(language);
        language.pick(format!("{path}：{reason}"), format!("{path}: {reason}"))
    }
}
