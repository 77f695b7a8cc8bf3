//! What a repository's own configuration, attributes and hooks name as programs, none of which runs because
//! planwalk reads: whoever sends a plan around in a repository sends no programs with it.
//!
//! Everything is read as it is, then a program is planted, then everything is read again. The program leaves
//! a mark, and plain git shows at the end that it would have.

#![cfg(unix)]

use std::fmt::{Debug, Write as _};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use chrono::NaiveDate;
use planwalk::change::Operation;
use planwalk::plan::Status;
use planwalk::runtime::git::{GitError, Range, Select, user_name, watch};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::repository::{REAL, Repo, id};

const RECORD: &str = "plans/xinhuang-2021-h2/meetings/2021-07-02.toml";

/// Stands for the planted program in keys, values and variables.
const PROGRAM: &str = "PROGRAM";

/// A program of somebody else's, and what git is told so that it runs it.
struct Plant {
    name: &'static str,
    configuration: &'static [(&'static str, &'static str)],
    /// What the plan's files are to git.
    attributes: &'static str,
    /// What makes plain git run it.
    control: fn(&Repo),
}

// The repositories.

/// The real plan under two names, a side that changed what the main line changed too, and a commit that
/// says of itself that it is signed.
fn history() -> Repo {
    let repo = Repo::real();
    repo.git(["mv", REAL, "plans/draft.toml"]);
    repo.commit("旧名");
    repo.git(["mv", "plans/draft.toml", REAL]);
    repo.commit("新名");
    repo.git(["checkout", "--quiet", "-b", "side"]);
    repo.edit(REAL, &[Operation::status(id("t01"), Status::Done)]);
    repo.commit("旁支");
    repo.git(["checkout", "--quiet", "main"]);
    repo.edit(REAL, &[Operation::status(id("t01"), Status::AtRisk)]);
    repo.commit("主干");
    sign(&repo);
    repo
}

/// Puts the header of a signature into the last commit.
fn sign(repo: &Repo) {
    let text = repo.git(["cat-file", "commit", "HEAD"]);
    let (headers, message) = text.split_once("\n\n").unwrap();
    let signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----";
    let file = repo.beside("signed");
    fs::write(&file, format!("{headers}\n{signature}\n\n{message}")).unwrap();
    let hash = repo.git(["hash-object", "-t", "commit", "-w", file.to_str().unwrap()]);
    repo.git(["update-ref", "HEAD", hash.trim()]);
}

/// With a change that is in no commit yet, and the record of a meeting.
fn edited() -> Repo {
    let repo = history();
    repo.edit(REAL, &[Operation::status(id("t02"), Status::Done)]);
    repo.write(RECORD, "format = 1\n");
    repo
}

/// In the middle of a merge.
fn conflicted() -> Repo {
    let repo = history();
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    repo
}

/// A clone that left the plan's first words out, for git to fetch when somebody asks for them.
fn partial() -> Repo {
    let repo = edited();
    let blob = first_words(&repo);
    let (folder, file) = blob.split_at(2);
    fs::remove_file(repo.path(&format!(".git/objects/{folder}/{file}"))).unwrap();
    for (key, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.partialCloneFilter", "blob:none"),
    ] {
        repo.git(["config", key, value]);
    }
    repo
}

fn first_words(repo: &Repo) -> String {
    let words = format!("side~1:{REAL}");
    repo.git(["rev-parse", &words]).trim().to_owned()
}

// The programs.

/// A program that leaves a mark of its own name, and is content.
fn program_at(repo: &Repo, path: PathBuf) -> PathBuf {
    let marks = repo.beside("marks");
    fs::create_dir_all(&marks).unwrap();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let script = format!("#!/bin/sh\n: > '{}'/\"${{0##*/}}\"\n", marks.display());
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// The text with the program for its name.
fn with_program(repo: &Repo, text: &str) -> String {
    let program = program_at(repo, repo.beside("planted"));
    text.replace(PROGRAM, program.to_str().unwrap())
}

/// The names of the programs that ran.
fn ran(repo: &Repo) -> Vec<String> {
    let marks = fs::read_dir(repo.beside("marks")).unwrap().flatten();
    let mut names: Vec<String> = marks
        .map(|mark| mark.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn configure(repo: &Repo, configuration: &[(&str, &str)]) {
    for (key, value) in configuration {
        let value = with_program(repo, value);
        repo.git(["config", "--add", key, &value]);
    }
}

impl Plant {
    fn put_into(&self, repo: &Repo) {
        configure(repo, self.configuration);
        if !self.attributes.is_empty() {
            let line = format!("*.toml {}\n", self.attributes);
            repo.write(".git/info/attributes", &line);
        }
    }
}

// What git itself does.

/// git as people call it, with the editor that it is configured to use.
fn plain(repo: &Repo, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    repo.surround(git.args(arguments)).env_remove("GIT_EDITOR");
    git
}

/// Runs it to its end, good or bad.
fn run(repo: &Repo, arguments: &[&str]) {
    plain(repo, arguments).output().unwrap();
}

/// The same, asked for the password of a page.
fn ask_password(repo: &Repo, variables: &[(&str, String)]) {
    let mut git = plain(repo, &["credential", "fill"]);
    git.envs(variables.iter().map(|(name, value)| (name, value)));
    git.stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = git.stderr(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(b"protocol=https\nhost=example.org\n\n")
        .unwrap();
    drop(stdin);
    child.wait().unwrap();
}

/// Runs a command in a terminal of its own, where git pages what it says.
fn on_terminal(command: &Command) {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let mut inside = CommandBuilder::new(command.get_program());
    inside.args(command.get_args());
    inside.cwd(command.get_current_dir().unwrap());
    inside.env_clear();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            inside.env(name, value);
        }
    }
    inside.env("TERM", "xterm");
    let mut child = pair.slave.spawn_command(inside).unwrap();
    drop(pair.slave);
    let mut said = pair.master.try_clone_reader().unwrap();
    // It ends with an error where the program was the last to hold the terminal.
    let _ = std::io::copy(&mut said, &mut std::io::sink());
    child.wait().unwrap();
}

// What planwalk does.

/// All that is read of a repository, in words.
fn everything(repo: &Repo) -> String {
    let mut read = String::new();
    let mut say = |what: &dyn Debug| writeln!(read, "{what:?}").unwrap();
    touch(repo);
    let found = repo.open(REAL);
    say(&(found.head(), found.tracking(), found.underway()));
    let today = NaiveDate::from_ymd_opt(2021, 7, 3).unwrap();
    for words in ["HEAD", "side~1", "2021-07-01", "@{last-meeting}", ":/旧名"] {
        say(&found.resolve_on(words, today));
    }
    let range = Range::parse("side...HEAD").unwrap();
    say(&found.resolve_range(&range));
    let entries: Vec<_> = found.log(Select::default()).unwrap().collect();
    say(&entries);
    for entry in entries.iter().flatten() {
        let plan = found.plan_at(&entry.revision.commit);
        say(&plan.map(|plan| plan.text().len()));
        let mut objects = found.objects().unwrap();
        let skimmed = entry.after.as_ref().map(|blob| objects.skim(blob));
        say(&skimmed.map(|skimmed| skimmed.map(|plan| plan.text().len())));
    }
    let stages = found.stages().unwrap();
    let text = fs::read(repo.path(REAL)).unwrap();
    say(&stages.map(|stages| found.is_gits_own(&stages, &text)));
    say(&(found.other_side(), found.unresolved()));
    let changes = found.own_changes().unwrap();
    let names: Vec<_> = changes.iter().map(|path| path.file_name()).collect();
    say(&names);
    say(&found.setup().map(|setup| setup.is_empty()));
    say(&found.setup_undone().map(|setup| setup.is_empty()));
    say(&user_name(&repo.path(REAL)));
    read
}

/// Writes the plan as it is, so that git has to look into it again, and hears of it.
fn touch(repo: &Repo) {
    let (tell, told) = mpsc::channel();
    let found = repo.open(REAL);
    let watcher = watch(&repo.path(REAL), Some(&found), move |moved| {
        let _ = tell.send(moved);
    });
    let _watcher = watcher.unwrap();
    repo.write(REAL, &repo.read(REAL));
    assert!(told.recv_timeout(Duration::from_secs(30)).unwrap().plan);
}

fn planwalk(repo: &Repo, arguments: &[&str], variables: &[(&str, String)]) -> Command {
    let mut planwalk = Command::new(env!("CARGO_BIN_EXE_planwalk"));
    repo.surround(planwalk.args(["--plan", REAL]).args(arguments))
        .envs(variables.iter().map(|(name, value)| (name, value)));
    planwalk
}

/// All that is read, by the library and by the program.
fn all(repo: &Repo) -> (String, String) {
    let read = (everything(repo), commands(repo, &[]));
    assert!(read.0.contains("旧名"), "{}", read.0);
    assert!(read.1.contains("旧名"), "{}", read.1);
    read
}

/// What the commands that read the past say, and how they end.
fn commands(repo: &Repo, variables: &[(&str, String)]) -> String {
    let mut said = String::new();
    for arguments in [
        &["diff", "side~1"][..],
        &["log"],
        &["blame"],
        &["show", "t01", "--at", "side~1"],
    ] {
        let output = planwalk(repo, arguments, variables).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        writeln!(said, "{arguments:?} {:?}\n{text}", output.status.code()).unwrap();
    }
    said
}

fn reads_without_running(plants: &[Plant]) {
    let (in_merge, in_peace) = (everything(&conflicted()), all(&edited()));
    for plant in plants {
        let name = plant.name;

        let repo = conflicted();
        plant.put_into(&repo);
        assert_eq!(everything(&repo), in_merge, "{name}");
        assert!(ran(&repo).is_empty(), "{name} ran");

        let repo = edited();
        plant.put_into(&repo);
        assert_eq!(all(&repo), in_peace, "{name}");
        assert!(ran(&repo).is_empty(), "{name} ran");

        (plant.control)(&repo);
        assert_eq!(ran(&repo), ["planted"], "{name} would run in plain git");
    }
}

#[test]
fn no_diff_program_runs() {
    reads_without_running(&[
        Plant {
            name: "diff.external",
            configuration: &[("diff.external", PROGRAM)],
            attributes: "",
            control: |repo| run(repo, &["diff"]),
        },
        Plant {
            name: "a driver's command",
            configuration: &[("diff.planted.command", PROGRAM)],
            attributes: "diff=planted",
            control: |repo| run(repo, &["diff"]),
        },
        Plant {
            name: "a driver's textconv",
            configuration: &[
                ("diff.planted.textconv", PROGRAM),
                ("diff.planted.cachetextconv", "true"),
            ],
            attributes: "diff=planted",
            control: |repo| run(repo, &["log", "-p"]),
        },
        Plant {
            name: "a merge driver",
            configuration: &[("merge.planted.driver", PROGRAM)],
            attributes: "merge=planted",
            control: |repo| run(repo, &["merge-tree", "--write-tree", "HEAD", "side"]),
        },
    ]);
}

#[test]
fn no_filter_runs() {
    let diff: fn(&Repo) = |repo| run(repo, &["diff"]);
    reads_without_running(&[
        Plant {
            name: "a clean filter",
            configuration: &[("filter.planted.clean", PROGRAM)],
            attributes: "filter=planted",
            control: diff,
        },
        Plant {
            name: "a filter without which git would go no further",
            configuration: &[
                ("filter.planted.clean", PROGRAM),
                ("filter.planted.required", "true"),
            ],
            attributes: "filter=planted",
            control: diff,
        },
        Plant {
            name: "a filter that goes on running",
            configuration: &[
                ("filter.planted.process", PROGRAM),
                ("filter.planted.required", "true"),
            ],
            attributes: "filter=planted",
            control: diff,
        },
        Plant {
            name: "filters of one name, in more than one place",
            configuration: &[
                ("filter.planted.clean", "true"),
                ("filter.planted.clean", PROGRAM),
            ],
            attributes: "filter=planted",
            control: diff,
        },
        Plant {
            name: "a filter whose name reads as a value",
            configuration: &[("filter.a.clean=b.clean", PROGRAM)],
            attributes: "filter=a.clean=b",
            control: diff,
        },
        Plant {
            name: "a filter without a name",
            configuration: &[("filter..clean", PROGRAM)],
            attributes: "filter=",
            control: diff,
        },
        Plant {
            name: "a smudge filter",
            configuration: &[("filter.planted.smudge", PROGRAM)],
            attributes: "filter=planted",
            control: |repo| run(repo, &["checkout", "HEAD", "--", REAL]),
        },
    ]);
}

#[test]
fn no_watcher_signer_or_helper_runs() {
    reads_without_running(&[
        Plant {
            name: "core.fsmonitor",
            configuration: &[("core.fsmonitor", PROGRAM)],
            attributes: "",
            control: |repo| run(repo, &["status"]),
        },
        Plant {
            name: "gpg.program",
            configuration: &[("gpg.program", PROGRAM), ("log.showSignature", "true")],
            attributes: "",
            control: |repo| run(repo, &["log", "-1"]),
        },
        Plant {
            name: "credential.helper",
            configuration: &[("credential.helper", PROGRAM)],
            attributes: "",
            control: |repo| ask_password(repo, &[]),
        },
        Plant {
            name: "core.askPass",
            configuration: &[("core.askPass", PROGRAM)],
            attributes: "",
            control: |repo| ask_password(repo, &[]),
        },
        Plant {
            name: "the command of a trailer",
            configuration: &[("trailer.sign.command", PROGRAM)],
            attributes: "",
            control: |repo| run(repo, &["interpret-trailers", "--trailer", "sign=x"]),
        },
    ]);
}

#[test]
fn no_pager_editor_or_alias_runs() {
    reads_without_running(&[
        Plant {
            name: "core.pager",
            configuration: &[("core.pager", PROGRAM)],
            attributes: "",
            control: |repo| on_terminal(&plain(repo, &["log"])),
        },
        Plant {
            name: "the pager of a command",
            configuration: &[("pager.log", PROGRAM), ("pager.config", PROGRAM)],
            attributes: "",
            control: |repo| on_terminal(&plain(repo, &["log"])),
        },
        Plant {
            name: "core.editor",
            configuration: &[("core.editor", PROGRAM)],
            attributes: "",
            control: |repo| run(repo, &["commit", "--amend"]),
        },
        Plant {
            name: "sequence.editor",
            configuration: &[("sequence.editor", PROGRAM)],
            attributes: "",
            control: |repo| run(repo, &["rebase", "--autostash", "-i", "HEAD~1"]),
        },
        Plant {
            // git's own commands come before aliases of their names: another name shows that it would run.
            name: "aliases of what planwalk asks git",
            configuration: &[
                ("alias.cat-file", "!PROGRAM"),
                ("alias.config", "!PROGRAM"),
                ("alias.diff", "!PROGRAM"),
                ("alias.diff-tree", "!PROGRAM"),
                ("alias.log", "!PROGRAM"),
                ("alias.ls-files", "!PROGRAM"),
                ("alias.merge-base", "!PROGRAM"),
                ("alias.merge-file", "!PROGRAM"),
                ("alias.rev-list", "!PROGRAM"),
                ("alias.rev-parse", "!PROGRAM"),
                ("alias.symbolic-ref", "!PROGRAM"),
                ("alias.another", "!PROGRAM"),
            ],
            attributes: "",
            control: |repo| run(repo, &["another"]),
        },
    ]);
}

#[test]
fn nothing_that_another_file_of_configuration_brings_runs() {
    for (key, control) in [
        ("core.fsmonitor", &["status"][..]),
        ("diff.external", &["diff"]),
        ("filter.planted.clean", &["diff"]),
        ("diff.planted.textconv", &["log", "-p"]),
    ] {
        let repo = edited();
        let before = all(&repo);

        let included = repo.beside("included");
        let value = with_program(&repo, PROGRAM);
        repo.git(["config", "--file", included.to_str().unwrap(), key, &value]);
        repo.git(["config", "include.path", included.to_str().unwrap()]);
        repo.write(".gitattributes", "*.toml diff=planted filter=planted\n");
        let after = all(&repo);

        assert!(ran(&repo).is_empty(), "{key} ran");
        assert_eq!(after, before, "{key}");
        run(&repo, control);
        assert_eq!(ran(&repo), ["planted"], "{key} would run in plain git");
    }
}

/// Hooks, and what makes plain git run them.
const HOOKS: [(&str, &[&str]); 5] = [
    ("pre-commit", &["commit", "--allow-empty", "-m", "x"]),
    ("post-commit", &["commit", "--allow-empty", "-m", "x"]),
    ("post-index-change", &["add", REAL]),
    ("reference-transaction", &["branch", "new"]),
    ("post-checkout", &["checkout", "-b", "other"]),
];

#[test]
fn no_hook_runs() {
    for folder in ["work/.git/hooks", "hooks"] {
        let repo = edited();
        let before = all(&repo);

        let folder = repo.beside(folder);
        for (hook, _) in HOOKS {
            program_at(&repo, folder.join(hook));
        }
        repo.git(["config", "core.hooksPath", folder.to_str().unwrap()]);
        let after = all(&repo);

        assert_eq!(ran(&repo), [] as [&str; 0]);
        assert_eq!(after, before);
        for (hook, control) in HOOKS {
            run(&repo, control);
            assert!(ran(&repo).contains(&hook.to_owned()), "{hook}");
        }
    }
}

/// Ways to fetch what a partial clone left out.
const WAYS: [(&str, &[(&str, &str)]); 4] = [
    (
        "a program for an address",
        &[
            ("remote.origin.url", "ext::PROGRAM"),
            ("protocol.ext.allow", "always"),
        ],
    ),
    (
        "core.sshCommand",
        &[
            ("remote.origin.url", "ssh://example.invalid/x"),
            ("core.sshCommand", PROGRAM),
        ],
    ),
    (
        "core.gitProxy",
        &[
            ("remote.origin.url", "git://example.invalid/x"),
            ("core.gitProxy", PROGRAM),
        ],
    ),
    (
        "remote.origin.uploadpack",
        &[
            ("remote.origin.url", "."),
            ("remote.origin.uploadpack", PROGRAM),
        ],
    ),
];

#[test]
fn nothing_is_fetched_by_whatever_program() {
    for (name, configuration) in WAYS {
        let repo = partial();
        configure(&repo, configuration);
        let blob = first_words(&repo);

        let read = everything(&repo);
        let said = commands(&repo, &[]);

        assert!(ran(&repo).is_empty(), "{name} ran");
        let missing = format!("{:?}", GitError::Missing(blob.clone()));
        assert!(read.contains(&missing), "{name}: {read}");
        assert!(said.contains("\"side~1\"] Some(128)"), "{name}: {said}");
        run(&repo, &["cat-file", "-p", &blob]);
        assert_eq!(ran(&repo), ["planted"], "{name} would run in plain git");
    }
}

/// Variables of one place to name a program, and what makes plain git run it.
type Place = (
    &'static [(&'static str, &'static str)],
    fn(&Repo, &[(&str, String)]),
);

fn run_with(repo: &Repo, variables: &[(&str, String)], arguments: &[&str]) {
    surrounded(repo, variables, arguments).output().unwrap();
}

fn surrounded(repo: &Repo, variables: &[(&str, String)], arguments: &[&str]) -> Command {
    let mut git = plain(repo, arguments);
    git.envs(variables.iter().map(|(name, value)| (name, value)));
    git
}

/// Asks for what a partial clone left out.
fn ask_remote(repo: &Repo, variables: &[(&str, String)]) {
    run_with(repo, variables, &["cat-file", "-p", &first_words(repo)]);
}

const PLACES: [Place; 14] = [
    (&[("GIT_EXTERNAL_DIFF", PROGRAM)], |repo, variables| {
        run_with(repo, variables, &["diff"]);
    }),
    (&[("GIT_PAGER", PROGRAM)], |repo, variables| {
        on_terminal(&surrounded(repo, variables, &["log"]));
    }),
    (&[("PAGER", PROGRAM)], |repo, variables| {
        on_terminal(&surrounded(repo, variables, &["log"]));
    }),
    (&[("GIT_EDITOR", PROGRAM)], |repo, variables| {
        run_with(repo, variables, &["commit", "--amend"]);
    }),
    (
        &[("VISUAL", PROGRAM), ("TERM", "xterm")],
        |repo, variables| run_with(repo, variables, &["commit", "--amend"]),
    ),
    (&[("EDITOR", PROGRAM)], |repo, variables| {
        run_with(repo, variables, &["commit", "--amend"]);
    }),
    (&[("GIT_ASKPASS", PROGRAM)], ask_password),
    (&[("SSH_ASKPASS", PROGRAM)], ask_password),
    (&[("GIT_SSH_COMMAND", PROGRAM)], ask_remote),
    (&[("GIT_SSH", PROGRAM)], ask_remote),
    (
        &[
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "core.sshCommand"),
            ("GIT_CONFIG_VALUE_0", PROGRAM),
        ],
        ask_remote,
    ),
    (
        &[
            ("GIT_CONFIG_COUNT", "2"),
            ("GIT_CONFIG_KEY_0", "gpg.program"),
            ("GIT_CONFIG_VALUE_0", PROGRAM),
            ("GIT_CONFIG_KEY_1", "log.showSignature"),
            ("GIT_CONFIG_VALUE_1", "true"),
        ],
        |repo, variables| run_with(repo, variables, &["log", "-1"]),
    ),
    (
        &[("GIT_CONFIG_PARAMETERS", "'core.fsmonitor'='PROGRAM'")],
        |repo, variables| run_with(repo, variables, &["status"]),
    ),
    (
        &[("GIT_CONFIG_PARAMETERS", "'diff.external'='PROGRAM'")],
        |repo, variables| run_with(repo, variables, &["diff"]),
    ),
];

#[test]
fn no_program_that_a_variable_names_runs() {
    for (variables, control) in PLACES {
        let repo = partial();
        configure(&repo, &[("remote.origin.url", "ssh://example.invalid/x")]);
        let value = |text: &str| with_program(&repo, text);
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, text)| (*name, value(text)))
            .collect();

        let said = commands(&repo, &variables);
        on_terminal(&planwalk(&repo, &["log", "-n", "2"], &variables));

        assert!(ran(&repo).is_empty(), "{variables:?}");
        assert!(said.contains("\"side~1\"] Some(128)"), "{said}");
        control(&repo, &variables);
        assert_eq!(ran(&repo), ["planted"], "{variables:?} in plain git");
    }
}

#[test]
fn a_commit_goes_through_the_filters_that_looking_leaves_alone() {
    let repo = edited();
    let program = with_program(&repo, "PROGRAM; sed s/教育/教学/g");
    repo.git(["config", "filter.planted.clean", &program]);
    repo.write(".git/info/attributes", "*.toml filter=planted\n");
    let found = repo.open(REAL);

    let changes = found.own_changes().unwrap();
    assert!(changes.contains(&repo.path(REAL)));
    assert!(ran(&repo).is_empty());

    found.commit("滤过", &[&repo.path(REAL)]).unwrap();
    assert_eq!(ran(&repo), ["planted"]);
    let committed = repo.git(["show", &format!("HEAD:{REAL}")]);
    assert!(committed.contains("教学") && !committed.contains("教育"));
    assert!(repo.read(REAL).contains("教育"));

    // Written anew with the same words, it may count as changed; a commit knows better.
    repo.write(REAL, &repo.read(REAL));
    let error = found.commit("又", &[&repo.path(REAL)]).unwrap_err();
    assert!(matches!(error, GitError::NothingToCommit), "{error:?}");
}

#[test]
fn line_ends_and_keywords_that_git_converts_are_no_changes() {
    for (configuration, attributes, before, after) in [
        (&[("core.autocrlf", "true")][..], "", "\n", "\r\n"),
        (&[("core.autocrlf", "input")], "", "\n", "\r\n"),
        (&[], "text=auto", "\n", "\r\n"),
        (&[], "text eol=crlf", "\n", "\r\n"),
        (&[], "ident", "$Id$", "$Id: 0123 $"),
        (
            &[("filter.planted.clean", PROGRAM)],
            "text=auto filter=planted",
            "\n",
            "\r\n",
        ),
    ] {
        let repo = Repo::real();
        repo.write(REAL, &format!("# $Id$\n{}", repo.read(REAL)));
        repo.commit("标识");
        let plant = Plant {
            name: attributes,
            configuration,
            attributes,
            control: |_| (),
        };
        plant.put_into(&repo);
        let text = repo.read(REAL);

        repo.write(REAL, &text.replace(before, after));
        let changes = repo.open(REAL).own_changes().unwrap();
        assert_eq!(
            changes,
            [] as [PathBuf; 0],
            "{configuration:?} {attributes}"
        );

        repo.write(REAL, &text.replace(before, after).replace("教育", "教学"));
        let changes = repo.open(REAL).own_changes().unwrap();
        assert_eq!(changes, [repo.path(REAL)], "{configuration:?} {attributes}");
    }
}
