//! What went wrong outside, where a line at the foot is too short for it: a page over the screen.

use super::failure::Failure;
use super::scroll::Scroll;
use crate::language::Language;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// git did not take the commit.
    CommitFailed,
    /// git was not told that conflicts are settled.
    NotAdded,
}

/// A failure that is shown whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What went wrong.
    pub topic: Topic,
    /// Why. Outside text.
    pub failure: Failure,
    /// How far the page is scrolled.
    pub scroll: Scroll,
}

impl Told {
    /// The top of the page.
    pub fn new(topic: Topic, failure: Failure) -> Self {
        Self {
            topic,
            failure,
            scroll: Scroll::default(),
        }
    }
}

impl Topic {
    /// The heading.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            Self::CommitFailed => language.pick("没有提交", "Not committed"),
            Self::NotAdded => language.pick("git add 没有成功", "git add failed"),
        }
    }

    /// What somebody can do about it.
    pub fn way_out(self, language: Language) -> &'static str {
        match self {
            Self::NotAdded => language.pick(
                "计划已保存。解决之后再试一次，或在终端里运行 git add。",
                "The plan is saved. Mend it, then try again, or run git add in a terminal.",
            ),
            Self::CommitFailed => language.pick(
                "计划的改动都已保存，写好的提交说明也还在。解决之后再提交一次。",
                "Your edits are saved, and the message is still there. Mend it, then commit again.",
            ),
        }
    }
}
