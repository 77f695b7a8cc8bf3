//! The habits of the shell: pipes, colours, limits, hostile text.

use std::io::{Read, pipe};
use std::process::Stdio;

use planwalk::text::{Ambiguous, width_of};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::world::{PLAN, Ran, World};

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let world = World::with(PLAN);
    for line in [
        "list",
        "list --json",
        "show 1",
        "check",
        "--help",
        "man",
        "completions bash",
        "set 1 status=done",
    ] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let mut command = world.command(env!("CARGO_BIN_EXE_planwalk"));
        let child = command
            .args(line.split(' '))
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{line}");
    }
    assert!(
        world
            .plan()
            .contains("status = \"done\"\ntitle = \"抓实基层党建\"")
    );
}

/// What a terminal of this width gets from a command.
fn on_terminal(world: &World, columns: u16, line: &str) -> String {
    let size = PtySize {
        rows: 24,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_planwalk"));
    command.args(line.split(' '));
    command.cwd(world.path());
    command.env_clear();
    for (name, value) in world.environment() {
        command.env(name, value);
    }
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    // The end of a terminal is an error on some systems.
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..count]);
    }
    child.wait().unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let world = World::with(PLAN);
    let shown = on_terminal(&world, 80, "list");
    assert!(shown.contains("\x1b[1;31m滞后\x1b[0m"), "{shown:?}");
    assert!(!world.run("list").good().contains('\x1b'));
    let world = world.set("NO_COLOR", "1");
    assert!(!on_terminal(&world, 80, "list").contains('\x1b'));
    let world = world.set("NO_COLOR", "").set("TERM", "dumb");
    assert!(!on_terminal(&world, 80, "list").contains('\x1b'));
}

#[test]
fn a_narrow_terminal_gets_whole_rows() {
    let world =
        World::with(&PLAN.replace("抓实基层党建", "抓实基层党建工作和党风廉政建设各项工作"));
    let world = world.set("NO_COLOR", "1");
    let width = |line: &str| width_of(line, Ambiguous::Narrow);
    let shown = on_terminal(&world, 80, "list");
    let row = shown.lines().find(|line| line.starts_with("t01")).unwrap();
    assert!(row.contains('⋯') && row.ends_with("2999-12-31"), "{row}");
    assert!(width(row) <= 80, "{row}");
    for columns in [64, 50, 40, 30, 20, 5] {
        let shown = on_terminal(&world, columns, "list");
        let fits = |line: &str| width(line) <= columns.into();
        // The title of the plan is running text.
        assert!(shown.lines().skip(1).all(fits), "{columns}:\n{shown}");
        let ids = shown.lines().filter_map(|line| line.split(' ').next());
        let ids: Vec<_> = ids.filter(|id| id.starts_with(['p', 't'])).collect();
        assert_eq!(
            ids,
            ["p1", "t01", "t02", "p2", "t03"],
            "{columns}:\n{shown}"
        );
    }
    // The worst status of a pillar and its count are seen on every usual terminal.
    let shown = on_terminal(&world, 40, "list");
    assert!(shown.contains("滞后 1"), "{shown}");
    let shown = on_terminal(&world, 40, "show 1");
    assert!(shown.lines().all(|line| width(line) <= 40), "{shown}");
}

#[test]
fn hostile_text_is_shown_as_marks() {
    let hostile = PLAN.replace(
        "title = \"抓实基层党建\"",
        "title = \"\\u001b[31m\\u202e党建\"",
    );
    let world = World::with(&hostile);
    for line in ["list", "show 1", "set 1 title=新", "note 1 \u{9b}31m"] {
        let ran = world.run(line);
        let raw = |text: &str| text.contains(['\x1b', '\u{202e}', '\u{9b}']);
        assert!(!raw(&ran.out) && !raw(&ran.err), "{line}: {ran:?}");
    }
    let err = world.run_words(["show", "\x1b[31m"]).bad(1);
    assert!(err.contains("^["), "{err}");
    let err = world.run_words(["--plan", "\x1b[31m.toml", "list"]).bad(1);
    assert!(!err.contains('\x1b'), "{err}");
}

/// Past `ulimit -f` a write is an error, which is told; the signal would end the program.
#[cfg(unix)]
#[test]
fn a_limit_on_file_sizes_is_an_error() {
    let world = World::with(PLAN);
    let mut shell = world.command("sh");
    shell.args([
        "-c",
        "ulimit -f 0; exec \"$0\" set 1 status=done",
        env!("CARGO_BIN_EXE_planwalk"),
    ]);
    let err = Ran::of(&mut shell).bad(1);
    assert!(err.contains("文件太大"), "{err}");
    assert_eq!(world.plan(), PLAN);
    assert_eq!(world.files(), ["plans/plan.toml"]);
}

/// A full disk is told, and the exit code says that the result did not arrive.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let world = World::with(PLAN);
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = world.command(env!("CARGO_BIN_EXE_planwalk"));
    let output = command.arg("list").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("磁盘已满")
    );
}

#[test]
fn the_program_for_the_room_gives_a_pipe_the_outline() {
    let world = World::with(PLAN);
    let outline = world.run("list").good();
    for line in [
        "",
        "open",
        "open plans/plan.toml",
        "open plans",
        "open --plan plans/plan.toml",
        // A path alone is opened, as by an editor.
        "plans/plan.toml",
    ] {
        assert_eq!(world.run(line).good(), outline, "{line}");
    }
    world.write("plans/other.toml", PLAN);
    assert_eq!(world.run("open plans/other.toml").good(), outline);
    let err = world.run("open").bad(2);
    assert!(err.contains("--plan plans/other.toml"), "{err}");
    let err = world.run("open nowhere.toml").bad(1);
    assert!(err.contains("nowhere.toml"), "{err}");
}

#[test]
fn a_document_is_to_be_imported_first() {
    let world = World::empty();
    let text = "一、党的建设\n(一)抓实基层党建。\n";
    world.write("计划.txt", text);
    world.write("plan.md", "# 党的建设\n\n- 抓实基层党建\n");
    world.write("plan.html", format!("<html><p>{text}</p></html>"));
    world.write("plan.docx", b"PK\x03\x04\x00\xff");
    world.write("empty.toml", "一、");
    world.write("backup.txt", PLAN);
    for name in ["计划.txt", "plan.md", "plan.html", "plan.docx"] {
        for line in [
            format!("open {name}"),
            format!("./{name}"),
            format!("--plan {name}"),
        ] {
            let err = world.run(&line).bad(1);
            assert!(err.contains("是文档"), "{line}: {err}");
            assert!(err.contains("planwalk import "), "{line}: {err}");
            assert!(!err.contains("TOML"), "{line}: {err}");
        }
        let shown = on_terminal(&world, 80, &format!("open {name}"));
        assert!(shown.contains("planwalk import"), "{name}: {shown}");
    }
    // A plan file under another name is one all the same, and a broken one is told as such.
    assert!(world.run("open backup.txt").good().contains("抓实基层党建"));
    assert!(!world.run("open empty.toml").err.contains("import"));
}
