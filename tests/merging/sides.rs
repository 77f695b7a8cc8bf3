//! Two branches of one plan, and what became of them: with the driver of this build, and without any.

use std::process::Output;

use planwalk::change::{Edit, Operation};
use planwalk::document::{Condition, Document};
use planwalk::plan::{Field, Note, NoteKind, Pillar, Plan, Status, Task};
use planwalk::runtime::git::has_markers;

use crate::repository::{REAL, Repo, id};

/// The real plan, with git set up for this build of planwalk.
pub fn set_up() -> Repo {
    let repo = Repo::real();
    teach(&repo, REAL);
    repo.commit("设置");
    repo
}

/// Sets git up for this build, by the way of a plan in the repository.
pub fn teach(repo: &Repo, plan: &str) {
    let found = repo.open(plan);
    let setup = found.setup().unwrap();
    found.carry_out(&setup).unwrap();
    let program = env!("CARGO_BIN_EXE_planwalk");
    call_instead(repo, &format!("'{program}'"));
}

/// Lets the driver that is set up call another program than planwalk.
pub fn call_instead(repo: &Repo, program: &str) {
    let key = "merge.planwalk.driver";
    let value = repo.git(["config", key]);
    let at = value.find(" merge-driver").unwrap();
    let rest = value[at..].trim_end();
    repo.git(["config", key, &format!("{program}{rest}")]);
}

/// Takes the driver away again, for what plain git does.
pub fn forget(repo: &Repo) {
    repo.write(".git/info/attributes", "*.toml !merge\n");
}

/// Commits the operations on a new branch `side`, which begins where `main` stands.
pub fn branch(repo: &Repo, operations: &[Operation]) {
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(REAL, operations);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
}

/// The real plan with our operations on `main` and theirs on `side`.
pub fn sides(ours: &[Operation], theirs: &[Operation]) -> Repo {
    let repo = set_up();
    branch(&repo, theirs);
    repo.edit(REAL, ours);
    repo.commit("主干");
    repo
}

/// A plan after a merge.
pub struct Met {
    /// Whether git was content.
    pub is_clean: bool,
    /// The file.
    pub text: String,
    /// What it says.
    pub plan: Plan,
    /// What it asks: node and field.
    pub asks: Vec<(String, Field)>,
}

impl Met {
    /// Reads the plan, which has to be sound whatever git did.
    pub fn read(repo: &Repo, output: &Output) -> Self {
        let text = repo.read(REAL);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!has_markers(text.as_bytes()), "{said}\n{text}");
        let document = sound(&text);
        let conflicts = document.conflicts().iter();
        Self {
            is_clean: output.status.success(),
            asks: conflicts
                .map(|conflict| {
                    let node = conflict.node.as_ref().map(ToString::to_string);
                    (node.unwrap_or_default(), conflict.field.clone())
                })
                .collect(),
            plan: document.plan(),
            text,
        }
    }

    /// The task must be there.
    pub fn task(&self, task: &str) -> &Task {
        self.plan.task(&id(task)).unwrap()
    }

    /// The tasks of the pillar that a task is in.
    pub fn beside(&self, task: &str) -> Vec<&str> {
        let mut pillars = self.plan.pillars.iter();
        let is_in = |pillar: &&Pillar| pillar.tasks.iter().any(|other| other.id.as_str() == task);
        let pillar = pillars.find(is_in).unwrap();
        let tasks = pillar.tasks.iter().map(|task| task.id.as_str());
        tasks.collect()
    }

    /// git was content, and the plan asks nothing.
    pub fn clean(self) -> Self {
        assert!(self.is_clean && self.asks.is_empty(), "{:?}", self.asks);
        self
    }

    /// git knows of a conflict, and the plan asks about this field alone.
    pub fn torn(self, node: &str, field: Field) -> Self {
        assert_eq!(self.asks, [(node.to_owned(), field)]);
        assert!(!self.is_clean);
        self
    }
}

/// A text in which everything can be read.
pub fn sound(text: &str) -> Document {
    let mut document = Document::read(text.as_bytes().to_vec());
    document.check_and_settle();
    let problems = document.problems();
    assert_eq!(document.condition(), Condition::Sound, "{problems:?}");
    document
}

/// What the driver makes of both sides.
pub fn met(ours: &[Operation], theirs: &[Operation]) -> Met {
    let repo = sides(ours, theirs);
    Met::read(&repo, &repo.try_git(&["merge", "side", "-m", "合并"]))
}

/// What plain git makes of both sides: the text, or none where it puts its marks into it.
pub fn plain(ours: &[Operation], theirs: &[Operation]) -> Option<String> {
    let repo = sides(ours, theirs);
    forget(&repo);
    let output = repo.try_git(&["merge", "side", "-m", "合并"]);
    let text = repo.read(REAL);
    assert_eq!(output.status.success(), !has_markers(text.as_bytes()));
    output.status.success().then_some(text)
}

/// An edit of one node.
pub fn edit(node: &str, edit: Edit) -> Operation {
    Operation {
        node: id(node),
        edit,
    }
}

/// A status for a task.
pub fn status(task: &str, status: Status) -> Operation {
    Operation::status(id(task), status)
}

/// One more note on a task.
pub fn note(task: &str, by: &str, text: &str) -> Operation {
    let at = chrono::DateTime::parse_from_rfc3339("2021-09-15T09:00:00+08:00");
    let note = Note {
        at: at.unwrap(),
        by: by.to_owned(),
        kind: NoteKind::Progress,
        text: text.to_owned(),
    };
    edit(task, Edit::AddNote(note))
}

/// The last day for a task.
pub fn due(task: &str, day: &str) -> Operation {
    edit(task, Edit::Due(Some(day.parse().unwrap())))
}

/// The text of a task in the real plan, with one of its sentences in other words.
pub fn reworded(task: &str, sentence: usize, words: &str) -> Operation {
    let plan = std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(REAL)).unwrap();
    let plan = Document::read(plan).plan();
    let mut lines: Vec<&str> = plan.task(&id(task)).unwrap().text.split('\n').collect();
    lines[sentence] = words;
    edit(task, Edit::Text(lines.join("\n")))
}
