//! Files that are no plans, or far too much of one: a clear sentence, no panic, no waiting, little memory.

use std::fs;
use std::process::Command;

use crate::assert_safe;
use crate::world::{Ran, World};

/// What a command may take, in kB of addresses: the program, its threads, and 256 MB of memory beside them.
#[cfg(target_os = "linux")]
const ADDRESSES: u32 = 700_000;

/// A problem with its place, line and way out has at most so many bytes.
const A_PROBLEM: usize = 2_000;

/// The commands that read a file, with the file's name put in. Those that need a repository have none here.
const COMMANDS: [&str; 8] = [
    "check FILE",
    "check --json FILE",
    "--plan FILE list",
    "--plan FILE list --json",
    "--plan FILE show 1",
    "--plan FILE diff",
    "import -n FILE",
    "textconv FILE",
];

/// Those of them that read, or tell, each in its own way.
const TELLING: [&str; 4] = [
    "check FILE",
    "--plan FILE list --json",
    "import -n FILE",
    "textconv FILE",
];

/// A command under a limit on memory, where the system has one.
fn limited(world: &World, line: &str) -> Ran {
    let program = env!("CARGO_BIN_EXE_planwalk");
    #[cfg(target_os = "linux")]
    let mut command: Command = {
        let mut shell = world.command("sh");
        let limit = format!("ulimit -v {ADDRESSES}; exec \"$0\" \"$@\"");
        shell.args(["-c", &limit, program]);
        shell
    };
    #[cfg(not(target_os = "linux"))]
    let mut command: Command = world.command(program);
    Ran::of(command.args(line.split_whitespace()))
}

/// What a command may say of a file.
fn assert_told(ran: &Ran, line: &str) {
    assert_safe(ran, line);
    // What is said is about one file, or one problem after the other with an empty line between.
    assert!(ran.err.len() < A_PROBLEM, "{line}: {} bytes", ran.err.len());
    if line.starts_with("check") && !line.contains("--json") {
        for problem in ran.out.split("\n\n") {
            assert!(problem.len() < A_PROBLEM, "{line}: {problem}");
        }
    }
}

fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len() + 1)
}

fn task_with(line: &str) -> String {
    format!(
        "title = \"计划\"\n[[pillar]]\nid = \"p1\"\ntitle = \"一\"\n[[pillar.task]]\nid = \"t1\"\ntitle = \"二\"\n{line}"
    )
}

/// Texts that are TOML by their names only, or TOML that is no plan, some megabytes each: enough to take
/// gigabytes where each byte costs a table or an error.
fn no_plans() -> Vec<(&'static str, Vec<u8>)> {
    const MEGABYTE: usize = 1 << 20;
    const DEEP: usize = 100_000;
    let nested = |open: &str, middle: &str, close: &str| {
        format!("x = {}{middle}{}\n", open.repeat(DEEP), close.repeat(DEEP))
    };
    let utf16 = |unit: fn(u16) -> [u8; 2]| {
        let text = "\u{feff}title = \"计划\"\n";
        text.encode_utf16().flat_map(unit).collect::<Vec<u8>>()
    };
    let mut many_headers = String::new();
    for number in 0..200_000 {
        many_headers.push_str(&format!("[a{number}]\n"));
    }
    let texts = [
        ("a line of letters", repeated("a", MEGABYTE)),
        ("a line of blanks", repeated(" ", MEGABYTE)),
        ("a line of =", repeated("=", 4 * MEGABYTE)),
        ("a line of [", repeated("[", 4 * MEGABYTE)),
        ("a line of quotes", repeated("\"", MEGABYTE)),
        (
            "a line of commas",
            format!("x = [{}]", repeated("1,", MEGABYTE)),
        ),
        ("a line of carriage returns", repeated("\r", 1 << 20)),
        ("empty lines", repeated("\n", MEGABYTE)),
        ("the same key", repeated("a=1\n", MEGABYTE)),
        ("escape sequences", repeated("\x1b[2J", 1 << 20)),
        ("tables", many_headers),
        ("pillars of nothing", repeated("[[pillar]]\n", MEGABYTE)),
        ("arrays in arrays", nested("[", "", "]")),
        ("inline tables in inline tables", nested("{a=", "1", "}")),
        ("arrays that never end", format!("x = {}", "[".repeat(DEEP))),
        ("a dotted key", format!("x{} = 1\n", ".a".repeat(DEEP))),
        ("a dotted header", format!("[x{}]\n", ".a".repeat(DEEP))),
        ("dotted headers", format!("[[x{}]]\n", ".a".repeat(DEEP))),
        (
            "a text that never ends",
            format!("title = '''{}", repeated("x\n", MEGABYTE)),
        ),
        (
            "a long number",
            format!("title = \"x\"\nformat = {}\n", "9".repeat(1 << 20)),
        ),
        (
            "a long number of a task",
            task_with(&format!("progress = {}\n", "9".repeat(1 << 20))),
        ),
        (
            "a long word",
            task_with(&format!("status = \"{}\"\n", "s".repeat(1 << 20))),
        ),
        (
            "a list of numbers",
            task_with(&format!("support = [{}]\n", "1,".repeat(1 << 19))),
        ),
        (
            "another kind of TOML",
            "[package]\nname = \"x\"\n".to_owned(),
        ),
        ("nothing", String::new()),
        ("JSON", "{\"a\": [1, 2, 3]}\n".to_owned()),
        (
            "a web page",
            "<html><p>一、党的建设</p></html>\n".to_owned(),
        ),
    ];
    let bytes: [(&str, Vec<u8>); 11] = [
        ("bytes that are no text", repeated_bytes(0xff, MEGABYTE)),
        ("zeros", repeated_bytes(0, 1 << 20)),
        ("a zero in a text", b"title = \"a\0b\"\n".to_vec()),
        ("one byte that is no text", b"title = \"\xff\"\n".to_vec()),
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE", utf16(u16::to_be_bytes)),
        ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".to_vec()),
        (
            "a picture",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe".to_vec(),
        ),
        ("a docx", b"PK\x03\x04\x14\0\x06\0\x08\0\xff\x9b".to_vec()),
        (
            "a program",
            b"\x7fELF\x02\x01\x01\0\0\0\xff\xff\x9b31m".to_vec(),
        ),
        ("an archive", b"\x1f\x8b\x08\0\0\0\0\0\xff\xff".to_vec()),
    ];
    let texts = texts
        .into_iter()
        .map(|(name, text)| (name, text.into_bytes()));
    texts.chain(bytes).collect()
}

fn repeated_bytes(byte: u8, count: usize) -> Vec<u8> {
    vec![byte; count]
}

#[test]
fn what_is_no_plan_is_said_to_be_none() {
    for (name, bytes) in no_plans() {
        let world = World::empty();
        world.write("file.toml", &bytes);
        for command in TELLING {
            let ran = limited(&world, &command.replace("FILE", "file.toml"));
            assert_told(&ran, &format!("{command} ({name})"));
            // git would give up where textconv does; it is given the text as it stands.
            let is_document = name == "a web page" && command.starts_with("import");
            if command.starts_with("check") || command.starts_with("import") && !is_document {
                assert_eq!(ran.code, 1, "{command} ({name}): {ran}");
                assert!(ran.err.contains("file.toml") || ran.out.contains("file.toml"));
            }
        }
    }
}

/// Much of what a plan may have is no mistake, whatever one thinks of it.
#[test]
fn a_plan_of_too_much_is_read_or_refused() {
    let note = "[[pillar.task.note]]\nat=2021-09-15T09:40:00+08:00\nby=\"x\"\nkind=\"issue\"\ntext=\"x\"\n";
    let odd_note = "[[pillar.task.note]]\nkind = \"?\"\n";
    let conflict =
        "[[conflict]]\nnode=\"t1\"\nfield=\"status\"\nours=\"done\"\ntheirs=\"closed\"\n";
    let mut tasks = task_with("");
    for number in 0..200_000 {
        tasks.push_str(&format!(
            "[[pillar.task]]\nid = \"n{number}\"\ntitle = \"x\"\n"
        ));
    }
    for (name, plan, code) in [
        ("100,000 notes", task_with(&note.repeat(100_000)), 0),
        ("100,000 odd notes", task_with(&odd_note.repeat(100_000)), 1),
        (
            "100,000 conflicts",
            format!("title = 'x'\n{}", conflict.repeat(100_000)),
            0,
        ),
        (
            "a long key",
            format!("{} = 1\n{}", "k".repeat(1 << 20), task_with("")),
            0,
        ),
        (
            "a long title",
            format!("title = '{}'\n", "题".repeat(1 << 20)),
            0,
        ),
        ("200,000 tasks", tasks, 0),
    ] {
        let world = World::empty();
        world.write("file.toml", plan);
        let ran = limited(&world, "check file.toml");
        assert_told(&ran, name);
        assert_eq!(ran.code, code, "{name}: {}", ran.out);
        // A person reads the first problems, and how many there are.
        assert!(ran.out.len() < 1_000_000, "{name}: {} bytes", ran.out.len());
        if name.ends_with("notes") {
            assert_safe(&limited(&world, "--plan file.toml list --json"), name);
        }
    }
}

/// A document of very many parts is refused before each is told, on lines of their own or in one.
#[test]
fn a_document_of_too_many_parts_is_refused() {
    let lines = format!("一、党的建设\n{}", "(一)抓。\n".repeat(150_000));
    let items = format!("一、党的建设。{}", "(一)抓。(二)落实。".repeat(75_000));
    for (name, text) in [
        ("lines", lines),
        ("items", items),
        ("pages", format!("<html>{}</html>", "<p>x".repeat(150_000))),
    ] {
        let world = World::empty();
        world.write("file.txt", text);
        for (lang, words) in [("zh", "最多 100000"), ("en", "at most 100000")] {
            let ran = limited(&world, &format!("--lang {lang} import -n file.txt"));
            assert_told(&ran, name);
            assert_eq!(ran.code, 1, "{name}: {}", ran.err);
            assert!(ran.err.contains(words), "{name}: {}", ran.err);
        }
    }
}

/// The errors are listed before there is room for hints, and what is not listed is counted.
#[test]
fn of_many_problems_the_errors_come_first() {
    let world = World::empty();
    let hints: String = (0..2_000)
        .map(|number| format!("k{number} = 1\n"))
        .collect();
    world.write("file.toml", format!("title = 'x'\n{hints}issued = 'x'\n"));
    let ran = world.run("check file.toml");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("“issued”应当是日期"), "{}", ran.out);
    assert!(ran.out.contains("另有 1001 处没有列出"), "{}", ran.out);
    assert!(ran.out.ends_with("1 个错误，2000 个提示\n"), "{}", ran.out);
    let hints: String = (0..12_000)
        .map(|number| format!("k{number} = 1\n"))
        .collect();
    world.write("file.toml", format!("title = 'x'\n{hints}issued = 'x'\n"));
    let ran = world.run("check --json file.toml");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let plan = &report["plans"][0];
    assert_eq!(
        (&plan["hints"], &plan["not_listed"]),
        (&12_000.into(), &2_001.into())
    );
    assert_eq!(plan["problems"].as_array().unwrap().len(), 10_000);
}

/// What is at a path that is no file, in words. A pipe that nobody writes to would be waited for, and a device
/// read for ever.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_at_once() {
    use std::os::unix::fs::symlink;
    let world = World::empty();
    let at = |name: &str| world.path().join(name);
    assert!(
        world
            .command("mkfifo")
            .arg("pipe.toml")
            .status()
            .unwrap()
            .success()
    );
    let _socket = std::os::unix::net::UnixListener::bind(at("socket.toml")).unwrap();
    symlink("loop.toml", at("loop.toml")).unwrap();
    symlink("nowhere", at("gone.toml")).unwrap();
    fs::create_dir(at("folder.toml")).unwrap();
    for device in ["zero", "full", "random"] {
        symlink(format!("/dev/{device}"), at(&format!("{device}.toml"))).unwrap();
    }
    for (name, chinese, english) in [
        ("pipe.toml", "不是普通文件", "no ordinary file"),
        ("socket.toml", "不是普通文件", "no ordinary file"),
        ("zero.toml", "不是普通文件", "no ordinary file"),
        ("full.toml", "不是普通文件", "no ordinary file"),
        ("random.toml", "不是普通文件", "no ordinary file"),
        ("loop.toml", "绕成了圈", "in a circle"),
        ("gone.toml", "没有这个文件", "no such file"),
        ("folder.toml", "folder.toml", "folder.toml"),
    ] {
        for command in COMMANDS {
            let line = command.replace("FILE", name);
            for (lang, words) in [("zh", chinese), ("en", english)] {
                let ran = limited(&world, &format!("{line} --lang {lang}"));
                assert_told(&ran, &line);
                assert!(ran.code == 1 || ran.code == 128, "{line}: {ran}");
                // Whether there is a repository is asked before the file is read.
                if !command.contains("diff") {
                    assert!(ran.err.contains(words), "{line}: {ran}");
                    assert!(
                        ran.err.contains(name) && ran.err.lines().count() > 1,
                        "{line}: {ran}"
                    );
                }
            }
        }
    }
}
