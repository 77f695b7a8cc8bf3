//! What a person writes for a revision, and ranges of two.
//!
//! Owns the words that planwalk adds to git's own, and the guard in front of both: what begins with a dash
//! is an option to git, wherever it came from.

use std::fs;

use chrono::{Local, NaiveDate, NaiveTime, TimeZone};

use super::Result;
use super::command::line;
use super::error::GitError;
use super::history::{FORMAT, revision_of};
use super::repository::Repository;
use crate::change::{CommitId, Revision};

/// The plan as it stood after the last meeting.
pub(super) const LAST_MEETING: &str = "@{last-meeting}";

/// Two revisions to compare, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The earlier side; `HEAD` where nothing was written.
    pub from: String,
    /// The later side; `HEAD` where nothing was written.
    pub to: String,
    /// `A...B`: from the last commit that both sides share, as in `git diff A...B`.
    pub is_from_common: bool,
}

impl Range {
    /// Reads `A..B` and `A...B`; none where the text is no range, as a path such as `../plan.toml` is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, rest) = text.split_once("..")?;
        let (to, is_from_common) = match rest.strip_prefix('.') {
            Some(to) => (to, true),
            None => (rest, false),
        };
        if to.starts_with(['/', '\\', '.']) {
            return None;
        }
        let or_head = |side: &str| match side {
            "" => "HEAD".to_owned(),
            side => side.to_owned(),
        };
        Some(Self {
            from: or_head(from),
            to: or_head(to),
            is_from_common,
        })
    }
}

impl Repository {
    /// The commit that a person means: whatever git takes, a day such as `2021-09-15` (as committed by its
    /// end, local time, on the line of first parents), or `@{last-meeting}`.
    ///
    /// # Errors
    /// There is none; the text begins with a dash; git failed.
    pub fn resolve(&self, text: &str) -> Result<Revision> {
        self.resolve_on(text, Local::now().date_naive())
    }

    /// The same, as of a day.
    ///
    /// # Errors
    /// As with [`Repository::resolve`].
    pub fn resolve_on(&self, text: &str, today: NaiveDate) -> Result<Revision> {
        if text.is_empty() || text.starts_with('-') || text.contains('\0') {
            return Err(GitError::Refused(text.to_owned()));
        }
        if text == LAST_MEETING {
            let day = self.last_meeting(today).ok_or(GitError::NoMeeting)?;
            return self.by_end_of(day);
        }
        if let Some(day) = day_of(text) {
            return self.by_end_of(day);
        }
        let unknown = || GitError::Unknown {
            revision: text.to_owned(),
            is_shallow: self.is_shallow(),
        };
        // git takes any word in `@{…}` that it does not understand for the present moment.
        let moment = text.rsplit_once("@{").map(|(_, moment)| moment);
        if moment.is_some_and(|moment| moment.contains("meeting")) {
            return Err(unknown());
        }
        let Some(hash) = self.hash_of(text)? else {
            // As long as there is no commit, no name of one is wrong.
            let is_unborn = self.hash_of("HEAD")?.is_none() && self.head()?.commit.is_none();
            return Err(if is_unborn {
                GitError::Unborn
            } else {
                unknown()
            });
        };
        // A tag is what it names; `^HEAD` and a file are no commits.
        let hash = CommitId::new(&hash).ok_or_else(unknown)?;
        let peeled = self.hash_of(&format!("{hash}^{{commit}}"))?;
        let commit = peeled.and_then(|hash| CommitId::new(&hash));
        self.revision(&commit.ok_or_else(unknown)?)
    }

    /// Both sides of a range.
    ///
    /// # Errors
    /// As with [`Repository::resolve`]; the two sides share nothing where that was asked for.
    pub fn resolve_range(&self, range: &Range) -> Result<(Revision, Revision)> {
        let from = self.resolve(&range.from)?;
        let to = self.resolve(&range.to)?;
        if !range.is_from_common {
            return Ok((from, to));
        }
        let base = self.common_ancestor(&from.commit, &to.commit)?;
        let base = base
            .ok_or_else(|| GitError::NoCommonAncestor(format!("{}...{}", range.from, range.to)))?;
        Ok((self.revision(&base)?, to))
    }

    /// The last commit that both histories share.
    ///
    /// # Errors
    /// git failed.
    pub fn common_ancestor(&self, one: &CommitId, other: &CommitId) -> Result<Option<CommitId>> {
        let answer = self.git.ask(["merge-base", one.as_str(), other.as_str()])?;
        Ok(answer.and_then(|hash| CommitId::new(&line(&hash))))
    }

    /// What is known of a commit.
    ///
    /// # Errors
    /// It is not in the repository; git failed.
    pub fn revision(&self, commit: &CommitId) -> Result<Revision> {
        let answer = self.git.read([
            "log",
            "--no-walk",
            "--no-patch",
            "-z",
            "--no-show-signature",
            "--no-color",
            "--no-decorate",
            "--no-notes",
            "--encoding=UTF-8",
            FORMAT,
            commit.as_str(),
            "--",
        ])?;
        let mut fields = answer.split(|&byte| byte == 0);
        let mut field = || fields.next().unwrap_or_default();
        let (revision, _) = revision_of(field(), field(), field(), field(), field())?;
        Ok(revision)
    }

    /// The day of the plan's last meeting that is on record and was before today: meetings lie beside the
    /// plan, in a folder of its name.
    pub fn last_meeting(&self, today: NaiveDate) -> Option<NaiveDate> {
        let folder = self.plan().with_extension("").join("meetings");
        let days = fs::read_dir(folder).ok()?.flatten().filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let day = name.strip_suffix(".toml")?.get(..10)?;
            day_of(day)
        });
        days.filter(|day| *day < today).max()
    }

    /// The last commit of the line of first parents that was made by the end of a day: what a merge brought
    /// later was not there yet.
    fn by_end_of(&self, day: NaiveDate) -> Result<Revision> {
        let next = day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN);
        // Where clocks jump over midnight, the day ends at the first moment that there is.
        let end = Local.from_local_datetime(&next).earliest();
        let end = end.unwrap_or_else(|| next.and_utc().with_timezone(&Local));
        let before = format!("--before=@{} +0000", end.timestamp() - 1);
        let hash = match self.hash_of("HEAD^{commit}")? {
            Some(head) => self.git.read([
                "rev-list",
                "--max-count=1",
                "--first-parent",
                before.as_str(),
                head.as_str(),
                "--",
            ])?,
            None => return Err(GitError::Unborn),
        };
        let commit = CommitId::new(&line(&hash)).ok_or(GitError::NothingBy {
            day,
            is_shallow: self.is_shallow(),
        })?;
        self.revision(&commit)
    }
}

/// A day, as `2021-09-15` and in no other form.
fn day_of(text: &str) -> Option<NaiveDate> {
    let is_form = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| is_form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_two_sides_and_a_path_is_none() {
        let range = |from: &str, to: &str, is_from_common| {
            Some(Range {
                from: from.to_owned(),
                to: to.to_owned(),
                is_from_common,
            })
        };
        for (text, expected) in [
            ("a..b", range("a", "b", false)),
            ("a...b", range("a", "b", true)),
            ("2021-09-15..", range("2021-09-15", "HEAD", false)),
            ("..b", range("HEAD", "b", false)),
            ("..", range("HEAD", "HEAD", false)),
            (
                "@{last-meeting}..HEAD~1",
                range("@{last-meeting}", "HEAD~1", false),
            ),
            ("HEAD", None),
            ("../plan.toml", None),
            ("plans/../../plan.toml", None),
            ("", None),
        ] {
            assert_eq!(Range::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_day_is_written_in_one_form() {
        let day = NaiveDate::from_ymd_opt(2021, 9, 5);
        assert_eq!(day_of("2021-09-05"), day);
        for text in [
            "2021-9-5",
            "2021-02-30",
            "+021-09-05",
            "2021-09-05x",
            "20210905",
        ] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }
}
