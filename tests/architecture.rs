//! The shape of the tree: layers import downwards only, modules say what they own, files stay small,
//! the project speaks of itself alone.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first. A layer may import from those before it.
const LAYERS: [&str; 16] = [
    "language", "error", "plan", "text", "change", "document", "journal", "import", "report",
    "search", "meeting", "app", "view", "runtime", "cli", "main",
];

/// Lines of a file without its tests. Past it a file has two subjects.
const LONGEST: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    assert!(files.len() > 30, "the sources were not found");
    files.sort();
    files
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs")
}

fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\n").next().unwrap()
}

fn layer_of(path: &Path) -> String {
    let first = path.components().nth(1).unwrap();
    Path::new(first.as_os_str())
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .into_owned()
}

/// The layers that a text imports by `crate::…`, with their lines.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap();
        for rest in code.split("crate::").skip(1) {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            found.push((number + 1, rest[..end].to_owned()));
        }
        // `use crate::{a, b}` would hide from this check.
        assert!(
            !code.contains("crate::{"),
            "line {}: one layer a `use`",
            number + 1
        );
    }
    found
}

#[test]
fn a_layer_imports_from_those_below_it_only() {
    let rank = |layer: &str| LAYERS.iter().position(|known| *known == layer);
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let layer = layer_of(&path);
        if layer == "lib" {
            continue;
        }
        let own =
            rank(&layer).unwrap_or_else(|| panic!("{}: no layer has this name", path.display()));
        for (line, imported) in imports(without_tests(&text)) {
            match rank(&imported) {
                Some(other) if other <= own => {}
                _ => wrong.push(format!("{}:{line} imports {imported}", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_touches_nothing_outside() {
    let outside = [
        "std::fs",
        "std::env",
        "std::process",
        "std::thread",
        "std::net",
        "Instant::now",
        "SystemTime",
        "Local::now",
        "Utc::now",
        "std::io::stdout",
        "std::io::stderr",
    ];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if matches!(layer_of(&path).as_str(), "runtime" | "cli" | "main") || is_test(&path) {
            continue;
        }
        for (number, line) in without_tests(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap();
            for word in outside.iter().filter(|word| code.contains(*word)) {
                wrong.push(format!("{}:{} uses {word}", path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_module_says_what_it_owns_and_has_one_subject() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if !text.starts_with("//! ") {
            wrong.push(format!("{}: does not say what it owns", path.display()));
        }
        let lines = without_tests(&text).lines().count();
        if lines > LONGEST && !is_test(&path) {
            wrong.push(format!(
                "{}: {lines} lines are two subjects",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_is_fixed() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "plans",
        "seeds",
        "tests",
        "README.md",
        "benches",
        "deny.toml",
        "fuzz",
        ".ci",
        ".gitignore",
        ".gitattributes",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "LICENSE",
        ".git",
        "target",
        "proptest-regressions",
    ];
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            allowed.contains(&name.as_str()),
            "{name} has no place at the top"
        );
    }
}
