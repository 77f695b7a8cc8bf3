//! The shell: everything that touches the world outside the program.
//!
//! Owns files, terminal, clock, threads. Holds no rule of the plan or of the screens: it carries
//! effects out and hands their results back as events.
//!
//! | module | owns |
//! |---|---|
//! | `files` | plan files on disk |
//! | `folder` | which plans there are, and what a typed path means |
//! | `git` | git as a program, guarded |
//! | `importing` | from a file to what an import came to |
//! | `input` | the threads that wait for keys and for signals |
//! | `workers` | the threads that save, check, read |
//! | `surroundings` | what the environment says of language, colours, encoding |
//! | `encoder` | from one frame to the next, in bytes |
//! | `terminal` | raw mode, frames, and giving the terminal back |
//! | `session` | the loop |

mod encoder;
pub mod files;
pub mod folder;
pub mod git;
mod importing;
mod input;
mod session;
mod surroundings;
mod terminal;
mod workers;

use std::path::PathBuf;

use crate::error::Result;
use crate::language::Language;

pub use encoder::Encoder;
pub use surroundings::language;

/// What to open, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// What to open.
    pub target: Target,
    /// The language of the interface.
    pub language: Language,
}

/// What to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The plans of this folder: those in its `plans/`, else those in the folder itself.
    Folder(PathBuf),
    /// A plan file.
    Plan(PathBuf),
}

impl Target {
    /// What a path names: a folder if it is one, else a plan.
    pub fn of(path: PathBuf) -> Self {
        if path.is_dir() {
            Self::Folder(path)
        } else {
            Self::Plan(path)
        }
    }
}

/// Opens the screens and returns when the person leaves.
///
/// # Errors
/// There is no terminal, it cannot show Chinese, or the plan cannot be read; and if the program had
/// to end with edits that could not be saved.
pub fn open(options: Options) -> Result<()> {
    session::open(options)
}
