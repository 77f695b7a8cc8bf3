//! A folder with plans, an environment that holds nothing of this machine, and what a command left.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A plan with everything in it. What depends on the day of the test is far away: the period is over,
/// so that what is behind stays so; the date to come is in the next millennium.
pub const PLAN: &str = r#"format = 1
title = "2021年下半年工作计划"
issuer = "教育局"
issued = 2021-06-25
period = { start = 2021-07-01, end = 2021-12-31 }
numbering = "official"

preamble = '''
第一句。
第二句。

第二段。
'''

[[pillar]]
id = "p1"
title = "党的建设"
text = '''
总的要求。
'''

[[pillar.task]]
id = "t01"
status = "on-track"
title = "抓实基层党建"
due = 2999-12-31
text = '''
落实“三会一课”制度。
开展庆祝活动。
'''
lead = "办公室"
support = ["人事股"]
progress = 40

[[pillar.task.reference]]
title = "关于教育督导的意见"
number = "教督〔2020〕1 号"

[[pillar.task.measure]]
id = "t01-m1"
text = "每月一课。"
status = "done"

[[pillar.task.note]]
at = 2021-09-15T09:40:00+08:00
by = "办公室"
kind = "progress"
text = '''
已开展。
效果好。
'''

[[pillar.task.note]]
at = 2021-09-16T10:00:00+08:00
by = "人事股"
kind = "issue"
text = '''
人手不够。
'''

[[pillar.task]]
id = "t02"
status = "done"
title = "加强作风建设" # 重点

[[pillar]]
id = "p2"
title = "教学质量"
lead = "教研室"

[[pillar.task]]
id = "t03"
status = "off-track"
title = "提高教学质量"
progress = 30

[[pillar.task.target]]
name = "毛入学率"
goal = ">= 94 %"
actual = 93.2

[[pillar.task.target]]
name = "升学率"
goal = ">= 55 %"
"#;

/// A folder, in it perhaps plans, and the environment of the commands that run there.
pub struct World {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

/// What came of a command.
#[derive(PartialEq, Eq)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    /// An empty folder; Chinese.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        fs::create_dir_all(&home).unwrap();
        fs::create_dir_all(folder.path().join("work")).unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        let environment = [
            ("PATH", path.as_str()),
            ("HOME", home.to_str().unwrap()),
            ("USER", "zhangsan"),
            ("LANG", "zh_CN.UTF-8"),
            ("TERM", "xterm-256color"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
        ];
        Self {
            environment: environment
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            folder,
        }
    }

    /// A folder with one plan.
    pub fn with(plan: &str) -> Self {
        let world = Self::empty();
        world.write("plans/plan.toml", plan);
        world
    }

    /// The same with another variable.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.environment.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub fn english(self) -> Self {
        self.set("LANG", "en_US.UTF-8")
    }

    /// The folder in which commands run.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// The text of the one plan.
    pub fn plan(&self) -> String {
        self.read("plans/plan.toml")
    }

    /// All files below the folder, by path.
    pub fn files(&self) -> Vec<String> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    found.push(path);
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.path(), &mut found);
        let base = self.path();
        let name = |path: PathBuf| {
            path.strip_prefix(&base)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        };
        let mut names: Vec<_> = found.into_iter().map(name).collect();
        names.sort();
        names
    }

    /// A command that runs here, with nothing on its standard input.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.environment.iter().cloned())
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
    }

    /// The same environment for a program that is started in another way.
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// Runs planwalk with arguments that are separated by blanks.
    pub fn run(&self, line: &str) -> Ran {
        self.run_words(line.split_whitespace())
    }

    /// Several commands one after the other, as they would stand in a terminal.
    pub fn transcript(&self, lines: &[&str]) -> String {
        let shown = |line: &&str| format!("$ planwalk {line}\n{}\n", self.run(line));
        lines.iter().map(shown).collect::<Vec<_>>().join("\n")
    }

    pub fn run_words<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_planwalk"));
        Ran::of(command.args(words))
    }

    /// Runs planwalk with a text on its standard input.
    pub fn pipe(&self, line: &str, input: &[u8]) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_planwalk"));
        let mut child = command
            .args(line.split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Who refuses early does not read what is written.
        let _ = child.stdin.take().unwrap().write_all(input);
        Ran::read(child.wait_with_output().unwrap())
    }
}

impl Ran {
    pub fn of(command: &mut Command) -> Self {
        Self::read(command.output().unwrap())
    }

    fn read(output: std::process::Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The output of a command that must succeed.
    #[track_caller]
    pub fn good(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{self}");
        self.out
    }

    /// The complaint of a command that must fail with this code, and print nothing.
    #[track_caller]
    pub fn bad(self, code: i32) -> String {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{self}");
        assert!(!self.err.is_empty());
        self.err
    }

    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.good()).unwrap()
    }
}

/// As a snapshot shows it.
impl fmt::Display for Ran {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.out)?;
        if !self.err.is_empty() {
            write!(out, "--- standard error\n{}", self.err)?;
        }
        write!(out, "--- exit {}", self.code)
    }
}

impl fmt::Debug for Ran {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The lines that were taken out and those that came in their place: everything above and below is the same.
pub fn difference<'t>(before: &'t str, after: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let mut old: Vec<_> = before.split_inclusive('\n').collect();
    let mut new: Vec<_> = after.split_inclusive('\n').collect();
    while !old.is_empty() && old.last() == new.last() {
        old.pop();
        new.pop();
    }
    let same = old
        .iter()
        .zip(&new)
        .take_while(|(old, new)| old == new)
        .count();
    let trimmed = |lines: &[&'t str]| lines.iter().map(|line| line.trim_end()).collect();
    (trimmed(&old[same..]), trimmed(&new[same..]))
}
