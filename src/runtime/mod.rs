//! The shell: everything that touches the world outside the program.
//!
//! Owns files, terminal, clock, threads. Holds no rule of the plan or of the screens: it carries
//! effects out and hands their results back as events.
//!
//! | module | owns |
//! |---|---|
//! | `configuration` | where configuration files lie, and reading them |
//! | `files`, `beside` | plan files on disk; the file that a save writes beside the plan |
//! | `folder` | which plans there are, and what a typed path means |
//! | `editor` | the editor of a person's choice, on a text |
//! | `git` | git as a program, guarded |
//! | `children` | programs that are started beside this one, and stopping them with it |
//! | `importing` | from a file to what an import came to |
//! | `decoder`, `tty` | from the terminal's bytes to keys; waiting for them |
//! | `input` | the threads that wait for keys and for signals; `elsewhere` than on Unix |
//! | `probe` | what the terminal says when it is asked: its widths, its ground |
//! | `workers` | the threads that save, check, read |
//! | `historian` | the threads that answer questions about the past of a plan |
//! | `watching` | word when the plan or its repository moved |
//! | `journals`, `keeper` | journals on disk; the thread that writes down what is not safe yet |
//! | `commits`, `meeting` | commits from inside; the plan and what came to its file from outside |
//! | `hang_up` | the news that the terminal is gone |
//! | `surroundings` | what the environment says of language, colours, encoding |
//! | `encoder`, `shift`, `rendition` | from one frame to the next, in bytes; rows that scroll; styles |
//! | `terminal` | raw mode, frames, and giving the terminal back |
//! | `session` | the loop |

mod beside;
mod children;
mod commits;
pub mod configuration;
#[cfg_attr(not(unix), allow(dead_code, reason = "consoles send no bytes"))]
mod decoder;
mod editor;
mod encoder;
pub mod files;
pub mod folder;
pub mod git;
mod hang_up;
mod historian;
mod importing;
#[cfg(not(unix))]
#[path = "elsewhere.rs"]
mod input;
#[cfg(unix)]
mod input;
pub mod journals;
mod keeper;
mod meeting;
#[cfg_attr(not(unix), allow(dead_code, reason = "nothing is asked"))]
mod probe;
mod rendition;
mod session;
mod shift;
mod surroundings;
mod terminal;
#[cfg(unix)]
mod tty;
mod watching;
mod workers;

#[cfg(all(test, unix))]
mod tests;

use std::path::PathBuf;

use crate::app::AmbiguousChoice;
use crate::error::Result;
use crate::language::Language;

pub use encoder::Encoder;
pub use surroundings::{language, login_name};

/// What to open, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// What to open.
    pub target: Target,
    /// The language that the command line asks for; else that of the configuration, else that of the locale.
    pub language: Option<Language>,
    /// How wide the terminal draws characters of ambiguous width, if the command line says; else the
    /// configuration, else the terminal is asked.
    pub ambiguous: Option<AmbiguousChoice>,
    /// Where what is not saved yet is written down: [`journals::folder`]; none for nowhere.
    pub journals: Option<PathBuf>,
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

/// Opens the screens and returns when the person leaves, with what is to be said then.
///
/// # Errors
/// There is no terminal, it cannot show Chinese, or the plan cannot be read; and if the program had
/// to end with edits that could not be saved.
pub fn open(options: Options) -> Result<Option<String>> {
    session::open(options)
}
