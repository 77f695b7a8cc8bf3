//! Every call to the system that a save makes fails once, and is the last one before the process dies once.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::place::{PLAN, Place, with};
use crate::tracing::{self, Call, Fate};

const KILLED: i32 = 9;

struct Saving {
    place: Place,
    command: Command,
    log: PathBuf,
    calls: Vec<Call>,
    new: String,
}

impl Saving {
    /// A command that saves, and the calls that it makes for it.
    fn new() -> Self {
        let place = Place::new();
        let log = place.folder().join("log");
        // Named in full: so the tracer's lines are found.
        let plan = place.plan().canonicalize().unwrap();
        let words = ["set", "t01", "status=done", "--plan"];
        let mut command = place.command(&words);
        command.arg(&plan);
        let calls = tracing::calls(&command, plan.parent().unwrap(), &log);
        let new = with(PLAN, "t01", "done");
        assert_eq!(place.read(), new);
        Self {
            place,
            command,
            log,
            calls,
            new,
        }
    }

    fn run(&self, call: &Call, fate: Fate) -> Output {
        self.place.write(PLAN);
        fs::set_permissions(self.place.plan(), Permissions::from_mode(0o640)).unwrap();
        tracing::run_with(&self.command, call, fate, &self.log)
    }

    fn calls_named(&self, name: &str) -> usize {
        self.calls
            .iter()
            .filter(|call| call.name.starts_with(name))
            .count()
    }
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn whichever_call_fails_the_file_is_old_or_new_and_the_words_are_true() {
    if !tracing::is_possible() {
        return;
    }
    let saving = Saving::new();
    for (name, least) in [
        ("openat", 4),
        ("write", 1),
        ("fsync", 2),
        ("fchmod", 1),
        ("fchown", 1),
        ("rename", 1),
        ("flock", 2),
        ("read", 1),
    ] {
        let count = saving.calls_named(name);
        assert!(count >= least, "{name}: {:#?}", saving.calls);
    }
    let (mut saved, mut refused) = (0, 0);
    // What is closed has been through to the disk before, and std says nothing of how that went.
    let calls = saving.calls.iter().filter(|call| call.name != "close");
    for call in calls {
        for error in ["EIO", "ENOSPC", "EDQUOT", "EROFS", "EACCES"] {
            let output = saving.run(call, Fate::Fails(error));
            let (text, said) = (saving.place.read(), words(&output.stderr));
            match output.status.code() {
                Some(0) => {
                    saved += 1;
                    assert_eq!(text, saving.new, "{error}: {call:?}");
                    assert!(words(&output.stdout).contains("已保存"), "{output:?}");
                    let is_unsure = call.name == "fsync";
                    assert_eq!(said.contains("不能保证断电后还在"), is_unsure, "{said}");
                    let mode = fs::metadata(saving.place.plan())
                        .unwrap()
                        .permissions()
                        .mode();
                    assert_eq!(mode & 0o777, 0o640, "{error}: {call:?}");
                }
                Some(1) => {
                    refused += 1;
                    assert_eq!(text, PLAN, "{error}: {call:?}");
                    assert!(said.contains("没能保存"), "{error}: {call:?}: {said}");
                    assert_eq!(words(&output.stdout), "");
                    let reason = match error {
                        "ENOSPC" => "磁盘已满",
                        "EDQUOT" => "磁盘配额已用完",
                        "EROFS" => "磁盘是只读的",
                        // Of a file that is there it means that it may not be written.
                        "EACCES" => "",
                        _ => "error 5",
                    };
                    assert!(said.contains(reason), "{error}: {call:?}: {said}");
                }
                _ => panic!("{error}: {call:?}: {output:?}"),
            }
            assert_eq!(saving.place.beside(), [""; 0], "{error}: {call:?}");
        }
    }
    assert!(saved > 0 && refused > 0, "{saved} saved, {refused} refused");
}

#[test]
fn whichever_call_is_the_last_the_file_is_old_or_new_and_the_next_save_clears_up() {
    if !tracing::is_possible() {
        return;
    }
    let saving = Saving::new();
    let (mut old, mut new, mut left) = (0, 0, 0);
    for call in &saving.calls {
        let output = saving.run(call, Fate::Kills);
        assert_eq!(output.status.signal(), Some(KILLED), "{call:?}: {output:?}");
        let text = saving.place.read();
        if text == PLAN {
            old += 1;
        } else {
            assert_eq!(text, saving.new, "{call:?}");
            new += 1;
        }
        let leftovers = saving.place.beside();
        left += leftovers.len();
        assert!(leftovers.iter().all(|name| name.starts_with(".planwalk-")));
        // What is left is no plan to anybody, and no reason to refuse.
        let listed = saving.place.command(&["list"]).output().unwrap();
        assert!(listed.status.success(), "{listed:?}");
        let next = saving.place.set("t02", "done");
        assert!(next.status.success(), "{call:?}: {next:?}");
        assert_eq!(saving.place.read(), with(&text, "t02", "done"));
        assert_eq!(saving.place.beside(), [""; 0], "{call:?}");
    }
    assert!(
        old > 0 && new > 0 && left > 0,
        "{old} old, {new} new, {left} left"
    );
}
