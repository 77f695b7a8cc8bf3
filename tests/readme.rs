//! README says what is true: its key table is made from the command table, its files are there.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use planwalk::app::{Context, Keymap};
use planwalk::language::Language;

const README: &str = include_str!("../README.md");

/// A key as Markdown shows it in a table.
fn code(key: &str) -> String {
    match key {
        "`" => "`` ` ``".to_owned(),
        key => format!("`{}`", key.replace('|', "\\|")),
    }
}

/// The keys of the walk as README shows them, in the order of the help.
fn key_table() -> String {
    let mut table =
        String::from("| 按键 key | 作用 | what it does | 命令名 name |\n|---|---|---|---|\n");
    for binding in Keymap::default().bindings(Context::Tree) {
        let keys: Vec<_> = binding
            .keys
            .iter()
            .map(|key| code(&key.to_string()))
            .collect();
        table += &format!(
            "| {} | {} | {} | `{}` |\n",
            keys.join(" "),
            binding.command.help(Language::Chinese),
            binding.command.help(Language::English),
            binding.command.id()
        );
    }
    table
}

#[test]
fn the_key_table_is_that_of_the_program() {
    let table = key_table();
    assert!(
        README.contains(&table),
        "README's key table should be:\n\n{table}"
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
