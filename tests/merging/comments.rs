//! Comments that two people wrote into one file: the plan does not say them, and none gets lost.

use planwalk::plan::{Field, Status};

use crate::repository::{REAL, Repo};
use crate::sides::{Met, set_up};

/// Two branches, each with a text of its own.
fn apart(ours: &dyn Fn(&str) -> String, theirs: &dyn Fn(&str) -> String) -> Repo {
    let repo = set_up();
    let text = repo.read(REAL);
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.write(REAL, &theirs(&text));
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.write(REAL, &ours(&text));
    repo.commit("主干");
    repo
}

fn merge(repo: &Repo) -> Met {
    Met::read(repo, &repo.try_git(&["merge", "side", "-m", "合并"]))
}

const STATUS: &str = "id = \"t02\"\nstatus = \"not-started\"\n";

#[test]
fn two_comments_behind_one_value_both_stay() {
    let set = |comment: &'static str| {
        move |text: &str| {
            let line = format!("id = \"t02\"\nstatus = \"done\" # {comment}\n");
            text.replace(STATUS, &line)
        }
    };
    let repo = apart(&set("问财政"), &set("财政已确认"));
    let met = merge(&repo).clean();
    assert_eq!(met.task("t02").status, Status::Done);
    let both = "id = \"t02\"\n# 财政已确认\nstatus = \"done\" # 问财政\n";
    assert!(met.text.contains(both), "{}", met.text);
}

#[test]
fn a_comment_in_a_task_that_the_other_side_removed_keeps_it() {
    let remarked = |text: &str| text.replace(STATUS, &format!("# 等县里批复\n{STATUS}"));
    let removed = |text: &str| {
        let start = text.find(&format!("[[pillar.task]]\n{STATUS}")).unwrap();
        let length = text[start + 1..].find("[[pillar.task]]").unwrap() + 1;
        text[..start].to_owned() + &text[start + length..]
    };
    let met = merge(&apart(&removed, &remarked)).torn("t02", Field::Existence);
    assert!(met.text.contains("# 等县里批复"), "{}", met.text);
    let met = merge(&apart(&remarked, &removed)).torn("t02", Field::Existence);
    assert!(met.text.contains("# 等县里批复"), "{}", met.text);
}
