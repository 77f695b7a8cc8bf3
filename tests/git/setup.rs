//! Teaching git to show and merge plans: said first, done, and undone without a trace.

use std::fs;

use planwalk::change::Operation;
use planwalk::plan::Status;
use planwalk::runtime::git::{GitError, Overruled, Repository, Setup};

use crate::repository::{REAL, Repo, id};

fn configuration(repo: &Repo) -> String {
    repo.read(".git/config")
}

fn done(found: &Repository) -> Setup {
    let setup = found.setup().unwrap();
    found.carry_out(&setup).unwrap();
    setup
}

fn undone(found: &Repository) {
    found.carry_out(&found.setup_undone().unwrap()).unwrap();
}

#[test]
fn nothing_is_written_before_it_is_carried_out() {
    let repo = Repo::real();
    let found = repo.open(REAL);
    let before = configuration(&repo);
    let setup = found.setup().unwrap();
    assert_eq!(configuration(&repo), before);
    assert!(!repo.path(".gitattributes").exists());
    let attributes = setup.attributes.as_ref().unwrap();
    assert_eq!(attributes.line, "plans/*.toml diff=planwalk merge=planwalk");
    assert_eq!(setup.configuration, repo.path(".git/config"));
    found.carry_out(&setup).unwrap();
    assert_eq!(
        repo.read(".gitattributes"),
        "plans/*.toml diff=planwalk merge=planwalk\n"
    );
    for change in &setup.keys {
        let value = repo.git(["config", "--local", "--get", change.key]);
        assert_eq!(Some(value.trim_end()), change.after.as_deref());
    }
    assert!(found.setup().unwrap().is_empty());
}

#[test]
fn git_finds_the_plans_and_nothing_else() {
    for (path, others) in [
        (
            REAL,
            &[
                "plans/x/meetings/2021-09-15.toml",
                "Cargo.toml",
                "a/plans/x.toml",
            ][..],
        ),
        ("top.toml", &["plans/x.toml"]),
        (
            "计 划/[甲]*/一.toml",
            &["计 划/甲/一.toml", "计 划/甲x/一.toml"],
        ),
    ] {
        let repo = Repo::empty();
        repo.write(path, "format = 1\n");
        repo.write(".gitattributes", "* text=auto\n*.toml diff=other\n");
        done(&repo.open(path));
        let merge = |path: &str| {
            let said = repo.git(["check-attr", "-z", "diff", "merge", "--", path]);
            said.matches("planwalk").count()
        };
        assert_eq!(merge(path), 2, "{path}: {}", repo.read(".gitattributes"));
        for other in others {
            assert_eq!(merge(other), 0, "{other}");
        }
    }
}

#[test]
fn undone_all_is_as_it_was_byte_for_byte() {
    for attributes in [
        None,
        Some("* text=auto\n"),
        Some("* text=auto"),
        Some("* text=auto\r\n*.docx binary\r\n"),
        Some("# nothing\n\n\n"),
        Some("a b\r\nlast"),
    ] {
        let repo = Repo::real();
        if let Some(text) = attributes {
            repo.write(".gitattributes", text);
        }
        let before = configuration(&repo);
        let found = repo.open(REAL);
        done(&found);
        let text = repo.read(".gitattributes");
        let rest = text.strip_prefix(attributes.unwrap_or("")).unwrap();
        assert!(rest.contains("merge=planwalk"));
        assert_eq!(
            attributes.is_some_and(|text| text.contains('\r')),
            rest.contains('\r')
        );
        undone(&found);
        assert_eq!(configuration(&repo), before);
        let after = fs::read_to_string(repo.path(".gitattributes")).ok();
        assert_eq!(after.as_deref(), attributes);
        assert!(found.setup_undone().unwrap().is_empty());
    }
}

#[test]
fn what_others_wrote_meanwhile_stays() {
    let repo = Repo::real();
    let found = repo.open(REAL);
    let setup = found.setup().unwrap();
    repo.write(".gitattributes", "*.docx binary\n");
    let error = found.carry_out(&setup).unwrap_err();
    assert!(matches!(error, GitError::ChangedSince(_)), "{error:?}");
    assert_eq!(repo.read(".gitattributes"), "*.docx binary\n");
    done(&found);
    let text = format!("{}*.xlsx binary\n", repo.read(".gitattributes"));
    repo.write(".gitattributes", &text);
    repo.git(["config", "diff.planwalk.wordRegex", "."]);
    undone(&found);
    assert_eq!(
        repo.read(".gitattributes"),
        "*.docx binary\n*.xlsx binary\n"
    );
    assert_eq!(repo.git(["config", "diff.planwalk.wordRegex"]).trim(), ".");
}

#[test]
fn a_second_work_tree_shares_the_configuration() {
    let repo = Repo::real();
    let other = repo.in_folder(repo.beside("other"));
    repo.git([
        "worktree",
        "add",
        "--quiet",
        "-b",
        "second",
        other.root().to_str().unwrap(),
    ]);
    let found = other.open(REAL);
    let setup = done(&found);
    assert_eq!(setup.configuration, repo.path(".git/config"));
    assert!(other.path(".gitattributes").exists());
    assert!(!repo.path(".gitattributes").exists());
    assert!(configuration(&repo).contains("planwalk"));
}

/// The setup as it is, but planwalk is a program that is not there.
fn without_the_program(repo: &Repo) {
    let found = repo.open(REAL);
    let setup = done(&found);
    for change in &setup.keys {
        let value = change.after.clone().unwrap();
        for program in [" merge-driver", " textconv"] {
            if let Some(at) = value.find(program) {
                let start = value[..at].rfind("{ ").map_or(0, |brace| brace + 2);
                let broken = format!("{}/not/there{}", &value[..start], &value[at..]);
                repo.git(["config", change.key, &broken]);
            }
        }
    }
    repo.commit("设置");
}

#[test]
fn without_planwalk_git_shows_and_merges_as_ever() {
    let repo = Repo::real();
    without_the_program(&repo);
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(REAL, &[Operation::status(id("t01"), Status::Done)]);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[Operation::status(id("t21"), Status::Done)]);
    repo.commit("主干");
    let shown = repo.git(["diff", "HEAD~1"]);
    assert!(shown.contains("+status = \"done\""), "{shown}");
    repo.git(["merge", "--quiet", "-m", "合并", "side"]);
    assert_eq!(repo.read(REAL).matches("status = \"done\"").count(), 2);
    // A conflict keeps both sides.
    repo.git(["checkout", "--quiet", "side"]);
    repo.edit(REAL, &[Operation::status(id("t02"), Status::AtRisk)]);
    repo.commit("旁支二");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[Operation::status(id("t02"), Status::OffTrack)]);
    repo.commit("主干二");
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let text = repo.read(REAL);
    for kept in ["<<<<<<< ours", "at-risk", "off-track", ">>>>>>> theirs"] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    assert_eq!(repo.open(REAL).unresolved().unwrap(), [REAL]);
}

#[test]
fn what_is_no_file_is_not_written_through() {
    let repo = Repo::real();
    repo.write("outside", "precious\n");
    let found = repo.open(REAL);
    std::os::unix::fs::symlink("outside", repo.path(".gitattributes")).unwrap();
    let refuses = || {
        assert!(matches!(found.setup(), Err(GitError::NoFile(_))));
        assert!(matches!(
            found.setup_undone(),
            Err(GitError::NoFile(path)) if path == repo.path(".gitattributes")
        ));
    };
    refuses();
    assert_eq!(repo.read("outside"), "precious\n");
    // Likewise what nobody could read to its end.
    fs::remove_file(repo.path(".gitattributes")).unwrap();
    fs::create_dir(repo.path(".gitattributes")).unwrap();
    refuses();
}

#[test]
fn what_counts_instead_of_the_setup_is_told() {
    let repo = Repo::real();
    let found = repo.open(REAL);
    done(&found);
    assert_eq!(found.overruled().unwrap(), []);
    repo.write("plans/.gitattributes", "*.toml -merge\n");
    repo.write("more", "[merge \"planwalk\"]\n\tdriver = true\n");
    repo.git(["config", "include.path", "../more"]);
    assert_eq!(
        found.overruled().unwrap(),
        [
            Overruled::Attribute {
                name: "merge".to_owned(),
                value: "unset".to_owned()
            },
            Overruled::Key {
                key: "merge.planwalk.driver",
                value: "true".to_owned()
            }
        ]
    );
    // There is nothing to change, and that is not the whole truth.
    assert!(found.setup().unwrap().is_empty());
}
