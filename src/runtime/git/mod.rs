//! git as a program, with its arguments guarded.
//!
//! Owns everything that is known of a plan's history, and the few writes that a person asks for: a commit,
//! `git add`, the setup. All of it blocks: threads are the shell's to give. In somebody else's repository
//! nothing of theirs runs because planwalk reads. Never fetches, never sets `safe.directory`, never
//! touches a file that is not the plan's. Names, subjects, paths and what git says are outside text.
//!
//! | module | owns |
//! |---|---|
//! | `command` | how git is called, and what its failures mean |
//! | `error` | why git has no answer, in words |
//! | `repository` | where a plan lies in its repository, and how that one stands |
//! | `objects` | contents by their hashes |
//! | `history` | the revisions of a plan, streamed, renames followed |
//! | `reader` | plans of revisions, and what came before one as far as it can be read |
//! | `revisions` | what a person writes for a revision, and ranges of two |
//! | `commit` | the plan's own files, into a commit |
//! | `setup` | teaching git to show and merge plans |
//! | `watch` | word that the plan or its branch moved |
//! | `conflict` | the three stages of a plan in conflict |
//! | `signature` | who said so, and when, on either side of a conflict |

mod command;
mod commit;
mod conflict;
mod error;
mod history;
mod objects;
mod reader;
mod repository;
mod revisions;
mod setup;
mod signature;
mod watch;

use std::path::Path;

use command::Git;

pub use conflict::{Stages, has_markers};
pub use error::GitError;
pub use history::{Entry, Log, Select};
pub use objects::{BlobId, Objects};
pub use reader::{Before, Reader, Unreadable};
pub use repository::{Head, Place, Repository, Tracking, Underway};
pub use revisions::Range;
pub use setup::{FileChange, KeyChange, Overruled, Setup};
pub use signature::Merging;
pub use watch::{Moved, Watcher, watch};

/// What git has to say, or why it says nothing.
pub type Result<T, E = GitError> = std::result::Result<T, E>;

/// git's `user.name` as it holds for a plan file; none without git, or where it is not set.
pub fn user_name(plan: &Path) -> Option<String> {
    let folder = plan
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let git = Git::in_folder(folder.unwrap_or(Path::new(".")));
    let name = git.ask(["config", "--get", "user.name"]).ok()??;
    let name = String::from_utf8(name).ok()?;
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
