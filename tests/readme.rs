//! README says what is true: its key table is made from the command table, its files are there.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use planwalk::app::{Bound, Context, Keymap};
use planwalk::language::Language;

const README: &str = include_str!("../README.md");

/// A key as Markdown shows it in a table.
fn code(key: &str) -> String {
    match key {
        "`" => "`` ` ``".to_owned(),
        key => format!("`{}`", key.replace('|', "\\|")),
    }
}

/// One table of keys: the heading that it stands under, and where its keys hold, with the words for each place.
struct Table {
    heading: &'static str,
    places: &'static [(Context, &'static str, &'static str)],
}

const TABLES: [Table; 3] = [
    Table {
        heading: "### 走一遍时 / In the walk",
        places: &[
            (Context::Tree, "目录", "tree"),
            (Context::Pane, "正文", "text"),
        ],
    },
    Table {
        heading: "### 演示时 / For the room",
        places: &[(Context::Present, "", "")],
    },
    Table {
        heading: "### 写记录、写文字时 / While a note or a text is written",
        places: &[(Context::Write, "", "")],
    },
];

impl Table {
    /// The heading and the table as README shows them, in the order of the help. A remark says where a command
    /// holds that holds in some of the places only.
    fn text(&self) -> String {
        let keymap = Keymap::default();
        let mut lines: Vec<(&Bound, Vec<usize>)> = Vec::new();
        for (place, (context, ..)) in self.places.iter().enumerate() {
            // What holds here alone comes behind what it follows here.
            let mut next = 0;
            for bound in keymap.bindings(*context) {
                let is_same = |(known, _): &(&Bound, _)| {
                    (known.command, &known.keys) == (bound.command, &bound.keys)
                };
                if let Some(index) = lines.iter().position(is_same) {
                    lines[index].1.push(place);
                    next = index + 1;
                } else {
                    lines.insert(next, (bound, vec![place]));
                    next += 1;
                }
            }
        }
        let mut text = format!(
            "{}\n\n| 按键 key | 作用 | what it does | 命令名 name |\n|---|---|---|---|\n",
            self.heading
        );
        for (Bound { command, keys, .. }, places) in lines {
            let keys: Vec<_> = keys.iter().map(|key| code(&key.to_string())).collect();
            let mut chinese = command.help(Language::Chinese);
            let mut english = command.help(Language::English);
            if places.len() < self.places.len() {
                for place in places {
                    let (_, word, word_in_english) = self.places[place];
                    chinese += &format!("（{word}）");
                    english += &format!(" ({word_in_english})");
                }
            }
            text += &format!(
                "| {} | {chinese} | {english} | `{}` |\n",
                keys.join(" "),
                command.id()
            );
        }
        text
    }
}

/// When commands, keys or their words change, paste what the test prints over the tables in README.
#[test]
fn the_key_tables_are_those_of_the_program() {
    let tables = TABLES.map(|table| table.text());
    // An empty line ends a table.
    let is_there = |table: &String| README.contains(&format!("{table}\n"));
    assert!(
        tables.iter().all(is_there),
        "README's tables of keys are not those of the program. Paste this over them, from the first heading to \
         the end of the last table:\n\n{}",
        tables.join("\n")
    );
}

#[test]
fn the_folders_of_the_map_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = README
        .split("```text\nsrc/\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let mut count = 0;
    for line in map.lines().filter(|line| !line.trim().is_empty()) {
        let name = line.split_whitespace().next().unwrap();
        assert!(
            root.join("src").join(name).exists(),
            "{name} is not in src/"
        );
        count += 1;
    }
    let folders = root.join("src").read_dir().unwrap().count();
    assert_eq!(count, folders, "README's map leaves something out");
}
