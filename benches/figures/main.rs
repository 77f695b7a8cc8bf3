//! Figures: `cargo bench`. Each is measured beside its floor in the same run; the ratio is what
//! counts.
//!
//! `-- --test` runs everything once on small plans, to see that it works. A word that begins with
//! no dash chooses one part: `-- text` measures the text only. The parts are `diff`, `document`,
//! `history`, `import`, `screen`, `terminal` and `text`.

// The table of figures is what this program is for.
#![allow(clippy::print_stdout)]

mod diff;
mod document;
mod harness;
mod history;
mod import;
mod plans;
mod screen;
mod terminal;
mod text;

use harness::Effort;

fn main() {
    if std::env::args().any(|argument| argument == terminal::BE_MINIMAL) {
        return terminal::be_minimal();
    }
    let is_smoke = std::env::args().any(|argument| argument == "--test");
    let effort = if is_smoke {
        Effort::SMOKE
    } else {
        Effort::FULL
    };
    let chosen: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let wanted = |part: &str| chosen.is_empty() || chosen.iter().any(|word| word == part);
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    if wanted("document") {
        document::run(effort, folder.path());
    }
    if wanted("diff") {
        diff::run(effort);
    }
    if wanted("history") {
        history::run(effort, folder.path());
    }
    if wanted("import") {
        import::run(effort);
    }
    if wanted("screen") {
        screen::run(effort);
    }
    if wanted("text") {
        text::run(effort);
    }
    if wanted("terminal") {
        terminal::run(effort, folder.path());
    }
}
