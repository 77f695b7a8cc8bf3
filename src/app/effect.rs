//! What goes out: plain data, carried out in `runtime`.

use std::path::PathBuf;

use super::past::Ask;
use crate::document::Document;

/// Something to be done outside. Its result comes back as an [`super::Event`].
#[derive(Clone, Debug)]
pub enum Effect {
    /// Write the open plan. Newer requests overtake older ones.
    Save(Document),
    /// Check the open plan, which is large.
    Check(Document),
    /// Read a plan and make it the open one.
    Open(PathBuf),
    /// Read a document of another kind and make a plan of it.
    Import(PathBuf),
    /// Write a new file, never over one that is there.
    Create {
        /// The file.
        path: PathBuf,
        /// What goes into it.
        text: String,
    },
    /// Write a new file of the open plan at another place, never over one that is there.
    SaveAs {
        /// The path as it was typed: of a file, or of a folder.
        typed: String,
        /// The name of the file in a folder.
        name: PathBuf,
        /// The plan.
        document: Document,
    },
    /// Let the person edit a text in the editor of their own choice, which gets the terminal for that time.
    EditOutside {
        /// The text to begin with.
        text: String,
        /// How the name of the file ends that the editor is given, such as `.txt`: it tells the editor what
        /// it holds.
        suffix: &'static str,
    },
    /// Ask the repository about earlier revisions of a plan.
    Past {
        /// The plan's file.
        plan: PathBuf,
        /// What is asked.
        ask: Ask,
    },
    /// Look whether the open plan's file is what was read or written last.
    Look,
    /// Merge what is edited with what came to the file from outside.
    Meet {
        /// The open plan's file.
        path: PathBuf,
        /// What both come from: what was read or written last.
        base: Document,
        /// What is edited.
        ours: Document,
        /// What is on disk.
        theirs: Document,
    },
    /// What is on disk has been seen: the next save may replace it.
    Took {
        /// The open plan's file.
        path: PathBuf,
        /// What is on disk.
        document: Document,
    },
    /// Merge git's three versions of the open plan, whose file has git's marks of a conflict.
    MergeStages {
        /// Its file.
        path: PathBuf,
        /// What the file holds.
        document: Document,
    },
    /// Bring what an earlier run left of the open plan, which is this file, together with it as it is now.
    Remember(PathBuf),
    /// What an earlier run left of a plan was taken.
    Forget {
        /// The plan's file.
        plan: PathBuf,
        /// Whether all of it was: else it stays for `planwalk recover`.
        is_whole: bool,
    },
    /// See to it that what is being typed is in the journal before the program ends.
    Guard,
    /// Tell git that the conflicts in the open plan's file are settled.
    AddToGit(PathBuf),
    /// Find out what a commit of the open plan, as it is now, would hold.
    AskCommit {
        /// Its file.
        path: PathBuf,
        /// The plan.
        document: Document,
    },
    /// Commit the open plan's own files, as they are on disk.
    Commit {
        /// Its file.
        path: PathBuf,
        /// The whole message.
        message: String,
    },
    /// Let the mouse be ours, or the terminal's own for selecting and copying.
    Mouse(bool),
    /// Draw everything again.
    Redraw,
    /// Give the terminal back to the shell until it says otherwise.
    Suspend,
    /// End the program.
    Quit,
}
