//! The revisions of a plan: linear, over merges, over renames.

use planwalk::change::Operation;
use planwalk::document::Document;
use planwalk::plan::Status;
use planwalk::runtime::git::{Before, Entry, GitError, Reader, Repository, Select, Unreadable};

use crate::repository::{REAL, Repo, id};

fn log(repository: &Repository) -> Vec<Entry> {
    let log = repository.log(Select::default()).unwrap();
    log.map(Result::unwrap).collect()
}

fn subjects(entries: &[Entry]) -> Vec<&str> {
    let subjects = entries.iter().map(|entry| entry.revision.subject.as_str());
    subjects.collect()
}

fn status(task: &str, status: Status) -> Operation {
    Operation::status(id(task), status)
}

#[test]
fn forty_revisions_come_newest_first_with_what_they_did() {
    let repo = Repo::scripted(40);
    // Commits that are about something else are no revisions of the plan.
    repo.write("README", "x\n");
    repo.commit("别的文件");
    let found = repo.open(REAL);
    let entries = log(&found);
    let hashes: Vec<String> = entries
        .iter()
        .map(|entry| entry.revision.commit.to_string())
        .collect();
    let expected = repo.git(["log", "--format=%H", "--", REAL]);
    assert_eq!(hashes, expected.lines().collect::<Vec<_>>());
    assert_eq!(hashes.len(), 40);
    let mut objects = found.objects().unwrap();
    for (entry, earlier) in entries.iter().zip(&entries[1..]) {
        assert_eq!(entry.first_before(), earlier.after.as_ref());
        assert_eq!(entry.path, REAL);
        let shown = repo.git(["show", &format!("{}:{REAL}", entry.revision.commit)]);
        let document = objects.document(entry.after.as_ref().unwrap()).unwrap();
        assert_eq!(document.text(), shown);
    }
    let first = entries.last().unwrap();
    assert_eq!(
        (first.before.as_slice(), first.parents.len()),
        (&[None][..], 0)
    );
    assert_eq!(first.revision.author, "张三");
    assert_eq!(first.revision.at.to_rfc3339(), "2021-07-01T10:00:00+08:00");
}

#[test]
fn a_limit_a_beginning_and_an_end_are_kept() {
    let repo = Repo::scripted(10);
    let found = repo.open(REAL);
    let all = log(&found);
    let select = Select {
        from: Some(repo.hash("HEAD~2")),
        except: Some(repo.hash("HEAD~7")),
        limit: None,
        ..Select::default()
    };
    let some: Vec<Entry> = found
        .log(select.clone())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(some, all[2..7]);
    let select = Select {
        limit: Some(3),
        ..select
    };
    let some: Vec<Entry> = found.log(select).unwrap().map(Result::unwrap).collect();
    assert_eq!(some, all[2..5]);
    let nothing_new = Select {
        except: Some(repo.head()),
        ..Select::default()
    };
    assert_eq!(found.log(nothing_new).unwrap().count(), 0);
}

#[test]
fn no_subject_and_no_name_can_forge_a_revision() {
    let repo = Repo::real();
    let forged = "x\u{1b}[31m :100644 100644 1 2 M\t\u{202e}";
    repo.edit(REAL, &[status("t01", Status::Done)]);
    repo.author("eve\u{1b}]0;x\u{7}\u{202e}")
        .commit(&format!("{forged}\n\n:100644\nbody"));
    repo.edit(REAL, &[status("t02", Status::Done)]);
    repo.author("张三").commit(":");
    repo.edit(REAL, &[status("t03", Status::Done)]);
    repo.git(["add", "--all"]);
    repo.git(["commit", "--quiet", "--allow-empty-message", "-m", ""]);
    let entries = log(&repo.open(REAL));
    assert_eq!(subjects(&entries), ["", ":", forged, "导入计划"]);
    assert_eq!(entries[2].revision.author, "eve\u{1b}]0;x\u{7}\u{202e}");
    assert!(entries.iter().all(|entry| entry.after.is_some()));
}

#[test]
fn texts_of_other_encodings_are_read_as_git_says_they_are() {
    let repo = Repo::real();
    repo.edit(REAL, &[status("t01", Status::Done)]);
    repo.git(["add", "--all"]);
    let (gbk, _, _) = encoding_rs::GB18030.encode("修改状态");
    std::fs::write(repo.beside("message"), &gbk).unwrap();
    let message = repo.beside("message");
    repo.git([
        "-c",
        "i18n.commitEncoding=GB18030",
        "commit",
        "--quiet",
        "-F",
        message.to_str().unwrap(),
    ]);
    repo.git(["config", "i18n.logOutputEncoding", "GB18030"]);
    assert_eq!(log(&repo.open(REAL))[0].revision.subject, "修改状态");
}

#[test]
fn a_rename_is_followed_and_old_revisions_are_read_under_their_old_name() {
    let repo = Repo::scripted(3);
    let old = repo.head();
    repo.git(["mv", REAL, "plans/新 名.toml"]);
    repo.edit("plans/新 名.toml", &[status("t01", Status::AtRisk)]);
    let renamed = repo.commit("改名");
    repo.edit("plans/新 名.toml", &[status("t01", Status::Done)]);
    repo.commit("后来");
    let found = repo.open("plans/新 名.toml");
    let entries = log(&found);
    assert_eq!(entries.len(), 5);
    let rename = &entries[1];
    assert_eq!(rename.revision.commit, renamed);
    assert_eq!(rename.renamed_from.as_deref(), Some(REAL));
    assert_eq!(rename.first_before(), entries[2].after.as_ref());
    assert_eq!(
        (rename.path.as_str(), entries[2].path.as_str()),
        ("plans/新 名.toml", REAL)
    );
    let (_, path) = found.blob_at(&old).unwrap();
    assert_eq!(path, REAL);
    assert_eq!(
        found.plan_at(&old).unwrap().text(),
        repo.git(["show", &format!("{old}:{REAL}")])
    );
}

#[test]
fn a_copy_is_a_plan_of_its_own() {
    let repo = Repo::scripted(3);
    repo.write("plans/copy.toml", &repo.read(REAL));
    repo.commit("下半年");
    let found = repo.open("plans/copy.toml");
    assert_eq!(subjects(&log(&found)), ["下半年"]);
    let before = found.plan_at(&repo.hash("HEAD~1")).unwrap_err();
    assert!(matches!(before, GitError::NotThere { .. }), "{before:?}");
}

#[test]
fn a_merge_is_a_revision_where_it_agrees_with_no_parent() {
    let repo = Repo::real();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(REAL, &[status("t20", Status::Done)]);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    // Nothing else happened here: the merge only takes over what the side did.
    repo.git(["merge", "--quiet", "--no-ff", "-m", "只是并入", "side"]);
    assert_eq!(subjects(&log(&repo.open(REAL))), ["旁支", "导入计划"]);
    repo.git(["checkout", "--quiet", "side"]);
    repo.edit(REAL, &[status("t20", Status::Closed)]);
    repo.commit("旁支二");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[status("t01", Status::OnTrack)]);
    repo.commit("主干");
    repo.git(["merge", "--quiet", "--no-ff", "-m", "合并", "side"]);
    let entries = log(&repo.open(REAL));
    assert_eq!(
        subjects(&entries),
        ["合并", "主干", "旁支二", "旁支", "导入计划"]
    );
    let merge = &entries[0];
    assert!(merge.revision.is_merge);
    assert_eq!(merge.parents.len(), 2);
    assert_eq!(
        merge.before,
        [entries[1].after.clone(), entries[2].after.clone()]
    );
}

#[test]
fn what_a_merge_threw_away_is_no_history() {
    let repo = Repo::real();
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(REAL, &[status("t20", Status::Done)]);
    repo.commit("不要的");
    repo.git(["checkout", "--quiet", "main"]);
    repo.git([
        "merge",
        "--quiet",
        "--strategy=ours",
        "-m",
        "不要旁支",
        "side",
    ]);
    assert_eq!(subjects(&log(&repo.open(REAL))), ["导入计划"]);
}

#[test]
fn a_rename_on_a_side_line_loses_neither_lines_history() {
    let repo = Repo::scripted(3);
    let new = "plans/new.toml";
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.git(["mv", REAL, new]);
    repo.commit("改名");
    repo.edit(new, &[status("t21", Status::Done)]);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[status("t01", Status::OffTrack)]);
    repo.commit("主干");
    repo.git(["merge", "--quiet", "-m", "合并", "side"]);
    let entries = log(&repo.open(new));
    let expected = [
        "合并",
        "旁支",
        "改名",
        "主干",
        "第2次修改：t11",
        "第1次修改：t06",
        "导入计划",
    ];
    assert_eq!(subjects(&entries), expected);
    assert_eq!(entries[0].renamed_from.as_deref(), Some(REAL));
    assert!(entries[0].before.iter().all(Option::is_some));
}

#[test]
fn a_deleted_plan_keeps_its_history() {
    let repo = Repo::scripted(3);
    repo.git(["rm", "--quiet", REAL]);
    repo.commit("删除");
    let entries = log(&repo.open(REAL));
    assert_eq!(entries.len(), 4);
    assert_eq!(entries[0].after, None);
    assert_eq!(entries[0].first_before(), entries[1].after.as_ref());
}

#[test]
fn configuration_changes_no_history() {
    let repo = Repo::scripted(4);
    let before = log(&repo.open(REAL));
    for (key, value) in [
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("log.diffMerges", "off"),
        ("log.date", "relative"),
        ("format.pretty", "oneline"),
        ("diff.orderFile", "not-there"),
        ("diff.renames", "copies"),
        ("diff.noprefix", "true"),
        ("diff.relative", "true"),
        ("color.ui", "always"),
        ("core.abbrev", "4"),
        ("core.quotePath", "true"),
        ("log.decorate", "full"),
    ] {
        repo.git(["config", key, value]);
        assert_eq!(log(&repo.open(REAL)), before, "{key}");
        repo.git(["config", "--unset", key]);
    }
}

/// Two broken ones in a row, over a rename.
#[test]
fn what_cannot_be_read_does_not_come_between_its_neighbours() {
    let repo = Repo::scripted(3);
    let sound = repo.read(REAL);
    repo.write(REAL, &sound.replacen("id = \"t05\"", "<<<<<<< HEAD", 1));
    repo.commit("坏");
    repo.git(["mv", REAL, "plans/new.toml"]);
    let worse = sound.replacen("id = \"t05\"", "=======", 1);
    repo.write("plans/new.toml", &worse);
    repo.commit("又坏");
    repo.write("plans/new.toml", &sound);
    repo.commit("修复");
    let found = repo.open("plans/new.toml");
    let entries = log(&found);
    assert_eq!(entries.len(), 6);
    let mut reader = Reader::new(found, 1, Document::skim).unwrap();
    for broken in &entries[1..3] {
        let read = reader.whole(broken.after.as_ref().unwrap()).unwrap();
        assert!(matches!(read, Err(Unreadable::Broken)), "{read:?}");
    }
    for entry in &entries[..3] {
        let Before::Plan(before) = reader.before(entry).unwrap() else {
            panic!("{}", entry.revision.subject);
        };
        assert_eq!(before.text(), sound, "{}", entry.revision.subject);
    }
    assert!(matches!(
        reader.before(&entries[5]).unwrap(),
        Before::Nothing
    ));
}

#[test]
fn nothing_is_made_up_where_all_that_came_before_is_broken() {
    let repo = Repo::empty();
    repo.write(REAL, "<<<<<<< HEAD\n");
    repo.commit("坏");
    let sound = "title = \"计划\"\n";
    repo.write(REAL, sound);
    repo.commit("修复");
    let found = repo.open(REAL);
    let entries = log(&found);
    let mut reader = Reader::new(found, 1, Document::skim).unwrap();
    assert!(matches!(
        reader.before(&entries[0]).unwrap(),
        Before::Unread
    ));
}
