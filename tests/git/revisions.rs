//! What a person writes for a revision.

use chrono::NaiveDate;
use planwalk::change::Revision;
use planwalk::runtime::git::{GitError, Place, Range, Repository, Select};

use crate::repository::{REAL, Repo};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A repository whose commits lie far from every midnight of the world, so that no time zone of the machine
/// changes the day of one: noon in UTC, weeks apart.
fn dated() -> Repo {
    let repo = Repo::empty();
    for (date, subject) in [
        ("2021-07-05", "一"),
        ("2021-08-05", "二"),
        ("2021-09-05", "三"),
    ] {
        repo.write(REAL, &format!("format = 1\ntitle = \"{subject}\"\n"));
        repo.at_time(&format!("{date}T12:00:00+00:00"));
        repo.commit(subject);
    }
    repo
}

fn subject(resolved: Result<Revision, GitError>) -> String {
    resolved.unwrap().subject
}

#[test]
fn gits_own_names_are_taken() {
    let repo = dated();
    repo.git(["tag", "-a", "-m", "tag", "annotated", "HEAD~1"]);
    repo.git(["branch", "side", "HEAD~2"]);
    let found = repo.open(REAL);
    let hash = repo.head();
    for (text, expected) in [
        ("HEAD", "三"),
        ("@", "三"),
        ("main~1", "二"),
        ("annotated", "二"),
        ("refs/heads/side", "一"),
        ("HEAD^^", "一"),
        (":/二", "二"),
        ("HEAD^{/一}", "一"),
        (hash.as_str(), "三"),
        (hash.short(), "三"),
    ] {
        let revision = found.resolve(text).unwrap();
        assert_eq!(revision.subject, expected, "{text}");
    }
}

#[test]
fn what_is_no_revision_is_refused_and_no_option() {
    let repo = dated();
    let output = repo.path("written");
    let dangerous = "--output=written";
    // As a name git takes it; as an argument nobody may.
    let reference = format!("refs/heads/{dangerous}");
    let head = repo.head();
    repo.git(["update-ref", &reference, head.as_str()]);
    repo.git(["symbolic-ref", "HEAD", &reference]);
    let found = repo.open(REAL);
    for text in [dangerous, "-h", "--", "", "--all"] {
        let error = found.resolve(text).unwrap_err();
        assert!(matches!(error, GitError::Refused(_)), "{text}: {error:?}");
    }
    assert_eq!(found.resolve(&reference).unwrap().commit, head);
    assert_eq!(found.resolve("HEAD").unwrap().commit, head);
    assert_eq!(
        found.head().unwrap().place,
        Place::Branch(dangerous.to_owned())
    );
    assert_eq!(found.log(Select::default()).unwrap().count(), 3);
    for text in [
        "nothing",
        "^HEAD",
        "HEAD:plans",
        "HEAD..HEAD",
        "2021-13-45",
        "HEAD\n",
        "@{lastmeeting}",
        "main@{last-meeting}",
    ] {
        let error = found.resolve(text).unwrap_err();
        assert!(
            matches!(error, GitError::Unknown { .. }),
            "{text}: {error:?}"
        );
    }
    assert!(!output.exists());
}

#[test]
fn a_day_means_what_was_committed_by_its_end() {
    let repo = dated();
    let found = repo.open(REAL);
    for (text, expected) in [
        ("2021-07-05", "一"),
        ("2021-08-04", "一"),
        ("2021-08-05", "二"),
        ("2021-08-06", "二"),
        ("2999-01-01", "三"),
    ] {
        assert_eq!(subject(found.resolve(text)), expected, "{text}");
    }
    let error = found.resolve("2021-07-04").unwrap_err();
    assert!(matches!(error, GitError::NothingBy { .. }), "{error:?}");
}

#[test]
fn what_a_merge_brought_later_was_not_there_on_the_day() {
    let repo = dated();
    repo.git(["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    repo.at_time("2021-08-20T12:00:00+00:00").write("side", "x");
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.at_time("2021-09-20T12:00:00+00:00");
    repo.git(["merge", "--quiet", "-m", "合并", "side"]);
    let found = repo.open(REAL);
    assert_eq!(subject(found.resolve("2021-08-25")), "二");
    assert_eq!(subject(found.resolve("2021-09-21")), "合并");
}

#[test]
fn the_last_meeting_is_the_newest_on_record_from_before_today() {
    let repo = dated();
    let found = repo.open(REAL);
    let ask = |found: &Repository| found.resolve_on("@{last-meeting}", day("2021-09-10"));
    assert!(matches!(ask(&found), Err(GitError::NoMeeting)));
    let folder = REAL.trim_end_matches(".toml");
    for (name, expected) in [
        ("2021-07-20.toml", "一"),
        ("2021-08-10-临时.toml", "二"),
        // Today's, a future one and what is no record are passed over.
        ("2021-09-10.toml", "二"),
        ("2021-10-01.toml", "二"),
        ("2021-09-08.txt", "二"),
        ("notes-2021-09-08.toml", "二"),
        ("2021-09-08.toml", "三"),
    ] {
        repo.write(&format!("{folder}/meetings/{name}"), "format = 1\n");
        assert_eq!(subject(ask(&found)), expected, "{name}");
    }
}

#[test]
fn a_range_has_two_revisions() {
    let repo = dated();
    repo.git(["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    repo.write("side", "x");
    repo.commit("旁支");
    let found = repo.open(REAL);
    let resolve = |text: &str| {
        let (from, to) = found.resolve_range(&Range::parse(text).unwrap()).unwrap();
        (from.subject, to.subject)
    };
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(resolve("main..side"), pair("三", "旁支"));
    assert_eq!(resolve("main...side"), pair("二", "旁支"));
    assert_eq!(resolve("2021-07-05.."), pair("一", "旁支"));
    let refused = found.resolve_range(&Range::parse("main..--all").unwrap());
    assert!(matches!(refused, Err(GitError::Refused(_))));
    repo.git(["checkout", "--quiet", "--orphan", "alone"]);
    repo.commit("孤立");
    let range = Range::parse("main...alone").unwrap();
    let error = repo.open(REAL).resolve_range(&range).unwrap_err();
    assert!(matches!(error, GitError::NoCommonAncestor(_)), "{error:?}");
}
