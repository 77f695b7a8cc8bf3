//! Help, manual, completions, and what is said of a wrong command line, in both languages.

use insta::assert_snapshot;

use crate::world::World;

const COMMANDS: [&str; 17] = [
    "open",
    "list",
    "show",
    "set",
    "note",
    "diff",
    "log",
    "blame",
    "check",
    "new",
    "import",
    "git-setup",
    "schema",
    "completions",
    "man",
    "help",
    "textconv",
];

/// English words that are neither commands, keys, values, nor names of things.
const ENGLISH: [&str; 12] = [
    "Usage",
    "Options",
    "Commands",
    "Arguments",
    "Print",
    "OPTIONS",
    "COMMAND",
    "default",
    "possible",
    "the",
    "error",
    "SYNOPSIS",
];

#[test]
fn help_is_whole_in_chinese() {
    let world = World::empty();
    for command in COMMANDS {
        let help = world.run(&format!("{command} --help")).good();
        for word in ENGLISH {
            let words = help.split(|c: char| !c.is_ascii_alphabetic());
            assert!(
                !words.clone().any(|known| known == word),
                "{command}: {word}\n{help}"
            );
        }
        assert!(help.contains("用法：planwalk"), "{help}");
        assert!(help.contains("显示帮助"), "{help}");
    }
}

#[test]
fn help_in_english_has_no_chinese_outside_examples() {
    let world = World::empty().english();
    for command in COMMANDS {
        let help = world.run(&format!("{command} --help")).good();
        assert!(help.is_ascii(), "{command}: {help}");
    }
}

#[test]
fn help_has_several_ways() {
    let world = World::empty();
    let help = world.run("set --help").good();
    for line in [
        "set -h",
        "help set",
        "--lang zh set --help",
        "set 1 status=done -h",
    ] {
        assert_eq!(world.run(line).good(), help, "{line}");
    }
    assert_eq!(world.run("help").good(), world.run("--help").good());
    assert_snapshot!(world.transcript(&["--help", "set --help", "set --help --lang en"]));
}

#[test]
fn the_language_is_that_of_the_locale() {
    let is_chinese = |world: World| world.run("--help").good().contains("用法");
    assert!(is_chinese(World::empty()));
    assert!(!is_chinese(World::empty().set("LANG", "C")));
    assert!(!is_chinese(World::empty().set("LC_ALL", "C")));
    assert!(!is_chinese(World::empty().set("LANG", "")));
    assert!(is_chinese(
        World::empty().english().set("LC_MESSAGES", "zh_CN.UTF-8")
    ));
    assert!(!is_chinese(
        World::empty()
            .set("LC_ALL", "POSIX")
            .set("LC_MESSAGES", "zh_CN.UTF-8")
    ));
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    for world in [World::empty(), World::empty().english()] {
        world.run("man").good();
        for command in COMMANDS {
            let page = world.run(&format!("man {command}")).good();
            let name = format!("planwalk\\-{}", command.replace('-', "\\-"));
            assert!(page.contains(&name), "{page}");
            assert!(!page.contains("EXTRA"), "{page}");
            for code in ["0", "1", "2"] {
                assert!(page.contains(&format!(".TP\n\\fB{code}\\fR\n")), "{page}");
            }
        }
    }
    assert_snapshot!(World::empty().run("man note").good());
    let english = World::empty().english();
    let synopsis = |line: &str| {
        let page = english.run(line).good();
        assert!(page.contains("\n.SH EXIT STATUS\n"), "{page}");
        let (_, rest) = page.split_once(".SH SYNOPSIS\n").unwrap();
        let line = rest.lines().next().unwrap().to_owned();
        ["\\fB", "\\fI", "\\fR", "\\"]
            .iter()
            .fold(line, |line, mark| line.replace(mark, ""))
    };
    assert_snapshot!(synopsis("man"), @"planwalk [-V|--version] [--plan PATH] [--lang LANGUAGE] [-h|--help] [--ambiguous WIDTH] [COMMAND]");
    assert_snapshot!(synopsis("man set"), @"planwalk set [-n|--dry-run] [--json] [--plan PATH] [--lang LANGUAGE] [-h|--help] NODE KEY=VALUE...");
    assert_snapshot!(synopsis("man list"), @"planwalk list [--pillar PILLAR]... [--status STATUS]... [--open] [--json] [--plan PATH] [--lang LANGUAGE] [-h|--help]");
    assert_snapshot!(synopsis("man check"), @"planwalk check [--json] [--plan PATH] [--lang LANGUAGE] [-h|--help] [PLAN]...");
    assert!(World::empty().run("man nonsense").bad(2).contains("list"));
}

#[test]
fn completions_exist_for_every_shell() {
    let world = World::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = world.run(&format!("completions {shell}")).good();
        for word in ["planwalk", "check", "dry-run"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // Elvish and PowerShell complete names only, fish no values of arguments.
        let values = match shell {
            "zsh" => &["off-track", "decision", "status=on-track"][..],
            "bash" | "fish" => &["off-track", "decision"],
            _ => &[],
        };
        for value in values {
            assert!(script.contains(value), "{shell}: {value}");
        }
    }
    world.run("completions ksh").bad(2);
}

#[test]
fn shells_take_their_completions() {
    let world = World::empty();
    for (shell, flag) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let script = world.run(&format!("completions {shell}")).good();
        world.write("script", script);
        // Only the shells of this machine can be asked.
        if let Ok(output) = world.command(shell).args([flag, "script"]).output() {
            assert!(output.status.success(), "{shell}: {output:?}");
        }
    }
}

/// What bash makes of a line whose cursor stands at its end, given as the words it splits it into.
/// None where there is no bash.
fn offered(world: &World, words: &[&str]) -> Option<String> {
    world.write("script", world.run("completions bash").good());
    let ask = r#"
        source ./script
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        word=${COMP_WORDS[COMP_CWORD]}
        [[ $word == = ]] && word=
        _planwalk planwalk "$word" "${COMP_WORDS[COMP_CWORD - 1]}"
        echo "${COMPREPLY[*]}"
    "#;
    let mut bash = world.command("bash");
    bash.args(["--norc", "-c", ask, "bash", "planwalk"])
        .args(words);
    let output = bash.output().ok()?;
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{words:?}");
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

#[test]
fn bash_completes_what_can_stand_at_the_cursor() {
    let world = World::with(crate::world::PLAN);
    let plan = "plans/plan.toml";
    for (words, expected) in [
        // Bash makes words of the two sides of `=`; the value alone is put in.
        (&["set", "t05", "stat"][..], "status="),
        (&["set", "t05", "status", "=", "d"], "done dropped"),
        (&["set", "t05", "status", "=", "off"], "off-track"),
        (&["set", "t05", "status", "=", "done", "du"], "due="),
        (&["set", "t05", "lead", "="], ""),
        // Without `=` in COMP_WORDBREAKS it is one word.
        (&["set", "t05", "status=off"], "status=off-track"),
        // A node is not guessed, and no option is put in its place.
        (&["set", ""], ""),
        (&["note", ""], ""),
        (&["set", "--dry"], "--dry-run"),
        (&["--plan", plan, "set", "t05", "prog"], "progress="),
        (&["--plan", "=", plan, "set", "t05", "prog"], "progress="),
        (&["note", "5", "--kind", "dec"], "decision"),
        (&["list", "--status", "=", "off"], "off-track"),
        (&["--lang", ""], "zh en"),
        (&["list", "--lang", "=", "z"], "zh"),
        (&["lis"], "list"),
        (&["man", "che"], "check"),
        (&["completions", "ba"], "bash"),
        // Paths.
        (&["open", "plans/"], plan),
        (&["open", ""], "script plans"),
        (&["check", plan, "plans/"], plan),
        (&["import", "plans/"], plan),
        (&["import", "x.txt", "-o", "plans/"], plan),
        (&["list", "--plan", "=", "plans/"], plan),
        (&["list", "--plan=plans/"], "--plan=plans/plan.toml"),
        (&["plans/"], plan),
    ] {
        let Some(offered) = offered(&world, words) else {
            return;
        };
        let sorted = |line: &str| {
            let mut words: Vec<_> = line.split(' ').map(str::to_owned).collect();
            words.sort();
            words
        };
        assert_eq!(sorted(&offered), sorted(expected), "{words:?}");
    }
}

#[test]
fn a_wrong_command_line_is_answered_in_the_reader_s_language() {
    let lines = [
        "lst",
        "list --jso",
        "show 1 2",
        "set",
        "note",
        "--plan",
        "--lang fr",
        "completions",
        "completions ksh",
        "open plans/x.toml --plan y",
        "list --json=yes",
        "--plan x --plan y",
    ];
    let world = World::empty();
    for line in lines {
        world.run(line).bad(2);
    }
    assert_snapshot!("chinese", world.transcript(&lines));
    assert_snapshot!("english", world.english().transcript(&lines));
}

#[test]
fn the_version() {
    let out = World::empty().run("--version").good();
    assert_eq!(out, format!("planwalk {}\n", env!("CARGO_PKG_VERSION")));
}
