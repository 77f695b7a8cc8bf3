//! git brings two people's changes of a plan together by the merge driver, in real repositories with real git.
//!
//! | module | owns |
//! |---|---|
//! | `sides` | two branches and what became of them, with the driver and without |
//! | `fields` | what collides and what does not, beside what plain git does |
//! | `nodes` | tasks that come, go and move |
//! | `clones` | two people who pull from each other |
//! | `comments` | what the plan does not say |
//! | `crossing` | histories with more than one base |
//! | `ways` | merge, rebase, stash and the rest |
//! | `failing` | a driver that fails, and texts that it cannot read |
//! | `names` | plans of other names, renamed ones, other languages |

#![allow(clippy::unwrap_used)]

#[path = "../repository/mod.rs"]
mod repository;

mod clones;
mod comments;
mod crossing;
mod failing;
mod fields;
mod names;
mod nodes;
mod sides;
mod ways;
