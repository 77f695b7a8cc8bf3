//! A folder with one plan, and what is seen of it from outside the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::pty::{Setup, Terminal};

/// Two tasks of a pillar and one of another, with lines that nothing may touch.
pub const PLAN: &str = "\
# 这一行是人写的,要留着
format = 1
title = \"下半年工作计划\"
period = { start = 2021-07-01, end = 2021-12-31 }

[[pillar]]
id = \"p1\"
title = \"坚持党的领导\"

[[pillar.task]]
id = \"t01\"
status = \"on-track\"   # 口头报告
title = \"强化思想政治引领\"
text = '''
第一句。
第二句。
'''

[[pillar.task]]
id = \"t02\"
status = \"not-started\"
title = \"夯实基层党建基础\"

[[pillar]]
id = \"p2\"
title = \"坚持德能并举\"

[[pillar.task]]
id = \"t03\"
status = \"not-started\"
title = \"紧盯师德师风建设\"
";

/// The plan with another status of a task.
pub fn with(plan: &str, task: &str, status: &str) -> String {
    let (before, after) = plan.split_once(&format!("id = \"{task}\"\n")).unwrap();
    let (old, rest) = after.split_once('\n').unwrap();
    let comment = old.find('#').map_or("", |at| &old[at - 3..]);
    format!("{before}id = \"{task}\"\nstatus = \"{status}\"{comment}\n{rest}")
}

/// A folder with the plan `plans/a.toml`.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("plans")).unwrap();
        let place = Self { folder };
        place.write(PLAN);
        place
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The folder that the plan lies in.
    pub fn plans(&self) -> PathBuf {
        self.folder().join("plans")
    }

    pub fn plan(&self) -> PathBuf {
        self.plans().join("a.toml")
    }

    pub fn write(&self, text: &str) {
        fs::write(self.plan(), text).unwrap();
    }

    pub fn read(&self) -> String {
        fs::read_to_string(self.plan()).unwrap()
    }

    /// What lies beside the plan.
    pub fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.plans()).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "a.toml")
            .collect()
    }

    /// A command of the program, in Chinese, that knows nothing of this machine.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_planwalk"));
        command.args(words).current_dir(self.folder()).env_clear();
        command.env("LANG", "zh_CN.UTF-8");
        command.env("HOME", self.folder());
        command
    }

    /// Gives a task a status by a command.
    pub fn set(&self, task: &str, status: &str) -> Output {
        let status = format!("status={status}");
        self.command(&["set", task, &status]).output().unwrap()
    }

    /// Opens the plan in a terminal, for somebody who never had it open before: what the program remembers of
    /// an earlier run is not what these tests are about.
    pub fn open_as(&self, home: &str) -> Terminal {
        let home = self.folder().join(home);
        fs::create_dir_all(&home).unwrap();
        let mut setup = Setup::new(self.folder(), &[]);
        let env = [("LANG", "zh_CN.UTF-8"), ("HOME", home.to_str().unwrap())];
        setup.env = &env;
        let terminal = setup.start();
        terminal.wait_for("强化思想政治引领");
        terminal
    }

    /// Opens the plan in a terminal.
    pub fn open(&self) -> Terminal {
        let terminal = Setup::new(self.folder(), &[]).start();
        terminal.wait_for("强化思想政治引领");
        terminal
    }
}
