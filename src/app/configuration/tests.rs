//! The configuration: the text of a file before, what holds and what is told after.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;

use insta::assert_snapshot;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, proptest};
use proptest::sample::{Index, select};

use super::*;
use crate::app::Context;
use crate::document::LineIndex;
use crate::text::{Ambiguous, excerpt};

fn read(text: &str) -> (Configuration, Vec<ConfigurationProblem>) {
    Configuration::read(Path::new(CONFIGURATION_NAME), text.as_bytes())
}

/// The problems as the screen lists them, in both languages, those of the keymap behind.
fn told(text: &str) -> String {
    let (configuration, problems) = read(text);
    let (_, problems) = configuration.keymap(problems);
    let mut out = String::new();
    for problem in &problems {
        let lines = LineIndex::new(&problem.file.text);
        if let Some(span) = &problem.span {
            let place = lines.locate(span);
            let shown = excerpt(place.text, place.range, 78, Ambiguous::Narrow);
            let (line, column) = (place.line, place.column);
            writeln!(out, "{line}:{column}\n  {}\n  {}", shown.line, shown.caret).unwrap();
        }
        for language in [Language::Chinese, Language::English] {
            writeln!(out, "{}", problem.words(language)).unwrap();
            if let Some(way_out) = problem.way_out(language) {
                writeln!(out, "  {way_out}").unwrap();
            }
        }
        out.push('\n');
    }
    out
}

const WHOLE: &str = r#"
language = "en"
look = "high-contrast"
name = " 张三 "
ambiguous = "substitute"
mouse = false

[layout]
tree = 30
zoom = true

[keys]
status-done = ["5", "F6"]
note = "Ctrl-N"
mark = []
"#;

#[test]
fn a_whole_file_says_everything() {
    let (configuration, problems) = read(WHOLE);
    assert_eq!(problems, []);
    let keys: Vec<_> = configuration
        .keys
        .iter()
        .map(|own| {
            let keys: Vec<_> = own.keys.iter().map(ToString::to_string).collect();
            (own.command.id(), keys.join(" "))
        })
        .collect();
    assert_eq!(
        keys,
        [("status-done", "5 F6"), ("note", "Ctrl-N"), ("mark", "")]
            .map(|(command, keys)| (command.to_owned(), keys.to_owned()))
    );
    let rest = Configuration {
        keys: Vec::new(),
        ..configuration
    };
    let expected = Configuration {
        language: Some(Language::English),
        look: Some(LookChoice::Is(Look::HighContrast)),
        name: Some("张三".to_owned()),
        ambiguous: Some(AmbiguousChoice::Substitute),
        mouse: Some(false),
        share: Some(30),
        is_zoomed: Some(true),
        keys: Vec::new(),
    };
    assert_eq!(rest, expected);
}

#[test]
fn an_empty_file_says_nothing() {
    for text in ["", "\u{feff}", "# nothing\n", "[keys]\n[layout]\n"] {
        assert_eq!(read(text), (Configuration::default(), Vec::new()));
    }
    let (configuration, problems) = read("\u{feff}mouse = true\r\nlook = \"auto\"\r\n");
    assert_eq!(problems, []);
    assert_eq!(configuration.mouse, Some(true));
    assert_eq!(configuration.look, Some(LookChoice::Auto));
}

#[test]
fn wrong_values_are_told_with_what_can_be_written() {
    assert_snapshot!(told(
        r#"language = "中文"
look = "sepia"
name = ""
ambiguous = 2
mouse = "yes"
keys = "F6"
[layout]
tree = 90
zoom = 1
"#
    ));
}

#[test]
fn misspelt_words_are_told_with_the_nearest() {
    assert_snapshot!(told(
        r#"langauge = "zh"
theme = "dark"
[layout]
trees = 40
[keys]
status_done = "F6"
fly = "x"
note = ["ctrl+n", "Hyper-x"]
due = "Ctrl-I"
mark = [1]
"#
    ));
}

#[test]
fn keys_that_cannot_be_had_are_told_with_both_commands() {
    assert_snapshot!(told(
        r#"[keys]
status-done = ["5", "q"]
due = "F13"
lead = ["d", "F13"]
back = []
confirm = "x"
"#
    ));
}

#[test]
fn lines_that_are_no_toml_are_told_and_the_others_count() {
    let text = "language = en\nlook = \nmouse = false\nname 张三\n[layout\ntree = 30\n";
    assert_snapshot!(told(text));
    let expected = Configuration {
        mouse: Some(false),
        ..Configuration::default()
    };
    let (configuration, _) = read(text);
    assert_eq!(configuration.mouse, expected.mouse);
    assert_eq!(
        configuration.language, None,
        "not what the parser makes of it"
    );
    assert_eq!(configuration.look, None);
}

#[test]
fn a_wrong_value_takes_nothing_else_with_it() {
    let lines: Vec<&str> = WHOLE.lines().collect();
    let (whole, _) = read(WHOLE);
    for (number, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.contains('='))
    {
        let (key, _) = line.split_once('=').unwrap();
        let wrong = format!("{key}= 1979-05-27");
        let mut text = lines.clone();
        text[number] = &wrong;
        let (configuration, problems) = read(&text.join("\n"));
        assert_eq!(problems.len(), 1, "{wrong}");
        let count = |configuration: &Configuration| {
            let Configuration {
                language,
                look,
                name,
                ambiguous,
                mouse,
                share,
                is_zoomed,
                keys,
            } = configuration;
            usize::from(language.is_some())
                + usize::from(look.is_some())
                + usize::from(name.is_some())
                + usize::from(ambiguous.is_some())
                + usize::from(mouse.is_some())
                + usize::from(share.is_some())
                + usize::from(is_zoomed.is_some())
                + keys.len()
        };
        assert_eq!(count(&configuration), count(&whole) - 1, "{wrong}");
    }
}

#[test]
fn the_upper_file_wins_field_by_field_and_command_by_command() {
    let (own, _) = read("look = \"auto\"\n[keys]\nnote = \"F13\"\nlead = \"F15\"\n");
    let (shared, _) =
        read("look = \"light\"\nmouse = false\n[keys]\nnote = \"F14\"\ndue = \"F15\"\n");
    let both = own.over(shared);
    assert_eq!(
        (both.look, both.mouse),
        (Some(LookChoice::Auto), Some(false))
    );
    let (keymap, problems) = both.keymap(Vec::new());
    let given = |key: &str| keymap.command_for(Context::Tree, key.parse().unwrap());
    assert_eq!(given("F13"), Some(Command::Note));
    assert_eq!(given("F14"), None);
    // Of two that want one key, the person's own wish counts.
    assert_eq!(given("F15"), Some(Command::Lead));
    assert_eq!(problems.len(), 1);
    assert!(problems[0].words(Language::English).starts_with("due"));
}

#[test]
fn every_command_can_be_written_and_every_problem_is_safe() {
    for command in Command::all() {
        assert_eq!(Command::of_id(&command.id()), Some(command));
    }
    assert_eq!(Command::of_id("status"), None, "which status?");
    // A long line with many problems is held once.
    let text = format!("[keys]\nnote = [{}]", "1, ".repeat(1000));
    let (_, problems) = read(&text);
    assert_eq!(problems.len(), 1000);
    assert!(
        problems
            .iter()
            .all(|one| Arc::ptr_eq(&one.file, &problems[0].file))
    );
}

#[test]
fn what_is_said_to_be_right_is_right() {
    let settings = Setting::TOP.into_iter().chain(Setting::LAYOUT);
    for setting in settings.chain(Command::all().map(Setting::KeysOf)) {
        let table = match setting {
            Setting::Layout | Setting::Tree | Setting::Zoom => "[layout]\n",
            Setting::KeysOf(_) | Setting::Keys => "[keys]\n",
            _ => "",
        };
        let examples = setting.examples(Language::Chinese);
        let (_, assignment) = examples.rsplit_once("下面写 ").unwrap_or(("", &examples));
        let value = assignment.split(['，', '、', '（', '或']).next().unwrap();
        let (configuration, problems) = read(&format!("{table}{value}"));
        assert_eq!(problems, [], "{value}");
        assert_ne!(configuration, Configuration::default(), "{value}");
        assert_eq!(configuration.keymap(Vec::new()).1, [], "{value}");
    }
}

/// The whole file with some of its characters replaced.
fn mangled() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "\"", "'", "[", "]", "=", "\n", "\r", "#", "\\", "张", "\u{0}", "\"\"\"", "1", ".", "{", "",
    ]);
    let splice = (any::<Index>(), 0usize..4, piece);
    vec(splice, 1..6).prop_map(|splices| {
        let mut characters: Vec<char> = WHOLE.chars().collect();
        for (at, length, piece) in splices {
            let at = at.index(characters.len());
            let end = (at + length).min(characters.len());
            characters.splice(at..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn whatever_is_in_a_file_it_is_read_and_told_in_both_languages(text in mangled()) {
        let (configuration, problems) = read(&text);
        let (_, problems) = configuration.keymap(problems);
        prop_assert!(configuration.share.is_none_or(|share| (20..=80).contains(&share)));
        prop_assert!(configuration.name.is_none_or(|name| !name.trim().is_empty()));
        for problem in &problems {
            let span = problem.span.clone().unwrap();
            prop_assert!(span.start <= span.end && span.end <= text.len(), "{:?}", problem);
            for language in [Language::Chinese, Language::English] {
                prop_assert!(!problem.words(language).is_empty());
                prop_assert!(problem.way_out(language).is_none_or(|words| !words.is_empty()));
            }
        }
        let starts: Vec<_> = problems.iter().map(|problem| problem.span.clone().unwrap().start).collect();
        prop_assert!(starts.is_sorted());
    }
}
