//! Plans of other names, renamed ones, and other languages than the plan's.

use std::process::Command;

use planwalk::plan::Status;

use crate::repository::{REAL, Repo, id};
use crate::sides::{due, note, set_up, sound, status, teach};

const RENAMED: &str = "plans/新晃 2021.toml";

#[test]
fn a_plan_renamed_on_one_side_merges_under_its_new_name() {
    for is_ours_renamed in [true, false] {
        let repo = set_up();
        let renamed = |repo: &Repo| {
            repo.git(["mv", REAL, RENAMED]);
            repo.edit(RENAMED, &[note("t02", "办公室", "改名的一方。")]);
            repo.commit("改名");
        };
        let edited = |repo: &Repo| {
            let operations = [
                note("t02", "人事股", "没改名的一方。"),
                status("t03", Status::Done),
            ];
            repo.edit(REAL, &operations);
            repo.commit("修改");
        };
        repo.git(["checkout", "--quiet", "-b", "side"]);
        if is_ours_renamed {
            edited(&repo)
        } else {
            renamed(&repo)
        }
        repo.git(["checkout", "--quiet", "main"]);
        if is_ours_renamed {
            renamed(&repo)
        } else {
            edited(&repo)
        }

        repo.git(["merge", "--quiet", "-m", "合并", "side"]);
        assert!(!repo.path(REAL).exists());
        let document = sound(&repo.read(RENAMED));
        assert_eq!(document.conflicts(), []);
        let plan = document.plan();
        let task = |name: &str| plan.task(&id(name)).unwrap().clone();
        assert_eq!(task("t02").notes.len(), 2);
        assert_eq!(task("t03").status, Status::Done);
    }
}

/// Names that a shell, git's own quoting or a parser of arguments could stumble over.
const NAMES: [&str; 5] = [
    "-计划 a.toml",
    "--help.toml",
    "计 划/一'二\"三.toml",
    "a b/$HOME `x`;%P.toml",
    "plans/[a]*?.toml",
];

/// A repository whose plan has this name, and two branches that both changed it.
fn named(name: &str, conflict: bool) -> Repo {
    let real = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(REAL);
    let repo = Repo::empty();
    repo.write(name, &std::fs::read_to_string(real).unwrap());
    teach(&repo, name);
    repo.commit("设置");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(
        name,
        &[
            note("t02", "人事股", "旁支记录。"),
            due("t03", "2021-10-15"),
        ],
    );
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(name, &[note("t02", "办公室", "主干记录。")]);
    if conflict {
        repo.edit(name, &[due("t03", "2021-11-15")]);
    }
    repo.commit("主干");
    repo
}

#[test]
fn a_name_is_a_name_in_any_locale() {
    for name in NAMES {
        for locale in ["C", "C.UTF-8", "zh_CN.UTF-8"] {
            let repo = named(name, false);
            let mut git = Command::new("git");
            repo.surround(git.args(["merge", "--quiet", "-m", "合并", "side"]));
            git.env("LC_ALL", locale).env("LANG", locale);
            let output = git.output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name} {locale}: {said}");
            let text = repo.read(name);
            for kept in ["旁支记录。", "主干记录。"] {
                assert!(text.contains(kept), "{name} {locale}");
            }
        }
    }
}

#[test]
fn a_conflict_names_the_plan_in_any_locale() {
    for name in NAMES {
        for (locale, words) in [("C", " has 1 conflict"), ("zh_CN.UTF-8", " 有 1 处冲突")] {
            let repo = named(name, true);
            let mut git = Command::new("git");
            repo.surround(git.args(["merge", "-m", "合并", "side"]));
            git.env("LC_ALL", locale)
                .env("LANG", locale)
                .env_remove("LANGUAGE");
            let output = git.output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success(), "{name} {locale}: {said}");
            assert!(
                said.contains(&format!("{name}{words}")),
                "{name} {locale}: {said}"
            );
            let document = sound(&repo.read(name));
            assert_eq!(document.conflicts().len(), 1);
        }
    }
}
