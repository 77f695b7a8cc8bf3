//! Figures: `cargo bench`. Each is measured beside its floor in the same run; the ratio is what counts.
//!
//! `-- --test` runs everything once on small plans, to see that it works.

// The table of figures is what this program is for.
#![allow(clippy::print_stdout)]

mod document;
mod harness;
mod import;
mod plans;
mod screen;
mod terminal;

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
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    document::run(effort, folder.path());
    import::run(effort);
    screen::run(effort);
    terminal::run(effort, folder.path());
}
